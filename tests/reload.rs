//! An author changes a lesson while it is played: the change is shown at the step that was shown, a fault is said in its
//! place, and nothing is lost meanwhile.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use kiosk::app::{Event, Key};
use kiosk::i18n::Lang;
use kiosk::tutor::record::Mode;

use crate::harness::keys::Driver;
use crate::harness::library::Folder;
use crate::harness::program::{Home, PROGRAM};
use crate::harness::pty::Pty;

const LESSON: &str = "vneid-install";
const FILE: &str = "vneid-install.toml";

impl Driver {
    /// The kiosk hears that a file of this folder was saved.
    fn reload(&mut self, folder: &Folder) {
        self.event(Event::Reloaded(Arc::new(folder.load())));
    }
}

/// One thing of a file changed.
fn change(folder: &Folder, file: &str, old: &str, new: &str) {
    let before = folder.read(file);
    assert!(before.contains(old), "`{old}` stands in {file}");
    folder.write(file, before.replacen(old, new, 1));
}

fn step(driver: &Driver) -> String {
    driver.player().session.step().unwrap().id.to_string()
}

#[test]
fn a_change_is_shown_at_the_step_that_was_shown() {
    for mode in [Mode::Guided, Mode::Practice] {
        let (folder, mut driver) = (Folder::shipped(), Driver::preview(LESSON, mode));
        driver.reload(&folder);
        driver.follow_to_step(4);
        assert_eq!(step(&driver), "install");
        change(&folder, FILE, "rồi chờ tải xong", "rồi CHỜ-XONG");
        driver.reload(&folder);
        assert_eq!(step(&driver), "install");
        assert!(driver.frame(80, 24).words().contains("CHỜ-XONG"));
        assert_eq!(driver.player().session.mode(), mode);
        // It can be played on from there.
        driver.follow_to_step(6);
        // A step that is taken out or renamed: from the start.
        change(&folder, FILE, "\"notifications\"", "\"asked\"");
        driver.reload(&folder);
        assert_eq!(step(&driver), "open-store");
        assert!(driver.effects.is_empty(), "nothing is recorded");
    }
}

#[test]
fn what_is_saved_without_a_change_takes_nothing_away() {
    let (folder, mut driver) = (Folder::shipped(), Driver::preview(LESSON, Mode::Guided));
    driver.reload(&folder);
    driver.follow_to_step(2);
    driver.keys(&[Key::Char('v'), Key::Char('n')]);
    let before = driver.frame(80, 24);
    driver.reload(&folder);
    // Another lesson is no reason either.
    change(&folder, "temp-residence.toml", "minutes", "minuts");
    driver.reload(&folder);
    assert_eq!(driver.frame(80, 24), before);
}

#[test]
fn a_fault_is_said_in_place_until_it_is_mended() {
    let (folder, mut driver) = (Folder::shipped(), Driver::preview(LESSON, Mode::Guided));
    driver.reload(&folder);
    driver.follow_to_step(3);
    let (good, before) = (folder.read(FILE), driver.frame(80, 24));
    change(&folder, FILE, "\"at vneid.activate\"", "\"at vneid.activat\"");
    driver.reload(&folder);
    for (columns, rows) in [(80, 24), (64, 24), (50, 18)] {
        let page = driver.frame(columns, rows).words();
        for said in [Lang::Vi.strings().reload_fault, "vneid-install.toml:", "did you mean `vneid.activate`?"] {
            assert!(page.contains(said), "{said}: {page}");
        }
    }
    // The lesson that was there can be played on meanwhile.
    assert_eq!(step(&driver), "right-app");
    driver.follow_to_step(4);
    folder.write(FILE, good);
    driver.reload(&folder);
    assert_eq!(step(&driver), "install");
    assert!(!driver.frame(80, 24).words().contains(Lang::Vi.strings().reload_fault));
    assert_ne!(driver.frame(80, 24), before);
}

#[test]
fn many_faults_are_counted_and_hostile_ones_are_escaped() {
    let (folder, mut driver) = (Folder::shipped(), Driver::preview(LESSON, Mode::Guided));
    driver.reload(&folder);
    folder.write(FILE, folder.read(FILE).replace("\"at ", "\"at \u{202e}\u{9b}31m"));
    folder.write("apps/vneid.toml", format!("name = \"{}", "**\u{1b}[31m".repeat(500)));
    driver.reload(&folder);
    for (columns, rows) in [(80, 24), (50, 18)] {
        let page = driver.frame(columns, rows).text();
        assert!(page.contains("kiosk check"), "the rest is counted: {page}");
        assert!(!page.chars().any(|c| c != '\n' && (c.is_control() || c == '\u{202e}')), "{page:?}");
    }
    let folder = Folder::shipped();
    fs::remove_file(folder.path().join(FILE)).unwrap();
    driver.reload(&folder);
    assert!(driver.frame(80, 24).words().contains("vneid-install.toml"));
    driver.follow_to_step(2);
}

// ------------------------------------------------------------------------------------------------- the real program

fn start(home: &Home, lesson: &Path) -> Pty {
    let (here, variables) = (home.path().to_str().unwrap(), home.env());
    let mut env: Vec<(&str, &str)> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
    env.push(("TERM", "xterm"));
    let lesson = lesson.to_str().unwrap();
    Pty::start("env", &["-C", here, PROGRAM, "play", lesson, "--reload"], &env, 80, 24)
}

#[test]
fn a_file_that_is_saved_is_shown_at_once() {
    let (home, folder) = (Home::new(), Folder::shipped());
    let pty = start(&home, &folder.path().join(FILE));
    pty.wait_for("1/8");
    pty.send_keys("<Enter>");
    pty.wait_for("2/8");
    // Written in place.
    change(&folder, FILE, "vào ô tìm", "vào khung tìm");
    pty.wait_for("vào khung tìm");
    pty.wait_for("2/8");
    // By a rename, as most editors do; in an app.
    let good = folder.read("apps/store.toml");
    folder.write("apps/.store.tmp", good.replacen("Tìm ứng dụng", "Tìm trong kho", 1));
    fs::rename(folder.path().join("apps/.store.tmp"), folder.path().join("apps/store.toml")).unwrap();
    pty.wait_for("Tìm trong kho");
    // A fault, and mended.
    change(&folder, "apps/store.toml", "[screens.fake]", "[screens.fake");
    pty.wait_for("apps/store.toml:");
    pty.wait_for("2/8");
    folder.write("apps/store.toml", good);
    pty.wait_until("the finding is gone", |screen| !screen.contains("apps/store.toml") && screen.contains("2/8"));
    pty.send_keys("<F10>");
    pty.wait_for(Lang::Vi.strings().leave_session);
    pty.send_keys("<Down><Enter>");
    assert_eq!(pty.wait_exit(), 0);
    assert!(pty.is_restored());
}

#[test]
fn lessons_that_cannot_change_are_not_watched() {
    let home = Home::new();
    home.run(&["play", LESSON, "--reload"]).failed(2, &["built-in", "--reload"]);
}
