//! What is told, and what is not: what matters, once, in order.

use super::*;

/// Begins a lesson alone.
fn lesson(home: &Home, lesson: &str, mode: &str) -> Talk {
    Talk::start(home, &["play", "--lines", lesson, "--mode", mode])
}

/// The choices as they stand, without what is told beside them while they are meant.
fn choices(lines: &[String]) -> Vec<String> {
    let bare = |line: &String| {
        let ends = [", chỗ cần chọn", " chỗ cần chọn", ". Theo giấy:", ". Trong tin nhắn:", ". Nhận ", ". gõ \""];
        let end = ends.iter().filter_map(|end| line.find(end)).min().unwrap_or(line.len());
        line.get(..end).unwrap().trim_end_matches([',', ' ']).to_owned()
    };
    let mut all: Vec<String> = lines.iter().filter(|line| number_of(line).is_some()).map(bare).collect();
    all.sort_by_key(|line| number_of(line));
    all
}

/// Asks for everything. The choices as she had them in mind just before, with what the world brought meanwhile.
fn everything(talk: &mut Talk) -> Vec<String> {
    writeln!(talk.to, "?").unwrap();
    loop {
        let before = choices(&talk.page);
        talk.said.clear();
        talk.listen();
        if talk.heard("Các phím, gõ tên rồi Enter:") {
            return before;
        }
    }
}

/// The kind word is about what was done before F1, never about the right choice after it.
#[test]
fn a_right_choice_after_help_is_not_consoled() {
    let home = Home::new();
    let mut talk = lesson(&home, "temp-residence", "practice");
    talk.choose("Tin nhắn");
    talk.type_line("f1");
    assert!(talk.heard("Bác vừa chạm Tin nhắn. Không sao"), "{:#?}", talk.said);
    talk.choose("Màn hình chính");
    assert!(!talk.heard("Không sao"), "{:#?}", talk.said);
    talk.choose("VNeID");
    assert!(talk.has("nút Đăng nhập") && !talk.heard("Không sao"), "{:#?}", talk.said);
}

/// What was emptied at once was typed all the same: it is what help names.
#[test]
fn help_names_the_secret_that_was_emptied() {
    let home = Home::new();
    let mut talk = lesson(&home, "temp-residence", "practice");
    for part in ["VNeID", "Đăng nhập", "Số định danh"] {
        talk.choose(part);
    }
    talk.type_line("000160000101");
    talk.choose("Mật khẩu");
    talk.type_line("Khac@2026");
    assert!(talk.heard("Máy đã xóa"), "{:#?}", talk.said);
    talk.type_line("f1");
    assert!(talk.heard("Bác vừa nhập ô Mật khẩu."), "{:#?}", talk.said);
}

#[test]
fn a_message_is_told_once_and_again_when_it_is_answered_again() {
    let home = Home::new();
    let mut talk = lesson(&home, "vneid-install", "practice");
    assert!(talk.heard("Bác đóng vai"), "{:#?}", talk.said);
    for key in ["f4", "esc", "f8", "esc", "f9", "esc"] {
        talk.type_line(key);
        assert!(!talk.heard("Bác đóng vai") && !talk.heard("Bước 1/8"), "{key}: {:#?}", talk.said);
        assert!(key != "esc" || talk.said.last().is_some_and(|line| line == "Màn hình chính"), "{:#?}", talk.said);
    }
    talk.choose("CH Play");
    assert!(talk.heard("Xong bước 1."), "{:#?}", talk.said);
    talk.choose("ô Tìm ứng dụng");
    assert_eq!((talk.asked, &talk.said[..]), (Asked::Content, &[][..]), "only the question");
    talk.type_line("vneid");
    assert_eq!(talk.said, ["1. ô Tìm ứng dụng: vneid", "2. nút Tìm"]);
    // The same answer to another try is an answer.
    talk.choose("ô Tìm ứng dụng");
    talk.type_line("");
    assert_eq!(talk.said, ["Không có gì thay đổi."]);
    let mut talk = lesson(&home, "temp-residence", "practice");
    talk.choose("VNeID");
    talk.choose("Đăng nhập");
    for _ in 0..3 {
        talk.choose("nút Đăng nhập");
        assert!(talk.heard("Còn thiếu: Số định danh cá nhân."), "{:#?}", talk.said);
    }
}

