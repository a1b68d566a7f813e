//! Choosing a lesson and how to learn it: courses in order, what is due for review first, where she can go on.

use std::sync::Arc;

use super::event::{Effect, Key};
use super::kiosk::{Kiosk, Person, Screen, Settings};
use super::list::List;
use super::player::{Notice, Pace, Player};
use crate::lesson::courses::{Course, Entry};
use crate::lesson::model::Text;
use crate::lesson::{Lesson, Library};
use crate::time::Day;
use crate::tutor::history::{self, Standing};
use crate::tutor::record::{AgeBand, AttemptStart, Mode, PastAttempt};
use crate::tutor::{Note, Session};

/// So many people at most share one screen.
const MOST_PEOPLE: u32 = 40;

/// A line of the list of lessons.
#[derive(Debug, Clone)]
pub enum Line {
    /// The lessons whose review is due follow.
    Reviews,
    /// The lessons of a course follow.
    Course(Text),
    /// Lessons of no course follow.
    Others,
    /// A lesson whose review is due.
    Review(Arc<Lesson>),
    /// A lesson.
    Lesson(Arc<Lesson>),
    /// A lesson still to come: it is seen, and cannot be chosen.
    Coming(Text),
}

/// The list of lessons.
#[derive(Debug, Clone)]
pub struct Lessons {
    /// Everything that stands in the list.
    pub lines: Vec<Line>,
    /// Which of those that can be chosen is chosen.
    pub list: List,
}

impl Lessons {
    /// The lessons that can be chosen, in order, each with whether it is a review.
    pub fn choices(&self) -> impl Iterator<Item = (&Arc<Lesson>, bool)> {
        self.lines.iter().filter_map(|line| match line {
            Line::Review(lesson) => Some((lesson, true)),
            Line::Lesson(lesson) => Some((lesson, false)),
            Line::Reviews | Line::Course(_) | Line::Others | Line::Coming(_) => None,
        })
    }

    /// The lesson that is chosen.
    pub fn chosen(&self) -> Option<(&Arc<Lesson>, bool)> {
        self.choices().nth(self.list.chosen)
    }

    /// The list for somebody on a day: reviews first, then the courses that are for her, then the others.
    fn of(library: &Library, person: Option<&Person>, today: Day) -> Lessons {
        let mut lines = Vec::new();
        let due = |lesson: &&Arc<Lesson>| person.is_some_and(|p| p.standing(&lesson.id).is_due(today));
        let reviews: Vec<Line> = library.lessons.iter().filter(due).cloned().map(Line::Review).collect();
        if !reviews.is_empty() {
            lines.push(Line::Reviews);
            lines.extend(reviews);
        }
        let mut named: Vec<&Arc<str>> = Vec::new();
        for course in in_order(library, person) {
            let entries = course.entries.iter().filter_map(|entry| match entry {
                Entry::Lesson { id, .. } if named.contains(&id) => None,
                Entry::Lesson { id, .. } => {
                    named.push(id);
                    library.lesson(id).cloned().map(Line::Lesson)
                }
                Entry::Coming { title, .. } => Some(Line::Coming(title.clone())),
            });
            let entries: Vec<Line> = entries.collect();
            if !entries.is_empty() {
                lines.push(Line::Course(course.title.clone()));
                lines.extend(entries);
            }
        }
        let others: Vec<&Arc<Lesson>> = library.lessons.iter().filter(|lesson| !named.contains(&&lesson.id)).collect();
        if !others.is_empty() {
            lines.extend((!named.is_empty()).then_some(Line::Others));
            lines.extend(others.into_iter().cloned().map(Line::Lesson));
        }
        let mut lessons = Lessons { lines, list: List::new(0) };
        lessons.list = List::new(lessons.choices().count());
        lessons.list = lessons.list.at(lessons.first(person));
        lessons
    }

    /// What is offered first: a review that is due, else a lesson that was left, else the first that was not done.
    fn first(&self, person: Option<&Person>) -> usize {
        let at = |wanted: &dyn Fn(&Standing<'_>, bool) -> bool| {
            self.choices().position(|(lesson, review)| person.is_some_and(|p| wanted(&p.standing(&lesson.id), review)))
        };
        let review = at(&|_, review| review);
        let left = || at(&|standing, _| standing.unfinished.is_some());
        let new = || at(&|standing, _| !standing.finished);
        review.or_else(left).or_else(new).unwrap_or(0)
    }
}

