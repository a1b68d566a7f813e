//! The staff area: its pages, and what leads from one to another.

use kiosk::app::LogLine;
use kiosk::app::staff::{
    Answer, Ask, Called, Change, Exported, Helped, InForce, LastBatch, Left, Logged, Machine, Tried, Unsaved,
};
use kiosk::app::{Notice, Trouble};
use kiosk::pin::Pin;
use kiosk::tutor::record::{
    AudienceFigures, ClassKind, Correction, DayAttempt, DayClass, DayFigures, LessonFigures, NewClass, OpenClass,
    StepFigures,
};

use super::*;

/// The PIN of the kiosk.
const PIN: &str = "274915";

/// What the edge answers, in a kiosk with a PIN, some results and no open class. Nobody has heard from the machine, from
/// an export or of what was written yet.
pub fn answer(now: Moment, ask: &Ask) -> Option<Answer> {
    Some(match ask {
        Ask::Pin => Answer::Pin { set: true, until: now.mono },
        Ask::Try(pin) if *pin == Pin::typed(PIN.to_owned()) => Answer::Tried(Tried::Right),
        Ask::Try(_) => Answer::Tried(Tried::Wrong { until: now.mono }),
        Ask::SetPin(_) => Answer::PinSet(true),
        Ask::Figures(_) => Answer::Figures(Box::new(figures())),
        Ask::Class => Answer::Class(None),
        Ask::Day(_) => Answer::Day(attempts(), classes()),
        Ask::Find(_) => Answer::Found(Some(Box::new(past()))),
        Ask::Exports => Answer::Exports(left(12)),
        Ask::Calls => Answer::Calls(calls()),
        Ask::Log => Answer::Log(logged()),
        Ask::Settings => Answer::Settings(in_force()),
        Ask::OpenClass(_)
        | Ask::CloseClass { .. }
        | Ask::Correct(..)
        | Ask::Erase(_)
        | Ask::Export
        | Ask::Helped(_)
        | Ask::Machine(_)
        | Ask::Save(_) => return None,
    })
}

fn figures() -> DayFigures {
    let group = |audience, learners| AudienceFigures { audience, learners, attempts: learners * 2 };
    let step = |position: u32, step_id: &str, helped, shown, ended_here, detours| StepFigures {
        position,
        step_id: step_id.to_owned(),
        say_vi: "Một bước đã có trước đây".to_owned(),
        reached: 14 - ended_here,
        alone: 14 - ended_here - helped - shown,
        helped,
        shown,
        ended_here,
        mistakes: 2,
        detours,
        first_detour: None,
    };
    DayFigures {
        learners: 31,
        people: 44,
        attempts: 58,
        passed: 9,
        completed: 40,
        minutes: 412,
        audiences: vec![
            group(Audience::Farmer, 17),
            group(Audience::Trader, 6),
            group(Audience::VillageOfficial, 4),
            group(Audience::Worker, 3),
            group(Audience::Other, 1),
        ],
        lessons: vec![
            LessonFigures {
                lesson_id: INSTALL.to_owned(),
                title_vi: "Cài đặt ứng dụng VNeID".to_owned(),
                attempts: 14,
                passed: 5,
                steps: vec![step(1, "open-store", 0, 0, 0, 1), step(3, "right-app", 4, 2, 1, 9)],
            },
            LessonFigures {
                lesson_id: "gone".to_owned(),
                title_vi: "Một bài đã có trước đây".to_owned(),
                attempts: 3,
                passed: 0,
                steps: vec![step(2, "gone", 1, 0, 2, 0)],
            },
        ],
    }
}

fn open_class() -> OpenClass {
    OpenClass {
        id: "c1".to_owned(),
        kind: ClassKind::Conference,
        title: "Hội nghị chuyển đổi số xã".to_owned(),
        place: "Nhà văn hóa xóm 3".to_owned(),
        expected: Some(40),
        opened_at: START,
        attempts: 12,
        learners: 9,
    }
}

