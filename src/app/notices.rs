//! What staff must know: one notice for one problem, until it is gone. What tells of something that happened once stays
//! until staff have seen it, also over a restart.

use super::event::{Effect, Health, LogLine};
use super::kiosk::Kiosk;
use crate::i18n::{NoticeStrings, Strings};
use crate::text;

/// More are not kept: the oldest of what happened goes first.
const MOST: usize = 40;

/// The longest name of a file or a class, in characters.
const LONGEST: usize = 120;

/// Why results are not recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The disk is full.
    Full,
    /// The disk or its files may only be read.
    ReadOnly,
    /// Reading, writing or syncing fails.
    Disk,
    /// The data folder is not there.
    Folder,
    /// The database was made by a newer version of the program.
    Newer,
    /// Another program holds the database or its folder.
    Busy,
    /// The database is damaged or is none, and could not be set aside.
    Damaged,
    /// Anything else.
    Other,
}

impl Trouble {
    /// Every trouble.
    pub const ALL: [Trouble; 8] = [
        Trouble::Full,
        Trouble::ReadOnly,
        Trouble::Disk,
        Trouble::Folder,
        Trouble::Newer,
        Trouble::Busy,
        Trouble::Damaged,
        Trouble::Other,
    ];

    /// Its name in the event log.
    pub fn code(self) -> &'static str {
        match self {
            Trouble::Full => "disk-full",
            Trouble::ReadOnly => "read-only",
            Trouble::Disk => "disk-error",
            Trouble::Folder => "no-folder",
            Trouble::Newer => "newer-database",
            Trouble::Busy => "busy",
            Trouble::Damaged => "damaged",
            Trouble::Other => "other",
        }
    }
}

/// How much of a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rows {
    /// Attempts.
    pub attempts: u32,
    /// Steps of them.
    pub steps: u32,
}

/// Something that staff must know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Results are not recorded now.
    NotRecording {
        /// Why.
        trouble: Trouble,
        /// Records that wait in memory until it works again.
        waiting: usize,
    },
    /// So many records could not be kept.
    Lost {
        /// How many.
        records: usize,
    },
    /// A damaged database was set aside, and a new one begun.
    SetAside {
        /// The name of its file in the data folder.
        file: String,
        /// What could be read, and stands in the new one.
        saved: Rows,
        /// What is known to be missing there.
        lost: Rows,
    },
    /// The database that was here is gone: a new one was begun.
    Gone,
    /// The database came from another machine.
    Copied,
    /// The database is an older state of this machine's.
    Restored,
    /// The date is not believed.
    Clock,
    /// Lessons are left out for what is wrong in their files.
    Lessons {
        /// Findings.
        faults: usize,
    },
    /// Something is wrong in the files of languages.
    Languages {
        /// Faults.
        faults: usize,
    },
    /// The mark by which a copied database is noticed cannot be kept.
    Mark,
    /// The last export failed.
    Export,
    /// A class that nobody had closed on its day was closed.
    ClassClosed {
        /// Its title, as staff wrote it.
        title: String,
    },
}

/// Which problem a notice is about: there is one notice for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of the notices")]
pub enum Problem {
    NotRecording,
    Lost,
    SetAside,
    Gone,
    Copied,
    Restored,
    Clock,
    Lessons,
    Languages,
    Mark,
    Export,
    ClassClosed,
}

impl Problem {
    /// Its name in the event log and in the file of what staff have not seen yet.
    pub fn code(self) -> &'static str {
        match self {
            Problem::NotRecording => "not-recording",
            Problem::Lost => "lost",
            Problem::SetAside => "set-aside",
            Problem::Gone => "gone",
            Problem::Copied => "copied",
            Problem::Restored => "restored",
            Problem::Clock => "clock",
            Problem::Lessons => "lessons",
            Problem::Languages => "languages",
            Problem::Mark => "mark",
            Problem::Export => "export",
            Problem::ClassClosed => "class-closed",
        }
    }
}

impl Notice {
    /// What it is about.
    pub fn problem(&self) -> Problem {
        match self {
            Notice::NotRecording { .. } => Problem::NotRecording,
            Notice::Lost { .. } => Problem::Lost,
            Notice::SetAside { .. } => Problem::SetAside,
            Notice::Gone => Problem::Gone,
            Notice::Copied => Problem::Copied,
            Notice::Restored => Problem::Restored,
            Notice::Clock => Problem::Clock,
            Notice::Lessons { .. } => Problem::Lessons,
            Notice::Languages { .. } => Problem::Languages,
            Notice::Mark => Problem::Mark,
            Notice::Export => Problem::Export,
            Notice::ClassClosed { .. } => Problem::ClassClosed,
        }
    }

