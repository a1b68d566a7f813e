//! The staff area and the set-up by plain lines: the PIN is typed and not shown, a row of a form is chosen by its number
//! and then written.

use super::Lines;
use crate::app::{Key, Screen, Target};
use crate::tui::Ending;

impl Lines {
    /// The label of what the next line is the content of on a page of the staff, and whether it is secret.
    pub(super) fn staff_asks(&self) -> Option<(String, bool)> {
        if self.asks_line()? {
            return Some((self.runner.kiosk.strings().staff.pin.to_owned(), true));
        }
        self.asking_row.clone().map(|label| (label, false))
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
        self.asking_row = None;
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
    pub(super) fn staff_chose(&mut self, target: Target, row: Option<String>) {
        if matches!(target, Target::Item(_)) && self.asks_line() == Some(false) {
            let row = row.unwrap_or_default();
            let label = row.split_once(':').map_or(row.as_str(), |(label, _)| label);
            self.asking_row = Some(label.to_owned());
            self.printed = true; // the question is the answer
        }
    }

    /// What is searched for or tried on a page of the set-up.
    pub(super) fn searched(&self) -> Option<&str> {
        match &self.runner.kiosk.screen {
            Screen::SetUp(set_up) => set_up.search().map(|line| line.text()),
            _ => None,
        }
    }
}
