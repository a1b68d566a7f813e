//! The page on which a lesson is played: focus, typing, drop-downs, help, papers, the demonstration.

mod auto;
mod board;
mod entry;
mod focus;
mod guide;
mod options;

pub use auto::{Auto, Narration, Pace, Slip, Task};
pub use board::{Board, BoardKey};
pub use entry::Edit;
pub use focus::Focus;
pub use guide::{Cap, Guide, KeyPress, Spelling, Whereabouts};
pub use options::{Open, Search};

use super::event::{Key, Target};
use super::kiosk::Settings;
use super::list::List;
use super::methods::Typing;
use super::outcome::Saving;
use crate::lesson::model::{Device, Look, Text, WidgetKind};
use crate::lesson::table::{FieldId, WidgetId};
use crate::sim::{self, Action};
use crate::time::Moment;
use crate::tutor::record::{Mode, StepResult};
use crate::tutor::session::{Did, Remark};
use crate::tutor::{Note, Session};

/// Lines that one key pulls the view up or down.
const LIFT: isize = 4;

/// No screen is longer than this; the drawing stops at its ends anyway.
const MOST_LIFT: isize = 60;

/// The place of *finish* in the question whether to leave.
const FINISH: usize = 2;

/// What the player asks of the kiosk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asks {
    /// Save a step.
    Save(StepResult),
    /// The lesson is finished.
    Finished,
    /// Stop here, choose another lesson.
    LeaveLesson,
    /// Stop here, the next person comes.
    LeaveSession,
}

/// Something said beside the device, until the next action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// A step ended; its reason, if it has one.
    StepDone(Option<Text>),
    /// A reaction of the lesson.
    Said(Text),
    /// A dimmed button misses this.
    Missing(String),
    /// This lesson does not use that part.
    Closed,
    /// Back leads nowhere here.
    Nothing,
    /// It looked like real data.
    Refused,
    /// What was entered is to be looked at again; whether the kiosk offers to put it right.
    Entered(Remark, bool),
    /// The kiosk has put right what was almost right.
    PutRight,
    /// Enter once more, while there is only to wait.
    Wait,
    /// An action of hers led away from the goal: named, and called harmless.
    Detour(Did),
    /// Who she plays, as the lesson begins.
    Intro,
    /// A slip was shown once more: the same step again.
    Again,
    /// An earlier attempt goes on here.
    Resumed,
}

/// The lesson page.
pub struct Player {
    /// The learner in the lesson.
    pub session: Session,
    /// Number of the attempt in this run of the program.
    pub attempt: u32,
    /// How far the saving is.
    pub saving: Saving,
    /// What the next Enter acts on.
    pub focus: Focus,
    /// The field that is being typed in.
    pub edit: Option<Edit>,
    /// The open drop-down.
    pub open: Option<Open>,
    /// The keyboard on the screen, shown while a field is being typed in.
    pub board: Option<Board>,
    /// What is searched for in it, if it is a long one.
    pub search: Option<Search>,
    /// What is said beside the device.
    pub notice: Option<Notice>,
    /// A line of the simulated app, until the next action.
    pub toast: Option<String>,
    /// The papers in full, scrolled by so many lines.
    pub papers: Option<usize>,
    /// Stay, another lesson, finish.
    pub leaving: Option<List>,
    /// Lines that the view was pulled up (or, below zero, down) from where the focus is, to read what stands there; the
    /// next other key lets it go.
    pub lift: isize,
    /// The kiosk plays.
    pub auto: Option<Auto>,
    /// What is said of what it plays.
    pub narration: Option<Narration>,
    /// How many people take turns, by steps.
    pub people: u32,
    /// Steps of the resumed attempt that need not be shown again for a pass.
    pub(super) counted: Vec<String>,
    /// She seems lost, or was silent for long: help is offered, until the next action.
    pub offered: bool,
    /// Another page lies above this one.
    pub(super) covered: bool,
    /// Since when papers, a question or another page hold everything, in monotonic milliseconds.
    held_since: Option<u64>,
    /// What was just entered is to be looked at again: the focus stays.
    look_again: bool,
    /// What was just entered is not right: the focus stays where Enter was pressed, whatever else was said of it.
    to_mend: bool,
    /// The field in which the next Enter lets the kiosk put the text right.
    put_right: Option<FieldId>,
    /// She has chosen what is in focus since her last action.
    moved: bool,
    /// What was said of an entry is about this field.
    remarked: Option<FieldId>,
    /// When help is offered because nothing is done, in monotonic milliseconds.
    offer_due: Option<u64>,
    pace: Pace,
    settings: Settings,
    typing: Typing,
}

