//! What the staff area asks for and no key may wait for: threads that compare the PIN, export, read the log and talk to the
//! machine. A PIN has
//! a thread of its own, so that nothing that hangs elsewhere keeps staff out.

mod export;
mod helper;
mod log;
mod pin;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::{fmt, io, thread};

use self::pin::Guard;
use super::Message;
use super::inbox::Outbox;
use super::journal::Journal;
use crate::app::staff::{Answer, Ask, Change, Helped, InForce, Machine, Unsaved};
use crate::app::{Event, LogLine, Notice, Problem};
use crate::export::Site;
use crate::time::Clock;

/// What the threads work on.
#[derive(Debug, Clone)]
pub struct Room {
    /// The data folder.
    pub data: PathBuf,
    /// The folder in which the machine's helper finds what it is asked to do.
    pub requests: Option<PathBuf>,
    /// What is in force.
    pub in_force: InForce,
    /// The kiosk's place.
    pub site: Site,
    /// Writes settings.
    pub saver: Saver,
}

/// Writes settings, all of them or none. How a settings file looks is not the matter of this layer.
#[derive(Clone)]
pub struct Saver(Arc<Save>);

type Save = dyn Fn(&[Change]) -> Result<(), Unsaved> + Send + Sync;

impl Saver {
    /// Whoever does it.
    pub fn new(save: impl Fn(&[Change]) -> Result<(), Unsaved> + Send + Sync + 'static) -> Saver {
        Saver(Arc::new(save))
    }
}

impl fmt::Debug for Saver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Saver")
    }
}

/// A question with its number.
type Asked = (u32, Ask);

/// The near end of the threads. Each begins with the first question for it: most days there is none.
pub struct Desk {
    room: Room,
    clock: Clock,
    journal: Journal,
    to: Outbox,
    pin: Option<Sender<Asked>>,
    work: Option<Sender<Asked>>,
}

impl Desk {
    /// Nothing is started yet.
    pub fn new(room: Room, clock: Clock, journal: Journal, to: Outbox) -> Desk {
        Desk { room, clock, journal, to, pin: None, work: None }
    }

    /// Asks for something to be done. If there can be no thread for it, nothing is answered, and whoever waits leaves the
    /// page.
    pub fn ask(&mut self, number: u32, ask: Ask) {
        let (lane, name) = match ask {
            Ask::Pin | Ask::Try(_) | Ask::SetPin(_) => (&mut self.pin, "pin"),
            _ => (&mut self.work, "staff"),
        };
        if lane.is_none() {
            let hands = Hands { room: self.room.clone(), clock: self.clock.clone(), journal: self.journal.clone() };
            *lane = begin(name, hands, self.to.clone()).ok();
        }
        if let Some(lane) = lane {
            let _ = lane.send((number, ask));
        }
    }
}

/// What a thread works with.
struct Hands {
    room: Room,
    clock: Clock,
    journal: Journal,
}

fn begin(name: &str, mut hands: Hands, to: Outbox) -> io::Result<Sender<Asked>> {
    let (asks, inbox) = channel::<Asked>();
    let work = move || {
        let mut guard = Guard::new(&hands.room.data, hands.clock.clone(), hands.journal.clone());
        for (number, ask) in inbox {
            let answer = match ask {
                Ask::Pin => guard.state(),
                Ask::Try(pin) => Answer::Tried(guard.try_pin(&pin)),
                Ask::SetPin(pin) => Answer::PinSet(guard.set(&pin)),
                ask => hands.answer(ask, &to),
            };
            to.send(Message::Event(Event::Staff { number, answer }));
        }
    };
    thread::Builder::new().name(name.into()).spawn(work)?;
    Ok(asks)
}

impl Hands {
    fn answer(&mut self, ask: Ask, to: &Outbox) -> Answer {
        match ask {
            Ask::Machine(machine) => Answer::Machine(self.ask_machine(machine)),
            Ask::Save(changes) => Answer::Saved(self.save(&changes)),
            Ask::Settings => Answer::Settings(self.room.in_force.clone()),
            Ask::Exports => export::left(&self.room).map_or(Answer::Failed, Answer::Exports),
            Ask::Export => self.export(to),
            Ask::Calls => self.calls(),
            Ask::Helped(call) => {
                self.journal.log(LogLine::of("call-helped").and("call", call));
                self.calls()
            }
            Ask::Log => {
                self.journal.flush();
                log::lines(&self.room.data).map_or(Answer::Failed, Answer::Log)
            }
            _ => Answer::Failed, // it is for somebody else
        }
    }

    fn calls(&self) -> Answer {
        self.journal.flush();
        log::calls(&self.room.data).map_or(Answer::Failed, Answer::Calls)
    }

    fn export(&self, to: &Outbox) -> Answer {
        let (answer, why) = export::export(&self.room, self.clock.now());
        let (line, event) = if let Some(why) = why {
            (LogLine::of("export-failed").and("why", why), Event::Notice(Notice::Export))
        } else {
            (LogLine::of("export"), Event::NoticeOver(Problem::Export))
        };
        self.journal.log(line);
        to.send(Message::Event(event));
        answer
    }

    fn ask_machine(&self, machine: Machine) -> Helped {
        let line = helper::line(machine);
        self.journal.log(LogLine::of("machine-asked").and("for", &line));
        let helped = self.room.requests.as_deref().map_or(Helped::None, |folder| helper::ask(folder, line));
        self.journal.log(LogLine::of("machine-answered").and("how", format!("{helped:?}").to_lowercase()));
        helped
    }

    fn save(&mut self, changes: &[Change]) -> Result<(), Unsaved> {
        let saved = (self.room.saver.0)(changes);
        for change in changes.iter().filter(|_| saved.is_ok()) {
            match change {
                Change::Letters(pixels) => self.room.in_force.letters = *pixels,
                Change::ExportTo(folder) => self.room.in_force.export_to.clone_from(folder),
                _ => {} // it holds from the next start on, or the pages know it themselves
            }
        }
        let how = saved.map_or_else(|why| format!("{why:?}").to_lowercase(), |()| "done".to_owned());
        self.journal.log(LogLine::of("settings-saved").and("how", how).and("changed", changes.len()));
        saved
    }
}
