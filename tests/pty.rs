//! The real binary in a pseudo-terminal: a whole lesson with its receipts, the export beside it, every way it can end.
//!
//! What its screen must show is told by the same kiosk driven by the same keys without a terminal: the test waits until
//! both show the same.

use std::fs;

use kiosk::app::{Key, Screen};
use kiosk::i18n::Lang;
use kiosk::text;
use kiosk::tutor::record::Mode;
use rustix::process::Signal;

use crate::harness::keys::{Driver, SLIP};
use crate::harness::program::{Home, PROGRAM, Package};
use crate::harness::pty::Pty;

/// The kiosk in a terminal, and its twin that says what must be seen.
struct Twins {
    pty: Pty,
    twin: Driver,
}

impl Twins {
    /// Starts the kiosk on the data folder of a home, and waits for its first page.
    fn start(home: &Home) -> Twins {
        let pty = start(home, &[]);
        let twins = Twins { pty, twin: Driver::new(Lang::Vi) };
        twins.agree();
        twins
    }

    /// Starts it and goes on to the first step of a lesson.
    fn in_lesson(home: &Home, lesson: &str) -> Twins {
        let mut twins = Twins::start(home);
        twins.sign_in();
        twins.keys(&[Key::F(5)]);
        twins.begin(lesson);
        twins
    }

    fn sign_in(&mut self) {
        self.keys(&[Key::Enter, Key::Enter, Key::End, Key::Enter]);
        assert!(matches!(self.twin.kiosk.screen, Screen::Warmup(_)));
    }

    fn begin(&mut self, lesson: &str) {
        let from = self.twin.pressed.len();
        self.twin.begin(lesson, Mode::Guided);
        self.pass_on(from);
        self.agree();
    }

    /// Presses keys, each when the one before has been answered.
    fn keys(&mut self, keys: &[Key]) {
        for key in keys {
            self.twin.key(*key);
            self.pty.send_keys(&name(*key));
            self.agree();
        }
    }

    /// Does the next thing that stands under *Phím ở đây*, without waiting for the answer.
    fn follow(&mut self) {
        let from = self.twin.pressed.len();
        self.twin.follow();
        self.pass_on(from);
    }

    /// Follows the keys to a step (from 1), each when the one before has been answered.
    fn follow_to_step(&mut self, position: usize) {
        while self.twin.plays() && self.twin.player().session.step_index() + 1 < position {
            self.follow();
            self.agree();
        }
    }

    fn pass_on(&self, from: usize) {
        for key in &self.twin.pressed[from..] {
            self.pty.send_keys(&name(*key));
        }
    }

    /// Waits until the terminal shows what the twin shows, but for the slip number.
    fn agree(&self) {
        let frame = self.twin.frame(80, 24);
        let wanted = trimmed(&frame.text());
        self.pty.wait_until(&format!("this screen:\n{wanted}\n---"), |screen| {
            let shown = match slip(screen) {
                Some(slip) => screen.replace(&slip, SLIP),
                None => screen.to_owned(),
            };
            trimmed(&shown) == wanted
        });
        if frame.cursor.is_some() {
            self.pty.wait_until("the cursor in its field", |_| true);
            assert_eq!(self.pty.cursor(), frame.cursor);
        }
    }
}

fn start(home: &Home, args: &[&str]) -> Pty {
    let data = home.data();
    let all: Vec<&str> = args.iter().copied().chain(["--data", data.to_str().unwrap()]).collect();
    let env = home.env();
    let env: Vec<(&str, &str)> = env.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Pty::start(PROGRAM, &all, &env, 80, 24)
}

/// A screen without the blanks at the ends of its lines and below its text.
fn trimmed(screen: &str) -> String {
    let lines: Vec<&str> = screen.lines().map(str::trim_end).collect();
    lines.join("\n").trim_end().to_owned()
}

/// The number of the slip that a screen shows.
fn slip(screen: &str) -> Option<String> {
    let (_, rest) = screen.split_once("phiếu ").or_else(|| screen.split_once("slip "))?;
    let number: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
    (number.len() == SLIP.len()).then_some(number)
}

/// The receipt that a screen shows: number of the slip, and the last step that it promises.
fn receipt(screen: &str) -> Option<(String, u32)> {
    let (_, rest) = screen.split_once("Đã lưu bước ")?;
    let step = rest.split_once('/')?.0.parse().ok()?;
    Some((slip(screen)?, step))
}

/// The name of a key, as the terminal harness knows it.
fn name(key: Key) -> String {
    match key {
        Key::Char('<') => "<lt>".to_owned(),
        Key::Char(c) => c.to_string(),
        Key::Escape => "<Esc>".to_owned(),
        Key::F(n) => format!("<F{n}>"),
        other => format!("<{other:?}>"),
    }
}

