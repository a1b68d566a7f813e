//! Colours as named roles, and the one table of symbols. The only place where colours and non-ASCII symbols stand.
//!
//! Every role has a foreground and a background of its own; backgrounds are of the 8 that a Linux console has. Meaning
//! is never carried by colour alone: a marker or a word goes with it.

use ratatui::style::{Color, Modifier, Style};

use crate::lesson::model::TileColor;

/// What a piece of the screen is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say what the piece is")]
pub enum Role {
    /// The kiosk's own page.
    Page,
    PageStrong,
    PageTitle,
    /// Marked with `**…**` in an instruction.
    Tap,
    Header,
    HeaderSign,
    Bar,
    BarKey,
    /// The chosen item of a list.
    Chosen,
    Good,
    Attention,
    /// Almost right: never the look of something wrong.
    Almost,
    Keys,
    /// Somebody asks for the staff: to be seen from afar.
    Call,
    /// The simulated device.
    Device,
    DeviceTitle,
    DeviceBar,
    Field,
    /// What the next Enter acts on.
    Focus,
    /// What the plan points at.
    Pointed,
    Toast,
    Banner,
    Paper,
    PaperTitle,
    PaperWanted,
    /// A QR code: its light modules are drawn, the dark ones are the ground.
    Qr,
    Tile(TileColor),
}

impl Role {
    /// Every role, for tests of the theme.
    pub const ALL: [Role; 32] = [
        Role::Page,
        Role::PageStrong,
        Role::PageTitle,
        Role::Tap,
        Role::Header,
        Role::HeaderSign,
        Role::Bar,
        Role::BarKey,
        Role::Chosen,
        Role::Good,
        Role::Attention,
        Role::Almost,
        Role::Keys,
        Role::Call,
        Role::Device,
        Role::DeviceTitle,
        Role::DeviceBar,
        Role::Field,
        Role::Focus,
        Role::Pointed,
        Role::Toast,
        Role::Banner,
        Role::Paper,
        Role::PaperTitle,
        Role::PaperWanted,
        Role::Qr,
        Role::Tile(TileColor::Green),
        Role::Tile(TileColor::Blue),
        Role::Tile(TileColor::Red),
        Role::Tile(TileColor::Yellow),
        Role::Tile(TileColor::White),
        Role::Tile(TileColor::Cyan),
    ];

    /// Foreground, background, bold. Black is never bold: consoles draw that in dark grey.
    pub fn pair(self) -> (Color, Color, bool) {
        use Color::{Black, Blue, Cyan, Gray, LightCyan, LightGreen, LightYellow, Red, White};
        match self {
            Role::Page | Role::Paper => (Gray, Black, false),
            Role::PageStrong => (White, Black, true),
            Role::PageTitle | Role::Attention | Role::PaperTitle => (LightYellow, Black, true),
            Role::Tap | Role::Almost => (LightCyan, Black, true),
            Role::Header => (White, Blue, false),
            Role::HeaderSign => (LightYellow, Blue, true),
            Role::Bar | Role::Device => (Black, Gray, false),
            Role::BarKey | Role::Chosen | Role::DeviceTitle | Role::Focus => (White, Blue, true),
            Role::Good | Role::Keys => (LightGreen, Black, true),
            Role::Field | Role::Toast | Role::Qr => (White, Black, false),
            Role::DeviceBar | Role::Pointed | Role::Banner | Role::Tile(TileColor::Cyan) => (Black, Cyan, false),
            Role::PaperWanted => (LightYellow, Blue, true),
            Role::Tile(TileColor::Green) => (LightGreen, Black, true),
            Role::Tile(TileColor::Blue) => (White, Blue, true),
            Role::Call | Role::Tile(TileColor::Red) => (White, Red, true),
            Role::Tile(TileColor::Yellow) => (LightYellow, Black, true),
            Role::Tile(TileColor::White) => (White, Black, true),
        }
    }

