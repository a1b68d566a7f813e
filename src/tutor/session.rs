//! One learner in one lesson: the world with its real texts, the step she is in, what she was told, what is recorded.

mod judge;
mod memory;
mod steps;
mod trail;

use std::sync::Arc;

pub use judge::Remark;
use memory::Memory;
pub use memory::Sms;
pub use trail::Did;

use super::plan::{Move, Plan, Planner};
use super::record::{Mode, StepResult};
use super::script::{self, Triggers};
use super::wanted::Wanted;
use crate::lesson::Lesson;
use crate::lesson::model::{Fact, FieldFact, Literal, Step, Template, Text, WidgetKind};
use crate::lesson::table::{FieldId, ScreenId, WidgetId};
use crate::sim::{self, Action, Answer, Out, Pending, State};
use crate::time::Moment;
use steps::Progress;
use trail::{Shot, Trail};

/// What the kiosk has to say or do after an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// A step ended: this is to be saved.
    Step(StepResult),
    /// A reaction of the step.
    Said {
        /// What is said.
        text: Text,
        /// It was a slip.
        mistake: bool,
    },
    /// A line of the simulated app; it stays until the next action, since no time may take away what is being read.
    Notify(String),
    /// A dimmed button: this thing is missing. Empty if it has no name.
    Missing(String),
    /// This lesson does not use that part.
    Closed,
    /// There is nothing to act on (Back on the home screen, a call that must be answered).
    Nothing,
    /// What was typed looked like real personal data: it was cleared, only the fact is recorded.
    Refused,
    /// An action of hers led away from the goal.
    Detour,
    /// What was entered is to be looked at again.
    Entered {
        /// What is to be said of it.
        remark: Remark,
        /// Almost right for the second time in this step: the kiosk offers to put it right ([`Session::put_right`]).
        offer: bool,
    },
    /// The last step ended.
    Finished,
}

/// Seconds without any input that still count as activity; the rest of a pause is idle.
const ACTIVE_GAP_MS: u64 = 60_000;

/// No lesson takes more actions; whoever plays one to a step ends there.
const MOST_MOVES: usize = 1000;

/// Help is offered after so many detours in a row, unless the settings say otherwise.
const LOST_AFTER: usize = 3;

/// One learner in one lesson.
pub struct Session {
    lesson: Arc<Lesson>,
    mode: Mode,
    state: State,
    memory: Memory,
    step: usize,
    /// Which triggers of the step's reactions held when the script looked last.
    triggers: Triggers,
    progress: Progress,
    trail: Trail,
    /// The kiosk acts, not the learner: nothing of it is a slip or a detour of hers.
    by_kiosk: bool,
    /// Help is offered after so many detours in a row, or when a screen is seen so often; 0: never.
    lost_after: usize,
    done: Vec<StepResult>,
    plan: Option<Plan>,
    clocks: Vec<(Pending, u64)>,
    held_since: Option<u64>,
    last_input: u64,
    /// When a letter was typed last.
    last_typed: u64,
    active_ms: u64,
}

impl Session {
    /// Begins a lesson. `seed` decides the digits of codes.
    pub fn new(lesson: Arc<Lesson>, mode: Mode, seed: u64, now: Moment) -> (Session, Vec<Note>) {
        let state = State::start(&lesson.world);
        let mut session = Session {
            memory: Memory::new(&lesson.world, seed),
            progress: Progress::default(),
            trail: Trail::default(),
            by_kiosk: false,
            lost_after: LOST_AFTER,
            state,
            lesson,
            mode,
            step: 0,
            triggers: 0,
            done: Vec::new(),
            plan: None,
            clocks: Vec::new(),
            held_since: None,
            last_input: now.mono,
            last_typed: 0,
            active_ms: 0,
        };
        let mut notes = Vec::new();
        session.begin(&mut notes);
        session.replan();
        session.settle(now, &mut notes);
        (session, notes)
    }

