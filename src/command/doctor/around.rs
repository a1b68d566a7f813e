//! What lies round the kiosk: lessons, voice, clock, screen.

use super::finding::{Finding, State};
use super::machine::Machine;
use crate::command::{languages, run};
use crate::config::Config;
use crate::time::{RELEASED, Timestamp};
use crate::tui::Examined;

/// The clocks may differ by so much: the one of the hardware counts whole seconds, and may keep local time.
const CLOCKS_DIFFER_MS: i64 = 24 * 3_600_000;

/// The lessons and the languages.
pub fn lessons(config: &Config) -> Vec<Finding> {
    let help = "kiosk check";
    let lessons = match run::configured(config) {
        Err(failure) => Finding::new("lessons", State::Bad, failure.message, help),
        Ok(loaded) if loaded.library.lessons.is_empty() => {
            Finding::new("lessons", State::Bad, "none can be played", help)
        }
        Ok(loaded) => {
            let (whole, faults) = (loaded.library.lessons.len(), loaded.findings.len());
            let from = config.lessons().map_or("built in".to_owned(), |folder| format!("from {}", folder.display()));
            match faults {
                0 => Finding::ok("lessons", format!("{whole}, {from}")),
                _ => Finding::new("lessons", State::Warning, format!("{whole}, {from}; {faults} faults"), help),
            }
        }
    };
    let languages = languages(config.lessons());
    let codes: Vec<&str> = languages.known.iter().map(|lang| lang.code()).collect();
    let spoken = match languages.faults() {
        0 => Finding::ok("languages", codes.join(", ")),
        faults => Finding::new("languages", State::Warning, format!("{}; {faults} faults", codes.join(", ")), help),
    };
    vec![lessons, spoken]
}

/// What reads aloud.
pub fn voice(config: &Config) -> Finding {
    if run::voice(config).is_there() {
        return Finding::ok("voice", "F12 reads the screen aloud");
    }
    if config.speech.command.is_empty() && config.speech.clips.is_empty() {
        return Finding::ok("voice", "off");
    }
    let help = "apt-get install espeak-ng alsa-utils, or change [speech] in kiosk.toml";
    Finding::new("voice", State::Warning, "F12 is not offered: neither the command nor clips are there", help)
}

/// The clock of the system and the one that goes on without power.
pub fn clocks(machine: &Machine, now: Timestamp) -> Vec<Finding> {
    let set = "set the date in the staff area, or date -s, as root";
    let clock = if now < RELEASED {
        let found = format!("{now} is before this program was made");
        Finding::new("clock", State::Warning, found, set)
    } else {
        Finding::ok("clock", format!("{} {} in Viet Nam", now.day(), now.local_clock()))
    };
    let check = "hardware clock";
    let battery = "a new battery (CR2032), then hwclock --systohc; until then fake-hwclock helps";
    let hardware = match machine.hardware_clock().map(|seconds| Timestamp(seconds.saturating_mul(1000))) {
        None => {
            Finding::new(check, State::Warning, "there is none, or it cannot be read", "apt-get install fake-hwclock")
        }
        Some(kept) if kept < RELEASED => {
            Finding::new(check, State::Warning, format!("{kept}: its battery is dead"), battery)
        }
        Some(kept) if kept.0.abs_diff(now.0) > CLOCKS_DIFFER_MS.unsigned_abs() => Finding::new(
            check,
            State::Warning,
            format!("{kept} is another day than the clock"),
            "hwclock --systohc, as root",
        ),
        Some(_) => Finding::ok(check, "goes with the clock"),
    };
    vec![clock, hardware]
}

