//! The first set-up: its pages, and what can be said on each.

use kiosk::app::setup::{Answers, Facts};
use kiosk::app::staff::{Answer, Helped, Unsaved};
use kiosk::communes;
use kiosk::time::RELEASED;
use kiosk::typing::Method;

use super::*;

/// A machine with a text console and a helper, two sticks in it.
fn machine() -> Facts {
    Facts {
        first: true,
        locked: true,
        has_pin: false,
        has_helper: true,
        pixels: Some((1024, 768)),
        places: vec!["/media/kiosk/KETQUA".to_owned(), "/media/usb".to_owned()],
        file: "/etc/kiosk/kiosk.toml".to_owned(),
    }
}

fn begun() -> Answers {
    Answers { commune: None, number: 1, pin: None, exports: String::new(), letters: 16, method: Method::Telex }
}

fn start(lang: Lang, facts: Facts, begun: Answers) -> Walk {
    let mut walk = Walk::of(Kiosk::set_up(Settings { lang, ..Settings::default() }, facts, begun));
    walk.answers = false;
    walk
}

fn first(lang: Lang) -> Walk {
    start(lang, machine(), begun())
}

/// `kiosk setup` in a window, on a machine without helper or sticks.
fn again(lang: Lang) -> Walk {
    let facts = Facts { first: false, has_pin: true, file: machine().file, locked: true, ..Facts::default() };
    let begun = Answers { commune: communes::find("02143"), number: 2, exports: "/srv/xa".to_owned(), ..begun() };
    start(lang, facts, begun)
}

impl Walk {
    /// At the first question; each further one is answered by `to_question`.
    fn to_question(self, at: usize) -> Walk {
        let mut walk = self.keys(&[Key::Enter]);
        for before in 1..at {
            walk = match before {
                1 => walk.writes("phan dinh").keys(&[Key::Enter]),
                3 if matches!(&walk.kiosk.screen, Screen::SetUp(set_up) if !set_up.facts.has_pin) => {
                    walk.writes("274915").keys(&[Key::Enter]).writes("274915").keys(&[Key::Enter])
                }
                _ => walk.keys(&[Key::Enter]),
            };
        }
        walk
    }
}

const SAVED: Answer = Answer::Saved(Ok(()));

/// The pages.
pub const PAGES: &[(&str, Way)] = &[
    ("setup-welcome", first),
    ("setup-welcome-again", again),
    ("setup-commune", |lang| first(lang).to_question(1)),
    ("setup-commune-asks", |lang| first(lang).to_question(1).keys(&[Key::Enter])),
    ("setup-commune-below", |lang| first(lang).to_question(1).keys(&[Key::End, Key::Up])),
    ("setup-commune-search", |lang| first(lang).to_question(1).writes("phu")),
    ("setup-commune-twin", |lang| first(lang).to_question(1).writes("van lang")),
    ("setup-commune-none", |lang| first(lang).to_question(1).writes("ha noi")),
    ("setup-number", |lang| first(lang).to_question(2)),
    ("setup-number-wrong", |lang| first(lang).to_question(2).writes("0").keys(&[Key::Enter])),
    ("setup-pin", |lang| first(lang).to_question(3).writes("2749")),
    ("setup-pin-again", |lang| first(lang).to_question(3).writes("274915").keys(&[Key::Enter])),
    ("setup-pin-trivial", |lang| first(lang).to_question(3).writes("123456").keys(&[Key::Enter])),
    ("setup-pin-keep", |lang| again(lang).to_question(3)),
    ("setup-clock", |lang| first(lang).to_question(4)),
    ("setup-clock-dead", |lang| {
        let mut walk = first(lang);
        walk.now.wall = RELEASED.plus_ms(-1_000_000_000_000);
        walk.to_question(4)
    }),
    ("setup-clock-form", |lang| first(lang).to_question(4).keys(&[Key::Down, Key::Enter]).writes("2511")),
    ("setup-clock-failed", |lang| {
        let form = first(lang).to_question(4).keys(&[Key::Down, Key::Enter]).writes("25112026").keys(&[Key::Down]);
        form.writes("0830").keys(&[Key::Down, Key::Enter]).answered(Answer::Machine(Helped::Failed))
    }),
    ("setup-clock-set", |lang| {
        let form = first(lang).to_question(4).keys(&[Key::Down, Key::Enter]).writes("25112026").keys(&[Key::Down]);
        form.writes("0830").keys(&[Key::Down, Key::Enter]).answered(Answer::Machine(Helped::Done))
    }),
    ("setup-clock-alone", |lang| again(lang).to_question(4)),
    ("setup-exports", |lang| first(lang).to_question(5)),
    ("setup-exports-typed", |lang| first(lang).to_question(5).keys(&[Key::End, Key::Enter]).writes("srv/ket-qua")),
    ("setup-exports-wrong", |lang| {
        first(lang).to_question(5).keys(&[Key::End, Key::Enter, Key::Backspace]).writes("usb").keys(&[Key::Enter])
    }),
    ("setup-letters", |lang| first(lang).to_question(6).keys(&[Key::Down])),
    ("setup-letters-no-room", |lang| first(lang).to_question(6).keys(&[Key::End, Key::Enter])),
    ("setup-letters-not-shown", |lang| {
        first(lang).to_question(6).keys(&[Key::Down, Key::F(5)]).answered(Answer::Machine(Helped::Silent))
    }),
    ("setup-letters-window", |lang| again(lang).to_question(6)),
    ("setup-typing", |lang| first(lang).to_question(7)),
    ("setup-typing-tried", |lang| first(lang).to_question(7).keys(&[Key::Down]).writes("Nguye64n")),
    ("setup-summary", |lang| first(lang).to_question(8)),
    ("setup-summary-again", |lang| again(lang).to_question(8)),
    ("setup-saving", |lang| first(lang).to_question(8).keys(&[Key::Enter])),
    ("setup-failed", |lang| {
        first(lang).to_question(8).keys(&[Key::Enter]).answered(Answer::Saved(Err(Unsaved::ReadOnly)))
    }),
    ("setup-failed-pin", |lang| {
        first(lang).to_question(8).keys(&[Key::Enter]).answered(SAVED).answered(Answer::PinSet(false))
    }),
    ("setup-done", |lang| {
        first(lang).to_question(8).keys(&[Key::Enter]).answered(SAVED).answered(Answer::PinSet(true))
    }),
    ("setup-done-again", |lang| again(lang).to_question(8).keys(&[Key::Enter]).answered(SAVED)),
    ("setup-stop", |lang| first(lang).to_question(5).keys(&[Key::F(10)])),
    ("setup-stop-written", |lang| {
        let failed = first(lang).to_question(8).keys(&[Key::Enter]).answered(SAVED).answered(Answer::PinSet(false));
        failed.keys(&[Key::F(10)])
    }),
    ("setup-stop-again", |lang| again(lang).keys(&[Key::Escape])),
    ("setup-closing", |lang| again(lang).keys(&[Key::Escape, Key::Down, Key::Enter])),
];

