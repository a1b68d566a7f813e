//! Recording: an attempt begins, its steps end, it ends.
//!
//! Each method may be called again with the same content, after an error or a doubt: what is there already is left
//! alone. The same key with other content is a [`StoreError::Conflict`].

use rusqlite::{Connection, OptionalExtension, Row, Transaction};

use super::Store;
use super::codes::{int, span};
use super::error::{Fault, StoreError};
use super::finish::{finish, left_open};
use super::ids::{self, AttemptId};
use super::returning::code_of;
use super::schema::STEPS_LIMIT;
use crate::communes::Site;
use crate::return_code::ReturnCode;
use crate::time::{Moment, Timestamp};
use crate::tutor::record::{AttemptEnd, AttemptOutcome, AttemptStart, LessonVersion, StepResult, Tally, VerdictClass};

/// What an attempt got when it began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// Its id.
    pub id: AttemptId,
    /// By which its learner comes back; the same in each of her attempts.
    pub code: ReturnCode,
}

/// What an attempt got when it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Its number in this database: gapless, by order of ending.
    pub seq: u32,
    /// Its steps, by outcome.
    pub tally: Tally,
    /// Score in ten-thousandths.
    pub score_e4: u32,
}

/// An attempt that a crash had left open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interrupted {
    /// Which.
    pub attempt_id: AttemptId,
    /// What it got.
    pub ended: Ended,
}

impl Store {
    /// Begins an attempt under a new id, in the class that is open, if one is. With her first one, a learner gets her
    /// return code.
    pub fn begin_attempt(&mut self, start: &AttemptStart, site: &Site, now: Moment) -> Result<Begun, StoreError> {
        let id = AttemptId::new(now)?;
        self.begin_attempt_as(&id, start, site, now)
    }

    /// Begins an attempt under an id that the caller has already: to try again after a failure, or to put an
    /// attempt that is running into a new database after the old one was lost. A new database knows no code of the
    /// learner and gives her another.
    pub fn begin_attempt_as(
        &mut self,
        id: &AttemptId,
        start: &AttemptStart,
        site: &Site,
        now: Moment,
    ) -> Result<Begun, StoreError> {
        ids::check_start(start)?;
        let boot = self.boot.ok_or_else(|| StoreError::NotStarted { path: self.path.clone() })?;
        let trusted = self.trust.of(start.started_at);
        let code = self.write("begin an attempt", |tx| {
            let learner = &start.learner;
            tx.execute(
                "INSERT INTO learners (learner_id, audience, age_band, first_seen) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (learner_id) DO NOTHING",
                (&learner.id, learner.audience, learner.age_band, start.started_at),
            )?;
            let lesson = lesson_version(tx, &start.lesson)?;
            let added = tx.execute(
                BEGIN,
                rusqlite::params![
                    id.as_str(),
                    boot,
                    int(now.mono),
                    site.commune_code(),
                    site.number(),
                    learner.id,
                    learner.audience,
                    learner.age_band,
                    lesson,
                    start.mode,
                    start.started_at,
                    trusted,
                    start.people,
                    start.resumes,
                ],
            )?;
            if added == 0 {
                same_start(tx, id, start, lesson)?;
            }
            code_of(tx, &learner.id, now.wall)
        })?;
        self.trust.saw(start.started_at);
        Ok(Begun { id: id.clone(), code })
    }

    /// Records one finished step: one transaction, one sync. The receipt may be shown when this returns `Ok`.
    pub fn save_step(&mut self, attempt: &AttemptId, step: &StepResult, now: Moment) -> Result<(), StoreError> {
        self.write("save a step", |tx| save(tx, attempt, step, now.wall))?;
        self.trust.saw(now.wall);
        Ok(())
    }

    /// Ends an attempt: adds the steps that were not finished and gives it its sequence number.
    ///
    /// An attempt that was `left`, `timed-out` or `interrupted` gets an `unfinished` row for every step that has no
    /// other; one that is `passed` or `completed` is refused ([`StoreError::Incomplete`]) until all are recorded.
    pub fn end_attempt(&mut self, attempt: &AttemptId, end: &AttemptEnd, now: Moment) -> Result<Ended, StoreError> {
        let trusted = self.trust.of(end.ended_at);
        let ended = self.write("end an attempt", |tx| finish(tx, attempt, end, now.wall, trusted))?;
        self.trust.saw(now.wall);
        Ok(ended)
    }

    /// Records the last step and the end of an attempt together: one transaction, one sync.
    pub fn save_last_step_and_end(
        &mut self,
        attempt: &AttemptId,
        step: &StepResult,
        end: &AttemptEnd,
        now: Moment,
    ) -> Result<Ended, StoreError> {
        let trusted = self.trust.of(end.ended_at);
        let ended = self.write("save the last step and end the attempt", |tx| {
            save(tx, attempt, step, now.wall)?;
            finish(tx, attempt, end, now.wall, trusted)
        })?;
        self.trust.saw(now.wall);
        Ok(ended)
    }

