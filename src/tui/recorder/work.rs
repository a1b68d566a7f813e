//! What the recorder's thread does. It is driven by jobs and by the time that passes between its tries.

use std::collections::{BTreeMap, VecDeque};
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use super::folder::DataFolder;
use super::news::told;
use super::running::{Running, attempt_of, entry, record_again, save};
use super::unseen::Unseen;
use super::{Job, Journal, Outbox, Question, Record, Setup};
use crate::app::{Event, Health, LogLine, Notice, Problem, Trouble};
use crate::export::Site;
use crate::store::{News, Started, Store, StoreError};
use crate::time::Moment;
use crate::tui::Message;

/// How many milliseconds pass before what failed is tried again; each time twice as many, up to [`LONGEST_WAIT`]. A
/// record that comes is a reason to try sooner, but not sooner than this.
const FIRST_WAIT: u64 = 5_000;
const LONGEST_WAIT: u64 = 60_000;

/// At most so many records wait for a database that fails: a week of practice, and some megabytes.
const MOST_WAITING: usize = 4096;

/// Why it does not work now: what is told to staff, and what is logged.
type Fault = (Trouble, String);

/// Reads the clocks.
pub(super) type Now = Box<dyn Fn() -> Moment + Send>;

/// When it was tried last, and how long to wait now.
#[derive(Debug, Clone, Copy)]
struct Tries {
    last: u64,
    wait: u64,
}

pub(super) struct Work {
    folder: DataFolder,
    mark: PathBuf,
    site: Site,
    now: Now,
    journal: Journal,
    to: Outbox,
    pending: Arc<AtomicUsize>,
    store: Option<Store>,
    /// The last database that was open.
    database: Option<String>,
    /// What a crash left open is closed.
    tidied: bool,
    running: BTreeMap<u32, Running>,
    waiting: VecDeque<(Record, Moment)>,
    /// Records that can never be saved.
    lost: usize,
    health: Health,
    tries: Tries,
    /// Attempts up to this one were not wanted, for nothing was to be recorded.
    unwanted: u32,
    /// Whether the clock is believed, as it was told last.
    trusted: Option<bool>,
    unseen: Unseen,
    /// The mark could not be kept at the last opening.
    unmarked: bool,
}

impl Work {
    pub(super) fn new(setup: Setup, now: Now, journal: Journal, to: Outbox, pending: Arc<AtomicUsize>) -> Work {
        let folder = DataFolder::new(setup.data, setup.lock);
        Work {
            folder,
            mark: setup.mark,
            site: setup.site,
            now,
            journal,
            to,
            pending,
            store: None,
            database: None,
            tidied: false,
            running: BTreeMap::new(),
            waiting: VecDeque::new(),
            lost: 0,
            health: Health::Opening,
            tries: Tries { last: 0, wait: FIRST_WAIT },
            unwanted: 0,
            trusted: None,
            unseen: Unseen::default(),
            unmarked: false,
        }
    }

