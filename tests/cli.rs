//! The commands as staff and scripts meet them: exit codes, what is said where, and what is left as it was.

use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

use rustix::fs::{CWD, FileType, FlockOperation, Mode, flock, mknodat};
use serde_json::Value;

use crate::harness::library::Folder;
use crate::harness::program::{Home, PROGRAM, Package, said};

// ------------------------------------------------------------------------------------------------------- wrong use

#[test]
fn help_goes_to_standard_output_and_wrong_use_to_standard_error() {
    let home = Home::new();
    for args in [&["--help"][..], &["--version"], &["export", "--help"], &["help"]] {
        let said = home.run_bare(args);
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{args:?}");
        assert!(said.out.contains("kiosk"), "{said:?}");
    }
    for args in [
        &["exprot"][..],
        &["--nonsense"],
        &["play"],
        &["play", "x", "--mode", "alone"],
        &["doctor", "--format", "yaml"],
        &["export", "--list", "--again", "1"],
        &["export", "--again", "one"],
    ] {
        let said = home.run_bare(args);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{args:?}");
        assert!(!said.err.is_empty(), "{args:?}");
    }
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0, "nothing was made");
}

#[test]
fn an_unknown_lesson_is_named_with_the_nearest_one() {
    let home = Home::new();
    home.run(&["play", "vneid-instal"]).failed(2, &["`vneid-instal`", "did you mean `vneid-install`?"]);
    home.run(&["play", "nothing-like-it"]).failed(2, &["vneid-install", "temp-residence"]);
    home.run(&["play", "\u{1b}[31mx"]).failed(2, &["\\u{1b}[31mx"]);
}

#[test]
fn a_lesson_with_faults_is_not_played_and_its_faults_are_said() {
    let (home, lessons) = (Home::new(), Folder::shipped());
    lessons.write("vneid-install.toml", lessons.read("vneid-install.toml").replacen("minutes", "minuts", 1));
    let config = format!("[kiosk]\nlessons = {:?}\n", lessons.path());
    fs::write(home.path().join("kiosk.toml"), config).unwrap();
    home.run(&["play", "vneid-install"]).failed(1, &["vneid-install.toml:9:1", "did you mean `minutes`?"]);
}

#[test]
fn a_folder_of_lessons_that_cannot_be_read_is_named() {
    let home = Home::new();
    fs::write(home.path().join("kiosk.toml"), "[kiosk]\nlessons = \"nowhere\"\n").unwrap();
    for file in [false, true] {
        if file {
            fs::write(home.path().join("nowhere"), "a file in its place").unwrap();
        }
        home.run(&["play", "vneid-install"]).failed(2, &["folder of lessons nowhere", "[kiosk] lessons"]);
    }
    // One that holds nothing to play is named as well.
    fs::remove_file(home.path().join("nowhere")).unwrap();
    fs::create_dir(home.path().join("nowhere")).unwrap();
    home.run(&["play", "vneid-install"]).failed(2, &["`vneid-install`", "nowhere", "kiosk check"]);
}

#[test]
fn without_a_terminal_the_kiosk_says_so() {
    let home = Home::new();
    for args in [&[][..], &["run"], &["play", "vneid-install"]] {
        home.run(args).failed(2, &["is not a terminal"]);
    }
}

// -------------------------------------------------------------------------------------------------------- settings

/// A wrong settings file is an error of every command, named with its place; never data in a surprise place.
#[test]
fn a_malformed_settings_file_stops_every_command() {
    for place in ["kiosk.toml", "config/kiosk/kiosk.toml", "named.toml"] {
        let home = Home::new();
        let path = home.path().join(place);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "[kiosk]\ndata = \"elsewhere\"\nlanguag = \"vi\"\n").unwrap();
        for command in [
            &[][..],
            &["run"],
            &["run", "--lines"],
            &["play", "vneid-install"],
            &["check"],
            &["clips"],
            &["export"],
            &["export", "--list"],
            &["doctor"],
            &["doctor", "--format", "json"],
            &["doctor", "--settings"],
            &["doctor", "--settings", "--format", "json"],
        ] {
            let mut args = command.to_vec();
            if place == "named.toml" {
                args.extend(["--config", "named.toml"]);
            }
            home.run_bare(&args)
                .failed(2, &["kiosk.toml:3:1".replace("kiosk.toml", file(place)).as_str(), "`language`"]);
        }
        let made: Vec<_> = fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(made.len(), 1, "{made:?}");
    }
}

