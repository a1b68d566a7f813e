//! The staff area of the real binary: the PIN outlives kill -9, a class and an export from the first page to the file,
//! by the full screen and by lines.

use std::fs::{self, File};
use std::path::Path;
use std::process::Stdio;

use kiosk::i18n::{Lang, StaffStrings};
use rustix::process::Signal;

use crate::harness::program::{Home, PROGRAM, Package, said};
use crate::harness::pty::Pty;

/// The PIN of the staff.
const PIN: &str = "274915";

fn t() -> &'static StaffStrings {
    &Lang::Vi.strings().staff
}

/// A text as the screen shows it.
fn shown(text: &str) -> String {
    text.replace("**", "")
}

/// The beginning of a text, so that it is found where its lines are broken.
fn begins(text: &str) -> String {
    shown(text).chars().take(30).collect()
}

fn start(home: &Home, args: &[&str]) -> Pty {
    let data = home.data();
    let here = home.path().to_str().unwrap();
    let variables = home.env();
    let env: Vec<(&str, &str)> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let place = ["--data", data.to_str().unwrap()];
    let pty = Pty::start("env", &[&["-C", here, PROGRAM], &place[..], args].concat(), &env, 80, 24);
    pty.wait_for(Lang::Vi.strings().welcome);
    pty
}

/// A home whose kiosk has the PIN.
fn home() -> Home {
    let home = Home::new();
    fs::create_dir(home.data()).unwrap();
    home.run_with(&["staff", "set-pin", "--stdin"], PIN).done();
    home
}

/// In the staff area.
fn enter(pty: &Pty) {
    pty.send_keys("<F11>");
    pty.wait_for(&begins(t().pin_ask));
    pty.send(PIN);
    pty.send_keys("<Enter>");
    pty.wait_for(t().items[0]);
}

/// A lesson that is only watched, to its end.
fn watch_a_lesson(pty: &Pty) {
    let strings = Lang::Vi.strings();
    for (page, keys) in [
        (strings.welcome, "<Enter>"),
        (strings.who, "<Enter>"),
        (strings.age, "<Enter>"),
        (strings.warmup, "<F5>"),
        ("VNeID", "<Down><Enter>"),
        (strings.modes, "<Home><Enter>"),
    ] {
        pty.wait_for(page);
        pty.send_keys(keys);
    }
    pty.wait_for("1/8");
    pty.send_keys("<F10>");
    pty.wait_for(strings.leave_title);
    pty.send_keys("<Down:2><Enter>");
    pty.wait_for(strings.welcome);
}

#[test]
fn a_class_its_attempts_and_their_export() {
    let home = home();
    let to = home.path().join("usb");
    let config = home.path().join("kiosk.toml");
    fs::write(&config, format!("[export]\nto = {:?}\n", to.to_str().unwrap())).unwrap();
    let pty = start(&home, &[]);
    enter(&pty);
    pty.send_keys("b");
    pty.wait_for(&begins(t().class_none));
    pty.send_keys("<Down>Lowsp toosi<Down>Nhaf vawn hoas<Down>20<Down><Enter>");
    pty.wait_for("LỚP: Lớp tối");
    pty.send_keys("<F10>");
    watch_a_lesson(&pty);
    enter(&pty);
    // The figures of the day, and the stick that is missing.
    pty.send_keys("a");
    pty.wait_for(&t().today_attempts(1));
    pty.send_keys("<Esc>d");
    pty.wait_for(&t().exports_waiting(1));
    pty.send_keys("<Enter>");
    pty.wait_for("Không thấy");
    fs::create_dir(&to).unwrap();
    pty.send_keys("<Enter>");
    pty.wait_for(t().exports_all);
    // The class is closed, which the next export would say; and what was done is in the log.
    pty.send_keys("<Esc>b");
    pty.wait_for(t().class_close);
    pty.send_keys("<Up><Enter>17<Enter><Enter>");
    pty.wait_for(&t().class_closed(17));
    pty.send_keys("<Esc>h");
    pty.wait_for(t().logged.class_closed);
    pty.send_keys("<Esc>n<Up><Enter>");
    assert_eq!(pty.wait_exit(), 0);
    assert!(pty.is_restored());

    let zips = Home::zips(&to);
    assert_eq!(zips.len(), 1);
    let package = Package::open(&zips[0]);
    assert_eq!(package.column("classes", "title"), ["Lớp tối"]);
    assert_eq!(package.column("attempts", "class_id"), package.column("classes", "class_id"));
    let log = fs::read_to_string(home.data().join("kiosk.log")).unwrap();
    for what in ["staff-in", "class-opened", "export-failed", " export\n", "class-closed", "heads=17"] {
        assert!(log.contains(what), "{what} is not in\n{log}");
    }
    for never in [PIN, "Lớp tối", "hóa"] {
        assert!(!log.contains(never), "{never} is in\n{log}");
    }
}

