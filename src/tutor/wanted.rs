//! What a planner enters into a field: only texts that lead somewhere.

use std::sync::Arc;

use crate::lesson::model::{Fact, Field, FieldFact, Lesson, Rule, Step};
use crate::lesson::table::{CodeId, FieldId, Id as _};
use crate::sim::{CodeState, State, content};

/// The first two bits of every class.
const FILLED: u32 = 1;
const VALID: u32 = 2;

/// A content that is worth entering.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// This text (for a choice or upload: the option's id).
    Text(Arc<str>),
    /// The digits of a code, once it is here.
    Code(CodeId),
    /// The same as in another field, once something is there.
    Same(FieldId),
}

impl Wanted {
    /// A text of the kind: for a code or a repeated content, which are not known before, six digits.
    pub fn sample(&self) -> Arc<str> {
        match self {
            Wanted::Text(text) => text.clone(),
            Wanted::Code(_) | Wanted::Same(_) => "000000".into(),
        }
    }
}

/// A content with the class it falls into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// What is entered.
    pub wanted: Wanted,
    /// Its class, while its code (if any) is here.
    pub class: u32,
}

/// The candidates of every field, from one step on.
#[derive(Debug, Clone)]
pub struct Candidates(Vec<Vec<Candidate>>);

impl Candidates {
    /// Candidates from step `step` on: texts of the goals of this and later steps if they name the field, else each
    /// text that a condition compares it with, else a sample of its rule.
    pub fn from_step(lesson: &Lesson, step: usize) -> Candidates {
        let world = &lesson.world;
        let goals: Vec<&Step> = lesson.steps.iter().skip(step).collect();
        Candidates(world.fields.pairs().map(|(id, field)| of_field(&goals, id, field)).collect())
    }

    /// What may be entered into a field now, with its position among all its candidates.
    pub fn of<'c>(&'c self, field: FieldId, state: &'c State) -> impl Iterator<Item = (usize, &'c Candidate)> {
        let list = self.0.get(field.usize()).map_or(&[][..], Vec::as_slice);
        list.iter().enumerate().filter(|(_, candidate)| match candidate.wanted {
            Wanted::Text(_) => true,
            Wanted::Code(code) => state.code(code) == CodeState::Here,
            Wanted::Same(of) => state.class(of) & FILLED != 0,
        })
    }

    /// A candidate of a field by its position.
    pub fn get(&self, field: FieldId, at: usize) -> Option<&Wanted> {
        Some(&self.0.get(field.usize())?.get(at)?.wanted)
    }

    /// The text that a learner is expected to enter, if there is one: not a code, which she reads in a message.
    pub fn text(&self, field: FieldId) -> Option<&Arc<str>> {
        self.0.get(field.usize())?.iter().find_map(|candidate| match &candidate.wanted {
            Wanted::Text(text) => Some(text),
            Wanted::Code(_) | Wanted::Same(_) => None,
        })
    }
}

fn of_field(goals: &[&Step], id: FieldId, field: &Field) -> Vec<Candidate> {
    if let Some(of) = field.repeats {
        return vec![Candidate { wanted: Wanted::Same(of), class: FILLED | VALID }];
    }
    let mut facts: Vec<&FieldFact> = Vec::new();
    for step in goals {
        for literal in step.goal.literals().filter(|l| !l.negated) {
            if let Fact::Field { field: named, bit } = literal.fact
                && named == id
                && let Some(fact) = field.facts.get(usize::from(bit))
                && !facts.contains(&fact)
            {
                facts.push(fact);
            }
        }
    }
    let mut found: Vec<Candidate> = facts.into_iter().filter_map(|fact| candidate(field, fact)).collect();
    if found.is_empty() {
        found = field.facts.iter().filter_map(|fact| candidate(field, fact)).collect();
    }
    if found.is_empty() {
        let sample = FieldFact::Equals(sample(field));
        found.extend(candidate(field, &sample));
    }
    found
}

fn candidate(field: &Field, fact: &FieldFact) -> Option<Candidate> {
    match fact {
        FieldFact::Filled | FieldFact::Valid => None,
        FieldFact::Equals(text) | FieldFact::Contains(text) => {
            let class = content::class(field, text, &content::Alone);
            Some(Candidate { wanted: Wanted::Text(text.clone()), class })
        }
        FieldFact::Code(code) => {
            let bit = field.facts.iter().position(|f| f == fact)?;
            Some(Candidate { wanted: Wanted::Code(*code), class: FILLED | VALID | 1 << bit })
        }
    }
}

/// Something that fits the rule, for a field whose content nobody asks for.
fn sample(field: &Field) -> Arc<str> {
    if let Some(option) = field.options.first() {
        return option.id.clone();
    }
    match field.rule {
        Rule::Text => "tập",
        Rule::Name => "Nguyễn Thị Tập",
        Rule::Digits => "1",
        Rule::CitizenId => "000160000101",
        Rule::Phone => "0000123456",
        Rule::Otp => "000000",
        Rule::Pin => "2826",
        Rule::Password => "TapHuan@2026",
        Rule::Email => "tap@mau.example",
        Rule::Date => "12/03/1960",
        Rule::Money => "10000",
        Rule::Account => "0000000015",
        Rule::CustomerCode => "PA00000000123",
    }
    .into()
}