impl Player {
    /// A lesson page as the lesson begins.
    pub fn new(mut session: Session, attempt: u32, settings: Settings, now: Moment) -> Player {
        let (watch, step) = (session.mode() == Mode::Watch, session.step_index());
        session.offer_help_after(settings.offer_after_detours);
        session.hand_over(watch);
        let mut player = Player {
            session,
            attempt,
            saving: Saving::default(),
            focus: Focus::DeviceHome,
            edit: None,
            open: None,
            board: None,
            search: None,
            notice: None,
            toast: None,
            papers: None,
            leaving: None,
            lift: 0,
            auto: watch.then(|| Auto::new(Task::Lesson, step, settings.pace, now)),
            narration: None,
            people: 1,
            counted: Vec::new(),
            offered: false,
            covered: false,
            held_since: None,
            look_again: false,
            to_mend: false,
            put_right: None,
            remarked: None,
            moved: false,
            offer_due: None,
            pace: settings.pace,
            settings,
            typing: Typing::new(settings.method),
        };
        player.focus_first();
        player.stir(now);
        player
    }

    /// Whose turn it is where several people take turns by steps, from 1.
    pub fn turn(&self) -> Option<u32> {
        let step = u32::try_from(self.session.step_index()).unwrap_or(0);
        (self.people > 1 && self.session.mode() != Mode::Watch).then(|| step % self.people + 1)
    }

    /// The line of the papers that a field asks for: (paper, line). A search need not be spelt as on the paper.
    pub fn paper_line(&self, field: FieldId) -> Option<(usize, usize)> {
        // What is typed once more stands on the same line.
        let repeated = self.session.lesson().world.fields[field].repeats;
        let wanted = self.session.wanted(repeated.unwrap_or(field))?;
        // Papers have the name of an option, not its id.
        let option = self.options(field).iter().find(|option| option.id == wanted);
        let wanted = option.map_or(wanted.clone(), |option| option.label.clone());
        let find = |fits: &dyn Fn(&str) -> bool| {
            let papers = self.session.lesson().papers.iter().enumerate();
            papers
                .into_iter()
                .find_map(|(at, paper)| paper.lines.iter().position(|line| fits(&line.value)).map(|line| (at, line)))
        };
        find(&|value| value == wanted.as_ref()).or_else(|| {
            let folded = crate::text::fold(&wanted);
            find(&|value| crate::text::fold(value) == folded)
        })
    }

    /// Whether the line of the papers for a field is shown beside it: where it is to be entered now, or was entered.
    pub fn shows_paper(&self, field: FieldId) -> bool {
        self.session.plans_to_enter(field) || !self.session.content(field).is_empty()
    }

    /// The field, choice or upload in focus.
    pub fn focused_field(&self) -> Option<FieldId> {
        let (Focus::Widget(widget) | Focus::Option(widget, _)) = self.focus else { return None };
        self.session.lesson().world.widgets[widget].kind.field()
    }

    /// The device in front: that of the app, else the one whose home screen is shown.
    pub fn device(&self) -> Device {
        let lesson = self.session.lesson();
        self.session.state().front().map_or(lesson.device, |app| lesson.world.apps[app].device)
    }

