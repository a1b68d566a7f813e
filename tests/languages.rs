//! A language is added with files alone: it is reached, shown and checked like those that are built in, and whatever is
//! wrong with it keeps no lesson from being played.

use std::fs;
use std::sync::Arc;

use kiosk::app::{Event, Kiosk, Settings};
use kiosk::i18n::{Lang, VIETNAMESE};
use kiosk::lesson::Library;
use kiosk::time::{Moment, RELEASED};
use kiosk::ui::Twin;

use crate::harness::library::Folder;
use crate::harness::program::{Home, PROGRAM};
use crate::harness::pty::Pty;

/// A translation into a language of our own, as wide as its text: every `n` is a capital, but for what must stay.
fn translated(text: &str) -> String {
    let (mut out, mut braces, mut bold, mut before) = (String::new(), false, false, ' ');
    for c in text.chars() {
        match c {
            '{' | '}' => braces = c == '{',
            '*' if before == '*' => bold = !bold,
            _ => {}
        }
        let kept = braces || bold || before == '\\';
        out.push(if c == 'n' && !kept { 'N' } else { c });
        before = c;
    }
    out
}

/// What stands between quotes of a line, translated.
fn translated_line(line: &str) -> String {
    line.split('"')
        .enumerate()
        .map(|(at, part)| if at % 2 == 1 { translated(part) } else { part.to_owned() })
        .collect::<Vec<_>>()
        .join("\"")
}

/// The shipped lessons with the language `tay`, of which everything is translated.
fn whole() -> (Home, Folder) {
    let (home, folder) = (Home::new(), Folder::shipped());
    home.run_bare(&["new", "language", "tay", "--to", folder.path().to_str().unwrap()]).done();
    for entry in fs::read_dir(folder.path().join("lang/tay")).unwrap() {
        let name = format!("lang/tay/{}", entry.unwrap().file_name().to_str().unwrap());
        let is_interface = name.ends_with("interface.toml");
        let before = folder.read(&name);
        let lines = before.lines().map(|line| match line.strip_suffix(" = \"\"") {
            Some(vi) if !is_interface => format!("{vi} = {}\n", translated_line(vi)),
            _ => match line.strip_prefix('#').filter(|rest| is_interface && !rest.is_empty() && !rest.starts_with(' '))
            {
                Some(text) => format!("{}\n", translated_line(text)),
                // The rows of a list are indented.
                None if line.starts_with("#    \"") => format!("{}\n", translated_line(line.trim_start_matches('#'))),
                None if line.starts_with("language = ") => "language = [\"Tày\"]\n".to_owned(),
                None => format!("{line}\n"),
            },
        });
        let content: String = lines.collect();
        folder.write(&name, content);
    }
    let config = format!("[kiosk]\nlessons = {:?}\n", folder.path());
    fs::write(home.path().join("kiosk.toml"), config).unwrap();
    (home, folder)
}

fn start(home: &Home, args: &[&str]) -> Pty {
    let (env, data) = (home.env(), home.data().to_str().unwrap().to_owned());
    let config = home.path().join("kiosk.toml").to_str().unwrap().to_owned();
    let args: Vec<&str> = args.iter().copied().chain(["--config", &config, "--data", &data]).collect();
    let env: Vec<(&str, &str)> = env.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Pty::start(PROGRAM, &args, &env, 80, 24)
}

#[test]
fn a_language_of_files_is_reached_by_f2_and_shown() {
    let (home, _folder) = whole();
    let (vi, en) = (Lang::Vi.strings(), Lang::En.strings());
    let pty = start(&home, &["run"]);
    pty.wait_for(vi.welcome);
    pty.wait_for("F2 English");
    pty.send_keys("<F2>");
    pty.wait_for(en.welcome);
    pty.wait_for("F2 Tày");
    pty.send_keys("<F2>");
    pty.wait_for(&translated(vi.welcome_start));
    pty.wait_for("F2 Việt");
    pty.send_keys("<Enter>");
    pty.wait_for(&translated(vi.audiences[2]));
    pty.send_keys("<F2>");
    pty.wait_for(vi.audiences[2]);
}

