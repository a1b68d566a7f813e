//! The one writer of files that leave: under its final name a file is whole, or it is not there.
//!
//! Temporary name in the same folder, write, sync, read back from the device and compare, rename without
//! overwriting, sync the folder. Links are neither followed nor replaced.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use super::error::ExportError;
use super::names::TEMPORARY_START;
use crate::files::{self, Found, PART};

/// A folder to put files into.
#[derive(Debug)]
pub(super) struct Folder {
    folder: files::Folder,
    path: PathBuf,
}

impl Folder {
    pub(super) fn open(path: &Path) -> Result<Folder, ExportError> {
        match files::Folder::open(path) {
            Ok(folder) => Ok(Folder { folder, path: path.to_owned() }),
            Err(error) => Err(match error.kind() {
                io::ErrorKind::NotFound => ExportError::DestinationMissing { path: path.to_owned() },
                io::ErrorKind::NotADirectory => ExportError::NotAFolder { path: path.to_owned() },
                _ => ExportError::io("open the folder", path, error),
            }),
        }
    }

    /// Puts a whole file under `name`. The same content there already is success, any other content an error.
    /// Temporary files whose names end in `own` are what an earlier export left behind, and are removed.
    pub(super) fn put(&self, name: &str, bytes: &[u8], own: &str) -> Result<(), ExportError> {
        let path = self.path.join(name);
        let ours = |name: &[u8]| name.starts_with(TEMPORARY_START.as_bytes()) && name.ends_with(own.as_bytes());
        self.folder.remove_all(ours).map_err(|e| ExportError::io("clear temporary files in", &self.path, e))?;
        match self.folder.compare(name.as_ref(), bytes).map_err(|e| ExportError::io("read", &path, e))? {
            // It may have got its name in an export that was cut off before the sync.
            Found::Same => {
                return self.folder.sync_file(name.as_ref()).map_err(|e| ExportError::io("sync", &path, e));
            }
            Found::Other => return Err(ExportError::Occupied { path }),
            Found::Nothing => {}
        }
        let temporary = format!(".{name}{PART}");
        let done =
            self.write(temporary.as_ref(), bytes, &path).and_then(|()| self.give_name(temporary.as_ref(), name, &path));
        if done.is_err() {
            // Best effort: the next export removes what stays.
            let _ = self.folder.remove(temporary.as_ref());
        }
        done
    }

    fn write(&self, temporary: &OsStr, bytes: &[u8], path: &Path) -> Result<(), ExportError> {
        self.folder.write(temporary, bytes).map_err(|e| ExportError::io("write", path, e))?;
        match self.folder.compare(temporary, bytes).map_err(|e| ExportError::io("read back", path, e))? {
            Found::Same => Ok(()),
            Found::Nothing | Found::Other => Err(ExportError::NotKept { path: path.to_owned() }),
        }
    }

    fn give_name(&self, temporary: &OsStr, name: &str, path: &Path) -> Result<(), ExportError> {
        self.folder.name(temporary, name.as_ref()).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => ExportError::Occupied { path: path.to_owned() },
            _ => ExportError::io("rename", path, error),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

    const NAME: &str = "kq-05443-k01-20261122-00001-3f9a.zip";
    const OWN: &str = "-3f9a.zip.part";

    fn put(folder: &Path, bytes: &[u8]) -> Result<(), ExportError> {
        Folder::open(folder)?.put(NAME, bytes, OWN)
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_there_whole_and_alone() {
        let folder = tempfile::tempdir().unwrap();
        let bytes: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
        for _ in 0..2 {
            put(folder.path(), &bytes).unwrap();
            assert_eq!(fs::read(folder.path().join(NAME)).unwrap(), bytes);
            assert_eq!(names(folder.path()), [NAME]);
        }
        let empty = tempfile::tempdir().unwrap();
        put(empty.path(), b"").unwrap();
        assert_eq!(names(empty.path()), [NAME]);
    }

    #[test]
    fn what_has_the_name_is_neither_followed_nor_replaced() {
        type Make = fn(&Path, &Path);
        let cases: [(&str, Make); 6] = [
            ("other bytes", |_, at| fs::write(at, "aXc").unwrap()),
            ("shorter", |_, at| fs::write(at, "ab").unwrap()),
            ("longer", |_, at| fs::write(at, "abcd").unwrap()),
            ("a folder", |_, at| fs::create_dir(at).unwrap()),
            ("a link to the same bytes", |folder, at| {
                fs::write(folder.join("target"), "abc").unwrap();
                symlink("target", at).unwrap();
            }),
            ("a dangling link", |_, at| symlink("nowhere", at).unwrap()),
        ];
        for (what, make) in cases {
            let folder = tempfile::tempdir().unwrap();
            let at = folder.path().join(NAME);
            make(folder.path(), &at);
            let before = (names(folder.path()), fs::read(&at).ok(), fs::read_link(&at).ok());
            let refused = put(folder.path(), b"abc");
            assert!(matches!(refused, Err(ExportError::Occupied { .. })), "{what}: {refused:?}");
            assert_eq!((names(folder.path()), fs::read(&at).ok(), fs::read_link(&at).ok()), before, "{what}");
        }
    }

    #[test]
    fn only_our_own_stale_files_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let others = [".kq-05443-k01-20261101-00009-aaaa.zip.part", ".hidden", "kq-05443-k01-20261101-00009-3f9a.zip"];
        for name in others {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        fs::write(folder.path().join(format!(".{NAME}.part")), "cut of").unwrap();
        let precious = folder.path().join("precious");
        fs::write(&precious, "kept").unwrap();
        symlink("precious", folder.path().join(".kq-05443-k01-20261101-00008-3f9a.zip.part")).unwrap();
        put(folder.path(), b"abc").unwrap();
        let mut expected: Vec<&str> = others.to_vec();
        expected.extend([NAME, "precious"]);
        expected.sort_unstable();
        assert_eq!(names(folder.path()), expected);
        assert_eq!(fs::read(&precious).unwrap(), b"kept");
    }

    #[test]
    fn places_that_cannot_take_a_file_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(matches!(put(&folder.path().join("gone"), b"x"), Err(ExportError::DestinationMissing { .. })));
        assert!(matches!(put(&file, b"x"), Err(ExportError::NotAFolder { .. })));
        // A device that takes nothing, and a file system that lets nobody write.
        assert!(matches!(
            put(Path::new("/proc/self"), b"x"),
            Err(ExportError::File { .. } | ExportError::Denied { .. })
        ));
    }
}
