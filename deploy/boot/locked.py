#!/usr/bin/env python3
"""Boots a Debian that the kiosk's package was installed on, in a small virtual machine, and tries to get out.

    python3 deploy/boot/locked.py --deb target/kiosk_0.1.0-1_amd64.deb --pictures /tmp/pictures

What it is for: to see on a real systemd and a real text console, before a release, that the service starts the kiosk
as its own user, that no key leads out of it, that it comes back when it is killed, and that the helper sets the date
and switches off. It also takes the lock away for a moment, to see that the same keys would lead out without it. It is
not part of the tests: it needs root, Debian's packages and some minutes.

The system is a small Debian (mmdebstrap), kept in the work folder. It is unpacked, the package is installed into it, and
it is booted as the kernel's initial file system, so no disk is needed.
"""

import argparse
import base64
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import boot

PACKAGES = "systemd-sysv,udev,dbus,kbd,libpam-systemd,util-linux-extra"

NEEDS = {
    "apt-get": "this script runs on Debian and its relatives",
    "mmdebstrap": "apt-get install --no-install-recommends mmdebstrap",
    "cpio": "apt-get install cpio",
    "dpkg": "apt-get install dpkg",
    "qemu-system-x86_64": "apt-get install --no-install-recommends qemu-system-x86",
}

COMMAND_LINE = f"{boot.COMMAND_LINE} console=tty0 rdinit=/lib/systemd/systemd systemd.mask=serial-getty@ttyS0.service"

# Inside the machine, for this script only: does what it is told over the second serial port.
AGENT = """#!/bin/sh
stty -F /dev/ttyS1 raw -echo
until systemctl is-active --quiet kiosk; do sleep 0.2; done
echo "KIOSK-READY $(stty -F /dev/tty1 size)" > /dev/ttyS0
while read -r question number; do
    case $question in
    screen) gzip < /dev/vcsu1 | base64 ;;
    *)
        out=$(sh -c "$(echo "$question" | base64 -d)" 2>&1 | base64 -w 0)
        echo "$out $(printf %s "$question$out" | md5sum | cut -c 1-32)" ;;
    esac
    echo "END $number"
done < /dev/ttyS1 > /dev/ttyS1
"""

AGENT_UNIT = """[Unit]
Description=Agent of the trial
[Service]
ExecStart=/agent
Restart=always
[Install]
WantedBy=multi-user.target
"""

# What somebody might press. None of it may show another console, end the kiosk, or restart the machine.
WAYS_OUT = [
    *["alt-f2", "ctrl-alt-f3", "alt-left", "alt-right", "alt-up", "ctrl-alt-f12"],
    *["scroll_lock", "shift-pgup", "shift-scroll_lock", "ctrl-scroll_lock", "alt-scroll_lock"],
    *["ctrl-c", "ctrl-z", "ctrl-backslash", "ctrl-d", "ctrl-s", "ctrl-pause"],
    *["alt-sysrq-e", "alt-sysrq-k", "alt-sysrq-r", "alt-sysrq-b"],
    *["ctrl-alt-delete"] * 10,
]


# What the machine is made of


def debian(work):
    """A small Debian, as a tar file."""
    file = work / "debian.tar"
    if not file.exists():
        print("making a small Debian", flush=True)
        new = work / "debian.new.tar"
        options = ["--variant=minbase", "--aptopt=Apt::Install-Recommends \"0\"", f"--include={PACKAGES}"]
        boot.run("mmdebstrap", *options, "bookworm", str(new), stderr=subprocess.DEVNULL)
        new.rename(file)
    return file


def system(deb, work, folder):
    """The whole system with the package installed and the agent in it, as the kernel takes it."""
    root = folder / "root"
    root.mkdir()
    unused = ["--exclude=./var/cache/apt/*", "--exclude=./usr/share/locale/*"]
    boot.run("tar", "-xf", str(debian(work)), "-C", str(root), *unused)
    print(boot.run("dpkg", f"--root={root}", "-i", str(deb), stderr=subprocess.STDOUT), end="")
    (root / "agent").write_text(AGENT)
    (root / "agent").chmod(0o755)
    (root / "etc/systemd/system/agent.service").write_text(AGENT_UNIT)
    (root / "etc/systemd/system/multi-user.target.wants/agent.service").symlink_to("/etc/systemd/system/agent.service")
    (root / "init").symlink_to("lib/systemd/systemd")
    image = folder / "system"
    with image.open("wb") as out:
        subprocess.run("find . | cpio -o -H newc --quiet | gzip -1", shell=True, check=True, cwd=root, stdout=out)
    shutil.rmtree(root)
    return image.read_bytes()


# The trial


