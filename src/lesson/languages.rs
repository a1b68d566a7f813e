//! The languages that a folder of lessons adds: `lang/CODE/interface.toml` with the kiosk's own texts, and beside it any
//! number of files that translate the texts of lessons. Whatever is wrong with them, every lesson can still be played.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::diagnostic::{Finding, Severity, Source};
use super::library::{read, toml_files};
use super::lint::{self, FileKind};
use crate::i18n::{Fault, Lang, places};
use crate::text;

/// The folder of languages in a folder of lessons.
pub const FOLDER: &str = "lang";

/// The kiosk's own texts in the folder of a language.
pub const INTERFACE: &str = "interface.toml";

/// So many texts of a file that nobody has translated are told one by one.
const MOST_TOLD: usize = 5;

/// More findings of one file help nobody.
const MOST_FINDINGS: usize = 50;

/// Nobody presses F2 more often.
pub const MOST_LANGUAGES: usize = 12;

/// The languages that are known where lessons are played from a folder.
#[derive(Debug)]
pub struct Languages {
    /// All of them, in the order of the switch key: those built in, then those found.
    pub known: &'static [Lang],
    /// Codes of those that were found but cannot be used.
    pub left_out: Vec<String>,
    /// What is wrong in the files of the kiosk's own texts.
    pub findings: Vec<Finding>,
    sources: Vec<Source>,
}

impl Languages {
    /// Those of the program.
    pub fn built_in() -> Languages {
        Languages { known: Lang::BUILT_IN, left_out: Vec::new(), findings: Vec::new(), sources: Vec::new() }
    }

    /// Those of the program and of a folder of lessons.
    pub fn of_folder(lessons: &Path) -> Languages {
        let (folders, findings) = folders(lessons);
        let mut languages = Languages { findings, ..Languages::built_in() };
        if folders.is_empty() {
            return languages;
        }
        let mut known = Lang::BUILT_IN.to_vec();
        for (code, folder) in folders {
            match languages.added(&code, &folder) {
                Some(lang) => known.push(lang),
                None => languages.left_out.push(code),
            }
        }
        languages.known = known.leak();
        languages
    }

    /// How much is wrong, not counting what is only still to be done.
    pub fn faults(&self) -> usize {
        self.findings.iter().filter(|finding| finding.severity == Severity::Error).count()
    }

    /// What only `kiosk check` asks: whether the console font has every character.
    pub fn lint(&self) -> Vec<Finding> {
        self.sources.iter().flat_map(|source| lint::texts(source, FileKind::Language)).collect()
    }

    /// A finding about what a language says.
    pub fn error(&self, lang: Lang, message: impl Into<String>) -> Finding {
        let is_its = |source: &&Source| {
            let folder = Path::new(source.file.as_ref()).parent().and_then(Path::file_name);
            folder.is_some_and(|name| name == lang.code())
        };
        let file = self.sources.iter().find(is_its).map_or(INTERFACE, |source| &source.file);
        Finding::in_file(file, message)
    }

    fn added(&mut self, code: &str, folder: &Path) -> Option<Lang> {
        let path = folder.join(INTERFACE);
        let file = path.display().to_string();
        if path.symlink_metadata().is_err() {
            let finding = Finding::in_file(&file, format!("the language `{code}` is left out: it has no {INTERFACE}"));
            self.findings.push(finding.help(format!("kiosk new language {code} makes one")));
            return None;
        }
        let source = match read(&path) {
            Ok(text) => Source { file: file.as_str().into(), text },
            Err(message) => {
                self.findings.push(Finding::in_file(&file, message));
                return None;
            }
        };
        let (lang, faults) = Lang::added(code, &source.text);
        let mut found: Vec<Finding> = faults.into_iter().map(|fault| finding(&source, fault)).collect();
        if lang.is_none() {
            found.push(source.error_whole(format!("the language `{code}` is left out until its file can be read")));
        }
        found.truncate(MOST_FINDINGS);
        self.findings.extend(found);
        self.sources.push(source);
        lang
    }
}

