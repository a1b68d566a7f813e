//! What only the machine's helper may do is asked by a file in its folder: `request`, one line, renamed into place. It
//! takes the file away, does what it says, and writes `answer` beside it.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::thread;
use std::time::Duration;

use crate::app::staff::{Helped, Machine};

/// How often it is looked whether the helper has answered, and how often at most: some ten seconds.
const LOOK: Duration = Duration::from_millis(100);
const LOOKS: u32 = 100;

/// An answer is one short line.
const MOST_BYTES: u64 = 512;

/// The line of a request.
pub fn line(machine: Machine) -> String {
    match machine {
        Machine::Restart => "restart".to_owned(),
        Machine::PowerOff => "power-off".to_owned(),
        Machine::Date { day, hour, minute } => format!("date {day} {hour:02}:{minute:02}"),
        Machine::Letters(pixels) => format!("letters {pixels}"),
    }
}

/// Asks for something, and waits for the answer. Once the request is gone, whatever answer is found is the one to it.
pub fn ask(folder: &Path, line: String) -> Helped {
    if put(folder, line).is_err() {
        return Helped::None;
    }
    let request = folder.join("request");
    for _ in 0..LOOKS {
        if !request.exists()
            && let Some(helped) = read(&folder.join("answer"))
        {
            return helped;
        }
        thread::sleep(LOOK);
    }
    // Nobody listens: what was asked must not be done at some later time.
    let _ = fs::remove_file(request);
    Helped::Silent
}

/// Under its name the request is whole.
fn put(folder: &Path, mut line: String) -> io::Result<()> {
    let part = folder.join("request.part");
    line.push('\n');
    let mut file = File::create(&part)?;
    file.write_all(line.as_bytes())?;
    file.sync_all()?;
    fs::rename(part, folder.join("request"))
}

fn read(answer: &Path) -> Option<Helped> {
    let mut said = String::new();
    File::open(answer).ok()?.take(MOST_BYTES).read_to_string(&mut said).ok()?;
    match said.split_whitespace().next() {
        Some("ok") => Some(Helped::Done),
        Some(_) => Some(Helped::Failed),
        None => None, // it is being written
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A helper that answers the first request with this line.
    fn helper(folder: &Path, said: &'static str) -> thread::JoinHandle<String> {
        let folder = folder.to_owned();
        let work = move || {
            loop {
                if let Ok(asked) = fs::read_to_string(folder.join("request")) {
                    let _ = fs::remove_file(folder.join("answer"));
                    fs::remove_file(folder.join("request")).unwrap();
                    fs::write(folder.join("answer.part"), said).unwrap();
                    fs::rename(folder.join("answer.part"), folder.join("answer")).unwrap();
                    return asked;
                }
                thread::sleep(Duration::from_millis(1));
            }
        };
        thread::Builder::new().spawn(work).unwrap()
    }

    #[test]
    fn a_request_is_one_whole_line_and_its_answer_is_read() {
        for (said, helped) in [("ok restart\n", Helped::Done), ("failed date: no such date\n", Helped::Failed)] {
            let folder = tempfile::tempdir().unwrap();
            fs::write(folder.path().join("answer"), "ok an older one\n").unwrap();
            let helper = helper(folder.path(), said);
            assert_eq!(ask(folder.path(), line(Machine::PowerOff)), helped);
            assert_eq!(helper.join().unwrap(), "power-off\n");
        }
    }

    #[test]
    fn requests_are_written_as_the_helper_reads_them() {
        let day = crate::time::Day::from_date(2026, 11, 25).unwrap();
        for (machine, said) in [
            (Machine::Restart, "restart"),
            (Machine::PowerOff, "power-off"),
            (Machine::Date { day, hour: 8, minute: 5 }, "date 2026-11-25 08:05"),
            (Machine::Letters(32), "letters 32"),
        ] {
            assert_eq!(line(machine), said);
        }
    }

    #[test]
    fn a_folder_that_is_not_there_has_no_helper() {
        assert_eq!(ask(Path::new("/nowhere/at/all"), line(Machine::Restart)), Helped::None);
    }
}
