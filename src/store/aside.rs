//! A file that cannot be used as the database is set aside, never deleted, and what can be read of it goes into a new
//! one.
//!
//! The new file is built beside the old one. Then a small journal names the renames that are to be done. From then on
//! it is decided: a start that finds the journal does what is left of it, however often it is cut off. Before that
//! moment nothing has happened that a start could notice.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags};
use rustix::io::Errno;

use super::error::StoreError;
use super::salvage;
use super::start::{SetAside, Unusable};
use super::{FILE_NAME, Store};
use crate::time::Moment;

/// The new database while it is built.
pub(super) const NEW: &str = "kiosk-new.db";

/// The journal.
const JOURNAL: &str = "kiosk-aside";

/// Its name once everything in it is done, until that has been told.
const DONE: &str = "kiosk-aside-done";

/// What stands beside a database.
const SIDES: [&str; 3] = ["", "-wal", "-shm"];

/// Asked before every step that changes the disk; a test lets one fail there.
pub(super) type Step<'s> = &'s mut dyn FnMut(&'static str) -> io::Result<()>;

/// What is still to be done when the journal is there.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Plan {
    what: Unusable,
    /// The name that the file gets.
    name: String,
    /// Which of the files beside it there are.
    sides: Vec<String>,
}

/// Sets the database aside and puts a new one into its place. `before`: the id it had, as far as the mark knows.
///
/// On an error nothing has changed, or the next [`finish`] does the rest.
pub(super) fn set_aside(folder: &Path, what: Unusable, before: Option<String>, now: Moment) -> Result<(), StoreError> {
    let done = set_aside_by(folder, what, before, now, &mut |_| Ok(()));
    if done.is_err() && !folder.join(JOURNAL).exists() {
        // A full disk needs the room; the next try begins anew.
        let _ = sweep(folder);
    }
    done
}

fn set_aside_by(
    folder: &Path,
    what: Unusable,
    before: Option<String>,
    now: Moment,
    step: Step<'_>,
) -> Result<(), StoreError> {
    let failed = |source| StoreError::File { doing: "set aside", path: folder.join(FILE_NAME), source };
    step("clear").and_then(|()| sweep(folder)).map_err(failed)?;
    let name = free_name(folder, now).map_err(failed)?;
    salvage::build(folder, &name, before, now, step)?;
    step("sync the new database").and_then(|()| File::open(folder.join(NEW))?.sync_all()).map_err(failed)?;
    let sides = SIDES.iter().filter(|side| is_there(&folder.join(format!("{FILE_NAME}{side}"))));
    let plan = Plan { what, name, sides: sides.map(|side| (*side).to_owned()).collect() };
    write_journal(folder, &plan, step).map_err(failed)?;
    carry_out(folder, &plan, step).map_err(failed)
}

/// Does what an earlier start had decided and not finished.
pub(super) fn finish(folder: &Path) -> Result<(), StoreError> {
    let path = folder.join(JOURNAL);
    let failed = |source| StoreError::File { doing: "finish what was begun with", path: path.clone(), source };
    match Plan::read(&path).map_err(failed)? {
        Some(plan) => carry_out(folder, &plan, &mut |_| Ok(())).map_err(failed),
        None => Ok(()),
    }
}

impl Store {
    /// What was set aside and has not been told yet, with its rows counted. Telling it ends with [`told`].
    pub(super) fn set_aside_lately(&self) -> Result<Option<SetAside>, StoreError> {
        let path = self.path.with_file_name(DONE);
        let plan = Plan::read(&path);
        let plan = plan.map_err(|source| StoreError::File { doing: "read", path, source })?;
        let Some(Plan { what, name, .. }) = plan else { return Ok(None) };
        let life = self.lives()?.into_iter().find(|life| life.aside.as_deref() == Some(&*name));
        let (saved, lost) = life.map(|life| (life.saved, life.lost)).unwrap_or_default();
        Ok(Some(SetAside { name, what, saved, lost }))
    }
}

/// It has been told.
pub(super) fn told(folder: &Path) {
    // If it stays, it is told once more.
    let _ = fs::remove_file(folder.join(DONE));
}