fn finding(source: &Source, fault: Fault) -> Finding {
    let finding = match fault.span {
        Some(span) => source.error(span, fault.message),
        None => source.error_whole(fault.message),
    };
    let finding = finding.help(fault.help);
    if fault.is_gap { finding.warning() } else { finding }
}

/// The folders of languages by code, and what cannot be one.
fn folders(lessons: &Path) -> (Vec<(String, PathBuf)>, Vec<Finding>) {
    let (mut found, mut findings) = (BTreeMap::new(), Vec::new());
    let Ok(entries) = fs::read_dir(lessons.join(FOLDER)) else { return (Vec::new(), findings) };
    for path in entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name.starts_with('.') {
            continue;
        }
        let folder = path.display().to_string();
        if Lang::from_code(&name, Lang::BUILT_IN).is_some() {
            let message = format!("`{name}` is part of the program: this folder is not read");
            findings.push(Finding::in_file(&folder, message).help("choose another code, or remove the folder"));
        } else if Lang::is_code(&name) {
            found.insert(name, path);
        } else {
            let help = "two or three letters a-z, perhaps `-` and more letters: tay, tay-cb";
            findings.push(Finding::in_file(&folder, "this folder's name is no code of a language").help(help));
        }
    }
    if found.len() > MOST_LANGUAGES {
        let message = format!("at most {MOST_LANGUAGES} languages can be added, and here are {}", found.len());
        findings.push(Finding::in_file(&lessons.join(FOLDER).display().to_string(), message));
    }
    (found.into_iter().take(MOST_LANGUAGES).collect(), findings)
}

/// What a language says instead of the texts of lessons.
#[derive(Debug)]
pub(super) struct Translation {
    /// The code of the language.
    pub code: Arc<str>,
    /// By the Vietnamese text.
    entries: BTreeMap<String, Entry>,
    sources: Vec<Source>,
}

/// A line of a translation.
#[derive(Debug)]
struct Entry {
    /// Empty: nobody has translated it yet, or the translation cannot be shown.
    text: Arc<str>,
    /// Which file, and where in it.
    source: usize,
    span: std::ops::Range<usize>,
    /// Something is wrong with it, which is told already.
    is_bad: bool,
}

/// The translations in a folder of lessons, and what is wrong in them.
pub(super) fn translations(lessons: &Path) -> (Vec<Translation>, Vec<Finding>) {
    let mut findings = Vec::new();
    let translations = folders(lessons).0.into_iter().map(|(code, folder)| {
        let mut translation = Translation { code: code.as_str().into(), entries: BTreeMap::new(), sources: Vec::new() };
        let mut names = fs::read_dir(&folder).map(toml_files).unwrap_or_default();
        names.sort();
        for path in names.iter().filter(|name| *name != INTERFACE).map(|name| folder.join(name)) {
            let file = path.display().to_string();
            match read(&path) {
                Ok(text) => findings.extend(translation.add(&Source { file: file.as_str().into(), text })),
                Err(message) => findings.push(Finding::in_file(&file, message)),
            }
        }
        translation
    });
    (translations.collect(), findings)
}

impl Translation {
    /// What the language says instead of a Vietnamese text.
    pub fn get(&self, vi: &str) -> Option<&Arc<str>> {
        self.entries.get(vi).map(|entry| &entry.text).filter(|text| !text.is_empty())
    }

