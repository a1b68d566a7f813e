//! What staff must know: one notice for one problem, until it is gone or seen; the clock; and what is logged.

use std::sync::Arc;

use kiosk::app::{Effect, Event, Health, Key, LogLine, Notice, Problem, Rows, Trouble};
use kiosk::i18n::Lang;
use kiosk::lesson::Library;
use kiosk::time::{RELEASED, Timestamp};
use kiosk::tutor::record::Mode;
use kiosk::ui::Twin;

use crate::harness::keys::Driver;

const HOUR: i64 = 3_600_000;

/// One of each.
fn all() -> Vec<Notice> {
    let recording = Trouble::ALL.map(|trouble| Notice::NotRecording { trouble, waiting: 12 });
    let rows = |attempts, steps| Rows { attempts, steps };
    let events = [
        Notice::Lost { records: 4 },
        Notice::SetAside { file: "kiosk-damaged-20261125-1.db".into(), saved: rows(210, 1_734), lost: rows(3, 21) },
        Notice::Gone,
        Notice::Copied,
        Notice::Restored,
        Notice::ClassClosed { title: "Lớp 1: xóm Đồng Tâm".into() },
    ];
    let others =
        [Notice::Clock, Notice::Lessons { faults: 2 }, Notice::Languages { faults: 1 }, Notice::Mark, Notice::Export];
    recording.into_iter().chain(events).chain(others).collect()
}

fn logged(effects: &[Effect]) -> Vec<String> {
    let line = |effect: &Effect| match effect {
        Effect::Log(LogLine { what, values }) => {
            let values = values.iter().map(|(name, value)| format!("{name}={value}"));
            Some([(*what).to_owned()].into_iter().chain(values).collect::<Vec<_>>().join(" "))
        }
        _ => None,
    };
    effects.iter().filter_map(line).collect()
}

fn kept(effects: &[Effect]) -> Option<&Vec<Notice>> {
    effects.iter().rev().find_map(|effect| if let Effect::Keep(notices) = effect { Some(notices) } else { None })
}

/// The notices of now that are not about what the test does not look at.
fn notices(driver: &Driver) -> &[Notice] {
    driver.kiosk.notices.all()
}

#[test]
fn one_problem_has_one_notice_until_it_is_gone() {
    let mut driver = Driver::new(Lang::Vi);
    let failing = |trouble, waiting| Event::Store(Health::Failing { trouble, waiting });
    let mut effects = driver.event(failing(Trouble::Full, 1));
    effects.extend(driver.event(failing(Trouble::Full, 2)));
    effects.extend(driver.event(failing(Trouble::Disk, 3)));
    assert_eq!(notices(&driver), [Notice::NotRecording { trouble: Trouble::Disk, waiting: 3 }]);
    assert!(driver.kiosk.acknowledge(0).is_empty(), "seen or not, it is still so");
    effects.extend(driver.event(Event::Store(Health::Working)));
    effects.extend(driver.event(Event::Store(Health::Working)));
    assert!(notices(&driver).is_empty());
    assert_eq!(logged(&effects), ["notice about=not-recording", "notice-over about=not-recording"]);
    assert_eq!(kept(&effects), None);
    driver.event(Event::Notice(Notice::Export));
    driver.event(Event::NoticeOver(Problem::Mark));
    assert_eq!(notices(&driver), [Notice::Export]);
    driver.event(Event::NoticeOver(Problem::Export));
    assert!(notices(&driver).is_empty());
}

