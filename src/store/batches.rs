//! Batches: what leaves, as closed ranges of sequence numbers. A batch is made, its files are written, and only
//! then is it closed; until then it is given out again, unchanged.

use rusqlite::{Connection, OptionalExtension, Params, Row};

use super::Store;
use super::error::StoreError;
use super::lives::{self, Succeeds};
use crate::communes::Site;
use crate::time::{Moment, Timestamp};

/// The greatest number of attempts in a batch. A day has some forty; after a long pause the rest follows in further
/// batches, so that no file and no memory grows without bound.
pub const BATCH_ATTEMPTS: u32 = 10_000;

/// The edition of the words by which an export describes its columns. Those of a batch never change, because they are
/// among the bytes that leave. 2: databases with several lives, learners as targets of corrections.
pub const EDITION: u32 = 2;

/// One batch: all that the bytes of its files depend on, besides rows that never change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Its number in this database, from 1, without gaps.
    pub number: u32,
    /// Id of the database in the life in which the batch was made; a row of it may be of an earlier one.
    pub database_id: String,
    /// What that life goes on from, if this is its first batch.
    pub succeeds: Option<Succeeds>,
    /// Edition of the words that describe its columns ([`EDITION`] when it was made).
    pub edition: u32,
    /// Whether the learners are simulated.
    pub rehearsal: bool,
    /// First sequence number; the one after the batch before.
    pub first_seq: u32,
    /// Last sequence number.
    pub last_seq: u32,
    /// Corrections after this row…
    pub(super) after_correction: i64,
    /// …up to this one.
    pub(super) last_correction: i64,
    /// Classes closed after this one...
    pub(super) after_class: i64,
    /// ...up to this one.
    pub(super) last_class: i64,
    /// Wall clock when it was made.
    pub made_at: Timestamp,
    /// Whether that clock is believed.
    pub clock_trusted: bool,
    /// Where it was made.
    pub site: Site,
    /// Name and version of the program that made it.
    pub software: String,
    /// SHA-256 of the `SHA256SUMS` of the batch before, lower-case hex; none for the first.
    pub previous_sums: Option<String>,
    /// SHA-256 of its own `SHA256SUMS`; given when it is closed.
    pub sums_sha256: Option<String>,
}

impl Batch {
    /// Whether its files are written.
    pub fn is_closed(&self) -> bool {
        self.sums_sha256.is_some()
    }
}

impl Store {
    /// The batch to be written next: the one that is not closed yet, unchanged, or a new one over the attempts that
    /// ended since the last; `None` when there are none.
    pub fn open_batch(&mut self, now: Moment, site: &Site, software: &str) -> Result<Option<Batch>, StoreError> {
        let trusted = self.trust.of(now.wall);
        self.write("open a batch", |tx| {
            let newest = newest(tx)?;
            if let Some(open) = newest.as_ref().filter(|batch| !batch.is_closed()) {
                return Ok(Some(open.clone()));
            }
            let (number, after) = newest.as_ref().map_or((0, 0), |batch| (batch.number, batch.last_seq));
            let last_seq: Option<u32> = tx.query_row(
                "SELECT max(seq) FROM (SELECT seq FROM attempts WHERE seq > ?1 ORDER BY seq LIMIT ?2)",
                (after, BATCH_ATTEMPTS),
                |row| row.get(0),
            )?;
            let Some(last_seq) = last_seq else { return Ok(None) };
            tx.execute(
                NEW,
                rusqlite::params![
                    number + 1,
                    after + 1,
                    last_seq,
                    newest.as_ref().map_or(0, |batch| batch.last_correction),
                    now.wall,
                    trusted,
                    site.commune_code(),
                    site.commune_name(),
                    site.province_code(),
                    site.number(),
                    software,
                    newest.as_ref().and_then(|batch| batch.sums_sha256.as_deref()),
                    newest.as_ref().map_or(0, |batch| batch.last_class),
                    EDITION,
                ],
            )?;
            Ok(self::newest(tx)?)
        })
    }

