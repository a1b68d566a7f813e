//! Every widget by keys, by clicks, by the guide and by the demonstration, on a library that has them all.

use kiosk::app::player::{Focus, KeyPress};
use kiosk::app::{Key, Screen, Target};
use kiosk::lesson::model::WidgetKind;
use kiosk::lesson::table::WidgetId;
use kiosk::tutor::record::{Mode, StepOutcome};
use kiosk::{sim, ui};
use ratatui::layout::Rect;

use crate::harness::demo::{self, BROWSER_LESSON, PHONE_LESSON};
use crate::harness::keys::Driver;

fn demo(lesson: &str, mode: Mode) -> Driver {
    Driver::in_library(demo::library(), lesson, mode)
}

/// Follows the guide to a screen of the device.
fn at(lesson: &str, screen: &str) -> Driver {
    let mut driver = demo(lesson, Mode::Practice);
    for _ in 0..200 {
        if driver.at() == screen {
            return driver;
        }
        driver.follow();
    }
    panic!("{screen} never came");
}

fn widget(driver: &Driver, id: &str) -> WidgetId {
    let session = &driver.player().session;
    let world = &session.lesson().world;
    let top = sim::top(session.state()).unwrap();
    *world.screens[top].widgets.iter().find(|widget| world.widgets[**widget].id.as_ref() == id).unwrap()
}

fn content(driver: &Driver, name: &str) -> String {
    let session = &driver.player().session;
    let (id, _) = session.lesson().world.fields.pairs().find(|(_, field)| field.name.as_ref() == name).unwrap();
    session.content(id).to_owned()
}

/// A click where this is drawn.
fn click(driver: &mut Driver, target: Target) {
    let (x, y) = driver.place_of(target).unwrap_or_else(|| panic!("{target:?}\n{}", driver.frame(80, 24).text()));
    let hit = ui::hit(&driver.kiosk, Rect::new(0, 0, 80, 24), x, y).unwrap();
    driver.click(hit);
}

// ------------------------------------------------------------------------------------------------------ whole lessons

#[test]
fn the_guide_leads_through_every_widget() {
    for lesson in [PHONE_LESSON, BROWSER_LESSON] {
        let mut driver = demo(lesson, Mode::Guided);
        driver.finish();
        assert_eq!(driver.outcome().tally.alone, u32::try_from(driver.outcome().lesson.steps.len()).unwrap());
    }
}

#[test]
fn the_demonstration_plays_every_widget() {
    for lesson in [PHONE_LESSON, BROWSER_LESSON] {
        let mut driver = demo(lesson, Mode::Watch);
        let mut searched = String::new();
        while driver.plays() {
            assert!(driver.tick());
            if let Screen::Player(player) = &driver.kiosk.screen
                && let Some(search) = &player.search
            {
                searched = search.line.text().to_owned();
            }
        }
        let steps = driver.outcome().lesson.steps.len();
        assert_eq!(driver.outcome().tally.shown, u32::try_from(steps).unwrap(), "{lesson}");
        assert!(!searched.is_empty(), "{lesson}: the long list was not searched");
    }
}

#[test]
fn help_does_a_step_with_a_long_list() {
    let mut driver = at(PHONE_LESSON, "wallet.where");
    driver.key(Key::Enter);
    driver.keys(&[Key::Char('x'), Key::Char('y')]); // what she searched for leads elsewhere
    driver.times(Key::F(1), 4);
    while driver.player().auto.is_some() {
        assert!(driver.tick());
    }
    assert_eq!(content(&driver, "wallet.commune"), "05443");
    assert_eq!(driver.player().session.done().last().unwrap().outcome, StepOutcome::Shown);
}

// -------------------------------------------------------------------------------------------------------------- radio

#[test]
fn radio_by_keys_and_by_clicks() {
    let mut driver = at(PHONE_LESSON, "wallet.kinds");
    let kind = widget(&driver, "kind");
    assert_eq!(driver.player().focus, Focus::Option(kind, 0));
    driver.keys(&[Key::Down, Key::Down, Key::Up]);
    assert_eq!(driver.player().focus, Focus::Option(kind, 1));
    driver.key(Key::Enter);
    assert_eq!(content(&driver, "wallet.kind"), "shop");
    assert_eq!(driver.player().focus, Focus::Widget(widget(&driver, "next")), "on to the next thing");
    assert_eq!(driver.frame(80, 24).text().matches("(•)").count(), 1);
    click(&mut driver, Target::Option(kind, 2));
    assert_eq!(content(&driver, "wallet.kind"), "none");
    assert_eq!(driver.frame(80, 24).text().matches("(•)").count(), 1);
}

