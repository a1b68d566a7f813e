//! Changing single values of a settings file. Everything else in it stays byte for byte as somebody wrote it: comments,
//! order, blank lines, ends of lines. What comes out is read back strictly before it is written, and then replaces the old
//! file as a whole.

use std::fmt::Write as _;
use std::io;
use std::ops::Range;
use std::path::Path;

use serde_json::Value;

use super::layout::{Layout, Written};
use super::read::{ConfigError, content, is_there, parse, shown};
use super::shipped::values;
use super::{Config, SHIPPED};
use crate::files;
use crate::text;

/// A setting that is to have another value.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    section: &'static str,
    key: &'static str,
    value: Value,
}

impl Change {
    /// `[section] key` is to be this: a text, a whole number, yes or no, or a list of texts, as the setting asks for.
    pub fn new(section: &'static str, key: &'static str, value: impl Into<Value>) -> Change {
        Change { section, key, value: value.into() }
    }

    fn name(&self) -> String {
        format!("[{}] {}", self.section, self.key)
    }
}

/// Why settings were not changed. The file is as it was.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The file cannot be read, or is wrong already.
    #[error(transparent)]
    File(#[from] ConfigError),
    /// The new value cannot be.
    #[error("the settings were not changed: {0}")]
    Refused(String),
    /// The file is written in a way that this program cannot change.
    #[error("{path}: {name} cannot be changed here; change it with an editor")]
    Odd {
        /// The file.
        path: String,
        /// The setting.
        name: String,
    },
    /// The file cannot be written.
    #[error("{path}: the settings cannot be written")]
    Write {
        /// The file.
        path: String,
        /// Cause.
        source: io::Error,
    },
}

/// Changes settings in a file. One that is not there is made from the shipped one, with every setting and its sentence.
/// All of the changes are made, or none. What is in force from the next start on is returned.
pub fn change(path: &Path, changes: &[Change]) -> Result<Config, ChangeError> {
    let there = is_there(path)?;
    let before = if there { content(path)? } else { SHIPPED.to_owned() };
    let name = shown(path);
    let (after, config) = changed(&name, &before, changes)?;
    if !there || after != before {
        let written = match path.parent().filter(|_| !there) {
            Some(folder) => files::make_folder(folder),
            None => Ok(()),
        };
        let written = written.and_then(|()| files::replace(path, after.as_bytes()));
        written.map_err(|source| ChangeError::Write { path: name, source })?;
    }
    Ok(config)
}

/// The text of a settings file with these changes, and what it then says.
fn changed(file: &str, before: &str, changes: &[Change]) -> Result<(String, Config), ChangeError> {
    let mut wanted = values(&parse(file, before)?);
    let mut after = before.to_owned();
    for change in changes {
        let (Some(place), Some(written)) =
            (wanted.get_mut(change.section).and_then(|section| section.get_mut(change.key)), toml(&change.value))
        else {
            return Err(ChangeError::Refused(format!("there is no setting {} with such a value", change.name())));
        };
        if *place != change.value {
            place.clone_from(&change.value);
            let odd = || ChangeError::Odd { path: file.to_owned(), name: change.name() };
            after = edited(&after, change, &written).ok_or_else(odd)?;
        }
    }
    // The message of the strict reader names a line that is not in the file yet; what is wrong, it says too.
    let config = parse(file, &after).map_err(|error| ChangeError::Refused(error.to_string()))?;
    if values(&config) != wanted {
        let names: Vec<String> = changes.iter().map(Change::name).collect();
        return Err(ChangeError::Odd { path: file.to_owned(), name: names.join(", ") });
    }
    Ok((after, config))
}

/// A value as TOML writes it, on one line and without control characters; `None`: no setting can be that.
pub fn toml(value: &Value) -> Option<String> {
    match value {
        Value::String(content) => Some(quoted(content)),
        Value::Number(number) => number.as_u64().map(|number| number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Array(all) => {
            let all: Option<Vec<String>> = all.iter().map(|one| one.as_str().map(quoted)).collect();
            Some(format!("[{}]", all?.join(", ")))
        }
        Value::Null | Value::Object(_) => None,
    }
}

fn quoted(content: &str) -> String {
    let mut all = String::from("\"");
    for c in content.chars() {
        match c {
            '"' | '\\' => all.extend(['\\', c]),
            c if c.is_control() || text::is_hidden(c) => drop(write!(all, "\\U{:08X}", u32::from(c))),
            c => all.push(c),
        }
    }
    all.push('"');
    all
}

/// The content with one value changed or added.
fn edited(content: &str, change: &Change, value: &str) -> Option<String> {
    let layout = Layout::of(content)?;
    if let Some(at) = layout.value(change.section, change.key) {
        return put(content, at, value);
    }
    let end = if content.contains("\r\n") { "\r\n" } else { "\n" };
    let entry = format!("{} = {value}", change.key);
    let last = layout.end_of_values(change.section);
    match layout.written(change.section) {
        Written::Header(header) => {
            let above = header.end.max(last.unwrap_or(0));
            insert_line(content, above, &commented(change, &entry, end), end)
        }
        Written::Dotted => {
            let entry = format!("{}.{entry}", change.section);
            insert_line(content, last?, &commented(change, &entry, end), end)
        }
        Written::Inline(braces) => match last {
            Some(last) => put(content, last..last, &format!(", {entry}")),
            None => put(content, braces.start + 1..braces.start + 1, &format!(" {entry} ")),
        },
        Written::Missing => {
            let gap = if content.is_empty() || content.ends_with('\n') { end.to_owned() } else { end.repeat(2) };
            let entry = commented(change, &entry, end);
            Some(format!("{content}{gap}[{}]{end}{entry}{end}", change.section))
        }
    }
}

/// A new entry below its sentence.
fn commented(change: &Change, entry: &str, end: &str) -> String {
    let comment = Layout::of(SHIPPED).map(|layout| layout.comment(change.section, change.key)).unwrap_or_default();
    comment.into_iter().chain([entry]).collect::<Vec<_>>().join(end)
}

/// The content with a text in the place of some bytes.
fn put(content: &str, at: Range<usize>, text: &str) -> Option<String> {
    Some([content.get(..at.start)?, text, content.get(at.end..)?].concat())
}

/// The content with further lines below the one on which a byte stands.
fn insert_line(content: &str, at: usize, lines: &str, end: &str) -> Option<String> {
    match content.get(at..)?.find('\n') {
        Some(rest) => put(content, at + rest + 1..at + rest + 1, &format!("{lines}{end}")),
        None => Some(format!("{content}{end}{lines}{end}")),
    }
}

#[cfg(test)]
mod tests;