    /// Whether the device's Back does anything now.
    pub fn can_go_back(&self) -> bool {
        let state = self.session.state();
        let world = &self.session.lesson().world;
        match state.layers().last() {
            Some(layer) => {
                let layer = &world.screens[*layer];
                layer.kind != crate::lesson::model::ScreenKind::Call && !layer.must_answer
            }
            None => state.front().is_some(),
        }
    }

    /// Whether the device's home button does anything now.
    pub fn can_go_home(&self) -> bool {
        self.session.state().layers().is_empty() && self.session.state().front().is_some()
    }

    /// Monotonic milliseconds of the next tick: the world's, the demonstration's, or the next second of a progress.
    pub fn deadline(&self, now: u64) -> Option<u64> {
        let world = self.session.deadline();
        let auto = self.auto.as_ref().and_then(Auto::due);
        let progress = world.filter(|_| self.shows_progress()).map(|due| due.min(now + 1000));
        let own = [auto, self.offer_due].into_iter().flatten().min();
        [world, own.filter(|_| !self.is_held()), progress].into_iter().flatten().min()
    }

    /// The learner pressed a key: the time since the last one was practice, whether it led to anything or not.
    pub(super) fn touched(&mut self, now: Moment) {
        self.session.touch(now);
        self.stir(now);
    }

    /// The learner does something: the time until help is offered begins anew.
    fn stir(&mut self, now: Moment) {
        let waits = self.auto.is_none() && self.session.rung() == 0 && !self.offered;
        self.offer_due = self.settings.offer_after_ms.filter(|_| waits).map(|ms| now.mono + ms);
    }

    /// Nothing was done for long: help is offered, once.
    fn offer_if_due(&mut self, now: Moment) {
        self.offered |= self.offer_due.take_if(|due| *due <= now.mono).is_some();
    }

    fn shows_progress(&self) -> bool {
        let world = &self.session.lesson().world;
        let mut shown = sim::visible_widgets(world, self.session.state());
        shown.any(|id| matches!(world.widgets[id].kind, WidgetKind::Progress { .. }))
    }

    /// Whether something lies above, and holds everything below.
    pub(super) fn is_held(&self) -> bool {
        self.leaving.is_some() || self.papers.is_some() || self.covered
    }

    /// Another page comes above this one, or goes away again.
    pub(super) fn cover(&mut self, covered: bool, now: Moment) {
        self.covered = covered;
        if covered {
            self.hold(now);
        } else {
            self.go_on(now);
        }
    }

    /// Nothing goes on below what was opened now.
    fn hold(&mut self, now: Moment) {
        self.held_since.get_or_insert(now.mono);
        self.session.hold(now);
    }

    /// The deadline is reached.
    pub fn tick(&mut self, now: Moment) -> Vec<Asks> {
        let top = sim::top(self.session.state());
        let turn = (self.session.step_index(), self.auto.is_some());
        let notes = self.session.tick(now);
        let mut asks = self.follow(top, notes, now);
        if !self.is_held() {
            self.offer_if_due(now);
            asks.extend(self.auto_tick(now));
        }
        if turn != (self.session.step_index(), self.auto.is_some()) {
            self.stir(now); // it is her turn, or another thing is asked
        }
        asks
    }

    /// A key.
    pub fn key(&mut self, key: Key, now: Moment) -> Vec<Asks> {
        if self.leaving.is_some() {
            return self.leaving_key(key, now);
        }
        if let Some(scroll) = self.papers {
            self.papers_key(key, scroll, now);
            return Vec::new();
        }
        if self.auto.is_some() {
            return self.auto_key(key, now);
        }
        if self.open.is_some() {
            return self.open_key(key, now);
        }
        if let Some(asks) = self.board_key(key, now) {
            return asks;
        }
        if self.scrolls(key) {
            return Vec::new();
        }
        match key {
            Key::F(1) => return self.help(now),
            Key::F(3) => return self.device_key(Action::Home, now),
            Key::F(4) => self.open_papers(now),
            Key::F(6) if self.can_have_board() => self.toggle_board(),
            Key::F(7) => return self.show_slip(now),
            Key::F(9) if self.edit.as_ref().is_some_and(|edit| !edit.plain) => self.toggle_marks(),
            Key::Escape => return self.device_key(Action::Back, now),
            Key::Enter => return self.activate(now),
            Key::Down | Key::Tab => return self.move_focus(1, now),
            Key::Up | Key::BackTab => return self.move_focus(-1, now),
            Key::Right if self.is_tab(1) => return self.move_focus(1, now),
            Key::Left if self.is_tab(-1) => return self.move_focus(-1, now),
            _ => {
                self.edit_key(key);
                if self.edit.is_some() {
                    self.session.typing(now);
                }
            }
        }
        Vec::new()
    }

