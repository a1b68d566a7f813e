//! Reading a table past its damage: forwards to the first row that cannot be read, ahead in growing steps to one that
//! can, from there backwards over what was jumped over, and on; at last from the end backwards.

use rusqlite::types::Value;
use rusqlite::{Connection, ErrorCode, params_from_iter};

use super::values;
use crate::store::error::Fault;

/// A table to be copied.
pub(super) struct Table {
    name: &'static str,
    /// The column by which it is in order.
    key: &'static str,
    kind: Kind,
    /// If one of its indexes is read alone: what stands in that.
    index: Option<Index>,
}

/// An index in which the most important columns of a table stand once more.
#[derive(Clone, Copy, Default)]
struct Index {
    columns: &'static [&'static str],
    /// What the other columns are given.
    others: &'static [(&'static str, &'static str)],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Text,
}

const fn by_number(name: &'static str, key: &'static str) -> Table {
    Table { name, key, kind: Kind::Number, index: None }
}

const fn by_text(name: &'static str, key: &'static str) -> Table {
    Table { name, key, kind: Kind::Text, index: None }
}

const CODES: Table = Table {
    name: "return_codes",
    key: "code",
    kind: Kind::Number,
    index: Some(Index { columns: &["code", "learner_id"], others: &[("last_used", "0")] }),
};
const VERSIONS: Table = Table {
    name: "lessons",
    key: "lesson_id",
    kind: Kind::Text,
    index: Some(Index {
        columns: &["lesson_id", "lesson_hash", "lesson"],
        others: &[("title_vi", "'?'"), ("topic", "'lost'"), ("steps_total", "1")],
    }),
};

/// All tables with rows to be saved.
pub(super) const TABLES: &[Table] = &[
    by_number("databases", "first_seq"),
    by_number("gaps", "seq"),
    by_number("boots", "boot"),
    by_text("learners", "learner_id"),
    by_text("classes", "class_id"),
    by_number("lessons", "lesson"),
    VERSIONS,
    by_number("steps", "lesson"),
    by_number("attempts", "attempt"),
    by_number("step_results", "result"),
    by_number("corrections", "correction"),
    by_number("batches", "number"),
    by_text("return_codes", "learner_id"),
    CODES,
];

/// How a reading ended: with its end, or with damage after the row that has this key.
enum Ended {
    Whole,
    Broken(Option<Value>),
}

/// Copies what can be read of a table. A table that the old database does not have is no fault.
pub(super) fn copy(from: &Connection, to: &Connection, table: &Table) -> Result<(), Fault> {
    let Some(reading) = Reading::new(from, to, table)? else { return Ok(()) };
    // Everything up to this key is done.
    let mut done: Option<Value> = None;
    loop {
        match reading.read("ASC", done.as_ref(), None)? {
            Ended::Whole => return Ok(()),
            Ended::Broken(last) => done = last.or(done),
        }
        let Some(found) = reading.ahead(done.as_ref())? else {
            reading.read("DESC", done.as_ref(), None)?;
            return Ok(());
        };
        reading.read("DESC", done.as_ref(), Some(&found))?;
        done = Some(found);
    }
}

struct Reading<'c> {
    from: &'c Connection,
    to: &'c Connection,
    table: &'c Table,
    columns: Vec<String>,
    /// Where the key stands among the columns.
    key: usize,
    insert: String,
}

