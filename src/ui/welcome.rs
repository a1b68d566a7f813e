//! The first page: it invites, and stands still until a key is pressed. Which key that is, is read from afar where there is
//! room; what is recorded and what never is, stands there at every size.

use ratatui::layout::Rect;

use super::canvas::{Line, wrapped};
use super::pages::centred;
use super::theme::{GLYPHS, Role};
use crate::app::{Key, Kiosk, Target};

/// Columns of one dot of the large letters: a cell is twice as high as wide.
const DOT: usize = 2;

/// What is written on the key that begins, in large letters; it is the same in every language.
const KEY: [&str; 5] = [
    "##### #   # ##### ##### #### ",
    "#     ##  #   #   #     #   #",
    "####  # # #   #   ####  #### ",
    "#     #  ##   #   #     #  # ",
    "##### #   #   #   ##### #   #",
];

/// The lines of the page.
pub fn page(kiosk: &Kiosk, page: Rect) -> Vec<Line> {
    let t = kiosk.strings();
    let above = [
        wrapped(t.product, page.width, Role::PageTitle, Role::PageTitle),
        wrapped(t.welcome, page.width, Role::PageStrong, Role::PageStrong),
        vec![Line::default()],
        wrapped(t.welcome_text, page.width, Role::Page, Role::Page),
        vec![Line::default(), start(kiosk)],
    ]
    .concat();
    let below = below(kiosk, page.width);
    let said = |line: &&Line| !line.pieces.is_empty();
    let taken = above.iter().chain(&below).filter(said).count();
    let large = large(page.width).filter(|large| taken + large.len() <= usize::from(page.height));
    let lines = above.into_iter().chain(large.into_iter().flatten()).chain(below).collect();
    centred(lines, page)
}

fn start(kiosk: &Kiosk) -> Line {
    let start = format!(" {} {} ", GLYPHS.focus, kiosk.strings().welcome_start);
    Line::of(start, Role::Chosen).on(Target::Key(Key::Enter))
}

/// The key in large letters, below an empty line; `None` where it is too wide.
fn large(width: u16) -> Option<Vec<Line>> {
    let dot = |c: char| if c == '#' { GLYPHS.full.repeat(DOT) } else { " ".repeat(DOT) };
    let row = |row: &&str| {
        let dots: String = row.chars().map(dot).collect();
        Line::of(format!(" {dots}"), Role::PageStrong).on(Target::Key(Key::Enter))
    };
    let lines: Vec<Line> = std::iter::once(Line::default()).chain(KEY.iter().map(row)).collect();
    lines.iter().all(|line| line.width() <= usize::from(width)).then_some(lines)
}

/// What stands below the invitation.
fn below(kiosk: &Kiosk, width: u16) -> Vec<Line> {
    let t = kiosk.strings();
    let mut lines = vec![Line::default()];
    lines.extend(keyed(t.welcome_back, width, Role::Tap, Key::F(5)));
    if let Some(languages) = languages(kiosk) {
        lines.push(Line::default());
        lines.extend(keyed(&languages, width, Role::Tap, Key::F(2)));
    }
    lines.push(Line::default());
    lines.extend(wrapped(t.welcome_privacy, width, Role::Page, Role::Page));
    if !kiosk.notices.is_empty() {
        lines.push(Line::default());
        lines.extend(keyed(&t.staff_notices(kiosk.notices.len()), width, Role::Tap, Key::F(11)));
    }
    lines
}

/// The lines of a text that names a key, which a click on them does.
fn keyed(content: &str, width: u16, marked: Role, key: Key) -> Vec<Line> {
    let lines = wrapped(content, width, Role::Page, marked);
    lines.into_iter().map(|line| line.on(Target::Key(key))).collect()
}

/// `F2: ►Tiếng Việt · English`; `None` if there is but one.
fn languages(kiosk: &Kiosk) -> Option<String> {
    let name = |lang: &crate::i18n::Lang| {
        let name = lang.name();
        if *lang == kiosk.lang { format!("**{}{name}**", GLYPHS.focus) } else { name.to_owned() }
    };
    let names: Vec<String> = kiosk.languages().iter().map(name).collect();
    (names.len() > 1).then(|| format!("**F2**: {}", names.join(GLYPHS.between)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text;

    #[test]
    fn the_large_letters_are_as_wide_as_each_other() {
        assert!(KEY.iter().all(|row| text::width(row) == text::width(KEY[0])));
        assert_eq!(large(60).map(|lines| lines.len()), Some(6));
        assert!(large(58).is_none());
    }
}
