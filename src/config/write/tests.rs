use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use proptest::prelude::*;
use serde_json::json;

use super::super::shipped::{self, Setting};
use super::change as change_file;
use super::*;
use crate::communes;

/// Settings files in every way that TOML can be written, besides the shipped one.
const FILES: &[&str] = &[
    "# nothing is set\n",
    "[site]\nnumber = 3",
    "[ site ] # here\r\n  \"commune\"='05443'   # Phan Đình Phùng\r\n\r\n[kiosk]\r\n\r\n# ends without a line",
    "\u{feff}site.commune = \"02143\"\nkiosk . locked = true # only staff\nhelp.pause = 0\n[idle]\nseconds = 60\n",
    "site = { number = 7 }\nidle = {}\nexport = {\n  to = \"/media/usb\", # the stick\n}\n[speech]\nplayer = [\n  \"mpv\",\n  \"{file}\", # the clip\n]\n\n\n[kiosk]\nlessons = \"\"\"\n/srv/\\\n  lessons\"\"\"",
    "[kiosk]\ntyping = \"vni\"\n\n[site]\n# 1 to 99\nnumber = 0x0b\n\n[staff]\n",
];

fn files() -> Vec<String> {
    let mut all: Vec<String> = FILES.iter().map(|file| (*file).to_owned()).collect();
    all.extend([SHIPPED.to_owned(), SHIPPED.replace('\n', "\r\n"), format!("\u{feff}{SHIPPED}")]);
    all
}

/// Every legal value of a setting.
fn legal(section: &str, key: &str) -> BoxedStrategy<Value> {
    let texts = |known: &[&str]| {
        let known: Vec<Value> = known.iter().map(|one| json!(one)).collect();
        prop::sample::select(known).boxed()
    };
    let numbers = |known: Vec<u32>| prop::sample::select(known).prop_map(|n| json!(n)).boxed();
    let list = || prop::collection::vec(any_text(), 0..4);
    match (section, key) {
        ("site", "commune") => texts(&communes::all().map(|c| c.code).chain(["00000"]).collect::<Vec<_>>()),
        ("site", "number") => numbers((1..=99).collect()),
        ("kiosk", "language") => "[a-z]{2,3}(-[a-z]{1,10})?".prop_map(|code| json!(code)).boxed(),
        ("kiosk", "typing") => texts(&["telex", "vni"]),
        ("kiosk", "tones") => texts(&["old", "new"]),
        ("kiosk", "glyphs") => texts(&["auto", "full", "ascii"]),
        ("kiosk", "letters") => numbers(vec![16, 24, 32, 48]),
        ("kiosk", "locked") => any::<bool>().prop_map(|flag| json!(flag)).boxed(),
        ("help", "detours") => numbers((0..=20).collect()),
        ("help", "pause") => numbers([0].into_iter().chain(15..=600).collect()),
        ("idle", "seconds" | "reading") => numbers([0].into_iter().chain(30..=3600).collect()),
        ("idle", "warning") => numbers((20..=120).collect()),
        ("speech", "command") => list().prop_map(|all| json!(all)).boxed(),
        ("speech", "player") => list()
            .prop_map(|mut all| {
                all.push("{file}".to_owned()); // asked for where there are clips
                json!(all)
            })
            .boxed(),
        ("kiosk", "lessons" | "data" | "mark") | ("speech", "clips") | ("export", "to") | ("staff", "requests") => {
            any_text().prop_map(|text| json!(text)).boxed()
        }
        _ => panic!("[{section}] {key}: which values are legal?"),
    }
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof!["[/a-z]{0,20}", "\\PC{0,20}", "[\\x00-\\x7f\u{202e}\"'\\\\\n]{0,20}"]
}

/// A setting and a legal value.
fn change() -> BoxedStrategy<Change> {
    let one = |setting: Setting| {
        let (section, key): (&'static str, &'static str) = (setting.section.leak(), setting.key.leak());
        legal(section, key).prop_map(move |value| Change { section, key, value })
    };
    prop::sample::select(shipped::settings()).prop_flat_map(one).boxed()
}

fn value(file: &str, change: &Change) -> Value {
    values(&parse("f", file).unwrap())[change.section][change.key].clone()
}

/// Whether one text is another with something put in or exchanged at one place only.
fn differ_at_one_place(before: &str, after: &str, old: Option<Range<usize>>) -> bool {
    if let Some(old) = old {
        let (front, back) = (before.get(..old.start).unwrap(), before.get(old.end..).unwrap());
        return after.starts_with(front) && after.ends_with(back);
    }
    let same = |pairs: &mut dyn Iterator<Item = (u8, u8)>| pairs.take_while(|(a, b)| a == b).count();
    let front = same(&mut before.bytes().zip(after.bytes()));
    let back = same(&mut before.bytes().rev().zip(after.bytes().rev()));
    front + back >= before.len() && after.len() > before.len()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// Every setting can be set to every legal value, in every file, and is read back; nothing else in the file changes.
    #[test]
    fn a_setting_is_set_and_nothing_else_changes(before in prop::sample::select(files()), change in change()) {
        let old = Layout::of(&before).unwrap().value(change.section, change.key);
        let was = value(&before, &change);
        let (after, config) = changed("f", &before, std::slice::from_ref(&change)).unwrap();
        prop_assert_eq!(&values(&config)[change.section][change.key], &change.value);
        prop_assert_eq!(value(&after, &change), change.value.clone());
        if was == change.value {
            prop_assert_eq!(&after, &before);
        } else {
            prop_assert!(differ_at_one_place(&before, &after, old), "{}", after);
            if !before.contains("\r\n") {
                prop_assert!(!after.contains('\r'));
            } else if after.ends_with('\n') {
                prop_assert_eq!(after.matches('\n').count(), after.matches("\r\n").count());
            }
        }
    }

    /// Many at once, one after the other, are what each of them says.
    #[test]
    fn settings_are_set_together(
        before in prop::sample::select(files()),
        changes in prop::collection::vec(change(), 0..12),
    ) {
        let (after, _) = changed("f", &before, &changes).unwrap();
        for change in &changes {
            let last = changes.iter().rfind(|c| (c.section, c.key) == (change.section, change.key)).unwrap();
            prop_assert_eq!(value(&after, change), last.value.clone());
        }
            }
}

