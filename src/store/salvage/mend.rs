//! What holds saved rows together: whatever a row refers to is there, and each attempt has all its steps.

use rusqlite::Connection;

use crate::store::error::Fault;
use crate::store::schema::STEPS_LIMIT;
use crate::store::start::Rows;
use crate::tutor::record::{StepOutcome, Tally};

/// How many steps are there of which only the counts of their attempt told.
pub(super) const MADE_UP: &str = "SELECT count(*) FROM temp.made_up";

/// Puts the lives of the database in order. `old`: the id of the one that is set aside.
pub(super) fn lives(tx: &Connection, old: Option<&str>) -> Result<(), Fault> {
    if let Some(old) = old {
        tx.execute(
            "INSERT INTO databases (first_seq, life, database_id, made_at, reason)
             SELECT 1, 1, ?1, made_at, 'made' FROM meta WHERE NOT EXISTS (SELECT 1 FROM databases)",
            [old],
        )?;
        tx.execute("UPDATE batches SET database_id = ?1 WHERE database_id = ''", [old])?;
    }
    Ok(())
}

/// Makes every reference lead somewhere and every ended attempt complete. Returns what is known to be lost.
pub(super) fn references(tx: &Connection) -> Result<Rows, Fault> {
    tx.execute_batch("CREATE TEMP TABLE made_up (result INTEGER PRIMARY KEY)")?;
    // One that is running is begun again by whoever plays it.
    tx.execute("DELETE FROM attempts WHERE seq IS NULL AND lesson NOT IN (SELECT lesson FROM lessons)", [])?;
    let count = |sql: &str| tx.query_row(sql, [], |row| row.get::<_, u32>(0));
    let orphans =
        count("SELECT count(DISTINCT attempt) FROM step_results WHERE attempt NOT IN (SELECT attempt FROM attempts)")?;
    // No number of a row is given again.
    tx.execute_batch(NEXT_ROWS)?;
    let mut steps = tx.execute("DELETE FROM step_results WHERE attempt NOT IN (SELECT attempt FROM attempts)", [])?;
    tx.execute_batch(REBUILD)?;
    steps += complete(tx)?;
    let gaps = tx.execute(GAPS, [])?;
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(Rows { attempts: number(gaps).max(orphans), steps: number(steps) })
}

const NEXT_ROWS: &str = "
INSERT INTO sqlite_sequence (name, seq) SELECT name, 0 FROM (SELECT 'attempts' AS name UNION ALL SELECT 'corrections')
WHERE name NOT IN (SELECT name FROM sqlite_sequence);
UPDATE sqlite_sequence SET seq = max(seq, (SELECT coalesce(max(attempt), 0) FROM step_results)) WHERE name = 'attempts';
UPDATE sqlite_sequence SET seq = max(seq, (SELECT coalesce(max(last_correction), 0) FROM batches))
WHERE name = 'corrections';
";

/// What is lost of a learner, a start, a class or a lesson, its attempts tell, as far as they do.
const REBUILD: &str = "
INSERT INTO learners (learner_id, audience, age_band, first_seen)
SELECT learner_id, audience, age_band, min(started_at) FROM attempts
WHERE learner_id NOT IN (SELECT learner_id FROM learners) GROUP BY learner_id;

INSERT INTO boots (boot, started_at, clock_trusted, closed_through)
SELECT boot, min(started_at), 0, 0 FROM attempts WHERE boot NOT IN (SELECT boot FROM boots) GROUP BY boot;

INSERT INTO classes (class_id, kind, title, commune_code, place, local_date, opened_at, closed_at)
SELECT class_id, 'other', '?', commune_code, '?',
  strftime('%Y-%m-%d', min(started_at) / 1000, 'unixepoch', '+7 hours'), min(started_at), max(started_at)
FROM attempts WHERE class_id IS NOT NULL AND class_id NOT IN (SELECT class_id FROM classes) GROUP BY class_id;

-- Opened by a program that did not close them.
UPDATE classes SET closed_at = 0 WHERE opened_at = 0 AND closed_at IS NULL;

INSERT INTO lessons (lesson, lesson_id, lesson_hash, title_vi, topic, steps_total)
SELECT lesson, 'lost-' || lesson, '00000000', '?', 'lost',
  max(steps_alone + steps_helped + steps_shown + steps_skipped + steps_unfinished)
FROM attempts WHERE lesson NOT IN (SELECT lesson FROM lessons) GROUP BY lesson;

-- Of those only an index was left.
UPDATE lessons SET steps_total = max(steps_total,
  coalesce((SELECT max(position) FROM steps WHERE steps.lesson = lessons.lesson), 0),
  coalesce((SELECT max(steps_alone + steps_helped + steps_shown + steps_skipped + steps_unfinished)
            FROM attempts WHERE attempts.lesson = lessons.lesson), 0))
WHERE title_vi = '?';

