//! When the kiosk offers help by itself.

use kiosk::app::Event;
use kiosk::i18n::Lang;

use super::*;
use crate::harness::library::small;

const AWAY: &str = r#"
[screens.one]
title = "Một"
widgets = [
  { field = "name", label = "Ô" },
  { button = "on", label = "Đi", do = [{ go = "two" }] },
  { button = "end", label = "Xong", do = [{ set = "done" }] },
]
[screens.two]
title = "Hai"
widgets = [{ button = "on", label = "Đi", do = [{ go = "three" }] }]
[screens.three]
title = "Ba"
widgets = [{ button = "on", label = "Đi", do = [{ go = "four" }] }]
[screens.four]
title = "Bốn"
widgets = [{ button = "on", label = "Đi", do = [{ go = "five" }] }]
[screens.five]
title = "Năm"
widgets = [{ text = "Hết đường." }]
"#;

const STEPS: &str = r#"
[[steps]]
id = "open"
say = "Mở"
goal = ["at a.one"]
[[steps]]
id = "end"
say = "Xong"
goal = ["a.done"]
"#;

/// In the second step, on the first screen.
fn away(detours: usize, pause: Option<u64>, mode: Mode) -> Driver {
    let settings = Settings { offer_after_detours: detours, offer_after_ms: pause, ..Settings::default() };
    let mut driver = in_small(&small(&[("a", AWAY)], &["a"], STEPS), settings, mode);
    if mode != Mode::Watch {
        driver.key(Key::Enter);
        assert_eq!(driver.at(), "a.one");
    }
    driver
}

fn offers(driver: &Driver) -> bool {
    let offered = driver.player().offered;
    assert_eq!(says(driver, driver.kiosk.strings().offer_help), offered);
    offered
}

/// Whoever waits for somebody is not asked whether to call.
#[test]
fn nobody_is_called_twice() {
    let mut driver = away(0, Some(1000), Mode::Practice);
    let t = driver.kiosk.strings();
    driver.pass(1000);
    driver.tick();
    assert!(offers(&driver) && says(&driver, t.offer_person));
    driver.keys(&[Key::F(8), Key::Enter]);
    assert!(offers(&driver) && !says(&driver, t.offer_person));
    driver.keys(&[Key::F(8), Key::Escape]);
    assert!(says(&driver, t.offer_person));
}

#[test]
fn after_so_many_detours_in_a_row() {
    for after in [1, 2, 3, 4] {
        let mut driver = away(after, None, Mode::Practice);
        for detour in 1..=after {
            assert!(!offers(&driver), "{detour} of {after}");
            driver.tap("on");
        }
        assert!(offers(&driver), "{after}");
        // It is a line, and nothing else.
        assert_eq!((driver.player().session.rung(), driver.player().auto), (0, None));
        driver.finish();
        let row = &rows_of(&driver, 1)[1];
        assert_eq!((row.outcome, row.help_rung), (StepOutcome::Alone, 0));
        assert_eq!(row.detours, u32::try_from(after).unwrap());
    }
    let mut driver = away(0, None, Mode::Practice);
    for _ in 0..4 {
        driver.tap("on");
        assert!(!offers(&driver));
    }
}

#[test]
fn a_step_back_on_the_way_begins_the_count_anew() {
    let mut driver = away(3, None, Mode::Practice);
    driver.tap("on");
    driver.tap("on");
    driver.key(Key::Escape);
    driver.tap("on");
    assert_eq!(driver.at(), "a.three");
    assert!(!offers(&driver));
}

#[test]
fn when_a_screen_is_seen_so_often() {
    let mut driver = away(3, None, Mode::Practice);
    for sight in 1..=3 {
        assert!(!offers(&driver), "{sight}");
        driver.tap("on");
        if sight < 3 {
            driver.key(Key::Escape);
        }
    }
    assert!(offers(&driver));
}

