#!/usr/bin/env python3
"""Boots the kiosk on a real text console, in a small virtual machine, and plays the beginning of the first lesson.

    python3 deploy/boot/boot.py --font 16x32 --pictures /tmp/pictures

What it is for: to look at the pictures before a release, and to see that font, colours and keys of a bare Linux console
work and how much memory is used. It is not part of the tests: it needs Debian's packages and some minutes.

It builds the program without shared libraries, takes Debian's kernel and busybox (downloaded with apt-get, unpacked
into the work folder, not installed), and boots both with the console font in QEMU. It waits for lines on a serial port
and for texts on the console, never for a time: the machine inside sends what its console holds whenever it is asked.
"""

import argparse
import base64
import gzip
import os
import re
import shutil
import signal
import socket
import stat
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
TARGET = "x86_64-unknown-linux-gnu"
DEADLINE = 60  # seconds until a text must have come
ANSWER_WITHIN = 10  # seconds until a question is asked again
# Without the last, a busy machine fails the kernel's test of its timer.
COMMAND_LINE = "console=ttyS0 vga=0x317 quiet panic=-1 no_timer_check"

NEEDS = {  # command: what to install
    "cargo": "Rust, from https://rustup.rs",
    "apt-get": "this script runs on Debian and its relatives",
    "dpkg-deb": "apt-get install dpkg",
    "qemu-system-x86_64": "apt-get install --no-install-recommends qemu-system-x86",
    "setfont": "apt-get install kbd",
    "ldd": "apt-get install libc-bin",
}

INIT = """#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t devtmpfs dev /dev
mount -t tmpfs tmp /tmp
if ! setfont -C /dev/tty1 /font.psf; then
    echo "KIOSK-FAILED: the console does not take the font"
    poweroff -f
fi
# An installed Linux brings randomness from its last run; here the kernel gathers it when somebody reads.
head -c 1 /dev/random > /dev/null
stty -F /dev/ttyS1 raw -echo
/answer < /dev/ttyS1 > /dev/ttyS1 &
echo "KIOSK-READY $(stty -F /dev/tty1 size)"
export TERM=linux HOME=/tmp
setsid /bin/busybox sh -c 'exec /kiosk --data /tmp/data < /dev/tty1 > /dev/tty1 2> /tmp/errors'
echo "KIOSK-ENDED $?"
cat /tmp/errors
poweroff -f
"""

# Inside the machine: answers with what the console holds, or with the memory in use.
ANSWER = """#!/bin/busybox sh
while read -r question number; do
    case $question in
    screen) cat /dev/vcsu1 | gzip | base64 ;;
    memory)
        grep -E 'MemTotal|MemAvailable' /proc/meminfo
        for p in /proc/[0-9]*; do
            [ "$(readlink $p/exe)" = /kiosk ] && grep VmRSS $p/status
        done ;;
    esac
    echo "END $number"
done
"""


# What the machine is made of


def missing_tools():
    """What must be installed first, in words."""
    return [f"{tool} is missing: {help}" for tool, help in NEEDS.items() if not shutil.which(tool)]


def run(*command, **options):
    """Runs a command and returns what it printed; its failure ends the script."""
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, **options).stdout


def build():
    """The program in one file that needs no library."""
    environment = os.environ | {"RUSTFLAGS": "-C target-feature=+crt-static"}
    run("cargo", "build", "--release", "--locked", "--target", TARGET, cwd=REPOSITORY, env=environment)
    target = Path(os.environ.get("CARGO_TARGET_DIR", REPOSITORY / "target"))
    return target / TARGET / "release" / "kiosk"


def package(name, work):
    """A Debian package, unpacked into the work folder."""
    folder = work / name
    if not folder.exists():
        print(f"taking {name}", flush=True)
        run("apt-get", "download", name, cwd=work, stderr=subprocess.DEVNULL)
        [file] = work.glob(f"{name}_*.deb")
        run("dpkg-deb", "-x", str(file), str(folder))
        file.unlink()
    return folder


def kernel(work):
    """Debian's newest kernel."""
    depends = run("apt-cache", "depends", "linux-image-amd64")
    name = re.search(r"Depends: (linux-image-\S+)", depends)
    if not name:
        sys.exit("apt knows no kernel: apt-get update")
    [image] = package(name[1], work).glob("boot/vmlinuz-*")
    return image


def libraries(binary):
    """The shared libraries of a program, with their loader."""
    return re.findall(r"(/\S+) \(0x", run("ldd", binary))


def archive(entries):
    """An initramfs (cpio, newc) of name: (mode, content); a device has its numbers as content."""
    out = bytearray()
    for number, (name, (mode, content)) in enumerate([*entries.items(), ("TRAILER!!!", (0, b""))]):
        device = content if isinstance(content, tuple) else (0, 0)
        body = content if isinstance(content, bytes) else b""
        fields = [number, mode, 0, 0, 1, 0, len(body), 0, 0, *device, len(name) + 1, 0]
        out += b"070701" + b"".join(b"%08X" % field for field in fields) + name.encode() + b"\0"
        out += b"\0" * (-len(out) % 4) + body
        out += b"\0" * (-len(out) % 4)
    return gzip.compress(bytes(out), 6, mtime=0)