DELETE FROM steps WHERE lesson NOT IN (SELECT lesson FROM lessons);
DELETE FROM return_codes WHERE learner_id NOT IN (SELECT learner_id FROM learners);
UPDATE batches SET boot = NULL WHERE boot NOT IN (SELECT boot FROM boots);
";

/// The numbers up to the last one known of which no row is left.
const GAPS: &str = "
WITH RECURSIVE
  last (seq) AS (SELECT max(coalesce((SELECT max(seq) FROM attempts), 0), coalesce((SELECT max(last_seq) FROM batches), 0),
                            coalesce((SELECT max(seq) FROM gaps), 0))),
  every (seq) AS (SELECT 1 FROM last WHERE last.seq > 0 UNION ALL SELECT every.seq + 1 FROM every, last WHERE every.seq < last.seq)
INSERT INTO gaps (seq, reason)
SELECT seq, 'lost' FROM every
WHERE seq NOT IN (SELECT seq FROM attempts WHERE seq IS NOT NULL) AND seq NOT IN (SELECT seq FROM gaps)";

/// Gives every ended attempt that lost steps as many as its counts say, with the outcomes that are missing from them,
/// in their order. So its sums stay true; which of the steps went how is not known any more. Returns how many.
fn complete(tx: &Connection) -> Result<usize, Fault> {
    let incomplete: Vec<Incomplete> = {
        let mut query = tx.prepare(INCOMPLETE)?;
        let read = |row: &rusqlite::Row<'_>| {
            let tally = crate::store::read::tally(row, 3)?;
            Ok(Incomplete { attempt: row.get(0)?, lesson: row.get(1)?, ended_at: row.get(2)?, tally })
        };
        query.query_map([STEPS_LIMIT], read)?.collect::<rusqlite::Result<_>>()?
    };
    let mut made_up = 0;
    for attempt in &incomplete {
        made_up += attempt.complete(tx)?;
    }
    Ok(made_up)
}

const INCOMPLETE: &str = "
SELECT attempt, lesson, ended_at, steps_alone, steps_helped, steps_shown, steps_skipped, steps_unfinished, mistakes, detours
FROM attempts AS a
WHERE seq IS NOT NULL AND steps_alone + steps_helped + steps_shown + steps_skipped + steps_unfinished >
  (SELECT count(*) FROM step_results WHERE result BETWEEN a.attempt * ?1 AND a.attempt * ?1 + ?1 - 1)";

struct Incomplete {
    attempt: i64,
    lesson: i64,
    ended_at: i64,
    /// What its row says.
    tally: Tally,
}

impl Incomplete {
    fn complete(&self, tx: &Connection) -> Result<usize, Fault> {
        let (mut have, mut there) = (Tally::default(), Vec::new());
        let mut query = tx.prepare(
            "SELECT position, outcome, mistakes, detours FROM step_results
             WHERE result BETWEEN ?1 * ?2 AND ?1 * ?2 + ?2 - 1",
        )?;
        let mut rows = query.query((self.attempt, STEPS_LIMIT))?;
        while let Some(row) = rows.next()? {
            have.add(row.get(1)?, row.get(2)?, row.get(3)?);
            there.push(row.get::<_, u32>(0)?);
        }
        let mut outcomes = missing(self.tally, have).into_iter();
        let (mut mistakes, mut detours) =
            (self.tally.mistakes.saturating_sub(have.mistakes), self.tally.detours.saturating_sub(have.detours));
        let mut made_up = 0;
        let mut insert = tx.prepare(MAKE_UP)?;
        let mut note = tx.prepare("INSERT INTO temp.made_up VALUES (?1 * ?3 + ?2)")?;
        for position in (1..=self.tally.total.min(STEPS_LIMIT - 1)).filter(|position| !there.contains(position)) {
            let outcome = outcomes.next().unwrap_or(StepOutcome::Unfinished);
            let sums = (std::mem::take(&mut mistakes), std::mem::take(&mut detours));
            let keys = (self.attempt, position, self.lesson, STEPS_LIMIT);
            insert.execute((keys.0, keys.1, keys.2, keys.3, outcome, sums.0, sums.1, self.ended_at))?;
            note.execute((self.attempt, position, STEPS_LIMIT))?;
            made_up += 1;
        }
        Ok(made_up)
    }
}

const MAKE_UP: &str = "
INSERT INTO step_results (result, attempt, position, step_id, outcome, mistakes, detours, help_rung, ms, recorded_at)
SELECT ?1 * ?4 + ?2, ?1, ?2,
  coalesce((SELECT step_id FROM steps WHERE lesson = ?3 AND position = ?2), 'step-' || ?2), ?5, ?6, ?7, 0, 0, ?8";

