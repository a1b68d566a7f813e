//! A slip shown once more: what she did, what the step says of it, the way back, and the same step again.

use std::collections::BTreeMap;

use kiosk::app::player::Narration;
use kiosk::app::{Bar, Slot};
use kiosk::i18n::Lang;
use kiosk::lesson::model::{Cond, React, Rule, Text};
use kiosk::random::SplitMix64;
use kiosk::sim::{Action, State};
use kiosk::tutor::Session;
use kiosk::tutor::plan::{Move, Planner};
use kiosk::tutor::record::AttemptOutcome;
use kiosk::tutor::simulated::possible;

use super::*;
use crate::harness::library::small;

/// Wanderers for each step.
const SEEDS: u64 = 30;
/// Things that one does.
const DOINGS: usize = 25;

/// What was done, and the world before it.
#[derive(Clone)]
struct Own {
    action: Action,
    state: State,
    left: Option<usize>,
}

/// A way into a slip.
#[derive(Clone)]
struct Way {
    position: usize,
    doings: Vec<Doing>,
    own: Vec<Own>,
    said: String,
}

/// At a step.
fn at_step(lesson: &str, position: usize) -> Driver {
    let mut driver = Driver::in_lesson(Lang::Vi, lesson, Mode::Practice);
    driver.follow_to_step(position);
    driver
}

/// Goes on until a slip is made, this one if it is named; `None` if there was none, or the step ended before.
fn slip_by(
    lesson: &str,
    position: usize,
    until: Option<&Text>,
    mut choose: impl FnMut(&Session) -> Option<Doing>,
) -> Option<Way> {
    let mut driver = at_step(lesson, position);
    let mut way = Way { position, doings: Vec::new(), own: Vec::new(), said: String::new() };
    for _ in 0..DOINGS {
        let session = &driver.player().session;
        if session.step_index() + 1 != position {
            return None;
        }
        let doing = choose(session)?;
        let content = |driver: &Driver| match &doing {
            Doing::Enter(field, _) => driver.player().session.content(*field).to_owned(),
            _ => String::new(),
        };
        let (state, left, before) = (session.state().clone(), session.left(), content(&driver));
        if !do_by_keys(&mut driver, &doing) {
            continue;
        }
        if !driver.plays() {
            return None;
        }
        let refused = notice(&driver) == Some(Notice::Refused);
        let action = match &doing {
            Doing::Act(action) => Some(*action),
            Doing::Enter(field, _) if content(&driver) != before && !refused => {
                Some(Action::Enter { field: *field, class: 0 })
            }
            _ => None,
        };
        way.doings.push(doing.clone());
        way.own.extend(action.map(|action| Own { action, state, left }));
        let session = &driver.player().session;
        let said = session.slip_said().filter(|_| session.step_index() + 1 == position);
        if let Some(said) = said.filter(|said| until.is_none_or(|until| until == *said)) {
            way.said = said.vi.to_string();
            return Some(way);
        }
    }
    None
}

fn planned(session: &Session, next: &Move) -> Doing {
    match (next.action, &next.wanted) {
        (Action::Wait(_), _) => Doing::Wait,
        (Action::Enter { field, .. }, Some(wanted)) => Doing::Enter(field, session.planned_text(wanted)),
        (action, _) => Doing::Act(action),
    }
}

/// Anything that is possible; every so often what is planned.
fn wander(lesson: &str, position: usize, seed: u64) -> Option<Way> {
    let mut random = SplitMix64::new(seed);
    slip_by(lesson, position, None, |session| {
        if !seed.is_multiple_of(3) && random.one_in(2) {
            return session.next().map(|next| planned(session, next));
        }
        random.pick(&possible(session)).cloned()
    })
}

/// The shortest way into a danger of the step, as if it were the goal; whatever sum is asked for, another is entered.
fn aim(lesson: &str, position: usize, react: &React) -> Option<Way> {
    const SUM: &str = "15000";
    let mut bent = (*built_in(lesson)).clone();
    bent.steps.iter_mut().for_each(|step| step.stay = Cond::default());
    let step = &mut bent.steps[position - 1];
    step.goal = react.on.clone();
    step.reacts.clear();
    slip_by(lesson, position, react.say.as_ref(), |session| {
        let sum = |doing: &Doing| match doing {
            Doing::Enter(field, _) => bent.world.fields[*field].rule == Rule::Money && session.content(*field) != SUM,
            _ => false,
        };
        if let Some(Doing::Enter(field, _)) = possible(session).into_iter().find(sum) {
            return Some(Doing::Enter(field, SUM.to_owned()));
        }
        let plan = Planner::new(&bent, position - 1).plan(session.state())?;
        plan.moves.first().map(|next| planned(session, next))
    })
}

