//! The write-ahead log, as `SQLite` documents it: frames of a header and a page each, every one with a sum over all
//! before it. What is whole of it is folded into a copy of the database.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;
use std::path::Path;

use super::source::{PAGE, number, offset};

const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// Sums of a log, which go on from frame to frame.
struct Sums {
    sums: (u32, u32),
    little_endian: bool,
}

/// A log larger than this is not ours.
const MOST_PAGES: u32 = 1 << 20;

/// Writes the pages of all whole transactions of a log into a file. A log that is no log has none.
pub(super) fn fold(log: &Path, into: &File) -> io::Result<()> {
    let mut log = BufReader::new(File::open(log)?);
    let mut header = [0; HEADER];
    if log.read_exact(&mut header).is_err() || number(&header, 8) != 4096 {
        return Ok(());
    }
    let start = Sums { sums: (0, 0), little_endian: number(&header, 0) & 1 == 0 };
    let whole = whole_frames(&mut log, start, &header);
    log.seek(SeekFrom::Start(32))?;
    let mut frame = vec![0; FRAME_HEADER + PAGE];
    for _ in 0..whole {
        log.read_exact(&mut frame)?;
        let page = number(&frame, 0);
        if (1..MOST_PAGES).contains(&page) {
            into.write_all_at(frame.get(FRAME_HEADER..).unwrap_or_default(), offset(page))?;
        }
    }
    Ok(())
}

/// How many frames there are up to the end of the last whole transaction.
fn whole_frames(log: &mut impl Read, mut sums: Sums, header: &[u8]) -> u32 {
    sums.add(header.get(..24).unwrap_or_default());
    let (mut seen, mut whole) = (0, 0);
    let mut frame = vec![0; FRAME_HEADER + PAGE];
    while log.read_exact(&mut frame).is_ok() {
        let (head, page) = frame.split_at(FRAME_HEADER);
        sums.add(head.get(..8).unwrap_or_default());
        sums.add(page);
        // One of an earlier round, or one that was not written to its end.
        let of_this_round = head.get(8..16) == header.get(16..24);
        if !of_this_round || sums.sums != (number(head, 16), number(head, 20)) {
            break;
        }
        seen += 1;
        // The last frame of a transaction says how large the database is now.
        if number(head, 4) > 0 {
            whole = seen;
        }
    }
    whole
}

impl Sums {
    fn add(&mut self, bytes: &[u8]) {
        let (mut one, mut two) = self.sums;
        for pair in bytes.chunks_exact(8) {
            let word = |at: usize| if self.little_endian { number(pair, at).swap_bytes() } else { number(pair, at) };
            one = one.wrapping_add(word(0)).wrapping_add(two);
            two = two.wrapping_add(word(4)).wrapping_add(one);
        }
        self.sums = (one, two);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::aside::beside;
    use crate::store::fixture::Kiosk;
    use std::fs;

    /// What `SQLite` makes of a log and what we make of it are the same.
    #[test]
    fn a_log_is_folded_as_sqlite_does_it() {
        let mut kiosk = Kiosk::new();
        kiosk.practise(5, 1);
        kiosk.store.clear_log();
        kiosk.practise(5, 20);
        let path = kiosk.store.path().to_owned();
        let log = kiosk.folder.path().join("log");
        fs::copy(beside(&path, "-wal"), &log).unwrap();
        let ours = kiosk.folder.path().join("ours.db");
        fs::copy(&path, &ours).unwrap();
        let before = fs::read(&ours).unwrap();
        // Garbage after the last transaction, and a transaction that was cut off.
        let mut bytes = fs::read(&log).unwrap();
        let cut = bytes[32..32 + 24 + PAGE].to_vec();
        bytes.extend(cut);
        bytes.extend([7; 3000]);
        fs::write(&log, &bytes).unwrap();
        fold(&log, &File::options().read(true).write(true).open(&ours).unwrap()).unwrap();
        assert!(kiosk.store.clear_log());
        let theirs = fs::read(&path).unwrap();
        assert!(fs::read(&ours).unwrap() == theirs && theirs != before);
    }

    #[test]
    fn what_is_no_log_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let (log, database) = (folder.path().join("log"), folder.path().join("db"));
        for content in [&b""[..], b"short", &[0; 5000], &[0x37; 9000]] {
            fs::write(&log, content).unwrap();
            fs::write(&database, "as it was").unwrap();
            fold(&log, &File::options().write(true).open(&database).unwrap()).unwrap();
            assert_eq!(fs::read(&database).unwrap(), b"as it was");
        }
    }
}
