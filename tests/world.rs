//! The rules of the simulated world (cases, movement, layers, codes, fields, time) and of the steps, each on a small
//! lesson made for it; then learners who do anything at random in the real lessons.

use std::sync::Arc;

use kiosk::lesson::model::WidgetKind;
use kiosk::lesson::{Lesson, Library};
use kiosk::sim::{self, Action, Answer, CodeState, Out};
use kiosk::tutor::Note;
use kiosk::tutor::record::{Mode, StepOutcome, VerdictClass};
use kiosk::tutor::simulated::{Doing, possible};
use proptest::prelude::*;

use crate::harness::learner::Learner;
use crate::harness::library::{built_in, small};

/// A step that nobody reaches by accident, for lessons that are only about the world.
const FAR: &str = "[[steps]]\nid = \"far\"\nsay = \"Xa\"\ngoal = [\"a.never\"]\n";

/// The place on which the goal of [`FAR`] can be reached.
const NEVER: &str = "\n[screens.zz-never]\nback = \"one\"\nwidgets = [{ button = \"never\", label = \"N\", do = [{ set = \"never\" }] }]\n";

/// A learner in front of the first screen of one small app `a`.
fn in_app(screens: &str) -> Learner {
    let lesson = small(&[("a", &format!("{screens}{NEVER}"))], &["a"], FAR);
    let mut learner = Learner::new(&lesson, Mode::Practice);
    learner.open("a");
    learner
}

fn code(learner: &Learner) -> CodeState {
    learner.session.state().code(learner.session.lesson().world.codes.ids().next().unwrap())
}

// ------------------------------------------------------------------------------------------------------------ cases

#[test]
fn the_first_case_that_holds_is_performed_and_no_other() {
    for (a, b, done) in [(true, true, "x"), (true, false, "x"), (false, true, "y"), (false, false, "z")] {
        let mut learner = in_app(
            r#"
[screens.one]
widgets = [
  { checkbox = "a", label = "A" },
  { checkbox = "b", label = "B" },
  { button = "go", label = "Go", do = [{ when = ["a"], set = "x" }, { when = ["b"], set = "y" }, { set = "z" }] },
]
"#,
        );
        for (box_id, on) in [("a", a), ("b", b)] {
            if on {
                learner.tap(box_id);
            }
        }
        learner.tap("go");
        let on: Vec<&str> = ["x", "y", "z"].into_iter().filter(|flag| learner.flag(&format!("a.{flag}"))).collect();
        assert_eq!(on, [done], "a: {a}, b: {b}");
    }
}

#[test]
fn without_a_case_that_holds_nothing_happens() {
    let mut learner = in_app(
        r#"
[screens.one]
widgets = [
  { checkbox = "a", label = "A" },
  { button = "go", label = "Go", do = [{ when = ["a"], set = "x" }] },
]
"#,
    );
    let before = learner.session.state().clone();
    assert_eq!(learner.tap("go"), []);
    assert_eq!(*learner.session.state(), before);
}

/// The order in the file does not count: what ends something comes before what begins it, the movement last.
#[test]
fn the_effects_of_a_case_have_a_fixed_order() {
    let mut learner = in_app(
        r#"
codes.c = { digits = 4, after = 5 }
timers.t = { seconds = 9, do = [{ set = "rang" }] }
counters.n = 3

[screens.one]
widgets = [
  { field = "x", label = "X" },
  { checkbox = "f", label = "F" },
  { button = "first", label = "1", do = [{ send = "c", start = "t", add = "n" }] },
  { button = "all", label = "2", do = [{
    go = "two", show = "ask", notify = "N", message = { from = "M", text = "m" }, send = "c", start = "t", reset = "n",
    set = "f", unset = "f", put = { x = "mới" }, clear = "x", spend = "c", stop = "t",
  }] },
]
[screens.ask]
kind = "dialog"
widgets = [
  { button = "swap", label = "S", do = [{ show = "other", close = true }] },
]
[screens.other]
kind = "dialog"
widgets = [{ text = "O" }]
[screens.two]
enter = [{ when = ["f"], set = "saw-f" }]
widgets = [{ text = "2" }]
"#,
    );
    learner.enter("a.x", "cũ");
    learner.tap("f");
    learner.tap("first");
    assert_eq!(code(&learner), CodeState::Coming);
    let world = &learner.session.lesson().world;
    let mut state = learner.session.state().clone();
    let mut outs = Vec::new();
    let all = learner.widget("all");
    sim::apply(world, &mut state, Action::Tap(all), |out| {
        outs.push(match out {
            Out::Cleared(_) => "clear",
            Out::Put(..) => "put",
            Out::Sent(_) => "send",
            Out::Message(_) => "message",
            Out::Notify(_) => "notify",
        });
    });
    assert_eq!(outs, ["clear", "put", "send", "message", "notify"]);
    learner.tap("all");
    assert_eq!(learner.content("a.x"), "mới", "cleared, then put");
    assert!(learner.flag("a.f"), "unset, then set");
    assert_eq!(code(&learner), CodeState::Coming, "spent, then sent");
    assert!(learner.session.state().timer(world_timer(&learner)), "stopped, then started");
    assert!(learner.flag("a.saw-f"), "the new screen's `enter` comes after the effects");
    assert_eq!(learner.at(), "a.ask", "the dialog lies above the screen that was gone to");
    learner.tap("swap");
    assert_eq!(learner.at(), "a.other", "closed, then shown");
    learner.back();
    assert_eq!(learner.at(), "a.two");
}

fn world_timer(learner: &Learner) -> kiosk::lesson::table::TimerId {
    learner.session.lesson().world.timers.ids().next().unwrap()
}

// --------------------------------------------------------------------------------------------------------- movement

