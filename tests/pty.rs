//! The real binary in a pseudo-terminal beside a twin, the same kiosk driven by the same keys without a terminal: both
//! must show the same. And what no person types: floods, garbage, keys that lead too far.

use std::cell::Cell;

use kiosk::app::{Key, Screen, Settings};
use kiosk::i18n::Lang;
use kiosk::return_code::{LISTS, ReturnCode};
use kiosk::text;
use kiosk::tutor::record::Mode;
use kiosk::typing::BACKSPACE;
use rustix::process::Signal;

use crate::harness::keys::{Driver, SLIP};
use crate::harness::library::{Folder, small_folder};
use crate::harness::program::{Home, PROGRAM, Package};
use crate::harness::pty::Pty;

/// The kiosk in a terminal, and its twin that says what must be seen.
pub struct Twins {
    /// The kiosk.
    pub pty: Pty,
    /// Its twin.
    pub twin: Driver,
}

impl Twins {
    /// Starts the kiosk on the data folder of a home, and waits for its first page.
    fn start(home: &Home) -> Twins {
        let pty = start(home);
        let mut twins = Twins { pty, twin: Driver::new(Lang::Vi) };
        twins.agree();
        twins
    }

    /// Chooses a lesson, to be told each step.
    pub fn begin(&mut self, lesson: &str) {
        let from = self.twin.pressed.len();
        self.twin.begin(lesson, Mode::Guided);
        self.pass_on(from);
        self.agree();
    }

    /// Presses keys, each when the one before has been answered.
    pub fn keys(&mut self, keys: &[Key]) {
        for key in keys {
            self.twin.key(*key);
            self.pty.send_keys(&name(*key));
            self.agree();
        }
    }

    /// Does the next thing that stands under *Phím ở đây*.
    fn follow(&mut self) {
        let from = self.twin.pressed.len();
        self.twin.follow();
        self.pass_on(from);
        self.agree();
    }

    fn times(&mut self, key: Key, times: usize) {
        self.keys(&vec![key; times]);
    }

    /// Types letters, `⌫` for Backspace.
    fn write(&mut self, letters: &str) {
        let key = |letter| if letter == BACKSPACE { Key::Backspace } else { Key::Char(letter) };
        self.keys(&letters.chars().map(key).collect::<Vec<_>>());
    }

    /// Presses the keys that the twin was given since it had been given so many.
    pub fn pass_on(&self, from: usize) {
        for key in &self.twin.pressed[from..] {
            self.pty.send_keys(&name(*key));
        }
    }

    /// Waits until the terminal shows what the twin shows, but for the slip number. The return code is by chance: the
    /// twin takes that of the terminal.
    pub fn agree(&mut self) {
        if code(&self.twin.frame(80, 24).text()).is_some() {
            // Found while waiting: a moment later the screen may be half of the next one.
            let found = Cell::new(None);
            self.pty.wait_until("a return code", |screen| {
                found.set(code(screen));
                found.get().is_some()
            });
            self.twin.knows_code(found.get().unwrap());
        }
        let wanted = trimmed(&self.twin.frame(80, 24).text());
        self.pty.wait_until(&format!("this screen:\n{wanted}\n---"), |screen| {
            let shown = match slip(screen) {
                Some(slip) => screen.replace(&slip, SLIP),
                None => screen.to_owned(),
            };
            trimmed(&shown) == wanted
        });
    }
}

/// Starts the kiosk with settings of a home, if it has some.
pub fn start(home: &Home) -> Pty {
    let (data, env, config) = (home.data(), home.env(), home.path().join("kiosk.toml"));
    let env: Vec<(&str, &str)> = env.iter().map(|(name, value)| (*name, value.as_str())).collect();
    if !config.exists() {
        // Whether the machine has a program that speaks is not the matter of these tests.
        std::fs::write(&config, "[speech]\ncommand = []\n").unwrap();
    }
    let args = ["--data", data.to_str().unwrap(), "--config", config.to_str().unwrap()];
    Pty::start(PROGRAM, &args, &env, 80, 24)
}

/// A screen without the blanks at the ends of its lines and below its text.
fn trimmed(screen: &str) -> String {
    let lines: Vec<&str> = screen.lines().map(str::trim_end).collect();
    lines.join("\n").trim_end().to_owned()
}

