//! Every page but the lesson: welcome, sign-in, warm-up, lists, result.

use ratatui::layout::Rect;

use super::canvas::{Canvas, Line, wrapped};
use super::theme::{GLYPHS, Role};
use crate::app::{Kiosk, List, Modes, Outcome, Screen, Stage, Target, Warmup, Who, item_letter};
use crate::text;
use crate::tutor::record::{AttemptOutcome, Mode, Tally};

/// The widest that a page of text gets: longer lines are hard to read.
const WIDEST: u16 = 76;

/// Draws the page.
pub fn draw(canvas: &mut Canvas<'_>, kiosk: &Kiosk, area: Rect) {
    let width = area.width.saturating_sub(4).min(WIDEST);
    let page = Rect { x: area.x + (area.width - width) / 2, y: area.y, width, height: area.height };
    let lines = match &kiosk.screen {
        Screen::Welcome { quitting: None } => welcome(kiosk, page),
        Screen::Welcome { quitting: Some(list) } => quitting(kiosk, page, *list),
        Screen::Who(who) => sign_in(kiosk, page, who),
        Screen::Warmup(warmup) => warm_up(kiosk, page, warmup),
        Screen::Lessons(list) => lessons(kiosk, page, *list),
        Screen::Modes(modes) => how(kiosk, page, modes),
        Screen::Result(outcome) => result(kiosk, page, outcome),
        Screen::Player(_) => Vec::new(),
    };
    canvas.lines(page, &lines);
}

/// Blank lines above, so that a short page stands in the middle.
fn centred(mut lines: Vec<Line>, page: Rect) -> Vec<Line> {
    let above = usize::from(page.height).saturating_sub(lines.len()) / 2;
    lines.splice(0..0, std::iter::repeat_n(Line::default(), above));
    lines
}

fn title(lines: &mut Vec<Line>, content: &str, page: Rect) {
    lines.push(Line::default());
    lines.extend(wrapped(content, page.width, Role::PageTitle, Role::PageTitle));
}

/// An item of a list: a marker says which is chosen, not only the colour.
fn item(page: Rect, at: usize, chosen: usize, name: &str, note: &str) -> Line {
    let (marker, role) = if at == chosen { (GLYPHS.focus, Role::Chosen) } else { (" ", Role::Page) };
    let mut line = Line::of(format!(" {marker} {name}"), role);
    if !note.is_empty() {
        let gap = usize::from(page.width).saturating_sub(line.width() + text::width(note) + 1);
        line = line.and(" ".repeat(gap.max(1)), role).and(note, role);
    }
    line.over(role).on(Target::Item(at))
}

fn welcome(kiosk: &Kiosk, page: Rect) -> Vec<Line> {
    let t = kiosk.strings();
    let mut lines = wrapped(t.product, page.width, Role::PageTitle, Role::PageTitle);
    lines.extend(wrapped(t.welcome, page.width, Role::PageStrong, Role::PageStrong));
    lines.push(Line::default());
    lines.extend(wrapped(t.welcome_text, page.width, Role::Page, Role::Page));
    lines.push(Line::default());
    let start = Line::of(format!(" {} {} ", GLYPHS.focus, t.welcome_start), Role::Chosen);
    lines.push(start.on(Target::Key(crate::app::Key::Enter)));
    lines.push(Line::default());
    lines.extend(wrapped(t.welcome_privacy, page.width, Role::Page, Role::Page));
    if kiosk.faults > 0 {
        lines.push(Line::default());
        lines.extend(wrapped(&(t.lessons_left_out)(kiosk.faults), page.width, Role::Attention, Role::Attention));
    }
    centred(lines, page)
}

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
    lines
}

fn warm_up(kiosk: &Kiosk, page: Rect, warmup: &Warmup) -> Vec<Line> {
    let t = kiosk.strings();
    let mut lines = Vec::new();
    title(&mut lines, t.warmup, page);
    lines.extend(wrapped(&kiosk.say(t.warmup_intro), page.width, Role::Page, Role::Page));
    lines.push(Line::default());
    let asked = match warmup.stage {
        Stage::Down => t.warmup_down,
        Stage::Up => t.warmup_up,
        Stage::Enter => t.warmup_enter,
        Stage::Escape => t.warmup_escape,
        Stage::Help => t.warmup_help,
        Stage::Done => t.warmup_done,
    };
    lines.extend(wrapped(asked, page.width, Role::PageStrong, Role::Tap));
    lines.push(Line::default());
    if warmup.stage == Stage::Escape {
        lines.push(Line::of(format!(" {} ", t.warmup_opened), Role::DeviceStrong));
    } else if warmup.stage == Stage::Done {
        lines.push(Line::of(t.warmup_helped, Role::Good));
    } else {
        for (at, name) in t.warmup_rows.iter().enumerate() {
            let target = item(page, at, warmup.row, name, "");
            lines.push(Line { target: None, ..target });
        }
    }
    lines.push(Line::default());
    let marks: String = (0..5).map(|n| if n < warmup.learned() { "[x] " } else { "[ ] " }).collect();
    lines.push(Line::of(marks, Role::Good));
    if warmup.wrong {
        lines.extend(wrapped(t.warmup_wrong, page.width, Role::Attention, Role::Attention));
    }
    lines
}

