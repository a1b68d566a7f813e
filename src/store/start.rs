//! How the kiosk itself opens its database: the one call that leaves it with a database to record into, whatever it
//! finds, and says what staff must know.

use std::path::{Path, PathBuf};

use super::error::StoreError;
use super::mark::{self, SYSFS, machine_ids};
use super::{Store, aside};
use crate::time::Moment;

/// A database that is ready, and what happened on the way.
#[derive(Debug)]
pub struct Started {
    /// The database.
    pub store: Store,
    /// What staff must know, in the order in which it happened.
    pub news: Vec<News>,
}

/// Something about the database that staff must know.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum News {
    /// An older program's tables were brought up to date; the database as it was is in `copy`.
    Migrated {
        /// Version of the tables before.
        from: u32,
        /// The copy.
        copy: PathBuf,
    },
    /// A file that could not be used was put aside, and what could be read of it is in the new database.
    SetAside(SetAside),
    /// The database that was here is gone, or empty: a new one has begun.
    Gone,
    /// The database came from another machine, or its mark is gone: a new database id has begun.
    Copied,
    /// The database is older than its mark (a backup was put back): a new database id has begun.
    Restored,
    /// The mark outside the database could not be kept, so that a copy would not be noticed. Recording goes on.
    MarkNotKept {
        /// The file of the mark.
        path: PathBuf,
        /// The system's answer.
        why: String,
    },
    /// A class that nobody closed on its day was closed, without a headcount.
    ClassClosed {
        /// Id of the class.
        class_id: String,
        /// Its title.
        title: String,
    },
}

/// A file that was put aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// Its name in the data folder now: `kiosk-damaged-20261125-1.db`.
    pub name: String,
    /// What was wrong with it.
    pub what: Unusable,
    /// Rows that are in the new database.
    pub saved: Rows,
    /// Rows that are known to be missing there.
    pub lost: Rows,
}

/// Why a file could not be used as the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unusable {
    /// Its content does not hold together, or its log is there without it.
    Damaged,
    /// It is something else than a database.
    NotADatabase,
    /// It is a database of another program.
    Foreign,
}

/// How many rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rows {
    /// Attempts.
    pub attempts: u32,
    /// Steps of them.
    pub steps: u32,
}

impl Store {
    /// Opens the database in `folder` for the kiosk itself, and makes it if there is none: finishes what an earlier
    /// start could not, sets aside what cannot be used, brings old tables up to date, records this start and compares
    /// the mark in the folder `mark`. `boot_id` is the kernel's.
    ///
    /// It may be called again at any time, after the store before has been dropped: to reopen after
    /// [`StoreError::must_reopen`], and every so often as long as it fails. A running attempt is begun again with
    /// [`Store::begin_attempt_as`] and its steps are saved again after a reopening: what is there already is left alone.
    ///
    /// The caller holds the lock of the data folder. At the start of the program, and only then, it calls
    /// [`Store::close_interrupted`] next. On an error nothing is lost, and no file is in a worse place than before.
    pub fn start(folder: &Path, mark: &Path, now: Moment, boot_id: Option<&str>) -> Result<Started, StoreError> {
        let machine = machine_ids(Path::new(SYSFS));
        let (mut store, mut news) = open(folder, mark, now, boot_id)?;
        news.extend(store.keep_mark(mark, &machine, now)?);
        let forgotten = store.close_forgotten(now)?;
        news.extend(forgotten.map(|class| News::ClassClosed { class_id: class.id, title: class.title }));
        // Of a learner who was deleted while another process was reading.
        store.clear_log();
        aside::told(folder);
        Ok(Started { store, news })
    }
}

/// Opens the database, or a new one where it cannot be used.
fn open(folder: &Path, mark: &Path, now: Moment, boot_id: Option<&str>) -> Result<(Store, Vec<News>), StoreError> {
    aside::finish(folder)?;
    // A disk that stumbles once is no damaged database: it is looked at again.
    let opened = match Store::open_telling(folder, now, boot_id) {
        Err(error) if error.is_damaged() => Store::open_telling(folder, now, boot_id),
        opened => opened,
    };
    let opened = match opened {
        Err(error) if error.is_damaged() => {
            aside::set_aside(folder, Unusable::of(&error), mark::database(mark, folder), now)?;
            Store::open_telling(folder, now, boot_id)
        }
        opened => opened,
    };
    let (store, migrated) = opened?;
    let aside = store.set_aside_lately()?.map(News::SetAside);
    let migrated = migrated.map(|(from, copy)| News::Migrated { from, copy });
    Ok((store, aside.into_iter().chain(migrated).collect()))
}

impl Unusable {
    fn of(error: &StoreError) -> Unusable {
        match error {
            StoreError::NotADatabase { .. } => Unusable::NotADatabase,
            StoreError::Foreign { .. } => Unusable::Foreign,
            _ => Unusable::Damaged,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixture::{Kiosk, minute, site};
    use crate::store::{ClassKind, NewClass};

    #[test]
    fn a_start_tells_what_it_did() {
        let mut kiosk = Kiosk::new();
        kiosk.practise(2, 1);
        let class =
            NewClass { kind: ClassKind::Class, title: "Lớp tối".into(), place: "Xóm 3".into(), expected: None };
        let folder = kiosk.into_version(2);
        let mark = tempfile::tempdir().unwrap();
        let start = |at| Store::start(folder.path(), mark.path(), minute(at), Some("b")).unwrap();
        let mut started = start(10);
        assert_eq!(started.news, [News::Migrated { from: 2, copy: folder.path().join("kiosk-schema2.db") }]);
        assert_eq!(started.store.boot(), Some(2));
        let opened = started.store.open_class(&class, &site(), minute(11)).unwrap();
        // Reopened while somebody works: nothing to say, and the class goes on.
        drop(started);
        assert_eq!(start(12).news, []);
        let next_day = start(2_000);
        assert_eq!(next_day.news, [News::ClassClosed { class_id: opened.id, title: "Lớp tối".into() }]);
        assert_eq!(next_day.store.class_open().unwrap(), None);
        drop(next_day);
        assert_eq!(start(2_001).news, []);
    }

    /// What cannot be used at all leaves everything as it was, however often it is tried.
    #[test]
    fn a_start_that_fails_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mark = tempfile::tempdir().unwrap();
        let gone = folder.path().join("gone");
        for _ in 0..2 {
            assert!(Store::start(&gone, mark.path(), minute(0), None).unwrap_err().is_read_only());
        }
        assert!(!gone.exists() && std::fs::read_dir(mark.path()).unwrap().count() == 0);
    }
}
