//! The proof: it finds every trap, with the shortest way into it, and no other; groups and forgetting change nothing.

use std::collections::{HashMap, VecDeque};

use kiosk::lesson::model::FieldFact;
use kiosk::lesson::table::FieldId;
use kiosk::lesson::{Lesson, Library};
use kiosk::sim::{self, Action, CodeState, State, content};
use kiosk::tutor::plan::Planner;
use kiosk::tutor::prove::{Proof, ProofError, describe, prove, prove_within};
use kiosk::tutor::script::{self, Bare};

use crate::harness::generated;
use crate::harness::library::small;

// ------------------------------------------------------------------------------------------- every state, one by one

/// The classes of some texts: what a learner may think of.
fn classes(lesson: &Lesson, field: FieldId, state: &State) -> Vec<u32> {
    let definition = &lesson.world.fields[field];
    let of = |text: &str| content::class(definition, text, &content::Alone);
    if !definition.options.is_empty() {
        return definition.options.iter().map(|option| of(&option.id)).collect();
    }
    let mut texts = vec![String::new(), "xyz".into(), "123 456".into(), "123456".into(), "!?".into(), "b".into()];
    texts.extend(definition.facts.iter().filter_map(|fact| match fact {
        FieldFact::Equals(text) | FieldFact::Contains(text) => Some(text.to_string()),
        _ => None,
    }));
    texts.extend(definition.facts.iter().filter_map(|fact| match fact {
        FieldFact::Contains(text) => Some(format!("{text} 9")),
        _ => None,
    }));
    let mut classes: Vec<u32> = texts.iter().map(|text| of(text)).collect();
    for (bit, fact) in definition.facts.iter().enumerate() {
        if let FieldFact::Code(code) = fact
            && state.code(*code) == CodeState::Here
        {
            classes.push(0b11 | 1 << bit);
        }
    }
    classes.sort_unstable();
    classes.dedup();
    classes
}

fn actions(lesson: &Lesson, step: usize, state: &State) -> Vec<Action> {
    let world = &lesson.world;
    let mut all = vec![Action::Back, Action::Home, Action::Banner];
    for id in sim::visible_widgets(world, state) {
        match world.widgets[id].kind.field() {
            Some(field) => {
                all.extend(classes(lesson, field, state).into_iter().map(|class| Action::Enter { field, class }));
            }
            None => all.push(Action::Tap(id)),
        }
    }
    if sim::top(state).is_none() {
        all.extend(sim::home_tiles(world, state).map(Action::Open));
    }
    all.extend(script::pending(lesson, step, state).into_iter().map(Action::Wait));
    all
}

/// Everything that can be reached: for each state the step, the actions from the start, whether its step can be ended.
#[derive(Default)]
struct Full {
    numbers: HashMap<(usize, State), usize>,
    order: Vec<(usize, State)>,
    depth: Vec<usize>,
    before: Vec<Vec<usize>>,
    /// States in which something ends the step.
    ends: Vec<usize>,
    trapped: Vec<bool>,
}

/// Everything, without groups and without forgetting; `None` if that is too much.
fn full(lesson: &Lesson, most: usize) -> Option<Full> {
    let starts = script::starts_for_rewinds(lesson);
    let mut bare = Bare::new(lesson, &starts);
    let mut full = Full::default();
    full.meet(lesson, &bare, None);
    let mut at = 0;
    while at < full.order.len() && full.order.len() <= most {
        let (step, state) = full.order[at].clone();
        for action in actions(lesson, step, &state) {
            bare.put(&state, step);
            bare.act(action);
            full.meet(lesson, &bare, Some(at));
            if bare.step > step {
                full.ends.push(at);
            }
        }
        at += 1;
    }
    full.trapped = vec![true; full.order.len()];
    let mut ends = full.ends.clone();
    while let Some(at) = ends.pop() {
        if std::mem::take(&mut full.trapped[at]) {
            ends.extend(full.before[at].iter().copied());
        }
    }
    (full.order.len() <= most).then_some(full)
}

impl Full {
    fn meet(&mut self, lesson: &Lesson, bare: &Bare<'_>, from: Option<usize>) {
        if bare.step >= lesson.steps.len() {
            return;
        }
        let next = self.order.len();
        let at = *self.numbers.entry((bare.step, bare.state.clone())).or_insert(next);
        if at == next {
            self.order.push((bare.step, bare.state.clone()));
            self.depth.push(from.map_or(0, |from| self.depth[from] + 1));
            self.before.push(Vec::new());
        }
        if let Some(from) = from.filter(|from| self.order[*from].0 == bare.step) {
            self.before[at].push(from);
        }
    }
}