const FOUR_SCREENS: &str = r#"
[screens.one]
widgets = [
  { button = "two", label = "2", do = [{ go = "two" }] },
  { button = "three", label = "3", do = [{ go = "three" }] },
  { button = "four", label = "4", do = [{ go = "four" }] },
  { button = "five", label = "5", do = [{ go = "five" }] },
]
[screens.two]
widgets = [
  { button = "three", label = "3", do = [{ go = "three" }] },
  { button = "up", label = "U", do = [{ back = true }] },
  { button = "away", label = "H", do = [{ home = true }] },
]
[screens.three]
back = "two"
widgets = [{ text = "3" }]
[screens.four]
root = true
widgets = [{ button = "two", label = "2", do = [{ go = "two" }] }]
[screens.five]
widgets = [{ text = "5" }]
"#;

/// There is no history: Back leads to the parent, however one came.
#[test]
fn back_leads_to_the_parent() {
    for (way, here, back) in [
        (&["two"][..], "a.two", "a.one"),
        (&["two", "three"], "a.three", "a.two"),
        (&["three"], "a.three", "a.two"),
        (&["four"], "a.four", "home"),
        (&["four", "two"], "a.two", "a.one"),
        (&["five"], "a.five", "a.one"),
        (&[], "a.one", "home"),
    ] {
        let mut learner = in_app(FOUR_SCREENS);
        for button in way {
            learner.tap(button);
        }
        assert_eq!(learner.at(), here);
        learner.back();
        assert_eq!(learner.at(), back, "{way:?}");
    }
    // A button may do the same.
    let mut learner = in_app(FOUR_SCREENS);
    learner.tap("two");
    learner.tap("up");
    assert_eq!(learner.at(), "a.one");
    learner.tap("two");
    learner.tap("away");
    assert_eq!(learner.at(), "home");
}

#[test]
fn an_app_that_is_left_keeps_its_place() {
    let b = "[screens.one]\nwidgets = [{ button = \"a\", label = \"A\", do = [{ open = \"a\" }] }]\n";
    let lesson = small(&[("a", &format!("{FOUR_SCREENS}{NEVER}")), ("b", b)], &["a", "b"], FAR);
    let mut learner = Learner::new(&lesson, Mode::Practice);
    learner.open("a");
    learner.tap("two");
    learner.home();
    assert_eq!(learner.at(), "home");
    learner.open("b");
    learner.tap("a");
    assert_eq!(learner.at(), "a.two", "opened from another app");
    learner.home();
    learner.open("a");
    assert_eq!(learner.at(), "a.two", "opened from the home screen");
}

#[test]
fn what_a_screen_does_when_it_comes_up_is_done_every_time_it_does() {
    let counting = FOUR_SCREENS.replacen("[screens.two]", "[screens.two]\nenter = [{ add = \"times\" }]", 1);
    let mut learner = in_app(&format!("counters.times = 9\n{counting}"));
    let times = |learner: &Learner| {
        learner.session.state().counter(learner.session.lesson().world.counters.ids().next().unwrap())
    };
    learner.tap("two");
    assert_eq!(times(&learner), 1, "by go");
    learner.tap("three");
    learner.back();
    assert_eq!(times(&learner), 2, "by Back");
    learner.home();
    learner.open("a");
    assert_eq!(times(&learner), 3, "by opening the app");
}

#[test]
fn on_the_home_screen_back_and_home_lead_nowhere() {
    let mut learner = in_app(FOUR_SCREENS);
    learner.home();
    let before = learner.session.state().clone();
    assert_eq!(learner.back(), [Note::Nothing]);
    assert_eq!(learner.home(), [Note::Nothing]);
    assert_eq!(*learner.session.state(), before);
}

// ----------------------------------------------------------------------------------------------------------- layers

const LAYERS: &str = r#"
[screens.one]
widgets = [
  { button = "dialog", label = "D", do = [{ show = "dialog" }] },
  { button = "must", label = "M", do = [{ show = "must" }] },
  { button = "call", label = "C", do = [{ show = "call" }] },
  { checkbox = "below", label = "B" },
]
[screens.dialog]
kind = "dialog"
widgets = [
  { button = "again", label = "A", do = [{ show = "dialog" }] },
  { button = "l1", label = "1", do = [{ show = "l1" }] },
]
[screens.must]
kind = "dialog"
back = "none"
widgets = [{ button = "ok", label = "O", do = [{ close = true }] }]
[screens.call]
kind = "call"
widgets = [{ button = "ok", label = "O", do = [{ close = true }] }]
[screens.l1]
kind = "dialog"
widgets = [{ button = "l2", label = "2", do = [{ show = "l2" }] }]
[screens.l2]
kind = "dialog"
widgets = [{ button = "l3", label = "3", do = [{ show = "l3" }] }]
[screens.l3]
kind = "dialog"
widgets = [{ button = "l4", label = "4", do = [{ show = "l4" }] }]
[screens.l4]
kind = "dialog"
widgets = [{ text = "4" }]
"#;

#[test]
fn only_what_lies_on_top_acts() {
    for layer in ["dialog", "must", "call"] {
        let mut learner = in_app(LAYERS);
        let below = learner.widget("below");
        learner.tap(layer);
        assert_eq!(learner.at(), format!("a.{layer}"));
        let before = learner.session.state().clone();
        assert_eq!(learner.perform(&Doing::Act(Action::Tap(below))), [Note::Nothing], "{layer}");
        assert_eq!(learner.home(), [Note::Nothing], "{layer}");
        assert_eq!(*learner.session.state(), before);
    }
}