/// Of a page that is known only changes are told; a question mark tells all of it, and the keys.
#[test]
fn after_a_field_only_what_changed_is_told() {
    let home = Home::new();
    let mut talk = lesson(&home, "temp-residence", "guided");
    talk.choose(MEANT);
    assert_eq!(talk.said.first().unwrap(), "VNeID", "a new page is told whole");
    talk.choose(MEANT);
    talk.choose(MEANT);
    assert!(talk.question.starts_with("Gõ vào ô Số định danh cá nhân rồi Enter"), "{}", talk.question);
    talk.type_line("000 160 000 101");
    let [value, next] = &talk.said[..] else { panic!("{:#?}", talk.said) };
    assert_eq!(value, "1. ô Số định danh cá nhân: 000 160 000 101");
    assert!(next.starts_with("2. ô Mật khẩu: trống, chỗ cần chọn. Theo giấy: "), "{next}");
    talk.type_line("?");
    for part in ["Bước 2/10", "Nhập số định danh", "4. nút Quay lại", "f1: Trợ giúp", "f10: Xong"] {
        assert!(talk.heard(part), "{part}: {:#?}", talk.said);
    }
    assert!(!talk.heard("f6"), "there is no keyboard on the screen: {:#?}", talk.said);
    // In the question for a field it tells the page, and asks again.
    talk.choose("Mật khẩu");
    talk.type_line("?");
    assert!(talk.heard("4. nút Quay lại") && talk.asked == Asked::Content, "{:#?}", talk.said);
    assert!(talk.question.contains("không hiện ra"), "{}", talk.question);
}

#[test]
fn after_a_choice_from_a_list_only_what_changed_is_told() {
    let home = Home::new();
    let mut talk = lesson(&home, "temp-residence", "guided");
    while !talk.has("Mời chọn.") {
        let content = talk.content();
        if talk.has(MEANT) {
            talk.choose(MEANT);
        } else {
            talk.said.clear();
            talk.listen();
        }
        if talk.asked == Asked::Content {
            talk.type_line(&content.unwrap());
        }
    }
    assert_eq!(talk.said.first().unwrap(), "Khai cho ai? Mời chọn.");
    talk.choose("Bản thân");
    let [title, chosen, next] = &talk.said[..] else { panic!("{:#?}", talk.said) };
    assert_eq!((title.as_str(), chosen.as_str()), ("Tạo mới yêu cầu", "1. ô chọn Khai cho ai? Bản thân"));
    assert!(next.contains("2. ô chọn Hình thức: chưa chọn, chỗ cần chọn"), "{next}");
}

/// The pages keep their numbers while the kiosk does a step, so that its hand over tells nothing anew.
#[test]
fn while_the_kiosk_does_a_step_only_what_changes_is_told() {
    let home = Home::new();
    let mut talk = lesson(&home, "vneid-install", "practice");
    for _ in 0..4 {
        talk.type_line("f1");
    }
    assert_eq!(talk.said, ["Máy đang làm giúp. Mời xem."]);
    talk.type_line("1");
    assert_eq!(talk.said, ["Gõ như vậy ở đây không làm gì."]);
    talk.type_line("");
    assert!(talk.heard("Xong bước 1.") && talk.heard("1. ô Tìm ứng dụng: trống"), "{:#?}", talk.said);
    assert_eq!(talk.asked, Asked::Number);
}

