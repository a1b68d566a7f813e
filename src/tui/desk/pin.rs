//! Whoever guards the staff area: tries are counted before they are compared, and wait when there were too many.

use std::path::Path;

use crate::app::LogLine;
use crate::app::staff::{Answer, Tried};
use crate::pin::{Backoff, Pin};
use crate::store::PinFile;
use crate::time::Clock;
use crate::tui::journal::Journal;

/// The PIN with its wrong tries.
pub struct Guard {
    file: PinFile,
    clock: Clock,
    journal: Journal,
    tries: Backoff,
    /// The last try could not be counted on the disk.
    uncounted: bool,
}

impl Guard {
    /// As it is found: wrong tries before this start of the program count, and the wait began with it.
    pub fn new(data: &Path, clock: Clock, journal: Journal) -> Guard {
        let file = PinFile::of(data);
        let tries = Backoff::begun(file.failures(), 0);
        Guard { file, clock, journal, tries, uncounted: false }
    }

    /// Whether there is a PIN, and until when a try has to wait. What cannot be looked at is no open door.
    pub fn state(&self) -> Answer {
        Answer::Pin { set: self.file.is_set().unwrap_or(true), until: self.tries.until() }
    }

    /// Compares what was typed with the PIN.
    pub fn try_pin(&mut self, pin: &Pin) -> Tried {
        let now = self.clock.now().mono;
        if self.tries.waits(now) {
            return Tried::Wait { until: self.tries.until() };
        }
        // Where nothing can be written (a full disk), staff must get in all the more. But then a restart would forget the
        // try: so one wait comes before it.
        let counted = self.file.count(self.tries.failures().saturating_add(1)).is_ok();
        if !counted && !self.uncounted {
            self.uncounted = true;
            self.tries = self.tries.uncounted(now);
            return Tried::Wait { until: self.tries.until() };
        }
        self.uncounted = !counted;
        match self.file.matches(pin) {
            Ok(true) => {
                let _ = self.file.count(0);
                self.tries = Backoff::begun(0, now);
                self.journal.log(LogLine::of("staff-in"));
                Tried::Right
            }
            Ok(false) => {
                self.failed("pin-wrong");
                Tried::Wrong { until: self.tries.until() }
            }
            Err(_) => {
                self.failed("pin-broken");
                Tried::Broken
            }
        }
    }

    /// Sets the PIN; whether it is set.
    pub fn set(&mut self, pin: &Pin) -> bool {
        let set = self.file.set(pin).is_ok();
        if set {
            self.tries = Backoff::begun(0, 0);
        }
        self.journal.log(LogLine::of(if set { "pin-set" } else { "pin-not-set" }));
        set
    }

    fn failed(&mut self, what: &'static str) {
        self.tries = self.tries.failed(self.clock.now().mono);
        self.journal.log(LogLine::of(what).and("tries", self.tries.failures()));
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn pin(digits: &str) -> Pin {
        Pin::typed(digits.to_owned())
    }

    fn standing(data: &Path) -> Guard {
        let clock = Clock::start();
        Guard::new(data, clock.clone(), Journal::start(data, clock).unwrap())
    }

    fn counted(data: &Path) -> u32 {
        PinFile::of(data).failures()
    }

    #[test]
    fn five_tries_are_free_and_then_one_waits_across_restarts_too() {
        let data = tempfile::tempdir().unwrap();
        assert_eq!(standing(data.path()).state(), Answer::Pin { set: false, until: 0 });
        assert!(standing(data.path()).set(&pin("274915")));
        let mut guard = standing(data.path());
        assert_eq!(guard.state(), Answer::Pin { set: true, until: 0 });
        for wrong in 1..=4 {
            let tried = guard.try_pin(&pin("111111"));
            assert!(matches!(tried, Tried::Wrong { until } if until <= guard.clock.now().mono));
            assert_eq!(counted(data.path()), wrong);
            guard = standing(data.path()); // as after kill -9
        }
        let Tried::Wrong { until } = guard.try_pin(&pin("111112")) else { panic!() };
        assert!(until >= 30_000);
        // The right one is not looked at before the wait is over; nothing is counted meanwhile.
        assert_eq!(guard.try_pin(&pin("274915")), Tried::Wait { until });
        assert_eq!(counted(data.path()), 5);
        assert_eq!(standing(data.path()).state(), Answer::Pin { set: true, until: 30_000 });
        // Every failure is logged, and never what was typed.
        guard.journal.flush();
        let log = fs::read_to_string(data.path().join(crate::log::FILE_NAME)).unwrap();
        assert_eq!(log.matches(" pin-wrong ").count(), 5, "{log}");
        assert!(log.contains("pin-wrong tries=5") && !log.contains("111111"), "{log}");
    }

    #[test]
    fn the_right_one_opens_and_forgets_the_wrong_ones() {
        let data = tempfile::tempdir().unwrap();
        let mut guard = standing(data.path());
        guard.set(&pin("274915"));
        guard.try_pin(&pin("111111"));
        assert_eq!(guard.try_pin(&pin("274915")), Tried::Right);
        assert_eq!(counted(data.path()), 0);
    }

    #[test]
    fn a_try_that_cannot_be_counted_waits_first() {
        let data = tempfile::tempdir().unwrap();
        let mut guard = standing(data.path());
        guard.set(&pin("274915"));
        fs::remove_file(data.path().join(PinFile::TRIES)).unwrap();
        fs::create_dir(data.path().join(PinFile::TRIES)).unwrap();
        let mut guard = Guard { tries: Backoff::begun(0, 0), ..guard };
        assert!(matches!(guard.try_pin(&pin("274915")), Tried::Wait { until } if until >= 30_000));
        // After the wait it is compared all the same.
        guard.tries = Backoff::begun(0, 0);
        assert_eq!(guard.try_pin(&pin("274915")), Tried::Right);
    }

    #[test]
    fn a_damaged_pin_is_called_so_and_counted() {
        let data = tempfile::tempdir().unwrap();
        fs::write(data.path().join(PinFile::NAME), "x").unwrap();
        let mut guard = standing(data.path());
        assert_eq!(guard.try_pin(&pin("274915")), Tried::Broken);
        assert_eq!(counted(data.path()), 1);
    }
}
