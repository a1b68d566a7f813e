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

/// Texts after this one, each with a shorter beginning in common with it; then every letter after its first.
fn texts(after: &str) -> Vec<String> {
    let bytes: Vec<u8> = after.bytes().filter(u8::is_ascii).take(6).collect();
    let mut found = Vec::new();
    for length in (2..=bytes.len()).rev() {
        if let Some((last, begin)) = bytes.get(..length).and_then(<[u8]>::split_last) {
            found.push(begin.iter().copied().chain([last + 1]).map(char::from).collect());
        }
    }
    let first = bytes.first().copied().unwrap_or(b' ');
    found.extend((first + 1..=b'~').map(|letter| char::from(letter).to_string()));
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
