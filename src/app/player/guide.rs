//! Which keys do, here and now, what the plan says: shown wherever a text says *Chạm*, never written by authors.

use std::cmp::Ordering;

use super::entry::Edit;
use super::options::Reach;
use super::{Focus, Notice, Open, Player};
use crate::lesson::table::FieldId;
use crate::sim::Action;
use crate::tutor::plan::Move;
use crate::tutor::record::Mode;
use crate::tutor::session::Remark;

/// A key to press, so many times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyPress {
    /// Arrow down.
    Down(usize),
    /// Arrow up.
    Up(usize),
    /// Arrow right: the cursor stands inside what was typed.
    Right(usize),
    /// Backspace: what was typed leads elsewhere.
    Erase(usize),
    /// Caps Lock, once: what was typed shows that it is on.
    CapsLock,
    /// F9: what is to be typed takes marks, and they are off or typed in another way.
    Typing,
    /// Type the text that the field asks for.
    Type,
    /// Enter.
    Enter,
    /// Escape.
    Escape,
    /// F3, the home button.
    HomeScreen,
    /// Nothing: wait.
    Wait,
}

/// Where the next thing is, seen from the bright line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whereabouts {
    /// It is the bright line.
    Here,
    /// Above it.
    Above,
    /// Below it.
    Below,
    /// On another page: Back leads there.
    Back,
    /// On another page: the home screen leads there.
    HomeScreen,
    /// The message at the top of the screen.
    Banner,
}

/// The way to the next thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guide {
    /// What it acts on, if it is something that can be pointed at.
    pub target: Option<Focus>,
    /// The place of the option in the open list.
    pub option: Option<usize>,
    /// What is to be typed to find it in a long list.
    pub search: Option<String>,
    /// The keys, in order.
    pub keys: Vec<KeyPress>,
}

impl Player {
    /// Whether the next thing is pointed at: always in `guided` and `watch`, else from the third rung of help on.
    pub fn points(&self) -> bool {
        matches!(self.session.mode(), Mode::Guided | Mode::Watch) || self.session.rung() >= 3
    }

    /// Whether the keys of the next letter are named, and marked on a picture of the keyboard: where the next thing is
    /// pointed at, and in a lesson about typing unless she does it alone.
    pub fn coaches(&self) -> bool {
        self.points() || self.insists() && self.session.mode() != Mode::Solo
    }

    /// Whether it is a lesson about typing, and she is in the field that is to be filled in.
    pub fn coaches_here(&self) -> bool {
        self.coaches() && self.insists() && self.wanted_here().is_some()
    }

    pub(super) fn insists(&self) -> bool {
        self.session.lesson().insist
    }

    /// The next thing to do: what was said to be looked at again, else what she has begun to type, else what the plan
    /// says.
    pub fn next(&self) -> Option<&Move> {
        let field = self.asked_again().or_else(|| self.begun());
        field.and_then(|field| self.session.planned_entry(field)).or_else(|| self.session.next())
    }

    /// The field of which it is said that what was entered there is to be looked at again.
    fn asked_again(&self) -> Option<FieldId> {
        match self.notice {
            Some(Notice::Entered(Remark::Case, _)) => None,
            Some(Notice::Entered(..) | Notice::Refused) => self.remarked,
            _ => None,
        }
    }

    /// The field with something typed in it that is not entered yet.
    pub(super) fn begun(&self) -> Option<FieldId> {
        let typed = |edit: &&Edit| !edit.line.is_empty() && edit.line.text() != self.session.content(edit.field);
        self.edit.as_ref().filter(typed).map(|edit| edit.field)
    }

    /// Whether it is said where the next thing is, so that the arrow that leads there can be named; else only that the
    /// arrows do.
    pub fn names_way(&self) -> bool {
        let missing = match (&self.notice, self.next()) {
            (Some(Notice::Missing(what)), Some(next)) => *what == self.session.label_of(next.action),
            _ => false,
        };
        missing || self.asked_again().is_some() || self.points() || self.session.rung() > 1
    }

    /// The way to the next thing from where the focus is.
    pub fn guide(&self) -> Option<Guide> {
        let next = self.next()?;
        let target = self.target_of(next);
        let mut guide = Guide { target, option: None, search: None, keys: Vec::new() };
        if let (Some(open), Some(wanted)) = (self.open, &next.wanted) {
            let belongs = target == Some(Focus::Widget(open.widget));
            let text = self.session.planned_text(wanted);
            self.guide_in_list(open, &text, belongs, &mut guide);
            return Some(guide);
        }
        guide.keys = match (next.action, target) {
            (Action::Wait(_), _) => vec![KeyPress::Wait],
            (Action::Back, _) => vec![KeyPress::Escape],
            (Action::Home, _) => vec![KeyPress::HomeScreen],
            (_, Some(target)) => self.keys_to(target, next),
            (_, None) => Vec::new(),
        };
        Some(guide)
    }

    /// The keys inside an open list.
    fn guide_in_list(&self, open: Open, wanted: &str, belongs: bool, guide: &mut Guide) {
        match if belongs { self.reach(wanted) } else { Reach::Not } {
            Reach::At(at) => {
                guide.option = Some(at);
                guide.keys = steps(open.list.chosen, at);
                guide.keys.push(KeyPress::Enter);
            }
            Reach::Type(letters, then) => {
                guide.search = Some(letters);
                guide.keys.push(KeyPress::Type);
                guide.keys.extend(steps(0, then));
                guide.keys.push(KeyPress::Enter);
            }
            Reach::Not => guide.keys.push(KeyPress::Escape),
        }
    }

    /// What a planned action acts on.
    pub fn target_of(&self, next: &Move) -> Option<Focus> {
        let wanted = next.wanted.as_ref().map(|wanted| self.session.planned_text(wanted));
        self.target_of_action(next.action, wanted.as_deref())
    }

