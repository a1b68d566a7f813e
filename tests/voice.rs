//! The screen read aloud with F12: by the real binary in a terminal, through a command that only writes down what it
//! would speak; and what must never be spoken.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use kiosk::i18n::Lang;
use kiosk::lesson::Library;
use kiosk::tutor::record::Mode;
use kiosk::ui::Twin;

use crate::harness::keys::Driver;
use crate::harness::program::{Home, PROGRAM};
use crate::harness::pty::Pty;

/// Waits for something that another program does; the limit only keeps a broken one from hanging the tests.
fn wait_for(what: &str, condition: impl Fn() -> bool) {
    for _ in 0..4000 {
        if condition() {
            return;
        }
        thread::sleep(Duration::from_millis(5));
    }
    panic!("{what} never came");
}

/// A kiosk in a terminal whose voice is this shell script.
fn start(home: &Home, args: &[&str], script: &str) -> Pty {
    let settings = format!("[speech]\ncommand = [\"/bin/sh\", \"-c\", {script:?}]\n");
    fs::write(home.path().join("kiosk.toml"), settings).unwrap();
    let env = home.env();
    let env: Vec<(&str, &str)> = env.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let here = home.path().to_str().unwrap();
    Pty::start("env", &[&["-C", here, PROGRAM], args].concat(), &env, 80, 24)
}

/// A script that writes down what it hears, and then goes on speaking for ever.
fn listener(home: &Home) -> (String, PathBuf) {
    let heard = home.path().join("heard");
    let script = format!("cat > {0}.new; echo $$ >> {0}.new; mv {0}.new {0}; exec sleep 1000", heard.display());
    (script, heard)
}

/// What was spoken, and the process that speaks it.
fn heard(file: &Path) -> (String, PathBuf) {
    wait_for("the voice", || file.exists());
    let all = fs::read_to_string(file).unwrap();
    let (said, pid) = all.trim_end().rsplit_once('\n').map_or(("", all.trim_end()), |(said, pid)| (said, pid));
    // What is spoken does not end with a line break, so the number stands right behind it.
    let digits = pid.len() - pid.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (last, pid) = pid.split_at(pid.len() - digits);
    (format!("{said}\n{last}"), PathBuf::from(format!("/proc/{pid}")))
}

#[test]
fn f12_reads_the_screen_aloud_until_the_next_key() {
    let home = Home::new();
    let (script, file) = listener(&home);
    let pty = start(&home, &["--data", "data"], &script);
    pty.wait_for("F12 Đọc to");
    pty.send_keys("<F12>");
    let (said, speaker) = heard(&file);
    for sentence in
        ["Chào mừng đến với máy tập", "Bấm phím Enter để bắt đầu", "Không ghi tên, không ghi những gì đã gõ."]
    {
        assert!(said.contains(sentence), "{sentence}: {said}");
    }
    assert!(speaker.exists(), "it is still speaking");
    fs::remove_file(&file).unwrap();
    // The next key stops it, and does what it does.
    pty.send_keys("<Enter>");
    pty.wait_for(Lang::Vi.strings().who);
    wait_for("silence", || {
        !speaker.exists() || fs::read_to_string(speaker.join("stat")).is_ok_and(|s| s.contains(") Z "))
    });
    // A click on the name of the key does the same as the key.
    pty.click(3, 0);
    let (said, _) = heard(&file);
    assert!(said.contains("A, Người dân"), "{said}");
    // In English it is read in English.
    fs::remove_file(&file).unwrap();
    pty.send_keys("<F2>");
    pty.wait_for(Lang::En.strings().who);
    pty.send_keys("<F12>");
    assert!(heard(&file).0.contains("Please choose your group"));
}

#[test]
fn without_a_voice_the_key_is_not_offered_and_does_nothing() {
    let home = Home::new();
    fs::write(home.path().join("kiosk.toml"), "[speech]\ncommand = [\"no-such-program-here\", \"-v\"]\n").unwrap();
    let env = home.env();
    let env: Vec<(&str, &str)> = env.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let here = home.path().to_str().unwrap();
    let pty = Pty::start("env", &["-C", here, PROGRAM, "--data", "data"], &env, 80, 24);
    pty.wait_for(Lang::Vi.strings().welcome);
    assert!(!pty.screen().contains("F12"), "{}", pty.screen());
    pty.send_keys("<F12><Enter>");
    pty.wait_for(Lang::Vi.strings().who);
}

/// A voice that never reads, never ends and cannot be asked to end holds nothing up: not the keys, not the end.
#[test]
fn a_stuck_voice_holds_nothing_up() {
    let home = Home::new();
    let pid = home.path().join("pid");
    let script =
        format!("trap '' TERM INT HUP; echo $$ > {0}.new; mv {0}.new {0}; while :; do sleep 1000; done", pid.display());
    let pty = start(&home, &["--data", "data"], &script);
    pty.wait_for("F12 Đọc to");
    pty.send_keys("<F12>");
    wait_for("the voice", || pid.exists());
    let speaker = PathBuf::from(format!("/proc/{}", fs::read_to_string(&pid).unwrap().trim()));
    pty.send_keys("<F12><F12><Enter>");
    pty.wait_for(Lang::Vi.strings().who);
    wait_for("silence", || !speaker.exists());
    fs::remove_file(&pid).unwrap();
    pty.send_keys("<F12>");
    wait_for("the voice", || pid.exists());
    let speaker = PathBuf::from(format!("/proc/{}", fs::read_to_string(&pid).unwrap().trim()));
    pty.kill(rustix::process::Signal::TERM);
    assert_eq!(pty.wait_exit(), 143);
    wait_for("silence at the end", || !speaker.exists());
}

/// Passwords, PINs and codes are on the papers and in messages, and are never spoken, at no moment of any lesson.
#[test]
fn secrets_are_never_spoken() {
    let mut hushed = 0;
    for lesson in &Library::built_in().library.lessons {
        let mut driver = Driver::in_lesson(Lang::Vi, &lesson.id, Mode::Guided);
        for _ in 0..200 {
            if !driver.plays() {
                break;
            }
            let secrets = driver.player().session.secrets();
            driver.key(kiosk::app::Key::F(4));
            hushed += check(&driver, &secrets);
            driver.key(kiosk::app::Key::Escape);
            hushed += check(&driver, &secrets);
            driver.follow();
        }
    }
    assert!(hushed > 100, "there are secrets to be left out: {hushed}");
}

/// Checks that no secret is among the sentences; how many were left out of what is printed.
fn check(driver: &Driver, secrets: &[String]) -> usize {
    let twin = Twin::of(&driver.kiosk);
    let spoken = twin.aloud(&driver.kiosk).join(" ");
    for secret in secrets.iter().filter(|secret| secret.chars().count() >= 4) {
        assert!(!spoken.contains(secret.as_str()), "{secret} in {spoken}");
        let apart: String = spoken.chars().filter(|c| !c.is_whitespace()).collect();
        assert!(!apart.contains(secret.as_str()), "{secret}, in groups, in {spoken}");
    }
    let printed = |secret: &&String| twin.items.iter().any(|item| item.text.contains(secret.as_str()));
    secrets.iter().filter(printed).count()
}
