//! What holds in a state, and which widgets are there.

use super::State;
use crate::lesson::model::{Cond, Fact, Literal, WidgetKind, World};
use crate::lesson::table::WidgetId;

/// Whether every clause of a condition holds.
pub fn holds(world: &World, state: &State, cond: &Cond) -> bool {
    cond.0.iter().all(|clause| clause.iter().any(|literal| literal_holds(world, state, *literal)))
}

/// Whether a single literal holds.
pub fn literal_holds(world: &World, state: &State, literal: Literal) -> bool {
    let truth = match literal.fact {
        Fact::Flag(flag) => state.flag(flag),
        Fact::At(screen) => super::top(state) == Some(screen),
        Fact::On(app) => super::top(state).is_some_and(|screen| world.screens[screen].app == app),
        Fact::Home => super::top(state).is_none(),
        Fact::Field { field, bit } => state.class(field) & (1 << bit) != 0,
        Fact::Counter { counter, at_least } => state.counter(counter) >= at_least,
        Fact::Never => false,
    };
    truth != literal.negated
}

/// The widgets of the screen on top that are there now, in reading order.
pub fn visible_widgets<'w>(world: &'w World, state: &'w State) -> impl Iterator<Item = WidgetId> + 'w {
    let screen = super::top(state);
    let widgets = screen.map_or(&[][..], |screen| &world.screens[screen].widgets);
    widgets.iter().copied().filter(|id| holds(world, state, &world.widgets[*id].when))
}

/// What a button still needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: it acts.
    Nothing,
    /// This must hold first.
    Missing(Literal),
}

impl Needs {
    /// What a widget still needs before a tap acts.
    pub fn of(world: &World, state: &State, widget: WidgetId) -> Needs {
        let WidgetKind::Press { needs, .. } = &world.widgets[widget].kind else { return Needs::Nothing };
        let missing = needs.0.iter().find(|clause| !clause.iter().any(|l| literal_holds(world, state, *l)));
        match missing.and_then(|clause| clause.first()) {
            Some(literal) => Needs::Missing(*literal),
            None => Needs::Nothing,
        }
    }
}
