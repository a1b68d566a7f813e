//! The lesson about the keyboard: whoever presses nothing but the key in brackets gets through it, by either method; what
//! is almost right stays hers to mend; and no wrong key leads away.

use kiosk::app::player::Cap;
use kiosk::i18n::Lang;
use kiosk::tutor::record::AttemptOutcome;
use kiosk::tutor::session::Remark;
use kiosk::typing::Method;

use super::*;

const KEYBOARD: &str = "keyboard";

/// In the lesson, with Vietnamese typed by a method.
fn begin(method: Method, mode: Mode) -> Driver {
    let mut driver = Driver::with(Settings { method, ..Settings::default() }, Library::built_in().library);
    driver.sign_in();
    driver.warm_up();
    driver.begin(KEYBOARD, mode);
    driver.key(Key::Enter); // the tile
    driver
}

/// What the keys in brackets send together.
fn sent(caps: &[Cap]) -> Key {
    match *caps {
        [Cap::Shift, Cap::Sign('2')] => Key::Char('@'),
        [Cap::Shift, Cap::Sign(letter)] => Key::Char(letter.to_ascii_uppercase()),
        [Cap::Sign(sign)] => Key::Char(sign),
        [Cap::Space] => Key::Char(' '),
        [Cap::Backspace] | [Cap::CapsLock, Cap::Backspace] => Key::Backspace,
        [Cap::Enter] => Key::Enter,
        _ => panic!("no key is in brackets, or too many: {caps:?}"),
    }
}

/// Whether a picture with these keys in brackets is drawn where all of it fits.
fn draws(driver: &Driver, caps: &[Cap]) -> bool {
    let frame = driver.frame(80, 24).text();
    caps.iter().all(|cap| match cap {
        Cap::Sign(sign) => frame.contains(&format!("[{}]", sign.to_uppercase())),
        Cap::Shift => frame.contains("[Shift]"),
        Cap::Space => frame.contains("[cách]"),
        Cap::CapsLock => frame.contains("[Caps]"),
        Cap::Backspace => frame.contains("[←]"),
        Cap::Enter => frame.contains("[Enter]"),
    })
}

/// Presses the keys in brackets until a text stands in the field in focus.
fn press_to(driver: &mut Driver, text: &str) {
    for _ in 0..300 {
        if driver.player().edit.as_ref().is_some_and(|edit| edit.line.text() == text) {
            return;
        }
        let key = sent(&driver.player().next_caps());
        driver.key(key);
    }
    panic!("`{text}` never came:\n{}", driver.frame(80, 24).text());
}

/// Presses the keys in brackets until a field is in focus.
fn press_to_field(driver: &mut Driver, name: &str) {
    while driver.focused_field().as_deref() != Some(name) {
        let key = sent(&driver.player().next_caps());
        driver.key(key);
    }
}

fn type_keys(driver: &mut Driver, keys: &str) {
    keys.chars().for_each(|key| drop(driver.key(Key::Char(key))));
}

fn typed(driver: &Driver) -> String {
    driver.player().edit.as_ref().unwrap().line.text().to_owned()
}

#[test]
fn the_keys_in_brackets_alone_lead_through() {
    for method in [Method::Telex, Method::Vni] {
        for mode in [Mode::Guided, Mode::Practice] {
            let mut driver = begin(method, mode);
            while driver.plays() {
                let caps = driver.player().next_caps();
                assert!(draws(&driver, &caps), "{caps:?}\n{}", driver.frame(80, 24).text());
                driver.key(sent(&caps));
            }
            assert_sound(&driver, 1, &built_in(KEYBOARD));
            let rows = rows_of(&driver, 1);
            let own = |row: &StepResult| (row.outcome, row.mistakes, row.detours) == (StepOutcome::Alone, 0, 0);
            assert!(rows.len() == 12 && rows.iter().all(own), "{method:?} {mode:?}: {rows:?}");
            assert_eq!(driver.ends()[0].outcome, AttemptOutcome::Completed);
        }
    }
}

/// Who types it all without looking at brackets passes, too; and alone nothing is named.
#[test]
fn alone_no_key_is_named_and_it_can_be_passed() {
    let mut driver = begin(Method::Telex, Mode::Solo);
    while driver.plays() {
        assert_eq!(driver.player().next_caps(), []);
        assert!(!driver.frame(80, 24).text().contains("[F]"));
        driver.follow();
    }
    assert_eq!(driver.ends()[0].outcome, AttemptOutcome::Passed);
}

