//! After every learner the program is replaced by a fresh one, in the same process and on the same terminal.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use kiosk::i18n::{Lang, Strings};
use kiosk::log;
use kiosk::time::Clock;

use crate::harness::program::{Home, PROGRAM};
use crate::harness::pty::Pty;

fn vi() -> &'static Strings {
    Lang::Vi.strings()
}

/// Waits for something that no screen shows. The limit is only there so that a broken program does not hang the tests.
fn wait_for(what: &str, holds: impl Fn() -> bool) {
    let clock = Clock::start();
    while !holds() {
        assert!(clock.now().mono < 60_000, "it never came: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// Starts a program in a home, in a terminal of 80×24.
fn start(program: &Path, home: &Home, args: &[&str]) -> Pty {
    start_at(program, home, args, 24)
}

fn start_at(program: &Path, home: &Home, args: &[&str], rows: u16) -> Pty {
    let (data, env, config) = (home.data(), home.env(), home.path().join("kiosk.toml"));
    if !config.exists() {
        fs::write(&config, "[speech]\ncommand = []\n").unwrap();
    }
    let env: Vec<(&str, &str)> = env.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let places = ["--data", data.to_str().unwrap(), "--config", config.to_str().unwrap()];
    Pty::start(program.to_str().unwrap(), &[args, &places].concat(), &env, 80, rows)
}

/// A copy of the program under test, which can be replaced.
fn copy(home: &Home, name: &str) -> PathBuf {
    let path = home.path().join(name);
    fs::copy(PROGRAM, &path).unwrap();
    path
}

/// Whether the program of this process was replaced: only then it has what is handed on.
fn is_fresh(pid: u32) -> bool {
    fs::read(format!("/proc/{pid}/environ")).is_ok_and(|all| String::from_utf8_lossy(&all).contains("KIOSK_TERMINAL="))
}

/// The lines of the event log that tell of this.
fn logged(home: &Home, what: &str) -> usize {
    let log = fs::read_to_string(home.data().join(log::FILE_NAME)).unwrap_or_default();
    log.lines().filter(|line| line.split(' ').any(|word| word == what)).count()
}

/// What the program has open, without the numbers of sockets.
fn open_files(pid: u32) -> Vec<String> {
    let Ok(all) = fs::read_dir(format!("/proc/{pid}/fd")) else { return Vec::new() };
    let links = all.filter_map(|entry| fs::read_link(entry.ok()?.path()).ok());
    let names = links.map(|link| link.display().to_string());
    let mut names: Vec<String> = names.map(|name| name.split(":[").next().unwrap().to_owned()).collect();
    names.sort();
    names
}

/// From the first page to the lessons.
fn sign_in(pty: &Pty) {
    for (page, keys) in [(vi().welcome, "<Enter>"), (vi().who, "b"), (vi().age, "d"), (vi().warmup, "<F5>")] {
        pty.wait_for(page);
        pty.send_keys(keys);
    }
    pty.wait_for(vi().lessons);
    pty.wait_for("VNeID");
}

/// Somebody comes, looks at the lessons and leaves.
fn somebody_was_here(pty: &Pty) {
    sign_in(pty);
    pty.send_keys("<F10>");
    pty.wait_for(vi().welcome);
}

fn quit(pty: &Pty) {
    pty.wait_for(vi().welcome);
    pty.send_keys("<Esc>");
    pty.wait_for(vi().quit_text);
    pty.send_keys("<Up><Enter>");
    assert_eq!(pty.wait_exit(), 0);
    assert!(pty.is_restored());
}

#[test]
fn after_each_learner_the_program_is_a_fresh_one() {
    let home = Home::new();
    let pty = start(Path::new(PROGRAM), &home, &[]);
    pty.wait_for(vi().welcome);
    let is_open = |name: &str| open_files(pty.pid()).iter().any(|open| open.ends_with(name));
    wait_for("the database", || is_open("kiosk.db-shm") && is_open("kiosk.lock"));
    let (before, first) = (open_files(pty.pid()), pty.screen());
    assert!(!is_fresh(pty.pid()));
    for time in 1..=2 {
        somebody_was_here(&pty);
        wait_for("a fresh program", || logged(&home, "start") == time + 1);
        assert_eq!(logged(&home, "refresh"), time);
        assert!(is_fresh(pty.pid()));
        assert_eq!(pty.screen(), first);
        // It holds the folder, as the one before it did.
        wait_for("its hold on the folder", || home.run(&[]).code == 4);
        wait_for("the same open files as before", || open_files(pty.pid()) == before);
    }
    // Not once was the terminal given back.
    let output = String::from_utf8_lossy(&pty.output()).into_owned();
    assert_eq!(output.matches("\x1b[?1049h").count(), 1);
    assert!(!output.contains("\x1b[?1049l"));
    quit(&pty);
    assert_eq!(home.doctor()["whole"], true);
}

/// Whoever comes at once is not held up, and no key of hers is lost.
#[test]
fn keys_that_are_typed_meanwhile_are_answered() {
    let home = Home::new();
    let pty = start(Path::new(PROGRAM), &home, &[]);
    for _ in 0..5 {
        sign_in(&pty);
        // All at once: the end of one visit, the whole sign-in of the next one, and back.
        pty.send_keys("<F10><Enter>bd");
        pty.wait_for(vi().warmup);
        pty.send_keys("<F10>");
        pty.wait_for(vi().welcome);
    }
    wait_for("a fresh program", || is_fresh(pty.pid()));
    quit(&pty);
}

/// A newer program that lies where this one lay is taken up; the arguments stay.
#[test]
fn a_newer_program_is_taken_up() {
    let home = Home::new();
    let (program, newer) = (copy(&home, "kiosk"), copy(&home, "newer"));
    let pty = start(&program, &home, &["run"]);
    pty.wait_for(vi().welcome);
    fs::rename(&newer, &program).unwrap();
    let runs = fs::read_link(format!("/proc/{}/exe", pty.pid())).unwrap();
    assert!(runs.to_str().unwrap().ends_with(" (deleted)"), "{runs:?}");
    somebody_was_here(&pty);
    wait_for("the newer program", || {
        fs::read_link(format!("/proc/{}/exe", pty.pid())).is_ok_and(|runs| runs == program)
    });
    quit(&pty);
}

/// What does not start is not taken up, nor are settings that cannot be used: the program that runs goes on.
#[test]
fn what_would_not_start_is_not_taken_up() {
    let broken = |home: &Home, program: &Path, how: &str| match how {
        "gone" => fs::remove_file(program).unwrap(),
        "half a file" => {
            let half = home.path().join("half");
            fs::write(&half, &fs::read(PROGRAM).unwrap()[..100_000]).unwrap();
            fs::set_permissions(&half, fs::Permissions::from_mode(0o755)).unwrap();
            fs::rename(&half, program).unwrap();
        }
        _ => fs::write(home.path().join("kiosk.toml"), "[site]\ncommune = \"99999\"\n").unwrap(),
    };
    for how in ["gone", "half a file", "settings"] {
        let home = Home::new();
        let program = copy(&home, "kiosk");
        let pty = start(&program, &home, &[]);
        pty.wait_for(vi().welcome);
        broken(&home, &program, how);
        for time in 1..=2 {
            somebody_was_here(&pty);
            wait_for(how, || logged(&home, "refresh-failed") == time);
        }
        // It records as before.
        sign_in(&pty);
        pty.send_keys("<Down><Enter>");
        pty.wait_for(vi().modes);
        pty.send_keys("<Down><Enter>");
        pty.wait_for("1/8");
        pty.send_keys("<Enter>");
        pty.wait_for("Đã lưu bước 1/8");
        assert!(!is_fresh(pty.pid()));
        pty.send_keys("<F10>");
        pty.wait_for(vi().leave_session);
        pty.send_keys("<End><Enter>");
        quit(&pty);
    }
}

/// By lines on a terminal too, and the first page is told once.
#[test]
fn by_lines_the_first_page_is_told_once() {
    let home = Home::new();
    let pty = start_at(Path::new(PROGRAM), &home, &["run", "--lines"], 90);
    pty.wait_for(vi().welcome);
    pty.wait_for("Chọn số, 1 đến 4:");
    for (line, page) in [("1", vi().who), ("2", vi().age), ("5", vi().lines.warmup)] {
        pty.send(&format!("{line}\n"));
        pty.wait_for(page);
    }
    let shown = pty.screen().matches(vi().welcome).count();
    assert_eq!(shown, 1);
    pty.send("f10\n");
    pty.wait_until("the first page alone", |screen| {
        screen.contains(vi().welcome) && !screen.contains(vi().who) && screen.contains("1 đến 4:")
    });
    wait_for("a fresh program", || is_fresh(pty.pid()) && logged(&home, "start") == 2);
    // The next line is answered by it.
    pty.send("1\n");
    pty.wait_for(vi().who);
    assert_eq!(pty.screen().matches(vi().welcome).count(), 1, "{}", pty.screen());
    pty.send("esc\n");
    pty.wait_until("the first page again", |screen| screen.matches(vi().welcome).count() == 2);
    pty.send("4\n");
    pty.wait_for(vi().quit_text);
    pty.send("1\n");
    assert_eq!(pty.wait_exit(), 0);
    assert!(pty.is_restored());
}

/// The terminal is given back as it was before the first of them.
#[test]
fn a_signal_after_it_gives_the_terminal_back() {
    let home = Home::new();
    let pty = start(Path::new(PROGRAM), &home, &[]);
    somebody_was_here(&pty);
    wait_for("a fresh program", || is_fresh(pty.pid()) && logged(&home, "start") == 2);
    // A whole answer: it listens to signals by then.
    pty.send_keys("<Enter>");
    pty.wait_for(vi().who);
    pty.kill(rustix::process::Signal::TERM);
    assert_eq!(pty.wait_exit(), 143);
    assert!(pty.is_restored());
}

/// What was typed is in no core dump, and on a kiosk that only staff can leave not above the screen either.
#[test]
fn nothing_is_kept_beside_it() {
    for locked in [false, true] {
        let home = Home::new();
        fs::write(home.path().join("kiosk.toml"), format!("[kiosk]\nlocked = {locked}\n[speech]\ncommand = []\n"))
            .unwrap();
        let pty = start(Path::new(PROGRAM), &home, &[]);
        somebody_was_here(&pty);
        wait_for("a fresh program", || is_fresh(pty.pid()));
        let limits = fs::read_to_string(format!("/proc/{}/limits", pty.pid())).unwrap();
        let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
        let limits: Vec<u64> = core.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        assert!(limits.len() == 2 && limits.iter().all(|bytes| *bytes <= 1), "{core}");
        let erased = String::from_utf8_lossy(&pty.output()).contains("\x1b[3J");
        assert_eq!(erased, locked, "what stands above the screen of an open terminal is somebody else's work");
    }
}