class Trial:
    """A machine with what is asked of it."""

    def __init__(self, machine, pictures):
        self.machine, self.pictures, self.taken = machine, pictures, 0

    def sh(self, command):
        """What a command says inside, as root. Given again when something was lost on the serial port."""
        question = base64.b64encode(command.encode()).decode()
        for _ in range(5):
            said, _, check = self.machine.ask(question).strip().rpartition(" ")
            if hashlib.md5((question + said).encode()).hexdigest() == check:
                return base64.b64decode(said).decode().strip()
        sys.exit(f"nothing comes whole through the serial port: {command}")

    def put(self, request):
        """The command by which the kiosk asks its helper."""
        folder = "/run/kiosk/requests"
        put = f"rm -f {folder}/answer; echo \"{request}\" > {folder}/new; mv {folder}/new {folder}/request"
        return f"runuser -u kiosk -- sh -c '{put}'"

    def switch_off(self):
        """Has the helper switch the machine off; no answer can be waited for."""
        command = base64.b64encode(self.put("power-off").encode())
        self.machine.answers.sendall(command + b" 0\n")
        self.machine.process.wait(boot.DEADLINE)
        print("ok    helper: the machine is off", flush=True)

    def save(self, name):
        """Takes a picture."""
        self.taken += 1
        self.machine.picture(self.pictures / f"locked-{self.taken:02}-{name}.png")

    def until(self, command, wanted, what):
        """Asks until the answer is as wanted."""
        end = time.monotonic() + boot.DEADLINE
        while time.monotonic() < end:
            answer = self.sh(command)
            if re.fullmatch(wanted, answer):
                return answer
            time.sleep(0.2)
        sys.exit(f"{what}: `{command}` says {answer!r}, not {wanted}")

    def expect(self, command, wanted, what):
        """Asks once."""
        answer = self.sh(command)
        if not re.fullmatch(wanted, answer):
            sys.exit(f"{what}: `{command}` says {answer!r}, not {wanted}")
        print(f"ok    {what}", flush=True)

    def ask_helper(self, request):
        """Asks the helper as the kiosk does; its answer."""
        folder = "/run/kiosk/requests"
        self.sh(self.put(request))
        self.until(f"test -e {folder}/request || test ! -e {folder}/answer; echo $?", "1", f"helper, {request}")
        return self.sh(f"cat {folder}/answer")


PID = "systemctl show -P MainPID kiosk"
OWNED = {
    "/etc/kiosk": "root:kiosk 775",
    "/etc/kiosk/kiosk.toml": "kiosk:kiosk 664",
    "/var/lib/kiosk": "kiosk:kiosk 750",
    "/run/kiosk": "root:root 755",
    "/run/kiosk/requests": "root:kiosk 770",
}
STATE = f"cat /sys/class/tty/tty0/active /proc/sys/kernel/random/boot_id; {PID}"


def starts(trial):
    """The service has started the kiosk as it should."""
    trial.until("stty -F /dev/tty1 size", "24 64", "letters of 32 pixels")
    trial.machine.rows, trial.machine.columns = 24, 64
    trial.machine.wait_for("Chào mừng")
    trial.save("welcome")
    print(trial.sh("systemctl --failed --no-legend; journalctl -b -u kiosk --no-pager -o cat"), flush=True)
    trial.expect(f"stat -c %U /proc/$({PID})", "kiosk", "the kiosk runs as its own user")
    trial.expect(f"grep -c '^CapEff:.0000000000000000$' /proc/$({PID})/status", "1", "it has no privilege")
    trial.expect("cat /proc/sys/kernel/sysrq /proc/sys/kernel/core_pattern", "0\n\\|/bin/false", "sysctl is set")
    trial.expect(f"stat -c '%U:%G %a' {' '.join(OWNED)}", "\n".join(OWNED.values()), "owners of folders")
    replaces = "cd /etc/kiosk; cp kiosk.toml new && mv new kiosk.toml && echo done"
    trial.expect(f"runuser -u kiosk -- sh -c '{replaces}'", "done", "its user can replace the settings")
    tries = "for f in /etc /usr /var /etc/kiosk /var/lib/kiosk; do touch $f/x && rm $f/x && echo $f; done 2> /dev/null"
    trial.expect(f"nsenter -t $({PID}) -m -- sh -c '{tries}'", "/etc/kiosk\n/var/lib/kiosk",
                 "the rest of the disk is read-only for it, were it root")


def stays(trial):
    """No key leads out."""
    # Consoles to go to: without any, the kernel shows no other one.
    trial.sh("echo another > /dev/tty2; echo another > /dev/tty3; echo another > /dev/tty12")
    before = trial.sh(STATE)
    for keys in WAYS_OUT:
        trial.machine.press(keys)
        if trial.sh(STATE) != before:
            trial.save("out")
            sys.exit(f"{keys} leads out: {before!r} became {trial.sh(STATE)!r}")
    print(f"ok    {len(WAYS_OUT)} keys lead nowhere", flush=True)
    trial.machine.press("f2")
    trial.machine.wait_for("Welcome")
    trial.save("after-all-keys")
    trial.machine.press("f2")


