//! Which keys do, here and now, what the plan says: shown wherever a text says *Chạm*, never written by authors.

use std::cmp::Ordering;

use super::options::Reach;
use super::{Edit, Focus, Open, Player};
use crate::sim::Action;
use crate::text;
use crate::tutor::plan::Move;
use crate::tutor::record::Mode;
use crate::typing::{self, Method};

/// A key to press, so many times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyPress {
    /// Arrow down.
    Down(usize),
    /// Arrow up.
    Up(usize),
    /// Backspace: what was typed leads elsewhere.
    Erase(usize),
    /// Type the text that the field asks for.
    Type,
    /// Enter.
    Enter,
    /// Escape.
    Escape,
    /// F3, the home button.
    HomeScreen,
    /// Nothing: wait.
    Wait,
}

/// Where the next thing is, seen from the bright line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whereabouts {
    /// It is the bright line.
    Here,
    /// Above it.
    Above,
    /// Below it.
    Below,
    /// On another page: Back leads there.
    Back,
    /// On another page: the home screen leads there.
    HomeScreen,
    /// The message at the top of the screen.
    Banner,
}

/// How a letter is typed that takes more than its own key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelling {
    /// The letter or sign.
    pub letter: String,
    /// The key, if Shift is held down with it.
    pub shift: Option<char>,
    /// The keys of the input method, one after the other.
    pub keys: Option<String>,
}

impl Spelling {
    fn of(letter: &str, method: Option<Method>) -> Option<Spelling> {
        let first = letter.chars().next()?;
        let keys = method.map(|method| typing::keys(letter, method)).filter(|keys| keys != letter);
        let shift = shifted(first).filter(|_| keys.is_none());
        (shift.is_some() || keys.is_some()).then(|| Spelling { letter: letter.to_owned(), shift, keys })
    }
}

/// The key that gives a capital or a sign with Shift, on the keyboard that is usual in Viet Nam (US).
fn shifted(c: char) -> Option<char> {
    if c.is_ascii_uppercase() {
        return Some(c.to_ascii_lowercase());
    }
    let signs = "!@#$%^&*()_+:\"<>?{}|~".chars().zip("1234567890-=;',./[]\\`".chars());
    signs.into_iter().find_map(|(sign, key)| (sign == c).then_some(key))
}

/// The way to the next thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guide {
    /// What it acts on, if it is something that can be pointed at.
    pub target: Option<Focus>,
    /// The place of the option in the open list.
    pub option: Option<usize>,
    /// What is to be typed to find it in a long list.
    pub search: Option<String>,
    /// The keys, in order.
    pub keys: Vec<KeyPress>,
}

impl Player {
    /// Whether the next thing is pointed at: always in `guided` and `watch`, else from the third rung of help on.
    pub fn points(&self) -> bool {
        matches!(self.session.mode(), Mode::Guided | Mode::Watch) || self.session.rung() >= 3
    }

    /// The way to the next thing from where the focus is.
    pub fn guide(&self) -> Option<Guide> {
        let next = self.session.next()?;
        let target = self.target_of(next);
        let mut guide = Guide { target, option: None, search: None, keys: Vec::new() };
        if let (Some(open), Some(wanted)) = (self.open, &next.wanted) {
            let belongs = target == Some(Focus::Widget(open.widget));
            let text = self.session.planned_text(wanted);
            self.guide_in_list(open, &text, belongs, &mut guide);
            return Some(guide);
        }
        guide.keys = match (next.action, target) {
            (Action::Wait(_), _) => vec![KeyPress::Wait],
            (Action::Back, _) => vec![KeyPress::Escape],
            (Action::Home, _) => vec![KeyPress::HomeScreen],
            (_, Some(target)) => self.keys_to(target, next),
            (_, None) => Vec::new(),
        };
        Some(guide)
    }

    /// The keys inside an open list.
    fn guide_in_list(&self, open: Open, wanted: &str, belongs: bool, guide: &mut Guide) {
        match if belongs { self.reach(wanted) } else { Reach::Not } {
            Reach::At(at) => {
                guide.option = Some(at);
                guide.keys = steps(open.list.chosen, at);
                guide.keys.push(KeyPress::Enter);
            }
            Reach::Type(letters, then) => {
                guide.search = Some(letters);
                guide.keys.push(KeyPress::Type);
                guide.keys.extend(steps(0, then));
                guide.keys.push(KeyPress::Enter);
            }
            Reach::Not => guide.keys.push(KeyPress::Escape),
        }
    }

    /// What a planned action acts on.
    pub fn target_of(&self, next: &Move) -> Option<Focus> {
        let wanted = next.wanted.as_ref().map(|wanted| self.session.planned_text(wanted));
        self.target_of_action(next.action, wanted.as_deref())
    }

    /// What an action acts on; for an option of a list that stands in place, with what is chosen.
    pub(super) fn target_of_action(&self, action: Action, wanted: Option<&str>) -> Option<Focus> {
        Some(match action {
            Action::Tap(widget) => Focus::Widget(widget),
            Action::Enter { field, .. } => {
                let world = &self.session.lesson().world;
                let chosen = |at: usize| self.options(field).get(at).map(|option| option.id.as_ref());
                let holds = |f: &Focus| match f {
                    Focus::Widget(id) => world.widgets[*id].kind.field() == Some(field),
                    Focus::Option(id, at) => {
                        world.widgets[*id].kind.field() == Some(field)
                            && wanted.is_none_or(|id| chosen(*at) == Some(id))
                    }
                    _ => false,
                };
                return self.focusable().into_iter().find(holds);
            }
            Action::Back => Focus::DeviceBack,
            Action::Home => Focus::DeviceHome,
            Action::Open(app) => Focus::Tile(app),
            Action::Banner => Focus::Banner,
            Action::Wait(_) => return None,
        })
    }

