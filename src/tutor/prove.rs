//! The proof that nobody gets stuck: from every state that a learner can reach, in every step, the end of the step can
//! be reached by what the screen shows.
//!
//! Forwards from the start over everything that a learner or time can do ([`explore`]), then backwards from where steps
//! end ([`traps`]). What no condition can ask any more is forgotten ([`views`]), and a form is one variable ([`forms`]):
//! without that, eleven fields alone would have more states than a computer can hold.

mod advice;
mod classes;
mod describe;
mod explore;
mod forms;
mod reach;
mod reads;
mod traps;
mod views;

pub use advice::Advice;
pub use describe::describe;

use crate::lesson::Lesson;
use crate::lesson::table::{ScreenId, WidgetId};
use crate::sim::{Action, State};
use explore::Explored;

/// A lesson with more states is refused.
pub const MOST_STATES: usize = 300_000;

/// Samples that are kept of one screen.
pub const MOST_SAMPLES: usize = 64;

/// What was found out about a lesson.
#[derive(Debug, Clone)]
pub struct Proof {
    /// States that can be reached.
    pub states: usize,
    /// Actions and events that lead from one to another.
    pub edges: usize,
    /// For each step what was found.
    pub steps: Vec<StepProof>,
    /// Screens that come to the top.
    pub screens: Vec<ScreenId>,
    /// Widgets that are seen.
    pub widgets: Vec<WidgetId>,
    /// Where somebody gets stuck, the shortest ways first.
    pub traps: Vec<Trap>,
    /// For each screen a state for each set of widgets that it shows.
    pub samples: Vec<Sample>,
}

/// What was found out about a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepProof {
    /// States that can be reached while it goes on.
    pub states: usize,
    /// Those from which its end cannot be reached.
    pub trapped: usize,
}

/// A place from which a step cannot be ended any more.
#[derive(Debug, Clone)]
pub struct Trap {
    /// The step, from 0.
    pub step: usize,
    /// The shortest list of actions that leads from the start of the lesson into it.
    pub way: Vec<Action>,
    /// The state in which it ends.
    pub at: State,
}

/// A state that can be reached.
#[derive(Debug, Clone)]
pub struct Sample {
    /// The step that goes on in it.
    pub step: usize,
    /// The state.
    pub state: State,
}

/// Why nothing can be said about a lesson.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ProofError {
    /// It has too many states.
    #[error("this lesson has more than {MOST_STATES} states")]
    TooLarge(Advice),
    /// The demonstration does not reach this step, to which something rewinds.
    #[error("the demonstration does not reach step {}", .0 + 1)]
    NoWay(usize),
}

/// Explores a lesson and proves that every step can be ended from everywhere, or shows from where it cannot.
pub fn prove(lesson: &Lesson) -> Result<Proof, ProofError> {
    prove_within(lesson, MOST_STATES, true)
}

/// The same with another limit; without form groups every content of every field is told apart.
pub fn prove_within(lesson: &Lesson, most_states: usize, group: bool) -> Result<Proof, ProofError> {
    let explored = explore::explore(lesson, most_states, group)?;
    Ok(conclude(lesson, explored))
}

fn conclude(lesson: &Lesson, mut explored: Explored<'_>) -> Proof {
    let trapped = traps::trapped(&explored);
    let mut steps = vec![StepProof { states: 0, trapped: 0 }; lesson.steps.len()];
    for (at, trapped) in trapped.iter().enumerate() {
        if let Some(step) = steps.get_mut(explored.step_of(at)) {
            step.states += 1;
            step.trapped += usize::from(*trapped);
        }
    }
    let traps = traps::entrances(lesson, &mut explored, &trapped);
    let world = &lesson.world;
    Proof {
        states: explored.states.len(),
        edges: explored.edges.len(),
        steps,
        screens: world.screens.ids().filter(|id| explored.seen.screens.contains(id)).collect(),
        widgets: world.widgets.ids().filter(|id| explored.seen.widgets.contains(id)).collect(),
        traps,
        samples: explored.seen.samples,
    }
}
