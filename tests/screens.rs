//! Every screen as it is drawn: one snapshot a screen, size and language, and what must be true of all of them.
//!
//! Screens are reached by keys. In a lesson the keys are those that the kiosk itself names beside the instruction, so a
//! guide that leads astray fails here too.

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use kiosk::app::player::{Guide, KeyPress};
use kiosk::app::{
    Bar, Effect, Entry, Event, Health, Key, Kiosk, Notice, Player, Screen, Settings, Slot, Target, Trouble,
};
use kiosk::i18n::Lang;
use kiosk::lesson::Library;
use kiosk::lesson::model::WidgetKind;
use kiosk::return_code::ReturnCode;
use kiosk::sim;
use kiosk::text;
use kiosk::time::{Day, Moment, Timestamp};
use kiosk::tutor::record::{AgeBand, AttemptOutcome, Audience, Learner, Mode, Past, PastAttempt, PastSession, Tally};
use kiosk::ui::{self, Twin};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};

use crate::harness::demo::{self, BROWSER_LESSON, PHONE_LESSON};

mod longest;

/// When every walk begins, and the day that is then.
const START: Timestamp = Timestamp(1_795_000_000_000);
const DAY: Day = Day(20_775);

/// The slip number of every attempt.
const SLIP: &str = "K7Q2AB";

/// Under which names every attempt is in the database.
fn entry() -> Entry {
    let id = "01a1ee56-5e00-7000-8000-000000000001".to_owned();
    Entry { id, slip: SLIP.to_owned(), code: ReturnCode::new(47_011).unwrap() }
}

/// The sizes that are looked at: usual, narrow with the phone beside, least, large.
const SIZES: [(u16, u16); 4] = [(80, 24), (64, 24), (50, 18), (120, 40)];

/// More sizes for what must hold everywhere: where the layout changes, and odd shapes.
const ODD_SIZES: [(u16, u16); 7] = [(63, 18), (64, 18), (72, 20), (79, 30), (100, 18), (132, 43), (50, 60)];

/// Below the least.
const TOO_SMALL: (u16, u16) = (40, 12);

// ------------------------------------------------------------------------------------------------------- a learner

/// Somebody at the kiosk, with a clock that moves only when told; everything is saved at once.
struct Walk {
    kiosk: Kiosk,
    now: Moment,
    /// Under which names every attempt is saved.
    entry: Entry,
}

impl Walk {
    /// At the first page, the lessons loaded.
    fn new(lang: Lang) -> Walk {
        Walk::with(lang, Arc::new(Library::built_in().library))
    }

    fn with(lang: Lang, library: Arc<Library>) -> Walk {
        Walk::set(Settings { lang, ..Settings::default() }, library)
    }

    /// At the first page of a kiosk that only staff can leave.
    fn locked(lang: Lang) -> Walk {
        let settings = Settings { lang, locked: true, ..Settings::default() };
        Walk::set(settings, Arc::new(Library::built_in().library))
    }

    fn set(settings: Settings, library: Arc<Library>) -> Walk {
        let kiosk = Kiosk::new(settings, 1);
        let mut walk = Walk { kiosk, now: Moment { wall: START, mono: 0 }, entry: entry() };
        walk.happen(Event::Library(library, 0));
        walk
    }

    /// In front of the lessons, signed in as a person who gave no age, the warm-up skipped.
    fn signed_in(lang: Lang) -> Walk {
        Walk::new(lang).signs_in()
    }

    fn signs_in(self) -> Walk {
        self.keys(&[Key::Enter, Key::Enter, Key::End, Key::Enter, Key::F(5)])
    }

    /// In a lesson.
    fn lesson(lang: Lang, id: &str, mode: Mode) -> Walk {
        Walk::signed_in(lang).begins(id, mode)
    }

    /// In a lesson of the library that has every widget.
    fn demo(lang: Lang, id: &str, mode: Mode) -> Walk {
        static LIBRARY: OnceLock<Arc<Library>> = OnceLock::new();
        let library = LIBRARY.get_or_init(|| Arc::new(demo::library()));
        Walk::with(lang, library.clone()).signs_in().begins(id, mode)
    }

    /// At the lessons, chooses one.
    fn opens(self, id: &str) -> Walk {
        let mut walk = self;
        let Screen::Lessons(lessons) = &walk.kiosk.screen else { panic!("not at the lessons") };
        let lesson = lessons.choices().position(|(lesson, review)| lesson.id.as_ref() == id && !review).unwrap();
        walk.press(Key::Home);
        walk.times(Key::Down, lesson);
        walk.press(Key::Enter);
        walk
    }

    fn begins(self, id: &str, mode: Mode) -> Walk {
        let mut walk = self.opens(id);
        walk.press(Key::Home);
        let Screen::Modes(modes) = &walk.kiosk.screen else { panic!("not at the modes") };
        walk.times(Key::Down, modes.item(mode));
        walk.press(Key::Enter);
        walk
    }

    fn happen(&mut self, event: Event) {
        for effect in self.kiosk.update(event, self.now) {
            let answer = match effect {
                Effect::Begin { attempt, .. } => Event::Begun { attempt, entry: self.entry.clone() },
                Effect::Step { attempt, result } => Event::StepSaved { attempt, position: result.position },
                Effect::End { attempt, .. } => Event::EndSaved { attempt },
                _ => continue,
            };
            self.kiosk.update(answer, self.now);
        }
    }

    /// Asks for a return code, and gets this answer.
    fn recalled(self, past: Option<Past>) -> Walk {
        let mut walk = self.keys(&[Key::F(5), Key::Enter, Key::Enter, Key::Enter]);
        let asked = ReturnCode::new(0).unwrap();
        walk.happen(Event::Recalled(asked, past.map(Box::new)));
        walk
    }

    /// Asks who was here today, and gets this answer.
    fn looked_at_today(self, sessions: Vec<PastSession>) -> Walk {
        let mut walk = self.keys(&[Key::F(5), Key::F(5)]);
        walk.happen(Event::Sessions(sessions));
        walk
    }

