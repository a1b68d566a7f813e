//! Values that can be written in more than one shape, or whose order in the file counts: read by hand, since `serde`'s
//! own untagged enums would lose the place of an error.

use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};

use super::{Name, RawCase, RawPlanned, Spanned};

/// A text in the languages of the kiosk. A plain string is the same in every language.
#[derive(Debug, Clone)]
pub struct RawText {
    /// Vietnamese.
    pub vi: String,
    /// English; `None` for a plain string.
    pub en: Option<String>,
}

impl<'de> Deserialize<'de> for RawText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;
        impl<'de> Visitor<'de> for TextVisitor {
            type Value = RawText;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a text or { vi = \"…\", en = \"…\" }")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<RawText, E> {
                Ok(RawText { vi: text.to_owned(), en: None })
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawText, A::Error> {
                let (mut vi, mut en) = (None, None);
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "vi" => vi = Some(map.next_value()?),
                        "en" => en = Some(map.next_value()?),
                        other => return Err(de::Error::unknown_field(other, &["vi", "en"])),
                    }
                }
                let vi = vi.ok_or_else(|| de::Error::missing_field("vi"))?;
                Ok(RawText { vi, en: Some(en.ok_or_else(|| de::Error::missing_field("en"))?) })
            }
        }
        deserializer.deserialize_any(TextVisitor)
    }
}

/// One string or a list of them.
#[derive(Debug, Clone, Default)]
pub struct Names(pub Vec<Name>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NamesVisitor;
        impl<'de> Visitor<'de> for NamesVisitor {
            type Value = Vec<String>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a name or a list of names")
            }
            fn visit_str<E: de::Error>(self, name: &str) -> Result<Vec<String>, E> {
                Ok(vec![name.to_owned()])
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<String>, A::Error> {
                let mut names = Vec::new();
                while let Some(name) = seq.next_element::<String>()? {
                    names.push(name);
                }
                Ok(names)
            }
        }
        struct Inner(Vec<String>);
        impl<'de> Deserialize<'de> for Inner {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(NamesVisitor).map(Inner)
            }
        }
        // One span serves all names of the list: the caret then shows the list.
        let inner = Spanned::<Inner>::deserialize(deserializer)?;
        let span = inner.span();
        Ok(Names(inner.into_inner().0.into_iter().map(|n| Spanned::new(span.clone(), n)).collect()))
    }
}

/// A table whose order in the file counts.
#[derive(Debug, Clone)]
pub struct Ordered<T>(pub Vec<(Name, T)>);

impl<T> Default for Ordered<T> {
    fn default() -> Self {
        Ordered(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Ordered<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OrderedVisitor<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for OrderedVisitor<T> {
            type Value = Ordered<T>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a table")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Ordered<T>, A::Error> {
                let mut entries: Vec<(Name, T)> = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                entries.sort_by_key(|(name, _)| name.span().start);
                Ok(Ordered(entries))
            }
        }
        deserializer.deserialize_map(OrderedVisitor(std::marker::PhantomData))
    }
}

/// What a button answers when what it asks for is not right: a line, or a whole case.
#[derive(Debug)]
pub enum RawWrong {
    /// A line that vanishes.
    Line(Spanned<String>),
    /// A case.
    Case(Box<RawCase>),
}

impl<'de> Deserialize<'de> for RawWrong {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Inner(Result<String, Box<RawCase>>);
        struct WrongVisitor;
        impl<'de> Visitor<'de> for WrongVisitor {
            type Value = Inner;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a text or a case, { notify = \"…\", clear = \"…\" }")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Inner, E> {
                Ok(Inner(Ok(text.to_owned())))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Inner, A::Error> {
                RawCase::deserialize(de::value::MapAccessDeserializer::new(map)).map(|case| Inner(Err(Box::new(case))))
            }
        }
        impl<'de> Deserialize<'de> for Inner {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(WrongVisitor)
            }
        }
        let inner = Spanned::<Inner>::deserialize(deserializer)?;
        let span = inner.span();
        Ok(match inner.into_inner().0 {
            Ok(line) => RawWrong::Line(Spanned::new(span, line)),
            Err(case) => RawWrong::Case(case),
        })
    }
}

/// The options of a choice: a list, or the name of a list that is built in.
#[derive(Debug)]
pub enum RawOptions {
    /// Written out.
    List(Vec<Spanned<RawOption>>),
    /// `communes`: the 92 communes and wards of Thái Nguyên by their five-digit code.
    Named(Name),
}

impl<'de> Deserialize<'de> for RawOptions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        enum Inner {
            List(Vec<Spanned<RawOption>>),
            Named(String),
        }
        struct OptionsVisitor;
        impl<'de> Visitor<'de> for OptionsVisitor {
            type Value = Inner;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a list of options or \"communes\"")
            }
            fn visit_str<E: de::Error>(self, name: &str) -> Result<Inner, E> {
                Ok(Inner::Named(name.to_owned()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Inner, A::Error> {
                let mut options = Vec::new();
                while let Some(option) = seq.next_element()? {
                    options.push(option);
                }
                Ok(Inner::List(options))
            }
        }
        impl<'de> Deserialize<'de> for Inner {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(OptionsVisitor)
            }
        }
        let inner = Spanned::<Inner>::deserialize(deserializer)?;
        let span = inner.span();
        Ok(match inner.into_inner() {
            Inner::List(options) => RawOptions::List(options),
            Inner::Named(name) => RawOptions::Named(Spanned::new(span, name)),
        })
    }
}

