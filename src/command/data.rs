//! The data folder: made if it is missing, held by one kiosk at a time.

use std::fs;
use std::path::Path;

use super::{Exit, Failure};
use crate::store::{Lock, LockError, StoreError, shown};

/// Makes the folder if need be and takes its lock, which a kiosk holds as long as it runs.
pub fn hold(folder: &Path) -> Result<Lock, Failure> {
    let cannot = |error: &std::io::Error| {
        let help = "name another one with --data DIR or in kiosk.toml ([kiosk] data), or change its owner";
        let message = format!("the data folder {} cannot be written ({error}): {help}", shown(folder));
        Failure::new(Exit::CannotWrite, message)
    };
    fs::create_dir_all(folder).map_err(|e| cannot(&e))?;
    Lock::take(folder, Lock::KIOSK).map_err(|error| match error {
        LockError::Taken => {
            let help = "close it first, or name another folder with --data DIR";
            let message = format!("another kiosk is running on the data folder {}: {help}", shown(folder));
            Failure::new(Exit::Busy, message)
        }
        LockError::Io(error) => cannot(&error),
    })
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
