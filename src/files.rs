//! Files that are whole or not there: written under a temporary name, synced, read back from the device, and only then
//! given their name. After a power cut there is the old content or the new, never a part of it.
//!
//! A folder is held open by descriptor, so that all of it happens in one place, whatever is mounted meanwhile.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{Advice, AtFlags, CWD, Dir, FileType, Gid, Mode, OFlags, RenameFlags, Stat, Uid};
use rustix::io::Errno;

/// What a temporary file's name ends with.
pub const PART: &str = ".part";

/// The permissions of a new file: everybody may read it, its owner writes it.
const NEW: Mode = Mode::from_raw_mode(0o644);

/// A folder to put files into.
#[derive(Debug)]
pub struct Folder(OwnedFd);

/// What is under a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Nothing,
    /// A file with the content that was asked about.
    Same,
    /// Other content, or something that is no file.
    Other,
}

impl Folder {
    /// Opens a folder that is there.
    pub fn open(path: &Path) -> io::Result<Folder> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        Ok(Folder(rustix::fs::openat(CWD, path, flags, Mode::empty())?))
    }

    /// Writes a new file and syncs it; what has the name already is an error.
    pub fn write(&self, name: &OsStr, bytes: &[u8]) -> io::Result<()> {
        self.create(name, NEW)?.put(bytes)
    }

    fn create(&self, name: &OsStr, mode: Mode) -> io::Result<NewFile> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(NewFile(File::from(rustix::fs::openat(&self.0, name, flags, mode)?)))
    }

    /// Compares a file with what it should hold, from the device rather than from memory where the system lets us.
    pub fn compare(&self, name: &OsStr, bytes: &[u8]) -> io::Result<Found> {
        // NONBLOCK: opening a pipe of that name must not wait for its writer.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let mut file = match rustix::fs::openat(&self.0, name, flags, Mode::empty()) {
            Ok(fd) => File::from(fd),
            Err(Errno::NOENT) => return Ok(Found::Nothing),
            Err(Errno::LOOP | Errno::NXIO) => return Ok(Found::Other),
            Err(errno) => return Err(errno.into()),
        };
        let about = rustix::fs::fstat(&file)?;
        if !is_file(&about) || u64::try_from(about.st_size) != Ok(bytes.len() as u64) {
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

    /// Gives a file a name that nothing has.
    pub fn name(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        let mut renamed = rustix::fs::renameat_with(&self.0, from, &self.0, to, RenameFlags::NOREPLACE);
        if let Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) = renamed {
            // Some drivers for sticks cannot promise it; that nothing had the name was seen just before.
            renamed = rustix::fs::renameat(&self.0, from, &self.0, to);
        }
        renamed?;
        self.sync()
    }

    /// Removes what has a name; nothing is all right too.
    pub fn remove(&self, name: &OsStr) -> io::Result<()> {
        match rustix::fs::unlinkat(&self.0, name, AtFlags::empty()) {
            Ok(()) | Err(Errno::NOENT) => Ok(()),
            Err(errno) => Err(errno.into()),
        }
    }

    /// Removes everything but folders whose name is meant.
    pub fn remove_all(&self, is_meant: impl Fn(&[u8]) -> bool) -> io::Result<()> {
        for entry in Dir::read_from(&self.0)? {
            let entry = entry?;
            if is_meant(entry.file_name().to_bytes()) && entry.file_type() != FileType::Directory {
                rustix::fs::unlinkat(&self.0, entry.file_name(), AtFlags::empty())?;
            }
        }
        Ok(())
    }

    /// Syncs a file and its name.
    pub fn sync_file(&self, name: &OsStr) -> io::Result<()> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        File::from(rustix::fs::openat(&self.0, name, flags, Mode::empty())?).sync_all()?;
        self.sync()
    }

    /// Syncs the names in the folder.
    pub fn sync(&self) -> io::Result<()> {
        match rustix::fs::fsync(&self.0) {
            // Some drivers sync no folders, only the whole file system.
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Ok(rustix::fs::syncfs(self.0.as_fd())?),
            done => Ok(done?),
        }
    }

    /// Puts new content under a name that may be taken by a file, with the owner and permissions of that one.
    fn replace(&self, name: &OsStr, bytes: &[u8]) -> io::Result<()> {
        let before = match rustix::fs::statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(about) if is_file(&about) => Some(about),
            Ok(_) => return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file")),
            Err(Errno::NOENT) => None,
            Err(errno) => return Err(errno.into()),
        };
        let temporary = temporary(name);
        // Left behind by one that was cut off: nobody else uses this name.
        self.remove(&temporary)?;
        let done = self.replace_by(&temporary, name, bytes, before.as_ref());
        if done.is_err() {
            let _ = self.remove(&temporary); // best effort: the next one removes what stays
        }
        done
    }

    fn replace_by(&self, temporary: &OsStr, name: &OsStr, bytes: &[u8], before: Option<&Stat>) -> io::Result<()> {
        let file = self.create(temporary, if before.is_some() { Mode::RUSR | Mode::WUSR } else { NEW })?;
        if let Some(before) = before {
            file.take_after(before)?;
        }
        file.put(bytes)?;
        if self.compare(temporary, bytes)? != Found::Same {
            return Err(io::Error::other("what was read back is not what was written: the disk is faulty"));
        }
        rustix::fs::renameat(&self.0, temporary, &self.0, name)?;
        self.sync()
    }
}