/// An option: a string (which is its own id) or `{ id, label }`.
#[derive(Debug, Clone)]
pub struct RawOption {
    /// Id, by which conditions compare.
    pub id: String,
    /// What is shown.
    pub label: String,
}

impl<'de> Deserialize<'de> for RawOption {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OptionVisitor;
        impl<'de> Visitor<'de> for OptionVisitor {
            type Value = RawOption;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a text or { id = \"…\", label = \"…\" }")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<RawOption, E> {
                Ok(RawOption { id: text.to_owned(), label: text.to_owned() })
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawOption, A::Error> {
                let (mut id, mut label) = (None, None);
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "id" => id = Some(map.next_value()?),
                        "label" => label = Some(map.next_value()?),
                        other => return Err(de::Error::unknown_field(other, &["id", "label"])),
                    }
                }
                Ok(RawOption {
                    id: id.ok_or_else(|| de::Error::missing_field("id"))?,
                    label: label.ok_or_else(|| de::Error::missing_field("label"))?,
                })
            }
        }
        deserializer.deserialize_any(OptionVisitor)
    }
}

/// `[with.app]`: values of the app's parameters, and in `right` the right contents of its fields.
#[derive(Debug, Default)]
pub struct RawWith {
    /// Parameters.
    pub params: Ordered<Spanned<String>>,
    /// Right contents by field.
    pub right: Ordered<Spanned<String>>,
}

impl<'de> Deserialize<'de> for RawWith {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct WithVisitor;
        impl<'de> Visitor<'de> for WithVisitor {
            type Value = RawWith;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a table of parameters")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawWith, A::Error> {
                let mut with = RawWith::default();
                while let Some(key) = map.next_key::<Name>()? {
                    if key.get_ref() == "right" {
                        with.right = map.next_value()?;
                    } else {
                        let value = map.next_value()?;
                        with.params.0.push((key, value));
                    }
                }
                with.params.0.sort_by_key(|(name, _)| name.span().start);
                Ok(with)
            }
        }
        deserializer.deserialize_map(WithVisitor)
    }
}

/// What a step wants in fields: each field with its text, or `app.form` / `app.screen` for what `[with.app.right]` says.
#[derive(Debug)]
pub enum RawFill {
    /// Field by field.
    Fields(Ordered<Spanned<String>>),
    /// The right contents of a whole app (`app.form`) or of one screen (`app.screen`).
    Right(Name),
}

impl<'de> Deserialize<'de> for RawFill {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        enum Inner {
            Fields(Ordered<Spanned<String>>),
            Right(String),
        }
        struct FillVisitor;
        impl<'de> Visitor<'de> for FillVisitor {
            type Value = Inner;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("{ \"app.field\" = \"text\" } or \"app.form\"")
            }
            fn visit_str<E: de::Error>(self, name: &str) -> Result<Inner, E> {
                Ok(Inner::Right(name.to_owned()))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Inner, A::Error> {
                Ordered::deserialize(de::value::MapAccessDeserializer::new(map)).map(Inner::Fields)
            }
        }
        impl<'de> Deserialize<'de> for Inner {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(FillVisitor)
            }
        }
        let inner = Spanned::<Inner>::deserialize(deserializer)?;
        let span = inner.span();
        Ok(match inner.into_inner() {
            Inner::Fields(fields) => RawFill::Fields(fields),
            Inner::Right(name) => RawFill::Right(Spanned::new(span, name)),
        })
    }
}

/// A lesson of a course: its id, or `{ lesson, after, coming }`.
#[derive(Debug)]
pub struct RawEntry(pub RawPlanned);

impl<'de> Deserialize<'de> for RawEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Inner(Result<String, RawPlanned>);
        struct EntryVisitor;
        impl<'de> Visitor<'de> for EntryVisitor {
            type Value = Inner;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("the id of a lesson or { lesson = \"…\", after = […] }")
            }
            fn visit_str<E: de::Error>(self, id: &str) -> Result<Inner, E> {
                Ok(Inner(Ok(id.to_owned())))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Inner, A::Error> {
                RawPlanned::deserialize(de::value::MapAccessDeserializer::new(map)).map(|planned| Inner(Err(planned)))
            }
        }
        impl<'de> Deserialize<'de> for Inner {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(EntryVisitor)
            }
        }
        let inner = Spanned::<Inner>::deserialize(deserializer)?;
        let span = inner.span();
        Ok(RawEntry(match inner.into_inner().0 {
            Ok(id) => RawPlanned { lesson: Spanned::new(span, id), after: Vec::new(), coming: None },
            Err(planned) => planned,
        }))
    }
}
