//! Every frame that a lesson can show, drawn at every size that the kiosk is made for: nothing of it may be cut off.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::app::player::Notice;
use crate::app::{Event, Key, Kiosk, Player, Screen, Settings};
use crate::i18n::Lang;
use crate::lesson::model::Place;
use crate::lesson::{Finding, Languages, Lesson, Loaded};
use crate::sim::{self, State};
use crate::text;
use crate::time::Moment;
use crate::tutor::Session;
use crate::tutor::record::Mode;
use crate::ui;

/// The sizes of terminal that lessons must fit, in columns and rows.
pub const SIZES: [(u16, u16); 3] = [(80, 24), (64, 24), (50, 18)];

/// Down is pressed so often on each screen, to see it with everything in focus.
const MOST_FOCUS: usize = 40;

/// What is cut off.
struct Cuts<'l> {
    languages: &'static [Lang],
    /// For each place, the first text and where it was seen.
    found: BTreeMap<(String, usize), (Place, String)>,
    /// In languages that were added: their author cannot change the lesson, so only the text counts.
    added: Vec<(Lang, String)>,
    /// What was told of these languages already.
    told: &'l mut Told,
}

/// The texts that were told of languages that were added.
pub type Told = BTreeSet<(&'static str, String)>;

/// Draws what a lesson shows in these states (with the step in which each was reached), and what its steps say.
pub fn findings(
    loaded: &Loaded,
    lesson: &Arc<Lesson>,
    states: &[(usize, State)],
    languages: &Languages,
    told: &mut Told,
) -> Vec<Finding> {
    let mut cuts = Cuts { languages: languages.known, found: BTreeMap::new(), added: Vec::new(), told };
    for (step, state) in states {
        let place = match sim::top(state) {
            Some(screen) => lesson.world.screens[screen].place.clone(),
            None => lesson.steps.get(*step).map(|step| step.place.clone()).unwrap_or_default(),
        };
        screens(&mut cuts, lesson, *step, state, &place);
    }
    for step in 0..lesson.steps.len() {
        let state = states.iter().find(|(at, _)| *at == step).map(|(_, state)| state.clone());
        sayings(&mut cuts, lesson, step, &state.unwrap_or_else(|| State::start(&lesson.world)));
    }
    let help = "make the text shorter, or give the screen fewer things that must be seen at once";
    let found = cuts.found.into_values().map(|(place, message)| loaded.error(&place, message).help(help));
    let added = cuts.added.into_iter().map(|(lang, message)| {
        let message = format!("{message}, first in the lesson `{}`", lesson.id);
        languages.error(lang, message).help("make the translation shorter")
    });
    found.chain(added).collect()
}

/// A screen of the device, with the focus on each of its things.
fn screens(cuts: &mut Cuts<'_>, lesson: &Arc<Lesson>, step: usize, state: &State, place: &Place) {
    let player = player(lesson, Mode::Guided, step, state);
    let things = player.focusable().len().clamp(1, MOST_FOCUS);
    let mut kiosk = kiosk(player, cuts.languages);
    for _ in 0..things {
        look(cuts, &mut kiosk, place);
        let _ = kiosk.update(Event::Key(Key::Down), Moment::default());
    }
}

/// What a step says: its task, its hints, its reason, its reactions.
fn sayings(cuts: &mut Cuts<'_>, lesson: &Arc<Lesson>, at: usize, state: &State) {
    let Some(step) = lesson.steps.get(at) else { return };
    look(cuts, &mut kiosk(player(lesson, Mode::Solo, at, state), cuts.languages), &step.place);
    let mut asking = kiosk(player(lesson, Mode::Practice, at, state), cuts.languages);
    for _ in 0..3 {
        let _ = asking.update(Event::Key(Key::F(1)), Moment::default());
        look(cuts, &mut asking, &step.place);
    }
    let mut notices: Vec<Notice> = step.reacts.iter().filter_map(|r| r.say.clone()).map(Notice::Said).collect();
    notices.push(Notice::StepDone(step.why.clone()));
    let mut told = kiosk(player(lesson, Mode::Practice, at, state), cuts.languages);
    for notice in notices {
        if let Screen::Player(player) = &mut told.screen {
            player.notice = Some(notice);
        }
        look(cuts, &mut told, &step.place);
    }
}

fn player(lesson: &Arc<Lesson>, mode: Mode, step: usize, state: &State) -> Player {
    let now = Moment::default();
    let session = Session::at(lesson.clone(), mode, step, state.clone(), now);
    Player::new(session, 1, Settings::default(), now)
}

fn kiosk(player: Player, languages: &'static [Lang]) -> Kiosk {
    let mut kiosk = Kiosk::new(Settings { languages, ..Settings::default() }, 1);
    kiosk.screen = Screen::Player(Box::new(player));
    kiosk
}

/// Draws the kiosk in every language at every size; one finding for a place is enough.
fn look(cuts: &mut Cuts<'_>, kiosk: &mut Kiosk, place: &Place) {
    for lang in cuts.languages.iter().copied() {
        for size in SIZES {
            (kiosk.lang, kiosk.size) = (lang, size);
            let Some(cut) = ui::cut(kiosk).into_iter().next() else { continue };
            let (cut, code) = (text::escape(cut.trim(), 60), lang.code());
            let message = format!("`{cut}` is cut off at {}x{} ({code})", size.0, size.1);
            if Lang::BUILT_IN.contains(&lang) {
                cuts.found.entry((place.file.to_string(), place.span.start)).or_insert((place.clone(), message));
            } else if cuts.told.insert((code, cut)) {
                cuts.added.push((lang, message));
            }
        }
    }
}
