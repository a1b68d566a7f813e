//! Lesson files: the shipped ones are without fault and can be finished; a wrong one is left out with a finding that
//! names file, line, column, what is wrong and what to do, and the others still work.

use std::collections::BTreeSet;

use kiosk::config::Config;
use kiosk::i18n::Lang;
use kiosk::lesson::courses::{AUDIENCES, Entry};
use kiosk::lesson::model::{Case, WidgetKind};
use kiosk::lesson::{Library, Loaded, Severity};
use kiosk::time::Day;
use kiosk::tutor::demo;
use kiosk::tutor::record::Audience;

use crate::harness::library::{Folder, built_in, shipped_folder};

/// Stands in a made-up file where the finding must point. It is taken out before the file is written.
const HERE: char = '¦';

/// The day on which lessons are checked: 2026-11-22.
const TODAY: Day = Day(20_779);

/// One thing broken in a copy of the shipped lessons.
struct Broken {
    file: &'static str,
    /// What stood there, once in the file.
    old: &'static str,
    /// What stands there instead. Where it has a `¦`, the finding must point.
    new: &'static str,
    /// The message of the first finding, its help in brackets.
    said: &'static str,
    /// The lesson that can still be played.
    left: &'static str,
}

/// The shipped lessons in the order of their courses.
const SHIPPED: [&str; 7] =
    ["keyboard", "vneid-install", "vneid-activate", "temp-residence", "qr-shop", "electricity-bill", "otp-caller"];

const INSTALL: &str = "vneid-install";
const RESIDENCE: &str = "temp-residence";

impl Broken {
    fn check(&self) {
        let (folder, expected) = self.spoil();
        assert_refused(&folder, &expected, self.left);
    }

    /// Found by `kiosk check` only: the kiosk itself still plays the lesson.
    fn lint(&self) {
        let (folder, expected) = self.spoil();
        assert!(folder.load().findings.is_empty(), "{expected}: the kiosk would leave it out");
        let found = Library::checked(Some(folder.path()), TODAY).findings;
        let told: Vec<String> = found.iter().map(|finding| folder.told(finding)).collect();
        assert_eq!(told, [expected]);
    }

    /// A copy of the shipped lessons with the fault, and the finding that is to be expected.
    fn spoil(&self) -> (Folder, String) {
        let folder = Folder::shipped();
        let before = folder.read(self.file);
        assert_eq!(before.matches(self.old).count(), 1, "`{}` must stand once in {}", self.old, self.file);
        let after = before.replacen(self.old, self.new, 1);
        let (lead, _) = after.split_once(HERE).unwrap();
        let line = lead.matches('\n').count() + 1;
        let column = lead.rsplit('\n').next().unwrap().chars().count() + 1;
        folder.write(self.file, after.replace(HERE, ""));
        let expected = format!("{}:{line}:{column}: {}", self.file, self.said);
        (folder, expected)
    }
}

/// The first finding is the cause; the lesson that has no part in it can be played, the other cannot.
fn assert_refused(folder: &Folder, expected: &str, left: &str) {
    let loaded = folder.load();
    let told: Vec<String> = loaded.findings.iter().map(|finding| folder.told(finding)).collect();
    assert_eq!(told.first().map(String::as_str), Some(expected), "all: {told:#?}");
    let ids: Vec<&str> = loaded.library.lessons.iter().map(|lesson| lesson.id.as_ref()).collect();
    let lost = if left == RESIDENCE { INSTALL } else { RESIDENCE };
    assert!(ids.contains(&left) && !ids.contains(&lost), "{expected}: {ids:?}");
    assert_printable(&loaded);
}

