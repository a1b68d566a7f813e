//! One word while it is typed: every key either changes letters that are there or adds one.

use super::letter::{Letter, Tone};
use super::rules::{Action, Marks, Rules, action, key_of_mark, key_of_tone};
use super::syllable::Syllable;
use crate::text;

/// A word being typed. Its memory is overwritten when it goes.
#[derive(Clone)]
pub(super) struct Word {
    letters: Vec<Letter>,
    /// The keys since the word began; none if it was not typed in one go.
    keys: Option<String>,
    /// Further keys stay plain letters: a mark was taken back by its own key, or is impossible.
    plain: bool,
    /// The last letter is the `ư` of a Telex `w` on its own; another `w` makes it a `w`.
    lone_w: bool,
    /// The keys are shown instead of the letters.
    raw: bool,
}

impl Default for Word {
    fn default() -> Self {
        Self { letters: Vec::new(), keys: Some(String::new()), plain: false, lone_w: false, raw: false }
    }
}

impl Word {
    /// Reads a shown word, so that it can be typed on. With more than one tone it is no Vietnamese: it stays plain.
    pub fn read(text: &str) -> Self {
        let letters: Vec<Letter> = text.chars().map(Letter::read).collect();
        let tones = letters.iter().filter(|l| l.tone != Tone::Level).count();
        let keys = letters.is_empty().then(String::new);
        Self { letters, keys, plain: tones > 1, lone_w: false, raw: false }
    }

    /// The word as shown, composed (NFC).
    pub fn text(&self) -> String {
        self.letters.iter().map(|l| l.shown()).collect()
    }

    /// Whether the word shows exactly this text.
    pub fn shows(&self, text: &str) -> bool {
        self.letters.iter().map(|l| l.shown()).eq(text.chars())
    }

    /// Letters shown.
    pub fn len(&self) -> usize {
        self.letters.len()
    }

    /// Takes one key. The word grows by one letter or keeps its length.
    pub fn push(&mut self, key: char, rules: Rules) {
        if let Some(keys) = &mut self.keys {
            keys.push(key);
        }
        let lone_w = std::mem::take(&mut self.lone_w);
        if self.plain {
            self.letters.push(Letter::read(key));
            return;
        }
        let done = match action(rules.method, key) {
            Action::Letter => false,
            Action::Tone(tone) => self.tone(tone, rules.highland),
            Action::Stroke => self.stroke(rules.highland),
            Action::Vowel(_) if lone_w && matches!(key, 'w' | 'W') => self.letter_w(key),
            Action::Vowel(marks) => self.mark(marks, rules.highland) || self.horned_u(key, rules.highland),
        };
        if !done {
            self.letters.push(Letter::read(key));
            self.horn_both();
        }
        if !self.plain {
            self.place_tone(rules);
        }
    }

    /// Takes away the last letter with its marks. A tone that is left moves to its place.
    pub fn pop(&mut self, rules: Rules) {
        self.letters.pop();
        *self = Self::read(&self.text());
        if !self.plain {
            self.place_tone(rules);
        }
    }

    /// Shows the keys instead of the letters, or the letters again. `false` if both are the same.
    pub fn toggle(&mut self, rules: Rules) -> bool {
        let keys = self.keys.clone().or_else(|| self.likely_keys(rules));
        let Some(keys) = keys.filter(|k| self.raw || !self.shows(k)) else { return false };
        if self.raw {
            *self = Self::typed(&keys, rules);
        } else {
            *self = Self::read(&keys);
            self.keys = Some(keys);
            self.plain = true;
            self.raw = true;
        }
        true
    }

    fn typed(keys: &str, rules: Rules) -> Self {
        let mut word = Self::default();
        keys.chars().for_each(|key| word.push(key, rules));
        word
    }

    /// Keys that make this word, each mark behind its letter and the tone at the end; none if no keys do.
    fn likely_keys(&self, rules: Rules) -> Option<String> {
        let mut keys = String::new();
        let mut before = None;
        for letter in &self.letters {
            let cased = |key: char| if letter.upper { key.to_ascii_uppercase() } else { key };
            // The second o of `boong`: after one o, two more.
            let second_o = (before == Some('o') && letter.body == 'o').then_some('o');
            let mark =
                key_of_mark(rules.method, *letter).or(second_o.filter(|_| action(rules.method, 'o') != Action::Letter));
            keys.extend([Some(letter.base()), mark].into_iter().flatten().map(cased));
            before = Some(letter.body);
        }
        let upper = self.letters.last().is_some_and(|l| l.upper);
        let tone = key_of_tone(rules.method, self.current_tone());
        keys.extend(tone.map(|key| if upper { key.to_ascii_uppercase() } else { key }));
        let made = Self::typed(&keys, rules);
        (made.letters == self.letters).then_some(keys)
    }

    fn current_tone(&self) -> Tone {
        self.letters.iter().map(|l| l.tone).find(|t| *t != Tone::Level).unwrap_or_default()
    }

    fn is_possible(&self, highland: bool) -> bool {
        Syllable::cut(&self.letters).is_possible(highland)
    }

    /// A tone key: sets the tone, or takes the same tone back.
    fn tone(&mut self, tone: Tone, highland: bool) -> bool {
        let current = self.current_tone();
        if tone == Tone::Level {
            self.set_tone(0, Tone::Level);
            return current != Tone::Level;
        }
        let syllable = Syllable::cut(&self.letters);
        if !syllable.is_possible(highland) {
            return false;
        }
        let unheard = syllable.is_stopped() && !matches!(tone, Tone::Sac | Tone::Nang);
        let at = syllable.onset.len();
        self.plain = unheard || tone == current;
        if !unheard {
            self.set_tone(at, if tone == current { Tone::Level } else { tone });
        }
        !self.plain
    }

