//! Folders of lessons to be loaded: the shipped ones with one thing changed, or small ones written for a test.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kiosk::lesson::{Finding, Lesson, Library, Loaded};
use tempfile::TempDir;

/// A folder of lessons of its own, gone when this is dropped.
pub struct Folder(TempDir);

impl Folder {
    /// A copy of the shipped lessons.
    pub fn shipped() -> Folder {
        let folder = Folder::empty();
        let from = shipped_folder();
        for (from, to) in [(from.clone(), folder.path().to_owned()), (from.join("apps"), folder.path().join("apps"))] {
            for entry in fs::read_dir(from).unwrap() {
                let path = entry.unwrap().path();
                if path.extension().is_some_and(|e| e == "toml") {
                    fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
                }
            }
        }
        folder
    }

    /// A folder with no lesson.
    pub fn empty() -> Folder {
        let folder = Folder(tempfile::tempdir().unwrap());
        fs::create_dir(folder.path().join("apps")).unwrap();
        folder
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Puts a file into it.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path().join(name), content).unwrap();
    }

    /// What stands in one of its files.
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// Loads it.
    pub fn load(&self) -> Loaded {
        Library::from_folder(self.path())
    }

    /// A finding with its place as seen from this folder: `file:line:column: message (help)`.
    pub fn told(&self, finding: &Finding) -> String {
        let file = finding.file.strip_prefix(&format!("{}/", self.path().display())).unwrap_or(&finding.file);
        let place = match finding.line {
            0 => file.to_owned(),
            line => format!("{file}:{line}:{}", finding.column),
        };
        let help = finding.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
        format!("{place}: {}{help}", finding.message)
    }
}

/// Where the shipped lessons are.
pub fn shipped_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons")
}

/// A lesson that is built into the program.
pub fn built_in(id: &str) -> Arc<Lesson> {
    Library::built_in().library.lesson(id).unwrap().clone()
}

/// A person for small lessons.
const PERSONAS: &str = r#"
[tap]
title = "bà Tập"
[tap.values]
name = "Nguyễn Thị Tập"
pin = "2826"
"#;

/// What every small lesson begins with; its apps follow.
const LESSON: &str = r#"
title = "Bài"
task = "Việc"
topic = "t"
minutes = 1
device = "phone"
persona = "tap"
"#;

/// What every small app begins with; its screens follow.
const APP: &str = r#"
name = "A"
device = "phone"
tile = { text = "A", color = "green" }
"#;

/// A lesson on small apps: each app's id with its screens, then the rest of the lesson file. All apps in `on` are
/// installed.
pub fn small(apps: &[(&str, &str)], on: &[&str], lesson: &str) -> Arc<Lesson> {
    let loaded = small_folder(apps, on, lesson).load();
    let told: Vec<String> = loaded.findings.iter().map(ToString::to_string).collect();
    assert!(told.is_empty(), "{}", told.concat());
    loaded.library.lesson("small").unwrap().clone()
}

/// The folder of such a lesson.
pub fn small_folder(apps: &[(&str, &str)], on: &[&str], lesson: &str) -> Folder {
    let folder = Folder::empty();
    folder.write("personas.toml", PERSONAS);
    for (id, screens) in apps {
        folder.write(&format!("apps/{id}.toml"), format!("{APP}{screens}"));
    }
    folder.write("small.toml", format!("{LESSON}apps = {on:?}\ninstalled = {on:?}\n{lesson}"));
    folder
}
