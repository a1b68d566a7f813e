//! JSON Schema (draft-07, which Taplo and Even Better TOML read) of the lesson files, derived from the types that read
//! them. It is built in tests only: what is shipped in `lessons/schema` is held against it.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use super::raw::{
    Name, Names, Ordered, RawApp, RawCase, RawCourses, RawEntry, RawFill, RawLesson, RawOption, RawOptions, RawPersona,
    RawPlanned, RawText, RawWith, RawWrong, Spanned,
};
use super::words;

/// Every schema of lesson files with its name.
pub fn all() -> Vec<(&'static str, String)> {
    vec![
        ("lesson", of::<RawLesson>("A lesson")),
        ("app", of::<RawApp>("An app")),
        ("personas", of::<Ordered<RawPersona>>("Personas")),
        ("courses", of::<RawCourses>("Courses")),
    ]
}

/// The schema of a type, as it is shipped.
pub fn of<T: JsonSchema>(title: &str) -> String {
    let mut settings = SchemaSettings::draft07();
    settings.transforms.insert(0, Box::new(RecursiveTransform(simpler)));
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.insert("title".to_owned(), title.into());
    let text = serde_json::to_string_pretty(&schema).unwrap();
    format!("{text}\n")
}

/// One of these words.
pub fn one_of(words: &[&str]) -> Value {
    serde_json::json!({ "type": "string", "enum": words })
}

/// TOML has no null, and editors do not know Rust's numbers.
fn simpler(schema: &mut Schema) {
    if schema.get("format").and_then(Value::as_str).is_some_and(|f| f.starts_with("uint")) {
        schema.remove("format");
    }
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let [one] = types.as_slice() {
            let one = one.clone();
            schema.insert("type".to_owned(), one);
        }
    }
    if let Some(Value::Array(any)) = schema.get_mut("anyOf") {
        any.retain(|one| one.get("type").is_none_or(|kind| kind != "null"));
        if let [Value::Object(one)] = any.as_mut_slice() {
            let one = std::mem::take(one);
            schema.remove("anyOf");
            for (key, value) in one {
                schema.ensure_object().entry(key).or_insert(value);
            }
        }
    }
}

macro_rules! inline {
    (<$($generic:ident: $bound:ident)?>, $name:ty, $id:literal, |$generator:ident| $schema:expr) => {
        impl<$($generic: $bound)?> JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> Cow<'static, str> {
                $id.into()
            }
            fn json_schema($generator: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    };
}

inline!(<T: JsonSchema>, Spanned<T>, "Spanned", |generator| generator.subschema_for::<T>());
inline!(<T: JsonSchema>, Ordered<T>, "Ordered", |generator| {
    json_schema!({ "type": "object", "additionalProperties": generator.subschema_for::<T>() })
});
inline!(<>, RawText, "Text", |_generator| json_schema!({
    "anyOf": [
        { "type": "string" },
        {
            "type": "object",
            "properties": {
                "vi": { "type": "string", "description": "Vietnamese." },
                "en": { "type": "string", "description": "English." },
            },
            "required": ["vi", "en"],
            "additionalProperties": false,
        },
    ],
}));
inline!(<>, Names, "Names", |_generator| json_schema!({
    "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }],
}));
inline!(<>, RawOption, "Option", |_generator| json_schema!({
    "anyOf": [
        { "type": "string" },
        {
            "type": "object",
            "properties": {
                "id": { "type": "string", "description": "Id, by which conditions compare." },
                "label": { "type": "string", "description": "What is shown." },
            },
            "required": ["id", "label"],
            "additionalProperties": false,
        },
    ],
}));
inline!(<>, RawOptions, "Options", |generator| json_schema!({
    "anyOf": [generator.subschema_for::<Vec<RawOption>>(), { "enum": words::OPTION_LISTS }],
}));
inline!(<>, RawWrong, "Wrong", |generator| json_schema!({
    "anyOf": [{ "type": "string" }, generator.subschema_for::<RawCase>()],
}));
inline!(<>, RawEntry, "Entry", |generator| json_schema!({
    "anyOf": [{ "type": "string" }, generator.subschema_for::<RawPlanned>()],
}));
inline!(<>, RawWith, "With", |generator| json_schema!({
    "type": "object",
    "properties": {
        "right": {
            "type": "object",
            "description": "The right contents of the app's fields.",
            "additionalProperties": { "type": "string" },
        },
    },
    "additionalProperties": generator.subschema_for::<Name>(),
}));
inline!(<>, RawFill, "Fill", |_generator| json_schema!({
    "anyOf": [{ "type": "string" }, { "type": "object", "additionalProperties": { "type": "string" } }],
}));
