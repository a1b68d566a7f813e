//! The kiosk as a learner meets it: the real binary in a terminal, from the first key to the exported file, and
//! through everything that can end it. Waits are for conditions, never for a time.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use kiosk::i18n::{Lang, Strings};
use kiosk::return_code::{LISTS, ReturnCode};
use kiosk::text::fold;
use rustix::process::Signal;
use zip::ZipArchive;

use crate::harness::program::{Home, PROGRAM, Package};
use crate::harness::pty::Pty;

mod faults;

/// The keys of each step of the installing lesson.
const INSTALL: [&str; 8] = [
    "<Enter>",
    "vneid<Enter><Enter>",
    "<Down><Enter>",
    "<Enter>", // then the download runs for some seconds
    "<Enter>",
    "<Enter>",
    "<Enter>",
    "<Down><Enter>",
];

fn vi() -> &'static Strings {
    Lang::Vi.strings()
}

/// A kiosk of 80×24 on the data folder of a home.
fn start(home: &Home) -> Pty {
    let data = home.data();
    start_as(home, &["--data", data.to_str().unwrap()])
}

fn start_as(home: &Home, args: &[&str]) -> Pty {
    let here = home.path().to_str().unwrap();
    let variables = home.env();
    let mut env: Vec<(&str, &str)> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
    env.push(("TERM", "xterm"));
    Pty::start("env", &[&["-C", here, PROGRAM], args].concat(), &env, 80, 24)
}

/// From the first page to the lessons.
fn sign_in(pty: &Pty) {
    for (page, keys) in [(vi().welcome, "<Enter>"), (vi().who, "<Enter>"), (vi().age, "<Enter>"), (vi().warmup, "<F5>")]
    {
        pty.wait_for(page);
        pty.send_keys(keys);
    }
    pty.wait_for(vi().lessons);
}

/// From the lessons into the installing lesson, the kiosk saying each step.
fn begin(pty: &Pty) {
    pty.wait_for("VNeID");
    pty.send_keys("<Down><Enter>"); // the first lesson is about the keyboard
    pty.wait_for(vi().modes);
    pty.send_keys("<Down><Enter>");
    pty.wait_for("1/8");
}

fn receipt(step: usize) -> String {
    format!("Đã lưu bước {step}/8")
}

/// The first steps of the installing lesson, each up to its receipt.
fn play_to(pty: &Pty, steps: usize) {
    for (keys, step) in INSTALL.iter().zip(1..=steps) {
        pty.send_keys(keys);
        pty.wait_for(&receipt(step));
    }
}

/// A kiosk in the middle of the installing lesson.
fn in_lesson(home: &Home) -> Pty {
    let pty = start(home);
    sign_in(&pty);
    begin(&pty);
    play_to(&pty, 2);
    pty
}

/// Leaves the kiosk as its first page says.
fn quit(pty: &Pty) {
    pty.wait_for(vi().welcome);
    pty.send_keys("<Esc>");
    pty.wait_for(vi().quit_text);
    pty.send_keys("<Up><Enter>");
    assert_eq!(pty.wait_exit(), 0);
    assert!(pty.is_restored());
}

/// Exports into a new folder and opens the one file that appears there.
fn export(home: &Home, folder: &str) -> Package {
    let to = home.path().join(folder);
    fs::create_dir(&to).unwrap();
    home.run(&["export", "--to", to.to_str().unwrap()]).done();
    let zips = Home::zips(&to);
    assert_eq!(zips.len(), 1);
    Package::open(&zips[0])
}

/// The one attempt of a home was cut off after two of its eight steps, and that is what is recorded.
fn is_recorded_as_interrupted(home: &Home) {
    let doctor = home.doctor();
    assert_eq!(doctor["whole"], true, "{doctor}");
    assert_eq!((doctor["attempts_open"].as_u64(), doctor["attempts_closed"].as_u64()), (Some(0), Some(1)), "{doctor}");
    let package = export(home, "stick");
    assert_eq!(package.column("attempts", "outcome"), ["interrupted"]);
    let outcomes = package.column("step_results", "outcome");
    assert_eq!(outcomes.iter().filter(|outcome| *outcome == "alone").count(), 2);
    assert_eq!(outcomes.iter().filter(|outcome| *outcome == "unfinished").count(), 6);
}

