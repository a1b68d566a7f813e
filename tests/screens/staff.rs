//! The staff area: its pages, and what leads from one to another.

use kiosk::app::staff::{Answer, Ask, Tried};
use kiosk::pin::Pin;

use super::*;

/// The PIN of the kiosk.
const PIN: &str = "274915";

/// What the edge answers, in a kiosk with a PIN and no helper of the machine. Nobody has heard from the machine yet.
pub fn answer(now: Moment, ask: &Ask) -> Option<Answer> {
    Some(match ask {
        Ask::Pin => Answer::Pin { set: true, until: now.mono },
        Ask::Try(pin) if *pin == Pin::typed(PIN.to_owned()) => Answer::Tried(Tried::Right),
        Ask::Try(_) => Answer::Tried(Tried::Wrong { until: now.mono }),
        Ask::SetPin(_) => Answer::PinSet(true),
        Ask::Machine(_) | Ask::Save(_) => return None,
    })
}

impl Walk {
    /// In the staff area.
    pub fn staff(lang: Lang) -> Walk {
        let walk = Walk::new(lang).keys(&[Key::F(11)]).writes(PIN).keys(&[Key::Enter]);
        assert!(matches!(&walk.kiosk.screen, Screen::Staff(_)));
        walk
    }

    /// On the page that an item of the menu opens.
    pub fn staff_page(lang: Lang, letter: char) -> Walk {
        Walk::staff(lang).keys(&[Key::Char(letter)])
    }

    /// The edge answers something else to the last question.
    fn answered(mut self, answer: Answer) -> Walk {
        let number = self.question;
        self.happen(Event::Staff { number, answer });
        self
    }
}

/// A kiosk of which nothing is known yet.
fn closed(lang: Lang) -> Walk {
    let mut walk = Walk::new(lang);
    walk.answers = false;
    walk.keys(&[Key::F(11)])
}

/// The pages.
pub const PAGES: &[(&str, Way)] = &[
    ("staff-pin", |lang| Walk::new(lang).keys(&[Key::F(11)]).writes("2749")),
    ("staff-pin-wrong", |lang| Walk::new(lang).keys(&[Key::F(11)]).writes("111111").keys(&[Key::Enter])),
    ("staff-pin-short", |lang| Walk::new(lang).keys(&[Key::F(11)]).writes("111").keys(&[Key::Enter])),
    ("staff-pin-wait", |lang| closed(lang).answered(Answer::Pin { set: true, until: 125_000 })),
    ("staff-pin-checking", |lang| {
        let asked = closed(lang).answered(Answer::Pin { set: true, until: 0 });
        asked.writes(PIN).keys(&[Key::Enter])
    }),
    ("staff-pin-broken", |lang| {
        let asked = closed(lang).answered(Answer::Pin { set: true, until: 0 });
        asked.writes(PIN).keys(&[Key::Enter]).answered(Answer::Tried(Tried::Broken))
    }),
    ("staff-pin-first", |lang| closed(lang).answered(Answer::Pin { set: false, until: 0 }).writes("12")),
    ("staff-pin-trivial", |lang| {
        closed(lang).answered(Answer::Pin { set: false, until: 0 }).writes("123456").keys(&[Key::Enter])
    }),
    ("staff-menu", Walk::staff),
    ("staff-new-pin-again", |lang| Walk::staff_page(lang, 'a').writes("835172").keys(&[Key::Enter])),
    ("staff-new-pin-set", |lang| {
        Walk::staff_page(lang, 'a').writes("835172").keys(&[Key::Enter]).writes("835172").keys(&[Key::Enter])
    }),
    ("staff-restart", |lang| Walk::staff_page(lang, 'b')),
    ("staff-power-off-waiting", |lang| Walk::staff_page(lang, 'c').keys(&[Key::Up, Key::Enter])),
    ("staff-power-off-alone", |lang| {
        let off = Walk::staff_page(lang, 'c').keys(&[Key::Up, Key::Enter]);
        off.answered(Answer::Machine(kiosk::app::staff::Helped::None))
    }),
    ("staff-quit", |lang| Walk::staff_page(lang, 'd')),
];

