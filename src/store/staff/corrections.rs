//! Corrections: rows that say what is to be read otherwise. What they are about never changes.

use rusqlite::{Connection, OptionalExtension};

use super::{clean, people};
use crate::store::error::{Fault, StoreError};
use crate::store::{Store, ids};
use crate::time::{Moment, Timestamp};
use crate::tutor::record::Correction;

/// Why a headcount comes as a correction that nobody asked for; read in the province, in Vietnamese.
pub(super) const HEADCOUNT_WHEN_CLOSED: &str = "đếm khi đóng lớp";

impl Store {
    /// Records a correction with the reason that staff give. The same once more changes nothing.
    pub fn correct(&mut self, correction: &Correction, reason: &str, now: Moment) -> Result<(), StoreError> {
        let reason = clean("a reason", reason)?;
        self.write("record a correction", |tx| {
            let (target, action, value) = match correction {
                Correction::Void { attempt_id } => (attempt(tx, attempt_id)?, "void", None),
                Correction::SetAudience { attempt_id, audience } => {
                    (attempt(tx, attempt_id)?, "set-audience", Some(audience.code().to_owned()))
                }
                Correction::SetHeadcount { class_id, headcount } => {
                    people("a headcount", Some(*headcount))?;
                    (class(tx, class_id)?, "set-headcount", Some(headcount.to_string()))
                }
            };
            if is_last(tx, target.1, action, value.as_deref())? {
                return Ok(());
            }
            add(tx, target, action, value.as_deref(), &reason, now.wall)
        })
    }
}

/// Appends a correction in the transaction of the caller. `target`: kind and id of what it is about.
pub(super) fn add(
    tx: &Connection,
    (target, target_id): (&str, &str),
    action: &str,
    value: Option<&str>,
    reason: &str,
    wall: Timestamp,
) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO corrections (correction_id, target, target_id, action, value, reason, made_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        (ids::random_uuid()?, target, target_id, action, value, reason, wall),
    )?;
    Ok(())
}

/// Whether the last correction of this kind has this value.
fn is_last(tx: &Connection, target_id: &str, action: &str, value: Option<&str>) -> rusqlite::Result<bool> {
    let sql =
        "SELECT value IS ?3 FROM corrections WHERE target_id = ?1 AND action = ?2 ORDER BY correction DESC LIMIT 1";
    Ok(tx.query_row(sql, (target_id, action, value), |row| row.get(0)).optional()?.unwrap_or(false))
}

fn attempt<'t>(tx: &Connection, id: &'t str) -> Result<(&'static str, &'t str), Fault> {
    let sql = "SELECT seq IS NOT NULL FROM attempts WHERE attempt_id = ?1";
    match tx.query_row(sql, [id], |row| row.get(0)).optional()? {
        Some(true) => Ok(("attempt", id)),
        Some(false) => Err(StoreError::Invalid { what: "an attempt that has ended", value: id.to_owned() }.into()),
        None => Err(StoreError::UnknownAttempt(id.to_owned()).into()),
    }
}

fn class<'t>(tx: &Connection, id: &'t str) -> Result<(&'static str, &'t str), Fault> {
    let sql = "SELECT 1 FROM classes WHERE class_id = ?1";
    match tx.query_row(sql, [id], |_| Ok(())).optional()? {
        Some(()) => Ok(("class", id)),
        None => Err(StoreError::UnknownClass(id.to_owned()).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixture::{Kiosk, minute, site};
    use crate::store::{ClassKind, CorrectionRow, NewClass};
    use crate::tutor::record::Audience;

    fn rows(kiosk: &mut Kiosk, at: i64) -> Vec<CorrectionRow> {
        let batch = kiosk.store.open_batch(minute(at), &site(), "kiosk 0.1.0").unwrap().unwrap();
        let mut found = Vec::new();
        let keep = |row| {
            found.push(row);
            Ok::<(), StoreError>(())
        };
        kiosk.store.read_batch(&batch).unwrap().corrections(keep).unwrap();
        found
    }

    #[test]
    fn corrections_are_appended_and_leave_with_the_next_batch() {
        let mut kiosk = Kiosk::new();
        kiosk.practise(2, 1);
        let ids: Vec<String> = {
            let mut query = kiosk.store.conn.prepare("SELECT attempt_id FROM attempts ORDER BY attempt").unwrap();
            query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
        };
        let new = NewClass { kind: ClassKind::Visit, title: "Xóm 3".into(), place: "Xóm 3".into(), expected: None };
        let class_id = kiosk.store.open_class(&new, &site(), minute(4)).unwrap().id;
        let before: String = dump(&kiosk);
        let void = Correction::Void { attempt_id: ids[0].clone() };
        let audience = |audience| Correction::SetAudience { attempt_id: ids[1].clone(), audience };
        let all = [
            (void.clone(), "void", None),
            (audience(Audience::Teacher), "set-audience", Some("teacher")),
            (audience(Audience::Farmer), "set-audience", Some("farmer")),
            (audience(Audience::Teacher), "set-audience", Some("teacher")),
            (Correction::SetHeadcount { class_id: class_id.clone(), headcount: 12 }, "set-headcount", Some("12")),
        ];
        for (correction, ..) in &all {
            for _ in 0..2 {
                kiosk.store.correct(correction, "=bấm  nhầm", minute(5)).unwrap();
            }
        }
        let found = rows(&mut kiosk, 6);
        let told: Vec<_> = found.iter().map(|row| (row.action.as_str(), row.value.as_deref())).collect();
        assert_eq!(told, all.iter().map(|(_, action, value)| (*action, *value)).collect::<Vec<_>>());
        assert_eq!(
            (found[0].target.as_str(), &found[0].target_id, found[0].reason.as_str()),
            ("attempt", &ids[0], "bấm nhầm")
        );
        assert_eq!((found[4].target.as_str(), &found[4].target_id), ("class", &class_id));
        assert_eq!(dump(&kiosk), before);
    }

    fn dump(kiosk: &Kiosk) -> String {
        let sql = "SELECT group_concat(attempt_id || audience || outcome || seq) FROM attempts";
        kiosk.store.conn.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn only_what_is_there_and_has_ended_is_corrected() {
        let mut kiosk = Kiosk::new();
        let running = kiosk.begin(minute(1)).to_string();
        let store = &mut kiosk.store;
        let now = minute(2);
        let unknown = Correction::Void { attempt_id: "x".into() };
        assert!(matches!(store.correct(&unknown, "x", now), Err(StoreError::UnknownAttempt(_))));
        let class = Correction::SetHeadcount { class_id: "x".into(), headcount: 1 };
        assert!(matches!(store.correct(&class, "x", now), Err(StoreError::UnknownClass(_))));
        let running = Correction::Void { attempt_id: running };
        assert!(matches!(store.correct(&running, "x", now), Err(StoreError::Invalid { .. })));
        assert!(matches!(store.correct(&running, " ", now), Err(StoreError::Invalid { .. })));
    }
}
