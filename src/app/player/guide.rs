//! Which keys do, here and now, what the plan says: shown wherever a text says *Chạm*, never written by authors.

use std::cmp::Ordering;

use super::entry::{Edit, LONGEST};
use super::options::Reach;
use super::{Focus, Open, Player};
use crate::sim::Action;
use crate::text;
use crate::tutor::plan::Move;
use crate::tutor::record::Mode;
use crate::typing::{self, Composer, Method};

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

/// A key of the keyboard on the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cap {
    /// A letter (small), a digit or a sign.
    Sign(char),
    /// Shift, held down.
    Shift,
    /// The long key without a sign.
    Space,
    /// Backspace.
    Backspace,
    /// Enter.
    Enter,
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
    /// The first key, if Shift is held down with it.
    pub shift: Option<char>,
    /// The keys of the input method, one after the other; the first is a capital where it takes Shift.
    pub keys: Option<String>,
}

impl Spelling {
    fn of(letter: &str, method: Option<Method>) -> Option<Spelling> {
        let keys = method.map(|method| typing::keys(letter, method)).filter(|keys| keys != letter);
        let shift = shifted(keys.as_deref().unwrap_or(letter).chars().next()?);
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

    /// Whether the keys of the next letter are named, and marked on a picture of the keyboard: where the next thing is
    /// pointed at, and in a lesson about typing unless she does it alone.
    pub fn coaches(&self) -> bool {
        self.points() || self.insists() && self.session.mode() != Mode::Solo
    }

    /// Whether it is a lesson about typing, and she is in the field that is to be filled in.
    pub fn coaches_here(&self) -> bool {
        self.coaches() && self.insists() && self.wanted_here().is_some()
    }

    fn insists(&self) -> bool {
        self.session.lesson().insist
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
            let (erase, rest) = self.way(typed, &text);
            keys.extend((erase > 0).then_some(KeyPress::Erase(erase)));
            // What is left after erasing may still miss its marks, unless these were looked at.
            let misses = erase > 0 && !self.care().marks || self.next_letter().is_some();
            keys.extend((!rest.is_empty() || misses).then_some(KeyPress::Type));
        }
        keys.push(KeyPress::Enter);
        keys
    }

    /// The next letter that is to be typed, where it takes more than its own key: a capital, a sign, a mark.
    pub fn next_letter(&self) -> Option<Spelling> {
        let (edit, text) = self.wanted_here()?;
        let (erase, rest) = self.way(edit.line.text(), &text);
        if erase > 0 {
            return None;
        }
        let method = self.typing.composes().filter(|_| !edit.plain);
        if let Some(rest) = method.and_then(|method| self.rest_of_word(edit.line.text(), &text, method)) {
            return Some(rest);
        }
        Spelling::of(text::graphemes(&rest).next()?, method)
    }

    /// The keys that are to be pressed now in the field in focus, those that are held down first; none where they are
    /// not named, or where the arrows go over the keyboard on the screen.
    pub fn next_caps(&self) -> Vec<Cap> {
        let Some((edit, text)) = self.wanted_here().filter(|_| self.coaches() && !self.steers_board()) else {
            return Vec::new();
        };
        let (erase, rest) = self.way(edit.line.text(), &text);
        if erase > 0 {
            return vec![Cap::Backspace];
        }
        match (self.next_letter(), rest.chars().next()) {
            (Some(Spelling { shift: Some(key), .. }), _) => vec![Cap::Shift, Cap::Sign(key)],
            (Some(Spelling { keys: Some(keys), .. }), _) => keys.chars().next().map(Cap::Sign).into_iter().collect(),
            (_, None) => vec![Cap::Enter],
            (_, Some(' ')) => vec![Cap::Space],
            (_, Some(letter)) => vec![Cap::Sign(letter)],
        }
    }

    /// What is still to be typed in the field in focus, if part of it stands there.
    pub fn still_to_type(&self) -> Option<String> {
        let (edit, text) = self.wanted_here()?;
        let (_, rest) = self.way(edit.line.text(), &text);
        Some(rest).filter(|rest| !rest.is_empty() && *rest != text)
    }

    /// Whether what is to be entered stands in the field in focus.
    pub(super) fn is_right_here(&self) -> bool {
        self.wanted_here().is_some_and(|(edit, text)| edit.line.text() == text)
    }

    /// How a text that was typed becomes the wanted one: so many letters are erased, then the rest is typed. Nothing is
    /// erased where only marks are missing that can still be put into the last word.
    fn way(&self, typed: &str, wanted: &str) -> (usize, String) {
        let (erase, rest) = way_between(typed, wanted, self.care());
        let plain = self.edit.as_ref().is_some_and(|edit| edit.plain);
        let method = self.typing.composes().filter(|_| !plain && erase > 0);
        let before = |text: &str| text.rsplit_once(' ').map(|(before, _)| before.to_lowercase());
        let only_marks = text::fold(typed) == text::fold(wanted) && before(typed) == before(wanted);
        let late = method.filter(|_| only_marks).and_then(|method| self.rest_of_word(typed, wanted, method));
        if late.is_some() { (0, String::new()) } else { (erase, rest) }
    }

