//! Lists of options: drop-downs and photos, which open, and radio buttons, which stand in place. A long list is searched
//! by typing.

use super::{Asks, Focus, Player};
use crate::app::event::Key;
use crate::app::list::List;
use crate::lesson::model::Choice;
use crate::lesson::table::{FieldId, WidgetId};
use crate::text;
use crate::time::Moment;
use crate::typing::Composer;

/// A list with more options than these is searched by typing.
pub const LONG: usize = 8;

/// So many lines further or back, arrows are quicker than typing.
const NEAR: usize = 6;

/// Options that one page key goes past.
const PAGE: usize = 5;

/// A first word that so many options share is no part of their names.
const SHARED: usize = 3;

/// The longest text of a search, in letters.
const LONGEST_SEARCH: usize = 24;

/// An open drop-down or photo list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    /// The widget it belongs to.
    pub widget: WidgetId,
    /// Its field.
    pub field: FieldId,
    /// The options that are shown.
    pub list: List,
}

/// What is searched for in a long list.
pub struct Search {
    /// What was typed.
    pub line: Composer,
    /// The names of the options, ready to be compared.
    names: Vec<Name>,
}

/// An option as a search sees it: without case and marks.
struct Name {
    /// The whole label, without spaces.
    label: String,
    /// All but the kind (`Xã`, `Phường`) that it shares with others.
    own: String,
    /// From each word of the name to its end, without spaces.
    tails: Vec<String>,
}

/// How the wanted option of the open list is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reach {
    /// It stands at this place of the list.
    At(usize),
    /// These letters are to be typed first; it then stands at this place.
    Type(String, usize),
    /// The list is another one, or what was typed leads elsewhere.
    Not,
}

impl Player {
    /// Everything that can be chosen in a field.
    pub fn options(&self, field: FieldId) -> &[Choice] {
        &self.session.lesson().world.fields[field].options
    }

    /// The options of the open list that the search lets through, by their place in the field.
    pub fn shown_options(&self) -> Vec<usize> {
        match (&self.open, &self.search) {
            (Some(_), Some(search)) => search.found(&squeezed(search.line.text())),
            (Some(open), None) => (0..open.list.len).collect(),
            (None, _) => Vec::new(),
        }
    }

    pub(super) fn open_options(&mut self, widget: WidgetId, field: FieldId) {
        let content = self.session.content(field);
        let options = self.options(field);
        let chosen = options.iter().position(|o| o.id.as_ref() == content).unwrap_or(0);
        let list = List::new(options.len()).at(chosen);
        self.search = (list.len > LONG).then(|| Search {
            line: Composer::new(LONGEST_SEARCH, self.typing.composes(), self.settings.style),
            names: names(options),
        });
        self.open = Some(Open { widget, field, list });
    }

    pub(super) fn close_options(&mut self) {
        self.open = None;
        self.search = None;
    }

    pub(super) fn open_key(&mut self, key: Key, now: Moment) -> Vec<Asks> {
        match key {
            Key::Enter => return self.take_chosen(now),
            Key::Escape => self.close_options(),
            Key::F(1) => return self.help(now),
            _ if self.search_key(key) => self.searched(),
            _ => self.list_key(key),
        }
        Vec::new()
    }

    fn list_key(&mut self, key: Key) {
        let Some(open) = &mut self.open else { return };
        let list = open.list;
        open.list = match key {
            Key::PageDown if self.search.is_some() => list.at(list.chosen + PAGE),
            Key::PageUp if self.search.is_some() => list.at(list.chosen.saturating_sub(PAGE)),
            _ => {
                open.list.key(key);
                open.list
            }
        };
    }

    fn search_key(&mut self, key: Key) -> bool {
        let Some(search) = &mut self.search else { return false };
        match key {
            Key::Char(c) => search.line.insert(c),
            Key::Backspace => search.line.backspace(),
            _ => return false,
        };
        true
    }

