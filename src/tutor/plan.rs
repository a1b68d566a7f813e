//! The planner: from any state the shortest way to the goal of a step (A*, at run time, no table is kept).
//!
//! It gives the next hint wherever the learner stands, plays the demonstration, and tells by the length of the way
//! left whether an action led towards the goal or away from it.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use super::wanted::{Candidate, Candidates, Wanted};
use crate::lesson::Lesson;
use crate::lesson::model::{Cond, Fact, Literal};
use crate::lesson::table::{FieldId, WidgetId};
use crate::sim::{self, Action, Pending, State};

/// A search that expands more states than this is given up.
pub const MOST_EXPANSIONS: usize = 20_000;

/// One action of a plan, with what is to be typed or chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// The action.
    pub action: Action,
    /// For [`Action::Enter`]: the content.
    pub wanted: Option<Wanted>,
}

/// The shortest way to a goal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The actions in order; empty if the goal holds already.
    pub moves: Vec<Move>,
    /// How many states the search expanded.
    pub expansions: usize,
}

/// The planner of one step of a lesson.
#[derive(Debug, Clone)]
pub struct Planner<'l> {
    lesson: &'l Lesson,
    step: usize,
    candidates: Candidates,
}

/// Whether step `step` holds: its own goal, and what earlier steps want to stay.
pub fn step_holds(lesson: &Lesson, step: usize, state: &State) -> bool {
    clauses(lesson, step).all(|clause| clause_holds(lesson, state, clause))
}

fn clauses(lesson: &Lesson, step: usize) -> impl Iterator<Item = &Vec<Literal>> {
    let own = lesson.steps.get(step).map_or(&[][..], |s| &s.goal.0);
    own.iter().chain(lesson.steps.iter().take(step).flat_map(|s| &s.stay.0))
}

fn clause_holds(lesson: &Lesson, state: &State, clause: &[Literal]) -> bool {
    clause.iter().any(|literal| sim::literal_holds(&lesson.world, state, *literal))
}

struct Node {
    state: State,
    from: Option<(usize, Move)>,
    cost: usize,
    /// Position of the field entered last on this screen, in reading order; `None` after any other action.
    entered: Option<usize>,
}

