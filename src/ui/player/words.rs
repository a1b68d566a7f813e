//! What the lesson page says beside the device, as paragraphs: drawn in lines, and heard.

use crate::app::player::{KeyPress, Narration, Notice, Slip, Spelling, Task, Whereabouts};
use crate::app::{Call, Kiosk, Player};
use crate::i18n::{Acts, Strings};
use crate::lesson::model::{Device, Step};
use crate::lesson::table::FieldId;
use crate::sim::{Action, content};
use crate::text;
use crate::tutor::record::Mode;
use crate::tutor::session::{Did, Remark};
use crate::tutor::wanted::Wanted;
use crate::typing::{Kind, Marks};
use crate::ui::canvas::Said;
use crate::ui::device::board_sign;
use crate::ui::lessons::mode_name;
use crate::ui::result::not_saved;
use crate::ui::theme::{GLYPHS, Role};

/// `Bước 2/8 · Làm theo`; in `solo` only the name of the mode, since only the task is said.
pub fn step(kiosk: &Kiosk, player: &Player, with_mode: bool) -> String {
    let t = kiosk.strings();
    let all = player.session.lesson().steps.len();
    let at = (player.session.step_index() + 1).min(all);
    let mode = mode_name(kiosk, player.session.mode());
    match player.session.mode() {
        Mode::Solo => mode.to_owned(),
        _ if with_mode => format!("{}{}{mode}", t.step_of(at, all), GLYPHS.between),
        _ => t.step_of(at, all),
    }
}

/// The step that has just ended, with its reason if it is wanted and there is one.
pub fn done(kiosk: &Kiosk, player: &Player, reason: bool) -> Option<Said> {
    let Some(Notice::StepDone(why)) = &player.notice else { return None };
    let t = kiosk.strings();
    let done = match player.session.mode() {
        Mode::Solo => t.step_done_alone.to_owned(),
        _ => t.step_done(player.session.step_index()),
    };
    let why = why.as_ref().filter(|_| reason).map(|why| format!(" {}", why.get(kiosk.lang))).unwrap_or_default();
    Some(Said::plain(kiosk.say(&format!("{} {done}{why}", GLYPHS.done)), Role::Good))
}

/// Whose turn it is, where several people share the screen.
pub fn turn(kiosk: &Kiosk, player: &Player) -> Option<Said> {
    player.turn().map(|turn| Said::plain(kiosk.strings().turn(turn, player.people), Role::Tap))
}

