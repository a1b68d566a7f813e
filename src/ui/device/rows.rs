//! What the screen of the device holds, as lines of a given width: pure layout, used for drawing and for clicks.

use super::thing::Thing;
use crate::app::player::Focus;
use crate::app::{Key, Kiosk, Player, Target};
use crate::lesson::model::{Device, Look, Rule, ScreenKind, WidgetKind};
use crate::lesson::table::{FieldId, WidgetId};
use crate::sim::{self, Needs};
use crate::text;
use crate::ui::canvas::{Line, wrapped};
use crate::ui::theme::{GLYPHS, Role};

/// Below so many rows, what can be drawn smaller is.
const LOW: usize = 9;

/// Lines, with the range that each thing in focus takes.
pub struct Rows {
    /// The lines.
    pub lines: Vec<Line>,
    /// (thing, its first line, the line after its last).
    pub spots: Vec<(Focus, usize, usize)>,
    /// The line that must be seen: the chosen option of an open list.
    pub chosen: Option<usize>,
    /// The lines of an open list: the first, and the one after its last.
    pub list: Option<(usize, usize)>,
    /// Tabs at the end of the screen, which stay in place below what scrolls.
    pub bar: Vec<Line>,
    /// The focus is in that bar.
    in_bar: bool,
}

/// Everything that drawing a widget needs to know.
pub(super) struct Ctx<'k> {
    pub kiosk: &'k Kiosk,
    pub player: &'k Player,
    pub width: u16,
    /// Rows that the screen has.
    pub height: usize,
    /// What the plan points at.
    pub pointed: Option<Focus>,
    /// The place in the open list that the plan points at.
    pub option: Option<usize>,
}

impl Rows {
    /// Lays out what the device shows. With room to spare, things stand apart.
    pub fn of(kiosk: &Kiosk, player: &Player, width: u16, height: usize) -> Rows {
        let guide = player.guide().filter(|_| player.points());
        let ctx = Ctx {
            kiosk,
            player,
            width,
            height,
            pointed: guide.as_ref().and_then(|guide| guide.target),
            option: guide.as_ref().and_then(|guide| guide.option),
        };
        let mut things = ctx.things();
        let mut rows =
            Rows { lines: Vec::new(), spots: Vec::new(), chosen: None, list: None, bar: Vec::new(), in_bar: false };
        // A bar of tabs that would take the room of the page scrolls with it.
        if let Some(bar) = things.pop_if(|thing| thing.is_bar && thing.lines.len() * 4 <= height) {
            rows.in_bar = bar.spots.iter().any(|(focus, ..)| *focus == player.focus);
            rows.bar = bar.lines;
        }
        let lines: usize = things.iter().map(|thing| thing.lines.len()).sum();
        let apart = lines + things.len() + rows.bar.len() <= height;
        for thing in things {
            if apart {
                rows.lines.push(Line::default());
            }
            let from = rows.lines.len();
            rows.lines.extend(thing.lines);
            rows.spots.extend(thing.spots.into_iter().map(|(focus, a, b)| (focus, from + a, from + b)));
        }
        let chosen = player.open.map(|open| Target::Item(open.list.chosen));
        rows.chosen = rows.lines.iter().rposition(|line| chosen.is_some() && line.target == chosen);
        let item = |line: &Line| matches!(line.target, Some(Target::Item(_)));
        rows.list = rows.lines.iter().position(item).zip(rows.lines.iter().rposition(item).map(|last| last + 1));
        rows
    }

    /// The first line shown: where the focus is, or where she has pulled the view from there.
    pub fn from(&self, height: usize, player: &Player) -> usize {
        let lifted = || self.scroll(height, player.focus).saturating_add_signed(-player.lift);
        player.reads_from.filter(|_| player.auto.is_none()).unwrap_or_else(lifted)
    }

    /// The key that brings what has the focus into view, if nothing of it is among the lines shown.
    pub fn away(&self, from: usize, to: usize, focus: Focus) -> Option<Key> {
        let (_, first, last) = self.spots.iter().find(|(f, ..)| *f == focus)?;
        if *first >= to { Some(Key::PageDown) } else { (*last <= from).then_some(Key::PageUp) }
    }

