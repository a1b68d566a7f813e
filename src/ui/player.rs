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

use ratatui::layout::Rect;

use super::canvas::{Canvas, Line, wrapped};
use super::device;
use super::lessons::mode_name;
use super::theme::{GLYPHS, Role};
use crate::app::player::{KeyPress, Narration, Notice, Slip, Spelling, Task, Whereabouts};
use crate::app::{Kiosk, Player, Target};
use crate::i18n::{Acts, Strings};
use crate::lesson::model::{Device, Paper, Step};
use crate::lesson::table::FieldId;
use crate::sim::{Action, content};
use crate::text;
use crate::tutor::record::Mode;
use crate::tutor::session::{Did, Remark};
use crate::tutor::wanted::Wanted;
use crate::typing::Kind;

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
/// instruction, which is there again after the next action.
fn above(kiosk: &Kiosk, player: &Player, area: Rect) -> Vec<Line> {
    let head = head(kiosk, player, area.width);
    let instruction = instruction(kiosk, player, area.width);
    let board = board_rows(player);
    let room = usize::from(area.height - COMFORTABLE_ROWS).saturating_sub(head.len() + instruction.len() + board);
    let done = done(kiosk, player, area.width, room);
    let said = said(kiosk, player, area.width);
    let most = usize::from(area.height - device_rows(player));
    let fits = done.len() + head.len() + instruction.len() + said.len() <= most;
    let asked = if fits || said.is_empty() { instruction } else { Vec::new() };
    let named = asked.is_empty() && (player.points() || player.coaches_here());
    let keys = if named { keys(kiosk, player, area.width) } else { Vec::new() };
    let fits = done.len() + head.len() + asked.len() + said.len() + keys.len() <= most;
    let done = if fits { done } else { Vec::new() };
    [done, head, asked, said, keys].concat()
}

/// The step, and what is saved: on one line where both fit.
fn head(kiosk: &Kiosk, player: &Player, width: u16) -> Vec<Line> {
    let receipt = receipt(kiosk, player, width, true);
    let step = step_line(kiosk, player, receipt.is_empty());
    let mut head = match receipt.as_slice() {
        [line] if line.width() + step.width() + 3 <= usize::from(width) => {
            let role = line.pieces.first().map_or(Role::Page, |piece| piece.role);
            vec![step.and(format!("{}{}", GLYPHS.between, line.text()), role)]
        }
        _ => std::iter::once(step).chain(receipt).collect(),
    };
    head.extend(turn(kiosk, player, width));
    head
}

fn draw_side(canvas: &mut Canvas<'_>, kiosk: &Kiosk, player: &Player, side: Rect) {
    let mut lines = done(kiosk, player, side.width, usize::MAX);
    lines.push(step_line(kiosk, player, true));
    lines.extend(turn(kiosk, player, side.width));
    lines.extend(instruction(kiosk, player, side.width));
    lines.extend(said(kiosk, player, side.width));
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
    match player.session.mode() {
        Mode::Solo => Line::of(mode, Role::PageTitle),
        _ if with_mode => Line::of(format!("{}{}{mode}", (t.step_of)(at, all), GLYPHS.between), Role::PageTitle),
        _ => Line::of((t.step_of)(at, all), Role::PageTitle),
    }
}

/// Whose turn it is, where several people share the screen.
fn turn(kiosk: &Kiosk, player: &Player, width: u16) -> Vec<Line> {
    let said = player.turn().map(|turn| (kiosk.strings().turn)(turn, player.people));
    said.map_or_else(Vec::new, |said| wrapped(&said, width, Role::Tap, Role::Tap))
}

/// What is to be done, and which keys do it here.
fn instruction(kiosk: &Kiosk, player: &Player, width: u16) -> Vec<Line> {
    let text = asked(kiosk, player);
    let mut lines = wrapped(&text, width, Role::PageStrong, Role::Tap);
    if names_keys(player, &text) {
        lines.extend(keys(kiosk, player, width));
    }
    lines
}

