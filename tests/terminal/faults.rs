//! The kiosk on a disk that fails: practice goes on, nothing is said to be saved that is not, and recording resumes by
//! itself. The disk is a limit on the length of files here, which needs no right; `tests/faults/sweep.py` does the same
//! with disks that are full, broken, slow or cut off.

use rusqlite::Connection;

use super::*;

/// The line on the first page that says that staff have something to look at.
fn staff_are_called(pty: &Pty, things: usize) {
    pty.wait_for(vi().welcome);
    let line = vi().staff_notices(things).replace("**", "");
    pty.wait_until(&line, |screen| screen.split_whitespace().collect::<Vec<_>>().join(" ").contains(&line));
}

fn log_of(home: &Home) -> String {
    fs::read_to_string(home.data().join("kiosk.log")).unwrap_or_default()
}

/// What the log says, without when: `start version=…`.
fn events_of(home: &Home) -> Vec<String> {
    let what = |line: &str| line.splitn(4, ' ').nth(3).unwrap_or_default().to_owned();
    log_of(home).lines().map(what).collect()
}

fn not_saved(screen: &str) -> bool {
    screen.contains("Chưa lưu được")
}

/// Ends a kiosk in a lesson through its own pages, and looks that nothing is missing.
fn leaves_whole(home: &Home, pty: &Pty, steps: usize) {
    pty.send_keys("<F10>");
    pty.wait_for(vi().leave_session);
    pty.send_keys("<Down><Down><Enter>");
    quit(pty);
    let doctor = home.doctor();
    assert_eq!((doctor["whole"].as_bool(), doctor["attempts_open"].as_u64()), (Some(true), Some(0)), "{doctor}");
    let package = export(home, "stick");
    assert_eq!(package.column("attempts", "outcome"), ["left"]);
    let alone = package.column("step_results", "outcome").iter().filter(|outcome| *outcome == "alone").count();
    assert_eq!(alone, steps);
}

/// Without a data folder people practise, are told the truth, and what they did is recorded once there is one.
#[test]
fn a_folder_that_comes_later_gets_what_was_done_before() {
    let home = Home::new();
    fs::write(home.data(), "a file in its place").unwrap();
    let pty = start(&home);
    staff_are_called(&pty, 1);
    sign_in(&pty);
    begin(&pty);
    pty.send_keys(INSTALL[0]);
    pty.wait_until("that it is not saved", not_saved);
    pty.send_keys("<F10>");
    pty.wait_for(vi().leave_waiting);
    pty.send_keys("<Esc>");
    pty.wait_for("2/8");
    fs::remove_file(home.data()).unwrap();
    pty.wait_for(&receipt(1));
    pty.send_keys(INSTALL[1]);
    pty.wait_for(&receipt(2));
    leaves_whole(&home, &pty, 2);
    let events = events_of(&home);
    assert!(events[0].starts_with("start ") && events[1].starts_with("fault recording=no-folder "), "{events:?}");
    assert!(events.iter().any(|event| event == "recording-again"), "{events:?}");
    assert_eq!(events.last().map(String::as_str), Some("stop why=left unsaved=0"));
}

/// Lengths at which a write fails: in everything, in the header of the log, in the database while the log is folded
/// into it, and at each part of a commit that makes the log longer.
fn limits(home: &Home) -> Vec<u64> {
    let log = fs::metadata(home.data().join("kiosk.db-wal")).unwrap().len();
    let fixed = [1, 32, 512, 4_096, 32_768, 65_536].into_iter();
    fixed.chain([log, log + 24, log + 2_000, log + 4_120, log + 8_240]).collect()
}

/// The same limit stays until the kiosk has said that it cannot save, or goes at once.
fn meets_a_limit(at: usize) {
    let home = Home::new();
    let pty = in_lesson(&home);
    let Some(limit) = limits(&home).get(at).copied() else { return };
    pty.limit_files(Some(limit));
    pty.send_keys(INSTALL[2]);
    // Where the log is folded into the database there is room again, and it is saved after all.
    pty.wait_until("an answer", |screen| not_saved(screen) || screen.contains(&receipt(3)));
    pty.wait_for("4/8");
    pty.limit_files(None);
    pty.send_keys(INSTALL[3]);
    pty.wait_for(&receipt(4));
    leaves_whole(&home, &pty, 4);
}

#[test]
fn a_write_that_fails_anywhere_loses_nothing() {
    for at in 0..11 {
        meets_a_limit(at);
    }
}

/// A kiosk that can save nothing is killed: what it had promised before is there, and the next start closes the attempt.
#[test]
fn a_kiosk_that_is_killed_while_it_cannot_save_has_kept_its_promises() {
    let home = Home::new();
    let pty = in_lesson(&home);
    pty.limit_files(Some(1));
    pty.send_keys(INSTALL[2]);
    pty.wait_until("that it is not saved", not_saved);
    pty.kill(Signal::KILL);
    assert_eq!(pty.wait_exit(), -9);
    quit(&start(&home));
    is_recorded_as_interrupted(&home);
}

