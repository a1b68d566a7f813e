//! The terminal edge: what comes in becomes [`Event`]s, what the kiosk asks for is done here, and the screen is drawn.
//!
//! Threads: this loop, which also reads the keys (`input`); signals; the database writer (`recorder`); the loader of
//! lessons; the voice; the writer of the event log (`journal`). The others send into one inbox, and the loop sleeps until a key or a message arrives or a deadline
//! is reached. Instead of a screen there can be plain lines (`lines`).

mod backend;
mod console;
mod decode;
mod glyphs;
mod inbox;
mod input;
mod journal;
mod lines;
mod palette;
mod recorder;
mod refresh;
mod runner;
mod terminal;
mod voice;
mod watch;

use std::path::Path;
use std::time::Duration;
use std::{env, io};

use ratatui::backend::Backend;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Color;
use rustix::stdio::{stdin, stdout};
use signal_hook::consts::SIGCONT;

use crate::app::{Event, Kiosk};
use crate::lesson::Loaded;
use crate::time::Clock;
use crate::ui::{self, Sheet};
use backend::{Level, Thin};
pub use glyphs::Wanted as GlyphsWanted;
use inbox::Inbox;
pub use input::outlive_file_limits;
use input::{Input, Keyboard};
pub use lines::run_by_lines;
pub use recorder::Setup;
pub use refresh::{Ready, taken_over};
pub use runner::Around;
use runner::Runner;
pub use terminal::TerminalError;
use terminal::{Out, Screen};
pub use voice::{VoiceSettings, clip_name};

/// There is one entry for each frame buffer; a console without any is in text mode.
const FRAME_BUFFERS: &str = "/sys/class/graphics/fb0";

/// How long the rest of a key may take to come: an Escape alone is known only by the silence after it.
const SILENCE: Duration = Duration::from_millis(30);

/// The exit code of a program whose terminal was hung up: 128 + SIGHUP.
const HUNG_UP: u8 = 129;

/// Everything that reaches the loop.
#[derive(Debug)]
enum Message {
    Input(Input),
    Event(Event),
    /// The recorder has done all that was asked, but for so many jobs.
    Recorded {
        unsaved: usize,
    },
}

/// How the program ended.
#[derive(Debug)]
pub enum Ending {
    /// Somebody chose to leave.
    Left,
    /// Somebody chose to leave, and so many records could not be saved.
    Unsaved(usize),
    /// A signal or a hang-up ended it: the exit code.
    Ended(u8),
}

