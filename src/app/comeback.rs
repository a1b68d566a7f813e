//! Coming back without an account: three words, picked from lists, or a look at who was here today.

use super::bar::Slot;
use super::event::{Effect, Key};
use super::kiosk::{Kiosk, Person, Screen};
use super::list::List;
use crate::i18n::{BarStrings, Names};
use crate::return_code::{LISTS, ReturnCode, WORDS};
use crate::text;
use crate::tutor::record::{Past, PastSession};

/// Words on a row of the list.
pub const COLUMNS: usize = 6;

/// The page.
#[derive(Debug, Clone)]
pub enum Comeback {
    /// The words are picked, one list after the other.
    Words {
        /// The place in each list.
        places: [usize; 3],
        /// The list that is shown.
        at: usize,
        /// First letters that were typed to find a word, without marks.
        typed: String,
    },
    /// It is being looked up: who has this code, or who was here today.
    Looking(Option<ReturnCode>),
    /// Somebody was found: is it she?
    Found(Box<Past>, List),
    /// Nobody has this code: again, today's sessions, as somebody new.
    Nobody(List),
    /// Who was here today.
    Sessions(Vec<PastSession>, List),
    /// Results cannot be read now: again, as somebody new.
    Failed(List),
}

impl Comeback {
    /// The first word is to be picked.
    pub(super) fn new() -> Comeback {
        Comeback::Words { places: [0; 3], at: 0, typed: String::new() }
    }

    /// Its list of items, if it has one.
    pub(super) fn list(&mut self) -> Option<&mut List> {
        match self {
            Comeback::Found(_, list)
            | Comeback::Nobody(list)
            | Comeback::Sessions(_, list)
            | Comeback::Failed(list) => Some(list),
            Comeback::Words { .. } | Comeback::Looking(_) => None,
        }
    }

    /// The keys that work.
    pub(super) fn bar(&self, t: &BarStrings) -> Vec<(Slot, Names)> {
        let mut places = vec![(Slot::Escape, t.escape_back)];
        match self {
            Comeback::Looking(_) => {}
            Comeback::Sessions(sessions, _) if sessions.is_empty() => {}
            Comeback::Words { .. } => {
                places.extend([
                    (Slot::Arrows, t.arrows_all),
                    (Slot::Enter, t.enter_choose),
                    (Slot::Extra, t.forgotten),
                ]);
            }
            _ => places.extend([(Slot::Arrows, t.arrows), (Slot::Enter, t.enter_choose)]),
        }
        places
    }
}

impl Kiosk {
    pub(super) fn open_comeback(&mut self) {
        self.person = None;
        self.screen = Screen::Comeback(Comeback::new());
    }

    pub(super) fn comeback_key(&mut self, key: Key, effects: &mut Vec<Effect>) {
        let Screen::Comeback(page) = &mut self.screen else { return };
        if let Some(list) = page.list()
            && list.key(key)
        {
            return;
        }
        match (page, key) {
            (Comeback::Words { places, at, typed }, key) => {
                let (mut places, mut at, mut typed) = (*places, *at, std::mem::take(typed));
                match key {
                    Key::Enter if at + 1 == places.len() => {
                        return self.recall(ReturnCode::of_places(places), effects);
                    }
                    Key::Enter => at += 1,
                    Key::Escape if at == 0 => {
                        self.screen = Screen::Welcome { quitting: None };
                        return effects.push(Effect::Refresh); // the words are her secret
                    }
                    Key::Escape => at -= 1,
                    Key::F(5) => return self.look_at_today(effects),
                    _ => {}
                }
                if let Key::Char(letter) = key {
                    find_word(&mut places, at, letter, &mut typed);
                } else {
                    typed.clear();
                    move_word(&mut places, at, key);
                }
                self.screen = Screen::Comeback(Comeback::Words { places, at, typed });
            }
            (Comeback::Found(past, list), Key::Enter) if list.chosen == 0 => {
                let past = (**past).clone();
                self.come_back(past);
            }
            (Comeback::Nobody(list), Key::Enter) if list.chosen == 1 => self.look_at_today(effects),
            (Comeback::Nobody(List { chosen: 2, .. }) | Comeback::Failed(List { chosen: 1, .. }), Key::Enter) => {
                self.open_who();
            }
            (Comeback::Sessions(sessions, list), Key::Enter) => {
                let code = sessions.get(list.chosen).map(|session| session.code);
                self.recall(code, effects);
            }
            (Comeback::Found(..) | Comeback::Nobody(_) | Comeback::Failed(_), Key::Enter) | (_, Key::Escape) => {
                self.open_comeback();
            }
            _ => {}
        }
    }

