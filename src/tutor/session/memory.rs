//! The texts of a running world: contents of fields, digits of codes, messages. Never written anywhere, wiped at the end.

use crate::lesson::model::{Piece, Rule, Template, World};
use crate::lesson::table::{CodeId, FieldId, Id as _, MessageId};
use crate::random::SplitMix64;
use crate::sim::{CodeState, State};
use crate::text;
use crate::tutor::wanted::Candidates;

/// A message in the inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sms {
    /// Which message it is.
    pub message: MessageId,
    /// Sender.
    pub from: String,
    /// Text.
    pub text: String,
}

#[derive(Clone)]
pub(super) struct Memory {
    contents: Vec<String>,
    digits: Vec<String>,
    pub(super) inbox: Vec<Sms>,
    random: SplitMix64,
}

impl Memory {
    pub(super) fn new(world: &World, seed: u64) -> Memory {
        Memory {
            contents: vec![String::new(); world.fields.len()],
            digits: vec![String::new(); world.codes.len()],
            inbox: Vec::new(),
            random: SplitMix64::new(seed),
        }
    }

    /// Where the digits of the next code come from.
    pub(super) fn seed(&self) -> u64 {
        self.random.seed()
    }

    pub(super) fn content(&self, field: FieldId) -> &str {
        self.contents.get(field.usize()).map_or("", String::as_str)
    }

    pub(super) fn set(&mut self, field: FieldId, content: &str) {
        if let Some(slot) = self.contents.get_mut(field.usize()) {
            let old = std::mem::replace(slot, content.to_owned());
            text::wipe(old);
        }
    }

    pub(super) fn digits(&self, code: CodeId) -> &str {
        self.digits.get(code.usize()).map_or("", String::as_str)
    }

    /// New digits for a code that was sent.
    pub(super) fn draw(&mut self, world: &World, code: CodeId) {
        let digits: String =
            world.codes[code].pattern.chars().map(|c| if c == '%' { digit(self.random.draw()) } else { c }).collect();
        if let Some(slot) = self.digits.get_mut(code.usize()) {
            *slot = digits;
        }
    }

    /// Puts into every filled field what would be wanted there, and gives digits to every code that is here.
    pub(super) fn furnish(&mut self, world: &World, state: &State, candidates: Option<&Candidates>) {
        for code in world.codes.ids().filter(|code| state.code(*code) == CodeState::Here) {
            self.draw(world, code);
            if let Some(message) = world.codes[code].message {
                self.receive(world, message);
            }
        }
        if let Some(message) = state.banner().filter(|m| !self.inbox.iter().any(|sms| sms.message == *m)) {
            self.receive(world, message);
        }
        for field in world.fields.ids().filter(|field| state.class(*field) & 1 != 0) {
            let wanted = candidates.and_then(|candidates| candidates.text(field));
            self.set(field, &wanted.map_or_else(|| "000000".to_owned(), ToString::to_string));
        }
    }

    pub(super) fn receive(&mut self, world: &World, message: MessageId) {
        let definition = &world.messages[message];
        let sms = Sms { message, from: self.text(world, &definition.from), text: self.text(world, &definition.text) };
        self.inbox.push(sms);
    }

    pub(super) fn text(&self, world: &World, template: &Template) -> String {
        let mut out = String::new();
        for piece in &template.0 {
            match piece {
                Piece::Literal(text) => out.push_str(text),
                Piece::Field(field) => out.push_str(&self.shown(world, *field)),
                Piece::Code(code) => out.push_str(self.digits(*code)),
            }
        }
        out
    }

    /// What a field shows elsewhere: the label of a chosen option, an amount with its dots, or a dash for nothing.
    fn shown(&self, world: &World, field: FieldId) -> String {
        let content = self.content(field);
        let option = world.fields[field].options.iter().find(|o| o.id.as_ref() == content);
        match option {
            Some(option) => option.label.to_string(),
            None if content.is_empty() => "–".to_owned(),
            None if world.fields[field].rule == Rule::Money => text::amount(content),
            None => content.to_owned(),
        }
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        for content in &mut self.contents {
            text::wipe(std::mem::take(content));
        }
    }
}

fn digit(random: u64) -> char {
    char::from_digit(u32::try_from(random % 10).unwrap_or(0), 10).unwrap_or('0')
}
