//! What comes in: keys, clicks, a new size, signals, a terminal that is gone. Each source is a thread that sleeps until
//! something happens, and all of them send into one place.

use std::{io, thread};

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use rustix::stdio::stdin;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGPIPE, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH, SIGXFSZ};
use signal_hook::iterator::Signals;

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
    /// The terminal has another size.
    Resize {
        /// Its width.
        columns: u16,
        /// Its height.
        rows: u16,
    },
    /// SIGTERM, SIGINT, SIGHUP or SIGQUIT ask the kiosk to end; after SIGCONT the terminal has to be taken again.
    Signal(i32),
    /// The terminal is gone, or can no longer be read. The kiosk has to end: the key reader may spin from now on.
    HangUp,
}

/// Starts to listen. `send` answers whether it is still wanted; it may block, and then the terminal's own queue holds
/// what is typed. From the return of this function on, no signal ends the program by itself, so call it before the
/// terminal is taken.
pub fn start<S>(send: S) -> io::Result<()>
where
    S: Fn(Input) -> bool + Clone + Send + 'static,
{
    // SIGTSTP, SIGPIPE and SIGXFSZ are caught and dropped: the kiosk does not stop for a key, and a write that fails is
    // an error where it is made.
    let signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGCONT, SIGWINCH, SIGTSTP, SIGPIPE, SIGXFSZ])?;
    let to = send.clone();
    thread::Builder::new().name("signals".into()).spawn(move || pass_signals(signals, &to))?;
    let to = send.clone();
    thread::Builder::new().name("hang-up".into()).spawn(move || watch_terminal(&to))?;
    thread::Builder::new().name("keys".into()).spawn(move || read_keys(&send))?;
    Ok(())
}

fn read_keys(send: &impl Fn(Input) -> bool) {
    while let Ok(event) = event::read() {
        if translate(&event).is_some_and(|input| !send(input)) {
            return;
        }
    }
    send(Input::HangUp);
}

fn pass_signals(mut signals: Signals, send: &impl Fn(Input) -> bool) {
    for signal in &mut signals {
        let input = match signal {
            // Not left to the key reader: in the middle of a key sequence it does not see a new size.
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

/// The key reader takes no notice of a terminal that is gone, so somebody else has to. Asking for no event at all
/// leaves only hang-up and error, and never wakes for a key.
fn watch_terminal(send: &impl Fn(Input) -> bool) {
    let gone = || poll(&mut [PollFd::from_borrowed_fd(stdin(), PollFlags::empty())], None);
    // Every signal that is handled interrupts the wait.
    while let Err(Errno::INTR) | Ok(0) = gone() {}
    send(Input::HangUp);
}

/// What an event means to the kiosk, if anything. A new size is told by its signal instead.
pub fn translate(event: &Event) -> Option<Input> {
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
