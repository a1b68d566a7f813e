//! The structure of a Vietnamese syllable: first consonant, vowels, final consonant; what is possible, and which
//! vowel carries the tone.
//!
//! The tables hold finished syllables, yet most of what is looked at is still being typed. So a vowel group fits if
//! marks that are still to come can make it one of the table: `uye` fits, since it may become `uyê`.

use super::letter::{Letter, base};
use super::rules::Style;

/// First consonants. `q` alone is none.
const ONSETS: &[&str] = &[
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph", "qu",
    "r", "s", "t", "th", "tr", "v", "x",
];

/// Final consonants. `k` is the spelling of the Central Highlands (Đắk Lắk), common enough to be always possible.
const CODAS: &[&str] = &["c", "ch", "k", "m", "n", "ng", "nh", "p", "t"];

/// Further final consonants of names from the Central Highlands: Tẻh, Khươl, Cuôr.
const HIGHLAND_CODAS: &[&str] = &["h", "l", "r"];

/// Final consonants that close the voice off: only sắc and nặng go with them.
const STOPS: &[&str] = &["c", "ch", "k", "p", "t"];

/// Vowel groups that a final consonant can follow.
const CLOSING: &[&str] = &[
    "a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "iê", "oa", "oă", "oe", "oo", "uâ", "uê", "uô", "uy",
    "uyê", "ươ", "yê",
];

/// Vowel groups that end the syllable.
const OPEN: &[&str] = &[
    "ai", "ao", "au", "ay", "âu", "ây", "eo", "êu", "ia", "iêu", "iu", "oai", "oao", "oay", "oeo", "oi", "ôi", "ơi",
    "ua", "uây", "uêu", "ui", "uơ", "uôi", "uya", "uyu", "ưa", "ưi", "ưu", "ươi", "ươu", "yêu",
];

/// A word cut into its parts.
pub(super) struct Syllable<'a> {
    /// The first consonants, with the `u` of `qu` and the `i` of `gi` before a vowel.
    pub onset: &'a [Letter],
    /// The vowels after it, as far as they fit together.
    pub nucleus: &'a [Letter],
    /// All that follows.
    pub rest: &'a [Letter],
}

impl<'a> Syllable<'a> {
    /// Cuts a word. Any word can be cut; [`Self::is_possible`] says whether the result makes sense.
    pub fn cut(word: &'a [Letter]) -> Self {
        let (onset, tail) = word.split_at(onset_length(word));
        let run = tail.iter().take_while(|l| l.is_vowel()).count();
        let vowels = tail.get(..run).unwrap_or_default();
        let fitting = (0..=run).rev().find(|n| {
            let group = vowels.get(..*n).unwrap_or_default();
            fits(group, CLOSING) || fits(group, OPEN)
        });
        let (nucleus, rest) = tail.split_at(fitting.unwrap_or(0));
        Self { onset, nucleus, rest }
    }

    /// Whether this is a syllable or the beginning of one, with a vowel. `highland` allows any first consonants and
    /// some final ones of the minority languages.
    pub fn is_possible(&self, highland: bool) -> bool {
        let begins = ONSETS.iter().any(|o| is(self.onset, o))
            || (highland && self.onset.len() <= 3 && self.onset.iter().all(|l| l.is_consonant()));
        let ends = self.rest.is_empty()
            || if is(self.nucleus, "oo") {
                // Rare (xoong, moóc) and frequent in English (books), so it is read narrowly.
                self.has_coda(&["c", "ng"])
            } else {
                self.closes() && (self.has_coda(CODAS) || (highland && self.has_coda(HIGHLAND_CODAS)))
            };
        begins && !self.nucleus.is_empty() && ends
    }

    /// Whether the final consonant allows no tone but sắc and nặng.
    pub fn is_stopped(&self) -> bool {
        self.has_coda(STOPS)
    }

    /// Where in the word the tone belongs.
    ///
    /// The last vowel with a mark carries it; of two plain ones the second before a final consonant, else the first,
    /// except that the new style writes `oà`, `oè`, `uỳ`; of three the middle one.
    pub fn tone_at(&self, style: Style) -> Option<usize> {
        let marked = self.nucleus.iter().rposition(|l| l.body != l.base());
        let in_nucleus = match (marked, self.nucleus.len()) {
            (_, 0) => return None,
            (Some(at), _) => at,
            (None, 1) => 0,
            (None, 2) => {
                let consonant = self.rest.first().is_some_and(|l| l.is_consonant()) && self.closes();
                // Followed by a vowel that does not belong here, as in `toàa`, there is but one style.
                let glide = ["oa", "oe", "uy"].iter().any(|g| is(self.nucleus, g));
                usize::from(consonant || (glide && (style == Style::New || !self.rest.is_empty())))
            }
            (None, _) => 1,
        };
        Some(self.onset.len() + in_nucleus)
    }

    fn closes(&self) -> bool {
        fits(self.nucleus, CLOSING)
    }

    fn has_coda(&self, codas: &[&str]) -> bool {
        codas.iter().any(|coda| is(self.rest, coda))
    }
}

/// Whether a group, as it is or with marks to come, begins a group of the table.
fn fits(group: &[Letter], table: &[&str]) -> bool {
    table.iter().any(|entry| {
        let mut wanted = entry.chars();
        group.iter().all(|l| wanted.next().is_some_and(|w| w == l.body || base(w) == l.body))
    })
}

fn is(letters: &[Letter], text: &str) -> bool {
    letters.iter().map(|l| l.body).eq(text.chars())
}

fn onset_length(word: &[Letter]) -> usize {
    match word {
        [q, u, ..] if q.body == 'q' && u.body == 'u' => 2,
        [g, i, next, ..] if g.body == 'g' && i.body == 'i' && next.is_vowel() => 2,
        _ => word.iter().take_while(|l| !l.is_vowel()).count(),
    }
}
