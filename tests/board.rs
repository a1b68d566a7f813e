//! The keyboard on the screen: every text can be written with it, by arrows and by clicks, whatever the input method.

use kiosk::app::player::BoardKey;
use kiosk::app::{Event, Key, Target};
use kiosk::i18n::Lang;
use kiosk::text;
use kiosk::tutor::record::Mode;
use kiosk::ui;
use ratatui::layout::Rect;

use crate::harness::keys::Driver;

const RESIDENCE: &str = "temp-residence";

/// In a field of the form, the keyboard not yet shown.
fn at_field(name: &str) -> Driver {
    let mut driver = Driver::in_lesson(Lang::Vi, RESIDENCE, Mode::Practice);
    driver.follow_to_field(name);
    driver
}

fn rows(driver: &Driver) -> Vec<Vec<BoardKey>> {
    driver.player().board_rows().expect("the keyboard is shown")
}

/// Goes to a key with the arrows and presses it with Enter.
fn steer(driver: &mut Driver, wanted: BoardKey) {
    let rows = rows(driver);
    let row = rows.iter().position(|keys| keys.contains(&wanted)).unwrap_or_else(|| panic!("no {wanted:?}: {rows:?}"));
    let place = rows[row].iter().position(|key| *key == wanted).unwrap();
    let at = |driver: &Driver| driver.player().board_at().unwrap();
    for _ in 0..40 {
        let (now_row, now_place) = at(driver);
        let key = match (now_row.cmp(&row), now_place.cmp(&place)) {
            (std::cmp::Ordering::Less, _) => Key::Down,
            (std::cmp::Ordering::Greater, _) => Key::Up,
            (_, std::cmp::Ordering::Less) => Key::Right,
            (_, std::cmp::Ordering::Greater) => Key::Left,
            _ => break,
        };
        driver.key(key);
    }
    assert_eq!(at(driver), (row, place));
    driver.key(Key::Enter);
}

/// Clicks a key where it is drawn.
fn click(driver: &mut Driver, size: (u16, u16), wanted: BoardKey) {
    let area = Rect::new(0, 0, size.0, size.1);
    let cells = (0..size.1).flat_map(|y| (0..size.0).map(move |x| (x, y)));
    let target = Target::Board(wanted);
    let found = cells.into_iter().find(|(x, y)| ui::hit(&driver.kiosk, area, *x, *y) == Some(target));
    assert!(found.is_some(), "{wanted:?} is not drawn at {size:?}:\n{}", driver.frame(size.0, size.1).text());
    driver.click(target);
}

/// The keys for a text: letters with their marks from the row of marks, tones after their letter.
fn keys_for(content: &str) -> Vec<BoardKey> {
    let mut keys = Vec::new();
    for (letter, marks) in text::letters(content) {
        let shape: String = marks.iter().filter(|m| matches!(m, '\u{302}' | '\u{306}' | '\u{31b}')).collect();
        if letter.is_uppercase() {
            keys.push(BoardKey::Shift);
        }
        keys.push(match (letter, shape.is_empty(), marks.contains(&'\u{335}')) {
            (' ', ..) => BoardKey::Space,
            (_, _, true) => BoardKey::Marked(if letter.is_uppercase() { 'Đ' } else { 'đ' }),
            (_, true, _) => BoardKey::Char(letter),
            _ => BoardKey::Marked(text::nfc(&format!("{letter}{shape}")).chars().next().unwrap()),
        });
        let tone = marks.iter().find_map(|mark| match mark {
            '\u{301}' => Some('s'),
            '\u{300}' => Some('f'),
            '\u{309}' => Some('r'),
            '\u{303}' => Some('x'),
            '\u{323}' => Some('j'),
            _ => None,
        });
        keys.extend(tone.map(BoardKey::Tone));
    }
    keys
}

fn written(driver: &Driver) -> String {
    driver.player().edit.as_ref().map(|edit| edit.line.text().to_owned()).unwrap_or_default()
}

