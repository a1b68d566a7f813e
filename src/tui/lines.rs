//! The kiosk by plain lines, for screen readers and braille: what a frame says is printed as sentences, what can be
//! chosen has a number, and a line is read. Nothing is drawn, and nothing is printed twice that has not changed.

mod answers;
mod field;
mod reader;
mod staff;
mod switches;
mod told;

use std::io::{self, Write as _};

use rustix::stdio::stdin;

use super::inbox::Inbox;
use super::input::{self, Input};
use super::runner::{self, Around, Runner};
use super::terminal::{self, Plain, TerminalError};
use super::{Ending, HUNG_UP, Message, RunError};
use crate::app::{Comeback, Event, Key, Kiosk, Player, Screen, Stage, Target};
use crate::lesson::Loaded;
use crate::text;
use crate::time::Clock;
use crate::ui::{Part, Twin};
use answers::{not_taken, numbers};
use reader::{Reader, named_key, typed};
use switches::Switches;
use told::{Told, lines_of, printed};

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
        asking_row: None,
        reader: Reader::default(),
        screen: Plain::enter()?,
        answered: true,
        printed: false,
        key: false,
        again: false,
        more: false,
    };
    if taken_over {
        lines.told_before();
    } else {
        lines.tell().map_err(TerminalError::Write)?;
    }
    lines.runner.start(load, watch, (around.setup, around.room), outbox)?;
    let ending = lines.turn(&inbox);
    drop(lines.screen);
    Ok(lines.runner.finish(ending, &inbox))
}

