//! The data folder as the recorder needs it: there, and held by this kiosk alone.

use std::path::PathBuf;
use std::{fs, io};

use rustix::fs::{StatVfsMountFlags, statvfs};
use rustix::io::Errno;

use crate::app::Trouble;
use crate::store::{Lock, LockError, StoreError};

/// The folder and its lock.
#[derive(Debug)]
pub struct DataFolder {
    pub path: PathBuf,
    lock: Option<Lock>,
    /// A database was opened in it: it is not made again, because whoever takes a disk away brings it back.
    used: bool,
}

impl DataFolder {
    pub fn new(path: PathBuf, lock: Option<Lock>) -> DataFolder {
        DataFolder { path, lock, used: false }
    }

    /// Makes sure that it is there and is ours alone.
    pub fn hold(&mut self) -> Result<(), (Trouble, String)> {
        if self.lock.as_ref().is_some_and(|lock| lock.is_of(&self.path)) {
            return Ok(());
        }
        if !self.used {
            // If it cannot be made, the lock says why.
            let _ = fs::create_dir_all(&self.path);
        }
        match Lock::take(&self.path, Lock::KIOSK) {
            Ok(lock) => {
                self.lock = Some(lock);
                Ok(())
            }
            Err(LockError::Taken) => Err((Trouble::Busy, "another kiosk holds the data folder".to_owned())),
            Err(LockError::Io(error)) => Err((self.trouble_of(&error), error.to_string())),
        }
    }

    /// A database is open in it.
    pub fn is_used(&mut self) {
        self.used = true;
    }

    fn trouble_of(&self, error: &io::Error) -> Trouble {
        match error.kind() {
            io::ErrorKind::StorageFull => Trouble::Full,
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => self.trouble(Trouble::ReadOnly),
            _ if Errno::from_io_error(error) == Some(Errno::IO) => self.trouble(Trouble::Disk),
            _ => self.trouble(Trouble::Other),
        }
    }

    /// What is wrong when this error was met.
    pub fn why(&self, error: &StoreError) -> Trouble {
        match error {
            StoreError::Newer { .. } => Trouble::Newer,
            _ if error.is_full() => Trouble::Full,
            _ if error.is_busy() => Trouble::Busy,
            _ if error.is_damaged() => Trouble::Damaged,
            _ if error.is_read_only() => self.trouble(Trouble::ReadOnly),
            _ if error.is_io() => self.trouble(Trouble::Disk),
            _ => Trouble::Other,
        }
    }

    /// The folder is looked at, because `SQLite` says *disk I/O error* or *cannot open* to much.
    fn trouble(&self, otherwise: Trouble) -> Trouble {
        if !self.path.is_dir() {
            return Trouble::Folder;
        }
        let Ok(disk) = statvfs(&self.path) else { return otherwise };
        if disk.f_flag.contains(StatVfsMountFlags::RDONLY) {
            return Trouble::ReadOnly;
        }
        // Some file systems count no files.
        let full = disk.f_bavail == 0 || disk.f_files > 0 && disk.f_favail == 0;
        if full { Trouble::Full } else { otherwise }
    }
}