    /// The role as a ratatui style.
    pub fn style(self) -> Style {
        let (fg, bg, bold) = self.pair();
        let style = Style::new().fg(fg).bg(bg);
        if bold { style.add_modifier(Modifier::BOLD) } else { style.remove_modifier(Modifier::BOLD) }
    }
}

/// Every symbol that the program draws beside text. All are one column wide and in the kiosk's console font.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the names say what they mark")]
pub struct Glyphs {
    pub focus: &'static str,
    pub point: &'static str,
    pub back: &'static str,
    pub home: &'static str,
    pub done: &'static str,
    pub check_on: &'static str,
    pub check_off: &'static str,
    pub radio_on: &'static str,
    pub radio_off: &'static str,
    /// The knob of a switch.
    pub knob: &'static str,
    pub drop: &'static str,
    pub dim: &'static str,
    pub secret: &'static str,
    pub full: &'static str,
    pub rest: &'static str,
    pub upper_half: &'static str,
    pub lower_half: &'static str,
    /// The left half of a cell: half a column of a bar.
    pub left_half: &'static str,
    pub horizontal: &'static str,
    pub vertical: &'static str,
    pub corners: [&'static str; 4],
    /// The key for capitals.
    pub shift: &'static str,
    pub up: &'static str,
    pub down: &'static str,
    pub right: &'static str,
    /// Between keys and what they write.
    pub becomes: &'static str,
    pub item: &'static str,
    /// Between two things on a line, with its spaces.
    pub between: &'static str,
    pub quotes: [&'static str; 2],
    /// Between words of a list, with its spaces.
    pub dash: &'static str,
    /// For what is not there yet.
    pub more: &'static str,
}

/// The symbols of a full terminal.
pub const GLYPHS: Glyphs = Glyphs {
    focus: "►",
    point: "◄",
    back: "←",
    home: "●",
    done: "✓",
    check_on: "[x]",
    check_off: "[ ]",
    radio_on: "(•)",
    radio_off: "( )",
    knob: "●",
    drop: "▼",
    dim: "·",
    secret: "●",
    full: "█",
    rest: "░",
    upper_half: "▀",
    lower_half: "▄",
    left_half: "▌",
    horizontal: "─",
    vertical: "│",
    corners: ["┌", "┐", "└", "┘"],
    shift: "▲",
    up: "↑",
    down: "↓",
    right: "→",
    becomes: "→",
    item: "•",
    between: " · ",
    quotes: ["“", "”"],
    dash: " – ",
    more: "…",
};

/// How readable a pair of colours is.
#[cfg(test)]
pub(crate) mod contrast {
    /// The usual values of the 16 colours on a text console.
    pub const USUAL: [[u8; 3]; 16] = [
        [0, 0, 0],
        [170, 0, 0],
        [0, 170, 0],
        [170, 85, 0],
        [0, 0, 170],
        [170, 0, 170],
        [0, 170, 170],
        [170, 170, 170],
        [85, 85, 85],
        [255, 85, 85],
        [85, 255, 85],
        [255, 255, 85],
        [85, 85, 255],
        [255, 85, 255],
        [85, 255, 255],
        [255, 255, 255],
    ];

    /// Contrast (WCAG 2.2).
    pub fn contrast(one: [u8; 3], two: [u8; 3]) -> f64 {
        let (a, b) = (luminance(one), luminance(two));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Relative luminance (WCAG 2.2).
    fn luminance(rgb: [u8; 3]) -> f64 {
        let linear = rgb.map(|c| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn black_is_never_bold() {
        for role in Role::ALL {
            let (fg, _, bold) = role.pair();
            assert!(!(bold && fg == Color::Black), "{role:?}");
        }
    }

    #[test]
    fn backgrounds_are_of_the_eight() {
        for role in Role::ALL {
            let (_, bg, _) = role.pair();
            assert!(matches!(bg, Color::Black | Color::Blue | Color::Gray | Color::Cyan | Color::Red), "{role:?}");
        }
    }
}
