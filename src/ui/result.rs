//! What came of a lesson, and the practice slip.

use ratatui::layout::Rect;

use super::canvas::{Canvas, Line, Said, lines_of, wrapped};
use super::lessons::mode_name;
use super::pages::{item, title};
use super::qr;
use super::theme::{GLYPHS, Role};
use crate::app::{After, Health, Kiosk, Outcome, Screen};
use crate::i18n::Address;
use crate::text;
use crate::tutor::record::{AttemptOutcome, Mode, Tally};

/// How much is said where room is short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Detail {
    /// Everything.
    Whole,
    /// Not that this is the result, which is seen.
    Untitled,
    /// A step is named by its number.
    Numbers,
    /// Nor which lesson it was.
    Least,
}

/// The lines of the result page: as much as there is room for, and that in whole.
pub fn page(kiosk: &Kiosk, page: Rect, outcome: &Outcome) -> Vec<Line> {
    let tries = [Detail::Whole, Detail::Untitled, Detail::Numbers].map(|detail| lines(kiosk, page, outcome, detail));
    let fits = |lines: &Vec<Line>| lines.len() <= usize::from(page.height);
    tries.into_iter().find(fits).unwrap_or_else(|| lines(kiosk, page, outcome, Detail::Least))
}

fn lines(kiosk: &Kiosk, page: Rect, outcome: &Outcome, detail: Detail) -> Vec<Line> {
    let t = kiosk.strings();
    let mut lines = Vec::new();
    if matches!(detail, Detail::Whole | Detail::Numbers) {
        title(&mut lines, t.result, page);
    }
    if detail < Detail::Least {
        lines.extend(wrapped(outcome.lesson.title.get(kiosk.lang), page.width, Role::PageStrong, Role::PageStrong));
    }
    let said = lines_of(&sentences(kiosk, outcome, detail), page.width);
    let mut saved = receipt(kiosk, outcome).lines(page.width);
    saved.extend(lines_of(&code(kiosk), page.width));
    let rows = lines.len() + said.len() + saved.len() + outcome.choices.len();
    let mut gaps = usize::from(page.height).saturating_sub(rows);
    for part in [said, saved] {
        // Where room is short, the parts stand together.
        if gaps > 0 {
            lines.push(Line::default());
            gaps -= 1;
        }
        lines.extend(part);
    }
    if gaps > 0 {
        lines.push(Line::default());
    }
    for (at, choice) in outcome.choices.iter().enumerate() {
        lines.push(item(page, at, outcome.list.chosen, &choice_name(kiosk, outcome, *choice), ""));
    }
    lines
}

/// What can be done now, in words.
pub(super) fn choice_name(kiosk: &Kiosk, outcome: &Outcome, choice: After) -> String {
    let t = kiosk.strings();
    match choice {
        After::Again if outcome.goes_on() && kiosk.person.is_some() => {
            t.result_again_in(mode_name(kiosk, outcome.next))
        }
        After::Again if !outcome.is_over() && kiosk.person.is_some() => t.result_go_on.to_owned(),
        After::Again => t.result_again.to_owned(),
        After::Other => t.result_other.to_owned(),
        After::Slip => t.result_slip.to_owned(),
        After::Finish => t.result_finish.to_owned(),
    }
}

/// The form of address filled in: several people are spoken to as one group.
fn say(kiosk: &Kiosk, outcome: &Outcome, content: &str) -> String {
    let address = if outcome.people > 1 { Address::Group } else { kiosk.address() };
    address.fill(kiosk.lang, content)
}

/// The return code, once something is saved.
pub(super) fn code(kiosk: &Kiosk) -> Option<Said> {
    let code = kiosk.person.as_ref().and_then(|person| person.code)?;
    Some(Said::of(kiosk.strings().leave_code(&code.to_string()), Role::Page, Role::Tap))
}

/// What is said of an attempt: what went well first, one thing to practise, what to do next; never a score.
/// What was done in an earlier attempt is not counted again.
pub(super) fn sentences(kiosk: &Kiosk, outcome: &Outcome, detail: Detail) -> Vec<Said> {
    let all = told(kiosk, outcome, detail).into_iter();
    all.map(|(sentence, role)| Said::of(say(kiosk, outcome, &sentence), role, Role::Tap)).collect()
}

