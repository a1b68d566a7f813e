//! The pages around the lessons, in the languages that were added: nothing of them may be cut off.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::frames::SIZES;
use crate::app::{Event, Key, Kiosk, Settings};
use crate::i18n::Lang;
use crate::lesson::{Finding, Languages, Library};
use crate::text;
use crate::time::Moment;
use crate::ui;

/// Through every page once: quitting, coming back, sign-in, the warm-up, the lessons, the ways to learn one, a lesson with
/// its papers, the call for a person, leaving, the result and its slip.
const WAY: &[Key] = &[
    Key::Escape,
    Key::Escape,
    Key::F(5),
    Key::Escape,
    Key::Enter,
    Key::End,
    Key::Enter,
    Key::End,
    Key::Enter,
    Key::Down,
    Key::Escape,
    Key::Up,
    Key::Enter,
    Key::Escape,
    Key::Backspace,
    Key::F(1),
    Key::Enter,
    Key::Down,
    Key::Enter,
    Key::Right,
    Key::Down,
    Key::Enter,
    Key::F(4),
    Key::Escape,
    Key::F(8),
    Key::Enter,
    Key::F(10),
    Key::Down,
    Key::Enter,
    Key::Down,
    Key::Enter,
];

/// Draws these pages in every language that was added, at every size.
pub fn findings(library: &Library, languages: &Languages) -> Vec<Finding> {
    let added = languages.known.iter().copied().filter(|lang| !Lang::BUILT_IN.contains(lang));
    added.flat_map(|lang| cuts(library, languages, lang)).collect()
}

fn cuts(library: &Library, languages: &Languages, lang: Lang) -> Vec<Finding> {
    let settings = Settings { lang, languages: languages.known, ..Settings::default() };
    let mut kiosk = Kiosk::new(settings, 1);
    let now = Moment::default();
    let _ = kiosk.update(Event::Library(Arc::new(library.clone()), 0), now);
    let mut found: BTreeMap<String, (u16, u16)> = BTreeMap::new();
    for key in [None].into_iter().chain(WAY.iter().copied().map(Some)) {
        if let Some(key) = key {
            let _ = kiosk.update(Event::Key(key), now);
        }
        for size in SIZES {
            kiosk.size = size;
            // What is cut off in Vietnamese too is for scrolling.
            kiosk.lang = Lang::Vi;
            let scrolls = !ui::cut(&kiosk).is_empty();
            kiosk.lang = lang;
            for cut in ui::cut(&kiosk).into_iter().filter(|_| !scrolls) {
                found.entry(text::escape(cut.trim(), 60)).or_insert(size);
            }
        }
    }
    let said = found.into_iter().map(|(cut, (columns, rows))| {
        let message = format!("`{cut}` is cut off at {columns}x{rows} ({})", lang.code());
        languages.error(lang, message).help("make the text shorter")
    });
    said.collect()
}
