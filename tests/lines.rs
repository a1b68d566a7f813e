//! The kiosk by plain lines: the real binary through pipes, used by somebody who only reads what is printed and types
//! lines; and in a terminal.

mod telling;

use std::collections::HashSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::LazyLock;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use kiosk::i18n::Lang;
use kiosk::lesson::Library;
use kiosk::lesson::model::{Piece, Template};

use crate::harness::library::small_folder;
use crate::harness::program::{Home, PROGRAM, Package};
use crate::harness::pty::Pty;

/// How long an answer may take before the program counts as stuck.
const PATIENCE: Duration = Duration::from_secs(60);

/// What stands behind a choice that is meant.
const MEANT: &str = "chỗ cần chọn";

/// What the next line is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Number,
    Content,
    Keys,
}

fn asked(line: &str) -> Option<Asked> {
    match line.trim() {
        line if line.starts_with("Chọn số,") => Some(Asked::Number),
        line if line.starts_with("Gõ vào ô ") => Some(Asked::Content),
        "Gõ ? để biết các phím:" | "Bấm Enter để xem tiếp:" | "Mời gõ:" => Some(Asked::Keys),
        _ => None,
    }
}

/// Somebody at the kiosk who hears lines and types lines.
struct Talk {
    child: Child,
    to: ChildStdin,
    from: Receiver<String>,
    /// What was said since the last line.
    said: Vec<String>,
    /// The page as she has it in mind: as it was told last, with what was told to have changed since.
    page: Vec<String>,
    /// Pages that she had in mind before, the latest last.
    known: Vec<Vec<String>>,
    /// The message that came last.
    message: String,
    asked: Asked,
    /// The words of the question.
    question: String,
}

impl Talk {
    fn start(home: &Home, args: &[&str]) -> Talk {
        let mut command = home.command(args);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (send, from) = channel();
        let listen = move || drop(out.lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
        thread::Builder::new().spawn(listen).unwrap();
        let to = child.stdin.take().unwrap();
        let mut talk = Talk {
            child,
            to,
            from,
            said: Vec::new(),
            page: Vec::new(),
            known: Vec::new(),
            message: String::new(),
            asked: Asked::Keys,
            question: String::new(),
        };
        talk.listen();
        talk
    }

    /// Hears everything up to the next question.
    fn listen(&mut self) {
        loop {
            let line =
                self.from.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("it says nothing after {:?}", self.said));
            if let Some(asked) = asked(&line) {
                (self.asked, self.question) = (asked, line);
                break;
            }
            self.said.push(line);
        }
        if let Some(message) = self.said.iter().rfind(|line| line.starts_with("Tin nhắn mới")) {
            self.message.clone_from(message);
        }
        self.remember();
    }

    /// Takes what was said of the page into her mind: all of it, if every choice was told, else what has changed.
    fn remember(&mut self) {
        let numbers: Vec<usize> = self.said.iter().filter_map(|line| number_of(line)).collect();
        let last = last_number(&self.question);
        if last.is_some_and(|last| (1..=last).all(|number| numbers.contains(&number))) {
            self.known.push(std::mem::replace(&mut self.page, self.said.clone()));
            return;
        }
        // A page that she knows is told by its title, and what has changed on it.
        let named = |page: &Vec<String>| self.said.iter().any(|line| is_title(line) && page.contains(line));
        if let Some(at) = self.known.iter().rposition(named).filter(|_| !named(&self.page)) {
            let page = self.known.remove(at);
            self.known.push(std::mem::replace(&mut self.page, page));
        }
        for line in &self.said {
            if line.contains(MEANT) {
                for known in &mut self.page {
                    *known = known.replace(MEANT, "");
                }
            }
            match self.page.iter_mut().find(|known| number_of(known).is_some() && number_of(known) == number_of(line)) {
                Some(known) => known.clone_from(line),
                None => self.page.push(line.clone()),
            }
        }
        if let Some(last) = last {
            self.page.retain(|line| number_of(line).is_none_or(|number| number <= last));
        }
    }

    fn type_line(&mut self, line: &str) {
        self.said.clear();
        writeln!(self.to, "{line}").unwrap();
        self.listen();
    }

