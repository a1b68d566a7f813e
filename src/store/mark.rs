//! The mark: a token outside of the data folder that equals one in the database, so that a copied disk image or a
//! backup that was put back is noticed. Two machines that go on from the same rows must not give the same numbers.
//!
//! The token is a new one at every start, in two steps: the file names the old and the new one, the database takes the
//! new one, the file forgets the old. So the two agree after a power cut at any moment, and an older state of the
//! database agrees no more. A mark that cannot be kept is said, and stops nothing. Each data folder has a mark of its
//! own.

mod machine;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::error::StoreError;
use super::lives::{self, Reason};
use super::{News, Store, ids};
use crate::time::Moment;
pub(super) use machine::SYSFS;
pub use machine::machine_ids;

/// The first line of the file.
const TITLE: &str = "kiosk mark 1: keep this file where it is; the kiosk tells by it whether its database was copied";

/// A file that is larger is none of ours.
const LARGEST: u64 = 64 * 1024;

/// What the file says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Mark {
    /// The token of the database; two, while it is changed.
    tokens: Vec<String>,
    /// Id of the database.
    database: Option<String>,
    /// Ids of the machine.
    machine: BTreeSet<String>,
}

/// What comparing says of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// It goes on where it was.
    Same,
    /// It never had a token: a new one, or one from before there were marks.
    Unknown,
    /// See [`Reason::Copied`].
    Copied,
    /// See [`Reason::Restored`].
    Restored,
    /// See [`Reason::Lost`].
    Gone,
}

/// The file of the mark of a data folder.
pub(super) fn file(folder: &Path, data: &Path) -> PathBuf {
    let whole = fs::canonicalize(data).unwrap_or_else(|_| data.to_owned());
    let hash: String = machine::hash(&format!("data {}", whole.display())).chars().take(8).collect();
    folder.join(format!("kiosk-{hash}.mark"))
}

impl Mark {
    /// Reads the file; `None` if there is none.
    fn read(path: &Path) -> io::Result<Option<Mark>> {
        match fs::metadata(path) {
            Ok(found) if !found.is_file() || found.len() > LARGEST => return Ok(Some(Mark::default())),
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        }
        let content = fs::read(path)?;
        Ok(Some(Mark::parse(&String::from_utf8_lossy(&content))))
    }

    /// A file that says something else than it should has no token that fits.
    fn parse(content: &str) -> Mark {
        let mut mark = Mark::default();
        for line in content.lines() {
            match line.split_once(' ') {
                Some(("token", token)) => mark.tokens.push(token.to_owned()),
                Some(("database", id)) => mark.database = Some(id.to_owned()),
                Some(("machine", id)) => drop(mark.machine.insert(id.to_owned())),
                _ => {}
            }
        }
        mark
    }

    fn text(&self) -> String {
        let line = |name: &str, value: &String| format!("{name} {value}\n");
        let mut text = format!("{TITLE}\n");
        text.extend(self.tokens.iter().map(|token| line("token", token)));
        text.extend(self.database.iter().map(|id| line("database", id)));
        text.extend(self.machine.iter().map(|id| line("machine", id)));
        text
    }

    /// Puts the file in its place, whole and synced; makes its folder if need be.
    fn write(&self, path: &Path) -> io::Result<()> {
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let part = path.with_extension("mark.part");
        let mut file = File::create(&part)?;
        file.write_all(self.text().as_bytes())?;
        file.sync_all()?;
        fs::rename(&part, path)?;
        File::open(folder)?.sync_all()
    }
}

/// Compares what the mark says with the token of the database and with this machine.
fn compare(mark: Option<&Mark>, token: Option<&str>, machine: &BTreeSet<String>) -> Verdict {
    let Some(token) = token else { return Verdict::Unknown };
    let Some(mark) = mark else { return Verdict::Copied };
    if !mark.machine.is_empty() && !machine.is_empty() && mark.machine.is_disjoint(machine) {
        return Verdict::Copied;
    }
    if mark.tokens.iter().any(|known| known == token) { Verdict::Same } else { Verdict::Restored }
}

