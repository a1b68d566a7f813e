//! How the world answers an action.

use super::content;
use super::facts::{Needs, holds};
use super::state::{CodeState, State};
use super::{Action, Pending, banner_acts, top};
use crate::lesson::model::{Case, Cond, Effect, FieldFact, Literal, Move, ScreenKind, Template, WidgetKind, World};
use crate::lesson::table::{AppId, CodeId, FieldId, MessageId, ScreenId, WidgetId};

/// `enter` may move on to another screen, whose `enter` may move on …: a circle ends here.
const MOST_ENTERS: usize = 8;

/// Something that the state does not hold but the screen shows or the session must follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Out<'w> {
    /// A line that vanishes.
    Notify(&'w Template),
    /// A message came.
    Message(MessageId),
    /// A code was sent, or sent again: it has new digits when it arrives.
    Sent(CodeId),
    /// A field was emptied by the world.
    Cleared(FieldId),
    /// A field was filled by the world.
    Put(FieldId, &'w str),
}

/// How an action was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The world answered (which may leave the state as it was).
    Done,
    /// A dimmed button: this must hold first. Nothing happened.
    Missing(Literal),
    /// This lesson does not use that part. Nothing happened.
    Closed,
    /// There is nothing of the kind to act on now. Nothing happened.
    Nothing,
}

struct Step<'w, 's, F: FnMut(Out<'w>)> {
    world: &'w World,
    state: &'s mut State,
    out: F,
    enters: usize,
}

/// Performs an action: changes the state and reports what the state does not hold.
pub fn apply<'w>(world: &'w World, state: &mut State, action: Action, out: impl FnMut(Out<'w>)) -> Answer {
    Step { world, state, out, enters: 0 }.act(action)
}

impl<'w, F: FnMut(Out<'w>)> Step<'w, '_, F> {
    fn act(&mut self, action: Action) -> Answer {
        match action {
            Action::Tap(widget) => self.tap(widget),
            Action::Enter { field, class } => {
                self.state.set_class(field, class);
                self.clear_repeats(field);
                Answer::Done
            }
            Action::Back => self.back_key(),
            Action::Home => {
                if !self.state.layers().is_empty() || self.state.front().is_none() {
                    return Answer::Nothing;
                }
                self.leave_for(None);
                Answer::Done
            }
            Action::Open(app) => {
                if self.state.front().is_some() || !self.state.layers().is_empty() {
                    return Answer::Nothing;
                }
                let place = self.state.place(app);
                if place.is_some_and(|screen| self.world.screens[screen].closed) {
                    return Answer::Closed;
                }
                self.leave_for(Some(app));
                Answer::Done
            }
            Action::Banner => {
                let Some(inbox) = self.world.inbox.filter(|_| banner_acts(self.state)) else { return Answer::Nothing };
                self.state.set_banner(None);
                self.leave_for(Some(inbox));
                Answer::Done
            }
            Action::Wait(pending) => self.wait(pending),
        }
    }

    fn tap(&mut self, widget: WidgetId) -> Answer {
        let world = self.world;
        let here = top(self.state) == Some(world.widgets[widget].screen);
        if !here || !holds(world, self.state, &world.widgets[widget].when) {
            return Answer::Nothing;
        }
        match &world.widgets[widget].kind {
            WidgetKind::Press { cases, .. } => match Needs::of(world, self.state, widget) {
                Needs::Missing(literal) => Answer::Missing(literal),
                Needs::Nothing => self.perform(cases),
            },
            WidgetKind::Checkbox(flag) | WidgetKind::Toggle(flag) => {
                let on = self.state.flag(*flag);
                self.state.set_flag(*flag, !on);
                Answer::Done
            }
            _ => Answer::Nothing,
        }
    }

    /// Back closes a dialog (unless it must be answered), leads to the parent of a page, or home.
    fn back_key(&mut self) -> Answer {
        if let Some(layer) = self.state.layers().last() {
            let screen = &self.world.screens[*layer];
            if screen.kind == ScreenKind::Call || screen.must_answer {
                return Answer::Nothing;
            }
            self.close();
            return Answer::Done;
        }
        if self.state.front().is_none() {
            return Answer::Nothing;
        }
        self.go_back();
        Answer::Done
    }

    fn go_back(&mut self) {
        let Some(page) = self.state.page() else { return };
        match self.world.screens[page].parent {
            Some(parent) => self.go(parent),
            None => self.leave_for(None),
        }
    }

    fn wait(&mut self, pending: Pending) -> Answer {
        let world = self.world;
        match pending {
            Pending::Arrives(code) if self.state.code(code) == CodeState::Coming => {
                self.state.set_code(code, CodeState::Here);
                if let Some(message) = world.codes[code].message {
                    self.message(message);
                }
                Answer::Done
            }
            Pending::Dies(code) if self.state.code(code) == CodeState::Here => {
                self.end_code(code);
                Answer::Done
            }
            Pending::Timer(timer) if self.state.timer(timer) => {
                self.state.set_timer(timer, false);
                self.perform(&world.timers[timer].cases)
            }
            Pending::Progress(widget) => match &world.widgets[widget].kind {
                WidgetKind::Progress { cases, .. } if top(self.state) == Some(world.widgets[widget].screen) => {
                    self.perform(cases)
                }
                _ => Answer::Nothing,
            },
            Pending::Comes(screen) => {
                if self.state.push_layer(screen) {
                    self.enter(screen);
                    Answer::Done
                } else {
                    Answer::Nothing
                }
            }
            Pending::Arrives(_) | Pending::Dies(_) | Pending::Timer(_) => Answer::Nothing,
        }
    }

