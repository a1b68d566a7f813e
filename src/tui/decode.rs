//! From the bytes of a terminal to events: xterm, Linux console, VT220 and rxvt keys, clicks, UTF-8.
//!
//! A sequence that was cut off never makes it deaf: it ends with the next key, or after a short silence.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

/// No sequence that means something has more parameters, in bytes.
const LONGEST: usize = 32;

const ESC: u8 = 0x1b;

/// Reads bytes as they come, in pieces of any size.
#[derive(Debug, Default)]
pub struct Decoder {
    /// The beginning of a sequence whose end has not come yet.
    begun: Vec<u8>,
}

/// What bytes begin with.
#[derive(Debug, Clone, Copy)]
enum Found {
    /// So many bytes, and what they mean, if anything.
    Whole(usize, Option<Event>),
    /// More bytes are needed.
    Part,
}

impl Decoder {
    /// Takes what was read; calls `each` for every event.
    pub fn feed(&mut self, bytes: &[u8], mut each: impl FnMut(Event)) {
        self.begun.extend_from_slice(bytes);
        let mut at = 0;
        while let Some(rest) = self.begun.get(at..).filter(|rest| !rest.is_empty()) {
            match first(rest) {
                Found::Whole(length, event) => {
                    event.into_iter().for_each(&mut each);
                    at += length;
                }
                Found::Part => break,
            }
        }
        self.begun.drain(..at.min(self.begun.len()));
    }

    /// Whether the end of a sequence is awaited.
    pub fn waits(&self) -> bool {
        !self.begun.is_empty()
    }

    /// Nothing has followed for a while: an escape that stands alone is the Escape key, everything else was cut off.
    pub fn silence(&mut self) -> Option<Event> {
        let escape = self.begun == [ESC];
        self.begun.clear();
        escape.then(|| key(KeyCode::Esc, KeyModifiers::NONE))
    }
}

fn key(code: KeyCode, modifiers: KeyModifiers) -> Event {
    Event::Key(KeyEvent::new(code, modifiers))
}

fn first(bytes: &[u8]) -> Found {
    match bytes {
        [] => Found::Part,
        [ESC] => Found::Part,
        // Escape pressed twice, or before another key.
        [ESC, ESC, ..] => Found::Whole(1, Some(key(KeyCode::Esc, KeyModifiers::NONE))),
        [ESC, b'[', rest @ ..] => longer(2, control_sequence(rest)),
        [ESC, b'O', rest @ ..] => longer(2, single_shift(rest)),
        [ESC, rest @ ..] => longer(1, with_alt(rest)),
        [byte @ (0..=0x1f | 0x7f), ..] => Found::Whole(1, Some(control(*byte))),
        _ => character(bytes),
    }
}

fn longer(by: usize, found: Found) -> Found {
    match found {
        Found::Whole(length, event) => Found::Whole(by + length, event),
        Found::Part => Found::Part,
    }
}

/// A key pressed together with Alt, which terminals send as an escape before it.
fn with_alt(bytes: &[u8]) -> Found {
    match first(bytes) {
        Found::Whole(length, Some(Event::Key(pressed))) => {
            Found::Whole(length, Some(key(pressed.code, pressed.modifiers | KeyModifiers::ALT)))
        }
        found => found,
    }
}

fn control(byte: u8) -> Event {
    let code = match byte {
        b'\r' => KeyCode::Enter,
        b'\t' => KeyCode::Tab,
        0x7f => KeyCode::Backspace,
        0 => return key(KeyCode::Char(' '), KeyModifiers::CONTROL),
        1..=26 => return key(KeyCode::Char(char::from(byte - 1 + b'a')), KeyModifiers::CONTROL),
        _ => return key(KeyCode::Char(char::from((byte & 0x1f) - 0x1c + b'4')), KeyModifiers::CONTROL),
    };
    key(code, KeyModifiers::NONE)
}

/// One character of UTF-8. A byte that cannot be part of one is dropped.
fn character(bytes: &[u8]) -> Found {
    let length = match bytes.first() {
        Some(0..=0x7f) => 1,
        Some(0xc2..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf4) => 4,
        _ => return Found::Whole(1, None),
    };
    let have = bytes.get(..length).unwrap_or(bytes);
    match std::str::from_utf8(have) {
        Ok(text) => Found::Whole(length, text.chars().next().map(|c| key(KeyCode::Char(c), KeyModifiers::NONE))),
        Err(error) if error.error_len().is_none() => Found::Part,
        Err(error) => Found::Whole(error.error_len().unwrap_or(1), None),
    }
}

