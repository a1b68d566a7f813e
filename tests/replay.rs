//! Lessons played through `Kiosk::update` as at the kiosk: by keys, by the mouse, by time alone. What is asked to be
//! saved is held against the table of outcomes; what was typed is nowhere in it.

use kiosk::app::player::{Focus, Notice};
use kiosk::app::{Effect, Event, Key, Screen, Target};
use kiosk::i18n::Lang;
use kiosk::lesson::Library;
use kiosk::sim::{Action, CodeState};
use kiosk::tutor::record::{AttemptOutcome, Mode, StepOutcome, StepResult, Tally, VerdictClass};
use kiosk::tutor::session::Remark;
use kiosk::typing::Marks;
use proptest::prelude::*;

use crate::harness::keys::{Driver, SLIP, entry};
use crate::harness::library::{built_in, small};

const LESSONS: [&str; 7] =
    ["keyboard", "vneid-install", "vneid-activate", "temp-residence", "qr-shop", "electricity-bill", "otp-caller"];

/// Every row of the one attempt that was made: the steps that ended and those that the end brings.
fn rows(driver: &Driver) -> Vec<StepResult> {
    let ends = driver.ends();
    assert_eq!(ends.len(), 1, "one attempt has one end");
    driver.steps().into_iter().chain(&ends[0].unfinished).cloned().collect()
}

/// What holds for every attempt, however it ended: each step has its row, in order, and the counts add up.
fn assert_sound(driver: &Driver, lesson: &str) {
    let (lesson, rows) = (built_in(lesson), rows(driver));
    let ids: Vec<(u32, &str)> = rows.iter().map(|row| (row.position, row.step_id.as_str())).collect();
    let expected: Vec<(u32, &str)> = (1..).zip(lesson.steps.iter().map(|step| step.id.as_ref())).collect();
    assert_eq!(ids, expected);
    let tally = Tally::of(&rows);
    let sum = tally.alone + tally.helped + tally.shown + tally.skipped + tally.unfinished;
    assert_eq!((tally.total, sum), (u32::try_from(rows.len()).unwrap(), tally.total));
    let end = driver.ends()[0];
    assert!(rows.iter().map(|row| row.ms).sum::<u64>() <= end.active_ms);
    assert!(end.ended_at >= driver.begun()[0].started_at);
    for (row, step) in rows.iter().zip(&lesson.steps) {
        assert_eq!(row.must, step.must);
        assert!(row.first_detour.is_some() == (row.detours > 0));
    }
}

fn outcomes(rows: &[StepResult]) -> Vec<StepOutcome> {
    rows.iter().map(|row| row.outcome).collect()
}

// ------------------------------------------------------------------------------------------------------ whole lessons

/// Whoever only does what stands under *Phím ở đây* reaches the end, and did it herself.
#[test]
fn the_keys_that_are_shown_lead_through_both_lessons() {
    for lesson in LESSONS {
        let mut driver = Driver::in_lesson(Lang::Vi, lesson, Mode::Guided);
        driver.finish();
        assert_sound(&driver, lesson);
        let rows = rows(&driver);
        assert!(rows.iter().all(|row| row.outcome == StepOutcome::Alone), "{rows:#?}");
        let tally = Tally::of(&rows);
        assert_eq!((tally.mistakes, tally.detours, tally.score_e4()), (0, 0, 10_000));
        assert_eq!(driver.outcome().outcome, AttemptOutcome::Completed, "guided is no proof");
        assert_eq!(driver.begun()[0].mode, Mode::Guided);
        assert_eq!(driver.begun()[0].lesson.hash, *built_in(lesson).hash);
        assert_eq!(driver.outcome().saving.entry.as_ref().map(|entry| entry.slip.as_str()), Some(SLIP));
        assert!(driver.outcome().saving.ended);
    }
}

#[test]
fn watching_needs_no_key() {
    for lesson in LESSONS {
        let mut driver = Driver::in_lesson(Lang::Vi, lesson, Mode::Watch);
        for _ in 0..2000 {
            if !driver.plays() {
                break;
            }
            assert!(driver.tick(), "the demonstration stands still:\n{}", driver.frame(80, 24).text());
        }
        assert_sound(&driver, lesson);
        let rows = rows(&driver);
        assert!(rows.iter().all(|row| row.outcome == StepOutcome::Shown), "{rows:#?}");
        assert_eq!(Tally::of(&rows).score_e4(), 0);
        assert_eq!(driver.outcome().outcome, AttemptOutcome::Completed);
    }
}