/// How it looks, where it could be told only by eye.
#[test]
fn what_is_added_has_its_sentence_and_stands_in_its_section() {
    let set = |before: &str, change: Change| changed("f", before, &[change]).unwrap().0;
    let number = || Change::new("site", "number", 4);
    let sentence = "# Number of this kiosk in the commune, 1 to 99. Two kiosks of a commune must not share one.";
    assert_eq!(
        set("[site]\ncommune = \"02143\" # ours\n\n[kiosk]\n", number()),
        format!("[site]\ncommune = \"02143\" # ours\n{sentence}\nnumber = 4\n\n[kiosk]\n")
    );
    assert_eq!(set("# mine", number()), format!("# mine\n\n[site]\n{sentence}\nnumber = 4\n"));
    assert_eq!(
        set("[kiosk]\r\n[site]", number()),
        format!("[kiosk]\r\n[site]\r\n{}\r\nnumber = 4\r\n", sentence.replace('\n', "\r\n"))
    );
    assert_eq!(
        set("site.commune = \"02143\"\n[kiosk]\n", number()),
        format!("site.commune = \"02143\"\n{sentence}\nsite.number = 4\n[kiosk]\n")
    );
    assert_eq!(set("site = {}\n", number()), "site = { number = 4 }\n");
    assert_eq!(set("site = { commune = \"02143\", }\n", number()), "site = { commune = \"02143\", number = 4, }\n");
    assert_eq!(set("[site]\n number=3#three\n", number()), "[site]\n number=4#three\n");
    assert_eq!(
        set("[export]\nto = '/a'\n", Change::new("export", "to", "a\"\u{1b}\\")),
        "[export]\nto = \"a\\\"\\U0000001B\\\\\"\n"
    );
}

#[test]
fn what_cannot_be_is_refused_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kiosk.toml");
    let before = "[site]\nnumber = 3\n";
    fs::write(&path, before).unwrap();
    for (section, key, value) in [
        ("site", "number", json!(100)),
        ("site", "number", json!("three")),
        ("site", "number", json!(-1)),
        ("site", "number", json!(1.5)),
        ("site", "number", Value::Null),
        ("site", "nummer", json!(3)),
        ("place", "number", json!(3)),
        ("site", "commune", json!("12345")),
        ("kiosk", "letters", json!(17)),
        ("speech", "player", json!([1])),
    ] {
        let both = [Change::new("kiosk", "locked", true), Change::new(section, key, value.clone())];
        let refused = change_file(&path, &both);
        assert!(matches!(refused, Err(ChangeError::Refused(_))), "[{section}] {key} = {value}: {refused:?}");
        assert_eq!(fs::read_to_string(&path).unwrap(), before);
    }
    // A file that is wrong already is left as it is.
    for wrong in ["[site]\nnumer = 3\n", "[site", "", "\n \n"] {
        fs::write(&path, wrong).unwrap();
        let refused = change_file(&path, &[Change::new("kiosk", "locked", true)]);
        assert!(matches!(refused, Err(ChangeError::File(_))), "{refused:?}");
        assert_eq!(fs::read_to_string(&path).unwrap(), wrong);
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_file_that_was_absent_begins_as_the_shipped_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config/kiosk/kiosk.toml");
    let config = change_file(&path, &[Change::new("site", "number", 4), Change::new("kiosk", "locked", true)]).unwrap();
    assert_eq!((config.site.number, config.kiosk.locked), (4, true));
    let expected = SHIPPED.replace("number = 1\n", "number = 4\n").replace("locked = false\n", "locked = true\n");
    assert_eq!(fs::read_to_string(&path).unwrap(), expected);
    assert_eq!(Config::load(Some(&path)).unwrap(), config);
    // Also when nothing is to be changed: from then on there is a file to read and to mend.
    let other = folder.path().join("kiosk.toml");
    change_file(&other, &[]).unwrap();
    assert_eq!(fs::read_to_string(&other).unwrap(), SHIPPED);
}

#[test]
fn a_file_that_needs_no_change_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kiosk.toml");
    fs::write(&path, "[site]\nnumber = 3\n").unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let before = fs::metadata(&path).unwrap().modified().unwrap();
    change_file(&path, &[Change::new("site", "number", 3), Change::new("kiosk", "typing", "telex")]).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), before);
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn what_cannot_be_written_says_why() {
    for path in ["/proc/kiosk.toml", "/dev/null/kiosk.toml"] {
        let error = change_file(Path::new(path), &[]).unwrap_err();
        let ChangeError::Write { path: told, .. } = &error else { panic!("{error:?}") };
        assert_eq!(told, path);
    }
}