fn attempts() -> Vec<DayAttempt> {
    let attempt = |n: i64, lesson: &str, audience, void| DayAttempt {
        attempt_id: format!("a{n}"),
        slip: format!("K7Q2A{n}"),
        started_at: START.plus_ms(-n * 1_800_000),
        lesson_id: lesson.to_owned(),
        title_vi: "Một bài đã có trước đây".to_owned(),
        audience,
        outcome: AttemptOutcome::Completed,
        void,
    };
    vec![
        attempt(1, INSTALL, Audience::Farmer, false),
        attempt(2, "gone", Audience::VillageOfficial, true),
        attempt(3, "qr-shop", Audience::Trader, false),
    ]
}

fn classes() -> Vec<DayClass> {
    let class = |n: i64, title: &str, headcount| DayClass {
        id: format!("c{n}"),
        kind: ClassKind::Class,
        title: title.to_owned(),
        place: "Nhà văn hóa xóm 3".to_owned(),
        expected: Some(20),
        headcount,
        opened_at: START.plus_ms(n * 3_600_000),
        closed_at: Some(START.plus_ms((n + 1) * 3_600_000)),
    };
    vec![class(1, "Lớp sáng", Some(17)), class(2, "Lớp chiều", None)]
}

fn left(waiting: u32) -> Left {
    let last = Some(LastBatch { number: 41, at: START.plus_ms(-86_400_000), attempts: 37 });
    Left { last, waiting, to: Some("/media/usb".to_owned()) }
}

fn calls() -> Vec<Called> {
    let call = |n: i64, lesson: Option<&str>, helped| Called {
        id: format!("7.{n}"),
        at: START.plus_ms(-n * 3_600_000),
        lesson_id: lesson.map(str::to_owned),
        helped,
    };
    vec![call(1, Some(INSTALL), false), call(2, None, true), call(30, Some("qr-shop"), true)]
}

fn in_force() -> InForce {
    let commune = "05443 Phan Đình Phùng".to_owned();
    InForce { commune, number: 1, letters: 24, export_to: "/media/usb".to_owned() }
}

fn logged() -> Vec<Logged> {
    let line = |n: i64, what: &str, values: &str| Logged {
        at: START.plus_ms(-n * 60_000),
        what: what.to_owned(),
        values: values.to_owned(),
    };
    vec![
        line(1, "staff-in", ""),
        line(3, "pin-wrong", "tries=2"),
        line(20, "fault", "recording=disk-full why=\"cannot save a step: database or disk is full\""),
        line(90, "something-new", "n=1"),
        line(3_000, "start", "version=0.1.0"),
    ]
}

impl Walk {
    /// In the staff area.
    pub fn staff(lang: Lang) -> Walk {
        let walk = Walk::new(lang).keys(&[Key::F(11)]).writes(PIN).keys(&[Key::Enter]);
        assert!(matches!(&walk.kiosk.screen, Screen::Staff(_)));
        walk
    }

    /// On the page that an item of the menu opens.
    pub fn staff_page(lang: Lang, letter: char) -> Walk {
        Walk::staff(lang).keys(&[Key::Char(letter)])
    }

    /// The edge answers something else to the last question.
    fn answered(mut self, answer: Answer) -> Walk {
        let number = self.question;
        self.happen(Event::Staff { number, answer });
        self
    }
}

/// A kiosk of which nothing is known yet.
fn closed(lang: Lang) -> Walk {
    let mut walk = Walk::new(lang);
    walk.answers = false;
    walk.keys(&[Key::F(11)])
}

