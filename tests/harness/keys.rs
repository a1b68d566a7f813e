//! The kiosk driven by keys, clicks and time alone, with a clock that moves only when told: no terminal, no database.

use std::sync::Arc;

use kiosk::app::player::{Focus, KeyPress};
use kiosk::app::{COLUMNS, Effect, Entry, Event, Key, Kiosk, Outcome, Patience, Player, Screen, Settings, Target};
use kiosk::i18n::Lang;
use kiosk::lesson::Library;
use kiosk::return_code::ReturnCode;
use kiosk::time::{Day, Moment, RELEASED, Timestamp};
use kiosk::tutor::record::{AttemptEnd, AttemptStart, Mode, Past, StepResult};
use kiosk::typing;
use kiosk::ui;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The slip number that every attempt gets here.
pub const SLIP: &str = "7K2M9Q";

/// Time between two keys.
const KEY_MS: u64 = 1000;

/// The kiosk with somebody in front of it.
pub struct Driver {
    /// The kiosk.
    pub kiosk: Kiosk,
    /// All that it asked for so far.
    pub effects: Vec<Effect>,
    /// All keys that were pressed so far.
    pub pressed: Vec<Key>,
    /// Whether what it asks to be saved is saved at once. Otherwise nothing is ever answered.
    pub saves: bool,
    now: Moment,
}

/// One drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The cells, row by row.
    pub cells: Vec<Vec<String>>,
    /// Where the cursor is shown, column and row.
    pub cursor: Option<(u16, u16)>,
}

impl Frame {
    /// The rows as text, without blanks at their ends.
    pub fn rows(&self) -> Vec<String> {
        self.cells.iter().map(|row| row.concat().trim_end().to_owned()).collect()
    }

    /// All rows.
    pub fn text(&self) -> String {
        self.rows().join("\n")
    }

