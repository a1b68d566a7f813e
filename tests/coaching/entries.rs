//! What is said of what was typed: each remark in its own words, kind, and never taken for something wrong when it is
//! almost right.

use kiosk::i18n::Lang;
use kiosk::lesson::model::Rule;
use kiosk::tutor::record::VerdictClass;
use kiosk::tutor::session::Remark;
use kiosk::typing::{Marks, Method};
use kiosk::ui::{self, theme::Role};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::*;
use crate::harness::library::small;

/// A lesson with one field, which asks for a text in it; more widgets may follow.
fn lesson(field: &str, wanted: &str, more: &str, head: &str) -> Arc<Lesson> {
    let app = format!(
        r#"
[screens.one]
title = "Một"
widgets = [
  {{ {field} }},
  {more}
  {{ button = "ok", label = "Gửi", do = [{{ set = "sent" }}] }},
]
"#
    );
    let steps = format!(
        r#"
{head}
[[steps]]
id = "fill"
say = "Điền"
goal = ["{wanted}", "a.sent"]
"#
    );
    small(&[("a", &app)], &["a"], &steps)
}

/// On the field.
fn at_field(lesson: &Arc<Lesson>, mode: Mode, lang: Lang) -> Driver {
    let mut driver = in_small(lesson, Settings { lang, ..Settings::default() }, mode);
    if driver.at() == "home" {
        driver.key(Key::Enter);
    }
    driver.focus("f");
    driver
}

