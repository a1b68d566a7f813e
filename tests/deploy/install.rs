//! Installing, installing again, and taking away: on folders of their own.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

use super::deploy;
use crate::harness::program::{Home, PROGRAM, Said, said};

/// Everything below a folder but folders: path, and what it is.
fn tree(root: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let meta = fs::symlink_metadata(&path).unwrap();
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            if meta.is_dir() {
                folders.push(path);
            } else if meta.is_symlink() {
                found.insert(name, format!("-> {}", fs::read_link(&path).unwrap().display()));
            } else {
                found.insert(name, format!("{:o} {} bytes", meta.permissions().mode() & 0o7777, meta.len()));
            }
        }
    }
    // The user's entries are systemd's affair, where it is there.
    found.retain(|name, _| {
        !["etc/passwd", "etc/group", "etc/shadow", "etc/gshadow", "etc/.pwd.lock"].contains(&name.as_str())
    });
    found
}

fn script(name: &str, root: &Path, args: &[&str]) -> Said {
    let mut command = Command::new("sh");
    command.arg(deploy().join(name)).arg("--root").arg(root).args(args).stdin(Stdio::null());
    said(&mut command)
}

fn install(root: &Path) -> Said {
    let run = script("install", root, &["--binary", PROGRAM]);
    assert_eq!(run.code, 0, "{run:?}");
    run
}

/// What `deploy/files` lists: source and target.
fn listed() -> Vec<(String, String)> {
    let list = fs::read_to_string(deploy().join("files")).unwrap();
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    let word = |words: &[&str], n: usize| words[n].to_owned();
    lines
        .map(|line| line.split_whitespace().collect::<Vec<_>>())
        .map(|words| (word(&words, 1), word(&words, 2)))
        .collect()
}

#[test]
fn what_is_installed_can_be_installed_again_and_taken_away() {
    let root = tempfile::tempdir().unwrap();
    install(root.path());
    let first = tree(root.path());
    for (_, target) in listed() {
        assert!(first.contains_key(&target), "{target}");
    }
    for unit in ["getty@tty1.service", "getty@tty6.service", "ctrl-alt-del.target", "swap.target"] {
        assert_eq!(first[&format!("etc/systemd/system/{unit}")], "-> /dev/null");
    }
    for unit in ["kiosk.service", "kiosk-helper.path"] {
        let link = &first[&format!("etc/systemd/system/multi-user.target.wants/{unit}")];
        assert!(first.contains_key(link.trim_start_matches("-> /")), "{link}");
    }
    let again = install(root.path());
    assert_eq!((again.out.as_str(), tree(root.path())), ("", first), "nothing is left to do");

    // Away with it: settings and results stay, as staff left them.
    let settings = root.path().join("etc/kiosk/kiosk.toml");
    fs::write(&settings, "[kiosk]\nletters = 48\n").unwrap();
    fs::create_dir_all(root.path().join("var/lib/kiosk")).unwrap();
    fs::write(root.path().join("var/lib/kiosk/kiosk.db"), "results").unwrap();
    install(root.path());
    assert!(fs::read_to_string(&settings).unwrap().contains("48"), "installing again changes no settings");
    assert_eq!(script("uninstall", root.path(), &[]).code, 0);
    let left: Vec<String> = tree(root.path()).into_keys().collect();
    assert_eq!(left, ["etc/kiosk/kiosk.toml", "var/lib/kiosk/kiosk.db"]);
    assert_eq!(script("uninstall", root.path(), &["--purge"]).code, 0);
    assert_eq!(tree(root.path()), BTreeMap::new());
}

/// What the administrator has set otherwise stays, and comes out of it as it was.
#[test]
fn what_was_set_otherwise_stays() {
    let root = tempfile::tempdir().unwrap();
    let units = root.path().join("etc/systemd/system");
    fs::create_dir_all(&units).unwrap();
    symlink("/dev/null", units.join("swap.target")).unwrap();
    fs::write(units.join("getty@tty6.service"), "[Unit]\n").unwrap();
    let before = tree(root.path());
    assert!(install(root.path()).out.contains("getty@tty6.service is set otherwise"));
    script("uninstall", root.path(), &["--purge"]);
    assert_eq!(tree(root.path()), before);
}

#[test]
fn the_settings_of_the_service_are_whole_and_locked() {
    let (root, home) = (tempfile::tempdir().unwrap(), Home::new());
    install(root.path());
    let settings = root.path().join("etc/kiosk/kiosk.toml");
    let text = fs::read_to_string(&settings).unwrap();
    for line in [
        "data = \"/var/lib/kiosk\"",
        "mark = \"/var/lib/kiosk-mark\"",
        "requests = \"/run/kiosk/requests\"",
        "letters = 32",
        "locked = true",
    ] {
        assert_eq!(text.lines().filter(|told| *told == line).count(), 1, "{line}");
    }
    let shipped = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("kiosk.toml")).unwrap();
    let changed = shipped.lines().zip(text.lines()).filter(|(shipped, ours)| shipped != ours).count();
    assert_eq!((changed, shipped.lines().count()), (5, text.lines().count()), "its comments are kept");
    let run = home.run(&["doctor", "--format", "json", "--config", settings.to_str().unwrap()]);
    let told: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((run.code, &told["locked"]), (1, &true.into()), "no PIN yet, on a locked kiosk");
}

/// Every file of the service is installed, and the units name only what is.
#[test]
fn the_list_of_files_is_complete() {
    let listed = listed();
    for entry in fs::read_dir(deploy().join("system")).unwrap() {
        let name = format!("system/{}", entry.unwrap().file_name().to_str().unwrap());
        assert!(listed.iter().any(|(source, _)| *source == name), "{name}");
    }
    for (source, _) in listed.iter().filter(|(source, _)| source.starts_with("system/")) {
        let text = fs::read_to_string(deploy().join(source)).unwrap();
        for word in text.split(|c: char| !(c.is_alphanumeric() || "/._-".contains(c))) {
            let ours = word.starts_with("/usr/lib/kiosk/") || word == "/usr/bin/kiosk";
            assert!(!ours || listed.iter().any(|(_, target)| format!("/{target}") == word), "{source}: {word}");
        }
    }
}

#[test]
fn wrong_use_of_a_script_does_nothing() {
    let root = tempfile::tempdir().unwrap();
    for (name, args) in
        [("install", &["--nonsense"][..]), ("install", &["--binary", "nowhere"]), ("uninstall", &["--nonsense"])]
    {
        assert_eq!(script(name, root.path(), args).code, 2, "{name} {args:?}");
    }
    assert_eq!(tree(root.path()), BTreeMap::new());
}