    /// The keys that are still to come for a letter of the word that is being typed: of the last one, or of one that was
    /// passed by without its marks and takes them late, as `d` makes `Đi` of `Di`.
    fn rest_of_word(&self, typed: &str, wanted: &str, method: Method) -> Option<Spelling> {
        let letters: Vec<&str> = text::graphemes(typed).collect();
        let last = letters.len().checked_sub(1)?;
        (last_word(&letters)..=last).find_map(|at| {
            let rest = rest_of_letter(typed, wanted, at, method)?;
            let late = || self.takes_late(typed, &rest, at, method);
            (at == last || late()).then_some(rest)
        })
    }

    /// Whether the keys of a letter's marks still reach it from the end of its word.
    fn takes_late(&self, typed: &str, rest: &Spelling, at: usize, method: Method) -> bool {
        let mut line = Composer::new(LONGEST, Some(method), self.settings.style);
        line.set(typed);
        for key in rest.keys.iter().flat_map(|keys| keys.chars()) {
            line.insert(key);
        }
        let reached =
            text::graphemes(line.text()).nth(at).is_some_and(|l| l.to_lowercase() == rest.letter.to_lowercase());
        reached && text::fold(line.text()) == text::fold(typed)
    }

    /// What makes a letter that was typed another one than the wanted one.
    fn care(&self) -> Care {
        let field = self.edit.as_ref().map(|edit| &self.session.lesson().world.fields[edit.field]);
        Care { marks: self.insists(), capitals: field.is_some_and(|field| field.capitals) }
    }

    /// Whether what is to be typed needs marks, which are switched off here.
    pub fn misses_marks(&self) -> bool {
        let wanted = self.wanted_here().filter(|(edit, _)| !edit.plain && !self.typing.on);
        wanted.is_some_and(|(_, text)| text::without_marks(&text) != text)
    }

    /// The label of the field in focus, where something else is to be entered in it.
    pub(super) fn missing_here(&self) -> Option<String> {
        self.wanted_here()?;
        self.session.next().map(|next| self.session.label_of(next.action))
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

/// The keys that are still to come for the letter at a place, as `e x` of `ễ` once `e` stands there.
fn rest_of_letter(typed: &str, wanted: &str, at: usize, method: Method) -> Option<Spelling> {
    let (begun, letter) = (text::graphemes(typed).nth(at)?, text::graphemes(wanted).nth(at)?);
    let before = |content: &str| text::graphemes(content).take(at).collect::<String>().to_lowercase();
    let keys = typing::keys(&letter.to_lowercase(), method);
    let rest = keys.strip_prefix(&typing::keys(&begun.to_lowercase(), method)).filter(|rest| !rest.is_empty())?;
    let on_the_way = before(typed) == before(wanted);
    on_the_way.then(|| Spelling { letter: letter.to_owned(), shift: None, keys: Some(rest.to_owned()) })
}

/// What makes a letter that was typed another one than the wanted one, besides the letter itself.
#[derive(Debug, Clone, Copy)]
struct Care {
    /// Its marks, once the word is over: the kiosk will not put them in.
    marks: bool,
    /// Capital or small.
    capitals: bool,
}

impl Care {
    /// Whether a letter that was typed is the wanted one, or becomes it while its word is still being typed.
    fn fits(self, typed: &str, wanted: &str, word_goes_on: bool) -> bool {
        let cased = |letter: &str| if self.capitals { letter.to_owned() } else { letter.to_lowercase() };
        // Which method does not matter: what was begun has fewer keys in both.
        let keys = |letter: &str| typing::keys(&cased(letter), Method::Telex);
        let (has, needs) = (keys(typed), keys(wanted));
        let same_case = has.chars().next() == needs.chars().next();
        if self.marks {
            has == needs || word_goes_on && needs.starts_with(&has)
        } else {
            same_case && text::fold(typed) == text::fold(wanted)
        }
    }
}

/// How a text that was typed becomes the wanted one: so many letters are erased, then the rest is typed. Letters whose
/// marks are still to come are on the way, and small letters for capitals where those do not matter.
fn way_between(typed: &str, wanted: &str, care: Care) -> (usize, String) {
    let (typed, wanted): (Vec<&str>, Vec<&str>) = (text::graphemes(typed).collect(), text::graphemes(wanted).collect());
    let word = last_word(&typed);
    let complete = typed.len() >= wanted.len();
    let goes_on = |at: usize| at >= word && (!complete || at + 1 == typed.len());
    let pairs = typed.iter().zip(&wanted).enumerate();
    let same = pairs.take_while(|(at, (typed, wanted))| care.fits(typed, wanted, goes_on(*at))).count();
    (typed.len() - same, wanted.get(same..).unwrap_or_default().concat())
}

/// Where the last word of these letters begins.
fn last_word(letters: &[&str]) -> usize {
    letters.iter().rposition(|letter| letter.trim().is_empty()).map_or(0, |space| space + 1)
}

fn steps(from: usize, to: usize) -> Vec<KeyPress> {
    match to.cmp(&from) {
        Ordering::Greater => vec![KeyPress::Down(to - from)],
        Ordering::Less => vec![KeyPress::Up(from - to)],
        Ordering::Equal => Vec::new(),
    }
}