/// Whatever is done, what was told adds up to the page as it stands, and no mark stands beside another.
#[test]
fn what_was_told_adds_up_to_the_page() {
    for (name, seed) in [("temp-residence", 3), ("qr-shop", 5), ("electricity-bill", 8), ("vneid-activate", 13)] {
        let home = Home::new();
        let mut talk = lesson(&home, name, "practice");
        let mut random = kiosk::random::SplitMix64::new(seed);
        for _ in 0..120 {
            let chance = usize::try_from(random.draw() % 1000).unwrap();
            if talk.asked == Asked::Content {
                talk.type_line(["000 160 000 101", "Nguyễn Thị Tập", "", "2"][chance % 4]);
            } else if talk.asked == Asked::Keys || talk.is_over() || chance % 11 == 0 {
                talk.type_line(["", "f4", "f1", "f3", "esc"][chance % 5]);
            } else {
                let count = choices(&talk.page).len();
                talk.type_line(&(1 + chance % count.max(1)).to_string());
            }
            if talk.is_over() || talk.has("Nghỉ ở đây?") {
                break;
            }
            let twice = talk.said.windows(2).find(|two| two[0] == two[1]);
            assert_eq!(twice, None, "{name}");
            for line in &talk.said {
                let doubled =
                    ["?:", ".:", "::", ".,", "?,", ": .", ", ,", " ."].iter().any(|marks| line.contains(marks));
                assert!(!doubled && !line.trim().is_empty() && !line.contains("từ 1 đến 1"), "{name}: {line:?}");
            }
            if talk.asked == Asked::Number {
                let before = everything(&mut talk);
                assert_eq!(before, choices(&talk.said), "{name}");
            }
        }
    }
}

#[test]
fn words_may_be_begun_one_by_one_or_all_on_one_line() {
    let home = Home::new();
    let mut talk = Talk::start(&home, &["run", "--lines"]);
    talk.choose("Học tiếp");
    talk.type_line("tra che z");
    assert!(talk.heard("Danh sách không có chữ này. Mời gõ lại chữ thứ 3."), "{:#?}", talk.said);
    assert!(talk.heard("trâu, chè") && talk.heard("Chữ thứ 3/3"), "what was found counts: {:#?}", talk.said);
    talk.type_line("so");
    // Whether anybody has this code, the kiosk finds out.
    while !talk.heard("Máy này chưa thấy ba chữ đó") {
        talk.listen();
    }
    talk.choose("Chọn lại ba chữ");
    talk.type_line("c");
    assert!(talk.heard("chữ bắt đầu như vậy: cá, chạch, chép, cò, cóc, công, cua, cừu."), "{:#?}", talk.said);
    // A whole word is meant, though another begins so.
    talk.type_line("co");
    assert!(talk.heard("Chữ thứ 2/3"), "{:#?}", talk.said);
}

/// The warm-up teaches what lines take: a number, a key by its name, a field.
#[test]
fn the_warm_up_is_done_by_lines() {
    let home = Home::new();
    let mut talk = Talk::start(&home, &["run", "--lines"]);
    for part in ["Bắt đầu", "Nông dân"] {
        talk.choose(part);
    }
    assert!(talk.heard("độ tuổi") && !talk.heard("nhóm"), "{:#?}", talk.said);
    talk.choose("Bỏ qua");
    let mut told = talk.said.clone();
    for (typed, answer) in [
        ("xin chào", "Mời gõ số, 1 đến 4."),
        ("1", "Gõ esc rồi Enter"),
        ("xin chào", "Không sao. Mời gõ lại: Gõ esc"),
        ("7", "Không sao. Mời gõ lại: Gõ esc"),
        ("f3", "Không sao. Mời gõ lại: Gõ esc"),
        ("esc", "Gõ 1 rồi Enter để vào ô Tên."),
        ("Tập", "Mời chọn ô trước: gõ 1 rồi Enter"),
        ("1", ""),
        ("", "Không có gì thay đổi."),
        ("1", ""),
        ("Tập", "Gõ f1 rồi Enter"),
        ("f1", "lúc nào cần, cứ gõ f1."),
    ] {
        talk.type_line(typed);
        let asked = answer.is_empty() && talk.question.starts_with("Gõ vào ô Tên rồi Enter");
        assert!(asked || !answer.is_empty() && talk.heard(answer), "{typed}: {:#?}", talk.said);
        told.extend(talk.said.iter().cloned());
    }
    assert!(told.iter().all(|line| !line.to_lowercase().contains("bấm f")), "{told:#?}");
    talk.choose("Tiếp tục");
    while !talk.has("Cài đặt ứng dụng VNeID") {
        talk.listen();
    }
}

