//! The author's guide does what it says: its tutorial is followed to the letter, and its examples are in the language.

use std::fs;

use crate::harness::library::{Folder, shipped_folder};
use crate::harness::program::Home;

/// The TOML examples of the guide, each with the text before it.
fn examples() -> Vec<(String, String)> {
    let guide = fs::read_to_string(shipped_folder().join("README.md")).unwrap();
    let mut found = Vec::new();
    let mut rest = guide.as_str();
    while let Some((before, after)) = rest.split_once("```toml\n") {
        let (example, tail) = after.split_once("```").unwrap();
        found.push((before.to_owned(), example.to_owned()));
        rest = tail;
    }
    found
}

/// The three files of the tutorial, as the guide names them; then the answer that it shows.
#[test]
fn the_tutorial_can_be_followed() {
    let home = Home::new();
    fs::create_dir_all(home.path().join("my-lessons/apps")).unwrap();
    let mut written = 0;
    for (before, example) in examples() {
        let named = before.lines().rev().find(|line| line.starts_with("**")).unwrap_or_default();
        if let Some((_, name)) = named.split_once("`my-lessons/") {
            let (name, _) = name.split_once('`').unwrap();
            let path = home.path().join("my-lessons").join(name);
            if !path.exists() {
                fs::write(path, example).unwrap();
                written += 1;
            }
        }
    }
    assert_eq!(written, 3, "an app, a person, a lesson");
    let guide = fs::read_to_string(shipped_folder().join("README.md")).unwrap();
    let (_, shown) = guide.split_once("`check` answers\n\n```text\n").unwrap();
    let (shown, _) = shown.split_once("```").unwrap();
    assert_eq!(home.run(&["check", "my-lessons"]).done(), shown);
}

/// Screens and names that the examples speak of.
const AROUND: &str = r#"
name = "Thử"
device = "phone"
tile = { text = "T", color = "blue" }

[screens.front]
title = "Đầu"
root = true
enter = [{ when = ["never-set"], set = ["logged", "answered", "never-set"] }]
widgets = [{ field = "password", label = "Mật khẩu", rule = "password" }, { button = "on", label = "Tiếp", do = [{ go = "main" }] }]

[screens.main]
title = "Chính"

[screens.more]
title = "Thêm"

[screens.inbox]
title = "Thư"

[screens.review]
title = "Xem lại"

[screens.ring]
title = "Gọi"
kind = "call"
"#;

const PERSONA: &str = r#"
[thu]
title = { vi = "bà Thử", en = "Mrs Thử" }
values = { name = "Hoàng Thị Thử", password = "CheXanh#27", passcode = "739150", phone = "0000123456" }
"#;

const LESSON: &str = r#"
title = { vi = "Bài thử", en = "A trial" }
task = { vi = "Làm thử.", en = "Try." }
topic = "phone"
minutes = 1
device = "phone"
persona = "thu"
apps = ["app"]
installed = ["app"]

[[steps]]
id = "only"
say = { vi = "Mở.", en = "Open." }
goal = ["on app"]
"#;

/// An app of the examples: whole, or with the example put where it belongs.
fn app_of(example: &str) -> Option<String> {
    let first = example.lines().find(|line| !line.starts_with('#'))?;
    let screen = |widgets: &str| format!("{AROUND}\n[screens.tried]\ntitle = \"Thử\"\n{widgets}");
    if first.starts_with("widgets") {
        return Some(screen(example));
    }
    if first.starts_with('{') {
        let separated = example.replace("}\n\n", "},\n\n");
        return Some(screen(&format!("widgets = [\n{separated}]\n")));
    }
    if first.starts_with("name") && example.contains("[screens") {
        return Some(example.to_owned());
    }
    if first.starts_with("counters") {
        let (head, screens) = AROUND.split_once("\n[screens").unwrap();
        return Some(format!("{head}\n{example}\n[screens{screens}"));
    }
    first.starts_with("[codes").then(|| format!("{AROUND}\n{example}"))
}

#[test]
fn every_example_of_an_app_is_in_the_language() {
    let mut tried = 0;
    for (_, example) in examples() {
        let Some(app) = app_of(&example) else { continue };
        let folder = Folder::empty();
        folder.write("apps/app.toml", &app);
        folder.write("personas.toml", PERSONA);
        folder.write("lesson.toml", LESSON);
        let told: Vec<String> = folder.load().findings.iter().map(|finding| folder.told(finding)).collect();
        assert!(told.is_empty(), "{told:#?}\n{app}");
        tried += 1;
    }
    assert!(tried >= 9, "{tried}");
}

#[test]
fn the_example_of_courses_is_in_the_language() {
    let examples = examples();
    let courses: Vec<_> = examples.iter().filter(|(_, example)| example.starts_with("[[courses]]")).collect();
    assert_eq!(courses.len(), 1);
    for (_, example) in courses {
        let folder = Folder::shipped();
        folder.write("courses.toml", example);
        let loaded = folder.load();
        let told: Vec<String> = loaded.findings.iter().map(|finding| folder.told(finding)).collect();
        assert!(told.is_empty(), "{told:#?}\n{example}");
        assert_eq!(loaded.library.courses.len(), 1);
    }
}
