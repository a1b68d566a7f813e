//! Draws the pictures of the documents from the real program: `cargo run --example picture [FOLDER]` (default: `docs`).
//!
//! A learner is played through [`Kiosk::update`] with a fixed clock and a fixed seed. She presses the keys that the kiosk
//! itself names beside *Phím ở đây*, so that the pictures stay right when a lesson changes. What [`kiosk::ui::draw`]
//! makes of it is written as SVG.

use std::error::Error;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs};

use kiosk::app::player::KeyPress;
use kiosk::app::{Effect, Entry, Event, Key, Kiosk, Player, Screen, Settings};
use kiosk::lesson::Library;
use kiosk::return_code::ReturnCode;
use kiosk::text;
use kiosk::time::{Moment, RELEASED};
use kiosk::ui;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args_os().nth(1).map_or_else(|| PathBuf::from("docs"), PathBuf::from);
    let install = Learner::in_lesson("vneid-install", (80, 24))?.at_step("right-app")?;
    let form = Learner::in_lesson("temp-residence", (50, 18))?.typing("vneid.owner", "Trần")?;
    let mut almost = Learner::in_lesson("temp-residence", (80, 24))?.typing("vneid.name", "Nguyen Thi Tap")?;
    almost.keys(&[Key::Enter, Key::Enter]);
    let pictures = [
        ("install.svg", install, "The install lesson, guided: search results with a look-alike first. 80 by 24."),
        ("form.svg", form, "The form of temporary residence, guided: the head of household. 50 by 18."),
        ("almost.svg", almost, "A name typed without its marks for the second time: the kiosk offers help. 80 by 24."),
    ];
    for (name, learner, about) in pictures {
        let file = folder.join(name);
        fs::write(&file, svg(&learner.kiosk, about)?)?;
        println!("{}", file.display());
    }
    Ok(())
}

/// Under which names every attempt is in the database.
fn entry() -> Entry {
    let code = ReturnCode::new(47_011).unwrap_or_default();
    Entry { id: "01a1ee56-5e00-7000-8000-000000000001".to_owned(), slip: "757A42".to_owned(), code }
}

/// More keys than any lesson takes.
const MOST_KEYS: usize = 400;

/// A learner at the kiosk, with a clock that goes one second a key.
struct Learner {
    kiosk: Kiosk,
    now: Moment,
}

impl Learner {
    /// Signs in, passes over the warm-up and begins a lesson in the guided mode.
    fn in_lesson(id: &str, size: (u16, u16)) -> Result<Learner, Box<dyn Error>> {
        let now = Moment { wall: RELEASED.plus_ms(3_600_000), mono: 0 };
        let mut learner = Learner { kiosk: Kiosk::new(Settings::default(), 757), now };
        let library = Library::built_in().library;
        let at = library.lessons.iter().position(|l| l.id.as_ref() == id).ok_or("there is no such lesson")?;
        learner.event(Event::Resize(size.0, size.1));
        learner.event(Event::Library(library.into(), 0));
        learner.keys(&[Key::Enter, Key::Char('A'), Key::Char('D'), Key::F(5), Key::Home]);
        learner.keys(&vec![Key::Down; at]);
        learner.keys(&[Key::Enter, Key::Home, Key::Down, Key::Enter]);
        Ok(learner)
    }

    /// Goes on until a step begins.
    fn at_step(mut self, id: &str) -> Result<Learner, Box<dyn Error>> {
        for _ in 0..MOST_KEYS {
            if self.player()?.session.step().is_some_and(|step| step.id.as_ref() == id) {
                return Ok(self);
            }
            self.go_on()?;
        }
        Err("the step is never reached".into())
    }

    /// Goes on until the focus is in a field, and types the beginning of its text.
    fn typing(mut self, field: &str, beginning: &str) -> Result<Learner, Box<dyn Error>> {
        for _ in 0..MOST_KEYS {
            let player = self.player()?;
            let world = &player.session.lesson().world;
            if player.edit.as_ref().is_some_and(|edit| world.fields[edit.field].name.as_ref() == field) {
                self.keys(&beginning.chars().map(Key::Char).collect::<Vec<_>>());
                return Ok(self);
            }
            self.go_on()?;
        }
        Err("the field is never reached".into())
    }

    /// Presses the first of the keys that the kiosk names, types what it asks for, or waits.
    fn go_on(&mut self) -> Result<(), Box<dyn Error>> {
        let player = self.player()?;
        let guide = player.guide().ok_or("the kiosk does not know the way")?;
        let press = guide.keys.first().copied().ok_or("the kiosk names no key")?;
        let wanted = player.next().and_then(|next| next.wanted.clone());
        let typed = wanted.map(|wanted| player.session.planned_text(&wanted)).unwrap_or_default();
        match press {
            KeyPress::Down(times) => self.keys(&vec![Key::Down; times]),
            KeyPress::Up(times) => self.keys(&vec![Key::Up; times]),
            KeyPress::Right(times) => self.keys(&vec![Key::Right; times]),
            KeyPress::Erase(times) => self.keys(&vec![Key::Backspace; times]),
            KeyPress::CapsLock => {}
            KeyPress::Typing => self.keys(&[Key::F(9)]),
            KeyPress::Type => self.keys(&typed.chars().map(Key::Char).collect::<Vec<_>>()),
            KeyPress::Enter => self.keys(&[Key::Enter]),
            KeyPress::Escape => self.keys(&[Key::Escape]),
            KeyPress::HomeScreen => self.keys(&[Key::F(3)]),
            KeyPress::Wait => {
                self.now.mono = self.kiosk.deadline().unwrap_or(self.now.mono);
                self.event(Event::Tick);
            }
        }
        Ok(())
    }

