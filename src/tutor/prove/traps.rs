//! Backwards: from which states the end of the step cannot be reached, and how somebody gets there.

use std::collections::HashSet;

use super::Trap;
use super::explore::{Deed, Explored};
use crate::lesson::Lesson;
use crate::sim::{Action, State};
use crate::tutor::script::Bare;

/// Traps that are told; more have the same few causes.
const MOST_TRAPS: usize = 8;

/// For each state whether no way leads from it to the end of its step.
pub(super) fn trapped(explored: &Explored<'_>) -> Vec<bool> {
    let count = explored.states.len();
    let place = |state: u32| usize::try_from(state).unwrap_or(usize::MAX);
    // Predecessors of each state, one list after the other.
    let mut begins = vec![0_usize; count + 1];
    for (_, to) in &explored.edges {
        if let Some(begin) = begins.get_mut(place(*to)) {
            *begin += 1;
        }
    }
    let mut sum = 0;
    for begin in &mut begins {
        sum += *begin;
        *begin = sum;
    }
    let mut before = vec![0_u32; explored.edges.len()];
    for (from, to) in &explored.edges {
        if let Some(begin) = begins.get_mut(place(*to)) {
            *begin -= 1;
            if let Some(slot) = before.get_mut(*begin) {
                *slot = *from;
            }
        }
    }
    let mut stuck: Vec<bool> = explored.ends.iter().map(|ends| !ends).collect();
    let mut open: Vec<usize> = (0..count).filter(|at| stuck.get(*at) == Some(&false)).collect();
    while let Some(at) = open.pop() {
        let (Some(begin), Some(end)) = (begins.get(at), begins.get(at + 1)) else { continue };
        for from in before.get(*begin..*end).unwrap_or_default() {
            if let Some(stuck) = stuck.get_mut(place(*from))
                && std::mem::take(stuck)
            {
                open.push(place(*from));
            }
        }
    }
    stuck
}

/// The ways into the traps: the shortest for each step and each thing that somebody does last.
pub(super) fn entrances(lesson: &Lesson, explored: &mut Explored<'_>, trapped: &[bool]) -> Vec<Trap> {
    let mut traps = Vec::new();
    let mut known: HashSet<(usize, Option<Deed>)> = HashSet::new();
    for (at, _) in trapped.iter().enumerate().filter(|(_, trapped)| **trapped) {
        let first = explored.first.get(at).copied().flatten();
        let from = first.map(|(from, _)| usize::try_from(from).unwrap_or(usize::MAX));
        let step = explored.step_of(at);
        // Whoever comes from a trapped state of the same step was stuck already.
        if from.is_some_and(|from| trapped.get(from) == Some(&true) && explored.step_of(from) == step) {
            continue;
        }
        let deed = first.map(|(_, deed)| match deed {
            Deed::Fill { form, .. } => Deed::Fill { form, value: 0 },
            deed @ Deed::Act(_) => deed,
        });
        if traps.len() < MOST_TRAPS && known.insert((step, deed)) {
            let (way, at) = way(lesson, explored, at);
            traps.push(Trap { step, way, at });
        }
    }
    traps
}

/// The actions that lead to a state, from the start of the lesson, and the state with all that was forgotten.
fn way(lesson: &Lesson, explored: &mut Explored<'_>, mut at: usize) -> (Vec<Action>, State) {
    let mut deeds = Vec::new();
    while let Some((from, deed)) = explored.first.get(at).copied().flatten() {
        at = usize::try_from(from).unwrap_or(usize::MAX);
        deeds.push(deed);
    }
    let starts = explored.starts.clone();
    let mut bare = Bare::new(lesson, &starts);
    let mut way = Vec::new();
    for deed in deeds.into_iter().rev() {
        match deed {
            Deed::Act(action) => {
                bare.act(action);
                way.push(action);
            }
            Deed::Fill { form, value } => fill(explored, &mut bare, usize::from(form), usize::from(value), &mut way),
        }
    }
    (way, bare.state)
}

/// Gives a form a value by the entries that it takes.
fn fill(explored: &mut Explored<'_>, bare: &mut Bare<'_>, form: usize, value: usize, way: &mut Vec<Action>) {
    let view = explored.views.of(bare.step, &bare.state);
    let (Some(form), Some(values)) = (explored.views.forms.get(form), view.values.get(form)) else { return };
    let mut goal = bare.state.clone();
    form.suppose(values, value, &mut goal);
    for field in &form.fields {
        let class = goal.class(*field);
        if class != bare.state.class(*field) {
            let action = Action::Enter { field: *field, class };
            bare.act(action);
            way.push(action);
        }
    }
}