#[test]
fn back_closes_a_dialog_but_not_a_question_or_a_call() {
    for (layer, after) in [("dialog", "a.one"), ("must", "a.must"), ("call", "a.call")] {
        let mut learner = in_app(LAYERS);
        learner.tap(layer);
        let notes = learner.back();
        assert_eq!(learner.at(), after);
        assert_eq!(notes.contains(&Note::Nothing), after != "a.one", "it is said that nothing happened");
    }
    let mut learner = in_app(LAYERS);
    learner.tap("call");
    learner.tap("ok");
    assert_eq!(learner.at(), "a.one");
}

#[test]
fn a_layer_lies_there_once_and_four_are_the_most() {
    let mut learner = in_app(LAYERS);
    learner.tap("dialog");
    learner.tap("again");
    assert_eq!(learner.session.state().layers().len(), 1);
    for id in ["l1", "l2", "l3"] {
        learner.tap(id);
    }
    assert_eq!(learner.at(), "a.l3");
    learner.tap("l4");
    assert_eq!((learner.at().as_str(), learner.session.state().layers().len()), ("a.l3", 4));
    for at in ["a.l2", "a.l1", "a.dialog", "a.one"] {
        learner.back();
        assert_eq!(learner.at(), at);
    }
}

// ------------------------------------------------------------------------------------------------------------ codes

const CODE: &str = r#"
[codes.otp]
digits = 6
after = 8
message = { from = "Ngân hàng", text = "Ma {otp}" }
[screens.one]
widgets = [
  { field = "code", label = "Mã" },
  { button = "send", label = "Gửi", do = [{ send = "otp" }] },
  { button = "check", label = "Xác nhận", do = [{ when = ["code = {otp}"], spend = "otp", set = "in" }, { set = "wrong" }] },
]
"#;

/// The digits in the newest message.
fn digits(learner: &Learner) -> String {
    let sms = learner.session.inbox().next().expect("a message came");
    sms.text.strip_prefix("Ma ").unwrap().to_owned()
}

#[test]
fn a_code_is_sent_comes_is_typed_and_is_spent() {
    let mut learner = in_app(CODE);
    assert_eq!(code(&learner), CodeState::None);
    learner.tap("send");
    assert_eq!(code(&learner), CodeState::Coming);
    assert_eq!((learner.session.inbox().count(), learner.session.banner()), (0, None));
    learner.pass(7999);
    assert_eq!(code(&learner), CodeState::Coming);
    learner.pass(1);
    assert_eq!(code(&learner), CodeState::Here);
    let digits = digits(&learner);
    assert!(digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit()), "{digits}");
    assert_eq!(learner.session.banner().unwrap().text, format!("Ma {digits}"));
    learner.enter("a.code", &digits);
    learner.tap("check");
    assert_eq!((learner.flag("a.in"), code(&learner)), (true, CodeState::Dead));
    // A spent code opens nothing any more, and its banner is gone.
    assert_eq!(learner.session.banner(), None);
    learner.enter("a.code", "");
    learner.enter("a.code", &digits);
    learner.tap("check");
    assert!(learner.flag("a.wrong"));
}

/// The digits are fixed by the seed, so somebody could know them: still nobody can type a code that is not here.
#[test]
fn a_code_that_is_not_here_cannot_be_typed() {
    let mut spy = in_app(CODE);
    spy.tap("send");
    spy.wait();
    let known = digits(&spy);
    for sent in [false, true] {
        let mut learner = in_app(CODE);
        if sent {
            learner.tap("send");
        }
        learner.enter("a.code", &known);
        learner.tap("check");
        assert_eq!((learner.flag("a.in"), learner.flag("a.wrong")), (false, true), "sent: {sent}");
    }
}

#[test]
fn a_new_code_makes_the_old_one_wrong() {
    let mut learner = in_app(CODE);
    learner.tap("send");
    learner.wait();
    let old = digits(&learner);
    learner.enter("a.code", &old);
    learner.tap("send");
    assert_eq!((code(&learner), learner.session.banner()), (CodeState::Coming, None));
    learner.tap("check");
    assert!(!learner.flag("a.in"), "the old digits while the new ones come");
    learner.wait();
    let new = digits(&learner);
    assert_ne!(old, new);
    learner.tap("check");
    assert!(!learner.flag("a.in"), "the old digits when the new ones are here");
    learner.enter("a.code", &new);
    learner.tap("check");
    assert!(learner.flag("a.in"));
}

#[test]
fn a_code_dies_only_where_the_lesson_says_so() {
    let mut learner = in_app(CODE);
    learner.tap("send");
    learner.wait();
    assert_eq!(learner.session.deadline(), None);
    learner.pass(86_400_000);
    assert_eq!(code(&learner), CodeState::Here);

    let mut learner = in_app(&CODE.replacen("after = 8", "after = 8\nlives = 180", 1));
    learner.tap("send");
    learner.wait();
    let digits = digits(&learner);
    learner.pass(179_999);
    assert_eq!(code(&learner), CodeState::Here);
    learner.pass(1);
    assert_eq!(code(&learner), CodeState::Dead);
    learner.enter("a.code", &digits);
    learner.tap("check");
    assert!(!learner.flag("a.in"));
}

/// Whoever types slowly does not lose the code that she is typing.
#[test]
fn a_code_that_runs_out_waits_while_it_is_typed() {
    let mut learner = in_app(&CODE.replacen("after = 8", "after = 8\nlives = 180", 1));
    learner.tap("send");
    learner.wait();
    learner.pass(179_000);
    for _ in 0..20 {
        let now = learner.now();
        learner.session.typing(now);
        learner.pass(40_000);
        assert_eq!(code(&learner), CodeState::Here);
    }
    learner.pass(60_000);
    assert_eq!(code(&learner), CodeState::Dead, "she has stopped typing");
}

