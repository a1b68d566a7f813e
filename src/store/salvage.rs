//! A new database from what can be read of a damaged one.

mod log;
mod mend;
mod scan;
mod source;
mod values;

use std::fs;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};

use super::aside::{NEW, Step};
use super::error::{Fault, StoreError};
use super::ids;
use super::lives::{self, Reason};
use super::schema::{self, MIGRATIONS};
use super::start::Rows;
use crate::time::Moment;
use source::Source;

pub(super) use source::SCRATCH;

/// Builds the new database in the folder. How many rows were saved, and how many are known to be lost, stands in its last
/// life. `aside`: the name that the old one will get. `before`: its id, as far as the mark knows.
pub(super) fn build(
    folder: &Path,
    aside: &str,
    before: Option<String>,
    now: Moment,
    step: Step<'_>,
) -> Result<(), StoreError> {
    let path = folder.join(NEW);
    let failed = |source| StoreError::File { doing: "build", path: path.clone(), source };
    step("make the new database").map_err(failed)?;
    let empty = make(&path, now)?;
    step("open the old database").map_err(failed)?;
    let source = Source::open(folder, &empty).map_err(failed)?;
    step("copy the rows").map_err(failed)?;
    let life = New { aside, before, now };
    let built = fill(&path, source.as_ref(), &life);
    drop(source);
    match built {
        // Nothing that can be read may keep the kiosk from recording.
        Err(error) if !is_the_disk(&error) => {
            fs::remove_file(&path).map_err(failed)?;
            make(&path, now)?;
            fill(&path, None, &life)?;
        }
        built => built?,
    }
    step("clear what was needed").and_then(|()| source::sweep(folder)).map_err(failed)
}

/// Whether it is not the rows that are at fault.
fn is_the_disk(error: &StoreError) -> bool {
    error.is_full()
        || error.is_io()
        || error.is_read_only()
        || error.is_busy()
        || matches!(error, StoreError::File { .. })
}

/// Makes an empty database of the newest version and returns its bytes.
fn make(path: &Path, now: Moment) -> Result<Vec<u8>, StoreError> {
    let conn = connect(path)?;
    schema::migrate(&conn, path, MIGRATIONS, now)?;
    drop(conn);
    fs::read(path).map_err(|source| StoreError::File { doing: "read", path: path.to_owned(), source })
}

/// Without any care for power cuts: the file is synced as a whole before it counts.
fn connect(path: &Path) -> Result<Connection, StoreError> {
    let set = "
      PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA temp_store = MEMORY;
      PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON;";
    let open = || {
        let conn = Connection::open(path)?;
        conn.execute_batch(set)?;
        Ok(conn)
    };
    open().map_err(|e| StoreError::sql("build a new database", path, e))
}

/// What is known of the new life.
struct New<'n> {
    aside: &'n str,
    before: Option<String>,
    now: Moment,
}

fn fill(path: &Path, source: Option<&Source>, new: &New<'_>) -> Result<(), StoreError> {
    let conn = connect(path)?;
    let work = || -> Result<(), Fault> {
        let tx = Transaction::new_unchecked(&conn, TransactionBehavior::Immediate)?;
        // The life that was made with the file: another one begins below.
        tx.execute("DELETE FROM databases", [])?;
        let old = match source {
            Some(source) => copy(source, &tx)?,
            None => None,
        };
        let old = old.or_else(|| new.before.clone());
        mend::lives(&tx, old.as_deref())?;
        let lost = mend::references(&tx)?;
        let saved = count(&tx)?;
        begin(&tx, new, saved, lost)?;
        Ok(tx.commit()?)
    };
    work().map_err(|fault| fault.at("save rows into a new database", path))?;
    check(&conn, path)?;
    conn.close().map_err(|(_, e)| StoreError::sql("build a new database", path, e))
}

/// Copies every row that can be read. Returns the id of the old database, if that could be.
fn copy(source: &Source, tx: &Connection) -> Result<Option<String>, Fault> {
    for table in scan::TABLES {
        scan::copy(&source.conn, tx, table)?;
    }
    let meta = "SELECT database_id, made_at, rehearsal FROM meta";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, bool>(2)?));
    let found = source.conn.query_row(meta, [], read).optional();
    let Ok(Some((id, made_at, rehearsal))) = found else { return Ok(None) };
    tx.execute("UPDATE meta SET made_at = ?1, rehearsal = ?2", (made_at, rehearsal))?;
    Ok(ids::is_uuid(&id).then_some(id))
}

fn count(tx: &Connection) -> rusqlite::Result<Rows> {
    let one = |sql: &str| tx.query_row(sql, [], |row| row.get::<_, u32>(0));
    // Those that were made up from the counts of their attempt are not saved.
    let steps = one("SELECT count(*) FROM step_results")?.saturating_sub(one(mend::MADE_UP)?);
    Ok(Rows { attempts: one("SELECT count(*) FROM attempts")?, steps })
}

/// Begins the new life. A database of which nobody knows anything is simply new.
fn begin(tx: &Connection, new: &New<'_>, saved: Rows, lost: Rows) -> Result<(), Fault> {
    let known: bool = tx.query_row("SELECT EXISTS (SELECT 1 FROM databases)", [], |row| row.get(0))?;
    let nothing = !known && saved == Rows::default();
    lives::begin(tx, if nothing { Reason::Made } else { Reason::Damaged }, new.now.wall)?;
    tx.execute(
        "UPDATE databases SET aside = ?1, saved_attempts = ?2, saved_steps = ?3, lost_attempts = ?4, lost_steps = ?5
         WHERE life = (SELECT max(life) FROM databases)",
        (new.aside, saved.attempts, saved.steps, lost.attempts, lost.steps),
    )?;
    // Every number has a life, whatever was lost of them.
    tx.execute("UPDATE databases SET first_seq = 1 WHERE life = (SELECT min(life) FROM databases)", [])?;
    Ok(())
}

/// What was saved must be whole.
fn check(conn: &Connection, path: &Path) -> Result<(), StoreError> {
    let problems = super::report::full_check(conn).map_err(|e| StoreError::sql("check", path, e))?;
    if problems.is_empty() {
        return Ok(());
    }
    Err(StoreError::Damaged { path: path.to_owned(), detail: problems.join("; ") })
}
