//! stub
/// v
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict { /// x
    Exact, /// x
    Same, /// x
    Case, /// x
    Diacritics, /// x
    Wrong }
/// k
#[derive(Debug, Clone, Copy)]
pub enum Kind { /// x
    Text, /// x
    Free, /// x
    Email, /// x
    Phone, /// x
    Digits, /// x
    Date, /// x
    Money, /// x
    Password }
/// c
#[derive(Debug, Clone, Copy)]
pub struct Comparison { /// x
    pub verdict: Verdict }
/// c
pub fn compare_as(_kind: Kind, typed: &str, expected: &str) -> Comparison {
    Comparison { verdict: if typed == expected { Verdict::Exact } else { Verdict::Wrong } }
}