/// The shortest way that was found into each slip of a lesson, by step and what is said of it.
fn ways(lesson: &str) -> BTreeMap<(usize, String), Way> {
    let mut found: BTreeMap<(usize, String), Way> = BTreeMap::new();
    for (at, step) in built_in(lesson).steps.iter().enumerate() {
        if !step.reacts.iter().any(|react| react.mistake) {
            continue;
        }
        let aimed = step.reacts.iter().filter(|react| react.mistake).filter_map(|react| aim(lesson, at + 1, react));
        let wandered = (0..SEEDS).filter_map(|seed| wander(lesson, at + 1, seed));
        for way in aimed.chain(wandered) {
            let key = (at + 1, way.said.clone());
            if found.get(&key).is_none_or(|known| known.doings.len() > way.doings.len()) {
                found.insert(key, way);
            }
        }
    }
    found
}

/// Goes the way again.
fn walk(lesson: &str, way: &Way) -> Driver {
    let mut driver = at_step(lesson, way.position);
    for doing in &way.doings {
        assert!(do_by_keys(&mut driver, doing), "{doing:?}");
    }
    driver
}

/// What the step's row says in the end, if the keys are followed from here.
fn row_in_the_end(mut driver: Driver, position: usize) -> StepResult {
    let lesson = driver.player().session.lesson().clone();
    driver.finish();
    assert_sound(&driver, 1, &lesson);
    StepResult { ms: 0, ..rows_of(&driver, 1)[position - 1].clone() }
}

/// The same if she leaves now.
fn row_if_left(mut driver: Driver, position: usize) -> StepResult {
    driver.keys(&[Key::F(10), Key::Down, Key::Enter]);
    rows_of(&driver, 1)[position - 1].clone()
}

/// Out of a field, whose key it is.
fn come_out(driver: &mut Driver) {
    while !offers_slip(driver) {
        driver.key(Key::Down);
    }
}

/// What the lesson says of slips that nobody made.
fn unmet(lesson: &str, ways: &BTreeMap<(usize, String), Way>) -> Vec<String> {
    let lesson = built_in(lesson);
    let reacts = lesson.steps.iter().enumerate().flat_map(|(at, s)| s.reacts.iter().map(move |react| (at + 1, react)));
    let says = reacts.filter(|(_, react)| react.mistake).filter_map(|(at, react)| Some((at, react.say.as_ref()?)));
    let keys = says.map(|(at, said)| (at, said.vi.to_string()));
    keys.filter(|key| !ways.contains_key(key)).map(|(_, said)| said).collect()
}

/// What is pressed while a slip is shown.
const PRESSES: [&[Key]; 10] = [
    &[Key::Escape],
    &[Key::F(10), Key::Escape],
    &[Key::F(10), Key::Down, Key::Enter],
    &[Key::F(10), Key::End, Key::Enter],
    &[Key::F(8), Key::Escape],
    &[Key::F(8), Key::Enter],
    &[Key::F(4), Key::F(4)],
    &[Key::F(2), Key::F(2)],
    &[Key::F(5), Key::F(5)],
    &[Key::Enter],
];

fn offers_slip(driver: &Driver) -> bool {
    !Bar::of(&driver.kiosk).names(Slot::Slip).is_empty()
}

fn same_action(one: Action, other: Action) -> bool {
    match (one, other) {
        (Action::Enter { field, .. }, Action::Enter { field: of, .. }) => field == of,
        _ => one == other,
    }
}

