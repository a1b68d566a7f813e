//! The last lines of the event log, for staff; and the calls among them.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use crate::app::staff::{Called, Logged};
use crate::log::{FILE_NAME, OLD_FILE_NAME};
use crate::time::Timestamp;

/// So much of the end of the log is read.
const MOST_BYTES: u64 = 128 * 1024;

/// So many lines, and calls, are shown.
const MOST_LINES: usize = 200;
const MOST_CALLS: usize = 50;

/// A line of the log in its parts.
struct Entry {
    at: Timestamp,
    /// Start of the kiosk and milliseconds since then: no other line has the same.
    id: String,
    what: String,
    values: String,
}

/// The last lines, the newest first.
pub fn lines(data: &Path) -> io::Result<Vec<Logged>> {
    let entries = read(data)?.into_iter().rev().take(MOST_LINES);
    Ok(entries.map(|entry| Logged { at: entry.at, what: entry.what, values: entry.values }).collect())
}

/// Who called for somebody, the newest first. Whoever took the call back is not among them.
pub fn calls(data: &Path) -> io::Result<Vec<Called>> {
    let mut calls: Vec<Called> = Vec::new();
    for entry in read(data)? {
        match entry.what.as_str() {
            "call" => {
                let lesson_id = value(&entry.values, "lesson").map(str::to_owned);
                calls.push(Called { id: entry.id, at: entry.at, lesson_id, helped: false });
            }
            "call-over" => drop(calls.pop()),
            "call-helped" => {
                let helped = calls.iter_mut().find(|call| value(&entry.values, "call") == Some(&call.id));
                if let Some(call) = helped {
                    call.helped = true;
                }
            }
            _ => {}
        }
    }
    Ok(calls.into_iter().rev().take(MOST_CALLS).collect())
}

/// The end of the log, oldest first. After it was put aside, the end of the old one comes before it.
fn read(data: &Path) -> io::Result<Vec<Entry>> {
    let now = tail(&data.join(FILE_NAME))?;
    let before = if now.len() < MOST_LINES { tail(&data.join(OLD_FILE_NAME))? } else { Vec::new() };
    Ok(before.into_iter().chain(now).collect())
}

fn tail(path: &Path) -> io::Result<Vec<Entry>> {
    let mut file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        file => file?,
    };
    let from = file.metadata()?.len().saturating_sub(MOST_BYTES);
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.take(MOST_BYTES).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    // The first line may be the end of one.
    Ok(text.lines().skip(usize::from(from > 0)).filter_map(entry).collect())
}

/// `2026-11-22T07:05:09.120Z boot=12 up=5021 start version=0.1.0`
fn entry(line: &str) -> Option<Entry> {
    let mut parts = line.splitn(5, ' ');
    let at = Timestamp::parse(parts.next()?)?;
    let (boot, up) = (parts.next()?.strip_prefix("boot=")?, parts.next()?.strip_prefix("up=")?);
    let what = parts.next()?.to_owned();
    Some(Entry { at, id: format!("{boot}.{up}"), what, values: parts.next().unwrap_or_default().to_owned() })
}

/// The value of a name, if it is a single word.
fn value<'v>(values: &'v str, name: &str) -> Option<&'v str> {
    values.split(' ').find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn calls_are_read_from_the_log() {
        let data = tempfile::tempdir().unwrap();
        assert_eq!(calls(data.path()).unwrap(), []);
        let old = "2026-11-25T01:00:00.000Z boot=3 up=10 call lesson=qr-shop\n";
        fs::write(data.path().join(OLD_FILE_NAME), old).unwrap();
        let log = "\
2026-11-25T02:00:00.000Z boot=4 up=500 start version=0.1.0
2026-11-25T02:01:00.000Z boot=4 up=60500 call lesson=vneid-install
2026-11-25T02:02:00.000Z boot=4 up=120500 call
2026-11-25T02:02:05.000Z boot=4 up=125500 call-over
2026-11-25T02:03:00.000Z boot=5 up=100 call-helped call=3.10
half a li";
        fs::write(data.path().join(FILE_NAME), log).unwrap();
        let found = calls(data.path()).unwrap();
        let seen: Vec<_> = found.iter().map(|c| (c.id.as_str(), c.lesson_id.as_deref(), c.helped)).collect();
        assert_eq!(seen, [("4.60500", Some("vneid-install"), false), ("3.10", Some("qr-shop"), true)]);
        assert_eq!(found[0].at.local_clock(), "09:01");
        let lines = lines(data.path()).unwrap();
        assert_eq!((lines.len(), lines[0].what.as_str(), lines[0].values.as_str()), (6, "call-helped", "call=3.10"));
    }
}
