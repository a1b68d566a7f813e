//! The lesson page: the device on one side; instruction, keys, help, papers, receipt on the other. Stacked where narrow.
//!
//! ```text
//! ┌──────── device ───────┐ Bước 2/8                      Bước 2/8 · ✓ Đã lưu bước 1/8
//! │ 14:30         BÀI TẬP │ Nhập VNeID vào ô tìm, …        Nhập VNeID vào ô tìm, …
//! │ CH Play               │ Phím ở đây: gõ chữ, rồi Enter  Phím ở đây: gõ chữ, rồi Enter
//! │ Tìm ứng dụng          │ ✓ Đúng rồi!                    ┌────────── device ──────────┐
//! │ …                     │ GIẤY TỜ TẬP …                  │ …                          │
//! └───────────────────────┘ ✓ Đã lưu bước 1/8              └────────────────────────────┘
//! ```

use ratatui::layout::Rect;

use super::canvas::{Canvas, Line, wrapped};
use super::device;
use super::lessons::mode_name;
use super::theme::{GLYPHS, Role};
use crate::app::player::{KeyPress, Narration, Notice, Slip, Task};
use crate::app::{Kiosk, Player, Target};
use crate::i18n::Strings;
use crate::lesson::model::{Paper, Step};
use crate::lesson::table::FieldId;
use crate::sim::{Action, content};
use crate::text;
use crate::tutor::record::{Mode, StepOutcome};
use crate::tutor::session::{Did, Remark};
use crate::tutor::wanted::Wanted;
use crate::typing::Kind;

/// From this width on the device stands beside the instruction.
const SIDE_BY_SIDE: u16 = 64;

/// A taller device would only be emptier.
const TALLEST: u16 = 30;

/// The device never gets fewer rows than these.
const DEVICE_ROWS: u16 = 8;

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
        let most = area.height - DEVICE_ROWS;
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

/// What stands above the device where the screen is narrow. Where both do not fit, what was just said comes before the
/// instruction, which is there again after the next action.
fn above(kiosk: &Kiosk, player: &Player, area: Rect) -> Vec<Line> {
    let head = head(kiosk, player, area.width);
    let instruction = instruction(kiosk, player, area.width);
    let room = usize::from(area.height - COMFORTABLE_ROWS).saturating_sub(head.len() + instruction.len());
    let said = said(kiosk, player, area.width, room);
    let fits = head.len() + instruction.len() + said.len() <= usize::from(area.height - DEVICE_ROWS);
    let asked = if fits || said.is_empty() { instruction } else { Vec::new() };
    let keys = if asked.is_empty() && player.points() { keys(kiosk, player, area.width) } else { Vec::new() };
    [head, asked, said, keys].concat()
}

/// The step, and what is saved: on one line where both fit.
fn head(kiosk: &Kiosk, player: &Player, width: u16) -> Vec<Line> {
    let receipt = receipt(kiosk, player, width, true);
    let step = step_line(kiosk, player, receipt.is_empty());
    match receipt.as_slice() {
        [line] if line.width() + step.width() + 3 <= usize::from(width) => {
            let role = line.pieces.first().map_or(Role::Page, |piece| piece.role);
            vec![step.and(format!("{}{}", GLYPHS.between, line.text()), role)]
        }
        _ => std::iter::once(step).chain(receipt).collect(),
    }
}

