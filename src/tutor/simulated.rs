//! Simulated learners: each goes through a lesson in her own way, decided by a seed, and leaves the records that a
//! learner at the kiosk leaves. With thousands of them a kiosk and its exports can be rehearsed before anybody comes.
//!
//! They are made up: what they type comes from the lesson or from this program, and none of it is in what they leave.

mod habit;
mod learner;
mod possible;
mod slip;

use std::sync::Arc;

use habit::Habit;
use learner::{Learner, Turn};
pub use possible::{Doing, possible};

use super::record::{AttemptEnd, AttemptOutcome, LessonVersion, Mode, StepResult};
use crate::lesson::Lesson;
use crate::time::{Moment, Timestamp};

/// After so many turns of her own in one step a learner only follows the plan.
const OWN_TURNS: usize = 60;
/// A plan that takes more turns leads nowhere.
const MOST_TURNS: usize = OWN_TURNS + 200;

/// What a learner is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Does what is to be done.
    Perfect,
    /// Forgets now and then: asks for help, goes back, goes home.
    Forgetful,
    /// Does anything that is possible, and finds back.
    Wandering,
    /// Types something else first.
    Mistyping,
    /// Does nothing for long, then lets the kiosk do it; sometimes leaves.
    Silent,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 5] = [Kind::Perfect, Kind::Forgetful, Kind::Wandering, Kind::Mistyping, Kind::Silent];
}

/// What is known when the attempt begins, but for who made it (see [`super::record::AttemptStart`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// Lesson version.
    pub lesson: LessonVersion,
    /// Mode.
    pub mode: Mode,
    /// Wall clock at the start.
    pub started_at: Timestamp,
}

/// What a simulated learner leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Played {
    /// The beginning.
    pub start: Start,
    /// The steps that ended, in order.
    pub steps: Vec<StepResult>,
    /// The end, with the steps that did not.
    pub end: AttemptEnd,
    /// Both clocks at the end.
    pub ended_at: Moment,
    /// Actions, entries and calls for help, hers and the kiosk's; waiting is none.
    pub actions: usize,
    /// No way led on and she had to leave: a fault of the lesson or of the planner.
    pub stuck: bool,
}

/// Lets a learner go through a lesson. The same arguments give the same result. In mode `watch` she only watches.
pub fn play(lesson: &Arc<Lesson>, mode: Mode, kind: Kind, seed: u64, start: Moment) -> Played {
    play_heard(lesson, mode, kind, seed, start, &mut |_| {})
}

/// The same; `hears` is told every text that is entered.
fn play_heard(
    lesson: &Arc<Lesson>,
    mode: Mode,
    kind: Kind,
    seed: u64,
    start: Moment,
    hears: &mut dyn FnMut(&str),
) -> Played {
    let mut learner = Learner::new(lesson, mode, Habit::pace(kind), seed, start, hears);
    let begun = Start { lesson: learner.session.version(), mode, started_at: start.wall };
    let turn = go_through(&mut learner, mode, kind);
    let otherwise = if let Turn::Leaves(outcome) = turn { outcome } else { AttemptOutcome::Left };
    let end = learner.end(otherwise);
    let stuck = turn == Turn::Stuck;
    Played { start: begun, steps: learner.steps, end, ended_at: learner.now, actions: learner.actions, stuck }
}

/// Turn after turn, until the lesson is over or she is gone.
fn go_through(learner: &mut Learner<'_>, mode: Mode, kind: Kind) -> Turn {
    let mut step = learner.session.step_index();
    let mut habit = Habit::new(kind);
    while learner.session.step().is_some() {
        if learner.session.step_index() != step {
            step = learner.session.step_index();
            habit = Habit::new(kind);
        }
        if habit.turns() > MOST_TURNS {
            return Turn::Stuck;
        }
        let turn = habit.turn(learner, mode == Mode::Watch || habit.turns() >= OWN_TURNS);
        if turn != Turn::Done {
            return turn;
        }
    }
    Turn::Done
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::Library;

    /// What is left is the same lesson version for everybody, and rows without anything that was typed. Short texts are
    /// not looked for: any number may stand in a time by chance.
    #[test]
    fn nothing_that_was_typed_is_left() {
        let mut looked_for = 0;
        for lesson in &Library::built_in().library.lessons {
            let untouched = play(lesson, Mode::Watch, Kind::Perfect, 0, Moment::default()).start.lesson;
            for (kind, seed) in Kind::ALL.into_iter().flat_map(|kind| (0..4).map(move |seed| (kind, seed))) {
                let mut typed = Vec::new();
                let mut hears = |text: &str| typed.push(text.to_owned());
                let played = play_heard(lesson, Mode::Solo, kind, seed, Moment::default(), &mut hears);
                assert_eq!(played.start.lesson, untouched);
                let left = format!("{:?}{:?}{:?}", played.steps, played.end, played.ended_at);
                for text in typed.iter().filter(|text| text.chars().count() >= 6) {
                    assert!(!left.contains(text.as_str()), "{} {kind:?} {seed}: {text}", lesson.id);
                    looked_for += 1;
                }
            }
        }
        assert!(looked_for > 100, "only {looked_for} texts were typed");
    }
}
