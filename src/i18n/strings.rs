//! Every text of the interface, declared once: its name, and its shape or the places that are filled in. From this come
//! the typed values, what a language's file must hold, and a method for each text with places: `t.step_of(at, all)`.

use std::fmt::Display;

use toml::de::DeTable;

use super::read::{Ask, Faults, Shape, Table, Template};

/// The names that something can have, the longest first: the longest that fits is shown.
pub type Names = &'static [&'static str];

/// The type of a text: as declared, or a template where places are declared.
macro_rules! shape {
    () => {
        Template
    };
    ($shape:ty) => {
        $shape
    };
}

/// The method of a text with places.
macro_rules! method {
    ($text:ident) => {};
    ($text:ident $($place:ident: $value:ty),+) => {
        /// The text with its places filled in.
        pub fn $text(&self, $($place: $value),+) -> String {
            self.$text.fill(&[$((stringify!($place), &$place as &dyn Display)),+])
        }
    };
}

macro_rules! texts {
    ($(#[$about:meta])* pub struct $Texts:ident {
        $($(#[$meaning:meta])* $text:ident $(($($place:ident: $value:ty),+))? $(: $shape:ty)?,)*
    }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy)]
        #[expect(missing_docs, reason = "the field names say where a text stands")]
        pub struct $Texts {
            $($(#[$meaning])* pub $text: shape!($($shape)?),)*
        }

        impl $Texts {
            $(method!($text $($($place: $value),+)?);)*
        }

        impl Table for $Texts {
            const NAMES: &'static [&'static str] = &[$(stringify!($text)),*];

            fn of(table: &DeTable<'_>, base: Option<&Self>, faults: &mut Faults) -> Option<Self> {
                $(let $text = Shape::take(
                    table,
                    Ask { name: stringify!($text), places: &[$($(stringify!($place)),+)?] },
                    base.map(|base| base.$text),
                    faults,
                );)*
                Some($Texts { $($text: $text?),* })
            }
        }
    };
}

texts! {
    /// Every text of the interface. Arrays follow the order of the enum they name.
    pub struct Strings {
        /// Its own name.
        language: Names,
        product: &'static str,
        practice: &'static str,
        practice_short: &'static str,

        too_small: &'static str,
        too_small_help: &'static str,

        welcome: &'static str,
        welcome_text: &'static str,
        welcome_start: &'static str,
        welcome_back: &'static str,
        welcome_privacy: &'static str,
        loading: &'static str,
        no_lessons: &'static str,
        /// So many things that staff must know.
        staff_notices(n: usize),

        reload_fault: &'static str,
        reload_more(n: usize),

        quit_title: &'static str,
        quit_text: &'static str,
        quit_yes: &'static str,
        quit_no: &'static str,

        come_back: &'static str,
        come_back_help: &'static str,
        come_back_word(n: usize),
        come_back_looking: &'static str,
        come_back_found: &'static str,
        come_back_last(title: &str, day: &str),
        come_back_yes: &'static str,
        come_back_no: &'static str,
        come_back_nobody: &'static str,
        come_back_again: &'static str,
        come_back_today: &'static str,
        come_back_new: &'static str,
        come_back_failed: &'static str,
        sessions: &'static str,
        sessions_help: &'static str,
        sessions_none: &'static str,
        session_unfinished: &'static str,
        who: &'static str,
        who_help: &'static str,
        /// As `Audience::ALL`.
        audiences: [&'static str; 11],
        age: &'static str,
        /// As `AgeBand::ALL`.
        ages: [&'static str; 4],
        age_skip: &'static str,

        warmup: &'static str,
        warmup_intro: &'static str,
        warmup_down: &'static str,
        warmup_up: &'static str,
        warmup_enter: &'static str,
        warmup_escape: &'static str,
        warmup_erase: &'static str,
        /// Before and after.
        warmup_erased: [&'static str; 2],
        warmup_help: &'static str,
        warmup_helped: &'static str,
        warmup_wrong: &'static str,
        warmup_done: &'static str,
        warmup_rows: [&'static str; 3],
        warmup_opened: &'static str,

        reviews: &'static str,
        review: &'static str,
        other_lessons: &'static str,
        coming: &'static str,
        lesson_left: &'static str,
        lesson_passed: &'static str,
        go_on(at: usize, all: usize, mode: &str),
        advised(title: &str),
        people(n: u32),
        lessons: &'static str,
        minutes(n: u32),
        lesson_watched: &'static str,
        lesson_done: &'static str,
        modes: &'static str,
        /// As `Mode::ALL`: name, what it is.
        mode_names: [&'static str; 4],
        mode_texts: [&'static str; 4],
        recommended: &'static str,

        turn(n: u32, all: u32),
        resumed: &'static str,
        step_done_alone: &'static str,
        step_of(at: usize, all: usize),
        task: &'static str,
        playing(who: &str),
        papers: &'static str,
        no_papers: &'static str,
        papers_of(who: &str),
        on_paper: &'static str,
        in_message: &'static str,
        key_here: &'static str,
        type_text: &'static str,
        type_word: &'static str,
        /// The same where its beginning stands there.
        type_rest: &'static str,
        type_digits: &'static str,
        more_papers: &'static str,
        wait: &'static str,
        times(n: usize, key: &str),
        then: &'static str,
        saved_code(code: &str),
        saved_short(code: &str),
        saving: &'static str,
        saved_step(at: u32, all: usize, slip: &str),
        not_saved: &'static str,
        /// Nothing is being recorded at all.
        not_kept: &'static str,
        not_recorded: &'static str,
        missing(what: &str),
        missing_something: &'static str,
        closed_part: &'static str,
        nothing_here: &'static str,
        refused: &'static str,
        almost_missing(word: &str),
        almost_extra(word: &str),
        almost_different(word: &str),
        almost_capitals(word: &str),
        almost_letter(word: &str),
        almost_one: &'static str,
        almost_spaces: &'static str,
        almost_off: &'static str,
        almost_method(method: &str),
        almost_offer: &'static str,
        put_right: &'static str,
        entered_case: &'static str,
        entered_number: &'static str,
        entered_code: &'static str,
        entered_repeat: &'static str,
        entered_other: &'static str,
        /// The same where no paper holds it.
        entered_asked: &'static str,
        entered_unfit(accepts: &str),
        accepts: [&'static str; 13],
        entered_few(typed: usize, missing: usize),
        entered_many(extra: usize),
        wait_first: &'static str,
        /// How to write with the keyboard on the screen.
        board_write: &'static str,
        board_away: &'static str,
        marks_on: &'static str,
        secret_offer: &'static str,
        entered_secret: &'static str,
        almost: &'static str,
        offer_help: &'static str,
        /// What the kiosk is going to do, where it only waits.
        will_wait: &'static str,
        help_harmless: &'static str,
        help_more: &'static str,
        look: [&'static str; 6],
        erase_key: &'static str,
        spell_keys(letter: &str, keys: &str),
        spell_shift(letter: &str, key: &str),
        spell_capital(letter: &str, key: &str, rest: &str),
        look_start_page: &'static str,
        detour: &'static str,
        playing_papers: &'static str,
        help_kind: &'static str,
        help_hint: &'static str,
        help_look: &'static str,
        help_do: &'static str,
        help_doing: &'static str,
        step_done(n: usize),
        mend_first: &'static str,
        why: &'static str,
        solo_help: &'static str,
        /// As `Pace`.
        paces: [&'static str; 3],
        slip_shown: &'static str,
        slip_back: &'static str,
        slip_again: &'static str,
        slip_offer: &'static str,
        watching: &'static str,
        /// The kiosk plays, and stands still until a key is pressed.
        paused: &'static str,
        typing_on(method: &str),
        typing_off: &'static str,
        typing_takes(accepts: &str),
        typing_takes_plain(accepts: &str),
        choose: &'static str,
        empty_inbox: &'static str,
        device_back: &'static str,
        device_home: &'static str,
        /// The home button while she stands at a place.
        to_phone: &'static str,
        home_screen: &'static str,
        tap_to_choose: &'static str,
        /// Before what is searched for in a long list.
        search: &'static str,
        search_nothing: &'static str,
        switch_on: &'static str,
        switch_off: &'static str,
        pad_erase: &'static str,
        board_space: &'static str,
        pad_next: &'static str,
        practice_qr: &'static str,
        /// As `Lens`: QR code, card, face.
        viewfinder: [&'static str; 3],
        aim_at: &'static str,
        browser: &'static str,
        address_bar: &'static str,
        start_page: &'static str,
        must_answer: &'static str,
        incoming_call: &'static str,
        more_below: &'static str,

        leave_code(code: &str),
        leave_title: &'static str,
        leave_text: &'static str,
        /// The same where they are not saved yet.
        leave_waiting: &'static str,
        leave_stay: &'static str,
        leave_lesson: &'static str,
        leave_session: &'static str,

        result_praise(what: &str),
        result_review(day: &str),
        result_again_same: &'static str,
        result_slip: &'static str,
        slip_title: &'static str,
        slip_number(slip: &str),
        slip_lesson(title: &str, mode: &str),
        slip_done(alone: u32, helped: u32, all: u32),
        slip_watched(all: u32),
        slip_guided(done: u32, all: u32),
        slip_passed: &'static str,
        slip_day(day: &str),
        slip_note: &'static str,
        slip_scan: &'static str,
        slip_unsaved: &'static str,
        result: &'static str,
        result_alone(alone: u32, all: u32),
        result_guided(done: u32, all: u32),
        result_watched(all: u32),
        result_left(done: u32, all: u32),
        result_passed: &'static str,
        result_safety: &'static str,
        result_well: &'static str,
        result_practise(what: &str),
        result_next: &'static str,
        result_saved(slip: &str),
        /// The mode that is recommended next.
        result_again_in(mode: &str),
        /// Steps without help, and all.
        result_helped(alone: u32, all: u32),
        result_again: &'static str,
        result_other: &'static str,
        result_finish: &'static str,

        call_big: &'static [&'static str],
        call_text: &'static str,
        call_keys: &'static str,
        /// The longest that fits is shown.
        call_waiting: Names,
        idle_title: &'static str,
        idle_keep: &'static str,
        idle_left(n: u64),
        exported(batch: u32, path: &str, bytes: u64, attempts: u64, steps: u64),
        export_nothing: &'static str,
        /// The last batch that left.
        export_again(batch: u32),

        typing_title: &'static str,
        typing_none: &'static str,
        typing_none_about: &'static str,
        typing_now: &'static str,
        typing_example: &'static str,
        typing_try: &'static str,
        typing_hint: &'static str,
        typing_right: &'static str,
        /// The keys of the example by Telex, by VNI.
        typing_seems: [&'static str; 2],
        typing_help: &'static str,
        /// Marks come now; what was typed before has none.
        typing_again: &'static str,
        typing_bar: Names,
        typing_bar_close: Names,

        /// What the key that reads the screen aloud is called.
        read_aloud: &'static str,

        address: AddressWords,
        /// What she has just done.
        did: Acts,
        /// What the kiosk is going to do.
        will: Acts,
        /// What the kiosk has done.
        done: Acts,
        twin: TwinStrings,
        lines: LinesStrings,
        notices: NoticeStrings,
        bar: BarStrings,
    }
}

texts! {
    /// How a learner is addressed, in the order of [`Address`](super::Address).
    pub struct AddressWords {
        elder: &'static str,
        adult: &'static str,
        young: &'static str,
        group: &'static str,
    }
}

texts! {
    /// What is said of something that is done; `tap` and `enter` with the name of the thing.
    pub struct Acts {
        tap(what: &str),
        enter(what: &str),
        back: &'static str,
        home: &'static str,
    }
}

texts! {
    /// What things on the screen are called where they are heard, not seen.
    pub struct TwinStrings {
        button(label: &str),
        link(label: &str),
        tab(label: &str),
        tab_open(label: &str),
        tile(label: &str),
        field(label: &str, content: &str),
        empty: &'static str,
        typed(letters: usize),
        choice(label: &str, content: &str),
        not_chosen: &'static str,
        option_on(label: &str),
        checkbox(label: &str),
        ticked: &'static str,
        not_ticked: &'static str,
        switch(label: &str),
        dim: &'static str,
        running(label: &str),
        banner(from: &str, text: &str),
        pointed: &'static str,
        chosen: &'static str,
        secret: &'static str,
        up: &'static str,
        down: &'static str,
        left: &'static str,
        right: &'static str,
    }
}

texts! {
    /// What is said only where the kiosk is used by plain lines.
    pub struct LinesStrings {
        how: &'static str,
        who: &'static str,
        warmup: &'static str,
        warmup_choose: &'static str,
        warmup_escape: &'static str,
        warmup_help: &'static str,
        warmup_done: &'static str,
        warmup_wrong: &'static str,
        words: &'static str,
        word_unknown: &'static str,
        people(n: u32),
        more_people: &'static str,
        fewer_people: &'static str,
        choose: &'static str,
        search(all: usize),
        search_nothing: &'static str,
        search_more(more: usize),
        close_list: &'static str,
        put_right: &'static str,
        idle_keep: &'static str,
        idle_prompt: &'static str,
        next: &'static str,
        paused: &'static str,
        look_here: &'static str,
        help_look: &'static str,
        wait: &'static str,
        prompt(all: usize),
        prompt_keys: &'static str,
        fill: &'static str,
        fill_hidden: &'static str,
        nothing_new: &'static str,
        no_such(number: usize, all: usize),
        not_understood(all: usize),
        keys: &'static str,
        typing_help: &'static str,
        typing_take: &'static str,
    }
}

texts! {
    /// What staff must know, and what they can do: the notices, each its title and its advice.
    pub struct NoticeStrings {
        /// Results that wait in memory.
        waiting(n: usize),
        full: [&'static str; 2],
        read_only: [&'static str; 2],
        disk: [&'static str; 2],
        folder: [&'static str; 2],
        newer: [&'static str; 2],
        busy: [&'static str; 2],
        damaged: [&'static str; 2],
        other: [&'static str; 2],
        lost(n: usize),
        lost_help: &'static str,
        set_aside: &'static str,
        set_aside_saved(attempts: u32, steps: u32),
        set_aside_lost(attempts: u32, steps: u32),
        set_aside_help(file: &str),
        gone: [&'static str; 2],
        copied: [&'static str; 2],
        restored: [&'static str; 2],
        clock: [&'static str; 2],
        lessons(n: usize),
        lessons_help: &'static str,
        languages(n: usize),
        languages_help: &'static str,
        mark: [&'static str; 2],
        export: [&'static str; 2],
        class_closed(title: &str),
        class_closed_help: &'static str,
    }
}

texts! {
    /// Names of keys in the bottom bar.
    pub struct BarStrings {
        help: Names,
        arrows: Names,
        arrows_all: Names,
        enter_tap: Names,
        enter_next: Names,
        enter_choose: Names,
        enter_start: Names,
        enter_on: Names,
        erase: Names,
        escape_back: Names,
        escape_close: Names,
        escape_quit: Names,
        finish: Names,
        home: Names,
        start_page: Names,
        papers: Names,
        papers_close: Names,
        board: Names,
        board_close: Names,
        call: Names,
        come_back: Names,
        forgotten: Names,
        slip: Names,
        pace: Names,
        escape_step: Names,
        escape_stop: Names,
        escape_no_call: Names,
        skip: Names,
        pause: Names,
        unpause: Names,
    }
}

impl Strings {
    /// How many digits were typed, and how many there should be.
    pub fn entered_count(&self, typed: usize, wanted: usize) -> String {
        if typed < wanted {
            self.entered_few(typed, wanted - typed)
        } else {
            self.entered_many(typed.saturating_sub(wanted))
        }
    }
}
