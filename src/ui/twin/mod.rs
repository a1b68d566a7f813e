//! The linear twin of a frame: everything that it says, as plain sentences in reading order, with what can be chosen. It
//! is what the kiosk by lines prints, and what *Đọc to* speaks.
//!
//! Whatever is drawn is said here too, from the same words; signs are words here: `[x]` is *đã đánh dấu*.

mod aloud;
mod device;
mod pages;
mod setup;
mod staff;

pub use aloud::sentences;

use super::canvas::Said;
use super::player::words;
use super::theme::Role;
use crate::app::{Call, Key, Kiosk, Player, Screen, Target};
use crate::i18n::Strings;

/// Where in the frame something is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The answer to what was done last.
    Said,
    /// What helps as long as it stands: a hint, a message that came.
    Hint,
    /// What is to be done.
    Task,
    /// By lines, what lies above the page and goes away again: papers, a question, a list that was opened.
    Above,
    /// The page: the device, or the kiosk's own.
    Page,
    /// What is saved.
    Saved,
    /// By lines, what is told only when it is asked for: words to choose from, the keys.
    More,
}

impl Part {
    /// Every part, in reading order.
    pub const ALL: [Part; 7] = [Part::Said, Part::Hint, Part::Task, Part::Above, Part::Page, Part::Saved, Part::More];
}

/// One thing that a frame says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Where.
    pub part: Part,
    /// In words, without markup.
    pub text: String,
    /// By lines, what is told behind it while it is meant: that it is, what the papers say, what it takes.
    pub note: String,
    /// What choosing it does, if it can be chosen.
    pub target: Option<Target>,
}

impl Item {
    /// A line about it, with what is told beside it.
    pub fn with_note(&self, line: &str) -> String {
        aloud::behind(line, &self.note)
    }
}

/// What a frame says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Twin {
    /// In reading order.
    pub items: Vec<Item>,
    /// What must not be said aloud: passwords, PINs, codes.
    secrets: Vec<String>,
    /// Said instead of it.
    hushed: &'static str,
}

impl Twin {
    /// The twin of the frame that is shown now.
    pub fn of(kiosk: &Kiosk) -> Twin {
        let mut teller = Teller::new(kiosk);
        if let Some(seconds) = kiosk.warning() {
            teller.idle(seconds);
        } else if kiosk.call == Call::Page {
            teller.call();
        } else if let Some(methods) = &kiosk.methods {
            teller.methods(methods);
        } else {
            teller.frame();
        }
        if kiosk.by_lines() {
            teller.arrange();
        }
        let secrets = match &kiosk.screen {
            Screen::Player(player) => player.session.secrets(),
            _ => Vec::new(),
        };
        Twin { items: teller.items, secrets, hushed: kiosk.strings().twin.secret }
    }

    /// What can be chosen, in order: the first is number 1.
    pub fn choices(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| item.target.is_some())
    }

    /// The sentences to be spoken, without secrets.
    pub fn aloud(&self, kiosk: &Kiosk) -> Vec<String> {
        let items = self.items.iter().filter(|item| item.part != Part::More);
        let all = items.flat_map(|item| sentences(kiosk.strings(), &item.with_note(&item.text)));
        all.map(|sentence| aloud::hush(&sentence, &self.secrets, self.hushed)).collect()
    }
}

/// Tells a frame.
struct Teller<'k> {
    kiosk: &'k Kiosk,
    t: &'static Strings,
    items: Vec<Item>,
}