#[test]
fn what_happened_stays_until_staff_have_seen_it() {
    let mut driver = Driver::new(Lang::Vi);
    let aside = |file: &str| Notice::SetAside { file: file.into(), saved: Rows::default(), lost: Rows::default() };
    driver.event(Event::Notice(aside("a")));
    let effects = driver.event(Event::Notice(aside("b")));
    assert_eq!(kept(&effects), Some(&vec![aside("a"), aside("b")]), "two files are two things to know");
    assert_eq!(kept(&driver.event(Event::Notice(aside("b")))), None, "told twice it is the same");
    driver.event(Event::Store(Health::Working));
    driver.event(Event::NoticeOver(Problem::Clock));
    assert_eq!(notices(&driver), [aside("a"), aside("b")]);
    let effects = driver.kiosk.acknowledge(0);
    assert_eq!((notices(&driver), kept(&effects)), (&[aside("b")][..], Some(&vec![aside("b")])));
    assert_eq!(logged(&effects), ["notice-seen about=set-aside"]);
    let effects = driver.kiosk.acknowledge(0);
    assert_eq!((notices(&driver).len(), kept(&effects)), (0, Some(&Vec::new())));
    assert!(driver.kiosk.acknowledge(0).is_empty());
}

#[test]
fn what_was_not_seen_before_a_restart_is_neither_lost_nor_repeated() {
    let mut driver = Driver::new(Lang::Vi);
    let effects = driver.event(Event::Kept(vec![Notice::Copied, Notice::Lost { records: 2 }]));
    assert_eq!((notices(&driver).len(), kept(&effects), logged(&effects).len()), (2, None, 0));
    // What happened in this start was told first.
    let mut driver = Driver::new(Lang::Vi);
    driver.event(Event::Notice(Notice::Restored));
    let effects = driver.event(Event::Kept(vec![Notice::Copied, Notice::Restored]));
    assert_eq!(kept(&effects), Some(&vec![Notice::Restored, Notice::Copied]));
}

#[test]
fn notices_have_a_limit() {
    let mut driver = Driver::new(Lang::Vi);
    driver.event(Event::Notice(Notice::Clock));
    driver.event(Event::Notice(Notice::Export));
    for n in 0..100 {
        driver.event(Event::Notice(Notice::ClassClosed { title: n.to_string() }));
    }
    assert_eq!(notices(&driver).len(), 40);
    assert!(notices(&driver).contains(&Notice::Export));
    assert_eq!(notices(&driver).last(), Some(&Notice::ClassClosed { title: "99".into() }));
}

#[test]
fn an_event_is_read_as_it_was_written() {
    for notice in all() {
        let line = notice.line();
        assert_eq!(line.is_some(), notice.is_event(), "{notice:?}");
        if let Some(line) = line {
            assert_eq!(Notice::of_line(&line), Some(notice));
        }
    }
    for line in ["", "lost", "lost x", "set-aside 1 2 3 4", "set-aside 1 2 x 4 f", "clock", "unknown 1", "copie"] {
        assert_eq!(Notice::of_line(line), None, "{line}");
    }
    let title = Notice::ClassClosed { title: "a\nlost 9".into() };
    assert!(!title.line().unwrap().contains('\n'));
}

/// Every notice in words, in both languages.
#[test]
fn every_notice_says_what_is_so_and_what_to_do() {
    for lang in Lang::BUILT_IN {
        let t = lang.strings();
        let mut told = String::new();
        for notice in all() {
            let (title, advice) = (notice.title(t), notice.advice(t));
            assert!(kiosk::text::width(&title) <= 76, "a title is one line: {title}");
            told.extend([title.as_str(), "\n  ", &advice.join("\n  "), "\n\n"]);
        }
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("snapshots");
        settings.set_prepend_module_to_snapshot(false);
        settings.bind(|| insta::assert_snapshot!(format!("notices-{}", lang.code()), told));
    }
}

#[test]
fn the_first_page_says_how_many_there_are() {
    for lang in Lang::BUILT_IN {
        let mut driver = Driver::new(*lang);
        for (n, notice) in [Notice::Clock, Notice::Export, Notice::Mark].into_iter().enumerate().skip(1) {
            driver.event(Event::Notice(notice));
            let said = lang.strings().staff_notices(n).replace("**", "");
            assert!(driver.frame(50, 18).words().contains(&said), "{}", driver.frame(50, 18).text());
            assert!(Twin::of(&driver.kiosk).items.iter().any(|item| item.text == said));
        }
    }
}

