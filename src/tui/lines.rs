//! The kiosk by plain lines, for screen readers and braille: what a frame says is printed as sentences, what can be
//! chosen has a number, and a line is read. Nothing is drawn, and nothing is printed twice that has not changed.

mod reader;

use std::io::{self, Write as _};

use rustix::stdio::stdin;

use super::inbox::Inbox;
use super::input::{self, Input};
use super::runner::{self, Around, Runner};
use super::terminal::{self, Plain, TerminalError};
use super::{Ending, HUNG_UP, Message, RunError};
use crate::app::player::Focus;
use crate::app::{Bar, Call, Comeback, Event, Key, Kiosk, Screen, Slot, Target};
use crate::lesson::Loaded;
use crate::lesson::table::WidgetId;
use crate::text;
use crate::time::Clock;
use crate::ui::{Part, Twin};
use reader::{Reader, named_key, typed};

/// A larger number is not repeated when there is no such choice.
const MOST_SAID: usize = 999;

/// Takes away what a terminal shows and keeps: somebody has left.
const FORGET: &str = "\x1b[H\x1b[2J\x1b[3J";

/// While the kiosk plays, one empty line lets it go on to the next thing that is said; never over more moves than these.
const MOST_MOVES: usize = 200;

/// Runs the kiosk by plain lines until it ends. `load` brings the lessons, after the first page is printed.
pub fn run_by_lines(
    kiosk: Kiosk,
    load: impl FnOnce() -> Loaded + Send + 'static,
    around: Around<'_>,
    clock: &Clock,
) -> Result<Ending, RunError> {
    let (watch, outbox, inbox) = runner::listen(around.reload)?;
    let taken_over = terminal::is_taken();
    let runner = Runner::new(kiosk, around.voice, around.refresh, clock);
    let mut lines = Lines {
        runner,
        told: Told::default(),
        asking: None,
        reader: Reader::default(),
        screen: Plain::enter()?,
        answered: true,
        printed: false,
    };
    if taken_over {
        lines.told_before();
    } else {
        lines.tell().map_err(TerminalError::Write)?;
    }
    lines.runner.start(load, watch, around.setup, outbox)?;
    let ending = lines.turn(&inbox);
    drop(lines.screen);
    Ok(lines.runner.finish(ending, &inbox))
}

/// The loop with what it holds.
struct Lines {
    runner: Runner,
    told: Told,
    /// The field whose content the next line is.
    asking: Option<WidgetId>,
    reader: Reader,
    screen: Plain,
    /// A line was taken since something was asked for.
    answered: bool,
    /// Something was printed in answer to it.
    printed: bool,
}

/// What was printed last of each part.
#[derive(Default)]
struct Told([Vec<String>; Part::ALL.len()]);

impl Lines {
    fn turn(&mut self, inbox: &Inbox) -> Ending {
        loop {
            if let Some(ending) = self.once(inbox) {
                return ending;
            }
            // What was read and not taken yet would be lost; so would be what a pipe holds.
            if self.screen.is_terminal() && self.reader.is_empty() {
                self.runner.refresh_if_due(inbox);
            }
        }
    }

    /// The program before this one has told the first page: it is not told twice.
    fn told_before(&mut self) {
        let twin = Twin::of(&self.runner.kiosk);
        for part in Part::ALL {
            self.told.news(part, lines_of(&twin, part));
        }
        self.answered = false;
    }

    /// Sleeps until something comes, and answers it; `Some` if the program is to end.
    fn once(&mut self, inbox: &Inbox) -> Option<Ending> {
        let left = self.runner.left();
        let woken = if self.is_busy() { inbox.wait_for_messages(left) } else { inbox.wait(stdin(), left) };
        let messages = if woken.messages { inbox.take().find_map(|message| self.take(message)) } else { None };
        let tick = |lines: &mut Lines| if lines.runner.is_due() { lines.runner.update(Event::Tick) } else { None };
        let ending = messages.or_else(|| tick(self)).or_else(|| self.told());
        if ending.is_none() && woken.keyboard && !self.reader.read() {
            return Some(self.gone());
        }
        ending.or_else(|| self.lines())
    }

    /// Nobody reads or writes any more.
    fn gone(&mut self) -> Ending {
        self.runner.update(Event::Shutdown);
        Ending::Ended(HUNG_UP)
    }

