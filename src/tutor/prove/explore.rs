//! Forwards: every state that a learner, or time, can bring about, nearest first.

use std::collections::{HashMap, HashSet};

use super::views::{View, Views};
use super::{Advice, MOST_SAMPLES, ProofError, Sample};
use crate::lesson::Lesson;
use crate::lesson::table::{FieldId, Id as _, ScreenId, WidgetId};
use crate::sim::{self, Action, CodeState, Needs, Packing, Pending, State};
use crate::tutor::intern::Interner;
use crate::tutor::script::{self, Bare};

/// What a learner does, as far as the proof tells it apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Deed {
    Act(Action),
    /// Gives a form this value, by some entries.
    Fill {
        form: u16,
        value: u16,
    },
}

/// Everything that can be reached.
pub(super) struct Explored<'l> {
    pub(super) lesson: &'l Lesson,
    pub(super) starts: Vec<State>,
    pub(super) views: Views<'l>,
    pub(super) packing: Packing,
    pub(super) states: Interner,
    /// From which state and by what each was reached first; the first state by nothing.
    pub(super) first: Vec<Option<(u32, Deed)>>,
    /// Pairs of states of the same step.
    pub(super) edges: Vec<(u32, u32)>,
    /// Whether something ends the step in this state.
    pub(super) ends: Vec<bool>,
    pub(super) seen: Seen,
}

/// What was on the screen.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) screens: HashSet<ScreenId>,
    pub(super) widgets: HashSet<WidgetId>,
    pub(super) samples: Vec<Sample>,
    looks: HashSet<Vec<u16>>,
    look: Vec<u16>,
    counts: HashMap<Option<ScreenId>, usize>,
}

impl Seen {
    /// Keeps a state if it shows something new.
    fn look(&mut self, lesson: &Lesson, step: usize, state: &State) {
        let world = &lesson.world;
        let small = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        let top = sim::top(state);
        let banner = state.banner().is_some();
        let look = &mut self.look;
        look.clear();
        look.extend([small(state.layers().len()), u16::from(banner), top.map_or(u16::MAX, |s| small(s.usize()))]);
        match top {
            None => look.extend(sim::home_tiles(world, state).map(|app| small(app.usize()))),
            Some(_) => look.extend(sim::visible_widgets(world, state).map(|id| small(id.usize()))),
        }
        if self.looks.contains(look.as_slice()) {
            return;
        }
        self.looks.insert(look.clone());
        self.screens.extend(top);
        self.widgets.extend(sim::visible_widgets(world, state));
        let count = self.counts.entry(top).or_default();
        *count += 1;
        if *count <= MOST_SAMPLES {
            self.samples.push(Sample { step, state: state.clone() });
        }
    }
}

/// Explores a lesson.
pub(super) fn explore(lesson: &Lesson, most_states: usize, group: bool) -> Result<Explored<'_>, ProofError> {
    let starts = script::starts_for_rewinds(lesson);
    let rewinds = |at: &usize| lesson.steps.get(*at).is_some_and(|s| s.reacts.iter().any(|react| react.rewind));
    if let Some(step) = (starts.len()..lesson.steps.len()).find(rewinds) {
        return Err(ProofError::NoWay(step));
    }
    let packing = Packing::new(&lesson.world, lesson.steps.len());
    let states = Interner::new(packing.words());
    let mut explored = Explored {
        lesson,
        starts: starts.clone(),
        views: Views::new(lesson, group),
        packing,
        states,
        first: Vec::new(),
        edges: Vec::new(),
        ends: Vec::new(),
        seen: Seen::default(),
    };
    explored.run(&starts, most_states)?;
    Ok(explored)
}

