//! Every kind of damage, and a crash or a full disk at every step of what is done about it.

use std::sync::LazyLock;

use rusqlite::Connection;
use tempfile::TempDir;

use super::*;
use crate::return_code::ReturnCode;
use crate::store::fixture::{Kiosk, end, lesson, minute, site, start, step};
use crate::store::{AttemptId, Batch, Check, News, Reason, Rows, Started, mark};
use crate::tutor::record::{AttemptOutcome, StepOutcome};

const SUMS: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const ATTEMPTS: u32 = 40;

/// A kiosk whose database has been closed, and what was in it.
struct Closed {
    folder: TempDir,
    mark: TempDir,
    id: String,
    code: ReturnCode,
    running: AttemptId,
}

/// Made once, because a disk takes its time to sync a thousand steps.
struct Template {
    database: Vec<u8>,
    mark: Vec<u8>,
    id: String,
    code: ReturnCode,
    running: AttemptId,
}

static TEMPLATE: LazyLock<Template> = LazyLock::new(|| {
    let (folder, mark) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = Store::start(folder.path(), mark.path(), minute(0), Some("b")).unwrap().store;
    store.conn.execute_batch("PRAGMA synchronous = OFF").unwrap();
    let mut kiosk = Kiosk { folder, store };
    kiosk.practise(30, 1);
    kiosk.store.open_batch(minute(40), &site(), "kiosk 0.1.0").unwrap().unwrap();
    kiosk.store.close_batch(1, SUMS, minute(41)).unwrap();
    kiosk.practise(10, 50);
    let running = start(lesson("vneid-install", 12), "k7q2m", minute(70));
    let begun = kiosk.store.begin_attempt(&running, &site(), minute(70)).unwrap();
    kiosk.store.save_step(&begun.id, &step(1, StepOutcome::Alone), minute(71)).unwrap();
    let id = kiosk.store.database_id().to_owned();
    drop(kiosk.store);
    Template {
        database: fs::read(kiosk.folder.path().join(FILE_NAME)).unwrap(),
        mark: fs::read(mark::file(mark.path(), kiosk.folder.path())).unwrap(),
        id,
        code: begun.code,
        running: begun.id,
    }
});

impl Closed {
    /// Forty attempts, of which thirty have left, and one that is running.
    fn new() -> Closed {
        let (folder, mark) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::write(folder.path().join(FILE_NAME), &TEMPLATE.database).unwrap();
        fs::write(mark::file(mark.path(), folder.path()), &TEMPLATE.mark).unwrap();
        let Template { id, code, running, .. } = &*TEMPLATE;
        Closed { folder, mark, id: id.clone(), code: *code, running: running.clone() }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join(FILE_NAME)
    }

    fn bytes(&self) -> Vec<u8> {
        fs::read(self.path()).unwrap()
    }

    fn change(&self, change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
        let mut bytes = self.bytes();
        change(&mut bytes);
        fs::write(self.path(), &bytes).unwrap();
        bytes
    }

