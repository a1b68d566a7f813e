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

#[cfg(test)]
mod tests {
    use super::super::letter::Tone;
    use super::super::rules::{Method, Rules, key_of_mark, key_of_tone};
    use super::super::word::Word;
    use super::*;

    fn read(text: &str) -> Vec<Letter> {
        text.chars().map(Letter::read).collect()
    }

    fn typed(keys: &str, rules: Rules) -> String {
        let mut word = Word::default();
        keys.chars().for_each(|key| word.push(key, rules));
        word.text()
    }

    /// Every syllable that the tables allow, without its tone.
    fn all() -> Vec<String> {
        let closed = CLOSING.iter().flat_map(|v| CODAS.iter().map(move |c| format!("{v}{c}")));
        let finals: Vec<String> = closed.chain(OPEN.iter().map(|v| (*v).to_owned())).collect();
        let syllables = ONSETS.iter().flat_map(|o| finals.iter().map(move |f| format!("{o}{f}")));
        // `quu` and `gii` are cut elsewhere than where they were put together.
        let odd = ["quu", "quư", "quo", "quy", "gii", "giy"];
        syllables
            .filter(|s| !odd.iter().any(|o| s.starts_with(o)) && Syllable::cut(&read(s)).is_possible(false))
            .collect()
    }

    #[test]
    fn every_syllable_there_can_be_is_typed_in_every_order() {
        let all = all();
        assert!(all.len() > 6_000, "{}", all.len());
        for (i, syllable) in all.iter().enumerate() {
            let method = if i % 2 == 0 { Method::Telex } else { Method::Vni };
            let style = if i % 3 == 0 { Style::Old } else { Style::New };
            let rules = Rules { method, style, highland: i % 5 == 0 };
            for tone in [Tone::Level, Tone::Sac] {
                let mut letters = read(syllable);
                let key = key_of_tone(method, tone).map(String::from).unwrap_or_default();
                let (mut keys, mut bases, mut late) = (String::new(), String::new(), String::new());
                for letter in &letters {
                    let mark = key_of_mark(method, *letter);
                    // The second o of `boong` asks for two more.
                    let second = (method == Method::Telex && keys.ends_with('o') && letter.body == 'o').then_some('o');
                    keys.extend([Some(letter.base()), mark, second].into_iter().flatten());
                    bases.push(letter.base());
                    // One late w, or 7, is enough for both letters of `ươ`.
                    late.extend(mark.filter(|k| !late.contains(*k)));
                }
                if let Some(at) = Syllable::cut(&letters).tone_at(style) {
                    letters[at].tone = tone;
                }
                let shown: String = letters.iter().map(|l| l.shown()).collect();
                assert_eq!(typed(&format!("{keys}{key}"), rules), shown, "{keys}");
                if !syllable.contains("oo") {
                    assert_eq!(typed(&format!("{bases}{late}{key}"), rules), shown, "{bases}{late}");
                    assert_eq!(typed(&format!("{bases}{key}{late}"), rules), shown, "{bases}{key}{late}");
                }
            }
        }
    }

    #[test]
    fn cutting_and_tones() {
        let place = |text: &str, style| Syllable::cut(&read(text)).tone_at(style);
        for (text, old, new) in [
            ("qua", 2, 2),
            ("gia", 2, 2),
            ("gin", 1, 1),
            ("hoa", 1, 2),
            ("hoan", 2, 2),
            ("thuy", 2, 3),
            ("quy", 2, 2),
            ("mua", 1, 1),
            ("ngoeo", 3, 3),
            ("khuya", 3, 3),
            ("nguyên", 4, 4),
            ("đương", 2, 2),
        ] {
            assert_eq!((place(text, Style::Old), place(text, Style::New)), (Some(old), Some(new)), "{text}");
        }
        assert_eq!(place("ng", Style::Old), None);
        for (text, plain, highland) in [
            ("krông", false, true),
            ("tel", false, true),
            ("đăk", true, true),
            ("book", false, false),
            ("1a", false, false),
        ] {
            let possible = |highland| Syllable::cut(&read(text)).is_possible(highland);
            assert_eq!((possible(false), possible(true)), (plain, highland), "{text}");
        }
    }
}