    /// What is searched for has changed: the list begins anew.
    fn searched(&mut self) {
        let found = self.shown_options().len();
        if let Some(open) = &mut self.open {
            open.list = List::new(found);
        }
    }

    /// Enter on the chosen option; where nothing was found it does nothing.
    fn take_chosen(&mut self, now: Moment) -> Vec<Asks> {
        let Some(open) = self.open else { return Vec::new() };
        let Some(option) = self.shown_options().get(open.list.chosen).copied() else { return Vec::new() };
        self.close_options();
        self.choose(open.field, option, now)
    }

    /// Enters an option and goes on to the next thing, as Enter in a field does.
    pub(super) fn choose(&mut self, field: FieldId, option: usize, now: Moment) -> Vec<Asks> {
        let Some(id) = self.options(field).get(option).map(|option| option.id.clone()) else { return Vec::new() };
        let focus = self.focus;
        self.to_mend = false;
        let mut asks = self.enter(field, &id, now);
        if self.focus == focus && !self.to_mend {
            asks.extend(self.leave_options(now));
        }
        asks
    }

    /// On to what stands after a list of options.
    fn leave_options(&mut self, now: Moment) -> Vec<Asks> {
        let Focus::Option(widget, _) = self.focus else { return self.move_focus(1, now) };
        let other = |focus: &Focus| !matches!(focus, Focus::Option(id, _) if *id == widget);
        let all = self.focusable();
        let at = all.iter().position(|focus| *focus == self.focus).unwrap_or(0);
        if let Some(next) = all.into_iter().skip(at).find(other) {
            self.set_focus(next);
        }
        Vec::new()
    }

    /// How the option with this id is reached in the open list.
    pub(super) fn reach(&self, wanted: &str) -> Reach {
        let Some(open) = self.open else { return Reach::Not };
        let options = self.options(open.field);
        let Some(option) = options.iter().position(|o| o.id.as_ref() == wanted) else { return Reach::Not };
        let at = self.shown_options().iter().position(|shown| *shown == option);
        let Some(search) = &self.search else { return at.map_or(Reach::Not, Reach::At) };
        if let Some(at) = at.filter(|at| at.abs_diff(open.list.chosen) <= NEAR) {
            return Reach::At(at);
        }
        let (letters, then) = search.letters(option);
        match (at, rest_of(&letters, search.line.text())) {
            (_, Some(rest)) if !rest.trim().is_empty() => Reach::Type(rest, then),
            (Some(at), _) => Reach::At(at),
            (None, _) => Reach::Not,
        }
    }

    /// The demonstration goes one step further in the open list: one letter, or to the option. Whether there was
    /// anything to do.
    pub(super) fn reach_further(&mut self, wanted: &str) -> bool {
        let chosen = self.open.map_or(0, |open| open.list.chosen);
        match self.reach(wanted) {
            Reach::At(at) if at == chosen => false,
            Reach::At(at) => {
                if let Some(open) = &mut self.open {
                    open.list = open.list.at(at);
                }
                true
            }
            Reach::Type(rest, _) => {
                // A space comes with the letter after it.
                let to = rest.len() - rest.trim_start().len();
                let letter = text::graphemes(rest.trim_start()).next().unwrap_or_default();
                let more = rest.get(..to + letter.len()).unwrap_or_default();
                if let Some(search) = &mut self.search {
                    let typed = format!("{}{more}", search.line.text());
                    search.line.set(&typed);
                    text::wipe(typed);
                }
                self.searched();
                true
            }
            Reach::Not => false,
        }
    }
}

