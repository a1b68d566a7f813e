//! The PIN of the staff in the data folder: its hash in `staff-pin`, wrong tries in a row in `staff-tries`. Never in the
//! database, which leaves in backups, nor in the settings, which people copy.
//!
//! A try is counted, and the count synced, *before* it is compared: whoever pulls the plug or kills the program in time
//! has spent the try all the same.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{Error as HashError, PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};

use super::error::{StoreError, shown};
use super::ids::random_bytes;
use crate::pin::{FREE_TRIES, Pin};

/// Argon2id with 7 MiB, five times, one lane (OWASP): about a quarter of a second on an old PC, and little memory.
const MEMORY_KIB: u32 = 7 * 1024;
const PASSES: u32 = 5;
const LANES: u32 = 1;

/// Bytes of random salt (RFC 9106).
const SALT: usize = 16;

/// No hash is longer than this.
const MOST_BYTES: u64 = 512;

/// The files in a data folder.
#[derive(Debug, Clone)]
pub struct PinFile {
    folder: PathBuf,
}

/// Why the PIN cannot be set or compared.
#[derive(Debug, thiserror::Error)]
pub enum PinError {
    /// A file cannot be read or written.
    #[error("cannot {doing} {path}")]
    File {
        /// What was tried.
        doing: &'static str,
        /// The file.
        path: String,
        /// Cause.
        #[source]
        source: io::Error,
    },
    /// The file holds no hash.
    #[error("{0} is damaged: set the PIN again with `kiosk staff set-pin`")]
    Damaged(String),
    /// The system gave no random bytes, or the hash could not be made.
    #[error("the PIN could not be hashed")]
    NoHash,
}

impl PinFile {
    /// The name of the file with the hash.
    pub const NAME: &str = "staff-pin";

    /// The name of the file with the wrong tries in a row.
    pub const TRIES: &str = "staff-tries";

    /// The PIN of a data folder.
    pub fn of(data: &Path) -> PinFile {
        PinFile { folder: data.to_owned() }
    }

    /// Whether a PIN was ever set. One that is damaged was.
    pub fn is_set(&self) -> Result<bool, PinError> {
        self.folder.join(Self::NAME).try_exists().map_err(|e| self.failed("read", Self::NAME, e))
    }

    /// Sets the PIN, instead of the one before, and forgets the wrong tries.
    pub fn set(&self, pin: &Pin) -> Result<(), PinError> {
        let salt: [u8; SALT] = random_bytes().map_err(|_: StoreError| PinError::NoHash)?;
        let hash = hasher()?.hash_password_with_salt(pin.digits(), &salt).map_err(|_| PinError::NoHash)?;
        self.write(Self::NAME, format!("{hash}\n").as_bytes())?;
        // The PIN holds; a wait that stays for a while is no harm.
        let _ = self.count(0);
        Ok(())
    }

    /// Wrong tries in a row, as they were counted last. A count that cannot be read is no leave to guess.
    pub fn failures(&self) -> u32 {
        match self.read(Self::TRIES) {
            Ok(counted) => counted.trim().parse().unwrap_or(FREE_TRIES),
            Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
            Err(_) => FREE_TRIES,
        }
    }

    /// Counts so many wrong tries. When this returns `Ok`, it survives kill -9 and a power cut.
    pub fn count(&self, failures: u32) -> Result<(), PinError> {
        self.write(Self::TRIES, format!("{failures}\n").as_bytes())
    }

    /// Whether it is the PIN. Slow on purpose.
    pub fn matches(&self, pin: &Pin) -> Result<bool, PinError> {
        let kept = self.read(Self::NAME).map_err(|e| self.failed("read", Self::NAME, e))?;
        let damaged = || PinError::Damaged(shown(&self.folder.join(Self::NAME)));
        let hash = PasswordHash::new(kept.trim()).map_err(|_| damaged())?;
        if hash.hash.is_none() {
            return Err(damaged()); // cut short, it would be wrong for ever
        }
        match hasher()?.verify_password(pin.digits(), &hash) {
            Ok(()) => Ok(true),
            Err(HashError::PasswordInvalid) => Ok(false),
            Err(_) => Err(damaged()),
        }
    }

