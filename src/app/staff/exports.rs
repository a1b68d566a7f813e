//! *Xuất kết quả*: what has left, what waits, and leave now.

use super::ask::{Answer, Ask};
use super::{Load, Step};
use crate::app::event::Key;
use crate::time::Timestamp;

/// How it stands with the exports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Left {
    /// The newest batch that has left.
    pub last: Option<LastBatch>,
    /// Ended attempts that have not left yet.
    pub waiting: u32,
    /// The folder that files go to, besides the kiosk's own; `None`: only that.
    pub to: Option<String>,
}

/// The newest batch that has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastBatch {
    /// Its number.
    pub number: u32,
    /// When it was made.
    pub at: Timestamp,
    /// Its attempts.
    pub attempts: u32,
}

/// What came of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exported {
    /// There was nothing new.
    Nothing,
    /// So many attempts left.
    Done {
        /// How many.
        attempts: u64,
        /// The name of the last file.
        file: String,
        /// The folder in which it is.
        folder: String,
    },
    /// The folder to write to is not there.
    NoFolder(String),
    /// There is no room in it.
    Full,
    /// It may not be written to.
    ReadOnly,
    /// Another export is running.
    Busy,
    /// The database cannot be read now.
    NoStore,
    /// Anything else.
    Failed,
}

/// The page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exports {
    /// How it stands.
    pub left: Load<Left>,
    /// It is being exported.
    pub running: bool,
    /// What came of the export of this visit.
    pub done: Option<Exported>,
}

impl Exports {
    pub(super) fn key(&mut self, key: Key) -> Step {
        match key {
            Key::Escape => Step::Menu,
            Key::Enter if !self.running && self.left != Load::Coming => {
                (self.running, self.done) = (true, None);
                Step::Ask(Ask::Export)
            }
            _ => Step::Stay,
        }
    }
}

impl Exports {
    /// An answer to its question.
    pub(super) fn answered(&mut self, answer: Answer) {
        match answer {
            Answer::Exports(left) => self.left = Load::There(left),
            Answer::Exported(done, left) => {
                (self.running, self.done) = (false, Some(done));
                self.left = left.map_or(Load::Failed, Load::There);
            }
            _ if self.running => (self.running, self.done) = (false, Some(Exported::Failed)),
            _ => self.left = Load::Failed,
        }
    }
}
