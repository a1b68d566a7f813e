//! The tables of the export: their columns, what each holds, and how they refer to each other. The header of the
//! CSV files and the schema in `datapackage.json` both come from here.

use serde::Serialize;

use crate::store::ClassKind;
use crate::time::ZONE_TEXT;
use crate::tutor::record::{AgeBand, AttemptOutcome, Audience, Mode, StepOutcome, VerdictClass};

/// What a column holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Uuid,
    /// An id of a lesson, step, topic.
    Name,
    /// A random code of a learner.
    LearnerCode,
    Hash,
    CommuneCode,
    SiteId,
    /// Screen and widget.
    Place,
    /// One of these codes.
    Code(fn() -> Vec<&'static str>),
    /// An integer from 0.
    Count,
    /// An integer from 1.
    Ordinal,
    /// 0 to 4.
    Rung,
    /// 0 to 1.
    Share,
    Instant,
    Date,
    Flag,
    /// Written by people; see [`super::cell::text`].
    Text,
}

/// A column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) required: bool,
    pub(super) about: &'static str,
}

/// Columns that refer to columns of another table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reference {
    pub(super) fields: &'static [&'static str],
    pub(super) table: &'static str,
    pub(super) to: &'static [&'static str],
}

/// A table: one CSV file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) fields: &'static [Field],
    pub(super) key: &'static [&'static str],
    /// Columns other than the key in which no value comes twice.
    pub(super) unique: &'static [&'static str],
    pub(super) references: &'static [Reference],
}

impl Table {
    pub(super) fn file_name(&self) -> String {
        format!("{}.csv", self.name)
    }

    pub(super) fn header(&self) -> impl Iterator<Item = &'static str> {
        self.fields.iter().map(|field| field.name)
    }
}

/// The constraints of a column, as the Table Schema has them.
#[derive(Debug, Default, Serialize)]
pub(super) struct Constraints {
    required: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unique: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    minimum: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    maximum: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pattern: Option<&'static str>,
    #[serde(rename = "enum", skip_serializing_if = "Option::is_none")]
    one_of: Option<Vec<&'static str>>,
}

impl Kind {
    /// Type and format, as the Table Schema has them.
    pub(super) fn type_and_format(self) -> (&'static str, &'static str) {
        match self {
            Kind::Uuid => ("string", "uuid"),
            Kind::Count | Kind::Ordinal | Kind::Rung => ("integer", "default"),
            Kind::Share => ("number", "default"),
            Kind::Instant => ("datetime", "%Y-%m-%dT%H:%M:%S.%fZ"),
            Kind::Date => ("date", "default"),
            Kind::Flag => ("boolean", "default"),
            _ => ("string", "default"),
        }
    }

    pub(super) fn constraints(self, required: bool, unique: bool) -> Constraints {
        let (minimum, maximum) = match self {
            Kind::Count => (Some(0), None),
            Kind::Ordinal => (Some(1), None),
            Kind::Rung => (Some(0), Some(4)),
            Kind::Share => (Some(0), Some(1)),
            _ => (None, None),
        };
        let pattern = match self {
            Kind::Name => Some("^[a-z0-9][a-z0-9-]{0,63}$"),
            Kind::LearnerCode => Some("^[A-Za-z0-9][A-Za-z0-9-]{0,63}$"),
            Kind::Hash => Some("^[0-9a-f]{8,128}$"),
            Kind::CommuneCode => Some("^[0-9]{5}$"),
            Kind::SiteId => Some("^[0-9]{5}-k[0-9]{2}$"),
            Kind::Place => Some("^[A-Za-z0-9][!-~]{0,199}$"),
            _ => None,
        };
        let one_of = if let Kind::Code(codes) = self { Some(codes()) } else { None };
        Constraints { required, unique, minimum, maximum, pattern, one_of }
    }
}

macro_rules! codes {
    ($($name:ident = $type:ident),+) => { $(fn $name() -> Vec<&'static str> { $type::ALL.iter().map(|v| v.code()).collect() })+ };
}

codes!(
    audiences = Audience,
    age_bands = AgeBand,
    modes = Mode,
    attempt_outcomes = AttemptOutcome,
    step_outcomes = StepOutcome,
    verdicts = VerdictClass,
    class_kinds = ClassKind
);

fn groups757() -> Vec<&'static str> {
    let mut groups: Vec<&'static str> = Audience::ALL.iter().map(|a| a.group757()).collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}

fn offsets() -> Vec<&'static str> {
    vec![ZONE_TEXT]
}

fn targets() -> Vec<&'static str> {
    vec!["attempt", "class", "learner"]
}

