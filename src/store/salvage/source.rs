//! How a damaged database is opened to be read. It is never written to: where its header or the list of its tables is of
//! no use, or where only its log is there, a copy is read that has these from a new database.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::FileExt;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::log;
use crate::store::FILE_NAME;
use crate::store::aside::beside;

/// The copy.
pub(in crate::store) const SCRATCH: &str = "kiosk-salvage.db";

/// The size of a page: `SQLite`'s default, which the kiosk keeps.
pub(super) const PAGE: usize = 4096;

/// The size of the header of the file, at the beginning of its first page.
const HEADER: usize = 100;

/// A damaged database, open to be read.
pub(super) struct Source {
    pub(super) conn: Connection,
}

/// What a copy gets from a new database.
#[derive(Clone, Copy)]
enum Graft {
    Header,
    /// The list of the tables too. They begin where those of a new database begin: they are made in the same order.
    Tables,
}

impl Source {
    /// Opens what is in the place of the database; `None` where nothing can be read of it. `new`: the bytes of a new
    /// database.
    pub(super) fn open(folder: &Path, new: &[u8]) -> io::Result<Option<Source>> {
        let path = folder.join(FILE_NAME);
        if path.exists() && !fs::metadata(&path)?.is_file() {
            return Ok(None);
        }
        let has_content = |path: &Path| fs::metadata(path).is_ok_and(|found| found.is_file() && found.len() > 0);
        let log = beside(&path, "-wal");
        let (database, log) = (has_content(&path), has_content(&log).then_some(log));
        if !database && log.is_none() {
            return Ok(None);
        }
        if let Some(source) = Some(&path).filter(|_| database).and_then(|path| Source::read(path)) {
            return Ok(Some(source));
        }
        let scratch = folder.join(SCRATCH);
        for graft in [Graft::Header, Graft::Tables] {
            sweep(folder)?;
            if database {
                fs::copy(&path, &scratch)?;
            }
            let file = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(&scratch)?;
            if let Some(log) = &log {
                log::fold(log, &file)?;
            }
            graft.onto(&file, new)?;
            drop(file);
            if let Some(source) = Source::read(&scratch) {
                return Ok(Some(source));
            }
        }
        Ok(None)
    }

    /// Opens a file that has the kiosk's tables.
    fn read(path: &Path) -> Option<Source> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(path, flags).ok()?;
        conn.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON").ok()?;
        let ours = "SELECT count(*) FROM sqlite_schema WHERE name IN ('meta', 'attempts', 'step_results')";
        let tables: i64 = conn.query_row(ours, [], |row| row.get(0)).ok()?;
        (tables == 3).then_some(Source { conn })
    }
}

impl Graft {
    fn onto(self, file: &File, new: &[u8]) -> io::Result<()> {
        let mut pages = pages(file)?.max(1);
        file.set_len(offset(pages + 1))?;
        let mut head: Vec<u8> = new.iter().copied().take(HEADER).collect();
        if let Graft::Tables = self {
            head = new.iter().copied().take(PAGE).collect();
            // Where the list does not fit into the first page, the rest of it goes to the end.
            for at in children(&head) {
                let child = usize::try_from(number(&head, at)).unwrap_or(0);
                let content = new.get((child.saturating_sub(1)) * PAGE..child * PAGE).unwrap_or_default();
                pages += 1;
                file.write_all_at(content, offset(pages))?;
                put(&mut head, at, pages);
            }
            file.set_len(offset(pages + 1))?;
        }
        put(&mut head, 28, pages);
        // No page is free, as far as is known.
        put(&mut head, 32, 0);
        put(&mut head, 36, 0);
        // The number of pages is believed when these two are the same.
        put(&mut head, 24, 1);
        put(&mut head, 92, 1);
        file.write_all_at(&head, 0)
    }
}

fn pages(file: &File) -> io::Result<u32> {
    let pages = file.metadata()?.len().div_ceil(u64::try_from(PAGE).unwrap_or(u64::MAX));
    Ok(u32::try_from(pages).unwrap_or(u32::MAX - 64))
}

/// Where a page begins. The first has the number 1.
pub(super) fn offset(page: u32) -> u64 {
    u64::from(page.saturating_sub(1)) * 4096
}

/// Where in the first page the numbers of the pages stand that hold the rest of the list of tables.
fn children(first: &[u8]) -> Vec<usize> {
    const INNER: u8 = 5;
    if first.get(HEADER) != Some(&INNER) {
        return Vec::new();
    }
    let short = |at: usize| usize::from(u16::from_be_bytes([byte(first, at), byte(first, at + 1)]));
    let cells = (0..short(HEADER + 3)).map(|n| short(HEADER + 12 + 2 * n));
    cells.chain([HEADER + 8]).collect()
}

fn byte(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(0)
}

/// A number of four bytes.
pub(super) fn number(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([byte(bytes, at), byte(bytes, at + 1), byte(bytes, at + 2), byte(bytes, at + 3)])
}

fn put(bytes: &mut [u8], at: usize, number: u32) {
    if let Some(place) = bytes.get_mut(at..at + 4) {
        place.copy_from_slice(&number.to_be_bytes());
    }
}

/// Removes the copy.
pub(super) fn sweep(folder: &Path) -> io::Result<()> {
    for side in ["", "-wal", "-shm", "-journal"] {
        match fs::remove_file(folder.join(format!("{SCRATCH}{side}"))) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