/// What is only not readable now is not taken for absent, and an empty file not for one that sets nothing: the defaults
/// would put results into another folder, under another name.
#[test]
fn a_settings_file_that_is_gone_or_empty_is_no_reason_for_defaults() {
    for place in ["kiosk.toml", "config/kiosk/kiosk.toml"] {
        let home = Home::new();
        let path = home.path().join(place);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        // On a disk that is not mounted.
        symlink("/nowhere/kiosk.toml", &path).unwrap();
        for args in [&[][..], &["export"], &["doctor"]] {
            home.run_bare(args).failed(2, &["kiosk.toml", "cannot be read"]);
        }
        // As nano leaves it when the power fails.
        fs::remove_file(&path).unwrap();
        for content in ["", "\n \n"] {
            fs::write(&path, content).unwrap();
            home.run_bare(&["doctor"]).failed(2, &["kiosk.toml: empty, as after a power cut"]);
        }
    }
    // A home that is no folder has no settings, and that is no fault.
    let home = Home::new();
    let mut command = home.bare_command(&["doctor", "--data", "data"]);
    said(command.env("HOME", "/dev/null").env_remove("XDG_CONFIG_HOME")).done();
}

fn file(place: &str) -> &str {
    place.rsplit('/').next().unwrap()
}

#[test]
fn a_settings_file_that_is_named_must_be_there() {
    let home = Home::new();
    fs::write(home.path().join("large.toml"), "#".repeat((1 << 20) + 1)).unwrap();
    home.run(&["doctor", "--config", "nowhere.toml"]).failed(2, &["nowhere.toml", "cannot be read"]);
    // What is no file is never waited for, and what has no end is not read.
    mknodat(CWD, home.path().join("pipe"), FileType::Fifo, Mode::RWXU, 0).unwrap();
    for (named, message) in [
        ("/", "no regular file"),
        ("/dev/zero", "no regular file"),
        ("pipe", "no regular file"),
        ("large.toml", "larger than 1 MiB"),
    ] {
        home.run(&["doctor", "--config", named]).failed(2, &[&format!("{named}: "), message]);
    }
}

#[test]
fn what_is_named_on_the_command_line_comes_before_the_settings() {
    let home = Home::with_attempts();
    fs::write(home.path().join("kiosk.toml"), "[kiosk]\ndata = \"elsewhere\"\n").unwrap();
    assert!(home.run(&["doctor"]).done().contains("data"));
    assert!(home.run_bare(&["doctor"]).done().contains("elsewhere"));
    assert_eq!(home.doctor()["attempts_closed"], 2);
}

#[test]
fn without_settings_the_data_is_in_the_users_data_folder() {
    let home = Home::new();
    assert!(home.run_bare(&["doctor"]).done().contains("/share/kiosk"));
    // Without any home there is no place: said, not guessed.
    let mut command = home.bare_command(&["doctor"]);
    command.env_remove("HOME").env_remove("XDG_DATA_HOME").env_remove("XDG_CONFIG_HOME");
    said(&mut command).failed(2, &["--data DIR"]);
}

// ------------------------------------------------------------------------------------------------- the data folder

#[test]
fn a_data_folder_that_cannot_be_written_is_named() {
    let home = Home::new();
    fs::write(home.data(), "a file in its place").unwrap();
    for args in [&["doctor"][..], &["doctor", "--format", "json"], &["export"], &["export", "--list"]] {
        home.run(args).failed(3, &["/data", "--data DIR"]);
    }
    assert_eq!(fs::read_to_string(home.data()).unwrap(), "a file in its place");
    // Below a file.
    let deeper = home.data().join("deeper");
    for args in [&["doctor"][..], &["export"]] {
        let mut command = home.bare_command(args);
        command.arg("--data").arg(&deeper);
        said(&mut command).failed(3, &["/data/deeper", "--data DIR"]);
    }
    // Practice needs no data folder.
    home.run(&[]).failed(2, &["is not a terminal"]);
}

#[test]
fn two_kiosks_on_one_folder_is_one_too_many() {
    let home = Home::new();
    fs::create_dir(home.data()).unwrap();
    let lock = File::create(home.data().join("kiosk.lock")).unwrap();
    flock(&lock, FlockOperation::NonBlockingLockExclusive).unwrap();
    home.run(&[]).failed(4, &["/data", "--data DIR"]);
    // What only looks, and an export, work beside it.
    assert_eq!(home.run(&["doctor"]).code, 0);
    drop(lock);
    // The file stays, the lock does not: a kiosk that was killed holds nobody up.
    home.run(&[]).failed(2, &["is not a terminal"]);
}

