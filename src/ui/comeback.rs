//! Coming back: three words picked from lists, or a line of today's sessions.

use ratatui::layout::Rect;

use super::canvas::{Line, Said, lines_of, wrapped};
use super::pages::{item, title};
use super::theme::{GLYPHS, Role};
use crate::app::{COLUMNS, Comeback, Kiosk, List, Target};
use crate::return_code::LISTS;
use crate::text;
use crate::tutor::record::{AgeBand, Audience, Past, PastAttempt, PastSession};

/// Columns before what stands below the clock: marker, clock, gap.
const BELOW_CLOCK: usize = 10;

/// Columns of one word with its marker.
const WORD: usize = 9;

/// The lines of the page.
pub fn page(kiosk: &Kiosk, page: Rect, comeback: &Comeback) -> Vec<Line> {
    let t = kiosk.strings();
    match comeback {
        Comeback::Words { places, at, .. } => words(kiosk, page, *places, *at),
        Comeback::Looking(_) => {
            let mut lines = Vec::new();
            title(&mut lines, t.come_back, page);
            lines.extend([Line::default(), Line::of(t.come_back_looking, Role::Page)]);
            lines
        }
        Comeback::Found(past, list) => found(kiosk, page, past, *list),
        Comeback::Nobody(list) => {
            asked(page, t.come_back_nobody, &[t.come_back_again, t.come_back_today, t.come_back_new], *list)
        }
        Comeback::Failed(list) => asked(page, t.come_back_failed, &[t.come_back_again, t.come_back_new], *list),
        Comeback::Sessions(sessions, list) => today(kiosk, page, sessions, *list),
    }
}

/// One list of words, and what was picked so far.
fn words(kiosk: &Kiosk, page: Rect, places: [usize; 3], at: usize) -> Vec<Line> {
    let t = kiosk.strings();
    let mut lines = Vec::new();
    title(&mut lines, t.come_back, page);
    lines.extend(word_list(kiosk, places, at));
    lines.extend(wrapped(t.come_back_help, page.width, Role::Page, Role::Page));
    lines
}

/// The words picked so far, and the list of the next.
pub(super) fn word_list(kiosk: &Kiosk, places: [usize; 3], at: usize) -> Vec<Line> {
    let t = kiosk.strings();
    let mut lines = Vec::new();
    let word = |list: usize| {
        let words = LISTS.get(list)?;
        places.get(list).and_then(|place| words.get(*place))
    };
    let picked: Vec<&str> =
        (0..places.len()).map(|list| if list < at { word(list).copied().unwrap_or("") } else { GLYPHS.more }).collect();
    lines.push(
        Line::of(format!("{}: ", t.come_back_word(at + 1)), Role::PageStrong).and(picked.join(GLYPHS.dash), Role::Tap),
    );
    let chosen = places.get(at).copied().unwrap_or(0);
    let words = LISTS.get(at).map_or(&[][..], |words| words.as_slice());
    for (row, words) in words.chunks(COLUMNS).enumerate() {
        let line = words.iter().enumerate().fold(Line::default(), |line, (column, word)| {
            let place = row * COLUMNS + column;
            let (marker, role) = if place == chosen { (GLYPHS.focus, Role::Chosen) } else { (" ", Role::PageStrong) };
            let pad = " ".repeat(WORD.saturating_sub(2 + text::width(word)));
            line.and_on(format!("{marker} {word}"), role, Target::Item(place)).and(pad, Role::Page)
        });
        lines.push(line);
    }
    lines
}

fn asked(page: Rect, question: &str, answers: &[&str], list: List) -> Vec<Line> {
    let mut lines = Vec::new();
    title(&mut lines, question, page);
    lines.push(Line::default());
    lines.extend(answers.iter().enumerate().map(|(at, name)| item(page, at, list.chosen, name, "")));
    lines
}

/// What is known of whoever has this code: enough to see whether it is she, and no more.
pub(super) fn known(kiosk: &Kiosk, past: &Past) -> Vec<Said> {
    let t = kiosk.strings();
    let mut all = vec![Said::plain(who(kiosk, past.learner.audience, past.learner.age_band), Role::PageStrong)];
    // Lessons that are there no more have no title to know them by.
    let lesson = |attempt: &PastAttempt| kiosk.library.as_ref()?.lesson(&attempt.lesson_id).cloned();
    if let Some((lesson, day)) = past.attempts.iter().rev().find_map(|past| Some((lesson(past)?, past.day))) {
        all.push(Said::plain(t.come_back_last(lesson.title.get(kiosk.lang), &day.vietnamese()), Role::Page));
    }
    all.push(Said::plain(t.saved_code(&past.code.to_string()), Role::Tap));
    all
}

