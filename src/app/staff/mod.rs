//! The staff area: behind the PIN, everything that a helper needs, without a shell. Pure like the rest of the kiosk: what is
//! to be looked up or done leaves as an [`Ask`], what came of it comes in as an [`Answer`].
//!
//! Learners are never locked out: somebody who has to wait for the next try waits on the page of the PIN alone, and leaves it
//! at any time.

mod ask;
mod calls;
mod class;
mod clock;
mod correct;
mod erase;
mod exports;
mod form;
mod load;
mod menu;
mod page;
mod pin;
mod seen;
mod settings;
mod today;

pub use ask::{Answer, Ask, Change, Helped, Machine, Tried, Unsaved};
pub use calls::{Called, Calls};
pub use class::{Class, EXPECTED, KIND, New, PLACE, TITLE};
pub use clock::{Clock, Said as ClockSaid};
pub use correct::{Correct, REASONS, Stage as CorrectStage};
pub use erase::Erase;
pub use exports::{Exported, Exports, LastBatch, Left};
pub use form::{Field, Form, Number};
pub use load::Load;
pub use menu::{Act, Asked, Item, Menu, Power};
pub use page::Page;
pub use pin::{Digits, Entrance, NewPin, Setting, Stage};
pub use seen::{Log, Logged, Seen};
pub use settings::{Asks, InForce, LETTERS, Said as SettingSaid, Setting as SettingShown, Settings, TYPING};
pub use today::{Stumble, Today, stumbles};

use page::Around;

use super::bar::Slot;
use super::call::Call;
use super::event::{Effect, Key};
use super::kiosk::{Kiosk, Screen};
use super::methods::Typing;
use crate::i18n::Names;

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
    /// Staff have seen the notice at this place.
    Acknowledge(usize),
    /// A change of the settings holds at once.
    Settle(Change),
    /// Back to the first page of the kiosk.
    Leave,
    /// Out of the program.
    Quit,
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

    /// Whether letters go into a line of text now, so that it matters how Vietnamese is typed.
    pub(super) fn types(&self) -> bool {
        self.page.form().is_some_and(Form::types)
    }

    /// How Vietnamese is typed from now on.
    pub(super) fn set_typing(&mut self, typing: Typing) {
        if let Some(form) = self.page.form_mut() {
            form.set_method(typing.composes());
        }
    }

    /// How many letters stand in the row that keys go to, or were typed of a PIN.
    pub fn stands(&self) -> usize {
        match &self.page {
            Page::Entrance(page) => page.digits.len(),
            Page::NewPin(page) => page.digits.len(),
            page => page.form().map_or(0, Form::stands),
        }
    }

    /// Which of the three lists of words is shown, if one is.
    pub(super) fn word_list(&self) -> Option<&usize> {
        match &self.page {
            Page::Erase(Erase::Words { at, .. }) => Some(at),
            _ => None,
        }
    }

    /// What is asked for as a line of text, where the kiosk is used by plain lines; whether it is secret.
    pub fn asks_line(&self) -> Option<bool> {
        match &self.page {
            Page::Entrance(_) | Page::NewPin(_) => Some(true),
            page => page.form().filter(|form| form.takes_line()).map(|_| false),
        }
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

    fn staff_around(&self) -> Around {
        Around {
            now: self.now,
            notices: self.notices.len(),
            settings: self.settings,
            method: self.typing.composes(),
            style: self.settings.style,
        }
    }

    /// The keys that work in the staff area.
    pub(super) fn staff_bar(&self, staff: &Staff) -> Vec<(Slot, Names)> {
        staff.page.bar(&self.strings().bar, self.staff_around())
    }

    pub(super) fn staff_key(&mut self, key: Key, effects: &mut Vec<Effect>) {
        self.staff_does(effects, |page, around| page.key(key, around));
    }

    pub(super) fn staff_item(&mut self, at: usize, effects: &mut Vec<Effect>) {
        self.staff_does(effects, |page, around| page.click(at, around));
    }

    fn staff_does(&mut self, effects: &mut Vec<Effect>, act: impl FnOnce(&mut Page, Around) -> Step) {
        let around = self.staff_around();
        let Screen::Staff(staff) = &mut self.screen else { return };
        let step = act(&mut staff.page, around);
        if let Page::Menu(menu) = &staff.page {
            staff.last = menu.list.chosen;
        }
        self.staff_step(step, effects);
    }

    fn staff_step(&mut self, step: Step, effects: &mut Vec<Effect>) {
        let Screen::Staff(staff) = &mut self.screen else { return };
        match step {
            Step::Stay => {}
            Step::Ask(ask) => {
                if let Ask::Helped(_) = &ask {
                    self.call = Call::No;
                }
                self.staff_ask(ask, effects);
            }
            Step::Acknowledge(at) => effects.extend(self.acknowledge(at)),
            Step::Open(page) => {
                staff.page = page;
                self.staff_opens(effects);
            }
            Step::Menu => {
                staff.page = Page::Menu(Menu::at(staff.last));
                staff.waits_for = None;
            }
            Step::Settle(change) => self.settle_setting(&change),
            Step::Leave => self.leave_staff(),
            Step::Quit => effects.push(Effect::Quit),
        }
    }

    /// A setting was changed: it holds for whoever comes next.
    fn settle_setting(&mut self, change: &Change) {
        match change {
            Change::Typing(method) => {
                self.settings.method = *method;
                self.typing = Typing::new(*method);
            }
            Change::Language(code) => {
                let lang = self.settings.languages.iter().find(|lang| lang.code() == code);
                self.settings.lang = lang.copied().unwrap_or(self.settings.lang);
            }
            _ => {}
        }
    }

    /// A page was opened: what it has to know is asked.
    fn staff_opens(&mut self, effects: &mut Vec<Effect>) {
        let now = self.now;
        let Screen::Staff(staff) = &mut self.screen else { return };
        staff.waits_for = None;
        if let Some(ask) = staff.page.opens_with(now) {
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
        if let Answer::Class(open) = &answer {
            self.class.clone_from(open);
        }
        let around = self.staff_around();
        let Screen::Staff(staff) = &mut self.screen else { return };
        if staff.waits_for == Some(number) {
            staff.waits_for = None;
            let step = staff.page.answered(answer, around);
            self.staff_step(step, effects);
        }
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
