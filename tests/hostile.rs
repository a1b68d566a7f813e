//! Files that nobody should have put there: each is refused by itself, soon, within bounded memory, with its name and
//! place, in few and visible characters; every other lesson still works.

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::{Command, Stdio};

use kiosk::lesson::Loaded;
use kiosk::time::Clock;
use kiosk::tutor::demo;
use proptest::prelude::*;
use rustix::fs::{CWD, FileType, Mode, mknodat};

use crate::harness::library::{Folder, small};
use crate::harness::program::{Home, PROGRAM, said};

/// The lessons that must be left.
const SHIPPED: [&str; 2] = ["vneid-install", "temp-residence"];

/// Far above what any file takes (two seconds at most in a release build), far below for ever: this is a debug build
/// on a machine that does other things too.
const LIMIT_MS: u64 = 20_000;

/// The two lessons of [`SHIPPED`] alone, so that the tests here do not depend on what else is shipped.
fn shipped() -> Folder {
    let folder = Folder::shipped();
    for entry in fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap();
        if path.is_file() && stem != "personas" && !SHIPPED.contains(&stem) {
            fs::remove_file(path).unwrap();
        }
    }
    folder.write("courses.toml", format!("[[courses]]\nid = \"first\"\ntitle = \"A\"\nlessons = {SHIPPED:?}\n"));
    folder
}