#[test]
fn a_banner_leads_to_the_messages_and_goes() {
    let mut learner = in_app(CODE);
    learner.tap("send");
    learner.wait();
    learner.perform(&Doing::Act(Action::Banner));
    assert_eq!((learner.at().as_str(), learner.session.banner()), ("messages.front", None));
    learner.back();
    assert_eq!(learner.at(), "home");
    // What comes while the messages are open needs no banner.
    learner.open("a");
    learner.tap("send");
    learner.home();
    learner.open("messages");
    learner.wait();
    assert_eq!((learner.session.inbox().count(), learner.session.banner()), (2, None));
}

// ----------------------------------------------------------------------------------------------------------- fields

const FIELDS: &str = r#"
[codes.otp]
digits = 4
after = 1
message = { from = "M", text = "Ma {otp}" }
[screens.one]
widgets = [
  { field = "word", label = "Chữ" },
  { field = "secret", label = "Mật khẩu", rule = "password" },
  { field = "pin", label = "PIN", rule = "pin" },
  { field = "otp-code", label = "OTP", rule = "otp" },
  { button = "go", label = "G", do = [{ go = "two" }] },
  { button = "ask", label = "A", do = [{ show = "ask" }] },
  { button = "send", label = "S", do = [{ send = "otp" }] },
  { button = "other", label = "O", do = [{ open = "b" }] },
]
[screens.two]
back = "one"
widgets = [{ text = "2" }]
[screens.ask]
kind = "dialog"
widgets = [{ button = "ok", label = "O", do = [{ close = true }] }]
"#;

fn with_fields() -> Learner {
    let b = "[screens.one]\nwidgets = [{ text = \"B\" }]\n";
    let lesson = small(&[("a", &format!("{FIELDS}{NEVER}")), ("b", b)], &["a", "b"], FAR);
    let mut learner = Learner::new(&lesson, Mode::Practice);
    learner.open("a");
    for (field, text) in [("a.word", "chữ"), ("a.secret", "Abc@12345"), ("a.pin", "1234"), ("a.otp-code", "5678")] {
        learner.enter(field, text);
        assert_eq!(learner.content(field), text);
    }
    learner
}

#[test]
fn secrets_are_emptied_whenever_their_screen_is_left_and_nothing_else_is() {
    type Leave = fn(&mut Learner);
    let ways: [(&str, Leave); 5] = [
        ("by a button", |l| drop(l.tap("go"))),
        ("by Back", |l| drop(l.back())),
        ("by the home button", |l| drop(l.home())),
        ("to another app", |l| drop(l.tap("other"))),
        ("by the banner", |l| {
            l.tap("send");
            l.wait();
            l.perform(&Doing::Act(Action::Banner));
        }),
    ];
    for (way, leave) in ways {
        let mut learner = with_fields();
        leave(&mut learner);
        assert_ne!(learner.at(), "a.one", "{way}");
        assert_eq!(learner.content("a.word"), "chữ", "{way}");
        for secret in ["a.secret", "a.pin", "a.otp-code"] {
            assert_eq!(learner.content(secret), "", "{secret} {way}");
            assert_eq!(learner.session.state().class(learner.field(secret)), 0, "{secret} {way}");
        }
    }
}

/// A dialog lies above its screen; the screen is not left.
#[test]
fn a_dialog_above_leaves_secrets_where_they_are() {
    let mut learner = with_fields();
    learner.tap("ask");
    learner.tap("ok");
    assert_eq!((learner.content("a.secret").as_str(), learner.content("a.pin").as_str()), ("Abc@12345", "1234"));
}

#[test]
fn a_dimmed_button_says_what_is_missing_and_does_nothing() {
    let mut learner = in_app(
        r#"
[screens.one]
widgets = [
  { field = "name", label = "Họ và tên" },
  { field = "born", label = "Ngày sinh", rule = "date" },
  { checkbox = "agree", label = "Tôi đồng ý" },
  { button = "ok", label = "Tiếp", needs = ["name is filled", "born is valid", "agree"], do = [{ set = "done" }] },
]
"#,
    );
    let ok = learner.widget("ok");
    let dimmed = |learner: &Learner| {
        let mut state = learner.session.state().clone();
        let answer = sim::apply(&learner.session.lesson().world, &mut state, Action::Tap(ok), |_| {});
        assert_eq!(state, *learner.session.state());
        matches!(answer, Answer::Missing(_))
    };
    assert!(dimmed(&learner));
    assert_eq!(learner.tap("ok"), [Note::Missing("Họ và tên".into())]);
    learner.enter("a.name", "Tập");
    learner.enter("a.born", "31/02/1960");
    assert_eq!(learner.tap("ok"), [Note::Missing("Ngày sinh".into())]);
    learner.enter("a.born", "12/03/1960");
    assert_eq!(learner.tap("ok"), [Note::Missing("Tôi đồng ý".into())]);
    learner.tap("agree");
    assert!(!learner.flag("a.done"));
    learner.tap("ok");
    assert!(learner.flag("a.done"));
}

#[test]
fn a_field_on_two_screens_is_one_field() {
    let mut learner = in_app(
        r#"
[screens.one]
widgets = [{ field = "x", label = "X" }, { button = "go", label = "G", do = [{ go = "two" }] }]
[screens.two]
widgets = [{ field = "x", label = "X" }, { button = "empty", label = "E", do = [{ clear = "screen" }] }]
"#,
    );
    learner.enter("a.x", "một");
    learner.tap("go");
    assert_eq!(learner.content("a.x"), "một");
    learner.tap("empty");
    learner.back();
    assert_eq!(learner.content("a.x"), "");
}

// --------------------------------------------------------------------------------------- closed parts, apps, counters

