//! Judgement of an action by the way left, and of an entry by what was wanted.

use super::Session;
use crate::lesson::Lesson;
use crate::lesson::model::{Field, FieldFact, Rule};
use crate::lesson::table::{CodeId, FieldId, ScreenId};
use crate::sim::{self, Action, content};
use crate::tutor::record::VerdictClass;
use crate::typing::{self, Verdict};

impl Session {
    /// Longer way left than before: a detour, unless the step allows the screen or may be passed by.
    pub(super) fn judge_way(&mut self, lesson: &Lesson, action: Action, before: Option<ScreenId>, left: Option<usize>) {
        let top = sim::top(&self.state);
        let allowed = |screen| self.step().is_some_and(|s| s.free.contains(&screen));
        let optional = self.step().is_some_and(|s| s.optional);
        let reading = |screen: ScreenId| lesson.world.screens[screen].inbox;
        let free = top.is_some_and(|screen| allowed(screen) || reading(screen));
        let new_screen = top.filter(|_| top != before);
        let detour = !free && !optional && matches!((left, self.left()), (Some(was), Some(is)) if is > was);
        let closer = matches!((left, self.left()), (Some(was), Some(is)) if is < was);
        let place = detour.then(|| place(lesson, action, before));
        self.progress.way(place, closer, new_screen);
    }

    pub(super) fn class_of(&self, field: FieldId, text: &str) -> u32 {
        content::class(&self.lesson.world.fields[field], text, self)
    }

    /// Whether the lesson asks for a certain content of a field, so that an entry can be right or wrong.
    pub(super) fn is_asked(&self, field: FieldId) -> bool {
        self.lesson.world.fields[field].facts.len() > 2
    }

    /// How near an entry is to what was wanted; `None` where anything goes.
    pub(super) fn judge_entry(&self, id: FieldId, text: &str, class: u32) -> Option<VerdictClass> {
        let field = &self.lesson.world.fields[id];
        if !self.is_asked(id) || text.trim().is_empty() {
            return None;
        }
        let asked = field.facts.iter().enumerate().skip(2);
        let fits = |wanted: bool| asked.clone().any(|(bit, fact)| class & (1 << bit) != 0 && is_text(fact) == wanted);
        let wanted = self.wanted(id);
        let contains_or_code = fits(false);
        if contains_or_code {
            return Some(VerdictClass::Exact);
        }
        if !field.options.is_empty() {
            let right = wanted.is_some_and(|w| w.as_ref() == text);
            return Some(if right { VerdictClass::Exact } else { VerdictClass::Wrong });
        }
        let Some(wanted) = wanted else { return Some(VerdictClass::Wrong) };
        let spellings = std::iter::once(&wanted).chain(&field.accept);
        let best = spellings.map(|w| typing::compare_as(content::kind(field.rule), text, w).verdict).min();
        let best = best.map(class_of_verdict);
        // Right without its marks, where they may be left out.
        best.map(|class| if field.unmarked && class == VerdictClass::Diacritics { VerdictClass::Same } else { class })
    }
}

fn is_text(fact: &FieldFact) -> bool {
    matches!(fact, FieldFact::Equals(_))
}

fn class_of_verdict(verdict: Verdict) -> VerdictClass {
    match verdict {
        Verdict::Exact => VerdictClass::Exact,
        Verdict::Same => VerdictClass::Same,
        Verdict::Case => VerdictClass::Case,
        Verdict::Diacritics => VerdictClass::Diacritics,
        Verdict::Wrong => VerdictClass::Wrong,
    }
}

impl content::Texts for Session {
    fn code(&self, code: CodeId) -> Option<String> {
        (self.state.code(code) == sim::CodeState::Here).then(|| self.memory.digits(code).to_owned())
    }

    fn other(&self, field: FieldId) -> String {
        self.memory.content(field).to_owned()
    }
}

/// Screen and widget id of an action, never what was typed: `store.results/pick-fake`.
fn place(lesson: &Lesson, action: Action, before: Option<ScreenId>) -> String {
    let world = &lesson.world;
    let screen = before.map_or("home", |s| &world.screens[s].name);
    let widget = match action {
        Action::Tap(widget) => world.widgets[widget].id.as_ref(),
        Action::Enter { field, .. } => world.fields[field].name.split_once('.').map_or("", |(_, name)| name),
        Action::Back => "back",
        Action::Home => "home",
        Action::Open(app) => world.apps[app].id.as_ref(),
        Action::Banner => "banner",
        Action::Wait(_) => "wait",
    };
    format!("{screen}/{widget}")
}

/// Whether a text has the shape of real personal data: a 12-digit number outside the fictional range `000…`, or a
/// phone number with a prefix in use in Viet Nam.
pub(super) fn looks_real(field: &Field, text: &str) -> bool {
    if !field.options.is_empty() || matches!(field.rule, Rule::Money | Rule::Date) {
        return false;
    }
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '.' | '-')).collect();
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    match digits.len() {
        12 => !digits.starts_with("000"),
        10 => ["03", "05", "07", "08", "09"].iter().any(|prefix| digits.starts_with(prefix)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_looking_numbers_are_told_from_practice_numbers() {
        let field = Field {
            name: "a.b".into(),
            rule: Rule::Text,
            plain: false,
            accept: Vec::new(),
            unmarked: false,
            repeats: None,
            options: Vec::new(),
            facts: Vec::new(),
        };
        for (text, real) in [
            ("000160000101", false),
            ("019160000101", true),
            ("019 160 000 101", true),
            ("0000123456", false),
            ("0912345678", true),
            ("0912 345 678", true),
            ("Xóm Mẫu 2", false),
            ("123456", false),
            ("", false),
        ] {
            assert_eq!(looks_real(&field, text), real, "{text}");
        }
    }
}
