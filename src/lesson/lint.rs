//! What `kiosk check` asks of lesson files beyond what the kiosk needs to play them: texts in every language and short
//! enough, only characters that the console font has, no number that could be somebody's, a safety step where the topic
//! asks for one, a review that is not overdue. Pure: the day comes from outside.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::compile::Parsed;
use super::diagnostic::{Finding, Source};
use super::raw::RawLesson;
use crate::text;
use crate::time::Day;

/// Topics a lesson can have. Where `true`, money or a stranger is near, and a lesson needs a safety step (`must`).
const TOPICS: [(&str, bool); 15] = [
    ("phone", false),
    ("vneid", false),
    ("portal", false),
    ("bank", true),
    ("payment", true),
    ("bills", true),
    ("account", true),
    ("jobs", true),
    ("scam", true),
    ("health", false),
    ("land", false),
    ("ai", false),
    ("officials", false),
    ("signature", false),
    ("typing", false),
];

/// The longest a text may be, in columns: what can be read at a glance and fits beside the device at 50×18.
const LONGEST: [(&str, usize); 7] =
    [("title", 48), ("coming", 48), ("task", 240), ("say", 150), ("hints", 150), ("why", 150), ("label", 60)];

/// How a learner could be addressed. Which of them is right her age says, so no text has one written out.
const ADDRESSES: [&str; 4] = ["bác", "anh chị", "bạn", "quý vị"];

/// Words with one of them in it that address nobody.
const NO_ADDRESSES: [&str; 6] = ["bạn bè", "bạn thân", "bạn đọc", "kết bạn", "bác sĩ", "bác bỏ"];

/// Endings of addresses that may stand in the address bar: reserved for examples (RFC 2606), the same in Vietnamese (no
/// such ending exists), and of the state.
const ENDINGS: [&str; 3] = [".example", ".vi-du", ".gov.vn"];

/// More findings of one file help nobody.
const MOST_FINDINGS: usize = 50;

/// What a file is, since the same key means different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A lesson.
    Lesson,
    /// A simulated app.
    App,
    /// Personas, courses.
    Other,
    /// Texts of another language: keys and names of texts mean nothing else.
    Language,
}

/// Everything that stands in the strings of one file.
pub fn texts(source: &Source, kind: FileKind) -> Vec<Finding> {
    let Ok(table) = DeTable::parse(&source.text) else { return Vec::new() }; // the loader has said so already
    let mut lint = Lint { source, kind, findings: Vec::new() };
    lint.table(table.get_ref());
    lint.findings.truncate(MOST_FINDINGS);
    lint.findings
}

/// What a lesson as a whole must have.
pub fn lesson(parsed: &Parsed<RawLesson>, today: Day) -> Vec<Finding> {
    let (raw, source) = (&parsed.raw, &parsed.source);
    let mut findings = Vec::new();
    let topic = raw.topic.get_ref().as_str();
    match TOPICS.iter().find(|(name, _)| *name == topic) {
        None => {
            let known = TOPICS.iter().map(|(name, _)| *name);
            findings.push(source.error(raw.topic.span(), format!("unknown topic `{topic}`")).known(topic, known));
        }
        Some((_, true)) if !raw.steps.iter().any(|step| step.get_ref().must) => {
            let message = format!("a lesson about `{topic}` needs a safety step");
            let help =
                "mark the step in which the danger is refused with `must = true`, and name the danger in its reaction";
            findings.push(source.error(raw.topic.span(), message).help(help));
        }
        Some(_) => {}
    }
    match &raw.checked {
        None => {
            let help = "add checked = { app_version = \"…\", on = 2026-11-01, review_by = 2027-05-01 }";
            findings.push(
                source
                    .error(raw.title.span(), "nobody has said when this lesson was compared with the real thing")
                    .help(help)
                    .warning(),
            );
        }
        Some(checked) => findings.extend(overdue(source, checked.review_by.get_ref(), checked.review_by.span(), today)),
    }
    findings
}

fn overdue(source: &Source, by: &toml::value::Datetime, span: Range<usize>, today: Day) -> Option<Finding> {
    let date = by.date?;
    let by = Day::from_date(date.year, date.month, date.day)?;
    let message = format!("this lesson was to be reviewed by {date}");
    let help = "compare it with the real app or site, then move `on` and `review_by` on";
    (by < today).then(|| source.error(span, message).help(help).warning())
}

struct Lint<'s> {
    source: &'s Source,
    kind: FileKind,
    findings: Vec<Finding>,
}

