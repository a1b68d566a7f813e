//! The attempts of a day.
//!
//! Those whose clock was believed are found by an index of their start. A clock that lost its day puts everything into
//! the same day of 1970, so what was not believed belongs to today, if it was done since the machine was switched on.

use rusqlite::{Connection, Row};

use crate::store::codes::span;
use crate::store::error::StoreError;
use crate::store::{AttemptId, Store};
use crate::time::{Day, Moment, Timestamp};
use crate::tutor::record::{AttemptOutcome, Audience};

/// How many attempts are listed.
const MOST: u32 = 2_000;

/// An attempt of a day, as staff see it in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayAttempt {
    /// Its id.
    pub attempt_id: String,
    /// The number on its practice slip.
    pub slip: String,
    /// Wall clock at its start.
    pub started_at: Timestamp,
    /// Lesson.
    pub lesson_id: String,
    /// Title of the lesson, in Vietnamese.
    pub title_vi: String,
    /// Group, as it was put right last.
    pub audience: Audience,
    /// How it ended.
    pub outcome: AttemptOutcome,
    /// Whether it was taken out of the count.
    pub void: bool,
}

/// A row, with what only figures need.
pub(super) struct Found {
    pub(super) seen: DayAttempt,
    pub(super) attempt: i64,
    pub(super) learner_id: String,
    pub(super) people: u32,
    pub(super) active_ms: u64,
}

impl Store {
    /// The ended attempts of a day in the kiosk's zone, newest first, at most 2,000. `now` tells which day is today.
    pub fn attempts_of(&self, day: Day, now: Moment) -> Result<Vec<DayAttempt>, StoreError> {
        let found = attempts(&self.conn, day, now).map_err(|e| StoreError::sql("list a day", &self.path, e))?;
        Ok(found.into_iter().map(|found| found.seen).collect())
    }
}

const COLUMNS: &str = "
SELECT attempt, attempt_id, started_at, lesson_id, title_vi, outcome, learner_id, people, active_ms,
  coalesce((SELECT value FROM corrections WHERE target_id = attempt_id AND action = 'set-audience'
            ORDER BY correction DESC LIMIT 1), audience),
  EXISTS (SELECT 1 FROM corrections WHERE target_id = attempt_id AND action = 'void')
FROM attempts";

const BELIEVED: &str = "CROSS JOIN lessons USING (lesson)
WHERE seq IS NOT NULL AND clock_trusted = 1 AND started_at >= ?1 AND started_at < ?2
ORDER BY started_at DESC LIMIT ?3";

const SINCE_SWITCHED_ON: &str = "CROSS JOIN lessons USING (lesson)
WHERE attempt > ?1 AND boot >= ?2 AND seq IS NOT NULL AND clock_trusted = 0 ORDER BY attempt DESC LIMIT ?3";

pub(super) fn attempts(conn: &Connection, day: Day, now: Moment) -> rusqlite::Result<Vec<Found>> {
    let mut query = conn.prepare(&format!("{COLUMNS} {BELIEVED}"))?;
    let range = (day.begins(), Day(day.0 + 1).begins(), MOST);
    let mut found = query.query_map(range, read)?.collect::<rusqlite::Result<Vec<Found>>>()?;
    if day == now.wall.day()
        && let Some((boot, after)) = switched_on(conn)?
    {
        let mut query = conn.prepare(&format!("{COLUMNS} {SINCE_SWITCHED_ON}"))?;
        let today = query.query_map((after, boot, MOST), read)?.collect::<rusqlite::Result<Vec<Found>>>()?;
        found.extend(today);
        found.sort_by_key(|found| std::cmp::Reverse(found.attempt));
        found.truncate(usize::try_from(MOST).unwrap_or(usize::MAX));
    }
    Ok(found)
}