    fn told(&mut self) -> Option<Ending> {
        self.tell().is_err().then(|| self.gone())
    }

    /// Takes a message; `Some` if the program is to end.
    fn take(&mut self, message: Message) -> Option<Ending> {
        match message {
            Message::Input(Input::Signal(signal_hook::consts::SIGCONT)) => {
                self.told = Told::default(); // somebody else may have written meanwhile
                None
            }
            Message::Input(Input::Signal(signal)) => {
                self.runner.update(Event::Shutdown);
                Some(Ending::Ended(u8::try_from(128 + signal).unwrap_or(HUNG_UP)))
            }
            Message::Event(event) => self.runner.update(event),
            Message::Recorded { unsaved } => {
                self.runner.closed(unsaved);
                None
            }
            Message::Input(_) => None,
        }
    }

    /// Whether something was asked that is not answered yet: a line typed meanwhile is for what comes.
    fn is_busy(&self) -> bool {
        match &self.runner.kiosk.screen {
            Screen::Comeback(Comeback::Looking(_)) => true,
            _ => self.runner.kiosk.is_loading(),
        }
    }

    /// Takes the lines that were read, and answers each.
    fn lines(&mut self) -> Option<Ending> {
        while !self.is_busy()
            && let Some(line) = self.reader.lines.pop_front()
        {
            let ending = self.line(&line);
            if let Ok(line) = String::from_utf8(line) {
                text::wipe(line);
            }
            let ending = ending.or_else(|| self.told());
            if ending.is_some() {
                return ending;
            }
        }
        None
    }

    /// Takes a line.
    fn line(&mut self, line: &[u8]) -> Option<Ending> {
        self.answered = true;
        if self.screen.show() {
            let _ = print("\n"); // the end of a hidden line is hidden too
        }
        let asked = self.runner.kiosk.warning().is_some();
        let ending = self.runner.update(Event::Present);
        if asked || ending.is_some() {
            return ending; // whatever it says, it answers only that
        }
        let keys = input::keys(line);
        if let Some(key) = named_key(&keys) {
            self.forget_said();
            return self.runner.input(Event::Key(key));
        }
        let typed = typed(&keys);
        let content = typed.trim();
        let ending = match self.asking.take() {
            asking if content == "?" => {
                self.asking = asking;
                self.tell_keys();
                None
            }
            Some(field) => self.fill(field, content),
            None if content.is_empty() => self.go_on(),
            None => self.choose(content),
        };
        text::wipe(typed);
        ending
    }

    /// What was said of the last line is over: if the same is said again, it is printed again.
    fn forget_said(&mut self) {
        self.told.news(Part::Said, Vec::new());
    }

    fn answer(&mut self, content: &str) {
        self.printed = true;
        // Whether it can be written at all, the next telling finds out.
        let _ = print(&format!("{content}\n"));
    }

    /// An empty line: on with what the kiosk shows, else everything is told again.
    fn go_on(&mut self) -> Option<Ending> {
        if !plays(&self.runner.kiosk) {
            self.told = Told::default();
            return None;
        }
        let before = said(&self.runner.kiosk);
        for _ in 0..MOST_MOVES {
            let ending = self.runner.input(Event::Key(Key::Enter));
            let news = said(&self.runner.kiosk).into_iter().any(|line| !before.contains(&line));
            if ending.is_some() || news || !plays(&self.runner.kiosk) {
                return ending;
            }
            if waits(&self.runner.kiosk) {
                break;
            }
        }
        self.answer(self.runner.kiosk.strings().lines.wait);
        None
    }

    /// A number, or letters where letters are asked for.
    fn choose(&mut self, typed: &str) -> Option<Ending> {
        let t = self.runner.kiosk.strings();
        let twin = Twin::of(&self.runner.kiosk);
        let count = twin.choices().count();
        let Ok(number) = typed.parse::<usize>() else {
            if self.takes_letters() {
                return self.letters(typed);
            }
            self.answer(&not_understood(&self.runner.kiosk, count));
            return None;
        };
        let Some(target) = number.checked_sub(1).and_then(|at| twin.choices().nth(at)?.target) else {
            // A long number was meant for a field, perhaps a secret: it is not said again.
            let short = number <= MOST_SAID && count > 0;
            self.answer(&if short {
                t.lines.no_such(number, count)
            } else {
                not_understood(&self.runner.kiosk, count)
            });
            return None;
        };
        self.forget_said();
        let ending = self.runner.input(Event::Click(target));
        if let (Target::Widget(widget), Screen::Player(player)) = (target, &self.runner.kiosk.screen)
            && player.focus == Focus::Widget(widget)
            && player.edit.is_some()
        {
            self.asking = Some(widget);
            self.printed = true; // the question is the answer
        }
        ending
    }