/// The return code that a screen shows.
pub fn code(screen: &str) -> Option<ReturnCode> {
    let words: Vec<&str> = screen.split_whitespace().map(|word| word.trim_end_matches('.')).collect();
    let place = |list: usize, word: &str| LISTS[list].iter().position(|known| *known == word);
    words.windows(5).find_map(|words| match words {
        [a, "–", b, "–", c] => ReturnCode::of_places([place(0, a)?, place(1, b)?, place(2, c)?]),
        _ => None,
    })
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

// ------------------------------------------------------------------------------------------------- what is seen

/// From the first page through *Làm quen* and a lesson to its result and into the next lesson: the terminal shows,
/// cell by cell, what was drawn, each receipt included.
#[test]
fn the_terminal_shows_what_was_drawn() {
    let home = Home::new();
    let mut twins = Twins::start(&home);
    twins.keys(&[Key::Enter, Key::Enter, Key::End, Key::Enter]);
    twins.keys(&[Key::Down, Key::Up, Key::Enter, Key::Escape, Key::Backspace, Key::F(1), Key::Enter]);
    twins.begin("vneid-install");
    while twins.twin.plays() {
        twins.follow();
        let step = twins.twin.steps().len();
        let screen = twins.pty.screen();
        let seen = receipt(&screen).map(|(_, step)| step);
        assert!(!twins.twin.plays() || seen == u32::try_from(step).ok().filter(|n| *n > 0), "{screen}");
    }
    let number = slip(&twins.pty.screen()).expect("the receipt of the result");
    twins.keys(&[Key::Down, Key::Enter]);
    twins.begin("temp-residence");
    twins.follow();
    // The number on the slip is the end of the attempt's id.
    home.run(&["export"]).done();
    let package = Package::open(&Home::zips(&home.data().join("exports"))[0]);
    let ids = package.column("attempts", "attempt_id");
    assert!(ids.len() == 1 && ids[0].to_uppercase().ends_with(&number), "{number} {ids:?}");
}

/// A form with a name and an address.
fn form() -> Folder {
    let screens = r#"
[screens.main]
widgets = [
  { field = "name", label = "Họ tên", rule = "name" },
  { field = "address", label = "Địa chỉ", rule = "text" },
]
"#;
    let steps = r#"
[[steps]]
id = "name"
say = "Điền tên."
goal = ["a.name = Nguyễn Thị Tập"]

[[steps]]
id = "address"
say = "Điền địa chỉ."
goal = ["a.address = Số 12, đường Điện Biên"]
"#;
    small_folder(&[("a", screens)], &["a"], steps)
}

/// VNI is chosen and tried, then a name and an address are typed by it, capitals and mending in the middle of a word
/// included; the next lesson is typed by Telex.
#[test]
fn both_methods_reach_the_fields() {
    let (home, folder) = (Home::new(), form());
    std::fs::write(
        home.path().join("kiosk.toml"),
        format!("[kiosk]\nlessons = {:?}\n[speech]\ncommand = []\n", folder.path()),
    )
    .unwrap();
    let pty = start(&home);
    let mut twins = Twins { pty, twin: Driver::with(Settings::default(), folder.load().library) };
    twins.agree();
    twins.keys(&[Key::Enter, Key::Enter, Key::End, Key::Enter, Key::F(5)]);
    let rounds = [
        (Key::Down, "D9u7o72ng", "NGUYE64m⌫N Thi5 Ta6p5", "So61 12, d9u7o7ng2 D9ie65n Bie6n"),
        (Key::Up, "dduwowngf", "NGUYEEXm⌫N Thij Taapj", "Soos 12, dduwowngf DDieenj Bieen"),
    ];
    for (choice, example, name, address) in rounds {
        twins.keys(&[Key::F(9), choice]);
        twins.write(example);
        assert!(twins.pty.screen().contains(Lang::Vi.strings().typing_right));
        twins.keys(&[Key::Enter]);
        twins.begin("small");
        twins.keys(&[Key::Enter]);
        twins.write(name);
        assert!(twins.pty.screen().contains(" NGUYỄN Thị Tập "), "{}", twins.pty.screen());
        // Back into the first word: another tone, and the right one again.
        let [sharp, wavy] = if choice == Key::Down { ['1', '4'] } else { ['S', 'X'] };
        twins.times(Key::Left, 9);
        twins.keys(&[Key::Char(sharp)]);
        assert!(twins.pty.screen().contains(" NGUYẾN Thị Tập "), "{}", twins.pty.screen());
        twins.keys(&[Key::Char(wavy)]);
        assert!(twins.pty.screen().contains(" NGUYỄN Thị Tập "), "{}", twins.pty.screen());
        twins.keys(&[Key::Enter]);
        twins.write(address);
        assert!(twins.pty.screen().contains(" Số 12, đường Điện Biên "), "{}", twins.pty.screen());
        twins.keys(&[Key::Enter]);
        assert!(!twins.twin.plays(), "both were right");
        while !matches!(twins.twin.kiosk.screen, Screen::Lessons(_)) {
            twins.keys(&[Key::Down, Key::Enter]);
        }
    }
}

// ------------------------------------------------------------------------------------------------ what no person types

/// A stop from outside is ignored, and after a continue the screen is drawn anew.
#[test]
fn a_stop_is_ignored() {
    let home = Home::new();
    let mut twins = Twins::start(&home);
    twins.pty.kill(Signal::TSTP);
    twins.keys(&[Key::F(2)]);
    twins.pty.kill(Signal::CONT);
    twins.keys(&[Key::F(2)]);
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

/// The texts that this file looks for are those of the kiosk.
#[test]
fn the_receipts_here_are_those_of_the_kiosk() {
    let strings = Lang::Vi.strings();
    assert_eq!(receipt(&strings.saved_step(3, 8, SLIP)), Some((SLIP.to_owned(), 3)));
    assert_eq!(slip(&strings.result_saved(SLIP)).as_deref(), Some(SLIP));
    assert!(text::width(&strings.saved_step(10, 10, SLIP)) <= 38, "it must fit beside the device at 80 columns");
}
