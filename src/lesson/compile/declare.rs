//! The first pass: every app, screen, field, flag, counter, code and timer gets its index.

use std::collections::HashSet;

use super::{Builder, Named, Parsed, Scope, full_name};
use std::sync::Arc;

use crate::communes;
use crate::lesson::model::{
    App, Choice, Code, Device, Field, FieldFact, Message, Piece, Place, Rule, Screen, ScreenKind, Template, Tile,
    TileColor, Timer,
};
use crate::lesson::raw::{Name, RawApp, RawCase, RawDigits, RawOption, RawOptions, RawWidget, Spanned};
use crate::lesson::table::{AppId, FieldId, FlagId, Id, ScreenId};
use crate::lesson::words;

/// The id of the app that every phone has.
pub(super) const INBOX: &str = "messages";

/// The name under its tile.
const INBOX_NAME: &str = "Tin nhắn";

impl<'f> Builder<'f> {
    pub(super) fn declare(&mut self) {
        self.declare_inbox();
        let lesson = &self.lesson.raw;
        for name in &lesson.apps {
            if name.get_ref() == INBOX {
                continue;
            }
            if let Some((id, app)) = self.files.apps.get_key_value(name.get_ref()) {
                self.declare_app(id, app);
            } else {
                let known = self.files.apps.keys().map(String::as_str);
                let message = format!("there is no app `{}`", name.get_ref());
                let finding = self.lesson.source.error(name.span(), message).known(name.get_ref(), known);
                self.findings.push(finding);
            }
        }
        self.declare_absent();
        self.declare_flags();
        self.declare_params();
        let scope = self.scope();
        for name in &lesson.closed {
            if let Some(screen) = self.screen(scope, name)
                && let Some(screen) = self.world.screens.get_mut(screen)
            {
                screen.closed = true;
            }
        }
        self.declare_start(scope);
    }

    fn declare_start(&mut self, scope: Scope<'f>) {
        for name in &self.lesson.raw.installed {
            match self.apps.get(name.get_ref().as_str()) {
                Some(app) => self.world.start.push(self.world.apps[*app].installed),
                None => {
                    self.error(
                        scope,
                        name.span(),
                        format!("`{}` is not among the apps of this lesson", name.get_ref()),
                    );
                }
            }
        }
        for name in &self.lesson.raw.start {
            match self.names.get(name.get_ref()) {
                Some(Named::Flag(flag)) => self.world.start.push(*flag),
                _ => self.error(scope, name.span(), format!("`{}` is not a flag", name.get_ref())),
            }
        }
    }

    fn declare_inbox(&mut self) {
        let app = AppId::from_usize(0);
        let installed = self.world.flags.push(format!("{INBOX}.installed").into());
        self.world.start.push(installed);
        let name = format!("{INBOX}.front");
        let first = self.world.screens.push(Screen {
            title: Template(vec![Piece::Literal(INBOX_NAME.into())]),
            inbox: true,
            ..blank_screen(&name, app)
        });
        self.screens.insert(name, first);
        self.names.insert(format!("{INBOX}.installed"), Named::Flag(installed));
        let tile = Some(Tile { text: "SMS".into(), color: TileColor::Yellow });
        let id = self.world.apps.push(App {
            id: INBOX.into(),
            name: INBOX_NAME.into(),
            device: Device::Phone,
            address: None,
            tile,
            first,
            installed,
            flags: Vec::new(),
            fields: Vec::new(),
        });
        self.world.inbox = Some(id);
        self.apps.insert(INBOX, id);
    }

