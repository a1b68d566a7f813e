//! What `kiosk doctor` asks the terminal: whether its font has what is drawn, and which keys lead away.

use std::env;
use std::fs::OpenOptions;
use std::os::fd::AsFd;
use std::os::unix::fs::OpenOptionsExt as _;

use rustix::fs::OFlags;
use rustix::stdio::stdout;

use super::{console, locale};
use crate::text;

/// The console that the service takes.
const FIRST_CONSOLE: &str = "/dev/tty1";

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Examined {
    /// The variable `TERM`.
    pub term: String,
    /// The locale by the variables of the user; empty: none is set.
    pub locale: String,
    /// The console that was asked; `None`: there is none, or it may not be asked.
    pub console: Option<Console>,
}

/// What a console says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Console {
    /// Which one.
    pub name: String,
    /// What the kiosk draws and the font has not; `None`: it does not say.
    pub lacking: Option<Vec<char>>,
    /// The names of what its keys do that leads away; `None`: it does not say.
    pub ways_out: Option<Vec<&'static str>>,
}

/// Asks the terminal on which the answer is printed, if it is a text console, or else the first console.
pub fn examine() -> Examined {
    let term = env::var("TERM").unwrap_or_default();
    Examined { term, locale: locale(), console: here().or_else(first) }
}

fn here() -> Option<Console> {
    console::palette(stdout())?;
    Some(ask("this console", stdout()))
}

fn first() -> Option<Console> {
    let flags = (OFlags::NOCTTY | OFlags::NONBLOCK).bits().cast_signed();
    let file = OpenOptions::new().read(true).custom_flags(flags).open(FIRST_CONSOLE).ok()?;
    console::palette(&file)?;
    Some(ask("tty1", &file))
}

fn ask(name: &str, terminal: impl AsFd) -> Console {
    let has = console::characters(&terminal);
    let lacking = has.map(|has| drawn().filter(|c| has.binary_search(c).is_err()).collect());
    Console { name: name.to_owned(), lacking, ways_out: console::ways_out(&terminal) }
}

/// All that the kiosk draws.
fn drawn() -> impl Iterator<Item = char> {
    ('\0'..='\u{ffff}').filter(|c| text::has_glyph(*c))
}