/// Lessons that are left out are one of the things to look at; what is told is how many faults there are now.
#[test]
fn lessons_that_are_left_out_are_told() {
    let mut driver = Driver::without_lessons(Lang::Vi);
    assert!(notices(&driver).is_empty());
    driver.event(Event::Library(Arc::new(Library::built_in().library), 12));
    assert_eq!(notices(&driver), [Notice::Lessons { faults: 12 }]);
}

// ------------------------------------------------------------------------------------------------------- the clock

#[test]
fn a_date_that_cannot_be_is_told_until_it_is_set() {
    let mut driver = Driver::new(Lang::Vi);
    assert!(notices(&driver).is_empty());
    driver.set_clock(Timestamp(0));
    driver.key(Key::F(2));
    assert_eq!(notices(&driver), [Notice::Clock]);
    driver.set_clock(RELEASED.plus_ms(24 * HOUR));
    driver.key(Key::F(2));
    assert!(notices(&driver).is_empty());
    // The database knows of later days.
    driver.event(Event::ClockTrusted(false));
    assert_eq!(notices(&driver), [Notice::Clock]);
    driver.event(Event::ClockTrusted(true));
    assert!(notices(&driver).is_empty());
}

#[test]
fn a_step_of_the_clock_is_told_and_time_that_passes_is_none() {
    let mut driver = Driver::new(Lang::Vi);
    let steps = |effects: Vec<Effect>| -> Vec<i64> {
        let step = |effect| if let Effect::ClockStepped(ms) = effect { Some(ms) } else { None };
        effects.into_iter().filter_map(step).collect()
    };
    driver.pass(90_000);
    assert!(steps(driver.key(Key::F(2))).is_empty());
    let now = RELEASED.plus_ms(91_000);
    driver.set_clock(now.plus_ms(HOUR));
    assert_eq!(steps(driver.key(Key::F(2))), [HOUR]);
    assert!(steps(driver.key(Key::F(2))).is_empty(), "told once");
    driver.set_clock(now);
    let back = steps(driver.key(Key::F(2)));
    assert!(back.len() == 1 && back[0] < -HOUR, "{back:?}");
}

/// The same keys at the same pace take the same time, whatever is done to the clock on the wall.
#[test]
fn durations_come_from_the_monotonic_clock() {
    let played = |jumps: &[i64]| {
        let mut driver = Driver::in_lesson(Lang::Vi, "vneid-install", Mode::Practice);
        let mut jumps = jumps.iter().cycle();
        while driver.plays() {
            if let Some(jump) = jumps.next() {
                driver.set_clock(RELEASED.plus_ms(*jump));
            }
            driver.follow();
        }
        let steps: Vec<u64> = driver.steps().iter().map(|step| step.ms).collect();
        (steps, driver.ends()[0].active_ms)
    };
    let steady = played(&[]);
    assert!(steady.1 > 0 && steady.0.iter().all(|ms| *ms < steady.1));
    let year = 365 * 24 * HOUR;
    assert_eq!(played(&[year, -60 * year, 5, 100 * year]), steady);
}

// --------------------------------------------------------------------------------------------------------- the log

/// That somebody came and went is logged; nothing of who it was, and nothing of what she did.
#[test]
fn sessions_are_logged_without_the_person() {
    let mut driver = Driver::in_lesson(Lang::Vi, "vneid-install", Mode::Guided);
    driver.follow_to_step(3);
    driver.keys(&[Key::F(10), Key::Down, Key::Down, Key::Enter]);
    driver.keys(&[Key::Enter, Key::Enter, Key::Enter, Key::F(10)]);
    assert_eq!(logged(&driver.effects), ["session", "session-over", "session", "session-over"]);
}
