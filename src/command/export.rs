//! `kiosk export`: what has not left yet becomes a file.

use std::fmt::Write as _;
use std::path::Path;

use super::data::store_failure;
use super::run::site;
use super::{Exit, Failure, data_folder, print};
use crate::cli::Global;
use crate::config::Config;
use crate::export::{self, ExportError, Written};
use crate::store::Store;
use crate::time::Clock;

/// The program as the manifest of an export names it.
const SOFTWARE: &str = concat!("kiosk ", env!("CARGO_PKG_VERSION"));

/// Exports, lists batches, or writes one again.
pub fn run(
    config: &Config,
    global: &Global,
    to: Option<&Path>,
    list: bool,
    again: Option<u64>,
) -> Result<Exit, Failure> {
    let data = data_folder(config, global)?;
    let mut store = Store::open_existing(&data).map_err(|e| store_failure(&e))?;
    let to = to.or(config.export_to());
    if list {
        return print_list(&store, &data);
    }
    if let Some(number) = again {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let kept = data.join(export::KEPT);
        let written = export::again(&store, &data, number, to.unwrap_or(&kept)).map_err(|e| failure(&e))?;
        print(&line(&written))?;
        return Ok(Exit::Done);
    }
    let now = Clock::start().now();
    let written = export::export_all(&mut store, &data, to, now, &site(config)?, SOFTWARE).map_err(|e| failure(&e))?;
    if written.is_empty() {
        print("nothing new to export\n")?;
    }
    for written in &written {
        print(&line(written))?;
    }
    Ok(Exit::Done)
}

fn line(written: &Written) -> String {
    format!(
        "batch {}: {} ({} bytes, {} attempts, {} steps)\n",
        written.batch,
        crate::store::shown(&written.path),
        written.bytes,
        written.counts.attempts,
        written.counts.step_results
    )
}

fn print_list(store: &Store, data: &Path) -> Result<Exit, Failure> {
    let mut out = String::new();
    for listed in export::list(store, data).map_err(|e| failure(&e))? {
        let state = match (listed.batch.is_closed(), &listed.kept) {
            (false, _) => "waiting: run kiosk export",
            (true, Some(_)) => "left, kept",
            (true, None) => "left",
        };
        let _ = writeln!(out, "{}  {}  {state}", listed.batch.number, listed.name);
    }
    if out.is_empty() {
        out.push_str("no batches yet\n");
    }
    print(&out)?;
    Ok(Exit::Done)
}

fn failure(error: &ExportError) -> Failure {
    match error {
        ExportError::Store(error) => store_failure(error),
        ExportError::Running { .. } => Failure::of(Exit::Busy, error),
        ExportError::NoBatch(_) | ExportError::NotClosed(_) => Failure::of(Exit::Usage, error),
        ExportError::Changed(_) => Failure::of(Exit::Findings, error),
        _ => Failure::of(Exit::CannotWrite, error),
    }
}
