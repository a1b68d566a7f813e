//! The staff area in sentences.

use super::{Part, Teller};
use crate::app::staff::{Asked, Entrance, Item, NewPin, Page, Power, Setting, Staff, Stage};
use crate::app::{Key, List, item_letter};
use crate::ui::staff;

impl Teller<'_> {
    pub(super) fn staff(&mut self, staff: &Staff) {
        match &staff.page {
            Page::Entrance(page) => self.entrance(page),
            Page::NewPin(page) => self.new_pin(page),
            Page::Menu(menu) => self.staff_menu(menu.list),
            Page::Power(page) => self.power(*page),
        }
        if self.kiosk.by_lines() {
            let bar = &self.t.bar;
            let out = matches!(staff.page, Page::Entrance(_) | Page::Menu(_));
            self.key(if out { bar.escape_leave } else { bar.escape_back }, Key::Escape);
        }
    }

    fn entrance(&mut self, page: &Entrance) {
        let t = &self.t.staff;
        self.paragraphs(Part::Said, [&staff::entrance_said(self.kiosk, page)]);
        self.say(Part::Page, t.title);
        self.say(Part::Page, t.pin_about);
        if !matches!(page.stage, Stage::Unset | Stage::Broken) {
            self.say(Part::Page, t.pin_ask);
            self.digits(page.digits.len());
        }
    }

    fn new_pin(&mut self, page: &NewPin) {
        let t = &self.t.staff;
        self.paragraphs(Part::Said, [&staff::new_pin_said(self.kiosk, page)]);
        self.say(Part::Page, t.title);
        if page.said == Setting::Done {
            return;
        }
        if page.first {
            self.say(Part::Page, t.pin_first);
        }
        self.say(Part::Page, staff::asked(self.kiosk, page));
        self.digits(page.digits.len());
    }

    /// What is typed of a PIN: never which digits.
    fn digits(&mut self, typed: usize) {
        let t = &self.t.staff;
        self.say(Part::Page, &format!("{}: {}", t.pin, t.pin_typed(typed)));
    }

    fn staff_menu(&mut self, list: List) {
        let t = &self.t.staff;
        self.say(Part::Page, t.menu);
        self.say(Part::Page, t.menu_help);
        for (at, name) in t.items.iter().enumerate().take(Item::ALL.len()) {
            let letter = if self.kiosk.by_lines() { String::new() } else { format!("{}, ", item_letter(at)) };
            self.item(at, list, &format!("{letter}{name}"));
        }
    }

    fn power(&mut self, page: Power) {
        let t = &self.t.staff;
        let [question, about, answer] = staff::power_said(self.kiosk, page);
        self.paragraphs(Part::Said, [&answer]);
        self.paragraphs(Part::Page, [&question, &about]);
        if page.asked == Asked::No {
            for (at, name) in [t.yes, t.no].iter().enumerate() {
                self.item(at, page.list, name);
            }
        }
    }
}
