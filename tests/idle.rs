//! Nobody presses a key: the kiosk asks, counts down, and then everything of that person is gone. Any key is an answer,
//! and nothing else; what was idle counts nowhere.

use kiosk::app::player::Pace;
use kiosk::app::{Bar, Effect, Event, Key, Patience, Screen, Settings, Slot, Target};
use kiosk::i18n::Lang;
use kiosk::lesson::Library;
use kiosk::tutor::record::{AttemptOutcome, Mode, StepOutcome};

use crate::harness::keys::Driver;
use crate::harness::library::small_folder;
use crate::harness::program::Home;

const SECONDS: u64 = 1000;

/// As the shipped settings.
const USUAL: u64 = 120 * SECONDS;
const READING: u64 = 300 * SECONDS;
const WARNING: u64 = 30 * SECONDS;

fn kiosk() -> Driver {
    Driver::with(Settings::default(), Library::built_in().library)
}

/// Somebody in the installing lesson, at a step that only she can do.
fn in_lesson(mode: Mode) -> Driver {
    in_this("vneid-install", mode)
}

/// Somebody in a lesson who is never offered help, so that only one thing has its time.
fn in_this(lesson: &str, mode: Mode) -> Driver {
    let settings = Settings { offer_after_ms: None, ..Settings::default() };
    let mut driver = Driver::with(settings, Library::built_in().library);
    driver.sign_in();
    driver.warm_up();
    driver.begin(lesson, mode);
    driver
}

/// Nobody does anything for so long, from now on.
fn nobody_for(driver: &mut Driver, ms: u64) {
    let until = driver.clock() + ms;
    while driver.kiosk.deadline().is_some_and(|due| due <= until) {
        assert!(driver.tick());
    }
    driver.pass(until - driver.clock());
}

/// After how long the kiosk asks or goes back by itself, when nothing is done on this page.
fn patience(driver: &mut Driver) -> u64 {
    let before = driver.clock();
    let at = |driver: &Driver| driver.kiosk.warning().is_some() || driver.kiosk.is_at_rest();
    while !at(driver) {
        assert!(driver.tick(), "it waits for ever");
    }
    driver.clock() - before
}

#[test]
fn whoever_does_not_answer_is_gone_with_everything() {
    let mut driver = in_lesson(Mode::Practice);
    driver.key(Key::F(2));
    driver.follow_to_step(3);
    let done = driver.steps().len();
    assert_eq!(patience(&mut driver), USUAL);
    assert_eq!(driver.kiosk.warning(), Some(30));
    let asked = driver.frame(80, 24).words();
    let t = driver.kiosk.strings();
    for said in [t.idle_title, t.idle_keep, &t.idle_left(30)] {
        assert!(asked.contains(said), "{said}: {asked}");
    }
    // Once a second, and not more often.
    for left in (1..30).rev() {
        let before = driver.clock();
        assert!(driver.tick());
        assert_eq!((driver.clock() - before, driver.kiosk.warning()), (SECONDS, Some(left)));
        assert!(driver.frame(80, 24).words().contains(&t.idle_left(left)));
    }
    assert!(driver.ends().is_empty());
    driver.tick();
    let end = driver.ends()[0];
    assert_eq!(end.outcome, AttemptOutcome::TimedOut);
    assert_eq!((driver.steps().len(), end.unfinished.len()), (done, 8 - done));
    assert!(end.unfinished.iter().all(|row| row.outcome == StepOutcome::Unfinished));
    assert!(driver.kiosk.is_at_rest() && driver.kiosk.person.is_none());
    assert_eq!((driver.kiosk.lang, driver.kiosk.deadline()), (Lang::Vi, None));
    assert_eq!(driver.frame(80, 24), kiosk().frame(80, 24));
}

/// A key of every kind, a click, and a key that means nothing.
fn answers() -> Vec<Event> {
    let keys = [
        Key::Char('a'),
        Key::Char('ễ'),
        Key::Enter,
        Key::Escape,
        Key::Tab,
        Key::Backspace,
        Key::Delete,
        Key::Up,
        Key::Down,
        Key::PageDown,
    ];
    let keys = keys.into_iter().chain((1..=12).map(Key::F)).map(Event::Key);
    let clicks = [Target::Key(Key::Enter), Target::Item(0), Target::DeviceHome, Target::Key(Key::F(10))];
    keys.chain(clicks.map(Event::Click)).chain([Event::Present]).collect()
}

