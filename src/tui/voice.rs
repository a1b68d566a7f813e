//! *Đọc to*: sentences are spoken by a command that reads them from its standard input, or played as recorded clips.
//! A key stops it at once. Nothing here can hold the kiosk up: commands are waited for in a thread of their own, what
//! they read lies in memory, and whatever is missing or stuck is only silent.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Seek as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{env, thread};

use rustix::fs::{MemfdFlags, memfd_create};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};
use sha2::{Digest as _, Sha256};

use crate::text;

/// The endings of a recorded clip, in the order in which they are looked for.
const CLIP_ENDINGS: [&str; 4] = ["wav", "ogg", "mp3", "flac"];

/// What stands for the language in a command.
const LANG: &str = "{lang}";

/// What stands for the clip in a command.
const FILE: &str = "{file}";

/// How sentences are heard.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VoiceSettings {
    /// The command that speaks what it reads, with its arguments; empty: none. `{lang}` is the code of the language.
    pub command: Vec<String>,
    /// Folder of recorded clips, if there are any.
    pub clips: Option<PathBuf>,
    /// The command that plays a clip, with its arguments; `{file}` is the clip.
    pub player: Vec<String>,
}

impl VoiceSettings {
    /// Whether anything could be heard: a command that is installed, or clips and something to play them.
    pub fn is_there(&self) -> bool {
        let clips = self.clips.as_ref().is_some_and(|folder| folder.is_dir()) && is_installed(&self.player);
        clips || is_installed(&self.command)
    }

    /// The recorded clip of a sentence.
    pub fn clip(&self, sentence: &str) -> Option<PathBuf> {
        let folder = self.clips.as_ref()?;
        let name = clip_name(sentence);
        let mut files = CLIP_ENDINGS.iter().map(|ending| folder.join(format!("{name}.{ending}")));
        files.find(|file| file.is_file())
    }

    /// Sentences as the commands that speak them; those without a clip that follow each other are spoken together.
    fn commands(&self, sentences: &[String], lang: &str) -> Vec<Spoken> {
        let speaks = !self.command.is_empty();
        let mut all: Vec<Spoken> = Vec::new();
        for sentence in sentences {
            match (self.clip(sentence), all.last_mut()) {
                (Some(clip), _) => {
                    let clip = clip.display().to_string();
                    all.push(Spoken { command: filled(&self.player, FILE, &clip), text: String::new() });
                }
                (None, Some(last)) if speaks && !last.text.is_empty() => {
                    last.text.push('\n');
                    last.text.push_str(sentence);
                }
                (None, _) if speaks => {
                    all.push(Spoken { command: filled(&self.command, LANG, lang), text: sentence.clone() });
                }
                (None, _) => {}
            }
        }
        all
    }
}

/// The name of the file of a sentence's clip, without its ending: the first 16 hexadecimal digits of the SHA-256 of the
/// sentence in NFC.
pub fn clip_name(sentence: &str) -> String {
    let digest = Sha256::digest(text::nfc(sentence).as_bytes());
    digest.iter().take(8).fold(String::new(), |mut name, byte| {
        let _ = write!(name, "{byte:02x}");
        name
    })
}

/// One command with what it reads.
#[derive(Debug, PartialEq, Eq)]
struct Spoken {
    command: Vec<String>,
    text: String,
}

fn filled(command: &[String], place: &str, with: &str) -> Vec<String> {
    command.iter().map(|part| part.replace(place, with)).collect()
}

/// Whether the program of a command can be run.
fn is_installed(command: &[String]) -> bool {
    let Some(program) = command.first().filter(|program| !program.is_empty()) else { return false };
    let runs = |path: &Path| path.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0);
    if program.contains('/') {
        return runs(Path::new(program));
    }
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| runs(&folder.join(program)))
}

/// The voice of the kiosk.
#[derive(Debug)]
pub struct Voice {
    settings: VoiceSettings,
    speech: Option<Arc<Speech>>,
}

impl Voice {
    /// A silent voice.
    pub fn new(settings: VoiceSettings) -> Voice {
        Voice { settings, speech: None }
    }

    /// Speaks sentences, instead of what is being spoken.
    pub fn speak(&mut self, sentences: &[String], lang: &str) {
        self.stop();
        let commands = self.settings.commands(sentences, lang);
        if commands.is_empty() {
            return;
        }
        let speech = Arc::new(Speech::default());
        let spoken = speech.clone();
        let work = move || commands.into_iter().take_while(|one| spoken.run(one)).for_each(drop);
        // Without a thread there is no voice, and everything else goes on.
        let started = thread::Builder::new().name("voice".into()).spawn(work);
        self.speech = started.ok().map(|_| speech);
    }

    /// Stops what is being spoken.
    pub fn stop(&mut self) {
        if let Some(speech) = self.speech.take() {
            speech.stop();
        }
    }
}

impl Drop for Voice {
    fn drop(&mut self) {
        self.stop();
    }
}

/// What is being spoken.
#[derive(Debug, Default)]
struct Speech(Mutex<Now>);

#[derive(Debug, Default)]
struct Now {
    stopped: bool,
    /// The command that runs: it leads a process group of its own, and is not reaped while it stands here.
    running: Option<Pid>,
}

