//! What the recorder does when its folder, its file or its clock is not as it should be.

use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;

use rusqlite::Connection;
use tempfile::TempDir;

use super::*;
use crate::return_code::ReturnCode;
use crate::store::fixture::{end, lesson, minute, site, start, step};
use crate::store::{FILE_NAME, Lock};
use crate::time::Clock;
use crate::tui::inbox::{Inbox, inbox};
use crate::tutor::record::{AttemptOutcome, StepOutcome};

/// A recorder without its thread.
struct Desk {
    home: TempDir,
    work: Work,
    inbox: Inbox,
    pending: Arc<AtomicUsize>,
    now: Arc<Mutex<Moment>>,
}

impl Desk {
    fn new() -> Desk {
        Desk::at("data", tempfile::tempdir().unwrap())
    }

    fn at(data: &str, home: TempDir) -> Desk {
        let (to, inbox) = inbox().unwrap();
        let (now, pending) = (Arc::new(Mutex::new(minute(0))), Arc::<AtomicUsize>::default());
        let data = home.path().join(data);
        let journal = Journal::start(&data, Clock::start()).unwrap();
        let setup = Setup { data, lock: None, mark: home.path().join("mark"), site: site() };
        let read = now.clone();
        let work = Work::new(setup, Box::new(move || *read.lock().unwrap()), journal, to, pending.clone());
        Desk { home, work, inbox, pending, now }
    }

    /// The program ends without a word; its home stays.
    fn killed(self) -> TempDir {
        self.home
    }

    /// It is so many minutes later.
    fn at_minute(&self, n: i64) {
        *self.now.lock().unwrap() = minute(n);
    }

    /// As much time passes as the recorder wants to sleep, and it wakes.
    fn wakes(&mut self) -> u64 {
        let wait = u64::try_from(self.work.left().expect("nothing is due").as_millis()).unwrap();
        self.now.lock().unwrap().mono += wait;
        self.work.try_now();
        wait
    }

    fn data(&self) -> PathBuf {
        self.work.folder.path.clone()
    }

    /// Something happens, and is to be recorded at once.
    fn record(&mut self, record: Record, at: Moment) {
        let mono = self.now.lock().unwrap().mono.max(at.mono);
        *self.now.lock().unwrap() = Moment { mono, ..at };
        self.pending.fetch_add(1, Ordering::SeqCst);
        self.work.queue(record, at);
    }

    fn begin(&mut self, attempt: u32, at: i64) {
        let start = Box::new(start(lesson("vneid-install", 3), "anna", minute(at)));
        self.record(Record::Begin { attempt, start }, minute(at));
    }

    fn step(&mut self, attempt: u32, position: u32, at: i64) {
        let result = step(position, StepOutcome::Alone);
        self.record(Record::Step { attempt, result }, minute(at));
    }

    fn end(&mut self, attempt: u32, at: i64) {
        let end = end(AttemptOutcome::Left, minute(at));
        self.record(Record::End { attempt, end }, minute(at));
    }

    /// What was told since, in short.
    fn told(&self) -> Vec<String> {
        let short = |message| match message {
            Message::Event(Event::Begun { attempt, .. }) => format!("begun {attempt}"),
            Message::Event(Event::StepSaved { attempt, position }) => format!("saved {attempt}.{position}"),
            Message::Event(Event::EndSaved { attempt }) => format!("ended {attempt}"),
            Message::Event(Event::NotSaved { attempt }) => format!("not saved {attempt}"),
            Message::Event(Event::Store(Health::Working)) => "working".to_owned(),
            Message::Event(Event::Store(Health::Failing { trouble, waiting })) => {
                format!("{} {waiting}", trouble.code())
            }
            Message::Event(Event::Store(Health::PracticeOnly(trouble))) => format!("only {}", trouble.code()),
            Message::Event(Event::ClockTrusted(trusted)) => format!("clock {trusted}"),
            other => format!("{other:?}"),
        };
        self.inbox.take().map(short).collect()
    }

    /// What a query finds in the database.
    fn query(&self, sql: &str) -> String {
        let conn = Connection::open(self.data().join(FILE_NAME)).unwrap();
        conn.query_row(sql, [], |row| row.get::<_, Option<String>>(0)).unwrap().unwrap_or_default()
    }
}

const STEPS: &str = "SELECT group_concat(position || outcome || recorded_at, ' ') FROM step_results";

