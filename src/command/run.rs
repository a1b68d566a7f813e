//! `kiosk run` and `kiosk play`: the kiosk on the screen.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use super::{Exit, Failure, check, configured_lang, data, data_folder, languages};
use crate::app::player::Pace;
use crate::app::{Kiosk, Patience, Settings};
use crate::cli::{Global, ModeArg};
use crate::config::Config;
use crate::export::Site;
use crate::i18n::Lang;
use crate::lesson::{Languages, Library, Loaded};
use crate::store::{random_seed, shown};
use crate::time::Clock;
use crate::tui::{self, Around, Ending, GlyphsWanted, Ready, RunError, Setup, VoiceSettings};
use crate::tutor::record::Mode;

/// Runs the kiosk.
pub fn run(config: &Config, global: &Global, lines: bool) -> Result<Exit, Failure> {
    // Before anything that can fail: then it is given back.
    let _terminal = tui::taken_over();
    let folder = data_folder(config, global)?;
    let (site, mark) = (site(config)?, config.mark()?);
    let lock = data::hold(&folder)?;
    let setup = Setup { data: folder, lock, mark, site };
    let languages = languages(config.lessons());
    let lang = configured_lang(config, &languages)?;
    let kiosk = Kiosk::new(settings(config, &languages, lang, lines), seed()?);
    let source = config.lessons().map(Path::to_owned);
    let load = move || source.as_deref().map_or_else(Library::built_in, Library::from_folder);
    let refresh = Some(ready(global.clone()));
    show(kiosk, load, Around { refresh, ..around(config, None, Some(setup)) })
}

/// Whether the kiosk would start with the settings as they are now.
fn ready(global: Global) -> Ready {
    Ready::new(move || {
        let Ok(config) = Config::load(global.config.as_deref()) else { return false };
        let lang = configured_lang(&config, &languages(config.lessons()));
        lang.is_ok() && site(&config).is_ok() && config.mark().is_ok() && data_folder(&config, &global).is_ok()
    })
}

/// What lies round the kiosk, by the settings.
fn around<'p>(config: &Config, reload: Option<&'p Path>, setup: Option<Setup>) -> Around<'p> {
    Around { reload, setup, glyphs: glyphs(config), voice: voice(config), refresh: None }
}

/// How the screen is read aloud.
pub fn voice(config: &Config) -> VoiceSettings {
    let speech = &config.speech;
    VoiceSettings {
        command: speech.command.clone(),
        clips: config.clips().map(Path::to_owned),
        player: speech.player.clone(),
    }
}

/// Runs the kiosk on the screen or by lines, until it ends.
fn show(kiosk: Kiosk, load: impl FnOnce() -> Loaded + Send + 'static, around: Around<'_>) -> Result<Exit, Failure> {
    let clock = Clock::start();
    ended(if kiosk.by_lines() {
        tui::run_by_lines(kiosk, load, around, &clock)
    } else {
        tui::run(kiosk, load, around, &clock)
    })
}

/// Plays one lesson; nothing is recorded.
pub fn play(
    config: &Config,
    lesson: &str,
    mode: ModeArg,
    lang: Option<&str>,
    reload: bool,
    lines: bool,
) -> Result<Exit, Failure> {
    // A file is played from its own folder: what an author is working on.
    let file = Path::new(lesson);
    let (loaded, lesson, folder) = match (file.is_file(), file.file_stem().and_then(OsStr::to_str)) {
        (true, Some(id)) => {
            let folder = check::library_of(file);
            (Library::from_folder(&folder), id, Some(folder))
        }
        _ => (configured(config)?, lesson, config.lessons().map(Path::to_owned)),
    };
    if reload && folder.is_none() {
        let help = "name the file of a lesson, or a folder with [kiosk] lessons in kiosk.toml";
        return Err(Failure::new(
            Exit::Usage,
            format!("the built-in lessons never change, so --reload is no use: {help}"),
        ));
    }
    if loaded.library.lesson(lesson).is_none() {
        return Err(no_lesson(&loaded, lesson, folder.as_deref()));
    }
    let mode = match mode {
        ModeArg::Watch => Mode::Watch,
        ModeArg::Guided => Mode::Guided,
        ModeArg::Practice => Mode::Practice,
        ModeArg::Solo => Mode::Solo,
    };
    let languages = languages(folder.as_deref());
    let lang = match lang {
        Some(code) => super::lang(&languages, code, "--lang")?,
        None => configured_lang(config, &languages)?,
    };
    let kiosk = Kiosk::preview(settings(config, &languages, lang, lines), seed()?, lesson, mode);
    let watched = folder.as_deref().filter(|_| reload);
    show(kiosk, move || loaded, around(config, watched, None))
}

