//! The bottom bar: the keys that work now, each always in its own place.

use super::call::Call;
use super::event::Key;
use super::kiosk::{Kiosk, Person, Screen};
use super::player::{Player, Task};
use super::warmup::Stage;
use crate::i18n::Names;
use crate::lesson::model::Device;

/// A key of the bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named for what its key does")]
pub enum Slot {
    Help,
    Arrows,
    Enter,
    Erase,
    Escape,
    Finish,
    Language,
    HomeScreen,
    Extra,
    Papers,
    Slip,
    Board,
    Typing,
    Call,
}

impl Slot {
    /// Every key.
    pub const ALL: [Slot; 14] = [
        Slot::Help,
        Slot::Arrows,
        Slot::Enter,
        Slot::Erase,
        Slot::Escape,
        Slot::Finish,
        Slot::Language,
        Slot::HomeScreen,
        Slot::Extra,
        Slot::Papers,
        Slot::Slip,
        Slot::Board,
        Slot::Typing,
        Slot::Call,
    ];

    /// Its place in the bar, row by row, five in a row: always the same. Keys that never work at the same time share one.
    pub fn place(self) -> usize {
        match self {
            Slot::Help => 0,
            Slot::Arrows => 1,
            Slot::Enter | Slot::Erase => 2,
            Slot::Escape => 3,
            Slot::Finish => 4,
            Slot::Language => 5,
            Slot::HomeScreen | Slot::Extra => 6,
            Slot::Papers => 7,
            Slot::Board | Slot::Slip | Slot::Typing => 8,
            Slot::Call => 9,
        }
    }