/// The pages.
pub const PAGES: &[(&str, Way)] = &[
    ("staff-pin", |lang| Walk::new(lang).keys(&[Key::F(11)]).writes("2749")),
    ("staff-pin-wrong", |lang| Walk::new(lang).keys(&[Key::F(11)]).writes("111111").keys(&[Key::Enter])),
    ("staff-pin-short", |lang| Walk::new(lang).keys(&[Key::F(11)]).writes("111").keys(&[Key::Enter])),
    ("staff-pin-wait", |lang| closed(lang).answered(Answer::Pin { set: true, until: 125_000 })),
    ("staff-pin-checking", |lang| {
        let asked = closed(lang).answered(Answer::Pin { set: true, until: 0 });
        asked.writes(PIN).keys(&[Key::Enter])
    }),
    ("staff-pin-broken", |lang| {
        let asked = closed(lang).answered(Answer::Pin { set: true, until: 0 });
        asked.writes(PIN).keys(&[Key::Enter]).answered(Answer::Tried(Tried::Broken))
    }),
    ("staff-pin-first", |lang| closed(lang).answered(Answer::Pin { set: false, until: 0 }).writes("12")),
    ("staff-pin-trivial", |lang| {
        closed(lang).answered(Answer::Pin { set: false, until: 0 }).writes("123456").keys(&[Key::Enter])
    }),
    ("staff-menu", Walk::staff),
    ("staff-menu-notes", |lang| {
        let mut walk = Walk::new(lang);
        walk.happen(Event::Class(Some(open_class())));
        walk.happen(Event::Notice(Notice::NotRecording { trouble: Trouble::Full, waiting: 3 }));
        walk.keys(&[Key::F(8), Key::F(11)]).writes(PIN).keys(&[Key::Enter])
    }),
    ("staff-today", |lang| Walk::staff_page(lang, 'a')),
    ("staff-today-all", |lang| {
        let audiences = Audience::ALL.iter().zip([113, 80, 41, 22, 9, 5, 4, 3, 2, 1, 1]);
        let audiences =
            audiences.map(|(audience, n)| AudienceFigures { audience: *audience, learners: n, attempts: n });
        let figures = DayFigures { audiences: audiences.collect(), ..figures() };
        waiting(lang, 'a').answered(Answer::Figures(Box::new(figures)))
    }),
    ("staff-today-none", |lang| waiting(lang, 'a').answered(Answer::Figures(Box::default()))),
    ("staff-stumbles", |lang| Walk::staff_page(lang, 'a').keys(&[Key::Enter, Key::Down])),
    ("staff-no-stumbles", |lang| waiting(lang, 'a').answered(Answer::Figures(Box::default())).keys(&[Key::Enter])),
    ("staff-not-now", |lang| waiting(lang, 'a').answered(Answer::Failed)),
    ("staff-class-new", |lang| {
        let form = Walk::staff_page(lang, 'b').keys(&[Key::Right, Key::Down]);
        form.writes("Hooji nghij").keys(&[Key::Down])
    }),
    ("staff-class-missing", |lang| {
        Walk::staff_page(lang, 'b').keys(&[Key::Down, Key::Down, Key::Down, Key::Down, Key::Enter])
    }),
    ("staff-class-open", |lang| waiting(lang, 'b').answered(Answer::Class(Some(open_class())))),
    ("staff-class-count", |lang| {
        waiting(lang, 'b').answered(Answer::Class(Some(open_class()))).keys(&[Key::Up, Key::Enter]).writes("37")
    }),
    ("staff-class-closed", |lang| {
        let count = waiting(lang, 'b').answered(Answer::Class(Some(open_class()))).keys(&[Key::Up, Key::Enter]);
        count.writes("37").keys(&[Key::Enter, Key::Enter]).answered(Answer::Class(None))
    }),
    ("staff-class-failed", |lang| filled_class(lang).answered(Answer::Failed)),
    ("staff-calls", |lang| Walk::staff_page(lang, 'c')),
    ("staff-no-calls", |lang| waiting(lang, 'c').answered(Answer::Calls(Vec::new()))),
    ("staff-exports", |lang| Walk::staff_page(lang, 'd')),
    ("staff-exports-never", |lang| waiting(lang, 'd').answered(Answer::Exports(Left::default()))),
    ("staff-exporting", |lang| Walk::staff_page(lang, 'd').keys(&[Key::Enter])),
    ("staff-exported", |lang| {
        let (file, folder) = ("kq-05443-k01-20261125-00042-1a2b.zip".to_owned(), "/media/usb".to_owned());
        let done = Exported::Done { attempts: 12, file, folder };
        Walk::staff_page(lang, 'd').keys(&[Key::Enter]).answered(Answer::Exported(done, Some(left(0))))
    }),
    ("staff-export-no-stick", |lang| {
        let done = Exported::NoFolder("/media/usb".to_owned());
        Walk::staff_page(lang, 'd').keys(&[Key::Enter]).answered(Answer::Exported(done, Some(left(12))))
    }),
    ("staff-correct", |lang| Walk::staff_page(lang, 'e')),
    ("staff-correct-attempt", |lang| Walk::staff_page(lang, 'e').keys(&[Key::Enter, Key::Down, Key::Down])),
    ("staff-correct-act", |lang| Walk::staff_page(lang, 'e').keys(&[Key::Enter, Key::Enter])),
    ("staff-correct-group", |lang| {
        Walk::staff_page(lang, 'e').keys(&[Key::Enter, Key::Enter, Key::Down, Key::Enter, Key::Down])
    }),
    ("staff-correct-class", |lang| Walk::staff_page(lang, 'e').keys(&[Key::Down, Key::Enter])),
    ("staff-correct-heads", |lang| {
        Walk::staff_page(lang, 'e').keys(&[Key::Down, Key::Enter, Key::Down, Key::Enter]).writes("18")
    }),
    ("staff-correct-reason", |lang| Walk::staff_page(lang, 'e').keys(&[Key::Enter, Key::Enter, Key::Enter, Key::Down])),
    ("staff-correct-sure", |lang| Walk::staff_page(lang, 'e').keys(&[Key::Enter, Key::Enter, Key::Enter, Key::Enter])),
    ("staff-correct-done", |lang| {
        let sure = Walk::staff_page(lang, 'e').keys(&[Key::Enter, Key::Enter, Key::Enter, Key::Enter]);
        sure.keys(&[Key::Up, Key::Enter]).answered(Answer::Corrected)
    }),
    ("staff-erase-words", |lang| {
        Walk::staff_page(lang, 'f').keys(&[Key::Char('t'), Key::Enter, Key::Down, Key::Right])
    }),
    ("staff-erase-found", |lang| Walk::staff_page(lang, 'f').keys(&[Key::Enter, Key::Enter, Key::Enter])),
    ("staff-erase-nobody", |lang| {
        let asked = waiting(lang, 'f').keys(&[Key::Enter, Key::Enter, Key::Enter]);
        asked.answered(Answer::Found(None))
    }),
    ("staff-erase-done", |lang| {
        let sure = Walk::staff_page(lang, 'f').keys(&[Key::Enter, Key::Enter, Key::Enter]);
        sure.keys(&[Key::Up, Key::Enter]).answered(Answer::Erased(2))
    }),
    ("staff-seen-none", |lang| Walk::staff_page(lang, 'g')),
    ("staff-seen", |lang| with_notices(lang).keys(&[Key::Char('g'), Key::Down])),
    ("staff-seen-event", |lang| with_notices(lang).keys(&[Key::Char('g'), Key::Down, Key::Enter])),
    ("staff-seen-lasting", |lang| with_notices(lang).keys(&[Key::Char('g'), Key::Enter])),
    ("staff-log", |lang| Walk::staff_page(lang, 'h').keys(&[Key::Down])),
    ("staff-clock", |lang| Walk::staff_page(lang, 'i').writes("2511")),
    ("staff-clock-no-such", |lang| {
        let date = Walk::staff_page(lang, 'i').writes("31112026").keys(&[Key::Down]);
        date.writes("0830").keys(&[Key::Down, Key::Enter])
    }),
    ("staff-clock-alone", |lang| set_clock(lang).answered(Answer::Machine(Helped::None))),
    ("staff-clock-done", |lang| set_clock(lang).answered(Answer::Machine(Helped::Done))),
    ("staff-settings", |lang| Walk::staff_page(lang, 'j').keys(&[Key::Down])),
    ("staff-settings-letters", |lang| Walk::staff_page(lang, 'j').keys(&[Key::Down, Key::Down, Key::Enter])),
    ("staff-settings-folder", |lang| {
        Walk::staff_page(lang, 'j').keys(&[Key::Down, Key::Down, Key::Down, Key::Enter]).writes("/kq")
    }),
    ("staff-settings-fixed", |lang| Walk::staff_page(lang, 'j').keys(&[Key::End, Key::Up, Key::Enter])),
    ("staff-settings-saved", |lang| {
        let saved = Walk::staff_page(lang, 'j').keys(&[Key::Down, Key::Enter, Key::Down, Key::Enter]);
        saved.answered(Answer::Saved(Ok(())))
    }),
    ("staff-settings-later", |lang| {
        let saved = Walk::staff_page(lang, 'j').keys(&[Key::Down, Key::Down, Key::Enter, Key::Down, Key::Enter]);
        saved.answered(Answer::Saved(Ok(()))).answered(Answer::Machine(Helped::None))
    }),
    ("staff-settings-denied", |lang| {
        let saved = Walk::staff_page(lang, 'j').keys(&[Key::Enter, Key::Enter]);
        saved.answered(Answer::Saved(Err(Unsaved::Denied)))
    }),
    ("staff-new-pin-old", |lang| Walk::staff_page(lang, 'k').writes("27")),
    ("staff-new-pin-wrong", |lang| Walk::staff_page(lang, 'k').writes("835172").keys(&[Key::Enter])),
    ("staff-new-pin-again", |lang| new_pin(lang).writes("835172").keys(&[Key::Enter])),
    ("staff-new-pin-set", |lang| {
        new_pin(lang).writes("835172").keys(&[Key::Enter]).writes("835172").keys(&[Key::Enter])
    }),
    ("staff-restart", |lang| Walk::staff_page(lang, 'l')),
    ("staff-power-off-waiting", |lang| Walk::staff_page(lang, 'm').keys(&[Key::Up, Key::Enter])),
    ("staff-power-off-alone", |lang| {
        Walk::staff_page(lang, 'm').keys(&[Key::Up, Key::Enter]).answered(Answer::Machine(Helped::None))
    }),
    ("staff-quit", |lang| Walk::staff_page(lang, 'n')),
];

