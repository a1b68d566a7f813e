//! The rows of a batch, one after the other. Every query starts from the batch's range of sequence numbers, so that
//! reading a day costs a day, however long the history.

use rusqlite::{Row, Transaction, TransactionBehavior, params};

use super::codes::span;
use super::error::StoreError;
use super::rows::{AttemptRow, ClassRow, CorrectionRow, LearnerRow, LessonRow, LessonStepRow, StepRow};
use super::schema::STEPS_LIMIT;
use super::{Batch, Store};
use crate::tutor::record::Tally;

/// Reads the rows of one batch from one consistent state of the database, while others write.
#[derive(Debug)]
pub struct BatchReader<'a> {
    tx: Transaction<'a>,
    store: &'a Store,
    batch: &'a Batch,
}

impl Store {
    /// Starts reading the rows of a batch.
    pub fn read_batch<'a>(&'a self, batch: &'a Batch) -> Result<BatchReader<'a>, StoreError> {
        let tx = Transaction::new_unchecked(&self.conn, TransactionBehavior::Deferred)
            .map_err(|e| StoreError::sql("read a batch", &self.path, e))?;
        Ok(BatchReader { tx, store: self, batch })
    }
}

impl BatchReader<'_> {
    /// The attempts, by sequence number.
    pub fn attempts<E: From<StoreError>>(&self, row: impl FnMut(AttemptRow) -> Result<(), E>) -> Result<(), E> {
        self.each(ATTEMPTS, params![self.batch.first_seq, self.batch.last_seq], attempt, row)
    }

    /// The steps of the attempts, in the same order, by position.
    pub fn step_results<E: From<StoreError>>(&self, row: impl FnMut(StepRow) -> Result<(), E>) -> Result<(), E> {
        self.each(STEP_RESULTS, params![self.batch.first_seq, self.batch.last_seq, STEPS_LIMIT], step_result, row)
    }

    /// The learners of the attempts, by id.
    pub fn learners<E: From<StoreError>>(&self, row: impl FnMut(LearnerRow) -> Result<(), E>) -> Result<(), E> {
        self.each(LEARNERS, params![self.batch.first_seq, self.batch.last_seq], learner, row)
    }

    /// The classes of the attempts and those closed since the batch before, by id.
    pub fn classes<E: From<StoreError>>(&self, row: impl FnMut(ClassRow) -> Result<(), E>) -> Result<(), E> {
        let batch = self.batch;
        self.each(CLASSES, params![batch.first_seq, batch.last_seq, batch.after_class, batch.last_class], class, row)
    }

    /// The lesson versions of the attempts, by id and version.
    pub fn lessons<E: From<StoreError>>(&self, row: impl FnMut(LessonRow) -> Result<(), E>) -> Result<(), E> {
        self.each(LESSONS, params![self.batch.first_seq, self.batch.last_seq], lesson, row)
    }

    /// The steps of those lesson versions, in the same order, by position.
    pub fn steps<E: From<StoreError>>(&self, row: impl FnMut(LessonStepRow) -> Result<(), E>) -> Result<(), E> {
        self.each(STEPS, params![self.batch.first_seq, self.batch.last_seq], lesson_step, row)
    }

    /// The corrections made since the batch before, in order.
    pub fn corrections<E: From<StoreError>>(&self, row: impl FnMut(CorrectionRow) -> Result<(), E>) -> Result<(), E> {
        self.each(CORRECTIONS, params![self.batch.after_correction, self.batch.last_correction], correction, row)
    }

    fn each<T, E: From<StoreError>>(
        &self,
        sql: &str,
        params: &[&dyn rusqlite::ToSql],
        read: fn(&Row<'_>) -> rusqlite::Result<T>,
        mut row: impl FnMut(T) -> Result<(), E>,
    ) -> Result<(), E> {
        let failed = |e| StoreError::sql("read the rows of a batch", &self.store.path, e);
        let mut query = self.tx.prepare(sql).map_err(failed)?;
        let mut rows = query.query(params).map_err(failed)?;
        while let Some(found) = rows.next().map_err(failed)? {
            row(read(found).map_err(failed)?)?;
        }
        Ok(())
    }
}

// `seq >= ?1 AND seq <= ?2` lets SQLite use the partial index; `CROSS JOIN` keeps the attempts the outer loop.
const ATTEMPTS: &str = "
SELECT attempt_id, seq, commune_code, kiosk, class_id, learner_id, audience, age_band, lesson_id, lesson_hash, mode,
  started_at, ended_at, boot, clock_trusted, active_ms, outcome, steps_alone, steps_helped, steps_shown,
  steps_skipped, steps_unfinished, mistakes, detours, score_e4, people, resumes, last_step_id,
  (SELECT database_id FROM databases WHERE first_seq <= seq ORDER BY first_seq DESC, life DESC LIMIT 1)
FROM attempts CROSS JOIN lessons USING (lesson)
WHERE seq >= ?1 AND seq <= ?2 ORDER BY seq";

const STEP_RESULTS: &str = "
SELECT attempt_id, position, step_id, r.outcome, r.mistakes, r.detours, help_rung, first_detour, verdict, ms
FROM attempts AS a CROSS JOIN step_results AS r ON result BETWEEN a.attempt * ?3 AND a.attempt * ?3 + ?3 - 1
WHERE seq >= ?1 AND seq <= ?2 ORDER BY seq, result";

const LEARNERS: &str = "
SELECT learner_id, audience, age_band, first_seen FROM learners
WHERE learner_id IN (SELECT learner_id FROM attempts WHERE seq >= ?1 AND seq <= ?2) ORDER BY learner_id";

