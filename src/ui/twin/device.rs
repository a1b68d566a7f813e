//! The simulated device in sentences: what each thing on it is called, what it is, and how it stands.

use super::aloud::behind;
use super::{Part, Teller};
use crate::app::player::{Focus, Notice, Open};
use crate::app::{Key, Player, Target};
use crate::lesson::model::{Device, Lens, Look, ScreenKind, WidgetKind};
use crate::lesson::table::{FieldId, WidgetId};
use crate::sim::{self, Needs, content};
use crate::text;
use crate::ui::device::{address, asked_note, home_name};
use crate::ui::player::words;

/// So many options of a long list are told at once.
const AT_ONCE: usize = 12;

/// What the device shows, and what the plan points at there.
struct View<'p> {
    player: &'p Player,
    pointed: Option<Focus>,
    option: Option<usize>,
    /// What is to be typed to find it.
    search: Option<String>,
}

impl Teller<'_> {
    /// The device in front.
    pub(super) fn device(&mut self, player: &Player) {
        let guide = player.guide().filter(|_| player.points());
        let view = View {
            player,
            pointed: guide.as_ref().and_then(|guide| guide.target),
            option: guide.as_ref().and_then(|guide| guide.option),
            search: guide.and_then(|guide| guide.search),
        };
        let address = address(player).filter(|_| player.device() == Device::Browser);
        let address = address.map(|address| format!("{}: {address}", self.t.address_bar)).unwrap_or_default();
        let title = crate::ui::device::title_of(self.kiosk, player);
        if !self.kiosk.by_lines() {
            self.say(Part::Page, &address);
        }
        if let Some(toast) = &player.toast {
            self.say(Part::Said, toast);
        }
        if !self.kiosk.by_lines() {
            self.banner(&view);
            self.say(Part::Page, &title);
            self.screen(&view);
            return self.buttons(&view);
        }
        let sms = player.session.banner();
        if let Some(sms) = sms {
            self.say(Part::Hint, &self.t.twin.banner(&sms.from, &sms.text));
        }
        // A page begins with its name, and what opens a message comes last: it changes no number that she has heard.
        if player.open.is_some() {
            return self.list(&view);
        }
        self.say(Part::Page, &title);
        self.say(Part::Page, &address);
        self.screen(&view);
        self.offer(player);
        self.buttons(&view);
        if let Some(sms) = sms {
            self.thing(&view, Focus::Banner, &self.t.lines.open_message(&sms.from));
        }
    }

    fn banner(&mut self, view: &View<'_>) {
        if let Some(sms) = view.player.session.banner() {
            self.thing(view, Focus::Banner, &self.t.twin.banner(&sms.from, &sms.text));
        }
    }

    /// Something that can be acted on, with whether it is what the plan points at.
    fn thing(&mut self, view: &View<'_>, focus: Focus, text: &str) {
        let pointed = if self.kiosk.by_lines() { Self::is_pointed(view, focus) } else { view.pointed == Some(focus) };
        self.marked(text, pointed, view.player.focus == focus, target_of(focus));
    }

    fn screen(&mut self, view: &View<'_>) {
        let session = &view.player.session;
        let world = &session.lesson().world;
        match sim::top(session.state()) {
            None => {
                for app in sim::home_tiles(world, session.state()) {
                    let app_name = &world.apps[app].name;
                    let address =
                        world.apps[app].address.as_ref().filter(|_| world.apps[app].device == Device::Browser);
                    let address = address.map(|address| format!(", {address}")).unwrap_or_default();
                    self.thing(view, Focus::Tile(app), &format!("{}{address}", self.t.twin.tile(app_name)));
                }
            }
            Some(screen) if world.screens[screen].inbox => {
                for sms in session.inbox() {
                    self.say(Part::Page, &format!("{}: {}", sms.from, sms.text));
                }
                if session.inbox().next().is_none() {
                    self.say(Part::Page, self.t.empty_inbox);
                }
            }
            Some(screen) => {
                if world.screens[screen].kind == ScreenKind::Call {
                    self.say(Part::Page, &session.text(&world.screens[screen].title));
                } else if world.screens[screen].must_answer {
                    self.say(Part::Page, self.t.must_answer);
                } else if world.screens[screen].kind == ScreenKind::Dialog {
                    self.say(Part::Page, &world.apps[world.screens[screen].app].name);
                }
                for id in sim::visible_widgets(world, session.state()) {
                    self.widget(view, id);
                }
            }
        }
    }

    fn widget(&mut self, view: &View<'_>, id: WidgetId) {
        let session = &view.player.session;
        let widget = &session.lesson().world.widgets[id];
        let label = session.text(&widget.label);
        let detail = widget.detail.as_ref().map(|detail| format!(", {}", session.text(detail))).unwrap_or_default();
        let focus = Focus::Widget(id);
        let t = self.t;
        match &widget.kind {
            WidgetKind::Text | WidgetKind::Heading | WidgetKind::Image { .. } => self.say(Part::Page, &label),
            WidgetKind::Press { look, symbol, .. } => {
                let dim = Needs::of(&session.lesson().world, session.state(), id) != Needs::Nothing;
                let symbol = symbol.as_ref().map(|symbol| format!("{symbol} ")).unwrap_or_default();
                let name = match look {
                    Look::Button => t.twin.button(&label),
                    Look::Link => t.twin.link(&label),
                    Look::Tab { current: true } => t.twin.tab_open(&format!("{symbol}{label}")),
                    Look::Tab { current: false } => t.twin.tab(&format!("{symbol}{label}")),
                    Look::Tile | Look::Row | Look::Aim => format!("{symbol}{label}"),
                };
                let dim = if dim { format!(", {}", t.twin.dim) } else { String::new() };
                self.thing(view, focus, &format!("{name}{detail}{dim}"));
            }
            WidgetKind::Field(field) | WidgetKind::Keypad(field) => self.field(view, id, *field, &label),
            WidgetKind::Choice(field) | WidgetKind::Upload(field) => {
                let chosen = self.chosen(view.player, *field);
                self.thing(view, focus, &t.twin.choice(&label, &chosen));
                if self.is_asked(view, focus) {
                    self.note(view.player, *field);
                }
                self.open_list(view, id);
            }
            WidgetKind::Radio(field) => self.radio(view, id, *field, &label),
            WidgetKind::Checkbox(flag) => {
                let on = if session.state().flag(*flag) { t.twin.ticked } else { t.twin.not_ticked };
                self.thing(view, focus, &format!("{}: {on}{detail}", t.twin.checkbox(&label)));
            }
            WidgetKind::Toggle(flag) => {
                let on = if session.state().flag(*flag) { t.switch_on } else { t.switch_off };
                self.thing(view, focus, &format!("{}: {on}{detail}", t.twin.switch(&label)));
            }
            WidgetKind::Progress { .. } => self.say(Part::Page, &t.twin.running(&label)),
            WidgetKind::Card { lines } => {
                self.say(Part::Page, &label);
                for line in lines {
                    self.say(Part::Page, &session.text(line));
                }
            }
            WidgetKind::Qr { .. } => self.say(Part::Page, &format!("{}: {label}", t.practice_qr)),
            WidgetKind::Camera(lens) => self.camera(*lens, &label),
            WidgetKind::Table { head, rows } => {
                self.say(Part::Page, &label);
                let head: Vec<String> = head.iter().map(|cell| session.text(cell)).collect();
                for row in rows {
                    let cells = head.iter().zip(row).map(|(name, cell)| format!("{name}: {}", session.text(cell)));
                    self.say(Part::Page, &cells.collect::<Vec<_>>().join(", "));
                }
            }
        }
    }

    fn camera(&mut self, lens: Lens, label: &str) {
        let [qr, card, face] = self.t.viewfinder;
        self.say(Part::Page, label);
        self.say(
            Part::Page,
            match lens {
                Lens::Qr => qr,
                Lens::Card => card,
                Lens::Face => face,
            },
        );
        self.say(Part::Page, self.t.aim_at);
    }

    /// A field with what stands in it; of a secret one only how many letters.
    fn field(&mut self, view: &View<'_>, id: WidgetId, field: FieldId, label: &str) {
        let player = view.player;
        let rule = player.session.lesson().world.fields[field].rule;
        let focused = player.focus == Focus::Widget(id);
        let edit = player.edit.as_ref().filter(|edit| focused && edit.field == field);
        let stands = edit.map_or_else(|| player.session.content(field), |edit| edit.line.text());
        let stands = match text::graphemes(stands).count() {
            0 => self.t.twin.empty.to_owned(),
            letters if content::is_secret(rule) => self.t.twin.typed(letters),
            _ => stands.to_owned(),
        };
        self.thing(view, Focus::Widget(id), &self.t.twin.field(label, &stands));
        if self.is_asked(view, Focus::Widget(id)) {
            self.note(player, field);
        }
        let lines = self.kiosk.by_lines();
        if lines && Self::is_pointed(view, Focus::Widget(id)) && asked_note(self.kiosk, player, field).is_none() {
            let typed = words::typed(self.kiosk, player, None);
            // Only a text that stands nowhere else is to be said; that something is typed is clear.
            if ![self.t.type_text, self.t.type_digits].contains(&typed.as_str()) {
                self.beside(&typed);
            }
        }
        // By lines it is said only where marks are not typed as ever, and where something is hers to type.
        let plain = content::is_plain(&player.session.lesson().world.fields[field]);
        let typed = player.auto.is_none() && self.is_asked(view, Focus::Widget(id)) && (plain || !player.marks());
        let told = if lines { typed } else { edit.is_some() };
        if told {
            let typing = crate::ui::device::typing(self.kiosk, player, plain, rule);
            self.beside(&typing);
        }
    }

    /// Whether it is what the plan points at, and hers to choose.
    fn is_pointed(view: &View<'_>, focus: Focus) -> bool {
        view.pointed == Some(focus) && view.player.auto.is_none()
    }

    /// Whether what it asks for stands beside it: where the focus is, and by lines where the plan points.
    fn is_asked(&self, view: &View<'_>, focus: Focus) -> bool {
        view.player.focus == focus || self.kiosk.by_lines() && Self::is_pointed(view, focus)
    }

    /// The line of the papers, or the message, that a field asks for.
    fn note(&mut self, player: &Player, field: FieldId) {
        if let Some(note) = asked_note(self.kiosk, player, field) {
            self.beside(&note);
        }
    }

    fn chosen(&self, player: &Player, field: FieldId) -> String {
        let content = player.session.content(field);
        let chosen = player.options(field).iter().find(|option| option.id.as_ref() == content);
        chosen.map_or(self.t.twin.not_chosen, |option| option.label.as_ref()).to_owned()
    }

    fn radio(&mut self, view: &View<'_>, id: WidgetId, field: FieldId, label: &str) {
        self.say(Part::Page, label);
        if (0..view.player.options(field).len()).any(|at| self.is_asked(view, Focus::Option(id, at))) {
            self.note(view.player, field);
        }
        let content = view.player.session.content(field);
        for (at, option) in view.player.options(field).iter().enumerate() {
            let on = option.id.as_ref() == content;
            let text = if on { self.t.twin.option_on(&option.label) } else { option.label.to_string() };
            self.thing(view, Focus::Option(id, at), &text);
        }
    }

    /// The options of the drop-down that is open here.
    fn open_list(&mut self, view: &View<'_>, id: WidgetId) {
        let Some(open) = view.player.open.filter(|open| open.widget == id) else { return };
        let options = view.player.options(open.field);
        let shown = view.player.shown_options();
        if let Some(search) = &view.player.search {
            self.say(
                Part::Page,
                &format!("{}: {}, {}/{}", self.t.search, search.line.text(), shown.len(), options.len()),
            );
        }
        if shown.is_empty() {
            self.say(Part::Page, self.t.search_nothing);
        }
        self.options(view, open, &shown);
    }

    /// These options of an open list.
    fn options(&mut self, view: &View<'_>, open: Open, shown: &[usize]) {
        let options = view.player.options(open.field);
        for (at, option) in shown.iter().enumerate() {
            let label = options.get(*option).map_or("", |option| option.label.as_ref());
            self.marked(label, view.option == Some(at), at == open.list.chosen, Target::Item(at));
        }
    }

    /// By lines: only the open list, a long one in part.
    fn list(&mut self, view: &View<'_>) {
        let Some(open) = view.player.open else { return };
        let session = &view.player.session;
        let t = self.t;
        let label = session.text(&session.lesson().world.widgets[open.widget].label);
        let options = view.player.options(open.field);
        let shown = view.player.shown_options();
        let typed = view.player.search.as_ref().map(|search| search.line.text());
        let found = match typed {
            Some("") => t.lines.search(options.len()),
            Some(typed) if shown.is_empty() => format!("{}: {typed}. {}", t.search, t.lines.search_nothing),
            Some(typed) => format!("{}: {typed}, {}/{}", t.search, shown.len(), options.len()),
            None => t.lines.choose.to_owned(),
        };
        // Other letters make another page of it.
        self.say(Part::Page, &behind(&label, &format!(". {found}")));
        self.note(view.player, open.field);
        if let Some(letters) = &view.search {
            self.beside(&words::typed(self.kiosk, view.player, Some(letters)));
        }
        let most = if typed.is_some() { AT_ONCE } else { shown.len() };
        self.options(view, open, shown.get(..most).unwrap_or(&shown));
        if shown.len() > most && typed.is_some_and(|typed| !typed.is_empty()) {
            self.say(Part::Page, &t.lines.search_more(shown.len() - most));
        }
        self.choice(t.lines.close_list, Target::Key(Key::Escape));
    }

    /// By lines, what Enter in the field would do has a number.
    fn offer(&mut self, player: &Player) {
        if self.kiosk.by_lines() && matches!(player.notice, Some(Notice::Entered(_, true))) && player.edit.is_some() {
            self.choice(self.t.lines.put_right, Target::Key(Key::Enter));
        }
    }

    fn buttons(&mut self, view: &View<'_>) {
        if view.player.can_go_back() {
            self.thing(view, Focus::DeviceBack, &self.t.twin.button(self.t.device_back));
        }
        if view.player.can_go_home() {
            self.thing(view, Focus::DeviceHome, &self.t.twin.button(home_name(self.kiosk, view.player)));
        }
    }
}

pub(super) fn target_of(focus: Focus) -> Target {
    match focus {
        Focus::Banner => Target::Banner,
        Focus::Widget(id) => Target::Widget(id),
        Focus::Option(id, at) => Target::Option(id, at),
        Focus::Tile(app) => Target::Tile(app),
        Focus::DeviceBack => Target::DeviceBack,
        Focus::DeviceHome => Target::DeviceHome,
    }
}