/// The loop with what it holds.
struct Lines {
    runner: Runner,
    told: Told,
    /// The field whose content the next line is.
    asking: Option<Target>,
    /// The label of the row of a form of the staff area whose content it is.
    asking_row: Option<String>,
    reader: Reader,
    screen: Plain,
    /// A line was taken since something was asked for.
    answered: bool,
    /// Something was printed in answer to it.
    printed: bool,
    /// It was the name of a key.
    key: bool,
    /// Everything is to be told again.
    again: bool,
    /// And with it what is told only to who asks.
    more: bool,
}

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
                self.again = true; // somebody else may have written meanwhile
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
            Screen::SetUp(set_up) => set_up.is_waiting(),
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
        let before = Switches::of(&self.runner.kiosk);
        let keys = input::keys(line);
        let key = named_key(&keys);
        self.key = key.is_some();
        let ending = if let Some(key) = key {
            self.named(key)
        } else {
            let typed = typed(&keys);
            let ending = self.typed(typed.trim());
            text::wipe(typed);
            ending
        };
        for said in before.told(&self.runner.kiosk) {
            self.answer(&said);
        }
        self.again |= before.lang != self.runner.kiosk.lang.code();
        ending
    }

    /// A key by its name.
    fn named(&mut self, key: Key) -> Option<Ending> {
        let t = self.runner.kiosk.strings();
        match key {
            Key::F(6) => return None, // there is no keyboard on the screen
            Key::F(12) if self.runner.kiosk.has_voice() => self.answer(t.lines.reading),
            Key::F(12) => self.answer(t.lines.no_voice),
            _ => {}
        }
        self.runner.input(Event::Key(key))
    }

    /// What is no key.
    fn typed(&mut self, content: &str) -> Option<Ending> {
        match self.asking.take() {
            asking if content == "?" => {
                self.asking = asking;
                (self.again, self.more) = (true, true);
                None
            }
            Some(field) => self.fill(field, content),
            None if self.staff_asks().is_some() => self.fill_staff(content),
            None if content.is_empty() => self.go_on(),
            None => self.choose(content),
        }
    }

    fn answer(&mut self, content: &str) {
        self.printed = true;
        // Whether it can be written at all, the next telling finds out.
        let _ = print(&format!("{content}\n"));
    }

    /// An empty line: on with what the kiosk shows, else everything is told again.
    fn go_on(&mut self) -> Option<Ending> {
        if !plays(&self.runner.kiosk) {
            self.again = true;
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
        if is_watched(&self.runner.kiosk) {
            self.answer(self.runner.kiosk.strings().lines.idle);
            return None;
        }
        let twin = Twin::of(&self.runner.kiosk);
        let number = typed.parse::<usize>().ok();
        if number.is_none() && self.takes_letters() {
            return self.letters(typed);
        }
        let target = number.and_then(|number| twin.choices().nth(number.checked_sub(1)?)?.target);
        let Some(target) = target else {
            if is_key_asked(&self.runner.kiosk) {
                return self.runner.input(Event::Key(Key::End)); // another key than the one that is asked for
            }
            self.answer(&not_taken(&self.runner.kiosk, &twin, number));
            return None;
        };
        let row = twin.items.iter().find(|item| item.target == Some(target)).map(|item| item.text.clone());
        let ending = self.runner.input(Event::Click(target));
        self.ask(target);
        self.staff_chose(target, row);
        ending
    }

    /// Whether letters are asked for besides numbers: a word, or what is searched for.
    fn takes_letters(&self) -> bool {
        let kiosk = &self.runner.kiosk;
        if kiosk.methods.is_some() || kiosk.word_list().is_some() || self.searched().is_some() {
            return true;
        }
        match &self.runner.kiosk.screen {
            Screen::Player(player) => player.search.is_some(),
            _ => false,
        }
    }

    fn letters(&mut self, typed: &str) -> Option<Ending> {
        let line = match (&self.runner.kiosk.methods, &self.runner.kiosk.screen) {
            (Some(methods), _) => Some(methods.line.text()),
            (None, Screen::Player(player)) => player.search.as_ref().map(|search| search.line.text()),
            (None, Screen::SetUp(_)) => self.searched(),
            _ => return self.words(typed),
        };
        let before = line.map_or(0, |line| text::graphemes(line).count());
        let erase = std::iter::repeat_n(Key::Backspace, before);
        self.keys(erase.chain(typed.chars().map(Key::Char)))
    }

    /// Words of the return code, or how they begin: one, or all on one line.
    fn words(&mut self, typed: &str) -> Option<Ending> {
        let typed = text::nfc(typed);
        for letters in typed.split(|c: char| !c.is_alphanumeric()).filter(|letters| !letters.is_empty()) {
            let Some(at) = self.runner.kiosk.word_list() else { break };
            let t = self.runner.kiosk.strings();
            let found = self.runner.kiosk.words_named(letters);
            let [(place, _)] = found[..] else {
                let words = found.iter().map(|(_, word)| *word).collect::<Vec<_>>().join(", ");
                self.answer(&if found.is_empty() {
                    t.lines.word_unknown(at + 1)
                } else {
                    t.lines.words_begin(found.len(), &words)
                });
                return None;
            };
            let ending = self.runner.input(Event::Click(Target::Item(place)));
            if ending.is_some() {
                return ending;
            }
        }
        None
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
        let twin = Twin::of(kiosk);
        let player = player_of(kiosk);
        self.told.after(player.map_or(0, |player| player.acts));
        let (again, more) = (std::mem::take(&mut self.again), std::mem::take(&mut self.more));
        let covered = kiosk.has_page_above();
        let silent = |part: &Part| match part {
            // What was said below a page that lies above holds still.
            Part::Said | Part::Hint | Part::Task => covered,
            Part::Above | Part::Page => false,
            // What was saved meanwhile does not interrupt her; it is told with what comes next.
            Part::Saved => covered || player.is_some() && !self.answered,
            Part::More => !more,
        };
        let mut out = Vec::new();
        for part in Part::ALL.into_iter().filter(|part| !silent(part)) {
            if again || part == Part::More {
                self.told.forget(part);
            }
            out.extend(self.told.news(part, lines_of(&twin, part)));
        }
        if out.is_empty() && !self.answered {
            return Ok(());
        }
        if out.is_empty() && !self.printed {
            out = self.nothing_new(&twin);
        }
        let interrupted = if !self.answered && self.screen.is_terminal() { "\n" } else { "" };
        let asked = self.asked(&twin);
        (self.answered, self.printed) = (false, false);
        // A pipe shows no line that was typed, nor its end.
        let end = if self.screen.is_terminal() { "" } else { "\n" };
        let told: String = out.into_iter().map(|line| line + "\n").collect();
        print(&format!("{interrupted}{told}{asked}{end}"))
    }

    /// Nothing has changed: then the answer is the one that was told already, if there is one.
    fn nothing_new(&self, twin: &Twin) -> Vec<String> {
        let (kiosk, t) = (&self.runner.kiosk, self.runner.kiosk.strings());
        if self.key && kiosk.has_page_above() {
            return printed(&lines_of(twin, Part::Above)); // there is a question first
        }
        let said = printed(&lines_of(twin, Part::Said));
        // What was said is not about a key that does nothing, unless keys are what is learned.
        let answers = !self.key || matches!(kiosk.screen, Screen::Warmup(_));
        if answers && !said.is_empty() {
            return said;
        }
        vec![if self.key { t.lines.idle } else { t.lines.nothing_new }.to_owned()]
    }

    /// What the next line is to be. What is typed into a secret field is not shown.
    fn asked(&mut self, twin: &Twin) -> String {
        let t = self.runner.kiosk.strings();
        if self.runner.kiosk.warning().is_some() {
            return format!("{} ", t.lines.idle_prompt); // what was asked for is asked for again after it
        }
        if let Some((label, secret)) = self.staff_asks().or_else(|| self.field()) {
            self.screen.hide(secret);
            return format!("{} ", if secret { t.lines.fill_hidden(&label) } else { t.lines.fill(&label) });
        }
        self.asking = None;
        if plays(&self.runner.kiosk) {
            return format!("{} ", t.lines.next);
        }
        match twin.choices().count() {
            _ if is_watched(&self.runner.kiosk) => format!("{} ", t.lines.prompt_keys),
            0 => format!("{} ", t.lines.prompt_keys),
            _ if is_key_asked(&self.runner.kiosk) => format!("{} ", t.lines.warmup_prompt),
            count => format!("{} ", t.lines.prompt(&numbers(&self.runner.kiosk, count))),
        }
    }
}

