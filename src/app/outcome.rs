//! What came of a lesson: the end of an attempt, the result page, the practice slip, and how far the saving is.

use std::sync::Arc;

use super::event::{Effect, Entry, Key};
use super::kiosk::{Kiosk, Screen};
use super::list::List;
use super::player::Player;
use crate::lesson::Lesson;
use crate::time::Day;
use crate::tutor::record::{
    AttemptEnd, AttemptOutcome, Mode, PastAttempt, StepOutcome, StepResult, Tally, VerdictClass, must_counts,
};

/// How far the saving of an attempt is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Saving {
    /// Under which names the attempt is in the database, once it is.
    pub entry: Option<Entry>,
    /// The last step whose commit returned.
    pub step: Option<u32>,
    /// Steps handed over.
    pub handed: u32,
    /// The end of the attempt is in the database.
    pub ended: bool,
    /// Something could not be saved.
    pub failed: bool,
}

impl Saving {
    /// The attempt is in the database. Whatever is saved says that saving works again.
    pub(super) fn begun(&mut self, entry: Entry) {
        self.entry = Some(entry);
        self.failed = false;
    }

    pub(super) fn step_saved(&mut self, position: u32) {
        self.step = Some(position);
        self.failed = false;
    }

    pub(super) fn end_saved(&mut self) {
        self.ended = true;
        self.failed = false;
    }
}

/// What can be done on the result page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    /// This lesson again.
    Again,
    /// Another lesson.
    Other,
    /// Look at the practice slip.
    Slip,
    /// The next person.
    Finish,
}

/// The result page.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The lesson.
    pub lesson: Arc<Lesson>,
    /// The mode.
    pub mode: Mode,
    /// How it ended.
    pub outcome: AttemptOutcome,
    /// Counts.
    pub tally: Tally,
    /// The day.
    pub day: Day,
    /// How many people took turns.
    pub people: u32,
    /// The step that went best, from 0.
    pub praise: Option<usize>,
    /// The step most worth practising, from 0.
    pub practise: Option<usize>,
    /// The mode that is recommended next.
    pub next: Mode,
    /// The day of the next review, if the lesson is mastered.
    pub review: Option<Day>,
    /// Number of the attempt in this run of the program.
    pub attempt: u32,
    /// How far the saving is.
    pub saving: Saving,
    /// The practice slip is shown.
    pub slip: bool,
    /// What can be done now.
    pub choices: &'static [After],
    /// Which of it is chosen.
    pub list: List,
}

impl Outcome {
    /// Whether the lesson was gone through to its end.
    pub fn is_over(&self) -> bool {
        matches!(self.outcome, AttemptOutcome::Completed | AttemptOutcome::Passed)
    }

    /// Whether what is recommended is this lesson again: it was gone through, and is not mastered yet.
    pub fn goes_on(&self) -> bool {
        self.is_over() && self.review.is_none() && !(self.mode == Mode::Solo && self.outcome == AttemptOutcome::Passed)
    }
}

/// At the kiosk, and in a preview of one lesson.
const CHOICES: &[After] = &[After::Again, After::Other, After::Slip, After::Finish];
const PREVIEW: &[After] = &[After::Again, After::Finish];

impl Kiosk {
    /// Ends the attempt in progress and shows its result.
    pub(super) fn end_attempt(&mut self, otherwise: AttemptOutcome, effects: &mut Vec<Effect>) {
        let records = self.records();
        let now = self.now;
        let Screen::Player(player) = &mut self.screen else { return };
        let end = player.session.end(otherwise, now);
        let steps: Vec<StepResult> = player.session.done().iter().chain(&end.unfinished).cloned().collect();
        let lesson = player.session.lesson().clone();
        let past = past(player, &end, &steps, now.wall.day());
        let choices = if records { CHOICES } else { PREVIEW };
        let mut result = Outcome {
            mode: past.mode,
            outcome: past.outcome,
            tally: past.tally,
            day: past.day,
            people: player.people,
            praise: best(&steps),
            practise: worst(&steps),
            next: past.mode,
            review: None,
            attempt: player.attempt,
            saving: player.saving.clone(),
            slip: false,
            choices,
            list: List::new(choices.len()).at(1),
            lesson,
        };
        if records {
            effects.push(Effect::End { attempt: player.attempt, end });
        }
        if let Some(person) = &mut self.person {
            person.remember(result.attempt, past);
            let standing = person.standing(&result.lesson.id);
            (result.next, result.review) = (standing.recommended, standing.review);
        }
        if records && (result.goes_on() || !result.is_over()) {
            result.list = List::new(choices.len());
        }
        self.screen = Screen::Result(Box::new(result));
    }

