//! Drawing: the kiosk's state in, cells out. Changes nothing; what a click means comes from the same drawing.

mod call;
mod canvas;
mod comeback;
mod device;
mod findings;
mod idle;
mod lessons;
mod methods;
mod pages;
mod player;
mod qr;
mod result;
mod sheet;
pub mod theme;
mod twin;
mod welcome;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::{Bar, Call, Kiosk, Screen, Slot, Target};
use crate::text;
use canvas::{Canvas, Line, wrapped};
pub use sheet::Sheet;
use theme::Role;
pub use twin::{Item, Part, Twin, sentences};

/// The smallest terminal on which everything can be shown, in columns and rows.
pub const LEAST: (u16, u16) = (50, 18);

/// Draws the whole screen; where the cursor is to be shown.
pub fn draw(kiosk: &Kiosk, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let mut sheet = Sheet::default();
    let cursor = sketch(kiosk, area, &mut sheet);
    sheet.paint(buffer);
    cursor
}

/// Draws the whole screen on a sheet, instead of what was on it; where the cursor is to be shown.
pub fn sketch(kiosk: &Kiosk, area: Rect, sheet: &mut Sheet) -> Option<Position> {
    sheet.clear(area);
    let mut canvas = Canvas::new(sheet);
    draw_on(&mut canvas, kiosk, area);
    canvas.cursor()
}

/// What is cut off at the kiosk's size: for the check of lessons.
pub fn cut(kiosk: &Kiosk) -> Vec<String> {
    let (width, height) = kiosk.size;
    let area = Rect::new(0, 0, width, height);
    let mut sheet = Sheet::default();
    sheet.clear(area);
    let mut canvas = Canvas::strict(&mut sheet);
    draw_on(&mut canvas, kiosk, area);
    canvas.cut()
}

/// What a click at a place means.
pub fn hit(kiosk: &Kiosk, area: Rect, column: u16, row: u16) -> Option<Target> {
    let mut sheet = Sheet::default();
    sheet.clear(area);
    let mut canvas = Canvas::new(&mut sheet);
    draw_on(&mut canvas, kiosk, area);
    canvas.hit(column, row)
}

fn draw_on(canvas: &mut Canvas<'_>, kiosk: &Kiosk, area: Rect) {
    canvas.fill(area, Role::Page);
    if area.width < LEAST.0 || area.height < LEAST.1 {
        too_small(canvas, kiosk, area);
        return;
    }
    let header = Rect { height: 1, ..area };
    let bar = Rect { y: area.bottom() - BAR_ROWS, height: BAR_ROWS, ..area };
    let body = body_of(area);
    draw_header(canvas, kiosk, header);
    match &kiosk.screen {
        Screen::Player(player) => player::draw(canvas, kiosk, player, body),
        _ => pages::draw(canvas, kiosk, body),
    }
    findings::draw(canvas, kiosk, body);
    if let Some(page) = &kiosk.methods {
        methods::draw(canvas, kiosk, body, page);
    }
    if kiosk.call == Call::Page {
        call::draw(canvas, kiosk, body);
    }
    if let Some(seconds) = kiosk.warning() {
        idle::draw(canvas, kiosk, body, seconds);
    }
    draw_bar(canvas, kiosk, bar);
}

/// What is between header and bar.
fn body_of(area: Rect) -> Rect {
    Rect { y: area.y + 1, height: area.height.saturating_sub(1 + BAR_ROWS), ..area }
}

/// What is between header and bar at the kiosk's size.
fn body(kiosk: &Kiosk) -> Rect {
    body_of(Rect::new(0, 0, kiosk.size.0, kiosk.size.1))
}

