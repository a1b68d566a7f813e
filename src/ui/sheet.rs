//! What a drawing wrote, row by row, before it becomes cells. Most keys change one row or two: two drawings are compared
//! by what they wrote, and only rows that differ are painted and compared cell by cell.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};

use super::theme::Role;
use crate::text;

/// A drawing, not yet painted.
#[derive(Debug, Default)]
pub struct Sheet {
    area: Rect,
    rows: Vec<Row>,
}

/// What was written on a row, in order.
#[derive(Debug, Default, PartialEq, Eq)]
struct Row {
    strokes: Vec<Stroke>,
    /// The texts of all strokes, one after the other.
    text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stroke {
    x: u16,
    /// Columns that it may take.
    room: u16,
    role: Role,
    /// Bytes of its text; none: it fills its room.
    text: Option<usize>,
}

impl Sheet {
    /// Makes it an empty sheet of a size.
    pub fn clear(&mut self, area: Rect) {
        self.area = area;
        self.rows.resize_with(usize::from(area.height), Row::default);
        self.rows.iter_mut().for_each(Row::clear);
    }

    /// Fills an area.
    pub(super) fn fill(&mut self, area: Rect, role: Role) {
        let area = area.intersection(self.area);
        let whole = area.width == self.area.width;
        let from = usize::from(area.y - self.area.y);
        for row in self.rows.iter_mut().skip(from).take(usize::from(area.height)) {
            if whole {
                row.clear();
            }
            row.strokes.push(Stroke { x: area.x, room: area.width, role, text: None });
        }
    }

    /// Writes a text, cut after `room` columns or at the edge; the columns it takes.
    pub(super) fn text(&mut self, at: Position, room: u16, content: &str, role: Role) -> u16 {
        if !self.area.contains(at) {
            return 0;
        }
        let room = room.min(self.area.right() - at.x);
        let Some(row) = self.rows.get_mut(usize::from(at.y - self.area.y)) else { return 0 };
        row.text.push_str(content);
        row.strokes.push(Stroke { x: at.x, room, role, text: Some(content.len()) });
        match text::plain_columns(content) {
            Some(columns) => u16::try_from(columns).unwrap_or(room).min(room),
            None => write(&mut Buffer::empty(Rect::new(0, 0, room, 1)), Position::ORIGIN, room, content, role),
        }
    }

    /// Paints everything.
    pub fn paint(&self, buffer: &mut Buffer) {
        for y in self.area.top()..self.area.bottom() {
            self.paint_row(y, buffer);
        }
    }

    /// The rows, from the top of the screen, on which something else was written than on another sheet.
    pub fn changed<'s>(&'s self, other: &'s Sheet) -> impl Iterator<Item = u16> + 's {
        let same_width = (self.area.x, self.area.width) == (other.area.x, other.area.width);
        (self.area.top()..self.area.bottom()).filter(move |y| !same_width || self.row(*y) != other.row(*y))
    }

    /// Paints one row, if the buffer has it.
    pub fn paint_row(&self, y: u16, buffer: &mut Buffer) {
        let Some(row) = self.row(y).filter(|_| (buffer.area.top()..buffer.area.bottom()).contains(&y)) else { return };
        let mut rest = row.text.as_str();
        for stroke in &row.strokes {
            match stroke.text.and_then(|len| rest.split_at_checked(len)) {
                Some((content, next)) => {
                    write(buffer, Position::new(stroke.x, y), stroke.room, content, stroke.role);
                    rest = next;
                }
                None => blank(buffer, Rect::new(stroke.x, y, stroke.room, 1), stroke.role),
            }
        }
    }

    fn row(&self, y: u16) -> Option<&Row> {
        self.rows.get(usize::from(y.checked_sub(self.area.y)?))
    }
}

impl Row {
    fn clear(&mut self) {
        self.strokes.clear();
        self.text.clear();
    }
}

/// Writes into cells; the columns that it took.
fn write(buffer: &mut Buffer, at: Position, room: u16, content: &str, role: Role) -> u16 {
    if !buffer.area.contains(at) {
        return 0;
    }
    let (end, _) = buffer.set_stringn(at.x, at.y, content, usize::from(room), role.style());
    end - at.x
}

fn blank(buffer: &mut Buffer, area: Rect, role: Role) {
    let mut blank = Cell::EMPTY;
    blank.set_style(role.style());
    for at in area.intersection(buffer.area).positions() {
        if let Some(cell) = buffer.cell_mut(at) {
            cell.clone_from(&blank);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const AREA: Rect = Rect { x: 0, y: 0, width: 12, height: 3 };

    #[derive(Debug, Clone)]
    struct Wrote(Rect, Option<String>, Role);

    fn wrote() -> impl Strategy<Value = Wrote> {
        let area = (0..14u16, 0..4u16, 1..14u16, 1..4u16).prop_map(|(x, y, w, h)| Rect::new(x, y, w, h));
        let role = prop_oneof![Just(Role::Page), Just(Role::Focus), Just(Role::Device)];
        (area, proptest::option::of("[a-cễ漢\u{301}\u{200d}►\t ]{0,8}"), role).prop_map(|(a, t, r)| Wrote(a, t, r))
    }

    fn sheet(all: &[Wrote]) -> (Sheet, Buffer) {
        let (mut sheet, mut cells) = (Sheet::default(), Buffer::empty(AREA));
        sheet.clear(AREA);
        for Wrote(area, content, role) in all {
            if let Some(content) = content {
                let at = area.as_position();
                let columns = sheet.text(at, area.width, content, *role);
                assert_eq!(columns, write(&mut cells, at, area.width, content, *role), "{content:?}");
            } else {
                sheet.fill(*area, *role);
                blank(&mut cells, *area, *role);
            }
        }
        (sheet, cells)
    }

    proptest! {
        /// Painted later is painted the same as at once, and every row that looks different counts as changed.
        #[test]
        fn what_was_written_is_painted(
            one in proptest::collection::vec(wrote(), 0..8),
            two in proptest::collection::vec(wrote(), 0..8),
        ) {
            let ((one, before), (two, after)) = (sheet(&one), sheet(&two));
            for (sheet, cells) in [(&one, &before), (&two, &after)] {
                let mut painted = Buffer::empty(AREA);
                sheet.paint(&mut painted);
                prop_assert_eq!(&painted, cells);
            }
            let changed: Vec<u16> = two.changed(&one).collect();
            for (_, y, _) in before.diff(&after) {
                prop_assert!(changed.contains(&y));
            }
            prop_assert_eq!(two.changed(&two).count(), 0);
        }
    }
}