    fn start(&self) -> Started {
        Store::start(self.folder.path(), self.mark.path(), minute(100), Some("c")).unwrap()
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(self.folder.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn page_of(store: &Store, table: &str) -> usize {
    let sql = "SELECT rootpage FROM sqlite_schema WHERE name = ?1";
    usize::try_from(store.conn.query_row(sql, [table], |row| row.get::<_, u32>(0)).unwrap()).unwrap()
}

fn told(started: &Started) -> &SetAside {
    let [News::SetAside(aside)] = &started.news[..] else { panic!("{:?}", started.news) };
    aside
}

/// The next batch, with all of its rows read.
fn batch(store: &mut Store) -> Option<(Batch, Vec<(u32, String)>)> {
    let batch = store.open_batch(minute(200), &site(), "kiosk 0.1.0").unwrap()?;
    let reader = store.read_batch(&batch).unwrap();
    let mut rows = Vec::new();
    let mut steps = 0_u32;
    let mut total = 0;
    reader
        .attempts::<StoreError>(|row| {
            total += row.tally.total;
            rows.push((row.seq, row.database_id));
            Ok(())
        })
        .unwrap();
    reader
        .step_results::<StoreError>(|_| {
            steps += 1;
            Ok(())
        })
        .unwrap();
    let ok = |_: &dyn std::any::Any| Ok::<(), StoreError>(());
    reader.learners(|row| ok(&row)).unwrap();
    reader.classes(|row| ok(&row)).unwrap();
    reader.lessons(|row| ok(&row)).unwrap();
    reader.steps(|row| ok(&row)).unwrap();
    assert_eq!(steps, total, "each attempt has all its steps");
    drop(reader);
    Some((batch, rows))
}

/// Everything works in the database that was begun.
fn works(started: Started) -> Rows {
    let mut store = started.store;
    store.conn.execute_batch("PRAGMA synchronous = OFF").unwrap();
    let before = store.report(Check::Full).unwrap();
    assert!(before.is_whole(), "{before:?}");
    let again = start(lesson("vneid-install", 12), "neu", minute(300));
    let id = store.begin_attempt(&again, &site(), minute(300)).unwrap().id;
    for position in 1..=12 {
        store.save_step(&id, &step(position, StepOutcome::Alone), minute(301)).unwrap();
    }
    let ended = store.end_attempt(&id, &end(AttemptOutcome::Completed, minute(302)), minute(302)).unwrap();
    assert_eq!(ended.seq, before.last_seq + 1);
    let (batch, rows) = batch(&mut store).unwrap();
    assert_eq!(rows.last().unwrap(), &(ended.seq, store.database_id().to_owned()));
    assert_eq!(batch.last_seq, ended.seq);
    store.close_batch(batch.number, SUMS, minute(303)).unwrap();
    assert!(store.report(Check::Full).unwrap().is_whole());
    Rows { attempts: before.attempts_closed, steps: before.step_results }
}

#[test]
fn a_spoilt_header_costs_nothing() {
    type Harm = fn(&mut Vec<u8>);
    let harms: [(&str, Harm); 4] = [
        ("zeros", |bytes| bytes[..100].fill(0)),
        ("the name", |bytes| bytes[..16].copy_from_slice(b"MZ this is a dos")),
        ("the whole page", |bytes| bytes[..4096].fill(0)),
        ("garbage", |bytes| bytes[..4096].iter_mut().zip(0_u32..).for_each(|(b, n)| *b = (n * 37 % 251) as u8)),
    ];
    for (what, harm) in harms {
        let closed = Closed::new();
        let bytes = closed.change(harm);
        let started = closed.start();
        let aside = told(&started).clone();
        assert_eq!(aside.name, "kiosk-damaged-20261101-1.db", "{what}");
        assert_eq!(fs::read(closed.folder.path().join(&aside.name)).unwrap(), bytes, "{what}");
        assert_eq!((aside.saved.attempts, aside.lost), (ATTEMPTS + 1, Rows::default()), "{what}");
        let mut store = started.store;
        assert_ne!(store.database_id(), closed.id);
        // She comes back by her code, and her attempt goes on.
        store.save_step(&closed.running, &step(2, StepOutcome::Alone), minute(101)).unwrap();
        let ended = store.end_attempt(&closed.running, &end(AttemptOutcome::Left, minute(102)), minute(102)).unwrap();
        assert_eq!((ended.seq, ended.tally.alone), (ATTEMPTS + 1, 2));
        assert_eq!(store.recall(closed.code, minute(103)).unwrap().unwrap().attempts.len(), 1);
        // What left does not leave again, and what follows names the old database.
        let (batch, rows) = batch(&mut store).unwrap();
        assert_eq!((batch.number, batch.first_seq, batch.last_seq), (2, 31, 41));
        assert_eq!(batch.previous_sums.as_deref(), Some(SUMS));
        assert!(rows[..10].iter().all(|(_, id)| *id == closed.id) && rows[10].1 == store.database_id());
        let succeeds = batch.succeeds.unwrap();
        assert_eq!((succeeds.database_id, succeeds.last_seq), (Some(closed.id.clone()), ATTEMPTS));
        assert_eq!(succeeds.reason, Reason::Damaged);
        let life = store.lives().unwrap().pop().unwrap();
        assert_eq!((life.aside, life.saved, life.lost), (Some(aside.name), aside.saved, aside.lost));
        drop(store);
        assert_eq!(closed.start().news, []);
    }
}

/// Whatever page is lost, the kiosk records on, and nothing is sent that does not hold together.
#[test]
fn any_page_may_be_lost() {
    let closed = Closed::new();
    let whole = closed.bytes();
    let (mut saved, mut pages) = (0, 0);
    for page in 0..whole.len() / 4096 {
        for name in closed.names() {
            fs::remove_file(closed.folder.path().join(name)).unwrap();
        }
        let mut bytes = whole.clone();
        bytes[page * 4096..(page + 1) * 4096].fill(0);
        fs::write(closed.path(), &bytes).unwrap();
        let started = closed.start();
        if started.news.iter().all(|news| !matches!(news, News::SetAside(_))) {
            continue;
        }
        pages += 1;
        let aside = started.news.iter().find_map(|news| match news {
            News::SetAside(aside) => Some(aside.clone()),
            _ => None,
        });
        let aside = aside.unwrap();
        assert_eq!(fs::read(closed.folder.path().join(&aside.name)).unwrap(), bytes);
        let rows = works(started);
        assert!(aside.saved.attempts + aside.lost.attempts >= ATTEMPTS, "page {page}: {aside:?}");
        saved += rows.attempts;
    }
    let all = ATTEMPTS * pages;
    println!("{pages} pages, {saved} of {all} attempts saved");
    assert!(pages > 20 && saved * 10 > all * 8, "{saved} of {all}");
}

#[test]
fn a_file_that_was_cut_or_overwritten_is_read_as_far_as_it_goes() {
    for keep in [0, 1, 100, 4096, 8192, 40_000, 60_001] {
        let closed = Closed::new();
        let bytes = closed.change(|bytes| bytes.truncate(keep));
        let started = closed.start();
        if keep > 0 {
            let name = told(&started).name.clone();
            assert_eq!(fs::read(closed.folder.path().join(name)).unwrap(), bytes, "{keep}");
        } else {
            assert_eq!(started.news, [News::Gone]);
        }
        works(started);
    }
    for seed in 1..=12_u32 {
        let closed = Closed::new();
        let mut random = seed;
        closed.change(|bytes| {
            for _ in 0..200 {
                random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let at = usize::try_from(random).unwrap() % bytes.len();
                bytes[at] = (random >> 24) as u8;
            }
        });
        works(closed.start());
    }
}

#[test]
fn what_is_no_database_of_the_kiosk_is_set_aside_too() {
    let closed = Closed::new();
    fs::write(closed.path(), "a letter").unwrap();
    let started = closed.start();
    let aside = told(&started);
    assert_eq!((aside.what, aside.saved, aside.lost), (Unusable::NotADatabase, Rows::default(), Rows::default()));
    assert_eq!(fs::read(closed.folder.path().join(&aside.name)).unwrap(), b"a letter");
    // By its mark, the kiosk knows what was there before.
    let lives = started.store.lives().unwrap();
    assert_eq!((lives[0].database_id.as_str(), lives[1].reason), (closed.id.as_str(), Reason::Damaged));
    works(started);

    let closed = Closed::new();
    fs::remove_file(closed.path()).unwrap();
    let songs = Connection::open(closed.path()).unwrap();
    songs.execute_batch("CREATE TABLE songs (title); INSERT INTO songs VALUES ('Tiến quân ca')").unwrap();
    drop(songs);
    let started = closed.start();
    let aside = told(&started);
    assert_eq!((aside.what, aside.saved), (Unusable::Foreign, Rows::default()));
    let songs = Connection::open(closed.folder.path().join(&aside.name)).unwrap();
    assert_eq!(songs.query_row("SELECT count(*) FROM songs", [], |row| row.get(0)), Ok(1));
    works(started);

    let closed = Closed::new();
    fs::remove_file(closed.path()).unwrap();
    fs::create_dir(closed.path()).unwrap();
    fs::write(closed.path().join("inside"), "x").unwrap();
    let started = closed.start();
    assert_eq!(fs::read(closed.folder.path().join(&told(&started).name).join("inside")).unwrap(), b"x");
    works(started);
}

/// Deleted while it was running: the log that was left may hold the only copy of results.
#[test]
fn a_log_without_its_database_is_read() {
    for emptied in [false, true] {
        let (folder, mark) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let store = Store::start(folder.path(), mark.path(), minute(0), Some("b")).unwrap().store;
        let mut kiosk = Kiosk { folder, store };
        // Few enough for the log to hold all of them.
        kiosk.practise(3, 1);
        let path = kiosk.store.path().to_owned();
        let log = fs::read(beside(&path, "-wal")).unwrap();
        drop(kiosk.store);
        if emptied {
            File::create(&path).unwrap();
        } else {
            fs::remove_file(&path).unwrap();
        }
        fs::write(beside(&path, "-wal"), &log).unwrap();
        let started = Store::start(kiosk.folder.path(), mark.path(), minute(100), Some("c")).unwrap();
        let aside = told(&started);
        assert_eq!((aside.what, aside.saved), (Unusable::Damaged, Rows { attempts: 3, steps: 54 }), "{aside:?}");
        assert_eq!(fs::read(kiosk.folder.path().join(format!("{}-wal", aside.name))).unwrap(), log);
        works(started);
    }
}

#[test]
fn the_log_goes_with_its_database() {
    let closed = Closed::new();
    let mut store = Store::open(closed.folder.path(), minute(90), None).unwrap();
    store.save_step(&closed.running, &step(2, StepOutcome::Alone), minute(91)).unwrap();
    let log = fs::read(beside(&closed.path(), "-wal")).unwrap();
    let database = closed.bytes();
    let lessons = page_of(&store, "lessons");
    drop(store);
    fs::write(beside(&closed.path(), "-wal"), &log).unwrap();
    fs::write(closed.path(), &database).unwrap();
    // The versions of lessons, which saving a step does not write: the log does not mend them.
    let bytes = closed.change(|bytes| bytes[(lessons - 1) * 4096..lessons * 4096].fill(0xA5));
    let started = closed.start();
    let name = told(&started).name.clone();
    let at = |side: &str| closed.folder.path().join(format!("{name}{side}"));
    assert_eq!((fs::read(at("")).unwrap(), fs::read(at("-wal")).unwrap()), (bytes, log));
    let steps = "SELECT count(*) FROM step_results JOIN attempts USING (attempt) WHERE attempt_id = ?1";
    let steps: i64 = started.store.conn.query_row(steps, [closed.running.as_str()], |row| row.get(0)).unwrap();
    assert_eq!(steps, 2);
    works(started);
}

#[test]
fn each_gets_a_name_of_its_own() {
    let closed = Closed::new();
    for n in 1..=3 {
        closed.change(|bytes| bytes[..4096].fill(0));
        let started = closed.start();
        assert_eq!(told(&started).name, format!("kiosk-damaged-20261101-{n}.db"));
        assert_eq!(started.store.lives().unwrap().len(), n + 1);
        works(started);
    }
}

#[test]
fn a_newer_database_is_never_set_aside() {
    let closed = Closed::new();
    Connection::open(closed.path()).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let before = closed.bytes();
    let refused = Store::start(closed.folder.path(), closed.mark.path(), minute(100), None);
    assert!(matches!(refused, Err(StoreError::Newer { .. })), "{refused:?}");
    assert_eq!(closed.bytes(), before);
}

#[test]
fn a_damaged_database_of_an_older_program_is_saved_and_brought_up_to_date() {
    for version in [1, 2] {
        let mut kiosk = Kiosk::new();
        kiosk.practise(10, 1);
        kiosk.store.open_batch(minute(40), &site(), "kiosk 0.1.0").unwrap().unwrap();
        let id = kiosk.store.database_id().to_owned();
        let folder = kiosk.into_version(version);
        let path = folder.path().join(FILE_NAME);
        let mut bytes = fs::read(&path).unwrap();
        bytes[..100].fill(0);
        fs::write(&path, &bytes).unwrap();
        let mark = tempfile::tempdir().unwrap();
        let started = Store::start(folder.path(), mark.path(), minute(100), None).unwrap();
        assert_eq!((told(&started).saved.attempts, told(&started).lost), (10, Rows::default()));
        let (batch, rows) = batch(&mut Store::open_existing(folder.path()).unwrap()).unwrap();
        assert_eq!((batch.number, batch.database_id.as_str(), batch.edition, rows.len()), (1, id.as_str(), 1, 10));
        assert_eq!(started.store.class_open().unwrap(), None);
    }
}

/// As after a power cut at each step in turn: the next start finds nothing lost and works.
#[test]
fn it_may_be_cut_off_at_any_step() {
    let mut steps = Vec::new();
    for cut in 0.. {
        let closed = Closed::new();
        let bytes = closed.change(|bytes| bytes[..100].fill(0));
        let mut seen = Vec::new();
        let mut step = |name: &'static str| {
            seen.push(name);
            if seen.len() > cut { Err(io::Error::other("cut off")) } else { Ok(()) }
        };
        let before = Some(closed.id.clone());
        let done = set_aside_by(closed.folder.path(), Unusable::Damaged, before, minute(99), &mut step);
        let (last, finished) = (seen.last().copied().unwrap_or_default(), done.is_ok());
        let started = closed.start();
        let names = closed.names();
        assert_eq!(fs::read(closed.folder.path().join("kiosk-damaged-20261101-1.db")).unwrap(), bytes, "{last}");
        assert!(!names.iter().any(|name| name.contains("new") || name.contains("aside") || name.contains("salvage")));
        assert!(!names.iter().any(|name| name.contains("-2.db")), "{last}: {names:?}");
        // Told once, also where the crash came between the doing and the telling.
        let aside = told(&started);
        assert_eq!((aside.saved.attempts, aside.lost.attempts), (ATTEMPTS + 1, 0), "{last}");
        assert_eq!(started.store.lives().unwrap().len(), 2, "{last}");
        assert_eq!(works(started).attempts, ATTEMPTS);
        assert_eq!(closed.start().news, []);
        if finished {
            break;
        }
        steps.push(last);
    }
    assert!(steps.len() >= 14, "{steps:?}");
}

/// A disk without room at each step in turn: nothing has changed but by renames, and it works once there is room.
#[test]
fn a_full_disk_loses_nothing() {
    for full in 0.. {
        let closed = Closed::new();
        let bytes = closed.change(|bytes| bytes[..100].fill(0));
        let mut left = full;
        let mut step = |_: &'static str| {
            if left == 0 {
                return Err(io::Error::from(ErrorKind::StorageFull));
            }
            left -= 1;
            Ok(())
        };
        let done = set_aside_by(closed.folder.path(), Unusable::Damaged, None, minute(99), &mut step);
        let finished = done.is_ok();
        let held = closed.names().into_iter().filter(|name| name.starts_with("kiosk.db") || name.contains("damaged"));
        let held: Vec<String> = held.collect();
        let kept = held.iter().any(|name| fs::read(closed.folder.path().join(name)).unwrap() == bytes);
        assert!(kept, "{full}: {held:?}");
        let started = closed.start();
        assert_eq!(works(started).attempts, ATTEMPTS);
        if finished {
            break;
        }
    }
}

#[test]
fn what_stands_in_the_way_is_named() {
    let closed = Closed::new();
    let bytes = closed.change(|bytes| bytes[..100].fill(0));
    // What stands in the way of the new database cannot be removed.
    fs::create_dir(closed.folder.path().join(NEW)).unwrap();
    let refused = Store::start(closed.folder.path(), closed.mark.path(), minute(100), None);
    assert!(matches!(refused, Err(StoreError::File { .. })), "{refused:?}");
    assert_eq!(closed.bytes(), bytes);
    fs::remove_dir(closed.folder.path().join(NEW)).unwrap();
    works(closed.start());
}

#[test]
fn a_journal_is_read_as_it_was_written() {
    for what in [Unusable::Damaged, Unusable::NotADatabase, Unusable::Foreign] {
        for sides in [vec![], vec![String::new(), "-shm".to_owned()], vec!["-wal".to_owned()]] {
            let plan = Plan { what, name: "kiosk-damaged-20261101-1.db".into(), sides };
            assert_eq!(Plan::parse(&plan.text()), Some(plan));
        }
    }
    for other in ["", "kiosk set aside 1\ndamaged\n../x\nkiosk.db\nend\n", "x\ndamaged\nkiosk-damaged-1\n/etc\nend\n"] {
        assert_eq!(Plan::parse(other), None, "{other:?}");
    }
}
