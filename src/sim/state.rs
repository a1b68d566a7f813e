//! What is true in the simulated world at one moment. Small, comparable and hashable: a node of the planner's graph.

use crate::lesson::model::World;
use crate::lesson::table::{AppId, CodeId, CounterId, FieldId, FlagId, Id, MessageId, ScreenId, TimerId};

/// How many layers can lie above the screens.
pub const MOST_LAYERS: usize = 4;

/// The life of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum CodeState {
    /// Never sent.
    #[default]
    None,
    /// Sent, not here yet.
    Coming,
    /// Here: it can be read and typed.
    Here,
    /// Used, or its time is over.
    Dead,
}

/// What is true at one moment. Changed only by [`super::apply`]; one allocation, since the planner and the proof copy it
/// for every action.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct State {
    pub(super) top: Top,
    /// Fields, places, codes, counters, then flags and timers as bits, each kind from where [`Shape`] says.
    pub(super) cells: Box<[u32]>,
}

/// What a state has once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Top {
    pub(super) shape: Shape,
    pub(super) front: Option<AppId>,
    /// Unused ones are the first screen.
    pub(super) layers: [ScreenId; MOST_LAYERS],
    pub(super) depth: u8,
    pub(super) banner: Option<MessageId>,
}

/// Where each kind of thing begins among the cells; fields begin at 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Shape {
    pub(super) places: usize,
    pub(super) codes: usize,
    pub(super) counters: usize,
    pub(super) flags: usize,
    pub(super) timers: usize,
    pub(super) end: usize,
}

impl Shape {
    pub(super) fn of(world: &World) -> Shape {
        let places = world.fields.len();
        let codes = places + world.apps.len();
        let counters = codes + world.codes.len();
        let flags = counters + world.counters.len();
        let timers = flags + world.flags.len().div_ceil(32);
        Shape { places, codes, counters, flags, timers, end: timers + world.timers.len().div_ceil(32) }
    }
}

impl Clone for State {
    fn clone(&self) -> State {
        State { top: self.top, cells: self.cells.clone() }
    }

    /// Keeps the allocation.
    fn clone_from(&mut self, from: &State) {
        self.top = from.top;
        self.cells.clone_from(&from.cells);
    }
}

impl State {
    /// The world as a lesson begins: on the home screen, every app on its first screen.
    pub fn start(world: &World) -> State {
        let shape = Shape::of(world);
        let top = Top { shape, front: None, layers: [ScreenId::from_usize(0); MOST_LAYERS], depth: 0, banner: None };
        let mut state = State { top, cells: vec![0; shape.end].into() };
        for (app, definition) in world.apps.pairs() {
            state.set_place(app, definition.first);
        }
        for flag in &world.start {
            state.set_flag(*flag, true);
        }
        state
    }

    fn cell(&self, at: usize) -> u32 {
        // Ids come from the world that the state was made for, so a missing entry can only mean "nothing".
        self.cells.get(at).copied().unwrap_or_default()
    }

    fn put(&mut self, at: usize, value: u32) {
        if let Some(cell) = self.cells.get_mut(at) {
            *cell = value;
        }
    }

    fn bit(&self, from: usize, id: usize) -> bool {
        self.cell(from + id / 32) & (1 << (id % 32)) != 0
    }

    fn put_bit(&mut self, from: usize, id: usize, on: bool) {
        let (at, bit) = (from + id / 32, 1 << (id % 32));
        let cell = self.cell(at);
        self.put(at, if on { cell | bit } else { cell & !bit });
    }

    /// Whether a flag is on.
    pub fn flag(&self, id: FlagId) -> bool {
        self.bit(self.top.shape.flags, id.usize())
    }

    /// The class of a field: bit n is the truth of its n-th fact.
    pub fn class(&self, id: FieldId) -> u32 {
        self.cell(id.usize())
    }

    /// The life of a code.
    pub fn code(&self, id: CodeId) -> CodeState {
        match self.cell(self.top.shape.codes + id.usize()) {
            1 => CodeState::Coming,
            2 => CodeState::Here,
            3 => CodeState::Dead,
            _ => CodeState::None,
        }
    }

    /// A counter.
    pub fn counter(&self, id: CounterId) -> u8 {
        u8::try_from(self.cell(self.top.shape.counters + id.usize())).unwrap_or(u8::MAX)
    }

    /// Whether a background timer runs.
    pub fn timer(&self, id: TimerId) -> bool {
        self.bit(self.top.shape.timers, id.usize())
    }

    /// The app in front; `None` on the home screen.
    pub fn front(&self) -> Option<AppId> {
        self.top.front
    }

    /// The screen on which an app stands.
    pub fn place(&self, app: AppId) -> Option<ScreenId> {
        let screen = self.cells.get(self.top.shape.places + app.usize())?;
        usize::try_from(*screen).ok().map(ScreenId::from_usize)
    }

    /// The page of the app in front.
    pub fn page(&self) -> Option<ScreenId> {
        self.front().and_then(|app| self.place(app))
    }

    /// Dialogs and calls above the page, the topmost last.
    pub fn layers(&self) -> &[ScreenId] {
        self.top.layers.get(..usize::from(self.top.depth)).unwrap_or_default()
    }

    /// The message of the banner.
    pub fn banner(&self) -> Option<MessageId> {
        self.top.banner
    }

    pub(super) fn set_flag(&mut self, id: FlagId, on: bool) {
        self.put_bit(self.top.shape.flags, id.usize(), on);
    }

    pub(super) fn set_class(&mut self, id: FieldId, class: u32) {
        self.put(id.usize(), class);
    }

    pub(super) fn set_code(&mut self, id: CodeId, code: CodeState) {
        self.put(self.top.shape.codes + id.usize(), code as u32);
    }

    pub(super) fn set_counter(&mut self, id: CounterId, count: u8) {
        self.put(self.top.shape.counters + id.usize(), u32::from(count));
    }

    pub(super) fn set_timer(&mut self, id: TimerId, runs: bool) {
        self.put_bit(self.top.shape.timers, id.usize(), runs);
    }

    pub(super) fn set_place(&mut self, app: AppId, screen: ScreenId) {
        let screen = u32::try_from(screen.usize()).unwrap_or_default();
        self.put(self.top.shape.places + app.usize(), screen);
    }

    pub(super) fn set_front(&mut self, front: Option<AppId>) {
        self.top.front = front;
    }

    pub(super) fn set_banner(&mut self, banner: Option<MessageId>) {
        self.top.banner = banner;
    }

    /// Puts a layer on top: once each, at most four.
    pub(super) fn push_layer(&mut self, screen: ScreenId) -> bool {
        let known = self.layers().contains(&screen);
        match self.top.layers.get_mut(usize::from(self.top.depth)) {
            Some(free) if !known => {
                *free = screen;
                self.top.depth += 1;
                true
            }
            _ => false,
        }
    }

    pub(super) fn pop_layer(&mut self) -> Option<ScreenId> {
        let layer = self.layers().last().copied()?;
        self.top.depth -= 1;
        if let Some(free) = self.top.layers.get_mut(usize::from(self.top.depth)) {
            *free = ScreenId::from_usize(0);
        }
        Some(layer)
    }

    pub(super) fn drop_layers(&mut self, keep: impl Fn(ScreenId) -> bool) {
        let layers = std::mem::replace(&mut self.top.layers, [ScreenId::from_usize(0); MOST_LAYERS]);
        let depth = usize::from(std::mem::take(&mut self.top.depth));
        for layer in layers.into_iter().take(depth).filter(|layer| keep(*layer)) {
            self.push_layer(layer);
        }
    }
}
