//! The staff area and the set-up by plain lines: the PIN is typed and not shown, a row of a form is chosen by its number
//! and then written.

use super::Lines;
use crate::app::staff::{Erase, Page};
use crate::app::{Key, Screen, Target};
use crate::tui::Ending;

impl Lines {
    /// Whether the next line is the content of something in the staff area, and whether it is secret.
    pub(super) fn staff_asks(&self) -> Option<bool> {
        self.asks_line().filter(|secret| *secret || self.asking_row)
    }

    /// Whether there is something on the page that is written as a line, and whether it is secret.
    fn asks_line(&self) -> Option<bool> {
        match &self.runner.kiosk.screen {
            Screen::Staff(staff) => staff.asks_line(),
            Screen::SetUp(set_up) => set_up.asks_line(),
            _ => None,
        }
    }

    /// Takes a line for the staff area, instead of what stands there; an empty one leaves it as it is.
    pub(super) fn fill_staff(&mut self, typed: &str) -> Option<Ending> {
        self.forget_said();
        self.asking_row = false;
        let stands = match &self.runner.kiosk.screen {
            Screen::Staff(staff) => staff.stands(),
            Screen::SetUp(set_up) => set_up.stands(),
            _ => return None,
        };
        if typed.is_empty() {
            return None;
        }
        let erase = std::iter::once(Key::End).chain(std::iter::repeat_n(Key::Backspace, stands));
        self.keys(erase.chain(typed.chars().map(Key::Char)).chain([Key::Enter]))
    }

    /// Something was chosen by its number: a row in which something can be written asks for it.
    pub(super) fn staff_chose(&mut self, target: Target) {
        if matches!(target, Target::Item(_)) && self.asks_line() == Some(false) {
            (self.asking_row, self.printed) = (true, true); // the question is the answer
        }
    }

    /// What is searched for on a page of the set-up; `None`: nothing is.
    pub(super) fn searched(&self) -> Option<&str> {
        match &self.runner.kiosk.screen {
            Screen::SetUp(set_up) => set_up.search(),
            _ => None,
        }
    }

    /// Whether the three words of a learner are asked for.
    pub(super) fn staff_asks_word(&self) -> bool {
        let Screen::Staff(staff) = &self.runner.kiosk.screen else { return false };
        matches!(staff.page, Page::Erase(Erase::Words { .. }))
    }
}