def initramfs(kiosk, font, work):
    """All that the machine has."""
    [busybox] = package("busybox-static", work).glob("bin/busybox")
    setfont = shutil.which("setfont")
    program = stat.S_IFREG | 0o755
    entries = {folder: (stat.S_IFDIR | 0o755, b"") for folder in ["bin", "dev", "proc", "tmp"]}
    entries["dev/console"] = (stat.S_IFCHR | 0o600, (5, 1))
    for library in libraries(setfont):
        for folder in list(Path(library).parents)[-2::-1]:
            entries.setdefault(str(folder).strip("/"), (stat.S_IFDIR | 0o755, b""))
        entries[library.strip("/")] = (program, Path(library).read_bytes())
    entries["bin/busybox"] = (program, busybox.read_bytes())
    entries["bin/setfont"] = (program, Path(setfont).read_bytes())
    entries["font.psf"] = (stat.S_IFREG | 0o644, gzip.decompress(font.read_bytes()))
    entries["kiosk"] = (program, kiosk.read_bytes())
    entries["answer"] = (program, ANSWER.encode())
    entries["init"] = (program, INIT.encode())
    return archive(entries)


# The machine


class Machine:
    """A running virtual machine."""

    def __init__(self, image, ram_disk, memory, accelerator, folder, command_line=COMMAND_LINE):
        self.folder = folder
        self.log = folder / "serial.log"
        self.log.touch()
        (folder / "initramfs").write_bytes(ram_disk)
        command = ["qemu-system-x86_64", "-m", str(memory), "-accel", accelerator]
        command += ["-kernel", str(image), "-initrd", str(folder / "initramfs")]
        command += ["-append", command_line, "-no-reboot", "-nic", "none"]
        command += ["-display", "none", "-vga", "std", "-serial", f"file:{self.log}"]
        command += ["-serial", f"unix:{folder}/answer,server,nowait"]
        command += ["-monitor", f"unix:{folder}/monitor,server,nowait"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.asked = self.rows = self.columns = 0

    def start(self):
        """Waits until the kiosk is being started."""
        self.monitor = self.connect("monitor")
        self.answers = self.connect("answer")
        self.answers.settimeout(ANSWER_WITHIN)
        self.read_until(self.monitor, b"(qemu) ")
        ready = self.wait_for_line(r"KIOSK-READY (\d+) (\d+)")
        self.rows, self.columns = int(ready[1]), int(ready[2])

    def connect(self, name):
        """A connection to one of the machine's sockets."""
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end:
            try:
                link = socket.socket(socket.AF_UNIX)
                link.connect(str(self.folder / name))
                link.settimeout(DEADLINE)
                return link
            except OSError:
                link.close()
                time.sleep(0.05)
        sys.exit("the virtual machine does not start")

    def wait_for_line(self, pattern):
        """Waits for a line on the first serial port."""
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end and self.process.poll() is None:
            found = re.search(pattern, self.log.read_text("utf-8", "replace"))
            if found:
                return found
            time.sleep(0.05)
        sys.exit(f"{pattern} did not come. The serial port said:\n{self.log.read_text('utf-8', 'replace')}")

    @staticmethod
    def read_until(link, mark):
        """What comes until a mark."""
        got = b""
        while not got.endswith(mark):
            piece = link.recv(65536)
            if not piece:
                sys.exit("the virtual machine has ended")
            got += piece
        return got

    def ask(self, question):
        """An answer from inside. What gets lost on the serial port is asked again."""
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end:
            self.asked += 1
            self.answers.sendall(f"{question} {self.asked}\n".encode())
            try:
                got = self.read_until(self.answers, f"END {self.asked}\n".encode()).decode("utf-8", "replace")
            except TimeoutError:
                continue
            answers = re.split(r"END \d*\n", got)
            return answers[-2]
        sys.exit("the machine does not answer any more")

    def screen(self):
        """The text of the console, a line a row."""
        cells = gzip.decompress(base64.b64decode(self.ask("screen")))
        text = cells.decode("utf-32-le", "replace")
        return [text[at : at + self.columns] for at in range(0, len(text), self.columns)]

    def wait_for(self, text):
        """Waits until a text stands in one line of the console."""
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end:
            rows = self.screen()
            if any(text in row for row in rows):
                return
            time.sleep(0.05)
        sys.exit(f"“{text}” did not come. The console shows:\n" + "\n".join(rows))

    def command(self, line):
        """A command of the virtual machine's monitor."""
        self.monitor.sendall(line.encode() + b"\n")
        self.read_until(self.monitor, b"(qemu) ")

    def press(self, *keys):
        """Presses keys one after the other."""
        for key in keys:
            self.command(f"sendkey {key} 20")

    def type(self, text):
        """Types letters, digits and blanks."""
        for c in text:
            name = "spc" if c == " " else f"shift-{c.lower()}" if c.isupper() else c
            self.press(name)

    def picture(self, path):
        """Saves what the screen shows as PNG."""
        raw = self.folder / "screen.ppm"
        self.command(f"screendump {raw}")
        path.write_bytes(png(raw.read_bytes()))
        print(f"  {path}", flush=True)

    def stop(self):
        """Switches the machine off."""
        self.process.kill()
        self.process.wait()


def png(ppm):
    """A PPM picture as PNG."""
    header, _, pixels = ppm.partition(b"\n255\n")
    width, height = (int(word) for word in header.split()[1:3])

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + pixels[3 * width * y : 3 * width * (y + 1)] for y in range(height))
    shape = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", shape) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


