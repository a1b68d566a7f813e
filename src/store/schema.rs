//! The tables, and how a database gets from one version of them to the next.
//!
//! Migrations are only ever appended. The version is `SQLite`'s `user_version`; `application_id` tells a kiosk's
//! database from any other. Instants are milliseconds since 1970 in UTC, codes are those of `tutor::record`.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::error::{Fault, StoreError};
use super::ids;
use crate::time::Moment;

/// `KIOS`.
pub(super) const APPLICATION_ID: i32 = 0x4B49_4F53;

/// A step's row is found, and kept in order, by attempt × this + position; so a lesson has fewer steps than this.
pub(super) const STEPS_LIMIT: u32 = 1000;

/// What brings a database from version n to n + 1, in order.
pub(super) const MIGRATIONS: &[&str] = &[V1, V2, V3];

/// The version of the newest migration.
pub(super) fn latest(migrations: &[&str]) -> u32 {
    u32::try_from(migrations.len()).unwrap_or(u32::MAX)
}

/// Brings a database up to date, one exclusive transaction a version. Before an old database is touched, a copy
/// of it is put beside it; its version and the copy are returned.
pub(super) fn migrate(
    conn: &Connection,
    path: &Path,
    migrations: &[&str],
    now: Moment,
) -> Result<Option<(u32, PathBuf)>, StoreError> {
    let found = version(conn, path)?;
    let old = found > 0 && found < latest(migrations);
    let copy = if old { Some((found, back_up(conn, path, found)?)) } else { None };
    for (sql, to) in migrations.iter().zip(1..).skip(usize::try_from(found).unwrap_or(usize::MAX)) {
        step(conn, sql, to, now).map_err(|fault| fault.at("bring the tables up to date", path))?;
    }
    Ok(copy)
}

fn step(conn: &Connection, sql: &str, to: u32, now: Moment) -> Result<(), Fault> {
    let tx = Transaction::new_unchecked(conn, TransactionBehavior::Exclusive)?;
    // Another process may have done it while this one waited for the lock.
    let found: u32 = tx.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if found >= to {
        return Ok(());
    }
    tx.execute_batch(sql)?;
    if to == 1 {
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
        tx.execute(
            "INSERT INTO meta (one, database_id, made_at, rehearsal) VALUES (1, ?1, ?2, 0)",
            (ids::random_uuid()?, now.wall),
        )?;
    }
    tx.pragma_update(None, "user_version", to)?;
    Ok(tx.commit()?)
}

pub(super) fn version(conn: &Connection, path: &Path) -> Result<u32, StoreError> {
    let read = conn.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0));
    let found = read.map_err(|e| StoreError::sql("read the version of the tables", path, e))?;
    // A negative version is nobody's: newer than anything known.
    Ok(u32::try_from(found).unwrap_or(u32::MAX))
}

/// Puts a copy of an old database beside it, one for each old version: a later try replaces the copy of an earlier
/// one. `VACUUM INTO` makes a whole copy, but does not sync it.
fn back_up(conn: &Connection, path: &Path, version: u32) -> Result<PathBuf, StoreError> {
    let copy = path.with_file_name(format!("kiosk-schema{version}.db"));
    let part = path.with_file_name(format!("kiosk-schema{version}.db.part"));
    let failed = |source| StoreError::File { doing: "copy the old database to", path: copy.clone(), source };
    match fs::remove_file(&part) {
        Err(e) if e.kind() != ErrorKind::NotFound => return Err(failed(e)),
        _ => {}
    }
    conn.execute("VACUUM INTO ?1", [part.to_string_lossy()])
        .map_err(|e| StoreError::sql("copy the old database before its tables are changed", path, e))?;
    let folder = path.parent().unwrap_or(Path::new("."));
    File::open(&part)
        .and_then(|file| file.sync_all())
        .and_then(|()| fs::rename(&part, &copy))
        .and_then(|()| File::open(folder)?.sync_all())
        .map_err(failed)?;
    Ok(copy)
}

/// Nothing that a learner typed has a place in these tables.
const V1: &str = "
CREATE TABLE meta (
  -- What this database is: one row, made with the file.
  one INTEGER PRIMARY KEY CHECK (one = 1),
  database_id TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  rehearsal INTEGER NOT NULL CHECK (rehearsal IN (0, 1)) -- 1: simulated learners, never to be counted
) STRICT;

CREATE TABLE boots (
  -- Every start of the kiosk: orders what a wrong clock cannot.
  boot INTEGER PRIMARY KEY AUTOINCREMENT,
  started_at INTEGER NOT NULL,
  kernel_boot_id TEXT,
  clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
  closed_through INTEGER NOT NULL -- no attempt up to this one is open
) STRICT;

