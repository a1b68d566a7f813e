//! The only place that measures, wraps, normalises and cuts text.
//!
//! Vietnamese letters carry up to two marks; in files they come composed (NFC) or decomposed (NFD), and on screen
//! each takes one column. So lengths in bytes or in `char`s mean nothing here: columns are counted per grapheme.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{UnicodeNormalization, is_nfc};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Display columns of a text.
pub fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { plain_columns(text).unwrap_or_else(|| text.width()) }
}

/// Display columns of a text if each of its characters is a letter or sign of its own, one column wide, as in nearly
/// all that is shown: such a text need not be looked up in the tables of Unicode.
pub fn plain_columns(text: &str) -> Option<usize> {
    let mut columns = 0;
    for c in text.chars() {
        if !is_plain_cell(c) {
            return None;
        }
        columns += 1;
    }
    Some(columns)
}

fn is_plain_cell(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '\u{1e00}'..='\u{1eff}')
        || matches!(c, '–' | '“' | '”' | '•' | '…' | '↑' | '↓' | '\u{2500}'..='\u{259f}' | '►' | '▼' | '◄' | '●' | '✓')
}

/// Display columns of a text as a screen coordinate.
pub fn width_u16(text: &str) -> u16 {
    u16::try_from(width(text)).unwrap_or(u16::MAX)
}

/// User-perceived letters, in order.
pub fn graphemes(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.graphemes(true)
}

/// The composed form (NFC), the only one that a text console draws rightly.
pub fn nfc(text: &str) -> Cow<'_, str> {
    if is_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}

/// Whether a text is already composed.
pub fn is_composed(text: &str) -> bool {
    is_nfc(text)
}

/// Lower-case base letters without marks, `đ` as `d`: what a search compares.
pub fn fold(text: &str) -> String {
    text.nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'đ' { 'd' } else { c })
        .collect()
}

/// A text without the marks of its letters, `đ` as `d`; case is kept.
pub fn without_marks(text: &str) -> String {
    let plain = |c| match c {
        'đ' => 'd',
        'Đ' => 'D',
        other => other,
    };
    text.nfd().filter(|c| !is_combining_mark(*c)).map(plain).collect()
}

/// The letters of a text without their marks, each with its marks; the stroke of `đ` counts as one. Case is kept.
pub fn letters(text: &str) -> Vec<(char, Vec<char>)> {
    let mut letters: Vec<(char, Vec<char>)> = Vec::new();
    for c in text.nfd() {
        match (c, letters.last_mut()) {
            (mark, Some((_, marks))) if is_combining_mark(mark) => marks.push(mark),
            ('đ', _) => letters.push(('d', vec!['\u{335}'])),
            ('Đ', _) => letters.push(('D', vec!['\u{335}'])),
            (letter, _) => letters.push((letter, Vec::new())),
        }
    }
    letters
}

/// Cuts a text to at most `columns`, at a word boundary where there is one, and says so with `…`.
pub fn truncate(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    if columns == 0 {
        return Cow::Borrowed("");
    }
    let mut kept = String::new();
    let mut at_word = None;
    let mut used = 0;
    for cluster in graphemes(text) {
        let w = width(cluster);
        if used + w > columns - 1 {
            break;
        }
        if cluster == " " {
            at_word = Some(kept.len());
        }
        kept.push_str(cluster);
        used += w;
    }
    let next_is_space = text.get(kept.len()..).is_some_and(|rest| rest.starts_with(' '));
    if let (Some(at), false) = (at_word, next_is_space) {
        kept.truncate(at);
    }
    kept.truncate(kept.trim_end().len());
    kept.push('…');
    Cow::Owned(kept)
}

/// A run of text that is drawn in one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The text.
    pub text: String,
    /// Marked with `**…**`.
    pub bold: bool,
}

/// Splits `**bold**` marks. An unmatched `**` is kept as text.
pub fn markup(text: &str) -> Vec<Span> {
    let parts: Vec<&str> = text.split("**").collect();
    let paired = parts.len() % 2 == 1;
    let mut spans: Vec<Span> = Vec::new();
    for (i, part) in parts.iter().enumerate() {
        let unmatched = !paired && i + 1 == parts.len();
        let piece = if unmatched { format!("**{part}") } else { (*part).to_owned() };
        let bold = i % 2 == 1 && !unmatched;
        if !piece.is_empty() {
            spans.push(Span { text: piece, bold });
        }
    }
    spans
}

