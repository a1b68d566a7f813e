//! The kiosk with what it acts on: events go in, and what it asks for is done. How it is shown is not its matter.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use std::{io, thread};

use super::inbox::{Inbox, Outbox, inbox};
use super::input;
use super::journal::Journal;
use super::recorder::{Job, Question, Record, Recorder, Setup};
use super::refresh::{self, Ready};
use super::voice::{Voice, VoiceSettings};
use super::watch::Watch;
use super::{Ending, Message, RunError};
use crate::app::{Effect, Event, Kiosk, LogLine};
use crate::lesson::{Library, Loaded};
use crate::time::Clock;
use crate::ui::Twin;

/// How long the database may take to finish when the program ends. A hung disk does not keep the terminal.
const LAST_SAVE: Duration = Duration::from_millis(2500);

/// What lies round the kiosk.
#[derive(Debug, Default)]
pub struct Around<'p> {
    /// A folder of lessons that is loaded anew whenever a file in it changes.
    pub reload: Option<&'p Path>,
    /// Where results are recorded; `None`: nowhere.
    pub setup: Option<Setup>,
    /// Which signs may be drawn.
    pub glyphs: super::GlyphsWanted,
    /// How the screen is read aloud.
    pub voice: VoiceSettings,
    /// The program is replaced by a fresh one after every learner, if this says that it would start; `None`: never.
    pub refresh: Option<Ready>,
}

/// A program younger than this, in milliseconds, is not replaced: whoever runs in and out makes no storm of starts.
const YOUNGEST: u64 = 3_000;

/// How far the replacing of the program is.
#[derive(Debug, Default)]
enum Refresh {
    /// There is no reason for it.
    #[default]
    No,
    /// It comes as soon as nobody is here and nothing waits to be saved.
    Wanted,
    /// The recorder is closing; what came for it meanwhile.
    Closing(Vec<Job>),
    /// It has closed; so many records could not be saved.
    Closed(Vec<Job>, usize),
}

/// The kiosk, its clock, its database and its voice.
pub(super) struct Runner {
    pub kiosk: Kiosk,
    clock: Clock,
    recorder: Option<Recorder>,
    journal: Option<Journal>,
    voice: Voice,
    /// Somebody has left, and the terminal is to forget what it showed.
    pub forget: bool,
    ready: Option<Ready>,
    refresh: Refresh,
    /// How recording is begun again, where the program could not be replaced.
    again: Option<(Setup, Outbox)>,
}

impl Runner {
    pub fn new(kiosk: Kiosk, voice: VoiceSettings, refresh: Option<Ready>, clock: &Clock) -> Runner {
        refresh::no_core_dumps();
        Runner {
            kiosk,
            clock: clock.clone(),
            recorder: None,
            journal: None,
            voice: Voice::new(voice),
            forget: false,
            ready: refresh,
            refresh: Refresh::No,
            again: None,
        }
    }

    /// Starts to load the lessons and to record: after the first page is shown.
    pub fn start(
        &mut self,
        load: impl FnOnce() -> Loaded + Send + 'static,
        watch: Option<Watch>,
        setup: Option<Setup>,
        outbox: Outbox,
    ) -> Result<(), RunError> {
        start_loader(load, watch, outbox.clone()).map_err(RunError::Start)?;
        if let Some(setup) = setup {
            let journal = Journal::start(&setup.data, self.clock.clone()).map_err(RunError::Start)?;
            journal.log(LogLine::of("start").and("version", env!("CARGO_PKG_VERSION")));
            self.journal = Some(journal);
            self.again = Some((setup.again(), outbox.clone()));
            self.record(setup, outbox).map_err(RunError::Start)?;
        }
        Ok(())
    }

    fn record(&mut self, setup: Setup, to: Outbox) -> io::Result<()> {
        if let Some(journal) = self.journal.clone() {
            self.recorder = Some(Recorder::start(setup, self.clock.clone(), journal, to)?);
        }
        Ok(())
    }

    /// Milliseconds until the kiosk wants to be woken.
    pub fn left(&self) -> Option<Duration> {
        let now = self.clock.now().mono;
        let too_young = matches!(self.refresh, Refresh::Wanted) && now < YOUNGEST;
        let due = self.kiosk.deadline().into_iter().chain(too_young.then_some(YOUNGEST)).min()?;
        Some(Duration::from_millis(due.saturating_sub(now)))
    }