    fn press(&mut self, key: Key) {
        self.now.mono += 100;
        self.happen(Event::Key(key));
    }

    fn times(&mut self, key: Key, times: usize) {
        (0..times).for_each(|_| self.press(key));
    }

    fn keys(mut self, keys: &[Key]) -> Walk {
        for key in keys {
            self.press(*key);
        }
        self
    }

    fn write(&mut self, content: &str) {
        content.chars().for_each(|letter| self.press(Key::Char(letter)));
    }

    fn writes(mut self, content: &str) -> Walk {
        self.write(content);
        self
    }

    /// The next thing happens by itself.
    fn wait(&mut self) {
        self.now.mono = self.kiosk.deadline().expect("nothing is to come").max(self.now.mono);
        self.happen(Event::Tick);
    }

    fn waits(mut self, times: usize) -> Walk {
        (0..times).for_each(|_| self.wait());
        self
    }

    /// Nobody is there, until the kiosk asks.
    fn until_asked(mut self) -> Walk {
        while self.kiosk.warning().is_none() {
            self.wait();
        }
        self
    }

    fn player(&self) -> &Player {
        match &self.kiosk.screen {
            Screen::Player(player) => player,
            _ => panic!("no lesson is being played"),
        }
    }

    /// The screen of the phone: its full name, or `home`.
    fn at(&self) -> &str {
        let session = &self.player().session;
        sim::top(session.state()).map_or("home", |screen| session.lesson().world.screens[screen].name.as_ref())
    }

    /// What the guide asks to be typed next.
    fn asked(&self) -> String {
        let session = &self.player().session;
        if let Some(letters) = self.player().guide().and_then(|guide| guide.search) {
            return letters;
        }
        let wanted = session.next().and_then(|next| next.wanted.as_ref()).expect("something is to be typed");
        session.planned_text(wanted)
    }

    /// Presses the keys that the guide names, once.
    fn follow(&mut self) {
        let Guide { keys, .. } = self.player().guide().expect("a way leads on");
        assert!(!keys.is_empty(), "the guide names no keys at {}", self.at());
        let content = if keys.contains(&KeyPress::Type) { self.asked() } else { String::new() };
        for key in keys {
            match key {
                KeyPress::Down(times) => self.times(Key::Down, times),
                KeyPress::Up(times) => self.times(Key::Up, times),
                KeyPress::Erase(times) => self.times(Key::Backspace, times),
                KeyPress::Type => self.write(&content),
                KeyPress::Enter => self.press(Key::Enter),
                KeyPress::Escape => self.press(Key::Escape),
                KeyPress::HomeScreen => self.press(Key::F(3)),
                KeyPress::Wait => self.wait(),
            }
        }
    }

    /// Follows the guide until something holds.
    fn until(mut self, holds: impl Fn(&Walk) -> bool) -> Walk {
        for _ in 0..200 {
            if holds(&self) {
                return self;
            }
            self.follow();
        }
        panic!("the guide does not lead there");
    }

    /// Follows the guide to a screen of the phone.
    fn to(self, screen: &str) -> Walk {
        self.until(|walk| walk.at() == screen)
    }

    /// Follows the guide to the result.
    fn into_result(self) -> Walk {
        self.until(|walk| matches!(walk.kiosk.screen, Screen::Result(_)))
    }

    /// Follows the guide until a choice is made.
    fn chooses(self) -> Walk {
        self.until(|walk| walk.player().session.step_index() > 0)
    }

    /// The kiosk plays until it stops.
    fn until_over(mut self) -> Walk {
        while self.player().auto.is_some() {
            self.wait();
        }
        self
    }

    /// Plays by itself to the result.
    fn watched(mut self) -> Walk {
        while matches!(self.kiosk.screen, Screen::Player(_)) {
            self.wait();
        }
        self
    }
}

// --------------------------------------------------------------------------------------------------------- screens

const INSTALL: &str = "vneid-install";
const RESIDENCE: &str = "temp-residence";

/// How a screen is reached.
type Way = fn(Lang) -> Walk;

/// The pages around the lessons.
const PAGES: &[(&str, Way)] = &[
    ("welcome", Walk::new),
    ("welcome-locked", |lang| Walk::locked(lang).keys(&[Key::Escape])),
    ("quit", |lang| Walk::new(lang).keys(&[Key::Escape])),
    ("groups", |lang| Walk::new(lang).keys(&[Key::Enter])),
    ("ages", |lang| Walk::new(lang).keys(&[Key::Enter, Key::Enter])),
    ("warm-up-first", |lang| Walk::new(lang).keys(&[Key::Enter, Key::Enter, Key::Enter])),
    ("warm-up-wrong", |lang| Walk::new(lang).keys(&[Key::Enter, Key::Enter, Key::Enter, Key::Char('x')])),
    ("warm-up-escape", |lang| {
        Walk::new(lang).keys(&[Key::Enter, Key::Enter, Key::Enter, Key::Down, Key::Up, Key::Enter])
    }),
    ("warm-up-erase", |lang| {
        Walk::new(lang).keys(&[Key::Enter, Key::Enter, Key::Enter, Key::Down, Key::Up, Key::Enter, Key::Escape])
    }),
    ("warm-up-done", |lang| {
        Walk::new(lang).keys(&[
            Key::Enter,
            Key::Enter,
            Key::Enter,
            Key::Down,
            Key::Up,
            Key::Enter,
            Key::Escape,
            Key::Backspace,
            Key::F(1),
        ])
    }),
    ("lessons", Walk::signed_in),
    ("lessons-done", |lang| Walk::lesson(lang, INSTALL, Mode::Guided).into_result().keys(&[Key::Down, Key::Enter])),
    ("modes", |lang| Walk::signed_in(lang).keys(&[Key::Enter])),
    ("result-watched", |lang| Walk::lesson(lang, INSTALL, Mode::Watch).watched()),
    ("result-completed", |lang| Walk::lesson(lang, INSTALL, Mode::Guided).into_result()),
    ("result-practise", |lang| {
        Walk::lesson(lang, RESIDENCE, Mode::Practice).to("vneid.stay").keys(&[Key::F(1), Key::F(1)]).into_result()
    }),
    ("result-safety", |lang| {
        let results = Walk::lesson(lang, INSTALL, Mode::Solo).to("store.results");
        results.keys(&[Key::Enter, Key::Escape]).into_result()
    }),
    ("result-passed", |lang| Walk::lesson(lang, INSTALL, Mode::Solo).into_result()),
    ("result-slip", |lang| Walk::lesson(lang, INSTALL, Mode::Solo).into_result().keys(&[Key::Down, Key::Enter])),
    ("result-interrupted", |lang| {
        let mut walk = Walk::lesson(lang, INSTALL, Mode::Practice).to("store.app");
        walk.happen(Event::Shutdown);
        walk
    }),
];