const NAMES: [&str; 4] = ["Nguyễn Thị Tập", "Đặng Ước Hường", "Trần Văn Mẫu", "Xóm Mẫu"];

#[test]
fn names_are_written_with_the_arrows_alone() {
    for marks in [true, false] {
        for name in NAMES {
            let mut driver = at_field("vneid.name");
            if !marks {
                driver.key(Key::F(9));
            }
            driver.key(Key::F(6));
            for key in keys_for(name) {
                steer(&mut driver, key);
            }
            assert_eq!(written(&driver), name, "marks by keys: {marks}");
            // What was typed by mistake goes, and the keyboard on the table works beside it.
            steer(&mut driver, BoardKey::Backspace);
            driver.key(Key::Char('p'));
            driver.key(Key::Backspace);
            assert_eq!(text::graphemes(&written(&driver)).count() + 1, text::graphemes(name).count());
        }
    }
}

#[test]
fn a_finger_brings_the_keyboard_and_writes_with_it() {
    for size in [(80, 24), (64, 24), (50, 18), (120, 40)] {
        let mut driver = at_field("vneid.name");
        driver.event(Event::Resize(size.0, size.1));
        assert!(driver.player().board_rows().is_none(), "it does not come by itself: the one on the table is enough");
        let focus = driver.player().focus;
        let kiosk::app::player::Focus::Widget(widget) = focus else { panic!("a field is in focus") };
        driver.click(Target::Widget(widget));
        for key in keys_for("Nguyễn Thị Tập") {
            click(&mut driver, size, key);
        }
        assert_eq!(written(&driver), "Nguyễn Thị Tập");
        // The line of the papers that the field asks for is seen beside the keyboard.
        assert!(driver.frame(size.0, size.1).words().contains("Theo giấy: Nguyễn Thị Tập"), "{size:?}");
        click(&mut driver, size, BoardKey::Done);
        assert_eq!(driver.focused_field().as_deref(), Some("vneid.cid"));
        // A field for a number has a pad of digits.
        assert!(rows(&driver).iter().flatten().all(|key| !matches!(key, BoardKey::Char('q') | BoardKey::Marked(_))));
        for digit in "000160000101".chars() {
            click(&mut driver, size, BoardKey::Char(digit));
        }
        click(&mut driver, size, BoardKey::Done);
        assert_eq!(driver.player().session.content(driver_field(&driver, "vneid.cid")), "000160000101");
    }
}

fn driver_field(driver: &Driver, name: &str) -> kiosk::lesson::table::FieldId {
    driver.player().session.lesson().world.fields.position(|field| field.name.as_ref() == name).unwrap()
}

/// Letters, digits, capitals and signs of a password.
#[test]
fn signs_are_on_the_other_layer() {
    let mut driver = at_field("vneid.password");
    driver.key(Key::F(6));
    for key in [BoardKey::Shift, BoardKey::Char('T'), BoardKey::Char('a'), BoardKey::Layer, BoardKey::Char('2')] {
        steer(&mut driver, key);
    }
    steer(&mut driver, BoardKey::Char('@'));
    steer(&mut driver, BoardKey::Layer);
    steer(&mut driver, BoardKey::Char('z'));
    assert_eq!(written(&driver), "Ta2@z");
    assert!(rows(&driver).iter().flatten().all(|key| !matches!(key, BoardKey::Marked(_) | BoardKey::Tone(_))));
    let frame = driver.frame(80, 24).text();
    assert!(!frame.contains("Ta2@z"), "a secret stays hidden");
}

