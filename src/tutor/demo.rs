//! The demonstration: the planner plays a lesson from its start.

use std::sync::Arc;

use super::plan::Move;
use super::record::Mode;
use super::session::{Note, Session};
use crate::lesson::Lesson;
use crate::time::Moment;

/// A lesson played by the planner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demo {
    /// For each step its id and the actions that achieved it.
    pub steps: Vec<(String, Vec<Move>)>,
}

/// Why a lesson cannot be played to its end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Stuck {
    /// No way leads from where the demonstration stands to the goal of this step.
    #[error("step `{0}` cannot be reached: no way leads to its goal")]
    NoWay(String),
    /// The step holds before anything was done for it.
    #[error("step `{0}` holds already when it begins")]
    HoldsAlready(String),
    /// Something that the demonstration did was refused by the guard against real data.
    #[error("step `{0}` asks for something that looks like real personal data")]
    Refused(String),
}

impl Demo {
    /// How many actions the lesson takes.
    pub fn actions(&self) -> usize {
        self.steps.iter().map(|(_, moves)| moves.len()).sum()
    }
}

/// Plays a lesson to its end.
pub fn play(lesson: &Arc<Lesson>) -> Result<Demo, Stuck> {
    let mut now = Moment::default();
    let (mut session, notes) = Session::new(lesson.clone(), Mode::Solo, 1, now);
    let id = |at: usize| lesson.steps.get(at).map_or_else(String::new, |s| s.id.to_string());
    if notes.iter().any(|note| matches!(note, Note::Step(_))) {
        return Err(Stuck::HoldsAlready(id(0)));
    }
    let mut demo = Demo { steps: vec![(id(0), Vec::new())] };
    while session.step().is_some() {
        let at = session.step_index();
        let next = session.next().cloned().ok_or_else(|| Stuck::NoWay(id(at)))?;
        now.mono += 1000;
        let notes = session.play(&next, now);
        if let Some((_, moves)) = demo.steps.last_mut() {
            moves.push(next);
        }
        if notes.contains(&Note::Refused) {
            return Err(Stuck::Refused(id(at)));
        }
        if session.step_index() > at + 1 {
            return Err(Stuck::HoldsAlready(id(at + 1)));
        }
        if session.step_index() > at && session.step().is_some() {
            demo.steps.push((id(at + 1), Vec::new()));
        }
    }
    Ok(demo)
}