// -------------------------------------------------------------------------------------------------------- a whole day

#[test]
fn a_lesson_is_played_saved_and_exported_while_the_kiosk_runs_on() {
    let home = Home::new();
    let mut twins = Twins::start(&home);
    // From the first page through *Làm quen*, as a newcomer.
    twins.sign_in();
    twins.keys(&[Key::Down, Key::Up, Key::Enter, Key::Escape, Key::F(1), Key::Enter]);
    twins.begin("vneid-install");
    for step in 1..=7 {
        twins.follow_to_step(step + 1);
        let seen = receipt(&twins.pty.screen()).expect("a receipt after each step");
        assert_eq!(seen.1, u32::try_from(step).unwrap());
    }
    twins.follow_to_step(9);
    let screen = twins.pty.screen();
    assert!(screen.contains("Đã lưu kết quả"), "{screen}");
    let number = slip(&screen).unwrap();
    // Another lesson begins; the first result leaves meanwhile.
    twins.keys(&[Key::Enter]);
    twins.begin("temp-residence");
    home.run(&["export"]).done();
    twins.follow_to_step(2);
    let zips = Home::zips(&home.data().join("exports"));
    let package = Package::open(&zips[0]);
    assert_eq!(package.column("attempts", "outcome"), ["completed"]);
    assert_eq!(package.column("attempts", "mode"), ["guided"]);
    assert!(
        package.column("attempts", "attempt_id")[0].to_uppercase().ends_with(&number),
        "the slip names the attempt"
    );
    assert_eq!(package.column("step_results", "outcome"), ["alone"; 8]);
    assert_eq!(package.column("learners", "audience"), ["citizen"]);
    // She is done, and so is the kiosk for today.
    twins.keys(&[Key::F(10), Key::End, Key::Enter]);
    assert!(matches!(twins.twin.kiosk.screen, Screen::Welcome { .. }));
    twins.keys(&[Key::Escape, Key::Up]);
    twins.pty.send_keys("<Enter>");
    assert_eq!(twins.pty.wait_exit(), 0);
    assert!(twins.pty.is_restored(), "{}", twins.pty.screen());
    let report = home.doctor();
    assert_eq!((report["whole"].as_bool(), report["attempts_closed"].as_u64()), (Some(true), Some(2)));
    home.run(&["export"]).done();
    let package = Package::open(&Home::zips(&home.data().join("exports"))[1]);
    assert_eq!(package.column("attempts", "outcome"), ["left"]);
    assert_eq!(package.rows("step_results").len(), 10, "also the steps that she did not reach");
}

#[test]
fn a_preview_leaves_nothing_behind() {
    let home = Home::new();
    let pty = start(&home, &["play", "vneid-install"]);
    pty.wait_for("Bước 1/8");
    pty.wait_for("không ghi kết quả");
    pty.send_keys("<Enter>");
    pty.wait_for("Bước 2/8");
    pty.send_keys("<F10>");
    pty.wait_for("Nghỉ ở đây?");
    pty.send_keys("<End><Enter>");
    assert_eq!(pty.wait_exit(), 0);
    assert!(pty.is_restored());
    assert!(!home.data().exists());
}

/// What a learner typed is nowhere on the disk afterwards.
#[test]
fn nothing_that_was_typed_is_on_the_disk() {
    let home = Home::new();
    let mut twins = Twins::in_lesson(&home, "vneid-install");
    twins.follow_to_step(2);
    for letter in "Qkbthmgk".chars() {
        twins.keys(&[Key::Char(letter)]);
    }
    twins.keys(&[Key::Tab, Key::Enter]);
    twins.pty.kill(Signal::TERM);
    twins.pty.wait_exit();
    let mut folders = vec![home.path().to_owned()];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            files += 1;
            let content = fs::read(&path).unwrap();
            assert!(!content.windows(8).any(|bytes| bytes == b"Qkbthmgk"), "in {}", path.display());
        }
    }
    assert!(files > 0, "the database is there");
}

// ------------------------------------------------------------------------------------------------------- ways to end

/// The one attempt in the database, after the kiosk ended without a person.
fn assert_interrupted(home: &Home) {
    let report = home.doctor();
    assert_eq!(
        (report["whole"].as_bool(), report["attempts_open"].as_u64(), report["attempts_closed"].as_u64()),
        (Some(true), Some(0), Some(1)),
        "{report}"
    );
    home.run(&["export"]).done();
    let package = Package::open(&Home::zips(&home.data().join("exports"))[0]);
    assert_eq!(package.column("attempts", "outcome"), ["interrupted"]);
    assert_eq!(package.column("step_results", "outcome")[..2], ["alone", "unfinished"]);
    assert_eq!(package.rows("step_results").len(), 8);
}

