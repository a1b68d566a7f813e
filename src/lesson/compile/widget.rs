//! The second pass: screens with their widgets, timers and messages.

use std::sync::Arc;

use super::declare::field_name;
use super::{Builder, Named, Parsed, Scope, Used, full_name};
use crate::lesson::model::{Cond, Lens, Look, Move, Rule, Screen, ScreenKind, Template, Widget, WidgetKind};
use crate::lesson::raw::{Name, RawApp, RawScreen, RawWidget, Spanned};
use crate::lesson::table::{FieldId, ScreenId};
use crate::lesson::words;
use crate::text;

/// The narrowest device leaves so many columns for a picture.
const WIDEST_IMAGE: usize = 30;

/// Lines of an image at most.
const TALLEST_IMAGE: usize = 12;

/// The bytes of a QR code of version 2 with the least correction (ISO/IEC 18004): 25 modules, the most that fits.
const LONGEST_QR: usize = 32;

impl<'f> Builder<'f> {
    pub(super) fn bodies(&mut self) {
        let apps: Vec<(&'f String, &'f Parsed<RawApp>)> =
            self.files.apps.iter().filter(|(id, _)| self.apps.contains_key(id.as_str())).collect();
        for (id, app) in apps {
            let Some(app_id) = self.apps.get(id.as_str()).copied() else { continue };
            let scope = Scope { source: &app.source, app: Some((id, app_id)) };
            self.code_message(scope, &app.raw);
            for (name, screen) in &app.raw.screens.0 {
                self.body(scope, name, screen, &app.raw);
            }
            for (name, timer) in &app.raw.timers.0 {
                let cases = self.cases(scope, None, &timer.cases);
                if let Some(Named::Timer(id)) = self.names.get(&full_name(scope, name.get_ref())).copied()
                    && let Some(timer) = self.world.timers.get_mut(id)
                {
                    timer.cases = cases;
                }
            }
        }
    }

    fn body(&mut self, scope: Scope<'f>, name: &'f Name, raw: &'f RawScreen, app: &'f RawApp) {
        let full = full_name(scope, name.get_ref());
        let Some(id) = self.screens.get(&full).copied() else { return };
        let fields = self.screen_fields(scope, raw);
        self.page.clone_from(&fields);
        let device = self.world.apps[self.world.screens[id].app].device;
        let address = self.address(scope, device, raw.address.as_ref());
        let address = address.or_else(|| self.world.apps[self.world.screens[id].app].address.clone());
        let title = raw.title.as_ref().map_or_else(Template::default, |t| self.fill(scope, t.span(), t.get_ref()));
        let enter = self.cases(scope, Some(&fields), &raw.enter);
        let parent = self.parent(scope, name, raw, app);
        let secret = |f: &FieldId| matches!(self.world.fields[*f].rule, Rule::Otp | Rule::Pin | Rule::Password);
        let secrets: Vec<FieldId> = fields.iter().copied().filter(secret).collect();
        let mut widgets = Vec::new();
        for widget in &raw.widgets {
            for widget in self.widget(scope, id, &fields, widget) {
                widgets.push(self.world.widgets.push(widget));
            }
        }
        self.page.clear();
        let must_answer = raw.back.as_ref().is_some_and(|b| b.get_ref() == "none");
        if let Some(screen) = self.world.screens.get_mut(id) {
            *screen = Screen {
                title,
                parent,
                must_answer,
                enter,
                widgets,
                secrets,
                address,
                spare: raw.spare,
                place: scope.place(name.span()),
                ..screen.clone()
            };
        }
    }

    fn screen_fields(&mut self, scope: Scope<'f>, raw: &'f RawScreen) -> Vec<FieldId> {
        let mut fields = Vec::new();
        for widget in &raw.widgets {
            let w = widget.get_ref();
            if let Some(name) = field_name(w)
                && let Some(Named::Field(field)) = self.names.get(&full_name(scope, name.get_ref()))
            {
                fields.push(*field);
            }
        }
        fields
    }