/// The first start of the kiosk since the machine was switched on, and an attempt after which all of it comes.
fn switched_on(conn: &Connection) -> rusqlite::Result<Option<(u32, i64)>> {
    let mut boots = conn.prepare("SELECT boot, closed_through, kernel_boot_id FROM boots ORDER BY boot DESC")?;
    let mut rows = boots.query([])?;
    let (mut first, mut machine) = (None, None);
    while let Some(row) = rows.next()? {
        let of: Option<String> = row.get(2)?;
        if first.is_some() && (of.is_none() || of != machine) {
            break;
        }
        first = Some((row.get(0)?, row.get(1)?));
        machine = of;
    }
    Ok(first)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Found> {
    let attempt_id = AttemptId::recorded(row.get(1)?);
    let seen = DayAttempt {
        slip: attempt_id.slip(),
        attempt_id: attempt_id.to_string(),
        started_at: row.get(2)?,
        lesson_id: row.get(3)?,
        title_vi: row.get(4)?,
        outcome: row.get(5)?,
        audience: row.get(9)?,
        void: row.get(10)?,
    };
    let active_ms = span(row.get(8)?);
    Ok(Found { seen, attempt: row.get(0)?, learner_id: row.get(6)?, people: row.get(7)?, active_ms })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Correction;
    use crate::store::fixture::{Kiosk, minute};

    const TODAY: Day = Day(20_758); // 2026-11-01, on which minute 0 falls at 7 o'clock

    #[test]
    fn the_attempts_of_a_day_are_listed_with_their_corrections() {
        let mut kiosk = Kiosk::new();
        kiosk.practise(3, 1);
        // 17:00 UTC, at minute 1020, is midnight in Viet Nam.
        kiosk.practise(1, 1_019);
        kiosk.practise(2, 1_020);
        kiosk.begin(minute(30));
        let listed = kiosk.store.attempts_of(TODAY, minute(9)).unwrap();
        assert_eq!(listed.len(), 4);
        assert!(listed.windows(2).all(|pair| pair[0].started_at > pair[1].started_at));
        let last = &listed[3];
        assert_eq!((last.started_at, last.lesson_id.as_str(), last.void), (minute(1).wall, "vneid-install", false));
        assert!(last.attempt_id.to_uppercase().ends_with(&last.slip) && last.slip.len() == 6);
        let void = Correction::Void { attempt_id: last.attempt_id.clone() };
        kiosk.store.correct(&void, "thử máy", minute(40)).unwrap();
        let audience = Correction::SetAudience { attempt_id: last.attempt_id.clone(), audience: Audience::Teacher };
        kiosk.store.correct(&audience, "chọn nhầm", minute(40)).unwrap();
        let put_right = DayAttempt { void: true, audience: Audience::Teacher, ..last.clone() };
        assert_eq!(kiosk.store.attempts_of(TODAY, minute(9)).unwrap()[3], put_right);
        assert_eq!(kiosk.store.attempts_of(Day(TODAY.0 + 1), minute(9)).unwrap().len(), 2);
        assert_eq!(kiosk.store.attempts_of(Day(TODAY.0 + 2), minute(9)).unwrap(), []);
    }

    /// With an empty battery every day is the same day of 1970: today is what was done since it was switched on.
    #[test]
    fn a_clock_that_is_not_believed_does_not_pile_up_the_years() {
        let dead = |ms: i64| Moment { wall: Timestamp(ms), mono: 0 };
        let mut kiosk = Kiosk::new();
        let mut count = |machine: &str, attempts: i64| {
            let mut store = Store::open(kiosk.folder.path(), dead(0), Some(machine)).unwrap();
            store.close_interrupted(dead(0)).unwrap();
            std::mem::swap(&mut kiosk.store, &mut store);
            for n in 0..attempts {
                let id = kiosk.begin(dead(n * 1000));
                let left = crate::store::fixture::end(AttemptOutcome::Left, dead(n * 1000 + 500));
                kiosk.store.end_attempt(&id, &left, dead(n * 1000 + 500)).unwrap();
            }
            kiosk.store.attempts_of(Day(0), dead(60_000)).unwrap().len()
        };
        assert_eq!(count("monday", 3), 3);
        assert_eq!(count("tuesday", 2), 2);
        // The kiosk begins anew after every learner; the machine does not.
        assert_eq!(count("tuesday", 2), 4);
        assert_eq!(count("wednesday", 1), 1);
        // Staff have set the date: what came before belongs to it all the same.
        assert_eq!(kiosk.store.attempts_of(TODAY, minute(1)).unwrap().len(), 1);
        assert_eq!(kiosk.store.attempts_of(Day(0), minute(1)).unwrap(), []);
    }

    #[test]
    fn the_history_is_not_walked() {
        let kiosk = Kiosk::new();
        for (which, start) in [
            (BELIEVED, "SEARCH attempts USING INDEX attempts_day (started_at>? AND started_at<?)"),
            (SINCE_SWITCHED_ON, "SEARCH attempts USING INTEGER PRIMARY KEY (rowid>?)"),
        ] {
            let plan = kiosk.plan(&format!("{COLUMNS} {which}"));
            assert_eq!(plan[0], start);
            assert!(!plan.iter().any(|line| line.starts_with("SCAN") || line.contains("TEMP B-TREE")), "{plan:?}");
        }
    }
}