/// The outcomes that one count has and the other lacks, in the order in which steps usually go.
fn missing(all: Tally, have: Tally) -> Vec<StepOutcome> {
    let counts = [
        (StepOutcome::Skipped, all.skipped, have.skipped),
        (StepOutcome::Alone, all.alone, have.alone),
        (StepOutcome::Helped, all.helped, have.helped),
        (StepOutcome::Shown, all.shown, have.shown),
        (StepOutcome::Unfinished, all.unfinished, have.unfinished),
    ];
    let times = |(outcome, all, have): (StepOutcome, u32, u32)| (have..all).map(move |_| outcome);
    counts.into_iter().flat_map(times).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixture::{Kiosk, minute, site};
    use crate::store::{ClassKind, NewClass};

    fn one<T: rusqlite::types::FromSql>(kiosk: &Kiosk, sql: &str) -> T {
        kiosk.store.conn.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    fn mend(kiosk: &Kiosk, harm: &str) -> Rows {
        let conn = &kiosk.store.conn;
        conn.execute_batch(&format!("PRAGMA foreign_keys = OFF; {harm}")).unwrap();
        let lost = references(conn).map_err(|fault| fault.at("test", kiosk.store.path())).unwrap();
        let problems = crate::store::report::full_check(conn).unwrap();
        assert_eq!(problems, Vec::<String>::new());
        lost
    }

    #[test]
    fn what_is_whole_stays_as_it_is() {
        let mut kiosk = Kiosk::new();
        kiosk.practise(6, 1);
        let all = "SELECT group_concat(result || outcome || mistakes || detours || ms) FROM step_results";
        let before: String = one(&kiosk, all);
        assert_eq!(mend(&kiosk, ""), Rows::default());
        assert_eq!(one::<String>(&kiosk, all), before);
    }

    #[test]
    fn what_attempts_refer_to_is_rebuilt_from_them() {
        let mut kiosk = Kiosk::new();
        let class = NewClass { kind: ClassKind::Visit, title: "Xóm 3".into(), place: "Xóm 3".into(), expected: None };
        kiosk.store.open_class(&class, &site(), minute(0)).unwrap();
        kiosk.practise(6, 1);
        let harm = "DELETE FROM learners; DELETE FROM boots; DELETE FROM classes; DELETE FROM lessons;";
        assert_eq!(mend(&kiosk, harm), Rows::default());
        assert_eq!(one::<u32>(&kiosk, "SELECT count(*) FROM learners JOIN attempts USING (learner_id)"), 6);
        let class: String = one(&kiosk, "SELECT kind || title || local_date FROM classes");
        assert_eq!(class, "other?2026-11-01");
        assert_eq!(one::<u32>(&kiosk, "SELECT count(*) FROM lessons WHERE steps_total IN (12, 30)"), 2);
        assert_eq!(kiosk.store.class_open().unwrap(), None);
    }

    #[test]
    fn an_attempt_without_all_its_steps_keeps_its_sums() {
        let mut kiosk = Kiosk::new();
        kiosk.practise(6, 1);
        let lost = mend(&kiosk, "DELETE FROM step_results WHERE position BETWEEN 3 AND 9");
        assert_eq!(lost, Rows { attempts: 0, steps: 6 * 7 });
        let wrong = "
            SELECT count(*) FROM attempts AS a WHERE (steps_alone, steps_helped, steps_shown, steps_skipped,
              steps_unfinished, mistakes, detours) IS NOT
              (SELECT sum(outcome = 'alone'), sum(outcome = 'helped'), sum(outcome = 'shown'), sum(outcome = 'skipped'),
                 sum(outcome = 'unfinished'), sum(mistakes), sum(detours) FROM step_results AS r WHERE r.attempt = a.attempt)";
        assert_eq!(one::<u32>(&kiosk, wrong), 0);
        assert_eq!(one::<u32>(&kiosk, "SELECT count(*) FROM step_results WHERE step_id != 'step-' || position"), 0);
    }

    #[test]
    fn lost_attempts_are_counted_and_their_numbers_known() {
        let mut kiosk = Kiosk::new();
        kiosk.practise(9, 1);
        let lost = mend(&kiosk, "DELETE FROM attempts WHERE seq IN (2, 5, 6)");
        assert_eq!(lost.attempts, 3);
        let gaps: String = one(&kiosk, "SELECT group_concat(seq || reason) FROM gaps");
        assert_eq!(gaps, "2lost,5lost,6lost");
        // At the end, where no number tells: by their steps.
        let mut kiosk = Kiosk::new();
        kiosk.practise(9, 1);
        assert_eq!(mend(&kiosk, "DELETE FROM attempts WHERE seq > 7").attempts, 2);
        let id = kiosk.begin(minute(50));
        let row: i64 = kiosk
            .store
            .conn
            .query_row("SELECT attempt FROM attempts WHERE attempt_id = ?1", [id.as_str()], |row| row.get(0))
            .unwrap();
        assert_eq!(row, 10, "no row takes the place of one that was lost");
    }
}
