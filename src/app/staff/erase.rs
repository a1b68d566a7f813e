//! *Xóa dữ liệu của một người học*: by her three words, and never by mistake.

use super::Step;
use super::ask::{Answer, Ask};
use crate::app::comeback::{find_word, move_word};
use crate::app::event::Key;
use crate::app::list::List;
use crate::return_code::{ReturnCode, WORDS};
use crate::tutor::record::Past;

/// The page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Erase {
    /// Her words are picked, one list after the other.
    Words {
        /// The place in each list.
        places: [usize; 3],
        /// The list that is shown.
        at: usize,
        /// First letters that were typed to find a word, without marks.
        typed: String,
    },
    /// Whose they are is being looked up.
    Looking,
    /// Somebody has them: is everything to go?
    Found(Box<Past>, List),
    /// Nobody has these words.
    Nobody,
    /// It is being deleted.
    Erasing,
    /// So many attempts are gone.
    Done(u32),
    /// It could not be done.
    Failed,
}

impl Default for Erase {
    fn default() -> Erase {
        Erase::Words { places: [0; 3], at: 0, typed: String::new() }
    }
}

impl Erase {
    /// A word was clicked.
    pub(super) fn pick(&mut self, word: usize) -> Step {
        if let Erase::Words { places, at, .. } = self
            && let Some(place) = places.get_mut(*at)
        {
            *place = word.min(WORDS - 1);
            return self.key(Key::Enter);
        }
        Step::Stay
    }

    pub(super) fn key(&mut self, key: Key) -> Step {
        match (&mut *self, key) {
            (Erase::Words { at: 0, .. }, Key::Escape) => return Step::Menu,
            (Erase::Words { at, typed, .. }, Key::Escape) => {
                typed.clear();
                *at -= 1;
            }
            (Erase::Words { places, at: 2, .. }, Key::Enter) => {
                let Some(code) = ReturnCode::of_places(*places) else { return Step::Stay };
                *self = Erase::Looking;
                return Step::Ask(Ask::Find(code));
            }
            (Erase::Words { at, typed, .. }, Key::Enter) => {
                typed.clear();
                *at += 1;
            }
            (Erase::Words { places, at, typed }, Key::Char(letter)) => find_word(places, *at, letter, typed),
            (Erase::Words { places, at, typed }, key) => {
                typed.clear();
                move_word(places, *at, key);
            }
            (Erase::Found(past, List { chosen: 0, .. }), Key::Enter) => {
                let code = past.code;
                *self = Erase::Erasing;
                return Step::Ask(Ask::Erase(code));
            }
            (Erase::Found(..), Key::Enter | Key::Escape) => return Step::Menu,
            (Erase::Found(_, list), key) => drop(list.key(key)),
            (Erase::Nobody, Key::Enter | Key::Escape) => *self = Erase::default(),
            (Erase::Looking | Erase::Erasing, Key::Escape) => return Step::Menu,
            (Erase::Done(_) | Erase::Failed, Key::Enter | Key::Escape) => return Step::Menu,
            _ => {}
        }
        Step::Stay
    }
}

impl Erase {
    /// An answer to its question.
    pub(super) fn answered(&mut self, answer: Answer) {
        *self = match answer {
            Answer::Found(past) => past.map_or(Erase::Nobody, |past| Erase::Found(past, List::new(2).at(1))),
            Answer::Erased(attempts) => Erase::Done(attempts),
            _ => Erase::Failed,
        };
    }
}