    /// Chooses the first thing whose line holds this.
    fn choose(&mut self, part: &str) {
        let line = self.page.iter().find(|line| number_of(line).is_some() && line.contains(part));
        let number = line.and_then(|line| number_of(line)).unwrap_or_else(|| panic!("no {part} in {:#?}", self.page));
        self.type_line(&number.to_string());
    }

    /// Whether something was said with these words since the last line.
    fn heard(&self, part: &str) -> bool {
        self.said.iter().any(|line| line.contains(part))
    }

    /// Whether the result is told.
    fn is_over(&self) -> bool {
        self.page.iter().any(|line| line == "Kết quả")
    }

    fn has(&self, part: &str) -> bool {
        self.page.iter().any(|line| line.contains(part))
    }

    /// Signs in and goes to the lessons.
    fn sign_in(&mut self) {
        for part in ["Bắt đầu", "Nông dân", "Bỏ qua", "Bỏ qua"] {
            self.choose(part);
        }
        while !self.has("Cài đặt ứng dụng VNeID") {
            self.listen();
        }
    }

    /// What is told behind the thing that is meant asks to be typed: from the papers, from a message, or said outright.
    fn content(&self) -> Option<String> {
        let meant = self.page.iter().find(|line| line.contains(MEANT))?;
        if let Some((_, shown)) = meant.split_once("Theo giấy: ") {
            return Some(shown.split(". Nhận ").next()?.to_owned());
        }
        if meant.contains("Trong tin nhắn: ") {
            return digits(meant);
        }
        let quoted = meant.split('"').nth(1).map(str::to_owned);
        quoted.or_else(|| digits(&self.message))
    }

    /// Does what is meant, as long as a lesson goes on.
    fn follow(&mut self) {
        for _ in 0..400 {
            if self.is_over() {
                return;
            }
            let typed = self.has("Gõ vài chữ cái");
            let quoted =
                self.page.iter().find_map(|line| line.split_once("gõ \"")?.1.split('"').next().map(str::to_owned));
            match quoted.filter(|_| typed) {
                Some(letters) => self.type_line(&letters),
                None if self.has(MEANT) => {
                    let content = self.content();
                    self.choose(MEANT);
                    if self.asked == Asked::Content {
                        self.type_line(&content.unwrap_or_else(|| panic!("nothing to type in {:#?}", self.page)));
                    }
                }
                // There is only to wait.
                None => {
                    self.said.clear();
                    self.listen();
                }
            }
        }
        panic!("it never ends: {:#?}", self.page);
    }

    /// Waits for the end of the program.
    fn ends(mut self, line: &str) -> i32 {
        writeln!(self.to, "{line}").unwrap();
        self.child.wait().unwrap().code().unwrap()
    }
}

fn number_of(line: &str) -> Option<usize> {
    line.split_once(". ")?.0.parse().ok()
}

/// Whether a line is what a page of some lesson is called.
fn is_title(line: &str) -> bool {
    static TITLES: LazyLock<HashSet<String>> = LazyLock::new(|| {
        let lessons = Library::built_in().library.lessons;
        let screens = lessons.iter().flat_map(|lesson| lesson.world.screens.iter());
        let plain = |title: &Template| match &title.0[..] {
            [Piece::Literal(title)] => Some(title.to_string()),
            _ => None,
        };
        let t = Lang::Vi.strings();
        let own = [t.home_screen, t.start_page, t.incoming_call].map(str::to_owned);
        screens.filter_map(|screen| plain(&screen.title)).chain(own).collect()
    });
    TITLES.contains(line)
}

/// The last number of the question for one.
fn last_number(question: &str) -> Option<usize> {
    question.trim().strip_prefix("Chọn số,")?.trim_end_matches(':').rsplit(' ').next()?.parse().ok()
}

fn digits(text: &str) -> Option<String> {
    text.split(|c: char| !c.is_ascii_digit()).rfind(|run| run.len() >= 6).map(str::to_owned)
}

