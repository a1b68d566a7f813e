//! How Vietnamese is typed: chosen on a page above the others, with a field to try it in. What is tried there is judged
//! nowhere else and kept nowhere.

use super::call::Call;
use super::event::Key;
use super::kiosk::{Kiosk, Screen};
use super::list::List;
use crate::typing::{self, Composer, Method, Style, Verdict};

/// The words of the example: a family name with two marks on one letter, and a word of every address.
pub const EXAMPLES: [&str; 2] = ["Nguyễn", "Đường"];

/// What can be chosen, in the order of the list; `None`: no marks are typed.
pub const METHODS: [Option<Method>; 3] = [Some(Method::Telex), Some(Method::Vni), None];

/// The longest text that can be tried, in letters.
const LONGEST: usize = 24;

/// How somebody types Vietnamese.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Typing {
    /// By which method; switched off, the one that comes back.
    pub method: Method,
    /// Marks are typed at all.
    pub on: bool,
}

impl Typing {
    /// Marks are typed by a method.
    pub fn new(method: Method) -> Typing {
        Typing { method, on: true }
    }

    /// The method that composes now.
    pub fn composes(self) -> Option<Method> {
        self.on.then_some(self.method)
    }

    /// The same, by what was chosen on the page.
    fn choosing(self, chosen: Option<Method>) -> Typing {
        Typing { method: chosen.unwrap_or(self.method), on: chosen.is_some() }
    }
}

/// What the text in the field to try in shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tried {
    /// Nothing was typed.
    Nothing,
    /// A word of the example.
    Example,
    /// A word of the example, in the keys of another method.
    Keys(Method),
    /// Anything else.
    Something,
}

/// The page.
pub struct Methods {
    /// The choices, as in [`METHODS`].
    pub list: List,
    /// The choice that holds now.
    pub now: usize,
    /// What is tried.
    pub line: Composer,
}

impl Methods {
    /// The page for somebody who types so, with another choice bright if she seems to type by that.
    fn new(typing: Typing, seems: Option<Method>, style: Style) -> Methods {
        let place = |method| METHODS.iter().position(|choice| *choice == method).unwrap_or(0);
        let now = place(typing.composes());
        let list = List::new(METHODS.len()).at(if seems.is_some() { place(seems) } else { now });
        let mut page = Methods { list, now, line: Composer::new(LONGEST, None, style) };
        page.line.set_method(page.method());
        page
    }

    /// The method that is bright; `None`: no marks.
    pub fn method(&self) -> Option<Method> {
        METHODS.get(self.list.chosen).copied().flatten()
    }

    /// What the text in the field shows.
    pub fn tried(&self) -> Tried {
        let Some(word) = self.line.text().split_whitespace().next_back() else { return Tried::Nothing };
        if EXAMPLES.iter().any(|example| typing::compare(word, example).verdict <= Verdict::Case) {
            return Tried::Example;
        }
        let keys = EXAMPLES.iter().find_map(|example| typing::would_match_if_composed(word, example));
        keys.filter(|method| Some(*method) != self.method()).map_or(Tried::Something, Tried::Keys)
    }

    /// Letters go into the field, whatever is bright; the other keys move in the list.
    fn key(&mut self, key: Key) {
        match key {
            Key::Char(c) => {
                self.line.insert(c);
            }
            Key::Backspace => {
                self.line.backspace();
            }
            _ => {
                let mut list = self.list;
                list.key(key);
                self.go_to(list.chosen);
            }
        }
    }

    /// Another choice is tried from an empty field.
    fn go_to(&mut self, at: usize) {
        let list = self.list.at(at);
        if list != self.list {
            self.list = list;
            self.line.clear();
            self.line.set_method(self.method());
        }
    }
}

impl Kiosk {
    /// Whether F9 leads to the page here: where somebody is about to learn, and in a lesson where nothing else has the
    /// key.
    pub fn can_choose_method(&self) -> bool {
        match &self.screen {
            Screen::Who(_) | Screen::Lessons(_) | Screen::Modes(_) => true,
            Screen::Player(player) => player.leads_to_methods(),
            Screen::Welcome { .. } | Screen::Comeback(_) | Screen::Warmup(_) | Screen::Result(_) => false,
        }
    }

    /// A key on the page, or the one that opens it; whether it was one for it.
    pub(super) fn methods_key(&mut self, key: Key) -> bool {
        let Some(page) = &mut self.methods else {
            let opens = key == Key::F(9) && self.can_choose_method();
            if opens {
                self.open_methods();
            }
            return opens;
        };
        match key {
            Key::Enter => {
                let chosen = page.method();
                self.set_typing(self.typing_now().choosing(chosen));
                self.close_methods();
            }
            Key::Escape | Key::F(9) => self.close_methods(),
            Key::F(10) => {
                self.close_methods();
                return false;
            }
            _ => page.key(key),
        }
        true
    }

    /// A click on a choice makes it bright, so that it can be tried; on the bright one it takes it.
    pub(super) fn methods_item(&mut self, at: usize) {
        match &mut self.methods {
            Some(page) if page.list.chosen == at => drop(self.methods_key(Key::Enter)),
            Some(page) => page.go_to(at),
            None => {}
        }
    }

    fn open_methods(&mut self) {
        let seems = match &self.screen {
            Screen::Player(player) => player.other_method(),
            _ => None,
        };
        self.methods = Some(Methods::new(self.typing_now(), seems, self.settings.style));
        self.cover();
    }

    fn close_methods(&mut self) {
        self.methods = None;
        self.cover();
    }

    /// In a lesson, marks may be switched off for a while.
    fn typing_now(&self) -> Typing {
        match &self.screen {
            Screen::Player(player) => player.typing(),
            _ => self.typing,
        }
    }

    fn set_typing(&mut self, typing: Typing) {
        self.typing = typing;
        if let Screen::Player(player) = &mut self.screen {
            player.set_typing(typing);
        }
    }

    /// Nothing in the lesson goes on while another page lies above it.
    pub(super) fn cover(&mut self) {
        let (covered, now) = (self.is_covered(), self.now);
        if let Screen::Player(player) = &mut self.screen {
            player.cover(covered, now);
        }
    }

    /// Whether another page lies above the one that is shown.
    pub(super) fn is_covered(&self) -> bool {
        self.call == Call::Page || self.methods.is_some() || self.asks_if_here()
    }

    /// Vietnamese is typed as the kiosk is set, for whoever comes next.
    pub(super) fn forget_typing(&mut self) {
        self.methods = None;
        self.typing = Typing::new(self.settings.method);
    }
}