/// After `ESC O`: keypad and function keys of xterm and VT220.
fn single_shift(rest: &[u8]) -> Found {
    let Some(byte) = rest.first() else { return Found::Part };
    let code = match byte {
        b'P'..=b'S' => KeyCode::F(byte - b'P' + 1),
        b'M' => KeyCode::Enter,
        b'I' => KeyCode::Tab,
        b'j'..=b'y' => KeyCode::Char(char::from(byte - b'j' + b'*')),
        // rxvt: an arrow with Ctrl.
        b'a'..=b'd' => return Found::Whole(1, None),
        _ => match letter(*byte) {
            Some(code) => code,
            // Cut off: the byte may begin another key.
            None if byte.is_ascii_control() || !byte.is_ascii() => return Found::Whole(0, None),
            None => return Found::Whole(1, None),
        },
    };
    Found::Whole(1, Some(key(code, KeyModifiers::NONE)))
}

/// After `ESC [`: parameters, then one byte that ends it.
fn control_sequence(rest: &[u8]) -> Found {
    match rest {
        // The Linux console's F1 to F5.
        [b'[', byte @ b'A'..=b'E', ..] => {
            return Found::Whole(2, Some(key(KeyCode::F(byte - b'A' + 1), KeyModifiers::NONE)));
        }
        [b'['] => return Found::Part,
        [b'M', b, x, y, ..] => {
            let place = |byte: &u8| u16::from(*byte).saturating_sub(32);
            return Found::Whole(4, click(u16::from(b.saturating_sub(32)), place(x), place(y), true));
        }
        [b'M', ..] => return Found::Part,
        _ => {}
    }
    let Some(length) = rest.iter().take(LONGEST).position(|byte| !matches!(byte, 0x20..=0x23 | 0x25..=0x3f)) else {
        return if rest.len() < LONGEST { Found::Part } else { Found::Whole(LONGEST, None) };
    };
    let (parameters, end) = (rest.get(..length).unwrap_or_default(), rest.get(length).copied().unwrap_or_default());
    if !matches!(end, b'$' | 0x40..=0x7e) {
        // Cut off: the byte begins another key.
        return Found::Whole(length, None);
    }
    Found::Whole(length + 1, sequence(parameters, end))
}

/// What a whole sequence means.
fn sequence(parameters: &[u8], end: u8) -> Option<Event> {
    if let [b'<', numbers @ ..] = parameters {
        return match (end, numbers_of(numbers)?.as_slice()) {
            (b'M' | b'm', [button, x, y]) => click(*button, *x, *y, end == b'M'),
            _ => None,
        };
    }
    let numbers = numbers_of(parameters)?;
    let (number, modifier) = (numbers.first().copied().unwrap_or(1), numbers.get(1).copied().unwrap_or(1));
    let modifiers = modifiers_of(modifier);
    match end {
        b'~' => tilde(number).map(|code| key(code, modifiers)),
        // rxvt: with Shift, with Ctrl, with both.
        b'$' => tilde(number).map(|code| key(code, KeyModifiers::SHIFT)),
        b'^' | b'@' => tilde(number).map(|code| key(code, KeyModifiers::CONTROL)),
        b'a'..=b'd' => letter(end.to_ascii_uppercase()).map(|code| key(code, KeyModifiers::SHIFT)),
        b'Z' => Some(key(KeyCode::BackTab, KeyModifiers::SHIFT)),
        b'P'..=b'S' => Some(key(KeyCode::F(end - b'P' + 1), modifiers)),
        _ => letter(end).map(|code| key(code, modifiers)),
    }
}

fn letter(byte: u8) -> Option<KeyCode> {
    Some(match byte {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        _ => return None,
    })
}

