//! Simulated learners of every kind in every built-in lesson and mode: nobody is stuck, and what each leaves adds up.

use std::sync::{Arc, LazyLock};

use kiosk::lesson::{Lesson, Library};
use kiosk::time::{Moment, RELEASED};
use kiosk::tutor::record::{
    AttemptOutcome, Mode, StepOutcome, StepResult, Tally, VerdictClass, finished_outcome, must_counts,
};
use kiosk::tutor::simulated::{Kind, Played, play};

/// Learners of each kind in each lesson and mode.
const SEEDS: u64 = 40;

const START: Moment = Moment { wall: RELEASED, mono: 5_000 };

/// One simulated attempt, with what it was made of.
struct Case {
    lesson: Arc<Lesson>,
    mode: Mode,
    kind: Kind,
    seed: u64,
    played: Played,
}

impl Case {
    fn rows(&self) -> Vec<&StepResult> {
        self.played.steps.iter().chain(&self.played.end.unfinished).collect()
    }

    fn name(&self) -> String {
        format!("{} {} {:?} {}", self.lesson.id, self.mode.code(), self.kind, self.seed)
    }
}

/// Every attempt, played once for all tests.
static ALL: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for lesson in Library::built_in().library.lessons {
        for (mode, kind) in Mode::ALL.iter().flat_map(|mode| Kind::ALL.map(|kind| (*mode, kind))) {
            for seed in 0..SEEDS {
                let played = play(&lesson, mode, kind, seed, START);
                all.push(Case { lesson: lesson.clone(), mode, kind, seed, played });
            }
        }
    }
    all
});

/// The attempts of a kind in which something is done.
fn of(kind: Kind) -> impl Iterator<Item = &'static Case> {
    ALL.iter().filter(move |case| case.kind == kind && case.mode != Mode::Watch)
}

fn rows_of(kind: Kind) -> impl Iterator<Item = &'static StepResult> {
    of(kind).flat_map(Case::rows)
}

#[test]
fn everybody_comes_to_an_end() {
    assert!(ALL.len() >= 6 * 4 * 5);
    for case in ALL.iter() {
        let (name, end) = (case.name(), &case.played.end);
        assert!(!case.played.stuck, "{name}: no way leads on");
        let whole = matches!(end.outcome, AttemptOutcome::Passed | AttemptOutcome::Completed);
        assert_eq!(whole, end.unfinished.is_empty(), "{name}");
        assert!(whole || (case.kind == Kind::Silent && case.mode != Mode::Watch), "{name}: {}", end.outcome.code());
        assert!(case.played.actions > 0 || !whole, "{name}");
    }
}

#[test]
fn every_record_adds_up() {
    for case in ALL.iter() {
        let (name, rows, end) = (case.name(), case.rows(), &case.played.end);
        let ids: Vec<(u32, &str)> = rows.iter().map(|row| (row.position, row.step_id.as_str())).collect();
        let expected: Vec<(u32, &str)> = (1..).zip(case.lesson.steps.iter().map(|step| step.id.as_ref())).collect();
        assert_eq!(ids, expected, "{name}");
        let tally = Tally::of(rows.iter().copied());
        let sum = tally.alone + tally.helped + tally.shown + tally.skipped + tally.unfinished;
        assert_eq!((tally.total, sum), (u32::try_from(rows.len()).unwrap(), tally.total), "{name}");
        assert!(case.played.steps.iter().all(|row| row.outcome != StepOutcome::Unfinished), "{name}");
        assert!(end.unfinished.iter().all(|row| row.outcome == StepOutcome::Unfinished), "{name}");
        for (row, step) in rows.iter().zip(&case.lesson.steps) {
            assert_eq!(row.must, step.must, "{name}");
            assert_eq!(row.first_detour.is_some(), row.detours > 0, "{name}");
        }
    }
}

#[test]
fn a_safety_step_with_a_mistake_never_counts() {
    let mut spoilt = 0;
    for case in ALL.iter() {
        let rows = case.rows();
        for row in rows.iter().filter(|row| row.must && row.mistakes > 0) {
            assert!(!must_counts(row), "{}: {row:?}", case.name());
            spoilt += 1;
        }
        let finished = case.played.end.unfinished.is_empty();
        let passed = finished && case.mode == Mode::Solo && rows.iter().all(|row| must_counts(row));
        assert_eq!(case.played.end.outcome == AttemptOutcome::Passed, passed, "{}", case.name());
        if finished {
            assert_eq!(case.played.end.outcome, finished_outcome(case.mode, &case.played.steps), "{}", case.name());
        }
    }
    assert!(spoilt > 0, "nobody made a mistake where it matters");
}