/// Whatever stood in a file, its findings can be printed: no control or direction character, no endless line.
fn assert_printable(loaded: &Loaded) {
    for finding in &loaded.findings {
        let printed = finding.to_string();
        let hidden = |c: &char| {
            (c.is_control() && *c != '\n')
                || matches!(*c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        };
        assert_eq!(printed.chars().find(hidden), None, "{printed:?}");
        assert!(printed.lines().all(|line| line.chars().count() <= 420), "{printed}");
    }
}

const fn lesson(old: &'static str, new: &'static str, said: &'static str) -> Broken {
    Broken { file: "vneid-install.toml", old, new, said, left: RESIDENCE }
}

const fn store(old: &'static str, new: &'static str, said: &'static str) -> Broken {
    Broken { file: "apps/store.toml", old, new, said, left: RESIDENCE }
}

#[test]
fn the_shipped_lessons_are_without_fault() {
    for loaded in [Library::built_in(), Library::from_folder(&shipped_folder())] {
        let findings: Vec<String> = loaded.findings.iter().map(ToString::to_string).collect();
        assert_eq!(findings, Vec::<String>::new());
        let ids: Vec<&str> = loaded.library.lessons.iter().map(|lesson| lesson.id.as_ref()).collect();
        assert_eq!(ids, SHIPPED, "in the order of the courses");
        let courses: Vec<_> = loaded.library.courses.iter().map(|c| (c.id.as_ref(), c.lessons().count())).collect();
        assert_eq!(courses, [("first-steps", 4), ("money", 3), ("services", 0), ("trade", 2), ("commune-desk", 0)]);
    }
}

/// The number of actions is the effort of a lesson: pinned, so that a change of lesson, world or planner that makes the
/// way longer is seen.
#[test]
fn both_lessons_are_finished_by_the_planner() {
    for (id, actions) in [(INSTALL, INSTALL_ACTIONS), (RESIDENCE, RESIDENCE_ACTIONS)] {
        let lesson = built_in(id);
        let demo = demo::play(&lesson).unwrap();
        let steps: Vec<(&str, usize)> = demo.steps.iter().map(|(id, moves)| (id.as_str(), moves.len())).collect();
        assert_eq!(steps, actions);
        assert_eq!(demo.actions(), actions.iter().map(|(_, n)| n).sum::<usize>());
        assert_eq!(demo.steps.len(), lesson.steps.len());
    }
}

const INSTALL_ACTIONS: &[(&str, usize)] = &[
    ("open-store", 1),
    ("search", 2),
    ("right-app", 1),
    ("install", 2),
    ("open", 1),
    ("notifications", 1),
    ("camera", 1),
    ("activate", 1),
];

const RESIDENCE_ACTIONS: &[(&str, usize)] = &[
    ("open", 2),
    ("log-in", 3),
    ("otp", 3),
    ("procedure", 4),
    ("passcode", 3),
    ("kind", 3),
    ("person", 5),
    ("stay", 9),
    ("submit", 1),
    ("track", 1),
];

const WRONG_KEYS: &[Broken] = &[
    lesson("minutes = 6", "¦minuts = 6", "unknown key `minuts` (did you mean `minutes`?)"),
    lesson("must  = true", "¦mus  = true", "unknown key `mus` (did you mean `must`?)"),
    lesson(
        "checked = {",
        "checked = { ¦version = 1,",
        "unknown key `version` (known here: app_version, on, review_by)",
    ),
    lesson("title   = { vi", "title   = ¦{ vn", "unknown key `vn` (did you mean `vi`?)"),
    store("name   = \"CH Play\"", "¦nam = \"CH Play\"", "unknown key `nam` (did you mean `name`?)"),
    store("\"query\", label", "\"query\", ¦lable", "unknown key `lable` (did you mean `label`?)"),
    store("{ go = \"results\" }", "{ ¦goto = \"results\" }", "unknown key `goto`"),
    store("tile   = { text", "tile   = { ¦txt", "unknown key `txt` (did you mean `text`?)"),
];

#[test]
fn a_wrong_key_is_named_with_its_nearest_one() {
    for broken in WRONG_KEYS {
        broken.check();
    }
}

/// Courses only give the order.
#[test]
fn without_its_courses_every_lesson_is_still_there() {
    let folder = Folder::shipped();
    folder.write("courses.toml", folder.read("courses.toml").replacen("id = ", "ids = ", 1));
    let loaded = folder.load();
    let told: Vec<String> = loaded.findings.iter().map(|finding| folder.told(finding)).collect();
    assert_eq!(told, ["courses.toml:6:1: unknown key `ids` (did you mean `id`?)"]);
    assert_eq!(loaded.library.lessons.len(), SHIPPED.len());
}

const WRONG_VALUES: &[Broken] = &[
    lesson("minutes = 6", "minutes = ¦\"six\"", "invalid type: string \"six\", expected u32"),
    lesson("minutes = 6", "minutes = 6\n¦minutes = 7", "duplicate key"),
    lesson("minutes = 6", "minutes = ¦-6", "invalid value: integer `-6`, expected u32"),
    lesson("device  = \"phone\"", "device  = ¦\"tablet\"", "unknown device `tablet` (known here: phone, browser)"),
    lesson("title   =", "title   = ¦=", "extra `=`, expected nothing"),
    store("color = \"green\"", "color = ¦\"gren\"", "unknown colour `gren` (did you mean `green`?)"),
    store(
        "[screens.fake]\n",
        "[screens.fake]\nkind = ¦\"dialogue\"\n",
        "unknown kind of screen `dialogue` (did you mean `dialog`?)",
    ),
    store(
        "label = \"Tìm ứng dụng\" }",
        "label = \"Tìm ứng dụng\", rule = ¦\"dates\" }",
        "unknown rule `dates` (did you mean `date`?)",
    ),
    store(
        "label = \"Tìm ứng dụng\" }",
        "label = \"Tìm ứng dụng\", typing = ¦\"telex\" }",
        "unknown typing `telex` (known here: plain)",
    ),
    store(
        "[screens.front]\n",
        "[codes.otp]\ndigits = 6\nlives = ¦179\n\n[screens.front]\n",
        "a code must live at least 180 seconds (slow learners need the time; or leave `lives` out)",
    ),
];

#[test]
fn a_wrong_value_is_named_with_its_place() {
    for broken in WRONG_VALUES {
        broken.check();
    }
}

#[test]
fn a_missing_key_is_named() {
    for (file, old, said) in [
        ("vneid-install.toml", "minutes = 6\n", "vneid-install.toml:1:1: missing field `minutes`"),
        ("apps/store.toml", "device = \"phone\"\n", "apps/store.toml:1:1: missing field `device`"),
    ] {
        let folder = Folder::shipped();
        let content = folder.read(file);
        assert_eq!(content.matches(old).count(), 1);
        folder.write(file, content.replacen(old, "", 1));
        assert_refused(&folder, said, RESIDENCE);
    }
    // In an inner table the table is shown.
    lesson(
        "title   = { vi = \"Cài đặt ứng dụng VNeID\", en = \"Install the VNeID app\" }",
        "title   = ¦{ vi = \"Cài\" }",
        "missing field `en`",
    )
    .check();
}

#[test]
fn ids_are_small_ascii_letters() {
    let bad = |id: &str| format!("`{id}` is not a good id (use a-z, 0-9 and `-` (not first), at most 64 of them)");
    let long = "x".repeat(65);
    for id in ["Down", "down_load", "tải", "a b", "-a", "../a", long.as_str(), ""] {
        let folder = Folder::shipped();
        let content = folder.read("apps/store.toml");
        folder.write("apps/store.toml", content.replacen("[screens.downloading]", &format!("[screens.\"{id}\"]"), 1));
        let loaded = folder.load();
        let told = folder.told(&loaded.findings[0]);
        assert!(told.ends_with(&bad(id)), "{told}");
        assert_eq!(loaded.library.lessons.len(), SHIPPED.len() - 1);
    }
}

#[test]
fn every_kind_of_id_is_held_to_the_rule() {
    let said = "`In stall` is not a good id (use a-z, 0-9 and `-` (not first), at most 64 of them)";
    store("field = \"query\"", "field = ¦\"In stall\"", said).check();
    store("button = \"install\"", "button = ¦\"In stall\"", said).check();
    lesson("id    = \"install\"", "id    = ¦\"In stall\"", said).check();
}

const UNKNOWN_NAMES: &[Broken] = &[
    // Screens and apps.
    lesson(
        "goal  = [\"on store\"]",
        "goal  = [¦\"at store.frnt\"]",
        "there is no screen `store.frnt` (did you mean `store.front`?)",
    ),
    lesson("goal  = [\"on store\"]", "goal  = [¦\"on stor\"]", "there is no app `stor` (did you mean `store`?)"),
    lesson(
        "\"vneid\", \"vneid-fake\"]",
        "¦\"vneit\", \"vneid-fake\"]",
        "there is no app `vneit` (did you mean `vneid`?)",
    ),
    lesson("installed = [\"store\"]", "installed = [¦\"stor\"]", "`stor` is not among the apps of this lesson"),
    lesson(
        "closed  = [\"vneid.login\"]",
        "closed  = [¦\"vneid.logn\"]",
        "there is no screen `vneid.logn` (did you mean `vneid.login`?)",
    ),
    store(
        "{ go = \"results\" }",
        "{ go = ¦\"reslts\" }",
        "there is no screen `store.reslts` (did you mean `store.results`?)",
    ),
    store("{ open = \"vneid\" }", "{ open = ¦\"vneit\" }", "there is no app `vneit` (did you mean `vneid`?)"),
    store(
        "back    = \"front\"",
        "back    = ¦\"frnt\"",
        "there is no screen `store.frnt` (did you mean `store.front`?)",
    ),
    // Flags, fields, in conditions and effects.
    lesson(
        "goal  = [\"vneid.asked-notify\"]",
        "goal  = [¦\"vneid.asked-notfy\"]",
        "nothing is called `vneid.asked-notfy` (did you mean `vneid.asked-notify`?)",
    ),
    lesson(
        "\"store.query ~ {persona.app} or store.query ~ định danh\"",
        "¦\"store.qery ~ vneid\"",
        "nothing is called `store.qery` (did you mean `store.query`?)",
    ),
    store(
        "when = [\"!vneid-fake.installed\"]",
        "when = [¦\"!vneid-fake.instaled\"]",
        "nothing is called `vneid-fake.instaled` (did you mean `vneid-fake.installed`?)",
    ),
    store(
        "needs = [\"query is filled\"]",
        "needs = [¦\"query is full\"]",
        "a field cannot be `full` (known here: filled, empty, valid)",
    ),
    store(
        "needs = [\"query is filled\"]",
        "needs = [¦\"query\"]",
        "`store.query` is a field (ask `query is filled`, `query is valid` or `query = …`)",
    ),
    store("needs = [\"query is filled\"]", "needs = [¦\"query >= 3\"]", "`store.query` is not a counter"),
    store(
        "do = [{ go = \"results\" }]",
        "do = [{ send = ¦\"query\", go = \"results\" }]",
        "`store.query` is not a code, so it cannot be used with `send`",
    ),
    // The persona.
    lesson("persona = \"tap\"", "persona = ¦\"tab\"", "there is no persona `tab` (did you mean `tap`?)"),
    lesson(
        "papers  = [\"leaflet\"]",
        "papers  = [¦\"leaflets\"]",
        "this persona has no paper `leaflets` (did you mean `leaflet`?)",
    ),
    lesson(
        "say   = { vi = \"Chạm **CH Play** trên màn hình chính.\"",
        "say   = ¦{ vi = \"{persona.nmae}\"",
        "the persona has no value `nmae` (did you mean `name`?)",
    ),
];

#[test]
fn a_name_that_nothing_has_is_named_with_the_nearest_one() {
    for broken in UNKNOWN_NAMES {
        broken.check();
    }
    Broken {
        file: "personas.toml",
        old: "value = \"developer\"",
        new: "value = ¦\"develper\"",
        said: "this persona has no value `develper`",
        left: RESIDENCE,
    }
    .check();
    Broken {
        file: "temp-residence.toml",
        old: "\"vneid.who\" = \"Bản thân\"",
        new: "\"vneid.who\" = ¦\"Người khác\"",
        said: "`vneid.who` has no option `Người khác` (known here: Bản thân, Khai hộ)",
        left: INSTALL,
    }
    .check();
}

const PUT_TOGETHER_WRONGLY: &[Broken] = &[
    store(
        "{ text = \"Nhà phát triển:\" }",
        "{ text = \"x\", heading = ¦\"x\" }",
        "a widget has one kind, and this one has `heading` too",
    ),
    store(
        "{ text = \"Nhà phát triển:\" }",
        "¦{ label = \"Nhà phát triển:\" }",
        "this widget has no kind (give it one of text, heading, button, link, tile, row, field, choice, checkbox, progress, upload, card, toggle, keypad, image, qr, camera, table, tabs)",
    ),
    store(
        "{ text = \"Nhà phát triển:\" }",
        "{ text = ¦\"x\", seconds = 4 }",
        "a text has no `seconds` (`seconds` belongs to progress)",
    ),
    store(
        "{ text = \"Nhà phát triển:\" }",
        "{ button = ¦\"x\", label = \"x\" }",
        "this button does nothing: give it `do = [...]`",
    ),
    store("{ text = \"Nhà phát triển:\" }", "{ choice = ¦\"x\", label = \"x\" }", "a choice needs `options`"),
    store(
        "{ open = \"vneid\" }",
        "{ open = ¦\"vneid\", go = \"front\" }",
        "a case can move once: choose one of go, back, home, open",
    ),
    // A dialog lies above the screens: it is shown, one does not go there.
    store(
        "do = [{ go = \"results\" }] },\n]\n",
        "do = [{ go = ¦\"ask\" }] },\n]\n\n[screens.ask]\nkind = \"dialog\"\nwidgets = [{ text = \"x\" }]\n",
        "`ask` is a dialog or call (use `show`, not `go`)",
    ),
    store(
        "do = [{ go = \"results\" }] },",
        "do = [{ show = ¦\"results\" }] },",
        "`results` is an ordinary screen (only screens with kind = \"dialog\" or \"call\" can come above others)",
    ),
    store("back    = \"front\"", "back    = ¦\"none\"", "only a dialog can forbid Back (use `root = true` on a page)"),
    // Steps.
    lesson("id    = \"camera\"", "id    = ¦\"notifications\"", "there are two steps `notifications`"),
    lesson(
        "id    = \"activate\"\n",
        "id    = ¦\"activate\"\nsay = \"x\"\n\n[[steps]]\nid = \"last\"\n",
        "this step has no goal (give it `goal = [...]` or `fill = {...}`)",
    ),
];

#[test]
fn what_is_put_together_wrongly_is_refused() {
    for broken in PUT_TOGETHER_WRONGLY {
        broken.check();
    }
}

#[test]
fn a_safety_step_must_name_its_danger() {
    lesson(
        "[[steps]]\nid    = \"camera\"\n",
        "¦[[steps]]\nid    = \"camera\"\nmust  = true\n",
        "a safety step (`must`) must name its danger in a reaction (add [[steps.react]] with `on = [...]` and `mistake = true`)",
    )
    .check();
}

#[test]
fn texts_are_composed_and_hold_no_hidden_character() {
    let title = "title   = { vi = \"Cài đặt ứng dụng VNeID\"";
    let help = "this text is not NFC (letters and marks are stored apart (NFD): save the file as NFC)";
    lesson(title, "title   = ¦{ vi = \"Ca\u{300}i\"", help).check();
    lesson(title, "title   = ¦{ vi = \"C\\u001b[31mi\"", "this text holds a control character").check();
    lesson(title, "title   = ¦{ vi = \"C\\u0007i\"", "this text holds a control character").check();
    // Raw control characters are no TOML at all.
    lesson(
        title,
        "title   = { vi = \"C¦\u{1b}[31mi\"",
        "invalid basic string, expected non-double-quote visible characters, `\\`",
    )
    .check();
    store("label = \"Tìm lại\"", "label = ¦\"T\\u001bm\"", "this text holds a control character").check();
}

/// A direction character shows another text than the one that is stored: it could hide what an address really is.
#[test]
fn texts_hold_no_character_that_turns_the_direction() {
    for hidden in ["\u{202e}", "\u{200b}", "\u{2066}", "\u{feff}"] {
        let folder = Folder::shipped();
        let content = folder.read("apps/store.toml");
        folder.write("apps/store.toml", content.replacen("Tìm lại", &format!("Tìm{hidden}lại"), 1));
        let loaded = folder.load();
        assert_eq!(
            loaded.library.lessons.len(),
            SHIPPED.len() - 1,
            "U+{:04X} was taken",
            u32::from(hidden.chars().next().unwrap())
        );
        assert_printable(&loaded);
    }
}

#[test]
fn a_file_that_is_no_lesson_is_refused_whole() {
    let big = "# nothing\n".repeat(200_000);
    assert!(big.len() > 1 << 20);
    for (content, said) in [
        (big.as_bytes(), "this file is larger than 1 MiB: a lesson is some ten kilobytes"),
        (b"title = \"\xff\xfe\"\n", "this file is not UTF-8: save it as UTF-8"),
    ] {
        let folder = Folder::shipped();
        folder.write("vneid-install.toml", content);
        assert_refused(&folder, &format!("vneid-install.toml: {said}"), RESIDENCE);
    }
    // A folder of that name.
    let folder = Folder::shipped();
    std::fs::remove_file(folder.path().join("vneid-install.toml")).unwrap();
    std::fs::create_dir(folder.path().join("vneid-install.toml")).unwrap();
    let said = "vneid-install.toml: this is no regular file: a lesson is a file of text";
    assert_refused(&folder, said, RESIDENCE);
}

#[test]
fn hostile_files_are_refused_and_stop_nobody_else() {
    let deep = format!("x = {}", "[".repeat(100_000));
    let dotted = format!("{}x = 1", "a.".repeat(50_000));
    let long = format!("\u{1b}[31m{} = 1", "y".repeat(100_000));
    for content in
        ["", "\0", "\u{feff}", "\u{202e}x = 1", "[[[", "x = \"", deep.as_str(), dotted.as_str(), long.as_str()]
    {
        let folder = Folder::shipped();
        folder.write("vneid-install.toml", content);
        let loaded = folder.load();
        let ids: Vec<&str> = loaded.library.lessons.iter().map(|lesson| lesson.id.as_ref()).collect();
        let others: Vec<&str> = SHIPPED.into_iter().filter(|id| *id != INSTALL).collect();
        assert_eq!(ids, others);
        assert!(loaded.findings[0].file.ends_with("vneid-install.toml"));
        assert_printable(&loaded);
    }
}

/// What editors on other systems do to a file is no fault of the lesson.
#[test]
fn line_ends_and_a_byte_order_mark_do_not_matter() {
    let folder = Folder::shipped();
    let content = folder.read("vneid-install.toml");
    folder.write("vneid-install.toml", format!("\u{feff}{}", content.replace('\n', "\r\n")));
    let loaded = folder.load();
    let told: Vec<String> = loaded.findings.iter().map(|finding| folder.told(finding)).collect();
    assert_eq!((told, loaded.library.lessons.len()), (Vec::new(), SHIPPED.len()));
}

#[test]
fn a_folder_without_lessons_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let loaded = Library::from_folder(&folder.path().join("nowhere"));
    assert!(loaded.library.lessons.is_empty());
    assert!(loaded.findings[0].message.starts_with("this folder of lessons cannot be read"), "{}", loaded.findings[0]);
}

