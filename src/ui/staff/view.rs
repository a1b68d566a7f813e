//! What a page of the staff area shows, described once: it is drawn from this, and told from it.

use ratatui::layout::Rect;

use crate::app::staff::{Field, Form, Number};
use crate::app::{Key, Kiosk, List, Target};
use crate::text;
use crate::ui::canvas::{Line, Piece, Said, wrapped};
use crate::ui::comeback;
use crate::ui::pages::{title, whole_item};
use crate::ui::theme::{GLYPHS, Role};

/// The fewest columns of a bar.
const LEAST_BAR: usize = 6;

/// Columns of the marker before an item.
const MARKER: usize = 3;

/// A part of a page.
pub enum Part {
    /// Its title.
    Title(String),
    /// A paragraph.
    Said(Said),
    /// What came of the last key: it is told first.
    Answer(Said),
    /// An empty line, where there is room.
    Gap,
    /// A paragraph that is drawn only where there is room for all.
    Spare(Said),
    /// Something to choose.
    Item {
        /// Its place.
        at: usize,
        /// What it is called.
        name: String,
        /// What stands at its end.
        note: String,
        /// What stands below it.
        below: Vec<String>,
    },
    /// A row of a form.
    Row(Row),
    /// Two short texts, drawn beside each other with this gap.
    Pair(String, String, String),
    /// The three lists of words.
    Words {
        /// The place in each.
        places: [usize; 3],
        /// The list that is shown.
        at: usize,
    },
    /// A field to which keys go besides a list: its name, what stands in it, and the column of the cursor in that.
    Search(String, String, usize),
    /// Names with numbers, drawn as bars.
    Bars(Vec<(String, u32)>),
    /// So many digits of a PIN, drawn as dots.
    Typed {
        /// The drawing.
        line: Line,
        /// How many.
        digits: usize,
    },
    /// Digits for the mouse, which the keyboard has anyhow.
    Keypad(Line),
}

/// A row of a form.
pub struct Row {
    /// Its place.
    pub at: usize,
    /// What it is called.
    pub name: String,
    /// What stands in it; `None`: it is a button.
    pub content: Option<Content>,
    /// Keys go to it.
    pub focus: bool,
}

/// What stands in a row.
pub struct Content {
    /// As it is shown.
    pub shown: String,
    /// Columns that it has.
    pub room: usize,
    /// The column of the cursor, where something can be written.
    pub cursor: Option<usize>,
}

/// A page: its parts and which item is chosen.
#[derive(Default)]
pub struct View {
    /// From top to bottom.
    pub parts: Vec<Part>,
    /// The place that is chosen, of items.
    pub chosen: Option<usize>,
}

impl View {
    /// A page with a title.
    pub fn titled(title: impl Into<String>) -> View {
        View { parts: vec![Part::Title(title.into())], chosen: None }
    }

    /// Adds a plain paragraph; nothing if it is empty.
    #[must_use]
    pub fn say(self, text: impl Into<String>) -> View {
        self.said(Said::of(text, Role::Page, Role::Keys))
    }

    /// Adds a paragraph; nothing if it is empty.
    #[must_use]
    pub fn said(self, said: Said) -> View {
        if said.text.is_empty() { self } else { self.and(Part::Said(said)) }
    }

    /// Adds what came of the last key, after an empty line; nothing if it is empty.
    #[must_use]
    pub fn answer(self, said: Said) -> View {
        if said.text.is_empty() { self } else { self.gap().and(Part::Answer(said)) }
    }

    /// Adds an empty line.
    #[must_use]
    pub fn gap(self) -> View {
        self.and(Part::Gap)
    }

    /// Adds a part.
    #[must_use]
    pub fn and(mut self, part: Part) -> View {
        self.parts.push(part);
        self
    }

    /// Adds a list of names to choose from.
    #[must_use]
    pub fn list<'n>(self, list: List, names: impl IntoIterator<Item = &'n str>) -> View {
        let notes = std::iter::repeat(String::new());
        self.items(list, names.into_iter().map(str::to_owned).zip(notes).map(|(name, note)| (name, note, Vec::new())))
    }

    /// Adds a list of things to choose from: name, note at the end, lines below.
    #[must_use]
    pub fn items(mut self, list: List, items: impl IntoIterator<Item = (String, String, Vec<String>)>) -> View {
        let items = items.into_iter().enumerate();
        self.parts.extend(items.map(|(at, (name, note, below))| Part::Item { at, name, note, below }));
        self.chosen = Some(list.chosen);
        self
    }

    /// Adds the rows of a form, by their names; choices by the names of what can be chosen.
    #[must_use]
    pub fn form(mut self, form: &Form, names: &[&str], choices: &[&str]) -> View {
        for (at, (field, name)) in form.fields.iter().zip(names).enumerate() {
            let content = match field {
                Field::Button => None,
                Field::Choice(list) => {
                    let room = choices.iter().map(|name| text::width(name)).max().unwrap_or(0);
                    let shown = choices.get(list.chosen).copied().unwrap_or_default().to_owned();
                    Some(Content { shown, room, cursor: None })
                }
                Field::Line(line) => {
                    Some(Content { shown: line.text().to_owned(), room: 30, cursor: Some(line.cursor_columns()) })
                }
                Field::Number(number) => Some(number_content(number)),
            };
            self.parts.push(Part::Row(Row { at, name: (*name).to_owned(), content, focus: at == form.at }));
        }
        self
    }
}

