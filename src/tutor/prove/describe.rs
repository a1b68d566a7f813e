//! Actions in words, for authors.

use crate::lesson::Lesson;
use crate::lesson::describe::Words;
use crate::lesson::model::{Field, FieldFact};
use crate::lesson::table::FieldId;
use crate::sim::{Action, Pending};

/// An action in words: `tap "Cài đặt" (store.app/install)`.
pub fn describe(lesson: &Lesson, action: &Action) -> String {
    let world = &lesson.world;
    match *action {
        Action::Tap(id) => {
            let widget = &world.widgets[id];
            let screen = &world.screens[widget.screen].name;
            format!("tap \"{}\" ({screen}/{})", Words(&lesson.world).text(&widget.label), widget.id)
        }
        Action::Enter { field, class } => {
            let definition = &world.fields[field];
            format!("enter {} in \"{}\" ({})", content(lesson, definition, class), name(lesson, field), definition.name)
        }
        Action::Back => "press Back".to_owned(),
        Action::Home => "press Home".to_owned(),
        Action::Open(app) => format!("open \"{}\" ({})", world.apps[app].name, world.apps[app].id),
        Action::Banner => "tap the banner".to_owned(),
        Action::Wait(pending) => format!("wait: {}", event(lesson, pending)),
    }
}

fn event(lesson: &Lesson, pending: Pending) -> String {
    let world = &lesson.world;
    match pending {
        Pending::Arrives(code) => format!("code {} arrives", world.codes[code].name),
        Pending::Dies(code) => format!("code {} dies", world.codes[code].name),
        Pending::Progress(id) => {
            let widget = &world.widgets[id];
            format!("{}/{} ends", world.screens[widget.screen].name, widget.id)
        }
        Pending::Timer(timer) => format!("timer {} ends", world.timers[timer].name),
        Pending::Comes(screen) => format!("{} comes", world.screens[screen].name),
    }
}

/// What a field is called where it stands first.
fn name(lesson: &Lesson, field: FieldId) -> String {
    let widget = lesson.world.widgets.iter().find(|widget| widget.kind.field() == Some(field));
    widget.map(|widget| Words(&lesson.world).text(&widget.label)).unwrap_or_default()
}

fn content(lesson: &Lesson, field: &Field, class: u32) -> String {
    let has = |bit: usize| class & 1 << bit != 0;
    if class == 0 {
        return "nothing".to_owned();
    }
    for (_, fact) in field.facts.iter().enumerate().filter(|(bit, _)| has(*bit)) {
        match fact {
            FieldFact::Equals(text) => {
                let option = field.options.iter().find(|option| option.id == *text);
                return format!("\"{}\"", option.map_or(text, |option| &option.label));
            }
            FieldFact::Contains(text) => return format!("something with \"{text}\""),
            FieldFact::Code(code) => return format!("the code {}", lesson.world.codes[*code].name),
            FieldFact::Filled | FieldFact::Valid => {}
        }
    }
    if has(1) { "something else" } else { "something that does not fit" }.to_owned()
}
