//! Is the date right? It is shown, and set through the machine's helper where it is not.

use super::{Facts, Went};
use crate::app::bar::Slot;
use crate::app::event::Key;
use crate::app::list::List;
use crate::app::staff::{self, Ask, Helped};
use crate::i18n::{BarStrings, Names};
use crate::time::{Moment, RELEASED};

/// The page.
pub struct ClockPage {
    /// It is right, it is wrong; where nothing can be set, only on.
    pub list: List,
    /// The machine can set it.
    pub can_set: bool,
    /// Date and time, while they are typed.
    pub form: Option<Box<staff::Clock>>,
    /// What is said of it.
    pub said: ClockSaid,
}

/// What is said of the date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockSaid {
    /// Nothing.
    Nothing,
    /// It cannot be right.
    Wrong,
    /// It was set.
    Set,
}

impl ClockPage {
    pub(super) fn new(facts: &Facts, now: Moment) -> ClockPage {
        let is_wrong = now.wall < RELEASED;
        let list = List::new(if facts.has_helper { 2 } else { 1 }).at(usize::from(is_wrong));
        let said = if is_wrong { ClockSaid::Wrong } else { ClockSaid::Nothing };
        ClockPage { list, can_set: facts.has_helper, form: None, said }
    }

    pub(super) fn key(&mut self, key: Key) -> Went {
        match (&mut self.form, key) {
            (Some(_), Key::Escape) => {
                self.form = None;
                Went::Nowhere
            }
            (Some(form), key) => form.asks(key).map_or(Went::Nowhere, Went::Ask),
            (None, Key::Escape) => Went::Back,
            (None, Key::Enter) if self.list.chosen == 1 => {
                self.form = Some(Box::default());
                Went::Nowhere
            }
            (None, Key::Enter) => Went::On,
            (None, key) => {
                self.list.key(key);
                Went::Nowhere
            }
        }
    }

    /// The machine has answered.
    pub(super) fn answered(&mut self, helped: Helped) {
        if helped == Helped::Done {
            (self.form, self.said, self.list) = (None, ClockSaid::Set, self.list.at(0));
        } else if let Some(form) = &mut self.form {
            form.said = staff::ClockSaid::Answered(helped);
        }
    }

    /// Its list, while no date is typed.
    pub(super) fn list_mut(&mut self) -> Option<&mut List> {
        self.form.is_none().then_some(&mut self.list)
    }

    pub(super) fn list_is_shown(&self) -> bool {
        self.form.is_none()
    }

    /// A row of the form was clicked.
    pub(super) fn click(&mut self, at: usize) -> Option<Ask> {
        self.form.as_mut().and_then(|form| form.clicked(at))
    }

    /// Whether what is typed goes into a row of the form.
    pub(super) fn asks_line(&self) -> bool {
        self.form.as_ref().is_some_and(|form| form.form.takes_line() && form.said != staff::ClockSaid::Waiting)
    }

    /// How many digits stand in that row.
    pub(super) fn stands(&self) -> usize {
        self.form.as_ref().map_or(0, |form| form.form.stands())
    }

    pub(super) fn bar(&self, b: &BarStrings) -> Vec<(Slot, Names)> {
        let enter = if self.form.is_some() { b.enter_on } else { b.enter_choose };
        let mut places = vec![(Slot::Escape, b.escape_back)];
        let is_set = self.form.as_ref().is_some_and(|form| form.said == staff::ClockSaid::Waiting);
        if !is_set {
            places.push((Slot::Enter, enter));
        }
        if !is_set && (self.form.is_some() || self.list.len > 1) {
            places.push((Slot::Arrows, b.arrows));
        }
        places
    }
}