fn number_content(number: &Number) -> Content {
    let shown = number.shown();
    let room = text::width(&shown).max(6);
    Content { shown, room, cursor: Some(number.cursor()) }
}

/// The lines of a page. Where there is no room for all items, those round the chosen one are shown.
pub fn lines(kiosk: &Kiosk, view: &View, page: Rect) -> Vec<Line> {
    let height = usize::from(page.height);
    let all = |spare: bool, gaps: bool| -> Vec<Vec<Line>> {
        view.parts.iter().map(|part| drawn(kiosk, part, (view, page), (spare, gaps))).collect()
    };
    let fits = |parts: &[Vec<Line>]| parts.iter().map(Vec::len).sum::<usize>() <= height;
    let mut parts = all(true, true);
    for (spare, gaps) in [(true, false), (false, true), (false, false)] {
        if !fits(&parts) {
            parts = all(spare, gaps);
        }
    }
    if !fits(&parts) {
        scroll(&mut parts, view, height);
    }
    parts.concat()
}

/// Leaves out items far from the chosen one, until the page fits.
fn scroll(parts: &mut [Vec<Line>], view: &View, height: usize) {
    let is_item = |part: &Part| matches!(part, Part::Item { .. });
    let fixed: usize = parts.iter().zip(&view.parts).filter(|(_, part)| !is_item(part)).map(|(l, _)| l.len()).sum();
    let items: Vec<usize> = view.parts.iter().enumerate().filter(|(_, p)| is_item(p)).map(|(at, _)| at).collect();
    let chosen = view.chosen.unwrap_or(0).min(items.len().saturating_sub(1));
    let (mut from, mut to, mut left) = (chosen, chosen, height.saturating_sub(fixed));
    let size = |at: usize| items.get(at).and_then(|part| parts.get(*part)).map_or(0, Vec::len);
    left = left.saturating_sub(size(chosen));
    // As many as fit above the chosen one, then those below it; never half of one.
    while from > 0 && size(from - 1) <= left {
        from -= 1;
        left -= size(from);
    }
    while to + 1 < items.len() && size(to + 1) <= left {
        to += 1;
        left -= size(to);
    }
    for (at, part) in items.iter().enumerate() {
        if !(from..=to).contains(&at)
            && let Some(lines) = parts.get_mut(*part)
        {
            lines.clear();
        }
    }
}

/// The lines of one part: with what may be left out, and empty lines.
fn drawn(kiosk: &Kiosk, part: &Part, (view, page): (&View, Rect), (spare, gaps): (bool, bool)) -> Vec<Line> {
    match part {
        Part::Title(content) => {
            let mut lines = Vec::new();
            title(&mut lines, content, page);
            if !gaps {
                lines.remove(0);
            }
            lines
        }
        Part::Said(said) | Part::Answer(said) => said.lines(page.width),
        Part::Spare(said) => {
            if spare {
                said.lines(page.width)
            } else {
                Vec::new()
            }
        }
        Part::Gap => vec![Line::default(); usize::from(gaps)],
        Part::Item { at, name, note, below } => {
            let chosen = view.chosen.unwrap_or(usize::MAX);
            let mut lines = whole_item(page, *at, chosen, name, note);
            let room = page.width.saturating_sub(u16::try_from(MARKER).unwrap_or(0) + 3);
            for text in below {
                lines.extend(wrapped(text, room, Role::Page, Role::PageStrong).into_iter().map(|line| {
                    let mut line = line.on(Target::Item(*at));
                    line.pieces.insert(0, Piece { text: " ".repeat(MARKER + 3), role: Role::Page });
                    line
                }));
            }
            lines
        }
        Part::Row(row) => drawn_row(row, view, page),
        Part::Pair(left, gap, right) => {
            vec![Line::of(left, Role::PageStrong).and(gap, Role::Page).and(right, Role::PageStrong)]
        }
        Part::Words { places, at } => comeback::word_list(kiosk, *places, *at),
        Part::Search(name, content, cursor) => vec![drawn_search(name, content, *cursor)],
        Part::Bars(bars) => drawn_bars(bars, page),
        Part::Typed { line, .. } | Part::Keypad(line) => vec![line.clone()],
    }
}