    /// The place of a word in the list that is shown, by its letters without marks.
    pub fn word_named(&self, letters: &str) -> Option<usize> {
        let Screen::Comeback(Comeback::Words { at, .. }) = &self.screen else { return None };
        let words = LISTS.get(*at)?;
        words.iter().position(|word| text::fold(word) == text::fold(letters))
    }

    /// A word was clicked.
    pub(super) fn pick_word(&mut self, word: usize, effects: &mut Vec<Effect>) {
        if let Screen::Comeback(Comeback::Words { places, at, .. }) = &mut self.screen
            && let Some(place) = places.get_mut(*at)
        {
            *place = word.min(WORDS - 1);
            self.comeback_key(Key::Enter, effects);
        }
    }

    fn recall(&mut self, code: Option<ReturnCode>, effects: &mut Vec<Effect>) {
        let Some(code) = code else { return };
        self.screen = Screen::Comeback(Comeback::Looking(Some(code)));
        effects.push(Effect::Recall(code));
    }

    fn look_at_today(&mut self, effects: &mut Vec<Effect>) {
        self.screen = Screen::Comeback(Comeback::Looking(None));
        effects.push(Effect::Sessions(self.now.wall.day()));
    }

    /// An answer from the database. An answer to an older question, or to somebody who has gone on, is none.
    pub(super) fn looked_up(&mut self, asked: Option<ReturnCode>, page: Comeback) {
        if matches!(&self.screen, Screen::Comeback(Comeback::Looking(now)) if *now == asked) {
            self.screen = Screen::Comeback(page);
        }
    }

    /// It is she: her lessons are as she left them.
    fn come_back(&mut self, past: Past) {
        let mut person = Person::new(past.learner, self.attempts);
        person.warmed_up = true;
        person.code = Some(past.code);
        person.history = past.attempts;
        self.person = Some(person);
        self.open_lessons();
    }
}

/// To the first word that begins with the letters typed so far; if there is none, the search begins anew.
fn find_word(places: &mut [usize; 3], at: usize, letter: char, typed: &mut String) {
    let (Some(place), Some(words)) = (places.get_mut(at), LISTS.get(at)) else { return };
    let letter = text::fold(&letter.to_string());
    let further = format!("{typed}{letter}");
    let (begin, from) = if words.iter().any(|word| text::fold(word).starts_with(&further)) {
        (further, *place)
    } else {
        (letter, *place + 1) // the same letter again goes round
    };
    let begins = |at: &usize| words.get(*at).is_some_and(|word| text::fold(word).starts_with(&begin));
    if let Some(found) = (from..WORDS).chain(0..from.min(WORDS)).find(begins) {
        (*place, *typed) = (found, begin);
    }
}

/// Moves in the list of words by arrows.
fn move_word(places: &mut [usize; 3], at: usize, key: Key) {
    let Some(place) = places.get_mut(at) else { return };
    let to = match key {
        Key::Left | Key::BackTab => place.checked_sub(1),
        Key::Right | Key::Tab => place.checked_add(1),
        Key::Up => place.checked_sub(COLUMNS),
        Key::Down => place.checked_add(COLUMNS),
        Key::Home | Key::PageUp => Some(0),
        Key::End | Key::PageDown => Some(WORDS - 1),
        _ => None,
    };
    if let Some(to) = to.filter(|to| *to < WORDS) {
        *place = to;
    }
}
