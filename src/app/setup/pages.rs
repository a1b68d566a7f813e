//! The pages that ask one thing each: number, PIN, date, place of exports, size of letters.

use super::{Answers, Facts, Went};
use crate::app::event::Key;
use crate::app::list::List;
use crate::app::staff::{Ask, Helped, Machine, NewPin, Setting};
use crate::typing::{Composer, Style};

/// The height of letters in pixels, from small to large.
pub const SIZES: [u32; 4] = [16, 24, 32, 48];

/// The smallest screen, in columns and rows of letters.
const LEAST: (u32, u32) = (50, 18);

/// The longest path that can be typed, in letters.
const LONGEST_PATH: usize = 120;

/// The number of the kiosk in its commune.
pub struct NumberPage {
    /// What stands in the field.
    pub digits: String,
    /// It is no number that can be.
    pub wrong: bool,
    /// Nothing was typed yet: the first digit is instead of what stands there.
    fresh: bool,
}

impl NumberPage {
    pub(super) fn new(number: u32) -> NumberPage {
        NumberPage { digits: number.to_string(), wrong: false, fresh: true }
    }

    fn number(&self) -> Option<u32> {
        self.digits.parse().ok().filter(|number| (1..=99).contains(number))
    }

    pub(super) fn key(&mut self, key: Key, answers: &mut Answers) -> Went {
        match key {
            Key::Enter => {
                let Some(number) = self.number() else {
                    self.wrong = true;
                    return Went::Nowhere;
                };
                answers.number = number;
                return Went::On;
            }
            Key::Escape => return Went::Back,
            Key::Char(digit) if digit.is_ascii_digit() => {
                if self.fresh {
                    self.digits.clear();
                }
                if self.digits.len() < 2 {
                    self.digits.push(digit);
                }
            }
            Key::Backspace => drop(self.digits.pop()),
            Key::Up => self.digits = self.number().map_or(1, |number| (number + 1).min(99)).to_string(),
            Key::Down => self.digits = self.number().map_or(1, |number| number.saturating_sub(1).max(1)).to_string(),
            _ => return Went::Nowhere,
        }
        (self.fresh, self.wrong) = (false, false);
        Went::Nowhere
    }
}

/// The PIN of the staff.
pub enum PinPage {
    /// It stays as it is, or a new one is set.
    Choice(List),
    /// A new one is typed twice.
    New(NewPin),
}

impl PinPage {
    /// Who has one, or needs none, is asked first.
    pub(super) fn new(facts: &Facts, answers: &Answers) -> PinPage {
        if facts.has_pin || answers.pin.is_some() || !facts.locked {
            PinPage::Choice(List::new(2))
        } else {
            PinPage::New(NewPin::of_set_up())
        }
    }

    pub(super) fn key(&mut self, key: Key, answers: &mut Answers) -> Went {
        match (self, key) {
            (_, Key::Escape) => Went::Back,
            (PinPage::Choice(list), Key::Enter) if list.chosen == 0 => Went::On,
            (page @ PinPage::Choice(_), Key::Enter) => {
                *page = PinPage::New(NewPin::of_set_up());
                Went::Nowhere
            }
            (PinPage::Choice(list), key) => {
                list.key(key);
                Went::Nowhere
            }
            (PinPage::New(page), key) => match page.key(key) {
                Some(Ask::SetPin(pin)) => {
                    page.said = Setting::Typing;
                    answers.pin = Some(pin);
                    Went::On
                }
                _ => Went::Nowhere,
            },
        }
    }
}

/// Where results are copied to.
pub struct ExportsPage {
    /// Nowhere, a folder that is there, another.
    pub list: List,
    /// The folders that can be chosen.
    pub places: Vec<String>,
    /// The path of another one, while it is typed.
    pub line: Option<Composer>,
    /// It is no path.
    pub wrong: bool,
}

impl ExportsPage {
    pub(super) fn new(facts: &Facts, answers: &Answers) -> ExportsPage {
        let mut places = facts.places.clone();
        if !answers.exports.is_empty() && !places.contains(&answers.exports) {
            places.insert(0, answers.exports.clone());
        }
        let at = places.iter().position(|place| *place == answers.exports).map_or(0, |at| at + 1);
        ExportsPage { list: List::new(places.len() + 2).at(at), places, line: None, wrong: false }
    }

