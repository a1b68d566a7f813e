//! What comes in: keys and clicks, read by the loop itself; and signals, from a thread that sleeps until there is one.

use std::sync::Arc;
use std::{io, thread};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind};
use rustix::io::Errno;
use rustix::stdio::stdin;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGPIPE, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH, SIGXFSZ};
use signal_hook::iterator::Signals;

use super::decode::Decoder;
use crate::app::Key;
use crate::text;
use crate::tui::terminal::{LARGEST, size};

/// One thing from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// A key was pressed.
    Key(Key),
    /// The left button went down, or a finger did. Columns and rows count from 0 and may lie outside the drawn part.
    Click {
        /// The column.
        x: u16,
        /// The row.
        y: u16,
    },
    /// A key or a button of the mouse that means nothing: somebody is there.
    Other,
    /// The terminal has another size.
    Resize {
        /// Its width.
        columns: u16,
        /// Its height.
        rows: u16,
    },
    /// SIGTERM, SIGINT, SIGHUP or SIGQUIT ask the kiosk to end; after SIGCONT the terminal has to be taken again.
    Signal(i32),
    /// The terminal is gone, or can no longer be read. The kiosk has to end.
    HangUp,
}

/// Starts to listen to signals. `send` answers whether it is still wanted. From the return of this function on, no
/// signal ends the program by itself, so call it before the terminal is taken.
pub fn start(send: impl Fn(Input) -> bool + Send + 'static) -> io::Result<()> {
    // SIGTSTP, SIGPIPE and SIGXFSZ are caught and dropped: the kiosk does not stop for a key, and a write that fails is
    // an error where it is made.
    let signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGCONT, SIGWINCH, SIGTSTP, SIGPIPE, SIGXFSZ])?;
    thread::Builder::new().name("signals".into()).spawn(move || pass_signals(signals, &send))?;
    Ok(())
}

/// A write beyond the limit on the length of files becomes an error where it is made, instead of an end of the program.
pub fn outlive_file_limits() {
    // Without it the program would be as it is by itself.
    let _ = signal_hook::flag::register(SIGXFSZ, Arc::default());
}

/// How much is read at once. The screen is drawn after each read, so a pasted page is drawn a few times, not letter by
/// letter; the rest waits in the terminal's own queue.
const AT_ONCE: usize = 512;

/// Keys and clicks from the terminal.
#[derive(Debug, Default)]
pub struct Keyboard(Decoder);

impl Keyboard {
    /// Reads what is there; call it when there is something, or when the terminal is gone.
    pub fn read(&mut self) -> Vec<Input> {
        let mut bytes = [0; AT_ONCE];
        match rustix::io::read(stdin(), &mut bytes) {
            Ok(0) => vec![Input::HangUp],
            Ok(length) => {
                let mut inputs = Vec::new();
                let read = bytes.get(..length).unwrap_or_default();
                self.0.feed(read, |event| inputs.extend(translate(&event)));
                if inputs.is_empty() && !self.0.waits() {
                    inputs.push(Input::Other);
                }
                inputs
            }
            // Somebody who shares the terminal took it first.
            Err(Errno::INTR | Errno::AGAIN) => Vec::new(),
            Err(_) => vec![Input::HangUp],
        }
    }

    /// Whether a key may have come only in part: then a short silence is to be told.
    pub fn waits(&self) -> bool {
        self.0.waits()
    }

    /// Nothing more has come.
    pub fn silence(&mut self) -> Option<Input> {
        self.0.silence().as_ref().and_then(translate)
    }
}

/// The keys of a whole line.
pub fn keys(line: &[u8]) -> Vec<Key> {
    let mut decoder = Decoder::default();
    let mut events = Vec::new();
    decoder.feed(line, |event| events.push(event));
    events.extend(decoder.silence());
    let inputs = events.iter().filter_map(translate);
    inputs.filter_map(|input| if let Input::Key(key) = input { Some(key) } else { None }).collect()
}

fn pass_signals(mut signals: Signals, send: &impl Fn(Input) -> bool) {
    for signal in &mut signals {
        let input = match signal {
            SIGWINCH => {
                let size = size();
                Input::Resize { columns: size.width, rows: size.height }
            }
            SIGTSTP | SIGPIPE | SIGXFSZ => continue,
            signal => Input::Signal(signal),
        };
        if !send(input) {
            return;
        }
    }
}

/// What an event means to the kiosk, if anything. A new size is told by its signal instead.
fn translate(event: &Event) -> Option<Input> {
    match event {
        Event::Key(event) => key(event).map(Input::Key),
        Event::Mouse(event) if event.kind == MouseEventKind::Down(MouseButton::Left) => {
            let inside = event.column < LARGEST.width && event.row < LARGEST.height;
            inside.then_some(Input::Click { x: event.column, y: event.row })
        }
        _ => None,
    }
}

fn key(event: &KeyEvent) -> Option<Key> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let shift = event.modifiers.contains(KeyModifiers::SHIFT);
    let chord = event.modifiers - KeyModifiers::SHIFT;
    if chord == KeyModifiers::CONTROL {
        // Four chords are keys by another name; all others are left to nobody.
        return match event.code {
            KeyCode::Char('h' | 'H') | KeyCode::Backspace => Some(Key::Backspace),
            KeyCode::Char('m' | 'M' | 'j' | 'J') => Some(Key::Enter),
            KeyCode::Char('i' | 'I') => Some(Key::Tab),
            _ => None,
        };
    }
    if !chord.is_empty() {
        return None;
    }
    Some(match event.code {
        KeyCode::Char(c) => Key::Char(letter(c)?),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Escape,
        KeyCode::Tab if shift => Key::BackTab,
        KeyCode::Tab => Key::Tab,
        KeyCode::BackTab => Key::BackTab,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::F(n) => Key::F(n),
        _ => return None,
    })
}