#[test]
fn a_lesson_is_played_in_it_and_a_translation_that_is_saved_is_shown() {
    let (home, folder) = whole();
    let lesson = folder.path().join("vneid-install.toml");
    let pty = start(&home, &["play", lesson.to_str().unwrap(), "--lang", "tay", "--reload"]);
    let say = "trên màn hình chính.";
    pty.wait_for(&translated(say));
    pty.send_keys("<F2>");
    pty.wait_for(say);
    pty.send_keys("<F2><F2>");
    pty.wait_for(&translated(say));
    let file = "lang/tay/vneid-install.toml";
    folder.write(file, folder.read(file).replace(&translated(say), "SLƯA-XANH"));
    pty.wait_for("SLƯA-XANH");
}

#[test]
fn a_whole_language_has_no_findings() {
    let (home, folder) = whole();
    let said = home.run_bare(&["check", folder.path().to_str().unwrap()]);
    assert!(!said.done().contains("lang"), "{said:?}");
    // Its name in the settings, and the files one by one.
    let config = home.path().join("kiosk.toml");
    fs::write(&config, fs::read_to_string(&config).unwrap() + "language = \"tay\"\n").unwrap();
    for file in ["lang/tay/interface.toml", "lang/tay/qr-shop.toml"] {
        let path = folder.path().join(file);
        assert_eq!(home.run_bare(&["check", path.to_str().unwrap()]).done(), "no faults\n");
    }
    let pty = start(&home, &["run"]);
    pty.wait_for(&translated(Lang::Vi.strings().welcome_start));
}

#[test]
fn what_is_not_translated_yet_is_counted_and_is_no_fault() {
    let (home, folder) = (Home::new(), Folder::shipped());
    let path = folder.path().to_str().unwrap();
    home.run_bare(&["new", "language", "tay", "--to", path]).done();
    let said = home.run_bare(&["check", path]);
    let out = said.done();
    for text in [
        "warning: texts are missing: product, practice, practice_short, too_small, too_small_help and ",
        "lang/tay/interface.toml",
        "warning: not translated yet (tay): \"Quét mã QR trả tiền ở quán\"",
        "lang/tay/qr-shop.toml:4:1",
        "more texts of this file",
    ] {
        assert!(out.contains(text), "{text}: {out}");
    }
    assert_eq!(out.matches("lang/tay/qr-shop.toml").count(), 6, "five and a count");
    // A file that is not there: told where the lesson says it.
    fs::remove_file(folder.path().join("lang/tay/qr-shop.toml")).unwrap();
    let said = home.run_bare(&["check", path]);
    assert!(said.done().contains("/qr-shop.toml:6:18"), "{said:?}");
    // What is new is made, and nothing is written over.
    folder.write("lang/tay/interface.toml", "task = \"Việc\"\n");
    let said = home.run_bare(&["new", "language", "tay", "--to", path]);
    assert_eq!(said.done().matches("made ").count(), 1, "{said:?}");
    assert_eq!(folder.read("lang/tay/interface.toml"), "task = \"Việc\"\n");
    home.run_bare(&["new", "language", "tay", "--to", path]).failed(2, &["nothing was written"]);
    for (code, why) in [("vi", "part of the program"), ("Tay", "no code"), ("../x", "no code"), ("tay_x", "no code")] {
        home.run_bare(&["new", "language", code, "--to", path]).failed(2, &[why]);
    }
}

