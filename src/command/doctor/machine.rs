//! Facts of the machine, read from `/proc`, `/sys` and `/etc` below a root folder, so that tests can lay one out.
//! Nothing here needs to be root; what may not be read is `None`.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Files of the kernel are short; nothing longer is read.
const MOST_BYTES: u64 = 1 << 20;

/// A machine.
#[derive(Debug, Clone)]
pub struct Machine {
    root: PathBuf,
}

/// A process that stands at a console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtConsole {
    /// Number of the console, from 1.
    pub console: u32,
    /// Number of the process.
    pub pid: u32,
    /// Its name, at most 15 letters.
    pub name: String,
}

impl Machine {
    /// The machine that runs.
    pub fn here() -> Machine {
        Machine::at(Path::new("/"))
    }

    /// The machine whose `/proc`, `/sys` and `/etc` lie in a folder.
    pub fn at(root: &Path) -> Machine {
        Machine { root: root.to_owned() }
    }

    /// A file of the machine, without blanks at its ends.
    pub fn read(&self, path: &str) -> Option<String> {
        let mut content = Vec::new();
        let file = fs::File::open(self.root.join(path)).ok()?;
        file.take(MOST_BYTES).read_to_end(&mut content).ok()?;
        Some(String::from_utf8_lossy(&content).trim().to_owned())
    }

    fn number<T: std::str::FromStr>(&self, path: &str) -> Option<T> {
        self.read(path)?.parse().ok()
    }

    /// Which keys with Alt-SysRq speak to the kernel; 0: none.
    pub fn sysrq(&self) -> Option<u32> {
        self.number("proc/sys/kernel/sysrq")
    }

    /// Whether Ctrl-Alt-Del restarts the machine at once, without asking anybody.
    pub fn restarts_at_once(&self) -> Option<bool> {
        self.number("proc/sys/kernel/ctrl-alt-del").map(|how: u32| how != 0)
    }

    /// Where core files go: a name of a file, or a command after `|`.
    pub fn core_pattern(&self) -> Option<String> {
        self.read("proc/sys/kernel/core_pattern")
    }

    /// Swap on a disk, by name; compressed memory is none.
    pub fn swaps(&self) -> Option<Vec<String>> {
        let swaps = self.read("proc/swaps")?;
        let names = swaps.lines().skip(1).filter_map(|line| line.split_whitespace().next());
        Some(names.filter(|name| !name.starts_with("/dev/zram")).map(str::to_owned).collect())
    }

    /// The console that the screen shows, like `tty1`.
    pub fn shown_console(&self) -> Option<String> {
        self.read("sys/class/tty/tty0/active").filter(|name| !name.is_empty())
    }

    /// Seconds since 1970 of the hardware clock.
    pub fn hardware_clock(&self) -> Option<i64> {
        self.number("sys/class/rtc/rtc0/since_epoch")
    }

    /// Whether systemd runs the machine.
    pub fn has_systemd(&self) -> bool {
        self.root.join("run/systemd/system").is_dir()
    }

    /// Whether systemd is kept from starting this.
    pub fn is_masked(&self, unit: &str) -> bool {
        let places = ["etc/systemd/system", "run/systemd/system"];
        let nowhere = Path::new("/dev/null");
        places.iter().any(|place| fs::read_link(self.root.join(place).join(unit)).is_ok_and(|to| to == nowhere))
    }

    /// The process that holds a lock (`flock`) on the file with this inode.
    pub fn lock_holder(&self, inode: u64) -> Option<u32> {
        let end = format!(":{inode}");
        let locks = self.read("proc/locks")?;
        locks.lines().find_map(|line| {
            // 1: FLOCK  ADVISORY  WRITE 812 fe:00:2621 0 EOF
            let words: Vec<&str> = line.split_whitespace().collect();
            match words.as_slice() {
                [_, "FLOCK", _, "WRITE", pid, file, ..] if file.ends_with(&end) => pid.parse().ok(),
                _ => None,
            }
        })
    }

    /// All processes.
    fn processes(&self) -> Vec<u32> {
        let Ok(entries) = fs::read_dir(self.root.join("proc")) else { return Vec::new() };
        let mut pids: Vec<u32> =
            entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect();
        pids.sort_unstable();
        pids
    }

    /// The processes that stand at a text console.
    pub fn at_consoles(&self) -> Vec<AtConsole> {
        self.processes().into_iter().filter_map(|pid| self.at_console(pid)).collect()
    }

    /// The text console at which a process stands.
    pub fn at_console(&self, pid: u32) -> Option<AtConsole> {
        let stat = self.read(&format!("proc/{pid}/stat"))?;
        // 812 (kiosk) S 1 812 812 1025 …: the name may hold blanks and brackets.
        let (head, tail) = stat.rsplit_once(") ")?;
        let (_, name) = head.split_once('(')?;
        let terminal: u32 = tail.split_whitespace().nth(4)?.parse().ok()?;
        let (major, minor) = (terminal >> 8 & 0xfff, terminal & 0xff | terminal >> 12 & 0xfff00);
        (major == 4 && (1..=63).contains(&minor)).then(|| AtConsole { console: minor, pid, name: name.to_owned() })
    }

    /// A variable of a process.
    pub fn variable(&self, pid: u32, name: &str) -> Option<String> {
        let all = self.read(&format!("proc/{pid}/environ"))?;
        all.split('\0').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=').map(str::to_owned))
    }

