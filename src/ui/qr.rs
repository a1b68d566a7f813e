//! A real QR code, in half blocks: two modules on a cell, dark on light on whatever ground.

use qrcode::{EcLevel, QrCode};

use crate::ui::canvas::Line;
use crate::ui::theme::{GLYPHS, Role};

/// Light modules round the code, so that a camera finds it.
const QUIET: usize = 2;

/// The code as lines, each of the same width; `None` if the content does not fit into a code.
pub fn lines(content: &str) -> Option<Vec<String>> {
    let code = QrCode::with_error_correction_level(content, EcLevel::L).ok()?;
    let inner = code.width();
    let dark: Vec<bool> = code.into_colors().into_iter().map(|module| module.select(true, false)).collect();
    let size = inner + 2 * QUIET;
    let light = |x: usize, y: usize| match (x.checked_sub(QUIET), y.checked_sub(QUIET)) {
        (Some(x), Some(y)) if x < inner && y < inner => dark.get(y * inner + x) != Some(&true),
        _ => true,
    };
    let cell = |x: usize, y: usize| match (light(x, y), light(x, y + 1)) {
        (true, true) => GLYPHS.full,
        (true, false) => GLYPHS.upper_half,
        (false, true) => GLYPHS.lower_half,
        (false, false) => " ",
    };
    Some((0..size).step_by(2).map(|y| (0..size).map(|x| cell(x, y)).collect()).collect())
}

/// A line of the code, in the middle of so many columns.
pub fn centred(size: usize, line: String, width: usize) -> Line {
    Line::of(" ".repeat(width.saturating_sub(size) / 2), Role::Device).and(line, Role::Qr)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads the modules back from the half blocks.
    fn modules(lines: &[String]) -> Vec<Vec<bool>> {
        let half = |lower: bool| {
            move |c: char| match c {
                '█' => false,
                '▀' => lower,
                '▄' => !lower,
                _ => true,
            }
        };
        lines
            .iter()
            .flat_map(|line| [line.chars().map(half(false)).collect(), line.chars().map(half(true)).collect()])
            .collect()
    }

    #[test]
    fn a_code_has_its_finder_patterns_in_a_quiet_zone() {
        let lines = lines("dichvucong.vi-du/tap/0001").unwrap();
        let dark = modules(&lines);
        let size = dark[0].len();
        assert_eq!((size, lines.len()), (29, 15));
        assert!(dark[..2].iter().flatten().all(|dark| !dark), "above");
        assert!(dark.iter().all(|row| !row[0] && !row[1] && !row[size - 1] && !row[size - 2]), "beside");
        assert!(dark[2][2..9].iter().all(|dark| *dark) && !dark[2][9], "finder pattern");
        assert!(dark[4][4] && dark[5][5] && !dark[3][3], "its heart");
    }

    #[test]
    fn the_longest_content_of_the_language_fits_the_narrowest_device() {
        assert!(lines(&"x".repeat(32)).unwrap().iter().all(|line| line.chars().count() <= 30));
    }
}
