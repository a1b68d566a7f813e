//! Sign-in: a group and, if she likes, an age band. No name.

use super::event::Key;
use super::kiosk::{Kiosk, Person, Screen};
use super::list::List;
use super::warmup::Warmup;
use crate::tutor::record::{AgeBand, Audience, Learner};

/// The questions of the sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// The group.
    Audience(List),
    /// The age band, which may be skipped (the last item).
    Age(Audience, List),
}

impl Kiosk {
    pub(super) fn open_who(&mut self) {
        self.person = None;
        self.screen = Screen::Who(Who::Audience(List::new(Audience::ALL.len())));
    }

    pub(super) fn who_key(&mut self, key: Key) {
        let Screen::Who(who) = &mut self.screen else { return };
        let list = match who {
            Who::Audience(list) | Who::Age(_, list) => list,
        };
        if let Key::Char(letter) = key {
            let Some(at) = letter_position(letter).filter(|at| *at < list.len) else { return };
            list.chosen = at;
        } else if list.key(key) {
            return;
        }
        match (*who, key) {
            (_, Key::Escape) => match who {
                Who::Audience(_) => {
                    self.forget_typing();
                    self.screen = Screen::Welcome { quitting: None };
                }
                Who::Age(..) => self.open_who(),
            },
            (Who::Audience(list), Key::Enter | Key::Char(_)) => {
                let audience = Audience::ALL.get(list.chosen).copied().unwrap_or(Audience::Other);
                // Who presses Enter once too often has said nothing, rather than something wrong.
                self.screen = Screen::Who(Who::Age(audience, List::new(AgeBand::ALL.len() + 1).at(AgeBand::ALL.len())));
            }
            (Who::Age(audience, list), Key::Enter | Key::Char(_)) => self.signed_in(audience, list.chosen),
            _ => {}
        }
    }

    fn signed_in(&mut self, audience: Audience, age: usize) {
        let id = learner_code(self.random());
        let learner = Learner { id, audience, age_band: AgeBand::ALL.get(age).copied() };
        self.person = Some(Person::new(learner, self.attempts));
        self.screen = Screen::Warmup(Warmup::new(self.settings.by_lines));
    }
}

/// The letter before an item of a sign-in list: A, B, C …
pub fn item_letter(at: usize) -> char {
    u8::try_from(at).ok().and_then(|at| b'A'.checked_add(at)).map_or(' ', char::from)
}

pub(super) fn letter_position(letter: char) -> Option<usize> {
    let letter = letter.to_ascii_uppercase();
    letter.is_ascii_uppercase().then(|| usize::from(letter as u8 - b'A'))
}

/// Twelve letters and digits that are not mixed up when read aloud (Crockford's base 32).
fn learner_code(random: u64) -> String {
    const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let letter = |at: u32| {
        usize::try_from((random >> (5 * at)) & 31).ok().and_then(|n| LETTERS.get(n)).copied().map_or('0', char::from)
    };
    (0..12).map(letter).collect()
}
