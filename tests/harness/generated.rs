//! Small worlds made up from a number: lessons of two apps with boxes, fields, choices, codes, dialogs, gates and steps.

use std::fmt::Write as _;
use std::sync::Arc;

use kiosk::lesson::Lesson;
use kiosk::random::SplitMix64;

use super::library::Folder;

/// Numbers from a seed, and whether the world has a form: it has that or a code, else it is too large to be looked at
/// whole.
struct Random {
    numbers: SplitMix64,
    with_form: bool,
}

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.numbers.below(most)
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn pick<'t>(&mut self, all: &[&'t str]) -> &'t str {
        all[self.below(all.len())]
    }
}

const FLAGS: [&str; 4] = ["a.f0", "a.f1", "a.f2", "b.f3"];
const FACTS: [&str; 7] =
    ["a.x = ong", "a.x is filled", "a.y = ba", "a.y != ba", "a.y ~ b", "a.z = mot", "a.x = ong or a.f0"];
const OTHER_FACTS: [&str; 3] = ["b.tries >= 2", "a.code = {a.otp}", "a.code is filled"];
const SCREENS: [&str; 5] = ["a.one", "a.two", "a.three", "b.one", "b.two"];

fn literal(random: &mut Random) -> String {
    match random.below(10) {
        0..=5 => format!("{}{}", if random.one_in(2) { "!" } else { "" }, random.pick(&FLAGS)),
        _ if random.with_form => random.pick(&FACTS).to_owned(),
        _ => random.pick(&OTHER_FACTS).to_owned(),
    }
}

fn condition(random: &mut Random, most: usize) -> String {
    let count = random.below(most + 1);
    let literals: Vec<String> = (0..count).map(|_| literal(random)).collect();
    format!("{literals:?}")
}

fn case(random: &mut Random, app: &str) -> String {
    let mut case = format!("{{ when = {}", condition(random, 1));
    match random.below(12) {
        0..=2 => write!(case, ", set = \"{}\"", random.pick(&FLAGS)),
        3 | 4 => write!(case, ", unset = \"{}\"", random.pick(&FLAGS)),
        5 if !random.with_form => write!(case, ", send = \"a.otp\""),
        6 if !random.with_form => write!(case, ", spend = \"a.otp\", set = \"{}\"", random.pick(&FLAGS)),
        7 if !random.with_form => write!(case, ", add = \"b.tries\""),
        8 if random.with_form => write!(case, ", clear = \"a.y\""),
        9 => write!(case, ", show = \"a.ask\""),
        10 if !random.with_form => write!(case, ", reset = \"b.tries\""),
        _ => Ok(()),
    }
    .unwrap();
    let screens: Vec<&str> = SCREENS.into_iter().filter_map(|s| s.strip_prefix(&format!("{app}."))).collect();
    match random.below(6) {
        0..=2 => write!(case, ", go = \"{}\"", random.pick(&screens)),
        3 => write!(case, ", home = true"),
        4 => write!(case, ", open = \"{}\"", random.pick(&["a", "b"])),
        _ => Ok(()),
    }
    .unwrap();
    case + " }"
}

fn button(random: &mut Random, app: &str, id: usize) -> String {
    let cases: Vec<String> = (0..=random.below(2)).map(|_| case(random, app)).collect();
    let (when, needs) = (condition(random, 1), condition(random, 1));
    format!("{{ button = \"b{id}\", label = \"B\", when = {when}, needs = {needs}, do = [{}] }}", cases.join(", "))
}

fn screen(random: &mut Random, app: &str, name: &str, widgets: &str) -> String {
    let buttons: Vec<String> = (0..2 + random.below(2)).map(|id| button(random, app, id)).collect();
    format!("[screens.{name}]\nwidgets = [{widgets}{}]\n", buttons.join(", "))
}

