//! The scripts that make a machine a kiosk, run on folders of their own: with stand-ins for the commands that would change
//! this machine, which note how they were called.

mod install;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rustix::fs::{CWD, FileType, Mode, mknodat};
use tempfile::TempDir;

use crate::harness::program::{Said, said};

fn deploy() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy")
}

/// A machine with stand-ins for commands.
struct Machine(TempDir);

impl Machine {
    fn new() -> Machine {
        let machine = Machine(tempfile::tempdir().unwrap());
        fs::create_dir(machine.path("bin")).unwrap();
        fs::create_dir(machine.path("requests")).unwrap();
        machine.write("tty", "");
        for command in ["systemctl", "hwclock", "setfont", "kbd_mode", "loadkeys"] {
            machine.stand_in(command, "");
        }
        machine
            .stand_in("date", "case \"$*\" in -s*) exit 0 ;; esac\nexec /usr/bin/env -i TZ=$TZ /usr/bin/date \"$@\"");
        machine.stand_in("stty", "echo '24 64'");
        machine
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, content: &str) {
        fs::write(self.path(name), content).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// A command that notes how it was called, and then does this.
    fn stand_in(&self, command: &str, does: &str) {
        let file = self.path("bin").join(command);
        fs::write(&file, format!("#!/bin/sh\necho \"${{0##*/}} $*\" >> {}\n{does}\n", self.path("log").display()))
            .unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Runs a script of the kiosk.
    fn run(&self, script: &str, args: &[&str]) -> Said {
        said(&mut self.command(script, args))
    }

    /// A script of the kiosk; what waits for ever is ended.
    fn command(&self, script: &str, args: &[&str]) -> Command {
        let mut command = Command::new("timeout");
        command.args(["60", "sh"]).arg(deploy().join("system").join(script)).args(args).stdin(Stdio::null());
        command.env_clear().env("PATH", format!("{}:/usr/bin:/bin", self.path("bin").display()));
        for (name, path) in [("TTY", "tty"), ("SETTINGS", "kiosk.toml"), ("STATE", "state")] {
            command.env(format!("KIOSK_{name}"), self.path(path));
        }
        command.env("KIOSK_FONTS", deploy().join("font"));
        command
    }

    /// What was called since the last look, a line a call, without the paths of this machine.
    fn called(&self) -> Vec<String> {
        let log = self.read("log").replace(&format!("{}/", self.0.path().display()), "");
        let log = log.replace(&format!("{}/", deploy().join("font").display()), "");
        let _ = fs::remove_file(self.path("log"));
        log.lines().map(str::to_owned).collect()
    }

    /// Lets the helper take a request; its answer.
    fn ask(&self) -> String {
        let run = self.run("helper", &[self.path("requests").to_str().unwrap()]);
        assert_eq!((run.code, run.out.as_str()), (0, ""), "{run:?}");
        let left: Vec<_> = fs::read_dir(self.path("requests")).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(left, ["answer"], "only the answer is left");
        assert_eq!(fs::metadata(self.path("requests/answer")).unwrap().permissions().mode() & 0o777, 0o644);
        self.read("requests/answer")
    }

    fn request(&self, content: &str) -> String {
        self.write("requests/request", content);
        self.ask()
    }
}

// ------------------------------------------------------------------------------------------------------- the helper

#[test]
fn the_helper_does_what_it_is_asked() {
    let machine = Machine::new();
    for (request, answer, called) in [
        ("date 2026-11-25 08:30\n", "ok date 2026-11-25 08:30\n", &["date -s 2026-11-25 08:30", HWCLOCK][..]),
        ("date 2028-02-29 23:59", "ok date 2028-02-29 23:59\n", &["date -s 2028-02-29 23:59", HWCLOCK]),
        ("restart\n", "ok restart\n", &["systemctl --no-block --no-wall reboot"]),
        ("power-off\n", "ok power-off\n", &["systemctl --no-block --no-wall poweroff"]),
        ("letters 32\n", "ok letters 32\n", &["setfont -C tty kiosk-16x32.psf.gz", "stty -F tty size"]),
        ("hello\n", "ok hello\n", &[]),
    ] {
        assert_eq!(machine.request(request), answer);
        let mut done = machine.called();
        done.retain(|call| !call.starts_with("date -d"));
        assert_eq!(done, called, "{request}");
    }
}

const HWCLOCK: &str = "hwclock --systohc --utc --noadjfile";

/// It comes from a user without privilege: nothing but the known lines does anything.
#[test]
fn nothing_else_that_is_asked_is_done() {
    let machine = Machine::new();
    let long = "date 2026-11-25 08:30".to_owned() + &" ".repeat(300);
    for request in [
        "",
        "\n",
        "hello\n\n",
        "hello \n",
        " hello",
        "Hello",
        "hello\nrestart\n",
        "restart\npower-off",
        "restart now",
        "rest\0art",
        "restart\r\n",
        "letters 20",
        "letters 32 16",
        "letters ../../x",
        "date 2026-11-25",
        "date 2026-11-25 08:30:00",
        "date 2026-11-25 08:30; reboot",
        "date $(reboot)-11-25 08:30",
        "date `reboot`",
        "date 2026-1*-25 08:30",
        "date tomorrow",
        "date @0",
        "$(reboot)",
        "; reboot",
        "-x",
        "*",
        "\u{1b}[2J",
        "dаte 2026-11-25 08:30", // a Cyrillic letter
        &long,
    ] {
        assert_eq!(machine.request(request), "failed: not a request\n", "{request:?}");
        assert_eq!(machine.called(), [""; 0], "{request:?}");
    }
    // What cannot be a date of these years is said so, and sets nothing.
    for (request, why) in [
        ("date 2026-02-29 08:30", "no such day"),
        ("date 2026-13-01 08:30", "no such day"),
        ("date 2026-11-25 24:30", "no such day"),
        ("date 2025-11-25 08:30", "the year"),
        ("date 2020-01-01 00:00", "the year"),
    ] {
        assert!(machine.request(request).starts_with("failed date: ") && machine.read("requests/answer").contains(why));
        assert!(machine.called().iter().all(|call| call.starts_with("date -d")), "{request}");
    }
    // Bytes that are no text.
    fs::write(machine.path("requests/request"), [0xff, 0xfe, b'r']).unwrap();
    assert_eq!(machine.ask(), "failed: not a request\n");
}

/// Puts something odd under a path.
type Makes = fn(&Machine, &Path);

/// Whatever lies in the folder under the names that the helper uses, it reads and writes nothing outside.
#[test]
fn the_helper_follows_no_link_and_waits_for_no_pipe() {
    let machine = Machine::new();
    machine.write("precious", "restart\n");
    let odd: [(&str, Makes); 4] = [
        ("a link", |machine, path| symlink(machine.path("precious"), path).unwrap()),
        ("a link to nowhere", |machine, path| symlink(machine.path("nowhere"), path).unwrap()),
        ("a pipe", |_, path| mknodat(CWD, path, FileType::Fifo, Mode::RWXU, 0).unwrap()),
        ("a folder", |_, path| {
            fs::create_dir(path).unwrap();
            fs::write(path.join("restart"), "restart\n").unwrap();
        }),
    ];
    for (kind, make) in odd {
        make(&machine, &machine.path("requests/request"));
        assert_eq!(machine.ask(), "failed: not a request\n", "a request that is {kind}");
        for name in ["answer", ".answer", ".taken"] {
            let _ = fs::remove_file(machine.path("requests/answer"));
            make(&machine, &machine.path("requests").join(name));
            assert_eq!(machine.request("hello\n"), "ok hello\n", "{name} is {kind}");
        }
    }
    assert_eq!(machine.called(), [""; 0]);
    assert_eq!(machine.read("precious"), "restart\n");
    assert!(!machine.path("nowhere").exists());
}

#[test]
fn what_the_machine_refuses_is_answered() {
    let machine = Machine::new();
    machine.stand_in("hwclock", "exit 1");
    assert!(
        machine.request("date 2026-11-25 08:30").starts_with("ok date 2026-11-25 08:30, but not the hardware clock")
    );
    fs::remove_file(machine.path("bin/hwclock")).unwrap();
    assert!(machine.request("date 2026-11-25 08:30").contains("not installed"));
    machine.stand_in("date", "case \"$*\" in -s*) exit 1 ;; esac\nexec /usr/bin/date \"$@\"");
    assert!(machine.request("date 2026-11-25 08:30").starts_with("failed date: the clock cannot be set"));
    machine.stand_in("systemctl", "exit 1");
    assert!(machine.request("restart").starts_with("failed restart"));
    assert!(machine.request("power-off").starts_with("failed power-off"));
    machine.stand_in("setfont", "case \"$*\" in *24x48*) exit 1 ;; esac");
    assert_eq!(machine.request("letters 48"), "failed letters 48: they do not fit this screen; it has 32\n");
    machine.stand_in("stty", "echo '16 42'");
    assert!(machine.request("letters 32").contains("it has the old ones"));
}

// ------------------------------------------------------------------------------------------------------- the console

const KEYS: &str = "keymaps 0-2,4-6,8,12
keycode   1 = Escape           Escape           Escape           Escape
	shift	alt	keycode   1 = Meta_Escape
keycode  59 = F1               F13              Console_13       F25
	alt	keycode  59 = Console_1
	control	alt	keycode  59 = Console_1
keycode  58 = CtrlL_Lock       CtrlL_Lock
keycode  70 = Scroll_Lock      Show_Memory      Show_Registers   Break
	alt	keycode  70 = Scroll_Lock
keycode  99 = VoidSymbol       VoidSymbol       Control_backslash
keycode 103 = Up               Up               Up
	alt	keycode 103 = KeyboardSignal
keycode 104 = Prior            Scroll_Backward
keycode 105 = Left
	alt	keycode 105 = Decr_Console
	alt	keycode 106 = Incr_Console
keycode 109 = Next             Scroll_Forward
	control	alt	keycode 111 = Boot
keycode 125 = Alt              Last_Console
keycode 127 = Compose          SAK              Show_State
string F1 = \"\\033[[A\"
string F13 = \"Console_1 Boot\"
compose '`' 'A' to U+00c0
";

#[test]
fn keys_that_lead_away_are_taken_and_given_back() {
    let machine = Machine::new();
    machine.stand_in("dumpkeys", &format!("cat {}", machine.path("keys").display()));
    let takes = format!("for last; do :; done; cp \"$last\" {}", machine.path("keys").display());
    machine.stand_in("loadkeys", &takes);
    machine.write("keys", KEYS);
    machine.write("kiosk.toml", "[kiosk]\nletters = 16\n");
    for _ in 0..2 {
        let run = machine.run("console", &["start"]);
        assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "", ""), "{run:?}");
        let keys = machine.read("keys");
        let bound = keys.lines().filter(|line| line.contains("keycode")).flat_map(str::split_whitespace);
        let names: BTreeSet<&str> = bound.filter(|name| name.len() > 3).collect();
        let kept = ["Break", "Control_backslash", "CtrlL_Lock", "Escape", "Left", "Meta_Escape", "Next", "Prior"];
        let around = ["VoidSymbol", "control", "keycode", "shift"];
        assert!(names.iter().copied().eq(kept.iter().chain(&around).copied()), "{names:?}");
        assert!(keys.ends_with(KEYS.split_once("string F1 ").unwrap().1), "only keys change");
        assert_eq!(machine.read("tty"), "\u{1b}%G\u{1b}[9;0]\u{1b}[14;0]", "UTF-8, never dark");
        machine.write("tty", "");
    }
    assert_eq!(machine.run("console", &["unlock"]).done(), "");
    assert_eq!(machine.read("keys"), KEYS);
    assert!(!machine.path("state").exists());
    assert_eq!(machine.run("console", &["unlock"]).done(), "", "nothing to give back");
}

