//! The PIN of the staff: which ones are taken, and how long somebody waits who keeps trying.
//!
//! Pure: the PIN is kept and compared by `store::PinFile`, and whoever calls says what the monotonic clock shows.

use std::fmt;

use crate::text;

/// The fewest and the most digits of a PIN.
pub const DIGITS: std::ops::RangeInclusive<usize> = 6..=12;

/// So many wrong tries cost nothing but the slowness of the hash.
pub const FREE_TRIES: u32 = 5;

/// The first wait and the longest, in milliseconds.
const FIRST_WAIT: u64 = 30_000;
const LONGEST_WAIT: u64 = 15 * 60_000;

/// What somebody typed as the PIN. It is overwritten in memory when it is dropped, and no error or log can show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(String);

/// Why a PIN is not taken as a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// Fewer or more digits than [`DIGITS`], or something else than digits.
    NotDigits,
    /// It is among the first that anybody tries: digits in a row, the same over and over.
    Trivial,
}

impl Pin {
    /// What was typed, to be compared with the PIN that is set.
    pub fn typed(digits: String) -> Pin {
        Pin(digits)
    }

    /// A new PIN, if it is one that is not guessed at once.
    pub fn new(digits: String) -> Result<Pin, Unfit> {
        let pin = Pin(digits);
        let fits = DIGITS.contains(&pin.0.len()) && pin.0.bytes().all(|b| b.is_ascii_digit());
        if !fits {
            return Err(Unfit::NotDigits);
        }
        if is_trivial(pin.0.as_bytes()) { Err(Unfit::Trivial) } else { Ok(pin) }
    }

    /// The digits, for the hash.
    pub fn digits(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl Drop for Pin {
    fn drop(&mut self) {
        text::wipe(std::mem::take(&mut self.0));
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(…)")
    }
}

/// `111111`, `123456`, `987654`, `890123`, `246802`, `121212`, `123123`, `112211`.
fn is_trivial(digits: &[u8]) -> bool {
    let steps: Vec<u8> = digits.windows(2).map(step).collect();
    let even_steps = steps.windows(2).all(|pair| pair.first() == pair.last());
    let repeats = |length: &usize| digits.chunks(*length).all(|part| digits.starts_with(part));
    let few = {
        let mut known: Vec<u8> = digits.to_vec();
        known.sort_unstable();
        known.dedup();
        known.len() < 3
    };
    even_steps || few || (1..=digits.len() / 2).any(|length| repeats(&length))
}

/// From one digit to the next, round the ten.
fn step(pair: &[u8]) -> u8 {
    match pair {
        [one, next] => (next + 10 - one) % 10,
        _ => 0,
    }
}

/// Milliseconds to wait after so many wrong tries in a row, before the next one is looked at.
pub fn wait_after(failures: u32) -> u64 {
    let Some(doublings) = failures.checked_sub(FREE_TRIES) else { return 0 };
    FIRST_WAIT.checked_shl(doublings.min(16)).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT)
}

/// How many tries were wrong, and until when the next one has to wait. Times are those of the monotonic clock since the
/// program started, so that no change of the date shortens a wait; a restart begins it anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    failures: u32,
    until: u64,
}

impl Backoff {
    /// As the program finds it at its start, or as soon as it looks: so many tries were wrong before.
    pub fn begun(failures: u32, mono: u64) -> Backoff {
        Backoff { failures, until: mono.saturating_add(wait_after(failures)) }
    }

    /// Wrong tries in a row.
    pub fn failures(self) -> u32 {
        self.failures
    }

    /// Until when nothing is tried.
    pub fn until(self) -> u64 {
        self.until
    }

    /// Whether a try has to wait.
    pub fn waits(self, mono: u64) -> bool {
        mono < self.until
    }

    /// The same after a try that was wrong.
    #[must_use]
    pub fn failed(self, mono: u64) -> Backoff {
        Backoff::begun(self.failures.saturating_add(1), mono)
    }

    /// The same where a try could not be counted on the disk, so that a restart would forget it: not before the first
    /// wait is over.
    #[must_use]
    pub fn uncounted(self, mono: u64) -> Backoff {
        Backoff::begun(self.failures.max(FREE_TRIES), mono)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_pin_is_six_to_twelve_digits_that_nobody_guesses_at_once() {
        for (digits, said) in [
            ("", Some(Unfit::NotDigits)),
            ("27491", Some(Unfit::NotDigits)),
            ("2749156382047", Some(Unfit::NotDigits)),
            ("27491x", Some(Unfit::NotDigits)),
            ("27491٣", Some(Unfit::NotDigits)),
            ("111111", Some(Unfit::Trivial)),
            ("123456", Some(Unfit::Trivial)),
            ("12345678", Some(Unfit::Trivial)),
            ("654321", Some(Unfit::Trivial)),
            ("890123", Some(Unfit::Trivial)),
            ("246802", Some(Unfit::Trivial)),
            ("121212", Some(Unfit::Trivial)),
            ("123123", Some(Unfit::Trivial)),
            ("112211", Some(Unfit::Trivial)),
            ("274915", None),
            ("274915638204", None),
            ("190545", None),
        ] {
            assert_eq!(Pin::new(digits.to_owned()).err(), said, "{digits}");
        }
    }

    #[test]
    fn a_pin_is_never_shown() {
        assert_eq!(format!("{:?}", Pin::typed("274915".to_owned())), "Pin(…)");
    }

    #[test]
    fn each_wrong_try_after_the_fifth_doubles_the_wait_up_to_a_quarter_of_an_hour() {
        let seconds = [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900];
        for (failures, seconds) in (0..).zip(seconds) {
            assert_eq!(wait_after(failures), seconds * 1000, "after {failures}");
        }
        assert_eq!(wait_after(u32::MAX), LONGEST_WAIT);
    }

    #[test]
    fn the_wait_goes_by_the_monotonic_clock_and_begins_anew_with_the_program() {
        let mut tries = Backoff::begun(0, 7);
        for _ in 0..5 {
            assert!(!tries.waits(7));
            tries = tries.failed(7);
        }
        assert_eq!((tries.failures(), tries.until()), (5, 30_007));
        assert!(tries.waits(30_006) && !tries.waits(30_007));
        assert_eq!(tries.failed(30_007).until(), 90_007);
        // Killed and started again: as long as before, from the new start on.
        assert_eq!(Backoff::begun(5, 0).until(), 30_000);
        assert_eq!(Backoff::begun(u32::MAX, u64::MAX).until(), u64::MAX);
    }

    #[test]
    fn where_tries_cannot_be_counted_every_start_costs_a_wait() {
        assert_eq!(Backoff::begun(0, 100).uncounted(100).until(), 30_100);
        assert_eq!(Backoff::begun(7, 100).uncounted(100).until(), 120_100);
    }
}
