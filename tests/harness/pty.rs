//! A program in a pseudo-terminal: send keys, read the screen, wait for what must come. Waiting is always for a
//! condition, with a limit that only a broken program reaches; a test that fails shows the screen.
//!
//! The program gets the terminal as its controlling one through `setsid -c` (util-linux), because becoming a session
//! leader between fork and exec needs unsafe code, which this crate forbids. `setsid` then becomes the program itself,
//! so process id, signals and exit status are those of the program.

use std::fs::File;
use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use rustix::event::{EventfdFlags, PollFd, PollFlags, eventfd, poll};
use rustix::fd::OwnedFd;
use rustix::io::Errno;
use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, prlimit};
use rustix::pty::{OpenptFlags, grantpt, ioctl_tiocgptpeer, openpt, unlockpt};
use rustix::termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize};

/// How long a condition may take on the slowest machine.
const LIMIT: Duration = Duration::from_secs(60);

/// A running program and its terminal. The program is killed when this is dropped.
pub struct Pty {
    /// None after a hang-up.
    master: Option<File>,
    stop_reading: Arc<OwnedFd>,
    reader: Option<thread::JoinHandle<()>>,
    pid: Pid,
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    parser: vt100::Parser,
    raw: Vec<u8>,
    /// No more output can come.
    silent: bool,
    exit: Option<i32>,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }
}

impl Pty {
    /// Starts a program as a terminal emulator would: `TERM=xterm-256color`, no `NO_COLOR`, then `env` on top.
    pub fn start(program: &str, args: &[&str], env: &[(&str, &str)], columns: u16, rows: u16) -> Pty {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
        let slave = File::from(ioctl_tiocgptpeer(&master, flags).unwrap());
        tcsetwinsize(&master, winsize(columns, rows)).unwrap();
        let child = Command::new("setsid")
            .args(["-c", program])
            .args(args)
            .env("TERM", "xterm-256color")
            .env_remove("NO_COLOR")
            .envs(env.iter().copied())
            .stdin(Stdio::from(slave.try_clone().unwrap()))
            .stdout(Stdio::from(slave.try_clone().unwrap()))
            .stderr(Stdio::from(slave))
            .spawn()
            .expect("setsid of util-linux starts the program");
        let parser = vt100::Parser::new(rows, columns, 0);
        let state = State { parser, raw: Vec::new(), silent: false, exit: None };
        let shared = Arc::new(Shared { state: Mutex::new(state), changed: Condvar::new() });
        let master = File::from(master);
        let stop_reading = Arc::new(eventfd(0, EventfdFlags::CLOEXEC).unwrap());
        let pid = Pid::from_child(&child);
        let reader = {
            let (output, stop, shared) = (master.try_clone().unwrap(), stop_reading.clone(), shared.clone());
            thread::Builder::new().name("pty output".into()).spawn(move || read(output, &stop, &shared)).unwrap()
        };
        let to = shared.clone();
        thread::Builder::new().name("pty exit".into()).spawn(move || reap(child, &to)).unwrap();
        Pty { master: Some(master), stop_reading, reader: Some(reader), pid, shared }
    }

    /// Types a text as it is, all at once.
    pub fn send(&self, text: &str) {
        self.send_bytes(text.as_bytes());
    }

    /// Sends bytes as they are; it waits while the terminal holds as much as it can.
    pub fn send_bytes(&self, bytes: &[u8]) {
        // A program that has ended takes no keys; the next wait will say so.
        let _ = self.master.as_ref().expect("the terminal hung up").write_all(bytes);
    }

    /// Types keys by name, `Lan<Enter>`, `<Down:3>`, `<C-c>`, `<F10>`; `<lt>` is `<`. Each key is a write of its own.
    pub fn send_keys(&self, keys: &str) {
        for key in parse_keys(keys) {
            self.send(&key);
        }
    }

    /// A press and release of the left button; columns and rows count from 0.
    pub fn click(&self, column: u16, row: u16) {
        let (x, y) = (column + 1, row + 1);
        self.send(&format!("\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m"));
    }

    /// Gives the terminal another size and tells the program.
    pub fn resize(&self, columns: u16, rows: u16) {
        // The emulator cannot be empty; the program is told the true size.
        self.shared.change(|state| state.parser.screen_mut().set_size(rows.max(1), columns.max(1)));
        let master = self.master.as_ref().expect("the terminal hung up");
        tcsetwinsize(master, winsize(columns, rows)).unwrap();
    }

    /// The number of the program's process.
    pub fn pid(&self) -> u32 {
        self.pid.as_raw_nonzero().get().cast_unsigned()
    }

    /// Tells the program another size, which its screen here does not take.
    pub fn resize_unseen(&self, columns: u16, rows: u16) {
        let master = self.master.as_ref().expect("the terminal hung up");
        tcsetwinsize(master, winsize(columns, rows)).unwrap();
    }