    fn player(&self) -> Result<&Player, &'static str> {
        match &self.kiosk.screen {
            Screen::Player(player) => Ok(player),
            _ => Err("the lesson is not on the screen"),
        }
    }

    fn keys(&mut self, keys: &[Key]) {
        for key in keys {
            self.now.mono += 1000;
            self.event(Event::Key(*key));
        }
    }

    /// Everything that is to be saved is saved at once.
    fn event(&mut self, event: Event) {
        for effect in self.kiosk.update(event, self.now) {
            let answer = match effect {
                Effect::Begin { attempt, .. } => Event::Begun { attempt, entry: entry() },
                Effect::Step { attempt, result } => Event::StepSaved { attempt, position: result.position },
                Effect::End { attempt, .. } => Event::EndSaved { attempt },
                _ => continue,
            };
            self.event(answer);
        }
    }
}

/// Fonts with every Vietnamese letter come first: the widespread `DejaVu` has no ấ, ể, ở and many others.
const FONTS: &str = "Noto Sans Mono, Liberation Mono, Consolas, DejaVu Sans Mono, monospace";
/// Width and height of a cell, and the size of letters that gives most of these fonts exactly this width.
const CELL: (u16, u16) = (10, 19);
const LETTER: f64 = 16.66;
/// From the top of a cell to the line on which letters stand.
const BASE: u16 = 15;
/// Black round the screen.
const EDGE: u16 = 10;

/// A piece of a row in which all cells look alike.
struct Run {
    column: u16,
    width: u16,
    text: String,
    ground: Color,
    ink: Color,
    bold: bool,
}

fn svg(kiosk: &Kiosk, about: &str) -> Result<String, Box<dyn Error>> {
    let (columns, rows) = kiosk.size;
    let area = Rect::new(0, 0, columns, rows);
    let mut buffer = Buffer::empty(area);
    let cursor = ui::draw(kiosk, area, &mut buffer);
    let (wide, high) = (columns * CELL.0 + 2 * EDGE, rows * CELL.1 + 2 * EDGE);
    let mut grounds = String::new();
    let mut letters = String::new();
    for row in 0..rows {
        let y = EDGE + row * CELL.1;
        for run in runs(&buffer, row, columns) {
            let (x, width) = (EDGE + run.column * CELL.0, run.width * CELL.0);
            if run.ground != Color::Black {
                let ground = hex(run.ground);
                writeln!(grounds, r#"<rect x="{x}" y="{y}" width="{width}" height="{}" fill="{ground}"/>"#, CELL.1)?;
            }
            write_text(&mut letters, &run, y)?;
        }
    }
    if let Some(Position { x, y }) = cursor {
        let (x, y) = (EDGE + x * CELL.0, EDGE + (y + 1) * CELL.1 - 3);
        writeln!(letters, r##"<rect x="{x}" y="{y}" width="{}" height="3" fill="#ffffff"/>"##, CELL.0)?;
    }
    Ok(format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" role="img">
<title>{}</title>
<rect width="{wide}" height="{high}" rx="8" fill="#000000"/>
<g shape-rendering="crispEdges">
{grounds}</g>
<g font-family="{FONTS}" font-size="{LETTER}">
{letters}</g>
</svg>
"##,
        escape(about)
    ))
}

/// The words of a run; what wide gaps part stands apart, and `textLength` keeps the columns in every font.
fn write_text(letters: &mut String, run: &Run, y: u16) -> Result<(), Box<dyn Error>> {
    let weight = if run.bold { r#" font-weight="bold""# } else { "" };
    let mut column = usize::from(run.column);
    let mut rest = run.text.as_str();
    while !rest.trim_start().is_empty() {
        let content = rest.trim_start();
        column += rest.len() - content.len(); // blanks are one byte and one column each
        let (words, tail) = content.split_at(content.find("  ").unwrap_or(content.trim_end().len()));
        let (x, length) = (usize::from(EDGE) + column * usize::from(CELL.0), text::width(words) * usize::from(CELL.0));
        let fill = hex(run.ink);
        let shown = escape(words);
        writeln!(
            letters,
            r#"<text x="{x}" y="{}" textLength="{length}" lengthAdjust="spacingAndGlyphs" fill="{fill}"{weight}>{shown}</text>"#,
            y + BASE,
        )?;
        column += text::width(words);
        rest = tail;
    }
    Ok(())
}

fn runs(buffer: &Buffer, row: u16, columns: u16) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for column in 0..columns {
        let Some(cell) = buffer.cell((column, row)) else { continue };
        let bold = cell.modifier.contains(Modifier::BOLD);
        match runs.last_mut() {
            Some(run) if (run.ground, run.ink, run.bold) == (cell.bg, cell.fg, bold) => {
                run.width += 1;
                run.text.push_str(cell.symbol());
            }
            _ => runs.push(run_of(cell, column, bold)),
        }
    }
    runs
}

fn run_of(cell: &Cell, column: u16, bold: bool) -> Run {
    Run { column, width: 1, text: cell.symbol().to_owned(), ground: cell.bg, ink: cell.fg, bold }
}

/// The usual values of the 16 colours on a text console.
fn hex(color: Color) -> &'static str {
    match color {
        Color::Red => "#aa0000",
        Color::Green => "#00aa00",
        Color::Blue => "#0000aa",
        Color::Cyan => "#00aaaa",
        Color::Gray => "#aaaaaa",
        Color::LightGreen => "#55ff55",
        Color::LightCyan => "#55ffff",
        Color::LightYellow => "#ffff55",
        Color::White => "#ffffff",
        _ => "#000000",
    }
}

fn escape(content: &str) -> String {
    content.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
