//! The data folder: where it is, who uses it, what is in it, whether there is room.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access, statvfs};

use super::finding::{Finding, State};
use super::machine::Machine;
use crate::config::Config;
use crate::store::{Lock, Report, StoreError, shown};

/// The PIN of staff, as a hash.
const PIN_FILE: &str = "staff-pin";

/// The log of events and the one before it.
const LOGS: [&str; 2] = ["kiosk.log", "kiosk.log.1"];

/// The log is cut at 1 MiB, and one before it is kept.
const MOST_LOG: u64 = 3 << 20;

/// A day's results need far less; below this, recording is about to stop.
const LEAST_ROOM: u64 = 16 << 20;

/// Below this, somebody should look.
const LITTLE_ROOM: u64 = 200 << 20;

/// File systems that are gone after a restart.
const IN_MEMORY: [&str; 4] = ["tmpfs", "ramfs", "rootfs", "devtmpfs"];

/// File systems on another machine, or that cannot keep a write-ahead log.
const UNFIT: [&str; 10] = ["nfs", "nfs4", "cifs", "smb3", "9p", "vfat", "msdos", "exfat", "iso9660", "squashfs"];

/// The folder, with what was found of it.
#[derive(Debug)]
pub struct Folder<'a> {
    /// Where it is.
    pub path: &'a Path,
    /// The settings.
    pub config: &'a Config,
    /// The machine.
    pub machine: &'a Machine,
}

impl Folder<'_> {
    /// The kiosk that runs on it, by number of process.
    pub fn kiosk(&self) -> Option<u32> {
        let lock = fs::metadata(self.path.join(Lock::KIOSK)).ok()?;
        self.machine.lock_holder(lock.ino())
    }

    /// The folder itself, the kiosk on it, room, log, PIN.
    pub fn look(&self) -> Vec<Finding> {
        let mut found = vec![self.folder(), self.file_system(), self.room(), self.running()];
        found.extend([self.log(), self.lock()]);
        found
    }

    fn folder(&self) -> Finding {
        let (check, name) = ("data folder", shown(self.path));
        let help = "name another one with --data DIR or in kiosk.toml ([kiosk] data), or change its owner";
        let bad = |why: String| Finding::new(check, State::Bad, format!("{name} {why}"), help);
        match fs::metadata(self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Finding::ok(check, format!("{name}, which is not there yet: the first start makes it"))
            }
            Err(error) => bad(format!("cannot be read ({error})")),
            Ok(found) if !found.is_dir() => bad("is no folder".to_owned()),
            Ok(found) => match access(self.path, Access::READ_OK | Access::WRITE_OK | Access::EXEC_OK) {
                Ok(()) => Finding::ok(check, name),
                Err(rustix::io::Errno::ACCESS) => {
                    let why = format!("belongs to user {}, and this user cannot write it", found.uid());
                    bad(why)
                }
                Err(error) => bad(format!("cannot be written ({})", io::Error::from(error))),
            },
        }
    }

    /// The nearest folder that is there.
    fn there(&self) -> PathBuf {
        let there = self.path.ancestors().find_map(|folder| folder.canonicalize().ok());
        there.or_else(|| Path::new(".").canonicalize().ok()).unwrap_or_else(|| PathBuf::from("/"))
    }

    fn file_system(&self) -> Finding {
        let check = "file system";
        let Some(kind) = self.machine.file_system(&self.there()) else {
            return Finding::unknown(
                check,
                "which one holds the data cannot be told",
                "findmnt --target the data folder",
            );
        };
        if IN_MEMORY.contains(&kind.as_str()) {
            let help = "name a data folder on the disk, or all results are gone after a restart";
            return Finding::new(check, State::Warning, format!("{kind}, which is only in memory"), help);
        }
        if UNFIT.contains(&kind.as_str()) || kind.starts_with("fuse") {
            let help = "name a data folder on a disk of this machine, such as ext4";
            return Finding::new(check, State::Bad, format!("{kind} cannot keep results safely"), help);
        }
        Finding::ok(check, kind)
    }

    fn room(&self) -> Finding {
        let check = "room";
        match statvfs(self.there()) {
            Err(error) => Finding::unknown(check, format!("cannot be told ({error})"), "df of the data folder"),
            Ok(disk) => room(check, disk.f_bavail.saturating_mul(disk.f_frsize)),
        }
    }

    fn running(&self) -> Finding {
        match self.kiosk() {
            Some(pid) => Finding::ok("kiosk", format!("runs as process {pid}")),
            None if self.config.kiosk.locked => {
                let help = "systemctl status kiosk, journalctl -b -u kiosk";
                Finding::new("kiosk", State::Warning, "none runs on this data folder", help)
            }
            None => Finding::ok("kiosk", "none runs on this data folder"),
        }
    }

    fn log(&self) -> Finding {
        let sizes = LOGS.iter().filter_map(|name| fs::metadata(self.path.join(name)).ok());
        let size: u64 = sizes.map(|found| found.len()).sum();
        let found = format!("{} KiB", size.div_ceil(1024));
        if size > MOST_LOG {
            let help = "it should cut itself at 1 MiB: delete kiosk.log.1 and report it";
            return Finding::new("event log", State::Warning, found, help);
        }
        Finding::ok("event log", found)
    }

    fn lock(&self) -> Finding {
        let pin = fs::metadata(self.path.join(PIN_FILE)).is_ok_and(|found| found.len() > 0);
        match (self.config.kiosk.locked, pin) {
            (false, _) => Finding::ok("lock", "off: Escape on the first page leaves"),
            (true, true) => Finding::ok("lock", "on: only staff leave, with their PIN"),
            (true, false) => {
                let help = "kiosk staff set-pin, as the kiosk's user, or the first set-up on the screen";
                Finding::open("lock", true, "on, but staff have no PIN", help)
            }
        }
    }
}

