//! The pages of the kiosk and how one leads to another.

use std::sync::Arc;

use super::event::{Effect, Event, Key, Target};
use super::list::List;
use super::player::{Asks, Player};
use super::warmup::{Done, Warmup};
use crate::i18n::{Address, Lang, Strings};
use crate::lesson::{Finding, Lesson, Library};
use crate::random::SplitMix64;
use crate::time::Moment;
use crate::tutor::record::{
    AgeBand, AttemptOutcome, AttemptStart, Audience, Learner, Mode, StepOutcome, StepResult, Tally,
};
use crate::tutor::{Note, Session};
use crate::typing::{Method, Style};

/// What does not change while the kiosk runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Language at the start and after every learner.
    pub lang: Lang,
    /// How Vietnamese is typed.
    pub method: Method,
    /// Where tones are placed.
    pub style: Style,
}

/// One learner at the kiosk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// What is recorded of her.
    pub learner: Learner,
    /// She has done the warm-up.
    pub warmed_up: bool,
    /// Lessons with the modes in which she went through them today.
    pub finished: Vec<(Arc<str>, Mode)>,
}

/// The questions of the sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// The group.
    Audience(List),
    /// The age band, which may be skipped (the last item).
    Age(Audience, List),
}

/// Choosing how to learn a lesson.
#[derive(Debug, Clone)]
pub struct Modes {
    /// The lesson.
    pub lesson: Arc<Lesson>,
    /// The list, as `Mode::ALL`.
    pub list: List,
    /// The mode that is recommended.
    pub recommended: usize,
}

/// How far the saving of an attempt is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Saving {
    /// The short number of the attempt, once it is in the database.
    pub slip: Option<String>,
    /// The last step whose commit returned.
    pub step: Option<u32>,
    /// Steps handed over.
    pub handed: u32,
    /// The end of the attempt is in the database.
    pub ended: bool,
    /// Something could not be saved.
    pub failed: bool,
}

impl Saving {
    /// The attempt is in the database. Whatever is saved says that saving works again.
    fn begun(&mut self, slip: String) {
        self.slip = Some(slip);
        self.failed = false;
    }

    fn step_saved(&mut self, position: u32) {
        self.step = Some(position);
        self.failed = false;
    }

    fn end_saved(&mut self) {
        self.ended = true;
        self.failed = false;
    }
}

/// The result page.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The lesson.
    pub lesson: Arc<Lesson>,
    /// The mode.
    pub mode: Mode,
    /// How it ended.
    pub outcome: AttemptOutcome,
    /// Counts.
    pub tally: Tally,
    /// The step most worth practising, from 0.
    pub practise: Option<usize>,
    /// Number of the attempt in this run of the program.
    pub attempt: u32,
    /// How far the saving is.
    pub saving: Saving,
    /// Again, another lesson, finish.
    pub list: List,
}

/// The page that is shown.
pub enum Screen {
    /// The first page; `Some` while it asks whether to quit.
    Welcome {
        /// Quit, stay.
        quitting: Option<List>,
    },
    /// Sign-in.
    Who(Who),
    /// *Làm quen*.
    Warmup(Warmup),
    /// The lessons.
    Lessons(List),
    /// How to learn.
    Modes(Modes),
    /// A lesson.
    Player(Box<Player>),
    /// What came of it.
    Result(Box<Outcome>),
}

/// The whole kiosk.
pub struct Kiosk {
    /// Language now.
    pub lang: Lang,
    /// Size of the terminal in columns and rows.
    pub size: (u16, u16),
    /// The moment of the last event.
    pub now: Moment,
    /// The lessons, once they are loaded.
    pub library: Option<Arc<Library>>,
    /// Findings that left lessons out.
    pub faults: usize,
    /// Why the lesson that its author has just saved cannot be played; the one before is still shown.
    pub findings: Vec<Finding>,
    /// The page shown.
    pub screen: Screen,
    /// Who is at the kiosk.
    pub person: Option<Person>,
    settings: Settings,
    random: SplitMix64,
    attempts: u32,
    pub(super) preview: Option<(String, Mode)>,
}

