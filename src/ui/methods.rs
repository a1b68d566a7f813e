//! The page on which is chosen how Vietnamese is typed: the choices, what the bright one is like, and a field to try it.

use ratatui::layout::Rect;

use super::canvas::{Canvas, Line, Said, wrapped};
use super::pages::{item, page_of, tight, title};
use super::theme::{GLYPHS, Role};
use crate::app::{EXAMPLES, Kiosk, METHODS, Methods, Tried};
use crate::text;
use crate::typing::{self, Method};

/// Letters with a shape of their own, and the tones on one letter.
pub(super) const TABLE: [&str; 2] = ["âăêôơưđ", "áàảãạ"];

/// Columns between two things on a line.
const APART: &str = "   ";

/// Draws the page over everything but header and bar.
pub fn draw(canvas: &mut Canvas<'_>, kiosk: &Kiosk, area: Rect, methods: &Methods) {
    let page = page_of(area);
    canvas.fill(area, Role::Page);
    let t = kiosk.strings();
    canvas.lines(page, &lines(kiosk, page, methods, (t.typing_title, t.typing_help)));
}

/// The lines of the page, with this title and this help.
pub(super) fn lines(kiosk: &Kiosk, page: Rect, methods: &Methods, (head, help): (&str, &str)) -> Vec<Line> {
    let t = kiosk.strings();
    let mut lines = Vec::new();
    title(&mut lines, head, page);
    for (at, choice) in METHODS.iter().enumerate().take(methods.list.len) {
        let note = if at == methods.now { t.typing_now } else { "" };
        lines.push(item(page, at, methods.list.chosen, choice.map_or(t.typing_none, Method::name), note));
    }
    lines.push(Line::default());
    let about = |choice: &Option<Method>| about(kiosk, page, *choice);
    // Everything below stays where it is while the choice moves.
    let room = METHODS.iter().take(methods.list.len).map(|choice| about(choice).len()).max().unwrap_or(0);
    let mut shown = about(&methods.method());
    shown.resize(room, Line::of("", Role::Page));
    lines.extend(shown);
    lines.push(Line::default());
    lines.push(field(kiosk, methods));
    let said = said(kiosk, methods);
    lines.push(Line::of(said.text, said.role));
    lines.push(Line::default());
    lines.extend(wrapped(help, page.width, Role::Page, Role::Keys));
    tight(lines, page)
}

/// What makes which mark, and the example.
fn about(kiosk: &Kiosk, page: Rect, choice: Option<Method>) -> Vec<Line> {
    let t = kiosk.strings();
    let Some(method) = choice else {
        return wrapped(t.typing_none_about, page.width, Role::Page, Role::Page);
    };
    let mut lines: Vec<Line> = TABLE.iter().flat_map(|letters| table(letters, method, page)).collect();
    let pair = |line: Line, word: &&str| becomes(line, word, method).and(APART, Role::Page);
    let mut example = EXAMPLES.iter().fold(Line::of(format!("{} ", t.typing_example), Role::Page), pair);
    example.pieces.pop();
    lines.push(example);
    lines
}

/// `aa → â   aw → ă`, on lines of the same length.
fn table(letters: &str, method: Method, page: Rect) -> Vec<Line> {
    let letters: Vec<&str> = text::graphemes(letters).collect();
    let widest = letters.iter().map(|letter| becomes(Line::default(), letter, method).width()).max().unwrap_or(0);
    let column = widest + text::width(APART);
    let fit = ((usize::from(page.width) + text::width(APART)) / column.max(1)).max(1);
    let each = letters.len().div_ceil(letters.len().div_ceil(fit).max(1)).max(1);
    let row = |letters: &[&str]| {
        letters.iter().fold(Line::default(), |line, letter| {
            let line = if line.pieces.is_empty() { line } else { line.and(APART, Role::Page) };
            becomes(line, letter, method)
        })
    };
    letters.chunks(each).map(row).collect()
}

/// `aa → â`
fn becomes(line: Line, content: &str, method: Method) -> Line {
    let line = line.and(typing::keys(content, method), Role::Keys);
    line.and(format!(" {} ", GLYPHS.becomes), Role::Page).and(content, Role::PageStrong)
}

fn field(kiosk: &Kiosk, methods: &Methods) -> Line {
    let lead = format!("{} ", kiosk.strings().typing_try);
    let shown = methods.line.text();
    let rest = FIELD.saturating_sub(text::width(shown));
    let at = text::width_u16(&lead) + 1 + u16::try_from(methods.line.cursor_columns()).unwrap_or(0);
    let line = Line::of(lead, Role::Page).and(format!(" {shown}{} ", " ".repeat(rest)), Role::Field);
    Line { cursor: Some(at), ..line }
}

/// Columns of the field.
const FIELD: usize = 26;

/// What comes of what was tried.
pub(super) fn said(kiosk: &Kiosk, methods: &Methods) -> Said {
    let t = kiosk.strings();
    let [telex, vni] = t.typing_seems;
    let (said, role) = match methods.tried() {
        Tried::Nothing if methods.method().is_some() => (t.typing_hint.to_owned(), Role::Page),
        Tried::Example => (format!("{} {}", GLYPHS.done, t.typing_right), Role::Good),
        Tried::Keys(Method::Telex) => (telex.to_owned(), Role::Almost),
        Tried::Keys(Method::Vni) => (vni.to_owned(), Role::Almost),
        Tried::Nothing | Tried::Something => (String::new(), Role::Page),
    };
    Said::plain(said, role)
}
