//! The shipped `kiosk.toml` as data: every setting with its default and its sentence, in order. It is the one place where
//! a setting is explained. Beside it, what is in force, and which line says so.

use serde_json::Value;

use super::layout::Layout;
use super::read::Found;
use super::{Config, SHIPPED};

/// A setting as it is shipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The section, without brackets.
    pub section: String,
    /// Its name in the section.
    pub key: String,
    /// Its default.
    pub default: Value,
    /// What it is, as the shipped file says above it.
    pub about: String,
}

/// Every setting, in the order of the shipped file.
pub fn settings() -> Vec<Setting> {
    let defaults = values(&Config::default());
    let Some(layout) = Layout::of(SHIPPED) else { return Vec::new() };
    let setting = |(section, key): (&str, &str)| {
        let default = defaults.get(section).and_then(|section| section.get(key)).cloned().unwrap_or_default();
        Setting { section: section.to_owned(), key: key.to_owned(), default, about: about(&layout, section, key) }
    };
    layout.settings().into_iter().map(setting).collect()
}

/// A setting as it is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    /// What it is.
    pub setting: Setting,
    /// Its value.
    pub value: Value,
    /// The line of the settings file that says so; `None`: no line does, so it has its default.
    pub line: Option<usize>,
}

impl Found {
    /// Every setting as it is in force, in the order of the shipped file.
    pub fn in_force(&self) -> Vec<InForce> {
        let values = values(&self.config);
        let layout = self.file.as_ref().and_then(|file| Layout::of(&file.content));
        let in_force = |setting: Setting| {
            let value = values.get(&setting.section).and_then(|section| section.get(&setting.key)).cloned();
            let line = layout.as_ref().and_then(|layout| layout.line(&setting.section, &setting.key));
            InForce { value: value.unwrap_or_default(), line, setting }
        };
        settings().into_iter().map(in_force).collect()
    }
}

/// The sentence above a setting, without its signs of a comment.
fn about(layout: &Layout<'_>, section: &str, key: &str) -> String {
    let lines = layout.comment(section, key);
    lines.iter().map(|line| line.trim().trim_start_matches('#').trim()).collect::<Vec<_>>().join(" ")
}

/// The settings by section and key.
pub(super) fn values(config: &Config) -> Value {
    // Strings, numbers and lists of them: there is nothing that JSON could not say.
    serde_json::to_value(config).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever reads the file, or asks `kiosk doctor --settings`, finds every setting explained.
    #[test]
    fn every_setting_stands_in_the_shipped_file_with_a_sentence() {
        let shipped: Vec<String> = settings().iter().map(|s| format!("{}.{}", s.section, s.key)).collect();
        let known = values(&Config::default());
        let mut wanted: Vec<String> = Vec::new();
        for (section, keys) in known.as_object().unwrap() {
            wanted.extend(keys.as_object().unwrap().keys().map(|key| format!("{section}.{key}")));
        }
        let mut sorted = (shipped.clone(), wanted);
        sorted.0.sort();
        sorted.1.sort();
        assert_eq!(sorted.0, sorted.1);
        assert_eq!(shipped.first().map(String::as_str), Some("site.commune"), "in the order of the file");
        for Setting { section, key, default, about } in settings() {
            assert!(about.len() > 20 && about.ends_with(['.', ')']), "{section}.{key}: {about}");
            assert!(about.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || c == '"') || key == "locked");
            assert!(!default.is_null(), "{section}.{key}");
        }
    }
}