/// The text without its `**` marks.
pub fn plain(text: &str) -> String {
    markup(text).into_iter().map(|s| s.text).collect()
}

/// Breaks a text into lines of at most `columns`, at spaces and line breaks; a word longer than a line is broken
/// between letters. `columns` of 0 counts as 1.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    if width(text) <= columns && !text.contains('\n') && !text.starts_with(' ') {
        return vec![text.trim_end().to_owned()];
    }
    wrap_spans(&[Span { text: text.to_owned(), bold: false }], columns)
        .into_iter()
        .map(|line| line.into_iter().map(|s| s.text).collect())
        .collect()
}

/// [`wrap`] for `label: value`. A value that fits on a line stays whole, a number above all, unless that takes more lines.
pub fn wrap_value(label: &str, value: &str, columns: usize) -> Vec<String> {
    let plain = wrap(&format!("{label}: {value}"), columns);
    if plain.len() < 2 || width(value) > columns {
        return plain;
    }
    let mut apart = wrap(&format!("{label}:"), columns);
    apart.push(value.to_owned());
    if apart.len() > plain.len() { plain } else { apart }
}

/// [`markup`] and [`wrap`] together: lines of spans.
pub fn wrap_markup(text: &str, columns: usize) -> Vec<Vec<Span>> {
    if width(text) <= columns && !text.contains("**") && !text.contains('\n') && !text.starts_with(' ') {
        let text = text.trim_end();
        let line = (!text.is_empty()).then(|| Span { text: text.to_owned(), bold: false });
        return vec![line.into_iter().collect()];
    }
    wrap_spans(&markup(text), columns)
}

fn wrap_spans(spans: &[Span], columns: usize) -> Vec<Vec<Span>> {
    let mut lines = Lines { columns: columns.max(1), done: Vec::new(), line: Vec::new(), used: 0 };
    let mut word: Vec<(&str, bool)> = Vec::new();
    for span in spans {
        for piece in span.text.split_inclusive([' ', '\n']) {
            let body = piece.trim_end_matches([' ', '\n']);
            if !body.is_empty() {
                word.push((body, span.bold));
            }
            if piece.ends_with('\n') {
                lines.word(&mut word);
                lines.end_line();
            } else if piece.ends_with(' ') {
                lines.word(&mut word);
                lines.space(span.bold);
            }
        }
    }
    lines.word(&mut word);
    lines.end_line();
    lines.done
}

struct Lines {
    columns: usize,
    done: Vec<Vec<Span>>,
    line: Vec<Span>,
    used: usize,
}

impl Lines {
    fn push(&mut self, text: &str, bold: bool) {
        self.used += width(text);
        match self.line.last_mut() {
            Some(last) if last.bold == bold => last.text.push_str(text),
            _ => self.line.push(Span { text: text.to_owned(), bold }),
        }
    }

    fn space(&mut self, bold: bool) {
        if self.used > 0 && self.used < self.columns {
            self.push(" ", bold);
        }
    }

    /// Adds a word of pieces, and leaves none of them.
    fn word(&mut self, word: &mut Vec<(&str, bool)>) {
        let need: usize = word.iter().map(|(text, _)| width(text)).sum();
        if need == 0 {
            word.clear();
            return;
        }
        if self.used + need > self.columns && self.used > 0 {
            self.end_line();
        }
        if self.used + need <= self.columns {
            for (text, bold) in word.drain(..) {
                self.push(text, bold);
            }
            return;
        }
        for (text, bold) in word.drain(..) {
            for cluster in graphemes(text) {
                if self.used + width(cluster) > self.columns && self.used > 0 {
                    self.end_line();
                }
                self.push(cluster, bold);
            }
        }
    }

    fn end_line(&mut self) {
        while let Some(last) = self.line.last_mut() {
            last.text.truncate(last.text.trim_end().len());
            if last.text.is_empty() {
                self.line.pop()
            } else {
                break;
            };
        }
        self.done.push(std::mem::take(&mut self.line));
        self.used = 0;
    }
}

/// Groups digits for reading: `000160000101` with `[3, 3, 3, 3]` is `000 160 000 101`. What is left over stays on.
pub fn group_digits(text: &str, sizes: &[usize]) -> String {
    let mut out = String::new();
    let mut sizes = sizes.iter().copied();
    let mut left = sizes.next().unwrap_or(usize::MAX);
    for cluster in graphemes(text) {
        if left == 0 {
            out.push(' ');
            left = sizes.next().unwrap_or(usize::MAX);
        }
        out.push_str(cluster);
        left -= 1;
    }
    out
}

