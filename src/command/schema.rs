//! `kiosk schema`: JSON Schema for editors that check a file while it is written.

use super::{Exit, Failure, print};
use crate::cli::SchemaArg;

/// Prints a schema, as it lies in `lessons/schema` too.
pub fn run(of: SchemaArg) -> Result<Exit, Failure> {
    print(text(of))?;
    Ok(Exit::Done)
}

/// A schema.
pub(super) fn text(of: SchemaArg) -> &'static str {
    match of {
        SchemaArg::Lesson => include_str!("../../lessons/schema/lesson.schema.json"),
        SchemaArg::App => include_str!("../../lessons/schema/app.schema.json"),
        SchemaArg::Personas => include_str!("../../lessons/schema/personas.schema.json"),
        SchemaArg::Courses => include_str!("../../lessons/schema/courses.schema.json"),
        SchemaArg::Config => include_str!("../../lessons/schema/config.schema.json"),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::config::Config;
    use crate::lesson::schema;

    /// A key that is added to a type without its schema fails here. `KIOSK_WRITE_SCHEMA=1 cargo test schema` writes
    /// the files anew.
    #[test]
    fn the_shipped_schemas_are_those_of_the_types() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons/schema");
        let mut all = schema::all();
        all.push(("config", schema::of::<Config>("Settings of the kiosk")));
        let write = std::env::var_os("KIOSK_WRITE_SCHEMA").is_some();
        for (name, text) in all {
            let path = folder.join(format!("{name}.schema.json"));
            if write {
                std::fs::write(&path, &text).unwrap();
            }
            assert!(
                std::fs::read_to_string(&path).unwrap() == text,
                "{name}: run KIOSK_WRITE_SCHEMA=1 cargo test schema"
            );
        }
    }

    /// Editors find the schema by the first line of a file.
    #[test]
    fn every_shipped_file_names_its_schema() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut seen = 0;
        for (folder, schema) in
            [("lessons", "schema/lesson"), ("lessons/apps", "../schema/app"), ("", "lessons/schema/config")]
        {
            for entry in std::fs::read_dir(root.join(folder)).unwrap() {
                let path = entry.unwrap().path();
                let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
                if path.extension().is_none_or(|e| e != "toml") || folder.is_empty() && name != "kiosk.toml" {
                    continue;
                }
                let schema = match name.as_str() {
                    "personas.toml" => "schema/personas",
                    "courses.toml" => "schema/courses",
                    _ => schema,
                };
                let text = std::fs::read_to_string(&path).unwrap();
                assert_eq!(text.lines().next(), Some(format!("#:schema {schema}.schema.json").as_str()), "{name}");
                assert!(path.parent().unwrap().join(format!("{schema}.schema.json")).is_file(), "{name}");
                seen += 1;
            }
        }
        assert!(seen > 5);
    }
}
