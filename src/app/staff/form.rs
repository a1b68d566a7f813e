//! A form of the staff area: choices, lines of text, numbers and dates, and a button at its end.

use crate::app::event::Key;
use crate::app::list::List;
use crate::typing::{Composer, Method, Style};

/// The longest text of a line, in letters.
const LONGEST: usize = 60;

/// The longest path, in letters.
const LONGEST_PATH: usize = 200;

/// Digits in groups, like a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// What was typed.
    digits: String,
    /// Digits of each group.
    groups: &'static [usize],
    /// What stands between two groups.
    between: char,
}

impl Number {
    /// An empty one.
    fn new(groups: &'static [usize], between: char) -> Number {
        Number { digits: String::new(), groups, between }
    }

    /// The most digits that it takes.
    fn most(&self) -> usize {
        self.groups.iter().sum()
    }

    /// Its groups as numbers, once they are whole; a single one may be shorter.
    pub fn values(&self) -> Option<Vec<u32>> {
        if self.groups.len() > 1 && self.digits.len() < self.most() {
            return None;
        }
        let mut rest = self.digits.as_str();
        let mut values = Vec::new();
        for group in self.groups {
            let (part, more) = rest.split_at_checked((*group).min(rest.len()))?;
            values.push(part.parse().ok()?);
            rest = more;
        }
        Some(values)
    }

    /// The only number of an ungrouped one, if something was typed.
    pub fn value(&self) -> Option<u32> {
        self.values()?.first().copied()
    }

    /// As it is shown: `25/1_/____` while it is typed.
    pub fn shown(&self) -> String {
        if self.groups.len() < 2 {
            return self.digits.clone();
        }
        let mut digits = self.digits.chars();
        let mut shown = String::new();
        for (at, group) in self.groups.iter().enumerate() {
            shown.extend((at > 0).then_some(self.between));
            shown.extend((0..*group).map(|_| digits.next().unwrap_or('_')));
        }
        shown
    }

    /// The column of the cursor in what is shown.
    pub fn cursor(&self) -> usize {
        let (mut column, mut left) = (0, self.digits.len());
        for group in self.groups {
            if left < *group {
                break;
            }
            left -= group;
            column += group + 1;
        }
        let end = self.most() + self.groups.len() - 1;
        (column + left).min(end)
    }

    fn key(&mut self, key: Key) -> bool {
        match key {
            Key::Char(digit) if digit.is_ascii_digit() && self.digits.len() < self.most() => self.digits.push(digit),
            Key::Char(_) => {}
            Key::Backspace => drop(self.digits.pop()),
            _ => return false,
        }
        true
    }
}

/// A row of a form.
pub enum Field {
    /// One of several.
    Choice(List),
    /// A line of text, by the method that Vietnamese is typed with.
    Line(Composer),
    /// Digits.
    Number(Number),
    /// What ends the form.
    Button,
}

/// What a key did in a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Did {
    /// It was one for the form.
    Something,
    /// The form is filled in.
    Submitted,
    /// It is none for a form.
    Nothing,
}

/// A form.
pub struct Form {
    /// Its rows.
    pub fields: Vec<Field>,
    /// The row that keys go to.
    pub at: usize,
}

impl Form {
    /// A form of these rows and a button.
    pub(super) fn new(fields: impl IntoIterator<Item = Field>) -> Form {
        Form { fields: fields.into_iter().chain([Field::Button]).collect(), at: 0 }
    }

    /// A line for a title.
    pub(super) fn line(method: Option<Method>, style: Style) -> Field {
        Field::Line(Composer::new(LONGEST, method, style))
    }

    /// A line that holds a text already, typed without marks.
    pub(super) fn line_with(content: &str, style: Style) -> Field {
        let mut line = Composer::new(LONGEST_PATH, None, style);
        line.set(content);
        Field::Line(line)
    }

    /// One of so many.
    pub(super) fn choice(count: usize) -> Field {
        Field::Choice(List::new(count))
    }

    /// A number of people, up to 9,999.
    pub(super) fn people() -> Field {
        Field::Number(Number::new(&[4], ' '))
    }

    /// A date as people write it here: day, month, year.
    pub(super) fn date() -> Field {
        Field::Number(Number::new(&[2, 2, 4], '/'))
    }

    /// A time of day.
    pub(super) fn time() -> Field {
        Field::Number(Number::new(&[2, 2], ':'))
    }

    /// What was chosen in a row.
    pub fn chosen(&self, at: usize) -> usize {
        match self.fields.get(at) {
            Some(Field::Choice(list)) => list.chosen,
            _ => 0,
        }
    }

    /// What was written in a row, without blanks at its ends.
    pub fn written(&self, at: usize) -> &str {
        match self.fields.get(at) {
            Some(Field::Line(line)) => line.text().trim(),
            _ => "",
        }
    }

    /// The number in a row.
    pub fn number(&self, at: usize) -> Option<&Number> {
        match self.fields.get(at) {
            Some(Field::Number(number)) => Some(number),
            _ => None,
        }
    }

