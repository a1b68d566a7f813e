//! The lesson page: the device on one side; instruction, keys, help, papers, receipt on the other. Stacked where narrow.
//!
//! ```text
//! ┌──────── device ───────┐ ✓ Xong bước 1.                 ✓ Xong bước 1.
//! │ 14:30         BÀI TẬP │ Bước 2/8 · Làm theo            Bước 2/8 · ✓ Đã lưu · ba chữ
//! │ CH Play               │ Nhập VNeID vào ô tìm, …        Nhập VNeID vào ô tìm, …
//! │ Tìm ứng dụng          │ Phím ở đây: gõ chữ, rồi Enter  Phím ở đây: gõ chữ, rồi Enter
//! │ …                     │ Tờ hướng dẫn của xã …          ┌────────── device ──────────┐
//! └───────────────────────┘ ✓ Đã lưu bước 1/8              └────────────────────────────┘
//! ```

pub(super) mod words;

use ratatui::layout::Rect;

use super::canvas::{Canvas, Line, lines_of, wrapped};
use super::device;
use super::pages::page_of;
use super::result;
use super::theme::{GLYPHS, Role};
use crate::app::{Kiosk, Player, Target};
use crate::lesson::model::Paper;
use crate::text;

/// From this width on the device stands beside the instruction.
const SIDE_BY_SIDE: u16 = 64;

/// A taller device would only be emptier.
const TALLEST: u16 = 30;

/// The device never gets fewer rows than these.
const DEVICE_ROWS: u16 = 8;

/// Status line, title, label, field, line of the papers, buttons.
const WITH_BOARD_ROWS: u16 = 6;

/// What may be left unsaid is left unsaid where the device would get fewer rows than these.
const COMFORTABLE_ROWS: u16 = 10;

/// Draws the page.
pub fn draw(canvas: &mut Canvas<'_>, kiosk: &Kiosk, player: &Player, area: Rect) {
    if area.width >= SIDE_BY_SIDE {
        let wide = match area.width {
            0..72 => 32,
            72..100 => 40,
            _ => 46,
        };
        let device = Rect { width: wide, height: area.height.min(TALLEST), ..area };
        let side = Rect { x: area.x + wide + 1, width: area.width - wide - 2, ..device };
        device::draw(canvas, kiosk, player, device);
        draw_side(canvas, kiosk, player, side);
    } else {
        let lines = above(kiosk, player, area);
        let most = area.height - device_rows(player);
        let rows = u16::try_from(lines.len()).unwrap_or(most).min(most);
        canvas.lines(Rect { height: rows, ..area }, &lines);
        let device = Rect { y: area.y + rows, height: area.height - rows, ..area };
        device::draw(canvas, kiosk, player, device);
    }
    if let Some(scroll) = player.papers {
        draw_papers(canvas, kiosk, player, area, scroll);
    }
    if let Some(list) = &player.leaving {
        draw_leaving(canvas, kiosk, area, list.chosen);
    }
}

/// Rows of the keyboard on the screen.
fn board_rows(player: &Player) -> usize {
    player.board_rows().map_or(0, |rows| rows.len())
}

/// Rows that the device gets at least: with a keyboard on it, what is filled in must still be seen.
fn device_rows(player: &Player) -> u16 {
    let board = u16::try_from(board_rows(player)).unwrap_or(0);
    if board > 0 { WITH_BOARD_ROWS + board } else { DEVICE_ROWS }
}

/// What stands above the device where the screen is narrow. Where both do not fit, what was just said comes before the
/// instruction, which is there again after the next action; and so do the keys of the keyboard on the screen, which takes
/// the room.
fn above(kiosk: &Kiosk, player: &Player, area: Rect) -> Vec<Line> {
    let head = head(kiosk, player, area.width);
    let instruction = lines_of(&words::instruction(kiosk, player), area.width);
    let board = board_rows(player);
    let room = usize::from(area.height - COMFORTABLE_ROWS).saturating_sub(head.len() + instruction.len() + board);
    let done = done(kiosk, player, area.width, room);
    let most = usize::from(area.height - device_rows(player));
    let said = said(kiosk, player, area.width, most.saturating_sub(head.len()));
    let fits = done.len() + head.len() + instruction.len() + said.len() <= most;
    let keys = lines_of(&words::keys(kiosk, player), area.width);
    let too_long = head.len() + instruction.len() > most;
    let writes = said.is_empty() && too_long && player.steers_board() && !keys.is_empty();
    let asked = if fits || said.is_empty() && !writes { instruction } else { Vec::new() };
    let named = asked.is_empty() && (player.points() || player.coaches_here() || writes);
    let keys = if named { keys } else { Vec::new() };
    let fits = done.len() + head.len() + asked.len() + said.len() + keys.len() <= most;
    let done = if fits { done } else { Vec::new() };
    [done, head, asked, said, keys].concat()
}