    /// Whether it tells of something that happened once: it stays until staff have seen it.
    pub fn is_event(&self) -> bool {
        match self {
            Notice::Lost { .. }
            | Notice::SetAside { .. }
            | Notice::Gone
            | Notice::Copied
            | Notice::Restored
            | Notice::ClassClosed { .. } => true,
            Notice::NotRecording { .. }
            | Notice::Clock
            | Notice::Lessons { .. }
            | Notice::Languages { .. }
            | Notice::Mark
            | Notice::Export => false,
        }
    }

    /// Whether both are about the same problem. Each file that was set aside is one of its own, and each class.
    fn is_about_same(&self, other: &Notice) -> bool {
        match (self, other) {
            (Notice::SetAside { file, .. }, Notice::SetAside { file: other, .. }) => file == other,
            (Notice::ClassClosed { title }, Notice::ClassClosed { title: other }) => title == other,
            _ => self.problem() == other.problem(),
        }
    }

    /// What it says, in a line.
    pub fn title(&self, t: &Strings) -> String {
        let n = &t.notices;
        match self {
            Notice::NotRecording { trouble, .. } => trouble.texts(n)[0].to_owned(),
            Notice::Lost { records } => n.lost(*records),
            Notice::SetAside { .. } => n.set_aside.to_owned(),
            Notice::Gone => n.gone[0].to_owned(),
            Notice::Copied => n.copied[0].to_owned(),
            Notice::Restored => n.restored[0].to_owned(),
            Notice::Clock => n.clock[0].to_owned(),
            Notice::Lessons { faults } => n.lessons(*faults),
            Notice::Languages { faults } => n.languages(*faults),
            Notice::Mark => n.mark[0].to_owned(),
            Notice::Export => n.export[0].to_owned(),
            Notice::ClassClosed { title } => n.class_closed(title),
        }
    }

    /// What there is to know and to do, a paragraph each.
    pub fn advice(&self, t: &Strings) -> Vec<String> {
        let n = &t.notices;
        match self {
            Notice::NotRecording { trouble, waiting } => {
                let waits = (*waiting > 0).then(|| n.waiting(*waiting));
                waits.into_iter().chain([trouble.texts(n)[1].to_owned()]).collect()
            }
            Notice::Lost { .. } => vec![n.lost_help.to_owned()],
            Notice::SetAside { file, saved, lost } => {
                let missing = (*lost != Rows::default()).then(|| n.set_aside_lost(lost.attempts, lost.steps));
                let what = [n.set_aside_saved(saved.attempts, saved.steps)].into_iter().chain(missing);
                what.chain([n.set_aside_help(file)]).collect()
            }
            Notice::Gone => vec![n.gone[1].to_owned()],
            Notice::Copied => vec![n.copied[1].to_owned()],
            Notice::Restored => vec![n.restored[1].to_owned()],
            Notice::Clock => vec![n.clock[1].to_owned()],
            Notice::Lessons { .. } => vec![n.lessons_help.to_owned()],
            Notice::Languages { .. } => vec![n.languages_help.to_owned()],
            Notice::Mark => vec![n.mark[1].to_owned()],
            Notice::Export => vec![n.export[1].to_owned()],
            Notice::ClassClosed { .. } => vec![n.class_closed_help.to_owned()],
        }
    }

    /// The notice as a line of the file of what staff have not seen yet; `None` if it is no event.
    pub fn line(&self) -> Option<String> {
        let code = self.problem().code();
        match self {
            Notice::Lost { records } => Some(format!("{code} {records}")),
            Notice::SetAside { file, saved, lost } => {
                let numbers = [saved.attempts, saved.steps, lost.attempts, lost.steps].map(|n| n.to_string());
                Some(format!("{code} {} {}", numbers.join(" "), text::escape(file, LONGEST)))
            }
            Notice::Gone | Notice::Copied | Notice::Restored => Some(code.to_owned()),
            Notice::ClassClosed { title } => Some(format!("{code} {}", text::escape(title, LONGEST))),
            _ => None,
        }
    }