#[test]
fn time_runs_forwards_and_only_activity_counts() {
    for case in ALL.iter() {
        let (name, end, at) = (case.name(), &case.played.end, case.played.ended_at);
        assert_eq!(case.played.start.started_at, START.wall, "{name}");
        assert_eq!(end.ended_at, at.wall, "{name}");
        assert!(at.mono >= START.mono + end.active_ms, "{name}");
        let passed = i64::try_from(at.mono - START.mono).unwrap();
        assert_eq!(at.wall, START.wall.plus_ms(passed), "{name}");
        assert!(case.rows().iter().map(|row| row.ms).sum::<u64>() <= end.active_ms, "{name}");
    }
    let idle = |case: &Case| case.played.ended_at.mono - START.mono - case.played.end.active_ms;
    assert!(of(Kind::Silent).any(|case| idle(case) > 60_000));
}

#[test]
fn the_same_seed_gives_the_same_learner() {
    for case in ALL.iter().step_by(7) {
        assert_eq!(play(&case.lesson, case.mode, case.kind, case.seed, START), case.played, "{}", case.name());
    }
    let differs = |case: &Case| play(&case.lesson, case.mode, case.kind, case.seed + 1, START) != case.played;
    assert!(ALL.iter().step_by(31).all(differs));
}

// ---------------------------------------------------------------------------------------------------------- the kinds

#[test]
fn who_watches_is_shown_everything() {
    for case in ALL.iter().filter(|case| case.mode == Mode::Watch) {
        assert!(case.rows().iter().all(|row| row.outcome == StepOutcome::Shown), "{}", case.name());
        assert_eq!(case.played.end.outcome, AttemptOutcome::Completed, "{}", case.name());
    }
}

#[test]
fn who_follows_the_plan_does_it_alone_and_passes() {
    for case in of(Kind::Perfect) {
        let (name, rows) = (case.name(), case.rows());
        let expected = if case.mode == Mode::Solo { AttemptOutcome::Passed } else { AttemptOutcome::Completed };
        assert_eq!(case.played.end.outcome, expected, "{name}");
        assert!(rows.iter().all(|row| row.outcome == StepOutcome::Alone), "{name}: {rows:#?}");
        assert!(rows.iter().all(|row| (row.mistakes, row.detours, row.help_rung) == (0, 0, 0)), "{name}: {rows:#?}");
    }
}

#[test]
fn who_forgets_is_helped_and_shown_and_goes_back() {
    for outcome in [StepOutcome::Alone, StepOutcome::Helped, StepOutcome::Shown] {
        assert!(rows_of(Kind::Forgetful).any(|row| row.outcome == outcome), "{}", outcome.code());
    }
    assert!(rows_of(Kind::Forgetful).any(|row| row.help_rung == 1 && row.outcome == StepOutcome::Alone));
    let detour =
        |end: &str| rows_of(Kind::Forgetful).filter_map(|row| row.first_detour.as_deref()).any(|d| d.ends_with(end));
    assert!(detour("/back") && detour("/home"));
}

#[test]
fn who_wanders_makes_detours_and_mistakes() {
    assert!(rows_of(Kind::Wandering).any(|row| row.detours > 0));
    assert!(rows_of(Kind::Wandering).any(|row| row.mistakes > 0));
    let solo = |outcome| of(Kind::Wandering).any(|case| case.mode == Mode::Solo && case.played.end.outcome == outcome);
    assert!(solo(AttemptOutcome::Passed) && solo(AttemptOutcome::Completed));
}

#[test]
fn who_mistypes_is_judged() {
    for class in [VerdictClass::Exact, VerdictClass::Diacritics, VerdictClass::Wrong, VerdictClass::Refused] {
        assert!(rows_of(Kind::Mistyping).any(|row| row.verdict == Some(class)), "{}", class.code());
    }
}

#[test]
fn who_does_nothing_is_shown_or_leaves() {
    assert!(rows_of(Kind::Silent).any(|row| row.outcome == StepOutcome::Shown && row.help_rung == 4));
    for outcome in [AttemptOutcome::Completed, AttemptOutcome::Left, AttemptOutcome::TimedOut] {
        assert!(of(Kind::Silent).any(|case| case.played.end.outcome == outcome), "{}", outcome.code());
    }
}