fn targets_without_learners() -> Vec<&'static str> {
    vec!["attempt", "class"]
}

fn actions() -> Vec<&'static str> {
    vec!["void", "set-audience", "set-headcount", "delete-learner"]
}

const fn must(name: &'static str, kind: Kind, about: &'static str) -> Field {
    Field { name, kind, required: true, about }
}

const fn may(name: &'static str, kind: Kind, about: &'static str) -> Field {
    Field { name, kind, required: false, about }
}

/// What batches of the first edition say of some columns: their bytes never change.
const FIRST_EDITION: &[(&str, Field)] = &[
    ("attempts", must("seq", Kind::Ordinal, "Number in this database, without gaps, given when the attempt ended")),
    ("attempts", must("database_id", Kind::Uuid, "The kiosk's database; a new one begins at seq 1")),
    ("classes", may("headcount", Kind::Count, "People counted by the trainer")),
    ("corrections", must("target", Kind::Code(targets_without_learners), "What is corrected")),
];

/// A column as batches of this edition describe it.
pub(super) fn as_of<'f>(table: &Table, field: &'f Field, edition: u32) -> &'f Field {
    let was = FIRST_EDITION.iter().find(|(of, was)| edition < 2 && *of == table.name && was.name == field.name);
    was.map_or(field, |(_, was)| was)
}

const LESSON: &[&str] = &["lesson_id", "lesson_hash"];
const TO_LESSON: Reference = Reference { fields: LESSON, table: "lessons", to: LESSON };

/// Finished attempts.
pub(super) const ATTEMPTS: Table = Table {
    name: "attempts",
    title: "Finished attempts: one learner (or group) in one lesson",
    fields: &[
        must("attempt_id", Kind::Uuid, "UUIDv7, made once on the kiosk"),
        must("seq", Kind::Ordinal, "Number given when the attempt ended; only learners deleted on request leave gaps"),
        must("database_id", Kind::Uuid, "The kiosk's database; one that goes on from another goes on with its numbers"),
        must("site_id", Kind::SiteId, "Where it was made: commune code and number of the kiosk"),
        must("commune_code", Kind::CommuneCode, "Code of the commune or ward"),
        may("class_id", Kind::Name, "Class it belongs to"),
        must("learner_id", Kind::LearnerCode, "Random code, no name behind it"),
        must("audience", Kind::Code(audiences), "Group; the groups are disjoint"),
        may("age_band", Kind::Code(age_bands), "Age band, if she said"),
        must("lesson_id", Kind::Name, "Lesson"),
        must("lesson_hash", Kind::Hash, "Version of the lesson"),
        must("mode", Kind::Code(modes), "How much the kiosk helped by itself"),
        must("started_at", Kind::Instant, "Wall clock at the start, UTC"),
        must("ended_at", Kind::Instant, "Wall clock at the end, UTC; before the start if the clock was set meanwhile"),
        must("local_date", Kind::Date, "The day it started, local"),
        must("utc_offset", Kind::Code(offsets), "Of local_date"),
        must("boot", Kind::Ordinal, "Number of the start of the kiosk: orders what a wrong clock cannot"),
        must("clock_trusted", Kind::Flag, "Whether the clock readings are believed"),
        must("active_ms", Kind::Count, "Active milliseconds, idle left out, by the monotonic clock"),
        must("outcome", Kind::Code(attempt_outcomes), "How it ended"),
        must("steps_total", Kind::Ordinal, "Sum of the five counts that follow"),
        must("steps_alone", Kind::Count, "Steps reached alone"),
        must("steps_helped", Kind::Count, "Steps reached with help"),
        must("steps_shown", Kind::Count, "Steps the kiosk did"),
        must("steps_skipped", Kind::Count, "Steps that were not needed"),
        must("steps_unfinished", Kind::Count, "Steps the attempt ended in or before"),
        must("mistakes", Kind::Count, "Sum over the steps"),
        must("detours", Kind::Count, "Sum over the steps"),
        must("score", Kind::Share, "(alone + 0.5 helped) / (total - skipped)"),
        must("people", Kind::Ordinal, "People at the screen"),
        may("resumes", Kind::Uuid, "The attempt it resumes; may be of an earlier batch"),
        must("last_step_id", Kind::Name, "The step it ended in"),
    ],
    key: &["attempt_id"],
    unique: &["seq"],
    references: &[
        Reference { fields: &["class_id"], table: "classes", to: &["class_id"] },
        Reference { fields: &["learner_id"], table: "learners", to: &["learner_id"] },
        TO_LESSON,
    ],
};

