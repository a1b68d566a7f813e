//! Widgets that are pictures rather than lines: switch, digit keys, image, QR code, viewfinder, table, caller.

use super::rows::Ctx;
use super::thing::Thing;
use crate::app::player::{Cap, Focus};
use crate::app::{Key, Target};
use crate::lesson::model::{Lens, Look, WidgetKind};
use crate::lesson::table::WidgetId;
use crate::sim;
use crate::text;
use crate::ui::canvas::Line;
use crate::ui::qr;
use crate::ui::theme::{GLYPHS, Role};

/// Columns of a viewfinder, without its frame.
const VIEW: usize = 24;

/// Columns between two columns of a table.
const GAP: usize = 2;

impl Ctx<'_> {
    /// `[ BẬT ● ] Đăng nhập bằng vân tay`: word and side of the knob say it without colour.
    pub fn switch(&self, id: WidgetId, on: bool, label: &str) -> Vec<Line> {
        let t = self.kiosk.strings();
        let knob = GLYPHS.knob;
        let sign = if on { format!("[ {} {knob}]", t.switch_on) } else { format!("[{knob} {} ]", t.switch_off) };
        self.signed(Focus::Widget(id), Target::Widget(id), &sign, label)
    }

    /// The digits in three columns as on a phone; in two rows where there is little room.
    pub fn keys(&self, id: WidgetId) -> Vec<Line> {
        let t = self.kiosk.strings();
        let digit = |n: char| (n.to_string(), Key::Char(n));
        let mut keys: Vec<(String, Key)> = ('1'..='9').map(digit).collect();
        keys.push((t.pad_erase.to_owned(), Key::Backspace));
        keys.push(digit('0'));
        keys.push((t.pad_next.to_owned(), Key::Enter));
        let columns = if self.is_low() { 6 } else { 3 };
        let widest = keys.iter().map(|(name, _)| text::width(name)).max().unwrap_or(1);
        let most = usize::from(self.width.saturating_sub(2)) / columns;
        // An odd number of columns inside, so that a digit stands in the middle.
        let cell = (widest + 6 - widest % 2).min(most);
        let left = usize::from(self.width).saturating_sub(cell * columns) / 2;
        let row = |keys: &[(String, Key)]| {
            let start = Line::of(" ".repeat(left), Role::Device);
            keys.iter().fold(start, |line, (name, key)| {
                let text = centred(&format!("[{}]", centred(name, cell.saturating_sub(3))), cell);
                line.and_on(text, Role::Device, Target::Pad(id, *key))
            })
        };
        keys.chunks(columns).map(row).collect()
    }

    /// The lines in the middle, what they show in words below.
    pub fn image<S: AsRef<str>>(&self, lines: &[S], label: &str) -> Vec<Line> {
        let widest = lines.iter().map(|line| text::width(line.as_ref())).max().unwrap_or(0);
        let left = " ".repeat(usize::from(self.width).saturating_sub(widest) / 2);
        let mut drawn: Vec<Line> =
            lines.iter().map(|line| Line::of(format!("{left}{}", line.as_ref()), Role::Device)).collect();
        drawn.extend(self.middle(label, Role::Device));
        drawn
    }

    /// A picture of the keyboard: what is to be pressed next stands in brackets, so that it is seen without colour too.
    pub fn keyboard<S: AsRef<str>>(&self, lines: &[S], label: &str) -> Vec<Line> {
        let next = self.player.next_caps();
        let mut drawn = self.image(lines, label);
        for line in drawn.iter_mut().take(lines.len()) {
            *line = pressed(&line.text(), &next);
        }
        drawn
    }

    /// A text in the middle, over as many lines as it takes.
    fn middle(&self, content: &str, role: Role) -> Vec<Line> {
        let width = usize::from(self.width);
        let lines = text::wrap(content, width.saturating_sub(4)).into_iter();
        lines.map(|line| Line::of(" ".repeat(width.saturating_sub(text::width(&line)) / 2) + &line, role)).collect()
    }

    /// A real code where it fits, else a box that says that it is one.
    pub fn qr(&self, content: Option<&str>, label: &str) -> Vec<Line> {
        let width = usize::from(self.width);
        let caption = self.middle(label, Role::Device);
        let code = content.and_then(qr::lines).filter(|code| {
            let size = code.first().map_or(0, |line| text::width(line));
            size <= width && code.len() + caption.len() <= self.height
        });
        match code {
            Some(code) => {
                let draw = |line: String| qr::centred(text::width(&line), line, width);
                code.into_iter().map(draw).chain(caption).collect()
            }
            None => self.card(self.kiosk.strings().practice_qr, &[label.to_owned()]),
        }
    }

    /// What the camera sees, with a frame by which it is held; what it can be aimed at follows.
    pub fn camera(&self, lens: Lens, label: &str) -> Vec<Line> {
        let t = self.kiosk.strings();
        let mut lines = self.texts(label, Role::Device);
        let [qr, card, face] = t.viewfinder;
        let (hold, frame): (_, fn(&str, bool) -> Vec<String>) = match lens {
            Lens::Qr => (qr, corners),
            Lens::Card => (card, card_frame),
            Lens::Face => (face, oval),
        };
        let left = " ".repeat(usize::from(self.width).saturating_sub(VIEW + 2) / 2);
        lines
            .extend(frame(hold, self.is_low()).into_iter().map(|line| Line::of(format!("{left}{line}"), Role::Device)));
        if self.aims() {
            lines.extend(self.texts(t.aim_at, Role::Device));
        }
        lines
    }

    fn aims(&self) -> bool {
        let session = &self.player.session;
        let world = &session.lesson().world;
        let mut shown = sim::visible_widgets(world, session.state());
        shown.any(|id| matches!(world.widgets[id].kind, WidgetKind::Press { look: Look::Aim, .. }))
    }

    /// Columns side by side; where they do not fit, each cell on a line of its own with the name of its column.
    pub fn table(&self, title: &str, head: &[String], rows: &[Vec<String>]) -> Vec<Line> {
        let mut lines = if title.is_empty() { Vec::new() } else { self.texts(title, Role::Device) };
        let all = || std::iter::once(head).chain(rows.iter().map(Vec::as_slice));
        let width = |column: usize| all().filter_map(|row| row.get(column)).map(|cell| text::width(cell)).max();
        let widths: Vec<usize> = (0..head.len()).map(|column| width(column).unwrap_or(0)).collect();
        let total = widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
        if total + 4 > usize::from(self.width) {
            lines.extend(self.stacked(head, rows));
            return lines;
        }
        let row = |cells: &[String], role| {
            let pad = |(cell, width): (&String, &usize)| {
                format!("{cell}{}", " ".repeat(width.saturating_sub(text::width(cell)) + GAP))
            };
            let text: String = cells.iter().zip(&widths).map(pad).collect();
            Line::of(format!("  {}", text.trim_end()), role)
        };
        lines.push(row(head, Role::Device));
        lines.push(Line::of(format!("  {}", GLYPHS.horizontal.repeat(total)), Role::Device));
        lines.extend(rows.iter().map(|cells| row(cells, Role::Device)));
        lines
    }

    fn stacked(&self, head: &[String], rows: &[Vec<String>]) -> Vec<Line> {
        let rule = GLYPHS.horizontal.repeat(usize::from(self.width.saturating_sub(4)));
        let mut lines = Vec::new();
        for row in rows {
            lines.push(Line::of(format!("  {rule}"), Role::Device));
            for (name, cell) in head.iter().zip(row) {
                lines.extend(self.texts(&format!("**{name}**: {cell}"), Role::Device));
            }
        }
        lines
    }

    /// Who calls, large: alone between two lines, in the middle.
    pub fn caller(&self, who: &str) -> Thing {
        let rule = Line::of(GLYPHS.horizontal.repeat(usize::from(self.width)), Role::Device);
        let mut lines = vec![rule.clone()];
        if !self.is_low() {
            lines.push(Line::default());
        }
        let rings = format!("((( {who} )))");
        let fits = text::width(&rings) + 4 <= usize::from(self.width);
        lines.extend(self.middle(if fits { &rings } else { who }, Role::Device));
        if !self.is_low() {
            lines.push(Line::default());
        }
        lines.push(rule);
        Thing::still(lines)
    }
}

