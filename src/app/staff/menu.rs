//! The menu of the staff area, and the three things at its end that are asked about first: restart, shut down, leave the
//! program.

use super::ask::{Ask, Helped, Machine};
use super::{Page, Step};
use crate::app::event::Key;
use crate::app::list::List;
use crate::app::sign_in::letter_position;

/// Something in the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    /// The figures of today.
    Today,
    /// Classes and conference points.
    Class,
    /// Who called for somebody.
    Calls,
    /// Exports.
    Exports,
    /// Corrections.
    Correct,
    /// The deletion of one learner's data.
    Erase,
    /// What staff must know.
    Seen,
    /// The event log.
    Log,
    /// Date and time.
    Clock,
    /// The settings.
    Settings,
    /// Another PIN.
    NewPin,
    /// Start the machine again.
    Restart,
    /// Shut the machine down.
    PowerOff,
    /// Leave the program: nothing else leaves a locked kiosk.
    Quit,
}

impl Item {
    /// The menu, in order.
    pub const ALL: [Item; 14] = [
        Item::Today,
        Item::Class,
        Item::Calls,
        Item::Exports,
        Item::Correct,
        Item::Erase,
        Item::Seen,
        Item::Log,
        Item::Clock,
        Item::Settings,
        Item::NewPin,
        Item::Restart,
        Item::PowerOff,
        Item::Quit,
    ];
}

/// The menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Menu {
    /// Which item is chosen.
    pub list: List,
}

impl Menu {
    /// With this item chosen.
    pub(super) fn at(item: usize) -> Menu {
        Menu { list: List::new(Item::ALL.len()).at(item) }
    }

    /// A key; letters choose an item at once.
    pub(super) fn key(&mut self, key: Key) -> Step {
        if let Key::Char(letter) = key {
            let Some(at) = letter_position(letter).filter(|at| *at < self.list.len) else { return Step::Stay };
            self.list = self.list.at(at);
        } else if self.list.key(key) {
            return Step::Stay;
        }
        match key {
            Key::Escape => Step::Leave,
            Key::Enter | Key::Char(_) => self.chosen().map_or(Step::Stay, Item::open),
            _ => Step::Stay,
        }
    }

    fn chosen(self) -> Option<Item> {
        Item::ALL.get(self.list.chosen).copied()
    }
}

impl Item {
    fn open(self) -> Step {
        Step::Open(match self {
            Item::Today => Page::Today(super::Today::default()),
            Item::Class => Page::Class(super::Class::default()),
            Item::Calls => Page::Calls(super::Calls::default()),
            Item::Exports => Page::Exports(super::Exports::default()),
            Item::Correct => Page::Correct(Box::default()),
            Item::Erase => Page::Erase(super::Erase::default()),
            Item::Seen => Page::Seen(super::Seen::new(0)),
            Item::Log => Page::Log(super::Log::default()),
            Item::Clock => Page::Clock(super::Clock::default()),
            Item::Settings => Page::Settings(super::Settings::default()),
            Item::NewPin => Page::NewPin(super::NewPin::new(false)),
            Item::Restart => Page::Power(Power::new(Act::Restart)),
            Item::PowerOff => Page::Power(Power::new(Act::PowerOff)),
            Item::Quit => Page::Power(Power::new(Act::Quit)),
        })
    }
}

/// What ends this run of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "as in the menu")]
pub enum Act {
    Restart,
    PowerOff,
    Quit,
}

/// The page that asks whether it is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Power {
    /// What is to be done.
    pub act: Act,
    /// Yes, no.
    pub list: List,
    /// How far it is.
    pub asked: Asked,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Is it meant?
    No,
    /// The machine's helper was asked.
    Waiting,
    /// It answered.
    Answered(Helped),
}

impl Power {
    fn new(act: Act) -> Power {
        Power { act, list: List::new(2).at(1), asked: Asked::No }
    }

    pub(super) fn key(&mut self, key: Key) -> Step {
        match key {
            Key::Escape => Step::Menu,
            Key::Enter if self.asked != Asked::No || self.list.chosen == 1 => Step::Menu,
            Key::Enter => {
                let machine = match self.act {
                    Act::Quit => return Step::Quit,
                    Act::Restart => Machine::Restart,
                    Act::PowerOff => Machine::PowerOff,
                };
                self.asked = Asked::Waiting;
                Step::Ask(Ask::Machine(machine))
            }
            _ => {
                if self.asked == Asked::No {
                    self.list.key(key);
                }
                Step::Stay
            }
        }
    }
}