/// On a page whose question is not answered yet.
fn waiting(lang: Lang, letter: char) -> Walk {
    let mut walk = Walk::staff(lang);
    walk.answers = false;
    walk.keys(&[Key::Char(letter)])
}

/// A new PIN may be typed.
fn new_pin(lang: Lang) -> Walk {
    Walk::staff_page(lang, 'k').writes(PIN).keys(&[Key::Enter])
}

/// A class is asked for.
fn filled_class(lang: Lang) -> Walk {
    let form = Walk::staff_page(lang, 'b').keys(&[Key::Down]).writes("Lowsp toosi").keys(&[Key::Down]);
    form.writes("Xosm 3").keys(&[Key::Down, Key::Down, Key::Enter])
}

/// Another date is asked for.
fn set_clock(lang: Lang) -> Walk {
    let date = Walk::staff_page(lang, 'i').writes("25112026").keys(&[Key::Down]);
    date.writes("0830").keys(&[Key::Down, Key::Enter])
}

/// In the staff area of a kiosk that has something to tell.
fn with_notices(lang: Lang) -> Walk {
    let mut walk = Walk::staff(lang);
    walk.happen(Event::Notice(Notice::NotRecording { trouble: Trouble::Full, waiting: 3 }));
    walk.happen(Event::Notice(Notice::ClassClosed { title: "Lớp tối".to_owned() }));
    walk
}