    /// Marks a running attempt as one whose times are not believed: the clock was set meanwhile.
    pub fn distrust(&mut self, attempt: &AttemptId) -> Result<(), StoreError> {
        self.write("mark the times of an attempt", |tx| {
            tx.execute(
                "UPDATE attempts SET clock_trusted = 0 WHERE attempt_id = ?1 AND seq IS NULL",
                [attempt.as_str()],
            )?;
            Ok(())
        })
    }

    /// Ends, as `interrupted`, every attempt that a crash left open: with the time its finished steps took, at the
    /// last instant recorded of it. Only the process that holds the data folder's lock may call it, before it
    /// begins attempts: it takes those of a running kiosk for left open.
    pub fn close_interrupted(&mut self, now: Moment) -> Result<Vec<Interrupted>, StoreError> {
        let boot = self.boot.ok_or_else(|| StoreError::NotStarted { path: self.path.clone() })?;
        self.write("end the attempts that a crash left open", |tx| {
            let mut closed = Vec::new();
            for (id, ended_at, active_ms) in left_open(tx)? {
                let end =
                    AttemptEnd { ended_at, active_ms, outcome: AttemptOutcome::Interrupted, unfinished: Vec::new() };
                // That it was interrupted says nothing about the clock then.
                let ended = finish(tx, &id, &end, now.wall, true)?;
                closed.push(Interrupted { attempt_id: id, ended });
            }
            tx.execute(
                "UPDATE boots SET closed_through = (SELECT coalesce(max(attempt), 0) FROM attempts) WHERE boot = ?1",
                [boot],
            )?;
            Ok(closed)
        })
    }
}

const BEGIN: &str = "
INSERT INTO attempts (attempt_id, boot, uptime_ms, commune_code, kiosk, class_id, learner_id, audience, age_band,
  lesson, mode, started_at, clock_trusted, people, resumes)
VALUES (?1, ?2, ?3, ?4, ?5, (SELECT class_id FROM classes WHERE closed_at IS NULL), ?6, ?7, ?8, ?9, ?10, ?11, ?12,
  ?13, ?14)
ON CONFLICT (attempt_id) DO NOTHING";

/// The row of a lesson version, made when it is new. One that was saved from a damaged database may lack what it can
/// get here: under the same hash, whatever differs is damage.
fn lesson_version(tx: &Transaction<'_>, lesson: &LessonVersion) -> Result<i64, Fault> {
    let steps_total = u32::try_from(lesson.steps.len()).unwrap_or(u32::MAX);
    let read = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, u32>(1)?, row.get::<_, bool>(2)?));
    match tx.query_row(VERSION, (&lesson.id, &lesson.hash), read).optional()? {
        Some((_, total, false)) if total != steps_total => {
            Err(StoreError::Conflict(format!("lesson {}", lesson.id)).into())
        }
        Some((row, _, false)) if has_steps(tx, row, lesson)? => Ok(row),
        Some((row, ..)) => {
            tx.execute(
                "UPDATE lessons SET title_vi = ?2, topic = ?3, steps_total = ?4 WHERE lesson = ?1",
                (row, &lesson.title_vi, &lesson.topic, steps_total),
            )?;
            put_steps(tx, row, lesson)
        }
        None => {
            tx.execute(
                "INSERT INTO lessons (lesson_id, lesson_hash, title_vi, topic, steps_total) VALUES (?1, ?2, ?3, ?4, ?5)",
                (&lesson.id, &lesson.hash, &lesson.title_vi, &lesson.topic, steps_total),
            )?;
            put_steps(tx, tx.last_insert_rowid(), lesson)
        }
    }
}

/// With `?` as its title, only an index of the damaged database knew of it.
const VERSION: &str = "
SELECT lesson, steps_total, title_vi = '?' FROM lessons WHERE lesson_id = ?1 AND lesson_hash = ?2";

/// Whether the steps are there under their ids.
fn has_steps(tx: &Connection, row: i64, lesson: &LessonVersion) -> rusqlite::Result<bool> {
    let mut query = tx.prepare("SELECT position, step_id FROM steps WHERE lesson = ?1 ORDER BY position")?;
    let mut rows = query.query([row])?;
    for ((step_id, _), position) in lesson.steps.iter().zip(1_u32..) {
        match rows.next()? {
            Some(row) if row.get::<_, u32>(0)? == position && row.get_ref(1)?.as_str()? == step_id => {}
            _ => return Ok(false),
        }
    }
    Ok(true)
}

