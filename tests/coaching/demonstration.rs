//! *Xem mẫu*: how the pointer moves, what is said, the three paces, and one step back.

use kiosk::app::player::Narration;
use kiosk::app::{Event, Target};
use kiosk::i18n::Lang;
use kiosk::sim::Action;
use kiosk::tutor::record::AttemptOutcome;
use kiosk::tutor::script;

use super::*;

fn watching(lesson: &str) -> Driver {
    Driver::in_lesson(Lang::Vi, lesson, Mode::Watch)
}

/// The pointer goes past what lies between, and is there after at most six hops; whatever is done was announced.
#[test]
fn the_pointer_goes_past_what_lies_between_and_says_what_it_does() {
    for lesson in LESSONS {
        let mut driver = watching(lesson);
        let mut said = 0;
        while driver.plays() {
            let player = driver.player();
            let (all, from) = (player.focusable(), player.focus);
            let (step, state) = (player.session.step_index(), player.session.state().clone());
            let target = player.guide().and_then(|guide| guide.target);
            let next = player.session.next().cloned();
            let world = player.session.deadline();
            assert!(driver.tick(), "it stands still");
            if !driver.plays() {
                break;
            }
            let player = driver.player();
            let at = |focus: Focus| all.iter().position(|other| *other == focus);
            if player.focus != from && player.focusable() == all && *player.session.state() == state {
                let (from, to) = (at(from).unwrap(), at(target.unwrap()).unwrap());
                let now = at(player.focus).unwrap();
                assert!(now.abs_diff(from) <= from.abs_diff(to).div_ceil(6), "{from} to {now} for {to}");
                assert!(now.abs_diff(to) < from.abs_diff(to), "towards it");
            }
            let by_itself = world.is_some_and(|due| due <= driver.kiosk.now.mono);
            let next = next.filter(|next| !by_itself && !matches!(next.action, Action::Wait(_)));
            if let Some(next) = next.filter(|_| *player.session.state() != state || player.session.step_index() != step)
            {
                let Some(Narration::Done(did)) = &player.narration else { panic!("nothing is said of {next:?}") };
                assert_eq!(did.action, next.action);
                let (t, label) = (driver.kiosk.strings(), &did.label);
                let text = match did.action {
                    Action::Enter { .. } => t.done.enter(label),
                    Action::Back => t.done.back.to_owned(),
                    Action::Home => t.done.home.to_owned(),
                    _ => t.done.tap(label),
                };
                assert_says(&driver, &text);
                said += 1;
            }
        }
        assert!(said >= steps_of(lesson) / 2, "{lesson}: {said}");
    }
}

/// Times between the moves until the first step ends, after the pace was set.
fn times(keys: &[Key]) -> Vec<u64> {
    let mut driver = watching("temp-residence");
    driver.keys(keys);
    driver.tick(); // what was due before
    let mut times = Vec::new();
    while driver.player().session.step_index() < 2 {
        let before = driver.kiosk.now.mono;
        assert!(driver.tick());
        times.push(driver.kiosk.now.mono - before);
    }
    times
}

#[test]
fn each_pace_takes_its_time() {
    let usual = times(&[]);
    let (slow, fast) = (times(&[Key::Down]), times(&[Key::Up]));
    let half = |times: &[u64]| times.iter().map(|ms| ms / 2).collect::<Vec<_>>();
    assert!(usual.len() > 20 && usual.iter().any(|ms| *ms != usual[0]), "{usual:?}");
    assert_eq!((half(&slow), half(&usual)), (usual.clone(), fast.clone()));
    // There is nothing slower than slow, and nothing faster than fast.
    assert_eq!(times(&[Key::Down, Key::Left, Key::Left]), slow);
    assert_eq!(times(&[Key::Up, Key::Right, Key::Right]), fast);
    assert_eq!(times(&[Key::Up, Key::Down]), usual);
}

/// Escape at any moment: one step back, with the world that the demonstration has there; then on to the end. Each step is
/// saved once.
#[test]
fn one_step_back_from_any_moment() {
    for id in LESSONS {
        let lesson = built_in(id);
        let starts = script::starts(&lesson, lesson.steps.len() - 1);
        let mut ticks = 0;
        loop {
            let mut driver = watching(id);
            for _ in 0..ticks {
                if driver.plays() {
                    driver.tick();
                }
            }
            if !driver.plays() {
                break;
            }
            let times = 1 + ticks % 3;
            for _ in 0..times {
                let player = driver.player();
                let (step, saved) = (player.session.step_index(), driver.steps().len());
                let told = player.narration.is_some();
                driver.key(Key::Escape);
                let player = driver.player();
                let now = player.session.step_index();
                assert!(now == step && told || now == step.saturating_sub(1), "from {step} to {now}");
                assert_eq!(*player.session.state(), starts[now], "{id}, {ticks} ticks, step {now}");
                assert_eq!((player.open, player.narration.as_ref(), &player.notice), (None, None, &None));
                assert_eq!(driver.steps().len(), saved, "nothing is saved anew");
            }
            if ticks % 2 == 0 {
                driver.keys(&[Key::F(4), Key::F(4)]);
                watch_to_the_end(&mut driver);
                assert_eq!(driver.outcome().outcome, AttemptOutcome::Completed);
                assert!(rows_of(&driver, 1).iter().all(|row| row.outcome == StepOutcome::Shown));
            } else {
                for _ in 0..ticks % 5 {
                    driver.tick();
                }
                let saved = driver.steps().len();
                driver.keys(&[Key::F(10), Key::Down, Key::Enter]);
                let rows = rows_of(&driver, 1);
                let left = &rows[saved..];
                assert!(left.iter().all(|row| row.outcome == StepOutcome::Unfinished), "{left:?}");
                assert!(left.iter().skip(1).all(|row| (row.verdict, row.ms) == (None, 0)), "{left:?}");
                assert_eq!(driver.ends()[0].outcome, AttemptOutcome::Left);
            }
            assert_sound(&driver, 1, &lesson);
            ticks += 5;
        }
        assert!(ticks > 20);
    }
}

