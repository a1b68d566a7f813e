//! The kiosk plays: the demonstration of *Xem mẫu*, *Làm giúp bước này*, and a slip of hers shown once more. First it
//! points, then it acts, and it says what it does.

use super::{Asks, Focus, Notice, Player, Spelling};
use crate::app::event::Key;
use crate::lesson::table::FieldId;
use crate::sim::Action;
use crate::text;
use crate::time::Moment;
use crate::tutor::plan::Move;
use crate::tutor::session::Did;

/// Time to read a step before its first action.
const READ_MS: u64 = 4000;
/// Between two things that the pointer goes past.
const MOVE_MS: u64 = 400;
/// Time to see where the pointer went.
const POINT_MS: u64 = 1500;
/// Time to see what an action did.
const SEE_MS: u64 = 1500;
/// Between two typed letters.
const LETTER_MS: u64 = 150;

/// The pointer is there after at most so many hops, however far it goes.
const MOST_HOPS: usize = 6;

/// How fast the kiosk plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pace {
    /// With twice the time for everything.
    Slow,
    /// As a patient helper does it.
    #[default]
    Usual,
    /// In half the time.
    Fast,
    /// Whenever Enter is pressed: for whoever reads or hears it line by line, in her own time.
    Asked,
}

/// A time that never comes.
const NEVER_MS: u64 = u64::MAX / 4;

impl Pace {
    fn time(self, ms: u64) -> u64 {
        match self {
            Pace::Slow => ms * 2,
            Pace::Usual => ms,
            Pace::Fast => ms / 2,
            Pace::Asked => NEVER_MS,
        }
    }

    fn faster(self) -> Pace {
        match self {
            Pace::Slow => Pace::Usual,
            Pace::Usual | Pace::Fast => Pace::Fast,
            Pace::Asked => Pace::Asked,
        }
    }

    fn slower(self) -> Pace {
        match self {
            Pace::Fast => Pace::Usual,
            Pace::Usual | Pace::Slow => Pace::Slow,
            Pace::Asked => Pace::Asked,
        }
    }
}

/// What the kiosk plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// The whole lesson.
    Lesson,
    /// This step, from 0.
    Step(usize),
    /// The last slip: what she did (from this action on), then what was said of it, then the way back.
    Slip(Slip),
}

/// How far the showing of a slip is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slip {
    /// Her own action with this number is next; after the last one, what the step says of it.
    Own(usize),
    /// The way back.
    Back,
}

/// What is said of what is played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Narration {
    /// The kiosk is going to do this.
    Will(Did),
    /// The kiosk has done this.
    Done(Did),
    /// She did this.
    Did(Did),
}

/// The kiosk plays by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Auto {
    /// What.
    pub task: Task,
    /// The step played last, to give time to read a new one.
    step: Option<usize>,
    due: u64,
    /// Stands still until the pause key is pressed again.
    pub paused: bool,
    /// How fast.
    pub pace: Pace,
}

impl Auto {
    /// Starts playing in a step.
    pub fn new(task: Task, step: usize, pace: Pace, now: Moment) -> Auto {
        let ms = match task {
            Task::Lesson => READ_MS,
            Task::Step(_) => POINT_MS,
            Task::Slip(_) => 0,
        };
        Auto { task, step: Some(step), due: now.mono + pace.time(ms), paused: false, pace }
    }

    /// Monotonic milliseconds of its next move.
    pub fn due(&self) -> Option<u64> {
        (!self.paused).then_some(self.due)
    }

    /// Its next move comes later by so much.
    pub(super) fn put_off(&mut self, ms: u64) {
        self.due += ms;
    }

    /// Whether the clocks of the world stand still: a pause, or a look at what was.
    pub(super) fn stands_still(&self) -> bool {
        self.paused || matches!(self.task, Task::Slip(Slip::Own(_)))
    }

    /// Whether a step that is over ends it.
    fn ends_at(&self, step: usize) -> bool {
        matches!(self.task, Task::Step(only) if only != step)
    }
}

impl Player {
    /// Starts showing the last slip of this step once more, if there was one.
    pub(super) fn show_slip(&mut self, now: Moment) -> Vec<Asks> {
        if !self.can_show_slip() {
            return Vec::new();
        }
        let asks = self.commit(now);
        if self.can_show_slip() {
            self.close_options();
            self.notice = None;
            self.toast = None;
            self.session.hold(now);
            self.session.hand_over(true);
            self.auto = Some(Auto::new(Task::Slip(Slip::Own(0)), self.session.step_index(), self.pace, now));
        }
        asks
    }

