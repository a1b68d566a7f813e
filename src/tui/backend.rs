//! The way to the screen: a ratatui backend that knows what the terminal already shows and sends only what differs.
//!
//! Four rules that a stock backend does not keep:
//! * every cell has a foreground and a background of its own, never the terminal's default: on the Linux console a
//!   default cell keeps the brightness of the cell before it;
//! * nothing is asked of the terminal, because a console that does not answer would stop the kiosk;
//! * one draw is one write, and a draw that changes nothing writes nothing;
//! * no control character inside a cell ever reaches the terminal.

use std::borrow::Cow;
use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};

use super::glyphs::Glyphs;
use crate::text;

/// How much colour the terminal can show. Bold and reversed are kept at every level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Level {
    /// 16 foregrounds, 8 backgrounds.
    #[default]
    Full16,
    /// 8 of each, with the kiosk's own palette: bright colours become plain ones, and dark grey becomes grey.
    OwnEight,
    /// 8 of each, with the usual palette: few pairs of it are readable, so all others become one of those.
    Eight,
    /// No colour at all: whatever has another background than the default is reversed.
    Mono,
}

impl Level {
    /// The level for a terminal of this name (`TERM`), whether the user asked for no colour (`NO_COLOR`), and for a
    /// console whether it has a frame buffer: without one it is in a text mode, where a font of 512 glyphs takes the
    /// place of the bright foregrounds.
    pub fn detect(no_color: bool, term: &str, console: Option<bool>) -> Level {
        let mono = ["vt1", "vt2", "dumb"].iter().any(|p| term.starts_with(p)) || term.ends_with("-mono");
        match (term, console) {
            _ if no_color || mono => Level::Mono,
            (_, Some(false)) => Level::OwnEight,
            (_, Some(true)) => Level::Full16,
            ("" | "ansi" | "cygwin", None) => Level::Eight,
            (_, None) => Level::Full16,
        }
    }
}

/// The look of a cell as the terminal is told it: a foreground of 16, a background of 8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pen {
    fg: u8,
    bg: u8,
    bold: bool,
    reversed: bool,
}

/// A ratatui backend that sends few bytes. It writes to `W` once for each flush that has something to say.
pub struct Thin<W: Write> {
    out: W,
    measure: Box<dyn Fn() -> Size + Send>,
    level: Level,
    glyphs: Glyphs,
    /// What `Color::Reset` means, as colour numbers.
    ground: (u8, u8),
    /// All of one draw.
    bytes: Vec<u8>,
    width: u16,
    /// What the terminal has now, as far as that is certain.
    pen: Option<Pen>,
    at: Option<Position>,
    shown: Option<bool>,
    /// What the next flush has to leave behind.
    cursor: Position,
    show: bool,
}

impl<W: Write> Thin<W> {
    /// A backend that writes to `out`. `measure` tells the size of the screen whenever ratatui asks;
    /// `ground` is the foreground and background that stand for [`Color::Reset`].
    pub fn new(out: W, measure: impl Fn() -> Size + Send + 'static, level: Level, ground: (Color, Color)) -> Thin<W> {
        Thin {
            glyphs: Glyphs::Full,
            out,
            width: measure().width,
            measure: Box::new(measure),
            level,
            ground: (colour(ground.0).unwrap_or(7), colour(ground.1).unwrap_or(0)),
            bytes: Vec::with_capacity(8 * 1024),
            pen: None,
            at: None,
            shown: None,
            cursor: Position::ORIGIN,
            show: false,
        }
    }

    /// The same, on a terminal that can show these signs only.
    #[must_use]
    pub fn with_glyphs(self, glyphs: Glyphs) -> Thin<W> {
        Thin { glyphs, ..self }
    }

    /// Trusts nothing that was sent before: somebody else may have written to the terminal.
    pub fn forget(&mut self) {
        (self.pen, self.at, self.shown) = (None, None, None);
    }

    /// Takes away what the terminal keeps of what was shown before (`ED 3`). A console erases its screen with it, so it is
    /// to be painted anew.
    pub fn forget_history(&mut self) {
        self.bytes.extend_from_slice(b"\x1b[3J");
    }

