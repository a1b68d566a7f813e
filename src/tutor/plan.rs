//! The planner: from any state the shortest way to the goal of a step (A*, at run time, no table is kept).
//!
//! It gives the next hint wherever the learner stands, plays the demonstration, and tells by the length of the way
//! left whether an action led towards the goal or away from it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::intern::Interner;
use super::script::{self, clause_holds, clauses, step_holds};
use super::wanted::{Candidate, Candidates, Wanted};
use crate::lesson::Lesson;
use crate::lesson::model::{Cond, Fact, Literal};
use crate::lesson::table::{FieldId, WidgetId};
use crate::sim::{self, Action, Packing, Pending, State};

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
    /// Bytes that its tables took.
    pub bytes: usize,
}

/// The planner of one step of a lesson.
#[derive(Debug, Clone)]
pub struct Planner<'l> {
    lesson: &'l Lesson,
    step: usize,
    candidates: Candidates,
    packing: Packing,
}

/// What a step says of an action that turns a trigger true.
enum Slip {
    None,
    Mistake,
    Rewind,
}

/// How a state was reached for the least cost so far.
#[derive(Debug, Clone, Copy)]
struct Node {
    from: Option<u32>,
    action: Action,
    /// Which of a field's candidates is entered.
    candidate: usize,
    cost: usize,
    /// Position of the field entered last on this screen, in reading order; `None` after any other action.
    entered: Option<usize>,
}

/// What may be done next.
#[derive(Debug, Clone, Copy)]
struct Choice {
    action: Action,
    candidate: usize,
    entered: Option<usize>,
}

/// A state to be expanded: cost with estimate, estimate, age, state, cost.
type Open = (usize, usize, usize, usize, usize);

/// One search: states met, each with the best way to it, and those still to be expanded.
struct Search {
    states: Interner,
    nodes: Vec<Node>,
    open: BinaryHeap<Reverse<Open>>,
    age: usize,
}

impl Search {
    /// Notes a way to a state, unless one as short is known.
    fn meet(&mut self, key: &[u64], node: Node, estimate: impl FnOnce() -> usize) {
        let (at, new) = self.states.intern(key);
        if new {
            self.nodes.push(node);
        } else {
            match self.nodes.get_mut(at) {
                Some(known) if known.cost > node.cost => *known = node,
                _ => return,
            }
        }
        let left = estimate();
        self.open.push(Reverse((node.cost + left, left, self.age, at, node.cost)));
        self.age += 1;
    }

    fn bytes(&self) -> usize {
        self.states.bytes() + self.nodes.capacity() * size_of::<Node>() + self.open.capacity() * size_of::<Open>()
    }
}