fn room(check: &'static str, free: u64) -> Finding {
    let found = format!("{} MiB free", free >> 20);
    let help = "make room: what has left is in `exports`, and journalctl --vacuum-size=16M helps";
    match free {
        _ if free < LEAST_ROOM => Finding::new(check, State::Bad, found, help),
        _ if free < LITTLE_ROOM => Finding::new(check, State::Warning, found, help),
        _ => Finding::ok(check, found),
    }
}

/// The database.
pub fn database(report: &Result<Report, StoreError>) -> Vec<Finding> {
    let check = "database";
    let report = match report {
        Ok(report) => report,
        Err(error @ StoreError::Older { .. }) => {
            return vec![Finding::new(check, State::Warning, error.to_string(), "nothing is lost")];
        }
        Err(error) => {
            let help = "the kiosk goes on without it, or with a new one; keep the file for repair";
            return vec![Finding::new(check, State::Bad, error.to_string(), help)];
        }
    };
    let Some(id) = &report.database_id else { return vec![Finding::ok(check, "none yet, the first start makes one")] };
    let keep = "keep a copy of the data folder; the next start sets the damage aside and saves what can be read";
    let mut found = vec![if report.problems.is_empty() {
        Finding::ok(check, format!("{id}, every page is whole"))
    } else {
        Finding::new(check, State::Bad, format!("{id}: {}", report.problems.join("; ")), keep)
    }];
    let (last, gaps) = (report.last_seq, report.seq_gaps);
    found.push(if gaps == 0 {
        Finding::ok("sequence", format!("last number {last}, none is missing"))
    } else {
        let said = format!("last number {last}, {gaps} are missing");
        Finding::new("sequence", State::Bad, said, "rows were lost, or deleted on request: ask staff")
    });
    let (closed, open, steps) = (report.attempts_closed, report.attempts_open, report.step_results);
    let simulated = if report.rehearsal { ", all simulated (a rehearsal)" } else { "" };
    found.push(Finding::ok("attempts", format!("{closed} finished, {open} running, {steps} steps{simulated}")));
    found
}