    pub(super) fn result_key(&mut self, key: Key, effects: &mut Vec<Effect>) {
        let Screen::Result(result) = &mut self.screen else { return };
        if result.slip {
            result.slip = !matches!(key, Key::Enter | Key::Escape);
            return;
        }
        if key != Key::Enter {
            result.list.key(key);
            return;
        }
        let lesson = result.lesson.clone();
        match result.choices.get(result.list.chosen) {
            Some(After::Again) if self.preview.is_some() || result.goes_on() => {
                let mode = result.next;
                self.begin(lesson, mode, effects);
            }
            Some(After::Again) => self.open_modes(lesson, false),
            Some(After::Other) => self.open_lessons(),
            Some(After::Slip) => result.slip = true,
            Some(After::Finish) | None => self.end_session(effects),
        }
    }
}

/// What is remembered of an attempt that has just ended.
fn past(player: &Player, end: &AttemptEnd, steps: &[StepResult], day: Day) -> PastAttempt {
    let before = |step: &StepResult| step.outcome == StepOutcome::Skipped && player.counted.contains(&step.step_id);
    let counts = |step: &&StepResult| step.outcome == StepOutcome::Alone && step.mistakes == 0 || before(step);
    let unfinished = steps.iter().find(|step| step.outcome == StepOutcome::Unfinished);
    PastAttempt {
        attempt_id: player.saving.entry.as_ref().map(|entry| entry.id.clone()).unwrap_or_default(),
        lesson_id: player.session.lesson().id.to_string(),
        mode: player.session.mode(),
        outcome: end.outcome,
        day,
        tally: Tally::of(steps),
        last_step_id: unfinished.or(steps.last()).map(|step| step.step_id.clone()).unwrap_or_default(),
        counted: steps.iter().filter(counts).map(|step| step.step_id.clone()).collect(),
    }
}

/// The step that went best, without slip, help, detour or an entry that was not right at once: a safety step, else the
/// one that took her longest.
fn best(steps: &[StepResult]) -> Option<usize> {
    let clean = |step: &StepResult| {
        let entered = step
            .verdict
            .is_none_or(|verdict| matches!(verdict, VerdictClass::Exact | VerdictClass::Same | VerdictClass::Case));
        let own = step.outcome == StepOutcome::Alone && step.help_rung == 0;
        own && entered && step.mistakes == 0 && step.detours == 0
    };
    let all = || steps.iter().enumerate().filter(|(_, step)| clean(step));
    let longest = || all().max_by_key(|(at, step)| (step.ms, std::cmp::Reverse(*at)));
    all().find(|(_, step)| step.must).or_else(longest).map(|(at, _)| at)
}

/// The step most worth practising: a safety step that does not count, also one from before, else helped or shown, else
/// with a mistake, else with detours.
fn worst(steps: &[StepResult]) -> Option<usize> {
    let weight = |step: &StepResult| {
        let outcome = match step.outcome {
            StepOutcome::Shown => 3,
            StepOutcome::Helped => 2,
            _ => 0,
        };
        (!must_counts(step), outcome, step.mistakes, step.detours)
    };
    let counted = steps.iter().enumerate().filter(|(_, s)| s.outcome != StepOutcome::Unfinished);
    let worst = counted.max_by_key(|(at, step)| (weight(step), std::cmp::Reverse(*at)))?;
    (weight(worst.1) > (false, 0, 0, 0)).then_some(worst.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(ms: u64) -> StepResult {
        StepResult { outcome: StepOutcome::Alone, ms, ..StepResult::skipped(1, "s".to_owned()) }
    }

    /// What took longest because it went badly is not what went well.
    #[test]
    fn only_what_went_well_is_praised() {
        let hard = || step(90_000);
        for (hard, praised) in [
            (hard(), Some(1)),
            (StepResult { verdict: Some(VerdictClass::Case), ..hard() }, Some(1)),
            (StepResult { verdict: Some(VerdictClass::Diacritics), ..hard() }, Some(0)),
            (StepResult { verdict: Some(VerdictClass::Wrong), ..hard() }, Some(0)),
            (StepResult { help_rung: 1, ..hard() }, Some(0)),
            (StepResult { detours: 1, ..hard() }, Some(0)),
            (StepResult { mistakes: 1, ..hard() }, Some(0)),
            (StepResult { outcome: StepOutcome::Helped, ..hard() }, Some(0)),
        ] {
            assert_eq!(best(&[step(1000), hard.clone()]), praised, "{hard:?}");
        }
        assert_eq!(best(&[StepResult { must: true, ..step(1) }, step(9)]), Some(0), "a safety step first");
        assert_eq!(best(&[]), None);
    }
}
