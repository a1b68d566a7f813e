//! Choosing how Vietnamese is typed: the page, how long the choice holds, and what is said to whoever types by the other
//! method.

use std::sync::Arc;

use kiosk::app::player::{BoardKey, KeyPress, Notice};
use kiosk::app::{EXAMPLES, Event, Key, METHODS, Screen, Settings, Target};
use kiosk::i18n::Lang;
use kiosk::lesson::{Lesson, Library};
use kiosk::text;
use kiosk::tutor::record::Mode;
use kiosk::tutor::session::Remark;
use kiosk::typing::{self, Method};
use kiosk::ui;
use ratatui::layout::Rect;

use crate::harness::demo;
use crate::harness::keys::{Driver, Frame};
use crate::harness::library::small;

const SIZES: [(u16, u16); 4] = [(80, 24), (50, 18), (64, 24), (120, 40)];

/// Two fields that take marks, one that does not, and a button.
fn form() -> Arc<Lesson> {
    let screens = r#"
[screens.main]
widgets = [
  { field = "name", label = "Họ tên", rule = "name" },
  { field = "address", label = "Địa chỉ", rule = "text" },
  { field = "phone", label = "Điện thoại", rule = "phone" },
  { button = "go", label = "Gửi", do = [{ set = "sent" }] },
]
"#;
    let step = r#"
[[steps]]
id = "s"
say = "Điền."
goal = ["a.name = Nguyễn Thị Tập", "a.address = Ấp 12, Đường Ước", "a.phone = 0000123456", "a.sent"]
"#;
    small(&[("a", screens)], &["a"], step)
}

/// At the lessons, of which the form is one.
fn at_lessons(lang: Lang, method: Method) -> Driver {
    let library = Library { lessons: vec![form()], ..Library::default() };
    let mut driver = Driver::with(Settings { lang, method, ..Settings::default() }, library);
    driver.sign_in();
    driver.warm_up();
    driver
}

/// In the form, on a field.
fn at_field(driver: &mut Driver, mode: Mode, field: &str) {
    driver.begin("small", mode);
    if driver.at() == "home" {
        driver.key(Key::Enter);
    }
    driver.focus(field);
}

/// Makes a choice on the page and takes it.
fn choose(driver: &mut Driver, choice: Option<Method>) {
    driver.key(Key::F(9));
    assert!(driver.kiosk.methods.is_some(), "F9 leads to the page:\n{}", driver.frame(80, 24).text());
    driver.key(Key::Home);
    driver.times(Key::Down, METHODS.iter().position(|method| *method == choice).unwrap());
    driver.key(Key::Enter);
    assert!(driver.kiosk.methods.is_none());
}

fn keys(driver: &mut Driver, keys: &str) {
    for key in keys.chars() {
        driver.key(if key == typing::BACKSPACE { Key::Backspace } else { Key::Char(key) });
    }
}

fn written(driver: &Driver) -> String {
    driver.player().edit.as_ref().expect("a field is in focus").line.text().to_owned()
}

fn tried(driver: &Driver) -> String {
    driver.kiosk.methods.as_ref().expect("the page is shown").line.text().to_owned()
}

fn words(driver: &Driver) -> String {
    driver.frame(80, 24).words()
}