/// Coming back, and calling for somebody.
const COMING_BACK: &[(&str, Way)] = &[
    ("back-words", |lang| Walk::new(lang).keys(&[Key::F(5), Key::Char('t'), Key::Enter, Key::Down, Key::Right])),
    ("back-looking", |lang| Walk::new(lang).keys(&[Key::F(5), Key::Enter, Key::Enter, Key::Enter])),
    ("back-found", |lang| Walk::new(lang).recalled(Some(past()))),
    ("back-nobody", |lang| Walk::new(lang).recalled(None)),
    ("back-failed", |lang| {
        let mut walk = Walk::new(lang).keys(&[Key::F(5), Key::F(5)]);
        walk.happen(Event::NoAnswer(None));
        walk
    }),
    ("back-sessions", |lang| Walk::new(lang).looked_at_today(sessions())),
    ("back-no-sessions", |lang| Walk::new(lang).looked_at_today(Vec::new())),
    ("back-lessons", |lang| Walk::new(lang).recalled(Some(past())).keys(&[Key::Enter])),
    ("back-resume", |lang| Walk::new(lang).recalled(Some(past())).keys(&[Key::Enter]).opens("vneid-activate")),
    ("back-resumed", |lang| {
        Walk::new(lang).recalled(Some(past())).keys(&[Key::Enter]).opens("vneid-activate").keys(&[Key::Enter])
    }),
    ("back-review", |lang| Walk::new(lang).recalled(Some(past())).keys(&[Key::Enter, Key::Enter])),
    ("call", |lang| Walk::lesson(lang, INSTALL, Mode::Guided).to("store.results").keys(&[Key::F(8)])),
    ("call-waiting", |lang| {
        Walk::lesson(lang, INSTALL, Mode::Guided).to("store.results").keys(&[Key::F(8), Key::Enter])
    }),
    ("group-modes", |lang| Walk::signed_in(lang).keys(&[Key::Down, Key::Enter, Key::Right, Key::Right])),
    ("group-turn", |lang| {
        Walk::signed_in(lang).keys(&[Key::Down, Key::Enter, Key::Right, Key::Down, Key::Enter, Key::Enter])
    }),
    ("group-result", |lang| {
        Walk::signed_in(lang).keys(&[Key::Down, Key::Enter, Key::Right, Key::Down, Key::Enter]).into_result()
    }),
];

/// Results that cannot be recorded, and what staff must know.
const FAULTS: &[(&str, Way)] = &[
    ("welcome-notices", |lang| {
        let mut walk = Walk::new(lang);
        walk.happen(Event::Store(Health::Failing { trouble: Trouble::Full, waiting: 3 }));
        walk.happen(Event::Notice(Notice::Export));
        walk
    }),
    ("not-saved", |lang| not_saved(lang, Health::Failing { trouble: Trouble::Full, waiting: 2 })),
    ("not-kept", |lang| not_saved(lang, Health::PracticeOnly(Trouble::Newer))),
    ("not-saved-leaving", |lang| {
        not_saved(lang, Health::Failing { trouble: Trouble::Full, waiting: 2 }).keys(&[Key::F(10)])
    }),
    ("not-kept-leaving", |lang| not_saved(lang, Health::PracticeOnly(Trouble::Newer)).keys(&[Key::F(10)])),
    ("not-saved-result", |lang| {
        let mut walk = Walk::lesson(lang, INSTALL, Mode::Guided).into_result();
        walk.happen(Event::Store(Health::Failing { trouble: Trouble::Disk, waiting: 1 }));
        walk.happen(Event::NotSaved { attempt: 1 });
        walk
    }),
];

/// In a lesson whose last step is not saved.
fn not_saved(lang: Lang, health: Health) -> Walk {
    let mut walk = Walk::lesson(lang, INSTALL, Mode::Guided).to("store.results");
    walk.happen(Event::Store(health));
    walk.happen(Event::NotSaved { attempt: 1 });
    walk
}

/// Nobody has pressed a key for long.
const IDLE: &[(&str, Way)] = &[
    ("idle", |lang| Walk::signed_in(lang).waits(1)),
    ("idle-lesson", |lang| {
        let results = Walk::lesson(lang, INSTALL, Mode::Practice).to("store.results");
        results.until_asked().waits(21)
    }),
    ("idle-call", |lang| Walk::lesson(lang, INSTALL, Mode::Guided).keys(&[Key::F(8)]).until_asked()),
];

/// Choosing how Vietnamese is typed, and what is said of the keys of the other method.
const TYPING: &[(&str, Way)] = &[
    ("typing-telex", |lang| Walk::signed_in(lang).keys(&[Key::F(9)])),
    ("typing-vni", |lang| Walk::signed_in(lang).keys(&[Key::F(9), Key::Down]).writes("Nguye64n")),
    ("typing-none", |lang| Walk::signed_in(lang).keys(&[Key::F(9), Key::End]).writes("Nguyen")),
    ("typing-seems", |lang| Walk::signed_in(lang).keys(&[Key::F(9)]).writes("nguye6n4")),
    ("typing-in-use", |lang| {
        Walk::signed_in(lang).keys(&[Key::Enter, Key::F(9), Key::Down, Key::Enter, Key::F(9), Key::Up])
    }),
    ("typing-over-lesson", |lang| Walk::lesson(lang, INSTALL, Mode::Guided).keys(&[Key::F(9)])),
    ("person-other-method", |lang| by_vni(lang).to("vneid.person").writes("Nguyeenx Thij Taapj").keys(&[Key::Enter])),
    ("person-method-changed", |lang| {
        let person = by_vni(lang).to("vneid.person").writes("Nguyeenx Thij Taapj");
        person.keys(&[Key::Enter, Key::F(9), Key::Enter])
    }),
];

