//! Everything that can be done at a moment of a lesson, below the keys.

use crate::lesson::model::FieldFact;
use crate::lesson::table::FieldId;
use crate::sim::{self, Action};
use crate::text;
use crate::tutor::Session;

/// A made-up number with the shape of a real identity number: the guard against real data refuses it.
pub(super) const LOOKS_REAL: &str = "019160000101";

/// Something that a learner, or the time, can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doing {
    /// An action that needs no text.
    Act(Action),
    /// A text or an option for a field.
    Enter(FieldId, String),
    /// Nothing, until the next thing happens by itself.
    Wait,
}

/// Everything that can be done now: each thing to tap, for each field its right and some wrong texts, Back, home, the
/// tiles, the banner, and to wait.
pub fn possible(session: &Session) -> Vec<Doing> {
    let (state, world) = (session.state(), &session.lesson().world);
    let mut all = Vec::new();
    for id in sim::visible_widgets(world, state) {
        let kind = &world.widgets[id].kind;
        match kind.field() {
            Some(field) => all.extend(texts(session, field).into_iter().map(|text| Doing::Enter(field, text))),
            None if kind.acts() => all.push(Doing::Act(Action::Tap(id))),
            None => {}
        }
    }
    all.extend([Doing::Act(Action::Back), Doing::Act(Action::Home)]);
    if sim::top(state).is_none() {
        all.extend(sim::home_tiles(world, state).map(|app| Doing::Act(Action::Open(app))));
    }
    if sim::banner_acts(state) {
        all.push(Doing::Act(Action::Banner));
    }
    if session.deadline().is_some() {
        all.push(Doing::Wait);
    }
    all
}

/// What somebody may enter in a field: its options, or nothing, nonsense, what looks real, and what conditions ask for.
fn texts(session: &Session, field: FieldId) -> Vec<String> {
    let definition = &session.lesson().world.fields[field];
    if !definition.options.is_empty() {
        return definition.options.iter().map(|option| option.id.to_string()).collect();
    }
    let mut texts = vec![String::new(), "xyz".to_owned(), LOOKS_REAL.to_owned(), "000000".to_owned()];
    for fact in &definition.facts {
        if let FieldFact::Equals(wanted) | FieldFact::Contains(wanted) = fact {
            texts.push(wanted.to_string());
            texts.push(text::fold(wanted));
        }
    }
    // The digits that stand in a message are what a code field asks for.
    let read = session.inbox().flat_map(|sms| sms.text.split(|c: char| !c.is_ascii_digit()));
    texts.extend(read.filter(|digits| digits.len() == 6).map(str::to_owned));
    texts
}
