//! The lives of a database. One file is one database until rows of it were lost, or until another file may have gone on
//! from the same rows; then it gets a new database id. Its numbers go on: an attempt belongs to the last life that
//! began at or before its number, so no row ever changes its database.

use rusqlite::{Connection, Row};

use super::error::{Fault, StoreError};
use super::finish::next_seq;
use super::start::Rows;
use super::{Store, ids};
use crate::time::{Moment, Timestamp};
use crate::tutor::record::coded;

coded! {
    /// Why a life began.
    Reason {
        /// The file was made.
        Made = "made",
        /// The file before was damaged and set aside; what could be read of it is here.
        Damaged = "damaged",
        /// The file before was gone; what it held is where it had left to.
        Lost = "lost",
        /// The file, or the whole disk, came from another machine.
        Copied = "copied",
        /// An older state of the file was put back.
        Restored = "restored",
    }
}

/// One life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Life {
    /// Its database id (`UUIDv4`).
    pub database_id: String,
    /// Attempts from this number on are of it, up to the next.
    pub first_seq: u32,
    /// Wall clock when it began.
    pub made_at: Timestamp,
    /// Why it began.
    pub reason: Reason,
    /// The name in the data folder of the file that was set aside, if one was.
    pub aside: Option<String>,
    /// Rows of that file that are here.
    pub saved: Rows,
    /// Rows of it that are known to be missing.
    pub lost: Rows,
}

/// What a database goes on from; said in the first batch of each life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Succeeds {
    /// The database before; `None` where nobody can tell.
    pub database_id: Option<String>,
    /// Up to this number, both have the same attempts.
    pub last_seq: u32,
    /// Why there is a new one.
    pub reason: Reason,
    /// What the database before goes on from, if no batch of its own has said so.
    pub before: Option<Box<Succeeds>>,
}

impl Store {
    /// The lives of this database, oldest first; the last is the current one.
    pub fn lives(&self) -> Result<Vec<Life>, StoreError> {
        lives(&self.conn).map_err(|e| StoreError::sql("read the history of the database", &self.path, e))
    }

    /// Begins a new life from the next number on.
    #[cfg(test)]
    pub(super) fn begin_life(&mut self, reason: Reason, now: Moment) -> Result<(), StoreError> {
        self.database_id = self.write("begin a new database id", |tx| begin(tx, reason, now.wall))?;
        Ok(())
    }
}

const LIVES: &str = "
SELECT database_id, first_seq, made_at, reason, aside, saved_attempts, saved_steps, lost_attempts, lost_steps
FROM databases ORDER BY life";

pub(super) fn lives(conn: &Connection) -> rusqlite::Result<Vec<Life>> {
    conn.prepare(LIVES)?.query_map([], read)?.collect()
}

fn read(row: &Row<'_>) -> rusqlite::Result<Life> {
    Ok(Life {
        database_id: row.get(0)?,
        first_seq: row.get(1)?,
        made_at: row.get(2)?,
        reason: row.get(3)?,
        aside: row.get(4)?,
        saved: Rows { attempts: row.get(5)?, steps: row.get(6)? },
        lost: Rows { attempts: row.get(7)?, steps: row.get(8)? },
    })
}

/// Begins a new life in the transaction of the caller: from the next number on. Returns its database id.
pub(super) fn begin(tx: &Connection, reason: Reason, wall: Timestamp) -> Result<String, Fault> {
    let id = ids::random_uuid()?;
    tx.execute(
        "INSERT INTO databases (first_seq, life, database_id, made_at, reason)
         SELECT ?1, 1 + coalesce(max(life), 0), ?2, ?3, ?4 FROM databases",
        (next_seq(tx)?, &id, wall, reason),
    )?;
    tx.execute("UPDATE meta SET database_id = ?1", [&id])?;
    Ok(id)
}

/// Begins a new life because another file may go on from the same rows. What is running in both gets another id here:
/// otherwise the two would end it under one id in two ways.
pub(super) fn go_on(tx: &Connection, reason: Reason, wall: Timestamp) -> Result<String, Fault> {
    let open: Vec<i64> = {
        let mut query = tx.prepare(
            "SELECT attempt FROM attempts
             WHERE seq IS NULL AND attempt > (SELECT closed_through FROM boots ORDER BY boot DESC LIMIT 1)",
        )?;
        query.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?
    };
    for attempt in open {
        let id = ids::AttemptId::new(Moment { wall, mono: 0 })?;
        tx.execute("UPDATE attempts SET attempt_id = ?2 WHERE attempt = ?1", (attempt, id.as_str()))?;
    }
    begin(tx, reason, wall)
}

/// Puts a life before that of a new file: the file that had this id is gone.
pub(super) fn after_lost(tx: &Connection, database_id: &str, wall: Timestamp) -> Result<(), Fault> {
    tx.execute("UPDATE databases SET life = 2, reason = ?1", [Reason::Lost])?;
    tx.execute(
        "INSERT INTO databases (first_seq, life, database_id, made_at, reason) VALUES (1, 1, ?1, ?2, ?3)",
        (database_id, wall, Reason::Made),
    )?;
    Ok(())
}