    /// All words with one space between them, so that a text is found wherever its lines are broken.
    pub fn words(&self) -> String {
        self.rows().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn settings(lang: Lang) -> Settings {
    // Here the clock runs by hours.
    Settings { lang, idle: Patience::NEVER, ..Settings::default() }
}

/// Under which names every attempt is in the database here.
pub fn entry(attempt: u32) -> Entry {
    let id = format!("01a1ee56-5e00-7000-8000-{attempt:012}");
    Entry { id, slip: SLIP.to_owned(), code: ReturnCode::new(CODE).unwrap() }
}

/// The return code of everybody.
pub const CODE: u32 = 0;

impl Driver {
    /// A kiosk on its first page, with the built-in lessons.
    pub fn new(lang: Lang) -> Driver {
        let mut driver = Driver::without_lessons(lang);
        driver.event(Event::Library(Arc::new(Library::built_in().library), 0));
        driver
    }

    /// A kiosk in a lesson of a library of its own, which records nothing.
    pub fn in_library(library: Library, lesson: &str, mode: Mode) -> Driver {
        let mut driver = Driver::of(Kiosk::preview(settings(Lang::Vi), 1, lesson, mode));
        driver.event(Event::Library(Arc::new(library), 0));
        driver
    }

    /// A kiosk with settings and lessons of its own, which records what is done.
    pub fn with(settings: Settings, library: Library) -> Driver {
        let mut driver = Driver::of(Kiosk::new(settings, 1));
        driver.event(Event::Library(Arc::new(library), 0));
        driver
    }

    /// A kiosk whose lessons are not there yet.
    pub fn without_lessons(lang: Lang) -> Driver {
        Driver::of(Kiosk::new(settings(lang), 1))
    }

    /// A kiosk that plays one lesson and records nothing.
    pub fn preview(lesson: &str, mode: Mode) -> Driver {
        let mut driver = Driver::of(Kiosk::preview(settings(Lang::Vi), 1, lesson, mode));
        driver.event(Event::Library(Arc::new(Library::built_in().library), 0));
        driver
    }

    fn of(kiosk: Kiosk) -> Driver {
        Driver { kiosk, effects: Vec::new(), pressed: Vec::new(), saves: true, now: Moment { wall: RELEASED, mono: 0 } }
    }

    /// A kiosk at the lesson page: signed in, warmed up, the lesson begun.
    pub fn in_lesson(lang: Lang, lesson: &str, mode: Mode) -> Driver {
        let mut driver = Driver::new(lang);
        driver.sign_in();
        driver.warm_up();
        driver.begin(lesson, mode);
        driver
    }

    /// Something happens now.
    pub fn event(&mut self, event: Event) -> Vec<Effect> {
        let effects = self.kiosk.update(event, self.now);
        self.effects.extend(effects.iter().cloned());
        if self.saves {
            for effect in &effects {
                let saved = match *effect {
                    Effect::Begin { attempt, .. } => Event::Begun { attempt, entry: entry(attempt) },
                    Effect::Step { attempt, ref result } => Event::StepSaved { attempt, position: result.position },
                    Effect::End { attempt, .. } => Event::EndSaved { attempt },
                    _ => continue,
                };
                self.kiosk.update(saved, self.now);
            }
        }
        effects
    }

    /// Time passes, and nothing else.
    pub fn pass(&mut self, ms: u64) {
        self.now.mono += ms;
        self.now.wall = self.now.wall.plus_ms(i64::try_from(ms).unwrap());
    }

    /// The clock on the wall is set, as when its battery is dead; time goes on.
    pub fn set_clock(&mut self, wall: Timestamp) {
        self.now.wall = wall;
    }

    /// Monotonic milliseconds now.
    pub fn clock(&self) -> u64 {
        self.now.mono
    }

    /// Today.
    pub fn today(&self) -> Day {
        self.now.wall.day()
    }

    /// A key, a second after the last one.
    pub fn key(&mut self, key: Key) -> Vec<Effect> {
        self.pass(KEY_MS);
        self.pressed.push(key);
        self.event(Event::Key(key))
    }

    /// The terminal gets another size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.event(Event::Resize(columns, rows));
    }

    /// Picks the three words of a return code and asks who has it.
    pub fn pick(&mut self, code: ReturnCode) {
        self.key(Key::F(5));
        for place in code.places() {
            self.key(Key::Home);
            self.times(Key::Down, place / COLUMNS);
            self.times(Key::Right, place % COLUMNS);
            self.key(Key::Enter);
        }
    }

    /// Comes back, at the first page, as somebody who did this before.
    pub fn come_back(&mut self, past: Past) {
        let code = past.code;
        self.pick(code);
        self.event(Event::Recalled(code, Some(Box::new(past))));
        self.key(Key::Enter);
        assert!(matches!(self.kiosk.screen, Screen::Lessons(_)));
    }

    /// Several keys.
    pub fn keys(&mut self, keys: &[Key]) {
        for key in keys {
            self.key(*key);
        }
    }

    /// A key many times.
    pub fn times(&mut self, key: Key, times: usize) {
        for _ in 0..times {
            self.key(key);
        }
    }

    /// A click, a second after the last key.
    pub fn click(&mut self, target: Target) -> Vec<Effect> {
        self.pass(KEY_MS);
        self.event(Event::Click(target))
    }

    /// Time passes until the kiosk wants to be woken; whether it does.
    pub fn tick(&mut self) -> bool {
        let Some(deadline) = self.kiosk.deadline() else { return false };
        self.pass(deadline.saturating_sub(self.now.mono));
        self.event(Event::Tick);
        true
    }

    /// Chooses a group and leaves the age out.
    pub fn sign_in(&mut self) {
        self.keys(&[Key::Enter, Key::Enter, Key::End, Key::Enter]);
        assert!(matches!(self.kiosk.screen, Screen::Warmup(_)));
    }

    /// Goes through *Làm quen*.
    pub fn warm_up(&mut self) {
        self.keys(&[Key::Down, Key::Up, Key::Enter, Key::Escape, Key::Backspace, Key::F(1), Key::Enter]);
        assert!(matches!(self.kiosk.screen, Screen::Lessons(_)));
    }

    /// Chooses a lesson and how to learn it.
    pub fn begin(&mut self, lesson: &str, mode: Mode) {
        let Screen::Lessons(lessons) = &self.kiosk.screen else { panic!("not at the lessons") };
        let at = lessons.choices().position(|(l, review)| l.id.as_ref() == lesson && !review).unwrap();
        self.key(Key::Home);
        self.times(Key::Down, at);
        self.keys(&[Key::Enter, Key::Home]);
        let Screen::Modes(modes) = &self.kiosk.screen else { panic!("not at the modes") };
        self.times(Key::Down, modes.item(mode));
        self.key(Key::Enter);
        assert_eq!(self.player().session.lesson().id.as_ref(), lesson);
        assert_eq!(self.player().session.mode(), mode);
    }

    /// The learner has this return code, and no other.
    pub fn knows_code(&mut self, code: ReturnCode) {
        if let Some(person) = &mut self.kiosk.person {
            person.code = Some(code);
        }
        let saving = match &mut self.kiosk.screen {
            Screen::Player(player) => &mut player.saving,
            Screen::Result(outcome) => &mut outcome.saving,
            _ => return,
        };
        if let Some(entry) = &mut saving.entry {
            entry.code = code;
        }
    }

    /// The lesson page.
    pub fn player(&self) -> &Player {
        match &self.kiosk.screen {
            Screen::Player(player) => player,
            _ => panic!("no lesson is being played:\n{}", self.frame(80, 24).text()),
        }
    }

    /// The result page.
    pub fn outcome(&self) -> &Outcome {
        match &self.kiosk.screen {
            Screen::Result(outcome) => outcome,
            _ => panic!("no result is shown:\n{}", self.frame(80, 24).text()),
        }
    }

    /// Whether a lesson is being played.
    pub fn plays(&self) -> bool {
        matches!(self.kiosk.screen, Screen::Player(_))
    }

    /// Empties the field in focus and types a text, letter by letter as on a keyboard.
    pub fn write(&mut self, text: &str) {
        let edit = self.player().edit.as_ref().expect("a field is in focus");
        let (composes, full) = (!edit.plain && self.player().marks(), edit.line.len());
        self.key(Key::End);
        self.times(Key::Backspace, full);
        let keys = if composes { typing::keys(text, self.player().method()) } else { text.to_owned() };
        for key in keys.chars() {
            self.key(Key::Char(key));
        }
        // Fields for a number take no more digits than it has.
        let stands = self.player().edit.as_ref().map(|edit| edit.line.text()).unwrap_or_default();
        let full = text.starts_with(stands) && text.chars().all(|c| c.is_ascii_digit());
        assert!(stands == text || full, "typed as `{keys}`: {stands}");
    }

    /// Does what stands under *Phím ở đây*, and nothing else.
    pub fn follow(&mut self) {
        let player = self.player();
        let guide = player.guide().expect("there is a way on");
        let wanted = player.session.next().and_then(|next| next.wanted.clone());
        assert!(!guide.keys.is_empty(), "no key leads on:\n{}", self.frame(80, 24).text());
        for press in guide.keys {
            match press {
                KeyPress::Down(n) => self.times(Key::Down, n),
                KeyPress::Up(n) => self.times(Key::Up, n),
                KeyPress::Enter => drop(self.key(Key::Enter)),
                KeyPress::Erase(n) => self.times(Key::Backspace, n),
                KeyPress::Escape => drop(self.key(Key::Escape)),
                KeyPress::HomeScreen => drop(self.key(Key::F(3))),
                KeyPress::Wait => assert!(self.tick(), "nothing is to come"),
                KeyPress::Type if guide.search.is_some() => {
                    let letters = guide.search.clone().unwrap();
                    letters.chars().for_each(|letter| drop(self.key(Key::Char(letter))));
                }
                KeyPress::Type => {
                    let text = self.player().session.planned_text(wanted.as_ref().unwrap());
                    self.write(&text);
                }
            }
        }
    }

    /// Follows the keys until the step with this position (from 1) is the next to be done.
    pub fn follow_to_step(&mut self, position: usize) {
        for _ in 0..400 {
            if self.player().session.step_index() + 1 >= position {
                return;
            }
            self.follow();
        }
        panic!("step {position} never came:\n{}", self.frame(80, 24).text());
    }

    /// Follows the keys until a field is in focus, `vneid.name`; what stands in it is not touched.
    pub fn follow_to_field(&mut self, name: &str) {
        for _ in 0..400 {
            if self.focused_field().as_deref() == Some(name) {
                return;
            }
            // One key at a time: a whole action would type the field and leave it.
            let before = self.player().guide().expect("there is a way on").keys.first().copied();
            match before.expect("a key leads on") {
                KeyPress::Down(_) => drop(self.key(Key::Down)),
                KeyPress::Up(_) => drop(self.key(Key::Up)),
                _ => self.follow(),
            }
        }
        panic!("{name} never came:\n{}", self.frame(80, 24).text());
    }

    /// Follows the keys to the end of the lesson.
    pub fn finish(&mut self) {
        for _ in 0..400 {
            if !self.plays() {
                return;
            }
            self.follow();
        }
        panic!("the keys lead nowhere:\n{}", self.frame(80, 24).text());
    }

    /// The screen of the device on top, or `home`.
    pub fn at(&self) -> String {
        let session = &self.player().session;
        let world = &session.lesson().world;
        kiosk::sim::top(session.state()).map_or_else(|| "home".to_owned(), |s| world.screens[s].name.to_string())
    }

    /// The full name of the field, choice or upload in focus.
    pub fn focused_field(&self) -> Option<String> {
        let world = &self.player().session.lesson().world;
        self.player().focused_field().map(|field| world.fields[field].name.to_string())
    }

    /// Puts the focus on a widget of the screen on top, by its id, with the arrow keys.
    pub fn focus(&mut self, id: &str) {
        let session = &self.player().session;
        let world = &session.lesson().world;
        let top = kiosk::sim::top(session.state()).expect("an app is in front");
        let found = world.screens[top].widgets.iter().find(|widget| world.widgets[**widget].id.as_ref() == id);
        let wanted = Focus::Widget(*found.unwrap_or_else(|| panic!("no `{id}` on {}", world.screens[top].name)));
        self.times(Key::Up, 30);
        for _ in 0..30 {
            if self.player().focus == wanted {
                return;
            }
            self.key(Key::Down);
        }
        panic!("`{id}` cannot be reached:\n{}", self.frame(80, 24).text());
    }

    /// Taps a widget by its id: goes there and presses Enter.
    pub fn tap(&mut self, id: &str) {
        self.focus(id);
        self.key(Key::Enter);
    }

    /// The kiosk as it is drawn at a size.
    pub fn frame(&self, columns: u16, rows: u16) -> Frame {
        let area = Rect::new(0, 0, columns, rows);
        let mut buffer = Buffer::empty(area);
        let cursor = ui::draw(&self.kiosk, area, &mut buffer);
        let symbol = |x, y| buffer.cell((x, y)).unwrap().symbol().to_owned();
        let cells = (0..rows).map(|y| (0..columns).map(|x| symbol(x, y)).collect()).collect();
        let frame = Frame { cells, cursor: cursor.map(|at| (at.x, at.y)) };
        assert!(!frame.text().to_lowercase().contains("{you}"), "nobody is addressed:\n{}", frame.text());
        frame
    }

    /// A cell where a click means this, at 80×24.
    pub fn place_of(&self, target: Target) -> Option<(u16, u16)> {
        let area = Rect::new(0, 0, 80, 24);
        let cells = (0..24).flat_map(|y| (0..80).map(move |x| (x, y)));
        cells.into_iter().find(|(x, y)| ui::hit(&self.kiosk, area, *x, *y) == Some(target))
    }

    /// The attempts that were begun.
    pub fn begun(&self) -> Vec<&AttemptStart> {
        let all = self.effects.iter().filter_map(|effect| match effect {
            Effect::Begin { start, .. } => Some(start.as_ref()),
            _ => None,
        });
        all.collect()
    }

    /// The steps that were saved.
    pub fn steps(&self) -> Vec<&StepResult> {
        let all = self.effects.iter().filter_map(|effect| match effect {
            Effect::Step { result, .. } => Some(result),
            _ => None,
        });
        all.collect()
    }

    /// The ends that were saved.
    pub fn ends(&self) -> Vec<&AttemptEnd> {
        let all = self.effects.iter().filter_map(|effect| match effect {
            Effect::End { end, .. } => Some(end),
            _ => None,
        });
        all.collect()
    }
}
