//! On a locked kiosk nothing that a keyboard, a mouse or a terminal can send leads out, stops it or fills its memory.
//!
//! The short form runs with every test; `tests/long.sh` runs the long one, and prints what it took.

use std::fs;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use kiosk::app::{Bar, Effect, Event, Key, Screen, Settings, Slot, Target};
use kiosk::i18n::{Lang, Strings};
use kiosk::lesson::Library;
use kiosk::random::SplitMix64;
use kiosk::time::Clock;
use kiosk::tutor::record::Mode;

use crate::harness::keys::Driver;
use crate::harness::program::{Home, PROGRAM};
use crate::harness::pty::Pty;

fn vi() -> &'static Strings {
    Lang::Vi.strings()
}

/// How much of something is sent: so much with every test, more in the long form.
fn amount(name: &str, otherwise: usize) -> usize {
    std::env::var(name).map_or(otherwise, |value| value.parse().expect("a number"))
}

// -------------------------------------------------------------------------------------------------------- the pages

fn locked() -> Driver {
    Driver::with(Settings { locked: true, ..Settings::default() }, Library::built_in().library)
}

#[test]
fn escape_on_the_first_page_does_nothing_and_is_not_offered() {
    let mut driver = locked();
    let first = driver.frame(80, 24);
    assert!(!driver.kiosk.can_quit() && Bar::of(&driver.kiosk).names(Slot::Escape).is_empty());
    driver.times(Key::Escape, 3);
    assert_eq!((driver.frame(80, 24), driver.effects.len()), (first, 0));
    assert_eq!(driver.place_of(Target::Key(Key::Escape)), None);
}

/// Keys and clicks by chance, a long time: whatever page they lead to, the program is never asked to end.
#[test]
fn no_keys_and_clicks_lead_out() {
    let keys = [
        Key::Enter,
        Key::Enter,
        Key::Enter,
        Key::Escape,
        Key::Tab,
        Key::BackTab,
        Key::Backspace,
        Key::Delete,
        Key::Up,
        Key::Down,
        Key::Down,
        Key::Left,
        Key::Right,
        Key::Home,
        Key::End,
        Key::PageUp,
        Key::PageDown,
        Key::Char('a'),
        Key::Char('1'),
    ];
    let mut random = SplitMix64::new(7);
    let mut below = |n: usize| usize::try_from(random.draw() % u64::try_from(n).unwrap()).unwrap();
    let mut driver = locked();
    let area = ratatui::layout::Rect::new(0, 0, 80, 24);
    for _ in 0..amount("KIOSK_KEYS", 4000) {
        let event = match below(10) {
            0 => Event::Key(Key::F(u8::try_from(below(24) + 1).unwrap())),
            1 | 2 => {
                let place = |n: usize| u16::try_from(n).unwrap();
                let (x, y) = (place(below(80)), place(below(24)));
                kiosk::ui::hit(&driver.kiosk, area, x, y).map_or(Event::Present, Event::Click)
            }
            _ => Event::Key(keys[below(keys.len())]),
        };
        driver.pass(100);
        let effects = driver.event(event);
        assert!(!effects.contains(&Effect::Quit));
        assert!(!matches!(driver.kiosk.screen, Screen::Welcome { quitting: Some(_) }));
        while driver.kiosk.deadline().is_some_and(|due| due <= driver.clock()) {
            driver.event(Event::Tick);
        }
    }
    assert!(driver.begun().len() > 3, "it came somewhere: {}", driver.begun().len());
}

