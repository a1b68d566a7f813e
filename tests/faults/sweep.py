#!/usr/bin/env python3
"""Breaks the machine under a kiosk that is being played, again and again, and prints what came of it.

    python3 tests/faults/sweep.py kill  --times 1000     kill -9 at any moment
    python3 tests/faults/sweep.py cut   --times 100      power cuts: a file system that is shut down without flushing (root)
    python3 tests/faults/sweep.py error                  each write, sync and cut of the database's files fails: ENOSPC,
                                                         EIO, EROFS; once, and from then on (strace)
    python3 tests/faults/sweep.py full                   a disk with fewer and fewer free pages (root)
    python3 tests/faults/sweep.py readonly               a disk that can only be read, at the start (root)
    python3 tests/faults/sweep.py slow                   syncs of 0.5, 2 and 5 seconds: how long a key waits (strace)
    python3 tests/faults/sweep.py little                 few file descriptors, little memory, short files (prlimit)

The program under test is target/release/kiosk, or what --program names. Exit code 0: every promise was kept. What is
looked at after each fault: every receipt that the screen showed stands in the database, the database is whole, the kiosk
comes up and records again without a person, and what was cut off is closed as interrupted.

Only Python's own library; strace, mount and prlimit where the list says so.
"""

import argparse
import fcntl
import os
import random
import re
import select
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import termios
import time

LIMIT = 90.0  # seconds that only a broken program reaches
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RECEIPT = re.compile(r"Đã lưu bước (\d+)/8 · phiếu (\w{6})")
RESULT = re.compile(r"Đã lưu kết quả · phiếu (\w{6})")
NOT_SAVED = "Chưa lưu được"
DOWN, ENTER, ESC, F2, F5, F10 = "\x1b[B", "\r", "\x1b", "\x1bOQ", "\x1b[15~", "\x1b[21~"

# What does each step of the installing lesson; then the screen says that the next is to be done.
STEPS = [ENTER, "vneid\r\r", DOWN + ENTER, ENTER, ENTER, ENTER, ENTER, DOWN + ENTER]


class Failed(Exception):
    """A promise was not kept."""


class Screen:
    """As much of a terminal as the kiosk uses."""

    def __init__(self, columns=80, rows=24):
        self.rows, self.columns = rows, columns
        self.cells = [[" "] * columns for _ in range(rows)]
        self.x = self.y = 0
        self.rest = b""

    def feed(self, data):
        text, self.rest = self._decoded(self.rest + data)
        at = 0
        while at < len(text):
            c = text[at]
            if c == "\x1b":
                found = re.match(r"\x1b\[([?0-9;]*)([A-Za-z])", text[at:])
                if found is None:  # cut off: the rest comes with the next read
                    self.rest = text[at:].encode() + self.rest
                    return
                self._sequence(found[1], found[2])
                at += found.end()
                continue
            at += 1
            if c == "\r":
                self.x = 0
            elif c == "\n":
                self.y = min(self.y + 1, self.rows - 1)
            elif c == "\b":
                self.x = max(self.x - 1, 0)
            elif c >= " ":
                if self.x >= self.columns:
                    self.x, self.y = 0, min(self.y + 1, self.rows - 1)
                self.cells[self.y][self.x] = c
                self.x += 1

    @staticmethod
    def _decoded(data):
        for cut in range(4):
            try:
                return data[: len(data) - cut].decode(), data[len(data) - cut :]
            except UnicodeDecodeError:
                pass
        return data.decode(errors="replace"), b""

    def _sequence(self, given, end):
        numbers = [int(n) for n in given.split(";") if n.isdigit()]
        n = numbers[0] if numbers else 1
        if end == "H":
            self.y = min(max(n, 1), self.rows) - 1
            self.x = (numbers[1] if len(numbers) > 1 else 1) - 1
        elif end == "A":
            self.y = max(self.y - n, 0)
        elif end == "B":
            self.y = min(self.y + n, self.rows - 1)
        elif end == "C":
            self.x = min(self.x + n, self.columns - 1)
        elif end == "D":
            self.x = max(self.x - n, 0)
        elif end == "J":
            self.cells = [[" "] * self.columns for _ in range(self.rows)]

    def text(self):
        return "\n".join("".join(row).rstrip() for row in self.cells)