fn told(kiosk: &Kiosk, outcome: &Outcome, detail: Detail) -> Vec<(String, Role)> {
    let t = kiosk.strings();
    let Tally { total, alone, unfinished, skipped, .. } = outcome.tally;
    let counted = total - skipped;
    let mut said = Vec::new();
    let ended = outcome.is_over();
    said.push(match outcome.mode {
        _ if !ended => (t.result_left(counted - unfinished, counted), Role::PageStrong),
        Mode::Watch => (t.result_watched(counted), Role::PageStrong),
        Mode::Guided | Mode::Practice if alone < counted => (t.result_helped(alone, counted), Role::PageStrong),
        Mode::Guided => (t.result_guided(alone, counted), Role::PageStrong),
        Mode::Practice | Mode::Solo => (t.result_alone(alone, counted), Role::PageStrong),
    });
    if outcome.mode == Mode::Watch {
        said.extend(next(kiosk, outcome));
        return said;
    }
    let steps = &outcome.lesson.steps;
    let step = |at: Option<usize>| {
        let (at, step) = at.and_then(|at| Some((at, steps.get(at)?)))?;
        let number = || t.step_of(at + 1, steps.len());
        Some(if detail < Detail::Numbers { first_sentence(step.say.get(kiosk.lang)).to_owned() } else { number() })
    };
    match outcome.outcome {
        AttemptOutcome::Passed => said.push((t.result_passed.to_owned(), Role::Good)),
        AttemptOutcome::Completed if outcome.practise.is_none() => said.push((t.result_well.to_owned(), Role::Good)),
        _ => said.extend(step(outcome.praise).map(|say| (t.result_praise(&say), Role::Good))),
    }
    if outcome.mode == Mode::Solo && outcome.outcome == AttemptOutcome::Completed {
        said.push((t.result_safety.to_owned(), Role::Attention));
    }
    said.extend(step(outcome.practise).map(|say| (t.result_practise(&say), Role::Page)));
    said.extend(next(kiosk, outcome).filter(|_| ended));
    said
}

/// Enough to know again what a step was about.
fn first_sentence(say: &str) -> &str {
    say.find(". ").and_then(|end| say.get(..=end)).unwrap_or(say)
}

/// What to do next: a mode, or when to come back.
fn next(kiosk: &Kiosk, outcome: &Outcome) -> Option<(String, Role)> {
    let t = kiosk.strings();
    kiosk.person.as_ref()?; // in a preview nothing is remembered
    if let Some(day) = outcome.review {
        return Some((t.result_review(&day.vietnamese()), Role::Page));
    }
    let lead = if outcome.next == outcome.mode { t.result_again_same } else { t.result_next };
    Some((format!("{lead}: **{}**.", mode_name(kiosk, outcome.next)), Role::Page))
}

/// What is saved is said only when its commit has returned.
pub(super) fn receipt(kiosk: &Kiosk, outcome: &Outcome) -> Said {
    let t = kiosk.strings();
    let saving = &outcome.saving;
    let (text, role) = match &saving.entry {
        _ if !kiosk.records() => (t.not_recorded.to_owned(), Role::Page),
        _ if saving.failed => (not_saved(kiosk).to_owned(), Role::Attention),
        Some(entry) if saving.ended => (t.result_saved(&entry.slip), Role::Good),
        _ => (t.saving.to_owned(), Role::Page),
    };
    Said::plain(text, role)
}

/// What is said where something is not saved: that it will be, or that nothing is recorded.
pub(super) fn not_saved(kiosk: &Kiosk) -> &'static str {
    let t = kiosk.strings();
    if matches!(kiosk.health, Health::PracticeOnly(_)) { t.not_kept } else { t.not_saved }
}

/// What becomes of the finished steps, where somebody is asked whether to stop.
pub(super) fn leaving(kiosk: &Kiosk) -> &'static str {
    let t = kiosk.strings();
    let failed = matches!(&kiosk.screen, Screen::Player(player) if player.saving.failed);
    match kiosk.health {
        _ if !kiosk.records() => t.not_recorded,
        Health::PracticeOnly(_) => t.not_kept,
        Health::Failing { .. } => t.leave_waiting,
        _ if failed => t.leave_waiting,
        Health::Opening | Health::Working => t.leave_text,
    }
}

/// Draws the practice slip: what was practised, its number, and where there is room a code with the same words, for her
/// own phone. Never a certificate.
pub fn draw_slip(canvas: &mut Canvas<'_>, kiosk: &Kiosk, area: Rect, outcome: &Outcome) {
    let area = slip_of(area);
    let code = qr_code(kiosk, outcome, area);
    let wide = code.as_ref().and_then(|rows| rows.first()).map_or(0, |row| text::width_u16(row));
    let margin = 2;
    let gap = if wide > 0 { 2 } else { 0 };
    let left = Rect { x: area.x + margin, width: area.width - 2 * margin - wide - gap, ..area };
    let mut lines = vec![Line::default()];
    let scan = code.as_ref().map(|_| Said::plain(kiosk.strings().slip_scan, Role::Keys));
    lines.extend(lines_of(slip(kiosk, outcome).iter().chain(&scan), left.width));
    canvas.lines(left, &lines);
    if let Some(rows) = code {
        let rows: Vec<Line> = rows.into_iter().map(|row| Line::of(row, Role::Qr)).collect();
        canvas.lines(Rect { x: left.right() + gap, width: wide, ..area }, &rows);
    }
}

