//! The Linux text console: what its font can show and which palette it has. The one place with `unsafe`: two questions to
//! the kernel that no library asks. On anything but a console the kernel answers that it does not know the question.

use std::os::fd::AsFd;

use rustix::io::Errno;
use rustix::ioctl::{Getter, Updater, ioctl};

/// `GIO_CMAP` (`console_ioctl(2)`): 16 colours of red, green, blue.
const GIO_CMAP: u32 = 0x4B70;

/// `GIO_UNIMAP` (`console_ioctl(2)`): which characters the font has.
const GIO_UNIMAP: u32 = 0x4B66;

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

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::*;

    #[test]
    fn what_is_no_console_is_none() {
        let file = File::open("/dev/null").unwrap();
        assert_eq!(palette(&file), None);
        assert_eq!(characters(&file), None);
    }
}
