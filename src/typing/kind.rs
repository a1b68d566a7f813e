//! Comparing by the kind of field: a date by its value, a password to the letter.

use super::compare::{Comparison, Detail, Verdict, compare, wrong_detail};
use super::compose::compose_with;
use super::normalise::normalise;
use super::rules::{Method, Rules, Style};

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A name, an address or another short text.
    Text,
    /// Free text, such as a message: capitals do not matter.
    Free,
    /// An e-mail address, web address or user name.
    Email,
    /// A telephone number.
    Phone,
    /// A number whose every digit counts: identity number, account, one-time code.
    Digits,
    /// A date: day, month, year.
    Date,
    /// A sum of money.
    Money,
    /// A password.
    Password,
}

impl Kind {
    /// Whether Vietnamese is typed here. Elsewhere the input method is off, and the indicator says why.
    pub fn composes(self) -> bool {
        matches!(self, Self::Text | Self::Free)
    }
}

/// Compares what was typed into a field of some kind.
pub fn compare_as(kind: Kind, typed: &str, expected: &str) -> Comparison {
    if typed == expected {
        return Comparison::plain(Verdict::Exact);
    }
    match kind {
        Kind::Text => compare(typed, expected),
        Kind::Free => match compare(typed, expected) {
            Comparison { verdict: Verdict::Case, .. } => Comparison::plain(Verdict::Same),
            Comparison { verdict, detail: Detail::Marks { marks, .. } } => {
                Comparison { verdict, detail: Detail::Marks { marks, case: false } }
            }
            other => other,
        },
        Kind::Email => email(&typed.trim().to_lowercase(), &expected.trim().to_lowercase()),
        Kind::Phone | Kind::Digits => by_value(typed, expected, |text| Some(ungrouped(text))),
        Kind::Date => by_value(typed, expected, date),
        Kind::Money => by_value(typed, expected, money),
        // Not even a hint: it would give away how near a guess is.
        Kind::Password => Comparison::wrong(if typed.is_empty() { Detail::Empty } else { Detail::None }),
    }
}

fn email(typed: &str, expected: &str) -> Comparison {
    if typed == expected { Comparison::plain(Verdict::Same) } else { Comparison::wrong(wrong_detail(typed, expected)) }
}

/// Same if both texts have the same value; two texts without a value are not the same.
fn by_value<T: PartialEq>(typed: &str, expected: &str, value: impl Fn(&str) -> Option<T>) -> Comparison {
    let (typed, expected) = (normalise(typed), normalise(expected));
    if typed == expected {
        return Comparison::plain(Verdict::Same);
    }
    if typed.is_empty() {
        return Comparison::wrong(Detail::Empty);
    }
    match (value(&typed), value(&expected)) {
        (Some(typed), Some(expected)) if typed == expected => Comparison::plain(Verdict::Same),
        (Some(_), Some(_)) => Comparison::wrong(Detail::Number),
        _ => Comparison::wrong(Detail::None),
    }
}

/// Without the signs that only group: spaces, dots, hyphens.
fn ungrouped(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, ' ' | '.' | '-')).collect()
}

/// Day, month, year, written with any of the usual separators. Whether there is such a day is not asked here.
fn date(text: &str) -> Option<(u32, u32, u32)> {
    let parts: Vec<&str> = text.split([' ', '/', '-', '.']).collect();
    match parts.as_slice() {
        [day, month, year] if day.len() <= 2 && month.len() <= 2 && year.len() == 4 => {
            Some((number(day)?, number(month)?, number(year)?))
        }
        _ => None,
    }
}

fn number(digits: &str) -> Option<u32> {
    digits.parse().ok().filter(|_| digits.bytes().all(|b| b.is_ascii_digit()))
}

/// A whole sum in đồng: digits, in groups of three or not, with or without the currency.
fn money(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let sum = ["vnđ", "vnd", "đồng", "dong", "đ", "d", "₫"].iter().find_map(|unit| lower.strip_suffix(unit));
    let sum = sum.unwrap_or(&lower).trim();
    let mut groups = sum.split(['.', ',', ' ']);
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let grouped = rest.is_empty() || (first.len() <= 3 && rest.iter().all(|g| g.len() == 3));
    let digits = first.to_owned() + &rest.concat();
    let plain = !first.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    (grouped && plain).then(|| digits.trim_start_matches('0').to_owned())
}