fn tilde(number: u16) -> Option<KeyCode> {
    let f = |first: u16, name: u8| u8::try_from(number - first).ok().map(|n| KeyCode::F(name + n));
    match number {
        1 | 7 => Some(KeyCode::Home),
        2 => Some(KeyCode::Insert),
        3 => Some(KeyCode::Delete),
        4 | 8 => Some(KeyCode::End),
        5 => Some(KeyCode::PageUp),
        6 => Some(KeyCode::PageDown),
        11..=15 => f(11, 1),
        17..=21 => f(17, 6),
        23..=26 => f(23, 11),
        28..=29 => f(28, 15),
        31..=34 => f(31, 17),
        _ => None,
    }
}

/// xterm sends one more than the sum of 1 for Shift, 2 for Alt, 4 for Ctrl, 8 for Meta.
fn modifiers_of(number: u16) -> KeyModifiers {
    let bits = number.saturating_sub(1);
    let all = [KeyModifiers::SHIFT, KeyModifiers::ALT, KeyModifiers::CONTROL, KeyModifiers::META];
    let held = all.into_iter().enumerate().filter(|(bit, _)| bits & (1 << bit) != 0);
    held.fold(KeyModifiers::NONE, |held, (_, modifier)| held | modifier)
}

/// The numbers between semicolons; what is left out counts as 1.
fn numbers_of(parameters: &[u8]) -> Option<Vec<u16>> {
    let number = |part: &[u8]| match part {
        [] => Some(1),
        _ => std::str::from_utf8(part).ok()?.parse().ok(),
    };
    parameters.split(|byte| *byte == b';').map(number).collect()
}