# The lesson

WARM_UP = {  # key: what the page says when it has been pressed
    "down": "lên dòng Một",
    "up": "phím to bên phải",
    "ret": "để quay lại",
    "esc": "ngay trên phím Enter",
    "backspace": "khi cần giúp",
    "f1": "Xong rồi",
}


def play(machine, save):
    """Plays from the first page into the lesson *Cài đặt ứng dụng VNeID*; `save` takes a picture under a name."""
    machine.wait_for("Chào mừng đến với máy tập")
    save("welcome")
    machine.press("ret")
    machine.wait_for("Mời chọn nhóm của mình")
    save("group")
    machine.press("ret")
    machine.wait_for("Mời chọn độ tuổi")
    machine.press("down", "down", "ret")
    machine.wait_for("để xuống dòng Hai")
    save("warm-up")
    for key, answer in WARM_UP.items():
        machine.press(key)
        machine.wait_for(answer)
    save("warm-up-done")
    machine.press("ret")
    machine.wait_for("Cài đặt ứng dụng VNeID")
    save("lessons")
    keyboard_lesson(machine, save)
    machine.press("down", "ret")
    machine.wait_for("Mời chọn cách học")
    machine.press("down", "ret")
    machine.wait_for("Bước 1/8")
    save("step-1")
    machine.press("ret")
    machine.wait_for("Bước 2/8")
    machine.wait_for("gõ chữ")
    machine.type("Nguyeenx Thij Taapj")
    machine.wait_for("Nguyễn Thị Tập")
    save("name-typed")
    machine.press(*["backspace"] * len("Nguyễn Thị Tập"))
    machine.type("VNeID")
    machine.wait_for("VNeID")
    machine.press("ret", "ret")
    machine.wait_for("Bước 3/8")
    save("results")
    machine.press("ret")
    machine.wait_for("Cập nhật gấp!")
    save("fake")
    machine.press("esc")
    machine.wait_for("Tìm lại")
    machine.press("down", "ret")
    machine.wait_for("Bước 4/8")
    machine.press("ret")
    machine.wait_for("Bước 5/8")
    save("installed")
    machine.press("f4")
    machine.wait_for("Giấy tờ tập của")
    save("papers")


def keyboard_lesson(machine, save):
    """Looks into the first lesson of the list, with its drawn keyboard, and leaves it."""
    machine.press("ret")
    machine.wait_for("Mời chọn cách học")
    machine.press("down", "ret")
    machine.wait_for("Bước 1/12")
    machine.press("ret")
    machine.wait_for("Bước 2/12")
    save("keyboard")
    machine.press("f10")
    machine.wait_for("Nghỉ ở đây?")
    machine.press("down", "ret")
    machine.wait_for("Mời chọn bài học")


def main():
    """Builds, boots, plays."""
    parser = argparse.ArgumentParser(description="Boots the kiosk on a text console in QEMU and takes pictures.")
    parser.add_argument("--font", default="16x32", choices=["8x16", "12x24", "16x32"], help="console font (16x32)")
    parser.add_argument("--memory", type=int, default=128, help="megabytes of the machine (128)")
    parser.add_argument("--kvm", action="store_true", help="use the processor's virtual machines, where that works")
    parser.add_argument("--pictures", type=Path, default=Path("pictures"), help="folder for the pictures")
    parser.add_argument("--kiosk", type=Path, help="a program that is built already, without shared libraries")
    parser.add_argument("--work", type=Path, default=REPOSITORY / "target" / "boot", help="folder for the packages")
    wanted = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the machine is switched off
    if missing := missing_tools():
        sys.exit("\n".join(missing))
    wanted.work.mkdir(parents=True, exist_ok=True)
    wanted.pictures.mkdir(parents=True, exist_ok=True)
    kiosk = wanted.kiosk or build()
    font = REPOSITORY / "deploy" / "font" / f"kiosk-{wanted.font}.psf.gz"
    image = kernel(wanted.work)
    ram_disk = initramfs(kiosk, font, wanted.work)

    taken = 0

    def save(name):
        nonlocal taken
        taken += 1
        machine.picture(wanted.pictures / f"{wanted.font}-{taken:02}-{name}.png")

    with tempfile.TemporaryDirectory() as folder:
        machine = Machine(image, ram_disk, wanted.memory, "kvm" if wanted.kvm else "tcg", Path(folder))
        try:
            machine.start()
            print(f"font {wanted.font}: {machine.columns} columns, {machine.rows} rows", flush=True)
            play(machine, save)
            print(machine.ask("memory"), end="")
        finally:
            machine.stop()


if __name__ == "__main__":
    main()
