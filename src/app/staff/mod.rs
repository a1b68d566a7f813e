//! The staff area: behind the PIN, everything that a helper needs, without a shell. Pure like the rest of the kiosk: what is
//! to be looked up or done leaves as an [`Ask`], what came of it comes in as an [`Answer`].
//!
//! Learners are never locked out: somebody who has to wait for the next try waits on the page of the PIN alone, and leaves it
//! at any time.

mod ask;
mod clock;
mod form;
mod menu;
mod pin;

pub use ask::{Answer, Ask, Change, Helped, Machine, Tried, Unsaved};
pub use clock::{Clock, Said as ClockSaid};
pub use form::{Field, Form, Number};
pub use menu::{Act, Asked, Item, Menu, Power};
pub use pin::{Digits, Entrance, NewPin, Setting, Stage};

use super::bar::Slot;
use super::call::Call;
use super::event::{Effect, Key};
use super::kiosk::{Kiosk, Screen};
use super::list::List;
use crate::i18n::{BarStrings, Names};
use crate::time::Moment;

/// After so many milliseconds without a key the staff area closes by itself.
const OPEN_FOR: u64 = 120_000;

/// The staff area while it is open.
pub struct Staff {
    /// The page that is shown.
    pub page: Page,
    /// The item of the menu that was chosen last.
    last: usize,
    /// The number of the question whose answer is waited for.
    waits_for: Option<u32>,
    /// When a key was pressed last, in monotonic milliseconds.
    touched: u64,
}

/// A page of the staff area.
pub enum Page {
    /// The PIN is asked for.
    Entrance(Entrance),
    /// A PIN is set.
    NewPin(NewPin),
    /// The menu.
    Menu(Menu),
    /// Restart, shut down, leave the program.
    Power(Power),
}

/// What a key on a page leads to.
enum Step {
    /// Nothing else.
    Stay,
    /// A question to the edge.
    Ask(Ask),
    /// Another page.
    Open(Page),
    /// Back to the menu.
    Menu,
    /// Back to the first page of the kiosk.
    Leave,
    /// Out of the program.
    Quit,
}

impl Page {
    /// What has to be known before it can show anything.
    fn opens_with(&self) -> Option<Ask> {
        match self {
            Page::Entrance(_) => Some(Ask::Pin),
            Page::NewPin(_) | Page::Menu(_) | Page::Power(_) => None,
        }
    }

    fn key(&mut self, key: Key, now: Moment) -> Step {
        match self {
            Page::Entrance(_) if key == Key::Escape => Step::Leave,
            Page::Entrance(page) => page.key(key, now.mono).map_or(Step::Stay, |pin| Step::Ask(Ask::Try(pin))),
            Page::NewPin(page) if key == Key::Escape => {
                if page.first && page.said != Setting::Done {
                    Step::Leave
                } else {
                    Step::Menu
                }
            }
            Page::NewPin(page) if page.said == Setting::Done && key == Key::Enter => Step::Menu,
            Page::NewPin(page) => page.key(key).map_or(Step::Stay, |pin| Step::Ask(Ask::SetPin(pin))),
            Page::Menu(menu) => menu.key(key),
            Page::Power(page) => page.key(key),
        }
    }

    /// Its list of items, if it has one that can be clicked.
    fn list(&mut self) -> Option<&mut List> {
        match self {
            Page::Menu(menu) => Some(&mut menu.list),
            Page::Power(page) => (page.asked == Asked::No).then_some(&mut page.list),
            Page::Entrance(_) | Page::NewPin(_) => None,
        }
    }

    /// The keys that work.
    fn bar(&self, t: &BarStrings, mono: u64) -> Vec<(Slot, Names)> {
        let escape = match self {
            Page::Entrance(_) | Page::Menu(_) => t.escape_leave,
            _ => t.escape_back,
        };
        let list = [(Slot::Arrows, t.arrows), (Slot::Enter, t.enter_choose), (Slot::Escape, escape)];
        let entry = [(Slot::Enter, t.enter_on), (Slot::Escape, escape)];
        match self {
            Page::Entrance(page) if page.takes_digits(mono) && page.stage != Stage::Short => entry.to_vec(),
            Page::NewPin(page) if !page.digits.is_empty() || page.said == Setting::Done => entry.to_vec(),
            Page::Menu(_) => list.to_vec(),
            Page::Power(page) if page.asked == Asked::No => list.to_vec(),
            Page::Entrance(_) | Page::NewPin(_) | Page::Power(_) => vec![(Slot::Escape, escape)],
        }
    }
}

impl Staff {
    /// Monotonic milliseconds at which something changes without a key.
    pub(super) fn deadline(&self, mono: u64) -> u64 {
        let closes = self.touched.saturating_add(OPEN_FOR);
        match &self.page {
            Page::Entrance(page) => page.deadline(mono).map_or(closes, |next| next.min(closes)),
            _ => closes,
        }
    }