/// Why the kiosk could not run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The terminal.
    #[error(transparent)]
    Terminal(#[from] TerminalError),
    /// A thread or the signal handlers could not be set up.
    #[error("the kiosk could not start its helpers")]
    Start(#[source] io::Error),
    /// Changes in the folder of lessons cannot be seen.
    #[error("the folder {0} cannot be watched for changes")]
    Watch(String, #[source] io::Error),
}

/// Runs the kiosk until it ends. `load` brings the lessons, after the first page is shown.
pub fn run(
    kiosk: Kiosk,
    load: impl FnOnce() -> Loaded + Send + 'static,
    around: Around<'_>,
    clock: &Clock,
) -> Result<Ending, RunError> {
    let (watch, outbox, inbox) = runner::listen(around.reload)?;
    let console = console::palette(stdout());
    let level = level(console.is_some());
    let taken_over = terminal::is_taken();
    let keeps_history = console.is_some() || !kiosk.can_quit();
    let screen = Screen::enter(console.filter(|_| level != Level::Mono))?;
    let size = terminal::size();
    let font = console.and_then(|_| console::characters(stdout()));
    let backend = Thin::new(Out, terminal::size, level, (Color::Gray, Color::Black));
    let backend = backend.with_glyphs(around.glyphs.level(font, &locale()));
    let keyboard = Keyboard::default();
    let drawing = Drawing { backend, shown: Sheet::default(), next: Sheet::default() };
    let runner = Runner::new(kiosk, around.voice, around.refresh, clock);
    let mut edge = Edge { runner, keyboard, drawing, screen, keeps_history };
    edge.runner.update(Event::Resize(size.width, size.height));
    if !taken_over {
        // Else every cell is painted over what stands there, which is mostly the same.
        edge.repaint().map_err(TerminalError::Write)?;
    }
    edge.draw().map_err(TerminalError::Write)?;
    edge.runner.start(load, watch, around.setup, outbox)?;
    let ending = edge.turn(&inbox);
    edge.screen.leave();
    Ok(edge.runner.finish(ending, &inbox))
}

/// How much colour the terminal can show.
fn level(console: bool) -> Level {
    let no_color = env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
    let frame_buffer = console.then(|| Path::new(FRAME_BUFFERS).exists());
    Level::detect(no_color, &env::var("TERM").unwrap_or_default(), frame_buffer)
}

/// The locale that decides about characters (POSIX: the first that is set).
fn locale() -> String {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| env::var(name).ok().filter(|v| !v.is_empty()));
    set.unwrap_or_default()
}

/// The loop with what it holds.
struct Edge {
    runner: Runner,
    keyboard: Keyboard,
    drawing: Drawing,
    screen: Screen,
    /// What was shown may be kept above the screen: on a console, and wherever only staff can leave. Elsewhere somebody's
    /// own work stands there.
    keeps_history: bool,
}

impl Edge {
    /// Takes what comes and draws, until the program is to end.
    fn turn(&mut self, inbox: &Inbox) -> Ending {
        loop {
            if let Some(ending) = self.wait(inbox) {
                return ending;
            }
            if self.forget().and_then(|()| self.draw()).is_err() {
                return Ending::Ended(HUNG_UP);
            }
            if !self.keyboard.waits() {
                self.runner.refresh_if_due(inbox);
            }
        }
    }

    /// Somebody has left: what the terminal keeps of hers goes with the next drawing.
    fn forget(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.runner.forget) && self.keeps_history {
            self.repaint()?;
            self.drawing.backend.forget_history();
        }
        Ok(())
    }

    /// Sleeps until something comes or the deadline of the kiosk is reached, and takes it; `Some` if the program is to
    /// end.
    fn wait(&mut self, inbox: &Inbox) -> Option<Ending> {
        let left = self.runner.left();
        let silence = self.keyboard.waits().then_some(SILENCE);
        let woken = inbox.wait(stdin(), left.into_iter().chain(silence).min());
        if woken.messages {
            let ending = inbox.take().find_map(|message| self.take(message));
            if ending.is_some() {
                return ending;
            }
        }
        if woken.keyboard {
            let inputs = self.keyboard.read();
            return inputs.into_iter().find_map(|input| self.take(Message::Input(input)));
        }
        if self.runner.is_due() {
            return self.runner.update(Event::Tick);
        }
        // Interrupted too early, this takes an Escape for what it most likely is.
        let rest = silence.filter(|_| !woken.messages).and_then(|_| self.keyboard.silence());
        rest.and_then(|input| self.take(Message::Input(input)))
    }

    /// Takes one message; `Some` if the program is to end.
    fn take(&mut self, message: Message) -> Option<Ending> {
        match message {
            Message::Input(Input::Key(key)) => self.runner.input(Event::Key(key)),
            Message::Input(Input::Click { x, y }) => {
                let target = ui::hit(&self.runner.kiosk, self.area(), x, y);
                self.runner.input(target.map_or(Event::Present, Event::Click))
            }
            Message::Input(Input::Other) => self.runner.update(Event::Present),
            Message::Input(Input::Resize { columns, rows }) => {
                let ending = self.runner.update(Event::Resize(columns, rows));
                ending.or_else(|| self.repaint().err().map(|_| Ending::Ended(HUNG_UP)))
            }
            Message::Input(Input::Signal(SIGCONT)) => {
                // Somebody else may have used the terminal meanwhile.
                let back = self.screen.resume().is_ok() && self.repaint().is_ok();
                if back { None } else { Some(Ending::Ended(HUNG_UP)) }
            }
            Message::Input(Input::Signal(signal)) => {
                self.runner.update(Event::Shutdown);
                Some(Ending::Ended(u8::try_from(128 + signal).unwrap_or(HUNG_UP)))
            }
            Message::Input(Input::HangUp) => {
                self.runner.update(Event::Shutdown);
                Some(Ending::Ended(HUNG_UP))
            }
            Message::Event(event) => self.runner.update(event),
            Message::Recorded { unsaved } => {
                self.runner.closed(unsaved);
                None
            }
        }
    }

    /// Makes the next drawing paint every cell: a size change, or a terminal that somebody else has written to.
    fn repaint(&mut self) -> io::Result<()> {
        self.drawing.shown = Sheet::default();
        self.drawing.backend.clear()
    }

    fn draw(&mut self) -> io::Result<()> {
        let area = self.area();
        self.drawing.draw(&self.runner.kiosk, area)
    }

    fn area(&self) -> Rect {
        let (width, height) = self.runner.kiosk.size;
        Rect::new(0, 0, width, height)
    }
}

/// What the screen shows, and what it is to show. Only rows on which something else is written are painted and compared
/// cell by cell.
struct Drawing {
    backend: Thin<Out>,
    shown: Sheet,
    next: Sheet,
}

impl Drawing {
    fn draw(&mut self, kiosk: &Kiosk, area: Rect) -> io::Result<()> {
        let cursor = ui::sketch(kiosk, area, &mut self.next);
        for y in self.next.changed(&self.shown) {
            let mut before = Buffer::empty(Rect { y, height: 1, ..area });
            let mut after = before.clone();
            self.shown.paint_row(y, &mut before);
            self.next.paint_row(y, &mut after);
            self.backend.draw(before.diff_iter(&after))?;
        }
        match cursor {
            Some(cursor) => {
                self.backend.show_cursor()?;
                self.backend.set_cursor_position(cursor)?;
            }
            None => self.backend.hide_cursor()?,
        }
        std::mem::swap(&mut self.shown, &mut self.next);
        self.backend.flush()
    }
}