fn draw_side(canvas: &mut Canvas<'_>, kiosk: &Kiosk, player: &Player, side: Rect) {
    let mut lines = vec![step_line(kiosk, player, true)];
    lines.extend(instruction(kiosk, player, side.width));
    lines.extend(said(kiosk, player, side.width, usize::MAX));
    let receipt = receipt(kiosk, player, side.width, false);
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

/// `Bước 2/8 · Làm theo`; in `solo` only the name of the mode, since only the task is said.
fn step_line(kiosk: &Kiosk, player: &Player, with_mode: bool) -> Line {
    let t = kiosk.strings();
    let all = player.session.lesson().steps.len();
    let at = (player.session.step_index() + 1).min(all);
    let mode = mode_name(kiosk, player.session.mode());
    let turn = player.turn().map(|turn| (t.turn)(turn, player.people));
    let mut parts = match player.session.mode() {
        Mode::Solo => vec![mode.to_owned()],
        _ if with_mode => vec![(t.step_of)(at, all), mode.to_owned()],
        _ => vec![(t.step_of)(at, all)],
    };
    parts.extend(turn);
    Line::of(parts.join(GLYPHS.between), Role::PageTitle)
}

/// What is to be done, and which keys do it here.
fn instruction(kiosk: &Kiosk, player: &Player, width: u16) -> Vec<Line> {
    let text = asked(kiosk, player);
    let mut lines = wrapped(&text, width, Role::PageStrong, Role::Tap);
    if player.points() || speaks_of_tapping(&text) {
        lines.extend(keys(kiosk, player, width));
    }
    lines
}

/// The instruction of the step; in `solo` only the task.
fn asked(kiosk: &Kiosk, player: &Player) -> String {
    let lesson = player.session.lesson();
    let text = match (player.session.mode(), player.session.step()) {
        (Mode::Solo, _) | (_, None) => lesson.task.get(kiosk.lang),
        (_, Some(step)) => step.say.get(kiosk.lang),
    };
    kiosk.say(text)
}

/// Whether a text says *Chạm* (or, in English, tap): then the key that does it here stands beside it.
fn speaks_of_tapping(text: &str) -> bool {
    let text = text.to_lowercase();
    text.contains("chạm") || text.contains("tap")
}

/// The keys of the next thing. Where it is not pointed at, only which kinds of keys it takes.
fn keys(kiosk: &Kiosk, player: &Player, width: u16) -> Vec<Line> {
    let t = kiosk.strings();
    let Some(guide) = player.guide().filter(|_| player.auto.is_none()) else { return Vec::new() };
    let points = player.points();
    let search = guide.search;
    let name = |key: KeyPress| match key {
        KeyPress::Down(_) | KeyPress::Up(_) if !points => format!("{}{}", GLYPHS.up, GLYPHS.down),
        KeyPress::Down(1) => GLYPHS.down.to_owned(),
        KeyPress::Up(1) => GLYPHS.up.to_owned(),
        KeyPress::Down(n) => (t.times)(n, GLYPHS.down),
        KeyPress::Up(n) => (t.times)(n, GLYPHS.up),
        KeyPress::Type => typed(kiosk, player, search.as_deref()),
        KeyPress::Enter => "Enter".to_owned(),
        KeyPress::Escape => "Esc".to_owned(),
        KeyPress::HomeScreen => "F3".to_owned(),
        KeyPress::Wait => t.wait.to_owned(),
    };
    let names: Vec<String> = guide.keys.into_iter().map(name).collect();
    let text = match names.as_slice() {
        [] => return Vec::new(),
        [wait] if wait == t.wait => wait.clone(),
        _ => format!("{}: {}", t.key_here, names.join(&format!(", {} ", t.then))),
    };
    wrapped(&text, width, Role::Keys, Role::Keys)
}

/// What is to be typed: the text itself where neither the papers nor a message show it.
fn typed(kiosk: &Kiosk, player: &Player, search: Option<&str>) -> String {
    let t = kiosk.strings();
    let [open, close] = GLYPHS.quotes;
    match search {
        Some(letters) if player.points() => return format!("{} {open}{}{close}", t.type_word, letters.trim_start()),
        Some(_) => return t.type_text.to_owned(),
        None => {}
    }
    let entry = player.session.next().and_then(|next| match (next.action, &next.wanted) {
        (Action::Enter { field, .. }, Some(Wanted::Text(text))) => Some((field, text)),
        _ => None,
    });
    match entry {
        Some((field, text)) if player.paper_line(field).is_none() => format!("{} {open}{text}{close}", t.type_word),
        Some((field, _)) if is_number(player, field) => t.type_digits.to_owned(),
        None if player.focused_field().is_some_and(|field| is_number(player, field)) => t.type_digits.to_owned(),
        _ => t.type_text.to_owned(),
    }
}

fn is_number(player: &Player, field: FieldId) -> bool {
    let kind = content::kind(player.session.lesson().world.fields[field].rule);
    matches!(kind, Kind::Digits | Kind::Phone | Kind::Date | Kind::Money)
}

/// What the kiosk answers: the notice of the last action, and the help that was asked for. The reason why a step
/// matters is given only where it fits into `room` lines.
fn said(kiosk: &Kiosk, player: &Player, width: u16, room: usize) -> Vec<Line> {
    let t = kiosk.strings();
    let mut lines = Vec::new();
    lines.extend(played(kiosk, player, width));
    if let Some(notice) = &player.notice {
        let (text, role) = notice_text(kiosk, player, notice);
        let mut said = wrapped(&kiosk.say(&text), width, role, Role::Tap);
        if said.len() > room && matches!(notice, Notice::StepDone(_)) {
            let (short, role) = notice_text(kiosk, player, &Notice::StepDone(None));
            said = wrapped(&short, width, role, role);
        }
        lines.extend(said);
        if speaks_of_tapping(&text) && !player.points() && !speaks_of_tapping(&asked(kiosk, player)) {
            lines.extend(keys(kiosk, player, width));
        }
    }
    if let Some(text) = player.session.to_mend().filter(|_| player.notice.is_none()) {
        let text = format!("{} {}", t.mend_first, text.get(kiosk.lang));
        lines.extend(wrapped(&kiosk.say(&text), width, Role::Attention, Role::Tap));
    }
    if let Some(step) = player.session.step().filter(|_| player.auto.is_none() && player.notice.is_none()) {
        // A hint for the step is beside the point while something else has to be mended first.
        let help = help(kiosk, player, step, player.session.to_mend().is_some());
        if !help.is_empty() {
            lines.extend(wrapped(&kiosk.say(&help), width, Role::Attention, Role::Tap));
            if speaks_of_tapping(&help) && !player.points() && !speaks_of_tapping(&asked(kiosk, player)) {
                lines.extend(keys(kiosk, player, width));
            }
        }
    }
    lines
}

/// What is said while the kiosk plays.
fn played(kiosk: &Kiosk, player: &Player, width: u16) -> Vec<Line> {
    let t = kiosk.strings();
    let Some(auto) = &player.auto else { return Vec::new() };
    let lead = match auto.task {
        _ if auto.paused => t.paused,
        Task::Lesson => t.watching,
        Task::Step(_) => t.help_doing,
        Task::Slip(Slip::Own(_)) => t.slip_shown,
        Task::Slip(Slip::Back) => t.slip_back,
    };
    let mut lines = wrapped(&format!("{lead} {}", (t.pace)(auto.pace as usize)), width, Role::Good, Role::Good);
    if let Some(narration) = &player.narration {
        let narrated = match narration {
            Narration::Does(did) => does_text(kiosk, did),
            Narration::Did(did) => did_text(kiosk, did),
        };
        lines.extend(wrapped(&kiosk.say(&narrated), width, Role::PageStrong, Role::Tap));
    }
    lines
}

fn does_text(kiosk: &Kiosk, did: &Did) -> String {
    let t = kiosk.strings();
    match did.action {
        Action::Tap(_) | Action::Open(_) | Action::Banner => (t.does_tap)(&did.label),
        Action::Enter { .. } => (t.does_enter)(&did.label),
        Action::Back => t.does_back.to_owned(),
        Action::Home => t.does_home.to_owned(),
        Action::Wait(_) => t.does_wait.to_owned(),
    }
}

fn did_text(kiosk: &Kiosk, did: &Did) -> String {
    let t = kiosk.strings();
    match did.action {
        Action::Tap(_) | Action::Open(_) | Action::Banner => (t.did_tap)(&did.label),
        Action::Enter { .. } => (t.did_enter)(&did.label),
        Action::Back => t.did_back.to_owned(),
        Action::Home => t.did_home.to_owned(),
        Action::Wait(_) => String::new(),
    }
}

/// The ladder: a kind word that names what was done; the instruction again, with attention to where; where it is.
fn help(kiosk: &Kiosk, player: &Player, step: &Step, mending: bool) -> String {
    let t = kiosk.strings();
    let hint = |at: usize| {
        let hint = step.hints.get(at).filter(|_| !mending);
        hint.map(|hint| format!("{}: {}", t.help_hint, hint.get(kiosk.lang)))
    };
    let waits = player.session.next().is_some_and(|next| matches!(next.action, Action::Wait(_)));
    let parts: Vec<String> = match player.session.rung() {
        0 => Vec::new(),
        1 => {
            let did = player.session.last_did().map_or_else(|| t.help_kind.to_owned(), |did| did_text(kiosk, did));
            let more = (!mending).then(|| t.help_more.to_owned());
            [did, t.help_harmless.to_owned()].into_iter().chain(more).collect()
        }
        2 => {
            let again = (player.session.mode() == Mode::Solo).then(|| step.say.get(kiosk.lang).to_owned());
            let look = player.whereabouts().and_then(|place| t.look.get(place as usize)).filter(|_| !player.points());
            let look = look.copied().or(waits.then_some(t.wait)).map(str::to_owned);
            again.into_iter().chain(hint(0)).chain(look).collect()
        }
        _ => hint(1).into_iter().chain([if waits { t.wait } else { t.help_look }.to_owned()]).collect(),
    };
    parts.join(" ")
}

fn notice_text(kiosk: &Kiosk, player: &Player, notice: &Notice) -> (String, Role) {
    let t = kiosk.strings();
    match notice {
        Notice::StepDone(why) => {
            let why = why.as_ref().map(|why| format!(" {}", why.get(kiosk.lang))).unwrap_or_default();
            let shown = player.session.done().last().is_some_and(|step| step.outcome == StepOutcome::Shown);
            let done = if shown { t.step_shown } else { t.step_done };
            let turn = player.turn().map(|turn| format!(" {}", (t.next_turn)(turn))).unwrap_or_default();
            (format!("{} {done}{turn}{why}", GLYPHS.done), Role::Good)
        }
        Notice::Said(text) if player.can_show_slip() => {
            (format!("{} {}", text.get(kiosk.lang), t.slip_offer), Role::Attention)
        }
        Notice::Said(text) => (text.get(kiosk.lang).to_owned(), Role::Attention),
        Notice::Missing(what) if what.is_empty() => (t.missing_something.to_owned(), Role::Attention),
        Notice::Missing(what) => ((t.missing)(what), Role::Attention),
        Notice::Closed => (t.closed_part.to_owned(), Role::Attention),
        Notice::Nothing => (t.nothing_here.to_owned(), Role::Attention),
        Notice::Refused => (t.refused.to_owned(), Role::Attention),
        Notice::Entered(remark, offer) => remark_text(kiosk, player, remark, *offer),
        Notice::PutRight => (t.put_right.to_owned(), Role::Almost),
        Notice::Offer => (t.offer_help.to_owned(), Role::Attention),
        Notice::Again => (t.slip_again.to_owned(), Role::Good),
        Notice::Resumed => (t.resumed.to_owned(), Role::Good),
    }
}

/// What is said of an entry. What is almost right never looks like something wrong.
fn remark_text(kiosk: &Kiosk, player: &Player, remark: &Remark, offer: bool) -> (String, Role) {
    let t = kiosk.strings();
    let text = match remark {
        Remark::Case => return (format!("{} {}", GLYPHS.done, t.entered_case), Role::Good),
        Remark::Marks { word, .. } if word.is_empty() => t.almost.to_owned(),
        Remark::Marks { word, marks } => (t.almost_marks)(word, *marks as usize),
        Remark::Letter { word } if word.is_empty() => t.almost_one.to_owned(),
        Remark::Letter { word } => (t.almost_letter)(word),
        Remark::Keys(_) if !player.marks() => t.almost_off.to_owned(),
        Remark::Keys(_) => (t.almost_method)(player.method().name()),
        Remark::Spaces => t.almost_spaces.to_owned(),
        Remark::Number => t.entered_number.to_owned(),
        Remark::Code => t.entered_code.to_owned(),
        Remark::Repeat => t.entered_repeat.to_owned(),
        Remark::Unfit(rule) => (t.entered_unfit)(t.accepts.get(*rule as usize).copied().unwrap_or_default()),
        Remark::Other => t.entered_other.to_owned(),
    };
    let text = if offer { format!("{text} {}", t.almost_offer) } else { text };
    (text, if remark.is_almost() { Role::Almost } else { Role::Attention })
}

/// What is saved is said only when its commit has returned; from the first step on with the words by which she can come
/// back. Where the screen is narrow, they take the place of the numbers.
fn receipt(kiosk: &Kiosk, player: &Player, width: u16, narrow: bool) -> Vec<Line> {
    let t = kiosk.strings();
    let saving = &player.saving;
    let all = player.session.lesson().steps.len();
    let (texts, role) = match (&saving.entry, saving.step) {
        _ if !kiosk.records() => (vec![t.not_recorded.to_owned()], Role::Page),
        _ if saving.failed => (vec![t.not_saved.to_owned()], Role::Attention),
        (Some(entry), Some(step)) if step == saving.handed => {
            let code = entry.code.to_string();
            let texts = if narrow {
                vec![(t.saved_short)(&code)]
            } else {
                vec![saved_step(t, step, all, &entry.slip, width), (t.saved_code)(&code)]
            };
            (texts, Role::Good)
        }
        _ if saving.handed > 0 => (vec![t.saving.to_owned()], Role::Page),
        _ => return Vec::new(),
    };
    texts.iter().flat_map(|text| wrapped(text, width, role, role)).collect()
}

/// `✓ Đã lưu bước 1/8 · phiếu 7K2M9Q`; the number is left to the result page where it does not fit.
fn saved_step(t: &Strings, step: u32, all: usize, slip: &str, width: u16) -> String {
    let whole = (t.saved_step)(step, all, slip);
    match whole.split_once(GLYPHS.between) {
        Some((saved, _)) if text::width(&whole) > usize::from(width) => saved.to_owned(),
        _ => whole,
    }
}

/// The paper line that the field in focus asks for: (paper, line).
fn wanted_line(player: &Player) -> Option<(usize, usize)> {
    player.focused_field().and_then(|field| player.paper_line(field))
}

fn paper_lines(kiosk: &Kiosk, paper: &Paper, wanted: Option<usize>, width: u16) -> Vec<Line> {
    let mut lines = vec![Line::of(paper.title.get(kiosk.lang), Role::PaperTitle)];
    for (at, line) in paper.lines.iter().enumerate() {
        let role = if wanted == Some(at) { Role::PaperWanted } else { Role::Paper };
        let text = format!("{}: {}", line.label.get(kiosk.lang), line.shown);
        for (row, part) in text::wrap(&text, usize::from(width.saturating_sub(2))).into_iter().enumerate() {
            let marker = if row == 0 && wanted == Some(at) { GLYPHS.focus } else { " " };
            lines.push(Line::of(format!("{marker} {part}"), role));
        }
    }
    lines
}

/// The paper that is asked for first, then the others as far as there is room; never half a paper.
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
        let more = paper_lines(kiosk, paper, line, width);
        if lines.len() + more.len() <= room {
            lines.extend(more);
        } else {
            left_out = true;
        }
    }
    if left_out {
        lines.truncate(room.saturating_sub(1));
        lines.push(Line::of(text::truncate(kiosk.strings().more_papers, usize::from(width)), Role::Keys));
    }
    lines
}