#[test]
fn any_key_keeps_the_session_and_does_nothing_else() {
    for answer in answers() {
        let mut driver = in_lesson(Mode::Guided);
        driver.follow_to_step(2);
        driver.key(Key::Char('v'));
        let before = (driver.frame(80, 24), driver.effects.len());
        assert_eq!(patience(&mut driver), USUAL);
        driver.pass(WARNING - 1);
        assert_eq!(driver.event(answer.clone()), [], "{answer:?}");
        assert_eq!(driver.kiosk.warning(), None);
        assert_eq!((driver.frame(80, 24), driver.effects.len()), before, "{answer:?}");
        assert_eq!(patience(&mut driver), USUAL, "everything begins anew: {answer:?}");
    }
}

#[test]
fn a_click_anywhere_is_an_answer() {
    let mut driver = in_lesson(Mode::Guided);
    patience(&mut driver);
    assert_eq!(Bar::of(&driver.kiosk).names(Slot::Enter), driver.kiosk.strings().bar.enter_on);
    let area = ratatui::layout::Rect::new(0, 0, 80, 24);
    for y in 1..22 {
        for x in 0..80 {
            assert_eq!(kiosk::ui::hit(&driver.kiosk, area, x, y), Some(Target::Key(Key::Enter)));
        }
    }
}

/// What was idle is no time of practice: neither what nobody answered nor what somebody did answer.
#[test]
fn idle_time_counts_nowhere() {
    let plays = |away: u64| {
        let mut driver = in_lesson(Mode::Guided);
        driver.follow_to_step(2);
        if away > 0 {
            nobody_for(&mut driver, away);
            assert!(driver.kiosk.warning().is_some());
            driver.key(Key::Enter);
        }
        driver.finish();
        (driver.ends()[0].active_ms, driver.steps().iter().map(|step| step.ms).collect::<Vec<_>>())
    };
    assert_eq!(plays(USUAL + 10 * SECONDS), plays(0));
    // Nobody comes back.
    let mut driver = in_lesson(Mode::Guided);
    driver.follow_to_step(2);
    let began = driver.clock();
    driver.key(Key::Down);
    nobody_for(&mut driver, USUAL + WARNING);
    let end = driver.ends()[0];
    assert!(end.active_ms <= began + SECONDS, "{}", end.active_ms);
    assert_eq!(end.unfinished[0].ms, SECONDS, "up to the last key");
}

/// Whoever writes slowly is not idle: each letter counts, also those between two actions.
#[test]
fn typing_is_practice() {
    let mut driver = in_lesson(Mode::Practice);
    driver.follow_to_step(2);
    for letter in "vneid".chars() {
        driver.pass(50 * SECONDS);
        driver.key(Key::Char(letter));
    }
    driver.key(Key::Enter);
    driver.finish();
    let ms = driver.steps()[1].ms;
    assert!((5 * 51 * SECONDS..6 * 51 * SECONDS).contains(&ms), "{ms}");
}

