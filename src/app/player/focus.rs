//! What can be acted on, in reading order, and where the focus is.

use super::{Asks, Notice, Player};
use crate::lesson::model::WidgetKind;
use crate::lesson::table::{AppId, WidgetId};
use crate::sim;
use crate::time::Moment;

/// Something on the device that Enter acts on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// The banner of a message.
    Banner,
    /// A widget.
    Widget(WidgetId),
    /// An option of a widget that shows them all.
    Option(WidgetId, usize),
    /// An app's tile on the home screen.
    Tile(AppId),
    /// The phone's Back.
    DeviceBack,
    /// The phone's home button.
    DeviceHome,
}

impl Player {
    /// Everything that can be acted on now, in reading order.
    pub fn focusable(&self) -> Vec<Focus> {
        let state = self.session.state();
        let world = &self.session.lesson().world;
        let mut all = Vec::new();
        if sim::banner_acts(state) {
            all.push(Focus::Banner);
        }
        for id in sim::visible_widgets(world, state) {
            match &world.widgets[id].kind {
                WidgetKind::Radio(field) => {
                    all.extend((0..world.fields[*field].options.len()).map(|at| Focus::Option(id, at)));
                }
                kind if kind.acts() => all.push(Focus::Widget(id)),
                _ => {}
            }
        }
        if sim::top(state).is_none() {
            all.extend(sim::home_tiles(world, state).map(Focus::Tile));
        }
        if self.can_go_back() {
            all.push(Focus::DeviceBack);
        }
        if self.can_go_home() {
            all.push(Focus::DeviceHome);
        }
        all
    }

    /// Whether nothing that can be acted on stands above the focus.
    pub(super) fn is_first(&self) -> bool {
        self.focusable().first() == Some(&self.focus)
    }

    /// To the first thing of the screen; a banner waits until it is chosen.
    pub(super) fn focus_first(&mut self) {
        let all = self.focusable();
        let first = all.iter().find(|f| **f != Focus::Banner).or(all.first());
        self.set_focus(first.copied().unwrap_or(Focus::DeviceHome));
    }

    /// What is in focus may have gone: then the first thing of the screen.
    pub(super) fn keep_focus(&mut self) {
        if !self.focusable().contains(&self.focus) {
            self.focus_first();
        }
    }

    pub(super) fn set_focus(&mut self, focus: Focus) {
        let field = match focus {
            Focus::Widget(widget) => self.session.lesson().world.widgets[widget].kind.typed(),
            _ => None,
        };
        if self.focus != focus || self.edit.as_ref().map(|edit| edit.field) != field {
            self.focus = focus;
            self.lift = 0;
            self.edit = field.map(|field| self.new_edit(field));
        }
    }

    /// One further or back; what was typed is entered on the way.
    pub(super) fn move_focus(&mut self, by: isize, now: Moment) -> Vec<Asks> {
        if self.insists() && !self.settings.by_lines && self.begun().is_some() {
            // Where each box is a step, an arrow would end it before she knows that it is done.
            self.notice = Some(Notice::EnterFirst);
            return Vec::new();
        }
        let from = self.focus;
        let asks = self.commit(now);
        if self.focus != from || self.look_again {
            return asks; // what was typed changed the screen, or is to be mended in place
        }
        let all = self.focusable();
        let at = all.iter().position(|f| *f == self.focus).unwrap_or(0);
        if let Some(next) = at.checked_add_signed(by).and_then(|at| all.get(at)) {
            self.set_focus(*next);
            self.moved = true;
        }
        asks
    }
}