/// What is said, if need be without what was said first: the help that was asked for comes last.
fn said(kiosk: &Kiosk, player: &Player, width: u16, room: usize) -> Vec<Line> {
    let all = words::said(kiosk, player);
    let parts = || (0..all.len()).map(|from| lines_of(all.iter().skip(from), width));
    parts().find(|lines| lines.len() <= room).or_else(|| parts().next_back()).unwrap_or_default()
}

/// The step, and what is saved: on one line where both fit.
fn head(kiosk: &Kiosk, player: &Player, width: u16) -> Vec<Line> {
    let receipt = lines_of(&words::receipt(kiosk, player, width, true), width);
    let step = Line::of(words::step(kiosk, player, receipt.is_empty()), Role::PageTitle);
    let mut head = match receipt.as_slice() {
        [line] if line.width() + step.width() + 3 <= usize::from(width) => {
            let role = line.pieces.first().map_or(Role::Page, |piece| piece.role);
            vec![step.and(format!("{}{}", GLYPHS.between, line.text()), role)]
        }
        _ => std::iter::once(step).chain(receipt).collect(),
    };
    head.extend(lines_of(&words::turn(kiosk, player), width));
    head
}

fn draw_side(canvas: &mut Canvas<'_>, kiosk: &Kiosk, player: &Player, side: Rect) {
    let mut lines = done(kiosk, player, side.width, usize::MAX);
    lines.push(Line::of(words::step(kiosk, player, true), Role::PageTitle));
    lines.extend(lines_of(&words::turn(kiosk, player), side.width));
    lines.extend(lines_of(&words::instruction(kiosk, player), side.width));
    lines.extend(lines_of(&words::said(kiosk, player), side.width));
    let receipt = lines_of(&words::receipt(kiosk, player, side.width, false), side.width);
    let foot_rows = u16::try_from(receipt.len()).unwrap_or(1).max(1);
    let foot = Rect { y: side.bottom() - foot_rows, height: foot_rows, ..side };
    let body = Rect { height: side.height - foot_rows, ..side };
    let used = usize::from(canvas.lines(body, &lines));
    canvas.lines(foot, &receipt);
    let room = usize::from(body.height).saturating_sub(used + 1);
    let papers = papers_that_fit(kiosk, player, side.width, room);
    let below = Rect {
        y: body.y + u16::try_from(used + 1).unwrap_or(body.height),
        height: u16::try_from(room).unwrap_or(0),
        ..body
    };
    canvas.lines(below, &papers);
}

/// The step that has just ended, with its reason where that fits into `room` lines. Stands above the next step, which it
/// does not belong to.
fn done(kiosk: &Kiosk, player: &Player, width: u16, room: usize) -> Vec<Line> {
    let lines = |reason: bool| lines_of(&words::done(kiosk, player, reason), width);
    Some(lines(true)).filter(|lines| lines.len() <= room).unwrap_or_else(|| lines(false))
}

/// The paper line that the field in focus asks for: (paper, line).
fn wanted_line(player: &Player) -> Option<(usize, usize)> {
    player.focused_field().filter(|field| player.shows_paper(*field)).and_then(|field| player.paper_line(field))
}