/// Whether the warm-up asks for a key, which has no number.
fn is_key_asked(kiosk: &Kiosk) -> bool {
    matches!(&kiosk.screen, Screen::Warmup(warmup) if matches!(warmup.stage, Stage::Escape | Stage::Help))
}

fn player_of(kiosk: &Kiosk) -> Option<&Player> {
    if let Screen::Player(player) = &kiosk.screen { Some(player) } else { None }
}

/// Whether there is only to wait for something that the world brings.
fn waits(kiosk: &Kiosk) -> bool {
    player_of(kiosk).is_some_and(Player::waits)
}

/// Whether the kiosk plays or pauses, and nothing lies above it: nothing is hers to choose.
fn is_watched(kiosk: &Kiosk) -> bool {
    player_of(kiosk).is_some_and(|player| player.auto.is_some()) && !kiosk.has_page_above()
}

/// Whether it plays.
fn plays(kiosk: &Kiosk) -> bool {
    is_watched(kiosk) && player_of(kiosk).and_then(|player| player.auto).is_some_and(|auto| !auto.paused)
}

/// What is said of the last action, and what is to be done.
fn said(kiosk: &Kiosk) -> Vec<String> {
    let twin = Twin::of(kiosk);
    [Part::Said, Part::Hint, Part::Task].iter().flat_map(|part| printed(&lines_of(&twin, *part))).collect()
}

fn print(content: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(content.as_bytes())?;
    out.flush()
}
