//! Every frame that a lesson can show, drawn at every size that the kiosk is made for: nothing of it may be cut off.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::app::player::Notice;
use crate::app::{Key, Kiosk, Player, Screen, Settings};
use crate::i18n::Lang;
use crate::lesson::model::Place;
use crate::lesson::{Finding, Lesson, Loaded};
use crate::sim::{self, State};
use crate::text;
use crate::time::Moment;
use crate::tutor::Session;
use crate::tutor::record::Mode;
use crate::typing::{Method, Style};
use crate::ui;

/// The sizes of terminal that lessons must fit, in columns and rows.
const SIZES: [(u16, u16); 3] = [(80, 24), (64, 24), (50, 18)];

/// Down is pressed so often on each screen, to see it with everything in focus.
const MOST_FOCUS: usize = 40;

/// What is cut off: for each place, the first text and where it was seen.
type Cuts = BTreeMap<(String, usize), (Place, String)>;

/// Draws what a lesson shows in these states (with the step in which each was reached), and what its steps say.
pub fn findings(loaded: &Loaded, lesson: &Arc<Lesson>, states: &[(usize, State)]) -> Vec<Finding> {
    let mut cuts = Cuts::new();
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
    cuts.into_values().map(|(place, message)| loaded.error(&place, message).help(help)).collect()
}

/// A screen of the device, with the focus on each of its things.
fn screens(cuts: &mut Cuts, lesson: &Arc<Lesson>, step: usize, state: &State, place: &Place) {
    for lang in [Lang::Vi, Lang::En] {
        for size in SIZES {
            let mut player = player(lesson, Mode::Guided, step, state);
            let things = player.focusable().len().min(MOST_FOCUS);
            for _ in 0..things.max(1) {
                let mut kiosk = kiosk(player, lang, size);
                look(cuts, &kiosk, place);
                let Screen::Player(back) = &mut kiosk.screen else { return };
                let _ = back.key(Key::Down, Moment::default());
                let Screen::Player(back) = kiosk.screen else { return };
                player = *back;
            }
        }
    }
}

/// What a step says: its task, its hints, its reason, its reactions.
fn sayings(cuts: &mut Cuts, lesson: &Arc<Lesson>, at: usize, state: &State) {
    let Some(step) = lesson.steps.get(at) else { return };
    let mut notices: Vec<Notice> = step.reacts.iter().filter_map(|r| r.say.clone()).map(Notice::Said).collect();
    notices.push(Notice::StepDone(step.why.clone()));
    for lang in [Lang::Vi, Lang::En] {
        for size in SIZES {
            let solo = player(lesson, Mode::Solo, at, state);
            look(cuts, &kiosk(solo, lang, size), &step.place);
            for rungs in 1..=2 {
                let mut asking = player(lesson, Mode::Practice, at, state);
                for _ in 0..rungs {
                    let _ = asking.key(Key::F(1), Moment::default());
                }
                look(cuts, &kiosk(asking, lang, size), &step.place);
            }
            for notice in &notices {
                let mut told = player(lesson, Mode::Practice, at, state);
                told.notice = Some(notice.clone());
                look(cuts, &kiosk(told, lang, size), &step.place);
            }
        }
    }
}

fn player(lesson: &Arc<Lesson>, mode: Mode, step: usize, state: &State) -> Player {
    let now = Moment::default();
    let session = Session::at(lesson.clone(), mode, step, state.clone(), now);
    Player::new(session, 1, Method::Telex, Style::default(), now)
}

fn kiosk(player: Player, lang: Lang, size: (u16, u16)) -> Kiosk {
    let mut kiosk = Kiosk::new(Settings { lang, method: Method::Telex, style: Style::default() }, 1);
    kiosk.size = size;
    kiosk.screen = Screen::Player(Box::new(player));
    kiosk
}

/// One finding for a place is enough.
fn look(cuts: &mut Cuts, kiosk: &Kiosk, place: &Place) {
    let (width, height) = kiosk.size;
    let Some(cut) = ui::cut(kiosk).into_iter().next() else { return };
    let lang = if kiosk.lang == Lang::Vi { "vi" } else { "en" };
    let cut = text::escape(cut.trim(), 60);
    let message = format!("`{cut}` is cut off at {width}x{height} ({lang})");
    cuts.entry((place.file.to_string(), place.span.start)).or_insert((place.clone(), message));
}