/// What stands between two keys of a picture: a blank, or the bump of the key before it, which fingers feel.
const BETWEEN: [char; 2] = [' ', '_'];

/// A line of a keyboard with these keys in brackets: ` Q[W]E R`.
fn pressed(line: &str, next: &[Cap]) -> Line {
    let mut drawn = Line::default();
    let mut rest = line;
    while let Some(start) = rest.find(|c| !BETWEEN.contains(&c)) {
        let (lead, word) = rest.split_at(start);
        let (word, tail) = word.split_at(word.find(BETWEEN).unwrap_or(word.len()));
        let opens = lead.strip_suffix(BETWEEN).filter(|_| next.iter().any(|cap| is_printed(*cap, word)));
        rest = tail;
        if let Some((lead, tail)) = opens.zip(tail.strip_prefix(BETWEEN)) {
            drawn = drawn.and(lead, Role::Device).and(format!("[{word}]"), Role::Pointed);
            rest = tail;
        } else {
            drawn = drawn.and(format!("{lead}{word}"), Role::Device);
        }
    }
    drawn.and(rest, Role::Device)
}

/// Whether this is printed on a key.
fn is_printed(cap: Cap, word: &str) -> bool {
    match cap {
        Cap::Sign(sign) => word.chars().eq(sign.to_uppercase()),
        Cap::Shift => word == "Shift",
        Cap::Space => matches!(word, "cách" | "Space"),
        Cap::CapsLock => word == "Caps",
        Cap::Backspace => word == GLYPHS.back || word == "Backspace",
        Cap::Enter => word == "Enter",
    }
}