    /// Whether the moment has come at which the kiosk wants to be woken.
    pub fn is_due(&self) -> bool {
        self.kiosk.deadline().is_some_and(|due| due <= self.clock.now().mono)
    }

    /// A key or a click: whatever is being read aloud stops.
    pub fn input(&mut self, event: Event) -> Option<Ending> {
        self.voice.stop();
        self.update(event)
    }

    /// Takes an event and does what the kiosk asks for; `Some` if the program is to end.
    pub fn update(&mut self, event: Event) -> Option<Ending> {
        let now = self.clock.now();
        let effects = self.kiosk.update(event, now);
        let mut ending = None;
        for effect in effects {
            match effect {
                Effect::Quit => ending = Some(Ending::Left),
                Effect::ReadAloud => self.read_aloud(),
                Effect::Refresh => self.want_refresh(),
                Effect::Begin { attempt, start } => self.ask(Job::Record(Record::Begin { attempt, start }, now)),
                Effect::Step { attempt, result } => self.ask(Job::Record(Record::Step { attempt, result }, now)),
                Effect::End { attempt, end } => self.ask(Job::Record(Record::End { attempt, end }, now)),
                Effect::Recall(code) => self.ask(Job::Ask(Question::Recall(code))),
                Effect::Sessions(day) => self.ask(Job::Ask(Question::Sessions(day))),
                Effect::Log(line) => self.log(line),
                Effect::Keep(notices) => self.ask(Job::Keep(notices)),
                Effect::ClockStepped(ms) => {
                    self.log(LogLine::of("clock-stepped").and("ms", ms));
                    self.ask(Job::Record(Record::ClockStepped, now));
                }
            }
        }
        ending
    }

    fn log(&self, line: LogLine) {
        if let Some(journal) = &self.journal {
            journal.log(line);
        }
    }

    fn want_refresh(&mut self) {
        self.voice.stop();
        self.forget = true;
        if self.ready.is_some() && matches!(self.refresh, Refresh::No) {
            self.refresh = Refresh::Wanted;
        }
    }

    /// Replaces the program, if that is wanted, nobody is here and nothing waits to be saved. Call it when everything
    /// that came was taken; if it returns, the program goes on.
    pub fn refresh_if_due(&mut self, inbox: &Inbox) {
        match &self.refresh {
            Refresh::Wanted => self.close_recorder(),
            Refresh::Closed(jobs, unsaved) => {
                let free = jobs.is_empty() && *unsaved == 0 && self.kiosk.is_at_rest();
                let why = if free { self.replace(inbox) } else { None };
                self.go_on(why);
            }
            Refresh::No | Refresh::Closing(_) => {}
        }
    }

    fn close_recorder(&mut self) {
        let old_enough = self.clock.now().mono >= YOUNGEST;
        let behind = self.recorder.as_ref().is_none_or(Recorder::is_behind);
        if !old_enough || behind || !self.kiosk.is_at_rest() {
            return;
        }
        if let Some(recorder) = self.recorder.take() {
            recorder.finish(); // it tells when it has, and keys are taken meanwhile
            self.refresh = Refresh::Closing(Vec::new());
        }
    }

    /// The recorder has closed.
    pub fn closed(&mut self, unsaved: usize) {
        if let Refresh::Closing(jobs) = std::mem::take(&mut self.refresh) {
            self.refresh = Refresh::Closed(jobs, unsaved);
        }
    }

    /// The program is not replaced now, for this reason if it should have been: recording begins again.
    fn go_on(&mut self, why: Option<String>) {
        let Refresh::Closed(jobs, _) = std::mem::take(&mut self.refresh) else { return };
        match why {
            Some(why) => self.log(LogLine::of("refresh-failed").and("why", why)),
            None => self.refresh = Refresh::Wanted, // when nobody is here again
        }
        let Some((setup, to)) = self.again.as_ref().map(|(setup, to)| (setup.again(), to.clone())) else { return };
        if self.record(setup, to).is_ok() {
            for job in jobs {
                self.ask(job);
            }
        }
    }