    fn declare_app(&mut self, id: &'f str, parsed: &'f Parsed<RawApp>) {
        let raw = &parsed.raw;
        let app = AppId::from_usize(self.world.apps.len());
        let scope = Scope { source: &parsed.source, app: Some((id, app)) };
        let device = self.device(scope, &raw.device, &words::DEVICES);
        let address = self.address(scope, device, raw.address.as_ref());
        if raw.screens.0.is_empty() {
            self.findings.push(scope.source.error_whole("an app needs at least one [screens.…]"));
            return;
        }
        let installed = self.world.flags.push(format!("{id}.installed").into());
        self.names.insert(format!("{id}.installed"), Named::Flag(installed));
        let mut first = None;
        for (name, screen) in &raw.screens.0 {
            self.check_id(scope, name);
            let full = format!("{id}.{}", name.get_ref());
            let kind = self.screen_kind(scope, screen.kind.as_ref());
            let screen = self.world.screens.push(Screen { kind, ..blank_screen(&full, app) });
            first.get_or_insert(screen);
            self.screens.insert(full, screen);
        }
        if let Some(tile) = raw.tile.as_ref().filter(|tile| crate::text::width(tile.text.get_ref()) > 4) {
            self.error(scope, tile.text.span(), "the text of a tile has at most 4 columns");
        }
        let tile = raw.tile.as_ref().map(|tile| Tile {
            text: self.fill(scope, tile.text.span(), tile.text.get_ref()).literal(),
            color: self.tile_color(scope, &tile.color),
        });
        self.apps.insert(id, app);
        let name = self.fill(scope, raw.name.span(), &raw.name.get_ref().vi).literal();
        self.world.apps.push(App {
            id: id.into(),
            name,
            device,
            address,
            tile,
            first: first.unwrap_or(ScreenId::from_usize(0)),
            installed,
            flags: Vec::new(),
            fields: Vec::new(),
        });
        self.declare_things(scope, id, raw);
        self.declare_fields(scope, raw);
    }

    /// A device by name.
    pub(super) fn device(&mut self, scope: Scope<'f>, name: &Spanned<String>, known: &[&str]) -> Device {
        let id = name.get_ref().as_str();
        match id {
            _ if !known.contains(&id) => {
                let finding = scope.source.error(name.span(), format!("unknown device `{id}`"));
                self.findings.push(finding.known(id, known.iter().copied()));
                Device::Phone
            }
            "browser" => Device::Browser,
            "place" => Device::Place,
            _ => Device::Phone,
        }
    }

    /// What stands in the address bar: only a site has one.
    pub(super) fn address(
        &mut self,
        scope: Scope<'f>,
        device: Device,
        raw: Option<&Spanned<String>>,
    ) -> Option<Arc<str>> {
        let raw = raw?;
        if device != Device::Browser {
            let help = "leave it out, or say `device = \"browser\"`";
            self.findings.push(scope.source.error(raw.span(), "only a site has an address").help(help));
            return None;
        }
        Some(self.fill(scope, raw.span(), raw.get_ref()).literal())
    }

    fn declare_things(&mut self, scope: Scope<'f>, id: &str, raw: &'f RawApp) {
        for (name, limit) in &raw.counters.0 {
            let full = format!("{id}.{}", name.get_ref());
            let counter = self.world.counters.push((full.as_str().into(), *limit.get_ref()));
            self.name(scope, name, &full, Named::Counter(counter));
        }
        for (name, code) in &raw.codes.0 {
            let code = code.get_ref();
            let full = format!("{id}.{}", name.get_ref());
            let pattern = match code.digits.get_ref() {
                RawDigits::Count(count) => "%".repeat(usize::from(*count)),
                RawDigits::Pattern(pattern) => {
                    self.check_text(scope, code.digits.span(), pattern);
                    pattern.clone()
                }
            };
            if let Some(lives) = &code.lives
                && *lives.get_ref() < 180
            {
                let message = "a code must live at least 180 seconds";
                self.findings.push(
                    scope.source.error(lives.span(), message).help("slow learners need the time; or leave `lives` out"),
                );
            }
            let id = self.world.codes.push(Code {
                name: full.as_str().into(),
                pattern: pattern.into(),
                after: code.after,
                lives: code.lives.as_ref().map(|l| *l.get_ref()),
                message: None,
            });
            self.name(scope, name, &full, Named::Code(id));
        }
        for (name, timer) in &raw.timers.0 {
            let full = format!("{id}.{}", name.get_ref());
            let timer = Timer { name: full.as_str().into(), seconds: timer.seconds, cases: Vec::new() };
            let timer = self.world.timers.push(timer);
            self.name(scope, name, &full, Named::Timer(timer));
        }
    }

    fn declare_fields(&mut self, scope: Scope<'f>, raw: &'f RawApp) {
        for (_, screen) in &raw.screens.0 {
            for widget in &screen.widgets {
                let widget = widget.get_ref();
                let Some(name) = field_name(widget) else { continue };
                let full = full_name(scope, name.get_ref());
                if let Some(Named::Field(_)) = self.names.get(&full) {
                    continue; // the same field on another screen
                }
                let field = self.new_field(scope, &full, widget);
                self.name(scope, name, &full, Named::Field(field));
            }
        }
    }

