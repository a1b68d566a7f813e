//! The figures of a day: how many were here, who they were, and where they stumble.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Statement};

use super::day::{self, Found};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::schema::STEPS_LIMIT;
use crate::time::{Day, Moment};
use crate::tutor::record::{AttemptOutcome, Audience, StepOutcome};

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

impl Store {
    /// The figures of a day in the kiosk's zone, from its ended attempts. `now` tells which day is today.
    pub fn figures_of(&self, day: Day, now: Moment) -> Result<DayFigures, StoreError> {
        count(&self.conn, day, now).map_err(|e| StoreError::sql("count a day", &self.path, e))
    }
}

fn count(conn: &Connection, day: Day, now: Moment) -> rusqlite::Result<DayFigures> {
    let attempts: Vec<Found> = day::attempts(conn, day, now)?.into_iter().filter(|found| !found.seen.void).collect();
    let mut lessons: BTreeMap<&str, Counting> = BTreeMap::new();
    let mut steps = conn.prepare(STEPS)?;
    for found in &attempts {
        lessons.entry(&found.seen.lesson_id).or_default().add(found, &mut steps)?;
    }
    let mut lessons: Vec<LessonFigures> = lessons.into_values().map(Counting::done).collect();
    lessons.sort_by_key(|lesson| std::cmp::Reverse(lesson.attempts));
    let ended = |outcome| number(attempts.iter().filter(|found| found.seen.outcome == outcome).count());
    let active_ms: u64 = attempts.iter().map(|found| found.active_ms).sum();
    Ok(DayFigures {
        learners: learners(attempts.iter()),
        people: attempts
            .iter()
            .map(|found| (&found.learner_id, found.people))
            .collect::<BTreeMap<_, _>>()
            .values()
            .sum(),
        attempts: number(attempts.len()),
        passed: ended(AttemptOutcome::Passed),
        completed: ended(AttemptOutcome::Completed),
        minutes: u32::try_from((active_ms + 30_000) / 60_000).unwrap_or(u32::MAX),
        audiences: audiences(&attempts),
        lessons,
    })
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn learners<'f>(attempts: impl Iterator<Item = &'f Found>) -> u32 {
    number(attempts.map(|found| &found.learner_id).collect::<BTreeSet<_>>().len())
}

fn audiences(attempts: &[Found]) -> Vec<AudienceFigures> {
    let of = |audience: Audience| {
        let theirs = || attempts.iter().filter(move |found| found.seen.audience == audience);
        AudienceFigures { audience, learners: learners(theirs()), attempts: number(theirs().count()) }
    };
    let mut all: Vec<AudienceFigures> = Audience::ALL.iter().map(|audience| of(*audience)).collect();
    all.retain(|figures| figures.attempts > 0);
    all.sort_by_key(|figures| std::cmp::Reverse(figures.learners));
    all
}

const STEPS: &str = "
SELECT r.position, r.step_id, coalesce(say_vi, ''), outcome, mistakes, detours, first_detour
FROM step_results AS r
LEFT JOIN steps AS s ON s.lesson = (SELECT lesson FROM attempts WHERE attempt = ?1) AND s.position = r.position
WHERE result BETWEEN ?1 * ?2 AND ?1 * ?2 + ?2 - 1 ORDER BY result";

/// A lesson while its attempts are read.
#[derive(Default)]
struct Counting {
    lesson: LessonFigures,
    /// Steps by position and id, with the places of first detours.
    steps: BTreeMap<(u32, String), (StepFigures, BTreeMap<String, u32>)>,
}

impl Counting {
    fn add(&mut self, found: &Found, steps: &mut Statement<'_>) -> rusqlite::Result<()> {
        // The newest attempt comes first, and with it the newest title.
        if self.lesson.attempts == 0 {
            self.lesson.lesson_id.clone_from(&found.seen.lesson_id);
            self.lesson.title_vi.clone_from(&found.seen.title_vi);
        }
        self.lesson.attempts += 1;
        self.lesson.passed += u32::from(found.seen.outcome == AttemptOutcome::Passed);
        let mut rows = steps.query((found.attempt, STEPS_LIMIT))?;
        let mut ended = false;
        while let Some(row) = rows.next()? {
            let (position, step_id): (u32, String) = (row.get(0)?, row.get(1)?);
            let (step, places) = self.steps.entry((position, step_id.clone())).or_default();
            if step.position == 0 {
                (step.position, step.step_id, step.say_vi) = (position, step_id, row.get(2)?);
            }
            match row.get(3)? {
                StepOutcome::Alone => step.alone += 1,
                StepOutcome::Helped => step.helped += 1,
                StepOutcome::Shown => step.shown += 1,
                StepOutcome::Skipped => {}
                StepOutcome::Unfinished => step.ended_here += u32::from(!std::mem::replace(&mut ended, true)),
            }
            step.mistakes += row.get::<_, u32>(4)?;
            step.detours += row.get::<_, u32>(5)?;
            if let Some(place) = row.get::<_, Option<String>>(6)? {
                *places.entry(place).or_default() += 1;
            }
        }
        Ok(())
    }

