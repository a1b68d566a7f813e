//! What only the machine can do: date and time, restart, shut down; and leaving the program.

use super::view::View;
use crate::app::Kiosk;
use crate::app::staff::{Act, Asked, Clock, ClockSaid, Helped, Power};
use crate::ui::canvas::Said;
use crate::ui::theme::Role;

/// The page of date and time.
pub fn clock(kiosk: &Kiosk, page: &Clock) -> View {
    let t = &kiosk.strings().staff;
    let now = kiosk.now.wall;
    clock_below(kiosk, View::titled(t.clock).say(t.clock_now(&now.day().vietnamese(), &now.local_clock())), page)
}

/// The form of date and time, below what a page says of it.
pub fn clock_below(kiosk: &Kiosk, view: View, page: &Clock) -> View {
    let t = &kiosk.strings().staff;
    let view = view.gap();
    let view = match page.said {
        ClockSaid::Waiting => view,
        _ => view.form(&page.form, &[t.clock_date, t.clock_time, t.clock_set], &[]),
    };
    let (said, role) = match page.said {
        ClockSaid::Nothing => ("", Role::Page),
        ClockSaid::NoSuch => (t.clock_no_such, Role::Attention),
        ClockSaid::TooEarly => (t.clock_early, Role::Attention),
        ClockSaid::Waiting => (t.asking, Role::Page),
        ClockSaid::Answered(Helped::Done) => (t.clock_done, Role::Good),
        ClockSaid::Answered(Helped::Failed) => (t.clock_failed, Role::Attention),
        ClockSaid::Answered(Helped::Silent) => (t.clock_silent, Role::Attention),
        ClockSaid::Answered(Helped::None) => (t.clock_alone, Role::Attention),
    };
    view.answer(Said::plain(said, role))
}

/// Restart, shut down, leave the program: is it meant, and what came of it.
pub fn power(kiosk: &Kiosk, power: Power) -> View {
    let t = &kiosk.strings().staff;
    let at = match power.act {
        Act::Restart => 0,
        Act::PowerOff => 1,
        Act::Quit => 2,
    };
    let of = |texts: [&'static str; 3]| texts.get(at).copied().unwrap_or_default();
    let view = View::titled(of(t.power)).gap().say(of(t.power_text));
    let [done, failed, silent, none] = t.helped;
    let (answer, role) = match power.asked {
        Asked::No => return view.gap().list(power.list, [t.yes, t.no]),
        Asked::Waiting => (t.asking, Role::Page),
        Asked::Answered(Helped::Done) => (done, Role::Good),
        Asked::Answered(Helped::Failed) => (failed, Role::Attention),
        Asked::Answered(Helped::Silent) => (silent, Role::Attention),
        Asked::Answered(Helped::None) => (none, Role::Attention),
    };
    view.answer(Said::plain(answer, role))
}
