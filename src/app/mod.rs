//! The kiosk as a state machine: [`Kiosk::update`] takes an [`Event`] and answers with [`Effect`]s. Pure: no clock, no
//! terminal, no file. `ui` reads it to draw, `tui` feeds it.

mod bar;
mod event;
mod kiosk;
mod list;
pub mod player;
mod reload;
mod warmup;

pub use bar::{Bar, Slot};
pub use event::{Effect, Event, Key, Target};
pub use kiosk::{Kiosk, Modes, Outcome, Person, Saving, Screen, Settings, Who, item_letter};
pub use list::List;
pub use player::Player;
pub use warmup::{Stage, Warmup};