    fn sequence(&mut self, count: u16, end: u8) {
        self.bytes.extend_from_slice(b"\x1b[");
        if count > 1 {
            self.number(count);
        }
        self.bytes.push(end);
    }

    fn number(&mut self, n: u16) {
        // Writing to a vector cannot fail.
        let _ = write!(self.bytes, "{n}");
    }

    fn go(&mut self, to: Position) {
        match self.at {
            Some(at) if at == to => return,
            Some(at) if at.y == to.y && to.x == 0 => self.bytes.push(b'\r'),
            Some(at) if at.y == to.y && to.x > at.x => self.sequence(to.x - at.x, b'C'),
            Some(at) if at.y == to.y && at.x - to.x <= 3 => {
                self.bytes.resize(self.bytes.len() + usize::from(at.x - to.x), b'\x08');
            }
            Some(at) if at.y == to.y => self.sequence(at.x - to.x, b'D'),
            Some(at) if at.x == to.x && to.y > at.y => self.sequence(to.y - at.y, b'B'),
            Some(at) if at.x == to.x => self.sequence(at.y - to.y, b'A'),
            _ => {
                self.bytes.extend_from_slice(b"\x1b[");
                if to != Position::ORIGIN {
                    self.number(to.y.saturating_add(1));
                }
                if to.x > 0 {
                    self.bytes.push(b';');
                    self.number(to.x.saturating_add(1));
                }
                self.bytes.push(b'H');
            }
        }
        self.at = Some(to);
    }

    fn pen_of(&self, cell: &Cell) -> Pen {
        let (fg, bg) = (colour(cell.fg).unwrap_or(self.ground.0), colour(cell.bg).unwrap_or(self.ground.1));
        let bold = cell.modifier.contains(Modifier::BOLD);
        let reversed = cell.modifier.contains(Modifier::REVERSED);
        let (front, back) = match self.level {
            Level::Mono => return Pen { fg: 0, bg: 0, bold, reversed: reversed ^ (bg != self.ground.1) },
            Level::Full16 => (fg, bg & 7),
            Level::OwnEight => (plain(fg), bg & 7),
            Level::Eight => usual_eight(plain(fg), bg & 7),
        };
        // Two colours may become one when there are fewer of them; the text must still be seen.
        let lost = front == back && fg != bg;
        let readable = if matches!(back, 2 | 3 | 6 | 7) { 0 } else { 7 };
        Pen { fg: if lost { readable } else { front }, bg: back, bold, reversed }
    }

    fn wear(&mut self, want: Pen) {
        if self.pen == Some(want) {
            return;
        }
        let mut codes = [None; 5];
        let (mut fg, bg, mut bold, reversed) = match self.pen {
            Some(pen) => (Some(pen.fg), Some(pen.bg), pen.bold, pen.reversed),
            None => (None, None, false, false),
        };
        let bright = fg.is_some_and(|fg| fg > 7);
        if self.pen.is_none() {
            codes[0] = Some(0);
        } else if (bold && !want.bold) || (bright && want.fg < 8) {
            // The Linux console keeps bold and bright as one mark: a plain colour after a bright one stays bright
            // until 22, and 22 takes the brightness of a bright colour with it.
            codes[0] = Some(22);
            bold = false;
            fg = fg.filter(|_| !bright);
        }
        codes[1] = (want.bold && !bold).then_some(1);
        codes[2] = (want.reversed != reversed).then_some(if want.reversed { 7 } else { 27 });
        if self.level != Level::Mono {
            codes[3] = (fg != Some(want.fg)).then_some(if want.fg < 8 { 30 + want.fg } else { 82 + want.fg });
            codes[4] = (bg != Some(want.bg)).then_some(40 + want.bg);
        }
        self.bytes.extend_from_slice(b"\x1b[");
        for (i, code) in codes.into_iter().flatten().enumerate() {
            if i > 0 {
                self.bytes.push(b';');
            }
            self.number(code.into());
        }
        self.bytes.push(b'm');
        self.pen = Some(want);
    }

    fn print(&mut self, at: Position, symbol: &str) {
        let symbol = self.glyphs.shown(symbol);
        let (shown, certain) = printable(&symbol);
        self.bytes.extend_from_slice(shown.as_bytes());
        // At the right margin terminals differ: some stand on the last column, some beyond it.
        let next = at.x.saturating_add(1);
        self.at = (certain && next < self.width).then_some(Position { x: next, y: at.y });
    }
}