    /// A learner who stands in a step with the world in this state, for drawing it: fields hold what would be wanted
    /// in them, codes have digits.
    pub fn at(lesson: Arc<Lesson>, mode: Mode, step: usize, state: State, now: Moment) -> Session {
        let (mut session, _) = Session::new(lesson, mode, 1, now);
        let lesson = session.lesson.clone();
        session.state = state;
        session.step = step;
        session.prepare();
        session.memory.furnish(&lesson.world, &session.state, session.progress.candidates.as_ref());
        session.replan();
        session.settle(now, &mut Vec::new());
        session
    }

    /// The lesson.
    pub fn lesson(&self) -> &Arc<Lesson> {
        &self.lesson
    }

    /// The mode.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The world.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The step she is in; `None` when all have ended.
    pub fn step(&self) -> Option<&Step> {
        self.lesson.steps.get(self.step)
    }

    /// Position of the step she is in, from 0.
    pub fn step_index(&self) -> usize {
        self.step
    }

    /// The steps that have ended.
    pub fn done(&self) -> &[StepResult] {
        &self.done
    }

    /// The help rung reached in this step.
    pub fn rung(&self) -> u8 {
        self.progress.rung
    }

    /// Sets after how many detours in a row, or sights of one screen, help is offered; 0: never.
    pub fn offer_help_after(&mut self, detours: usize) {
        self.lost_after = detours;
    }

    /// Whether help should be offered: after some detours in a row, or when a screen is seen so often.
    pub fn offers_help(&self) -> bool {
        self.progress.rung == 0 && self.lost_after > 0 && self.progress.lost(self.lost_after)
    }

    /// From now on the kiosk acts, or the learner again.
    pub fn hand_over(&mut self, to_kiosk: bool) {
        self.by_kiosk = to_kiosk;
        if !to_kiosk && self.is_repaired() {
            self.trail.close();
        }
        self.progress.did = None;
    }

    /// What the learner did last in this step.
    pub fn last_did(&self) -> Option<&Did> {
        self.progress.did.as_ref()
    }

    /// Messages in the inbox, the newest first.
    pub fn inbox(&self) -> impl Iterator<Item = &Sms> {
        self.memory.inbox.iter().rev()
    }

    /// The message of the banner.
    pub fn banner(&self) -> Option<&Sms> {
        let message = self.state.banner()?;
        self.memory.inbox.iter().rev().find(|sms| sms.message == message)
    }

    /// What stands in a field.
    pub fn content(&self, field: FieldId) -> &str {
        self.memory.content(field)
    }

    /// A text of the world with its places filled in.
    pub fn text(&self, template: &Template) -> String {
        self.memory.text(&self.lesson.world, template)
    }

    /// The text that the current step wants in a field (for a choice: the option's id); not codes.
    pub fn wanted(&self, field: FieldId) -> Option<Arc<str>> {
        if self.is_asked(field) { self.progress.candidates.as_ref()?.text(field).cloned() } else { None }
    }

    /// The message whose code a field asks for, once it is here.
    pub fn wanted_message(&self, field: FieldId) -> Option<&Sms> {
        let code = self.lesson.world.fields[field].facts.iter().find_map(|fact| match fact {
            FieldFact::Code(code) => Some(*code),
            _ => None,
        })?;
        (self.state.code(code) == sim::CodeState::Here).then_some(())?;
        let message = self.lesson.world.codes[code].message?;
        self.memory.inbox.iter().rev().find(|sms| sms.message == message)
    }

    /// What is not to be said aloud: every password and PIN that a field of the lesson asks for, and the digits of codes.
    pub fn secrets(&self) -> Vec<String> {
        let world = &self.lesson.world;
        let facts = world.fields.iter().flat_map(|field| field.facts.iter().map(move |fact| (field.rule, fact)));
        let secrets = facts.filter_map(|(rule, fact)| match fact {
            FieldFact::Equals(text) if sim::content::is_secret(rule) => Some(text.to_string()),
            FieldFact::Code(code) => Some(self.memory.digits(*code).to_owned()),
            _ => None,
        });
        secrets.filter(|text| !text.is_empty()).collect()
    }

