//! The terminal, taken for the time of the kiosk and given back in every case: at the end, at an error, in a panic.
//!
//! There is one terminal for a program, so what is needed to give it back is kept for the whole program, where the
//! panic hook finds it too. Nothing in here panics when the terminal is gone.

use std::io::{self, Write};
use std::panic::{self, PanicHookInfo};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::thread::{self, ThreadId};

use super::console::Palette;
use super::{journal, palette};
use ratatui::layout::Size;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fd::BorrowedFd;
use rustix::io::Errno;
use rustix::stdio::{stdin, stdout};
use rustix::termios::{
    self, ControlModes, InputModes, LocalModes, OptionalActions, OutputModes, QueueSelector, SpecialCodeIndex, Termios,
};

/// The largest screen that is drawn: ratatui keeps two of them in memory, 3 MB at this size. A larger terminal is
/// used in part.
pub const LARGEST: Size = Size { width: 320, height: 100 };

/// The screen of a terminal that does not know its size, as on a serial line.
const USUAL: Size = Size { width: 80, height: 24 };

/// Alternate screen.
const ALTERNATE: &[u8] = b"\x1b[?1049h";

/// Cursor hidden; presses and releases of the mouse, written in decimal. Neither motion, which would wake the kiosk for
/// nothing, nor bracketed paste, whose missing end would make it deaf.
const MODES: &[u8] = b"\x1b[?25l\x1b[?1000h\x1b[?1006h";

/// The reverse. The screen is erased first, because a console without an alternate screen would keep showing what
/// the last learner typed.
const LEAVE: &[u8] = b"\x1b[?1006l\x1b[?1000l\x1b[0m\x1b[2J\x1b[H\x1b[?1049l\x1b[?25h";

