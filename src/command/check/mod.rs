//! `kiosk check`: everything loads, every name resolves, nobody gets stuck in any lesson, every frame fits, everything
//! that was written can be seen.

mod checked;
mod frames;
mod judge;
mod map;
mod pages;

use std::collections::HashSet;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::{Exit, Failure, languages, print};
use crate::cli::Format;
use crate::config::Config;
use crate::i18n::Lang;
use crate::lesson::languages::FOLDER;
use crate::lesson::{Finding, Languages, Lesson, Library, Loaded, Severity};
use crate::text;
use crate::time::Clock;
use crate::tutor::demo;
use checked::Checked;
use frames::Told;
use judge::{Judged, Seen};

/// Checks the libraries that are named, else the configured one. `map`: prints what an author reads instead.
pub fn run(config: &Config, paths: &[PathBuf], format: Format, map: bool) -> Result<Exit, Failure> {
    let mut checked = Checked::default();
    let mut shown = HashSet::new();
    let today = Clock::start().now().wall.day();
    let mut add = |folder: Option<&Path>, only: Option<&Path>| -> Result<(), Failure> {
        let (loaded, languages) = (Library::checked(folder, today), languages(folder));
        if map {
            print(&maps(&loaded, only, &mut shown))?;
        }
        let more = look(&loaded, &languages, only);
        checked.findings.extend(more.findings);
        checked.lessons.extend(more.lessons);
        Ok(())
    };
    if paths.is_empty() {
        add(config.lessons(), None)?;
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
        add(Some(&library_of(path)), only)?;
    }
    print(&checked.say(format).map_err(|error| Failure::of(Exit::CannotWrite, &error))?)?;
    Ok(if checked.faults() == 0 { Exit::Done } else { Exit::Findings })
}

/// The folder of lessons that a path belongs to: itself, or for a file the folder that holds `apps`, `lang` and the lessons.
pub(in crate::command) fn library_of(path: &Path) -> PathBuf {
    if path.is_dir() {
        return path.to_owned();
    }
    let parts: Vec<Component> = path.parent().into_iter().flat_map(Path::components).collect();
    let mut up = parts.iter().rev().map(|part| part.as_os_str());
    let ups = match (up.next(), up.next()) {
        (Some(apps), _) if apps == "apps" => 1,
        (Some(code), Some(lang)) if lang == FOLDER && code.to_str().is_some_and(Lang::is_code) => 2,
        _ => 0,
    };
    let folder: PathBuf = parts.iter().take(parts.len() - ups).collect();
    if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder }
}

/// Whether two paths name the same file, however they are written.
fn is_same(one: &Path, other: &Path) -> bool {
    one == other || matches!((fs::canonicalize(one), fs::canonicalize(other)), (Ok(one), Ok(other)) if one == other)
}

/// The lesson or app file that is looked at; `None`: the whole library.
#[derive(Clone, Copy)]
struct Only<'p> {
    path: Option<&'p Path>,
    id: Option<&'p str>,
    is_app: bool,
    is_language: bool,
}

impl<'p> Only<'p> {
    fn of(path: Option<&'p Path>) -> Only<'p> {
        Only {
            path,
            id: path.and_then(Path::file_stem).and_then(|stem| stem.to_str()),
            is_app: path.is_some_and(|path| path.parent().is_some_and(|dir| dir.ends_with("apps"))),
            is_language: path
                .and_then(|path| path.ancestors().nth(2))
                .is_some_and(|dir| dir.file_name().is_some_and(|name| name == FOLDER)),
        }
    }

    fn is_lesson(self) -> bool {
        !self.is_app && !self.is_language
    }

    /// Whether a finding is about the file that is looked at.
    fn is_about(self, finding: &Finding) -> bool {
        self.path.is_none_or(|path| is_same(Path::new(finding.file.as_ref()), path))
    }

    /// The lessons that are looked at.
    fn lessons(self, loaded: &Loaded) -> impl Iterator<Item = &Arc<Lesson>> {
        let all = self.path.is_none();
        loaded
            .library
            .lessons
            .iter()
            .filter(move |lesson| all || self.is_lesson() && self.id == Some(lesson.id.as_ref()))
    }
}

/// What is found in a library, or only in the file that is named.
fn look(loaded: &Loaded, languages: &Languages, only: Option<&Path>) -> Checked {
    let mut checked = Checked::default();
    let only = Only::of(only);
    let plays = only.id.is_some_and(|id| loaded.library.lesson(id).is_some());
    for finding in &loaded.findings {
        // A lesson that cannot be played may owe it to another file: then everything is told.
        let whole = only.is_lesson() && !plays;
        if only.is_about(finding) || whole {
            checked.findings.push(finding.clone());
        }
    }
    let (mut seen, mut told) = (Seen::default(), Told::default());
    for lesson in only.lessons(loaded) {
        let Judged { played, findings, states } = judge::judge(loaded, lesson, &mut seen);
        checked.findings.extend(findings);
        checked.findings.extend(frames::findings(loaded, lesson, &states, languages, &mut told));
        checked.lessons.push(played);
    }
    // One lesson alone does not show all of its apps, nor does a library that lost one.
    if only.path.is_none() && loaded.findings.iter().all(|finding| finding.severity == Severity::Warning) {
        checked.findings.extend(seen.findings(loaded));
    }
    // Whatever is wrong with a language, the lessons are played.
    let mut more = languages.lint();
    if only.path.is_none() || only.is_language {
        more.extend(pages::findings(&loaded.library, languages));
    }
    let of_languages = languages.findings.iter().chain(&more).chain(&loaded.translations);
    checked.findings.extend(of_languages.filter(|finding| only.is_about(finding)).cloned());
    checked
}

/// The apps that were not shown before, and the demonstrations.
fn maps(loaded: &Loaded, only: Option<&Path>, shown: &mut HashSet<String>) -> String {
    let mut out = String::new();
    for lesson in Only::of(only).lessons(loaded) {
        out.push_str(&map::apps(lesson, shown));
        if let Ok(demo) = demo::play(lesson) {
            out.push_str(&map::demonstration(lesson, &demo));
        }
    }
    out
}
