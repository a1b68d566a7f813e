//! Reading a language's texts from TOML: what is missing, unknown or of another shape is a [`Fault`], and where there is a
//! language to fall back to, its text stands in.

use std::collections::BTreeSet;
use std::fmt::{Display, Write as _};
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::strings::Strings;
use crate::text;

/// So many missing texts are named; of the others, only how many they are is told.
const MOST_NAMED: usize = 5;

/// Something wrong in the file of a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The bytes of the file at which it stands; `None`: the file as a whole.
    pub span: Option<Range<usize>>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
    /// Nothing is wrong, but something is still to be done.
    pub is_gap: bool,
}

/// The texts of a language's file and what is wrong in it. A text that cannot be used is taken from `base`; without
/// one, or where the file cannot be read at all, there are no texts.
pub fn strings(source: &str, base: Option<&Strings>) -> (Option<Strings>, Vec<Fault>) {
    let table = match DeTable::parse(source) {
        Ok(table) => table.into_inner(),
        Err(error) => {
            let help = "mend the line: name = \"text\", one a line".to_owned();
            let message = error.message().to_owned();
            return (None, vec![Fault { span: error.span(), message, help, is_gap: false }]);
        }
    };
    let mut faults = Faults::default();
    let read = faults.table(&table, base);
    (read, faults.all())
}

/// A text with places like `{n}` to fill in.
#[derive(Debug, Clone, Copy)]
pub struct Template(&'static str);

impl Template {
    /// The text with these values in the places of their names; all other places stay as they are.
    pub(super) fn fill(self, values: &[(&str, &dyn Display)]) -> String {
        let mut filled = String::new();
        for piece in pieces(self.0) {
            let value = match piece {
                Piece::Place(name) => values.iter().find(|(known, _)| *known == name),
                Piece::Plain(_) => None,
            };
            let _ = match (piece, value) {
                (_, Some((_, value))) => write!(filled, "{value}"),
                (Piece::Plain(plain), None) => write!(filled, "{plain}"),
                (Piece::Place(name), None) => write!(filled, "{{{name}}}"),
            };
        }
        filled
    }
}

/// A piece of a text.
#[derive(Debug, Clone, Copy)]
enum Piece<'t> {
    Plain(&'t str),
    /// What stands in braces.
    Place(&'t str),
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let (mut found, mut rest) = (Vec::new(), text);
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else { break };
        found.extend([Piece::Plain(before), Piece::Place(name)]);
        rest = tail;
    }
    found.push(Piece::Plain(rest));
    found
}

/// The names of the places of a text, but for the form of address, which may stand anywhere.
pub fn places(text: &str) -> BTreeSet<&str> {
    let names = pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Place(name) => Some(name),
        Piece::Plain(_) => None,
    });
    names.filter(|name| !matches!(*name, "you" | "You")).collect()
}

/// A text that is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ask {
    /// Its name in the file.
    pub name: &'static str,
    /// The places that it must have.
    pub places: &'static [&'static str],
}

/// What a text can be.
pub(super) trait Shape: Copy {
    /// The text, if the value has this shape; else a fault is noted.
    fn read(value: &Spanned<DeValue<'_>>, ask: Ask, base: Option<Self>, faults: &mut Faults) -> Option<Self>;

    /// The text of a name in a table, or what stands in for it.
    fn take(table: &DeTable<'_>, ask: Ask, base: Option<Self>, faults: &mut Faults) -> Option<Self> {
        let Some(value) = table.get(ask.name) else {
            faults.miss(ask.name);
            return base;
        };
        Self::read(value, ask, base, faults).or(base)
    }
}

/// Texts that stand in a table of their own.
pub(super) trait Table: Copy {
    /// The names of its texts.
    const NAMES: &'static [&'static str];

    /// The texts.
    fn of(table: &DeTable<'_>, base: Option<&Self>, faults: &mut Faults) -> Option<Self>;
}

impl<T: Table> Shape for T {
    fn read(value: &Spanned<DeValue<'_>>, ask: Ask, base: Option<Self>, faults: &mut Faults) -> Option<Self> {
        let Some(table) = value.get_ref().as_table() else {
            faults.wrong(value.span(), format!("`{}` is a table", ask.name), format!("write [{}]", ask.name));
            return None;
        };
        faults.within.push(ask.name);
        let texts = faults.table(table, base.as_ref());
        faults.within.pop();
        texts
    }
}

impl Shape for &'static str {
    fn read(value: &Spanned<DeValue<'_>>, ask: Ask, _: Option<Self>, faults: &mut Faults) -> Option<Self> {
        faults.text(value, ask)
    }
}

