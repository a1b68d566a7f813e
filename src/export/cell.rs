//! How a value is written in a CSV cell: UTF-8 without a mark at the start of the file, LF, comma, composed letters,
//! an empty cell for what is missing. And what no cell may be: a formula.

use std::borrow::Cow;
use std::io::Write;

use crate::text::nfc;

/// What begins a formula in a spreadsheet, in its wide forms too, and the mark that guards against it.
const SPECIAL: &[char] = &['=', '+', '-', '@', '＝', '＋', '－', '＠', '\''];

/// A text written by people (lesson titles, instructions, class names) as a cell: composed, on one line, and with
/// an apostrophe before it when it would begin a formula.
///
/// A text that begins with an apostrophe gets another one: so a reader who takes one leading apostrophe away always
/// has the text. Everything else that leaves is an id, a code, a number or a time, and is checked where it is made.
pub(super) fn text(written: &str) -> Cow<'_, str> {
    let mut clean = nfc(written);
    if clean.contains(char::is_control) {
        clean = Cow::Owned(clean.replace(char::is_control, " "));
    }
    if clean.trim() != clean {
        clean = Cow::Owned(clean.trim().to_owned());
    }
    if clean.starts_with(SPECIAL) { Cow::Owned(format!("'{clean}")) } else { clean }
}

/// A share of one with four decimals, from ten-thousandths.
pub(super) fn share(e4: u32) -> String {
    format!("{}.{:04}", e4 / 10_000, e4 % 10_000)
}

/// A writer of CSV by the rules above. Every record must have as many cells as the first.
pub(super) fn writer<W: Write>(out: W) -> csv::Writer<W> {
    csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_begins_a_formula() {
        for (written, cell) in [
            ("Cài đặt ứng dụng VNeID", "Cài đặt ứng dụng VNeID"),
            ("=1+1", "'=1+1"),
            ("+84912345678", "'+84912345678"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1+1", "'=1+1"),
            ("\r=1+1", "'=1+1"),
            ("  =1+1", "'=1+1"),
            ("＝1+1", "'＝1+1"),
            ("'=1", "''=1"),
            ("a\r\nb\tc", "a  b c"),
            ("Ta\u{323}\u{302}p", "Tập"),
            ("", ""),
        ] {
            assert_eq!(text(written), cell, "{written:?}");
        }
    }

    #[test]
    fn shares_have_four_decimals() {
        for (e4, written) in [(0, "0.0000"), (3_333, "0.3333"), (10_000, "1.0000"), (7, "0.0007")] {
            assert_eq!(share(e4), written);
        }
    }

    #[test]
    fn cells_are_quoted_only_where_they_must_be() {
        let mut csv = writer(Vec::new());
        csv.write_record(["a", "b,c", "d\"e", ""]).unwrap();
        csv.flush().unwrap();
        assert_eq!(csv.get_ref(), b"a,\"b,c\",\"d\"\"e\",\n");
        assert!(csv.write_record(["too", "short"]).is_err());
    }
}