fn paper_lines(kiosk: &Kiosk, paper: &Paper, wanted: Option<usize>, width: u16) -> Vec<Line> {
    let mut lines = vec![Line::of(paper.title.get(kiosk.lang), Role::PaperTitle)];
    for (at, line) in paper.lines.iter().enumerate() {
        let role = if wanted == Some(at) { Role::PaperWanted } else { Role::Paper };
        let parts = text::wrap_value(line.label.get(kiosk.lang), &line.shown, usize::from(width.saturating_sub(2)));
        for (row, part) in parts.into_iter().enumerate() {
            let marker = if row == 0 && wanted == Some(at) { GLYPHS.focus } else { " " };
            lines.push(Line::of(format!("{marker} {part}"), role));
        }
    }
    lines
}

/// The paper that is asked for first, then the others as far as there is room; never half a paper, except that of the
/// one asked for at least the line is there that is wanted. That there are more is said where it takes nothing's place.
fn papers_that_fit(kiosk: &Kiosk, player: &Player, width: u16, room: usize) -> Vec<Line> {
    let papers = &player.session.lesson().papers;
    let wanted = wanted_line(player);
    let mut order: Vec<usize> = (0..papers.len()).collect();
    order.sort_by_key(|at| wanted.map(|(paper, _)| paper) != Some(*at));
    let mut lines: Vec<Line> = Vec::new();
    let mut left_out = false;
    for at in order {
        let Some(paper) = papers.get(at) else { continue };
        let line = wanted.filter(|(paper, _)| *paper == at).map(|(_, line)| line);
        let mut more = paper_lines(kiosk, paper, line, width);
        if lines.len() + more.len() > room {
            left_out = true;
            more = line.and_then(|line| paper.lines.get(line)).map_or_else(Vec::new, |line| {
                let part = Paper { lines: vec![line.clone()], ..paper.clone() };
                paper_lines(kiosk, &part, Some(0), width)
            });
        }
        if lines.len() + more.len() <= room {
            lines.extend(more);
        }
    }
    if left_out && lines.len() < room {
        lines.push(Line::of(text::truncate(kiosk.strings().more_papers, usize::from(width)), Role::Keys));
    }
    lines
}

fn draw_papers(canvas: &mut Canvas<'_>, kiosk: &Kiosk, player: &Player, area: Rect, scroll: usize) {
    canvas.fill(area, Role::Paper);
    let t = kiosk.strings();
    let page = page_of(area);
    let who = player.session.lesson().persona.get(kiosk.lang);
    let mut lines = wrapped(&t.papers_of(who), page.width, Role::PageTitle, Role::PageTitle);
    let wanted = wanted_line(player);
    for (at, paper) in player.session.lesson().papers.iter().enumerate() {
        lines.push(Line::default());
        let line = wanted.filter(|(paper, _)| *paper == at).map(|(_, line)| line);
        lines.extend(paper_lines(kiosk, paper, line, page.width));
    }
    let most = lines.len().saturating_sub(usize::from(page.height));
    let from = scroll.min(most);
    lines.drain(..from);
    lines.truncate(usize::from(page.height)); // the rest comes by the arrows
    canvas.lines(page, &lines);
    let mark = |canvas: &mut Canvas<'_>, row: u16, sign: &str| {
        canvas.text(area, area.width - 2, row, sign, Role::PaperTitle);
    };
    if from > 0 {
        mark(canvas, 0, GLYPHS.up);
    }
    if from < most {
        mark(canvas, area.height - 1, GLYPHS.down);
    }
}

fn draw_leaving(canvas: &mut Canvas<'_>, kiosk: &Kiosk, area: Rect, chosen: usize) {
    canvas.fill(area, Role::Page);
    let t = kiosk.strings();
    let page = page_of(Rect { y: area.y + 2, height: area.height - 2, ..area });
    let mut lines = wrapped(t.leave_title, page.width, Role::PageTitle, Role::PageTitle);
    let text = result::leaving(kiosk);
    lines.extend(wrapped(text, page.width, Role::Page, Role::Page));
    lines.extend(lines_of(&result::code(kiosk), page.width));
    lines.push(Line::default());
    for (at, name) in [t.leave_stay, t.leave_lesson, t.leave_session].into_iter().enumerate() {
        let (marker, role) = if at == chosen { (GLYPHS.focus, Role::Chosen) } else { (" ", Role::Page) };
        lines.push(Line::of(format!(" {marker} {name}"), role).over(role).on(Target::Item(at)));
    }
    canvas.lines(page, &lines);
}
