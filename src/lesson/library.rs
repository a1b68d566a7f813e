//! Loading: from the files built into the program, or from a folder. The only part of the pure layers that reads files.
//!
//! A bad file never stops the others: what cannot be used is left out, and every reason is a [`Finding`].

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::built_in::BUILT_IN;
use super::compile::{self, Files, Hashes, Parsed};
use super::courses::{self, Course};
use super::diagnostic::{Finding, Source};
use super::languages::{self, Said, Translation};
use super::lint::{self, FileKind};
use super::model::{Lesson, Place};
use super::raw::{Ordered, RawApp, RawCourses, RawLesson, RawPersona};
use crate::text;
use crate::time::Day;

/// Larger files are refused before they are read: a lesson is some ten kilobytes.
const MOST_BYTES: u64 = 1 << 20;

/// An empty widget takes two letters in a file and some kilobytes in memory: counted before anything is made of it.
const MOST_BRACKETS: usize = 16_384;

/// The lessons that can be played.
#[derive(Debug, Default, Clone)]
pub struct Library {
    /// In the order of the courses, the others after them by id.
    pub lessons: Vec<Arc<Lesson>>,
    /// The courses, in order.
    pub courses: Vec<Course>,
    /// How many translations cannot be shown: they are said in Vietnamese.
    pub language_faults: usize,
}

/// What came of loading.
#[derive(Debug, Default)]
pub struct Loaded {
    /// What can be used.
    pub library: Library,
    /// What is wrong with the rest.
    pub findings: Vec<Finding>,
    /// What is wrong with the translations. It keeps no lesson from being played.
    pub translations: Vec<Finding>,
    /// The files that could be read, to show a place in them.
    pub sources: Vec<Source>,
}

impl Loaded {
    /// A finding at a place of a file that was read.
    pub fn error(&self, place: &Place, message: impl Into<String>) -> Finding {
        match self.sources.iter().find(|source| source.file == place.file) {
            Some(source) => source.error(place.span.clone(), message),
            None => Finding::in_file(&place.file, message),
        }
    }
}

impl Library {
    /// The lessons built into the program.
    pub fn built_in() -> Loaded {
        Library::of_program(None)
    }

    /// The lessons of a folder with the layout of `lessons/`.
    pub fn from_folder(folder: &Path) -> Loaded {
        Library::of_folder(folder, None)
    }

    /// The lessons of a folder (`None`: of the program), with the findings that only `kiosk check` asks for, on a day.
    pub fn checked(folder: Option<&Path>, today: Day) -> Loaded {
        folder.map_or_else(|| Library::of_program(Some(today)), |folder| Library::of_folder(folder, Some(today)))
    }

    fn of_program(lint: Option<Day>) -> Loaded {
        let files =
            BUILT_IN.iter().map(|(name, text)| (format!("lessons/{name}"), (*name).to_owned(), Ok((*text).into())));
        load(files.collect(), Vec::new(), lint)
    }

    fn of_folder(folder: &Path, lint: Option<Day>) -> Loaded {
        let mut names = Vec::new();
        let mut findings = Vec::new();
        for (sub, prefix) in [("", ""), ("apps", "apps/")] {
            let dir = folder.join(sub);
            match fs::read_dir(&dir) {
                Ok(entries) => names.extend(toml_files(entries).into_iter().map(|n| format!("{prefix}{n}"))),
                Err(error) => {
                    let message = format!("this folder of lessons cannot be read: {error}");
                    findings.push(Finding::in_file(&dir.display().to_string(), message));
                }
            }
        }
        names.sort();
        let files = names.into_iter().map(|name| {
            let path = folder.join(&name);
            let content = read(&path);
            (path.display().to_string(), name, content)
        });
        let (translations, wrong) = languages::translations(folder);
        let mut loaded = load(files.collect(), translations, lint);
        loaded.findings.splice(0..0, findings);
        loaded.library.language_faults = wrong.len();
        loaded.translations.splice(0..0, wrong);
        loaded
    }

    /// A lesson by id.
    pub fn lesson(&self, id: &str) -> Option<&Arc<Lesson>> {
        self.lessons.iter().find(|lesson| lesson.id.as_ref() == id)
    }
}

