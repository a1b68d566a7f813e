//! What the screen of the device holds, as lines of a given width: pure layout, used for drawing and for clicks.

use crate::app::player::{Focus, Open};
use crate::app::{Kiosk, Player, Target};
use crate::lesson::model::{Field, Look, WidgetKind};
use crate::lesson::table::{FieldId, WidgetId};
use crate::sim::{self, Needs};
use crate::text;
use crate::ui::canvas::{Line, wrapped};
use crate::ui::theme::{GLYPHS, Role};

/// Lines, with the range that each thing in focus takes.
pub struct Rows {
    /// The lines.
    pub lines: Vec<Line>,
    /// (thing, its first line, the line after its last).
    pub spots: Vec<(Focus, usize, usize)>,
    /// The line that must be seen: the chosen option of an open list.
    pub chosen: Option<usize>,
}

/// Everything that drawing a widget needs to know.
struct Ctx<'k> {
    kiosk: &'k Kiosk,
    player: &'k Player,
    width: u16,
    /// What the plan points at.
    pointed: Option<Focus>,
    /// The option that the plan points at.
    option: Option<usize>,
}

impl Rows {
    /// Lays out what the device shows. With room to spare, things stand apart.
    pub fn of(kiosk: &Kiosk, player: &Player, width: u16, height: usize) -> Rows {
        let guide = player.guide().filter(|_| player.points());
        let ctx = Ctx {
            kiosk,
            player,
            width,
            pointed: guide.as_ref().and_then(|guide| guide.target),
            option: guide.as_ref().and_then(|guide| guide.option),
        };
        let things = ctx.things();
        let lines: usize = things.iter().map(|(_, lines)| lines.len()).sum();
        let apart = lines + things.len() <= height;
        let mut rows = Rows { lines: Vec::new(), spots: Vec::new(), chosen: None };
        for (focus, lines) in things {
            if apart {
                rows.lines.push(Line::default());
            }
            let from = rows.lines.len();
            rows.lines.extend(lines);
            rows.spots.extend(focus.map(|focus| (focus, from, rows.lines.len())));
        }
        let chosen = player.open.map(|open| Target::Item(open.list.chosen));
        rows.chosen = rows.lines.iter().rposition(|line| chosen.is_some() && line.target == chosen);
        rows
    }

    /// The first line shown, so that what has the focus is seen whole, with the text above it where it fits.
    pub fn scroll(&self, height: usize, focus: Focus) -> usize {
        let most = self.lines.len().saturating_sub(height);
        if matches!(focus, Focus::DeviceBack | Focus::DeviceHome) {
            return most;
        }
        let Some((at, (_, from, to))) = self.spots.iter().enumerate().find(|(_, (f, ..))| *f == focus) else {
            return 0;
        };
        let last = at + 1 == self.spots.len();
        // Down to the next thing, so that it is seen that something follows.
        let wanted = if last { self.lines.len() } else { self.spots.get(at + 1).map_or(*to, |next| next.2) };
        let lowest = wanted.saturating_sub(height);
        let lowest = if last { most } else { lowest };
        // What is taller than the screen is seen from its top: the box before the notes below it.
        let offset = lowest.max(to.saturating_sub(height)).min(*from);
        let chosen = self.chosen.map_or(0, |line| (line + 1).saturating_sub(height));
        offset.max(chosen).min(most)
    }
}