impl<'l> Planner<'l> {
    /// A planner for one step.
    pub fn new(lesson: &'l Lesson, step: usize) -> Planner<'l> {
        let packing = Packing::new(&lesson.world, 0);
        Planner { lesson, step, candidates: Candidates::from_step(lesson, step), packing }
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
        let (mut state, mut after) = (from.clone(), from.clone());
        let mut key = vec![0; self.packing.words()];
        let states = Interner::new(key.len());
        let mut search = Search { states, nodes: Vec::new(), open: BinaryHeap::new(), age: 0 };
        let pack = |state: &State, key: &mut Vec<u64>| self.packing.pack(state, 0, key);
        pack(from, &mut key);
        let start = Node { from: None, action: Action::Back, candidate: 0, cost: 0, entered: None };
        search.meet(&key, start, || self.estimate(from));
        let mut expansions = 0;
        while let Some(Reverse((_, left, _, at, cost))) = search.open.pop() {
            let node = *search.nodes.get(at)?;
            if node.cost < cost {
                continue;
            }
            self.packing.unpack(search.states.key(at), &mut state);
            if left == 0 && step_holds(self.lesson, self.step, &state) {
                return Some(Plan { moves: self.way(&search.nodes, at), expansions, bytes: search.bytes() });
            }
            expansions += 1;
            if expansions > MOST_EXPANSIONS {
                return None;
            }
            for Choice { action, candidate, entered } in self.choices(&state, node.entered, ordered) {
                after.clone_from(&state);
                sim::apply(&self.lesson.world, &mut after, action, |_| {});
                match self.slip(&state, &after) {
                    Slip::Mistake | Slip::Rewind if careful => continue,
                    Slip::Rewind => self.rewind(&mut after),
                    Slip::Mistake | Slip::None => {}
                }
                pack(&after, &mut key);
                let node = Node { from: u32::try_from(at).ok(), action, candidate, cost: cost + 1, entered };
                search.meet(&key, node, || self.estimate(&after));
            }
        }
        None
    }

    /// The actions that lead to a state.
    fn way(&self, nodes: &[Node], mut at: usize) -> Vec<Move> {
        let mut moves = Vec::new();
        while let Some(node) = nodes.get(at)
            && let Some(from) = node.from
        {
            let wanted = match node.action {
                Action::Enter { field, .. } => self.candidates.get(field, node.candidate).cloned(),
                _ => None,
            };
            moves.push(Move { action: node.action, wanted });
            at = usize::try_from(from).unwrap_or(usize::MAX);
        }
        moves.reverse();
        moves
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

    /// What the step says of an action.
    fn slip(&self, before: &State, after: &State) -> Slip {
        let world = &self.lesson.world;
        let turns_true = |on: &Cond| sim::holds(world, after, on) && !sim::holds(world, before, on);
        let reacts = self.lesson.steps.get(self.step).map_or(&[][..], |s| &s.reacts);
        let mut fired = reacts.iter().filter(|react| (react.mistake || react.rewind) && turns_true(&react.on));
        match fired.next() {
            None => Slip::None,
            Some(first) if first.rewind || fired.any(|react| react.rewind) => Slip::Rewind,
            Some(_) => Slip::Mistake,
        }
    }

    fn rewind(&self, state: &mut State) {
        if let Some(start) = script::starts(self.lesson, self.step).get(self.step) {
            state.clone_from(start);
        }
    }

    /// What may be done in a state, in reading order; each with the position of the field it enters.
    fn choices(&self, state: &State, entered: Option<usize>, ordered: bool) -> Vec<Choice> {
        let world = &self.lesson.world;
        let widgets: Vec<WidgetId> = sim::visible_widgets(world, state).collect();
        if ordered && let Some(row) = self.row(state, &widgets, entered) {
            return row;
        }
        let plain = |action| Choice { action, candidate: 0, entered: None };
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
                    moves.extend(self.entries(state, field, position));
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
        script::pending(self.lesson, self.step, state)
    }

    /// Fields that the goal misses are entered all in a row: once the row has begun, only its next entry is a move.
    fn row(&self, state: &State, widgets: &[WidgetId], entered: Option<usize>) -> Option<Vec<Choice>> {
        let last = entered?;
        let in_row = self.field_at(*widgets.get(last)?).is_some_and(|field| self.named(field));
        if !in_row {
            return None;
        }
        for (position, id) in widgets.iter().enumerate().skip(last + 1) {
            if let Some(field) = self.field_at(*id)
                && self.missing(state, field)
            {
                let row: Vec<_> = self.entries(state, field, position).collect();
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
            self.field_at(*id).is_some_and(|f| self.missing(state, f) && self.entries(state, f, 0).next().is_some())
        })
    }

    fn entries<'s>(&'s self, state: &'s State, field: FieldId, at: usize) -> impl Iterator<Item = Choice> + 's {
        let class = state.class(field);
        let useful = self.candidates.of(field, state).filter(move |(_, c)| c.class != class);
        useful.map(move |(candidate, Candidate { class, .. })| Choice {
            action: Action::Enter { field, class: *class },
            candidate,
            entered: Some(at),
        })
    }
}