/// The deadline is the moment of the offer. Any key moves it, also one that does nothing in the lesson.
#[test]
fn after_a_pause_without_a_key() {
    const PAUSE: u64 = 30_000;
    for mode in [Mode::Guided, Mode::Practice, Mode::Solo] {
        let mut driver = away(0, Some(PAUSE), mode);
        let mut due = driver.kiosk.deadline().unwrap();
        assert_eq!(due, driver.kiosk.now.mono + PAUSE);
        let keys = [Key::Down, Key::Up, Key::Char('a'), Key::Backspace, Key::F(2), Key::F(9), Key::F(12), Key::PageUp];
        for key in keys {
            driver.pass(PAUSE - 2000);
            driver.key(key);
            let next = driver.kiosk.deadline().unwrap();
            assert_eq!(next, driver.kiosk.now.mono + PAUSE, "{key:?}");
            assert!(next > due);
            due = next;
        }
        driver.pass(PAUSE - 1);
        driver.event(Event::Tick);
        assert!(!offers(&driver));
        let player = driver.player();
        let before = (player.focus, player.session.state().clone(), player.session.step_index(), driver.effects.len());
        driver.tick();
        assert!(offers(&driver), "{mode:?}");
        let player = driver.player();
        let after = (player.focus, player.session.state().clone(), player.session.step_index(), driver.effects.len());
        assert_eq!(before, after, "nothing is forced");
        assert_eq!((player.session.rung(), player.auto), (0, None));
        assert_eq!(driver.kiosk.deadline(), None, "it is offered once");
        // Whoever then asks has it, and is not asked again.
        driver.key(Key::F(1));
        assert_eq!((driver.player().session.rung(), driver.kiosk.deadline()), (1, None));
    }
}

#[test]
fn never_where_it_is_switched_off_or_where_the_kiosk_shows() {
    let mut driver = away(0, None, Mode::Practice);
    assert_eq!(driver.kiosk.deadline(), None);
    driver.pass(3_600_000);
    driver.event(Event::Tick);
    assert!(!offers(&driver));
    let mut driver = away(1, Some(1), Mode::Watch);
    while driver.plays() {
        assert!(!driver.player().offered);
        assert!(driver.tick());
    }
}

/// Praise makes room for the offer: whoever does not know how to begin a step has just ended one.
#[test]
fn whoever_ends_a_step_and_does_not_know_on_is_offered_help() {
    let mut driver = away(0, Some(30_000), Mode::Practice);
    assert!(matches!(notice(&driver), Some(Notice::StepDone(_))));
    driver.tick();
    assert!(offers(&driver));
    // Also where the step ended by the kiosk's own hand.
    let settings = Settings { offer_after_ms: Some(30_000), ..Settings::default() };
    let mut driver = in_small(&small(&[("a", AWAY)], &["a"], STEPS), settings, Mode::Practice);
    driver.times(Key::F(1), 4);
    watch_to_the_end(&mut driver);
    assert_eq!(driver.player().session.step_index(), 1);
    assert_eq!(driver.kiosk.deadline(), Some(driver.kiosk.now.mono + 30_000));
    driver.tick();
    assert!(offers(&driver));
}

/// What a lesson said of what to do is not pushed away.
#[test]
fn what_is_said_of_what_to_do_stays() {
    let mut driver = Driver::in_lesson(Lang::Vi, "vneid-install", Mode::Practice);
    driver.follow_to_step(3);
    driver.tap("pick-fake");
    let said = notice(&driver);
    assert!(matches!(said, Some(Notice::Said(_))));
    driver.tick();
    assert_eq!(notice(&driver), said);
}

/// Papers, the question to leave and the page of the call are no silence; when they go, the pause begins anew.
#[test]
fn never_while_another_page_is_open() {
    for (open, close) in [
        (Key::F(4), Key::F(4)),
        (Key::F(4), Key::Escape),
        (Key::F(10), Key::Escape),
        (Key::F(8), Key::Escape),
        (Key::F(8), Key::Enter),
    ] {
        let mut driver = Driver::in_lesson(Lang::Vi, "vneid-install", Mode::Practice);
        driver.key(open);
        driver.pass(3_600_000);
        driver.event(Event::Tick);
        assert!(!driver.player().offered, "{open:?}");
        assert_eq!(driver.kiosk.deadline(), None, "{open:?}");
        driver.key(close);
        assert_eq!(driver.kiosk.deadline(), Some(driver.kiosk.now.mono + 60_000), "{open:?} {close:?}");
        driver.event(Event::Tick);
        assert!(!driver.player().offered, "{open:?} {close:?}");
        driver.tick();
        assert!(driver.player().offered, "{open:?} {close:?}");
    }
}
