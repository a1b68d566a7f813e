//! The list of lessons and the ways to learn one.

use ratatui::layout::Rect;

use super::canvas::{Line, wrapped};
use super::pages::{item, title, whole_item};
use super::theme::{GLYPHS, Role};
use crate::app::{Kiosk, Lessons, Line as Entry, Modes};
use crate::i18n::Address;
use crate::lesson::Lesson;
use crate::text;
use crate::tutor::record::Mode;

/// The lines of the list: as many as there is room for, with the chosen one among them and what it is about below.
pub fn list(kiosk: &Kiosk, page: Rect, lessons: &Lessons) -> Vec<Line> {
    let t = kiosk.strings();
    let mut lines = Vec::new();
    title(&mut lines, t.lessons, page);
    if kiosk.library.is_none() {
        lines.extend([Line::default(), Line::of(t.loading, Role::Page)]);
        return lines;
    }
    if lessons.list.len == 0 {
        lines.extend(wrapped(t.no_lessons, page.width, Role::Attention, Role::Attention));
    }
    let task = lessons.chosen().map_or_else(Vec::new, |(lesson, _)| {
        wrapped(&kiosk.say(lesson.task.get(kiosk.lang)), page.width, Role::Page, Role::Tap)
    });
    let (all, chosen) = entries(kiosk, page, lessons);
    let room = usize::from(page.height).saturating_sub(lines.len() + task.len() + 1);
    // Some lines above the chosen one, so that the name of its course is seen.
    let from = (chosen + 3).saturating_sub(room).min(all.len().saturating_sub(room)).min(chosen);
    let shown = all.len().min(from + room);
    let (above, below) = (from > 0, shown < all.len());
    let marks = |at: usize| match at {
        0 if above => Some(GLYPHS.up),
        at if below && at + 1 == room => Some(GLYPHS.down),
        _ => None,
    };
    for (at, line) in all.into_iter().skip(from).take(room).enumerate() {
        lines.push(match marks(at) {
            Some(mark) => marked(line, mark),
            None => line,
        });
    }
    lines.push(Line::default());
    lines.extend(task);
    lines
}

/// A line with a sign in the margin that more follows.
fn marked(mut line: Line, mark: &str) -> Line {
    if let Some(first) = line.pieces.first_mut()
        && let Some(rest) = first.text.strip_prefix(' ')
    {
        let gap = if rest.starts_with(' ') { "" } else { " " };
        first.text = format!("{mark}{gap}{rest}");
    }
    line
}

/// All lines, and which of them is chosen.
fn entries(kiosk: &Kiosk, page: Rect, lessons: &Lessons) -> (Vec<Line>, usize) {
    let t = kiosk.strings();
    let (mut lines, mut chosen, mut at) = (Vec::new(), 0, 0);
    let heading = |content: &str| {
        let parts = text::wrap(content, usize::from(page.width.saturating_sub(2))); // a sign may move it on by one
        parts.iter().map(|part| Line::of(format!(" {part}"), Role::PageTitle)).collect::<Vec<_>>()
    };
    for entry in &lessons.lines {
        let entry = match entry {
            Entry::Reviews => heading(t.reviews),
            Entry::Course(title) => heading(title.get(kiosk.lang)),
            Entry::Others => heading(t.other_lessons),
            Entry::Coming(title) => coming(page, title.get(kiosk.lang), t.coming),
            Entry::Review(lesson) | Entry::Lesson(lesson) => {
                if at == lessons.list.chosen {
                    chosen = lines.len();
                }
                let note = note(kiosk, lesson, matches!(entry, Entry::Review(_)));
                at += 1;
                whole_item(page, at - 1, lessons.list.chosen, lesson.title.get(kiosk.lang), &note)
            }
        };
        lines.extend(entry);
    }
    (lines, chosen)
}