impl Plan {
    fn text(&self) -> String {
        let what = match self.what {
            Unusable::Damaged => "damaged",
            Unusable::NotADatabase => "not-a-database",
            Unusable::Foreign => "foreign",
        };
        let sides: Vec<String> = self.sides.iter().map(|side| format!("{FILE_NAME}{side}")).collect();
        format!("kiosk set aside 1\n{what}\n{}\n{}\nend\n", self.name, sides.join(" "))
    }

    /// Reads a journal; `None` if there is none, or one that is nobody's: it gets its name only when it is whole.
    fn read(path: &Path) -> io::Result<Option<Plan>> {
        match fs::read(path) {
            Ok(content) => Ok(Plan::parse(&String::from_utf8_lossy(&content))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn parse(text: &str) -> Option<Plan> {
        let lines: Vec<&str> = text.lines().collect();
        let [_, what, name, sides, "end"] = lines[..] else { return None };
        let what = match what {
            "damaged" => Unusable::Damaged,
            "not-a-database" => Unusable::NotADatabase,
            "foreign" => Unusable::Foreign,
            _ => return None,
        };
        let sides: Option<Vec<String>> =
            sides.split_whitespace().map(|side| side.strip_prefix(FILE_NAME).map(str::to_owned)).collect();
        let sides = sides.filter(|sides| sides.iter().all(|side| SIDES.contains(&side.as_str())))?;
        let named = name.starts_with("kiosk-damaged-") && !name.contains('/');
        named.then(|| Plan { what, name: name.to_owned(), sides })
    }
}

/// A name under which nothing stands, nor beside it: `kiosk-damaged-20261125-1.db`.
fn free_name(folder: &Path, now: Moment) -> io::Result<String> {
    let day = now.wall.day().compact();
    let name = |n: u32| format!("kiosk-damaged-{day}-{n}.db");
    let free = |name: &String| SIDES.iter().all(|side| !is_there(&folder.join(format!("{name}{side}"))));
    (1..10_000).map(name).find(free).ok_or_else(|| ErrorKind::AlreadyExists.into())
}

fn write_journal(folder: &Path, plan: &Plan, step: Step<'_>) -> io::Result<()> {
    let part = folder.join(format!("{JOURNAL}.part"));
    step("write the journal")?;
    let mut file = File::create(&part)?;
    file.write_all(plan.text().as_bytes())?;
    step("sync the journal")?;
    file.sync_all()?;
    step("name the journal")?;
    fs::rename(&part, folder.join(JOURNAL))?;
    step("sync the folder with the journal")?;
    File::open(folder)?.sync_all()
}

/// Does the renames that are not done yet, and then gives the journal its other name: from then on, nothing moves.
fn carry_out(folder: &Path, plan: &Plan, step: Step<'_>) -> io::Result<()> {
    for side in &plan.sides {
        let from = folder.join(format!("{FILE_NAME}{side}"));
        let to = folder.join(format!("{}{side}", plan.name));
        // With the other name there already, this was done, and what stands here now is the new one.
        if is_there(&from) && !is_there(&to) {
            step("move aside")?;
            rename(&from, &to)?;
        }
    }
    let (new, place) = (folder.join(NEW), folder.join(FILE_NAME));
    if is_there(&new) && !is_there(&place) {
        step("put the new database in its place")?;
        rename(&new, &place)?;
    }
    step("sync the folder")?;
    File::open(folder)?.sync_all()?;
    step("end the journal")?;
    fs::rename(folder.join(JOURNAL), folder.join(DONE))?;
    step("sync the folder without the journal")?;
    File::open(folder)?.sync_all()
}

/// Renames without ever replacing anything.
fn rename(from: &Path, to: &Path) -> io::Result<()> {
    match rustix::fs::renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        // Some file systems cannot promise it; that nothing had the name was seen just now.
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => fs::rename(from, to),
        done => Ok(done?),
    }
}

/// Removes what a try that was not decided left behind.
fn sweep(folder: &Path) -> io::Result<()> {
    let sides = SIDES.iter().copied().chain(["-journal"]);
    let beside = |name: &'static str| sides.clone().map(move |side| format!("{name}{side}"));
    let left = beside(NEW).chain(beside(salvage::SCRATCH)).chain([format!("{JOURNAL}.part")]);
    for name in left {
        match fs::remove_file(folder.join(name)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// The file that stands beside a database.
pub(super) fn beside(path: &Path, side: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(side);
    PathBuf::from(name)
}

#[cfg(test)]
#[path = "aside_tests.rs"]
mod tests;
