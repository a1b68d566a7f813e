//! The staff area: one file a page.

mod pin;
mod power;

use ratatui::layout::Rect;

use super::canvas::{Line, wrapped};
use super::pages::{item, tight, title};
use super::theme::Role;
use crate::app::staff::{Item, Menu, Page, Staff};
use crate::app::{Kiosk, item_letter};

pub(super) use pin::{asked, entrance_said, new_pin_said};
pub(super) use power::said as power_said;

/// The lines of the page that is shown.
pub fn page(kiosk: &Kiosk, page: Rect, staff: &Staff) -> Vec<Line> {
    let lines = match &staff.page {
        Page::Entrance(entrance) => pin::entrance(kiosk, page, entrance),
        Page::NewPin(new) => pin::new_pin(kiosk, page, new),
        Page::Menu(menu) => self::menu(kiosk, page, *menu),
        Page::Power(power) => power::page(kiosk, page, *power),
    };
    tight(lines, page)
}

fn menu(kiosk: &Kiosk, page: Rect, menu: Menu) -> Vec<Line> {
    let t = &kiosk.strings().staff;
    let mut lines = Vec::new();
    title(&mut lines, t.menu, page);
    for (at, name) in t.items.iter().enumerate().take(Item::ALL.len()) {
        lines.push(item(page, at, menu.list.chosen, &format!("{}  {name}", item_letter(at)), ""));
    }
    lines.push(Line::default());
    lines.extend(wrapped(t.menu_help, page.width, Role::Page, Role::Page));
    lines
}