#[test]
fn what_a_lesson_does_not_use_says_so_and_does_nothing() {
    let a = r#"
[screens.one]
widgets = [
  { button = "app", label = "A", do = [{ set = "x", open = "unused" }] },
  { button = "screen", label = "S", do = [{ set = "x", go = "two" }] },
  { button = "layer", label = "L", do = [{ set = "x", show = "ask" }] },
]
[screens.two]
widgets = [{ text = "2" }]
[screens.ask]
kind = "dialog"
widgets = [{ text = "?" }]
"#;
    let one = "[screens.one]\nwidgets = [{ text = \"B\" }]\n";
    let closed = format!("closed = [\"a.two\", \"a.ask\", \"b.one\"]\n{FAR}");
    let lesson = small(&[("a", &format!("{a}{NEVER}")), ("b", one), ("unused", one)], &["a", "b"], &closed);
    let mut learner = Learner::new(&lesson, Mode::Practice);
    let before = learner.session.state().clone();
    assert_eq!(learner.open("b"), [Note::Closed], "an app that stands on a closed screen");
    assert_eq!(*learner.session.state(), before);
    learner.open("a");
    let before = learner.session.state().clone();
    for button in ["app", "screen", "layer"] {
        assert_eq!(learner.tap(button), [Note::Closed], "{button}");
        assert_eq!(*learner.session.state(), before, "{button}");
    }
}

#[test]
fn an_app_that_is_uninstalled_forgets_everything() {
    let a = r#"
[screens.one]
widgets = [
  { button = "install", label = "I", do = [{ install = "b" }] },
  { button = "remove", label = "R", do = [{ uninstall = "b" }] },
]
"#;
    let b = r#"
[screens.one]
widgets = [
  { field = "x", label = "X" },
  { checkbox = "f", label = "F" },
  { button = "go", label = "G", do = [{ go = "two" }] },
]
[screens.two]
widgets = [{ button = "suicide", label = "S", do = [{ uninstall = "b" }] }]
"#;
    let lesson = small(&[("a", &format!("{a}{NEVER}")), ("b", b)], &["a", "b"], FAR);
    let mut learner = Learner::new(&lesson, Mode::Practice);
    learner.open("b");
    learner.enter("b.x", "x");
    learner.tap("f");
    learner.tap("go");
    learner.home();
    learner.open("a");
    learner.tap("remove");
    assert_eq!((learner.flag("b.installed"), learner.flag("b.f"), learner.content("b.x").as_str()), (false, false, ""));
    learner.home();
    let tiles = |learner: &Learner| {
        let world = &learner.session.lesson().world;
        let names = sim::home_tiles(world, learner.session.state()).map(|app| world.apps[app].id.to_string());
        names.collect::<Vec<_>>()
    };
    assert_eq!(tiles(&learner), ["a", "messages"]);
    learner.open("a");
    learner.tap("install");
    learner.home();
    assert_eq!(tiles(&learner), ["a", "b", "messages"]);
    learner.open("b");
    assert_eq!(learner.at(), "b.one", "it begins anew");
    learner.tap("go");
    learner.tap("suicide");
    assert_eq!(learner.at(), "home", "the app in front is gone");
}

#[test]
fn a_counter_stops_at_its_number() {
    let mut learner = in_app(
        r#"
counters.tries = 3
[screens.one]
widgets = [
  { button = "try", label = "T", do = [{ add = "tries" }] },
  { button = "anew", label = "A", do = [{ reset = "tries" }] },
  { text = "locked", when = ["tries >= 3"] },
]
"#,
    );
    let id = learner.session.lesson().world.counters.ids().next().unwrap();
    for count in [1, 2, 3, 3, 3] {
        learner.tap("try");
        assert_eq!(learner.session.state().counter(id), count);
        let texts = sim::visible_widgets(&learner.session.lesson().world, learner.session.state()).count();
        assert_eq!(texts == 3, count == 3, "`tries >= 3` holds from the third on");
    }
    learner.tap("anew");
    assert_eq!(learner.session.state().counter(id), 0);
}

// ------------------------------------------------------------------------------------------------------------- time

const PROGRESS: &str = r#"
[timers.bell]
seconds = 10
do = [{ set = "rang" }]
[screens.one]
widgets = [
  { button = "load", label = "L", do = [{ go = "loading" }] },
  { button = "start", label = "S", do = [{ start = "bell" }] },
  { button = "stop", label = "E", do = [{ stop = "bell" }] },
]
[screens.loading]
widgets = [{ progress = "bar", label = "P", seconds = 4, do = [{ set = "loaded", back = true }] }]
"#;

#[test]
fn a_progress_runs_only_while_it_is_seen_and_begins_anew() {
    let mut learner = in_app(PROGRESS);
    learner.tap("load");
    learner.pass(3999);
    assert!(!learner.flag("a.loaded"));
    learner.back();
    learner.pass(60_000);
    assert!(!learner.flag("a.loaded"), "nobody looked");
    learner.tap("load");
    learner.pass(3999);
    assert!(!learner.flag("a.loaded"), "it began anew");
    learner.pass(1);
    assert_eq!((learner.flag("a.loaded"), learner.at().as_str()), (true, "a.one"));
}

#[test]
fn a_timer_runs_in_the_background_until_it_is_stopped() {
    let mut learner = in_app(PROGRESS);
    learner.tap("start");
    learner.home();
    learner.pass(9_000);
    assert!(learner.flag("a.rang"));

    let mut learner = in_app(PROGRESS);
    learner.tap("start");
    learner.tap("stop");
    assert_eq!(learner.session.deadline(), None);
    learner.pass(60_000);
    assert!(!learner.flag("a.rang"));
}

#[test]
fn the_clocks_of_the_world_stand_still_while_it_is_held() {
    let mut learner = in_app(PROGRESS);
    learner.tap("load");
    learner.pass(3000);
    let now = learner.now();
    learner.session.hold(now);
    learner.session.hold(now);
    learner.pass(600_000);
    assert_eq!((learner.flag("a.loaded"), learner.session.deadline()), (false, None));
    let now = learner.now();
    learner.session.release(now);
    learner.pass(999);
    assert!(!learner.flag("a.loaded"));
    learner.pass(1);
    assert!(learner.flag("a.loaded"));
}