/// Somebody who has chosen VNI, in a lesson.
fn by_vni(lang: Lang) -> Walk {
    Walk::signed_in(lang).keys(&[Key::F(9), Key::Down, Key::Enter]).begins(RESIDENCE, Mode::Practice)
}

/// Somebody who passed one lesson the day before, and left another in the middle.
fn past() -> Past {
    let attempt = |lesson: &str, mode, outcome, day: i64, step: &str, unfinished| PastAttempt {
        attempt_id: "01a1ee56-5e00-7000-8000-00000000000a".to_owned(),
        lesson_id: lesson.to_owned(),
        mode,
        outcome,
        day: Day(DAY.0 - day),
        tally: Tally { total: 8, alone: 8 - unfinished, unfinished, ..Tally::default() },
        last_step_id: step.to_owned(),
        counted: Vec::new(),
    };
    Past {
        learner: Learner { id: "k7q2mabcdefg".into(), audience: Audience::Farmer, age_band: Some(AgeBand::From61) },
        code: entry().code,
        attempts: vec![
            attempt(INSTALL, Mode::Solo, AttemptOutcome::Passed, 1, "activate", 0),
            attempt("vneid-activate", Mode::Guided, AttemptOutcome::Left, 1, "otp", 4),
        ],
    }
}

fn sessions() -> Vec<PastSession> {
    let session = |minutes: i64, audience, age_band, lesson: &str, unfinished| PastSession {
        code: entry().code,
        audience,
        age_band,
        started_at: START.plus_ms(-minutes * 60_000),
        title_vi: "Bài cũ".to_owned(),
        lesson_id: lesson.to_owned(),
        lessons: 2,
        unfinished,
    };
    vec![
        session(20, Audience::Farmer, Some(AgeBand::From61), INSTALL, true),
        session(75, Audience::Worker, Some(AgeBand::From18), "qr-shop", false),
        session(180, Audience::DigitalGroup, None, "gone", false),
    ]
}

/// The lesson page.
const LESSON: &[(&str, Way)] = &[
    ("home", |lang| Walk::lesson(lang, INSTALL, Mode::Guided)),
    ("store-typing", |lang| Walk::lesson(lang, INSTALL, Mode::Guided).to("store.front").writes("VNe")),
    ("store-missing", |lang| {
        Walk::lesson(lang, INSTALL, Mode::Practice).to("store.front").keys(&[Key::Down, Key::Enter])
    }),
    ("results", |lang| Walk::lesson(lang, INSTALL, Mode::Guided).to("store.results")),
    ("fake", |lang| Walk::lesson(lang, INSTALL, Mode::Practice).to("store.results").keys(&[Key::Enter])),
    ("fake-installed", |lang| {
        Walk::lesson(lang, INSTALL, Mode::Practice).to("store.results").keys(&[Key::Enter, Key::Enter])
    }),
    ("progress", |lang| Walk::lesson(lang, INSTALL, Mode::Guided).to("store.downloading").waits(2)),
    ("permission", |lang| Walk::lesson(lang, INSTALL, Mode::Guided).to("vneid.perm-notify")),
    ("log-in", |lang| {
        Walk::lesson(lang, RESIDENCE, Mode::Guided).to("vneid.login").writes("000160000101").keys(&[Key::Enter])
    }),
    ("log-in-refused", |lang| {
        Walk::lesson(lang, RESIDENCE, Mode::Practice).to("vneid.login").writes("001160123456").keys(&[Key::Enter])
    }),
    ("otp", |lang| Walk::lesson(lang, RESIDENCE, Mode::Guided).to("vneid.otp").waits(1)),
    ("person-almost", |lang| {
        Walk::lesson(lang, RESIDENCE, Mode::Practice).to("vneid.person").writes("Nguyen Thi Tap").keys(&[Key::Enter])
    }),
    ("board-name", |lang| Walk::lesson(lang, RESIDENCE, Mode::Practice).to("vneid.person").keys(&[Key::F(6)])),
    ("board-signs", |lang| {
        let person = Walk::lesson(lang, RESIDENCE, Mode::Practice).to("vneid.person").keys(&[Key::F(6)]);
        person.keys(&[Key::Down, Key::Down, Key::Down, Key::Down, Key::Left, Key::Left, Key::Left, Key::Enter])
    }),
    ("board-number", |lang| {
        Walk::lesson(lang, RESIDENCE, Mode::Guided).to("vneid.person").keys(&[Key::Down, Key::F(6)])
    }),
    ("entered-help", |lang| {
        let person = Walk::lesson(lang, RESIDENCE, Mode::Practice).to("vneid.person");
        person.keys(&[Key::Down]).writes("0001600001").keys(&[Key::Enter, Key::F(1)])
    }),
    ("stay-open", |lang| Walk::lesson(lang, RESIDENCE, Mode::Guided).to("vneid.stay").keys(&[Key::Enter])),
    ("stay-photo", |lang| {
        let photo = |walk: &Walk| walk.at() == "vneid.stay" && walk.player().open.is_some_and(|o| o.list.len == 3);
        Walk::lesson(lang, RESIDENCE, Mode::Guided).until(photo)
    }),
    ("review", |lang| Walk::lesson(lang, RESIDENCE, Mode::Guided).to("vneid.review")),
    ("receipt", |lang| Walk::lesson(lang, RESIDENCE, Mode::Guided).to("vneid.receipt")),
    ("help-1", |lang| Walk::lesson(lang, INSTALL, Mode::Practice).to("store.results").keys(&[Key::F(1)])),
    ("help-did", |lang| {
        Walk::lesson(lang, INSTALL, Mode::Practice).to("store.results").keys(&[Key::Escape, Key::F(1)])
    }),
    ("help-2", |lang| Walk::lesson(lang, INSTALL, Mode::Practice).to("store.results").keys(&[Key::F(1), Key::F(1)])),
    ("help-solo", |lang| Walk::lesson(lang, INSTALL, Mode::Solo).to("store.results").keys(&[Key::F(1), Key::F(1)])),
    ("offer", |lang| Walk::lesson(lang, INSTALL, Mode::Practice).waits(1)),
    ("slip-own", |lang| {
        let fake = Walk::lesson(lang, INSTALL, Mode::Practice).to("store.results").keys(&[Key::Enter, Key::Enter]);
        fake.keys(&[Key::F(7)]).waits(1)
    }),
    ("slip-back", |lang| {
        let fake = Walk::lesson(lang, INSTALL, Mode::Practice).to("store.results").keys(&[Key::Enter, Key::Enter]);
        fake.keys(&[Key::F(7)]).waits(4)
    }),
    ("slip-again", |lang| {
        let fake = Walk::lesson(lang, INSTALL, Mode::Practice).to("store.results").keys(&[Key::Enter, Key::Enter]);
        fake.keys(&[Key::F(7)]).until_over()
    }),
    ("person-offer", |lang| {
        let person = Walk::lesson(lang, RESIDENCE, Mode::Practice).to("vneid.person");
        person.writes("Nguyen Thi Tap").keys(&[Key::Enter, Key::Enter])
    }),
    ("person-put-right", |lang| {
        let person = Walk::lesson(lang, RESIDENCE, Mode::Practice).to("vneid.person");
        person.writes("Nguyen Thi Tap").keys(&[Key::Enter, Key::Enter, Key::Enter])
    }),
    ("person-number", |lang| {
        let person = Walk::lesson(lang, RESIDENCE, Mode::Practice).to("vneid.person");
        person.keys(&[Key::Down]).writes("000160000110").keys(&[Key::Enter])
    }),
    ("person-unfit", |lang| {
        let person = Walk::lesson(lang, RESIDENCE, Mode::Practice).to("vneid.person");
        person.keys(&[Key::Down]).writes("0001600001").keys(&[Key::Enter])
    }),
    ("help-3", |lang| {
        Walk::lesson(lang, INSTALL, Mode::Practice).to("store.results").keys(&[Key::F(1), Key::F(1), Key::F(1)])
    }),
    ("papers", |lang| Walk::lesson(lang, RESIDENCE, Mode::Practice).to("vneid.person").keys(&[Key::F(4)])),
    ("leaving", |lang| Walk::lesson(lang, RESIDENCE, Mode::Practice).to("vneid.login").keys(&[Key::F(10)])),
    ("solo", |lang| Walk::lesson(lang, RESIDENCE, Mode::Solo).to("vneid.login")),
    ("watch", |lang| Walk::lesson(lang, INSTALL, Mode::Watch).waits(4)),
];