/// `BÌNH DÂN HỌC VỤ SỐ ········ BÀI TẬP – KHÔNG PHẢI ỨNG DỤNG THẬT`; while somebody waits for the staff, that is said
/// instead of the name, and the edges of the screen say it by their colour from afar.
fn draw_header(canvas: &mut Canvas<'_>, kiosk: &Kiosk, area: Rect) {
    let t = kiosk.strings();
    let (ground, sign_role, names) = match kiosk.call {
        Call::Waiting => (Role::Call, Role::Call, t.call_waiting),
        Call::No | Call::Page => (Role::Header, Role::HeaderSign, &[t.product][..]),
    };
    canvas.fill(area, ground);
    let sign = text::width_u16(t.practice);
    canvas.text(area, area.width.saturating_sub(sign + 1), 0, t.practice, sign_role);
    let room = area.width.saturating_sub(sign + 2);
    let mut left = Rect { width: room, ..area };
    if kiosk.has_voice() {
        left = draw_read_aloud(canvas, t.read_aloud, left, ground);
    }
    if let Some(name) = names.iter().find(|name| left.width >= text::width_u16(name) + 2) {
        canvas.text(left, 1, 0, name, ground);
    }
}

/// The key that reads the screen aloud, at the left; the room that is left beside it.
fn draw_read_aloud(canvas: &mut Canvas<'_>, what: &str, area: Rect, ground: Role) -> Rect {
    let wide = text::width_u16(what) + 6;
    if wide > area.width {
        return area;
    }
    let cell = Rect { width: wide, ..area };
    let key_role = if ground == Role::Header { Role::HeaderSign } else { ground };
    let end = canvas.text(cell, 1, 0, "F12", key_role);
    canvas.text(cell, end + 1, 0, what, ground);
    canvas.target(cell, Target::Key(crate::app::Key::F(12)));
    Rect { x: area.x + wide, width: area.width - wide, ..area }
}

const BAR_ROWS: u16 = 2;

/// Column at which each of the five cells of a bar row begins, for the widths the kiosk is made for. The places of a
/// row never move while the width stays.
fn bar_columns(width: u16) -> [u16; 5] {
    match width {
        0..64 => [0, 11, 21, 32, 42],
        64..80 => [0, 11, 21, 33, 43],
        80..110 => [1, 13, 26, 40, 54],
        _ => [2, 24, 46, 68, 90],
    }
}

fn draw_bar(canvas: &mut Canvas<'_>, kiosk: &Kiosk, area: Rect) {
    let bar = Bar::of(kiosk);
    let waiting = kiosk.call == Call::Waiting;
    let (role, key_role) = if waiting { (Role::Call, Role::Call) } else { (Role::Bar, Role::BarKey) };
    canvas.fill(area, role);
    let columns = bar_columns(area.width);
    for slot in Slot::ALL {
        let (row, column) = (u16::from(slot.place() >= 5), slot.place() % 5);
        let from = columns.get(column).copied().unwrap_or(0);
        let to = columns.get(column + 1).copied().unwrap_or(area.width);
        let room = usize::from(to.saturating_sub(from));
        let fits =
            bar.names(slot).iter().find(|name| text::width(name) < room || column == 4 && text::width(name) <= room);
        let Some(name) = fits.or(bar.names(slot).last()) else { continue };
        let (key, what) = name.split_once(' ').unwrap_or((name, ""));
        let cell = Rect { x: area.x + from, y: area.y + row, width: to.saturating_sub(from), height: 1 };
        let end = canvas.text(cell, 0, 0, key, key_role);
        canvas.text(cell, end + 1, 0, what, role);
        canvas.target(cell, Target::Key(slot.key()));
    }
}

fn too_small(canvas: &mut Canvas<'_>, kiosk: &Kiosk, area: Rect) {
    let t = kiosk.strings();
    let mut lines = vec![Line::of(text::truncate(t.practice_short, usize::from(area.width)), Role::HeaderSign)];
    lines.extend(wrapped(t.too_small, area.width.max(1), Role::PageTitle, Role::PageTitle));
    lines.extend(wrapped(t.too_small_help, area.width.max(1), Role::Page, Role::Page));
    canvas.lines(area, &lines);
}
