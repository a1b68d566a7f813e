//! The keyboard on the screen, as on a phone: for fingers, for the mouse, and by arrows. The keyboard on the table works
//! beside it at any time.

use super::{Asks, Focus, Player};
use crate::app::event::Key;
use crate::lesson::model::Rule;
use crate::sim::content;
use crate::text;
use crate::time::Moment;
use crate::typing::Kind;

/// A key on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BoardKey {
    /// A letter, digit or sign, as if it was typed: the input method composes letters. A digit stays one, by VNI too:
    /// marks have keys of their own here.
    Char(char),
    /// A letter with its mark.
    Marked(char),
    /// A tone for the word before the cursor, as the key of Telex for it.
    Tone(char),
    /// Capitals for the next letter.
    Shift,
    /// The other layer: letters, or digits and signs.
    Layer,
    /// Deletes the letter before the cursor.
    Backspace,
    /// A space.
    Space,
    /// To the next thing, as Enter does.
    Done,
}

/// The keyboard on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Board {
    /// The key that Enter presses: row and place in it; `None` while fingers or the mouse use it.
    pub at: Option<(usize, usize)>,
    /// The next letter is a capital.
    pub shift: bool,
    /// Digits and signs are shown.
    pub signs: bool,
}

const LETTERS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
const SIGNS: [&str; 3] = ["1234567890", "@#$%&*-+()", "!\"':;/?_="];
const MARKED: &str = "ăâđêôơư";
/// Keys of Telex: acute, grave, hook, tilde, dot below.
const TONES: &str = "sfrxj";
const NUMBERS: [&str; 2] = ["12345", "67890"];

impl Board {
    fn new(at: Option<(usize, usize)>) -> Board {
        Board { at, shift: false, signs: false }
    }

    /// Its keys, row by row, for a field of a rule; `plain`: no Vietnamese is composed in it.
    pub fn rows(&self, rule: Rule, plain: bool) -> Vec<Vec<BoardKey>> {
        let kind = content::kind(rule);
        if matches!(kind, Kind::Digits | Kind::Phone | Kind::Date | Kind::Money) {
            return numbers(kind);
        }
        let chars = |row: &str| row.chars().map(|c| BoardKey::Char(self.cased(c))).collect::<Vec<_>>();
        let [top, middle, low] = if self.signs { SIGNS } else { LETTERS };
        let mut rows = Vec::new();
        if !plain && !self.signs {
            let marked = MARKED.chars().map(|c| BoardKey::Marked(self.cased(c)));
            rows.push(marked.chain(TONES.chars().map(BoardKey::Tone)).collect());
        }
        rows.extend([chars(top), chars(middle)]);
        let mut low = chars(low);
        if !self.signs {
            low.insert(0, BoardKey::Shift);
        }
        low.push(BoardKey::Backspace);
        rows.push(low);
        let around = [BoardKey::Char(','), BoardKey::Space, BoardKey::Char('.'), BoardKey::Char('@')];
        rows.push([BoardKey::Layer].into_iter().chain(around).chain([BoardKey::Done]).collect());
        rows
    }

    fn cased(&self, c: char) -> char {
        if self.shift { c.to_uppercase().next().unwrap_or(c) } else { c }
    }

    /// The key that Enter presses, as far as these rows have it: another field may have fewer.
    fn at_in(&self, rows: &[Vec<BoardKey>]) -> Option<(usize, usize)> {
        let (row, place) = self.at?;
        let row = row.min(rows.len().checked_sub(1)?);
        Some((row, place.min(rows.get(row)?.len().checked_sub(1)?)))
    }

    /// Moves to another key; into a shorter row to its last one.
    fn steer(&mut self, rows: &[Vec<BoardKey>], key: Key) {
        let Some((row, place)) = self.at_in(rows) else { return };
        let last = |row: usize| rows.get(row).map_or(0, |keys| keys.len().saturating_sub(1));
        let lowest = rows.len().saturating_sub(1);
        let (row, place) = match key {
            Key::Up => (row.saturating_sub(1), place),
            Key::Down => ((row + 1).min(lowest), place),
            Key::Left => (row, place.saturating_sub(1)),
            Key::Right => (row, place + 1),
            _ => (row, place),
        };
        self.at = Some((row, place.min(last(row))));
    }
}

