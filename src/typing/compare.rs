//! Tolerant comparison of a typed text with the expected one.
//!
//! What a form would accept passes; what a reader would understand is told apart from what is wrong; and the kind of
//! difference is named, so that the hint can be precise.

use super::normalise::normalise;
use crate::text;

/// How well a typed text matches, the better the smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// The same characters.
    Exact,
    /// The same text to a reader: spaces, Unicode form, tone style or look-alike signs differ at most.
    Same,
    /// Small and capital letters differ.
    Case,
    /// The letters are right, some marks are not.
    Diacritics,
    /// Anything else.
    Wrong,
}

/// What is different about marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Marks {
    /// Only missing: `Nguyen` for `Nguyễn`.
    Missing,
    /// Only too many: `Hòa` for `Hoa`.
    Extra,
    /// Others: `Nguyển` for `Nguyễn`, `Hòang` for `Hoàng`.
    Different,
}

/// The kind of difference, for a precise hint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Detail {
    /// Nothing to say.
    None,
    /// With [`Verdict::Diacritics`].
    Marks {
        /// What is different about the marks.
        marks: Marks,
        /// Small and capital letters differ as well.
        case: bool,
    },
    /// With [`Verdict::Wrong`]: nothing was typed. No mistake yet.
    Empty,
    /// With [`Verdict::Wrong`]: the letters are right, the spaces between them are not.
    Spacing,
    /// With [`Verdict::Wrong`]: a number differs. It is never almost right.
    Number,
    /// With [`Verdict::Wrong`]: one letter or sign differs.
    Near,
}

/// The result of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Comparison {
    /// How well it matches.
    pub verdict: Verdict,
    /// What is different.
    pub detail: Detail,
}

impl Comparison {
    /// A verdict that needs no detail.
    pub(super) fn plain(verdict: Verdict) -> Self {
        Self { verdict, detail: Detail::None }
    }

    /// A wrong text.
    pub(super) fn wrong(detail: Detail) -> Self {
        Self { verdict: Verdict::Wrong, detail }
    }

    /// The detail in one stable word, for records and tests: `missing+case`, `near`; empty if there is none.
    pub fn detail_code(self) -> &'static str {
        match self.detail {
            Detail::None => "",
            Detail::Marks { marks: Marks::Missing, case: false } => "missing",
            Detail::Marks { marks: Marks::Missing, case: true } => "missing+case",
            Detail::Marks { marks: Marks::Extra, case: false } => "extra",
            Detail::Marks { marks: Marks::Extra, case: true } => "extra+case",
            Detail::Marks { marks: Marks::Different, case: false } => "different",
            Detail::Marks { marks: Marks::Different, case: true } => "different+case",
            Detail::Empty => "empty",
            Detail::Spacing => "spacing",
            Detail::Number => "number",
            Detail::Near => "near",
        }
    }
}

/// Compares a name, an address or another short text in Vietnamese; the first verdict that holds.
pub fn compare(typed: &str, expected: &str) -> Comparison {
    if typed == expected {
        return Comparison::plain(Verdict::Exact);
    }
    let (typed, expected) = (normalise(typed), normalise(expected));
    if typed == expected {
        return Comparison::plain(Verdict::Same);
    }
    if typed.to_lowercase() == expected.to_lowercase() {
        return Comparison::plain(Verdict::Case);
    }
    if text::fold(&typed) == text::fold(&expected) {
        return Comparison { verdict: Verdict::Diacritics, detail: marks(&typed, &expected) };
    }
    Comparison::wrong(wrong_detail(&typed, &expected))
}

/// How the marks differ of two texts with the same base letters.
fn marks(typed: &str, expected: &str) -> Detail {
    let (typed, expected) = (text::letters(typed), text::letters(expected));
    let (mut missing, mut extra, mut case) = (false, false, false);
    for ((typed, typed_marks), (expected, expected_marks)) in typed.iter().zip(&expected) {
        missing |= expected_marks.iter().any(|m| !typed_marks.contains(m));
        extra |= typed_marks.iter().any(|m| !expected_marks.contains(m));
        case |= typed != expected;
    }
    let marks = match (missing, extra) {
        (true, false) => Marks::Missing,
        (false, true) => Marks::Extra,
        _ => Marks::Different,
    };
    Detail::Marks { marks, case }
}

/// What is wrong between two normalised texts whose letters differ.
pub(super) fn wrong_detail(typed: &str, expected: &str) -> Detail {
    let (typed, expected) = (text::fold(typed), text::fold(expected));
    if typed.is_empty() {
        Detail::Empty
    } else if typed != expected && without_spaces(&typed) == without_spaces(&expected) {
        Detail::Spacing
    } else if numbers(&typed).ne(numbers(&expected)) {
        Detail::Number
    } else if strsim::damerau_levenshtein(&typed, &expected) == 1 {
        Detail::Near
    } else {
        Detail::None
    }
}

fn without_spaces(text: &str) -> String {
    text.chars().filter(|c| *c != ' ').collect()
}

/// The runs of digits, in order.
fn numbers(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_are_ordered_by_merit() {
        assert!(Verdict::Exact < Verdict::Same && Verdict::Case < Verdict::Diacritics);
        assert!(Verdict::Diacritics < Verdict::Wrong);
    }

    /// Cases beyond the table of the data.
    #[test]
    fn verdicts_and_details() {
        for (typed, expected, verdict, detail) in [
            ("", "", Verdict::Exact, ""),
            (" ", "", Verdict::Same, ""),
            ("", "An", Verdict::Wrong, "empty"),
            ("Số 12,đường Lê Lợi", "Số 12, đường Lê Lợi", Verdict::Same, ""),
            ("HÒA BÌNH", "Hoà Bình", Verdict::Case, ""),
            ("Đạ Hùoai", "Đạ Huoai", Verdict::Diacritics, "extra"),
            ("đình", "Dinh", Verdict::Diacritics, "extra+case"),
            ("nguyển", "Nguyễn", Verdict::Diacritics, "different+case"),
            ("gìa", "già", Verdict::Diacritics, "different"),
            ("NguyenVan An", "Nguyễn Văn An", Verdict::Wrong, "spacing"),
            ("Thôn 3", "Thôn 2", Verdict::Wrong, "number"),
            ("Thôn", "Thôn 2", Verdict::Wrong, "number"),
            ("Thnô", "Thôn", Verdict::Wrong, "near"),
            ("Nguyển Van Anh", "Nguyễn Văn An", Verdict::Wrong, "near"),
            ("Trần", "Lê", Verdict::Wrong, ""),
        ] {
            let result = compare(typed, expected);
            assert_eq!((result.verdict, result.detail_code()), (verdict, detail), "{typed} for {expected}");
        }
    }
}
