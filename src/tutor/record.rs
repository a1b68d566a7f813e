//! What is recorded of practice: the rows that the database keeps and the export carries; and what this kiosk reads
//! back of them when a learner returns, which no export carries.
//!
//! Nothing here can hold what a learner typed: there are ids, classes, counts and times, no free text.
//! Field names and meanings follow the export format (see `export/`).

use crate::return_code::ReturnCode;
use crate::time::{Day, Timestamp};

/// Declares an enum whose variants have one stable spelling in database and export.
macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The stable spelling in database and export.
            pub const fn code(self) -> &'static str {
                match self { $($name::$variant => $code),+ }
            }

            /// The value with this spelling.
            pub fn from_code(code: &str) -> Option<$name> {
                match code { $($code => Some($name::$variant),)+ _ => None }
            }
        }
    };
}

pub(crate) use coded;

coded! {
    /// Who a learner is. The groups are disjoint, so that the total is their sum.
    Audience {
        /// People of the commune.
        Citizen = "citizen",
        /// Farmers.
        Farmer = "farmer",
        /// Small traders, household businesses.
        Trader = "trader",
        /// Teachers.
        Teacher = "teacher",
        /// Heads and officials of hamlets and residential groups.
        VillageOfficial = "village-official",
        /// Officials, civil servants, public employees.
        Official = "official",
        /// Youth-union members, young people.
        YouthUnion = "youth-union",
        /// Members of the community digital technology groups.
        DigitalGroup = "digital-group",
        /// Pupils and students.
        Student = "student",
        /// Workers in enterprises.
        Worker = "worker",
        /// Anyone else.
        Other = "other",
    }
}

impl Audience {
    /// The learner group of Decision 757/QĐ-BKHCN (29 April 2025), as a stable code.
    pub const fn group757(self) -> &'static str {
        match self {
            Audience::Student => "students",
            Audience::Official | Audience::Teacher => "officials",
            Audience::Worker => "workers",
            Audience::Citizen
            | Audience::Farmer
            | Audience::Trader
            | Audience::VillageOfficial
            | Audience::YouthUnion
            | Audience::DigitalGroup
            | Audience::Other => "citizens",
        }
    }
}

coded! {
    /// Age band; may be left out. Older people are a band, not a group.
    AgeBand {
        /// Under 18.
        Under18 = "u18",
        /// 18 to 40.
        From18 = "18-40",
        /// 41 to 60.
        From41 = "41-60",
        /// 61 and above.
        From61 = "61+",
    }
}

coded! {
    /// How a lesson is played.
    Mode {
        /// The kiosk shows.
        Watch = "watch",
        /// The kiosk says the step and points at the next thing.
        Guided = "guided",
        /// The kiosk says the step and helps on request.
        Practice = "practice",
        /// Only the task is said.
        Solo = "solo",
    }
}

coded! {
    /// How a step ended.
    StepOutcome {
        /// Reached with help rung 0 or 1, or already true through the learner's own doing.
        Alone = "alone",
        /// Reached with help rung 2 or 3, or with marks put in for her.
        Helped = "helped",
        /// The kiosk did it (rung 4), or the mode was `watch`.
        Shown = "shown",
        /// True from the start of a resumed world, or optional and passed by.
        Skipped = "skipped",
        /// The attempt ended in it or before it.
        Unfinished = "unfinished",
    }
}

coded! {
    /// How an attempt ended.
    AttemptOutcome {
        /// `solo`, finished, every safety step counted.
        Passed = "passed",
        /// Finished otherwise.
        Completed = "completed",
        /// The learner ended it.
        Left = "left",
        /// The learner walked away.
        TimedOut = "timed-out",
        /// Crash, power cut, terminal gone.
        Interrupted = "interrupted",
    }
}

impl AttemptOutcome {
    /// Whether the lesson was not played to its end.
    pub const fn is_unfinished(self) -> bool {
        matches!(self, AttemptOutcome::Left | AttemptOutcome::TimedOut | AttemptOutcome::Interrupted)
    }
}

coded! {
    /// The worst judgement of what was typed in a step: a class, never the text.
    VerdictClass {
        /// Same code points.
        Exact = "exact",
        /// Same after normalisation.
        Same = "same",
        /// Only the case differs.
        Case = "case",
        /// Only marks differ.
        Diacritics = "diacritics",
        /// Something else.
        Wrong = "wrong",
        /// It looked like real personal data and was cleared.
        Refused = "refused",
    }
}

