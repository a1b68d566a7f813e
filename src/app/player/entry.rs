//! The field that is being typed in: how Vietnamese is typed there, when what stands in it is entered, and where the focus
//! goes then.

use super::{Asks, Focus, Notice, Player};
use crate::app::event::Key;
use crate::app::methods::Typing;
use crate::lesson::model::{Field, WidgetKind};
use crate::lesson::table::FieldId;
use crate::sim::{self, content};
use crate::time::Moment;
use crate::tutor::session::Remark;
use crate::typing::{Composer, Method};

/// The longest text of a field, in letters.
pub(super) const LONGEST: usize = 60;

/// The field that is being typed in.
pub struct Edit {
    /// The field.
    pub field: FieldId,
    /// Text and cursor.
    pub line: Composer,
    /// Vietnamese typing is off in this kind of field.
    pub plain: bool,
    /// What is typed is shown as dots.
    pub secret: bool,
    /// The last key put something into it.
    pub(super) grew: bool,
}

impl Player {
    /// Whether Vietnamese typing is switched on.
    pub fn marks(&self) -> bool {
        self.typing.on
    }

    /// How Vietnamese is typed, if it is.
    pub fn method(&self) -> Method {
        self.typing.method
    }

    /// How Vietnamese is typed here.
    pub fn typing(&self) -> Typing {
        self.typing
    }

    /// Vietnamese is typed in another way from now on; what was typed stays.
    pub(in crate::app) fn set_typing(&mut self, typing: Typing) {
        self.typing = typing;
        let method = typing.composes();
        if let Some(edit) = self.edit.as_mut().filter(|edit| !edit.plain) {
            edit.line.set_method(method);
        }
        if let Some(search) = &mut self.search {
            search.line.set_method(method);
        }
    }

    /// The method by whose keys she seems to type here, if it is said that this is another one than is on.
    pub fn other_method(&self) -> Option<Method> {
        let Some(Notice::Entered(Remark::Keys(method), _)) = self.notice else { return None };
        let here = self.edit.as_ref().is_some_and(|edit| self.remarked == Some(edit.field));
        (here && self.typing.on && method != self.typing.method).then_some(method)
    }

    /// Whether F9 leads to the page on which the method is chosen: where nothing is typed, in a list, and where it is
    /// said that she types by the other method. Else it switches marks in fields that take some.
    pub fn leads_to_methods(&self) -> bool {
        if self.leaving.is_some() || self.papers.is_some() || self.auto.is_some() {
            return false;
        }
        let free = !self.can_have_board() && !self.can_show_slip();
        self.open.is_some() || free || self.other_method().is_some()
    }

    /// Gives a field its content.
    pub(super) fn enter(&mut self, field: FieldId, content: &str, now: Moment) -> Vec<Asks> {
        if self.session.content(field) == content {
            return Vec::new();
        }
        self.clear_words();
        let top = sim::top(self.session.state());
        let notes = self.session.enter(field, content, now);
        self.follow(top, notes, now)
    }

    /// Enter in a field: what stands in it is entered, and the focus goes on; where it is almost right, it is said
    /// again, and then put right.
    pub(super) fn next_field(&mut self, field: FieldId, now: Moment) -> Vec<Asks> {
        let typed = self.edit.as_ref().map(|edit| edit.line.text());
        if typed != Some(self.session.content(field)) {
            self.to_mend = false;
            let (focus, mut asks) = (self.focus, self.commit(now));
            if self.focus == focus && !self.to_mend && !self.look_again {
                asks.extend(self.leave_field(now));
            }
            return asks; // what was typed changed the screen, or is to be mended in place
        }
        let offered = matches!(self.notice, Some(Notice::Entered(_, true)));
        if offered && self.put_right == Some(field) {
            return self.take_offer(field, now);
        }
        if let Some(note) = self.session.look_again(field) {
            return self.take(vec![note], now);
        }
        self.leave_field(now)
    }