/// What takes the most room: the longest commune, a long path, every reason why something was not written.
const LONGEST: &[(&str, Way)] = &[
    ("summary", |lang| {
        let longest = communes::all().max_by_key(|commune| text::width(&commune.full_name())).unwrap();
        let exports = "/media/kiosk/mot thu muc co ten that dai/nam-2026/ket-qua-luyen-tap/xa-tan-cuong".to_owned();
        let begun = Answers { commune: Some(longest), number: 99, exports, method: Method::Vni, ..begun() };
        start(lang, Facts { has_pin: true, ..machine() }, begun).keys(&[Key::Enter; 8])
    }),
    ("denied", |lang| not_written(lang, Unsaved::Denied)),
    ("full", |lang| not_written(lang, Unsaved::Full)),
    ("faulty", |lang| not_written(lang, Unsaved::Faulty)),
    ("other", |lang| not_written(lang, Unsaved::Other)),
    ("path", |lang| {
        let begun = Answers { commune: communes::find("05443"), exports: "/media/usb".repeat(11), ..begun() };
        let walk = start(lang, Facts { has_pin: true, ..machine() }, begun).keys(&[Key::Enter; 5]);
        walk.keys(&[Key::End, Key::Enter])
    }),
];

fn not_written(lang: Lang, why: Unsaved) -> Walk {
    first(lang).to_question(8).keys(&[Key::Enter]).answered(Answer::Saved(Err(why)))
}

#[test]
fn setting_up() {
    snapshots(PAGES);
}

#[test]
fn the_longest_of_the_set_up_is_not_cut() {
    let mut cuts: Vec<String> = Vec::new();
    for (lang, (name, way)) in every_language(LONGEST) {
        cuts.extend(cuts_of(name, lang, &mut way(lang)));
        cuts.extend(silent_of(name, lang, &mut way(lang)));
    }
    assert!(cuts.is_empty(), "{} texts are cut or only seen:\n{}", cuts.len(), cuts.join("\n"));
}

/// Whoever presses nothing but Enter and follows the words on the screen sees every commune at the least size.
#[test]
fn the_bright_commune_is_seen_wherever_it_stands() {
    for size in SIZES {
        let mut walk = first(Lang::Vi).to_question(1).keys(&[Key::Down]);
        for _ in 0..93 {
            let frame = resized(&mut walk, size);
            let Screen::SetUp(set_up) = &walk.kiosk.screen else { panic!() };
            let kiosk::app::setup::Page::Commune(page) = &set_up.page else { panic!() };
            let bright = page.bright().unwrap().full_name();
            let row = frame.rows().into_iter().find(|row| row.contains('►')).unwrap();
            assert!(row.contains(&bright), "{bright} at {size:?}");
            walk.press(Key::Down);
        }
    }
}
