//! From parsed files to a compiled [`Lesson`]: first every name is declared, then everything that uses names is resolved.
//! All findings of a lesson are collected, not only the first.

mod case;
mod condition;
mod declare;
mod fill;
pub(super) mod limits;
pub(super) mod template;
mod widget;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::diagnostic::{Finding, Source};
use super::languages::Translation;
use super::model::{
    Cond, Effect, Fact, Lesson, Literal, Paper, PaperLine, Place, React, ScreenKind, Step, Text, World,
};
use super::raw::{Name, Ordered, RawApp, RawFill, RawLesson, RawPersona, RawStep, RawText, Spanned};
use super::table::{AppId, CodeId, CounterId, FieldId, FlagId, ScreenId, TimerId};
use super::words;

/// A file that has been read and parsed.
#[derive(Debug)]
pub struct Parsed<T> {
    /// Where it came from.
    pub source: Source,
    /// Its content.
    pub raw: T,
}

/// All files of a library that a lesson may need.
#[derive(Debug, Default)]
pub struct Files {
    /// Apps by id.
    pub apps: BTreeMap<String, Parsed<RawApp>>,
    /// The personas file.
    pub personas: Option<Parsed<Ordered<RawPersona>>>,
    /// What is said in languages that were added.
    pub translations: Vec<Translation>,
}

/// SHA-256 in lower-case hex.
#[derive(Debug)]
pub struct Hashes {
    /// Over the lesson, its apps and its persona.
    pub lesson: Arc<str>,
    /// Over the translations.
    pub translations: Arc<str>,
}

/// What a name of the world stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    Flag(FlagId),
    Field(FieldId),
    Counter(CounterId),
    Code(CodeId),
    Timer(TimerId),
}

/// Something that a name stands for: in this lesson, or in an app that exists but is not used by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Used<T> {
    Here(T),
    Elsewhere,
}

impl<T> Used<T> {
    fn here(self) -> Option<T> {
        match self {
            Used::Here(thing) => Some(thing),
            Used::Elsewhere => None,
        }
    }
}

/// Where a piece of a lesson stands: its file, and the app whose names may be written short.
#[derive(Clone, Copy)]
struct Scope<'f> {
    source: &'f Source,
    app: Option<(&'f str, AppId)>,
}

impl Scope<'_> {
    fn place(self, span: Range<usize>) -> Place {
        Place { file: self.source.file.clone(), span }
    }
}

struct Builder<'f> {
    files: &'f Files,
    lesson: &'f Parsed<RawLesson>,
    world: World,
    findings: Vec<Finding>,
    apps: HashMap<&'f str, AppId>,
    screens: HashMap<String, ScreenId>,
    names: HashMap<String, Named>,
    /// Names of apps that exist but are not used by this lesson: facts about them never hold.
    absent: HashSet<String>,
    values: HashMap<&'f str, &'f str>,
    params: HashMap<String, String>,
    /// What `[with.app.right]` says, by app.
    right: HashMap<&'f str, &'f Ordered<Spanned<String>>>,
    /// The fields of the screen that is being compiled: what `form is valid` means there.
    page: Vec<FieldId>,
}

/// Compiles one lesson, or says everything that is wrong with it.
pub fn lesson(files: &Files, id: &str, hashes: Hashes, parsed: &Parsed<RawLesson>) -> Result<Lesson, Vec<Finding>> {
    let mut builder = Builder {
        files,
        lesson: parsed,
        world: World::default(),
        findings: Vec::new(),
        apps: HashMap::new(),
        screens: HashMap::new(),
        names: HashMap::new(),
        absent: HashSet::new(),
        values: HashMap::new(),
        params: HashMap::new(),
        right: HashMap::new(),
        page: Vec::new(),
    };
    if let Some(finding) = limits::lesson(&parsed.raw, &parsed.source) {
        return Err(vec![finding]);
    }
    let persona = builder.persona();
    builder.declare();
    if !builder.check_size() {
        return Err(builder.findings);
    }
    builder.bodies();
    builder.check_size();
    let lesson = builder.lesson(id, hashes, persona);
    if builder.findings.is_empty() { Ok(lesson) } else { Err(builder.findings) }
}

