//! Pages that list something: calls, what has left, what staff must know, the log.

use super::absent;
use super::day::lesson_title;
use super::view::View;
use crate::app::Kiosk;
use crate::app::staff::{Called, Calls, Exported, Exports, Left, Log, Logged, Seen};
use crate::text;
use crate::time::Timestamp;
use crate::ui::canvas::Said;
use crate::ui::theme::Role;

/// The longest circumstances of a line of the log, in columns.
const LONGEST: usize = 120;

/// `14:05`, with the day where it is another.
fn when(kiosk: &Kiosk, at: Timestamp) -> String {
    let clock = at.local_clock();
    if at.day() == kiosk.now.wall.day() { clock } else { format!("{clock} {}", at.day().vietnamese()) }
}

/// Who called with F8.
pub fn calls(kiosk: &Kiosk, calls: &Calls) -> View {
    let t = &kiosk.strings().staff;
    let view = View::titled(t.calls);
    let (Some(all), Some(list)) = (calls.calls.get(), calls.list) else {
        return view.answer(absent(kiosk, &calls.calls));
    };
    if all.is_empty() {
        return view.answer(Said::plain(t.calls_none, Role::Page));
    }
    let item = |call: &Called| {
        let lesson = call.lesson_id.as_deref().map_or(t.call_outside, |id| lesson_title(kiosk, id, t.call_outside));
        let state = if call.helped { t.call_helped } else { t.call_open };
        (format!("{}  {lesson}", when(kiosk, call.at)), state.to_owned(), Vec::new())
    };
    view.say(t.calls_help).gap().items(list, all.iter().map(item))
}

/// What has left and what waits.
pub fn exports(kiosk: &Kiosk, exports: &Exports) -> View {
    let t = &kiosk.strings().staff;
    let view = View::titled(t.exports).gap();
    let view = match exports.left.get() {
        Some(left) => about(kiosk, view, left),
        None => view.said(absent(kiosk, &exports.left)),
    };
    if exports.running {
        return view.answer(Said::plain(t.exports_running, Role::PageStrong));
    }
    let view = view.answer(exports.done.as_ref().map_or(Said::plain("", Role::Page), |done| exported(kiosk, done)));
    if exports.left == crate::app::staff::Load::Coming { view } else { view.gap().say(t.exports_now) }
}

fn about(kiosk: &Kiosk, view: View, left: &Left) -> View {
    let t = &kiosk.strings().staff;
    let waiting = if left.waiting > 0 { t.exports_waiting(left.waiting) } else { t.exports_all.to_owned() };
    let last = left.last.map_or(t.exports_never.to_owned(), |last| {
        t.exports_last(last.number, &last.at.day().vietnamese(), &last.at.local_clock(), last.attempts)
    });
    let to = left.to.as_deref().map_or(t.exports_kept.to_owned(), |to| t.exports_to(to));
    view.said(Said::plain(waiting, Role::PageStrong)).say(last).say(to)
}

/// What came of an export.
fn exported(kiosk: &Kiosk, done: &Exported) -> Said {
    let t = &kiosk.strings().staff;
    let wrong = |said: &str| Said::plain(said, Role::Attention);
    match done {
        Exported::Nothing => Said::plain(t.exported_nothing, Role::Page),
        Exported::Done { attempts, file, folder } => Said::plain(t.exported(*attempts, file, folder), Role::Good),
        Exported::NoFolder(folder) => wrong(&t.exported_no_folder(folder)),
        Exported::Full => wrong(t.exported_full),
        Exported::ReadOnly => wrong(t.exported_read_only),
        Exported::Busy => wrong(t.exported_busy),
        Exported::NoStore => wrong(t.exported_no_store),
        Exported::Failed => wrong(t.exported_failed),
    }
}

/// What staff must know, and what is to be done about one of it.
pub fn seen(kiosk: &Kiosk, seen: Seen) -> View {
    let t = &kiosk.strings().staff;
    let all = kiosk.notices.all();
    let at = seen.list.chosen.min(all.len().saturating_sub(1));
    let Some(notice) = all.get(at) else {
        return View::titled(t.seen).answer(Said::plain(t.seen_none, Role::Good));
    };
    if seen.open {
        let strings = kiosk.strings();
        let mut view = View::titled(notice.title(strings)).gap();
        for advice in notice.advice(strings) {
            view = view.say(kiosk.say(&advice));
        }
        return view.gap().say(if notice.is_event() { t.seen_gone } else { t.seen_stays });
    }
    let names: Vec<String> = all.iter().map(|notice| notice.title(kiosk.strings())).collect();
    View::titled(t.seen).gap().list(crate::app::List { chosen: at, len: all.len() }, names.iter().map(String::as_str))
}

/// The event log.
pub fn log(kiosk: &Kiosk, log: &Log) -> View {
    let t = &kiosk.strings().staff;
    let view = View::titled(t.log);
    let (Some(lines), Some(list)) = (log.lines.get(), log.list) else {
        return view.answer(absent(kiosk, &log.lines));
    };
    if lines.is_empty() {
        return view.answer(Said::plain(t.log_none, Role::Page));
    }
    let item = |line: &Logged| {
        let what = t.logged.word(&line.what).unwrap_or(&line.what);
        let below = text::truncate(&line.values, LONGEST).into_owned();
        let below = Some(below).filter(|values| !values.is_empty());
        (format!("{}  {what}", when(kiosk, line.at)), String::new(), below.into_iter().collect())
    };
    view.gap().items(list, lines.iter().map(item))
}