    /// Replaces the program. It returns only with the reason why that was not possible; without one if a message, as a
    /// signal to end, came first.
    fn replace(&self, inbox: &Inbox) -> Option<String> {
        if !self.ready.as_ref().is_some_and(Ready::is_ready) {
            return Some("settings".to_owned());
        }
        self.log(LogLine::of("refresh"));
        if let Some(journal) = &self.journal {
            journal.flush();
        }
        let came = inbox.wait_for_messages(Some(Duration::ZERO)).messages;
        (!came).then(|| refresh::replace().to_string())
    }

    fn read_aloud(&mut self) {
        let sentences = Twin::of(&self.kiosk).aloud(&self.kiosk);
        self.voice.speak(&sentences, self.kiosk.lang.code());
    }

    fn ask(&mut self, job: Job) {
        match (&self.recorder, &mut self.refresh) {
            (Some(recorder), _) => recorder.ask(job),
            (None, Refresh::Closing(jobs) | Refresh::Closed(jobs, _)) => jobs.push(job),
            (None, _) => {}
        }
    }

    /// Lets the recorder finish, within reason; how the program ends then.
    pub fn finish(mut self, ending: Ending, inbox: &Inbox) -> Ending {
        self.voice.stop();
        let unsaved = self.unsaved(inbox);
        let ending = match ending {
            Ending::Left if unsaved > 0 => Ending::Unsaved(unsaved),
            ending => ending,
        };
        let why = match ending {
            Ending::Left | Ending::Unsaved(_) => LogLine::of("stop").and("why", "left"),
            Ending::Ended(code) => LogLine::of("stop").and("why", "signal").and("code", code),
        };
        self.log(why.and("unsaved", unsaved));
        if let Some(journal) = &self.journal {
            journal.flush();
        }
        ending
    }

    /// How many records could not be saved.
    fn unsaved(&mut self, inbox: &Inbox) -> usize {
        let Some(recorder) = self.recorder.take() else {
            let kept = |job: &&Job| matches!(job, Job::Record(..));
            return match &self.refresh {
                Refresh::Closing(jobs) | Refresh::Closed(jobs, _) => jobs.iter().filter(kept).count(),
                Refresh::No | Refresh::Wanted => 0,
            };
        };
        recorder.finish();
        let until = self.clock.now().mono + u64::try_from(LAST_SAVE.as_millis()).unwrap_or(0);
        loop {
            let left = until.saturating_sub(self.clock.now().mono);
            match inbox.next(Duration::from_millis(left)) {
                Ok(Message::Recorded { unsaved }) => return unsaved,
                // The disk hangs: whatever is on the way is not known to be saved.
                Err(_) => return 1,
                Ok(_) => {}
            }
        }
    }
}

fn start_loader(load: impl FnOnce() -> Loaded + Send + 'static, watch: Option<Watch>, to: Outbox) -> io::Result<()> {
    let work = move || {
        let loaded = load();
        let event = Event::Library(Arc::new(loaded.library), loaded.findings.len());
        // If the loop has ended meanwhile, nobody wants the lessons.
        let mut wanted = to.send(Message::Event(event));
        let Some(watch) = watch else { return };
        // At once, for what was saved between the first loading and the watch.
        while wanted {
            let loaded = Library::from_folder(watch.folder());
            wanted = to.send(Message::Event(Event::Reloaded(Arc::new(loaded)))) && watch.wait().is_ok();
        }
    };
    thread::Builder::new().name("lessons".into()).spawn(work).map(drop)
}

/// Begins to hear what comes from outside: what is saved in the folder that an author works in, messages, signals. From
/// its return on, no signal ends the program by itself, so it comes before the terminal is taken.
pub(super) fn listen(reload: Option<&Path>) -> Result<(Option<Watch>, Outbox, Inbox), RunError> {
    let watched =
        |folder: &Path| Watch::start(folder).map_err(|error| RunError::Watch(crate::store::shown(folder), error));
    let watch = reload.map(watched).transpose()?;
    let (outbox, inbox) = inbox().map_err(RunError::Start)?;
    let to = outbox.clone();
    input::start(move |input| to.send(Message::Input(input))).map_err(RunError::Start)?;
    Ok((watch, outbox, inbox))
}