/// The course still offers what is left, and says which lesson it misses; that alone is no error.
#[test]
fn a_course_with_a_missing_lesson_is_a_warning() {
    let folder = Folder::shipped();
    std::fs::remove_file(folder.path().join("temp-residence.toml")).unwrap();
    let loaded = folder.load();
    let told: Vec<_> = loaded.findings.iter().map(|finding| (folder.told(finding), finding.severity)).collect();
    let said = "courses.toml:12:14: the course names `temp-residence`, which cannot be played".to_owned();
    assert_eq!(told, [(said, Severity::Warning)]);
    assert_eq!(loaded.library.courses[0].lessons().count(), 3);
}

/// What is wrong with a file of courses; every lesson is still there.
fn told_of_courses(courses: &str) -> (Loaded, Vec<String>) {
    let folder = Folder::shipped();
    folder.write("courses.toml", courses);
    let loaded = folder.load();
    assert_eq!(loaded.library.lessons.len(), SHIPPED.len(), "{courses}");
    assert_printable(&loaded);
    let kind = |severity| if severity == Severity::Warning { "warning: " } else { "" };
    let told = loaded.findings.iter().map(|finding| format!("{}{}", kind(finding.severity), folder.told(finding)));
    let told = told.collect();
    (loaded, told)
}

