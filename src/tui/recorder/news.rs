//! What opening the database brings to light, for the event log and for staff.

use crate::app::{LogLine, Notice, Rows};
use crate::store::{self, News, Unusable};

/// The line of the log, and the notice if staff must know.
pub fn told(news: News) -> (LogLine, Option<Notice>) {
    match news {
        News::Migrated { from, copy } => {
            let copy = copy.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            (LogLine::of("migrated").and("from", from).and("copy", copy), None)
        }
        News::SetAside(aside) => {
            let line = LogLine::of("set-aside").and("file", &aside.name).and("what", unusable(aside.what));
            let line = line.and("saved", aside.saved.attempts).and("lost", aside.lost.attempts);
            let (saved, lost) = (rows(aside.saved), rows(aside.lost));
            (line, Some(Notice::SetAside { file: aside.name, saved, lost }))
        }
        News::Gone => (LogLine::of("gone"), Some(Notice::Gone)),
        News::Copied => (LogLine::of("copied"), Some(Notice::Copied)),
        News::Restored => (LogLine::of("restored"), Some(Notice::Restored)),
        News::MarkNotKept { path, why } => {
            (LogLine::of("mark-not-kept").and("path", store::shown(&path)).and("why", why), Some(Notice::Mark))
        }
        News::ClassClosed { class_id, title } => {
            (LogLine::of("class-closed").and("class", class_id), Some(Notice::ClassClosed { title }))
        }
    }
}

fn unusable(what: Unusable) -> &'static str {
    match what {
        Unusable::Damaged => "damaged",
        Unusable::NotADatabase => "not-a-database",
        Unusable::Foreign => "foreign",
    }
}

fn rows(rows: store::Rows) -> Rows {
    Rows { attempts: rows.attempts, steps: rows.steps }
}