    /// What an action acts on; for an option of a list that stands in place, with what is chosen.
    pub(super) fn target_of_action(&self, action: Action, wanted: Option<&str>) -> Option<Focus> {
        Some(match action {
            Action::Tap(widget) => Focus::Widget(widget),
            Action::Enter { field, .. } => {
                let world = &self.session.lesson().world;
                let chosen = |at: usize| self.options(field).get(at).map(|option| option.id.as_ref());
                let holds = |f: &Focus| match f {
                    Focus::Widget(id) => world.widgets[*id].kind.field() == Some(field),
                    Focus::Option(id, at) => {
                        world.widgets[*id].kind.field() == Some(field)
                            && wanted.is_none_or(|id| chosen(*at) == Some(id))
                    }
                    _ => false,
                };
                return self.focusable().into_iter().find(holds);
            }
            Action::Back => Focus::DeviceBack,
            Action::Home => Focus::DeviceHome,
            Action::Open(app) => Focus::Tile(app),
            Action::Banner => Focus::Banner,
            Action::Wait(_) => return None,
        })
    }

    /// Where the next thing is, seen from where the focus is: attention without the answer.
    pub fn whereabouts(&self) -> Option<Whereabouts> {
        let target = self.target_of(self.next()?)?;
        match target {
            Focus::DeviceBack => return Some(Whereabouts::Back),
            Focus::DeviceHome => return Some(Whereabouts::HomeScreen),
            Focus::Banner => return Some(Whereabouts::Banner),
            _ => {}
        }
        let all = self.focusable();
        let at = |focus: Focus| all.iter().position(|f| *f == focus);
        Some(match at(target)?.cmp(&at(self.focus)?) {
            Ordering::Less => Whereabouts::Above,
            Ordering::Equal => Whereabouts::Here,
            Ordering::Greater => Whereabouts::Below,
        })
    }

    fn keys_to(&self, target: Focus, next: &Move) -> Vec<KeyPress> {
        let all = self.focusable();
        let at = |focus: Focus| all.iter().position(|f| *f == focus);
        let (Some(from), Some(to)) = (at(self.focus), at(target)) else { return Vec::new() };
        let mut keys = steps(from, to);
        if let (Some(wanted), Some(field)) = (&next.wanted, self.typed_in(target)) {
            let text = self.session.planned_text(wanted);
            keys.extend(if from == to { self.keys_in(field, &text) } else { self.keys_there(field, &text) });
        }
        // What comes after that key depends on what is chosen by it.
        keys.extend((keys.last() != Some(&KeyPress::Typing)).then_some(KeyPress::Enter));
        keys
    }

    /// The keys that make the wanted text of what stands in the field in focus.
    fn keys_in(&self, field: FieldId, wanted: &str) -> Vec<KeyPress> {
        let Some(edit) = self.edit.as_ref().filter(|edit| edit.field == field) else { return Vec::new() };
        let typed = edit.line.text();
        let offered = self.put_right == Some(field) && matches!(self.notice, Some(Notice::Entered(_, true)));
        if offered && !typed.is_empty() && typed == self.session.content(field) {
            return Vec::new(); // Enter lets the kiosk do it
        }
        let by_board = self.steers_board(); // it has its own keys for marks and capitals
        if self.needs_typing() && !by_board {
            return vec![KeyPress::Typing];
        }
        let (erase, rest) = self.way(typed, wanted);
        // What is left after erasing may still miss its marks, unless these were looked at.
        let misses = erase > 0 && !self.care().marks || self.next_letter().is_some();
        let writes = !rest.is_empty() || misses;
        let behind = edit.line.len().saturating_sub(edit.line.cursor());
        let keys = [
            (self.shows_caps_lock(wanted) && !by_board && (erase > 0 || writes), KeyPress::CapsLock),
            (behind > 0 && (erase > 0 || writes), KeyPress::Right(behind)),
            (erase > 0, KeyPress::Erase(erase)),
            (writes, KeyPress::Type),
        ];
        keys.into_iter().filter_map(|(needed, key)| needed.then_some(key)).collect()
    }

    /// The keys that make it of what stands in another field.
    fn keys_there(&self, field: FieldId, wanted: &str) -> Vec<KeyPress> {
        let (erase, rest) = self.way_there(field, wanted);
        let keys = [(erase > 0, KeyPress::Erase(erase)), (!rest.is_empty(), KeyPress::Type)];
        keys.into_iter().filter_map(|(needed, key)| needed.then_some(key)).collect()
    }

    /// The label of the field in focus, where something else is to be entered in it.
    pub(super) fn missing_here(&self) -> Option<String> {
        self.wanted_here()?;
        self.next().map(|next| self.session.label_of(next.action))
    }

    /// The field that is being typed in, with what is to be entered there next.
    pub(super) fn wanted_here(&self) -> Option<(&Edit, String)> {
        let next = self.next()?;
        let (Action::Enter { field, .. }, Some(wanted)) = (next.action, &next.wanted) else { return None };
        let edit = self.edit.as_ref().filter(|edit| edit.field == field)?;
        Some((edit, self.session.planned_text(wanted)))
    }

    fn typed_in(&self, focus: Focus) -> Option<FieldId> {
        match focus {
            Focus::Widget(id) => self.session.lesson().world.widgets[id].kind.typed(),
            _ => None,
        }
    }
}

fn steps(from: usize, to: usize) -> Vec<KeyPress> {
    match to.cmp(&from) {
        Ordering::Greater => vec![KeyPress::Down(to - from)],
        Ordering::Less => vec![KeyPress::Up(from - to)],
        Ordering::Equal => Vec::new(),
    }
}
