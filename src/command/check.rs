//! `kiosk check`: everything loads, every name resolves, every lesson can be finished from its start.

use std::fs;
use std::path::{Path, PathBuf};

use super::checked::{Checked, Played};
use super::{Exit, Failure, print};
use crate::cli::Format;
use crate::config::Config;
use crate::lesson::{Library, Loaded};
use crate::text;
use crate::tutor::demo::{self, Demo};

/// Checks the libraries that are named, else the configured one.
pub fn run(config: &Config, paths: &[PathBuf], format: Format) -> Result<Exit, Failure> {
    let mut checked = Checked::default();
    let mut add = |more: Checked| {
        checked.findings.extend(more.findings);
        checked.lessons.extend(more.lessons);
    };
    if paths.is_empty() {
        let loaded = config.lessons().map_or_else(Library::built_in, Library::from_folder);
        add(look(&loaded, None));
    }
    for path in paths {
        if !path.exists() {
            let shown = text::escape(&path.display().to_string(), 200);
            return Err(Failure::new(Exit::Usage, format!("{shown}: there is no such file or folder")));
        }
        let only = path.is_file().then_some(path.as_path());
        if only.is_some_and(|file| file.extension().is_none_or(|e| e != "toml")) {
            let shown = text::escape(&path.display().to_string(), 200);
            return Err(Failure::new(
                Exit::Usage,
                format!("{shown}: not a lesson file; name a folder or a .toml file"),
            ));
        }
        add(look(&Library::from_folder(&library_of(path)), only));
    }
    print(&checked.say(format).map_err(|error| Failure::of(Exit::CannotWrite, &error))?)?;
    Ok(if checked.faults() == 0 { Exit::Done } else { Exit::Findings })
}

/// The folder of lessons that a path belongs to: itself, or for a file the folder that holds `apps` and the lessons.
pub(super) fn library_of(path: &Path) -> PathBuf {
    if path.is_dir() {
        return path.to_owned();
    }
    let folder = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let in_apps = folder.file_name().is_some_and(|name| name == "apps");
    match folder.parent().filter(|_| in_apps) {
        Some(above) if !above.as_os_str().is_empty() => above.to_owned(),
        Some(_) => PathBuf::from("."),
        None => folder.to_owned(),
    }
}

/// Whether two paths name the same file, however they are written.
fn is_same(one: &Path, other: &Path) -> bool {
    one == other || matches!((fs::canonicalize(one), fs::canonicalize(other)), (Ok(one), Ok(other)) if one == other)
}

/// What is found in a library, or only in the file that is named.
fn look(loaded: &Loaded, only: Option<&Path>) -> Checked {
    let mut checked = Checked::default();
    let id = only.and_then(Path::file_stem).and_then(|stem| stem.to_str());
    let is_app = only.is_some_and(|path| path.parent().is_some_and(|dir| dir.ends_with("apps")));
    let plays = id.is_some_and(|id| loaded.library.lesson(id).is_some());
    for finding in &loaded.findings {
        // A lesson that cannot be played may owe it to another file: then everything is told.
        let told = only.is_none_or(|path| is_same(Path::new(finding.file.as_ref()), path) || !is_app && !plays);
        if told {
            checked.findings.push(finding.clone());
        }
    }
    for lesson in &loaded.library.lessons {
        if only.is_some() && (is_app || id != Some(lesson.id.as_ref())) {
            continue;
        }
        let demo = demo::play(lesson);
        checked.lessons.push(Played {
            id: lesson.id.to_string(),
            steps: lesson.steps.len(),
            actions: demo.as_ref().ok().map(Demo::actions),
            stuck: demo.err().map(|stuck| stuck.to_string()),
        });
    }
    checked
}