    /// A key was pressed, or something was clicked.
    pub(super) fn stir(&mut self, mono: u64) {
        self.touched = mono;
    }

    pub(super) fn bar(&self, t: &BarStrings, mono: u64) -> Vec<(Slot, Names)> {
        self.page.bar(t, mono)
    }
}

impl Kiosk {
    /// Whether F11 leads to the staff area from here: nobody is signed in, and there is a database behind the kiosk.
    pub fn can_open_staff(&self) -> bool {
        self.records() && self.person.is_none() && !matches!(self.screen, Screen::Staff(_))
    }

    /// F11: asks for the PIN.
    pub(super) fn open_staff(&mut self, effects: &mut Vec<Effect>) {
        self.forget_typing();
        if self.call == Call::Page {
            self.call = Call::Waiting; // they are there; whoever called is still to be helped
        }
        let page = Page::Entrance(Entrance::default());
        let staff = Staff { page, last: 0, waits_for: None, touched: self.now.mono };
        self.screen = Screen::Staff(Box::new(staff));
        self.staff_opens(effects);
    }

    /// Back to the first page.
    pub(super) fn leave_staff(&mut self) {
        self.forget_typing();
        self.lang = self.settings.lang;
        self.screen = Screen::Welcome { quitting: None };
    }

    pub(super) fn staff_key(&mut self, key: Key, effects: &mut Vec<Effect>) {
        let now = self.now;
        let Screen::Staff(staff) = &mut self.screen else { return };
        let step = staff.page.key(key, now);
        if let Page::Menu(menu) = &staff.page {
            staff.last = menu.list.chosen;
        }
        self.staff_step(step, effects);
    }

    pub(super) fn staff_item(&mut self, at: usize, effects: &mut Vec<Effect>) {
        let Screen::Staff(staff) = &mut self.screen else { return };
        if let Some(list) = staff.page.list() {
            *list = list.at(at);
            self.staff_key(Key::Enter, effects);
        }
    }

    fn staff_step(&mut self, step: Step, effects: &mut Vec<Effect>) {
        let Screen::Staff(staff) = &mut self.screen else { return };
        match step {
            Step::Stay => {}
            Step::Ask(ask) => self.staff_ask(ask, effects),
            Step::Open(page) => {
                staff.page = page;
                self.staff_opens(effects);
            }
            Step::Menu => {
                staff.page = Page::Menu(Menu::at(staff.last));
                staff.waits_for = None;
            }
            Step::Leave => self.leave_staff(),
            Step::Quit => effects.push(Effect::Quit),
        }
    }

    /// A page was opened: what it has to know is asked.
    fn staff_opens(&mut self, effects: &mut Vec<Effect>) {
        let Screen::Staff(staff) = &mut self.screen else { return };
        staff.waits_for = None;
        if let Some(ask) = staff.page.opens_with() {
            self.staff_ask(ask, effects);
        }
    }

    fn staff_ask(&mut self, ask: Ask, effects: &mut Vec<Effect>) {
        self.staff_asked = self.staff_asked.wrapping_add(1);
        let number = self.staff_asked;
        if let Screen::Staff(staff) = &mut self.screen {
            staff.waits_for = Some(number);
            effects.push(Effect::Staff { number, ask });
        }
    }

    /// An answer from the edge. One to an older question, or to somebody who has gone on, is none.
    pub(super) fn staff_answered(&mut self, number: u32, answer: Answer, effects: &mut Vec<Effect>) {
        let locked = self.settings.locked;
        let Screen::Staff(staff) = &mut self.screen else { return };
        if staff.waits_for != Some(number) {
            return;
        }
        staff.waits_for = None;
        let mut step = Step::Stay;
        match (&mut staff.page, answer) {
            (Page::Entrance(page), Answer::Pin { set: true, until }) => {
                (page.stage, page.until) = (Stage::Typing, until);
            }
            (Page::Entrance(page), Answer::Pin { set: false, .. }) if locked => page.stage = Stage::Unset,
            (Page::Entrance(_), Answer::Pin { set: false, .. }) => step = Step::Open(Page::NewPin(NewPin::new(true))),
            (Page::Entrance(_), Answer::Tried(Tried::Right)) => step = Step::Menu,
            (Page::Entrance(page), Answer::Tried(tried)) => page.tried(tried),
            (Page::NewPin(page), Answer::PinSet(done)) => {
                page.said = if done { Setting::Done } else { Setting::Failed };
            }
            (Page::Power(page), Answer::Machine(helped)) => page.asked = Asked::Answered(helped),
            _ => {}
        }
        self.staff_step(step, effects);
    }

    /// The time has come at which something changes without a key.
    pub(super) fn staff_tick(&mut self) {
        let now = self.now.mono;
        if let Screen::Staff(staff) = &self.screen
            && now >= staff.touched.saturating_add(OPEN_FOR)
        {
            self.leave_staff();
        }
    }
}
