//! `kiosk new`: a commented skeleton of a lesson or an app that passes `kiosk check` at once, or the files of a language
//! with all that is to be translated. Nothing is overwritten.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::{Exit, Failure, print, schema};
use crate::cli::{NewArg, SchemaArg};
use crate::i18n::{self, Lang};
use crate::lesson::languages;
use crate::lesson::library::{is_id, people};
use crate::store::shown;
use crate::time::Clock;

/// Ids that mean something else.
const TAKEN: [&str; 3] = ["personas", "courses", "messages"];

/// After so many milliseconds a lesson is to be compared with the real thing again.
const HALF_A_YEAR: i64 = 182 * 86_400_000;

/// A file that is to be made.
struct Draft {
    path: PathBuf,
    content: String,
}

/// Writes the skeleton into a folder of lessons.
pub fn run(what: NewArg, id: &str, to: Option<&Path>) -> Result<Exit, Failure> {
    let folder = to.map_or_else(usual_folder, Path::to_owned);
    let files = match what {
        NewArg::Language => language(&folder, id)?,
        NewArg::App => vec![app(&folder, check_id(id)?)],
        NewArg::Lesson => lesson(&folder, check_id(id)?)?,
    };
    if let Some(there) = files.iter().find(|file| file.path.symlink_metadata().is_ok()) {
        let message = format!("{} exists already: choose another id, nothing was written", shown(&there.path));
        return Err(Failure::new(Exit::Usage, message));
    }
    let schemas = if what == NewArg::Language { Vec::new() } else { schemas(&folder) };
    let schemas = schemas.into_iter().filter(|file| file.path.symlink_metadata().is_err());
    let mut said = String::new();
    for file in files.into_iter().chain(schemas) {
        write(&file)?;
        let _ = writeln!(said, "made {}", shown(&file.path));
    }
    let lesson = folder.join(format!("{id}.toml"));
    let _ = match what {
        NewArg::Lesson => writeln!(said, "next: kiosk play {} --reload", shown(&lesson)),
        NewArg::Language => writeln!(said, "next: translate, then kiosk check {}", shown(&folder)),
        NewArg::App => writeln!(said, "next: name it in the `apps` of a lesson, then kiosk check {}", shown(&folder)),
    };
    print(&said)?;
    Ok(Exit::Done)
}

fn check_id(id: &str) -> Result<&str, Failure> {
    let name = crate::text::escape(id, 80);
    if !is_id(id) {
        let help = "use a-z, 0-9 and `-` (not first), at most 64 of them";
        return Err(Failure::new(Exit::Usage, format!("`{name}` is no good id: {help}")));
    }
    if TAKEN.contains(&id) {
        return Err(Failure::new(Exit::Usage, format!("`{name}` means something else already: choose another id")));
    }
    Ok(id)
}

/// `lessons` here if there is one, else here.
fn usual_folder() -> PathBuf {
    let lessons = PathBuf::from("lessons");
    if lessons.is_dir() { lessons } else { PathBuf::from(".") }
}

fn app(folder: &Path, id: &str) -> Draft {
    let path = folder.join("apps").join(format!("{id}.toml"));
    Draft { path, content: include_str!("skeleton/app.toml").replace("@ID@", id) }
}