impl<W: Write> Backend for Thin<W> {
    type Error = io::Error;

    fn draw<'a, I: Iterator<Item = (u16, u16, &'a Cell)>>(&mut self, content: I) -> io::Result<()> {
        for (x, y, cell) in content {
            let at = Position { x, y };
            self.go(at);
            self.wear(self.pen_of(cell));
            self.print(at, cell.symbol());
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.show = false;
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.show = true;
        Ok(())
    }

    /// Where the cursor was put last; the terminal is not asked.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.cursor)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.cursor = position.into();
        Ok(())
    }

    /// Erases the screen. What was gathered for this draw is dropped, for it would not be seen.
    fn clear(&mut self) -> io::Result<()> {
        self.bytes.clear();
        self.forget();
        // A screen of another size is erased first.
        self.width = (self.measure)().width;
        // Erased cells take the background that is set now.
        self.wear(self.pen_of(&Cell::EMPTY));
        self.bytes.extend_from_slice(b"\x1b[2J\x1b[H");
        self.at = Some(Position::ORIGIN);
        Ok(())
    }

    /// Erases the screen; a part of it is never asked for by a full screen.
    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        if region == ClearType::All { self.clear() } else { Err(io::ErrorKind::Unsupported.into()) }
    }

    fn size(&self) -> io::Result<Size> {
        Ok((self.measure)())
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: (self.measure)(), pixels: Size::ZERO })
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.show {
            // Where a hidden cursor stands is of no interest.
            self.go(self.cursor);
        }
        if self.shown != Some(self.show) {
            self.bytes.extend_from_slice(if self.show { b"\x1b[?25h" } else { b"\x1b[?25l" });
            self.shown = Some(self.show);
        }
        if self.bytes.is_empty() {
            return Ok(());
        }
        let written = self.out.write_all(&self.bytes).and_then(|()| self.out.flush());
        self.bytes.clear();
        if written.is_err() {
            self.forget();
        }
        written
    }
}

/// One of eight for a foreground of sixteen.
fn plain(fg: u8) -> u8 {
    if fg == 8 { 7 } else { fg & 7 }
}

/// The pair that is shown for another one where the eight colours have their usual values: only black on grey or cyan,
/// and grey or cyan on black have a contrast of 7:1.
fn usual_eight(fg: u8, bg: u8) -> (u8, u8) {
    match (fg, bg) {
        (0, 6 | 7) | (6 | 7, 0) => (fg, bg),
        (_, 0 | 1 | 4 | 5) => (7, 0),
        _ => (0, 7),
    }
}

/// The number of one of the 16 colours. Other palettes are not used here and count as the default.
fn colour(color: Color) -> Option<u8> {
    #[rustfmt::skip]
    let named = [
        Color::Black, Color::Red, Color::Green, Color::Yellow,
        Color::Blue, Color::Magenta, Color::Cyan, Color::Gray,
        Color::DarkGray, Color::LightRed, Color::LightGreen, Color::LightYellow,
        Color::LightBlue, Color::LightMagenta, Color::LightCyan, Color::White,
    ];
    match color {
        Color::Indexed(n) => Some(n).filter(|n| *n < 16),
        _ => named.into_iter().zip(0..).find_map(|(name, n)| (name == color).then_some(n)),
    }
}

/// What is sent for a cell, and whether the cursor is certain to stand one column further afterwards.
fn printable(symbol: &str) -> (Cow<'_, str>, bool) {
    let mut chars = symbol.chars();
    match (chars.next(), chars.next()) {
        (Some(' '..='~'), None) => (Cow::Borrowed(symbol), true),
        (Some(_), _) if symbol.chars().any(char::is_control) => (Cow::Borrowed("?"), true),
        // From the symbols on, terminals and their fonts disagree about widths.
        (Some(c), None) if text::width(symbol) == 1 => (Cow::Borrowed(symbol), c < '\u{2600}'),
        _ if text::width(symbol) == 0 => (Cow::Borrowed(" "), true),
        // The console gives a combining mark a cell of its own, so it gets composed letters.
        _ => (text::nfc(symbol), false),
    }
}

#[cfg(test)]
mod tests;
