//! Byte sequences by table, and a terminal emulator as the judge of random screens.

use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::*;
use crate::tui::palette;

const SIZE: Size = Size { width: 12, height: 5 };

/// Keeps every write apart.
#[derive(Default)]
struct Writes(Vec<Vec<u8>>);

impl Write for Writes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.push(bytes.to_vec());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn thin(level: Level) -> Thin<Writes> {
    Thin::new(Writes::default(), || SIZE, level, (Color::Gray, Color::Black))
}

type Drawn<'a> = (u16, u16, &'a str, Style);

/// Draws cells in order on an erased screen and returns what was sent for them, `^` for escape.
fn sent(level: Level, cells: &[Drawn]) -> String {
    let mut thin = thin(level);
    thin.clear().unwrap();
    thin.flush().unwrap();
    for (x, y, symbol, style) in cells {
        let mut cell = Cell::default();
        cell.set_symbol(symbol).set_style(*style);
        thin.draw([(*x, *y, &cell)].into_iter()).unwrap();
    }
    thin.flush().unwrap();
    assert!(thin.out.0.len() <= 2, "one flush is one write");
    let bytes = thin.out.0.get(1).cloned().unwrap_or_default();
    String::from_utf8(bytes).unwrap().replace('\x1b', "^").replace('\x08', "<")
}

#[test]
fn moves_are_the_shortest() {
    let s = Style::new();
    for (cells, bytes) in [
        (&[(0, 0, "a", s), (1, 0, "b", s)][..], "ab"),
        (&[(0, 0, "a", s), (2, 0, "b", s)], "a^[Cb"),
        (&[(0, 0, "a", s), (9, 0, "b", s)], "a^[8Cb"),
        (&[(3, 0, "a", s), (0, 0, "b", s)], "^[3Ca\rb"),
        (&[(3, 0, "a", s), (3, 0, "b", s)], "^[3Ca<b"),
        (&[(8, 0, "a", s), (2, 0, "b", s)], "^[8Ca^[7Db"),
        (&[(0, 0, "a", s), (1, 1, "b", s)], "a^[Bb"),
        (&[(0, 0, "a", s), (1, 4, "b", s)], "a^[4Bb"),
        (&[(4, 3, "a", s), (5, 1, "b", s)], "^[4;5Ha^[2Ab"),
        (&[(4, 3, "a", s), (0, 4, "b", s)], "^[4;5Ha^[5Hb"),
        // Beyond the right margin the cursor's place is not certain.
        (&[(11, 0, "a", s), (0, 1, "b", s)], "^[11Ca^[2Hb"),
        (&[(11, 0, "a", s), (11, 0, "b", s)], "^[11Ca^[1;12Hb"),
        // Nor after a wide, a composed-on-the-way or a symbol character.
        (&[(0, 0, "ễ", s), (1, 0, "b", s)], "ễb"),
        (&[(0, 0, "│", s), (1, 0, "b", s)], "│b"),
        (&[(0, 0, "字", s), (2, 0, "b", s)], "字^[1;3Hb"),
        (&[(0, 0, "☎", s), (1, 0, "b", s)], "☎^[1;2Hb"),
        (&[(0, 0, "e\u{302}\u{303}", s), (1, 0, "b", s)], "ễ^[1;2Hb"),
    ] {
        assert_eq!(sent(Level::Full16, cells), bytes, "{cells:?}");
    }
}

#[test]
fn nothing_but_printable_text_is_sent() {
    let s = Style::new();
    for (symbol, shown) in
        [("\x1b", "?"), ("a\x07", "?"), ("\u{9b}", "?"), ("", " "), ("\u{301}", " "), ("\u{202e}", " ")]
    {
        assert_eq!(sent(Level::Full16, &[(0, 0, symbol, s), (1, 0, "b", s)]), format!("{shown}b"), "{symbol:?}");
    }
}

#[test]
fn only_changes_of_look_are_sent() {
    let s = Style::new();
    let pair = |a: Style, b: Style| [(0, 0, "a", a), (1, 0, "b", b)];
    for (cells, bytes) in [
        (pair(s.fg(Color::Gray), s.bg(Color::Black)), "ab"),
        (pair(s.fg(Color::Red), s.fg(Color::Red).bg(Color::Blue)), "^[31ma^[44mb"),
        (pair(s.fg(Color::White), s), "^[97ma^[22;37mb"),
        (pair(s.fg(Color::White), s.fg(Color::LightRed)), "^[97ma^[91mb"),
        (pair(s.fg(Color::White).bold(), s.fg(Color::White)), "^[1;97ma^[22;97mb"),
        (pair(s.bold(), s), "^[1ma^[22mb"),
        (pair(s.fg(Color::White).bold(), s.bold()), "^[1;97ma^[22;1;37mb"),
        (pair(s.reversed(), s), "^[7ma^[27mb"),
        (pair(s.italic().underlined().dim(), s), "ab"),
        (pair(s.bg(Color::LightBlue), s.bg(Color::Blue)), "^[44mab"),
        (pair(s.fg(Color::Indexed(12)), s.fg(Color::Indexed(200))), "^[94ma^[22;37mb"),
        (pair(s.fg(Color::Gray).bg(Color::White), s), "^[30;47ma^[37;40mb"),
    ] {
        assert_eq!(sent(Level::Full16, &cells), bytes, "{cells:?}");
    }
}

