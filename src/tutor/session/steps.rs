//! The script performed for a learner: what is said and recorded when a step reacts or ends; the end of the attempt.

use std::sync::Arc;

use super::trail::Trail;
use super::{Did, Note, Session};
use crate::lesson::Lesson;
use crate::lesson::table::ScreenId;
use crate::sim::{Action, Pending, State};
use crate::time::Moment;
use crate::tutor::record::{
    AttemptEnd, AttemptOutcome, LessonVersion, Mode, StepOutcome, StepResult, VerdictClass, finished_outcome,
};
use crate::tutor::script::{self, Ending, Stage, Triggers};
use crate::tutor::wanted::Candidates;

/// What is gathered while a step lasts.
#[derive(Debug, Default)]
pub(super) struct Progress {
    pub(super) rung: u8,
    pub(super) ms: u64,
    pub(super) finished: bool,
    pub(super) candidates: Option<Candidates>,
    /// Actions that were left when it began.
    pub(super) start: Option<usize>,
    /// What she did last.
    pub(super) did: Option<Did>,
    /// Entries that were almost right.
    pub(super) almost: u32,
    /// Something that was almost right was put right for her.
    pub(super) mended: bool,
    mistakes: u32,
    detours: u32,
    detours_in_row: usize,
    first_detour: Option<String>,
    verdict: Option<VerdictClass>,
    seen: Vec<ScreenId>,
}

impl Progress {
    pub(super) fn refused(&mut self) {
        self.mistakes += 1;
        self.verdict(VerdictClass::Refused);
    }

    /// Keeps the worst verdict.
    pub(super) fn verdict(&mut self, verdict: VerdictClass) {
        self.verdict = self.verdict.max(Some(verdict));
    }

    pub(super) fn way(&mut self, detour: Option<String>, closer: bool, seen: Option<ScreenId>) {
        self.seen.extend(seen);
        if closer {
            self.detours_in_row = 0;
        }
        if let Some(place) = detour {
            self.detours += 1;
            self.detours_in_row += 1;
            self.first_detour.get_or_insert(place);
        }
    }

    pub(super) fn lost(&self, after: usize) -> bool {
        let again = |s: &ScreenId| self.seen.iter().filter(|other| *other == s).count() >= after;
        self.detours_in_row >= after || self.seen.iter().any(again)
    }
}

/// A session as the script sees it, with what is said meanwhile.
struct Telling<'s> {
    session: &'s mut Session,
    notes: &'s mut Vec<Note>,
    from_start: bool,
    /// What was done is what the plan does: whoever undoes a slip passes by it again, and that is none.
    leads_on: bool,
}

impl Stage for Telling<'_> {
    fn scene(&self) -> (&Lesson, usize, &State) {
        (&self.session.lesson, self.session.step, &self.session.state)
    }

    fn triggers(&mut self) -> &mut Triggers {
        &mut self.session.triggers
    }

    fn react(&mut self, reaction: usize) {
        let Some(react) = self.session.step().and_then(|step| step.reacts.get(reaction)).cloned() else { return };
        let mistake = react.mistake && !self.leads_on;
        self.session.progress.mistakes += u32::from(mistake && !self.session.by_kiosk);
        self.notes.extend(react.say.map(|text| Note::Said { text, mistake }));
    }

    fn rewind(&mut self) {
        self.session.replay();
    }

    /// A step that holds from the start of the lesson was not done by the learner, nor was one that was passed by.
    fn end(&mut self, ending: Ending) {
        let skipped = self.from_start || ending == Ending::Passed;
        self.session.end_step(skipped.then_some(StepOutcome::Skipped), self.notes);
        self.session.prepare();
    }

    fn bring(&mut self, screen: ScreenId) {
        self.session.change(Action::Wait(Pending::Comes(screen)), self.notes);
    }
}

impl Session {
    /// Begins the lesson.
    pub(super) fn begin(&mut self, notes: &mut Vec<Note>) {
        self.prepare();
        script::begin(&mut Telling { session: self, notes, from_start: true, leads_on: false });
    }

    /// Fires reactions and ends steps after an action; `leads_on`: it is what the plan does.
    pub(super) fn follow_script(&mut self, leads_on: bool, notes: &mut Vec<Note>) {
        script::after(&mut Telling { session: self, notes, from_start: false, leads_on });
    }

    pub(super) fn prepare(&mut self) {
        let candidates = self.step().is_some().then(|| Candidates::from_step(&self.lesson, self.step));
        self.progress = Progress { candidates, ..Progress::default() };
        self.trail = Trail::default();
    }