    fn open_papers(&mut self, now: Moment) {
        if !self.session.lesson().papers.is_empty() {
            self.papers = Some(0);
            self.hold(now);
        }
    }

    /// Pulls the view up or down without moving the focus; whether the key meant that.
    fn scrolls(&mut self, key: Key) -> bool {
        let back = match key {
            Key::PageUp => self.lift < 0,
            Key::Down | Key::Tab | Key::PageDown => self.lift > 0,
            _ => false,
        };
        let by = match key {
            _ if back => -self.lift, // back to what has the focus
            Key::PageUp => LIFT,
            Key::Up | Key::BackTab if self.is_first() => LIFT,
            Key::PageDown => -LIFT,
            _ => {
                self.lift = 0;
                return false;
            }
        };
        self.lift = (self.lift + by).clamp(-MOST_LIFT, MOST_LIFT);
        true
    }

    /// Whether the focus is on a tab and so is what stands so far from it.
    fn is_tab(&self, by: isize) -> bool {
        let world = &self.session.lesson().world;
        let tab = |focus: &Focus| match focus {
            Focus::Widget(id) => {
                matches!(world.widgets[*id].kind, WidgetKind::Press { look: Look::Tab { .. }, .. })
            }
            _ => false,
        };
        let all = self.focusable();
        let at = all.iter().position(|focus| *focus == self.focus);
        let next = at.and_then(|at| at.checked_add_signed(by)).and_then(|at| all.get(at));
        tab(&self.focus) && next.is_some_and(tab)
    }

    /// A click on something of the device does what Enter does on it.
    pub fn click(&mut self, target: Target, now: Moment) -> Vec<Asks> {
        if self.is_held() || self.auto.is_some() {
            return Vec::new();
        }
        self.close_options();
        let focus = match target {
            Target::Board(key) => return self.press(key, now),
            Target::Pad(widget, key) => return self.pad(widget, key, now),
            Target::Option(widget, at) => Focus::Option(widget, at),
            Target::Widget(widget) => Focus::Widget(widget),
            Target::Tile(app) => Focus::Tile(app),
            Target::Banner => Focus::Banner,
            Target::DeviceBack => Focus::DeviceBack,
            Target::DeviceHome => Focus::DeviceHome,
            Target::Key(_) | Target::Item(_) => return Vec::new(),
        };
        if !self.focusable().contains(&focus) {
            return Vec::new();
        }
        if self.focus == focus && self.edit.is_some() {
            self.touch_board(); // what is being typed there is not finished
            return Vec::new();
        }
        let mut asks = self.commit(now);
        if !self.focusable().contains(&focus) {
            return asks; // what was typed changed the screen
        }
        self.set_focus(focus);
        self.moved = true;
        // A click into a field only places the focus: it cannot mean "next".
        if self.edit.is_some() {
            self.touch_board();
        } else {
            asks.extend(self.activate(now));
        }
        asks
    }

    /// A key drawn below a field does what the key on the keyboard does in it.
    fn pad(&mut self, widget: WidgetId, key: Key, now: Moment) -> Vec<Asks> {
        let focus = Focus::Widget(widget);
        let mut asks = Vec::new();
        if self.focus != focus {
            asks = self.commit(now);
            if !self.focusable().contains(&focus) {
                return asks; // what was typed changed the screen
            }
            self.set_focus(focus);
        }
        asks.extend(self.key(key, now));
        asks
    }

