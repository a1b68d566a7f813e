//! The staff area by plain lines: the PIN is typed and not shown, a row of a form is chosen by its number and then written.

use super::Lines;
use crate::app::staff::{Erase, Page};
use crate::app::{Key, Screen, Target};
use crate::tui::Ending;

impl Lines {
    /// Whether the next line is the content of something in the staff area, and whether it is secret.
    pub(super) fn staff_asks(&self) -> Option<bool> {
        let Screen::Staff(staff) = &self.runner.kiosk.screen else { return None };
        staff.asks_line().filter(|secret| *secret || self.asking_row)
    }

    /// Takes a line for the staff area, instead of what stands there; an empty one leaves it as it is.
    pub(super) fn fill_staff(&mut self, typed: &str) -> Option<Ending> {
        self.forget_said();
        self.asking_row = false;
        let Screen::Staff(staff) = &self.runner.kiosk.screen else { return None };
        if typed.is_empty() {
            return None;
        }
        let stands = staff.stands();
        let erase = std::iter::once(Key::End).chain(std::iter::repeat_n(Key::Backspace, stands));
        self.keys(erase.chain(typed.chars().map(Key::Char)).chain([Key::Enter]))
    }

    /// Something was chosen by its number: a row in which something can be written asks for it.
    pub(super) fn staff_chose(&mut self, target: Target) {
        if let (Target::Item(_), Screen::Staff(staff)) = (target, &self.runner.kiosk.screen)
            && staff.asks_line() == Some(false)
        {
            (self.asking_row, self.printed) = (true, true); // the question is the answer
        }
    }

    /// Whether the three words of a learner are asked for.
    pub(super) fn staff_asks_word(&self) -> bool {
        let Screen::Staff(staff) = &self.runner.kiosk.screen else { return false };
        matches!(staff.page, Page::Erase(Erase::Words { .. }))
    }
}
