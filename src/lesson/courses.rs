//! Courses: lessons in order, for an audience, with advice about what is better done before.
//!
//! They order and advise, and never lock: whatever is wrong with them, every lesson can still be played.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use super::compile::Parsed;
use super::diagnostic::{Finding, Source};
use super::languages::Translation;
use super::library::Library;
use super::model::Text;
use super::raw::{Name, RawCourse, RawCourses, RawPlanned, RawText, Spanned};
pub use super::words::AUDIENCES;

/// The most names in the file: courses are read by people who choose from them.
const MOST_NAMES: usize = 1000;

/// More findings help nobody.
const MOST_FINDINGS: usize = 50;

/// Lessons in order.
#[derive(Debug, Clone)]
pub struct Course {
    /// Id.
    pub id: Arc<str>,
    /// Title.
    pub title: Text,
    /// Who it is for, as in [`AUDIENCES`]; empty: everybody.
    pub audience: Vec<Arc<str>>,
    /// Its lessons, in order.
    pub entries: Vec<Entry>,
}

/// A place in a course.
#[derive(Debug, Clone)]
pub enum Entry {
    /// A lesson that can be played.
    Lesson {
        /// Lesson id.
        id: Arc<str>,
        /// Lessons that are better done before. Some of them may be still to come: see [`Library::advised_before`].
        after: Vec<Arc<str>>,
    },
    /// A lesson that is still to come.
    Coming {
        /// The id that it will have.
        id: Arc<str>,
        /// The title that it will have.
        title: Text,
    },
}

impl Course {
    /// Ids of the lessons that can be played, in order.
    pub fn lessons(&self) -> impl Iterator<Item = &Arc<str>> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Lesson { id, .. } => Some(id),
            Entry::Coming { .. } => None,
        })
    }

    /// Whether it is for an audience.
    pub fn is_for(&self, audience: &str) -> bool {
        self.audience.is_empty() || self.audience.iter().any(|one| one.as_ref() == audience)
    }
}

impl Library {
    /// Better done before this lesson: ids of lessons that can be played, from all courses, without doubles.
    pub fn advised_before(&self, lesson: &str) -> Vec<&Arc<str>> {
        let entries = self.courses.iter().flat_map(|course| &course.entries);
        let advice = entries.filter_map(|entry| match entry {
            Entry::Lesson { id, after } if id.as_ref() == lesson => Some(after),
            Entry::Lesson { .. } | Entry::Coming { .. } => None,
        });
        let mut advised: Vec<&Arc<str>> = Vec::new();
        for before in advice.flatten() {
            if !advised.contains(&before) && self.lesson(before).is_some() {
                advised.push(before);
            }
        }
        advised
    }
}

/// Puts courses and lessons into the order of the file.
pub(super) fn order(
    library: &mut Library,
    courses: &Parsed<RawCourses>,
    translations: &[Translation],
    findings: &mut Vec<Finding>,
) {
    let Library { lessons, courses: read, .. } = library;
    let mut reader = Reader {
        source: &courses.source,
        translations,
        played: lessons.iter().map(|lesson| lesson.id.as_ref()).collect(),
        named: BTreeSet::new(),
        before: BTreeMap::new(),
        findings: Vec::new(),
    };
    reader.courses(&courses.raw.courses, read);
    let Reader { findings: mut found, .. } = reader;
    found.truncate(MOST_FINDINGS);
    findings.extend(found);
    let mut rank: BTreeMap<&str, usize> = BTreeMap::new();
    for id in read.iter().flat_map(Course::lessons) {
        let next = rank.len();
        rank.entry(id).or_insert(next);
    }
    lessons.sort_by_key(|lesson| rank.get(lesson.id.as_ref()).copied().unwrap_or(usize::MAX));
}

struct Reader<'f> {
    source: &'f Source,
    translations: &'f [Translation],
    /// The lessons that can be played.
    played: BTreeSet<&'f str>,
    /// The lessons that a course names: where one cannot be played, that is said there.
    named: BTreeSet<&'f str>,
    /// What is better done before a lesson, over all courses.
    before: BTreeMap<&'f str, Vec<&'f str>>,
    findings: Vec<Finding>,
}

impl<'f> Reader<'f> {
    fn courses(&mut self, raw: &'f [RawCourse], read: &mut Vec<Course>) {
        let names = raw.iter().map(|course| {
            let entries = course.lessons.iter().map(|entry| 1 + entry.0.after.len());
            1 + course.audience.len() + entries.sum::<usize>()
        });
        let names: usize = names.sum();
        if names > MOST_NAMES {
            let message = format!("at most {MOST_NAMES} names stand in the courses, and here are {names}");
            self.findings.push(self.source.error_whole(message));
            return;
        }
        self.named = raw.iter().flat_map(|c| &c.lessons).map(|entry| entry.0.lesson.get_ref().as_str()).collect();
        for course in raw {
            let id = course.id.get_ref();
            if let Some(bad) = self.source.bad_id(&course.id) {
                self.findings.push(bad);
            } else if read.iter().any(|other| other.id.as_ref() == id) {
                self.error(&course.id, format!("there are two courses `{id}`"));
            } else {
                read.extend(self.course(course));
            }
        }
    }