/// Why the terminal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TerminalError {
    /// Standard input or output is a file or a pipe.
    #[error("{0} is not a terminal; the kiosk needs a full screen and a keyboard")]
    NotATerminal(&'static str),
    /// The terminal's settings could not be read or changed.
    #[error("the terminal's settings cannot be changed")]
    Settings(#[source] io::Error),
    /// The terminal does not take output.
    #[error("the terminal cannot be written to")]
    Write(#[source] io::Error),
}

/// What the terminal was like, and who took it.
struct Before {
    /// `None` if there is no terminal to give back.
    settings: Option<Termios>,
    /// It was drawn on.
    drawn: bool,
    /// Of a console whose palette is to be ours meanwhile.
    palette: Option<Palette>,
    taken_by: ThreadId,
}

static BEFORE: Mutex<Option<Before>> = Mutex::new(None);

/// Whether the terminal is ours at this moment.
static TAKEN: AtomicBool = AtomicBool::new(false);

static HOOK: Once = Once::new();

/// The terminal in full-screen use. It is given back when this is dropped, and in a panic of any thread.
#[derive(Debug)]
pub struct Screen(());

impl Screen {
    /// Takes the terminal: every key comes as it is, Ctrl-C too; alternate screen; cursor hidden; mouse clicks told.
    /// From now on a panic prints its place, never its message, which may hold what a learner typed.
    ///
    /// `palette` is that of a console, if the kiosk shall use its own colours there; it is put back at the end.
    ///
    /// Of a program before this one it is taken over as it is, and what it shows stays.
    pub fn enter(palette: Option<Palette>) -> Result<Screen, TerminalError> {
        if is_taken() {
            Out.write_all(MODES).map_err(TerminalError::Write)?;
            return Ok(Screen(()));
        }
        for (fd, name) in [(stdin(), "standard input"), (stdout(), "standard output")] {
            if !termios::isatty(fd) {
                return Err(TerminalError::NotATerminal(name));
            }
        }
        let settings = termios::tcgetattr(stdin()).map_err(settings_error)?;
        let taken_by = thread::current().id();
        *before() = Some(Before { settings: Some(settings), drawn: true, palette, taken_by });
        HOOK.call_once(|| panic::set_hook(Box::new(on_panic)));
        let screen = Screen(());
        screen.resume()?;
        Ok(screen)
    }

    /// Gives everything back. May be called again, and when the terminal is gone.
    #[expect(clippy::unused_self, reason = "who holds the guard may give the terminal back")]
    pub fn leave(&self) {
        give_back();
    }

    /// Takes the terminal again after [`Screen::leave`], or after somebody else may have changed it while the program
    /// was stopped (SIGCONT). What it shows is then unknown: follow with `Terminal::resize`, which repaints all.
    #[expect(clippy::unused_self, reason = "who holds the guard may take the terminal again")]
    pub fn resume(&self) -> Result<(), TerminalError> {
        let before = before().as_ref().map(|before| (before.settings.clone(), before.palette.is_some()));
        let Some((Some(mut raw), console)) = before else { return Ok(()) };
        TAKEN.store(true, Ordering::SeqCst);
        raw.make_raw();
        raw.special_codes[SpecialCodeIndex::VMIN] = 1;
        raw.special_codes[SpecialCodeIndex::VTIME] = 0;
        retried(|| termios::tcsetattr(stdin(), OptionalActions::Now, &raw)).map_err(settings_error)?;
        let own = if console { palette::sequence(&palette::OWN) } else { String::new() };
        let taken = [ALTERNATE, MODES, own.as_bytes()].concat();
        Out.write_all(&taken).map_err(TerminalError::Write)
    }
}

/// The terminal in use for plain lines, or what stands for one. It is given back as a [`Screen`] is.
#[derive(Debug)]
pub struct Plain {
    /// Its settings for lines, if it is a terminal.
    settings: Option<Termios>,
    hidden: bool,
}

impl Plain {
    /// Takes the terminal, if there is one: lines are edited and shown by it, and its keys for signals mean nothing, as
    /// on the full screen. From now on a panic prints its place, never its message.
    pub fn enter() -> Result<Plain, TerminalError> {
        let settings = if is_taken() {
            before().as_ref().and_then(|before| before.settings.clone())
        } else {
            termios::isatty(stdin()).then(|| termios::tcgetattr(stdin()).map_err(settings_error)).transpose()?
        };
        let lines = settings.clone().map(|mut lines| {
            lines.local_modes |= LocalModes::ICANON | LocalModes::ECHO;
            lines.local_modes &= !LocalModes::ISIG;
            lines.input_modes |= InputModes::IUTF8;
            lines
        });
        *before() = Some(Before { settings, drawn: false, palette: None, taken_by: thread::current().id() });
        HOOK.call_once(|| panic::set_hook(Box::new(on_panic)));
        TAKEN.store(true, Ordering::SeqCst);
        let mut plain = Plain { settings: lines, hidden: true };
        plain.show();
        Ok(plain)
    }

    /// Whether lines come from a terminal.
    pub fn is_terminal(&self) -> bool {
        self.settings.is_some()
    }

    /// Does not show what is typed, if it is secret.
    pub fn hide(&mut self, secret: bool) {
        if secret && self.set(false) {
            self.hidden = true;
        }
    }

    /// Shows what is typed; whether it was hidden.
    pub fn show(&mut self) -> bool {
        let hidden = std::mem::take(&mut self.hidden);
        hidden && self.set(true)
    }

    fn set(&self, echo: bool) -> bool {
        let Some(mut settings) = self.settings.clone() else { return false };
        settings.local_modes.set(LocalModes::ECHO, echo);
        retried(|| termios::tcsetattr(stdin(), OptionalActions::Now, &settings)).is_ok()
    }
}

/// The terminal, taken over from a program before this one in the same process. It is given back when this is dropped,
/// unless that is done already.
#[derive(Debug)]
pub struct Taken(());

impl Drop for Taken {
    fn drop(&mut self) {
        give_back();
    }
}

/// Whether the terminal is ours at this moment.
pub fn is_taken() -> bool {
    TAKEN.load(Ordering::SeqCst)
}

/// What a program that takes the place of this one must know of the terminal, to give it back at its end.
pub fn handed() -> Option<String> {
    let before = before();
    before.as_ref().filter(|_| is_taken()).and_then(Before::handed)
}

/// Takes over the terminal from a program that handed this on; `None` if it is not what it should be. From now on a
/// panic prints its place, never its message.
pub fn take_over(handed: &str) -> Option<Taken> {
    let now = termios::tcgetattr(stdin()).ok()?;
    let known = Before::of(handed, now)?;
    *before() = Some(known);
    HOOK.call_once(|| panic::set_hook(Box::new(on_panic)));
    TAKEN.store(true, Ordering::SeqCst);
    Some(Taken(()))
}

impl Before {
    /// As words: was it drawn on, the four sets of modes and the two numbers that the kiosk changes, the palette.
    fn handed(&self) -> Option<String> {
        let settings = self.settings.as_ref()?;
        let modes = [
            settings.input_modes.bits(),
            settings.output_modes.bits(),
            settings.control_modes.bits(),
            settings.local_modes.bits(),
            settings.special_codes[SpecialCodeIndex::VMIN].into(),
            settings.special_codes[SpecialCodeIndex::VTIME].into(),
        ];
        let numbers = [u32::from(self.drawn)].into_iter().chain(modes).map(|number| number.to_string());
        let colours = self.palette.iter().flatten().flatten().map(ToString::to_string);
        Some(numbers.chain(colours).collect::<Vec<_>>().join(" "))
    }

    /// From such words, and the settings as they are now.
    fn of(handed: &str, mut settings: Termios) -> Option<Before> {
        let numbers: Result<Vec<u32>, _> = handed.split(' ').map(str::parse).collect();
        let numbers = numbers.ok()?;
        let (&[drawn, input, output, control, local, min, time], colours) = numbers.split_first_chunk()?;
        settings.input_modes = InputModes::from_bits_retain(input);
        settings.output_modes = OutputModes::from_bits_retain(output);
        settings.control_modes = ControlModes::from_bits_retain(control);
        settings.local_modes = LocalModes::from_bits_retain(local);
        settings.special_codes[SpecialCodeIndex::VMIN] = u8::try_from(min).ok()?;
        settings.special_codes[SpecialCodeIndex::VTIME] = u8::try_from(time).ok()?;
        let mut palette = None;
        if !colours.is_empty() {
            let bytes: Result<Vec<u8>, _> = colours.iter().map(|number| u8::try_from(*number)).collect();
            let bytes = bytes.ok()?;
            let known = palette.insert(Palette::default());
            let (triples, rest) = bytes.as_chunks::<3>();
            if triples.len() != known.len() || !rest.is_empty() {
                return None;
            }
            known.copy_from_slice(triples);
        }
        Some(Before { settings: Some(settings), drawn: drawn == 1, palette, taken_by: thread::current().id() })
    }
}

impl Drop for Plain {
    fn drop(&mut self) {
        give_back();
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// The terminal as a place to write to; each `write` is one system call. Refuses when the terminal was given back, so
/// that a late frame does not land in the shell.
#[derive(Debug, Clone, Copy)]
pub struct Out;

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !is_taken() {
            return Err(io::ErrorKind::NotConnected.into());
        }
        loop {
            match rustix::io::write(stdout(), bytes) {
                Err(Errno::INTR) => {}
                // Somebody who shares the terminal made it non-blocking.
                Err(Errno::AGAIN) => {
                    let _ = writable(stdout(), None);
                }
                done => return Ok(done?),
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The size of the screen, as the kernel knows it: a terminal is not asked.
pub fn size() -> Size {
    termios::tcgetwinsize(stdout()).map_or(USUAL, |size| bounded(size.ws_col, size.ws_row))
}

/// A size that can be drawn: none is the usual one, and a huge one is cut.
fn bounded(columns: u16, rows: u16) -> Size {
    let or = |n: u16, usual: u16, largest: u16| if n == 0 { usual } else { n.min(largest) };
    Size { width: or(columns, USUAL.width, LARGEST.width), height: or(rows, USUAL.height, LARGEST.height) }
}

fn before() -> MutexGuard<'static, Option<Before>> {
    BEFORE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn settings_error(errno: Errno) -> TerminalError {
    TerminalError::Settings(errno.into())
}

fn retried<T>(mut call: impl FnMut() -> Result<T, Errno>) -> Result<T, Errno> {
    loop {
        match call() {
            Err(Errno::INTR) => {}
            done => return done,
        }
    }
}

fn writable(fd: BorrowedFd<'_>, limit: Option<&Timespec>) -> Result<usize, Errno> {
    retried(|| poll(&mut [PollFd::from_borrowed_fd(fd, PollFlags::OUT)], limit))
}

fn give_back() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let before = before();
    let Some(before) = &*before else { return };
    if before.drawn {
        // A terminal that takes no output must not keep the program from ending.
        let patience = Timespec { tv_sec: 1, tv_nsec: 0 };
        if writable(stdout(), Some(&patience)).is_ok_and(|ready| ready > 0) {
            let old = before.palette.as_ref().map(palette::sequence).unwrap_or_default();
            let bytes = [old.as_bytes(), LEAVE].concat();
            let _ = retried(|| rustix::io::write(stdout(), &bytes));
        }
        // Keys typed for the kiosk are not for the shell.
        let _ = termios::tcflush(stdin(), QueueSelector::IFlush);
    }
    if let Some(settings) = &before.settings {
        let _ = retried(|| termios::tcsetattr(stdin(), OptionalActions::Now, settings));
    }
}

/// Gives the terminal back and tells where it happened. The thread that took the terminal then unwinds and ends the
/// program with 101; a panic in another thread would leave a kiosk that is half alive, so it ends the program here.
fn on_panic(info: &PanicHookInfo<'_>) {
    give_back();
    let mut err = io::stderr().lock();
    let _ = match info.location() {
        Some(at) => writeln!(err, "kiosk: internal error at {}:{}:{}", at.file(), at.line(), at.column()),
        None => writeln!(err, "kiosk: internal error"),
    };
    let _ = writeln!(err, "kiosk: please report this place and what was done before; saved results are safe");
    journal::panicked(info.location());
    let owner = before().as_ref().map(|before| before.taken_by);
    if owner.is_some_and(|owner| owner != thread::current().id()) {
        #[expect(clippy::disallowed_methods, reason = "the terminal guard ends a program that lost a thread")]
        std::process::exit(101);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_bounds() {
        for ((columns, rows), (width, height)) in [
            ((80, 24), (80, 24)),
            ((1, 1), (1, 1)),
            ((0, 0), (80, 24)),
            ((132, 0), (132, 24)),
            ((u16::MAX, u16::MAX), (LARGEST.width, LARGEST.height)),
        ] {
            assert_eq!(bounded(columns, rows), Size { width, height });
        }
    }

    #[test]
    fn nothing_is_written_to_a_terminal_that_is_not_ours() {
        let refused = Out.write(b"\x1b[2J").map_err(|e| e.kind());
        assert_eq!(refused, Err(io::ErrorKind::NotConnected));
        give_back();
    }

    #[test]
    fn what_is_entered_is_left() {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        for (on, off) in [("?1049h", "?1049l"), ("?1000h", "?1000l"), ("?1006h", "?1006l"), ("?25l", "?25h")] {
            assert!(text(&[ALTERNATE, MODES].concat()).contains(on) && text(LEAVE).contains(off), "{on}");
        }
    }
}
