//! The program replaces itself by a fresh one (`exec`): same process, same terminal, same arguments, but nothing in its
//! memory of whoever was here. A newer program of the same name, and newer lessons, are taken up by the way.
//!
//! The terminal is not given back in between, so nothing of it is seen, and no key falls to a shell. How the terminal was
//! before the kiosk came is handed on in a variable of the environment, which holds for this process alone.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Stdio};
use std::time::Duration;
use std::{env, fs, io, thread};

use rustix::process::{Resource, Rlimit, WaitOptions, setrlimit, wait};

use super::terminal::{self, Taken};

/// The variable in which the terminal is handed on.
const TERMINAL: &str = "KIOSK_TERMINAL";

/// The program that runs, whatever has become of its file.
const OWN: &str = "/proc/self/exe";

/// What the kernel adds to the path of a program whose file was replaced.
const DELETED: &[u8] = b" (deleted)";

/// How often, and after how long each, a program that is new here is looked at, whether it can tell its version.
const LOOKS: u32 = 100;
const LOOK: Duration = Duration::from_millis(20);

/// Whether a fresh start would succeed: with settings that cannot be used, whoever comes next is better served by the
/// program that runs.
pub struct Ready(Box<dyn Fn() -> bool>);

impl Ready {
    /// `ready` is asked each time.
    pub fn new(ready: impl Fn() -> bool + 'static) -> Ready {
        Ready(Box::new(ready))
    }

    pub(super) fn is_ready(&self) -> bool {
        (self.0)()
    }
}

impl std::fmt::Debug for Ready {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ready")
    }
}

/// Replaces this program. It returns only if that is not possible, with the reason; then everything is as it was.
/// Whatever is to be written must be written, and whatever other programs are to find free must be given back: all
/// other threads end.
pub fn replace() -> io::Error {
    let path = match own_path() {
        Ok(path) => path,
        Err(error) => return error,
    };
    if !starts(&path) {
        return io::Error::other("the program on the disk does not start");
    }
    // Those that spoke have been stopped, and are not to remain as the children that nobody waits for.
    while let Ok(Some(_)) = wait(WaitOptions::NOHANG) {}
    let mut arguments = env::args_os();
    let mut command = Command::new(&path);
    if let Some(name) = arguments.next() {
        command.arg0(name);
    }
    if let Some(before) = terminal::handed() {
        command.env(TERMINAL, format!("{} {before}", process::id()));
    }
    command.args(arguments).exec()
}

/// The terminal, if a program before this one in the same process had taken it. Until it is dropped the terminal stays
/// taken: an error on the way to the first page gives it back.
pub fn taken_over() -> Option<Taken> {
    let handed = env::var(TERMINAL).ok()?;
    let (process, before) = handed.split_once(' ')?;
    // Of another process it was handed to a program that started this one.
    (process == process::id().to_string()).then_some(())?;
    terminal::take_over(before)
}

/// No core dump ever holds what a learner typed. One byte is less than the smallest dump; and where dumps are piped to a
/// program that collects them, which no other limit prevents, the kernel takes it for a sign not to
/// (`fs/coredump.c`).
pub fn no_core_dumps() {
    let limit = Rlimit { current: Some(1), maximum: Some(1) };
    // Where it is 0 for good already, nothing is to be done.
    let _ = setrlimit(Resource::Core, limit);
}

/// Where this program, or what has replaced it, lies.
fn own_path() -> io::Result<PathBuf> {
    let path = env::current_exe()?;
    if path.exists() {
        return Ok(path);
    }
    Ok(undeleted(path.as_os_str()).map_or(path, PathBuf::from))
}

fn undeleted(path: &OsStr) -> Option<OsString> {
    path.as_bytes().strip_suffix(DELETED).map(|path| OsString::from_vec(path.to_vec()))
}

/// Whether a program is the one that runs, or at least starts and tells its version: half a file, or one for another
/// machine, does not.
fn starts(path: &Path) -> bool {
    let file = |path: &Path| fs::metadata(path).map(|meta| (meta.dev(), meta.ino())).ok();
    let found = file(path);
    if found.is_some() && found == file(Path::new(OWN)) {
        return true;
    }
    let silent = Stdio::null;
    let Ok(mut child) = Command::new(path).arg("--version").stdin(silent()).stdout(silent()).stderr(silent()).spawn()
    else {
        return false;
    };
    for _ in 0..LOOKS {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) => thread::sleep(LOOK),
            Err(_) => break,
        }
    }
    let _ = child.kill();
    let _ = child.wait();
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_that_took_the_place_of_this_one_is_found() {
        assert_eq!(undeleted(OsStr::new("/usr/bin/kiosk (deleted)")), Some(OsString::from("/usr/bin/kiosk")));
        assert_eq!(undeleted(OsStr::new("/usr/bin/kiosk")), None);
        assert!(own_path().unwrap().is_file());
    }

    #[test]
    fn only_a_program_that_starts_is_taken_up() {
        let folder = tempfile::tempdir().unwrap();
        let script = |name: &str, content: &str, mode: u32| {
            use std::os::unix::fs::PermissionsExt as _;
            let path = folder.path().join(name);
            fs::write(&path, content).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            path
        };
        assert!(starts(&env::current_exe().unwrap()), "the one that runs");
        assert!(starts(&script("newer", "#!/bin/sh\ntest \"$1\" = --version\n", 0o755)));
        assert!(!starts(&script("broken", "#!/bin/sh\nexit 1\n", 0o755)));
        assert!(!starts(&script("half", "\x7fELF\x02\x01\x01", 0o755)));
        assert!(!starts(&script("closed", "#!/bin/sh\n", 0o644)));
        assert!(!starts(&folder.path().join("gone")));
    }
}