/// What a terminal would obey or not show.
fn is_hidden(c: char) -> bool {
    c != '\n' && c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn are_printable(loaded: &Loaded) {
    for finding in &loaded.findings {
        let printed = finding.to_string();
        assert_eq!(printed.chars().find(|c| is_hidden(*c)), None, "{printed:?}");
        assert!(printed.lines().all(|line| line.chars().count() <= 420), "{printed}");
    }
}

/// Loads a folder in bounded time; what was found is printable and not without end.
fn load(folder: &Folder) -> Loaded {
    let clock = Clock::start();
    let loaded = folder.load();
    assert!(clock.now().mono < LIMIT_MS, "{} ms", clock.now().mono);
    assert!(loaded.findings.len() < 200, "{}", loaded.findings.len());
    are_printable(&loaded);
    loaded
}

fn ids(loaded: &Loaded) -> Vec<&str> {
    loaded.library.lessons.iter().map(|lesson| lesson.id.as_ref()).collect()
}

/// A file beside the shipped lessons is refused, and only it. Its findings.
fn refused(file: &str, content: impl AsRef<[u8]>) -> Vec<String> {
    let folder = shipped();
    folder.write(file, content);
    let loaded = load(&folder);
    assert_eq!(ids(&loaded), SHIPPED, "{file}");
    let told: Vec<String> = loaded.findings.iter().map(|finding| folder.told(finding)).collect();
    assert!(!told.is_empty() && told.iter().all(|told| told.starts_with(file)), "{file}: {told:.300?}");
    told
}

const LESSON: &str = "title = \"T\"\ntask = \"T\"\ntopic = \"t\"\nminutes = 1\ndevice = \"phone\"\npersona = \"tap\"\n";

const APP: &str = "name = \"A\"\ndevice = \"phone\"\n[screens.a]\n";

// ---------------------------------------------------------------------------------------------------------- content

/// A nest of anything would overflow the stack of a parser that follows it.
#[test]
fn deep_nesting_is_refused() {
    let deep = 100_000;
    let path = "a.".repeat(79) + "a";
    for content in [
        format!("a = {}{}", "[".repeat(deep), "]".repeat(deep)),
        format!("a = {}", "[".repeat(deep)),
        format!("a = {}1{}", "{a = ".repeat(deep), "}".repeat(deep)),
        format!("a = {}", "[{a=".repeat(deep)),
        format!("{}a = 1", "a.".repeat(deep)),
        format!("[{}a]", "a.".repeat(deep)),
        format!("[[{}a]]", "a.".repeat(deep)),
        "[".repeat(deep),
        // As deep as each limit of the parser allows, all at once.
        format!("[{path}]\n{}1{}", format!("{path} = {{").repeat(70), "}".repeat(70)),
        format!("[{path}]\n{path} = {}1{}", format!("{{{path} = ").repeat(70), "}".repeat(70)),
        format!("[{path}]\n").repeat(2) + &format!("{path} = 1\n").repeat(6000),
    ] {
        for file in ["deep.toml", "apps/deep.toml"] {
            let told = refused(file, &content);
            assert!(told[0].starts_with(&format!("{file}:")) && told.len() < 5, "{told:.300?}");
        }
    }
}

#[test]
fn large_files_are_refused_before_they_are_read() {
    for (file, content) in [
        ("large.toml", "#".repeat(100 << 20)),
        ("apps/large.toml", format!("{APP}widgets = [{}]", "{ text = \"x\" },\n".repeat(1_000_000))),
    ] {
        assert!(refused(file, content)[0].contains("larger than 1 MiB"));
    }
    // As large as may be read: a comment, one line, one text, one key, one name.
    let most = (1 << 20) - 400;
    refused("a.toml", "#".repeat(most));
    refused("a.toml", "x".repeat(most));
    refused("a.toml", format!("title = \"{}\"", "á".repeat(most / 2)));
    refused("a.toml", format!("{} = 1", "k".repeat(most)));
    refused("a.toml", format!("\"{}\" = 1", "\\u0007".repeat(most / 6)));
    refused("a.toml", format!("{LESSON}apps = [\"{}\"]", "k".repeat(most)));
    refused(
        "a.toml",
        format!("{LESSON}apps = []\n[[steps]]\nid = \"a\"\nsay = \"a\"\ngoal = [\"{}\"]", "k".repeat(most)),
    );
    refused("a.toml", format!("{LESSON}apps = [{}]", "\"store\",".repeat(most / 8)));
    refused("a.toml", "a = 1\n".repeat(most / 6));
    refused("a.toml", "[[steps]]\n".repeat(most / 10));
    refused("a.toml", format!("{LESSON}apps = []\nsteps = [{}]", "{id=\"a\",say=\"\"},".repeat(most / 17)));
}

/// Indexes are numbers of 16 bits: nothing may take the place of another.
#[test]
fn more_things_than_indexes_are_refused() {
    let many = |each: &dyn Fn(usize) -> String, count: usize| (0..count).map(each).collect::<String>();
    let widgets = |each: &dyn Fn(usize) -> String, n| format!("{APP}widgets = [{}]", many(each, n));
    let screens = many(&|n| format!("[screens.s{n}]\n"), 50_000);
    let apart = many(&|n| format!("[screens.s{n}]\nwidgets=[{{field=\"f{n}\",label=\"\"}}]\n"), 20_000);
    for app in [
        widgets(&|_| "{text=\"\"},".into(), 80_000),
        widgets(&|n| format!("{{field=\"{n}\"}},"), 50_000),
        widgets(&|n| format!("{{checkbox=\"{n}\"}},"), 50_000),
        widgets(&|n| format!("{{row=\"{n}\"}},"), 300),
        format!("{APP}{screens}"),
        format!("{APP}{apart}"),
        format!("{APP}[counters]\n{}", many(&|n| format!("c{n}=1\n"), 70_000)),
        format!("{APP}[codes]\n{}", many(&|n| format!("c{n}={{digits=6}}\n"), 40_000)),
    ] {
        let told = refused("apps/many.toml", app);
        assert!(told.len() == 1 && told[0].contains("at most"), "{told:.300?}");
    }
    // Flags and messages show only when a lesson is made of them.
    let names = many(&|n| format!("\"{n}\","), 70_000);
    let texts = "{message={from=\"a\",text=\"b\"}},".repeat(20_000);
    let puts = many(&|n| format!("f{n}=\"\","), 70_000);
    for cases in [format!("{{set=[{names}]}}"), texts, format!("{{put={{{puts}}}}}")] {
        let folder = shipped();
        folder.write("apps/many.toml", format!("{APP}enter = [{cases}]"));
        let steps = "[[steps]]\nid = \"a\"\nsay = \"\"\ngoal = [\"on many\"]\n";
        folder.write("many.toml", format!("{LESSON}apps = [\"many\"]\ninstalled = [\"many\"]\n{steps}"));
        let loaded = load(&folder);
        assert_eq!(ids(&loaded), SHIPPED);
        assert!(loaded.findings.iter().any(|f| f.message.contains("at most ")), "{:.300?}", loaded.findings);
    }
}

/// A file in which everything is wrong is told as far as an author can read.
#[test]
fn faults_without_number_are_told_in_part() {
    let cases =
        "{ set = \"x.y\", go = \"nowhere\", show = \"b\", open = \"c\", when = [\"d\", \"e = {f}\"] },\n".repeat(9000);
    let widgets = "{ button = \"X\", label = \"{a}\", do = [], right = [\"x\"] },\n".repeat(200);
    let texts = "{b}".repeat(100_000);
    let many = " or x".repeat(100_000);
    for body in [
        format!("enter = [{cases}]"),
        format!("widgets = [{widgets}]"),
        format!("title = \"{texts}\""),
        format!("widgets = [{{ text = \"a\", when = [\"x{many}\"] }}]"),
    ] {
        let folder = shipped();
        folder.write("apps/bad.toml", format!("{APP}{body}"));
        for id in ["bad", "worse"] {
            folder.write(&format!("{id}.toml"), format!("{LESSON}apps = [\"bad\"]\n"));
        }
        assert_eq!(ids(&load(&folder)), SHIPPED);
    }
}

#[test]
fn what_a_terminal_would_obey_is_refused_in_every_text() {
    let hidden = ["\\u001b[31m", "\\u009b31m", "\\u202e", "\\u2066", "\\u200b", "\\u0007", "\\b", "\\u007f", "\\ufeff"];
    let places = [
        ("vneid-install.toml", "\"vneid\"", "\"vneid¦\""),
        ("vneid-install.toml", "Cài đặt ứng dụng VNeID", "Cài¦"),
        ("vneid-install.toml", "\"open-store\"", "\"open-store¦\""),
        ("vneid-install.toml", "Tìm ô màu xanh", "Tìm¦"),
        ("vneid-install.toml", "\"on store\"", "\"on store¦\""),
        ("apps/store.toml", "\"CH Play\"", "\"CH Play¦\""),
        ("apps/store.toml", "▶", "▶¦"),
        ("apps/store.toml", "Tìm ứng dụng", "Tìm¦"),
        ("apps/store.toml", "VN Update Studio", "VN¦"),
        ("apps/store.toml", "Đã gỡ ứng dụng.", "Đã gỡ¦"),
    ];
    for (file, old, new) in places {
        for hidden in hidden {
            let folder = shipped();
            let before = folder.read(file);
            assert!(before.contains(old), "{old}");
            folder.write(file, before.replacen(old, &new.replace('¦', hidden), 1));
            let loaded = load(&folder);
            assert!(loaded.library.lesson("vneid-install").is_none(), "{file}: {new} {hidden}");
            assert!(loaded.findings.iter().any(|f| f.line > 0), "{:?}", loaded.findings);
        }
    }
    // As they are, too: TOML itself refuses control characters.
    for raw in ["\u{1b}[31m", "\u{7}", "\0", "\u{7f}", "\r"] {
        assert!(refused("raw.toml", format!("title = \"a{raw}b\"\n"))[0].starts_with("raw.toml:1:"));
    }
    refused("key.toml", "\"\\u001b[2J\\u202e\" = 1");
}

/// Values of a person and of parameters stand in texts as well.
#[test]
fn what_is_filled_in_is_looked_at_too() {
    let folder = shipped();
    folder.write("personas.toml", folder.read("personas.toml").replace("Nguyễn Thị Tập", "Tập\\u202e"));
    let loaded = load(&folder);
    assert!(loaded.library.lessons.is_empty(), "{:?}", ids(&loaded));
    let app = |what: &str| {
        format!("name = \"A\"\ndevice = \"phone\"\n{what}\n[screens.a]\nwidgets = [{{ text = \"{{p}}\" }}]\n")
    };
    let steps = "[[steps]]\nid = \"a\"\nsay = \"\"\ngoal = [\"on a\"]\n";
    for (what, with) in [
        ("params = { p = \"\\u001b\" }", ""),
        ("params = { p = \"\" }", "[with.a]\np = \"\\u202e\"\n"),
        ("[codes.p]\ndigits = \"%\\u200b\"", ""),
    ] {
        let folder = shipped();
        folder.write("apps/a.toml", app(what));
        folder.write("a.toml", format!("{LESSON}apps = [\"a\"]\ninstalled = [\"a\"]\n{with}{steps}"));
        assert_eq!(ids(&load(&folder)), SHIPPED, "{what} {with}");
    }
}

#[test]
fn the_bytes_of_other_systems() {
    for bytes in [&b"\xff\xfet\0i\0"[..], b"title = \"Ti\xe9\"", b"\xc3", b"\xed\xa0\x80"] {
        assert!(refused("bytes.toml", bytes)[0].contains("not UTF-8"));
    }
    refused("nul.toml", "\0".repeat(1000));
    refused("twice.toml", "title = \"a\"\ntitle = \"b\"\n");
    refused("twice.toml", format!("{LESSON}apps = []\n[with]\n[with]\n"));
    // A mark at the start and lines as Windows ends them say nothing about the content.
    let folder = shipped();
    for file in ["vneid-install.toml", "apps/store.toml", "personas.toml", "courses.toml"] {
        folder.write(file, format!("\u{feff}{}", folder.read(file).replace('\n', "\r\n")));
    }
    let loaded = load(&folder);
    assert_eq!((ids(&loaded), loaded.findings.len()), (SHIPPED.to_vec(), 0), "{:?}", loaded.findings);
    folder.write("vneid-install.toml", folder.read("vneid-install.toml").replacen("\"on store\"", "\"on stor\"", 1));
    let loaded = load(&folder);
    assert_eq!((loaded.findings[0].line, loaded.findings[0].column), (21, 10), "{:?}", loaded.findings);
}

/// Ids become parts of file names and rows.
#[test]
fn ids_that_are_paths_are_refused() {
    for id in ["../x", "/etc/passwd", "a/b", "..", ".", "", "A", "a b", "a\\u0000", "-a", "ú", &"a".repeat(65)] {
        for old in [
            "persona = \"tap\"",
            "apps    = [\"store\"",
            "topic   = \"vneid\"",
            "id    = \"open-store\"",
            "papers  = [\"leaflet\"",
        ] {
            let folder = shipped();
            let (key, _) = old.split_once('"').unwrap();
            let before = folder.read("vneid-install.toml");
            assert!(before.contains(old), "{old}");
            folder.write("vneid-install.toml", before.replacen(old, &format!("{key}\"{id}\""), 1));
            let loaded = load(&folder);
            assert_eq!(ids(&loaded), ["temp-residence"], "{key}{id}");
        }
        let folder = shipped();
        folder.write("apps/paths.toml", format!("{APP}[screens.\"{id}\"]\n"));
        folder.write(
            "paths.toml",
            format!("{LESSON}apps = [\"paths\"]\n[[steps]]\nid = \"a\"\nsay = \"\"\ngoal = [\"on paths\"]\n"),
        );
        assert_eq!(ids(&load(&folder)), SHIPPED, "{id}");
    }
    for file in ["A.toml", "a b.toml", "-a.toml", "ú.toml", "a.b.toml", "\u{202e}.toml", "\u{1b}[31m.toml"] {
        let folder = shipped();
        folder.write(file, "");
        let loaded = load(&folder);
        assert_eq!((ids(&loaded), loaded.findings.len()), (SHIPPED.to_vec(), 1), "{file}");
    }
}

/// Apps may lead to each other in circles, by buttons and as soon as they are shown.
#[test]
fn circles_end() {
    let circle = |to: &str| {
        format!(
            "[screens.a]\nenter = [{{ open = \"{to}\" }}]\nwidgets = [{{ button = \"b\", label = \"B\", do = [{{ open = \"{to}\" }}] }}]\n"
        )
    };
    let screens = "[screens.a]\nenter = [{ go = \"b\" }]\n[screens.b]\nenter = [{ go = \"a\" }]\n";
    let lesson = small(
        &[("one", &circle("two")), ("two", &circle("one")), ("three", screens)],
        &["one", "two", "three"],
        "[[steps]]\nid = \"a\"\nsay = \"\"\ngoal = [\"on one or on two\"]\n[[steps]]\nid = \"b\"\nsay = \"\"\ngoal = [\"on three\"]\n",
    );
    assert_eq!(demo::play(&lesson).unwrap().steps.len(), 2);
}

// ------------------------------------------------------------------------------------------------ what is no file

#[test]
fn what_is_no_file_is_neither_waited_for_nor_read() {
    let (home, folder) = (Home::new(), shipped());
    let path = |name: &str| folder.path().join(name);
    mknodat(CWD, path("pipe.toml"), FileType::Fifo, Mode::RWXU, 0).unwrap();
    symlink("/dev/zero", path("zero.toml")).unwrap();
    symlink("/dev/tty", path("apps/tty.toml")).unwrap();
    symlink("loop.toml", path("loop.toml")).unwrap();
    symlink("nowhere", path("dangling.toml")).unwrap();
    symlink("..", path("apps/up.toml")).unwrap();
    fs::create_dir(path("folder.toml")).unwrap();
    fs::create_dir(path("schema")).unwrap();
    fs::write(path("schema/app.schema.json"), "{}").unwrap();
    fs::write(path("schema/not-a-lesson.toml"), "x").unwrap();
    folder.write("closed.toml", "title = 1");
    fs::set_permissions(path("closed.toml"), fs::Permissions::from_mode(0o000)).unwrap();
    let loaded = load(&folder);
    assert_eq!(ids(&loaded), SHIPPED);
    let told = loaded.findings.iter().map(|f| folder.told(f)).collect::<Vec<_>>().join("\n");
    for file in ["pipe", "zero", "apps/tty", "loop", "dangling", "apps/up", "folder", "closed"] {
        assert!(
            told.contains(&format!("{file}.toml: ")) || told.contains(&format!("{file}.toml:1:")),
            "{file}: {told}"
        );
    }
    assert_eq!(told.lines().count(), 8, "{told}");
    let said = home.run(&["check", folder.path().to_str().unwrap()]);
    assert!(said.code == 1 && said.out.contains("vneid-install: 8 steps"), "{said:?}");
}

/// The program as a whole stays within 200 MB of memory, and prints nothing that a terminal obeys.
#[test]
fn memory_is_bounded() {
    let (home, folder) = (Home::new(), shipped());
    let mut names = String::new();
    for n in 0..40_000 {
        let _ = write!(names, "{{ field = \"f{n}\" }},");
    }
    folder.write("apps/many.toml", format!("{APP}widgets = [{names}]"));
    folder.write("huge.toml", "x = \"\u{1b}\"\n".repeat(10_000_000));
    folder.write("deep.toml", format!("a = {}", "[".repeat(1_000_000)));
    folder.write("keys.toml", format!("{LESSON}apps = []\nsteps = [{}]", "{id=\"\\u001b\",say=\"\"},".repeat(45_000)));
    symlink("/dev/zero", folder.path().join("zero.toml")).unwrap();
    for format in ["text", "json"] {
        let limited =
            format!("ulimit -v 204800 && exec '{PROGRAM}' check --format {format} '{}'", folder.path().display());
        let mut command = Command::new("sh");
        command.args(["-c", &limited]).current_dir(home.path()).envs(home.env()).stdin(Stdio::null());
        let clock = Clock::start();
        let said = said(&mut command);
        assert!(clock.now().mono < LIMIT_MS, "{} ms", clock.now().mono);
        assert_eq!((said.code, said.err.as_str()), (1, ""));
        assert!(!said.out.chars().any(is_hidden));
        assert!(said.out.contains("temp-residence"));
    }
}

// ------------------------------------------------------------------------------------------------------------- fuzz

const FILES: [&str; 5] =
    ["vneid-install.toml", "temp-residence.toml", "personas.toml", "apps/store.toml", "apps/vneid.toml"];

/// A change that nobody would make on purpose.
fn mutate(text: &[u8], (how, at, to): (u8, usize, usize)) -> Vec<u8> {
    let mut bytes = text.to_vec();
    let mut lines: Vec<&[u8]> = text.split_inclusive(|b| *b == b'\n').collect();
    let (line, other) = (at % lines.len().max(1), to % lines.len().max(1));
    let place = at % bytes.len().max(1);
    match how {
        _ if bytes.is_empty() => return bytes,
        0 => bytes[place] = u8::try_from(to % 256).unwrap(),
        1 => drop(bytes.remove(place)),
        2 => bytes.truncate(place),
        3 => {
            const SIGNS: &[u8] = b"[]{}\"'=.,#\n\\!~\0\x1b-0\xff";
            bytes.insert(place, SIGNS[to % SIGNS.len()]);
        }
        4 => drop(lines.remove(line)),
        5 => lines.insert(line, lines[other]),
        6 => lines.swap(line, other),
        // A word becomes another word of the file: keys, names and values in each other's places.
        _ => {
            let text = String::from_utf8_lossy(text);
            let words: Vec<&str> =
                text.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|w| w.len() > 1).collect();
            if words.is_empty() {
                return bytes;
            }
            let (old, new) = (words[at % words.len()], words[to % words.len()]);
            return if how == 7 { text.replacen(old, new, 1) } else { text.replace(old, new) }.into_bytes();
        }
    }
    if (4..=6).contains(&how) { lines.concat() } else { bytes }
}

fn mutation() -> impl Strategy<Value = (usize, Vec<(u8, usize, usize)>)> {
    (0..FILES.len(), proptest::collection::vec((0..9u8, any::<usize>(), any::<usize>()), 1..6))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever a file becomes, loading ends, says what is wrong in visible letters, and what is left can be begun.
    #[test]
    fn no_change_of_a_file_breaks_the_loader((file, changes) in mutation()) {
        let folder = shipped();
        let before = fs::read(folder.path().join(FILES[file])).unwrap();
        folder.write(FILES[file], changes.into_iter().fold(before, |text, change| mutate(&text, change)));
        let loaded = load(&folder);
        if loaded.findings.is_empty() {
            prop_assert!(!loaded.library.lessons.is_empty());
        }
    }
}
