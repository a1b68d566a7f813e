//! Nobody presses a key: the kiosk asks whether somebody is still there, and without an answer everything of that person
//! leaves it. Where nobody has signed in yet it only goes back to its first page.

use super::call::Call;
use super::event::Effect;
use super::kiosk::{Kiosk, Screen};
use super::player::{Pace, Player};
use crate::lesson::model::{Piece, Template, WidgetKind};
use crate::sim;
use crate::tutor::record::AttemptOutcome;

/// A screen of the device with more letters than this is a page to be read: a minute of it, for somebody who reads
/// slowly.
const LONG_PAGE: usize = 400;

/// How long the kiosk waits for a key, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Until it asks whether somebody is still there; `None`: it never asks.
    pub ms: Option<u64>,
    /// The same while a page of text is shown.
    pub reading_ms: Option<u64>,
    /// For an answer, once it has asked.
    pub warning_ms: u64,
}

impl Patience {
    /// It waits for ever.
    pub const NEVER: Patience = Patience { ms: None, reading_ms: None, warning_ms: 30_000 };
}

impl Default for Patience {
    /// As the shipped settings.
    fn default() -> Patience {
        Patience { ms: Some(120_000), reading_ms: Some(300_000), warning_ms: 30_000 }
    }
}

/// For how long nothing was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Idle {
    /// When something was done last, in monotonic milliseconds.
    since: u64,
    /// The kiosk has asked, and waits for an answer until then.
    until: Option<u64>,
}

impl Kiosk {
    /// Seconds left to answer, while the kiosk asks whether somebody is still there.
    pub fn warning(&self) -> Option<u64> {
        self.idle.until.map(|until| until.saturating_sub(self.now.mono).div_ceil(1000))
    }

    /// Seconds that an answer may take in all.
    pub fn warning_time(&self) -> u64 {
        self.settings.idle.warning_ms.div_ceil(1000)
    }

    /// Whether it shows its first page as at its start: nobody is here, and nothing of anybody.
    pub fn is_at_rest(&self) -> bool {
        matches!(self.screen, Screen::Welcome { quitting: None })
            && self.person.is_none()
            && self.lang == self.settings.lang
            && !self.is_covered()
    }

    /// Something was done, or happened that somebody was waiting for.
    pub(super) fn stirred(&mut self) {
        self.idle.since = self.now.mono;
    }

    /// Somebody did something: if the kiosk has asked whether she is there, that is the answer and nothing else. What
    /// lay below goes on; how long she was away is no time of practice.
    pub(super) fn answers(&mut self) -> bool {
        let asked = self.idle.until.take().is_some();
        if asked {
            self.stirred();
            let now = self.now;
            if let Screen::Player(player) = &mut self.screen {
                player.session.skip_time(now);
            }
            self.cover();
        }
        asked
    }

    /// Whether the kiosk asks if somebody is still there.
    pub(super) fn asks_if_here(&self) -> bool {
        self.idle.until.is_some()
    }

    /// Monotonic milliseconds at which it asks, counts down or gives up.
    pub(super) fn idle_deadline(&self) -> Option<u64> {
        let Some(until) = self.idle.until else {
            return self.patience().map(|ms| self.idle.since.saturating_add(ms));
        };
        // Lines say how long it is once; the screen counts whole seconds.
        let left = until.saturating_sub(self.now.mono);
        Some(if self.by_lines() { until } else { until - left.saturating_sub(1) / 1000 * 1000 })
    }

    /// The deadline may be reached: asks, or gives up.
    pub(super) fn idle_tick(&mut self, effects: &mut Vec<Effect>) {
        let now = self.now.mono;
        match self.idle.until {
            Some(until) if until <= now => {
                self.end_attempt(AttemptOutcome::TimedOut, effects);
                self.end_session(effects);
            }
            Some(_) => {}
            None if self.patience().is_none_or(|ms| now < self.idle.since.saturating_add(ms)) => {}
            None if self.person.is_none() => self.end_session(effects),
            None => {
                self.idle.until = Some(now.saturating_add(self.settings.idle.warning_ms));
                self.cover();
            }
        }
    }

    /// The clock of the one who was here stops.
    pub(super) fn forget_idle(&mut self) {
        self.idle = Idle { since: self.now.mono, until: None };
    }

    /// How long nothing may be done on what is shown now; `None`: for ever.
    fn patience(&self) -> Option<u64> {
        let off = self.preview.is_some() || self.class_open || self.is_at_rest() || self.goes_on();
        let Patience { ms, reading_ms, .. } = self.settings.idle;
        if self.reads() { reading_ms } else { ms }.filter(|_| !off)
    }

    /// Whether there is only to look on or to wait: the kiosk plays, or the world is about to bring what comes next.
    pub(super) fn goes_on(&self) -> bool {
        matches!(&self.screen, Screen::Player(player) if goes_on(player))
    }

    /// Whether a page of text is shown, which takes longer to read. By lines every page is one.
    fn reads(&self) -> bool {
        self.by_lines()
            || self.call != Call::No
            || match &self.screen {
                Screen::Result(_) | Screen::Comeback(_) => true,
                Screen::Player(player) => is_read(player),
                Screen::Welcome { .. } | Screen::Who(_) | Screen::Warmup(_) | Screen::Lessons(_) | Screen::Modes(_) => {
                    false
                }
            }
    }
}

fn goes_on(player: &Player) -> bool {
    let plays = player.auto.is_some_and(|auto| !auto.paused && auto.pace != Pace::Asked);
    let brings = player.waits() && player.session.deadline().is_some();
    !player.is_held() && (plays || brings)
}

/// Whether what is shown in a lesson takes long to read: papers, the words by which she comes back, a demonstration
/// that stands still, a long page of an app.
fn is_read(player: &Player) -> bool {
    player.papers.is_some() || player.leaving.is_some() || player.auto.is_some() || letters(player) > LONG_PAGE
}

/// How many letters of its own the screen of the device has. What was typed is left out.
fn letters(player: &Player) -> usize {
    let world = &player.session.lesson().world;
    let shown = sim::visible_widgets(world, player.session.state()).map(|id| &world.widgets[id]);
    let of = |template: &Template| -> usize {
        let literal = |piece: &Piece| if let Piece::Literal(text) = piece { text.chars().count() } else { 0 };
        template.0.iter().map(literal).sum()
    };
    let inside = |kind: &WidgetKind| -> usize {
        match kind {
            WidgetKind::Card { lines } => lines.iter().map(of).sum(),
            WidgetKind::Table { head, rows } => head.iter().chain(rows.iter().flatten()).map(of).sum(),
            _ => 0,
        }
    };
    shown.map(|widget| of(&widget.label) + widget.detail.iter().map(of).sum::<usize>() + inside(&widget.kind)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{Event, Key, Settings};
    use crate::time::Moment;

    /// Whoever listens in a class presses no keys; what was shown when it was closed is asked about.
    #[test]
    fn nobody_is_asked_while_a_class_is_open() {
        let mut kiosk = Kiosk::new(Settings::default(), 1);
        let at = |mono| Moment { mono, ..Moment::default() };
        for key in [Key::Enter, Key::Enter, Key::Enter] {
            kiosk.update(Event::Key(key), at(1000));
        }
        assert_eq!(kiosk.deadline(), Some(121_000));
        kiosk.class_open = true;
        assert_eq!(kiosk.deadline(), None);
        kiosk.update(Event::Tick, at(3_600_000));
        assert_eq!(kiosk.warning(), None);
        kiosk.class_open = false;
        kiosk.update(Event::Tick, at(3_600_000));
        assert_eq!(kiosk.warning(), Some(30));
    }
}
