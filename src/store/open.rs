//! Opening: what is looked at before a database is believed, and what is set before it is used.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension};

use super::error::StoreError;
use super::schema::{self, MIGRATIONS};
use super::trust::Trust;
use super::{FILE_NAME, Store};
use crate::time::Moment;

/// How long a call waits for another process.
pub(super) const BUSY: Duration = Duration::from_secs(5);

/// No page, hence no database, is smaller.
const SMALLEST: u64 = 512;

/// A log of 256 pages (1 MiB) is folded into the database and then written from its start again: once it has that
/// size, commits overwrite it in place, which is a third faster than growing it. The limit cuts a log that one big
/// transaction made larger. The page cache of 1 MiB holds all that a day's work touches.
const SETTINGS: &str = "
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -1024;
PRAGMA wal_autocheckpoint = 256;
PRAGMA journal_size_limit = 4194304;
PRAGMA trusted_schema = OFF;
PRAGMA cell_size_check = ON;
PRAGMA secure_delete = ON;
";

impl Store {
    /// Opens the database in `folder` for the kiosk itself, and makes it if there is none: checks it, brings its
    /// tables up to date and records this start. `boot_id` is the kernel's, to tell a restart of the program from
    /// one of the machine.
    ///
    /// The caller holds the lock of the data folder, and closes what a crash left open with
    /// [`Store::close_interrupted`]. On an error the file is as it was.
    pub fn open(folder: &Path, now: Moment, boot_id: Option<&str>) -> Result<Store, StoreError> {
        Ok(Store::open_telling(folder, now, boot_id)?.0)
    }

