//! An author at work: the lesson is played while its file is changed.

use std::path::Path;
use std::sync::Arc;

use super::event::Effect;
use super::kiosk::{Kiosk, Screen};
use crate::lesson::{Finding, Lesson, Loaded, Severity};
use crate::tutor::Session;
use crate::tutor::record::Mode;

impl Kiosk {
    /// A file was saved. A lesson that is whole is begun anew, at the step that was shown; otherwise the one before
    /// stays, and what is wrong is said until it is mended.
    pub(super) fn reloaded(&mut self, loaded: &Loaded, effects: &mut Vec<Effect>) {
        let Some((id, mode)) = self.preview.clone() else { return };
        let Some(lesson) = loaded.library.lesson(&id).cloned() else {
            self.findings = causes(loaded, &id);
            return;
        };
        self.findings.clear();
        self.library = Some(Arc::new(loaded.library.clone()));
        let (changed, step) = match &self.screen {
            Screen::Player(player) => {
                let session = &player.session;
                (differs(session.lesson(), &lesson), session.step().map(|step| step.id.clone()))
            }
            Screen::Result(result) => (differs(&result.lesson, &lesson), None),
            _ => (true, None),
        };
        if changed {
            self.begin_at(lesson, mode, step.as_deref(), effects);
        }
    }

    /// Begins a lesson at a step, if there is one and a way leads there.
    fn begin_at(&mut self, lesson: Arc<Lesson>, mode: Mode, step: Option<&str>, effects: &mut Vec<Effect>) {
        let seed = self.random();
        let at = step.and_then(|id| lesson.steps.iter().position(|step| step.id.as_ref() == id));
        if let Some(at) = at.filter(|at| *at > 0) {
            let (mut session, _) = Session::new(lesson.clone(), mode, seed, self.now);
            if session.play_to(at, self.now) {
                return self.play(session, Vec::new(), None, effects);
            }
        }
        let (session, notes) = Session::new(lesson, mode, seed, self.now);
        self.play(session, notes, None, effects);
    }
}

/// Whether a lesson is another than the one before, or says something else in some language.
fn differs(before: &Lesson, now: &Lesson) -> bool {
    before.hash != now.hash || before.translations != now.translations
}

/// Why a lesson is not among those that can be played: what is wrong in its own file or in an app first.
fn causes(loaded: &Loaded, id: &str) -> Vec<Finding> {
    let other = |finding: &Finding| {
        let file = Path::new(finding.file.as_ref());
        let in_apps = file.parent().is_some_and(|folder| folder.ends_with("apps"));
        !in_apps && file.file_stem().is_none_or(|stem| stem != id)
    };
    let mut causes: Vec<Finding> = loaded.findings.iter().filter(|f| f.severity == Severity::Error).cloned().collect();
    causes.sort_by_key(other);
    if causes.is_empty() {
        let gone = Finding::in_file(&format!("{id}.toml"), "the file of this lesson is gone");
        causes.push(gone.help("put it back; until then the last one is shown"));
    }
    causes
}
