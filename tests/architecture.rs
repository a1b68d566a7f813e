//! The map of the house in `src/lib.rs` is true: layers import downwards only, each dependency has one door, the pure
//! layers touch nothing, and nobody switches a lint off.
//!
//! Source is read as tokens, so that comments and texts do not count as code, and test code is left out: it may use
//! whatever it needs.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules in the order of the table in `src/lib.rs`, each with what it may know. Nobody may know more than what
/// stands above; where this list is shorter than that, the table says so in words.
const LAYERS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("time", &[]),
    ("random", &[]),
    ("log", &["text", "time"]),
    ("communes", &["text"]),
    ("return_code", &["text"]),
    ("typing", &["text"]),
    ("i18n", &["text"]),
    ("config", &["text", "communes", "typing", "i18n"]),
    ("lesson", &["text", "time", "communes", "typing", "i18n"]),
    ("sim", &["text", "typing", "lesson"]),
    ("tutor", &["text", "time", "random", "return_code", "typing", "i18n", "lesson", "sim"]),
    ("app", &["text", "time", "random", "return_code", "typing", "i18n", "lesson", "sim", "tutor"]),
    ("store", &["text", "time", "communes", "return_code", "tutor::record"]),
    ("export", &["text", "time", "communes", "tutor::record", "store"]),
    ("ui", &["text", "time", "return_code", "typing", "i18n", "lesson", "sim", "tutor", "app"]),
    ("tui", &["text", "time", "log", "return_code", "lesson", "tutor::record", "app", "store", "export", "ui"]),
    ("cli", &[]),
    (
        "command",
        &[
            "text",
            "time",
            "log",
            "communes",
            "return_code",
            "typing",
            "i18n",
            "config",
            "lesson",
            "sim",
            "tutor",
            "app",
            "store",
            "export",
            "ui",
            "tui",
            "cli",
        ],
    ),
    ("main", &["cli", "command"]),
];

/// Each dependency with the places that may name it: a module, or one file.
const DOORS: &[(&str, &[&str])] = &[
    ("ratatui", &["ui", "tui"]),
    ("qrcode", &["ui/qr.rs"]),
    ("crossterm", &["tui"]),
    ("signal_hook", &["tui"]),
    ("rusqlite", &["store"]),
    ("uuid", &["store/ids.rs"]),
    ("clap", &["cli", "main"]),
    ("toml", &["config", "i18n", "lesson"]),
    ("csv", &["export"]),
    ("zip", &["export"]),
    ("unicode_normalization", &["text"]),
    ("unicode_segmentation", &["text"]),
    ("unicode_width", &["text"]),
];

/// The parts of the standard library that touch the machine, with the places that may.
const MACHINE: &[(&str, &[&str])] = &[
    ("fs", &["log", "config", "lesson/library.rs", "lesson/languages.rs", "store", "export", "tui", "command"]),
    ("env", &["config", "tui"]),
    ("thread", &["tui"]),
    ("net", &[]),
    ("process", &["tui/terminal.rs", "tui/voice.rs", "tui/refresh.rs", "main"]),
];

/// The names of the clocks.
const CLOCKS: &[&str] = &["SystemTime", "Instant", "UNIX_EPOCH"];

/// Lines of a `main.rs` that only parses, runs and reports.
const MOST_MAIN_LINES: usize = 40;

/// A file of the crate: its path below `src`, and its text.
type Source = (String, String);

// ---------------------------------------------------------------------------------------------------------- tokens

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Name(String),
    Sign(char),
    /// A string or character literal, without its quotes.
    Text(String),
}

impl Token {
    fn name(&self) -> Option<&str> {
        match self {
            Token::Name(name) => Some(name),
            _ => None,
        }
    }
}

/// A token with its line, from 1.
type At = (Token, usize);

