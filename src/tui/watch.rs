//! Says when files in a folder of lessons change. The folders are watched, not the files: most editors save by putting
//! another file in the place of the old one.

use std::path::{Path, PathBuf};
use std::{fs, io};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fd::OwnedFd;
use rustix::fs::inotify::{self, CreateFlags, WatchFlags};
use rustix::io::Errno;

use crate::lesson::languages::{FOLDER, MOST_LANGUAGES};

/// Saving is several changes in a row: they are over when nothing has come for so long.
const QUIET: Timespec = Timespec { tv_sec: 0, tv_nsec: 100_000_000 };

/// A folder that never gets quiet is looked at nevertheless.
const MOST_ROUNDS: usize = 10;

/// What may have changed a file.
const CHANGES: WatchFlags = WatchFlags::CLOSE_WRITE
    .union(WatchFlags::CREATE)
    .union(WatchFlags::DELETE)
    .union(WatchFlags::MOVED_FROM)
    .union(WatchFlags::MOVED_TO)
    .union(WatchFlags::ATTRIB);

/// A folder of lessons that is being watched.
#[derive(Debug)]
pub struct Watch {
    changes: OwnedFd,
    folder: PathBuf,
}

impl Watch {
    /// Begins to watch.
    pub fn start(folder: &Path) -> io::Result<Watch> {
        let changes = inotify::init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK)?;
        let watch = Watch { changes, folder: folder.to_owned() };
        watch.look_at(&watch.folder)?;
        watch.look_below();
        Ok(watch)
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Watches what may not be there yet: apps, and translations in folders of their own.
    fn look_below(&self) {
        let languages = self.folder.join(FOLDER);
        let each = fs::read_dir(&languages).into_iter().flatten().flatten().map(|entry| entry.path());
        for folder in [self.folder.join("apps"), languages].into_iter().chain(each.take(MOST_LANGUAGES)) {
            let _ = self.look_at(&folder);
        }
    }

    fn look_at(&self, folder: &Path) -> io::Result<()> {
        inotify::add_watch(&self.changes, folder, CHANGES | WatchFlags::ONLYDIR)?;
        Ok(())
    }

    /// Sleeps until something has changed and it is quiet again.
    pub fn wait(&self) -> io::Result<()> {
        self.sleep(None)?;
        for _ in 0..MOST_ROUNDS {
            self.forget()?;
            // A folder that was made or replaced meanwhile is watched too; the same one is not watched twice.
            let _ = self.look_at(&self.folder);
            self.look_below();
            if !self.sleep(Some(&QUIET))? {
                break;
            }
        }
        Ok(())
    }

    /// Whether there is something, at the latest after this time.
    fn sleep(&self, most: Option<&Timespec>) -> io::Result<bool> {
        loop {
            match poll(&mut [PollFd::new(&self.changes, PollFlags::IN)], most) {
                Err(Errno::INTR) => {}
                ready => return Ok(ready? > 0),
            }
        }
    }

    /// What has changed does not matter: everything is loaded anew.
    fn forget(&self) -> io::Result<()> {
        let mut news = [0; 4096];
        loop {
            match rustix::io::read(&self.changes, &mut news) {
                Ok(0) | Err(Errno::AGAIN) => return Ok(()),
                Ok(_) | Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::mpsc::channel;
    use std::time::Duration;

    use super::*;

    /// Written in place, put in its place by a rename, removed, in a folder of apps that was not there before.
    #[test]
    fn every_way_of_saving_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        fs::write(file("a.toml"), "1").unwrap();
        let watch = Watch::start(folder.path()).unwrap();
        let (seen, changed) = channel();
        let watching = move || while watch.wait().is_ok() && seen.send(()).is_ok() {};
        std::thread::Builder::new().spawn(watching).unwrap();
        let ways: [&dyn Fn(); 6] = [
            &|| fs::write(file("a.toml"), "2").unwrap(),
            &|| {
                fs::write(file(".a.tmp"), "3").unwrap();
                fs::rename(file(".a.tmp"), file("a.toml")).unwrap();
            },
            &|| fs::create_dir(file("apps")).unwrap(),
            &|| fs::write(file("apps/b.toml"), "4").unwrap(),
            &|| fs::rename(file("apps/b.toml"), file("b.toml")).unwrap(),
            &|| fs::remove_file(file("a.toml")).unwrap(),
        ];
        for way in ways {
            way();
            changed.recv_timeout(Duration::from_secs(60)).unwrap();
            assert!(changed.recv_timeout(Duration::from_millis(300)).is_err(), "one change is told once");
        }
    }
}
