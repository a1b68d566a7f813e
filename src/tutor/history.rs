//! What a learner did before in a lesson, and what follows: the mode that is recommended, where she can go on, when a
//! review is due. Pure: the day is an argument, and the clock may be wrong, so days only ever delay an offer.

use super::record::{AttemptOutcome, Mode, PastAttempt};
use crate::time::Day;

/// Days from a pass to the first review, from that to the second, from that to the third.
pub const REVIEW_DAYS: [i64; 3] = [1, 7, 30];

/// Of how many steps one may have needed help, or had a slip, for a mode to count as gone well: one in so many.
const WELL: u32 = 4;

/// How a learner stands in a lesson.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing<'a> {
    /// The last attempt, if it ended in the middle: it can go on there.
    pub unfinished: Option<&'a PastAttempt>,
    /// She went through to the end, in some mode.
    pub finished: bool,
    /// She has only watched so far.
    pub watched: bool,
    /// She has passed, and no slip in a later run has brought the lesson back to practice.
    pub mastered: bool,
    /// The day from which the next review is due.
    pub review: Option<Day>,
    /// The mode that is recommended next.
    pub recommended: Mode,
}

impl Standing<'_> {
    /// Whether a review is due on a day.
    pub fn is_due(&self, today: Day) -> bool {
        self.review.is_some_and(|due| due <= today)
    }
}

/// How a learner stands in a lesson after these attempts, of all lessons, the oldest first.
pub fn standing<'a>(attempts: &'a [PastAttempt], lesson: &str) -> Standing<'a> {
    let here = || attempts.iter().filter(|attempt| attempt.lesson_id == lesson);
    let mut stage: Option<(usize, Day)> = None;
    let (mut finished, mut last) = (false, None);
    for attempt in here().filter(|attempt| ended(attempt)) {
        finished = true;
        last = Some(attempt);
        stage = match (attempt.mode, attempt.outcome, stage) {
            (Mode::Solo, AttemptOutcome::Passed, None) => Some((0, attempt.day)),
            // Before its day a run is practice, welcome but no review: only a gap shows what is remembered.
            (Mode::Solo, AttemptOutcome::Passed, Some((stage, day)))
                if due(stage, day).is_some_and(|d| d <= attempt.day) =>
            {
                Some((stage + 1, attempt.day))
            }
            (Mode::Solo, AttemptOutcome::Completed, _) => None,
            (_, _, stage) => stage,
        };
    }
    Standing {
        unfinished: here().next_back().filter(|attempt| is_resumable(attempt)),
        finished,
        watched: finished && here().filter(|attempt| ended(attempt)).all(|attempt| attempt.mode == Mode::Watch),
        mastered: stage.is_some(),
        review: stage.and_then(|(stage, day)| due(stage, day)),
        recommended: if stage.is_some() { Mode::Solo } else { last.map_or(Mode::Watch, after) },
    }
}

fn due(stage: usize, day: Day) -> Option<Day> {
    REVIEW_DAYS.get(stage).map(|days| Day(day.0 + days))
}

fn ended(attempt: &PastAttempt) -> bool {
    matches!(attempt.outcome, AttemptOutcome::Completed | AttemptOutcome::Passed)
}

fn is_resumable(attempt: &PastAttempt) -> bool {
    !ended(attempt) && attempt.tally.unfinished < attempt.tally.total
}