/// Clicks on a text: on the item of a list that says just this, else where it stands first.
fn click_on(pty: &Pty, text: &str) {
    pty.wait_for(text);
    let screen = pty.screen();
    let item = |line: &&str| line.trim_start_matches([' ', '►']).trim_end() == text;
    let line = screen.lines().find(item).or_else(|| screen.lines().find(|line| line.contains(text))).unwrap();
    let row = screen.lines().position(|other| other == line).unwrap();
    let (before, _) = line.split_once(text).unwrap();
    pty.click(u16::try_from(kiosk::text::width(before)).unwrap(), u16::try_from(row).unwrap());
}

// ------------------------------------------------------------------------------------------------- the whole way

/// Typed nowhere else.
const CANARY: &str = "Kbthmigku7";

#[test]
fn from_the_first_key_to_the_exported_file() {
    let home = Home::new();
    let pty = start(&home);
    sign_in(&pty);
    begin(&pty);
    play_to(&pty, 1);
    // What is typed and taken back again must leave no trace either.
    pty.send_keys(CANARY);
    pty.wait_for(CANARY);
    pty.send_keys(&format!("<Backspace:{}>", CANARY.len()));
    for (keys, step) in INSTALL.iter().zip(1..).skip(1).take(6) {
        pty.send_keys(keys);
        pty.wait_for(&receipt(step));
    }
    pty.send_keys(INSTALL[7]);
    pty.wait_for("Đã lưu kết quả");
    assert!(pty.screen().contains("8/8"), "{}", pty.screen());
    pty.send_keys("<Down><Enter>");
    pty.wait_for(vi().lessons);

    type_a_password(&pty);
    // Beside the running kiosk: a file, and a second kiosk that is refused.
    let package = export(&home, "first");
    assert_eq!(package.column("attempts", "outcome"), ["completed"]);
    assert_eq!(package.column("attempts", "mode"), ["guided"]);
    assert_eq!(package.column("step_results", "outcome"), ["alone"; 8]);
    assert_eq!(package.column("step_results", "mistakes"), ["0"; 8]);
    home.run(&[]).failed(4, &["another kiosk"]);

    pty.send_keys("<F10>");
    pty.wait_for(vi().leave_session);
    pty.send_keys("<Down><Down><Enter>");
    quit(&pty);
    assert!(!pty.screen().contains(CANARY));
    let package = export(&home, "second");
    assert_eq!(package.column("attempts", "outcome"), ["left"]);
    assert_eq!(package.column("attempts", "lesson_id"), ["temp-residence"]);
    nothing_typed_is_kept(&home);
}

/// Another lesson, up to a wrong password that is entered.
fn type_a_password(pty: &Pty) {
    // The first that is not done yet is chosen already: the one about the keyboard.
    pty.send_keys("<Down><Down><Down><Enter>");
    pty.wait_for(vi().modes);
    pty.send_keys("<Down><Enter>");
    pty.wait_for("1/10");
    pty.send_keys("<Enter><Enter>");
    pty.wait_for("2/10");
    pty.send_keys(&format!("<Down>{CANARY}"));
    pty.wait_for(&"●".repeat(CANARY.len()));
    pty.send_keys("<Enter>");
    pty.wait_for("Máy đã xóa");
}

/// No file of the kiosk or of the exports holds what was typed.
fn nothing_typed_is_kept(home: &Home) {
    let mut looked = 0;
    for folder in ["data", "data/exports", "first", "second"] {
        for entry in fs::read_dir(home.path().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                continue;
            }
            looked += 1;
            for content in contents(&path) {
                let found = content.windows(CANARY.len()).any(|part| part.eq_ignore_ascii_case(CANARY.as_bytes()));
                assert!(!found, "{}", path.display());
            }
        }
    }
    assert!(looked >= 5, "database, locks, and each zip twice: {looked}");
}