#[test]
fn two_exports_at_once_is_one_too_many() {
    let home = Home::with_attempts();
    let lock = File::create(home.data().join("export.lock")).unwrap();
    flock(&lock, FlockOperation::NonBlockingLockExclusive).unwrap();
    home.run(&["export"]).failed(4, &["/data"]);
    drop(lock);
    assert_eq!(home.run(&["export"]).code, 0);
}

#[test]
fn a_file_that_is_no_database_is_left_as_it_is() {
    for content in ["hello", "SQLite format 3\0 and then nothing of the kind"] {
        let home = Home::new();
        fs::create_dir(home.data()).unwrap();
        let path = home.data().join("kiosk.db");
        fs::write(&path, content).unwrap();
        for args in LOOKING {
            home.run(args).failed(1, &["kiosk.db", "not a database"]);
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), content);
    }
}

const LOOKING: [&[&str]; 4] = [&["doctor"], &["doctor", "--format", "json"], &["export"], &["export", "--list"]];

#[test]
fn a_log_without_its_database_is_damage() {
    for empty in [false, true] {
        let home = Home::new();
        fs::create_dir(home.data()).unwrap();
        fs::write(home.data().join("kiosk.db-wal"), "the only copy").unwrap();
        if empty {
            fs::write(home.data().join("kiosk.db"), "").unwrap();
        }
        for args in LOOKING {
            home.run(args).failed(1, &["/data/kiosk.db is damaged", "log to a safe place"]);
        }
        assert_eq!(fs::read_to_string(home.data().join("kiosk.db-wal")).unwrap(), "the only copy");
    }
}

#[test]
fn a_folder_in_the_place_of_the_database_is_named() {
    let home = Home::new();
    fs::create_dir_all(home.data().join("kiosk.db")).unwrap();
    for args in LOOKING {
        home.run(args).failed(1, &["/data/kiosk.db is not a database", "Move it"]);
    }
}

// --------------------------------------------------------------------------------------------------------- export

#[test]
fn without_a_database_there_is_nothing_to_export() {
    let home = Home::new();
    for args in [&["export"][..], &["export", "--list"], &["export", "--again", "1"]] {
        home.run(args).failed(2, &["/data/kiosk.db"]);
    }
    assert!(!home.data().exists(), "nothing was made");
}

#[test]
fn what_has_not_left_leaves_once() {
    let home = Home::with_attempts();
    let said = home.run(&["export"]);
    let zips = Home::zips(&home.data().join("exports"));
    assert_eq!(zips.len(), 1);
    assert!(said.done().contains(zips[0].to_str().unwrap()), "{said:?}");
    let package = Package::open(&zips[0]);
    assert_eq!(package.column("attempts", "seq"), ["1", "2"]);
    assert_eq!(package.column("attempts", "outcome"), ["left", "completed"]);
    assert_eq!(package.rows("step_results").len(), 16);
    assert_eq!(package.manifest["kiosk"]["batch"], 1);
    // Nothing new: said, and nothing written.
    home.run(&["export"]).done();
    assert_eq!(Home::zips(&home.data().join("exports")), zips);
    // The next batch holds only what came since, and names the one before.
    home.record(&["finished"]);
    home.run(&["export"]).done();
    let zips = Home::zips(&home.data().join("exports"));
    let next = Package::open(&zips[1]);
    assert_eq!(next.column("attempts", "seq"), ["3"]);
    assert!(next.manifest["kiosk"]["previous_sums"].is_string());
    assert_eq!(
        (next.manifest["kiosk"]["first_seq"].as_u64(), next.manifest["kiosk"]["last_seq"].as_u64()),
        (Some(3), Some(3))
    );
}

#[test]
fn nothing_to_export_is_no_failure() {
    let home = Home::new();
    fs::create_dir(home.data()).unwrap();
    home.record(&["running"]);
    assert!(!home.run(&["export"]).done().is_empty());
    assert!(!home.run(&["export", "--list"]).done().is_empty());
    assert!(Home::zips(&home.data().join("exports")).is_empty(), "an attempt that runs does not leave");
}

