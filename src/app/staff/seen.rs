//! *Việc cần xem* and *Nhật ký*: what staff must know, and the last lines of the event log.

use super::{Load, Step};
use crate::app::event::Key;
use crate::app::list::List;
use crate::time::Timestamp;

/// The page of what staff must know. The notices themselves are the kiosk's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Which is chosen.
    pub list: List,
    /// The chosen one is shown with what is to be done.
    pub open: bool,
}

impl Seen {
    /// The page of so many notices.
    pub(super) fn new(count: usize) -> Seen {
        Seen { list: List::new(count), open: false }
    }

    /// A key; there are so many notices now.
    pub(super) fn key(&mut self, key: Key, count: usize) -> Step {
        self.list = List { len: count, ..self.list }.at(self.list.chosen);
        match key {
            Key::Escape if self.open => self.open = false,
            Key::Escape => return Step::Menu,
            Key::Enter if self.open => {
                self.open = false;
                return Step::Acknowledge(self.list.chosen);
            }
            Key::Enter => self.open = count > 0,
            _ if !self.open => drop(self.list.key(key)),
            _ => {}
        }
        Step::Stay
    }
}

/// A line of the event log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// When, by the clock on the wall.
    pub at: Timestamp,
    /// What happened, by its code.
    pub what: String,
    /// Its circumstances.
    pub values: String,
}

/// The page of the log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Log {
    /// The newest first.
    pub lines: Load<Vec<Logged>>,
    /// Which is bright.
    pub list: Option<List>,
}

impl Log {
    /// They are known now.
    pub(super) fn known(&mut self, lines: Option<Vec<Logged>>) {
        self.lines = lines.map_or(Load::Failed, Load::There);
        self.list = self.lines.get().map(|lines| List::new(lines.len()));
    }

    pub(super) fn key(&mut self, key: Key) -> Step {
        match (key, &mut self.list) {
            (Key::Escape | Key::Enter, _) => return Step::Menu,
            (_, Some(list)) => drop(list.key(key)),
            _ => {}
        }
        Step::Stay
    }
}
