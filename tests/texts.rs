//! The kiosk's own texts address a learner only by what her age says.

use std::fs;
use std::path::Path;

use kiosk::lesson::lint::form_of_address;

#[test]
fn no_vietnamese_text_has_a_form_of_address_written_out() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("lang/vi/interface.toml");
    let source = fs::read_to_string(path).unwrap();
    assert!(source.contains("{you}") && source.contains("{You}"), "these are the texts");
    // But for the table that says what these forms are.
    let (before, after) = source.split_once("\n[address]\n").unwrap();
    let texts = format!("{before}{}", after.split_once("\n[").unwrap().1);
    let lines = texts.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with('#'));
    let found: Vec<String> = lines
        .filter(|(_, line)| form_of_address(line).is_some())
        .map(|(at, line)| format!("{}: {line}", at + 1))
        .collect();
    assert_eq!(found, Vec::<String>::new(), "write {{you}} or {{You}}");
}
