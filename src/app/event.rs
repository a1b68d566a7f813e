//! What comes into the kiosk and what it asks to be done: the whole border between the pure layers and the machine.

use std::fmt::Display;
use std::sync::Arc;

use super::notices::{Notice, Problem, Trouble};
use super::player::BoardKey;
use crate::lesson::table::{AppId, WidgetId};
use crate::lesson::{Library, Loaded};
use crate::return_code::ReturnCode;
use crate::time::Day;
use crate::tutor::record::{AttemptEnd, AttemptStart, Past, PastSession, StepResult};

/// A key, as far as the kiosk knows keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those on the keys")]
pub enum Key {
    Char(char),
    Enter,
    Escape,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    F(u8),
}

/// Something on the screen that a click can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// A cell of the bottom bar, or anything else that a key does too.
    Key(Key),
    /// An item of a list.
    Item(usize),
    /// A widget of the simulated app.
    Widget(WidgetId),
    /// An option of a widget that shows them all.
    Option(WidgetId, usize),
    /// A key drawn below a field of the simulated app.
    Pad(WidgetId, Key),
    /// A key of the keyboard on the screen.
    Board(BoardKey),
    /// An app's tile on the simulated home screen.
    Tile(AppId),
    /// The banner of a message.
    Banner,
    /// The phone's Back.
    DeviceBack,
    /// The phone's home button.
    DeviceHome,
}

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// A key was pressed.
    Key(Key),
    /// Something was clicked.
    Click(Target),
    /// A key or a click that means nothing: somebody is there.
    Present,
    /// The deadline is reached.
    Tick,
    /// The terminal has this size now, in columns and rows.
    Resize(u16, u16),
    /// The lessons are there; so many findings left lessons out.
    Library(Arc<Library>, usize),
    /// An author has saved a file: the lessons as they are now.
    Reloaded(Arc<Loaded>),
    /// An attempt is in the database.
    Begun {
        /// Number of the attempt in this run of the program.
        attempt: u32,
        /// Under which id and names.
        entry: Entry,
    },
    /// A step is in the database: the commit returned.
    StepSaved {
        /// Number of the attempt in this run of the program.
        attempt: u32,
        /// Position of the step, from 1.
        position: u32,
    },
    /// The end of an attempt is in the database.
    EndSaved {
        /// Number of the attempt in this run of the program.
        attempt: u32,
    },
    /// Something of an attempt could not be saved.
    NotSaved {
        /// Number of the attempt in this run of the program.
        attempt: u32,
    },
    /// What is known of the learner with this return code; `None`: nobody has it.
    Recalled(ReturnCode, Option<Box<Past>>),
    /// The learners of the day that was asked for, the newest first.
    Sessions(Vec<PastSession>),
    /// What was asked for cannot be looked up now: who has this return code; `None`: who was here.
    NoAnswer(Option<ReturnCode>),
    /// How recording stands.
    Store(Health),
    /// Staff must know something.
    Notice(Notice),
    /// A problem that staff were told of is gone.
    NoticeOver(Problem),
    /// What staff had not seen yet when the program ended last.
    Kept(Vec<Notice>),
    /// Whether the wall clock is believed.
    ClockTrusted(bool),
    /// The program must end: the attempt in progress ends as interrupted.
    Shutdown,
}

/// How recording stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Health {
    /// The database is being opened; what comes waits for it.
    #[default]
    Opening,
    /// What comes is recorded.
    Working,
    /// It fails, and is tried again; so many records wait in memory.
    Failing {
        /// Why.
        trouble: Trouble,
        /// Records that wait.
        waiting: usize,
    },
    /// Nothing is recorded, and nothing is kept waiting: practice only.
    PracticeOnly(Trouble),
}

/// A line for the event log: what happened, and values that are numbers or codes. Never anything that was typed, nor
/// who somebody is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// What happened, as `[a-z-]+`.
    pub what: &'static str,
    /// Its circumstances, by name.
    pub values: Vec<(&'static str, String)>,
}

impl LogLine {
    /// A line without circumstances.
    pub fn of(what: &'static str) -> LogLine {
        LogLine { what, values: Vec::new() }
    }

    /// The line with one more.
    #[must_use]
    pub fn and(mut self, name: &'static str, value: impl Display) -> LogLine {
        self.values.push((name, format!("{value}")));
        self
    }
}

/// Under which names an attempt is in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id, by which a later attempt can resume it.
    pub id: String,
    /// The short number that the learner sees.
    pub slip: String,
    /// The learner's return code.
    pub code: ReturnCode,
}

/// Something to be done at the edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Put a new attempt into the database.
    Begin {
        /// Number of the attempt in this run of the program.
        attempt: u32,
        /// The record.
        start: Box<AttemptStart>,
    },
    /// Save a step of an attempt.
    Step {
        /// Number of the attempt in this run of the program.
        attempt: u32,
        /// The record.
        result: StepResult,
    },
    /// End an attempt.
    End {
        /// Number of the attempt in this run of the program.
        attempt: u32,
        /// The record.
        end: AttemptEnd,
    },
    /// Look up who has a return code.
    Recall(ReturnCode),
    /// Look up the learners of a day.
    Sessions(Day),
    /// Read the screen aloud.
    ReadAloud,
    /// Write a line into the event log.
    Log(LogLine),
    /// Remember over a restart what staff have not seen yet: these, and no others.
    Keep(Vec<Notice>),
    /// The wall clock was set, by so many milliseconds: is it to be believed now?
    ClockStepped(i64),
    /// Somebody has left: nothing of her is to remain, neither in what the terminal keeps nor in memory. The program is to
    /// be replaced by a fresh one, once everything is saved.
    Refresh,
    /// Leave the program.
    Quit,
}
