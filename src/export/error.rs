//! What can go wrong when results leave: each with the place, and what to do. The batch stays open in every case.

use std::error::Error as StdError;
use std::path::{Path, PathBuf};

use rustix::io::Errno;
use thiserror::Error;

use crate::store::{StoreError, shown};

/// A failure of an export. Nothing half-written is visible under a final name, and the batch stays queued.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The folder is not there.
    #[error("{} is missing: plug the stick in, or make the folder, and export again", shown(.path))]
    DestinationMissing {
        /// The folder.
        path: PathBuf,
    },
    /// There is something else.
    #[error("{} is not a folder: name a folder to export to", shown(.path))]
    NotAFolder {
        /// What is there.
        path: PathBuf,
    },
    /// No room.
    #[error("{} is full: make room, or take another stick, and export again", shown(.path))]
    Full {
        /// The file or folder.
        path: PathBuf,
    },
    /// Read-only file system.
    #[error("{} is read-only: unlock the stick, or mount it for writing, and export again", shown(.path))]
    ReadOnly {
        /// The file or folder.
        path: PathBuf,
    },
    /// Not allowed.
    #[error("{} may not be written by this user: name another folder, or change its owner", shown(.path))]
    Denied {
        /// The file or folder.
        path: PathBuf,
    },
    /// The device went away or failed.
    #[error("{} stopped answering: plug the stick in again, or take another, and export again", shown(.path))]
    Unplugged {
        /// The file or folder.
        path: PathBuf,
        /// The system's answer.
        source: std::io::Error,
    },
    /// Something else has the name: other content, a link, a folder.
    #[error("{} is there already with other content: move it away and export again", shown(.path))]
    Occupied {
        /// The file.
        path: PathBuf,
    },
    /// What was read back is not what was written.
    #[error("{} was not kept as it was written: the stick is faulty, take another and export again", shown(.path))]
    NotKept {
        /// The file.
        path: PathBuf,
    },
    /// The operating system's other refusals.
    #[error("cannot {doing} {}", shown(.path))]
    File {
        /// What was attempted.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's answer.
        source: std::io::Error,
    },
    /// Another process exports from this data folder.
    #[error("another export from {} is running: wait until it is done", shown(.path))]
    Running {
        /// The data folder.
        path: PathBuf,
    },
    /// The files could not be put together.
    #[error("cannot put batch {number} together")]
    Build {
        /// The batch.
        number: u32,
        /// Why.
        source: Box<dyn StdError + Send + Sync>,
    },
    /// There is no such batch.
    #[error("there is no batch {0} in this database: kiosk export --list shows them")]
    NoBatch(u32),
    /// Its files were never finished.
    #[error("batch {0} has not left yet: export without --again first")]
    NotClosed(u32),
    /// The rows of a batch that left are not what they were.
    #[error("batch {0} can no longer be made as it left: its kept file is gone and its rows have changed")]
    Changed(u32),
}

impl ExportError {
    /// Puts an answer of the operating system under the name it has for staff.
    pub(super) fn io(doing: &'static str, path: &Path, source: std::io::Error) -> ExportError {
        let path = path.to_owned();
        match Errno::from_io_error(&source) {
            Some(Errno::NOSPC | Errno::DQUOT | Errno::FBIG) => ExportError::Full { path },
            Some(Errno::ROFS) => ExportError::ReadOnly { path },
            Some(Errno::ACCESS | Errno::PERM) => ExportError::Denied { path },
            Some(Errno::IO | Errno::NODEV | Errno::NXIO | Errno::STALE | Errno::NOTCONN | Errno::HOSTDOWN) => {
                ExportError::Unplugged { path, source }
            }
            _ => ExportError::File { doing, path, source },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_answers_have_names_and_advice() {
        for (errno, says) in [
            (Errno::NOSPC, "full"),
            (Errno::FBIG, "full"),
            (Errno::ROFS, "read-only"),
            (Errno::ACCESS, "may not be written"),
            (Errno::IO, "stopped answering"),
            (Errno::NODEV, "stopped answering"),
            (Errno::MFILE, "cannot write"),
        ] {
            let error = ExportError::io("write", Path::new("/media/\u{1b}[31mstick"), errno.into()).to_string();
            assert!(error.contains(says) && error.contains("\\u{1b}[31mstick"), "{error}");
        }
    }
}