/// Enter goes on at once; a pause holds everything until it is over.
#[test]
fn the_demonstration_can_be_hurried_and_paused() {
    let mut driver = Driver::in_lesson(Lang::Vi, "vneid-install", Mode::Watch);
    for _ in 0..200 {
        if !driver.plays() {
            break;
        }
        driver.key(Key::Enter);
        if driver.plays() && driver.player().session.deadline().is_some() {
            driver.tick();
        }
    }
    assert_eq!(driver.outcome().outcome, AttemptOutcome::Completed);

    let mut driver = Driver::in_lesson(Lang::Vi, "vneid-install", Mode::Watch);
    driver.tick();
    driver.key(Key::F(5));
    assert_eq!(driver.kiosk.deadline(), None, "a pause wakes nobody");
    let before = driver.frame(80, 24);
    driver.pass(3_600_000);
    driver.event(Event::Tick);
    assert_eq!(driver.frame(80, 24), before);
    driver.key(Key::F(5));
    assert!(driver.tick());
}

#[test]
fn solo_done_right_is_passed() {
    for lesson in LESSONS {
        let mut driver = Driver::in_lesson(Lang::Vi, lesson, Mode::Solo);
        driver.finish();
        assert_sound(&driver, lesson);
        assert_eq!(driver.outcome().outcome, AttemptOutcome::Passed, "{:#?}", rows(&driver));
        assert_eq!(driver.ends()[0].outcome, AttemptOutcome::Passed);
    }
}

/// Step 3 of the lesson is a safety step: it counts only alone and without a mistake.
#[test]
fn solo_with_a_slip_in_a_safety_step_is_only_completed() {
    let mut driver = Driver::in_lesson(Lang::Vi, "vneid-install", Mode::Solo);
    driver.follow_to_step(3);
    driver.tap("pick-fake");
    assert_eq!(driver.at(), "store.fake");
    driver.finish();
    assert_sound(&driver, "vneid-install");
    let rows = rows(&driver);
    assert_eq!((rows[2].must, rows[2].outcome, rows[2].mistakes), (true, StepOutcome::Alone, 1));
    assert_eq!(rows[2].first_detour.as_deref(), Some("store.results/pick-fake"));
    assert_eq!(driver.outcome().outcome, AttemptOutcome::Completed);
}

#[test]
fn solo_with_help_in_a_safety_step_is_only_completed() {
    let mut driver = Driver::in_lesson(Lang::Vi, "vneid-install", Mode::Solo);
    driver.follow_to_step(3);
    driver.times(Key::F(1), 2);
    driver.finish();
    let rows = rows(&driver);
    assert_eq!((rows[2].outcome, rows[2].mistakes, rows[2].help_rung), (StepOutcome::Helped, 0, 2));
    assert_eq!(driver.outcome().outcome, AttemptOutcome::Completed);
}

// ------------------------------------------------------------------------------------------------- outcome by outcome

/// Help rung 0 and 1 are alone, 2 and 3 helped, 4 shown (the kiosk does it).
#[test]
fn the_outcome_of_a_step_follows_the_help_that_was_asked_for() {
    use StepOutcome::{Alone, Helped, Shown};
    for (rung, outcome) in [(0_u8, Alone), (1, Alone), (2, Helped), (3, Helped), (4, Shown)] {
        let mut driver = Driver::in_lesson(Lang::Vi, "vneid-install", Mode::Practice);
        driver.times(Key::F(1), usize::from(rung));
        if rung == 4 {
            while driver.player().auto.is_some() {
                assert!(driver.tick());
            }
        } else {
            driver.follow();
        }
        let steps = driver.steps();
        assert_eq!(steps.len(), 1, "rung {rung}");
        assert_eq!((steps[0].outcome, steps[0].help_rung), (outcome, rung));
        assert_eq!(driver.player().session.rung(), 0, "the next step begins without help");
        driver.finish();
        assert_sound(&driver, "vneid-install");
        let score = match outcome {
            Alone => 10_000,
            Helped => 9_375,
            _ => 8_750,
        };
        assert_eq!(Tally::of(&rows(&driver)).score_e4(), score);
    }
}

