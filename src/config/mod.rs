//! `kiosk.toml`: strict. An unknown key is an error that names the nearest known one; a broken file never leads to data
//! in a surprise place.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use serde::Deserialize;
#[cfg(test)]
use serde_json::json;

use crate::communes;
use crate::i18n::Lang;
use crate::text;
use crate::typing::{Method, Style};

/// A larger file is no settings file.
const MOST_BYTES: u64 = 1 << 20;

/// The settings in force.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
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
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Staff {
    /// Folder in which the machine's helper finds what it is asked to do; empty: there is no helper.
    pub requests: String,
}

/// How the screen is read aloud with F12. Without a command or clips that are there, the key is not offered.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
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
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
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

/// Why the settings cannot be used: a message for staff.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file named on the command line, or found, cannot be read.
    #[error("{path}: the settings cannot be read; check the path and its permissions")]
    Read {
        /// Path.
        path: String,
        /// Cause.
        source: io::Error,
    },
    /// The file is not what it should be.
    #[error("{0}")]
    Wrong(String),
    /// No home folder, so there is no place for data.
    #[error("there is no home folder: name a data folder with --data DIR or in kiosk.toml ([kiosk] data)")]
    NoHome,
}

impl Config {
    /// Reads the file that is named, or the first that exists of `./kiosk.toml`, the user's and the system's; without
    /// any, the defaults.
    pub fn load(named: Option<&Path>) -> Result<Config, ConfigError> {
        if let Some(path) = named {
            return read(path);
        }
        let user = user_folder("XDG_CONFIG_HOME", ".config").map(|dir| dir.join("kiosk/kiosk.toml"));
        let places = [Some(PathBuf::from("kiosk.toml")), user, Some(PathBuf::from("/etc/kiosk/kiosk.toml"))];
        match places.into_iter().flatten().find(|path| path.exists()) {
            Some(path) => read(&path),
            None => Ok(Config::default()),
        }
    }

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

fn read(path: &Path) -> Result<Config, ConfigError> {
    let shown = text::escape(&path.display().to_string(), 200);
    let cannot = |source| ConfigError::Read { path: shown.clone(), source };
    // Asked before it is opened: opening a pipe waits for a writer.
    if !fs::metadata(path).map_err(cannot)?.is_file() {
        let help = "it is no regular file; name one with --config FILE";
        return Err(ConfigError::Wrong(format!("{shown}: the settings cannot be read: {help}")));
    }
    let mut content = Vec::new();
    let file = fs::File::open(path).map_err(cannot)?;
    file.take(MOST_BYTES + 1).read_to_end(&mut content).map_err(cannot)?;
    if content.len() as u64 > MOST_BYTES {
        return Err(ConfigError::Wrong(format!("{shown}: larger than 1 MiB, so this is not a settings file")));
    }
    let Ok(content) = String::from_utf8(content) else {
        return Err(ConfigError::Wrong(format!("{shown}: not UTF-8; save the file as UTF-8")));
    };
    parse(&shown, &content)
}

fn parse(file: &str, content: &str) -> Result<Config, ConfigError> {
    let config: Config = toml::from_str(content).map_err(|error| {
        let (line, column) = error.span().map_or((0, 0), |span| place(content, span.start));
        ConfigError::Wrong(format!("{file}:{line}:{column}: {}", explain(error.message())))
    })?;
    let wrong = |section: &str, key: &str, value: &str, help: &str| {
        let at = key_place(content, key);
        let value = text::escape(value, 60);
        Err(ConfigError::Wrong(format!("{file}:{at}: [{section}] {key} = \"{value}\" is not possible; {help}")))
    };
    if communes::find(&config.site.commune).is_none() {
        return wrong(
            "site",
            "commune",
            &config.site.commune,
            "use the five-digit code of a commune of Thái Nguyên, or \"00000\"",
        );
    }
    if !(1..=99).contains(&config.site.number) {
        return wrong("site", "number", &config.site.number.to_string(), "use 1 to 99");
    }
    let kiosk = &config.kiosk;
    // Which languages there are is known where the lessons are.
    if !Lang::is_code(&kiosk.language) {
        return wrong("kiosk", "language", &kiosk.language, "use the code of a language, like \"vi\"");
    }
    for (key, value, known) in [
        ("typing", &kiosk.typing, &["telex", "vni"][..]),
        ("tones", &kiosk.tones, &["old", "new"]),
        ("glyphs", &kiosk.glyphs, &["auto", "full", "ascii"]),
    ] {
        if !known.contains(&value.as_str()) {
            let known: Vec<String> = known.iter().map(|name| format!("\"{name}\"")).collect();
            return wrong("kiosk", key, value, &format!("use {}", known.join(" or ")));
        }
    }
    if config.help.detours > 20 {
        return wrong("help", "detours", &config.help.detours.to_string(), "use 0 (never) to 20");
    }
    if !matches!(config.help.pause, 0 | 15..=600) {
        return wrong("help", "pause", &config.help.pause.to_string(), "use 15 to 600 seconds, or 0 (never)");
    }
    if !matches!(kiosk.letters, 16 | 24 | 32 | 48) {
        return wrong("kiosk", "letters", &kiosk.letters.to_string(), "use 16, 24, 32 or 48");
    }
    for (key, seconds) in [("seconds", config.idle.seconds), ("reading", config.idle.reading)] {
        if !matches!(seconds, 0 | 30..=3600) {
            return wrong("idle", key, &seconds.to_string(), "use 30 to 3600 seconds, or 0 (never)");
        }
    }
    if !(20..=120).contains(&config.idle.warning) {
        return wrong("idle", "warning", &config.idle.warning.to_string(), "use 20 to 120 seconds");
    }
    let speech = &config.speech;
    if !speech.clips.is_empty() && !speech.player.iter().any(|part| part.contains("{file}")) {
        return wrong("speech", "player", &speech.player.join(" "), "write {file} where the name of the clip belongs");
    }
    Ok(config)
}

fn place(content: &str, at: usize) -> (usize, usize) {
    let before = content.get(..at).unwrap_or(content);
    let line = before.rsplit('\n').next().unwrap_or("");
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

fn key_place(content: &str, key: &str) -> usize {
    content.lines().position(|line| line.trim_start().starts_with(key)).map_or(1, |at| at + 1)
}

/// Serde's message, with the nearest known name for an unknown key.
fn explain(message: &str) -> String {
    let message = text::escape(message, 200);
    let Some((name, known)) = message.strip_prefix("unknown field `").and_then(|rest| rest.split_once('`')) else {
        return message;
    };
    let known: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
    match text::nearest(name, known.iter().copied()) {
        Some(near) => format!("unknown setting `{name}`: did you mean `{near}`?"),
        None => format!("unknown setting `{name}`; known here: {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_file_holds_exactly_the_defaults() {
        let shipped = include_str!("../kiosk.toml");
        assert_eq!(parse("kiosk.toml", shipped).unwrap(), Config::default());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        for (content, message) in [
            ("[site]\ncomune = \"05443\"\n", "f:2:1: unknown setting `comune`: did you mean `commune`?"),
            ("[sites]\n", "f:1:2: unknown setting `sites`: did you mean `site`?"),
            ("[sight]\n", "f:1:2: unknown setting `sight`; known here: site, kiosk, help, idle, speech, export, staff"),
            ("[site]\nnumber = 0\n", "f:2: [site] number = \"0\" is not possible; use 1 to 99"),
            (
                "[site]\ncommune = \"12345\"\n",
                "f:2: [site] commune = \"12345\" is not possible; use the five-digit code of a commune of Thái Nguyên, or \"00000\"",
            ),
            ("[help]\ndetours = 21\n", "f:2: [help] detours = \"21\" is not possible; use 0 (never) to 20"),
            ("[help]\ndetours = -1\n", "f:2:11: invalid value: integer `-1`, expected u32"),
            ("[help]\npause = 14\n", "f:2: [help] pause = \"14\" is not possible; use 15 to 600 seconds, or 0 (never)"),
            (
                "[help]\npause = 601\n",
                "f:2: [help] pause = \"601\" is not possible; use 15 to 600 seconds, or 0 (never)",
            ),
            ("[help]\npaus = 60\n", "f:2:1: unknown setting `paus`: did you mean `pause`?"),
            ("[kiosk]\nletters = 20\n", "f:2: [kiosk] letters = \"20\" is not possible; use 16, 24, 32 or 48"),
            (
                "[idle]\nseconds = 29\n",
                "f:2: [idle] seconds = \"29\" is not possible; use 30 to 3600 seconds, or 0 (never)",
            ),
            (
                "[idle]\nreading = 3601\n",
                "f:2: [idle] reading = \"3601\" is not possible; use 30 to 3600 seconds, or 0 (never)",
            ),
            ("[idle]\nwarning = 19\n", "f:2: [idle] warning = \"19\" is not possible; use 20 to 120 seconds"),
            (
                "[speech]\nclips = \"c\"\nplayer = [\"mpv\"]\n",
                "f:3: [speech] player = \"mpv\" is not possible; write {file} where the name of the clip belongs",
            ),
            (
                "[kiosk]\nlanguage = \"Vi\"\n",
                "f:2: [kiosk] language = \"Vi\" is not possible; use the code of a language, like \"vi\"",
            ),
            ("[kiosk]\ntyping = \"abc\"\n", "f:2: [kiosk] typing = \"abc\" is not possible; use \"telex\" or \"vni\""),
        ] {
            assert_eq!(parse("f", content).unwrap_err().to_string(), message);
        }
        assert!(parse("f", "x = = 1").unwrap_err().to_string().starts_with("f:1:"));
    }

    #[test]
    fn help_can_be_switched_off() {
        let config = |content: &str| parse("f", content).unwrap();
        let asked = |config: Config| (config.help.detours, config.help_pause());
        assert_eq!(asked(config("")), (3, Some(60)));
        assert_eq!(asked(config("[help]\ndetours = 0\npause = 0\n")), (0, None));
        assert_eq!(asked(config("[help]\ndetours = 20\npause = 15\n")), (20, Some(15)));
    }

    #[test]
    fn a_named_file_must_exist() {
        assert!(matches!(Config::load(Some(Path::new("/nowhere/kiosk.toml"))), Err(ConfigError::Read { .. })));
    }
}
