//! Which signs the terminal can show, and what is shown instead of one that it cannot: every sign has a stand-in that any
//! terminal has, one column wide, so that nothing moves.

use std::borrow::Cow;

use crate::text;

/// What the terminal can show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Glyphs {
    /// Everything that the program draws.
    Full,
    /// What the font of the console has, in order.
    Font(Vec<char>),
    /// ASCII only: Vietnamese is shown without its marks.
    Ascii,
}

/// How the level is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wanted {
    /// By looking at what the terminal can do.
    #[default]
    Auto,
    /// Everything, whatever the terminal says.
    Full,
    /// ASCII only.
    Ascii,
}

impl Wanted {
    /// The level for a terminal: `font` is what a console says of its font, `locale` the character set of the user.
    pub fn level(self, font: Option<Vec<char>>, locale: &str) -> Glyphs {
        match (self, font) {
            (Wanted::Full, _) => Glyphs::Full,
            (Wanted::Ascii, _) => Glyphs::Ascii,
            (Wanted::Auto, Some(font)) => Glyphs::Font(font),
            (Wanted::Auto, None) if is_other_charset(locale) => Glyphs::Ascii,
            (Wanted::Auto, None) => Glyphs::Full,
        }
    }
}

/// Whether a locale names a character set, and one that is not UTF-8: `vi_VN.TCVN5712-1`. A locale that names none says
/// nothing about the terminal.
fn is_other_charset(locale: &str) -> bool {
    let charset = locale.split_once('.').map_or("", |(_, charset)| charset).to_lowercase();
    !charset.is_empty() && !charset.replace('-', "").starts_with("utf8")
}

impl Glyphs {
    /// Whether a character can be shown.
    pub fn has(&self, c: char) -> bool {
        match self {
            Glyphs::Full => true,
            Glyphs::Font(font) => font.binary_search(&c).is_ok(),
            Glyphs::Ascii => c.is_ascii(),
        }
    }

    /// What is shown for the content of a cell.
    pub fn shown<'s>(&self, symbol: &'s str) -> Cow<'s, str> {
        if *self == Glyphs::Full || symbol.is_ascii() {
            return Cow::Borrowed(symbol);
        }
        let composed = text::nfc(symbol);
        if composed.chars().all(|c| self.has(c)) {
            return composed;
        }
        Cow::Owned(composed.chars().map(|c| if self.has(c) { c } else { stand_in(c) }).take(1).collect())
    }
}

/// What any terminal has for a character.
fn stand_in(c: char) -> char {
    match c {
        '►' | '▶' | '→' => '>',
        '◄' | '◀' | '←' => '<',
        '▲' | '↑' => '^',
        '▼' | '↓' => 'v',
        '✓' => 'v',
        '●' | '•' | '◆' | '■' => '*',
        '○' | '□' | '°' => 'o',
        '·' => '.',
        '…' => '.',
        '─' | '–' | '—' => '-',
        '│' | '▌' | '▐' => '|',
        '┌' | '┐' | '└' | '┘' | '├' | '┤' | '┬' | '┴' | '┼' => '+',
        '█' | '▓' | '▒' | '▀' | '▄' => '#',
        '░' => ':',
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        '×' => 'x',
        '÷' => '/',
        '§' => 'S',
        '₫' => 'd',
        letter => {
            let plain = text::without_marks(letter.encode_utf8(&mut [0; 4]));
            plain.chars().next().filter(char::is_ascii).unwrap_or('?')
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_the_program_draws_has_a_stand_in() {
        let drawn = ('\u{a0}'..'\u{ffff}').filter(|c| text::has_glyph(*c));
        for c in drawn {
            let shown = Glyphs::Ascii.shown(&c.to_string()).into_owned();
            assert!(shown.len() == 1 && shown != "?" && shown.is_ascii(), "{c} is shown as {shown}");
        }
        for (letter, plain) in [("ễ", "e"), ("Đ", "D"), ("đ", "d"), ("Ư", "U"), ("e\u{302}\u{303}", "e"), ("字", "?")]
        {
            assert_eq!(Glyphs::Ascii.shown(letter), plain);
        }
    }

    #[test]
    fn a_font_shows_what_it_has() {
        let font = Glyphs::Font(vec!['A', 'ễ', '│']);
        for (symbol, shown) in [("ễ", "ễ"), ("e\u{302}\u{303}", "ễ"), ("Ễ", "E"), ("│", "│"), ("►", ">"), ("x", "x")]
        {
            assert_eq!(font.shown(symbol), shown);
        }
        assert_eq!(Glyphs::Full.shown("►"), "►");
    }

    #[test]
    fn the_level_follows_the_terminal_unless_it_is_set() {
        let font = || Some(vec!['a']);
        for (wanted, font, locale, level) in [
            (Wanted::Auto, None, "vi_VN.UTF-8", Glyphs::Full),
            (Wanted::Auto, None, "C.utf8", Glyphs::Full),
            (Wanted::Auto, None, "", Glyphs::Full),
            (Wanted::Auto, None, "C", Glyphs::Full),
            (Wanted::Auto, None, "vi_VN.TCVN5712-1", Glyphs::Ascii),
            (Wanted::Auto, font(), "C", Glyphs::Font(vec!['a'])),
            (Wanted::Full, font(), "vi_VN.TCVN5712-1", Glyphs::Full),
            (Wanted::Ascii, font(), "C.utf8", Glyphs::Ascii),
        ] {
            assert_eq!(wanted.level(font, locale), level, "{wanted:?} {locale}");
        }
    }
}
