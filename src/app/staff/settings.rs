//! *Cài đặt*: what is in force, and what can be changed at once without harm: language, typing, letters, where exports go.
//! Commune and number are in every result, so they are set once, when the kiosk is set up.

use super::ask::{Ask, Change, Helped, Machine, Unsaved};
use super::form::{Did, Form};
use super::page::Around;
use super::{Load, Step};
use crate::app::event::Key;
use crate::app::list::List;
use crate::typing::Method;

/// A setting that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "as in the file of settings")]
pub enum Setting {
    Commune,
    Number,
    Locked,
    Language,
    Typing,
    Letters,
    ExportTo,
}

impl Setting {
    /// Those that are shown, in order.
    pub const ALL: [Setting; 7] = [
        Setting::Language,
        Setting::Typing,
        Setting::Letters,
        Setting::ExportTo,
        Setting::Commune,
        Setting::Number,
        Setting::Locked,
    ];
}

/// The heights of letters that there are, in pixels.
pub const LETTERS: [u32; 4] = [16, 24, 32, 48];

/// The ways to type that can be set.
pub const TYPING: [Method; 2] = [Method::Telex, Method::Vni];

/// What is in force and only the edge knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InForce {
    /// The commune: its code and name.
    pub commune: String,
    /// The number of the kiosk there.
    pub number: u32,
    /// The height of the letters in pixels.
    pub letters: u32,
    /// The folder that exports go to; empty: only the kiosk's own.
    pub export_to: String,
}

/// The page.
pub struct Settings {
    /// What is in force.
    pub in_force: Load<InForce>,
    /// Which is chosen, as in [`Setting::ALL`].
    pub list: List,
    /// The question that is asked.
    pub asks: Asks,
    /// What came of the last change.
    pub said: Said,
    /// The change that is being made.
    change: Option<Change>,
}

/// What is asked.
pub enum Asks {
    /// Which setting.
    Which,
    /// Which of several.
    Choice(Setting, List),
    /// The folder.
    Folder(Form),
}

/// What came of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// Nothing was changed.
    Nothing,
    /// It can be changed only when the kiosk is set up.
    Fixed,
    /// It is being written.
    Saving,
    /// It holds.
    Saved,
    /// It is written, and holds from the next start on.
    Later,
    /// It is not written.
    Unsaved(Unsaved),
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            in_force: Load::Coming,
            list: List::new(Setting::ALL.len()),
            asks: Asks::Which,
            said: Said::Nothing,
            change: None,
        }
    }
}

impl Settings {
    /// The setting that is chosen.
    pub fn chosen(&self) -> Option<Setting> {
        Setting::ALL.get(self.list.chosen).copied()
    }

    /// Its list of items.
    pub(super) fn list_mut(&mut self) -> Option<&mut List> {
        match &mut self.asks {
            Asks::Which => Some(&mut self.list),
            Asks::Choice(_, list) => Some(list),
            Asks::Folder(_) => None,
        }
    }

    pub(super) fn key(&mut self, key: Key, around: Around) -> Step {
        if self.said == Said::Saving {
            return if key == Key::Escape { Step::Menu } else { Step::Stay };
        }
        if let Asks::Folder(form) = &mut self.asks {
            match form.key(key) {
                Did::Submitted => {
                    let folder = form.written(0).to_owned();
                    return self.save(Change::ExportTo(folder));
                }
                Did::Something => return Step::Stay,
                Did::Nothing => {}
            }
        }
        if let Some(list) = self.list_mut()
            && list.key(key)
        {
            self.said = Said::Nothing;
            return Step::Stay;
        }
        match (&self.asks, key) {
            (Asks::Which, Key::Escape) => Step::Menu,
            (_, Key::Escape) => {
                self.asks = Asks::Which;
                Step::Stay
            }
            (Asks::Which, Key::Enter) => {
                self.open(around);
                Step::Stay
            }
            (Asks::Choice(setting, list), Key::Enter) => match change(*setting, list.chosen, around) {
                Some(change) => self.save(change),
                None => Step::Stay,
            },
            _ => Step::Stay,
        }
    }

    /// Asks for another value of the setting that is chosen.
    fn open(&mut self, around: Around) {
        let (Some(in_force), Some(setting)) = (self.in_force.get(), self.chosen()) else { return };
        let settings = around.settings;
        let choice = |count: usize, now: Option<usize>| Asks::Choice(setting, List::new(count).at(now.unwrap_or(0)));
        self.said = Said::Nothing;
        self.asks = match setting {
            Setting::Language => {
                let now = settings.languages.iter().position(|lang| *lang == settings.lang);
                choice(settings.languages.len(), now)
            }
            Setting::Typing => choice(TYPING.len(), TYPING.iter().position(|method| *method == settings.method)),
            Setting::Letters => choice(LETTERS.len(), LETTERS.iter().position(|size| *size == in_force.letters)),
            // A path has no marks.
            Setting::ExportTo => Asks::Folder(Form::new([Form::line_with(&in_force.export_to, around.style)])),
            Setting::Commune | Setting::Number | Setting::Locked => {
                self.said = Said::Fixed;
                return;
            }
        };
    }

    fn save(&mut self, change: Change) -> Step {
        (self.said, self.asks) = (Said::Saving, Asks::Which);
        self.change = Some(change.clone());
        Step::Ask(Ask::Save(vec![change]))
    }

    /// What is in force is known now.
    pub(super) fn known(&mut self, in_force: Option<InForce>) {
        self.in_force = in_force.map_or(Load::Failed, Load::There);
    }

    /// The change is written, or not. What only the machine can do comes next.
    pub(super) fn saved(&mut self, saved: Result<(), Unsaved>) -> Step {
        if let Err(why) = saved {
            self.said = Said::Unsaved(why);
            return Step::Stay;
        }
        let Some(change) = self.change.take() else { return Step::Stay };
        if let Load::There(in_force) = &mut self.in_force {
            match &change {
                Change::Letters(pixels) => in_force.letters = *pixels,
                Change::ExportTo(folder) => in_force.export_to.clone_from(folder),
                _ => {}
            }
        }
        if let Change::Letters(pixels) = change {
            return Step::Ask(Ask::Machine(Machine::Letters(pixels)));
        }
        self.said = Said::Saved;
        Step::Settle(change)
    }

    /// The machine has loaded other letters, or it will at the next start.
    pub(super) fn helped(&mut self, helped: Helped) {
        self.said = if helped == Helped::Done { Said::Saved } else { Said::Later };
    }
}

/// The change that a choice means.
fn change(setting: Setting, chosen: usize, around: Around) -> Option<Change> {
    Some(match setting {
        Setting::Language => Change::Language(around.settings.languages.get(chosen)?.code().to_owned()),
        Setting::Typing => Change::Typing(*TYPING.get(chosen)?),
        Setting::Letters => Change::Letters(*LETTERS.get(chosen)?),
        _ => return None,
    })
}