/// What the kiosk does for her, it does to the end of that step and no further.
#[test]
fn help_on_the_fourth_rung_does_one_step() {
    for lesson in LESSONS {
        let steps = built_in(lesson).steps.len();
        for position in 1..=steps {
            let mut driver = Driver::in_lesson(Lang::Vi, lesson, Mode::Practice);
            driver.follow_to_step(position);
            driver.times(Key::F(1), 4);
            for _ in 0..300 {
                if !driver.plays() || driver.player().auto.is_none() {
                    break;
                }
                assert!(driver.tick(), "step {position}:\n{}", driver.frame(80, 24).text());
            }
            let done = driver.steps();
            assert_eq!(done.len(), position, "{lesson}, step {position}");
            assert_eq!((done[position - 1].outcome, done[position - 1].help_rung), (StepOutcome::Shown, 4));
        }
    }
}

#[test]
fn whoever_leaves_gets_unfinished_rows_for_what_was_not_done() {
    for (position, key) in [(1, Key::Down), (4, Key::Down), (8, Key::End)] {
        let mut driver = Driver::in_lesson(Lang::Vi, "vneid-install", Mode::Guided);
        driver.follow_to_step(position);
        driver.keys(&[Key::F(10), key, Key::Enter]);
        assert_sound(&driver, "vneid-install");
        assert_eq!(driver.ends()[0].outcome, AttemptOutcome::Left);
        let rows = rows(&driver);
        let unfinished = rows.iter().filter(|row| row.outcome == StepOutcome::Unfinished).count();
        assert_eq!(unfinished, 8 - position + 1);
        let ended_session = matches!(driver.kiosk.screen, Screen::Welcome { quitting: None });
        assert_eq!((ended_session, driver.kiosk.person.is_none()), (key == Key::End, key == Key::End));
    }
}

#[test]
fn staying_ends_nothing() {
    for keys in [&[Key::F(10), Key::Enter][..], &[Key::F(10), Key::Escape], &[Key::F(10), Key::F(10), Key::Escape]] {
        let mut driver = Driver::in_lesson(Lang::Vi, "vneid-install", Mode::Guided);
        let before = driver.frame(80, 24);
        driver.keys(keys);
        assert_eq!(driver.frame(80, 24), before);
        assert!(driver.ends().is_empty());
    }
}

/// A signal or a hang-up ends the attempt as interrupted, with all its rows.
#[test]
fn a_shutdown_interrupts_the_attempt() {
    let mut driver = Driver::in_lesson(Lang::Vi, "vneid-install", Mode::Guided);
    driver.follow_to_step(3);
    driver.event(Event::Shutdown);
    assert_sound(&driver, "vneid-install");
    assert_eq!(driver.ends()[0].outcome, AttemptOutcome::Interrupted);
    assert_eq!(outcomes(&rows(&driver))[..3], [StepOutcome::Alone, StepOutcome::Alone, StepOutcome::Unfinished]);
    // Where no lesson is played there is nothing to end.
    let mut driver = Driver::new(Lang::Vi);
    driver.event(Event::Shutdown);
    assert!(driver.effects.is_empty());
}

/// Idle time is no practice: of a pause only the first minute counts.
#[test]
fn a_long_pause_is_not_counted() {
    let mut driver = Driver::in_lesson(Lang::Vi, "vneid-install", Mode::Guided);
    driver.pass(3_600_000);
    driver.finish();
    let active = driver.ends()[0].active_ms;
    assert!((60_000..180_000).contains(&active), "{active}");
    assert_eq!(rows(&driver)[0].ms, 60_000);
}

// ----------------------------------------------------------------------------------------------------------- receipts

