//! How large a lesson may get: far more than any needs, far less than what indexes hold and what the planner can look
//! through. A larger file is refused before anything is made of it.

use std::ops::Range;

use super::Builder;
use crate::lesson::diagnostic::{Finding, Source};
use crate::lesson::raw::{RawApp, RawLesson, RawScreen};
use crate::lesson::table::{Id, Table};

/// The most of one kind of thing in an app, and in a lesson: screens, widgets, fields, flags …
const MOST: usize = 4096;

/// The most widgets of a screen.
const MOST_ON_SCREEN: usize = 256;

/// The most steps of a lesson.
const MOST_STEPS: usize = 256;

/// After so many findings of a lesson the rest is not looked at: its author has enough to do.
pub(super) const MOST_FINDINGS: usize = 50;

/// What an app has too much of.
pub fn app(raw: &RawApp, source: &Source) -> Option<Finding> {
    let counts = [
        ("screens", raw.screens.0.len()),
        ("counters", raw.counters.0.len()),
        ("codes", raw.codes.0.len()),
        ("timers", raw.timers.0.len()),
        ("parameters", raw.params.0.len()),
        ("widgets", raw.screens.0.iter().map(|(_, screen)| widgets(screen)).sum()),
    ];
    let crowded = raw.screens.0.iter().find(|(_, screen)| widgets(screen) > MOST_ON_SCREEN);
    match (counts.into_iter().find(|(_, count)| *count > MOST), crowded) {
        (Some((what, count)), _) => Some(too_many(source, 0..0, "an app", what, count, MOST)),
        (None, Some((name, screen))) => {
            Some(too_many(source, name.span(), "a screen", "widgets", widgets(screen), MOST_ON_SCREEN))
        }
        (None, None) => None,
    }
}

/// What a lesson has too much of.
pub fn lesson(raw: &RawLesson, source: &Source) -> Option<Finding> {
    let counts = [
        ("steps", raw.steps.len(), MOST_STEPS),
        ("apps", raw.apps.len(), MOST_STEPS),
        ("flags at the start", raw.start.len(), MOST),
    ];
    let (what, count, most) = counts.into_iter().find(|(_, count, most)| count > most)?;
    Some(too_many(source, 0..0, "a lesson", what, count, most))
}

fn widgets(screen: &RawScreen) -> usize {
    let each = screen.widgets.iter().map(|w| 1 + w.get_ref().sees.len() + w.get_ref().items.len());
    each.sum()
}

fn too_many(source: &Source, at: Range<usize>, of: &str, what: &str, count: usize, most: usize) -> Finding {
    let message = format!("{of} has at most {most} {what}, and this one has {count}");
    let finding = if at.is_empty() { source.error_whole(message) } else { source.error(at, message) };
    finding.help("split it into several")
}

impl Builder<'_> {
    /// Whether enough is known to be wrong.
    pub(super) fn is_enough(&self) -> bool {
        self.findings.len() >= MOST_FINDINGS
    }

    /// Everything that is declared has an index of its own.
    pub(super) fn check_size(&mut self) -> bool {
        fn count<I: Id, T>(table: &Table<I, T>) -> usize {
            table.len()
        }
        let world = &self.world;
        let counts = [
            ("apps", count(&world.apps)),
            ("screens", count(&world.screens)),
            ("widgets", count(&world.widgets)),
            ("flags", count(&world.flags)),
            ("fields", count(&world.fields)),
            ("codes", count(&world.codes)),
            ("counters", count(&world.counters)),
            ("timers", count(&world.timers)),
            ("messages", count(&world.messages)),
        ];
        let Some((what, count)) = counts.into_iter().find(|(_, count)| *count > MOST) else { return true };
        let source = &self.lesson.source;
        self.findings.push(too_many(source, 0..0, "a lesson with its apps", what, count, MOST));
        false
    }
}
