//! The four rungs of help.

use kiosk::app::player::Whereabouts;
use kiosk::i18n::Lang;
use kiosk::sim::Action;

use super::*;
use crate::harness::library::small;

/// The modes in which there is help.
const MODES: [Mode; 3] = [Mode::Guided, Mode::Practice, Mode::Solo];

/// The first rung names what was done last, in the words of the screen, and says that it is harmless.
#[test]
fn the_first_rung_names_what_was_done_and_says_that_it_is_harmless() {
    for (lang, mode) in [Lang::Vi, Lang::En].into_iter().flat_map(|lang| MODES.map(|mode| (lang, mode))) {
        let t = lang.strings();
        let name = |kind: &str| match kind {
            "tap" => t.did.tap("Tìm"),
            "enter" | "refused" => t.did.enter("Tìm ứng dụng"),
            "back" => t.did.back.to_owned(),
            "home" => t.did.home.to_owned(),
            _ => t.help_kind.to_owned(),
        };
        for kind in ["nothing", "tap", "enter", "refused", "back", "home"] {
            let mut driver = Driver::in_lesson(lang, "vneid-install", mode);
            driver.follow_to_step(2);
            match kind {
                "tap" => driver.tap("search"),
                "enter" | "refused" => {
                    driver.focus("query");
                    driver.write(if kind == "enter" { "abc" } else { "0912345678" });
                    driver.key(Key::Down);
                }
                "back" => drop(driver.key(Key::Escape)),
                "home" => drop(driver.key(Key::F(3))),
                _ => {}
            }
            let before = pointers(&driver);
            driver.key(Key::F(1));
            assert_says(&driver, &name(kind));
            assert_says(&driver, t.help_harmless);
            assert_eq!(driver.player().session.rung(), 1);
            assert_eq!(pointers(&driver), before, "nothing is pointed at yet");
        }
    }
}

/// The kind word is about what was done before it; what is done next, rightly, needs none.
#[test]
fn the_first_rung_is_over_with_the_next_action() {
    for mode in MODES {
        let mut driver = Driver::in_lesson(Lang::Vi, "temp-residence", mode);
        driver.key(Key::F(1));
        assert_says(&driver, driver.kiosk.strings().help_harmless);
        driver.follow();
        assert_eq!((driver.player().session.step_index(), driver.player().session.rung()), (0, 1));
        let said = driver.frame(120, 40).text();
        assert!(!said.contains("Không sao"), "{said}");
    }
}

/// Nothing that can be tapped is without a name that help could say.
#[test]
fn whatever_is_tapped_has_a_name() {
    for id in LESSONS {
        let lesson = built_in(id);
        for widget in lesson.world.widgets.ids() {
            let found = &lesson.world.widgets[widget];
            let named = !found.kind.acts() && found.kind.field().is_none() || !found.label.0.is_empty();
            assert!(named, "{id}: {}", found.id);
        }
    }
}

/// In every step of every lesson: the hint and where to look; then the pointer with the second hint; then the kiosk does
/// it. The step is counted by the rung that was reached.
#[test]
fn each_rung_says_more_and_is_counted() {
    use StepOutcome::{Alone, Helped, Shown};
    for (lesson, mode) in LESSONS.into_iter().flat_map(|lesson| MODES.map(|mode| (lesson, mode))) {
        for rung in 0..=4 {
            let mut driver = Driver::in_lesson(Lang::Vi, lesson, mode);
            for position in 1..=steps_of(lesson) {
                come_to_step(&mut driver, position);
                if driver.player().session.step_index() + 1 == position {
                    climb(&mut driver, rung, mode);
                }
            }
            driver.finish();
            assert_sound(&driver, 1, &built_in(lesson));
            for row in rows_of(&driver, 1) {
                let expected = [Alone, Alone, Helped, Helped, Shown][usize::from(rung)];
                assert_eq!((row.help_rung, row.outcome), (rung, expected), "{lesson} {row:?}");
                assert_eq!((row.mistakes, row.detours), (0, 0), "{lesson} {row:?}");
            }
        }
    }
}

/// Asks for help so often, and reads what comes.
fn climb(driver: &mut Driver, to: u8, mode: Mode) {
    let t = driver.kiosk.strings();
    let lesson = driver.player().session.lesson().clone();
    let step = &lesson.steps[driver.player().session.step_index()];
    for rung in 1..=to {
        let before = driver.player().session.state().clone();
        let pointed = pointers(driver);
        driver.key(Key::F(1));
        let (player, waits) = (driver.player(), waits(driver));
        assert_eq!(player.session.rung(), rung);
        assert_eq!(*player.session.state(), before, "help does nothing by itself");
        match rung {
            1 => assert_says(driver, t.help_harmless),
            2 => {
                if mode == Mode::Solo {
                    assert_says(driver, &step.say.vi);
                }
                if let Some(hint) = step.hints.first() {
                    assert_says(driver, &hint.vi);
                }
                let look = player.whereabouts().filter(|_| mode != Mode::Guided);
                if let Some(look) = look {
                    assert_says(driver, t.look[look as usize]);
                }
            }
            3 => {
                if let Some(hint) = step.hints.get(1) {
                    assert_says(driver, &hint.vi);
                }
                assert_says(driver, if waits { t.wait } else { t.help_look });
                let points = pointers(driver) > pointed;
                assert_eq!(points, !waits && mode != Mode::Guided, "{}", driver.frame(80, 24).text());
            }
            _ => {
                assert!(player.auto.is_some());
                assert_says(driver, t.help_doing);
                // Escape stops it before it has done anything; the step counts as shown all the same.
                driver.key(Key::Escape);
                assert!(driver.player().auto.is_none());
                assert_eq!(*driver.player().session.state(), before);
            }
        }
    }
}