/// The exports.
pub fn exports(config: &Config, report: &Result<Report, StoreError>) -> Finding {
    let check = "exports";
    let said = report.as_ref().ok().map(|report| {
        let (left, open, waiting) = (report.batches_closed, report.batches_open, report.waiting);
        format!("{left} batches left, {open} begun; {waiting} attempts wait for the next")
    });
    let said = said.unwrap_or_else(|| "none can leave without the database".to_owned());
    match config.export_to() {
        Some(to) if !to.is_dir() => {
            let found = format!("{said}; the folder {} is not there", shown(to));
            Finding::new(check, State::Warning, found, "plug the stick in, or change [export] to in kiosk.toml")
        }
        _ => Finding::ok(check, said),
    }
}

#[cfg(test)]
mod tests {
    use super::super::machine::tests::Laid;
    use super::*;

    fn look(path: &Path, locked: bool, laid: &Laid) -> Vec<Finding> {
        let mut config = Config::default();
        config.kiosk.locked = locked;
        Folder { path, config: &config, machine: &laid.machine() }.look()
    }

    fn of<'f>(found: &'f [Finding], check: &str) -> &'f Finding {
        found.iter().find(|finding| finding.check == check).unwrap()
    }

    #[test]
    fn a_folder_that_is_used_is_known_by_its_lock() {
        let (data, laid) = (tempfile::tempdir().unwrap(), Laid::closed());
        assert_eq!(of(&look(data.path(), true, &laid), "kiosk").state, State::Warning);
        fs::write(data.path().join("kiosk.lock"), "").unwrap();
        let inode = fs::metadata(data.path().join("kiosk.lock")).unwrap().ino();
        laid.write("proc/locks", &format!("1: FLOCK  ADVISORY  WRITE 812 00:1f:{inode} 0 EOF\n"));
        let found = look(data.path(), true, &laid);
        assert_eq!((of(&found, "kiosk").state, of(&found, "kiosk").found.as_str()), (State::Ok, "runs as process 812"));
        assert_eq!(of(&found, "data folder").state, State::Ok);
    }

    #[test]
    fn a_locked_kiosk_needs_a_pin() {
        let (data, laid) = (tempfile::tempdir().unwrap(), Laid::closed());
        assert_eq!(of(&look(data.path(), false, &laid), "lock").state, State::Ok);
        assert_eq!(of(&look(data.path(), true, &laid), "lock").state, State::Bad);
        fs::write(data.path().join("staff-pin"), "").unwrap();
        assert_eq!(of(&look(data.path(), true, &laid), "lock").state, State::Bad, "an empty file is no PIN");
        fs::write(data.path().join("staff-pin"), "$argon2id$").unwrap();
        assert_eq!(of(&look(data.path(), true, &laid), "lock").state, State::Ok);
    }

    #[test]
    fn a_file_system_that_forgets_or_fails_is_named() {
        let data = tempfile::tempdir().unwrap();
        for (kind, state) in
            [("ext4", State::Ok), ("tmpfs", State::Warning), ("vfat", State::Bad), ("fuseblk", State::Bad)]
        {
            let laid = Laid::closed();
            laid.write("proc/self/mountinfo", &format!("1 0 8:1 / / rw shared:1 - {kind} /dev/sda1 rw\n"));
            let found = look(data.path(), true, &laid);
            assert_eq!(of(&found, "file system").state, state, "{kind}");
        }
    }

    #[test]
    fn a_log_that_grows_and_a_disk_that_fills_are_noticed() {
        let (data, laid) = (tempfile::tempdir().unwrap(), Laid::closed());
        fs::write(data.path().join("kiosk.log"), vec![b'x'; 4 << 20]).unwrap();
        assert_eq!(of(&look(data.path(), true, &laid), "event log").state, State::Warning);
        for (free, state) in [(15, State::Bad), (199, State::Warning), (200, State::Ok)] {
            assert_eq!(room("room", free << 20).state, state, "{free}");
        }
    }

    #[test]
    fn a_folder_that_cannot_be_one_is_bad() {
        let (data, laid) = (tempfile::tempdir().unwrap(), Laid::closed());
        let file = data.path().join("file");
        fs::write(&file, "").unwrap();
        for path in [file.clone(), file.join("below")] {
            assert_eq!(of(&look(&path, false, &laid), "data folder").state, State::Bad, "{}", path.display());
        }
        assert_eq!(of(&look(&data.path().join("none"), false, &laid), "data folder").state, State::Ok);
    }
}