fn lessons(kiosk: &Kiosk, page: Rect, list: List) -> Vec<Line> {
    let t = kiosk.strings();
    let mut lines = Vec::new();
    title(&mut lines, t.lessons, page);
    lines.push(Line::default());
    let Some(library) = &kiosk.library else {
        lines.push(Line::of(t.loading, Role::Page));
        return lines;
    };
    if library.lessons.is_empty() {
        lines.extend(wrapped(t.no_lessons, page.width, Role::Attention, Role::Attention));
    }
    let room = usize::from(page.height).saturating_sub(lines.len() + 3);
    let from = list.chosen.saturating_sub(room.saturating_sub(1));
    for (at, lesson) in library.lessons.iter().enumerate().skip(from).take(room) {
        let done = kiosk.person.as_ref().is_some_and(|p| p.finished.iter().any(|(id, _)| *id == lesson.id));
        let minutes = (t.minutes)(lesson.minutes);
        let note = if done { format!("{} {}{}{minutes}", GLYPHS.done, t.lesson_done, GLYPHS.between) } else { minutes };
        lines.push(item(page, at, list.chosen, lesson.title.get(kiosk.lang), &note));
    }
    lines.push(Line::default());
    if let Some(lesson) = library.lessons.get(list.chosen) {
        let task = kiosk.say(lesson.task.get(kiosk.lang));
        lines.extend(wrapped(&task, page.width, Role::Page, Role::Tap));
    }
    lines
}

fn how(kiosk: &Kiosk, page: Rect, modes: &Modes) -> Vec<Line> {
    let t = kiosk.strings();
    let mut lines = Vec::new();
    title(&mut lines, modes.lesson.title.get(kiosk.lang), page);
    lines.extend(wrapped(t.modes, page.width, Role::PageStrong, Role::PageStrong));
    lines.push(Line::default());
    for (at, (name, about)) in t.mode_names.iter().zip(t.mode_texts).enumerate() {
        let note = if at == modes.recommended { t.recommended } else { "" };
        lines.push(item(page, at, modes.list.chosen, name, note));
        let about = Line::of(format!("     {}", kiosk.say(about)), Role::Page);
        lines.push(about.on(Target::Item(at)));
    }
    lines
}

fn result(kiosk: &Kiosk, page: Rect, outcome: &Outcome) -> Vec<Line> {
    let t = kiosk.strings();
    let mut lines = Vec::new();
    title(&mut lines, t.result, page);
    lines.extend(wrapped(outcome.lesson.title.get(kiosk.lang), page.width, Role::PageStrong, Role::PageStrong));
    lines.push(Line::default());
    for (sentence, role) in sentences(kiosk, outcome) {
        lines.extend(wrapped(&kiosk.say(&sentence), page.width, role, Role::Tap));
    }
    lines.push(Line::default());
    let (saved, role) = receipt(kiosk, outcome);
    lines.extend(wrapped(&saved, page.width, role, role));
    lines.push(Line::default());
    for (at, name) in [t.result_again, t.result_other, t.result_finish].into_iter().enumerate() {
        lines.push(item(page, at, outcome.list.chosen, name, ""));
    }
    lines
}

/// What is said of an attempt: what went well first, one thing to practise, what to do next; never a score.
fn sentences(kiosk: &Kiosk, outcome: &Outcome) -> Vec<(String, Role)> {
    let t = kiosk.strings();
    let Tally { total, alone, unfinished, .. } = outcome.tally;
    let mut said = Vec::new();
    match outcome.outcome {
        AttemptOutcome::Left | AttemptOutcome::TimedOut | AttemptOutcome::Interrupted => {
            said.push(((t.result_left)(total - unfinished, total), Role::PageStrong));
        }
        AttemptOutcome::Completed if outcome.mode == Mode::Watch => {
            said.push(((t.result_watched)(total), Role::PageStrong));
        }
        AttemptOutcome::Completed if outcome.mode == Mode::Guided => {
            said.push(((t.result_guided)(alone, total), Role::PageStrong));
        }
        AttemptOutcome::Completed | AttemptOutcome::Passed => {
            said.push(((t.result_alone)(alone, total), Role::PageStrong));
        }
    }
    match outcome.outcome {
        AttemptOutcome::Passed => said.push((t.result_passed.to_owned(), Role::Good)),
        AttemptOutcome::Completed if outcome.mode == Mode::Solo => {
            said.push((t.result_safety.to_owned(), Role::Attention));
        }
        AttemptOutcome::Completed if outcome.practise.is_none() && outcome.mode != Mode::Watch => {
            said.push((t.result_well.to_owned(), Role::Good));
        }
        _ => {}
    }
    let step = outcome.practise.filter(|_| outcome.mode != Mode::Watch);
    if let Some(step) = step.and_then(|at| outcome.lesson.steps.get(at)) {
        said.push(((t.result_practise)(step.say.get(kiosk.lang)), Role::Page));
    }
    let next = Mode::ALL.iter().position(|m| *m == outcome.mode).map(|at| at + 1);
    if let Some(name) = next.and_then(|at| t.mode_names.get(at)) {
        said.push((format!("{}: **{name}**.", t.result_next), Role::Page));
    }
    said
}

/// What is saved is said only when its commit has returned.
fn receipt(kiosk: &Kiosk, outcome: &Outcome) -> (String, Role) {
    let t = kiosk.strings();
    let saving = &outcome.saving;
    match &saving.slip {
        _ if !kiosk.records() => (t.not_recorded.to_owned(), Role::Page),
        _ if saving.failed => (t.not_saved.to_owned(), Role::Attention),
        Some(slip) if saving.ended => ((t.result_saved)(slip), Role::Good),
        _ => (t.saving.to_owned(), Role::Page),
    }
}
