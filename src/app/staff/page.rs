//! The pages of the staff area as one: what each asks when it opens, takes of keys and clicks, and makes of an answer.

use super::form::Did;
use super::{
    Answer, Ask, Asked, Asks, Calls, Class, Clock, Correct, Entrance, Erase, Exports, Form, Load, Log, Menu, NewPin,
    Power, Seen, Setting, Settings, Stage, Step, Today, Tried, clock, correct, settings,
};
use crate::app::bar::Slot;
use crate::app::event::Key;
use crate::app::list::List;
use crate::i18n::{BarStrings, Names};
use crate::time::Moment;
use crate::typing::{Method, Style};

/// A page of the staff area.
#[expect(missing_docs, reason = "each is described where it stands")]
pub enum Page {
    Entrance(Entrance),
    NewPin(NewPin),
    Menu(Menu),
    Today(Today),
    Class(Class),
    Calls(Calls),
    Exports(Exports),
    Correct(Box<Correct>),
    Erase(Erase),
    Seen(Seen),
    Log(Log),
    Clock(Clock),
    Settings(Settings),
    Power(Power),
}

/// What lies round a page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around {
    pub now: Moment,
    /// How many notices there are.
    pub notices: usize,
    pub settings: crate::app::Settings,
    pub method: Option<Method>,
    pub style: Style,
}

impl Page {
    /// What has to be known before it can show anything.
    pub(super) fn opens_with(&self, now: Moment) -> Option<Ask> {
        match self {
            Page::Entrance(_) => Some(Ask::Pin),
            Page::Today(_) => Some(Ask::Figures(now.wall.day())),
            Page::Class(_) => Some(Ask::Class),
            Page::Calls(_) => Some(Ask::Calls),
            Page::Exports(_) => Some(Ask::Exports),
            Page::Correct(_) => Some(Ask::Day(now.wall.day())),
            Page::Log(_) => Some(Ask::Log),
            Page::Settings(_) => Some(Ask::Settings),
            Page::NewPin(_) | Page::Menu(_) | Page::Erase(_) | Page::Seen(_) | Page::Clock(_) | Page::Power(_) => None,
        }
    }

    pub(super) fn key(&mut self, key: Key, around: Around) -> Step {
        match self {
            Page::Entrance(_) if key == Key::Escape => Step::Leave,
            Page::Entrance(page) => page.key(key, around.now.mono).map_or(Step::Stay, |pin| Step::Ask(Ask::Try(pin))),
            Page::NewPin(page) if key == Key::Escape => {
                if page.first && page.said != Setting::Done {
                    Step::Leave
                } else {
                    Step::Menu
                }
            }
            Page::NewPin(page) if page.said == Setting::Done && key == Key::Enter => Step::Menu,
            Page::NewPin(page) => page.key(key).map_or(Step::Stay, Step::Ask),
            Page::Menu(menu) => menu.key(key),
            Page::Today(page) => page.key(key),
            Page::Class(page) => page.key(key),
            Page::Calls(page) => page.key(key),
            Page::Exports(page) => page.key(key),
            Page::Correct(page) => page.key(key),
            Page::Erase(page) => page.key(key),
            Page::Seen(page) => page.key(key, around.notices),
            Page::Log(page) => page.key(key),
            Page::Clock(page) => page.key(key),
            Page::Settings(page) => page.key(key, around),
            Page::Power(page) => page.key(key),
        }
    }

    /// An item or a row was clicked.
    pub(super) fn click(&mut self, at: usize, around: Around) -> Step {
        if let Page::Erase(page @ Erase::Words { .. }) = self {
            return page.pick(at);
        }
        if let Some(form) = self.form_mut() {
            return match form.click(at) {
                Did::Submitted => self.key(Key::Enter, around),
                _ => Step::Stay,
            };
        }
        if let Page::Seen(page) = self {
            page.list = List::new(around.notices);
        }
        match self.list() {
            Some(list) => {
                *list = list.at(at);
                self.key(Key::Enter, around)
            }
            None => Step::Stay,
        }
    }

    /// Its list of items, if it has one that can be clicked.
    fn list(&mut self) -> Option<&mut List> {
        match self {
            Page::Menu(menu) => Some(&mut menu.list),
            Page::Today(page) => page.stumbles.as_mut(),
            Page::Class(Class::Open { list, .. }) | Page::Erase(Erase::Found(_, list)) => Some(list),
            Page::Calls(page) => page.list.as_mut(),
            Page::Correct(page) => page.list_mut(),
            Page::Settings(page) => page.list_mut(),
            Page::Seen(page) => (!page.open).then_some(&mut page.list),
            Page::Power(page) => (page.asked == Asked::No).then_some(&mut page.list),
            Page::Entrance(_)
            | Page::NewPin(_)
            | Page::Class(_)
            | Page::Exports(_)
            | Page::Erase(_)
            | Page::Log(_)
            | Page::Clock(_) => None,
        }
    }

    /// The form that is shown, if one is.
    pub fn form(&self) -> Option<&Form> {
        match self {
            Page::Class(page) => page.form(),
            Page::Correct(page) => (page.stage == correct::Stage::Heads).then_some(&page.heads),
            Page::Clock(page) => (page.said != clock::Said::Waiting).then_some(&page.form),
            Page::Settings(page) => match &page.asks {
                Asks::Folder(form) => Some(form),
                _ => None,
            },
            _ => None,
        }
    }

