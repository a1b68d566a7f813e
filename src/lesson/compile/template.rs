//! Short forms: what authors may write shorter is turned into the long form before anything is compiled, so that
//! nothing below knows of it. `right/then/wrong` and `else` on widgets; screens `like = "login"` and the others.

use super::limits::MOST_FINDINGS;
use crate::lesson::diagnostic::{Finding, Source};
use crate::lesson::raw::{Name, Names, RawApp, RawCase, RawScreen, RawWidget, RawWrong, Spanned};
use crate::lesson::words::TEMPLATES;

/// Turns every short form of an app into its long form.
pub fn expand(app: &mut RawApp, source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (_, screen) in &mut app.screens.0 {
        expand_screen(screen, source, &mut findings);
        for widget in &mut screen.widgets {
            if findings.len() >= MOST_FINDINGS {
                return findings;
            }
            let span = widget.span();
            answer(widget.get_mut(), source, span.start..span.start + 1, &mut findings);
        }
    }
    findings
}

/// `right/then/wrong` and `else` become cases.
fn answer(widget: &mut RawWidget, source: &Source, span: std::ops::Range<usize>, findings: &mut Vec<Finding>) {
    let short = !widget.right.is_empty() || widget.then.is_some() || widget.wrong.is_some();
    if short {
        if widget.right.is_empty() || widget.then.is_none() {
            let help = "give it `right = [\"field = text\"], then = { … }, wrong = \"…\"`";
            findings.push(source.error(span.clone(), "`right` and `then` belong together").help(help));
        }
        if !widget.cases.is_empty() {
            let message = "`do` and `right` say the same thing: use one of them";
            findings.push(source.error(span, message));
        }
        let right = std::mem::take(&mut widget.right);
        widget.cases.extend(widget.then.take().map(|then| guarded(right, then)));
        widget.cases.extend(widget.wrong.take().map(wrong_case));
    }
    widget.cases.extend(widget.otherwise.take());
}

/// A case that is performed only when all this holds.
fn guarded(right: Vec<Name>, mut then: RawCase) -> RawCase {
    then.when.splice(0..0, right);
    then
}

fn wrong_case(wrong: RawWrong) -> RawCase {
    match wrong {
        RawWrong::Line(line) => RawCase { notify: Some(line), ..RawCase::default() },
        RawWrong::Case(case) => *case,
    }
}

/// A template being filled in: everything it adds stands, for findings, where its `like` stands.
struct Template<'a> {
    screen: &'a mut RawScreen,
    like: Name,
    source: &'a Source,
    findings: &'a mut Vec<Finding>,
}

fn expand_screen(screen: &mut RawScreen, source: &Source, findings: &mut Vec<Finding>) {
    let Some(like) = screen.like.take() else {
        if let Some(span) = key_of_template(screen) {
            let help = format!("name the template: like = one of {}", TEMPLATES.join(", "));
            findings.push(source.error(span, "this key belongs to a screen with `like`").help(help));
        }
        return;
    };
    let name = like.get_ref().clone();
    let mut template = Template { screen, like, source, findings };
    let own = std::mem::take(&mut template.screen.widgets);
    match name.as_str() {
        "login" => template.login(),
        "otp" => template.otp(),
        "passcode" => template.passcode(),
        "receipt" => template.receipt(),
        "permission" => template.permission(),
        other => {
            let finding = source.error(template.like.span(), format!("there is no template `{other}`"));
            template.findings.push(finding.known(other, TEMPLATES));
        }
    }
    template.screen.widgets.extend(own);
    if let Some(span) = key_of_template(template.screen) {
        let message = format!("a screen like `{name}` does not use this key");
        template.findings.push(source.error(span, message));
    }
}