/// The id of the database that was in a data folder last, as far as its mark in `folder` knows.
pub(super) fn database(folder: &Path, data: &Path) -> Option<String> {
    let id = Mark::read(&file(folder, data)).ok().flatten()?.database;
    id.filter(|id| ids::is_uuid(id))
}

impl Store {
    /// Compares the mark in a folder with the database, begins a new life where they do not belong together, and gives
    /// both a new token. Returns what staff must know. `machine`: ids of this machine, see [`machine_ids`].
    pub(super) fn keep_mark(
        &mut self,
        folder: &Path,
        machine: &BTreeSet<String>,
        now: Moment,
    ) -> Result<Vec<News>, StoreError> {
        let data = self.path.parent().unwrap_or(Path::new(".")).to_owned();
        let path = file(folder, &data);
        let not_kept = |error: &io::Error| News::MarkNotKept { path: path.clone(), why: error.to_string() };
        let mark = match Mark::read(&path) {
            Ok(mark) => mark,
            // Nothing can be told of it; it is not gone either.
            Err(error) => return Ok(vec![not_kept(&error)]),
        };
        let token = self.token()?;
        let before = database(folder, &data).filter(|id| *id != self.database_id);
        let verdict = match compare(mark.as_ref(), token.as_deref(), machine) {
            Verdict::Unknown if before.is_some() && self.is_new()? => Verdict::Gone,
            verdict => verdict,
        };
        let new = ids::random_uuid()?;
        let first = prepared(verdict, mark, token, machine, &new);
        let kept = first.write(&path);
        let mut news = self.agree(verdict, before.as_deref(), kept.is_ok().then_some(&*new), now)?;
        let last = Mark {
            tokens: vec![new],
            database: Some(self.database_id.clone()),
            // A machine that shows no ids today is the same one, for all that is known.
            machine: if machine.is_empty() { first.machine } else { machine.clone() },
        };
        if let Err(error) = kept.and_then(|()| last.write(&path)) {
            news.push(not_kept(&error));
        }
        Ok(news)
    }

    /// Whether it was made just now.
    fn is_new(&self) -> Result<bool, StoreError> {
        let sql = "SELECT (SELECT count(*) FROM boots) = 1 AND (SELECT count(*) FROM databases) = 1
                     AND NOT EXISTS (SELECT 1 FROM attempts)";
        let found = self.conn.query_row(sql, [], |row| row.get(0));
        found.map_err(|e| StoreError::sql("read what the database is", &self.path, e))
    }

    fn token(&self) -> Result<Option<String>, StoreError> {
        let found = self.conn.query_row("SELECT token FROM meta", [], |row| row.get(0));
        found.map_err(|e| StoreError::sql("read the token", &self.path, e))
    }

    /// Takes the new token and, where it must, begins a new life: in one transaction. Without a new token, because the
    /// file cannot be written, the old one stays; but after a new life there is none, or every start would begin another.
    fn agree(
        &mut self,
        verdict: Verdict,
        before: Option<&str>,
        new: Option<&str>,
        now: Moment,
    ) -> Result<Vec<News>, StoreError> {
        let (reason, news) = match verdict {
            Verdict::Same | Verdict::Unknown => (None, None),
            Verdict::Gone => (None, Some(News::Gone)),
            Verdict::Copied => (Some(Reason::Copied), Some(News::Copied)),
            Verdict::Restored => (Some(Reason::Restored), Some(News::Restored)),
        };
        if new.is_none() && news.is_none() {
            return Ok(Vec::new());
        }
        let id = self.write("take a new token", |tx| {
            tx.execute("UPDATE meta SET token = ?1", [new])?;
            if let (Verdict::Gone, Some(before)) = (verdict, before) {
                lives::after_lost(tx, before, now.wall)?;
            }
            reason.map(|reason| lives::go_on(tx, reason, now.wall)).transpose()
        })?;
        self.database_id = id.unwrap_or_else(|| self.database_id.clone());
        Ok(news.into_iter().collect())
    }
}

