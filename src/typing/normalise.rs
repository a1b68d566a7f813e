//! One spelling for texts that look the same to a reader.

use super::letter::{Letter, Tone, is_letter};
use crate::text;

/// Brings a text to the form that comparing uses.
///
/// Invisible characters go, Unicode is composed (NFC), full-width and typographic signs become plain ones, spaces are
/// single and none stands at the ends or around `,` `;` `/` `-`, and the old tone style (`hòa`) becomes the new (`hoà`).
pub fn normalise(text: &str) -> String {
    let visible: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    let mut plain = String::with_capacity(visible.len());
    for c in text::nfc(&visible).chars() {
        match plain_sign(c) {
            '…' => plain.push_str("..."),
            sign => plain.push(sign),
        }
    }
    // A full-width letter composes with a mark only now that it is a plain one.
    let composed = text::nfc(&plain);
    new_style(&tight(&composed.split_whitespace().collect::<Vec<_>>().join(" ")))
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// The plain sign for one that looks like it.
fn plain_sign(c: char) -> char {
    match c {
        '’' | '‘' | 'ʼ' | '‛' | '`' | '´' | '｀' => '\'',
        '“' | '”' | '„' | '«' | '»' => '"',
        '\u{2010}'..='\u{2014}' | '\u{2212}' => '-',
        // Icelandic and African letters that look like Đ.
        'Ð' | 'Ɖ' => 'Đ',
        'ð' => 'đ',
        '\u{ff01}'..='\u{ff5e}' => u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c),
        other => other,
    }
}

/// Takes the space before and after `,` `;` `/` `-` away.
fn tight(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let is_tight = |c: char| matches!(c, ',' | ';' | '/' | '-');
    for c in text.chars() {
        if is_tight(c) && out.ends_with(' ') {
            out.pop();
        }
        if c != ' ' || !out.ends_with(is_tight) {
            out.push(c);
        }
    }
    out
}

/// Writes every syllable in the new tone style.
fn new_style(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut word = Vec::new();
    for c in text.chars() {
        if is_letter(c) {
            word.push(Letter::read(c));
        } else {
            flush(&mut word, &mut out);
            out.push(c);
        }
    }
    flush(&mut word, &mut out);
    out
}

fn flush(word: &mut Vec<Letter>, out: &mut String) {
    to_new_style(word);
    out.extend(word.drain(..).map(Letter::shown));
}

/// Moves the tone of an open syllable in exactly `oa`, `oe` or `uy` from the first vowel to the second. Nothing else is
/// a matter of style: `qúy`, `Hòang` have their tone in the wrong place.
fn to_new_style(word: &mut [Letter]) {
    let onset = word.iter().take_while(|l| !l.is_vowel()).count();
    let after_q = onset == 1 && word.first().is_some_and(|l| l.body == 'q');
    if let Some([first, second]) = word.get_mut(onset..)
        && matches!((first.body, second.body), ('o', 'a' | 'e') | ('u', 'y'))
        && !after_q
        && second.tone == Tone::Level
    {
        second.tone = std::mem::take(&mut first.tone);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_form_for_what_looks_the_same() {
        for (text, normal) in [
            ("\u{feff} Nguye\u{302}\u{303}n\u{a0}\t Va\u{306}n\u{200b} ", "Nguyễn Văn"),
            ("１２Ａ；“M’Drắk”…", "12A;\"M'Drắk\"..."),
            ("Ba – Bể ; số 1 / 2 , tổ 3", "Ba-Bể;số 1/2,tổ 3"),
            ("Ðà ðông Ɖ", "Đà đông Đ"),
            ("hòa hoà HÒE Thúy úy", "hoà hoà HOÈ Thuý uý"),
            ("qúy Hòang gìa Nguỹên mùa tòai", "qúy Hòang gìa Nguỹên mùa tòai"),
            ("ｅ\u{301}", "é"),
            ("", ""),
        ] {
            assert_eq!(normalise(text), normal, "{text}");
        }
    }
}
