//! `kiosk doctor`: is the data whole?

mod settings;

use std::fmt::Write as _;

use serde::Serialize;

use super::data::{look, store_failure};
use super::{Exit, Failure, data_folder, print};
use crate::cli::{Format, Global};
use crate::config::Config;
use crate::store::{Check, Report, Store, StoreError};
pub use settings::run as settings;

/// What `--format json` prints.
#[derive(Serialize)]
struct Answer<'a> {
    data: String,
    whole: bool,
    #[serde(flatten)]
    report: &'a Report,
}

/// Looks at the database and says what it finds.
pub fn run(config: &Config, global: &Global, format: Format) -> Result<Exit, Failure> {
    let data = data_folder(config, global)?;
    look(&data)?;
    let report = match Store::open_read_only(&data) {
        // A kiosk that has never run has nothing that could be broken.
        Err(StoreError::Missing { .. }) => Ok(Report::without_database()),
        opened => opened.and_then(|store| store.report(Check::Full)),
    };
    let report = report.map_err(|e| store_failure(&e))?;
    let whole = report.is_whole();
    let text = match format {
        Format::Text => lines(&crate::store::shown(&data), &report),
        Format::Json => {
            let answer = Answer { data: data.display().to_string(), whole, report: &report };
            let json = serde_json::to_string_pretty(&answer).map_err(|e| Failure::of(Exit::CannotWrite, &e))?;
            format!("{json}\n")
        }
    };
    print(&text)?;
    Ok(if whole { Exit::Done } else { Exit::Findings })
}

fn lines(data: &str, report: &Report) -> String {
    let Some(database) = &report.database_id else {
        return format!("ok    data folder {data}: no database yet, the first start makes one\n");
    };
    let mut out = String::new();
    let mut line = |good: bool, text: String| {
        let _ = writeln!(out, "{}  {text}", if good { "ok  " } else { "BAD " });
    };
    line(true, format!("data folder {data}"));
    line(report.problems.is_empty(), format!("database {database}: every page is whole"));
    for problem in &report.problems {
        line(false, crate::text::escape(problem, 200));
    }
    line(report.seq_gaps == 0, format!("last sequence {}, missing numbers {}", report.last_seq, report.seq_gaps));
    line(true, format!("attempts {} finished, {} running", report.attempts_closed, report.attempts_open));
    line(true, format!("step results {}", report.step_results));
    let waiting = report.waiting;
    line(
        true,
        format!(
            "batches {} left, {} begun; {waiting} attempts wait for the next",
            report.batches_closed, report.batches_open
        ),
    );
    if report.rehearsal {
        line(true, "rehearsal: the learners are simulated".to_owned());
    }
    out
}
