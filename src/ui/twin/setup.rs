//! The first set-up in sentences: from the same description that it is drawn from.

use super::Teller;
use crate::app::Key;
use crate::app::setup::{Page, SetUp};
use crate::ui::setup;

impl Teller<'_> {
    pub(super) fn set_up(&mut self, set_up: &SetUp) {
        match &set_up.page {
            Page::Typing(typing) if set_up.leaving.is_none() => {
                let (title, help) = setup::typing_texts(self.kiosk);
                self.choosing_method(typing, (&title, help));
            }
            _ => self.view(&setup::view(self.kiosk, set_up)),
        }
        if self.kiosk.by_lines() {
            self.set_up_keys(set_up);
        }
    }

    /// What keys do, where there are only lines.
    fn set_up_keys(&mut self, set_up: &SetUp) {
        if set_up.leaving.is_some() || matches!(set_up.page, Page::Saving(_) | Page::Closing | Page::Done) {
            return;
        }
        let (bar, t) = (&self.t.bar, &self.t.setup);
        if matches!(set_up.page, Page::Number(_)) {
            self.key(bar.enter_on, Key::Enter);
        }
        if matches!(set_up.page, Page::Letters(_)) && set_up.facts.can_try_letters() {
            self.key(t.letters_try, Key::F(5));
        }
        if !matches!(set_up.page, Page::Welcome) {
            self.key(bar.escape_back, Key::Escape);
        }
        self.key(t.bar_stop, Key::F(10));
    }
}