/// Every lesson can be done by somebody who hears only lines.
#[test]
fn every_lesson_can_be_done_by_lines() {
    let lessons = Library::built_in().library.lessons;
    thread::scope(|scope| {
        for lesson in &lessons {
            scope.spawn(|| {
                let home = Home::new();
                let mut talk = Talk::start(&home, &["play", "--lines", "--mode", "guided", &lesson.id]);
                talk.follow();
                assert!(talk.has(&format!("đã làm theo được {0}/{0} bước", lesson.steps.len())), "{:#?}", talk.page);
                let last = talk.page.iter().filter_map(|line| number_of(line)).max().unwrap();
                assert_eq!(talk.ends(&last.to_string()), 0);
            });
        }
    });
}

#[test]
fn what_is_done_by_lines_is_recorded_like_anything_else() {
    let home = Home::new();
    let mut talk = Talk::start(&home, &["run", "--lines"]);
    talk.sign_in();
    talk.choose("Cài đặt ứng dụng VNeID");
    talk.choose("Làm theo");
    talk.follow();
    while !talk.has("Đã lưu kết quả") {
        talk.listen();
    }
    talk.choose("Xong / người khác học");
    assert!(talk.has("Chào mừng"));
    talk.choose("Thoát");
    assert_eq!(talk.ends("1"), 0);
    let doctor = home.doctor();
    assert_eq!(doctor["whole"], true, "{doctor}");
    home.run(&["export"]).done();
    let zip = Home::zips(&home.data().join("exports")).pop().unwrap();
    let package = Package::open(&zip);
    assert_eq!(package.column("attempts", "outcome"), ["completed"]);
    assert_eq!(package.column("attempts", "mode"), ["guided"]);
    assert!(package.column("step_results", "outcome").iter().all(|outcome| outcome == "alone"));
}

#[test]
fn coming_back_takes_three_typed_words() {
    let home = Home::new();
    let mut talk = Talk::start(&home, &["run", "--lines"]);
    talk.sign_in();
    talk.choose("Cài đặt ứng dụng VNeID");
    talk.choose("Làm theo");
    talk.choose(MEANT);
    // An empty line tells everything again, with what is saved by then.
    while !talk.heard("Đã lưu") {
        talk.type_line("");
    }
    let saved = talk.said.iter().find(|line| line.contains("Đã lưu")).unwrap().clone();
    let words: Vec<String> = saved.split(',').skip(1).map(|word| word.trim().to_owned()).collect();
    assert_eq!(words.len(), 3, "{saved}");
    talk.type_line("f10");
    talk.choose("Xong / người khác học");
    talk.choose("Học tiếp");
    assert!(!talk.heard(kiosk::return_code::LISTS[0][0]), "{:#?}", talk.said);
    talk.type_line("?");
    assert!(talk.heard(&kiosk::return_code::LISTS[0].join(", ")), "{:#?}", talk.said);
    talk.type_line("không-có-chữ-này");
    assert!(talk.heard("Danh sách không có chữ này. Mời gõ lại chữ thứ 1."), "{:#?}", talk.said);
    // All on one line, as the kiosk says them.
    talk.type_line(&kiosk::text::without_marks(&words.join(", ")));
    while !talk.has("Có phải") && !talk.has("Nông dân") {
        talk.listen();
    }
    assert!(talk.has("Nông dân"), "{:#?}", talk.page);
}

#[test]
fn a_line_that_means_nothing_is_answered_kindly() {
    let home = Home::new();
    let mut talk = Talk::start(&home, &["play", "--lines", "vneid-install"]);
    talk.type_line("abc");
    assert!(talk.heard("Mời gõ số, 1 đến 2"), "{:#?}", talk.said);
    talk.type_line("99");
    assert!(talk.heard("Không có số 99"), "{:#?}", talk.said);
    talk.type_line("0");
    assert!(talk.heard("Không có số 0"), "{:#?}", talk.said);
    talk.type_line("?");
    for key in ["f1: Trợ giúp", "f2: English", "f4: Xem giấy tờ", "f10: Xong"] {
        assert!(talk.heard(key), "{key}: {:#?}", talk.said);
    }
    talk.type_line("");
    assert!(talk.heard("CH Play"), "an empty line tells everything again: {:#?}", talk.said);
    talk.type_line("f4");
    assert!(talk.heard("Giấy tờ") || talk.has("Giấy tờ"), "{:#?}", talk.said);
    talk.choose("Đóng giấy tờ");
    // The key itself, as a terminal sends it, with Enter after it.
    talk.type_line("\u{1b}OP");
    assert!(talk.heard("Cứ thong thả") || talk.heard("Không sao"), "{:#?}", talk.said);
}

