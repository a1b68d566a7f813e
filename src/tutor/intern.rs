//! Keys of a few words, numbered in the order in which they are met first.

/// Numbers given to keys of `width` words. Open addressing; nothing is ever removed.
#[derive(Debug, Clone)]
pub struct Interner {
    width: usize,
    keys: Vec<u64>,
    /// Number of a key plus one; 0 is free. A power of two long.
    slots: Vec<u32>,
    count: usize,
}

/// The multiplier of `FxHash` (Firefox, rustc): fast, and good enough after a last mix for keys that nobody chooses to harm.
const MULTIPLIER: u64 = 0x517c_c1b7_2722_0a95;

fn hash(key: &[u64]) -> u64 {
    let sum = key.iter().fold(0_u64, |hash, word| (hash.rotate_left(5) ^ word).wrapping_mul(MULTIPLIER));
    (sum ^ (sum >> 32)).wrapping_mul(MULTIPLIER)
}

impl Interner {
    /// An empty table for keys of so many words.
    pub fn new(width: usize) -> Interner {
        Interner { width: width.max(1), keys: Vec::new(), slots: vec![0; 64], count: 0 }
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// A key by its number.
    pub fn key(&self, at: usize) -> &[u64] {
        self.keys.get(at * self.width..(at + 1) * self.width).unwrap_or_default()
    }

    /// Bytes that the table takes.
    pub fn bytes(&self) -> usize {
        self.keys.capacity() * 8 + self.slots.capacity() * 4
    }

    /// The number of a key, and whether it is new.
    pub fn intern(&mut self, key: &[u64]) -> (usize, bool) {
        if (self.count + 1) * 3 > self.slots.len() * 2 {
            self.grow();
        }
        let slot = self.slot(key);
        let number = self.slots.get(slot).copied().unwrap_or_default();
        if let Some(known) = number.checked_sub(1) {
            return (usize::try_from(known).unwrap_or(usize::MAX), false);
        }
        self.keys.extend_from_slice(key);
        self.count += 1;
        self.take(slot, self.count);
        (self.count - 1, true)
    }

    /// Where a key is, or where it would be.
    fn slot(&self, key: &[u64]) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = usize::try_from(hash(key) >> 20).unwrap_or_default() & mask;
        while let Some(known) = self.slots.get(slot).and_then(|number| number.checked_sub(1)) {
            // Word by word: keys are short.
            if self.key(usize::try_from(known).unwrap_or(usize::MAX)).iter().eq(key) {
                break;
            }
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn take(&mut self, slot: usize, number: usize) {
        if let Some(free) = self.slots.get_mut(slot) {
            *free = u32::try_from(number).unwrap_or(u32::MAX);
        }
    }

    fn grow(&mut self) {
        self.slots = vec![0; self.slots.len() * 4];
        for at in 0..self.count {
            let slot = self.slot(self.keys.get(at * self.width..(at + 1) * self.width).unwrap_or_default());
            self.take(slot, at + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_keys_have_one_number() {
        let mut table = Interner::new(2);
        for round in 0..2 {
            for n in 0..10_000_u64 {
                let at = usize::try_from(n).unwrap();
                assert_eq!(table.intern(&[n % 100, n / 100]), (at, round == 0));
            }
        }
        assert_eq!(table.len(), 10_000);
        assert_eq!(table.key(4321), [21, 43]);
    }
}