/// A key that only templates have and that none has taken.
fn key_of_template(screen: &RawScreen) -> Option<std::ops::Range<usize>> {
    let names = [&screen.flag, &screen.user, &screen.password, &screen.field, &screen.code, &screen.rule];
    let texts = [&screen.ask, &screen.label];
    let spans = names.into_iter().flatten().map(Name::span);
    let spans = spans.chain(texts.into_iter().flatten().map(Spanned::span));
    let spans = spans.chain(screen.lines.first().map(Spanned::span)).chain(screen.right.first().map(Name::span));
    let rest = screen.then.is_some() || screen.wrong.is_some();
    spans.min_by_key(|span| span.start).or_else(|| rest.then_some(0..0))
}

impl Template<'_> {
    fn at<T>(&self, value: T) -> Spanned<T> {
        Spanned::new(self.like.span(), value)
    }

    fn text(&self, value: &str) -> Spanned<String> {
        self.at(value.to_owned())
    }

    fn push(&mut self, widget: RawWidget) {
        let widget = self.at(widget);
        self.screen.widgets.push(widget);
    }

    /// A key that the template cannot do without.
    fn needs<T: Clone>(&mut self, key: &str, value: Option<T>, otherwise: T) -> T {
        if value.is_none() {
            let message = format!("a screen like `{}` needs `{key}`", self.like.get_ref());
            self.findings.push(self.source.error(self.like.span(), message));
        }
        value.unwrap_or(otherwise)
    }

    fn title(&mut self, title: &str) {
        if self.screen.title.is_none() {
            self.screen.title = Some(self.text(title));
        }
    }

    fn filled(&self, fields: &[&Name]) -> Vec<Name> {
        fields.iter().map(|field| self.at(format!("{} is filled", field.get_ref()))).collect()
    }

    /// The button that compares, clears what must not stay, and says what is wrong.
    fn check(&mut self, id: &str, label: &str, fields: &[&Name], right: Vec<Name>, wrong: &str) {
        let needs = self.filled(fields);
        let Some(then) = self.screen.then.take() else {
            let message = format!("a screen like `{}` needs `then`", self.like.get_ref());
            self.findings
                .push(self.source.error(self.like.span(), message).help("say what follows: then = { go = \"…\" }"));
            return;
        };
        let cleared = fields.last().map(|field| self.at(field.get_ref().clone()));
        let wrong = self
            .screen
            .wrong
            .take()
            .map_or_else(|| RawCase { notify: Some(self.text(wrong)), ..RawCase::default() }, wrong_case);
        let clear = if wrong.clear.0.is_empty() { Names(cleared.into_iter().collect()) } else { wrong.clear };
        let wrong = RawCase { clear, ..wrong };
        self.push(RawWidget {
            button: Some(self.text(id)),
            label: Some(self.text(label)),
            needs,
            cases: vec![guarded(right, then), wrong],
            ..RawWidget::default()
        });
    }

    fn login(&mut self) {
        let nobody = self.text("user");
        let user = self.screen.user.take();
        let user = self.needs("user", user, nobody);
        let password = self.screen.password.take().unwrap_or_else(|| self.text("password"));
        let rule = self.screen.rule.take().unwrap_or_else(|| self.text("citizen-id"));
        let label = self.screen.label.take().unwrap_or_else(|| self.text("Số định danh cá nhân"));
        self.title("Đăng nhập");
        self.push(RawWidget {
            field: Some(user.clone()),
            label: Some(label),
            rule: Some(rule),
            ..RawWidget::default()
        });
        self.push(RawWidget {
            field: Some(password.clone()),
            label: Some(self.text("Mật khẩu")),
            rule: Some(self.text("password")),
            ..RawWidget::default()
        });
        let right = self.right();
        self.check("enter", "Đăng nhập", &[&user, &password], right, "Tài khoản hoặc mật khẩu chưa đúng. Mời thử lại.");
    }

    fn otp(&mut self) {
        let (field, code) = (self.screen.field.take(), self.screen.code.take());
        let fallback = self.text("otp-code");
        let field = self.needs("field", field, fallback);
        let fallback = self.text("otp");
        let code = self.needs("code", code, fallback);
        self.title("Xác thực mã OTP");
        self.push(RawWidget {
            text: Some(self.text("Mã xác thực gửi bằng tin nhắn.")), ..RawWidget::default()
        });
        let label = self.screen.label.take().unwrap_or_else(|| self.text("Mã OTP"));
        self.push(RawWidget {
            field: Some(field.clone()),
            label: Some(label),
            rule: Some(self.text("otp")),
            ..RawWidget::default()
        });
        let right = vec![self.at(format!("{} = {{{}}}", field.get_ref(), code.get_ref()))];
        if let Some(then) = &mut self.screen.then {
            then.spend.0.push(code.clone());
        }
        self.check("check", "Xác nhận", &[&field], right, "Mã OTP chưa đúng. Mời thử lại.");
        let again = RawCase {
            send: Names(vec![code]),
            clear: Names(vec![field]),
            notify: Some(self.text("Đã gửi mã mới.")),
            ..RawCase::default()
        };
        self.push(RawWidget {
            link: Some(self.text("again")),
            label: Some(self.text("Gửi lại mã")),
            cases: vec![again],
            ..RawWidget::default()
        });
    }

    fn passcode(&mut self) {
        let field = self.screen.field.take();
        let fallback = self.text("passcode");
        let field = self.needs("field", field, fallback);
        self.title("Nhập passcode");
        let label = self.screen.label.take().unwrap_or_else(|| self.text("Passcode"));
        self.push(RawWidget {
            keypad: Some(field.clone()),
            label: Some(label),
            rule: Some(self.text("pin")),
            ..RawWidget::default()
        });
        let right = self.right();
        self.check("unlock", "Xác nhận", &[&field], right, "Passcode chưa đúng. Mời thử lại.");
    }

    fn receipt(&mut self) {
        self.screen.root = true;
        let lines = std::mem::take(&mut self.screen.lines);
        let title = self.screen.title.clone();
        self.title("Biên lai");
        self.push(RawWidget { card: Some(self.text("slip")), title, lines, ..RawWidget::default() });
        if let Some(then) = self.screen.then.take() {
            let label = self.screen.label.take().unwrap_or_else(|| self.text("Xong"));
            self.push(RawWidget {
                button: Some(self.text("done")),
                label: Some(label),
                cases: vec![then],
                ..RawWidget::default()
            });
        }
    }

    fn permission(&mut self) {
        let (ask, flag) = (self.screen.ask.take(), self.screen.flag.take());
        let fallback = self.text("");
        let ask = self.needs("ask", ask, fallback);
        let fallback = self.text("asked");
        let flag = self.needs("flag", flag, fallback);
        self.screen.kind = Some(self.text("dialog"));
        self.screen.back = Some(self.text("none"));
        self.title("Cho phép?");
        let granted = self.text(&format!("{}-granted", flag.get_ref()));
        self.push(RawWidget { text: Some(ask), ..RawWidget::default() });
        let then = self.screen.then.take().unwrap_or_default();
        let asked = |flags: Vec<Name>, unset: Vec<Name>, then: &RawCase| {
            let mut case = then.clone();
            case.set.0.extend(flags);
            case.unset.0.extend(unset);
            case.close = Some(Spanned::new(flag.span(), true));
            case
        };
        let allow = asked(vec![flag.clone(), granted.clone()], Vec::new(), &then);
        let deny = asked(vec![flag.clone()], vec![granted], &then);
        for (id, label, case) in [("allow", "Cho phép", allow), ("deny", "Không cho phép", deny)] {
            self.push(RawWidget {
                button: Some(self.text(id)),
                label: Some(self.text(label)),
                cases: vec![case],
                ..RawWidget::default()
            });
        }
    }

    fn right(&mut self) -> Vec<Name> {
        let right = std::mem::take(&mut self.screen.right);
        if right.is_empty() {
            let message = format!("a screen like `{}` needs `right`", self.like.get_ref());
            let help = "say what is right: right = [\"field = {persona.…}\"]";
            self.findings.push(self.source.error(self.like.span(), message).help(help));
        }
        right
    }
}