/// A file that is being made.
struct NewFile(File);

impl NewFile {
    /// Owner and permissions as those of another file. Only root can give a file away; who cannot, keeps it.
    fn take_after(&self, other: &Stat) -> io::Result<()> {
        let own = rustix::fs::fstat(&self.0)?;
        if (own.st_uid, own.st_gid) != (other.st_uid, other.st_gid) {
            let (owner, group) = (Uid::from_raw(other.st_uid), Gid::from_raw(other.st_gid));
            let _ = rustix::fs::fchown(&self.0, Some(owner), Some(group));
        }
        Ok(rustix::fs::fchmod(&self.0, Mode::from_raw_mode(other.st_mode))?)
    }

    fn put(mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)?;
        self.0.sync_all()
    }
}

fn is_file(about: &Stat) -> bool {
    FileType::from_raw_mode(about.st_mode).is_file()
}

/// The hidden name under which a file is written.
fn temporary(name: &OsStr) -> std::ffi::OsString {
    let mut temporary = std::ffi::OsString::from(".");
    temporary.push(name);
    temporary.push(PART);
    temporary
}

/// Puts new content into a file, or makes it: whole, or not at all. A link is followed, so that what it points to has the
/// new content; owner and permissions stay.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let is_link = fs::symlink_metadata(path).is_ok_and(|about| about.is_symlink());
    let path = if is_link { fs::canonicalize(path)? } else { path.to_owned() };
    let name = path.file_name().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    Folder::open(&folder_of(&path))?.replace(name, bytes)
}

/// Makes a folder with those above it, and syncs their names; one that is there is all right.
pub fn make_folder(path: &Path) -> io::Result<()> {
    if path.as_os_str().is_empty() || path.is_dir() {
        return Ok(());
    }
    if let Some(above) = path.parent() {
        make_folder(above)?;
    }
    match fs::create_dir(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists || !path.is_dir() => Err(error),
        _ => Folder::open(&folder_of(path))?.sync(),
    }
}

/// The folder of a file.
fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn new_content_replaces_the_old_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kiosk.toml");
        let large: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
        for bytes in [&b"first"[..], b"", &large, b"last"] {
            replace(&path, bytes).unwrap();
            assert_eq!(fs::read(&path).unwrap(), bytes);
            assert_eq!(names(folder.path()), ["kiosk.toml"]);
        }
        // What was cut off before is cleared away.
        fs::write(folder.path().join(".kiosk.toml.part"), "half").unwrap();
        replace(&path, b"whole").unwrap();
        assert_eq!(names(folder.path()), ["kiosk.toml"]);
    }

    #[test]
    fn permissions_stay() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        for wanted in [0o600, 0o664, 0o444] {
            fs::write(&path, "old").unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(wanted)).unwrap();
            replace(&path, b"new").unwrap();
            assert_eq!((mode(&path), fs::read(&path).unwrap()), (wanted, b"new".to_vec()));
            fs::remove_file(&path).unwrap();
        }
    }

    #[test]
    fn a_link_stays_and_what_it_points_to_changes() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        fs::create_dir(&real).unwrap();
        fs::write(real.join("a"), "old").unwrap();
        symlink("real/a", &link).unwrap();
        replace(&link, b"new").unwrap();
        assert_eq!(fs::read_link(&link).unwrap(), Path::new("real/a"));
        assert_eq!(fs::read(real.join("a")).unwrap(), b"new");
        // A link to nowhere is no place to write to.
        fs::remove_file(real.join("a")).unwrap();
        assert_eq!(replace(&link, b"new").unwrap_err().kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn what_cannot_be_written_leaves_the_old_content() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::create_dir(&path).unwrap();
        assert!(replace(&path, b"new").is_err());
        assert!(path.is_dir());
        assert!(replace(&folder.path().join("gone/a"), b"new").is_err());
        assert!(replace(Path::new("/proc/self/a"), b"new").is_err());
        assert!(replace(Path::new("/"), b"new").is_err());
        assert_eq!(names(folder.path()), ["a"]);
    }

    #[test]
    fn a_folder_is_made_with_those_above_it() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("a/b/c");
        for _ in 0..2 {
            make_folder(&deep).unwrap();
            assert!(deep.is_dir());
        }
        fs::write(deep.join("file"), "").unwrap();
        for file in ["file", "file/d"] {
            assert!(make_folder(&deep.join(file)).is_err());
        }
    }
}