impl Ctx<'_> {
    fn things(&self) -> Vec<(Option<Focus>, Vec<Line>)> {
        let session = &self.player.session;
        let world = &session.lesson().world;
        match sim::top(session.state()) {
            None => self.tiles(),
            Some(screen) if world.screens[screen].inbox => self.inbox(),
            Some(_) => sim::visible_widgets(world, session.state()).map(|id| self.widget(id)).collect(),
        }
    }

    fn tiles(&self) -> Vec<(Option<Focus>, Vec<Line>)> {
        let session = &self.player.session;
        let world = &session.lesson().world;
        let tile = |app| {
            let definition = &world.apps[app];
            let focus = Focus::Tile(app);
            let (role, lead, tail) = self.look(focus);
            let look = definition.tile.as_ref().map(|tile| (format!(" {:^3} ", tile.text), Role::Tile(tile.color)));
            let mut line = Line::of(lead, role);
            if let Some((sign, color)) = look {
                line = line.and(sign, color);
            }
            line = line.and(format!(" {}{tail}", definition.name), role);
            (Some(focus), vec![line.over(role).on(Target::Tile(app))])
        };
        sim::home_tiles(world, session.state()).map(tile).collect()
    }

    fn inbox(&self) -> Vec<(Option<Focus>, Vec<Line>)> {
        let mut things = Vec::new();
        for sms in self.player.session.inbox() {
            let mut lines = vec![Line::of(format!("  {}", sms.from), Role::DeviceStrong)];
            lines.extend(self.texts(&sms.text, Role::Device));
            things.push((None, lines));
        }
        if things.is_empty() {
            things.push((None, self.texts(self.kiosk.strings().empty_inbox, Role::Device)));
        }
        things
    }

    fn texts(&self, content: &str, role: Role) -> Vec<Line> {
        let lines = wrapped(content, self.width.saturating_sub(3), role, Role::DeviceStrong);
        lines.into_iter().map(|line| prefix(line, "  ", role)).collect()
    }

    /// Role, what stands before and what after: focus and pointer are seen without colour too.
    fn look(&self, focus: Focus) -> (Role, String, String) {
        let pointed = self.pointed == Some(focus);
        let tail = if pointed { format!(" {}", GLYPHS.point) } else { String::new() };
        if self.player.focus == focus {
            (Role::Focus, format!("{} ", GLYPHS.focus), tail)
        } else if pointed {
            (Role::Pointed, "  ".to_owned(), tail)
        } else {
            (Role::Device, "  ".to_owned(), tail)
        }
    }

    fn widget(&self, id: WidgetId) -> (Option<Focus>, Vec<Line>) {
        let session = &self.player.session;
        let widget = &session.lesson().world.widgets[id];
        let label = session.text(&widget.label);
        let focus = Focus::Widget(id);
        match &widget.kind {
            WidgetKind::Text => (None, self.texts(&label, Role::Device)),
            WidgetKind::Heading => (None, self.texts(&label, Role::DeviceStrong)),
            WidgetKind::Press { look, symbol, .. } => {
                let detail = widget.detail.as_ref().map(|detail| session.text(detail));
                let dim = Needs::of(&session.lesson().world, session.state(), id) != Needs::Nothing;
                (Some(focus), self.press(id, *look, symbol.as_deref(), &label, detail.as_deref(), dim))
            }
            WidgetKind::Field(field) | WidgetKind::Keypad(field) => (Some(focus), self.field(id, *field, &label)),
            WidgetKind::Choice(field) | WidgetKind::Radio(field) | WidgetKind::Upload(field) => {
                (Some(focus), self.choice(id, *field, &label))
            }
            WidgetKind::Checkbox(flag) | WidgetKind::Toggle(flag) => {
                let on = session.state().flag(*flag);
                let sign = if on { GLYPHS.check_on } else { GLYPHS.check_off };
                (Some(focus), self.block(focus, Target::Widget(id), &format!("{sign} {label}")))
            }
            WidgetKind::Progress { .. } => (None, self.progress(id, &label)),
            WidgetKind::Card { lines } => {
                let lines: Vec<String> = lines.iter().map(|line| session.text(line)).collect();
                (None, self.card(&label, &lines))
            }
            WidgetKind::Image { lines } => {
                let drawn = lines.iter().map(|line| Line::of(format!("  {line}"), Role::Device)).collect();
                (None, drawn)
            }
            WidgetKind::Qr { .. } | WidgetKind::Camera(_) => (None, self.card("", &[label])),
            WidgetKind::Table { head, rows } => {
                let row = |cells: &[crate::lesson::model::Template]| {
                    cells.iter().map(|cell| session.text(cell)).collect::<Vec<_>>().join("  ")
                };
                let lines: Vec<String> = std::iter::once(row(head)).chain(rows.iter().map(|r| row(r))).collect();
                (None, self.card(&label, &lines))
            }
        }
    }

    /// A text that can be acted on, over as many lines as it takes.
    fn block(&self, focus: Focus, target: Target, content: &str) -> Vec<Line> {
        let (role, lead, tail) = self.look(focus);
        let lines = text::wrap(&format!("{content}{tail}"), usize::from(self.width.saturating_sub(3)));
        let mut first = true;
        let lines = lines.into_iter().map(|line| {
            let lead = if std::mem::take(&mut first) { lead.as_str() } else { "  " };
            Line::of(format!("{lead}{line}"), role).over(role).on(target)
        });
        lines.collect()
    }

    fn press(
        &self,
        id: WidgetId,
        look: Look,
        symbol: Option<&str>,
        label: &str,
        detail: Option<&str>,
        dim: bool,
    ) -> Vec<Line> {
        let (focus, target) = (Focus::Widget(id), Target::Widget(id));
        let symbol = symbol.map(|s| format!("{s} ")).unwrap_or_default();
        let shown = match look {
            // A dimmed button keeps its contrast: it loses its brackets instead.
            Look::Button if dim => format!("{dot} {label} {dot}", dot = GLYPHS.dim),
            Look::Button => format!("[ {label} ]"),
            Look::Link => format!("{label} >"),
            Look::Tab { current: true } => format!("{label} {}", GLYPHS.done),
            Look::Tab { current: false } | Look::Aim | Look::Tile => format!("{} {symbol}{label}", GLYPHS.item),
            Look::Row => format!("{symbol}{label}"),
        };
        let mut lines = self.block(focus, target, &shown);
        if let Some(detail) = detail {
            let role = self.look(focus).0;
            for line in text::wrap(detail, usize::from(self.width.saturating_sub(5))) {
                lines.push(Line::of(format!("    {line}"), role).over(role).on(target));
            }
        }
        lines
    }

    fn field(&self, id: WidgetId, field: FieldId, label: &str) -> Vec<Line> {
        let focused = self.player.focus == Focus::Widget(id);
        let definition = &self.player.session.lesson().world.fields[field];
        let edit = self.player.edit.as_ref().filter(|edit| focused && edit.field == field);
        let mut lines = self.label(id, label);
        let typing = edit.map(|edit| self.typing(edit.plain));
        // Beside the label where there is room for it, else below everything.
        let beside = typing.filter(|typing| match lines.as_slice() {
            [line] => line.width() + text::width(typing) + 3 <= usize::from(self.width),
            _ => false,
        });
        if let (Some(typing), Some(line)) = (beside, lines.first_mut()) {
            let gap = usize::from(self.width).saturating_sub(line.width() + text::width(typing) + 1);
            let role = self.look(Focus::Widget(id)).0;
            *line = std::mem::take(line).and(format!("{}{typing}", " ".repeat(gap)), role);
        }
        let content = edit.map_or_else(|| self.player.session.content(field), |edit| edit.line.text());
        let secret = sim::content::is_secret(definition.rule);
        let shown = if secret { GLYPHS.secret.repeat(text::graphemes(content).count()) } else { content.to_owned() };
        let cursor = edit.map_or(0, |edit| if secret { edit.line.cursor() } else { edit.line.cursor_columns() });
        let room = usize::from(self.width.saturating_sub(5));
        let (window, column) = window(&shown, cursor, room);
        let pad = room.saturating_sub(text::width(&window));
        let mut line = Line::of("  ", Role::Device)
            .and(format!(" {window}{}", " ".repeat(pad)), Role::Field)
            .on(Target::Widget(id));
        if edit.is_some() {
            line.cursor = Some(3 + u16::try_from(column).unwrap_or(0));
        }
        lines.push(line);
        if focused {
            lines.extend(self.asked(field));
        }
        if let Some(typing) = typing.filter(|_| beside.is_none()) {
            lines.push(Line::of(format!("  {typing}"), Role::Device));
        }
        lines
    }

    /// Whether Vietnamese letters are composed in a field.
    fn typing(&self, plain: bool) -> &'static str {
        let t = self.kiosk.strings();
        match (plain, self.player.marks()) {
            (true, _) => t.typing_plain,
            (false, true) => t.typing_on,
            (false, false) => t.typing_off,
        }
    }

    fn label(&self, id: WidgetId, label: &str) -> Vec<Line> {
        self.block(Focus::Widget(id), Target::Widget(id), label)
    }

    /// Below the field in focus: the line of the papers, or the message, that it asks for.
    fn asked(&self, field: FieldId) -> Vec<Line> {
        let t = self.kiosk.strings();
        let session = &self.player.session;
        let mut lines = Vec::new();
        let paper = self.player.paper_line(field).and_then(|(paper, line)| {
            let line = session.lesson().papers.get(paper)?.lines.get(line)?;
            Some(line.shown.to_string())
        });
        let note = match (paper, session.wanted_message(field)) {
            (Some(shown), _) => Some(format!("{}: {shown}", t.on_paper)),
            // Not twice: the banner shows it whole.
            (None, Some(sms)) if session.banner() != Some(sms) => Some(format!("{}: {}", t.in_message, sms.text)),
            (None, _) => None,
        };
        if let Some(note) = note {
            let note = wrapped(&note, self.width.saturating_sub(4), Role::PaperWanted, Role::PaperWanted);
            lines.extend(note.into_iter().map(|line| prefix(line, "  ", Role::Device)));
        }
        lines
    }

    fn choice(&self, id: WidgetId, field: FieldId, label: &str) -> Vec<Line> {
        let session = &self.player.session;
        let definition = &session.lesson().world.fields[field];
        let mut lines = self.label(id, label);
        let content = session.content(field);
        let chosen = definition.options.iter().find(|o| o.id.as_ref() == content).map(|o| o.label.as_ref());
        let shown = chosen.unwrap_or(self.kiosk.strings().tap_to_choose);
        let room = usize::from(self.width.saturating_sub(7));
        for (at, part) in text::wrap(shown, room).into_iter().enumerate() {
            let sign = if at == 0 { GLYPHS.drop } else { " " };
            let pad = room.saturating_sub(text::width(&part));
            let line = Line::of("  ", Role::Device).and(format!(" {part}{} {sign}", " ".repeat(pad)), Role::Field);
            lines.push(line.on(Target::Widget(id)));
        }
        match self.player.open.filter(|open| open.widget == id) {
            Some(open) => {
                lines.extend(self.asked(field));
                lines.extend(self.options(open, definition));
            }
            None if self.player.focus == Focus::Widget(id) => lines.extend(self.asked(field)),
            None => {}
        }
        lines
    }

    fn options(&self, open: Open, definition: &Field) -> Vec<Line> {
        let mut lines = Vec::new();
        for (at, option) in definition.options.iter().enumerate() {
            let chosen = at == open.list.chosen;
            let pointed = self.option == Some(at);
            let role = match (chosen, pointed) {
                (true, _) => Role::Focus,
                (false, true) => Role::Pointed,
                (false, false) => Role::Device,
            };
            let marker = if chosen { GLYPHS.focus } else { " " };
            let tail = if pointed { GLYPHS.point } else { "" };
            let parts = text::wrap(&format!("{} {tail}", option.label), usize::from(self.width.saturating_sub(6)));
            for (line, part) in parts.into_iter().enumerate() {
                let marker = if line == 0 { marker } else { " " };
                lines.push(Line::of(format!("   {marker} {part}"), role).over(role).on(Target::Item(at)));
            }
        }
        lines
    }

    /// `████████░░░░ 3 giây`
    fn progress(&self, id: WidgetId, label: &str) -> Vec<Line> {
        let mut lines = self.texts(label, Role::Device);
        let (left, total) = self.player.session.progress_left(id, self.kiosk.now.mono).unwrap_or((0, 1));
        let room = u64::from(self.width.saturating_sub(6));
        let done = (total - left) * room / total.max(1);
        let bar = |sign: &str, n: u64| sign.repeat(usize::try_from(n).unwrap_or(0));
        lines.push(Line::of(format!("  {}{}", bar(GLYPHS.full, done), bar(GLYPHS.rest, room - done)), Role::Device));
        lines
    }

    fn card(&self, title: &str, content: &[String]) -> Vec<Line> {
        let room = usize::from(self.width.saturating_sub(6));
        let [top_left, top_right, low_left, low_right] = GLYPHS.corners;
        let rule = |left: &str, title: &str, right: &str| {
            let title = if title.is_empty() {
                String::new()
            } else {
                format!(" {} ", text::truncate(title, room.saturating_sub(2)))
            };
            let rest = (room + 2).saturating_sub(text::width(&title));
            Line::of(format!(" {left}{title}{}{right}", GLYPHS.horizontal.repeat(rest)), Role::Device)
        };
        let mut lines = vec![rule(top_left, title, top_right)];
        for part in content.iter().flat_map(|line| text::wrap(line, room)) {
            let pad = " ".repeat(room.saturating_sub(text::width(&part)));
            let side = GLYPHS.vertical;
            lines.push(Line::of(format!(" {side} {part}{pad} {side}"), Role::Device));
        }
        lines.push(rule(low_left, "", low_right));
        lines
    }
}

fn prefix(mut line: Line, lead: &str, role: Role) -> Line {
    line.pieces.insert(0, crate::ui::canvas::Piece { text: lead.to_owned(), role });
    line
}

/// The part of a long line that holds the cursor: (text, column of the cursor in it).
fn window(content: &str, cursor: usize, room: usize) -> (String, usize) {
    if text::width(content) < room {
        return (content.to_owned(), cursor);
    }
    let skip = (cursor + 1).saturating_sub(room);
    let mut before = 0;
    let mut shown = String::new();
    let mut used = 0;
    for cluster in text::graphemes(content) {
        let w = text::width(cluster);
        if before < skip {
            before += w;
        } else if used + w <= room {
            shown.push_str(cluster);
            used += w;
        }
    }
    (shown, cursor.saturating_sub(before))
}
