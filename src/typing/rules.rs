//! The settings of an input method, and what each key means under them.

use super::letter::{Letter, Tone};

/// How marks are typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Marks by letters: `Vieetj` is `Việt`.
    Telex,
    /// Marks by digits: `Vie6t5` is `Việt`.
    Vni,
}

impl Method {
    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Method::Telex => "Telex",
            Method::Vni => "VNI",
        }
    }
}

/// Where the tone of `oa`, `oe` and `uy` is written. Both are right; comparing accepts both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Style {
    /// `hòa`, `thúy`: what most adults learned.
    #[default]
    Old,
    /// `hoà`, `thuý`.
    New,
}

/// All that decides how keys become letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// How marks are typed.
    pub method: Method,
    /// Where some tones are written.
    pub style: Style,
    /// Whether syllables of the Central Highlands (Krông, Plô, Cuôr) take marks too. Worth it for addresses; elsewhere
    /// it makes more English words change.
    pub highland: bool,
}

impl Rules {
    /// Rules without the syllables of the Central Highlands.
    pub fn new(method: Method, style: Style) -> Self {
        Self { method, style, highland: false }
    }

    /// Whether a character belongs to a word under these rules; any other ends it.
    pub(super) fn is_word(self, c: char) -> bool {
        super::letter::is_letter(c) || (self.method == Method::Vni && c.is_ascii_digit())
    }
}

/// The changes of one mark key: from a letter without the mark to the letter with it.
pub(super) type Marks = &'static [(char, char)];

/// What a key asks for, before it is known whether the word allows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// Nothing: a plain letter.
    Letter,
    /// A tone; [`Tone::Level`] takes the tone away.
    Tone(Tone),
    /// A mark on one of the vowels.
    Vowel(Marks),
    /// The stroke of đ.
    Stroke,
}

/// What a key means.
pub(super) fn action(method: Method, key: char) -> Action {
    match method {
        Method::Telex => match key.to_ascii_lowercase() {
            's' => Action::Tone(Tone::Sac),
            'f' => Action::Tone(Tone::Huyen),
            'r' => Action::Tone(Tone::Hoi),
            'x' => Action::Tone(Tone::Nga),
            'j' => Action::Tone(Tone::Nang),
            'z' => Action::Tone(Tone::Level),
            'a' => Action::Vowel(&[('a', 'â')]),
            'e' => Action::Vowel(&[('e', 'ê')]),
            'o' => Action::Vowel(&[('o', 'ô')]),
            'w' => Action::Vowel(&[('a', 'ă'), ('o', 'ơ'), ('u', 'ư')]),
            'd' => Action::Stroke,
            _ => Action::Letter,
        },
        Method::Vni => match key {
            '1' => Action::Tone(Tone::Sac),
            '2' => Action::Tone(Tone::Huyen),
            '3' => Action::Tone(Tone::Hoi),
            '4' => Action::Tone(Tone::Nga),
            '5' => Action::Tone(Tone::Nang),
            '0' => Action::Tone(Tone::Level),
            '6' => Action::Vowel(&[('a', 'â'), ('e', 'ê'), ('o', 'ô')]),
            '7' => Action::Vowel(&[('o', 'ơ'), ('u', 'ư')]),
            '8' => Action::Vowel(&[('a', 'ă')]),
            '9' => Action::Stroke,
            _ => Action::Letter,
        },
    }
}

/// Every key that has a meaning in some method.
const MARK_KEYS: &str = "0123456789adefjorswxz";

/// The key that turns the bare letter into this one: `a` for `â` in Telex, `6` in VNI; none if it has no mark.
pub(super) fn key_of_mark(method: Method, letter: Letter) -> Option<char> {
    let (from, to) = (letter.base(), letter.body);
    MARK_KEYS.chars().find(|key| match action(method, *key) {
        Action::Vowel(marks) => marks.contains(&(from, to)),
        Action::Stroke => to == 'đ',
        _ => false,
    })
}

/// The key of a tone; none for [`Tone::Level`].
pub(super) fn key_of_tone(method: Method, tone: Tone) -> Option<char> {
    MARK_KEYS.chars().find(|key| tone != Tone::Level && action(method, *key) == Action::Tone(tone))
}