    /// What an earlier step achieved and was undone since: what is to be said until it is mended.
    pub fn to_mend(&self) -> Option<&Text> {
        let world = &self.lesson.world;
        let undone = self.lesson.steps.iter().take(self.step).find(|s| !sim::holds(world, &self.state, &s.stay))?;
        let reacts = self.step().into_iter().chain([undone]).flat_map(|s| &s.reacts);
        let says = reacts.filter(|r| sim::holds(world, &self.state, &r.on)).find_map(|r| r.say.as_ref());
        Some(says.unwrap_or(&undone.say))
    }

    /// The next action on the shortest way to the goal; none while the world is shown as it was.
    pub fn next(&self) -> Option<&Move> {
        self.plan.as_ref().filter(|_| !self.trail.looks_back())?.moves.first()
    }

    /// Whether the way to the goal leads through an entry in this field: elsewhere its paper would only tempt.
    pub fn plans_to_enter(&self, field: FieldId) -> bool {
        let enters = |next: &Move| matches!(next.action, Action::Enter { field: planned, .. } if planned == field);
        self.plan.as_ref().is_some_and(|plan| plan.moves.iter().any(enters))
    }

    /// Whether more is left to do than when the step began: what the step says may not fit the screen that is shown.
    pub fn is_astray(&self) -> bool {
        matches!((self.left(), self.progress.start), (Some(left), Some(start)) if left > start)
    }

    /// Actions left to the end of the step.
    pub fn left(&self) -> Option<usize> {
        self.plan.as_ref().map(|plan| plan.moves.len())
    }

    /// What the content of a planned entry is now.
    pub fn planned_text(&self, wanted: &Wanted) -> String {
        match wanted {
            Wanted::Text(text) => text.to_string(),
            Wanted::Code(code) => self.memory.digits(*code).to_owned(),
            Wanted::Same(of) => self.memory.content(*of).to_owned(),
        }
    }

    /// What a progress, as it is drawn, has left: (seconds left, seconds in all).
    pub fn progress_left(&self, widget: WidgetId, now_mono: u64) -> Option<(u64, u64)> {
        let pending = Pending::Progress(widget);
        let (_, due) = self.clocks.iter().find(|(p, _)| *p == pending)?;
        let total = u64::from(sim::seconds(&self.lesson.world, pending)) * 1000;
        let now = self.held_since.unwrap_or(now_mono);
        Some((due.saturating_sub(now).min(total), total))
    }

    /// A learner's action. Texts are entered with [`Session::enter`].
    pub fn act(&mut self, action: Action, now: Moment) -> Vec<Note> {
        let mut notes = Vec::new();
        if self.step().is_none() {
            return notes;
        }
        self.touch(now);
        let shot = self.shot(action);
        self.perform(action, Some(shot), &mut notes);
        self.settle(now, &mut notes);
        notes
    }

    /// A learner leaves a field with this text, or chooses an option. Nothing happens if it stood there already.
    pub fn enter(&mut self, field: FieldId, content: &str, now: Moment) -> Vec<Note> {
        let mut notes = Vec::new();
        let content = crate::text::nfc(content);
        if self.step().is_none() || content == self.memory.content(field) {
            return notes;
        }
        self.touch(now);
        let shot = self.shot(Action::Enter { field, class: 0 });
        if judge::looks_real(&self.lesson.world.fields[field], &content) {
            self.memory.set(field, "");
            self.progress.refused();
            notes.push(Note::Refused);
            let step = self.step;
            self.perform(Action::Enter { field, class: 0 }, None, &mut notes);
            if step == self.step && !self.by_kiosk {
                self.progress.did = Some(shot.did.clone());
            }
        } else {
            let class = self.class_of(field, &content);
            let emptied = self.remark(field, &content, class, &mut notes);
            self.memory.set(field, if emptied { "" } else { &content });
            let (class, own) = if emptied { (0, None) } else { (class, Some(shot)) };
            self.perform(Action::Enter { field, class }, own, &mut notes);
        }
        self.settle(now, &mut notes);
        notes
    }