    /// Whether letters go into a line of text now, so that it matters how Vietnamese is typed.
    pub(super) fn types(&self) -> bool {
        matches!(self.fields.get(self.at), Some(Field::Line(_)))
    }

    /// Whether the row that keys go to takes what is written.
    pub(super) fn takes_line(&self) -> bool {
        matches!(self.fields.get(self.at), Some(Field::Line(_) | Field::Number(_)))
    }

    /// How many letters stand in the row that keys go to.
    pub(super) fn stands(&self) -> usize {
        match self.fields.get(self.at) {
            Some(Field::Line(line)) => line.len(),
            Some(Field::Number(number)) => number.digits.len(),
            _ => 0,
        }
    }

    /// How Vietnamese is typed from now on.
    pub(super) fn set_method(&mut self, method: Option<Method>) {
        for field in &mut self.fields {
            if let Field::Line(line) = field {
                line.set_method(method);
            }
        }
    }

    /// A row was clicked: a choice goes on to its next, the button is pressed.
    pub(super) fn click(&mut self, at: usize) -> Did {
        self.at = at.min(self.fields.len().saturating_sub(1));
        match self.fields.get_mut(self.at) {
            Some(Field::Choice(list)) => {
                list.chosen = (list.chosen + 1) % list.len.max(1);
                Did::Something
            }
            Some(Field::Button) => Did::Submitted,
            _ => Did::Something,
        }
    }

    /// A key.
    pub(super) fn key(&mut self, key: Key) -> Did {
        let end = self.fields.len().saturating_sub(1);
        let Some(field) = self.fields.get_mut(self.at) else { return Did::Nothing };
        let taken = match (field, key) {
            (Field::Button, Key::Enter) => return Did::Submitted,
            (Field::Choice(list), Key::Left | Key::Right | Key::Char(' ')) => {
                let step = if key == Key::Left { list.len.saturating_sub(1) } else { 1 };
                list.chosen = (list.chosen + step) % list.len.max(1);
                true
            }
            (Field::Line(line), key) => edit(line, key),
            (Field::Number(number), key) => number.key(key),
            _ => false,
        };
        if taken {
            return Did::Something;
        }
        match key {
            Key::Down | Key::Tab | Key::Enter => self.at = (self.at + 1).min(end),
            Key::Up | Key::BackTab => self.at = self.at.saturating_sub(1),
            _ => return Did::Nothing,
        }
        Did::Something
    }
}

/// A key in a line of text; whether it was one for it.
fn edit(line: &mut Composer, key: Key) -> bool {
    match key {
        Key::Char(c) => drop(line.insert(c)),
        Key::Backspace => drop(line.backspace()),
        Key::Delete => drop(line.delete()),
        Key::Left => drop(line.left()),
        Key::Right => drop(line.right()),
        Key::Home => line.home(),
        Key::End => line.end(),
        _ => return false,
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn types(form: &mut Form, keys: &str) {
        keys.chars().for_each(|c| assert_eq!(form.key(Key::Char(c)), Did::Something));
    }

    #[test]
    fn a_form_is_filled_in_by_keys() {
        let mut form =
            Form::new([Form::choice(4), Form::line(Some(Method::Telex), Style::Old), Form::people(), Form::date()]);
        assert_eq!(form.key(Key::Left), Did::Something);
        assert_eq!(form.chosen(0), 3);
        form.key(Key::Char(' '));
        assert_eq!(form.chosen(0), 0);
        form.key(Key::Enter);
        types(&mut form, " Nhaf vawn hoas");
        assert_eq!(form.written(1), "Nhà văn hóa");
        form.key(Key::Down);
        types(&mut form, "2x0");
        assert_eq!(form.number(2).unwrap().value(), Some(20));
        types(&mut form, "0999");
        assert_eq!(form.number(2).unwrap().value(), Some(2009));
        form.key(Key::Tab);
        types(&mut form, "2511");
        assert_eq!(form.number(3).unwrap().shown(), "25/11/____");
        assert_eq!((form.number(3).unwrap().cursor(), form.number(3).unwrap().values()), (6, None));
        types(&mut form, "2026");
        assert_eq!(form.number(3).unwrap().values(), Some(vec![25, 11, 2026]));
        assert_eq!((form.number(3).unwrap().shown().as_str(), form.number(3).unwrap().cursor()), ("25/11/2026", 10));
        form.key(Key::Enter);
        assert_eq!(form.key(Key::Down), Did::Something);
        assert_eq!(form.key(Key::Enter), Did::Submitted);
        assert_eq!(form.key(Key::Escape), Did::Nothing);
    }

    #[test]
    fn a_click_goes_to_a_row_and_presses_the_button() {
        let mut form = Form::new([Form::choice(2), Form::time()]);
        assert_eq!(form.click(0), Did::Something);
        assert_eq!(form.chosen(0), 1);
        assert_eq!(form.click(1), Did::Something);
        types(&mut form, "083");
        assert_eq!(form.number(1).unwrap().shown(), "08:3_");
        assert_eq!(form.click(9), Did::Submitted);
    }
}