/// A file, and if it is a zip the files in it.
fn contents(path: &Path) -> Vec<Vec<u8>> {
    let mut all = vec![fs::read(path).unwrap()];
    if path.extension().is_some_and(|e| e == "zip") {
        let mut zip = ZipArchive::new(File::open(path).unwrap()).unwrap();
        for at in 0..zip.len() {
            let mut content = Vec::new();
            zip.by_index(at).unwrap().read_to_end(&mut content).unwrap();
            all.push(content);
        }
    }
    all
}

#[test]
fn a_lesson_that_is_only_tried_records_nothing() {
    let home = Home::new();
    let pty = start_as(&home, &["play", "vneid-install"]);
    pty.wait_for("1/8");
    pty.send_keys(INSTALL[0]);
    pty.wait_for("2/8");
    pty.send_keys("<F10>");
    pty.wait_for(vi().leave_session);
    pty.send_keys("<Down><Enter>");
    assert_eq!(pty.wait_exit(), 0);
    assert!(pty.is_restored());
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0, "nothing was made");
}

// -------------------------------------------------------------------------------------- mouse, sizes, stop, dead keys

#[test]
fn a_click_does_what_enter_does() {
    let home = Home::new();
    let pty = start(&home);
    for (page, text) in [
        (vi().welcome, "Enter Bắt đầu"),
        (vi().who, vi().audiences[1]),
        (vi().age, vi().ages[2]),
        (vi().warmup, "F5"),
        (vi().lessons, "Cài đặt ứng dụng VNeID"),
        (vi().modes, vi().mode_names[1]),
    ] {
        pty.wait_for(page);
        click_on(&pty, text);
    }
    click_on(&pty, "▶");
    pty.wait_for(&receipt(1));
    pty.wait_for("Tìm ứng dụng");
    click_on(&pty, "F10");
    pty.wait_for(vi().leave_title);
    click_on(&pty, vi().leave_session);
    pty.wait_for(vi().welcome);
    click_on(&pty, "Esc");
    pty.wait_for(vi().quit_text);
    click_on(&pty, vi().quit_yes);
    assert_eq!(pty.wait_exit(), 0);
    let package = export(&home, "stick");
    assert_eq!(package.column("attempts", "audience"), ["farmer"]);
    assert_eq!(package.column("attempts", "mode"), ["guided"]);
    assert_eq!(package.column("attempts", "outcome"), ["left"]);
}

#[test]
fn too_small_a_terminal_says_what_to_do_and_loses_nothing() {
    let home = Home::new();
    let pty = in_lesson(&home);
    let before = pty.screen();
    for (columns, rows) in [(49, 24), (80, 17), (20, 6), (1, 1)] {
        pty.resize(columns, rows);
        if columns >= 20 {
            pty.wait_for(vi().too_small);
        }
    }
    pty.resize(50, 18);
    pty.wait_for("3/8");
    pty.resize(80, 24);
    pty.wait_until("the page as before", |screen| screen == before);
    pty.send_keys(INSTALL[2]);
    pty.wait_for(&receipt(3));
}

#[test]
fn after_a_stop_the_page_is_painted_again() {
    let home = Home::new();
    let pty = in_lesson(&home);
    let vietnamese = pty.screen();
    pty.send_keys("<F2>");
    pty.wait_until("English", |screen| screen.contains(Lang::En.strings().practice));
    let english = pty.screen();
    pty.send_keys("<F2>");
    pty.wait_until("Vietnamese", |screen| screen == vietnamese);
    // Taking the terminal again empties its screen: what does not change with the language must be painted too.
    pty.kill(Signal::STOP);
    pty.send_keys("<F2>");
    pty.kill(Signal::CONT);
    pty.wait_until("the English page, whole", |screen| screen == english);
}

