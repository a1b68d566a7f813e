//! The texts of the kiosk itself, in every language, as typed values: a text that is missing in a language does not
//! build. (Texts of lessons stand in the lesson files.)
//!
//! `{you}` and `{You}` in a text are the form of address, filled in by [`Address::fill`].

mod en;
mod vi;

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
            Lang::Vi => &vi::STRINGS,
            Lang::En => &en::STRINGS,
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
        let (small, capital) = match (lang, self) {
            (Lang::Vi, Address::Elder) => ("bác", "Bác"),
            (Lang::Vi, Address::Adult) => ("anh chị", "Anh chị"),
            (Lang::Vi, Address::Young) => ("bạn", "Bạn"),
            (Lang::Vi, Address::Group) => ("cả nhóm", "Cả nhóm"),
            (Lang::En, _) => ("you", "You"),
        };
        text.replace("{you}", small).replace("{You}", capital)
    }
}

/// A key of the bottom bar: the longest name that fits its cell is shown.
pub type Names = &'static [&'static str];

/// Every text of the interface. Arrays follow the order of the enum they name.
#[expect(missing_docs, reason = "the field names say where a text stands")]
pub struct Strings {
    pub language: &'static str,
    pub product: &'static str,
    pub practice: &'static str,
    pub practice_short: &'static str,

    pub too_small: &'static str,
    pub too_small_help: &'static str,

    pub welcome: &'static str,
    pub welcome_text: &'static str,
    pub welcome_start: &'static str,
    pub welcome_back: &'static str,
    pub welcome_privacy: &'static str,
    pub loading: &'static str,
    pub no_lessons: &'static str,
    pub lessons_left_out: fn(usize) -> String,
    pub reload_fault: &'static str,
    pub reload_more: fn(usize) -> String,

    pub quit_title: &'static str,
    pub quit_text: &'static str,
    pub quit_yes: &'static str,
    pub quit_no: &'static str,

