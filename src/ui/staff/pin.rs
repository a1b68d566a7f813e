//! The pages of the PIN: what is typed is shown as dots.

use ratatui::layout::Rect;

use crate::app::staff::{Digits, Entrance, NewPin, Setting, Stage};
use crate::app::{Key, Kiosk, Target};
use crate::pin::{DIGITS, Unfit};
use crate::text;
use crate::ui::canvas::{Line, Said, wrapped};
use crate::ui::pages::title;
use crate::ui::theme::{GLYPHS, Role};

/// The page that asks for the PIN.
pub fn entrance(kiosk: &Kiosk, page: Rect, entrance: &Entrance) -> Vec<Line> {
    let t = &kiosk.strings().staff;
    let mut lines = Vec::new();
    title(&mut lines, t.title, page);
    let said = entrance_said(kiosk, entrance);
    if matches!(entrance.stage, Stage::Unset | Stage::Broken) {
        lines.extend(wrapped(t.pin_about, page.width, Role::Page, Role::Keys));
        lines.push(Line::default());
        lines.extend(said.lines(page.width));
        return lines;
    }
    for text in [t.pin_about, t.pin_ask] {
        lines.extend(wrapped(text, page.width, Role::Page, Role::Keys));
    }
    lines.push(Line::default());
    lines.push(field(t.pin, &entrance.digits));
    lines.push(Line::default());
    lines.extend(said.lines(page.width));
    lines.push(Line::default());
    lines.push(keypad());
    lines
}

/// What is said of the last try.
pub fn entrance_said(kiosk: &Kiosk, entrance: &Entrance) -> Said {
    let t = &kiosk.strings().staff;
    let left = entrance.seconds_left(kiosk.now.mono);
    match entrance.stage {
        Stage::Looking => Said::plain(t.pin_looking, Role::Page),
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
pub fn new_pin(kiosk: &Kiosk, page: Rect, new: &NewPin) -> Vec<Line> {
    let t = &kiosk.strings().staff;
    let mut lines = Vec::new();
    title(&mut lines, t.title, page);
    let said = new_pin_said(kiosk, new);
    if new.said == Setting::Done {
        lines.push(Line::default());
        lines.extend(said.lines(page.width));
        return lines;
    }
    if new.first {
        lines.extend(wrapped(t.pin_first, page.width, Role::Page, Role::Page));
    }
    lines.extend(wrapped(asked(kiosk, new), page.width, Role::PageStrong, Role::Keys));
    lines.push(Line::default());
    lines.push(field(t.pin, &new.digits));
    lines.push(Line::default());
    lines.extend(said.lines(page.width));
    lines.push(Line::default());
    lines.push(keypad());
    lines
}

/// What is to be typed.
pub fn asked(kiosk: &Kiosk, new: &NewPin) -> &'static str {
    let t = &kiosk.strings().staff;
    if new.typed.is_some() { t.pin_again } else { t.pin_new }
}

/// What is said of what was typed.
pub fn new_pin_said(kiosk: &Kiosk, new: &NewPin) -> Said {
    let t = &kiosk.strings().staff;
    let (said, role) = match new.said {
        Setting::Typing => ("", Role::Page),
        Setting::Unfit(Unfit::NotDigits) => (t.pin_unfit, Role::Attention),
        Setting::Unfit(Unfit::Trivial) => (t.pin_trivial, Role::Attention),
        Setting::Differs => (t.pin_differs, Role::Attention),
        Setting::Saving => (t.pin_saving, Role::Page),
        Setting::Failed => (t.pin_not_set, Role::Attention),
        Setting::Done => (t.pin_set, Role::Good),
    };
    Said::plain(said, role)
}

/// A dot for each digit.
fn field(name: &str, digits: &Digits) -> Line {
    let dots = vec![GLYPHS.secret; digits.len()].join(" ");
    let room = 2 * DIGITS.end();
    let rest = " ".repeat(room.saturating_sub(text::width(&dots)));
    let lead = format!("{name}: ");
    let at = text::width(&lead) + 1 + 2 * digits.len();
    let line = Line::of(lead, Role::PageStrong).and(format!(" {dots}{rest} "), Role::Field);
    Line { cursor: u16::try_from(at).ok(), ..line }
}

/// The digits for the mouse, and what takes one back.
fn keypad() -> Line {
    let keys = ('0'..='9').cycle().skip(1).take(10).map(|digit| (digit.to_string(), Key::Char(digit)));
    let erase = (GLYPHS.back.to_owned(), Key::Backspace);
    keys.chain([erase]).fold(Line::default(), |line, (name, key)| {
        line.and_on(format!(" {name} "), Role::Keys, Target::Key(key)).and(" ", Role::Page)
    })
}
