//! Whether a zip still has the shape in which it was packed.
//!
//! A zip says much of itself twice, and its readers look at one of the two: what a disk has spoilt in the other is found
//! by nobody who only reads the files, until another program does, at the province. Layout by PKWARE's APPNOTE 4.3.

/// The sizes of what stands before a file, of its entry in the directory, and of the end.
const LOCAL: usize = 30;
const ENTRY: usize = 46;
const END: usize = 22;

/// Whether the parts of a zip follow each other without anything between them, and all that is said twice is the same.
/// What is in the files is not looked at.
pub(super) fn is_as_packed(zip: &[u8]) -> bool {
    walk(zip).is_some()
}

/// Walks over the directory and the files together; `None` at the first thing that does not fit.
fn walk(zip: &[u8]) -> Option<()> {
    let end = zip.len().checked_sub(END)?;
    let tail = zip.get(end..)?;
    let (count, size, directory) = (short(tail, 10)?, long(tail, 12)?, long(tail, 16)?);
    let fits = tail.starts_with(b"PK\x05\x06")
        && tail.get(4..8)? == [0; 4]
        && short(tail, 8)? == count
        && tail.get(20..)? == [0; 2]
        && directory.checked_add(size)? == end;
    let (mut entry, mut file) = (directory, 0);
    let first = zip.get(directory..)?;
    for _ in 0..count {
        let (name_and_extra, next_file) = member(zip, zip.get(entry..end)?, file, first)?;
        entry += ENTRY + name_and_extra;
        file = next_file;
    }
    (fits && entry == end && file == directory).then_some(())
}

/// Compares an entry of the directory with its file, which must begin at `at`, and with the first entry. Returns the
/// length of what follows the entry's fixed part, and where the next file begins.
fn member(zip: &[u8], entry: &[u8], at: usize, first: &[u8]) -> Option<(usize, usize)> {
    let (name, extra) = (short(entry, 28)?, short(entry, 30)?);
    let local = zip.get(at..)?;
    let (local_extra, packed) = (short(local, 28)?, long(entry, 20)?);
    let fits = entry.starts_with(b"PK\x01\x02")
        && local.starts_with(b"PK\x03\x04")
        // Version, flags, method, time, checksum, sizes, length of the name; then the name.
        && entry.get(6..30)? == local.get(4..28)?
        && entry.get(ENTRY..ENTRY + name)? == local.get(LOCAL..LOCAL + name)?
        // No comment, one disk, this place.
        && entry.get(32..36)? == [0; 4]
        && long(entry, 42)? == at
        // By whom it was made, and with which attributes: the same for all.
        && entry.get(4..6)? == first.get(4..6)?
        && entry.get(36..42)? == first.get(36..42)?;
    let next = at.checked_add(LOCAL + name + local_extra)?.checked_add(packed)?;
    fits.then_some((name + extra, next))
}

fn short(bytes: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?)).ok()
}
