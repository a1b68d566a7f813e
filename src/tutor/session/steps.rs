//! The script: when a step begins, reacts, ends; what is recorded of it; the end of the attempt.

use super::{Note, Session};
use crate::lesson::table::ScreenId;
use crate::sim;
use crate::time::Moment;
use crate::tutor::plan::step_holds;
use crate::tutor::record::{
    AttemptEnd, AttemptOutcome, LessonVersion, Mode, StepOutcome, StepResult, VerdictClass, finished_outcome,
};
use crate::tutor::wanted::Candidates;

/// Help is offered after so many detours in a row, or when a screen is seen so often.
const LOST_AFTER: usize = 3;

/// What is gathered while a step lasts.
#[derive(Debug, Default)]
pub(super) struct Progress {
    pub(super) rung: u8,
    pub(super) ms: u64,
    pub(super) finished: bool,
    pub(super) candidates: Option<Candidates>,
    mistakes: u32,
    detours: u32,
    detours_in_row: usize,
    first_detour: Option<String>,
    verdict: Option<VerdictClass>,
    seen: Vec<ScreenId>,
    /// Truth of each reaction's trigger, to see it turn true.
    triggered: Vec<bool>,
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

    pub(super) fn lost(&self) -> bool {
        let again = |s: &ScreenId| self.seen.iter().filter(|other| *other == s).count() >= LOST_AFTER;
        self.detours_in_row >= LOST_AFTER || self.seen.iter().any(again)
    }
}

impl Session {
    /// Prepares the step; one that holds from the start of the lesson is `skipped`, any other as the learner's own doing.
    pub(super) fn begin_step(&mut self, from_start: bool, notes: &mut Vec<Note>) {
        let lesson = self.lesson.clone();
        let Some(step) = lesson.steps.get(self.step) else { return };
        self.progress = Progress {
            candidates: Some(Candidates::from_step(&lesson, self.step)),
            triggered: step.reacts.iter().map(|r| sim::holds(&lesson.world, &self.state, &r.on)).collect(),
            ..Progress::default()
        };
        if step_holds(&lesson, self.step, &self.state) {
            self.end_step(if from_start { Some(StepOutcome::Skipped) } else { None }, notes);
            self.begin_step(from_start, notes);
            return;
        }
        if let Some(screen) = step.comes {
            self.perform(sim::Action::Wait(sim::Pending::Comes(screen)), false, notes);
        }
    }

    /// Fires the reactions whose trigger turned true.
    pub(super) fn react(&mut self, notes: &mut Vec<Note>) {
        let lesson = self.lesson.clone();
        let Some(step) = lesson.steps.get(self.step) else { return };
        let now: Vec<bool> = step.reacts.iter().map(|r| sim::holds(&lesson.world, &self.state, &r.on)).collect();
        let before = std::mem::replace(&mut self.progress.triggered, now.clone());
        for ((react, now), before) in step.reacts.iter().zip(now).zip(before) {
            if now && !before {
                self.progress.mistakes += u32::from(react.mistake);
                notes.extend(react.say.clone().map(|text| Note::Said { text, mistake: react.mistake }));
            }
        }
    }

    /// Ends every step that holds now: one action may end several.
    pub(super) fn end_steps(&mut self, notes: &mut Vec<Note>) {
        if self.step().is_some() && step_holds(&self.lesson, self.step, &self.state) {
            self.end_step(None, notes);
            self.begin_step(false, notes);
        }
    }

    fn end_step(&mut self, outcome: Option<StepOutcome>, notes: &mut Vec<Note>) {
        let by_rung = match self.progress.rung {
            0 | 1 => StepOutcome::Alone,
            2 | 3 => StepOutcome::Helped,
            _ => StepOutcome::Shown,
        };
        let by_mode = if self.mode == Mode::Watch { StepOutcome::Shown } else { by_rung };
        let result = self.result(outcome.unwrap_or(by_mode));
        self.done.push(result.clone());
        self.step += 1;
        notes.push(Note::Step(result));
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