    fn read(&self, name: &str) -> io::Result<String> {
        let mut content = String::new();
        File::open(self.folder.join(name))?.take(MOST_BYTES).read_to_string(&mut content)?;
        Ok(content)
    }

    /// Under its name a file is whole, and only its owner reads it.
    fn write(&self, name: &str, content: &[u8]) -> Result<(), PinError> {
        let (path, part) = (self.folder.join(name), self.folder.join(format!("{name}.part")));
        let write = || -> io::Result<()> {
            let _ = fs::remove_file(&part); // of an earlier try, perhaps of another mode
            let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part)?;
            file.write_all(content)?;
            file.sync_all()?;
            fs::rename(&part, &path)?;
            File::open(&self.folder)?.sync_all()
        };
        write().map_err(|e| self.failed("write", name, e))
    }

    fn failed(&self, doing: &'static str, name: &str, source: io::Error) -> PinError {
        PinError::File { doing, path: shown(&self.folder.join(name)), source }
    }
}

fn hasher() -> Result<Argon2<'static>, PinError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|_| PinError::NoHash)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn pin(digits: &str) -> Pin {
        Pin::typed(digits.to_owned())
    }

    #[test]
    fn a_pin_is_kept_as_a_salted_hash_that_only_its_owner_reads() {
        let data = tempfile::tempdir().unwrap();
        let file = PinFile::of(data.path());
        assert!(!file.is_set().unwrap());
        file.set(&pin("274915")).unwrap();
        assert!(file.is_set().unwrap());
        assert!(file.matches(&pin("274915")).unwrap());
        for wrong in ["274916", "27491", "2749155", ""] {
            assert!(!file.matches(&pin(wrong)).unwrap(), "{wrong}");
        }
        let path = data.path().join(PinFile::NAME);
        let kept = fs::read_to_string(&path).unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=7168,t=5,p=1$"), "{kept}");
        assert!(!kept.contains("274915"));
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        file.set(&pin("274915")).unwrap();
        assert_ne!(fs::read_to_string(&path).unwrap(), kept, "each has a salt of its own");
        assert_eq!(fs::read_dir(data.path()).unwrap().count(), 2, "no other file is left");
    }

    #[test]
    fn tries_are_counted_across_starts_and_forgotten_with_a_new_pin() {
        let data = tempfile::tempdir().unwrap();
        let file = PinFile::of(data.path());
        assert_eq!(file.failures(), 0);
        file.count(7).unwrap();
        assert_eq!(PinFile::of(data.path()).failures(), 7);
        file.set(&pin("274915")).unwrap();
        assert_eq!(file.failures(), 0);
    }

    #[test]
    fn a_count_that_cannot_be_read_is_no_leave_to_guess() {
        let data = tempfile::tempdir().unwrap();
        let file = PinFile::of(data.path());
        for content in ["", "x", "-1", "4294967296"] {
            fs::write(data.path().join(PinFile::TRIES), content).unwrap();
            assert_eq!(file.failures(), FREE_TRIES, "{content:?}");
        }
        fs::remove_file(data.path().join(PinFile::TRIES)).unwrap();
        fs::create_dir(data.path().join(PinFile::TRIES)).unwrap();
        assert_eq!(file.failures(), FREE_TRIES);
        assert!(file.count(1).is_err());
    }

    #[test]
    fn a_damaged_hash_lets_nobody_in_and_is_called_so() {
        let data = tempfile::tempdir().unwrap();
        let file = PinFile::of(data.path());
        for content in
            ["", "274915", "$argon2id$v=19$m=7168,t=5,p=1$", "$argon2id$v=19$m=7168,t=5,p=1$c2FsdHNhbHRzYWx0"]
        {
            fs::write(data.path().join(PinFile::NAME), content).unwrap();
            assert!(file.is_set().unwrap());
            assert!(matches!(file.matches(&pin("274915")), Err(PinError::Damaged(_))), "{content:?}");
        }
        assert!(matches!(PinFile::of(&data.path().join("none")).matches(&pin("1")), Err(PinError::File { .. })));
    }
}