def would_not_stay(trial):
    """Without the lock, the same keys do lead out: the trial can tell."""
    trial.sh("/usr/lib/kiosk/console unlock")
    print("      unlocked: " + trial.sh("kiosk --config /etc/kiosk/kiosk.toml doctor | grep keys:"), flush=True)
    trial.machine.press("alt-f2")
    trial.until("cat /sys/class/tty/tty0/active", "tty2", "without the lock")
    print("ok    without the lock, Alt-F2 shows tty2", flush=True)
    trial.sh("chvt 1; /usr/lib/kiosk/console lock")
    trial.until("cat /sys/class/tty/tty0/active", "tty1", "back again")


def comes_back(trial):
    """It is killed, and is there again."""
    for signal_name in ["KILL", "TERM", "ABRT"]:
        pid = trial.sh(PID)
        trial.sh(f"kill -{signal_name} {pid}")
        trial.until(f"[ \"$({PID})\" != {pid} ] && systemctl is-active kiosk", "active", signal_name)
        trial.machine.wait_for("Chào mừng")
        print(f"ok    back after SIG{signal_name}", flush=True)
    trial.save("after-kill")
    trial.expect("ls / /var/lib/kiosk | grep -c core", "0", "no core file")


def tells(trial):
    """A mistake in the settings stands on the screen, and when it is mended the kiosk comes up by itself."""
    trial.sh("echo 'nonsense = 1' >> /etc/kiosk/kiosk.toml; systemctl kill kiosk")
    trial.machine.wait_for("Mời gọi cán bộ kỹ thuật")
    trial.machine.wait_for("nonsense")
    trial.save("mistake-in-settings")
    trial.sh("sed -i '$d' /etc/kiosk/kiosk.toml")
    trial.machine.wait_for("Chào mừng")
    print("ok    a mistake in the settings stands on the screen", flush=True)


def is_helped(trial):
    """The helper does what it is asked, and nothing else."""
    for request, wanted in [
        ("hello", "ok hello"),
        ("date 2027-01-02 03:04", "ok date 2027-01-02 03:04"),
        ("letters 16", "ok letters 16"),
        ("letters 32", "ok letters 32"),
        ("\\$(reboot)", "failed: not a request"),
    ]:
        answer = trial.ask_helper(request)
        if answer != wanted:
            print(trial.sh("journalctl -b -u kiosk-helper --no-pager -o cat"))
            sys.exit(f"helper, {request}: {answer!r}, not {wanted!r}")
        print(f"ok    helper: {answer}", flush=True)
        if request == "letters 16":
            trial.machine.rows, trial.machine.columns = 48, 128
            trial.machine.wait_for("Chào mừng")
            trial.save("letters-16")
            trial.machine.rows, trial.machine.columns = 24, 64
    trial.machine.wait_for("Chào mừng")
    trial.expect("TZ=ICT-7 date '+%Y-%m-%d %H'", "2027-01-02 03", "the clock is set")
    trial.expect("TZ=ICT-7 hwclock --show --utc | cut -c 1-10", "2027-01-02", "so is the hardware clock")


def main():
    """Builds, boots, tries."""
    parser = argparse.ArgumentParser(description="Boots a Debian with the kiosk's package and tries to get out.")
    parser.add_argument("--deb", type=Path, required=True, help="the package, built by deploy/deb")
    parser.add_argument("--memory", type=int, default=1024, help="megabytes of the machine (1024)")
    parser.add_argument("--kvm", action="store_true", help="use the processor's virtual machines, where that works")
    parser.add_argument("--pictures", type=Path, default=Path("pictures"), help="folder for the pictures")
    work = boot.REPOSITORY / "target" / "boot"
    parser.add_argument("--work", type=Path, default=work, help="folder for the packages")
    wanted = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    missing = [f"{tool} is missing: {help}" for tool, help in NEEDS.items() if not shutil.which(tool)]
    if os.geteuid() != 0:
        missing.append("must be root: a system is made whose files belong to several users")
    if missing:
        sys.exit("\n".join(missing))
    boot.DEADLINE, boot.ANSWER_WITHIN = 600, 120  # systemd in an emulated machine
    wanted.work.mkdir(parents=True, exist_ok=True)
    wanted.pictures.mkdir(parents=True, exist_ok=True)
    image = boot.kernel(wanted.work)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ram_disk = system(wanted.deb, wanted.work, folder)
        machine = boot.Machine(image, ram_disk, wanted.memory, "kvm" if wanted.kvm else "tcg", folder, COMMAND_LINE)
        trial = Trial(machine, wanted.pictures)
        try:
            machine.start()
            starts(trial)
            stays(trial)
            would_not_stay(trial)
            stays(trial)
            comes_back(trial)
            tells(trial)
            is_helped(trial)
            print(trial.sh("kiosk --config /etc/kiosk/kiosk.toml doctor"), flush=True)
            print(trial.sh(f"grep Mem /proc/meminfo; grep VmRSS /proc/$({PID})/status"))
            trial.switch_off()
        finally:
            machine.stop()


if __name__ == "__main__":
    main()
