//! How the records' codes and instants stand in columns: codes as their stable text, instants as milliseconds, a
//! return code as its number.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

use super::lives::Reason;
use super::staff::ClassKind;
use crate::return_code::ReturnCode;
use crate::time::Timestamp;
use crate::tutor::record::{AgeBand, AttemptOutcome, Audience, Mode, StepOutcome, VerdictClass};

macro_rules! coded_columns {
    ($($name:ident),+ $(,)?) => { $(
        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(ToSqlOutput::Borrowed(ValueRef::Text(self.code().as_bytes())))
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<$name> {
                $name::from_code(value.as_str()?).ok_or(FromSqlError::InvalidType)
            }
        }
    )+ };
}

coded_columns!(AgeBand, AttemptOutcome, Audience, ClassKind, Mode, Reason, StepOutcome, VerdictClass);

impl ToSql for Timestamp {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.into())
    }
}

impl FromSql for Timestamp {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Timestamp> {
        value.as_i64().map(Timestamp)
    }
}

impl ToSql for ReturnCode {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.number().into())
    }
}

impl FromSql for ReturnCode {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<ReturnCode> {
        let number = value.as_i64()?;
        u32::try_from(number).ok().and_then(ReturnCode::new).ok_or(FromSqlError::OutOfRange(number))
    }
}

/// A count or a span as `SQLite`'s signed integer; one that does not fit is cut, not wrapped.
pub(super) fn int(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// A span from a column; none is negative (the tables check it).
pub(super) fn span(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

/// A column that holds something else than what was ever written to it.
pub(super) fn not_a(what: &str, column: usize) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, format!("not a {what}").into())
}
