//! Which values a row that is to be saved may hold. A table takes any text; one wrong word in it, and no batch with that
//! row could ever be read again.

use rusqlite::types::Value;

use crate::store::ids::{self, AttemptId};
use crate::store::{ClassKind, Reason};
use crate::tutor::record::{AgeBand, AttemptOutcome, Audience, Mode, StepOutcome, VerdictClass};

/// Columns of instants, spans and keys: any integer.
const LARGE: &[&str] = &[
    "started_at",
    "ended_at",
    "made_at",
    "recorded_at",
    "closed_at",
    "opened_at",
    "first_seen",
    "last_used",
    "active_ms",
    "uptime_ms",
    "ms",
    "result",
    "attempt",
    "first_attempt",
    "correction",
    "closed_through",
    "closing",
];

/// Whether a column can hold this value. What may be missing is known by the tables.
pub(super) fn fits(table: &str, column: &str, value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Integer(number) => LARGE.contains(&column) || u32::try_from(*number).is_ok(),
        Value::Text(text) => word(table, column, text),
        Value::Real(_) | Value::Blob(_) => false,
    }
}

fn word(table: &str, column: &str, text: &str) -> bool {
    match (table, column) {
        ("attempts", "attempt_id" | "resumes") => AttemptId::parse(text).is_some(),
        ("corrections", "correction_id") | (_, "database_id") => ids::is_uuid(text),
        (_, "audience") => Audience::from_code(text).is_some(),
        (_, "age_band") => AgeBand::from_code(text).is_some(),
        (_, "mode") => Mode::from_code(text).is_some(),
        ("attempts", "outcome") => AttemptOutcome::from_code(text).is_some(),
        ("step_results", "outcome") => StepOutcome::from_code(text).is_some(),
        (_, "verdict") => VerdictClass::from_code(text).is_some(),
        ("classes", "kind") => ClassKind::from_code(text).is_some(),
        ("databases", "reason") => Reason::from_code(text).is_some(),
        (_, "lesson_id" | "step_id" | "last_step_id" | "topic" | "class_id") => ids::is_name(text),
        (_, "learner_id") => ids::is_code(text),
        (_, "lesson_hash" | "sums_sha256" | "previous_sums") => ids::is_hash(text),
        (_, "first_detour") => ids::is_place(text),
        (_, "commune_code") => text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit()),
        _ => true,
    }
}
