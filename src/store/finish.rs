//! How an attempt is ended: its steps are made complete and counted, and it gets its number.

use rusqlite::Connection;

use super::attempts::{Ended, OpenAttempt, open_attempt, save};
use super::codes::{int, span};
use super::error::{Fault, StoreError};
use super::ids::AttemptId;
use super::schema::STEPS_LIMIT;
use crate::time::Timestamp;
use crate::tutor::record::{AttemptEnd, AttemptOutcome, StepOutcome, Tally};

/// Ends an attempt in the transaction of the caller. `clock_trusted`: whether the reading in `end` is believed.
pub(super) fn finish(
    tx: &Connection,
    id: &AttemptId,
    end: &AttemptEnd,
    wall: Timestamp,
    clock_trusted: bool,
) -> Result<Ended, Fault> {
    let opened = open_attempt(tx, id)?;
    if let Some(seq) = opened.seq {
        return same_end(tx, id, &opened, seq, end);
    }
    for step in &end.unfinished {
        if step.outcome != StepOutcome::Unfinished {
            return Err(StoreError::Invalid { what: "an unfinished step", value: step.outcome.code().into() }.into());
        }
        save(tx, id, step, wall)?;
    }
    let (mut tally, mut last_step_id) = count(tx, opened.attempt)?;
    if tally.total < opened.steps_total {
        if matches!(end.outcome, AttemptOutcome::Passed | AttemptOutcome::Completed) {
            let (recorded, total) = (tally.total, opened.steps_total);
            return Err(StoreError::Incomplete { id: id.to_string(), recorded, total }.into());
        }
        tx.execute(FILL, (opened.attempt, opened.lesson, wall, STEPS_LIMIT))?;
        (tally, last_step_id) = count(tx, opened.attempt)?;
    }
    let seq = next_seq(tx)?;
    let score_e4 = tally.score_e4();
    let counts = (tally.alone, tally.helped, tally.shown, tally.skipped, tally.unfinished);
    tx.execute(
        END,
        rusqlite::params![
            opened.attempt,
            seq,
            end.ended_at,
            int(end.active_ms),
            end.outcome,
            counts.0,
            counts.1,
            counts.2,
            counts.3,
            counts.4,
            tally.mistakes,
            tally.detours,
            score_e4,
            last_step_id,
            clock_trusted,
        ],
    )?;
    Ok(Ended { seq, tally, score_e4 })
}

/// The steps of the lesson that no row was recorded for.
const FILL: &str = "
INSERT INTO step_results (result, attempt, position, step_id, outcome, mistakes, detours, help_rung, ms, recorded_at)
SELECT ?1 * ?4 + position, ?1, position, step_id, 'unfinished', 0, 0, 0, 0, ?3 FROM steps
WHERE lesson = ?2 AND NOT EXISTS (SELECT 1 FROM step_results WHERE result = ?1 * ?4 + steps.position)
ORDER BY position";

const END: &str = "
UPDATE attempts SET seq = ?2, ended_at = ?3, active_ms = ?4, outcome = ?5, steps_alone = ?6, steps_helped = ?7,
  steps_shown = ?8, steps_skipped = ?9, steps_unfinished = ?10, mistakes = ?11, detours = ?12, score_e4 = ?13,
  last_step_id = ?14, clock_trusted = clock_trusted AND ?15
WHERE attempt = ?1";

/// After the last attempt, after the last that left and the last that is known to be gone: no number is given again,
/// even when its rows are gone.
pub(super) fn next_seq(tx: &Connection) -> rusqlite::Result<u32> {
    tx.query_row(
        "SELECT 1 + max(coalesce((SELECT max(seq) FROM attempts WHERE seq IS NOT NULL), 0),
                        coalesce((SELECT last_seq FROM batches ORDER BY number DESC LIMIT 1), 0),
                        coalesce((SELECT max(seq) FROM gaps), 0))",
        [],
        |row| row.get(0),
    )
}

/// The counts of an attempt, and the step it ended in: the first unfinished one, or else the last.
fn count(tx: &Connection, attempt: i64) -> rusqlite::Result<(Tally, String)> {
    let mut tally = Tally::default();
    let (mut last, mut ended_in) = (String::new(), None);
    let mut steps = tx.prepare(
        "SELECT outcome, mistakes, detours, step_id FROM step_results WHERE result BETWEEN ?1 * ?2 AND ?1 * ?2 + ?2 - 1
         ORDER BY result",
    )?;
    let mut rows = steps.query((attempt, STEPS_LIMIT))?;
    while let Some(row) = rows.next()? {
        let outcome: StepOutcome = row.get(0)?;
        tally.add(outcome, row.get(1)?, row.get(2)?);
        last = row.get(3)?;
        if outcome == StepOutcome::Unfinished && ended_in.is_none() {
            ended_in = Some(last.clone());
        }
    }
    Ok((tally, ended_in.unwrap_or(last)))
}

fn same_end(tx: &Connection, id: &AttemptId, ended: &OpenAttempt, seq: u32, end: &AttemptEnd) -> Result<Ended, Fault> {
    let same: bool = tx.query_row(
        "SELECT ended_at = ?2 AND active_ms = ?3 AND outcome = ?4 FROM attempts WHERE attempt = ?1",
        (ended.attempt, end.ended_at, int(end.active_ms), end.outcome),
        |row| row.get(0),
    )?;
    if !same {
        return Err(StoreError::Conflict(format!("the end of attempt {id}")).into());
    }
    let (tally, _) = count(tx, ended.attempt)?;
    Ok(Ended { seq, tally, score_e4: tally.score_e4() })
}

/// Attempts without an end, with the last instant recorded of each and the time its steps took. Looks only at those
/// begun since the last time that all were known to be closed.
pub(super) fn left_open(tx: &Connection) -> Result<Vec<(AttemptId, Timestamp, u64)>, Fault> {
    let mut open = tx.prepare(
        "SELECT attempt_id,
           coalesce((SELECT recorded_at FROM step_results WHERE result BETWEEN a.attempt * ?1 AND a.attempt * ?1 + ?1 - 1
                     ORDER BY result DESC LIMIT 1), started_at),
           (SELECT coalesce(sum(ms), 0) FROM step_results
            WHERE result BETWEEN a.attempt * ?1 AND a.attempt * ?1 + ?1 - 1)
         FROM attempts AS a
         WHERE seq IS NULL AND attempt > (SELECT closed_through FROM boots ORDER BY boot DESC LIMIT 1)
         ORDER BY attempt",
    )?;
    let rows = open.query_map([STEPS_LIMIT], |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?)))?;
    let mut found = Vec::new();
    for row in rows {
        let (id, ended_at, active_ms) = row?;
        found.push((AttemptId::recorded(id), ended_at, span(active_ms)));
    }
    Ok(found)
}
