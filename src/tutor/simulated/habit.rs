//! What the kinds of learner do with their turns.

use std::ops::RangeInclusive;

use super::Kind;
use super::learner::{Learner, Turn};
use super::possible::{Doing, possible};
use super::slip::Slip;
use crate::lesson::model::WidgetKind;
use crate::lesson::table::{FieldId, WidgetId};
use crate::sim::{self, Action};
use crate::tutor::record::AttemptOutcome;

/// A pause in which nothing is done.
const LONG_MS: RangeInclusive<u64> = 65_000..=240_000;
/// After so long without a key she is taken to have walked away.
const AWAY_MS: u64 = 300_000;

/// One learner's way of going through a step.
pub(super) struct Habit {
    kind: Kind,
    /// The turns of this step so far.
    turns: usize,
    /// Fields of this step that were mistyped, or not by chance.
    mistyped: Vec<FieldId>,
}

impl Habit {
    /// At the beginning of a step.
    pub(super) fn new(kind: Kind) -> Habit {
        Habit { kind, turns: 0, mistyped: Vec::new() }
    }

    /// Milliseconds between two actions.
    pub(super) fn pace(kind: Kind) -> RangeInclusive<u64> {
        match kind {
            Kind::Perfect => 1500..=5000,
            Kind::Forgetful => 4000..=15_000,
            Kind::Wandering => 1000..=5000,
            Kind::Mistyping => 2000..=6000,
            Kind::Silent => 6000..=25_000,
        }
    }

    /// How many turns of this step there were.
    pub(super) fn turns(&self) -> usize {
        self.turns
    }

    /// The next turn; `by_plan`: she only follows the plan.
    pub(super) fn turn(&mut self, learner: &mut Learner<'_>, by_plan: bool) -> Turn {
        self.turns += 1;
        match self.kind {
            _ if by_plan => learner.follow(),
            Kind::Perfect => learner.follow(),
            Kind::Forgetful => forget(learner),
            Kind::Wandering => wander(learner),
            Kind::Mistyping => self.mistype(learner),
            Kind::Silent if self.turns == 1 => be_silent(learner),
            Kind::Silent => learner.follow(),
        }
    }

    /// The first time that a field is to be filled, something else is typed, or it is left empty.
    fn mistype(&mut self, learner: &mut Learner<'_>) -> Turn {
        let Some((field, _)) = learner.asked().filter(|(field, _)| !self.mistyped.contains(field)) else {
            return learner.follow();
        };
        self.mistyped.push(field);
        let Some(slip) = Slip::draw(&mut learner.random) else { return learner.follow() };
        learner.think();
        let Some((_, right)) = learner.asked().filter(|(asked, _)| *asked == field) else { return Turn::Done };
        let typed = slip.of(&right, &mut learner.random);
        learner.perform(&Doing::Enter(field, typed));
        if slip == Slip::Empty
            && let Some(button) = below(learner, field)
        {
            learner.think();
            learner.perform(&Doing::Act(Action::Tap(button)));
        }
        Turn::Done
    }
}

/// Now and then she does not know any more: asks, goes back, goes home, or lets the kiosk do it.
fn forget(learner: &mut Learner<'_>) -> Turn {
    if !learner.random.one_in(6) {
        return learner.follow();
    }
    match learner.random.below(8) {
        0 => return learner.ask_until_shown(),
        1..=3 => {
            learner.ask();
        }
        4 => {
            learner.ask();
            learner.ask();
        }
        5 | 6 => {
            learner.think();
            learner.perform(&Doing::Act(Action::Back));
        }
        _ => {
            learner.think();
            learner.perform(&Doing::Act(Action::Home));
        }
    }
    Turn::Done
}

/// Every third time she does anything that can be done; texts seldom, for those she would have to type.
fn wander(learner: &mut Learner<'_>) -> Turn {
    if !learner.random.one_in(3) {
        return learner.follow();
    }
    learner.think();
    let mut all = possible(&learner.session);
    if !learner.random.one_in(4) {
        all.retain(|doing| !matches!(doing, Doing::Enter(..)));
    }
    if let Some(doing) = learner.random.pick(&all).cloned() {
        learner.perform(&doing);
    }
    Turn::Done
}

/// A step begins and nothing happens; then the kiosk is to do it. Sometimes she leaves, with a key or without a word.
fn be_silent(learner: &mut Learner<'_>) -> Turn {
    let step = learner.session.step_index();
    match learner.random.below(40) {
        0 => {
            learner.think();
            return Turn::Leaves(AttemptOutcome::Left);
        }
        1 => {
            learner.pass(AWAY_MS);
            return Turn::Leaves(AttemptOutcome::TimedOut);
        }
        _ => learner.pause(&LONG_MS),
    }
    if learner.session.step_index() != step || learner.random.one_in(4) {
        return Turn::Done;
    }
    learner.ask_until_shown()
}

/// The first thing to press below a field.
fn below(learner: &Learner<'_>, field: FieldId) -> Option<WidgetId> {
    let world = &learner.session.lesson().world;
    let from_field = sim::visible_widgets(world, learner.session.state())
        .skip_while(|id| world.widgets[*id].kind.field() != Some(field));
    from_field.into_iter().find(|id| matches!(world.widgets[*id].kind, WidgetKind::Press { .. }))
}
