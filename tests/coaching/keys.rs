//! The keys that are named are those that work now, and a key too many does no harm.

use kiosk::app::player::Spelling;
use kiosk::i18n::Lang;

use super::*;

const RESIDENCE: &str = "temp-residence";

/// In the field for the name.
fn at_name() -> Driver {
    let mut driver = Driver::in_lesson(Lang::Vi, RESIDENCE, Mode::Guided);
    driver.follow_to_field("vneid.name");
    driver
}

fn type_keys(driver: &mut Driver, keys: &str) {
    for key in keys.chars() {
        driver.key(Key::Char(key));
    }
}

/// The letter that is taught, and its keys that are still to come.
fn taught(driver: &Driver) -> Option<(String, String)> {
    driver.player().next_letter().map(|Spelling { letter, keys, .. }| (letter, keys.unwrap_or_default()))
}

/// A letter keeps its hint until it is whole; then the next one with a mark has its own.
#[test]
fn a_letter_that_was_begun_keeps_its_hint() {
    let mut driver = at_name();
    let hint = |letter: &str, keys: &str| Some((letter.to_owned(), keys.to_owned()));
    type_keys(&mut driver, "Nguy");
    assert_eq!(taught(&driver), hint("ễ", "eex"));
    type_keys(&mut driver, "e");
    assert_eq!(taught(&driver), hint("ễ", "ex"));
    assert_says(&driver, &driver.kiosk.strings().spell_keys("ễ", "e x"));
    type_keys(&mut driver, "e");
    assert_eq!(taught(&driver), hint("ễ", "x"));
    type_keys(&mut driver, "x");
    assert_eq!(taught(&driver), None, "n is only its own key");
    type_keys(&mut driver, "n Th");
    assert_eq!(taught(&driver), hint("ị", "ij"));
    type_keys(&mut driver, "ij Taap");
    assert_eq!(taught(&driver), hint("ậ", "j"), "the mark of a letter before still reaches it");
    type_keys(&mut driver, "j");
    assert_eq!(taught(&driver), None);
}

/// F9 does nothing where it is not named; where marks are off and wanted, it is named.
#[test]
fn marks_are_switched_only_where_they_matter() {
    let mut driver = at_name();
    let on = driver.kiosk.strings().marks_on;
    assert!(driver.player().marks() && !says(&driver, on));
    driver.key(Key::F(9));
    assert!(!driver.player().marks() && says(&driver, on));
    driver.key(Key::F(9));
    driver.follow_to_field("vneid.cid");
    driver.key(Key::F(9));
    assert!(driver.player().marks(), "a number has no marks");
    driver.focus("next");
    driver.key(Key::F(9));
    assert!(driver.player().marks(), "nor has a button");
}

/// With the keyboard on the screen the arrows mean its keys: the line of keys says how to write, or how to put it away.
#[test]
fn the_keyboard_on_the_screen_has_its_own_line_of_keys() {
    let mut driver = at_name();
    let t = driver.kiosk.strings();
    driver.key(Key::F(6));
    assert!(says(&driver, t.board_write) && !says(&driver, t.board_away));
    // In another field than the one that is to be filled in.
    driver.keys(&[Key::Escape, Key::Down, Key::F(6)]);
    assert!(says(&driver, t.board_away) && !says(&driver, t.board_write));
    driver.key(Key::Escape);
    assert!(!says(&driver, t.board_away) && driver.player().guide().is_some());
}

/// What is typed with it is typed as on the table: a remark about another field goes, too.
#[test]
fn a_key_on_the_screen_does_what_the_key_on_the_table_does() {
    use kiosk::app::Target;
    use kiosk::app::player::BoardKey;
    let mut driver = at_name();
    driver.write("Trần Văn Mẫu");
    driver.keys(&[Key::Enter, Key::Down, Key::F(6)]);
    assert!(matches!(notice(&driver), Some(Notice::Entered(..))));
    driver.click(Target::Board(BoardKey::Char('0')));
    assert_eq!(notice(&driver), None);
    assert_eq!(driver.player().edit.as_ref().unwrap().line.text(), "0");
    driver.click(Target::Board(BoardKey::Backspace));
    assert_eq!(driver.player().edit.as_ref().unwrap().line.text(), "");
}

/// A finger on the field that is being typed in brings the keyboard; what stands there so far is not judged.
#[test]
fn a_touch_of_the_field_in_focus_judges_nothing() {
    use kiosk::app::Target;
    let mut driver = at_name();
    let Focus::Widget(field) = driver.player().focus else { panic!("a field is in focus") };
    type_keys(&mut driver, "Nguy");
    let said = notice(&driver);
    driver.click(Target::Widget(field));
    assert!(driver.player().board_rows().is_some());
    assert_eq!((notice(&driver), driver.player().edit.as_ref().unwrap().line.text()), (said, "Nguy"));
    type_keys(&mut driver, "eenx Thij Taapj");
    driver.finish();
    let form = rows_of(&driver, 1).into_iter().find(|row| row.step_id == "person").unwrap();
    assert_eq!(form.verdict, Some(kiosk::tutor::record::VerdictClass::Exact));
}

/// Enter once more, while the installation runs, does not cancel it; chosen with the arrows it does, and alone it does.
#[test]
fn enter_once_more_cancels_nothing() {
    for mode in [Mode::Guided, Mode::Practice, Mode::Solo] {
        let mut driver = Driver::in_lesson(Lang::Vi, "vneid-install", mode);
        driver.follow_to_step(4);
        driver.tap("install");
        let runs = |driver: &Driver| driver.frame(80, 24).words().contains("Đang tải");
        assert!(runs(&driver), "{}", driver.frame(80, 24).text());
        driver.key(Key::Enter);
        let waits = mode != Mode::Solo;
        assert_eq!((runs(&driver), notice(&driver) == Some(Notice::Wait)), (waits, waits), "{mode:?}");
        if !waits {
            continue;
        }
        assert_says(&driver, driver.kiosk.strings().wait_first);
        driver.keys(&[Key::Down, Key::Up, Key::Enter]);
        assert!(!runs(&driver), "{mode:?}: she chose it");
    }
}