    /// Where Back leads: `back = "x"`, or the first page in the file with a `go` to this one; nowhere from a root.
    fn parent(&mut self, scope: Scope<'f>, name: &Name, raw: &'f RawScreen, app: &'f RawApp) -> Option<ScreenId> {
        if let Some(back) = &raw.back {
            if back.get_ref() == "none" {
                let layer = raw.kind.as_ref().is_some_and(|k| k.get_ref() != "screen");
                if !layer {
                    let message = "only a dialog can forbid Back";
                    self.findings.push(scope.source.error(back.span(), message).help("use `root = true` on a page"));
                }
                return None;
            }
            return self.screen(scope, back);
        }
        let own = self.screens.get(&full_name(scope, name.get_ref())).copied()?;
        if raw.root || self.world.screens[own].kind != ScreenKind::Page {
            return None;
        }
        let leads_here = |screen: &RawScreen| {
            let items = screen.widgets.iter().flat_map(|w| w.get_ref().sees.iter().chain(&w.get_ref().items));
            let cases = screen.enter.iter().chain(screen.widgets.iter().flat_map(|w| &w.get_ref().cases));
            let cases = cases.chain(items.flat_map(|item| &item.get_ref().cases));
            cases.into_iter().any(|c| c.go.as_ref().is_some_and(|go| go.get_ref() == name.get_ref()))
        };
        let is_page = |screen: &RawScreen| screen.kind.as_ref().is_none_or(|k| k.get_ref() == "screen");
        let from = app
            .screens
            .0
            .iter()
            .find(|(other, screen)| other.get_ref() != name.get_ref() && is_page(screen) && leads_here(screen));
        from.and_then(|(other, _)| self.screens.get(&full_name(scope, other.get_ref())).copied())
    }

    /// A widget; a camera and a bar of tabs become several.
    fn widget(
        &mut self,
        scope: Scope<'f>,
        screen: ScreenId,
        fields: &[FieldId],
        raw: &'f Spanned<RawWidget>,
    ) -> Vec<Widget> {
        let span = raw.span();
        let raw = raw.get_ref();
        if self.is_enough() {
            return Vec::new();
        }
        let Some((kind, name)) = self.kind(scope, span, raw) else { return Vec::new() };
        self.check_keys(scope, kind, name, raw);
        let is_text = matches!(kind, "text" | "heading");
        if !is_text && field_name(raw).is_none() && !matches!(kind, "checkbox" | "toggle") {
            self.check_id(scope, name); // the others are checked as names of the app
        }
        let when = self.condition(scope, &raw.when);
        let items = self.items(scope, screen, fields, raw, &when);
        if kind == "tabs" {
            return items;
        }
        let Some(widget_kind) = self.widget_kind(scope, fields, kind, name, raw) else { return Vec::new() };
        let widget = Widget {
            id: if is_text { "".into() } else { name.get_ref().as_str().into() },
            screen,
            label: self.widget_label(scope, kind, name, raw),
            detail: raw.detail.as_ref().map(|d| self.fill(scope, d.span(), d.get_ref())),
            when,
            spare: raw.spare,
            place: scope.place(name.span()),
            kind: widget_kind,
        };
        std::iter::once(widget).chain(items).collect()
    }

    /// The one key that names what the widget is.
    fn kind(
        &mut self,
        scope: Scope<'f>,
        span: std::ops::Range<usize>,
        raw: &'f RawWidget,
    ) -> Option<(&'static str, &'f Name)> {
        let all = kinds(raw);
        let given: Vec<(&'static str, &'f Name)> =
            all.into_iter().filter_map(|(kind, name)| name.as_ref().map(|name| (kind, name))).collect();
        match given.as_slice() {
            [one] => Some(*one),
            [] => {
                let help = format!("give it one of {}", kinds(raw).map(|(kind, _)| kind).join(", "));
                self.findings.push(scope.source.error(span, "this widget has no kind").help(help));
                None
            }
            [.., (kind, name)] => {
                self.error(scope, name.span(), format!("a widget has one kind, and this one has `{kind}` too"));
                None
            }
        }
    }

    fn widget_label(&mut self, scope: Scope<'f>, kind: &str, name: &'f Name, raw: &'f RawWidget) -> Template {
        let label = match kind {
            "text" | "heading" => Some(name),
            "card" | "table" => raw.title.as_ref(),
            _ => raw.label.as_ref(),
        };
        match label {
            Some(label) => self.fill(scope, label.span(), label.get_ref()),
            None if matches!(kind, "card" | "table") => Template::default(),
            None => {
                self.error(scope, name.span(), format!("this {kind} has no label"));
                Template::default()
            }
        }
    }