/// "Đã lưu" stands on the screen only when the commit has returned.
#[test]
fn a_receipt_is_shown_only_after_the_commit() {
    let mut driver = Driver::new(Lang::Vi);
    driver.saves = false;
    driver.sign_in();
    driver.warm_up();
    driver.begin("vneid-install", Mode::Guided);
    let shows = |driver: &Driver, text: &str| {
        let all = [(80, 24), (50, 18), (120, 40)].map(|(x, y)| driver.frame(x, y).words().contains(text));
        assert!(all.iter().all(|shown| *shown == all[0]), "the same at every size: {text} {all:?}");
        all[0]
    };
    let code = entry(1).code.to_string();
    driver.follow();
    assert_eq!((shows(&driver, "đang lưu"), shows(&driver, "Đã lưu")), (true, false));
    driver.event(Event::Begun { attempt: 1, entry: entry(1) });
    assert_eq!((shows(&driver, "đang lưu"), shows(&driver, "Đã lưu")), (true, false));
    // A receipt of another attempt is none of hers.
    driver.event(Event::StepSaved { attempt: 2, position: 1 });
    assert!(!shows(&driver, "Đã lưu"));
    driver.event(Event::StepSaved { attempt: 1, position: 1 });
    // From the first saved step on, the words by which she can come back; the numbers where there is room for them.
    assert_eq!((shows(&driver, "đang lưu"), shows(&driver, &code)), (false, true));
    assert!(driver.frame(80, 24).words().contains(&format!("Đã lưu bước 1/8 · phiếu {SLIP}")));
    driver.finish();
    assert!(!shows(&driver, "Đã lưu"), "the last steps and the end are not saved");
    driver.event(Event::StepSaved { attempt: 1, position: 8 });
    assert!(!shows(&driver, "Đã lưu kết quả"));
    driver.event(Event::EndSaved { attempt: 1 });
    assert!(shows(&driver, &format!("Đã lưu kết quả · phiếu {SLIP}")));
}

#[test]
fn what_could_not_be_saved_is_said_and_practice_goes_on() {
    let mut driver = Driver::new(Lang::Vi);
    driver.saves = false;
    driver.sign_in();
    driver.warm_up();
    driver.begin("vneid-install", Mode::Guided);
    driver.event(Event::NotSaved { attempt: 1 });
    driver.follow();
    let frame = driver.frame(80, 24).words();
    assert!(frame.contains("Chưa lưu được kết quả") && !frame.contains("Đã lưu"), "{frame}");
    driver.finish();
    assert!(driver.frame(80, 24).words().contains("Chưa lưu được kết quả"));
}

/// When the disk works again and everything is saved after all, the receipt says so.
#[test]
fn what_was_saved_after_all_has_its_receipt() {
    let mut driver = Driver::new(Lang::Vi);
    driver.saves = false;
    driver.sign_in();
    driver.warm_up();
    driver.begin("vneid-install", Mode::Guided);
    driver.event(Event::NotSaved { attempt: 1 });
    driver.follow();
    driver.event(Event::Begun { attempt: 1, entry: entry(1) });
    driver.event(Event::StepSaved { attempt: 1, position: 1 });
    let frame = driver.frame(80, 24).words();
    assert!(frame.contains(&format!("Đã lưu bước 1/8 · phiếu {SLIP}")), "{frame}");
}

// --------------------------------------------------------------------------------------------------------- the mouse

/// Two people play the same lesson, one with keys and one with the mouse wherever a click can do it: after every action
/// they are at the same place.
#[test]
fn a_click_does_what_enter_does() {
    for lesson in LESSONS {
        let mut keys = Driver::in_lesson(Lang::Vi, lesson, Mode::Guided);
        let mut mouse = Driver::in_lesson(Lang::Vi, lesson, Mode::Guided);
        let mut clicks = 0;
        for _ in 0..400 {
            if !keys.plays() {
                break;
            }
            clicks += usize::from(follow_by_click(&mut mouse));
            keys.follow();
            assert_eq!(keys.plays(), mouse.plays());
            if keys.plays() {
                let (a, b) = (keys.player(), mouse.player());
                assert_eq!(a.session.state(), b.session.state(), "{}", keys.at());
                assert_eq!(a.session.step_index(), b.session.step_index());
                assert_eq!((a.open, a.notice.clone()), (b.open, b.notice.clone()), "{}", keys.at());
            }
        }
        assert_eq!(rows(&keys).len(), rows(&mouse).len());
        assert_eq!(outcomes(&rows(&keys)), outcomes(&rows(&mouse)));
        assert!(clicks >= 8, "{lesson}: only {clicks} clicks");
    }
}

