//! A sheet to draw on, that also remembers what a click at each place means.

use ratatui::layout::{Position, Rect};

use super::sheet::Sheet;
use super::theme::Role;
use crate::app::{Key, Target};
use crate::text;

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// How it is drawn.
    pub role: Role,
}

/// One line of pieces, with what a click on it means.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// From left to right.
    pub pieces: Vec<Piece>,
    /// What a click means.
    pub target: Option<Target>,
    /// What a click means between two columns, where a line holds several things.
    pub parts: Vec<(u16, u16, Target)>,
    /// Column of the cursor.
    pub cursor: Option<u16>,
    /// The role of the rest of the line; `None`: as the ground.
    pub ground: Option<Role>,
}

impl Line {
    /// A line of one piece.
    pub fn of(text: impl Into<String>, role: Role) -> Line {
        Line::default().and(text, role)
    }

    /// Adds a piece.
    #[must_use]
    pub fn and(mut self, text: impl Into<String>, role: Role) -> Line {
        self.pieces.push(Piece { text: text.into(), role });
        self
    }

    /// Adds what a click means.
    #[must_use]
    pub fn on(mut self, target: Target) -> Line {
        self.target = Some(target);
        self
    }

    /// Adds a piece that means something of its own.
    #[must_use]
    pub fn and_on(mut self, text: impl Into<String>, role: Role, target: Target) -> Line {
        let text = text.into();
        let from = u16::try_from(self.width()).unwrap_or(u16::MAX);
        self.parts.push((from, from.saturating_add(text::width_u16(&text)), target));
        self.and(text, role)
    }

    /// Fills the rest of the line.
    #[must_use]
    pub fn over(mut self, role: Role) -> Line {
        self.ground = Some(role);
        self
    }

    /// What it says.
    pub fn text(&self) -> String {
        self.pieces.iter().map(|piece| piece.text.as_str()).collect()
    }

    /// Columns that its pieces take.
    pub fn width(&self) -> usize {
        self.pieces.iter().map(|p| text::width(&p.text)).sum()
    }
}

/// Where everything is drawn.
pub struct Canvas<'s> {
    sheet: &'s mut Sheet,
    hits: Vec<(Rect, Target)>,
    cursor: Option<Position>,
    cut: Option<Vec<String>>,
    away: Option<(Rect, Key)>,
}