    /// What a camera can be aimed at, or the tabs of a bar.
    fn items(
        &mut self,
        scope: Scope<'f>,
        screen: ScreenId,
        fields: &[FieldId],
        raw: &'f RawWidget,
        when: &Cond,
    ) -> Vec<Widget> {
        let looks = raw.sees.iter().map(|item| (item, false)).chain(raw.items.iter().map(|item| (item, true)));
        let mut widgets = Vec::new();
        for (item, is_tab) in looks {
            let (span, item) = (item.span(), item.get_ref());
            let (Some(id), Some(label)) = (&item.id, &item.label) else {
                self.error(scope, span.start..span.start + 1, "this needs `id`, `label` and `do`");
                continue;
            };
            self.check_id(scope, id);
            if item.cases.is_empty() {
                self.error(scope, id.span(), "this does nothing: give it `do = [...]`");
            }
            let cases = self.cases(scope, Some(fields), &item.cases);
            let current = cases.iter().any(|case| case.moves == Some(Move::Go(screen)));
            let mut shown = when.clone();
            shown.0.extend(self.condition(scope, &item.when).0);
            widgets.push(Widget {
                id: id.get_ref().as_str().into(),
                screen,
                label: self.fill(scope, label.span(), label.get_ref()),
                detail: None,
                when: shown,
                spare: item.spare || raw.spare,
                place: scope.place(id.span()),
                kind: WidgetKind::Press {
                    look: if is_tab { Look::Tab { current } } else { Look::Aim },
                    symbol: None,
                    needs: Cond::default(),
                    cases,
                },
            });
        }
        widgets
    }

    fn widget_kind(
        &mut self,
        scope: Scope<'f>,
        fields: &[FieldId],
        kind: &str,
        name: &'f Name,
        raw: &'f RawWidget,
    ) -> Option<WidgetKind> {
        let named = self.names.get(&full_name(scope, name.get_ref())).copied();
        if let (Some(repeats), Some(Named::Field(field))) = (&raw.repeats, named) {
            self.repeats(scope, field, repeats);
        }
        Some(match (kind, named) {
            ("text", _) => WidgetKind::Text,
            ("heading", _) => WidgetKind::Heading,
            ("field", Some(Named::Field(field))) => WidgetKind::Field(field),
            ("keypad", Some(Named::Field(field))) => WidgetKind::Keypad(field),
            ("choice", Some(Named::Field(field))) if self.is_radio(scope, raw) => WidgetKind::Radio(field),
            ("choice", Some(Named::Field(field))) => WidgetKind::Choice(field),
            ("upload", Some(Named::Field(field))) => WidgetKind::Upload(field),
            ("checkbox", Some(Named::Flag(flag))) => WidgetKind::Checkbox(flag),
            ("toggle", Some(Named::Flag(flag))) => WidgetKind::Toggle(flag),
            ("progress", _) => WidgetKind::Progress {
                seconds: raw.seconds.unwrap_or(4),
                cases: self.cases(scope, Some(fields), &raw.cases),
            },
            ("card", _) => WidgetKind::Card { lines: self.lines(scope, &raw.lines) },
            ("image", _) => self.image(scope, name, raw),
            ("qr", _) => self.qr(scope, raw),
            ("camera", _) => WidgetKind::Camera(self.lens(scope, name, raw)),
            ("table", _) => self.table(scope, raw),
            ("button" | "link" | "tile" | "row", _) => self.press(scope, fields, kind, name, raw),
            _ => return None, // the name was taken by something else: reported when it was declared
        })
    }

    fn press(
        &mut self,
        scope: Scope<'f>,
        fields: &[FieldId],
        kind: &str,
        name: &'f Name,
        raw: &'f RawWidget,
    ) -> WidgetKind {
        if raw.cases.is_empty() {
            self.error(scope, name.span(), format!("this {kind} does nothing: give it `do = [...]`"));
        }
        let symbol: Option<Arc<str>> = raw.symbol.as_ref().map(|s| self.fill(scope, s.span(), s.get_ref()).literal());
        WidgetKind::Press {
            look: match kind {
                "button" => Look::Button,
                "link" => Look::Link,
                "tile" => Look::Tile,
                _ => Look::Row,
            },
            symbol,
            needs: self.condition(scope, &raw.needs),
            cases: self.cases(scope, Some(fields), &raw.cases),
        }
    }