impl<'k> Teller<'k> {
    fn new(kiosk: &'k Kiosk) -> Teller<'k> {
        Teller { kiosk, t: kiosk.strings(), items: Vec::new() }
    }

    /// Says something; nothing if it is empty.
    fn say(&mut self, part: Part, text: &str) {
        self.add(part, text, None);
    }

    /// Something that can be chosen.
    fn choice(&mut self, text: &str, target: Target) {
        self.add(Part::Page, text, Some(target));
    }

    fn add(&mut self, part: Part, text: &str, target: Option<Target>) {
        let text = self.heard(text);
        let item = Item { part, text, note: String::new(), target };
        // A heading may be the name of its page once more.
        let twice = self.kiosk.by_lines() && self.items.last() == Some(&item);
        if !item.text.is_empty() && !twice {
            self.items.push(item);
        }
    }

    /// Something that belongs to what was said last. By lines it is told with it, so that it is clear what it is about.
    fn beside(&mut self, text: &str) {
        let said = self.heard(text);
        match self.items.last_mut().filter(|_| self.kiosk.by_lines()) {
            Some(_) if said.is_empty() => {}
            Some(item) => item.note = aloud::behind(&item.note, &format!(". {said}")),
            None => self.say(Part::Page, text),
        }
    }

    /// Something on the page that can be chosen: whether it is what is meant, and whether it has the focus.
    fn marked(&mut self, text: &str, pointed: bool, chosen: bool, target: Target) {
        let mark = |on: bool, name: &str| if on { format!(", {name}") } else { String::new() };
        if !self.kiosk.by_lines() {
            let (here, chosen) = (mark(pointed, self.t.twin.pointed), mark(chosen, self.t.twin.chosen));
            return self.choice(&format!("{text}{here}{chosen}"), target);
        }
        self.choice(text, target);
        if let Some(item) = self.items.last_mut() {
            item.note = mark(pointed, self.t.twin.pointed);
        }
    }

    /// A text as it is told: without markup, and by lines with the keys as they are typed.
    fn heard(&self, text: &str) -> String {
        let said = aloud::words(&self.kiosk.say(text));
        if self.kiosk.by_lines() { aloud::typed_keys(&self.t.lines, &said) } else { said }
    }

    fn paragraphs<'s>(&mut self, part: Part, all: impl IntoIterator<Item = &'s Said>) {
        for said in all {
            self.say(part, &said.text);
        }
    }

    /// By lines: the parts in their order, what lies above the page in its own, and the keys.
    fn arrange(&mut self) {
        let kiosk = self.kiosk;
        let opened = matches!(&kiosk.screen, Screen::Player(player) if player.open.is_some());
        for item in self.items.iter_mut().filter(|item| item.part == Part::Page && (opened || kiosk.has_page_above())) {
            item.part = Part::Above;
        }
        self.keys();
        self.items.sort_by_key(|item| item.part);
    }

    fn frame(&mut self) {
        let kiosk = self.kiosk;
        match &kiosk.screen {
            Screen::Player(player) => self.player(player),
            _ => self.page(),
        }
        self.findings();
    }

    /// The page of a lesson: what was said, the task, the device, what is saved. What lies above it comes instead.
    fn player(&mut self, player: &Player) {
        let kiosk = self.kiosk;
        if let Some(list) = &player.leaving {
            return self.leaving(*list);
        }
        if player.papers.is_some() {
            return self.papers(player);
        }
        let lines = kiosk.by_lines();
        if lines {
            self.device(player); // hints name its numbers
        }
        self.paragraphs(Part::Said, &words::done(kiosk, player, true));
        self.paragraphs(Part::Hint, &words::lead(kiosk, player));
        self.paragraphs(Part::Said, &words::answer(kiosk, player));
        let place = self.place(player);
        let place = place.as_ref().map(|(number, what)| (*number, what.as_str()));
        self.paragraphs(Part::Hint, &words::hints(kiosk, player, place));
        self.say(Part::Task, &words::step(kiosk, player, true));
        self.paragraphs(Part::Task, &words::turn(kiosk, player));
        self.paragraphs(Part::Task, &words::instruction(kiosk, player));
        if !lines {
            self.device(player);
        }
        let saved = words::receipt(kiosk, player, u16::MAX, lines);
        self.paragraphs(Part::Saved, saved.iter().filter(|said| said.role != Role::Keys));
    }

    /// By lines: the number of the next thing, and what it is called.
    fn place(&self, player: &Player) -> Option<(usize, String)> {
        let guide = player.guide().filter(|_| self.kiosk.by_lines())?;
        let target = match (guide.option, player.open) {
            (Some(at), _) => Target::Item(at),
            (None, Some(_)) if guide.search.is_none() => Target::Key(Key::Escape), // another list
            (None, _) => device::target_of(guide.target?),
        };
        let mut choices = self.items.iter().filter(|item| item.target.is_some()).zip(1..);
        let (item, number) = choices.find(|(item, _)| item.target == Some(target))?;
        // Without what stands in it.
        let name = item.text.split_once(": ").map_or(item.text.as_str(), |(name, _)| name);
        Some((number, name.to_owned()))
    }
}