#[test]
fn the_staff_area() {
    snapshots(PAGES);
}

fn at_welcome(walk: &Walk) -> bool {
    matches!(walk.kiosk.screen, Screen::Welcome { quitting: None })
}

#[test]
fn f11_asks_for_the_pin_where_nobody_is_signed_in() {
    for keys in [&[][..], &[Key::Enter], &[Key::Enter, Key::Enter], &[Key::F(5)], &[Key::F(8)]] {
        let walk = Walk::new(Lang::Vi).keys(keys).keys(&[Key::F(11)]);
        assert!(matches!(walk.kiosk.screen, Screen::Staff(_)), "after {keys:?}");
    }
    // In front of a learner it means nothing.
    let walk = Walk::signed_in(Lang::Vi).keys(&[Key::F(11)]);
    assert!(matches!(walk.kiosk.screen, Screen::Lessons(_)));
}

#[test]
fn escape_leads_out_of_the_page_of_the_pin_whatever_it_waits_for() {
    for answer in [None, Some(Answer::Pin { set: true, until: 900_000 }), Some(Answer::Pin { set: false, until: 0 })] {
        let mut walk = closed(Lang::Vi);
        if let Some(answer) = answer {
            walk = walk.answered(answer);
        }
        assert!(at_welcome(&walk.keys(&[Key::Escape])));
    }
    // And learners begin as always.
    let walk = closed(Lang::Vi).answered(Answer::Pin { set: true, until: 900_000 });
    assert!(matches!(walk.keys(&[Key::Escape, Key::Enter]).kiosk.screen, Screen::Who(_)));
}

#[test]
fn an_answer_to_an_older_try_opens_nothing() {
    let asked = closed(Lang::Vi).answered(Answer::Pin { set: true, until: 0 });
    let mut walk = asked.writes(PIN).keys(&[Key::Enter]);
    let number = walk.question;
    // They leave before it is compared, and somebody else asks for the page.
    walk = walk.keys(&[Key::Escape, Key::F(11)]).answered(Answer::Pin { set: true, until: 0 });
    let before = resized(&mut walk, SIZES[0]).told();
    walk.happen(Event::Staff { number, answer: Answer::Tried(Tried::Right) });
    assert_eq!(resized(&mut walk, SIZES[0]).told(), before);
}

#[test]
fn on_a_locked_kiosk_without_a_pin_nobody_sets_one_at_the_screen() {
    let settings = Settings { locked: true, ..Settings::default() };
    let mut walk = Walk::of(Kiosk::new(settings, 1));
    walk.answers = false;
    walk = walk.keys(&[Key::Escape]);
    assert!(at_welcome(&walk), "a locked kiosk is not left by Escape");
    walk = walk.keys(&[Key::F(11)]).answered(Answer::Pin { set: false, until: 0 });
    let page = resized(&mut walk, SIZES[0]).rows().join(" ");
    assert!(page.contains("kiosk staff set-pin") && !page.contains("6 đến 12"), "{page}");
}

#[test]
fn the_staff_area_closes_by_itself_two_minutes_after_the_last_key() {
    let mut walk = Walk::staff(Lang::En);
    walk.now.mono += 119_000;
    walk.press(Key::Down);
    walk.now.mono += 119_900;
    walk.happen(Event::Tick);
    assert!(!at_welcome(&walk));
    walk.wait();
    assert!(at_welcome(&walk));
    assert_eq!(walk.kiosk.deadline(), None, "nothing wakes the first page");
}

#[test]
fn only_the_staff_area_leaves_a_locked_kiosk() {
    let settings = Settings { locked: true, ..Settings::default() };
    let mut walk = Walk::of(Kiosk::new(settings, 1));
    walk = walk.keys(&[Key::F(11)]).writes(PIN).keys(&[Key::Enter, Key::Char('d'), Key::Up]);
    let effects = walk.kiosk.update(Event::Key(Key::Enter), walk.now);
    assert_eq!(effects, [Effect::Quit]);
}
