//! The staff area in sentences: from the same description that it is drawn from.

use super::{Part, Teller};
use crate::app::staff::{Page, Staff};
use crate::app::{Key, List, Target};
use crate::ui::staff::{self, Part as Shown, View};

impl Teller<'_> {
    pub(super) fn staff(&mut self, page: &Staff) {
        let view = staff::view(self.kiosk, page);
        self.view(&view);
        if self.kiosk.by_lines() {
            let bar = &self.t.bar;
            let out = matches!(page.page, Page::Entrance(_) | Page::Menu(_));
            if matches!(&page.page, Page::Today(_) | Page::Exports(_) | Page::Seen(_)) && view.chosen.is_none() {
                self.key(bar.enter_on, Key::Enter);
            }
            self.key(if out { bar.escape_leave } else { bar.escape_back }, Key::Escape);
        }
    }

    /// A page as it is described.
    pub(super) fn view(&mut self, view: &View) {
        for part in &view.parts {
            if let Shown::Answer(said) = part {
                self.paragraphs(Part::Said, [said]);
            }
        }
        let list = List { chosen: view.chosen.unwrap_or(usize::MAX), len: view.parts.len() };
        for part in &view.parts {
            self.staff_part(part, list);
        }
    }

    fn staff_part(&mut self, part: &Shown, list: List) {
        let t = self.t;
        match part {
            Shown::Answer(_) | Shown::Gap | Shown::Keypad(_) => {}
            Shown::Title(text) => self.say(Part::Page, text),
            Shown::Said(said) | Shown::Spare(said) => self.paragraphs(Part::Page, [said]),
            Shown::Pair(left, _, right) => {
                self.say(Part::Page, left);
                self.say(Part::Page, right);
            }
            Shown::Item { at, name, note, below } => {
                let parts = [name, note].into_iter().chain(below).filter(|part| !part.is_empty());
                self.item(*at, list, &parts.cloned().collect::<Vec<_>>().join(", "));
            }
            Shown::Row(row) => {
                let content = row.content.as_ref().map(|content| content.shown.as_str());
                let said = match content {
                    None => row.name.clone(),
                    Some("") => format!("{}: {}", row.name, t.twin.empty),
                    Some(content) => format!("{}: {content}", row.name),
                };
                let focus = row.focus && !self.kiosk.by_lines();
                let said = if focus { format!("{said}, {}", t.twin.chosen) } else { said };
                self.choice(&said, Target::Item(row.at));
            }
            Shown::Search(name, content, _) => self.say(Part::Page, &format!("{name} {content}")),
            Shown::Bars(bars) => {
                for (name, count) in bars {
                    self.say(Part::Page, &format!("{name}: {count}"));
                }
            }
            Shown::Typed { digits, .. } => {
                // Never which digits.
                self.say(Part::Page, &format!("{}: {}", t.staff.pin, t.staff.pin_typed(*digits)));
            }
            Shown::Words { places, at } => self.word_list(*places, *at),
        }
    }
}
