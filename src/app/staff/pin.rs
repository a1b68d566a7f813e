//! The PIN page, and the one on which a new PIN is set. Digits are never shown and never kept longer than they are needed.

use super::ask::{Ask, Tried};
use crate::app::event::Key;
use crate::pin::{DIGITS, Pin, Unfit};
use crate::text;

/// Digits being typed. They are overwritten in memory when they are taken or dropped.
#[derive(Default)]
pub struct Digits(String);

impl Digits {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A digit, or Backspace; whether the key was one of these.
    fn key(&mut self, key: Key) -> bool {
        match key {
            Key::Char(digit) if digit.is_ascii_digit() => {
                if self.0.capacity() == 0 {
                    self.0.reserve(*DIGITS.end()); // no copies are left behind while it grows
                }
                if self.0.len() < *DIGITS.end() {
                    self.0.push(digit);
                }
            }
            Key::Backspace => drop(self.0.pop()),
            _ => return false,
        }
        true
    }

    fn take(&mut self) -> String {
        std::mem::take(&mut self.0)
    }
}

impl Drop for Digits {
    fn drop(&mut self) {
        text::wipe(self.take());
    }
}

/// The page that asks for the PIN.
#[derive(Default)]
pub struct Entrance {
    /// What is typed.
    pub digits: Digits,
    /// How it stands.
    pub stage: Stage,
    /// Until when a try has to wait, in monotonic milliseconds.
    pub until: u64,
}

/// How it stands with the PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stage {
    /// It is being looked up whether there is one.
    #[default]
    Looking,
    /// It is to be typed.
    Typing,
    /// The last one was wrong.
    Wrong,
    /// It was too short to be one.
    Short,
    /// It is being compared.
    Checking,
    /// There is none, and on a locked kiosk nobody may set it here.
    Unset,
    /// It cannot be compared.
    Broken,
}

impl Entrance {
    /// A key; `Some`: this is to be tried.
    pub(super) fn key(&mut self, key: Key, mono: u64) -> Option<Pin> {
        if !self.takes_digits(mono) {
            return None;
        }
        if self.digits.key(key) {
            self.stage = Stage::Typing;
        } else if key == Key::Enter {
            if self.digits.len() < *DIGITS.start() {
                self.stage = Stage::Short;
            } else {
                self.stage = Stage::Checking;
                return Some(Pin::typed(self.digits.take()));
            }
        }
        None
    }

    /// Whether digits can be typed now.
    pub fn takes_digits(&self, mono: u64) -> bool {
        matches!(self.stage, Stage::Typing | Stage::Wrong | Stage::Short) && mono >= self.until
    }

    /// A try was wrong, or not looked at.
    pub(super) fn tried(&mut self, tried: Tried) {
        (self.stage, self.until) = match tried {
            Tried::Right => (Stage::Typing, self.until),
            Tried::Wrong { until } => (Stage::Wrong, until),
            Tried::Wait { until } => (Stage::Typing, until),
            Tried::Broken => (Stage::Broken, self.until),
        };
    }

    /// Whole seconds that are left to wait.
    pub fn seconds_left(&self, mono: u64) -> u64 {
        self.until.saturating_sub(mono).div_ceil(1000)
    }

    /// When the seconds that are shown change.
    pub(super) fn deadline(&self, mono: u64) -> Option<u64> {
        let left = self.seconds_left(mono).checked_sub(1)?;
        Some(self.until.saturating_sub(left * 1000).max(mono))
    }
}

/// The page on which a PIN is set.
pub struct NewPin {
    /// There was none before.
    pub first: bool,
    /// The one that holds now is to be typed first: somebody may have left the staff area open.
    pub old: bool,
    /// What is typed.
    pub digits: Digits,
    /// What was typed first, once it is to be typed again.
    pub typed: Option<Pin>,
    /// What is said of the last one.
    pub said: Setting,
}

/// How far the setting of a PIN is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// It is being typed.
    Typing,
    /// The old one is being compared.
    Checking,
    /// It is not the old one.
    Wrong,
    /// What was typed is no PIN.
    Unfit(Unfit),
    /// The two were not the same.
    Differs,
    /// It is being saved.
    Saving,
    /// It could not be saved.
    Failed,
    /// It is set.
    Done,
}

