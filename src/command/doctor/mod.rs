//! `kiosk doctor`: is the data whole, which doors are open, what is missing, and what is to be done?

mod around;
mod doors;
mod finding;
mod folder;
mod helper;
mod machine;
mod settings;

use std::path::Path;

use serde::Serialize;

use super::{Exit, Failure, data_folder, print};
use crate::cli::{Format, Global};
use crate::config::Config;
use crate::store::{Check, Report, Store, StoreError};
use crate::time::Clock;
use crate::tui;
use doors::Doors;
use finding::{Finding, State};
use folder::Folder;
use machine::Machine;
pub use settings::run as settings;

/// What `--format json` prints.
#[derive(Serialize)]
struct Answer<'a> {
    data: String,
    /// Whether the database can be read and holds all that it should.
    whole: bool,
    /// Whether only staff may leave.
    locked: bool,
    #[serde(flatten)]
    report: &'a Report,
    checks: &'a [Finding],
}

/// Looks at everything and says what it finds.
pub fn run(config: &Config, global: &Global, format: Format) -> Result<Exit, Failure> {
    let data = data_folder(config, global)?;
    let report = report(&data);
    let checks = checks(config, &data, &report);
    let report =
        report.unwrap_or_else(|error| Report { problems: vec![error.to_string()], ..Report::without_database() });
    let text = match format {
        Format::Text => checks.iter().map(Finding::line).collect(),
        Format::Json => {
            let (whole, locked) = (report.is_whole(), config.kiosk.locked);
            let data = data.display().to_string();
            let answer = Answer { data, whole, locked, report: &report, checks: &checks };
            let json = serde_json::to_string_pretty(&answer).map_err(|e| Failure::of(Exit::CannotWrite, &e))?;
            format!("{json}\n")
        }
    };
    print(&text)?;
    let bad = checks.iter().any(|finding| finding.state == State::Bad);
    Ok(if bad { Exit::Findings } else { Exit::Done })
}

fn report(data: &Path) -> Result<Report, StoreError> {
    match Store::open_read_only(data) {
        // A kiosk that has never run has nothing that could be broken.
        Err(StoreError::Missing { .. }) => Ok(Report::without_database()),
        opened => opened.and_then(|store| store.report(Check::Full)),
    }
}

/// All checks: first what holds the results, then what holds the kiosk, last what it shows.
fn checks(config: &Config, data: &Path, report: &Result<Report, StoreError>) -> Vec<Finding> {
    let (machine, terminal) = (Machine::here(), tui::examine());
    let folder = Folder { path: data, config, machine: &machine };
    let kiosk = folder.kiosk();
    let mut found = folder.look();
    found.extend(folder::database(report));
    found.push(folder::exports(config, report));
    found.extend(Doors { machine: &machine, terminal: &terminal, locked: config.kiosk.locked, kiosk }.look());
    found.push(helper::look(config));
    found.extend(around::clocks(&machine, Clock::start().now().wall));
    found.extend(around::screen(&machine, kiosk, &terminal));
    found.extend(around::lessons(config));
    found.push(around::voice(config));
    found
}