/// An amount as it is written in Viet Nam: `150000` as `150.000`. What is no plain number stays as it is.
pub fn amount(content: &str) -> String {
    let digits: String = content.chars().filter(|c| !matches!(c, ' ' | '.')).collect();
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return content.to_owned();
    }
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

/// Whether a character is not seen but changes what is: invisible, or turning the direction of what follows.
pub fn is_hidden(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// What keeps a text from being shown, and what to do about it, if that is not plain.
pub fn unshowable(text: &str) -> Option<(&'static str, Option<&'static str>)> {
    if !is_composed(text) {
        return Some(("this text is not NFC", Some("letters and marks are stored apart (NFD): save the file as NFC")));
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Some(("this text holds a control character", None));
    }
    text.chars().any(is_hidden).then_some(("this text holds a character that is not seen", None))
}

/// A text that is safe to print anywhere: control, invisible and direction characters as `\u{…}`, at most `max`
/// characters long.
pub fn escape(text: &str, max: usize) -> String {
    let mut out = String::new();
    let mut length = 0;
    for c in text.chars() {
        let before = out.len();
        if c.is_control() || is_hidden(c) {
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            length += out.len() - before;
        } else {
            out.push(c);
            length += 1;
        }
        if length > max {
            out.truncate(before);
            out.push('…');
            break;
        }
    }
    out
}

/// Overwrites a text before its memory is given back: what a learner typed does not outlive her session.
pub fn wipe(text: String) {
    let mut bytes = text.into_bytes();
    bytes.fill(0);
    std::hint::black_box(&bytes);
}

/// Vietnamese letters beyond ASCII.
const LETTERS: &str = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ";

/// Signs beyond ASCII that the console font has: punctuation, money, arrows, pointers, lines and blocks.
const SIGNS: &str = "“”‘’–—…·•°×÷₫§←↑→↓▶►◄◀▲▼●○◆■□✓─│┌┐└┘├┤┬┴┼█▓▒░▀▄▌▐";

/// Whether the kiosk's console font has a glyph for a (composed) character.
pub fn has_glyph(c: char) -> bool {
    let small = || c.to_lowercase().next().unwrap_or(c);
    matches!(c, ' '..='~') || LETTERS.contains(small()) || SIGNS.contains(c)
}

/// No name is longer.
const LONGEST_NAME: usize = 130;

/// The known name nearest to a mistyped one, if it is near enough to be meant.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = name.chars().count();
    if letters > LONGEST_NAME {
        return None; // nobody misspelt a name: comparing takes time and memory
    }
    let limit = (letters / 3).max(1);
    known
        .into_iter()
        .map(|k| (strsim::damerau_levenshtein(name, k), k))
        .filter(|(distance, _)| *distance <= limit)
        // Letters that changed places leave the same letters: likelier than one wrong letter.
        .min_by_key(|(distance, k)| (*distance, sorted(k) != sorted(name)))
        .map(|(_, k)| k)
}

