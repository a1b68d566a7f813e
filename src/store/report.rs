//! What `kiosk doctor` says about the database.

use rusqlite::{Connection, params};
use serde::Serialize;

use super::Store;
use super::error::StoreError;

/// How much of the file is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// Every page, without comparing tables with their indexes: what the kiosk does when it starts.
    Quick,
    /// Everything: what goes with the daily export.
    Full,
}

/// The state of a database.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Version of the tables; 0 before there are any.
    pub schema: u32,
    /// Version of `SQLite` in this program.
    pub sqlite: &'static str,
    /// Id of the database; none before there is one.
    pub database_id: Option<String>,
    /// Whether the learners are simulated.
    pub rehearsal: bool,
    /// Starts of the kiosk.
    pub boots: u32,
    /// Attempts that have ended.
    pub attempts_closed: u32,
    /// Attempts that are running, or were left open by a crash.
    pub attempts_open: u32,
    /// Steps recorded.
    pub step_results: u32,
    /// The greatest sequence number.
    pub last_seq: u32,
    /// Sequence numbers that are missing and nobody knows why: rows were lost.
    pub seq_gaps: u32,
    /// Sequence numbers of rows that were deleted because their learner asked for it.
    pub seq_deleted: u32,
    /// Sequence numbers of rows that were lost with a damaged database that was set aside.
    pub seq_lost: u32,
    /// Ended attempts that are in no closed batch.
    pub waiting: u32,
    /// Batches whose files are written.
    pub batches_closed: u32,
    /// Batches whose files are not: at most 1.
    pub batches_open: u32,
    /// What `SQLite`'s check found; empty when the file is whole.
    pub problems: Vec<String>,
}

impl Report {
    /// What is to be said before the first start: nothing is there, and nothing is broken.
    pub fn without_database() -> Report {
        Report { sqlite: rusqlite::version(), ..Report::default() }
    }

    /// Whether nothing is missing and nothing is broken.
    pub fn is_whole(&self) -> bool {
        self.problems.is_empty() && self.seq_gaps == 0
    }
}

impl Store {
    /// Counts everything and checks the file. Reads all of it: not for the thread that draws.
    pub fn report(&self, check: Check) -> Result<Report, StoreError> {
        self.count_all(check).map_err(|e| StoreError::sql("count and check the rows", &self.path, e))
    }

    /// `integrity_check` and a check of all references; [`StoreError::Damaged`] when something is found.
    pub fn check_integrity(&self) -> Result<(), StoreError> {
        let problems = full_check(&self.conn).map_err(|e| StoreError::sql("check", &self.path, e))?;
        if problems.is_empty() {
            return Ok(());
        }
        Err(StoreError::Damaged { path: self.path.clone(), detail: problems.join("; ") })
    }

    fn count_all(&self, check: Check) -> rusqlite::Result<Report> {
        let one = |sql: &str| self.conn.query_row(sql, [], |row| row.get::<_, u32>(0));
        let last_seq = one(
            "SELECT max(coalesce((SELECT max(seq) FROM attempts), 0), coalesce((SELECT max(last_seq) FROM batches), 0),
                        coalesce((SELECT max(seq) FROM gaps), 0))",
        )?;
        let seq_deleted = one("SELECT count(*) FROM gaps WHERE reason = 'deleted'")?;
        let seq_lost = one("SELECT count(*) FROM gaps WHERE reason = 'lost'")?;
        let attempts_closed = one("SELECT count(seq) FROM attempts")?;
        let left = one("SELECT coalesce(max(last_seq), 0) FROM batches WHERE sums_sha256 IS NOT NULL")?;
        Ok(Report {
            schema: one("PRAGMA user_version")?,
            sqlite: rusqlite::version(),
            database_id: Some(self.database_id.clone()),
            rehearsal: self.rehearsal,
            boots: one("SELECT count(*) FROM boots")?,
            attempts_closed,
            attempts_open: one("SELECT count(*) FROM attempts WHERE seq IS NULL")?,
            step_results: one("SELECT count(*) FROM step_results")?,
            last_seq,
            seq_gaps: last_seq.saturating_sub(attempts_closed + seq_deleted + seq_lost),
            seq_deleted,
            seq_lost,
            waiting: self
                .conn
                .query_row("SELECT count(*) FROM attempts WHERE seq > ?1", params![left], |r| r.get(0))?,
            batches_closed: one("SELECT count(sums_sha256) FROM batches")?,
            batches_open: one("SELECT count(*) FROM batches WHERE sums_sha256 IS NULL")?,
            problems: match check {
                Check::Quick => quick_check(&self.conn)?,
                Check::Full => full_check(&self.conn)?,
            },
        })
    }
}

/// The first problems that a reading of every page finds.
pub(super) fn quick_check(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    problems(conn, "PRAGMA quick_check(20)")
}

pub(super) fn full_check(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut found = problems(conn, "PRAGMA integrity_check(20)")?;
    let mut dangling = conn.prepare("SELECT \"table\", count(*) FROM pragma_foreign_key_check GROUP BY 1")?;
    let rows = dangling.query_map([], |row| {
        Ok(format!("{} rows of {} refer to rows that are not there", row.get::<_, i64>(1)?, row.get::<_, String>(0)?))
    })?;
    for row in rows {
        found.push(row?);
    }
    Ok(found)
}

fn problems(conn: &Connection, pragma: &str) -> rusqlite::Result<Vec<String>> {
    let mut check = conn.prepare(pragma)?;
    let lines = check.query_map([], |row| row.get::<_, String>(0))?;
    let lines: Vec<String> = lines.collect::<rusqlite::Result<_>>()?;
    Ok(lines.into_iter().filter(|line| line != "ok").collect())
}