impl Lint<'_> {
    fn table(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            let key: &str = key.get_ref();
            // What a lesson passes to its apps is the apps' own text.
            if !(self.kind == FileKind::Lesson && key == "with") {
                self.narration(key, value);
            }
            self.value(key, value);
        }
    }

    fn value(&mut self, key: &str, value: &Spanned<DeValue<'_>>) {
        if self.findings.len() >= MOST_FINDINGS {
            return;
        }
        match value.get_ref() {
            DeValue::String(text) => self.string(key, text, value.span()),
            DeValue::Array(items) => items.iter().for_each(|item| self.value(key, item)),
            DeValue::Table(table) => self.table(table),
            _ => {}
        }
    }

    /// Texts that the kiosk says itself exist in both languages, and are short.
    fn narration(&mut self, key: &str, value: &Spanned<DeValue<'_>>) {
        if let DeValue::Array(items) = value.get_ref() {
            items.iter().for_each(|item| self.narration(key, item));
            return;
        }
        let translated = match self.kind {
            FileKind::Lesson => matches!(key, "title" | "task" | "say" | "hints" | "why"),
            FileKind::Other => matches!(key, "title" | "label" | "coming"),
            FileKind::App | FileKind::Language => false,
        };
        let words = |text: &str| text.split_whitespace().nth(1).is_some();
        match value.get_ref() {
            DeValue::String(text) if translated && words(text) => {
                let message = format!("this `{key}` is in one language only");
                let finding = self.source.error(value.span(), message);
                self.findings.push(finding.help("write { vi = \"…\", en = \"…\" }"));
            }
            DeValue::Table(texts) => {
                for lang in ["vi", "en"] {
                    if let Some(text) = texts.get(lang)
                        && let DeValue::String(content) = text.get_ref()
                    {
                        self.length(key, content, text.span());
                        if translated && lang == "vi" {
                            self.address(content, text.span());
                        }
                    }
                }
            }
            _ => {}
        }
    }

    /// In what the kiosk says itself. The people of an app may speak to the persona as they like.
    fn address(&mut self, content: &str, span: Range<usize>) {
        if self.kind == FileKind::Lesson && form_of_address(&own_words(content)).is_some() {
            let help = "write {you} or {You}: it becomes bác, anh chị or bạn by her age";
            let message = "the learner's form of address stands in this text";
            self.findings.push(self.source.error(span, message).help(help));
        }
    }

    fn length(&mut self, key: &str, content: &str, span: Range<usize>) {
        let Some((_, most)) = LONGEST.iter().find(|(name, _)| *name == key) else { return };
        let columns = text::width(&text::plain(content));
        if columns > *most {
            let message = format!("this `{key}` takes {columns} columns, and {most} is the most");
            let help = "say one thing in it; short sentences are read, long ones are not";
            self.findings.push(self.source.error(span.clone(), message).help(help));
        }
        if content.trim().is_empty() {
            self.findings.push(self.source.error(span, format!("this `{key}` is empty")));
        }
    }

    fn string(&mut self, key: &str, content: &str, span: Range<usize>) {
        if self.kind == FileKind::App && key == "label" {
            self.length(key, content, span.clone());
        }
        if let Some(odd) = content.chars().find(|c| *c != '\n' && !text::has_glyph(*c)) {
            let message = format!("the console font has no `{}`", text::escape(&odd.to_string(), 8));
            let help = "use letters, digits, common signs, or the arrows and lines that the author's guide lists";
            self.findings.push(self.source.error(span.clone(), message).help(help));
        }
        if let Some((number, what)) = real_number(content) {
            let message = format!("`{number}` looks like a real {what}");
            let help = "ID numbers begin with 000, phone and account numbers with 0000 (author's guide, \"Only invented data\")";
            self.findings.push(self.source.error(span.clone(), message).help(help));
        }
        if key == "address" && self.kind == FileKind::App && !ENDINGS.iter().any(|end| host(content).ends_with(end)) {
            let message = "this address could belong to somebody";
            let help = "an invented address ends in .example (`capnhat-vneid.example`)";
            self.findings.push(self.source.error(span, message).help(help));
        }
    }
}

/// The first word of a Vietnamese text that could address the learner.
pub fn form_of_address(content: &str) -> Option<&'static str> {
    let mut words = String::from(" ");
    for c in content.to_lowercase().chars() {
        match c {
            c if c.is_alphanumeric() => words.push(c),
            c if c.is_whitespace() || c == '/' => words.push(' '),
            // Words on both sides of a sign do not belong together.
            _ => words.push_str(" . "),
        }
    }
    let mut words = format!(" {} ", words.split_whitespace().collect::<Vec<_>>().join(" "));
    for other in NO_ADDRESSES {
        words = words.replace(&format!(" {other} "), " . ");
    }
    ADDRESSES.into_iter().find(|address| words.contains(&format!(" {address} ")))
}