/// What a batch of the life at `at` has to say of those before, when `told` are the databases that batches before it
/// are of.
pub(super) fn succeeds(lives: &[Life], at: usize, told: &[String]) -> Option<Succeeds> {
    let life = lives.get(at)?;
    if life.reason == Reason::Made || told.contains(&life.database_id) {
        return None;
    }
    let before = at.checked_sub(1);
    Some(Succeeds {
        database_id: before.and_then(|at| lives.get(at)).map(|life| life.database_id.clone()),
        last_seq: life.first_seq - 1,
        reason: life.reason,
        before: before.and_then(|at| succeeds(lives, at, told)).map(Box::new),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Check;
    use crate::store::fixture::{Kiosk, minute, site};

    const SUMS: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    fn again(kiosk: &mut Kiosk, reason: Reason, at: i64) -> String {
        kiosk.new_life(reason, minute(at))
    }

    fn rows(kiosk: &Kiosk, number: u32) -> Vec<(u32, String)> {
        let batch = kiosk.store.batch(number).unwrap().unwrap();
        let mut found = Vec::new();
        let reader = kiosk.store.read_batch(&batch).unwrap();
        let keep = |row: crate::store::AttemptRow| {
            found.push((row.seq, row.database_id));
            Ok::<(), StoreError>(())
        };
        reader.attempts(keep).unwrap();
        found
    }

    #[test]
    fn a_new_life_goes_on_with_the_numbers_and_old_rows_keep_their_database() {
        let mut kiosk = Kiosk::new();
        let first = kiosk.store.database_id().to_owned();
        kiosk.practise(2, 1);
        // Running when the new life begins: it gets its number in that.
        let running = kiosk.begin(minute(5));
        let second = again(&mut kiosk, Reason::Copied, 6);
        let left = crate::store::fixture::end(crate::tutor::record::AttemptOutcome::Left, minute(7));
        assert_eq!(kiosk.store.end_attempt(&running, &left, minute(7)).unwrap().seq, 3);
        let batch = kiosk.store.open_batch(minute(8), &site(), "kiosk 0.1.0").unwrap().unwrap();
        assert_eq!((batch.number, batch.first_seq, batch.last_seq, &batch.database_id), (1, 1, 3, &second));
        assert_eq!(rows(&kiosk, 1), [(1, first.clone()), (2, first.clone()), (3, second.clone())]);
        let succeeds = batch.succeeds.unwrap();
        assert_eq!((succeeds.database_id, succeeds.last_seq), (Some(first), 2));
        assert_eq!((succeeds.reason, succeeds.before), (Reason::Copied, None));
        assert!(kiosk.store.report(Check::Full).unwrap().is_whole());
        let lives = kiosk.store.lives().unwrap();
        assert_eq!(
            lives.iter().map(|life| (life.first_seq, life.reason)).collect::<Vec<_>>(),
            [(1, Reason::Made), (3, Reason::Copied)]
        );
    }

    #[test]
    fn only_the_first_batch_of_a_life_says_what_it_goes_on_from_and_says_all_of_it() {
        let mut kiosk = Kiosk::new();
        let first = kiosk.store.database_id().to_owned();
        let leave = |kiosk: &mut Kiosk, at: i64| {
            kiosk.practise(1, at);
            let batch = kiosk.store.open_batch(minute(at), &site(), "kiosk 0.1.0").unwrap().unwrap();
            kiosk.store.close_batch(batch.number, SUMS, minute(at)).unwrap();
            batch
        };
        assert_eq!(leave(&mut kiosk, 1).succeeds, None);
        kiosk.practise(1, 2);
        let second = again(&mut kiosk, Reason::Damaged, 3);
        let third = again(&mut kiosk, Reason::Restored, 3);
        let told = leave(&mut kiosk, 4);
        assert_eq!((told.number, told.last_seq, &told.database_id), (2, 3, &third));
        let before = Succeeds { database_id: Some(first), last_seq: 2, reason: Reason::Damaged, before: None };
        let succeeds = Succeeds {
            database_id: Some(second),
            last_seq: 2,
            reason: Reason::Restored,
            before: Some(Box::new(before)),
        };
        assert_eq!(told.succeeds, Some(succeeds.clone()));
        assert_eq!(leave(&mut kiosk, 5).succeeds, None);
        // And the same ever after.
        let fourth = again(&mut kiosk, Reason::Copied, 6);
        assert_eq!(leave(&mut kiosk, 7).succeeds.unwrap().database_id, Some(third));
        let all = kiosk.store.batches().unwrap();
        let told: Vec<Option<&str>> = all.iter().map(|batch| batch.succeeds.as_ref()?.database_id.as_deref()).collect();
        assert_eq!(told[..3], [None, succeeds.database_id.as_deref(), None]);
        assert_eq!(all[3].database_id, fourth);
        assert_eq!(rows(&kiosk, 2)[0].1, all[0].database_id, "made before the second life began");
    }
}
