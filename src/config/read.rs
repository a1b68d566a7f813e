//! Finding the settings file and reading it strictly. What cannot be read is an error, never taken for a file that is not
//! there: the defaults would put data into a surprise place.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::layout::{Layout, place};
use super::{Config, user_folder};
use crate::communes;
use crate::i18n::Lang;
use crate::text;

/// A larger file is no settings file.
const MOST_BYTES: u64 = 1 << 20;

/// The file of all users.
const SYSTEM: &str = "/etc/kiosk/kiosk.toml";

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
    /// No home folder, so there is no place for a new settings file.
    #[error("there is no home folder: name a settings file with --config FILE")]
    NoPlace,
}

/// The settings in force, and the file that they were read from.
#[derive(Debug)]
pub struct Found {
    /// The settings.
    pub config: Config,
    /// The file; `None`: there is none, so everything has its default.
    pub file: Option<SettingsFile>,
}

/// A settings file.
#[derive(Debug)]
pub struct SettingsFile {
    /// Where it is.
    pub path: PathBuf,
    /// What it holds.
    pub content: String,
}

impl Config {
    /// Reads the file that is named, or the first that exists of `./kiosk.toml`, the user's and the system's; without
    /// any, the defaults.
    pub fn load(named: Option<&Path>) -> Result<Config, ConfigError> {
        Ok(Config::find(named)?.config)
    }

    /// The settings with the file that they come from.
    pub fn find(named: Option<&Path>) -> Result<Found, ConfigError> {
        if let Some(path) = named {
            return read(path);
        }
        for path in Config::places() {
            if is_there(&path)? {
                return read(&path);
            }
        }
        Ok(Found { config: Config::default(), file: None })
    }

    /// Where a settings file is looked for when none is named, in order.
    pub fn places() -> Vec<PathBuf> {
        [Some(PathBuf::from("kiosk.toml")), user_file(), Some(PathBuf::from(SYSTEM))].into_iter().flatten().collect()
    }

    /// The file to which settings are written: the one that is named or found, else a new one of the user's.
    pub fn place(named: Option<&Path>) -> Result<PathBuf, ConfigError> {
        if let Some(path) = named {
            return Ok(path.to_owned());
        }
        for path in Config::places() {
            if is_there(&path)? {
                return Ok(path);
            }
        }
        user_file().ok_or(ConfigError::NoPlace)
    }
}

fn user_file() -> Option<PathBuf> {
    user_folder("XDG_CONFIG_HOME", ".config").map(|dir| dir.join("kiosk/kiosk.toml"))
}

/// Whether something has this name, be it a link to nowhere: a disk that is not mounted is no reason to go on without
/// its settings.
pub(super) fn is_there(path: &Path) -> Result<bool, ConfigError> {
    match fs::symlink_metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(false),
        Err(source) => Err(ConfigError::Read { path: shown(path), source }),
    }
}

/// A path as it may be printed.
pub(super) fn shown(path: &Path) -> String {
    text::escape(&path.display().to_string(), 200)
}

fn read(path: &Path) -> Result<Found, ConfigError> {
    let content = content(path)?;
    let config = parse(&shown(path), &content)?;
    Ok(Found { config, file: Some(SettingsFile { path: path.to_owned(), content }) })
}

/// What a settings file holds.
pub(super) fn content(path: &Path) -> Result<String, ConfigError> {
    let shown = shown(path);
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
    // All defaults are what no file means. An empty one was being written when the power failed.
    if content.iter().all(u8::is_ascii_whitespace) {
        let help = "put it back from a copy, or delete it to begin with the defaults";
        return Err(ConfigError::Wrong(format!("{shown}: empty, as after a power cut; {help}")));
    }
    String::from_utf8(content).map_err(|_| ConfigError::Wrong(format!("{shown}: not UTF-8; save the file as UTF-8")))
}

/// The settings of a file: strict.
pub(super) fn parse(file: &str, content: &str) -> Result<Config, ConfigError> {
    let config: Config = toml::from_str(content).map_err(|error| {
        let (line, column) = error.span().map_or((0, 0), |span| place(content, span.start));
        ConfigError::Wrong(format!("{file}:{line}:{column}: {}", explain(error.message())))
    })?;
    let Some(Impossible { section, key, value, help }) = impossible(&config) else { return Ok(config) };
    let line = Layout::of(content).and_then(|layout| layout.line(section, key)).unwrap_or(1);
    let value = text::escape(&value, 60);
    Err(ConfigError::Wrong(format!("{file}:{line}: [{section}] {key} = \"{value}\" is not possible; {help}")))
}

/// A value that fits its type and yet cannot be.
struct Impossible {
    section: &'static str,
    key: &'static str,
    value: String,
    help: String,
}

fn impossible(config: &Config) -> Option<Impossible> {
    let wrong = |section, key, value: &dyn ToString, help: &str| {
        Some(Impossible { section, key, value: value.to_string(), help: help.to_owned() })
    };
    let Config { site, kiosk, help, idle, speech, .. } = config;
    if communes::find(&site.commune).is_none() {
        let help = "use the five-digit code of a commune of Thái Nguyên, or \"00000\"";
        return wrong("site", "commune", &site.commune, help);
    }
    if !(1..=99).contains(&site.number) {
        return wrong("site", "number", &site.number, "use 1 to 99");
    }
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
    if help.detours > 20 {
        return wrong("help", "detours", &help.detours, "use 0 (never) to 20");
    }
    if !matches!(help.pause, 0 | 15..=600) {
        return wrong("help", "pause", &help.pause, "use 15 to 600 seconds, or 0 (never)");
    }
    if !matches!(kiosk.letters, 16 | 24 | 32 | 48) {
        return wrong("kiosk", "letters", &kiosk.letters, "use 16, 24, 32 or 48");
    }
    for (key, seconds) in [("seconds", idle.seconds), ("reading", idle.reading)] {
        if !matches!(seconds, 0 | 30..=3600) {
            return wrong("idle", key, &seconds, "use 30 to 3600 seconds, or 0 (never)");
        }
    }
    if !(20..=120).contains(&idle.warning) {
        return wrong("idle", "warning", &idle.warning, "use 20 to 120 seconds");
    }
    if !speech.clips.is_empty() && !speech.player.iter().any(|part| part.contains("{file}")) {
        return wrong("speech", "player", &speech.player.join(" "), "write {file} where the name of the clip belongs");
    }
    None
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
    use super::super::SHIPPED;
    use super::*;

    #[test]
    fn the_shipped_file_holds_exactly_the_defaults() {
        assert_eq!(parse("kiosk.toml", SHIPPED).unwrap(), Config::default());
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