/// The library that the settings name, to be played from.
pub fn configured(config: &Config) -> Result<Loaded, Failure> {
    let Some(folder) = config.lessons() else { return Ok(Library::built_in()) };
    if let Err(error) = fs::read_dir(folder) {
        let help = "change [kiosk] lessons in kiosk.toml; empty, it means the built-in lessons";
        let message = format!("the folder of lessons {} cannot be read ({error}): {help}", shown(folder));
        return Err(Failure::new(Exit::Usage, message));
    }
    Ok(Library::from_folder(folder))
}

fn no_lesson(loaded: &Loaded, id: &str, folder: Option<&Path>) -> Failure {
    let lesson = crate::text::escape(id, 80);
    let known: Vec<&str> = loaded.library.lessons.iter().map(|l| l.id.as_ref()).collect();
    let file = format!("{id}.toml");
    let faults: Vec<String> =
        loaded.findings.iter().filter(|f| f.file.ends_with(&file)).map(ToString::to_string).collect();
    if !faults.is_empty() {
        return Failure::new(Exit::Findings, format!("the lesson `{lesson}` cannot be played:\n{}", faults.join("\n")));
    }
    let help = match (crate::text::nearest(id, known.iter().copied()), folder) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, Some(folder)) if known.is_empty() => {
            format!("none in {0} can be played; `kiosk check {0}` says why", shown(folder))
        }
        (None, _) => format!("there are: {}", known.join(", ")),
    };
    Failure::new(Exit::Usage, format!("there is no lesson `{lesson}`; {help}"))
}

/// The kiosk's place, as results name it.
pub fn site(config: &Config) -> Result<Site, Failure> {
    Site::new(&config.site.commune, config.site.number).map_err(|error| Failure::of(Exit::Usage, &error))
}

/// Where codes of learners and digits of practice codes begin: different at every start.
fn seed() -> Result<u64, Failure> {
    random_seed().map_err(|error| data::store_failure(&error))
}

/// Which signs may be drawn.
fn glyphs(config: &Config) -> GlyphsWanted {
    match config.kiosk.glyphs.as_str() {
        "full" => GlyphsWanted::Full,
        "ascii" => GlyphsWanted::Ascii,
        _ => GlyphsWanted::Auto,
    }
}

fn settings(config: &Config, languages: &Languages, lang: Lang, by_lines: bool) -> Settings {
    Settings {
        lang,
        languages: languages.known,
        language_faults: languages.faults(),
        method: config.method(),
        style: config.style(),
        offer_after_detours: usize::try_from(config.help.detours).unwrap_or(0),
        offer_after_ms: config.help_pause().map(|seconds| u64::from(seconds) * 1000),
        pace: if by_lines { Pace::Asked } else { Pace::default() },
        by_lines,
        voice: voice(config).is_there(),
        idle: patience(config),
        locked: config.kiosk.locked,
    }
}

/// How long the kiosk waits for a key.
fn patience(config: &Config) -> Patience {
    let ms = |seconds: u32| u64::from(seconds) * 1000;
    let some = |seconds: u32| Some(ms(seconds)).filter(|ms| *ms > 0);
    let idle = &config.idle;
    Patience { ms: some(idle.seconds), reading_ms: some(idle.reading), warning_ms: ms(idle.warning) }
}

fn ended(ending: Result<Ending, RunError>) -> Result<Exit, Failure> {
    match ending {
        Ok(Ending::Left) => Ok(Exit::Done),
        Ok(Ending::Unsaved(count)) => {
            let message = format!(
                "{count} records could not be saved; run `kiosk doctor` to see what is wrong with the data folder"
            );
            Err(Failure::new(Exit::CannotWrite, message))
        }
        Ok(Ending::Ended(code)) => Ok(Exit::Signal(code)),
        Err(error) => Err(Failure::of(Exit::Usage, &error)),
    }
}
