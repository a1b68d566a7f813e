//! Settings that are changed on the screen: from the words of the pages to those of `kiosk.toml`, and from what went wrong
//! to what the pages say of it.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::app::staff::{self, Unsaved};
use crate::config::{self, Change, ChangeError};
use crate::tui::Saver;
use crate::typing::Method;

/// Whoever writes to this settings file.
pub fn saver(path: PathBuf) -> Saver {
    Saver::new(move |changes| save(&path, changes))
}

fn save(path: &Path, changes: &[staff::Change]) -> Result<(), Unsaved> {
    let changes: Vec<Change> = changes.iter().map(change).collect();
    config::change(path, &changes).map(drop).map_err(|error| unsaved(&error))
}

fn change(change: &staff::Change) -> Change {
    match change {
        staff::Change::Commune(code) => Change::new("site", "commune", code.as_str()),
        staff::Change::Number(number) => Change::new("site", "number", *number),
        staff::Change::ExportTo(folder) => Change::new("export", "to", folder.as_str()),
        staff::Change::Letters(pixels) => Change::new("kiosk", "letters", *pixels),
        staff::Change::Language(code) => Change::new("kiosk", "language", code.as_str()),
        staff::Change::Typing(Method::Telex) => Change::new("kiosk", "typing", "telex"),
        staff::Change::Typing(Method::Vni) => Change::new("kiosk", "typing", "vni"),
    }
}

fn unsaved(error: &ChangeError) -> Unsaved {
    let source = match error {
        ChangeError::Write { source, .. } | ChangeError::File(config::ConfigError::Read { source, .. }) => source,
        _ => return Unsaved::Faulty,
    };
    match source.kind() {
        ErrorKind::PermissionDenied => Unsaved::Denied,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Unsaved::Full,
        ErrorKind::ReadOnlyFilesystem => Unsaved::ReadOnly,
        _ => Unsaved::Other,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::config::Config;

    #[test]
    fn what_the_pages_change_stands_in_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kiosk.toml");
        let changes = [
            staff::Change::Commune("02143".to_owned()),
            staff::Change::Number(7),
            staff::Change::ExportTo("/media/usb".to_owned()),
            staff::Change::Letters(32),
            staff::Change::Typing(Method::Vni),
        ];
        save(&path, &changes).unwrap();
        let Config { site, kiosk, export, .. } = Config::load(Some(&path)).unwrap();
        assert_eq!((site.commune.as_str(), site.number, export.to.as_str()), ("02143", 7, "/media/usb"));
        assert_eq!((kiosk.letters, kiosk.typing.as_str()), (32, "vni"));
    }

    #[test]
    fn what_went_wrong_has_a_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kiosk.toml");
        fs::write(&path, "[site]\nnumer = 1\n").unwrap();
        assert_eq!(save(&path, &[staff::Change::Number(7)]), Err(Unsaved::Faulty));
        assert_eq!(save(&path.join("below"), &[staff::Change::Number(7)]), Err(Unsaved::Other));
        let write = |kind: ErrorKind| ChangeError::Write { path: String::new(), source: kind.into() };
        for (kind, why) in [
            (ErrorKind::PermissionDenied, Unsaved::Denied),
            (ErrorKind::StorageFull, Unsaved::Full),
            (ErrorKind::ReadOnlyFilesystem, Unsaved::ReadOnly),
            (ErrorKind::NotFound, Unsaved::Other),
        ] {
            assert_eq!(unsaved(&write(kind)), why);
        }
    }
}