impl Speech {
    fn now(&self) -> MutexGuard<'_, Now> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs one command to its end; whether the next one is wanted.
    fn run(&self, spoken: &Spoken) -> bool {
        let mut child = {
            let mut now = self.now();
            if now.stopped {
                return false;
            }
            let Ok(child) = start(spoken) else { return true };
            now.running = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
            child
        };
        let Some(pid) = self.now().running else { return false };
        // Only looked at here, so that its number stays its own until it is reaped under the lock.
        while matches!(
            waitid(WaitId::Pid(pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT),
            Err(rustix::io::Errno::INTR)
        ) {}
        let mut now = self.now();
        let _ = child.wait();
        now.running = None;
        !now.stopped
    }

    fn stop(&self) {
        let mut now = self.now();
        now.stopped = true;
        if let Some(pid) = now.running {
            let _ = kill_process_group(pid, Signal::KILL);
        }
    }
}

/// Starts a command. What it reads is a file in memory: writing it never waits for the reader.
fn start(spoken: &Spoken) -> io::Result<Child> {
    let (program, arguments) = spoken.command.split_first().ok_or(io::ErrorKind::InvalidInput)?;
    let mut words = File::from(memfd_create("speech", MemfdFlags::CLOEXEC)?);
    io::Write::write_all(&mut words, spoken.text.as_bytes())?;
    words.rewind()?;
    let mut command = Command::new(program);
    command.args(arguments).stdin(words).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0).spawn()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::time::Duration;

    fn settings(command: &[&str], clips: Option<PathBuf>) -> VoiceSettings {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        VoiceSettings { command: words(command), clips, player: words(&["play", "{file}"]) }
    }

    fn sentences(all: &[&str]) -> Vec<String> {
        all.iter().map(|one| (*one).to_owned()).collect()
    }

    /// Waits for a condition; the limit is only there so that a broken program does not hang the tests.
    fn wait_for(condition: impl Fn() -> bool) {
        for _ in 0..4000 {
            if condition() {
                return;
            }
            thread::sleep(Duration::from_millis(5));
        }
        panic!("it never came");
    }

    #[test]
    fn a_clip_is_found_by_its_sentence_and_the_rest_is_spoken_together() {
        let folder = tempfile::tempdir().unwrap();
        let clip = folder.path().join(format!("{}.ogg", clip_name("Hai.")));
        fs::write(&clip, "").unwrap();
        let voice = settings(&["say", "-v", "{lang}"], Some(folder.path().to_owned()));
        let found = voice.commands(&sentences(&["Một.", "Hai.", "Ba.", "Bốn."]), "vi");
        let said = |text: &str| Spoken { command: sentences(&["say", "-v", "vi"]), text: text.to_owned() };
        let played = Spoken { command: sentences(&["play", &clip.display().to_string()]), text: String::new() };
        assert_eq!(found, [said("Một."), played, said("Ba.\nBốn.")]);
        let silent = VoiceSettings { command: Vec::new(), ..voice };
        assert_eq!(silent.commands(&sentences(&["Một.", "Hai."]), "vi").len(), 1, "only what was recorded");
    }

    #[test]
    fn the_name_of_a_clip_does_not_depend_on_how_letters_are_composed() {
        assert_eq!(clip_name("Hòa"), clip_name("Ho\u{300}a"));
        // printf 'Chào' | sha256sum
        assert_eq!(clip_name("Chào"), "8fe6ce90de08a08f");
        assert_ne!(clip_name("Chào"), clip_name("chào"));
    }

    #[test]
    fn what_is_spoken_is_read_by_the_command() {
        let folder = tempfile::tempdir().unwrap();
        let heard = folder.path().join("heard");
        let script = format!("cat > {0}.new && mv {0}.new {0}", heard.display());
        let mut voice = Voice::new(settings(&["sh", "-c", &script], None));
        let long = "Chào bác. ".repeat(100_000);
        voice.speak(&sentences(&[&long, "Xong."]), "vi");
        wait_for(|| heard.exists());
        assert_eq!(fs::read_to_string(&heard).unwrap(), format!("{long}\nXong."));
    }

    #[test]
    fn a_key_stops_it_with_all_that_it_started() {
        let folder = tempfile::tempdir().unwrap();
        let pid = folder.path().join("pid");
        // It never reads, and what it starts lives on without it.
        let script = format!("sleep 1000 & echo $! > {0}.new; mv {0}.new {0}; sleep 1000", pid.display());
        let mut voice = Voice::new(settings(&["sh", "-c", &script], None));
        voice.speak(&sentences(&["Một."]), "vi");
        wait_for(|| pid.exists());
        let started = fs::read_to_string(&pid).unwrap().trim().to_owned();
        let speech = voice.speech.clone().unwrap();
        voice.stop();
        wait_for(|| speech.now().running.is_none());
        let stat = PathBuf::from(format!("/proc/{started}/stat"));
        wait_for(|| fs::read_to_string(&stat).map_or(true, |stat| stat.contains(") Z ")));
    }

    #[test]
    fn a_missing_command_is_only_silent() {
        let missing = settings(&["no-such-program-here"], None);
        assert!(!missing.is_there());
        assert!(!settings(&[], None).is_there());
        assert!(settings(&["sh"], None).is_there());
        let mut voice = Voice::new(missing);
        voice.speak(&sentences(&["Một."]), "vi");
        voice.speak(&sentences(&["Hai."]), "vi");
        voice.stop();
    }
}
