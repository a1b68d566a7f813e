//! `kiosk export`: what has not left yet becomes a file.

use std::fmt::Write as _;
use std::path::Path;

use super::data::{look, refuse_root, store_failure};
use super::run::site;
use super::{Exit, Failure, configured_lang, data_folder, languages, print};
use crate::cli::Global;
use crate::config::Config;
use crate::export::{self, ExportError, Written};
use crate::i18n::Strings;
use crate::store::Store;
use crate::time::Clock;

/// Exports, lists batches, or writes one again.
pub fn run(
    config: &Config,
    global: &Global,
    to: Option<&Path>,
    list: bool,
    again: Option<u64>,
) -> Result<Exit, Failure> {
    let data = data_folder(config, global)?;
    look(&data)?;
    refuse_root(&data)?;
    let mut store = Store::open_existing(&data).map_err(|e| store_failure(&e))?;
    let to = to.or(config.export_to());
    // Results leave in any language.
    let say = configured_lang(config, &languages(config.lessons())).unwrap_or_default().strings();
    if list {
        return print_list(&store, &data);
    }
    if let Some(number) = again {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let kept = data.join(export::KEPT);
        let written = export::again(&store, &data, number, to.unwrap_or(&kept)).map_err(|e| failure(&e))?;
        print(&line(say, &written))?;
        return Ok(Exit::Done);
    }
    if let Some(folder) = to.filter(|folder| !folder.is_dir()) {
        // Said even when there is nothing new: the stick that is missing now is missing tomorrow.
        let folder_name = crate::store::shown(folder);
        let what = if folder.exists() { "is not a folder" } else { "is missing" };
        let message =
            format!("{folder_name} {what}: plug the stick in, or name a folder that exists, and export again");
        return Err(Failure::new(Exit::CannotWrite, message));
    }
    let now = Clock::start().now();
    let written =
        export::export_all(&mut store, &data, to, now, &site(config)?, export::SOFTWARE).map_err(|e| failure(&e))?;
    if written.is_empty() {
        print(&format!("{}\n", say.export_nothing))?;
        let newest = store.batches().map_err(|e| store_failure(&e))?.last().map(|batch| batch.number);
        if let Some(newest) = newest {
            print(&format!("{}\n", say.export_again(newest)))?;
        }
    }
    for written in &written {
        print(&line(say, written))?;
    }
    Ok(Exit::Done)
}

fn line(t: &Strings, written: &Written) -> String {
    let path = crate::store::shown(&written.path);
    let (attempts, steps) = (written.counts.attempts, written.counts.step_results);
    let line = t.exported(written.batch, &path, written.bytes, attempts.into(), steps.into());
    format!("{line}\n")
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
