//! The first set-up of a kiosk by a helper who has never used a terminal: one question a page, a summary that can be gone
//! back into, and only then is anything written. Pure like the rest of the kiosk: what is to be done leaves as an [`Ask`].

mod clock;
mod commune;
mod pages;
mod save;
mod steps;
#[cfg(test)]
mod tests;

pub use clock::{ClockPage, ClockSaid};
pub use commune::CommunePage;
pub use pages::{ExportsPage, LettersPage, LettersSaid, NumberPage, PinPage, SIZES, columns_and_rows};
pub use save::{Failed, Saving};

use super::event::{Effect, Key};
use super::kiosk::{Kiosk, Screen, Settings};
use super::list::List;
use super::methods::Methods;
use super::staff::{Answer, Ask};
use crate::communes::Commune;
use crate::pin::Pin;
use crate::typing::{Method, Style};

/// What is asked, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is described where its page stands")]
pub enum Step {
    Commune,
    Number,
    Pin,
    Clock,
    Exports,
    Letters,
    Typing,
}

impl Step {
    /// Every step.
    pub const ALL: [Step; 7] =
        [Step::Commune, Step::Number, Step::Pin, Step::Clock, Step::Exports, Step::Letters, Step::Typing];

    /// Its place among them.
    pub fn place(self) -> usize {
        self as usize
    }
}

/// What the machine is like.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The first start of this kiosk: there is nothing to leave the set-up for.
    pub first: bool,
    /// Only staff can leave the kiosk, so it needs a PIN.
    pub locked: bool,
    /// There is a PIN.
    pub has_pin: bool,
    /// The machine has a helper that sets the date and the size of letters.
    pub has_helper: bool,
    /// Width and height of the screen in pixels, on a text console; `None`: it is a window, or the screen does not say.
    pub pixels: Option<(u32, u32)>,
    /// Folders of sticks and disks that are plugged in.
    pub places: Vec<String>,
    /// The settings file, to be named where it cannot be written.
    pub file: String,
}

impl Facts {
    /// Whether a size of letters can be shown before it is taken.
    pub fn can_try_letters(&self) -> bool {
        self.has_helper && self.pixels.is_some()
    }
}

/// What was answered so far; at the beginning, what is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// The commune; `None`: not chosen yet.
    pub commune: Option<Commune>,
    /// The number of the kiosk in it.
    pub number: u32,
    /// The new PIN; `None`: none was asked for.
    pub pin: Option<Pin>,
    /// The folder to which results are copied; empty: none.
    pub exports: String,
    /// Height of the letters in pixels.
    pub letters: u32,
    /// How Vietnamese is typed.
    pub method: Method,
}

/// A page of the set-up.
pub enum Page {
    /// What will be asked.
    Welcome,
    /// Which commune.
    Commune(Box<CommunePage>),
    /// Which number.
    Number(NumberPage),
    /// The PIN of the staff.
    Pin(PinPage),
    /// The date.
    Clock(ClockPage),
    /// Where results go.
    Exports(ExportsPage),
    /// The size of letters.
    Letters(LettersPage),
    /// How Vietnamese is typed.
    Typing(Box<Methods>),
    /// Everything once more: the steps, and an item that writes it.
    Summary(List),
    /// It is being written.
    Saving(Saving),
    /// It could not be written: again, back to the summary.
    Failed(Failed, List),
    /// It is written.
    Done,
    /// The program ends.
    Closing,
}

/// What a key on a page leads to.
enum Went {
    Nowhere,
    /// The question is answered.
    On,
    Back,
    Ask(Ask),
}

/// The set-up.
pub struct SetUp {
    /// What the machine is like.
    pub facts: Facts,
    /// What was answered.
    pub answers: Answers,
    /// What was in force when it began.
    begun: Answers,
    /// The page that is shown.
    pub page: Page,
    /// Whether to stop is asked: no, yes.
    pub leaving: Option<List>,
    /// The settings are written; of the PIN it is not known.
    pub is_written: bool,
    /// The step was opened from the summary, and leads back to it.
    from_summary: bool,
    /// The height of the letters on the screen now.
    shown_letters: u32,
    style: Style,
    /// The number of the question whose answer is waited for.
    waits_for: Option<u32>,
}

/// What the set-up wants of the kiosk.
enum Wants {
    Nothing,
    Ask(Ask),
    Quit,
}

impl Kiosk {
    /// A kiosk that is being set up: it records nothing, and ends when that is done.
    pub fn set_up(settings: Settings, facts: Facts, begun: Answers) -> Kiosk {
        let set_up = SetUp::new(facts, begun, settings.style);
        let mut kiosk = Kiosk::new(settings, 0);
        kiosk.screen = Screen::SetUp(Box::new(set_up));
        kiosk
    }

    pub(super) fn set_up_key(&mut self, key: Key, effects: &mut Vec<Effect>) {
        let now = self.now;
        if let Screen::SetUp(set_up) = &mut self.screen {
            let wants = set_up.key(key, now);
            self.set_up_wants(wants, effects);
        }
    }

    pub(super) fn set_up_item(&mut self, at: usize, effects: &mut Vec<Effect>) {
        let now = self.now;
        if let Screen::SetUp(set_up) = &mut self.screen {
            let wants = set_up.item(at, now);
            self.set_up_wants(wants, effects);
        }
    }

    /// An answer from the edge. One to an older question is none.
    pub(super) fn set_up_answered(&mut self, number: u32, answer: Answer, effects: &mut Vec<Effect>) {
        if let Screen::SetUp(set_up) = &mut self.screen
            && set_up.waits_for == Some(number)
        {
            set_up.waits_for = None;
            let wants = set_up.answered(answer);
            self.set_up_wants(wants, effects);
        }
    }

    fn set_up_wants(&mut self, wants: Wants, effects: &mut Vec<Effect>) {
        match wants {
            Wants::Nothing => {}
            Wants::Quit => effects.push(Effect::Quit),
            Wants::Ask(ask) => {
                self.staff_asked = self.staff_asked.wrapping_add(1);
                let number = self.staff_asked;
                if let Screen::SetUp(set_up) = &mut self.screen {
                    set_up.waits_for = Some(number);
                }
                effects.push(Effect::Staff { number, ask });
            }
        }
    }

    /// When the set-up changes without a key.
    pub(super) fn set_up_deadline(&self) -> Option<u64> {
        match &self.screen {
            Screen::SetUp(set_up) => set_up.deadline(self.now),
            _ => None,
        }
    }
}
