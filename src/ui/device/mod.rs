//! The simulated phone: status line, title, what the screen holds, Back and home. Everything on it is marked as practice.

mod rows;

use ratatui::layout::Rect;

use super::canvas::{Canvas, Line, wrapped};
use super::theme::{GLYPHS, Role};
use crate::app::player::Focus;
use crate::app::{Kiosk, Player, Target};
use crate::sim;
use crate::text;
use rows::Rows;

/// The clock of the simulated phone: the same in every lesson, so that nothing wakes up to move it.
const CLOCK: &str = "14:30";

/// Draws the phone.
pub fn draw(canvas: &mut Canvas<'_>, kiosk: &Kiosk, player: &Player, area: Rect) {
    canvas.fill(area, Role::Device);
    let inner = frame(canvas, area);
    let banner = banner(player, inner);
    let mut head = vec![status(kiosk, inner)];
    head.extend(banner);
    head.extend(title(kiosk, player, inner));
    let toast: Vec<Line> = player.toast.as_deref().map_or_else(Vec::new, |toast| {
        let lines = wrapped(toast, inner.width.saturating_sub(2), Role::Toast, Role::Toast);
        lines.into_iter().map(|line| indent(line, Role::Toast).over(Role::Toast)).collect()
    });
    let foot_rows = 1 + u16::try_from(toast.len()).unwrap_or(0);
    let head_rows = canvas.lines(inner, &head);
    let body = Rect { y: inner.y + head_rows, height: inner.height.saturating_sub(head_rows + foot_rows), ..inner };
    draw_body(canvas, kiosk, player, body);
    canvas.lines(Rect { y: body.bottom(), height: foot_rows - 1, ..inner }, &toast);
    let foot = Rect { y: inner.bottom().saturating_sub(1), height: 1, ..inner };
    draw_foot(canvas, kiosk, player, foot);
}

fn indent(line: Line, role: Role) -> Line {
    let mut line = line;
    line.pieces.insert(0, super::canvas::Piece { text: " ".to_owned(), role });
    line
}

/// Lines at the sides where there is room for them; top and bottom are the device's own bars.
fn frame(canvas: &mut Canvas<'_>, area: Rect) -> Rect {
    if area.width < 34 {
        return area;
    }
    for row in 0..area.height {
        canvas.text(area, 0, row, GLYPHS.vertical, Role::Device);
        canvas.text(area, area.width - 1, row, GLYPHS.vertical, Role::Device);
    }
    Rect { x: area.x + 1, width: area.width - 2, ..area }
}

/// `14:30               BÀI TẬP`
fn status(kiosk: &Kiosk, inner: Rect) -> Line {
    let sign = kiosk.strings().practice_short;
    let gap = usize::from(inner.width).saturating_sub(text::width(CLOCK) + text::width(sign) + 2);
    Line::of(format!(" {CLOCK}{}{sign} ", " ".repeat(gap)), Role::DeviceBar).over(Role::DeviceBar)
}

fn title(kiosk: &Kiosk, player: &Player, inner: Rect) -> Vec<Line> {
    let world = &player.session.lesson().world;
    let state = player.session.state();
    let title = match sim::top(state) {
        Some(screen) => player.session.text(&world.screens[screen].title),
        None => kiosk.strings().home_screen.to_owned(),
    };
    let lines = wrapped(&title, inner.width.saturating_sub(2), Role::DeviceTitle, Role::DeviceTitle);
    lines.into_iter().map(|line| indent(line, Role::DeviceTitle).over(Role::DeviceTitle)).collect()
}

/// A message that came: sender and text, whole, since the code may be all that she needs.
fn banner(player: &Player, inner: Rect) -> Vec<Line> {
    let Some(sms) = player.session.banner() else { return Vec::new() };
    let role = if player.focus == Focus::Banner { Role::Focus } else { Role::Banner };
    let marker = if player.focus == Focus::Banner { GLYPHS.focus } else { GLYPHS.item };
    let text = format!("{marker} {}: {}", sms.from, sms.text);
    let lines = wrapped(&text, inner.width.saturating_sub(2), role, role);
    lines.into_iter().map(|line| indent(line, role).over(role).on(Target::Banner)).collect()
}

