//! The pages of the PIN: what is typed is shown as dots.

use super::view::{Part, View, keypad};
use crate::app::Kiosk;
use crate::app::staff::{Digits, Entrance, NewPin, Setting, Stage};
use crate::pin::{DIGITS, Unfit};
use crate::text;
use crate::ui::canvas::{Line, Said};
use crate::ui::theme::{GLYPHS, Role};

/// The page that asks for the PIN.
pub fn entrance(kiosk: &Kiosk, entrance: &Entrance) -> View {
    let t = &kiosk.strings().staff;
    let view = View::titled(t.title).say(t.pin_about);
    let said = entrance_said(kiosk, entrance);
    if matches!(entrance.stage, Stage::Unset | Stage::Broken) {
        return view.answer(said);
    }
    let view = typed(kiosk, view.say(t.pin_ask).gap(), &entrance.digits).answer(said);
    if entrance.takes_digits(kiosk.now.mono) { view.gap().and(keypad()) } else { view }
}

/// What is said of the last try.
fn entrance_said(kiosk: &Kiosk, entrance: &Entrance) -> Said {
    let t = &kiosk.strings().staff;
    let left = entrance.seconds_left(kiosk.now.mono);
    match entrance.stage {
        Stage::Looking => Said::plain(t.opening, Role::Page),
        Stage::Checking => Said::plain(t.pin_checking, Role::Page),
        Stage::Unset => Said::plain(t.pin_unset, Role::Attention),
        Stage::Broken => Said::plain(t.pin_broken, Role::Attention),
        _ if left > 0 => Said::of(t.pin_wait(&span(kiosk, left)), Role::Attention, Role::Keys),
        Stage::Wrong => Said::plain(t.pin_wrong, Role::Attention),
        Stage::Short => Said::plain(t.pin_short, Role::Attention),
        Stage::Typing => Said::plain("", Role::Page),
    }
}

/// `2 phút 5 giây`
fn span(kiosk: &Kiosk, seconds: u64) -> String {
    let t = &kiosk.strings().staff;
    if seconds < 60 { t.seconds(seconds) } else { t.minutes(seconds / 60, seconds % 60) }
}

/// The page on which a PIN is set.
pub fn new_pin(kiosk: &Kiosk, new: &NewPin) -> View {
    let t = &kiosk.strings().staff;
    let view = View::titled(t.title);
    let said = new_pin_said(kiosk, new);
    if new.said == Setting::Done {
        return view.answer(said);
    }
    let view = if new.first { view.say(t.pin_first) } else { view };
    new_pin_below(kiosk, view, new)
}

/// What is typed for a new PIN, below what a page says of it.
pub fn new_pin_below(kiosk: &Kiosk, view: View, new: &NewPin) -> View {
    let t = &kiosk.strings().staff;
    let said = new_pin_said(kiosk, new);
    let asked = match new.typed {
        _ if new.old => t.pin_old,
        Some(_) => t.pin_again,
        None => t.pin_new,
    };
    let view = view.said(Said::of(asked, Role::PageStrong, Role::Keys)).gap();
    typed(kiosk, view, &new.digits).answer(said).gap().and(keypad())
}

/// What is said of what was typed.
fn new_pin_said(kiosk: &Kiosk, new: &NewPin) -> Said {
    let t = &kiosk.strings().staff;
    let (said, role) = match new.said {
        Setting::Typing => ("", Role::Page),
        Setting::Checking => (t.pin_checking, Role::Page),
        Setting::Wrong => (t.pin_wrong, Role::Attention),
        Setting::Unfit(Unfit::NotDigits) => (t.pin_unfit, Role::Attention),
        Setting::Unfit(Unfit::Trivial) => (t.pin_trivial, Role::Attention),
        Setting::Differs => (t.pin_differs, Role::Attention),
        Setting::Saving => (t.saving, Role::Page),
        Setting::Failed => (t.pin_not_set, Role::Attention),
        Setting::Done => (t.pin_set, Role::Good),
    };
    Said::plain(said, role)
}

/// What is typed so far: a dot for each digit.
fn typed(kiosk: &Kiosk, view: View, digits: &Digits) -> View {
    let name = kiosk.strings().staff.pin;
    let dots = vec![GLYPHS.secret; digits.len()].join(" ");
    let rest = " ".repeat((2 * DIGITS.end()).saturating_sub(text::width(&dots)));
    let lead = format!("{name}: ");
    let at = text::width(&lead) + 1 + 2 * digits.len();
    let line = Line::of(lead, Role::PageStrong).and(format!(" {dots}{rest} "), Role::Field);
    view.and(Part::Typed { line: Line { cursor: u16::try_from(at).ok(), ..line }, digits: digits.len() })
}
