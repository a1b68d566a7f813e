//! What staff do and look at: classes, the figures of a day, corrections, and the deletion of one learner's rows.
//!
//! Rows that may have left never change: what is put right later is a new row in `corrections`, and leaves with the next
//! batch. Every query costs what the day or the class costs, not what the history does.

mod classes;
mod corrections;
mod day;
mod deletion;
mod figures;

pub use classes::{ClassKind, DayClass, NewClass, OpenClass};
pub use corrections::Correction;
pub use day::DayAttempt;
pub use deletion::Deleted;
pub use figures::{AudienceFigures, DayFigures, LessonFigures, StepFigures};

use super::error::StoreError;
use crate::text;

/// The longest text that staff may give.
const MOST_LETTERS: usize = 120;

/// The greatest number of people that staff may give.
const MOST_PEOPLE: u32 = 9_999;

/// What would begin a formula in a spreadsheet.
const FORMULA: &[char] = &['=', '+', '-', '@', '＝', '＋', '－', '＠', '\''];

/// A text given by staff as it may be kept: composed, on one line, without anything that cannot be seen and without
/// what would begin a formula. Refused when nothing is left.
fn clean(what: &'static str, given: &str) -> Result<String, StoreError> {
    let seen: String = given.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let seen: String = seen.chars().filter(|c| !c.is_control() && !text::is_hidden(*c)).collect();
    let words: Vec<&str> = seen.split(' ').filter(|word| !word.is_empty()).collect();
    let line = words.join(" ");
    let composed = text::nfc(line.trim_start_matches(|c| FORMULA.contains(&c) || c == ' '));
    let kept: String = text::graphemes(&composed).take(MOST_LETTERS).collect();
    let kept = kept.trim().to_owned();
    if kept.is_empty() { Err(StoreError::Invalid { what, value: given.to_owned() }) } else { Ok(kept) }
}

/// A number of people as it may be kept.
fn people(what: &'static str, given: Option<u32>) -> Result<Option<u32>, StoreError> {
    match given {
        Some(count) if count > MOST_PEOPLE => Err(StoreError::Invalid { what, value: count.to_string() }),
        _ => Ok(given),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_staff_write_is_cleaned() {
        for (given, kept) in [
            ("  Lớp  tối thứ ba ", "Lớp tối thứ ba"),
            ("=1+1", "1+1"),
            ("+-@ '=Nhà văn hóa", "Nhà văn hóa"),
            ("a\tb\r\nc\u{0}\u{1b}[31m", "a b c[31m"),
            ("Xo\u{301}m\u{200b} 3\u{202e}", "Xóm 3"),
        ] {
            assert_eq!(clean("a title", given).unwrap(), kept);
        }
        assert_eq!(clean("a title", &"ă".repeat(500)).unwrap().chars().count(), MOST_LETTERS);
        for nothing in ["", "  ", "=+-", "\u{7}\u{200b}"] {
            assert!(matches!(clean("a title", nothing), Err(StoreError::Invalid { .. })), "{nothing:?}");
        }
    }
}
