//! The pages of the kiosk and how one leads to another.

use std::sync::Arc;

use super::call::Call;
use super::clock::WallClock;
use super::comeback::Comeback;
use super::event::{Effect, Entry, Event, Health, Key, LogLine, Target};
use super::idle::{Idle, Patience};
use super::lessons::{Lessons, Modes};
use super::list::List;
use super::methods::{Methods, Typing};
use super::notices::{Notice, Notices};
use super::outcome::{Outcome, Saving};
use super::player::{Asks, Pace, Player};
use super::sign_in::Who;
use super::warmup::{Done, Warmup};
use crate::i18n::{Address, Lang, Strings};
use crate::lesson::{Finding, Library};
use crate::random::SplitMix64;
use crate::return_code::ReturnCode;
use crate::time::Moment;
use crate::tutor::record::{AgeBand, AttemptOutcome, Learner, Mode, PastAttempt};
use crate::typing::{Method, Style};

/// What does not change while the kiosk runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Language at the start and after every learner.
    pub lang: Lang,
    /// The languages that can be chosen, in the order of the switch key.
    pub languages: &'static [Lang],
    /// How much is wrong in the files of the languages that were added.
    pub language_faults: usize,
    /// How Vietnamese is typed at the start and after every learner.
    pub method: Method,
    /// Where tones are placed.
    pub style: Style,
    /// Help is offered after so many detours in a row, or sights of one screen; 0: never.
    pub offer_after_detours: usize,
    /// Help is offered after so many milliseconds without a key.
    pub offer_after_ms: Option<u64>,
    /// How fast the kiosk plays at first.
    pub pace: Pace,
    /// The kiosk is used by plain lines: choices by their numbers, nothing drawn.
    pub by_lines: bool,
    /// There is a voice that can read the screen aloud.
    pub voice: bool,
    /// How long it waits for a key.
    pub idle: Patience,
    /// Only staff can leave.
    pub locked: bool,
}

impl Default for Settings {
    /// As the shipped settings.
    fn default() -> Settings {
        Settings {
            lang: Lang::default(),
            languages: Lang::BUILT_IN,
            language_faults: 0,
            method: Method::Telex,
            style: Style::default(),
            offer_after_detours: 3,
            offer_after_ms: Some(60_000),
            pace: Pace::default(),
            by_lines: false,
            voice: false,
            idle: Patience::default(),
            locked: false,
        }
    }
}

/// One learner at the kiosk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// What is recorded of her.
    pub learner: Learner,
    /// She has done the warm-up.
    pub warmed_up: bool,
    /// What she did before, today and, if she came back, earlier: the oldest first.
    pub history: Vec<PastAttempt>,
    /// Her return code, once something of her is in the database.
    pub code: Option<ReturnCode>,
    /// How many people take turns at the screen.
    pub people: u32,
    /// Attempts up to this number were somebody else's.
    before: u32,
    /// Of the attempts of today: the number in this run of the program, and the place in the history.
    today: Vec<(u32, usize)>,
}

impl Person {
    /// Somebody new, after so many attempts of others.
    pub(super) fn new(learner: Learner, before: u32) -> Person {
        Person { learner, warmed_up: false, history: Vec::new(), code: None, people: 1, before, today: Vec::new() }
    }

    /// An attempt of hers has ended; perhaps it is not in the database yet.
    pub(super) fn remember(&mut self, attempt: u32, past: PastAttempt) {
        self.today.push((attempt, self.history.len()));
        self.history.push(past);
    }

    /// An attempt is in the database: with a slow disk only after it has ended.
    fn recorded(&mut self, attempt: u32, id: &str) {
        let place = self.today.iter().find(|(known, _)| *known == attempt).map(|(_, place)| *place);
        if let Some(past) = place.and_then(|place| self.history.get_mut(place)) {
            id.clone_into(&mut past.attempt_id);
        }
    }
}

/// The page that is shown.
pub enum Screen {
    /// The first page; `Some` while it asks whether to quit.
    Welcome {
        /// Quit, stay.
        quitting: Option<List>,
    },
    /// Coming back with a code.
    Comeback(Comeback),
    /// Sign-in.
    Who(Who),
    /// *Làm quen*.
    Warmup(Warmup),
    /// The lessons.
    Lessons(Lessons),
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
    /// How recording stands.
    pub health: Health,
    /// What staff must know.
    pub notices: Notices,
    /// Why the lesson that its author has just saved cannot be played; the one before is still shown.
    pub findings: Vec<Finding>,
    /// The page shown.
    pub screen: Screen,
    /// Who is at the kiosk.
    pub person: Option<Person>,
    /// Whether she asks for somebody.
    pub call: Call,
    /// The page on which is chosen how Vietnamese is typed, while it lies above the one that is shown.
    pub methods: Option<Methods>,
    /// How she types Vietnamese, as a lesson begins.
    pub(super) typing: Typing,
    pub(super) settings: Settings,
    pub(super) clock: WallClock,
    random: SplitMix64,
    pub(super) attempts: u32,
    pub(super) preview: Option<(String, Mode)>,
    /// A class is open: whoever sits there listens, and is not asked whether she is there.
    pub(super) class_open: bool,
    /// For how long nothing was done.
    pub(super) idle: Idle,
}