impl<'l> Planner<'l> {
    /// A planner for one step.
    pub fn new(lesson: &'l Lesson, step: usize) -> Planner<'l> {
        Planner { lesson, step, candidates: Candidates::from_step(lesson, step) }
    }

    /// What is worth entering.
    pub fn candidates(&self) -> &Candidates {
        &self.candidates
    }

    /// The shortest way from a state; `None` if there is none or the search was given up. It goes through what the
    /// step calls a mistake only if nothing else leads on.
    pub fn plan(&self, from: &State) -> Option<Plan> {
        self.search(from, true, true).or_else(|| self.search(from, false, false))
    }

    fn search(&self, from: &State, careful: bool, ordered: bool) -> Option<Plan> {
        let mut nodes = vec![Node { state: from.clone(), from: None, cost: 0, entered: None }];
        let mut best: HashMap<State, usize> = HashMap::from([(from.clone(), 0)]);
        let mut open = BinaryHeap::new();
        let estimate = self.estimate(from);
        open.push(Reverse((estimate, estimate, 0_usize)));
        let mut expansions = 0;
        while let Some(Reverse((_, left, at))) = open.pop() {
            let node = nodes.get(at)?;
            if best.get(&node.state).is_some_and(|cost| *cost < node.cost) {
                continue;
            }
            if left == 0 && step_holds(self.lesson, self.step, &node.state) {
                return Some(Plan { moves: path(&nodes, at), expansions });
            }
            expansions += 1;
            if expansions > MOST_EXPANSIONS {
                return None;
            }
            let (state, cost) = (node.state.clone(), node.cost + 1);
            for (next, entered) in self.moves(&state, node.entered, ordered) {
                let mut after = state.clone();
                sim::apply(&self.lesson.world, &mut after, next.action, |_| {});
                let known = best.get(&after).is_some_and(|known| *known <= cost);
                if known || (careful && self.is_mistake(&state, &after)) {
                    continue;
                }
                best.insert(after.clone(), cost);
                let left = self.estimate(&after);
                open.push(Reverse((cost + left, left, nodes.len())));
                nodes.push(Node { state: after, from: Some((at, next)), cost, entered });
            }
        }
        None
    }

    /// Never more than the actions left: contents that the goal still misses, and one more if it misses anything else.
    fn estimate(&self, state: &State) -> usize {
        let mut fields: Vec<FieldId> = Vec::new();
        let mut other = false;
        for clause in clauses(self.lesson, self.step).filter(|c| !clause_holds(self.lesson, state, c)) {
            match clause.as_slice() {
                [Literal { fact: Fact::Field { field, .. }, .. }] => {
                    if !fields.contains(field) {
                        fields.push(*field);
                    }
                }
                literals => other |= !literals.iter().any(|l| matches!(l.fact, Fact::Field { .. })),
            }
        }
        let left = fields.len() + usize::from(other);
        let unmet = clauses(self.lesson, self.step).any(|c| !clause_holds(self.lesson, state, c));
        left.max(usize::from(unmet))
    }

    fn is_mistake(&self, before: &State, after: &State) -> bool {
        let world = &self.lesson.world;
        let turns_true = |on: &Cond| sim::holds(world, after, on) && !sim::holds(world, before, on);
        let reacts = self.lesson.steps.get(self.step).map_or(&[][..], |s| &s.reacts);
        reacts.iter().any(|react| react.mistake && turns_true(&react.on))
    }

    /// What may be done in a state, in reading order; each with the position of the field it enters.
    fn moves(&self, state: &State, entered: Option<usize>, ordered: bool) -> Vec<(Move, Option<usize>)> {
        let world = &self.lesson.world;
        let widgets: Vec<WidgetId> = sim::visible_widgets(world, state).collect();
        if ordered && let Some(row) = self.row(state, &widgets, entered) {
            return row;
        }
        let plain = |action| (Move { action, wanted: None }, None);
        let mut moves = Vec::new();
        for (position, id) in widgets.iter().enumerate() {
            match &world.widgets[*id].kind {
                kind if kind.acts() && kind.field().is_none() => moves.push(plain(Action::Tap(*id))),
                kind => {
                    let Some(field) = kind.field() else { continue };
                    if ordered && entered.is_some_and(|last| position <= last) {
                        continue;
                    }
                    if ordered && self.missing(state, field) && !self.first_missing(state, &widgets, position) {
                        continue; // the row of missing fields starts with its first
                    }
                    moves.extend(self.entries(state, field).map(|entry| (entry, Some(position))));
                }
            }
        }
        if sim::banner_acts(state) {
            moves.push(plain(Action::Banner));
        }
        if state.layers().is_empty() {
            if state.front().is_none() {
                moves.extend(sim::home_tiles(world, state).map(|app| plain(Action::Open(app))));
            } else {
                moves.push(plain(Action::Back));
                moves.push(plain(Action::Home));
            }
        } else {
            moves.push(plain(Action::Back));
        }
        moves.extend(self.pending(state).into_iter().map(|p| plain(Action::Wait(p))));
        moves
    }

    /// What is pending, with the layer that the step brings.
    pub fn pending(&self, state: &State) -> Vec<Pending> {
        pending(self.lesson, self.step, state)
    }

    /// Fields that the goal misses are entered all in a row: once the row has begun, only its next entry is a move.
    fn row(&self, state: &State, widgets: &[WidgetId], entered: Option<usize>) -> Option<Vec<(Move, Option<usize>)>> {
        let last = entered?;
        let in_row = self.field_at(*widgets.get(last)?).is_some_and(|field| self.named(field));
        if !in_row {
            return None;
        }
        for (position, id) in widgets.iter().enumerate().skip(last + 1) {
            if let Some(field) = self.field_at(*id)
                && self.missing(state, field)
            {
                let row: Vec<_> = self.entries(state, field).map(|entry| (entry, Some(position))).collect();
                if !row.is_empty() {
                    return Some(row);
                }
            }
        }
        None
    }

    fn field_at(&self, widget: WidgetId) -> Option<FieldId> {
        self.lesson.world.widgets[widget].kind.field()
    }

    /// Whether the goal names a field.
    fn named(&self, field: FieldId) -> bool {
        let names = |l: &Literal| matches!(l.fact, Fact::Field { field: named, .. } if named == field);
        clauses(self.lesson, self.step).flatten().any(names)
    }

    /// Whether the goal misses a content of this field.
    fn missing(&self, state: &State, field: FieldId) -> bool {
        let names = |l: &Literal| matches!(l.fact, Fact::Field { field: named, .. } if named == field);
        clauses(self.lesson, self.step).any(|c| c.iter().any(names) && !clause_holds(self.lesson, state, c))
    }

    fn first_missing(&self, state: &State, widgets: &[WidgetId], position: usize) -> bool {
        let earlier = widgets.iter().take(position);
        !earlier.into_iter().any(|id| {
            self.field_at(*id).is_some_and(|f| self.missing(state, f) && self.entries(state, f).next().is_some())
        })
    }

    fn entries<'s>(&'s self, state: &'s State, field: FieldId) -> impl Iterator<Item = Move> + 's {
        let class = state.class(field);
        let useful = self.candidates.of(field, state).filter(move |c| c.class != class);
        useful.map(move |Candidate { wanted, class }| Move {
            action: Action::Enter { field, class: *class },
            wanted: Some(wanted.clone()),
        })
    }
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

fn path(nodes: &[Node], mut at: usize) -> Vec<Move> {
    let mut moves = Vec::new();
    while let Some((from, action)) = nodes.get(at).and_then(|node| node.from.clone()) {
        moves.push(action);
        at = from;
    }
    moves.reverse();
    moves
}
