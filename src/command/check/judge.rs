//! What the proof says of each lesson, as findings at their places: traps with the way into them, lessons that are too
//! large, steps that nobody reaches; and for the library what no lesson shows.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::checked::Played;
use crate::lesson::model::Place;
use crate::lesson::{Finding, Lesson, Loaded};
use crate::sim::State;
use crate::tutor::demo::{self, Demo, Stuck};
use crate::tutor::prove::{self, Proof, describe};
use crate::typing;

/// A lesson that was played and proved.
pub struct Judged {
    /// Its line in the answer.
    pub played: Played,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
    /// One state for everything that it can show, with the step.
    pub states: Vec<(usize, State)>,
}

/// Plays a lesson and proves that nobody gets stuck in it.
pub fn judge(loaded: &Loaded, lesson: &Arc<Lesson>, seen: &mut Seen) -> Judged {
    let mut played = Played { id: lesson.id.to_string(), steps: lesson.steps.len(), ..Played::default() };
    let mut findings = Vec::new();
    match demo::play(lesson) {
        Ok(demo) => {
            played.actions = Some(demo.actions());
            played.keys = Some(keys(&demo));
        }
        Err(stuck) => findings.push(unfinished(loaded, lesson, &stuck)),
    }
    played.minutes = lesson.minutes;
    let proved = prove::prove(lesson);
    seen.partly |= proved.is_err();
    let states = match proved {
        Ok(proof) => {
            played.states = Some(proof.states);
            findings.extend(traps(loaded, lesson, &proof));
            seen.add(lesson, &proof);
            proof.samples.into_iter().map(|sample| (sample.step, sample.state)).collect()
        }
        // That the demonstration does not get so far is said already.
        Err(prove::ProofError::NoWay(_)) => Vec::new(),
        Err(prove::ProofError::TooLarge(advice)) => {
            let place = lesson.steps.first().map(|step| step.place.clone()).unwrap_or_default();
            let message = format!("this lesson has more than {} states", prove::MOST_STATES);
            findings.push(loaded.error(&place, message).help(advice.to_string()));
            Vec::new()
        }
    };
    Judged { played, findings, states }
}

fn unfinished(loaded: &Loaded, lesson: &Lesson, stuck: &Stuck) -> Finding {
    let id = match stuck {
        Stuck::NoWay(id) | Stuck::HoldsAlready(id) | Stuck::Refused(id) => id,
    };
    let step = lesson.steps.iter().find(|step| step.id.as_ref() == id);
    let help = match stuck {
        Stuck::NoWay(_) => "look at the ways with --map: a button may be missing, or ask for what nobody can enter",
        Stuck::HoldsAlready(_) => "its goal is reached in an earlier step: take the step out, or ask for more",
        Stuck::Refused(_) => "use the persona's invented numbers",
    };
    loaded.error(&step.map(|step| step.place.clone()).unwrap_or_default(), stuck.to_string()).help(help)
}

/// Each trap at the step that cannot be ended any more.
fn traps(loaded: &Loaded, lesson: &Lesson, proof: &Proof) -> Vec<Finding> {
    let finding = |trap: &prove::Trap| {
        let step = lesson.steps.get(trap.step);
        let id = step.map_or("", |step| step.id.as_ref());
        let place = step.map(|step| step.place.clone()).unwrap_or_default();
        let mut finding = loaded.error(&place, format!("after this, nothing leads to the end of step `{id}` any more"));
        finding.way = trap.way.iter().map(|action| describe(lesson, action)).collect();
        finding.help("give a way back, keep what is needed from being undone, or let a reaction `rewind`")
    };
    proof.traps.iter().map(finding).collect()
}

/// How many keys the demonstration takes, not counting the way from one thing to the next.
fn keys(demo: &Demo) -> usize {
    let moves = demo.steps.iter().flat_map(|(_, moves)| moves);
    moves.map(|planned| 1 + planned.wanted.as_ref().map_or(0, |wanted| typing::keystrokes(&wanted.sample()))).sum()
}

/// What the lessons of a library show between them.
#[derive(Default)]
pub struct Seen {
    screens: BTreeMap<(Arc<str>, usize), (Unseen, bool)>,
    /// A lesson could not be explored: it may show anything.
    partly: bool,
}

/// Something that no lesson may show.
struct Unseen {
    place: Place,
    name: String,
}

impl Seen {
    fn add(&mut self, lesson: &Lesson, proof: &Proof) {
        let world = &lesson.world;
        for (id, screen) in world.screens.pairs().filter(|(_, screen)| !screen.inbox) {
            let name = format!("no lesson ever shows the screen `{}`", screen.name);
            let shown = proof.screens.contains(&id) || screen.spare;
            self.note(&screen.place, name, shown);
            for widget_id in &screen.widgets {
                let widget = &world.widgets[*widget_id];
                // One finding is enough for a screen with all that is on it.
                let shown = !shown || proof.widgets.contains(widget_id) || widget.spare || screen.spare;
                self.note(&widget.place, format!("no lesson ever shows this on the screen `{}`", screen.name), shown);
            }
        }
    }

    fn note(&mut self, place: &Place, name: String, shown: bool) {
        let key = (place.file.clone(), place.span.start);
        let entry = self.screens.entry(key).or_insert_with(|| (Unseen { place: place.clone(), name }, false));
        entry.1 |= shown;
    }

    /// What none of the lessons showed.
    pub fn findings(self, loaded: &Loaded) -> Vec<Finding> {
        if self.partly {
            return Vec::new();
        }
        let unseen = self.screens.into_values().filter(|(_, shown)| !shown);
        let help = "let a lesson lead to it, take it out, or say that you know it: spare = true";
        unseen.map(|(unseen, _)| loaded.error(&unseen.place, unseen.name).help(help)).collect()
    }
}