/// Whoever leans on Enter, or pastes a page of it, gets through no lesson: at most a demonstration, of which the next
/// attempt waits for something else.
#[test]
fn enter_alone_gets_through_no_lesson() {
    for lesson in &Library::built_in().library.lessons {
        for mode in Mode::ALL.iter().copied() {
            let mut driver = Driver::new(Lang::Vi);
            driver.sign_in();
            driver.warm_up();
            driver.begin(&lesson.id, mode);
            for _ in 0..amount("KIOSK_ENTERS", 500) {
                driver.pass(33); // as a key that is held down
                driver.event(Event::Key(Key::Enter));
                while driver.kiosk.deadline().is_some_and(|due| due <= driver.clock()) {
                    driver.event(Event::Tick);
                }
            }
            let (begun, ended) = (driver.begun().len(), driver.ends().len());
            let shown = usize::from(mode == Mode::Watch);
            assert!(begun <= 1 + shown && ended <= shown, "{} {mode:?}: {begun}, {ended}", lesson.id);
            let steps = driver.steps().len();
            assert!(steps <= shown * lesson.steps.len() + 2, "{} {mode:?}: {steps}", lesson.id);
        }
    }
}

// ----------------------------------------------------------------------------------------------------- the terminal

/// A locked kiosk in a terminal of 80×24.
fn start(home: &Home) -> Pty {
    let config = home.path().join("kiosk.toml");
    fs::write(&config, "[kiosk]\nlocked = true\n[speech]\ncommand = []\n").unwrap();
    let (data, env) = (home.data(), home.env());
    let env: Vec<(&str, &str)> = env.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let args = ["--data", data.to_str().unwrap(), "--config", config.to_str().unwrap()];
    let pty = Pty::start(PROGRAM, &args, &env, 80, 24);
    pty.wait_for(vi().welcome);
    pty
}

/// Into a field of a lesson.
fn in_field(home: &Home) -> Pty {
    let pty = start(home);
    let keys = [
        (vi().welcome, "<Enter>"),
        (vi().who, "b"),
        (vi().age, "d"),
        (vi().warmup, "<F5>"),
        ("VNeID", "<Down><Enter>"),
        (vi().modes, "<Down><Enter>"),
        ("1/8", "<Enter>"),
    ];
    for (page, keys) in keys {
        pty.wait_for(page);
        pty.send_keys(keys);
    }
    pty.wait_for("Đã lưu bước 1/8");
    pty
}

/// How soon a key was answered, in milliseconds: the other language comes. However slow the machine, it is not for ever.
/// It is pressed again where what came before it had the same key at its end.
fn answers(pty: &Pty) -> u64 {
    let clock = Clock::start();
    let is_vietnamese = || pty.screen().contains("BÀI TẬP");
    while clock.now().mono < 60_000 {
        let (before, pressed) = (is_vietnamese(), clock.now().mono);
        pty.send("x"); // whatever was still open ends with a letter
        pty.send_keys("<F2>");
        while clock.now().mono < pressed + 3000 {
            if is_vietnamese() != before {
                return clock.now().mono - pressed;
            }
            thread::sleep(Duration::from_millis(1));
        }
    }
    panic!("no key is answered:\n{}", pty.screen());
}

/// The most memory that the program had, in KiB, looked at again and again: a fresh program begins anew.
struct Memory {
    most: AtomicU64,
    over: AtomicBool,
}

impl Memory {
    fn watched(pty: &Pty, work: impl FnOnce()) -> u64 {
        let memory = Memory { most: AtomicU64::new(0), over: AtomicBool::new(false) };
        let pid = pty.pid();
        thread::scope(|scope| {
            let watch = || {
                while !memory.over.load(Ordering::SeqCst) {
                    memory.most.fetch_max(peak(pid), Ordering::SeqCst);
                    thread::sleep(Duration::from_millis(5));
                }
            };
            thread::Builder::new().spawn_scoped(scope, watch).unwrap();
            work();
            memory.over.store(true, Ordering::SeqCst);
        });
        memory.most.load(Ordering::SeqCst).max(peak(pid))
    }
}