/// Every slip that somebody wanders into is shown from its beginning to its end, by time alone.
#[test]
fn a_slip_is_shown_in_order_and_mended() {
    let (mut shown, mut missed) = (0, Vec::new());
    for lesson in LESSONS {
        let ways = ways(lesson);
        missed.extend(unmet(lesson, &ways));
        for way in ways.values() {
            let mut driver = walk(lesson, way);
            let untouched = row_if_left(walk(lesson, way), way.position);
            assert!(untouched.mistakes > 0);
            come_out(&mut driver);
            let count = driver.player().session.slip().unwrap();
            let own = &way.own[way.own.len() - way.own.len().min(count)..];
            let whole = count == own.len() && count < 8;
            let before = driver.player().session.state().clone();
            let left_before = own.first().and_then(|own| own.left);
            let effects = driver.effects.len();
            driver.key(Key::F(7));
            assert!(driver.player().auto.is_some());
            let (mut told, mut said) = (Vec::new(), false);
            for _ in 0..MOST {
                if driver.player().auto.is_none() {
                    break;
                }
                assert!(driver.tick(), "it stands still:\n{}", driver.frame(80, 24).text());
                let player = driver.player();
                if let Some(Narration::Did(did)) = &player.narration
                    && !said
                {
                    told.push((did.clone(), player.session.state().clone()));
                    assert_eq!(player.session.next(), None, "what was is not pointed into");
                }
                if !said && notice(&driver).is_some_and(|notice| matches!(notice, Notice::Said(_))) {
                    said = true;
                    assert_says(&driver, &way.said);
                    assert_eq!(*driver.player().session.state(), before, "the world as it is");
                }
            }
            assert!(said, "{}", way.said);
            assert_eq!(told.len(), count, "{lesson}: {:?}", way.doings);
            if whole {
                for ((did, state), own) in told.iter().zip(own) {
                    assert!(same_action(did.action, own.action), "{did:?} for {:?}", own.action);
                    assert_eq!(*state, own.state, "{lesson}: the screen she then saw");
                }
            }
            assert_eq!(notice(&driver), Some(Notice::Again));
            let session = &driver.player().session;
            assert_eq!((session.step_index() + 1, driver.effects.len()), (way.position, effects));
            let left = session.left().expect("there is a way");
            if whole {
                assert!(left_before.is_none_or(|before| left <= before), "{left} for {left_before:?}");
            }
            // What she did counts, what the kiosk did does not.
            let counts = |row: StepResult| (row.mistakes, row.detours, row.first_detour, row.help_rung);
            let row = row_in_the_end(driver, way.position);
            assert_eq!(row.outcome, StepOutcome::Alone);
            assert_eq!(counts(row), counts(untouched), "{lesson}: {:?}", way.doings);
            shown += 1;
        }
    }
    assert!(shown >= 12, "only {shown} slips were met, not {missed:#?}");
}

/// Whatever is pressed at any moment of it: the world is whole, the step can be done, and nothing is counted.
#[test]
fn a_slip_that_is_shown_can_be_left_at_any_moment() {
    for lesson in LESSONS {
        let all = ways(lesson);
        let Some(way) = all.values().min_by_key(|way| way.doings.len()) else { continue };
        let untouched = row_in_the_end(walk(lesson, way), way.position);
        for moment in 0..MOST {
            let mut over = false;
            for keys in PRESSES {
                let mut driver = walk(lesson, way);
                come_out(&mut driver);
                let present = driver.player().session.state().clone();
                driver.key(Key::F(7));
                for _ in 0..moment {
                    if driver.player().auto.is_some() {
                        driver.tick();
                    }
                }
                over = driver.player().auto.is_none();
                if over {
                    break;
                }
                let own = matches!(driver.player().narration, Some(Narration::Did(_)));
                let shown = driver.player().session.state().clone();
                driver.keys(keys);
                match keys {
                    [Key::Escape] => {
                        let player = driver.player();
                        assert!(player.auto.is_none() && player.narration.is_none());
                        let expected = if own { &present } else { &shown };
                        assert_eq!(player.session.state(), expected, "{lesson}, moment {moment}");
                        assert_eq!(notice(&driver), Some(Notice::Again));
                    }
                    [Key::F(10), _, Key::Enter] => {
                        assert_sound(&driver, 1, &built_in(lesson));
                        assert_eq!(driver.ends()[0].outcome, AttemptOutcome::Left);
                        let row = &rows_of(&driver, 1)[way.position - 1];
                        let expected = (StepOutcome::Unfinished, untouched.mistakes, untouched.detours);
                        assert_eq!((row.outcome, row.mistakes, row.detours), expected);
                        continue;
                    }
                    [Key::Enter] => {}
                    _ => assert_eq!(*driver.player().session.state(), shown, "{lesson}, moment {moment}: {keys:?}"),
                }
                watch_to_the_end(&mut driver);
                assert_eq!(driver.player().session.step_index() + 1, way.position);
                let row = row_in_the_end(driver, way.position);
                // What was offered to be put right may be mended alone, once it is not offered any more.
                assert!(row.outcome == StepOutcome::Alone || row.outcome == untouched.outcome);
                let row = StepResult { outcome: untouched.outcome, ..row };
                assert_eq!(row, untouched, "{lesson}, moment {moment}: {keys:?}");
            }
            if over {
                break;
            }
        }
    }
}

