//! What is typed is in nothing that lasts: a distinctive text is typed into every field of every lesson, and looked for in
//! every effect, in the database with its side files, in exports, in the log, and in the memory of the process once the
//! session has ended.
//!
//! The short form runs with every test; `tests/long.sh` runs the long one, in which the real binary plays every lesson.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::thread;
use std::time::Duration;

use kiosk::app::player::KeyPress;
use kiosk::app::{Key, Patience, Screen, Settings};
use kiosk::i18n::Lang;
use kiosk::lesson::model::Rule;
use kiosk::lesson::{Lesson, Library};
use kiosk::log;
use kiosk::time::Clock;
use kiosk::tutor::record::Mode;
use rustix::process::Signal;

use crate::harness::keys::Driver;
use crate::harness::library::Folder;
use crate::harness::program::{Home, Package};
use crate::pty::{Twins, start};

/// What is typed into a field: it passes its rule, or would if it were right.
fn canary(rule: Rule) -> &'static str {
    match rule {
        Rule::Text | Rule::Name => "Qxzkvhtb",
        Rule::Email => "qxzkvhtb@vd.vn",
        Rule::Password => "Qxzkvhtb@91",
        Rule::Digits | Rule::Money => "918273645",
        // It looks like a real one, and is refused.
        Rule::Phone => "0918273645",
        Rule::CitizenId => "000918273645",
        Rule::Otp | Rule::Pin => "918273",
        Rule::Date => "18/09/2736",
        Rule::Account => "918273645918",
        Rule::CustomerCode => "QX91827364551",
    }
}

/// What is looked for, without regard to capitals: letters that no method of typing makes other letters of, and digits
/// that stand nowhere else.
const NEEDLES: [&str; 3] = ["qxzkvhtb", "918273", "18/09/2736"];

/// The shipped lessons in which nothing takes longer than a second, and codes are the same in every run: two kiosks that
/// get the same keys show the same.
fn quick() -> Folder {
    let folder = Folder::shipped();
    for app in fs::read_dir(folder.path().join("apps")).unwrap() {
        let name = format!("apps/{}", app.unwrap().file_name().to_str().unwrap());
        let with = |content: String, (key, instead): (&str, &str)| replaced(&content, key, instead);
        let changes = [("seconds", "1"), ("after", "1"), ("digits", "\"482913\"")];
        folder.write(&name, changes.into_iter().fold(folder.read(&name), with).replace('%', "7"));
    }
    folder
}

/// A file in which a key has another number wherever it has one.
fn replaced(content: &str, key: &str, instead: &str) -> String {
    let mut out = String::new();
    let mut rest = content;
    while let Some((before, after)) = rest.split_once(key) {
        let whole = !before.ends_with(|c: char| c.is_alphanumeric() || c == '-');
        let value = after.trim_start().strip_prefix('=').map(str::trim_start);
        let number = value.filter(|value| whole && value.starts_with(|c: char| c.is_ascii_digit()));
        out += before;
        out += key;
        rest = after;
        if let Some(value) = number {
            out.extend([" = ", instead]);
            rest = value.trim_start_matches(|c: char| c.is_ascii_digit());
        }
    }
    out + rest
}

/// The fields into which letters are typed, of all the apps of a lesson.
fn fields(lesson: &Lesson) -> BTreeSet<String> {
    let world = &lesson.world;
    let typed = world.widgets.iter().filter_map(|widget| widget.kind.typed());
    typed.map(|field| world.fields[field].name.to_string()).collect()
}

/// Plays a lesson, and types into each field that the way leads past, before what is asked for.
fn play(driver: &mut Driver, typed: &mut BTreeSet<String>) {
    for _ in 0..2000 {
        if !driver.plays() {
            return;
        }
        step(driver, typed);
    }
    panic!("the lesson never ends");
}

