//! A state in a few words, to be a key of the planner's and the proof's tables; and what of a state is to be forgotten.

use super::state::{MOST_LAYERS, Shape, State};
use crate::lesson::model::World;
use crate::lesson::table::{AppId, CodeId, CounterId, FieldId, FlagId, Id, MessageId, ScreenId};

/// How many bits each part of a state takes, computed from the world once.
#[derive(Debug, Clone)]
pub struct Packing {
    cells: Vec<u32>,
    extra: u32,
    front: u32,
    layer: u32,
    banner: u32,
    words: usize,
}

/// Bits that hold every number up to `most`.
fn bits(most: usize) -> u32 {
    usize::BITS - most.leading_zeros()
}

impl Packing {
    /// The packing of a world's states, each with a number up to `most_extra`.
    pub fn new(world: &World, most_extra: usize) -> Packing {
        let mut cells: Vec<u32> = Vec::new();
        cells.extend(world.fields.iter().map(|field| bits((1 << field.facts.len().min(31)) - 1)));
        cells.extend(world.apps.iter().map(|_| bits(world.screens.len())));
        cells.extend(world.codes.iter().map(|_| 2));
        cells.extend(world.counters.iter().map(|(_, limit)| bits(usize::from(*limit))));
        for count in [world.flags.len(), world.timers.len()] {
            cells.extend((0..count.div_ceil(32)).map(|word| bits((1 << (count - word * 32).min(32)) - 1)));
        }
        let (extra, front) = (bits(most_extra), bits(world.apps.len()));
        let (layer, banner) = (bits(world.screens.len()), bits(world.messages.len()));
        let most = u32::try_from(MOST_LAYERS).unwrap_or(u32::MAX);
        let all = cells.iter().sum::<u32>() + extra + front + banner + layer * most;
        let words = usize::try_from(all.div_ceil(64)).unwrap_or(usize::MAX).max(1);
        Packing { cells, extra, front, layer, banner, words }
    }

    /// Words of a key.
    pub fn words(&self) -> usize {
        self.words
    }

    /// The key of a state with a number.
    pub fn pack(&self, state: &State, extra: usize, key: &mut [u64]) {
        let mut to = Writer { words: key.iter_mut(), word: 0, used: 0 };
        to.put(extra as u64, self.extra);
        to.put(state.front().map_or(0, |app| app.usize() + 1) as u64, self.front);
        to.put(state.banner().map_or(0, |message| message.usize() + 1) as u64, self.banner);
        for at in 0..MOST_LAYERS {
            to.put(state.layers().get(at).map_or(0, |screen| screen.usize() + 1) as u64, self.layer);
        }
        for (cell, width) in state.cells.iter().zip(&self.cells) {
            to.put(u64::from(*cell), *width);
        }
        to.end();
    }

    /// The number of a key.
    pub fn extra(&self, key: &[u64]) -> usize {
        Reader { words: key.iter(), word: 0, left: 0 }.take(self.extra)
    }

    /// The state of a key, into one of the same world; returns its number.
    pub fn unpack(&self, key: &[u64], state: &mut State) -> usize {
        let mut from = Reader { words: key.iter(), word: 0, left: 0 };
        let extra = from.take(self.extra);
        let front = from.take(self.front);
        let banner = from.take(self.banner);
        state.set_front(front.checked_sub(1).map(AppId::from_usize));
        state.set_banner(banner.checked_sub(1).map(MessageId::from_usize));
        while state.pop_layer().is_some() {}
        for _ in 0..MOST_LAYERS {
            if let Some(screen) = from.take(self.layer).checked_sub(1) {
                state.push_layer(ScreenId::from_usize(screen));
            }
        }
        for (cell, width) in state.cells.iter_mut().zip(&self.cells) {
            *cell = u32::try_from(from.take(*width)).unwrap_or_default();
        }
        extra
    }
}

struct Writer<'k> {
    words: std::slice::IterMut<'k, u64>,
    word: u64,
    used: u32,
}

impl Writer<'_> {
    fn put(&mut self, value: u64, width: u32) {
        self.word |= value << self.used;
        let sum = self.used + width;
        if sum < 64 {
            self.used = sum;
            return;
        }
        let rest = if self.used == 0 { 0 } else { value >> (64 - self.used) };
        self.end();
        self.word = if sum == 64 { 0 } else { rest };
        self.used = sum - 64;
    }

    fn end(&mut self) {
        if let Some(word) = self.words.next() {
            *word = self.word;
        }
    }
}

