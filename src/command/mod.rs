//! The commands, one file each, and how their errors become messages and exit codes.

mod check;
mod clips;
mod data;
mod doctor;
mod export;
mod new;
mod run;
mod schema;
mod settings;
mod staff;

use std::error::Error;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::Path;

use crate::cli::{Cli, Command, Global};
use crate::config::{Config, ConfigError};
use crate::i18n::Lang;
use crate::lesson::Languages;
use crate::text;

/// How a command ends. The numbers are those of the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// Findings in lessons, or damaged data.
    Findings,
    /// Wrong use or a bad settings file.
    Usage,
    /// Something could not be written.
    CannotWrite,
    /// Another kiosk holds the data folder.
    Busy,
    /// Ended by a signal.
    Signal(u8),
}

impl Exit {
    /// The exit code.
    pub fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Findings => 1,
            Exit::Usage => 2,
            Exit::CannotWrite => 3,
            Exit::Busy => 4,
            Exit::Signal(code) => code,
        }
    }
}

/// A command that failed: how the program ends, and what is said.
#[derive(Debug)]
pub struct Failure {
    /// How the program ends.
    pub exit: Exit,
    /// The whole message.
    pub message: String,
}

impl Failure {
    /// A failure with a message of its own.
    pub fn new(exit: Exit, message: impl Into<String>) -> Failure {
        Failure { exit, message: message.into() }
    }

    /// A failure with the message of an error and of all that caused it.
    pub fn of(exit: Exit, error: &dyn Error) -> Failure {
        let mut message = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            let cause_text = cause.to_string();
            if !message.contains(&cause_text) {
                let _ = write!(message, "\n  because: {}", text::escape(&cause_text, 300));
            }
            source = cause.source();
        }
        Failure { exit, message }
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Failure {
        Failure::of(Exit::Usage, &error)
    }
}

/// Runs what the command line asks for.
pub fn run(cli: &Cli) -> Result<Exit, Failure> {
    crate::tui::outlive_file_limits();
    let config = || Config::load(cli.global.config.as_deref());
    match &cli.command {
        None => run::run(&config()?, &cli.global, false),
        Some(Command::Run { lines }) => run::run(&config()?, &cli.global, *lines),
        Some(Command::Play { lesson, mode, lang, reload, lines }) => {
            run::play(&config()?, lesson, *mode, lang.as_deref(), *reload, *lines)
        }
        Some(Command::Clips { lang, missing }) => clips::run(&config()?, lang.as_deref(), *missing),
        Some(Command::Check { paths, format, map }) => check::run(&config()?, paths, *format, *map),
        Some(Command::New { what, id, to }) => new::run(*what, id, to.as_deref()),
        Some(Command::Schema { of }) => schema::run(*of),
        Some(Command::Export { to, list, again }) => export::run(&config()?, &cli.global, to.as_deref(), *list, *again),
        Some(Command::Doctor { format, settings: true }) => doctor::settings(&cli.global, *format),
        Some(Command::Doctor { format, settings: false }) => doctor::run(&config()?, &cli.global, *format),
        Some(Command::Staff { what }) => staff::run(&config()?, &cli.global, what),
    }
}

/// The data folder that the command line and the settings name.
fn data_folder(config: &Config, global: &Global) -> Result<std::path::PathBuf, Failure> {
    Ok(config.data(global.data.as_deref())?)
}

/// The languages that are known where lessons are played from a folder (`None`: the built-in ones).
fn languages(folder: Option<&Path>) -> Languages {
    folder.map_or_else(Languages::built_in, Languages::of_folder)
}

/// The language of this code. One whose files cannot be used is no reason not to start.
fn lang(languages: &Languages, code: &str, named: &str) -> Result<Lang, Failure> {
    if languages.left_out.iter().any(|left_out| left_out == code) {
        return Ok(Lang::default());
    }
    Lang::from_code(code, languages.known).ok_or_else(|| {
        let known: Vec<String> = languages.known.iter().map(|lang| format!("\"{}\"", lang.code())).collect();
        let (code, known) = (text::escape(code, 60), known.join(" or "));
        let help = "others are folders `lang/CODE` in the folder of lessons";
        let message = format!("{named} \"{code}\" is not possible; use {known} ({help})");
        Failure::new(Exit::Usage, message)
    })
}

/// The language that the settings name.
fn configured_lang(config: &Config, languages: &Languages) -> Result<Lang, Failure> {
    lang(languages, &config.kiosk.language, "settings: [kiosk] language =")
}

/// Prints to standard output; a reader that has gone away is no error.
fn print(content: &str) -> Result<(), Failure> {
    let written = io::stdout().write_all(content.as_bytes()).and_then(|()| io::stdout().flush());
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new(Exit::CannotWrite, format!("cannot write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}
