//! Keys to text, with Telex or VNI.

use super::rules::{Method, Rules, Style};
use super::word::Word;
use crate::text;

/// The character that stands for Backspace in a sequence of keys.
pub const BACKSPACE: char = '⌫';

/// What a sequence of keys shows, [`BACKSPACE`] included.
pub fn compose(keys: &str, method: Method, style: Style) -> String {
    compose_with(keys, Rules::new(method, style))
}

/// [`compose`] under any rules.
pub fn compose_with(keys: &str, rules: Rules) -> String {
    let mut done = String::new();
    let mut word = Word::default();
    for key in keys.chars() {
        if rules.is_word(key) {
            word.push(key, rules);
        } else if key != BACKSPACE {
            done.push_str(&word.text());
            done.push(key);
            word = Word::default();
        } else if word.len() > 0 {
            word.pop(rules);
        } else {
            let last = text::graphemes(&done).next_back().map_or(0, str::len);
            done.truncate(done.len() - last);
            let kept = done.trim_end_matches(|c| rules.is_word(c)).len();
            word = Word::read(done.get(kept..).unwrap_or_default());
            done.truncate(kept);
        }
    }
    done + &word.text()
}