    /// On to what follows a field. The buttons of the device do not: there the next key that was meant for the field
    /// would lead away. Where nothing follows, it is said what is still to be filled in.
    fn leave_field(&mut self, now: Moment) -> Vec<Asks> {
        let all = self.focusable();
        let next = all.iter().skip_while(|focus| **focus != self.focus).nth(1);
        match next {
            None | Some(Focus::DeviceBack | Focus::DeviceHome) => {
                let asks = self.commit(now);
                if !matches!(self.notice, Some(Notice::Said(_) | Notice::Entered(..)))
                    && let Some(label) = self.missing_here()
                {
                    self.notice = Some(Notice::Missing(label));
                }
                asks
            }
            Some(_) => self.move_focus(1, now),
        }
    }

    /// The kiosk puts right what was almost right, and goes on.
    fn take_offer(&mut self, field: FieldId, now: Moment) -> Vec<Asks> {
        self.put_right = None;
        self.notice = None;
        let (top, focus) = (sim::top(self.session.state()), self.focus);
        let notes = self.session.put_right(field, now);
        let mut asks = self.follow(top, notes, now);
        if self.focus == focus {
            self.edit = None;
            self.set_focus(focus); // shows what stands there now
            asks.extend(self.move_focus(1, now));
        }
        self.notice.get_or_insert(Notice::PutRight);
        asks
    }

    /// The field in focus is left: what stands in it is entered, once.
    pub(in crate::app) fn commit(&mut self, now: Moment) -> Vec<Asks> {
        self.look_again = false;
        let Some(edit) = &self.edit else { return Vec::new() };
        let (field, content) = (edit.field, edit.line.text().to_owned());
        let asks = self.enter(field, &content, now);
        crate::text::wipe(content);
        // Cleared by the world, or refused: what is shown follows.
        let stands = self.session.content(field).to_owned();
        if let Some(edit) = self.edit.as_mut().filter(|edit| edit.field == field && edit.line.text() != stands) {
            edit.line.set(&stands);
        }
        asks
    }

    pub(super) fn toggle_marks(&mut self) {
        self.set_typing(Typing { on: !self.typing.on, ..self.typing });
    }

    pub(super) fn edit_key(&mut self, key: Key) {
        let pad = self.on_keypad();
        let Some(edit) = &mut self.edit else { return };
        let rule = self.session.lesson().world.fields[edit.field].rule;
        let past = match &self.notice {
            Some(Notice::Missing(_) | Notice::PutRight | Notice::EnterFirst) => true,
            Some(Notice::Entered(..)) => self.remarked != Some(edit.field),
            _ => false,
        };
        if past && matches!(key, Key::Char(_)) {
            self.notice = None; // it was about another field, or about one that was empty
        }
        edit.grew = matches!(key, Key::Char(_));
        match key {
            Key::Char(c) if pad && !c.is_ascii_digit() => {} // it has no such key
            Key::Char(c) if c.is_ascii_digit() && content::is_full(rule, edit.line.text()) => {} // as on a real phone
            Key::Char(c) => {
                edit.line.insert(c);
            }
            Key::Backspace => {
                edit.line.backspace();
            }
            Key::Delete => {
                edit.line.delete();
            }
            Key::Left => {
                edit.line.left();
            }
            Key::Right => {
                edit.line.right();
            }
            Key::Home => edit.line.home(),
            Key::End => edit.line.end(),
            _ => {}
        }
        if matches!(self.notice, Some(Notice::Entered(..))) && self.is_right_here() {
            self.notice = None; // it has been mended
        }
    }

    pub(super) fn on_keypad(&self) -> bool {
        let world = &self.session.lesson().world;
        matches!(self.focus, Focus::Widget(id) if matches!(world.widgets[id].kind, WidgetKind::Keypad(_)))
    }

    pub(super) fn new_edit(&self, id: FieldId) -> Edit {
        let field: &Field = &self.session.lesson().world.fields[id];
        let plain = content::is_plain(field);
        let method = self.typing.composes().filter(|_| !plain);
        let mut line = Composer::new(LONGEST, method, self.settings.style);
        line.set(self.session.content(id));
        Edit { field: id, line, plain, secret: content::is_secret(field.rule), grew: false }
    }
}
