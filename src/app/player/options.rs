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
        let Some(open) = self.open else { return Vec::new() };
        let options = self.options(open.field);
        match self.search.as_ref().map(|line| squeezed(line.text())) {
            Some(part) if !part.is_empty() => matches(options, &part).collect(),
            _ => (0..options.len()).collect(),
        }
    }

    pub(super) fn open_options(&mut self, widget: WidgetId, field: FieldId) {
        let content = self.session.content(field);
        let options = self.options(field);
        let chosen = options.iter().position(|o| o.id.as_ref() == content).unwrap_or(0);
        let list = List::new(options.len()).at(chosen);
        let method = self.marks.then_some(self.method);
        self.search = (list.len > LONG).then(|| Composer::new(LONGEST_SEARCH, method, self.style));
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
        let Some(line) = &mut self.search else { return false };
        match key {
            Key::Char(c) => line.insert(c),
            Key::Backspace => line.backspace(),
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
        let mut asks = self.enter(field, &id, now);
        if self.focus == focus {
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
        let (letters, then) = letters_for(options, option);
        let rest = rest_of(&letters, search.text());
        match (at, rest) {
            (Some(at), _) if at.abs_diff(open.list.chosen) <= NEAR => Reach::At(at),
            (_, Some(rest)) if !rest.is_empty() => Reach::Type(rest, then),
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
                let typed = self.search.as_ref().map(|line| line.text().to_owned()).unwrap_or_default();
                let letter = text::graphemes(&rest).next().unwrap_or_default();
                // Marks in what she typed so far stay; the space between two words comes with the next letter.
                let gap = if self.ends_word(wanted, &typed) { " " } else { "" };
                if let Some(line) = &mut self.search {
                    line.set(&format!("{typed}{gap}{letter}"));
                }
                self.searched();
                true
            }
            Reach::Not => false,
        }
    }

    fn ends_word(&self, wanted: &str, typed: &str) -> bool {
        let Some(open) = self.open else { return false };
        let options = self.options(open.field);
        let Some(option) = options.iter().position(|o| o.id.as_ref() == wanted) else { return false };
        let (letters, _) = letters_for(options, option);
        letters.strip_prefix(&text::fold(typed)).is_some_and(|rest| rest.starts_with(' '))
    }
}

/// For search: case, marks and spaces do not matter.
fn squeezed(content: &str) -> String {
    text::fold(content).chars().filter(|c| !c.is_whitespace()).collect()
}

fn matches<'o>(options: &'o [Choice], part: &'o str) -> impl Iterator<Item = usize> + 'o {
    let found = options.iter().enumerate().filter(move |(_, option)| squeezed(&option.label).contains(part));
    found.map(|(at, _)| at)
}

/// The fewest first letters of an option's name (without `Xã`, `Phường`) that bring it to the top of the list, else all
/// of it; and the place where it then stands.
fn letters_for(options: &[Choice], option: usize) -> (String, usize) {
    let label = options.get(option).map(|option| text::fold(&option.label)).unwrap_or_default();
    let name = label.split_once(' ').map_or(label.as_str(), |(_, name)| name);
    let labels: Vec<String> = options.iter().map(|option| squeezed(&option.label)).collect();
    let mut letters = String::new();
    for letter in text::graphemes(name) {
        letters.push_str(letter);
        let part = squeezed(&letters);
        if letter != " " && labels.iter().position(|label| label.contains(&part)) == Some(option) {
            return (letters, 0);
        }
    }
    let part = squeezed(name);
    let before = labels.iter().take(option).filter(|label| label.contains(&part)).count();
    (letters, before)
}

/// What is left to be typed of some letters, if what is typed so far is their beginning.
fn rest_of(letters: &str, typed: &str) -> Option<String> {
    let typed = text::fold(typed);
    letters.strip_prefix(typed.as_str()).map(|rest| rest.trim_start().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn communes() -> Vec<Choice> {
        let option = |id: &str, label: &str| Choice { id: id.into(), label: label.into() };
        vec![option("1", "Xã Văn Lang"), option("2", "Xã Tân Cương"), option("3", "Xã Văn Lăng")]
    }

    #[test]
    fn the_fewest_letters_that_find_an_option() {
        let options = communes();
        assert_eq!(letters_for(&options, 0), ("v".to_owned(), 0));
        assert_eq!(letters_for(&options, 1), ("t".to_owned(), 0));
        // Its letters are those of another: all of them, then one down.
        assert_eq!(letters_for(&options, 2), ("van lang".to_owned(), 1));
    }

    #[test]
    fn marks_case_and_spaces_do_not_matter() {
        let options = communes();
        for part in ["văn", "VAN", "vanl", "ăn lă"] {
            assert_eq!(matches(&options, &squeezed(part)).collect::<Vec<_>>(), [0, 2], "{part}");
        }
        assert_eq!(rest_of("van lang", "Văn"), Some("lang".to_owned()));
        assert_eq!(rest_of("van lang", "tân"), None);
    }
}
