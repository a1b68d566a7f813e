//! The event log: one line for every start, stop, fault and act of staff, in a file that only grows, up to a limit. It
//! holds numbers and codes; nothing that was typed, and nobody's results.
//!
//! `2026-11-22T07:05:09.120Z boot=12 up=5021 start version=0.1.0`: the clock on the wall, which may be wrong; the number
//! of this start of the kiosk, `-` before the database has told it; milliseconds since then, which are right.
//!
//! A log must never be the reason for a fault. What cannot be written waits, up to a number of lines, and is written once
//! the disk takes lines again; of the rest is told how many they were.

use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::text;
use crate::time::Moment;

/// The file in the data folder.
pub const FILE_NAME: &str = "kiosk.log";

/// What the file is called once it is full. One is kept.
pub const OLD_FILE_NAME: &str = "kiosk.log.1";

/// A larger file is put aside: with the old one, at most 2 MiB. A busy kiosk fills one in a year.
pub const MOST_BYTES: u64 = 1 << 20;

/// So many lines wait for a disk that takes none; the first of them tell most about what happened.
const MOST_WAITING: usize = 64;

/// The longest value, in characters.
const LONGEST: usize = 200;

/// The log of a data folder. Every line is a whole new visit to the file, so that it survives whatever is done to the
/// folder. Copies write to the same file, and know the number of this start together.
#[derive(Debug, Clone)]
pub struct Log {
    folder: PathBuf,
    most: u64,
    /// 0: not known yet.
    boot: Arc<AtomicU32>,
    /// Lines that could not be written yet.
    waiting: String,
    /// Lines that were lost since, and are not told yet.
    missed: u64,
}

impl Log {
    /// The log in this folder, which may not be there yet.
    pub fn new(folder: &Path) -> Log {
        Log { folder: folder.to_owned(), most: MOST_BYTES, boot: Arc::default(), waiting: String::new(), missed: 0 }
    }

    /// The number of this start is known now.
    pub fn set_boot(&self, boot: u32) {
        self.boot.store(boot, Ordering::Relaxed);
    }

    /// Lines were lost before they came here.
    pub fn miss(&mut self, lines: u64) {
        self.missed = self.missed.saturating_add(lines);
    }

    /// Writes a line and syncs it. Blocks for as long as the disk takes.
    pub fn write(&mut self, now: Moment, what: &str, values: &[(&str, String)]) {
        let line = self.line(now, what, values);
        let mut lines = self.waiting.clone();
        if self.missed > 0 {
            lines += &self.line(now, "log-missed", &[("lines", self.missed.to_string())]);
        }
        lines += &line;
        if self.append(lines.as_bytes()).is_ok() {
            (self.waiting, self.missed) = (String::new(), 0);
        } else if self.waiting.lines().count() < MOST_WAITING && self.missed == 0 {
            self.waiting += &line;
        } else {
            self.miss(1);
        }
    }

    fn line(&self, now: Moment, what: &str, values: &[(&str, String)]) -> String {
        let boot = match self.boot.load(Ordering::Relaxed) {
            0 => "-".to_owned(),
            boot => boot.to_string(),
        };
        let mut line = format!("{} boot={boot} up={} {what}", now.wall, now.mono);
        for (name, value) in values {
            let _ = write!(line, " {name}={}", quoted(value));
        }
        line.push('\n');
        line
    }

    fn append(&self, lines: &[u8]) -> io::Result<()> {
        let path = self.folder.join(FILE_NAME);
        let size = fs::metadata(&path).map_or(0, |file| file.len());
        if size > 0 && size.saturating_add(lines.len() as u64) > self.most {
            fs::rename(&path, self.folder.join(OLD_FILE_NAME))?;
        }
        let mut file = OpenOptions::new().create(true).append(true).read(true).mode(0o640).open(&path)?;
        // A disk that was full may have taken half of a line.
        let torn = ends_within_a_line(&mut file)?;
        let whole = if torn { [b"\n", lines].concat() } else { lines.to_vec() };
        file.write_all(&whole)?;
        file.sync_data()
    }
}