/// Every widget on every device.
const DEMO: &[(&str, Way)] = &[
    ("demo-home", |lang| Walk::demo(lang, PHONE_LESSON, Mode::Guided)),
    ("demo-tabs", |lang| Walk::demo(lang, PHONE_LESSON, Mode::Guided).to("wallet.front")),
    ("demo-radio", |lang| Walk::demo(lang, PHONE_LESSON, Mode::Guided).to("wallet.kinds").keys(&[Key::Down])),
    ("demo-radio-chosen", |lang| Walk::demo(lang, PHONE_LESSON, Mode::Guided).to("wallet.kinds").chooses()),
    ("demo-list", |lang| Walk::demo(lang, PHONE_LESSON, Mode::Guided).to("wallet.where").keys(&[Key::Enter])),
    ("demo-search", |lang| {
        Walk::demo(lang, PHONE_LESSON, Mode::Guided).to("wallet.where").keys(&[Key::Enter]).writes("phu")
    }),
    ("demo-search-nothing", |lang| {
        Walk::demo(lang, PHONE_LESSON, Mode::Practice).to("wallet.where").keys(&[Key::Enter]).writes("Hanoi")
    }),
    ("demo-keypad", |lang| Walk::demo(lang, PHONE_LESSON, Mode::Guided).to("wallet.pin").writes("282")),
    ("demo-switches", |lang| {
        Walk::demo(lang, PHONE_LESSON, Mode::Guided).to("wallet.settings").keys(&[Key::Enter, Key::Down])
    }),
    ("demo-permission", |lang| Walk::demo(lang, PHONE_LESSON, Mode::Guided).to("wallet.perm-camera")),
    ("demo-scan", |lang| Walk::demo(lang, PHONE_LESSON, Mode::Guided).to("wallet.scan")),
    ("demo-code", |lang| Walk::demo(lang, PHONE_LESSON, Mode::Guided).to("wallet.code")),
    ("demo-poster", |lang| Walk::demo(lang, PHONE_LESSON, Mode::Guided).to("wallet.poster")),
    ("demo-card", |lang| Walk::demo(lang, PHONE_LESSON, Mode::Guided).to("wallet.card")),
    ("demo-dialog", |lang| Walk::demo(lang, PHONE_LESSON, Mode::Guided).to("wallet.sure")),
    ("demo-face", |lang| Walk::demo(lang, PHONE_LESSON, Mode::Guided).to("wallet.face")),
    ("demo-sheet", |lang| Walk::demo(lang, PHONE_LESSON, Mode::Guided).to("wallet.sheet")),
    ("demo-call", |lang| Walk::demo(lang, PHONE_LESSON, Mode::Guided).to("wallet.ring")),
    ("demo-place", |lang| Walk::demo(lang, PHONE_LESSON, Mode::Guided).to("shop.front").keys(&[Key::Enter, Key::Down])),
    ("demo-start-page", |lang| Walk::demo(lang, BROWSER_LESSON, Mode::Guided)),
    ("demo-site", |lang| Walk::demo(lang, BROWSER_LESSON, Mode::Guided).to("site.front")),
    ("demo-long-page", |lang| {
        Walk::demo(lang, BROWSER_LESSON, Mode::Guided).to("site.guide").keys(&[Key::PageUp, Key::PageUp])
    }),
    ("demo-address", |lang| Walk::demo(lang, BROWSER_LESSON, Mode::Guided).to("site.login")),
    ("demo-site-tabs", |lang| Walk::demo(lang, BROWSER_LESSON, Mode::Guided).to("site.done")),
];

