//! *Làm quen*: one minute that teaches arrows, Enter, Escape, Backspace and F1 by doing, before the first lesson.

use super::event::Key;

/// What the learner is asked to press next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Arrow down.
    Down,
    /// Arrow up.
    Up,
    /// Enter.
    Enter,
    /// Escape.
    Escape,
    /// In a field: Backspace, and a letter too many goes. By lines something is put into it.
    Field,
    /// F1.
    Help,
    /// All done.
    Done,
}

/// The warm-up page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warmup {
    /// What is asked now.
    pub stage: Stage,
    /// The bright row, from 0.
    pub row: usize,
    /// The last key was another one.
    pub wrong: bool,
    /// By lines there are no arrows, and nothing is erased in place: a field is filled by a line.
    by_lines: bool,
    /// Something was typed into that field.
    filled: bool,
}

/// What the page asks of the kiosk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// Stay.
    No,
    /// On to the lessons.
    Yes,
}

impl Warmup {
    /// The page as it begins.
    pub fn new(by_lines: bool) -> Warmup {
        let stage = if by_lines { Stage::Enter } else { Stage::Down };
        Warmup { stage, row: 0, wrong: false, by_lines, filled: false }
    }

    /// A key: the asked one leads on, any other is answered kindly.
    pub fn key(&mut self, key: Key) -> Done {
        let next = match (self.stage, key) {
            (Stage::Down, Key::Down | Key::Tab) => Some((Stage::Up, 1)),
            (Stage::Up, Key::Up | Key::BackTab) => Some((Stage::Enter, 0)),
            (Stage::Enter, Key::Enter) => Some((Stage::Escape, 0)),
            (Stage::Escape, Key::Escape) => Some((Stage::Field, 0)),
            (Stage::Field, Key::Char(_)) if self.by_lines => {
                self.filled = true;
                Some((Stage::Field, 0))
            }
            (Stage::Field, Key::Enter) if self.filled => Some((Stage::Help, 0)),
            (Stage::Field, Key::Backspace) if !self.by_lines => Some((Stage::Help, 0)),
            (Stage::Help, Key::F(1)) => Some((Stage::Done, 0)),
            (Stage::Done, Key::Enter) => return Done::Yes,
            (_, Key::F(5)) => return Done::Yes,
            _ => None,
        };
        self.wrong = next.is_none();
        if let Some((stage, row)) = next {
            self.stage = stage;
            self.row = row;
        }
        Done::No
    }

    /// How many of the six keys are learned.
    pub fn learned(&self) -> usize {
        self.stage as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_keys_lead_through() {
        let mut page = Warmup::new(false);
        let keys = [Key::Down, Key::Up, Key::Enter, Key::Escape, Key::Backspace, Key::F(1)];
        for (n, key) in keys.into_iter().enumerate() {
            assert_eq!(page.learned(), n);
            assert_eq!(page.key(Key::Char('x')), Done::No);
            assert!(page.wrong);
            assert_eq!(page.key(key), Done::No);
            assert!(!page.wrong);
        }
        assert_eq!(page.stage, Stage::Done);
        assert_eq!(page.key(Key::Enter), Done::Yes);
    }

    #[test]
    fn who_knows_may_skip() {
        assert_eq!(Warmup::new(false).key(Key::F(5)), Done::Yes);
    }

    #[test]
    fn by_lines_only_what_a_line_can_do_is_asked_for() {
        let mut page = Warmup::new(true);
        for key in [Key::Enter, Key::Escape, Key::Char('t'), Key::Enter, Key::F(1)] {
            assert_eq!(page.key(key), Done::No);
            assert!(!page.wrong, "{key:?}");
        }
        assert_eq!(page.key(Key::Enter), Done::Yes);
    }
}
