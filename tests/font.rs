//! The console fonts in `deploy/font` can show whatever the program shows, and tell its letters apart.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use kiosk::text;
use kiosk::ui::theme::GLYPHS;

use crate::harness::library::shipped_folder;

/// Width and height of the fonts.
const SIZES: [(usize, usize); 4] = [(8, 16), (12, 24), (16, 32), (24, 48)];

/// The console takes 256 or 512, nothing between; what the fonts do not need is empty.
const GLYPHS_OF_A_FONT: usize = 512;

/// The console wipes with this glyph, whatever it looks like.
const BLANK: usize = 32;

/// Small letters beyond ASCII; the capitals go with them.
const LETTERS: &str = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ";

/// A font as the console reads it.
struct Font {
    width: usize,
    height: usize,
    glyphs: Vec<Vec<u8>>,
    /// The code points of each glyph, as the file has them.
    table: Vec<Vec<char>>,
}

impl Font {
    fn read((width, height): (usize, usize)) -> Font {
        let path = folder().join(format!("kiosk-{width}x{height}.psf.gz"));
        let mut file = Vec::new();
        GzDecoder::new(fs::File::open(&path).unwrap()).read_to_end(&mut file).unwrap();
        Font::parse(&file)
    }

    /// PSF2: a header of eight numbers, the glyphs, then for each the text that it stands for, ended by `ff`.
    fn parse(file: &[u8]) -> Font {
        let number = |at: usize| u32::from_le_bytes(file[4 * at..4 * at + 4].try_into().unwrap()) as usize;
        assert_eq!(number(0), 0x864a_b572, "not a PSF2 file");
        let (version, header, flags) = (number(1), number(2), number(3));
        let (count, size, height, width) = (number(4), number(5), number(6), number(7));
        assert_eq!((version, header, flags), (0, 32, 1), "version 0 with a Unicode table");
        assert_eq!(size, height * width.div_ceil(8));
        let (glyphs, table) = file[header..].split_at(count * size);
        let table = table.strip_suffix(&[0xff]).unwrap().split(|byte| *byte == 0xff);
        let font = Font {
            width,
            height,
            glyphs: glyphs.chunks(size).map(<[u8]>::to_vec).collect(),
            table: table.map(|entry| std::str::from_utf8(entry).unwrap().chars().collect()).collect(),
        };
        assert_eq!(font.table.len(), count, "an entry for each glyph");
        font
    }

    /// The glyph that the console draws for each character.
    fn map(&self) -> BTreeMap<char, &[u8]> {
        let mut map = BTreeMap::new();
        for (glyph, chars) in self.glyphs.iter().zip(&self.table) {
            for c in chars {
                assert!(map.insert(*c, glyph.as_slice()).is_none(), "{c:?} stands twice in the table");
            }
        }
        map
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/font")
}

/// What `glyphs.txt` lists: for each glyph the code point that is drawn, then its equivalents.
fn listed() -> Vec<Vec<char>> {
    let list = fs::read_to_string(folder().join("glyphs.txt")).unwrap();
    let code = |word: &str| char::from_u32(u32::from_str_radix(word.strip_prefix("U+").unwrap(), 16).unwrap()).unwrap();
    let lines = list.lines().map(|line| line.split('#').next().unwrap().split_whitespace().map(code).collect());
    lines.filter(|glyph: &Vec<char>| !glyph.is_empty()).collect()
}

/// Every text in a lesson file, an app or a list of persons, keys left out.
fn texts(value: &toml::Value, into: &mut BTreeSet<char>) {
    match value {
        toml::Value::String(text) => into.extend(text::nfc(text).chars()),
        toml::Value::Array(values) => values.iter().for_each(|value| texts(value, into)),
        toml::Value::Table(table) => table.values().for_each(|value| texts(value, into)),
        _ => {}
    }
}

/// The files below a folder with this extension.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
    found
}

/// Characters that something shown may hold and the font does not.
fn missing(shown: &BTreeSet<char>) -> Vec<(char, (usize, usize))> {
    let mut missing = Vec::new();
    for size in SIZES {
        let font = Font::read(size);
        let map = font.map();
        missing.extend(shown.iter().filter(|c| **c != '\n' && !map.contains_key(c)).map(|c| (*c, size)));
    }
    missing
}

#[test]
fn the_console_takes_every_font() {
    for size in SIZES {
        let font = Font::read(size);
        assert_eq!((font.width, font.height), size);
        assert_eq!(font.glyphs.len(), GLYPHS_OF_A_FONT);
        assert!(font.table[BLANK].contains(&' ') && font.glyphs[BLANK].iter().all(|byte| *byte == 0));
    }
}