#[test]
fn the_guide_points_at_the_wanted_option() {
    let mut driver = demo(PHONE_LESSON, Mode::Guided);
    while driver.at() != "wallet.kinds" {
        driver.follow();
    }
    let guide = driver.player().guide().unwrap();
    assert_eq!(guide.target, Some(Focus::Option(widget(&driver, "kind"), 1)));
    assert_eq!(guide.keys, [KeyPress::Down(1), KeyPress::Enter]);
}

// ---------------------------------------------------------------------------------------------------------- long lists

#[test]
fn a_long_list_is_searched_without_marks_case_or_spaces() {
    for keys in ["Phan Dinh Ph", "phandinhp", "phan ddinhf phuf"] {
        let mut driver = at(PHONE_LESSON, "wallet.where");
        driver.key(Key::Enter);
        keys.chars().for_each(|key| drop(driver.key(Key::Char(key))));
        let frame = driver.frame(80, 24).text();
        assert!(frame.contains("1/92") && frame.contains("► Phường Phan Đình Phùng"), "{keys}:\n{frame}");
        driver.key(Key::Enter);
        assert_eq!(content(&driver, "wallet.commune"), "05443", "{keys}");
    }
}

#[test]
fn a_long_list_says_when_nothing_is_found_and_can_be_left() {
    let mut driver = at(PHONE_LESSON, "wallet.where");
    driver.key(Key::Enter);
    "qqq".chars().for_each(|key| drop(driver.key(Key::Char(key))));
    let frame = driver.frame(80, 24).words();
    assert!(frame.contains("0/92") && frame.contains("Chưa tìm thấy"), "{frame}");
    assert!(!frame.contains("Enter"), "Enter does nothing here");
    driver.key(Key::Enter);
    assert!(driver.player().open.is_some());
    driver.times(Key::Backspace, 3);
    assert!(driver.frame(80, 24).text().contains("92/92"));
    driver.key(Key::Escape);
    assert!(driver.player().open.is_none() && driver.player().search.is_none());
    assert_eq!(content(&driver, "wallet.commune"), "");
    // It begins anew.
    driver.key(Key::Enter);
    assert!(driver.frame(80, 24).text().contains("92/92"));
}

#[test]
fn a_long_list_scrolls_to_its_end_and_takes_clicks() {
    for size in [(80, 24), (64, 24), (50, 18), (120, 40)] {
        let mut driver = at(PHONE_LESSON, "wallet.where");
        driver.key(Key::Enter);
        for _ in 0..92 {
            let shown = driver.player().shown_options();
            let open = driver.player().open.unwrap();
            let label = &driver.player().options(open.field)[shown[open.list.chosen]].label;
            let frame = driver.frame(size.0, size.1).text();
            assert!(frame.contains(&format!("► {label}")), "{label} at {size:?}:\n{frame}");
            driver.key(Key::Down);
        }
    }
    let mut driver = at(PHONE_LESSON, "wallet.where");
    driver.key(Key::Enter);
    driver.key(Key::PageDown);
    click(&mut driver, Target::Item(2));
    assert!(!content(&driver, "wallet.commune").is_empty() && driver.player().open.is_none());
}

// -------------------------------------------------------------------------------------------------------------- keypad

#[test]
fn a_keypad_takes_digits_from_keys_and_from_clicks() {
    let mut driver = at(PHONE_LESSON, "wallet.pin");
    let pin = widget(&driver, "pin");
    for key in "2a8-2".chars() {
        driver.key(Key::Char(key));
    }
    assert_eq!(driver.player().edit.as_ref().unwrap().line.text(), "282");
    let frame = driver.frame(80, 24).text();
    assert!(frame.contains("●●●") && !frame.contains("●●●●"), "{frame}");
    for key in ['6', '4', '4'] {
        click(&mut driver, Target::Pad(pin, Key::Char(key)));
    }
    click(&mut driver, Target::Pad(pin, Key::Backspace));
    // From elsewhere, a click on a digit comes back to the field.
    driver.key(Key::Down);
    assert_ne!(driver.player().focus, Focus::Widget(pin));
    click(&mut driver, Target::Pad(pin, Key::Char('6')));
    assert_eq!(driver.player().edit.as_ref().unwrap().line.text(), "282646");
    click(&mut driver, Target::Pad(pin, Key::Enter));
    driver.key(Key::Enter);
    assert_eq!(driver.at(), "wallet.settings");
}

// ------------------------------------------------------------------------------------------------------ switches, tabs

#[test]
fn a_switch_says_in_words_how_it_stands() {
    let mut driver = at(PHONE_LESSON, "wallet.settings");
    assert!(driver.frame(80, 24).text().contains("[● TẮT ] Đăng nhập bằng vân tay"));
    driver.tap("finger");
    assert!(driver.frame(80, 24).text().contains("[ BẬT ●] Đăng nhập bằng vân tay"));
    let finger = widget(&driver, "finger");
    click(&mut driver, Target::Widget(finger));
    assert!(driver.frame(80, 24).text().contains("[● TẮT ] Đăng nhập bằng vân tay"));
}

