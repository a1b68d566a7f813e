//! Coaching as a learner meets it: the ladder of help, when help is offered, fair words for what was typed, a slip shown
//! once more, the demonstration, and going on with a lesson that was left. By keys and time alone.

mod demonstration;
mod entries;
mod keyboard;
mod keys;
mod ladder;
mod offers;
mod resumed;
mod slips;

use std::sync::Arc;

use kiosk::app::player::{Focus, Notice};
use kiosk::app::{Key, Patience, Settings};
use kiosk::lesson::{Lesson, Library};
use kiosk::sim::Action;
use kiosk::text;
use kiosk::tutor::record::{Mode, StepOutcome, StepResult, Tally};
use kiosk::tutor::simulated::Doing;

use crate::harness::keys::Driver;
use crate::harness::library::built_in;

const LESSONS: [&str; 7] =
    ["keyboard", "vneid-install", "vneid-activate", "temp-residence", "qr-shop", "electricity-bill", "otp-caller"];

/// Sizes at which nothing may be lost.
const SIZES: [(u16, u16); 4] = [(80, 24), (50, 18), (64, 24), (120, 40)];

/// No lesson takes so many moves of any kind.
const MOST: usize = 3000;

/// A learner in a lesson of her own library, recorded.
fn in_small(lesson: &Arc<Lesson>, settings: Settings, mode: Mode) -> Driver {
    let library = Library { lessons: vec![lesson.clone()], ..Library::default() };
    let mut driver = Driver::with(Settings { idle: Patience::NEVER, ..settings }, library);
    driver.sign_in();
    driver.warm_up();
    driver.begin("small", mode);
    driver
}

