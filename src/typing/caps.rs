//! Whether Caps Lock seems to be on, which no terminal tells.

use crate::text;

/// Whether letters come in the case that Caps Lock gives them: none that should be small is small, and at least two are
/// not as they should be. Only as far as the letters themselves are the wanted ones.
pub fn is_caps_lock(typed: &str, wanted: &str) -> bool {
    let is_large = |letter: &str| letter.chars().any(char::is_uppercase);
    let (mut large, mut small) = (0, 0);
    for (typed, wanted) in text::graphemes(typed).zip(text::graphemes(wanted)) {
        if text::fold(typed) != text::fold(wanted) {
            break;
        }
        match (is_large(typed), is_large(wanted)) {
            (true, false) => large += 1,
            (false, true) => small += 1,
            (false, false) if typed.chars().any(char::is_alphabetic) => return false,
            _ => {}
        }
    }
    large > 1 || large == 1 && small > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn caps_lock_is_told_from_a_slip_of_the_shift_key() {
        for (typed, wanted, on) in [
            ("aN", "An", true),
            ("AN", "An", false), // Shift held too long does that too
            ("an", "An", false),
            ("a", "An", false),
            ("NGU", "Nguyễn", true),
            ("nGUYEN", "Nguyễn", true),
            ("NG", "Nguyễn", false),
            ("NGuyễn", "Nguyễn", false),
            ("NGUYỄN THỊ TẬP", "Nguyễn Thị Tập", true),
            ("đI ĐÂU", "Đi đâu", true),
            ("tAPhUAN@2026", "TapHuan@2026", true),
            ("TAPHUAN@2026", "TapHuan@2026", true),
            ("taphuan@2026", "TapHuan@2026", false),
            ("TRẦN", "Nguyễn", false), // another text
            ("282646", "282646", false),
            ("", "An", false),
        ] {
            assert_eq!(is_caps_lock(typed, wanted), on, "{typed} for {wanted}");
        }
    }
}