    pub(super) fn key(&mut self, key: Key, answers: &mut Answers) -> Went {
        match (&mut self.line, key) {
            (Some(line), Key::Enter) => {
                let path = line.text().trim().to_owned();
                self.wrong = !path.starts_with('/');
                if self.wrong {
                    return Went::Nowhere;
                }
                answers.exports = path;
                Went::On
            }
            (Some(_), Key::Escape) => {
                (self.line, self.wrong) = (None, false);
                Went::Nowhere
            }
            (Some(line), key) => {
                edit(line, key);
                self.wrong = false;
                Went::Nowhere
            }
            (None, Key::Escape) => Went::Back,
            (None, Key::Enter) => self.take(answers),
            (None, key) => {
                self.list.key(key);
                Went::Nowhere
            }
        }
    }

    fn take(&mut self, answers: &mut Answers) -> Went {
        let chosen = self.list.chosen;
        if chosen > self.places.len() {
            // A path has no Vietnamese marks that somebody would type by keys of their own.
            let mut line = Composer::new(LONGEST_PATH, None, Style::default());
            line.set(if answers.exports.is_empty() { "/" } else { &answers.exports });
            self.line = Some(line);
            return Went::Nowhere;
        }
        let place = chosen.checked_sub(1).and_then(|at| self.places.get(at));
        answers.exports = place.cloned().unwrap_or_default();
        Went::On
    }
}

/// A key in a line of text.
fn edit(line: &mut Composer, key: Key) {
    match key {
        Key::Char(c) => drop(line.insert(c)),
        Key::Backspace => drop(line.backspace()),
        Key::Delete => drop(line.delete()),
        Key::Left => drop(line.left()),
        Key::Right => drop(line.right()),
        Key::Home => line.home(),
        Key::End => line.end(),
        _ => {}
    }
}

/// The size of the letters.
pub struct LettersPage {
    /// As [`SIZES`].
    pub list: List,
    /// What is said of the bright one.
    pub said: LettersSaid,
}

/// What is said of a size of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LettersSaid {
    /// Nothing.
    Nothing,
    /// The screen would show too little with it.
    NoRoom,
    /// The machine is asked to show it.
    Waiting,
    /// It could not show it.
    NotShown,
}

/// Columns and rows of a screen with letters of a size.
pub fn columns_and_rows((width, height): (u32, u32), size: u32) -> (u32, u32) {
    // The kiosk's fonts are half as wide as they are high.
    (width * 2 / size.max(1), height / size.max(1))
}

impl LettersPage {
    pub(super) fn new(answers: &Answers) -> LettersPage {
        let at = SIZES.iter().position(|size| *size == answers.letters).unwrap_or(0);
        LettersPage { list: List::new(SIZES.len()).at(at), said: LettersSaid::Nothing }
    }

    /// The size that is bright.
    pub fn size(&self) -> u32 {
        SIZES.get(self.list.chosen).copied().unwrap_or(16)
    }

    /// Whether a size leaves room on the screen; where it is not known, it is let be.
    pub fn has_room(facts: &Facts, size: u32) -> bool {
        facts.pixels.is_none_or(|pixels| {
            let (columns, rows) = columns_and_rows(pixels, size);
            columns >= LEAST.0 && rows >= LEAST.1
        })
    }

    pub(super) fn key(&mut self, key: Key, facts: &Facts, answers: &mut Answers) -> Went {
        let size = self.size();
        let tries = key == Key::F(5) && facts.can_try_letters();
        match key {
            Key::Escape => return Went::Back,
            Key::Enter | Key::F(5) if !LettersPage::has_room(facts, size) => self.said = LettersSaid::NoRoom,
            Key::Enter => {
                answers.letters = size;
                return Went::On;
            }
            Key::F(5) if tries => {
                self.said = LettersSaid::Waiting;
                return Went::Ask(Ask::Machine(Machine::Letters(size)));
            }
            key => {
                if self.list.key(key) {
                    self.said = LettersSaid::Nothing;
                }
            }
        }
        Went::Nowhere
    }

    pub(super) fn answered(&mut self, helped: Helped) {
        self.said = if helped == Helped::Done { LettersSaid::Nothing } else { LettersSaid::NotShown };
    }
}