/// After it was mended, a second slip is a new one: what the kiosk did in between is not left out of her way.
#[test]
fn the_next_slip_begins_where_the_kiosk_left_her() {
    let mut driver = Driver::in_lesson(Lang::Vi, "vneid-install", Mode::Practice);
    driver.follow_to_step(3);
    driver.tap("pick-fake");
    assert_eq!(driver.player().session.slip(), Some(1));
    driver.key(Key::F(7));
    watch_to_the_end(&mut driver);
    assert_eq!(driver.at(), "store.results");
    driver.tap("pick-fake");
    assert_eq!(driver.player().session.slip(), Some(1));
    driver.finish();
    assert_eq!(rows_of(&driver, 1)[2].mistakes, 2);
}

/// What cannot be taken back is done again from the start of the step: also that is shown.
#[test]
fn a_slip_with_a_rewind_is_shown() {
    let app = r#"
[screens.one]
title = "Một"
widgets = [
  { button = "next", label = "Tiếp", do = [{ go = "two" }] },
  { button = "pay-wrong", label = "Trả nhầm", do = [{ set = "lost" }] },
]
[screens.two]
title = "Hai"
widgets = [
  { button = "lose", label = "Gửi hết", when = ["!lost"], do = [{ set = "lost" }] },
  { button = "ok", label = "Gửi đúng", do = [{ set = "done" }] },
]
"#;
    let steps = r#"
[[steps]]
id = "open"
say = "Mở"
goal = ["at a.one"]
[[steps]]
id = "pay"
say = "Trả"
goal = ["a.done"]
[[steps.react]]
on = ["a.lost"]
mistake = true
rewind = true
say = "Tiền đi rồi, làm lại."
"#;
    let lesson = small(&[("a", app)], &["a"], steps);
    for leave in [None, Some(0), Some(1), Some(2), Some(3), Some(4)] {
        let mut driver = in_small(&lesson, Settings::default(), Mode::Practice);
        driver.key(Key::Enter);
        driver.tap("next");
        driver.tap("lose");
        assert_eq!(driver.at(), "a.one", "from the start");
        let present = driver.player().session.state().clone();
        assert!(offers_slip(&driver));
        driver.key(Key::F(7));
        if let Some(ticks) = leave {
            for _ in 0..ticks {
                driver.tick();
            }
            driver.key(Key::Escape);
            if ticks < 3 {
                assert_eq!(*driver.player().session.state(), present);
            }
        } else {
            watch_to_the_end(&mut driver);
            assert_eq!(notice(&driver), Some(Notice::Again));
            assert!(driver.player().session.is_repaired());
        }
        assert!(driver.player().session.left().is_some());
        driver.finish();
        let row = &rows_of(&driver, 1)[1];
        assert_eq!((row.outcome, row.mistakes), (StepOutcome::Alone, 1));
    }
}

/// Whoever has installed the fake has made two slips; the way back passes by the same pages, and they are none.
#[test]
fn undoing_a_slip_is_no_slip() {
    let mut driver = at_step("vneid-install", 3);
    driver.tap("pick-fake");
    driver.tap("install-fake");
    let mistakes = {
        let mut left = at_step("vneid-install", 3);
        left.tap("pick-fake");
        left.tap("install-fake");
        row_if_left(left, 3).mistakes
    };
    assert_eq!(mistakes, 2);
    // Away from the page, and back to it by the plan: what the page says is said, and not counted.
    driver.key(Key::Escape);
    while driver.player().session.step_index() == 2 {
        driver.follow();
    }
    let row = row_in_the_end(driver, 3);
    assert_eq!((row.outcome, row.mistakes), (StepOutcome::Alone, mistakes));
    // Going there once more of her own will is one.
    let mut driver = at_step("vneid-install", 3);
    driver.tap("pick-fake");
    driver.key(Key::Escape);
    driver.tap("pick-fake");
    assert_eq!(row_if_left(driver, 3).mistakes, 2);
}

/// After a slip was shown, what is still to be mended is said beside *làm lại bước này*.
#[test]
fn what_is_to_be_mended_is_said_after_the_showing() {
    let mut driver = at_step("vneid-install", 4); // the step before is undone by this slip
    driver.key(Key::Escape);
    driver.tap("pick-fake");
    driver.tap("install-fake");
    driver.key(Key::F(7));
    assert!(driver.player().auto.is_some());
    driver.key(Key::Escape); // she has seen enough
    assert_eq!(notice(&driver), Some(Notice::Again));
    let to_mend = driver.player().session.to_mend().map(|text| text.get(Lang::Vi).to_owned());
    assert_says(&driver, &to_mend.expect("the fake is still there"));
}
