//! The pages around a lesson: sign-in, warm-up, the question whether to quit; the others have files of their own.

use ratatui::layout::Rect;

use super::canvas::{Canvas, Line, wrapped};
use super::theme::{GLYPHS, Role};
use super::{comeback, lessons, result, welcome};
use crate::app::{Kiosk, List, Screen, Stage, Target, Warmup, Who, item_letter};
use crate::i18n::Strings;
use crate::text;

/// The widest that a page of text gets: longer lines are hard to read.
const WIDEST: u16 = 76;

/// Draws the page.
pub fn draw(canvas: &mut Canvas<'_>, kiosk: &Kiosk, area: Rect) {
    let page = page_of(area);
    if let Screen::Result(outcome) = &kiosk.screen
        && outcome.slip
    {
        return result::draw_slip(canvas, kiosk, area, outcome);
    }
    let lines = match &kiosk.screen {
        Screen::Welcome { quitting: None } => welcome::page(kiosk, page),
        Screen::Welcome { quitting: Some(list) } => quitting(kiosk, page, *list),
        Screen::Who(who) => sign_in(kiosk, page, who),
        Screen::Warmup(warmup) => warm_up(kiosk, page, warmup),
        Screen::Comeback(comeback) => comeback::page(kiosk, page, comeback),
        Screen::Lessons(list) => lessons::list(kiosk, page, list),
        Screen::Modes(modes) => lessons::modes(kiosk, page, modes),
        Screen::Result(outcome) => result::page(kiosk, page, outcome),
        Screen::Player(_) => Vec::new(),
    };
    canvas.lines(page, &lines);
}

/// The part of the screen that a page of text takes.
pub(super) fn page_of(area: Rect) -> Rect {
    let width = area.width.saturating_sub(4).min(WIDEST);
    Rect { x: area.x + (area.width - width) / 2, y: area.y, width, height: area.height }
}

/// Where room is short, the parts of a page stand together.
pub(super) fn tight(mut lines: Vec<Line>, page: Rect) -> Vec<Line> {
    while lines.len() > usize::from(page.height)
        && let Some(gap) = lines.iter().rposition(|line| line.pieces.is_empty())
    {
        lines.remove(gap);
    }
    lines
}

/// Blank lines above, so that a short page stands in the middle.
pub(super) fn centred(lines: Vec<Line>, page: Rect) -> Vec<Line> {
    let mut lines = tight(lines, page);
    let above = usize::from(page.height).saturating_sub(lines.len()) / 2;
    lines.splice(0..0, std::iter::repeat_n(Line::default(), above));
    lines
}

/// The title of a page, below an empty line.
pub(super) fn title(lines: &mut Vec<Line>, content: &str, page: Rect) {
    lines.push(Line::default());
    lines.extend(wrapped(content, page.width, Role::PageTitle, Role::PageTitle));
}

/// An item of a list: a marker says which is chosen, not only the colour.
pub(super) fn item(page: Rect, at: usize, chosen: usize, name: &str, note: &str) -> Line {
    let (marker, role) = if at == chosen { (GLYPHS.focus, Role::Chosen) } else { (" ", Role::Page) };
    let mut line = Line::of(format!(" {marker} {name}"), role);
    if !note.is_empty() {
        let gap = usize::from(page.width).saturating_sub(line.width() + text::width(note) + 1);
        line = line.and(" ".repeat(gap.max(1)), role).and(note, role);
    }
    line.over(role).on(Target::Item(at))
}

/// An item of a list in whole: where name and note do not fit on one line, on as many as it takes.
pub(super) fn whole_item(page: Rect, at: usize, chosen: usize, name: &str, note: &str) -> Vec<Line> {
    let line = item(page, at, chosen, name, note);
    if line.width() <= usize::from(page.width) {
        return vec![line];
    }
    let room = usize::from(page.width.saturating_sub(INDENT + 1));
    let mut lines: Vec<Line> = Vec::new();
    for (row, part) in text::wrap(name, room).iter().enumerate() {
        let line = item(page, at, chosen, part, "");
        lines.push(if row == 0 { line } else { below(page, at, chosen, part) });
    }
    lines.extend(text::wrap(note, room).iter().filter(|part| !part.is_empty()).map(|part| {
        let gap = " ".repeat(room.saturating_sub(text::width(part)));
        below(page, at, chosen, &format!("{gap}{part}"))
    }));
    lines
}