/// A lesson with the app of its name and somebody to play, if they are not there yet.
fn lesson(folder: &Path, id: &str) -> Result<Vec<Draft>, Failure> {
    let mut files = Vec::new();
    let people = people(folder).map_err(|finding| Failure::new(Exit::Findings, finding.to_string()))?;
    let (persona, name, paper) = match people {
        None => {
            let content = include_str!("skeleton/personas.toml").to_owned();
            files.push(Draft { path: folder.join("personas.toml"), content });
            ("thu".to_owned(), "{persona.name}", "\"card\"".to_owned())
        }
        Some(people) => {
            let Some((persona, raw)) = people.0.first() else {
                let message = "personas.toml names nobody: add a person, or remove the file and one is made";
                return Err(Failure::new(Exit::Findings, message));
            };
            let named = raw.values.0.iter().any(|(value, _)| value.get_ref() == "name");
            let paper = raw.papers.first().map_or_else(String::new, |p| format!("\"{}\"", p.get_ref().id.get_ref()));
            (persona.get_ref().clone(), if named { "{persona.name}" } else { "Hoàng Thị Thử" }, paper)
        }
    };
    let mut content = include_str!("skeleton/lesson.toml").to_owned();
    let app = app(folder, id);
    // An app that is there already knows nothing of the skeleton's screens, unless it is the skeleton.
    let there = fs::read_to_string(&app.path).ok();
    if there.as_ref() == Some(&app.content) || app.path.symlink_metadata().is_err() {
        content.push_str(include_str!("skeleton/step.toml"));
    }
    if app.path.symlink_metadata().is_err() {
        files.push(app);
    }
    let today = Clock::start().now().wall;
    let (on, by) = (today.day().to_string(), today.plus_ms(HALF_A_YEAR).day().to_string());
    let places = [
        ("@ON@", on.as_str()),
        ("@BY@", by.as_str()),
        ("@ID@", id),
        ("@PERSONA@", &persona),
        ("@NAME@", name),
        ("@PAPER@", &paper),
    ];
    let content = places.into_iter().fold(content, |text, (place, value)| text.replace(place, value));
    files.insert(0, Draft { path: folder.join(format!("{id}.toml")), content });
    Ok(files)
}

/// The files of a language that are not there yet: the kiosk's own texts, and a file for each file of lessons.
fn language(folder: &Path, code: &str) -> Result<Vec<Draft>, Failure> {
    let name = crate::text::escape(code, 80);
    if !Lang::is_code(code) {
        let help = "use two or three letters a-z, perhaps `-` and more letters: tay, tay-cb";
        return Err(Failure::new(Exit::Usage, format!("`{name}` is no code of a language: {help}")));
    }
    if Lang::from_code(code, Lang::BUILT_IN).is_some() {
        return Err(Failure::new(Exit::Usage, format!("`{name}` is part of the program: choose another code")));
    }
    let into = folder.join(languages::FOLDER).join(code);
    let mut files = vec![Draft { path: into.join(languages::INTERFACE), content: interface(code) }];
    files.extend(languages::texts(folder).into_iter().map(|(file, texts)| {
        let mut content = include_str!("skeleton/translation.toml").replace("@FILE@", &file);
        for text in texts {
            let _ = writeln!(content, "{} = \"\"", toml_text(&text));
        }
        Draft { path: into.join(file), content }
    }));
    // Lessons may have come since: a translator's work stays, and only what is new is made.
    let new: Vec<Draft> = files.into_iter().filter(|file| file.path.symlink_metadata().is_err()).collect();
    if new.is_empty() {
        let message = format!("{} has a file for every file of lessons already: nothing was written", shown(&into));
        return Err(Failure::new(Exit::Usage, message));
    }
    Ok(new)
}

/// The Vietnamese texts, each still behind a `#`.
fn interface(code: &str) -> String {
    let mut out = include_str!("skeleton/interface.toml").replace("@CODE@", code);
    let texts = i18n::VIETNAMESE.split_once("\n\n").map_or(i18n::VIETNAMESE, |(_, texts)| texts);
    for line in texts.lines() {
        let heads = line.is_empty() || line.starts_with('#') || line.starts_with('[');
        let _ = match line {
            line if line.starts_with("language = ") => writeln!(out, "language = [\"{code}\"]"),
            line => writeln!(out, "{}{line}", if heads { "" } else { "#" }),
        };
    }
    out
}

/// A text as TOML writes it.
fn toml_text(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// What the first lines of the files name.
fn schemas(folder: &Path) -> Vec<Draft> {
    [("lesson", SchemaArg::Lesson), ("app", SchemaArg::App), ("personas", SchemaArg::Personas)]
        .into_iter()
        .map(|(name, of)| Draft {
            path: folder.join("schema").join(format!("{name}.schema.json")),
            content: schema::text(of).to_owned(),
        })
        .collect()
}

fn write(file: &Draft) -> Result<(), Failure> {
    let made = || -> io::Result<()> {
        if let Some(folder) = file.path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::File::create_new(&file.path)?.write_all(file.content.as_bytes())
    };
    made().map_err(|error| {
        let help = "name a folder that may be written, with --to DIR";
        Failure::new(Exit::CannotWrite, format!("{} cannot be written ({error}): {help}", shown(&file.path)))
    })
}