    /// A click on an item: of the open drop-down, or of the question whether to leave.
    pub fn item(&mut self, at: usize, now: Moment) -> Vec<Asks> {
        if let Some(list) = &mut self.leaving {
            *list = list.at(at);
            return self.leaving_key(Key::Enter, now);
        }
        if let Some(open) = self.open.as_mut().filter(|_| self.auto.is_none()) {
            open.list = open.list.at(at);
            return self.open_key(Key::Enter, now);
        }
        Vec::new()
    }

    /// F10: asks whether to stop.
    pub fn ask_to_leave(&mut self, now: Moment) -> Vec<Asks> {
        if let Some(list) = &mut self.leaving {
            *list = list.at(FINISH); // pointed at, not taken: the key may only have been held down
            return Vec::new();
        }
        self.papers = None;
        self.leaving = Some(List::new(3));
        self.hold(now);
        Vec::new()
    }

    fn leaving_key(&mut self, key: Key, now: Moment) -> Vec<Asks> {
        let Some(list) = &mut self.leaving else { return Vec::new() };
        match (key, list.chosen) {
            (Key::Enter, 1) => return vec![Asks::LeaveLesson],
            (Key::Enter, 2) => return vec![Asks::LeaveSession],
            (Key::Enter | Key::Escape, _) => {
                self.leaving = None;
                self.go_on(now);
            }
            _ => {
                list.key(key);
            }
        }
        Vec::new()
    }

    fn papers_key(&mut self, key: Key, scroll: usize, now: Moment) {
        self.papers = match key {
            Key::Down | Key::Tab => Some(scroll + 1),
            Key::Up | Key::BackTab => Some(scroll.saturating_sub(1)),
            Key::PageDown => Some(scroll + 8),
            Key::PageUp => Some(scroll.saturating_sub(8)),
            Key::Home => Some(0),
            Key::Escape | Key::F(4) | Key::Enter => None,
            _ => Some(scroll),
        };
        let lines: usize = self.session.lesson().papers.iter().map(|p| p.lines.len() + 2).sum();
        self.papers = self.papers.map(|s| s.min(lines.saturating_sub(1)));
        if self.papers.is_none() {
            self.go_on(now);
        }
    }

    /// The clocks of the world run again, unless something else holds them; what the kiosk itself was about to do has
    /// as much time left as it had.
    fn go_on(&mut self, now: Moment) {
        if self.is_held() {
            return;
        }
        if let Some(since) = self.held_since.take() {
            let held = now.mono.saturating_sub(since);
            if let Some(auto) = &mut self.auto {
                auto.put_off(held);
            }
            self.offer_due = self.offer_due.map(|due| due + held);
        }
        if !self.auto.is_some_and(|auto| auto.stands_still()) {
            self.session.release(now);
        }
    }

    /// F1: the next rung of the ladder; on the fourth the kiosk does the step.
    fn help(&mut self, now: Moment) -> Vec<Asks> {
        let asks = self.commit(now);
        if self.session.step().is_some() {
            let said = self.notice.take();
            self.offered = false;
            let rung = self.session.help();
            // What was said of the text in the field is part of the first help; the offer to put it right is not.
            self.notice = match said {
                Some(Notice::Entered(remark, _)) if rung == 1 => Some(Notice::Entered(remark, false)),
                _ => None,
            };
            if rung == 4 {
                let step = self.session.step_index();
                self.session.hand_over(true);
                self.auto = Some(Auto::new(Task::Step(step), step, self.pace, now));
            }
        }
        asks
    }

    fn device_key(&mut self, action: Action, now: Moment) -> Vec<Asks> {
        let mut asks = self.commit(now);
        asks.extend(self.act(action, now));
        asks
    }

    /// What was said stays until the next action.
    fn clear_words(&mut self) {
        self.notice = None;
        self.toast = None;
        self.put_right = None;
        self.offered = false;
    }

