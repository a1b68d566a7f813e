//! `kiosk.toml`: strict. An unknown key is an error that names the nearest known one; a broken file never leads to data
//! in a surprise place.

mod layout;
mod read;
mod shipped;
mod write;

use std::env;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
#[cfg(test)]
use serde_json::json;

use crate::typing::{Method, Style};
pub use read::{ConfigError, Found, SettingsFile};
pub use shipped::{InForce, Setting, settings};
pub use write::{Change, ChangeError, change, toml};

/// The settings as they are shipped: every one, with its default and what it is.
const SHIPPED: &str = include_str!("../../kiosk.toml");

/// The settings in force.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where the kiosk stands.
    pub site: Site,
    /// How it behaves.
    pub kiosk: Behaviour,
    /// When help is offered.
    pub help: Help,
    /// What happens when nobody presses a key.
    pub idle: Idle,
    /// How the screen is read aloud.
    pub speech: Speech,
    /// Where results go.
    pub export: Export,
    /// The staff area.
    pub staff: Staff,
}

/// Where the kiosk stands.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Site {
    /// Five-digit code of the commune.
    pub commune: String,
    /// Number of the kiosk in the commune, from 1 to 99.
    #[cfg_attr(test, schemars(range(min = 1, max = 99)))]
    pub number: u32,
}

/// How the kiosk behaves.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Behaviour {
    /// `vi`, `en`, or the code of a language that stands in the folder of lessons.
    #[cfg_attr(test, schemars(regex(pattern = r"^[a-z]{2,3}(-[a-z]+)?$")))]
    pub language: String,
    /// `telex` or `vni`.
    #[cfg_attr(test, schemars(extend("enum" = ["telex", "vni"])))]
    pub typing: String,
    /// `old` (hòa) or `new` (hoà).
    #[cfg_attr(test, schemars(extend("enum" = ["old", "new"])))]
    pub tones: String,
    /// `auto` (by looking at the terminal), `full` or `ascii`.
    #[cfg_attr(test, schemars(extend("enum" = ["auto", "full", "ascii"])))]
    pub glyphs: String,
    /// Folder of lessons; empty: the built-in ones.
    pub lessons: String,
    /// Folder of the database; empty: the user's data folder.
    pub data: String,
    /// Folder of the mark by which a copied or restored database is noticed; empty: the user's state folder.
    pub mark: String,
    /// Height in pixels of the letters on a text console: 16, 24, 32 or 48. The service loads the font.
    #[cfg_attr(test, schemars(extend("enum" = [16, 24, 32, 48])))]
    pub letters: u32,
    /// Only staff can leave.
    pub locked: bool,
}

/// When the kiosk offers help by itself. F1 asks for it at any time.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Help {
    /// After so many detours in a row, or when a screen is seen so often; 0: never.
    #[cfg_attr(test, schemars(range(min = 0, max = 20)))]
    pub detours: u32,
    /// After so many seconds without a key, 15 to 600; 0: never.
    #[cfg_attr(test, schemars(range(max = 600), extend("anyOf" = [json!({ "const": 0 }), json!({ "minimum": 15 })])))]
    pub pause: u32,
}

/// When a learner who has walked away is taken for gone. Everything of hers then leaves the screen and the memory.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Idle {
    /// Seconds without a key until the kiosk asks, 30 to 3600; 0: it never asks.
    #[cfg_attr(test, schemars(range(max = 3600), extend("anyOf" = [json!({ "const": 0 }), json!({ "minimum": 30 })])))]
    pub seconds: u32,
    /// The same while a page of text is shown.
    #[cfg_attr(test, schemars(range(max = 3600), extend("anyOf" = [json!({ "const": 0 }), json!({ "minimum": 30 })])))]
    pub reading: u32,
    /// Seconds that it waits for an answer, 20 (WCAG 2.2.1) to 120.
    #[cfg_attr(test, schemars(range(min = 20, max = 120)))]
    pub warning: u32,
}

/// The staff area.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Staff {
    /// Folder in which the machine's helper finds what it is asked to do; empty: there is no helper.
    pub requests: String,
}

