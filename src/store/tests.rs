//! Recording, from the first step to the last, and after crashes.

use super::fixture::{Kiosk, end, lesson, minute, site, start, step};
use super::*;
use crate::time::{Moment, RELEASED};
use crate::tutor::record::{AttemptOutcome, StepOutcome, StepResult, VerdictClass};

fn attempt_row(store: &Store, id: &AttemptId) -> (Option<u32>, Option<String>, Option<i64>, Option<String>, bool) {
    let sql = "SELECT seq, outcome, ended_at, last_step_id, clock_trusted FROM attempts WHERE attempt_id = ?1";
    store.conn.query_row(sql, [id.as_str()], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?))).unwrap()
}

fn number(store: &Store, sql: &str) -> i64 {
    store.conn.query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn an_attempt_is_recorded_step_by_step() {
    let mut kiosk = Kiosk::new();
    let id = kiosk.begin(minute(1));
    let second = StepResult {
        mistakes: 2,
        detours: 1,
        help_rung: 2,
        first_detour: Some("store.results/fake".to_owned()),
        verdict: Some(VerdictClass::Case),
        ..step(2, StepOutcome::Helped)
    };
    kiosk.store.save_step(&id, &step(1, StepOutcome::Alone), minute(2)).unwrap();
    kiosk.store.save_step(&id, &second, minute(3)).unwrap();
    let last = step(3, StepOutcome::Shown);
    let ended = end(AttemptOutcome::Completed, minute(4));
    let got = kiosk.store.save_last_step_and_end(&id, &last, &ended, minute(4)).unwrap();
    assert_eq!((got.seq, got.score_e4), (1, 5_000));
    let tally = got.tally;
    assert_eq!(
        (tally.total, tally.alone, tally.helped, tally.shown, tally.mistakes, tally.detours),
        (3, 1, 1, 1, 2, 1)
    );
    let row = attempt_row(&kiosk.store, &id);
    assert_eq!(row, (Some(1), Some("completed".into()), Some(minute(4).wall.0), Some("step-3".into()), true));
}

#[test]
fn what_is_saved_twice_is_there_once() {
    let mut kiosk = Kiosk::new();
    let begun = start(lesson("vneid-install", 3), "k7q2m", minute(1));
    let id = AttemptId::new(minute(1)).unwrap();
    let left = end(AttemptOutcome::Left, minute(3));
    let mut all = || {
        let store = &mut kiosk.store;
        store.begin_attempt_as(&id, &begun, &site(), minute(1)).unwrap();
        store.save_step(&id, &step(1, StepOutcome::Alone), minute(2)).unwrap();
        store.end_attempt(&id, &left, minute(3)).unwrap()
    };
    let first = all();
    assert_eq!(all(), first);
    assert_eq!(number(&kiosk.store, "SELECT count(*) FROM attempts"), 1);
    assert_eq!(number(&kiosk.store, "SELECT count(*) FROM step_results"), 3);
}

#[test]
fn other_content_under_the_same_key_is_refused() {
    let mut kiosk = Kiosk::new();
    let id = kiosk.begin(minute(1));
    let store = &mut kiosk.store;
    store.save_step(&id, &step(1, StepOutcome::Alone), minute(2)).unwrap();
    let conflict =
        |result: Result<(), StoreError>| assert!(matches!(result, Err(StoreError::Conflict(_))), "{result:?}");
    conflict(store.save_step(&id, &step(1, StepOutcome::Helped), minute(2)));
    let other_learner = start(lesson("vneid-install", 3), "other", minute(1));
    conflict(store.begin_attempt_as(&id, &other_learner, &site(), minute(1)).map(|_| ()));
    let mut other_steps = start(lesson("vneid-install", 3), "other", minute(1));
    other_steps.lesson.steps.pop();
    conflict(store.begin_attempt(&other_steps, &site(), minute(1)).map(|_| ()));
    store.end_attempt(&id, &end(AttemptOutcome::Left, minute(3)), minute(3)).unwrap();
    conflict(store.end_attempt(&id, &end(AttemptOutcome::TimedOut, minute(3)), minute(3)).map(|_| ()));
    conflict(store.save_step(&id, &step(2, StepOutcome::Alone), minute(4)));
    assert_eq!(number(store, "SELECT count(*) FROM step_results WHERE outcome = 'unfinished'"), 2);
}

#[test]
fn steps_and_attempts_that_are_not_there_are_refused() {
    let mut kiosk = Kiosk::new();
    let id = kiosk.begin(minute(1));
    let store = &mut kiosk.store;
    let unknown = AttemptId::new(minute(1)).unwrap();
    let saved = store.save_step(&unknown, &step(1, StepOutcome::Alone), minute(2));
    assert!(matches!(saved, Err(StoreError::UnknownAttempt(_))));
    let renamed = StepResult { step_id: "step-2".into(), ..step(1, StepOutcome::Alone) };
    for wrong in [step(4, StepOutcome::Alone), step(0, StepOutcome::Alone), renamed] {
        let saved = store.save_step(&id, &wrong, minute(2));
        assert!(matches!(saved, Err(StoreError::Invalid { .. })), "{wrong:?}");
    }
    let sentence = StepResult { first_detour: Some("so 0912345678".into()), ..step(1, StepOutcome::Alone) };
    assert!(matches!(store.save_step(&id, &sentence, minute(2)), Err(StoreError::Invalid { .. })));
    assert_eq!(number(store, "SELECT count(*) FROM step_results"), 0);
}

#[test]
fn an_attempt_is_not_completed_without_all_its_steps() {
    let mut kiosk = Kiosk::new();
    let id = kiosk.begin(minute(1));
    let store = &mut kiosk.store;
    store.save_step(&id, &step(1, StepOutcome::Alone), minute(2)).unwrap();
    let completed = end(AttemptOutcome::Completed, minute(3));
    let refused = store.end_attempt(&id, &completed, minute(3));
    assert!(matches!(refused, Err(StoreError::Incomplete { recorded: 1, total: 3, .. })), "{refused:?}");
    assert_eq!(attempt_row(store, &id).0, None);
    store.save_step(&id, &step(2, StepOutcome::Alone), minute(2)).unwrap();
    store.save_last_step_and_end(&id, &step(3, StepOutcome::Alone), &completed, minute(3)).unwrap();
}

#[test]
fn sequence_numbers_are_given_at_the_end_and_have_no_gaps() {
    let mut kiosk = Kiosk::new();
    let ids: Vec<AttemptId> = (1..=3).map(|n| kiosk.begin(minute(n))).collect();
    for (order, seq) in [(2_usize, 1), (0, 2), (1, 3)] {
        let ended = kiosk.store.end_attempt(&ids[order], &end(AttemptOutcome::Left, minute(9)), minute(9)).unwrap();
        assert_eq!(ended.seq, seq);
    }
    let report = kiosk.store.report(Check::Full).unwrap();
    assert_eq!((report.attempts_closed, report.last_seq, report.seq_gaps, report.waiting), (3, 3, 0, 3));
    assert!(report.is_whole());
    kiosk.store.conn.execute_batch("PRAGMA foreign_keys = OFF; DELETE FROM attempts WHERE seq = 2").unwrap();
    let report = kiosk.store.report(Check::Full).unwrap();
    assert_eq!(report.seq_gaps, 1);
    assert!(report.problems.iter().any(|p| p.contains("step_results")) && !report.is_whole(), "{report:?}");
}

#[test]
fn a_step_in_progress_keeps_what_is_known_of_it() {
    let mut kiosk = Kiosk::new();
    let id = kiosk.begin(minute(1));
    kiosk.store.save_step(&id, &step(1, StepOutcome::Alone), minute(2)).unwrap();
    let mut left = end(AttemptOutcome::TimedOut, minute(3));
    left.unfinished.push(StepResult { mistakes: 1, ..step(2, StepOutcome::Unfinished) });
    let ended = kiosk.store.end_attempt(&id, &left, minute(3)).unwrap();
    assert_eq!((ended.tally.unfinished, ended.tally.mistakes, ended.score_e4), (2, 1, 3_333));
    assert_eq!(attempt_row(&kiosk.store, &id).3.as_deref(), Some("step-2"));
}

#[test]
fn what_a_crash_left_open_is_closed_as_interrupted() {
    let mut kiosk = Kiosk::new();
    let id = kiosk.begin(minute(1));
    kiosk.store.save_step(&id, &step(1, StepOutcome::Alone), minute(2)).unwrap();
    kiosk.store.save_step(&id, &step(2, StepOutcome::Alone), minute(4)).unwrap();
    let untouched = kiosk.begin(minute(5));
    drop(kiosk.store);
    let mut store = Store::open(kiosk.folder.path(), minute(60), Some("b1")).unwrap();
    assert_eq!(store.boot(), Some(2));
    let closed = store.close_interrupted(minute(60)).unwrap();
    assert_eq!(closed.iter().map(|c| c.attempt_id.clone()).collect::<Vec<_>>(), [id.clone(), untouched.clone()]);
    assert_eq!((closed[0].ended.seq, closed[0].ended.tally.unfinished, closed[0].ended.score_e4), (1, 1, 6_667));
    let row = attempt_row(&store, &id);
    assert_eq!(row, (Some(1), Some("interrupted".into()), Some(minute(4).wall.0), Some("step-3".into()), true));
    assert_eq!(attempt_row(&store, &untouched).2, Some(minute(5).wall.0));
    let spent = number(&store, "SELECT active_ms FROM attempts WHERE seq = 1");
    assert_eq!(spent, 3_000);
    assert_eq!(store.close_interrupted(minute(61)).unwrap(), []);
    assert_eq!(store.report(Check::Full).unwrap().attempts_open, 0);
}

#[test]
fn beside_the_kiosk_nothing_is_begun_or_closed() {
    let mut kiosk = Kiosk::new();
    let id = kiosk.begin(minute(1));
    let mut beside = Store::open_existing(kiosk.folder.path()).unwrap();
    let refused = beside.begin_attempt(&start(lesson("x", 1), "k", minute(2)), &site(), minute(2));
    assert!(matches!(refused, Err(StoreError::NotStarted { .. })));
    assert!(matches!(beside.close_interrupted(minute(2)), Err(StoreError::NotStarted { .. })));
    assert_eq!(attempt_row(&kiosk.store, &id).0, None);
}

#[test]
fn a_deleted_or_replaced_database_is_noticed_before_the_receipt() {
    type Harm = fn(&Path);
    let harms: [(&str, Harm); 3] = [
        ("deleted", |path| std::fs::remove_file(path).unwrap()),
        ("replaced", |path| {
            let copy = path.with_extension("copy");
            std::fs::copy(path, &copy).unwrap();
            std::fs::rename(copy, path).unwrap();
        }),
        ("log deleted", |path| std::fs::remove_file(path.with_extension("db-wal")).unwrap()),
    ];
    for (name, harm) in harms {
        let mut kiosk = Kiosk::new();
        let begun = start(lesson("vneid-install", 3), "k7q2m", minute(1));
        let id = kiosk.store.begin_attempt(&begun, &site(), minute(1)).unwrap().id;
        harm(kiosk.store.path());
        let saved = kiosk.store.save_step(&id, &step(1, StepOutcome::Alone), minute(2));
        assert!(matches!(saved, Err(StoreError::Replaced { .. })), "{name}: {saved:?}");
        let again = kiosk.store.save_step(&id, &step(2, StepOutcome::Alone), minute(2));
        assert!(matches!(&again, Err(e @ StoreError::Spoiled { .. }) if e.must_reopen()), "{name}: {again:?}");
        if name == "deleted" {
            // Its log may hold the only copy of results: it is set aside before the attempt goes on in a new file.
            drop(kiosk.store);
            assert!(Store::open(kiosk.folder.path(), minute(3), None).unwrap_err().is_damaged());
            std::fs::rename(kiosk.folder.path().join("kiosk.db-wal"), kiosk.folder.path().join("aside")).unwrap();
            let mut store = Store::open(kiosk.folder.path(), minute(3), None).unwrap();
            store.begin_attempt_as(&id, &begun, &site(), minute(3)).unwrap();
            store.save_step(&id, &step(1, StepOutcome::Alone), minute(3)).unwrap();
            assert_eq!(number(&store, "SELECT count(*) FROM step_results"), 1);
        }
    }
}

#[test]
fn the_clock_marks_rows_and_stops_nothing() {
    let after = |ms: i64| Moment { wall: RELEASED.plus_ms(ms), mono: 0 };
    let folder = tempfile::tempdir().unwrap();
    let hour = 3_600_000;
    let begin = |store: &mut Store, now: Moment| {
        let id = store.begin_attempt(&start(lesson("x", 1), "k", now), &site(), now).unwrap().id;
        store
            .save_last_step_and_end(&id, &step(1, StepOutcome::Alone), &end(AttemptOutcome::Completed, now), now)
            .unwrap();
        attempt_row(store, &id).4
    };
    for (what, boot, attempt, trusted) in [
        ("a good clock", after(hour), after(2 * hour), true),
        ("an empty battery", after(-1_790_000_000_000), after(-1_790_000_000_000), false),
        ("set right while running", after(-1_790_000_000_000), after(3 * hour), true),
        ("behind the last start", after(2 * hour), after(2 * hour), false),
        ("far in the future", after(600_000 * hour), after(600_000 * hour), true),
        ("back from there", after(4 * hour), after(4 * hour), false),
        ("and right since", after(5 * hour), after(5 * hour), true),
    ] {
        let mut store = Store::open(folder.path(), boot, None).unwrap();
        assert_eq!(begin(&mut store, attempt), trusted, "{what}");
    }
    let report = Store::open_read_only(folder.path()).unwrap().report(Check::Full).unwrap();
    assert_eq!((report.attempts_closed, report.boots, report.seq_gaps), (7, 7, 0));
}

#[test]
fn a_clock_set_back_in_an_attempt_marks_it() {
    let mut kiosk = Kiosk::new();
    let id = kiosk.begin(minute(100));
    let back = end(AttemptOutcome::Left, minute(50));
    kiosk.store.end_attempt(&id, &back, minute(50)).unwrap();
    assert!(!attempt_row(&kiosk.store, &id).4);
}

#[test]
fn another_writer_is_waited_for_and_then_named() {
    let mut kiosk = Kiosk::new();
    let id = kiosk.begin(minute(1));
    kiosk.store.conn.busy_timeout(std::time::Duration::from_millis(30)).unwrap();
    let other = rusqlite::Connection::open(kiosk.store.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let refused = kiosk.store.save_step(&id, &step(1, StepOutcome::Alone), minute(2)).unwrap_err();
    assert!(refused.is_busy() && !refused.must_reopen(), "{refused}");
    other.execute_batch("COMMIT").unwrap();
    kiosk.store.save_step(&id, &step(1, StepOutcome::Alone), minute(2)).unwrap();
}

#[test]
fn a_rehearsal_never_mixes_with_real_attempts() {
    let mut kiosk = Kiosk::new();
    kiosk.begin(minute(1));
    assert!(matches!(kiosk.store.mark_rehearsal(), Err(StoreError::Conflict(_))));
    let mut kiosk = Kiosk::new();
    kiosk.store.mark_rehearsal().unwrap();
    kiosk.begin(minute(1));
    kiosk.store.mark_rehearsal().unwrap();
    assert!(Store::open_existing(kiosk.folder.path()).unwrap().is_rehearsal());
}

/// The pages that each transaction appended to the log since it was so long, and how long it is now.
fn transactions(store: &Store, since: usize) -> (Vec<usize>, usize) {
    let log = std::fs::read(store.path().with_extension("db-wal")).unwrap();
    let number = |at: usize| u32::from_be_bytes(log[at..at + 4].try_into().unwrap());
    let page = usize::try_from(number(8)).unwrap();
    let (mut done, mut pages) = (Vec::new(), 0);
    for frame in (since.max(32)..log.len()).step_by(24 + page) {
        pages += 1;
        // The last page of a transaction says how large the database is now.
        if number(frame + 4) > 0 {
            done.push(std::mem::take(&mut pages));
        }
    }
    assert_eq!(pages, 0);
    (done, log.len())
}

/// Old disks sync slowly and wear out: what happens every minute is one transaction of few pages.
#[test]
fn a_step_is_one_transaction_of_three_pages_at_most() {
    let mut kiosk = Kiosk::new();
    let (_, mut at) = transactions(&kiosk.store, 0);
    let mut added = |store: &Store| {
        let (done, to) = transactions(store, at);
        at = to;
        done
    };
    for n in 1..=4 {
        let id = kiosk.begin(minute(n));
        let begun = added(&kiosk.store);
        assert!(begun.len() == 1 && begun[0] <= if n == 1 { 12 } else { 5 }, "{begun:?}");
        for position in 1..=3 {
            kiosk.store.save_step(&id, &step(position, StepOutcome::Alone), minute(n)).unwrap();
            let saved = added(&kiosk.store);
            assert!(saved.len() == 1 && saved[0] <= 3, "{saved:?}");
        }
        kiosk.store.end_attempt(&id, &end(AttemptOutcome::Completed, minute(n)), minute(n)).unwrap();
        assert_eq!(added(&kiosk.store).len(), 1);
    }
}
