//! The rules of a lesson's script: when a reaction fires, what a rewind does, when a step ends, what the next one brings.
//!
//! The one place where they live. A session performs them with all that it records and says; the proof and the
//! demonstration perform them bare. Both are [`Stage`]s.

use crate::lesson::Lesson;
use crate::lesson::model::{Literal, React};
use crate::lesson::table::ScreenId;
use crate::sim::{self, Action, Pending, State};

use super::plan::Planner;

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Its goal held.
    Held,
    /// It is optional, and the step after it held.
    Passed,
}

/// Which triggers of a step's reactions hold, one bit each. A step has at most 64 that count.
pub type Triggers = u64;

/// What the script plays upon.
pub trait Stage {
    /// The lesson, the step that goes on and the world.
    fn scene(&self) -> (&Lesson, usize, &State);
    /// Which triggers held when the script looked last.
    fn triggers(&mut self) -> &mut Triggers;
    /// A reaction fired.
    fn react(&mut self, reaction: usize);
    /// The world is put where the demonstration has it when this step begins.
    fn rewind(&mut self);
    /// The step ended: the next one goes on.
    fn end(&mut self, ending: Ending);
    /// The step puts a layer on top.
    fn bring(&mut self, screen: ScreenId);
}

/// After every action and every wait: fires the reactions, then ends every step that holds. One action may end several.
pub fn after(on: &mut impl Stage) {
    let (lesson, step, state) = on.scene();
    let Some(definition) = lesson.steps.get(step) else { return };
    let now = triggers(lesson, step, state);
    let rewinds: Triggers = bits(&definition.reacts, |react| react.rewind);
    let fired = now & !std::mem::replace(on.triggers(), now);
    for reaction in (0..Triggers::BITS).filter(|bit| fired & (1 << bit) != 0) {
        on.react(usize::try_from(reaction).unwrap_or(usize::MAX));
    }
    if fired & rewinds != 0 {
        on.rewind();
        let (lesson, step, state) = on.scene();
        *on.triggers() = triggers(lesson, step, state);
        return;
    }
    let (lesson, step, state) = on.scene();
    if let Some(ending) = ending(lesson, step, state) {
        on.end(ending);
        begin(on);
    }
}

/// Begins the step that goes on: one that holds already ends at once; else it may bring a layer.
pub fn begin(on: &mut impl Stage) {
    loop {
        let (lesson, step, state) = on.scene();
        let Some(definition) = lesson.steps.get(step) else { return };
        let (now, comes) = (triggers(lesson, step, state), definition.comes);
        let ending = ending(lesson, step, state);
        *on.triggers() = now;
        match (ending, comes) {
            (Some(ending), _) => on.end(ending),
            (None, Some(screen)) => {
                on.bring(screen);
                return after(on);
            }
            (None, None) => return,
        }
    }
}

/// Which triggers of a step hold in a state.
pub fn triggers(lesson: &Lesson, step: usize, state: &State) -> Triggers {
    let reacts = lesson.steps.get(step).map_or(&[][..], |s| &s.reacts);
    bits(reacts, |react| sim::holds(&lesson.world, state, &react.on))
}

fn bits(reacts: &[React], fits: impl Fn(&React) -> bool) -> Triggers {
    let set = reacts.iter().enumerate().take(64).filter(|(_, react)| fits(react));
    set.fold(0, |all, (at, _)| all | 1 << at)
}

/// Whether and how a step ends in a state.
pub fn ending(lesson: &Lesson, step: usize, state: &State) -> Option<Ending> {
    if step_holds(lesson, step, state) {
        return Some(Ending::Held);
    }
    if !lesson.steps.get(step)?.optional {
        return None;
    }
    let next = (step + 1..lesson.steps.len()).find(|next| lesson.steps.get(*next).is_some_and(|s| !s.optional))?;
    step_holds(lesson, next, state).then_some(Ending::Passed)
}

/// Whether step `step` holds: its own goal, and what earlier steps want to stay.
pub fn step_holds(lesson: &Lesson, step: usize, state: &State) -> bool {
    clauses(lesson, step).all(|clause| clause_holds(lesson, state, clause))
}