    fn repeats(&mut self, scope: Scope<'f>, field: FieldId, name: &'f Name) {
        let Some(Used::Here(of)) = self.field(scope, name.span(), name.get_ref()) else { return };
        if of == field || self.world.fields[of].repeats.is_some() || !self.world.fields[of].options.is_empty() {
            self.error(scope, name.span(), "a field can repeat another typed field that repeats nothing itself");
            return;
        }
        let rule = self.world.fields[of].rule;
        if let Some(field) = self.world.fields.get_mut(field) {
            field.repeats = Some(of);
            field.rule = rule; // what is hidden in one is hidden in the other
        }
    }

    fn is_radio(&mut self, scope: Scope<'f>, raw: &RawWidget) -> bool {
        let Some(look) = &raw.look else { return false };
        if !matches!(look.get_ref().as_str(), "radio" | "list") {
            let message = format!("unknown look `{}`", look.get_ref());
            self.findings.push(scope.source.error(look.span(), message).known(look.get_ref(), words::LOOKS));
        }
        look.get_ref() == "radio"
    }

    fn lines(&mut self, scope: Scope<'f>, lines: &[Spanned<String>]) -> Vec<Template> {
        lines.iter().map(|line| self.fill(scope, line.span(), line.get_ref())).collect()
    }

    /// A picture: at most as wide as the narrowest device leaves room for.
    fn image(&mut self, scope: Scope<'f>, name: &Name, raw: &RawWidget) -> WidgetKind {
        let lines = &raw.lines;
        if lines.is_empty() || lines.len() > TALLEST_IMAGE {
            self.error(scope, name.span(), format!("an image needs `lines`, at most {TALLEST_IMAGE} of them"));
        }
        let mut drawn = Vec::new();
        let width = lines.iter().map(|line| text::width(line.get_ref())).max().unwrap_or(0);
        for line in lines {
            if text::width(line.get_ref()) > WIDEST_IMAGE {
                self.error(scope, line.span(), format!("a line of an image has at most {WIDEST_IMAGE} columns"));
            }
            let text = self.fill(scope, line.span(), line.get_ref()).literal();
            drawn.push(format!("{text}{}", " ".repeat(width.saturating_sub(text::width(&text)))).into());
        }
        WidgetKind::Image { lines: drawn, keys: raw.keys }
    }

    fn qr(&mut self, scope: Scope<'f>, raw: &RawWidget) -> WidgetKind {
        let content = raw.content.as_ref().map(|content| {
            let text = self.fill(scope, content.span(), content.get_ref()).literal();
            if text.len() > LONGEST_QR {
                let help = "leave `content` out: a box then says that it is a practice code";
                let message = format!("a real code on so small a screen holds at most {LONGEST_QR} letters");
                self.findings.push(scope.source.error(content.span(), message).help(help));
            }
            text
        });
        WidgetKind::Qr { content }
    }

    fn lens(&mut self, scope: Scope<'f>, name: &Name, raw: &RawWidget) -> Lens {
        if raw.sees.is_empty() {
            self.error(scope, name.span(), "a camera needs `sees`: what it can be aimed at");
        }
        match raw.mode.as_ref().map(|mode| mode.get_ref().as_str()) {
            None | Some("qr") => Lens::Qr,
            Some("card") => Lens::Card,
            Some("face") => Lens::Face,
            Some(other) => {
                let span = raw.mode.as_ref().map_or(0..0, Name::span);
                let finding = scope.source.error(span, format!("unknown mode `{other}`"));
                self.findings.push(finding.known(other, words::LENSES));
                Lens::Qr
            }
        }
    }

    fn table(&mut self, scope: Scope<'f>, raw: &'f RawWidget) -> WidgetKind {
        let head = self.lines(scope, &raw.head);
        let mut rows = Vec::new();
        for row in &raw.rows {
            if row.get_ref().len() != head.len() {
                let message = format!("this row has {} cells, and the head has {}", row.get_ref().len(), head.len());
                self.error(scope, row.span(), message);
            }
            rows.push(row.get_ref().iter().map(|cell| self.fill(scope, row.span(), cell)).collect());
        }
        WidgetKind::Table { head, rows }
    }

