//! The page of a learner who asks for the staff: it can be read from the other side of the room.

use ratatui::layout::Rect;

use super::canvas::{Canvas, Line, wrapped};
use super::pages::page_of;
use super::theme::{GLYPHS, Role};
use crate::app::Kiosk;
use crate::text;

/// Columns of one dot of the large letters: a cell is twice as high as wide.
const DOT: usize = 2;

/// Draws the page over everything but header and bar.
pub fn draw(canvas: &mut Canvas<'_>, kiosk: &Kiosk, area: Rect) {
    let t = kiosk.strings();
    canvas.fill(area, Role::Call);
    let mut lines = vec![Line::default()];
    let widest = t.call_big.iter().map(|row| text::width(row)).max().unwrap_or(0) * DOT;
    let left = " ".repeat(usize::from(area.width).saturating_sub(widest) / 2);
    let dot = |c: char| if c == '#' { GLYPHS.full.repeat(DOT) } else { " ".repeat(DOT) };
    for row in t.call_big {
        lines.push(Line::of(format!("{left}{}", row.chars().map(dot).collect::<String>()), Role::Call));
    }
    lines.push(Line::default());
    let page = page_of(area);
    canvas.lines(area, &lines);
    let from = u16::try_from(lines.len()).unwrap_or(0).min(area.height);
    let below = Rect { y: area.y + from, height: area.height - from, ..page };
    let mut said = wrapped(&kiosk.say(t.call_text), page.width, Role::Call, Role::Call);
    said.extend(wrapped(t.call_keys, page.width, Role::Call, Role::Call));
    canvas.lines(below, &said);
}
