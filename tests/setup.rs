//! The first set-up by the real binary: on the screen, by lines, and where something stands in its way.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::symlink;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use kiosk::config::Config;
use kiosk::pin::Pin;
use kiosk::store::PinFile;

use crate::harness::program::{Home, PROGRAM};
use crate::harness::pty::Pty;

const PIN: &str = "274915";

/// The settings as an administrator left them.
const LEFT: &str =
    "# Máy của xã\r\n[kiosk] # khóa\r\nlocked = true\r\nglyphs = \"full\"   # đủ\r\n\r\n[help]\r\npause = 90\r\n";

fn start(home: &Home, args: &[&str]) -> Pty {
    let data = home.data();
    let args = [args, &["--data", data.to_str().unwrap()]].concat();
    let env = home.env();
    let env: Vec<(&str, &str)> = env.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Pty::start(PROGRAM, &args, &env, 80, 24)
}

fn home(settings: &str) -> (Home, String) {
    let home = Home::new();
    let path = home.path().join("kiosk.toml");
    fs::write(&path, settings).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (home, path)
}

fn has_pin(home: &Home) -> bool {
    PinFile::of(&home.data()).matches(&Pin::typed(PIN.to_owned())).unwrap_or(false)
}

/// Answers the questions up to the summary.
fn answers(pty: &Pty) {
    for (page, keys) in [
        ("Bắt đầu", "<Enter>"),
        ("Bước 1/7", "phan dinh<Enter>"),
        ("Bước 2/7", "3<Enter>"),
        ("bấm Enter", "274915<Enter>"),
        ("một lần nữa", "274915<Enter>"),
        ("Bước 4/7", "<Enter>"),
        ("Bước 5/7", "<End><Enter>"),
        ("Thư mục:", "srv/xa<Enter>"),
        ("Bước 6/7", "<Down:2><Enter>"),
        ("Bước 7/7", "<Down><Enter>"),
    ] {
        pty.wait_for(page);
        pty.send_keys(keys);
    }
    pty.wait_for("Xem lại một lượt");
}

/// A kiosk that is to be locked is set up before anybody uses it; then it is a kiosk, and what an administrator had written
/// is as it was.
#[test]
fn the_first_start_of_a_locked_kiosk_sets_it_up() {
    let (home, config) = home(LEFT);
    let pty = start(&home, &["run", "--config", &config]);
    pty.wait_for("Cài đặt máy tập");
    // Nobody gets out.
    for key in ["<Esc>", "<C-c>", "<C-z>", "<F11>", "<F8>", "<F10>"] {
        pty.send_keys(key);
    }
    pty.wait_for("Dừng cài đặt?");
    pty.send_keys("<Down><Enter>");
    answers(&pty);
    assert_eq!(fs::read_to_string(&config).unwrap(), LEFT, "nothing is written before the end");
    assert!(!has_pin(&home));
    pty.send_keys("<Enter>");
    pty.wait_for("Đã cài đặt xong");
    assert!(has_pin(&home));
    let Config { site, kiosk, export, help, .. } = Config::load(Some(config.as_ref())).unwrap();
    assert_eq!((site.commune.as_str(), site.number, export.to.as_str()), ("05443", 3, "/srv/xa"));
    assert_eq!((kiosk.letters, kiosk.typing.as_str(), kiosk.locked, help.pause), (32, "vni", true, 90));
    let written = fs::read_to_string(&config).unwrap();
    for line in LEFT.split_inclusive("\r\n") {
        assert!(written.contains(line), "{line:?} is gone:\n{written}");
    }
    // And the kiosk begins, locked.
    pty.send_keys("<Enter>");
    pty.wait_for("Chào mừng");
    pty.send_keys("<Esc><F10>");
    pty.send_keys("<F11>");
    pty.wait_for("Nhập mã PIN");
    drop(pty);
    // The next start asks nothing.
    let pty = start(&home, &["run", "--config", &config]);
    pty.wait_for("Chào mừng");
}

/// Whoever comes when half of it was written (the power failed before the PIN) goes on with what was written.
#[test]
fn a_set_up_that_was_cut_off_is_asked_again() {
    let (home, config) = home("[site]\ncommune = \"02143\"\nnumber = 2\n[kiosk]\nlocked = true\n");
    let pty = start(&home, &["run", "--config", &config]);
    pty.wait_for("Bắt đầu");
    pty.send_keys("<Enter>");
    pty.wait_for("► Xã Văn Lang");
    pty.wait_for("02143");
}

/// At any time, without a file: one is made from the shipped one; the PIN stays.
#[test]
fn a_kiosk_is_set_up_again_and_what_is_dropped_is_not_written() {
    let home = Home::new();
    fs::create_dir(home.data()).unwrap();
    PinFile::of(&home.data()).set(&Pin::typed(PIN.to_owned())).unwrap();
    let config = home.path().join("etc/kiosk.toml");
    let args = ["setup", "--config", config.to_str().unwrap()];
    let pty = start(&home, &args);
    pty.wait_for("Bắt đầu");
    pty.send_keys("<Enter>");
    pty.wait_for("Bước 1/7");
    pty.send_keys("<F10>");
    pty.wait_for("Dừng cài đặt?");
    pty.send_keys("<Down><Enter>");
    assert_eq!(pty.wait_exit(), 0);
    assert!(!config.exists() && !config.parent().unwrap().exists());
    let pty = start(&home, &args);
    pty.wait_for("Bắt đầu");
    pty.send_keys("<Enter>");
    pty.wait_for("Bước 1/7");
    pty.send_keys("vawn lawng<Enter>");
    for page in ["Bước 2/7", "Giữ mã đang dùng", "Bước 4/7", "Bước 5/7", "Bước 6/7", "Bước 7/7", "Ghi lại"]
    {
        pty.wait_for(page);
        pty.send_keys("<Enter>");
    }
    pty.wait_for("Đã cài đặt xong");
    pty.send_keys("<Enter>");
    assert_eq!(pty.wait_exit(), 0);
    let shipped = include_str!("../kiosk.toml");
    let expected = shipped.replace("commune = \"00000\"", "commune = \"05665\"");
    assert_eq!(fs::read_to_string(&config).unwrap(), expected);
    assert!(has_pin(&home));
}

