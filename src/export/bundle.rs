//! The zip of a batch: made from rows, and looked into again.
//!
//! The same batch gives the same bytes, however often it is made: order, times, modes and the level of packing are
//! fixed. What is compared across machines and versions of the program is never the packed bytes, though, but the
//! hash of `SHA256SUMS`, which covers every file inside.

use std::fmt::Write as _;
use std::io::{Cursor, Read, Write};

use serde::Deserialize;
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::error::ExportError;
use super::names;
use super::package::{self, Written};
use super::rows::{self, Counts, Seen, TABLES};
use super::shape;
use crate::store::{Batch, Store};

/// The list of hashes, for `sha256sum -c` inside the folder.
pub(super) const SUMS: &str = "SHA256SUMS";

/// Fast and nearly as small: the packing of a day's batch must not be felt on an old machine.
const LEVEL: i64 = 1;

/// No file of a batch is larger; a damaged zip must not fill the memory.
const LARGEST: u64 = 256 * 1024 * 1024;

/// A zip in memory.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bundle {
    pub(super) bytes: Vec<u8>,
    /// SHA-256 of its `SHA256SUMS`.
    pub(super) sums_sha256: String,
    pub(super) counts: Counts,
}

/// Lower-case hex SHA-256.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(digest: &[u8]) -> String {
    digest.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Makes the zip of a batch from its rows.
pub(super) fn build(store: &Store, batch: &Batch) -> Result<Bundle, ExportError> {
    let mut zip = Packer { zip: ZipWriter::new(Cursor::new(Vec::new())), batch, files: Vec::new() };
    let reader = store.read_batch(batch)?;
    let mut seen = Seen::default();
    for table in TABLES {
        zip.add(&table.file_name(), |out| rows::write(table, batch, &reader, &mut seen, out))?;
    }
    drop(reader);
    let described = package::describe(batch, &seen, &zip.files)?;
    let failed = |source: std::io::Error| ExportError::Build { number: batch.number, source: source.into() };
    zip.add(package::FILE_NAME, |out| out.write_all(&described).map_err(failed))?;
    let mut sums = String::new();
    for file in &zip.files {
        let _ = writeln!(sums, "{}  {}", file.sha256, file.name);
    }
    zip.add(SUMS, |out| out.write_all(sums.as_bytes()).map_err(failed))?;
    let sums_sha256 = sha256(sums.as_bytes());
    let bytes = zip.zip.finish().map_err(|e| ExportError::Build { number: batch.number, source: e.into() })?;
    Ok(Bundle { bytes: bytes.into_inner(), sums_sha256, counts: seen.counts })
}

struct Packer<'a> {
    zip: ZipWriter<Cursor<Vec<u8>>>,
    batch: &'a Batch,
    files: Vec<Written>,
}

impl Packer<'_> {
    fn add(
        &mut self,
        name: &str,
        fill: impl FnOnce(&mut Hashing<'_>) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(LEVEL))
            .last_modified_time(time_of(self.batch))
            .unix_permissions(0o644);
        let path = format!("{}/{name}", names::stem(self.batch));
        let number = self.batch.number;
        self.zip.start_file(path, options).map_err(|e| ExportError::Build { number, source: e.into() })?;
        let mut out = Hashing { out: &mut self.zip, hash: Sha256::new(), bytes: 0 };
        fill(&mut out)?;
        let (bytes, sha256) = (out.bytes, hex(&out.hash.finalize()));
        self.files.push(Written { name: name.to_owned(), bytes, sha256 });
        Ok(())
    }
}

struct Hashing<'a> {
    out: &'a mut ZipWriter<Cursor<Vec<u8>>>,
    hash: Sha256,
    bytes: u64,
}

impl Write for Hashing<'_> {
    fn write(&mut self, piece: &[u8]) -> std::io::Result<usize> {
        self.out.write_all(piece)?;
        self.hash.update(piece);
        self.bytes += piece.len() as u64;
        Ok(piece.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The local day the batch was made, at midnight; a zip cannot say a day before 1980.
fn time_of(batch: &Batch) -> DateTime {
    let day: u32 = batch.made_at.day().compact().parse().unwrap_or(0);
    let narrow = |n: u32| u8::try_from(n % 100).unwrap_or(0);
    let year = u16::try_from(day / 10_000).unwrap_or(0);
    DateTime::from_date_and_time(year, narrow(day / 100), narrow(day), 0, 0, 0).unwrap_or_default()
}

#[derive(Deserialize)]
struct Manifest {
    kiosk: Block,
}

#[derive(Deserialize)]
struct Block {
    database_id: String,
    batch: u32,
    first_seq: u32,
    last_seq: u32,
    counts: Counts,
}

/// Looks into a zip that was written before: it must be whole (each file as `SHA256SUMS` has it, no other, and in the
/// shape in which it was packed) and of this batch. `None` when it is not.
pub(super) fn read(bytes: Vec<u8>, batch: &Batch) -> Option<Bundle> {
    let (sums_sha256, counts) = check(&bytes, batch)?;
    Some(Bundle { bytes, sums_sha256, counts })
}

fn check(bytes: &[u8], batch: &Batch) -> Option<(String, Counts)> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let stem = names::stem(batch);
    let sums = String::from_utf8(file(&mut zip, &format!("{stem}/{SUMS}"))?).ok()?;
    for line in sums.lines() {
        let (sum, name) = line.split_once("  ")?;
        if sha256(&file(&mut zip, &format!("{stem}/{name}"))?) != sum {
            return None;
        }
    }
    let manifest = file(&mut zip, &format!("{stem}/{}", package::FILE_NAME))?;
    let Manifest { kiosk } = serde_json::from_slice(&manifest).ok()?;
    let same = shape::is_as_packed(bytes)
        && kiosk.database_id == batch.database_id
        && (kiosk.batch, kiosk.first_seq, kiosk.last_seq) == (batch.number, batch.first_seq, batch.last_seq)
        && zip.len() == sums.lines().count() + 1
        && sums.lines().any(|line| line.ends_with(package::FILE_NAME));
    same.then(|| (sha256(sums.as_bytes()), kiosk.counts))
}

fn file(zip: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    zip.by_name(name).ok()?.take(LARGEST).read_to_end(&mut content).ok()?;
    Some(content)
}
