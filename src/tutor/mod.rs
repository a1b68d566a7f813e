//! Coaching: the planner, one learner in one lesson, judgement and score. Pure.
//!
//! Start with [`session`]. Knows nothing of the kiosk's screens, the terminal, the database or the clock: what is to
//! be saved leaves as [`record`]s, and `now` is always an argument.

pub mod demo;
pub mod history;
pub mod intern;
pub mod plan;
pub mod prove;
pub mod record;
pub mod script;
pub mod session;
pub mod simulated;
pub mod wanted;

pub use session::{Note, Session};
