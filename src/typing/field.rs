//! The text of one input field while it is edited: letters, cursor, and the live input method.

use std::fmt;

use super::rules::{Method, Rules, Style};
use super::word::Word;
use crate::text;

/// One line of text being typed.
///
/// The text is always composed (NFC). Positions are graphemes, what a person calls a letter. Without a method every key
/// is taken as it is: for fields that never compose ([`super::Kind::composes`]) and when the learner switched it off.
///
/// The memory is overwritten on drop as far as safe code can: copies that the display makes are not reached.
pub struct Composer {
    text: String,
    /// Cursor in bytes, always between two graphemes.
    at: usize,
    /// Greatest length in graphemes.
    max: usize,
    method: Option<Method>,
    style: Style,
    highland: bool,
    /// The word that ends at the cursor, if it was typed there; compared with the text before it is used.
    word: Word,
}

impl Composer {
    /// An empty field of at most `max` graphemes.
    pub fn new(max: usize, method: Option<Method>, style: Style) -> Self {
        // Enough for most texts, so that growing leaves no copies behind: a Vietnamese letter has up to 3 bytes.
        let text = String::with_capacity(max.min(512) * 3);
        Self { text, at: 0, max, method, style, highland: false, word: Word::default() }
    }

    /// What was typed so far.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Graphemes in the field.
    pub fn len(&self) -> usize {
        text::graphemes(&self.text).count()
    }

    /// Whether nothing is there.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Graphemes left of the cursor.
    pub fn cursor(&self) -> usize {
        text::graphemes(self.before()).count()
    }

    /// Display columns left of the cursor.
    pub fn cursor_columns(&self) -> usize {
        text::width(self.before())
    }

    /// The input method that is on.
    pub fn method(&self) -> Option<Method> {
        self.method
    }

    /// Switches the input method, or switches it off. What is there stays.
    pub fn set_method(&mut self, method: Option<Method>) {
        self.method = method;
        self.word = Word::default();
    }

    /// Sets where the tone of `oa`, `oe`, `uy` is written from now on.
    pub fn set_style(&mut self, style: Style) {
        self.style = style;
    }

    /// Lets syllables of the Central Highlands take marks: for addresses.
    pub fn set_highland(&mut self, highland: bool) {
        self.highland = highland;
    }

    /// Replaces the text, cut to the greatest length, without composing; the cursor goes to the end.
    pub fn set(&mut self, text: &str) {
        self.clear();
        self.paste(text);
    }

    /// Empties the field.
    pub fn clear(&mut self) {
        let empty = String::with_capacity(self.max.min(512) * 3);
        text::wipe(std::mem::replace(&mut self.text, empty));
        self.at = 0;
        self.word = Word::default();
    }

    /// Inserts a text at the cursor as it is, as far as there is room. Control characters are left out.
    pub fn paste(&mut self, text: &str) {
        for c in text::nfc(text).chars() {
            self.insert_plain(c);
        }
    }

    /// Takes one typed character. `false` if nothing changed: no room, or no character that can be shown.
    ///
    /// The text grows by one grapheme or keeps its length, so a mark still finds its letter in a full field.
    pub fn insert(&mut self, c: char) -> bool {
        let Some(rules) = self.rules().filter(|r| r.is_word(c)) else { return self.insert_plain(c) };
        let (start, end) = self.word_around(rules);
        if end == self.at { self.type_at_end(c, start, rules) } else { self.type_inside(c, start, end, rules) }
    }

    /// Gives the word before the cursor a tone, as this key of Telex would, whatever method is on.
    pub fn tone(&mut self, key: char) {
        let method = self.method;
        if method != Some(Method::Telex) {
            self.set_method(Some(Method::Telex));
        }
        if self.word_at_end().is_some() {
            self.insert(key);
        }
        if method != Some(Method::Telex) {
            self.set_method(method);
        }
    }

    /// Deletes the letter before the cursor with its marks. What is left of the word can be typed on.
    pub fn backspace(&mut self) -> bool {
        let Some(last) = text::graphemes(self.before()).next_back().map(str::len) else { return false };
        if let Some((start, rules)) = self.word_at_end() {
            let mut word = self.word_from(start);
            word.pop(rules);
            self.splice(start, self.at, &word.text());
            self.word = word;
        } else {
            self.splice(self.at - last, self.at, "");
        }
        true
    }

    /// Deletes the letter after the cursor.
    pub fn delete(&mut self) -> bool {
        let Some(next) = text::graphemes(self.after()).next().map(str::len) else { return false };
        self.splice(self.at, self.at + next, "");
        true
    }

    /// Moves the cursor one letter to the left.
    pub fn left(&mut self) -> bool {
        let step = text::graphemes(self.before()).next_back().map_or(0, str::len);
        self.at -= step;
        step > 0
    }

    /// Moves the cursor one letter to the right.
    pub fn right(&mut self) -> bool {
        let step = text::graphemes(self.after()).next().map_or(0, str::len);
        self.at += step;
        step > 0
    }

    /// Moves the cursor before the first letter.
    pub fn home(&mut self) {
        self.at = 0;
    }

