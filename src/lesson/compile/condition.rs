//! Conditions: `flag`, `!flag`, `at app.screen`, `on app`, `field is filled`, `field = text`, `counter >= 3`, joined by ` or `.

use std::ops::Range;

use super::{Builder, Named, Scope, Used, full_name};
use crate::lesson::model::{Cond, Fact, FieldFact, Literal};
use crate::lesson::raw::{Name, Ordered, Spanned};
use crate::lesson::table::FieldId;
use crate::text;

/// The class of a field is a set of 32 bits.
const MOST_FACTS: usize = 32;

/// At most so many `~` facts may be asked of one field: every combination is a class.
const MOST_CONTAINS: usize = 3;

impl<'f> Builder<'f> {
    /// A list of strings that must all hold.
    pub(super) fn condition(&mut self, scope: Scope<'f>, raw: &[Name]) -> Cond {
        let mut clauses = Vec::new();
        for clause in raw {
            if let Some(form) = self.form(scope, clause) {
                clauses.extend(form);
                continue;
            }
            let literals: Vec<Option<Literal>> =
                clause.get_ref().split(" or ").map(|fact| self.literal(scope, clause.span(), fact.trim())).collect();
            clauses.push(literals.into_iter().flatten().collect());
        }
        Cond(clauses)
    }

    /// `form is valid` (every field of this screen), `page is right` (what the lesson says of the fields of this screen),
    /// `form is right` (all that the lesson says of this app's fields). `None`: it is another kind of fact.
    fn form(&mut self, scope: Scope<'f>, clause: &Name) -> Option<Vec<Vec<Literal>>> {
        let fact = clause.get_ref().as_str();
        let (app, _) = scope.app.filter(|_| matches!(fact, "form is valid" | "form is right" | "page is right"))?;
        let page = self.page.clone();
        if fact == "form is valid" {
            let typed = page.iter().filter(|field| self.world.fields[**field].name.starts_with(&format!("{app}.")));
            return Some(typed.map(|field| vec![holds(Fact::Field { field: *field, bit: 1 })]).collect());
        }
        let Some(right) = self.right.get(app).copied() else { return Some(vec![vec![holds(Fact::Never)]]) };
        let lesson = self.scope();
        Some(self.right_facts(lesson, app, right, (fact == "page is right").then_some(page.as_slice())))
    }

    /// The facts of `[with.app.right]`, for all fields or only for these.
    pub(super) fn right_facts(
        &mut self,
        lesson: Scope<'f>,
        app: &str,
        right: &'f Ordered<Spanned<String>>,
        only: Option<&[FieldId]>,
    ) -> Vec<Vec<Literal>> {
        let mut clauses = Vec::new();
        for (name, value) in &right.0 {
            let full = format!("{app}.{}", name.get_ref());
            let span = if self.is_field(lesson, &full) { value.span() } else { name.span() };
            let field = self.field(lesson, span.clone(), &full).and_then(Used::here);
            if field.is_none_or(|field| only.is_some_and(|only| !only.contains(&field))) {
                continue;
            }
            clauses.extend(self.compare(lesson, span, &full, value.get_ref()).map(|literal| vec![literal]));
        }
        clauses
    }

    fn literal(&mut self, scope: Scope<'f>, span: Range<usize>, raw: &str) -> Option<Literal> {
        if self.is_enough() {
            return None;
        }
        if let Some(rest) = raw.strip_prefix('!') {
            let inner = self.literal(scope, span, rest.trim())?;
            return Some(Literal { negated: !inner.negated, ..inner });
        }
        if let Some(name) = raw.strip_prefix("at ") {
            return self.at(scope, span, name.trim()).map(holds);
        }
        if let Some(name) = raw.strip_prefix("on ") {
            return self.on(scope, span, name.trim()).map(holds);
        }
        if let Some((name, number)) = raw.split_once(" >= ") {
            return self.counter(scope, span, name.trim(), number.trim());
        }
        for (operator, contains, negated) in
            [(" != ", false, true), (" !~ ", true, true), (" = ", false, false), (" ~ ", true, false)]
        {
            if let Some((name, value)) = raw.split_once(operator) {
                let found = if contains {
                    self.contains(scope, span, name.trim(), value.trim())
                } else {
                    self.compare(scope, span, name.trim(), value.trim())
                };
                return found.map(|l| Literal { negated: l.negated != negated, ..l });
            }
        }
        if let Some((name, state)) = raw.split_once(" is ") {
            return self.state_of_field(scope, span, name.trim(), state.trim());
        }
        self.flag(scope, span, raw).map(holds)
    }

