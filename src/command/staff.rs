//! `kiosk staff set-pin`: the PIN that opens the staff area.

use std::io::{self, Read as _};

use super::{Exit, Failure, data_folder, print};
use crate::cli::{Global, StaffCommand};
use crate::config::Config;
use crate::pin::{DIGITS, Pin, Unfit};
use crate::store::{PinError, PinFile};
use crate::tui;

/// A longer line is no PIN.
const MOST_BYTES: u64 = 256;

/// Does what staff ask for.
pub fn run(config: &Config, global: &Global, what: &StaffCommand) -> Result<Exit, Failure> {
    match what {
        StaffCommand::SetPin { stdin } => set_pin(config, global, *stdin),
    }
}

fn set_pin(config: &Config, global: &Global, from_stdin: bool) -> Result<Exit, Failure> {
    let data = data_folder(config, global)?;
    let pin = if from_stdin { piped()? } else { asked()? };
    std::fs::create_dir_all(&data).map_err(|error| {
        let message = format!("the data folder {} cannot be made ({error})", crate::store::shown(&data));
        Failure::new(Exit::CannotWrite, message)
    })?;
    PinFile::of(&data).set(&pin).map_err(|error| failure(&error))?;
    print("the PIN is set; F11 on the first page of the kiosk asks for it\n")?;
    Ok(Exit::Done)
}

/// A failure of the PIN's files.
fn failure(error: &PinError) -> Failure {
    let exit = if matches!(error, PinError::Damaged(_)) { Exit::Findings } else { Exit::CannotWrite };
    Failure::of(exit, error)
}

/// The first line of standard input.
fn piped() -> Result<Pin, Failure> {
    let mut line = String::new();
    let read = io::stdin().lock().take(MOST_BYTES).read_to_string(&mut line);
    read.map_err(|error| Failure::new(Exit::Usage, format!("standard input cannot be read: {error}")))?;
    checked(line.lines().next().unwrap_or_default().to_owned())
}

/// Asked for twice on the terminal.
fn asked() -> Result<Pin, Failure> {
    if !tui::is_terminal() {
        let message = "standard input is no terminal: pipe the PIN in and say --stdin";
        return Err(Failure::new(Exit::Usage, message));
    }
    let cancelled = || Failure::new(Exit::Usage, "cancelled; the PIN is as it was");
    let ask = |question: &str| {
        let answer = tui::ask_hidden(question);
        let answer = answer.map_err(|error| Failure::new(Exit::Usage, format!("the terminal cannot be used: {error}")));
        answer?.ok_or_else(cancelled)
    };
    let pin = checked(ask("New PIN (6 to 12 digits): ")?)?;
    let again = Pin::typed(ask("The same again: ")?);
    if again != pin {
        return Err(Failure::new(Exit::Usage, "the two are not the same; the PIN is as it was"));
    }
    Ok(pin)
}

fn checked(digits: String) -> Result<Pin, Failure> {
    Pin::new(digits).map_err(|unfit| {
        let message = match unfit {
            Unfit::NotDigits => format!("a PIN has {} to {} digits and nothing else", DIGITS.start(), DIGITS.end()),
            Unfit::Trivial => "this PIN is guessed at once (digits in a row, or the same over and over); \
                take another"
                .to_owned(),
        };
        Failure::new(Exit::Usage, message)
    })
}
