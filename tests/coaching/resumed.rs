//! Going on with a lesson that was left.

use kiosk::app::{Effect, Screen};
use kiosk::i18n::Lang;
use kiosk::time::Moment;
use kiosk::tutor::record::{AttemptOutcome, must_counts};
use kiosk::tutor::{Note, Session, script};

use super::*;
use crate::harness::keys::entry;

/// From every step of every lesson in every mode: the steps before are skipped, the world is the demonstration's, and
/// the rest can be done.
#[test]
fn every_lesson_goes_on_from_every_step() {
    for (id, mode) in all_modes() {
        let lesson = built_in(id);
        let starts = script::starts(&lesson, lesson.steps.len() - 1);
        assert!(Session::resume(lesson.clone(), mode, 7, 0, &[], Moment::default()).is_none(), "that is a beginning");
        for (step, start) in starts.iter().enumerate().skip(1) {
            let ids: Vec<String> = lesson.steps[..step].iter().map(|s| s.id.to_string()).collect();
            for counted in [&ids[..], &[]] {
                let now = Moment { mono: 9_000, ..Moment::default() };
                let found = Session::resume(lesson.clone(), mode, 7, step, counted, now);
                let (mut session, notes) = found.unwrap_or_else(|| panic!("{id}: no way to step {step}"));
                assert_eq!(notes.len(), step);
                for (at, note) in notes.iter().enumerate() {
                    let Note::Step(row) = note else { panic!("{note:?}") };
                    assert_eq!((row.step_id.as_str(), row.outcome), (ids[at].as_str(), StepOutcome::Skipped));
                    let zeros = (row.mistakes, row.detours, row.help_rung, row.verdict, row.ms);
                    assert_eq!((zeros, &row.first_detour), ((0, 0, 0, None, 0), &None));
                }
                assert_eq!((session.step_index(), session.rung(), session.last_did()), (step, 0, None));
                assert_eq!(session.state(), start, "{id}, step {step}");
                let mut at = now;
                for _ in 0..MOST {
                    let Some(next) = session.next().cloned() else { break };
                    at.mono += 1000;
                    session.play(&next, at);
                }
                assert!(session.step().is_none());
                let must_before = lesson.steps[..step].iter().any(|s| s.must);
                let passed = mode == Mode::Solo && (!counted.is_empty() || !must_before);
                let expected = if passed { AttemptOutcome::Passed } else { AttemptOutcome::Completed };
                assert_eq!(session.finished(), Some(expected), "{id} {mode:?} from {step}, counted {counted:?}");
                let end = session.end(AttemptOutcome::Left, at);
                assert!(end.unfinished.is_empty() && end.active_ms <= at.mono - now.mono);
            }
        }
    }
}

/// Leaves the lesson, chooses another one, then goes on with the first.
fn leave_and_return(driver: &mut Driver, lesson: &str) {
    driver.keys(&[Key::F(10), Key::Down, Key::Enter]);
    let other = LESSONS.into_iter().find(|other| *other != lesson).unwrap();
    driver.begin(other, Mode::Guided);
    driver.keys(&[Key::F(10), Key::Down, Key::Enter]);
    let Screen::Lessons(lessons) = &driver.kiosk.screen else { panic!("not at the lessons") };
    let at = lessons.choices().position(|(l, _)| l.id.as_ref() == lesson).unwrap();
    driver.key(Key::Home);
    driver.times(Key::Down, at);
    driver.key(Key::Enter);
    let Screen::Modes(modes) = &driver.kiosk.screen else { panic!("not at the modes") };
    assert!(modes.resume.is_some() && modes.mode(modes.list.chosen).is_none(), "going on is offered first");
    driver.key(Key::Enter);
}

/// The same at the kiosk, by its keys: the new attempt names the old one.
#[test]
fn the_kiosk_goes_on_where_she_left() {
    for (id, mode) in all_modes() {
        let lesson = built_in(id);
        let starts = script::starts(&lesson, lesson.steps.len() - 1);
        let last = lesson.steps.len();
        for position in [2, last / 2 + 1, last] {
            let mut driver = Driver::in_lesson(Lang::Vi, id, mode);
            come_to_step(&mut driver, position);
            let position = driver.player().session.step_index() + 1;
            leave_and_return(&mut driver, id);
            assert_eq!(driver.begun()[2].resumes.as_deref(), Some(entry(1).id.as_str()));
            assert_eq!((driver.begun()[2].mode, driver.begun()[1].resumes.as_ref()), (mode, None));
            assert_eq!(notice(&driver), Some(Notice::Resumed));
            assert_says(&driver, driver.kiosk.strings().resumed);
            assert_eq!(driver.player().session.step_index() + 1, position);
            assert_eq!(*driver.player().session.state(), starts[position - 1], "{id} {mode:?} {position}");
            if mode == Mode::Watch {
                let read = driver.kiosk.now.mono;
                driver.tick();
                let begun = !driver.plays() || driver.player().narration.is_some();
                assert!(begun, "there is time to read the step once");
                assert!(driver.kiosk.now.mono - read <= 4000);
                watch_to_the_end(&mut driver);
            } else {
                driver.finish();
            }
            for attempt in [1, 3] {
                assert_sound(&driver, attempt, &lesson);
            }
            let rows = rows_of(&driver, 3);
            let skipped = rows.iter().filter(|row| row.outcome == StepOutcome::Skipped).count();
            assert_eq!(skipped, position - 1, "{rows:#?}");
            let expected = if mode == Mode::Solo { AttemptOutcome::Passed } else { AttemptOutcome::Completed };
            assert_eq!(driver.outcome().outcome, expected, "{id} {mode:?} {position}");
        }
    }
}

/// A lesson that was left twice is passed if every safety step counted in one of the three attempts, and only then.
#[test]
fn a_chain_of_attempts_is_passed_only_if_every_safety_step_counted() {
    for spoilt in [false, true] {
        let mut driver = Driver::in_lesson(Lang::Vi, "qr-shop", Mode::Solo);
        let lesson = built_in("qr-shop");
        let must: Vec<usize> = (0..lesson.steps.len()).filter(|at| lesson.steps[*at].must).collect();
        assert!(must.len() >= 2);
        driver.follow_to_step(must[0] + 1);
        if spoilt {
            driver.times(Key::F(1), 2);
        }
        driver.follow_to_step(must[0] + 2);
        leave_and_return(&mut driver, "qr-shop");
        driver.follow_to_step(must[1] + 2);
        leave_and_return(&mut driver, "qr-shop");
        assert_eq!(driver.begun()[4].resumes.as_deref(), Some(entry(3).id.as_str()));
        driver.finish();
        let expected = if spoilt { AttemptOutcome::Completed } else { AttemptOutcome::Passed };
        assert_eq!(driver.outcome().outcome, expected);
        for attempt in [1, 3, 5] {
            assert_sound(&driver, attempt, &lesson);
        }
        let ends = driver.effects.iter().filter(|effect| matches!(effect, Effect::End { .. })).count();
        assert_eq!(ends, 5);
        let helped = rows_of(&driver, 1)[must[0]].clone();
        assert_eq!(must_counts(&helped), !spoilt);
    }
}

/// Whoever left in the first step has nothing to go on with.
#[test]
fn nothing_done_is_no_way_on() {
    let mut driver = Driver::in_lesson(Lang::Vi, "vneid-install", Mode::Guided);
    driver.keys(&[Key::F(10), Key::Down, Key::Enter]);
    driver.begin("vneid-install", Mode::Guided);
    assert_eq!(driver.begun()[1].resumes, None);
}