class Kiosk:
    """A kiosk in a pseudo-terminal, and what it has promised."""

    def __init__(self, args, data, promises, before=()):
        self.screen, self.promises = Screen(), promises
        master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        # Each data folder with a mark of its own: a kiosk takes one that comes with another's mark for a copy.
        config = os.path.join(args.home, "kiosk.toml")
        with open(config, "w") as file:
            file.write(f'[kiosk]\nmark = "{data}.mark"\n[speech]\ncommand = []\n')
        env = {"PATH": os.environ["PATH"], "HOME": args.home, "TERM": "xterm", "LANG": "C.UTF-8"}
        command = [*before, args.program, "--config", config, "--data", data]
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=env, cwd=args.home, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(slave)
        self.master = master
        self.deadline = None  # monotonic seconds at which the machine breaks

    def pump(self, seconds):
        """Reads what is written within a time; whether the program still writes."""
        if self.deadline is not None:
            seconds = min(seconds, max(self.deadline - time.monotonic(), 0))
        ready, _, _ = select.select([self.master], [], [], seconds)
        if ready:
            try:
                data = os.read(self.master, 65536)
            except OSError:
                return False
            if not data:
                return False
            self.screen.feed(data)
            self.promise()
        if self.deadline is not None and time.monotonic() >= self.deadline:
            raise TimeoutError
        return True

    def promise(self):
        text = self.screen.text()
        for found in RECEIPT.finditer(text):
            step, slip = int(found[1]), found[2]
            self.promises[slip] = max(self.promises.get(slip, 0), step)
        for found in RESULT.finditer(text):
            self.promises[found[1]] = max(self.promises.get(found[1], 0), 100)

    def until(self, *wanted, limit=LIMIT):
        """Waits until the screen shows one of the texts, and says which."""
        end = time.monotonic() + limit
        while True:
            text = self.screen.text()
            for want in wanted:
                if want in text:
                    return want
            if time.monotonic() > end or not self.pump(0.5):
                raise Failed(f"never came: {wanted}\n{text}")

    def keys(self, keys):
        os.write(self.master, keys.encode())

    def sign_in(self):
        for page, keys in [("Chào mừng", ENTER), ("Mời chọn nhóm", ENTER), ("Mời chọn độ tuổi", ENTER), ("Làm quen", F5)]:
            self.until(page)
            self.keys(keys)
        self.until("Mời chọn bài học")

    def begin(self):
        self.until("VNeID")
        self.keys(DOWN + ENTER)
        self.until("Mời chọn cách học")
        self.keys(DOWN + ENTER)
        self.until("1/8")

    def step(self, n):
        """Does a step, from 1; whether it was promised to be saved. Waits until the kiosk has said either."""
        self.keys(STEPS[n - 1])
        saved = "Đã lưu kết quả" if n == 8 else f"Đã lưu bước {n}/8"
        return self.until(saved, NOT_SAVED) == saved

    def leave(self):
        self.keys(F10)
        self.until("Xong / người khác học")
        self.until("Nghỉ ở đây?")
        self.keys(DOWN + DOWN + ENTER)
        self.until("Chào mừng")

    def quit(self):
        self.until("Chào mừng")
        self.keys(ESC)
        self.until("Thoát khỏi máy tập?")
        self.keys("\x1b[A" + ENTER)
        return self.ended()

    def ended(self):
        end = time.monotonic() + LIMIT
        while self.process.poll() is None:
            if time.monotonic() > end:
                raise Failed("it does not end")
            self.pump(0.05)
        self.close()
        return self.process.returncode

    def kill(self):
        """Kills it, and reads what it had written before."""
        self.deadline = None
        self.process.kill()
        self.process.wait()
        while self.pump(0) and select.select([self.master], [], [], 0)[0]:
            pass
        self.close()

    def close(self):
        if self.master is not None:
            os.close(self.master)
            self.master = None


def database(data):
    return sqlite3.connect(f"file:{data}/kiosk.db?mode=ro", uri=True)