fn found(kiosk: &Kiosk, page: Rect, past: &Past, list: List) -> Vec<Line> {
    let t = kiosk.strings();
    let mut lines = Vec::new();
    title(&mut lines, t.come_back_found, page);
    lines.push(Line::default());
    lines.extend(lines_of(&known(kiosk, past), page.width));
    lines.push(Line::default());
    lines.extend(
        [t.come_back_yes, t.come_back_no].iter().enumerate().map(|(at, name)| item(page, at, list.chosen, name, "")),
    );
    lines
}

/// `Người dân · Trên 60`
fn who(kiosk: &Kiosk, audience: Audience, age: Option<AgeBand>) -> String {
    let t = kiosk.strings();
    let group = Audience::ALL.iter().position(|a| *a == audience).and_then(|at| t.audiences.get(at));
    let age = AgeBand::ALL.iter().position(|a| Some(*a) == age).and_then(|at| t.ages.get(at));
    let parts: Vec<&str> = group.into_iter().chain(age).copied().collect();
    parts.join(GLYPHS.between)
}

fn today(kiosk: &Kiosk, page: Rect, sessions: &[PastSession], list: List) -> Vec<Line> {
    let t = kiosk.strings();
    let mut lines = Vec::new();
    title(&mut lines, t.sessions, page);
    if sessions.is_empty() {
        lines.extend(wrapped(t.sessions_none, page.width, Role::Page, Role::Page));
        return lines;
    }
    lines.extend(wrapped(t.sessions_help, page.width, Role::Page, Role::Page));
    lines.push(Line::default());
    let room = usize::from(page.height).saturating_sub(lines.len());
    let entry = |(at, session)| session_lines(kiosk, page, at, list.chosen, session);
    let entries = sessions.iter().enumerate();
    // As many as fit above the chosen one, then those below it; never half of one.
    let mut shown: Vec<Line> = Vec::new();
    for above in entries.clone().take(list.chosen + 1).rev().map(entry) {
        if !shown.is_empty() && shown.len() + above.len() > room {
            break;
        }
        shown.splice(0..0, above);
    }
    for below in entries.skip(list.chosen + 1).map(entry) {
        if shown.len() + below.len() > room {
            break;
        }
        shown.extend(below);
    }
    lines.extend(shown);
    lines
}

/// A session: when; who; and what.
pub(super) fn session(kiosk: &Kiosk, session: &PastSession) -> (String, String, String) {
    let t = kiosk.strings();
    let clock = session.started_at.local_clock();
    let lesson = kiosk.library.as_ref().and_then(|library| library.lesson(&session.lesson_id));
    let lesson = lesson.map_or(session.title_vi.as_str(), |lesson| lesson.title.get(kiosk.lang));
    let more = if session.unfinished { format!(" ({})", t.session_unfinished) } else { String::new() };
    (clock, who(kiosk, session.audience, session.age_band), format!("{lesson}{more}"))
}

fn session_lines(kiosk: &Kiosk, page: Rect, at: usize, chosen: usize, session: &PastSession) -> Vec<Line> {
    let (clock, who, what) = self::session(kiosk, session);
    let wrap = |content: &str| text::wrap(content, usize::from(page.width).saturating_sub(BELOW_CLOCK + 1));
    let below = |part: &String| format!("{}{part}", " ".repeat(BELOW_CLOCK));
    let mut who = wrap(&who).into_iter();
    let first = item(page, at, chosen, &format!("{clock}  {}", who.next().unwrap_or_default()), "");
    let role = first.ground.unwrap_or(Role::Page);
    let mut lines = vec![first];
    lines.extend(who.map(|part| Line::of(below(&part), role).over(role)));
    lines.extend(wrap(&what).iter().map(|part| Line::of(below(part), Role::Page)));
    lines.into_iter().map(|line| line.on(Target::Item(at))).collect()
}