#[test]
fn a_text_at_the_question_for_a_number_names_the_field() {
    let home = Home::new();
    let mut talk = lesson(&home, "temp-residence", "practice");
    talk.type_line("abc");
    assert!(talk.heard("Mời gõ số, 1 đến 2."), "there is no field: {:#?}", talk.said);
    talk.choose("VNeID");
    talk.choose("Đăng nhập");
    for typed in ["000160000101", "TapHuan@2026"] {
        talk.type_line(typed);
        assert_eq!(talk.said, ["Mời chọn số của ô trước, sau đó mới gõ chữ."]);
    }
    let mut talk = lesson(&home, "vneid-install", "practice");
    talk.choose("CH Play");
    talk.type_line("vneid");
    assert_eq!(talk.said, ["Mời chọn ô trước: gõ 1 rồi Enter, sau đó mới gõ chữ."]);
}

#[test]
fn a_demonstration_tells_its_pages() {
    let home = Home::new();
    let mut talk = lesson(&home, "vneid-install", "watch");
    assert!(talk.heard("Màn hình chính") && talk.heard("ứng dụng CH Play"), "{:#?}", talk.said);
    talk.type_line("");
    assert!(talk.heard("Máy đã chạm CH Play.") && talk.heard("ô Tìm ứng dụng: trống"), "{:#?}", talk.said);
    while !talk.heard("Máy đã nhập ô Tìm ứng dụng.") {
        talk.type_line("");
    }
    assert!(talk.heard("ô Tìm ứng dụng: VNeID") && !talk.heard("Quay lại"), "only what changed: {:#?}", talk.said);
    assert!(!talk.heard(MEANT) && !talk.heard("Máy tự làm mẫu"), "{:#?}", talk.said);
    while !talk.heard("Máy đã chạm Tìm.") {
        talk.type_line("");
    }
    assert!(talk.heard("Kết quả tìm kiếm"), "{:#?}", talk.said);
}

#[test]
fn what_a_key_switches_is_told() {
    let home = Home::new();
    let mut talk = lesson(&home, "temp-residence", "practice");
    talk.type_line("f8");
    talk.type_line("f8");
    assert!(talk.heard("Đã gọi người giúp."), "{:#?}", talk.said);
    talk.type_line("f8");
    talk.choose("Không cần");
    assert!(talk.heard("Đã thôi gọi."), "{:#?}", talk.said);
    talk.type_line("f9");
    talk.choose("Không gõ dấu");
    talk.choose("Dùng kiểu đang chọn");
    assert!(talk.heard("Gõ dấu: tắt."), "{:#?}", talk.said);
    talk.type_line("f9");
    talk.choose("VNI");
    talk.choose("Dùng kiểu đang chọn");
    assert!(talk.heard("Gõ dấu: bật, kiểu VNI."), "{:#?}", talk.said);
    talk.type_line("f10");
    assert!(talk.heard("Nghỉ ở đây?"), "{:#?}", talk.said);
    talk.type_line("f10");
    assert!(talk.heard("Nghỉ ở đây?") && talk.heard("1. Học tiếp"), "{:#?}", talk.said);
    talk.choose("Học tiếp");
    talk.type_line("f6");
    assert_eq!(talk.said, ["Gõ như vậy ở đây không làm gì."]);
    talk.type_line("f12");
    assert!(talk.heard("Máy đang đọc to") || talk.heard("Máy này không đọc to được."), "{:#?}", talk.said);
    writeln!(talk.to, "f2").unwrap();
    let said: Vec<String> = talk.from.iter().take_while(|line| !line.starts_with("Choose a number, 1 to 2")).collect();
    assert_eq!(said.first().map(String::as_str), Some("English"));
    assert!(said.iter().any(|line| line.starts_with("Step 1/10")), "{said:#?}");
}

