//! The learner's own way through a step: what she did last, and the detour that led into a slip, to be shown to her
//! again as a short worked example. Lives in memory only, and is wiped like all that she typed.

use super::memory::Memory;
use super::{Note, Session};
use crate::lesson::model::Text;
use crate::sim::{self, Action, State};

/// Of a longer detour the first action is shown, and the last ones.
const MOST_SHOTS: usize = 8;

/// Something that was done, in the words of the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Did {
    /// What.
    pub action: Action,
    /// What is written on the thing that it was done to; empty for Back and home.
    pub label: String,
}

/// The world before something was done.
pub(super) struct Shot {
    pub(super) did: Did,
    state: State,
    memory: Memory,
    /// Actions to the end of the step then.
    left: Option<usize>,
}

/// A detour that led into a slip.
struct Slip {
    shots: Vec<Shot>,
    /// What the step says of it.
    said: Text,
    /// She is not back on the way: what she does now may lead into the next slip.
    open: bool,
}

/// What is kept of her way through a step.
#[derive(Default)]
pub(super) struct Trail {
    /// Since she was on the way last, or since the slip that is open.
    shots: Vec<Shot>,
    /// The last detour that ended in a slip.
    slip: Option<Slip>,
    /// The world as it is, while another one is shown.
    present: Option<(State, Memory)>,
}

impl Trail {
    /// Whether the world is shown as it was.
    pub(super) fn looks_back(&self) -> bool {
        self.present.is_some()
    }

    /// She is back on the way: what she does now begins a new detour.
    pub(super) fn close(&mut self) {
        if let Some(slip) = &mut self.slip {
            slip.open = false;
        }
        self.shots.clear();
    }

    /// Keeps an action with what was said of it; `left` is the way left after it.
    pub(super) fn walk(&mut self, shot: Shot, said: &[Note], left: Option<usize>) {
        self.shots.push(shot);
        let found = said.iter().find_map(|note| match note {
            Note::Said { text, mistake: true } => Some(text.clone()),
            _ => None,
        });
        let open = self.slip.as_mut().filter(|slip| slip.open);
        let start = open.as_ref().map_or(&self.shots, |slip| &slip.shots).first().and_then(|shot| shot.left);
        match (found, open) {
            (Some(said), Some(slip)) => {
                slip.shots.append(&mut self.shots);
                slip.said = said;
            }
            (Some(said), None) => self.slip = Some(Slip { shots: std::mem::take(&mut self.shots), said, open: true }),
            (None, _) if left.is_some_and(|left| start.is_none_or(|start| left <= start)) => {
                self.close();
            }
            (None, _) => {}
        }
        let slip = self.slip.as_mut().map(|slip| &mut slip.shots);
        for shots in slip.into_iter().chain([&mut self.shots]) {
            while shots.len() > MOST_SHOTS {
                shots.remove(1); // not the first: it tells where she left the way
            }
        }
    }
}

impl Session {
    /// The world before an action.
    pub(super) fn shot(&self, action: Action) -> Shot {
        let did = Did { action, label: self.label_of(action) };
        Shot { did, state: self.state.clone(), memory: self.memory.clone(), left: self.left() }
    }

    /// What is written on the thing that an action acts on.
    pub fn label_of(&self, action: Action) -> String {
        let world = &self.lesson.world;
        match action {
            Action::Tap(widget) => self.text(&world.widgets[widget].label),
            Action::Enter { field, .. } => {
                let mut shown = sim::visible_widgets(world, &self.state);
                let widget = shown.find(|id| world.widgets[*id].kind.field() == Some(field));
                widget.map(|id| self.text(&world.widgets[id].label)).unwrap_or_default()
            }
            Action::Open(app) => world.apps[app].name.to_string(),
            Action::Banner => self.banner().map(|sms| sms.from.clone()).unwrap_or_default(),
            Action::Back | Action::Home | Action::Wait(_) => String::new(),
        }
    }

    /// How many of her own actions led into the last slip of this step; `None`: there was none, or nothing to show.
    pub fn slip(&self) -> Option<usize> {
        self.trail.slip.as_ref().map(|slip| slip.shots.len())
    }

    /// What the step said of that slip.
    pub fn slip_said(&self) -> Option<&Text> {
        self.trail.slip.as_ref().map(|slip| &slip.said)
    }

    /// Shows the world as it was before one of those actions, and says what she did then. Until
    /// [`Session::look_at_present`] nothing else may be done.
    pub fn look_back(&mut self, at: usize) -> Option<Did> {
        let shot = self.trail.slip.as_ref()?.shots.get(at)?;
        let (did, state, memory) = (shot.did.clone(), shot.state.clone(), shot.memory.clone());
        let now = (std::mem::replace(&mut self.state, state), std::mem::replace(&mut self.memory, memory));
        self.trail.present.get_or_insert(now);
        Some(did)
    }

    /// Shows the world as it is again.
    pub fn look_at_present(&mut self) {
        if let Some((state, memory)) = self.trail.present.take() {
            self.state = state;
            self.memory = memory;
        }
    }

    /// Whether the way left is no longer than before the slip: the step can be tried again.
    pub fn is_repaired(&self) -> bool {
        let before = self.trail.slip.as_ref().and_then(|slip| slip.shots.first()).and_then(|shot| shot.left);
        match (self.left(), before) {
            (Some(left), Some(before)) => left <= before,
            _ => true,
        }
    }
}