    fn at(&mut self, scope: Scope<'f>, span: Range<usize>, name: &str) -> Option<Fact> {
        if name == "home" {
            return Some(Fact::Home);
        }
        if self.absent.contains(&format!("at {}", full_name(scope, name))) {
            return Some(Fact::Never);
        }
        let name = Name::new(span, name.to_owned());
        self.screen(scope, &name).map(Fact::At)
    }

    fn on(&mut self, scope: Scope<'f>, span: Range<usize>, name: &str) -> Option<Fact> {
        if let Some(app) = self.apps.get(name) {
            return Some(Fact::On(*app));
        }
        if self.absent.contains(&format!("on {name}")) {
            return Some(Fact::Never);
        }
        let mut known: Vec<&str> = self.apps.keys().copied().collect();
        known.sort_unstable();
        let finding = scope.source.error(span, format!("there is no app `{name}`")).known(name, known);
        self.findings.push(finding);
        None
    }

    fn flag(&mut self, scope: Scope<'f>, span: Range<usize>, name: &str) -> Option<Fact> {
        let full = full_name(scope, name);
        match self.names.get(&full) {
            Some(Named::Flag(flag)) => Some(Fact::Flag(*flag)),
            Some(Named::Field(_)) => {
                let help = format!("ask `{name} is filled`, `{name} is valid` or `{name} = …`");
                self.findings.push(scope.source.error(span, format!("`{full}` is a field")).help(help));
                None
            }
            Some(_) => {
                self.error(scope, span, format!("`{full}` is not a flag"));
                None
            }
            None if self.absent.contains(&full) => Some(Fact::Never),
            None => {
                self.unknown(scope, span, &full);
                None
            }
        }
    }

    fn counter(&mut self, scope: Scope<'f>, span: Range<usize>, name: &str, number: &str) -> Option<Literal> {
        let full = full_name(scope, name);
        let Ok(at_least) = number.parse::<u8>() else {
            self.error(scope, span, format!("`{number}` is not a number"));
            return None;
        };
        match self.names.get(&full) {
            Some(Named::Counter(counter)) => Some(holds(Fact::Counter { counter: *counter, at_least })),
            Some(_) => {
                self.error(scope, span, format!("`{full}` is not a counter"));
                None
            }
            None if self.absent.contains(&full) => Some(holds(Fact::Never)),
            None => {
                self.unknown(scope, span, &full);
                None
            }
        }
    }

    fn state_of_field(&mut self, scope: Scope<'f>, span: Range<usize>, name: &str, state: &str) -> Option<Literal> {
        let field = self.field(scope, span.clone(), name)?;
        let (bit, negated) = match state {
            "filled" => (0, false),
            "empty" => (0, true),
            "valid" => (1, false),
            _ => {
                let known = ["filled", "empty", "valid"];
                let finding = scope.source.error(span, format!("a field cannot be `{state}`")).known(state, known);
                self.findings.push(finding);
                return None;
            }
        };
        Some(Literal { fact: field.here().map_or(Fact::Never, |field| Fact::Field { field, bit }), negated })
    }

    /// `field = text`, with `{…}` in the text filled in; a code makes the fact "equals the code that is here".
    pub(super) fn compare(&mut self, scope: Scope<'f>, span: Range<usize>, name: &str, value: &str) -> Option<Literal> {
        let field = self.field(scope, span.clone(), name)?;
        let Used::Here(field) = field else { return Some(holds(Fact::Never)) };
        if let Some(code) = value.strip_prefix('{').and_then(|v| v.strip_suffix('}'))
            && let Some(Named::Code(code)) = self.names.get(&full_name(scope, code)).copied()
        {
            return self.field_fact(scope, span, field, FieldFact::Code(code));
        }
        let literal = self.fixed(scope, span.clone(), value)?;
        let options = &self.world.fields[field].options;
        if !options.is_empty() && !options.iter().any(|o| o.id.as_ref() == literal) {
            let known: Vec<String> = options.iter().map(|o| o.id.to_string()).collect();
            let message = format!("`{name}` has no option `{literal}`");
            let finding = scope.source.error(span, message).known(&literal, known.iter().map(String::as_str));
            self.findings.push(finding);
            return None;
        }
        self.field_fact(scope, span, field, FieldFact::Equals(literal.into()))
    }