/// One course with these lessons.
fn course_of(lessons: &str) -> String {
    format!("[[courses]]\nid = \"one\"\ntitle = \"Một\"\nlessons = [\n{lessons}\n]\n")
}

/// The last closes it.
const CIRCLE: &str = r#"{ lesson = "vneid-activate", after = ["vneid-install"] },
{ lesson = "temp-residence", after = ["vneid-activate"] },
{ lesson = "vneid-install", after = ["temp-residence"] }"#;

#[test]
fn courses_say_for_whom_in_which_order_and_after_what() {
    let (loaded, told) = told_of_courses(
        r#"
[[courses]]
id = "one"
title = { vi = "Một", en = "One" }
audience = ["farmer", "trader"]
lessons = [
  "otp-caller",
  { lesson = "later", after = ["otp-caller"], coming = { vi = "Sau này", en = "Later" } },
  { lesson = "qr-shop", after = ["later", "otp-caller"] },
]
[[courses]]
id = "two"
title = "Hai"
lessons = [{ lesson = "qr-shop", after = ["otp-caller", "temp-residence"] }]
"#,
    );
    assert_eq!(told, Vec::<String>::new());
    let Library { lessons, courses, .. } = &loaded.library;
    let ids: Vec<&str> = lessons.iter().map(|lesson| lesson.id.as_ref()).collect();
    assert_eq!(ids[..2], ["otp-caller", "qr-shop"], "then those that no course names");
    let (one, two) = (&courses[0], &courses[1]);
    assert!(one.is_for("farmer") && one.is_for("trader") && !one.is_for("citizen"));
    assert!(AUDIENCES.iter().all(|audience| two.is_for(audience)));
    assert_eq!(one.lessons().map(AsRef::as_ref).collect::<Vec<_>>(), ["otp-caller", "qr-shop"]);
    let coming = one.entries.iter().find_map(|entry| match entry {
        Entry::Coming { id, title } => Some((id.as_ref(), title.get(Lang::Vi), title.get(Lang::En))),
        Entry::Lesson { .. } => None,
    });
    assert_eq!(coming, Some(("later", "Sau này", "Later")));
    let before = |id: &str| loaded.library.advised_before(id).into_iter().map(AsRef::as_ref).collect::<Vec<&str>>();
    assert_eq!(before("qr-shop"), ["otp-caller", "temp-residence"]);
    assert_eq!(before("otp-caller"), Vec::<&str>::new());
    assert_eq!(before("later"), Vec::<&str>::new());
}