/// Whether the last line of a file has no end.
fn ends_within_a_line(file: &mut File) -> io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(false);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

/// A value as it may stand in a line: in quotes where it is no single word.
fn quoted(value: &str) -> String {
    let value = text::escape(value, LONGEST);
    if !value.is_empty() && !value.contains([' ', '"', '\\', '=']) {
        return value;
    }
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::RELEASED;

    const NOW: Moment = Moment { wall: RELEASED, mono: 5_021 };

    fn read(folder: &Path) -> String {
        fs::read_to_string(folder.join(FILE_NAME)).unwrap()
    }

    #[test]
    fn a_line_says_when_and_what() {
        let folder = tempfile::tempdir().unwrap();
        let mut log = Log::new(folder.path());
        log.write(NOW, "start", &[("version", "0.1.0".to_owned())]);
        log.set_boot(12);
        log.write(NOW, "stop", &[]);
        let lines = [
            "2026-11-01T00:00:00.000Z boot=- up=5021 start version=0.1.0\n",
            "2026-11-01T00:00:00.000Z boot=12 up=5021 stop\n",
        ];
        assert_eq!(read(folder.path()), lines.concat());
    }

    #[test]
    fn a_value_never_makes_a_line_or_a_name_of_its_own() {
        for (value, written) in [
            ("disk-full", "disk-full"),
            ("a\nstart", r#""a\\u{a}start""#),
            ("a b", r#""a b""#),
            ("x=1", r#""x=1""#),
            (r#"say "so""#, r#""say \"so\"""#),
            ("", r#""""#),
            ("\u{1b}[31m", r#""\\u{1b}[31m""#),
        ] {
            assert_eq!(quoted(value), written);
        }
        assert!(quoted(&"x".repeat(10_000)).chars().count() <= LONGEST + 3);
    }

    #[test]
    fn the_file_has_a_limit_and_one_old_one_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let mut log = Log { most: 1_000, ..Log::new(folder.path()) };
        for n in 0..200 {
            log.write(NOW, "line", &[("n", n.to_string())]);
            for name in [FILE_NAME, OLD_FILE_NAME] {
                assert!(fs::metadata(folder.path().join(name)).map_or(0, |file| file.len()) <= 1_000);
            }
        }
        assert!(read(folder.path()).ends_with("line n=199\n"));
        let old = fs::read_to_string(folder.path().join(OLD_FILE_NAME)).unwrap();
        assert!(old.lines().count() > 5 && old.ends_with('\n'));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn what_could_not_be_written_is_told_later() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let mut log = Log::new(&data);
        for n in 0..MOST_WAITING + 3 {
            log.write(NOW, "fault", &[("n", n.to_string())]);
        }
        log.miss(5);
        assert!(log.waiting.lines().count() == MOST_WAITING);
        fs::create_dir(&data).unwrap();
        log.write(NOW, "stop", &[]);
        log.write(NOW, "start", &[]);
        let written = read(&data);
        let ends: Vec<&str> = written.lines().map(|line| line.split_once("5021 ").unwrap().1).collect();
        assert_eq!(ends.len(), MOST_WAITING + 3);
        assert_eq!((ends[0], ends[MOST_WAITING - 1]), ("fault n=0", "fault n=63"));
        assert_eq!(ends[MOST_WAITING..], ["log-missed lines=8", "stop", "start"]);
    }

    #[test]
    fn half_a_line_does_not_spoil_the_next() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE_NAME), "2026-11-01T00:0").unwrap();
        Log::new(folder.path()).write(NOW, "start", &[]);
        assert_eq!(read(folder.path()).lines().count(), 2);
        assert!(read(folder.path()).ends_with("Z boot=- up=5021 start\n"));
    }
}
