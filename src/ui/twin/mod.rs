//! The linear twin of a frame: everything that it says, as plain sentences in reading order, with what can be chosen. It
//! is what the kiosk by lines prints, and what *Đọc to* speaks.
//!
//! Whatever is drawn is said here too, from the same words; signs are words here: `[x]` is *đã đánh dấu*.

mod aloud;
mod device;
mod pages;

pub use aloud::sentences;

use super::canvas::Said;
use super::player::words;
use super::theme::Role;
use crate::app::{Call, Kiosk, Player, Screen, Target};
use crate::i18n::Strings;

/// Where in the frame something is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The answer to what was done last.
    Said,
    /// What is to be done.
    Task,
    /// The page: the device, or the kiosk's own.
    Page,
    /// What is saved.
    Saved,
}

impl Part {
    /// Every part, in reading order.
    pub const ALL: [Part; 4] = [Part::Said, Part::Task, Part::Page, Part::Saved];
}

/// One thing that a frame says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Where.
    pub part: Part,
    /// In words, without markup.
    pub text: String,
    /// What choosing it does, if it can be chosen.
    pub target: Option<Target>,
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
        let all = self.items.iter().flat_map(|item| sentences(kiosk.strings(), &item.text));
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
        let text = aloud::words(&self.kiosk.say(text));
        if !text.is_empty() {
            self.items.push(Item { part, text, target });
        }
    }

    fn paragraphs<'s>(&mut self, part: Part, all: impl IntoIterator<Item = &'s Said>) {
        for said in all {
            self.say(part, &said.text);
        }
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
        self.paragraphs(Part::Said, &words::done(kiosk, player, true));
        let said = words::said(kiosk, player);
        self.paragraphs(Part::Said, &said);
        self.say(Part::Task, &words::step(kiosk, player, true));
        self.paragraphs(Part::Task, &words::turn(kiosk, player));
        self.paragraphs(Part::Task, &words::instruction(kiosk, player));
        self.device(player);
        let saved = words::receipt(kiosk, player, u16::MAX, kiosk.by_lines());
        self.paragraphs(Part::Saved, saved.iter().filter(|said| said.role != Role::Keys));
    }
}
