//! Form groups: the fields of a form that are only asked about together are one variable.
//!
//! A form of twelve fields has 3^12 contents, but all that a lesson asks is whether every field is valid and whether
//! every field is right. Its value is the truth of these conjunctions, and one content stands for all with that value.

use std::collections::{BTreeMap, BTreeSet};

use super::classes::{self, Only};
use crate::lesson::model::{Cond, Effect, Fact, FieldFact, Literal, World};
use crate::lesson::table::{FieldId, ScreenId};
use crate::sim::State;

/// Conjunctions that are told apart: a form of which more are asked is no group.
const MOST_CONJUNCTIONS: usize = 64;

/// Facts of a field of a group: there is a table of all its classes.
const MOST_FACTS: usize = 10;

/// What a conjunction asks of one field: facts that must hold and facts that must not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Asked {
    on: u32,
    off: u32,
}

/// The fields of one form.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) fields: Vec<FieldId>,
    contents: Vec<Vec<u32>>,
    /// For each conjunction what it asks of each field.
    conjunctions: Vec<Vec<Asked>>,
    /// For each field and class the conjunctions that fail by it.
    fails: Vec<Vec<u64>>,
}

/// The values of a form, as far as the conjunctions that can still be asked tell them apart.
#[derive(Debug, Default)]
pub(super) struct Values {
    live: u64,
    /// Conjunctions that fail, ascending, each with the classes that stand for it, one for each field.
    pub(super) all: Vec<(u64, Vec<u32>)>,
}

/// The groups of a lesson: of the fields that stand on the same screens under the same condition, those that nothing but
/// a learner changes and nothing asks about but in conjunctions.
pub(super) fn find(world: &World, conditions: &[&Cond]) -> Vec<Form> {
    let single = asked_singly(world, conditions);
    let mut groups: BTreeMap<Vec<(ScreenId, String)>, Vec<FieldId>> = BTreeMap::new();
    for (id, field) in world.fields.pairs() {
        let at: Vec<_> = world.widgets.iter().filter(|w| w.kind.field() == Some(id)).collect();
        let place: Vec<_> = at.iter().map(|w| (w.screen, format!("{:?}", w.when))).collect();
        let small = field.facts.len() <= MOST_FACTS;
        if !place.is_empty() && small && !single.contains(&id) {
            groups.entry(place).or_default().push(id);
        }
    }
    let mut forms: Vec<Form> = groups.into_values().map(|fields| Form::new(world, fields)).collect();
    forms.retain(|form| !shows_itself(world, form));
    for condition in conditions {
        for form in &mut forms {
            form.register(condition);
        }
    }
    forms.retain(|form| form.conjunctions.len() <= MOST_CONJUNCTIONS);
    forms.truncate(super::views::MOST_FORMS);
    for form in &mut forms {
        form.fails = (0..form.fields.len()).map(|at| form.table(world, at)).collect();
    }
    forms
}

/// Fields that are cleared, filled, emptied on leaving, repeated, joined by `or` or compared with a code.
fn asked_singly(world: &World, conditions: &[&Cond]) -> BTreeSet<FieldId> {
    let mut single: BTreeSet<FieldId> = BTreeSet::new();
    for case in super::reads::cases(world) {
        for effect in &case.effects {
            if let Effect::Clear(field) | Effect::Put(field, _) = effect {
                single.insert(*field);
            }
        }
    }
    single.extend(world.screens.iter().flat_map(|screen| &screen.secrets).copied());
    for (id, field) in world.fields.pairs() {
        if let Some(of) = field.repeats {
            single.extend([id, of]);
        }
        if field.facts.iter().any(|fact| matches!(fact, FieldFact::Code(_))) {
            single.insert(id);
        }
    }
    let joined = conditions.iter().flat_map(|cond| &cond.0).filter(|clause| clause.len() > 1);
    single.extend(joined.flatten().copied().filter_map(field_of));
    single
}

fn field_of(literal: Literal) -> Option<FieldId> {
    match literal.fact {
        Fact::Field { field, .. } => Some(field),
        _ => None,
    }
}

/// Whether its fields are there only if it holds something: then they are not all there at once.
fn shows_itself(world: &World, form: &Form) -> bool {
    let own = |literal: &Literal| field_of(*literal).is_some_and(|field| form.fields.contains(&field));
    let widgets = world.widgets.iter().filter(|w| w.kind.field().is_some_and(|field| form.fields.contains(&field)));
    widgets.into_iter().any(|widget| widget.when.literals().any(own))
}