/// Digits in two rows of five, with the signs that belong to them.
fn numbers(kind: Kind) -> Vec<Vec<BoardKey>> {
    let mut rows: Vec<Vec<BoardKey>> = NUMBERS.iter().map(|row| row.chars().map(BoardKey::Char).collect()).collect();
    let sign = match kind {
        Kind::Date => Some('/'),
        Kind::Money => Some('.'),
        _ => None,
    };
    let last = sign.map(BoardKey::Char).into_iter().chain([BoardKey::Backspace, BoardKey::Done]);
    rows.push(last.collect());
    rows
}

impl Player {
    /// The keys of the keyboard on the screen, if it is shown.
    pub fn board_rows(&self) -> Option<Vec<Vec<BoardKey>>> {
        let board = self.board.filter(|_| self.auto.is_none() && self.open.is_none() && !self.on_keypad())?;
        let edit = self.edit.as_ref()?;
        let rule = self.session.lesson().world.fields[edit.field].rule;
        Some(board.rows(rule, edit.plain))
    }

    /// The key of the keyboard on the screen that Enter presses: row and place in it.
    pub fn board_at(&self) -> Option<(usize, usize)> {
        self.board?.at_in(&self.board_rows()?)
    }

    /// The key of the keyboard on the screen that is to be pressed next, where the next thing is to be written in the
    /// field in focus. Its own keys make a letter with its mark; the tone comes after it.
    pub fn next_board_key(&self) -> Option<BoardKey> {
        let (edit, text) = self.wanted_here()?;
        let (board, rows) = (self.board?, self.board_rows()?);
        let (erase, rest) = self.way(edit.line.text(), &text);
        let tone = tone_to_come(edit.line.text(), &text).filter(|_| !edit.plain);
        let key = match (erase, tone, text::graphemes(&rest).next()) {
            (0, Some(tone), _) => BoardKey::Tone(tone),
            (0, None, None) => BoardKey::Done,
            (0, None, Some(" ")) => BoardKey::Space,
            (0, None, Some(letter)) if edit.plain => BoardKey::Char(letter.chars().next()?),
            (0, None, Some(letter)) => key_of(letter)?,
            _ => BoardKey::Backspace,
        };
        let shown = |key: BoardKey| rows.iter().flatten().any(|known| *known == key);
        let other_case = match key {
            BoardKey::Char(c) | BoardKey::Marked(c) => c.is_alphabetic() && c.is_uppercase() != board.shift,
            _ => false,
        };
        let through = if other_case && shown(BoardKey::Shift) { BoardKey::Shift } else { BoardKey::Layer };
        [key, through].into_iter().find(|key| shown(*key))
    }

    /// Whether there is something to type with a keyboard on the screen.
    pub fn can_have_board(&self) -> bool {
        self.edit.is_some() && !self.on_keypad() && self.auto.is_none() && !self.settings.by_lines
    }

    /// Whether the arrows go over the keys on the screen.
    pub fn steers_board(&self) -> bool {
        self.board.is_some_and(|board| board.at.is_some()) && self.board_rows().is_some()
    }

    /// F6: brings the keyboard, with the arrows in it, or takes it away.
    pub(super) fn toggle_board(&mut self) {
        if let Some(edit) = &mut self.edit {
            edit.line.end(); // the arrows move it no more
        }
        self.board = match self.board {
            Some(board) if board.at.is_some() => None,
            Some(board) => Some(Board { at: Some((0, 0)), ..board }),
            None => Some(Board::new(Some((0, 0)))),
        };
    }

    /// A field was touched: the keyboard comes, as on a phone.
    pub(super) fn touch_board(&mut self) {
        if !self.settings.by_lines {
            self.board.get_or_insert(Board::new(None));
        }
    }

