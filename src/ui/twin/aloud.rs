//! From what is written to what is said: signs become words or go, a text becomes its sentences, secrets are left out.

use crate::i18n::{LinesStrings, Strings};
use crate::text;
use crate::ui::theme::GLYPHS;

/// Fewer letters than these are no secret: they would be left out everywhere.
const LEAST_SECRET: usize = 4;

/// A word as long as this before a full stop is an abbreviation, as in *TP. Thái Nguyên*.
const ABBREVIATION: usize = 2;

/// Marks that meet where a text was put into another, and what is heard of them.
const MEETING: [(&str, &str); 6] = [("?:", "?"), ("!:", "!"), (".:", ":"), ("?,", "?"), ("!,", "!"), (".,", ".")];

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
    for (marks, one) in MEETING {
        said = said.replace(marks, one);
    }
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text with another one behind it that begins with its mark, which two marks do not need.
pub(super) fn behind(text: &str, more: &str) -> String {
    let marked = text.ends_with(['.', '?', '!', ':']);
    format!("{text}{}", if marked { more.trim_start_matches(['.', ',']) } else { more })
}

/// Keys as they are typed by lines: *bấm F1* becomes *gõ f1*.
pub(super) fn typed_keys(t: &LinesStrings, said: &str) -> String {
    let mut all: Vec<String> = Vec::new();
    for word in said.split(' ') {
        let name = word.trim_matches(|c: char| !c.is_alphanumeric());
        if !is_key(name) {
            all.push(word.to_owned());
            continue;
        }
        let typed = name.to_lowercase();
        let bracketed = word.starts_with('(');
        let typed = if bracketed { format!("{} {typed}", t.type_key[1]) } else { typed };
        let pressed = all.last_mut().and_then(|before| Some((t.press_key.iter().position(|p| p == before)?, before)));
        if let Some((case, before)) = pressed {
            t.type_key.get(case).copied().unwrap_or_default().clone_into(before);
        }
        all.push(word.replace(name, &typed));
    }
    all.join(" ")
}

fn is_key(name: &str) -> bool {
    let number = name.strip_prefix('F').and_then(|number| number.parse().ok());
    name == "Esc" || number.is_some_and(|number: u8| (1..=12).contains(&number))
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
    fn marks_that_meet_are_heard_once() {
        for (content, expected) in [
            ("Loài hoa ưa thích?: đã chọn", "Loài hoa ưa thích? đã chọn"),
            ("Mời mở ứng dụng., chỗ cần chọn", "Mời mở ứng dụng. chỗ cần chọn"),
            ("Địa chỉ: nop.vi-du", "Địa chỉ: nop.vi-du"),
        ] {
            assert_eq!(words(content), expected);
        }
        assert_eq!(behind("ô Số: trống", ", chỗ cần chọn"), "ô Số: trống, chỗ cần chọn");
        assert_eq!(behind("Đồng ý?", ", chỗ cần chọn"), "Đồng ý? chỗ cần chọn");
        assert_eq!(behind("ô Số: trống", ""), "ô Số: trống");
    }

    #[test]
    fn keys_are_named_as_they_are_typed() {
        for (lang, content, expected) in [
            (Lang::Vi, "Cần giúp thì bấm F1. Cần người thì bấm F8.", "Cần giúp thì gõ f1. Cần người thì gõ f8."),
            (Lang::Vi, "Bấm F1 lần nữa để xem gợi ý.", "Gõ f1 lần nữa để xem gợi ý."),
            (Lang::Vi, "Ghi ở giấy tờ tập (F4).", "Ghi ở giấy tờ tập (gõ f4)."),
            (Lang::Vi, "Bấm Cài đặt. Phím F và J có gờ.", "Bấm Cài đặt. Phím F và J có gờ."),
            (Lang::En, "If you need help, press F1.", "If you need help, type f1."),
        ] {
            assert_eq!(typed_keys(&lang.strings().lines, content), expected);
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