/// What stands beside the device, with one space between words.
fn beside(driver: &Driver) -> String {
    let frame = driver.frame(80, 24);
    let rows = frame.cells[1..22].iter().map(|row| row[41..].concat());
    rows.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

// --------------------------------------------------------------------------------------------------------- the page

/// The example is that of the bright choice, written as it is written here, at every size and in both languages.
#[test]
fn the_example_follows_the_choice() {
    for lang in Lang::BUILT_IN.iter().copied() {
        let t = lang.strings();
        let mut driver = at_lessons(lang, Method::Telex);
        driver.key(Key::F(9));
        for choice in METHODS {
            for (columns, rows) in SIZES {
                let shown = driver.frame(columns, rows).words();
                for method in [Method::Telex, Method::Vni] {
                    for content in EXAMPLES.into_iter().chain(["đ", "ă", "ạ", "ã"]) {
                        let line = format!("{} → {content}", typing::keys(content, method));
                        assert_eq!(shown.contains(&line), choice == Some(method), "{line}:\n{shown}");
                    }
                }
                let help = text::plain(t.typing_help);
                assert!([t.typing_title, t.typing_none, t.typing_now, &help].iter().all(|text| shown.contains(text)));
                assert_eq!(shown.contains(t.typing_none_about), choice.is_none());
            }
            driver.key(Key::Down);
        }
    }
}

/// Letters go into the field by the bright choice, and the choice stays where it is.
#[test]
fn what_is_tried_is_composed_at_once() {
    let t = Lang::Vi.strings();
    for (chosen, pressed, shown, said) in [
        (0, "Nguyeenx", "Nguyễn", t.typing_right),
        (0, "DDUWOWNGF", "ĐƯỜNG", t.typing_right),
        (0, "Nguyeexn⌫⌫", "Nguy", ""),
        (0, "Nguyeexm⌫n", "Nguyễn", t.typing_right),
        (0, "nguye6n4", "nguye6n4", t.typing_seems[1]),
        (1, "Nguye6n4", "Nguyễn", t.typing_right),
        (1, "nguye64n D9uo7ng2", "nguyễn Đường", t.typing_right),
        (1, "Nguyeenx", "Nguyeenx", t.typing_seems[0]),
        (1, "dduwowngf", "dduwowngf", t.typing_seems[0]),
        (2, "Nguyeenx", "Nguyeenx", t.typing_seems[0]),
        (2, "D9u7o7ng2", "D9u7o7ng2", t.typing_seems[1]),
        (2, "Nguyen", "Nguyen", ""),
        (0, "", "", t.typing_hint),
        (2, "", "", ""),
    ] {
        let mut driver = at_lessons(Lang::Vi, Method::Telex);
        driver.key(Key::F(9));
        driver.times(Key::Down, chosen);
        keys(&mut driver, pressed);
        assert_eq!(tried(&driver), shown, "{pressed}");
        let page = words(&driver);
        for text in [t.typing_right, t.typing_hint, t.typing_seems[0], t.typing_seems[1]] {
            assert_eq!(page.contains(text), text == said, "{pressed}: {page}");
        }
        assert_eq!(driver.kiosk.methods.as_ref().unwrap().list.chosen, chosen);
    }
}

/// Another choice is tried from an empty field, and nothing of what was tried is there the next time.
#[test]
fn what_is_tried_is_kept_nowhere() {
    for leave in [Key::Escape, Key::F(9), Key::Enter, Key::F(10)] {
        let mut driver = at_lessons(Lang::Vi, Method::Telex);
        driver.begin("small", Mode::Practice);
        driver.key(Key::F(9));
        keys(&mut driver, "Xaan");
        assert!(words(&driver).contains("Xân"));
        driver.key(Key::Down);
        assert_eq!(tried(&driver), "");
        keys(&mut driver, "Xa6n");
        driver.key(Key::Up);
        driver.key(Key::Up);
        assert_eq!(tried(&driver), "");
        keys(&mut driver, "Xaan");
        driver.key(Key::Up);
        assert_eq!(tried(&driver), "Xân", "the choice is the same");
        driver.key(leave);
        assert!(driver.kiosk.methods.is_none());
        assert!(!words(&driver).contains("Xân"));
        driver.key(Key::Escape);
        driver.key(Key::F(9));
        assert_eq!(tried(&driver), "", "{leave:?}");
        assert!(!format!("{:?}", driver.effects).contains("Xân"));
    }
}

/// A click makes a choice bright, so that it can be tried; a second one takes it.
#[test]
fn a_click_shows_and_a_second_one_takes() {
    let mut driver = at_lessons(Lang::Vi, Method::Telex);
    driver.click(Target::Key(Key::F(9)));
    let area = Rect::new(0, 0, 80, 24);
    let (x, y) = driver.place_of(Target::Item(1)).expect("VNI can be clicked");
    assert_eq!(ui::hit(&driver.kiosk, area, x, y), Some(Target::Item(1)));
    driver.click(Target::Item(1));
    assert!(words(&driver).contains(&typing::keys(EXAMPLES[0], Method::Vni)));
    driver.click(Target::Item(1));
    assert!(driver.kiosk.methods.is_none());
    at_field(&mut driver, Mode::Practice, "name");
    assert_eq!(driver.player().method(), Method::Vni);
}

// ---------------------------------------------------------------------------------------------- how it is reached

fn named(driver: &Driver) -> bool {
    driver.place_of(Target::Key(Key::F(9))).is_some()
}

/// Where the page is reached, F9 is named; from there back by Escape or F9, to what was there before and unchanged.
#[test]
fn f9_leads_there_and_back() {
    type Way = fn(Lang) -> Driver;
    let ways: [Way; 7] = [
        |lang| pressed(Driver::new(lang), &[Key::Enter]),
        |lang| pressed(Driver::new(lang), &[Key::Enter, Key::Down, Key::Enter, Key::Up]),
        |lang| pressed(at_lessons(lang, Method::Vni), &[]),
        |lang| pressed(at_lessons(lang, Method::Telex), &[Key::Enter, Key::Down, Key::Right]),
        |lang| Driver::in_lesson(lang, "vneid-install", Mode::Guided),
        |lang| {
            let mut driver = at_lessons(lang, Method::Telex);
            at_field(&mut driver, Mode::Solo, "go");
            driver
        },
        |lang| in_list(lang),
    ];
    for lang in Lang::BUILT_IN.iter().copied() {
        for (at, way) in ways.iter().enumerate() {
            for leave in [Key::Escape, Key::F(9)] {
                let mut driver = way(lang);
                let before: Vec<Frame> = SIZES.iter().map(|size| driver.frame(size.0, size.1)).collect();
                assert!(named(&driver), "{at}: the bar names it");
                driver.key(Key::F(9));
                let now = driver.kiosk.methods.as_ref().map(|page| (page.now, page.list.chosen));
                assert!(now.is_some_and(|(now, bright)| now == bright) && named(&driver), "{at}");
                driver.keys(&[Key::Down, Key::Char('a'), leave]);
                let after: Vec<Frame> = SIZES.iter().map(|size| driver.frame(size.0, size.1)).collect();
                assert_eq!(after, before, "{at}: {leave:?}");
                driver.key(Key::F(9));
                let again = driver.kiosk.methods.as_ref().map(|page| (page.now, page.list.chosen));
                assert_eq!(again, now, "{at}: {leave:?} takes nothing");
            }
        }
    }
}

fn pressed(mut driver: Driver, keys: &[Key]) -> Driver {
    driver.keys(keys);
    driver
}

/// In the search of a long list.
fn in_list(lang: Lang) -> Driver {
    let mut driver = Driver::with(Settings { lang, ..Settings::default() }, demo::library());
    driver.sign_in();
    driver.warm_up();
    driver.begin(demo::PHONE_LESSON, Mode::Practice);
    driver.follow_to_field("wallet.commune");
    driver.key(Key::Enter);
    assert!(driver.player().search.is_some());
    driver
}

/// Where the key has another meaning or none, it opens nothing, and the bar does not name it.
#[test]
fn elsewhere_f9_opens_nothing() {
    type Way = fn() -> Driver;
    let ways: [(&str, Way); 9] = [
        ("welcome", || Driver::new(Lang::Vi)),
        ("quit", || pressed(Driver::new(Lang::Vi), &[Key::Escape])),
        ("back", || pressed(Driver::new(Lang::Vi), &[Key::F(5)])),
        ("warm-up", || pressed(Driver::new(Lang::Vi), &[Key::Enter, Key::Enter, Key::Enter])),
        ("watch", || Driver::in_lesson(Lang::Vi, "vneid-install", Mode::Watch)),
        ("papers", || pressed(Driver::in_lesson(Lang::Vi, "vneid-install", Mode::Guided), &[Key::F(4)])),
        ("leaving", || pressed(Driver::in_lesson(Lang::Vi, "vneid-install", Mode::Guided), &[Key::F(10)])),
        ("call", || pressed(Driver::in_lesson(Lang::Vi, "vneid-install", Mode::Guided), &[Key::F(8)])),
        ("number", || {
            let mut driver = at_lessons(Lang::Vi, Method::Telex);
            at_field(&mut driver, Mode::Practice, "phone");
            driver
        }),
    ];
    for (name, way) in ways {
        let mut driver = way();
        assert!(!named(&driver), "{name}");
        driver.key(Key::F(9));
        assert!(driver.kiosk.methods.is_none(), "{name}");
    }
}

/// While a slip can be shown once more, its key has the place in the bar.
#[test]
fn a_slip_goes_before() {
    let mut driver = Driver::in_lesson(Lang::Vi, "vneid-install", Mode::Practice);
    while driver.at() != "store.results" {
        driver.follow();
    }
    assert!(named(&driver));
    driver.keys(&[Key::Enter, Key::Enter]);
    assert!(driver.player().can_show_slip() && !named(&driver));
    driver.key(Key::F(9));
    assert!(driver.kiosk.methods.is_none());
}

/// The call for staff lies above the page, and F10 leaves both.
#[test]
fn the_other_keys_of_every_page_work() {
    let mut driver = at_lessons(Lang::Vi, Method::Telex);
    driver.begin("small", Mode::Guided);
    driver.keys(&[Key::F(9), Key::Down, Key::F(2)]);
    assert!(words(&driver).contains(Lang::En.strings().typing_title));
    driver.key(Key::F(2));
    let page = driver.frame(80, 24);
    driver.key(Key::F(8));
    assert!(words(&driver).contains(&text::plain(Lang::Vi.strings().call_keys)));
    driver.key(Key::Char('x'));
    driver.click(Target::Item(0));
    driver.key(Key::Escape);
    assert_eq!(driver.frame(80, 24), page);
    assert_eq!(driver.player().deadline(driver.clock()), None, "the lesson is still held");
    driver.key(Key::F(10));
    assert!(driver.kiosk.methods.is_none() && driver.player().leaving.is_some());
    driver.keys(&[Key::F(10), Key::Enter]);
    assert!(matches!(driver.kiosk.screen, Screen::Welcome { .. }));
}

// ------------------------------------------------------------------------------------------- how long it holds

/// For the lessons of this person, until her visit ends.
#[test]
fn the_choice_ends_with_the_visit() {
    let t = Lang::Vi.strings();
    let kiosk = Method::Telex;
    let mut driver = at_lessons(Lang::Vi, kiosk);
    choose(&mut driver, Some(Method::Vni));
    for _ in 0..2 {
        at_field(&mut driver, Mode::Practice, "name");
        assert!(words(&driver).contains(&t.typing_on("VNI")));
        keys(&mut driver, "Nguye64n Thi5 Ta65p");
        assert_eq!(written(&driver), "Nguyễn Thị Tập");
        driver.keys(&[Key::F(10), Key::Down, Key::Enter]);
    }
    choose(&mut driver, None);
    at_field(&mut driver, Mode::Practice, "name");
    assert!(words(&driver).contains(t.typing_off));
    keys(&mut driver, "Va8n Vawn");
    assert_eq!(written(&driver), "Va8n Vawn");
    // The key in the field brings back the method that she had.
    driver.key(Key::F(9));
    assert!(words(&driver).contains(&t.typing_on("VNI")));
    driver.keys(&[Key::F(10), Key::F(10), Key::Enter]);
    assert!(matches!(driver.kiosk.screen, Screen::Welcome { .. }));
    driver.sign_in();
    driver.warm_up();
    at_field(&mut driver, Mode::Practice, "name");
    assert!(words(&driver).contains(&t.typing_on("Telex")));
    keys(&mut driver, "Nguyeenx");
    assert_eq!(written(&driver), "Nguyễn");
}

/// Whoever goes back from the sign-in to the first page leaves nothing of her choice.
#[test]
fn the_choice_ends_at_the_first_page() {
    let mut driver = at_lessons(Lang::Vi, Method::Vni);
    driver.keys(&[Key::Escape]);
    assert!(matches!(driver.kiosk.screen, Screen::Who(_)));
    choose(&mut driver, Some(Method::Telex));
    driver.keys(&[Key::Escape]);
    assert!(matches!(driver.kiosk.screen, Screen::Welcome { .. }));
    driver.sign_in();
    driver.warm_up();
    driver.key(Key::F(9));
    assert_eq!(driver.kiosk.methods.as_ref().unwrap().method(), Some(Method::Vni));
}

/// Made above a lesson, it holds there at once; the lesson does not go on meanwhile.
#[test]
fn a_choice_above_a_lesson() {
    let mut driver = at_lessons(Lang::Vi, Method::Telex);
    at_field(&mut driver, Mode::Practice, "name");
    keys(&mut driver, "Nguyeenx");
    driver.focus("go");
    driver.key(Key::F(9));
    driver.pass(10 * 60_000);
    assert_eq!(driver.kiosk.deadline(), None);
    driver.event(Event::Tick);
    driver.keys(&[Key::Down, Key::Enter]);
    assert!(!driver.player().offered, "help is not offered for the time on the page");
    driver.focus("name");
    assert_eq!(written(&driver), "Nguyễn");
    keys(&mut driver, " Thi5");
    assert_eq!(written(&driver), "Nguyễn Thị");
}

/// The search in a long list follows, also while it is open.
#[test]
fn the_search_follows() {
    let mut driver = in_list(Lang::Vi);
    let text = |driver: &Driver| driver.player().search.as_ref().unwrap().line.text().to_owned();
    keys(&mut driver, "dd");
    assert_eq!(text(&driver), "đ");
    driver.keys(&[Key::F(9), Key::Down, Key::Enter]);
    assert_eq!(text(&driver), "đ", "what was typed stays");
    keys(&mut driver, "⌫d9a65");
    assert_eq!(text(&driver), "đậ");
    driver.key(Key::Escape);
    driver.key(Key::Enter);
    keys(&mut driver, "d9");
    assert_eq!(text(&driver), "đ", "a search that is opened later, too");
}

/// The keys that are named for the next letter, and the lesson by them alone.
#[test]
fn a_lesson_is_learned_by_each_method() {
    for method in [Method::Telex, Method::Vni] {
        let other = if method == Method::Telex { Method::Vni } else { Method::Telex };
        let mut driver = at_lessons(Lang::Vi, other);
        choose(&mut driver, Some(method));
        at_field(&mut driver, Mode::Guided, "name");
        let spelt = driver.player().next_letter().and_then(|next| next.keys);
        assert_eq!(spelt, None, "N has no mark");
        keys(&mut driver, "Nguy");
        assert_eq!(driver.player().next_letter().and_then(|next| next.keys), Some(typing::keys("ễ", method)));
        assert!(driver.player().guide().is_some_and(|guide| guide.keys.contains(&KeyPress::Type)));
        driver.finish();
        assert!(matches!(driver.kiosk.screen, Screen::Result(_)));
    }
}

// ------------------------------------------------------------------------------------------------ raw keys

/// Whoever types by the other method is told which one is on, and the key that is named changes it.
#[test]
fn keys_of_the_other_method_are_recognised() {
    for lang in Lang::BUILT_IN.iter().copied() {
        let t = lang.strings();
        for (method, other) in [(Method::Vni, Method::Telex), (Method::Telex, Method::Vni)] {
            for name in ["Nguyễn Thị Tập", "nguyễn thị tập"] {
                let mut driver = at_lessons(lang, Method::Telex);
                choose(&mut driver, Some(method));
                at_field(&mut driver, Mode::Practice, "name");
                keys(&mut driver, &typing::keys(name, other));
                driver.key(Key::Enter);
                assert_eq!(driver.player().notice, Some(Notice::Entered(Remark::Keys(other), false)));
                let said = text::plain(&t.almost_method(method.name()));
                assert!(said.contains("F9") && beside(&driver).contains(&said), "{}", beside(&driver));
                driver.key(Key::F(9));
                let page = driver.kiosk.methods.as_ref().expect("the key does what is said");
                assert_eq!((page.method(), METHODS[page.now]), (Some(other), Some(method)));
                // Left as it is.
                driver.key(Key::Escape);
                assert!(beside(&driver).contains(&said));
                assert_eq!(driver.player().method(), method);
                // Changed: what to do now is said, and the key switches marks again.
                driver.keys(&[Key::F(9), Key::Enter]);
                assert!(beside(&driver).contains(&text::plain(t.typing_again)));
                driver.key(Key::F(9));
                assert!(driver.kiosk.methods.is_none() && !driver.player().marks());
                driver.key(Key::F(9));
                driver.write("Nguyễn Thị Tập");
                driver.key(Key::Enter);
                assert_eq!(driver.focused_field().as_deref(), Some("a.address"), "and it is right");
            }
        }
    }
}

/// With marks switched off, on the page or in the field, keys of either method are recognised.
#[test]
fn marks_that_are_off_are_named() {
    for lang in Lang::BUILT_IN.iter().copied() {
        let t = lang.strings();
        for (raw, on_page) in
            [("Nguyeenx Thij Taapj", true), ("Nguye6n4 Thi5 Ta6p5", true), ("Nguyeenx Thij Taapj", false)]
        {
            let mut driver = at_lessons(lang, Method::Telex);
            if on_page {
                choose(&mut driver, None);
            }
            at_field(&mut driver, Mode::Practice, "name");
            if !on_page {
                driver.key(Key::F(9));
            }
            keys(&mut driver, raw);
            driver.key(Key::Enter);
            let said = driver.kiosk.say(&text::plain(t.almost_off));
            assert!(said.contains("F9") && beside(&driver).contains(&said), "{raw}: {}", beside(&driver));
            driver.key(Key::F(9));
            assert!(driver.kiosk.methods.is_none() && driver.player().marks(), "F9 switches them on");
        }
    }
}

/// By VNI too: names, addresses with numbers, capitals, what is mended in the middle of a word.
#[test]
fn names_and_addresses_by_both_methods() {
    for (method, field, pressed, wanted) in [
        (Method::Telex, "name", "Nguyeenx Thij Taapj", "Nguyễn Thị Tập"),
        (Method::Telex, "name", "DDAWNGJ VAWN MAAUX", "ĐẶNG VĂN MẪU"),
        (Method::Telex, "address", "Soos 12, ddwowngf DDieenj Bieen", "Số 12, đường Điện Biên"),
        (Method::Telex, "address", "AAps A12, xax Hueej", "Ấp A12, xã Huệ"),
        (Method::Vni, "name", "Nguye64n Thi5 Ta65p", "Nguyễn Thị Tập"),
        (Method::Vni, "name", "D9A85NG VA8N MA64U", "ĐẶNG VĂN MẪU"),
        (Method::Vni, "address", "So61 12, d9u7o7ng2 D9ie65n Bie6n", "Số 12, đường Điện Biên"),
        (Method::Vni, "address", "A6p1 A112, xa4 Hue65", "Ấp A12, xã Huệ"),
        (Method::Vni, "name", "Nguye6n⌫n4 Va8m⌫n", "Nguyễn Văn"),
        (Method::Telex, "name", "Nguyeem⌫nx Vawm⌫n", "Nguyễn Văn"),
    ] {
        let mut driver = at_lessons(Lang::Vi, Method::Telex);
        choose(&mut driver, Some(method));
        at_field(&mut driver, Mode::Practice, field);
        keys(&mut driver, pressed);
        assert_eq!(written(&driver), wanted, "{pressed}");
    }
}

/// With the cursor in the middle of a word, a mark finds its letter.
#[test]
fn a_mark_in_the_middle_of_a_word() {
    for (method, shape, tone) in [(Method::Telex, 'e', 'x'), (Method::Vni, '6', '4')] {
        let mut driver = at_lessons(Lang::Vi, Method::Telex);
        choose(&mut driver, Some(method));
        at_field(&mut driver, Mode::Practice, "name");
        keys(&mut driver, "Nguyen An");
        driver.times(Key::Left, 4);
        driver.keys(&[Key::Char(shape), Key::Char(tone)]);
        assert_eq!(written(&driver), "Nguyễn An", "{method:?}");
    }
}

// ------------------------------------------------------------------------------------- the keyboard on the screen

/// Its marks are the same whatever is chosen, and a digit on it is a digit.
#[test]
fn the_keyboard_on_the_screen_writes_by_every_choice() {
    for choice in METHODS {
        let mut driver = at_lessons(Lang::Vi, Method::Telex);
        choose(&mut driver, choice);
        at_field(&mut driver, Mode::Practice, "address");
        driver.key(Key::F(6));
        let press = |driver: &mut Driver, key: BoardKey| drop(driver.click(Target::Board(key)));
        for key in [BoardKey::Shift, BoardKey::Marked('Â'), BoardKey::Char('p'), BoardKey::Tone('s'), BoardKey::Space]
        {
            press(&mut driver, key);
        }
        for key in [BoardKey::Shift, BoardKey::Char('A'), BoardKey::Char('1'), BoardKey::Char('2'), BoardKey::Char(',')]
        {
            press(&mut driver, key);
        }
        assert_eq!(written(&driver), "Ấp A12,", "{choice:?}");
        // Not the keyboard on the table: it composes beside it.
        for key in [BoardKey::Space, BoardKey::Marked('đ'), BoardKey::Marked('ư'), BoardKey::Marked('ơ')] {
            press(&mut driver, key);
        }
        keys(&mut driver, "ng");
        press(&mut driver, BoardKey::Tone('f'));
        assert_eq!(written(&driver), "Ấp A12, đường", "{choice:?}");
        assert_eq!(driver.player().marks(), choice.is_some());
    }
}

/// Coming back, she types as the kiosk is set; nothing of her choice is stored.
#[test]
fn nothing_of_the_choice_is_stored() {
    let chosen = |choice| {
        let mut driver = at_lessons(Lang::Vi, Method::Telex);
        driver.keys(&[Key::F(9), choice, Key::Enter]);
        at_field(&mut driver, Mode::Practice, "go");
        driver.keys(&[Key::F(10), Key::F(10), Key::Enter]);
        format!("{:?}", driver.effects)
    };
    assert_eq!(chosen(Key::Down), chosen(Key::Home));
    assert_eq!(chosen(Key::End), chosen(Key::Home));
}