/// What was watched once more is no part of the row of the step that was not.
#[test]
fn a_step_that_is_watched_again_leaves_no_trace_in_the_next_row() {
    let mut driver = watching("vneid-install");
    come_to_step(&mut driver, 3);
    driver.key(Key::Escape);
    assert_eq!(driver.player().session.step_index(), 1);
    // Its text is entered once more.
    let typed = |driver: &Driver| {
        let session = &driver.player().session;
        let fields = session.lesson().world.fields.ids();
        fields.into_iter().any(|field| !session.content(field).is_empty())
    };
    while !typed(&driver) {
        assert!(driver.tick());
    }
    assert_eq!(driver.player().session.step_index(), 1);
    driver.keys(&[Key::F(10), Key::Down, Key::Enter]);
    let rows = rows_of(&driver, 1);
    assert_eq!((rows[2].outcome, rows[2].verdict, rows[2].ms), (StepOutcome::Unfinished, None, 0));
}

/// A pause holds the world's clocks, also those that begin in it: going back in a long pause takes no time later.
#[test]
fn a_pause_takes_no_time_from_what_begins_in_it() {
    for lesson in LESSONS {
        let lesson_steps = built_in(lesson);
        for position in 1..=lesson_steps.steps.len() {
            let mut driver = watching(lesson);
            come_to_step(&mut driver, position);
            driver.tick();
            driver.key(Key::F(5));
            driver.pass(3_600_000);
            driver.key(Key::Escape);
            driver.key(Key::F(5));
            if let Some(due) = driver.player().session.deadline() {
                assert!(due < driver.kiosk.now.mono + 600_000, "{lesson} {position}: a wait of an hour");
            }
        }
    }
}

/// Nothing of the device can be tapped, no letter typed and no option chosen, wherever it is clicked.
#[test]
fn nothing_can_be_done_while_the_kiosk_shows() {
    let area = ratatui::layout::Rect::new(0, 0, 80, 24);
    let mut options = 0;
    for lesson in LESSONS {
        let mut driver = watching(lesson);
        let mut ticks = 0;
        while driver.plays() {
            ticks += 1;
            let listed = driver.player().open.is_some();
            if ticks % 9 == 0 || listed && options < 12 {
                let player = driver.player();
                let before = (player.session.state().clone(), player.focus, player.open, player.session.step_index());
                let mut targets = Vec::new();
                for (x, y) in (0..80).flat_map(|x| (0..24).map(move |y| (x, y))) {
                    let target = kiosk::ui::hit(&driver.kiosk, area, x, y);
                    if let Some(target) = target.filter(|t| !matches!(t, Target::Key(_)) && !targets.contains(t)) {
                        targets.push(target);
                    }
                }
                options += targets.iter().filter(|target| matches!(target, Target::Item(_))).count();
                for target in targets {
                    driver.event(Event::Click(target));
                }
                for key in [Key::Char('a'), Key::Tab, Key::Backspace, Key::F(1), Key::F(3), Key::F(7), Key::F(9)] {
                    driver.event(Event::Key(key));
                }
                let player = driver.player();
                let after = (player.session.state().clone(), player.focus, player.open, player.session.step_index());
                assert_eq!(before, after, "{lesson}");
            }
            assert!(driver.tick());
        }
        let rows = rows_of(&driver, 1);
        assert!(rows.iter().all(|row| (row.outcome, row.help_rung) == (StepOutcome::Shown, 0)));
    }
    assert!(options > 0, "no open list was clicked");
}

/// F1 while the kiosk plays says so, and which keys go on; it helps with nothing, and stops nothing.
#[test]
fn help_says_that_the_kiosk_plays() {
    let mut driver = Driver::in_lesson(Lang::Vi, "vneid-install", Mode::Watch);
    let said = driver.kiosk.strings().plays_help;
    assert!(!says(&driver, said));
    driver.key(Key::F(1));
    assert_says(&driver, said);
    assert!(driver.player().auto.is_some() && driver.player().session.rung() == 0);
    watch_to_the_end(&mut driver);
    assert!(!driver.plays(), "it goes on to its end");
    // The same while it does one step.
    let mut driver = Driver::in_lesson(Lang::Vi, "vneid-install", Mode::Practice);
    driver.times(Key::F(1), 5);
    assert!(driver.player().auto.is_some());
    assert_says(&driver, said);
}
