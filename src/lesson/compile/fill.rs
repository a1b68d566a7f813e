//! Texts with places to fill in: `{persona.x}`, parameters, fields, codes.

use std::ops::Range;
use std::sync::Arc;

use super::{Builder, Named, Scope, full_name};
use crate::lesson::model::{Piece, Template};

impl Template {
    /// The fixed text, for places where nothing else is allowed; pieces that the world fills in are left out.
    pub fn literal(&self) -> Arc<str> {
        let parts: Vec<&str> = self
            .0
            .iter()
            .filter_map(|piece| match piece {
                Piece::Literal(text) => Some(text.as_ref()),
                Piece::Field(_) | Piece::Code(_) => None,
            })
            .collect();
        parts.concat().into()
    }
}

impl<'f> Builder<'f> {
    /// Checks a text and resolves its places.
    pub(super) fn fill(&mut self, scope: Scope<'f>, span: Range<usize>, raw: &str) -> Template {
        if self.is_enough() {
            return Template::default();
        }
        self.check_text(scope, span.clone(), raw);
        let mut pieces: Vec<Piece> = Vec::new();
        let mut literal = String::new();
        for (place, part) in places(raw) {
            if !place {
                literal.push_str(part);
                continue;
            }
            match self.place(scope, part) {
                Some(Piece::Literal(text)) => literal.push_str(&text),
                Some(piece) => {
                    if !literal.is_empty() {
                        pieces.push(Piece::Literal(std::mem::take(&mut literal).into()));
                    }
                    pieces.push(piece);
                }
                None => self.unknown_place(scope, span.clone(), part),
            }
        }
        if !literal.is_empty() {
            pieces.push(Piece::Literal(literal.into()));
        }
        Template(pieces)
    }

    /// A text of the kiosk: only fixed values may be filled in, `{you}` and `{You}` stay.
    pub(super) fn narration_text(&mut self, scope: Scope<'f>, span: Range<usize>, raw: &str) -> String {
        if self.is_enough() {
            return String::new();
        }
        self.check_text(scope, span.clone(), raw);
        let mut out = String::new();
        for (place, part) in places(raw) {
            if !place {
                out.push_str(part);
            } else if matches!(part, "you" | "You") {
                out.push('{');
                out.push_str(part);
                out.push('}');
            } else if let Some(Piece::Literal(text)) = self.place(scope, part) {
                out.push_str(&text);
            } else {
                self.unknown_place(scope, span.clone(), part);
            }
        }
        out
    }

    fn place(&self, scope: Scope<'f>, name: &str) -> Option<Piece> {
        if let Some(value) = name.strip_prefix("persona.") {
            return self.values.get(value).map(|v| Piece::Literal((*v).into()));
        }
        let full = full_name(scope, name);
        match self.names.get(&full) {
            Some(Named::Field(field)) => Some(Piece::Field(*field)),
            Some(Named::Code(code)) => Some(Piece::Code(*code)),
            _ => self.params.get(&full).map(|v| Piece::Literal(v.as_str().into())),
        }
    }

    fn unknown_place(&mut self, scope: Scope<'f>, span: Range<usize>, part: &str) {
        if self.is_enough() {
            return;
        }
        let finding = if let Some(value) = part.strip_prefix("persona.") {
            let mut known: Vec<&str> = self.values.keys().copied().collect();
            known.sort_unstable();
            scope.source.error(span, format!("the persona has no value `{value}`")).known(value, known)
        } else {
            let mut known: Vec<&str> = self.names.keys().map(String::as_str).collect();
            known.sort_unstable();
            let full = full_name(scope, part);
            scope.source.error(span, format!("nothing is called `{{{part}}}`")).known(&full, known)
        };
        self.findings.push(finding);
    }

    pub(super) fn check_text(&mut self, scope: Scope<'f>, span: Range<usize>, raw: &str) {
        if !self.is_enough() {
            self.findings.extend(scope.source.bad_text(span, raw));
        }
    }
}

/// Splits a text at `{…}`: (whether it is a place, the part).
fn places(raw: &str) -> Vec<(bool, &str)> {
    let mut parts = Vec::new();
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else { break };
        parts.push((false, before));
        parts.push((true, name));
        rest = tail;
    }
    parts.push((false, rest));
    parts
}