/// The part of the screen that the slip takes: words and code stay near each other.
fn slip_of(area: Rect) -> Rect {
    let width = area.width.min(WIDEST_SLIP);
    Rect { x: area.x + (area.width - width) / 2, width, ..area }
}

/// What is to be done with the code of the slip, where one is drawn.
pub(super) fn scan(kiosk: &Kiosk, outcome: &Outcome) -> Option<Said> {
    let drawn = !kiosk.by_lines() && qr_code(kiosk, outcome, slip_of(super::body(kiosk))).is_some();
    drawn.then(|| Said::plain(kiosk.strings().slip_scan, Role::Keys))
}

/// What the practice slip says.
pub(super) fn slip(kiosk: &Kiosk, outcome: &Outcome) -> Vec<Said> {
    let t = kiosk.strings();
    let number = match &outcome.saving.entry {
        Some(entry) if outcome.saving.ended => t.slip_number(&entry.slip),
        _ => t.slip_unsaved.to_owned(),
    };
    let mode = mode_name(kiosk, outcome.mode);
    let Tally { alone, helped, shown, unfinished, total, skipped, .. } = outcome.tally;
    let counted = total - skipped;
    let done = match outcome.mode {
        Mode::Watch => t.slip_watched(counted - unfinished),
        Mode::Guided => t.slip_guided(alone, counted),
        _ if outcome.outcome == AttemptOutcome::Passed => t.slip_passed.to_owned(),
        Mode::Practice | Mode::Solo => t.slip_done(alone, helped + shown, counted),
    };
    let (lesson, day) =
        (t.slip_lesson(outcome.lesson.title.get(kiosk.lang), mode), t.slip_day(&outcome.day.vietnamese()));
    let mut all = vec![Said::plain(t.slip_title, Role::PageTitle)];
    all.extend([number, lesson, done, day].map(|text| Said::of(text, Role::PageStrong, Role::Tap)));
    all.extend(code(kiosk));
    all.push(Said::plain(t.slip_note, Role::Page));
    all
}

/// The slip as a QR code of plain text, if it is saved and fits beside its words. Letters with marks take two or three
/// times the room, so where the code would be too high it is written without them; capitals take the least.
fn qr_code(kiosk: &Kiosk, outcome: &Outcome, area: Rect) -> Option<Vec<String>> {
    let entry = outcome.saving.entry.as_ref().filter(|_| outcome.saving.ended)?;
    let t = kiosk.strings();
    let Tally { alone, shown, total, skipped, .. } = outcome.tally;
    let counted = total - skipped;
    let done = if outcome.mode == Mode::Watch { shown } else { alone };
    let code = kiosk.person.as_ref().and_then(|person| person.code).map(|code| code.to_string());
    let title = outcome.lesson.title.get(kiosk.lang);
    let long = format!(
        "{} {}\n{title}: {done}/{counted}\n{}\n{}",
        t.slip_title,
        entry.slip,
        outcome.day.vietnamese(),
        code.as_deref().map(|code| t.saved_code(code)).unwrap_or_default(),
    );
    let code = code.unwrap_or_default();
    let (slip, day) = (&entry.slip, outcome.day.vietnamese());
    let short = format!("{slip} {title} {done}/{counted} {day} {code}");
    let shortest = format!("{slip} {} {done}/{counted} {day} {code}", outcome.lesson.id);
    let fits = |rows: &Vec<String>| {
        let wide = rows.first().map_or(0, |row| text::width(row));
        rows.len() <= usize::from(area.height) && wide + LEAST_BESIDE <= usize::from(area.width)
    };
    let plain = |content: &str| text::without_marks(&content.replace(GLYPHS.dash, " - "));
    let texts = [plain(&long), plain(&short), plain(&shortest), plain(&shortest).to_uppercase()].into_iter();
    let texts = std::iter::once(long).chain(texts);
    texts.filter_map(|content| qr::lines(&content)).find(fits)
}

/// The most columns of the slip with its code.
const WIDEST_SLIP: u16 = 100;

/// Columns that the words of the slip need beside its code.
const LEAST_BESIDE: usize = 30;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_named_by_its_first_sentence() {
        for (say, first) in [
            ("Chạm **Mở**. Chờ một chút.", "Chạm **Mở**."),
            ("Chạm **Mở**.", "Chạm **Mở**."),
            ("Nhập 150.000 đồng. Chạm **Tiếp tục**.", "Nhập 150.000 đồng."),
            ("", ""),
        ] {
            assert_eq!(first_sentence(say), first);
        }
    }
}
