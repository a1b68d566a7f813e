//! The pages that ask one thing each.

use crate::app::setup::{
    ClockPage, ClockSaid, CommunePage, ExportsPage, LettersPage, LettersSaid, NumberPage, PinPage, SIZES, SetUp, Step,
    columns_and_rows,
};
use crate::app::{Kiosk, List};
use crate::communes::{Commune, PRACTICE};
use crate::ui::canvas::Said;
use crate::ui::staff::{Content, Part, Row, View, clock_below, new_pin_below};
use crate::ui::theme::{GLYPHS, Role};

/// By plain lines, a longer list is told only once it is searched in.
const MOST_TOLD: usize = 12;

/// Columns of the field for a path.
const PATH: usize = 34;

/// A list that is searched by typing.
pub fn commune(kiosk: &Kiosk, view: View, page: &CommunePage) -> View {
    let t = &kiosk.strings().setup;
    let line = &page.line;
    let field = Part::Search(t.commune_search.to_owned(), line.text().to_owned(), line.cursor_columns());
    let view = view.say(t.commune_help).and(field);
    let found = page.found().count();
    if found == 0 {
        return view.answer(Said::plain(t.commune_none, Role::Attention));
    }
    if kiosk.by_lines() && found > MOST_TOLD {
        return view.say(t.commune_found(found));
    }
    let item = |commune: Commune| {
        let note = if commune.code == PRACTICE { t.commune_practice } else { commune.code };
        (commune.full_name(), note.to_owned(), Vec::new())
    };
    let mut view = view.items(List::new(found), page.found().map(item));
    view.chosen = page.chosen();
    if page.asks {
        return view.said(Said::plain(t.commune_asks, Role::Attention));
    }
    match page.bright().filter(|commune| page.has_twin(*commune)) {
        Some(_) => view.said(Said::plain(t.commune_twin, Role::Attention)),
        None => view.and(Part::Spare(Said::plain(t.commune_found(found), Role::Page))),
    }
}

/// A field for two digits.
pub fn number(kiosk: &Kiosk, view: View, page: &NumberPage) -> View {
    let t = &kiosk.strings().setup;
    let view = view.say(t.number_help).gap().and(field(t.number_field, &page.digits, 4, page.digits.len()));
    if page.wrong { view.answer(Said::plain(t.number_wrong, Role::Attention)) } else { view }
}

/// A row that always has the keys.
fn field(name: &str, shown: &str, room: usize, cursor: usize) -> Part {
    let content = Content { shown: shown.to_owned(), room, cursor: Some(cursor) };
    Part::Row(Row { at: 0, name: name.to_owned(), content: Some(content), focus: true })
}

/// The PIN that is there, or a new one.
pub fn pin(kiosk: &Kiosk, view: View, set_up: &SetUp, page: &PinPage) -> View {
    let t = &kiosk.strings().setup;
    let view = view.say(t.pin_help);
    match page {
        PinPage::Choice(list) => {
            let keep = match (set_up.answers.pin.is_some(), set_up.facts.has_pin) {
                (true, _) => t.pin_keep_typed,
                (false, true) => t.pin_keep,
                (false, false) => t.pin_later,
            };
            view.gap().list(*list, [keep, t.pin_change])
        }
        PinPage::New(new) => new_pin_below(kiosk, view, new),
    }
}

/// The date as the machine has it, or a form to set it.
pub fn clock(kiosk: &Kiosk, view: View, page: &ClockPage) -> View {
    let t = &kiosk.strings().setup;
    let now = kiosk.now.wall;
    let now = Said::of(t.clock_now(&now.local_clock(), &now.day().vietnamese()), Role::Page, Role::PageStrong);
    let view = view.said(now);
    if let Some(form) = &page.form {
        return clock_below(kiosk, view, form);
    }
    let view = match page.said {
        ClockSaid::Nothing => view,
        ClockSaid::Wrong => view.said(Said::plain(t.clock_cannot_be, Role::Attention)),
        ClockSaid::Set => view.said(Said::plain(format!("{} {}", GLYPHS.done, t.clock_is_set), Role::Good)),
    };
    let view = view.say(t.clock_help);
    if page.can_set {
        view.gap().list(page.list, [t.clock_right, t.clock_wrong])
    } else {
        view.say(t.clock_no_helper).gap().list(page.list, [t.clock_go_on])
    }
}

/// Where results are copied to.
pub fn exports(kiosk: &Kiosk, view: View, page: &ExportsPage) -> View {
    let t = &kiosk.strings().setup;
    let Some(line) = &page.line else {
        let names = [t.exports_none].into_iter().chain(page.places.iter().map(String::as_str));
        return view.say(t.exports_help).gap().list(page.list, names.chain([t.exports_other]));
    };
    let field = field(t.exports_field, line.text(), PATH, line.cursor_columns());
    let view = view.say(t.exports_type).gap().and(field);
    if page.wrong { view.answer(Said::plain(t.exports_wrong, Role::Attention)) } else { view }
}

/// The sizes of letters, with what the screen then shows.
pub fn letters(kiosk: &Kiosk, view: View, set_up: &SetUp, page: &LettersPage) -> View {
    let t = &kiosk.strings().setup;
    let note = |size: u32| match set_up.facts.pixels {
        _ if !LettersPage::has_room(&set_up.facts, size) => t.letters_tight.to_owned(),
        Some(pixels) => {
            let (columns, rows) = columns_and_rows(pixels, size);
            t.letters_shows(columns, rows)
        }
        None => t.letters_pixels(size),
    };
    let items = SIZES.iter().zip(t.letters_names).map(|(size, name)| (name.to_owned(), note(*size), Vec::new()));
    let view = view.say(t.letters_help).gap().items(page.list, items);
    let view = if set_up.facts.pixels.is_none() { view.gap().say(t.letters_window) } else { view };
    let (said, role) = match page.said {
        LettersSaid::Nothing => return view,
        LettersSaid::NoRoom => (t.letters_no_room, Role::Attention),
        LettersSaid::Waiting => (t.letters_waiting, Role::Page),
        LettersSaid::NotShown => (t.letters_not_shown, Role::Attention),
    };
    view.answer(Said::plain(said, role))
}

/// What was answered to a question, in a few words.
pub fn answer(kiosk: &Kiosk, set_up: &SetUp, step: Step) -> String {
    let t = &kiosk.strings().setup;
    let answers = &set_up.answers;
    match step {
        Step::Commune => answers.commune.map_or_else(String::new, |commune| match commune.code {
            PRACTICE => format!("{}, {}", commune.full_name(), t.commune_practice),
            code => format!("{}, {code}", commune.full_name()),
        }),
        Step::Number => answers.number.to_string(),
        Step::Pin if answers.pin.is_some() => t.pin_is_set.to_owned(),
        Step::Pin if set_up.facts.has_pin => t.pin_is_kept.to_owned(),
        Step::Pin => t.pin_is_none.to_owned(),
        Step::Clock => {
            let now = kiosk.now.wall;
            format!("{}, {}", now.local_clock(), now.day().vietnamese())
        }
        Step::Exports if answers.exports.is_empty() => t.exports_none.to_owned(),
        Step::Exports => answers.exports.clone(),
        Step::Letters => {
            let at = SIZES.iter().position(|size| *size == answers.letters).unwrap_or(0);
            t.letters_names.get(at).copied().unwrap_or_default().to_owned()
        }
        Step::Typing => answers.method.name().to_owned(),
    }
}
