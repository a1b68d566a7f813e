//! Learners who come back: how one gets her return code, what is known of her, and who was here on a day.

use rusqlite::{Connection, OptionalExtension, Row};

use super::error::{Fault, StoreError};
use super::read::tally;
use super::schema::STEPS_LIMIT;
use super::{Store, ids};
use crate::return_code::ReturnCode;
use crate::time::{Day, Moment, Timestamp};
use crate::tutor::record::{AttemptOutcome, Learner, Past, PastAttempt, PastSession};

/// How often a code is drawn before one is taken from somebody. With half of all codes given, once in four thousand
/// million learners none of the draws is free.
const DRAWS: usize = 32;

/// How many attempts of a learner are looked at: more than anybody makes.
const MOST_ATTEMPTS: u32 = 500;

/// How many attempts are looked at for those of a day; a day has some forty.
const MOST_RECENT: u32 = 2_000;

/// How many learners of a day are listed.
const MOST_SESSIONS: usize = 200;

impl Store {
    /// What is known of the learner with this code; `None` if nobody has it. Remembers that it was used, unless the disk
    /// is full or another program writes: who comes back then is known all the same.
    ///
    /// Only attempts that have ended, at most the newest 500.
    pub fn recall(&mut self, code: ReturnCode, now: Moment) -> Result<Option<Past>, StoreError> {
        let doing = "look up a return code";
        let found = self.write(doing, |tx| {
            let id = tx.query_row(USE, (code, now.wall), |row| row.get::<_, String>(0)).optional()?;
            Ok(past_of(tx, code, id)?)
        });
        match found {
            Err(error) if error.is_full() || error.is_busy() => {
                let id = self.conn.query_row(WHO, [code], |row| row.get(0)).optional();
                let found = id.and_then(|id| past_of(&self.conn, code, id));
                found.map_err(|e| StoreError::sql(doing, &self.path, e))
            }
            found => found,
        }
    }

    /// The learners with an attempt that began on this day, in the kiosk's zone, and has ended; whose last attempt
    /// is the newest first. A clock can lose its day together with the power, so what was done since the start before
    /// the last one is also of this day where its date lies ahead of it or was not believed. At most 200, and only from
    /// the last 2,000 attempts: it costs the same, however long the history.
    pub fn sessions_of(&self, day: Day) -> Result<Vec<PastSession>, StoreError> {
        self.sessions(day).map_err(|e| StoreError::sql("list the learners of a day", &self.path, e))
    }

    fn sessions(&self, day: Day) -> rusqlite::Result<Vec<PastSession>> {
        let mut sessions: Vec<PastSession> = Vec::new();
        let mut query = self.conn.prepare(LATELY)?;
        let mut rows = query.query([MOST_RECENT])?;
        while let Some(row) = rows.next()? {
            let attempt = session(row)?;
            let (recent, trusted): (bool, bool) = (row.get(7)?, row.get(8)?);
            let began = attempt.started_at.day();
            if began != day && !(recent && (began > day || !trusted)) {
                continue;
            }
            let room = sessions.len() < MOST_SESSIONS;
            // The rows come from the newest to the oldest.
            match sessions.iter_mut().find(|known| known.code == attempt.code) {
                Some(known) => {
                    known.started_at = attempt.started_at;
                    known.lessons += 1;
                }
                None if room => sessions.push(attempt),
                None => {}
            }
        }
        Ok(sessions)
    }
}

const USE: &str = "UPDATE return_codes SET last_used = ?2 WHERE code = ?1 RETURNING learner_id";

const WHO: &str = "SELECT learner_id FROM return_codes WHERE code = ?1";

const LEARNER: &str = "SELECT learner_id, audience, age_band FROM learners WHERE learner_id = ?1";

/// What is known of the learner with this id, who has this code.
fn past_of(conn: &Connection, code: ReturnCode, id: Option<String>) -> rusqlite::Result<Option<Past>> {
    let Some(id) = id else { return Ok(None) };
    let learner = conn.query_row(LEARNER, [&id], |row| {
        Ok(Learner { id: row.get(0)?, audience: row.get(1)?, age_band: row.get(2)? })
    })?;
    let attempts = with_resumed(attempts_of(conn, &id)?);
    Ok(Some(Past { learner, code, attempts }))
}

