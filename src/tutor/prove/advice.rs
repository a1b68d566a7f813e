//! What to do about a lesson that is too large: what multiplies its states, and which screens it could close.

use std::collections::BTreeSet;
use std::fmt;

use super::explore::Explored;
use crate::lesson::Lesson;
use crate::lesson::model::ScreenKind;
use crate::lesson::table::{AppId, ScreenId};
use crate::sim::{self, Mask, State};
use crate::tutor::intern::Interner;
use crate::tutor::plan::Planner;
use crate::tutor::script::Bare;

/// States that are looked at.
const SAMPLE: usize = 30_000;

/// Names that are told.
const MOST_NAMES: usize = 5;

/// What multiplies the states of a lesson, and what it could close.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Advice {
    /// Apps, fields, flags, counters and codes with the factor by which each multiplies the states, the largest first.
    pub factors: Vec<(String, f64)>,
    /// Screens that were reached and that the demonstration does not need.
    pub close: Vec<String>,
}

impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "most is multiplied by")?;
        for (n, (name, factor)) in self.factors.iter().enumerate() {
            write!(f, "{} {name} ({factor:.1} times)", if n == 0 { "" } else { "," })?;
        }
        if !self.close.is_empty() {
            let names: Vec<String> = self.close.iter().map(|name| format!("{name:?}")).collect();
            write!(f, "; no plan needs these screens: closed = [{}]", names.join(", "))?;
        }
        Ok(())
    }
}

impl Advice {
    pub(super) fn new(explored: &Explored<'_>) -> Advice {
        let lesson = explored.lesson;
        let count = explored.states.len().min(SAMPLE);
        let mut factors: Vec<(String, f64)> = parts(lesson)
            .into_iter()
            .map(|(name, part, app)| {
                let mut kept = Mask::all(&lesson.world).without(&part);
                if let Some(app) = app {
                    kept.forget_place(app, lesson.world.apps[app].first);
                }
                (name, ratio(count, distinct(explored, count, &kept)))
            })
            .filter(|(_, factor)| *factor > 1.05)
            .collect();
        factors.sort_by(|one, other| other.1.total_cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        factors.truncate(MOST_NAMES);
        Advice { factors, close: closable(explored) }
    }
}

fn ratio(count: usize, distinct: usize) -> f64 {
    let float = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    float(count) / float(distinct.max(1))
}

/// The parts of a world that can be taken away, each as what it keeps.
fn parts(lesson: &Lesson) -> Vec<(String, Mask, Option<AppId>)> {
    let world = &lesson.world;
    let part = |name: &str, keep: &dyn Fn(&mut Mask)| {
        let mut mask = Mask::none(world);
        keep(&mut mask);
        (name.to_owned(), mask, None)
    };
    let mut parts = Vec::new();
    for (id, field) in world.fields.pairs() {
        parts.push(part(&field.name, &|mask| mask.keep_facts(id, u32::MAX)));
    }
    for (id, name) in world.flags.pairs() {
        parts.push(part(name, &|mask| mask.keep_flag(id)));
    }
    for (id, (name, _)) in world.counters.pairs() {
        parts.push(part(name, &|mask| mask.keep_counter(id)));
    }
    for (id, code) in world.codes.pairs() {
        parts.push(part(&code.name, &|mask| mask.keep_code(id)));
    }
    for (id, app) in world.apps.pairs() {
        let own = format!("{}.", app.id);
        let mut mask = Mask::none(world);
        parts.iter().filter(|(name, _, _)| name.starts_with(&own)).for_each(|(_, part, _)| mask.keep_all_of(part));
        parts.push((format!("app {}", app.id), mask, Some(id)));
    }
    parts
}

/// How many states are left if they are told apart only by what is kept.
fn distinct(explored: &Explored<'_>, count: usize, kept: &Mask) -> usize {
    let mut state = State::start(&explored.lesson.world);
    let mut key = vec![0; explored.packing.words()];
    let mut table = Interner::new(key.len());
    for at in 0..count {
        let step = explored.packing.unpack(explored.states.key(at), &mut state);
        state.forget(kept);
        explored.packing.pack(&state, step, &mut key);
        table.intern(&key);
    }
    table.len()
}

/// Pages that were reached, that the demonstration does not see, and that hang on one that it sees: those behind them
/// are closed with them.
fn closable(explored: &Explored<'_>) -> Vec<String> {
    let lesson = explored.lesson;
    let world = &lesson.world;
    let needed = needed(lesson, &explored.starts);
    let unneeded = |id: &ScreenId| explored.seen.screens.contains(id) && !needed.contains(id);
    let pages = world.screens.pairs().filter(|(_, screen)| screen.kind == ScreenKind::Page && !screen.inbox);
    let hangs = |id: ScreenId| {
        let from_needed = needed.iter().flat_map(|from| super::reads::cases_of_screen(world, *from));
        from_needed.into_iter().any(|case| case.moves == Some(crate::lesson::model::Move::Go(id)))
    };
    let found = pages.filter(|(id, _)| unneeded(id) && hangs(*id));
    found.map(|(_, screen)| screen.name.to_string()).collect()
}

/// The screens that the demonstration sees.
fn needed(lesson: &Lesson, starts: &[State]) -> BTreeSet<ScreenId> {
    let mut bare = Bare::new(lesson, starts);
    let mut needed = BTreeSet::new();
    while bare.step < lesson.steps.len() {
        needed.extend(sim::top(&bare.state));
        needed.extend(bare.state.page());
        let plan = Planner::new(lesson, bare.step).plan(&bare.state);
        let Some(next) = plan.and_then(|plan| plan.moves.first().cloned()) else { break };
        bare.act(next.action);
    }
    needed.extend(sim::top(&bare.state));
    needed
}