/// A screen that leads to a screen that leads back would run for ever.
#[test]
fn a_circle_of_screens_ends() {
    let mut learner = in_app(
        r#"
[screens.one]
widgets = [{ button = "go", label = "G", do = [{ go = "two" }] }]
[screens.two]
enter = [{ go = "three" }]
widgets = [{ text = "2" }]
[screens.three]
enter = [{ go = "two" }]
widgets = [{ text = "3" }]
"#,
    );
    learner.tap("go");
    assert!(["a.two", "a.three"].contains(&learner.at().as_str()));
}

// ------------------------------------------------------------------------------------------------------------ steps

/// Three boxes to tick, and what the lesson makes of them.
fn boxes(steps: &str) -> Learner {
    let a = r#"
[screens.one]
widgets = [
  { checkbox = "x", label = "X" },
  { checkbox = "y", label = "Y" },
  { checkbox = "z", label = "Z" },
  { button = "all", label = "A", do = [{ set = ["x", "y", "z"] }] },
  { button = "none", label = "N", do = [{ unset = ["x", "y", "z"] }] },
]
"#;
    let lesson = small(&[("a", a)], &["a"], steps);
    let mut learner = Learner::new(&lesson, Mode::Practice);
    learner.open("a");
    learner
}

fn results(learner: &Learner) -> Vec<(&str, StepOutcome)> {
    learner.session.done().iter().map(|step| (step.step_id.as_str(), step.outcome)).collect()
}

const XYZ: &str = r#"
[[steps]]
id = "x"
say = "X"
goal = ["a.x"]
stays = true
[[steps]]
id = "y"
say = "Y"
goal = ["a.y"]
[[steps]]
id = "z"
say = "Z"
goal = ["a.z"]
"#;

#[test]
fn one_action_can_end_several_steps() {
    let mut learner = boxes(XYZ);
    let notes = learner.tap("all");
    assert_eq!(results(&learner), [("x", StepOutcome::Alone), ("y", StepOutcome::Alone), ("z", StepOutcome::Alone)]);
    assert_eq!(notes.iter().filter(|note| matches!(note, Note::Step(_))).count(), 3);
    assert_eq!(notes.last(), Some(&Note::Finished));
}

#[test]
fn what_is_done_before_it_is_asked_counts() {
    let mut learner = boxes(XYZ);
    learner.tap("z");
    assert_eq!(results(&learner), []);
    learner.tap("x");
    assert_eq!(learner.session.step().unwrap().id.as_ref(), "y");
    learner.tap("y");
    assert_eq!(results(&learner).last(), Some(&("z", StepOutcome::Alone)));
    assert!(learner.session.step().is_none());
}

/// A step that is over is not reopened; what must stay is mended before the next step can end.
#[test]
fn what_must_stay_and_was_undone_is_mended_first() {
    let mut learner = boxes(XYZ);
    learner.tap("x");
    learner.tap("x");
    assert!(!learner.flag("a.x"));
    assert_eq!(results(&learner), [("x", StepOutcome::Alone)], "x is over");
    learner.tap("y");
    assert_eq!(learner.session.step().unwrap().id.as_ref(), "y", "y does not end without x");
    assert_eq!(learner.session.next().unwrap().action, Action::Tap(learner.widget("x")), "the plan mends");
    learner.tap("x");
    assert_eq!(results(&learner).len(), 2);
    // y need not stay.
    learner.tap("y");
    learner.tap("z");
    assert!(learner.session.step().is_none());
}

const REACTS: &str = r#"
[[steps]]
id = "one"
say = "Một"
goal = ["a.z"]
[[steps.react]]
on = ["a.x"]
mistake = true
say = "Sai X"
[[steps.react]]
on = ["a.y"]
say = "Thấy Y"
[[steps]]
id = "two"
say = "Hai"
goal = ["!a.z"]
[[steps.react]]
on = ["a.x"]
mistake = true
say = "Lại X"
"#;

/// The texts of the reactions among some notes.
fn reactions(notes: &[Note]) -> Vec<String> {
    let text = |note: &Note| match note {
        Note::Said { text, .. } => Some(text.vi.to_string()),
        _ => None,
    };
    notes.iter().filter_map(text).collect()
}

#[test]
fn a_reaction_fires_when_its_trigger_turns_true_and_not_again_while_it_stays_true() {
    let mut learner = boxes(REACTS);
    assert_eq!(reactions(&learner.tap("x")), ["Sai X"]);
    assert_eq!(reactions(&learner.tap("y")), ["Thấy Y"], "x is still on and is not told again");
    assert_eq!(reactions(&learner.tap("x")), Vec::<String>::new());
    assert_eq!(reactions(&learner.tap("x")), ["Sai X"], "off and on again");
    learner.tap("z");
    assert_eq!(learner.session.done()[0].mistakes, 2);
    // It is on when the second step begins, so that it does not turn true there.
    learner.tap("z");
    assert_eq!(learner.session.done()[1].mistakes, 0);
}

#[test]
fn a_mistake_counts_in_the_step_that_it_ends() {
    let mut learner = boxes(REACTS);
    let notes = learner.tap("all");
    assert_eq!(reactions(&notes), ["Sai X", "Thấy Y"]);
    assert_eq!((learner.session.done()[0].mistakes, learner.session.done().len()), (1, 1));
}