#[test]
fn the_keyboard_goes_as_it_came() {
    let mut driver = at_field("vneid.name");
    let before = driver.frame(80, 24);
    for (show, hide) in [(Key::F(6), Key::F(6)), (Key::F(6), Key::Escape)] {
        driver.key(show);
        assert!(driver.player().steers_board());
        driver.key(hide);
        assert_eq!(driver.frame(80, 24), before);
    }
    // It stays while one goes from field to field, and goes where nothing is typed.
    driver.key(Key::F(6));
    driver.key(Key::Tab);
    assert!(driver.player().board_rows().is_some());
    for _ in 0..6 {
        driver.key(Key::Tab);
    }
    assert!(driver.player().edit.is_none() && driver.player().board_rows().is_none());
}

/// What is pointed to on the keyboard on the screen, pressed one after the other, writes every kind of text; the signs in
/// brackets are always there, and the line of keys names the key.
#[test]
fn the_keys_that_are_pointed_to_write_it() {
    for (lesson, fields) in [
        (RESIDENCE, &["vneid.password", "vneid.name", "vneid.cid", "vneid.born", "vneid.address"][..]),
        ("keyboard", &["keyboard.mail", "keyboard.tones", "keyboard.horns", "keyboard.bar", "keyboard.name"]),
    ] {
        let mut driver = Driver::in_lesson(Lang::Vi, lesson, Mode::Guided);
        for field in fields {
            driver.follow_to_field(field);
            driver.key(Key::F(6));
            let wanted = driver.player().session.wanted(driver_field(&driver, field)).unwrap();
            let mut keys = 0;
            while written(&driver) != *wanted {
                let key = driver.player().next_board_key().unwrap_or_else(|| panic!("{field}: {}", written(&driver)));
                let frame = driver.frame(80, 24);
                assert!(key != BoardKey::Done && frame.text().contains('['), "{field}:\n{}", frame.text());
                assert!(frame.words().contains("Phím ở đây: mũi tên đến phím “"), "{field}: {}", frame.words());
                steer(&mut driver, key);
                keys += 1;
                assert!(keys < 100, "{field}: {}", written(&driver));
            }
            assert_eq!(driver.player().next_board_key(), Some(BoardKey::Done));
            if field.contains("cid") || field.contains("born") {
                driver.key(Key::Backspace);
                driver.key(Key::Char('5'));
            } else {
                driver.key(Key::Char('7'));
            }
            assert_eq!(driver.player().next_board_key(), Some(BoardKey::Backspace));
            driver.key(Key::Escape);
            driver.follow();
        }
    }
}

/// The next key is pointed to with a sign of its own; who asks for it only where keys are named.
#[test]
fn the_next_key_is_seen_without_colour() {
    let mut driver = Driver::in_lesson(Lang::Vi, RESIDENCE, Mode::Guided);
    driver.follow_to_field("vneid.name");
    driver.key(Key::F(6));
    assert!(driver.frame(80, 24).text().contains(" ▲◄"), "a capital begins with Shift");
    steer(&mut driver, BoardKey::Shift);
    assert!(driver.frame(80, 24).text().contains(" N◄"));
    let mut driver = at_field("vneid.name");
    driver.key(Key::F(6));
    let board = driver.frame(80, 24).text();
    assert!(!board.contains(" ▲◄") && driver.frame(80, 24).words().contains("mũi tên đến từng phím"));
}

/// The other layer has rows of its own, another field fewer: what Enter presses is seen all the same.
#[test]
fn a_key_is_in_brackets_on_every_layer() {
    let mut driver = at_field("vneid.name");
    driver.key(Key::F(6));
    for sign in ["[abc]", "[123]"] {
        steer(&mut driver, BoardKey::Layer);
        assert!(driver.frame(80, 24).text().contains(sign), "{}", driver.frame(80, 24).text());
    }
    for key in keys_for("Nguyễn Thị Tập") {
        steer(&mut driver, key);
    }
    steer(&mut driver, BoardKey::Done);
    assert_eq!(driver.focused_field().as_deref(), Some("vneid.cid"));
    assert!(driver.player().board_at().is_some() && driver.frame(80, 24).text().contains('['));
}