/// The courses that are for her, in the order of the file, then those for other groups.
fn in_order<'l>(library: &'l Library, person: Option<&Person>) -> Vec<&'l Course> {
    let for_others = |course: &&Course| person.is_some_and(|p| !course.is_for(p.learner.audience.code()));
    let mut courses: Vec<&Course> = library.courses.iter().collect();
    courses.sort_by_key(for_others);
    courses
}

/// Where an earlier attempt goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resume {
    /// Its id.
    pub attempt: String,
    /// Its mode.
    pub mode: Mode,
    /// The step, from 0.
    pub step: usize,
    /// Steps that need not be shown again for a pass.
    pub counted: Vec<String>,
}

impl Resume {
    /// Where an attempt goes on in the lesson as it is now.
    fn of(past: &PastAttempt, lesson: &Lesson) -> Option<Resume> {
        let step = lesson.steps.iter().position(|step| *step.id == *past.last_step_id).filter(|step| *step > 0)?;
        Some(Resume { attempt: past.attempt_id.clone(), mode: past.mode, step, counted: past.counted.clone() })
    }
}

/// Choosing how to learn a lesson.
#[derive(Debug, Clone)]
pub struct Modes {
    /// The lesson.
    pub lesson: Arc<Lesson>,
    /// What was left before can go on; then it is the first item of the list.
    pub resume: Option<Resume>,
    /// The items: going on, if there is something, then the modes.
    pub list: List,
    /// The mode that is recommended.
    pub recommended: Mode,
    /// Titles of lessons that are better done before; only advice.
    pub advised: Vec<Text>,
    /// How many people take turns.
    pub people: u32,
}

impl Modes {
    /// The mode of an item; `None`: going on.
    pub fn mode(&self, item: usize) -> Option<Mode> {
        let modes = item.checked_sub(usize::from(self.resume.is_some()))?;
        Mode::ALL.get(modes).copied()
    }

    /// The item of a mode.
    pub fn item(&self, mode: Mode) -> usize {
        let at = Mode::ALL.iter().position(|m| *m == mode).unwrap_or(0);
        at + usize::from(self.resume.is_some())
    }
}

impl Kiosk {
    pub(super) fn open_lessons(&mut self) {
        let library = self.library.clone().unwrap_or_default();
        self.screen = Screen::Lessons(Lessons::of(&library, self.person.as_ref(), self.now.wall.day()));
    }

    pub(super) fn lessons_key(&mut self, key: Key) {
        let Screen::Lessons(lessons) = &mut self.screen else { return };
        match key {
            Key::Enter => {
                if let Some((lesson, review)) = lessons.chosen().map(|(lesson, review)| (lesson.clone(), review)) {
                    self.open_modes(lesson, review);
                }
            }
            // Whoever has begun is not sent away by a key too many: F10 ends her visit.
            Key::Escape if !self.person.as_ref().is_some_and(Person::has_begun) => self.open_who(),
            _ => {
                lessons.list.key(key);
            }
        }
    }

    /// The ways to learn a lesson, the recommended one chosen; for a review: alone.
    pub(super) fn open_modes(&mut self, lesson: Arc<Lesson>, review: bool) {
        let person = self.person.as_ref();
        let standing = person.map(|person| person.standing(&lesson.id));
        let recommended = standing.as_ref().map_or(Mode::Watch, |standing| standing.recommended);
        let recommended = if review { Mode::Solo } else { recommended };
        let left = standing.as_ref().and_then(|standing| standing.unfinished);
        let resume = left.and_then(|past| Resume::of(past, &lesson)).filter(|_| !review);
        let done = |id: &Arc<str>| person.is_some_and(|person| person.standing(id).finished);
        let library = self.library.as_deref();
        let before = library.into_iter().flat_map(|library| library.advised_before(&lesson.id));
        let advised = before.filter(|id| !done(id)).filter_map(|id| Some(library?.lesson(id)?.title.clone())).collect();
        let people = person.map_or(1, |person| person.people);
        let list = List::new(Mode::ALL.len() + usize::from(resume.is_some()));
        let mut modes = Modes { lesson, resume, list, recommended, advised, people };
        if modes.resume.is_none() {
            modes.list = list.at(modes.item(recommended));
        }
        self.screen = Screen::Modes(modes);
    }

