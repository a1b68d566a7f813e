//! The real binary, run without a terminal in a home of its own.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use kiosk::app::Effect;
use kiosk::communes::Site;
use kiosk::i18n::Lang;
use kiosk::store::{AttemptId, Store};
use kiosk::time::{Moment, RELEASED};
use kiosk::tutor::record::Mode;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use zip::ZipArchive;

use super::keys::Driver;

/// The binary under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_kiosk");

/// A home folder with nothing in it, gone when this is dropped.
pub struct Home(TempDir);

/// What a run of the program said.
#[derive(Debug)]
pub struct Said {
    /// Exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Home {
    /// A new home.
    pub fn new() -> Home {
        Home(tempfile::tempdir().unwrap())
    }

    /// A home in which somebody went through the installing lesson and left, and another finished it.
    pub fn with_attempts() -> Home {
        let home = Home::new();
        fs::create_dir(home.data()).unwrap();
        home.record(&["left", "finished"]);
        home
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The data folder that the runs are given; made by whoever writes to it first.
    pub fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    /// The variables of a run: this home, and nothing of the machine's own settings.
    pub fn env(&self) -> Vec<(&'static str, String)> {
        let home = self.path().to_str().unwrap().to_owned();
        vec![
            ("HOME", home.clone()),
            ("XDG_DATA_HOME", format!("{home}/share")),
            ("XDG_CONFIG_HOME", format!("{home}/config")),
        ]
    }

    /// The program, to be run in this home on its data folder.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = self.bare_command(args);
        command.arg("--data").arg(self.data());
        command
    }

    /// The program, to be run in this home.
    pub fn bare_command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(args).current_dir(self.path()).envs(self.env()).stdin(Stdio::null());
        command
    }

    /// Runs it on its data folder.
    pub fn run(&self, args: &[&str]) -> Said {
        said(&mut self.command(args))
    }

    /// Runs it without naming a data folder.
    pub fn run_bare(&self, args: &[&str]) -> Said {
        said(&mut self.bare_command(args))
    }

    /// Puts attempts at the installing lesson into the database, as the kiosk itself would.
    pub fn record(&self, how: &[&str]) {
        let mut store = Store::open(&self.data(), moment(0), Some("test")).unwrap();
        let site = Site::new("00000", 1).unwrap();
        for end in how {
            let mut driver = Driver::in_lesson(Lang::Vi, "vneid-install", Mode::Guided);
            driver.follow_to_step(4);
            match *end {
                "left" => {
                    use kiosk::app::Key;
                    driver.keys(&[Key::F(10), Key::Down, Key::Enter]);
                }
                "running" => {}
                _ => driver.finish(),
            }
            let mut id: Option<AttemptId> = None;
            for effect in &driver.effects {
                match effect {
                    Effect::Begin { start, .. } => {
                        id = Some(store.begin_attempt(start, &site, moment(1)).unwrap().id);
                    }
                    Effect::Step { result, .. } => store.save_step(id.as_ref().unwrap(), result, moment(2)).unwrap(),
                    Effect::End { end, .. } => {
                        store.end_attempt(id.as_ref().unwrap(), end, moment(3)).unwrap();
                    }
                    _ => {}
                }
            }
        }
    }

    /// What `kiosk doctor` says, as JSON.
    pub fn doctor(&self) -> Value {
        let said = self.run(&["doctor", "--format", "json"]);
        assert!(said.code <= 1, "{said:?}");
        serde_json::from_str(&said.out).unwrap()
    }

    /// The zips in a folder, by name.
    pub fn zips(folder: &Path) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
        let mut zips: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        zips.retain(|path| path.extension().is_some_and(|e| e == "zip"));
        zips.sort();
        zips
    }
}

fn moment(minute: i64) -> Moment {
    Moment { wall: RELEASED.plus_ms(minute * 60_000), mono: u64::try_from(minute).unwrap() * 60_000 }
}

/// Runs a command to its end.
pub fn said(command: &mut Command) -> Said {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).expect("the program writes UTF-8");
    let code = output.status.code().expect("the program was not killed");
    Said { code, out: text(output.stdout), err: text(output.stderr) }
}

