//! What a key press costs: `update` and drawing, apart. Prints microseconds a key, and what
//! reading a language costs; run with `cargo bench --bench key`.
//!
//! No harness and no statistics crate: the figure is the median of many batches, which is all that is compared.

use std::sync::Arc;

use kiosk::app::{Effect, Event, Key, Kiosk, Settings};
use kiosk::i18n::{Lang, VIETNAMESE};
use kiosk::lesson::Library;
use kiosk::time::{Clock, Moment, Timestamp};
use kiosk::tutor::record::Mode;
use kiosk::typing::{Composer, Method, Style};
use kiosk::ui::{self, Sheet};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

const BATCHES: usize = 50;
const KEYS: usize = 200;

fn main() {
    for (columns, rows) in [(80, 24), (50, 18), (120, 40)] {
        let (update, draw) = typed_keys(columns, rows);
        println!("{columns}x{rows}: update {update:.1} µs, draw {draw:.1} µs a typed key");
    }
    println!("composing: {:.2} µs a key", composing());
    println!("reading a language: {:.0} µs", language());
    println!("linear twin of a page of a lesson: {:.1} µs", twin());
}

/// Every word of the test data typed in Telex or VNI: median microseconds a key.
fn composing() -> f64 {
    let rows: Vec<(&str, &str)> = include_str!("../tests/data/typing/syllables.tsv")
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut cells = line.split('\t');
            Some((cells.next()?, cells.nth(1)?))
        })
        .collect();
    let clock = Clock::start();
    let mut figures = Vec::new();
    for _ in 0..BATCHES {
        let (start, mut keys) = (clock.nanos(), 0);
        for (method, word) in &rows {
            let method = if *method == "vni" { Method::Vni } else { Method::Telex };
            let mut line = Composer::new(40, Some(method), Style::Old);
            for key in word.chars() {
                line.insert(key);
                keys += 1;
            }
            std::hint::black_box(line.text());
        }
        figures.push((clock.nanos() - start) / keys);
    }
    median(figures)
}

/// What a lesson page says, in sentences: median microseconds.
fn twin() -> f64 {
    let mut kiosk = Kiosk::preview(Settings::default(), 1, "vneid-install", Mode::Guided);
    let now = Moment { wall: Timestamp(1_795_000_000_000), mono: 0 };
    kiosk.update(Event::Library(Arc::new(Library::built_in().library), 0), now);
    let clock = Clock::start();
    let once = || {
        let start = clock.nanos();
        std::hint::black_box(ui::Twin::of(&kiosk));
        clock.nanos() - start
    };
    median((0..BATCHES * KEYS).map(|_| once()).collect())
}

/// Reading the kiosk's own texts in one language: median microseconds.
fn language() -> f64 {
    let clock = Clock::start();
    let mut times = Vec::new();
    for _ in 0..BATCHES {
        let start = clock.nanos();
        std::hint::black_box(Lang::added("tay", VIETNAMESE));
        times.push(clock.nanos() - start);
    }
    median(times)
}

/// A name typed in Telex into the search of the first lesson, and deleted again: median microseconds of (update, draw).
fn typed_keys(columns: u16, rows: u16) -> (f64, f64) {
    let mut kiosk = Kiosk::preview(Settings::default(), 1, "vneid-install", Mode::Guided);
    let mut now = Moment { wall: Timestamp(1_795_000_000_000), mono: 0 };
    let library = Arc::new(Library::built_in().library);
    kiosk.update(Event::Resize(columns, rows), now);
    kiosk.update(Event::Library(library, 0), now);
    kiosk.update(Event::Key(Key::Enter), now);
    let area = Rect::new(0, 0, columns, rows);
    let (mut shown, mut next) = (Sheet::default(), Sheet::default());
    let clock = Clock::start();
    let name = "nguyeenx thij taapj";
    let typed = name.chars().map(Key::Char);
    let keys: Vec<Key> = typed.chain(std::iter::repeat_n(Key::Backspace, name.len())).collect();
    let (mut updates, mut draws) = (Vec::new(), Vec::new());
    for _ in 0..BATCHES {
        let (mut update, mut draw) = (0, 0);
        for n in 0..KEYS {
            now.mono += 10;
            let key = keys.get(n % keys.len()).copied().unwrap_or(Key::Backspace);
            let start = clock.nanos();
            let effects: Vec<Effect> = kiosk.update(Event::Key(key), now);
            let middle = clock.nanos();
            ui::sketch(&kiosk, area, &mut next);
            for y in next.changed(&shown) {
                let mut before = Buffer::empty(Rect { y, height: 1, ..area });
                let mut after = before.clone();
                shown.paint_row(y, &mut before);
                next.paint_row(y, &mut after);
                std::hint::black_box(before.diff_iter(&after).count());
            }
            std::mem::swap(&mut shown, &mut next);
            draw += clock.nanos() - middle;
            update += middle - start;
            assert!(effects.is_empty());
        }
        updates.push(update / KEYS as u64);
        draws.push(draw / KEYS as u64);
    }
    (median(updates), median(draws))
}

fn median(mut figures: Vec<u64>) -> f64 {
    figures.sort_unstable();
    let nanos = figures.get(figures.len() / 2).copied().unwrap_or(0);
    f64::from(u32::try_from(nanos).unwrap_or(u32::MAX)) / 1000.0
}
