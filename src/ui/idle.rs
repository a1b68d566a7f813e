//! The page that asks whether somebody is still there, with the seconds left in large figures. Calm: nothing blinks, and
//! nothing but the figures changes.

use ratatui::layout::Rect;

use super::canvas::{Canvas, Line, wrapped};
use super::pages::{centred, page_of};
use super::result::leaving;
use super::theme::{GLYPHS, Role};
use crate::app::{Key, Kiosk, Person, Target};

/// Columns of one dot of the figures: a cell is twice as high as wide.
const DOT: usize = 2;

/// The ten figures, three dots wide and five high.
const FIGURES: [[&str; 5]; 10] = [
    ["###", "# #", "# #", "# #", "###"],
    [" # ", "## ", " # ", " # ", "###"],
    ["###", "  #", "###", "#  ", "###"],
    ["###", "  #", " ##", "  #", "###"],
    ["# #", "# #", "###", "  #", "  #"],
    ["###", "#  ", "###", "  #", "###"],
    ["###", "#  ", "###", "# #", "###"],
    ["###", "  #", "  #", " # ", " # "],
    ["###", "# #", "###", "# #", "###"],
    ["###", "# #", "###", "  #", "###"],
];

/// Draws the page over everything but header and bar. A click anywhere is an answer.
pub fn draw(canvas: &mut Canvas<'_>, kiosk: &Kiosk, area: Rect, seconds: u64) {
    let (t, page) = (kiosk.strings(), page_of(area));
    canvas.fill(area, Role::Page);
    canvas.target(area, Target::Key(Key::Enter));
    let mut lines = wrapped(&kiosk.say(t.idle_title), page.width, Role::PageTitle, Role::PageTitle);
    lines.push(Line::default());
    lines.extend(wrapped(t.idle_keep, page.width, Role::PageStrong, Role::PageStrong));
    lines.push(Line::default());
    lines.extend(figures(seconds));
    lines.push(Line::default());
    lines.extend(wrapped(&t.idle_left(seconds), page.width, Role::Page, Role::Page));
    if kiosk.person.as_ref().is_some_and(Person::has_begun) {
        lines.extend(wrapped(leaving(kiosk), page.width, Role::Page, Role::Page));
    }
    canvas.lines(page, &centred(lines, page));
}

/// A number in large figures.
fn figures(number: u64) -> Vec<Line> {
    let digits: Vec<usize> = number.to_string().chars().filter_map(|c| c.to_digit(10)?.try_into().ok()).collect();
    let dot = |c: char| if c == '#' { GLYPHS.full.repeat(DOT) } else { " ".repeat(DOT) };
    let row = |row: usize| {
        let figure =
            |digit: &usize| FIGURES.get(*digit).and_then(|figure| figure.get(row)).copied().unwrap_or_default();
        let dots: Vec<String> = digits.iter().map(|digit| figure(digit).chars().map(dot).collect()).collect();
        Line::of(dots.join(&" ".repeat(DOT)), Role::PageStrong)
    };
    (0..5).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text;

    #[test]
    fn figures_are_as_high_and_wide_as_each_other() {
        for figure in FIGURES {
            assert!(figure.iter().all(|row| text::width(row) == 3), "{figure:?}");
        }
        let rows: Vec<String> = figures(27).iter().map(Line::text).collect();
        assert_eq!(rows[0], "██████  ██████");
        assert_eq!(rows[4], "██████    ██  ");
    }
}