#[test]
fn the_staff_area() {
    snapshots(PAGES);
}

fn at_welcome(walk: &Walk) -> bool {
    matches!(walk.kiosk.screen, Screen::Welcome { quitting: None })
}

#[test]
fn f11_asks_for_the_pin_where_nobody_is_signed_in() {
    for keys in [&[][..], &[Key::Enter], &[Key::Enter, Key::Enter], &[Key::F(5)], &[Key::F(8)]] {
        let walk = Walk::new(Lang::Vi).keys(keys).keys(&[Key::F(11)]);
        assert!(matches!(walk.kiosk.screen, Screen::Staff(_)), "after {keys:?}");
    }
    // In front of a learner it means nothing.
    let walk = Walk::signed_in(Lang::Vi).keys(&[Key::F(11)]);
    assert!(matches!(walk.kiosk.screen, Screen::Lessons(_)));
}

#[test]
fn escape_leads_out_of_the_page_of_the_pin_whatever_it_waits_for() {
    for answer in [None, Some(Answer::Pin { set: true, until: 900_000 }), Some(Answer::Pin { set: false, until: 0 })] {
        let mut walk = closed(Lang::Vi);
        if let Some(answer) = answer {
            walk = walk.answered(answer);
        }
        assert!(at_welcome(&walk.keys(&[Key::Escape])));
    }
    // And learners begin as always.
    let walk = closed(Lang::Vi).answered(Answer::Pin { set: true, until: 900_000 });
    assert!(matches!(walk.keys(&[Key::Escape, Key::Enter]).kiosk.screen, Screen::Who(_)));
}