/// The people of a folder of lessons; `None`: it has no `personas.toml`.
pub fn people(folder: &Path) -> Result<Option<Ordered<RawPersona>>, Box<Finding>> {
    let path = folder.join("personas.toml");
    if path.symlink_metadata().is_err() {
        return Ok(None);
    }
    let file = path.display().to_string();
    let text = read(&path).map_err(|message| Finding::in_file(&file, message))?;
    let mut findings = Vec::new();
    let source = Source { file: file.as_str().into(), text };
    let parsed = parse::<Ordered<RawPersona>>(source, &mut |found| findings.extend(found));
    match (parsed, findings.into_iter().next()) {
        (Some(parsed), None) => Ok(Some(parsed.raw)),
        (_, finding) => Err(Box::new(finding.unwrap_or_else(|| Finding::in_file(&file, "this file cannot be used")))),
    }
}

pub(super) fn toml_files(entries: fs::ReadDir) -> Vec<String> {
    let names = entries.flatten().filter_map(|e| e.file_name().into_string().ok());
    names.filter(|n| Path::new(n).extension().is_some_and(|e| e == "toml") && !n.starts_with('.')).collect()
}

/// Reads a file with a limit; the error is a sentence.
pub(super) fn read(path: &Path) -> Result<Arc<str>, String> {
    let cannot = |error: std::io::Error| format!("this file cannot be read: {error}");
    // Asked before it is opened: opening a pipe waits for a writer.
    if !fs::metadata(path).map_err(cannot)?.is_file() {
        return Err("this is no regular file: a lesson is a file of text".to_owned());
    }
    let file = fs::File::open(path).map_err(cannot)?;
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err("this file is larger than 1 MiB: a lesson is some ten kilobytes".to_owned());
    }
    String::from_utf8(bytes).map(Arc::from).map_err(|_| "this file is not UTF-8: save it as UTF-8".to_owned())
}

/// (path shown, name inside the library, content)
type File = (String, String, Result<Arc<str>, String>);

/// The parsed files of a library.
#[derive(Default)]
struct Raw {
    files: Files,
    lessons: BTreeMap<String, Parsed<RawLesson>>,
    courses: Option<Parsed<RawCourses>>,
    sources: Vec<Source>,
    findings: Vec<Finding>,
}

fn load(files: Vec<File>, translations: Vec<Translation>, lint: Option<Day>) -> Loaded {
    let mut raw = Raw { files: Files { translations, ..Files::default() }, ..Raw::default() };
    for (path, name, content) in files {
        match content {
            Ok(text) => raw.add(Source { file: path.as_str().into(), text }, &name, lint.is_some()),
            Err(message) => raw.findings.push(Finding::in_file(&path, message)),
        }
    }
    let Raw { files, lessons, courses, sources, mut findings } = raw;
    let mut library = Library::default();
    for (id, raw) in &lessons {
        findings.extend(lint.map_or_else(Vec::new, |today| lint::lesson(raw, today)));
        match compile::lesson(&files, id, hash(&files, raw), raw) {
            Ok(lesson) => library.lessons.push(Arc::new(lesson)),
            Err(found) => findings.extend(found),
        }
    }
    if let Some(parsed) = &courses {
        courses::order(&mut library, parsed, &files.translations, &mut findings);
    }
    let translations = if lint.is_some() { untranslated(&files, &lessons, courses.as_ref()) } else { Vec::new() };
    // An app used by several lessons has its findings once.
    let mut seen = HashSet::new();
    findings.retain(|f| seen.insert((f.file.clone(), f.line, f.column, f.message.clone())));
    Loaded { library, findings, translations, sources }
}

/// What is still to be translated, and what is translated but not said.
fn untranslated(
    files: &Files,
    lessons: &BTreeMap<String, Parsed<RawLesson>>,
    courses: Option<&Parsed<RawCourses>>,
) -> Vec<Finding> {
    let sources = lessons.values().map(|parsed| &parsed.source);
    let others = files.personas.iter().map(|parsed| &parsed.source).chain(courses.map(|parsed| &parsed.source));
    let said: Vec<Said> = sources.chain(others).map(Said::of).collect();
    files.translations.iter().flat_map(|translation| translation.lint(&said)).collect()
}