/// One learner at this kiosk: no name, nothing that could be looked up elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Learner {
    /// Random code.
    pub id: String,
    /// Group.
    pub audience: Audience,
    /// Age band, if she said.
    pub age_band: Option<AgeBand>,
}

/// The lesson version an attempt was made in, kept so that old results stay readable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LessonVersion {
    /// Lesson id.
    pub id: String,
    /// Hash of the lesson's content and of the apps it uses, lower-case hex.
    pub hash: String,
    /// Title in Vietnamese.
    pub title_vi: String,
    /// Topic id.
    pub topic: String,
    /// Step id and instruction in Vietnamese, in order.
    pub steps: Vec<(String, String)>,
}

/// What is known when an attempt begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptStart {
    /// Lesson version.
    pub lesson: LessonVersion,
    /// Mode.
    pub mode: Mode,
    /// Learner; her row is made with her first attempt.
    pub learner: Learner,
    /// Wall clock at the start.
    pub started_at: Timestamp,
    /// How many people sat at the screen; at least 1.
    pub people: u32,
    /// Id of the attempt that this one resumes.
    pub resumes: Option<String>,
}

/// One finished (or unfinished) step of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepResult {
    /// Position in the lesson, from 1.
    pub position: u32,
    /// Step id.
    pub step_id: String,
    /// How it ended.
    pub outcome: StepOutcome,
    /// Slips named by the step's reactions, and refused entries.
    pub mistakes: u32,
    /// Actions that led away from the goal.
    pub detours: u32,
    /// Highest rung of the help ladder used, 0 to 4.
    pub help_rung: u8,
    /// Screen and widget id of the first detour, never text: `store.results/fake`.
    pub first_detour: Option<String>,
    /// Worst verdict of what was entered in the step.
    pub verdict: Option<VerdictClass>,
    /// Active milliseconds in the step, idle left out.
    pub ms: u64,
    /// Whether this is a safety step (`must`); decides `passed`, is not exported.
    pub must: bool,
}

impl StepResult {
    /// A step of a resumed lesson that was done in an earlier attempt.
    pub fn skipped(position: u32, step_id: String) -> StepResult {
        StepResult {
            position,
            step_id,
            outcome: StepOutcome::Skipped,
            mistakes: 0,
            detours: 0,
            help_rung: 0,
            first_detour: None,
            verdict: None,
            ms: 0,
            must: false,
        }
    }
}

/// What is known when an attempt ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptEnd {
    /// Wall clock at the end.
    pub ended_at: Timestamp,
    /// Active milliseconds, idle left out, from the monotonic clock.
    pub active_ms: u64,
    /// How it ended.
    pub outcome: AttemptOutcome,
    /// The steps that were not ended, as `unfinished`, so that each attempt has all its steps.
    pub unfinished: Vec<StepResult>,
}

/// Counts over the steps of an attempt; the fields add up to `total`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// All steps.
    pub total: u32,
    /// Outcome `alone`.
    pub alone: u32,
    /// Outcome `helped`.
    pub helped: u32,
    /// Outcome `shown`.
    pub shown: u32,
    /// Outcome `skipped`.
    pub skipped: u32,
    /// Outcome `unfinished`.
    pub unfinished: u32,
    /// Sum of mistakes.
    pub mistakes: u32,
    /// Sum of detours.
    pub detours: u32,
}

impl Tally {
    /// Adds one step.
    pub fn add(&mut self, outcome: StepOutcome, mistakes: u32, detours: u32) {
        self.total += 1;
        self.mistakes += mistakes;
        self.detours += detours;
        match outcome {
            StepOutcome::Alone => self.alone += 1,
            StepOutcome::Helped => self.helped += 1,
            StepOutcome::Shown => self.shown += 1,
            StepOutcome::Skipped => self.skipped += 1,
            StepOutcome::Unfinished => self.unfinished += 1,
        }
    }

    /// Counts a list of results.
    pub fn of<'a>(steps: impl IntoIterator<Item = &'a StepResult>) -> Tally {
        let mut tally = Tally::default();
        for step in steps {
            tally.add(step.outcome, step.mistakes, step.detours);
        }
        tally
    }

    /// (alone + 0.5 × helped) / (steps − skipped), in ten-thousandths, rounded half up; 0 when no step counts.
    pub fn score_e4(&self) -> u32 {
        let counted = self.total - self.skipped;
        if counted == 0 {
            return 0;
        }
        let doubled = u64::from(2 * self.alone + self.helped) * 10_000;
        u32::try_from((doubled + u64::from(counted)) / (2 * u64::from(counted))).unwrap_or(10_000)
    }
}

