//! The texts of the kiosk itself, in every language: files in `lang/`, read into typed values when a language is first
//! shown. (Texts of lessons stand in the lesson files.)
//!
//! `{you}` and `{You}` in a text are the form of address, filled in by [`Address::fill`].

mod read;
mod strings;

use std::sync::LazyLock;

pub use read::{Fault, Template};
pub use strings::{Acts, AddressWords, BarStrings, LinesStrings, Names, Strings, TwinStrings};

static VI: LazyLock<Language> = LazyLock::new(|| Language::built_in(include_str!("../../lang/vi/interface.toml")));
static EN: LazyLock<Language> = LazyLock::new(|| Language::built_in(include_str!("../../lang/en/interface.toml")));

/// What a language says.
struct Language {
    strings: Strings,
    /// The names of the key that leads to it.
    key: Names,
}

impl Language {
    #[expect(clippy::panic, reason = "these files are part of the program, and a test reads them")]
    fn built_in(file: &str) -> Language {
        match read::strings(file, None) {
            (Some(strings), _) => Language { key: key_to(strings.language), strings },
            (None, faults) => panic!("{faults:?}"),
        }
    }
}

/// F2 names the language that it leads to.
fn key_to(names: Names) -> Names {
    let key = |name: &&str| -> &'static str { format!("F2 {name}").leak() };
    names.iter().map(key).collect::<Vec<_>>().leak()
}

/// A language of the kiosk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// Vietnamese.
    #[default]
    Vi,
    /// English.
    En,
}

impl Lang {
    /// Every language, in the order of the switch key.
    pub const ALL: &'static [Lang] = &[Lang::Vi, Lang::En];

    /// The next language.
    #[must_use]
    pub fn next(self) -> Lang {
        match self {
            Lang::Vi => Lang::En,
            Lang::En => Lang::Vi,
        }
    }

    /// The code in settings: `vi`, `en`.
    pub fn code(self) -> &'static str {
        match self {
            Lang::Vi => "vi",
            Lang::En => "en",
        }
    }

    /// The language with this code.
    pub fn from_code(code: &str) -> Option<Lang> {
        Lang::ALL.iter().copied().find(|lang| lang.code() == code)
    }

    /// The texts of the language.
    pub fn strings(self) -> &'static Strings {
        match self {
            Lang::Vi => &VI.strings,
            Lang::En => &EN.strings,
        }
    }

    /// The names of the key that leads to the language, the longest first.
    pub fn key(self) -> Names {
        match self {
            Lang::Vi => VI.key,
            Lang::En => EN.key,
        }
    }
}

/// How a learner is addressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Address {
    /// *bác*: older people, and whoever did not say.
    #[default]
    Elder,
    /// *anh chị*: adults.
    Adult,
    /// *bạn*: the young.
    Young,
    /// *cả nhóm*: several people at one screen.
    Group,
}

impl Address {
    /// Fills in `{you}` and `{You}`.
    pub fn fill(self, lang: Lang, text: &str) -> String {
        if !text.contains('{') {
            return text.to_owned();
        }
        let words = &lang.strings().address;
        let small = match self {
            Address::Elder => words.elder,
            Address::Adult => words.adult,
            Address::Young => words.young,
            Address::Group => words.group,
        };
        let mut letters = small.chars();
        let capital: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
        text.replace("{you}", small).replace("{You}", &capital)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_follows_language_and_age() {
        assert_eq!(Address::Elder.fill(Lang::Vi, "{You} và {you}"), "Bác và bác");
        assert_eq!(Address::Young.fill(Lang::Vi, "Mời {you}"), "Mời bạn");
        assert_eq!(Address::Adult.fill(Lang::En, "{You} may"), "You may");
        assert_eq!(Address::Adult.fill(Lang::En, "plain"), "plain");
    }

    #[test]
    fn a_built_in_language_is_whole() {
        for file in [include_str!("../../lang/vi/interface.toml"), include_str!("../../lang/en/interface.toml")] {
            assert_eq!(read::strings(file, None).1, Vec::new());
        }
    }

    #[test]
    fn places_are_filled_in_once() {
        let t = Lang::Vi.strings();
        assert_eq!(t.step_of(2, 8), "Bước 2/8");
        assert_eq!(t.playing("bà {you}"), "{You} đóng vai bà {you}.");
        assert_eq!(t.times(3, "{n}"), "{n} 3 lần");
        assert_eq!(t.entered_count(4, 6), "Mới có 4 số, còn thiếu 2 số. Mời gõ tiếp.");
        assert_eq!(t.entered_count(7, 6), "Đang thừa 1 số. Bấm Backspace để xóa.");
    }

    #[test]
    fn f2_names_the_language_to_which_it_leads() {
        assert_eq!(Lang::Vi.next().key(), ["F2 English"]);
        assert_eq!(Lang::En.next().key(), ["F2 Tiếng Việt", "F2 Việt"]);
    }

    #[test]
    fn languages_have_codes() {
        for lang in Lang::ALL {
            assert_eq!(Lang::from_code(lang.code()), Some(*lang));
        }
        assert_eq!(Lang::from_code("fr"), None);
        assert_eq!(Lang::Vi.next().next(), Lang::Vi);
    }
}
