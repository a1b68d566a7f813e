//! The end of the set-up: what was answered is written, the settings first and the PIN then. If the power fails between
//! the two, there is no PIN yet, and the next start asks again, with what was written as its answers.

use std::collections::VecDeque;

use super::{Answers, Page, SetUp, Step, Wants};
use crate::app::event::Key;
use crate::app::list::List;
use crate::app::staff::{Answer, Ask, Change, Machine, Unsaved};

/// What is still to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saving {
    then: VecDeque<Ask>,
    /// Nothing is written, only the old letters are shown again.
    leaves: bool,
}

/// What could not be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failed {
    /// The settings, for this reason.
    Settings(Unsaved),
    /// The PIN; the settings are written.
    Pin,
}

impl Saving {
    /// The old size of the letters, and then the end.
    pub(super) fn only_letters() -> Saving {
        Saving { then: VecDeque::new(), leaves: true }
    }
}

impl SetUp {
    /// Writes what was answered.
    pub(super) fn save(&mut self) -> Wants {
        let mut then: VecDeque<Ask> = VecDeque::new();
        then.extend(self.answers.pin.clone().map(Ask::SetPin));
        if self.facts.can_try_letters() && self.answers.letters != self.shown_letters {
            then.push_back(Ask::Machine(Machine::Letters(self.answers.letters)));
        }
        self.page = Page::Saving(Saving { then, leaves: false });
        Wants::Ask(Ask::Save(changes(&self.answers)))
    }

    /// The edge has answered while it is being written.
    pub(super) fn saved(&mut self, answer: &Answer) -> Wants {
        let failed = match answer {
            Answer::Saved(Err(why)) => Some(Failed::Settings(*why)),
            Answer::PinSet(false) => Some(Failed::Pin),
            // Letters that cannot be shown now are loaded with the next start.
            _ => None,
        };
        if let Some(failed) = failed {
            self.page = Page::Failed(failed, List::new(2));
            return Wants::Nothing;
        }
        self.is_written |= matches!(answer, Answer::Saved(Ok(())));
        let Page::Saving(saving) = &mut self.page else { return Wants::Nothing };
        match saving.then.pop_front() {
            Some(next) => Wants::Ask(next),
            None if saving.leaves => self.close(),
            None => {
                self.answers.pin = None; // not kept longer than it is needed
                self.page = Page::Done;
                Wants::Nothing
            }
        }
    }

    pub(super) fn failed_key(&mut self, key: Key) -> Wants {
        let Page::Failed(_, list) = &mut self.page else { return Wants::Nothing };
        match key {
            Key::Enter if list.chosen == 0 => return self.save(),
            Key::Enter | Key::Escape => self.sum_up(Step::ALL.len()),
            key => drop(list.key(key)),
        }
        Wants::Nothing
    }
}

/// The settings that are written.
fn changes(answers: &Answers) -> Vec<Change> {
    let commune = answers.commune.map(|commune| Change::Commune(commune.code.to_owned()));
    let others = [
        Change::Number(answers.number),
        Change::ExportTo(answers.exports.clone()),
        Change::Letters(answers.letters),
        Change::Typing(answers.method),
    ];
    commune.into_iter().chain(others).collect()
}
