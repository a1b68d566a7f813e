//! *Xuất ngay*: the same export as `kiosk export`, beside the running kiosk, so that no stick holds up a key.

use std::io;
use std::path::Path;

use super::Room;
use crate::app::staff::{Answer, Exported, Left};
use crate::export::{self, ExportError, Written};
use crate::store::{Store, StoreError, shown};
use crate::time::Moment;
use crate::tui::recorder::left;

/// Lets everything leave that has not left.
pub fn export(room: &Room, now: Moment) -> (Answer, Option<String>) {
    let to = room.export_to.as_deref();
    let name = to.map(shown);
    let mut store = match Store::open_existing(&room.data) {
        Ok(store) => store,
        Err(error) => {
            let nothing_yet = matches!(error, StoreError::Missing { .. });
            let done = if nothing_yet { Exported::Nothing } else { Exported::NoStore };
            let left = nothing_yet.then(|| Left { to: name, ..Left::default() });
            return (Answer::Exported(done, left), (!nothing_yet).then(|| error.to_string()));
        }
    };
    let done = match to.filter(|folder| !folder.is_dir()) {
        // Said even when there is nothing new: the stick that is missing now is missing tomorrow.
        Some(folder) => Err(ExportError::DestinationMissing { path: folder.to_owned() }),
        None => export::export_all(&mut store, &room.data, to, now, &room.site, export::SOFTWARE),
    };
    let why = done.as_ref().err().map(ToString::to_string);
    let done = done.as_deref().map_or_else(failed, written);
    (Answer::Exported(done, left(&store, name.as_deref()).ok()), why)
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
