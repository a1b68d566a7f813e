//! What leaves the kiosk: one zip a batch, a Frictionless data package that a collector reads without asking.
//!
//! A file first, a mark second. The rows of a batch are closed, so its files can be made any number of times with the
//! same bytes. They are put in place by the atomic writer, and only then is the batch closed in the database: a crash
//! between the two is made good by the next export, which finds the file or makes it again. Each zip is kept in
//! `exports` in the data folder.

mod atomic;
mod bundle;
mod cell;
mod error;
#[cfg(test)]
mod lives_tests;
mod names;
mod package;
mod rows;
mod shape;
mod table;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::{Path, PathBuf};

pub use crate::communes::Site;
pub use error::ExportError;
pub use rows::Counts;

use crate::store::{Batch, Lock, LockError, Store};
use crate::time::Moment;
use atomic::Folder;
use bundle::Bundle;

/// The program as the manifest of an export names it.
pub const SOFTWARE: &str = concat!("kiosk ", env!("CARGO_PKG_VERSION"));

/// The folder of kept zips in the data folder.
pub const KEPT: &str = "exports";

/// A file that is in place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Where: at the destination if one was named, else among the kept ones.
    pub path: PathBuf,
    /// Its name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of the zip, lower-case hex.
    pub sha256: String,
    /// SHA-256 of the `SHA256SUMS` in it, lower-case hex: what the next batch names as `previous_sums`.
    pub sums_sha256: String,
    /// Number of the batch.
    pub batch: u32,
    /// Rows in it.
    pub counts: Counts,
}

/// Takes the lock of the export.
fn hold(data: &Path) -> Result<Lock, ExportError> {
    Lock::take(data, Lock::EXPORT).map_err(|error| match error {
        LockError::Taken => ExportError::Running { path: data.to_owned() },
        LockError::Io(error) if error.kind() == std::io::ErrorKind::NotFound => {
            ExportError::DestinationMissing { path: data.to_owned() }
        }
        LockError::Io(error) => ExportError::io("lock", &data.join(Lock::EXPORT), error),
    })
}

/// A batch, as it is listed for staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The batch.
    pub batch: Batch,
    /// The name of its zip.
    pub name: String,
    /// Where the kiosk keeps it; `None` when it is not there.
    pub kept: Option<PathBuf>,
}

/// Writes everything that has not left yet, oldest first, and closes each batch when its file is in place: among the
/// kept zips, and in the folder `to` too if one is named.
///
/// On an error the batch stays open and the next export writes the same file again; batches before it have left.
/// Works beside a running kiosk; a second export at the same time gets [`ExportError::Running`].
pub fn export_all(
    store: &mut Store,
    data: &Path,
    to: Option<&Path>,
    now: Moment,
    site: &Site,
    software: &str,
) -> Result<Vec<Written>, ExportError> {
    let _lock = hold(data)?;
    let kept = kept_folder(data)?;
    let mut left = Vec::new();
    while let Some(batch) = store.open_batch(now, site, software)? {
        let bundle = keep(store, &batch, &kept)?;
        let folder = to.unwrap_or(&kept);
        let written = put(&bundle, &batch, folder)?;
        store.close_batch(batch.number, &written.sums_sha256, now)?;
        left.push(written);
    }
    Ok(left)
}

/// Puts the zip of a batch that has left already into the folder `to`: the one that was kept, or, if that is gone,
/// one made from the rows again, which must have the same `SHA256SUMS`.
pub fn again(store: &Store, data: &Path, number: u32, to: &Path) -> Result<Written, ExportError> {
    let _lock = hold(data)?;
    let batch = store.batch(number)?.ok_or(ExportError::NoBatch(number))?;
    let sums = batch.sums_sha256.as_deref().ok_or(ExportError::NotClosed(number))?;
    let kept = read_kept(&data.join(KEPT), &batch).ok().flatten().filter(|bundle| bundle.sums_sha256 == sums);
    let bundle = match kept {
        Some(bundle) => bundle,
        None => bundle::build(store, &batch)?,
    };
    if bundle.sums_sha256 != sums {
        return Err(ExportError::Changed(number));
    }
    put(&bundle, &batch, to)
}

/// All batches, oldest first, with the zips that are kept.
pub fn list(store: &Store, data: &Path) -> Result<Vec<Listed>, ExportError> {
    let listed = |batch: Batch| {
        let name = zip_name(&batch);
        let path = data.join(KEPT).join(&name);
        Listed { kept: path.is_file().then_some(path), name, batch }
    };
    Ok(store.batches()?.into_iter().map(listed).collect())
}

/// Makes the zip of a batch from its rows and puts it into the folder `to`. Marks nothing.
pub fn write_batch(store: &Store, batch: &Batch, to: &Path) -> Result<Written, ExportError> {
    put(&bundle::build(store, batch)?, batch, to)
}

fn zip_name(batch: &Batch) -> String {
    format!("{}.zip", names::stem(batch))
}

fn put(bundle: &Bundle, batch: &Batch, folder: &Path) -> Result<Written, ExportError> {
    let name = zip_name(batch);
    Folder::open(folder)?.put(&name, &bundle.bytes, &names::temporary_end(batch))?;
    Ok(Written {
        path: folder.join(&name),
        name,
        bytes: bundle.bytes.len() as u64,
        sha256: bundle::sha256(&bundle.bytes),
        sums_sha256: bundle.sums_sha256.clone(),
        batch: batch.number,
        counts: bundle.counts,
    })
}

/// The zip of an open batch among the kept ones. One that is there and whole is taken as it is, even if a newer
/// version of the program would write it otherwise: it may have reached the province already. One that is not whole
/// was spoilt by its disk, and is moved aside.
fn keep(store: &Store, batch: &Batch, kept: &Path) -> Result<Bundle, ExportError> {
    let bundle = match read_kept(kept, batch)? {
        Some(bundle) => bundle,
        None => bundle::build(store, batch)?,
    };
    put(&bundle, batch, kept)?;
    Ok(bundle)
}

fn read_kept(kept: &Path, batch: &Batch) -> Result<Option<Bundle>, ExportError> {
    let path = kept.join(zip_name(batch));
    match fs::symlink_metadata(&path) {
        Ok(about) if about.is_file() => {}
        // Anything else of that name is refused by the writer.
        _ => return Ok(None),
    }
    let bytes = fs::read(&path).map_err(|e| ExportError::io("read", &path, e))?;
    if let Some(bundle) = bundle::read(bytes, batch) {
        return Ok(Some(bundle));
    }
    move_aside(&path)?;
    Ok(None)
}

fn move_aside(path: &Path) -> Result<(), ExportError> {
    let name = |n: u32| path.with_extension(format!("zip.damaged-{n}"));
    let Some(aside) = (1..100).map(name).find(|aside| fs::symlink_metadata(aside).is_err()) else {
        return Err(ExportError::Occupied { path: path.to_owned() });
    };
    fs::rename(path, &aside).map_err(|e| ExportError::io("move aside", path, e))
}

fn kept_folder(data: &Path) -> Result<PathBuf, ExportError> {
    let kept = data.join(KEPT);
    match fs::create_dir(&kept) {
        Err(e) if e.kind() != std::io::ErrorKind::AlreadyExists => {
            return Err(ExportError::io("make the folder", &kept, e));
        }
        Ok(()) => {
            let synced = fs::File::open(data).and_then(|folder| folder.sync_all());
            synced.map_err(|e| ExportError::io("sync the folder", data, e))?;
        }
        Err(_) => {}
    }
    Ok(kept)
}