/// The file as it is while the database takes the new token. As long as a new life has not begun, it must not name the
/// token that does not fit, nor this machine: a power cut between would make them fit.
fn prepared(
    verdict: Verdict,
    mark: Option<Mark>,
    token: Option<String>,
    machine: &BTreeSet<String>,
    new: &str,
) -> Mark {
    let mut mark = mark.unwrap_or_default();
    if matches!(verdict, Verdict::Same | Verdict::Unknown | Verdict::Gone) {
        mark.tokens = token.into_iter().collect();
        if !machine.is_empty() {
            mark.machine.clone_from(machine);
        }
    }
    mark.tokens.push(new.to_owned());
    mark
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixture::{Kiosk, end, minute, site};
    use crate::store::{Check, Started};
    use crate::tutor::record::AttemptOutcome;
    use tempfile::TempDir;

    fn ids(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    /// A data folder and the folder of its mark, on a machine.
    struct Machine {
        data: TempDir,
        mark: TempDir,
        ids: BTreeSet<String>,
    }

    impl Machine {
        fn new() -> Machine {
            Machine { data: tempfile::tempdir().unwrap(), mark: tempfile::tempdir().unwrap(), ids: ids(&["a", "b"]) }
        }

        fn start(&self) -> Started {
            let mut store = Store::open(self.data.path(), minute(0), None).unwrap();
            let news = store.keep_mark(self.mark.path(), &self.ids, minute(0)).unwrap();
            Started { store, news }
        }

        fn file(&self) -> PathBuf {
            file(self.mark.path(), self.data.path())
        }

        fn mark(&self) -> Mark {
            Mark::read(&self.file()).unwrap().unwrap()
        }

        fn copy(&self, to: &Path) {
            rusqlite::Connection::open(self.data.path().join("kiosk.db"))
                .unwrap()
                .execute("VACUUM INTO ?1", [to.to_str().unwrap()])
                .unwrap();
        }
    }

    #[test]
    fn a_database_that_goes_on_keeps_its_id_and_gets_a_new_token_at_every_start() {
        let machine = Machine::new();
        let mut seen = BTreeSet::new();
        let id = machine.start().store.database_id().to_owned();
        for _ in 0..3 {
            let started = machine.start();
            assert_eq!((started.news, started.store.database_id()), (vec![], id.as_str()));
            let mark = machine.mark();
            assert_eq!((mark.tokens.len(), &mark.machine), (1, &machine.ids));
            assert_eq!(started.store.token().unwrap(), Some(mark.tokens[0].clone()));
            assert_eq!(database(machine.mark.path(), machine.data.path()), Some(id.clone()));
            assert!(seen.insert(mark.tokens[0].clone()));
        }
    }

    #[test]
    fn what_is_compared_with_what() {
        let mark = |tokens: &[&str], machine: &[&str]| {
            Some(Mark {
                tokens: tokens.iter().map(|t| (*t).to_owned()).collect(),
                database: None,
                machine: ids(machine),
            })
        };
        for (mark, token, machine, verdict) in [
            (None, None, &["a"][..], Verdict::Unknown),
            (mark(&["t"], &["a"]), None, &["b"], Verdict::Unknown),
            (None, Some("t"), &["a"], Verdict::Copied),
            (mark(&["t"], &["a"]), Some("t"), &["a"], Verdict::Same),
            (mark(&["s", "t"], &["a"]), Some("s"), &["a"], Verdict::Same),
            (mark(&["s", "t"], &["a"]), Some("t"), &["a"], Verdict::Same),
            (mark(&["t"], &["a", "b"]), Some("t"), &["b", "c"], Verdict::Same),
            (mark(&["t"], &[]), Some("t"), &["b"], Verdict::Same),
            (mark(&["t"], &["a"]), Some("t"), &[], Verdict::Same),
            (mark(&["t"], &["a"]), Some("t"), &["b"], Verdict::Copied),
            (mark(&["t"], &["a"]), Some("old"), &["b"], Verdict::Copied),
            (mark(&["t"], &["a"]), Some("old"), &["a"], Verdict::Restored),
            (mark(&[], &[]), Some("t"), &["a"], Verdict::Restored),
        ] {
            assert_eq!(compare(mark.as_ref(), token, &ids(machine)), verdict, "{mark:?} {token:?} {machine:?}");
        }
    }

    #[test]
    fn a_backup_that_is_put_back_begins_a_new_database_id() {
        let machine = Machine::new();
        let mut started = machine.start();
        let first = started.store.database_id().to_owned();
        let backup = machine.data.path().join("backup.db");
        machine.copy(&backup);
        started.store.close_interrupted(minute(1)).unwrap();
        drop(started);
        drop(machine.start());
        fs::rename(backup, machine.data.path().join("kiosk.db")).unwrap();
        let started = machine.start();
        assert_eq!(started.news, [News::Restored]);
        assert_ne!(started.store.database_id(), first);
        drop(started);
        assert_eq!(machine.start().news, []);
    }

    #[test]
    fn an_image_on_another_machine_or_without_its_mark_is_a_copy() {
        let mut machine = Machine::new();
        let first = machine.start().store.database_id().to_owned();
        machine.ids = ids(&["x"]);
        let started = machine.start();
        assert_eq!(started.news, [News::Copied]);
        let second = started.store.database_id().to_owned();
        assert_ne!(second, first);
        drop(started);
        assert_eq!(machine.start().news, []);
        fs::remove_file(machine.file()).unwrap();
        let started = machine.start();
        assert_eq!(started.news, [News::Copied]);
        let reasons: Vec<Reason> = started.store.lives().unwrap().into_iter().map(|life| life.reason).collect();
        assert_eq!(reasons, [Reason::Made, Reason::Copied, Reason::Copied]);
        assert_eq!(machine.mark().database.as_deref(), Some(started.store.database_id()));
    }

    #[test]
    fn a_database_from_before_there_were_marks_is_adopted() {
        let mut kiosk = Kiosk::new();
        kiosk.practise(2, 1);
        let id = kiosk.store.database_id().to_owned();
        let machine = Machine { data: kiosk.into_version(2), ..Machine::new() };
        let started = machine.start();
        assert_eq!((started.news, started.store.database_id()), (vec![], id.as_str()));
    }

    /// Whoever deletes the database leaves a mark that knows of it.
    #[test]
    fn a_database_that_is_gone_is_noticed_and_named_as_the_one_before() {
        let machine = Machine::new();
        let first = machine.start().store.database_id().to_owned();
        fs::remove_file(machine.data.path().join("kiosk.db")).unwrap();
        let mut kiosk = Kiosk { store: machine.start().store, folder: machine.data };
        let told = |kiosk: &Kiosk| -> Vec<(String, Reason, u32)> {
            let lives = kiosk.store.lives().unwrap().into_iter();
            lives.map(|life| (life.database_id, life.reason, life.first_seq)).collect()
        };
        let second = kiosk.store.database_id().to_owned();
        assert_eq!(told(&kiosk), [(first.clone(), Reason::Made, 1), (second.clone(), Reason::Lost, 1)]);
        kiosk.practise(1, 1);
        let batch = kiosk.store.open_batch(minute(5), &site(), "kiosk 0.1.0").unwrap().unwrap();
        assert_eq!((batch.database_id, batch.first_seq), (second, 1));
        assert_eq!(batch.succeeds.map(|it| (it.database_id, it.last_seq)), Some((Some(first), 0)));
        // Another data folder has another mark, and a trial there disturbs nothing.
        let trial = Machine { mark: machine.mark, ..Machine::new() };
        assert_eq!(trial.start().news, []);
        let machine = Machine { data: kiosk.folder, ..trial };
        drop(kiosk.store);
        assert_eq!(machine.start().news, []);
    }

    /// After a power cut between any two steps, what belongs together still does, and what does not still does not.
    #[test]
    fn the_mark_and_the_database_agree_after_a_cut_at_any_step() {
        for (verdict, news) in [(Verdict::Same, vec![]), (Verdict::Restored, vec![News::Restored])] {
            for cut in ["after the first file", "after the commit"] {
                let machine = Machine::new();
                let mut store = machine.start().store;
                if verdict == Verdict::Restored {
                    let other = Mark { tokens: vec!["other".into()], ..machine.mark() };
                    other.write(&machine.file()).unwrap();
                }
                let token = store.token().unwrap();
                prepared(verdict, Some(machine.mark()), token, &machine.ids, "new").write(&machine.file()).unwrap();
                let committed = cut == "after the commit";
                if committed {
                    store.agree(verdict, None, Some("new"), minute(1)).unwrap();
                }
                drop(store);
                let started = machine.start();
                let expected = if committed { vec![] } else { news.clone() };
                assert_eq!(started.news, expected, "{verdict:?} {cut}");
                let lives = usize::from(verdict == Verdict::Restored) + 1;
                assert_eq!(started.store.lives().unwrap().len(), lives, "{verdict:?} {cut}");
            }
        }
    }

    #[test]
    fn a_mark_that_cannot_be_kept_is_said_and_stops_nothing() {
        let mut machine = Machine::new();
        let token = machine.start().store.token().unwrap();
        // A file stands where the folder should be.
        let blocked = machine.mark.path().join("file");
        fs::write(&blocked, "x").unwrap();
        let start = |machine: &Machine| {
            let mut store = Store::open(machine.data.path(), minute(1), None).unwrap();
            let news = store.keep_mark(&blocked, &machine.ids, minute(1)).unwrap();
            (store.token().unwrap(), news)
        };
        let (after, news) = start(&machine);
        assert!(matches!(&news[..], [News::MarkNotKept { .. }]), "{news:?}");
        assert_eq!(after, token);
        assert_eq!(machine.start().news, [], "the mark itself is as it was");
        // A folder that can be read but not written, with a mark that does not fit: one new life, not one a start.
        fs::create_dir(machine.file().with_extension("mark.part")).unwrap();
        machine.ids = ids(&["x"]);
        let started = machine.start();
        assert!(matches!(&started.news[..], [News::Copied, News::MarkNotKept { .. }]), "{:?}", started.news);
        drop(started);
        let started = machine.start();
        assert!(matches!(&started.news[..], [News::MarkNotKept { .. }]), "{:?}", started.news);
        assert_eq!(started.store.lives().unwrap().len(), 2);
    }

    /// An attempt that was running when the copy was made goes on in the original: here it is another one.
    #[test]
    fn an_attempt_that_both_have_open_is_not_ended_twice_under_one_id() {
        let mut machine = Machine::new();
        let mut kiosk = Kiosk { store: machine.start().store, folder: machine.data };
        kiosk.practise(1, 1);
        let running = kiosk.begin(minute(5));
        drop(kiosk.store);
        machine.data = kiosk.folder;
        machine.ids = ids(&["x"]);
        let mut store = machine.start().store;
        let closed = store.close_interrupted(minute(9)).unwrap();
        assert_eq!((closed.len(), closed[0].ended.seq), (1, 2));
        assert_ne!(closed[0].attempt_id, running);
        let unknown = store.end_attempt(&running, &end(AttemptOutcome::Left, minute(9)), minute(9));
        assert!(matches!(unknown, Err(StoreError::UnknownAttempt(_))));
        let batch = store.open_batch(minute(10), &site(), "kiosk 0.1.0").unwrap().unwrap();
        assert_eq!((batch.last_seq, batch.succeeds.unwrap().last_seq), (2, 1));
        assert!(store.report(Check::Full).unwrap().is_whole());
    }
}
