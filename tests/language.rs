//! The language of lessons, word for word: every key that can be wrong says what is wrong, where, and what to do.

use kiosk::lesson::Loaded;

use crate::harness::library::Folder;

/// Stands where the finding must point; taken out before the file is written.
const HERE: char = '¦';

const PERSONA: &str = r#"
[thu]
title = { vi = "bà Thử", en = "Mrs Thử" }

[thu.values]
name = "Hoàng Thị Thử"
pin  = "284613"
"#;

/// A library of one app and one lesson around what is tried: lines of the app, widgets of its second screen, lines of
/// the lesson, lines of its step.
#[derive(Default, Clone, Copy)]
struct Tried<'t> {
    app: &'t str,
    widgets: &'t str,
    lesson: &'t str,
    step: &'t str,
}

impl Tried<'_> {
    fn app_file(&self) -> String {
        let Tried { app, widgets, .. } = self;
        format!(
            r#"name = "Thử"
device = "phone"
tile = {{ text = "T", color = "blue" }}
{app}

[screens.front]
title = "Trang đầu"
root = true
widgets = [{{ button = "on", label = "Tiếp", do = [{{ go = "page", set = "seen" }}] }}]

[screens.page]
title = "Trang thử"
widgets = [
{widgets}
]
"#
        )
    }

    fn lesson_file(&self) -> String {
        let Tried { lesson, step, .. } = self;
        let goal = if step.contains("goal =") || step.contains("fill =") { "" } else { "goal = [\"at app.page\"]" };
        format!(
            r#"title = {{ vi = "Bài thử", en = "A trial" }}
task = {{ vi = "Làm thử.", en = "Try." }}
topic = "phone"
minutes = 1
device = "phone"
persona = "thu"
apps = ["app"]
installed = ["app"]
{lesson}

[[steps]]
id = "only"
say = {{ vi = "Mở trang.", en = "Open the page." }}
{goal}
{step}
"#
        )
    }

    fn load(&self) -> (Folder, Loaded, Option<String>) {
        let folder = Folder::empty();
        let mut place = None;
        for (name, text) in [("apps/app.toml", self.app_file()), ("lesson.toml", self.lesson_file())] {
            if let Some((lead, _)) = text.split_once(HERE) {
                let column = lead.rsplit('\n').next().unwrap().chars().count() + 1;
                place = Some(format!("{name}:{}:{column}", lead.matches('\n').count() + 1));
            }
            folder.write(name, text.replace(HERE, ""));
        }
        folder.write("personas.toml", PERSONA);
        let loaded = folder.load();
        (folder, loaded, place)
    }

    /// It is refused, and this is the first thing said.
    fn refused(&self, said: &str) {
        let (folder, loaded, place) = self.load();
        let first = loaded.findings.first().map(|finding| folder.told(finding));
        assert_eq!(first, Some(format!("{}: {said}", place.expect("the place is marked"))));
        assert!(loaded.library.lessons.is_empty());
    }

    fn accepted(&self) {
        let (folder, loaded, _) = self.load();
        let told: Vec<String> = loaded.findings.iter().map(|finding| folder.told(finding)).collect();
        assert!(told.is_empty(), "{told:#?}\n{}\n{}", self.app_file(), self.lesson_file());
        assert_eq!(loaded.library.lessons.len(), 1);
    }
}

fn widgets(widgets: &str) -> Tried<'_> {
    Tried { widgets, ..Tried::default() }
}

#[test]
fn every_kind_of_widget_can_be_written() {
    for tried in [
        r#"{ text = "Chữ" }, { heading = "Đầu đề" }, { card = "c", title = "Thẻ", lines = ["một", "hai"] }"#,
        r#"{ toggle = "wifi", label = "Wi-Fi", detail = "Mạng" }, { checkbox = "agreed", label = "Tôi đồng ý" }"#,
        r#"{ keypad = "pin", label = "PIN", rule = "pin" }, { field = "again", label = "Nhập lại", repeats = "pin" }"#,
        r#"{ choice = "way", label = "Cách", look = "radio", options = ["Một", { id = "2", label = "Hai" }] }"#,
        r#"{ choice = "commune", label = "Xã", options = "communes" }"#,
        r#"{ image = "meter", label = "Công tơ điện", lines = ["┌──┐", "│42│", "└──┘"] }"#,
        r#"{ qr = "code", label = "Mã của quầy" }, { qr = "real", label = "Mã thật", content = "TAP 1" }"#,
        r#"{ camera = "aim", label = "Máy ảnh", mode = "card", sees = [{ id = "dark", label = "Chỗ tối", do = [{ notify = "Tối quá." }] }] }"#,
        r#"{ table = "bills", title = "Hóa đơn", head = ["Kỳ", "Số tiền"], rows = [["10/2026", "150.000 đ"]] }"#,
        r#"{ tabs = "bar", items = [{ id = "a", label = "Trang", do = [{ go = "page" }] }, { id = "b", label = "Đầu", do = [{ go = "front" }] }] }"#,
        r#"{ field = "name", label = "Tên", marks = "optional", accept = ["Hoang Thu"] }, { button = "ok", label = "Xong", right = ["name = {persona.name}"], then = { back = true }, wrong = "Chưa đúng." }"#,
        r#"{ field = "name", label = "Tên" }, { button = "ok", label = "Xong", needs = ["form is valid"], do = [{ when = ["name = {persona.name}"], back = true }], else = { notify = "Chưa." }, spare = true }"#,
    ] {
        widgets(tried).accepted();
    }
}

