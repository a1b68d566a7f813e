//! The texts of the kiosk itself, in every language: files in `lang/`, read into typed values when a language is first
//! shown. (Texts of lessons stand in the lesson files.)
//!
//! `{you}` and `{You}` in a text are the form of address, filled in by [`Address::fill`].

mod read;
mod strings;

use std::hash::{Hash, Hasher};
use std::sync::LazyLock;

pub use read::{Fault, Template, places};
pub use strings::{Acts, AddressWords, BarStrings, LinesStrings, Names, NoticeStrings, Strings, TwinStrings};

/// The file of the texts in Vietnamese, which those of every language follow.
pub const VIETNAMESE: &str = include_str!("../../lang/vi/interface.toml");
const ENGLISH: &str = include_str!("../../lang/en/interface.toml");

static VI: LazyLock<Said> = LazyLock::new(|| Said::built_in(VIETNAMESE));
static EN: LazyLock<Said> = LazyLock::new(|| Said::built_in(ENGLISH));

/// The longest code of a language.
const LONGEST_CODE: usize = 16;

/// A language of the kiosk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// Vietnamese.
    #[default]
    Vi,
    /// English.
    En,
    /// Another, which came with the lessons as files.
    Added(Added),
}

/// A language that was added. It lives as long as the program, like those that are built in.
#[derive(Debug, Clone, Copy)]
pub struct Added {
    code: &'static str,
    said: &'static Said,
}

impl PartialEq for Added {
    fn eq(&self, other: &Added) -> bool {
        self.code == other.code
    }
}

impl Eq for Added {}

impl Hash for Added {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.code.hash(state);
    }
}

/// What a language says.
#[derive(Debug)]
struct Said {
    strings: Strings,
    /// The names of the key that leads to it.
    key: Names,
}

impl Said {
    fn of(strings: &Strings) -> Said {
        // F2 names the language that it leads to.
        let key = |name: &&str| -> &'static str { format!("F2 {name}").leak() };
        Said { key: strings.language.iter().map(key).collect::<Vec<_>>().leak(), strings: *strings }
    }

    #[expect(clippy::panic, reason = "these files are part of the program, and a test reads them")]
    fn built_in(file: &str) -> Said {
        match read::strings(file, None) {
            (Some(strings), _) => Said::of(&strings),
            (None, faults) => panic!("{faults:?}"),
        }
    }
}

impl Lang {
    /// The languages that are part of the program, in the order of the switch key.
    pub const BUILT_IN: &'static [Lang] = &[Lang::Vi, Lang::En];

    /// A language from the text of its file, and what is wrong in that. What it lacks it says in Vietnamese; `None`: the
    /// file cannot be read.
    pub fn added(code: &str, file: &str) -> (Option<Lang>, Vec<Fault>) {
        let (strings, faults) = read::strings(file, Some(&VI.strings));
        let lang = strings.map(|mut strings| {
            let code: &'static str = code.to_owned().leak();
            if std::ptr::eq(strings.language, VI.strings.language) {
                strings.language = vec![code].leak();
            }
            Lang::Added(Added { code, said: Box::leak(Box::new(Said::of(&strings))) })
        });
        (lang, faults)
    }

    /// Whether a language can have this code: two or three letters, perhaps `-` and more letters.
    pub fn is_code(code: &str) -> bool {
        let (language, more) = code.split_once('-').map_or((code, None), |(language, more)| (language, Some(more)));
        let letters = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
        code.len() <= LONGEST_CODE && (2..=3).contains(&language.len()) && letters(language) && more.is_none_or(letters)
    }

    /// The language after this one.
    #[must_use]
    pub fn after(self, known: &[Lang]) -> Lang {
        let mut round = known.iter().chain(known).skip_while(|lang| **lang != self).skip(1);
        round.next().or(known.first()).copied().unwrap_or_default()
    }

