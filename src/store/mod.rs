//! The kiosk's database: the only SQL in the program.
//!
//! One [`Store`] owns one connection and is used from one thread (the writer). Every write is one `BEGIN IMMEDIATE`
//! transaction in a write-ahead log with `synchronous=FULL`: when a method returns `Ok`, what it wrote survives
//! kill -9 and a power cut. Before it does, the path is compared with the file that was opened, because a deleted
//! database takes inserts without a word.
//!
//! A learner gets a return code with her first attempt, in the same transaction. It stays in this database: no batch
//! and no report reads it.
//!
//! Rows never change once an attempt has ended; they can only be deleted, with all of their learner. What came first is
//! told by sequence numbers, never by the clock.
//!
//! The kiosk opens it with [`Store::start`], which finds a way whatever is there: a file that cannot be used is set aside
//! and what can be read of it is saved (`aside`, `salvage`); a copy or a backup is noticed (`mark`) and begins a new life
//! of the database (`lives`). What staff do and look at is in `staff`.
//!
//! Calls block for up to 5 s when another process writes, and for as long as the disk takes to sync.

mod aside;
mod attempts;
mod batches;
mod codes;
mod error;
mod finish;
#[cfg(test)]
pub(crate) mod fixture;
mod ids;
mod lives;
mod lock;
mod mark;
mod open;
mod read;
mod report;
mod returning;
mod rows;
mod salvage;
mod schema;
mod staff;
mod start;
#[cfg(test)]
mod tests;
mod trust;

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior};

pub use attempts::{Begun, Ended, Interrupted};
pub use batches::{BATCH_ATTEMPTS, Batch};
pub use error::StoreError;
pub(crate) use error::shown;
pub use ids::{AttemptId, random_seed};
pub use lives::{Life, Reason, Succeeds};
pub use lock::{Lock, LockError};
pub use mark::machine_ids;
pub use read::BatchReader;
pub use report::{Check, Report};
pub use rows::{AttemptRow, ClassRow, CorrectionRow, LearnerRow, LessonRow, LessonStepRow, StepRow};
pub use staff::{
    AudienceFigures, ClassKind, Correction, DayAttempt, DayClass, DayFigures, Deleted, LessonFigures, NewClass,
    OpenClass, StepFigures,
};
pub use start::{News, Rows, SetAside, Started, Unusable};

use crate::time::Timestamp;
use error::Fault;
use open::Identity;
use trust::Trust;

/// The name of the database in the data folder.
pub const FILE_NAME: &str = "kiosk.db";

/// An open database.
#[derive(Debug)]
pub struct Store {
    conn: Connection,
    path: PathBuf,
    identity: Identity,
    database_id: String,
    rehearsal: bool,
    trust: Trust,
    /// The row of this start, if it is the kiosk that opened it.
    boot: Option<u32>,
    /// A write failed in such a way that the open file is not to be trusted.
    spoiled: bool,
}

impl Store {
    /// The database file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The random id (`UUIDv4`) of this database in its current life.
    pub fn database_id(&self) -> &str {
        &self.database_id
    }

    /// Whether the learners in it are simulated.
    pub fn is_rehearsal(&self) -> bool {
        self.rehearsal
    }

    /// The number of this start of the kiosk; `None` when opened beside it.
    pub fn boot(&self) -> Option<u32> {
        self.boot
    }

    /// Whether this reading of the wall clock is believed: not before the release of the program, not before the
    /// last instant recorded.
    pub fn trusts(&self, wall: Timestamp) -> bool {
        self.trust.of(wall)
    }

    /// Marks the database as one of simulated learners. Refused ([`StoreError::Conflict`]) once it holds an attempt
    /// and is not marked yet, so that a rehearsal can never mix with real results.
    pub fn mark_rehearsal(&mut self) -> Result<(), StoreError> {
        self.write("mark the database as a rehearsal", |tx| {
            let marked = tx.execute(
                "UPDATE meta SET rehearsal = 1 WHERE rehearsal = 1 OR NOT EXISTS (SELECT 1 FROM attempts)",
                [],
            )?;
            if marked == 1 { Ok(()) } else { Err(StoreError::Conflict("an attempt of real learners".into()).into()) }
        })?;
        self.rehearsal = true;
        Ok(())
    }

    /// Commits something that changes nothing: whether the disk takes it.
    pub fn try_to_write(&mut self) -> Result<(), StoreError> {
        self.write("see whether anything can be recorded", |tx| {
            // Only a row that was changed is written, even if it is changed back.
            tx.execute_batch("UPDATE meta SET made_at = made_at + 1; UPDATE meta SET made_at = made_at - 1")?;
            Ok(())
        })
    }

    /// Performs one write transaction and looks whether the file is still the one at its path.
    fn write<T>(
        &mut self,
        doing: &'static str,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Fault>,
    ) -> Result<T, StoreError> {
        if self.spoiled {
            return Err(StoreError::Spoiled { path: self.path.clone() });
        }
        let done = self.transact(work).map_err(|fault| fault.at(doing, &self.path));
        let done = done.and_then(|value| self.identity.check(&self.path).map(|()| value));
        self.spoiled = done.as_ref().is_err_and(StoreError::must_reopen);
        done
    }

    fn transact<T>(&mut self, work: impl FnOnce(&Transaction<'_>) -> Result<T, Fault>) -> Result<T, Fault> {
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let value = work(&tx)?;
        tx.commit()?;
        Ok(value)
    }
}