    /// A course, unless its title cannot be shown.
    fn course(&mut self, raw: &'f RawCourse) -> Option<Course> {
        let title = self.text(&raw.title);
        let audience = raw.audience.iter().filter_map(|name| self.audience(name)).collect();
        let (mut seen, mut entries) = (BTreeSet::new(), Vec::new());
        for entry in &raw.lessons {
            let name = &entry.0.lesson;
            if seen.insert(name.get_ref()) {
                entries.extend(self.entry(&entry.0));
            } else {
                self.error(name, format!("the course names `{}` twice", name.get_ref()));
            }
        }
        Some(Course { id: raw.id.get_ref().as_str().into(), title: title?, audience, entries })
    }

    fn audience(&mut self, name: &Name) -> Option<Arc<str>> {
        let code = name.get_ref().as_str();
        if !AUDIENCES.contains(&code) {
            let finding = self.source.error(name.span(), format!("unknown audience `{code}`"));
            self.findings.push(finding.known(code, AUDIENCES));
            return None;
        }
        Some(code.into())
    }

    fn entry(&mut self, raw: &'f RawPlanned) -> Option<Entry> {
        let name = &raw.lesson;
        let id = name.get_ref().as_str();
        let after = self.after(raw);
        match &raw.coming {
            Some(coming) if self.played.contains(id) => {
                let message = format!("`{id}` is no longer to come: it exists now");
                let finding = self.source.error(coming.span(), message).help("take `coming` away");
                self.findings.push(finding.warning());
                Some(Entry::Lesson { id: id.into(), after })
            }
            None if self.played.contains(id) => Some(Entry::Lesson { id: id.into(), after }),
            Some(coming) => {
                let bad = self.source.bad_id(name);
                let is_good = bad.is_none();
                self.findings.extend(bad);
                let title = self.text(coming).filter(|_| is_good)?;
                Some(Entry::Coming { id: id.into(), title })
            }
            None => {
                let message = format!("the course names `{id}`, which cannot be played");
                self.findings.push(self.source.error(name.span(), message).warning());
                None
            }
        }
    }

    /// The advice of an entry, without what cannot be followed.
    fn after(&mut self, raw: &'f RawPlanned) -> Vec<Arc<str>> {
        let lesson = raw.lesson.get_ref().as_str();
        let mut kept = Vec::new();
        for name in &raw.after {
            let before = name.get_ref().as_str();
            if !self.played.contains(before) && !self.named.contains(before) {
                let message = format!("there is no lesson `{before}`, and none is to come");
                let known = self.played.union(&self.named).copied();
                self.findings.push(self.source.error(name.span(), message).known(before, known));
            } else if let Some(way) = self.way(before, lesson) {
                let circle = way.join("` after `");
                self.error(name, format!("this advice goes round in a circle: `{lesson}` after `{circle}`"));
            } else {
                self.before.entry(lesson).or_default().push(before);
                kept.push(before.into());
            }
        }
        kept
    }

    /// The shortest way from a lesson over what is better done before it to another.
    fn way(&self, from: &'f str, to: &str) -> Option<Vec<&'f str>> {
        let mut came: BTreeMap<&str, Option<&str>> = BTreeMap::from([(from, None)]);
        let mut open = VecDeque::from([from]);
        while let Some(at) = open.pop_front() {
            if at == to {
                let mut way: Vec<&str> =
                    std::iter::successors(Some(at), |at| came.get(at).copied().flatten()).collect();
                way.reverse();
                return Some(way);
            }
            for next in self.before.get(at).into_iter().flatten() {
                came.entry(next).or_insert_with(|| {
                    open.push_back(next);
                    Some(at)
                });
            }
        }
        None
    }

    /// A title; `None` (with a finding) if it cannot be shown.
    fn text(&mut self, raw: &Spanned<RawText>) -> Option<Text> {
        let RawText { vi, en } = raw.get_ref();
        let en = en.as_ref().unwrap_or(vi);
        if let Some(bad) = [vi, en].into_iter().find_map(|text| self.source.bad_text(raw.span(), text)) {
            self.findings.push(bad);
            return None;
        }
        let translated = |one: &Translation| one.get(vi).map(|text| (one.code.clone(), text.clone()));
        let more = self.translations.iter().filter_map(translated).collect();
        Some(Text { vi: vi.as_str().into(), en: en.as_str().into(), more })
    }

    fn error(&mut self, name: &Name, message: String) {
        self.findings.push(self.source.error(name.span(), message));
    }
}