impl Shape for Template {
    fn read(value: &Spanned<DeValue<'_>>, ask: Ask, _: Option<Self>, faults: &mut Faults) -> Option<Self> {
        faults.text(value, ask).map(Template)
    }
}

impl<const N: usize> Shape for [&'static str; N] {
    fn read(value: &Spanned<DeValue<'_>>, ask: Ask, _: Option<Self>, faults: &mut Faults) -> Option<Self> {
        let texts = faults.list(value, ask)?;
        let count = texts.len();
        let array = texts.try_into().ok();
        if array.is_none() {
            let message = format!("`{}` has {count} texts, and {N} are asked for", ask.name);
            faults.wrong(value.span(), message, "give as many as the Vietnamese has, in its order".to_owned());
        }
        array
    }
}

impl Shape for &'static [&'static str] {
    fn read(value: &Spanned<DeValue<'_>>, ask: Ask, _: Option<Self>, faults: &mut Faults) -> Option<Self> {
        let texts = faults.list(value, ask)?;
        if texts.is_empty() {
            faults.wrong(value.span(), format!("`{}` has no text", ask.name), "give one at least".to_owned());
            return None;
        }
        Some(&*texts.leak())
    }
}

/// What was found wrong so far.
#[derive(Debug, Default)]
pub(super) struct Faults {
    found: Vec<Fault>,
    missing: Vec<String>,
    /// The tables in which the reading is.
    within: Vec<&'static str>,
}

impl Faults {
    fn wrong(&mut self, span: Range<usize>, message: String, help: String) {
        self.found.push(Fault { span: Some(span), message, help, is_gap: false });
    }

    fn miss(&mut self, name: &str) {
        self.missing.push(self.within.iter().copied().chain([name]).collect::<Vec<_>>().join("."));
    }

    /// The texts of a table; what else stands in it is a fault.
    fn table<T: Table>(&mut self, table: &DeTable<'_>, base: Option<&T>) -> Option<T> {
        for (key, _) in table {
            let name: &str = key.get_ref();
            if T::NAMES.contains(&name) {
                continue;
            }
            let help = match text::nearest(name, T::NAMES.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "take it out; the names are those of the Vietnamese file".to_owned(),
            };
            self.wrong(key.span(), format!("no text is called `{}`", text::escape(name, 64)), help);
        }
        T::of(table, base, self)
    }

    fn list(&mut self, value: &Spanned<DeValue<'_>>, ask: Ask) -> Option<Vec<&'static str>> {
        let Some(items) = value.get_ref().as_array() else {
            let help = format!("write {} = [\"…\", \"…\"]", ask.name);
            self.wrong(value.span(), format!("`{}` is a list of texts", ask.name), help);
            return None;
        };
        let texts: Vec<Option<&'static str>> = items.iter().map(|item| self.text(item, ask)).collect();
        texts.into_iter().collect()
    }

    /// A text, which stays in memory: a language lives as long as the program.
    fn text(&mut self, value: &Spanned<DeValue<'_>>, ask: Ask) -> Option<&'static str> {
        let Some(content) = value.get_ref().as_str() else {
            let help = format!("write {} = \"…\"", ask.name);
            self.wrong(value.span(), format!("`{}` is a text", ask.name), help);
            return None;
        };
        if content.trim().is_empty() {
            self.miss(ask.name);
            return None;
        }
        if let Some((message, help)) = text::unshowable(content) {
            self.wrong(value.span(), message.to_owned(), help.unwrap_or("take it out").to_owned());
            return None;
        }
        let (asked, found) = (ask.places.iter().copied().collect::<BTreeSet<_>>(), places(content));
        if asked != found {
            let list = |names: &BTreeSet<&str>| {
                let names: Vec<String> = names.iter().map(|name| format!("{{{name}}}")).collect();
                if names.is_empty() { "no places to fill in".to_owned() } else { names.join(", ") }
            };
            let message = format!("`{}` has {}, not {}", ask.name, list(&found), list(&asked));
            let help = "names in braces are filled in by the kiosk: write them as in the Vietnamese text".to_owned();
            self.wrong(value.span(), message, help);
            return None;
        }
        Some(content.to_owned().leak())
    }

    fn all(mut self) -> Vec<Fault> {
        if !self.missing.is_empty() {
            let named: Vec<&str> = self.missing.iter().map(String::as_str).take(MOST_NAMED).collect();
            let more = match self.missing.len() - named.len() {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let message = format!("texts are missing: {}{more}", named.join(", "));
            let help = "translate them; until then they are shown in Vietnamese".to_owned();
            self.found.push(Fault { span: None, message, help, is_gap: true });
        }
        self.found
    }
}