/// `► Tên       [Lớp tối            ]`; where name and content do not fit beside each other, below.
fn drawn_row(row: &Row, view: &View, page: Rect) -> Vec<Line> {
    let (marker, role) = if row.focus { (GLYPHS.focus, Role::Chosen) } else { (" ", Role::PageStrong) };
    let Some(content) = &row.content else {
        return vec![Line::of(format!(" {marker} {} ", row.name), role).on(Target::Item(row.at))];
    };
    let widest = view.parts.iter().filter_map(|part| match part {
        Part::Row(row) if row.content.is_some() => Some(text::width(&row.name)),
        _ => None,
    });
    let names = widest.max().unwrap_or(0);
    let width = usize::from(page.width);
    let beside = MARKER + names + 2;
    let room = content.room.min(width.saturating_sub(beside + 2).max(12));
    let pad = |taken: usize, to: usize| " ".repeat(to.saturating_sub(taken));
    // The end of a long text is seen, where the cursor is.
    let over = text::width(&content.shown).saturating_sub(room);
    let shown: String = text::graphemes(&content.shown).skip(over).collect();
    let field = format!(" {shown}{} ", pad(text::width(&shown), room));
    let role_of_field = if row.focus && content.cursor.is_none() { Role::Chosen } else { Role::Field };
    let name = Line::of(format!(" {marker} {}", row.name), role);
    let mut line = name.and(pad(text::width(&row.name), names + 1), Role::Page).and(field, role_of_field);
    line = line.on(Target::Item(row.at));
    if row.focus
        && let Some(cursor) = content.cursor
    {
        line.cursor = u16::try_from(beside + cursor.saturating_sub(over)).ok();
    }
    vec![line]
}

/// Columns of a field to search in.
const SEARCH: usize = 26;

/// `Tìm: [phan dinh                 ]`
fn drawn_search(name: &str, content: &str, cursor: usize) -> Line {
    let rest = " ".repeat(SEARCH.saturating_sub(text::width(content)));
    let line = Line::of(format!("{name} "), Role::Page).and(format!(" {content}{rest} "), Role::Field);
    Line { cursor: u16::try_from(text::width(name) + 2 + cursor).ok(), ..line }
}

/// `Nông dân            ████████▌ 17`
fn drawn_bars(bars: &[(String, u32)], page: Rect) -> Vec<Line> {
    let names = bars.iter().map(|(name, _)| text::width(name)).max().unwrap_or(0);
    let most = bars.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
    let figures = most.to_string().len();
    let room = usize::from(page.width).saturating_sub(names + figures + 2).max(LEAST_BAR);
    let line = |(name, count): &(String, u32)| {
        let halves = halves(*count, most, room);
        let bar = format!("{}{}", GLYPHS.full.repeat(halves / 2), GLYPHS.left_half.repeat(halves % 2));
        let pad = " ".repeat(names.saturating_sub(text::width(name)) + 1);
        let rest = " ".repeat(room.saturating_sub(text::width(&bar)) + 1);
        Line::of(format!("{name}{pad}"), Role::Page)
            .and(bar, Role::Good)
            .and(format!("{rest}{count:>figures$}"), Role::PageStrong)
    };
    bars.iter().map(line).collect()
}

/// How many halves of a column a bar has: something that is there is seen.
fn halves(count: u32, most: u32, room: usize) -> usize {
    let whole = u64::from(count) * 2 * u64::try_from(room).unwrap_or(0) / u64::from(most.max(1));
    usize::try_from(whole).unwrap_or(0).max(usize::from(count > 0))
}

/// The digits for the mouse, and what takes one back.
pub fn keypad() -> Part {
    let keys = ('0'..='9').cycle().skip(1).take(10).map(|digit| (digit.to_string(), Key::Char(digit)));
    let erase = (GLYPHS.back.to_owned(), Key::Backspace);
    Part::Keypad(keys.chain([erase]).fold(Line::default(), |line, (name, key)| {
        line.and_on(format!(" {name} "), Role::Keys, Target::Key(key)).and(" ", Role::Page)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_in_proportion_and_what_is_there_is_seen() {
        for (count, most, room, wanted) in [
            (0, 10, 10, 0),
            (10, 10, 10, 20),
            (5, 10, 10, 10),
            (1, 10, 10, 2),
            (1, 1000, 10, 1),
            (3, 8, 7, 5),
            (0, 0, 10, 0),
            (u32::MAX, u32::MAX, 200, 400),
        ] {
            assert_eq!(halves(count, most, room), wanted, "{count} of {most} in {room}");
        }
    }

    #[test]
    fn a_long_list_shows_what_is_round_the_chosen_item() {
        let page = Rect::new(0, 0, 40, 8);
        let kiosk = Kiosk::new(crate::app::Settings::default(), 1);
        let names: Vec<String> = (0..30).map(|n| format!("item {n}")).collect();
        for chosen in 0..30 {
            let view =
                View::titled("title").list(List::new(30).at(chosen), names.iter().map(String::as_str)).say("end");
            let lines = lines(&kiosk, &view, page);
            assert_eq!(lines.len(), 8);
            let shown: Vec<String> = lines.iter().map(Line::text).collect();
            assert!(shown[0].contains("title") && shown[7].contains("end"));
            assert!(shown.iter().any(|line| line.contains(&format!("{} item {chosen}", GLYPHS.focus))), "{shown:?}");
        }
    }
}
