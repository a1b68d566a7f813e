//! What has left and what waits, and *Xuất ngay*: the same export as `kiosk export`, beside the running kiosk, so that no stick holds up a key.

use std::io;
use std::path::Path;

use super::Room;
use crate::app::staff::{Answer, Exported, LastBatch, Left};
use crate::export::{self, ExportError, Written};
use crate::store::{Store, StoreError, shown};
use crate::time::Moment;

/// How it stands with the exports; `None`: the database cannot be read now.
pub fn left(room: &Room) -> Option<Left> {
    match Store::open_read_only(&room.data) {
        Ok(store) => count(&store, room).ok(),
        Err(StoreError::Missing { .. }) => Some(Left { to: name(room), ..Left::default() }),
        Err(_) => None,
    }
}

fn count(store: &Store, room: &Room) -> Result<Left, StoreError> {
    let batches = store.batches()?;
    let last = batches.iter().rev().find(|batch| batch.is_closed()).map(|batch| LastBatch {
        number: batch.number,
        at: batch.made_at,
        attempts: batch.last_seq.saturating_sub(batch.first_seq) + 1,
    });
    Ok(Left { last, waiting: store.waiting()?, to: name(room) })
}

fn name(room: &Room) -> Option<String> {
    to(room).map(shown)
}

/// The folder that files go to, besides the kiosk's own.
fn to(room: &Room) -> Option<&Path> {
    Some(Path::new(&room.in_force.export_to)).filter(|path| !path.as_os_str().is_empty())
}

/// Lets everything leave that has not left; and why it could not.
pub fn export(room: &Room, now: Moment) -> (Answer, Option<String>) {
    let mut store = match Store::open_existing(&room.data) {
        Ok(store) => store,
        Err(StoreError::Missing { .. }) => return (Answer::Exported(Exported::Nothing, left(room)), None),
        Err(error) => return (Answer::Exported(Exported::NoStore, None), Some(error.to_string())),
    };
    let to = to(room);
    let done = match to.filter(|folder| !folder.is_dir()) {
        // Said even when there is nothing new: the stick that is missing now is missing tomorrow.
        Some(folder) => Err(ExportError::DestinationMissing { path: folder.to_owned() }),
        None => export::export_all(&mut store, &room.data, to, now, &room.site, export::SOFTWARE),
    };
    let why = done.as_ref().err().map(ToString::to_string);
    let done = done.as_deref().map_or_else(failed, written);
    (Answer::Exported(done, count(&store, room).ok()), why)
}

fn written(all: &[Written]) -> Exported {
    let Some(last) = all.last() else { return Exported::Nothing };
    let attempts = all.iter().map(|written| u64::from(written.counts.attempts)).sum();
    let folder = shown(last.path.parent().unwrap_or(Path::new(".")));
    Exported::Done { attempts, file: last.name.clone(), folder }
}

fn failed(error: &ExportError) -> Exported {
    match error {
        ExportError::DestinationMissing { path } | ExportError::NotAFolder { path } => Exported::NoFolder(shown(path)),
        ExportError::Full { .. } => Exported::Full,
        ExportError::ReadOnly { .. } | ExportError::Denied { .. } => Exported::ReadOnly,
        ExportError::Running { .. } => Exported::Busy,
        ExportError::Store(_) => Exported::NoStore,
        ExportError::Unplugged { path, .. } => Exported::NoFolder(shown(path)),
        ExportError::File { source, .. } if source.kind() == io::ErrorKind::StorageFull => Exported::Full,
        _ => Exported::Failed,
    }
}