    /// Whether there is a slip to be shown. Not while a field is typed in: there its place in the bar is the keyboard's.
    pub fn can_show_slip(&self) -> bool {
        self.auto.is_none() && !self.can_have_board() && self.session.slip().is_some()
    }

    pub(super) fn auto_key(&mut self, key: Key, now: Moment) -> Vec<Asks> {
        let Some(auto) = &mut self.auto else { return Vec::new() };
        match key {
            Key::Enter => {
                auto.paused = false;
                auto.due = now.mono;
                self.go_on(now);
                return self.auto_tick(now);
            }
            Key::F(5) => {
                auto.paused = !auto.paused;
                self.session.hold(now);
                self.go_on(now);
            }
            Key::F(1) => self.notice = Some(Notice::Plays),
            Key::F(4) => self.open_papers(now),
            Key::Up | Key::Right => self.set_pace(Pace::faster),
            Key::Down | Key::Left => self.set_pace(Pace::slower),
            Key::Escape => return self.auto_back(now),
            _ => {}
        }
        Vec::new()
    }

    fn set_pace(&mut self, change: fn(Pace) -> Pace) {
        self.pace = change(self.pace);
        if let Some(auto) = &mut self.auto {
            auto.pace = self.pace;
        }
    }

    /// Whether there is something that Escape goes back from.
    pub fn can_step_back(&self) -> bool {
        let whole = self.auto.is_some_and(|auto| auto.task == Task::Lesson);
        !whole || self.session.step_index() > 0 || self.narration.is_some()
    }

    /// One step back in the demonstration: to the beginning of this step, or of the one before if nothing of it was
    /// shown yet. Elsewhere it stops the kiosk, and the learner goes on herself.
    fn auto_back(&mut self, now: Moment) -> Vec<Asks> {
        let Some(auto) = self.auto else { return Vec::new() };
        match auto.task {
            Task::Lesson => {
                let at = self.session.step_index();
                let begun = auto.step == Some(at) && self.narration.is_some();
                let to = if begun { at } else { at.saturating_sub(1) };
                self.close_options();
                self.edit = None;
                let notes = self.session.watch_from(to, now);
                self.notice = None;
                self.toast = None;
                self.narration = None;
                let asks = self.take(notes, now);
                self.focus_first();
                self.wait(READ_MS, Some(to), now);
                asks
            }
            Task::Step(_) => {
                self.stop_playing(now);
                Vec::new()
            }
            Task::Slip(_) => self.slip_shown(now),
        }
    }

    fn stop_playing(&mut self, now: Moment) {
        self.auto = None;
        self.narration = None;
        self.close_options();
        self.session.hand_over(false);
        self.session.release(now);
        // What it has not typed to the end is not hers: what stands in the field is shown.
        self.edit = None;
        self.set_focus(self.focus);
    }

    /// Makes the next move if it is due.
    pub(super) fn auto_tick(&mut self, now: Moment) -> Vec<Asks> {
        let Some(auto) = self.auto.filter(|auto| auto.due().is_some_and(|due| due <= now.mono)) else {
            return Vec::new();
        };
        let step = self.session.step_index();
        if auto.ends_at(step) || self.session.step().is_none() {
            self.stop_playing(now);
            return Vec::new();
        }
        if let Task::Slip(Slip::Own(at)) = auto.task {
            return self.show_own(at, now);
        }
        if auto.task == Task::Lesson && auto.step != Some(step) {
            self.narration = None;
            self.wait(READ_MS, Some(step), now);
            return Vec::new();
        }
        let repaired = matches!(auto.task, Task::Slip(_)) && self.session.is_repaired();
        let Some(next) = self.session.next().cloned().filter(|_| !repaired) else {
            return self.slip_shown(now);
        };
        let asks = self.auto_move(&next, now);
        let over = self.auto.is_some_and(|auto| auto.ends_at(self.session.step_index()));
        if over || self.session.step().is_none() {
            self.stop_playing(now);
        }
        asks
    }

    /// The slip of hers: its next action, or after them what the step says of it.
    fn show_own(&mut self, at: usize, now: Moment) -> Vec<Asks> {
        self.edit = None;
        let (next, ms) = if let Some(did) = self.session.look_back(at) {
            self.set_focus(self.target_of_action(did.action, None).unwrap_or(Focus::DeviceHome));
            self.narration = Some(Narration::Did(did));
            (Slip::Own(at + 1), POINT_MS + SEE_MS)
        } else {
            self.session.look_at_present();
            self.focus_first();
            self.narration = None;
            self.notice = self.session.slip_said().cloned().map(Notice::Said);
            (Slip::Back, READ_MS)
        };
        if let Some(auto) = &mut self.auto {
            auto.task = Task::Slip(next);
        }
        self.go_on(now);
        self.wait(ms, None, now);
        Vec::new()
    }