fn peak(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

/// More is not needed, whatever comes; the lessons alone take a third of it.
const MOST_KIB: u64 = 64 * 1024;

/// Does something hostile to a locked kiosk, then looks whether it lives, is the same process and within its memory.
fn survives(what: &str, pty: &Pty, hostile: impl FnOnce(&Pty)) {
    let clock = Clock::start();
    let mut took = 0;
    let memory = Memory::watched(pty, || {
        hostile(pty);
        took = clock.now().mono;
    });
    let answered = answers(pty);
    assert!(memory < MOST_KIB, "{what}: {memory} KiB");
    assert!(answered <= u64::try_from(amount("KIOSK_ALIVE_MS", 60_000)).unwrap(), "{what}: {answered} ms");
    println!("{what}: taken in {took} ms, the next key answered after {answered} ms, at most {memory} KiB");
}

#[test]
fn every_control_key_is_survived_on_every_page() {
    let home = Home::new();
    let controls: Vec<u8> = (0..32).chain([127]).collect();
    let alt = (0x20..0x7f).flat_map(|byte| [0x1b, byte]);
    let keys: Vec<u8> = controls.iter().copied().chain(alt).collect();
    let csi = |end: &str| (0..40).map(|n| format!("\x1b[{n}{end}")).collect::<Vec<_>>().concat();
    let sequences = ["~", "^", "$", "@", ";5~", ";2u", "A", "R", "n", "t", "c"].map(csi).concat();
    let pty = in_field(&home);
    for page in ["", "<F1>", "<F4>", "<F10>", "<F8>", "<F9>"] {
        survives(&format!("control keys on {page}"), &pty, |pty| {
            pty.send_keys(page);
            pty.send_bytes(&keys);
            pty.send(&sequences);
        });
    }
}

#[test]
fn random_bytes_are_survived() {
    let home = Home::new();
    let pty = in_field(&home);
    let mut random = SplitMix64::new(1);
    let bytes: Vec<u8> = (0..amount("KIOSK_FLOOD", 40_000) / 8).flat_map(|_| random.draw().to_le_bytes()).collect();
    survives("random bytes", &pty, |pty| pty.send_bytes(&bytes));
}

#[test]
fn sequences_without_an_end_are_survived() {
    for begin in ["\x1b[", "\x1b]0;", "\x1bP", "\x1b[<", "\x1b[200~", "\x1b_", "\u{c3}"] {
        let home = Home::new();
        let pty = start(&home);
        let long = format!("{begin}{}", "1;".repeat(amount("KIOSK_FLOOD", 40_000) / 2));
        survives(&format!("{begin:?} without an end"), &pty, |pty| pty.send(&long));
    }
}

#[test]
fn a_flood_of_clicks_is_survived() {
    let home = Home::new();
    let pty = in_field(&home);
    let mut random = SplitMix64::new(2);
    let mut click = || {
        let at = random.draw();
        let (x, y, button) = (at % 90 + 1, at / 90 % 30 + 1, at / 2700 % 70);
        format!("\x1b[<{button};{x};{y}M\x1b[<{button};{x};{y}m")
    };
    // A click is some twenty letters.
    let clicks = (0..amount("KIOSK_FLOOD", 40_000) / 20).map(|_| click()).collect::<Vec<_>>().concat();
    survives("clicks", &pty, |pty| pty.send(&clicks));
}

#[test]
fn a_page_of_enters_is_survived() {
    let home = Home::new();
    let pty = in_field(&home);
    survives("5,000 times Enter", &pty, |pty| pty.send(&"\r".repeat(5000)));
    // It is still the second step of the first attempt.
    pty.wait_for("2/8");
}

#[test]
fn a_storm_of_sizes_is_survived() {
    let home = Home::new();
    let pty = in_field(&home);
    let before = pty.screen();
    let mut random = SplitMix64::new(3);
    let sizes = [1, 2, 49, 50, 64, 80, 320, 1000, 65_535];
    survives("a storm of sizes", &pty, |pty| {
        for _ in 0..amount("KIOSK_STORM", 300) {
            let at = random.draw();
            let size = |n: u64| sizes[usize::try_from(n % 9).unwrap()];
            // The terminal here, which is not the matter, need not hold a wall of it.
            pty.resize_unseen(size(at), size(at / 9));
            pty.send_keys(if at.is_multiple_of(2) { "<Down>" } else { "<Up>" }); // so that it is drawn at more of them
        }
        pty.send_keys("<Up:40>");
        pty.resize(80, 24);
        pty.wait_until("the page as before", |screen| screen == before);
    });
}