#[test]
fn what_a_widget_lacks_or_has_too_much_is_said() {
    for (tried, said) in [
        (
            r#"{ toggle = ¦"Wi-Fi", label = "x" }"#,
            "`Wi-Fi` is not a good id (use a-z, 0-9 and `-` (not first), at most 64 of them)",
        ),
        (r#"{ keypad = ¦"pin" }"#, "this keypad has no label"),
        (r#"{ choice = ¦"way", label = "x" }"#, "a choice needs `options`"),
        (r#"{ choice = "way", label = "x", options = ["Một", ¦"Một"] }"#, "there are two options `Một`"),
        (
            r#"{ choice = "way", label = "x", options = ¦"villages" }"#,
            "there is no list of options `villages` (known here: communes)",
        ),
        (
            r#"{ choice = "way", label = "x", look = ¦"rodeo", options = ["a"] }"#,
            "unknown look `rodeo` (known here: radio, list)",
        ),
        (r#"{ field = "a", label = "x", marks = ¦"none" }"#, "unknown `marks`: `none` (known here: optional)"),
        (r#"{ field = "a", label = "x", repeats = ¦"b" }"#, "nothing is called `app.b` (did you mean `app.a`?)"),
        (
            r#"{ field = "a", label = "x", repeats = ¦"a" }"#,
            "a field can repeat another typed field that repeats nothing itself",
        ),
        (r#"{ image = ¦"i", label = "x" }"#, "an image needs `lines`, at most 12 of them"),
        (
            r#"{ image = "i", label = "x", lines = [¦"1234567890123456789012345678901"] }"#,
            "a line of an image has at most 30 columns",
        ),
        (r#"{ text = ¦"x", keys = true }"#, "a text has no `keys` (`keys` belongs to image)"),
        (r#"{ field = "f", label = "x", capitals = ¦"maybe" }"#, "unknown `capitals`: `maybe` (known here: required)"),
        (
            r#"{ qr = "q", label = "x", content = ¦"https://mau.example/0123456789012345" }"#,
            "a real code on so small a screen holds at most 32 letters (leave `content` out: a box then says that it is a practice code)",
        ),
        (r#"{ camera = ¦"c", label = "x" }"#, "a camera needs `sees`: what it can be aimed at"),
        (
            r#"{ camera = "c", label = "x", mode = ¦"fase", sees = [{ id = "a", label = "b", do = [{ back = true }] }] }"#,
            "unknown mode `fase` (did you mean `face`?)",
        ),
        (r#"{ camera = "c", label = "x", sees = [¦{ id = "a" }] }"#, "this needs `id`, `label` and `do`"),
        (
            r#"{ camera = "c", label = "x", sees = [{ id = ¦"a", label = "b" }] }"#,
            "this does nothing: give it `do = [...]`",
        ),
        (r#"{ table = "t", head = ["a", "b"], rows = [¦["1"]] }"#, "this row has 1 cells, and the head has 2"),
        (r#"{ text = ¦"x", rows = [["1"]] }"#, "a text has no `rows` (`rows` belongs to table)"),
        (
            r#"¦{ button = "b", label = "x", right = ["seen"] }"#,
            "`right` and `then` belong together (give it `right = [\"field = text\"], then = { … }, wrong = \"…\"`)",
        ),
        (
            r#"¦{ button = "b", label = "x", do = [{ back = true }], right = ["seen"], then = { back = true } }"#,
            "`do` and `right` say the same thing: use one of them",
        ),
    ] {
        widgets(tried).refused(said);
    }
}

#[test]
fn templates_become_screens() {
    for app in [
        r#"[screens.ask]
like = "permission"
ask = "Cho phép?"
flag = "asked""#,
        r#"[screens.lock]
like = "passcode"
field = "pin"
right = ["pin = {persona.pin}"]
then = { go = "front" }
wrong = "Chưa đúng.""#,
        r#"[screens.in]
like = "login"
user = "id"
rule = "phone"
right = ["id is valid", "password is filled"]
then = { go = "front" }"#,
        r#"[codes.otp]
digits = 6
message = { from = "Thử", text = "Ma {otp}" }

[screens.check]
like = "otp"
field = "typed"
code = "otp"
then = { go = "front" }"#,
        r#"[screens.paid]
like = "receipt"
title = "Đã trả"
lines = ["150.000 đ"]
then = { home = true }"#,
    ] {
        Tried { app, ..widgets(r#"{ text = "x" }"#) }.accepted();
    }
}

#[test]
fn what_a_template_lacks_is_said() {
    for (app, said) in [
        ("[screens.a]\nlike = ¦\"logni\"", "there is no template `logni` (did you mean `login`?)"),
        ("[screens.a]\nlike = ¦\"permission\"\nask = \"Cho phép?\"", "a screen like `permission` needs `flag`"),
        (
            "[screens.a]\nlike = ¦\"passcode\"\nfield = \"pin\"\nthen = { home = true }",
            "a screen like `passcode` needs `right` (say what is right: right = [\"field = {persona.…}\"])",
        ),
        (
            "[screens.a]\nlike = ¦\"passcode\"\nfield = \"pin\"\nright = [\"pin is valid\"]",
            "a screen like `passcode` needs `then` (say what follows: then = { go = \"…\" })",
        ),
        ("[screens.a]\nlike = \"receipt\"\nask = ¦\"Cho phép?\"", "a screen like `receipt` does not use this key"),
        (
            "[screens.a]\ntitle = \"x\"\nask = ¦\"Cho phép?\"",
            "this key belongs to a screen with `like` (name the template: like = one of login, otp, passcode, receipt, permission)",
        ),
    ] {
        Tried { app, ..widgets(r#"{ text = "x" }"#) }.refused(said);
    }
}

#[test]
fn what_is_right_is_stated_once() {
    let form = r#"{ field = "name", label = "Tên" }, { keypad = "pin", label = "PIN", rule = "pin" }, { button = "send", label = "Gửi", needs = ["form is valid"], do = [{ when = ["page is right", "form is right"], go = "front" }] }"#;
    let right = "[with.app.right]\nname = \"{persona.name}\"\npin = \"{persona.pin}\"";
    for step in ["fill = \"app.form\"", "fill = \"app.page\"", "fill = { \"app.name\" = \"x\" }"] {
        Tried { lesson: right, step, ..widgets(form) }.accepted();
    }
    Tried { lesson: "[with.app.right]\n¦naem = \"x\"", step: "fill = \"app.form\"", ..widgets(form) }
        .refused("nothing is called `app.naem` (did you mean `app.name`?)");
    Tried { step: "fill = ¦\"app.form\"", ..widgets(form) }
        .refused("this lesson does not say what is right in `app` (add [with.app.right] with a line for each field)");
    Tried { lesson: "[with.¦apq.right]\nname = \"x\"", ..widgets(form) }
        .refused("`apq` is not among the apps of this lesson (did you mean `app`?)");
}

#[test]
fn a_rewind_waits_for_no_content_and_a_repeated_field_for_no_text() {
    let typed =
        r#"{ keypad = "pin", label = "PIN", rule = "pin" }, { field = "again", label = "Lại", repeats = "pin" }"#;
    let rewind = "[[steps.react]]\non = [\"app.pin is filled\"]\nrewind = ¦true";
    Tried { step: rewind, ..widgets(typed) }.refused(
        "a reaction with `rewind` cannot wait for the content of a field (wait for what the content led to: a screen, a flag)",
    );
    Tried { step: "goal = [¦\"app.again = 284613\"]", ..widgets(typed) }
        .refused("`app.again` repeats another field, so it cannot be compared with a text (ask `app.again is valid`)");
}

#[test]
fn devices_have_what_belongs_to_them() {
    let said = "unknown device `place` (known here: phone, browser)";
    let folder = Folder::empty();
    let tried = widgets(r#"{ text = "x" }"#);
    folder.write("apps/app.toml", tried.app_file());
    folder.write("personas.toml", PERSONA);
    folder.write("lesson.toml", tried.lesson_file().replace("device = \"phone\"", "device = \"place\""));
    let told: Vec<String> = folder.load().findings.iter().map(|finding| folder.told(finding)).collect();
    assert_eq!(told, [format!("lesson.toml:5:10: {said}")]);
    let address = "address = ¦\"mau.example\"";
    Tried { app: address, ..widgets(r#"{ text = "x" }"#) }
        .refused("only a site has an address (leave it out, or say `device = \"browser\"`)");
}