/// The code of a learner; one that has none yet gets one.
pub(super) fn code_of(tx: &Connection, learner_id: &str, wall: Timestamp) -> Result<ReturnCode, Fault> {
    let sql = "SELECT code FROM return_codes WHERE learner_id = ?1";
    match tx.query_row(sql, [learner_id], |row| row.get(0)).optional()? {
        Some(code) => Ok(code),
        None => give(tx, learner_id, wall, ids::random_code),
    }
}

/// Gives a learner a code that nobody has; if there is hardly any, the one that nobody has used for longest.
fn give(
    tx: &Connection,
    learner_id: &str,
    wall: Timestamp,
    mut draw: impl FnMut() -> Result<ReturnCode, StoreError>,
) -> Result<ReturnCode, Fault> {
    let mut give = tx.prepare(
        "INSERT INTO return_codes (learner_id, code, last_used) VALUES (?1, ?2, ?3) ON CONFLICT (code) DO NOTHING",
    )?;
    for _ in 0..DRAWS {
        let code = draw()?;
        if give.execute((learner_id, code, wall))? == 1 {
            return Ok(code);
        }
    }
    let code = tx.query_row(
        "DELETE FROM return_codes
         WHERE learner_id = (SELECT learner_id FROM return_codes ORDER BY last_used, learner_id LIMIT 1) RETURNING code",
        [],
        |row| row.get(0),
    )?;
    give.execute((learner_id, code, wall))?;
    Ok(code)
}

const ATTEMPTS: &str = "
SELECT attempt, resumes, attempt_id, lesson_id, mode, outcome, started_at, last_step_id, steps_alone, steps_helped,
  steps_shown, steps_skipped, steps_unfinished, mistakes, detours
FROM attempts CROSS JOIN lessons USING (lesson)
WHERE learner_id = ?1 AND seq IS NOT NULL ORDER BY attempt DESC LIMIT ?2";

const COUNTED: &str = "
SELECT step_id FROM step_results
WHERE result BETWEEN ?1 * ?2 AND ?1 * ?2 + ?2 - 1 AND outcome = 'alone' AND mistakes = 0 ORDER BY result";

/// An attempt, and the id of the one it resumes.
type Resuming = (PastAttempt, Option<String>);

/// The ended attempts of a learner in the order in which they began, each with the steps counted in itself.
fn attempts_of(tx: &Connection, learner_id: &str) -> rusqlite::Result<Vec<Resuming>> {
    let (mut query, mut counted) = (tx.prepare(ATTEMPTS)?, tx.prepare(COUNTED)?);
    let mut rows = query.query((learner_id, MOST_ATTEMPTS))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let mut attempt = past_attempt(row)?;
        let steps = counted.query_map((row.get::<_, i64>(0)?, STEPS_LIMIT), |row| row.get(0))?;
        attempt.counted = steps.collect::<rusqlite::Result<_>>()?;
        found.push((attempt, row.get(1)?));
    }
    found.reverse();
    Ok(found)
}

fn past_attempt(row: &Row<'_>) -> rusqlite::Result<PastAttempt> {
    Ok(PastAttempt {
        attempt_id: row.get(2)?,
        lesson_id: row.get(3)?,
        mode: row.get(4)?,
        outcome: row.get(5)?,
        day: row.get::<_, Timestamp>(6)?.day(),
        last_step_id: row.get(7)?,
        tally: tally(row, 8)?,
        counted: Vec::new(),
    })
}

/// Counts in each attempt what was counted in those it resumes. They began before it, and what they resume before
/// them: going from the oldest to the newest, all is known in time, and no circle can be gone round.
fn with_resumed(attempts: Vec<Resuming>) -> Vec<PastAttempt> {
    let mut done: Vec<PastAttempt> = Vec::with_capacity(attempts.len());
    for (mut attempt, resumes) in attempts {
        let before = done
            .iter()
            .rfind(|before| Some(&before.attempt_id) == resumes.as_ref() && before.lesson_id == attempt.lesson_id);
        if let Some(before) = before {
            let mut counted = before.counted.clone();
            attempt.counted.retain(|step| !counted.contains(step));
            counted.append(&mut attempt.counted);
            attempt.counted = counted;
        }
        done.push(attempt);
    }
    done
}