/// Does the next thing by a click where it is drawn; whether there was something to click.
fn follow_by_click(driver: &mut Driver) -> bool {
    let player = driver.player();
    let guide = player.guide().unwrap();
    let next = player.session.next().unwrap().clone();
    if player.open.is_some() && guide.option.is_none() {
        // In a long list the option is searched for by typing.
        driver.follow();
        return false;
    }
    let target = match (guide.option, guide.target) {
        (Some(option), _) => Target::Item(option),
        (None, Some(Focus::Widget(widget))) => Target::Widget(widget),
        (None, Some(Focus::Option(widget, at))) => Target::Option(widget, at),
        (None, Some(Focus::Tile(app))) => Target::Tile(app),
        (None, Some(Focus::Banner)) => Target::Banner,
        (None, Some(Focus::DeviceBack)) => Target::DeviceBack,
        (None, Some(Focus::DeviceHome)) => Target::DeviceHome,
        (None, None) => {
            driver.follow();
            return false;
        }
    };
    let typed = match (next.action, &next.wanted, guide.target) {
        (Action::Enter { .. }, Some(wanted), Some(Focus::Widget(id))) => {
            let kind = &player.session.lesson().world.widgets[id].kind;
            kind.typed().is_some().then(|| player.session.planned_text(wanted))
        }
        _ => None,
    };
    let Some((x, y)) = driver.place_of(target) else {
        // Out of sight: nobody can click it before it is scrolled to.
        driver.follow();
        return false;
    };
    let area = ratatui::layout::Rect::new(0, 0, 80, 24);
    let hit = kiosk::ui::hit(&driver.kiosk, area, x, y).unwrap();
    driver.click(hit);
    if let Some(text) = typed {
        // A click into a field places the focus; the keys then do the rest.
        assert_eq!(Some(driver.player().focus), guide.target);
        driver.write(&text);
        driver.key(Key::Enter);
    }
    true
}

/// The lists of the kiosk itself, the bar and the question whether to leave take clicks too.
#[test]
fn every_page_can_be_used_with_the_mouse() {
    let mut driver = Driver::new(Lang::Vi);
    let click = |driver: &mut Driver, target: Target| {
        let (x, y) = driver.place_of(target).unwrap_or_else(|| panic!("{target:?}\n{}", driver.frame(80, 24).text()));
        let hit = kiosk::ui::hit(&driver.kiosk, ratatui::layout::Rect::new(0, 0, 80, 24), x, y).unwrap();
        driver.click(hit);
    };
    click(&mut driver, Target::Key(Key::Enter));
    click(&mut driver, Target::Item(3));
    click(&mut driver, Target::Item(1));
    click(&mut driver, Target::Key(Key::F(5)));
    click(&mut driver, Target::Item(1));
    click(&mut driver, Target::Item(1));
    assert_eq!(driver.player().session.lesson().id.as_ref(), "vneid-install");
    assert_eq!(driver.begun()[0].learner.audience.code(), "teacher");
    assert_eq!(driver.begun()[0].learner.age_band.map(kiosk::tutor::record::AgeBand::code), Some("18-40"));
    click(&mut driver, Target::Key(Key::F(10)));
    click(&mut driver, Target::Item(2));
    assert!(matches!(driver.kiosk.screen, Screen::Welcome { quitting: None }));
}

// ------------------------------------------------------------------------------------------------ nothing is left over

/// After *Xong / người khác học* the kiosk is as it was before she came: page, language, and nothing of what she typed.
#[test]
fn the_next_person_finds_nothing_of_the_one_before() {
    let fresh = Driver::new(Lang::Vi);
    for leave_at in ["who", "warm-up", "lessons", "modes", "lesson", "result"] {
        let mut driver = Driver::new(Lang::Vi);
        driver.keys(&[Key::F(2), Key::Enter]);
        if leave_at != "who" {
            driver.keys(&[Key::Enter, Key::Enter]);
        }
        if !["who", "warm-up"].contains(&leave_at) {
            driver.key(Key::F(5));
        }
        match leave_at {
            "modes" => drop(driver.key(Key::Enter)),
            "lesson" => {
                driver.begin("temp-residence", Mode::Guided);
                driver.follow_to_field("vneid.password");
                driver.write("Canary@2026");
                driver.keys(&[Key::F(10), Key::End, Key::Enter]);
            }
            "result" => {
                driver.begin("vneid-install", Mode::Guided);
                driver.finish();
            }
            _ => {}
        }
        if leave_at != "lesson" {
            driver.key(Key::F(10));
        }
        assert!(driver.kiosk.person.is_none(), "{leave_at}");
        for (columns, rows) in [(80, 24), (64, 24), (50, 18), (120, 40)] {
            assert_eq!(driver.frame(columns, rows), fresh.frame(columns, rows), "left at {leave_at}");
        }
    }
}

