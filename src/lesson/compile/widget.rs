//! The second pass: screens with their widgets, timers and messages.

use std::sync::Arc;

use super::{Builder, Named, Parsed, Scope, full_name};
use crate::lesson::model::{Look, Rule, Screen, ScreenKind, Template, Widget, WidgetKind};
use crate::lesson::raw::{Name, RawApp, RawScreen, RawWidget};
use crate::lesson::table::{FieldId, ScreenId};
use toml::Spanned;

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
        let title = raw.title.as_ref().map_or_else(Template::default, |t| self.fill(scope, t.span(), t.get_ref()));
        let enter = self.cases(scope, Some(&fields), &raw.enter);
        let parent = self.parent(scope, name, raw, app);
        let secret = |f: &FieldId| matches!(self.world.fields[*f].rule, Rule::Otp | Rule::Pin | Rule::Password);
        let secrets: Vec<FieldId> = fields.iter().copied().filter(secret).collect();
        let mut widgets = Vec::new();
        for widget in &raw.widgets {
            if let Some(widget) = self.widget(scope, id, &fields, widget) {
                widgets.push(self.world.widgets.push(widget));
            }
        }
        let must_answer = raw.back.as_ref().is_some_and(|b| b.get_ref() == "none");
        if let Some(screen) = self.world.screens.get_mut(id) {
            *screen = Screen { title, parent, must_answer, enter, widgets, secrets, ..screen.clone() };
        }
    }

    fn screen_fields(&mut self, scope: Scope<'f>, raw: &'f RawScreen) -> Vec<FieldId> {
        let mut fields = Vec::new();
        for widget in &raw.widgets {
            let w = widget.get_ref();
            if let Some(name) = w.field.as_ref().or(w.choice.as_ref()).or(w.upload.as_ref())
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
            let cases = screen.enter.iter().chain(screen.widgets.iter().flat_map(|w| &w.get_ref().cases));
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

    fn widget(
        &mut self,
        scope: Scope<'f>,
        screen: ScreenId,
        fields: &[FieldId],
        raw: &'f Spanned<RawWidget>,
    ) -> Option<Widget> {
        let span = raw.span();
        let raw = raw.get_ref();
        let kinds: Vec<(&str, &Name)> =
            kinds(raw).into_iter().filter_map(|(k, n)| n.as_ref().map(|n| (k, n))).collect();
        let (kind, name) = match kinds.as_slice() {
            [one] => *one,
            [] => {
                let message = "this widget has no kind";
                let help = "give it one of text, heading, button, link, tile, row, field, choice, checkbox, progress, upload, card";
                self.findings.push(scope.source.error(span, message).help(help));
                return None;
            }
            [.., (kind, name)] => {
                let message = format!("a widget has one kind, and this one has `{kind}` too");
                self.error(scope, name.span(), message);
                return None;
            }
        };
        self.check_keys(scope, kind, name, raw);
        let is_text = matches!(kind, "text" | "heading");
        if matches!(kind, "button" | "link" | "tile" | "row" | "progress" | "card") {
            self.check_id(scope, name); // the others are checked as names of the app
        }
        let label = if is_text {
            self.fill(scope, name.span(), name.get_ref())
        } else {
            let label = if kind == "card" { raw.title.as_ref() } else { raw.label.as_ref() };
            match label {
                Some(label) => self.fill(scope, label.span(), label.get_ref()),
                None if kind == "card" => Template::default(),
                None => {
                    self.error(scope, name.span(), format!("this {kind} has no label"));
                    Template::default()
                }
            }
        };
        Some(Widget {
            id: if is_text { "".into() } else { name.get_ref().as_str().into() },
            screen,
            label,
            detail: raw.detail.as_ref().map(|d| self.fill(scope, d.span(), d.get_ref())),
            when: self.condition(scope, &raw.when),
            kind: self.widget_kind(scope, fields, kind, name, raw)?,
        })
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
        Some(match (kind, named) {
            ("text", _) => WidgetKind::Text,
            ("heading", _) => WidgetKind::Heading,
            ("field", Some(Named::Field(field))) => WidgetKind::Field(field),
            ("choice", Some(Named::Field(field))) => WidgetKind::Choice(field),
            ("upload", Some(Named::Field(field))) => WidgetKind::Upload(field),
            ("checkbox", Some(Named::Flag(flag))) => WidgetKind::Checkbox(flag),
            ("progress", _) => WidgetKind::Progress {
                seconds: raw.seconds.unwrap_or(4),
                cases: self.cases(scope, Some(fields), &raw.cases),
            },
            ("card", _) => WidgetKind::Card {
                lines: raw.lines.iter().map(|line| self.fill(scope, line.span(), line.get_ref())).collect(),
            },
            ("button" | "link" | "tile" | "row", _) => {
                if raw.cases.is_empty() {
                    self.error(scope, name.span(), format!("this {kind} does nothing: give it `do = [...]`"));
                }
                let symbol: Option<Arc<str>> =
                    raw.symbol.as_ref().map(|s| self.fill(scope, s.span(), s.get_ref()).literal());
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
            _ => return None, // the name was taken by something else: reported when it was declared
        })
    }

    /// Keys that this kind of widget does not have.
    fn check_keys(&mut self, scope: Scope<'f>, kind: &str, name: &Name, raw: &RawWidget) {
        let given: [(&str, bool, &[&str]); 11] = [
            (
                "label",
                raw.label.is_some(),
                &["button", "link", "tile", "row", "field", "choice", "checkbox", "progress", "upload"],
            ),
            ("detail", raw.detail.is_some(), &["row", "tile"]),
            ("symbol", raw.symbol.is_some(), &["tile", "row"]),
            ("needs", !raw.needs.is_empty(), &["button", "link", "tile", "row"]),
            ("do", !raw.cases.is_empty(), &["button", "link", "tile", "row", "progress"]),
            ("rule", raw.rule.is_some(), &["field"]),
            ("typing", raw.typing.is_some(), &["field"]),
            ("accept", !raw.accept.is_empty(), &["field"]),
            ("options", !raw.options.is_empty(), &["choice", "upload"]),
            ("seconds", raw.seconds.is_some(), &["progress"]),
            ("title", raw.title.is_some() || !raw.lines.is_empty(), &["card"]),
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
        let names = RULES.iter().map(|(name, _)| *name);
        let message = format!("unknown rule `{}`", rule.get_ref());
        self.findings.push(scope.source.error(rule.span(), message).known(rule.get_ref(), names));
        Rule::Text
    }
}

fn kinds(raw: &RawWidget) -> [(&'static str, &Option<Name>); 12] {
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
    ]
}