/// The doctor asks the kernel for the same keys.
#[test]
fn the_doctor_and_the_script_speak_of_the_same_keys() {
    let script = fs::read_to_string(deploy().join("system/console")).unwrap();
    let program = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tui/console.rs")).unwrap();
    let mut taken: Vec<String> = script
        .lines()
        .filter_map(|line| line.strip_prefix("way_out="))
        .flat_map(|value| value.trim_matches(['"', '\'']).split('|'))
        .filter(|name| !name.starts_with('$'))
        .map(|name| name.replace("_[0-9]+", "_N"))
        .collect();
    let (_, table) = program.split_once("const LEADING_AWAY").unwrap();
    let (table, _) = table.split_once("];\n").unwrap();
    let mut asked: Vec<String> = table.split('"').skip(1).step_by(2).map(str::to_owned).collect();
    asked.push("Console_N".to_owned());
    taken.sort();
    asked.sort();
    assert_eq!(taken, asked);
}

#[test]
fn a_console_that_refuses_everything_stops_nothing() {
    let machine = Machine::new();
    for command in ["setfont", "kbd_mode", "dumpkeys", "loadkeys"] {
        machine.stand_in(command, "exit 1");
    }
    fs::remove_file(machine.path("tty")).unwrap();
    fs::create_dir(machine.path("tty")).unwrap();
    let run = machine.run("console", &["start"]);
    assert_eq!(run.code, 0, "{run:?}");
    for what in ["keyboard cannot be set to UTF-8", "refuses the font", "keys cannot be read"] {
        assert!(run.err.contains(what), "{run:?}");
    }
    assert_eq!(machine.run("console", &["nonsense"]).code, 2);
}

