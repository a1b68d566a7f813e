//! What the staff area asks to be done at the edge, and what comes back. Each question has a number, and an answer
//! repeats it: one that comes after somebody has gone on is for nobody.

use super::calls::Called;
use super::exports::{Exported, Left};
use super::seen::Logged;
use super::settings::InForce;
use crate::pin::Pin;
use crate::return_code::ReturnCode;
use crate::time::Day;
use crate::tutor::record::{Correction, DayAttempt, DayClass, DayFigures, NewClass, OpenClass, Past};
use crate::typing::Method;

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
    /// What is in force.
    Settings,
    /// These settings are to be written, all of them or none.
    Save(Vec<Change>),
}

/// A setting that is to have another value from the next start on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The commune, by its code.
    Commune(String),
    /// The number of the kiosk in its commune.
    Number(u32),
    /// The folder to which results are copied; empty: none.
    ExportTo(String),
    /// The height of the letters in pixels.
    Letters(u32),
    /// How Vietnamese is typed.
    Typing(Method),
    /// The language at the start, by its code.
    Language(String),
}

/// Why settings were not written. They are as they were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsaved {
    /// The file or its folder may not be written.
    Denied,
    /// The disk is full.
    Full,
    /// The disk may only be read.
    ReadOnly,
    /// The file has a fault that somebody must mend first.
    Faulty,
    /// The disk fails, or anything else.
    Other,
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
            | Ask::Erase(_) => true,
            Ask::Pin
            | Ask::Try(_)
            | Ask::SetPin(_)
            | Ask::Exports
            | Ask::Export
            | Ask::Calls
            | Ask::Helped(_)
            | Ask::Log
            | Ask::Machine(_)
            | Ask::Settings
            | Ask::Save(_) => false,
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
    /// Letters of this height in pixels on the text console.
    Letters(u32),
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
    /// What is in force.
    Settings(InForce),
    /// The settings are written, or why they are not.
    Saved(Result<(), Unsaved>),
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
