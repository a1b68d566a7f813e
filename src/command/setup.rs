//! `kiosk setup`, and the first start of a kiosk that is to be locked: the set-up on the screen.

use std::fs;
use std::path::Path;

use super::run::{around, kiosk_settings, room, show};
use super::{Exit, Failure, configured_lang, data, data_folder, languages};
use crate::app::Kiosk;
use crate::app::setup::{Answers, Facts};
use crate::cli::Global;
use crate::communes;
use crate::config::Config;
use crate::lesson::Loaded;
use crate::store::{FILE_NAME, PinFile, shown};
use crate::tui::{self, Around};

/// Below these, sticks and disks are found that can be taken away.
const STICKS: [&str; 3] = ["/media/", "/run/media/", "/mnt/"];

/// More of them are not offered: the page has room for so many.
const MOST_STICKS: usize = 6;

/// Sets the kiosk up, at any time.
pub fn run(global: &Global, lines: bool) -> Result<Exit, Failure> {
    // A file that is named and not there yet is made.
    let config = match &global.config {
        Some(named) if !fs::symlink_metadata(named).is_ok() => Config::default(),
        named => Config::load(named.as_deref())?,
    };
    set_up(&config, global, lines, false)
}

/// Sets up a kiosk that has never been: how the program ends if it is to end, and not to go on as a kiosk.
pub fn first(config: &Config, global: &Global, lines: bool) -> Result<Option<Exit>, Failure> {
    let folder = data_folder(config, global)?;
    if !is_needed(config, &folder)? {
        return Ok(None);
    }
    let _lock = data::hold(&folder)?;
    let exit = set_up(config, global, lines, true)?;
    Ok(Some(exit).filter(|exit| *exit != Exit::Done))
}

/// Whether a kiosk is to be set up before anybody uses it: nobody but staff can leave it, and there is no PIN. But where
/// the mark says that it was used, and its database is gone, its disk is not there: then it asks nobody for a new PIN.
fn is_needed(config: &Config, data: &Path) -> Result<bool, Failure> {
    let no_pin = config.kiosk.locked && PinFile::of(data).is_set().is_ok_and(|set| !set);
    if !no_pin {
        return Ok(false);
    }
    let mark = config.mark()?;
    let never_used = fs::read_dir(mark).map_or(true, |mut entries| entries.next().is_none());
    Ok(never_used || data.join(FILE_NAME).exists())
}

fn set_up(config: &Config, global: &Global, lines: bool, first: bool) -> Result<Exit, Failure> {
    let data = data_folder(config, global)?;
    // For the PIN. Where it cannot be made, the page says so when it is set.
    let _ = fs::create_dir_all(&data);
    let languages = languages(config.lessons());
    let lang = configured_lang(config, &languages)?;
    let settings = kiosk_settings(config, &languages, lang, lines);
    let facts = facts(config, global, &data, first)?;
    let kiosk = Kiosk::set_up(settings, facts, answers(config, first));
    let room = room(config, global, data)?;
    show(kiosk, Loaded::default, Around { room: Some(room), ..around(config) })
}

fn facts(config: &Config, global: &Global, data: &Path, first: bool) -> Result<Facts, Failure> {
    let mounts = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    Ok(Facts {
        first,
        locked: config.kiosk.locked,
        // One that cannot be looked at is there.
        has_pin: PinFile::of(data).is_set().unwrap_or(true),
        has_helper: config.requests().is_some_and(Path::is_dir),
        pixels: tui::screen_pixels(),
        places: sticks(&mounts),
        file: shown(&Config::place(global.config.as_deref())?),
    })
}

/// What is in force, as answers. On the first start, the practice commune is none that somebody chose.
fn answers(config: &Config, first: bool) -> Answers {
    let commune = communes::find(&config.site.commune).filter(|commune| !first || commune.code != communes::PRACTICE);
    Answers {
        commune,
        number: config.site.number,
        pin: None,
        exports: config.export.to.clone(),
        letters: config.kiosk.letters,
        method: config.method(),
    }
}

/// The folders of sticks and disks that are plugged in, from the list of mounts (`proc_pid_mounts(5)`).
fn sticks(mounts: &str) -> Vec<String> {
    let folders = mounts.lines().filter_map(|line| {
        let mut words = line.split(' ');
        let (folder, options) = (words.nth(1)?, words.nth(1)?);
        options.split(',').any(|option| option == "rw").then(|| unescaped(folder))
    });
    let mut found: Vec<String> =
        folders.filter(|folder| STICKS.iter().any(|above| folder.starts_with(above))).collect();
    found.sort_unstable();
    found.dedup();
    found.truncate(MOST_STICKS);
    found
}

/// A blank, a tab, a line end and a backslash stand there as `\040` and so on.
fn unescaped(folder: &str) -> String {
    [(r"\040", " "), (r"\011", "\t"), (r"\012", "\n"), (r"\134", "\\")]
        .iter()
        .fold(folder.to_owned(), |folder, (escaped, meant)| folder.replace(escaped, meant))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pin::Pin;

    #[test]
    fn sticks_are_found_among_the_mounts() {
        let mounts = "/dev/sda1 / ext4 rw,relatime 0 0\n\
                      /dev/sdb1 /media/usb\\040stick vfat rw,nosuid 0 0\n\
                      /dev/sdc1 /media/old iso9660 ro,nosuid 0 0\n\
                      /dev/sdd1 /mnt/share ext4 nosuid,rw 0 0\n\
                      tmpfs /mntx tmpfs rw 0 0\nodd\n";
        assert_eq!(sticks(mounts), ["/media/usb stick", "/mnt/share"]);
    }

    /// A kiosk that is locked, with its folders.
    struct Machine {
        home: tempfile::TempDir,
        config: Config,
    }

    impl Machine {
        fn new() -> Machine {
            let home = tempfile::tempdir().unwrap();
            let mut config = Config::default();
            config.kiosk.locked = true;
            config.kiosk.mark = home.path().join("mark").to_str().unwrap().to_owned();
            fs::create_dir(home.path().join("data")).unwrap();
            Machine { home, config }
        }

        fn needs(&self) -> bool {
            is_needed(&self.config, &self.home.path().join("data")).unwrap()
        }

        fn write(&self, name: &str) {
            let path = self.home.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
    }

    #[test]
    fn a_kiosk_that_is_locked_and_has_no_pin_is_set_up_first() {
        let machine = Machine::new();
        assert!(machine.needs());
        // An empty folder that a package made is no mark.
        fs::create_dir(machine.home.path().join("mark")).unwrap();
        assert!(machine.needs());
        // It ran unlocked before, or its PIN was taken away to be set anew.
        machine.write("mark/kiosk.mark");
        machine.write("data/kiosk.db");
        assert!(machine.needs());
        let data = machine.home.path().join("data");
        PinFile::of(&data).set(&Pin::typed("274915".to_owned())).unwrap();
        assert!(!machine.needs());
        // An open one needs no PIN.
        let open = Machine { config: Config::default(), ..Machine::new() };
        assert!(!open.needs());
    }

    /// Nobody who sits there may set a new PIN because a disk has failed.
    #[test]
    fn a_kiosk_whose_data_is_gone_asks_nobody_for_a_new_pin() {
        let machine = Machine::new();
        machine.write("mark/kiosk.mark");
        assert!(!machine.needs());
        fs::remove_dir(machine.home.path().join("data")).unwrap();
        assert!(!machine.needs());
    }
}
