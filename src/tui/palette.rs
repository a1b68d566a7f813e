//! The colours of the kiosk on a Linux console, where a program may say what each of the 16 is. Chosen so that every pair
//! stays readable even where bright foregrounds are lost (a text mode with a font of 512 glyphs has eight).

use std::fmt::Write as _;

use super::console::Palette;

/// Dark red, blue and cyan are grounds; what is written on them is light, or black on cyan.
pub const OWN: Palette = [
    [0x00, 0x00, 0x00],
    [0x80, 0x00, 0x00],
    [0x00, 0xc0, 0x00],
    [0xe8, 0xc0, 0x00],
    [0x00, 0x00, 0x88],
    [0xaa, 0x00, 0xaa],
    [0x00, 0xaa, 0xaa],
    [0xd8, 0xd8, 0xd8],
    [0x90, 0x90, 0x90],
    [0xff, 0x80, 0x80],
    [0x55, 0xff, 0x55],
    [0xff, 0xff, 0x55],
    [0x90, 0xa8, 0xff],
    [0xff, 0x80, 0xff],
    [0x55, 0xff, 0xff],
    [0xff, 0xff, 0xff],
];

/// What tells the console to use a palette: `ESC ] P`, the number of a colour, and its value (`console_codes(4)`).
pub fn sequence(palette: &Palette) -> String {
    palette.iter().enumerate().fold(String::new(), |mut all, (number, [red, green, blue])| {
        let _ = write!(all, "\x1b]P{number:x}{red:02x}{green:02x}{blue:02x}");
        all
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_palette_is_sixteen_short_sequences() {
        let told = sequence(&OWN);
        assert_eq!(told.len(), 16 * 10);
        assert!(told.starts_with("\x1b]P0000000\x1b]P1800000") && told.ends_with("\x1b]Pfffffff"));
    }
}