#[test]
fn a_batch_can_be_written_again_with_the_same_bytes() {
    let home = Home::with_attempts();
    let stick = home.path().join("stick");
    fs::create_dir(&stick).unwrap();
    let to = stick.to_str().unwrap();
    home.run(&["export"]).done();
    let first = Home::zips(&home.data().join("exports")).remove(0);
    let before = fs::read(&first).unwrap();
    for kept in [true, false] {
        // Also when the kept zip is gone: it is made from the rows.
        if !kept {
            fs::remove_file(&first).unwrap();
            fs::remove_file(&Home::zips(&stick)[0]).unwrap();
        }
        home.run(&["export", "--again", "1", "--to", to]).done();
        let again = Home::zips(&stick);
        assert_eq!((again.len(), again[0].file_name()), (1, first.file_name()));
        assert!(fs::read(&again[0]).unwrap() == before, "kept: {kept}");
    }
    home.run(&["export", "--again", "9"]).failed(2, &["no batch 9"]);
    home.run(&["export", "--again", "0"]).failed(2, &["no batch 0"]);
    home.run(&["export", "--again", "99999999999"]).failed(2, &["no batch"]);
}

#[test]
fn batches_are_listed_by_number_and_file() {
    let home = Home::with_attempts();
    home.run(&["export"]).done();
    home.record(&["finished"]);
    home.run(&["export"]).done();
    let said = home.run(&["export", "--list"]);
    let lines: Vec<&str> = said.done().lines().collect();
    let zips = Home::zips(&home.data().join("exports"));
    assert_eq!(lines.len(), 2);
    for ((line, zip), number) in lines.iter().zip(&zips).zip(["1", "2"]) {
        assert!(line.starts_with(number) && line.contains(zip.file_name().unwrap().to_str().unwrap()), "{line}");
    }
}

/// What could not be put at its destination stays queued and leaves the next time, with nothing half-visible.
#[test]
fn a_destination_that_cannot_take_the_file_is_named_and_nothing_is_lost() {
    let home = Home::with_attempts();
    let stick = home.path().join("stick");
    let to = stick.to_str().unwrap();
    home.run(&["export", "--to", to]).failed(3, &[to]);
    fs::write(&stick, "a file in its place").unwrap();
    home.run(&["export", "--to", to]).failed(3, &[to]);
    assert_eq!(fs::read_to_string(&stick).unwrap(), "a file in its place");
    home.run(&["export", "--to", "/dev/full"]).failed(3, &["/dev/full"]);
    home.run(&["export", "--to", "/proc"]).failed(3, &["/proc"]);
    assert_eq!(home.doctor()["waiting"], 2);
    fs::remove_file(&stick).unwrap();
    fs::create_dir(&stick).unwrap();
    home.run(&["export", "--to", to]).done();
    let zips = Home::zips(&stick);
    assert_eq!(Package::open(&zips[0]).rows("attempts").len(), 2);
    assert_eq!(fs::read_dir(&stick).unwrap().count(), 1, "no temporary file is left");
    assert_eq!(home.doctor()["waiting"], 0);
}

/// A name that is taken by other content is not overwritten.
/// A limit on the length of files is a disk that is full: named, and nothing half-written is left.
#[test]
fn a_limit_on_the_length_of_files_is_an_error_and_no_end() {
    let home = Home::with_attempts();
    let to = home.path().join("stick");
    fs::create_dir(&to).unwrap();
    let mut command = Command::new("prlimit");
    command.args(["--fsize=600", PROGRAM, "export", "--to"]).arg(&to).arg("--data").arg(home.data());
    command.current_dir(home.path()).envs(home.env());
    said(&mut command).failed(3, &["/data"]);
    assert_eq!(fs::read_dir(&to).unwrap().count(), 0);
    home.run(&["export", "--to", to.to_str().unwrap()]).done();
    assert_eq!(Package::open(&Home::zips(&to)[0]).column("attempts", "outcome").len(), 2);
}

#[test]
fn a_file_of_that_name_with_other_content_is_not_overwritten() {
    let home = Home::with_attempts();
    let stick = home.path().join("stick");
    fs::create_dir(&stick).unwrap();
    home.run(&["export"]).done();
    let name = Home::zips(&home.data().join("exports"))[0].file_name().unwrap().to_owned();
    fs::write(stick.join(&name), "somebody's").unwrap();
    let said = home.run(&["export", "--again", "1", "--to", stick.to_str().unwrap()]);
    said.failed(3, &[name.to_str().unwrap()]);
    assert_eq!(fs::read_to_string(stick.join(&name)).unwrap(), "somebody's");
}