#[test]
fn an_answer_to_an_older_try_opens_nothing() {
    let asked = closed(Lang::Vi).answered(Answer::Pin { set: true, until: 0 });
    let mut walk = asked.writes(PIN).keys(&[Key::Enter]);
    let number = walk.question;
    // They leave before it is compared, and somebody else asks for the page.
    walk = walk.keys(&[Key::Escape, Key::F(11)]).answered(Answer::Pin { set: true, until: 0 });
    let before = resized(&mut walk, SIZES[0]).told();
    walk.happen(Event::Staff { number, answer: Answer::Tried(Tried::Right) });
    assert_eq!(resized(&mut walk, SIZES[0]).told(), before);
}

#[test]
fn on_a_locked_kiosk_without_a_pin_nobody_sets_one_at_the_screen() {
    let settings = Settings { locked: true, ..Settings::default() };
    let mut walk = Walk::of(Kiosk::new(settings, 1));
    walk.answers = false;
    walk = walk.keys(&[Key::Escape]);
    assert!(at_welcome(&walk), "a locked kiosk is not left by Escape");
    walk = walk.keys(&[Key::F(11)]).answered(Answer::Pin { set: false, until: 0 });
    let page = resized(&mut walk, SIZES[0]).rows().join(" ");
    assert!(page.contains("kiosk staff set-pin") && !page.contains("6 đến 12"), "{page}");
}

#[test]
fn the_staff_area_closes_by_itself_two_minutes_after_the_last_key() {
    let mut walk = Walk::staff(Lang::En);
    walk.now.mono += 119_000;
    walk.press(Key::Down);
    walk.now.mono += 119_900;
    walk.happen(Event::Tick);
    assert!(!at_welcome(&walk));
    walk.wait();
    assert!(at_welcome(&walk));
    assert_eq!(walk.kiosk.deadline(), None, "nothing wakes the first page");
}

#[test]
fn only_the_staff_area_leaves_a_locked_kiosk() {
    let settings = Settings { locked: true, ..Settings::default() };
    let mut walk = Walk::of(Kiosk::new(settings, 1));
    walk = walk.keys(&[Key::F(11)]).writes(PIN).keys(&[Key::Enter, Key::Char('n'), Key::Up]);
    let effects = walk.kiosk.update(Event::Key(Key::Enter), walk.now);
    assert_eq!(effects, [Effect::Quit]);
}

