//! *Lớp học*: the form of a new one, the one that is open, and how many came.

use super::view::View;
use crate::app::Kiosk;
use crate::app::staff::{Class, New};
use crate::tutor::record::{ClassKind, OpenClass};
use crate::ui::canvas::Said;
use crate::ui::theme::Role;

/// The page.
pub fn class(kiosk: &Kiosk, class: &Class) -> View {
    let t = &kiosk.strings().staff;
    let view = View::titled(t.class);
    match class {
        Class::Looking => view.answer(Said::plain(t.opening, Role::Page)),
        Class::New(new) => self::new(kiosk, new),
        Class::Open { class, list } => about(kiosk, view, class).gap().list(*list, [t.class_close, t.class_keep]),
        Class::Counting { class, form } => {
            let view = about(kiosk, view, class).gap().said(Said::plain(t.class_count, Role::PageStrong));
            view.form(form, &[t.class_heads, t.class_close_now], &[])
        }
        Class::Opening | Class::Closing { .. } => view.answer(Said::plain(t.saving, Role::Page)),
        Class::Closed { headcount } => {
            let said = headcount.map_or(t.class_closed_uncounted.to_owned(), |n| t.class_closed(n));
            view.answer(Said::plain(said, Role::Good))
        }
        Class::Failed => view.answer(Said::plain(t.class_failed, Role::Attention)),
    }
}

fn new(kiosk: &Kiosk, new: &New) -> View {
    let t = &kiosk.strings().staff;
    let names = [t.class_kind, t.class_title, t.class_place, t.class_expected, t.class_open];
    let view = View::titled(t.class).say(t.class_none).gap().form(&new.form, &names, &t.kinds);
    let missing = if new.missing { t.class_missing } else { "" };
    view.answer(Said::plain(missing, Role::Attention)).gap().say(t.class_help)
}

/// What is known of the class that is open.
fn about(kiosk: &Kiosk, view: View, class: &OpenClass) -> View {
    let t = &kiosk.strings().staff;
    let at = ClassKind::ALL.iter().position(|kind| *kind == class.kind);
    let kind = at.and_then(|at| t.kinds.get(at)).copied().unwrap_or_default();
    let day = class.opened_at.day().vietnamese();
    let view = view.said(Said::plain(format!("{kind}: {}", class.title), Role::PageStrong)).say(&class.place);
    let view = view.say(t.class_since(&day, &class.opened_at.local_clock()));
    let view = match class.expected {
        Some(n) => view.say(t.class_expects(n)),
        None => view,
    };
    view.say(t.class_so_far(class.learners, class.attempts))
}
