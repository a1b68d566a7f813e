//! Somebody in a lesson, below the keys: for learners that do anything at random, and for those who follow the plan.

use std::sync::Arc;

use kiosk::lesson::Lesson;
use kiosk::lesson::table::{FieldId, FlagId, ScreenId, WidgetId};
use kiosk::sim::{self, Action};
use kiosk::time::Moment;
use kiosk::tutor::record::Mode;
use kiosk::tutor::simulated::Doing;
use kiosk::tutor::{Note, Session};

/// A session with a clock that moves only when told.
pub struct Learner {
    /// The lesson as it goes.
    pub session: Session,
    /// What was said so far, in order.
    pub notes: Vec<Note>,
    now: Moment,
}

impl Learner {
    /// Begins a lesson.
    pub fn new(lesson: &Arc<Lesson>, mode: Mode) -> Learner {
        let now = Moment::default();
        let (session, notes) = Session::new(lesson.clone(), mode, 7, now);
        Learner { session, notes, now }
    }

    /// The clock.
    pub fn now(&self) -> Moment {
        self.now
    }

    /// So many milliseconds pass, and what is due happens.
    pub fn pass(&mut self, ms: u64) -> Vec<Note> {
        self.now.mono += ms;
        let notes = self.session.tick(self.now);
        self.keep(notes)
    }

    /// Time passes until the next thing happens by itself.
    pub fn wait(&mut self) -> Vec<Note> {
        let due = self.session.deadline().expect("nothing is to come");
        self.pass(due.saturating_sub(self.now.mono))
    }

    /// Does something, a second after the last thing.
    pub fn perform(&mut self, doing: &Doing) -> Vec<Note> {
        self.now.mono += 1000;
        let notes = match doing {
            Doing::Act(action) => self.session.act(*action, self.now),
            Doing::Enter(field, text) => self.session.enter(*field, text, self.now),
            Doing::Wait => return self.wait(),
        };
        self.keep(notes)
    }

    /// Does the next thing of the plan.
    pub fn follow(&mut self) -> Vec<Note> {
        let next = self.session.next().cloned().expect("there is a plan");
        self.now.mono += 1000;
        let notes = self.session.play(&next, self.now);
        self.keep(notes)
    }

    /// Follows the plan to the end of the lesson.
    pub fn finish(&mut self) {
        for _ in 0..200 {
            if self.session.step().is_none() {
                return;
            }
            self.follow();
        }
        panic!("the plan leads nowhere");
    }

    fn keep(&mut self, notes: Vec<Note>) -> Vec<Note> {
        self.notes.extend(notes.iter().cloned());
        notes
    }

    /// A widget of the screen on top, by id.
    pub fn widget(&self, id: &str) -> WidgetId {
        let world = &self.session.lesson().world;
        let top = sim::top(self.session.state()).expect("an app is in front");
        let found = world.screens[top].widgets.iter().find(|widget| world.widgets[**widget].id.as_ref() == id);
        *found.unwrap_or_else(|| panic!("no `{id}` on {}", world.screens[top].name))
    }

    /// Taps a widget of the screen on top.
    pub fn tap(&mut self, id: &str) -> Vec<Note> {
        self.perform(&Doing::Act(Action::Tap(self.widget(id))))
    }

    /// Opens an app from the home screen.
    pub fn open(&mut self, app: &str) -> Vec<Note> {
        let world = &self.session.lesson().world;
        let id = world.apps.position(|a| a.id.as_ref() == app).unwrap();
        self.perform(&Doing::Act(Action::Open(id)))
    }

    /// Presses Back.
    pub fn back(&mut self) -> Vec<Note> {
        self.perform(&Doing::Act(Action::Back))
    }

    /// Presses the home button.
    pub fn home(&mut self) -> Vec<Note> {
        self.perform(&Doing::Act(Action::Home))
    }

    /// Fills a field.
    pub fn enter(&mut self, field: &str, text: &str) -> Vec<Note> {
        self.perform(&Doing::Enter(self.field(field), text.to_owned()))
    }

    /// A field by its full name.
    pub fn field(&self, name: &str) -> FieldId {
        self.session.lesson().world.fields.position(|field| field.name.as_ref() == name).unwrap()
    }

    /// What stands in a field.
    pub fn content(&self, field: &str) -> String {
        self.session.content(self.field(field)).to_owned()
    }

    /// Whether a flag is on.
    pub fn flag(&self, name: &str) -> bool {
        let id: FlagId = self.session.lesson().world.flags.position(|flag| flag.as_ref() == name).unwrap();
        self.session.state().flag(id)
    }

    /// The screen on top, or `home`.
    pub fn at(&self) -> String {
        let world = &self.session.lesson().world;
        let name = |screen: ScreenId| world.screens[screen].name.to_string();
        sim::top(self.session.state()).map_or_else(|| "home".to_owned(), name)
    }
}