    pub(super) fn modes_key(&mut self, key: Key, effects: &mut Vec<Effect>) {
        let Screen::Modes(modes) = &mut self.screen else { return };
        match key {
            Key::Right => modes.people = (modes.people + 1).min(MOST_PEOPLE),
            Key::Left => modes.people = (modes.people - 1).max(1),
            Key::Enter => self.choose_mode(effects),
            Key::Escape => {
                let lesson = modes.lesson.id.clone();
                self.open_lessons();
                let Screen::Lessons(lessons) = &mut self.screen else { return };
                let at = lessons.choices().position(|(choice, _)| choice.id == lesson);
                lessons.list.chosen = at.unwrap_or(lessons.list.chosen);
            }
            _ => {
                modes.list.key(key);
            }
        }
        if let (Screen::Modes(modes), Some(person)) = (&self.screen, &mut self.person) {
            person.people = modes.people;
        }
    }

    /// What is about to be resumed has its id by now, if it is in the database.
    pub(super) fn name_resumed(&mut self) {
        if let (Screen::Modes(Modes { lesson, resume: Some(resume), .. }), Some(person)) =
            (&mut self.screen, &self.person)
            && let Some(past) = person.standing(&lesson.id).unfinished
        {
            past.attempt_id.clone_into(&mut resume.attempt);
        }
    }

    fn choose_mode(&mut self, effects: &mut Vec<Effect>) {
        let Screen::Modes(modes) = &self.screen else { return };
        let lesson = modes.lesson.clone();
        match (modes.mode(modes.list.chosen), modes.resume.clone()) {
            (None, Some(resume)) => self.resume(lesson, resume, effects),
            (mode, _) => self.begin(lesson, mode.unwrap_or(Mode::Guided), effects),
        }
    }

    pub(super) fn begin(&mut self, lesson: Arc<Lesson>, mode: Mode, effects: &mut Vec<Effect>) {
        let seed = self.random();
        let (session, notes) = Session::new(lesson, mode, seed, self.now);
        self.play(session, notes, None, effects);
    }

    /// Goes on where an earlier attempt ended; from the start, if no way leads there any more.
    fn resume(&mut self, lesson: Arc<Lesson>, resume: Resume, effects: &mut Vec<Effect>) {
        let seed = self.random();
        match Session::resume(lesson.clone(), resume.mode, seed, resume.step, &resume.counted, self.now) {
            Some((session, notes)) => self.play(session, notes, Some(resume), effects),
            None => self.begin(lesson, resume.mode, effects),
        }
    }

    /// Shows a lesson as far as it has come.
    pub(super) fn play(
        &mut self,
        session: Session,
        notes: Vec<Note>,
        resume: Option<Resume>,
        effects: &mut Vec<Effect>,
    ) {
        self.attempts += 1;
        let attempt = self.attempts;
        let person = self.person.as_ref().filter(|_| self.records());
        let people = person.map_or(1, |person| person.people);
        if let Some(person) = person {
            let start = AttemptStart {
                lesson: session.version(),
                mode: session.mode(),
                learner: person.learner.clone(),
                started_at: self.now.wall,
                people,
                resumes: resume.as_ref().map(|resume| resume.attempt.clone()).filter(|id| !id.is_empty()),
            };
            effects.push(Effect::Begin { attempt, start: Box::new(start) });
        }
        // Who is older gets more time to see what the kiosk does.
        let old = self.person.as_ref().is_some_and(|person| person.learner.age_band == Some(AgeBand::From61));
        let slow = old && self.settings.pace == Pace::Usual;
        let settings = if slow { Settings { pace: Pace::Slow, ..self.settings } } else { self.settings };
        let mut player = Player::new(session, attempt, settings, self.now);
        player.set_typing(self.typing);
        if self.is_covered() {
            player.cover(true, self.now); // an author's lesson can begin behind a page
        }
        player.people = people;
        let resumed = resume.is_some();
        player.counted = resume.map(|resume| resume.counted).unwrap_or_default();
        self.screen = Screen::Player(Box::new(player));
        self.player(effects, |player, now| player.take(notes, now));
        if let Screen::Player(player) = &mut self.screen {
            player.notice = Some(if resumed { Notice::Resumed } else { Notice::Intro });
        }
    }
}

impl Person {
    /// Whether something of her would be lost if somebody else signed in.
    pub fn has_begun(&self) -> bool {
        self.code.is_some() || !self.history.is_empty()
    }

    /// How she stands in a lesson.
    pub fn standing(&self, lesson: &str) -> Standing<'_> {
        history::standing(&self.history, lesson)
    }
}