    /// Where the next thing is, seen from where the focus is: attention without the answer.
    pub fn whereabouts(&self) -> Option<Whereabouts> {
        let target = self.target_of(self.session.next()?)?;
        match target {
            Focus::DeviceBack => return Some(Whereabouts::Back),
            Focus::DeviceHome => return Some(Whereabouts::HomeScreen),
            Focus::Banner => return Some(Whereabouts::Banner),
            _ => {}
        }
        let all = self.focusable();
        let at = |focus: Focus| all.iter().position(|f| *f == focus);
        Some(match at(target)?.cmp(&at(self.focus)?) {
            Ordering::Less => Whereabouts::Above,
            Ordering::Equal => Whereabouts::Here,
            Ordering::Greater => Whereabouts::Below,
        })
    }

    fn keys_to(&self, target: Focus, next: &Move) -> Vec<KeyPress> {
        let all = self.focusable();
        let at = |focus: Focus| all.iter().position(|f| *f == focus);
        let (Some(from), Some(to)) = (at(self.focus), at(target)) else { return Vec::new() };
        let mut keys = steps(from, to);
        if let Some(wanted) = &next.wanted
            && self.is_typed(target)
        {
            let typed = self.edit.as_ref().filter(|_| from == to).map_or("", |edit| edit.line.text());
            let text = self.session.planned_text(wanted);
            let (erase, rest) = way_between(typed, &text);
            keys.extend((erase > 0).then_some(KeyPress::Erase(erase)));
            keys.extend((!rest.is_empty() || erase > 0).then_some(KeyPress::Type));
        }
        keys.push(KeyPress::Enter);
        keys
    }

    /// The next letter that is to be typed, where it takes more than its own key: a capital, a sign, a mark.
    pub fn next_letter(&self) -> Option<Spelling> {
        let (edit, text) = self.wanted_here()?;
        let (erase, rest) = way_between(edit.line.text(), &text);
        let method = self.typing.composes().filter(|_| !edit.plain);
        if let Some(rest) = method.and_then(|method| rest_of_letter(edit.line.text(), &text, method)) {
            return Some(rest);
        }
        let letter = text::graphemes(&rest).next().filter(|_| erase == 0)?.to_owned();
        Spelling::of(&letter, method)
    }

    /// Whether what is to be typed needs marks, which are switched off here.
    pub fn misses_marks(&self) -> bool {
        let wanted = self.wanted_here().filter(|(edit, _)| !edit.plain && !self.typing.on);
        wanted.is_some_and(|(_, text)| text::without_marks(&text) != text)
    }

    /// The field that is being typed in, with what is to be entered there next.
    fn wanted_here(&self) -> Option<(&Edit, String)> {
        let next = self.session.next()?;
        let (Action::Enter { field, .. }, Some(wanted)) = (next.action, &next.wanted) else { return None };
        let edit = self.edit.as_ref().filter(|edit| edit.field == field)?;
        Some((edit, self.session.planned_text(wanted)))
    }

    fn is_typed(&self, focus: Focus) -> bool {
        match focus {
            Focus::Widget(id) => self.session.lesson().world.widgets[id].kind.typed().is_some(),
            _ => false,
        }
    }
}

/// The keys that are still to come for a letter that was begun, as `e x` of `ễ` once `e` stands there.
fn rest_of_letter(typed: &str, wanted: &str, method: Method) -> Option<Spelling> {
    let at = text::graphemes(typed).count().checked_sub(1)?;
    let (begun, letter) = (text::graphemes(typed).nth(at)?, text::graphemes(wanted).nth(at)?);
    let before = |content: &str| text::graphemes(content).take(at).collect::<String>().to_lowercase();
    let keys = typing::keys(&letter.to_lowercase(), method);
    let rest = keys.strip_prefix(&typing::keys(&begun.to_lowercase(), method)).filter(|rest| !rest.is_empty())?;
    let on_the_way = before(typed) == before(wanted);
    on_the_way.then(|| Spelling { letter: letter.to_owned(), shift: None, keys: Some(rest.to_owned()) })
}

/// How a text that was typed becomes the wanted one: so many letters are erased, then the rest is typed. Small letters
/// for capitals, and letters whose marks are still to come, are on the way.
fn way_between(typed: &str, wanted: &str) -> (usize, String) {
    let (typed, wanted): (Vec<&str>, Vec<&str>) = (text::graphemes(typed).collect(), text::graphemes(wanted).collect());
    let folded = |letter: &&str| text::fold(letter);
    let same = typed.iter().zip(&wanted).take_while(|(a, b)| folded(a) == folded(b)).count();
    (typed.len() - same, wanted.get(same..).unwrap_or_default().concat())
}

fn steps(from: usize, to: usize) -> Vec<KeyPress> {
    match to.cmp(&from) {
        Ordering::Greater => vec![KeyPress::Down(to - from)],
        Ordering::Less => vec![KeyPress::Up(from - to)],
        Ordering::Equal => Vec::new(),
    }
}