/// The method whose keys these are, if they were typed with the input method off (or the other one on): composed, they
/// would match the expected text.
pub fn would_match_if_composed(typed: &str, expected: &str) -> Option<Method> {
    let matches = |text: &str| compare(text, expected).verdict <= Verdict::Case;
    if matches(typed) {
        return None;
    }
    [Method::Telex, Method::Vni].into_iter().find(|method| {
        let rules = Rules { method: *method, style: Style::Old, highland: true };
        matches(&compose_with(typed, rules))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_in_its_way() {
        use Verdict::{Case, Diacritics, Exact, Same, Wrong};
        for (kind, typed, expected, verdict, detail) in [
            (Kind::Text, "an", "An", Case, ""),
            (Kind::Text, "thôn hòa bình", "Thôn Hoà Bình", Case, ""),
            (Kind::Free, "chào bác", "Chào bác", Same, ""),
            (Kind::Free, "chao bác", "Chào bác", Diacritics, "missing"),
            (Kind::Free, "Chào bác", "Chào bác", Exact, ""),
            (Kind::Email, " An.Nguyen@gmail.com", "an.nguyen@gmail.com", Same, ""),
            (Kind::Email, "annguyen@gmail.com", "an.nguyen@gmail.com", Wrong, "near"),
            (Kind::Email, "an. nguyen@gmail.com", "an.nguyen@gmail.com", Wrong, "spacing"),
            (Kind::Email, "a - n@gmail.com", "a-n@gmail.com", Wrong, "spacing"),
            (Kind::Email, "án@gmail.com", "an@gmail.com", Wrong, ""),
            (Kind::Email, " ", "an@gmail.com", Wrong, "empty"),
            (Kind::Phone, "0912 345.678", "0912345678", Same, ""),
            (Kind::Phone, "0912345687", "0912345678", Wrong, "number"),
            (Kind::Digits, "001-234 567", "001234567", Same, ""),
            (Kind::Digits, "1234567", "001234567", Wrong, "number"),
            (Kind::Digits, "", "001234567", Wrong, "empty"),
            (Kind::Date, "1/2/1960", "01/02/1960", Same, ""),
            (Kind::Date, "1 - 2 - 1960", "01/02/1960", Same, ""),
            (Kind::Date, "2/1/1960", "01/02/1960", Wrong, "number"),
            (Kind::Date, "1/2/60", "01/02/1960", Wrong, ""),
            (Kind::Date, "hôm nay", "01/02/1960", Wrong, ""),
            (Kind::Money, "150.000 đ", "150000", Same, ""),
            (Kind::Money, "150 000 VNĐ", "150.000đ", Same, ""),
            (Kind::Money, "0150000 đồng", "150,000₫", Same, ""),
            (Kind::Money, "15000", "150000", Wrong, "number"),
            (Kind::Money, "150.00", "150000", Wrong, ""),
            (Kind::Money, "đ", "150000", Wrong, ""),
            (Kind::Password, "Mat.Khau1", "Mat.Khau1", Exact, ""),
            (Kind::Password, "mat.Khau1", "Mat.Khau1", Wrong, ""),
            (Kind::Password, "Mat.Khau1 ", "Mat.Khau1", Wrong, ""),
            (Kind::Password, "", "Mat.Khau1", Wrong, "empty"),
        ] {
            let result = compare_as(kind, typed, expected);
            assert_eq!((result.verdict, result.detail_code()), (verdict, detail), "{kind:?} {typed} for {expected}");
        }
    }

    #[test]
    fn only_vietnamese_is_composed() {
        assert!(Kind::Text.composes() && Kind::Free.composes());
        assert!(!Kind::Password.composes() && !Kind::Email.composes());
    }

    #[test]
    fn a_wrong_method_is_noticed() {
        let expected = "Nguyễn Văn An";
        assert_eq!(would_match_if_composed("Nguyeenx Vawn An", expected), Some(Method::Telex));
        assert_eq!(would_match_if_composed("nguye6n4 va8n an", expected), Some(Method::Vni));
        assert_eq!(would_match_if_composed("Nguyen Van An", expected), None);
        assert_eq!(would_match_if_composed("nguyễn văn an", expected), None);
        assert_eq!(would_match_if_composed("Kroong Noo", "Krông Nô"), Some(Method::Telex));
    }
}