    /// Whether a process may leave a core file.
    pub fn may_leave_core(&self, pid: u32) -> Option<bool> {
        let limits = self.read(&format!("proc/{pid}/limits"))?;
        let line = limits.lines().find_map(|line| line.strip_prefix("Max core file size"))?;
        line.split_whitespace().next().map(|soft| soft != "0")
    }

    /// The kind of file system that a (whole) path lies on, like `ext4`.
    pub fn file_system(&self, path: &Path) -> Option<String> {
        let mounts = self.read("proc/self/mountinfo")?;
        // 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw: of equals, the last is on top.
        let mounts = mounts.lines().filter_map(|line| {
            let point = PathBuf::from(line.split(' ').nth(4)?.replace("\\040", " "));
            let kind = line.split_once(" - ")?.1.split(' ').next()?.to_owned();
            path.starts_with(&point).then_some((point.components().count(), kind))
        });
        mounts.max_by_key(|(depth, _)| *depth).map(|(_, kind)| kind)
    }
}

#[cfg(test)]
pub mod tests {
    use std::os::unix::fs::symlink;

    use tempfile::TempDir;

    use super::*;

    /// A machine laid out in a folder.
    pub struct Laid(TempDir);

    impl Laid {
        /// A kiosk as the service makes it: process 812 holds the lock with inode 77 at the first console.
        pub fn closed() -> Laid {
            let laid = Laid(tempfile::tempdir().unwrap());
            for (path, content) in [
                ("proc/sys/kernel/sysrq", "0\n"),
                ("proc/sys/kernel/ctrl-alt-del", "0\n"),
                ("proc/sys/kernel/core_pattern", "|/bin/false\n"),
                ("proc/swaps", "Filename\t\t\t\tType\t\tSize\n"),
                (
                    "proc/locks",
                    "1: POSIX  ADVISORY  READ 5 fe:00:77 0 EOF\n2: FLOCK  ADVISORY  WRITE 812 fe:00:77 0 EOF\n",
                ),
                ("proc/812/stat", "812 (kiosk) S 1 812 812 1025 812 4194560 1 0"),
                ("proc/812/environ", "LANG=C.UTF-8\0TERM=linux\0"),
                ("proc/812/limits", "Limit  Soft Limit\nMax core file size        0    0    bytes\n"),
                ("proc/900/stat", "900 (a (b) c) S 1 900 900 0 -1 4194560 1 0"),
                ("proc/self/mountinfo", "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 0:5 / /run rw - tmpfs tmpfs rw\n"),
                ("sys/class/tty/tty0/active", "tty1\n"),
                ("sys/class/rtc/rtc0/since_epoch", "1793491200\n"),
                ("run/systemd/system/keep", ""),
            ] {
                laid.write(path, content);
            }
            for unit in ["ctrl-alt-del.target", "swap.target"] {
                laid.mask(unit);
            }
            (1..=6).for_each(|n| laid.mask(&format!("getty@tty{n}.service")));
            laid
        }

        /// The machine.
        pub fn machine(&self) -> Machine {
            Machine::at(self.0.path())
        }

        /// Lays a file out.
        pub fn write(&self, path: &str, content: &str) {
            let path = self.0.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }

        /// Takes a file or a folder away.
        pub fn remove(&self, path: &str) {
            let path = self.0.path().join(path);
            if path.is_dir() { fs::remove_dir_all(path).unwrap() } else { fs::remove_file(path).unwrap() }
        }

        fn mask(&self, unit: &str) {
            let folder = self.0.path().join("etc/systemd/system");
            fs::create_dir_all(&folder).unwrap();
            symlink("/dev/null", folder.join(unit)).unwrap();
        }
    }

    #[test]
    fn facts_are_read_from_the_folder() {
        let laid = Laid::closed();
        let machine = laid.machine();
        assert_eq!((machine.sysrq(), machine.restarts_at_once()), (Some(0), Some(false)));
        assert_eq!(machine.swaps(), Some(vec![]));
        assert_eq!((machine.lock_holder(77), machine.lock_holder(7)), (Some(812), None));
        let kiosk = AtConsole { console: 1, pid: 812, name: "kiosk".to_owned() };
        assert_eq!(machine.at_consoles(), [kiosk]);
        assert_eq!(machine.variable(812, "TERM").as_deref(), Some("linux"));
        assert_eq!((machine.variable(812, "ERM"), machine.variable(1, "TERM")), (None, None));
        assert_eq!((machine.may_leave_core(812), machine.may_leave_core(1)), (Some(false), None));
        assert_eq!(machine.file_system(Path::new("/var/lib/kiosk")).as_deref(), Some("ext4"));
        assert_eq!(machine.file_system(Path::new("/run/kiosk")).as_deref(), Some("tmpfs"));
        assert!(machine.is_masked("getty@tty6.service") && !machine.is_masked("getty@tty7.service"));
        assert_eq!(machine.hardware_clock(), Some(1_793_491_200));
    }

    #[test]
    fn memory_is_no_swap_on_a_disk() {
        let laid = Laid::closed();
        laid.write("proc/swaps", "Filename Type\n/dev/zram0 partition 1 0 5\n/dev/sda5 partition 1 0 -2\n");
        assert_eq!(laid.machine().swaps(), Some(vec!["/dev/sda5".to_owned()]));
    }

    #[test]
    fn what_cannot_be_read_is_none() {
        let machine = Machine::at(Path::new("/nowhere"));
        assert_eq!((machine.sysrq(), machine.swaps(), machine.shown_console()), (None, None, None));
        assert_eq!((machine.lock_holder(1), machine.at_consoles(), machine.has_systemd()), (None, vec![], false));
    }
}