def is_kept(data, promises, running=False):
    """Holds the promises against the database."""
    db = database(data)
    try:
        found = [row[0] for row in db.execute("PRAGMA integrity_check")]
        if found != ["ok"]:
            raise Failed(f"the database is damaged: {found}")
        if db.execute("SELECT count(*) FROM pragma_foreign_key_check").fetchone()[0]:
            raise Failed("rows refer to rows that are not there")
        kept = {}
        for slip, steps, seq, outcome in db.execute(
            "SELECT upper(substr(attempt_id, -6)), (SELECT count(*) FROM step_results AS s WHERE s.attempt = a.attempt"
            " AND s.outcome <> 'unfinished'), seq, outcome FROM attempts AS a"
        ):
            if slip in kept:
                raise Failed(f"{slip} is recorded twice")
            kept[slip] = (steps, outcome)
            if seq is None and not running:
                raise Failed(f"{slip} was left open")
        for slip, step in promises.items():
            steps, outcome = kept.get(slip, (0, None))
            if step == 100 and outcome not in ("completed", "passed", "left"):
                raise Failed(f"the result {slip} was promised, there is {outcome}")
            if steps < min(step, 8):
                raise Failed(f"of {slip} step {step} was promised, {steps} are there")
        numbers = [row[0] for row in db.execute("SELECT seq FROM attempts WHERE seq IS NOT NULL ORDER BY seq")]
        if numbers != list(range(1, len(numbers) + 1)):
            raise Failed("sequence numbers have gaps")
        return len(kept)
    finally:
        db.close()


def comes_up(args, data, promises):
    """Starts it once more: it needs nobody, and has kept everything."""
    kiosk = Kiosk(args, data, promises)
    kiosk.until("Chào mừng")
    code = kiosk.quit()
    if code:
        raise Failed(f"the next start ended with {code}\n{kiosk.screen.text()}")
    return is_kept(data, promises)


def play(kiosk, chance):
    """Practises until something breaks."""
    while True:
        kiosk.sign_in()
        kiosk.begin()
        last = chance.choice([2, 3, 4, 4, 8])
        for n in range(1, last + 1):
            kiosk.step(n)
        if last == 8:
            kiosk.keys("\x1b[F" + ENTER)
        else:
            kiosk.leave()


def broken_at_random(kiosk, chance):
    """Lets it be played up to a moment by chance: one in five while it starts."""
    seconds = chance.uniform(0, 0.3) if chance.random() < 0.2 else chance.uniform(0.2, 4)
    kiosk.deadline = time.monotonic() + seconds
    try:
        play(kiosk, chance)
    except TimeoutError:
        pass


def sweep_kill(args):
    data, promises, chance = os.path.join(args.home, "data"), {}, random.Random(args.seed)
    for n in range(args.times):
        kiosk = Kiosk(args, data, promises)
        broken_at_random(kiosk, chance)
        kiosk.kill()
        if os.path.exists(f"{data}/kiosk.db") and n % 10 == 9:
            comes_up(args, data, promises)
        if n % 100 == 99:
            print(f"  {n + 1} kills, {len(promises)} attempts with receipts", flush=True)
    attempts = comes_up(args, data, promises)
    steps = sum(min(step, 8) for step in promises.values())
    return f"{args.times} kills: {len(promises)} attempts with {steps} promised steps, none lost; {attempts} attempts whole"


EXT4_IOC_SHUTDOWN = 0x8004587D
NOT_EVEN_THE_JOURNAL = struct.pack("I", 2)


class Disk:
    """A file system in a file."""

    def __init__(self, args, megabytes=64):
        self.image, self.path = os.path.join(args.home, "disk.img"), os.path.join(args.home, "disk")
        os.makedirs(self.path, exist_ok=True)
        with open(self.image, "wb") as image:
            image.truncate(megabytes << 20)
        subprocess.run(["mkfs.ext4", "-q", "-F", self.image], check=True)
        self.mount()

    def mount(self, options="loop"):
        subprocess.run(["mount", "-o", options, self.image, self.path], check=True)

    def cut(self):
        folder = os.open(self.path, os.O_RDONLY)
        fcntl.ioctl(folder, EXT4_IOC_SHUTDOWN, NOT_EVEN_THE_JOURNAL)
        os.close(folder)

    def unmount(self):
        for _ in range(50):
            if subprocess.run(["umount", self.path], capture_output=True).returncode == 0:
                return
            time.sleep(0.1)
        raise Failed("the file system is still in use")


