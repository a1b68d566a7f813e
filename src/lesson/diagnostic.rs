//! What is wrong in a lesson file, said so that its author can mend it: file, line, column, the line with a caret,
//! what is wrong, what to do. Every text is escaped and cut, since a file may hold anything.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::library::is_id;
use super::raw::Name;
use crate::text;

/// The longest piece of a foreign file that a finding repeats, in characters.
const EXCERPT: usize = 200;

/// One file of the library.
#[derive(Debug, Clone)]
pub struct Source {
    /// Path as shown to the author, relative to the lessons folder or as given.
    pub file: Arc<str>,
    /// Content.
    pub text: Arc<str>,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The lesson works; the author should look.
    Warning,
    /// The lesson is left out.
    Error,
}

/// Something wrong in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Path of the file.
    pub file: Arc<str>,
    /// Line from 1; 0 if the file as a whole is meant.
    pub line: usize,
    /// Column from 1, in characters.
    pub column: usize,
    /// Line and column behind what is meant.
    pub end: (usize, usize),
    /// Error or warning.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// For a trap: the actions that lead into it, in words.
    pub way: Vec<String>,
    /// The line, escaped, with the start and length of what is meant (in columns).
    pub excerpt: Option<(String, usize, usize)>,
}

impl Source {
    /// An error at a place (bytes) of this file.
    pub fn error(&self, span: Range<usize>, message: impl Into<String>) -> Finding {
        let start = span.start.min(self.text.len());
        let before = self.text.get(..start).unwrap_or("");
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.matches('\n').count() + 1;
        let rest = self.text.get(line_start..).unwrap_or("");
        let whole = rest.split_once('\n').map_or(rest, |(line, _)| line).trim_end_matches('\r');
        let lead = self.text.get(line_start..start).unwrap_or("");
        let end = span.end.clamp(start, line_start + whole.len().max(lead.len()));
        let meant = self.text.get(start..end).unwrap_or("");
        Finding {
            file: self.file.clone(),
            line,
            column: lead.chars().count() + 1,
            end: self.behind(span.end.max(start)),
            severity: Severity::Error,
            message: message.into(),
            help: None,
            way: Vec::new(),
            excerpt: Some(excerpt(whole, lead, meant)),
        }
    }

    /// Line and column of a byte.
    fn behind(&self, at: usize) -> (usize, usize) {
        let before = self.text.get(..at).unwrap_or(&self.text);
        (before.matches('\n').count() + 1, before.rsplit('\n').next().unwrap_or("").chars().count() + 1)
    }

    /// What is wrong with an id.
    pub(super) fn bad_id(&self, name: &Name) -> Option<Finding> {
        let id = name.get_ref();
        let help = "use a-z, 0-9 and `-` (not first), at most 64 of them";
        (!is_id(id)).then(|| self.error(name.span(), format!("`{id}` is not a good id")).help(help))
    }

    /// What keeps a text from being shown, whatever it is for.
    pub(super) fn bad_text(&self, span: Range<usize>, raw: &str) -> Option<Finding> {
        let (message, help) = text::unshowable(raw)?;
        let finding = self.error(span, message);
        Some(match help {
            Some(help) => finding.help(help),
            None => finding,
        })
    }

    /// An error that concerns the file as a whole.
    pub fn error_whole(&self, message: impl Into<String>) -> Finding {
        Finding::in_file(&self.file, message)
    }
}

/// The line around what is meant, cut to a readable length.
fn excerpt(whole: &str, lead: &str, meant: &str) -> (String, usize, usize) {
    // As much of the line before it as half of the room holds, escaped.
    let mut room = EXCERPT / 2;
    let fits = |letter: &char| {
        let needed = text::escape(letter.encode_utf8(&mut [0; 4]), EXCERPT).chars().count();
        let fits = needed <= room;
        room = room.saturating_sub(needed);
        fits
    };
    let kept = lead.chars().rev().take_while(fits).count();
    let skip = lead.chars().count() - kept;
    let shown: String = whole.chars().skip(skip).take(EXCERPT + 1).collect();
    let lead: String = lead.chars().skip(skip).collect();
    let at = text::width(&text::escape(&lead, EXCERPT));
    let len = text::width(&text::escape(meant, EXCERPT / 2)).max(1);
    (text::escape(&shown, EXCERPT), at, len)
}

impl Finding {
    /// An error that concerns a file as a whole.
    pub fn in_file(file: &str, message: impl Into<String>) -> Finding {
        Finding {
            file: file.into(),
            line: 0,
            column: 0,
            end: (0, 0),
            severity: Severity::Error,
            message: message.into(),
            help: None,
            way: Vec::new(),
            excerpt: None,
        }
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Finding {
        self.help = Some(help.into());
        self
    }

    /// Adds the nearest known name, or else all of them if they are few.
    #[must_use]
    pub fn known<'a>(self, name: &str, known: impl IntoIterator<Item = &'a str>) -> Finding {
        let known: Vec<&str> = known.into_iter().collect();
        match text::nearest(name, known.iter().copied()) {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None if known.is_empty() => self,
            None if known.len() <= 16 => self.help(format!("known here: {}", known.join(", "))),
            None => self,
        }
    }

    /// Makes it a warning.
    #[must_use]
    pub fn warning(mut self) -> Finding {
        self.severity = Severity::Warning;
        self
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let place = text::escape(&self.file, EXCERPT);
        writeln!(f, "{kind}: {}", text::escape(&self.message, 2 * EXCERPT))?;
        if self.line == 0 {
            writeln!(f, "  --> {place}")?;
        } else {
            writeln!(f, "  --> {place}:{}:{}", self.line, self.column)?;
        }
        if let Some((line, at, len)) = &self.excerpt {
            let number = self.line.to_string();
            let gap = " ".repeat(number.len());
            writeln!(f, "{gap} |\n{number} | {line}\n{gap} | {}{}", " ".repeat(*at), "^".repeat(*len))?;
        }
        for (at, action) in self.way.iter().enumerate() {
            writeln!(f, "   {:>3}. {}", at + 1, text::escape(action, EXCERPT))?;
        }
        if let Some(help) = &self.help {
            writeln!(f, "   = {}", text::escape(help, 2 * EXCERPT))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_points_at_its_place() {
        let source = Source { file: "lessons/a.toml".into(), text: "title = \"á\"\ngoal = [\"Tậ x\"]\n".into() };
        let start = source.text.find("Tậ").unwrap();
        let finding = source.error(start..start + "Tậ".len(), "unknown name `Tậ`").help("did you mean `tap`?");
        assert_eq!(
            finding.to_string(),
            "error: unknown name `Tậ`\n  --> lessons/a.toml:2:10\n  |\n2 | goal = [\"Tậ x\"]\n  |          ^^\n   = did you mean `tap`?\n"
        );
    }

    #[test]
    fn a_hostile_line_is_escaped_and_cut() {
        let line = format!("x = \"\u{1b}[31m{}\"", "y".repeat(5000));
        let source = Source { file: "a.toml".into(), text: line.into() };
        let shown = source.error(4..5000, "bad").to_string();
        assert!(!shown.contains('\u{1b}'));
        assert!(shown.lines().all(|l| l.chars().count() < 220), "{shown}");
    }
}