// A range of keys, not a limit: what is read cannot be more than that.
const LATELY: &str = "
SELECT code, audience, age_band, started_at, title_vi, lesson_id, outcome,
  boot >= (SELECT max(boot) FROM boots) - 1, clock_trusted
FROM attempts CROSS JOIN return_codes USING (learner_id) CROSS JOIN lessons USING (lesson)
WHERE attempt > (SELECT max(attempt) FROM attempts) - ?1 AND seq IS NOT NULL ORDER BY attempt DESC";

/// The session of which an attempt is the only one so far.
fn session(row: &Row<'_>) -> rusqlite::Result<PastSession> {
    Ok(PastSession {
        code: row.get(0)?,
        audience: row.get(1)?,
        age_band: row.get(2)?,
        started_at: row.get(3)?,
        title_vi: row.get(4)?,
        lesson_id: row.get(5)?,
        lessons: 1,
        unfinished: row.get::<_, AttemptOutcome>(6)?.is_unfinished(),
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::store::fixture::{Kiosk, end, lesson, minute, site, start, step};
    use crate::store::{AttemptId, Begun, Check};
    use crate::tutor::record::{AgeBand, Audience, Mode, StepOutcome, StepResult};

    const TODAY: Day = Day(20_758); // 2026-11-01, on which minute 0 falls at 7 o'clock

    fn begin(store: &mut Store, lesson_id: &str, learner: &str, at: i64, resumes: Option<&AttemptId>) -> Begun {
        let mut begun = start(lesson(lesson_id, 3), learner, minute(at));
        begun.resumes = resumes.map(|id| id.as_str().to_owned());
        store.begin_attempt(&begun, &site(), minute(at)).unwrap()
    }

    fn leave(store: &mut Store, id: &AttemptId, at: i64) {
        store.end_attempt(id, &end(AttemptOutcome::Left, minute(at)), minute(at)).unwrap();
    }

    /// A whole attempt that is left at once.
    fn try_out(store: &mut Store, lesson_id: &str, learner: &str, at: i64) -> Begun {
        let begun = begin(store, lesson_id, learner, at, None);
        leave(store, &begun.id, at + 1);
        begun
    }

    fn reopen(folder: &Path) -> Store {
        Store::open(folder, minute(900), Some("b1")).unwrap()
    }

    fn codes(store: &Store) -> Vec<(String, u32, i64)> {
        let sql = "SELECT learner_id, code, last_used FROM return_codes ORDER BY learner_id";
        let mut query = store.conn.prepare(sql).unwrap();
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
        rows.map(Result::unwrap).collect()
    }

    #[test]
    fn a_learner_keeps_one_code_and_nobody_else_has_it() {
        let mut kiosk = Kiosk::new();
        let first = try_out(&mut kiosk.store, "vneid-install", "anna", 1);
        let second = try_out(&mut kiosk.store, "qr-pay", "anna", 5);
        assert_ne!(first.id, second.id);
        assert_eq!(first.code, second.code);
        let again = start(lesson("qr-pay", 3), "anna", minute(5));
        assert_eq!(kiosk.store.begin_attempt_as(&second.id, &again, &site(), minute(6)).unwrap(), second);
        let others: Vec<Begun> =
            (0..50).map(|n| try_out(&mut kiosk.store, "qr-pay", &format!("l{n}"), 10 + n)).collect();
        assert!(others.iter().all(|other| other.code != first.code));
        assert_eq!(codes(&kiosk.store).len(), 51);
        drop(kiosk.store);
        let mut store = reopen(kiosk.folder.path());
        assert_eq!(try_out(&mut store, "vneid-install", "anna", 901).code, first.code);
        let past = store.recall(first.code, minute(910)).unwrap().unwrap();
        assert_eq!((past.code, past.attempts.len()), (first.code, 3));
    }

    #[test]
    fn a_learner_is_known_by_her_code() {
        let mut kiosk = Kiosk::new();
        let store = &mut kiosk.store;
        let first = begin(store, "vneid-install", "anna", 1, None);
        store.save_step(&first.id, &step(1, StepOutcome::Alone), minute(2)).unwrap();
        let slip = StepResult { mistakes: 1, ..step(2, StepOutcome::Alone) };
        store.save_step(&first.id, &slip, minute(2)).unwrap();
        leave(store, &first.id, 3);
        let next_day = begin(store, "qr-pay", "anna", 24 * 60, None);
        for position in 1..=3 {
            store.save_step(&next_day.id, &step(position, StepOutcome::Helped), minute(24 * 60 + 1)).unwrap();
        }
        let done = end(AttemptOutcome::Completed, minute(24 * 60 + 2));
        let ended = store.end_attempt(&next_day.id, &done, minute(24 * 60 + 2)).unwrap();
        try_out(store, "vneid-install", "other", 24 * 60 + 3);
        let running = begin(store, "vneid-install", "anna", 24 * 60 + 9, None);

        let past = store.recall(first.code, minute(24 * 60 + 10)).unwrap().unwrap();
        assert_eq!(past.learner, start(lesson("x", 1), "anna", minute(0)).learner);
        let [one, two] = &past.attempts[..] else { panic!("{past:?}") };
        assert_eq!((one.attempt_id.as_str(), one.lesson_id.as_str()), (first.id.as_str(), "vneid-install"));
        assert_eq!((one.mode, one.outcome, one.day), (Mode::Practice, AttemptOutcome::Left, TODAY));
        assert_eq!((one.tally.alone, one.tally.unfinished, one.tally.mistakes), (2, 1, 1));
        assert_eq!((one.last_step_id.as_str(), &one.counted[..]), ("step-3", &["step-1".to_owned()][..]));
        assert_eq!((two.outcome, two.day, two.tally), (AttemptOutcome::Completed, Day(TODAY.0 + 1), ended.tally));
        assert!(two.counted.is_empty());
        leave(store, &running.id, 24 * 60 + 11);
        assert_eq!(store.recall(first.code, minute(24 * 60 + 12)).unwrap().unwrap().attempts.len(), 3);
    }

    #[test]
    fn a_code_that_nobody_has_is_nobodys() {
        let mut kiosk = Kiosk::new();
        let given = try_out(&mut kiosk.store, "qr-pay", "anna", 1).code;
        let before = codes(&kiosk.store);
        let free = ReturnCode::new((given.number() + 1) % ReturnCode::COUNT).unwrap();
        assert_eq!(kiosk.store.recall(free, minute(9)).unwrap(), None);
        assert_eq!(codes(&kiosk.store), before);
    }

    #[test]
    fn whoever_comes_back_is_known_also_while_nothing_can_be_written() {
        let mut kiosk = Kiosk::new();
        let code = try_out(&mut kiosk.store, "qr-pay", "anna", 1).code;
        let other = Connection::open(kiosk.store.path()).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        kiosk.store.conn.busy_timeout(std::time::Duration::ZERO).unwrap();
        let past = kiosk.store.recall(code, minute(70)).unwrap().unwrap();
        assert_eq!((past.learner.id.as_str(), past.attempts.len()), ("anna", 1));
        let nobody = ReturnCode::new((code.number() + 1) % ReturnCode::COUNT).unwrap();
        assert_eq!(kiosk.store.recall(nobody, minute(71)).unwrap(), None);
        drop(other);
        assert_eq!(codes(&kiosk.store)[0].2, minute(1).wall.0);
    }

    #[test]
    fn coming_back_is_remembered() {
        let mut kiosk = Kiosk::new();
        let code = try_out(&mut kiosk.store, "qr-pay", "anna", 1).code;
        assert_eq!(codes(&kiosk.store)[0].2, minute(1).wall.0);
        try_out(&mut kiosk.store, "qr-pay", "anna", 50);
        assert_eq!(codes(&kiosk.store)[0].2, minute(1).wall.0);
        kiosk.store.recall(code, minute(70)).unwrap();
        assert_eq!(codes(&kiosk.store)[0].2, minute(70).wall.0);
    }

    /// With every draw taken, whoever has been away for longest loses her code; her results stay.
    #[test]
    fn when_all_codes_are_given_the_one_unused_longest_is_given_again() {
        let mut kiosk = Kiosk::new();
        let given: Vec<ReturnCode> = ["a", "b", "c"]
            .into_iter()
            .zip(1..)
            .map(|(id, n)| try_out(&mut kiosk.store, "qr-pay", id, n).code)
            .collect();
        kiosk.store.recall(given[0], minute(100)).unwrap();
        let mut draws = 0;
        let taken = || {
            draws += 1;
            Ok(given[draws % 3])
        };
        let insert = "INSERT INTO learners (learner_id, audience, first_seen) VALUES ('new', 'other', 0)";
        kiosk.store.conn.execute(insert, []).unwrap();
        let got = kiosk.store.write("test", |tx| give(tx, "new", minute(200).wall, taken)).unwrap();
        assert_eq!((got, draws), (given[1], DRAWS));
        assert_eq!(codes(&kiosk.store).iter().map(|row| row.0.as_str()).collect::<Vec<_>>(), ["a", "c", "new"]);
        assert_eq!(kiosk.store.recall(got, minute(201)).unwrap().unwrap().learner.id, "new");
        // She gets another when she is here again, and what she did is still hers.
        let back = try_out(&mut kiosk.store, "qr-pay", "b", 300).code;
        assert_ne!(back, got);
        assert_eq!(kiosk.store.recall(back, minute(310)).unwrap().unwrap().attempts.len(), 2);
    }

    #[test]
    fn a_code_that_is_taken_is_drawn_again() {
        let mut kiosk = Kiosk::new();
        let taken = try_out(&mut kiosk.store, "qr-pay", "a", 1).code;
        let free = ReturnCode::new((taken.number() + 7) % ReturnCode::COUNT).unwrap();
        let insert = "INSERT INTO learners (learner_id, audience, first_seen) VALUES ('new', 'other', 0)";
        kiosk.store.conn.execute(insert, []).unwrap();
        let mut draws = [taken, taken, free].into_iter();
        let got = kiosk.store.write("test", |tx| give(tx, "new", minute(2).wall, || Ok(draws.next().unwrap())));
        assert_eq!((got.unwrap(), draws.next(), codes(&kiosk.store).len()), (free, None, 2));
    }

    #[test]
    fn what_counted_in_the_attempts_resumed_counts_on() {
        let mut kiosk = Kiosk::new();
        let store = &mut kiosk.store;
        let first = begin(store, "vneid-install", "anna", 1, None);
        store.save_step(&first.id, &step(1, StepOutcome::Alone), minute(2)).unwrap();
        leave(store, &first.id, 3);
        let second = begin(store, "vneid-install", "anna", 4, Some(&first.id));
        store.save_step(&second.id, &step(1, StepOutcome::Skipped), minute(5)).unwrap();
        store.save_step(&second.id, &step(2, StepOutcome::Alone), minute(5)).unwrap();
        leave(store, &second.id, 6);
        let third = begin(store, "vneid-install", "anna", 7, Some(&second.id));
        store.save_step(&third.id, &step(2, StepOutcome::Alone), minute(8)).unwrap();
        store.save_step(&third.id, &step(3, StepOutcome::Helped), minute(8)).unwrap();
        leave(store, &third.id, 9);
        let other_lesson = begin(store, "qr-pay", "anna", 10, Some(&third.id));
        leave(store, &other_lesson.id, 11);
        let others = begin(store, "vneid-install", "eve", 12, Some(&third.id));
        leave(store, &others.id, 13);
        let counted = |past: Past| past.attempts.into_iter().map(|a| a.counted.join(" ")).collect::<Vec<_>>();
        let hers = store.recall(first.code, minute(20)).unwrap().unwrap();
        assert_eq!(counted(hers), ["step-1", "step-1 step-2", "step-1 step-2", ""]);
        let eves = store.recall(others.code, minute(20)).unwrap().unwrap();
        assert_eq!(counted(eves), [""]);
    }

    #[test]
    fn attempts_that_resume_each_other_are_no_trap() {
        let mut kiosk = Kiosk::new();
        let store = &mut kiosk.store;
        let later = AttemptId::new(minute(4)).unwrap();
        let first = begin(store, "vneid-install", "anna", 1, Some(&later));
        store.save_step(&first.id, &step(1, StepOutcome::Alone), minute(2)).unwrap();
        leave(store, &first.id, 3);
        let mut begun = start(lesson("vneid-install", 3), "anna", minute(4));
        begun.resumes = Some(first.id.as_str().to_owned());
        store.begin_attempt_as(&later, &begun, &site(), minute(4)).unwrap();
        store.save_step(&later, &step(2, StepOutcome::Alone), minute(5)).unwrap();
        leave(store, &later, 6);
        let itself = AttemptId::new(minute(7)).unwrap();
        begun.resumes = Some(itself.as_str().to_owned());
        begun.started_at = minute(7).wall;
        store.begin_attempt_as(&itself, &begun, &site(), minute(7)).unwrap();
        leave(store, &itself, 8);
        let past = store.recall(first.code, minute(20)).unwrap().unwrap();
        let counted: Vec<String> = past.attempts.iter().map(|a| a.counted.join(" ")).collect();
        assert_eq!(counted, ["step-1", "step-1 step-2", ""]);
    }

    #[test]
    fn the_learners_of_a_day_are_listed_newest_first() {
        let mut kiosk = Kiosk::new();
        let store = &mut kiosk.store;
        // 17:00 UTC, at minute 1020, is midnight in Viet Nam.
        let early = try_out(store, "vneid-install", "anna", 1_018).code;
        let mut begun = start(lesson("qr-pay", 1), "binh", minute(1_020));
        begun.learner = Learner { id: "binh".into(), audience: Audience::Trader, age_band: None };
        let binh = store.begin_attempt(&begun, &site(), minute(1_020)).unwrap();
        let done = end(AttemptOutcome::Completed, minute(1_021));
        store.save_last_step_and_end(&binh.id, &step(1, StepOutcome::Alone), &done, minute(1_021)).unwrap();
        let anna = try_out(store, "vneid-install", "anna", 1_030);
        try_out(store, "qr-pay", "anna", 1_040);
        begin(store, "qr-pay", "chi", 1_050, None);
        assert_eq!((anna.code, minute(1_020).wall.day()), (early, Day(TODAY.0 + 1)));
        let listed = store.sessions_of(Day(TODAY.0 + 1)).unwrap();
        let hers = PastSession {
            code: anna.code,
            audience: Audience::Farmer,
            age_band: Some(AgeBand::From61),
            started_at: minute(1_030).wall,
            title_vi: "Cài đặt ứng dụng: qr-pay".into(),
            lesson_id: "qr-pay".into(),
            lessons: 2,
            unfinished: true,
        };
        let his = PastSession {
            code: binh.code,
            audience: Audience::Trader,
            age_band: None,
            started_at: minute(1_020).wall,
            lessons: 1,
            unfinished: false,
            ..hers.clone()
        };
        assert_eq!(listed, [hers, his]);
        assert_eq!(store.sessions_of(Day(TODAY.0 + 2)).unwrap(), []);
        // The clock went back with the power: what was done just before is not lost from sight.
        let codes = |store: &Store| store.sessions_of(TODAY).unwrap().iter().map(|s| s.code).collect::<Vec<_>>();
        assert_eq!(codes(store), [anna.code, binh.code]);
        store.conn.execute("INSERT INTO boots SELECT boot + 1, started_at, kernel_boot_id, clock_trusted, closed_through FROM boots LIMIT 1", ()).unwrap();
        assert_eq!(codes(store), [anna.code, binh.code]);
        store.conn.execute("INSERT INTO boots SELECT boot + 2, started_at, kernel_boot_id, clock_trusted, closed_through FROM boots LIMIT 1", ()).unwrap();
        assert_eq!(codes(store), [early], "that is long ago");
        // A day that nobody believed: just before it is today, long ago it is not.
        let tomorrow = Day(TODAY.0 + 3);
        store.conn.execute("UPDATE attempts SET clock_trusted = 0", ()).unwrap();
        assert_eq!(store.sessions_of(tomorrow).unwrap(), []);
        store.conn.execute("DELETE FROM boots WHERE boot > 1", ()).unwrap();
        assert_eq!(store.sessions_of(tomorrow).unwrap().len(), 2);
        assert_eq!(Kiosk::new().store.sessions_of(TODAY).unwrap(), []);
    }

    #[test]
    fn an_attempt_that_a_crash_left_open_is_offered_again() {
        let mut kiosk = Kiosk::new();
        let begun = begin(&mut kiosk.store, "vneid-install", "anna", 1, None);
        kiosk.store.save_step(&begun.id, &step(1, StepOutcome::Alone), minute(2)).unwrap();
        assert_eq!(kiosk.store.sessions_of(TODAY).unwrap(), []);
        drop(kiosk.store);
        let mut store = reopen(kiosk.folder.path());
        store.close_interrupted(minute(900)).unwrap();
        let past = store.recall(begun.code, minute(901)).unwrap().unwrap();
        let [attempt] = &past.attempts[..] else { panic!("{past:?}") };
        assert_eq!((attempt.outcome, attempt.last_step_id.as_str()), (AttemptOutcome::Interrupted, "step-2"));
        assert_eq!(attempt.counted, ["step-1"]);
        let [session] = &store.sessions_of(TODAY).unwrap()[..] else { panic!() };
        assert!(session.unfinished && session.code == begun.code && session.started_at == minute(1).wall);
    }

    /// The newest of very many, and of a day with a class in it no more than fits.
    #[test]
    fn long_histories_are_cut() {
        let mut kiosk = Kiosk::new();
        kiosk.store.conn.execute_batch("PRAGMA synchronous = OFF").unwrap();
        let first = try_out(&mut kiosk.store, "qr-pay", "anna", 0);
        let row =
            "INSERT INTO attempts SELECT NULL, 'x' || ?1, boot, uptime_ms, commune_code, kiosk, class_id, ?2, audience,
            age_band, lesson, mode, started_at, clock_trusted, people, resumes, seq + ?1, ended_at, active_ms, outcome,
            steps_alone, steps_helped, steps_shown, steps_skipped, steps_unfinished, mistakes, detours, score_e4,
            last_step_id FROM attempts WHERE attempt = 1";
        for n in 1..=600 {
            kiosk.store.conn.execute(row, (n, "anna")).unwrap();
        }
        let past = kiosk.store.recall(first.code, minute(9)).unwrap().unwrap();
        assert_eq!(past.attempts.len(), 500);
        assert_eq!((past.attempts[0].attempt_id.as_str(), past.attempts[499].attempt_id.as_str()), ("x101", "x600"));
        assert_eq!(kiosk.store.sessions_of(TODAY).unwrap()[0].lessons, 601);
        for n in 0..250 {
            try_out(&mut kiosk.store, "qr-pay", &format!("l{n}"), 10);
        }
        assert_eq!(kiosk.store.sessions_of(TODAY).unwrap().len(), 200);
        for n in 1_000..3_000 {
            kiosk.store.conn.execute(row, (n, "l7")).unwrap();
        }
        let listed = kiosk.store.sessions_of(TODAY).unwrap();
        assert_eq!(listed.iter().map(|session| session.lessons).collect::<Vec<_>>(), [2_000]);
    }

    /// Neither may walk the history.
    #[test]
    fn only_her_rows_or_the_newest_are_read() {
        let kiosk = Kiosk::new();
        for (sql, start) in [
            (USE, "SEARCH return_codes USING COVERING INDEX sqlite_autoindex_return_codes_2 (code=?)"),
            (LEARNER, "SEARCH learners USING PRIMARY KEY (learner_id=?)"),
            (ATTEMPTS, "SEARCH attempts USING INDEX attempts_learner (learner_id=?)"),
            (COUNTED, "SEARCH step_results USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
            (LATELY, "SEARCH attempts USING INTEGER PRIMARY KEY (rowid>?)"),
        ] {
            let plan = kiosk.plan(sql);
            assert!(plan[0].starts_with(start), "{sql}\n{plan:?}");
            assert!(
                !plan.iter().any(|line| line.starts_with("SCAN") || line.contains("TEMP B-TREE")),
                "{sql}\n{plan:?}"
            );
        }
    }

    /// A code can be taken away from its learner, and nothing else goes with it.
    #[test]
    fn nothing_refers_to_a_code() {
        let mut kiosk = Kiosk::new();
        let code = try_out(&mut kiosk.store, "qr-pay", "anna", 1).code;
        kiosk.store.conn.execute("DELETE FROM return_codes WHERE learner_id = 'anna'", []).unwrap();
        assert_eq!(kiosk.store.recall(code, minute(3)).unwrap(), None);
        assert_eq!(kiosk.store.sessions_of(TODAY).unwrap(), []);
        assert!(kiosk.store.report(Check::Full).unwrap().is_whole());
    }
}
