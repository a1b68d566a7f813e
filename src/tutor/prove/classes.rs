//! What a learner can enter into a field: every class into which some text falls.

use crate::lesson::model::{Field, FieldFact, Rule, World};
use crate::lesson::table::{CodeId, FieldId};
use crate::sim::{CodeState, State, content};

const FILLED: u32 = 1;
const VALID: u32 = 2;

/// Facts of the kind `field ~ text` that are combined; more are not asked of one field by any sane lesson.
const MOST_PARTS: usize = 6;

/// A class of contents, and when somebody can enter one of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Content {
    pub(super) class: u32,
    pub(super) only: Only,
}

/// When a content can be entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Only {
    Always,
    /// While the code is here.
    Here(CodeId),
    /// While these facts hold of another field.
    Same(FieldId, u32),
}

impl Content {
    pub(super) fn can_be_entered(&self, state: &State) -> bool {
        match self.only {
            Only::Always => true,
            Only::Here(code) => state.code(code) == CodeState::Here,
            Only::Same(field, facts) => state.class(field) & facts == facts,
        }
    }
}

/// All contents that a field can be given by hand, each class once, emptied first.
pub(super) fn of(world: &World, field: &Field) -> Vec<Content> {
    let mut all = Vec::new();
    let mut add = |class, only| {
        let content = Content { class, only };
        if !all.contains(&content) {
            all.push(content);
        }
    };
    if !field.options.is_empty() {
        // What was chosen can be changed, not taken back.
        options(field).for_each(|class| add(class, Only::Always));
        return all;
    }
    add(0, Only::Always);
    for class in texts(field) {
        match field.repeats {
            Some(of) if class & VALID != 0 => {
                add(class & !VALID, Only::Always);
                let alike = world.fields[of].rule == field.rule;
                add(class, Only::Same(of, if alike { FILLED | VALID } else { FILLED }));
            }
            _ => add(class, Only::Always),
        }
    }
    for (bit, fact) in field.facts.iter().enumerate() {
        if let FieldFact::Code(code) = fact {
            add(FILLED | VALID | 1 << bit, Only::Here(*code));
        }
    }
    all
}

/// Each option's class. (Whether an option is valid is no question, and a list of options may be long.)
fn options(field: &Field) -> impl Iterator<Item = u32> + '_ {
    let asked: Vec<(usize, &FieldFact)> = field.facts.iter().enumerate().skip(2).collect();
    let plain = Field { facts: Vec::new(), options: Vec::new(), ..field.clone() };
    field.options.iter().map(move |option| {
        let holds = |fact: &FieldFact| match fact {
            FieldFact::Equals(wanted) => *wanted == option.id,
            FieldFact::Contains(_) => {
                let one = Field { facts: vec![fact.clone()], ..plain.clone() };
                content::class(&one, &option.id, &content::Alone) != 0
            }
            FieldFact::Filled | FieldFact::Valid | FieldFact::Code(_) => false,
        };
        asked.iter().filter(|(_, fact)| holds(fact)).fold(FILLED | VALID, |class, (bit, _)| class | 1 << bit)
    })
}

/// Classes of texts: those that are asked for and their accepted spellings; then every combination of what a text may
/// contain, fitting the rule or not.
fn texts(field: &Field) -> Vec<u32> {
    let class = |text: &str| content::class(field, text, &content::Alone) | repeated(field, text);
    let parts: Vec<(usize, &str)> = field.facts.iter().enumerate().filter_map(part).take(MOST_PARTS).collect();
    let mut all: Vec<u32> = field.facts.iter().filter_map(wanted).map(class).collect();
    all.extend(field.accept.iter().map(|spelling| class(spelling)));
    for chosen in 0..1_usize << parts.len() {
        let text: Vec<&str> =
            parts.iter().enumerate().filter(|(n, _)| chosen & 1 << n != 0).map(|(_, p)| p.1).collect();
        // A text that contains one part may contain another with it: then its class says so.
        let contains = class(&text.join(" ")) & parts.iter().fold(0, |bits, (bit, _)| bits | 1 << bit);
        all.push(contains | FILLED | VALID);
        if field.rule != Rule::Text {
            all.push(contains | FILLED);
        }
    }
    all
}

/// A repeated text is valid if it fits the rule and says the same; the second is asked when it is entered.
fn repeated(field: &Field, text: &str) -> u32 {
    if field.repeats.is_some() && content::valid(field, text) { VALID } else { 0 }
}

fn part((bit, fact): (usize, &FieldFact)) -> Option<(usize, &str)> {
    match fact {
        FieldFact::Contains(part) => Some((bit, part)),
        _ => None,
    }
}

fn wanted(fact: &FieldFact) -> Option<&str> {
    match fact {
        FieldFact::Equals(wanted) => Some(wanted),
        _ => None,
    }
}