    fn done(mut self) -> LessonFigures {
        let steps = self.steps.into_values().map(|(step, places)| StepFigures {
            reached: step.alone + step.helped + step.shown,
            first_detour: places.into_iter().max_by_key(|(_, count)| *count),
            ..step
        });
        self.lesson.steps = steps.collect();
        self.lesson
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Correction;
    use crate::store::fixture::{Kiosk, end, lesson, minute, site, start, step};
    use crate::tutor::record::{Learner, StepResult};

    const TODAY: Day = Day(20_758);

    /// What one learner did in a lesson of three steps.
    fn play(
        kiosk: &mut Kiosk,
        at: i64,
        learner: &str,
        audience: Audience,
        steps: &[StepResult],
        end_as: AttemptOutcome,
    ) {
        let mut begun = start(lesson("vneid-install", 3), learner, minute(at));
        begun.learner = Learner { id: learner.into(), audience, age_band: None };
        begun.people = 2;
        let id = kiosk.store.begin_attempt(&begun, &site(), minute(at)).unwrap().id;
        for step in steps {
            kiosk.store.save_step(&id, step, minute(at)).unwrap();
        }
        let mut ended = end(end_as, minute(at + 1));
        ended.active_ms = 100_000;
        kiosk.store.end_attempt(&id, &ended, minute(at + 1)).unwrap();
    }

    fn astray(position: u32, place: &str) -> StepResult {
        StepResult { detours: 2, mistakes: 1, first_detour: Some(place.into()), ..step(position, StepOutcome::Helped) }
    }

    #[test]
    fn the_figures_of_a_day() {
        let mut kiosk = Kiosk::new();
        let alone = |position| step(position, StepOutcome::Alone);
        let all = [alone(1), astray(2, "store.results/fake"), alone(3)];
        play(&mut kiosk, 1, "a", Audience::Farmer, &all, AttemptOutcome::Completed);
        play(&mut kiosk, 5, "a", Audience::Farmer, &[alone(1), alone(2), alone(3)], AttemptOutcome::Passed);
        let shown = [alone(1), astray(2, "store.results/fake"), step(3, StepOutcome::Shown)];
        play(&mut kiosk, 10, "b", Audience::Trader, &shown, AttemptOutcome::Completed);
        play(&mut kiosk, 15, "c", Audience::Farmer, &[alone(1), astray(2, "store.front/search")], AttemptOutcome::Left);
        play(&mut kiosk, 20, "d", Audience::Official, &[alone(1)], AttemptOutcome::TimedOut);
        play(&mut kiosk, 2_000, "e", Audience::Other, &[alone(1)], AttemptOutcome::TimedOut);
        let trial = kiosk.store.attempts_of(TODAY, minute(30)).unwrap()[0].attempt_id.clone();
        kiosk.store.correct(&Correction::Void { attempt_id: trial }, "thử máy", minute(31)).unwrap();
        let figures = kiosk.store.figures_of(TODAY, minute(40)).unwrap();
        assert_eq!((figures.learners, figures.people, figures.attempts), (3, 6, 4));
        assert_eq!((figures.passed, figures.completed, figures.minutes), (1, 2, 7));
        let groups: Vec<_> = figures.audiences.iter().map(|g| (g.audience, g.learners, g.attempts)).collect();
        assert_eq!(groups, [(Audience::Farmer, 2, 3), (Audience::Trader, 1, 1)]);
        let [lesson] = &figures.lessons[..] else { panic!("{figures:?}") };
        assert_eq!(
            (lesson.attempts, lesson.passed, lesson.title_vi.as_str()),
            (4, 1, "Cài đặt ứng dụng: vneid-install")
        );
        let [one, two, three] = &lesson.steps[..] else { panic!("{lesson:?}") };
        assert_eq!((one.reached, one.alone, one.say_vi.as_str()), (4, 4, "Bước 1, chạm **Tiếp**"));
        assert_eq!((two.reached, two.alone, two.helped, two.detours, two.mistakes), (4, 1, 3, 6, 3));
        assert_eq!(two.first_detour, Some(("store.results/fake".into(), 2)));
        assert_eq!((three.reached, three.alone, three.shown, three.ended_here), (3, 2, 1, 1));
        assert_eq!((three.position, three.step_id.as_str(), &three.first_detour), (3, "step-3", &None));
        assert_eq!(kiosk.store.figures_of(Day(TODAY.0 - 1), minute(40)).unwrap(), DayFigures::default());
    }

    #[test]
    fn only_the_steps_of_the_day_are_read() {
        let plan = Kiosk::new().plan(STEPS);
        assert!(plan[0].starts_with("SEARCH r USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"), "{plan:?}");
    }
}