    /// As [`Store::open`]; tells too of which version the tables were, if they are newer now, and where a copy is.
    pub(super) fn open_telling(
        folder: &Path,
        now: Moment,
        boot_id: Option<&str>,
    ) -> Result<(Store, Option<(u32, PathBuf)>), StoreError> {
        let path = folder.join(FILE_NAME);
        refuse_misplaced(&path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let conn = connect(&path, flags)?;
        // Until it is believed, closing it must leave even its log as it is.
        fold_when_closed(&conn, false).map_err(|e| StoreError::sql("set up the connection", &path, e))?;
        refuse_foreign(&conn, &path, true)?;
        write_ahead(&conn, &path)?;
        let problems = super::report::quick_check(&conn).map_err(|e| StoreError::sql("check", &path, e))?;
        if !problems.is_empty() {
            return Err(StoreError::Damaged { path, detail: problems.join("; ") });
        }
        fold_when_closed(&conn, true).map_err(|e| StoreError::sql("set up the connection", &path, e))?;
        fold_log(&conn, &path)?;
        let migrated = schema::migrate(&conn, &path, MIGRATIONS, now)?;
        let mut store = Store::around(conn, path)?;
        store.record_start(now, boot_id)?;
        // The log exists from the first write on.
        store.identity = Identity::of(&store.path)?;
        Ok((store, migrated))
    }

    /// Opens an existing database beside a running kiosk, to read and to mark what was exported. Makes, migrates
    /// and closes nothing, and checks nothing: its cost does not grow with the history.
    pub fn open_existing(folder: &Path) -> Result<Store, StoreError> {
        let path = folder.join(FILE_NAME);
        Store::beside(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
    }

    /// Opens an existing database to look at it only.
    pub fn open_read_only(folder: &Path) -> Result<Store, StoreError> {
        let path = folder.join(FILE_NAME);
        Store::beside(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
    }

    fn beside(path: PathBuf, flags: OpenFlags) -> Result<Store, StoreError> {
        refuse_misplaced(&path)?;
        if !path.exists() {
            return Err(StoreError::Missing { path });
        }
        let conn = connect(&path, flags)?;
        refuse_foreign(&conn, &path, false)?;
        conn.execute_batch(SETTINGS).map_err(|e| StoreError::sql("set up the connection", &path, e))?;
        Store::around(conn, path)
    }

    fn around(conn: Connection, path: PathBuf) -> Result<Store, StoreError> {
        let failed = |e| StoreError::sql("read what the database is", &path, e);
        let meta = "SELECT database_id, rehearsal FROM meta";
        let meta = conn.query_row(meta, [], |row| Ok((row.get(0)?, row.get(1)?))).optional().map_err(failed)?;
        let Some((database_id, rehearsal)) = meta else {
            return Err(StoreError::Damaged { path, detail: "it does not say which database it is".to_owned() });
        };
        let trust = Trust::read(&conn).map_err(failed)?;
        let identity = Identity::of(&path)?;
        Ok(Store { conn, path, identity, database_id, rehearsal, trust, boot: None, spoiled: false })
    }

    fn record_start(&mut self, now: Moment, boot_id: Option<&str>) -> Result<(), StoreError> {
        let trusted = self.trust.of(now.wall);
        self.trust.saw(now.wall);
        let boot_id = boot_id.map(|id| id.trim().chars().take(64).collect::<String>());
        let boot = self.write("record this start", |tx| {
            tx.execute(
                "INSERT INTO boots (started_at, kernel_boot_id, clock_trusted, closed_through)
                 SELECT ?1, ?2, ?3, coalesce((SELECT closed_through FROM boots ORDER BY boot DESC LIMIT 1), 0)",
                (now.wall, &boot_id, trusted),
            )?;
            Ok(u32::try_from(tx.last_insert_rowid()).unwrap_or(u32::MAX))
        })?;
        self.boot = Some(boot);
        Ok(())
    }
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    // One thread uses the connection, so SQLite needs no locks of its own inside the process.
    let conn = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .map_err(|e| StoreError::sql("open the database", path, e))?;
    conn.busy_timeout(BUSY).map_err(|e| StoreError::sql("set up the connection", path, e))?;
    Ok(conn)
}

/// What can be told before `SQLite` touches anything. Comes before the question whether there is a database at all.
fn refuse_misplaced(path: &Path) -> Result<(), StoreError> {
    // A folder, which SQLite answers with a bare "disk I/O error"; a pipe would hold it up for ever.
    // SQLite takes a few bytes for no database, and writes over them.
    if fs::metadata(path).is_ok_and(|found| !found.is_file() || (1..SMALLEST).contains(&found.len())) {
        return Err(StoreError::NotADatabase { path: path.to_owned() });
    }
    refuse_orphaned_log(path)
}

/// `SQLite` deletes a log whose database is missing or empty. It may hold the only copy of results.
fn refuse_orphaned_log(path: &Path) -> Result<(), StoreError> {
    let size = |p: &Path| fs::metadata(p).map_or(0, |m| m.len());
    if size(path) == 0 && size(&log_of(path)) > 0 {
        let help = "put back the database that belongs to it, or move the log to a safe place";
        let detail = format!("it is missing or empty, but its write-ahead log is there: {help}");
        return Err(StoreError::Damaged { path: path.to_owned(), detail });
    }
    Ok(())
}

/// Looks at a file before anything is changed in it. `fresh`: a database without any table is all right.
fn refuse_foreign(conn: &Connection, path: &Path, fresh: bool) -> Result<(), StoreError> {
    let failed = |e| StoreError::sql("read the database", path, e);
    let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(failed)?;
    let owner: i32 = conn.query_row("PRAGMA application_id", [], |row| row.get(0)).map_err(failed)?;
    let (found, known) = (schema::version(conn, path)?, schema::latest(MIGRATIONS));
    let path = path.to_owned();
    match (tables, found) {
        (0, 0) if fresh => Ok(()),
        (0, 0) => Err(StoreError::Missing { path }),
        _ if owner != schema::APPLICATION_ID => Err(StoreError::Foreign { path }),
        (_, 0) => Err(StoreError::Damaged { path, detail: "its tables have no version".to_owned() }),
        _ if found > known => Err(StoreError::Newer { path, found, known }),
        _ if found < known && !fresh => Err(StoreError::Older { path, found, known }),
        _ => Ok(()),
    }
}

/// Whether the log is folded into the database when it is closed.
fn fold_when_closed(conn: &Connection, fold: bool) -> rusqlite::Result<()> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, !fold).map(|_| ())
}

fn write_ahead(conn: &Connection, path: &Path) -> Result<(), StoreError> {
    let failed = |e| StoreError::sql("set up the write-ahead log", path, e);
    let mode: String = conn.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).map_err(failed)?;
    if mode != "wal" {
        return Err(StoreError::NoWal { path: path.to_owned(), mode });
    }
    conn.execute_batch(SETTINGS).map_err(failed)
}

/// Puts what stands in the log into the database, and begins the log anew. After a sync that failed, the kernel takes
/// pages for written that never reached the disk: a log with such a gap would lose, at the next power cut, whatever is
/// recorded behind the gap.
fn fold_log(conn: &Connection, path: &Path) -> Result<(), StoreError> {
    // Where somebody reads beside us, some of it stays; that is no error.
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .map_err(|e| StoreError::sql("put the write-ahead log into the database", path, e))
}

fn log_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

/// Which files were opened: device and inode of the database and of its log. While they are open, no other file
/// can get the same numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Identity {
    database: (u64, u64),
    log: Option<(u64, u64)>,
}

impl Identity {
    fn of(path: &Path) -> Result<Identity, StoreError> {
        let database = inode(path).ok_or_else(|| StoreError::Replaced { path: path.to_owned() })?;
        Ok(Identity { database, log: inode(&log_of(path)) })
    }