const CLASSES: &str = "
SELECT class_id, event_id, kind, title, commune_code, place, local_date, expected, headcount FROM classes
WHERE class_id IN (
  SELECT class_id FROM attempts WHERE seq >= ?1 AND seq <= ?2 AND class_id IS NOT NULL
  UNION SELECT class_id FROM classes WHERE closing > ?3 AND closing <= ?4
) ORDER BY class_id";

const LESSONS: &str = "
SELECT lesson_id, lesson_hash, title_vi, topic, steps_total FROM lessons
WHERE lesson IN (SELECT lesson FROM attempts WHERE seq >= ?1 AND seq <= ?2) ORDER BY lesson_id, lesson_hash";

const STEPS: &str = "
SELECT lesson_id, lesson_hash, position, step_id, say_vi FROM lessons CROSS JOIN steps USING (lesson)
WHERE lesson IN (SELECT lesson FROM attempts WHERE seq >= ?1 AND seq <= ?2) ORDER BY lesson_id, lesson_hash, position";

const CORRECTIONS: &str = "
SELECT correction_id, target, target_id, action, value, reason, made_at FROM corrections
WHERE correction > ?1 AND correction <= ?2 ORDER BY correction";

fn attempt(row: &Row<'_>) -> rusqlite::Result<AttemptRow> {
    Ok(AttemptRow {
        attempt_id: row.get(0)?,
        seq: row.get(1)?,
        commune_code: row.get(2)?,
        kiosk: row.get(3)?,
        class_id: row.get(4)?,
        learner_id: row.get(5)?,
        audience: row.get(6)?,
        age_band: row.get(7)?,
        lesson_id: row.get(8)?,
        lesson_hash: row.get(9)?,
        mode: row.get(10)?,
        started_at: row.get(11)?,
        ended_at: row.get(12)?,
        boot: row.get(13)?,
        clock_trusted: row.get(14)?,
        active_ms: span(row.get(15)?),
        outcome: row.get(16)?,
        tally: tally(row, 17)?,
        score_e4: row.get(24)?,
        people: row.get(25)?,
        resumes: row.get(26)?,
        last_step_id: row.get(27)?,
        database_id: row.get(28)?,
    })
}

/// The counts in the columns from `at` on; the total is their sum by definition.
pub(super) fn tally(row: &Row<'_>, at: usize) -> rusqlite::Result<Tally> {
    let [alone, helped, shown, skipped, unfinished]: [u32; 5] =
        [row.get(at)?, row.get(at + 1)?, row.get(at + 2)?, row.get(at + 3)?, row.get(at + 4)?];
    let total = alone + helped + shown + skipped + unfinished;
    let (mistakes, detours) = (row.get(at + 5)?, row.get(at + 6)?);
    Ok(Tally { total, alone, helped, shown, skipped, unfinished, mistakes, detours })
}

fn step_result(row: &Row<'_>) -> rusqlite::Result<StepRow> {
    Ok(StepRow {
        attempt_id: row.get(0)?,
        position: row.get(1)?,
        step_id: row.get(2)?,
        outcome: row.get(3)?,
        mistakes: row.get(4)?,
        detours: row.get(5)?,
        help_rung: row.get(6)?,
        first_detour: row.get(7)?,
        verdict: row.get(8)?,
        ms: span(row.get(9)?),
    })
}

fn learner(row: &Row<'_>) -> rusqlite::Result<LearnerRow> {
    Ok(LearnerRow { learner_id: row.get(0)?, audience: row.get(1)?, age_band: row.get(2)?, first_seen: row.get(3)? })
}

fn class(row: &Row<'_>) -> rusqlite::Result<ClassRow> {
    Ok(ClassRow {
        class_id: row.get(0)?,
        event_id: row.get(1)?,
        kind: row.get(2)?,
        title: row.get(3)?,
        commune_code: row.get(4)?,
        place: row.get(5)?,
        local_date: row.get(6)?,
        expected: row.get(7)?,
        headcount: row.get(8)?,
    })
}

fn lesson(row: &Row<'_>) -> rusqlite::Result<LessonRow> {
    Ok(LessonRow {
        lesson_id: row.get(0)?,
        lesson_hash: row.get(1)?,
        title_vi: row.get(2)?,
        topic: row.get(3)?,
        steps_total: row.get(4)?,
    })
}

fn lesson_step(row: &Row<'_>) -> rusqlite::Result<LessonStepRow> {
    Ok(LessonStepRow {
        lesson_id: row.get(0)?,
        lesson_hash: row.get(1)?,
        position: row.get(2)?,
        step_id: row.get(3)?,
        say_vi: row.get(4)?,
    })
}

fn correction(row: &Row<'_>) -> rusqlite::Result<CorrectionRow> {
    Ok(CorrectionRow {
        correction_id: row.get(0)?,
        target: row.get(1)?,
        target_id: row.get(2)?,
        action: row.get(3)?,
        value: row.get(4)?,
        reason: row.get(5)?,
        made_at: row.get(6)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixture;

    /// No query may walk the history: each starts from the index of sequence numbers.
    #[test]
    fn every_query_starts_from_the_range_of_the_batch() {
        let kiosk = fixture::Kiosk::new();
        for sql in [ATTEMPTS, STEP_RESULTS, LEARNERS, CLASSES, LESSONS, STEPS] {
            let lines = kiosk.plan(sql);
            let plan = lines.join("\n");
            assert!(
                plan.contains("attempts USING") && plan.contains("attempts_seq (seq>? AND seq<?)")
                    || plan.contains("a USING INDEX attempts_seq (seq>? AND seq<?)"),
                "{sql}\n{plan}"
            );
            assert!(!lines.iter().any(|line| line.starts_with("SCAN")), "{sql}\n{plan}");
        }
    }
}