fn tokens(source: &str) -> Vec<At> {
    let chars: Vec<char> = source.chars().collect();
    let mut found = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < chars.len() {
        let start = at;
        let token = match chars[at] {
            '/' if chars.get(at + 1) == Some(&'/') => {
                at = end_of_line(&chars, at);
                None
            }
            '/' if chars.get(at + 1) == Some(&'*') => {
                at = end_of_comment(&chars, at);
                None
            }
            '"' => {
                at = end_of_text(&chars, at, '"');
                Some(Token::Text(chars[start + 1..at - 1].iter().collect()))
            }
            '\'' if is_char(&chars, at) => {
                at = end_of_text(&chars, at, '\'');
                Some(Token::Text(chars[start + 1..at - 1].iter().collect()))
            }
            'r' if raw_hashes(&chars, at).is_some() => {
                let (from, to, end) = raw_text(&chars, at);
                at = end;
                Some(Token::Text(chars[from..to].iter().collect()))
            }
            c if c.is_alphanumeric() || c == '_' => {
                while at < chars.len() && (chars[at].is_alphanumeric() || chars[at] == '_') {
                    at += 1;
                }
                Some(Token::Name(chars[start..at].iter().collect()))
            }
            c => {
                at += 1;
                (!c.is_whitespace()).then_some(Token::Sign(c))
            }
        };
        found.extend(token.map(|token| (token, line)));
        line += chars[start..at.min(chars.len())].iter().filter(|c| **c == '\n').count();
    }
    found
}

fn end_of_line(chars: &[char], from: usize) -> usize {
    chars[from..].iter().position(|c| *c == '\n').map_or(chars.len(), |n| from + n)
}