    fn set_tone(&mut self, at: usize, tone: Tone) {
        for (i, letter) in self.letters.iter_mut().enumerate() {
            letter.tone = if i == at { tone } else { Tone::Level };
        }
    }

    fn place_tone(&mut self, rules: Rules) {
        let tone = self.current_tone();
        if let (true, Some(at)) = (tone != Tone::Level, Syllable::cut(&self.letters).tone_at(rules.style)) {
            self.set_tone(at, tone);
        }
    }

    /// The key of đ: for the d at the beginning, from anywhere in the word.
    fn stroke(&mut self, highland: bool) -> bool {
        let syllable = Syllable::cut(&self.letters);
        let possible = syllable.is_possible(highland) || self.letters.len() == 1;
        let Some(first) = self.letters.first_mut().filter(|l| possible && l.base() == 'd') else { return false };
        let had = first.body == 'đ';
        first.body = if had { 'd' } else { 'đ' };
        self.plain = had;
        !had
    }

    /// The key of a vowel's mark: sets it where the result is possible, or takes it back.
    fn mark(&mut self, marks: Marks, highland: bool) -> bool {
        let syllable = Syllable::cut(&self.letters);
        if !syllable.is_possible(highland) {
            return false;
        }
        let vowels = syllable.onset.len()..syllable.onset.len() + syllable.nucleus.len();
        if let ([u, o, others @ ..], true) = (syllable.nucleus, marks.contains(&('u', 'ư')))
            && matches!((u.body, o.body), ('u' | 'ư', 'o' | 'ô'))
        {
            // Alone it is `uơ` (thuở, huơ), with anything around it `ươ`.
            let alone = others.is_empty() && syllable.rest.is_empty() && u.body == 'u';
            self.set_body(vowels.start, if alone { 'u' } else { 'ư' });
            self.set_body(vowels.start + 1, 'ơ');
            return true;
        }
        if syllable.nucleus.iter().any(|l| marks.iter().any(|(_, to)| *to == l.body)) {
            self.take_back(marks);
            return false;
        }
        vowels.rev().any(|at| self.try_mark(at, marks, highland))
    }

    /// Sets the mark on one vowel if the word stays possible.
    fn try_mark(&mut self, at: usize, marks: Marks, highland: bool) -> bool {
        let Some(letter) = self.letters.get(at).copied() else { return false };
        let Some((_, to)) = marks.iter().find(|(from, _)| *from == letter.base()) else { return false };
        let kept = self.letters.clone();
        self.set_body(at, *to);
        // `ươ` and a circumflex: `uô`.
        if let (Some(before), 'ô') = (at.checked_sub(1).and_then(|i| self.letters.get_mut(i)), *to) {
            before.body = if before.body == 'ư' { 'u' } else { before.body };
        }
        let possible = self.is_possible(highland);
        if !possible {
            self.letters = kept;
        }
        possible
    }

    fn set_body(&mut self, at: usize, body: char) {
        if let Some(letter) = self.letters.get_mut(at) {
            letter.body = body;
        }
    }

    /// Takes a mark back, and lets the rest of the word be plain; but `oo` may still get its final consonant and tone.
    fn take_back(&mut self, marks: Marks) {
        for letter in &mut self.letters {
            if let Some((from, _)) = marks.iter().find(|(_, to)| *to == letter.body) {
                letter.body = *from;
            }
        }
        let oo = Syllable::cut(&self.letters).nucleus.iter().map(|l| l.body).eq(['o']);
        self.plain = !(oo && marks == [('o', 'ô')]);
    }

    /// A Telex `w` that found no vowel is `ư`.
    fn horned_u(&mut self, key: char, highland: bool) -> bool {
        if !matches!(key, 'w' | 'W') {
            return false;
        }
        self.letters.push(Letter { body: 'ư', tone: Tone::Level, upper: key == 'W' });
        let syllable = Syllable::cut(&self.letters);
        self.lone_w = syllable.nucleus.len() == 1 && syllable.is_possible(highland);
        if !self.lone_w {
            self.letters.pop();
        }
        self.lone_w
    }

    /// The second `w` of `ww`.
    fn letter_w(&mut self, key: char) -> bool {
        self.letters.pop();
        self.letters.push(Letter::read(key));
        self.plain = true;
        true
    }

    /// `uơ` and `ưo` become `ươ` as soon as something follows that asks for it.
    fn horn_both(&mut self) {
        let start = Syllable::cut(&self.letters).onset.len();
        let mut vowels = self.letters.iter_mut().skip(start);
        let (Some(u), Some(o), Some(next)) = (vowels.next(), vowels.next(), vowels.next()) else { return };
        let asks = next.is_consonant() || matches!(next.body, 'i' | 'u');
        if asks && matches!((u.body, o.body), ('u', 'ơ') | ('ư', 'o')) {
            u.body = 'ư';
            o.body = 'ơ';
        }
    }
}

impl Drop for Word {
    fn drop(&mut self) {
        self.letters.fill(Letter::default());
        std::hint::black_box(&self.letters);
        text::wipe(self.keys.take().unwrap_or_default());
    }
}