impl Form {
    fn new(world: &World, fields: Vec<FieldId>) -> Form {
        let by_hand = |field: &FieldId| {
            // Whatever can be chosen or typed, and the emptiness with which it begins.
            let contents = classes::of(world, &world.fields[*field]).into_iter();
            let mut all: Vec<u32> = contents.filter(|c| c.only == Only::Always).map(|c| c.class).collect();
            all.retain(|class| *class != 0);
            all.insert(0, 0);
            all
        };
        let contents = fields.iter().map(by_hand).collect();
        Form { fields, contents, conjunctions: Vec::new(), fails: Vec::new() }
    }

    /// What a condition asks of this form, as one conjunction.
    fn asked(&self, condition: &Cond) -> Option<Vec<Asked>> {
        let mut asked = vec![Asked::default(); self.fields.len()];
        let mut any = false;
        for literal in condition.literals() {
            if let Fact::Field { field, bit } = literal.fact
                && let Some(at) = self.fields.iter().position(|own| *own == field)
                && let Some(asked) = asked.get_mut(at)
            {
                any = true;
                *(if literal.negated { &mut asked.off } else { &mut asked.on }) |= 1 << bit;
            }
        }
        any.then_some(asked)
    }

    fn register(&mut self, condition: &Cond) {
        if let Some(asked) = self.asked(condition).filter(|asked| !self.conjunctions.contains(asked)) {
            self.conjunctions.push(asked);
        }
    }

    /// The bit of the conjunction that a condition asks, 0 if it asks none.
    pub(super) fn bit(&self, condition: &Cond) -> u64 {
        let asked = self.asked(condition);
        let at = asked.and_then(|asked| self.conjunctions.iter().position(|known| *known == asked));
        at.map_or(0, |at| 1 << at)
    }

    /// For each class of the field at this position the conjunctions that fail.
    fn table(&self, world: &World, at: usize) -> Vec<u64> {
        let facts = self.fields.get(at).map_or(0, |field| world.fields[*field].facts.len());
        let failing = |class: u32| {
            let fails = |asked: &Asked| class & asked.on != asked.on || class & asked.off != 0;
            let all = self.conjunctions.iter().enumerate();
            all.filter(|(_, c)| c.get(at).is_some_and(fails)).fold(0, |bits, (n, _)| bits | 1 << n)
        };
        (0..1 << facts).map(failing).collect()
    }

    /// The conjunctions that fail if the field at this position holds a content of this class.
    fn fails(&self, at: usize, class: u32) -> u64 {
        let class = usize::try_from(class).unwrap_or(usize::MAX);
        self.fails.get(at).and_then(|table| table.get(class)).copied().unwrap_or_default()
    }

    /// The values that the live conjunctions tell apart; for each the content with the fewest fields filled.
    pub(super) fn values(&self, live: u64) -> Values {
        let mut all: BTreeMap<u64, (usize, Vec<u32>)> = BTreeMap::from([(0, (0, Vec::new()))]);
        for (at, contents) in self.contents.iter().enumerate() {
            let mut next: BTreeMap<u64, (usize, Vec<u32>)> = BTreeMap::new();
            for (failed, (filled, classes)) in &all {
                for class in contents {
                    let failed = (failed | self.fails(at, *class)) & live;
                    let filled = filled + usize::from(*class != 0);
                    if next.get(&failed).is_none_or(|known| known.0 > filled) {
                        let classes = classes.iter().copied().chain([*class]).collect();
                        next.insert(failed, (filled, classes));
                    }
                }
            }
            all = next;
        }
        Values { live, all: all.into_iter().map(|(failed, (_, classes))| (failed, classes)).collect() }
    }

    /// The number of the value that a state has.
    pub(super) fn value(&self, values: &Values, state: &State) -> usize {
        if values.all.len() <= 1 {
            return 0;
        }
        let mut failed = 0;
        for (at, field) in self.fields.iter().enumerate() {
            failed |= self.fails(at, state.class(*field));
        }
        values.all.binary_search_by_key(&(failed & values.live), |(failed, _)| *failed).unwrap_or_default()
    }

    /// Puts the content that stands for a value into a state.
    pub(super) fn suppose(&self, values: &Values, value: usize, state: &mut State) {
        let classes = values.all.get(value).map_or(&[][..], |(_, classes)| classes);
        for (field, class) in self.fields.iter().zip(classes) {
            state.suppose(*field, *class);
        }
    }
}
