//! What can still be asked: which flags, facts of fields, codes and counters the screens and steps read.

use super::forms::Form;
use crate::lesson::Lesson;
use crate::lesson::model::{Case, Cond, Fact, FieldFact, Literal, WidgetKind, World};
use crate::lesson::table::{ScreenId, WidgetId};
use crate::sim::Mask;
use crate::tutor::script;

/// What one reader reads, or several together.
#[derive(Debug, Clone)]
pub(super) struct Reads {
    pub(super) mask: Mask,
    /// For each form its conjunctions.
    pub(super) forms: Vec<u64>,
}

/// All cases of a world.
pub(super) fn cases(world: &World) -> impl Iterator<Item = &Case> {
    let on_screens = world.screens.ids().flat_map(|screen| cases_of_screen(world, screen));
    on_screens.chain(world.timers.iter().flat_map(|timer| &timer.cases))
}

/// All cases that a screen can perform.
pub(super) fn cases_of_screen(world: &World, screen: ScreenId) -> impl Iterator<Item = &Case> {
    let definition = &world.screens[screen];
    definition.enter.iter().chain(definition.widgets.iter().flat_map(|id| cases_of_widget(world, *id)))
}

fn cases_of_widget(world: &World, id: WidgetId) -> &[Case] {
    match &world.widgets[id].kind {
        WidgetKind::Press { cases, .. } | WidgetKind::Progress { cases, .. } => cases,
        _ => &[],
    }
}

/// All conditions that a screen asks.
pub(super) fn of_screen(world: &World, screen: ScreenId) -> impl Iterator<Item = &Cond> {
    let widgets = world.screens[screen].widgets.iter().map(|id| &world.widgets[*id]);
    let shown = widgets.flat_map(|widget| {
        let needs = match &widget.kind {
            WidgetKind::Press { needs, .. } => Some(needs),
            _ => None,
        };
        std::iter::once(&widget.when).chain(needs)
    });
    shown.chain(cases_of_screen(world, screen).map(|case| &case.when))
}

/// What each step asks as long as it goes on: when it ends, and what rewinds it.
pub(super) fn of_steps(lesson: &Lesson) -> Vec<Vec<Cond>> {
    let of = |step: usize| {
        let ends = Cond(script::clauses(lesson, step).cloned().collect());
        let reacts = lesson.steps.get(step).map_or(&[][..], |s| &s.reacts);
        std::iter::once(ends).chain(reacts.iter().filter(|r| r.rewind).map(|r| r.on.clone())).collect()
    };
    (0..lesson.steps.len()).map(of).collect()
}

impl Reads {
    /// Nothing is read; where things stand is kept.
    pub(super) fn none(world: &World, forms: &[Form]) -> Reads {
        let mut mask = Mask::places(world);
        for app in &world.apps {
            mask.keep_flag(app.installed); // the home screen asks
        }
        Reads { mask, forms: vec![0; forms.len()] }
    }

    pub(super) fn add(&mut self, forms: &[Form], condition: &Cond) {
        for (form, bits) in forms.iter().zip(&mut self.forms) {
            *bits |= form.bit(condition);
        }
        for literal in condition.literals() {
            self.literal(forms, *literal);
        }
    }

    fn literal(&mut self, forms: &[Form], literal: Literal) {
        match literal.fact {
            Fact::Flag(flag) => self.mask.keep_flag(flag),
            Fact::Counter { counter, .. } => self.mask.keep_counter(counter),
            Fact::Field { field, bit } if !forms.iter().any(|form| form.fields.contains(&field)) => {
                self.mask.keep_facts(field, 1 << bit);
            }
            Fact::Field { .. } | Fact::At(_) | Fact::On(_) | Fact::Home | Fact::Never => {}
        }
    }

    /// What a screen reads: what its conditions ask, and what decides what can be entered there.
    pub(super) fn add_screen(&mut self, world: &World, forms: &[Form], screen: ScreenId) {
        for condition in of_screen(world, screen) {
            self.add(forms, condition);
        }
        for id in &world.screens[screen].widgets {
            let Some(field) = world.widgets[*id].kind.field() else { continue };
            if let Some(of) = world.fields[field].repeats {
                self.mask.keep_facts(of, 0b11);
            }
        }
    }

    pub(super) fn add_all(&mut self, other: &Reads) {
        self.mask.keep_all_of(&other.mask);
        for (bits, more) in self.forms.iter_mut().zip(&other.forms) {
            *bits |= more;
        }
    }

    /// A code is read as long as a field is asked whether it holds it.
    pub(super) fn keep_codes(&mut self, world: &World) {
        for (id, field) in world.fields.pairs() {
            let facts = self.mask.facts(id);
            for (bit, fact) in field.facts.iter().enumerate() {
                if let FieldFact::Code(code) = fact
                    && facts & 1 << bit != 0
                {
                    self.mask.keep_code(*code);
                }
            }
        }
    }
}
