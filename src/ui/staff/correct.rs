//! *Sửa số liệu*, one question after the other, and *Xóa dữ liệu một người học*.

use super::absent;
use super::day::{group_name, lesson_title};
use super::view::{Part, View};
use crate::app::staff::{Correct, CorrectStage as Stage, Erase};
use crate::app::{Kiosk, List};
use crate::tutor::record::{Correction, DayAttempt, DayClass, Past};
use crate::ui::canvas::Said;
use crate::ui::comeback;
use crate::ui::theme::Role;

/// The page of corrections.
pub fn correct(kiosk: &Kiosk, page: &Correct) -> View {
    let t = &kiosk.strings().staff;
    let view = View::titled(t.correct);
    let asked = |view: View, question: &str| view.said(Said::plain(question, Role::PageStrong)).gap();
    match page.stage {
        Stage::What => {
            let view = view.say(t.correct_about).gap();
            match page.day.get() {
                Some(_) => view.list(page.what, t.correct_what),
                None => view.said(absent(kiosk, &page.day)),
            }
        }
        Stage::Attempt => match page.day.get() {
            Some((all, _)) if all.is_empty() => view.answer(Said::plain(t.correct_no_attempt, Role::Page)),
            all => {
                let all = all.map_or(&[][..], |(all, _)| all.as_slice());
                asked(view, t.correct_attempt).items(page.attempt, all.iter().map(|one| attempt(kiosk, one)))
            }
        },
        Stage::Act => asked(of_attempt(kiosk, view, page), t.correct_act).list(page.act, t.correct_acts),
        Stage::Group => {
            asked(of_attempt(kiosk, view, page), t.correct_group).list(page.group, kiosk.strings().audiences)
        }
        Stage::Class => match page.day.get() {
            Some((_, all)) if all.is_empty() => view.answer(Said::plain(t.correct_no_class, Role::Page)),
            all => {
                let all = all.map_or(&[][..], |(_, all)| all.as_slice());
                asked(view, t.correct_class).items(page.class, all.iter().map(|one| class(kiosk, one)))
            }
        },
        Stage::Heads => {
            let view = page.class().map_or(view, |class| View::titled(t.correct).say(&class.title));
            asked(view, t.correct_heads).form(&page.heads, &[t.correct_heads_field, t.correct_on], &[])
        }
        Stage::Reason => asked(view, t.correct_reason).list(page.reason, t.reasons),
        Stage::Sure => sure(kiosk, page).gap().list(page.sure, [t.yes, t.no]),
        Stage::Saving => view.answer(Said::plain(t.saving, Role::Page)),
        Stage::Done => view.answer(Said::plain(t.correct_done, Role::Good)),
        Stage::Failed => view.answer(Said::plain(t.correct_failed, Role::Attention)),
    }
}

/// When, what; then who.
fn attempt(kiosk: &Kiosk, attempt: &DayAttempt) -> (String, String, Vec<String>) {
    let t = &kiosk.strings().staff;
    let lesson = lesson_title(kiosk, &attempt.lesson_id, &attempt.title_vi);
    let note = if attempt.void { t.correct_void } else { "" };
    let who = format!("{}, {}", group_name(kiosk, attempt.audience), attempt.slip);
    (format!("{}  {lesson}", attempt.started_at.local_clock()), note.to_owned(), vec![who])
}

fn class(kiosk: &Kiosk, class: &DayClass) -> (String, String, Vec<String>) {
    let t = &kiosk.strings().staff;
    let heads = class.headcount.map_or(t.correct_uncounted.to_owned(), |n| t.correct_heads_now(n));
    let name = format!("{}  {}", class.opened_at.local_clock(), class.title);
    (name, String::new(), vec![format!("{}, {heads}", class.place)])
}

/// Which attempt it is about.
fn of_attempt(kiosk: &Kiosk, view: View, page: &Correct) -> View {
    let Some(attempt) = page.attempt() else { return view };
    let (name, _, below) = self::attempt(kiosk, attempt);
    view.say(format!("{name}, {}", below.concat()))
}

/// What is going to be added.
fn sure(kiosk: &Kiosk, page: &Correct) -> View {
    let t = &kiosk.strings().staff;
    let view = View::titled(t.correct_sure);
    let view = if page.is_about_class() {
        page.class().map_or(View::titled(t.correct_sure), |class| view.say(&class.title))
    } else {
        of_attempt(kiosk, view, page)
    };
    let what = match page.correction() {
        Some(Correction::Void { .. }) => t.correct_to_void.to_owned(),
        Some(Correction::SetAudience { audience, .. }) => t.correct_to_group(group_name(kiosk, audience)),
        Some(Correction::SetHeadcount { headcount, .. }) => t.correct_to_heads(headcount),
        None => String::new(),
    };
    let why = t.reasons.get(page.reason.chosen).copied().unwrap_or_default();
    view.said(Said::plain(what, Role::PageStrong)).say(t.correct_why(why))
}

/// The page that deletes one learner's data.
pub fn erase(kiosk: &Kiosk, page: &Erase) -> View {
    let t = &kiosk.strings().staff;
    let view = View::titled(t.erase);
    match page {
        Erase::Words { places, at, .. } => view.and(Part::Words { places: *places, at: *at }).say(t.erase_help),
        Erase::Looking => view.answer(Said::plain(t.opening, Role::Page)),
        Erase::Found(past, list) => found(kiosk, past, *list),
        Erase::Nobody => view.answer(Said::of(t.erase_nobody, Role::Attention, Role::Keys)),
        Erase::Erasing => view.answer(Said::plain(t.erase_erasing, Role::Page)),
        Erase::Done(attempts) => view.answer(Said::plain(t.erase_done(*attempts), Role::Good)),
        Erase::Failed => view.answer(Said::plain(t.erase_failed, Role::Attention)),
    }
}

fn found(kiosk: &Kiosk, past: &Past, list: List) -> View {
    let t = &kiosk.strings().staff;
    let mut view = View::titled(t.erase_found);
    for said in comeback::known(kiosk, past) {
        view = view.said(said);
    }
    let view = view.gap().say(t.erase_what(past.attempts.len()));
    let view = view.said(Said::of(t.erase_forever, Role::Page, Role::Attention)).gap();
    view.list(list, [t.erase_yes, t.erase_no])
}