/// What is to be done, and which keys do it here.
pub fn instruction(kiosk: &Kiosk, player: &Player) -> Vec<Said> {
    let text = asked(kiosk, player);
    let keys = if names_keys(player, &text) { keys(kiosk, player) } else { Vec::new() };
    std::iter::once(Said::of(text, Role::PageStrong, Role::Tap)).chain(keys).collect()
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

/// Whether the keys are named beside the instruction: always where a text is written key by key on the screen.
fn names_keys(player: &Player, asked: &str) -> bool {
    player.points() || player.coaches_here() || player.steers_board() || speaks_of_tapping(asked)
}

/// The keys of the next thing. Where it is not pointed at, only which kinds of keys it takes.
pub fn keys(kiosk: &Kiosk, player: &Player) -> Vec<Said> {
    let t = kiosk.strings();
    if kiosk.by_lines() {
        return Vec::new(); // what is to be chosen has a number, and says itself that it is meant
    }
    if player.auto.is_some() {
        // The keys are not hers to press; in a lesson about typing it is seen which ones are.
        return if player.coaches_here() { coached(kiosk, player) } else { Vec::new() };
    }
    let Some(guide) = player.guide() else { return Vec::new() };
    let points = player.points();
    if player.steers_board() {
        // The arrows go over the keys on the screen as long as that is there.
        let next = player.next_board_key();
        let [open, close] = GLYPHS.quotes;
        let text = match (next, player.board) {
            (Some(key), Some(board)) if player.coaches() => {
                t.board_next(&format!("{open}{}{close}", board_sign(kiosk, board, key)))
            }
            (Some(_), _) => t.board_write.to_owned(),
            (None, _) => t.board_away.to_owned(),
        };
        return vec![Said::plain(format!("{}: {text}", t.key_here), Role::Keys)];
    }
    let search = guide.search;
    let counts = points || player.coaches_here();
    let times = |n: usize, key: &str, counts: bool| if counts && n > 1 { t.times(n, key) } else { key.to_owned() };
    let name = |key: KeyPress| match key {
        KeyPress::Down(_) | KeyPress::Up(_) if !player.names_way() => format!("{}{}", GLYPHS.up, GLYPHS.down),
        KeyPress::Down(n) => times(n, GLYPHS.down, points),
        KeyPress::Up(n) => times(n, GLYPHS.up, points),
        KeyPress::Right(n) => times(n, GLYPHS.right, counts),
        KeyPress::Erase(n) => times(n, t.erase_key, counts),
        KeyPress::CapsLock => t.caps_lock.to_owned(),
        KeyPress::Typing => "F9".to_owned(),
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
    std::iter::once(Said::plain(text, Role::Keys)).chain(coached(kiosk, player)).collect()
}

/// How the next letter is typed.
fn coached(kiosk: &Kiosk, player: &Player) -> Vec<Said> {
    if !player.coaches() {
        return Vec::new();
    }
    let off = player.misses_marks().then(|| kiosk.strings().marks_on.to_owned());
    let letter = player.next_letter().map(|spelling| spelt(kiosk, &spelling));
    off.into_iter().chain(letter).map(|text| Said::plain(text, Role::Keys)).collect()
}

/// `ễ: gõ e e x` · `C: giữ Shift rồi gõ c` · `Đ: giữ Shift gõ d, thả ra gõ d`
fn spelt(kiosk: &Kiosk, spelling: &Spelling) -> String {
    let t = kiosk.strings();
    let apart = |keys: &str| keys.chars().map(|key| key.to_string()).collect::<Vec<_>>().join(" ");
    match (&spelling.keys, spelling.shift) {
        (Some(keys), None) => t.spell_keys(&spelling.letter, &apart(keys)),
        (Some(keys), Some(key)) => {
            let rest: String = keys.chars().skip(1).collect();
            t.spell_capital(&spelling.letter, &key.to_string(), &apart(&rest))
        }
        (None, Some(key)) => t.spell_shift(&spelling.letter, &key.to_string()),
        (None, None) => String::new(),
    }
}

/// What is to be typed: the text itself where neither the papers nor a message show it.
pub fn typed(kiosk: &Kiosk, player: &Player, search: Option<&str>) -> String {
    let t = kiosk.strings();
    let [open, close] = GLYPHS.quotes;
    match search {
        Some(letters) if player.points() => return format!("{} {open}{}{close}", t.type_word, letters.trim_start()),
        Some(_) => return t.type_text.to_owned(),
        None => {}
    }
    let entry = player.next().and_then(|next| match (next.action, &next.wanted) {
        (Action::Enter { field, .. }, Some(Wanted::Text(text))) => Some((field, text)),
        _ => None,
    });
    match entry {
        Some((field, text)) if player.paper_line(field).is_none() => match player.still_to_type() {
            Some(rest) if !kiosk.by_lines() => format!("{} {open}{}{close}", t.type_rest, rest.trim_start()),
            _ => format!("{} {open}{text}{close}", t.type_word),
        },
        Some((field, _)) if is_number(player, field) => t.type_digits.to_owned(),
        None if player.focused_field().is_some_and(|field| is_number(player, field)) => t.type_digits.to_owned(),
        _ => t.type_text.to_owned(),
    }
}

fn is_number(player: &Player, field: FieldId) -> bool {
    let kind = content::kind(player.session.lesson().world.fields[field].rule);
    matches!(kind, Kind::Digits | Kind::Phone | Kind::Date | Kind::Money)
}

/// What the kiosk says beside the device: that it plays, its answer to the last action, and what else helps.
pub fn said(kiosk: &Kiosk, player: &Player) -> Vec<Said> {
    let mut all: Vec<Said> = lead(kiosk, player).into_iter().collect();
    all.extend(answer(kiosk, player));
    all.extend(hints(kiosk, player, None));
    all
}

/// A text, and below it the keys that do what it says, where it speaks of tapping and they are not named anyway.
fn with_keys(kiosk: &Kiosk, player: &Player, text: &str, role: Role) -> Vec<Said> {
    let keyed = speaks_of_tapping(text) && !names_keys(player, &asked(kiosk, player));
    let keys = if keyed { keys(kiosk, player) } else { Vec::new() };
    std::iter::once(Said::of(kiosk.say(text), role, Role::Tap)).chain(keys).collect()
}

/// The answer to the last action: what the kiosk does or did, and the notice.
pub fn answer(kiosk: &Kiosk, player: &Player) -> Vec<Said> {
    let mut all: Vec<Said> = narrated(kiosk, player).into_iter().collect();
    if let Some((text, role)) = player.notice.as_ref().and_then(|notice| notice_text(kiosk, player, notice)) {
        all.extend(with_keys(kiosk, player, &text, role));
    }
    all
}

/// What helps until something else is done: what has to be mended first, the help that was asked for, that there is
/// help. `place` is the number of the next thing and its name, where choices have numbers.
pub fn hints(kiosk: &Kiosk, player: &Player, place: Option<(usize, &str)>) -> Vec<Said> {
    let t = kiosk.strings();
    let mut all = Vec::new();
    let silent = matches!(player.notice, None | Some(Notice::Again));
    if let Some(text) = player.session.to_mend().filter(|_| silent) {
        let text = format!("{} {}", t.mend_first, text.get(kiosk.lang));
        all.push(Said::of(kiosk.say(&text), Role::Attention, Role::Tap));
    }
    let entered = player.session.rung() == 1 && matches!(player.notice, Some(Notice::Entered(_, false)));
    let helps = player.auto.is_none() && (player.notice.is_none() || entered);
    if let Some(step) = player.session.step().filter(|_| helps) {
        // A hint for the step is beside the point while something else has to be mended first.
        let help = help(kiosk, player, step, place);
        if !help.is_empty() {
            all.extend(with_keys(kiosk, player, &help, Role::Attention));
        }
    }
    if player.offered {
        let person = (kiosk.call == Call::No).then_some(t.offer_person);
        let offers: Vec<&str> = std::iter::once(t.offer_help).chain(person).collect();
        all.push(Said::of(kiosk.say(&offers.join(" ")), Role::Attention, Role::Tap));
    }
    all
}

/// That the kiosk plays, and why.
pub fn lead(kiosk: &Kiosk, player: &Player) -> Option<Said> {
    let t = kiosk.strings();
    let auto = player.auto.as_ref()?;
    let lead = match auto.task {
        _ if auto.paused => {
            if kiosk.by_lines() {
                t.lines.paused
            } else {
                t.paused
            }
        }
        Task::Lesson => t.watching,
        Task::Step(_) => t.help_doing,
        Task::Slip(Slip::Own(_)) => t.slip_shown,
        Task::Slip(Slip::Back) => t.slip_back,
    };
    // By lines, the question after it says how to go on.
    let pace = if kiosk.by_lines() {
        String::new()
    } else {
        t.paces.get(auto.pace as usize).copied().unwrap_or_default().to_owned()
    };
    Some(Said::plain(kiosk.say(&format!("{lead} {pace}")), Role::Good))
}

/// What is said of what is played.
fn narrated(kiosk: &Kiosk, player: &Player) -> Option<Said> {
    let t = kiosk.strings();
    let narrated = match player.narration.as_ref().filter(|_| player.auto.is_some())? {
        Narration::Will(did) if matches!(did.action, Action::Wait(_)) => t.will_wait.to_owned(),
        Narration::Will(did) => act_text(did, &t.will),
        Narration::Done(did) => act_text(did, &t.done),
        Narration::Did(did) => act_text(did, &t.did),
    };
    Some(Said::of(kiosk.say(&narrated), Role::PageStrong, Role::Tap))
}

/// Something that was or will be done, in the words for who did it and when.
fn act_text(did: &Did, words: &Acts) -> String {
    match did.action {
        Action::Tap(_) | Action::Open(_) | Action::Banner => words.tap(&did.label),
        Action::Enter { .. } => words.enter(&did.label),
        Action::Back => words.back.to_owned(),
        Action::Home => words.home.to_owned(),
        Action::Wait(_) => String::new(),
    }
}

/// The ladder: a kind word that names what was done; the instruction again, with attention to where; where it is.
fn help(kiosk: &Kiosk, player: &Player, step: &Step, place: Option<(usize, &str)>) -> String {
    let t = kiosk.strings();
    let mending = player.session.to_mend().is_some();
    // What the step says may not fit another page than the one it is about.
    let astray = mending || player.session.is_astray();
    let hint = |at: usize| {
        let hint = step.hints.get(at).filter(|_| !astray);
        hint.map(|hint| format!("{}: {}", t.help_hint, hint.get(kiosk.lang)))
    };
    let wait = player.waits().then(|| t.wait.to_owned());
    let parts: Vec<String> = match player.session.rung() {
        1 if player.helped => {
            let did = player.session.last_did().map_or_else(|| t.help_kind.to_owned(), |did| act_text(did, &t.did));
            let more = (!mending).then(|| t.help_more.to_owned());
            [did, t.help_harmless.to_owned()].into_iter().chain(more).collect()
        }
        0 | 1 => Vec::new(),
        2 => {
            let again = (player.session.mode() == Mode::Solo).then(|| step.say.get(kiosk.lang).to_owned());
            let look = look(kiosk, player, place).filter(|_| !player.points());
            again.into_iter().chain(hint(0)).chain(look.or(wait)).collect()
        }
        _ => hint(1).into_iter().chain([wait.unwrap_or_else(|| pointer(kiosk, place))]).collect(),
    };
    parts.join(" ")
}

/// Where to look for the next thing.
fn look(kiosk: &Kiosk, player: &Player, place: Option<(usize, &str)>) -> Option<String> {
    let t = kiosk.strings();
    let whereabouts = player.whereabouts()?;
    if kiosk.by_lines() {
        let here = matches!(whereabouts, Whereabouts::Here | Whereabouts::Above | Whereabouts::Below);
        let away = place.filter(|_| !here).map(|(number, what)| t.lines.look_away(number, what));
        return Some(away.unwrap_or_else(|| t.lines.look_here.to_owned()));
    }
    Some(match whereabouts {
        Whereabouts::HomeScreen if player.session.lesson().device == Device::Browser => t.look_start_page.to_owned(),
        place => t.look.get(place as usize).copied().unwrap_or_default().to_owned(),
    })
}

/// That the next thing is pointed at, or which number it has.
fn pointer(kiosk: &Kiosk, place: Option<(usize, &str)>) -> String {
    let t = kiosk.strings();
    match place {
        _ if !kiosk.by_lines() => t.help_look.to_owned(),
        Some((number, what)) => format!("{} {}", t.lines.look(number, what), t.lines.help_do),
        None => t.lines.help_do.to_owned(),
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
        Notice::Missing(what) => attention(&t.missing(what)),
        Notice::Closed => attention(t.closed_part),
        Notice::Nothing => attention(t.nothing_here),
        Notice::Refused => attention(t.refused),
        Notice::Detour(did) => attention(&format!("{} {}", act_text(did, &t.did), t.detour)),
        Notice::Entered(remark, offer) => remark_text(kiosk, player, remark, *offer),
        Notice::Wait => attention(t.wait_first),
        Notice::EnterFirst => attention(t.enter_first),
        Notice::Plays if kiosk.by_lines() => return None, // the question after it says how to go on
        Notice::Plays => attention(t.plays_help),
        Notice::PutRight => (t.put_right.to_owned(), Role::Almost),
        Notice::Again => (t.slip_again.to_owned(), Role::Good),
        Notice::Resumed => (t.resumed.to_owned(), Role::Good),
        Notice::Intro => {
            let lesson = player.session.lesson();
            let papers = if lesson.papers.is_empty() { "" } else { t.playing_papers };
            (format!("{} {papers}", t.playing(lesson.persona.get(kiosk.lang))), Role::Good)
        }
    })
}

/// What is said of an entry. What is almost right never looks like something wrong.
fn remark_text(kiosk: &Kiosk, player: &Player, remark: &Remark, offer: bool) -> (String, Role) {
    let t = kiosk.strings();
    let text = match remark {
        Remark::Case => return (format!("{} {}", GLYPHS.done, t.entered_case), Role::Good),
        Remark::Marks { word, .. } if word.is_empty() => t.almost.to_owned(),
        Remark::Marks { word, marks: Marks::Missing } => t.almost_missing(word),
        Remark::Marks { word, marks: Marks::Extra } => t.almost_extra(word),
        Remark::Marks { word, marks: Marks::Different } => t.almost_different(word),
        Remark::Capitals { word } => t.almost_capitals(word),
        Remark::CapsLock => t.almost_caps.to_owned(),
        Remark::Letter { word } if word.is_empty() => t.almost_one.to_owned(),
        Remark::Letter { word } => t.almost_letter(word),
        Remark::Keys(_) if !player.marks() => t.almost_off.to_owned(),
        Remark::Keys(method) if *method == player.method() => t.typing_again.to_owned(),
        Remark::Keys(_) => t.almost_method(player.method().name()),
        Remark::Spaces => t.almost_spaces.to_owned(),
        Remark::Number => t.entered_number.to_owned(),
        Remark::Code => t.entered_code.to_owned(),
        Remark::Repeat => t.entered_repeat.to_owned(),
        Remark::Count { typed, wanted } => t.entered_count(*typed, *wanted),
        Remark::Unfit(rule) => t.entered_unfit(t.accepts.get(*rule as usize).copied().unwrap_or_default()),
        Remark::Secret => t.entered_secret.to_owned(),
        Remark::Other if player.focused_field().is_some_and(|field| player.paper_line(field).is_none()) => {
            t.entered_asked.to_owned()
        }
        Remark::Other => t.entered_other.to_owned(),
    };
    let secret = *remark == Remark::Secret || player.edit.as_ref().is_some_and(|edit| edit.secret);
    let text = match (kiosk.by_lines(), remark) {
        // The offer has a number; a line takes the place of what stands in the field.
        (true, Remark::Count { typed, wanted }) => format!("{} {}", t.lines.count(*typed, *wanted), t.lines.whole),
        (true, _) if remark.is_almost() => format!("{text} {}", t.lines.whole),
        (false, _) if offer && secret => format!("{text} {}", t.secret_offer),
        (false, _) if offer => format!("{text} {}", t.almost_offer),
        _ => text,
    };
    (text, if remark.is_almost() || *remark == Remark::Secret { Role::Almost } else { Role::Attention })
}

/// What is saved is said only when its commit has returned; from the first step on with the words by which she can come
/// back. Where the screen is narrow, they take the place of the numbers.
pub fn receipt(kiosk: &Kiosk, player: &Player, width: u16, narrow: bool) -> Vec<Said> {
    let t = kiosk.strings();
    let saving = &player.saving;
    let all = player.session.lesson().steps.len();
    let (texts, role) = match (&saving.entry, saving.step) {
        _ if !kiosk.records() => (vec![t.not_recorded.to_owned()], Role::Page),
        _ if saving.failed => (vec![not_saved(kiosk).to_owned()], Role::Attention),
        (Some(entry), Some(step)) if step == saving.handed => {
            let code = entry.code.to_string();
            let texts = if narrow {
                vec![t.saved_short(&code)]
            } else {
                vec![saved_step(t, step, all, &entry.slip, width), t.saved_code(&code)]
            };
            (texts, Role::Good)
        }
        // By lines only that it is saved is told, once.
        _ if saving.handed > 0 && !kiosk.by_lines() => (vec![t.saving.to_owned()], Role::Page),
        _ => return Vec::new(),
    };
    texts.into_iter().map(|text| Said::plain(text, role)).collect()
}

/// `✓ Đã lưu bước 1/8 · phiếu 7K2M9Q`; the number is left to the result page where it does not fit.
fn saved_step(t: &Strings, step: u32, all: usize, slip: &str, width: u16) -> String {
    let whole = t.saved_step(step, all, slip);
    match whole.split_once(GLYPHS.between) {
        Some((saved, _)) if text::width(&whole) > usize::from(width) => saved.to_owned(),
        _ => whole,
    }
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
    use crate::typing::Method;

    /// What is almost right is told from what is not by its role; no remark has a word that hurts.
    #[test]
    fn every_remark_has_its_role_and_kind_words() {
        let word = || "Tập".to_owned();
        let mut remarks = vec![
            (Remark::Case, Role::Good),
            (Remark::Capitals { word: word() }, Role::Almost),
            (Remark::CapsLock, Role::Almost),
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