/// Each person is another learner, also on the same day and in the same group.
#[test]
fn every_person_gets_a_code_of_her_own() {
    let mut driver = Driver::new(Lang::Vi);
    for _ in 0..3 {
        driver.sign_in();
        driver.warm_up();
        driver.begin("vneid-install", Mode::Guided);
        driver.keys(&[Key::F(10), Key::End, Key::Enter]);
    }
    let mut ids: Vec<String> = driver.begun().iter().map(|start| start.learner.id.clone()).collect();
    assert!(ids.iter().all(|id| id.len() == 12 && id.bytes().all(|b| b.is_ascii_alphanumeric())), "{ids:?}");
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 3);
}

/// A text that is nowhere else, typed into every field of both lessons: no effect may hold it, and none may hold what
/// the papers say either.
#[test]
fn nothing_that_was_typed_is_in_what_is_saved() {
    // No letter of it makes a mark with another one.
    const WORD: &str = "Qkbt Hmgk";
    const DIGITS: &str = "8675309";
    for lesson in LESSONS {
        let mut driver = Driver::in_lesson(Lang::Vi, lesson, Mode::Practice);
        let mut fields = 0;
        let mut typed = String::new();
        for _ in 0..400 {
            if !driver.plays() {
                break;
            }
            let now = driver.focused_field().filter(|_| driver.player().edit.is_some());
            if let Some(field) = now
                && field != typed
            {
                // Once in each field, entered with Tab or, where only that does, with Enter; it is then put right by the
                // plan.
                let enters = if driver.player().session.lesson().insist { Key::Enter } else { Key::Tab };
                typed.clone_from(&field);
                fields += 1;
                for text in [WORD, DIGITS] {
                    let full = driver.player().edit.as_ref().unwrap().line.len();
                    driver.times(Key::Backspace, full);
                    for key in text.chars() {
                        driver.key(Key::Char(key));
                    }
                    driver.key(enters);
                    let world = &driver.player().session.lesson().world;
                    let id = world.fields.position(|f| f.name.as_ref() == field).unwrap();
                    let stands = driver.player().session.content(id).to_owned();
                    // A pad has keys for digits only, and a wrong secret is emptied.
                    let secret = ["pass", "pin"].iter().any(|part| field.contains(part));
                    let no_key = stands.is_empty() && (text == WORD || secret);
                    assert!(
                        stands == WORD || (!stands.is_empty() && DIGITS.starts_with(&stands)) || no_key,
                        "{field} holds `{stands}`"
                    );
                    driver.key(Key::BackTab);
                }
            }
            driver.follow();
        }
        assert_sound(&driver, lesson);
        assert!(fields >= if lesson == "temp-residence" { 10 } else { 1 }, "{fields} fields");
        let saved = format!("{:?}", driver.effects);
        assert!(saved.contains("verdict: Some(Wrong)"), "the fact is recorded");
        for secret in ["Qkbt", "Hmgk", DIGITS, "TapHuan@2026", "282646", "000160000101", "0000123456", "Xóm Mẫu 2"] {
            assert!(!saved.contains(secret), "`{secret}` would be saved");
        }
    }
}

#[test]
fn a_number_that_looks_real_is_refused_and_shown_nowhere() {
    let mut driver = Driver::in_lesson(Lang::Vi, "temp-residence", Mode::Guided);
    driver.follow_to_field("vneid.login-id");
    for key in "019160000101".chars() {
        driver.key(Key::Char(key));
    }
    driver.key(Key::Tab);
    assert_eq!(driver.player().notice, Some(Notice::Refused));
    for (columns, rows) in [(80, 24), (64, 24), (50, 18), (120, 40)] {
        let words = driver.frame(columns, rows).words();
        assert!(words.contains("Đây là máy tập."), "{words}");
        assert!(!words.contains("019160000101"), "{words}");
    }
    driver.finish();
    let rows = rows(&driver);
    assert_eq!((rows[1].mistakes, rows[1].verdict), (1, Some(VerdictClass::Refused)));
    assert!(!format!("{:?}", driver.effects).contains("0191600"));
}