#[test]
fn keys_that_would_end_or_stop_a_program_do_nothing() {
    let home = Home::new();
    let pty = start(&home);
    pty.wait_for(vi().welcome);
    pty.send_keys("<C-c><C-z><C-\\><C-d><C-s><C-q>");
    sign_in(&pty);
    begin(&pty);
    pty.send_keys("<C-c><C-z><C-\\>");
    play_to(&pty, 2);
    // In a field they are no letters.
    pty.send_keys("<C-c><C-z><C-\\>");
    play_step_three(&pty);
    pty.send_keys("<F10>");
    pty.wait_for(vi().leave_session);
    pty.send_keys("<C-c><Down><Down><Enter>");
    quit(&pty);
}

fn play_step_three(pty: &Pty) {
    pty.send_keys(INSTALL[2]);
    pty.wait_for(&receipt(3));
}

// ------------------------------------------------------------------------------------------------ ends of all kinds

fn ends_by(signal: Signal) {
    let home = Home::new();
    let pty = in_lesson(&home);
    pty.kill(signal);
    assert_eq!(pty.wait_exit(), 128 + signal.as_raw());
    assert!(pty.is_restored());
    is_recorded_as_interrupted(&home);
}

#[test]
fn sigterm_gives_the_terminal_back_and_keeps_the_attempt() {
    ends_by(Signal::TERM);
}

#[test]
fn sighup_gives_the_terminal_back_and_keeps_the_attempt() {
    ends_by(Signal::HUP);
}

#[test]
fn sigint_gives_the_terminal_back_and_keeps_the_attempt() {
    ends_by(Signal::INT);
}

#[test]
fn sigquit_gives_the_terminal_back_and_keeps_the_attempt() {
    ends_by(Signal::QUIT);
}

#[test]
fn a_terminal_that_hangs_up_ends_the_kiosk_and_keeps_the_attempt() {
    let home = Home::new();
    let mut pty = in_lesson(&home);
    pty.hang_up();
    let code = pty.wait_exit();
    assert!(code == 129 || code == -1, "{code}");
    is_recorded_as_interrupted(&home);
}

// ----------------------------------------------------------------------------------------------------- coming back

/// Picks the words of a return code by their first letters.
fn by_words(pty: &Pty, code: ReturnCode) {
    pty.send_keys("<F5>");
    for (list, place) in code.places().into_iter().enumerate() {
        pty.wait_for(&vi().come_back_word(list + 1));
        let initial = |word: &str| fold(word).chars().next();
        let word = LISTS[list][place];
        let alike = |at: &usize| initial(LISTS[list][*at]) == initial(word);
        let times = (0..LISTS[list].len()).filter(alike).position(|at| at == place).unwrap() + 1;
        for _ in 0..times {
            pty.send_keys(&word.chars().take(1).collect::<String>());
        }
        pty.wait_until(&format!("► {word}"), |screen| {
            screen.split_once("► ").and_then(|(_, rest)| rest.split_whitespace().next()) == Some(word)
        });
        pty.send_keys("<Enter>");
    }
}

/// Finds the learner among those who were here today.
fn by_sessions(pty: &Pty, _: ReturnCode) {
    pty.send_keys("<F5>");
    pty.wait_for(vi().come_back_help);
    pty.send_keys("<F5>");
    pty.wait_for(vi().sessions);
    pty.wait_for(vi().session_unfinished);
    pty.send_keys("<Enter>");
}

