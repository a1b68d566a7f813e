//! The lesson language: TOML files in, findings and compiled lessons out (names resolved to indexes).
//!
//! Start with [`library`] (what is loaded), [`model`] (what a compiled lesson is), [`courses`] (in which
//! order) and `raw` (what may stand in a file).
//! Knows nothing of how a lesson is played, drawn or recorded.

mod built_in;
mod compile;
pub mod courses;
pub mod describe;
pub mod diagnostic;
pub mod languages;
pub mod library;
pub mod lint;
pub mod model;
pub mod raw;
#[cfg(test)]
pub(crate) mod schema;
mod spanned;
pub mod table;
mod words;

pub use diagnostic::{Finding, Severity};
pub use languages::Languages;
pub use library::{Library, Loaded};
pub use model::Lesson;