/// It ends in time although nothing can be saved, and says what is lost: to whoever ended it, and to staff at the next
/// start, until they have seen it.
#[test]
fn what_is_lost_at_the_end_is_told() {
    let home = Home::new();
    let pty = in_lesson(&home);
    // Enough for a line of the log and for the file of notices, not for the database.
    pty.limit_files(Some(4_000));
    pty.send_keys(INSTALL[2]);
    pty.wait_until("that it is not saved", not_saved);
    pty.send_keys("<F10>");
    pty.wait_for(vi().leave_session);
    pty.send_keys("<Down><Down><Enter>");
    pty.wait_for(vi().welcome);
    pty.send_keys("<Esc>");
    pty.wait_for(vi().quit_text);
    pty.send_keys("<Up><Enter>");
    assert_eq!(pty.wait_exit(), 3);
    assert!(pty.is_restored() && pty.screen().contains("2 records could not be saved"), "{}", pty.screen());
    assert_eq!(events_of(&home).last().map(String::as_str), Some("stop why=left unsaved=2"));
    let pty = start(&home);
    staff_are_called(&pty, 1);
    pty.kill(Signal::TERM);
    assert_eq!(pty.wait_exit(), 143);
    staff_are_called(&start(&home), 1);
}

/// While another program holds the database, keys are answered and nothing is said to be saved; the wait has an end.
#[test]
fn a_disk_that_hangs_holds_up_receipts_and_no_keys() {
    let home = Home::new();
    let pty = in_lesson(&home);
    let other = Connection::open(home.data().join("kiosk.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    pty.send_keys(INSTALL[2]);
    pty.wait_for("4/8");
    assert!(pty.screen().contains(vi().saving), "{}", pty.screen());
    // Enter again is the next thing to be done, not the same once more.
    pty.send_keys("<F2>");
    pty.wait_for(Lang::En.strings().practice);
    pty.send_keys("<F2>");
    pty.wait_for(vi().practice);
    pty.wait_until("that it is not saved", not_saved);
    other.execute_batch("COMMIT").unwrap();
    drop(other);
    pty.wait_for(&receipt(3));
    leaves_whole(&home, &pty, 3);
    assert!(events_of(&home).iter().any(|event| event.starts_with("fault recording=busy ")));
}

/// A file that is no database, and one of a newer program, keep nobody from practising.
#[test]
fn what_is_no_database_stops_nobody_and_is_not_thrown_away() {
    let home = Home::new();
    fs::create_dir(home.data()).unwrap();
    fs::write(home.data().join("kiosk.db"), "hello").unwrap();
    let pty = start(&home);
    staff_are_called(&pty, 1);
    sign_in(&pty);
    begin(&pty);
    pty.send_keys(INSTALL[0]);
    pty.wait_for("2/8");
    let kept = fs::read_dir(home.data()).unwrap().any(|entry| fs::read(entry.unwrap().path()).unwrap() == b"hello");
    assert!(kept);
}

#[test]
fn with_a_newer_database_people_practise_and_nothing_is_written() {
    let home = Home::with_attempts();
    let conn = Connection::open(home.data().join("kiosk.db")).unwrap();
    conn.pragma_update(None, "user_version", 99).unwrap();
    drop(conn);
    let before = fs::read(home.data().join("kiosk.db")).unwrap();
    let pty = start(&home);
    staff_are_called(&pty, 1);
    sign_in(&pty);
    begin(&pty);
    pty.send_keys(INSTALL[0]);
    pty.wait_for("Máy đang không ghi kết quả");
    pty.send_keys("<F10>");
    pty.wait_for(vi().leave_title);
    assert!(!pty.screen().contains(vi().leave_text), "{}", pty.screen());
    pty.send_keys("<Down><Down><Enter>");
    quit(&pty);
    assert_eq!(fs::read(home.data().join("kiosk.db")).unwrap(), before);
}

/// The log says when the kiosk began and how it ended, and nothing about anybody.
#[test]
fn the_log_tells_starts_and_ends() {
    let home = Home::new();
    let pty = start(&home);
    sign_in(&pty);
    begin(&pty);
    play_to(&pty, 1);
    pty.send_keys(CANARY);
    pty.wait_for(CANARY);
    pty.kill(Signal::TERM);
    assert_eq!(pty.wait_exit(), 143);
    quit(&start(&home));
    let events = events_of(&home);
    let short: Vec<&str> = events.iter().map(|event| event.split(' ').next().unwrap()).collect();
    assert_eq!(short, ["start", "database", "session", "stop", "start", "database", "stop"], "{events:?}");
    assert_eq!(events[3], "stop why=signal code=143 unsaved=0");
    let log = log_of(&home);
    assert!(log.contains(" boot=2 "), "{log}");
    for word in [CANARY, "vneid"] {
        assert!(!log.to_lowercase().contains(&word.to_lowercase()), "{log}");
    }
}