#[test]
fn tabs_stand_side_by_side_and_take_arrows_and_clicks() {
    let mut driver = at(PHONE_LESSON, "wallet.settings");
    let row = |driver: &Driver| driver.frame(80, 24).rows().into_iter().position(|row| row.contains("[Cá nhân]"));
    assert_eq!(row(&driver), Some(20), "above the buttons of the phone");
    driver.focus("home");
    driver.keys(&[Key::Right, Key::Right, Key::Right, Key::Left]);
    assert_eq!(driver.player().focus, Focus::Widget(widget(&driver, "qr")));
    let home = widget(&driver, "home");
    click(&mut driver, Target::Widget(home));
    assert_eq!(driver.at(), "wallet.front");
    assert!(driver.frame(80, 24).text().contains("[Trang chủ]"));
}

// ------------------------------------------------------------------------------------------------------------- devices

#[test]
fn the_whole_address_is_shown_at_every_size() {
    let driver = at(BROWSER_LESSON, "site.login");
    let address = "dang-nhap.cong-dich-vu-cong-quoc-gia.tinhmau.vi-du.kiem-tra-phan-cuoi.example";
    for size in [(80, 24), (64, 24), (50, 18), (120, 40), (63, 18), (132, 43)] {
        let frame = driver.frame(size.0, size.1).text();
        let mut rest = frame.as_str();
        for part in address.split_inclusive('.') {
            let after = rest.split_once(part).unwrap_or_else(|| panic!("{part} at {size:?}:\n{frame}"));
            rest = after.1;
        }
    }
}

#[test]
fn a_long_page_scrolls_by_page_keys_and_comes_back() {
    let mut driver = at(BROWSER_LESSON, "site.guide");
    let top = driver.frame(80, 24).text();
    assert!(top.contains("Bước một") && top.contains('█') && top.contains('░'), "{top}");
    click(&mut driver, Target::Key(Key::PageDown));
    assert_ne!(driver.frame(80, 24).text(), top, "the scroll bar takes clicks");
    driver.times(Key::PageDown, 3);
    assert!(driver.frame(80, 24).text().contains("Về trang đầu của cổng"));
    driver.times(Key::PageUp, 4);
    assert_eq!(driver.frame(80, 24).text(), top);
    driver.key(Key::Left); // any other key ends the reading
    let before = driver.frame(80, 24).text();
    assert!(before.contains("Về trang đầu của cổng") && !before.contains("Bước một"));
    driver.times(Key::PageUp, 4);
    assert_eq!(driver.frame(80, 24).text(), top);
    driver.key(Key::PageDown);
    assert_eq!(driver.frame(80, 24).text(), before, "back to what has the focus");
}

#[test]
fn every_device_has_its_own_look() {
    let phone = at(PHONE_LESSON, "wallet.front").frame(80, 24).text();
    let place = at(PHONE_LESSON, "shop.front").frame(80, 24).text();
    let browser = at(BROWSER_LESSON, "site.front").frame(80, 24).text();
    assert!(phone.contains("14:30") && !place.contains("14:30") && !browser.contains("14:30"));
    assert!(browser.contains("Địa chỉ: ") && browser.contains("Trang bắt đầu") && !browser.contains("Màn hình chính"));
    assert!(place.contains("Về điện thoại"));
    for frame in [phone, place, browser] {
        assert!(frame.contains("BÀI TẬP"));
    }
}

#[test]
fn a_call_and_a_permission_wait_for_an_answer() {
    for (screen, button) in [("wallet.ring", "decline"), ("wallet.perm-camera", "deny")] {
        let mut driver = at(PHONE_LESSON, screen);
        driver.keys(&[Key::Escape, Key::F(3)]);
        assert_eq!(driver.at(), screen);
        let button = widget(&driver, button);
        click(&mut driver, Target::Widget(button));
        assert_ne!(driver.at(), screen);
    }
}

#[test]
fn whatever_can_be_aimed_at_can_be_clicked() {
    let mut driver = at(PHONE_LESSON, "wallet.scan");
    let aims: Vec<WidgetId> = {
        let session = &driver.player().session;
        let world = &session.lesson().world;
        let shown = sim::visible_widgets(world, session.state());
        shown.filter(|id| matches!(world.widgets[*id].kind, WidgetKind::Press { .. })).collect()
    };
    assert_eq!(aims.len(), 2);
    click(&mut driver, Target::Widget(aims[0]));
    assert!(driver.frame(80, 24).words().contains("Mã này lạ"));
    click(&mut driver, Target::Widget(aims[1]));
    assert_eq!(driver.at(), "wallet.code");
}
