//! What is still to be typed in the field in focus, letter by letter: which keys a letter takes, and what of the text that
//! stands there has to go.

use super::entry::LONGEST;
use super::{Notice, Player};
use crate::app::event::Key;
use crate::lesson::table::FieldId;
use crate::sim::content;
use crate::text;
use crate::tutor::session::Remark;
use crate::typing::{self, Composer, Method, is_caps_lock};

/// A key of the keyboard on the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cap {
    /// A letter (small), a digit or a sign.
    Sign(char),
    /// Shift, held down.
    Shift,
    /// The long key without a sign.
    Space,
    /// Caps Lock, once.
    CapsLock,
    /// Backspace.
    Backspace,
    /// Enter.
    Enter,
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

impl Player {
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
        if erase > 0 && self.shows_caps_lock(&text) {
            return vec![Cap::CapsLock, Cap::Backspace];
        }
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

    /// The key that is pressed next in the field in focus, with what Shift makes of it; none once the text stands there.
    pub(super) fn next_key(&self) -> Option<Key> {
        let (edit, text) = self.wanted_here()?;
        let (erase, rest) = self.way(edit.line.text(), &text);
        if erase > 0 {
            return Some(Key::Backspace);
        }
        let letter = match self.next_letter() {
            Some(Spelling { keys: Some(keys), .. }) => keys.chars().next(),
            Some(Spelling { letter, .. }) => letter.chars().next(),
            None => rest.chars().next(),
        };
        letter.map(Key::Char)
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
    pub(super) fn way(&self, typed: &str, wanted: &str) -> (usize, String) {
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

    /// The same for a field that is not being typed in.
    pub(super) fn way_there(&self, field: FieldId, wanted: &str) -> (usize, String) {
        way_between(self.session.content(field), wanted, self.care_for(field))
    }

    /// What makes a letter that was typed another one than the wanted one.
    pub(super) fn care(&self) -> Care {
        self.edit.as_ref().map_or(Care { marks: false, capitals: false }, |edit| self.care_for(edit.field))
    }

    /// Marks matter in a lesson about typing, and as long as it is said that these are to be mended.
    fn care_for(&self, id: FieldId) -> Care {
        let field = &self.session.lesson().world.fields[id];
        let almost = matches!(&self.notice, Some(Notice::Entered(remark, _)) if remark.is_almost());
        Care {
            marks: self.insists() || almost && self.remarked == Some(id),
            capitals: field.capitals || content::is_secret(field.rule),
        }
    }

    /// Whether the field in focus shows that Caps Lock is on, by what was typed last or by what was said of it.
    pub(super) fn shows_caps_lock(&self, wanted: &str) -> bool {
        let Some(edit) = self.edit.as_ref().filter(|edit| self.care_for(edit.field).capitals) else { return false };
        let said = matches!(self.notice, Some(Notice::Entered(Remark::CapsLock, _)));
        let typed = edit.line.text();
        if typed.is_empty() {
            said && self.remarked == Some(edit.field)
        } else {
            edit.grew && is_caps_lock(typed, wanted)
        }
    }

    /// Whether F9 comes first: by the keys of the other method, or without marks, nothing right can be typed here.
    pub(super) fn needs_typing(&self) -> bool {
        self.other_method().is_some() || self.care().marks && self.misses_marks()
    }

    /// Whether what is to be typed needs marks, which are switched off here.
    pub fn misses_marks(&self) -> bool {
        let wanted = self.wanted_here().filter(|(edit, _)| !edit.plain && !self.typing.on);
        wanted.is_some_and(|(_, text)| text::without_marks(&text) != text)
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
pub(super) struct Care {
    /// Its marks, once the word is over: the kiosk will not put them in.
    pub(super) marks: bool,
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
