//! The simulated devices: a phone with status line, Back and home; a browser window with its address; a place with
//! people and things. Everything on them is marked as practice.
//!
//! ```text
//! │ 14:30         BÀI TẬP │   │ ◄ Quay lại    BÀI TẬP │     Ở quầy một cửa  BÀI TẬP
//! │ CH Play               │   │ Địa chỉ: ten.vi-du    │    ─────────────────────────
//! │ Tìm ứng dụng          │   │ Nộp hồ sơ            █│     Cô cán bộ: Bác cần gì ạ?
//! │ …                     │   │ …                    ░│     …
//! │ ◄ Quay lại  ● …       │   │ …                    ░│     ◄ Quay lại  ● …
//! ```

mod board;
mod choices;
mod rows;
mod thing;
mod widgets;

use ratatui::layout::Rect;

use super::canvas::{Canvas, Line, Piece, wrapped};
use super::theme::{GLYPHS, Role};
use crate::app::player::Focus;
use crate::app::{Key, Kiosk, Player, Target};
use crate::lesson::model::{Device, ScreenKind};
use crate::sim;
use crate::text;
pub(super) use board::sign as board_sign;
use rows::Rows;
pub(super) use rows::{asked_note, typing};

/// The clock of the simulated phone: the same in every lesson, so that nothing wakes up to move it.
const CLOCK: &str = "14:30";

/// Draws the device in front.
pub fn draw(canvas: &mut Canvas<'_>, kiosk: &Kiosk, player: &Player, area: Rect) {
    canvas.fill(area, Role::Device);
    let device = player.device();
    let inner = if device == Device::Place { area } else { frame(canvas, area) };
    let top = match device {
        Device::Browser => draw_tools(canvas, kiosk, player, inner),
        Device::Phone => canvas.lines(inner, &[status(kiosk, CLOCK, inner)]),
        Device::Place => 0,
    };
    let inner = Rect { y: inner.y + top, height: inner.height.saturating_sub(top), ..inner };
    let mut head = banner(player, inner);
    head.extend(title(kiosk, player, device, inner));
    let head_rows = canvas.lines(inner, &head);
    let toast = toast(player, inner);
    let toast_rows = u16::try_from(toast.len()).unwrap_or(0);
    let foot_rows = u16::from(device != Device::Browser);
    let board = board::lines(kiosk, player, inner.width);
    let board_rows = u16::try_from(board.len()).unwrap_or(0);
    let body = inner.height.saturating_sub(head_rows + toast_rows + board_rows + foot_rows);
    let body = Rect { y: inner.y + head_rows, height: body, ..inner };
    draw_body(canvas, kiosk, player, body);
    canvas.lines(Rect { y: body.bottom(), height: toast_rows, ..inner }, &toast);
    canvas.lines(Rect { y: body.bottom() + toast_rows, height: board_rows, ..inner }, &board);
    if foot_rows > 0 {
        draw_buttons(canvas, kiosk, player, Rect { y: inner.bottom().saturating_sub(1), height: 1, ..inner });
    }
}

fn indent(mut line: Line, role: Role) -> Line {
    line.pieces.insert(0, Piece { text: " ".to_owned(), role });
    line
}

