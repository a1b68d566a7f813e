//! The clock on the wall, held against the monotonic one: a step is noticed, and a date that cannot be is told to staff.
//! How long something took never depends on it.

use super::event::Effect;
use super::kiosk::Kiosk;
use super::notices::{Notice, Problem};
use crate::time::{Moment, RELEASED};

/// So many milliseconds may lie between the two clocks from one event to the next: slewing takes less.
pub const STEP_MS: i64 = 2_000;

/// What is known of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WallClock {
    /// The last reading of both clocks.
    last: Option<Moment>,
    /// The database has nothing against it.
    pub trusted: bool,
}

impl Default for WallClock {
    fn default() -> WallClock {
        WallClock { last: None, trusted: true }
    }
}

impl WallClock {
    /// Takes a reading; by how many milliseconds the clock was set since the last one, if it was.
    fn read(&mut self, now: Moment) -> Option<i64> {
        let last = self.last.replace(now)?;
        let passed = i64::try_from(now.mono.saturating_sub(last.mono)).unwrap_or(i64::MAX);
        let step = now.wall.0.saturating_sub(last.wall.0).saturating_sub(passed);
        (step.saturating_abs() > STEP_MS).then_some(step)
    }
}

impl Kiosk {
    /// Looks at the clock, as with every event.
    pub(super) fn look_at_clock(&mut self, effects: &mut Vec<Effect>) {
        if let Some(step) = self.clock.read(self.now) {
            effects.push(Effect::ClockStepped(step));
        }
        // Before the release of this program it is certainly wrong, whatever the database says.
        if self.clock.trusted && self.now.wall >= RELEASED {
            self.settle(Problem::Clock, effects);
        } else {
            self.notify(Notice::Clock, effects);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_noticed_and_time_that_passes_is_none() {
        let at = |wall: i64, mono: u64| Moment { wall: RELEASED.plus_ms(wall), mono };
        for (from, to, step) in [
            (at(0, 0), at(3_600_000, 3_600_000), None),
            (at(0, 0), at(3_602_000, 3_600_000), None),
            (at(0, 0), at(3_602_001, 3_600_000), Some(2_001)),
            (at(0, 0), at(-2_001, 0), Some(-2_001)),
            (at(0, 9), at(0, 9), None),
            (at(0, 0), Moment { wall: crate::time::Timestamp(i64::MIN), mono: u64::MAX }, Some(i64::MIN)),
        ] {
            let mut clock = WallClock::default();
            assert_eq!(clock.read(from), None, "nothing to compare with");
            assert_eq!(clock.read(to), step, "{from:?} {to:?}");
            assert_eq!(clock.read(to), None, "told once");
        }
    }
}