impl Explored<'_> {
    fn run(&mut self, starts: &[State], most_states: usize) -> Result<(), ProofError> {
        let lesson = self.lesson;
        let mut bare = Bare::new(lesson, starts);
        let mut key = vec![0; self.packing.words()];
        self.meet(&mut bare, None, &mut key);
        let mut state = bare.state.clone();
        let mut deeds = Vec::new();
        let mut at = 0;
        while at < self.states.len() {
            let step = self.packing.unpack(self.states.key(at), &mut state);
            let view = self.views.of(step, &state);
            self.seen.look(lesson, step, &state);
            self.deeds(step, &state, &view, &mut deeds);
            for deed in &deeds {
                bare.put(&state, step);
                self.perform(&mut bare, &view, *deed);
                let to = self.meet(&mut bare, Some((at, *deed)), &mut key);
                self.note(at, to, bare.step > step);
            }
            if self.states.len() > most_states {
                return Err(ProofError::TooLarge(Advice::new(self)));
            }
            at += 1;
        }
        Ok(())
    }

    pub(super) fn perform(&self, bare: &mut Bare<'_>, view: &View, deed: Deed) {
        match deed {
            Deed::Act(action) => bare.act(action),
            Deed::Fill { form, value } => {
                let form = usize::from(form);
                if let (Some(form), Some(values)) = (self.views.forms.get(form), view.values.get(form)) {
                    bare.change(|state| form.suppose(values, usize::from(value), state));
                }
            }
        }
    }

    /// The number of the state in which the script stands, after what does not matter is forgotten; none at the end.
    fn meet(&mut self, bare: &mut Bare<'_>, from: Option<(usize, Deed)>, key: &mut [u64]) -> Option<usize> {
        if bare.step >= self.lesson.steps.len() {
            // The screen that the last step leads to.
            self.seen.look(self.lesson, self.lesson.steps.len().saturating_sub(1), &bare.state);
            return None;
        }
        let view = self.views.of(bare.step, &bare.state);
        let full = self.arriving(bare, &view);
        self.views.settle(&view, &mut bare.state);
        self.packing.pack(&bare.state, bare.step, key);
        let (at, new) = self.states.intern(key);
        if new {
            self.first.push(from.map(|(from, deed)| (u32::try_from(from).unwrap_or(u32::MAX), deed)));
            self.ends.push(false);
            if let Some(full) = full {
                self.seen.look(self.lesson, bare.step, &full);
            }
        }
        Some(at)
    }

    /// A code that nobody asks for is forgotten before it comes; how the screen looks when it does is to be seen.
    fn arriving(&self, bare: &Bare<'_>, view: &View) -> Option<State> {
        let world = &self.lesson.world;
        let mut codes = world.codes.ids();
        let coming = codes.find(|c| bare.state.code(*c) == CodeState::Coming && !view.mask.keeps_code(*c))?;
        let mut full = bare.state.clone();
        sim::apply(world, &mut full, Action::Wait(Pending::Arrives(coming)), |_| {});
        Some(full)
    }

    fn note(&mut self, from: usize, to: Option<usize>, ended: bool) {
        let number = |at| u32::try_from(at).unwrap_or(u32::MAX);
        match to {
            Some(to) if !ended => {
                if to != from {
                    self.edges.push((number(from), number(to)));
                }
            }
            _ => {
                if let Some(ends) = self.ends.get_mut(from) {
                    *ends = true;
                }
            }
        }
    }

    /// The step of a state.
    pub(super) fn step_of(&self, at: usize) -> usize {
        self.packing.extra(self.states.key(at))
    }

    /// Everything that can be done or happen in a state.
    fn deeds(&self, step: usize, state: &State, view: &View, deeds: &mut Vec<Deed>) {
        let world = &self.lesson.world;
        deeds.clear();
        let mut forms = 0_u64;
        for id in sim::visible_widgets(world, state) {
            let kind = &world.widgets[id].kind;
            match kind.field() {
                Some(field) => match self.views.forms.iter().position(|form| form.fields.contains(&field)) {
                    Some(form) if forms & 1 << form == 0 => {
                        forms |= 1 << form;
                        self.values(form, state, view, deeds);
                    }
                    Some(_) => {}
                    None => entries(field, state, view, deeds),
                },
                None if kind.acts() && Needs::of(world, state, id) == Needs::Nothing => {
                    deeds.push(Deed::Act(Action::Tap(id)));
                }
                None => {}
            }
        }
        let act = |action| Deed::Act(action);
        if sim::banner_acts(state) {
            deeds.push(act(Action::Banner));
        }
        if sim::top(state).is_some() {
            deeds.push(act(Action::Back));
        } else {
            deeds.extend(sim::home_tiles(world, state).map(|app| act(Action::Open(app))));
        }
        if state.front().is_some() && state.layers().is_empty() {
            deeds.push(act(Action::Home));
        }
        deeds.extend(script::pending(self.lesson, step, state).into_iter().map(|p| act(Action::Wait(p))));
    }

    /// On its screen any value of a form may follow any other.
    fn values(&self, form: usize, state: &State, view: &View, deeds: &mut Vec<Deed>) {
        let (Some(definition), Some(values)) = (self.views.forms.get(form), view.values.get(form)) else { return };
        let now = definition.value(values, state);
        let others = (0..values.all.len()).filter(|value| *value != now);
        let small = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        deeds.extend(others.map(|value| Deed::Fill { form: small(form), value: small(value) }));
    }
}

fn entries(field: FieldId, state: &State, view: &View, deeds: &mut Vec<Deed>) {
    let possible = view.contents(field).iter().filter(|content| content.can_be_entered(state));
    deeds.extend(possible.map(|content| Deed::Act(Action::Enter { field, class: content.class })));
}
