//! The kiosk plays: the demonstration of *Xem mẫu*, and *Làm giúp bước này*. First it points, then it acts.

use super::{Asks, Focus, Player};
use crate::app::event::Key;
use crate::lesson::table::FieldId;
use crate::sim::Action;
use crate::text;
use crate::time::Moment;
use crate::tutor::plan::Move;

/// Time to read a step before its first action.
const READ_MS: u64 = 4000;
/// Time to see where the pointer went.
const POINT_MS: u64 = 1500;
/// Time to see what an action did.
const SEE_MS: u64 = 1500;
/// Between two typed letters.
const LETTER_MS: u64 = 150;

/// The kiosk plays by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Auto {
    /// Play only this step (from 0); `None`: the whole lesson.
    only: Option<usize>,
    /// The step played last, to give time to read a new one.
    step: Option<usize>,
    due: u64,
    /// Stands still until the pause key is pressed again.
    pub paused: bool,
}

impl Auto {
    /// Starts playing: the whole lesson, or one step.
    pub fn new(only: Option<usize>, now: Moment) -> Auto {
        let due = now.mono + if only.is_some() { POINT_MS } else { READ_MS };
        Auto { only, step: only.or(Some(0)), due, paused: false }
    }

    /// Monotonic milliseconds of its next move.
    pub fn due(&self) -> Option<u64> {
        (!self.paused).then_some(self.due)
    }
}

impl Player {
    pub(super) fn auto_key(&mut self, key: Key, now: Moment) -> Vec<Asks> {
        let Some(auto) = &mut self.auto else { return Vec::new() };
        match key {
            Key::Enter => {
                auto.paused = false;
                auto.due = now.mono;
                self.session.release(now);
                return self.auto_tick(now);
            }
            Key::F(5) => {
                auto.paused = !auto.paused;
                if auto.paused { self.session.hold(now) } else { self.session.release(now) }
            }
            _ => {}
        }
        Vec::new()
    }

    /// Makes the next move if it is due.
    pub(super) fn auto_tick(&mut self, now: Moment) -> Vec<Asks> {
        let Some(auto) = self.auto.filter(|auto| auto.due().is_some_and(|due| due <= now.mono)) else {
            return Vec::new();
        };
        let step = self.session.step_index();
        if auto.only.is_some_and(|only| only != step) || self.session.step().is_none() {
            self.auto = None;
            return Vec::new();
        }
        if auto.step != Some(step) {
            self.wait(READ_MS, Some(step), now);
            return Vec::new();
        }
        let Some(next) = self.session.next().cloned() else {
            self.auto = None;
            return Vec::new();
        };
        let asks = self.auto_move(&next, now);
        let over = auto.only.is_some_and(|only| only != self.session.step_index());
        if over || self.session.step().is_none() {
            self.auto = None;
        }
        asks
    }

    fn wait(&mut self, ms: u64, step: Option<usize>, now: Moment) {
        if let Some(auto) = &mut self.auto {
            auto.due = now.mono + ms;
            auto.step = step.or(auto.step);
        }
    }

    fn auto_move(&mut self, next: &Move, now: Moment) -> Vec<Asks> {
        if matches!(next.action, Action::Wait(_)) {
            // The world's own clock brings it.
            let due = self.session.deadline().unwrap_or(now.mono);
            self.wait(due.saturating_sub(now.mono) + SEE_MS, None, now);
            return Vec::new();
        }
        let Some(target) = self.target_of(next) else {
            self.auto = None;
            return Vec::new();
        };
        if self.focus != target {
            self.close_options();
            let asks = self.commit(now);
            self.set_focus(target);
            self.wait(POINT_MS, None, now);
            return asks;
        }
        if let (Action::Enter { field, .. }, Some(wanted)) = (next.action, &next.wanted) {
            let text = self.session.planned_text(wanted);
            if self.shows_next(target, &text) {
                self.wait(LETTER_MS, None, now);
                return Vec::new();
            }
            if self.edit.is_none() && self.open.is_none() && self.opens(target, field) {
                self.wait(POINT_MS, None, now);
                return Vec::new();
            }
            if self.reach_further(&text) {
                let typing = self.search.as_ref().is_some_and(|search| !search.line.is_empty());
                self.wait(if typing { LETTER_MS } else { POINT_MS }, None, now);
                return Vec::new();
            }
            self.close_options();
            let asks = self.enter(field, &text, now);
            self.wait(SEE_MS, None, now);
            return asks;
        }
        self.wait(SEE_MS, None, now);
        self.act(next.action, now)
    }

    /// Types one more letter of a text; whether there was one to type.
    fn shows_next(&mut self, target: Focus, wanted: &str) -> bool {
        let Some(edit) = self.edit.as_mut().filter(|_| matches!(target, Focus::Widget(_))) else { return false };
        let typed = edit.line.text().to_owned();
        if typed == wanted {
            return false;
        }
        let so_far = if wanted.starts_with(&typed) { text::graphemes(&typed).count() } else { 0 };
        let next: String = text::graphemes(wanted).take(so_far + 1).collect();
        edit.line.set(&next);
        true
    }

    /// Opens a drop-down; whether the target is one.
    fn opens(&mut self, target: Focus, field: FieldId) -> bool {
        let Focus::Widget(widget) = target else { return false };
        let kind = &self.session.lesson().world.widgets[widget].kind;
        let opens = kind.field().is_some() && kind.typed().is_none();
        if opens {
            self.open_options(widget, field);
        }
        opens
    }
}