impl<'s> Canvas<'s> {
    /// A canvas over a sheet.
    pub fn new(sheet: &'s mut Sheet) -> Canvas<'s> {
        Canvas { sheet, hits: Vec::new(), cursor: None, cut: None, away: None }
    }

    /// A canvas that also notes what does not fit.
    pub fn strict(sheet: &'s mut Sheet) -> Canvas<'s> {
        Canvas { cut: Some(Vec::new()), ..Canvas::new(sheet) }
    }

    /// Where the cursor is to be shown.
    pub fn cursor(&self) -> Option<Position> {
        self.cursor
    }

    /// What did not fit and was left out: text cut at an edge, lines below an area.
    pub fn cut(self) -> Vec<String> {
        self.cut.unwrap_or_default()
    }

    /// What a click means; what was drawn last lies on top.
    pub fn hit(&self, column: u16, row: u16) -> Option<Target> {
        let at = Position::new(column, row);
        self.hits.iter().rev().find(|(area, _)| area.contains(at)).map(|(_, target)| *target)
    }

    /// The key that brings what has the focus into view, where it is out of view.
    pub fn away(&self) -> Option<Key> {
        self.away.map(|(_, key)| key)
    }

    /// What has the focus is out of view; this row says so.
    pub fn leads_to_focus(&mut self, row: Rect, key: Key) {
        self.away = Some((row, key));
    }

    /// Makes an area mean something.
    pub fn target(&mut self, area: Rect, target: Target) {
        self.hits.push((area, target));
    }

    /// Fills an area with a role, and forgets what was drawn in it: what clicks meant, a cursor, a way to the focus.
    pub fn fill(&mut self, area: Rect, role: Role) {
        self.sheet.fill(area, role);
        self.hits.retain(|(hit, _)| area.intersection(*hit) != *hit);
        self.cursor = self.cursor.filter(|cursor| !area.contains(*cursor));
        self.away = self.away.filter(|(row, _)| area.intersection(*row) != *row);
    }

    /// Writes a text at a place of an area, cut at its right edge. The column after it.
    pub fn text(&mut self, area: Rect, column: u16, row: u16, content: &str, role: Role) -> u16 {
        if row >= area.height || column >= area.width {
            // What lies below an area is noted where its lines are drawn.
            if let Some(cut) = self.cut.as_mut().filter(|_| row < area.height && !content.trim().is_empty()) {
                cut.push(content.to_owned());
            }
            return column;
        }
        let room = usize::from(area.width - column);
        if let Some(cut) = self.cut.as_mut().filter(|_| text::width(content) > room) {
            cut.push(content.to_owned());
        }
        let at = Position::new(area.x.saturating_add(column), area.y.saturating_add(row));
        column + self.sheet.text(at, area.width - column, content, role)
    }

    /// Draws a line into a row of an area.
    pub fn line(&mut self, area: Rect, row: u16, line: &Line) {
        if row >= area.height {
            return;
        }
        let strip = Rect { y: area.y.saturating_add(row), height: 1, ..area };
        if let Some(ground) = line.ground {
            self.fill(strip, ground);
        }
        let mut column = 0;
        for piece in &line.pieces {
            column = self.text(strip, column, 0, &piece.text, piece.role);
        }
        if let Some(target) = line.target {
            self.target(strip, target);
        }
        for (from, to, target) in &line.parts {
            let part = Rect { x: strip.x.saturating_add(*from), width: to.saturating_sub(*from), ..strip };
            self.target(part.intersection(strip), *target);
        }
        if let Some(column) = line.cursor {
            self.cursor = Some(Position::new((strip.x + column).min(strip.right().saturating_sub(1)), strip.y));
        }
    }

    /// Draws lines from the top of an area; how many rows they took.
    pub fn lines(&mut self, area: Rect, lines: &[Line]) -> u16 {
        for (row, line) in (0..area.height).zip(lines) {
            self.line(area, row, line);
        }
        if let Some(cut) = &mut self.cut {
            cut.extend(lines.iter().skip(usize::from(area.height)).map(Line::text));
        }
        u16::try_from(lines.len()).unwrap_or(u16::MAX).min(area.height)
    }
}

/// A paragraph: what is said, before it is broken into lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The text, in which words may be `**marked**`.
    pub text: String,
    /// How it is drawn.
    pub role: Role,
    /// How its marked words are drawn.
    pub marked: Role,
}

impl Said {
    /// A paragraph whose marked words have a role of their own.
    pub fn of(text: impl Into<String>, role: Role, marked: Role) -> Said {
        Said { text: text.into(), role, marked }
    }

    /// A paragraph in one role.
    pub fn plain(text: impl Into<String>, role: Role) -> Said {
        Said::of(text, role, role)
    }

    /// Its lines.
    pub fn lines(&self, columns: u16) -> Vec<Line> {
        wrapped(&self.text, columns, self.role, self.marked)
    }
}

/// The lines of paragraphs.
pub fn lines_of<'s>(all: impl IntoIterator<Item = &'s Said>, columns: u16) -> Vec<Line> {
    all.into_iter().flat_map(|said| said.lines(columns)).collect()
}

/// Wraps a text with `**marks**` into lines; marked words take the second role.
pub fn wrapped(content: &str, columns: u16, role: Role, marked: Role) -> Vec<Line> {
    let lines = text::wrap_markup(content, usize::from(columns));
    lines
        .into_iter()
        .map(|spans| {
            spans
                .into_iter()
                .fold(Line::default(), |line, span| line.and(span.text, if span.bold { marked } else { role }))
        })
        .collect()
}