/// Only the marks differ: said kindly at once, and recorded as that, not as wrong.
#[test]
fn an_entry_that_differs_in_marks_only_is_called_almost_right() {
    let mut driver = Driver::in_lesson(Lang::Vi, "temp-residence", Mode::Practice);
    driver.follow_to_field("vneid.name");
    for key in "Nguyen Thi Tap".chars() {
        driver.key(Key::Char(key));
    }
    driver.key(Key::Tab);
    let remark = Remark::Marks { word: "Nguyễn".into(), marks: Marks::Missing };
    assert_eq!(driver.player().notice, Some(Notice::Entered(remark, false)));
    driver.finish();
    let rows = rows(&driver);
    let person = rows.iter().find(|row| row.step_id == "person").unwrap();
    assert_eq!((person.verdict, person.mistakes), (Some(VerdictClass::Diacritics), 0));
}

// -------------------------------------------------------------------------------------------------------- other ways

#[test]
fn a_preview_records_nothing_and_ends_the_program() {
    let mut driver = Driver::preview("vneid-install", Mode::Guided);
    assert!(driver.frame(80, 24).words().contains("không ghi kết quả"));
    driver.finish();
    assert!(driver.effects.is_empty(), "{:?}", driver.effects);
    driver.keys(&[Key::End, Key::Enter]);
    assert_eq!(driver.effects, [Effect::Quit]);

    let mut driver = Driver::preview("vneid-install", Mode::Guided);
    driver.keys(&[Key::F(10), Key::End, Key::Enter]);
    assert_eq!(driver.effects, [Effect::Quit]);
}

#[test]
fn the_welcome_page_is_left_only_on_purpose() {
    for (keys, effects) in [
        (&[Key::Escape, Key::Enter][..], vec![]),
        (&[Key::Escape, Key::Escape], vec![]),
        (&[Key::F(10)], vec![]),
        (&[Key::Escape, Key::Up, Key::Enter], vec![Effect::Quit]),
    ] {
        let mut driver = Driver::new(Lang::Vi);
        driver.keys(keys);
        assert_eq!(driver.effects, effects, "{keys:?}");
    }
}

/// After a lesson the next mode is recommended, and the lesson is marked as done.
#[test]
fn the_modes_fade() {
    let mut driver = Driver::in_lesson(Lang::Vi, "vneid-install", Mode::Guided);
    driver.finish();
    // What is recommended is chosen, and begins at once.
    assert!(driver.frame(80, 24).words().contains("► Tập tiếp bài này: Làm có gợi ý"));
    driver.key(Key::Enter);
    assert_eq!(driver.player().session.mode(), Mode::Practice);
    driver.finish();
    driver.keys(&[Key::Down, Key::Enter]);
    assert!(driver.frame(80, 24).words().contains("đã học"));
}

/// Keys, clicks, sizes and time in any order: no panic, at any size, and what is saved stays in order.
#[derive(Debug, Clone)]
enum Poke {
    Key(Key),
    Click(u16, u16),
    Resize(u16, u16),
    Tick,
    Save,
}