/// A further line of an item.
fn below(page: Rect, at: usize, chosen: usize, content: &str) -> Line {
    let mut line = item(page, at, chosen, content, "");
    if let Some(first) = line.pieces.first_mut() {
        first.text = first.text.replacen(GLYPHS.focus, " ", 1);
    }
    line
}

/// Columns before the name of an item.
const INDENT: u16 = 3;

fn quitting(kiosk: &Kiosk, page: Rect, list: List) -> Vec<Line> {
    let t = kiosk.strings();
    let mut lines = wrapped(t.quit_text, page.width, Role::PageTitle, Role::PageTitle);
    lines.push(Line::default());
    lines.extend(
        [t.quit_yes, t.quit_no].into_iter().enumerate().map(|(at, name)| item(page, at, list.chosen, name, "")),
    );
    centred(lines, page)
}

fn sign_in(kiosk: &Kiosk, page: Rect, who: &Who) -> Vec<Line> {
    let t = kiosk.strings();
    let mut lines = Vec::new();
    let (names, list): (Vec<&str>, &List) = match who {
        Who::Audience(list) => {
            title(&mut lines, t.who, page);
            (t.audiences.to_vec(), list)
        }
        Who::Age(_, list) => {
            title(&mut lines, t.age, page);
            lines.push(Line::default());
            (t.ages.iter().copied().chain([t.age_skip]).collect(), list)
        }
    };
    for (at, name) in names.iter().enumerate() {
        lines.push(item(page, at, list.chosen, &format!("{}  {name}", item_letter(at)), ""));
    }
    let help = wrapped(t.who_help, page.width, Role::Page, Role::Page);
    if usize::from(page.height) > lines.len() + help.len() {
        lines.push(Line::default());
    }
    lines.extend(help);
    // It stands on the page before as well, where there is always room for it.
    let recorded = wrapped(t.welcome_privacy, page.width, Role::Page, Role::Page);
    if usize::from(page.height) > lines.len() + recorded.len() {
        lines.push(Line::default());
        lines.extend(recorded);
    }
    lines
}

/// What a stage of the warm-up asks for.
pub(super) fn asked_in(t: &Strings, stage: Stage) -> &'static str {
    match stage {
        Stage::Down => t.warmup_down,
        Stage::Up => t.warmup_up,
        Stage::Enter => t.warmup_enter,
        Stage::Escape => t.warmup_escape,
        Stage::Erase => t.warmup_erase,
        Stage::Help => t.warmup_help,
        Stage::Done => t.warmup_done,
    }
}

fn warm_up(kiosk: &Kiosk, page: Rect, warmup: &Warmup) -> Vec<Line> {
    let t = kiosk.strings();
    let mut lines = Vec::new();
    title(&mut lines, t.warmup, page);
    lines.extend(wrapped(&kiosk.say(t.warmup_intro), page.width, Role::Page, Role::Page));
    lines.push(Line::default());
    lines.extend(wrapped(asked_in(t, warmup.stage), page.width, Role::PageStrong, Role::Tap));
    lines.push(Line::default());
    if warmup.stage == Stage::Escape {
        lines.push(Line::of(format!(" {} ", t.warmup_opened), Role::Device));
    } else if warmup.stage == Stage::Erase {
        lines.push(Line::of(format!(" {} ", t.warmup_erased[0]), Role::Field));
    } else if warmup.stage == Stage::Help {
        lines.push(Line::of(format!(" {} ", t.warmup_erased[1]), Role::Field));
    } else if warmup.stage == Stage::Done {
        lines.extend(wrapped(t.warmup_helped, page.width, Role::Good, Role::Good));
    } else {
        for (at, name) in t.warmup_rows.iter().enumerate() {
            let target = item(page, at, warmup.row, name, "");
            lines.push(Line { target: None, ..target });
        }
    }
    lines.push(Line::default());
    let marks: String = (0..6).map(|n| if n < warmup.learned() { "[x] " } else { "[ ] " }).collect();
    lines.push(Line::of(marks, Role::Good));
    if warmup.wrong {
        lines.extend(wrapped(t.warmup_wrong, page.width, Role::Attention, Role::Attention));
    }
    lines
}
