//! What staff have not seen yet: a small file in the data folder, so that a restart neither loses nor repeats it.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use crate::app::Notice;

/// The file: a line each. Without any, there is no file.
const FILE: &str = "notices";

/// A longer file was not written by the kiosk.
const MOST_BYTES: u64 = 64 * 1024;

/// What staff have not seen yet.
#[derive(Debug, Default)]
pub(super) struct Unseen {
    notices: Vec<Notice>,
    /// Those of the file are among them.
    read: bool,
    /// The file does not hold them yet.
    unkept: bool,
}

impl Unseen {
    /// Whether the file is still to be written.
    pub fn is_unkept(&self) -> bool {
        self.unkept
    }

    /// What the kiosk wants to be remembered now.
    pub fn set(&mut self, notices: Vec<Notice>) {
        self.unkept |= self.notices != notices;
        self.notices = notices;
    }

    /// Adds what has just happened: the kiosk asks for it too, but this comes before a power cut.
    pub fn add(&mut self, notice: &Notice) {
        if notice.is_event() && !self.notices.contains(notice) {
            self.notices.push(notice.clone());
            self.unkept = true;
        }
    }

    /// So many records are lost, instead of how many were lost before.
    pub fn lost(&mut self, records: usize) {
        self.notices.retain(|notice| !matches!(notice, Notice::Lost { .. }));
        self.add(&Notice::Lost { records });
    }

    /// What staff had not seen when the kiosk ended last, told once: as soon as it can be read.
    pub fn found(&mut self, folder: &Path) -> Option<Vec<Notice>> {
        let found = if self.read { None } else { read(folder) }?;
        self.read = true;
        if found.is_empty() {
            return None;
        }
        let new = std::mem::replace(&mut self.notices, found.clone());
        self.notices.extend(new.into_iter().filter(|notice| !found.contains(notice)));
        Some(found)
    }

    /// Writes the file, if it does not hold them and those in it are known.
    pub fn keep(&mut self, folder: &Path) {
        if self.unkept && self.read {
            self.unkept = write(folder, &self.notices).is_err();
        }
    }
}

/// What the file holds; `None`: it cannot be read now.
fn read(folder: &Path) -> Option<Vec<Notice>> {
    let path = folder.join(FILE);
    match fs::metadata(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && folder.is_dir() => return Some(Vec::new()),
        Ok(file) if file.is_file() && file.len() <= MOST_BYTES => {}
        Ok(_) => return Some(Vec::new()), // not the kiosk's
        Err(_) => return None,
    }
    let content = fs::read(&path).ok()?;
    Some(String::from_utf8_lossy(&content).lines().filter_map(Notice::of_line).collect())
}

/// Writes the file in one piece.
fn write(folder: &Path, notices: &[Notice]) -> io::Result<()> {
    let path = folder.join(FILE);
    let lines: String = notices.iter().filter_map(Notice::line).map(|line| line + "\n").collect();
    if lines.is_empty() {
        return match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
    }
    let part = folder.join(format!("{FILE}.part"));
    let mut file = File::create(&part)?;
    file.write_all(lines.as_bytes())?;
    file.sync_all()?;
    fs::rename(&part, &path)?;
    File::open(folder)?.sync_all()
}
