//! What matters in a state: which part of it is kept, which values its forms can have, what can be entered.
//!
//! All states of a step from which the same screens can still come up share one view; there are few.

use std::collections::HashMap;
use std::rc::Rc;

use super::classes::{self, Content};
use super::forms::{self, Form, Values};
use super::reach::{self, Reach};
use super::reads::{self, Reads};
use crate::lesson::Lesson;
use crate::lesson::model::Cond;
use crate::lesson::table::{FieldId, Id as _};
use crate::sim::{Mask, State};
use crate::tutor::intern::Interner;

/// What matters in some states.
#[derive(Debug)]
pub(super) struct View {
    pub(super) mask: Mask,
    pub(super) values: Vec<Rc<Values>>,
    /// For each field that is in no form, what can be entered, one content for all that cannot be told apart.
    contents: Vec<Vec<Content>>,
}

impl View {
    pub(super) fn contents(&self, field: FieldId) -> &[Content] {
        self.contents.get(field.usize()).map_or(&[], Vec::as_slice)
    }
}

/// Finds the view of a state.
pub(super) struct Views<'l> {
    lesson: &'l Lesson,
    pub(super) forms: Vec<Form>,
    reach: Reach,
    screens: Vec<Reads>,
    timers: Reads,
    /// What each step and all later ones read.
    steps: Vec<Reads>,
    contents: Vec<Vec<Content>>,
    known: Interner,
    found: Vec<Rc<View>>,
    values: HashMap<(usize, u64), Rc<Values>>,
    key: Vec<u64>,
}

impl<'l> Views<'l> {
    pub(super) fn new(lesson: &'l Lesson, group: bool) -> Views<'l> {
        let world = &lesson.world;
        let of_steps = reads::of_steps(lesson);
        let on_screens = world.screens.ids().flat_map(|screen| reads::of_screen(world, screen));
        let timed = || world.timers.iter().flat_map(|timer| &timer.cases).map(|case| &case.when);
        let conditions: Vec<&Cond> = on_screens.chain(timed()).chain(of_steps.iter().flatten()).collect();
        let forms = if group { forms::find(world, &conditions) } else { Vec::new() };
        let screens = world.screens.ids().map(|screen| {
            let mut reads = Reads::none(world, &forms);
            reads.add_screen(world, &forms, screen);
            reads
        });
        let screens = screens.collect();
        let mut timers = Reads::none(world, &forms);
        timed().for_each(|condition| timers.add(&forms, condition));
        let mut steps = vec![Reads::none(world, &forms); lesson.steps.len() + 1];
        let mut later = Reads::none(world, &forms);
        for (reads, conditions) in steps.iter_mut().zip(&of_steps).rev() {
            for condition in conditions {
                later.add(&forms, condition);
            }
            reads.add_all(&later);
        }
        let reach = Reach::new(lesson);
        let key = vec![0; reach.words() + 1];
        Views {
            lesson,
            reach,
            screens,
            timers,
            steps,
            contents: world.fields.iter().map(|field| classes::of(world, field)).collect(),
            known: Interner::new(key.len()),
            found: Vec::new(),
            values: HashMap::new(),
            forms,
            key,
        }
    }

    /// The view of a state in a step.
    pub(super) fn of(&mut self, step: usize, state: &State) -> Rc<View> {
        let world = &self.lesson.world;
        let mut key = std::mem::take(&mut self.key);
        if let [first, screens @ ..] = key.as_mut_slice() {
            self.reach.screens(world, step, state, screens);
            let forgotten = |app: &_| self.reach.forgets(step, *app, state);
            let apps = world.apps.ids().take(48).filter(forgotten).fold(0, |set, app| set | 1 << app.usize());
            *first = apps << 16 | step as u64;
        }
        let (at, new) = self.known.intern(&key);
        if new {
            let view = self.look(step, state, key.get(1..).unwrap_or_default());
            self.found.push(Rc::new(view));
        }
        self.key = key;
        // The interner numbers views in the order in which they are pushed.
        self.found.get(at).cloned().unwrap_or_else(|| Rc::new(self.look(step, state, &[])))
    }

    fn look(&mut self, step: usize, state: &State, screens: &[u64]) -> View {
        let world = &self.lesson.world;
        let mut reads = self.timers.clone();
        if let Some(more) = self.steps.get(step) {
            reads.add_all(more);
        }
        let live = self
            .screens
            .iter()
            .enumerate()
            .filter(|(at, _)| reach::has(screens, crate::lesson::table::ScreenId::from_usize(*at)));
        live.for_each(|(_, more)| reads.add_all(more));
        reads.keep_codes(world);
        for (app, definition) in world.apps.pairs().filter(|(app, _)| self.reach.forgets(step, *app, state)) {
            reads.mask.forget_place(app, definition.first);
        }
        let values = reads.forms.iter().enumerate().map(|(at, live)| {
            let form = self.forms.get(at);
            let values = || Rc::new(form.map_or_else(Values::default, |form| form.values(*live)));
            self.values.entry((at, *live)).or_insert_with(values).clone()
        });
        let values = values.collect();
        let contents = self.contents.iter().enumerate().map(|(at, all)| {
            let id = FieldId::from_usize(at);
            one_of_each(all, reads.mask.facts(id))
        });
        View { values, contents: contents.collect(), mask: reads.mask }
    }

    /// Forgets what does not matter, and puts one content for all of the same value into each form.
    pub(super) fn settle(&self, view: &View, state: &mut State) {
        let mut values = [0_usize; MOST_FORMS];
        for ((form, known), value) in self.forms.iter().zip(&view.values).zip(&mut values) {
            *value = form.value(known, state);
        }
        state.forget(&view.mask);
        for ((form, known), value) in self.forms.iter().zip(&view.values).zip(values) {
            form.suppose(known, value, state);
        }
    }
}

/// Forms of a lesson; fields of further ones are taken one by one.
pub(super) const MOST_FORMS: usize = 16;

/// One content for all that differ only in facts that nobody asks.
fn one_of_each(all: &[Content], facts: u32) -> Vec<Content> {
    let mut found: Vec<Content> = Vec::new();
    for content in all {
        let known = |other: &Content| other.class & facts == content.class & facts && other.only == content.only;
        if !found.iter().any(known) {
            found.push(*content);
        }
    }
    found
}
