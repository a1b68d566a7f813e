//! Restart, shut down, leave the program: is it meant, and what came of it.

use ratatui::layout::Rect;

use crate::app::Kiosk;
use crate::app::staff::{Act, Asked, Helped, Power};
use crate::ui::canvas::{Line, Said, wrapped};
use crate::ui::pages::{item, title};
use crate::ui::theme::Role;

/// The lines of the page.
pub fn page(kiosk: &Kiosk, page: Rect, power: Power) -> Vec<Line> {
    let t = &kiosk.strings().staff;
    let [question, about, answer] = said(kiosk, power);
    let mut lines = Vec::new();
    title(&mut lines, &question.text, page);
    lines.push(Line::default());
    lines.extend(wrapped(&about.text, page.width, Role::Page, Role::Page));
    lines.push(Line::default());
    lines.extend(answer.lines(page.width));
    if power.asked == Asked::No {
        lines.extend([t.yes, t.no].iter().enumerate().map(|(at, name)| item(page, at, power.list.chosen, name, "")));
    }
    lines
}

/// The question, what it means, and what came of it.
pub fn said(kiosk: &Kiosk, power: Power) -> [Said; 3] {
    let t = &kiosk.strings().staff;
    let at = match power.act {
        Act::Restart => 0,
        Act::PowerOff => 1,
        Act::Quit => 2,
    };
    let of = |texts: [&'static str; 3]| texts.get(at).copied().unwrap_or_default();
    let [done, failed, silent, none] = t.helped;
    let (answer, role) = match power.asked {
        Asked::No => ("", Role::Page),
        Asked::Waiting => (t.power_waiting, Role::Page),
        Asked::Answered(Helped::Done) => (done, Role::Good),
        Asked::Answered(Helped::Failed) => (failed, Role::Attention),
        Asked::Answered(Helped::Silent) => (silent, Role::Attention),
        Asked::Answered(Helped::None) => (none, Role::Attention),
    };
    [Said::plain(of(t.power), Role::PageTitle), Said::plain(of(t.power_text), Role::Page), Said::plain(answer, role)]
}