    /// Performs an action and follows what comes of it.
    fn act(&mut self, action: Action, now: Moment) -> Vec<Asks> {
        self.clear_words();
        self.moved = false;
        let top = sim::top(self.session.state());
        let notes = self.session.act(action, now);
        self.follow(top, notes, now)
    }

    /// Takes notes; on another screen the focus goes to its first thing, on the same one it stays if it can.
    fn follow(&mut self, top: Option<crate::lesson::table::ScreenId>, notes: Vec<Note>, now: Moment) -> Vec<Asks> {
        let asks = self.take(notes, now);
        if sim::top(self.session.state()) != top {
            self.close_options();
            self.focus_first();
        }
        asks
    }

    /// Takes what the session has to say.
    pub fn take(&mut self, notes: Vec<Note>, _now: Moment) -> Vec<Asks> {
        let mut asks = Vec::new();
        for note in notes {
            match note {
                Note::Step(result) => {
                    let at = usize::try_from(result.position).unwrap_or(1).saturating_sub(1);
                    let why = self.session.lesson().steps.get(at).and_then(|step| step.why.clone());
                    self.notice = Some(Notice::StepDone(why));
                    self.saving.handed = result.position;
                    asks.push(Asks::Save(result));
                }
                Note::Said { text, .. } => self.notice = Some(Notice::Said(text)),
                Note::Notify(line) => self.toast = Some(line),
                Note::Missing(what) => self.notice = Some(Notice::Missing(what)),
                Note::Closed => self.notice = Some(Notice::Closed),
                Note::Nothing => self.notice = Some(Notice::Nothing),
                Note::Detour if self.notice.is_none() && self.session.mode() != Mode::Solo => {
                    self.notice = self.session.last_did().cloned().map(Notice::Detour);
                }
                Note::Detour => {}
                Note::Refused => {
                    self.notice = Some(Notice::Refused);
                    self.look_again = true;
                }
                Note::Entered { remark, offer } => {
                    self.look_again = remark.is_almost();
                    self.to_mend = remark != Remark::Case;
                    self.remarked = self.edit.as_ref().map(|edit| edit.field);
                    self.put_right = self.remarked.filter(|_| offer);
                    self.notice = Some(Notice::Entered(remark, offer));
                }
                Note::Finished => asks.push(Asks::Finished),
            }
        }
        self.offered |= self.session.offers_help() && self.auto.is_none();
        self.keep_focus();
        asks
    }

    /// Whether there is only to wait for something that the world brings.
    pub fn waits(&self) -> bool {
        self.session.next().is_some_and(|next| matches!(next.action, Action::Wait(_)))
    }

    /// Whether Enter was pressed once more where the last one left the focus, while there is only to wait: what lies
    /// there now, as a button that cancels, was not meant.
    fn is_hasty(&self) -> bool {
        self.waits() && !self.moved && self.session.mode() != Mode::Solo
    }

    /// What Enter does on the thing in focus.
    fn activate(&mut self, now: Moment) -> Vec<Asks> {
        match self.focus {
            Focus::Banner => self.act(Action::Banner, now),
            Focus::Tile(app) => self.act(Action::Open(app), now),
            Focus::DeviceBack => self.act(Action::Back, now),
            Focus::DeviceHome => self.act(Action::Home, now),
            Focus::Option(widget, at) => match self.session.lesson().world.widgets[widget].kind.field() {
                Some(field) => self.choose(field, at, now),
                None => Vec::new(),
            },
            Focus::Widget(widget) => {
                let kind = &self.session.lesson().world.widgets[widget].kind;
                if let Some(field) = kind.typed() {
                    return self.next_field(field, now);
                }
                match kind.field() {
                    Some(field) => {
                        self.open_options(widget, field);
                        Vec::new()
                    }
                    None if self.is_hasty() => {
                        self.notice = Some(Notice::Wait);
                        Vec::new()
                    }
                    None => self.act(Action::Tap(widget), now),
                }
            }
        }
    }
}