impl Raw {
    /// Takes a file by its name inside the library.
    fn add(&mut self, source: Source, name: &str, lint: bool) {
        self.sources.push(source.clone());
        let stem = name.strip_suffix(".toml").unwrap_or(name);
        if !is_id(stem.strip_prefix("apps/").unwrap_or(stem)) {
            let help = "name the file with a-z, 0-9 and `-` (not first), at most 64 of them, and .toml";
            self.findings.push(source.error_whole("the name of this file is no good id").help(help));
            return;
        }
        let (before, kept) = (self.findings.len(), source.clone());
        let mut keep = |found: Option<Finding>| self.findings.extend(found);
        match (stem, stem.strip_prefix("apps/")) {
            ("personas", _) => self.files.personas = parse::<Ordered<RawPersona>>(source, &mut keep),
            ("courses", _) => self.courses = parse(source, &mut keep),
            (_, Some(app)) => self.add_app(source, app),
            (id, None) => {
                self.lessons.extend(parse::<RawLesson>(source, &mut keep).map(|raw| (id.to_owned(), raw)));
            }
        }
        // What cannot be loaded is not looked at any further.
        if lint && self.findings.len() == before {
            self.findings.extend(lint::texts(&kept, file_kind(stem)));
        }
    }

    /// Takes an app, unless it is too large or a short form in it is wrong.
    fn add_app(&mut self, source: Source, app: &str) {
        let mut keep = |found: Option<Finding>| self.findings.extend(found);
        let Some(mut raw) = parse::<RawApp>(source, &mut keep) else { return };
        let too_large = compile::limits::app(&raw.raw, &raw.source);
        let wrong = match too_large {
            Some(too_large) => vec![too_large],
            None => compile::template::expand(&mut raw.raw, &raw.source),
        };
        if wrong.is_empty() {
            self.files.apps.insert(app.to_owned(), raw);
        }
        self.findings.extend(wrong);
    }
}

fn file_kind(stem: &str) -> FileKind {
    match stem {
        "personas" | "courses" => FileKind::Other,
        app if app.starts_with("apps/") => FileKind::App,
        _ => FileKind::Lesson,
    }
}

fn parse<T: DeserializeOwned>(source: Source, report: &mut impl FnMut(Option<Finding>)) -> Option<Parsed<T>> {
    let brackets = source.text.bytes().filter(|byte| matches!(byte, b'{' | b'[')).count();
    if brackets > MOST_BRACKETS {
        let message = format!("a file has at most {MOST_BRACKETS} opening brackets, and this one has {brackets}");
        report(Some(source.error_whole(message).help("split it into several")));
        return None;
    }
    match toml::from_str::<T>(&source.text) {
        Ok(raw) => Some(Parsed { source, raw }),
        Err(error) => {
            let finding = match error.span() {
                Some(span) => source.error(span, error.message()),
                None => source.error_whole(error.message()),
            };
            report(Some(suggest(finding)));
            None
        }
    }
}

/// Ids are `[a-z0-9-]{1,64}`, not beginning with `-`: they become parts of file names, rows and commands.
pub fn is_id(id: &str) -> bool {
    (1..=64).contains(&id.len())
        && !id.starts_with('-')
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Turns serde's "unknown field `x`, expected one of `a`, `b`" into the nearest known name.
fn suggest(finding: Finding) -> Finding {
    let Some(rest) = finding.message.strip_prefix("unknown field `") else { return finding };
    let Some((name, expected)) = rest.split_once('`') else { return finding };
    let name = name.to_owned();
    let known: Vec<String> = expected.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    let short = Finding { message: format!("unknown key `{}`", text::escape(&name, 64)), ..finding };
    short.known(&name, known.iter().map(String::as_str))
}

/// What a lesson is made of, and what it is translated by.
fn hash(files: &Files, lesson: &Parsed<RawLesson>) -> Hashes {
    let apps = lesson.raw.apps.iter().filter_map(|name| files.apps.get(name.get_ref())).map(|app| &app.source);
    let persona = files.personas.iter().map(|personas| &personas.source);
    let translations = files.translations.iter().flat_map(Translation::sources);
    Hashes {
        lesson: sha256([&lesson.source].into_iter().chain(apps).chain(persona)),
        translations: sha256(translations),
    }
}

/// In lower-case hex.
fn sha256<'s>(sources: impl Iterator<Item = &'s Source>) -> Arc<str> {
    let mut digest = Sha256::new();
    for source in sources {
        digest.update(source.text.len().to_le_bytes());
        digest.update(source.text.as_bytes());
    }
    let hex = digest.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    hex.into()
}