/// The left button going down or up; columns and rows are counted from 1 in the report.
fn click(button: u16, x: u16, y: u16, down: bool) -> Option<Event> {
    let kind = match button & !0b1_1100 {
        0 if down => MouseEventKind::Down(MouseButton::Left),
        0 => MouseEventKind::Up(MouseButton::Left),
        _ => return None,
    };
    Some(Event::Mouse(MouseEvent {
        kind,
        column: x.checked_sub(1)?,
        row: y.checked_sub(1)?,
        modifiers: KeyModifiers::NONE,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The events of bytes, and of the silence after them.
    fn events(pieces: &[&[u8]]) -> Vec<Event> {
        let (mut decoder, mut all) = (Decoder::default(), Vec::new());
        for piece in pieces {
            decoder.feed(piece, |event| all.push(event));
        }
        all.extend(decoder.silence());
        assert!(!decoder.waits());
        all
    }

    /// Events as short names: `a`, `F1`, `C-c`, `S-Tab`, `@3,4`.
    fn names(bytes: &[u8]) -> String {
        let name = |event: &Event| match event {
            Event::Key(KeyEvent { code, modifiers, .. }) => {
                let held = [("C-", KeyModifiers::CONTROL), ("A-", KeyModifiers::ALT), ("S-", KeyModifiers::SHIFT)];
                let held: String = held.iter().filter(|(_, m)| modifiers.contains(*m)).map(|(name, _)| *name).collect();
                match code {
                    KeyCode::Char(c) => format!("{held}{c}"),
                    KeyCode::F(n) => format!("{held}F{n}"),
                    code => format!("{held}{code:?}"),
                }
            }
            Event::Mouse(MouseEvent { kind: MouseEventKind::Down(_), column, row, .. }) => format!("@{column},{row}"),
            Event::Mouse(_) => "up".to_owned(),
            other => format!("{other:?}"),
        };
        events(&[bytes]).iter().map(name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn keys() {
        for (bytes, wanted) in [
            ("aB ~", "a B   ~"),
            ("Ễđ", "Ễ đ"),
            ("\r\t\x7f\x08\n", "Enter Tab Backspace C-h C-j"),
            ("\0\x03\x1a\x1c\x1f", "C-  C-c C-z C-4 C-7"),
            ("\x1b", "Esc"),
            ("\x1b\x1b", "Esc Esc"),
            ("\x1b\x1b[A", "Esc Up"),
            ("\x1ba\x1bễ\x1b\r", "A-a A-ễ A-Enter"),
            // xterm, normal and application
            ("\x1b[A\x1b[B\x1b[C\x1b[D\x1b[H\x1b[F", "Up Down Right Left Home End"),
            ("\x1bOA\x1bOB\x1bOC\x1bOD\x1bOH\x1bOF", "Up Down Right Left Home End"),
            ("\x1bOP\x1bOQ\x1bOR\x1bOS", "F1 F2 F3 F4"),
            ("\x1b[15~\x1b[17~\x1b[18~\x1b[19~\x1b[20~\x1b[21~\x1b[23~\x1b[24~", "F5 F6 F7 F8 F9 F10 F11 F12"),
            ("\x1b[2~\x1b[3~\x1b[5~\x1b[6~", "Insert Delete PageUp PageDown"),
            ("\x1b[Z\x1b[1;2A\x1b[1;5C\x1b[3;3~\x1b[1;2P", "S-BackTab S-Up C-Right A-Delete S-F1"),
            ("\x1bOM\x1bOq\x1bOk", "Enter 1 +"),
            // Linux console, VT220
            ("\x1b[[A\x1b[[B\x1b[[C\x1b[[D\x1b[[E", "F1 F2 F3 F4 F5"),
            ("\x1b[1~\x1b[4~\x1b[28~\x1b[34~", "Home End F15 F20"),
            // rxvt
            ("\x1b[7~\x1b[8~\x1b[11~\x1b[14~\x1b[a\x1b[3$\x1b[3^\x1bOa", "Home End F1 F4 S-Up S-Delete C-Delete"),
        ] {
            assert_eq!(names(bytes.as_bytes()), wanted, "{bytes:?}");
        }
    }

    #[test]
    fn clicks() {
        for (bytes, wanted) in [
            ("\x1b[<0;1;1M\x1b[<0;1;1m", "@0,0 up"),
            ("\x1b[<0;300;99M", "@299,98"),
            ("\x1b[<4;2;3M", "@1,2"),
            ("\x1b[<2;2;3M\x1b[<64;2;3M\x1b[<32;2;3M\x1b[<0;2M\x1b[<0;0;1M\x1b[<0;99999;1M", ""),
            ("\x1b[M !\"a", "@0,1 a"),
        ] {
            assert_eq!(names(bytes.as_bytes()), wanted, "{bytes:?}");
        }
    }

    #[test]
    fn what_is_cut_off_or_unknown_is_dropped_and_keys_go_on() {
        for (bytes, wanted) in [
            (&b"\x1b["[..], ""),
            (b"\x1bO", ""),
            (b"\x1b[1;", ""),
            (b"\x1b[<0;1;xyz", "y z"),
            (b"\x1b[<0;1;\x1b[B", "Down"),
            (b"\x1b[<0;1;\r", "Enter"),
            (b"\x1b[1;\xe1\xbb\x85", "ễ"),
            (b"\x1bO\x1b[B", "Down"),
            (b"\x1b[[\x1b[B", "Down"),
            (b"\x1b[200~a\x1b[201~", "a"),
            (b"\x1b[999;999;999Ma", "a"),
            (b"\x1b[?1;2ca\x1b[0n\x1b[I", "a"),
            (b"\xff\xc3(\xe1\xbba\xf0", "( a"),
            (b"\x1b[1234567890123456789012345678901234Aa", "3 4 A a"),
        ] {
            assert_eq!(names(bytes), wanted, "{:?}", String::from_utf8_lossy(bytes));
        }
    }

    proptest! {
        /// It does not matter where reads are cut, and after any garbage and a silence a key is a key.
        #[test]
        fn pieces_of_any_size(
            parts in proptest::collection::vec(
                prop_oneof![
                    Just(b"\x1b".to_vec()), Just(b"[".to_vec()), Just(b"<0;".to_vec()), Just("ễ".into()),
                    Just(b"\x1b[A".to_vec()), Just(b"\x1b[<0;3;4M".to_vec()),
                    proptest::collection::vec(any::<u8>(), 0..6),
                ],
                0..12,
            ),
            cut in 0..40usize,
        ) {
            let bytes = parts.concat();
            let (one, two) = bytes.split_at(cut.min(bytes.len()));
            prop_assert_eq!(events(&[one, two]), events(&[&bytes]));
            let mut decoder = Decoder::default();
            decoder.feed(&bytes, drop);
            decoder.silence();
            let mut after = Vec::new();
            decoder.feed(b"\x1b[B", |event| after.push(event));
            prop_assert_eq!(after, vec![key(KeyCode::Down, KeyModifiers::NONE)]);
        }
    }
}