#[test]
fn what_came_before_the_folder_is_recorded_when_it_is_there() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("disk"), "not there yet").unwrap();
    let mut desk = Desk::at("disk/data", home);
    desk.work.try_now();
    assert_eq!(desk.told(), ["no-folder 0"]);
    desk.begin(1, 10);
    desk.step(1, 1, 11);
    desk.end(1, 12);
    desk.begin(2, 20);
    let waits: Vec<String> = (1..=4).map(|n| format!("no-folder {n}")).collect();
    let mut told = desk.told();
    told.retain(|line| !line.starts_with("not saved"));
    assert_eq!((told, desk.pending.load(Ordering::SeqCst)), (waits, 4));
    // Without records it is tried less and less often.
    desk.at_minute(30);
    desk.work.try_now();
    assert_eq!([0; 3].map(|_| desk.wakes()), [60_000; 3]);
    desk.told();

    fs::remove_file(desk.home.path().join("disk")).unwrap();
    desk.work.try_now();
    assert_eq!(desk.told(), ["begun 1", "saved 1.1", "ended 1", "begun 2", "working", "clock true"]);
    assert_eq!((desk.pending.load(Ordering::SeqCst), desk.work.left()), (0, None), "nothing more is due");
    // Recorded late, but as of its time: nobody's clock went back.
    assert_eq!(desk.query("SELECT group_concat(clock_trusted) FROM attempts"), "1,1");
    assert_eq!(desk.query("SELECT group_concat(outcome, ',') FROM attempts"), "left");
    let third = minute(11).wall.0;
    assert!(desk.query(STEPS).starts_with(&format!("1alone{third} ")), "{}", desk.query(STEPS));
}

#[test]
fn a_database_that_was_deleted_is_begun_again_with_the_attempt_that_runs() {
    let mut desk = Desk::new();
    desk.work.try_now();
    desk.begin(1, 1);
    desk.step(1, 1, 2);
    desk.end(1, 3);
    desk.begin(2, 4);
    desk.step(2, 1, 5);
    desk.told();
    for name in ["kiosk.db", "kiosk.db-wal", "kiosk.db-shm"] {
        fs::remove_file(desk.data().join(name)).unwrap();
    }
    desk.step(2, 2, 6);
    // She has another code in the new one, and nothing was said to be saved before it was there.
    assert_eq!(desk.told(), ["Event(Notice(Gone))", "begun 2", "saved 2.2"]);
    desk.end(2, 7);
    assert_eq!(desk.told(), ["ended 2"]);
    assert_eq!(
        desk.query("SELECT group_concat(position || outcome, ' ') FROM step_results"),
        "1alone 2alone 3unfinished"
    );
    assert_eq!(desk.query("SELECT CAST(count(*) AS TEXT) FROM attempts"), "1");
}

#[test]
fn a_folder_that_was_taken_away_is_waited_for() {
    let mut desk = Desk::new();
    desk.work.try_now();
    desk.begin(1, 1);
    desk.told();
    let away = desk.home.path().join("away");
    fs::rename(desk.data(), &away).unwrap();
    desk.step(1, 1, 2);
    assert_eq!(desk.told(), ["no-folder 1", "not saved 1"]);
    assert!(!desk.data().exists(), "nothing is put where another disk belongs");
    fs::rename(&away, desk.data()).unwrap();
    desk.step(1, 2, 2);
    assert_eq!(desk.told(), ["not saved 1", "no-folder 2"], "it was tried just now");
    assert_eq!(desk.wakes(), FIRST_WAIT);
    assert_eq!(desk.told(), ["saved 1.1", "saved 1.2", "working"]);
}

#[test]
fn with_a_newer_database_nothing_is_kept_waiting() {
    let mut desk = Desk::new();
    desk.work.try_now();
    let home = desk.killed();
    let version = |n: u32| {
        let conn = Connection::open(home.path().join("data").join(FILE_NAME)).unwrap();
        let known: u32 = conn.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
        conn.pragma_update(None, "user_version", if n == 0 { known + 7 } else { n }).unwrap();
        known
    };
    let known = version(0);
    let mut desk = Desk::at("data", home);
    desk.work.try_now();
    assert_eq!(desk.told(), ["only newer-database"]);
    desk.begin(1, 1);
    desk.step(1, 1, 2);
    assert_eq!(desk.told(), ["not saved 1", "not saved 1"]);
    assert_eq!((desk.work.waiting.len(), desk.pending.load(Ordering::SeqCst)), (0, 0));
    let conn = Connection::open(desk.data().join(FILE_NAME)).unwrap();
    conn.pragma_update(None, "user_version", known).unwrap();
    drop(conn);
    desk.work.try_now();
    assert_eq!(desk.told(), ["working", "clock true"]);
    // Of the attempt that had begun meanwhile nothing is wanted; the next is recorded.
    desk.step(1, 2, 3);
    desk.end(1, 4);
    desk.begin(2, 5);
    desk.step(2, 1, 6);
    assert_eq!(desk.told(), ["not saved 1", "not saved 1", "begun 2", "saved 2.1"]);
    assert_eq!(desk.pending.load(Ordering::SeqCst), 0);
}