    /// What a click on the place does; the arrows are two keys, so a click means down.
    pub fn key(self) -> Key {
        match self {
            Slot::Help => Key::F(1),
            Slot::Arrows => Key::Down,
            Slot::Enter => Key::Enter,
            Slot::Erase => Key::Backspace,
            Slot::Escape => Key::Escape,
            Slot::Finish => Key::F(10),
            Slot::Language => Key::F(2),
            Slot::HomeScreen => Key::F(3),
            Slot::Papers => Key::F(4),
            Slot::Extra => Key::F(5),
            Slot::Slip => Key::F(7),
            Slot::Call => Key::F(8),
            Slot::Board => Key::F(6),
            Slot::Typing => Key::F(9),
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
        if kiosk.asks_if_here() {
            return Bar(vec![(Slot::Enter, t.enter_on)]);
        }
        if kiosk.call == Call::Page {
            let mut places = vec![
                (Slot::Enter, t.enter_on),
                (Slot::Escape, t.escape_no_call),
                (Slot::Language, kiosk.next_lang().key()),
            ];
            if !matches!(kiosk.screen, Screen::Welcome { .. }) {
                places.push((Slot::Finish, t.finish));
            }
            return Bar(places);
        }
        let chosen = [(Slot::Arrows, t.arrows), (Slot::Enter, t.enter_choose), (Slot::Escape, t.escape_close)];
        let mut places = match &kiosk.screen {
            _ if kiosk.methods.is_some() => {
                let close = (Slot::Typing, kiosk.strings().typing_bar_close);
                chosen.into_iter().chain([close]).collect()
            }
            Screen::Welcome { quitting: Some(_) } => return Bar(chosen.to_vec()),
            _ => Bar::of_screen(kiosk),
        };
        places.extend([(Slot::Language, kiosk.next_lang().key()), (Slot::Call, t.call)]);
        if !matches!(kiosk.screen, Screen::Welcome { .. }) {
            places.push((Slot::Finish, t.finish));
        }
        Bar(places)
    }

    /// The keys of a screen, without those that work on every one.
    fn of_screen(kiosk: &Kiosk) -> Vec<(Slot, Names)> {
        let t = &kiosk.lang.strings().bar;
        let typing = (Slot::Typing, kiosk.strings().typing_bar);
        match &kiosk.screen {
            Screen::Welcome { quitting: Some(_) } => Vec::new(),
            Screen::Welcome { quitting: None } => {
                let mut places = vec![(Slot::Enter, t.enter_start), (Slot::Extra, t.come_back)];
                if kiosk.can_quit() {
                    places.push((Slot::Escape, t.escape_quit));
                }
                places
            }
            Screen::Comeback(page) => page.bar(t),
            Screen::Lessons(_) if kiosk.person.as_ref().is_some_and(Person::has_begun) => {
                vec![(Slot::Arrows, t.arrows), (Slot::Enter, t.enter_choose), typing]
            }
            Screen::Who(_) | Screen::Lessons(_) | Screen::Modes(_) => {
                vec![(Slot::Arrows, t.arrows), (Slot::Enter, t.enter_choose), (Slot::Escape, t.escape_back), typing]
            }
            Screen::Warmup(warmup) => {
                let asked = match warmup.stage {
                    Stage::Down | Stage::Up => (Slot::Arrows, t.arrows),
                    Stage::Enter => (Slot::Enter, t.enter_tap),
                    Stage::Escape => (Slot::Escape, t.escape_back),
                    Stage::Erase => (Slot::Erase, t.erase),
                    Stage::Help => (Slot::Help, t.help),
                    Stage::Done => (Slot::Enter, t.enter_on),
                };
                vec![asked, (Slot::Extra, t.skip)]
            }
            Screen::Result(outcome) if outcome.slip => vec![(Slot::Enter, t.enter_on), (Slot::Escape, t.escape_close)],
            Screen::Result(_) => vec![(Slot::Arrows, t.arrows), (Slot::Enter, t.enter_choose)],
            Screen::Player(player) => Bar::of_player(kiosk, player),
        }
    }

    fn of_player(kiosk: &Kiosk, player: &Player) -> Vec<(Slot, Names)> {
        let t = &kiosk.lang.strings().bar;
        let papers = !player.session.lesson().papers.is_empty();
        if player.leaving.is_some() {
            return vec![(Slot::Arrows, t.arrows), (Slot::Enter, t.enter_choose), (Slot::Escape, t.escape_close)];
        }
        if player.papers.is_some() {
            return vec![(Slot::Arrows, t.arrows), (Slot::Escape, t.escape_close), (Slot::Papers, t.papers_close)];
        }
        if let Some(auto) = &player.auto {
            let escape = if auto.task == Task::Lesson { t.escape_step } else { t.escape_stop };
            let mut places = vec![
                (Slot::Enter, t.enter_on),
                (Slot::Extra, if auto.paused { t.unpause } else { t.pause }),
                (Slot::Arrows, t.pace),
            ];
            if player.can_step_back() {
                places.push((Slot::Escape, escape));
            }
            if papers {
                places.push((Slot::Papers, t.papers));
            }
            return places;
        }
        if let Some(open) = player.open {
            let typing = (Slot::Typing, kiosk.strings().typing_bar);
            let mut places = vec![(Slot::Help, t.help), (Slot::Escape, t.escape_close), typing];
            if open.list.len > 1 {
                places.push((Slot::Arrows, t.arrows));
            }
            if open.list.len > 0 {
                places.push((Slot::Enter, t.enter_choose));
            }
            return places;
        }
        let steers = player.steers_board();
        let enter = if player.edit.is_some() && !steers { t.enter_next } else { t.enter_tap };
        let mut places = vec![(Slot::Help, t.help), (Slot::Arrows, t.arrows), (Slot::Enter, enter)];
        if steers {
            places.push((Slot::Escape, t.escape_close));
        } else if player.can_go_back() {
            places.push((Slot::Escape, t.escape_back));
        }
        if player.can_go_home() {
            let home = if player.session.lesson().device == Device::Browser { t.start_page } else { t.home };
            places.push((Slot::HomeScreen, home));
        }
        if papers {
            places.push((Slot::Papers, t.papers));
        }
        if player.can_have_board() {
            places.push((Slot::Board, if player.steers_board() { t.board_close } else { t.board }));
        } else if player.can_show_slip() {
            places.push((Slot::Slip, t.slip));
        } else if player.leads_to_methods() {
            places.push((Slot::Typing, kiosk.strings().typing_bar));
        }
        places
    }
}