/// How the screen is read aloud with F12. Without a command or clips that are there, the key is not offered.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Speech {
    /// Command that speaks what it reads from standard input, with its arguments; empty: none. `{lang}` stands for the
    /// code of the language.
    pub command: Vec<String>,
    /// Folder of recorded clips, named as `kiosk clips` lists them; empty: none.
    pub clips: String,
    /// Command that plays a clip, with its arguments. `{file}` stands for the clip.
    pub player: Vec<String>,
}

/// Where results go.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Export {
    /// Folder; empty: only the kiosk's own `exports` folder.
    pub to: String,
}

impl Default for Site {
    fn default() -> Self {
        Site { commune: "00000".to_owned(), number: 1 }
    }
}

impl Default for Behaviour {
    fn default() -> Self {
        Behaviour {
            language: "vi".to_owned(),
            typing: "telex".to_owned(),
            tones: "old".to_owned(),
            glyphs: "auto".to_owned(),
            lessons: String::new(),
            data: String::new(),
            mark: String::new(),
            letters: 16,
            locked: false,
        }
    }
}

impl Default for Speech {
    fn default() -> Self {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Speech {
            command: words(&["espeak-ng", "-v", "{lang}", "-s", "130", "--stdin"]),
            clips: String::new(),
            player: words(&["aplay", "-q", "{file}"]),
        }
    }
}

impl Default for Idle {
    fn default() -> Self {
        Idle { seconds: 120, reading: 300, warning: 30 }
    }
}

impl Default for Help {
    fn default() -> Self {
        Help { detours: 3, pause: 60 }
    }
}

impl Config {
    /// How Vietnamese is typed.
    pub fn method(&self) -> Method {
        if self.kiosk.typing == "vni" { Method::Vni } else { Method::Telex }
    }

    /// Where tones are placed.
    pub fn style(&self) -> Style {
        if self.kiosk.tones == "new" { Style::New } else { Style::Old }
    }

    /// After how many seconds without a key help is offered; `None`: never.
    pub fn help_pause(&self) -> Option<u32> {
        Some(self.help.pause).filter(|seconds| *seconds > 0)
    }

    /// Folder in which the machine's helper finds what it is asked to do, if there is one.
    pub fn requests(&self) -> Option<&Path> {
        some_path(&self.staff.requests)
    }

    /// Folder of the mark that is kept outside the database.
    pub fn mark(&self) -> Result<PathBuf, ConfigError> {
        if let Some(path) = some_path(&self.kiosk.mark) {
            return Ok(path.to_owned());
        }
        let user = user_folder("XDG_STATE_HOME", ".local/state").ok_or(ConfigError::NoHome)?;
        Ok(user.join("kiosk"))
    }

    /// Folder of lessons, if not the built-in ones.
    pub fn lessons(&self) -> Option<&Path> {
        some_path(&self.kiosk.lessons)
    }

    /// Folder of recorded clips, if there is one.
    pub fn clips(&self) -> Option<&Path> {
        some_path(&self.speech.clips)
    }

    /// Folder of exports, if one is configured.
    pub fn export_to(&self) -> Option<&Path> {
        some_path(&self.export.to)
    }

    /// Folder of the database: the one named, else as configured, else the user's data folder.
    pub fn data(&self, named: Option<&Path>) -> Result<PathBuf, ConfigError> {
        if let Some(path) = named.or(some_path(&self.kiosk.data)) {
            return Ok(path.to_owned());
        }
        let user = user_folder("XDG_DATA_HOME", ".local/share").ok_or(ConfigError::NoHome)?;
        Ok(user.join("kiosk"))
    }
}

fn some_path(path: &str) -> Option<&Path> {
    if path.is_empty() { None } else { Some(Path::new(path)) }
}

/// A folder of the user by the XDG Base Directory Specification: relative values are ignored.
fn user_folder(variable: &str, below_home: &str) -> Option<PathBuf> {
    let absolute = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    absolute(variable).or_else(|| absolute("HOME").map(|home| home.join(below_home)))
}
