//! What the staff area asks to be done at the edge, and what comes back. Each question has a number, and an answer
//! repeats it: one that comes after somebody has gone on is for nobody.

use super::calls::Called;
use super::exports::{Exported, Left};
use super::seen::Logged;
use crate::pin::Pin;
use crate::return_code::ReturnCode;
use crate::time::Day;
use crate::tutor::record::{Correction, DayAttempt, DayClass, DayFigures, NewClass, OpenClass, Past};

/// Something to be done or looked up for the staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Whether there is a PIN, and how long a try has to wait.
    Pin,
    /// Whether this is the PIN.
    Try(Pin),
    /// This is the PIN from now on.
    SetPin(Pin),
    /// The figures of a day.
    Figures(Day),
    /// The class that is open.
    Class,
    /// Open a class.
    OpenClass(NewClass),
    /// Close a class.
    CloseClass {
        /// Which.
        id: String,
        /// How many heads were counted.
        headcount: Option<u32>,
    },
    /// Attempts and classes of a day.
    Day(Day),
    /// Add a correction, for this reason.
    Correct(Correction, &'static str),
    /// Whose words these are.
    Find(ReturnCode),
    /// Delete all that is kept of whoever has these words.
    Erase(ReturnCode),
    /// What has left and what waits.
    Exports,
    /// Let everything leave that has not left.
    Export,
    /// Who called for somebody.
    Calls,
    /// Somebody came to this call.
    Helped(String),
    /// The last lines of the event log.
    Log,
    /// Something that only the machine's helper may do.
    Machine(Machine),
}

impl Ask {
    /// Whether it is for the database.
    pub fn is_for_database(&self) -> bool {
        match self {
            Ask::Figures(_)
            | Ask::Class
            | Ask::OpenClass(_)
            | Ask::CloseClass { .. }
            | Ask::Day(_)
            | Ask::Correct(..)
            | Ask::Find(_)
            | Ask::Erase(_)
            | Ask::Exports => true,
            Ask::Pin
            | Ask::Try(_)
            | Ask::SetPin(_)
            | Ask::Export
            | Ask::Calls
            | Ask::Helped(_)
            | Ask::Log
            | Ask::Machine(_) => false,
        }
    }
}

/// Something for the machine's helper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Machine {
    /// Start the machine again.
    Restart,
    /// Shut the machine down.
    PowerOff,
    /// Set the clock, to the time of Viet Nam.
    Date {
        /// The day.
        day: Day,
        /// Hour, 0 to 23.
        hour: u8,
        /// Minute, 0 to 59.
        minute: u8,
    },
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// How it stands with the PIN.
    Pin {
        /// One was set.
        set: bool,
        /// Until when a try has to wait, in monotonic milliseconds.
        until: u64,
    },
    /// What came of a try.
    Tried(Tried),
    /// The PIN is set, or it could not be set.
    PinSet(bool),
    /// The figures of the day.
    Figures(Box<DayFigures>),
    /// The class that is open now.
    Class(Option<OpenClass>),
    /// Attempts and classes of the day.
    Day(Vec<DayAttempt>, Vec<DayClass>),
    /// The correction is there.
    Corrected,
    /// Whose words they are.
    Found(Option<Box<Past>>),
    /// So many attempts are deleted.
    Erased(u32),
    /// What has left and what waits.
    Exports(Left),
    /// What came of an export, and what waits now.
    Exported(Exported, Option<Left>),
    /// Who called for somebody, the newest first.
    Calls(Vec<Called>),
    /// The last lines of the event log, the newest first.
    Log(Vec<Logged>),
    /// What the machine's helper did.
    Machine(Helped),
    /// It cannot be done or looked up now.
    Failed,
}

/// What came of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tried {
    /// It is the PIN.
    Right,
    /// It is not; until when the next try has to wait, in monotonic milliseconds.
    Wrong {
        /// Until when.
        until: u64,
    },
    /// It was not looked at: so long it has to wait.
    Wait {
        /// Until when.
        until: u64,
    },
    /// It cannot be compared: the file is damaged or cannot be read.
    Broken,
}

/// What the machine's helper did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Helped {
    /// What was asked.
    Done,
    /// It refused or failed.
    Failed,
    /// Nothing was heard from it.
    Silent,
    /// There is none on this machine.
    None,
}
