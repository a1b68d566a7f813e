//! Rows of the store as cells of the export. The order is that of `table`; the arrays' lengths are compared with the
//! headers in a test, and every record with the header when it is written.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::io::Write;

use serde::{Deserialize, Serialize};

use super::cell::{self, share, text};
use super::error::ExportError;
use super::table::{ATTEMPTS, CLASSES, CORRECTIONS, LEARNERS, LESSONS, STEP_RESULTS, STEPS, Table};
use crate::store::{
    AttemptRow, Batch, BatchReader, ClassRow, CorrectionRow, LearnerRow, LessonRow, LessonStepRow, StepRow,
};
use crate::time::{Day, ZONE_TEXT};

type Cell<'a> = Cow<'a, str>;

/// Rows per table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Attempts.
    pub attempts: u32,
    /// Steps of them.
    pub step_results: u32,
    /// Learner codes.
    pub learners: u32,
    /// Classes.
    pub classes: u32,
    /// Lesson versions.
    pub lessons: u32,
    /// Steps of them.
    pub steps: u32,
    /// Corrections.
    pub corrections: u32,
}

/// What is learnt of a batch while its rows are written.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) counts: Counts,
    /// Local days that attempts started on: the first and the last are the batch's span.
    pub(super) days: BTreeSet<Day>,
}

/// The tables, in the order they are written.
pub(super) const TABLES: &[Table] = &[ATTEMPTS, STEP_RESULTS, LEARNERS, CLASSES, LESSONS, STEPS, CORRECTIONS];

/// Writes one table of a batch as CSV.
pub(super) fn write<W: Write>(
    table: &Table,
    batch: &Batch,
    reader: &BatchReader<'_>,
    seen: &mut Seen,
    out: W,
) -> Result<(), ExportError> {
    let counts = &mut seen.counts;
    let mut csv = Sheet { csv: cell::writer(out), number: batch.number };
    csv.record(table.header())?;
    match table.name {
        "attempts" => reader.attempts(|row| {
            seen.days.insert(row.started_at.day());
            csv.row(&mut counts.attempts, attempt(&row))
        })?,
        "step_results" => reader.step_results(|row| csv.row(&mut counts.step_results, step_result(&row)))?,
        "learners" => reader.learners(|row| csv.row(&mut counts.learners, learner(&row)))?,
        "classes" => reader.classes(|row| csv.row(&mut counts.classes, class(&row)))?,
        "lessons" => reader.lessons(|row| csv.row(&mut counts.lessons, lesson(&row)))?,
        "steps" => reader.steps(|row| csv.row(&mut counts.steps, lesson_step(&row)))?,
        _ => reader.corrections(|row| csv.row(&mut counts.corrections, correction(&row)))?,
    }
    csv.csv.flush().map_err(|e| csv.failed(e))
}

struct Sheet<W: Write> {
    csv: csv::Writer<W>,
    number: u32,
}

impl<W: Write> Sheet<W> {
    fn row<'a>(&mut self, count: &mut u32, cells: impl IntoIterator<Item = Cell<'a>>) -> Result<(), ExportError> {
        *count += 1;
        self.record(cells.into_iter().map(Cow::into_owned))
    }

    fn record<C: AsRef<[u8]>>(&mut self, cells: impl Iterator<Item = C>) -> Result<(), ExportError> {
        self.csv.write_record(cells).map_err(|e| self.failed(e))
    }

    fn failed(&self, source: impl std::error::Error + Send + Sync + 'static) -> ExportError {
        ExportError::Build { number: self.number, source: source.into() }
    }
}

fn id(value: &str) -> Cell<'_> {
    Cow::Borrowed(value)
}

fn opt(value: Option<&String>) -> Cell<'_> {
    value.map_or(Cow::Borrowed(""), |v| Cow::Borrowed(v.as_str()))
}

fn show(value: impl Display) -> Cell<'static> {
    Cow::Owned(format!("{value}"))
}

fn count(value: Option<u32>) -> Cell<'static> {
    value.map_or(Cow::Borrowed(""), show)
}

fn attempt(row: &AttemptRow) -> [Cell<'_>; 32] {
    [
        id(&row.attempt_id),
        show(row.seq),
        id(&row.database_id),
        Cow::Owned(format!("{}-k{:02}", row.commune_code, row.kiosk)),
        id(&row.commune_code),
        opt(row.class_id.as_ref()),
        id(&row.learner_id),
        id(row.audience.code()),
        id(row.age_band.map_or("", |band| band.code())),
        id(&row.lesson_id),
        id(&row.lesson_hash),
        id(row.mode.code()),
        show(row.started_at),
        show(row.ended_at),
        show(row.started_at.day()),
        id(ZONE_TEXT),
        show(row.boot),
        show(row.clock_trusted),
        show(row.active_ms),
        id(row.outcome.code()),
        show(row.tally.total),
        show(row.tally.alone),
        show(row.tally.helped),
        show(row.tally.shown),
        show(row.tally.skipped),
        show(row.tally.unfinished),
        show(row.tally.mistakes),
        show(row.tally.detours),
        Cow::Owned(share(row.score_e4)),
        show(row.people),
        opt(row.resumes.as_ref()),
        id(&row.last_step_id),
    ]
}

fn step_result(row: &StepRow) -> [Cell<'_>; 10] {
    [
        id(&row.attempt_id),
        show(row.position),
        id(&row.step_id),
        id(row.outcome.code()),
        show(row.mistakes),
        show(row.detours),
        show(row.help_rung),
        opt(row.first_detour.as_ref()),
        id(row.verdict.map_or("", |verdict| verdict.code())),
        show(row.ms),
    ]
}

fn learner(row: &LearnerRow) -> [Cell<'_>; 5] {
    [
        id(&row.learner_id),
        id(row.audience.code()),
        id(row.audience.group757()),
        id(row.age_band.map_or("", |band| band.code())),
        show(row.first_seen),
    ]
}

fn class(row: &ClassRow) -> [Cell<'_>; 9] {
    [
        id(&row.class_id),
        opt(row.event_id.as_ref()),
        id(&row.kind),
        text(&row.title),
        id(&row.commune_code),
        text(&row.place),
        id(&row.local_date),
        count(row.expected),
        count(row.headcount),
    ]
}

fn lesson(row: &LessonRow) -> [Cell<'_>; 5] {
    [id(&row.lesson_id), id(&row.lesson_hash), text(&row.title_vi), id(&row.topic), show(row.steps_total)]
}

fn lesson_step(row: &LessonStepRow) -> [Cell<'_>; 5] {
    [id(&row.lesson_id), id(&row.lesson_hash), show(row.position), id(&row.step_id), text(&row.say_vi)]
}

fn correction(row: &CorrectionRow) -> [Cell<'_>; 7] {
    [
        id(&row.correction_id),
        id(&row.target),
        id(&row.target_id),
        id(&row.action),
        row.value.as_deref().map_or(Cow::Borrowed(""), text),
        text(&row.reason),
        show(row.made_at),
    ]
}