    /// Keys that this kind of widget does not have.
    fn check_keys(&mut self, scope: Scope<'f>, kind: &str, name: &Name, raw: &RawWidget) {
        let given: [(&str, bool, &[&str]); 23] = [
            (
                "label",
                raw.label.is_some(),
                &[
                    "button", "link", "tile", "row", "field", "keypad", "choice", "checkbox", "toggle", "progress",
                    "upload", "image", "qr", "camera",
                ],
            ),
            ("detail", raw.detail.is_some(), &["row", "tile", "toggle"]),
            ("symbol", raw.symbol.is_some(), &["tile", "row"]),
            ("needs", !raw.needs.is_empty(), &["button", "link", "tile", "row"]),
            ("do", !raw.cases.is_empty(), &["button", "link", "tile", "row", "progress"]),
            ("rule", raw.rule.is_some(), &["field", "keypad"]),
            ("typing", raw.typing.is_some(), &["field"]),
            ("marks", raw.marks.is_some(), &["field"]),
            ("capitals", raw.capitals.is_some(), &["field"]),
            ("repeats", raw.repeats.is_some(), &["field", "keypad"]),
            ("accept", !raw.accept.is_empty(), &["field"]),
            ("look", raw.look.is_some(), &["choice"]),
            ("options", raw.options.is_some(), &["choice", "upload"]),
            ("seconds", raw.seconds.is_some(), &["progress"]),
            ("title", raw.title.is_some(), &["card", "table"]),
            ("lines", !raw.lines.is_empty(), &["card", "image"]),
            ("keys", raw.keys, &["image"]),
            ("content", raw.content.is_some(), &["qr"]),
            ("mode", raw.mode.is_some(), &["camera"]),
            ("sees", !raw.sees.is_empty(), &["camera"]),
            ("items", !raw.items.is_empty(), &["tabs"]),
            ("head", !raw.head.is_empty(), &["table"]),
            ("rows", !raw.rows.is_empty(), &["table"]),
        ];
        for (key, is_given, allowed) in given {
            if is_given && !allowed.contains(&kind) {
                let help = format!("`{key}` belongs to {}", allowed.join(", "));
                let message = format!("a {kind} has no `{key}`");
                self.findings.push(scope.source.error(name.span(), message).help(help));
            }
        }
    }

    pub(super) fn rule(&mut self, scope: Scope<'f>, rule: &Name) -> Rule {
        const RULES: [(&str, Rule); 13] = [
            ("text", Rule::Text),
            ("name", Rule::Name),
            ("digits", Rule::Digits),
            ("citizen-id", Rule::CitizenId),
            ("phone", Rule::Phone),
            ("otp", Rule::Otp),
            ("pin", Rule::Pin),
            ("password", Rule::Password),
            ("email", Rule::Email),
            ("date", Rule::Date),
            ("money", Rule::Money),
            ("account", Rule::Account),
            ("customer-code", Rule::CustomerCode),
        ];
        if let Some((_, known)) = RULES.iter().find(|(name, _)| name == rule.get_ref()) {
            return *known;
        }
        let message = format!("unknown rule `{}`", rule.get_ref());
        self.findings.push(scope.source.error(rule.span(), message).known(rule.get_ref(), words::RULES));
        Rule::Text
    }
}

fn kinds(raw: &RawWidget) -> [(&'static str, &Option<Name>); 19] {
    [
        ("text", &raw.text),
        ("heading", &raw.heading),
        ("button", &raw.button),
        ("link", &raw.link),
        ("tile", &raw.tile),
        ("row", &raw.row),
        ("field", &raw.field),
        ("choice", &raw.choice),
        ("checkbox", &raw.checkbox),
        ("progress", &raw.progress),
        ("upload", &raw.upload),
        ("card", &raw.card),
        ("toggle", &raw.toggle),
        ("keypad", &raw.keypad),
        ("image", &raw.image),
        ("qr", &raw.qr),
        ("camera", &raw.camera),
        ("table", &raw.table),
        ("tabs", &raw.tabs),
    ]
}