    /// Performs the first case whose `when` holds.
    fn perform(&mut self, cases: &'w [Case]) -> Answer {
        let holds_now = |when: &Cond| holds(self.world, self.state, when);
        let Some(case) = cases.iter().find(|case| holds_now(&case.when)) else { return Answer::Done };
        if case.closed {
            return Answer::Closed;
        }
        for effect in &case.effects {
            self.effect(effect);
        }
        match case.moves {
            Some(Move::Go(screen)) => self.go(screen),
            Some(Move::Back) => self.go_back(),
            Some(Move::Home) => self.leave_for(None),
            Some(Move::Open(app)) => self.leave_for(Some(app)),
            None => {}
        }
        Answer::Done
    }

    fn effect(&mut self, effect: &'w Effect) {
        match effect {
            Effect::Stop(timer) => self.state.set_timer(*timer, false),
            Effect::Start(timer) => self.state.set_timer(*timer, true),
            Effect::Spend(code) => self.end_code(*code),
            Effect::Clear(field) => self.clear(*field),
            Effect::Put(field, text) => {
                self.state.set_class(*field, content::class(&self.world.fields[*field], text, &content::Alone));
                (self.out)(Out::Put(*field, text));
                self.clear_repeats(*field);
            }
            Effect::Unset(flag) => self.state.set_flag(*flag, false),
            Effect::Set(flag) => self.state.set_flag(*flag, true),
            Effect::Add(counter) => {
                let (_, limit) = self.world.counters[*counter];
                let next = self.state.counter(*counter).saturating_add(1).min(limit);
                self.state.set_counter(*counter, next);
            }
            Effect::Reset(counter) => self.state.set_counter(*counter, 0),
            Effect::Install(app) => self.state.set_flag(self.world.apps[*app].installed, true),
            Effect::Uninstall(app) => self.uninstall(*app),
            Effect::Send(code) => self.send(*code),
            Effect::Message(message) => self.message(*message),
            Effect::Notify(template) => (self.out)(Out::Notify(template)),
            Effect::Close => self.close(),
            Effect::Show(screen) => {
                if self.state.push_layer(*screen) {
                    self.enter(*screen);
                }
            }
        }
    }

    /// Makes a code coming. What holds an older one now holds a wrong text.
    fn send(&mut self, code: CodeId) {
        self.forget_code(code);
        self.state.set_code(code, CodeState::Coming);
        (self.out)(Out::Sent(code));
        if self.world.codes[code].after == 0 {
            self.wait(Pending::Arrives(code));
        }
    }

    fn end_code(&mut self, code: CodeId) {
        self.forget_code(code);
        self.state.set_code(code, CodeState::Dead);
    }

    fn forget_code(&mut self, code: CodeId) {
        for (id, field) in self.world.fields.pairs() {
            for (bit, fact) in field.facts.iter().enumerate() {
                if *fact == FieldFact::Code(code) {
                    let class = self.state.class(id) & !(1 << bit);
                    self.state.set_class(id, class);
                }
            }
        }
        if self.state.banner().is_some_and(|m| self.world.messages[m].code == Some(code)) {
            self.state.set_banner(None);
        }
    }

    /// A message comes; its banner replaces an older one, and none is needed where the inbox is open.
    fn message(&mut self, message: MessageId) {
        (self.out)(Out::Message(message));
        let reading = self.state.layers().is_empty() && self.state.front() == self.world.inbox;
        self.state.set_banner(Some(message).filter(|_| !reading));
    }

    fn uninstall(&mut self, app: AppId) {
        let definition = &self.world.apps[app];
        for flag in &definition.flags {
            self.state.set_flag(*flag, false);
        }
        self.state.set_flag(definition.installed, false);
        for field in &definition.fields {
            self.clear(*field);
        }
        self.state.set_place(app, definition.first);
        let world = self.world;
        self.state.drop_layers(|screen| world.screens[screen].app != app);
        if self.state.front() == Some(app) {
            self.state.set_front(None);
        }
    }

    fn clear(&mut self, field: FieldId) {
        self.state.set_class(field, 0);
        (self.out)(Out::Cleared(field));
        self.clear_repeats(field);
    }

    /// What repeats a field is emptied when that one changes.
    fn clear_repeats(&mut self, of: FieldId) {
        for (id, field) in self.world.fields.pairs() {
            if field.repeats == Some(of) {
                self.state.set_class(id, 0);
                (self.out)(Out::Cleared(id));
            }
        }
    }

    fn close(&mut self) {
        if let Some(layer) = self.state.pop_layer() {
            self.leave_screen(layer);
        }
    }

    fn leave_screen(&mut self, screen: ScreenId) {
        for field in &self.world.screens[screen].secrets {
            self.clear(*field);
        }
    }

    fn go(&mut self, screen: ScreenId) {
        let app = self.world.screens[screen].app;
        if let Some(page) = self.state.page().filter(|page| *page != screen) {
            self.leave_screen(page);
        }
        self.state.set_place(app, screen);
        self.state.set_front(Some(app));
        self.enter(screen);
    }

    /// Shows another app where it stands, or the home screen.
    fn leave_for(&mut self, app: Option<AppId>) {
        let before = self.state.page();
        self.state.set_front(app);
        let now = self.state.page();
        if let Some(page) = before.filter(|_| before != now) {
            self.leave_screen(page);
        }
        if let Some(inbox) = app.filter(|app| Some(*app) == self.world.inbox)
            && self.state.front() == Some(inbox)
        {
            self.state.set_banner(None);
        }
        if let Some(page) = now {
            self.enter(page);
        }
    }

    fn enter(&mut self, screen: ScreenId) {
        if self.enters < MOST_ENTERS {
            self.enters += 1;
            self.perform(&self.world.screens[screen].enter);
        }
    }
}