/// A lesson that is not there yet: seen, marked by its sign.
fn coming(page: Rect, title: &str, note: &str) -> Vec<Line> {
    let lead = format!("   {} ", GLYPHS.dim);
    let width = usize::from(page.width);
    let mut parts = text::wrap(title, width.saturating_sub(text::width(&lead)));
    let last = parts.last().map_or(0, |last| text::width(last));
    if text::width(&lead) + last + text::width(note) + 2 > width {
        parts.push(String::new());
    }
    let rows = parts.len();
    let line = |(row, part): (usize, String)| {
        let name = format!("{}{part}", if row == 0 { lead.clone() } else { " ".repeat(text::width(&lead)) });
        let gap = width.saturating_sub(text::width(&name) + text::width(note) + 1);
        let note = if row + 1 == rows { format!("{}{note}", " ".repeat(gap.max(1))) } else { String::new() };
        Line::of(name + &note, Role::Page)
    };
    parts.into_iter().enumerate().map(line).collect()
}

/// `✓ đã học · 6 phút`
pub(super) fn note(kiosk: &Kiosk, lesson: &Lesson, review: bool) -> String {
    let t = kiosk.strings();
    let minutes = t.minutes(lesson.minutes);
    let Some(standing) = kiosk.person.as_ref().map(|person| person.standing(&lesson.id)) else { return minutes };
    let how = match () {
        () if review => t.review.to_owned(),
        () if standing.unfinished.is_some() => t.lesson_left.to_owned(),
        () if standing.mastered => format!("{} {}", GLYPHS.done, t.lesson_passed),
        () if standing.watched => t.lesson_watched.to_owned(),
        () if standing.finished => format!("{} {}", GLYPHS.done, t.lesson_done),
        () => return minutes,
    };
    format!("{how}{}{minutes}", GLYPHS.between)
}

/// The ways to learn a lesson. Where not all of the advice fits, the first of it.
pub fn modes(kiosk: &Kiosk, page: Rect, modes: &Modes) -> Vec<Line> {
    let all = modes_advised(kiosk, page, modes, modes.advised.len());
    if all.len() <= usize::from(page.height) { all } else { modes_advised(kiosk, page, modes, 1) }
}

fn modes_advised(kiosk: &Kiosk, page: Rect, modes: &Modes, advised: usize) -> Vec<Line> {
    let t = kiosk.strings();
    let mut lines = Vec::new();
    title(&mut lines, modes.lesson.title.get(kiosk.lang), page);
    let titles: Vec<&str> = modes.advised.iter().take(advised).map(|title| title.get(kiosk.lang)).collect();
    if !titles.is_empty() {
        lines.extend(wrapped(&t.advised(&titles.join(", ")), page.width, Role::Almost, Role::Almost));
    }
    lines.extend(wrapped(t.modes, page.width, Role::PageStrong, Role::PageStrong));
    if let Some(resume) = &modes.resume {
        let (at, all) = (resume.step + 1, modes.lesson.steps.len());
        let name = t.go_on(at, all, mode_name(kiosk, resume.mode));
        lines.extend(whole_item(page, 0, modes.list.chosen, &name, t.recommended));
    }
    let people = wrapped(&t.people(modes.people), page.width, Role::Keys, Role::Keys);
    let all = lines.len() + 2 * Mode::ALL.len() + people.len() <= usize::from(page.height);
    for (mode, about) in Mode::ALL.iter().zip(t.mode_texts) {
        let at = modes.item(*mode);
        let note = if *mode == modes.recommended && modes.resume.is_none() { t.recommended } else { "" };
        lines.push(item(page, at, modes.list.chosen, mode_name(kiosk, *mode), note));
        // Where room is short, only of the chosen one.
        if all || at == modes.list.chosen {
            let about = Line::of(format!("     {}", address(kiosk, modes).fill(kiosk.lang, about)), Role::Page);
            lines.push(about.on(crate::app::Target::Item(at)));
        }
    }
    lines.extend(people);
    lines
}

/// Several people are spoken to as one group.
pub(super) fn address(kiosk: &Kiosk, modes: &Modes) -> Address {
    if modes.people > 1 { Address::Group } else { kiosk.address() }
}

/// What a mode is called.
pub fn mode_name(kiosk: &Kiosk, mode: Mode) -> &'static str {
    let at = Mode::ALL.iter().position(|m| *m == mode);
    at.and_then(|at| kiosk.strings().mode_names.get(at)).copied().unwrap_or("")
}