/// The keys of `@`, `Đ` and `ễ`, at every size, in the modes that name keys.
#[test]
fn the_keys_of_signs_and_letters_are_named() {
    for (method, bar, tilde) in [(Method::Telex, "d", "e e x"), (Method::Vni, "9", "e 6 4")] {
        for mode in [Mode::Guided, Mode::Practice] {
            let mut driver = begin(method, mode);
            let t = driver.kiosk.strings();
            let names = |driver: &Driver, said: &str| {
                let missing = SIZES.into_iter().find(|(x, y)| !driver.frame(*x, *y).words().contains(said));
                assert_eq!(missing, None, "`{said}`, {method:?}, {mode:?}");
            };
            press_to(&mut driver, "tap");
            names(&driver, &t.spell_shift("@", "2"));
            press_to_field(&mut driver, "keyboard.bar");
            names(&driver, &t.spell_capital("Đ", "d", bar));
            press_to(&mut driver, "Nguy");
            names(&driver, &t.spell_keys("ễ", tilde));
        }
    }
}

/// The demonstration names them as well, and gives time to read.
#[test]
fn the_demonstration_shows_which_keys_are_pressed() {
    let mut driver = Driver::in_lesson(Lang::Vi, KEYBOARD, Mode::Watch);
    let t = driver.kiosk.strings();
    // Each key of the letter lights up, for long enough to be found.
    let keys = [("e e x", 'e'), ("e x", 'e'), ("x", 'x')];
    let mut shown = [0; 3];
    while driver.plays() && driver.player().auto.is_some() {
        let seen = |(keys, key)| says(&driver, &t.spell_keys("ễ", keys)) && draws(&driver, &[Cap::Sign(key)]);
        let (from, now) = (driver.clock(), keys.map(seen));
        assert!(driver.tick());
        let ms = driver.clock() - from;
        shown.iter_mut().zip(now).filter(|(_, now)| *now).for_each(|(shown, _)| *shown += ms);
    }
    assert!(shown[0] >= 1000 && shown.iter().all(|ms| *ms >= 500), "{shown:?}");
}

/// However often it is entered: the kiosk puts nothing right, and says how it is mended.
#[test]
fn what_is_almost_right_is_not_put_right() {
    for mode in [Mode::Guided, Mode::Practice] {
        let mut driver = begin(Method::Telex, mode);
        press_to_field(&mut driver, "keyboard.hats");
        type_keys(&mut driver, "coo bee mam");
        for _ in 0..4 {
            driver.key(Key::Enter);
            assert!(matches!(notice(&driver), Some(Notice::Entered(Remark::Marks { .. }, false))));
            assert!(!says(&driver, driver.kiosk.strings().almost_offer));
        }
        assert_eq!((typed(&driver).as_str(), driver.focused_field().as_deref()), ("cô bê mam", Some("keyboard.hats")));
        // Nothing has to go: the mark still reaches its letter.
        assert_eq!(driver.player().next_caps(), [Cap::Sign('a')]);
        press_to_field(&mut driver, "keyboard.horns");
    }
}

/// Capitals: Shift forgotten, Shift held too long, Caps Lock.
#[test]
fn a_capital_is_asked_for_and_its_slips_are_named() {
    for slip in ["an", "AN", "aN"] {
        let mut driver = begin(Method::Telex, Mode::Practice);
        press_to_field(&mut driver, "keyboard.capital");
        type_keys(&mut driver, slip);
        driver.key(Key::Enter);
        let lesson = built_in(KEYBOARD);
        let own = |text: &kiosk::lesson::model::Text| says(&driver, text.get(Lang::Vi));
        let said: Vec<bool> = lesson.steps[3].reacts.iter().map(|react| own(react.say.as_ref().unwrap())).collect();
        assert_eq!(said, ["an", "AN", "aN"].map(|of| of == slip));
        assert_eq!(driver.focused_field().as_deref(), Some("keyboard.capital"));
        press_to_field(&mut driver, "keyboard.erase");
    }
    let mut driver = begin(Method::Telex, Mode::Practice);
    press_to_field(&mut driver, "keyboard.bar");
    type_keys(&mut driver, "ddi ddaau");
    driver.key(Key::Enter);
    assert_eq!(notice(&driver), Some(Notice::Entered(Remark::Capitals { word: "Đi".to_owned() }, false)));
    assert_says(&driver, &driver.kiosk.strings().almost_capitals("Đi"));
}

/// A letter for a digit, no Shift for `@`: named, and the focus stays, so that Backspace erases and does not lead away.
#[test]
fn after_a_slip_backspace_erases() {
    for (field, slip) in [
        ("keyboard.bumps", "x"),
        ("keyboard.bumps", "fffj"),
        ("keyboard.year", "l96o"),
        ("keyboard.mail", "tap2mau.example"),
        ("keyboard.tones", "ma ma ma ma ma"),
    ] {
        let mut driver = begin(Method::Telex, Mode::Practice);
        press_to_field(&mut driver, field);
        type_keys(&mut driver, slip);
        driver.key(Key::Enter);
        assert!(matches!(notice(&driver), Some(Notice::Said(_))), "{slip}: {:?}", notice(&driver));
        driver.key(Key::Backspace);
        assert_eq!((driver.at().as_str(), typed(&driver).len()), ("keyboard.front", slip.len() - 1), "{slip}");
        while driver.focused_field().as_deref() == Some(field) {
            let key = sent(&driver.player().next_caps());
            driver.key(key);
        }
    }
}

