//! What `kiosk check` has found, and how it is said: lines for people, or one JSON document for editors and CI.

use std::fmt::Write as _;

use serde::Serialize;

use crate::cli::Format;
use crate::lesson::{Finding, Severity};
use crate::text;

/// The number of the JSON document's shape. It grows when a key changes its meaning or goes, not when one is added.
const VERSION: u32 = 1;

/// The longest message, in letters: a file may hold anything.
const LONGEST: usize = 400;

/// What was found.
#[derive(Debug, Default)]
pub struct Checked {
    /// What is wrong in the files.
    pub findings: Vec<Finding>,
    /// The lessons that can be played.
    pub lessons: Vec<Played>,
}

/// A lesson that was played by the planner.
#[derive(Debug, Serialize)]
pub struct Played {
    /// Id.
    pub id: String,
    /// How many steps it has.
    pub steps: usize,
    /// How many actions the shortest way takes; `None`: it cannot be finished.
    pub actions: Option<usize>,
    /// Why it cannot be finished.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stuck: Option<String>,
}

impl Checked {
    /// How many errors there are; warnings do not count.
    pub fn faults(&self) -> usize {
        let errors = self.findings.iter().filter(|finding| finding.severity == Severity::Error);
        errors.count() + self.lessons.iter().filter(|lesson| lesson.stuck.is_some()).count()
    }

    /// The whole answer.
    pub fn say(&self, format: Format) -> Result<String, serde_json::Error> {
        match format {
            Format::Text => Ok(self.lines()),
            Format::Json => {
                let findings = self.findings.iter().map(Entry::of).collect();
                let document = Document { version: VERSION, faults: self.faults(), findings, lessons: &self.lessons };
                serde_json::to_string_pretty(&document).map(|json| format!("{}\n", visible(&json)))
            }
        }
    }

    fn lines(&self) -> String {
        let mut out = String::new();
        for finding in &self.findings {
            let _ = writeln!(out, "{finding}");
        }
        for Played { id, steps, actions, stuck } in &self.lessons {
            let _ = match (actions, stuck) {
                (_, Some(stuck)) => writeln!(out, "error: lesson {id}: {stuck}\n"),
                (Some(actions), None) => writeln!(out, "{id}: {steps} steps, {actions} actions: can be finished"),
                (None, None) => Ok(()),
            };
        }
        let _ = match self.faults() {
            0 => writeln!(out, "no faults"),
            1 => writeln!(out, "1 fault"),
            n => writeln!(out, "{n} faults"),
        };
        out
    }
}

/// What `--format json` prints.
#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    faults: usize,
    findings: Vec<Entry<'a>>,
    lessons: &'a [Played],
}

/// The same JSON, in which whatever a terminal would obey or not show is written as `\u…`.
fn visible(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for letter in json.chars() {
        if letter == '\n' || !letter.is_control() && !text::is_hidden(letter) {
            out.push(letter);
            continue;
        }
        for unit in letter.encode_utf16(&mut [0; 2]) {
            let _ = write!(out, "\\u{unit:04x}");
        }
    }
    out
}

/// A finding as editors want it: lines and columns from 1, columns in characters, the end not included. A finding about
/// a file as a whole has no place.
#[derive(Serialize)]
struct Entry<'a> {
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
    severity: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    excerpt: Option<&'a str>,
}

impl Entry<'_> {
    fn of(finding: &Finding) -> Entry<'_> {
        let placed = finding.line > 0;
        Entry {
            file: &finding.file,
            line: placed.then_some(finding.line),
            column: placed.then_some(finding.column),
            end_line: placed.then_some(finding.end.0),
            end_column: placed.then_some(finding.end.1),
            severity: match finding.severity {
                Severity::Warning => "warning",
                Severity::Error => "error",
            },
            message: text::escape(&finding.message, LONGEST),
            help: finding.help.as_ref().map(|help| text::escape(help, LONGEST)),
            excerpt: finding.excerpt.as_ref().map(|(line, _, _)| line.as_str()),
        }
    }
}
