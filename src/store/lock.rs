//! Locks on the data folder: one kiosk, one exporter at a time. A lock is the system's and ends with its process,
//! however that ends; its file stays, and means nothing without the lock.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

use rustix::fs::FlockOperation;
use rustix::io::Errno;

/// Held for as long as it lives.
#[derive(Debug)]
pub struct Lock {
    _file: File,
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

    /// Takes a lock in a folder, or says at once that it is taken.
    pub fn take(folder: &Path, name: &str) -> Result<Lock, LockError> {
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(folder.join(name))?;
        match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Lock { _file: file }),
            Err(Errno::WOULDBLOCK) => Err(LockError::Taken),
            Err(errno) => Err(LockError::Io(errno.into())),
        }
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
}