impl Kiosk {
    /// The kiosk at its first page. `seed` decides learner codes and the digits of practice codes.
    pub fn new(settings: Settings, seed: u64) -> Kiosk {
        Kiosk {
            lang: settings.lang,
            size: (80, 24),
            now: Moment::default(),
            library: None,
            health: Health::default(),
            notices: Notices::default(),
            findings: Vec::new(),
            screen: Screen::Welcome { quitting: None },
            person: None,
            call: Call::No,
            methods: None,
            typing: Typing::new(settings.method),
            settings,
            clock: WallClock::default(),
            random: SplitMix64::new(seed),
            attempts: 0,
            preview: None,
            class_open: false,
            idle: Idle::default(),
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
        !self.settings.locked
    }

    /// Whether it is used by plain lines.
    pub fn by_lines(&self) -> bool {
        self.settings.by_lines
    }

    /// Whether it waits for the lessons: there is nothing to choose before they come.
    pub fn is_loading(&self) -> bool {
        self.library.is_none() && (self.preview.is_some() || matches!(self.screen, Screen::Lessons(_)))
    }

    /// Whether there is a voice that can read the screen aloud.
    pub fn has_voice(&self) -> bool {
        self.settings.voice
    }

    /// The texts of the language.
    pub fn strings(&self) -> &'static Strings {
        self.lang.strings()
    }

