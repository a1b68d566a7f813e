//! Which keys write a text: what a teacher would say, one letter after the other.

use super::rules::Method;
use crate::text;

/// The keys that write a text by a method: each letter, then its shape, then its tone.
pub fn keys(content: &str, method: Method) -> String {
    let mut keys = String::new();
    for (letter, marks) in text::letters(content) {
        keys.push(letter);
        let small = letter.to_ascii_lowercase();
        keys.extend(marks.iter().find_map(|mark| shape(*mark, small, method)));
        keys.extend(marks.iter().find_map(|mark| tone(*mark, method)));
    }
    keys
}

fn shape(mark: char, letter: char, method: Method) -> Option<char> {
    match (mark, method) {
        ('\u{302}' | '\u{335}', Method::Telex) => Some(letter),
        ('\u{306}' | '\u{31b}', Method::Telex) => Some('w'),
        ('\u{302}', Method::Vni) => Some('6'),
        ('\u{31b}', Method::Vni) => Some('7'),
        ('\u{306}', Method::Vni) => Some('8'),
        ('\u{335}', Method::Vni) => Some('9'),
        _ => None,
    }
}

fn tone(mark: char, method: Method) -> Option<char> {
    let at = ['\u{301}', '\u{300}', '\u{309}', '\u{303}', '\u{323}'].iter().position(|tone| *tone == mark)?;
    let keys = match method {
        Method::Telex => "sfrxj",
        Method::Vni => "12345",
    };
    keys.chars().nth(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typing::{Style, compose};

    #[test]
    fn what_is_spelt_is_written() {
        for word in ["Nguyễn", "Thị", "Tập", "ĐẶNG", "Ước", "Hường", "Xóm", "Mẫu", "quyển", "giữ", "thuở"]
        {
            for method in [Method::Telex, Method::Vni] {
                assert_eq!(compose(&keys(word, method), method, Style::Old), word, "{method:?}");
            }
        }
        assert_eq!((keys("ễ", Method::Telex), keys("ễ", Method::Vni)), ("eex".to_owned(), "e64".to_owned()));
        assert_eq!(keys("abc 12", Method::Telex), "abc 12");
    }
}