fn step(driver: &mut Driver, typed: &mut BTreeSet<String>) {
    let player = driver.player();
    if let Some(edit) = &player.edit {
        let field = &player.session.lesson().world.fields[edit.field];
        let (name, rule) = (field.name.to_string(), field.rule);
        if typed.insert(name) {
            driver.write(canary(rule));
            driver.key(Key::Enter);
            return;
        }
    }
    // One key at a time where the focus moves, so that no field is passed by.
    match driver.player().guide().expect("there is a way on").keys.first().copied() {
        Some(KeyPress::Down(_)) => drop(driver.key(Key::Down)),
        Some(KeyPress::Up(_)) => drop(driver.key(Key::Up)),
        _ => driver.follow(),
    }
}

fn has_canary(content: &[u8]) -> bool {
    let small = content.to_ascii_lowercase();
    let wide = |needle: &str| needle.bytes().flat_map(|byte| [byte, 0, 0, 0]).collect::<Vec<u8>>();
    NEEDLES.iter().any(|needle| contains(&small, needle.as_bytes()) || contains(&small, &wide(needle)))
}

fn contains(content: &[u8], needle: &[u8]) -> bool {
    content.windows(needle.len()).any(|part| part == needle)
}

/// Every file below a folder, and what is packed in its zips, holds none.
fn is_clean(folder: &Path) -> usize {
    let mut looked = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            looked += is_clean(&path);
            continue;
        }
        looked += 1;
        assert!(!has_canary(&fs::read(&path).unwrap()), "{}", path.display());
        if path.extension().is_some_and(|e| e == "zip") {
            for (name, content) in Package::open(&path).files() {
                assert!(!has_canary(content), "{} {name}", path.display());
            }
        }
    }
    looked
}

/// Whatever is typed anywhere, nothing that leaves the pure core names it, nor does the core keep it once she has left.
#[test]
fn no_effect_holds_what_was_typed() {
    let (mut all, mut typed) = (BTreeSet::new(), BTreeSet::new());
    for lesson in &Library::built_in().library.lessons {
        for mode in [Mode::Guided, Mode::Practice, Mode::Solo] {
            let mut driver = Driver::in_lesson(Lang::Vi, &lesson.id, mode);
            let mut here = BTreeSet::new();
            play(&mut driver, &mut here);
            driver.key(Key::F(10));
            assert!(driver.kiosk.is_at_rest());
            let effects = format!("{:?}", driver.effects);
            assert!(!has_canary(effects.as_bytes()), "{} {mode:?}", lesson.id);
            assert!(!has_canary(driver.frame(80, 24).text().as_bytes()));
            all.extend(fields(lesson));
            typed.extend(here);
        }
    }
    assert_eq!(typed, all, "every field of every lesson was typed into");
}

/// The memory of a process; `None` where the system forbids to look.
fn memory(pid: u32) -> Option<Vec<Vec<u8>>> {
    let maps = fs::read_to_string(format!("/proc/{pid}/maps")).ok()?;
    let file = match fs::File::open(format!("/proc/{pid}/mem")) {
        Ok(file) => file,
        Err(error) => {
            println!("skipped: the memory of the program cannot be read here ({error})");
            return None;
        }
    };
    let mut all = Vec::new();
    for line in maps.lines() {
        let mut words = line.split_whitespace();
        let (range, rights) = (words.next()?, words.next()?);
        // What cannot be written to is the program itself.
        if !rights.starts_with("rw") || line.ends_with("[vvar]") {
            continue;
        }
        let (from, to) = range.split_once('-')?;
        let (from, to) = (u64::from_str_radix(from, 16).ok()?, u64::from_str_radix(to, 16).ok()?);
        let mut bytes = vec![0; usize::try_from(to - from).ok()?];
        // A page may go away meanwhile.
        if file.read_exact_at(&mut bytes, from).is_ok() {
            all.push(bytes);
        }
    }
    Some(all)
}

fn is_in_memory(pid: u32) -> Option<bool> {
    Some(memory(pid)?.iter().any(|part| has_canary(part)))
}

