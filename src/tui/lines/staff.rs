//! The staff area by plain lines: the PIN is typed and not shown, a row of a form is chosen by its number and then written.

use super::Lines;
use crate::app::{Key, Screen, Target};
use crate::tui::Ending;

impl Lines {
    /// The label of what the next line is the content of in the staff area, and whether it is secret.
    pub(super) fn staff_asks(&self) -> Option<(String, bool)> {
        let Screen::Staff(staff) = &self.runner.kiosk.screen else { return None };
        if staff.asks_line()? {
            return Some((self.runner.kiosk.strings().staff.pin.to_owned(), true));
        }
        self.asking_row.clone().map(|label| (label, false))
    }

    /// Takes a line for the staff area, instead of what stands there; an empty one leaves it as it is.
    pub(super) fn fill_staff(&mut self, typed: &str) -> Option<Ending> {
        self.asking_row = None;
        let Screen::Staff(staff) = &self.runner.kiosk.screen else { return None };
        if typed.is_empty() {
            return None;
        }
        let stands = staff.stands();
        let erase = std::iter::once(Key::End).chain(std::iter::repeat_n(Key::Backspace, stands));
        self.keys(erase.chain(typed.chars().map(Key::Char)).chain([Key::Enter]))
    }

    /// Something was chosen by its number: a row in which something can be written asks for it.
    pub(super) fn staff_chose(&mut self, target: Target, row: Option<String>) {
        if let (Target::Item(_), Screen::Staff(staff)) = (target, &self.runner.kiosk.screen)
            && staff.asks_line() == Some(false)
        {
            let row = row.unwrap_or_default();
            let label = row.split_once(':').map_or(row.as_str(), |(label, _)| label);
            self.asking_row = Some(label.to_owned());
            self.printed = true; // the question is the answer
        }
    }
}