    /// Whether the files at the path are still those that were opened.
    pub(super) fn check(&self, path: &Path) -> Result<(), StoreError> {
        let same = inode(path) == Some(self.database) && (self.log.is_none() || inode(&log_of(path)) == self.log);
        if same { Ok(()) } else { Err(StoreError::Replaced { path: path.to_owned() }) }
    }
}

fn inode(path: &Path) -> Option<(u64, u64)> {
    let found = fs::metadata(path).ok()?;
    (found.nlink() > 0).then(|| (found.dev(), found.ino()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixture::{Kiosk, minute};
    use crate::store::{Check, schema::migrate};

    fn open(folder: &Path) -> Result<Store, StoreError> {
        Store::open(folder, minute(0), None)
    }

    #[test]
    fn the_settings_that_promises_rest_on_are_in_force() {
        let kiosk = Kiosk::new();
        let read = |pragma: &str| -> String {
            let sql = format!("SELECT CAST({pragma} AS TEXT) FROM pragma_{pragma}");
            kiosk.store.conn.query_row(&sql, [], |row| row.get(0)).unwrap()
        };
        assert_eq!((read("journal_mode").as_str(), read("synchronous").as_str()), ("wal", "2"));
        assert_eq!(read("foreign_keys"), "1");
        let wait: i64 = kiosk.store.conn.query_row("PRAGMA busy_timeout", [], |row| row.get(0)).unwrap();
        assert_eq!(wait, 5_000);
        // Versions before had a fault that corrupts databases with a write-ahead log.
        assert!(rusqlite::version_number() >= 3_051_003);
    }

    #[test]
    fn opening_again_finds_the_same_database() {
        let kiosk = Kiosk::new();
        let id = kiosk.store.database_id().to_owned();
        assert_eq!(uuid::Uuid::try_parse(&id).unwrap().get_version_num(), 4);
        drop(kiosk.store);
        let again = open(kiosk.folder.path()).unwrap();
        assert_eq!((again.database_id(), again.boot()), (id.as_str(), Some(2)));
        assert_ne!(Kiosk::new().store.database_id(), id);
    }

    #[test]
    fn what_is_no_database_of_the_kiosk_is_left_as_it_is() {
        let page = "x".repeat(5000);
        for content in ["hello", "SQLite format 3\0 and then nothing of the kind", page.as_str()] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join(FILE_NAME);
            fs::write(&path, content).unwrap();
            let refused = open(folder.path()).unwrap_err();
            assert!(matches!(refused, StoreError::NotADatabase { .. }) && refused.is_damaged(), "{refused:?}");
            assert_eq!(fs::read_to_string(&path).unwrap(), content);
        }
        let folder = tempfile::tempdir().unwrap();
        let other = Connection::open(folder.path().join(FILE_NAME)).unwrap();
        other.execute_batch("CREATE TABLE songs (title)").unwrap();
        drop(other);
        let before = fs::read(folder.path().join(FILE_NAME)).unwrap();
        assert!(matches!(open(folder.path()), Err(StoreError::Foreign { .. })));
        assert!(matches!(Store::open_existing(folder.path()), Err(StoreError::Foreign { .. })));
        assert_eq!(fs::read(folder.path().join(FILE_NAME)).unwrap(), before);
    }

    #[test]
    fn a_log_without_its_database_is_not_thrown_away() {
        for gone in [true, false] {
            let kiosk = Kiosk::new();
            let (path, log) = (kiosk.store.path().to_owned(), log_of(kiosk.store.path()));
            let saved = fs::read(&log).unwrap();
            drop(kiosk.store);
            fs::write(&log, &saved).unwrap();
            if gone {
                fs::remove_file(&path).unwrap();
            } else {
                fs::write(&path, "").unwrap();
            }
            for way in [open, Store::open_existing, Store::open_read_only] {
                let refused = way(kiosk.folder.path());
                assert!(matches!(refused, Err(StoreError::Damaged { .. })), "{refused:?}");
                assert_eq!(fs::read(&log).unwrap(), saved);
            }
        }
    }

    #[test]
    fn a_folder_in_the_place_of_the_database_is_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(FILE_NAME)).unwrap();
        for way in [open, Store::open_existing, Store::open_read_only] {
            let refused = way(folder.path());
            assert!(matches!(refused, Err(StoreError::NotADatabase { .. })), "{refused:?}");
        }
    }

    #[test]
    fn damage_is_found_at_the_start() {
        let mut kiosk = Kiosk::new();
        kiosk.practise(20, 1);
        let path = kiosk.store.path().to_owned();
        drop(kiosk.store);
        let mut bytes = fs::read(&path).unwrap();
        let end = bytes.len();
        bytes[end - 9000..end - 1000].fill(0);
        fs::write(&path, &bytes).unwrap();
        let refused = open(kiosk.folder.path()).unwrap_err();
        assert!(matches!(refused, StoreError::Damaged { .. }), "{refused:?}");
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }

    #[test]
    fn a_newer_database_is_refused_unchanged() {
        let kiosk = Kiosk::new();
        kiosk.store.conn.pragma_update(None, "user_version", 7).unwrap();
        drop(kiosk.store);
        for refused in [open(kiosk.folder.path()), Store::open_existing(kiosk.folder.path())] {
            assert!(matches!(refused, Err(StoreError::Newer { found: 7, known: 3, .. })), "{refused:?}");
        }
    }

    #[test]
    fn an_older_database_is_copied_and_then_migrated_in_one_piece() {
        let mut kiosk = Kiosk::new();
        kiosk.practise(3, 1);
        let path = kiosk.store.path().to_owned();
        let [v1, v2, v3] = MIGRATIONS else { panic!() };
        let good = [v1, v2, v3, "CREATE TABLE later (x INTEGER) STRICT"];
        let bad = [v1, v2, v3, "CREATE TABLE half (x INTEGER); CREATE TABLE half (x INTEGER)"];
        let conn = &kiosk.store.conn;
        let tables = || -> String {
            let sql = "SELECT group_concat(name) FROM sqlite_schema WHERE name IN ('half', 'later')";
            conn.query_row(sql, [], |row| row.get::<_, Option<String>>(0)).unwrap().unwrap_or_default()
        };
        assert!(migrate(conn, &path, &bad, minute(5)).is_err());
        assert_eq!((schema::version(conn, &path).unwrap(), tables().as_str()), (3, ""));
        migrate(conn, &path, &good, minute(5)).unwrap();
        migrate(conn, &path, &good, minute(5)).unwrap();
        assert_eq!((schema::version(conn, &path).unwrap(), tables().as_str()), (4, "later"));
        let copy = Connection::open(kiosk.folder.path().join("kiosk-schema3.db")).unwrap();
        assert_eq!(copy.query_row("SELECT count(*) FROM attempts", [], |row| row.get(0)), Ok(3));
        assert!(!kiosk.folder.path().join("kiosk-schema3.db.part").exists());
    }

    /// A database from before there were return codes: its learners get theirs when they are here again.
    #[test]
    fn a_database_of_version_1_is_brought_up_to_date() {
        let mut kiosk = Kiosk::new();
        kiosk.practise(3, 1);
        let id = kiosk.store.database_id().to_owned();
        let folder = kiosk.into_version(1);
        assert!(matches!(Store::open_existing(folder.path()), Err(StoreError::Older { found: 1, known: 3, .. })));
        let mut kiosk = Kiosk { store: open(folder.path()).unwrap(), folder };
        assert_eq!(
            (kiosk.store.database_id(), schema::version(&kiosk.store.conn, &kiosk.store.path).unwrap()),
            (&*id, 3)
        );
        let copy = Connection::open(kiosk.folder.path().join("kiosk-schema1.db")).unwrap();
        assert_eq!((schema::version(&copy, Path::new("")).unwrap(), tables_of(&copy)), (1, 11));
        assert_eq!(kiosk.store.sessions_of(minute(1).wall.day()).unwrap(), []);
        kiosk.practise(1, 10);
        let sessions = kiosk.store.sessions_of(minute(1).wall.day()).unwrap();
        assert_eq!(sessions.iter().map(|session| session.lessons).collect::<Vec<_>>(), [3]);
        assert_eq!(kiosk.store.recall(sessions[0].code, minute(20)).unwrap().unwrap().attempts.len(), 3);
        assert!(kiosk.store.report(Check::Full).unwrap().is_whole());
    }

    fn tables_of(conn: &Connection) -> i64 {
        conn.query_row("SELECT count(*) FROM sqlite_schema WHERE type = 'table'", [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn nothing_is_made_beside_the_kiosk() {
        let folder = tempfile::tempdir().unwrap();
        for refused in [Store::open_existing(folder.path()), Store::open_read_only(folder.path())] {
            assert!(matches!(refused, Err(StoreError::Missing { .. })), "{refused:?}");
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        let gone = folder.path().join("gone");
        assert!(open(&gone).unwrap_err().is_read_only());
    }

    #[test]
    fn a_reader_writes_nothing() {
        let kiosk = Kiosk::new();
        let mut reader = Store::open_read_only(kiosk.folder.path()).unwrap();
        assert!(reader.report(Check::Quick).unwrap().is_whole());
        assert!(reader.mark_rehearsal().unwrap_err().is_read_only());
    }
}
