//! The command line: clap types only.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// A practice kiosk for Bình dân học vụ số: learn digital services by doing, offline.
#[derive(Debug, Parser)]
#[command(name = "kiosk", version, propagate_version = true)]
pub struct Cli {
    /// What to do; without it, the kiosk runs.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Settings and folders.
    #[command(flatten)]
    pub global: Global,
}

/// Options of every command.
#[derive(Debug, Clone, Default, Args)]
pub struct Global {
    /// Settings file [default: ./kiosk.toml, the user's, /etc/kiosk/kiosk.toml, else built-in defaults].
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Folder of the database and the exports [default: as configured, else the user's data folder].
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the kiosk, full screen.
    Run {
        /// By plain lines, for screen readers and braille: choices have numbers, nothing is drawn.
        #[arg(long)]
        lines: bool,
    },
    /// Play one lesson; nothing is recorded.
    Play {
        /// Id of the lesson, as its file is called, or the file itself.
        lesson: String,
        /// How it is played.
        #[arg(long, value_enum, default_value_t = ModeArg::Guided)]
        mode: ModeArg,
        /// Language of the kiosk: vi, en, or one of the folder of lessons [default: as configured].
        #[arg(long, value_name = "CODE")]
        lang: Option<String>,
        /// Show changes as soon as a file is saved, and what is wrong in it.
        #[arg(long)]
        reload: bool,
        /// By plain lines, for screen readers and braille.
        #[arg(long)]
        lines: bool,
    },
    /// List the sentences of the lessons that are read aloud as they are written, with the names of their recorded clips.
    Clips {
        /// Only those of this language.
        #[arg(long, value_name = "CODE")]
        lang: Option<String>,
        /// Only those without a clip in the folder of clips.
        #[arg(long)]
        missing: bool,
    },
    /// Check lessons: everything loads, every name resolves, every lesson can be finished.
    Check {
        /// Folders of lessons, or single files in them [default: as configured, else the built-in lessons].
        paths: Vec<PathBuf>,
        /// Print the screens of each app with the ways between them, and each lesson's demonstration.
        #[arg(long)]
        map: bool,
        /// How it is said.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Make a commented skeleton of a lesson or an app that passes the check, or the files of a language that are to be
    /// translated; nothing is overwritten.
    New {
        /// What is to be made; a lesson comes with an app and, if there is none yet, somebody to play.
        #[arg(value_enum)]
        what: NewArg,
        /// Its id: a-z, 0-9 and `-`, at most 64 of them; of a language the code, like `tay`.
        id: String,
        /// Folder of lessons [default: ./lessons if there is one, else the current folder].
        #[arg(long, value_name = "DIR")]
        to: Option<PathBuf>,
    },
    /// Print the JSON Schema of a kind of file, for editors that check and complete TOML.
    Schema {
        /// The kind of file.
        #[arg(value_enum)]
        of: SchemaArg,
    },
    /// Write what has not left yet as one batch.
    Export {
        /// Put the file there too [default: as configured].
        #[arg(long, value_name = "DIR")]
        to: Option<PathBuf>,
        /// List the batches instead.
        #[arg(long, conflicts_with = "again")]
        list: bool,
        /// Write a batch that has left already once more: the same bytes.
        #[arg(long, value_name = "BATCH")]
        again: Option<u64>,
    },
    /// For the staff of the kiosk.
    Staff {
        /// What is to be done.
        #[command(subcommand)]
        what: StaffCommand,
    },
    /// Say whether the data is whole: database, attempts, steps, batches.
    Doctor {
        /// Say which settings are in force and from where, with what each of them is, instead.
        #[arg(long)]
        settings: bool,
        /// How it is said.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
}

/// What staff can do by commands.
#[derive(Debug, Subcommand)]
pub enum StaffCommand {
    /// Set the PIN that opens the staff area, or another: 6 to 12 digits, asked for twice.
    SetPin {
        /// Take it from the first line of standard input instead.
        #[arg(long)]
        stdin: bool,
    },
}

/// How a lesson is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ModeArg {
    /// The kiosk shows.
    Watch,
    /// The kiosk says the step and points at the next thing.
    Guided,
    /// The kiosk says the step and helps on request.
    Practice,
    /// Only the task is said.
    Solo,
}

/// What can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum NewArg {
    /// `ID.toml`.
    Lesson,
    /// `apps/ID.toml`.
    App,
    /// `lang/ID/`: the kiosk in another language.
    Language,
}

/// A kind of file that has a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaArg {
    /// A lesson, `lessons/ID.toml`.
    Lesson,
    /// A simulated app, `lessons/apps/ID.toml`.
    App,
    /// `lessons/personas.toml`.
    Personas,
    /// `lessons/courses.toml`.
    Courses,
    /// `kiosk.toml`.
    Config,
}

/// How a result is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Lines for people.
    Text,
    /// One JSON object.
    Json,
}