// --------------------------------------------------------------------------------------------------------- doctor

#[test]
fn doctor_says_what_is_there() {
    let home = Home::new();
    assert!(home.run(&["doctor"]).done().contains("/data"));
    let before = home.doctor();
    assert_eq!((&before["whole"], &before["database_id"]), (&Value::Bool(true), &Value::Null));
    assert_eq!((&before["attempts_closed"], before["data"].as_str()), (&Value::from(0), home.data().to_str()));
    assert!(!home.data().exists(), "looking makes nothing");

    let home = Home::with_attempts();
    home.record(&["running"]);
    let json = home.doctor();
    let keys = |json: &Value| json.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&before), keys(&json), "the same shape with and without a database");
    for (key, value) in [
        ("attempts_closed", 2),
        ("attempts_open", 1),
        ("step_results", 19),
        ("last_seq", 2),
        ("seq_gaps", 0),
        ("waiting", 2),
    ] {
        assert_eq!(json[key], value, "{key}: {json}");
    }
    assert_eq!((json["whole"].as_bool(), json["problems"].as_array().map(Vec::len)), (Some(true), Some(0)));
    assert_eq!(json["data"].as_str(), home.data().to_str());
    let text = home.run(&["doctor"]);
    assert!(text.done().lines().all(|line| line.starts_with("ok")), "{text:?}");
    home.run(&["export"]).done();
    let json = home.doctor();
    assert_eq!((json["waiting"].as_u64(), json["batches_closed"].as_u64()), (Some(0), Some(1)));
}

#[test]
fn doctor_sees_damage() {
    let home = Home::with_attempts();
    let path = home.data().join("kiosk.db");
    assert!(!home.data().join("kiosk.db-wal").exists(), "the last one who closes folds the log into the file");
    let mut bytes = fs::read(&path).unwrap();
    let from = bytes.len() - 4096 * 3;
    bytes[from..from + 8000].fill(0x5a);
    fs::write(&path, &bytes).unwrap();
    let said = home.run(&["doctor"]);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.out.contains("BAD") || said.err.contains("damaged"), "{said:?}");
    let said = home.run(&["doctor", "--format", "json"]);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(fs::read(&path).unwrap() == bytes, "looking changes nothing");
}

#[test]
fn doctor_says_which_settings_are_in_force_and_from_where() {
    let home = Home::new();
    let said = home.run_bare(&["doctor", "--settings"]);
    let out = said.done();
    assert!(out.starts_with("no settings file, so every setting has its default; looked for kiosk.toml, "), "{out}");
    assert!(out.contains("\n[site]\ncommune = \"00000\"   (default)\n    Five-digit code of the commune"), "{out}");
    let file = "\n[site]\nnumber = 3 # third\n[kiosk]\ndata = \"elsewhere\"\nlocked = false\n";
    fs::write(home.path().join("kiosk.toml"), file).unwrap();
    let said = home.run_bare(&["doctor", "--settings"]);
    let out = said.done();
    for line in [
        "settings of kiosk.toml",
        "number = 3   (kiosk.toml:3; default 1)",
        "data = \"elsewhere\"   (kiosk.toml:5; default \"\")",
        "locked = false   (kiosk.toml:6)",
        "seconds = 120   (default)",
        "    data: elsewhere",
    ] {
        assert!(out.lines().any(|told| told == line), "`{line}` is missing:\n{out}");
    }
    assert!(!home.data().exists() && !home.path().join("elsewhere").exists(), "looking makes nothing");
    // What the command line says comes before the file.
    let said = home.run(&["doctor", "--settings", "--format", "json"]);
    let json: Value = serde_json::from_str(said.done()).unwrap();
    assert_eq!((&json["file"], json["data"].as_str()), (&Value::from("kiosk.toml"), home.data().to_str()));
    let setting = |name: &str| {
        let all = json["settings"].as_array().unwrap();
        let named = |entry: &&Value| format!("{}.{}", entry["section"], entry["key"]).replace('"', "") == name;
        all.iter().find(named).unwrap_or_else(|| panic!("{name} is missing")).clone()
    };
    let number = setting("site.number");
    assert_eq!((&number["value"], &number["default"], &number["line"]), (&3.into(), &1.into(), &3.into()));
    assert!(number["about"].as_str().unwrap().starts_with("Number of this kiosk"));
    assert_eq!((&number["from"], &setting("idle.warning")["from"]), (&"file".into(), &"default".into()));
    let data = setting("kiosk.data");
    assert_eq!(
        (&data["from"], data["value"].as_str(), &data["line"]),
        (&"command-line".into(), home.data().to_str(), &Value::Null)
    );
}