impl Full {
    /// For each state the least actions to the end of its step.
    fn left(&self) -> Vec<Option<usize>> {
        let mut left: Vec<Option<usize>> = vec![None; self.order.len()];
        let mut open: VecDeque<usize> = self.ends.iter().copied().collect();
        for at in &open {
            left[*at] = Some(1);
        }
        while let Some(at) = open.pop_front() {
            for from in &self.before[at] {
                if left[*from].is_none() {
                    left[*from] = left[at].map(|left| left + 1);
                    open.push_back(*from);
                }
            }
        }
        left
    }

    /// For each step with a trap the least actions into one.
    fn traps(&self, steps: usize) -> Vec<Option<usize>> {
        let of = |step: usize| {
            let here = (0..self.trapped.len()).filter(|at| self.trapped[*at] && self.order[*at].0 == step);
            here.map(|at| self.depth[at]).min()
        };
        (0..steps).map(of).collect()
    }
}

fn traps(lesson: &Lesson, proof: &Proof) -> Vec<Option<usize>> {
    let of = |step: usize| proof.traps.iter().filter(|trap| trap.step == step).map(|trap| trap.way.len()).min();
    (0..lesson.steps.len()).map(of).collect()
}

/// Where the given ways lead: the state is one from which the step cannot be ended.
fn leads_into_a_trap(lesson: &Lesson, full: &Full, proof: &Proof) -> bool {
    let starts = script::starts_for_rewinds(lesson);
    proof.traps.iter().all(|trap| {
        let mut bare = Bare::new(lesson, &starts);
        for action in &trap.way {
            bare.act(*action);
        }
        bare.state == trap.at && full.numbers.get(&(bare.step, bare.state)).is_some_and(|at| full.trapped[*at])
    })
}

// ---------------------------------------------------------------------------------------------------- made-up worlds

/// The same worlds every time: a world that fails is told by its number.
#[test]
fn the_proof_finds_every_trap_of_made_up_worlds_and_no_other() {
    let (mut compared, mut with_traps) = (0, 0);
    for seed in 0..80 {
        let Some((lesson, text)) = generated::lesson(seed) else { continue };
        let Some(full) = full(&lesson, 1_000) else { continue };
        let steps = lesson.steps.len();
        let expected = full.traps(steps);
        let single = match prove_within(&lesson, usize::MAX, false) {
            Ok(proof) => proof,
            Err(ProofError::NoWay(_)) => continue,
            Err(error) => panic!("{error}\n{text}"),
        };
        let grouped = prove_within(&lesson, usize::MAX, true).unwrap();
        let (one, other) = (traps(&lesson, &single), traps(&lesson, &grouped));
        let which = |found: &[Option<usize>]| found.iter().map(Option::is_some).collect::<Vec<_>>();
        assert_eq!(one, expected, "found and expected, without groups\n{text}");
        assert_eq!(which(&other), which(&expected), "found and expected, with groups\n{text}");
        assert!(leads_into_a_trap(&lesson, &full, &single), "{text}");
        assert!(leads_into_a_trap(&lesson, &full, &grouped), "{text}");
        assert!(single.states <= full.order.len().max(1) && grouped.states <= single.states.max(1), "{text}");
        compared += 1;
        with_traps += usize::from(expected.iter().any(Option::is_some));
    }
    assert!(
        compared >= 20 && with_traps >= 5 && compared - with_traps >= 5,
        "{compared} compared, {with_traps} with traps"
    );
}

/// From every state of a made-up world the plan works, and where the planner leaves nothing out it is the shortest.
#[test]
fn plans_work_and_are_as_short_as_can_be() {
    let (mut plans, mut longer, mut none) = (0, 0, 0);
    for seed in 0..80 {
        let Some((lesson, text)) = generated::lesson(seed) else { continue };
        let Some(full) = full(&lesson, 400) else { continue };
        if lesson.steps.iter().any(|step| step.optional || !step.reacts.is_empty()) {
            continue; // the plan avoids slips, and goes for what may be passed by
        }
        let left = full.left();
        for (at, (step, state)) in full.order.iter().enumerate() {
            let Some(left) = left[at] else { continue };
            let Some(plan) = Planner::new(&lesson, *step).plan(state) else {
                none += 1;
                continue;
            };
            let mut bare = Bare::new(&lesson, &[]);
            bare.put(state, *step);
            let mut acted = plan.moves.iter().take_while(|next| {
                let goes_on = bare.step == *step;
                bare.act(next.action);
                goes_on
            });
            assert!(acted.by_ref().count() == plan.moves.len() && bare.step > *step, "{text}");
            assert!(plan.moves.len() >= left, "shorter than possible\n{text}");
            plans += 1;
            longer += usize::from(plan.moves.len() > left);
        }
    }
    // It enters only texts that somebody asks for: where a wrong one is wanted it may find none.
    assert!(plans > 200 && (longer + none) * 50 <= plans, "of {plans} plans {longer} are too long, {none} not found");
}