/// What stands beside the device where there is much room.
fn beside(driver: &Driver) -> String {
    let frame = driver.frame(120, 40);
    let rows = frame.cells[1..38].iter().map(|row| row[47..].concat());
    rows.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a text of the kiosk or of a lesson stands beside the device.
fn says(driver: &Driver, text: &str) -> bool {
    let text = text::plain(&driver.kiosk.say(text));
    beside(driver).contains(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn assert_says(driver: &Driver, text: &str) {
    assert!(says(driver, text), "`{text}` is not said:\n{}", driver.frame(120, 40).text());
}

/// Types as it stands, with Vietnamese typing off.
fn type_raw(driver: &mut Driver, content: &str) {
    if driver.player().marks() && !driver.player().edit.as_ref().unwrap().plain {
        driver.key(Key::F(9));
    }
    driver.write(content);
}

fn notice(driver: &Driver) -> Option<Notice> {
    driver.player().notice.clone()
}

/// Time passes until the kiosk plays no more.
fn watch_to_the_end(driver: &mut Driver) {
    for _ in 0..MOST {
        if !driver.plays() || driver.player().auto.is_none() {
            return;
        }
        assert!(driver.tick(), "it stands still:\n{}", driver.frame(80, 24).text());
    }
    panic!("it never ends:\n{}", driver.frame(80, 24).text());
}

/// The rows of the attempt with this number, from 0: the steps that ended and those that the end brings.
fn rows_of(driver: &Driver, attempt: u32) -> Vec<StepResult> {
    use kiosk::app::Effect;
    let mut rows = Vec::new();
    for effect in &driver.effects {
        match effect {
            Effect::Step { attempt: of, result } if *of == attempt => rows.push(result.clone()),
            Effect::End { attempt: of, end } if *of == attempt => rows.extend(end.unfinished.clone()),
            _ => {}
        }
    }
    rows
}

/// Each step of the lesson has one row, in order, and the counts add up.
fn assert_sound(driver: &Driver, attempt: u32, lesson: &Lesson) {
    let rows = rows_of(driver, attempt);
    let ids: Vec<(u32, &str)> = rows.iter().map(|row| (row.position, row.step_id.as_str())).collect();
    let expected: Vec<(u32, &str)> = (1..).zip(lesson.steps.iter().map(|step| step.id.as_ref())).collect();
    assert_eq!(ids, expected, "{}", lesson.id);
    let tally = Tally::of(&rows);
    let sum = tally.alone + tally.helped + tally.shown + tally.skipped + tally.unfinished;
    assert_eq!((tally.total, sum), (u32::try_from(rows.len()).unwrap(), tally.total));
    let end = driver.ends()[usize::try_from(attempt).unwrap() - 1];
    assert!(rows.iter().map(|row| row.ms).sum::<u64>() <= end.active_ms);
    for row in &rows {
        assert_eq!(row.first_detour.is_some(), row.detours > 0, "{row:?}");
        if matches!(row.outcome, StepOutcome::Skipped) {
            let zeros = (row.mistakes, row.detours, row.help_rung, row.verdict, row.ms);
            assert_eq!(zeros, (0, 0, 0, None, 0), "{row:?}");
        }
    }
}

/// Puts the focus on something with the arrow keys; whether that is possible.
fn go_to(driver: &mut Driver, target: Focus) -> bool {
    for _ in 0..80 {
        let player = driver.player();
        let all = player.focusable();
        let at = |focus: Focus| all.iter().position(|other| *other == focus);
        let Some(to) = at(target) else { return false };
        match at(player.focus).unwrap().cmp(&to) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => drop(driver.key(Key::Down)),
            std::cmp::Ordering::Greater => drop(driver.key(Key::Up)),
        }
    }
    false
}

/// Does something with keys, as a learner does it whose Vietnamese typing is off; whether that is possible.
fn do_by_keys(driver: &mut Driver, doing: &Doing) -> bool {
    match doing {
        Doing::Wait => return driver.tick(),
        Doing::Act(Action::Back) => drop(driver.key(Key::Escape)),
        Doing::Act(Action::Home) => drop(driver.key(Key::F(3))),
        Doing::Act(action) => {
            let target = match action {
                Action::Tap(widget) => Focus::Widget(*widget),
                Action::Open(app) => Focus::Tile(*app),
                _ => Focus::Banner,
            };
            if !go_to(driver, target) {
                return false;
            }
            driver.key(Key::Enter);
        }
        Doing::Enter(field, text) => return enter_by_keys(driver, *field, text),
    }
    true
}

fn enter_by_keys(driver: &mut Driver, field: kiosk::lesson::table::FieldId, text: &str) -> bool {
    use kiosk::lesson::model::WidgetKind;
    let lesson = driver.player().session.lesson().clone();
    let world = &lesson.world;
    let of = |focus: &Focus| match focus {
        Focus::Widget(id) | Focus::Option(id, _) => world.widgets[*id].kind.field() == Some(field),
        _ => false,
    };
    let option = world.fields[field].options.iter().position(|option| option.id.as_ref() == text);
    let fits = |focus: &Focus| match focus {
        Focus::Option(_, at) => Some(*at) == option,
        _ => true,
    };
    let found = driver.player().focusable().into_iter().find(|focus| of(focus) && fits(focus));
    let Some(target) = found.filter(|target| go_to(driver, *target)) else { return false };
    match (target, option) {
        (Focus::Widget(id), None) => {
            let pad = matches!(world.widgets[id].kind, WidgetKind::Keypad(_));
            if pad && !text.bytes().all(|byte| byte.is_ascii_digit()) {
                return false;
            }
            type_raw(driver, text);
        }
        (Focus::Widget(_), Some(option)) => {
            driver.key(Key::Enter);
            if driver.player().search.is_some() {
                driver.key(Key::Escape);
                return false; // a long list is searched
            }
            driver.key(Key::Home);
            driver.times(Key::Down, option);
        }
        _ => {}
    }
    driver.key(Key::Enter);
    true
}

/// Follows the keys, or watches, until the step with this position is the next to be done.
fn come_to_step(driver: &mut Driver, position: usize) {
    if driver.player().auto.is_none() {
        return driver.follow_to_step(position);
    }
    for _ in 0..MOST {
        if driver.player().session.step_index() + 1 >= position {
            return;
        }
        assert!(driver.tick());
    }
    panic!("step {position} never came");
}

fn all_modes() -> impl Iterator<Item = (&'static str, Mode)> {
    LESSONS.into_iter().flat_map(|lesson| Mode::ALL.iter().map(move |mode| (lesson, *mode)))
}

fn steps_of(lesson: &str) -> usize {
    built_in(lesson).steps.len()
}