/// What the kiosk cannot mend by itself stands on the screen, and obeys nothing that the message holds.
#[test]
fn why_the_kiosk_could_not_start_stands_on_the_screen() {
    let machine = Machine::new();
    machine.stand_in("sleep", "");
    machine.stand_in("journalctl", "printf 'kiosk: kiosk.toml:3:1: unknown \\033[31msetting\\n'");
    for (code, status, shown) in [
        ("exited", "2", true),
        ("exited", "4", true),
        ("exited", "0", false),
        ("exited", "101", false),
        ("killed", "2", false),
    ] {
        machine.write("tty", "");
        let mut command = machine.command("console", &["failed"]);
        assert_eq!(said(command.env("EXIT_CODE", code).env("EXIT_STATUS", status)).done(), "");
        let screen = machine.read("tty");
        let told =
            screen.ends_with("\n\nkiosk: kiosk.toml:3:1: unknown [31msetting\n") && screen.contains("Mời gọi cán bộ");
        assert_eq!((told, screen.is_empty()), (shown, !shown), "{code} {status}: {screen:?}");
    }
}

/// The kiosk's user can write the settings, and root reads them.
#[test]
fn the_font_follows_the_settings_as_far_as_there_is_room() {
    let machine = Machine::new();
    for (settings, loaded) in [
        ("[kiosk]\nletters = 32\n", "32"),
        ("[kiosk]\n  letters=24 # smaller\n", "24"),
        ("[kiosk]\nletters = 48\n", "48"),
        ("[kiosk]\n# letters = 32\n", "16"),
        ("[kiosk]\nletters = 33\n", "16"),
        ("[kiosk]\nletters = \"32\"\n", "16"),
        ("[kiosk]\nletters = $(reboot)\n", "16"),
        ("", "16"),
    ] {
        machine.write("kiosk.toml", settings);
        assert_eq!(machine.run("console", &["font"]).out, format!("{loaded}\n"), "{settings}");
        assert_eq!(machine.called()[0], format!("setfont -C tty {}", font(loaded)));
    }
    // What is no file is neither followed nor waited for.
    machine.write("elsewhere", "letters = 32\n");
    fs::remove_file(machine.path("kiosk.toml")).unwrap();
    symlink(machine.path("elsewhere"), machine.path("kiosk.toml")).unwrap();
    assert_eq!(machine.run("console", &["font"]).out, "16\n");
    fs::remove_file(machine.path("kiosk.toml")).unwrap();
    mknodat(CWD, machine.path("kiosk.toml"), FileType::Fifo, Mode::RWXU, 0).unwrap();
    assert_eq!(machine.run("console", &["font"]).out, "16\n");
    // The next smaller one that the console takes and that leaves 50 columns and 18 rows.
    machine.stand_in("setfont", &format!("for last; do :; done; echo \"$last\" > {}", machine.path("font").display()));
    let font = machine.path("font");
    let sizes = format!("case $(cat {}) in *24x48*) echo '16 42' ;; *) echo '24 64' ;; esac", font.display());
    machine.stand_in("stty", &sizes);
    assert_eq!(machine.run("console", &["font", "48"]).out, "32\n");
}

fn font(height: &str) -> String {
    let width = height.parse::<u32>().unwrap() / 2;
    format!("kiosk-{width}x{height}.psf.gz")
}