/// A text without its labels (`**…**`) and quotations (“…”): these words are somebody else's.
fn own_words(content: &str) -> String {
    let spans = text::markup(content).into_iter();
    let unmarked: String = spans.map(|span| if span.bold { ".".to_owned() } else { span.text }).collect();
    let mut parts = unmarked.split('“');
    let mut own = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        own.push('.');
        own.push_str(part.split_once('”').map_or(part, |(_, after)| after));
    }
    own
}

/// The name of the machine in an address.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

/// The first number of a text that has the shape of somebody's: (number, what it would be). A practice number begins
/// with `000` (ID, 12 digits) or `0000` (phone, account).
pub fn real_number(content: &str) -> Option<(String, &'static str)> {
    numbers(content).into_iter().find_map(|number| {
        let hotline = number.len() <= 10 && (number.starts_with("1800") || number.starts_with("1900"));
        let invented = number.starts_with("0000") || hotline;
        let mobile = ["03", "05", "07", "08", "09", "02"].iter().any(|prefix| number.starts_with(prefix));
        match number.len() {
            12 if !number.starts_with("000") => Some((number, "ID number")),
            10 if mobile => Some((number, "phone number")),
            9..=19 if !invented && number.len() != 12 => Some((number, "account number")),
            _ => None,
        }
    })
}

/// Numbers as a person would read them: digits in groups of three or four belong together. Amounts, which have dots
/// and a unit, codes that begin with letters, and digits that all stand apart, as on a keyboard, are something else.
fn numbers(content: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut number = String::new();
    let (mut before, mut dotted, mut gap, mut joined) = (None, false, false, false);
    for c in content.chars().chain(std::iter::once('\u{0}')) {
        if c.is_ascii_digit() {
            joined |= !number.is_empty() && !gap;
            number.push(c);
            gap = false;
        } else if matches!(c, ' ' | '.') && !number.is_empty() && !gap {
            dotted |= c == '.';
            gap = true;
        } else {
            let unit = matches!(c, 'đ' | '₫' | '%');
            let amount = dotted && unit;
            if joined && !amount && before != Some(true) {
                found.push(std::mem::take(&mut number));
            }
            number.clear();
            (dotted, gap, joined) = (false, false, false);
            before = Some(c.is_alphabetic());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_address_is_found_in_what_the_kiosk_says_itself() {
        for (content, found) in [
            ("Mời bác chạm **Tiếp tục**.", Some("bác")),
            ("Bác đã làm được.", Some("bác")),
            ("Mời anh/chị xem.", Some("anh chị")),
            ("Mời Anh  chị xem.", Some("anh chị")),
            ("QUÝ VỊ, mời xem.", Some("quý vị")),
            ("Ai gọi cho bạn?", Some("bạn")),
            ("Người lạ nói “xin bạn", Some("bạn")),
            ("Mời {you} xem. {You} đã làm được.", None),
            ("Anh, chị của bà Tập", None),
            ("Bạn bè của bà, một bạn thân, lời mời kết bạn", None),
            ("Bác sĩ xem thẻ. Hồ sơ bị bác bỏ.", None),
            ("Chạm **Bạn là ai?**, dòng “Chào bạn”.", None),
            ("Bạc, bán, bạn.", Some("bạn")),
            ("bạnh bácx", None),
        ] {
            assert_eq!(form_of_address(&own_words(content)), found, "{content}");
        }
    }

    #[test]
    fn numbers_that_could_be_somebodys_are_found() {
        for (content, found) in [
            ("019160000101", Some("ID number")),
            ("Số 019 160 000 101.", Some("ID number")),
            ("000160000101", None),
            ("0912 345 678", Some("phone number")),
            ("0912.345.678", Some("phone number")),
            ("0000 123 456", None),
            ("0000 0000 15", None),
            ("19034567891011", Some("account number")),
            ("Tổng đài 1900 1234", None),
            ("1 2 3 4 5 6 7 8 9 0 - =", None),
            ("10203040506070", Some("account number")),
            ("PA00000000123", None),
            ("ZZ4000000000123", None),
            ("1.250.000.000 đ", None),
            ("Gọi 156 hoặc 18001091", None),
            ("12/03/1960", None),
            ("2026-12-01 14:30", None),
            ("TAP.00.00.H00-261201-%%%%", None),
        ] {
            assert_eq!(real_number(content).map(|(_, what)| what), found, "{content}");
        }
    }
}