    /// Whether letters are asked for besides numbers: a word, or what is searched for.
    fn takes_letters(&self) -> bool {
        if self.runner.kiosk.methods.is_some() {
            return true;
        }
        match &self.runner.kiosk.screen {
            Screen::Comeback(Comeback::Words { .. }) => true,
            Screen::Player(player) => player.search.is_some(),
            _ => false,
        }
    }

    fn letters(&mut self, typed: &str) -> Option<Ending> {
        self.forget_said();
        if let Some(methods) = &self.runner.kiosk.methods {
            let before = text::graphemes(methods.line.text()).count();
            let erase = std::iter::repeat_n(Key::Backspace, before);
            return self.keys(erase.chain(typed.chars().map(Key::Char)));
        }
        if let Screen::Comeback(Comeback::Words { .. }) = &self.runner.kiosk.screen {
            let Some(word) = self.runner.kiosk.word_named(typed) else {
                self.answer(self.runner.kiosk.strings().lines.word_unknown);
                return None;
            };
            return self.runner.input(Event::Click(Target::Item(word)));
        }
        let before = match &self.runner.kiosk.screen {
            Screen::Player(player) => {
                player.search.as_ref().map_or(0, |search| text::graphemes(search.line.text()).count())
            }
            _ => 0,
        };
        let erase = std::iter::repeat_n(Key::Backspace, before);
        self.keys(erase.chain(typed.chars().map(Key::Char)))
    }

    /// Puts a line into a field, instead of what stands there; an empty one leaves it as it is.
    fn fill(&mut self, widget: WidgetId, typed: &str) -> Option<Ending> {
        self.forget_said();
        let stands = match &self.runner.kiosk.screen {
            Screen::Player(player) if player.focus == Focus::Widget(widget) => player.edit.as_ref(),
            _ => None,
        };
        // The field may have gone meanwhile: then the line means nothing.
        let stands = stands.map(|edit| text::graphemes(edit.line.text()).count())?;
        if typed.is_empty() {
            return None;
        }
        let erase = std::iter::once(Key::End).chain(std::iter::repeat_n(Key::Backspace, stands));
        self.keys(erase.chain(typed.chars().map(Key::Char)).chain([Key::Enter]))
    }

    fn keys(&mut self, keys: impl Iterator<Item = Key>) -> Option<Ending> {
        for key in keys {
            let ending = self.runner.input(Event::Key(key));
            if ending.is_some() {
                return ending;
            }
        }
        None
    }

    /// The keys that work now, as the bar names them.
    fn tell_keys(&mut self) {
        let kiosk = &self.runner.kiosk;
        let bar = Bar::of(kiosk);
        let mut all = vec![kiosk.strings().lines.keys.to_owned()];
        for slot in Slot::ALL.into_iter().filter(|slot| matches!(slot.key(), Key::F(_) | Key::Escape)) {
            if let Some((key, what)) = bar.names(slot).first().and_then(|name| name.split_once(' ')) {
                all.push(format!("{}: {what}", key.to_lowercase()));
            }
        }
        if kiosk.has_voice() {
            all.push(format!("f12: {}", kiosk.strings().read_aloud));
        }
        self.answer(&all.join("\n"));
    }