    /// Puts into a field what is wanted there, where the learner had it almost right: the step counts as helped.
    pub fn put_right(&mut self, field: FieldId, now: Moment) -> Vec<Note> {
        let Some(wanted) = self.wanted(field) else { return Vec::new() };
        self.progress.mended = true;
        self.enter(field, &wanted, now)
    }

    /// Does a planned action as if the learner did it (demonstration, *Làm giúp bước này*).
    pub fn play(&mut self, planned: &Move, now: Moment) -> Vec<Note> {
        match (planned.action, &planned.wanted) {
            (Action::Enter { field, .. }, Some(wanted)) => {
                let text = self.planned_text(wanted);
                self.enter(field, &text, now)
            }
            (Action::Wait(pending), _) => {
                let mut notes = Vec::new();
                self.perform(Action::Wait(pending), None, &mut notes);
                self.settle(now, &mut notes);
                notes
            }
            (action, _) => self.act(action, now),
        }
    }

    /// Plays up to a step as the demonstration would; whether it has come there.
    pub fn play_to(&mut self, step: usize, now: Moment) -> bool {
        for _ in 0..MOST_MOVES {
            if self.step >= step {
                break;
            }
            let Some(next) = self.next().cloned() else { return false };
            self.play(&next, now);
        }
        self.step == step
    }

    /// The next rung of the help ladder, at most 4.
    pub fn help(&mut self) -> u8 {
        self.progress.rung = (self.progress.rung + 1).min(4);
        self.progress.rung
    }

    /// The clocks of the world stand still (help is open, a pause).
    pub fn hold(&mut self, now: Moment) {
        self.held_since.get_or_insert(now.mono);
    }

    /// The clocks of the world go on.
    pub fn release(&mut self, now: Moment) {
        if let Some(since) = self.held_since.take() {
            let paused = now.mono.saturating_sub(since);
            for (_, due) in &mut self.clocks {
                *due += paused;
            }
        }
    }

    /// A letter is being typed: a code that runs out waits for her, and lives at least a minute longer.
    pub fn typing(&mut self, now: Moment) {
        let gap = now.mono.saturating_sub(self.last_typed);
        let while_typing = if gap <= ACTIVE_GAP_MS { gap } else { 0 };
        for (_, due) in self.clocks.iter_mut().filter(|(pending, _)| matches!(pending, Pending::Dies(_))) {
            *due = (*due + while_typing).max(now.mono + ACTIVE_GAP_MS);
        }
        self.last_typed = now.mono;
    }

    /// Monotonic milliseconds of the next thing that happens by itself.
    pub fn deadline(&self) -> Option<u64> {
        if self.held_since.is_some() { None } else { self.clocks.iter().map(|(_, due)| *due).min() }
    }

    /// Lets happen what is due.
    pub fn tick(&mut self, now: Moment) -> Vec<Note> {
        let mut notes = Vec::new();
        while self.held_since.is_none()
            && let Some((pending, _)) =
                self.clocks.iter().copied().filter(|(_, due)| *due <= now.mono).min_by_key(|c| c.1)
        {
            self.clocks.retain(|(p, _)| *p != pending);
            self.perform(Action::Wait(pending), None, &mut notes);
            self.settle(now, &mut notes);
        }
        notes
    }

    /// The learner was away until now: that is no time of hers.
    pub fn skip_time(&mut self, now: Moment) {
        self.last_input = now.mono;
    }

    /// An input of the learner: the time since the last one counts as active, up to a minute.
    pub fn touch(&mut self, now: Moment) {
        let gap = now.mono.saturating_sub(self.last_input).min(ACTIVE_GAP_MS);
        self.last_input = now.mono;
        self.active_ms += gap;
        self.progress.ms += gap;
    }

