//! The database writer: a thread that alone owns the connection. A slow disk delays receipts, never keys.
//!
//! Jobs are done in their order. One that fails is kept and tried again, with every job after it waiting: so the rows
//! of an attempt never overtake each other, and recording resumes by itself when the disk does.

use std::collections::{HashMap, VecDeque};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;
use std::{fs, io, thread};

use super::Message;
use super::inbox::Outbox;
use crate::app::{Entry, Event};
use crate::export::Site;
use crate::return_code::ReturnCode;
use crate::store::{AttemptId, Store, StoreError};
use crate::time::{Clock, Day};
use crate::tutor::record::{AttemptEnd, AttemptStart, StepResult};

/// How long to wait before a failed job is tried again.
const AGAIN: Duration = Duration::from_secs(5);

/// At most so many jobs wait for a database that fails; a learner makes some ten in an hour.
const MOST_WAITING: usize = 4096;

/// Where results are recorded.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The data folder, whose lock the caller holds.
    pub data: PathBuf,
    /// The kiosk's place.
    pub site: Site,
}

/// Something for the database.
#[derive(Debug)]
pub enum Job {
    /// To be written.
    Record(Record),
    /// To be looked up.
    Ask(Question),
}

/// Something to be recorded. Attempts are known by their number in this run of the program.
#[derive(Debug)]
pub enum Record {
    Begin { attempt: u32, start: Box<AttemptStart> },
    Step { attempt: u32, result: StepResult },
    End { attempt: u32, end: AttemptEnd },
}

/// Something to be looked up.
#[derive(Debug, Clone, Copy)]
pub enum Question {
    /// Who has this code.
    Recall(ReturnCode),
    /// Who was here on this day.
    Sessions(Day),
}

/// The thread's near end.
pub struct Recorder {
    jobs: Sender<Job>,
}

impl Recorder {
    /// Starts the thread; it opens the database first, and closes what a crash left open.
    pub fn start(setup: Setup, clock: Clock, to: Outbox) -> io::Result<Recorder> {
        let (jobs, inbox) = channel();
        let work = move || match Work::open(setup, clock, to.clone()) {
            Ok(work) => work.run(&inbox),
            Err(error) => {
                to.send(Message::NoStore(error));
            }
        };
        thread::Builder::new().name("recorder".into()).spawn(work)?;
        Ok(Recorder { jobs })
    }

    /// Asks for something to be recorded.
    pub fn ask(&self, job: Job) {
        // If the thread has ended, the loop has been told why.
        let _ = self.jobs.send(job);
    }

    /// No more will be asked.
    pub fn finish(self) {
        drop(self.jobs);
    }
}

struct Work {
    store: Store,
    setup: Setup,
    clock: Clock,
    to: Outbox,
    ids: HashMap<u32, AttemptId>,
    waiting: VecDeque<Record>,
    /// Jobs that can never be done.
    lost: usize,
}

impl Work {
    fn open(setup: Setup, clock: Clock, to: Outbox) -> Result<Work, StoreError> {
        let mut store = open(&setup, &clock)?;
        store.close_interrupted(clock.now())?;
        Ok(Work { store, setup, clock, to, ids: HashMap::new(), waiting: VecDeque::new(), lost: 0 })
    }

    /// Works until no more will be asked; then tries once more what is left.
    fn run(mut self, inbox: &Receiver<Job>) {
        loop {
            let next = if self.waiting.is_empty() {
                inbox.recv().map_err(|_| RecvTimeoutError::Disconnected)
            } else {
                inbox.recv_timeout(AGAIN)
            };
            match next {
                Ok(Job::Record(record)) => self.queue(record),
                Ok(Job::Ask(question)) => self.answer(question),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            self.work();
        }
        self.work();
        let unsaved = self.waiting.len() + self.lost;
        self.to.send(Message::Recorded { unsaved });
    }

    fn queue(&mut self, record: Record) {
        if self.waiting.len() < MOST_WAITING {
            self.waiting.push_back(record);
        } else {
            self.lost += 1;
        }
    }

    /// Looks something up, after what was asked to be recorded before it. It is not tried again: whoever asked, waits.
    fn answer(&mut self, question: Question) {
        self.work();
        let answer = match question {
            Question::Recall(code) => {
                let found = self.store.recall(code, self.clock.now());
                found.map_or(Event::NoAnswer(Some(code)), |past| Event::Recalled(code, past.map(Box::new)))
            }
            Question::Sessions(day) => self.store.sessions_of(day).map_or(Event::NoAnswer(None), Event::Sessions),
        };
        self.to.send(Message::Event(answer));
    }

    /// Does the waiting jobs in order, up to the first that fails.
    fn work(&mut self) {
        while let Some(job) = self.waiting.front() {
            match record(&mut self.store, &mut self.ids, &self.setup.site, &self.clock, job) {
                Ok(event) => {
                    self.waiting.pop_front();
                    self.to.send(Message::Event(event));
                }
                Err(error) => {
                    let attempt = attempt_of(job);
                    self.to.send(Message::Event(Event::NotSaved { attempt }));
                    if error.is_hopeless() {
                        // It would hold up everything behind it for ever.
                        self.waiting.pop_front();
                        self.lost += 1;
                        continue;
                    }
                    if error.must_reopen()
                        && let Ok(store) = open(&self.setup, &self.clock)
                    {
                        self.store = store;
                    }
                    return;
                }
            }
        }
    }
}

fn open(setup: &Setup, clock: &Clock) -> Result<Store, StoreError> {
    // Which start of the machine this is; where the kernel does not say, the kiosk counts its own starts.
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok();
    Store::open(&setup.data, clock.now(), boot.as_deref().map(str::trim))
}

fn attempt_of(job: &Record) -> u32 {
    match job {
        Record::Begin { attempt, .. } | Record::Step { attempt, .. } | Record::End { attempt, .. } => *attempt,
    }
}

/// Does one job; what is told of it is told only after its commit returned.
fn record(
    store: &mut Store,
    ids: &mut HashMap<u32, AttemptId>,
    site: &Site,
    clock: &Clock,
    job: &Record,
) -> Result<Event, StoreError> {
    let unknown = |attempt: u32| StoreError::UnknownAttempt(attempt.to_string());
    match job {
        Record::Begin { attempt, start } => {
            let begun = store.begin_attempt(start, site, clock.now())?;
            let entry = Entry { id: begun.id.to_string(), slip: slip(&begun.id), code: begun.code };
            ids.insert(*attempt, begun.id);
            Ok(Event::Begun { attempt: *attempt, entry })
        }
        Record::Step { attempt, result } => {
            let id = ids.get(attempt).ok_or_else(|| unknown(*attempt))?;
            store.save_step(id, result, clock.now())?;
            Ok(Event::StepSaved { attempt: *attempt, position: result.position })
        }
        Record::End { attempt, end } => {
            let id = ids.get(attempt).ok_or_else(|| unknown(*attempt))?;
            store.end_attempt(id, end, clock.now())?;
            Ok(Event::EndSaved { attempt: *attempt })
        }
    }
}

/// The short number of an attempt: the last six characters of its id, which are random.
fn slip(id: &AttemptId) -> String {
    let tail: Vec<char> = id.as_str().chars().rev().take(6).collect();
    tail.into_iter().rev().collect::<String>().to_uppercase()
}