    /// Works until no more will be asked; then tries once more what is left.
    pub(super) fn run(mut self, inbox: &Receiver<Job>) {
        self.try_now();
        loop {
            let next = match self.left() {
                None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(wait) => inbox.recv_timeout(wait),
            };
            match next {
                Ok(job) => self.take(job),
                Err(RecvTimeoutError::Timeout) => self.try_now(),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        let (unsaved, to) = (self.last(), self.to.clone());
        drop(self); // the database is closed and the folder free before it is told
        to.send(Message::Recorded { unsaved });
    }

    fn take(&mut self, job: Job) {
        match job {
            Job::Record(record, at) => self.queue(record, at),
            Job::Ask(question) => self.answer(question),
            Job::Keep(notices) => {
                self.unseen.set(notices);
                self.unseen.keep(&self.folder.path);
            }
        }
    }

    /// How long until the next try, if one is due.
    fn left(&self) -> Option<Duration> {
        let due = self.health != Health::Working || self.unseen.is_unkept();
        let at = self.tries.last.saturating_add(self.tries.wait);
        due.then(|| Duration::from_millis(at.saturating_sub((self.now)().mono)))
    }

    /// Whether the last try is long enough ago, or all is well.
    fn may_try(&self) -> bool {
        self.health == Health::Working || (self.now)().mono.saturating_sub(self.tries.last) >= FIRST_WAIT
    }

    fn queue(&mut self, record: Record, at: Moment) {
        let may_try = self.may_try();
        let attempt = attempt_of(&record);
        if let Some(attempt) = attempt.filter(|n| *n <= self.unwanted && !self.running.contains_key(n)) {
            self.settled(1);
            self.tell(Event::NotSaved { attempt });
        } else if self.waiting.len() >= MOST_WAITING {
            self.give_up(&record);
        } else {
            self.waiting.push_back((record, at));
        }
        if may_try {
            self.try_now();
        } else {
            self.tell_failing();
        }
    }

    /// Looks something up, after what was asked to be recorded before it. It is not tried again: whoever asked, waits.
    fn answer(&mut self, question: Question) {
        if self.health != Health::Working && self.may_try() {
            self.try_now();
        }
        let now = (self.now)();
        let answer = match (&mut self.store, question) {
            (None, Question::Recall(code)) => Ok(Event::NoAnswer(Some(code))),
            (None, Question::Sessions(_)) => Ok(Event::NoAnswer(None)),
            (Some(store), Question::Recall(code)) => {
                let found = store.recall(code, now).map(|past| Event::Recalled(code, past.map(Box::new)));
                found.map_err(|error| (error, Some(code)))
            }
            (Some(store), Question::Sessions(day)) => {
                store.sessions_of(day).map(Event::Sessions).map_err(|error| (error, None))
            }
        };
        let answer = answer.unwrap_or_else(|(error, code)| {
            let fault = self.fault(&error);
            self.failed(fault);
            Event::NoAnswer(code)
        });
        self.tell(answer);
    }

    /// Opens the database if need be, and records what waits.
    fn try_now(&mut self) {
        self.tries.last = (self.now)().mono;
        match self.work() {
            Ok(()) => self.works(),
            Err(fault) => self.failed(fault),
        }
    }

    /// What failed with a file that may be broken is tried once more with a fresh one.
    fn work(&mut self) -> Result<(), Fault> {
        self.open()?;
        if let Err(error) = self.drain() {
            let fault = self.fault(&error);
            if self.store.is_some() {
                return Err(fault);
            }
            self.open()?;
            self.drain().map_err(|error| self.fault(&error))?;
        }
        Ok(())
    }

    /// What an error means. A file that is not only full or busy is not trusted again.
    fn fault(&mut self, error: &StoreError) -> Fault {
        if !(error.is_full() || error.is_busy() || error.is_hopeless()) {
            self.store = None;
        }
        (self.folder.why(error), chain(error))
    }

    fn open(&mut self) -> Result<(), Fault> {
        if self.store.is_some() {
            return Ok(());
        }
        // It can be read where nothing can be written; and there is nothing to read where the folder is made now.
        self.tell_unseen();
        self.folder.hold()?;
        self.tell_unseen();
        // What waits happened before this moment, and must not look as if the clock had gone back since.
        let now = self.waiting.front().map_or_else(|| (self.now)(), |(_, at)| *at);
        let Started { mut store, news } = open(&self.folder, &self.mark, now).map_err(|error| self.fault(&error))?;
        self.tell_news(news);
        if !self.tidied {
            let closed = store.close_interrupted(now).map_err(|error| self.fault(&error))?;
            self.tidied = true;
            if !closed.is_empty() {
                self.journal.log(LogLine::of("interrupted").and("attempts", closed.len()));
            }
        }
        if let Some(boot) = store.boot() {
            self.journal.set_boot(boot);
        }
        let id = store.database_id().to_owned();
        self.journal.log(LogLine::of("database").and("id", &id));
        let other = self.database.replace(id.clone()).is_some_and(|before| before != id);
        self.folder.is_used();
        self.store = Some(store);
        self.begin_again(other)
    }

    /// After a reopening the attempts that run are recorded again: the file may be another one, or an older state. What
    /// is there already is left alone.
    fn begin_again(&mut self, other: bool) -> Result<(), Fault> {
        let Some(store) = &mut self.store else { return Ok(()) };
        let mut hopeless = Vec::new();
        let mut failed = None;
        for (attempt, running) in self.running.iter_mut().filter(|(_, running)| running.code.is_some()) {
            match record_again(store, running, &self.site) {
                Ok(code) if other || running.code != Some(code) => {
                    running.code = Some(code);
                    self.to.send(Message::Event(Event::Begun { attempt: *attempt, entry: entry(&running.id, code) }));
                }
                Ok(_) => {}
                Err(error) if error.is_hopeless() => hopeless.push((*attempt, chain(&error))),
                Err(error) => {
                    failed = Some(error);
                    break;
                }
            }
        }
        for (attempt, why) in hopeless {
            self.running.remove(&attempt);
            self.journal.log(LogLine::of("attempt-lost").and("why", why));
        }
        failed.map_or(Ok(()), |error| Err(self.fault(&error)))
    }

    /// Records what waits, in order, up to the first that fails. Where nothing waits after a failure, something that
    /// changes nothing is written: only a commit shows that it works again.
    fn drain(&mut self) -> Result<(), StoreError> {
        if let (true, Some(store), Health::Failing { .. }) = (self.waiting.is_empty(), &mut self.store, self.health) {
            store.try_to_write()?;
        }
        while let Some((record, at)) = self.waiting.pop_front() {
            let Some(store) = &mut self.store else {
                self.waiting.push_front((record, at));
                break;
            };
            match save(store, &mut self.running, &self.site, &record, at) {
                Ok(event) => {
                    self.settled(1);
                    if let Some(event) = event {
                        self.tell(event);
                    }
                }
                // It would hold up everything behind it for ever.
                Err(error) if error.is_hopeless() => {
                    self.journal.log(LogLine::of("record-lost").and("why", chain(&error)));
                    self.give_up(&record);
                }
                Err(error) => {
                    self.waiting.push_front((record, at));
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// All is recorded.
    fn works(&mut self) {
        self.tries.wait = FIRST_WAIT;
        self.tell_health(Health::Working);
        self.tell_trust();
        self.unseen.keep(&self.folder.path);
    }

    fn failed(&mut self, (trouble, why): Fault) {
        let known = match self.health {
            Health::Failing { trouble, .. } | Health::PracticeOnly(trouble) => Some(trouble),
            Health::Opening | Health::Working => None,
        };
        if known == Some(trouble) {
            self.tries.wait = (self.tries.wait * 2).min(LONGEST_WAIT);
        } else {
            self.journal.log(LogLine::of("fault").and("recording", trouble.code()).and("why", why));
            self.tries.wait = FIRST_WAIT;
        }
        let waiting = self.waiting.len();
        self.tell_health(match trouble {
            // A newer program will not come while this one runs, and what waits would only be lost later.
            Trouble::Newer => Health::PracticeOnly(trouble),
            _ => Health::Failing { trouble, waiting },
        });
        self.tell_failing();
    }

    /// Tells what is not saved, and how much waits. Of the attempts only the last is still on the screen.
    fn tell_failing(&mut self) {
        let last = self.waiting.iter().rev().find_map(|(record, _)| attempt_of(record));
        if let Some(attempt) = last {
            self.tell(Event::NotSaved { attempt });
        }
        match self.health {
            Health::Failing { trouble, .. } => {
                self.tell_health(Health::Failing { trouble, waiting: self.waiting.len() });
            }
            Health::PracticeOnly(_) => {
                self.settled(self.waiting.len());
                self.waiting.clear();
                self.unwanted = self.unwanted.max(last.unwrap_or(0));
            }
            Health::Opening | Health::Working => {}
        }
    }

    fn tell_health(&mut self, health: Health) {
        if health != self.health {
            if matches!(health, Health::Working) && !matches!(self.health, Health::Opening) {
                self.journal.log(LogLine::of("recording-again"));
            }
            self.health = health;
            self.tell(Event::Store(health));
        }
    }

    /// Whether the clock is believed, if that has changed.
    fn tell_trust(&mut self) {
        let Some(store) = &self.store else { return };
        let trusted = store.trusts((self.now)().wall);
        if self.trusted.replace(trusted) != Some(trusted) {
            self.tell(Event::ClockTrusted(trusted));
        }
    }

    /// A record cannot be saved, now or later.
    fn give_up(&mut self, record: &Record) {
        self.settled(1);
        self.lost += 1;
        if let Some(attempt) = attempt_of(record) {
            self.tell(Event::NotSaved { attempt });
        }
        self.tell(Event::Notice(Notice::Lost { records: self.lost }));
    }

    /// So many records need not be waited for any more.
    fn settled(&self, records: usize) {
        self.pending.fetch_sub(records, Ordering::SeqCst);
    }

    fn tell(&self, event: Event) {
        self.to.send(Message::Event(event));
    }

    /// What opening the database has brought to light.
    fn tell_news(&mut self, news: Vec<News>) {
        let mut mark = true;
        for news in news {
            let (line, notice) = told(news);
            mark &= notice != Some(Notice::Mark);
            self.journal.log(line);
            if let Some(notice) = notice {
                self.unseen.add(&notice);
                self.tell(Event::Notice(notice));
            }
        }
        if mark && self.unmarked {
            self.tell(Event::NoticeOver(Problem::Mark));
        }
        self.unmarked = !mark;
    }

    /// What staff had not seen when the kiosk ended last, once it can be read.
    fn tell_unseen(&mut self) {
        if let Some(found) = self.unseen.found(&self.folder.path) {
            self.tell(Event::Kept(found));
        }
    }

    /// The program ends: tries once more; how many records are not saved. Whoever starts it next is told of them, if the
    /// disk takes that much.
    fn last(&mut self) -> usize {
        if self.health != Health::Working || self.unseen.is_unkept() {
            self.try_now();
        }
        if !self.waiting.is_empty() {
            self.lost += self.waiting.len();
            self.unseen.lost(self.lost);
            self.unseen.keep(&self.folder.path);
        }
        self.lost
    }
}

fn open(folder: &DataFolder, mark: &Path, now: Moment) -> Result<Started, StoreError> {
    // Which start of the machine this is; where the kernel does not say, the kiosk counts its own starts.
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok();
    Store::start(&folder.path, mark, now, boot.as_deref().map(str::trim))
}

/// An error and what caused it, in a line.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let _ = write!(text, ": {error}");
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests;