#[test]
fn a_step_that_holds_from_the_start_is_skipped() {
    let a = "[screens.one]\nwidgets = [{ checkbox = \"x\", label = \"X\" }, { checkbox = \"y\", label = \"Y\" }, { checkbox = \"z\", label = \"Z\" }]\n";
    let lesson = small(&[("a", a)], &["a"], &format!("start = [\"a.x\"]\n{XYZ}"));
    let mut learner = Learner::new(&lesson, Mode::Practice);
    assert_eq!(results(&learner), [("x", StepOutcome::Skipped)]);
    learner.finish();
    let outcomes: Vec<StepOutcome> = results(&learner).into_iter().map(|(_, outcome)| outcome).collect();
    assert_eq!(outcomes, [StepOutcome::Skipped, StepOutcome::Alone, StepOutcome::Alone]);
}

#[test]
fn a_layer_that_a_step_brings_comes_and_comes_again() {
    let a = r#"
[screens.one]
widgets = [{ checkbox = "x", label = "X" }]
[screens.ring]
kind = "call"
widgets = [
  { button = "refuse", label = "R", do = [{ set = "refused", close = true }] },
  { button = "later", label = "L", do = [{ close = true }] },
]
"#;
    let steps = r#"
[[steps]]
id = "x"
say = "X"
goal = ["a.x"]
[[steps]]
id = "call"
say = "C"
goal = ["a.refused"]
comes = "a.ring"
"#;
    let lesson = small(&[("a", a)], &["a"], steps);
    let mut learner = Learner::new(&lesson, Mode::Practice);
    learner.open("a");
    learner.tap("x");
    assert_eq!(learner.at(), "a.ring", "it comes with the step");
    learner.tap("later");
    assert_eq!(learner.at(), "a.one");
    learner.wait();
    assert_eq!(learner.at(), "a.ring", "it comes again while the goal does not hold");
    learner.tap("refuse");
    assert!(learner.session.step().is_none());
    assert_eq!(learner.session.deadline(), None);
}

const PAY: &str = r#"
[codes.slip]
digits = "S-%%%%"
[screens.one]
widgets = [
  { field = "to", label = "Gửi ai" },
  { button = "check", label = "C", needs = ["to is filled"], do = [{ send = "slip", go = "two" }] },
]
[screens.two]
widgets = [
  { button = "thief", label = "T", do = [{ set = "gone" }] },
  { button = "amend", label = "A", do = [{ clear = "to", back = true }] },
  { button = "shop", label = "S", do = [{ set = "paid" }] },
]
"#;

const PAID: &str = r#"
[[steps]]
id = "to"
say = "T"
goal = ["at a.two", "a.to = Tập"]
[[steps]]
id = "pay"
say = "P"
goal = ["a.paid", "!a.gone"]
[[steps.react]]
on = ["a.gone"]
mistake = true
rewind = true
say = "Tiền mất rồi. Mình làm lại từ đây."
"#;

/// What cannot be taken back in the world is taken back by the lesson: world and texts stand where the step begins.
#[test]
fn a_rewind_puts_the_world_where_the_demonstration_has_it() {
    let lesson = small(&[("a", PAY)], &["a"], PAID);
    let mut learner = Learner::new(&lesson, Mode::Practice);
    learner.open("a");
    learner.enter("a.to", "tập");
    learner.tap("check");
    assert_eq!(learner.session.step_index(), 1);
    let begun = learner.session.state().clone();
    learner.tap("amend");
    learner.enter("a.to", "Kẻ gian");
    learner.tap("check");
    let notes = learner.tap("thief");
    assert_eq!(reactions(&notes), ["Tiền mất rồi. Mình làm lại từ đây."]);
    assert!(!learner.flag("a.gone"));
    assert_eq!((learner.at().as_str(), learner.content("a.to").as_str()), ("a.two", "Tập"));
    assert_eq!(*learner.session.state(), begun);
    assert_eq!(learner.session.next().unwrap().action, Action::Tap(learner.widget("shop")));
    learner.tap("thief");
    learner.tap("shop");
    assert_eq!(results(&learner), [("to", StepOutcome::Alone), ("pay", StepOutcome::Alone)]);
    assert_eq!(learner.session.done()[1].mistakes, 2);
}

/// X may be passed by: it ends by its own goal, or when Z, which may not, holds.
#[test]
fn an_optional_step_is_passed_by_or_done() {
    let steps = XYZ.replacen("goal = [\"a.x\"]\nstays = true", "goal = [\"a.x\"]\noptional = true", 1);
    let steps = steps.replacen("goal = [\"a.y\"]", "goal = [\"a.y\"]\noptional = true", 1);
    let (alone, skipped) = (StepOutcome::Alone, StepOutcome::Skipped);
    for (taps, expected) in [
        (&["x", "y", "z"][..], &[("x", alone), ("y", alone), ("z", alone)][..]),
        (&["z"], &[("x", skipped), ("y", skipped), ("z", alone)]),
        (&["x", "z"], &[("x", alone), ("y", skipped), ("z", alone)]),
        (&["y", "x"], &[("x", alone), ("y", alone)]),
    ] {
        let mut learner = boxes(&steps);
        assert_eq!(learner.session.next().unwrap().action, Action::Tap(learner.widget("x")), "the plan does it");
        for tap in taps {
            learner.tap(tap);
        }
        assert_eq!(results(&learner), expected, "{taps:?}");
    }
    let mut learner = boxes(&steps);
    for _ in 0..4 {
        learner.home();
        learner.open("a");
    }
    learner.tap("x");
    assert_eq!(learner.session.done()[0].detours, 0, "nothing in it is a detour");
}

