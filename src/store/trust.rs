//! Whether the wall clock is believed. It is data either way: a wrong clock marks rows, it stops nothing.

use rusqlite::{Connection, OptionalExtension};

use crate::time::{RELEASED, Timestamp};

/// The clock is believed when it is not before the release of this program and not before the last instant
/// recorded.
///
/// "Last" is by order of recording, within the newest start of the kiosk, not the greatest of all: otherwise one
/// excursion into the year 2099 would leave the clock mistrusted for seventy years.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trust {
    floor: Timestamp,
}

impl Trust {
    /// Reads the last instant recorded in the newest start.
    pub(super) fn read(conn: &Connection) -> rusqlite::Result<Trust> {
        let newest: Option<u32> = conn.query_row("SELECT max(boot) FROM boots", [], |row| row.get(0))?;
        let Some(boot) = newest else { return Ok(Trust { floor: RELEASED }) };
        let last = conn.query_row(LAST_INSTANT, [boot], |row| row.get::<_, Option<Timestamp>>(0)).optional()?;
        Ok(Trust { floor: last.flatten().unwrap_or(RELEASED) })
    }

    /// Whether this reading of the wall clock is believed.
    pub(super) fn of(self, wall: Timestamp) -> bool {
        wall >= RELEASED && wall >= self.floor
    }

    /// Remembers an instant that has been recorded. A minute is allowed for, since what is recorded one after the
    /// other may have been read from the clock in another order.
    pub(super) fn saw(&mut self, wall: Timestamp) {
        self.floor = self.floor.max(wall.plus_ms(-60_000));
    }
}

const LAST_INSTANT: &str = "
SELECT max(instant) FROM (
  SELECT started_at AS instant FROM boots WHERE boot = ?1
  UNION ALL
  SELECT max(started_at, coalesce(ended_at, started_at)) FROM attempts
    WHERE attempt = (SELECT max(attempt) FROM attempts) AND boot = ?1
  UNION ALL
  SELECT recorded_at FROM step_results NATURAL JOIN (SELECT attempt FROM attempts WHERE boot = ?1)
    WHERE result = (SELECT max(result) FROM step_results)
  UNION ALL
  SELECT made_at FROM batches WHERE number = (SELECT max(number) FROM batches) AND boot = ?1
)";
