//! Keys to text, with Telex or VNI.

use super::rules::{Method, Rules, Style};
use super::word::Word;
use crate::text;

/// The character that stands for Backspace in a sequence of keys.
pub const BACKSPACE: char = '⌫';

/// What a sequence of keys shows, [`BACKSPACE`] included.
pub fn compose(keys: &str, method: Method, style: Style) -> String {
    compose_with(keys, Rules::new(method, style))
}

/// [`compose`] under any rules.
pub fn compose_with(keys: &str, rules: Rules) -> String {
    let mut done = String::new();
    let mut word = Word::default();
    for key in keys.chars() {
        if rules.is_word(key) {
            word.push(key, rules);
        } else if key != BACKSPACE {
            done.push_str(&word.text());
            done.push(key);
            word = Word::default();
        } else if word.len() > 0 {
            word.pop(rules);
        } else {
            let last = text::graphemes(&done).next_back().map_or(0, str::len);
            done.truncate(done.len() - last);
            let kept = done.trim_end_matches(|c| rules.is_word(c)).len();
            word = Word::read(done.get(kept..).unwrap_or_default());
            done.truncate(kept);
        }
    }
    done + &word.text()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telex_and_vni() {
        for (keys, shown) in [
            ("Nguyeenx Vawn An", "Nguyễn Văn An"),
            ("NGUYEENX THIJ HUEES", "NGUYỄN THỊ HUẾ"),
            ("dduwowngf DDieenj Bieen Phur", "đường Điện Biên Phủ"),
            ("booong boóng coooc booongs", "boong boóng cooc boóng"),
            ("thuowr giwowngf quowr huow", "thuở giường quở huơ"),
            // The same key again takes the mark back.
            ("ass aaa ww ddd aww booo", "as aa w dd aw boo"),
            // Huyền, hỏi and ngã are never heard before a stop.
            ("catf cats", "catf cát"),
            ("a⌫b ⌫⌫aas", "ấ"),
            ("M'DDrawks 12 (Hueej)", "M'Đrawks 12 (Huệ)"),
        ] {
            assert_eq!(compose(keys, Method::Telex, Style::Old), shown, "{keys}");
        }
        for (keys, shown) in [
            ("Nguye64n Va8n An", "Nguyễn Văn An"),
            ("D9u7o7ng2 so61 12", "Đường số 12"),
            ("a11 d99 P12 3a", "a1 d9 P12 3a"),
            ("phuong72 boong1", "phường boóng"),
        ] {
            assert_eq!(compose(keys, Method::Vni, Style::Old), shown, "{keys}");
        }
    }

    #[test]
    fn both_styles() {
        assert_eq!(compose("hoaf thuyr khoer hoangf quys", Method::Telex, Style::Old), "hòa thủy khỏe hoàng quý");
        assert_eq!(compose("hoaf thuyr khoer hoangf quys", Method::Telex, Style::New), "hoà thuỷ khoẻ hoàng quý");
    }

    #[test]
    fn words_of_the_lessons_that_stay_as_they_are() {
        for word in
            ["facebook", "zalo", "gmail", "email", "internet", "laptop", "app", "video", "android", "otp", "click"]
        {
            assert_eq!(compose(word, Method::Telex, Style::Old), word);
        }
        // And some that no engine can know.
        assert_eq!(compose("wifi google form", Method::Telex, Style::Old), "ừii gôgle form");
        assert_eq!(compose("wwifi gooogle", Method::Telex, Style::Old), "wifi google");
    }

    #[test]
    fn highland_names_on_request() {
        let highland = Rules { highland: true, ..Rules::new(Method::Telex, Style::Old) };
        assert_eq!(compose_with("Kroong Ploo Terh DDawks Lawks", highland), "Krông Plô Tẻh Đắk Lắk");
        assert_eq!(compose("Kroong DDawks Lawks", Method::Telex, Style::Old), "Kroong Đắk Lắk");
    }
}
