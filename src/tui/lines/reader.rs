//! Lines from standard input, and what a line is: letters, or the name of a key.

use std::collections::VecDeque;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::stdio::stdin;
use rustix::termios;

use crate::app::Key;

/// The longest line that is taken, in bytes; the rest of a longer one is dropped.
const LONGEST_LINE: usize = 1024;

/// How much is read at once.
const AT_ONCE: usize = 512;

/// Lines from standard input.
#[derive(Default)]
pub struct Reader {
    /// What was read of a line that has not ended.
    rest: Vec<u8>,
    /// The lines that have.
    pub lines: VecDeque<Vec<u8>>,
}

impl Reader {
    /// Takes what was read.
    fn feed(&mut self, bytes: &[u8]) {
        for byte in bytes {
            match byte {
                b'\n' => self.lines.push_back(std::mem::take(&mut self.rest)),
                _ if self.rest.len() < LONGEST_LINE => self.rest.push(*byte),
                _ => {}
            }
        }
    }

    /// Whether nothing was read that is not taken yet.
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty() && self.lines.is_empty()
    }

    /// Reads what is there; whether the input is still there.
    pub fn read(&mut self) -> bool {
        let mut bytes = [0; AT_ONCE];
        match rustix::io::read(stdin(), &mut bytes) {
            // Ctrl-D on a terminal only ends a line; a terminal that is gone says so.
            Ok(0) => {
                let still = termios::isatty(stdin()) && !is_hung_up();
                if still {
                    self.lines.push_back(std::mem::take(&mut self.rest));
                }
                still
            }
            Ok(length) => {
                self.feed(bytes.get(..length).unwrap_or_default());
                true
            }
            Err(Errno::INTR | Errno::AGAIN) => true,
            Err(_) => false,
        }
    }
}

fn is_hung_up() -> bool {
    let stdin = stdin();
    let mut end = [PollFd::from_borrowed_fd(stdin, PollFlags::IN)];
    let now = Timespec { tv_sec: 0, tv_nsec: 0 };
    let _ = poll(&mut end, Some(&now));
    end.first().is_some_and(|end| end.revents().intersects(PollFlags::HUP | PollFlags::ERR))
}

/// The key that a line names: `f1` to `f12`, `esc`, or the key itself with Enter after it.
pub fn named_key(keys: &[Key]) -> Option<Key> {
    if let Some(key) = keys.iter().find(|key| matches!(key, Key::F(_) | Key::Escape)) {
        return Some(*key);
    }
    match typed(keys).trim().to_lowercase().as_str() {
        "esc" => Some(Key::Escape),
        name => {
            let number = name.strip_prefix('f')?.parse().ok()?;
            (1..=12).contains(&number).then_some(Key::F(number))
        }
    }
}

/// The letters of a line.
pub fn typed(keys: &[Key]) -> String {
    keys.iter().filter_map(|key| if let Key::Char(c) = key { Some(*c) } else { None }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_and_a_long_one_is_cut() {
        let mut reader = Reader::default();
        reader.feed(b"1\nab");
        reader.feed(b"c\n\n");
        assert_eq!(reader.lines, [&b"1"[..], b"abc", b""]);
        for _ in 0..100 {
            reader.feed(&[b'a'; AT_ONCE]);
        }
        assert_eq!(reader.rest.len(), LONGEST_LINE);
        reader.feed(b"\n2\n");
        let lengths: Vec<usize> = reader.lines.iter().skip(3).map(Vec::len).collect();
        assert_eq!(lengths, [LONGEST_LINE, 1]);
    }

    #[test]
    fn keys_have_names() {
        let letters = |line: &str| line.chars().map(Key::Char).collect::<Vec<_>>();
        for (line, key) in [
            ("f1", Some(Key::F(1))),
            (" F12 ", Some(Key::F(12))),
            ("Esc", Some(Key::Escape)),
            ("f13", None),
            ("f0", None),
            ("f1x", None),
            ("1", None),
            ("", None),
        ] {
            assert_eq!(named_key(&letters(line)), key, "{line}");
        }
        assert_eq!(named_key(&[Key::Char('1'), Key::F(3)]), Some(Key::F(3)));
    }
}
