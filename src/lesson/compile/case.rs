//! Cases: what the world does, in the fixed order of the language.

use super::{Builder, Named, Scope, Used, full_name, rank};
use crate::lesson::model::{Case, Effect, Message, Move};
use crate::lesson::raw::{Name, RawCase};
use crate::lesson::table::{AppId, FieldId, ScreenId};

impl<'f> Builder<'f> {
    /// Compiles cases that stand on a screen (`None`: in a timer).
    pub(super) fn cases(&mut self, scope: Scope<'f>, screen: Option<&[FieldId]>, raw: &'f [RawCase]) -> Vec<Case> {
        let mut cases = Vec::new();
        for case in raw {
            if self.is_enough() {
                break;
            }
            cases.push(self.case(scope, screen, case));
        }
        cases
    }

    fn case(&mut self, scope: Scope<'f>, screen: Option<&[FieldId]>, raw: &'f RawCase) -> Case {
        let mut effects = Vec::new();
        let mut closed = false;
        self.named_effects(scope, raw, &mut effects);
        self.app_effects(scope, raw, &mut effects);
        for name in &raw.clear.0 {
            match (name.get_ref().as_str(), screen) {
                ("screen", Some(fields)) => effects.extend(fields.iter().map(|f| Effect::Clear(*f))),
                _ => effects
                    .extend(self.field(scope, name.span(), name.get_ref()).and_then(Used::here).map(Effect::Clear)),
            }
        }
        for (name, value) in &raw.put.0 {
            let text = self.fill(scope, value.span(), value.get_ref()).literal();
            if let Some(Used::Here(field)) = self.field(scope, name.span(), name.get_ref()) {
                effects.push(Effect::Put(field, text));
            }
        }
        if let Some(message) = &raw.message {
            let from = self.fill(scope, message.from.span(), message.from.get_ref());
            let text = self.fill(scope, message.text.span(), message.text.get_ref());
            effects.push(Effect::Message(self.world.messages.push(Message { from, text, code: None })));
        }
        if let Some(notify) = &raw.notify {
            effects.push(Effect::Notify(self.fill(scope, notify.span(), notify.get_ref())));
        }
        if raw.close.as_ref().is_some_and(|c| *c.get_ref()) {
            effects.push(Effect::Close);
        }
        if let Some(name) = &raw.show {
            match self.layer(scope, name) {
                Some(screen) if self.world.screens[screen].closed => closed = true,
                Some(screen) => effects.push(Effect::Show(screen)),
                None => closed = true,
            }
        }
        let moves = self.movement(scope, raw, &mut closed);
        effects.sort_by_key(rank);
        Case { when: self.condition(scope, &raw.when), effects, moves, closed }
    }

    /// Effects on flags, codes, timers and counters.
    fn named_effects(&mut self, scope: Scope<'f>, raw: &'f RawCase, effects: &mut Vec<Effect>) {
        let lists: [(&[Name], &str); 8] = [
            (&raw.set.0, "set"),
            (&raw.unset.0, "unset"),
            (&raw.send.0, "send"),
            (&raw.spend.0, "spend"),
            (&raw.start.0, "start"),
            (&raw.stop.0, "stop"),
            (&raw.add.0, "add"),
            (&raw.reset.0, "reset"),
        ];
        for (names, verb) in lists {
            for name in names {
                let full = full_name(scope, name.get_ref());
                let effect = match (verb, self.names.get(&full).copied()) {
                    ("set", Some(Named::Flag(flag))) => Effect::Set(flag),
                    ("unset", Some(Named::Flag(flag))) => Effect::Unset(flag),
                    ("send", Some(Named::Code(code))) => Effect::Send(code),
                    ("spend", Some(Named::Code(code))) => Effect::Spend(code),
                    ("start", Some(Named::Timer(timer))) => Effect::Start(timer),
                    ("stop", Some(Named::Timer(timer))) => Effect::Stop(timer),
                    ("add", Some(Named::Counter(counter))) => Effect::Add(counter),
                    ("reset", Some(Named::Counter(counter))) => Effect::Reset(counter),
                    (_, None) if self.absent.contains(&full) => continue,
                    _ => {
                        let wanted = match verb {
                            "set" | "unset" => "flag",
                            "send" | "spend" => "code",
                            "start" | "stop" => "timer",
                            _ => "counter",
                        };
                        self.error(
                            scope,
                            name.span(),
                            format!("`{full}` is not a {wanted}, so it cannot be used with `{verb}`"),
                        );
                        continue;
                    }
                };
                effects.push(effect);
            }
        }
    }

    fn app_effects(&mut self, scope: Scope<'f>, raw: &'f RawCase, effects: &mut Vec<Effect>) {
        for name in &raw.install.0 {
            effects.extend(self.app(scope, name).and_then(Used::here).map(Effect::Install));
        }
        for name in &raw.uninstall.0 {
            effects.extend(self.app(scope, name).and_then(Used::here).map(Effect::Uninstall));
        }
    }

    fn movement(&mut self, scope: Scope<'f>, raw: &'f RawCase, closed: &mut bool) -> Option<Move> {
        let mut moves = Vec::new();
        if let Some(name) = &raw.go
            && let Some(screen) = self.go(scope, name)
        {
            *closed |= self.world.screens[screen].closed;
            moves.push((name.span(), Move::Go(screen)));
        }
        if let Some(back) = raw.back.as_ref().filter(|b| *b.get_ref()) {
            moves.push((back.span(), Move::Back));
        }
        if let Some(home) = raw.home.as_ref().filter(|h| *h.get_ref()) {
            moves.push((home.span(), Move::Home));
        }
        if let Some(name) = &raw.open {
            match self.app(scope, name) {
                Some(Used::Here(app)) => moves.push((name.span(), Move::Open(app))),
                Some(Used::Elsewhere) => *closed = true,
                None => {}
            }
        }
        if let [_, (span, _), ..] = moves.as_slice() {
            let message = "a case can move once: choose one of go, back, home, open";
            self.error(scope, span.clone(), message);
        }
        moves.into_iter().next().map(|(_, to)| to)
    }

    /// The target of `go`: a page of the same app.
    fn go(&mut self, scope: Scope<'f>, name: &'f Name) -> Option<ScreenId> {
        let screen = self.screen(scope, name)?;
        let target = &self.world.screens[screen];
        if scope.app.is_some_and(|(_, app)| app != target.app) {
            let message = format!("`go` stays inside an app, and `{}` is in another", name.get_ref());
            self.findings.push(scope.source.error(name.span(), message).help("use `open = \"app\"`"));
            return None;
        }
        if target.kind != crate::lesson::model::ScreenKind::Page {
            let message = format!("`{}` is a dialog or call", name.get_ref());
            self.findings.push(scope.source.error(name.span(), message).help("use `show`, not `go`"));
            return None;
        }
        Some(screen)
    }

    /// An app by id; `None` (with a finding) if there is none.
    fn app(&mut self, scope: Scope<'f>, name: &Name) -> Option<Used<AppId>> {
        let id = name.get_ref().as_str();
        if let Some(app) = self.apps.get(id) {
            return Some(Used::Here(*app));
        }
        if self.files.apps.contains_key(id) {
            return Some(Used::Elsewhere);
        }
        let known: Vec<&str> = self.files.apps.keys().map(String::as_str).collect();
        self.findings.push(scope.source.error(name.span(), format!("there is no app `{id}`")).known(id, known));
        None
    }
}