fn draw_body(canvas: &mut Canvas<'_>, kiosk: &Kiosk, player: &Player, body: Rect) {
    let state = player.session.state();
    let body = if state.layers().is_empty() { body } else { boxed(canvas, kiosk, player, body) };
    let rows = Rows::of(kiosk, player, body.width, usize::from(body.height));
    let height = usize::from(body.height);
    let from = rows.scroll(height, player.focus).saturating_sub(player.lift);
    let mut shown: Vec<Line> = rows.lines.into_iter().skip(from).collect();
    let more = shown.len() > height;
    shown.truncate(height);
    canvas.lines(body, &shown);
    let mark = |canvas: &mut Canvas<'_>, row: u16, sign: &str| {
        canvas.text(body, body.width.saturating_sub(2), row, sign, Role::DeviceStrong);
    };
    if from > 0 {
        mark(canvas, 0, GLYPHS.up);
    }
    if more {
        mark(canvas, body.height.saturating_sub(1), GLYPHS.down);
    }
}

/// A dialog or call stands in a box in the middle of what it covers; the room inside the box.
fn boxed(canvas: &mut Canvas<'_>, kiosk: &Kiosk, player: &Player, body: Rect) -> Rect {
    let inside = Rect { x: body.x + 1, width: body.width.saturating_sub(2), ..body };
    let rows = Rows::of(kiosk, player, inside.width, 0).lines.len();
    let spaced = Rows::of(kiosk, player, inside.width, usize::from(body.height.saturating_sub(2))).lines.len();
    let rows = u16::try_from(rows.max(spaced)).unwrap_or(body.height);
    if rows + 2 > body.height {
        return body;
    }
    let top = (body.height - rows - 2) / 2;
    let [top_left, top_right, low_left, low_right] = GLYPHS.corners;
    let line = GLYPHS.horizontal.repeat(usize::from(inside.width));
    canvas.text(body, 0, top, &format!("{top_left}{line}{top_right}"), Role::Device);
    for row in 1..=rows {
        canvas.text(body, 0, top + row, GLYPHS.vertical, Role::Device);
        canvas.text(body, body.width - 1, top + row, GLYPHS.vertical, Role::Device);
    }
    canvas.text(body, 0, top + rows + 1, &format!("{low_left}{line}{low_right}"), Role::Device);
    Rect { y: body.y + top + 1, height: rows, ..inside }
}

/// `◄ Quay lại        ● Màn hình chính`
fn draw_foot(canvas: &mut Canvas<'_>, kiosk: &Kiosk, player: &Player, foot: Rect) {
    let t = kiosk.strings();
    canvas.fill(foot, Role::DeviceBar);
    let target = player.guide().filter(|_| player.points()).and_then(|guide| guide.target);
    let cells = [
        (Focus::DeviceBack, Target::DeviceBack, GLYPHS.back, t.device_back, player.can_go_back()),
        (Focus::DeviceHome, Target::DeviceHome, GLYPHS.home, t.device_home, player.can_go_home()),
    ];
    // Room for sign, name and pointer of the first; the second takes the rest.
    let first = (text::width_u16(t.device_back) + 5).min(foot.width);
    for (at, (focus, hit, sign, name, acts)) in cells.into_iter().enumerate() {
        let cell = match at {
            0 => Rect { width: first, ..foot },
            _ => Rect { x: foot.x + first, width: foot.width - first, ..foot },
        };
        if !acts {
            continue;
        }
        let role = if player.focus == focus {
            Role::Focus
        } else if target == Some(focus) {
            Role::Pointed
        } else {
            Role::DeviceBar
        };
        let pointer = if target == Some(focus) { format!(" {}", GLYPHS.point) } else { String::new() };
        let named = format!("{name}{pointer}");
        // On a narrow device the pointer counts for more than the sign.
        let fits = text::width(&named) + 3 <= usize::from(cell.width);
        let shown = if fits { format!("{sign} {named}") } else { named };
        canvas.fill(cell, role);
        canvas.text(cell, 1, 0, &shown, role);
        canvas.target(cell, hit);
    }
}