/// Each fault of a language with where it is told and how.
#[test]
fn what_is_wrong_is_told_in_its_place() {
    let say = "Tìm ô màu xanh có hình tam giác ▶.";
    let lessons = Library::built_in().library.lessons.len();
    for (file, content, told) in [
        (
            "tay/interface.toml",
            "welcom = \"a\"",
            &["error: no text is called `welcom`", "interface.toml:1:1", "`welcome`"][..],
        ),
        (
            "tay/interface.toml",
            "step_of = \"{at}\"",
            &["error: `step_of` has {at}, not {all}, {at}", "interface.toml:1:11"],
        ),
        ("tay/interface.toml", "task = = 1", &["error: ", "interface.toml:1:8", "the language `tay` is left out"]),
        ("tay/interface.toml", "task = \"かな\"", &["error: the console font has no `か`"]),
        ("tay/interface.toml", "task = \"a\u{323}\"", &["error: this text is not NFC"]),
        (
            "tay/interface.toml",
            "practice_short = \"Dài lắm dài lắm dài lắm dài lắm dài lắm dài lắm\"",
            &["error: `", "is cut off at 80x24 (tay), first in the lesson `", "lang/tay/interface.toml"],
        ),
        ("tay/x.toml", "\"Bài\" = = 1", &["error: ", "x.toml:1:"]),
        ("tay/x.toml", "\"Không bài nào nói thế\" = \"x\"", &["warning: no lesson says this", "x.toml:1:1"]),
        (
            "tay/x.toml",
            &format!("\"{}\" = \"x\"", say.replace("xanh", "xang")),
            &["warning: no lesson says this", "did you mean \"Tìm ô màu xanh"],
        ),
        (
            "tay/x.toml",
            &format!("\"{say}\" = \"{{persona.name}}\""),
            &["error: ", "differ in {persona.name}", "x.toml:1:"],
        ),
        ("tay/x.toml", &format!("\"{say}\" = \"**a**\""), &["error: translation and text differ in what is bright"]),
        ("tay/x.toml", &format!("\"{say}\" = \"{{you}} a\""), &["warning: only one of text and translation addresses"]),
        ("tay/x.toml", &format!("\"{say}\" = 3"), &["error: a translation is a text"]),
        ("tay/x.toml", &format!("\"{say}\" = \"a\u{323}\""), &["error: this text is not NFC"]),
        ("tay/x.toml", &format!("\"{say}\" = \"かな\""), &["error: the console font has no `か`"]),
        ("Tay/interface.toml", "", &["error: this folder's name is no code of a language"]),
        ("vi/interface.toml", "", &["error: `vi` is part of the program"]),
        ("ho/x.toml", "", &["error: the language `ho` is left out: it has no interface.toml", "kiosk new language ho"]),
    ] {
        let (home, folder) = (Home::new(), Folder::shipped());
        for dir in [file.split_once('/').unwrap().0, "tay"] {
            fs::create_dir_all(folder.path().join("lang").join(dir)).unwrap();
        }
        folder.write("lang/tay/interface.toml", VIETNAMESE);
        folder.write(&format!("lang/{file}"), content);
        let said = home.run_bare(&["check", folder.path().to_str().unwrap()]);
        for text in told {
            assert!(said.out.contains(text), "{file}, {content}: {text}\n{}", said.out);
        }
        let is_fault = told.iter().any(|text| text.starts_with("error") || text.contains("cut off"));
        assert_eq!(said.code, i32::from(is_fault), "{file}, {content}: {}", said.out);
        // Every lesson is there nevertheless.
        assert_eq!(said.out.matches(" min, ").count(), lessons, "{file}, {content}");
        assert!(folder.load().findings.is_empty(), "{file}, {content}");
    }
}

#[test]
fn a_language_that_is_not_known_is_answered_with_those_that_are() {
    let (home, folder) = whole();
    let known = "use \"vi\" or \"en\" or \"tay\"";
    home.run(&["play", "qr-shop", "--lang", "fr"]).failed(2, &["--lang \"fr\"", known]);
    let config = format!("[kiosk]\nlessons = {:?}\nlanguage = \"fr\"\n", folder.path());
    fs::write(home.path().join("kiosk.toml"), config).unwrap();
    home.run(&["run"]).failed(2, &["[kiosk] language = \"fr\"", known]);
    home.run(&["play", "qr-shop"]).failed(2, &["[kiosk] language = \"fr\"", known]);
}

/// The kiosk starts in Vietnamese, and staff are told.
#[test]
fn a_language_that_cannot_be_read_keeps_nobody_from_learning() {
    let (home, folder) = whole();
    folder.write("lang/tay/interface.toml", "welcome = = 1");
    let config = home.path().join("kiosk.toml");
    fs::write(&config, fs::read_to_string(&config).unwrap() + "language = \"tay\"\n").unwrap();
    let pty = start(&home, &["run"]);
    pty.wait_for(Lang::Vi.strings().welcome_start);
    pty.wait_for("máy có 1 việc cần xem");
    pty.send_keys("<F2>");
    pty.wait_for("F2 Việt");
}

/// That staff have something to look at is told on the first page to whoever hears it, too.
#[test]
fn faults_of_languages_are_told_on_the_first_page() {
    let told = |language_faults: usize| {
        let mut kiosk = Kiosk::new(Settings { language_faults, ..Settings::default() }, 1);
        kiosk.update(Event::Library(Arc::new(Library::built_in().library), 0), Moment { wall: RELEASED, mono: 0 });
        let said = kiosk.strings().staff_notices(1).replace("**", "");
        Twin::of(&kiosk).items.iter().any(|item| item.text == said)
    };
    assert_eq!((told(3), told(0)), (true, false));
}
