//! What the staff area asks to be done at the edge, and what comes back. Each question has a number, and an answer
//! repeats it: one that comes after somebody has gone on is for nobody.

use crate::pin::Pin;

/// Something to be done or looked up for the staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Whether there is a PIN, and how long a try has to wait.
    Pin,
    /// Whether this is the PIN.
    Try(Pin),
    /// This is the PIN from now on.
    SetPin(Pin),
    /// Something that only the machine's helper may do.
    Machine(Machine),
}

/// Something for the machine's helper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Machine {
    /// Start the machine again.
    Restart,
    /// Shut the machine down.
    PowerOff,
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
    /// What the machine's helper did.
    Machine(Helped),
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