    /// A key while the arrows go over the keyboard; `None` if it means something else.
    pub(super) fn board_key(&mut self, key: Key, now: Moment) -> Option<Vec<Asks>> {
        let rows = self.board_rows().filter(|_| self.steers_board())?;
        let board = self.board.as_mut()?;
        match key {
            Key::Up | Key::Down | Key::Left | Key::Right => {
                board.steer(&rows, key);
                Some(Vec::new())
            }
            Key::Enter => {
                let (row, place) = board.at_in(&rows)?;
                let pressed = rows.get(row).and_then(|keys| keys.get(place)).copied()?;
                Some(self.press(pressed, now))
            }
            Key::Escape => {
                self.board = None;
                Some(Vec::new())
            }
            _ => None,
        }
    }

    /// A key on the screen is pressed.
    pub(super) fn press(&mut self, key: BoardKey, now: Moment) -> Vec<Asks> {
        if key == BoardKey::Done {
            let Focus::Widget(widget) = self.focus else { return Vec::new() };
            let field = self.session.lesson().world.widgets[widget].kind.typed();
            return field.map_or_else(Vec::new, |field| self.next_field(field, now));
        }
        let (Some(edit), Some(board)) = (&mut self.edit, &mut self.board) else { return Vec::new() };
        let shift = std::mem::take(&mut board.shift);
        match key {
            BoardKey::Char(c) if c.is_ascii_digit() && !edit.plain => edit.line.paste(c.encode_utf8(&mut [0; 4])),
            BoardKey::Char(c) => self.edit_key(Key::Char(c)),
            BoardKey::Marked(c) => edit.line.paste(c.encode_utf8(&mut [0; 4])),
            BoardKey::Tone(key) => edit.line.tone(key),
            BoardKey::Space => self.edit_key(Key::Char(' ')),
            BoardKey::Backspace => self.edit_key(Key::Backspace),
            BoardKey::Shift => board.shift = !shift,
            BoardKey::Layer => board.signs = !board.signs,
            BoardKey::Done => {}
        }
        if key == BoardKey::Layer {
            self.stay_on_layer();
        }
        self.session.typing(now);
        Vec::new()
    }

    /// The other layer has its own rows: what was pressed stays under the bracket.
    fn stay_on_layer(&mut self) {
        let rows = self.board_rows().unwrap_or_default();
        let place = |keys: &Vec<BoardKey>| keys.iter().position(|key| *key == BoardKey::Layer);
        let at = rows.iter().enumerate().find_map(|(row, keys)| Some((row, place(keys)?)));
        if let Some(board) = self.board.as_mut().filter(|board| board.at.is_some()) {
            board.at = at;
        }
    }
}

/// Marks of tones, with the keys of Telex for them.
const TONE_MARKS: [(char, char); 5] =
    [('\u{301}', 's'), ('\u{300}', 'f'), ('\u{309}', 'r'), ('\u{303}', 'x'), ('\u{323}', 'j')];

/// A letter without its tone, and the key of the tone.
fn toneless(letter: &str) -> (String, Option<char>) {
    let tone = |mark: char| TONE_MARKS.iter().find(|(tone, _)| *tone == mark).map(|(_, key)| *key);
    let (mut base, mut key) = (String::new(), None);
    for (plain, marks) in text::letters(letter) {
        key = marks.iter().find_map(|mark| tone(*mark)).or(key);
        let shape: String = marks.into_iter().filter(|mark| tone(*mark).is_none()).collect();
        match (plain, shape.as_str()) {
            ('d', "\u{335}") => base.push('đ'),
            ('D', "\u{335}") => base.push('Đ'),
            _ => base.push_str(&text::nfc(&format!("{plain}{shape}"))),
        }
    }
    (base, key)
}

/// The key that makes a letter without its tone.
fn key_of(letter: &str) -> Option<BoardKey> {
    let c = toneless(letter).0.chars().next()?;
    let marked = c.to_lowercase().all(|small| MARKED.contains(small));
    Some(if marked { BoardKey::Marked(c) } else { BoardKey::Char(c) })
}

/// The tone that the last letter still lacks, if it is the wanted one but for that.
fn tone_to_come(typed: &str, wanted: &str) -> Option<char> {
    let at = text::graphemes(typed).count().checked_sub(1)?;
    let (typed, wanted) = (text::graphemes(typed).nth(at)?, text::graphemes(wanted).nth(at)?);
    let (base, tone) = toneless(wanted);
    tone.filter(|_| typed.to_lowercase() == base.to_lowercase())
}
