//! A compiled world in words again, for authors: conditions, cases and texts as they are written in lesson files.

use super::model::{Case, Cond, Effect, Fact, FieldFact, Literal, Move, Piece, Template, World};
use super::table::{AppId, FieldId, ScreenId};

/// A world that is put into words.
#[derive(Clone, Copy, Debug)]
pub struct Words<'w>(pub &'w World);

impl Words<'_> {
    /// A text with `{…}` where the world fills something in.
    pub fn text(self, template: &Template) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Literal(text) => text.to_string(),
            Piece::Field(field) => format!("{{{}}}", self.0.fields[*field].name),
            Piece::Code(code) => format!("{{{}}}", self.0.codes[*code].name),
        };
        template.0.iter().map(piece).collect()
    }

    /// A condition: what must hold, joined by commas.
    pub fn cond(self, cond: &Cond) -> String {
        let clause = |clause: &Vec<Literal>| clause.iter().map(|l| self.literal(*l)).collect::<Vec<_>>().join(" or ");
        cond.0.iter().map(clause).collect::<Vec<_>>().join(", ")
    }

    /// One fact or its opposite.
    pub fn literal(self, literal: Literal) -> String {
        let not = if literal.negated { "!" } else { "" };
        match literal.fact {
            Fact::Flag(flag) => format!("{not}{}", self.0.flags[flag]),
            Fact::At(screen) => format!("{not}at {}", self.screen(screen)),
            Fact::On(app) => format!("{not}on {}", self.app(app)),
            Fact::Home => format!("{not}at home"),
            Fact::Field { field, bit } => self.field_fact(field, bit, literal.negated),
            Fact::Counter { counter, at_least } => format!("{not}{} >= {at_least}", self.0.counters[counter].0),
            Fact::Never => format!("{not}(an app that is not there)"),
        }
    }

    fn field_fact(self, id: FieldId, bit: u8, negated: bool) -> String {
        let field = &self.0.fields[id];
        let name = &field.name;
        match (field.facts.get(usize::from(bit)), negated) {
            (Some(FieldFact::Filled), false) => format!("{name} is filled"),
            (Some(FieldFact::Filled), true) => format!("{name} is empty"),
            (Some(FieldFact::Valid), false) => format!("{name} is valid"),
            (Some(FieldFact::Valid), true) => format!("!{name} is valid"),
            (Some(FieldFact::Equals(text)), false) => format!("{name} = {text}"),
            (Some(FieldFact::Equals(text)), true) => format!("{name} != {text}"),
            (Some(FieldFact::Contains(text)), false) => format!("{name} ~ {text}"),
            (Some(FieldFact::Contains(text)), true) => format!("{name} !~ {text}"),
            (Some(FieldFact::Code(code)), _) => {
                format!("{name} {} {{{}}}", if negated { "!=" } else { "=" }, self.0.codes[*code].name)
            }
            (None, _) => name.to_string(),
        }
    }

    /// What a case does, without its condition.
    pub fn case(self, case: &Case) -> String {
        let mut parts: Vec<String> = case.effects.iter().map(|effect| self.effect(effect)).collect();
        parts.extend(case.moves.map(|to| self.movement(to)));
        if case.closed {
            parts.push("(closed in this lesson)".to_owned());
        }
        if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") }
    }

    fn movement(self, to: Move) -> String {
        match to {
            Move::Go(screen) => format!("go {}", self.screen(screen)),
            Move::Back => "back".to_owned(),
            Move::Home => "home".to_owned(),
            Move::Open(app) => format!("open {}", self.app(app)),
        }
    }

    fn effect(self, effect: &Effect) -> String {
        let world = self.0;
        match effect {
            Effect::Stop(timer) => format!("stop {}", world.timers[*timer].name),
            Effect::Start(timer) => format!("start {}", world.timers[*timer].name),
            Effect::Spend(code) => format!("spend {}", world.codes[*code].name),
            Effect::Send(code) => format!("send {}", world.codes[*code].name),
            Effect::Clear(field) => format!("clear {}", world.fields[*field].name),
            Effect::Put(field, text) => format!("put {} = {text}", world.fields[*field].name),
            Effect::Unset(flag) => format!("unset {}", world.flags[*flag]),
            Effect::Set(flag) => format!("set {}", world.flags[*flag]),
            Effect::Add(counter) => format!("add {}", world.counters[*counter].0),
            Effect::Reset(counter) => format!("reset {}", world.counters[*counter].0),
            Effect::Install(app) => format!("install {}", self.app(*app)),
            Effect::Uninstall(app) => format!("uninstall {}", self.app(*app)),
            Effect::Message(message) => format!("message from {}", self.text(&world.messages[*message].from)),
            Effect::Notify(line) => format!("say “{}”", self.text(line)),
            Effect::Close => "close".to_owned(),
            Effect::Show(screen) => format!("show {}", self.screen(*screen)),
        }
    }

    /// The full name of a screen.
    pub fn screen(self, screen: ScreenId) -> String {
        self.0.screens[screen].name.to_string()
    }

    /// The id of an app.
    pub fn app(self, app: AppId) -> String {
        self.0.apps[app].id.to_string()
    }
}
