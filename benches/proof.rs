//! What the proof and a hint cost. Run with `cargo bench --bench proof`.
//!
//! Prints states a second on a generated lesson of more than a million states, the time of the built-in library, and
//! time and memory of the next hint for a thousand learners who do anything at random.

use std::fmt::Write as _;
use std::fs;
use std::sync::Arc;

use kiosk::lesson::model::FieldFact;
use kiosk::lesson::{Lesson, Library};
use kiosk::random::SplitMix64;
use kiosk::sim::{self, Action};
use kiosk::time::{Clock, Moment};
use kiosk::tutor::Session;
use kiosk::tutor::plan::Planner;
use kiosk::tutor::prove::{prove, prove_within};
use kiosk::tutor::record::Mode;

/// Screens with one box each: 2^15 times where one and the messages can stand.
const SCREENS: usize = 15;
const LEARNERS: u64 = 1_000;
const ACTIONS: usize = 12;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let clock = Clock::start();
    let large = large()?;
    let start = clock.nanos();
    let proof = prove_within(&large, usize::MAX, true)?;
    let seconds = seconds(clock.nanos() - start);
    let rate = f64::from(u32::try_from(proof.states).unwrap_or(u32::MAX)) / seconds;
    println!("generated: {} states, {} edges, {seconds:.2} s: {rate:.0} states a second", proof.states, proof.edges);

    let library = Library::built_in().library;
    let mut sum = 0;
    for lesson in &library.lessons {
        let start = clock.nanos();
        let proof = prove(lesson)?;
        let nanos = clock.nanos() - start;
        sum += nanos;
        println!("{}: {} states, {:.1} ms", lesson.id, proof.states, millis(nanos));
    }
    println!("whole library: {:.1} ms", millis(sum));

    for lesson in &library.lessons {
        let mut worst = (0, 0, 0);
        let mut all = Vec::new();
        for seed in 0..LEARNERS {
            wander(lesson, seed, |session| {
                // Twice, and the better counts: other programs run too.
                let mut nanos = u64::MAX;
                let mut tables = (0, 0);
                for _ in 0..2 {
                    let start = clock.nanos();
                    let plan = Planner::new(lesson, session.step_index()).plan(session.state());
                    nanos = nanos.min(clock.nanos() - start);
                    tables = plan.map_or(tables, |plan| (plan.expansions, plan.bytes));
                }
                all.push(nanos);
                worst = (worst.0.max(nanos), worst.1.max(tables.0), worst.2.max(tables.1));
            });
        }
        all.sort_unstable();
        let median = all.get(all.len() / 2).copied().unwrap_or_default();
        let (median, most, kib) = (millis(median), millis(worst.0), worst.2 / 1024);
        println!(
            "{}: hint {median:.3} ms in the middle, {most:.2} ms at most; {} expansions, {kib} KiB at most",
            lesson.id, worst.1
        );
    }
    Ok(())
}

fn seconds(nanos: u64) -> f64 {
    millis(nanos) / 1000.0
}

fn millis(nanos: u64) -> f64 {
    f64::from(u32::try_from(nanos / 1000).unwrap_or(u32::MAX)) / 1000.0
}

/// A chain of screens, each with a box to tick.
fn large() -> Result<Arc<Lesson>, Box<dyn std::error::Error>> {
    let mut app = "name = \"A\"\ndevice = \"phone\"\ntile = { text = \"A\", color = \"green\" }\n".to_owned();
    let mut goal = Vec::new();
    for n in 0..SCREENS {
        let next = (n + 1) % SCREENS;
        let _ = write!(
            app,
            "[screens.s{n}]\nwidgets = [{{ checkbox = \"f{n}\", label = \"F\" }}, {{ button = \"next\", label = \"N\", do = [{{ go = \"s{next}\" }}] }}]\n"
        );
        goal.push(format!("a.f{n}"));
    }
    let folder = tempfile::tempdir()?;
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text);
    fs::create_dir(folder.path().join("apps"))?;
    write("apps/a.toml", &app)?;
    write("personas.toml", "[tap]\ntitle = \"Tập\"\n[tap.values]\nname = \"Tập\"\n")?;
    let head = "title = \"Bài\"\ntask = \"Việc\"\ntopic = \"t\"\nminutes = 1\ndevice = \"phone\"\npersona = \"tap\"\napps = [\"a\"]\ninstalled = [\"a\"]\n";
    write("large.toml", &format!("{head}[[steps]]\nid = \"all\"\nsay = \"X\"\ngoal = {goal:?}\n"))?;
    Library::from_folder(folder.path()).library.lesson("large").cloned().ok_or_else(|| "it does not load".into())
}

/// A learner who follows the plan for a while and then does anything; `look` at every state.
fn wander(lesson: &Arc<Lesson>, seed: u64, mut look: impl FnMut(&Session)) {
    let mut now = Moment::default();
    let (mut session, _) = Session::new(lesson.clone(), Mode::Solo, seed, now);
    let mut random = SplitMix64::new(seed);
    for _ in 0..random.below(36) {
        now.mono += 1000;
        match session.next().cloned() {
            Some(next) if session.step().is_some() => drop(session.play(&next, now)),
            _ => return,
        }
    }
    for _ in 0..ACTIONS {
        if session.step().is_none() {
            return;
        }
        look(&session);
        now.mono += 1000 * random.below(10) as u64;
        session.tick(now);
        anything(&mut session, &mut random, now);
    }
}

fn anything(session: &mut Session, random: &mut SplitMix64, now: Moment) {
    let lesson = session.lesson().clone();
    let world = &lesson.world;
    let widgets: Vec<_> =
        sim::visible_widgets(world, session.state()).filter(|w| world.widgets[*w].kind.acts()).collect();
    let choice = random.below(widgets.len() + 2);
    let Some(widget) = widgets.get(choice) else {
        let tiles: Vec<_> = sim::home_tiles(world, session.state()).collect();
        let action = match (sim::top(session.state()), choice == widgets.len()) {
            (None, _) => tiles.get(random.below(tiles.len())).map_or(Action::Back, |app| Action::Open(*app)),
            (Some(_), true) => Action::Back,
            (Some(_), false) => Action::Home,
        };
        session.act(action, now);
        return;
    };
    let Some(field) = world.widgets[*widget].kind.field() else {
        session.act(Action::Tap(*widget), now);
        return;
    };
    let definition = &world.fields[field];
    let mut texts: Vec<&str> = definition.options.iter().map(|option| option.id.as_ref()).collect();
    if texts.is_empty() {
        texts.extend(["", "xyz"]);
        texts.extend(definition.facts.iter().filter_map(|fact| match fact {
            FieldFact::Equals(text) | FieldFact::Contains(text) => Some(text.as_ref()),
            _ => None,
        }));
    }
    let text = texts.get(random.below(texts.len())).copied().unwrap_or_default();
    session.enter(field, text, now);
}