impl NewPin {
    /// The page; `first`: there was none before.
    pub(in crate::app) fn new(first: bool) -> NewPin {
        NewPin { first, old: !first, digits: Digits::default(), typed: None, said: Setting::Typing }
    }

    /// The page for whoever sets the machine up, who may set another one at any time.
    pub(in crate::app) fn of_set_up() -> NewPin {
        NewPin { old: false, ..NewPin::new(false) }
    }

    /// A key; `Some`: this is to be asked.
    pub(in crate::app) fn key(&mut self, key: Key) -> Option<Ask> {
        if matches!(self.said, Setting::Saving | Setting::Checking | Setting::Done) {
            return None;
        }
        if self.digits.key(key) {
            self.said = Setting::Typing;
            return None;
        }
        if key != Key::Enter {
            return None;
        }
        if self.old {
            self.said = Setting::Checking;
            return Some(Ask::Try(Pin::typed(self.digits.take())));
        }
        match (self.typed.take(), Pin::new(self.digits.take())) {
            (None, Ok(pin)) => (self.typed, self.said) = (Some(pin), Setting::Typing),
            (None, Err(unfit)) => self.said = Setting::Unfit(unfit),
            (Some(first), Ok(pin)) if first == pin => {
                self.said = Setting::Saving;
                return Some(Ask::SetPin(pin));
            }
            (Some(_), _) => self.said = Setting::Differs,
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn types(page: &mut Entrance, keys: &str, mono: u64) -> Option<Pin> {
        keys.chars().for_each(|c| assert_eq!(page.key(Key::Char(c), mono), None));
        page.key(Key::Enter, mono)
    }

    #[test]
    fn digits_are_typed_and_tried_once_there_are_enough() {
        let mut page = Entrance { stage: Stage::Typing, ..Entrance::default() };
        assert_eq!(types(&mut page, "12a3", 0), None);
        assert_eq!((page.digits.len(), page.stage), (3, Stage::Short));
        page.key(Key::Backspace, 0);
        assert_eq!(types(&mut page, "9999", 0), Some(Pin::typed("129999".into())));
        assert_eq!((page.digits.len(), page.stage), (0, Stage::Checking));
        // While it is compared, keys do nothing.
        assert_eq!(types(&mut page, "999999", 0), None);
        assert!(page.digits.is_empty());
        page.tried(Tried::Wrong { until: 0 });
        let longest = types(&mut page, "1234567890123456", 0).unwrap();
        assert_eq!(longest.digits().len(), 12);
    }

    #[test]
    fn while_it_waits_nothing_is_tried_and_the_seconds_count_down() {
        let mut page = Entrance { stage: Stage::Typing, ..Entrance::default() };
        page.tried(Tried::Wrong { until: 30_500 });
        assert_eq!(types(&mut page, "274915", 10_000), None);
        for (mono, left, next) in
            [(500, 30, Some(1500)), (600, 30, Some(1500)), (29_500, 1, Some(30_500)), (30_500, 0, None)]
        {
            assert_eq!((page.seconds_left(mono), page.deadline(mono)), (left, next), "at {mono}");
        }
        assert!(types(&mut page, "274915", 30_500).is_some());
    }

    #[test]
    fn a_new_pin_is_typed_twice() {
        let mut page = NewPin::new(true);
        let types = |page: &mut NewPin, digits: &str| {
            digits.chars().for_each(|c| assert_eq!(page.key(Key::Char(c)), None));
            (page.key(Key::Enter), page.said)
        };
        assert_eq!(types(&mut page, "12345"), (None, Setting::Unfit(Unfit::NotDigits)));
        assert_eq!(types(&mut page, "123456"), (None, Setting::Unfit(Unfit::Trivial)));
        assert_eq!(types(&mut page, "274915"), (None, Setting::Typing));
        assert_eq!(types(&mut page, "274916"), (None, Setting::Differs));
        // From the beginning again.
        assert_eq!(types(&mut page, "274916"), (None, Setting::Typing));
        assert_eq!(types(&mut page, "274916"), (Some(Ask::SetPin(Pin::typed("274916".into()))), Setting::Saving));
        assert_eq!(types(&mut page, "274916"), (None, Setting::Saving));
    }
}