/// Steps of attempts.
pub(super) const STEP_RESULTS: Table = Table {
    name: "step_results",
    title: "Steps of attempts: each attempt has all the steps of its lesson",
    fields: &[
        must("attempt_id", Kind::Uuid, "Attempt"),
        must("position", Kind::Ordinal, "Place in the lesson, without gaps"),
        must("step_id", Kind::Name, "Step"),
        must("outcome", Kind::Code(step_outcomes), "How it ended"),
        must("mistakes", Kind::Count, "Slips and refused entries"),
        must("detours", Kind::Count, "Actions that led away from the goal"),
        must("help_rung", Kind::Rung, "Highest rung of help used"),
        may("first_detour", Kind::Place, "Screen and widget of the first detour, never text"),
        may("verdict", Kind::Code(verdicts), "Worst judgement of what was entered; refused: it looked like real data"),
        must("ms", Kind::Count, "Active milliseconds"),
    ],
    key: &["attempt_id", "position"],
    unique: &[],
    references: &[Reference { fields: &["attempt_id"], table: "attempts", to: &["attempt_id"] }],
};

/// Learner codes.
pub(super) const LEARNERS: Table = Table {
    name: "learners",
    title: "Learner codes used in this batch, as they were at the first attempt",
    fields: &[
        must("learner_id", Kind::LearnerCode, "Random code; a learner without a return code is new at each visit"),
        must("audience", Kind::Code(audiences), "Group"),
        must("group757", Kind::Code(groups757), "Group of Decision 757/QĐ-BKHCN"),
        may("age_band", Kind::Code(age_bands), "Age band"),
        must("first_seen", Kind::Instant, "Start of the first attempt, UTC"),
    ],
    key: &["learner_id"],
    unique: &[],
    references: &[],
};

/// Classes.
pub(super) const CLASSES: Table = Table {
    name: "classes",
    title: "Classes and conference points",
    fields: &[
        must("class_id", Kind::Name, "Class"),
        may("event_id", Kind::Name, "Event it is part of"),
        must("kind", Kind::Code(class_kinds), "Kind"),
        must("title", Kind::Text, "Title; a leading apostrophe is a guard, not part of it"),
        must("commune_code", Kind::CommuneCode, "Code of the commune or ward"),
        must("place", Kind::Text, "Place; a leading apostrophe is a guard, not part of it"),
        must("local_date", Kind::Date, "Day"),
        may("expected", Kind::Count, "People expected"),
        may("headcount", Kind::Count, "People counted by the trainer; counted later, it comes as a correction"),
    ],
    key: &["class_id"],
    unique: &[],
    references: &[],
};

/// Lesson versions.
pub(super) const LESSONS: Table = Table {
    name: "lessons",
    title: "Lesson versions that the attempts were made in",
    fields: &[
        must("lesson_id", Kind::Name, "Lesson"),
        must("lesson_hash", Kind::Hash, "Version: hash of its content"),
        must("title_vi", Kind::Text, "Title; a leading apostrophe is a guard, not part of it"),
        must("topic", Kind::Name, "Topic"),
        must("steps_total", Kind::Ordinal, "Number of steps"),
    ],
    key: LESSON,
    unique: &[],
    references: &[],
};

/// Steps of lesson versions.
pub(super) const STEPS: Table = Table {
    name: "steps",
    title: "Steps of those lesson versions",
    fields: &[
        must("lesson_id", Kind::Name, "Lesson"),
        must("lesson_hash", Kind::Hash, "Version"),
        must("position", Kind::Ordinal, "Place in the lesson"),
        must("step_id", Kind::Name, "Step"),
        must("say_vi", Kind::Text, "What the learner is told; a leading apostrophe is a guard, not part of it"),
    ],
    key: &["lesson_id", "lesson_hash", "position"],
    unique: &[],
    references: &[TO_LESSON],
};

/// Corrections.
pub(super) const CORRECTIONS: Table = Table {
    name: "corrections",
    title: "Corrections made by staff; the rows they are about may be of earlier batches",
    fields: &[
        must("correction_id", Kind::Uuid, "Correction"),
        must("target", Kind::Code(targets), "What is corrected"),
        must("target_id", Kind::LearnerCode, "Which"),
        must("action", Kind::Code(actions), "How"),
        may("value", Kind::Text, "New value; a leading apostrophe is a guard, not part of it"),
        must("reason", Kind::Text, "Why; a leading apostrophe is a guard, not part of it"),
        must("made_at", Kind::Instant, "When, UTC"),
    ],
    key: &["correction_id"],
    unique: &[],
    references: &[],
};
