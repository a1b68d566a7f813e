//! The engine and the comparison against data, and under random keys.

use std::collections::BTreeSet;
use std::path::Path;

use proptest::prelude::*;

use super::rules::{key_of_mark, key_of_tone};
use super::*;
use crate::text;

/// One row of the data: its columns.
type Row = Vec<String>;

fn rows(name: &str) -> Vec<Row> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/typing")).join(name);
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

fn method(row: &Row) -> Method {
    if row[0] == "vni" { Method::Vni } else { Method::Telex }
}

fn styles(row: &Row) -> &'static [Style] {
    match row[1].as_str() {
        "old" => &[Style::Old],
        "new" => &[Style::New],
        _ => &[Style::Old, Style::New],
    }
}

/// Rows that compose to something else, as `keys -> shown, not expected`, and the number of all.
fn misses<'a>(rows: impl Iterator<Item = &'a Row>, highland: bool) -> (Vec<String>, usize) {
    let mut all = 0;
    let mut misses = Vec::new();
    for row in rows {
        for style in styles(row) {
            all += 1;
            let shown = compose_with(&row[2], Rules { method: method(row), style: *style, highland });
            if shown != row[3] {
                misses.push(format!("{style:?} {} -> {shown}, not {}", row[2], row[3]));
            }
        }
    }
    (misses, all)
}

#[test]
fn every_regular_word_in_every_order_case_method_and_style() {
    let rows = rows("syllables.tsv");
    for highland in [false, true] {
        let (misses, all) = misses(rows.iter().filter(|row| row[6] == "regular"), highland);
        assert!(all > 24_000, "{all}");
        assert!(misses.is_empty(), "{misses:#?}");
    }
}

#[test]
fn every_name_in_capitals() {
    let rows = rows("syllables.tsv");
    let names = ["faker-vi_VN", "vietnam-provinces"];
    let capitals = rows.iter().filter(|row| row[5] == "upper" && row[6] == "regular" && names.contains(&&*row[7]));
    assert_eq!(misses(capitals, false).0, Vec::<String>::new());
}

#[test]
fn names_of_the_central_highlands() {
    let rows = rows("syllables.tsv");
    let (misses, all) = misses(rows.iter().filter(|row| row[6] == "irregular"), true);
    assert!(misses.len() * 10 < all, "{} of {all}: {misses:#?}", misses.len());
    // The misses are names whose last letters are themselves keys (Ana, Dur, Uar, Ktur, Cuôr), and the two marks of Êê.
    let inherent = ["ân", "dủ", "ktủ", "ủa", "cuổ", "ee", "êe"];
    assert!(misses.iter().all(|m| inherent.iter().any(|i| m.to_lowercase().contains(i))), "{misses:#?}");
}

#[test]
fn vectors_on_which_other_engines_agree() {
    let rows = rows("vectors.tsv");
    assert!(rows.len() > 800 && rows.iter().all(|row| row[5].starts_with("agreed")));
    // No known misses.
    assert_eq!(misses(rows.iter(), false).0, Vec::<String>::new());
}

/// The words of the data, in lower case.
fn words() -> BTreeSet<String> {
    let regular = rows("syllables.tsv").into_iter().filter(|row| row[6] == "regular");
    regular.flat_map(|row| row[3].split(' ').map(str::to_lowercase).collect::<Vec<_>>()).collect()
}

fn field(method: Method, style: Style) -> Composer {
    Composer::new(100, Some(method), style)
}

fn type_in(field: &mut Composer, keys: &str) {
    keys.chars().for_each(|key| {
        if key == BACKSPACE {
            field.backspace();
        } else {
            field.insert(key);
        }
    });
}

/// Keys for the letters of `rest`, which follow letters that are there, with its tone at the end.
fn keys_for(rest: &str, after: &str, method: Method) -> String {
    let letters: Vec<letter::Letter> = rest.chars().map(letter::Letter::read).collect();
    let mut keys = String::new();
    let mut before = after.chars().last().map(|c| letter::Letter::read(c).body);
    for letter in &letters {
        keys.push(letter.base());
        keys.extend(key_of_mark(method, *letter));
        if method == Method::Telex && letter.body == 'o' && before == Some('o') {
            keys.push('o');
        }
        before = Some(letter.body);
    }
    keys.extend(letters.iter().find_map(|l| key_of_tone(method, l.tone)));
    keys
}

#[test]
fn a_word_is_typed_on_from_every_prefix() {
    for (word, method) in words().iter().flat_map(|w| [(w, Method::Telex), (w, Method::Vni)]) {
        for (cut, _) in word.char_indices().skip(1) {
            let (prefix, rest) = word.split_at(cut);
            // As it was before a space was deleted.
            let mut typed = field(method, Style::Old);
            typed.set(prefix);
            typed.insert(' ');
            typed.backspace();
            assert_eq!(typed.text(), prefix);
            type_in(&mut typed, &keys_for(rest, prefix, method));
            assert_eq!(normalise(typed.text()), normalise(word), "{prefix}+{rest} {method:?}");
        }
    }
}