fn every_screen() -> Vec<(&'static str, Way)> {
    [PAGES, COMING_BACK, FAULTS, IDLE, TYPING, LESSON, DEMO].concat()
}

// ----------------------------------------------------------------------------------------------------------- frames

/// What is drawn at a size.
struct Frame {
    buffer: Buffer,
    cursor: Option<Position>,
}

impl Frame {
    fn of(kiosk: &Kiosk, (width, height): (u16, u16)) -> Frame {
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        let cursor = ui::draw(kiosk, area, &mut buffer);
        Frame { buffer, cursor }
    }

    fn row(&self, y: u16) -> String {
        (0..self.buffer.area.width).map(|x| self.buffer[(x, y)].symbol()).collect()
    }

    fn rows(&self) -> Vec<String> {
        (0..self.buffer.area.height).map(|y| self.row(y)).collect()
    }

    /// The rows, each ended by `|`, and the place of the cursor.
    fn told(&self) -> String {
        let rows = self.rows().join("|\n");
        match self.cursor {
            Some(Position { x, y }) => format!("{rows}|\ncursor: column {x}, row {y}"),
            None => format!("{rows}|\ncursor: none"),
        }
    }
}

/// Somebody at a screen, whose terminal gets another size.
fn resized(walk: &mut Walk, (width, height): (u16, u16)) -> Frame {
    walk.happen(Event::Resize(width, height));
    Frame::of(&walk.kiosk, (width, height))
}

fn assert_frame(name: &str, size: (u16, u16), lang: Lang, frame: &Frame) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let name = format!("{name}-{}x{}-{}", size.0, size.1, lang.code());
    settings.bind(|| insta::assert_snapshot!(name, frame.told()));
}

// ------------------------------------------------------------------------------------------------------------ tests

#[test]
fn the_pages() {
    snapshots(PAGES);
}

#[test]
fn coming_back() {
    snapshots(COMING_BACK);
}

#[test]
fn faults_are_drawn_as_before() {
    snapshots(FAULTS);
}

#[test]
fn nobody_is_there() {
    snapshots(IDLE);
}

#[test]
fn choosing_how_to_type() {
    snapshots(TYPING);
}

#[test]
fn the_lesson_page() {
    snapshots(LESSON);
}

#[test]
fn every_widget() {
    snapshots(DEMO);
}

#[test]
fn too_small_a_terminal() {
    for lang in Lang::BUILT_IN.iter().copied() {
        let mut walk = Walk::lesson(lang, INSTALL, Mode::Guided);
        assert_frame("too-small", TOO_SMALL, lang, &resized(&mut walk, TOO_SMALL));
    }
}