#[test]
fn whoever_guesses_the_old_pin_waits_outside() {
    let mut walk = Walk::staff_page(Lang::Vi, 'k');
    walk.answers = false;
    walk = walk.writes("835172").keys(&[Key::Enter]);
    let until = walk.now.mono + 30_000;
    walk = walk.answered(Answer::Tried(Tried::Wrong { until })).answered(Answer::Pin { set: true, until });
    assert!(resized(&mut walk, SIZES[0]).rows().join(" ").contains("Chờ 30 giây"));
}

/// What the kiosk asks the edge for with the last key.
fn asked(walk: &mut Walk, key: Key) -> Vec<Ask> {
    let effects = walk.kiosk.update(Event::Key(key), walk.now).into_iter();
    effects.filter_map(|effect| if let Effect::Staff { ask, .. } = effect { Some(ask) } else { None }).collect()
}

#[test]
fn a_class_that_is_opened_stands_in_the_header_until_it_is_closed() {
    let mut walk = Walk::staff_page(Lang::Vi, 'b').keys(&[Key::Down]).writes("Lowsp toosi").keys(&[Key::Down]);
    walk = walk.writes("Xosm 3").keys(&[Key::Down]).writes("20").keys(&[Key::Down]);
    let class =
        NewClass {
            kind: ClassKind::Class, title: "Lớp tối".to_owned(), place: "Xóm 3".to_owned(), expected: Some(20)
        };
    assert_eq!(asked(&mut walk, Key::Enter), [Ask::OpenClass(class)]);
    walk.question += 1;
    let open = OpenClass { title: "Lớp tối".to_owned(), ..open_class() };
    walk = walk.answered(Answer::Class(Some(open))).keys(&[Key::F(10)]);
    assert!(resized(&mut walk, SIZES[0]).row(0).contains("LỚP: Lớp tối"));
    assert!(resized(&mut walk, (50, 18)).row(0).contains("ĐANG CÓ LỚP") || walk.kiosk.size.0 == 50);
    walk.happen(Event::Class(None));
    assert!(!resized(&mut walk, SIZES[0]).row(0).contains("LỚP"));
}

#[test]
fn an_answer_that_comes_late_is_known_all_the_same_if_it_is_about_the_class() {
    let mut walk = filled_class(Lang::Vi);
    let number = walk.question;
    walk = walk.keys(&[Key::F(10)]);
    walk.happen(Event::Staff { number, answer: Answer::Class(Some(open_class())) });
    assert!(at_welcome(&walk) && walk.kiosk.class.is_some());
}

#[test]
fn whoever_was_helped_is_marked_and_calls_no_more() {
    let mut walk = Walk::new(Lang::Vi).keys(&[Key::F(8), Key::F(11)]).writes(PIN).keys(&[Key::Enter, Key::Char('c')]);
    assert_eq!(walk.kiosk.call, kiosk::app::Call::Waiting);
    assert_eq!(asked(&mut walk, Key::Enter), [Ask::Helped("7.1".to_owned())]);
    assert_eq!(walk.kiosk.call, kiosk::app::Call::No);
}

#[test]
fn a_call_is_logged_with_its_lesson_and_when_it_is_taken_back() {
    let mut walk = Walk::lesson(Lang::Vi, INSTALL, Mode::Guided);
    let mut logged = |key| {
        let effects = walk.kiosk.update(Event::Key(key), walk.now);
        effects.into_iter().find_map(|effect| if let Effect::Log(line) = effect { Some(line) } else { None })
    };
    assert_eq!(logged(Key::F(8)), Some(LogLine::of("call").and("lesson", INSTALL)));
    assert_eq!(logged(Key::Enter), None);
    assert_eq!(logged(Key::F(8)), None, "it is the same call");
    assert_eq!(logged(Key::Escape), Some(LogLine::of("call-over")));
}