/// The terminal: that of the kiosk that runs, or else this one.
pub fn screen(machine: &Machine, kiosk: Option<u32>, terminal: &Examined) -> Vec<Finding> {
    let of_kiosk = |name: &str| kiosk.and_then(|pid| machine.variable(pid, name));
    let font = match &terminal.console {
        None => {
            let help = "ask again as root, on a machine with a text console";
            Finding::unknown("font", "no text console can be asked for its font", help)
        }
        Some(console) => match console.lacking.as_deref() {
            None => Finding::unknown(
                "font",
                format!("{} does not say which characters it has", console.name),
                "kbd: setfont",
            ),
            Some([]) => Finding::ok("font", format!("{} has every letter and sign", console.name)),
            Some(lacking) => {
                let (letters, signs): (Vec<char>, Vec<char>) = lacking.iter().partition(|c| c.is_alphabetic());
                let some: String = letters.iter().chain(&signs).take(8).collect();
                let found = format!("{} lacks {} characters, such as {some}", console.name, lacking.len());
                Finding::new("font", State::Warning, found, "/usr/lib/kiosk/console font, as root (deploy/README.md)")
            }
        },
    };
    let term = of_kiosk("TERM").unwrap_or_else(|| terminal.term.clone());
    let term = match term.as_str() {
        "" | "dumb" => {
            Finding::new("TERM", State::Warning, "says of no terminal what it can do", "TERM=linux on a console")
        }
        known => Finding::ok("TERM", known),
    };
    let names = ["LC_ALL", "LC_CTYPE", "LANG"];
    let locale = names.iter().find_map(|name| of_kiosk(name).filter(|value| !value.is_empty()));
    let locale = locale.unwrap_or_else(|| terminal.locale.clone());
    let other = locale.split_once('.').is_some_and(|(_, set)| !set.to_lowercase().replace('-', "").starts_with("utf8"));
    let locale = match locale.as_str() {
        "" => Finding::ok("locale", "none is set"),
        name if other => Finding::new("locale", State::Warning, format!("{name} is not UTF-8"), "LANG=C.UTF-8"),
        name => Finding::ok("locale", name),
    };
    vec![font, term, locale]
}

#[cfg(test)]
mod tests {
    use super::super::machine::tests::Laid;
    use super::*;
    use crate::tui::Console;

    fn states(found: &[Finding]) -> Vec<State> {
        found.iter().map(|finding| finding.state).collect()
    }

    #[test]
    fn a_wrong_clock_and_a_dead_battery_are_noticed() {
        let laid = Laid::closed();
        let now = RELEASED.plus_ms(3_600_000);
        assert_eq!(states(&clocks(&laid.machine(), now)), [State::Ok, State::Ok]);
        assert_eq!(states(&clocks(&laid.machine(), Timestamp(0))), [State::Warning, State::Warning]);
        laid.write("sys/class/rtc/rtc0/since_epoch", "12\n");
        assert_eq!(states(&clocks(&laid.machine(), now)), [State::Ok, State::Warning]);
        laid.remove("sys/class/rtc");
        assert_eq!(states(&clocks(&laid.machine(), now)), [State::Ok, State::Warning]);
    }

    #[test]
    fn the_terminal_of_the_kiosk_counts_not_that_of_whoever_asks() {
        let laid = Laid::closed();
        let mine = Examined { term: "dumb".into(), locale: "vi_VN.TCVN5712-1".into(), console: None };
        let found = screen(&laid.machine(), Some(812), &mine);
        assert_eq!(states(&found), [State::Unknown, State::Ok, State::Ok]);
        assert_eq!((found[1].found.as_str(), found[2].found.as_str()), ("linux", "C.UTF-8"));
        let found = screen(&laid.machine(), None, &mine);
        assert_eq!(states(&found), [State::Unknown, State::Warning, State::Warning]);
    }

    #[test]
    fn a_font_that_lacks_letters_is_named() {
        let laid = Laid::closed();
        let with = |lacking: &[char]| {
            let console = Console { name: "tty1".into(), lacking: Some(lacking.to_vec()), ways_out: None };
            let terminal = Examined { console: Some(console), ..Examined::default() };
            screen(&laid.machine(), None, &terminal).remove(0)
        };
        assert_eq!(with(&[]).state, State::Ok);
        let lacking = with(&['►', 'ễ']);
        assert_eq!((lacking.state, lacking.found.as_str()), (State::Warning, "tty1 lacks 2 characters, such as ễ►"));
    }
}