#[test]
fn what_waits_has_a_limit_and_what_is_lost_is_told_also_after_a_restart() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("disk"), "").unwrap();
    let mut desk = Desk::at("disk/data", home);
    desk.work.try_now();
    desk.begin(1, 1);
    for n in 0..MOST_WAITING {
        desk.step(1, 1, 2 + i64::try_from(n).unwrap());
        if n % 100 == 0 {
            desk.told(); // its queue has a limit too
        }
    }
    assert_eq!((desk.work.waiting.len(), desk.work.lost), (MOST_WAITING, 1));
    let told = desk.told();
    assert!(told.iter().any(|line| line.contains("Lost { records: 1 }")), "{told:?}");
    fs::remove_file(desk.home.path().join("disk")).unwrap();
    // The folder can be made, but something stands in the place of the database.
    fs::create_dir_all(desk.data().join(FILE_NAME)).unwrap();
    assert_eq!(desk.work.last(), MOST_WAITING + 1);
    let home = desk.killed();
    fs::remove_dir(home.path().join("disk/data").join(FILE_NAME)).unwrap();
    let mut desk = Desk::at("disk/data", home);
    desk.work.try_now();
    let told = desk.told();
    assert!(told[0].contains("Kept([Lost { records: 4097 }])"), "{told:?}");
}

#[test]
fn what_staff_have_not_seen_outlives_the_program() {
    let mut desk = Desk::new();
    desk.work.try_now();
    let events = vec![Notice::Copied, Notice::Lost { records: 3 }];
    desk.work.take(Job::Keep(events.clone()));
    let home = desk.killed();
    let mut desk = Desk::at("data", home);
    // Something happens before the old ones are read: neither is lost.
    desk.work.take(Job::Keep(vec![Notice::Restored]));
    desk.work.try_now();
    let told = desk.told();
    assert!(told.contains(&format!("Event(Kept({events:?}))")), "{told:?}");
    let kept = fs::read_to_string(desk.data().join("notices")).unwrap();
    assert_eq!(kept, "copied\nlost 3\nrestored\n");
    desk.work.take(Job::Keep(Vec::new()));
    assert!(!desk.data().join("notices").exists());
}

#[test]
fn it_is_tried_again_after_5_seconds_and_then_less_often() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("disk"), "").unwrap();
    let mut desk = Desk::at("disk/data", home);
    desk.work.try_now();
    assert_eq!([0; 6].map(|_| desk.wakes()), [5_000, 10_000, 20_000, 40_000, 60_000, 60_000]);
    // Somebody who practises is a reason to try sooner.
    fs::remove_file(desk.home.path().join("disk")).unwrap();
    let now = *desk.now.lock().unwrap();
    let start = Box::new(start(lesson("vneid-install", 3), "anna", now));
    desk.told();
    desk.record(Record::Begin { attempt: 1, start }, Moment { mono: now.mono + FIRST_WAIT, ..now });
    assert_eq!(desk.told(), ["begun 1", "working", "clock true"]);
}

#[test]
fn a_folder_held_by_another_kiosk_is_left_alone_until_it_is_free() {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("data")).unwrap();
    let held = Lock::take(&home.path().join("data"), Lock::KIOSK).unwrap();
    let mut desk = Desk::at("data", home);
    desk.work.try_now();
    assert_eq!(desk.told(), ["busy 0"]);
    assert!(!desk.data().join(FILE_NAME).exists());
    drop(held);
    desk.work.try_now();
    assert_eq!(desk.told(), ["working", "clock true"]);
}

#[test]
fn a_step_of_the_clock_marks_what_runs_and_no_more() {
    let mut desk = Desk::new();
    desk.work.try_now();
    desk.begin(1, 1);
    desk.end(1, 2);
    desk.begin(2, 3);
    desk.record(Record::ClockStepped, minute(4));
    desk.end(2, 5);
    desk.begin(3, 6);
    assert_eq!(desk.query("SELECT group_concat(clock_trusted) FROM attempts"), "1,0,1");
    assert_eq!(desk.pending.load(Ordering::SeqCst), 0);
}

#[test]
fn a_clock_that_has_gone_back_is_told() {
    let mut desk = Desk::new();
    desk.work.try_now();
    assert_eq!(desk.told(), ["working", "clock true"]);
    // Recorded in a year that is far ahead of the clock of this machine.
    desk.begin(1, 60 * 24 * 365 * 200);
    assert_eq!(desk.told(), ["begun 1"]);
    desk.record(Record::ClockStepped, minute(5));
    assert_eq!(desk.told(), ["clock false"]);
}

#[test]
fn whoever_asks_is_answered_also_without_a_database() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("disk"), "").unwrap();
    let mut desk = Desk::at("disk/data", home);
    desk.work.try_now();
    desk.told();
    let code = ReturnCode::new(7).unwrap();
    desk.work.take(Job::Ask(Question::Recall(code)));
    desk.work.take(Job::Ask(Question::Sessions(minute(0).wall.day())));
    assert_eq!(desk.told(), [format!("Event(NoAnswer(Some({code:?})))"), "Event(NoAnswer(None))".to_owned()]);
}