/// How many signs ◄ stand on the device.
fn pointers(driver: &Driver) -> usize {
    let frame = driver.frame(120, 40);
    frame.cells.iter().map(|row| row[..46].iter().filter(|cell| *cell == "◄").count()).sum()
}

fn waits(driver: &Driver) -> bool {
    driver.player().session.next().is_some_and(|next| matches!(next.action, Action::Wait(_)))
}

/// Where to look: above, below, here, Back, home and the banner are each said somewhere.
#[test]
fn attention_is_drawn_to_where_the_next_thing_is() {
    use Whereabouts::{Above, Back, Banner, Below, Here, HomeScreen};
    let mut seen = Vec::new();
    let t = Lang::Vi.strings();
    for lesson in LESSONS {
        for lead in [&[][..], &[Key::Down, Key::Down], &[Key::Escape], &[Key::F(3)]] {
            let mut driver = Driver::in_lesson(Lang::Vi, lesson, Mode::Practice);
            for _ in 0..80 {
                if !driver.plays() {
                    break;
                }
                driver.keys(lead);
                let look = driver.player().whereabouts().filter(|_| driver.player().open.is_none());
                if let Some(look) = look.filter(|look| !seen.contains(look) && driver.player().session.rung() == 0) {
                    driver.times(Key::F(1), 2);
                    assert_eq!(driver.player().whereabouts(), Some(look));
                    assert_says(&driver, t.look[look as usize]);
                    seen.push(look);
                }
                driver.follow();
            }
        }
    }
    for look in [Here, Above, Below, Back, HomeScreen, Banner] {
        assert!(seen.contains(&look), "{look:?} was never said");
    }
}

/// Where there is only to wait, help says so, also without a hint of the lesson; nothing is pointed at.
#[test]
fn help_says_when_there_is_only_to_wait() {
    let app = r#"
[screens.one]
title = "Một"
widgets = [{ progress = "bar", label = "Đang tải", seconds = 60, do = [{ set = "done", go = "two" }] }]
[screens.two]
title = "Hai"
root = true
"#;
    let steps = r#"
[[steps]]
id = "open"
say = "Mở"
goal = ["at a.one"]
[[steps]]
id = "wait"
say = "Chờ"
goal = ["a.done"]
"#;
    let lesson = small(&[("a", app)], &["a"], steps);
    for mode in MODES {
        let mut driver = in_small(&lesson, Settings::default(), mode);
        driver.key(Key::Enter);
        assert!(waits(&driver));
        driver.key(Key::F(1));
        for _ in 0..2 {
            driver.key(Key::F(1));
            assert_says(&driver, driver.kiosk.strings().wait);
            assert!(!says(&driver, driver.kiosk.strings().help_look));
        }
        driver.key(Key::F(1));
        watch_to_the_end(&mut driver);
        assert_eq!(rows_of(&driver, 1)[1].outcome, StepOutcome::Shown);
    }
}

/// A pause holds the kiosk's hand, and Escape takes it away in the middle of a word; nothing half typed is left as hers.
#[test]
fn what_the_kiosk_does_can_be_held_and_stopped() {
    let mut driver = Driver::in_lesson(Lang::Vi, "temp-residence", Mode::Practice);
    driver.follow_to_field("vneid.name");
    let (step, state) = (driver.player().session.step_index(), driver.player().session.state().clone());
    driver.times(Key::F(1), 4);
    let typed = |driver: &Driver| driver.player().edit.as_ref().map(|edit| edit.line.text().to_owned());
    for _ in 0..MOST {
        if typed(&driver).is_some_and(|text| text.chars().count() == 3) {
            break;
        }
        assert!(driver.tick());
    }
    driver.key(Key::F(5));
    let before = driver.frame(80, 24);
    assert!(says(&driver, driver.kiosk.strings().paused));
    driver.pass(3_600_000);
    driver.event(kiosk::app::Event::Tick);
    assert_eq!((driver.frame(80, 24), driver.kiosk.deadline()), (before, None));
    driver.key(Key::F(5));
    assert!(driver.tick());
    assert_eq!(typed(&driver).unwrap().chars().count(), 4);
    driver.key(Key::Escape);
    assert_eq!(typed(&driver).as_deref(), Some(""), "what it began is not hers");
    driver.times(Key::Down, 2);
    assert_eq!((notice(&driver), driver.player().session.state()), (None, &state));
    driver.finish();
    let row = &rows_of(&driver, 1)[step];
    assert_eq!((row.outcome, row.help_rung), (StepOutcome::Shown, 4));
    assert!(row.verdict.is_none_or(|verdict| verdict <= kiosk::tutor::record::VerdictClass::Same), "{row:?}");
}