    /// Closes a batch whose files are in place. `sums_sha256`: SHA-256 of its `SHA256SUMS`, lower-case hex. Closing
    /// it again with the same sum is all right.
    pub fn close_batch(&mut self, number: u32, sums_sha256: &str, now: Moment) -> Result<(), StoreError> {
        if sums_sha256.len() != 64 || !sums_sha256.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(StoreError::Invalid { what: "a SHA-256", value: sums_sha256.to_owned() });
        }
        self.write("close a batch", |tx| {
            let closed = tx.execute(
                "UPDATE batches SET sums_sha256 = ?2, closed_at = ?3 WHERE number = ?1 AND sums_sha256 IS NULL",
                (number, sums_sha256, now.wall),
            )?;
            if closed == 1 {
                return Ok(());
            }
            let sql = "SELECT sums_sha256 = ?2 FROM batches WHERE number = ?1";
            match tx.query_row(sql, (number, sums_sha256), |row| row.get(0)).optional()? {
                Some(true) => Ok(()),
                Some(false) => Err(StoreError::Conflict(format!("batch {number}")).into()),
                None => Err(StoreError::NoBatch(number).into()),
            }
        })
    }

    /// All batches, oldest first.
    pub fn batches(&self) -> Result<Vec<Batch>, StoreError> {
        list(&self.conn, "ORDER BY number", ()).map_err(|e| StoreError::sql("list the batches", &self.path, e))
    }

    /// The batch with this number.
    pub fn batch(&self, number: u32) -> Result<Option<Batch>, StoreError> {
        let found = list(&self.conn, "WHERE number = ?1", [number]);
        found.map(|mut found| found.pop()).map_err(|e| StoreError::sql("read a batch", &self.path, e))
    }
}

const BATCH: &str = "
SELECT number, batches.database_id, rehearsal, first_seq, last_seq, after_correction, last_correction, batches.made_at,
  clock_trusted, commune_code, commune_name, province_code, kiosk, software, previous_sums, sums_sha256, edition,
  after_class, last_class
FROM batches, meta";

const NEW: &str = "
INSERT INTO batches (number, first_seq, last_seq, after_correction, last_correction, boot, made_at, clock_trusted,
  commune_code, commune_name, province_code, kiosk, software, previous_sums, after_class, edition, last_class, database_id)
SELECT ?1, ?2, ?3, ?4, coalesce((SELECT max(correction) FROM corrections), 0), (SELECT max(boot) FROM boots), ?5, ?6,
  ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,
  coalesce((SELECT max(closing) FROM classes WHERE closing IS NOT NULL), 0), (SELECT database_id FROM meta)";

/// Only the newest batch can be open: the next is made after it is closed.
fn newest(tx: &Connection) -> rusqlite::Result<Option<Batch>> {
    Ok(list(tx, "ORDER BY number DESC LIMIT 1", ())?.pop())
}

fn list(conn: &Connection, which: &str, params: impl Params) -> rusqlite::Result<Vec<Batch>> {
    let mut found = conn.prepare(&format!("{BATCH} {which}"))?;
    let batches = found.query_map(params, read)?.collect::<rusqlite::Result<Vec<Batch>>>()?;
    let told = told(conn)?;
    let lives = lives::lives(conn)?;
    let complete = |mut batch: Batch| {
        let before: Vec<String> =
            told.iter().filter(|(number, _)| *number < batch.number).map(|(_, id)| id.clone()).collect();
        let life = lives.iter().position(|life| life.database_id == batch.database_id);
        batch.succeeds = life.and_then(|at| lives::succeeds(&lives, at, &before));
        batch
    };
    Ok(batches.into_iter().map(complete).collect())
}