    /// Applies an action. A learner's own, with the world before it, is judged by the length of the way left.
    fn perform(&mut self, action: Action, own: Option<Shot>, notes: &mut Vec<Note>) {
        let lesson = self.lesson.clone();
        let left = self.left();
        let before = sim::top(&self.state);
        let said = notes.len();
        let leads_on = self.next().is_some_and(|next| next.action == action);
        let answer = self.change(action, notes);
        let step = self.step;
        self.follow_script(leads_on, notes);
        self.replan();
        let Some(shot) = own.filter(|_| step == self.step && !self.by_kiosk) else { return };
        if answer == Answer::Done && self.judge_way(&lesson, action, before, left) {
            notes.push(Note::Detour);
        }
        self.progress.did = Some(shot.did.clone());
        self.trail.walk(shot, notes.get(said..).unwrap_or_default(), self.plan.as_ref().map(|plan| plan.moves.len()));
    }

    /// The world answers, and that is told; the script has not looked yet.
    fn change(&mut self, action: Action, notes: &mut Vec<Note>) -> Answer {
        let lesson = self.lesson.clone();
        let before = sim::top(&self.state);
        let mut outs = Vec::new();
        let answer = sim::apply(&lesson.world, &mut self.state, action, |out| outs.push(out));
        for out in outs {
            self.take(out, notes);
        }
        match answer {
            Answer::Missing(literal) => notes.push(Note::Missing(self.name_of(literal, before))),
            Answer::Closed => notes.push(Note::Closed),
            Answer::Nothing => notes.push(Note::Nothing),
            Answer::Done => {}
        }
        answer
    }

    fn take(&mut self, out: Out<'_>, notes: &mut Vec<Note>) {
        let world = &self.lesson.world;
        match out {
            Out::Notify(template) => notes.push(Note::Notify(self.memory.text(world, template))),
            Out::Message(message) => self.memory.receive(world, message),
            Out::Sent(code) => self.memory.draw(world, code),
            Out::Cleared(field) => self.memory.set(field, ""),
            Out::Put(field, text) => self.memory.set(field, text),
        }
    }

    fn replan(&mut self) {
        let lesson = self.lesson.clone();
        self.plan = self.step().is_some().then(|| Planner::new(&lesson, self.step).plan(&self.state)).flatten();
        if self.progress.start.is_none() {
            self.progress.start = self.left();
        }
    }

    /// Starts the clocks of what became pending, forgets those of what is no longer.
    fn settle(&mut self, now: Moment, notes: &mut Vec<Note>) {
        let pending = script::pending(&self.lesson, self.step, &self.state);
        self.clocks.retain(|(p, _)| pending.contains(p));
        for p in pending {
            if !self.clocks.iter().any(|(known, _)| *known == p) {
                let seconds = sim::seconds(&self.lesson.world, p);
                let begins = self.held_since.unwrap_or(now.mono); // what holds the others holds it too
                self.clocks.push((p, begins + u64::from(seconds) * 1000));
            }
        }
        if self.step().is_none() && !self.progress.finished {
            self.progress.finished = true;
            notes.push(Note::Finished);
        }
    }

    /// The name of what a dimmed button misses: the label of the field or checkbox that it asks for.
    fn name_of(&self, missing: Literal, screen: Option<ScreenId>) -> String {
        let world = &self.lesson.world;
        let widgets = screen.map_or(&[][..], |s| &world.screens[s].widgets);
        let fits = |kind: &WidgetKind| match (missing.fact, kind) {
            (Fact::Field { field, .. }, kind) => kind.field() == Some(field),
            (Fact::Flag(flag), kind) => kind.flag() == Some(flag),
            _ => false,
        };
        let found = widgets.iter().map(|id| &world.widgets[*id]).find(|widget| fits(&widget.kind));
        found.map(|widget| self.text(&widget.label)).unwrap_or_default()
    }
}