/// What is recommended after an attempt that went to its end: the next mode if it went well, the same one if not; and
/// after a run alone that was not passed, practice.
fn after(attempt: &PastAttempt) -> Mode {
    let tally = attempt.tally;
    let troubled = tally.helped + tally.shown + tally.mistakes;
    let well = tally.shown == 0 && troubled <= (tally.total / WELL).max(1);
    match (attempt.mode, well) {
        (Mode::Watch, _) | (Mode::Guided, false) => Mode::Guided,
        (Mode::Practice, false) if tally.shown * 2 > tally.total => Mode::Guided,
        (Mode::Guided, true) | (Mode::Practice, false) => Mode::Practice,
        (Mode::Practice, true) => Mode::Solo,
        (Mode::Solo, _) => Mode::Practice,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tutor::record::Tally;

    fn past(mode: Mode, outcome: AttemptOutcome, day: i64, tally: Tally) -> PastAttempt {
        PastAttempt {
            attempt_id: String::new(),
            lesson_id: "a".into(),
            mode,
            outcome,
            day: Day(day),
            tally,
            last_step_id: "s".into(),
            counted: Vec::new(),
        }
    }

    fn tally(alone: u32, helped: u32, shown: u32, unfinished: u32, mistakes: u32) -> Tally {
        let total = alone + helped + shown + unfinished;
        Tally { total, alone, helped, shown, unfinished, mistakes, ..Tally::default() }
    }

    #[test]
    fn modes_fade_by_how_the_last_one_went() {
        use AttemptOutcome::{Completed, Passed};
        use Mode::{Guided, Practice, Solo, Watch};
        assert_eq!(standing(&[], "a").recommended, Watch);
        for (mode, outcome, counts, next) in [
            (Watch, Completed, tally(0, 0, 8, 0, 0), Guided),
            (Guided, Completed, tally(8, 0, 0, 0, 0), Practice),
            (Guided, Completed, tally(6, 2, 0, 0, 0), Practice),
            (Guided, Completed, tally(5, 2, 0, 0, 1), Guided),
            (Guided, Completed, tally(7, 0, 1, 0, 0), Guided),
            (Practice, Completed, tally(8, 0, 0, 0, 1), Solo),
            (Practice, Completed, tally(4, 4, 0, 0, 0), Practice),
            (Practice, Completed, tally(3, 0, 5, 0, 0), Guided),
            (Solo, Completed, tally(8, 0, 0, 0, 1), Practice),
            (Solo, Passed, tally(8, 0, 0, 0, 0), Solo),
        ] {
            let attempts = [past(mode, outcome, 1, counts)];
            assert_eq!(standing(&attempts, "a").recommended, next, "{mode:?} {counts:?}");
            assert_eq!(standing(&attempts, "b").recommended, Watch, "another lesson");
        }
    }

    /// Runs alone on these days, passed or not: whether it is mastered then, and when the next review is due.
    #[test]
    fn reviews_are_due_after_one_seven_and_thirty_days() {
        type Runs = &'static [(i64, bool)];
        let table: &[(Runs, bool, Option<i64>)] = &[
            (&[], false, None),
            (&[(10, true)], true, Some(11)),
            (&[(10, false)], false, None),
            (&[(10, true), (10, true)], true, Some(11)),
            (&[(10, true), (11, true)], true, Some(18)),
            (&[(10, true), (14, true)], true, Some(21)),
            (&[(10, true), (11, true), (15, true)], true, Some(18)),
            (&[(10, true), (11, true), (18, true)], true, Some(48)),
            (&[(10, true), (11, true), (18, true), (48, true)], true, None),
            (&[(10, true), (11, false)], false, None),
            (&[(10, true), (11, true), (18, false), (18, true)], true, Some(19)),
            // The clock went back to 1970: nothing is due, and nothing is lost.
            (&[(20_000, true), (0, true)], true, Some(20_001)),
        ];
        for (runs, mastered, review) in table {
            let outcome = |passed| if passed { AttemptOutcome::Passed } else { AttemptOutcome::Completed };
            let attempts: Vec<PastAttempt> = runs
                .iter()
                .map(|(day, passed)| past(Mode::Solo, outcome(*passed), *day, tally(8, 0, 0, 0, 0)))
                .collect();
            let found = standing(&attempts, "a");
            assert_eq!((found.mastered, found.review), (*mastered, review.map(Day)), "{runs:?}");
            assert_eq!(found.recommended == Mode::Solo, *mastered);
        }
        let attempts = [past(Mode::Solo, AttemptOutcome::Passed, 10, tally(8, 0, 0, 0, 0))];
        assert!(!standing(&attempts, "a").is_due(Day(10)) && standing(&attempts, "a").is_due(Day(11)));
    }

    #[test]
    fn only_the_last_attempt_goes_on_and_only_if_something_was_done() {
        use AttemptOutcome::{Completed, Interrupted, Left, TimedOut};
        for (outcomes, goes_on) in [
            (&[(Left, tally(3, 0, 0, 5, 0))][..], true),
            (&[(TimedOut, tally(3, 0, 0, 5, 0))], true),
            (&[(Interrupted, tally(3, 0, 0, 5, 0))], true),
            (&[(Left, tally(0, 0, 0, 8, 0))], false),
            (&[(Completed, tally(8, 0, 0, 0, 0))], false),
            (&[(Left, tally(3, 0, 0, 5, 0)), (Completed, tally(8, 0, 0, 0, 0))], false),
            (&[(Completed, tally(8, 0, 0, 0, 0)), (Left, tally(3, 0, 0, 5, 0))], true),
        ] {
            let attempts: Vec<_> =
                outcomes.iter().map(|(outcome, counts)| past(Mode::Practice, *outcome, 1, *counts)).collect();
            assert_eq!(standing(&attempts, "a").unfinished.is_some(), goes_on, "{outcomes:?}");
        }
    }
}
