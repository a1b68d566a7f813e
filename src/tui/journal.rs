//! The writer of the event log: a thread of its own, so that a disk that hangs holds up neither keys nor results. What
//! does not fit into its queue meanwhile is counted.

use std::io;
use std::panic::Location;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::app::LogLine;
use crate::log::Log;
use crate::time::{Clock, Moment};

/// Lines that may wait for the disk; somebody who practises makes some ten in an hour.
const QUEUE: usize = 256;

/// How long the last lines may take when the program ends.
const LAST: Duration = Duration::from_millis(300);

/// The log and the clock for a panic, which can be anywhere.
static FOR_PANIC: Mutex<Option<(Log, Clock)>> = Mutex::new(None);

/// Takes lines for the event log.
#[derive(Debug, Clone)]
pub struct Journal {
    to: SyncSender<Entry>,
    missed: Arc<AtomicU64>,
    log: Log,
    clock: Clock,
}

#[derive(Debug)]
enum Entry {
    Line(Moment, LogLine),
    /// Everything before it is written: say so.
    Flush(SyncSender<()>),
}

impl Journal {
    /// Starts the thread. From now on a panic is logged too.
    pub fn start(folder: &Path, clock: Clock) -> io::Result<Journal> {
        let log = Log::new(folder);
        let (to, entries) = sync_channel(QUEUE);
        let missed = Arc::<AtomicU64>::default();
        let (work, of_work) = (log.clone(), missed.clone());
        thread::Builder::new().name("journal".into()).spawn(move || write(work, &entries, &of_work))?;
        *FOR_PANIC.lock().unwrap_or_else(PoisonError::into_inner) = Some((log.clone(), clock.clone()));
        Ok(Journal { to, missed, log, clock })
    }

    /// Logs something now. Never waits.
    pub fn log(&self, line: LogLine) {
        if self.to.try_send(Entry::Line(self.clock.now(), line)).is_err() {
            self.missed.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// The number of this start is known.
    pub fn set_boot(&self, boot: u32) {
        self.log.set_boot(boot);
    }

    /// Waits for the lines before it, within reason.
    pub fn flush(&self) {
        let (done, wait) = sync_channel(1);
        if self.to.try_send(Entry::Flush(done)).is_ok() {
            let _ = wait.recv_timeout(LAST);
        }
    }
}

fn write(mut log: Log, entries: &Receiver<Entry>, missed: &AtomicU64) {
    for entry in entries {
        match missed.swap(0, Ordering::Relaxed) {
            0 => {}
            lines => log.miss(lines),
        }
        match entry {
            Entry::Line(now, line) => log.write(now, line.what, &line.values),
            Entry::Flush(done) => {
                let _ = done.try_send(());
            }
        }
    }
}

/// Logs where a panic was; never its message, which may hold what a learner typed.
pub fn panicked(at: Option<&Location<'_>>) {
    // Whoever holds it is about to panic itself.
    let Ok(log) = FOR_PANIC.try_lock() else { return };
    if let Some((log, clock)) = &*log {
        let place = at.map(|at| format!("{}:{}:{}", at.file(), at.line(), at.column())).unwrap_or_default();
        log.clone().write(clock.now(), "panic", &[("at", place)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_written_in_their_order() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::start(folder.path(), Clock::start()).unwrap();
        journal.log(LogLine::of("start").and("version", "1"));
        journal.set_boot(3);
        for n in 0..50 {
            journal.log(LogLine::of("line").and("n", n));
        }
        journal.flush();
        let written = std::fs::read_to_string(folder.path().join(crate::log::FILE_NAME)).unwrap();
        let numbers: Vec<&str> = written.lines().filter_map(|line| line.split_once(" n=").map(|(_, n)| n)).collect();
        assert_eq!(numbers, (0..50).map(|n| n.to_string()).collect::<Vec<_>>());
        assert!(written.lines().last().unwrap().contains(" boot=3 "), "{written}");
    }
}