fn apps(random: &mut Random) -> (String, String) {
    let (mut a, mut b) = (String::new(), String::new());
    if !random.with_form {
        let lives = if random.one_in(2) { "lives = 180\n" } else { "" };
        let _ = write!(
            a,
            "[codes.otp]\ndigits = 4\nafter = 3\n{lives}message = {{ from = \"M\", text = \"Ma {{otp}}\" }}\n"
        );
        b.push_str("counters.tries = 2\n");
    }
    a += &screen(random, "a", "one", "{ checkbox = \"f0\", label = \"F\" }, ");
    let form = "{ field = \"x\", label = \"X\" }, { field = \"y\", label = \"Y\", rule = \"name\" }, { choice = \"z\", label = \"Z\", options = [\"mot\", \"hai\", \"ba\"] }, ";
    let code = "{ field = \"code\", label = \"C\", rule = \"otp\" }, { button = \"send\", label = \"G\", do = [{ send = \"otp\" }] }, ";
    a += &screen(random, "a", "two", if random.with_form { form } else { code });
    a.push_str("[screens.three]\nback = \"one\"\nwidgets = [{ checkbox = \"f1\", label = \"F\" }, { checkbox = \"f2\", label = \"F\" }, { button = \"two\", label = \"2\", do = [{ go = \"two\" }] }]\n");
    let must = if random.one_in(2) { "back = \"none\"\n" } else { "" };
    let _ = write!(
        a,
        "[screens.ask]\nkind = \"dialog\"\n{must}widgets = [{{ button = \"ok\", label = \"O\", when = {}, do = [{{ close = true, set = \"f2\" }}] }}]\n",
        condition(random, 1)
    );
    let on = if random.with_form { "" } else { "add = \"tries\", " };
    b += &screen(
        random,
        "b",
        "one",
        &format!(
            "{{ checkbox = \"f3\", label = \"F\" }}, {{ button = \"two\", label = \"2\", do = [{{ {on}go = \"two\" }}] }}, "
        ),
    );
    b.push_str("[screens.two]\nwidgets = [{ text = \"2\" }]\n");
    (a, b)
}

fn steps(random: &mut Random) -> String {
    let mut steps = String::new();
    let count = 1 + random.below(3);
    for n in 0..count {
        let mut goal: Vec<String> = (0..=random.below(2)).map(|_| literal(random)).collect();
        if random.one_in(3) {
            goal.push(format!("at {}", random.pick(&SCREENS)));
        }
        let _ = write!(steps, "[[steps]]\nid = \"s{n}\"\nsay = \"S\"\ngoal = {goal:?}\n");
        if n + 1 < count && random.one_in(4) {
            steps.push_str("optional = true\n");
        } else if !goal.iter().any(|fact| fact.starts_with("at ")) && random.one_in(3) {
            steps.push_str("stays = true\n");
        }
        if random.one_in(5) {
            steps.push_str("comes = \"a.ask\"\n");
        }
        if random.one_in(3) {
            let rewind = if random.one_in(2) { "rewind = true\n" } else { "" };
            let on = random.pick(&FLAGS);
            let _ = write!(steps, "[[steps.react]]\non = [\"{on}\"]\nmistake = true\n{rewind}say = \"R\"\n");
        }
    }
    steps
}

/// A lesson made up from a number, with its files; `None` if it does not load.
pub fn lesson(seed: u64) -> Option<(Arc<Lesson>, String)> {
    let mut random = Random { numbers: SplitMix64::new(seed * 1_000_003), with_form: seed.is_multiple_of(2) };
    let (a, b) = apps(&mut random);
    let steps = steps(&mut random);
    let folder = Folder::empty();
    folder.write("personas.toml", "[tap]\ntitle = \"bà Tập\"\n[tap.values]\nname = \"Tập\"\n");
    let head = "name = \"A\"\ndevice = \"phone\"\ntile = { text = \"A\", color = \"green\" }\n";
    folder.write("apps/a.toml", format!("{head}{a}"));
    folder.write("apps/b.toml", format!("{head}{b}"));
    let lesson = "title = \"Bài\"\ntask = \"Việc\"\ntopic = \"t\"\nminutes = 1\ndevice = \"phone\"\npersona = \"tap\"\napps = [\"a\", \"b\"]\ninstalled = [\"a\", \"b\"]\n";
    folder.write("made.toml", format!("{lesson}{steps}"));
    let loaded = folder.load();
    let text = format!("seed {seed}\n{a}\n{b}\n{steps}");
    loaded.library.lesson("made").map(|lesson| (lesson.clone(), text))
}
