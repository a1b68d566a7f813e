//! Locks on the data folder: one kiosk, one exporter at a time. A lock is the system's and ends with its process,
//! however that ends; its file stays, and means nothing without the lock.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use rustix::fs::FlockOperation;
use rustix::io::Errno;

/// Held for as long as it lives.
#[derive(Debug)]
pub struct Lock {
    file: File,
    name: &'static str,
}

/// Why a lock was not taken.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another process has it.
    #[error("another process has it")]
    Taken,
    /// Its file cannot be made or locked.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Lock {
    /// The name of the lock that a running kiosk holds.
    pub const KIOSK: &str = "kiosk.lock";

    /// The name of the lock that an export holds.
    pub const EXPORT: &str = "export.lock";

    /// Takes a lock in a folder, or says at once that it is taken. Where nothing can be written, an old file of the lock
    /// will do.
    pub fn take(folder: &Path, name: &'static str) -> Result<Lock, LockError> {
        let path = folder.join(name);
        let made = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file = made.or_else(|error| File::open(&path).map_err(|_| error))?;
        match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Lock { file, name }),
            Err(Errno::WOULDBLOCK) => Err(LockError::Taken),
            Err(errno) => Err(LockError::Io(errno.into())),
        }
    }

    /// Whether it is still the lock of this folder: its file may have been deleted, or the folder be another one now.
    pub fn is_of(&self, folder: &Path) -> bool {
        let file = |found: &Metadata| (found.dev(), found.ino());
        let there = fs::metadata(folder.join(self.name));
        there.is_ok_and(|there| self.file.metadata().is_ok_and(|held| file(&held) == file(&there)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_refused_until_the_first_is_done() {
        let data = tempfile::tempdir().unwrap();
        let held = Lock::take(data.path(), Lock::EXPORT).unwrap();
        assert!(matches!(Lock::take(data.path(), Lock::EXPORT), Err(LockError::Taken)));
        Lock::take(data.path(), Lock::KIOSK).unwrap();
        drop(held);
        Lock::take(data.path(), Lock::EXPORT).unwrap();
        assert!(matches!(Lock::take(&data.path().join("none"), Lock::EXPORT), Err(LockError::Io(_))));
    }

    #[test]
    fn a_lock_whose_file_is_gone_is_none() {
        let data = tempfile::tempdir().unwrap();
        let held = Lock::take(data.path(), Lock::KIOSK).unwrap();
        assert!(held.is_of(data.path()));
        std::fs::remove_file(data.path().join(Lock::KIOSK)).unwrap();
        assert!(!held.is_of(data.path()));
        let again = Lock::take(data.path(), Lock::KIOSK).unwrap();
        assert!(again.is_of(data.path()) && !held.is_of(data.path()));
    }
}
