//! Widgets with options: radio buttons, drop-downs, the search in a long list, tabs.

use super::rows::Ctx;
use super::thing::Thing;
use crate::app::Target;
use crate::app::player::{Focus, Open};
use crate::lesson::model::{Look, WidgetKind};
use crate::lesson::table::{FieldId, WidgetId};
use crate::text;
use crate::typing::Composer;
use crate::ui::canvas::Line;
use crate::ui::theme::{GLYPHS, Role};

/// Fewer lines of an open list are never shown.
const LEAST_LIST: usize = 3;

impl Ctx<'_> {
    /// All options in place, each with its mark.
    pub fn radio(&self, id: WidgetId, field: FieldId, label: &str) -> Thing {
        let content = self.player.session.content(field);
        let mut thing = Thing::still(self.texts(label, Role::Device));
        if matches!(self.player.focus, Focus::Option(focused, _) if focused == id) {
            thing.lines.extend(self.asked(field));
        }
        for (at, option) in self.player.options(field).iter().enumerate() {
            // The question belongs to its first option: it is seen with it.
            let from = if at == 0 { 0 } else { thing.lines.len() };
            let sign = if option.id.as_ref() == content { GLYPHS.radio_on } else { GLYPHS.radio_off };
            let focus = Focus::Option(id, at);
            thing.lines.extend(self.signed(focus, Target::Option(id, at), sign, &option.label));
            thing.spots.push((focus, from, thing.lines.len()));
        }
        thing
    }

    /// The box with what is chosen, and below it the list when it is open.
    pub fn choice(&self, id: WidgetId, field: FieldId, label: &str) -> Vec<Line> {
        let mut lines = self.label(id, label);
        let Some(open) = self.player.open.filter(|open| open.widget == id) else {
            lines.extend(self.chosen(id, field));
            if self.player.focus == Focus::Widget(id) {
                lines.extend(self.asked(field));
            }
            return lines;
        };
        match &self.player.search {
            Some(search) => lines.push(self.search_line(open, &search.line)),
            None => lines.extend(self.chosen(id, field)),
        }
        lines.extend(self.asked(field));
        let room = self.height.saturating_sub(lines.len()).max(LEAST_LIST);
        lines.extend(self.list(open, room));
        lines
    }

    fn chosen(&self, id: WidgetId, field: FieldId) -> Vec<Line> {
        let content = self.player.session.content(field);
        let chosen = self.player.options(field).iter().find(|o| o.id.as_ref() == content).map(|o| o.label.as_ref());
        let shown = chosen.unwrap_or(self.kiosk.strings().tap_to_choose);
        let room = usize::from(self.width.saturating_sub(7));
        let mut lines = Vec::new();
        for (at, part) in text::wrap(shown, room).into_iter().enumerate() {
            let sign = if at == 0 { GLYPHS.drop } else { " " };
            let pad = room.saturating_sub(text::width(&part));
            let line = Line::of("  ", Role::Device).and(format!(" {part}{} {sign}", " ".repeat(pad)), Role::Field);
            lines.push(line.on(Target::Widget(id)));
        }
        lines
    }

    /// `Gõ để tìm: tan cu▁      2/92`
    fn search_line(&self, open: Open, search: &Composer) -> Line {
        let all = self.player.options(open.field).len();
        let count = format!("{}/{all}", open.list.len);
        let lead = format!("  {}: ", self.kiosk.strings().search);
        let room = usize::from(self.width).saturating_sub(text::width(&lead) + text::width(&count) + 3);
        let (shown, column) = super::rows::window(search.text(), search.cursor_columns(), room);
        let pad = room.saturating_sub(text::width(&shown));
        let at = text::width(&lead) + column;
        let mut line = Line::of(lead, Role::Device)
            .and(format!("{shown}{}", " ".repeat(pad)), Role::Field)
            .and(format!(" {count} "), Role::Device);
        line.cursor = u16::try_from(at).ok();
        line
    }

    /// The options of an open list; of a long one those around the chosen one.
    fn list(&self, open: Open, room: usize) -> Vec<Line> {
        let shown = self.player.shown_options();
        if shown.is_empty() {
            return self.texts(self.kiosk.strings().search_nothing, Role::Device);
        }
        let options = self.player.options(open.field);
        let labels = shown.iter().filter_map(|at| options.get(*at)).map(|option| option.label.as_ref());
        let drawn: Vec<Vec<Line>> = labels.enumerate().map(|(at, label)| self.option(open, at, label)).collect();
        if self.player.search.is_none() {
            return drawn.concat();
        }
        let (from, to) = part_around(&drawn, open.list.chosen, room);
        let mut lines: Vec<Line> = drawn.get(from..to).unwrap_or_default().concat();
        if let Some(first) = lines.first_mut().filter(|_| from > 0) {
            mark(first, GLYPHS.up);
        }
        if let Some(last) = lines.last_mut().filter(|_| to < drawn.len()) {
            mark(last, GLYPHS.down);
        }
        lines
    }

    fn option(&self, open: Open, at: usize, label: &str) -> Vec<Line> {
        let chosen = at == open.list.chosen;
        let pointed = self.option == Some(at);
        let role = match (chosen, pointed) {
            (true, _) => Role::Focus,
            (false, true) => Role::Pointed,
            (false, false) => Role::Device,
        };
        let tail = if pointed { format!(" {}", GLYPHS.point) } else { String::new() };
        let parts = super::rows::pointed(label, &tail, usize::from(self.width.saturating_sub(6)));
        let line = |(row, part): (usize, String)| {
            let marker = if row == 0 && chosen { GLYPHS.focus } else { " " };
            Line::of(format!("   {marker} {part}"), role).over(role).on(Target::Item(at))
        };
        parts.into_iter().enumerate().map(line).collect()
    }

    /// Whether a widget is a tab.
    pub fn is_tab(&self, id: WidgetId) -> bool {
        let kind = &self.player.session.lesson().world.widgets[id].kind;
        matches!(kind, WidgetKind::Press { look: Look::Tab { .. }, .. })
    }

    /// Tabs side by side, over as many lines as they take. The current one stands in brackets; the marks of focus and
    /// pointer stand in the gaps between them, so that no tab moves.
    pub fn tabs(&self, ids: &[WidgetId]) -> Thing {
        let mut thing = Thing { is_bar: true, ..Thing::still(Vec::new()) };
        let mut line = Line::default();
        let mut points = false;
        for id in ids {
            let (role, label) = self.tab(*id);
            let focused = self.player.focus == Focus::Widget(*id);
            let mut lead = between(points, focused);
            let wide = line.width() + text::width(&lead) + text::width(&label) + MARK > usize::from(self.width);
            if wide && !line.pieces.is_empty() {
                thing.lines.push(end_of_tabs(std::mem::take(&mut line), points));
            }
            if line.pieces.is_empty() {
                lead = if focused { format!("{} ", GLYPHS.focus) } else { " ".repeat(MARK) };
            }
            line = line.and(lead, Role::DeviceBar).and_on(label, role, Target::Widget(*id));
            points = self.pointed == Some(Focus::Widget(*id));
            thing.spots.push((Focus::Widget(*id), thing.lines.len(), thing.lines.len() + 1));
        }
        thing.lines.push(end_of_tabs(line, points));
        thing
    }

    fn tab(&self, id: WidgetId) -> (Role, String) {
        let session = &self.player.session;
        let widget = &session.lesson().world.widgets[id];
        let label = session.text(&widget.label);
        let role = match self.look(Focus::Widget(id)).0 {
            Role::Device => Role::DeviceBar,
            role => role,
        };
        let current = matches!(widget.kind, WidgetKind::Press { look: Look::Tab { current: true }, .. });
        (role, if current { format!("[{label}]") } else { label })
    }
}