/// Enter in the empty box says what is missing, also alone, and leads to no button of the device.
#[test]
fn enter_too_early_leads_nowhere() {
    for mode in [Mode::Guided, Mode::Practice, Mode::Solo] {
        let mut driver = begin(Method::Telex, mode);
        driver.keys(&[Key::Enter, Key::Enter]);
        assert_eq!(driver.focused_field().as_deref(), Some("keyboard.bumps"), "{mode:?}");
        assert_says(&driver, &driver.kiosk.strings().missing("Mẫu: fj"));
    }
}

/// With marks switched off the key that switches them on is named; by the keys of the other method it is said which one
/// this kiosk has.
#[test]
fn marks_that_are_off_and_the_other_method_are_named() {
    let mut driver = begin(Method::Vni, Mode::Practice);
    press_to_field(&mut driver, "keyboard.hats");
    let t = driver.kiosk.strings();
    driver.key(Key::F(9));
    assert_says(&driver, t.marks_on);
    type_keys(&mut driver, "co6 be6 ma6m");
    driver.key(Key::Enter);
    assert_says(&driver, t.almost_off);
    driver.key(Key::F(9));
    driver.times(Key::Backspace, 12);
    type_keys(&mut driver, "coo bee maam");
    driver.key(Key::Enter);
    assert_says(&driver, &t.almost_method(Method::Vni.name()));
    press_to_field(&mut driver, "keyboard.horns");
}

/// With the keyboard on the screen its own keys are the ones to choose.
#[test]
fn on_the_screen_no_key_of_the_table_is_marked() {
    let mut driver = begin(Method::Telex, Mode::Practice);
    driver.key(Key::F(6));
    assert_eq!(driver.player().next_caps(), []);
    assert_says(&driver, &driver.kiosk.strings().board_next("“f”"));
    driver.key(Key::F(6));
    assert_eq!(driver.player().next_caps(), [Cap::Sign('f')]);
}

/// Whoever types a word without its marks is led to them, and is not sent round between the space bar and Backspace.
#[test]
fn marks_that_were_passed_by_are_named_until_they_are_there() {
    for (method, mark) in [(Method::Telex, 'd'), (Method::Vni, '9')] {
        for mode in [Mode::Guided, Mode::Practice] {
            let mut driver = begin(method, mode);
            press_to_field(&mut driver, "keyboard.bar");
            type_keys(&mut driver, "Di");
            assert_eq!(driver.player().next_caps(), [Cap::Sign(mark)], "{method:?}");
            driver.key(Key::Char(mark));
            assert_eq!(typed(&driver), "Đi");
            assert_eq!(driver.player().next_caps(), [Cap::Space]);
            press_to_field(&mut driver, "keyboard.name");
            // The last word is complete, but for its marks.
            press_to(&mut driver, "Nguyễn Thị ");
            type_keys(&mut driver, "Tap");
            for _ in 0..2 {
                assert!(!matches!(driver.player().next_caps()[..], [Cap::Backspace | Cap::Enter]), "{method:?}");
                driver.key(sent(&driver.player().next_caps()));
            }
            assert_eq!(typed(&driver), "Nguyễn Thị Tập");
            assert_eq!(driver.player().next_caps(), [Cap::Enter]);
        }
    }
}

/// What was said of an entry goes as soon as it is mended.
#[test]
fn what_was_said_goes_when_it_is_mended() {
    let mut driver = begin(Method::Telex, Mode::Practice);
    press_to_field(&mut driver, "keyboard.year");
    type_keys(&mut driver, "196");
    driver.key(Key::Enter);
    let few = driver.kiosk.strings().entered_few(3, 1);
    assert_says(&driver, &few);
    driver.key(Key::Char('0'));
    assert!(!driver.frame(80, 24).words().contains(&few));
}

/// In a lesson about typing each box is a step: an arrow ends none of them, but says which key does.
#[test]
fn an_arrow_ends_no_step() {
    for (mode, key) in [(Mode::Practice, Key::Down), (Mode::Guided, Key::Tab), (Mode::Solo, Key::Down)] {
        let mut driver = begin(Method::Telex, mode);
        let step = driver.player().session.step_index();
        type_keys(&mut driver, "fj");
        driver.key(key);
        assert_eq!((driver.player().session.step_index(), typed(&driver).as_str()), (step, "fj"), "{mode:?}");
        assert_says(&driver, driver.kiosk.strings().enter_first);
        driver.key(Key::Enter);
        assert_eq!(driver.player().session.step_index(), step + 1, "{mode:?}");
    }
    // Typing on, it has been read.
    let mut driver = begin(Method::Telex, Mode::Practice);
    type_keys(&mut driver, "f");
    driver.key(Key::Down);
    driver.key(Key::Char('j'));
    assert!(!says(&driver, driver.kiosk.strings().enter_first));
}