#[test]
fn a_signal_ends_the_kiosk_in_good_order() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130), (Signal::QUIT, 131)] {
        let home = Home::new();
        let mut twins = Twins::in_lesson(&home, "vneid-install");
        twins.follow_to_step(2);
        twins.pty.kill(signal);
        assert_eq!(twins.pty.wait_exit(), code);
        assert!(twins.pty.is_restored(), "{signal:?}: {}", twins.pty.screen());
        assert_interrupted(&home);
        // The next start needs nobody.
        Twins::start(&home);
    }
}

#[test]
fn a_terminal_that_goes_away_ends_the_kiosk() {
    let home = Home::new();
    let mut twins = Twins::in_lesson(&home, "vneid-install");
    twins.follow_to_step(2);
    twins.pty.hang_up();
    assert_eq!(twins.pty.wait_exit(), 129);
    assert_interrupted(&home);
}

/// The keys that end, stop or abort other programs are keys like any other here, and do nothing.
#[test]
fn the_keys_that_end_other_programs_do_nothing() {
    let home = Home::new();
    let mut twins = Twins::in_lesson(&home, "vneid-install");
    for keys in ["<C-c>", "<C-z>", "<C-\\>", "<C-d>", "<C-s>", "<C-q>", "<C-l>"] {
        twins.pty.send_keys(keys);
        // Answered only after what came before it.
        twins.keys(&[Key::F(2), Key::F(2)]);
    }
    twins.follow_to_step(2);
    // Sent from outside, a stop is ignored too, and after a continue the screen is drawn anew.
    twins.pty.kill(Signal::TSTP);
    twins.keys(&[Key::F(2)]);
    twins.pty.kill(Signal::CONT);
    twins.keys(&[Key::F(2)]);
}

#[test]
fn a_new_size_is_drawn_and_a_small_one_says_what_to_do() {
    let home = Home::new();
    let twins = Twins::start(&home);
    twins.pty.resize(30, 10);
    twins.pty.wait_for("Màn hình nhỏ quá");
    twins.pty.resize(1, 1);
    twins.pty.resize(50, 18);
    let frame = trimmed(&twins.twin.frame(50, 18).text());
    twins.pty.wait_until(&frame, |screen| trimmed(screen) == frame);
    twins.pty.resize(80, 24);
    twins.agree();
}

/// A database that cannot be used ends the kiosk with a message on a terminal that is in order.
#[test]
fn a_database_that_is_none_is_said_on_a_restored_terminal() {
    let home = Home::new();
    fs::create_dir(home.data()).unwrap();
    fs::write(home.data().join("kiosk.db"), "hello").unwrap();
    let pty = start(&home, &[]);
    assert_eq!(pty.wait_exit(), 1);
    assert!(pty.is_restored());
    let said = pty.screen().replace('\n', "");
    assert!(said.contains("kiosk.db") && said.contains("not a database"), "{said}");
    assert_eq!(fs::read_to_string(home.data().join("kiosk.db")).unwrap(), "hello");
}

#[test]
fn a_second_kiosk_on_the_folder_refuses() {
    let home = Home::new();
    let mut first = Twins::start(&home);
    home.run(&[]).failed(4, &["/data"]);
    let second = start(&home, &[]);
    assert_eq!(second.wait_exit(), 4);
    assert!(second.is_restored());
    first.sign_in();
}

/// Bytes that no key sends, and sequences that never end: keys are answered afterwards.
#[test]
fn garbage_from_the_keyboard_does_no_harm() {
    for garbage in
        ["\x1b[200~", "\x1b]0;title\x07", "\x1b[999;999;999M", "\x1b[1;", "\u{202e}\u{301}", "\x1bPq", "\x1b[", "\x1bO"]
    {
        let home = Home::new();
        let twins = Twins::start(&home);
        twins.pty.send(garbage);
        // Whatever is still open ends at the latest with a letter.
        twins.pty.send_keys("xyz<F2>");
        twins.pty.wait_for("PRACTICE");
        twins.pty.kill(Signal::TERM);
        assert_eq!(twins.pty.wait_exit(), 143);
        assert!(twins.pty.is_restored());
    }
}

#[test]
#[ignore = "the key reader waits for the `m` of a mouse report that was cut off, and takes no key until one is typed"]
fn a_click_that_was_cut_off_does_not_make_it_deaf() {
    let home = Home::new();
    let twins = Twins::start(&home);
    twins.pty.send("\x1b[<0;1;");
    twins.pty.send_keys("xyz<F2>");
    twins.pty.wait_for("PRACTICE");
}

