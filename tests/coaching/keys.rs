//! The keys that are named are those that work now, and a key too many does no harm.

use kiosk::app::player::{KeyPress, Spelling};
use kiosk::i18n::Lang;
use kiosk::tutor::session::Remark;
use kiosk::typing::Method;

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
    assert!(says(&driver, &t.board_next("“▲”")) && !says(&driver, t.board_away));
    // In another field than the one that is to be filled in.
    driver.keys(&[Key::Escape, Key::Down, Key::F(6)]);
    assert!(says(&driver, t.board_away) && !says(&driver, &t.board_next("“▲”")));
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

/// The keys of the guide, as they are.
fn keys(driver: &Driver) -> Vec<KeyPress> {
    driver.player().guide().expect("a way leads on").keys
}

/// In the form with the field for the number in focus, which stands second.
fn at_number(mode: Mode) -> Driver {
    let mut driver = Driver::in_lesson(Lang::Vi, RESIDENCE, mode);
    driver.follow_to_field("vneid.name");
    driver.key(Key::Down);
    driver
}

/// What is said to be mended is what the keys lead to, from wherever the focus is, until it is entered as it should be.
#[test]
fn the_keys_lead_to_what_is_to_be_mended() {
    for mode in [Mode::Guided, Mode::Practice] {
        let mut driver = at_number(mode);
        type_keys(&mut driver, "000160000110");
        driver.key(Key::Enter);
        assert_says(&driver, driver.kiosk.strings().entered_number);
        assert_eq!(keys(&driver), [KeyPress::Erase(2), KeyPress::Type, KeyPress::Enter], "{mode:?}");
        driver.key(Key::F(1));
        assert_eq!(keys(&driver), [KeyPress::Erase(2), KeyPress::Type, KeyPress::Enter], "{mode:?}, with help");
        driver.key(Key::Up);
        assert_eq!(keys(&driver), [KeyPress::Down(1), KeyPress::Erase(2), KeyPress::Type, KeyPress::Enter]);
        driver.follow();
        assert_eq!(driver.player().session.content(field(&driver, "vneid.cid")), "000160000101");
        // Then on to what the plan says.
        assert_eq!(driver.player().guide().unwrap().target, driver.player().target_of(driver.player().next().unwrap()));
        assert_eq!(keys(&driver).first(), Some(&KeyPress::Up(2)), "{mode:?}");
    }
    // Digits that are missing are typed behind the others.
    let mut driver = at_number(Mode::Practice);
    type_keys(&mut driver, "0001600001");
    driver.key(Key::Enter);
    assert_eq!(keys(&driver), [KeyPress::Type, KeyPress::Enter]);
    // What was refused is typed anew, from the papers.
    let mut driver = at_number(Mode::Practice);
    type_keys(&mut driver, "001160123456");
    driver.key(Key::Enter);
    assert_eq!(notice(&driver), Some(Notice::Refused));
    assert_eq!(keys(&driver), [KeyPress::Type, KeyPress::Enter]);
}

/// What was begun in another box than the plan's is finished first.
#[test]
fn what_was_begun_is_finished_first() {
    let mut driver = at_number(Mode::Guided);
    assert_eq!(keys(&driver).first(), Some(&KeyPress::Up(1)));
    type_keys(&mut driver, "0001");
    assert_eq!(keys(&driver), [KeyPress::Type, KeyPress::Enter]);
    type_keys(&mut driver, "60000101");
    assert_eq!(keys(&driver), [KeyPress::Enter]);
}

/// Almost right: first how it is mended; Enter only where it is said that Enter lets the kiosk do it.
#[test]
fn what_is_almost_right_is_typed_again() {
    let mut driver = Driver::in_lesson(Lang::Vi, RESIDENCE, Mode::Practice);
    driver.follow_to_field("vneid.name");
    type_keys(&mut driver, "Nguyen Thi Tap");
    driver.key(Key::Enter);
    assert_eq!(keys(&driver), [KeyPress::Erase(10), KeyPress::Type, KeyPress::Enter]);
    driver.key(Key::Enter);
    assert!(matches!(notice(&driver), Some(Notice::Entered(_, true))));
    assert_eq!(keys(&driver), [KeyPress::Enter]);
    // Whoever mends it herself is not told to leave it.
    driver.times(Key::Backspace, 10);
    assert_eq!(keys(&driver), [KeyPress::Type, KeyPress::Enter]);
    driver.key(Key::Enter);
    driver.follow();
    assert_eq!(driver.player().session.content(field(&driver, "vneid.name")), "Nguyễn Thị Tập");
}