/// Waits for something that no screen shows.
fn wait_for(what: &str, holds: impl Fn() -> bool) {
    let clock = Clock::start();
    while !holds() {
        assert!(clock.now().mono < 60_000, "it never came: {what}");
        thread::sleep(Duration::from_millis(10));
    }
}

/// The real binary: what is typed is in its memory while it is needed, and gone, with everything, when she has left.
fn leaves_nothing(lessons: &[&str]) {
    let (home, folder) = (Home::new(), quick());
    let config = format!("[kiosk]\nlessons = {:?}\n[speech]\ncommand = []\n", folder.path());
    fs::write(home.path().join("kiosk.toml"), config).unwrap();
    let library = folder.load();
    assert!(library.findings.is_empty(), "{:?}", library.findings);
    let settings = Settings { idle: Patience::NEVER, ..Settings::default() };
    let mut twins = Twins { pty: start(&home), twin: Driver::with(settings, library.library) };
    twins.agree();
    let pid = twins.pty.pid();
    assert_ne!(is_in_memory(pid), Some(true), "nothing was typed yet");
    twins.keys(&[Key::Enter, Key::Char('b'), Key::Char('d'), Key::F(5)]);
    for lesson in lessons {
        twins.begin(lesson);
        let mut typed = BTreeSet::new();
        while twins.twin.plays() {
            let from = twins.twin.pressed.len();
            step(&mut twins.twin, &mut typed);
            twins.pass_on(from);
            if twins.twin.plays() {
                twins.agree();
            }
        }
        assert!(!typed.is_empty(), "{lesson} has a field");
        // What it praises depends on how long each step took.
        twins.pty.wait_for("Đã lưu kết quả");
        let from = twins.twin.pressed.len();
        twins.twin.keys(&[Key::Down, Key::Enter]);
        assert!(matches!(twins.twin.kiosk.screen, Screen::Lessons(_)));
        twins.pass_on(from);
        twins.agree();
    }
    // A last word is left standing in a field, and she goes in the middle.
    twins.begin(lessons[0]);
    while twins.twin.focused_field().is_none() {
        let from = twins.twin.pressed.len();
        twins.twin.follow();
        twins.pass_on(from);
        twins.agree();
    }
    let from = twins.twin.pressed.len();
    twins.twin.write("Qxzkvhtb");
    twins.pass_on(from);
    twins.agree();
    let seen = is_in_memory(pid);
    assert_ne!(seen, Some(false), "where it is looked for it would be found");
    home.run(&["export"]).done();
    twins.keys(&[Key::F(10), Key::End, Key::Enter]);
    let log = home.data().join(log::FILE_NAME);
    let starts = || fs::read_to_string(&log).unwrap_or_default().matches(" start ").count();
    wait_for("a fresh program", || starts() == 2);
    // It has drawn its first page and opened the database by the time it answers a key.
    twins.keys(&[Key::Enter, Key::Escape]);
    if let Some(parts) = memory(pid) {
        let size: usize = parts.iter().map(Vec::len).sum();
        assert!(!parts.iter().any(|part| has_canary(part)), "it is in the memory still");
        println!("{} KiB of memory looked through, {} lessons", size / 1024, lessons.len());
    }
    home.run(&["export"]).done();
    assert!(is_clean(home.path()) >= 6, "database, side files, log, settings, exports");
    twins.pty.kill(Signal::TERM);
    assert_eq!(twins.pty.wait_exit(), 143);
    assert!(is_clean(home.path()) >= 4);
}

#[test]
fn nothing_typed_outlives_the_session() {
    let all =
        ["keyboard", "vneid-install", "vneid-activate", "temp-residence", "qr-shop", "electricity-bill", "otp-caller"];
    let whole = std::env::var_os("KIOSK_CANARY").is_some();
    leaves_nothing(if whole { &all } else { &all[1..2] });
}
