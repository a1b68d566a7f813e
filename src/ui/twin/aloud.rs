//! From what is written to what is said: signs become words or go, a text becomes its sentences, secrets are left out.

use crate::i18n::Strings;
use crate::text;
use crate::ui::theme::GLYPHS;

/// Fewer letters than these are no secret: they would be left out everywhere.
const LEAST_SECRET: usize = 4;

/// A word as long as this before a full stop is an abbreviation, as in *TP. Thái Nguyên*.
const ABBREVIATION: usize = 2;

/// A text without markup, and without signs that are no words.
pub(super) fn words(content: &str) -> String {
    let plain = text::plain(content);
    let mut said = plain.replace(GLYPHS.between, ", ").replace(GLYPHS.dash, ", ");
    for sign in [GLYPHS.done, GLYPHS.focus, GLYPHS.point, GLYPHS.item, GLYPHS.more] {
        said = said.replace(sign, "");
    }
    for sign in GLYPHS.quotes {
        said = said.replace(sign, "\"");
    }
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The sentences of a text, as they are spoken one by one and recorded: arrows by their names.
pub fn sentences(t: &Strings, content: &str) -> Vec<String> {
    let arrows = [
        (GLYPHS.up, t.twin.up),
        (GLYPHS.down, t.twin.down),
        (GLYPHS.back, t.twin.left),
        (GLYPHS.becomes, t.twin.right),
    ];
    let said = arrows.iter().fold(words(content), |said, (sign, name)| said.replace(sign, name));
    let mut all = Vec::new();
    let mut sentence = String::new();
    let mut rest = said.split(' ').peekable();
    while let Some(word) = rest.next() {
        if !sentence.is_empty() {
            sentence.push(' ');
        }
        sentence.push_str(word);
        let begins =
            rest.peek().and_then(|next| next.chars().find(|c| c.is_alphanumeric())).is_some_and(|c| !c.is_lowercase());
        if begins && ends(word) {
            all.push(std::mem::take(&mut sentence));
        }
    }
    if !sentence.is_empty() {
        all.push(sentence);
    }
    all
}

/// Whether a word ends a sentence.
fn ends(word: &str) -> bool {
    let bare = word.trim_end_matches(['"', '\'', ')']);
    match bare.strip_suffix('.') {
        Some(before) => {
            text::graphemes(before).count() > ABBREVIATION || before.ends_with(|c: char| c.is_ascii_digit())
        }
        None => bare.ends_with(['!', '?', ':']),
    }
}

/// A sentence without the secrets in it, however they are grouped.
pub(super) fn hush(sentence: &str, secrets: &[String], instead: &str) -> String {
    let long = secrets.iter().filter(|secret| text::graphemes(secret).count() >= LEAST_SECRET);
    long.fold(sentence.to_owned(), |said, secret| without(&said, secret, instead))
}

fn without(said: &str, secret: &str, instead: &str) -> String {
    let mut left = String::new();
    let mut rest = said;
    while let Some(first) = rest.chars().next() {
        let after = rest_after(rest, secret);
        let (part, next) = match after {
            Some(after) => (instead, after),
            None => rest.split_at(first.len_utf8()),
        };
        left.push_str(part);
        rest = next;
    }
    left
}

/// What follows a secret at the beginning of a text, whatever spaces stand between its letters.
fn rest_after<'s>(content: &'s str, secret: &str) -> Option<&'s str> {
    let mut rest = content;
    for (at, wanted) in secret.chars().filter(|c| !c.is_whitespace()).enumerate() {
        rest = if at > 0 { rest.trim_start() } else { rest };
        rest = rest.strip_prefix(wanted)?;
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    #[test]
    fn a_text_becomes_its_sentences() {
        let t = Lang::Vi.strings();
        for (content, expected) in [
            ("Mở **CH Play** trên màn hình chính.", &["Mở CH Play trên màn hình chính."][..]),
            (
                "Xong bước 1. Vì sao? Ứng dụng giả có tên gần giống.",
                &["Xong bước 1.", "Vì sao?", "Ứng dụng giả có tên gần giống."],
            ),
            ("Gợi ý: Tìm ô có hình tam giác.", &["Gợi ý:", "Tìm ô có hình tam giác."]),
            ("Nộp 150.000 đồng ở TP. Thái Nguyên.", &["Nộp 150.000 đồng ở TP. Thái Nguyên."]),
            ("✓ Đã lưu · cá – mây – lá", &["Đã lưu, cá, mây, lá"]),
            ("Bấm **↓** một lần.", &["Bấm mũi tên xuống một lần."]),
            ("Vào trang nop.vi-du. đúng", &["Vào trang nop.vi-du. đúng"]),
            ("", &[]),
        ] {
            assert_eq!(sentences(t, content), expected, "{content}");
        }
    }

    #[test]
    fn secrets_are_left_out() {
        let secrets = ["Tap@2026".to_owned(), "12".to_owned(), String::new()];
        assert_eq!(hush("Mật khẩu: Tap@2026, 12 chữ", &secrets, "…"), "Mật khẩu: …, 12 chữ");
        let pin = ["739150".to_owned()];
        assert_eq!(hush("PIN: 739 150. PIN 739151", &pin, "…"), "PIN: …. PIN 739151");
    }
}
