//! A kiosk's database in a temporary folder, and lessons and attempts to fill it with.

use std::fs;

use rusqlite::Connection;
use tempfile::TempDir;

use super::schema::{MIGRATIONS, migrate};
use super::{AttemptId, FILE_NAME, Reason, Store};
use crate::communes::Site;
use crate::time::{Moment, RELEASED};
use crate::tutor::record::{
    AgeBand, AttemptEnd, AttemptOutcome, AttemptStart, Audience, Learner, LessonVersion, Mode, StepOutcome, StepResult,
    VerdictClass,
};

/// A database that is deleted with its folder.
pub(crate) struct Kiosk {
    pub(crate) folder: TempDir,
    pub(crate) store: Store,
}

/// So many minutes after the release.
pub(crate) fn minute(n: i64) -> Moment {
    Moment { wall: RELEASED.plus_ms(n * 60_000), mono: u64::try_from(n).unwrap() * 60_000 }
}

pub(crate) fn site() -> Site {
    Site::new("05443", 1).unwrap()
}

pub(crate) fn lesson(id: &str, steps: usize) -> LessonVersion {
    LessonVersion {
        id: id.to_owned(),
        hash: format!("{steps:02x}").repeat(32),
        title_vi: format!("Cài đặt ứng dụng: {id}"),
        topic: "vneid".to_owned(),
        steps: (1..=steps).map(|n| (format!("step-{n}"), format!("Bước {n}, chạm **Tiếp**"))).collect(),
    }
}

pub(crate) fn start(lesson: LessonVersion, learner: &str, now: Moment) -> AttemptStart {
    AttemptStart {
        lesson,
        mode: Mode::Practice,
        learner: Learner { id: learner.to_owned(), audience: Audience::Farmer, age_band: Some(AgeBand::From61) },
        started_at: now.wall,
        people: 1,
        resumes: None,
    }
}

pub(crate) fn step(position: u32, outcome: StepOutcome) -> StepResult {
    StepResult {
        position,
        step_id: format!("step-{position}"),
        outcome,
        mistakes: 0,
        detours: 0,
        help_rung: 0,
        first_detour: None,
        verdict: None,
        ms: 1500,
        must: false,
    }
}

pub(crate) fn end(outcome: AttemptOutcome, now: Moment) -> AttemptEnd {
    AttemptEnd { ended_at: now.wall, active_ms: 9_000, outcome, unfinished: Vec::new() }
}

impl Kiosk {
    pub(crate) fn new() -> Kiosk {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), minute(0), Some("b0")).unwrap();
        Kiosk { folder, store }
    }

    /// Begins an attempt at a lesson of three steps.
    pub(crate) fn begin(&mut self, now: Moment) -> AttemptId {
        self.store.begin_attempt(&start(lesson("vneid-install", 3), "k7q2m", now), &site(), now).unwrap().id
    }

    /// Begins a new life, as a start does that finds the database copied.
    pub(crate) fn new_life(&mut self, reason: Reason, now: Moment) -> String {
        self.store.begin_life(reason, now).unwrap();
        self.store.database_id().to_owned()
    }

    /// Turns the database into what an older program would have made of the same practice, closed.
    pub(crate) fn into_version(self, version: usize) -> TempDir {
        let Kiosk { folder, store } = self;
        let (path, newer) = (folder.path().join(FILE_NAME), folder.path().join("newer.db"));
        drop(store);
        fs::rename(&path, &newer).unwrap();
        let conn = Connection::open(&path).unwrap();
        conn.execute_batch("PRAGMA journal_mode = WAL; PRAGMA foreign_keys = OFF").unwrap();
        migrate(&conn, &path, MIGRATIONS.get(..version).unwrap(), minute(0)).unwrap();
        conn.execute("ATTACH ?1 AS newer", [newer.to_str().unwrap()]).unwrap();
        let list = |sql: &str| -> Vec<String> {
            let mut found = conn.prepare(sql).unwrap();
            found.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
        };
        for table in list("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_stat%'") {
            let columns = list(&format!("SELECT name FROM pragma_table_info('{table}')")).join(", ");
            conn.execute_batch(&format!(
                "DELETE FROM {table}; INSERT INTO {table} ({columns}) SELECT {columns} FROM newer.{table}"
            ))
            .unwrap();
        }
        drop(conn);
        fs::remove_file(newer).unwrap();
        folder
    }

    /// How `SQLite` would answer a query, a line for each table or step.
    pub(crate) fn plan(&self, sql: &str) -> Vec<String> {
        let mut plan = self.store.conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let mut rows = plan.raw_query();
        let mut lines = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            lines.push(row.get(3).unwrap());
        }
        lines
    }

    /// Records so many whole attempts, a minute each, with all kinds of outcomes in them.
    pub(crate) fn practise(&mut self, attempts: u32, from_minute: i64) {
        for n in 0..attempts {
            let now = minute(from_minute + i64::from(n));
            let lesson = if n % 2 == 0 { lesson("vneid-install", 12) } else { lesson("qr-pay", 30) };
            let total = u32::try_from(lesson.steps.len()).unwrap();
            let mut begun = start(lesson, &format!("L{:04}", n / 2), now);
            begun.mode = Mode::ALL[usize::try_from(n).unwrap() % Mode::ALL.len()];
            begun.learner.audience = Audience::ALL[usize::try_from(n / 2).unwrap() % Audience::ALL.len()];
            begun.learner.age_band = (n % 3 != 0).then_some(AgeBand::From41);
            let id = self.store.begin_attempt(&begun, &site(), now).unwrap().id;
            let left = n % 5 == 4;
            let steps = if left { total / 2 } else { total };
            for position in 1..=steps {
                self.store.save_step(&id, &varied(position, n), now).unwrap();
            }
            let outcome = if left { AttemptOutcome::Left } else { AttemptOutcome::Completed };
            self.store.end_attempt(&id, &end(outcome, now), now).unwrap();
        }
    }
}

fn varied(position: u32, n: u32) -> StepResult {
    let odd = position % 4 == 3;
    let outcome = [StepOutcome::Alone, StepOutcome::Helped, StepOutcome::Shown, StepOutcome::Skipped];
    StepResult {
        outcome: if odd { outcome[usize::try_from(n).unwrap() % 4] } else { StepOutcome::Alone },
        mistakes: u32::from(odd),
        detours: position % 2,
        help_rung: u8::try_from(position % 5).unwrap(),
        first_detour: (position % 2 == 1).then(|| "store.results/fake".to_owned()),
        verdict: odd.then_some(VerdictClass::Diacritics),
        ms: u64::from(position) * 731,
        ..step(position, StepOutcome::Alone)
    }
}
