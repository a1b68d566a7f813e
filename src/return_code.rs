//! The return code: three everyday words that a learner writes on a slip of paper, and by which this kiosk knows her
//! again. It needs no account, no telephone and no number, and says nothing about who she is.
//!
//! Each word comes from a list of its own, so it is found by looking through a short list, never by typing. No two
//! words share their base letters, not even across the lists: a mark or a tone that was left off the slip, or the
//! three words in another order, still lead to one code. Within a list no two sound alike either, where tr and ch,
//! s and x, l and n, or d, gi and r are spoken as one.

use std::fmt;

/// [`WORDS`] as codes are counted.
const BASE: u32 = 48;

/// How many words a list has.
pub const WORDS: usize = BASE as usize;

/// The three lists: animals; plants and food; land, weather and things. Each in the order in which it is shown:
/// alphabetical by base letters, so that a word is found.
///
/// A code is its places in them: no word may ever be moved or exchanged, or the slips that people have at home lie.
pub const LISTS: [[&str; WORDS]; 3] = [
    [
        "báo", "bê", "bò", "bống", "cá", "chạch", "chép", "cò", "cóc", "công", "cua", "cừu", "dế", "ếch", "én", "gà",
        "gấu", "hạc", "hổ", "hươu", "kiến", "mèo", "mực", "nai", "ngan", "nghé", "ngỗng", "ngựa", "nhím", "ốc", "ong",
        "rô", "rồng", "rùa", "sáo", "sẻ", "sếu", "sóc", "tằm", "tép", "thỏ", "tôm", "trâu", "ve", "vẹt", "vịt", "voi",
        "yến",
    ],
    [
        "bánh", "bầu", "bí", "bún", "cải", "cam", "cau", "chanh", "cháo", "chè", "cơm", "đào", "đậu", "dưa", "gấc",
        "gạo", "gừng", "hành", "hồng", "kẹo", "khế", "lạc", "lê", "lúa", "mận", "măng", "mía", "mít", "muối", "mướp",
        "na", "ngô", "nhãn", "nho", "ổi", "ớt", "quýt", "riềng", "sắn", "sen", "táo", "thóc", "trám", "trứng", "vải",
        "vừng", "xoài", "xôi",
    ],
    [
        "áo", "bàn", "bát", "bếp", "biển", "bút", "cát", "cây", "chăn", "chiếu", "chuông", "đá", "đất", "đèn", "dép",
        "đồi", "đồng", "ghế", "giấy", "giếng", "gió", "gối", "gương", "hoa", "khăn", "lá", "lược", "mây", "mưa",
        "nắng", "nhà", "nón", "núi", "quạt", "rừng", "ruộng", "sách", "sông", "suối", "sương", "thép", "thuyền",
        "trăng", "trời", "trống", "vàng", "vườn", "xe",
    ],
];

/// Three words, one of each list; secret to this kiosk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReturnCode(u32);

impl ReturnCode {
    /// How many codes there are.
    pub const COUNT: u32 = BASE * BASE * BASE;

    /// The code with this number, from 0; `None` if it is not below [`ReturnCode::COUNT`].
    pub fn new(number: u32) -> Option<ReturnCode> {
        (number < ReturnCode::COUNT).then_some(ReturnCode(number))
    }

    /// Its number, as the database keeps it.
    pub fn number(self) -> u32 {
        self.0
    }

    /// The code of the words at these places of [`LISTS`], from 0; `None` if a list has no such place.
    pub fn of_places(places: [usize; 3]) -> Option<ReturnCode> {
        places
            .iter()
            .try_fold(0, |number, place| {
                let place = u32::try_from(*place).ok().filter(|place| *place < BASE)?;
                Some(number * BASE + place)
            })
            .map(ReturnCode)
    }

    /// The places of its words in [`LISTS`].
    pub fn places(self) -> [usize; 3] {
        [self.0 / (BASE * BASE), self.0 / BASE % BASE, self.0 % BASE].map(|place| place as usize)
    }