#[test]
fn fewer_colours_keep_the_text_readable() {
    let s = Style::new();
    for (level, style, bytes) in [
        (Level::OwnEight, s.fg(Color::LightRed), "^[31ma"),
        (Level::OwnEight, s.fg(Color::DarkGray), "a"),
        (Level::OwnEight, s.fg(Color::White).bg(Color::Blue), "^[44ma"),
        (Level::Eight, s.fg(Color::LightRed), "a"),
        (Level::Eight, s.fg(Color::LightCyan), "^[36ma"),
        (Level::Eight, s.fg(Color::Black).bg(Color::Cyan), "^[30;46ma"),
        (Level::Eight, s.fg(Color::White).bg(Color::Gray), "^[30;47ma"),
        (Level::Mono, s.fg(Color::Red), "a"),
        (Level::Mono, s.bg(Color::Red).bold(), "^[1;7ma"),
        (Level::Mono, s.bg(Color::Red).reversed(), "a"),
    ] {
        assert_eq!(sent(level, &[(0, 0, "a", style)]), bytes, "{level:?} {style:?}");
    }
}

#[test]
fn the_level_follows_the_surroundings() {
    for (no_color, term, console, level) in [
        (false, "linux", Some(true), Level::Full16),
        (false, "linux", Some(false), Level::OwnEight),
        (false, "linux", None, Level::Full16),
        (false, "xterm-256color", None, Level::Full16),
        (true, "linux", Some(true), Level::Mono),
        (false, "vt220", None, Level::Mono),
        (false, "", None, Level::Eight),
    ] {
        assert_eq!(Level::detect(no_color, term, console), level, "{no_color} {term}");
    }
}

/// Every pair that the theme has, as each kind of terminal shows it, has a contrast of 7:1.
#[test]
fn every_role_is_readable_at_every_level() {
    use crate::ui::theme::Role;
    use crate::ui::theme::contrast::{USUAL, contrast};
    for (level, palette) in [
        (Level::Full16, &USUAL),
        (Level::Full16, &palette::OWN),
        (Level::OwnEight, &palette::OWN),
        (Level::Eight, &USUAL),
    ] {
        for role in Role::ALL {
            let mut cell = Cell::default();
            cell.set_style(role.style());
            let pen = thin(level).pen_of(&cell);
            let seen = contrast(palette[usize::from(pen.fg)], palette[usize::from(pen.bg)]);
            assert!(seen >= 7.0, "{level:?} {role:?}: {seen:.1}:1");
        }
    }
}

#[test]
fn a_terminal_without_a_sign_gets_its_stand_in() {
    let mut thin = thin(Level::Full16).with_glyphs(Glyphs::Ascii);
    let mut cell = Cell::default();
    cell.set_symbol("Ễ");
    thin.draw([(0, 0, &cell)].into_iter()).unwrap();
    thin.flush().unwrap();
    let sent = String::from_utf8(thin.out.0.concat()).unwrap();
    assert!(sent.contains('E') && !sent.contains('Ễ'), "{sent:?}");
}