#[test]
fn backspace_takes_one_letter_with_its_marks() {
    let toneless = |text: &str| -> String { text.chars().map(|c| letter::Letter::read(c).body).collect() };
    for word in words() {
        let mut typed = field(Method::Telex, Style::New);
        typed.set(&word);
        for left in (0..word.chars().count()).rev() {
            assert!(typed.backspace());
            let expected: String = word.chars().take(left).collect();
            assert_eq!(toneless(typed.text()), toneless(&expected), "only a tone may move");
        }
        assert!(!typed.backspace());
    }
}

#[test]
fn comparison_table() {
    let unescape = |text: &str| {
        let mut parts = text.split("\\u");
        let mut out = parts.next().unwrap().to_owned();
        for part in parts {
            let (code, rest) = part.split_at(4);
            out.push(char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap());
            out.push_str(rest);
        }
        out
    };
    for row in rows("compare.tsv") {
        let (typed, expected) = (unescape(&row[0]), unescape(&row[1]));
        let result = compare(&typed, &expected);
        assert_eq!(
            (format!("{:?}", result.verdict).to_lowercase(), result.detail_code()),
            (row[2].clone(), &*row[3]),
            "{row:?}"
        );
        if result.verdict <= Verdict::Case {
            assert_eq!(compare(&expected, &typed), result, "{row:?}");
        }
    }
}

fn any_method() -> impl Strategy<Value = Method> {
    prop_oneof![Just(Method::Telex), Just(Method::Vni)]
}

fn any_style() -> impl Strategy<Value = Style> {
    prop_oneof![Just(Style::Old), Just(Style::New)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn one_key_changes_the_length_by_one_at_most(
        keys in "[a-zA-Z0-9aeouwdsfrxj⌫ ]{0,24}", method in any_method(), style in any_style(), highland: bool,
    ) {
        let mut typed = field(method, style);
        typed.set_highland(highland);
        let mut whole = String::new();
        for key in keys.chars() {
            let before = typed.len();
            type_in(&mut typed, key.encode_utf8(&mut [0; 4]));
            let erased = typed.len() + 1 == before || before == 0;
            let kept = typed.len() == before || typed.len() == before + 1;
            prop_assert!((key == BACKSPACE && erased) || (key != BACKSPACE && kept), "{}", keys);
            prop_assert!(text::is_composed(typed.text()));
            whole.push(key);
            prop_assert_eq!(typed.text(), compose_with(&whole, Rules { method, style, highland }), "{}", whole);
        }
        let shown = typed.text().to_owned();
        if typed.toggle_raw() {
            prop_assert!(typed.toggle_raw());
            prop_assert_eq!(typed.text(), shown);
        }
    }

    #[test]
    fn editing_keeps_cursor_length_and_form(
        keys in "[a-zắƠđe\u{301}\u{302}👩\u{200d}🏽\u{1100}\u{1161}각1-9⌫<>\\[\\]~#!^ ]{0,40}", start in "[a-z\u{301}ấ ]{0,9}", max in 0usize..12,
    ) {
        let mut typed = Composer::new(max, Some(Method::Vni), Style::Old);
        typed.set(&start);
        for key in keys.chars() {
            match key {
                BACKSPACE => _ = typed.backspace(),
                '<' => _ = typed.left(),
                '>' => _ = typed.right(),
                '[' => typed.home(),
                ']' => typed.end(),
                '~' => _ = typed.delete(),
                '#' => _ = typed.toggle_raw(),
                '!' => typed.set_method(None),
                '^' => typed.set_method(Some(Method::Telex)),
                c => _ = typed.insert(c),
            }
            prop_assert!(typed.len() <= max);
            prop_assert!(typed.cursor() <= typed.len());
            prop_assert!(text::is_composed(typed.text()));
        }
    }

    #[test]
    fn normalising_twice_changes_nothing(text in "[a-zòáùyOẢ\u{301}\u{302}\u{ad} \u{a0},;/…`Ð\u{ff01}-\u{ff5e}-]{0,16}") {
        let once = normalise(&text);
        prop_assert_eq!(normalise(&once), once.clone());
        prop_assert!(compare(&text, &once).verdict <= Verdict::Same);
    }

    #[test]
    fn comparing_never_fails(typed in ".{0,12}", expected in "[a-zA-Zắđ .0-9]{0,12}") {
        let result = compare(&typed, &expected);
        if result.verdict <= Verdict::Case {
            prop_assert_eq!(compare(&expected, &typed).verdict, result.verdict);
        }
        would_match_if_composed(&typed, &expected);
    }
}