// ---------------------------------------------------------------------------------------------------------- check

#[test]
fn check_says_that_the_built_in_lessons_can_be_finished() {
    let home = Home::new();
    let said = home.run_bare(&["check"]);
    let out = said.done();
    for id in ["vneid-install: 8 steps", "temp-residence: 10 steps"] {
        assert!(out.contains(id), "{out}");
    }
    let lessons = Folder::shipped();
    assert_eq!(home.run_bare(&["check", lessons.path().to_str().unwrap()]).done(), out);
}

#[test]
fn check_tells_every_fault_and_ends_with_one() {
    let (home, lessons) = (Home::new(), Folder::shipped());
    lessons.write("vneid-install.toml", lessons.read("vneid-install.toml").replacen("\"on store\"", "\"on stor\"", 1));
    let folder = lessons.path().to_str().unwrap().to_owned();
    for args in [vec!["check", folder.as_str()], vec!["check", folder.as_str(), folder.as_str()]] {
        let said = home.run_bare(&args);
        assert_eq!((said.code, said.err.as_str()), (1, ""), "findings are the answer, not an error: {said:?}");
        assert!(said.out.contains("vneid-install.toml:21:") && said.out.contains("did you mean `store`?"), "{said:?}");
        assert!(said.out.contains("temp-residence: 10 steps"), "the other is checked all the same: {said:?}");
    }
    // One file of it: only what concerns it.
    let one = lessons.path().join("temp-residence.toml");
    assert!(!home.run_bare(&["check", one.to_str().unwrap()]).done().contains("stor"));
    let one = lessons.path().join("vneid-install.toml");
    assert_eq!(home.run_bare(&["check", one.to_str().unwrap()]).code, 1);
}

/// A lesson that loads but leads nowhere.
#[test]
fn check_refuses_a_lesson_that_cannot_be_finished() {
    let (home, lessons) = (Home::new(), Folder::shipped());
    let broken = lessons.read("apps/store.toml").replacen(
        "do = [{ install = \"vneid\", back = true }]",
        "do = [{ back = true }]",
        1,
    );
    lessons.write("apps/store.toml", broken);
    let said = home.run_bare(&["check", lessons.path().to_str().unwrap()]);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.out.contains("`install`"), "{said:?}");
}

#[test]
fn check_of_what_is_not_there_is_wrong_use() {
    let home = Home::new();
    home.run_bare(&["check", "nowhere"]).failed(2, &["nowhere"]);
}

// --------------------------------------------------------------------------------------------------------- streams

/// A reader that goes away, as `head` does, is no failure; a full disk is.
#[test]
fn what_cannot_be_printed_is_a_failure_but_not_a_crash() {
    let home = Home::with_attempts();
    for args in [&["doctor"][..], &["check"], &["export", "--list"]] {
        let mut child = home.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(
            (output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()),
            (Some(0), ""),
            "{args:?}"
        );
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut command = home.command(args);
        let output = command.stdout(full).stderr(Stdio::piped()).spawn().unwrap().wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{args:?}: {err}");
        assert!(err.contains("standard output"), "{err}");
    }
}

/// Files of results are for their owner's group at most to read, never for everybody to write.
#[test]
fn nobody_else_may_write_what_is_exported() {
    let home = Home::with_attempts();
    home.run(&["export"]).done();
    for zip in Home::zips(&home.data().join("exports")) {
        assert_eq!(mode(&zip) & 0o022, 0, "{}", zip.display());
    }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode()
}

// ---------------------------------------------------------------------------------------------------------- authors

