//! `kiosk check`: everything loads, every name resolves, every lesson can be finished from its start.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

mod frames;
mod map;

use super::{Exit, Failure, print};
use crate::config::Config;
use crate::lesson::{Library, Loaded, Severity};
use crate::text;
use crate::time::Clock;
use crate::tutor::demo;

/// Checks the libraries that are named, else the configured one.
pub fn run(config: &Config, paths: &[PathBuf], map: bool) -> Result<Exit, Failure> {
    let mut faults = 0;
    let today = Clock::start().now().wall.day();
    if paths.is_empty() {
        let loaded = Library::checked(config.lessons(), today);
        faults += report(&loaded, None, map)?;
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
        faults += report(&Library::checked(Some(&library_of(path)), today), only, map)?;
    }
    Ok(if faults == 0 { Exit::Done } else { Exit::Findings })
}

/// The folder of lessons that a path belongs to: itself, or for a file the folder that holds `apps` and the lessons.
pub(in crate::command) fn library_of(path: &Path) -> PathBuf {
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

/// Prints what was found; how many errors there were.
fn report(loaded: &Loaded, only: Option<&Path>, map: bool) -> Result<usize, Failure> {
    let mut out = String::new();
    let mut faults = 0;
    let mut shown = HashSet::new();
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
        for finding in frames::findings(loaded, lesson, &states(lesson)) {
            faults += 1;
            let _ = writeln!(out, "{finding}");
        }
        match demo::play(lesson) {
            Ok(demo) => {
                if map {
                    out.push_str(&map::apps(lesson, &mut shown));
                    out.push_str(&map::demonstration(lesson, &demo));
                }
                let (steps, actions) = (demo.steps.len(), demo.actions());
                let _ = writeln!(out, "{}: {steps} steps, {actions} actions: can be finished", lesson.id);
            }
            Err(stuck) => {
                faults += 1;
                let _ = writeln!(out, "error: lesson {}: {stuck}\n", lesson.id);
            }
        }
    }
    let _ = match faults {
        0 => writeln!(out, "no faults"),
        1 => writeln!(out, "1 fault"),
        n => writeln!(out, "{n} faults"),
    };
    print(&out)?;
    Ok(faults)
}

/// The states of the demonstration.
fn states(lesson: &std::sync::Arc<crate::lesson::Lesson>) -> Vec<(usize, crate::sim::State)> {
    let mut now = crate::time::Moment::default();
    let (mut session, _) = crate::tutor::Session::new(lesson.clone(), crate::tutor::record::Mode::Solo, 1, now);
    let mut states = Vec::new();
    while session.step().is_some() {
        states.push((session.step_index(), session.state().clone()));
        let Some(next) = session.next().cloned() else { break };
        now.mono += 1000;
        session.play(&next, now);
    }
    states
}