/// A character that can stand alone in a field: composed, visible, no mark without its letter.
fn letter(c: char) -> Option<char> {
    let typed = c.to_string();
    if text::width(&typed) == 0 || text::escape(&typed, 1) != typed {
        return None;
    }
    let composed = text::nfc(&typed);
    let mut chars = composed.chars();
    chars.next().filter(|_| chars.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::{KeyEventState, MouseEvent};

    const NONE: KeyModifiers = KeyModifiers::NONE;
    const SHIFT: KeyModifiers = KeyModifiers::SHIFT;
    const CTRL: KeyModifiers = KeyModifiers::CONTROL;
    const ALT: KeyModifiers = KeyModifiers::ALT;

    fn press(code: KeyCode, modifiers: KeyModifiers) -> Option<Input> {
        translate(&Event::Key(KeyEvent::new(code, modifiers)))
    }

    #[test]
    fn keys_that_mean_something() {
        for (code, modifiers, key) in [
            (KeyCode::Char('a'), NONE, Key::Char('a')),
            (KeyCode::Char('Ễ'), SHIFT, Key::Char('Ễ')),
            (KeyCode::Char(' '), NONE, Key::Char(' ')),
            (KeyCode::Char('\u{212b}'), NONE, Key::Char('\u{c5}')),
            (KeyCode::Enter, NONE, Key::Enter),
            (KeyCode::Enter, SHIFT, Key::Enter),
            (KeyCode::Char('m'), CTRL, Key::Enter),
            (KeyCode::Char('j'), CTRL, Key::Enter),
            (KeyCode::Char('i'), CTRL, Key::Tab),
            (KeyCode::Char('h'), CTRL, Key::Backspace),
            (KeyCode::Backspace, CTRL, Key::Backspace),
            (KeyCode::Backspace, NONE, Key::Backspace),
            (KeyCode::Esc, NONE, Key::Escape),
            (KeyCode::Tab, NONE, Key::Tab),
            (KeyCode::Tab, SHIFT, Key::BackTab),
            (KeyCode::BackTab, SHIFT, Key::BackTab),
            (KeyCode::Delete, NONE, Key::Delete),
            (KeyCode::Up, NONE, Key::Up),
            (KeyCode::Down, NONE, Key::Down),
            (KeyCode::Left, SHIFT, Key::Left),
            (KeyCode::Right, NONE, Key::Right),
            (KeyCode::Home, NONE, Key::Home),
            (KeyCode::End, NONE, Key::End),
            (KeyCode::PageUp, NONE, Key::PageUp),
            (KeyCode::PageDown, NONE, Key::PageDown),
            (KeyCode::F(1), NONE, Key::F(1)),
            (KeyCode::F(12), SHIFT, Key::F(12)),
        ] {
            assert_eq!(press(code, modifiers), Some(Input::Key(key)), "{code:?} {modifiers:?}");
        }
    }

    #[test]
    fn keys_that_mean_nothing() {
        for (code, modifiers) in [
            (KeyCode::Char('c'), CTRL),
            (KeyCode::Char('z'), CTRL),
            (KeyCode::Char('4'), CTRL),
            (KeyCode::Char(' '), CTRL),
            (KeyCode::Char('h'), CTRL | ALT),
            (KeyCode::Char('a'), ALT),
            (KeyCode::Char('a'), KeyModifiers::SUPER),
            (KeyCode::Left, CTRL),
            (KeyCode::Enter, ALT),
            (KeyCode::Insert, NONE),
            (KeyCode::CapsLock, NONE),
            (KeyCode::Char('\u{301}'), NONE),
            (KeyCode::Char('\u{7}'), NONE),
            (KeyCode::Char('\u{9b}'), NONE),
            (KeyCode::Char('\u{202e}'), NONE),
            (KeyCode::Char('\u{200b}'), NONE),
            (KeyCode::Char('\u{feff}'), NONE),
            (KeyCode::Char('\u{958}'), NONE),
        ] {
            assert_eq!(press(code, modifiers), None, "{code:?} {modifiers:?}");
        }
    }

    #[test]
    fn a_held_key_repeats_and_a_released_one_is_silent() {
        let event = |kind| {
            let state = KeyEventState::NONE;
            translate(&Event::Key(KeyEvent { code: KeyCode::Down, modifiers: NONE, kind, state }))
        };
        assert_eq!(event(KeyEventKind::Repeat), Some(Input::Key(Key::Down)));
        assert_eq!(event(KeyEventKind::Release), None);
    }

    #[test]
    fn only_a_press_of_the_left_button_is_a_click() {
        let mouse = |kind, column| translate(&Event::Mouse(MouseEvent { kind, column, row: 4, modifiers: NONE }));
        assert_eq!(mouse(MouseEventKind::Down(MouseButton::Left), 7), Some(Input::Click { x: 7, y: 4 }));
        assert_eq!(mouse(MouseEventKind::Down(MouseButton::Left), u16::MAX), None);
        for kind in [
            MouseEventKind::Down(MouseButton::Right),
            MouseEventKind::Up(MouseButton::Left),
            MouseEventKind::Drag(MouseButton::Left),
            MouseEventKind::Moved,
            MouseEventKind::ScrollDown,
        ] {
            assert_eq!(mouse(kind, 7), None, "{kind:?}");
        }
        assert_eq!(translate(&Event::Resize(80, 24)), None);
        assert_eq!(translate(&Event::FocusGained), None);
    }
}