impl<'c> Reading<'c> {
    fn new(from: &'c Connection, to: &'c Connection, table: &'c Table) -> Result<Option<Reading<'c>>, Fault> {
        let old = columns(from, table.name)?;
        let mut columns = columns(to, table.name)?;
        let Index { columns: only, others } = table.index.unwrap_or_default();
        columns.retain(|column| old.contains(column) && (only.is_empty() || only.contains(&column.as_str())));
        let Some(key) = columns.iter().position(|column| column == table.key) else { return Ok(None) };
        let names = columns.iter().map(String::as_str).chain(others.iter().map(|(name, _)| *name));
        let names: Vec<&str> = names.collect();
        let values: Vec<String> = (1..=columns.len())
            .map(|n| format!("?{n}"))
            .chain(others.iter().map(|(_, value)| (*value).to_owned()))
            .collect();
        let (names, values) = (names.join(", "), values.join(", "));
        let insert = format!("INSERT INTO {} ({names}) VALUES ({values}) ON CONFLICT DO NOTHING", table.name);
        Ok(Some(Reading { from, to, table, columns, key, insert }))
    }

    /// Reads in an order, after one key and up to another.
    fn read(&self, order: &str, after: Option<&Value>, upto: Option<&Value>) -> Result<Ended, Fault> {
        let Table { name, key, kind, .. } = *self.table;
        let columns = self.columns.join(", ");
        // Without an upper bound in the query, none is looked for in a part of the table that cannot be read.
        let bound = if upto.is_some() { format!("AND {key} <= ?2") } else { String::new() };
        let sql = format!("SELECT {columns} FROM {name} WHERE {key} > ?1 {bound} ORDER BY {key} {order}");
        let lowest = if kind == Kind::Number { Value::Integer(i64::MIN) } else { Value::Text(String::new()) };
        let bounds = [Some(after.unwrap_or(&lowest)), upto];
        let mut last = None;
        let broken = |last| Ok(Ended::Broken(last));
        let mut query = match self.from.prepare(&sql) {
            Ok(query) => query,
            Err(error) => return if is_damage(&error) { broken(last) } else { Err(error.into()) },
        };
        let mut rows = query.query(params_from_iter(bounds.into_iter().flatten()))?;
        let mut insert = self.to.prepare(&self.insert)?;
        loop {
            let row = match rows.next() {
                Ok(Some(row)) => row,
                Ok(None) => return Ok(Ended::Whole),
                Err(error) if is_damage(&error) => return broken(last),
                Err(error) => return Err(error.into()),
            };
            let found: Option<Vec<Value>> = (0..self.columns.len()).map(|at| row.get(at).ok()).collect();
            // A row that is not what it should be is passed by.
            let Some(found) = found else { continue };
            let place = found.get(self.key).cloned().filter(|key| is_of(kind, key));
            if self.columns.iter().zip(&found).all(|(column, value)| values::fits(name, column, value)) {
                match insert.execute(params_from_iter(&found)) {
                    Err(error) if is_refusal(&error) => {}
                    done => drop(done?),
                }
            }
            last = place.or(last);
        }
    }

    /// The key of a row that can be read, as near after this key as growing steps find one.
    fn ahead(&self, after: Option<&Value>) -> Result<Option<Value>, Fault> {
        let Table { name, key, kind, .. } = *self.table;
        let sql = format!("SELECT {key} FROM {name} WHERE {key} >= ?1 ORDER BY {key} LIMIT 1");
        let mut query = self.from.prepare(&sql)?;
        for at in probes(kind, after) {
            let mut rows = query.query([&at])?;
            let found = rows.next().and_then(|row| row.map(|row| row.get::<_, Value>(0)).transpose());
            match found {
                Ok(Some(found)) if is_of(kind, &found) => return Ok(Some(found)),
                Ok(Some(_)) => {}
                Ok(None) => return Ok(None),
                Err(error) if is_damage(&error) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(None)
    }
}

fn columns(conn: &Connection, table: &str) -> Result<Vec<String>, Fault> {
    let mut query = conn.prepare("SELECT name FROM pragma_table_info(?1)")?;
    Ok(query.query_map([table], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Where to look next for a row, each place further off than the one before.
fn probes(kind: Kind, after: Option<&Value>) -> Vec<Value> {
    match (kind, after) {
        (Kind::Number, after) => {
            let after = if let Some(Value::Integer(after)) = after { *after } else { 0 };
            let steps = (0..62).map(|n| 1_i64 << n);
            steps.filter_map(|step| after.checked_add(step)).map(Value::Integer).collect()
        }
        (Kind::Text, after) => {
            let after = if let Some(Value::Text(after)) = after { after.as_str() } else { "" };
            texts(after).into_iter().map(Value::Text).collect()
        }
    }
}

/// Texts after this one: from its end to its beginning, with each letter put ahead in growing steps.
fn texts(after: &str) -> Vec<String> {
    let mut bytes: Vec<u8> = after.bytes().take_while(u8::is_ascii).take(24).collect();
    if bytes.is_empty() {
        bytes.push(b' ');
    }
    let mut found = Vec::new();
    while let Some(last) = bytes.pop() {
        let ahead = (0..7).map(|n| last.saturating_add(1 << n)).take_while(|letter| *letter <= b'~');
        found.extend(ahead.map(|letter| bytes.iter().copied().chain([letter]).map(char::from).collect::<String>()));
    }
    found
}

fn is_of(kind: Kind, key: &Value) -> bool {
    match key {
        Value::Integer(_) => kind == Kind::Number,
        Value::Text(_) => kind == Kind::Text,
        _ => false,
    }
}

/// Whether the place cannot be read, rather than that reading is impossible just now.
fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::SystemIoFailure)
    )
}

/// Whether the tables do not take the row.
fn is_refusal(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::ConstraintViolation | ErrorCode::TypeMismatch))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::store::fixture::minute;
    use crate::store::schema::{MIGRATIONS, migrate};

    const PAGE: usize = 4096;

    fn empty(folder: &tempfile::TempDir, name: &str) -> Connection {
        let path = folder.path().join(name);
        let conn = Connection::open(&path).unwrap();
        conn.execute_batch("PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF").unwrap();
        migrate(&conn, &path, MIGRATIONS, minute(0)).unwrap();
        conn
    }

    /// The pages of a table that hold rows and nothing else, and how many rows each has.
    fn leaves(conn: &Connection, table: &str) -> Vec<(usize, u32)> {
        let sql = "SELECT pageno, ncell FROM dbstat WHERE name = ?1 AND pagetype = 'leaf' ORDER BY path";
        let mut query = conn.prepare(sql).unwrap();
        let rows = query.query_map([table], |row| Ok((row.get::<_, u32>(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).map(|(page, rows)| (usize::try_from(page).unwrap(), rows)).collect()
    }

    fn count(conn: &Connection, table: &str) -> u32 {
        conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
    }

    /// Loses these of the leaves of a table and returns how many of its rows are saved, and how many were on others.
    fn lose(table: &str, fill: &str, copied: &Table, which: impl Fn(usize, usize) -> bool) -> (u32, u32) {
        let folder = tempfile::tempdir().unwrap();
        let old = empty(&folder, "old.db");
        old.execute_batch(fill).unwrap();
        let (all, leaves) = (count(&old, table), leaves(&old, table));
        drop(old);
        let path = folder.path().join("old.db");
        let mut bytes = fs::read(&path).unwrap();
        let mut lost = 0;
        for (at, (page, rows)) in leaves.iter().enumerate() {
            if which(at, leaves.len()) {
                bytes[(page - 1) * PAGE..page * PAGE].fill(0);
                lost += rows;
            }
        }
        assert!(lost > 0);
        fs::write(&path, bytes).unwrap();
        let (old, new) = (Connection::open(&path).unwrap(), empty(&folder, "new.db"));
        copy(&old, &new, copied).map_err(|fault| fault.at("test", &path)).unwrap();
        (count(&new, table), all - lost)
    }

    const STEPS: &str = "
        WITH RECURSIVE a (attempt) AS (SELECT 1 UNION ALL SELECT attempt + 1 + attempt % 3 FROM a WHERE attempt < 3000),
          p (position) AS (SELECT 1 UNION ALL SELECT position + 1 FROM p WHERE position < 12)
        INSERT INTO step_results (result, attempt, position, step_id, outcome, mistakes, detours, help_rung, ms, recorded_at)
        SELECT attempt * 1000 + position, attempt, position, 'step-' || position, 'alone', 0, 0, 0, 5, 9 FROM a, p
        ORDER BY attempt, position";

    const LEARNERS: &str = "
        WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 4000)
        INSERT INTO learners SELECT lower(hex(n * 2654435761 % 4294967296)) || n, 'farmer', '61+', n FROM n";

    #[test]
    fn every_row_beside_the_damage_is_saved() {
        let steps = by_number("step_results", "result");
        for which in [
            |at: usize, _: usize| at == 0,
            |at, all| at + 1 == all,
            |at, all| at == all / 2,
            |at, _| at % 20 == 7,
            |at, _| (30..60).contains(&at),
        ] {
            let (saved, there) = lose("step_results", STEPS, &steps, which);
            assert_eq!(saved, there);
        }
        // With every third page gone, an island may be jumped over.
        let (saved, there) = lose("step_results", STEPS, &steps, |at, _| at % 3 == 0);
        assert!(saved * 10 > there * 8, "{saved} of {there}");
    }

    #[test]
    fn ids_are_looked_for_by_their_first_letters() {
        let learners = by_text("learners", "learner_id");
        for which in [|at: usize, _: usize| at == 0, |at, all| at + 1 == all, |at, _| at % 9 == 4] {
            let (saved, there) = lose("learners", LEARNERS, &learners, which);
            assert!(saved <= there && saved * 100 >= there * 97, "{saved} of {there}");
        }
    }

    #[test]
    fn probes_go_ahead_in_growing_steps() {
        for after in ["", "k7q2m", "0", "zzz", "01a1ee56-5e00-7", "Đức"] {
            let found = texts(after);
            assert!(found.windows(2).all(|pair| pair[0] < pair[1]), "{found:?}");
            assert!(found.iter().all(|text| text.as_str() > after || !after.is_ascii()), "{after} {found:?}");
        }
        let Value::Integer(last) = probes(Kind::Number, Some(&Value::Integer(i64::MAX - 5))).pop().unwrap() else {
            panic!()
        };
        assert!(last > i64::MAX - 5);
        assert_eq!(probes(Kind::Number, None).len(), 62);
    }

    /// A wrong word in a row, and no batch with it could be read.
    #[test]
    fn a_row_that_is_not_what_it_should_be_is_passed_by() {
        let folder = tempfile::tempdir().unwrap();
        let (old, new) = (empty(&folder, "old.db"), empty(&folder, "new.db"));
        let row = "INSERT INTO learners VALUES (?1, ?2, ?3, 7)";
        for (id, audience, age) in [
            ("good", "farmer", Some("61+")),
            ("also", "farmer", None),
            ("bad-word", "fermer", None),
            ("bad-band", "farmer", Some("61")),
            ("=bad", "farmer", None),
        ] {
            old.execute(row, (id, audience, age)).unwrap();
        }
        copy(&old, &new, &by_text("learners", "learner_id")).map_err(|fault| fault.at("test", folder.path())).unwrap();
        let mut ids = new.prepare("SELECT learner_id FROM learners ORDER BY 1").unwrap();
        let ids: Vec<String> = ids.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        assert_eq!(ids, ["also", "good"]);
    }
}
