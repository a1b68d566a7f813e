//! The database writer: a thread that alone owns the connection. A slow disk delays receipts, never keys.
//!
//! What is to be recorded is done in its order. Where it fails it is kept and tried again, with everything after it
//! waiting: so the rows of an attempt never overtake each other, and recording resumes by itself when the disk does.
//! The program never ends for its database: as long as there is none, people practise without.

mod folder;
mod news;
mod running;
mod unseen;
mod work;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread;

use super::inbox::Outbox;
use super::journal::Journal;
use crate::app::Notice;
use crate::export::Site;
use crate::return_code::ReturnCode;
use crate::store::Lock;
use crate::time::{Clock, Day, Moment};
use crate::tutor::record::{AttemptEnd, AttemptStart, StepResult};
use work::Work;

/// Where results are recorded.
#[derive(Debug)]
pub struct Setup {
    /// The data folder.
    pub data: PathBuf,
    /// Its lock; `None`: the folder could not be written or made yet.
    pub lock: Option<Lock>,
    /// The folder of the mark by which a copied database is noticed.
    pub mark: PathBuf,
    /// The kiosk's place.
    pub site: Site,
}

impl Setup {
    /// The same for another recorder, which takes the lock itself once the first has given it back.
    #[must_use]
    pub fn again(&self) -> Setup {
        Setup { data: self.data.clone(), lock: None, mark: self.mark.clone(), site: self.site.clone() }
    }
}

/// Something for the database.
#[derive(Debug)]
pub enum Job {
    /// To be written; when it happened.
    Record(Record, Moment),
    /// To be looked up.
    Ask(Question),
    /// What staff have not seen yet, to be remembered.
    Keep(Vec<Notice>),
}

/// Something to be recorded. Attempts are known by their number in this run of the program.
#[derive(Debug)]
pub enum Record {
    Begin {
        attempt: u32,
        start: Box<AttemptStart>,
    },
    Step {
        attempt: u32,
        result: StepResult,
    },
    End {
        attempt: u32,
        end: AttemptEnd,
    },
    /// The clock on the wall was set.
    ClockStepped,
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
    pending: Arc<AtomicUsize>,
}

impl Recorder {
    /// Starts the thread; it opens the database first, and closes what a crash left open.
    pub fn start(setup: Setup, clock: Clock, journal: Journal, to: Outbox) -> io::Result<Recorder> {
        let (jobs, inbox) = channel();
        let pending = Arc::<AtomicUsize>::default();
        let work = Work::new(setup, Box::new(move || clock.now()), journal, to, pending.clone());
        thread::Builder::new().name("recorder".into()).spawn(move || work.run(&inbox))?;
        Ok(Recorder { jobs, pending })
    }

    /// Asks for something to be recorded.
    pub fn ask(&self, job: Job) {
        if matches!(job, Job::Record(..)) {
            self.pending.fetch_add(1, Ordering::SeqCst);
        }
        // If the thread has ended, so has the program.
        let _ = self.jobs.send(job);
    }

    /// Whether something that was asked is neither recorded nor given up.
    pub fn is_behind(&self) -> bool {
        self.pending.load(Ordering::SeqCst) > 0
    }

    /// No more will be asked.
    pub fn finish(self) {
        drop(self.jobs);
    }
}
