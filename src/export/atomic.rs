//! The one writer of files that leave: under its final name a file is whole, or it is not there.
//!
//! Temporary name in the same folder, write, sync, read back from the device and compare, rename without
//! overwriting, sync the folder. Links are neither followed nor replaced. The folder is held open by descriptor, so
//! that all of it happens in one place, whatever is mounted meanwhile.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{Advice, AtFlags, CWD, Dir, FileType, Mode, OFlags, RenameFlags};
use rustix::io::Errno;

use super::error::ExportError;
use super::names::{PART, TEMPORARY_START};

/// A folder to put files into.
#[derive(Debug)]
pub(super) struct Folder {
    fd: OwnedFd,
    path: PathBuf,
}

/// What is under a name.
#[derive(Debug, PartialEq, Eq)]
enum Found {
    Nothing,
    Same,
    Other,
}

impl Folder {
    pub(super) fn open(path: &Path) -> Result<Folder, ExportError> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        match rustix::fs::openat(CWD, path, flags, Mode::empty()) {
            Ok(fd) => Ok(Folder { fd, path: path.to_owned() }),
            Err(Errno::NOENT) => Err(ExportError::DestinationMissing { path: path.to_owned() }),
            Err(Errno::NOTDIR) => Err(ExportError::NotAFolder { path: path.to_owned() }),
            Err(errno) => Err(ExportError::io("open the folder", path, errno.into())),
        }
    }

    /// Puts a whole file under `name`. The same content there already is success, any other content an error.
    /// Temporary files whose names end in `own` are what an earlier export left behind, and are removed.
    pub(super) fn put(&self, name: &str, bytes: &[u8], own: &str) -> Result<(), ExportError> {
        let path = self.path.join(name);
        self.sweep(own).map_err(|e| ExportError::io("clear temporary files in", &self.path, e))?;
        match self.compare(name, bytes).map_err(|e| ExportError::io("read", &path, e))? {
            // It may have got its name in an export that was cut off before the sync.
            Found::Same => return self.sync(name).map_err(|e| ExportError::io("sync", &path, e)),
            Found::Other => return Err(ExportError::Occupied { path }),
            Found::Nothing => {}
        }
        let temporary = format!(".{name}{PART}");
        let done = self.write(&temporary, bytes, &path).and_then(|()| self.give_name(&temporary, name, &path));
        if done.is_err() {
            // Best effort: the next export removes what stays.
            let _ = rustix::fs::unlinkat(&self.fd, &temporary, AtFlags::empty());
        }
        done
    }

    fn write(&self, temporary: &str, bytes: &[u8], path: &Path) -> Result<(), ExportError> {
        let failed = |e| ExportError::io("write", path, e);
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let fd = rustix::fs::openat(&self.fd, temporary, flags, Mode::from_raw_mode(0o644));
        let mut file = File::from(fd.map_err(|e| failed(e.into()))?);
        file.write_all(bytes).and_then(|()| file.sync_all()).map_err(failed)?;
        drop(file);
        match self.compare(temporary, bytes).map_err(|e| ExportError::io("read back", path, e))? {
            Found::Same => Ok(()),
            Found::Nothing | Found::Other => Err(ExportError::NotKept { path: path.to_owned() }),
        }
    }

    fn give_name(&self, temporary: &str, name: &str, path: &Path) -> Result<(), ExportError> {
        let mut renamed = rustix::fs::renameat_with(&self.fd, temporary, &self.fd, name, RenameFlags::NOREPLACE);
        if let Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) = renamed {
            // Some drivers for sticks cannot promise it; that nothing had the name was seen just now.
            renamed = rustix::fs::renameat(&self.fd, temporary, &self.fd, name);
        }
        match renamed {
            Ok(()) => self.sync_folder().map_err(|e| ExportError::io("sync the folder of", path, e)),
            Err(Errno::EXIST) => Err(ExportError::Occupied { path: path.to_owned() }),
            Err(errno) => Err(ExportError::io("rename", path, errno.into())),
        }
    }

    /// Compares a file with what it should hold, from the device rather than from memory where the system lets us.
    fn compare(&self, name: &str, bytes: &[u8]) -> io::Result<Found> {
        // NONBLOCK: opening a pipe of that name must not wait for its writer.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let mut file = match rustix::fs::openat(&self.fd, name, flags, Mode::empty()) {
            Ok(fd) => File::from(fd),
            Err(Errno::NOENT) => return Ok(Found::Nothing),
            Err(Errno::LOOP | Errno::NXIO) => return Ok(Found::Other),
            Err(errno) => return Err(errno.into()),
        };
        let about = rustix::fs::fstat(&file)?;
        if !FileType::from_raw_mode(about.st_mode).is_file() || u64::try_from(about.st_size) != Ok(bytes.len() as u64) {
            return Ok(Found::Other);
        }
        let _ = rustix::fs::fadvise(&file, 0, None, Advice::DontNeed);
        let mut rest = bytes;
        let mut piece = [0_u8; 16 * 1024];
        loop {
            let read = file.read(&mut piece)?;
            match piece.get(..read).and_then(|piece| rest.strip_prefix(piece)) {
                Some(after) if read > 0 => rest = after,
                Some([]) => return Ok(Found::Same),
                _ => return Ok(Found::Other),
            }
        }
    }

    fn sync(&self, name: &str) -> io::Result<()> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        File::from(rustix::fs::openat(&self.fd, name, flags, Mode::empty())?).sync_all()?;
        self.sync_folder()
    }

    fn sync_folder(&self) -> io::Result<()> {
        match rustix::fs::fsync(&self.fd) {
            // Some drivers sync no folders, only the whole file system.
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Ok(rustix::fs::syncfs(self.fd.as_fd())?),
            done => Ok(done?),
        }
    }

    /// Removes temporary files that an export of the same database left behind.
    fn sweep(&self, own: &str) -> io::Result<()> {
        for entry in Dir::read_from(&self.fd)? {
            let entry = entry?;
            let name = entry.file_name().to_bytes();
            let ours = name.starts_with(TEMPORARY_START.as_bytes()) && name.ends_with(own.as_bytes());
            if ours && entry.file_type() != FileType::Directory {
                rustix::fs::unlinkat(&self.fd, entry.file_name(), AtFlags::empty())?;
            }
        }
        Ok(())
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