/// What must hold for a step to end. What is optional need not have been done, so it cannot have to stay.
pub fn clauses(lesson: &Lesson, step: usize) -> impl Iterator<Item = &Vec<Literal>> {
    let own = lesson.steps.get(step).map_or(&[][..], |s| &s.goal.0);
    let earlier = lesson.steps.iter().take(step).filter(|s| !s.optional);
    own.iter().chain(earlier.flat_map(|s| &s.stay.0))
}

pub(super) fn clause_holds(lesson: &Lesson, state: &State, clause: &[Literal]) -> bool {
    clause.iter().any(|literal| sim::literal_holds(&lesson.world, state, *literal))
}

/// What is pending in a step: in the world, and the layer that the step brings as long as its goal does not hold.
pub fn pending(lesson: &Lesson, step: usize, state: &State) -> Vec<Pending> {
    let mut all: Vec<Pending> = sim::pending(&lesson.world, state).collect();
    let comes = lesson.steps.get(step).and_then(|s| s.comes);
    if let Some(screen) = comes.filter(|screen| !state.layers().contains(screen))
        && !step_holds(lesson, step, state)
    {
        all.push(Pending::Comes(screen));
    }
    all
}

/// The world and the script with nobody to talk to: what the proof and the planner walk through.
#[derive(Debug, Clone)]
pub struct Bare<'l> {
    lesson: &'l Lesson,
    /// Where each step begins in the demonstration, as far as a rewind may need it.
    starts: &'l [State],
    /// The world.
    pub state: State,
    /// The step that goes on.
    pub step: usize,
    triggers: Triggers,
}

impl<'l> Bare<'l> {
    /// The lesson before anything was done.
    pub fn new(lesson: &'l Lesson, starts: &'l [State]) -> Bare<'l> {
        let mut bare = Bare { lesson, starts, state: State::start(&lesson.world), step: 0, triggers: 0 };
        begin(&mut bare);
        bare
    }

    /// Puts it into a state of a step.
    pub fn put(&mut self, state: &State, step: usize) {
        self.state.clone_from(state);
        self.step = step;
    }

    /// Something else changes the state; then the script goes on.
    pub fn change(&mut self, change: impl FnOnce(&mut State)) {
        let rewinds = self.lesson.steps.get(self.step).is_some_and(|s| s.reacts.iter().any(|react| react.rewind));
        // A trigger held when the script looked last if and only if it holds before the action.
        self.triggers = if rewinds { triggers(self.lesson, self.step, &self.state) } else { 0 };
        change(&mut self.state);
        after(self);
    }

    /// An action.
    pub fn act(&mut self, action: Action) {
        let world = &self.lesson.world;
        self.change(|state| {
            sim::apply(world, state, action, |_| {});
        });
    }
}

impl Stage for Bare<'_> {
    fn scene(&self) -> (&Lesson, usize, &State) {
        (self.lesson, self.step, &self.state)
    }

    fn triggers(&mut self) -> &mut Triggers {
        &mut self.triggers
    }

    fn react(&mut self, _: usize) {}

    fn rewind(&mut self) {
        if let Some(start) = self.starts.get(self.step) {
            self.state.clone_from(start);
        }
    }

    fn end(&mut self, _: Ending) {
        self.step += 1;
    }

    fn bring(&mut self, screen: ScreenId) {
        sim::apply(&self.lesson.world, &mut self.state, Action::Wait(Pending::Comes(screen)), |_| {});
    }
}

/// Where the demonstration has the world when each step up to `last` begins; fewer if it leads nowhere. It goes
/// through no rewind, so it needs none of them itself.
pub fn starts(lesson: &Lesson, last: usize) -> Vec<State> {
    let mut bare = Bare::new(lesson, &[]);
    let mut starts = Vec::new();
    loop {
        while starts.len() <= bare.step.min(last) {
            starts.push(bare.state.clone());
        }
        if bare.step >= last {
            return starts;
        }
        let plan = Planner::new(lesson, bare.step).plan(&bare.state);
        let Some(next) = plan.as_ref().and_then(|plan| plan.moves.first()) else { return starts };
        bare.act(next.action);
    }
}

/// The starts that the rewinds of a lesson need: none if it has no rewind.
pub fn starts_for_rewinds(lesson: &Lesson) -> Vec<State> {
    let last = lesson.steps.iter().rposition(|step| step.reacts.iter().any(|react| react.rewind));
    last.map_or_else(Vec::new, |last| starts(lesson, last))
}
