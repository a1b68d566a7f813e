//! The field whose content the next line is: its question, and how the line is put into it.

use super::Lines;
use crate::app::player::Focus;
use crate::app::{Event, Key, Kiosk, Screen, Stage, Target};
use crate::text;
use crate::tui::Ending;

impl Lines {
    /// Asks for the content of what was chosen, if it is a field.
    pub(super) fn ask(&mut self, target: Target) {
        self.asking = letters_in(&self.runner.kiosk, target).map(|_| target);
        self.printed |= self.asking.is_some(); // the question is the answer
    }

    /// The label of the field that is asked for, and whether what it takes is a secret.
    pub(super) fn field(&self) -> Option<(String, bool)> {
        let kiosk = &self.runner.kiosk;
        let field = self.asking.filter(|field| letters_in(kiosk, *field).is_some() && !kiosk.has_page_above())?;
        let (Target::Widget(widget), Screen::Player(player)) = (field, &kiosk.screen) else {
            return Some((kiosk.strings().lines.warmup_field.to_owned(), false));
        };
        let label = player.session.text(&player.session.lesson().world.widgets[widget].label);
        let label = text::plain(&label).trim_end_matches([':', '.']).to_owned();
        Some((label, player.edit.as_ref().is_some_and(|edit| edit.secret)))
    }

    /// Puts a line into a field, instead of what stands there; an empty one leaves it as it is.
    pub(super) fn fill(&mut self, field: Target, typed: &str) -> Option<Ending> {
        // The field may have gone meanwhile: then the line means nothing.
        let stands = letters_in(&self.runner.kiosk, field)?;
        if typed.is_empty() {
            self.answer(self.runner.kiosk.strings().lines.nothing_new);
            return None;
        }
        let erase = std::iter::once(Key::End).chain(std::iter::repeat_n(Key::Backspace, stands));
        self.keys(erase.chain(typed.chars().map(Key::Char)).chain([Key::Enter]))
    }

    /// These keys, one after the other.
    pub(super) fn keys(&mut self, keys: impl Iterator<Item = Key>) -> Option<Ending> {
        for key in keys {
            let ending = self.runner.input(Event::Key(key));
            if ending.is_some() {
                return ending;
            }
        }
        None
    }
}

/// How many letters stand in a field that can be typed in now; nothing if it is none.
fn letters_in(kiosk: &Kiosk, field: Target) -> Option<usize> {
    match (field, &kiosk.screen) {
        (Target::Widget(widget), Screen::Player(player)) if player.focus == Focus::Widget(widget) => {
            player.edit.as_ref().map(|edit| text::graphemes(edit.line.text()).count())
        }
        (Target::Item(_), Screen::Warmup(warmup)) if warmup.stage == Stage::Field => Some(0),
        _ => None,
    }
}