    /// Its words, in the order of [`LISTS`].
    pub fn words(self) -> [&'static str; 3] {
        let ([animals, plants, things], [first, second, third]) = (&LISTS, self.places());
        [word(animals, first), word(plants, second), word(things, third)]
    }
}

/// A place of a code is always one of its list.
fn word(list: &'static [&'static str; WORDS], place: usize) -> &'static str {
    list.get(place).copied().unwrap_or_default()
}

impl fmt::Display for ReturnCode {
    /// `trâu – chè – sông`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, second, third] = self.words();
        write!(f, "{first} – {second} – {third}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text;
    use std::collections::BTreeSet;

    /// A word as it may be heard, without its tone: sounds that are one in the speech of many are one letter here.
    fn heard(word: &str) -> String {
        let base = text::fold(word);
        for (written, spoken) in
            [("tr", "ch"), ("gi", "d"), ("r", "d"), ("s", "x"), ("nh", "nh"), ("ng", "ng"), ("n", "l")]
        {
            if let Some(rest) = base.strip_prefix(written) {
                return format!("{spoken}{rest}");
            }
        }
        base
    }

    #[test]
    fn words_can_be_shown_and_written_on_a_slip() {
        for word in LISTS.as_flattened() {
            assert!((1..=6).contains(&text::width(word)), "{word}");
            assert!(text::is_composed(word) && word.chars().all(text::has_glyph), "{word}");
            assert!(word.chars().all(|c| c.is_alphabetic() && c.is_lowercase()), "{word}");
        }
    }

    #[test]
    fn no_mark_tone_or_order_leads_to_another_word() {
        let folded: BTreeSet<String> = LISTS.as_flattened().iter().map(|word| text::fold(word)).collect();
        assert_eq!(folded.len(), 3 * WORDS);
        for list in &LISTS {
            let sounds: BTreeSet<String> = list.iter().map(|word| heard(word)).collect();
            assert_eq!(sounds.len(), WORDS, "{list:?}");
        }
    }

    #[test]
    fn each_list_is_in_alphabetical_order() {
        for list in &LISTS {
            assert!(list.is_sorted_by_key(|word| text::fold(word)), "{list:?}");
        }
    }

    #[test]
    fn no_word_is_a_bad_omen_or_an_insult() {
        for unwanted in
            ["chó", "lợn", "khỉ", "cú", "quạ", "rắn", "chuột", "dê", "cáo", "bướm", "chim", "ma", "mồ", "tỏi"]
        {
            assert!(!LISTS.as_flattened().contains(&unwanted), "{unwanted}");
        }
    }

    #[test]
    fn numbers_places_and_words_are_one_thing() {
        assert_eq!(ReturnCode::COUNT, 110_592);
        let mut before = None;
        for number in 0..ReturnCode::COUNT {
            let code = ReturnCode::new(number).unwrap();
            let places = code.places();
            assert_eq!((code.number(), ReturnCode::of_places(places)), (number, Some(code)));
            assert_eq!(code.words(), [LISTS[0][places[0]], LISTS[1][places[1]], LISTS[2][places[2]]]);
            assert!(before.replace(places) < Some(places), "{number}");
        }
    }

    #[test]
    fn what_is_no_code_is_none() {
        for number in [ReturnCode::COUNT, u32::MAX] {
            assert_eq!(ReturnCode::new(number), None);
        }
        for places in [[WORDS, 0, 0], [0, WORDS, 0], [0, 0, WORDS], [usize::MAX; 3]] {
            assert_eq!(ReturnCode::of_places(places), None, "{places:?}");
        }
    }

    /// Slips are at home: a word that moves in its list would make other words of them.
    #[test]
    fn codes_that_were_given_stay_what_they_are() {
        for (number, said) in [
            (0, "báo – bánh – áo"),
            (42 * 48 * 48 + 9 * 48 + 37, "trâu – chè – sông"),
            (ReturnCode::COUNT - 1, "yến – xôi – xe"),
        ] {
            assert_eq!(ReturnCode::new(number).unwrap().to_string(), said);
        }
    }
}