    /// The code in settings and names of folders: `vi`, `en`.
    pub fn code(self) -> &'static str {
        match self {
            Lang::Vi => "vi",
            Lang::En => "en",
            Lang::Added(added) => added.code,
        }
    }

    /// The language with this code.
    pub fn from_code(code: &str, known: &[Lang]) -> Option<Lang> {
        known.iter().copied().find(|lang| lang.code() == code)
    }

    fn said(self) -> &'static Said {
        match self {
            Lang::Vi => &VI,
            Lang::En => &EN,
            Lang::Added(added) => added.said,
        }
    }

    /// The texts of the language.
    pub fn strings(self) -> &'static Strings {
        &self.said().strings
    }

    /// Its own name, in full.
    pub fn name(self) -> &'static str {
        self.strings().language.first().copied().unwrap_or_default()
    }

    /// The names of the key that leads to the language, the longest first.
    pub fn key(self) -> Names {
        self.said().key
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
        for file in [VIETNAMESE, ENGLISH] {
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
    fn languages_have_codes() {
        for lang in Lang::BUILT_IN {
            assert_eq!(Lang::from_code(lang.code(), Lang::BUILT_IN), Some(*lang));
        }
        assert_eq!(Lang::from_code("fr", Lang::BUILT_IN), None);
        for code in ["vi", "tay", "tay-cb", "zh-hans"] {
            assert!(Lang::is_code(code), "{code}");
        }
        for code in ["", "t", "tayy", "Tay", "tay-", "-tay", "tay_cb", "tay-cb-x", "táy", "..", "ab-abcdefghijklmnop"]
        {
            assert!(!Lang::is_code(code), "{code}");
        }
    }

    #[test]
    fn f2_names_the_language_to_which_it_leads() {
        let (tay, _) = Lang::added("tay", "language = [\"Tày\"]");
        let known = [Lang::Vi, Lang::En, tay.unwrap()];
        assert_eq!(Lang::Vi.after(&known).key(), ["F2 English"]);
        assert_eq!(Lang::En.after(&known).key(), ["F2 Tày"]);
        assert_eq!(tay.unwrap().after(&known).key(), ["F2 Tiếng Việt", "F2 Việt"]);
        assert_eq!(Lang::Vi.after(Lang::BUILT_IN).after(Lang::BUILT_IN), Lang::Vi);
        assert_eq!(tay.unwrap().after(Lang::BUILT_IN), Lang::Vi);
    }

    fn told(file: &str) -> Vec<String> {
        let (_, faults) = Lang::added("tay", file);
        let line = |fault: &Fault| {
            let before = fault.span.as_ref().and_then(|span| file.get(..span.start)).unwrap_or_default();
            before.matches('\n').count() + 1
        };
        faults.iter().filter(|f| !f.is_gap).map(|f| format!("{}: {} ({})", line(f), f.message, f.help)).collect()
    }

    #[test]
    fn what_is_wrong_in_a_file_is_told_and_said_in_vietnamese() {
        let braces = "names in braces are filled in by the kiosk: write them as in the Vietnamese text";
        for (file, said) in [
            ("welcom = \"a\"", "1: no text is called `welcom` (did you mean `welcome`?)".to_owned()),
            ("\nwelcome = 3", "2: `welcome` is a text (write welcome = \"…\")".to_owned()),
            ("step_of = \"{at}\"", format!("1: `step_of` has {{at}}, not {{all}}, {{at}} ({braces})")),
            ("step_of = \"{at} {al}\"", format!("1: `step_of` has {{al}}, {{at}}, not {{all}}, {{at}} ({braces})")),
            ("task = \"{n}\"", format!("1: `task` has {{n}}, not no places to fill in ({braces})")),
            (
                "ages = [\"a\"]",
                "1: `ages` has 1 texts, and 4 are asked for (give as many as the Vietnamese has, in its order)"
                    .to_owned(),
            ),
            ("ages = \"a\"", "1: `ages` is a list of texts (write ages = [\"…\", \"…\"])".to_owned()),
            ("did = \"a\"", "1: `did` is a table (write [did])".to_owned()),
            ("[bar]\nhelp = []", "2: `help` has no text (give one at least)".to_owned()),
            ("[bar]\nhlp = [\"a\"]", "2: no text is called `hlp` (did you mean `help`?)".to_owned()),
            (
                "task = \"a\u{301}\"",
                "1: this text is not NFC (letters and marks are stored apart (NFD): save the file as NFC)".to_owned(),
            ),
            ("task = \"a\\u0007\"", "1: this text holds a control character (take it out)".to_owned()),
        ] {
            assert_eq!(told(file), [said], "{file}");
            let (lang, _) = Lang::added("tay", file);
            let (t, vi) = (lang.unwrap().strings(), Lang::Vi.strings());
            assert_eq!((t.task, t.step_of(1, 2), t.ages), (vi.task, vi.step_of(1, 2), vi.ages));
            assert_eq!((t.did.home, t.bar.help, t.language), (vi.did.home, vi.bar.help, &["tay"][..]));
        }
        assert!(Lang::added("tay", "task = = 1").0.is_none());
        assert_eq!(told("task = \"{You} ổ, {you}\"\nstep_of = \"{all}: {at} {you}\""), Vec::<String>::new());
    }

    #[test]
    fn what_is_missing_is_counted_and_said_in_vietnamese() {
        let (lang, faults) = Lang::added("tay", "product = \"\"\ntask = \"ổ\"\n[did]\nback = \"ổ\"\n");
        let [gap] = &faults[..] else { panic!("{faults:?}") };
        assert!(gap.is_gap);
        let first = "texts are missing: language, product, practice, practice_short, too_small and ";
        assert!(gap.message.starts_with(first), "{}", gap.message);
        let t = lang.unwrap().strings();
        assert_eq!((t.task, t.did.back, t.product), ("ổ", "ổ", Lang::Vi.strings().product));
        let whole = VIETNAMESE.replace("tap = \"{You} vừa chạm **{what}**.\"", "");
        let gaps: Vec<_> = Lang::added("tay", &whole).1.into_iter().map(|fault| fault.message).collect();
        assert_eq!(gaps, ["texts are missing: did.tap"]);
    }
}