    /// What makes it another one.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// Takes what can be used of a file.
    fn add(&mut self, source: &Source) -> Vec<Finding> {
        let (table, errors) = DeTable::parse_recoverable(&source.text);
        let mut findings: Vec<Finding> = errors
            .iter()
            .map(|error| {
                let span = error.span().unwrap_or_default();
                source.error(span, error.message()).help("one a line: \"Vietnamese text\" = \"translation\"")
            })
            .collect();
        for (key, value) in table.get_ref() {
            let (vi, at) = (key.get_ref().as_ref(), self.sources.len());
            let (text, bad) = match translated(source, vi, value) {
                Ok(text) => (text, None),
                Err(finding) => ("", Some(finding)),
            };
            let entry = Entry { text: text.into(), source: at, span: key.span(), is_bad: bad.is_some() };
            findings.extend(bad.map(|finding| *finding));
            // A text of several lessons may stand in several files: any of them may translate it.
            if self.get(vi).is_none() {
                self.entries.insert(vi.to_owned(), entry);
            }
        }
        findings.truncate(MOST_FINDINGS);
        self.sources.push(source.clone());
        findings
    }

    /// What only `kiosk check` asks: whether all that the lessons say is translated, and whether they still say it.
    pub fn lint(&self, lessons: &[Said]) -> Vec<Finding> {
        let mut findings: Vec<Finding> =
            self.sources.iter().flat_map(|source| lint::texts(source, FileKind::Language)).collect();
        let texts: BTreeSet<&str> = lessons.iter().flat_map(|said| &said.texts).map(|text| text.0.as_str()).collect();
        let open = |vi: &str| texts.contains(vi) && self.get(vi).is_none();
        let mut empty = vec![Vec::new(); self.sources.len()];
        for (vi, entry) in &self.entries {
            let Some(source) = self.sources.get(entry.source) else { continue };
            if !texts.contains(vi.as_str()) && !lessons.iter().any(|said| said.strings.contains(vi)) {
                let near = text::nearest(vi, texts.iter().copied().filter(|text| open(text)));
                let help = near.map_or_else(
                    || "take it out, or write the text as it is in the lesson now".to_owned(),
                    |near| format!("did you mean \"{}\"?", text::escape(near, 100)),
                );
                let message = format!("no lesson says this: \"{}\"", text::escape(vi, 60));
                findings.push(source.error(entry.span.clone(), message).help(help).warning());
            } else if open(vi) && !entry.is_bad {
                empty.get_mut(entry.source).into_iter().for_each(|spans| spans.push((vi.as_str(), entry.span.clone())));
            }
            findings.extend(lost_marks(source, vi, entry));
        }
        for (source, mut spans) in self.sources.iter().zip(empty) {
            spans.sort_by_key(|(_, span)| span.start);
            findings.extend(self.untranslated(source, &spans, "write the translation here"));
        }
        let mut asked = BTreeSet::new();
        for said in lessons {
            let absent = said.texts.iter().filter(|(vi, _)| !self.entries.contains_key(vi) && asked.insert(vi.clone()));
            let spans: Vec<_> = absent.map(|(vi, span)| (vi.as_str(), span.clone())).collect();
            let help = format!("add a line to a file in {FOLDER}/{}: \"Vietnamese text\" = \"translation\"", self.code);
            findings.extend(self.untranslated(&said.source, &spans, &help));
        }
        findings
    }

    fn untranslated(&self, source: &Source, spans: &[(&str, std::ops::Range<usize>)], help: &str) -> Vec<Finding> {
        let told = spans.iter().take(MOST_TOLD).map(|(vi, span)| {
            let message = format!("not translated yet ({}): \"{}\"", self.code, text::escape(vi, 60));
            source.error(span.clone(), message).help(help).warning()
        });
        let more = spans.len().saturating_sub(MOST_TOLD);
        let rest = (more > 0).then(|| {
            source.error_whole(format!("not translated yet ({}): {more} more texts of this file", self.code)).warning()
        });
        told.chain(rest).collect()
    }
}