/// The first batch of each database that made one.
fn told(conn: &Connection) -> rusqlite::Result<Vec<(u32, String)>> {
    let mut query = conn.prepare("SELECT min(number), database_id FROM batches GROUP BY database_id")?;
    query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

fn read(row: &Row<'_>) -> rusqlite::Result<Batch> {
    let site = Site::recorded(row.get(9)?, row.get(10)?, row.get(11)?, row.get(12)?);
    Ok(Batch {
        number: row.get(0)?,
        database_id: row.get(1)?,
        succeeds: None,
        rehearsal: row.get(2)?,
        first_seq: row.get(3)?,
        last_seq: row.get(4)?,
        after_correction: row.get(5)?,
        last_correction: row.get(6)?,
        made_at: row.get(7)?,
        clock_trusted: row.get(8)?,
        site: site.ok_or_else(|| super::codes::not_a("commune code", 9))?,
        software: row.get(13)?,
        previous_sums: row.get(14)?,
        sums_sha256: row.get(15)?,
        edition: row.get(16)?,
        after_class: row.get(17)?,
        last_class: row.get(18)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixture::{Kiosk, minute, site};

    const SUMS: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    fn seqs(store: &Store, batch: &Batch) -> Vec<u32> {
        let mut found = Vec::new();
        let reader = store.read_batch(batch).unwrap();
        reader
            .attempts::<StoreError>(|row| {
                found.push(row.seq);
                Ok(())
            })
            .unwrap();
        found
    }

    #[test]
    fn a_batch_is_what_ended_since_the_last_and_stays_as_it_was_made() {
        let mut kiosk = Kiosk::new();
        assert_eq!(kiosk.store.open_batch(minute(0), &site(), "kiosk 0.1.0").unwrap(), None);
        kiosk.practise(3, 1);
        let first = kiosk.store.open_batch(minute(9), &site(), "kiosk 0.1.0").unwrap().unwrap();
        assert_eq!((first.number, first.first_seq, first.last_seq, &first.previous_sums), (1, 1, 3, &None));
        kiosk.practise(2, 10);
        kiosk.begin(minute(19));
        let elsewhere = Site::new("00000", 7).unwrap();
        let again = kiosk.store.open_batch(minute(20), &elsewhere, "kiosk 9.9.9").unwrap().unwrap();
        assert_eq!(again, first);
        kiosk.store.close_batch(1, SUMS, minute(21)).unwrap();
        let second = kiosk.store.open_batch(minute(22), &elsewhere, "kiosk 9.9.9").unwrap().unwrap();
        assert_eq!((second.number, second.first_seq, second.last_seq), (2, 4, 5));
        assert_eq!((second.previous_sums.as_deref(), second.site.id().as_str()), (Some(SUMS), "00000-k07"));
        assert_eq!((seqs(&kiosk.store, &first), seqs(&kiosk.store, &second)), (vec![1, 2, 3], vec![4, 5]));
        kiosk.store.close_batch(2, SUMS, minute(23)).unwrap();
        assert_eq!(kiosk.store.open_batch(minute(24), &site(), "kiosk 0.1.0").unwrap(), None);
        assert_eq!(kiosk.store.batches().unwrap().iter().map(|b| b.number).collect::<Vec<_>>(), [1, 2]);
    }

    #[test]
    fn a_batch_is_closed_once() {
        let mut kiosk = Kiosk::new();
        kiosk.practise(1, 1);
        kiosk.store.open_batch(minute(2), &site(), "kiosk 0.1.0").unwrap().unwrap();
        kiosk.store.close_batch(1, SUMS, minute(3)).unwrap();
        kiosk.store.close_batch(1, SUMS, minute(4)).unwrap();
        let other = SUMS.replace('a', "b");
        assert!(matches!(kiosk.store.close_batch(1, &other, minute(5)), Err(StoreError::Conflict(_))));
        assert!(matches!(kiosk.store.close_batch(2, SUMS, minute(5)), Err(StoreError::NoBatch(2))));
        assert!(matches!(kiosk.store.close_batch(1, "short", minute(5)), Err(StoreError::Invalid { .. })));
    }

    /// "The last export is in the future" still exports, and no number that left is given again.
    #[test]
    fn batches_follow_the_sequence_whatever_the_clock_says() {
        let mut kiosk = Kiosk::new();
        kiosk.practise(2, 1);
        let future = Moment { wall: Timestamp(4_070_908_799_999), mono: 0 };
        kiosk.store.open_batch(future, &site(), "kiosk 0.1.0").unwrap().unwrap();
        kiosk.store.close_batch(1, SUMS, future).unwrap();
        kiosk.store.conn.execute_batch("DELETE FROM step_results; DELETE FROM attempts").unwrap();
        kiosk.practise(1, 1);
        let past = Moment { wall: Timestamp(0), mono: 0 };
        let batch = kiosk.store.open_batch(past, &site(), "kiosk 0.1.0").unwrap().unwrap();
        assert_eq!((batch.first_seq, batch.last_seq, batch.clock_trusted), (3, 3, false));
    }

    #[test]
    fn a_long_pause_makes_several_batches() {
        let mut kiosk = Kiosk::new();
        kiosk.practise(1, 1);
        let more = "
            INSERT INTO attempts SELECT NULL, 'x' || value, boot, uptime_ms, commune_code, kiosk, class_id, learner_id,
              audience, age_band, lesson, mode, started_at, clock_trusted, people, resumes, value, ended_at, active_ms,
              outcome, steps_alone, steps_helped, steps_shown, steps_skipped, steps_unfinished, mistakes, detours,
              score_e4, last_step_id
            FROM attempts, (WITH RECURSIVE n (value) AS (SELECT 2 UNION ALL SELECT value + 1 FROM n LIMIT 10002) SELECT value FROM n)";
        kiosk.store.conn.execute(more, []).unwrap();
        let mut ranges = Vec::new();
        while let Some(batch) = kiosk.store.open_batch(minute(2), &site(), "kiosk 0.1.0").unwrap() {
            ranges.push((batch.first_seq, batch.last_seq));
            kiosk.store.close_batch(batch.number, SUMS, minute(3)).unwrap();
        }
        assert_eq!(ranges, [(1, BATCH_ATTEMPTS), (BATCH_ATTEMPTS + 1, 10_003)]);
    }
}
