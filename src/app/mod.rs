//! The kiosk as a state machine: [`Kiosk::update`] takes an [`Event`] and answers with [`Effect`]s. Pure: no clock, no
//! terminal, no file. `ui` reads it to draw, `tui` feeds it.

mod bar;
mod call;
mod clock;
mod comeback;
mod event;
mod idle;
mod kiosk;
mod lessons;
mod list;
mod methods;
mod notices;
mod outcome;
pub mod player;
mod reload;
mod sign_in;
mod warmup;

pub use bar::{Bar, Slot};
pub use call::Call;
pub use clock::STEP_MS;
pub use comeback::{COLUMNS, Comeback};
pub use event::{Effect, Entry, Event, Health, Key, LogLine, Target};
pub use idle::Patience;
pub use kiosk::{Kiosk, Person, Screen, Settings};
pub use lessons::{Lessons, Line, Modes};
pub use list::List;
pub use methods::{EXAMPLES, METHODS, Methods, Tried, Typing};
pub use notices::{Notice, Notices, Problem, Rows, Trouble};
pub use outcome::{After, Outcome, Saving};
pub use player::Player;
pub use sign_in::{Who, item_letter};
pub use warmup::{Stage, Warmup};