#[test]
fn deleting_asks_first_and_no_is_chosen() {
    let mut walk = Walk::staff_page(Lang::Vi, 'f').keys(&[Key::Enter, Key::Enter, Key::Enter]);
    assert_eq!(asked(&mut walk, Key::Enter), []);
    let mut walk = Walk::staff_page(Lang::Vi, 'f').keys(&[Key::Enter, Key::Enter, Key::Enter, Key::Up]);
    assert_eq!(asked(&mut walk, Key::Enter), [Ask::Erase(past().code)]);
}

#[test]
fn a_correction_is_asked_for_with_its_reason_in_vietnamese() {
    let sure = [Key::Enter, Key::Enter, Key::Enter, Key::Enter, Key::Up];
    let mut walk = Walk::staff_page(Lang::En, 'e').keys(&sure);
    let reason = Lang::Vi.strings().staff.reasons[0];
    assert_eq!(asked(&mut walk, Key::Enter), [Ask::Correct(Correction::Void { attempt_id: "a1".to_owned() }, reason)]);
}

#[test]
fn a_notice_that_was_seen_is_put_away_and_one_that_lasts_is_not() {
    let walk = with_notices(Lang::Vi).keys(&[Key::Char('g'), Key::Enter, Key::Enter]);
    assert_eq!(walk.kiosk.notices.len(), 2);
    let walk = walk.keys(&[Key::Down, Key::Enter, Key::Enter]);
    assert_eq!(walk.kiosk.notices.len(), 1);
}

#[test]
fn the_clock_is_set_by_the_machine() {
    let mut walk = Walk::staff_page(Lang::Vi, 'i').writes("25112026").keys(&[Key::Down]).writes("0830");
    walk = walk.keys(&[Key::Down]);
    let day = Day::from_date(2026, 11, 25).unwrap();
    assert_eq!(asked(&mut walk, Key::Enter), [Ask::Machine(Machine::Date { day, hour: 8, minute: 30 })]);
}

/// Everything can be reached by keys alone and by the mouse alone, but for what is written.
#[test]
fn every_item_of_the_menu_opens_by_letter_and_by_click() {
    for (at, letter) in ('a'..='n').enumerate() {
        let mut by_key = Walk::staff_page(Lang::Vi, letter);
        let mut by_click = Walk::staff(Lang::Vi);
        by_click.now = by_key.now;
        by_click.happen(Event::Click(Target::Item(at)));
        let told = resized(&mut by_key, SIZES[0]).told();
        assert_eq!(told, resized(&mut by_click, SIZES[0]).told());
        assert_ne!(told, resized(&mut Walk::staff(Lang::Vi), SIZES[0]).told(), "{letter}");
        let back = by_key.keys(&[Key::Escape]);
        assert!(matches!(&back.kiosk.screen, Screen::Staff(_)), "Escape leads back to the menu from {letter}");
    }
}

#[test]
fn a_setting_holds_for_whoever_comes_next() {
    let mut walk = Walk::staff_page(Lang::Vi, 'j').keys(&[Key::Enter, Key::Down]);
    assert_eq!(asked(&mut walk, Key::Enter), [Ask::Save(vec![Change::Language("en".to_owned())])]);
    walk.question += 1;
    let walk = walk.answered(Answer::Saved(Ok(())));
    assert_eq!(walk.kiosk.lang, Lang::Vi, "staff go on in their own");
    let mut walk = walk.keys(&[Key::F(10)]);
    assert_eq!(walk.kiosk.lang, Lang::En);
    // Letters are written first, then loaded by the machine.
    walk = walk.keys(&[Key::F(11)]).writes(PIN).keys(&[Key::Enter, Key::Char('j'), Key::Down, Key::Down, Key::Enter]);
    assert_eq!(asked(&mut walk, Key::Enter), [Ask::Save(vec![Change::Letters(24)])]);
    walk.question += 1;
    let number = walk.question;
    let effects = walk.kiosk.update(Event::Staff { number, answer: Answer::Saved(Ok(())) }, walk.now);
    assert!(matches!(&effects[..], [Effect::Staff { ask: Ask::Machine(Machine::Letters(24)), .. }]), "{effects:?}");
}