#[test]
fn courses_that_are_wrong_are_told_and_take_no_lesson_away() {
    let exists = "warning: courses.toml:5:32: `qr-shop` is no longer to come: it exists now (take `coming` away)";
    let circle = "courses.toml:7:38: this advice goes round in a circle: \
        `vneid-install` after `temp-residence` after `vneid-activate` after `vneid-install`";
    let help = "use a-z, 0-9 and `-` (not first), at most 64 of them";
    let bad_id = format!("courses.toml:5:12: `Sau` is not a good id ({help})");
    for (lessons, said) in [
        ("\"qr-shop\", \"qr-shop\"", "courses.toml:5:12: the course names `qr-shop` twice"),
        (
            r#"{ lesson = "qr-shop", after = ["otp-calller"] }"#,
            "courses.toml:5:32: there is no lesson `otp-calller`, and none is to come (did you mean `otp-caller`?)",
        ),
        (
            r#"{ lesson = "qr-shop", after = ["qr-shop"] }"#,
            "courses.toml:5:32: this advice goes round in a circle: `qr-shop` after `qr-shop`",
        ),
        (CIRCLE, circle),
        (r#"{ lesson = "qr-shop", coming = { vi = "x", en = "x" } }"#, exists),
        (r#"{ lesson = "Sau", coming = "x" }"#, &bad_id),
        (r#"{ lesson = "later", coming = "\u001b[31m" }"#, "courses.toml:5:30: this text holds a control character"),
        (r#"{ lesson = "qr-shop", afer = [] }"#, "courses.toml:5:23: unknown key `afer` (did you mean `after`?)"),
        ("{ after = [] }", "courses.toml:5:1: missing field `lesson`"),
        (
            "1",
            "courses.toml:5:1: invalid type: integer `1`, expected the id of a lesson or { lesson = \"…\", after = […] }",
        ),
    ] {
        assert_eq!(told_of_courses(&course_of(lessons)).1, [said]);
    }
}

#[test]
fn what_is_wrong_with_one_entry_spoils_no_other() {
    // What exists is offered, whatever the course says.
    let (loaded, _) = told_of_courses(&course_of(r#"{ lesson = "qr-shop", coming = "x" }"#));
    assert_eq!(loaded.library.courses[0].lessons().count(), 1);
    // What makes the circle is left out.
    let (loaded, _) = told_of_courses(&course_of(CIRCLE));
    assert!(loaded.library.advised_before("vneid-install").is_empty());
    let twice = course_of("\"qr-shop\"").repeat(2);
    assert_eq!(told_of_courses(&twice).1, ["courses.toml:8:6: there are two courses `one`"]);
    let farmers = course_of("\"qr-shop\"").replacen("lessons", "audience = [\"farmers\"]\nlessons", 1);
    assert_eq!(told_of_courses(&farmers).1, ["courses.toml:4:13: unknown audience `farmers` (did you mean `farmer`?)"]);
}

/// A file without end is told once, and soon.
#[test]
fn courses_have_an_end() {
    let (loaded, told) = told_of_courses(&course_of(&"\"qr-shop\",".repeat(50_000)));
    assert_eq!(told, ["courses.toml: at most 1000 names stand in the courses, and here are 50001"]);
    assert!(loaded.library.courses.is_empty());
    let (_, told) = told_of_courses(&course_of(&"\"qr-shop\",".repeat(900)));
    assert_eq!(told.len(), 50);
}

#[test]
fn the_audiences_of_courses_are_those_that_are_recorded() {
    assert_eq!(AUDIENCES.to_vec(), Audience::ALL.iter().map(|audience| audience.code()).collect::<Vec<_>>());
}

#[test]
fn a_lesson_about_typing_insists_on_marks() {
    assert!(!built_in(INSTALL).insist, "only where it says so");
    let folder = Folder::shipped();
    folder.write(
        "vneid-install.toml",
        folder.read("vneid-install.toml").replacen("minutes", "insist = true\nminutes", 1),
    );
    assert!(folder.load().library.lesson(INSTALL).unwrap().insist);
}

#[test]
fn a_settings_file_says_what_is_wrong_and_where() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kiosk.toml");
    let shown = path.display();
    for (content, said) in [
        ("[site]\ncomune = \"05443\"\n", ":2:1: unknown setting `comune`: did you mean `commune`?"),
        ("[site\n", ":1:"),
        ("[site]\nnumber = \"one\"\n", ":2:10: invalid type: string \"one\", expected u32"),
        (
            "[kiosk]\nlanguage = \"Vi\"\n",
            ":2: [kiosk] language = \"Vi\" is not possible; use the code of a language, like \"vi\"",
        ),
        (
            "[kiosk]\nlanguage = \"\\u001b[31m\"\n",
            ":2: [kiosk] language = \"\\u{1b}[31m\" is not possible; use the code of a language, like \"vi\"",
        ),
        ("[site]\nnumber = 100\n", ":2: [site] number = \"100\" is not possible; use 1 to 99"),
    ] {
        std::fs::write(&path, content).unwrap();
        let told = Config::load(Some(&path)).unwrap_err().to_string();
        let rest = told.strip_prefix(&shown.to_string()).unwrap_or_else(|| panic!("the file is not named: {told}"));
        assert!(rest == said || (said.ends_with(':') && rest.starts_with(said)), "{told}");
        assert!(!told.chars().any(|c| c.is_control() && c != '\n'), "{told:?}");
    }
    std::fs::write(&path, "# x\n".repeat(400_000)).unwrap();
    assert!(Config::load(Some(&path)).unwrap_err().to_string().contains("larger than 1 MiB"));
    std::fs::write(&path, b"\xff").unwrap();
    assert!(Config::load(Some(&path)).unwrap_err().to_string().contains("not UTF-8"));
}

#[test]
fn what_only_the_check_asks_for_is_found() {
    let overdue = "this lesson was to be reviewed by 2026-11-21 (compare it with the real app or site, then move `on` and `review_by` on)";
    for broken in [
        lesson("topic   = \"vneid\"", "topic   = ¦\"vnied\"", "unknown topic `vnied` (did you mean `vneid`?)"),
        lesson(
            "title   = { vi = \"Cài đặt ứng dụng VNeID\", en = \"Install the VNeID app\" }",
            "title   = ¦\"Cài đặt ứng dụng VNeID\"",
            "this `title` is in one language only (write { vi = \"…\", en = \"…\" })",
        ),
        lesson("review_by = 2027-05-22", "review_by = ¦2026-11-21", overdue),
        lesson(
            "vi = \"Cài đặt ứng dụng VNeID\"",
            "vi = ¦\"Mời bác cài VNeID\"",
            "the learner's form of address stands in this text (write {you} or {You}: it becomes bác, anh chị or bạn by her age)",
        ),
        Broken {
            file: "courses.toml",
            old: "coming = { vi = \"Tra cứu bảo hiểm y tế\"",
            new: "coming = { vi = ¦\"Tra cứu thẻ bảo hiểm y tế và nơi khám chữa bệnh ban đầu\"",
            said: "this `coming` takes 55 columns, and 48 is the most (say one thing in it; short sentences are read, long ones are not)",
            left: RESIDENCE,
        },
        lesson(
            "vi = \"Cài đặt ứng dụng VNeID\"",
            "vi = ¦\"Cài đặt ứng dụng VNeID 📱\"",
            "the console font has no `📱` (use letters, digits, common signs, or the arrows and lines that the author's guide lists)",
        ),
        store(
            "label = \"Tìm ứng dụng\"",
            "label = ¦\"Gọi 0912 345 678\"",
            "`0912345678` looks like a real phone number (ID numbers begin with 000, phone and account numbers with 0000 (author's guide, \"Only invented data\"))",
        ),
        lesson(
            "title   = { vi = \"Cài đặt ứng dụng VNeID\"",
            "title   = { vi = ¦\"Cài đặt ứng dụng định danh điện tử VNeID của Bộ Công an\"",
            "this `title` takes 55 columns, and 48 is the most (say one thing in it; short sentences are read, long ones are not)",
        ),
        Broken {
            file: "apps/evn-fake.toml",
            old: "address = \"cskh-dienluc.example\"",
            new: "address = ¦\"cskh-dienluc.com\"",
            said: "this address could belong to somebody (an invented address ends in .example (`capnhat-vneid.example`))",
            left: RESIDENCE,
        },
    ] {
        broken.lint();
    }
}

#[test]
fn a_topic_near_money_needs_a_safety_step() {
    let folder = Folder::shipped();
    let residence = folder.read("temp-residence.toml").replace("topic   = \"portal\"", "topic   = \"bank\"");
    folder.write("temp-residence.toml", residence);
    let found = Library::checked(Some(folder.path()), TODAY).findings;
    assert_eq!(
        found.iter().map(|f| f.message.as_str()).collect::<Vec<_>>(),
        ["a lesson about `bank` needs a safety step"]
    );
}

#[test]
fn the_shipped_lessons_pass_the_check_on_their_day() {
    for folder in [None, Some(shipped_folder())] {
        let found = Library::checked(folder.as_deref(), TODAY).findings;
        assert!(found.is_empty(), "{found:#?}");
    }
}

/// What the lessons are made of has every kind of thing in it, so that all of it is proved, drawn and played by the tests.
#[test]
fn the_shipped_lessons_use_the_whole_language() {
    let name = |debug: String| debug.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned();
    let (mut kinds, mut effects, mut moves) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for lesson in &Library::built_in().library.lessons {
        let world = &lesson.world;
        let mut cases: Vec<&Case> = world.screens.iter().flat_map(|screen| &screen.enter).collect();
        cases.extend(world.timers.iter().flat_map(|timer| &timer.cases));
        for widget in &world.widgets {
            kinds.insert(name(format!("{:?}", widget.kind)));
            if let WidgetKind::Press { look, cases: more, .. } = &widget.kind {
                kinds.insert(name(format!("{look:?}")));
                cases.extend(more);
            }
            if let WidgetKind::Progress { cases: more, .. } = &widget.kind {
                cases.extend(more);
            }
        }
        effects.extend(cases.iter().flat_map(|case| &case.effects).map(|effect| name(format!("{effect:?}"))));
        moves.extend(cases.iter().filter_map(|case| case.moves).map(|to| name(format!("{to:?}"))));
    }
    let all = |names: &str| names.split(' ').map(str::to_owned).collect::<BTreeSet<_>>();
    let looks = "Aim Button Link Row Tab Tile";
    let own = "Camera Card Checkbox Choice Field Heading Image Keypad Press Progress Qr Radio Table Text Toggle Upload";
    assert_eq!(kinds, all(&format!("{looks} {own}")));
    assert_eq!(
        effects,
        all("Add Clear Close Install Message Notify Put Reset Send Set Show Spend Start Stop Uninstall Unset")
    );
    assert_eq!(moves, all("Back Go Home Open"));
}