/// A text in the middle of so many columns.
fn centred(content: &str, columns: usize) -> String {
    let free = columns.saturating_sub(text::width(content));
    format!("{}{content}{}", " ".repeat(free / 2), " ".repeat(free - free / 2))
}

/// Marks at the four corners.
fn corners(hold: &str, low: bool) -> Vec<String> {
    let [top_left, top_right, low_left, low_right] = GLYPHS.corners;
    let (bit, free) = (GLYPHS.horizontal.repeat(3), " ".repeat(VIEW - 6));
    let side = format!("{side}{}{side}", " ".repeat(VIEW), side = GLYPHS.vertical);
    let mut lines = vec![format!("{top_left}{bit}{free}{bit}{top_right}")];
    lines.extend((!low).then(|| side.clone()));
    lines.push(format!(" {} ", centred(hold, VIEW)));
    lines.extend((!low).then_some(side));
    lines.push(format!("{low_left}{bit}{free}{bit}{low_right}"));
    lines
}

/// A frame of the shape of a card.
fn card_frame(hold: &str, low: bool) -> Vec<String> {
    let [top_left, top_right, low_left, low_right] = GLYPHS.corners;
    let rule = GLYPHS.horizontal.repeat(VIEW);
    let row = |content: &str| format!("{side}{}{side}", centred(content, VIEW), side = GLYPHS.vertical);
    let mut lines = vec![format!("{top_left}{rule}{top_right}")];
    lines.extend((!low).then(|| row("")));
    lines.push(row(hold));
    lines.extend((!low).then(|| row("")));
    lines.push(format!("{low_left}{rule}{low_right}"));
    lines
}

/// A frame of the shape of a face.
fn oval(hold: &str, low: bool) -> Vec<String> {
    let rule = |columns: usize| GLYPHS.horizontal.repeat(columns);
    let row =
        |left: &str, columns: usize, right: &str| centred(&format!("{left}{}{right}", " ".repeat(columns)), VIEW + 2);
    let mut lines = vec![centred(&rule(VIEW - 8), VIEW + 2)];
    if !low {
        lines.push(row("/", VIEW - 6, "\\"));
    }
    lines.push(format!("{side}{}{side}", centred(hold, VIEW), side = GLYPHS.vertical));
    if !low {
        lines.push(row("\\", VIEW - 6, "/"));
    }
    lines.push(centred(&rule(VIEW - 8), VIEW + 2));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_key_stands_in_brackets() {
        let shift = [Cap::Shift, Cap::Sign('a')];
        for (line, next, drawn) in [
            ("  Q W E ", &[Cap::Sign('w')][..], "  Q[W]E "),
            (" A S D F_G J_K ", &[Cap::Sign('f')], " A S D[F]G J_K "),
            (" A S D F_G J_K ", &[Cap::Sign('k')], " A S D F_G J[K]"),
            (" F_G ", &[Cap::Sign('g')], " F[G]"),
            (" Shift A ", &shift, "[Shift]A "),
            (" Caps  A ", &shift, " Caps [A]"),
            (" - ← ", &[Cap::Backspace], " -[←]"),
            (" ── cách ── ", &[Cap::Space], " ──[cách]── "),
            (" L Enter ", &[Cap::Enter], " L[Enter]"),
            ("Q W", &[Cap::Sign('q')], "Q W"),
            (" 1 2 ", &[], " 1 2 "),
            ("", &shift, ""),
            ("   ", &shift, "   "),
        ] {
            assert_eq!(pressed(line, next).text(), drawn, "{line}");
        }
    }
}