def sweep_cut(args):
    promises, chance, disk = {}, random.Random(args.seed), Disk(args)
    data = os.path.join(disk.path, "data")
    try:
        for n in range(args.times):
            kiosk = Kiosk(args, data, promises)
            broken_at_random(kiosk, chance)
            disk.cut()
            kiosk.kill()
            disk.unmount()
            disk.mount()
            if os.path.exists(f"{data}/kiosk.db"):
                comes_up(args, data, promises)
            elif promises:
                raise Failed("the database is gone")
            if n % 20 == 19:
                print(f"  {n + 1} cuts, {len(promises)} attempts with receipts", flush=True)
        attempts = is_kept(data, promises)
    finally:
        disk.unmount()
    steps = sum(min(step, 8) for step in promises.values())
    return f"{args.times} power cuts: {len(promises)} attempts with {steps} promised steps, none lost; {attempts} attempts whole"


def traced(data, calls, what, when):
    """The words of strace that make calls on the database's files fail or wait."""
    files = [f"{data}/kiosk.db{end}" for end in ("", "-wal", "-shm")]
    paths = [word for file in files for word in ("-P", file)]
    return ["strace", "-f", "-qqq", "-o", f"{data}.trace", *paths, "-e", f"trace={calls}", "-e", f"inject={calls}:{what}:when={when}"]


def attach(kiosk, words):
    tracer = subprocess.Popen([*words, "-p", str(kiosk.process.pid)], stderr=subprocess.PIPE)
    # It is attached when each thread has a tracer.
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        tasks = os.listdir(f"/proc/{kiosk.process.pid}/task")
        status = [open(f"/proc/{kiosk.process.pid}/task/{task}/status").read() for task in tasks]
        if all(f"TracerPid:\t{tracer.pid}" in text for text in status):
            return tracer
        if tracer.poll() is not None:
            raise Failed(f"strace: {tracer.stderr.read().decode()}")
        time.sleep(0.01)
    raise Failed("strace does not attach")


def detach(tracer):
    tracer.send_signal(signal.SIGINT)
    tracer.wait()
    tracer.stderr.close()


FAULTS = [
    ("pwrite64", "ENOSPC"),
    ("pwrite64", "EIO"),
    ("pwrite64", "EROFS"),
    ("fsync", "EIO"),
    ("fsync", "ENOSPC"),
    ("fdatasync", "EIO"),
]

# While it starts, more is done with the files.
START_FAULTS = FAULTS + [
    ("ftruncate", "ENOSPC"),
    ("ftruncate", "EIO"),
    ("pread64", "EIO"),
    ("openat", "EMFILE"),
    ("openat", "EIO"),
    ("unlink", "EIO"),
]


def one_error(args, call, error, n, sticky):
    """The n-th call of this kind fails during play, and perhaps all after it; whether a receipt was withheld, and None
    if there are no so many calls."""
    data, promises = os.path.join(args.home, f"data-{call}"), {}
    for end in ("", ".mark"):
        shutil.rmtree(data + end, ignore_errors=True)
    kiosk = Kiosk(args, data, promises)
    kiosk.sign_in()
    kiosk.begin()
    kiosk.step(1)
    tracer = attach(kiosk, traced(data, call, f"error={error}", f"{n}+" if sticky else str(n)))
    failed = False
    for step in (2, 3):
        failed |= not kiosk.step(step)
    kiosk.leave()
    kiosk.sign_in()
    kiosk.begin()
    failed |= not kiosk.step(1)
    detach(tracer)
    # The fault is over: it is recorded again, without a person.
    kiosk.keys(STEPS[1])
    kiosk.until("Đã lưu bước 2/8")
    kiosk.leave()
    code = kiosk.quit()
    if code:
        raise Failed(f"it ended with {code}, something was not saved\n{kiosk.screen.text()}")
    if is_kept(data, promises) != 2:
        raise Failed("an attempt is missing or too many")
    if sum(steps for (steps,) in query(data, "SELECT count(*) FROM step_results WHERE outcome = 'alone' GROUP BY attempt")) != 5:
        raise Failed("a step is missing")
    with open(f"{data}.trace") as trace:
        return failed if "INJECTED" in trace.read() else None


def template(args):
    """A data folder with an attempt that was left and one that was cut off; what was promised of them."""
    data, promises = os.path.join(args.home, "data-start"), {}
    kiosk = Kiosk(args, data, promises)
    kiosk.sign_in()
    kiosk.begin()
    kiosk.step(1)
    kiosk.leave()
    kiosk.sign_in()
    kiosk.begin()
    kiosk.step(1)
    kiosk.step(2)
    kiosk.kill()
    for end in ("", ".mark"):
        shutil.copytree(data + end, f"{args.home}/kept{end}")
    return data, promises


