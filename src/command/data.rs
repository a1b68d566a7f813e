//! The data folder: made if it is missing, held by one kiosk at a time.

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::{fs, io};

use rustix::process::geteuid;

use super::{Exit, Failure};
use crate::store::{FILE_NAME, Lock, LockError, StoreError, shown};

/// Refuses a data folder that can never hold a database: a file, or one that may not be entered. One that is missing
/// is all right.
pub fn look(folder: &Path) -> Result<(), Failure> {
    match fs::metadata(folder.join(FILE_NAME)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(unusable(folder, "read", &error)),
        _ => Ok(()),
    }
}

fn unusable(folder: &Path, done: &str, error: &io::Error) -> Failure {
    let help = "name another one with --data DIR or in kiosk.toml ([kiosk] data), or change its owner";
    let message = format!("the data folder {} cannot be {done} ({error}): {help}", shown(folder));
    Failure::new(Exit::CannotWrite, message)
}

/// Refuses root where the folder is another user's: what root writes there, the kiosk could not write any more.
pub fn refuse_root(folder: &Path) -> Result<(), Failure> {
    let owner = fs::metadata(folder).map_or(0, |found| found.uid());
    if owner == 0 || !geteuid().is_root() {
        return Ok(());
    }
    let folder = shown(folder);
    let help = "give the command as that user, on an installed kiosk with `runuser -u kiosk -- kiosk …`";
    Err(Failure::new(Exit::Usage, format!("the data folder {folder} belongs to user {owner}, not to root: {help}")))
}

/// Makes the folder if need be and takes its lock, which a kiosk holds as long as it runs. A folder that cannot be
/// written keeps nobody from practising: then there is no lock yet, and the recorder goes on trying.
pub fn hold(folder: &Path) -> Result<Option<Lock>, Failure> {
    refuse_root(folder)?;
    let _ = fs::create_dir_all(folder);
    match Lock::take(folder, Lock::KIOSK) {
        Ok(lock) => Ok(Some(lock)),
        Err(LockError::Taken) => {
            let help = "close it first, or name another folder with --data DIR";
            let message = format!("another kiosk is running on the data folder {}: {help}", shown(folder));
            Err(Failure::new(Exit::Busy, message))
        }
        Err(LockError::Io(_)) => Ok(None),
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