impl Search {
    /// The options that hold these letters: first those whose name begins with them, then those with such a word, then
    /// the others.
    fn found(&self, part: &str) -> Vec<usize> {
        let rank = |name: &Name| match name.tails.iter().position(|tail| tail.starts_with(part)) {
            Some(word) => Some(word.min(1)),
            None => name.label.contains(part).then_some(2),
        };
        let ranked = self.names.iter().enumerate().filter_map(|(at, name)| rank(name).map(|rank| (rank, at)));
        let mut found: Vec<(usize, usize)> = ranked.collect();
        if !part.is_empty() {
            found.sort_unstable();
        }
        found.into_iter().map(|(_, at)| at).collect()
    }

    /// The fewest first letters of an option's name that bring it to the top of the list, else all of it; and the place
    /// where it then stands.
    fn letters(&self, option: usize) -> (String, usize) {
        let name = self.names.get(option).map_or("", |name| name.own.as_str());
        let place = |letters: &str| self.found(&squeezed(letters)).iter().position(|at| *at == option);
        let mut letters = String::new();
        for letter in text::graphemes(name) {
            letters.push_str(letter);
            if letter != " " && place(&letters) == Some(0) {
                return (letters, 0);
            }
        }
        let at = place(&letters).unwrap_or(0);
        (letters, at)
    }
}

/// The names of options, as a search sees them.
fn names(options: &[Choice]) -> Vec<Name> {
    let labels: Vec<String> = options.iter().map(|option| text::fold(&option.label)).collect();
    let kind = |label: &str| label.split(' ').next().unwrap_or_default().to_owned();
    let kinds: Vec<String> = labels.iter().map(|label| kind(label)).collect();
    let name = |(label, kind): (&String, &String)| {
        let shared = kinds.iter().filter(|other| *other == kind).nth(SHARED - 1).is_some();
        let name = label.split_once(' ').filter(|_| shared).map_or(label.as_str(), |(_, name)| name);
        let tails = std::iter::successors(Some(name), |rest| rest.split_once(' ').map(|(_, rest)| rest));
        Name { label: squeezed(label), own: name.to_owned(), tails: tails.map(squeezed).collect() }
    };
    labels.iter().zip(&kinds).map(name).collect()
}

/// For search: case, marks and spaces do not matter.
fn squeezed(content: &str) -> String {
    text::fold(content).chars().filter(|c| !c.is_whitespace()).collect()
}

/// What is left to be typed of some letters, if what is typed so far is their beginning.
fn rest_of(letters: &str, typed: &str) -> Option<String> {
    let typed = text::fold(typed);
    letters.strip_prefix(typed.as_str()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typing::Style;

    fn communes() -> Search {
        let option = |label: &str| Choice { id: label.into(), label: label.into() };
        let options = ["Xã Văn Lang", "Xã Tân Cương", "Xã Văn Lăng"].map(option);
        Search { line: Composer::new(9, None, Style::Old), names: names(&options) }
    }

    #[test]
    fn the_fewest_letters_that_find_an_option() {
        let search = communes();
        assert_eq!(search.letters(0), ("v".to_owned(), 0));
        assert_eq!(search.letters(1), ("t".to_owned(), 0));
        // Its letters are those of another: all of them, then one down.
        assert_eq!(search.letters(2), ("van lang".to_owned(), 1));
    }

    #[test]
    fn marks_case_and_spaces_do_not_matter() {
        for part in ["văn", "VAN", "vanl", "Văn  lă"] {
            assert_eq!(communes().found(&squeezed(part)), [0, 2], "{part}");
        }
        assert_eq!(rest_of("van lang", "Văn"), Some(" lang".to_owned()));
        assert_eq!(rest_of("van lang", "tân"), None);
    }

    #[test]
    fn names_that_begin_so_come_first() {
        let search = communes();
        assert_eq!(search.found("l"), [0, 2]);
        assert_eq!(search.found("c"), [1]);
        assert_eq!(search.found("xa"), [0, 1, 2], "the kind is found too");
        assert_eq!(search.found("an"), [0, 1, 2], "inside a word");
        assert_eq!(search.found(""), [0, 1, 2]);
        assert!(search.found("hanoi").is_empty());
    }
}
