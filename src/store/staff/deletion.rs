//! One learner's rows are deleted because she asks for it. What stays is that it was done: her random id, in the
//! corrections, and the numbers of her attempts, so that they are not taken for lost.

use std::time::Duration;

use rusqlite::{Connection, OptionalExtension};

use super::clean;
use super::corrections;
use crate::return_code::ReturnCode;
use crate::store::Store;
use crate::store::error::{Fault, StoreError};
use crate::store::open::BUSY;
use crate::store::schema::STEPS_LIMIT;
use crate::time::{Moment, Timestamp};

/// What was deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deleted {
    /// Her id; the province knows her by it.
    pub learner_id: String,
    /// How many attempts there were.
    pub attempts: u32,
    /// Whether the write-ahead log is clean of her rows already. If another process was reading, the next start of the
    /// kiosk cleans it.
    pub log_is_clean: bool,
}

impl Store {
    /// Deletes all rows of the learner with this code, and records that it was done; `None` if nobody has the code.
    /// Her rows are overwritten in the file, not only forgotten. Copies made of the database before keep them.
    pub fn delete_learner(
        &mut self,
        code: ReturnCode,
        reason: &str,
        now: Moment,
    ) -> Result<Option<Deleted>, StoreError> {
        let reason = clean("a reason", reason)?;
        // What refers to her rows goes with them; for each of them, SQLite would look for more through all the steps
        // ever recorded.
        self.check_references(false)?;
        let deleted = self.write("delete a learner", |tx| delete(tx, code, &reason, now.wall));
        self.check_references(true)?;
        let Some((learner_id, attempts)) = deleted? else { return Ok(None) };
        Ok(Some(Deleted { learner_id, attempts, log_is_clean: self.clear_log() }))
    }

    fn check_references(&self, on: bool) -> Result<(), StoreError> {
        let set = self.conn.pragma_update(None, "foreign_keys", on);
        set.map_err(|e| StoreError::sql("set up the connection", &self.path, e))
    }

    /// Folds the write-ahead log into the database and cuts it to nothing. Whether that could be done: not while another
    /// process reads, which is not waited for.
    pub(in crate::store) fn clear_log(&self) -> bool {
        let at_once = self.conn.busy_timeout(Duration::ZERO);
        let busy = self.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
        let waits_again = self.conn.busy_timeout(BUSY);
        at_once.and(waits_again).is_ok() && matches!(busy, Ok(0))
    }
}