fn put_steps(tx: &Connection, row: i64, lesson: &LessonVersion) -> Result<i64, Fault> {
    let mut insert = tx.prepare(
        "INSERT INTO steps (lesson, position, step_id, say_vi) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (lesson, position) DO UPDATE SET step_id = ?3, say_vi = ?4",
    )?;
    for ((step_id, say), position) in lesson.steps.iter().zip(1_u32..) {
        insert.execute((row, position, step_id, say))?;
    }
    Ok(row)
}

fn same_start(tx: &Transaction<'_>, id: &AttemptId, start: &AttemptStart, lesson: i64) -> Result<(), Fault> {
    let same: bool = tx.query_row(
        "SELECT learner_id = ?2 AND lesson = ?3 AND mode = ?4 AND started_at = ?5 FROM attempts WHERE attempt_id = ?1",
        (id.as_str(), &start.learner.id, lesson, start.mode, start.started_at),
        |row| row.get(0),
    )?;
    if same { Ok(()) } else { Err(StoreError::Conflict(format!("attempt {id}")).into()) }
}

/// Adds the step where it may be added: to an open attempt, as a step of its lesson.
const SAVE: &str = "
INSERT INTO step_results (result, attempt, position, step_id, outcome, mistakes, detours, help_rung, first_detour,
  verdict, ms, recorded_at)
SELECT attempt * ?12 + position, attempt, position, step_id, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11
FROM attempts JOIN steps USING (lesson)
WHERE attempt_id = ?1 AND seq IS NULL AND position = ?2 AND step_id = ?3
ON CONFLICT (result) DO NOTHING";

pub(super) fn save(tx: &Connection, attempt: &AttemptId, step: &StepResult, wall: Timestamp) -> Result<(), Fault> {
    ids::check_step(step)?;
    let added = tx.execute(
        SAVE,
        rusqlite::params![
            attempt.as_str(),
            step.position,
            step.step_id,
            step.outcome,
            step.mistakes,
            step.detours,
            step.help_rung,
            step.first_detour,
            step.verdict,
            int(step.ms),
            wall,
            STEPS_LIMIT,
        ],
    )?;
    if added == 1 { Ok(()) } else { why_not_added(tx, attempt, step) }
}

fn why_not_added(tx: &Connection, attempt: &AttemptId, step: &StepResult) -> Result<(), Fault> {
    let opened = open_attempt(tx, attempt)?;
    let recorded = tx
        .query_row(
            "SELECT position, step_id, outcome, mistakes, detours, help_rung, first_detour, verdict, ms
             FROM step_results WHERE result = ?1",
            [opened.attempt * i64::from(STEPS_LIMIT) + i64::from(step.position)],
            |row| read_step(row, step.must),
        )
        .optional()?;
    let name = || format!("step {} of attempt {attempt}", step.position);
    Err(match recorded {
        Some(recorded) if recorded == *step => return Ok(()),
        Some(_) => StoreError::Conflict(name()),
        None if opened.seq.is_some() => StoreError::Ended(attempt.to_string()),
        None => {
            StoreError::Invalid { what: "a step of this lesson", value: format!("{} {}", step.position, step.step_id) }
        }
    }
    .into())
}

/// `must` is not stored: it decides nothing once the outcome is known.
fn read_step(row: &Row<'_>, must: bool) -> rusqlite::Result<StepResult> {
    Ok(StepResult {
        position: row.get(0)?,
        step_id: row.get(1)?,
        outcome: row.get(2)?,
        mistakes: row.get(3)?,
        detours: row.get(4)?,
        help_rung: row.get(5)?,
        first_detour: row.get(6)?,
        verdict: row.get::<_, Option<VerdictClass>>(7)?,
        ms: span(row.get(8)?),
        must,
    })
}

/// What is needed of an attempt to add to it.
pub(super) struct OpenAttempt {
    pub(super) attempt: i64,
    /// Its number, if it has ended after all.
    pub(super) seq: Option<u32>,
    pub(super) lesson: i64,
    pub(super) steps_total: u32,
}

pub(super) fn open_attempt(tx: &Connection, id: &AttemptId) -> Result<OpenAttempt, Fault> {
    let sql =
        "SELECT attempt, seq, lesson, steps_total FROM attempts JOIN lessons USING (lesson) WHERE attempt_id = ?1";
    let read = |row: &Row<'_>| {
        Ok(OpenAttempt { attempt: row.get(0)?, seq: row.get(1)?, lesson: row.get(2)?, steps_total: row.get(3)? })
    };
    let found = tx.query_row(sql, [id.as_str()], read).optional()?;
    found.ok_or_else(|| StoreError::UnknownAttempt(id.to_string()).into())
}