    /// The notice of such a line; `None` if it is none.
    pub fn of_line(line: &str) -> Option<Notice> {
        let (code, rest) = line.split_once(' ').unwrap_or((line, ""));
        let known =
            [Problem::Lost, Problem::SetAside, Problem::Gone, Problem::Copied, Problem::Restored, Problem::ClassClosed];
        match known.into_iter().find(|problem| problem.code() == code)? {
            Problem::Lost => Some(Notice::Lost { records: rest.parse().ok()? }),
            Problem::SetAside => {
                let mut parts = rest.splitn(5, ' ');
                let mut rows = || {
                    let (attempts, steps) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
                    Some(Rows { attempts, steps })
                };
                let (saved, lost) = (rows()?, rows()?);
                Some(Notice::SetAside { file: text::escape(parts.next()?, LONGEST), saved, lost })
            }
            Problem::Gone => Some(Notice::Gone),
            Problem::Copied => Some(Notice::Copied),
            Problem::Restored => Some(Notice::Restored),
            Problem::ClassClosed => Some(Notice::ClassClosed { title: text::escape(rest, LONGEST) }),
            _ => None,
        }
    }
}

impl Trouble {
    /// What is said of it, and what is to be done.
    fn texts(self, n: &NoticeStrings) -> [&'static str; 2] {
        match self {
            Trouble::Full => n.full,
            Trouble::ReadOnly => n.read_only,
            Trouble::Disk => n.disk,
            Trouble::Folder => n.folder,
            Trouble::Newer => n.newer,
            Trouble::Busy => n.busy,
            Trouble::Damaged => n.damaged,
            Trouble::Other => n.other,
        }
    }
}

/// The notices of now, in the order in which they came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notices(Vec<Notice>);

impl Notices {
    /// All of them.
    pub fn all(&self) -> &[Notice] {
        &self.0
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether staff need to know nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those that stay until staff have seen them.
    fn events(&self) -> Vec<Notice> {
        self.0.iter().filter(|notice| notice.is_event()).cloned().collect()
    }

    /// Adds one, or puts it in the place of the one about the same problem; whether the problem is new.
    fn raise(&mut self, notice: Notice) -> bool {
        if let Some(known) = self.0.iter_mut().find(|known| known.is_about_same(&notice)) {
            *known = notice;
            return false;
        }
        if self.0.len() >= MOST
            && let Some(oldest) = self.0.iter().position(Notice::is_event)
        {
            self.0.remove(oldest);
        }
        self.0.push(notice);
        true
    }

    /// A problem is gone; whether there was one.
    fn end(&mut self, problem: Problem) -> bool {
        let before = self.0.len();
        self.0.retain(|notice| notice.problem() != problem);
        self.0.len() < before
    }
}

impl Kiosk {
    /// Staff must know something.
    pub(super) fn notify(&mut self, notice: Notice, effects: &mut Vec<Effect>) {
        let (problem, event) = (notice.problem(), notice.is_event());
        let before = if event { self.notices.events() } else { Vec::new() };
        if self.notices.raise(notice) {
            effects.push(Effect::Log(LogLine::of("notice").and("about", problem.code())));
        }
        if event && self.notices.events() != before {
            effects.push(Effect::Keep(self.notices.events()));
        }
    }

    /// How recording stands now.
    pub(super) fn recording(&mut self, health: Health, effects: &mut Vec<Effect>) {
        self.health = health;
        match health {
            Health::Opening => {}
            Health::Working => self.settle(Problem::NotRecording, effects),
            Health::Failing { trouble, waiting } => self.notify(Notice::NotRecording { trouble, waiting }, effects),
            Health::PracticeOnly(trouble) => self.notify(Notice::NotRecording { trouble, waiting: 0 }, effects),
        }
    }

    /// A problem is gone.
    pub(super) fn settle(&mut self, problem: Problem, effects: &mut Vec<Effect>) {
        if self.notices.end(problem) {
            effects.push(Effect::Log(LogLine::of("notice-over").and("about", problem.code())));
        }
    }

    /// What staff had not seen before the last start. It was logged then.
    pub(super) fn kept(&mut self, notices: Vec<Notice>, effects: &mut Vec<Effect>) {
        let before = self.notices.events();
        for notice in notices {
            if !self.notices.0.iter().any(|known| known.is_about_same(&notice)) {
                self.notices.raise(notice);
            }
        }
        if !before.is_empty() {
            effects.push(Effect::Keep(self.notices.events())); // both those from before and those of this start
        }
    }

    /// Staff have seen the notice at this place of [`Notices::all`]: one that tells of an event goes; the others stay
    /// until their problem is gone.
    pub fn acknowledge(&mut self, at: usize) -> Vec<Effect> {
        let Some(notice) = self.notices.0.get(at).filter(|notice| notice.is_event()) else { return Vec::new() };
        let seen = LogLine::of("notice-seen").and("about", notice.problem().code());
        self.notices.0.remove(at);
        vec![Effect::Log(seen), Effect::Keep(self.notices.events())]
    }
}
