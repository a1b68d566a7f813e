//! The data folder: made if it is missing, held by one kiosk at a time.

use std::fs::{self, File, OpenOptions};
use std::path::Path;

use rustix::fs::FlockOperation;
use rustix::io::Errno;

use super::{Exit, Failure};
use crate::store::{StoreError, shown};

/// The file whose lock says that a kiosk runs on this folder. The lock dies with its process.
const LOCK: &str = "kiosk.lock";

/// Held while a kiosk runs on the folder.
#[derive(Debug)]
pub struct Held {
    _file: File,
}

/// Makes the folder if need be and takes its lock.
pub fn hold(folder: &Path) -> Result<Held, Failure> {
    let cannot = |error: &std::io::Error| {
        let help = "name another one with --data DIR or in kiosk.toml ([kiosk] data), or change its owner";
        let message = format!("the data folder {} cannot be written ({error}): {help}", shown(folder));
        Failure::new(Exit::CannotWrite, message)
    };
    fs::create_dir_all(folder).map_err(|e| cannot(&e))?;
    let path = folder.join(LOCK);
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(|e| cannot(&e))?;
    match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(Held { _file: file }),
        Err(Errno::WOULDBLOCK) => {
            let message = format!(
                "another kiosk is running on the data folder {}: close it first, or name another folder with --data DIR",
                shown(folder)
            );
            Err(Failure::new(Exit::Busy, message))
        }
        Err(errno) => Err(cannot(&errno.into())),
    }
}

/// A failure of the database, with the exit code that fits.
pub fn store_failure(error: &StoreError) -> Failure {
    let exit = if error.is_damaged() {
        Exit::Findings
    } else {
        match error {
            StoreError::Missing { .. } | StoreError::Newer { .. } | StoreError::Older { .. } => Exit::Usage,
            _ => Exit::CannotWrite,
        }
    };
    Failure::of(exit, error)
}
