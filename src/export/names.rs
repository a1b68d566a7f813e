//! Names of the files that leave: ASCII, lower case, legal on FAT.

use crate::files::PART;
use crate::store::Batch;

/// `kq-05443-k01-20261122-00001-3f9a`: commune and kiosk, the day the batch was made, its number, and the first four
/// digits of the database id. No name comes twice, even when a day repeats or a database is begun anew.
pub(super) fn stem(batch: &Batch) -> String {
    let day = batch.made_at.day().compact();
    format!("kq-{}-{day}-{:05}-{}", batch.site.id(), batch.number, database(batch))
}

/// The end of a temporary file's name, by which an exporter knows its own.
pub(super) fn temporary_end(batch: &Batch) -> String {
    format!("-{}.zip{PART}", database(batch))
}

/// What a temporary file begins with: hidden, and a final name with a dot before it.
pub(super) const TEMPORARY_START: &str = ".kq-";

fn database(batch: &Batch) -> String {
    batch.database_id.chars().filter(char::is_ascii_hexdigit).take(4).collect()
}