impl<'f> Builder<'f> {
    fn scope(&self) -> Scope<'f> {
        Scope { source: &self.lesson.source, app: None }
    }

    fn error(&mut self, scope: Scope<'_>, span: Range<usize>, message: impl Into<String>) {
        if self.is_enough() {
            return;
        }
        self.findings.push(scope.source.error(span, message));
    }

    fn persona(&mut self) -> Option<&'f RawPersona> {
        let name = &self.lesson.raw.persona;
        let source = &self.lesson.source;
        let Some(file) = &self.files.personas else {
            self.findings.push(source.error(name.span(), "there is no personas.toml beside this lesson"));
            return None;
        };
        let found = file.raw.0.iter().find(|(id, _)| id.get_ref() == name.get_ref());
        let Some((_, persona)) = found else {
            let known = file.raw.0.iter().map(|(id, _)| id.get_ref().as_str());
            let message = format!("there is no persona `{}`", name.get_ref());
            self.findings.push(source.error(name.span(), message).known(name.get_ref(), known));
            return None;
        };
        let scope = Scope { source: &file.source, app: None };
        for (key, value) in &persona.values.0 {
            self.check_text(scope, value.span(), value.get_ref());
            self.values.insert(key.get_ref(), value.get_ref());
        }
        Some(persona)
    }

    fn lesson(&mut self, id: &str, hashes: Hashes, persona: Option<&'f RawPersona>) -> Lesson {
        let raw = &self.lesson.raw;
        let scope = self.scope();
        if raw.steps.is_empty() {
            self.findings.push(scope.source.error_whole("a lesson needs at least one [[steps]]"));
        }
        let device = self.device(scope, &raw.device, &words::LESSON_DEVICES);
        self.check_id(scope, &raw.topic);
        let mut seen = HashSet::new();
        let steps = raw.steps.iter().map(|step| {
            if !seen.insert(step.get_ref().id.get_ref()) {
                let message = format!("there are two steps `{}`", step.get_ref().id.get_ref());
                self.error(scope, step.get_ref().id.span(), message);
            }
            self.step(step)
        });
        let steps = steps.collect();
        Lesson {
            id: id.into(),
            hash: hashes.lesson,
            translations: hashes.translations,
            title: self.narration(scope, &raw.title),
            task: self.narration(scope, &raw.task),
            topic: raw.topic.get_ref().as_str().into(),
            minutes: *raw.minutes.get_ref(),
            papers: persona.map_or_else(Vec::new, |p| self.papers(p)),
            persona: self.persona_title(persona),
            insist: raw.insist,
            steps,
            device,
            world: std::mem::take(&mut self.world),
        }
    }

    fn persona_title(&mut self, persona: Option<&'f RawPersona>) -> Text {
        match (persona, &self.files.personas) {
            (Some(persona), Some(file)) => self.narration(Scope { source: &file.source, app: None }, &persona.title),
            _ => Text::new("", ""),
        }
    }

    fn papers(&mut self, persona: &'f RawPersona) -> Vec<Paper> {
        let Some(file) = &self.files.personas else { return Vec::new() };
        let scope = Scope { source: &file.source, app: None };
        let mut papers = Vec::new();
        for name in &self.lesson.raw.papers {
            let Some(paper) = persona.papers.iter().find(|p| p.get_ref().id.get_ref() == name.get_ref()) else {
                let known = persona.papers.iter().map(|p| p.get_ref().id.get_ref().as_str());
                let message = format!("this persona has no paper `{}`", name.get_ref());
                let finding = self.lesson.source.error(name.span(), message).known(name.get_ref(), known);
                self.findings.push(finding);
                continue;
            };
            let lines = paper.get_ref().lines.iter().filter_map(|line| {
                let Some(value) = self.values.get(line.value.get_ref().as_str()).copied() else {
                    let message = format!("this persona has no value `{}`", line.value.get_ref());
                    self.error(scope, line.value.span(), message);
                    return None;
                };
                let shown = if line.group.is_empty() {
                    value.to_owned()
                } else {
                    crate::text::group_digits(value, &line.group)
                };
                Some(PaperLine { label: self.narration(scope, &line.label), value: value.into(), shown: shown.into() })
            });
            let lines = lines.collect();
            papers.push(Paper { title: self.narration(scope, &paper.get_ref().title), lines });
        }
        papers
    }

    fn step(&mut self, raw: &'f Spanned<RawStep>) -> Step {
        let scope = self.scope();
        let span = raw.span();
        let raw = raw.get_ref();
        self.check_id(scope, &raw.id);
        let mut goal = self.condition(scope, &raw.goal);
        goal.0.extend(raw.fill.as_ref().map_or_else(Vec::new, |fill| self.wanted(scope, fill)));
        if goal.0.is_empty() {
            self.findings.push(
                scope
                    .source
                    .error(raw.id.span(), "this step has no goal")
                    .help("give it `goal = [...]` or `fill = {...}`"),
            );
        }
        let stay =
            if raw.stays { Cond(goal.0.iter().filter(|c| lasting(c)).cloned().collect()) } else { Cond::default() };
        let reacts: Vec<React> = raw
            .react
            .iter()
            .map(|react| React {
                on: self.condition(scope, &react.on),
                mistake: react.mistake,
                rewind: react.rewind.as_ref().is_some_and(|rewind| *rewind.get_ref()),
                say: react.say.as_ref().map(|say| self.narration(scope, say)),
            })
            .collect();
        self.check_rewinds(scope, raw, &reacts);
        if raw.must && !reacts.iter().any(|r| r.mistake) {
            let help = "add [[steps.react]] with `on = [...]` and `mistake = true`";
            let message = "a safety step (`must`) must name its danger in a reaction";
            self.findings.push(scope.source.error(span.start..span.start + 1, message).help(help));
        }
        Step {
            id: raw.id.get_ref().as_str().into(),
            say: self.narration(scope, &raw.say),
            goal,
            stay,
            hints: raw.hints.iter().map(|hint| self.narration(scope, hint)).collect(),
            why: raw.why.as_ref().map(|why| self.narration(scope, why)),
            must: raw.must,
            optional: raw.optional,
            free: raw.free.iter().filter_map(|name| self.screen(scope, name)).collect(),
            comes: raw.comes.as_ref().and_then(|name| self.layer(scope, name)),
            reacts,
            place: scope.place(raw.id.span()),
        }
    }

    /// What a rewind waits for must not be a content: it would take back what she is typing.
    fn check_rewinds(&mut self, scope: Scope<'f>, raw: &'f RawStep, reacts: &[React]) {
        for (react, raw) in reacts.iter().zip(&raw.react) {
            let names_field = react.on.literals().any(|l| matches!(l.fact, Fact::Field { .. }));
            if let Some(rewind) = raw.rewind.as_ref().filter(|_| react.rewind && names_field) {
                let message = "a reaction with `rewind` cannot wait for the content of a field";
                let help = "wait for what the content led to: a screen, a flag";
                self.findings.push(scope.source.error(rewind.span(), message).help(help));
            }
        }
    }

    /// What a step wants in fields.
    fn wanted(&mut self, scope: Scope<'f>, fill: &'f RawFill) -> Vec<Vec<Literal>> {
        let name = match fill {
            RawFill::Fields(fields) => return fields.0.iter().filter_map(|f| self.wanted_text(scope, f)).collect(),
            RawFill::Right(name) => name,
        };
        let (app, page) = name.get_ref().split_once('.').unwrap_or((name.get_ref(), ""));
        let on_page = match page {
            "form" => None,
            _ => match self.screen(scope, name) {
                Some(screen) => Some(self.fields_of(screen)),
                None => return Vec::new(),
            },
        };
        let Some(right) = self.right.get(app).copied() else {
            let message = format!("this lesson does not say what is right in `{app}`");
            let help = format!("add [with.{app}.right] with a line for each field");
            self.findings.push(scope.source.error(name.span(), message).help(help));
            return Vec::new();
        };
        self.right_facts(scope, app, right, on_page.as_deref())
    }

    fn wanted_text(&mut self, scope: Scope<'f>, (field, value): &'f (Name, Spanned<String>)) -> Option<Vec<Literal>> {
        let span = if self.is_field(scope, field.get_ref()) { value.span() } else { field.span() };
        self.compare(scope, span, field.get_ref(), value.get_ref()).map(|literal| vec![literal])
    }

    /// The fields that stand on a screen whose widgets are compiled.
    fn fields_of(&self, screen: ScreenId) -> Vec<FieldId> {
        let widgets = self.world.screens[screen].widgets.iter();
        widgets.filter_map(|id| self.world.widgets[*id].kind.field()).collect()
    }

    /// A screen by name, that must be a dialog or a call.
    fn layer(&mut self, scope: Scope<'f>, name: &Name) -> Option<ScreenId> {
        let id = self.screen(scope, name)?;
        if self.world.screens[id].kind == ScreenKind::Page {
            let message = format!("`{}` is an ordinary screen", name.get_ref());
            let help = "only screens with kind = \"dialog\" or \"call\" can come above others";
            self.findings.push(scope.source.error(name.span(), message).help(help));
            return None;
        }
        Some(id)
    }

    /// A screen by name; `None` (with a finding, unless its app is only absent) if there is no such screen.
    fn screen(&mut self, scope: Scope<'f>, name: &Name) -> Option<ScreenId> {
        let full = full_name(scope, name.get_ref());
        if let Some(id) = self.screens.get(&full) {
            return Some(*id);
        }
        if self.is_enough() || self.absent.contains(&format!("at {full}")) {
            return None;
        }
        let prefix = full.split_once('.').map_or("", |(app, _)| app);
        let mut known: Vec<&str> = self.screens.keys().map(String::as_str).filter(|k| k.starts_with(prefix)).collect();
        known.sort_unstable();
        let finding = scope.source.error(name.span(), format!("there is no screen `{full}`")).known(&full, known);
        self.findings.push(finding);
        None
    }

    /// A text of the kiosk itself: `{persona.x}` and parameters are filled in, `{you}` is left for the screen.
    fn narration(&mut self, scope: Scope<'f>, raw: &Spanned<RawText>) -> Text {
        let span = raw.span();
        let vi: Arc<str> = self.narration_text(scope, span.clone(), &raw.get_ref().vi).into();
        let en = match &raw.get_ref().en {
            Some(en) => self.narration_text(scope, span.clone(), en).into(),
            None => vi.clone(),
        };
        let files = self.files;
        let translated = files.translations.iter().filter_map(|translation| {
            let text = translation.get(&raw.get_ref().vi)?;
            Some((translation.code.clone(), self.narration_text(scope, span.clone(), text).into()))
        });
        let more = translated.collect();
        Text { vi, en, more }
    }
}

/// Whether a clause speaks only of what lasts: flags, contents, counters, never of what is on the screen.
fn lasting(clause: &[Literal]) -> bool {
    clause.iter().all(|l| matches!(l.fact, Fact::Flag(_) | Fact::Field { .. } | Fact::Counter { .. } | Fact::Never))
}

/// A name with its app, which may be left out inside the app.
fn full_name(scope: Scope<'_>, name: &str) -> String {
    match scope.app {
        Some((app, _)) if !name.contains('.') => format!("{app}.{name}"),
        _ => name.to_owned(),
    }
}

/// The position of an effect in the fixed order of a case.
fn rank(effect: &Effect) -> u8 {
    match effect {
        Effect::Stop(_) => 0,
        Effect::Spend(_) => 1,
        Effect::Clear(_) => 2,
        Effect::Put(..) => 3,
        Effect::Unset(_) => 4,
        Effect::Set(_) => 5,
        Effect::Add(_) | Effect::Reset(_) => 6,
        Effect::Install(_) | Effect::Uninstall(_) => 7,
        Effect::Send(_) | Effect::Start(_) => 8,
        Effect::Message(_) => 9,
        Effect::Notify(_) => 10,
        Effect::Close => 11,
        Effect::Show(_) => 12,
    }
}
