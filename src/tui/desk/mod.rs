//! What the staff area asks for and no key may wait for: threads that compare the PIN and talk to the machine. A PIN has
//! a thread of its own, so that nothing that hangs elsewhere keeps staff out.

mod helper;
mod pin;

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};
use std::{io, thread};

use super::Message;
use super::inbox::Outbox;
use crate::app::Event;
use crate::app::staff::{Answer, Ask, Helped};
use crate::time::Clock;

/// What the threads work on.
#[derive(Debug, Clone)]
pub struct Room {
    /// The data folder.
    pub data: PathBuf,
    /// The folder in which the machine's helper finds what it is asked to do.
    pub requests: Option<PathBuf>,
}

/// A question with its number.
type Asked = (u32, Ask);

/// The near end of the threads. Each begins with the first question for it: most days there is none.
pub struct Desk {
    room: Room,
    clock: Clock,
    to: Outbox,
    pin: Option<Sender<Asked>>,
    work: Option<Sender<Asked>>,
}

impl Desk {
    /// Nothing is started yet.
    pub fn new(room: Room, clock: Clock, to: Outbox) -> Desk {
        Desk { room, clock, to, pin: None, work: None }
    }

    /// Asks for something to be done. If there can be no thread for it, nothing is answered, and whoever waits leaves the
    /// page.
    pub fn ask(&mut self, number: u32, ask: Ask) {
        let (lane, name) = match ask {
            Ask::Pin | Ask::Try(_) | Ask::SetPin(_) => (&mut self.pin, "pin"),
            Ask::Machine(_) => (&mut self.work, "staff"),
        };
        if lane.is_none() {
            *lane = begin(name, self.room.clone(), self.clock.clone(), self.to.clone()).ok();
        }
        if let Some(lane) = lane {
            let _ = lane.send((number, ask));
        }
    }
}

fn begin(name: &str, room: Room, clock: Clock, to: Outbox) -> io::Result<Sender<Asked>> {
    let (asks, inbox) = channel::<Asked>();
    let work = move || {
        let mut guard = pin::Guard::new(&room.data);
        for (number, ask) in inbox {
            let answer = match ask {
                Ask::Pin => guard.state(),
                Ask::Try(pin) => Answer::Tried(guard.try_pin(&pin, &clock)),
                Ask::SetPin(pin) => Answer::PinSet(guard.set(&pin)),
                Ask::Machine(machine) => {
                    log(&room.data, "machine");
                    let asked = room.requests.as_deref();
                    Answer::Machine(asked.map_or(Helped::None, |folder| helper::ask(folder, helper::line(machine))))
                }
            };
            to.send(Message::Event(Event::Staff { number, answer }));
        }
    };
    thread::Builder::new().name(name.into()).spawn(work)?;
    Ok(asks)
}

/// What staff did, for the log of events: never what was typed.
fn log(_data: &Path, _what: &str) {}
