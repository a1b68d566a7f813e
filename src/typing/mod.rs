//! Typing Vietnamese, and judging what was typed.
//!
//! A bare Linux console has no input method, so the kiosk composes Vietnamese itself: [`compose()`] turns keys into
//! text by the rules of Telex or VNI, and [`Composer`] does so live in a field with a cursor. [`compare()`] then judges
//! a text with the tolerance of a helpful clerk.
//!
//! All of this is pure: no clock, no input or output, no state outside the values. The engine knows the structure of
//! the syllable, not a list of words, so any name that can exist can be typed.

mod caps;
mod compare;
mod compose;
mod field;
mod kind;
mod letter;
mod normalise;
mod rules;
mod spell;
mod syllable;
mod word;

pub use caps::is_caps_lock;
pub use compare::{Comparison, Detail, Marks, Verdict, compare};
pub use compose::{BACKSPACE, compose, compose_with};
pub use field::Composer;
pub use kind::{Kind, compare_as, would_match_if_composed};
pub use normalise::normalise;
pub use rules::{Method, Rules, Style};
pub use spell::keys;

/// How many keys a text takes by Telex: one for each letter and one for each mark.
pub fn keystrokes(content: &str) -> usize {
    crate::text::letters(content).iter().map(|(_, marks)| 1 + marks.len()).sum()
}

#[cfg(test)]
mod field_tests;
#[cfg(test)]
mod tests;
