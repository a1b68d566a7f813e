//! A practice kiosk for Bình dân học vụ số: people learn digital services by doing, on a simulated phone, offline.
//!
//! # The house
//!
//! Layers import downwards only; `tests/architecture.rs` reads the `use` lines and fails on a breach.
//!
//! | layer | what it is | what it must never know |
//! |---|---|---|
//! | [`text`] [`time`] [`random`] | measuring text; instants, days, the only reader of the clocks; numbers from a seed | anything else |
//! | [`files`] | a file that is whole or not there, whatever happens while it is written | what is in it |
//! | [`log`] | the event log: lines in a file that has a limit | what they are about |
//! | [`communes`] | the communes that a kiosk can stand in | |
//! | [`return_code`] | the three words by which a learner comes back | who she is |
//! | [`pin`] | which PINs staff may have, how long a wrong one waits | where it is kept |
//! | [`typing`] | composing Vietnamese, judging what was typed | fields, lessons |
//! | [`i18n`] | the kiosk's own texts, typed, in every language | who shows them |
//! | [`config`] | `kiosk.toml` | what the settings do |
//! | [`lesson`] | the lesson language: files in, findings and compiled lessons out | how they are played |
//! | [`sim`] | the simulated world: state, actions, answers | steps, hints, texts that were typed |
//! | [`tutor`] | the planner, one learner in one lesson, simulated learners, records, score | screens, keys, the database |
//! | [`app`] | the kiosk: `update(Event, now) -> Vec<Effect>` | terminal, files, clock |
//! | [`store`] | the database: the only SQL | the app |
//! | [`export`] | the files that leave | the app |
//! | [`ui`] | drawing: the app's state in, cells out; and its linear twin, sentences | how it came to be |
//! | [`tui`] | the terminal, by a full screen or by lines, and the voice: events in, effects done | what they mean |
//! | [`cli`] [`command`] | one file per subcommand, wiring | |
//!
//! `typing`, `lesson` (but for its loaders), `sim`, `tutor` and `app` are pure: no file, database, terminal, clock or
//! thread. One door per dependency: ratatui in `ui` and `tui`, crossterm in `tui`, qrcode in `ui`, rusqlite in `store`,
//! clap in `cli`, uuid and the system's random bytes in `store::ids`, the clocks in `time`, colours and symbols in `ui::theme`.
//!
//! # A key press
//!
//! `tui` translates → [`app::Kiosk::update`] → the lesson page → [`tutor::Session`] → [`sim::apply`] → verdict and step
//! result → effects → the recorder thread commits → `Event::StepSaved` → the receipt is shown → [`ui::sketch`], of which
//! only the rows that changed are painted.

pub mod app;
pub mod cli;
pub mod command;
pub mod communes;
pub mod config;
pub mod export;
pub mod files;
pub mod i18n;
pub mod lesson;
pub mod log;
pub mod pin;
pub mod random;
pub mod return_code;
pub mod sim;
pub mod store;
pub mod text;
pub mod time;
pub mod tui;
pub mod tutor;
pub mod typing;
pub mod ui;