/// One document for editors and CI, whatever was named.
#[test]
fn check_says_its_findings_as_json() {
    let (home, lessons) = (Home::new(), Folder::shipped());
    let path = lessons.path().to_str().unwrap().to_owned();
    let check = |paths: &[&str]| {
        let said = home.run(&[&["check", "--format", "json"], paths].concat());
        (said.code, serde_json::from_str::<Value>(&said.out).unwrap())
    };
    let all = lessons.load().library.lessons.len();
    let (code, good) = check(&[&path, &path]);
    assert_eq!((code, &good["version"], good["findings"].as_array().unwrap().len()), (0, &Value::from(1), 0));
    assert_eq!(good["lessons"].as_array().unwrap().len(), 2 * all, "of both folders");
    assert_eq!(good["lessons"][0]["id"], "keyboard");
    assert_eq!((good["lessons"][1]["steps"].as_u64(), good["lessons"][1]["actions"].as_u64()), (Some(8), Some(10)));
    lessons.write("vneid-install.toml", lessons.read("vneid-install.toml").replacen("minutes", "minuts\u{202e}", 1));
    lessons.write("latin.toml", b"\xe9");
    let (code, bad) = check(&[&path]);
    assert_eq!((code, bad["lessons"].as_array().unwrap().len()), (1, all - 1));
    let findings = bad["findings"].as_array().unwrap();
    assert!(findings.len() >= 2, "{bad}");
    let whole = findings.iter().find(|f| f["file"].as_str().unwrap().ends_with("latin.toml")).unwrap();
    assert!(whole["line"].is_null() && whole["severity"] == "error" && whole["message"].is_string(), "{whole}");
    let placed = findings.iter().find(|f| f["file"].as_str().unwrap().ends_with("vneid-install.toml")).unwrap();
    assert_eq!((&placed["line"], &placed["column"], &placed["end_line"]), (&9.into(), &7.into(), &9.into()));
}

/// What `kiosk new` makes is without fault at once, in an empty folder and beside other lessons, and nothing that was
/// there changes.
#[test]
fn a_skeleton_passes_the_check() {
    let (home, shipped) = (Home::new(), Folder::shipped());
    let to = shipped.path().to_str().unwrap().to_owned();
    let personas = shipped.read("personas.toml");
    for args in [&["new", "lesson", "greet"][..], &["new", "app", "stall"], &["new", "lesson", "stall"]] {
        for to in ["fresh", &to] {
            let said = home.run(&[args, &["--to", to]].concat());
            assert!(said.done().contains(&format!("{}.toml", args[2])), "{said:?}");
            let said = home.run(&["check", to]);
            assert!(said.done().ends_with("no faults\n"), "{said:?}");
        }
    }
    assert_eq!(shipped.read("personas.toml"), personas);
    let said = home.run(&["check", "fresh"]);
    assert!(said.done().contains("greet: 2 steps, ") && said.out.contains("stall: 2 steps, "), "{said:?}");
    assert!(home.path().join("fresh/schema/lesson.schema.json").is_file());
    // Without --to: `lessons` if it is there, else here.
    home.run(&["new", "app", "here"]).done();
    assert!(home.path().join("apps/here.toml").is_file());
    fs::create_dir(home.path().join("lessons")).unwrap();
    home.run(&["new", "lesson", "there"]).done();
    assert!(home.path().join("lessons/there.toml").is_file());
}

#[test]
fn nothing_is_overwritten_and_a_bad_id_is_refused() {
    let home = Home::new();
    home.run(&["new", "lesson", "one"]).done();
    fs::write(home.path().join("one.toml"), "mine").unwrap();
    for what in ["lesson", "app"] {
        home.run(&["new", what, "one"]).failed(2, &["one.toml exists already"]);
    }
    assert_eq!(fs::read_to_string(home.path().join("one.toml")).unwrap(), "mine");
    for id in ["../x", "X", "", "a b", "-a", "messages", "personas", "courses", "\u{1b}[31m", "a/b"] {
        home.run_bare(&["new", "lesson", "--", id]).failed(2, &["id"]);
    }
    home.run(&["new", "lesson", "two", "--to", "/proc"]).failed(3, &["/proc", "--to DIR"]);
    fs::write(home.path().join("personas.toml"), "[x").unwrap();
    home.run(&["new", "lesson", "three"]).failed(1, &["personas.toml:1:"]);
    assert!(!home.path().join("three.toml").exists());
}

/// The printed schemas are JSON, and refuse what the program refuses.
#[test]
fn a_schema_is_printed_for_every_kind_of_file() {
    let home = Home::new();
    for kind in ["lesson", "app", "personas", "courses", "config"] {
        let schema: Value = serde_json::from_str(home.run(&["schema", kind]).done()).unwrap();
        assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#", "{kind}");
    }
    assert_eq!(home.run(&["schema", "nothing"]).code, 2);
}

