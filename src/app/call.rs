//! *Gọi cán bộ*: a learner asks for a person. First a page that can be read from the other side of the room, then, while
//! she goes on, a sign at the top of the screen.

use super::event::{Effect, Key, LogLine};
use super::kiosk::{Kiosk, Screen};

/// Whether somebody is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Call {
    /// Nobody is.
    #[default]
    No,
    /// The page with the call is shown.
    Page,
    /// She goes on while she waits.
    Waiting,
}

impl Kiosk {
    /// Whether somebody can be called from here: not by those who are called.
    fn can_call(&self) -> bool {
        !matches!(self.screen, Screen::Welcome { quitting: Some(_) } | Screen::Staff(_) | Screen::SetUp(_))
    }

    /// Shows the page, or takes it away; while it is shown, nothing in the lesson goes on.
    pub(super) fn set_call(&mut self, call: Call) {
        self.call = call;
        self.cover();
    }

    /// A key on the page of the call; whether it was one for it. That somebody calls is logged, so that staff see it later
    /// too: when, and in which lesson, not who.
    pub(super) fn call_key(&mut self, key: Key, effects: &mut Vec<Effect>) -> bool {
        match (self.call, key) {
            (Call::Page, Key::Enter | Key::F(8)) => self.set_call(Call::Waiting),
            (Call::Page, Key::Escape) => {
                effects.push(Effect::Log(LogLine::of("call-over")));
                self.set_call(Call::No);
            }
            (Call::Page, Key::F(10)) if !matches!(self.screen, Screen::Welcome { .. }) => {
                self.set_call(Call::Waiting);
                return false;
            }
            (Call::Page, _) => {}
            (_, Key::F(8)) if self.can_call() => {
                let call = LogLine::of("call");
                let call = match &self.screen {
                    Screen::Player(player) => call.and("lesson", &player.session.lesson().id),
                    _ => call,
                };
                if self.call == Call::No && self.records() {
                    effects.push(Effect::Log(call));
                }
                self.set_call(Call::Page);
            }
            _ => return false,
        }
        true
    }
}