/// Whether the keys are named beside the instruction.
fn names_keys(player: &Player, asked: &str) -> bool {
    player.points() || player.coaches_here() || speaks_of_tapping(asked)
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
    if player.auto.is_some() {
        // The keys are not hers to press; in a lesson about typing it is seen which ones are.
        return if player.coaches_here() { coached(kiosk, player, width) } else { Vec::new() };
    }
    let Some(guide) = player.guide() else { return Vec::new() };
    let points = player.points();
    if player.steers_board() {
        // The arrows go over the keys on the screen as long as that is there.
        let writes = matches!(guide.keys.first(), Some(KeyPress::Type | KeyPress::Erase(_)));
        let text = if writes { t.board_write } else { t.board_away };
        return wrapped(&format!("{}: {text}", t.key_here), width, Role::Keys, Role::Keys);
    }
    let search = guide.search;
    let name = |key: KeyPress| match key {
        KeyPress::Down(_) | KeyPress::Up(_) if !points => format!("{}{}", GLYPHS.up, GLYPHS.down),
        KeyPress::Down(1) => GLYPHS.down.to_owned(),
        KeyPress::Up(1) => GLYPHS.up.to_owned(),
        KeyPress::Down(n) => (t.times)(n, GLYPHS.down),
        KeyPress::Up(n) => (t.times)(n, GLYPHS.up),
        KeyPress::Erase(_) if !points => t.erase_key.to_owned(),
        KeyPress::Erase(1) => t.erase_key.to_owned(),
        KeyPress::Erase(n) => (t.times)(n, t.erase_key),
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
    let mut lines = wrapped(&text, width, Role::Keys, Role::Keys);
    lines.extend(coached(kiosk, player, width));
    lines
}

/// How the next letter is typed.
fn coached(kiosk: &Kiosk, player: &Player, width: u16) -> Vec<Line> {
    if !player.coaches() {
        return Vec::new();
    }
    let off = player.misses_marks().then(|| kiosk.strings().marks_on.to_owned());
    let letter = player.next_letter().map(|spelling| spelt(kiosk, &spelling));
    off.into_iter().chain(letter).flat_map(|text| wrapped(&text, width, Role::Keys, Role::Keys)).collect()
}

/// `ễ: gõ e e x` · `C: giữ Shift rồi gõ c` · `Đ: giữ Shift gõ d, thả ra gõ d`
fn spelt(kiosk: &Kiosk, spelling: &Spelling) -> String {
    let t = kiosk.strings();
    let apart = |keys: &str| keys.chars().map(|key| key.to_string()).collect::<Vec<_>>().join(" ");
    match (&spelling.keys, spelling.shift) {
        (Some(keys), None) => (t.spell_keys)(&spelling.letter, &apart(keys)),
        (Some(keys), Some(key)) => {
            let rest: String = keys.chars().skip(1).collect();
            (t.spell_capital)(&spelling.letter, &key.to_string(), &apart(&rest))
        }
        (None, Some(key)) => (t.spell_shift)(&spelling.letter, &key.to_string()),
        (None, None) => String::new(),
    }
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

/// The step that has just ended, with its reason where that fits into `room` lines. Stands above the next step, which it
/// does not belong to.
fn done(kiosk: &Kiosk, player: &Player, width: u16, room: usize) -> Vec<Line> {
    let Some(Notice::StepDone(why)) = &player.notice else { return Vec::new() };
    let t = kiosk.strings();
    let done = match player.session.mode() {
        Mode::Solo => t.step_done_alone.to_owned(),
        _ => (t.step_done)(player.session.step_index()),
    };
    let short = format!("{} {done}", GLYPHS.done);
    let long = why.as_ref().map(|why| format!("{short} {}", why.get(kiosk.lang)));
    let lines = |said: &str| wrapped(&kiosk.say(said), width, Role::Good, Role::Good);
    long.map(|long| lines(&long)).filter(|lines| lines.len() <= room).unwrap_or_else(|| lines(&short))
}

/// What the kiosk answers: the notice of the last action, and the help that was asked for.
fn said(kiosk: &Kiosk, player: &Player, width: u16) -> Vec<Line> {
    let t = kiosk.strings();
    let mut lines = Vec::new();
    lines.extend(played(kiosk, player, width));
    if let Some((text, role)) = player.notice.as_ref().and_then(|notice| notice_text(kiosk, player, notice)) {
        lines.extend(wrapped(&kiosk.say(&text), width, role, Role::Tap));
        if speaks_of_tapping(&text) && !names_keys(player, &asked(kiosk, player)) {
            lines.extend(keys(kiosk, player, width));
        }
    }
    let silent = matches!(player.notice, None | Some(Notice::Again));
    if let Some(text) = player.session.to_mend().filter(|_| silent) {
        let text = format!("{} {}", t.mend_first, text.get(kiosk.lang));
        lines.extend(wrapped(&kiosk.say(&text), width, Role::Attention, Role::Tap));
    }
    let entered = player.session.rung() == 1 && matches!(player.notice, Some(Notice::Entered(_, false)));
    let helps = player.auto.is_none() && (player.notice.is_none() || entered);
    if let Some(step) = player.session.step().filter(|_| helps) {
        // A hint for the step is beside the point while something else has to be mended first.
        let help = help(kiosk, player, step, player.session.to_mend().is_some());
        if !help.is_empty() {
            lines.extend(wrapped(&kiosk.say(&help), width, Role::Attention, Role::Tap));
            if speaks_of_tapping(&help) && !names_keys(player, &asked(kiosk, player)) {
                lines.extend(keys(kiosk, player, width));
            }
        }
    }
    if player.offered {
        lines.extend(wrapped(t.offer_help, width, Role::Attention, Role::Tap));
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
    let lead = kiosk.say(&format!("{lead} {}", (t.pace)(auto.pace as usize)));
    let mut lines = wrapped(&lead, width, Role::Good, Role::Good);
    if let Some(narration) = &player.narration {
        let narrated = match narration {
            Narration::Will(did) => act_text(did, &t.will),
            Narration::Done(did) => act_text(did, &t.done),
            Narration::Did(did) => act_text(did, &t.did),
        };
        lines.extend(wrapped(&kiosk.say(&narrated), width, Role::PageStrong, Role::Tap));
    }
    lines
}

/// Something that was or will be done, in the words for who did it and when.
fn act_text(did: &Did, words: &Acts) -> String {
    match did.action {
        Action::Tap(_) | Action::Open(_) | Action::Banner => (words.tap)(&did.label),
        Action::Enter { .. } => (words.enter)(&did.label),
        Action::Back => words.back.to_owned(),
        Action::Home => words.home.to_owned(),
        Action::Wait(_) => words.wait.to_owned(),
    }
}

/// The ladder: a kind word that names what was done; the instruction again, with attention to where; where it is.
fn help(kiosk: &Kiosk, player: &Player, step: &Step, mending: bool) -> String {
    let t = kiosk.strings();
    // What the step says may not fit another page than the one it is about.
    let astray = mending || player.session.is_astray();
    let hint = |at: usize| {
        let hint = step.hints.get(at).filter(|_| !astray);
        hint.map(|hint| format!("{}: {}", t.help_hint, hint.get(kiosk.lang)))
    };
    let waits = player.session.next().is_some_and(|next| matches!(next.action, Action::Wait(_)));
    let parts: Vec<String> = match player.session.rung() {
        0 => Vec::new(),
        1 => {
            let did = player.session.last_did().map_or_else(|| t.help_kind.to_owned(), |did| act_text(did, &t.did));
            let more = (!mending).then(|| t.help_more.to_owned());
            [did, t.help_harmless.to_owned()].into_iter().chain(more).collect()
        }
        2 => {
            let again = (player.session.mode() == Mode::Solo).then(|| step.say.get(kiosk.lang).to_owned());
            let look = look(kiosk, player).filter(|_| !player.points());
            let look = look.or(waits.then_some(t.wait)).map(str::to_owned);
            again.into_iter().chain(hint(0)).chain(look).collect()
        }
        _ => hint(1).into_iter().chain([if waits { t.wait } else { t.help_look }.to_owned()]).collect(),
    };
    parts.join(" ")
}

/// Where to look for the next thing.
fn look(kiosk: &Kiosk, player: &Player) -> Option<&'static str> {
    let t = kiosk.strings();
    match player.whereabouts()? {
        Whereabouts::HomeScreen if player.session.lesson().device == Device::Browser => Some(t.look_start_page),
        place => t.look.get(place as usize).copied(),
    }
}

/// What is said of the last action; nothing of a step that ended, which is said above the next one.
fn notice_text(kiosk: &Kiosk, player: &Player, notice: &Notice) -> Option<(String, Role)> {
    let t = kiosk.strings();
    let attention = |text: &str| (text.to_owned(), Role::Attention);
    Some(match notice {
        Notice::StepDone(_) => return None,
        Notice::Said(text) if player.can_show_slip() => {
            attention(&format!("{} {}", text.get(kiosk.lang), t.slip_offer))
        }
        Notice::Said(text) => attention(text.get(kiosk.lang)),
        Notice::Missing(what) if what.is_empty() => attention(t.missing_something),
        Notice::Missing(what) => attention(&(t.missing)(what)),
        Notice::Closed => attention(t.closed_part),
        Notice::Nothing => attention(t.nothing_here),
        Notice::Refused => attention(t.refused),
        Notice::Detour(did) => attention(&format!("{} {}", act_text(did, &t.did), t.detour)),
        Notice::Entered(remark, offer) => remark_text(kiosk, player, remark, *offer),
        Notice::Wait => attention(t.wait_first),
        Notice::PutRight => (t.put_right.to_owned(), Role::Almost),
        Notice::Again => (t.slip_again.to_owned(), Role::Good),
        Notice::Resumed => (t.resumed.to_owned(), Role::Good),
        Notice::Intro => {
            let lesson = player.session.lesson();
            let papers = if lesson.papers.is_empty() { "" } else { t.playing_papers };
            (format!("{} {papers}", (t.playing)(lesson.persona.get(kiosk.lang))), Role::Good)
        }
    })
}

/// What is said of an entry. What is almost right never looks like something wrong.
fn remark_text(kiosk: &Kiosk, player: &Player, remark: &Remark, offer: bool) -> (String, Role) {
    let t = kiosk.strings();
    let text = match remark {
        Remark::Case => return (format!("{} {}", GLYPHS.done, t.entered_case), Role::Good),
        Remark::Capitals { word } => (t.almost_capitals)(word),
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
        Remark::Count { typed, wanted } => (t.entered_count)(*typed, *wanted),
        Remark::Unfit(rule) => (t.entered_unfit)(t.accepts.get(*rule as usize).copied().unwrap_or_default()),
        Remark::Secret => t.entered_secret.to_owned(),
        Remark::Other => t.entered_other.to_owned(),
    };
    let help = if *remark == Remark::Secret { t.secret_offer } else { t.almost_offer };
    let text = if offer { format!("{text} {help}") } else { text };
    (text, if remark.is_almost() || *remark == Remark::Secret { Role::Almost } else { Role::Attention })
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
    player.focused_field().filter(|field| player.shows_paper(*field)).and_then(|field| player.paper_line(field))
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
    let mut lines = wrapped(&(t.papers_of)(who), page.width, Role::PageTitle, Role::PageTitle);
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
            (Remark::Capitals { word: word() }, Role::Almost),
            (Remark::Letter { word: word() }, Role::Almost),
            (Remark::Letter { word: String::new() }, Role::Almost),
            (Remark::Keys(Method::Telex), Role::Almost),
            (Remark::Spaces, Role::Almost),
            (Remark::Number, Role::Attention),
            (Remark::Code, Role::Attention),
            (Remark::Repeat, Role::Attention),
            (Remark::Count { typed: 2, wanted: 6 }, Role::Attention),
            (Remark::Count { typed: 7, wanted: 6 }, Role::Attention),
            (Remark::Secret, Role::Almost),
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
                assert_eq!(*role == Role::Almost, remark.is_almost() || *remark == Remark::Secret, "{remark:?}");
                let hurts = |word: &str| ["sai", "wrong", "error", "lỗi"].contains(&word.to_lowercase().as_str());
                assert!(!text.split(|c: char| !c.is_alphabetic()).any(hurts), "{text}");
                let secret = matches!(remark, Remark::Unfit(_) | Remark::Code | Remark::Number | Remark::Repeat);
                assert!(!secret || !text.contains(&word()), "{text}");
            }
        }
    }
}