    fn contains(&mut self, scope: Scope<'f>, span: Range<usize>, name: &str, value: &str) -> Option<Literal> {
        let field = self.field(scope, span.clone(), name)?;
        let Used::Here(field) = field else { return Some(holds(Fact::Never)) };
        let literal = self.fixed(scope, span.clone(), value)?;
        self.field_fact(scope, span, field, FieldFact::Contains(literal.into()))
    }

    /// A text of a condition: fields are never compared with each other.
    fn fixed(&mut self, scope: Scope<'f>, span: Range<usize>, value: &str) -> Option<String> {
        let template = self.fill(scope, span.clone(), value);
        let fixed = template.literal();
        let moving = template.0.iter().any(|p| !matches!(p, crate::lesson::model::Piece::Literal(_)));
        if moving {
            self.error(scope, span, "a field can be compared with a fixed text or with a code only");
            return None;
        }
        Some(text::nfc(&fixed).into_owned())
    }

    fn field_fact(&mut self, scope: Scope<'f>, span: Range<usize>, id: FieldId, fact: FieldFact) -> Option<Literal> {
        let facts = &self.world.fields[id].facts;
        let known = facts.iter().position(|f| *f == fact);
        let contains = facts.iter().filter(|f| matches!(f, FieldFact::Contains(_))).count();
        if known.is_none() && matches!(fact, FieldFact::Contains(_)) && contains >= MOST_CONTAINS {
            self.error(scope, span, format!("at most {MOST_CONTAINS} different `~` may be asked of one field"));
            return None;
        }
        if known.is_none() && facts.len() >= MOST_FACTS {
            self.error(scope, span, format!("more than {MOST_FACTS} different things are asked of this field"));
            return None;
        }
        if self.world.fields[id].repeats.is_some() {
            let name = self.world.fields[id].name.clone();
            let message = format!("`{name}` repeats another field, so it cannot be compared with a text");
            self.findings.push(scope.source.error(span, message).help(format!("ask `{name} is valid`")));
            return None;
        }
        let bit = known.unwrap_or(facts.len());
        if known.is_none()
            && let Some(field) = self.world.fields.get_mut(id)
        {
            field.facts.push(fact);
        }
        Some(holds(Fact::Field { field: id, bit: u8::try_from(bit).unwrap_or(0) }))
    }

    pub(super) fn is_field(&self, scope: Scope<'f>, name: &str) -> bool {
        matches!(self.names.get(&full_name(scope, name)), Some(Named::Field(_)))
    }

    /// A field by name; `None` (with a finding) if there is none.
    pub(super) fn field(&mut self, scope: Scope<'f>, span: Range<usize>, name: &str) -> Option<Used<FieldId>> {
        let full = full_name(scope, name);
        match self.names.get(&full) {
            Some(Named::Field(field)) => Some(Used::Here(*field)),
            Some(_) => {
                self.error(scope, span, format!("`{full}` is not a field"));
                None
            }
            None if self.absent.contains(&full) => Some(Used::Elsewhere),
            None => {
                self.unknown(scope, span, &full);
                None
            }
        }
    }

    fn unknown(&mut self, scope: Scope<'f>, span: Range<usize>, full: &str) {
        if self.is_enough() {
            return;
        }
        let app = full.split_once('.').map_or("", |(app, _)| app);
        let mut known: Vec<&str> = self
            .names
            .keys()
            .map(String::as_str)
            .filter(|k| k.split_once('.').is_some_and(|(a, _)| a == app))
            .collect();
        known.sort_unstable();
        let finding = scope.source.error(span, format!("nothing is called `{full}`")).known(full, known);
        self.findings.push(finding);
    }
}

fn holds(fact: Fact) -> Literal {
    Literal { fact, negated: false }
}