CREATE TABLE learners (
  -- Random codes, no names. A row says what was known at the first attempt and never changes.
  learner_id TEXT PRIMARY KEY,
  audience TEXT NOT NULL,
  age_band TEXT,
  first_seen INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE classes (
  -- Classes and conference points opened by staff.
  class_id TEXT PRIMARY KEY,
  event_id TEXT,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  commune_code TEXT NOT NULL,
  place TEXT NOT NULL,
  local_date TEXT NOT NULL,
  expected INTEGER CHECK (expected >= 0),
  headcount INTEGER CHECK (headcount >= 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE lessons (
  -- Lesson versions that attempts were made in, kept so that old results stay readable.
  lesson INTEGER PRIMARY KEY,
  lesson_id TEXT NOT NULL,
  lesson_hash TEXT NOT NULL,
  title_vi TEXT NOT NULL,
  topic TEXT NOT NULL,
  steps_total INTEGER NOT NULL CHECK (steps_total > 0),
  UNIQUE (lesson_id, lesson_hash)
) STRICT;

CREATE TABLE steps (
  -- The steps of those versions.
  lesson INTEGER NOT NULL REFERENCES lessons,
  position INTEGER NOT NULL CHECK (position > 0),
  step_id TEXT NOT NULL,
  say_vi TEXT NOT NULL,
  PRIMARY KEY (lesson, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE attempts (
  -- One learner in one lesson. The second half is given when the attempt ends; after that the row never changes.
  attempt INTEGER PRIMARY KEY AUTOINCREMENT,
  attempt_id TEXT NOT NULL UNIQUE,
  boot INTEGER NOT NULL REFERENCES boots,
  uptime_ms INTEGER NOT NULL, -- of the program, when the attempt began: places it in its boot without a clock
  commune_code TEXT NOT NULL,
  kiosk INTEGER NOT NULL,
  class_id TEXT REFERENCES classes,
  learner_id TEXT NOT NULL REFERENCES learners,
  audience TEXT NOT NULL,
  age_band TEXT,
  lesson INTEGER NOT NULL REFERENCES lessons,
  mode TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
  people INTEGER NOT NULL CHECK (people > 0),
  resumes TEXT, -- may be an attempt of an earlier database

  seq INTEGER CHECK (seq > 0), -- without gaps
  ended_at INTEGER,
  active_ms INTEGER CHECK (active_ms >= 0),
  outcome TEXT,
  steps_alone INTEGER,
  steps_helped INTEGER,
  steps_shown INTEGER,
  steps_skipped INTEGER,
  steps_unfinished INTEGER,
  mistakes INTEGER,
  detours INTEGER,
  score_e4 INTEGER CHECK (score_e4 BETWEEN 0 AND 10000),
  last_step_id TEXT,
  CHECK ((seq IS NULL) = (outcome IS NULL) AND (seq IS NULL) = (ended_at IS NULL) AND (seq IS NULL) = (last_step_id IS NULL))
) STRICT;
-- Partial, so that beginning an attempt does not write it and ending one writes it at its end only.
CREATE UNIQUE INDEX attempts_seq ON attempts (seq) WHERE seq IS NOT NULL;

CREATE TABLE step_results (
  -- One step of an attempt. The key makes rows be appended at the end of the table, in the order of the export:
  -- saving a step writes one page, and a day's rows lie together.
  result INTEGER PRIMARY KEY CHECK (result = attempt * 1000 + position),
  attempt INTEGER NOT NULL REFERENCES attempts,
  position INTEGER NOT NULL CHECK (position BETWEEN 1 AND 999),
  step_id TEXT NOT NULL,
  outcome TEXT NOT NULL,
  mistakes INTEGER NOT NULL CHECK (mistakes >= 0),
  detours INTEGER NOT NULL CHECK (detours >= 0),
  help_rung INTEGER NOT NULL CHECK (help_rung BETWEEN 0 AND 4),
  first_detour TEXT,
  verdict TEXT,
  ms INTEGER NOT NULL CHECK (ms >= 0),
  recorded_at INTEGER NOT NULL
) STRICT;

CREATE TABLE corrections (
  -- Corrections made by staff: the rows they are about never change.
  correction INTEGER PRIMARY KEY AUTOINCREMENT,
  correction_id TEXT NOT NULL UNIQUE,
  target TEXT NOT NULL,
  target_id TEXT NOT NULL,
  action TEXT NOT NULL,
  value TEXT,
  reason TEXT NOT NULL,
  made_at INTEGER NOT NULL
) STRICT;

CREATE TABLE batches (
  -- What left. A row holds all that the bytes of its files depend on, besides rows that never change.
  number INTEGER PRIMARY KEY,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL CHECK (last_seq >= first_seq),
  after_correction INTEGER NOT NULL,
  last_correction INTEGER NOT NULL CHECK (last_correction >= after_correction),
  boot INTEGER REFERENCES boots, -- the newest start when it was made
  made_at INTEGER NOT NULL,
  clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
  commune_code TEXT NOT NULL,
  commune_name TEXT NOT NULL,
  province_code TEXT NOT NULL,
  kiosk INTEGER NOT NULL,
  software TEXT NOT NULL,
  previous_sums TEXT, -- SHA-256 of the SHA256SUMS of the batch before: a chain
  sums_sha256 TEXT, -- of its own; given when it is closed
  closed_at INTEGER,
  CHECK ((sums_sha256 IS NULL) = (closed_at IS NULL))
) STRICT;
";

/// The words that a learner keeps at home, and a way to her rows that does not lead through everybody's.
const V2: &str = "
CREATE TABLE return_codes (
  -- Who comes back with which three words. Never leaves this kiosk: nothing that exports or reports reads this table.
  -- Apart from the learners, whose rows never change: a code can be taken away.
  learner_id TEXT PRIMARY KEY REFERENCES learners,
  code INTEGER NOT NULL UNIQUE, -- the number of `return_code`
  last_used INTEGER NOT NULL -- when it was given, or when she last came back
) STRICT, WITHOUT ROWID;

-- Ending an attempt does not write it.
CREATE INDEX attempts_learner ON attempts (learner_id);
";

/// The lives of a database, classes as staff open and close them, and what is known to be gone.
const V3: &str = "
-- Equal to one in the mark outside of this file, anew at every start; NULL until there is a mark.
ALTER TABLE meta ADD COLUMN token TEXT;

CREATE TABLE databases (
  -- The lives of this file. Where rows were lost, or where another file may have gone on from the same rows, it gets a
  -- new database id. An attempt belongs to the last life that began at or before its number.
  first_seq INTEGER NOT NULL CHECK (first_seq > 0),
  life INTEGER NOT NULL UNIQUE, -- their order
  database_id TEXT NOT NULL UNIQUE,
  made_at INTEGER NOT NULL,
  reason TEXT NOT NULL, -- made, damaged, lost, copied, restored
  aside TEXT, -- the file that was set aside
  saved_attempts INTEGER NOT NULL DEFAULT 0,
  saved_steps INTEGER NOT NULL DEFAULT 0,
  lost_attempts INTEGER NOT NULL DEFAULT 0,
  lost_steps INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (first_seq, life)
) STRICT, WITHOUT ROWID;
INSERT INTO databases (first_seq, life, database_id, made_at, reason)
SELECT 1, 1, database_id, made_at, 'made' FROM meta;

CREATE TABLE gaps (
  -- Numbers of attempts that are gone. One that is missing without a row here was lost unnoticed.
  seq INTEGER PRIMARY KEY,
  reason TEXT NOT NULL CHECK (reason IN ('deleted', 'lost')) -- a learner asked for it; lost with a damaged file
) STRICT;

ALTER TABLE classes ADD COLUMN opened_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE classes ADD COLUMN closed_at INTEGER;
ALTER TABLE classes ADD COLUMN first_attempt INTEGER NOT NULL DEFAULT 1; -- its attempts are this one or later
ALTER TABLE classes ADD COLUMN closing INTEGER; -- the order in which classes were closed
UPDATE classes SET closed_at = 0;
CREATE UNIQUE INDEX classes_open ON classes (closed_at IS NULL) WHERE closed_at IS NULL;
CREATE UNIQUE INDEX classes_closing ON classes (closing) WHERE closing IS NOT NULL;

ALTER TABLE batches ADD COLUMN database_id TEXT NOT NULL DEFAULT ''; -- the current one when it was made
ALTER TABLE batches ADD COLUMN edition INTEGER NOT NULL DEFAULT 1; -- of the words that describe its columns
ALTER TABLE batches ADD COLUMN after_class INTEGER NOT NULL DEFAULT 0; -- classes closed after this one...
ALTER TABLE batches ADD COLUMN last_class INTEGER NOT NULL DEFAULT 0; -- ...up to this one
UPDATE batches SET database_id = (SELECT database_id FROM meta);

CREATE INDEX corrections_target ON corrections (target_id);
-- Partial, so that beginning an attempt does not write it, and that it has no day on which a dead clock piles up years.
CREATE INDEX attempts_day ON attempts (started_at) WHERE seq IS NOT NULL AND clock_trusted = 1;
";