impl Said {
    /// A failure: this code, nothing on standard output, and on standard error one message that holds these texts and
    /// nothing that a terminal would obey.
    pub fn failed(&self, code: i32, texts: &[&str]) {
        assert_eq!((self.code, self.out.as_str()), (code, ""), "{self:?}");
        assert!(self.err.starts_with("kiosk: "), "{self:?}");
        for text in texts {
            assert!(self.err.contains(text), "`{text}` is missing: {self:?}");
        }
        assert!(!self.err.chars().any(|c| c.is_control() && c != '\n'), "{self:?}");
        assert!(!self.err.contains("panicked"), "{self:?}");
    }

    /// A success: nothing on standard error.
    pub fn done(&self) -> &str {
        assert_eq!((self.code, self.err.as_str()), (0, ""), "{self:?}");
        &self.out
    }
}

/// An exported zip, opened and held against its own `SHA256SUMS` and manifest.
pub struct Package {
    /// Name inside the folder and content, in the order of the zip.
    files: Vec<(String, Vec<u8>)>,
    /// `datapackage.json`.
    pub manifest: Value,
}

impl Package {
    /// Opens a zip; every promise that a collector relies on is checked.
    pub fn open(path: &Path) -> Package {
        let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let mut zip = ZipArchive::new(File::open(path).unwrap()).unwrap();
        let mut files = Vec::new();
        for at in 0..zip.len() {
            let mut file = zip.by_index(at).unwrap();
            let path = file.name().unwrap().into_owned();
            let name = path.strip_prefix(&format!("{stem}/")).expect("one folder of the zip's name").to_owned();
            let mut content = Vec::new();
            file.read_to_end(&mut content).unwrap();
            files.push((name, content));
        }
        let get = |name: &str| files.iter().find(|(n, _)| n == name).map(|(_, content)| content.clone()).unwrap();
        let sums = String::from_utf8(get("SHA256SUMS")).unwrap();
        let mut summed: Vec<&str> = Vec::new();
        for line in sums.lines() {
            let (sum, name) = line.split_once("  ").unwrap();
            assert_eq!(sum, hex(&get(name)), "{name}");
            summed.push(name);
        }
        let mut others: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        others.retain(|name| *name != "SHA256SUMS");
        assert_eq!(summed, others, "every other file has its sum");
        let manifest: Value = serde_json::from_slice(&get("datapackage.json")).unwrap();
        for resource in manifest["resources"].as_array().unwrap() {
            let content = get(resource["path"].as_str().unwrap());
            assert_eq!(resource["hash"], format!("sha256:{}", hex(&content)));
            assert_eq!(resource["bytes"], content.len());
        }
        let package = Package { files, manifest };
        for name in ["attempts", "step_results", "learners", "lessons", "steps"] {
            assert_eq!(package.manifest["kiosk"]["counts"][name], package.rows(name).len(), "{name}");
        }
        package
    }

    /// Every file in it: name and content.
    pub fn files(&self) -> &[(String, Vec<u8>)] {
        &self.files
    }

    /// The rows of a table, each as (column, cell).
    pub fn rows(&self, table: &str) -> Vec<Vec<(String, String)>> {
        let name = format!("{table}.csv");
        let (_, content) = self.files.iter().find(|(n, _)| *n == name).unwrap();
        assert!(content.ends_with(b"\n") && !content.contains(&b'\r'));
        let mut reader = csv::Reader::from_reader(content.as_slice());
        let header = reader.headers().unwrap().clone();
        let row = |record: csv::StringRecord| {
            header.iter().zip(&record).map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect()
        };
        reader.records().map(|record| row(record.unwrap())).collect()
    }

    /// One column of a table.
    pub fn column(&self, table: &str, column: &str) -> Vec<String> {
        let cell = |row: Vec<(String, String)>| row.into_iter().find(|(name, _)| name == column).unwrap().1;
        self.rows(table).into_iter().map(cell).collect()
    }
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}