    /// Moves the cursor behind the last letter.
    pub fn end(&mut self) {
        self.at = self.text.len();
    }

    /// Shows the keys of the word that ends at the cursor instead of its letters (`wifi` for `ừii`), or the letters
    /// again. `false` if there is nothing to change, or no room.
    pub fn toggle_raw(&mut self) -> bool {
        let Some((start, rules)) = self.word_at_end() else { return false };
        let mut word = self.word_from(start);
        let before = word.clone();
        if word.toggle(rules) && self.len() - before.len() + word.len() <= self.max {
            self.splice(start, self.at, &word.text());
            self.word = word;
            return true;
        }
        self.word = before;
        false
    }

    fn rules(&self) -> Option<Rules> {
        let (style, highland) = (self.style, self.highland);
        self.method.map(|method| Rules { method, style, highland })
    }

    fn before(&self) -> &str {
        self.text.get(..self.at).unwrap_or_default()
    }

    fn after(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Where the word around the cursor starts and ends, in bytes.
    fn word_around(&self, rules: Rules) -> (usize, usize) {
        let start = self.before().trim_end_matches(|c| rules.is_word(c)).len();
        let rest = self.after().trim_start_matches(|c| rules.is_word(c)).len();
        (start, self.text.len() - rest)
    }

    /// Where the word starts that ends at the cursor, if the method is on and there is one.
    fn word_at_end(&self) -> Option<(usize, Rules)> {
        let rules = self.rules()?;
        let (start, end) = self.word_around(rules);
        (start < self.at && end == self.at).then_some((start, rules))
    }

    /// The word from `start` to the cursor: as it was typed, or read again if the cursor came from elsewhere.
    fn word_from(&mut self, start: usize) -> Word {
        let word = std::mem::take(&mut self.word);
        let shown = self.text.get(start..self.at).unwrap_or_default();
        if !shown.is_empty() && word.shows(shown) { word } else { Word::read(shown) }
    }

    fn type_at_end(&mut self, c: char, start: usize, rules: Rules) -> bool {
        let mut word = self.word_from(start);
        let before = word.clone();
        word.push(c, rules);
        if word.len() > before.len() && !self.has_room() {
            self.word = before;
            return false;
        }
        self.splice(start, self.at, &word.text());
        self.word = word;
        true
    }

    /// A mark key in the middle of a word means the whole word; if that cannot take it, the part before the cursor, as
    /// when a word is begun right before another. Any other key is a letter at the cursor.
    fn type_inside(&mut self, c: char, start: usize, end: usize, rules: Rules) -> bool {
        let letters = self.text.get(start..self.at).unwrap_or_default().chars().count();
        for end in [end, self.at] {
            let old = self.text.get(start..end).unwrap_or_default();
            let mut word = Word::read(old);
            let before = word.len();
            word.push(c, rules);
            if letters > 0 && word.len() == before && !word.shows(old) {
                let new = word.text();
                self.splice(start, end, &new);
                self.at = start + new.chars().take(letters).map(char::len_utf8).sum::<usize>();
                return true;
            }
        }
        self.insert_plain(c)
    }

    fn insert_plain(&mut self, c: char) -> bool {
        self.word = Word::default();
        if c.is_control() {
            return false;
        }
        // Full: only a mark that joins the letter before it still fits.
        let mut kept = (!self.has_room()).then(|| (self.text.clone(), self.at));
        self.splice(self.at, self.at, c.encode_utf8(&mut [0; 4]));
        let fits = self.len() <= self.max;
        if let Some((text, at)) = kept.as_mut().filter(|_| !fits) {
            std::mem::swap(&mut self.text, text);
            self.at = *at;
        }
        text::wipe(kept.unwrap_or_default().0);
        fits
    }

    fn has_room(&self) -> bool {
        // A grapheme is at least one character, and counting those is cheaper.
        self.text.chars().count() < self.max || self.len() < self.max
    }

    /// Replaces a range of bytes and puts the cursor behind the new text; keeps the text composed and the cursor
    /// between graphemes.
    fn splice(&mut self, start: usize, end: usize, new: &str) {
        self.text.replace_range(start..end, new);
        self.at = start + new.len();
        let joined = !text::is_composed(&self.text);
        if joined {
            let composed = text::nfc(&self.text).into_owned();
            self.at = text::nfc(self.before()).len();
            text::wipe(std::mem::replace(&mut self.text, composed));
        }
        // Only what is not ASCII can join the letter before it.
        if joined || self.text.as_bytes().get(self.at).is_some_and(|b| !b.is_ascii()) {
            let ends = text::graphemes(&self.text).scan(0, |end, g| {
                *end += g.len();
                Some(*end)
            });
            let at = self.at;
            self.at = std::iter::once(0).chain(ends).find(|end| *end >= at).unwrap_or(self.text.len());
        }
    }
}

impl fmt::Debug for Composer {
    /// Without the text: it may be a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Composer").field("len", &self.len()).finish_non_exhaustive()
    }
}

impl Drop for Composer {
    fn drop(&mut self) {
        text::wipe(std::mem::take(&mut self.text));
    }
}