#[test]
fn a_field_is_filled_corrected_and_left() {
    let home = Home::new();
    let mut talk = Talk::start(&home, &["play", "--lines", "vneid-install", "--mode", "practice"]);
    talk.choose("CH Play");
    talk.choose("ô Tìm ứng dụng");
    assert_eq!(talk.asked, Asked::Content);
    assert!(talk.has("trống"), "{:#?}", talk.page);
    talk.type_line("Thuwr nghieemj");
    assert!(talk.has("ô Tìm ứng dụng: Thử nghiệm"), "marks are composed: {:#?}", talk.page);
    talk.choose("ô Tìm ứng dụng");
    talk.type_line("vneid");
    assert!(talk.has("ô Tìm ứng dụng: vneid"), "{:#?}", talk.page);
    talk.choose("ô Tìm ứng dụng");
    talk.type_line("");
    assert!(talk.has("ô Tìm ứng dụng: vneid"), "{:#?}", talk.page);
}

/// While the kiosk shows a lesson, it goes on only when it is asked to.
#[test]
fn a_demonstration_waits_for_an_empty_line() {
    let home = Home::new();
    let mut talk = Talk::start(&home, &["play", "--lines", "vneid-install", "--mode", "watch"]);
    assert!(talk.heard("Máy tự làm mẫu"), "{:#?}", talk.said);
    let mut told = Vec::new();
    for _ in 0..1200 {
        if talk.is_over() {
            break;
        }
        talk.type_line("");
        assert!(!talk.said.is_empty(), "every line is answered");
        if talk.heard("Mời chờ một chút") {
            thread::sleep(Duration::from_millis(50)); // asked again soon
        } else {
            told.extend(talk.said.iter().cloned());
        }
    }
    assert!(talk.has("đã xem hết 8 bước"), "{:#?}", talk.page);
    for told_once in ["Máy đã chạm CH Play.", "Máy sẽ chạm Tìm.", "Máy đã chạm Cài đặt."] {
        assert!(told.iter().any(|line| line.contains(told_once)), "{told_once}: {told:#?}");
    }
}

#[test]
fn the_end_of_the_input_ends_the_attempt() {
    let home = Home::new();
    let mut talk = Talk::start(&home, &["run", "--lines"]);
    talk.sign_in();
    talk.choose("Cài đặt ứng dụng VNeID");
    talk.choose("Làm theo");
    drop(talk.to);
    assert_eq!(talk.child.wait().unwrap().code(), Some(129));
    home.run(&["export"]).done();
    let zip = Home::zips(&home.data().join("exports")).pop().unwrap();
    assert_eq!(Package::open(&zip).column("attempts", "outcome"), ["interrupted"]);
}

/// Lines by chance, among them those that mean something, but not the one that leads out: nothing stops it, and the end
/// of the input ends it.
#[test]
fn lines_by_chance_do_no_harm() {
    const WORDS: [&str; 22] = [
        "1",
        "2",
        "3",
        "6",
        "5",
        "7",
        "0",
        "99",
        "",
        "?",
        "f1",
        "f2",
        "f3",
        "f4",
        "f5",
        "f7",
        "f8",
        "f9",
        "f10",
        "esc",
        "Nguyeenx Thij Taapj",
        "000160000101",
    ];
    let play = ["play", "--lines", "temp-residence", "--mode", "practice"];
    for (args, seed, out) in [(&["run", "--lines"][..], 1, "esc"), (&play, 2, "f10")] {
        let home = Home::new();
        let mut random = kiosk::random::SplitMix64::new(seed);
        let mut lines = Vec::new();
        for _ in 0..500 {
            let chance = random.draw();
            let word = WORDS[usize::try_from(chance % 22).unwrap()];
            let word = if word == out { "" } else { word };
            lines.extend_from_slice(word.as_bytes());
            if chance.is_multiple_of(31) {
                lines.extend(chance.to_le_bytes().map(|byte| byte | 0x80)); // nothing that means something
            }
            lines.push(b'\n');
        }
        let file = home.path().join("typed");
        std::fs::write(&file, &lines).unwrap();
        let mut command = home.command(args);
        let done = command.stdin(std::fs::File::open(&file).unwrap()).output().unwrap();
        let complained = String::from_utf8_lossy(&done.stderr).into_owned();
        // A lesson alone ends with its result.
        let left = args[0] == "play" && done.status.code() == Some(0);
        assert!(left || done.status.code() == Some(129), "{:?}: {complained}", done.status);
        assert!(complained.is_empty(), "{complained}");
    }
}

