//! What a check finds: one line for people, one object for programs.

use serde::Serialize;

use crate::text;

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// As it should be.
    Ok,
    /// It cannot be told from here.
    Unknown,
    /// To be looked at; the kiosk works.
    Warning,
    /// To be mended: the command ends with 1.
    Bad,
}

/// One check with what it found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at, one or two words.
    pub check: &'static str,
    /// How it stands.
    pub state: State,
    /// What was found.
    pub found: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

impl Finding {
    /// All is well.
    pub fn ok(check: &'static str, found: impl Into<String>) -> Finding {
        Finding { check, state: State::Ok, found: found.into(), help: None }
    }

    /// Something is to be done.
    pub fn new(check: &'static str, state: State, found: impl Into<String>, help: impl Into<String>) -> Finding {
        Finding { check, state, found: found.into(), help: Some(help.into()) }
    }

    /// It cannot be told from here, but perhaps in another way.
    pub fn unknown(check: &'static str, found: impl Into<String>, help: impl Into<String>) -> Finding {
        Finding::new(check, State::Unknown, found, help)
    }

    /// A door that stands open: nothing to worry about on a kiosk that may be left, a fault on a locked one.
    pub fn open(check: &'static str, locked: bool, found: impl Into<String>, help: impl Into<String>) -> Finding {
        Finding::new(check, if locked { State::Bad } else { State::Warning }, found, help)
    }

    /// The line, with its end.
    pub fn line(&self) -> String {
        let state = match self.state {
            State::Ok => "ok    ",
            State::Unknown => "?     ",
            State::Warning => "warn  ",
            State::Bad => "BAD   ",
        };
        let found = text::escape(&self.found, 400);
        match &self.help {
            Some(help) => format!("{state}{}: {found}; {}\n", self.check, text::escape(help, 400)),
            None => format!("{state}{}: {found}\n", self.check),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_one_line() {
        assert_eq!(Finding::ok("sysrq", "off").line(), "ok    sysrq: off\n");
        let bad = Finding::open("swap", true, "/dev/\u{1b}[31msda2", "swapoff\n-a");
        assert_eq!(bad.line(), "BAD   swap: /dev/\\u{1b}[31msda2; swapoff\\u{a}-a\n");
        assert_eq!(Finding::open("swap", false, "x", "y").line(), "warn  swap: x; y\n");
        assert_eq!(Finding::unknown("swap", "x", "y").line(), "?     swap: x; y\n");
    }
}