/// What cannot be written is said, with what to do; when it can be, trying again is enough.
#[test]
fn a_disk_that_takes_nothing_is_told_kindly() {
    let home = Home::new();
    let (file, gone) = (home.path().join("kiosk.toml"), home.path().join("gone"));
    fs::write(home.path().join("start.toml"), "[kiosk]\nlocked = true\n").unwrap();
    symlink("start.toml", &file).unwrap();
    let pty = start(&home, &["run", "--config", file.to_str().unwrap()]);
    answers(&pty);
    // The file is on a disk that is pulled out meanwhile.
    fs::remove_file(&file).unwrap();
    symlink(gone.join("kiosk.toml"), &file).unwrap();
    pty.send_keys("<Enter>");
    pty.wait_for("Chưa ghi được");
    pty.wait_for("Thử lại");
    fs::create_dir(&gone).unwrap();
    fs::write(gone.join("kiosk.toml"), "[kiosk]\nlocked = true\n").unwrap();
    pty.send_keys("<Enter>");
    pty.wait_for("Đã cài đặt xong");
    assert!(fs::read_to_string(gone.join("kiosk.toml")).unwrap().contains("05443"));
}

/// The date is set through the machine's helper, as soon as it is typed.
#[test]
fn the_helper_sets_the_date() {
    let home = Home::new();
    let requests = home.path().join("requests");
    fs::create_dir(&requests).unwrap();
    let config = home.path().join("kiosk.toml");
    fs::write(&config, format!("[kiosk]\nlocked = true\n[staff]\nrequests = {requests:?}\n")).unwrap();
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let helper = scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                if let Ok(asked) = fs::read_to_string(requests.join("request")) {
                    fs::remove_file(requests.join("request")).unwrap();
                    fs::write(requests.join("answer"), "ok date\n").unwrap();
                    return asked;
                }
                thread::sleep(Duration::from_millis(5));
            }
            String::new()
        });
        let pty = start(&home, &["run", "--config", config.to_str().unwrap()]);
        for (page, keys) in [
            ("Bắt đầu", "<Enter>"),
            ("Bước 1/7", "<Down><Enter>"),
            ("Bước 2/7", "<Enter>"),
            ("bấm Enter", "274915<Enter>"),
            ("một lần nữa", "274915<Enter>"),
            ("Chưa đúng, chỉnh lại", "<End><Enter>"),
            ("Ngày/tháng/năm", "25112026<Down>0830<Down><Enter>"),
        ] {
            pty.wait_for(page);
            pty.send_keys(keys);
        }
        pty.wait_for("Đã chỉnh xong");
        over.store(true, Ordering::Relaxed);
        assert_eq!(helper.join().unwrap(), "date 2026-11-25 08:30\n");
    });
}

#[test]
fn a_set_up_needs_a_terminal_and_settings_without_faults() {
    let home = Home::new();
    home.run(&["setup"]).failed(2, &["is not a terminal"]);
    assert!(!home.path().join("config").exists(), "nothing is written");
    fs::write(home.path().join("kiosk.toml"), "[site]\nnumer = 1\n").unwrap();
    home.run(&["setup"]).failed(2, &["kiosk.toml:2:1", "did you mean `number`?"]);
    home.run(&["setup", "--lines"]).failed(2, &["kiosk.toml:2:1"]);
}

/// The same by plain lines, for somebody who hears it.
#[test]
fn a_kiosk_is_set_up_by_lines() {
    let (home, config) = home("[kiosk]\nlocked = true\n");
    let mut child = home
        .command(&["setup", "--lines", "--config", &config])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut to = child.stdin.take().unwrap();
    let mut said = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    // Each line is typed when what it answers was heard.
    for (heard, line) in [
        ("Cài đặt máy tập", "1"),
        ("Bước 1/7", "van lang"),
        ("1. Xã Văn Lang, 02143", "2"),
        ("1. Máy số: 1", "1"),
        ("Gõ nội dung", "4"),
        ("Nghĩ ra mã mới", PIN),
        ("Nhập lại mã", PIN),
        ("Đi tiếp", "1"),
        ("1. Chỉ giữ trong máy", "2"),
        ("Thư mục: /", "/srv/xa"),
        ("4. Rất to", "3"),
        ("2. VNI", "2"),
        ("VNI, đang chọn", "3"),
        ("8. Ghi lại", "8"),
        ("Đã cài đặt xong", "1"),
    ] {
        let told: Vec<String> = said.by_ref().take_while(|told| !told.contains(heard)).collect();
        assert!(!told.iter().any(|told| told.contains(PIN)), "{told:?}");
        assert!(child.try_wait().unwrap().is_none(), "{heard} was never said: {told:#?}");
        writeln!(to, "{line}").unwrap();
    }
    drop(to);
    let rest: Vec<String> = said.collect();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{rest:#?}");
    let Config { site, kiosk, export, .. } = Config::load(Some(config.as_ref())).unwrap();
    assert_eq!((site.commune.as_str(), site.number, export.to.as_str()), ("05665", 4, "/srv/xa"));
    assert_eq!((kiosk.letters, kiosk.typing.as_str()), (32, "vni"));
    assert!(has_pin(&home));
}
