//! The doors: what a learner could press, and where what she typed could get to. Open, they are a fault on a locked
//! kiosk and worth a warning on any other.

use super::finding::{Finding, State};
use super::machine::{AtConsole, Machine};
use crate::tui::Examined;

/// What closes most doors.
const SERVICE: &str = "install the service, then restart the machine (deploy/README.md)";

/// The console that the service takes.
const CONSOLE_OF_SERVICE: u32 = 1;

/// What is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Doors<'a> {
    /// The machine.
    pub machine: &'a Machine,
    /// The terminal.
    pub terminal: &'a Examined,
    /// Only staff may leave.
    pub locked: bool,
    /// The kiosk that runs.
    pub kiosk: Option<u32>,
}

impl Doors<'_> {
    /// One finding a door.
    pub fn look(&self) -> Vec<Finding> {
        vec![self.keys(), self.sysrq(), self.restart(), self.consoles(), self.swap(), self.cores()]
    }

    fn open(&self, check: &'static str, found: impl Into<String>, help: impl Into<String>) -> Finding {
        Finding::open(check, self.locked, found, help)
    }

    /// Alt-F2, Ctrl-Alt-Del, Scroll Lock and the like.
    fn keys(&self) -> Finding {
        let help = "/usr/lib/kiosk/console lock, as root; the service does it at its start";
        let Some(console) = &self.terminal.console else {
            let help = "ask again as root, on a machine with a text console";
            return Finding::unknown("keys", "no text console can be asked which keys lead away from it", help);
        };
        match &console.ways_out {
            None => Finding::unknown("keys", format!("{} does not say which keys lead away", console.name), help),
            Some(names) if names.is_empty() => Finding::ok("keys", "none leads away from the console"),
            Some(names) => self.open("keys", format!("these lead away from the console: {}", names.join(", ")), help),
        }
    }

    fn sysrq(&self) -> Finding {
        match self.machine.sysrq() {
            None => Finding::unknown("sysrq", "/proc/sys/kernel/sysrq cannot be read", "sysctl kernel.sysrq"),
            Some(0) => Finding::ok("sysrq", "keys with Alt-SysRq do nothing"),
            Some(keys) => self.open(
                "sysrq",
                format!("keys with Alt-SysRq speak to the kernel ({keys})"),
                format!("sysctl kernel.sysrq=0, or {SERVICE}"),
            ),
        }
    }

    fn restart(&self) -> Finding {
        let check = "ctrl-alt-del";
        match self.machine.restarts_at_once() {
            None => {
                Finding::unknown(check, "/proc/sys/kernel/ctrl-alt-del cannot be read", "sysctl kernel.ctrl-alt-del")
            }
            Some(true) => self.open(
                check,
                "the kernel restarts the machine at once",
                format!("sysctl kernel.ctrl-alt-del=0, or {SERVICE}"),
            ),
            Some(false) if self.machine.has_systemd() && !self.machine.is_masked("ctrl-alt-del.target") => self.open(
                check,
                "systemd restarts the machine",
                format!("systemctl mask ctrl-alt-del.target, or {SERVICE}"),
            ),
            Some(false) => Finding::ok(check, "restarts nothing"),
        }
    }

    /// Somebody else's console that could be switched to, or one that would be opened for whoever switches to it.
    fn consoles(&self) -> Finding {
        let check = "consoles";
        let all = self.machine.at_consoles();
        let ours = self.kiosk.and_then(|pid| all.iter().find(|at| at.pid == pid)).map(|at| at.console);
        let others: Vec<&AtConsole> = all.iter().filter(|at| Some(at.console) != ours && at.name != "kiosk").collect();
        if let Some(other) = others.first() {
            let found = format!("{} (process {}) has tty{}", other.name, other.pid, other.console);
            return self.open(check, found, format!("end it, or {SERVICE}"));
        }
        let logins = (1..=6).map(|n| format!("getty@tty{n}.service"));
        let unmasked: Vec<String> = logins.filter(|unit| !self.machine.is_masked(unit)).collect();
        if self.machine.has_systemd() && !unmasked.is_empty() {
            let found = format!("log-ins can be opened: {}", unmasked.join(", "));
            return self.open(check, found, format!("systemctl mask them, or {SERVICE}"));
        }
        let shown = self.machine.shown_console().unwrap_or_default();
        match ours {
            Some(ours) if !shown.is_empty() && shown != format!("tty{ours}") => Finding::new(
                check,
                State::Warning,
                format!("the screen shows {shown}, the kiosk is on tty{ours}"),
                format!("chvt {ours}, as root; let no desktop start (systemctl set-default multi-user.target)"),
            ),
            Some(ours) if self.locked && ours != CONSOLE_OF_SERVICE => {
                let help = "let the service start it, so that it comes back by itself";
                Finding::new(check, State::Warning, format!("the kiosk is on tty{ours}"), help)
            }
            _ => Finding::ok(check, "nobody else is at one, no log-in is opened"),
        }
    }

    fn swap(&self) -> Finding {
        match self.machine.swaps() {
            None => Finding::unknown("swap", "/proc/swaps cannot be read", "swapon --show"),
            Some(names) if names.is_empty() => Finding::ok("swap", "off"),
            Some(names) => self.open(
                "swap",
                format!("what was typed can reach the disk: {}", names.join(", ")),
                format!("swapoff -a and systemctl mask swap.target, or {SERVICE}"),
            ),
        }
    }

    fn cores(&self) -> Finding {
        let (check, help) = ("core files", format!("sysctl kernel.core_pattern='|/bin/false', or {SERVICE}"));
        let Some(pattern) = self.machine.core_pattern() else {
            return Finding::unknown(
                check,
                "/proc/sys/kernel/core_pattern cannot be read",
                "sysctl kernel.core_pattern",
            );
        };
        if pattern == "|/bin/false" {
            return Finding::ok(check, "none are kept");
        }
        // A command gets them whatever the limit says; a file is made within the limit.
        if pattern.starts_with('|') {
            return self.open(check, format!("a crash hands what was typed to {pattern}"), help);
        }
        match self.kiosk.map(|pid| self.machine.may_leave_core(pid)) {
            Some(Some(false)) => Finding::ok(check, "the kiosk may leave none"),
            Some(Some(true)) => self.open(check, format!("a crash writes what was typed to a file ({pattern})"), help),
            Some(None) => Finding::unknown(check, "the limits of the kiosk cannot be read", "ask again as root"),
            None => self.open(check, format!("a crash may write what was typed to a file ({pattern})"), help),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::machine::tests::Laid;
    use super::*;
    use crate::tui::Console;

    fn terminal(ways_out: &[&'static str]) -> Examined {
        let console = Console { name: "tty1".into(), lacking: Some(vec![]), ways_out: Some(ways_out.to_vec()) };
        Examined { term: "linux".into(), locale: String::new(), console: Some(console) }
    }

    fn look(laid: &Laid, terminal: &Examined, locked: bool) -> Vec<Finding> {
        Doors { machine: &laid.machine(), terminal, locked, kiosk: Some(812) }.look()
    }

    #[test]
    fn what_the_service_closes_is_closed() {
        for locked in [true, false] {
            let found = look(&Laid::closed(), &terminal(&[]), locked);
            assert!(found.iter().all(|finding| finding.state == State::Ok), "{found:#?}");
            assert_eq!(found.len(), 6);
        }
    }

    /// Each door by itself: what opens it, and which finding says so.
    #[test]
    fn an_open_door_is_a_fault_when_locked_and_a_warning_otherwise() {
        type Opens = (&'static str, fn(&Laid), &'static str);
        let opens: &[Opens] = &[
            ("sysrq", |laid| laid.write("proc/sys/kernel/sysrq", "438\n"), "(438)"),
            ("ctrl-alt-del", |laid| laid.write("proc/sys/kernel/ctrl-alt-del", "1"), "the kernel restarts"),
            ("ctrl-alt-del", |laid| laid.remove("etc/systemd/system/ctrl-alt-del.target"), "systemd restarts"),
            (
                "consoles",
                |laid| laid.write("proc/901/stat", "901 (agetty) S 1 9 9 1026 9 0"),
                "agetty (process 901) has tty2",
            ),
            ("consoles", |laid| laid.remove("etc/systemd/system/getty@tty3.service"), "getty@tty3.service"),
            ("swap", |laid| laid.write("proc/swaps", "Filename\n/dev/sda5 partition\n"), "/dev/sda5"),
            ("core files", |laid| laid.write("proc/sys/kernel/core_pattern", "|/lib/keep %p"), "|/lib/keep %p"),
            (
                "core files",
                |laid| {
                    laid.write("proc/sys/kernel/core_pattern", "core");
                    laid.write("proc/812/limits", "Max core file size   unlimited  unlimited bytes\n");
                },
                "a file (core)",
            ),
        ];
        for (check, open, said) in opens {
            for (locked, state) in [(true, State::Bad), (false, State::Warning)] {
                let laid = Laid::closed();
                open(&laid);
                let found = look(&laid, &terminal(&[]), locked);
                for finding in &found {
                    let expected = if finding.check == *check { state } else { State::Ok };
                    assert_eq!(finding.state, expected, "{finding:?}");
                    assert!(finding.check != *check || (finding.found.contains(said) && finding.help.is_some()));
                }
            }
        }
        let found = look(&Laid::closed(), &terminal(&["Boot", "Console_N"]), true);
        assert_eq!((found[0].state, found[0].found.ends_with("Boot, Console_N")), (State::Bad, true));
    }

    #[test]
    fn what_cannot_be_told_is_said_and_is_no_fault() {
        let machine = Machine::at(std::path::Path::new("/nowhere"));
        let found = Doors { machine: &machine, terminal: &Examined::default(), locked: true, kiosk: None }.look();
        for finding in found.iter().filter(|finding| finding.check != "consoles") {
            assert_eq!(finding.state, State::Unknown, "{finding:?}");
        }
    }

    #[test]
    fn a_kiosk_that_nobody_sees_is_noticed() {
        let laid = Laid::closed();
        laid.write("sys/class/tty/tty0/active", "tty7\n");
        let found = look(&laid, &terminal(&[]), true);
        assert!(found.iter().any(|f| f.state == State::Warning && f.found.contains("shows tty7")), "{found:#?}");
    }
}
