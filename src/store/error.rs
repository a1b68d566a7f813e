//! What can go wrong with the database, each with the file and what was attempted.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use thiserror::Error;

use crate::text::escape;

/// A failure of the store. Nothing was recorded unless the variant says otherwise.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// `SQLite` refused; see [`StoreError::is_full`], [`StoreError::is_busy`] and their like.
    #[error("cannot {doing} in {}", shown(.path))]
    Sql {
        /// What was attempted.
        doing: &'static str,
        /// The database.
        path: PathBuf,
        /// `SQLite`'s answer.
        source: rusqlite::Error,
    },
    /// The file system refused.
    #[error("cannot {doing} {}", shown(.path))]
    File {
        /// What was attempted.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// The system's answer.
        source: std::io::Error,
    },
    /// There is no database yet, and this way of opening makes none.
    #[error("there is no database {}: start the kiosk once, or name its data folder", shown(.path))]
    Missing {
        /// The database.
        path: PathBuf,
    },
    /// The file is something else. It is left as it is.
    #[error("{} is not a database; it was left as it is. Move it to another place and start the kiosk again", shown(.path))]
    NotADatabase {
        /// The file.
        path: PathBuf,
    },
    /// A database, but of another program. It is left as it is.
    #[error("{} is a database of another program; it was left as it is. Name another data folder", shown(.path))]
    Foreign {
        /// The database.
        path: PathBuf,
    },
    /// Made by a newer version of the kiosk. It is left as it is.
    #[error("{} has schema {found}, this program knows {known}: install the newer version again", shown(.path))]
    Newer {
        /// The database.
        path: PathBuf,
        /// Its schema.
        found: u32,
        /// The newest schema this program knows.
        known: u32,
    },
    /// Made by an older version; only the kiosk itself brings it up to date.
    #[error("{} has schema {found}, this program needs {known}: start the kiosk once", shown(.path))]
    Older {
        /// The database.
        path: PathBuf,
        /// Its schema.
        found: u32,
        /// The schema needed.
        known: u32,
    },
    /// The content does not hold together. The file is left as it is.
    #[error("{} is damaged: {}", shown(.path), escape(.detail, 200))]
    Damaged {
        /// The database.
        path: PathBuf,
        /// What was found.
        detail: String,
    },
    /// The file system cannot do write-ahead logging.
    #[error("{}: this file system cannot keep a write-ahead log (it offers \"{mode}\")", shown(.path))]
    NoWal {
        /// The database.
        path: PathBuf,
        /// The journal mode that `SQLite` kept.
        mode: String,
    },
    /// The file at this path is not the one that was opened: what was just written is in a deleted file.
    #[error("{} was deleted or replaced while it was open: open it again and save once more", shown(.path))]
    Replaced {
        /// The database.
        path: PathBuf,
    },
    /// A write failed before in a way after which the open file is not to be trusted.
    #[error("{}: an earlier write failed; the database must be opened again", shown(.path))]
    Spoiled {
        /// The database.
        path: PathBuf,
    },
    /// Recording needs a start of the kiosk ([`super::Store::open`]), this one was opened beside it.
    #[error("{} was opened beside the kiosk: it cannot begin attempts", shown(.path))]
    NotStarted {
        /// The database.
        path: PathBuf,
    },
    /// No attempt with this id.
    #[error("there is no attempt {0}")]
    UnknownAttempt(String),
    /// No class with this id.
    #[error("there is no class {0}")]
    UnknownClass(String),
    /// Only one class can be open.
    #[error("the class \"{}\" is open: close it first", escape(.0, 100))]
    ClassOpen(String),
    /// The attempt has ended: its rows never change.
    #[error("attempt {0} has ended already")]
    Ended(String),
    /// The same key is there with other content.
    #[error("{0} is recorded already, with other content")]
    Conflict(String),
    /// An attempt cannot be `passed` or `completed` before each of its steps is recorded.
    #[error("attempt {id} has {recorded} of {total} steps recorded: save the others first")]
    Incomplete {
        /// The attempt.
        id: String,
        /// Steps recorded.
        recorded: u32,
        /// Steps of its lesson.
        total: u32,
    },
    /// A value that no table may hold.
    #[error("{what} cannot be \"{}\"", escape(.value, 80))]
    Invalid {
        /// What it was given as.
        what: &'static str,
        /// The value.
        value: String,
    },
    /// No batch with this number, or it is closed.
    #[error("there is no open batch {0}")]
    NoBatch(u32),
    /// The system gave no random numbers.
    #[error("the system gave no random numbers")]
    NoRandom(#[source] std::io::Error),
}

impl StoreError {
    /// Puts an answer of `SQLite` under the name it has for the kiosk.
    pub(super) fn sql(doing: &'static str, path: &Path, source: rusqlite::Error) -> StoreError {
        let path = path.to_owned();
        match source.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => StoreError::NotADatabase { path },
            Some(ErrorCode::DatabaseCorrupt) => StoreError::Damaged { path, detail: source.to_string() },
            _ => StoreError::Sql { doing, path, source },
        }
    }

    fn code(&self) -> Option<ErrorCode> {
        match self {
            StoreError::Sql { source, .. } => source.sqlite_error_code(),
            _ => None,
        }
    }

    /// The disk is full. Practice goes on; save again later.
    pub fn is_full(&self) -> bool {
        let full = |e: &std::io::Error| e.kind() == std::io::ErrorKind::StorageFull;
        self.code() == Some(ErrorCode::DiskFull) || matches!(self, StoreError::File { source, .. } if full(source))
    }

    /// Another process held the database for longer than the kiosk waits (5 s).
    pub fn is_busy(&self) -> bool {
        matches!(self.code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
    }

    /// The file system cannot be written: read-only, or the file may not be opened.
    pub fn is_read_only(&self) -> bool {
        matches!(self.code(), Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied))
    }

    /// Reading, writing or syncing failed below `SQLite`. The handle is not to be used again.
    pub fn is_io(&self) -> bool {
        self.code() == Some(ErrorCode::SystemIoFailure)
    }

    /// The file is no (whole) database of the kiosk: it must be set aside before a new one can be made.
    pub fn is_damaged(&self) -> bool {
        matches!(self, StoreError::Damaged { .. } | StoreError::NotADatabase { .. } | StoreError::Foreign { .. })
    }

    /// Whether trying again can never help: the record itself cannot be taken.
    pub fn is_hopeless(&self) -> bool {
        matches!(
            self,
            StoreError::UnknownAttempt(_)
                | StoreError::UnknownClass(_)
                | StoreError::ClassOpen(_)
                | StoreError::Ended(_)
                | StoreError::Conflict(_)
                | StoreError::Incomplete { .. }
                | StoreError::Invalid { .. }
        )
    }

    /// The database must be opened again before anything can be recorded.
    pub fn must_reopen(&self) -> bool {
        self.is_io() || self.is_damaged() || matches!(self, StoreError::Replaced { .. } | StoreError::Spoiled { .. })
    }
}

/// A path as it may be printed.
pub(crate) fn shown(path: &Path) -> String {
    escape(&path.to_string_lossy(), 300)
}

/// What a step of a transaction ends with: an answer of `SQLite` without its context, or a finished error.
pub(super) enum Fault {
    Sql(rusqlite::Error),
    Store(StoreError),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Fault {
        Fault::Sql(error)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Fault {
        Fault::Store(error)
    }
}

impl Fault {
    pub(super) fn at(self, doing: &'static str, path: &Path) -> StoreError {
        match self {
            Fault::Sql(source) => StoreError::sql(doing, path, source),
            Fault::Store(error) => error,
        }
    }
}
