//! `kiosk doctor --settings`: what is in force, and from where. Each setting is explained by the sentence that stands
//! above it in the shipped `kiosk.toml`.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;
use serde_json::Value;

use crate::cli::{Format, Global};
use crate::command::{Exit, Failure, print};
use crate::config::{self, Config, InForce};
use crate::store::shown;
use crate::text;

/// Columns of a line of text.
const COLUMNS: usize = 100;

/// What `--format json` prints.
#[derive(Serialize)]
struct Answer {
    /// The settings file; null: there is none.
    file: Option<String>,
    /// Where one was looked for, in order.
    looked_for: Vec<String>,
    settings: Vec<Entry>,
    /// The folders that follow from them.
    data: String,
    /// Null: there is no home folder.
    mark: Option<String>,
}

/// A setting.
#[derive(Serialize)]
struct Entry {
    section: String,
    key: String,
    value: Value,
    default: Value,
    from: From,
    /// The line of the settings file.
    line: Option<usize>,
    about: String,
}

/// Who says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum From {
    Default,
    File,
    CommandLine,
}

/// Says which settings are in force.
pub fn run(global: &Global, format: Format) -> Result<Exit, Failure> {
    let found = Config::find(global.config.as_deref())?;
    let looked_for = match &global.config {
        Some(named) => vec![named.clone()],
        None => Config::places(),
    };
    let path = |path: &Path| path.display().to_string();
    let answer = Answer {
        file: found.file.as_ref().map(|file| path(&file.path)),
        looked_for: looked_for.iter().map(|place| path(place)).collect(),
        settings: found.in_force().into_iter().map(|setting| entry(setting, global)).collect(),
        data: path(&found.config.data(global.data.as_deref())?),
        mark: found.config.mark().ok().map(|folder| path(&folder)),
    };
    print(&match format {
        Format::Text => lines(&answer),
        Format::Json => {
            let json = serde_json::to_string_pretty(&answer).map_err(|e| Failure::of(Exit::CannotWrite, &e))?;
            format!("{json}\n")
        }
    })?;
    Ok(Exit::Done)
}

fn entry(in_force: InForce, global: &Global) -> Entry {
    let InForce { setting, value, line } = in_force;
    // The only setting that the command line can overrule.
    let named = global.data.as_ref().filter(|_| (setting.section.as_str(), setting.key.as_str()) == ("kiosk", "data"));
    let (value, from) = match (named, line) {
        (Some(folder), _) => (folder.display().to_string().into(), From::CommandLine),
        (None, Some(_)) => (value, From::File),
        (None, None) => (value, From::Default),
    };
    let line = line.filter(|_| from == From::File);
    Entry {
        section: setting.section,
        key: setting.key,
        value,
        default: setting.default,
        from,
        line,
        about: setting.about,
    }
}

fn lines(answer: &Answer) -> String {
    let shown = |path: &String| shown(Path::new(path));
    let mut out = if let Some(file) = &answer.file {
        format!("settings of {}\n", shown(file))
    } else {
        let places: Vec<String> = answer.looked_for.iter().map(shown).collect();
        format!("no settings file, so every setting has its default; looked for {}\n", places.join(", "))
    };
    let file = answer.file.as_ref().map(shown).unwrap_or_default();
    let mut section = "";
    for entry in &answer.settings {
        if entry.section != section {
            section = &entry.section;
            let _ = writeln!(out, "\n[{section}]");
        }
        let value = |value: &Value| config::toml(value).unwrap_or_default();
        let from = match (entry.from, entry.line) {
            (From::CommandLine, _) => "--data".to_owned(),
            (From::File, Some(line)) => format!("{file}:{line}"),
            _ => "default".to_owned(),
        };
        let differs = entry.value != entry.default && entry.from != From::Default;
        let default = if differs { format!("; default {}", value(&entry.default)) } else { String::new() };
        let _ = writeln!(out, "{} = {}   ({from}{default})", entry.key, value(&entry.value));
        for line in text::wrap(&entry.about, COLUMNS - 4) {
            let _ = writeln!(out, "    {line}");
        }
    }
    let mark = answer.mark.as_ref().map_or_else(|| "none, there is no home folder".to_owned(), shown);
    let _ = writeln!(out, "\nfolders in force\n    data: {}\n    mark: {mark}", shown(&answer.data));
    out
}