    pub(super) fn form_mut(&mut self) -> Option<&mut Form> {
        match self {
            Page::Class(page) => page.form_mut(),
            Page::Correct(page) => (page.stage == correct::Stage::Heads).then_some(&mut page.heads),
            Page::Clock(page) => (page.said != clock::Said::Waiting).then_some(&mut page.form),
            Page::Settings(page) => match &mut page.asks {
                Asks::Folder(form) => Some(form),
                _ => None,
            },
            _ => None,
        }
    }

    /// An answer to its question.
    pub(super) fn answered(&mut self, answer: Answer, around: Around) -> Step {
        match (self, answer) {
            (Page::Entrance(page), Answer::Pin { set: true, until }) => {
                (page.stage, page.until) = (Stage::Typing, until);
            }
            (Page::Entrance(page), Answer::Pin { set: false, .. }) if around.settings.locked => {
                page.stage = Stage::Unset;
            }
            (Page::Entrance(_), Answer::Pin { set: false, .. }) => {
                return Step::Open(Page::NewPin(NewPin::new(true)));
            }
            (Page::Entrance(_), Answer::Tried(Tried::Right)) => return Step::Menu,
            (Page::Entrance(page), Answer::Tried(tried)) => page.tried(tried),
            (Page::NewPin(page), Answer::Tried(Tried::Right)) => (page.old, page.said) = (false, Setting::Typing),
            (Page::NewPin(page), Answer::Tried(Tried::Wrong { until })) if until <= around.now.mono => {
                page.said = Setting::Wrong;
            }
            // Whoever has to wait, waits outside.
            (Page::NewPin(_), Answer::Tried(_)) => return Step::Open(Page::Entrance(Entrance::default())),
            (Page::NewPin(page), Answer::PinSet(done)) => {
                page.said = if done { Setting::Done } else { Setting::Failed };
            }
            (Page::Today(page), Answer::Figures(figures)) => page.figures = Load::There(figures),
            (Page::Today(page), _) => page.figures = Load::Failed,
            (Page::Class(page), answer) => page.answered(answer, around),
            (Page::Calls(page), Answer::Calls(calls)) => page.known(Some(calls)),
            (Page::Calls(page), _) => page.known(None),
            (Page::Exports(page), answer) => page.answered(answer),
            (Page::Correct(page), answer) => page.answered(answer),
            (Page::Erase(page), answer) => page.answered(answer),
            (Page::Log(page), Answer::Log(lines)) => page.known(Some(lines)),
            (Page::Log(page), _) => page.known(None),
            (Page::Settings(page), Answer::Settings(in_force)) => page.known(Some(in_force)),
            (Page::Settings(page), Answer::Saved(saved)) => return page.saved(saved),
            (Page::Settings(page), Answer::Machine(helped)) => page.helped(helped),
            (Page::Settings(page), _) => page.known(None),
            (Page::Clock(page), Answer::Machine(helped)) => page.said = clock::Said::Answered(helped),
            (Page::Power(page), Answer::Machine(helped)) => page.asked = Asked::Answered(helped),
            _ => {}
        }
        Step::Stay
    }

    /// The keys that work.
    pub(super) fn bar(&self, t: &BarStrings, around: Around) -> Vec<(Slot, Names)> {
        let escape = match self {
            Page::Entrance(_) | Page::Menu(_) => t.escape_leave,
            _ => t.escape_back,
        };
        let (arrows, choose) = ((Slot::Arrows, t.arrows), (Slot::Enter, t.enter_choose));
        let on = (Slot::Enter, t.enter_on);
        let mut keys = match self {
            Page::Entrance(page) if page.takes_digits(around.now.mono) && page.stage != Stage::Short => vec![on],
            Page::NewPin(page) if !page.digits.is_empty() || page.said == Setting::Done => vec![on],
            Page::Entrance(_) | Page::NewPin(_) => Vec::new(),
            Page::Menu(_) | Page::Class(Class::Open { .. }) | Page::Erase(Erase::Found(..)) => vec![arrows, choose],
            Page::Today(page) => match page.stumbles {
                Some(list) if list.len > 1 => vec![arrows, on],
                None if page.figures.get().is_none() => Vec::new(),
                _ => vec![on],
            },
            Page::Class(Class::Closed { .. } | Class::Failed) => vec![on],
            Page::Log(page) => match page.list {
                Some(list) if list.len > 1 => vec![arrows, on],
                _ => vec![on],
            },
            Page::Calls(page) => match page.chosen() {
                Some(call) if !call.helped => vec![arrows, choose],
                Some(_) => vec![arrows],
                None => Vec::new(),
            },
            Page::Exports(page) if !page.running && page.left != Load::Coming => vec![on],
            Page::Correct(page) => page.list().map_or(Vec::new(), |_| vec![arrows, choose]),
            Page::Erase(Erase::Words { .. }) => vec![(Slot::Arrows, t.arrows_all), choose],
            Page::Erase(Erase::Nobody | Erase::Done(_) | Erase::Failed) => vec![on],
            Page::Seen(page) if page.open => vec![on],
            Page::Seen(_) if around.notices > 0 => vec![arrows, choose],
            Page::Settings(page) if page.in_force.get().is_some() && page.said != settings::Said::Saving => {
                vec![arrows, choose]
            }
            Page::Power(page) if page.asked == Asked::No => vec![arrows, choose],
            Page::Class(_)
            | Page::Exports(_)
            | Page::Erase(_)
            | Page::Seen(_)
            | Page::Clock(_)
            | Page::Settings(_)
            | Page::Power(_) => Vec::new(),
        };
        if self.form().is_some() {
            keys = vec![arrows, on];
        }
        keys.push((Slot::Escape, escape));
        keys
    }
}
