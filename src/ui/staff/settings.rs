//! *Cài đặt*: what is in force, and other values for some of it.

use super::absent;
use super::view::View;
use crate::app::Kiosk;
use crate::app::staff::{Asks, InForce, LETTERS, SettingSaid, SettingShown, Settings, TYPING, Unsaved};
use crate::i18n::Lang;
use crate::ui::canvas::Said;
use crate::ui::theme::Role;

/// The page.
pub fn settings(kiosk: &Kiosk, page: &Settings) -> View {
    let t = &kiosk.strings().staff;
    let Some(in_force) = page.in_force.get() else {
        return View::titled(t.settings).answer(absent(kiosk, &page.in_force));
    };
    match &page.asks {
        Asks::Which => {
            let items = SettingShown::ALL.iter().zip(t.setting_names);
            let items = items.map(|(setting, name)| (name.to_owned(), value(kiosk, in_force, *setting), Vec::new()));
            View::titled(t.settings).gap().items(page.list, items).answer(said(kiosk, page.said))
        }
        Asks::Choice(setting, list) => {
            let names: Vec<String> = match setting {
                SettingShown::Language => kiosk.languages().iter().map(|lang| language(*lang).to_owned()).collect(),
                SettingShown::Typing => TYPING.iter().map(|method| method.name().to_owned()).collect(),
                _ => LETTERS.iter().map(|pixels| t.setting_letters(*pixels)).collect(),
            };
            View::titled(name(kiosk, *setting)).gap().list(*list, names.iter().map(String::as_str))
        }
        Asks::Folder(form) => {
            let view = View::titled(name(kiosk, SettingShown::ExportTo)).say(t.setting_folder_help).gap();
            view.form(form, &[t.setting_folder, t.setting_save], &[])
        }
    }
}

fn name(kiosk: &Kiosk, setting: SettingShown) -> &'static str {
    let at = SettingShown::ALL.iter().position(|known| *known == setting);
    at.and_then(|at| kiosk.strings().staff.setting_names.get(at)).copied().unwrap_or_default()
}

fn language(lang: Lang) -> &'static str {
    lang.strings().language.first().copied().unwrap_or_default()
}

/// What holds now.
fn value(kiosk: &Kiosk, in_force: &InForce, setting: SettingShown) -> String {
    let t = &kiosk.strings().staff;
    match setting {
        SettingShown::Commune => in_force.commune.clone(),
        SettingShown::Number => in_force.number.to_string(),
        SettingShown::Locked => if kiosk.can_quit() { t.no } else { t.yes }.to_owned(),
        SettingShown::Language => language(kiosk.first_lang()).to_owned(),
        SettingShown::Typing => kiosk.first_method().name().to_owned(),
        SettingShown::Letters => t.setting_letters(in_force.letters),
        SettingShown::ExportTo if in_force.export_to.is_empty() => t.setting_no_folder.to_owned(),
        SettingShown::ExportTo => in_force.export_to.clone(),
    }
}

/// What came of a change.
fn said(kiosk: &Kiosk, said: SettingSaid) -> Said {
    let t = &kiosk.strings().staff;
    let (said, role) = match said {
        SettingSaid::Nothing => ("", Role::Page),
        SettingSaid::Fixed => (t.setting_fixed, Role::Page),
        SettingSaid::Saving => (t.saving, Role::Page),
        SettingSaid::Saved => (t.setting_saved, Role::Good),
        SettingSaid::Later => (t.setting_later, Role::Good),
        SettingSaid::Unsaved(Unsaved::Denied) => (t.setting_denied, Role::Attention),
        SettingSaid::Unsaved(Unsaved::Faulty) => (t.setting_faulty, Role::Attention),
        SettingSaid::Unsaved(Unsaved::Full | Unsaved::ReadOnly | Unsaved::Other) => {
            (t.setting_unsaved, Role::Attention)
        }
    };
    Said::plain(said, role)
}