/// Somebody has two steps behind her, each with its receipt, when the kiosk is killed. The next start knows her by what
/// the screen had shown, she goes on at the third step, and both attempts leave.
fn comes_back(find: fn(&Pty, ReturnCode)) {
    let home = Home::new();
    let pty = in_lesson(&home);
    let code = crate::pty::code(&pty.screen()).expect("the words stand beside the receipt");
    pty.kill(Signal::KILL);
    assert_eq!(pty.wait_exit(), -9);

    let pty = start(&home);
    pty.wait_for(vi().welcome);
    find(&pty, code);
    pty.wait_for(vi().come_back_found);
    assert_eq!(crate::pty::code(&pty.screen()), Some(code));
    pty.send_keys("<Enter>");
    pty.wait_for(vi().lesson_left);
    pty.send_keys("<Enter>");
    pty.wait_for(&vi().go_on(3, 8, vi().mode_names[1]));
    pty.send_keys("<Enter>");
    pty.wait_for(&receipt(2));
    pty.wait_for("3/8");
    for (keys, step) in INSTALL.iter().zip(1..).skip(2).take(5) {
        pty.send_keys(keys);
        pty.wait_for(&receipt(step));
    }
    pty.send_keys(INSTALL[7]);
    pty.wait_for("Đã lưu kết quả");
    assert!(pty.screen().contains("6/6"), "{}", pty.screen());
    assert_eq!(crate::pty::code(&pty.screen()), Some(code), "she keeps her words");
    pty.send_keys("<F10>");
    quit(&pty);

    let doctor = home.doctor();
    assert_eq!((doctor["whole"].as_bool(), doctor["attempts_open"].as_u64()), (Some(true), Some(0)), "{doctor}");
    let package = export(&home, "stick");
    assert_eq!(package.column("attempts", "outcome"), ["interrupted", "completed"]);
    let ids = package.column("attempts", "attempt_id");
    assert_eq!(package.column("attempts", "resumes"), ["", ids[0].as_str()]);
    let learners = package.column("attempts", "learner_id");
    assert_eq!(learners[0], learners[1]);
    let rows = package.column("step_results", "attempt_id").into_iter().zip(package.column("step_results", "outcome"));
    let of = |id: &str| rows.clone().filter(|(of, _)| of == id).map(|(_, outcome)| outcome).collect::<Vec<_>>();
    assert_eq!(of(&ids[0]), [&["alone"; 2][..], &["unfinished"; 6]].concat());
    assert_eq!(of(&ids[1]), [&["skipped"; 2][..], &["alone"; 6]].concat());
    no_words_leave(&home, &package, code);
}

/// Neither a cell nor any text of what was exported is a return code, as words or as a number.
fn no_words_leave(home: &Home, package: &Package, code: ReturnCode) {
    let number = code.number().to_string();
    for table in ["attempts", "step_results", "learners", "lessons", "steps"] {
        for (column, cell) in package.rows(table).into_iter().flatten() {
            assert!(!code.words().contains(&cell.as_str()) && cell != number, "{table} {column}: {cell}");
        }
    }
    let zips = Home::zips(&home.path().join("stick"));
    for content in contents(&zips[0]).iter().skip(1) {
        let letters = |text: &str| fold(text).chars().filter(|c| c.is_alphabetic()).collect::<String>();
        let content = String::from_utf8_lossy(content);
        assert!(!letters(&content).contains(&letters(&code.words().concat())), "{content}");
    }
}

#[test]
fn after_a_kill_her_words_bring_a_learner_back() {
    comes_back(by_words);
}

#[test]
fn after_a_kill_a_learner_is_found_among_those_of_today() {
    comes_back(by_sessions);
}

#[test]
fn how_many_took_turns_is_in_the_exported_file() {
    let home = Home::new();
    let pty = start(&home);
    sign_in(&pty);
    pty.wait_for("VNeID");
    pty.send_keys("<Down><Enter>");
    pty.wait_for(vi().modes);
    pty.send_keys("<Right><Right><Down>");
    pty.wait_for(&vi().people(3));
    pty.send_keys("<Enter>");
    pty.wait_for(&vi().turn(1, 3));
    play_to(&pty, 1);
    pty.wait_for(&vi().turn(2, 3));
    pty.send_keys("<F10>");
    pty.wait_for(vi().leave_session);
    pty.send_keys("<End><Enter>");
    quit(&pty);
    assert_eq!(export(&home, "stick").column("attempts", "people"), ["3"]);
}

// ------------------------------------------------------------------------------------------------------------ kill

/// What the screen had promised when the kiosk was killed.
#[derive(Debug)]
struct Promised {
    /// The number on the slip.
    slip: String,
    /// Steps that were said to be saved.
    steps: usize,
    /// The result was said to be saved.
    ended: bool,
}

/// `SplitMix64`.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(n).unwrap()).unwrap()
    }
}

fn variable(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |value| value.parse().expect("a number"))
}