fn end_of_comment(chars: &[char], from: usize) -> usize {
    let (mut depth, mut at) = (0, from);
    while at < chars.len() {
        match (chars[at], chars.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// The position after the closing quote.
fn end_of_text(chars: &[char], from: usize, quote: char) -> usize {
    let mut at = from + 1;
    while at < chars.len() && chars[at] != quote {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// `'a'` and `'\n'` are characters, `'a` is a lifetime.
fn is_char(chars: &[char], at: usize) -> bool {
    chars.get(at + 1) == Some(&'\\') || chars.get(at + 2) == Some(&'\'')
}

/// The `#` of `r#"…"#`, if it is a raw string.
fn raw_hashes(chars: &[char], at: usize) -> Option<usize> {
    let before = at.checked_sub(1).map(|before| chars[before]);
    if before.is_some_and(|c| (c.is_alphanumeric() || c == '_') && c != 'b') {
        return None;
    }
    let hashes = chars[at + 1..].iter().take_while(|c| **c == '#').count();
    (chars.get(at + 1 + hashes) == Some(&'"')).then_some(hashes)
}

/// First and last position of the text of a raw string, and the position after it.
fn raw_text(chars: &[char], at: usize) -> (usize, usize, usize) {
    let hashes = raw_hashes(chars, at).unwrap();
    let from = at + hashes + 2;
    let closes = |quote: usize| {
        chars[quote] == '"' && chars[quote + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes
    };
    let to = (from..chars.len()).find(|quote| closes(*quote)).unwrap_or(chars.len() - 1);
    (from, to, to + 1 + hashes)
}

/// The position after the bracket that closes the one at `open`.
fn end_of_group(code: &[At], open: usize) -> usize {
    let mut depth = 0;
    for (at, (token, _)) in code.iter().enumerate().skip(open) {
        match token {
            Token::Sign('(' | '[' | '{') => depth += 1,
            Token::Sign(')' | ']' | '}') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    code.len()
}

/// Whether an attribute with exactly these signs and names stands here.
fn stands(code: &[At], at: usize, wanted: &[&str]) -> bool {
    wanted.iter().enumerate().all(|(n, wanted)| match code.get(at + n) {
        Some((Token::Name(name), _)) => name == wanted,
        Some((Token::Sign(sign), _)) => sign.to_string() == *wanted,
        _ => false,
    })
}

const CFG_TEST: &[&str] = &["#", "[", "cfg", "(", "test", ")", "]"];

/// The code without what is built for tests only, and the names of the test modules that are files of their own.
fn without_tests(code: &[At]) -> (Vec<At>, Vec<String>) {
    let (mut kept, mut files) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < code.len() {
        if !stands(code, at, CFG_TEST) {
            kept.push(code[at].clone());
            at += 1;
            continue;
        }
        at += CFG_TEST.len();
        let mut last = None;
        // To the end of the item: its `;`, or the bracket that closes its body.
        while at < code.len() {
            match &code[at].0 {
                Token::Sign(';') => {
                    files.extend(last);
                    at += 1;
                    break;
                }
                Token::Sign('{') => {
                    at = end_of_group(code, at);
                    break;
                }
                Token::Sign('(' | '[') => at = end_of_group(code, at),
                Token::Name(name) => {
                    last = Some(name.clone());
                    at += 1;
                }
                _ => at += 1,
            }
        }
    }
    (kept, files)
}

/// Every path that the code names, as written, with its line. The branches of a `use` are spelt out.
fn paths(code: &[At]) -> Vec<(Vec<String>, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < code.len() {
        if code[at].0.name() == Some("use") {
            at = use_tree(code, at + 1, &[], &mut found);
            continue;
        }
        let Some(first) = code[at].0.name() else {
            at += 1;
            continue;
        };
        let (mut path, line) = (vec![first.to_owned()], code[at].1);
        at += 1;
        while stands(code, at, &[":", ":"])
            && let Some(next) = code.get(at + 2).and_then(|(token, _)| token.name())
        {
            path.push(next.to_owned());
            at += 3;
        }
        found.push((path, line));
    }
    found
}

/// One branch of a `use`; the position after it.
fn use_tree(code: &[At], from: usize, above: &[String], found: &mut Vec<(Vec<String>, usize)>) -> usize {
    let mut path = above.to_vec();
    let mut at = from;
    while let Some((token, line)) = code.get(at) {
        match token {
            Token::Name(name) if name == "as" => at += 1,
            Token::Name(name) => path.push(name.clone()),
            Token::Sign('{') => {
                let end = end_of_group(code, at);
                at += 1;
                while at < end - 1 {
                    at = use_tree(code, at, &path, found) + 1;
                }
                return end;
            }
            Token::Sign(',' | ';' | '}') => {
                found.push((path, *line));
                return at;
            }
            _ => {}
        }
        at += 1;
    }
    at
}

// ------------------------------------------------------------------------------------------------------------ rules

/// The layer of a file: its first folder, or its name.
fn layer(path: &str) -> &str {
    path.split('/').next().unwrap_or(path).trim_end_matches(".rs")
}

/// The modules in which the code of a file stands, from the root.
fn module(path: &str) -> Vec<&str> {
    let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
    if path == "lib" || path == "main" { Vec::new() } else { path.split('/').collect() }
}

/// A path from the root of the crate, if it leads into the crate.
fn from_root<'p>(file: &str, path: &'p [String]) -> Option<Vec<&'p str>> {
    let names: Vec<&str> = path.iter().map(String::as_str).collect();
    match names.split_first()? {
        (&("crate" | "kiosk"), rest) => Some(rest.to_vec()),
        (&"super", _) => {
            let ups = names.iter().take_while(|name| **name == "super").count();
            // Only a path that climbs to the root can lead into another layer.
            (ups >= module(file).len()).then(|| names[ups..].to_vec())
        }
        _ => None,
    }
}

/// Whether a place stands in a list: as the whole file, or as its layer.
fn is_among(places: &[&str], file: &str) -> bool {
    places.contains(&file) || places.contains(&layer(file))
}

fn layer_breach(file: &str, path: &[String]) -> Option<String> {
    let inside = from_root(file, path)?;
    let (own, to) = (layer(file), *inside.first()?);
    if own == "lib" || own == to || !LAYERS.iter().any(|(name, _)| *name == to) {
        return None;
    }
    let allowed = LAYERS.iter().find(|(name, _)| *name == own).map_or(&[][..], |(_, allowed)| allowed);
    let exact = inside.iter().take(2).copied().collect::<Vec<_>>().join("::");
    let known = allowed.contains(&to) || allowed.contains(&exact.as_str());
    (!known).then(|| format!("`{own}` must not know `{}`", inside.join("::")))
}

fn door_breach(file: &str, path: &[String]) -> Option<String> {
    let door = DOORS.iter().find(|(name, _)| path.len() > 1 && path[0] == *name);
    if let Some((name, places)) = door
        && !is_among(places, file)
    {
        return Some(format!("`{name}` is for {} only", places.join(" and ")));
    }
    let part = (path[0] == "std").then(|| path.get(1)).flatten();
    let machine = MACHINE.iter().find(|(name, _)| part.is_some_and(|part| part == name));
    if let Some((name, places)) = machine
        && !is_among(places, file)
    {
        return Some(format!("`std::{name}` is for {} only", places.join(" and ")));
    }
    // Other things may be called `Instant` too: a clock comes from a module `time`.
    let clock = path.windows(2).find(|pair| pair[0] == "time" && CLOCKS.contains(&pair[1].as_str()));
    if let Some([_, clock]) = clock.filter(|_| layer(file) != "time") {
        return Some(format!("`{clock}` is for time only"));
    }
    let colour = path.iter().any(|name| name == "Color") && layer(file) == "ui" && file != "ui/theme.rs";
    colour.then(|| "colours are for ui/theme.rs only".to_owned())
}

/// A sign that is no letter of any language and not of ASCII.
fn symbol(text: &str) -> Option<char> {
    text.chars().find(|c| !c.is_ascii() && !c.is_alphabetic())
}

/// Every breach in these files, as `file:line: what`.
fn breaches(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    let mut test_files = BTreeSet::new();
    let mut parsed = Vec::new();
    for (file, text) in sources {
        let all = tokens(text);
        for at in 0..all.len() {
            if stands(&all, at, &["[", "allow", "("]) {
                found.push(format!("{file}:{}: use `expect` with a reason, not `allow`", all[at].1));
            }
        }
        let (code, tests) = without_tests(&all);
        let folder = module(file).join("/");
        test_files.extend(tests.iter().map(|name| format!("{folder}/{name}.rs").trim_start_matches('/').to_owned()));
        parsed.push((file, text, code));
    }
    for (file, text, code) in parsed.iter().filter(|(file, ..)| !test_files.contains(*file)) {
        if *file == "main.rs" && text.lines().count() > MOST_MAIN_LINES {
            found.push(format!("{file}: more than {MOST_MAIN_LINES} lines"));
        }
        for (path, line) in paths(code) {
            let breach = layer_breach(file, &path).or_else(|| door_breach(file, &path));
            found.extend(breach.map(|breach| format!("{file}:{line}: {breach}")));
        }
        for (token, line) in code {
            if let Token::Text(text) = token
                && let Some(symbol) = symbol(text)
                && layer(file) == "ui"
                && *file != "ui/theme.rs"
            {
                found.push(format!("{file}:{line}: the symbol `{symbol}` belongs into ui/theme.rs"));
            }
        }
    }
    found
}

// ------------------------------------------------------------------------------------------------------------ tests

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// Every Rust file below a folder, named from there.
fn files_below(folder: &Path) -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                found.push((name, fs::read_to_string(path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn the_house_is_as_its_map_says() {
    let sources = files_below(&root().join("src"));
    assert!(sources.len() > 50, "only {} files were read", sources.len());
    assert_eq!(breaches(&sources), Vec::<String>::new());
}

#[test]
fn no_lint_is_switched_off_in_tests_and_tools_either() {
    for folder in ["tests", "benches", "examples"] {
        let folder = root().join(folder);
        let sources = if folder.is_dir() { files_below(&folder) } else { Vec::new() };
        let allows: Vec<String> = breaches(&sources).into_iter().filter(|b| b.contains("`allow`")).collect();
        assert_eq!(allows, Vec::<String>::new());
    }
}

/// A module that stands in no row of the map, or in another order than here, would be held to no rule or to a wrong one.
#[test]
fn the_rules_here_are_those_of_the_map() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let rows = lib.lines().filter_map(|line| line.strip_prefix("//! | [`"));
    let names = rows.flat_map(|row| {
        let cell = row.split('|').next().unwrap();
        cell.split('`').filter(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')).map(str::to_owned)
    });
    let map: Vec<String> = names.filter(|name| !name.is_empty()).collect();
    let mut here: Vec<&str> = LAYERS.iter().map(|(name, _)| *name).collect();
    assert_eq!(here.pop(), Some("main"));
    assert_eq!(map, here);
    let mut declared: Vec<&str> =
        lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    declared.sort_unstable();
    here.sort_unstable();
    assert_eq!(declared, here);
    // And no layer may know one that stands below it in the map.
    for (at, (name, allowed)) in LAYERS.iter().enumerate() {
        for known in *allowed {
            let above = LAYERS.iter().position(|(other, _)| Some(*other) == known.split("::").next());
            assert!(above.is_some_and(|above| above < at), "{name} may know {known}");
        }
    }
}

/// What each made-up piece of source must be told.
#[test]
fn a_breach_is_found() {
    let long = "//\n".repeat(MOST_MAIN_LINES + 1);
    for (file, source, said) in [
        ("sim/mod.rs", "use crate::tutor::plan;", "sim/mod.rs:1: `sim` must not know `tutor::plan`"),
        ("sim/a.rs", "use crate::{lesson::Lesson, app};", "sim/a.rs:1: `sim` must not know `app`"),
        ("sim/a/b.rs", "\nuse super::super::super::store;", "sim/a/b.rs:2: `sim` must not know `store`"),
        ("time.rs", "fn f() { super::text::width(\"\"); }", "time.rs:1: `time` must not know `text::width`"),
        (
            "app/x.rs",
            "fn f() { crate::config::Config::load(None); }",
            "app/x.rs:1: `app` must not know `config::Config::load`",
        ),
        (
            "store/a.rs",
            "use crate::tutor::{Session, record::Mode};",
            "store/a.rs:1: `store` must not know `tutor::Session`",
        ),
        ("export/a.rs", "use crate::app::Kiosk;", "export/a.rs:1: `export` must not know `app::Kiosk`"),
        ("main.rs", "use kiosk::tui::run;", "main.rs:1: `main` must not know `tui::run`"),
        ("app/a.rs", "use ratatui::layout::Rect;", "app/a.rs:1: `ratatui` is for ui and tui only"),
        ("ui/a.rs", "fn f() { crossterm::event::read(); }", "ui/a.rs:1: `crossterm` is for tui only"),
        ("export/a.rs", "use rusqlite::Connection;", "export/a.rs:1: `rusqlite` is for store only"),
        ("command/a.rs", "use clap::Parser;", "command/a.rs:1: `clap` is for cli and main only"),
        ("sim/a.rs", "use toml::Spanned;", "sim/a.rs:1: `toml` is for config and i18n and lesson only"),
        (
            "lesson/mod.rs",
            "use std::{fmt, fs};",
            "lesson/mod.rs:1: `std::fs` is for log and config and lesson/library.rs and lesson/languages.rs and store and export and tui and command only",
        ),
        ("app/a.rs", "fn f() { std::thread::sleep(d); }", "app/a.rs:1: `std::thread` is for tui only"),
        ("tutor/a.rs", "use std::env;", "tutor/a.rs:1: `std::env` is for config and tui only"),
        ("tui/a.rs", "use std::time::{Duration, Instant};", "tui/a.rs:1: `Instant` is for time only"),
        ("store/a.rs", "fn f() { std::time::SystemTime::now(); }", "store/a.rs:1: `SystemTime` is for time only"),
        ("ui/a.rs", "fn f() { style.fg(Color::Red); }", "ui/a.rs:1: colours are for ui/theme.rs only"),
        ("ui/a.rs", "fn f() { g(\"x ► y\"); }", "ui/a.rs:1: the symbol `►` belongs into ui/theme.rs"),
        ("ui/a.rs", "fn f() { g('·'); }", "ui/a.rs:1: the symbol `·` belongs into ui/theme.rs"),
        ("text.rs", "#[allow(dead_code)]\nfn f() {}", "text.rs:1: use `expect` with a reason, not `allow`"),
        ("text.rs", "#![allow(dead_code)]", "text.rs:1: use `expect` with a reason, not `allow`"),
        ("main.rs", &long, "main.rs: more than 40 lines"),
    ] {
        assert_eq!(breaches(&[(file.to_owned(), source.to_owned())]), [said]);
    }
}

/// What only looks like a breach: comments, texts, tests, names that merely begin alike.
#[test]
fn what_is_no_breach_is_left_alone() {
    for (file, source) in [
        ("text.rs", "// crate::app\n/* crate::app /* std::fs */ Instant */ fn f() {}"),
        ("text.rs", "fn f() { g(\"crate::app \\\" std::fs\", r#\"Instant \"crate::ui\" \"#, '\"', '\\''); }"),
        ("text.rs", "#[cfg(test)]\nmod tests {\n use crate::app::Kiosk;\n fn g() { std::fs::read(p); }\n}\nfn f() {}"),
        ("sim/a.rs", "use super::{Action, State};\nuse super::super::lesson::Lesson;\nfn f<'a>(x: &'a str) {}"),
        ("store/a.rs", "use crate::tutor::record::{Mode, StepResult};\nuse std::time::Duration;"),
        ("ui/a.rs", "fn f() { said.contains(\"hạm\"); }"),
        ("export/a.rs", "fn f() { g(Kind::Instant, Instant); }"),
        ("app/a.rs", "fn f(toml: &str) { toml.len(); self.env(thread); }"),
        ("lesson/library.rs", "use std::fs;\nuse toml::Spanned;"),
    ] {
        assert_eq!(breaches(&[(file.to_owned(), source.to_owned())]), Vec::<String>::new(), "{file}: {source}");
    }
    // A test module in a file of its own is found through its declaration.
    let parent = ("sim/mod.rs".to_owned(), "#[cfg(test)]\nmod tests;".to_owned());
    let tests = ("sim/tests.rs".to_owned(), "use crate::app::Kiosk;".to_owned());
    assert_eq!(breaches(&[parent, tests]), Vec::<String>::new());
}