#[test]
fn a_message_that_comes_is_told_when_it_comes() {
    let home = Home::new();
    let mut talk = lesson(&home, "temp-residence", "guided");
    while !talk.has("ô Mã OTP") {
        let content = talk.content();
        talk.choose(MEANT);
        if talk.asked == Asked::Content {
            talk.type_line(&content.unwrap());
        }
    }
    talk.said.clear();
    while !talk.heard("Tin nhắn mới từ VNeID: Ma OTP") {
        talk.said.clear();
        talk.listen();
    }
    assert!(talk.said.first().unwrap().starts_with("Tin nhắn mới"), "before the page: {:#?}", talk.said);
    assert!(!talk.heard("Quay lại"), "only what changed: {:#?}", talk.said);
    assert!(talk.heard("mở tin nhắn của VNeID"), "{:#?}", talk.said);
    let code = talk.content().unwrap();
    talk.choose(MEANT);
    talk.type_line(&code);
    assert!(!talk.heard("Tin nhắn mới"), "once: {:#?}", talk.said);
}

/// Help says numbers, not where to look.
#[test]
fn help_names_the_number_of_what_is_meant() {
    let home = Home::new();
    let mut talk = lesson(&home, "temp-residence", "practice");
    talk.choose("Tin nhắn");
    for _ in 0..2 {
        talk.type_line("f1");
    }
    assert!(talk.heard("Mời chọn số 1: nút Quay lại."), "{:#?}", talk.said);
    talk.choose("Quay lại");
    talk.type_line("f1");
    assert!(talk.heard("Mời chọn số 1: ứng dụng VNeID. Gõ f1 nữa thì máy làm giúp."), "{:#?}", talk.said);
    assert!(talk.heard("1. ứng dụng VNeID, chỗ cần chọn"), "{:#?}", talk.said);
}

/// A line takes the place of what stands in a field, so it is never asked to type on, or only one word again.
#[test]
fn what_is_almost_right_is_to_be_typed_whole() {
    let home = Home::new();
    let mut talk = lesson(&home, "temp-residence", "practice");
    talk.choose("VNeID");
    talk.choose("Đăng nhập");
    talk.choose("Số định danh");
    talk.type_line("00016000010");
    assert!(talk.heard("Đã gõ 11 số, cần 12 số. Mời chọn lại ô đó rồi gõ lại cả dòng."), "{:#?}", talk.said);
}

/// What was emptied because another field changed is told.
#[test]
fn a_field_that_was_emptied_with_another_is_told() {
    const TWICE: &str = r#"
[screens.front]
title = "A"
widgets = [
  { field = "word", label = "Chữ" },
  { field = "again", label = "Nhập lại chữ", repeats = "word" },
  { button = "done", label = "Xong", needs = ["again is valid"], do = [{ set = "over" }] },
]
"#;
    let (home, folder) = (Home::new(), small_folder(&[("a", TWICE)], &["a"], STEP));
    let file = folder.path().join("small.toml");
    let mut talk = Talk::start(&home, &["play", "--lines", file.to_str().unwrap(), "--mode", "practice"]);
    talk.choose("ứng dụng");
    for (field, typed) in [("1", "ca"), ("2", "ca"), ("1", "cam")] {
        talk.type_line(field);
        talk.type_line(typed);
    }
    assert!(talk.heard("1. ô Chữ: cam") && talk.heard("2. ô Nhập lại chữ: trống"), "{:#?}", talk.said);
}

/// What cannot be chosen yet is told only to who asks.
#[test]
fn lessons_to_come_are_told_when_asked() {
    let home = Home::new();
    let mut talk = Talk::start(&home, &["run", "--lines"]);
    talk.sign_in();
    assert!(!talk.has("sắp có"), "{:#?}", talk.page);
    talk.type_line("?");
    assert!(talk.heard("sắp có"), "{:#?}", talk.said);
}

/// Nobody who hears is asked to look.
#[test]
fn the_kiosk_asks_nobody_to_look() {
    let eyes = ["mời nhìn", "dấu ◄", "dòng đang sáng", "bấm f"];
    for lesson in Library::built_in().library.lessons.iter().map(|lesson| lesson.id.to_string()) {
        let home = Home::new();
        let mut talk = self::lesson(&home, &lesson, "practice");
        for _ in 0..3 {
            talk.type_line("f1");
            for line in talk.said.iter().map(|line| line.to_lowercase()).filter(|line| !line.contains("gợi ý:")) {
                assert!(!eyes.iter().any(|word| line.contains(word)), "{lesson}: {line}");
            }
        }
    }
}
