//! One thing on the screen of the device: its lines, and which of them each focus takes.

use crate::app::player::Focus;
use crate::ui::canvas::Line;

/// A widget, a tile, a message.
pub(super) struct Thing {
    /// Its lines.
    pub lines: Vec<Line>,
    /// (focus, its first line, the line after its last).
    pub spots: Vec<(Focus, usize, usize)>,
    /// A bar of tabs: it stays at the bottom if it is the last thing.
    pub is_bar: bool,
}

impl Thing {
    /// Something that is only read.
    pub fn still(lines: Vec<Line>) -> Thing {
        Thing { lines, spots: Vec::new(), is_bar: false }
    }

    /// Something that can be acted on.
    pub fn of(focus: Focus, lines: Vec<Line>) -> Thing {
        let spots = vec![(focus, 0, lines.len())];
        Thing { lines, spots, is_bar: false }
    }
}
