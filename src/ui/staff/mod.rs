//! The staff area: what each page shows is described once, in one file a page, and drawn and told from that.

mod class;
mod correct;
mod day;
mod lists;
mod machine;
mod pin;
mod settings;
mod view;

use ratatui::layout::Rect;

use super::canvas::{Line, Said};
use super::theme::Role;
use crate::app::staff::{Item, Load, Menu, Page, Staff};
use crate::app::{Kiosk, item_letter};
use crate::text;

pub(super) use view::{Part, View};

/// The lines of the page that is shown.
pub fn page(kiosk: &Kiosk, page: Rect, staff: &Staff) -> Vec<Line> {
    view::lines(kiosk, &view(kiosk, staff), page)
}

/// What the page shows.
pub(super) fn view(kiosk: &Kiosk, staff: &Staff) -> View {
    match &staff.page {
        Page::Entrance(page) => pin::entrance(kiosk, page),
        Page::NewPin(page) => pin::new_pin(kiosk, page),
        Page::Menu(page) => menu(kiosk, *page),
        Page::Today(page) => day::today(kiosk, page),
        Page::Class(page) => class::class(kiosk, page),
        Page::Calls(page) => lists::calls(kiosk, page),
        Page::Exports(page) => lists::exports(kiosk, page),
        Page::Correct(page) => correct::correct(kiosk, page),
        Page::Erase(page) => correct::erase(kiosk, page),
        Page::Seen(page) => lists::seen(kiosk, *page),
        Page::Log(page) => lists::log(kiosk, page),
        Page::Clock(page) => machine::clock(kiosk, page),
        Page::Settings(page) => settings::settings(kiosk, page),
        Page::Power(page) => machine::power(kiosk, *page),
    }
}

fn menu(kiosk: &Kiosk, menu: Menu) -> View {
    let t = &kiosk.strings().staff;
    let items = Item::ALL.iter().zip(t.items).enumerate().map(|(at, (item, name))| {
        // By lines, each has a number anyhow.
        let name = if kiosk.by_lines() { name.to_owned() } else { format!("{}  {name}", item_letter(at)) };
        (name, note(kiosk, *item), Vec::new())
    });
    let help = Said::plain(t.menu_help, Role::Page);
    View::titled(t.menu).items(menu.list, items).and(Part::Gap).and(Part::Spare(help))
}

/// What is to be known of an item before it is opened.
fn note(kiosk: &Kiosk, item: Item) -> String {
    match item {
        Item::Class => {
            kiosk.class.as_ref().map_or(String::new(), |class| text::truncate(&class.title, 18).into_owned())
        }
        Item::Calls if kiosk.call != crate::app::Call::No => kiosk.strings().staff.call_open.to_owned(),
        Item::Seen if !kiosk.notices.is_empty() => kiosk.notices.len().to_string(),
        _ => String::new(),
    }
}

/// What stands on a page instead of something that is not there.
fn absent<T>(kiosk: &Kiosk, load: &Load<T>) -> Said {
    let t = &kiosk.strings().staff;
    match load {
        Load::Coming => Said::plain(t.opening, Role::Page),
        _ => Said::plain(t.not_now, Role::Attention),
    }
}