#[test]
fn a_line_without_an_end_is_cut() {
    let home = Home::new();
    let mut talk = Talk::start(&home, &["play", "--lines", "vneid-install", "--mode", "practice"]);
    talk.choose("CH Play");
    talk.choose("ô Tìm ứng dụng");
    talk.type_line(&"a".repeat(3_000_000));
    assert!(talk.has("ô Tìm ứng dụng: aaa"), "{:#?}", talk.page);
    talk.type_line("?");
    assert!(talk.heard("f1: Trợ giúp"));
}

/// An app with a secret, and a lesson on it.
const SECRET: &str = r#"
[screens.front]
title = "A"
widgets = [
  { field = "word", label = "Mật khẩu", rule = "password" },
  { button = "done", label = "Xong", needs = ["word is filled"], do = [{ set = "over" }] },
]
"#;
const STEP: &str = r#"
[[steps]]
id = "one"
say = "Nhập mật khẩu."
goal = ["a.over"]
"#;

/// In a terminal: keys for signals mean nothing, a secret is not shown, and the terminal is given back.
#[test]
fn in_a_terminal_nothing_leads_out_and_a_secret_is_not_shown() {
    let (home, folder) = (Home::new(), small_folder(&[("a", SECRET)], &["a"], STEP));
    let env = home.env();
    let env: Vec<(&str, &str)> = env.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let lesson = folder.path().join("small.toml");
    let pty = Pty::start(PROGRAM, &["play", "--lines", lesson.to_str().unwrap()], &env, 100, 40);
    pty.wait_for("Chọn số, 1 đến 2:");
    for key in ["<C-c>", "<C-z>", "<C-\\>", "<C-d>"] {
        pty.send_keys(key);
    }
    pty.send("99\n");
    pty.wait_for("Không có số 99");
    pty.send("1\n");
    pty.wait_for("ô Mật khẩu: trống");
    pty.send("1\n");
    pty.wait_for("Gõ vào ô Mật khẩu rồi Enter");
    pty.send("Bi-mat@99\n");
    pty.wait_for("đã gõ 9 ký tự");
    assert!(!String::from_utf8_lossy(&pty.output()).contains("Bi-mat"), "{}", pty.screen());
    // What is typed next is shown again.
    pty.send("f10\n");
    pty.wait_for("3. Xong / người khác học");
    assert!(pty.screen().contains(": f10"), "{}", pty.screen());
    pty.send("3\n");
    assert_eq!(pty.wait_exit(), 0);
    assert!(pty.is_restored());
}

/// What is only for the screen, or leads elsewhere, does not spoil what is typed into a field.
#[test]
fn a_key_in_a_field_spoils_nothing() {
    let home = Home::new();
    let mut talk = Talk::start(&home, &["play", "--lines", "vneid-install", "--mode", "practice"]);
    talk.choose("CH Play");
    talk.choose("ô Tìm ứng dụng");
    assert!(!talk.heard("Không có gì thay đổi"), "{:#?}", talk.said);
    talk.type_line("f6");
    assert_eq!(talk.asked, Asked::Content);
    talk.type_line("vneid");
    assert!(talk.has("ô Tìm ứng dụng: vneid"), "{:#?}", talk.page);
    // While the staff are called, the question is for a number.
    talk.choose("ô Tìm ứng dụng");
    talk.type_line("f8");
    assert_eq!(talk.asked, Asked::Number);
    talk.choose("Không cần");
    assert!(talk.has("ô Tìm ứng dụng: vneid"), "{:#?}", talk.page);
    // What was meant for a field is not said again.
    talk.type_line("282646");
    assert!(!talk.heard("282646"), "{:#?}", talk.said);
}
