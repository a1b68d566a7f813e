//! What staff look at, open and put right at the kiosk: classes, the figures of a day, corrections.

use super::{AttemptOutcome, Audience, coded};
use crate::time::Timestamp;

coded! {
    /// What staff opened.
    ClassKind {
        /// A class.
        Class = "class",
        /// A conference, at which the kiosk is shown.
        Conference = "conference",
        /// A visit to a hamlet or a house.
        Visit = "visit",
        /// Anything else.
        Other = "other",
    }
}

/// What staff say of a class that they open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewClass {
    /// Its kind.
    pub kind: ClassKind,
    /// Its title; it is cleaned, and must not be empty then.
    pub title: String,
    /// Where it is; likewise.
    pub place: String,
    /// How many people are expected, up to 9,999.
    pub expected: Option<u32>,
}

/// The class that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenClass {
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: ClassKind,
    /// Its title.
    pub title: String,
    /// Where it is.
    pub place: String,
    /// How many people are expected.
    pub expected: Option<u32>,
    /// Wall clock when it was opened.
    pub opened_at: Timestamp,
    /// Attempts begun in it so far.
    pub attempts: u32,
    /// Learners who began them.
    pub learners: u32,
}

/// A class of a day, as staff see it in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayClass {
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: ClassKind,
    /// Its title.
    pub title: String,
    /// Where it is.
    pub place: String,
    /// How many people were expected.
    pub expected: Option<u32>,
    /// How many people the trainer counted, as it was put right last.
    pub headcount: Option<u32>,
    /// Wall clock when it was opened.
    pub opened_at: Timestamp,
    /// Wall clock when it was closed; `None` while it is open.
    pub closed_at: Option<Timestamp>,
}

/// An attempt of a day, as staff see it in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayAttempt {
    /// Its id.
    pub attempt_id: String,
    /// The number on its practice slip.
    pub slip: String,
    /// Wall clock at its start.
    pub started_at: Timestamp,
    /// Lesson.
    pub lesson_id: String,
    /// Title of the lesson, in Vietnamese.
    pub title_vi: String,
    /// Group, as it was put right last.
    pub audience: Audience,
    /// How it ended.
    pub outcome: AttemptOutcome,
    /// Whether it was taken out of the count.
    pub void: bool,
}

/// What was done on a day. Attempts that staff took out of the count are not in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DayFigures {
    /// Learner codes: visits, not persons.
    pub learners: u32,
    /// People at the screen, of whom several may share an attempt.
    pub people: u32,
    /// Attempts that have ended.
    pub attempts: u32,
    /// Attempts that were passed.
    pub passed: u32,
    /// Attempts that were finished in another way.
    pub completed: u32,
    /// Active minutes, rounded.
    pub minutes: u32,
    /// By group, those with most learners first.
    pub audiences: Vec<AudienceFigures>,
    /// By lesson, those with most attempts first.
    pub lessons: Vec<LessonFigures>,
}

/// One group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AudienceFigures {
    /// Which.
    pub audience: Audience,
    /// Learner codes.
    pub learners: u32,
    /// Attempts.
    pub attempts: u32,
}

/// One lesson, in all its versions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LessonFigures {
    /// Which.
    pub lesson_id: String,
    /// Title in Vietnamese.
    pub title_vi: String,
    /// Attempts.
    pub attempts: u32,
    /// Attempts that were passed.
    pub passed: u32,
    /// Its steps, in order.
    pub steps: Vec<StepFigures>,
}

/// One step of a lesson.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StepFigures {
    /// Position, from 1.
    pub position: u32,
    /// Step id.
    pub step_id: String,
    /// What the learner is told, in Vietnamese; empty where nobody knows any more.
    pub say_vi: String,
    /// Attempts that got through it: the sum of the next three.
    pub reached: u32,
    /// Alone.
    pub alone: u32,
    /// With help.
    pub helped: u32,
    /// The kiosk did it.
    pub shown: u32,
    /// Attempts that ended in it.
    pub ended_here: u32,
    /// Mistakes of all attempts together.
    pub mistakes: u32,
    /// Detours of all attempts together.
    pub detours: u32,
    /// Where most of them first went astray (screen and widget), and how many did.
    pub first_detour: Option<(String, u32)>,
}

/// Something that staff put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Correction {
    /// The attempt is not to be counted: a trial, or somebody playing about.
    Void {
        /// Which; it must have ended.
        attempt_id: String,
    },
    /// The learner named the wrong group.
    SetAudience {
        /// In which attempt; it must have ended.
        attempt_id: String,
        /// The right one.
        audience: Audience,
    },
    /// The people were counted again.
    SetHeadcount {
        /// In which class.
        class_id: String,
        /// How many, up to 9,999.
        headcount: u32,
    },
}

/// What was deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deleted {
    /// Her id; the province knows her by it.
    pub learner_id: String,
    /// How many attempts there were.
    pub attempts: u32,
    /// Whether the write-ahead log is clean of her rows already. If another process was reading, the next start of the
    /// kiosk cleans it.
    pub log_is_clean: bool,
}
