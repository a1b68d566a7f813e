//! Time as the kiosk uses it: UTC instants, calendar days of a fixed zone, and the only reader of the clocks.
//!
//! The wall clock of an old PC may be wrong, so it is *data* (it is written into records) and never *order*: what
//! came first is told by sequence numbers, how long something took by the monotonic clock. Everything but [`Clock`]
//! is pure, and everything that needs the time takes a [`Moment`] as an argument.

use std::fmt;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Viet Nam keeps +07:00 all year, so the kiosk needs no time zone data. Seconds east of UTC.
pub const ZONE_SECONDS: i64 = 7 * 3600;

/// The same offset as it is written in the files that leave.
pub const ZONE_TEXT: &str = "+07:00";

/// The name of the zone in the manifest of an export.
pub const ZONE_NAME: &str = "Asia/Ho_Chi_Minh";

/// The day this version was released (UTC midnight): a wall clock before it is certainly wrong.
pub const RELEASED: Timestamp = Timestamp(1_793_491_200_000); // 2026-11-01

/// The Julian day number of 1970-01-01.
const UNIX_EPOCH_JULIAN: i64 = 2_440_588;

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(pub i64);

/// A calendar day in the kiosk's fixed zone: days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i64);

/// One reading of both clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moment {
    /// What the wall clock says; may jump.
    pub wall: Timestamp,
    /// Milliseconds since the program started; never runs backwards.
    pub mono: u64,
}

impl Day {
    /// The day of a date; `None` if there is no such date.
    pub fn from_date(year: u16, month: u8, day: u8) -> Option<Day> {
        let month = time::Month::try_from(month).ok()?;
        let date = time::Date::from_calendar_date(i32::from(year), month, day).ok()?;
        Some(Day(i64::from(date.to_julian_day()) - UNIX_EPOCH_JULIAN))
    }

    /// Its first instant.
    pub fn begins(self) -> Timestamp {
        Timestamp(self.0.saturating_mul(86_400_000).saturating_sub(ZONE_SECONDS * 1000))
    }
}

impl Timestamp {
    /// The calendar day this instant falls on in the kiosk's zone.
    pub fn day(self) -> Day {
        Day((self.0 + ZONE_SECONDS * 1000).div_euclid(86_400_000))
    }

    fn civil(self) -> (i32, u8, u8, u8, u8, u8, u16) {
        let nanos = i128::from(self.0) * 1_000_000;
        let utc = time::OffsetDateTime::from_unix_timestamp_nanos(nanos).unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
        let date = utc.date();
        (date.year(), date.month() as u8, date.day(), utc.hour(), utc.minute(), utc.second(), utc.millisecond())
    }

    /// The same instant moved by whole milliseconds.
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Timestamp {
        Timestamp(self.0.saturating_add(ms))
    }

    /// `14:05` in the kiosk's zone, for staff and learners.
    pub fn local_clock(self) -> String {
        let (_, _, _, hour, minute, _, _) = self.plus_ms(ZONE_SECONDS * 1000).civil();
        format!("{hour:02}:{minute:02}")
    }
}

impl fmt::Display for Timestamp {
    /// `2026-11-22T07:05:09.120Z`: always UTC, always three decimals (the format of the export).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day, hour, minute, second, ms) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{ms:03}Z")
    }
}

impl Day {
    fn civil(self) -> (i32, u8, u8) {
        let (y, m, d, ..) = Timestamp(self.0.saturating_mul(86_400_000)).civil();
        (y, m, d)
    }

    /// `20261122`, for file names.
    pub fn compact(self) -> String {
        let (y, m, d) = self.civil();
        format!("{y:04}{m:02}{d:02}")
    }

    /// `22/11/2026`, as people in Viet Nam write it.
    pub fn vietnamese(self) -> String {
        let (y, m, d) = self.civil();
        format!("{d:02}/{m:02}/{y:04}")
    }
}

impl fmt::Display for Day {
    /// `2026-11-22` (ISO 8601).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (y, m, d) = self.civil();
        write!(f, "{y:04}-{m:02}-{d:02}")
    }
}

/// The clocks of the machine. Made once, at the edge.
#[derive(Debug, Clone)]
pub struct Clock {
    started: Instant,
}

impl Clock {
    /// Starts counting monotonic time from now.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the clocks")]
    pub fn start() -> Clock {
        Clock { started: Instant::now() }
    }

    /// Monotonic nanoseconds since the start, for benchmarks.
    pub fn nanos(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }

    /// Reads both clocks.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the clocks")]
    pub fn now(&self) -> Moment {
        let wall = match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
            Err(before) => -i64::try_from(before.duration().as_millis()).unwrap_or(i64::MAX),
        };
        Moment { wall: Timestamp(wall), mono: millis(self.started.elapsed()) }
    }
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_in_utc_with_three_decimals() {
        for (ms, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (1_793_491_200_000, "2026-11-01T00:00:00.000Z"),
            (4_070_908_799_999, "2098-12-31T23:59:59.999Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(Timestamp(ms).to_string(), text);
        }
    }

    #[test]
    fn the_day_is_that_of_viet_nam() {
        // 17:00 UTC is midnight in Viet Nam.
        assert_eq!(Timestamp(1_793_491_200_000 + 17 * 3_600_000 - 1).day().to_string(), "2026-11-01");
        assert_eq!(Timestamp(1_793_491_200_000 + 17 * 3_600_000).day().to_string(), "2026-11-02");
        assert_eq!(Timestamp(-1).day().to_string(), "1970-01-01");
        for day in [Day(0), Day(20_758)] {
            assert_eq!((day.begins().day(), day.begins().plus_ms(-1).day()), (day, Day(day.0 - 1)));
        }
        assert_eq!(Timestamp(0).day().compact(), "19700101");
        assert_eq!(Timestamp(0).day().vietnamese(), "01/01/1970");
        assert_eq!(Timestamp(1_793_491_200_000).local_clock(), "07:00");
    }

    #[test]
    fn an_impossible_instant_is_shown_as_something() {
        assert!(!Timestamp(i64::MAX).to_string().is_empty());
        assert!(!Day(i64::MIN).to_string().is_empty());
    }
}
