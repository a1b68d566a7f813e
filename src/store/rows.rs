//! Rows as they are read for an export.

use crate::time::Timestamp;
use crate::tutor::record::{AgeBand, AttemptOutcome, Audience, Mode, StepOutcome, Tally, VerdictClass};

/// An attempt that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptRow {
    /// `UUIDv7`.
    pub attempt_id: String,
    /// Number in this database, by order of ending.
    pub seq: u32,
    /// Id of the database in the life in which it ended.
    pub database_id: String,
    /// Five digits: where it was made, which need not be where the batch is.
    pub commune_code: String,
    /// Number of the kiosk there.
    pub kiosk: u32,
    /// Class it belongs to.
    pub class_id: Option<String>,
    /// Learner.
    pub learner_id: String,
    /// Group she named for this attempt.
    pub audience: Audience,
    /// Age band she named.
    pub age_band: Option<AgeBand>,
    /// Lesson.
    pub lesson_id: String,
    /// Version of the lesson.
    pub lesson_hash: String,
    /// Mode.
    pub mode: Mode,
    /// Wall clock at the start.
    pub started_at: Timestamp,
    /// Wall clock at the end; may be before the start when the clock was set.
    pub ended_at: Timestamp,
    /// Number of the start of the kiosk it began in.
    pub boot: u32,
    /// Whether both clock readings are believed.
    pub clock_trusted: bool,
    /// Active milliseconds.
    pub active_ms: u64,
    /// How it ended.
    pub outcome: AttemptOutcome,
    /// Its steps, by outcome.
    pub tally: Tally,
    /// Score in ten-thousandths.
    pub score_e4: u32,
    /// People at the screen.
    pub people: u32,
    /// The attempt it resumes; may be of an earlier batch.
    pub resumes: Option<String>,
    /// The step it ended in.
    pub last_step_id: String,
}

/// A step of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepRow {
    /// Its attempt.
    pub attempt_id: String,
    /// Position in the lesson, from 1.
    pub position: u32,
    /// Step id.
    pub step_id: String,
    /// How it ended.
    pub outcome: StepOutcome,
    /// Mistakes.
    pub mistakes: u32,
    /// Detours.
    pub detours: u32,
    /// Highest rung of help, 0 to 4.
    pub help_rung: u8,
    /// Screen and widget of the first detour.
    pub first_detour: Option<String>,
    /// Worst verdict.
    pub verdict: Option<VerdictClass>,
    /// Active milliseconds.
    pub ms: u64,
}

/// A learner of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LearnerRow {
    /// Random code.
    pub learner_id: String,
    /// Group at her first attempt.
    pub audience: Audience,
    /// Age band at her first attempt.
    pub age_band: Option<AgeBand>,
    /// When that was.
    pub first_seen: Timestamp,
}

/// A class or conference point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassRow {
    /// Id.
    pub class_id: String,
    /// Event it is part of.
    pub event_id: Option<String>,
    /// `class`, `conference`, `visit`, `other`.
    pub kind: String,
    /// Title given by staff.
    pub title: String,
    /// Five digits.
    pub commune_code: String,
    /// Place given by staff.
    pub place: String,
    /// `2026-11-22`.
    pub local_date: String,
    /// People expected.
    pub expected: Option<u32>,
    /// People counted by the trainer.
    pub headcount: Option<u32>,
}

/// A lesson version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LessonRow {
    /// Lesson id.
    pub lesson_id: String,
    /// Version.
    pub lesson_hash: String,
    /// Title.
    pub title_vi: String,
    /// Topic.
    pub topic: String,
    /// Number of steps.
    pub steps_total: u32,
}

/// A step of a lesson version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LessonStepRow {
    /// Lesson id.
    pub lesson_id: String,
    /// Version.
    pub lesson_hash: String,
    /// Position, from 1.
    pub position: u32,
    /// Step id.
    pub step_id: String,
    /// What the learner is told.
    pub say_vi: String,
}

/// A correction made by staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectionRow {
    /// Id.
    pub correction_id: String,
    /// `attempt`, `class`.
    pub target: String,
    /// Id of what is corrected.
    pub target_id: String,
    /// What is done to it.
    pub action: String,
    /// New value.
    pub value: Option<String>,
    /// Reason given by staff.
    pub reason: String,
    /// When.
    pub made_at: Timestamp,
}