/// A translation that can be shown; empty: there is none yet.
fn translated<'v>(source: &Source, vi: &str, value: &'v Spanned<DeValue<'_>>) -> Result<&'v str, Box<Finding>> {
    let error = |message: String, help: &str| Err(Box::new(source.error(value.span(), message).help(help)));
    let Some(text) = value.get_ref().as_str() else {
        return error("a translation is a text".to_owned(), "write \"Vietnamese text\" = \"translation\"");
    };
    if text.trim().is_empty() {
        return Ok("");
    }
    if let Some(bad) = source.bad_text(value.span(), text).or_else(|| source.bad_text(value.span(), vi)) {
        return Err(Box::new(bad));
    }
    let (asked, found) = (places(vi), places(text));
    if asked != found {
        let different: Vec<String> = asked.symmetric_difference(&found).map(|name| format!("{{{name}}}")).collect();
        let message = format!("translation and text differ in {}", different.join(", "));
        return error(message, "what stands in braces is filled in by the lesson: keep it as it is");
    }
    Ok(text)
}

/// What a translation has lost of its text, without being of no use.
fn lost_marks(source: &Source, vi: &str, entry: &Entry) -> Vec<Finding> {
    let mut findings = Vec::new();
    if entry.text.is_empty() {
        return findings;
    }
    let bold = |text: &str| -> BTreeSet<String> {
        text::markup(text).into_iter().filter(|span| span.bold).map(|span| span.text).collect()
    };
    if bold(vi) != bold(&entry.text) {
        let help = "what is bright names a thing on the screen, which stays Vietnamese: keep each **…** as it is";
        let message = format!("translation and text differ in what is bright: \"{}\"", text::escape(vi, 60));
        findings.push(source.error(entry.span.clone(), message).help(help));
    }
    let speaks = |text: &str| text.contains("{you}") || text.contains("{You}");
    if speaks(vi) != speaks(&entry.text) {
        let help = "write {you} or {You} where the Vietnamese does, if the language addresses people so";
        let message = format!("only one of text and translation addresses the learner: \"{}\"", text::escape(vi, 60));
        findings.push(source.error(entry.span.clone(), message).help(help).warning());
    }
    findings
}

/// What a file of lessons says in several languages.
#[derive(Debug)]
pub(super) struct Said {
    source: Source,
    /// Vietnamese texts with a translation into English, in their order, each once.
    texts: Vec<(String, std::ops::Range<usize>)>,
    /// Texts that are the same in both: they may be translated, but nobody asks for it.
    strings: BTreeSet<String>,
}

impl Said {
    /// What a file says.
    pub fn of(source: &Source) -> Said {
        let mut said = Said { source: source.clone(), texts: Vec::new(), strings: BTreeSet::new() };
        if let Ok(table) = DeTable::parse(&source.text) {
            said.table(table.get_ref());
        }
        said.texts.sort_by_key(|(_, span)| span.start);
        let mut seen = BTreeSet::new();
        said.texts.retain(|(vi, _)| seen.insert(vi.clone()));
        said
    }

    fn table(&mut self, table: &DeTable<'_>) {
        if let (Some(vi), Some(_), 2) = (table.get("vi"), table.get("en"), table.len())
            && let Some(text) = vi.get_ref().as_str()
        {
            self.texts.push((text.to_owned(), vi.span()));
            return;
        }
        table.values().for_each(|value| self.value(value));
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>) {
        match value.get_ref() {
            DeValue::String(text) => {
                self.strings.insert(text.as_ref().to_owned());
            }
            DeValue::Array(items) => items.iter().for_each(|item| self.value(item)),
            DeValue::Table(table) => self.table(table),
            _ => {}
        }
    }
}

/// The Vietnamese texts of a folder of lessons, by file, each where it stands first: what a language has to translate.
pub fn texts(lessons: &Path) -> Vec<(String, Vec<String>)> {
    let mut names = fs::read_dir(lessons).map(toml_files).unwrap_or_default();
    names.sort();
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for name in names {
        let Ok(text) = read(&lessons.join(&name)) else { continue };
        let said = Said::of(&Source { file: name.as_str().into(), text });
        let new = said.texts.into_iter().map(|(vi, _)| vi).filter(|vi| seen.insert(vi.clone()));
        let new: Vec<String> = new.collect();
        if !new.is_empty() {
            found.push((name, new));
        }
    }
    found
}