#[test]
fn wrong_pins_are_counted_across_kill_9_and_learners_go_on() {
    let home = home();
    for _ in 0..5 {
        let pty = start(&home, &[]);
        pty.send_keys("<F11>");
        pty.wait_for(&begins(t().pin_ask));
        pty.send("111111");
        pty.send_keys("<Enter>");
        pty.wait_until("the try is over", |screen| {
            screen.contains(&shown(t().pin_wrong)) || screen.contains("Chờ 30 giây") || screen.contains("Chờ 29 giây")
        });
        pty.kill(Signal::KILL);
        pty.wait_exit();
    }
    let pty = start(&home, &[]);
    pty.send_keys("<F11>");
    pty.wait_for(&begins(t().pin_ask));
    pty.wait_for("giây rồi nhập lại");
    pty.send(PIN);
    pty.send_keys("<Enter>");
    pty.send_keys("<Esc>");
    watch_a_lesson(&pty);
    let log = fs::read_to_string(home.data().join("kiosk.log")).unwrap();
    assert_eq!(log.matches(" pin-wrong ").count(), 5, "{log}");
    assert!(!log.contains("staff-in"), "{log}");
    // Whoever can run commands on the machine ends the wait.
    drop(pty);
    home.run_with(&["staff", "set-pin", "--stdin"], PIN).done();
    enter(&start(&home, &[]));
}

#[test]
fn the_first_f11_sets_the_pin_of_an_open_kiosk() {
    let home = Home::new();
    let pty = start(&home, &[]);
    pty.send_keys("<F11>");
    pty.wait_for(&begins(t().pin_first));
    pty.send(PIN);
    pty.send_keys("<Enter>");
    pty.wait_for(&begins(t().pin_again));
    pty.send(PIN);
    pty.send_keys("<Enter>");
    pty.wait_for(&begins(t().pin_set));
    pty.send_keys("<F10>");
    pty.wait_for(Lang::Vi.strings().welcome);
    enter(&pty);
    assert!(!String::from_utf8_lossy(&pty.output()).contains(PIN));
}

#[test]
fn by_lines_the_pin_is_typed_unseen_and_a_class_is_opened() {
    let home = home();
    let data = home.data();
    let variables = home.env();
    let env: Vec<(&str, &str)> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let pty = Pty::start(PROGRAM, &["run", "--lines", "--data", data.to_str().unwrap()], &env, 100, 60);
    pty.wait_for("Chọn số,");
    pty.send("f11\n");
    pty.wait_for("Gõ nội dung rồi Enter; chữ đang gõ không hiện ra");
    pty.send(&format!("{PIN}\n"));
    pty.wait_for("Ra khỏi chương trình");
    assert!(!String::from_utf8_lossy(&pty.output()).contains(PIN), "{}", pty.screen());
    pty.send("2\n"); // the classes
    pty.wait_for("Nơi tổ chức: trống");
    for (row, content) in [("2", "Lớp tối"), ("3", "Xóm 3"), ("4", "20")] {
        pty.send(&format!("{row}\n"));
        pty.wait_until("it asks for the row", |screen| screen.trim_end().ends_with("để nguyên:"));
        pty.send(&format!("{content}\n"));
        pty.wait_for(&format!(": {content}"));
    }
    pty.send("5\n");
    pty.wait_for("Đóng lớp này");
}

/// A prompt shows nothing of what is typed, and gives the terminal back, also when it is cancelled.
#[test]
fn set_pin_asks_twice_and_shows_nothing() {
    let home = Home::new();
    let data = home.data();
    let args = ["staff", "set-pin", "--data", data.to_str().unwrap()];
    let ask = || {
        let pty = Pty::start(PROGRAM, &args, &[], 80, 24);
        pty.wait_for("New PIN");
        pty
    };
    let pty = ask();
    pty.send("27491x\u{7f}5\r");
    pty.wait_for("The same again");
    pty.send("274915\r");
    pty.wait_for("the PIN is set");
    assert_eq!(pty.wait_exit(), 0);
    assert!(pty.is_restored() && !pty.screen().contains("27491"), "{}", pty.screen());
    let before = fs::read_to_string(data.join("staff-pin")).unwrap();
    for (first, then, code) in [("835172\r", "835173\r", 2), ("123456\r", "", 2), ("83\u{3}", "", 2)] {
        let pty = ask();
        pty.send(first);
        if !then.is_empty() {
            pty.wait_for("The same again");
            pty.send(then);
        }
        assert_eq!(pty.wait_exit(), code, "{first:?}");
        assert!(pty.is_restored());
        assert_eq!(fs::read_to_string(data.join("staff-pin")).unwrap(), before);
    }
}

/// On a full disk nothing can be counted, but staff are those who can make room.
#[test]
fn a_pin_cannot_be_set_where_nothing_can_be_written() {
    let home = Home::new();
    fs::write(home.path().join("data"), "").unwrap();
    let typed = home.path().join("typed");
    fs::write(&typed, PIN).unwrap();
    let mut command = home.command(&["staff", "set-pin", "--stdin"]);
    said(command.stdin(Stdio::from(File::open(Path::new(&typed)).unwrap()))).failed(3, &["data folder"]);
}
