//! The bottom bar: the keys that work now, each always in its own place.

use super::event::Key;
use super::kiosk::{Kiosk, Screen};
use super::player::Player;
use super::warmup::Stage;
use crate::i18n::Names;
use crate::lesson::model::Device;

/// A place of the bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each place is named for its key")]
pub enum Slot {
    Help,
    Arrows,
    Enter,
    Escape,
    Finish,
    Language,
    HomeScreen,
    Papers,
    Typing,
    Extra,
}

impl Slot {
    /// Every place, row by row: five in a row.
    pub const ALL: [Slot; 10] = [
        Slot::Help,
        Slot::Arrows,
        Slot::Enter,
        Slot::Escape,
        Slot::Finish,
        Slot::Language,
        Slot::HomeScreen,
        Slot::Papers,
        Slot::Typing,
        Slot::Extra,
    ];

    /// What a click on the place does; the arrows are two keys, so a click means down.
    pub fn key(self) -> Key {
        match self {
            Slot::Help => Key::F(1),
            Slot::Arrows => Key::Down,
            Slot::Enter => Key::Enter,
            Slot::Escape => Key::Escape,
            Slot::Finish => Key::F(10),
            Slot::Language => Key::F(2),
            Slot::HomeScreen => Key::F(3),
            Slot::Papers => Key::F(4),
            Slot::Typing => Key::F(9),
            Slot::Extra => Key::F(5),
        }
    }
}

/// The keys that work now: for each place its names, the longest first; empty where the key does nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar(Vec<(Slot, Names)>);

impl Bar {
    /// The names of a place.
    pub fn names(&self, slot: Slot) -> Names {
        self.0.iter().find(|(s, _)| *s == slot).map_or(&[], |(_, names)| names)
    }

    /// The bar of the screen that is shown.
    pub fn of(kiosk: &Kiosk) -> Bar {
        let t = &kiosk.lang.strings().bar;
        let language = (Slot::Language, t.language);
        let finish = (Slot::Finish, t.finish);
        let places = match &kiosk.screen {
            Screen::Welcome { quitting: None } => {
                let mut places = vec![(Slot::Enter, t.enter_start), language];
                if kiosk.can_quit() {
                    places.push((Slot::Escape, t.escape_quit));
                }
                places
            }
            Screen::Welcome { quitting: Some(_) } => {
                vec![(Slot::Arrows, t.arrows), (Slot::Enter, t.enter_choose), (Slot::Escape, t.escape_close)]
            }
            Screen::Who(_) | Screen::Lessons(_) | Screen::Modes(_) => vec![
                (Slot::Arrows, t.arrows),
                (Slot::Enter, t.enter_choose),
                (Slot::Escape, t.escape_back),
                finish,
                language,
            ],
            Screen::Warmup(warmup) => {
                let asked = match warmup.stage {
                    Stage::Down | Stage::Up => (Slot::Arrows, t.arrows),
                    Stage::Enter => (Slot::Enter, t.enter_tap),
                    Stage::Escape => (Slot::Escape, t.escape_back),
                    Stage::Help => (Slot::Help, t.help),
                    Stage::Done => (Slot::Enter, t.enter_on),
                };
                vec![asked, finish, language, (Slot::Extra, t.skip)]
            }
            Screen::Result(_) => {
                vec![(Slot::Arrows, t.arrows), (Slot::Enter, t.enter_choose), finish, language]
            }
            Screen::Player(player) => return Bar::of_player(kiosk, player),
        };
        Bar(places)
    }

    fn of_player(kiosk: &Kiosk, player: &Player) -> Bar {
        let t = &kiosk.lang.strings().bar;
        let language = (Slot::Language, t.language);
        let finish = (Slot::Finish, t.finish);
        if player.leaving.is_some() {
            return Bar(vec![
                (Slot::Arrows, t.arrows),
                (Slot::Enter, t.enter_choose),
                (Slot::Escape, t.escape_close),
                finish,
                language,
            ]);
        }
        if player.papers.is_some() {
            return Bar(vec![
                (Slot::Arrows, t.arrows),
                (Slot::Escape, t.escape_close),
                (Slot::Papers, t.papers_close),
                finish,
                language,
            ]);
        }
        if player.auto.is_some() {
            return Bar(vec![(Slot::Enter, t.enter_on), finish, language, (Slot::Extra, t.pause)]);
        }
        if let Some(open) = player.open {
            let mut places = vec![(Slot::Help, t.help), (Slot::Escape, t.escape_close), finish, language];
            if open.list.len > 1 {
                places.push((Slot::Arrows, t.arrows));
            }
            if open.list.len > 0 {
                places.push((Slot::Enter, t.enter_choose));
            }
            return Bar(places);
        }
        let enter = if player.edit.is_some() { t.enter_next } else { t.enter_tap };
        let mut places = vec![(Slot::Help, t.help), (Slot::Arrows, t.arrows), (Slot::Enter, enter), finish, language];
        if player.can_go_back() {
            places.push((Slot::Escape, t.escape_back));
        }
        if player.can_go_home() {
            let home = if player.session.lesson().device == Device::Browser { t.start_page } else { t.home };
            places.push((Slot::HomeScreen, home));
        }
        if !player.session.lesson().papers.is_empty() {
            places.push((Slot::Papers, t.papers));
        }
        if player.edit.as_ref().is_some_and(|edit| !edit.plain) {
            places.push((Slot::Typing, t.typing));
        }
        Bar(places)
    }
}
