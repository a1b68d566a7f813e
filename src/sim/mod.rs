//! The simulated world: what is true ([`State`]), what can be done ([`Action`]), what happens then ([`apply`]).
//!
//! Pure and deterministic. The state knows the *class* of each field's content (which of the asked facts are true of
//! it), never the text: so the planner, the proof and a real learner walk through the same small graph, and what a
//! learner typed stays in her session ([`crate::tutor`]). Knows nothing of steps, hints or screens of the kiosk.

mod apply;
pub mod content;
mod facts;
mod pack;
mod state;

pub use apply::{Answer, Out, apply};
pub use facts::{Needs, holds, literal_holds, visible_widgets};
pub use pack::{Mask, Packing};
pub use state::{CodeState, State};

use crate::lesson::model::{WidgetKind, World};
use crate::lesson::table::{AppId, CodeId, FieldId, ScreenId, TimerId, WidgetId};

/// What a learner, or the passing of time, can do to the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Tap a widget.
    Tap(WidgetId),
    /// Give a field a content of this class: typed, chosen, or emptied (class 0).
    Enter {
        /// Field.
        field: FieldId,
        /// Truth of the field's facts, one bit each.
        class: u32,
    },
    /// Back.
    Back,
    /// To the home screen.
    Home,
    /// Tap an app's tile on the home screen.
    Open(AppId),
    /// Tap the banner.
    Banner,
    /// A pending thing happens.
    Wait(Pending),
}

/// What happens by itself, sooner or later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pending {
    /// A code that was sent arrives.
    Arrives(CodeId),
    /// A code that is here dies.
    Dies(CodeId),
    /// A progress ends.
    Progress(WidgetId),
    /// A background timer ends.
    Timer(TimerId),
    /// A layer that the step brings.
    Comes(ScreenId),
}

/// What is pending in the world, in a fixed order. (What a step brings is known to the tutor.)
pub fn pending<'w>(world: &'w World, state: &'w State) -> impl Iterator<Item = Pending> + 'w {
    let codes = world.codes.pairs().filter_map(|(id, code)| match state.code(id) {
        CodeState::Coming => Some(Pending::Arrives(id)),
        CodeState::Here if code.lives.is_some() => Some(Pending::Dies(id)),
        CodeState::None | CodeState::Here | CodeState::Dead => None,
    });
    let timers = world.timers.ids().filter(|id| state.timer(*id)).map(Pending::Timer);
    let progress = visible_widgets(world, state)
        .filter(|id| matches!(world.widgets[*id].kind, WidgetKind::Progress { .. }))
        .map(Pending::Progress);
    codes.chain(timers).chain(progress)
}

/// Seconds that a pending thing takes from when it became pending.
pub fn seconds(world: &World, pending: Pending) -> u32 {
    match pending {
        Pending::Arrives(code) => world.codes[code].after,
        Pending::Dies(code) => world.codes[code].lives.unwrap_or(u32::MAX),
        Pending::Progress(widget) => match &world.widgets[widget].kind {
            WidgetKind::Progress { seconds, .. } => *seconds,
            _ => 0,
        },
        Pending::Timer(timer) => world.timers[timer].seconds,
        Pending::Comes(_) => 2,
    }
}

/// The screen whose widgets act now: the topmost layer, else the page of the app in front; `None` on the home screen.
pub fn top(state: &State) -> Option<ScreenId> {
    state.layers().last().copied().or_else(|| state.page())
}

/// Apps whose tiles stand on the home screen, in the order of the lesson, the inbox last.
pub fn home_tiles<'w>(world: &'w World, state: &'w State) -> impl Iterator<Item = AppId> + 'w {
    let apps = world.apps.ids().filter(|id| Some(*id) != world.inbox).chain(world.inbox);
    apps.filter(|id| state.flag(world.apps[*id].installed) && world.apps[*id].tile.is_some())
}

/// Whether a banner can be tapped now: only what is on top acts.
pub fn banner_acts(state: &State) -> bool {
    state.banner().is_some() && state.layers().is_empty()
}
