//! The Linux text console: what its font can show, which palette it has, which keys lead away from it. The one place with
//! `unsafe`: three questions to the kernel that no library asks. On anything but a console the kernel answers that it does
//! not know the question.

use std::os::fd::AsFd;

use rustix::io::Errno;
use rustix::ioctl::{Getter, Updater, ioctl};

/// `GIO_CMAP` (`console_ioctl(2)`): 16 colours of red, green, blue.
const GIO_CMAP: u32 = 0x4B70;

/// `GIO_UNIMAP` (`console_ioctl(2)`): which characters the font has.
const GIO_UNIMAP: u32 = 0x4B66;

/// `KDGKBENT` (`console_ioctl(2)`): what a key does.
const KDGKBENT: u32 = 0x4B46;

/// What a key does in a table that there is not (`linux/keyboard.h`).
const NO_TABLE: u16 = 0x027f;

/// Of type `KT_CONS`: the key shows another console.
const OTHER_CONSOLE: u16 = 0x05;

/// Of type `KT_SPEC` (`linux/keyboard.h`): keys that lead away, stop the screen or wait for a second key, by the names of
/// dumpkeys. `deploy/system/console` takes the same ones away.
const LEADING_AWAY: [(u16, &str); 13] = [
    (0x0202, "Show_Registers"),
    (0x0203, "Show_Memory"),
    (0x0204, "Show_State"),
    (0x0206, "Last_Console"),
    (0x0209, "Scroll_Lock"),
    (0x020a, "Scroll_Forward"),
    (0x020b, "Scroll_Backward"),
    (0x020c, "Boot"),
    (0x020e, "Compose"),
    (0x020f, "SAK"),
    (0x0210, "Decr_Console"),
    (0x0211, "Incr_Console"),
    (0x0212, "KeyboardSignal"),
];

/// The kernel keeps no larger map.
const MOST_PAIRS: u16 = u16::MAX;

/// The 16 colours of a palette, each red, green, blue.
pub type Palette = [[u8; 3]; 16];

/// `struct unipair` of the kernel: a character and the place of its glyph.
#[repr(C)]
#[derive(Clone, Copy)]
struct Pair {
    character: u16,
    glyph: u16,
}

/// `struct unimapdesc` of the kernel.
#[repr(C)]
struct Map {
    count: u16,
    pairs: *mut Pair,
}

/// `struct kbentry` of the kernel.
#[repr(C)]
struct Entry {
    table: u8,
    key: u8,
    action: u16,
}

/// The palette of the console behind this terminal; `None` if there is no console.
#[expect(unsafe_code, reason = "no library asks the console for its palette")]
pub fn palette(terminal: impl AsFd) -> Option<Palette> {
    // SAFETY: GIO_CMAP fills 48 bytes at the address that it is given, and `Palette` is 48 bytes without padding.
    let colours = unsafe { ioctl(terminal, Getter::<GIO_CMAP, Palette>::new()) };
    colours.ok()
}

/// The characters that the font of the console has, in order; `None` if there is no console, or it does not say.
pub fn characters(terminal: impl AsFd) -> Option<Vec<char>> {
    let mut pairs = Vec::new();
    // First with no room: the kernel then says how many there are.
    let mut count = match map(&terminal, &mut pairs) {
        Err((Errno::NOMEM, count)) => count,
        Ok(count) | Err((_, count)) if count > 0 => count,
        _ => return None,
    };
    if count == 0 {
        count = MOST_PAIRS;
    }
    pairs.resize(usize::from(count), Pair { character: 0, glyph: 0 });
    let count = map(&terminal, &mut pairs).ok()?;
    let known = pairs.iter().take(usize::from(count)).filter_map(|pair| char::from_u32(pair.character.into()));
    let mut known: Vec<char> = known.collect();
    known.sort_unstable();
    known.dedup();
    Some(known)
}

/// Reads the map into `pairs`: how many the kernel gave, or, with its refusal, how many there are.
#[expect(unsafe_code, reason = "no library asks the console for the characters of its font")]
fn map(terminal: impl AsFd, pairs: &mut [Pair]) -> Result<u16, (Errno, u16)> {
    let count = u16::try_from(pairs.len()).unwrap_or(MOST_PAIRS);
    let mut map = Map { count, pairs: pairs.as_mut_ptr() };
    // SAFETY: `Map` and `Pair` have the layout of the kernel's structs. The kernel writes at most `count` pairs at the
    // address, where that many are, and the new count into the struct; both outlive the call.
    let done = unsafe { ioctl(terminal, Updater::<GIO_UNIMAP, Map>::new(&mut map)) };
    done.map(|()| map.count).map_err(|errno| (errno, map.count))
}

/// The names of what keys of the console still do that would lead away from it, in order; `None` if there is no console.
/// The keys are the same on all consoles.
pub fn ways_out(terminal: impl AsFd) -> Option<Vec<&'static str>> {
    let mut found = Vec::new();
    for table in 0..=u8::MAX {
        if action(&terminal, table, 0).ok()? == NO_TABLE {
            continue;
        }
        // Where the kernel has fewer keys, it refuses the others.
        found.extend((0..=u8::MAX).map_while(|key| action(&terminal, table, key).ok()).filter_map(way_out));
    }
    found.sort_unstable();
    found.dedup();
    Some(found)
}

fn way_out(action: u16) -> Option<&'static str> {
    if action >> 8 == OTHER_CONSOLE {
        return Some("Console_N");
    }
    LEADING_AWAY.iter().find(|(code, _)| *code == action).map(|(_, name)| *name)
}

/// What a key does with these modifiers.
#[expect(unsafe_code, reason = "no library asks the console for its keys")]
fn action(terminal: impl AsFd, table: u8, key: u8) -> Result<u16, Errno> {
    let mut entry = Entry { table, key, action: 0 };
    // SAFETY: `Entry` has the layout of the kernel's struct, which is all that it reads and writes.
    unsafe { ioctl(terminal, Updater::<KDGKBENT, Entry>::new(&mut entry)) }?;
    Ok(entry.action)
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::*;

    #[test]
    fn what_is_no_console_is_none() {
        let file = File::open("/dev/null").unwrap();
        assert_eq!(palette(&file), None);
        assert_eq!(characters(&file), None);
        assert_eq!(ways_out(&file), None);
    }

    #[test]
    fn a_way_out_has_its_name() {
        for (action, name) in [
            (0x0500, Some("Console_N")),
            (0x053e, Some("Console_N")),
            (0x020c, Some("Boot")),
            (0x0207, None),
            (0x0061, None),
            (0x0200, None),
            (0x0b61, None),
        ] {
            assert_eq!(way_out(action), name, "{action:#x}");
        }
    }
}
