//! A question on the terminal whose answer is not shown, for commands.

use std::io::{self, Read as _, Write as _};

use rustix::stdio::stdin;
use rustix::termios::{self, LocalModes, OptionalActions, SpecialCodeIndex, Termios};

/// The longest answer in bytes; more is not taken.
const LONGEST: usize = 256;

/// Whether standard input is a terminal, on which somebody can be asked.
pub fn is_terminal() -> bool {
    termios::isatty(stdin())
}

/// Asks for a line that is not shown; `None`: cancelled with Ctrl+C or Ctrl+D.
///
/// # Errors
///
/// When the terminal cannot be asked not to show it.
pub fn ask_hidden(question: &str) -> io::Result<Option<String>> {
    let hidden = Hidden::enter()?;
    eprint!("{question}");
    let _ = io::stderr().flush();
    let line = read();
    drop(hidden);
    eprintln!();
    line
}

/// Keys come one by one and are not shown, until this is dropped. Ctrl+C is a key like any other meanwhile: a program
/// that it ends would leave the terminal mute.
struct Hidden(Termios);

impl Hidden {
    fn enter() -> io::Result<Hidden> {
        let before = termios::tcgetattr(stdin())?;
        let mut hidden = before.clone();
        hidden.local_modes &= !(LocalModes::ECHO | LocalModes::ECHONL | LocalModes::ICANON | LocalModes::ISIG);
        hidden.special_codes[SpecialCodeIndex::VMIN] = 1;
        hidden.special_codes[SpecialCodeIndex::VTIME] = 0;
        termios::tcsetattr(stdin(), OptionalActions::Now, &hidden)?;
        Ok(Hidden(before))
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        let _ = termios::tcsetattr(stdin(), OptionalActions::Now, &self.0);
    }
}

fn read() -> io::Result<Option<String>> {
    let mut line = Vec::with_capacity(LONGEST);
    let mut keys = io::stdin().lock();
    loop {
        let mut key = [0_u8];
        if keys.read(&mut key)? == 0 {
            return Ok(None);
        }
        match key {
            [b'\r' | b'\n'] => break,
            [0x03 | 0x04] => return Ok(None),
            [0x08 | 0x7f] => drop(line.pop()),
            [0x15] => line.clear(),
            [key] if line.len() < LONGEST => line.push(key),
            _ => {}
        }
    }
    Ok(Some(String::from_utf8_lossy(&line).into_owned()))
}