struct Reader<'k> {
    words: std::slice::Iter<'k, u64>,
    word: u64,
    left: u32,
}

impl Reader<'_> {
    /// A number of at most 32 bits.
    fn take(&mut self, width: u32) -> usize {
        let mut value = self.word;
        if self.left < width {
            let next = self.words.next().copied().unwrap_or_default();
            value |= next << self.left;
            let used = width - self.left;
            self.word = next >> used;
            self.left = 64 - used;
        } else {
            self.word >>= width;
            self.left -= width;
        }
        usize::try_from(value & ((1 << width) - 1)).unwrap_or_default()
    }
}

/// Which parts of a state are kept; the rest is forgotten: flags off, fields empty, codes never sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mask {
    shape: Shape,
    cells: Box<[u32]>,
    /// Apps whose place is forgotten, with the screen they begin on.
    first: Vec<(AppId, ScreenId)>,
}

impl Mask {
    /// Keeps only where everything stands, and the timers.
    pub fn places(world: &World) -> Mask {
        let shape = Shape::of(world);
        let mut cells: Box<[u32]> = vec![0; shape.end].into();
        for (at, cell) in cells.iter_mut().enumerate() {
            let kept = (shape.places..shape.codes).contains(&at) || at >= shape.timers;
            *cell = if kept { u32::MAX } else { 0 };
        }
        Mask { shape, cells, first: Vec::new() }
    }

    /// Keeps everything.
    pub fn all(world: &World) -> Mask {
        let shape = Shape::of(world);
        Mask { shape, cells: vec![u32::MAX; shape.end].into(), first: Vec::new() }
    }

    /// Keeps nothing: not even where the apps stand.
    pub fn none(world: &World) -> Mask {
        let shape = Shape::of(world);
        Mask { shape, cells: vec![0; shape.end].into(), first: Vec::new() }
    }

    fn or(&mut self, at: usize, bits: u32) {
        if let Some(cell) = self.cells.get_mut(at) {
            *cell |= bits;
        }
    }

    /// Keeps a flag.
    pub fn keep_flag(&mut self, id: FlagId) {
        self.or(self.shape.flags + id.usize() / 32, 1 << (id.usize() % 32));
    }

    /// Keeps some facts of a field.
    pub fn keep_facts(&mut self, id: FieldId, facts: u32) {
        self.or(id.usize(), facts);
    }

    /// Keeps a code.
    pub fn keep_code(&mut self, id: CodeId) {
        self.or(self.shape.codes + id.usize(), u32::MAX);
    }

    /// Keeps a counter.
    pub fn keep_counter(&mut self, id: CounterId) {
        self.or(self.shape.counters + id.usize(), u32::MAX);
    }

    /// Keeps what the other keeps too.
    pub fn keep_all_of(&mut self, other: &Mask) {
        for (cell, bits) in self.cells.iter_mut().zip(&other.cells) {
            *cell |= bits;
        }
    }

    /// Forgets what the other keeps.
    #[must_use]
    pub fn without(mut self, other: &Mask) -> Mask {
        for (cell, bits) in self.cells.iter_mut().zip(&other.cells) {
            *cell &= !bits;
        }
        self
    }

    /// Forgets where an app stands: it stands where it begins.
    pub fn forget_place(&mut self, app: AppId, first: ScreenId) {
        self.first.push((app, first));
    }

    /// The facts of a field that are kept.
    pub fn facts(&self, id: FieldId) -> u32 {
        self.cells.get(id.usize()).copied().unwrap_or_default()
    }

    /// Whether a code is kept.
    pub fn keeps_code(&self, id: CodeId) -> bool {
        self.cells.get(self.shape.codes + id.usize()).is_some_and(|cell| *cell != 0)
    }
}

impl State {
    /// Forgets what a mask does not keep.
    pub fn forget(&mut self, mask: &Mask) {
        for (cell, kept) in self.cells.iter_mut().zip(&mask.cells) {
            *cell &= kept;
        }
        for (app, first) in &mask.first {
            self.set_place(*app, *first);
        }
    }

    /// Supposes that a field holds a content of this class, without anybody having entered it: for the proof, where one
    /// content stands for many.
    pub fn suppose(&mut self, field: FieldId, class: u32) {
        self.set_class(field, class);
    }
}