    /// Sends a signal to the program alone.
    pub fn kill(&self, signal: Signal) {
        if self.shared.lock().exit.is_none() {
            kill_process(self.pid, signal).unwrap();
        }
    }

    /// From now on the program can make no file longer than this; `None`: as long as it likes.
    pub fn limit_files(&self, bytes: Option<u64>) {
        let limit = Rlimit { current: bytes, maximum: None };
        prlimit(Some(self.pid), Resource::Fsize, limit).unwrap();
    }

    /// Takes the terminal away, as when a cable is pulled or a window is closed.
    pub fn hang_up(&mut self) {
        rustix::io::write(&*self.stop_reading, &1u64.to_ne_bytes()).unwrap();
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
        self.master = None;
    }

    /// The text on the screen, one line for a row, without blanks at the ends.
    pub fn screen(&self) -> String {
        self.shared.lock().parser.screen().contents()
    }

    /// Where the cursor stands, column and row from 0; None when it is hidden.
    pub fn cursor(&self) -> Option<(u16, u16)> {
        let state = self.shared.lock();
        let (row, column) = state.parser.screen().cursor_position();
        (!state.parser.screen().hide_cursor()).then_some((column, row))
    }

    /// Every byte the program wrote so far.
    pub fn output(&self) -> Vec<u8> {
        self.shared.lock().raw.clone()
    }

    /// Waits until the screen shows a text.
    pub fn wait_for(&self, text: &str) {
        self.wait_until(text, |screen| screen.contains(text));
    }

    /// Waits until the screen is as wanted; `what` names it when it never comes.
    pub fn wait_until(&self, what: &str, wanted: impl Fn(&str) -> bool) {
        self.wait_state(what, |state| wanted(&state.parser.screen().contents()));
    }

    /// Waits until the program ends and returns its exit code, or minus the signal that killed it. All of its output
    /// is on the screen then.
    pub fn wait_exit(&self) -> i32 {
        self.wait_state("the end of the program", |state| state.exit.is_some() && state.silent);
        self.shared.lock().exit.unwrap()
    }

    /// Whether the terminal is as before: normal screen, cursor visible, mouse off, echo, lines and signals on.
    pub fn is_restored(&self) -> bool {
        let cooked = LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG;
        let settings = self.master.as_ref().and_then(|master| tcgetattr(master).ok());
        let state = self.shared.lock();
        let screen = state.parser.screen();
        settings.is_some_and(|settings| settings.local_modes.contains(cooked))
            && !screen.alternate_screen()
            && !screen.hide_cursor()
            && !screen.bracketed_paste()
            && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
    }

    fn wait_state(&self, what: &str, reached: impl Fn(&State) -> bool) {
        let over = |state: &State| state.exit.is_some() && state.silent;
        let waiting = |state: &mut State| !reached(state) && !over(state);
        let (state, _) = self
            .shared
            .changed
            .wait_timeout_while(self.shared.lock(), LIMIT, waiting)
            .unwrap_or_else(PoisonError::into_inner);
        if !reached(&state) {
            let ended = state.exit.map_or(String::new(), |code| format!(" (the program ended with {code})"));
            let screen = state.parser.screen().contents();
            drop(state);
            panic!("never came: {what}{ended}\n--- screen\n{screen}\n---");
        }
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        if self.shared.lock().exit.is_none() {
            let _ = kill_process(self.pid, Signal::KILL);
        }
        let _ = rustix::io::write(&*self.stop_reading, &1u64.to_ne_bytes());
    }
}

fn read(mut output: File, stop: &OwnedFd, shared: &Shared) {
    let mut bytes = [0; 16 * 1024];
    loop {
        let mut fds = [PollFd::new(&output, PollFlags::IN), PollFd::new(stop, PollFlags::IN)];
        match poll(&mut fds, None) {
            Err(Errno::INTR) => continue,
            Ok(_) if fds[1].revents().is_empty() => {}
            _ => break,
        }
        // EIO: the last program that had the terminal open is gone.
        let Ok(n @ 1..) = output.read(&mut bytes) else { break };
        shared.change(|state| {
            state.raw.extend_from_slice(&bytes[..n]);
            state.parser.process(&bytes[..n]);
        });
    }
    drop(output);
    shared.change(|state| state.silent = true);
}

fn reap(mut child: Child, shared: &Shared) {
    let status = child.wait().unwrap();
    let code = status.code().or(status.signal().map(|signal| -signal));
    shared.change(|state| state.exit = code);
}

fn winsize(columns: u16, rows: u16) -> Winsize {
    Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 }
}

/// The bytes of each key.
fn parse_keys(keys: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut rest = keys.chars();
    while let Some(c) = rest.next() {
        if c != '<' {
            out.push(c.to_string());
            continue;
        }
        let (name, after) = rest.as_str().split_once('>').unwrap_or_else(|| panic!("a key name without end: {keys}"));
        rest = after.chars();
        let (name, times) = name.split_once(':').unwrap_or((name, "1"));
        let times: usize = times.parse().unwrap_or_else(|_| panic!("a key with a strange count: {keys}"));
        out.extend(std::iter::repeat_n(named_key(name), times));
    }
    out
}