/// Every size in every language.
fn snapshots(screens: &[(&'static str, Way)]) {
    for (lang, (name, way)) in every_language(screens) {
        let mut walk = way(lang);
        for size in SIZES {
            assert_frame(name, size, lang, &resized(&mut walk, size));
        }
    }
}

/// Screens in every language.
fn every_language(screens: &[(&'static str, Way)]) -> impl Iterator<Item = (Lang, (&'static str, Way))> {
    Lang::BUILT_IN.iter().flat_map(move |lang| screens.iter().map(move |screen| (*lang, *screen)))
}

#[test]
fn what_holds_on_every_frame() {
    let mut faults: Vec<String> = Vec::new();
    for (lang, (name, way)) in every_language(&every_screen()) {
        let mut walk = way(lang);
        for size in SIZES.iter().chain(&ODD_SIZES).chain(&[TOO_SMALL, (1, 1)]).copied() {
            let frame = resized(&mut walk, size);
            let told = faults_of(&walk.kiosk, &frame, size);
            faults
                .extend(told.into_iter().map(|fault| format!("{name}-{}x{}-{}: {fault}", size.0, size.1, lang.code())));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Nothing is left out at the end of a line or of the page: what does not fit is said in fewer words, or scrolls.
#[test]
fn nothing_is_cut() {
    let mut cuts: Vec<String> = Vec::new();
    for (lang, (name, way)) in every_language(&every_screen()) {
        cuts.extend(cuts_of(name, lang, &mut way(lang)));
    }
    assert!(cuts.is_empty(), "{} texts are cut:\n{}", cuts.len(), cuts.join("\n"));
}

/// What is cut off of a screen at the sizes that are looked at.
fn cuts_of(name: &str, lang: Lang, walk: &mut Walk) -> Vec<String> {
    let mut cuts = Vec::new();
    for size in SIZES {
        walk.happen(Event::Resize(size.0, size.1));
        let told = ui::cut(&walk.kiosk).into_iter();
        cuts.extend(told.map(|cut| format!("{name}-{}x{}-{}: {cut}", size.0, size.1, lang.code())));
    }
    cuts
}

/// Nothing is only seen: every word that is drawn between header and bar is told too, in both languages. So no word is
/// cut either, and no two touch.
#[test]
fn every_word_that_is_drawn_is_told() {
    let mut silent: Vec<String> = Vec::new();
    for (lang, (name, way)) in every_language(&every_screen()) {
        silent.extend(silent_of(name, lang, &mut way(lang)));
    }
    assert!(silent.is_empty(), "{} words are only seen:\n{}", silent.len(), silent.join("\n"));
}

/// The words of a screen that are drawn and not told.
fn silent_of(name: &str, lang: Lang, walk: &mut Walk) -> Vec<String> {
    let mut silent = Vec::new();
    for size in SIZES {
        let frame = resized(walk, size);
        let kiosk = &walk.kiosk;
        let twin = Twin::of(kiosk);
        let mut told: HashSet<String> = twin.items.iter().flat_map(|item| words(&item.text)).collect();
        if size.0 > ui::LEAST.0 {
            told.extend(beside_the_device(kiosk));
        }
        let rows = frame.rows();
        let drawn = rows.get(1..rows.len() - 2).unwrap().join(" ");
        // Keys of a letter are told one by one.
        let keys: String = told_keys(kiosk, &twin);
        let only = |word: &String| !told.contains(word) && !is_sign(kiosk, word) && !keys.contains(word);
        let drawn = words(&drawn).filter(only);
        silent.extend(drawn.map(|word| format!("{name}-{}x{}-{}: {word}", size.0, size.1, lang.code())));
    }
    silent
}

/// The words of the papers that lie beside the device; they are told when they are asked for.
fn beside_the_device(kiosk: &Kiosk) -> Vec<String> {
    let Screen::Player(player) = &kiosk.screen else { return Vec::new() };
    let mut texts = vec![kiosk.strings().more_papers];
    for paper in &player.session.lesson().papers {
        texts.push(paper.title.get(kiosk.lang));
        texts.extend(paper.lines.iter().flat_map(|line| [line.label.get(kiosk.lang), line.shown.as_ref()]));
    }
    texts.into_iter().flat_map(words).collect()
}

/// Where keys are explained: what is told, without its spaces.
fn told_keys(kiosk: &Kiosk, twin: &Twin) -> String {
    let told = twin.items.iter().filter(|_| kiosk.methods.is_some()).map(|item| item.text.to_lowercase());
    told.collect::<String>().replace(' ', "")
}

fn words(content: &str) -> impl Iterator<Item = String> {
    content.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// Signs of the drawn device: single letters and digits on keys, its clock, the sign on a tile; and what is told in
/// other words.
fn is_sign(kiosk: &Kiosk, word: &str) -> bool {
    let t = kiosk.strings();
    let drawn = [t.practice_short, t.pad_erase, t.pad_next, t.board_space, t.browser, t.tap_to_choose, "14:30 abc 123"];
    let tiles = match &kiosk.screen {
        Screen::Player(player) => {
            player.session.lesson().world.apps.iter().filter_map(|app| app.tile.as_ref()).collect()
        }
        _ => Vec::new(),
    };
    // Where there is no room for what a step says, its number names it.
    let number = matches!(kiosk.screen, Screen::Result(_)).then(|| t.step_of(1, 1));
    let signs = drawn.into_iter().chain(tiles.iter().map(|tile| tile.text.as_ref())).chain(number.as_deref());
    word.chars().count() == 1 || signs.flat_map(words).any(|sign| sign == word)
}

/// What is compared with the papers before it is sent must be there to be read, on the smallest terminal too.
#[test]
fn the_whole_dossier_can_be_read_before_it_is_sent() {
    for size in SIZES {
        let mut walk = Walk::lesson(Lang::Vi, RESIDENCE, Mode::Practice).to("vneid.review");
        let mut seen = resized(&mut walk, size).rows().concat();
        for key in [Key::Up, Key::Up, Key::Up, Key::Down, Key::Down, Key::Down, Key::Down] {
            walk.press(key);
            seen += &resized(&mut walk, size).rows().concat();
        }
        for line in ["So với giấy", "Số: 000160000101", "Sinh: 12/03/1960", "Chủ hộ: Trần Văn Mẫu", "Từ: 01/12/2026"]
        {
            assert!(seen.contains(line), "“{line}” is never seen at {size:?}");
        }
    }
}

#[test]
fn a_click_anywhere_means_something_that_is_there() {
    let least = ui::LEAST;
    for (name, way) in every_screen() {
        let mut walk = way(Lang::Vi);
        let frame = resized(&mut walk, least);
        let bar = Bar::of(&walk.kiosk);
        for (y, row) in (0..least.1).zip(frame.rows()) {
            for x in 0..least.0 {
                match ui::hit(&walk.kiosk, frame.buffer.area, x, y) {
                    None => {}
                    Some(Target::Key(key)) => {
                        let scrolls = matches!(key, Key::PageUp | Key::PageDown);
                        // F11 is for staff: the bar names it to nobody.
                        let plain = matches!(key, Key::Enter | Key::F(11));
                        assert!(scrolls || plain || named(&bar, key), "{name}: {key:?} at {x}, {y}");
                    }
                    Some(target) => assert!(!row.trim().is_empty(), "{name}: {target:?} at {x}, {y}"),
                }
            }
        }
    }
}

fn fits(size: (u16, u16)) -> bool {
    size.0 >= ui::LEAST.0 && size.1 >= ui::LEAST.1
}

/// What is wrong with a frame.
fn faults_of(kiosk: &Kiosk, frame: &Frame, size: (u16, u16)) -> Vec<String> {
    let mut faults = Vec::new();
    let again = Frame::of(kiosk, size);
    if again.buffer != frame.buffer || again.cursor != frame.cursor {
        faults.push("drawn twice it is another".to_owned());
    }
    if !is_marked_as_practice(kiosk, frame, size) {
        faults.push("no sign that it is practice".to_owned());
    }
    let odd = |symbol: &&str| text::width(symbol) > 1 || !text::is_composed(symbol);
    if let Some(symbol) = frame.buffer.content.iter().map(Cell::symbol).find(odd) {
        faults.push(format!("{symbol:?} is no single letter"));
    }
    // Whoever is done, finds F10 on every page.
    let at_welcome = matches!(kiosk.screen, Screen::Welcome { .. });
    // While the kiosk asks whether she is still there, it is an answer like any other key.
    let asked = kiosk.warning().is_some();
    if fits(size) && !at_welcome && !asked && !frame.row(size.1 - 2).contains("F10") {
        faults.push("no F10".to_owned());
    }
    let covered =
        matches!(&kiosk.screen, Screen::Player(player) if player.papers.is_some() || player.leaving.is_some());
    if covered && frame.cursor.is_some() {
        faults.push("a cursor where nothing can be typed".to_owned());
    }
    if fits(size) {
        faults.extend(bar_faults(kiosk, frame, size));
    }
    faults
}

/// Nobody takes it for the real thing; not even in a window that is too small.
fn is_marked_as_practice(kiosk: &Kiosk, frame: &Frame, size: (u16, u16)) -> bool {
    let strings = kiosk.strings();
    let sign = if fits(size) { strings.practice.into() } else { text::truncate(strings.practice_short, size.0.into()) };
    frame.row(0).contains(sign.as_ref())
}

fn named(bar: &Bar, key: Key) -> bool {
    Slot::ALL.into_iter().any(|slot| slot.key() == key && !bar.names(slot).is_empty())
}

/// What is written on the bar is whole, and a click on it means the key that is written there.
fn bar_faults(kiosk: &Kiosk, frame: &Frame, size: (u16, u16)) -> Vec<String> {
    let bar = Bar::of(kiosk);
    let mut faults = Vec::new();
    for y in [size.1 - 2, size.1 - 1] {
        for x in (0..size.0).step_by(3) {
            match ui::hit(kiosk, frame.buffer.area, x, y) {
                None if frame.buffer[(x, y)].symbol() == " " => {}
                Some(Target::Key(key)) if named(&bar, key) => {}
                other => faults.push(format!("{other:?} at column {x} of the bar")),
            }
        }
    }
    let rows = frame.row(size.1 - 2) + "\n" + &frame.row(size.1 - 1);
    // A name whose next one begins at once is read as one word with it.
    let whole = |name: &&str| rows.split(name).skip(1).any(|rest| !rest.starts_with(|c: char| !c.is_whitespace()));
    let written = |slot: &Slot| bar.names(*slot).is_empty() || bar.names(*slot).iter().any(whole);
    faults.extend(Slot::ALL.iter().filter(|slot| !written(slot)).map(|slot| format!("{:?} is cut", bar.names(*slot))));
    faults
}

/// A key that the bar names changes what is seen.
#[test]
fn every_key_that_the_bar_names_is_answered() {
    for (name, way) in every_screen() {
        let bar = Bar::of(&way(Lang::Vi).kiosk);
        for slot in Slot::ALL.into_iter().filter(|slot| !bar.names(*slot).is_empty()) {
            // The first says again what is missing; the papers may fit whole.
            if matches!((name, slot), ("store-missing", Slot::Enter) | ("papers" | "papers-two", Slot::Arrows)) {
                continue;
            }
            let keys = if slot == Slot::Arrows { vec![Key::Down, Key::Up] } else { vec![slot.key()] };
            let answered = keys.into_iter().any(|key| {
                let mut walk = way(Lang::Vi);
                let before = resized(&mut walk, SIZES[0]).told();
                walk.press(key);
                before != resized(&mut walk, SIZES[0]).told()
            });
            assert!(answered, "{name}: {:?} does nothing", bar.names(slot));
        }
    }
}

/// Whatever an app shows, keys bring every line of it into view, also where only a part fits at a time.
#[test]
fn everything_on_the_device_can_be_read() {
    for size in SIZES {
        let lessons = [
            Walk::lesson(Lang::Vi, INSTALL, Mode::Practice),
            Walk::lesson(Lang::Vi, RESIDENCE, Mode::Practice),
            Walk::demo(Lang::Vi, PHONE_LESSON, Mode::Practice),
            Walk::demo(Lang::Vi, BROWSER_LESSON, Mode::Practice),
        ];
        for mut walk in lessons {
            let mut seen = Vec::new();
            while matches!(walk.kiosk.screen, Screen::Player(_)) {
                let at = walk.at().to_owned();
                if !seen.contains(&at) {
                    let shown = scrolled_through(&mut walk, size);
                    for line in lines_of(&walk) {
                        let found = shown.iter().any(|frame| frame.contains(&line));
                        assert!(found, "{at} at {size:?}: `{line}` is never seen");
                    }
                    seen.push(at);
                }
                walk.follow();
            }
        }
    }
}

/// The words of the frames that the keys for moving lead to, and back to where it was.
fn scrolled_through(walk: &mut Walk, size: (u16, u16)) -> Vec<String> {
    let mut shown = Vec::new();
    let keys = [(Key::Down, 13), (Key::PageDown, 3), (Key::Up, 13), (Key::PageUp, 3)];
    for key in keys.into_iter().flat_map(|(key, times)| std::iter::repeat_n(key, times)) {
        let frame = resized(walk, size);
        let device: Vec<String> = frame.rows().iter().map(|row| device_part(row, size.0)).collect();
        shown.push(device.join(" ").split_whitespace().collect::<Vec<_>>().join(" "));
        walk.press(key);
    }
    walk.press(Key::PageDown); // back to what has the focus
    shown
}

/// What stands on the device, which has the left side where the page has two: its words without marks and lines.
fn device_part(row: &str, width: u16) -> String {
    let columns = match width {
        0..64 => 64,
        64..72 => 32,
        72..100 => 40,
        _ => 46,
    };
    let marks = ['►', '◄', '│', '↑', '↓', '┌', '┐', '└', '┘', '─', '[', ']', '·', '█', '░'];
    text::graphemes(row).take(columns).filter(|c| !c.starts_with(marks)).collect()
}

/// The texts of the screen on top: titles, labels, lines of cards.
fn lines_of(walk: &Walk) -> Vec<String> {
    let session = &walk.player().session;
    let world = &session.lesson().world;
    let mut lines = Vec::new();
    for id in sim::visible_widgets(world, session.state()) {
        let widget = &world.widgets[id];
        lines.push(session.text(&widget.label));
        lines.extend(widget.detail.iter().map(|detail| session.text(detail)));
        match &widget.kind {
            WidgetKind::Card { lines: card } => lines.extend(card.iter().map(|line| session.text(line))),
            WidgetKind::Radio(field) => {
                lines.extend(world.fields[*field].options.iter().map(|option| option.label.to_string()));
            }
            WidgetKind::Table { head, rows } => {
                lines.extend(head.iter().chain(rows.iter().flatten()).map(|cell| session.text(cell)));
            }
            _ => {}
        }
    }
    lines
}