    /// The first line shown, so that what has the focus is seen whole, with the text above it where it fits.
    pub fn scroll(&self, height: usize, focus: Focus) -> usize {
        let most = self.lines.len().saturating_sub(height);
        if matches!(focus, Focus::DeviceBack | Focus::DeviceHome) || self.in_bar && !self.spots.is_empty() {
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
    fn things(&self) -> Vec<Thing> {
        let session = &self.player.session;
        let world = &session.lesson().world;
        match sim::top(session.state()) {
            None => self.tiles(),
            Some(screen) if world.screens[screen].inbox => self.inbox(),
            Some(screen) => {
                let mut things = Vec::new();
                if world.screens[screen].kind == ScreenKind::Call {
                    things.push(self.caller(&session.text(&world.screens[screen].title)));
                }
                let visible: Vec<WidgetId> = sim::visible_widgets(world, session.state()).collect();
                // Tabs that follow each other are one bar.
                for run in visible.chunk_by(|a, b| self.is_tab(*a) && self.is_tab(*b)) {
                    match run {
                        [first, ..] if self.is_tab(*first) => things.push(self.tabs(run)),
                        _ => things.extend(run.iter().map(|id| self.widget(*id))),
                    }
                }
                things
            }
        }
    }

    fn tiles(&self) -> Vec<Thing> {
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
            let mut lines = vec![line.over(role).on(Target::Tile(app))];
            // A bookmark says where it leads.
            if let Some(address) = definition.address.as_ref().filter(|_| definition.device == Device::Browser) {
                let room = usize::from(self.width).saturating_sub(9);
                let parts = super::wrap_address("", address, room).into_iter();
                lines.extend(
                    parts.map(|part| Line::of(format!("        {part}"), role).over(role).on(Target::Tile(app))),
                );
            }
            Thing::of(focus, lines)
        };
        sim::home_tiles(world, session.state()).map(tile).collect()
    }

    fn inbox(&self) -> Vec<Thing> {
        let mut things = Vec::new();
        for sms in self.player.session.inbox() {
            let mut lines = vec![Line::of(format!("  {}", sms.from), Role::Device)];
            lines.extend(self.texts(&sms.text, Role::Device));
            things.push(Thing::still(lines));
        }
        if things.is_empty() {
            things.push(Thing::still(self.texts(self.kiosk.strings().empty_inbox, Role::Device)));
        }
        things
    }

    /// Whether there is no room to draw things at their best.
    pub(super) fn is_low(&self) -> bool {
        self.height < LOW
    }

    pub(super) fn texts(&self, content: &str, role: Role) -> Vec<Line> {
        let lines = wrapped(content, self.width.saturating_sub(3), role, Role::Device);
        lines.into_iter().map(|line| prefix(line, "  ", role)).collect()
    }

    /// Role, what stands before and what after: focus and pointer are seen without colour too.
    pub(super) fn look(&self, focus: Focus) -> (Role, String, String) {
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

    fn widget(&self, id: WidgetId) -> Thing {
        let session = &self.player.session;
        let widget = &session.lesson().world.widgets[id];
        let label = session.text(&widget.label);
        let detail = widget.detail.as_ref().map(|detail| session.text(detail));
        let focus = Focus::Widget(id);
        match &widget.kind {
            WidgetKind::Text => Thing::still(self.texts(&label, Role::Device)),
            WidgetKind::Heading => Thing::still(self.texts(&label, Role::Device)),
            WidgetKind::Press { look, symbol, .. } => {
                let dim = Needs::of(&session.lesson().world, session.state(), id) != Needs::Nothing;
                Thing::of(focus, self.press(id, *look, symbol.as_deref(), &label, detail.as_deref(), dim))
            }
            WidgetKind::Field(field) => Thing::of(focus, self.field(id, *field, &label)),
            WidgetKind::Keypad(field) => {
                let mut lines = self.field(id, *field, &label);
                lines.extend(self.keys(id));
                Thing::of(focus, lines)
            }
            WidgetKind::Choice(field) | WidgetKind::Upload(field) => Thing::of(focus, self.choice(id, *field, &label)),
            WidgetKind::Radio(field) => self.radio(id, *field, &label),
            WidgetKind::Checkbox(flag) => {
                let sign = if session.state().flag(*flag) { GLYPHS.check_on } else { GLYPHS.check_off };
                let mut lines = self.signed(focus, Target::Widget(id), sign, &label);
                lines.extend(self.detail(id, detail.as_deref()));
                Thing::of(focus, lines)
            }
            WidgetKind::Toggle(flag) => {
                let mut lines = self.switch(id, session.state().flag(*flag), &label);
                lines.extend(self.detail(id, detail.as_deref()));
                Thing::of(focus, lines)
            }
            WidgetKind::Progress { .. } => Thing::still(self.progress(id, &label)),
            WidgetKind::Card { lines } => {
                let lines: Vec<String> = lines.iter().map(|line| session.text(line)).collect();
                Thing::still(self.card(&label, &lines))
            }
            WidgetKind::Image { lines, keys: true } => Thing::still(self.keyboard(lines, &label)),
            WidgetKind::Image { lines, keys: false } => Thing::still(self.image(lines, &label)),
            WidgetKind::Qr { content } => Thing::still(self.qr(content.as_deref(), &label)),
            WidgetKind::Camera(lens) => Thing::still(self.camera(*lens, &label)),
            WidgetKind::Table { head, rows } => {
                let texts = |cells: &[_]| cells.iter().map(|cell| session.text(cell)).collect::<Vec<String>>();
                let rows: Vec<Vec<String>> = rows.iter().map(|row| texts(row)).collect();
                Thing::still(self.table(&label, &texts(head), &rows))
            }
        }
    }

    /// The second line of a widget.
    fn detail(&self, id: WidgetId, detail: Option<&str>) -> Vec<Line> {
        detail.map_or_else(Vec::new, |detail| self.below(Focus::Widget(id), Target::Widget(id), detail, "    "))
    }

    /// Further lines of a thing that can be acted on.
    fn below(&self, focus: Focus, target: Target, content: &str, lead: &str) -> Vec<Line> {
        let role = self.look(focus).0;
        let room = usize::from(self.width).saturating_sub(lead.len() + 1);
        let lines = text::wrap(content, room).into_iter();
        lines.map(|line| Line::of(format!("{lead}{line}"), role).over(role).on(target)).collect()
    }

    /// A text that can be acted on, over as many lines as it takes.
    pub(super) fn block(&self, focus: Focus, target: Target, content: &str) -> Vec<Line> {
        self.signed(focus, target, "", content)
    }

    /// The same with a sign before it; further lines begin below the text.
    pub(super) fn signed(&self, focus: Focus, target: Target, sign: &str, content: &str) -> Vec<Line> {
        let (role, lead, tail) = self.look(focus);
        let sign = if sign.is_empty() { String::new() } else { format!("{sign} ") };
        let hang = " ".repeat(text::width(&sign));
        let room = usize::from(self.width.saturating_sub(3)).saturating_sub(hang.len());
        let lines = pointed(content, &tail, room).into_iter().enumerate();
        let line = |(at, line): (usize, String)| {
            let start = if at == 0 { format!("{lead}{sign}") } else { format!("  {hang}") };
            Line::of(format!("{start}{line}"), role).over(role).on(target)
        };
        lines.map(line).collect()
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
            _ if dim => format!("{} {symbol}{label}", GLYPHS.dim),
            Look::Link => format!("{label} >"),
            Look::Tab { .. } | Look::Aim | Look::Tile => format!("{} {symbol}{label}", GLYPHS.item),
            Look::Row => format!("{symbol}{label}"),
        };
        let mut lines = self.block(focus, target, &shown);
        lines.extend(self.detail(id, detail));
        lines
    }

    fn field(&self, id: WidgetId, field: FieldId, label: &str) -> Vec<Line> {
        let focused = self.player.focus == Focus::Widget(id);
        let definition = &self.player.session.lesson().world.fields[field];
        let edit = self.player.edit.as_ref().filter(|edit| focused && edit.field == field);
        let mut lines = self.label(id, label);
        let keypad = matches!(self.player.session.lesson().world.widgets[id].kind, WidgetKind::Keypad(_));
        let typing = edit.filter(|_| !keypad);
        let typing = typing.map(|edit| self::typing(self.kiosk, self.player, edit.plain, definition.rule));
        // Beside the label where there is room for it, else below everything.
        let beside = typing.as_deref().filter(|typing| match lines.as_slice() {
            [line] => line.width() + text::width(typing) + 4 <= usize::from(self.width),
            _ => false,
        });
        if let (Some(typing), Some(line)) = (beside, lines.first_mut()) {
            let gap = usize::from(self.width).saturating_sub(line.width() + text::width(typing) + 2);
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
        if let Some(typing) = typing.as_ref().filter(|_| beside.is_none()) {
            lines.extend(self.texts(typing, Role::Device));
        }
        lines
    }

    pub(super) fn label(&self, id: WidgetId, label: &str) -> Vec<Line> {
        self.block(Focus::Widget(id), Target::Widget(id), label)
    }

    /// Below the field in focus: the line of the papers, or the message, that it asks for.
    pub(super) fn asked(&self, field: FieldId) -> Vec<Line> {
        let Some(note) = asked_note(self.kiosk, self.player, field) else { return Vec::new() };
        let room = usize::from(self.width.saturating_sub(4));
        let lines = match note.split_once(": ") {
            Some((label, value)) => text::wrap_value(label, value, room),
            None => text::wrap(&note, room),
        };
        lines.into_iter().map(|line| prefix(Line::of(line, Role::PaperWanted), "  ", Role::Device)).collect()
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

    pub(super) fn card(&self, title: &str, content: &[String]) -> Vec<Line> {
        let room = usize::from(self.width.saturating_sub(6));
        let [top_left, top_right, low_left, low_right] = GLYPHS.corners;
        // A title that does not fit into the line is the first of the content.
        let (title, first) = if text::width(title) + 2 <= room { (title, None) } else { ("", Some(title)) };
        let rule = |left: &str, title: &str, right: &str| {
            let title = if title.is_empty() { String::new() } else { format!(" {title} ") };
            let rest = (room + 2).saturating_sub(text::width(&title));
            Line::of(format!(" {left}{title}{}{right}", GLYPHS.horizontal.repeat(rest)), Role::Device)
        };
        let mut lines = vec![rule(top_left, title, top_right)];
        let content = first.into_iter().chain(content.iter().map(String::as_str));
        for part in content.flat_map(|line| text::wrap(line, room)) {
            let pad = " ".repeat(room.saturating_sub(text::width(&part)));
            let side = GLYPHS.vertical;
            lines.push(Line::of(format!(" {side} {part}{pad} {side}"), Role::Device));
        }
        lines.push(rule(low_left, "", low_right));
        lines
    }
}

/// Whether Vietnamese letters are composed in a field; where they never are, what it takes instead.
pub fn typing(kiosk: &Kiosk, player: &Player, plain: bool, rule: Rule) -> String {
    let t = kiosk.strings();
    match (plain, player.marks()) {
        (true, _) => {
            let accepts = t.accepts.get(rule as usize).copied().unwrap_or_default();
            let letters = matches!(rule, Rule::Text | Rule::Name | Rule::Email | Rule::Password);
            if letters { t.typing_takes_plain(accepts) } else { t.typing_takes(accepts) }
        }
        (false, true) => t.typing_on(player.method().name()),
        (false, false) => t.typing_off.to_owned(),
    }
}

/// The line of the papers, or the message, that a field asks for.
pub fn asked_note(kiosk: &Kiosk, player: &Player, field: FieldId) -> Option<String> {
    let t = kiosk.strings();
    let session = &player.session;
    let shown = player.shows_paper(field);
    let paper = player.paper_line(field).filter(|_| shown).and_then(|(paper, line)| {
        let line = session.lesson().papers.get(paper)?.lines.get(line)?;
        Some(line.shown.to_string())
    });
    match (paper, session.wanted_message(field)) {
        (Some(shown), _) => Some(format!("{}: {shown}", t.on_paper)),
        // Not twice: the banner shows it whole.
        (None, Some(sms)) if session.banner() != Some(sms) => Some(format!("{}: {}", t.in_message, sms.text)),
        (None, _) => None,
    }
}

/// The lines of a text; a pointer after it stands beside its last word, never alone.
pub(super) fn pointed(content: &str, tail: &str, room: usize) -> Vec<String> {
    const JOINED: &str = "\u{a0}";
    let lines = text::wrap(&format!("{content}{}", tail.replace(' ', JOINED)), room).into_iter();
    lines.map(|line| line.replace(JOINED, " ")).collect()
}

pub(super) fn prefix(mut line: Line, lead: &str, role: Role) -> Line {
    line.pieces.insert(0, crate::ui::canvas::Piece { text: lead.to_owned(), role });
    line
}

/// The part of a long line that holds the cursor: (text, column of the cursor in it).
pub(super) fn window(content: &str, cursor: usize, room: usize) -> (String, usize) {
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