    fn new_field(&mut self, scope: Scope<'f>, full: &str, widget: &'f RawWidget) -> FieldId {
        let rule = widget.rule.as_ref().map_or(Rule::Text, |rule| self.rule(scope, rule));
        let options = self.options(scope, widget.options.as_ref());
        let is_choice = widget.choice.is_some() || widget.upload.is_some();
        if is_choice && options.is_empty() {
            let name = widget.choice.as_ref().or(widget.upload.as_ref()).map_or(0..0, Name::span);
            self.error(scope, name, "a choice needs `options`");
        }
        let accept = widget.accept.iter().map(|a| self.fill(scope, a.span(), a.get_ref()).literal()).collect();
        let plain = widget.typing.as_ref().is_some_and(|t| self.plain_typing(scope, t));
        let unmarked = widget.marks.as_ref().is_some_and(|marks| self.unmarked(scope, marks));
        let capitals = widget.capitals.as_ref().is_some_and(|capitals| self.capitals(scope, capitals));
        self.push_field(scope, full, Field { rule, plain, accept, unmarked, capitals, options, ..blank_field(full) })
    }

    fn options(&mut self, scope: Scope<'f>, raw: Option<&'f RawOptions>) -> Vec<Choice> {
        match raw {
            None => Vec::new(),
            Some(RawOptions::List(options)) => {
                let mut seen = HashSet::new();
                let choice = |option: &'f Spanned<RawOption>| {
                    let (span, option) = (option.span(), option.get_ref());
                    self.check_text(scope, span.clone(), &option.id);
                    if !seen.insert(option.id.as_str()) {
                        self.error(scope, span.clone(), format!("there are two options `{}`", option.id));
                    }
                    Choice { id: option.id.as_str().into(), label: self.fill(scope, span, &option.label).literal() }
                };
                options.iter().map(choice).collect()
            }
            Some(RawOptions::Named(name)) if name.get_ref() == "communes" => communes::all()
                .map(|commune| Choice { id: commune.code.into(), label: commune.full_name().into() })
                .collect(),
            Some(RawOptions::Named(name)) => {
                let message = format!("there is no list of options `{}`", name.get_ref());
                self.findings.push(scope.source.error(name.span(), message).known(name.get_ref(), words::OPTION_LISTS));
                Vec::new()
            }
        }
    }

    fn unmarked(&mut self, scope: Scope<'f>, marks: &Name) -> bool {
        if marks.get_ref() != "optional" {
            let message = format!("unknown `marks`: `{}`", marks.get_ref());
            self.findings.push(scope.source.error(marks.span(), message).known(marks.get_ref(), words::MARKS));
        }
        true
    }

    fn capitals(&mut self, scope: Scope<'f>, capitals: &Name) -> bool {
        if capitals.get_ref() != "required" {
            let message = format!("unknown `capitals`: `{}`", capitals.get_ref());
            let finding = scope.source.error(capitals.span(), message);
            self.findings.push(finding.known(capitals.get_ref(), words::CAPITALS));
        }
        true
    }

    fn push_field(&mut self, scope: Scope<'f>, full: &str, field: Field) -> FieldId {
        let id = self.world.fields.push(field);
        let owner = full.split_once('.').map_or("", |(app, _)| app);
        if let Some(app) = self.apps.get(owner).copied().or(scope.app.map(|(_, app)| app))
            && let Some(app) = self.world.apps.get_mut(app)
        {
            app.fields.push(id);
        }
        id
    }

    fn plain_typing(&mut self, scope: Scope<'f>, typing: &Name) -> bool {
        if typing.get_ref() != "plain" {
            let message = format!("unknown typing `{}`", typing.get_ref());
            self.findings.push(scope.source.error(typing.span(), message).known(typing.get_ref(), words::TYPINGS));
        }
        true
    }

    /// Flags are declared by being set somewhere; hidden fields by `put`.
    fn declare_flags(&mut self) {
        for (id, app) in
            self.files.apps.iter().filter(|(id, _)| self.apps.contains_key(id.as_str())).collect::<Vec<_>>()
        {
            let Some(app_id) = self.apps.get(id.as_str()).copied() else { continue };
            let scope = Scope { source: &app.source, app: Some((id, app_id)) };
            for (_, screen) in &app.raw.screens.0 {
                for widget in &screen.widgets {
                    let widget = widget.get_ref();
                    if let Some(name) = widget.checkbox.as_ref().or(widget.toggle.as_ref()) {
                        self.declare_flag(scope, name);
                    }
                }
            }
            for case in all_cases(&app.raw) {
                for name in &case.set.0 {
                    self.declare_flag(scope, name);
                }
                for (name, _) in &case.put.0 {
                    let full = full_name(scope, name.get_ref());
                    if !self.names.contains_key(&full) && !self.absent.contains(&full) {
                        let field = self.push_field(scope, &full, Field { plain: true, ..blank_field(&full) });
                        self.name(scope, name, &full, Named::Field(field));
                    }
                }
            }
        }
        let scope = self.scope();
        for name in &self.lesson.raw.start {
            let app = name.get_ref().split_once('.').map_or("", |(app, _)| app);
            if self.apps.contains_key(app) && !self.names.contains_key(name.get_ref()) {
                self.declare_flag(scope, name);
            }
        }
    }

    fn declare_flag(&mut self, scope: Scope<'f>, name: &Name) -> Option<FlagId> {
        let full = full_name(scope, name.get_ref());
        match self.names.get(&full) {
            Some(Named::Flag(flag)) => return Some(*flag),
            Some(_) => {
                self.error(scope, name.span(), format!("`{full}` is not a flag: the name is taken"));
                return None;
            }
            None if self.absent.contains(&full) => return None,
            None => {}
        }
        let owner = full.split_once('.').map_or("", |(app, _)| app);
        let Some(app) = self.apps.get(owner).copied() else {
            self.error(scope, name.span(), format!("there is no app `{owner}` in this lesson"));
            return None;
        };
        let local = full.split_once('.').map_or(full.as_str(), |(_, local)| local);
        self.check_id(scope, &Name::new(name.span(), local.to_owned()));
        let flag = self.world.flags.push(full.as_str().into());
        if let Some(app) = self.world.apps.get_mut(app) {
            app.flags.push(flag);
        }
        self.names.insert(full, Named::Flag(flag));
        Some(flag)
    }

    /// What the apps that this lesson does not use would declare: facts about them never hold, but misspelt names
    /// are still found.
    fn declare_absent(&mut self) {
        let absent: Vec<_> = self.files.apps.iter().filter(|(id, _)| !self.apps.contains_key(id.as_str())).collect();
        for (id, app) in absent {
            let raw = &app.raw;
            let mut declared: HashSet<String> = ["installed".to_owned()].into();
            declared.extend(raw.counters.0.iter().map(|(n, _)| n.get_ref().clone()));
            declared.extend(raw.codes.0.iter().map(|(n, _)| n.get_ref().clone()));
            declared.extend(raw.timers.0.iter().map(|(n, _)| n.get_ref().clone()));
            for (screen, body) in &raw.screens.0 {
                self.absent.insert(format!("at {id}.{}", screen.get_ref()));
                for widget in &body.widgets {
                    let w = widget.get_ref();
                    let named = [&w.field, &w.keypad, &w.choice, &w.upload, &w.checkbox, &w.toggle];
                    declared.extend(named.into_iter().flatten().map(|n| n.get_ref().clone()));
                }
            }
            for case in all_cases(raw) {
                declared.extend(case.set.0.iter().map(|n| n.get_ref().clone()));
                declared.extend(case.put.0.iter().map(|(n, _)| n.get_ref().clone()));
            }
            self.absent.extend(declared.iter().map(|n| if n.contains('.') { n.clone() } else { format!("{id}.{n}") }));
            self.absent.insert(format!("on {id}"));
        }
    }

    fn declare_params(&mut self) {
        for (id, app) in &self.files.apps {
            if let Some(app_id) = self.apps.get(id.as_str()).copied() {
                let scope = Scope { source: &app.source, app: Some((id, app_id)) };
                for (key, value) in &app.raw.params.0 {
                    self.check_text(scope, value.span(), value.get_ref());
                    self.params.insert(format!("{id}.{}", key.get_ref()), value.get_ref().clone());
                }
            }
        }
        let scope = self.scope();
        for (app, values) in &self.lesson.raw.with.0 {
            if !self.apps.contains_key(app.get_ref().as_str()) {
                let message = format!("`{}` is not among the apps of this lesson", app.get_ref());
                let known: Vec<&str> = self.apps.keys().copied().collect();
                self.findings.push(scope.source.error(app.span(), message).known(app.get_ref(), known));
                continue;
            }
            if !values.right.0.is_empty() {
                self.right.insert(app.get_ref(), &values.right);
            }
            for (key, value) in &values.params.0 {
                self.check_text(scope, value.span(), value.get_ref());
                let full = format!("{}.{}", app.get_ref(), key.get_ref());
                if let Some(param) = self.params.get_mut(&full) {
                    param.clone_from(value.get_ref());
                } else {
                    self.error(
                        scope,
                        key.span(),
                        format!("app `{}` has no parameter `{}`", app.get_ref(), key.get_ref()),
                    );
                }
            }
        }
    }

    fn name(&mut self, scope: Scope<'f>, name: &Name, full: &str, stands_for: Named) {
        self.check_id(scope, name);
        if self.names.insert(full.to_owned(), stands_for).is_some() && !self.is_enough() {
            let help = "one name stands for one thing in an app";
            self.findings.push(scope.source.error(name.span(), format!("`{full}` exists already")).help(help));
        }
    }

    pub(super) fn check_id(&mut self, scope: Scope<'f>, name: &Name) {
        if !self.is_enough() {
            self.findings.extend(scope.source.bad_id(name));
        }
    }

    fn screen_kind(&mut self, scope: Scope<'f>, kind: Option<&Spanned<String>>) -> ScreenKind {
        match kind.map(|k| k.get_ref().as_str()) {
            None | Some("screen") => ScreenKind::Page,
            Some("dialog") => ScreenKind::Dialog,
            Some("call") => ScreenKind::Call,
            Some(other) => {
                let span = kind.map_or(0..0, Spanned::span);
                let message = format!("unknown kind of screen `{other}`");
                let known = words::SCREEN_KINDS;
                self.findings.push(scope.source.error(span, message).known(other, known));
                ScreenKind::Page
            }
        }
    }

    fn tile_color(&mut self, scope: Scope<'f>, color: &Spanned<String>) -> TileColor {
        match color.get_ref().as_str() {
            "green" => TileColor::Green,
            "blue" => TileColor::Blue,
            "red" => TileColor::Red,
            "yellow" => TileColor::Yellow,
            "white" => TileColor::White,
            "cyan" => TileColor::Cyan,
            other => {
                let known = words::COLORS;
                let finding = scope.source.error(color.span(), format!("unknown colour `{other}`")).known(other, known);
                self.findings.push(finding);
                TileColor::White
            }
        }
    }

    /// Messages are made where they are named, so that an app's texts stay beside what brings them.
    pub(super) fn code_message(&mut self, scope: Scope<'f>, raw: &'f RawApp) {
        for (name, code) in &raw.codes.0 {
            let full = full_name(scope, name.get_ref());
            let (Some(Named::Code(id)), Some(message)) = (self.names.get(&full).copied(), &code.get_ref().message)
            else {
                continue;
            };
            let from = self.fill(scope, message.from.span(), message.from.get_ref());
            let text = self.fill(scope, message.text.span(), message.text.get_ref());
            let message = self.world.messages.push(Message { from, text, code: Some(id) });
            if let Some(code) = self.world.codes.get_mut(id) {
                code.message = Some(message);
            }
        }
    }
}