def one_start_error(args, made, call, error, n, sticky):
    """The same while the kiosk starts."""
    data, promises = made[0], dict(made[1])
    for end in ("", ".mark"):
        shutil.rmtree(data + end, ignore_errors=True)
        shutil.copytree(f"{args.home}/kept{end}", data + end)
    words = traced(data, call, f"error={error}", f"{n}+" if sticky else str(n))
    # The tracer stands aside, so that the terminal and its signals are the kiosk's.
    kiosk = Kiosk(args, data, promises, before=[words[0], "-D", *words[1:]])
    kiosk.sign_in()
    kiosk.begin()
    failed = not kiosk.step(1)
    failed |= not kiosk.step(2)
    with open(f"/proc/{kiosk.process.pid}/status") as status:
        tracer = int(re.search(r"TracerPid:\t(\d+)", status.read())[1])
    os.kill(tracer, signal.SIGKILL)
    kiosk.keys(STEPS[2])
    kiosk.until("Đã lưu bước 3/8")
    kiosk.leave()
    code = kiosk.quit()
    if code:
        raise Failed(f"it ended with {code}, something was not saved\n{kiosk.screen.text()}")
    if is_kept(data, promises) != 3:
        raise Failed("an attempt is missing or too many")
    with open(f"{data}/kiosk.log") as log:
        wrong = re.findall(r" (set-aside|copied|restored|gone) ?.*", log.read())
    if wrong:
        raise Failed(f"a whole database of its own was taken for another: {wrong}")
    with open(f"{data}.trace") as trace:
        return failed if "INJECTED" in trace.read() else None


def query(data, sql):
    db = database(data)
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


def sweep_error(args):
    made = template(args)
    runs = withheld = 0
    for when, faults in [("in play", FAULTS), ("at the start", START_FAULTS)]:
        for call, error in faults:
            if args.only and args.only not in f"{when} {call}:{error}":
                continue
            for sticky in (False, True):
                for n in range(1, 1000):
                    try:
                        if when == "in play":
                            failed = one_error(args, call, error, n, sticky)
                        else:
                            failed = one_start_error(args, made, call, error, n, sticky)
                    except Failed as broken:
                        raise Failed(f"{call} {error}, the {n}. {when}, {'and all after it' if sticky else 'once'}: {broken}")
                    if failed is None:
                        break
                    runs, withheld = runs + 1, withheld + failed
            print(f"  {when} {call} {error}: {runs} runs so far, in {withheld} a receipt was withheld", flush=True)
    return f"{runs} runs with a failing call: in {withheld} receipts were withheld, nothing was lost, all recorded again"


def sweep_full(args):
    path = os.path.join(args.home, "small")
    os.makedirs(path, exist_ok=True)
    runs = withheld = 0
    for free in list(range(0, 16)) + [24, 32, 64]:
        for start_full in (False, True):
            subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4M", "tmpfs", path], check=True)
            try:
                withheld += one_full(args, os.path.join(path, "data"), os.path.join(path, "filler"), free, start_full)
                runs += 1
            finally:
                subprocess.run(["umount", path], check=True)
    return f"{runs} full disks: in {withheld} a receipt was withheld, nothing was lost, all recorded again"


