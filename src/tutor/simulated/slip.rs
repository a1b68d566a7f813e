//! What a hand types instead of what it should.

use super::possible::LOOKS_REAL;
use crate::random::SplitMix64;
use crate::text;

/// A way to mistype a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slip {
    /// The letters without their marks.
    Unmarked,
    /// One letter is another.
    Letter,
    /// A number ends with another digit.
    Number,
    /// Nothing is typed.
    Empty,
    /// Something that could be somebody's.
    Real,
}

impl Slip {
    /// Mostly small slips, seldom what looks real; `None`: this time there is none.
    pub(super) fn draw(random: &mut SplitMix64) -> Option<Slip> {
        match random.below(16) {
            0..=3 => Some(Slip::Unmarked),
            4..=6 => Some(Slip::Letter),
            7..=9 => Some(Slip::Number),
            10 => Some(Slip::Empty),
            11 => Some(Slip::Real),
            _ => None,
        }
    }

    /// The mistyped text. Where a slip cannot be made (no marks, no digit), another one is.
    pub(super) fn of(self, right: &str, random: &mut SplitMix64) -> String {
        match self {
            Slip::Unmarked => unmarked(right).unwrap_or_else(|| other_letter(right, random)),
            Slip::Letter => other_letter(right, random),
            Slip::Number => other_digit(right).unwrap_or_else(|| other_letter(right, random)),
            Slip::Empty => String::new(),
            Slip::Real => LOOKS_REAL.to_owned(),
        }
    }
}

fn unmarked(right: &str) -> Option<String> {
    let bare: String = text::letters(right).into_iter().map(|(letter, _)| letter).collect();
    (bare != right).then_some(bare)
}

fn other_letter(right: &str, random: &mut SplitMix64) -> String {
    let letters: Vec<usize> = right.char_indices().filter(|(_, c)| c.is_alphabetic()).map(|(at, _)| at).collect();
    let Some(hit) = random.pick(&letters) else { return other_digit(right).unwrap_or_else(|| format!("{right}x")) };
    let other = |c: char| if c == 'x' { 'z' } else { 'x' };
    right.char_indices().map(|(at, c)| if at == *hit { other(c) } else { c }).collect()
}

/// Its last digit becomes the next: the first ones stay, so that no practice number turns into one that looks real.
fn other_digit(right: &str) -> Option<String> {
    let last = right.rfind(|c: char| c.is_ascii_digit())?;
    let next = |c: char| c.to_digit(10).and_then(|digit| char::from_digit((digit + 1) % 10, 10)).unwrap_or(c);
    Some(right.char_indices().map(|(at, c)| if at == last { next(c) } else { c }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typing::{Verdict, compare};

    #[test]
    fn a_slip_is_told_from_the_right_text() {
        let mut random = SplitMix64::new(1);
        for (slip, right, typed, verdict) in [
            (Slip::Unmarked, "Đặng Thị Tập", "Dang Thi Tap", Verdict::Diacritics),
            (Slip::Number, "Xóm Mẫu 2", "Xóm Mẫu 3", Verdict::Wrong),
            (Slip::Number, "000160000109", "000160000100", Verdict::Wrong),
            (Slip::Letter, "123456", "123457", Verdict::Wrong),
            (Slip::Letter, "x", "z", Verdict::Wrong),
            (Slip::Unmarked, "a", "x", Verdict::Wrong),
            (Slip::Letter, "–", "–x", Verdict::Wrong),
            (Slip::Empty, "Tập", "", Verdict::Wrong),
            (Slip::Real, "000160000101", LOOKS_REAL, Verdict::Wrong),
        ] {
            assert_eq!(slip.of(right, &mut random), typed);
            assert_eq!(compare(typed, right).verdict, verdict, "{typed} for {right}");
        }
    }
}
