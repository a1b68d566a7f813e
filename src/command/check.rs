//! `kiosk check`: everything loads, every name resolves, nobody gets stuck in any lesson.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Exit, Failure, print};
use crate::config::Config;
use crate::lesson::{Lesson, Library, Loaded, Severity};
use crate::text;
use crate::tutor::demo;
use crate::tutor::prove::{describe, prove};

/// Checks the libraries that are named, else the configured one.
pub fn run(config: &Config, paths: &[PathBuf]) -> Result<Exit, Failure> {
    let mut faults = 0;
    if paths.is_empty() {
        let loaded = config.lessons().map_or_else(Library::built_in, Library::from_folder);
        faults += report(&loaded, None)?;
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
        faults += report(&Library::from_folder(&library_of(path)), only)?;
    }
    Ok(if faults == 0 { Exit::Done } else { Exit::Findings })
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

/// Plays a lesson to its end and proves that nobody gets stuck in it; how many errors there were.
fn judge(lesson: &Arc<Lesson>, out: &mut String) -> usize {
    let found = demo::play(lesson).map_err(|stuck| stuck.to_string());
    let found = found.and_then(|demo| Ok((demo, prove(lesson).map_err(|error| error.to_string())?)));
    let (demo, proof) = match found {
        Ok(found) => found,
        Err(error) => {
            let _ = writeln!(out, "error: lesson {}: {error}\n", lesson.id);
            return 1;
        }
    };
    for trap in &proof.traps {
        let step = lesson.steps.get(trap.step).map_or("", |step| &step.id);
        let _ = writeln!(out, "error: lesson {}: no way leads to the goal of step `{step}` after this:", lesson.id);
        for (n, action) in trap.way.iter().enumerate() {
            let _ = writeln!(out, "  {}. {}", n + 1, describe(lesson, action));
        }
        out.push('\n');
    }
    if proof.traps.is_empty() {
        let (steps, actions) = (demo.steps.len(), demo.actions());
        let _ = writeln!(
            out,
            "{}: {steps} steps, {actions} actions, {} states: nobody gets stuck",
            lesson.id, proof.states
        );
    }
    proof.traps.len()
}

/// Prints what was found; how many errors there were.
fn report(loaded: &Loaded, only: Option<&Path>) -> Result<usize, Failure> {
    let mut out = String::new();
    let mut faults = 0;
    let id = only.and_then(Path::file_stem).and_then(|stem| stem.to_str());
    let is_app = only.is_some_and(|path| path.parent().is_some_and(|dir| dir.ends_with("apps")));
    let plays = id.is_some_and(|id| loaded.library.lesson(id).is_some());
    for finding in &loaded.findings {
        // A lesson that cannot be played may owe it to another file: then everything is told.
        let told = only.is_none_or(|path| is_same(Path::new(finding.file.as_ref()), path) || !is_app && !plays);
        if told {
            faults += usize::from(finding.severity == Severity::Error);
            let _ = writeln!(out, "{finding}");
        }
    }
    for lesson in &loaded.library.lessons {
        if only.is_some() && (is_app || id != Some(lesson.id.as_ref())) {
            continue;
        }
        faults += judge(lesson, &mut out);
    }
    let _ = match faults {
        0 => writeln!(out, "no faults"),
        1 => writeln!(out, "1 fault"),
        n => writeln!(out, "{n} faults"),
    };
    print(&out)?;
    Ok(faults)
}