/// The name of the field that a widget holds.
pub(super) fn field_name(widget: &RawWidget) -> Option<&Name> {
    let kinds = [&widget.field, &widget.keypad, &widget.choice, &widget.upload];
    kinds.into_iter().flatten().next()
}

fn blank_field(full: &str) -> Field {
    Field {
        name: full.into(),
        rule: Rule::Text,
        plain: false,
        accept: Vec::new(),
        unmarked: false,
        capitals: false,
        repeats: None,
        options: Vec::new(),
        facts: vec![FieldFact::Filled, FieldFact::Valid],
    }
}

fn blank_screen(name: &str, app: AppId) -> Screen {
    Screen {
        name: name.into(),
        app,
        title: Template::default(),
        kind: ScreenKind::Page,
        parent: None,
        must_answer: false,
        enter: Vec::new(),
        widgets: Vec::new(),
        secrets: Vec::new(),
        closed: false,
        inbox: false,
        address: None,
        spare: false,
        place: Place::default(),
    }
}

/// Every case of an app, wherever it stands.
pub(super) fn all_cases(app: &RawApp) -> impl Iterator<Item = &RawCase> {
    let screens = app
        .screens
        .0
        .iter()
        .flat_map(|(_, screen)| screen.enter.iter().chain(screen.widgets.iter().flat_map(|w| &w.get_ref().cases)));
    let items =
        app.screens.0.iter().flat_map(|(_, screen)| {
            screen.widgets.iter().flat_map(|w| w.get_ref().sees.iter().chain(&w.get_ref().items))
        });
    let screens = screens.chain(items.flat_map(|item| &item.get_ref().cases));
    screens.chain(app.timers.0.iter().flat_map(|(_, timer)| &timer.cases))
}
