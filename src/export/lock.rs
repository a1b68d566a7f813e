//! One export at a time from a data folder. The lock is the system's and ends with its process, however that ends.

use std::fs::{File, OpenOptions};
use std::path::Path;

use rustix::fs::FlockOperation;
use rustix::io::Errno;

use super::error::ExportError;

/// The name of the lock's file in the data folder. The file stays; only the lock on it means something.
const FILE_NAME: &str = "export.lock";

/// Held while an export runs.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock, or says at once that another export has it.
    pub(super) fn take(data: &Path) -> Result<Lock, ExportError> {
        let path = data.join(FILE_NAME);
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => ExportError::DestinationMissing { path: data.to_owned() },
            _ => ExportError::io("open", &path, e),
        })?;
        match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Lock { _file: file }),
            Err(Errno::WOULDBLOCK) => Err(ExportError::Running { path: data.to_owned() }),
            Err(errno) => Err(ExportError::io("lock", &path, errno.into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_exporter_is_refused_until_the_first_is_done() {
        let data = tempfile::tempdir().unwrap();
        let held = Lock::take(data.path()).unwrap();
        assert!(matches!(Lock::take(data.path()), Err(ExportError::Running { .. })));
        drop(held);
        Lock::take(data.path()).unwrap();
    }
}
