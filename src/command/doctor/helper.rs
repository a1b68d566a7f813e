//! The machine's helper: is it there, and does it answer?

use std::fs::{self, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use rustix::event::{Timespec, poll};
use rustix::fs::OFlags;

use super::finding::{Finding, State};
use crate::config::Config;
use crate::store::shown;

/// How often is looked for an answer. It comes within a second; an old PC may be busy.
const LOOKS: usize = 100;

/// Between two looks: 50 ms.
const PAUSE: Timespec = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };

/// No answer is longer.
const MOST_BYTES: u64 = 256;

/// Asks the helper whether it is there.
pub fn look(config: &Config) -> Finding {
    match config.requests() {
        None if config.kiosk.locked => {
            let help = "name its folder in kiosk.toml ([staff] requests) and install the service (deploy/README.md)";
            Finding::new("helper", State::Warning, "none: staff cannot set the date, restart or shut down", help)
        }
        None => Finding::ok("helper", "none"),
        Some(folder) => asked(folder, LOOKS),
    }
}

fn asked(folder: &Path, looks: usize) -> Finding {
    let service = "systemctl status kiosk-helper.path; install the service (deploy/README.md)";
    let warning = |found: String| Finding::new("helper", State::Warning, found, service);
    if !folder.is_dir() {
        return warning(format!("its folder {} is not there", shown(folder)));
    }
    match ask(folder, looks) {
        Ok(Some(answer)) if answer.starts_with("ok") => Finding::ok("helper", "is there and answers"),
        Ok(Some(answer)) => warning(format!("answers: {answer}")),
        Ok(None) => warning("does not answer".to_owned()),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            let help = "ask again as root, or as the user of the kiosk";
            Finding::unknown("helper", "this user may not ask it", help)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => warning("a request waits for it".to_owned()),
        Err(error) => warning(format!("cannot be asked ({error})")),
    }
}

/// Says hello, without pushing aside what somebody else has asked, and waits for the answer. Whoever asks may be root,
/// and the folder is another user's: no link in it is followed, nothing in it is waited for.
fn ask(folder: &Path, looks: usize) -> io::Result<Option<String>> {
    let (ours, request) = (folder.join(".hello"), folder.join("request"));
    let _ = fs::remove_file(&ours);
    OpenOptions::new().write(true).create_new(true).open(&ours)?.write_all(b"hello\n")?;
    // A link, unlike a renamed file, never replaces what is there.
    let put = fs::hard_link(&ours, &request);
    let _ = fs::remove_file(&ours);
    put?;
    for _ in 0..looks {
        // Once the helper has taken the request away, the answer is the one to it.
        if fs::symlink_metadata(&request).is_err()
            && let Ok(answer) = read(&folder.join("answer"))
        {
            return Ok(Some(answer));
        }
        let _ = poll(&mut [], Some(&PAUSE));
    }
    let _ = fs::remove_file(&request);
    Ok(None)
}

fn read(path: &Path) -> io::Result<String> {
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed();
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path)?;
    let mut answer = String::new();
    file.take(MOST_BYTES).read_to_string(&mut answer)?;
    Ok(answer.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;
    use std::thread;

    use super::*;

    #[test]
    fn a_helper_that_answers_is_there() {
        let folder = tempfile::tempdir().unwrap();
        // The answer to somebody else's request is still there.
        fs::write(folder.path().join("answer"), "failed date: no\n").unwrap();
        let path = folder.path().to_owned();
        let helper = move || {
            let request = path.join("request");
            while !request.exists() {
                thread::yield_now();
            }
            let said = fs::read_to_string(&request).unwrap();
            fs::remove_file(path.join("answer")).unwrap();
            fs::remove_file(&request).unwrap();
            fs::write(path.join("answer.new"), "ok hello\n").unwrap();
            fs::rename(path.join("answer.new"), path.join("answer")).unwrap();
            said
        };
        let helper = thread::Builder::new().spawn(helper).unwrap();
        assert_eq!(asked(folder.path(), 1000).state, State::Ok);
        assert_eq!(helper.join().unwrap(), "hello\n");
        let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["answer"]);
    }

    #[test]
    fn one_that_does_not_is_a_warning_and_nothing_is_left_behind() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(asked(folder.path(), 2).found, "does not answer");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        // What somebody else asks stays.
        fs::write(folder.path().join("request"), "restart\n").unwrap();
        assert_eq!(asked(folder.path(), 2).found, "a request waits for it");
        assert_eq!(fs::read_to_string(folder.path().join("request")).unwrap(), "restart\n");
        assert!(asked(&folder.path().join("none"), 2).found.contains("is not there"));
    }

    #[test]
    fn no_link_of_another_user_is_followed() {
        let folder = tempfile::tempdir().unwrap();
        let precious = folder.path().join("precious");
        fs::write(&precious, "ok precious").unwrap();
        symlink(&precious, folder.path().join(".hello")).unwrap();
        symlink(&precious, folder.path().join("answer")).unwrap();
        assert_eq!(asked(folder.path(), 2).state, State::Warning);
        assert_eq!(fs::read_to_string(&precious).unwrap(), "ok precious");
    }
}