def fill(filler, pages):
    """Takes all room but so many pages."""
    with open(filler, "wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            pass
    size = os.path.getsize(filler)
    os.truncate(filler, max(size - 4096 * pages, 0))


def one_full(args, data, filler, free, start_full):
    promises, failed = {}, False
    if start_full:
        fill(filler, free)
    kiosk = Kiosk(args, data, promises)
    kiosk.sign_in()
    kiosk.begin()
    if not start_full:
        kiosk.step(1)
        fill(filler, free)
    else:
        failed |= not kiosk.step(1)
    for step in (2, 3):
        failed |= not kiosk.step(step)
    os.unlink(filler)
    kiosk.until("Đã lưu bước 3/8")
    kiosk.leave()
    code = kiosk.quit()
    if code or is_kept(data, promises) != 1:
        raise Failed(f"it ended with {code}\n{kiosk.screen.text()}")
    return failed


def sweep_readonly(args):
    disk, promises = Disk(args), {}
    data = os.path.join(disk.path, "data")
    try:
        for _ in range(2):  # without a database, and with one
            subprocess.run(["mount", "-o", "remount,ro", disk.path], check=True)
            kiosk = Kiosk(args, data, promises)
            kiosk.until("việc cần xem")
            kiosk.sign_in()
            kiosk.begin()
            if kiosk.step(1):
                raise Failed("saved on a disk that can only be read")
            subprocess.run(["mount", "-o", "remount,rw", disk.path], check=True)
            kiosk.until("Đã lưu bước 1/8")
            kiosk.leave()
            if kiosk.quit():
                raise Failed("something was not saved")
            is_kept(data, promises)
            log = open(f"{data}/kiosk.log").read()
            if "fault recording=read-only" not in log:
                raise Failed(log)
    finally:
        disk.unmount()
    return "started twice on a disk that could only be read: practised, told, recorded once it could be written"


def sweep_slow(args):
    said = []
    for seconds in (0.5, 2, 5):
        data, promises = os.path.join(args.home, f"data-slow-{seconds}"), {}
        kiosk = Kiosk(args, data, promises)
        kiosk.sign_in()
        kiosk.begin()
        kiosk.step(1)
        tracer = attach(kiosk, traced(data, "fsync,fdatasync", f"delay_enter={int(seconds * 1e6)}", "1+"))
        waits = []
        for n, sign in [(2, "3/8"), (3, "4/8")]:
            kiosk.keys(STEPS[n - 1])
            kiosk.until(f"Bước {sign}")
            for _ in range(10):
                for sign in ("F2 Việt", "F2 English"):
                    begun = time.monotonic()
                    kiosk.keys(F2)
                    kiosk.until(sign)
                    waits.append(time.monotonic() - begun)
        if not re.search("đang lưu|Đã lưu bước", kiosk.screen.text()):
            raise Failed(f"it is not said that it is being saved\n{kiosk.screen.text()}")
        kiosk.until("Đã lưu bước 3/8")
        detach(tracer)
        kiosk.leave()
        if kiosk.quit() or is_kept(data, promises) != 1:
            raise Failed("something was not saved")
        if query(data, "SELECT count(*) FROM step_results WHERE outcome = 'alone'") != [(3,)]:
            raise Failed("a step was done twice")
        if max(waits) > 0.2:
            raise Failed(f"a key waited {max(waits):.3f} s")
        said.append(f"{seconds} s a sync: longest wait of {len(waits)} keys {max(waits) * 1000:.0f} ms")
    return "; ".join(said)


def sweep_little(args):
    """Whatever is too little: it ends with a message and the terminal as it was, or it works."""
    outcomes = {}
    for what, values in [("nofile", [3, 4, 6, 8, 10, 12, 16]), ("as", [16, 24, 32, 48, 64, 96, 160]), ("fsize", [0, 100, 5000])]:
        for value in values:
            data = os.path.join(args.home, f"little-{what}-{value}")
            number = value << 20 if what == "as" else value
            kiosk = Kiosk(args, data, {}, before=("prlimit", f"--{what}={number}"))
            try:
                kiosk.until("Chào mừng", limit=10)
                outcome = "works"
                kiosk.sign_in()
                kiosk.begin()
                kiosk.keys(STEPS[0])
                kiosk.until("Đã lưu bước 1/8", NOT_SAVED)
                kiosk.kill()
            except Failed:
                kiosk.process.poll() is None and kiosk.process.kill()
                kiosk.process.wait()
                text = kiosk.screen.text().strip()
                outcome = f"ends with {kiosk.process.returncode}: {text.splitlines()[-1] if text else ''}"
            outcomes[f"{what}={value}{' MiB' if what == 'as' else ''}"] = outcome
    return "\n  ".join(["what is too little:"] + [f"{name}: {outcome}" for name, outcome in outcomes.items()])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sweeps = {name[6:]: sweep for name, sweep in globals().items() if name.startswith("sweep_")}
    parser.add_argument("sweep", choices=sweeps)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="of `error`: a part of CALL:ERROR")
    parser.add_argument("--program", default=os.path.join(ROOT, "target/release/kiosk"))
    args = parser.parse_args()
    args.program = os.path.abspath(args.program)
    args.home = tempfile.mkdtemp(prefix="kiosk-sweep-")
    begun = time.monotonic()
    try:
        print(f"{sweeps[args.sweep](args)} ({time.monotonic() - begun:.0f} s)")
    except Failed as failed:
        print(f"FAILED: {failed}\nthe data is in {args.home}", file=sys.stderr)
        return 1
    shutil.rmtree(args.home, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
