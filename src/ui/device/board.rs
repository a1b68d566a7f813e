//! The keyboard on the screen: one line a row of keys, below what is being filled in.

use crate::app::player::{Board, BoardKey};
use crate::app::{Kiosk, Player, Target};
use crate::text;
use crate::ui::canvas::Line;
use crate::ui::theme::{GLYPHS, Role};

/// Columns of a key with one sign, where there is room.
const KEY: usize = 3;

/// The lines of the keyboard, the keys in the middle; none if it is not shown.
pub fn lines(kiosk: &Kiosk, player: &Player, width: u16) -> Vec<Line> {
    let (Some(board), Some(rows)) = (player.board, player.board_rows()) else { return Vec::new() };
    let row = |(row, keys): (usize, &Vec<BoardKey>)| {
        let chosen = board.at.filter(|at| at.0 == row).map(|at| at.1);
        line(kiosk, board, keys, chosen, usize::from(width))
    };
    rows.iter().enumerate().map(row).collect()
}

fn line(kiosk: &Kiosk, board: Board, keys: &[BoardKey], chosen: Option<usize>, room: usize) -> Line {
    let wide = (room / keys.len().max(1)).min(KEY);
    let names = keys.iter().enumerate().map(|(at, key)| name(kiosk, board, *key, chosen == Some(at), wide));
    let names: Vec<String> = names.collect();
    let taken: usize = names.iter().map(|name| text::width(name)).sum();
    let start = Line::of(" ".repeat(room.saturating_sub(taken) / 2), Role::DeviceBar);
    let line = keys.iter().zip(names).enumerate().fold(start, |line, (at, (key, name))| {
        let role = if chosen == Some(at) { Role::Focus } else { Role::DeviceBar };
        line.and_on(name, role, Target::Board(*key))
    });
    line.over(Role::DeviceBar)
}

/// What stands on a key. The one that Enter presses has brackets, so that it is seen without colour too.
fn name(kiosk: &Kiosk, board: Board, key: BoardKey, chosen: bool, wide: usize) -> String {
    let t = kiosk.strings();
    let mut letter = [0; 4];
    let sign = match key {
        BoardKey::Char(c) | BoardKey::Marked(c) => c.encode_utf8(&mut letter),
        BoardKey::Tone(key) => tone(key),
        BoardKey::Shift => GLYPHS.shift,
        BoardKey::Layer if board.signs => "abc",
        BoardKey::Layer => "123",
        BoardKey::Backspace => t.pad_erase,
        BoardKey::Space => t.board_space,
        BoardKey::Done => t.pad_next,
    };
    match (chosen, wide < KEY) {
        (false, true) => format!(" {sign}"),
        (false, false) => format!(" {sign} "),
        (true, true) => format!("{}{sign}", GLYPHS.focus),
        (true, false) => format!("[{sign}]"),
    }
}

/// A tone is shown on the letter a.
fn tone(key: char) -> &'static str {
    match key {
        's' => "á",
        'f' => "à",
        'r' => "ả",
        'x' => "ã",
        _ => "ạ",
    }
}