/// What this kiosk knows of a learner who comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// She, as at her first attempt.
    pub learner: Learner,
    /// By which she came back.
    pub code: ReturnCode,
    /// Her attempts that have ended, oldest first.
    pub attempts: Vec<PastAttempt>,
}

/// An attempt that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastAttempt {
    /// Its id, for an attempt that resumes it.
    pub attempt_id: String,
    /// Lesson id; it may be of an older version of the lesson.
    pub lesson_id: String,
    /// Mode.
    pub mode: Mode,
    /// How it ended.
    pub outcome: AttemptOutcome,
    /// The day it began, in the kiosk's zone.
    pub day: Day,
    /// Its steps, by outcome.
    pub tally: Tally,
    /// The step it ended in.
    pub last_step_id: String,
    /// Ids of the steps that ended `alone` without a mistake, in it or in the attempts that it resumes.
    pub counted: Vec<String>,
}

/// A learner of one day, for whoever lost her code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastSession {
    /// By which she can come back.
    pub code: ReturnCode,
    /// Group she named.
    pub audience: Audience,
    /// Age band she named.
    pub age_band: Option<AgeBand>,
    /// When her first attempt of the day began.
    pub started_at: Timestamp,
    /// Title of the lesson of her last attempt, in Vietnamese.
    pub title_vi: String,
    /// Lesson of her last attempt.
    pub lesson_id: String,
    /// Attempts of the day that have ended.
    pub lessons: u32,
    /// Whether her last attempt was left, timed out or interrupted.
    pub unfinished: bool,
}

/// Whether a safety step counts: `alone` with no mistake.
pub fn must_counts(step: &StepResult) -> bool {
    !step.must || (step.outcome == StepOutcome::Alone && step.mistakes == 0)
}

/// The outcome of an attempt whose every step has ended.
pub fn finished_outcome(mode: Mode, steps: &[StepResult]) -> AttemptOutcome {
    if mode == Mode::Solo && steps.iter().all(must_counts) { AttemptOutcome::Passed } else { AttemptOutcome::Completed }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(outcome: StepOutcome, mistakes: u32, must: bool) -> StepResult {
        StepResult {
            position: 1,
            step_id: "s".into(),
            outcome,
            mistakes,
            detours: 0,
            help_rung: 0,
            first_detour: None,
            verdict: None,
            ms: 1,
            must,
        }
    }

    #[test]
    fn codes_are_unique_and_come_back() {
        for audience in Audience::ALL {
            assert_eq!(Audience::from_code(audience.code()), Some(*audience));
        }
        assert_eq!(Audience::ALL.len(), 11);
        assert_eq!(AgeBand::from_code("61+"), Some(AgeBand::From61));
        assert_eq!(Mode::from_code("Watch"), None);
    }

    #[test]
    fn score_follows_the_formula() {
        use StepOutcome::{Alone, Helped, Shown, Skipped, Unfinished};
        for (outcomes, score) in [
            (vec![], 0),
            (vec![Skipped], 0),
            (vec![Alone], 10_000),
            (vec![Alone, Helped], 7_500),
            (vec![Alone, Helped, Shown], 5_000),
            (vec![Alone, Shown, Shown], 3_333),
            (vec![Alone, Alone, Unfinished], 6_667),
            (vec![Skipped, Alone, Unfinished], 5_000),
        ] {
            let steps: Vec<_> = outcomes.iter().map(|o| step(*o, 0, false)).collect();
            assert_eq!(Tally::of(&steps).score_e4(), score, "{outcomes:?}");
        }
    }

    #[test]
    fn a_safety_step_counts_only_alone_and_without_mistake() {
        use StepOutcome::{Alone, Helped, Shown};
        for (outcome, mistakes, must, passed) in [
            (Alone, 0, true, true),
            (Alone, 1, true, false),
            (Helped, 0, true, false),
            (Shown, 0, true, false),
            (Helped, 3, false, true),
        ] {
            let steps = [step(outcome, mistakes, must)];
            let expected = if passed { AttemptOutcome::Passed } else { AttemptOutcome::Completed };
            assert_eq!(finished_outcome(Mode::Solo, &steps), expected);
            assert_eq!(finished_outcome(Mode::Practice, &steps), AttemptOutcome::Completed);
        }
    }
}