/// Numbers that look like somebody's own are refused kindly: emptied, counted, never kept.
#[test]
fn what_looks_like_real_data_is_refused() {
    let mut learner = in_app("[screens.one]\nwidgets = [{ field = \"id\", label = \"I\", rule = \"citizen-id\" }]\n");
    for (text, refused) in [
        ("019160000101", true),
        ("001 160 000 101", true),
        ("0912345678", true),
        ("0912.345.678", true),
        ("000160000101", false),
        ("0000123456", false),
        ("12345", false),
    ] {
        let notes = learner.enter("a.id", text);
        assert_eq!(notes.contains(&Note::Refused), refused, "{text}");
        assert_eq!(learner.content("a.id"), if refused { "" } else { text });
    }
    let now = learner.now();
    let end = learner.session.end(kiosk::tutor::record::AttemptOutcome::Left, now);
    assert_eq!((end.unfinished[0].mistakes, end.unfinished[0].verdict), (4, Some(VerdictClass::Refused)));
}

// ------------------------------------------------------------------------------------------- anybody, in real lessons

/// Somebody follows the plan for a while (so that the later steps are met too) and then does anything at random.
/// Whatever she did, there is a way on, each planned action brings the end of the step one action nearer, and following
/// the plan finishes the lesson.
fn anybody(lesson: &Arc<Lesson>, lead: usize, choices: &[u32]) -> Result<(), TestCaseError> {
    let mut learner = Learner::new(lesson, Mode::Practice);
    for _ in 0..lead {
        if learner.session.step().is_some() {
            learner.follow();
        }
    }
    for choice in choices {
        if learner.session.step().is_none() {
            break;
        }
        let possible = possible(&learner.session);
        let doing = &possible[*choice as usize % possible.len()];
        learner.perform(doing);
        let stuck = learner.session.step().is_some() && learner.session.next().is_none();
        prop_assert!(!stuck, "no way on after {doing:?} at {}", learner.at());
    }
    for _ in 0..200 {
        let (step, left) = (learner.session.step_index(), learner.session.left());
        if learner.session.step().is_none() {
            return Ok(());
        }
        learner.follow();
        if learner.session.step_index() == step {
            let was = left.unwrap();
            prop_assert_eq!(learner.session.left(), Some(was - 1), "at {}", learner.at());
        } else {
            prop_assert_eq!(left, Some(1));
        }
    }
    Err(TestCaseError::fail("the plan does not finish the lesson"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever anybody does in any of the shipped lessons, after any part of the demonstration: a way leads on.
    #[test]
    fn nobody_gets_stuck(
        lesson in prop::sample::select(Library::built_in().library.lessons),
        lead in 0_usize..34,
        choices in prop::collection::vec(any::<u32>(), 0..300),
    ) {
        anybody(&lesson, lead, &choices)?;
    }

    /// The world is the same for everybody: the same actions lead to the same state, without looking at texts.
    #[test]
    fn the_world_is_deterministic(choices in prop::collection::vec(any::<u32>(), 0..40)) {
        let lesson = built_in("temp-residence");
        let walk = || {
            let mut learner = Learner::new(&lesson, Mode::Practice);
            for choice in &choices {
                let possible = possible(&learner.session);
                learner.perform(&possible[*choice as usize % possible.len()]);
            }
            (learner.session.state().clone(), learner.session.step_index(), learner.notes.clone())
        };
        let (first, second) = (walk(), walk());
        prop_assert!(first == second);
    }
}

/// Where marks may be left out, nothing is said of missing ones; elsewhere it is.
#[test]
fn marks_are_missed_only_where_they_are_asked_for() {
    for (marks, almost) in [("", true), (", marks = \"optional\"", false)] {
        let mut learner = in_app(&format!(
            r#"
[screens.one]
widgets = [
  {{ field = "name", label = "Tên", rule = "name"{marks} }},
  {{ button = "ok", label = "Xong", do = [{{ when = ["name = {{persona.name}}"], set = "known" }}] }},
]
"#
        ));
        let notes = learner.enter("a.name", "Nguyen Thi Tap");
        let told = |note: &Note| matches!(note, Note::Entered { remark, .. } if remark.is_almost());
        assert_eq!(notes.iter().any(told), almost, "{marks}");
        learner.tap("ok");
        assert_eq!(learner.flag("a.known"), !almost);
    }
}

/// An amount is typed as one likes and shown as it is written in Viet Nam.
#[test]
fn an_amount_is_shown_with_its_dots() {
    let mut learner = in_app(
        r#"
[screens.one]
widgets = [
  { field = "sum", label = "Số tiền", rule = "money" },
  { field = "number", label = "Số", rule = "digits" },
  { card = "slip", lines = ["{sum} đ", "{number}"] },
]
"#,
    );
    learner.enter("a.sum", "150000");
    learner.enter("a.number", "150000");
    let world = &learner.session.lesson().world;
    let card = world.widgets.iter().find_map(|widget| match &widget.kind {
        WidgetKind::Card { lines } => Some(lines),
        _ => None,
    });
    let shown: Vec<String> = card.unwrap().iter().map(|line| learner.session.text(line)).collect();
    assert_eq!(shown, ["150.000 đ", "150000"]);
}

/// What repeats a field is right only beside what that one holds now.
#[test]
fn what_repeats_a_field_is_emptied_when_that_one_changes() {
    let mut learner = in_app(
        r#"
[screens.one]
widgets = [
  { keypad = "pin", label = "PIN", rule = "pin" },
  { keypad = "again", label = "Lại", repeats = "pin" },
  { button = "ok", label = "Xong", needs = ["form is valid"], do = [{ set = "same" }] },
]
"#,
    );
    for (pin, again, same) in [("284613", "284614", false), ("284613", "284613", true)] {
        learner.enter("a.pin", "000000");
        learner.enter("a.again", "000000");
        learner.enter("a.pin", pin);
        assert_eq!(learner.content("a.again"), "");
        learner.tap("ok");
        assert!(!learner.flag("a.same"), "the second is empty");
        learner.enter("a.again", again);
        learner.tap("ok");
        assert_eq!(learner.flag("a.same"), same, "{pin} {again}");
    }
}
