//! A learner with her own clock: what she can do, and how long it takes her.

use std::ops::RangeInclusive;
use std::sync::Arc;

use super::possible::Doing;
use crate::lesson::Lesson;
use crate::lesson::table::FieldId;
use crate::random::SplitMix64;
use crate::sim::Action;
use crate::time::Moment;
use crate::tutor::record::{AttemptEnd, AttemptOutcome, Mode, StepResult};
use crate::tutor::{Note, Session};

/// The kiosk needs no more actions to do a step.
const MOST_SHOWN: usize = 200;
/// Between two letters.
const LETTER_MS: u64 = 250;

/// What came of a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// The lesson goes on, or is over.
    Done,
    /// She leaves the kiosk before the end.
    Leaves(AttemptOutcome),
    /// No way leads on.
    Stuck,
}

/// One simulated learner in one lesson.
pub(super) struct Learner<'h> {
    pub(super) session: Session,
    pub(super) random: SplitMix64,
    pub(super) now: Moment,
    pub(super) steps: Vec<StepResult>,
    pub(super) actions: usize,
    /// Milliseconds from one action to the next.
    pace: RangeInclusive<u64>,
    /// Is told every text that is entered.
    hears: &'h mut dyn FnMut(&str),
}

impl<'h> Learner<'h> {
    pub(super) fn new(
        lesson: &Arc<Lesson>,
        mode: Mode,
        pace: RangeInclusive<u64>,
        seed: u64,
        now: Moment,
        hears: &'h mut dyn FnMut(&str),
    ) -> Learner<'h> {
        let mut random = SplitMix64::new(seed);
        let (session, notes) = Session::new(lesson.clone(), mode, random.draw(), now);
        let mut learner = Learner { session, random, now, steps: Vec::new(), actions: 0, pace, hears };
        learner.keep(notes);
        learner
    }

    /// Ends the attempt.
    pub(super) fn end(&mut self, otherwise: AttemptOutcome) -> AttemptEnd {
        self.session.end(otherwise, self.now)
    }

    fn keep(&mut self, notes: Vec<Note>) {
        self.steps.extend(notes.into_iter().filter_map(|note| match note {
            Note::Step(step) => Some(step),
            _ => None,
        }));
    }

    // ------------------------------------------------------------------------------------------------------- time

    fn clock(&mut self, mono: u64) {
        let passed = mono.saturating_sub(self.now.mono);
        self.now.mono += passed;
        self.now.wall = self.now.wall.plus_ms(i64::try_from(passed).unwrap_or(i64::MAX));
    }

    /// Time passes, and what is due meanwhile happens.
    pub(super) fn pass(&mut self, ms: u64) {
        let until = self.now.mono.saturating_add(ms);
        while let Some(due) = self.session.deadline().filter(|due| *due <= until) {
            self.clock(due);
            let notes = self.session.tick(self.now);
            self.keep(notes);
        }
        self.clock(until);
    }

    /// A pause of so many milliseconds, by the seed.
    pub(super) fn pause(&mut self, ms: &RangeInclusive<u64>) {
        let more = usize::try_from(ms.end().saturating_sub(*ms.start())).unwrap_or(usize::MAX);
        let more = self.random.below(more.saturating_add(1));
        self.pass(ms.start().saturating_add(u64::try_from(more).unwrap_or_default()));
    }

    /// The time until her next action. The world goes on meanwhile: look again before you act.
    pub(super) fn think(&mut self) {
        let pace = self.pace.clone();
        self.pause(&pace);
    }

    /// Waits until the next thing happens by itself.
    fn wait(&mut self) {
        if let Some(due) = self.session.deadline() {
            self.pass(due.saturating_sub(self.now.mono));
        }
    }

    // ---------------------------------------------------------------------------------------------------- actions

    /// Does something at once; only letters and waiting take their time.
    pub(super) fn perform(&mut self, doing: &Doing) {
        match doing {
            Doing::Act(action) => {
                self.actions += 1;
                let notes = self.session.act(*action, self.now);
                self.keep(notes);
            }
            Doing::Enter(field, text) => self.enter(*field, text),
            Doing::Wait => self.wait(),
        }
    }

    /// Types a text, or chooses an option.
    fn enter(&mut self, field: FieldId, text: &str) {
        self.actions += 1;
        (self.hears)(text);
        // The letters do not let the world go on: a code that runs out waits for who types it.
        let letters = u64::try_from(text.chars().count()).unwrap_or_default();
        self.clock(self.now.mono.saturating_add(letters.saturating_mul(LETTER_MS)));
        let notes = self.session.enter(field, text, self.now);
        self.keep(notes);
    }

    /// Does the next thing of the plan.
    pub(super) fn follow(&mut self) -> Turn {
        match self.session.next().map(|next| next.action) {
            None => return Turn::Stuck,
            Some(Action::Wait(_)) => self.wait(),
            Some(_) => {
                self.think();
                self.play();
            }
        }
        Turn::Done
    }

    /// Does what the plan says now, unless that is to wait.
    fn play(&mut self) {
        let Some(next) = self.session.next().cloned() else { return };
        match (next.action, &next.wanted) {
            (Action::Wait(_), _) => {}
            (Action::Enter { field, .. }, Some(wanted)) => {
                let text = self.session.planned_text(wanted);
                self.enter(field, &text);
            }
            _ => {
                self.actions += 1;
                let notes = self.session.play(&next, self.now);
                self.keep(notes);
            }
        }
    }

    /// Presses help; the rung reached.
    pub(super) fn ask(&mut self) -> u8 {
        self.think();
        if self.session.step().is_none() {
            return 0;
        }
        self.actions += 1;
        self.session.help()
    }

    /// Presses help until the kiosk does the step.
    pub(super) fn ask_until_shown(&mut self) -> Turn {
        let step = self.session.step_index();
        while self.session.step_index() == step && self.ask() < 4 {}
        for _ in 0..MOST_SHOWN {
            if self.session.step_index() != step {
                return Turn::Done;
            }
            if self.follow() == Turn::Stuck {
                break;
            }
        }
        Turn::Stuck
    }

    /// The text that the plan enters next, and where, if it is typed.
    pub(super) fn asked(&self) -> Option<(FieldId, String)> {
        let next = self.session.next()?;
        let Action::Enter { field, .. } = next.action else { return None };
        let typed = self.session.lesson().world.fields[field].options.is_empty();
        let wanted = next.wanted.as_ref().filter(|_| typed)?;
        Some((field, self.session.planned_text(wanted)))
    }
}