    pub come_back: &'static str,
    pub come_back_help: &'static str,
    pub come_back_word: fn(usize) -> String,
    pub come_back_looking: &'static str,
    pub come_back_found: &'static str,
    pub come_back_last: fn(&str, &str) -> String,
    pub come_back_yes: &'static str,
    pub come_back_no: &'static str,
    pub come_back_nobody: &'static str,
    pub come_back_again: &'static str,
    pub come_back_today: &'static str,
    pub come_back_new: &'static str,
    pub come_back_failed: &'static str,
    pub sessions: &'static str,
    pub sessions_help: &'static str,
    pub sessions_none: &'static str,
    pub session_unfinished: &'static str,
    pub who: &'static str,
    pub who_help: &'static str,
    /// As `Audience::ALL`.
    pub audiences: [&'static str; 11],
    pub age: &'static str,
    /// As `AgeBand::ALL`.
    pub ages: [&'static str; 4],
    pub age_skip: &'static str,

    pub warmup: &'static str,
    pub warmup_intro: &'static str,
    pub warmup_down: &'static str,
    pub warmup_up: &'static str,
    pub warmup_enter: &'static str,
    pub warmup_escape: &'static str,
    pub warmup_erase: &'static str,
    /// Before and after.
    pub warmup_erased: [&'static str; 2],
    pub warmup_help: &'static str,
    pub warmup_helped: &'static str,
    pub warmup_wrong: &'static str,
    pub warmup_done: &'static str,
    pub warmup_rows: [&'static str; 3],
    pub warmup_opened: &'static str,

    pub reviews: &'static str,
    pub review: &'static str,
    pub other_lessons: &'static str,
    pub coming: &'static str,
    pub lesson_left: &'static str,
    pub lesson_passed: &'static str,
    pub go_on: fn(usize, usize, &str) -> String,
    pub advised: fn(&str) -> String,
    pub people: fn(u32) -> String,
    pub lessons: &'static str,
    pub minutes: fn(u32) -> String,
    pub lesson_watched: &'static str,
    pub lesson_done: &'static str,
    pub modes: &'static str,
    /// As `Mode::ALL`: name, what it is.
    pub mode_names: [&'static str; 4],
    pub mode_texts: [&'static str; 4],
    pub recommended: &'static str,

    pub turn: fn(u32, u32) -> String,
    pub resumed: &'static str,
    pub step_done_alone: &'static str,
    pub step_of: fn(usize, usize) -> String,
    pub task: &'static str,
    pub playing: fn(&str) -> String,
    pub papers: &'static str,
    pub no_papers: &'static str,
    pub papers_of: fn(&str) -> String,
    pub on_paper: &'static str,
    pub in_message: &'static str,
    pub key_here: &'static str,
    pub type_text: &'static str,
    pub type_word: &'static str,
    pub type_digits: &'static str,
    pub more_papers: &'static str,
    pub wait: &'static str,
    pub times: fn(usize, &str) -> String,
    pub then: &'static str,
    pub saved_code: fn(&str) -> String,
    pub saved_short: fn(&str) -> String,
    pub saving: &'static str,
    pub saved_step: fn(u32, usize, &str) -> String,
    pub not_saved: &'static str,
    pub not_recorded: &'static str,
    pub missing: fn(&str) -> String,
    pub missing_something: &'static str,
    pub closed_part: &'static str,
    pub nothing_here: &'static str,
    pub refused: &'static str,
    pub almost_marks: fn(&str, usize) -> String,
    pub almost_letter: fn(&str) -> String,
    pub almost_one: &'static str,
    pub almost_spaces: &'static str,
    pub almost_off: &'static str,
    pub almost_method: fn(&str) -> String,
    pub almost_capitals: fn(&str) -> String,
    pub almost_offer: &'static str,
    pub put_right: &'static str,
    pub entered_case: &'static str,
    pub entered_number: &'static str,
    pub entered_code: &'static str,
    pub entered_repeat: &'static str,
    pub entered_other: &'static str,
    pub entered_unfit: fn(&str) -> String,
    pub accepts: [&'static str; 13],
    /// How many digits there are, and how many there should be.
    pub entered_count: fn(usize, usize) -> String,
    pub wait_first: &'static str,
    /// How to write with the keyboard on the screen.
    pub board_write: &'static str,
    pub board_away: &'static str,
    pub marks_on: &'static str,
    pub secret_offer: &'static str,
    pub entered_secret: &'static str,
    pub almost: &'static str,
    pub offer_help: &'static str,
    /// What she has just done.
    pub did: Acts,
    /// What the kiosk is going to do.
    pub will: Acts,
    /// What the kiosk has done.
    pub done: Acts,
    pub help_harmless: &'static str,
    pub help_more: &'static str,
    pub look: [&'static str; 6],
    pub erase_key: &'static str,
    pub spell_keys: fn(&str, &str) -> String,
    pub spell_shift: fn(&str, &str) -> String,
    pub spell_capital: fn(&str, &str, &str) -> String,
    pub look_start_page: &'static str,
    pub detour: &'static str,
    pub playing_papers: &'static str,
    pub help_kind: &'static str,
    pub help_hint: &'static str,
    pub help_look: &'static str,
    pub help_do: &'static str,
    pub help_doing: &'static str,
    pub step_done: fn(usize) -> String,
    pub mend_first: &'static str,
    pub why: &'static str,
    pub solo_help: &'static str,
    pub pace: fn(usize) -> String,
    pub slip_shown: &'static str,
    pub slip_back: &'static str,
    pub slip_again: &'static str,
    pub slip_offer: &'static str,
    pub watching: &'static str,
    /// The kiosk plays, and stands still until a key is pressed.
    pub paused: &'static str,
    pub typing_on: fn(&str) -> String,
    pub typing_off: &'static str,
    pub typing_plain: fn(&str, bool) -> String,
    pub choose: &'static str,
    pub empty_inbox: &'static str,
    pub device_back: &'static str,
    pub device_home: &'static str,
    /// The home button while she stands at a place.
    pub to_phone: &'static str,
    pub home_screen: &'static str,
    pub tap_to_choose: &'static str,
    /// Before what is searched for in a long list.
    pub search: &'static str,
    pub search_nothing: &'static str,
    pub switch_on: &'static str,
    pub switch_off: &'static str,
    pub pad_erase: &'static str,
    pub board_space: &'static str,
    pub pad_next: &'static str,
    pub practice_qr: &'static str,
    /// As `Lens`: QR code, card, face.
    pub viewfinder: [&'static str; 3],
    pub aim_at: &'static str,
    pub browser: &'static str,
    pub address: &'static str,
    pub start_page: &'static str,
    pub must_answer: &'static str,
    pub incoming_call: &'static str,
    pub more_below: &'static str,

    pub leave_code: fn(&str) -> String,
    pub leave_title: &'static str,
    pub leave_text: &'static str,
    pub leave_stay: &'static str,
    pub leave_lesson: &'static str,
    pub leave_session: &'static str,

    pub result_praise: fn(&str) -> String,
    pub result_review: fn(&str) -> String,
    pub result_again_same: &'static str,
    pub result_slip: &'static str,
    pub slip_title: &'static str,
    pub slip_number: fn(&str) -> String,
    pub slip_lesson: fn(&str, &str) -> String,
    pub slip_done: fn(u32, u32, u32) -> String,
    pub slip_watched: fn(u32) -> String,
    pub slip_guided: fn(u32, u32) -> String,
    pub slip_passed: &'static str,
    pub slip_day: fn(&str) -> String,
    pub slip_note: &'static str,
    pub slip_scan: &'static str,
    pub slip_unsaved: &'static str,
    pub result: &'static str,
    pub result_alone: fn(u32, u32) -> String,
    pub result_guided: fn(u32, u32) -> String,
    pub result_watched: fn(u32) -> String,
    pub result_left: fn(u32, u32) -> String,
    pub result_passed: &'static str,
    pub result_safety: &'static str,
    pub result_well: &'static str,
    pub result_practise: fn(&str) -> String,
    pub result_next: &'static str,
    pub result_saved: fn(&str) -> String,
    /// The mode that is recommended next.
    pub result_again_in: fn(&str) -> String,
    /// Steps without help, and all.
    pub result_helped: fn(u32, u32) -> String,
    pub result_again: &'static str,
    pub result_other: &'static str,
    pub result_finish: &'static str,

    /// What `kiosk export` prints: batch, path, bytes, attempts, steps.
    pub call_big: &'static [&'static str],
    pub call_text: &'static str,
    pub call_keys: &'static str,
    /// The longest that fits is shown.
    pub call_waiting: Names,
    pub exported: fn(u32, &str, u64, u64, u64) -> String,
    pub export_nothing: &'static str,
    /// The last batch that left.
    pub export_again: fn(u32) -> String,

    pub bar: BarStrings,
}

/// What is said of something that is done; `tap` and `enter` with the name of the thing.
#[expect(missing_docs, reason = "the field names say what is done")]
pub struct Acts {
    pub tap: fn(&str) -> String,
    pub enter: fn(&str) -> String,
    pub back: &'static str,
    pub home: &'static str,
    pub wait: &'static str,
}

/// Names of keys in the bottom bar, the longest first.
#[expect(missing_docs, reason = "the field names say which key")]
pub struct BarStrings {
    pub help: Names,
    pub arrows: Names,
    pub arrows_all: Names,
    pub enter_tap: Names,
    pub enter_next: Names,
    pub enter_choose: Names,
    pub enter_start: Names,
    pub enter_on: Names,
    pub erase: Names,
    pub escape_back: Names,
    pub escape_close: Names,
    pub escape_quit: Names,
    pub finish: Names,
    pub language: Names,
    pub home: Names,
    pub start_page: Names,
    pub papers: Names,
    pub papers_close: Names,
    pub board: Names,
    pub board_close: Names,
    pub call: Names,
    pub come_back: Names,
    pub forgotten: Names,
    pub slip: Names,
    pub pace: Names,
    pub escape_step: Names,
    pub escape_stop: Names,
    pub escape_no_call: Names,
    pub skip: Names,
    pub pause: Names,
    pub unpause: Names,
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
    fn languages_have_codes() {
        for lang in Lang::ALL {
            assert_eq!(Lang::from_code(lang.code()), Some(*lang));
        }
        assert_eq!(Lang::from_code("fr"), None);
        assert_eq!(Lang::Vi.next().next(), Lang::Vi);
    }
}