fn pokes() -> impl Strategy<Value = Vec<Poke>> {
    use Key::{
        BackTab, Backspace, Char, Delete, Down, End, Enter, Escape, F, Home, Left, PageDown, PageUp, Right, Tab, Up,
    };
    let named = [
        Enter,
        Enter,
        Enter,
        Down,
        Down,
        Up,
        Tab,
        BackTab,
        Escape,
        Backspace,
        Delete,
        Home,
        End,
        Left,
        Right,
        PageUp,
        PageDown,
        F(1),
        F(1),
        F(2),
        F(3),
        F(4),
        F(5),
        F(7),
        F(8),
        F(9),
        F(10),
        F(12),
        Char('a'),
        Char('s'),
        Char('Ễ'),
        Char('0'),
        Char(' '),
    ];
    let poke = prop_oneof![
        12 => prop::sample::select(named.to_vec()).prop_map(Poke::Key),
        3 => (0_u16..130, 0_u16..45).prop_map(|(x, y)| Poke::Click(x, y)),
        1 => (0_u16..200, 0_u16..70).prop_map(|(x, y)| Poke::Resize(x, y)),
        2 => Just(Poke::Tick),
        1 => Just(Poke::Save),
    ];
    prop::collection::vec(poke, 0..250)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_input_breaks_the_kiosk(lead in 0_usize..3, pokes in pokes()) {
        let mut driver = match lead {
            0 => Driver::new(Lang::Vi),
            1 => Driver::in_lesson(Lang::En, "temp-residence", Mode::Guided),
            _ => Driver::in_lesson(Lang::Vi, "vneid-install", Mode::Practice),
        };
        let mut size = (80, 24);
        for poke in pokes {
            match poke {
                Poke::Key(key) => drop(driver.key(key)),
                Poke::Click(x, y) => {
                    let area = ratatui::layout::Rect::new(0, 0, size.0, size.1);
                    if let Some(target) = kiosk::ui::hit(&driver.kiosk, area, x, y) {
                        driver.click(target);
                    }
                }
                Poke::Resize(x, y) => {
                    size = (x, y);
                    driver.event(Event::Resize(x, y));
                }
                Poke::Tick => drop(driver.tick()),
                Poke::Save => drop(driver.event(Event::NotSaved { attempt: 1 })),
            }
            let _ = driver.frame(size.0, size.1);
        }
        let mut last = (0, 0);
        for effect in &driver.effects {
            let at = match effect {
                Effect::Begin { attempt, .. } => (*attempt, 0),
                Effect::Step { attempt, result } => (*attempt, result.position),
                Effect::End { attempt, .. } => (*attempt, u32::MAX),
                _ => continue,
            };
            prop_assert!(at > last, "{last:?} before {at:?}");
            last = at;
        }
    }
}

// --------------------------------------------------------------------------------------------------- small lessons

/// A lesson page on one small app that is open.
fn on_app(screens: &str) -> Driver {
    let lesson = small(&[("a", screens)], &["a"], FAR_GOAL);
    let library = Library { lessons: vec![lesson], ..Library::default() };
    let mut driver = Driver::in_library(library, "small", Mode::Practice);
    driver.key(Key::Enter);
    assert_eq!(driver.at(), "a.one");
    driver
}

const FAR_GOAL: &str = r#"
[[steps]]
id = "s"
say = "Nói"
goal = ["a.done"]
"#;

/// What was Back a moment ago would be pressed by an Enter that was meant for the new screen.
#[test]
fn when_something_ends_by_itself_the_focus_is_on_the_first_thing_of_the_new_screen() {
    let mut driver = on_app(
        r#"
[screens.one]
widgets = [{ button = "load", label = "Tải", do = [{ go = "two" }] }]
[screens.two]
widgets = [{ progress = "bar", label = "Đang tải", seconds = 3, do = [{ go = "three" }] }]
[screens.three]
widgets = [{ button = "ok", label = "Xong", do = [{ set = "done" }] }]
"#,
    );
    driver.key(Key::Enter);
    assert_eq!((driver.at().as_str(), driver.player().focus), ("a.two", Focus::DeviceBack));
    while driver.at() == "a.two" {
        assert!(driver.tick());
    }
    assert!(matches!(driver.player().focus, Focus::Widget(_)), "{:?}", driver.player().focus);
}

/// Each letter gives a code that runs out time to be typed to its end.
#[test]
fn a_code_does_not_run_out_under_the_fingers() {
    let mut driver = on_app(
        r#"
[codes.otp]
digits = 6
after = 1
lives = 180
message = { from = "Thử", text = "Ma {otp}" }
[screens.one]
widgets = [
  { button = "send", label = "Gửi", do = [{ send = "otp" }] },
  { field = "typed", label = "Mã", rule = "otp" },
  { button = "ok", label = "Xong", do = [{ when = ["typed = {otp}"], set = "done" }] },
]
"#,
    );
    driver.key(Key::Enter);
    assert!(driver.tick());
    driver.key(Key::Down);
    let here = |driver: &Driver| {
        let session = &driver.player().session;
        session.state().code(session.lesson().world.codes.ids().next().unwrap()) == CodeState::Here
    };
    for key in ['1', '2', '3', '4', '5', '6'] {
        driver.key(Key::Char(key));
        driver.pass(50_000);
        driver.event(Event::Tick);
        assert!(here(&driver), "{key}");
    }
    driver.pass(200_000);
    driver.event(Event::Tick);
    assert!(!here(&driver));
}
