//! The field as a learner uses it.

use super::*;
use crate::text;

/// Types keys into an empty field: `⌫` Backspace, `<` and `>` move, `[` and `]` are Home and End, `~` Delete, `#`
/// shows the raw keys.
fn typed(keys: &str, method: Option<Method>) -> (Composer, String) {
    let mut field = Composer::new(12, method, Style::Old);
    for key in keys.chars() {
        match key {
            BACKSPACE => _ = field.backspace(),
            '<' => _ = field.left(),
            '>' => _ = field.right(),
            '[' => field.home(),
            ']' => field.end(),
            '~' => _ = field.delete(),
            '#' => _ = field.toggle_raw(),
            c => _ = field.insert(c),
        }
    }
    let mut letters: Vec<&str> = text::graphemes(field.text()).collect();
    letters.insert(field.cursor(), "|");
    let shown = letters.concat();
    (field, shown)
}

#[test]
fn editing() {
    for (keys, shown) in [
        ("Nguyeenx Van<w", "Nguyễn Vă|n"),
        // Back over a space, the word is corrected.
        ("Hueej ⌫⌫ees", "Huế|"),
        ("Hueej ⌫s", "Huế|"),
        // A mark in the middle means the whole word, a letter is a letter.
        ("truong<<<<wf", "tr|ường"),
        ("hafng<<<o", "ho|àng"),
        ("Nam<<s", "N|ám"),
        // A new word right before another.
        ("Nam[a", "a|Nam"),
        ("Nam[Lee ", "Lê |Nam"),
        ("tieengs<<<⌫~", "t|ng"),
        ("[~ab[~", "|b"),
        // The mark that does not fit is a letter; full is full, but marks fit in.
        ("mot hai ba bon", "mot hai ba b|"),
        ("mot hai ba ddd", "mot hai ba đ|"),
        ("mot hai ba boos", "mot hai ba b|"),
        ("mot hai bas", "mot hai bá|"),
        ("mot hai babas", "mot hai baba|"),
        ("wifi#", "wifi|"),
        ("wifi##", "ừii|"),
        ("wifi#n", "wifin|"),
        ("wifi#s#", "ừiis|"),
        ("DDoongf ⌫#", "DDoongf|"),
        ("ass #", "as |"),
        ("ass#", "ass|"),
    ] {
        assert_eq!(typed(keys, Some(Method::Telex)).1, shown, "{keys}");
    }
    assert_eq!(typed("Nguye64n A12", Some(Method::Vni)).1, "Nguyễn À|", "the price of digits as marks");
    assert_eq!(typed("Toor 12as", Some(Method::Telex)).1, "Tổ 12á|");
    assert_eq!(typed("Nguyeenx#<⌫", None).1, "Nguyee|x", "off: every key as it is");
}

#[test]
fn full_fields_take_marks_only() {
    let mut field = Composer::new(3, Some(Method::Telex), Style::Old);
    assert!("mot".chars().all(|c| field.insert(c)));
    assert!(!field.insert('n') && field.insert('o') && field.insert('j'));
    assert_eq!(field.text(), "một");
    assert!(!field.toggle_raw(), "no room for the keys");
    assert!(!field.insert('j'), "taking the mark back would add a letter");
    field.set_method(None);
    field.backspace();
    field.backspace();
    for c in "e\u{302}\u{301}x".chars() {
        field.insert(c);
    }
    assert_eq!((field.text(), field.len(), field.cursor_columns()), ("mếx", 3, 3));
}

#[test]
fn set_and_paste_take_the_text_as_it_is() {
    let mut field = Composer::new(8, Some(Method::Telex), Style::Old);
    field.set("Nguye\u{302}\u{303}n\n ass và");
    assert_eq!((field.text(), field.cursor()), ("Nguyễn a", 8));
    field.home();
    field.set("");
    assert!(field.is_empty() && !field.backspace() && !field.delete() && !field.left() && !field.right());
    field.paste("Tây");
    field.insert('s');
    assert_eq!(field.text(), "Tấy");
}

#[test]
fn method_and_style_change_at_any_time() {
    let mut field = Composer::new(30, None, Style::New);
    "hoaf".chars().for_each(|c| _ = field.insert(c));
    field.set_method(Some(Method::Telex));
    " hoaf".chars().for_each(|c| _ = field.insert(c));
    field.set_style(Style::Old);
    field.set_method(Some(Method::Vni));
    " hoa2".chars().for_each(|c| _ = field.insert(c));
    assert_eq!(field.text(), "hoaf hoà hòa");
    assert_eq!(field.method(), Some(Method::Vni));
}

#[test]
fn debug_tells_nothing() {
    let field = typed("secret", None).0;
    assert_eq!(format!("{field:?}"), "Composer { len: 6, .. }");
}
