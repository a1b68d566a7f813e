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
    let next = player.next_board_key().filter(|_| player.coaches());
    let at = player.board_at();
    let row = |(row, keys): (usize, &Vec<BoardKey>)| {
        let chosen = at.filter(|at| at.0 == row).map(|at| at.1);
        line(kiosk, board, keys, Marked { chosen, next }, usize::from(width))
    };
    rows.iter().enumerate().map(row).collect()
}

/// What is marked in a row.
#[derive(Clone, Copy)]
struct Marked {
    /// The place of the key that Enter presses.
    chosen: Option<usize>,
    /// The key that is to be pressed next.
    next: Option<BoardKey>,
}

fn line(kiosk: &Kiosk, board: Board, keys: &[BoardKey], marked: Marked, room: usize) -> Line {
    let wide = (room / keys.len().max(1)).min(KEY);
    let look = |at: usize, key: BoardKey| match marked {
        Marked { chosen, .. } if chosen == Some(at) => Role::Focus,
        Marked { next, .. } if next == Some(key) => Role::Pointed,
        _ => Role::DeviceBar,
    };
    let names = keys.iter().enumerate().map(|(at, key)| name(&sign(kiosk, board, *key), look(at, *key), wide));
    let names: Vec<String> = names.collect();
    let taken: usize = names.iter().map(|name| text::width(name)).sum();
    let start = Line::of(" ".repeat(room.saturating_sub(taken) / 2), Role::DeviceBar);
    let line = keys
        .iter()
        .zip(names)
        .enumerate()
        .fold(start, |line, (at, (key, name))| line.and_on(name, look(at, *key), Target::Board(*key)));
    line.over(Role::DeviceBar)
}

/// A key with what stands on it. The one that Enter presses has brackets and the one that is to be pressed a pointer, so
/// that they are seen without colour too.
fn name(sign: &str, role: Role, wide: usize) -> String {
    match (role, wide < KEY) {
        (Role::Focus, true) => format!("{}{sign}", GLYPHS.focus),
        (Role::Focus, false) => format!("[{sign}]"),
        (Role::Pointed, true) => format!("{sign}{}", GLYPHS.point),
        (Role::Pointed, false) => format!(" {sign}{}", GLYPHS.point),
        (_, true) => format!(" {sign}"),
        (_, false) => format!(" {sign} "),
    }
}

/// What stands on a key.
pub fn sign(kiosk: &Kiosk, board: Board, key: BoardKey) -> String {
    let t = kiosk.strings();
    let sign = match key {
        BoardKey::Char(c) | BoardKey::Marked(c) => return c.to_string(),
        BoardKey::Tone(key) => tone(key),
        BoardKey::Shift => GLYPHS.shift,
        BoardKey::Layer if board.signs => "abc",
        BoardKey::Layer => "123",
        BoardKey::Backspace => t.pad_erase,
        BoardKey::Space => t.board_space,
        BoardKey::Done => t.pad_next,
    };
    sign.to_owned()
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