/// A skeleton in which something is spoilt, and what the check says of it.
fn spoilt_skeleton(file: &str, from: &str, to: &str) -> String {
    let home = Home::new();
    home.run(&["new", "lesson", "greet"]).done();
    let path = home.path().join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.matches(from).count(), 1, "`{from}` stands once in {file}");
    fs::write(&path, text.replace(from, to)).unwrap();
    let said = home.run(&["check", "."]);
    assert_eq!((said.code, said.err.as_str()), (1, ""), "{said:?}");
    said.out
}

#[test]
fn a_trap_is_told_with_the_shortest_way_into_it() {
    let out = spoilt_skeleton("apps/greet.toml", "{ button = \"change\"", "# {");
    let told = out.split_once("error: after this, nothing leads to the end of step `fill-in` any more\n").unwrap().1;
    let lines: Vec<&str> = told.lines().map(str::trim).take_while(|line| !line.starts_with('=')).collect();
    assert_eq!(lines[0], "--> ./greet.toml:27:9");
    assert_eq!(
        lines[4..],
        [
            "1. open \"greet\" (greet)",
            "2. tap \"Bắt đầu\" (greet.front/new)",
            "3. enter something else in \"Họ và tên\" (greet.name)",
            "4. tap \"Lưu\" (greet.form/save)",
        ]
    );
}

#[test]
fn what_no_lesson_shows_is_told_unless_it_is_spare() {
    let lost = "\n[screens.lost]\ntitle = \"Lạc\"\n";
    let form = "[screens.form]";
    let out = spoilt_skeleton("apps/greet.toml", form, &format!("{lost}{form}"));
    assert!(out.contains("error: no lesson ever shows the screen `greet.lost`\n  --> ./apps/greet.toml:"), "{out}");
    let home = Home::new();
    home.run(&["new", "lesson", "greet"]).done();
    let path = home.path().join("apps/greet.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace(form, &format!("{lost}spare = true\n\n{form}"))).unwrap();
    home.run(&["check", "."]).done();
    let out = spoilt_skeleton(
        "apps/greet.toml",
        "{ text = \"Chào mừng.\" },",
        "{ text = \"Chào mừng.\" }, { text = \"Ẩn\", when = [\"saved\", \"!saved\"] },",
    );
    assert!(out.contains("error: no lesson ever shows this on the screen `greet.front`"), "{out}");
}

#[test]
fn what_would_be_cut_off_is_told() {
    let title = "Rất dài, ".repeat(60);
    let out = spoilt_skeleton("apps/greet.toml", "\"Biểu mẫu\"", &format!("\"{title}\""));
    assert!(out.contains("is cut off at 50x18 (vi)"), "{out}");
}

#[test]
fn a_map_shows_screens_ways_and_the_demonstration() {
    let home = Home::new();
    let said = home.run_bare(&["check", "--map"]);
    let out = said.done();
    for line in [
        "app store “CH Play”, phone (as in the lesson vneid-install)",
        "  store.results “Kết quả tìm kiếm”   [back: store.front]",
        "        -> install vneid, back",
        "lesson vneid-install “Cài đặt ứng dụng VNeID”",
        "      1. open \"CH Play\" (store)",
    ] {
        assert!(out.lines().any(|told| told == line), "`{line}` is missing:\n{out}");
    }
}

// ----------------------------------------------------------------------------------------------------------- staff

#[test]
fn a_pin_is_set_from_standard_input_and_kept_as_a_hash() {
    let home = Home::new();
    for (typed, said) in [
        ("", "6 to 12 digits"),
        ("27491\n", "6 to 12 digits"),
        ("2749x5\n", "6 to 12 digits"),
        ("123456\n", "guessed at once"),
        ("111111\n", "guessed at once"),
    ] {
        home.run_with(&["staff", "set-pin", "--stdin"], typed).failed(2, &[said]);
        assert!(!home.data().join("staff-pin").exists(), "{typed:?}");
    }
    let said = home.run_with(&["staff", "set-pin", "--stdin"], "274915\nmore\n");
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    let kept = fs::read_to_string(home.data().join("staff-pin")).unwrap();
    assert!(kept.starts_with("$argon2id$") && !kept.contains("274915"), "{kept}");
    assert_eq!(mode(&home.data().join("staff-pin")) & 0o777, 0o600);
    // Without a terminal nobody can be asked.
    home.run(&["staff", "set-pin"]).failed(2, &["--stdin"]);
}
