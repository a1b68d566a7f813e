//! Which machine this is: by its network cards and its fixed disks, as the kernel shows them to everybody.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// Where the kernel shows them.
pub(in crate::store) const SYSFS: &str = "/sys";

/// Ids of this machine, each a hash: of the addresses of its real network cards and the names of its fixed disks. Some
/// of them may be exchanged; another machine has none in common. None where the kernel shows none. `sys`: where `sysfs`
/// is mounted.
pub fn machine_ids(sys: &Path) -> BTreeSet<String> {
    let cards = entries(&sys.join("class/net")).into_iter().filter_map(|card| address(&card));
    let disks = entries(&sys.join("block")).into_iter().filter_map(|disk| serial(&disk));
    cards.chain(disks).map(|id| hash(&id)).collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let Ok(found) = fs::read_dir(folder) else { return Vec::new() };
    found.filter_map(|entry| Some(entry.ok()?.path())).collect()
}

fn read(path: &Path) -> Option<String> {
    // The kernel's files are short.
    let content = fs::read(path).ok()?;
    let text = String::from_utf8_lossy(content.get(..content.len().min(4096))?).trim().to_ascii_lowercase();
    (!text.is_empty()).then_some(text)
}

/// The address of a network card that is a device and has its address from its maker.
fn address(card: &Path) -> Option<String> {
    let given = read(&card.join("addr_assign_type")).is_some_and(|kind| kind != "0");
    if given || is_plugged_in(card) {
        return None;
    }
    let address = read(&card.join("address"))?;
    let known = address.chars().any(|c| c != '0' && c != ':');
    known.then(|| format!("card {address}"))
}

/// The name that the maker gave a disk that stays in the machine.
fn serial(disk: &Path) -> Option<String> {
    let removable = read(&disk.join("removable")).is_some_and(|removable| removable != "0");
    if removable || is_plugged_in(disk) {
        return None;
    }
    let names = ["wwid", "device/wwid", "device/cid", "serial", "device/serial"];
    let name = names.iter().find_map(|name| read(&disk.join(name)))?;
    Some(format!("disk {name}"))
}

/// Whether it is no device of its own (a bridge, a loop), or one that hangs on USB and may be anywhere tomorrow.
fn is_plugged_in(at: &Path) -> bool {
    match fs::canonicalize(at.join("device")) {
        Ok(device) => device.components().any(|part| part.as_os_str().to_string_lossy().starts_with("usb")),
        Err(_) => true,
    }
}

pub(super) fn hash(id: &str) -> String {
    let digest = Sha256::digest(format!("kiosk machine {id}"));
    digest.iter().take(16).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    /// A device with what the kernel says of it, linked as the kernel links it.
    fn device(sys: &Path, class: &str, name: &str, bus: &str, files: &[(&str, &str)]) {
        let at = sys.join("devices").join(bus).join(name);
        let own = at.join(class).join(name);
        fs::create_dir_all(&own).unwrap();
        fs::create_dir_all(sys.join(class)).unwrap();
        for (file, content) in files {
            let path = own.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            if file.starts_with("device/") {
                fs::write(at.join(file.trim_start_matches("device/")), content).unwrap();
            } else {
                fs::write(path, content).unwrap();
            }
        }
        let _ = fs::remove_dir_all(own.join("device"));
        if bus != "virtual" {
            symlink(&at, own.join("device")).unwrap();
        }
        symlink(own, sys.join(class).join(name)).unwrap();
    }

    #[test]
    fn cards_and_fixed_disks_tell_the_machine() {
        let sys = tempfile::tempdir().unwrap();
        let sys = sys.path();
        assert!(machine_ids(sys).is_empty());
        let net = "class/net";
        device(sys, net, "lo", "virtual", &[("address", "00:00:00:00:00:00\n"), ("addr_assign_type", "0\n")]);
        device(sys, net, "br0", "virtual", &[("address", "02:42:ac:11:00:02\n"), ("addr_assign_type", "3\n")]);
        device(sys, net, "tap0", "pci0/0", &[("address", "52:54:00:12:34:56\n"), ("addr_assign_type", "1\n")]);
        device(sys, net, "empty", "pci0/0", &[("address", "00:00:00:00:00:00\n"), ("addr_assign_type", "0\n")]);
        device(sys, net, "usb0", "pci0/usb1/1-1", &[("address", "aa:bb:cc:00:00:01\n"), ("addr_assign_type", "0\n")]);
        device(sys, "block", "loop0", "virtual", &[("removable", "0\n"), ("wwid", "x\n")]);
        device(sys, "block", "sr0", "pci0/ata2", &[("removable", "1\n"), ("device/wwid", "cd\n")]);
        device(sys, "block", "sdb", "pci0/usb1/1-2", &[("removable", "0\n"), ("device/wwid", "naa.5\n")]);
        device(sys, "block", "sdc", "pci0/ata3", &[("removable", "0\n")]);
        assert!(machine_ids(sys).is_empty(), "{:?}", machine_ids(sys));
        device(sys, net, "enp3s0", "pci0/3", &[("address", "1C:69:7A:00:00:01\n"), ("addr_assign_type", "0\n")]);
        device(sys, "block", "sda", "pci0/ata1", &[("removable", "0\n"), ("device/wwid", "naa.5000c500a1b2c3d4\n")]);
        device(sys, "block", "nvme0n1", "pci0/nvme", &[("removable", "0\n"), ("wwid", "eui.0025385a11b2c3d4\n")]);
        device(sys, "block", "mmcblk0", "mmc0", &[("removable", "0\n"), ("device/cid", "150100424a5444\n")]);
        let found = machine_ids(sys);
        assert_eq!(found.len(), 4);
        assert!(found.contains(&hash("card 1c:69:7a:00:00:01")) && found.contains(&hash("disk naa.5000c500a1b2c3d4")));
        assert!(found.iter().all(|id| id.len() == 32 && !id.contains("1c69")));
    }

    #[test]
    fn this_machine_can_be_asked() {
        assert_eq!(machine_ids(Path::new(SYSFS)), machine_ids(Path::new(SYSFS)));
    }
}