fn delete(tx: &Connection, code: ReturnCode, reason: &str, wall: Timestamp) -> Result<Option<(String, u32)>, Fault> {
    let found = tx.query_row("SELECT learner_id FROM return_codes WHERE code = ?1", [code], |row| row.get(0));
    let Some(learner) = found.optional()? else { return Ok(None) };
    let learner: String = learner;
    let attempts: Vec<i64> = {
        let mut query = tx.prepare("SELECT attempt FROM attempts WHERE learner_id = ?1")?;
        query.query_map([&learner], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?
    };
    tx.execute(
        "INSERT INTO gaps (seq, reason) SELECT seq, 'deleted' FROM attempts WHERE learner_id = ?1 AND seq IS NOT NULL",
        [&learner],
    )?;
    let mut steps = tx.prepare("DELETE FROM step_results WHERE result BETWEEN ?1 * ?2 AND ?1 * ?2 + ?2 - 1")?;
    for attempt in &attempts {
        steps.execute((attempt, STEPS_LIMIT))?;
    }
    for rest in [
        "DELETE FROM attempts WHERE learner_id = ?1",
        "DELETE FROM return_codes WHERE learner_id = ?1",
        "DELETE FROM learners WHERE learner_id = ?1",
    ] {
        tx.execute(rest, [&learner])?;
    }
    corrections::add(tx, ("learner", &learner), "delete-learner", None, reason, wall)?;
    let count = u32::try_from(attempts.len()).unwrap_or(u32::MAX);
    Ok(Some((learner, count)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixture::{Kiosk, end, lesson, minute, site, start, step};
    use crate::store::{AttemptId, Check};
    use crate::tutor::record::{AttemptOutcome, StepOutcome};

    const SUMS: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    const HER: &str = "anna-who-asks";

    fn play(kiosk: &mut Kiosk, learner: &str, at: i64) -> (AttemptId, ReturnCode) {
        let begun = start(lesson("vneid-install", 3), learner, minute(at));
        let begun = kiosk.store.begin_attempt(&begun, &site(), minute(at)).unwrap();
        kiosk.store.save_step(&begun.id, &step(1, StepOutcome::Alone), minute(at)).unwrap();
        kiosk.store.end_attempt(&begun.id, &end(AttemptOutcome::Left, minute(at)), minute(at)).unwrap();
        (begun.id, begun.code)
    }

    /// Whether these bytes stand in any file of the data folder.
    fn is_on_disk(kiosk: &Kiosk, text: &str) -> bool {
        std::fs::read_dir(kiosk.folder.path()).unwrap().any(|entry| {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            bytes.windows(text.len()).any(|window| window == text.as_bytes())
        })
    }

    #[test]
    fn her_rows_are_gone_from_the_disk_and_the_fact_stays() {
        let mut kiosk = Kiosk::new();
        kiosk.practise(6, 1);
        kiosk.store.conn.execute_batch("PRAGMA synchronous = OFF").unwrap();
        let (first, code) = play(&mut kiosk, HER, 10);
        // Enough of others round her for pages to be split.
        for n in 0..120 {
            play(&mut kiosk, &format!("l{:03}", n * 37 % 120), 20 + n);
        }
        let (second, same) = play(&mut kiosk, HER, 200);
        assert_eq!(code, same);
        assert!(is_on_disk(&kiosk, HER) && is_on_disk(&kiosk, first.as_str()));
        let deleted = kiosk.store.delete_learner(code, "bà yêu cầu", minute(201)).unwrap().unwrap();
        assert_eq!((deleted.learner_id.as_str(), deleted.attempts, deleted.log_is_clean), (HER, 2, true));
        for id in [&first, &second] {
            assert!(!is_on_disk(&kiosk, id.as_str()), "{id}");
        }
        let report = kiosk.store.report(Check::Full).unwrap();
        assert_eq!((report.seq_gaps, report.seq_deleted, report.attempts_closed), (0, 2, 126));
        assert!(report.is_whole(), "{report:?}");
        assert_eq!(kiosk.store.recall(code, minute(202)).unwrap(), None);
        assert_eq!(kiosk.store.delete_learner(code, "bà yêu cầu", minute(203)).unwrap(), None);
        let row = kiosk.store.conn.query_row("SELECT target, target_id, action, reason FROM corrections", [], |row| {
            Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, String>(3)?])
        });
        assert_eq!(row.unwrap(), ["learner", HER, "delete-learner", "bà yêu cầu"]);
        // Nobody gets the number of a row that is gone.
        play(&mut kiosk, "new", 210);
        let last: u32 = kiosk.store.conn.query_row("SELECT max(seq) FROM attempts", [], |row| row.get(0)).unwrap();
        assert_eq!(last, 129);
        let on: i64 = kiosk.store.conn.query_row("PRAGMA foreign_keys", [], |row| row.get(0)).unwrap();
        assert_eq!(on, 1);
    }

    /// Her id is in the corrections; of what she did nothing is left, not even where a page was split.
    #[test]
    fn not_even_her_id_is_left_but_in_the_correction() {
        let mut kiosk = Kiosk::new();
        kiosk.store.conn.execute_batch("PRAGMA synchronous = OFF").unwrap();
        let (_, code) = play(&mut kiosk, HER, 10);
        for n in 0..200 {
            play(&mut kiosk, &format!("l{:03}", n * 77 % 200), 20 + n);
        }
        kiosk.store.delete_learner(code, "bà yêu cầu", minute(900)).unwrap().unwrap();
        kiosk.store.conn.execute("DELETE FROM corrections", []).unwrap();
        assert!(kiosk.store.clear_log());
        assert!(!is_on_disk(&kiosk, HER));
    }

    #[test]
    fn batches_go_on_over_the_gap() {
        let mut kiosk = Kiosk::new();
        play(&mut kiosk, "a", 1);
        let (_, code) = play(&mut kiosk, HER, 2);
        play(&mut kiosk, "b", 3);
        play(&mut kiosk, HER, 4);
        kiosk.store.delete_learner(code, "yêu cầu", minute(5)).unwrap();
        let first = kiosk.store.open_batch(minute(6), &site(), "kiosk 0.1.0").unwrap().unwrap();
        assert_eq!((first.first_seq, first.last_seq), (1, 3));
        let mut told = Vec::new();
        let keep = |row: crate::store::CorrectionRow| {
            told.push(row.action);
            Ok::<(), StoreError>(())
        };
        kiosk.store.read_batch(&first).unwrap().corrections(keep).unwrap();
        assert_eq!(told, ["delete-learner"]);
        kiosk.store.close_batch(1, SUMS, minute(7)).unwrap();
        assert_eq!(kiosk.store.open_batch(minute(8), &site(), "kiosk 0.1.0").unwrap(), None);
        play(&mut kiosk, "c", 9);
        let second = kiosk.store.open_batch(minute(10), &site(), "kiosk 0.1.0").unwrap().unwrap();
        assert_eq!((second.first_seq, second.last_seq), (4, 5));
        let report = kiosk.store.report(Check::Full).unwrap();
        assert_eq!((report.seq_gaps, report.seq_deleted), (0, 2));
    }

    /// What another process still reads is cleaned by the next start.
    #[test]
    fn the_log_is_cleaned_later_while_an_export_reads() {
        let mut kiosk = Kiosk::new();
        let (id, code) = play(&mut kiosk, HER, 1);
        let reader = rusqlite::Connection::open(kiosk.store.path()).unwrap();
        reader.execute_batch("BEGIN; SELECT * FROM attempts").unwrap();
        let deleted = kiosk.store.delete_learner(code, "yêu cầu", minute(5)).unwrap().unwrap();
        assert!(!deleted.log_is_clean && is_on_disk(&kiosk, id.as_str()));
        reader.execute_batch("COMMIT").unwrap();
        drop(reader);
        let folder = kiosk.folder;
        drop(kiosk.store);
        let mark = tempfile::tempdir().unwrap();
        let started = Store::start(folder.path(), mark.path(), minute(10), None).unwrap();
        let kiosk = Kiosk { folder, store: started.store };
        assert!(!is_on_disk(&kiosk, id.as_str()));
    }
}