impl Kiosk {
    /// The kiosk at its first page. `seed` decides learner codes and the digits of practice codes.
    pub fn new(settings: Settings, seed: u64) -> Kiosk {
        Kiosk {
            lang: settings.lang,
            size: (80, 24),
            now: Moment::default(),
            library: None,
            faults: 0,
            findings: Vec::new(),
            screen: Screen::Welcome { quitting: None },
            person: None,
            settings,
            random: SplitMix64::new(seed),
            attempts: 0,
            preview: None,
        }
    }

    /// A kiosk that plays one lesson, records nothing and then ends.
    pub fn preview(settings: Settings, seed: u64, lesson: &str, mode: Mode) -> Kiosk {
        Kiosk { preview: Some((lesson.to_owned(), mode)), ..Kiosk::new(settings, seed) }
    }

    /// Whether results are recorded.
    pub fn records(&self) -> bool {
        self.preview.is_none()
    }

    /// Whether the welcome page may be left by Escape.
    pub fn can_quit(&self) -> bool {
        true
    }

    /// The texts of the language.
    pub fn strings(&self) -> &'static Strings {
        self.lang.strings()
    }

    /// How the learner is addressed.
    pub fn address(&self) -> Address {
        match self.person.as_ref().and_then(|p| p.learner.age_band) {
            Some(AgeBand::Under18) => Address::Young,
            Some(AgeBand::From18) => Address::Adult,
            Some(AgeBand::From41 | AgeBand::From61) | None => Address::Elder,
        }
    }

    /// A text with the form of address filled in.
    pub fn say(&self, text: &str) -> String {
        self.address().fill(self.lang, text)
    }

    /// Monotonic milliseconds at which [`Event::Tick`] is wanted.
    pub fn deadline(&self) -> Option<u64> {
        match &self.screen {
            Screen::Player(player) => player.deadline(self.now.mono),
            _ => None,
        }
    }

    /// Takes an event and says what is to be done.
    pub fn update(&mut self, event: Event, now: Moment) -> Vec<Effect> {
        self.now = now;
        let mut effects = Vec::new();
        match event {
            Event::Key(Key::F(2)) => self.lang = self.lang.next(),
            Event::Key(key) => self.key(key, &mut effects),
            Event::Click(target) => self.click(target, &mut effects),
            Event::Tick => self.player(&mut effects, Player::tick),
            Event::Resize(columns, rows) => self.size = (columns, rows),
            Event::Library(library, faults) => self.loaded(library, faults, &mut effects),
            Event::Reloaded(loaded) => self.reloaded(&loaded, &mut effects),
            Event::Begun { attempt, slip } => self.saving(attempt, |saving| saving.begun(slip)),
            Event::StepSaved { attempt, position } => self.saving(attempt, |saving| saving.step_saved(position)),
            Event::EndSaved { attempt } => self.saving(attempt, Saving::end_saved),
            Event::NotSaved { attempt } => self.saving(attempt, |saving| saving.failed = true),
            Event::Shutdown => self.end_attempt(AttemptOutcome::Interrupted, &mut effects),
        }
        effects
    }

    fn loaded(&mut self, library: Arc<Library>, faults: usize, effects: &mut Vec<Effect>) {
        self.faults = faults;
        let preview = self.preview.clone();
        let lesson = preview.as_ref().and_then(|(id, _)| library.lesson(id).cloned());
        self.library = Some(library);
        if let (Some(lesson), Some((_, mode))) = (lesson, preview) {
            self.begin(lesson, mode, effects);
        }
    }

    /// Lets an attempt know how far its saving is.
    fn saving(&mut self, attempt: u32, change: impl FnOnce(&mut Saving)) {
        match &mut self.screen {
            Screen::Player(player) if player.attempt == attempt => change(&mut player.saving),
            Screen::Result(result) if result.attempt == attempt => change(&mut result.saving),
            _ => {}
        }
    }

    fn key(&mut self, key: Key, effects: &mut Vec<Effect>) {
        if key == Key::F(10) && !matches!(self.screen, Screen::Welcome { .. }) {
            self.finish_key(effects);
            return;
        }
        match &mut self.screen {
            Screen::Welcome { quitting } => match quitting {
                Some(list) => match key {
                    Key::Enter if list.chosen == 0 => effects.push(Effect::Quit),
                    Key::Enter | Key::Escape => *quitting = None,
                    _ => {
                        list.key(key);
                    }
                },
                None => match key {
                    Key::Enter => self.open_who(),
                    Key::Escape if self.can_quit() => {
                        self.screen = Screen::Welcome { quitting: Some(List::new(2).at(1)) };
                    }
                    _ => {}
                },
            },
            Screen::Who(_) => self.who_key(key),
            Screen::Warmup(warmup) => {
                if warmup.key(key) == Done::Yes {
                    if let Some(person) = &mut self.person {
                        person.warmed_up = true;
                    }
                    self.open_lessons();
                }
            }
            Screen::Lessons(list) => match key {
                Key::Enter => self.choose_lesson(),
                Key::Escape => self.open_who(),
                _ => {
                    list.key(key);
                }
            },
            Screen::Modes(modes) => match key {
                Key::Enter => {
                    let lesson = modes.lesson.clone();
                    let mode = Mode::ALL.get(modes.list.chosen).copied().unwrap_or(Mode::Guided);
                    self.begin(lesson, mode, effects);
                }
                Key::Escape => self.open_lessons(),
                _ => {
                    modes.list.key(key);
                }
            },
            Screen::Player(_) => self.player(effects, |player, now| player.key(key, now)),
            Screen::Result(result) => match key {
                Key::Enter => self.after_result(effects),
                _ => {
                    result.list.key(key);
                }
            },
        }
    }

    fn click(&mut self, target: Target, effects: &mut Vec<Effect>) {
        match target {
            Target::Key(Key::F(2)) => self.lang = self.lang.next(),
            Target::Key(key) => self.key(key, effects),
            Target::Item(at) => {
                let list = match &mut self.screen {
                    Screen::Welcome { quitting: Some(list) } | Screen::Lessons(list) => Some(list),
                    Screen::Who(Who::Audience(list) | Who::Age(_, list)) => Some(list),
                    Screen::Modes(modes) => Some(&mut modes.list),
                    Screen::Result(result) => Some(&mut result.list),
                    Screen::Player(_) => return self.player(effects, |player, now| player.item(at, now)),
                    Screen::Welcome { quitting: None } | Screen::Warmup(_) => None,
                };
                if let Some(list) = list {
                    list.chosen = at.min(list.len.saturating_sub(1));
                    self.key(Key::Enter, effects);
                }
            }
            Target::Widget(_)
            | Target::Option(..)
            | Target::Pad(..)
            | Target::Tile(_)
            | Target::Banner
            | Target::DeviceBack
            | Target::DeviceHome => {
                self.player(effects, |player, now| player.click(target, now));
            }
        }
    }

    fn open_who(&mut self) {
        self.person = None;
        self.screen = Screen::Who(Who::Audience(List::new(Audience::ALL.len())));
    }

    fn who_key(&mut self, key: Key) {
        let Screen::Who(who) = &mut self.screen else { return };
        let list = match who {
            Who::Audience(list) | Who::Age(_, list) => list,
        };
        if let Key::Char(letter) = key {
            let Some(at) = letter_position(letter).filter(|at| *at < list.len) else { return };
            list.chosen = at;
        } else if list.key(key) {
            return;
        }
        match (*who, key) {
            (_, Key::Escape) => match who {
                Who::Audience(_) => self.screen = Screen::Welcome { quitting: None },
                Who::Age(..) => self.open_who(),
            },
            (Who::Audience(list), Key::Enter | Key::Char(_)) => {
                let audience = Audience::ALL.get(list.chosen).copied().unwrap_or(Audience::Other);
                self.screen = Screen::Who(Who::Age(audience, List::new(AgeBand::ALL.len() + 1)));
            }
            (Who::Age(audience, list), Key::Enter | Key::Char(_)) => self.signed_in(audience, list.chosen),
            _ => {}
        }
    }

    fn signed_in(&mut self, audience: Audience, age: usize) {
        let id = learner_code(self.random());
        let learner = Learner { id, audience, age_band: AgeBand::ALL.get(age).copied() };
        self.person = Some(Person { learner, warmed_up: false, finished: Vec::new() });
        self.screen = Screen::Warmup(Warmup::new());
    }

    fn open_lessons(&mut self) {
        let lessons = self.library.as_ref().map_or(&[][..], |library| &library.lessons);
        let done =
            |lesson: &Arc<Lesson>| self.person.as_ref().is_some_and(|p| p.finished.iter().any(|f| f.0 == lesson.id));
        let first = lessons.iter().position(|lesson| !done(lesson)).unwrap_or(0);
        self.screen = Screen::Lessons(List::new(lessons.len()).at(first));
    }

    fn choose_lesson(&mut self) {
        let Screen::Lessons(list) = &self.screen else { return };
        let Some(lesson) = self.library.as_ref().and_then(|l| l.lessons.get(list.chosen)).cloned() else { return };
        let recommended = self.recommended(&lesson);
        let list = List::new(Mode::ALL.len()).at(recommended);
        self.screen = Screen::Modes(Modes { lesson, list, recommended });
    }

    /// The mode after the furthest one that she went through: showing fades to doing alone.
    fn recommended(&self, lesson: &Lesson) -> usize {
        let finished = self.person.iter().flat_map(|p| &p.finished).filter(|(id, _)| *id == lesson.id);
        let furthest = finished.filter_map(|(_, mode)| Mode::ALL.iter().position(|m| m == mode)).max();
        furthest.map_or(0, |at| (at + 1).min(Mode::ALL.len() - 1))
    }

    fn begin(&mut self, lesson: Arc<Lesson>, mode: Mode, effects: &mut Vec<Effect>) {
        let seed = self.random();
        let (session, notes) = Session::new(lesson, mode, seed, self.now);
        self.play(session, notes, effects);
    }

    /// Shows a lesson as far as it has come.
    pub(super) fn play(&mut self, session: Session, notes: Vec<Note>, effects: &mut Vec<Effect>) {
        self.attempts += 1;
        let attempt = self.attempts;
        if let Some(person) = self.person.as_ref().filter(|_| self.records()) {
            let start = AttemptStart {
                lesson: session.version(),
                mode: session.mode(),
                learner: person.learner.clone(),
                started_at: self.now.wall,
                people: 1,
                resumes: None,
            };
            effects.push(Effect::Begin { attempt, start: Box::new(start) });
        }
        let player = Player::new(session, attempt, self.settings.method, self.settings.style, self.now);
        self.screen = Screen::Player(Box::new(player));
        self.player(effects, |player, now| player.take(notes, now));
    }

    /// Lets the player do something and does what it asks for.
    fn player(&mut self, effects: &mut Vec<Effect>, act: impl FnOnce(&mut Player, Moment) -> Vec<Asks>) {
        let records = self.records();
        let Screen::Player(player) = &mut self.screen else { return };
        for asks in act(player, self.now) {
            match asks {
                Asks::Save(result) if records => effects.push(Effect::Step { attempt: player.attempt, result }),
                Asks::Save(_) => {}
                Asks::Finished => return self.end_attempt(AttemptOutcome::Completed, effects),
                Asks::LeaveLesson => return self.leave(effects, false),
                Asks::LeaveSession => return self.leave(effects, true),
            }
        }
    }

    /// Ends the attempt in progress and shows its result.
    fn end_attempt(&mut self, otherwise: AttemptOutcome, effects: &mut Vec<Effect>) {
        let records = self.records();
        let Screen::Player(player) = &mut self.screen else { return };
        let end = player.session.end(otherwise, self.now);
        let outcome = end.outcome;
        let steps: Vec<StepResult> = player.session.done().iter().chain(&end.unfinished).cloned().collect();
        if matches!(outcome, AttemptOutcome::Completed | AttemptOutcome::Passed)
            && let Some(person) = &mut self.person
        {
            person.finished.push((player.session.lesson().id.clone(), player.session.mode()));
        }
        if records {
            effects.push(Effect::End { attempt: player.attempt, end });
        }
        let result = Outcome {
            lesson: player.session.lesson().clone(),
            mode: player.session.mode(),
            outcome,
            tally: Tally::of(&steps),
            practise: worst(&steps),
            attempt: player.attempt,
            saving: player.saving.clone(),
            list: List::new(3).at(1),
        };
        self.screen = Screen::Result(Box::new(result));
    }

    fn finish_key(&mut self, effects: &mut Vec<Effect>) {
        match &self.screen {
            Screen::Player(_) => self.player(effects, Player::ask_to_leave),
            _ => self.end_session(effects),
        }
    }

    fn leave(&mut self, effects: &mut Vec<Effect>, session: bool) {
        self.end_attempt(AttemptOutcome::Left, effects);
        if session {
            self.end_session(effects);
        } else if self.preview.is_some() {
            effects.push(Effect::Quit);
        } else {
            self.open_lessons();
        }
    }

    /// Everything of this person leaves the screen; the kiosk is as it was before she came.
    fn end_session(&mut self, effects: &mut Vec<Effect>) {
        self.person = None;
        self.lang = self.settings.lang;
        self.screen = Screen::Welcome { quitting: None };
        if self.preview.is_some() {
            effects.push(Effect::Quit);
        }
    }

    fn after_result(&mut self, effects: &mut Vec<Effect>) {
        let Screen::Result(result) = &self.screen else { return };
        let lesson = result.lesson.clone();
        match result.list.chosen {
            0 if self.preview.is_some() => self.begin(lesson, result.mode, effects),
            0 => {
                let recommended = self.recommended(&lesson);
                let list = List::new(Mode::ALL.len()).at(recommended);
                self.screen = Screen::Modes(Modes { lesson, list, recommended });
            }
            1 if self.preview.is_none() => self.open_lessons(),
            _ => self.end_session(effects),
        }
    }

    /// The next number of the seed.
    pub(super) fn random(&mut self) -> u64 {
        self.random.draw()
    }
}

