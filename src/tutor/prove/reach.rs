//! Which screens can still come up, from where the apps stand; and which apps nothing that matters depends on.

use super::reads;
use crate::lesson::Lesson;
use crate::lesson::model::{Case, Cond, Effect, Fact, Literal, Move, World};
use crate::lesson::table::{AppId, Id as _, ScreenId};
use crate::sim::State;

/// A set of screens, one bit each.
pub(super) type Screens = Vec<u64>;

/// What can come up.
#[derive(Debug)]
pub(super) struct Reach {
    /// From each screen, in its own app and as a layer.
    from: Vec<Screens>,
    /// Whatever anybody does, while a step goes on.
    always: Vec<Screens>,
    /// For each step the apps that nothing that matters depends on.
    idle: Vec<Vec<bool>>,
    words: usize,
}

fn put(set: &mut [u64], screen: ScreenId) -> bool {
    let Some(word) = set.get_mut(screen.usize() / 64) else { return false };
    let bit = 1 << (screen.usize() % 64);
    let new = *word & bit == 0;
    *word |= bit;
    new
}

fn join(set: &mut [u64], other: &[u64]) {
    for (word, more) in set.iter_mut().zip(other) {
        *word |= more;
    }
}

/// Whether a set has a screen.
pub(super) fn has(set: &[u64], screen: ScreenId) -> bool {
    set.get(screen.usize() / 64).is_some_and(|word| word & 1 << (screen.usize() % 64) != 0)
}

/// The screens that a case leads to.
fn targets(case: &Case) -> impl Iterator<Item = ScreenId> + '_ {
    let shown = case.effects.iter().filter_map(|effect| match effect {
        Effect::Show(screen) => Some(*screen),
        _ => None,
    });
    let gone = match case.moves {
        Some(Move::Go(screen)) => Some(screen),
        _ => None,
    };
    shown.chain(gone)
}

impl Reach {
    pub(super) fn new(lesson: &Lesson) -> Reach {
        let world = &lesson.world;
        let words = world.screens.len().div_ceil(64);
        let from: Vec<Screens> = world.screens.ids().map(|screen| closure(world, words, [screen])).collect();
        let always = (0..=lesson.steps.len()).map(|step| {
            let brought = lesson.steps.iter().skip(step).filter_map(|s| s.comes);
            let timed = world.timers.iter().flat_map(|timer| &timer.cases).flat_map(targets);
            let anew = reads::cases(world).flat_map(|case| &case.effects).filter_map(|effect| match effect {
                Effect::Uninstall(app) => Some(world.apps[*app].first),
                _ => None,
            });
            closure(world, words, brought.chain(timed).chain(anew))
        });
        let idle = (0..=lesson.steps.len()).map(|step| idle(lesson, step)).collect();
        Reach { from, always: always.collect(), idle, words }
    }

    /// Words of a set.
    pub(super) fn words(&self) -> usize {
        self.words
    }

    /// Whether an app's place and contents can be forgotten: nothing depends on it, and it is not in front.
    pub(super) fn forgets(&self, step: usize, app: AppId, state: &State) -> bool {
        let idle = self.idle.get(step).and_then(|apps| apps.get(app.usize())).copied().unwrap_or_default();
        idle && state.front() != Some(app)
    }

    /// The screens that can still come up.
    pub(super) fn screens(&self, world: &World, step: usize, state: &State, set: &mut [u64]) {
        set.fill(0);
        join(set, self.always.get(step).map_or(&[][..], Vec::as_slice));
        let standing = world.apps.ids().filter(|app| !self.forgets(step, *app, state));
        let places = standing.filter_map(|app| state.place(app));
        for screen in places.chain(state.layers().iter().copied()) {
            join(set, self.from.get(screen.usize()).map_or(&[][..], Vec::as_slice));
        }
    }
}

fn closure(world: &World, words: usize, from: impl IntoIterator<Item = ScreenId>) -> Screens {
    let mut set = vec![0; words];
    let mut open: Vec<ScreenId> = from.into_iter().collect();
    while let Some(screen) = open.pop() {
        if put(&mut set, screen) {
            open.extend(world.screens[screen].parent);
            open.extend(reads::cases_of_screen(world, screen).flat_map(targets));
        }
    }
    set
}

/// Apps that no goal from this step on names, that no app which matters asks about, and that do nothing to one.
fn idle(lesson: &Lesson, step: usize) -> Vec<bool> {
    let world = &lesson.world;
    let conditions = reads::of_steps(lesson);
    let literals = conditions.iter().skip(step).flatten().flat_map(Cond::literals);
    let named = literals.filter_map(|literal| owner(world, *literal));
    let brought = lesson.steps.iter().skip(step).filter_map(|s| s.comes).map(|screen| world.screens[screen].app);
    let mut open: Vec<AppId> = named.chain(brought).collect();
    let mut matters = vec![false; world.apps.len()];
    while let Some(app) = open.pop() {
        let Some(known) = matters.get_mut(app.usize()).filter(|known| !**known) else { continue };
        *known = true;
        let screens = || world.screens.pairs().filter(|(_, screen)| screen.app == app).map(|(id, _)| id);
        let asked = screens().flat_map(|screen| reads::of_screen(world, screen));
        open.extend(asked.flat_map(Cond::literals).filter_map(|literal| owner(world, *literal)));
        for (id, screen) in world.screens.pairs() {
            if reads::cases_of_screen(world, id).any(|case| touches(world, case, app)) {
                open.push(screen.app);
            }
        }
        for timer in world.timers.iter().filter(|timer| timer.cases.iter().any(|case| touches(world, case, app))) {
            open.extend(app_of(world, &timer.name));
        }
    }
    matters.into_iter().map(|matters| !matters).collect()
}

fn app_of(world: &World, name: &str) -> Option<AppId> {
    let (app, _) = name.split_once('.')?;
    world.apps.position(|known| known.id.as_ref() == app)
}

/// The app that a literal speaks of.
fn owner(world: &World, literal: Literal) -> Option<AppId> {
    match literal.fact {
        Fact::Flag(flag) => app_of(world, &world.flags[flag]),
        Fact::At(screen) => Some(world.screens[screen].app),
        Fact::On(app) => Some(app),
        Fact::Field { field, .. } => app_of(world, &world.fields[field].name),
        Fact::Counter { counter, .. } => app_of(world, &world.counters[counter].0),
        Fact::Home | Fact::Never => None,
    }
}

/// Whether a case changes something of an app, or brings to the front what has no tile of its own.
fn touches(world: &World, case: &Case, app: AppId) -> bool {
    let of = |name: &str| app_of(world, name) == Some(app);
    let changes = case.effects.iter().any(|effect| match effect {
        Effect::Stop(timer) | Effect::Start(timer) => of(&world.timers[*timer].name),
        Effect::Spend(code) | Effect::Send(code) => of(&world.codes[*code].name),
        Effect::Clear(field) | Effect::Put(field, _) => of(&world.fields[*field].name),
        Effect::Unset(flag) | Effect::Set(flag) => of(&world.flags[*flag]),
        Effect::Add(counter) | Effect::Reset(counter) => of(&world.counters[*counter].0),
        Effect::Install(other) | Effect::Uninstall(other) => *other == app,
        Effect::Show(screen) => world.screens[*screen].app == app,
        Effect::Message(_) | Effect::Notify(_) | Effect::Close => false,
    });
    changes || matches!(case.moves, Some(Move::Open(other)) if other == app && world.apps[app].tile.is_none())
}
