//! One letter of a Vietnamese word: its body, its tone, its case.
//!
//! The body is the letter without its tone: `ô` and `đ` are bodies, `ố` is the body `ô` with the tone sắc.

/// The six tones, in the order of [`TONED`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Tone {
    /// Ngang: no mark.
    #[default]
    Level,
    /// Huyền: `à`.
    Huyen,
    /// Hỏi: `ả`.
    Hoi,
    /// Ngã: `ã`.
    Nga,
    /// Sắc: `á`.
    Sac,
    /// Nặng: `ạ`.
    Nang,
}

const TONES: [Tone; 6] = [Tone::Level, Tone::Huyen, Tone::Hoi, Tone::Nga, Tone::Sac, Tone::Nang];

/// Every vowel body with its six tones.
const TONED: [&str; 12] = [
    "aàảãáạ",
    "ăằẳẵắặ",
    "âầẩẫấậ",
    "eèẻẽéẹ",
    "êềểễếệ",
    "iìỉĩíị",
    "oòỏõóọ",
    "ôồổỗốộ",
    "ơờởỡớợ",
    "uùủũúụ",
    "ưừửữứự",
    "yỳỷỹýỵ",
];

/// A letter of a word being typed; in a VNI word also a digit that stayed a digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Letter {
    /// The lower-case letter without its tone.
    pub body: char,
    /// The tone that this letter carries.
    pub tone: Tone,
    /// Whether it is shown as a capital.
    pub upper: bool,
}

impl Letter {
    /// Reads one composed character; what is not Vietnamese stays as it is.
    pub fn read(c: char) -> Self {
        if c.is_ascii() {
            return Self { body: c.to_ascii_lowercase(), tone: Tone::Level, upper: c.is_ascii_uppercase() };
        }
        let lower = single(c.to_lowercase(), c);
        let toned = TONED.iter().find_map(|row| {
            let at = row.chars().position(|d| d == lower)?;
            Some((row.chars().next()?, *TONES.get(at)?))
        });
        let (body, tone) = toned.unwrap_or((lower, Tone::Level));
        Self { body, tone, upper: lower != c }
    }

    /// The composed character to show.
    pub fn shown(self) -> char {
        let lower = if self.tone == Tone::Level { self.body } else { self.toned().unwrap_or(self.body) };
        if self.upper { single(lower.to_uppercase(), lower) } else { lower }
    }

    fn toned(self) -> Option<char> {
        let row = TONED.iter().find(|row| row.starts_with(self.body))?;
        row.chars().zip(TONES).find(|(_, tone)| *tone == self.tone).map(|(c, _)| c)
    }

    /// The body without its mark: `o` for `ô`, `d` for `đ`.
    pub fn base(self) -> char {
        base(self.body)
    }

    /// Whether this is one of `a e i o u y` with or without marks.
    pub fn is_vowel(self) -> bool {
        matches!(self.base(), 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
    }

    /// Whether this is a letter and no vowel.
    pub fn is_consonant(self) -> bool {
        self.body.is_alphabetic() && !self.is_vowel()
    }
}

/// A body without its mark.
pub(super) fn base(body: char) -> char {
    match body {
        'ă' | 'â' => 'a',
        'ê' => 'e',
        'ô' | 'ơ' => 'o',
        'ư' => 'u',
        'đ' => 'd',
        other => other,
    }
}

/// Whether a character can stand in a Vietnamese word: the Latin letters and all Vietnamese ones.
pub(super) fn is_letter(c: char) -> bool {
    let letter = Letter::read(c);
    letter.base().is_ascii_alphabetic() && letter.shown() == c
}

/// The only character of a case mapping. Vietnamese letters map one to one; anything else stays as it was.
fn single(mut mapped: impl Iterator<Item = char>, otherwise: char) -> char {
    match (mapped.next(), mapped.next()) {
        (Some(c), None) => c,
        _ => otherwise,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_reads_and_shows_the_same() {
        let lower: String = TONED.concat() + "đbcdghklmnpqrstvx";
        for c in lower.chars().chain(lower.to_uppercase().chars()) {
            assert_eq!(Letter::read(c).shown(), c);
            assert!(is_letter(c));
        }
    }

    #[test]
    fn parts_of_a_letter() {
        let letter = Letter::read('Ế');
        assert_eq!((letter.body, letter.base(), letter.tone, letter.upper), ('ê', 'e', Tone::Sac, true));
        assert_eq!(Letter::read('Đ').base(), 'd');
        assert!(!Letter::read('đ').is_vowel());
        for c in ['ü', 'ß', '1', ' ', 'İ', '\u{301}', '字'] {
            assert_eq!(Letter::read(c).shown(), c);
            assert!(!is_letter(c), "{c}");
        }
        assert!(!is_letter('\u{212a}'), "the Kelvin sign is no k");
    }
}