#[test]
fn a_page_of_text_has_more_time() {
    type Page = (&'static str, fn(&mut Driver));
    let pages: [Page; 5] = [
        ("papers", |driver| drop(driver.key(Key::F(4)))),
        ("the question whether to leave", |driver| drop(driver.key(Key::F(10)))),
        ("the call", |driver| drop(driver.key(Key::F(8)))),
        ("while she waits for somebody", |driver| driver.keys(&[Key::F(8), Key::Enter])),
        ("the result", Driver::finish),
    ];
    for (name, open) in pages {
        let mut driver = in_lesson(Mode::Guided);
        open(&mut driver);
        assert_eq!(patience(&mut driver), READING, "{name}");
        assert!(driver.kiosk.warning().is_some(), "{name}");
    }
    let mut driver = in_lesson(Mode::Watch);
    driver.key(Key::F(5));
    assert_eq!(patience(&mut driver), READING, "a demonstration that stands still");
    // The other pages.
    let mut driver = in_lesson(Mode::Guided);
    assert_eq!(patience(&mut driver), USUAL);
    let mut driver = kiosk();
    driver.sign_in();
    assert_eq!(patience(&mut driver), USUAL, "Làm quen");
    driver.key(Key::Enter);
    driver.key(Key::F(5));
    assert_eq!(patience(&mut driver), USUAL, "the lessons");
    driver.keys(&[Key::Enter, Key::Enter]);
    assert_eq!(patience(&mut driver), USUAL, "the ways to learn");
}

/// A screen of an app that is a page to read, and one that is not.
#[test]
fn a_long_page_of_an_app_has_more_time() {
    let line = "Người dân mang theo giấy tờ bản chính để đối chiếu khi nhận kết quả.";
    for (lines, ms) in [(2, USUAL), (8, READING)] {
        let texts = format!("  {{ text = \"{line}\" }},\n").repeat(lines);
        let screen = format!(
            "[screens.a]\nwidgets = [\n{texts}  {{ button = \"b\", label = \"Tiếp\", do = [{{ set = \"done\" }}] }},\n]\n"
        );
        let steps = "[[steps]]\nid = \"a\"\nsay = \"Đọc.\"\ngoal = [\"a.done\"]\n";
        let folder = small_folder(&[("a", &screen)], &["a"], steps);
        let mut driver = Driver::with(Settings::default(), folder.load().library);
        driver.sign_in();
        driver.warm_up();
        driver.begin("small", Mode::Guided);
        driver.key(Key::Enter);
        assert_eq!(driver.at(), "a.a");
        assert_eq!(patience(&mut driver), ms);
    }
}

/// A demonstration plays to its end, whoever watches; then the result is read.
#[test]
fn whoever_looks_on_is_not_asked() {
    let mut driver = in_this("temp-residence", Mode::Watch);
    while driver.plays() {
        assert!(driver.tick());
        assert_eq!(driver.kiosk.warning(), None);
    }
    assert!(driver.clock() > USUAL, "it takes longer than that");
    assert_eq!(patience(&mut driver), READING);
}

/// While something runs there is only to wait; the time begins when it is there.
#[test]
fn whoever_waits_for_the_world_is_not_asked() {
    let screens = r#"
[screens.front]
widgets = [{ button = "get", label = "Tải", do = [{ go = "load" }] }]
[screens.load]
widgets = [{ progress = "p", label = "Đang tải", seconds = 200, do = [{ go = "there" }] }]
[screens.there]
widgets = [{ button = "end", label = "Xong", do = [{ set = "done" }] }]
"#;
    let steps = "[[steps]]\nid = \"a\"\nsay = \"Tải.\"\ngoal = [\"a.done\"]\n";
    let folder = small_folder(&[("a", screens)], &["a"], steps);
    let mut driver = Driver::with(Settings::default(), folder.load().library);
    driver.sign_in();
    driver.warm_up();
    driver.begin("small", Mode::Guided);
    driver.keys(&[Key::Enter, Key::Enter]);
    assert_eq!(driver.at(), "a.load");
    assert_eq!(patience(&mut driver), 200 * SECONDS + USUAL);
    assert_eq!(driver.at(), "a.there");
    // Behind a page nothing runs, so nobody waits for it.
    let mut driver = Driver::with(Settings::default(), folder.load().library);
    driver.sign_in();
    driver.warm_up();
    driver.begin("small", Mode::Guided);
    driver.keys(&[Key::Enter, Key::Enter, Key::F(8)]);
    assert_eq!(patience(&mut driver), READING);
}

/// What runs in a lesson stands still while the kiosk asks, and has as much time left afterwards as it had.
#[test]
fn the_lesson_stands_still_while_it_is_asked() {
    let screens = r#"
[timers.t]
seconds = 130
do = [{ set = "late" }]
[screens.front]
enter = [{ start = "t" }]
widgets = [{ button = "end", label = "Xong", do = [{ set = "done" }] }, { text = "Muộn", when = ["late"] }]
"#;
    let steps = "[[steps]]\nid = \"a\"\nsay = \"Xong.\"\ngoal = [\"a.done\"]\n";
    let folder = small_folder(&[("a", screens)], &["a"], steps);
    let mut driver = Driver::with(Settings::default(), folder.load().library);
    driver.sign_in();
    driver.warm_up();
    driver.begin("small", Mode::Guided);
    driver.key(Key::Enter);
    let late = |driver: &Driver| driver.frame(80, 24).text().contains("Muộn");
    patience(&mut driver);
    nobody_for(&mut driver, 20 * SECONDS);
    assert!(!late(&driver) && driver.kiosk.warning().is_some());
    driver.key(Key::Enter);
    let left = 130 * SECONDS - USUAL;
    nobody_for(&mut driver, left - 1);
    assert!(!late(&driver));
    nobody_for(&mut driver, 1);
    assert!(late(&driver));
}

/// Where nobody has signed in, there is nobody to be asked.
#[test]
fn before_there_is_a_person_it_goes_back_quietly() {
    let pages: &[(&str, &[Key], u64)] = &[
        ("another language", &[Key::F(2)], USUAL),
        ("the question whether to quit", &[Key::Escape], USUAL),
        ("a call for somebody", &[Key::F(8)], READING),
        ("the groups", &[Key::Enter], USUAL),
        ("the ages", &[Key::Enter, Key::Enter], USUAL),
        ("another typing", &[Key::Enter, Key::F(9)], USUAL),
        ("three words", &[Key::F(5), Key::Enter], READING),
        ("today's sessions", &[Key::F(5), Key::F(5)], READING),
    ];
    let first = kiosk().frame(80, 24);
    for (name, keys, ms) in pages {
        let mut driver = kiosk();
        driver.keys(keys);
        assert_ne!(driver.frame(80, 24), first, "{name}");
        assert_eq!(patience(&mut driver), *ms, "{name}");
        assert!(driver.kiosk.is_at_rest(), "{name}");
        assert_eq!((driver.frame(80, 24), driver.kiosk.deadline()), (first.clone(), None), "{name}");
    }
}

/// The first page has nothing to wait for: the program sleeps until a key.
#[test]
fn the_first_page_wakes_nobody() {
    let mut driver = kiosk();
    assert_eq!(driver.kiosk.deadline(), None);
    driver.pass(24 * 3600 * SECONDS);
    driver.event(Event::Tick);
    assert!(driver.kiosk.is_at_rest() && driver.effects.is_empty());
}

#[test]
fn it_can_be_set_and_switched_off() {
    let with = |idle: Patience| {
        let mut driver = Driver::with(Settings { idle, ..Settings::default() }, Library::built_in().library);
        driver.sign_in();
        driver.warm_up();
        driver
    };
    let mut driver = with(Patience { ms: Some(40_000), reading_ms: None, warning_ms: 20_000 });
    assert_eq!(patience(&mut driver), 40_000);
    assert_eq!(driver.kiosk.warning(), Some(20));
    driver.key(Key::Enter);
    driver.key(Key::F(8));
    assert_eq!(driver.kiosk.deadline(), None, "never while a page is read");
    assert_eq!(with(Patience::NEVER).kiosk.deadline(), None);
}

/// An author who looks at one lesson is left alone.
#[test]
fn a_lesson_that_is_only_tried_asks_nobody() {
    let mut kiosk = kiosk::app::Kiosk::preview(Settings::default(), 1, "vneid-install", Mode::Guided);
    let now = kiosk::time::Moment { wall: kiosk::time::RELEASED, mono: 0 };
    kiosk.update(Event::Library(std::sync::Arc::new(Library::built_in().library), 0), now);
    let day = 24 * 3600 * SECONDS;
    let late = kiosk::time::Moment { wall: now.wall.plus_ms(i64::try_from(day).unwrap()), mono: day };
    let effects: Vec<Effect> = kiosk.update(Event::Tick, late);
    assert!(effects.is_empty() && kiosk.warning().is_none() && matches!(kiosk.screen, Screen::Player(_)));
}

/// By lines it is said once, with the whole time; nothing is counted down.
#[test]
fn by_lines_it_is_said_once() {
    let settings = Settings { by_lines: true, pace: Pace::Asked, ..Settings::default() };
    let mut driver = Driver::with(settings, Library::built_in().library);
    driver.keys(&[Key::Enter, Key::Enter, Key::End, Key::Enter, Key::F(5)]);
    driver.begin("vneid-install", Mode::Watch);
    assert_eq!(patience(&mut driver), READING, "a page takes longer to hear");
    let told = || kiosk::ui::Twin::of(&driver.kiosk).items;
    let asked = told();
    assert!(asked.iter().any(|item| item.text.contains("30")), "{asked:?}");
    assert_eq!(driver.kiosk.deadline(), Some(driver.clock() + WARNING));
    driver.pass(10 * SECONDS);
    driver.event(Event::Tick);
    assert_eq!(kiosk::ui::Twin::of(&driver.kiosk).items, asked);
    driver.tick();
    assert_eq!(driver.ends()[0].outcome, AttemptOutcome::TimedOut);
    assert!(driver.kiosk.is_at_rest());
}

/// How often the threads of a process have slept and been woken.
fn wakes(pid: u32) -> u64 {
    let Ok(threads) = std::fs::read_dir(format!("/proc/{pid}/task")) else { return 0 };
    let of = |path: std::path::PathBuf| {
        let status = std::fs::read_to_string(path.join("status")).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:").map(str::to_owned));
        line.and_then(|count| count.trim().parse::<u64>().ok()).unwrap_or(0)
    };
    threads.map(|thread| of(thread.unwrap().path())).sum()
}

/// With nothing due, no thread of the program is woken: for a second with every test, for `KIOSK_STILL` seconds in the
/// long form.
#[test]
fn the_first_page_sleeps() {
    let still: u64 = std::env::var("KIOSK_STILL").map_or(1, |seconds| seconds.parse().expect("a number"));
    let home = Home::new();
    let pty = crate::pty::start(&home);
    pty.wait_for(Lang::Vi.strings().welcome);
    // The lessons are loaded and the database is open when nothing has moved for a while.
    let mut before = wakes(pty.pid());
    for _ in 0..600 {
        std::thread::sleep(std::time::Duration::from_millis(100));
        let now = wakes(pty.pid());
        if now == before && home.data().join("kiosk.db-shm").exists() {
            break;
        }
        before = now;
    }
    std::thread::sleep(std::time::Duration::from_secs(still));
    assert_eq!(wakes(pty.pid()), before, "in {still} s");
    println!("woken 0 times in {still} s");
}