fn name_lesson(head: &str) -> Arc<Lesson> {
    lesson(r#"field = "f", label = "Họ tên", rule = "name""#, "a.f = Nguyễn Thị Tập", "", head)
}

/// What is drawn beside the device in a role, below the line of the step.
fn drawn_in(driver: &Driver, role: Role) -> String {
    let area = Rect::new(0, 0, 80, 24);
    let mut buffer = Buffer::empty(area);
    ui::draw(&driver.kiosk, area, &mut buffer);
    let style = role.style();
    let mut words = String::new();
    for y in 2..22 {
        for x in 41..80 {
            let cell = buffer.cell((x, y)).unwrap();
            if Some(cell.fg) == style.fg && Some(cell.bg) == style.bg {
                words.push_str(cell.symbol());
            }
        }
        words.push(' ');
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn assert_kind(driver: &Driver) {
    for (columns, rows) in SIZES {
        let words = driver.frame(columns, rows).words().to_lowercase();
        let found = words.split(|c: char| !c.is_alphabetic()).find(|word| ["sai", "wrong"].contains(word));
        assert_eq!(found, None, "{words}");
    }
}

/// Every remark that an entry in a small form gets.
#[test]
fn each_remark_is_kind_and_looks_like_what_it_is() {
    let word = |word: &str| word.to_owned();
    let name = r#"field = "f", label = "Ô", rule = "name""#;
    let phone = r#"field = "f", label = "Ô", rule = "phone""#;
    let wanted = "a.f = Nguyễn Thị Tập";
    let rows: Vec<(&str, &str, &str, Remark)> = vec![
        (name, wanted, "NGUYỄN THỊ TẬP", Remark::Case),
        (name, wanted, "Nguyen Thi Tap", Remark::Marks { word: word("Nguyễn"), marks: Marks::Missing }),
        (name, wanted, "Nguyễn Thí Tập", Remark::Marks { word: word("Thị"), marks: Marks::Different }),
        (name, "a.f = Hoa Mai", "Hòa Mai", Remark::Marks { word: word("Hoa"), marks: Marks::Extra }),
        (name, wanted, "Nguyễn Thị Tâm", Remark::Letter { word: word("Tập") }),
        (name, wanted, "Nguyeenx Thij Taapj", Remark::Keys(Method::Telex)),
        (name, wanted, "Nguye6n4 Thi5 Ta6p5", Remark::Keys(Method::Vni)),
        (name, wanted, "Nguyễn ThịTập", Remark::Spaces),
        (name, wanted, "Trần Văn Mẫu", Remark::Other),
        (name, wanted, "12345", Remark::Unfit(Rule::Name)),
        (r#"field = "f", label = "Ô""#, "a.f = Xóm Mẫu 2", "Xóm Mẫu 3", Remark::Number),
        (r#"field = "f", label = "Ô", rule = "citizen-id""#, "a.f = 000160000101", "000160000110", Remark::Number),
        (phone, "a.f = 0000123456", "00001234", Remark::Count { typed: 8, wanted: 10 }),
        (phone, "a.f = 0000123456", "000012345678", Remark::Count { typed: 12, wanted: 10 }),
        (r#"field = "f", label = "Ô", rule = "money""#, "a.f = 150.000", "15.000", Remark::Number),
        (r#"field = "f", label = "Ô", rule = "date""#, "a.f = 01/12/2026", "mai", Remark::Unfit(Rule::Date)),
        (r#"field = "f", label = "Ô", rule = "pin""#, "a.f = 2826", "12", Remark::Count { typed: 2, wanted: 4 }),
        (r#"field = "f", label = "Ô", rule = "pin""#, "a.f = 2826", "2862", Remark::Secret),
        (r#"field = "f", label = "Ô", rule = "password""#, "a.f = TapHuan@2026", "TapHuan@2027", Remark::Secret),
        (r#"field = "f", label = "Ô", rule = "email""#, "a.f = tap@mau.example", "tap.mau", Remark::Unfit(Rule::Email)),
    ];
    for ((field, wanted, typed, remark), lang) in
        rows.iter().flat_map(|row| [Lang::Vi, Lang::En].map(move |lang| (row, lang)))
    {
        let lesson = lesson(field, wanted, "", "");
        let mut driver = at_field(&lesson, Mode::Practice, lang);
        let focus = driver.player().focus;
        type_raw(&mut driver, typed);
        driver.key(Key::Enter);
        assert_eq!(notice(&driver), Some(Notice::Entered(remark.clone(), false)), "{typed}");
        assert_kind(&driver);
        // What is not right stays in focus to be mended; arrows lead on all the same.
        let right = *remark == Remark::Case;
        assert_eq!(driver.player().focus == focus, !right, "{typed}");
        let (almost, attention) = (drawn_in(&driver, Role::Almost), drawn_in(&driver, Role::Attention));
        assert_eq!(!almost.is_empty(), remark.is_almost() || *remark == Remark::Secret, "{typed}: {almost}");
        if remark.is_almost() || right {
            assert_eq!(attention, "", "{typed}");
        }
        let secret = wanted.strip_prefix("a.f = ").filter(|_| field.contains("pin") || field.contains("password"));
        if let Some(secret) = secret {
            let shown = SIZES.iter().any(|(x, y)| driver.frame(*x, *y).words().contains(secret));
            assert!(!shown, "{secret} is named");
        }
        if !right {
            driver.key(Key::Down);
            assert_ne!(driver.player().focus, focus, "{typed}: the arrows lead on");
            assert_eq!(notice(&driver), Some(Notice::Entered(remark.clone(), false)));
        }
    }
}

const CODE: &str = r#"
[codes.otp]
digits = 6
after = 1
message = { from = "Thử", text = "Ma {otp}" }
[screens.one]
title = "Một"
widgets = [
  { field = "f", label = "Mã", rule = "otp" },
  { button = "send", label = "Gửi", do = [{ send = "otp" }] },
  { button = "ok", label = "Xong", do = [{ when = ["f = {otp}"], set = "done" }] },
]
"#;
const REPEAT: &str = r#"
[screens.one]
title = "Một"
widgets = [
  { field = "p", label = "Mật khẩu", rule = "password" },
  { field = "f", label = "Nhập lại", repeats = "p" },
  { button = "ok", label = "Xong", needs = ["f is valid"], do = [{ set = "done" }] },
]
"#;
const CHOICE: &str = r#"
[screens.one]
title = "Một"
widgets = [
  { choice = "f", label = "Loại", options = ["Một", "Hai", "Ba"] },
  { button = "ok", label = "Xong", do = [{ when = ["f = Ba"], set = "done" }] },
]
"#;

/// A code, a field that repeats another one, and an option.
#[test]
fn the_remarks_on_codes_repeats_and_options() {
    let steps = |goal: &str| format!("[[steps]]\nid = \"s\"\nsay = \"Nói\"\ngoal = [{goal}]\n");
    for (app, goal, remark) in [
        (CODE, "\"a.done\"", Remark::Code),
        (REPEAT, "\"a.done\"", Remark::Repeat),
        (CHOICE, "\"a.f = Ba\", \"a.done\"", Remark::Other),
    ] {
        for (lang, mode) in [(Lang::Vi, Mode::Practice), (Lang::En, Mode::Practice), (Lang::Vi, Mode::Solo)] {
            let lesson = small(&[("a", app)], &["a"], &steps(goal));
            let mut driver = in_small(&lesson, Settings { lang, ..Settings::default() }, mode);
            driver.key(Key::Enter);
            match remark {
                Remark::Code => {
                    driver.tap("send");
                    assert!(driver.tick());
                    driver.focus("f");
                    driver.write("000000");
                }
                Remark::Repeat => {
                    driver.focus("p");
                    driver.write("TapHuan@2026");
                    driver.focus("f");
                    driver.write("TapHuan@2027");
                }
                _ => {
                    driver.focus("f");
                    driver.keys(&[Key::Enter, Key::Home, Key::Down]);
                }
            }
            driver.key(Key::Enter);
            let silent = mode == Mode::Solo && remark == Remark::Other;
            assert_eq!(notice(&driver), (!silent).then(|| Notice::Entered(remark.clone(), false)));
            assert_kind(&driver);
            assert_eq!(drawn_in(&driver, Role::Almost), "");
        }
    }
}

/// A code that is too short says how short it is, also where its digits are not on the papers.
#[test]
fn a_short_code_says_how_many_digits_are_missing() {
    let steps = "[[steps]]\nid = \"s\"\nsay = \"Nói\"\ngoal = [\"a.done\"]\n";
    let mut driver = in_small(&small(&[("a", CODE)], &["a"], steps), Settings::default(), Mode::Practice);
    driver.key(Key::Enter);
    driver.tap("send");
    assert!(driver.tick());
    driver.focus("f");
    driver.write("1234");
    driver.key(Key::Enter);
    assert_eq!(notice(&driver), Some(Notice::Entered(Remark::Count { typed: 4, wanted: 6 }, false)));
    assert_says(&driver, &driver.kiosk.strings().entered_count(4, 6));
}

/// A password cannot be mended by looking at its dots: it is emptied, and the second time the kiosk offers to fill it in.
#[test]
fn a_wrong_secret_is_emptied_and_then_filled_in() {
    let field = r#"field = "f", label = "Ô", rule = "password""#;
    let mut driver = at_field(&lesson(field, "a.f = TapHuan@2026", "", ""), Mode::Practice, Lang::Vi);
    let id = driver.player().session.lesson().world.fields.ids().next().unwrap();
    for offered in [false, true] {
        driver.write("TapHuan@2027");
        driver.key(Key::Enter);
        assert_eq!(notice(&driver), Some(Notice::Entered(Remark::Secret, offered)));
        assert_eq!((driver.player().session.content(id), driver.focused_field().as_deref()), ("", Some("a.f")));
        assert_eq!(says(&driver, driver.kiosk.strings().secret_offer), offered);
    }
    driver.key(Key::Enter);
    assert_eq!(driver.player().session.content(id), "TapHuan@2026");
    driver.finish();
    assert_eq!(rows_of(&driver, 1)[0].outcome, StepOutcome::Helped);
    // Alone she finds out herself.
    let mut driver = at_field(&lesson(field, "a.f = TapHuan@2026", "", ""), Mode::Solo, Lang::Vi);
    driver.write("TapHuan@2027");
    driver.key(Key::Enter);
    assert_eq!((notice(&driver), driver.player().session.content(id)), (None, "TapHuan@2027"));
}

/// What was said of one field would mislead in the next one; in its own it stays while it is mended.
#[test]
fn what_was_said_of_a_field_goes_when_another_is_typed_in() {
    let more = r#"{ field = "g", label = "Tên" },"#;
    let field = r#"field = "f", label = "Ô", rule = "phone""#;
    let mut driver = at_field(&lesson(field, "a.f = 0000123456", more, ""), Mode::Practice, Lang::Vi);
    let said = Some(Notice::Entered(Remark::Count { typed: 4, wanted: 10 }, false));
    driver.write("0000");
    driver.key(Key::Enter);
    driver.key(Key::Char('1'));
    assert_eq!(notice(&driver), said, "she mends it");
    driver.keys(&[Key::Backspace, Key::Down]);
    assert_eq!((notice(&driver), driver.focused_field().as_deref()), (said, Some("a.g")));
    driver.key(Key::Char('a'));
    assert_eq!(notice(&driver), None);
}

/// In solo only what concerns typing is said; whether it is right she finds out herself.
#[test]
fn solo_says_nothing_of_what_is_only_not_the_right_one() {
    for (field, wanted, typed, said) in [
        (r#"field = "f", label = "Ô""#, "a.f = Xóm Mẫu 2", "Xóm Mẫu 3", false),
        (r#"field = "f", label = "Ô", rule = "name""#, "a.f = Hoa Mai", "Trần Văn Mẫu", false),
        (r#"field = "f", label = "Ô", rule = "name""#, "a.f = Hoa Mai", "Hoa Mài", true),
        (r#"field = "f", label = "Ô", rule = "phone""#, "a.f = 0000123456", "00001234", true),
    ] {
        let lesson = lesson(field, wanted, "", "");
        let mut driver = at_field(&lesson, Mode::Solo, Lang::Vi);
        let focus = driver.player().focus;
        type_raw(&mut driver, typed);
        driver.key(Key::Enter);
        assert_eq!(matches!(notice(&driver), Some(Notice::Entered(..))), said, "{typed}");
        assert_eq!(driver.player().focus == focus, said);
    }
}

fn offer(driver: &Driver) -> Option<bool> {
    match notice(driver) {
        Some(Notice::Entered(_, offer)) => Some(offer),
        _ => None,
    }
}

/// The second time the kiosk offers to put it right: typed anew, or left as it is. Accepted, the step is helped.
#[test]
fn what_is_almost_right_twice_is_put_right_on_request() {
    for (second, mode) in
        [None, Some("Nguyễn Thi Tập")].into_iter().flat_map(|second| [Mode::Practice, Mode::Solo].map(|m| (second, m)))
    {
        let mut driver = at_field(&name_lesson(""), mode, Lang::Vi);
        let focus = driver.player().focus;
        type_raw(&mut driver, "Nguyen Thi Tap");
        driver.key(Key::Enter);
        assert_eq!(offer(&driver), Some(false));
        if let Some(second) = second {
            type_raw(&mut driver, second);
        }
        driver.key(Key::Enter);
        assert_eq!((offer(&driver), driver.player().focus), (Some(true), focus));
        assert_says(&driver, driver.kiosk.strings().almost_offer);
        driver.key(Key::Enter);
        assert_eq!(notice(&driver), Some(Notice::PutRight));
        assert_ne!(driver.player().focus, focus, "it goes on");
        let field = driver.player().session.lesson().world.fields.ids().next().unwrap();
        assert_eq!(driver.player().session.content(field), "Nguyễn Thị Tập");
        assert_kind(&driver);
        driver.tap("ok");
        let row = &rows_of(&driver, 1)[0];
        let found = (row.outcome, row.help_rung, row.verdict, row.mistakes);
        assert_eq!(found, (StepOutcome::Helped, 0, Some(VerdictClass::Diacritics), 0));
    }
}

/// Who mends it herself has done it alone.
#[test]
fn what_is_mended_by_hand_stays_her_own() {
    let mut driver = at_field(&name_lesson(""), Mode::Practice, Lang::Vi);
    type_raw(&mut driver, "Nguyen Thi Tap");
    driver.times(Key::Enter, 2);
    assert_eq!(offer(&driver), Some(true));
    type_raw(&mut driver, "Nguyễn Thị Tập");
    driver.key(Key::Enter);
    assert_eq!(notice(&driver), None);
    driver.tap("ok");
    let row = &rows_of(&driver, 1)[0];
    assert_eq!((row.outcome, row.verdict), (StepOutcome::Alone, Some(VerdictClass::Diacritics)));
}

/// The kiosk puts right only what it says it will: once the offer has made room for something else, it is made again.
#[test]
fn nothing_is_put_right_while_nothing_is_offered() {
    let mut driver = at_field(&name_lesson(""), Mode::Practice, Lang::Vi);
    type_raw(&mut driver, "Nguyen Thi Tap");
    driver.times(Key::Enter, 2);
    assert_eq!(offer(&driver), Some(true));
    driver.key(Key::F(1));
    assert_eq!(offer(&driver), Some(false), "it is said once more, as part of the help, without the offer");
    driver.key(Key::Enter);
    let field = driver.player().session.lesson().world.fields.ids().next().unwrap();
    assert_eq!(driver.player().session.content(field), "Nguyen Thi Tap");
    assert_eq!(offer(&driver), Some(true));
    driver.key(Key::Enter);
    assert_eq!(driver.player().session.content(field), "Nguyễn Thị Tập");
}

#[test]
fn a_lesson_about_typing_insists() {
    let mut driver = at_field(&name_lesson("insist = true"), Mode::Practice, Lang::Vi);
    let focus = driver.player().focus;
    type_raw(&mut driver, "Nguyen Thi Tap");
    for _ in 0..5 {
        driver.key(Key::Enter);
        assert_eq!((offer(&driver), driver.player().focus), (Some(false), focus));
        assert!(!says(&driver, driver.kiosk.strings().almost_offer));
    }
    driver.key(Key::Down);
    assert_ne!(driver.player().focus, focus);
}

/// The guard against real data, in every kind of field and at every size.
#[test]
fn real_looking_data_is_refused_everywhere() {
    let rules = [
        "text",
        "name",
        "digits",
        "citizen-id",
        "phone",
        "otp",
        "pin",
        "password",
        "email",
        "date",
        "money",
        "account",
        "customer-code",
    ];
    for rule in rules {
        for data in ["019160000101", "0912345678", "4111111111111111", "ba.tap@gmail.com"] {
            if rule == "money" && data.starts_with('4') {
                continue; // a sum may have any number of digits
            }
            if matches!(rule, "otp" | "pin") && data.bytes().all(|b| b.is_ascii_digit()) {
                continue; // takes no more digits than a short number has
            }
            let field = format!(r#"field = "f", label = "Ô", rule = "{rule}""#);
            let lesson = lesson(&field, "a.f is filled", "", "");
            for leave in [Key::Enter, Key::Down, Key::F(1), Key::F(3)] {
                let mut driver = at_field(&lesson, Mode::Practice, Lang::Vi);
                type_raw(&mut driver, data);
                driver.key(leave);
                let field = driver.player().session.lesson().world.fields.ids().next().unwrap();
                assert_eq!(driver.player().session.content(field), "", "{rule} {data}");
                if matches!(leave, Key::Enter | Key::Down) {
                    assert_eq!(notice(&driver), Some(Notice::Refused), "{rule} {data}");
                    assert_eq!(driver.player().edit.as_ref().map(|edit| edit.line.text()), Some(""));
                }
                for (columns, rows) in SIZES {
                    let squeezed: String = driver.frame(columns, rows).text().split_whitespace().collect();
                    assert!(!squeezed.contains(data), "{rule} {data}");
                }
                assert_kind(&driver);
                driver.keys(&[Key::F(10), Key::Down, Key::Enter]);
                let row = &rows_of(&driver, 1)[0];
                assert_eq!((row.verdict, row.mistakes), (Some(VerdictClass::Refused), 1), "{rule} {data}");
                assert!(!format!("{:?}", driver.effects).contains(data));
            }
        }
    }
}