// ------------------------------------------------------------------------------------------------------ planted traps

fn ways(lesson: &Lesson) -> Vec<(usize, String)> {
    let proof = prove(lesson).unwrap();
    let words = |way: &[Action]| way.iter().map(|action| describe(lesson, action)).collect::<Vec<_>>().join("; ");
    proof.traps.iter().map(|trap| (trap.step, words(&trap.way))).collect()
}

/// What it is, its screens, the steps, for each trap its step and the way.
type Planted = (&'static str, &'static str, &'static str, &'static [(usize, &'static str)]);

const DONE: &str = "[[steps]]\nid = \"one\"\nsay = \"S\"\ngoal = [\"a.done\"]\n";
const TWO: &str = "[[steps]]\nid = \"one\"\nsay = \"S\"\ngoal = [\"at a.two\"]\n[[steps]]\nid = \"two\"\nsay = \"S\"\ngoal = [\"a.done\"]\n";

const PLANTED: [Planted; 7] = [
    (
        "a button that spoils everything",
        r#"[screens.one]
widgets = [{ button = "spoil", label = "Hỏng", do = [{ set = "spoilt" }] }, { button = "ok", label = "Được", when = ["!spoilt"], do = [{ set = "done" }] }]"#,
        DONE,
        &[(0, r#"open "A" (a); tap "Hỏng" (a.one/spoil)"#)],
    ),
    (
        "the same with a way back",
        r#"[screens.one]
widgets = [{ button = "spoil", label = "Hỏng", do = [{ set = "spoilt" }] }, { button = "mend", label = "Sửa", do = [{ unset = "spoilt" }] }, { button = "ok", label = "Được", when = ["!spoilt"], do = [{ set = "done" }] }]"#,
        DONE,
        &[],
    ),
    (
        "a question without an answer",
        r#"[screens.one]
widgets = [{ button = "ask", label = "Hỏi", do = [{ show = "ask" }] }, { button = "ok", label = "Được", do = [{ set = "done" }] }]
[screens.ask]
kind = "dialog"
back = "none"
widgets = [{ text = "?" }]"#,
        DONE,
        &[(0, r#"open "A" (a); tap "Hỏi" (a.one/ask)"#)],
    ),
    (
        "three tries and no more",
        r#"counters.tries = 2
[screens.one]
widgets = [{ field = "pin", label = "PIN", rule = "pin" }, { button = "ok", label = "Được", when = ["!tries >= 2"], do = [{ when = ["pin = {persona.pin}"], set = "done" }, { add = "tries", clear = "pin" }] }]"#,
        DONE,
        &[(0, r#"open "A" (a); tap "Được" (a.one/ok); tap "Được" (a.one/ok)"#)],
    ),
    (
        "a code that dies and cannot be sent again",
        r#"[codes.otp]
digits = 4
after = 3
lives = 180
message = { from = "M", text = "Ma {otp}" }
[screens.one]
widgets = [{ button = "send", label = "Gửi", when = ["!asked"], do = [{ send = "otp", set = "asked" }] }, { field = "code", label = "Mã", rule = "otp" }, { button = "ok", label = "Được", do = [{ when = ["code = {otp}"], set = "done" }] }]"#,
        DONE,
        &[(0, r#"open "A" (a); tap "Gửi" (a.one/send); wait: code a.otp arrives; wait: code a.otp dies"#)],
    ),
    (
        "something done in the first step is missed in the second",
        r#"[screens.one]
widgets = [{ button = "spoil", label = "Hỏng", do = [{ set = "spoilt" }] }, { button = "two", label = "Hai", do = [{ go = "two" }] }]
[screens.two]
root = true
widgets = [{ button = "ok", label = "Được", when = ["!spoilt"], do = [{ set = "done" }] }]"#,
        TWO,
        &[(1, r#"open "A" (a); tap "Hỏng" (a.one/spoil); tap "Hai" (a.one/two)"#)],
    ),
    (
        "what is sent wrong cannot be mended",
        r#"[screens.one]
widgets = [{ field = "name", label = "Tên", rule = "name" }, { field = "town", label = "Xã" }, { button = "send", label = "Gửi", needs = ["name is filled", "town is filled", "!sent"], do = [{ when = ["name = {persona.name}", "town = Tập"], set = ["sent", "done"] }, { set = "sent" }] }]"#,
        DONE,
        &[(
            0,
            r#"open "A" (a); enter "Nguyễn Thị Tập" in "Tên" (a.name); enter something else in "Xã" (a.town); tap "Gửi" (a.one/send)"#,
        )],
    ),
];

#[test]
fn a_planted_trap_is_found_with_the_shortest_way_into_it() {
    for (what, screens, steps, expected) in PLANTED {
        let lesson = small(&[("a", screens)], &["a"], steps);
        let found = ways(&lesson);
        let expected: Vec<(usize, String)> = expected.iter().map(|(step, way)| (*step, (*way).to_owned())).collect();
        assert_eq!(found, expected, "{what}");
    }
}

/// A form of twelve fields, as fields: each asked whether it is valid and whether it is right.
fn form(fields: usize) -> String {
    let names: Vec<String> = (0..fields).map(|n| format!("x{n}")).collect();
    let field = |name: &String| format!("{{ field = \"{name}\", label = \"X\", rule = \"name\" }}, ");
    let widgets = names.iter().map(field).collect::<Vec<_>>().concat();
    let valid: Vec<String> = names.iter().map(|name| format!("{name} is valid")).collect();
    let right: Vec<String> = names.iter().map(|name| format!("{name} = Tập")).collect();
    format!(
        "[screens.one]\nwidgets = [{widgets}{{ button = \"ok\", label = \"O\", needs = {valid:?}, do = [{{ when = {right:?}, set = \"done\" }}] }}]\n"
    )
}

#[test]
fn a_form_of_twelve_fields_does_not_multiply() {
    let goal = "[[steps]]\nid = \"one\"\nsay = \"S\"\ngoal = [\"a.done\"]\n";
    let states = |fields| {
        let proof = prove(&small(&[("a", &form(fields))], &["a"], goal)).unwrap();
        assert!(proof.traps.is_empty());
        proof.states
    };
    assert_eq!(states(12), states(2));
    let three = small(&[("a", &form(3))], &["a"], goal);
    assert!(prove_within(&three, usize::MAX, false).unwrap().states > 3 * states(3), "without groups it does");
}

#[test]
fn a_lesson_that_is_too_large_is_refused_with_advice() {
    let boxes: Vec<String> = (0..20).map(|n| format!("{{ checkbox = \"f{n}\", label = \"F\" }}, ")).collect();
    let boxes = boxes.concat();
    let seen: Vec<String> = (0..20).map(|n| format!("{{ text = \"T\", when = [\"f{n}\"] }}")).collect();
    let a = format!(
        "[screens.one]\nwidgets = [{{ button = \"ok\", label = \"O\", do = [{{ set = \"done\" }}] }}, {{ button = \"more\", label = \"M\", do = [{{ go = \"more\" }}] }}]\n[screens.more]\nwidgets = [{boxes}{}]\n",
        seen.join(", ")
    );
    let lesson = small(&[("a", &a)], &["a"], "[[steps]]\nid = \"one\"\nsay = \"S\"\ngoal = [\"a.done\"]\n");
    let Err(ProofError::TooLarge(advice)) = prove_within(&lesson, 5_000, true) else { panic!("it is accepted") };
    assert_eq!(advice.close, ["a.more"]);
    assert_eq!(advice.factors[0].0, "app a");
    assert!(advice.to_string().contains("closed = [\"a.more\"]"), "{advice}");
}

#[test]
fn nobody_gets_stuck_in_the_shipped_lessons() {
    let library = Library::built_in().library;
    assert!(library.lessons.len() >= 6);
    for lesson in &library.lessons {
        let proof = prove(lesson).unwrap();
        assert!(proof.traps.is_empty(), "{}: {:?}", lesson.id, proof.traps);
        assert!(proof.samples.iter().all(|sample| sample.step < lesson.steps.len()));
        // The keyboard has one sheet, with one box after the other.
        let least = if lesson.id.as_ref() == "keyboard" { (1, 12) } else { (6, 21) };
        assert!(proof.screens.len() >= least.0 && proof.widgets.len() >= least.1, "{}", lesson.id);
    }
}