/// `KIOSK_KILLS` kills at moments that `KIOSK_SEED` decides: after some receipt the keys of the next step are typed,
/// and after some of the writes to the screen that follow the kiosk is killed, around the commit of that step.
#[test]
fn a_killed_kiosk_has_kept_every_receipt_it_gave() {
    let (kills, mut random) = (variable("KIOSK_KILLS", 10), Random(variable("KIOSK_SEED", 1)));
    let home = Home::new();
    let mut all: Vec<Promised> = Vec::new();
    for round in 0..kills {
        let promised = play_and_kill(&home, &mut random);
        let doctor = home.doctor();
        assert_eq!(doctor["whole"], true, "round {round}, {promised:?}: {doctor}");
        assert!(doctor["attempts_open"].as_u64() <= Some(1), "the start before closed it: {doctor}");
        all.extend(promised);
        let said: usize = all.iter().map(|promised| promised.steps).sum();
        assert!(doctor["step_results"].as_u64() >= u64::try_from(said).ok(), "{said} promised: {doctor}");
    }
    // The next start needs nobody: it comes up, and what was cut off is closed.
    quit(&start(&home));
    let doctor = home.doctor();
    assert_eq!((doctor["whole"].as_bool(), doctor["attempts_open"].as_u64()), (Some(true), Some(0)), "{doctor}");
    let package = export(&home, "stick");
    are_kept(&all, &package);
}

/// Starts the kiosk, plays to some moment, kills it, and reads from the screen what it had promised; `None` when it
/// had promised nothing.
fn play_and_kill(home: &Home, random: &mut Random) -> Option<Promised> {
    // Most before the download, which takes its time.
    let done = if random.below(6) == 0 { 4 + random.below(4) } else { random.below(4) };
    let writes = random.below(8);
    let pty = start(home);
    sign_in(&pty);
    begin(&pty);
    play_to(&pty, done);
    let mut promised = promised_on(&pty.screen());
    pty.send_keys(INSTALL[done]);
    let (seen, next) = (Cell::new(0), if done == 7 { "Đã lưu kết quả".to_owned() } else { receipt(done + 1) });
    pty.wait_until(&next, |screen| {
        seen.set(seen.get() + 1);
        seen.get() > writes || screen.contains(&next)
    });
    pty.kill(Signal::KILL);
    assert_eq!(pty.wait_exit(), -9);
    // A receipt gives way to the next thing that is being saved; given it was all the same.
    promised = promised_on(&pty.screen()).or(promised);
    assert_eq!(promised.is_some(), promised.as_ref().is_some_and(|promised| promised.steps >= done.max(1)));
    promised
}

fn promised_on(screen: &str) -> Option<Promised> {
    let line = screen.lines().find(|line| line.contains("Đã lưu") && line.contains("phiếu"))?;
    let slip = line.rsplit_once("phiếu ")?.1.trim().to_owned();
    let step = line.split_once("Đã lưu bước ").map(|(_, rest)| rest.split_once('/').unwrap().0.parse().unwrap());
    Some(Promised { slip, steps: step.unwrap_or(8), ended: step.is_none() })
}

fn are_kept(promises: &[Promised], package: &Package) {
    let mut steps: BTreeMap<String, usize> = BTreeMap::new();
    let ids = package.column("step_results", "attempt_id");
    for (id, outcome) in ids.iter().zip(package.column("step_results", "outcome")) {
        *steps.entry(id.clone()).or_default() += usize::from(outcome == "alone");
    }
    assert_eq!(ids.len(), 8 * steps.len(), "each attempt has all its steps");
    let ids = package.column("attempts", "attempt_id");
    let outcomes = package.column("attempts", "outcome");
    for promised in promises {
        let at = ids.iter().position(|id| id.to_uppercase().ends_with(&promised.slip));
        let at = at.unwrap_or_else(|| panic!("lost: {promised:?}"));
        assert!(steps[&ids[at]] >= promised.steps, "lost of {promised:?}: {} are kept", steps[&ids[at]]);
        match outcomes[at].as_str() {
            "completed" => assert_eq!(steps[&ids[at]], 8),
            outcome => assert_eq!((outcome, promised.ended), ("interrupted", false), "{promised:?}"),
        }
    }
}