/// The letter before an item of a sign-in list: A, B, C …
pub fn item_letter(at: usize) -> char {
    u8::try_from(at).ok().and_then(|at| b'A'.checked_add(at)).map_or(' ', char::from)
}

fn letter_position(letter: char) -> Option<usize> {
    let letter = letter.to_ascii_uppercase();
    letter.is_ascii_uppercase().then(|| usize::from(letter as u8 - b'A'))
}

/// Twelve letters and digits that are not mixed up when read aloud (Crockford's base 32).
fn learner_code(random: u64) -> String {
    const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let letter = |at: u32| {
        usize::try_from((random >> (5 * at)) & 31).ok().and_then(|n| LETTERS.get(n)).copied().map_or('0', char::from)
    };
    (0..12).map(letter).collect()
}

/// The step most worth practising: helped or shown, else with a mistake, else with detours.
fn worst(steps: &[StepResult]) -> Option<usize> {
    let weight = |step: &StepResult| {
        let outcome = match step.outcome {
            StepOutcome::Shown => 3,
            StepOutcome::Helped => 2,
            _ => 0,
        };
        (outcome, step.mistakes, step.detours)
    };
    let counted = steps.iter().enumerate().filter(|(_, s)| s.outcome != StepOutcome::Unfinished);
    let worst = counted.max_by_key(|(at, step)| (weight(step), std::cmp::Reverse(*at)))?;
    (weight(worst.1) > (0, 0, 0)).then_some(worst.0)
}