fn sorted(name: &str) -> Vec<char> {
    let mut letters: Vec<char> = name.chars().collect();
    letters.sort_unstable();
    letters
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NFD: &str = "Nguye\u{302}\u{303}n Thi\u{323} Ta\u{323}\u{302}p";

    #[test]
    fn amounts_have_their_dots() {
        for (typed, shown) in [
            ("150000", "150.000"),
            ("150.000", "150.000"),
            ("1 250 000", "1.250.000"),
            ("50", "50"),
            ("", ""),
            ("15k", "15k"),
        ] {
            assert_eq!(amount(typed), shown);
        }
    }

    #[test]
    fn width_counts_columns_in_either_form() {
        assert_eq!(width("Nguyễn Thị Tập"), 14);
        assert_eq!(width(NFD), 14);
        assert_eq!(nfc(NFD), "Nguyễn Thị Tập");
        assert_eq!(width(""), 0);
    }

    #[test]
    fn wrap_breaks_between_syllables() {
        assert_eq!(wrap("Trung tâm dữ liệu quốc gia về dân cư", 15), ["Trung tâm dữ", "liệu quốc gia", "về dân cư"]);
        assert_eq!(wrap("a\nb", 5), ["a", "b"]);
        assert_eq!(wrap("abcdef gh", 4), ["abcd", "ef", "gh"]);
        assert_eq!(wrap("", 4), [""]);
    }

    #[test]
    fn markup_survives_wrapping() {
        let lines = wrap_markup("Mở **CH Play** trên màn hình", 12);
        let bold: Vec<&str> = lines.iter().flatten().filter(|s| s.bold).map(|s| s.text.trim()).collect();
        assert_eq!(bold, ["CH Play"]);
        assert_eq!(plain("a ** b"), "a ** b");
        assert_eq!(plain("**a** b"), "a b");
    }

    #[test]
    fn truncate_cuts_whole_syllables() {
        assert_eq!(truncate("Đăng ký tạm trú", 15), "Đăng ký tạm trú");
        assert_eq!(truncate("Đăng ký tạm trú", 12), "Đăng ký tạm…");
        assert_eq!(truncate("Đăng ký tạm trú", 10), "Đăng ký…");
        assert_eq!(truncate("Nghiêng", 4), "Ngh…");
        assert_eq!(truncate("Nghiêng", 0), "");
    }

    #[test]
    fn a_value_stays_whole_where_that_takes_no_more_lines() {
        for (label, value, columns, lines) in [
            ("Số", "000 160 000 101", 30, &["Số: 000 160 000 101"][..]),
            ("Số định danh", "000 160 000 101", 20, &["Số định danh:", "000 160 000 101"]),
            ("Số định danh cá nhân", "000 160", 14, &["Số định danh", "cá nhân:", "000 160"]),
            ("Số định danh cá nhân", "0001", 14, &["Số định danh", "cá nhân: 0001"]),
            ("Từ", "một hai ba bốn", 10, &["Từ: một", "hai ba bốn"]),
        ] {
            assert_eq!(wrap_value(label, value, columns), lines, "{label}: {value}");
        }
    }

    #[test]
    fn escape_hides_nothing() {
        assert_eq!(escape("a\u{1b}[31m\u{202e}b", 100), "a\\u{1b}[31m\\u{202e}b");
        assert_eq!(escape("abc", 2), "ab…");
    }

    #[test]
    fn nearest_names() {
        assert_eq!(nearest("titel", ["title", "topic"]), Some("title"));
        assert_eq!(nearest("xyz", ["title", "topic"]), None);
    }

    #[test]
    fn fold_and_group() {
        assert_eq!(fold("ĐỊNH Danh"), "dinh danh");
        assert_eq!(group_digits("0000123456", &[4, 3, 3]), "0000 123 456");
        assert_eq!(group_digits("12", &[4, 3]), "12");
    }

    #[test]
    fn letters_and_marks() {
        let marks = |text| letters(text).into_iter().map(|(c, m)| (c, m.len())).collect::<Vec<_>>();
        assert_eq!(marks("Đễ a"), [('D', 1), ('e', 2), (' ', 0), ('a', 0)]);
        assert_eq!(letters("ệ"), letters("e\u{323}\u{302}"));
        assert_eq!(letters("\u{301}"), [('\u{301}', vec![])]);
    }

    fn plain_cell() -> impl Strategy<Value = char> {
        let all: Vec<char> = ('\0'..='\u{ffff}').filter(|c| is_plain_cell(*c)).collect();
        proptest::sample::select(all)
    }

    #[test]
    fn every_plain_letter_takes_one_column() {
        for c in ('\0'..=char::MAX).filter(|c| is_plain_cell(*c)) {
            assert_eq!(c.to_string().width(), 1, "{c:?}");
        }
    }

    proptest! {
        /// What is counted without the tables of Unicode is counted as with them.
        #[test]
        fn plain_letters_stand_alone(text in proptest::collection::vec(plain_cell(), 0..12)) {
            let text: String = text.into_iter().collect();
            let columns = text.chars().count();
            prop_assert_eq!(plain_columns(&text), Some(columns));
            prop_assert_eq!((text.width(), graphemes(&text).count()), (columns, columns));
        }

        #[test]
        fn wrapped_lines_fit_and_keep_every_word(text in "[a-zđễÂờ *\n]{0,80}", columns in 1usize..30) {
            let lines = wrap(&text, columns);
            prop_assert!(lines.iter().all(|l| width(l) <= columns));
            let squeeze = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(squeeze(&lines.concat()), squeeze(&text));
        }

        #[test]
        fn truncated_text_fits(text in "[a-zđễ ]{0,40}", columns in 0usize..40) {
            prop_assert!(width(&truncate(&text, columns)) <= columns);
        }
    }
}