/// By the keys of the other method, and with marks off, nothing right can be typed: F9 comes first.
#[test]
fn the_way_of_typing_is_put_right_before_the_text() {
    let mut driver = Driver::with(Settings { method: Method::Vni, ..Settings::default() }, Library::built_in().library);
    driver.sign_in();
    driver.warm_up();
    driver.begin(RESIDENCE, Mode::Practice);
    driver.follow_to_field("vneid.name");
    type_keys(&mut driver, "Nguyeenx Thij Taapj");
    driver.key(Key::Enter);
    assert_eq!(keys(&driver), [KeyPress::Typing]);
    driver.keys(&[Key::F(9), Key::Up, Key::Enter]);
    assert!(matches!(keys(&driver)[..], [KeyPress::Erase(_), KeyPress::Type, KeyPress::Enter]));

    let mut driver = Driver::in_lesson(Lang::Vi, RESIDENCE, Mode::Practice);
    driver.follow_to_field("vneid.name");
    driver.key(Key::F(9));
    assert_eq!(keys(&driver), [KeyPress::Type, KeyPress::Enter], "who has switched them off is not urged");
    type_keys(&mut driver, "Nguyen Thi Tap");
    driver.key(Key::Enter);
    assert_eq!(keys(&driver), [KeyPress::Typing], "until marks are asked for");
    driver.key(Key::F(9));
    assert!(matches!(keys(&driver)[..], [KeyPress::Erase(_), KeyPress::Type, KeyPress::Enter]));
}

/// Letters in the wrong case name Caps Lock where the case matters, until one begins to mend them.
#[test]
fn caps_lock_is_named_where_the_case_matters() {
    let mut driver = Driver::in_lesson(Lang::Vi, RESIDENCE, Mode::Practice);
    driver.follow_to_field("vneid.password");
    type_keys(&mut driver, "tAPh");
    assert_eq!(keys(&driver)[..2], [KeyPress::CapsLock, KeyPress::Erase(4)]);
    assert_says(&driver, driver.kiosk.strings().caps_lock);
    driver.key(Key::Backspace);
    assert_eq!(keys(&driver).first(), Some(&KeyPress::Erase(3)), "pressed twice it would be on again");
    driver.times(Key::Backspace, 3);
    type_keys(&mut driver, "tAPhUAN@2026");
    driver.key(Key::Enter);
    assert_eq!(notice(&driver), Some(Notice::Entered(Remark::CapsLock, false)));
    assert_says(&driver, driver.kiosk.strings().almost_caps);
    assert_eq!(keys(&driver), [KeyPress::CapsLock, KeyPress::Type, KeyPress::Enter]);
    driver.key(Key::Char('T'));
    assert_eq!(keys(&driver), [KeyPress::Type, KeyPress::Enter]);
    // A name may be written in capitals.
    let mut driver = at_name();
    type_keys(&mut driver, "NGUY");
    assert!(!keys(&driver).contains(&KeyPress::CapsLock));
}

/// Inside what was typed Backspace would take the wrong letter, or none: first the cursor goes back to the end.
#[test]
fn a_cursor_that_was_moved_goes_back_first() {
    let mut driver = at_number(Mode::Guided);
    type_keys(&mut driver, "00017");
    driver.keys(&[Key::Left, Key::Left]);
    assert_eq!(keys(&driver)[..2], [KeyPress::Right(2), KeyPress::Erase(1)]);
    driver.key(Key::Home);
    assert_eq!(keys(&driver)[..2], [KeyPress::Right(5), KeyPress::Erase(1)]);
    driver.follow();
    assert_eq!(driver.player().session.content(field(&driver, "vneid.cid")), "000160000101");
    // Where only Enter is needed, the cursor does not matter.
    let mut driver = at_number(Mode::Guided);
    type_keys(&mut driver, "000160000101");
    driver.key(Key::Home);
    assert_eq!(keys(&driver), [KeyPress::Enter]);
    // The arrows of the keyboard on the screen move no cursor.
    type_keys(&mut driver, "0");
    driver.key(Key::F(6));
    assert!(driver.player().edit.as_ref().is_some_and(|edit| edit.line.cursor() == edit.line.len()));
}

/// What is missing has a name, so the arrow that leads to it is named.
#[test]
fn the_arrow_to_what_is_missing_is_named() {
    let mut driver = Driver::in_lesson(Lang::Vi, "vneid-install", Mode::Practice);
    driver.follow_to_step(2);
    assert!(!says(&driver, "Phím ở đây: ↑"));
    driver.keys(&[Key::Down, Key::Enter]);
    assert!(matches!(notice(&driver), Some(Notice::Missing(_))));
    assert_says(&driver, "Phím ở đây: ↑, rồi");
}

/// An option that is not the one of the papers is said to be compared: the focus stays on it.
#[test]
fn what_was_chosen_is_mended_in_place() {
    let mut driver = Driver::in_lesson(Lang::Vi, RESIDENCE, Mode::Guided);
    driver.follow_to_field("vneid.commune");
    let focus = driver.player().focus;
    driver.keys(&[Key::Enter, Key::Enter]);
    assert_eq!(notice(&driver), Some(Notice::Entered(Remark::Other, false)));
    assert_eq!(driver.player().focus, focus);
    assert_eq!(keys(&driver), [KeyPress::Enter], "it is opened again");
}

fn field(driver: &Driver, name: &str) -> kiosk::lesson::table::FieldId {
    driver.player().session.lesson().world.fields.position(|field| field.name.as_ref() == name).unwrap()
}