    /// Prints what has changed, then what is asked for.
    fn tell(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.runner.forget) && self.screen.is_terminal() {
            print(FORGET)?;
        }
        let kiosk = &self.runner.kiosk;
        if kiosk.is_loading() && !kiosk.records() {
            return Ok(()); // a lesson alone has no page before it
        }
        let t = kiosk.strings();
        let twin = Twin::of(kiosk);
        // While it plays, what is said is enough; the page is told when it stands still.
        let quiet = plays(kiosk);
        let mut out = String::new();
        // What was saved meanwhile does not interrupt her; it is told with what comes next.
        let waits = |part| part == Part::Saved && !self.answered && matches!(kiosk.screen, Screen::Player(_));
        let silent = |part: &Part| quiet && *part == Part::Page || waits(*part);
        for part in Part::ALL.into_iter().filter(|part| !silent(part)) {
            for line in self.told.news(part, lines_of(&twin, part)) {
                out.extend([line.as_str(), "\n"]);
            }
        }
        if out.is_empty() && !self.answered {
            return Ok(());
        }
        if out.is_empty() && !self.printed {
            out.extend([t.lines.nothing_new, "\n"]);
        }
        let interrupted = !self.answered && self.screen.is_terminal();
        let asked = self.asked(&twin);
        (self.answered, self.printed) = (false, false);
        // A pipe shows no line that was typed, nor its end.
        let end = if self.screen.is_terminal() { "" } else { "\n" };
        print(&format!("{}{out}{asked}{end}", if interrupted { "\n" } else { "" }))
    }

    /// What the next line is to be. What is typed into a secret field is not shown.
    fn asked(&mut self, twin: &Twin) -> String {
        let t = self.runner.kiosk.strings();
        if self.runner.kiosk.warning().is_some() {
            return format!("{} ", t.lines.idle_prompt); // what was asked for is asked for again after it
        }
        let edit = match &self.runner.kiosk.screen {
            Screen::Player(player) => player.edit.as_ref().filter(|_| {
                self.asking.is_some_and(|widget| player.focus == Focus::Widget(widget))
                    && player.leaving.is_none()
                    && player.papers.is_none()
                    && self.runner.kiosk.methods.is_none()
                    && self.runner.kiosk.call != Call::Page
            }),
            _ => None,
        };
        if let Some(secret) = edit.map(|edit| edit.secret) {
            self.screen.hide(secret);
            return format!("{} ", if secret { t.lines.fill_hidden } else { t.lines.fill });
        }
        self.asking = None;
        if plays(&self.runner.kiosk) {
            return format!("{} ", t.lines.next);
        }
        match twin.choices().count() {
            0 => format!("{} ", t.lines.prompt_keys),
            count => format!("{} ", t.lines.prompt(count)),
        }
    }
}

impl Told {
    /// What is to be printed of a part that says this now: all of it if anything has changed; of what is said of the last
    /// action only what was not said yet.
    fn news(&mut self, part: Part, lines: Vec<String>) -> Vec<String> {
        let Some(told) = self.0.get_mut(part as usize) else { return Vec::new() };
        let news = match part {
            Part::Said => lines.iter().filter(|line| !told.contains(line)).cloned().collect(),
            _ if *told == lines => Vec::new(),
            _ => lines.clone(),
        };
        *told = lines;
        news
    }
}

/// What is answered to a line that is none of the choices.
fn not_understood(kiosk: &Kiosk, count: usize) -> String {
    let t = kiosk.strings();
    if count > 0 { t.lines.not_understood(count) } else { t.lines.keys.to_owned() }
}

/// Whether there is only to wait for something that the world brings.
fn waits(kiosk: &Kiosk) -> bool {
    matches!(&kiosk.screen, Screen::Player(player) if player.waits())
}

/// Whether the kiosk plays, and nothing lies above it.
fn plays(kiosk: &Kiosk) -> bool {
    let Screen::Player(player) = &kiosk.screen else { return false };
    let auto = player.auto.is_some_and(|auto| !auto.paused);
    auto && player.leaving.is_none() && player.papers.is_none() && kiosk.call != Call::Page
}

/// A part of a frame as lines; what can be chosen has its number.
fn lines_of(twin: &Twin, part: Part) -> Vec<String> {
    let mut number = 0;
    let line = |item: &crate::ui::Item| {
        number += usize::from(item.target.is_some());
        let line = if item.target.is_some() { format!("{number}. {}", item.text) } else { item.text.clone() };
        (item.part == part).then_some(line)
    };
    twin.items.iter().filter_map(line).collect()
}

/// What is said of the last action, and what is to be done.
fn said(kiosk: &Kiosk) -> Vec<String> {
    let twin = Twin::of(kiosk);
    [lines_of(&twin, Part::Said), lines_of(&twin, Part::Task)].concat()
}

fn print(content: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(content.as_bytes())?;
    out.flush()
}