    /// The slip was shown: the same step again.
    fn slip_shown(&mut self, now: Moment) -> Vec<Asks> {
        let slip = self.auto.is_some_and(|auto| matches!(auto.task, Task::Slip(_)));
        self.session.look_at_present();
        self.stop_playing(now);
        if slip {
            self.edit = None;
            self.focus_first();
            self.notice = Some(Notice::Again);
        }
        Vec::new()
    }

    fn wait(&mut self, ms: u64, step: Option<usize>, now: Moment) {
        if let Some(auto) = &mut self.auto {
            auto.due = now.mono + auto.pace.time(ms);
            auto.step = step.or(auto.step);
        }
    }

    fn auto_move(&mut self, next: &Move, now: Moment) -> Vec<Asks> {
        let did = Did { action: next.action, label: self.session.label_of(next.action) };
        self.narration = Some(Narration::Will(did.clone()));
        if self.auto.is_some_and(|auto| auto.task == Task::Slip(Slip::Back)) {
            self.notice = None; // what the step said was for her
        }
        if matches!(next.action, Action::Wait(_)) {
            // The world's own clock brings it.
            let due = self.session.deadline().unwrap_or(now.mono);
            if let Some(auto) = &mut self.auto {
                auto.due = due + auto.pace.time(SEE_MS);
            }
            return Vec::new();
        }
        let Some(target) = self.target_of(next) else {
            return self.slip_shown(now);
        };
        if self.focus != target {
            return self.point(target, now);
        }
        if let (Action::Enter { field, .. }, Some(wanted)) = (next.action, &next.wanted) {
            let text = self.session.planned_text(wanted);
            let begun = self.next_letter();
            if self.shows_next(target, &text) {
                self.wait(self.letter_ms(begun.as_ref()), None, now);
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
            self.narration = Some(Narration::Done(did));
            self.wait(SEE_MS, None, now);
            return asks;
        }
        self.wait(SEE_MS, None, now);
        let asks = self.act(next.action, now);
        self.narration = Some(Narration::Done(did));
        asks
    }

    /// Moves the pointer towards a thing, as the arrow keys would: past what lies between, so that the way is seen.
    fn point(&mut self, target: Focus, now: Moment) -> Vec<Asks> {
        self.close_options();
        let asks = self.commit(now);
        let all = self.focusable();
        let at = |focus: Focus| all.iter().position(|f| *f == focus);
        let hop = match (at(self.focus), at(target)) {
            (Some(from), Some(to)) => {
                let by = from.abs_diff(to).div_ceil(MOST_HOPS).min(from.abs_diff(to));
                all.get(if to > from { from + by } else { from - by }).copied()
            }
            _ => None,
        };
        self.set_focus(hop.unwrap_or(target));
        let ms = if self.focus == target { POINT_MS } else { MOVE_MS };
        self.wait(ms, None, now);
        asks
    }

    /// Time until the next key, after one of a letter. In a lesson about typing keys are looked at, and read where they
    /// are named: all that are still to come for a letter at once.
    fn letter_ms(&self, before: Option<&Spelling>) -> u64 {
        match (self.coaches_here(), self.next_letter()) {
            (false, _) => LETTER_MS,
            (true, None) => 4 * LETTER_MS,
            (true, Some(next)) if before.is_some_and(|before| before.letter == next.letter) => 5 * LETTER_MS,
            (true, Some(_)) => SEE_MS,
        }
    }

    /// Types one more letter of a text, or erases one that does not belong there; whether there was one.
    fn shows_next(&mut self, target: Focus, wanted: &str) -> bool {
        // In a lesson about typing each key is shown, not only what comes of it.
        let keys = self.coaches_here() && self.insists() && !self.settings.by_lines;
        if let Some(key) = self.next_key().filter(|_| keys) {
            self.edit_key(key);
            return true;
        }
        let Some(edit) = self.edit.as_mut().filter(|_| matches!(target, Focus::Widget(_))) else { return false };
        let typed = edit.line.text().to_owned();
        if typed == wanted {
            return false;
        }
        let so_far = text::graphemes(&typed).count();
        let next: String = if wanted.starts_with(&typed) {
            text::graphemes(wanted).take(so_far + 1).collect()
        } else {
            text::graphemes(&typed).take(so_far.saturating_sub(1)).collect()
        };
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