    /// The languages that can be chosen, in the order of the switch key.
    pub fn languages(&self) -> &'static [Lang] {
        self.settings.languages
    }

    /// The language to which the switch key leads.
    pub fn next_lang(&self) -> Lang {
        self.lang.after(self.settings.languages)
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
        let own = match &self.screen {
            Screen::Player(player) => player.deadline(self.now.mono),
            _ => None,
        };
        own.into_iter().chain(self.idle_deadline()).min()
    }

    /// Takes an event and says what is to be done.
    pub fn update(&mut self, event: Event, now: Moment) -> Vec<Effect> {
        self.now = now;
        let mut effects = Vec::new();
        let input = matches!(event, Event::Key(_) | Event::Click(_) | Event::Present);
        let somebody = self.person.is_some();
        self.look_at_clock(&mut effects);
        if input && self.answers() {
            return effects;
        }
        if input || self.goes_on() {
            self.stirred();
        }
        self.take(event, &mut effects);
        if let Screen::Player(player) = &mut self.screen
            && input
        {
            player.touched(now);
        }
        match (somebody, self.person.is_some()) {
            (false, true) => effects.push(Effect::Log(LogLine::of("session"))),
            (true, false) => effects.push(Effect::Log(LogLine::of("session-over"))),
            _ => {}
        }
        effects
    }

    fn take(&mut self, event: Event, effects: &mut Vec<Effect>) {
        match event {
            Event::Key(Key::F(2)) => self.lang = self.next_lang(),
            Event::Key(Key::F(12)) | Event::Click(Target::Key(Key::F(12))) => self.read_aloud(effects),
            Event::Key(key) => self.key(key, effects),
            Event::Click(target) => self.click(target, effects),
            Event::Present => {}
            Event::Tick => {
                self.player(effects, Player::tick);
                self.idle_tick(effects);
            }
            Event::Resize(columns, rows) => self.size = (columns, rows),
            Event::Library(library, faults) => self.loaded(library, faults, effects),
            Event::Reloaded(loaded) => self.reloaded(&loaded, effects),
            Event::Begun { attempt, entry } => self.begun(attempt, entry),
            Event::StepSaved { attempt, position } => self.saving(attempt, |saving| saving.step_saved(position)),
            Event::EndSaved { attempt } => self.saving(attempt, Saving::end_saved),
            Event::NotSaved { attempt } => self.saving(attempt, |saving| saving.failed = true),
            Event::Recalled(code, Some(past)) => self.looked_up(Some(code), Comeback::Found(past, List::new(2))),
            Event::Recalled(code, None) => self.looked_up(Some(code), Comeback::Nobody(List::new(3))),
            Event::Sessions(sessions) => {
                let list = List::new(sessions.len());
                self.looked_up(None, Comeback::Sessions(sessions, list));
            }
            Event::NoAnswer(asked) => self.looked_up(asked, Comeback::Failed(List::new(2))),
            Event::Store(health) => self.recording(health, effects),
            Event::Notice(notice) => self.notify(notice, effects),
            Event::NoticeOver(problem) => self.settle(problem, effects),
            Event::Kept(notices) => self.kept(notices, effects),
            Event::ClockTrusted(trusted) => {
                self.clock.trusted = trusted;
                self.look_at_clock(effects);
            }
            Event::Shutdown => self.end_attempt(AttemptOutcome::Interrupted, effects),
        }
    }

    /// An attempt is in the database.
    fn begun(&mut self, attempt: u32, entry: Entry) {
        if let Some(person) = self.person.as_mut().filter(|person| attempt > person.before) {
            person.code = Some(entry.code);
            person.recorded(attempt, &entry.id);
        }
        self.name_resumed();
        self.saving(attempt, |saving| saving.begun(entry));
    }

    /// F12: reads the screen aloud. It changes nothing.
    fn read_aloud(&self, effects: &mut Vec<Effect>) {
        if self.settings.voice {
            effects.push(Effect::ReadAloud);
        }
    }

    fn loaded(&mut self, library: Arc<Library>, faults: usize, effects: &mut Vec<Effect>) {
        self.told_of_files(faults, library.language_faults, effects);
        let preview = self.preview.clone();
        let lesson = preview.as_ref().and_then(|(id, _)| library.lesson(id).cloned());
        self.library = Some(library);
        if let (Some(lesson), Some((_, mode))) = (lesson, preview) {
            self.begin(lesson, mode, effects);
        } else if matches!(self.screen, Screen::Lessons(_)) {
            self.open_lessons(); // somebody was quicker than the disk
        }
    }

    /// The lessons are there: what was found in the files.
    fn told_of_files(&mut self, faults: usize, language_faults: usize, effects: &mut Vec<Effect>) {
        let languages = self.settings.language_faults + language_faults;
        for (faults, notice) in
            [(faults, Notice::Lessons { faults }), (languages, Notice::Languages { faults: languages })]
        {
            if faults > 0 {
                self.notify(notice, effects);
            }
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
        if self.call_key(key) || self.methods_key(key) {
            return;
        }
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
                    Key::F(5) => self.open_comeback(),
                    Key::Escape if self.can_quit() => {
                        self.screen = Screen::Welcome { quitting: Some(List::new(2).at(1)) };
                    }
                    _ => {}
                },
            },
            Screen::Comeback(_) => self.comeback_key(key, effects),
            Screen::Who(_) => self.who_key(key),
            Screen::Warmup(warmup) => {
                if warmup.key(key) == Done::Yes {
                    if let Some(person) = &mut self.person {
                        person.warmed_up = true;
                    }
                    self.open_lessons();
                }
            }
            Screen::Lessons(_) => self.lessons_key(key),
            Screen::Modes(_) => self.modes_key(key, effects),
            Screen::Player(_) => self.player(effects, |player, now| player.key(key, now)),
            Screen::Result(_) => self.result_key(key, effects),
        }
    }

    fn click(&mut self, target: Target, effects: &mut Vec<Effect>) {
        match target {
            Target::Key(Key::F(2)) => self.lang = self.next_lang(),
            Target::Key(key) => self.key(key, effects),
            Target::Item(at) if self.call != Call::Page && self.methods.is_some() => self.methods_item(at),
            _ if self.is_covered() => {} // it lies behind that page
            Target::Item(at) => {
                let list = match &mut self.screen {
                    Screen::Welcome { quitting: Some(list) } => Some(list),
                    Screen::Lessons(lessons) => Some(&mut lessons.list),
                    Screen::Comeback(Comeback::Words { .. }) => return self.pick_word(at, effects),
                    Screen::Comeback(page) => page.list(),
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
            | Target::Board(_)
            | Target::Tile(_)
            | Target::Banner
            | Target::DeviceBack
            | Target::DeviceHome => {
                self.player(effects, |player, now| player.click(target, now));
            }
        }
    }

    /// Lets the player do something and does what it asks for.
    pub(super) fn player(&mut self, effects: &mut Vec<Effect>, act: impl FnOnce(&mut Player, Moment) -> Vec<Asks>) {
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
    pub(super) fn end_session(&mut self, effects: &mut Vec<Effect>) {
        self.person = None;
        self.call = Call::No;
        self.lang = self.settings.lang;
        self.forget_typing();
        self.forget_idle();
        self.screen = Screen::Welcome { quitting: None };
        effects.push(if self.preview.is_some() { Effect::Quit } else { Effect::Refresh });
    }

    /// The next number of the seed.
    pub(super) fn random(&mut self) -> u64 {
        self.random.draw()
    }
}