/// Columns of a mark before or after a tab, with its blank.
const MARK: usize = 2;

/// What stands between two tabs: the pointer of the first, the focus of the second, or a line.
fn between(points: bool, focused: bool) -> String {
    match (points, focused) {
        (true, true) => format!(" {} {} ", GLYPHS.point, GLYPHS.focus),
        (true, false) => format!(" {} ", GLYPHS.point),
        (false, true) => format!(" {} ", GLYPHS.focus),
        (false, false) => format!(" {} ", GLYPHS.vertical),
    }
}

fn end_of_tabs(line: Line, points: bool) -> Line {
    let line = if points { line.and(format!(" {}", GLYPHS.point), Role::DeviceBar) } else { line };
    line.over(Role::DeviceBar)
}

/// Puts a sign at the end of a line's text: there is more.
fn mark(line: &mut Line, sign: &str) {
    if let Some(piece) = line.pieces.last_mut() {
        piece.text = format!("{} {sign}", piece.text.trim_end());
    }
}

/// The options that are shown in so many rows: (from, to), with the chosen one and one after it.
fn part_around(drawn: &[Vec<Line>], chosen: usize, room: usize) -> (usize, usize) {
    let rows = |from: usize, to: usize| drawn.get(from..to).unwrap_or_default().iter().map(Vec::len).sum::<usize>();
    let seen = (chosen + 2).min(drawn.len());
    let mut from = 0;
    while from < chosen && rows(from, seen) > room {
        from += 1;
    }
    let mut to = (chosen + 1).min(drawn.len());
    while to < drawn.len() && rows(from, to + 1) <= room {
        to += 1;
    }
    (from, to)
}