#[test]
fn a_draw_is_one_write_and_an_equal_draw_none() {
    let mut terminal = Terminal::new(thin(Level::Full16)).unwrap();
    terminal.resize(Rect::from(((0, 0).into(), SIZE))).unwrap();
    let mut field = |text: &str| {
        terminal
            .draw(|frame| {
                frame.buffer_mut().set_string(0, 1, text, Style::new());
                let x = u16::try_from(text.chars().count()).unwrap();
                frame.set_cursor_position((x, 1));
            })
            .unwrap();
        terminal.backend_mut().out.0.drain(..).map(|w| String::from_utf8(w).unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(field(""), ["\x1b[0;37;40m\x1b[2J\x1b[H\x1b[B\x1b[?25h"]);
    assert!(field("").is_empty());
    assert_eq!(field("đ"), ["đ"]);
    assert_eq!(field("đi"), ["i"]);
    assert_eq!(field("đ"), ["\x08 \x08"]);
}

#[test]
fn a_hidden_cursor_is_not_moved() {
    let mut thin = thin(Level::Full16);
    thin.clear().unwrap();
    thin.flush().unwrap();
    assert!(String::from_utf8(thin.out.0.remove(0)).unwrap().ends_with("\x1b[?25l"));
    thin.set_cursor_position((3, 3)).unwrap();
    thin.hide_cursor().unwrap();
    thin.flush().unwrap();
    assert!(thin.out.0.is_empty());
    thin.show_cursor().unwrap();
    thin.flush().unwrap();
    assert_eq!(thin.out.0, [b"\x1b[4;4H\x1b[?25h".to_vec()]);
    assert_eq!(thin.get_cursor_position().unwrap(), Position::new(3, 3));
}

#[test]
fn a_failed_write_is_told_and_nothing_is_taken_for_shown() {
    struct Gone;
    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut thin = Thin::new(Gone, || SIZE, Level::Full16, (Color::Gray, Color::Black));
    thin.clear().unwrap();
    assert!(thin.flush().is_err());
    assert_eq!((thin.pen, thin.at, thin.shown), (None, None, None));
    assert!(thin.bytes.is_empty());
}

/// One screen: cells that differ from blank, and the cursor.
type Picture = (Vec<(u16, u16, &'static str, Style)>, Option<(u16, u16)>);

fn colours() -> impl Strategy<Value = Color> {
    prop_oneof![Just(Color::Reset), (0u8..16).prop_map(Color::Indexed)]
}

fn pictures() -> impl Strategy<Value = Picture> {
    let symbol = prop::sample::select(vec!["a", " ", "ễ", "Ờ", "đ", "ỹ", "│", "█", "₫", "…", "✓", "e\u{301}"]);
    let modifier = prop::sample::select(vec![
        Modifier::empty(),
        Modifier::BOLD,
        Modifier::REVERSED,
        Modifier::BOLD | Modifier::REVERSED,
        Modifier::UNDERLINED,
    ]);
    let style = (colours(), colours(), modifier).prop_map(|(fg, bg, m)| Style::new().fg(fg).bg(bg).add_modifier(m));
    let cell = (0..SIZE.width, 0..SIZE.height, symbol, style);
    let cursor = prop::option::of((0..SIZE.width, 0..SIZE.height));
    (prop::collection::vec(cell, 0..60), cursor)
}

fn paint(buffer: &mut Buffer, picture: &Picture) {
    for (x, y, symbol, style) in &picture.0 {
        buffer.set_string(*x, *y, symbol, *style);
    }
}

/// Whether the emulator shows what the buffer holds.
fn compare(thin: &Thin<Writes>, screen: &vt100::Screen, buffer: &Buffer) -> Result<(), TestCaseError> {
    for y in 0..SIZE.height {
        for x in 0..SIZE.width {
            let (cell, shown) = (&buffer[(x, y)], screen.cell(y, x).unwrap());
            let symbol = if shown.contents().is_empty() { " " } else { shown.contents() };
            prop_assert_eq!(symbol, text::nfc(cell.symbol()), "at {},{}", x, y);
            let pen = thin.pen_of(cell);
            let look = Pen {
                fg: index(shown.fgcolor()),
                bg: index(shown.bgcolor()),
                bold: shown.bold(),
                reversed: shown.inverse(),
            };
            // Only the background of a blank can be seen.
            let blank = symbol == " " && !look.reversed && !pen.reversed;
            prop_assert!(if blank { look.bg == pen.bg } else { look == pen }, "at {},{}: {:?} {:?}", x, y, look, pen);
        }
    }
    Ok(())
}

fn index(colour: vt100::Color) -> u8 {
    match colour {
        vt100::Color::Idx(n) => n,
        other => panic!("a default colour was sent: {other:?}"),
    }
}

proptest! {
    #[test]
    fn an_emulator_shows_what_was_drawn(pictures in prop::collection::vec(pictures(), 1..5), again in 0usize..5) {
        let mut emulator = vt100::Parser::new(SIZE.height, SIZE.width, 0);
        // What another program left behind.
        emulator.process("\x1b[35;46;4mx".repeat(30).as_bytes());
        let mut terminal = Terminal::new(thin(Level::Full16)).unwrap();
        for (i, picture) in pictures.iter().enumerate() {
            if i == 0 || i == again {
                emulator.process(b"\x1b[1;2Hnoise");
                terminal.resize(Rect::from(((0, 0).into(), SIZE))).unwrap();
            }
            let drawn = terminal.draw(|frame| {
                paint(frame.buffer_mut(), picture);
                if let Some(at) = picture.1 {
                    frame.set_cursor_position(at);
                }
            }).unwrap().buffer.clone();
            let writes = std::mem::take(&mut terminal.backend_mut().out.0);
            prop_assert!(writes.len() <= 1);
            emulator.process(&writes.concat());
            let screen = emulator.screen();
            compare(terminal.backend(), screen, &drawn)?;
            prop_assert_eq!(screen.hide_cursor(), picture.1.is_none());
            if let Some((x, y)) = picture.1 {
                prop_assert_eq!(screen.cursor_position(), (y, x));
            }
        }
    }
}