fn named_key(name: &str) -> String {
    let plain = match name {
        "Enter" => "\r",
        "Esc" => "\x1b",
        "Tab" => "\t",
        "BackTab" => "\x1b[Z",
        "Backspace" => "\x7f",
        "Delete" => "\x1b[3~",
        "Space" => " ",
        "lt" => "<",
        "Up" => "\x1b[A",
        "Down" => "\x1b[B",
        "Right" => "\x1b[C",
        "Left" => "\x1b[D",
        "Home" => "\x1b[H",
        "End" => "\x1b[F",
        "PageUp" => "\x1b[5~",
        "PageDown" => "\x1b[6~",
        _ => "",
    };
    if !plain.is_empty() {
        return plain.to_owned();
    }
    if let Some(number) = name.strip_prefix('F').and_then(|n| n.parse::<usize>().ok()) {
        let codes = ["OP", "OQ", "OR", "OS", "[15~", "[17~", "[18~", "[19~", "[20~", "[21~", "[23~", "[24~"];
        return format!("\x1b{}", codes[number - 1]);
    }
    match (name.strip_prefix("C-").map(str::as_bytes), name.strip_prefix("A-")) {
        (Some(&[letter]), _) => char::from(letter.to_ascii_uppercase() & 0x1f).to_string(),
        (_, Some(letter)) => format!("\x1b{letter}"),
        _ => panic!("unknown key <{name}>"),
    }
}

mod tests {
    use super::*;

    fn sh(script: &str) -> Pty {
        Pty::start("sh", &["-c", script], &[("PS1", "")], 40, 10)
    }

    #[test]
    fn key_names() {
        assert_eq!(parse_keys("aễ<Enter><lt>"), ["a", "ễ", "\r", "<"]);
        assert_eq!(parse_keys("<Down:2><F1><F10>"), ["\x1b[B", "\x1b[B", "\x1bOP", "\x1b[21~"]);
        assert_eq!(parse_keys("<C-c><A-x>"), ["\x03", "\x1bx"]);
    }

    #[test]
    fn what_is_typed_comes_back() {
        let pty = Pty::start("cat", &[], &[], 40, 10);
        pty.send_keys("Nguyễn<Enter>");
        pty.wait_until("the line twice", |screen| screen.matches("Nguyễn").count() == 2);
        assert_eq!((pty.screen().as_str(), pty.cursor()), ("Nguyễn\nNguyễn", Some((0, 2))));
        pty.send_keys("<C-d>");
        assert_eq!(pty.wait_exit(), 0);
        assert!(pty.is_restored());
        assert!(pty.output().ends_with("Nguyễn\r\n".as_bytes()));
    }

    #[test]
    fn the_terminal_is_the_controlling_one() {
        // Ctrl-C reaches the program only through its controlling terminal.
        let pty = sh("echo ready > /dev/tty; exec cat");
        pty.wait_for("ready");
        pty.send_keys("<C-c>");
        assert_eq!(pty.wait_exit(), -2);
    }

    #[test]
    fn sizes_and_signals_arrive() {
        let pty = sh("trap 'stty size' WINCH; trap 'exit 7' TERM; stty size; while :; do read x; done");
        pty.wait_for("10 40");
        pty.resize(33, 9);
        // The shell runs a trap between commands.
        pty.send_keys("<Enter>");
        pty.wait_for("9 33");
        pty.kill(Signal::TERM);
        pty.send_keys("<Enter>");
        assert_eq!(pty.wait_exit(), 7);
    }

    #[test]
    fn a_terminal_left_in_disorder_is_noticed() {
        for disorder in
            ["stty -echo", "stty raw", "printf '\\033[?1049h'", "printf '\\033[?25l'", "printf '\\033[?1000h'"]
        {
            let pty = sh(disorder);
            assert_eq!(pty.wait_exit(), 0);
            assert!(!pty.is_restored(), "{disorder}");
        }
    }

    #[test]
    fn clicks_are_written_in_decimal_from_one() {
        let pty = sh("stty raw -echo; echo ready; head -c 18 | od -An -c | tr -d ' \\n'");
        pty.wait_for("ready");
        pty.click(2, 0);
        pty.wait_for("033[<0;3;1M033[<0;3;1m");
    }

    #[test]
    fn a_hang_up_ends_the_program() {
        let mut pty = sh("echo ready; exec cat");
        pty.wait_for("ready");
        pty.hang_up();
        assert!([-1, 0, 1].contains(&pty.wait_exit()));
        assert!(!pty.is_restored());
    }

    #[test]
    #[should_panic(expected = "never came: more (the program ended with 3)")]
    fn a_wait_ends_with_the_program() {
        sh("echo less; exit 3").wait_for("more");
    }
}