/// A held key, a cat on the keyboard, something pasted: what is typed after it is answered.
#[test]
fn a_flood_of_keys_is_worked_off() {
    let home = Home::new();
    let twins = Twins::start(&home);
    for practice in ["PRACTICE –", "BÀI TẬP –"].into_iter().cycle().take(20) {
        // Less than the terminal holds, so that the test itself cannot get stuck; more than a reader takes at once.
        twins.pty.send(&"xyz \u{7f}".repeat(600));
        twins.pty.send_keys("<F2>");
        twins.pty.wait_for(practice);
    }
}

/// Whoever leans on Enter does not run through the pages: the sign-in ends at the warm-up, which asks for other keys.
#[test]
fn a_page_of_enters_leads_no_further_than_the_warm_up() {
    let home = Home::new();
    let twins = Twins::start(&home);
    twins.pty.send(&"\r".repeat(500));
    twins.pty.send_keys("<F2>");
    twins.pty.wait_for("PRACTICE");
    twins.pty.wait_for("[ ] [ ] [ ] [ ] [ ]");
}

// ---------------------------------------------------------------------------------------------------------- kill -9

/// Where the kiosk is killed: with the receipt of a step on the screen, or right after the keys of the next step.
#[derive(Debug, Clone, Copy)]
enum Kill {
    AfterReceipt(usize),
    AfterKeys(usize),
}

/// Every receipt that was ever seen is in what leaves; the database is whole; no start needs a person.
fn killed_at(points: &[Kill]) {
    let home = Home::new();
    let mut promised = Vec::new();
    for point in points {
        let mut twins = Twins::in_lesson(&home, "vneid-install");
        match *point {
            Kill::AfterReceipt(step) => twins.follow_to_step(step + 1),
            Kill::AfterKeys(step) => {
                twins.follow_to_step(step);
                twins.follow();
            }
        }
        twins.pty.kill(Signal::KILL);
        assert_eq!(twins.pty.wait_exit(), -9);
        let screen = twins.pty.screen();
        let seen = receipt(&screen);
        let must = match *point {
            Kill::AfterReceipt(step) => step,
            Kill::AfterKeys(step) => step - 1,
        };
        assert!(must == 0 || seen.as_ref().is_some_and(|(_, step)| *step as usize >= must), "{point:?}\n{screen}");
        promised.extend(seen);
        let report = home.doctor();
        assert_eq!(report["problems"].as_array().map(Vec::len), Some(0), "{point:?}: {report}");
    }
    // The last start closes what the last kill left open, and ends in good order.
    let twins = Twins::start(&home);
    twins.pty.kill(Signal::TERM);
    twins.pty.wait_exit();
    let report = home.doctor();
    assert_eq!((report["whole"].as_bool(), report["attempts_open"].as_u64()), (Some(true), Some(0)), "{report}");
    home.run(&["export"]).done();
    let package = Package::open(&Home::zips(&home.data().join("exports"))[0]);
    assert_eq!(package.rows("attempts").len(), points.len());
    assert!(package.column("attempts", "outcome").iter().all(|outcome| outcome == "interrupted"));
    let ids = package.column("step_results", "attempt_id");
    let positions = package.column("step_results", "position");
    let outcomes = package.column("step_results", "outcome");
    for (slip, step) in promised {
        for position in 1..=step {
            let rows = ids.iter().zip(&positions).zip(&outcomes).filter(|((id, at), outcome)| {
                id.to_uppercase().ends_with(&slip) && **at == position.to_string() && *outcome == "alone"
            });
            assert_eq!(rows.count(), 1, "slip {slip}, step {position} was promised once");
        }
    }
}

#[test]
fn every_receipt_survives_a_kill_in_the_first_steps() {
    use Kill::{AfterKeys, AfterReceipt};
    killed_at(&[
        AfterKeys(1),
        AfterReceipt(1),
        AfterKeys(2),
        AfterReceipt(2),
        AfterKeys(3),
        AfterReceipt(3),
        AfterKeys(1),
        AfterKeys(3),
    ]);
}

#[test]
fn every_receipt_survives_a_kill_in_the_last_steps() {
    use Kill::{AfterKeys, AfterReceipt};
    killed_at(&[
        AfterReceipt(4),
        AfterKeys(5),
        AfterReceipt(5),
        AfterKeys(6),
        AfterReceipt(6),
        AfterKeys(7),
        AfterReceipt(7),
    ]);
}

/// The texts that this file looks for are those of the kiosk.
#[test]
fn the_receipts_here_are_those_of_the_kiosk() {
    let strings = Lang::Vi.strings();
    assert_eq!(receipt(&(strings.saved_step)(3, 8, SLIP)), Some((SLIP.to_owned(), 3)));
    assert_eq!(slip(&(strings.result_saved)(SLIP)).as_deref(), Some(SLIP));
    assert!(text::width(&(strings.saved_step)(10, 10, SLIP)) <= 38, "it must fit beside the device at 80 columns");
}
