//! What a text in a field is: whether it fits the rule, and which of the asked facts are true of it.

use crate::lesson::model::{Field, FieldFact, Rule};
use crate::lesson::table::{CodeId, FieldId};
use crate::text;
use crate::typing::{self, Kind, Verdict};

/// What a content is compared with, besides fixed texts.
pub trait Texts {
    /// The digits of a code that is here now.
    fn code(&self, code: CodeId) -> Option<String>;
    /// What stands in another field.
    fn other(&self, field: FieldId) -> String;
}

/// No code is here, no other field is filled: for texts that the world itself puts into fields.
#[derive(Debug, Clone, Copy)]
pub struct Alone;

impl Texts for Alone {
    fn code(&self, _: CodeId) -> Option<String> {
        None
    }
    fn other(&self, _: FieldId) -> String {
        String::new()
    }
}

/// The class of a text in a field: bit n is the truth of the field's n-th fact.
pub fn class(field: &Field, content: &str, texts: &impl Texts) -> u32 {
    let truth = |fact: &FieldFact| match fact {
        FieldFact::Filled => !content.trim().is_empty(),
        FieldFact::Valid => valid(field, content) && field.repeats.is_none_or(|of| content == texts.other(of)),
        FieldFact::Equals(wanted) => equals(field, content, wanted),
        FieldFact::Contains(part) => squeezed(content).contains(&squeezed(part)),
        FieldFact::Code(id) => texts.code(*id).is_some_and(|digits| equals(field, content, &digits)),
    };
    field.facts.iter().enumerate().filter(|(_, fact)| truth(fact)).fold(0, |class, (bit, _)| class | 1 << bit)
}

/// Whether a content counts as equal to the wanted text, or to one of the accepted spellings.
fn equals(field: &Field, content: &str, wanted: &str) -> bool {
    if !field.options.is_empty() {
        return content == wanted;
    }
    let least = match field {
        Field { unmarked: true, .. } => Verdict::Diacritics,
        Field { capitals: true, .. } => Verdict::Same,
        _ => Verdict::Case,
    };
    let good = |expected: &str| typing::compare_as(kind(field.rule), content, expected).verdict <= least;
    good(wanted) || field.accept.iter().any(|spelling| good(spelling))
}

/// How texts of a rule are compared.
pub fn kind(rule: Rule) -> Kind {
    match rule {
        Rule::Text | Rule::Name => Kind::Text,
        Rule::Digits | Rule::CitizenId | Rule::Otp | Rule::Pin | Rule::Account => Kind::Digits,
        Rule::Phone => Kind::Phone,
        Rule::Password => Kind::Password,
        Rule::Email => Kind::Email,
        Rule::Date => Kind::Date,
        Rule::Money => Kind::Money,
        Rule::CustomerCode => Kind::Free,
    }
}

/// Whether the composer of Vietnamese letters must stay off in such a field.
pub fn is_plain(field: &Field) -> bool {
    field.plain || !matches!(field.rule, Rule::Text | Rule::Name)
}

/// Whether what is typed is hidden.
pub fn is_secret(rule: Rule) -> bool {
    matches!(rule, Rule::Password | Rule::Pin)
}

/// For search: case, marks and spaces do not matter.
fn squeezed(content: &str) -> String {
    text::fold(content).chars().filter(|c| !c.is_whitespace()).collect()
}

/// Whether no further digit fits, as on the pad of a real phone. Other numbers may become too long: it is said so.
pub fn is_full(rule: Rule, content: &str) -> bool {
    let most = match rule {
        Rule::Pin => 6,
        Rule::Otp => 8,
        _ => return false,
    };
    content.chars().filter(char::is_ascii_digit).count() >= most
}

/// Whether a text fits the rule of its field.
pub fn valid(field: &Field, content: &str) -> bool {
    let content = content.trim();
    if content.is_empty() {
        return false;
    }
    if !field.options.is_empty() {
        return field.options.iter().any(|option| option.id.as_ref() == content);
    }
    let amount = content.trim_end_matches(|c: char| c.is_alphabetic() || c == '₫' || c == ' ');
    let content = if field.rule == Rule::Money { amount } else { content };
    let digits = || content.chars().filter(|c| !matches!(c, ' ' | '.' | '-')).collect::<String>();
    let count = |least: usize, most: usize| {
        let digits = digits();
        digits.bytes().all(|b| b.is_ascii_digit()) && (least..=most).contains(&digits.len())
    };
    match field.rule {
        Rule::Text => true,
        Rule::Name => {
            content.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '\'' | '-')) && text::width(content) >= 2
        }
        Rule::Digits => count(1, 32),
        Rule::CitizenId => count(12, 12),
        Rule::Phone => count(10, 10),
        Rule::Otp => count(4, 8),
        Rule::Pin => count(4, 6),
        Rule::Account => count(6, 20),
        Rule::Password => password(content),
        Rule::Email => email(content),
        Rule::Date => date(content),
        Rule::Money => count(1, 12) && digits().bytes().any(|b| b != b'0'),
        Rule::CustomerCode => content.bytes().all(|b| b.is_ascii_alphanumeric()) && (7..=13).contains(&content.len()),
    }
}

/// 8 to 20 characters of four kinds, as `VNeID` asks.
fn password(content: &str) -> bool {
    (8..=20).contains(&content.chars().count())
        && content.chars().any(char::is_uppercase)
        && content.chars().any(char::is_lowercase)
        && content.chars().any(|c| c.is_ascii_digit())
        && content.chars().any(|c| !c.is_alphanumeric())
}

fn email(content: &str) -> bool {
    content.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.split('.').filter(|part| !part.is_empty()).count() >= 2 && !content.contains(' ')
    })
}

/// dd/mm/yyyy with any of the usual separators.
fn date(content: &str) -> bool {
    let parts: Vec<Option<u16>> = content.split(['/', '-', '.']).map(|part| part.trim().parse().ok()).collect();
    let [Some(day), Some(month), Some(year)] = parts[..] else { return false };
    let month_days = match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=month_days).contains(&day) && (1900..=2100).contains(&year)
}
