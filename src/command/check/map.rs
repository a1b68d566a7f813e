//! `kiosk check --map`: the screens of each app and the ways between them, and each lesson's demonstration as numbered
//! lines. What an author reads instead of the TOML.

use std::collections::HashSet;
use std::fmt::Write as _;

use crate::lesson::describe::Words;
use crate::lesson::model::{Case, Device, Lesson, Screen, ScreenKind, Widget, WidgetKind};
use crate::lesson::table::AppId;
use crate::sim::{Action, Pending};
use crate::text;
use crate::tutor::demo::Demo;
use crate::tutor::plan::Move;
use crate::tutor::wanted::Wanted;

/// The apps of a lesson that were not shown before.
pub fn apps(lesson: &Lesson, shown: &mut HashSet<String>) -> String {
    let mut out = String::new();
    for (id, app) in lesson.world.apps.pairs().filter(|(id, _)| Some(*id) != lesson.world.inbox) {
        if shown.insert(app.id.to_string()) {
            out.push_str(&of_app(lesson, id));
        }
    }
    out
}

fn of_app(lesson: &Lesson, id: AppId) -> String {
    let world = &lesson.world;
    let app = &world.apps[id];
    let device = match app.device {
        Device::Phone => "phone",
        Device::Browser => "browser",
        Device::Place => "place",
    };
    let mut out = format!("app {} “{}”, {device} (as in the lesson {})\n", app.id, app.name, lesson.id);
    for (at, screen) in world.screens.pairs().filter(|(_, screen)| screen.app == id) {
        let first = if at == app.first { ", first" } else { "" };
        let _ = writeln!(out, "  {}{first}{}", screen_head(lesson, screen), back(lesson, screen));
        for case in &screen.enter {
            way(&mut out, lesson, "when it comes up", case);
        }
        for widget in screen.widgets.iter().map(|id| &world.widgets[*id]) {
            of_widget(&mut out, lesson, widget);
        }
    }
    out.push('\n');
    out
}

fn screen_head(lesson: &Lesson, screen: &Screen) -> String {
    let kind = match screen.kind {
        ScreenKind::Page => "",
        ScreenKind::Dialog => ", dialog",
        ScreenKind::Call => ", call",
    };
    let closed = if screen.closed { ", closed in this lesson" } else { "" };
    let address = screen.address.as_ref().map(|address| format!(" at {address}")).unwrap_or_default();
    format!("{} “{}”{address}{kind}{closed}", screen.name, Words(&lesson.world).text(&screen.title))
}

fn back(lesson: &Lesson, screen: &Screen) -> String {
    match (screen.kind, screen.parent) {
        (ScreenKind::Page, Some(parent)) => format!("   [back: {}]", lesson.world.screens[parent].name),
        (ScreenKind::Page, None) => "   [back: home]".to_owned(),
        (ScreenKind::Dialog, _) if screen.must_answer => "   [must be answered]".to_owned(),
        (ScreenKind::Dialog, _) => "   [back closes it]".to_owned(),
        (ScreenKind::Call, _) => "   [back does nothing]".to_owned(),
    }
}

fn of_widget(out: &mut String, lesson: &Lesson, widget: &Widget) {
    let words = Words(&lesson.world);
    let label = words.text(&widget.label);
    let name = match &widget.kind {
        WidgetKind::Press { .. } => format!("tap “{label}” ({})", widget.id),
        WidgetKind::Progress { seconds, .. } => format!("after {seconds} s of “{label}” ({})", widget.id),
        kind => match (kind.field(), kind.flag()) {
            (Some(field), _) => format!("enter “{label}” ({})", lesson.world.fields[field].name),
            (_, Some(flag)) => format!("tick “{label}” ({})", lesson.world.flags[flag]),
            _ => return,
        },
    };
    let when = if widget.when.0.is_empty() { String::new() } else { format!("   [if {}]", words.cond(&widget.when)) };
    let _ = writeln!(out, "    {name}{when}");
    let (needs, cases) = match &widget.kind {
        WidgetKind::Press { needs, cases, .. } => (words.cond(needs), cases.as_slice()),
        WidgetKind::Progress { cases, .. } => (String::new(), cases.as_slice()),
        _ => return,
    };
    if !needs.is_empty() {
        let _ = writeln!(out, "        needs {needs}");
    }
    for case in cases {
        way(out, lesson, "", case);
    }
}

fn way(out: &mut String, lesson: &Lesson, lead: &str, case: &Case) {
    let words = Words(&lesson.world);
    let mut line = String::from("        ");
    if !lead.is_empty() {
        let _ = write!(line, "{lead} ");
    }
    if !case.when.0.is_empty() {
        let _ = write!(line, "if {}: ", words.cond(&case.when));
    }
    let _ = writeln!(out, "{line}-> {}", words.case(case));
}

/// The demonstration of a lesson, numbered.
pub fn demonstration(lesson: &Lesson, demo: &Demo) -> String {
    let mut out = format!("lesson {} “{}”\n", lesson.id, lesson.title.vi);
    let mut number = 0;
    for ((id, moves), step) in demo.steps.iter().zip(&lesson.steps) {
        let _ = writeln!(out, "  {id}: {}", text::plain(&step.say.vi));
        for planned in moves {
            number += 1;
            let _ = writeln!(out, "    {number:>3}. {}", describe(lesson, planned));
        }
    }
    out.push('\n');
    out
}

/// An action in words.
pub fn describe(lesson: &Lesson, planned: &Move) -> String {
    let world = &lesson.world;
    let words = Words(world);
    match planned.action {
        Action::Tap(id) => {
            let widget = &world.widgets[id];
            format!("tap “{}” ({}/{})", words.text(&widget.label), words.screen(widget.screen), widget.id)
        }
        Action::Enter { field, .. } => format!("{} in {}", entered(lesson, planned), world.fields[field].name),
        Action::Back => "back".to_owned(),
        Action::Home => "go to the home screen".to_owned(),
        Action::Open(app) => format!("open “{}” ({})", world.apps[app].name, words.app(app)),
        Action::Banner => "tap the banner".to_owned(),
        Action::Wait(pending) => format!("wait: {}", happens(lesson, pending)),
    }
}

fn entered(lesson: &Lesson, planned: &Move) -> String {
    match &planned.wanted {
        Some(Wanted::Text(text)) => format!("enter “{text}”"),
        Some(Wanted::Code(code)) => format!("enter the code {}", lesson.world.codes[*code].name),
        Some(Wanted::Same(field)) => format!("enter the same as in {}", lesson.world.fields[*field].name),
        None => "enter something".to_owned(),
    }
}

fn happens(lesson: &Lesson, pending: Pending) -> String {
    let world = &lesson.world;
    match pending {
        Pending::Arrives(code) => format!("the code {} arrives", world.codes[code].name),
        Pending::Dies(code) => format!("the code {} dies", world.codes[code].name),
        Pending::Progress(widget) => format!("“{}” ends", Words(world).text(&world.widgets[widget].label)),
        Pending::Timer(timer) => format!("the timer {} ends", world.timers[timer].name),
        Pending::Comes(screen) => format!("{} comes", world.screens[screen].name),
    }
}