#[test]
fn the_list_is_what_the_fonts_hold() {
    let listed = listed();
    for size in SIZES {
        let mut held = Font::read(size).table;
        assert!(held.drain(listed.len()..).all(|chars| chars.is_empty()));
        assert_eq!(held, listed, "make the fonts of {size:?} again: deploy/font/make.py");
    }
}

#[test]
fn what_the_program_takes_for_drawable_is_in_every_font() {
    let drawable: BTreeSet<char> = ('\0'..='\u{ffff}').filter(|c| text::has_glyph(*c)).collect();
    assert!(drawable.contains(&'ễ') && drawable.contains(&'₫'));
    assert_eq!(missing(&drawable), []);
}

#[test]
fn the_signs_of_the_program_are_in_every_font() {
    let signs: BTreeSet<char> = format!("{GLYPHS:?}").chars().collect();
    assert!(signs.contains(&'►') && signs.contains(&'✓'));
    assert_eq!(missing(&signs), []);
}

#[test]
fn the_shipped_lessons_are_in_every_font() {
    let mut shown = BTreeSet::new();
    for file in files(&shipped_folder(), "toml") {
        texts(&toml::Value::Table(fs::read_to_string(file).unwrap().parse().unwrap()), &mut shown);
    }
    assert!(shown.contains(&'ệ') && shown.contains(&'“'));
    assert_eq!(missing(&shown), []);
}

/// The texts of the interface, the communes and the words of return codes stand in the source.
#[test]
fn the_texts_in_the_source_are_in_every_font() {
    let mut shown = BTreeSet::new();
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = files(&all.join("i18n"), "rs");
    sources.extend(files(&all.join("ui"), "rs"));
    sources.extend([all.join("communes.tsv"), all.join("return_code.rs")]);
    for file in sources {
        let source = fs::read_to_string(file).unwrap();
        let code = source.split("#[cfg(test)]").next().unwrap();
        let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        shown.extend(lines.flat_map(str::chars).filter(|c| !c.is_control()));
    }
    assert!(shown.contains(&'ộ') && shown.contains(&'Đ'));
    assert_eq!(missing(&shown), []);
}

#[test]
fn no_two_letters_look_the_same() {
    let vietnamese = LETTERS.chars().flat_map(|c| c.to_uppercase().chain([c]));
    let letters: BTreeSet<char> = vietnamese.chain('a'..='z').chain('A'..='Z').chain('0'..='9').collect();
    assert_eq!(letters.len(), 134 + 62);
    for size in SIZES {
        let font = Font::read(size);
        let map = font.map();
        let mut seen: BTreeMap<&[u8], char> = BTreeMap::new();
        for letter in &letters {
            let glyph = map[letter];
            assert!(glyph.iter().any(|byte| *byte != 0), "{letter} is empty in {size:?}");
            assert_eq!(seen.insert(glyph, *letter), None, "{letter} looks like another letter in {size:?}");
        }
    }
}

/// A box drawn of lines, and a bar of blocks, have no gaps: what leaves a cell goes on in the next.
#[test]
fn lines_and_blocks_reach_the_edges_where_the_next_cell_goes_on() {
    for size in SIZES {
        let font = Font::read(size);
        let map = font.map();
        let pixel = |c: char, x: usize, y: usize| map[&c][y * font.width.div_ceil(8) + x / 8] >> (7 - x % 8) & 1;
        let column = |c, x| (0..font.height).map(|y| pixel(c, x, y)).collect::<Vec<u8>>();
        let row = |c, y| (0..font.width).map(|x| pixel(c, x, y)).collect::<Vec<u8>>();
        let (right, low) = (font.width - 1, font.height - 1);
        for (left_cell, right_cell) in [('─', '─'), ('┌', '─'), ('─', '┐'), ('└', '┴'), ('├', '┼'), ('┬', '┤')]
        {
            assert_eq!(column(left_cell, right), column(right_cell, 0), "{left_cell}{right_cell} {size:?}");
            assert!(column(left_cell, right).contains(&1));
        }
        for (upper, lower) in [('│', '│'), ('┌', '│'), ('│', '└'), ('┐', '┤'), ('┬', '┼'), ('├', '┘')]
        {
            assert_eq!(row(upper, low), row(lower, 0), "{upper}{lower} {size:?}");
            assert!(row(upper, low).contains(&1));
        }
        for x in 0..font.width {
            for y in 0..font.height {
                assert_eq!(pixel('█', x, y), 1);
                assert_eq!(pixel('▀', x, y) + pixel('▄', x, y), 1, "the halves fit together");
                assert_eq!(pixel('▌', x, y) + pixel('▐', x, y), 1);
            }
        }
    }
}
