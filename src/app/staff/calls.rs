//! *Gọi cán bộ*: who asked for somebody with F8, as the event log remembers it.

use super::ask::Ask;
use super::{Load, Step};
use crate::app::event::Key;
use crate::app::list::List;
use crate::time::Timestamp;

/// A call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Called {
    /// By which the log knows it.
    pub id: String,
    /// When, by the clock on the wall.
    pub at: Timestamp,
    /// The lesson that she was in, if she was in one.
    pub lesson_id: Option<String>,
    /// Staff have said that they came.
    pub helped: bool,
}

/// The page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calls {
    /// The newest first.
    pub calls: Load<Vec<Called>>,
    /// Which is chosen.
    pub list: Option<List>,
}

impl Calls {
    /// They are known now; the place stays.
    pub(super) fn known(&mut self, calls: Option<Vec<Called>>) {
        self.calls = calls.map_or(Load::Failed, Load::There);
        let count = self.calls.get().map_or(0, Vec::len);
        let at = self.list.map_or(0, |list| list.chosen);
        self.list = Some(List::new(count).at(at));
    }

    /// The call that is chosen.
    pub fn chosen(&self) -> Option<&Called> {
        self.calls.get()?.get(self.list?.chosen)
    }

    pub(super) fn key(&mut self, key: Key) -> Step {
        match key {
            Key::Escape => return Step::Menu,
            Key::Enter => {
                if let Some(call) = self.chosen().filter(|call| !call.helped) {
                    return Step::Ask(Ask::Helped(call.id.clone()));
                }
            }
            _ => {
                if let Some(list) = &mut self.list {
                    list.key(key);
                }
            }
        }
        Step::Stay
    }
}
