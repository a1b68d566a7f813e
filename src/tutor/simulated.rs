//! Simulated learners: what can be done at a moment of a lesson, below the keys.

mod possible;

pub use possible::{Doing, possible};
