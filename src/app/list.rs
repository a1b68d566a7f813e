//! A list with one chosen item: the whole of what most screens do with keys.

use super::event::Key;

/// Position in a list of `len` items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List {
    /// The chosen item, from 0.
    pub chosen: usize,
    /// How many items there are.
    pub len: usize,
}

impl List {
    /// A list with its first item chosen.
    pub fn new(len: usize) -> List {
        List { chosen: 0, len }
    }

    /// A list with another item chosen.
    #[must_use]
    pub fn at(self, chosen: usize) -> List {
        List { chosen: chosen.min(self.len.saturating_sub(1)), ..self }
    }

    /// Moves by arrows, Tab, Home and End, without going round; whether the key was one of these.
    pub fn key(&mut self, key: Key) -> bool {
        let last = self.len.saturating_sub(1);
        self.chosen = match key {
            Key::Down | Key::Right | Key::Tab => (self.chosen + 1).min(last),
            Key::Up | Key::Left | Key::BackTab => self.chosen.saturating_sub(1),
            Key::Home | Key::PageUp => 0,
            Key::End | Key::PageDown => last,
            _ => return false,
        };
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_stops_at_its_ends() {
        let mut list = List::new(3);
        for (key, chosen) in [
            (Key::Up, 0),
            (Key::Down, 1),
            (Key::Tab, 2),
            (Key::Down, 2),
            (Key::BackTab, 1),
            (Key::End, 2),
            (Key::Home, 0),
        ] {
            assert!(list.key(key));
            assert_eq!(list.chosen, chosen);
        }
        assert!(!list.key(Key::Enter));
        assert!(List::new(0).key(Key::Down));
    }
}