fn draw_papers(canvas: &mut Canvas<'_>, kiosk: &Kiosk, player: &Player, area: Rect, scroll: usize) {
    canvas.fill(area, Role::Paper);
    let t = kiosk.strings();
    let page = Rect { x: area.x + 2, width: area.width - 4, ..area };
    let who = player.session.lesson().persona.get(kiosk.lang);
    let title = format!("{} {}", (t.papers_of)(who), kiosk.say(""));
    let mut lines = wrapped(title.trim(), page.width, Role::PageTitle, Role::PageTitle);
    let wanted = wanted_line(player);
    for (at, paper) in player.session.lesson().papers.iter().enumerate() {
        lines.push(Line::default());
        let line = wanted.filter(|(paper, _)| *paper == at).map(|(_, line)| line);
        lines.extend(paper_lines(kiosk, paper, line, page.width));
    }
    let most = lines.len().saturating_sub(usize::from(page.height));
    let from = scroll.min(most);
    lines.drain(..from);
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
    let page = Rect { x: area.x + 2, y: area.y + 2, width: area.width - 4, height: area.height - 2 };
    let mut lines = wrapped(t.leave_title, page.width, Role::PageTitle, Role::PageTitle);
    let text = if kiosk.records() { t.leave_text } else { t.not_recorded };
    lines.extend(wrapped(text, page.width, Role::Page, Role::Page));
    if let Some(code) = kiosk.person.as_ref().and_then(|person| person.code) {
        lines.extend(wrapped(&(t.leave_code)(&code.to_string()), page.width, Role::Page, Role::Tap));
    }
    lines.push(Line::default());
    for (at, name) in [t.leave_stay, t.leave_lesson, t.leave_session].into_iter().enumerate() {
        let (marker, role) = if at == chosen { (GLYPHS.focus, Role::Chosen) } else { (" ", Role::Page) };
        lines.push(Line::of(format!(" {marker} {name}"), role).over(role).on(Target::Item(at)));
    }
    canvas.lines(page, &lines);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Settings;
    use crate::i18n::Lang;
    use crate::lesson::Library;
    use crate::lesson::model::Rule;
    use crate::time::Moment;
    use crate::tutor::Session;
    use crate::typing::{Marks, Method};

    /// What is almost right is told from what is not by its role; no remark has a word that hurts.
    #[test]
    fn every_remark_has_its_role_and_kind_words() {
        let word = || "Tập".to_owned();
        let mut remarks = vec![
            (Remark::Case, Role::Good),
            (Remark::Letter { word: word() }, Role::Almost),
            (Remark::Letter { word: String::new() }, Role::Almost),
            (Remark::Keys(Method::Telex), Role::Almost),
            (Remark::Spaces, Role::Almost),
            (Remark::Number, Role::Attention),
            (Remark::Code, Role::Attention),
            (Remark::Repeat, Role::Attention),
            (Remark::Other, Role::Attention),
        ];
        for marks in [Marks::Missing, Marks::Extra, Marks::Different] {
            remarks.push((Remark::Marks { word: word(), marks }, Role::Almost));
            remarks.push((Remark::Marks { word: String::new(), marks }, Role::Almost));
        }
        for rule in [Rule::Text, Rule::Name, Rule::Pin, Rule::Password, Rule::CustomerCode] {
            remarks.push((Remark::Unfit(rule), Role::Attention));
        }
        let lesson = Library::built_in().library.lessons[0].clone();
        for lang in [Lang::Vi, Lang::En] {
            let settings = Settings { lang, ..Settings::default() };
            let kiosk = Kiosk::new(settings, 1);
            let (session, _) = Session::new(lesson.clone(), Mode::Practice, 1, Moment::default());
            let player = Player::new(session, 1, settings, Moment::default());
            for ((remark, role), offer) in remarks.iter().flat_map(|row| [false, true].map(|offer| (row, offer))) {
                let (text, found) = remark_text(&kiosk, &player, remark, offer);
                assert_eq!(found, *role, "{remark:?}");
                assert_eq!(*role == Role::Almost, remark.is_almost(), "{remark:?}");
                let hurts = |word: &str| ["sai", "wrong", "error", "lỗi"].contains(&word.to_lowercase().as_str());
                assert!(!text.split(|c: char| !c.is_alphabetic()).any(hurts), "{text}");
                let secret = matches!(remark, Remark::Unfit(_) | Remark::Code | Remark::Number | Remark::Repeat);
                assert!(!secret || !text.contains(&word()), "{text}");
            }
        }
    }
}