    /// Puts the world, with all its texts, where the demonstration has it when this step begins.
    fn replay(&mut self) {
        let (lesson, seed, now) = (self.lesson.clone(), self.memory.seed(), Moment::default());
        let (mut fresh, _) = Session::new(lesson, Mode::Watch, seed, now);
        if fresh.play_to(self.step, now) {
            self.state = fresh.state;
            self.memory = fresh.memory;
        }
    }

    fn end_step(&mut self, outcome: Option<StepOutcome>, notes: &mut Vec<Note>) {
        let by_rung = match self.progress.rung {
            0 | 1 if !self.progress.mended => StepOutcome::Alone,
            0..=3 => StepOutcome::Helped,
            _ => StepOutcome::Shown,
        };
        let by_mode = if self.mode == Mode::Watch { StepOutcome::Shown } else { by_rung };
        let result = self.result(outcome.unwrap_or(by_mode));
        self.step += 1;
        // A step that is watched once more has its row already.
        if self.step > self.done.len() {
            self.done.push(result.clone());
            notes.push(Note::Step(result));
        }
    }

    /// Watching only: back to the beginning of a step that was seen already, or of the one that goes on.
    pub fn watch_from(&mut self, step: usize, now: Moment) -> Vec<Note> {
        let mut notes = Vec::new();
        if self.mode != Mode::Watch || step > self.step || self.step().is_none() {
            return notes;
        }
        self.touch(now);
        self.step = step;
        self.replay();
        self.prepare();
        self.triggers = script::triggers(&self.lesson, self.step, &self.state);
        self.clocks.clear();
        self.replan();
        self.settle(now, &mut notes);
        notes
    }

    /// Goes on with a lesson at the step in which an earlier attempt ended: the world is put there by the planner, and
    /// the steps before it are recorded as `skipped`. `counted` are the steps that need not be shown again for a pass.
    /// `None` if no way leads to the step.
    pub fn resume(
        lesson: Arc<Lesson>,
        mode: Mode,
        seed: u64,
        step: usize,
        counted: &[String],
        now: Moment,
    ) -> Option<(Session, Vec<Note>)> {
        let (mut session, _) = Session::new(lesson, mode, seed, now);
        if step == 0 || !session.play_to(step, now) {
            return None;
        }
        for row in &mut session.done {
            let must = row.must && !counted.contains(&row.step_id);
            let (position, step_id) = (row.position, std::mem::take(&mut row.step_id));
            *row = StepResult { must, ..StepResult::skipped(position, step_id) };
        }
        session.active_ms = 0;
        let notes = session.done.iter().cloned().map(Note::Step).collect();
        Some((session, notes))
    }

    fn result(&mut self, outcome: StepOutcome) -> StepResult {
        let step = self.lesson.steps.get(self.step);
        let progress = std::mem::take(&mut self.progress);
        StepResult {
            position: u32::try_from(self.step + 1).unwrap_or(u32::MAX),
            step_id: step.map_or_else(String::new, |s| s.id.to_string()),
            outcome,
            mistakes: progress.mistakes,
            detours: progress.detours,
            help_rung: progress.rung,
            first_detour: progress.first_detour,
            verdict: progress.verdict,
            ms: progress.ms,
            must: step.is_some_and(|s| s.must),
        }
    }

    /// The outcome, if every step has ended.
    pub fn finished(&self) -> Option<AttemptOutcome> {
        self.step().is_none().then(|| finished_outcome(self.mode, &self.done))
    }

    /// Ends the attempt: `otherwise` is its outcome if steps are left. The step she is in and those not begun are
    /// `unfinished`, so that every attempt has all its steps.
    pub fn end(&mut self, otherwise: AttemptOutcome, now: Moment) -> AttemptEnd {
        if otherwise == AttemptOutcome::Left {
            self.touch(now); // leaving is an input; a crash or a walk-away is not
        }
        let outcome = self.finished().unwrap_or(otherwise);
        let mut unfinished = Vec::new();
        if self.step < self.done.len() {
            self.step = self.done.len(); // what is watched once more has its row
            self.progress = Progress::default();
        }
        while self.step().is_some() {
            unfinished.push(self.result(StepOutcome::Unfinished));
            self.step += 1;
        }
        self.progress.finished = true;
        AttemptEnd { ended_at: now.wall, active_ms: self.active_ms, outcome, unfinished }
    }

    /// The lesson as its version is recorded.
    pub fn version(&self) -> LessonVersion {
        let lesson = &self.lesson;
        LessonVersion {
            id: lesson.id.to_string(),
            hash: lesson.hash.to_string(),
            title_vi: lesson.title.vi.to_string(),
            topic: lesson.topic.to_string(),
            steps: lesson.steps.iter().map(|s| (s.id.to_string(), crate::text::plain(&s.say.vi))).collect(),
        }
    }
}
