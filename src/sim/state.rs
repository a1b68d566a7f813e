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

/// What is true at one moment. Changed only by [`super::apply`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct State {
    flags: Box<[bool]>,
    fields: Box<[u32]>,
    codes: Box<[CodeState]>,
    counters: Box<[u8]>,
    timers: Box<[bool]>,
    places: Box<[ScreenId]>,
    front: Option<AppId>,
    layers: Vec<ScreenId>,
    banner: Option<MessageId>,
}

impl State {
    /// The world as a lesson begins: on the home screen, every app on its first screen.
    pub fn start(world: &World) -> State {
        let mut state = State {
            flags: vec![false; world.flags.len()].into(),
            fields: vec![0; world.fields.len()].into(),
            codes: vec![CodeState::None; world.codes.len()].into(),
            counters: vec![0; world.counters.len()].into(),
            timers: vec![false; world.timers.len()].into(),
            places: world.apps.iter().map(|app| app.first).collect(),
            front: None,
            layers: Vec::new(),
            banner: None,
        };
        for flag in &world.start {
            state.set_flag(*flag, true);
        }
        state
    }

    /// Whether a flag is on.
    pub fn flag(&self, id: FlagId) -> bool {
        get(&self.flags, id)
    }

    /// The class of a field: bit n is the truth of its n-th fact.
    pub fn class(&self, id: FieldId) -> u32 {
        get(&self.fields, id)
    }

    /// The life of a code.
    pub fn code(&self, id: CodeId) -> CodeState {
        get(&self.codes, id)
    }

    /// A counter.
    pub fn counter(&self, id: CounterId) -> u8 {
        get(&self.counters, id)
    }

    /// Whether a background timer runs.
    pub fn timer(&self, id: TimerId) -> bool {
        get(&self.timers, id)
    }

    /// The app in front; `None` on the home screen.
    pub fn front(&self) -> Option<AppId> {
        self.front
    }

    /// The screen on which an app stands.
    pub fn place(&self, app: AppId) -> Option<ScreenId> {
        self.places.get(app.usize()).copied()
    }

    /// The page of the app in front.
    pub fn page(&self) -> Option<ScreenId> {
        self.front.and_then(|app| self.place(app))
    }

    /// Dialogs and calls above the page, the topmost last.
    pub fn layers(&self) -> &[ScreenId] {
        &self.layers
    }

    /// The message of the banner.
    pub fn banner(&self) -> Option<MessageId> {
        self.banner
    }

    pub(super) fn set_flag(&mut self, id: FlagId, on: bool) {
        put(&mut self.flags, id, on);
    }

    pub(super) fn set_class(&mut self, id: FieldId, class: u32) {
        put(&mut self.fields, id, class);
    }

    pub(super) fn set_code(&mut self, id: CodeId, code: CodeState) {
        put(&mut self.codes, id, code);
    }

    pub(super) fn set_counter(&mut self, id: CounterId, count: u8) {
        put(&mut self.counters, id, count);
    }

    pub(super) fn set_timer(&mut self, id: TimerId, runs: bool) {
        put(&mut self.timers, id, runs);
    }

    pub(super) fn set_place(&mut self, app: AppId, screen: ScreenId) {
        put(&mut self.places, app, screen);
    }

    pub(super) fn set_front(&mut self, front: Option<AppId>) {
        self.front = front;
    }

    pub(super) fn set_banner(&mut self, banner: Option<MessageId>) {
        self.banner = banner;
    }

    /// Puts a layer on top: once each, at most four.
    pub(super) fn push_layer(&mut self, screen: ScreenId) -> bool {
        let fits = self.layers.len() < MOST_LAYERS && !self.layers.contains(&screen);
        if fits {
            self.layers.push(screen);
        }
        fits
    }

    pub(super) fn pop_layer(&mut self) -> Option<ScreenId> {
        self.layers.pop()
    }

    pub(super) fn drop_layers(&mut self, keep: impl Fn(ScreenId) -> bool) {
        self.layers.retain(|screen| keep(*screen));
    }
}

/// Ids come from the world that the state was made for, so a missing entry can only mean "nothing".
fn get<I: Id, T: Copy + Default>(items: &[T], id: I) -> T {
    items.get(id.usize()).copied().unwrap_or_default()
}

fn put<I: Id, T>(items: &mut [T], id: I, value: T) {
    if let Some(item) = items.get_mut(id.usize()) {
        *item = value;
    }
}