/// A text over the whole width, in its own role.
fn strip(content: &str, width: u16, role: Role, marked: Role) -> Vec<Line> {
    let lines = wrapped(content, width.saturating_sub(2), role, marked);
    lines.into_iter().map(|line| indent(line, role).over(role)).collect()
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
fn status(kiosk: &Kiosk, left: &str, inner: Rect) -> Line {
    let sign = kiosk.strings().practice_short;
    let gap = usize::from(inner.width).saturating_sub(text::width(left) + text::width(sign) + 2);
    Line::of(format!(" {left}{}{sign} ", " ".repeat(gap)), Role::DeviceBar).over(Role::DeviceBar)
}

/// The buttons of the browser, the sign of practice, and the address; how many rows they take.
fn draw_tools(canvas: &mut Canvas<'_>, kiosk: &Kiosk, player: &Player, inner: Rect) -> u16 {
    let t = kiosk.strings();
    let row = |row: u16| Rect { y: inner.y + row, height: 1, ..inner };
    let sign = text::width_u16(t.practice_short) + 2;
    let acts = player.can_go_back() || player.can_go_home();
    let tools = if acts && buttons_width(kiosk, player) + sign <= inner.width {
        let buttons = Rect { width: inner.width - sign, ..row(0) };
        draw_buttons(canvas, kiosk, player, buttons);
        let rest = Rect { x: buttons.right(), width: sign, ..row(0) };
        canvas.line(rest, 0, &status(kiosk, "", rest));
        1
    } else {
        canvas.line(inner, 0, &status(kiosk, t.browser, inner));
        if acts {
            draw_buttons(canvas, kiosk, player, row(1));
        }
        1 + u16::from(acts)
    };
    let below = Rect { y: inner.y + tools, height: inner.height.saturating_sub(tools), ..inner };
    tools + canvas.lines(below, &address_lines(kiosk, player, inner.width))
}

/// The address whole, whatever its length: its end is what must be checked.
fn address_lines(kiosk: &Kiosk, player: &Player, width: u16) -> Vec<Line> {
    let Some(address) = address(player) else { return Vec::new() };
    let lead = format!("{}: ", kiosk.strings().address_bar);
    let lines = wrap_address(&lead, address, usize::from(width.saturating_sub(2))).into_iter();
    lines.map(|line| Line::of(format!(" {line}"), Role::Field).over(Role::Field)).collect()
}

/// An address after some words, broken after its signs, so that no name in it is torn apart.
fn wrap_address(lead: &str, address: &str, room: usize) -> Vec<String> {
    let mut lines = vec![lead.to_owned()];
    for part in address.split_inclusive(['.', '/', '?', '=', '&']) {
        for piece in text::wrap(part, room) {
            match lines.last_mut() {
                Some(last) if text::width(last) + text::width(&piece) <= room => last.push_str(&piece),
                _ => lines.push(piece),
            }
        }
    }
    lines
}

/// The address in the address bar.
pub(super) fn address(player: &Player) -> Option<&str> {
    let world = &player.session.lesson().world;
    // What lies above a page does not change where it is.
    let page = player.session.state().page().map(|page| &world.screens[page])?;
    page.address.as_deref().or(world.apps[page.app].address.as_deref())
}

fn toast(player: &Player, inner: Rect) -> Vec<Line> {
    let toast = player.toast.as_deref();
    toast.map_or_else(Vec::new, |toast| strip(toast, inner.width, Role::Toast, Role::Toast))
}

/// What the screen in front is called.
pub(super) fn title_of(kiosk: &Kiosk, player: &Player) -> String {
    let t = kiosk.strings();
    let world = &player.session.lesson().world;
    match sim::top(player.session.state()).map(|screen| &world.screens[screen]) {
        Some(screen) if screen.kind == ScreenKind::Call => t.incoming_call.to_owned(),
        Some(screen) => player.session.text(&screen.title),
        None if player.device() == Device::Browser => t.start_page.to_owned(),
        None => t.home_screen.to_owned(),
    }
}

fn title(kiosk: &Kiosk, player: &Player, device: Device, inner: Rect) -> Vec<Line> {
    let title = title_of(kiosk, player);
    match device {
        Device::Place => place_title(&title, kiosk.strings().practice_short, inner),
        _ => strip(&title, inner.width, Role::DeviceTitle, Role::DeviceTitle),
    }
}

/// Where she is: no bar of a screen, but a sign over a line, as round a stage.
fn place_title(title: &str, sign: &str, inner: Rect) -> Vec<Line> {
    let room = inner.width.saturating_sub(text::width_u16(sign) + 2);
    let mut lines = strip(title, room, Role::PaperTitle, Role::PaperTitle);
    if let Some(first) = lines.first_mut() {
        let gap = usize::from(inner.width).saturating_sub(first.width() + text::width(sign) + 1);
        *first = std::mem::take(first).and(format!("{}{sign}", " ".repeat(gap)), Role::HeaderSign);
    }
    lines.push(Line::of(GLYPHS.horizontal.repeat(usize::from(inner.width)), Role::Device));
    lines
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
    let browser = player.device() == Device::Browser;
    // The browser keeps a column for its scroll bar.
    let body = if browser { Rect { width: body.width.saturating_sub(1), ..body } } else { body };
    let body = if state.layers().is_empty() { body } else { boxed(canvas, kiosk, player, body) };
    let rows = Rows::of(kiosk, player, body.width, usize::from(body.height));
    let bar = u16::try_from(rows.bar.len()).unwrap_or(0);
    canvas.lines(Rect { y: body.bottom().saturating_sub(bar), height: bar, ..body }, &rows.bar);
    let body = Rect { height: body.height.saturating_sub(bar), ..body };
    let height = usize::from(body.height);
    let most = rows.lines.len().saturating_sub(height);
    let from = rows.from(height, player).min(most);
    let all = rows.lines.len();
    let away = rows.away(from, from + height, player.focus).filter(|_| player.open.is_none());
    let shown: Vec<Line> = rows.lines.into_iter().skip(from).take(height).collect();
    canvas.lines(body, &shown);
    if let Some(key) = away {
        mark_focus(canvas, kiosk, player, body, key);
    }
    if browser && state.layers().is_empty() {
        draw_scroll_bar(canvas, body, from, all);
        return;
    }
    // While a list is open the arrows stay in it, so what lies beyond it is not pointed to.
    let (first, last) = rows.list.unwrap_or((0, all));
    if from > first && away != Some(Key::PageUp) {
        mark_more(canvas, body, 0, GLYPHS.up, Key::PageUp);
    }
    if from + height < last && away != Some(Key::PageDown) {
        mark_more(canvas, body, body.height.saturating_sub(1), GLYPHS.down, Key::PageDown);
    }
}

/// What has the focus lies out of view: the row at that end has it for it, and leads there.
fn mark_focus(canvas: &mut Canvas<'_>, kiosk: &Kiosk, player: &Player, body: Rect, key: Key) {
    let (row, sign) = match key {
        Key::PageUp => (0, GLYPHS.up),
        _ => (body.height.saturating_sub(1), GLYPHS.down),
    };
    let pointed = player.guide().filter(|_| player.points()).is_some_and(|guide| guide.target == Some(player.focus));
    let tail = if pointed { format!(" {}", GLYPHS.point) } else { String::new() };
    let text = format!("{} {} {sign}{tail}", GLYPHS.focus, kiosk.strings().more_below);
    canvas.line(body, row, &Line::of(text, Role::Focus).over(Role::Focus).on(Target::Key(key)));
    canvas.leads_to_focus(Rect { y: body.y + row, height: 1, ..body }, key);
}

/// A sign that there is more, at the end of a row; a click on it shows it.
fn mark_more(canvas: &mut Canvas<'_>, body: Rect, row: u16, sign: &str, key: Key) {
    // No text goes so far.
    let column = body.width.saturating_sub(1);
    canvas.text(body, column, row, sign, Role::Device);
    let cell = Rect { x: body.x + column, y: body.y + row, width: body.width - column, height: 1 };
    canvas.target(cell, Target::Key(key));
}

/// Which part of a long page is seen, in the column beside it; a click in its upper or lower half goes there.
fn draw_scroll_bar(canvas: &mut Canvas<'_>, body: Rect, from: usize, all: usize) {
    let height = usize::from(body.height);
    if all <= height || height < 2 {
        return;
    }
    let track = Rect { x: body.right(), width: 1, ..body };
    let thumb = (height * height / all).clamp(1, height - 1);
    // At an end only when the page is at its end.
    let free = height - thumb;
    let most = all - height;
    let top = match from {
        0 => 0,
        _ if from == most => free,
        _ => (from * free / most).clamp(1.min(free), free.saturating_sub(1).max(1)),
    };
    for (row, at) in (0..body.height).zip(0..) {
        let sign = if (top..top + thumb).contains(&at) { GLYPHS.full } else { GLYPHS.rest };
        canvas.text(track, 0, row, sign, Role::Device);
    }
    let upper = Rect { height: body.height / 2, ..track };
    canvas.target(track, Target::Key(Key::PageDown));
    canvas.target(upper, Target::Key(Key::PageUp));
}

/// A dialog stands in a box in the middle of what it covers; the room inside the box. What must be answered says so in
/// its frame, an app's own dialog has the app's name there. A call takes the whole screen.
fn boxed(canvas: &mut Canvas<'_>, kiosk: &Kiosk, player: &Player, body: Rect) -> Rect {
    let top = sim::top(player.session.state()).map(|top| &player.session.lesson().world.screens[top]);
    let Some(top) = top.filter(|top| top.kind != ScreenKind::Call) else { return body };
    let (name, role) = if top.must_answer {
        (kiosk.strings().must_answer, Role::Banner)
    } else {
        (player.session.lesson().world.apps[top.app].name.as_ref(), Role::Device)
    };
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
    let name = format!(" {} ", text::truncate(name, usize::from(inside.width.saturating_sub(6))));
    canvas.text(body, 2, top, &name, role);
    for row in 1..=rows {
        canvas.text(body, 0, top + row, GLYPHS.vertical, Role::Device);
        canvas.text(body, body.width - 1, top + row, GLYPHS.vertical, Role::Device);
    }
    canvas.text(body, 0, top + rows + 1, &format!("{low_left}{line}{low_right}"), Role::Device);
    Rect { y: body.y + top + 1, height: rows, ..inside }
}

/// What the home button is called: it leads to the screen of the lesson's own device.
pub(super) fn home_name(kiosk: &Kiosk, player: &Player) -> &'static str {
    let t = kiosk.strings();
    match (player.session.lesson().device, player.device()) {
        (Device::Browser, _) => t.start_page,
        (_, Device::Place) => t.to_phone,
        _ => t.device_home,
    }
}

/// Room for sign, name and pointer of a button.
fn button_width(name: &str) -> u16 {
    text::width_u16(name) + 5
}

fn buttons_width(kiosk: &Kiosk, player: &Player) -> u16 {
    button_width(kiosk.strings().device_back) + button_width(home_name(kiosk, player))
}

/// `◄ Quay lại        ● Màn hình chính`
fn draw_buttons(canvas: &mut Canvas<'_>, kiosk: &Kiosk, player: &Player, foot: Rect) {
    let t = kiosk.strings();
    canvas.fill(foot, Role::DeviceBar);
    let target = player.guide().filter(|_| player.points()).and_then(|guide| guide.target);
    let home = home_name(kiosk, player);
    let cells = [
        (Focus::DeviceBack, Target::DeviceBack, GLYPHS.back, t.device_back, player.can_go_back()),
        (Focus::DeviceHome, Target::DeviceHome, GLYPHS.home, home, player.can_go_home()),
    ];
    // The second takes the rest.
    let first = button_width(t.device_back).min(foot.width);
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
