//! Classes and conference points: at most one is open, and every attempt that begins meanwhile is in it.

use rusqlite::{Connection, OptionalExtension, Row};

use super::corrections::{self, HEADCOUNT_WHEN_CLOSED};
use super::{clean, people};
use crate::communes::Site;
use crate::store::error::{Fault, StoreError};
use crate::store::{Store, ids};
use crate::time::{Day, Moment, Timestamp};
use crate::tutor::record::{DayClass, NewClass, OpenClass};

impl Store {
    /// Opens a class. [`StoreError::ClassOpen`] when another is.
    pub fn open_class(&mut self, class: &NewClass, site: &Site, now: Moment) -> Result<OpenClass, StoreError> {
        let (title, place) = (clean("a title", &class.title)?, clean("a place", &class.place)?);
        let expected = people("a number of people expected", class.expected)?;
        let id = ids::random_uuid()?;
        self.write("open a class", |tx| {
            if let Some(open) = open(tx)? {
                return Err(StoreError::ClassOpen(open.title).into());
            }
            let day = now.wall.day().to_string();
            tx.execute(OPEN, (&id, class.kind, &title, site.commune_code(), &place, day, expected, now.wall))?;
            Ok(())
        })?;
        let (kind, opened_at) = (class.kind, now.wall);
        Ok(OpenClass { id, kind, title, place, expected, opened_at, attempts: 0, learners: 0 })
    }

    /// The class that is open, with what was begun in it.
    pub fn class_open(&self) -> Result<Option<OpenClass>, StoreError> {
        open(&self.conn).map_err(|e| StoreError::sql("look for the open class", &self.path, e))
    }

    /// Closes a class with the number of people that the trainer counted, up to 9,999. If rows of the class may have
    /// left already, the number is recorded as a correction. Closing it again with the same number is all right.
    pub fn close_class(&mut self, id: &str, headcount: Option<u32>, now: Moment) -> Result<(), StoreError> {
        people("a headcount", headcount)?;
        self.write("close a class", |tx| close(tx, id, headcount, now.wall))
    }

    /// The classes opened on a day by their date, oldest first.
    pub fn classes_of(&self, day: Day) -> Result<Vec<DayClass>, StoreError> {
        let list = || -> rusqlite::Result<Vec<DayClass>> {
            self.conn.prepare(OF_DAY)?.query_map([day.to_string()], day_class)?.collect()
        };
        list().map_err(|e| StoreError::sql("list the classes of a day", &self.path, e))
    }

    /// Closes a class that was left open on an earlier day, without a headcount, when this reading of the clock is
    /// believed. Otherwise everybody who comes would be counted in it for ever.
    pub(in crate::store) fn close_forgotten(&mut self, now: Moment) -> Result<Option<OpenClass>, StoreError> {
        let forgotten = self.class_open()?.filter(|class| class.opened_at.day() < now.wall.day());
        let Some(class) = forgotten.filter(|_| self.trust.of(now.wall)) else { return Ok(None) };
        self.close_class(&class.id, None, now)?;
        Ok(Some(class))
    }
}

const OPEN: &str = "
INSERT INTO classes (class_id, kind, title, commune_code, place, local_date, expected, opened_at, first_attempt)
SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1 + coalesce(max(attempt), 0) FROM attempts";

const OF_DAY: &str = "
SELECT class_id, kind, title, place, expected, opened_at, closed_at,
  coalesce((SELECT value FROM corrections WHERE target_id = class_id AND action = 'set-headcount'
            ORDER BY correction DESC LIMIT 1), headcount)
FROM classes WHERE local_date = ?1 ORDER BY opened_at, class_id";

/// Neither walks the history: an index has the open class, and its attempts are the newest ones.
const NOW_OPEN: &str = "
SELECT class_id, kind, title, place, expected, opened_at, first_attempt FROM classes WHERE closed_at IS NULL";
const BEGUN: &str = "
SELECT count(*), count(DISTINCT learner_id) FROM attempts WHERE attempt >= ?1 AND class_id = ?2";

fn open(conn: &Connection) -> rusqlite::Result<Option<OpenClass>> {
    let read = |row: &Row<'_>| {
        let class = OpenClass {
            id: row.get(0)?,
            kind: row.get(1)?,
            title: row.get(2)?,
            place: row.get(3)?,
            expected: row.get(4)?,
            opened_at: row.get(5)?,
            attempts: 0,
            learners: 0,
        };
        Ok((class, row.get::<_, i64>(6)?))
    };
    let Some((mut class, first)) = conn.query_row(NOW_OPEN, [], read).optional()? else { return Ok(None) };
    let begun = conn.query_row(BEGUN, (first, &class.id), |row| Ok((row.get(0)?, row.get(1)?)))?;
    (class.attempts, class.learners) = begun;
    Ok(Some(class))
}

fn day_class(row: &Row<'_>) -> rusqlite::Result<DayClass> {
    Ok(DayClass {
        id: row.get(0)?,
        kind: row.get(1)?,
        title: row.get(2)?,
        place: row.get(3)?,
        expected: row.get(4)?,
        opened_at: row.get(5)?,
        closed_at: row.get(6)?,
        // A correction keeps it as text.
        headcount: row.get::<_, Option<rusqlite::types::Value>>(7)?.and_then(|count| match count {
            rusqlite::types::Value::Integer(count) => u32::try_from(count).ok(),
            rusqlite::types::Value::Text(count) => count.parse().ok(),
            _ => None,
        }),
    })
}

fn close(tx: &Connection, id: &str, headcount: Option<u32>, wall: Timestamp) -> Result<(), Fault> {
    let state = tx
        .query_row("SELECT closed_at IS NOT NULL FROM classes WHERE class_id = ?1", [id], |row| row.get(0))
        .optional()?;
    match state {
        None => return Err(StoreError::UnknownClass(id.to_owned()).into()),
        Some(true) => return same(tx, id, headcount),
        Some(false) => {}
    }
    let left: bool = tx.query_row(LEFT, [id], |row| row.get(0))?;
    tx.execute(CLOSE, (id, wall, headcount.filter(|_| !left)))?;
    if let Some(count) = headcount.filter(|_| left) {
        corrections::add(tx, ("class", id), "set-headcount", Some(&count.to_string()), HEADCOUNT_WHEN_CLOSED, wall)?;
    }
    Ok(())
}

fn same(tx: &Connection, id: &str, headcount: Option<u32>) -> Result<(), Fault> {
    let day: String = tx.query_row("SELECT local_date FROM classes WHERE class_id = ?1", [id], |row| row.get(0))?;
    let mut classes = tx.prepare(OF_DAY)?;
    let mut classes = classes.query_map([day], day_class)?;
    match classes.find(|class| class.as_ref().is_ok_and(|class| class.id == id)) {
        Some(Ok(class)) if class.headcount == headcount => Ok(()),
        _ => Err(StoreError::Conflict(format!("the end of class {id}")).into()),
    }
}

/// Whether an attempt of the class is in a batch.
const LEFT: &str = "
SELECT EXISTS (
  SELECT 1 FROM classes AS c CROSS JOIN attempts AS a ON attempt >= first_attempt AND a.class_id = c.class_id
  WHERE c.class_id = ?1 AND seq <= (SELECT max(last_seq) FROM batches)
)";

const CLOSE: &str = "
UPDATE classes SET closed_at = ?2, headcount = ?3,
  closing = 1 + max(coalesce((SELECT max(closing) FROM classes WHERE closing IS NOT NULL), 0),
                    coalesce((SELECT max(last_class) FROM batches), 0))
WHERE class_id = ?1";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixture::{Kiosk, end, minute, site};
    use crate::store::{Check, Correction};
    use crate::tutor::record::AttemptOutcome;
    use crate::tutor::record::ClassKind;

    const SUMS: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    fn class(title: &str) -> NewClass {
        NewClass {
            kind: ClassKind::Class, title: title.into(), place: "Nhà văn hóa xóm 3".into(), expected: Some(20)
        }
    }

    fn in_class(kiosk: &Kiosk, id: &str) -> i64 {
        let sql = "SELECT count(*) FROM attempts WHERE class_id = ?1";
        kiosk.store.conn.query_row(sql, [id], |row| row.get(0)).unwrap()
    }

    fn leave(kiosk: &mut Kiosk, at: i64) -> Vec<crate::store::ClassRow> {
        let batch = kiosk.store.open_batch(minute(at), &site(), "kiosk 0.1.0").unwrap().unwrap();
        let mut classes = Vec::new();
        let keep = |row| {
            classes.push(row);
            Ok::<(), StoreError>(())
        };
        kiosk.store.read_batch(&batch).unwrap().classes(keep).unwrap();
        kiosk.store.close_batch(batch.number, SUMS, minute(at)).unwrap();
        classes
    }

    fn corrected(kiosk: &Kiosk) -> Vec<(String, Option<String>)> {
        let mut query =
            kiosk.store.conn.prepare("SELECT target_id, value FROM corrections ORDER BY correction").unwrap();
        query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn what_begins_while_a_class_is_open_is_in_it() {
        let mut kiosk = Kiosk::new();
        kiosk.practise(1, 1);
        assert_eq!(kiosk.store.class_open().unwrap(), None);
        let opened = kiosk.store.open_class(&class("= Lớp  tối"), &site(), minute(5)).unwrap();
        assert_eq!((opened.title.as_str(), opened.expected), ("Lớp tối", Some(20)));
        let another = kiosk.store.open_class(&class("Lớp sáng"), &site(), minute(5));
        assert!(matches!(another, Err(StoreError::ClassOpen(title)) if title == "Lớp tối"));
        kiosk.practise(3, 6);
        let open = kiosk.store.class_open().unwrap().unwrap();
        assert_eq!(open, OpenClass { attempts: 3, learners: 2, ..opened.clone() });
        kiosk.store.close_class(&open.id, Some(17), minute(20)).unwrap();
        kiosk.store.close_class(&open.id, Some(17), minute(21)).unwrap();
        assert!(matches!(kiosk.store.close_class(&open.id, Some(18), minute(22)), Err(StoreError::Conflict(_))));
        kiosk.practise(1, 30);
        assert_eq!((in_class(&kiosk, &open.id), kiosk.store.class_open().unwrap()), (3, None));
        let [listed] = &kiosk.store.classes_of(minute(5).wall.day()).unwrap()[..] else { panic!() };
        assert_eq!(
            (listed.headcount, listed.opened_at, listed.closed_at),
            (Some(17), minute(5).wall, Some(minute(20).wall))
        );
        let rows = leave(&mut kiosk, 40);
        assert_eq!(rows.iter().map(|row| (&*row.class_id, row.headcount)).collect::<Vec<_>>(), [(&*open.id, Some(17))]);
        assert_eq!(corrected(&kiosk), []);
        kiosk.store.open_class(&class("Lớp mai"), &site(), minute(50)).unwrap();
        assert!(kiosk.store.report(Check::Full).unwrap().is_whole());
    }

    /// A row that left stays as it was: the number follows as a correction.
    #[test]
    fn a_class_that_left_before_it_was_closed_gets_its_headcount_as_a_correction() {
        let mut kiosk = Kiosk::new();
        let opened = kiosk.store.open_class(&class("Lớp dài"), &site(), minute(1)).unwrap();
        kiosk.practise(1, 2);
        let first = leave(&mut kiosk, 5);
        kiosk.store.close_class(&opened.id, Some(9), minute(6)).unwrap();
        kiosk.practise(1, 7);
        assert_eq!((leave(&mut kiosk, 8), first[0].headcount), (first.clone(), None));
        assert_eq!(corrected(&kiosk), [(opened.id.clone(), Some("9".into()))]);
        let more = Correction::SetHeadcount { class_id: opened.id, headcount: 11 };
        kiosk.store.correct(&more, "đếm lại", minute(9)).unwrap();
        assert_eq!(kiosk.store.classes_of(minute(1).wall.day()).unwrap()[0].headcount, Some(11));
    }

    /// A conference where nobody finished anything is a fact too.
    #[test]
    fn a_class_without_attempts_leaves_once_it_is_closed() {
        let mut kiosk = Kiosk::new();
        let opened = kiosk.store.open_class(&class("Hội nghị"), &site(), minute(1)).unwrap();
        kiosk.store.close_class(&opened.id, Some(50), minute(2)).unwrap();
        kiosk.practise(1, 3);
        let rows = leave(&mut kiosk, 4);
        assert_eq!((rows.len(), rows[0].headcount), (1, Some(50)));
        kiosk.practise(1, 5);
        assert_eq!(leave(&mut kiosk, 6), []);
    }

    #[test]
    fn a_class_that_nobody_closed_ends_with_its_day() {
        let mut kiosk = Kiosk::new();
        let opened = kiosk.store.open_class(&class("Lớp tối"), &site(), minute(1)).unwrap();
        assert_eq!(kiosk.store.close_forgotten(minute(900)).unwrap(), None);
        let dead = Moment { wall: Timestamp(0), mono: 0 };
        assert_eq!(kiosk.store.close_forgotten(dead).unwrap(), None);
        let closed = kiosk.store.close_forgotten(minute(1_500)).unwrap();
        assert_eq!(closed.map(|class| class.id), Some(opened.id.clone()));
        assert_eq!(kiosk.store.class_open().unwrap(), None);
        let counted = Correction::SetHeadcount { class_id: opened.id.clone(), headcount: 8 };
        kiosk.store.correct(&counted, "quên đóng lớp", minute(1_510)).unwrap();
        assert_eq!(kiosk.store.classes_of(minute(1).wall.day()).unwrap()[0].headcount, Some(8));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let mut kiosk = Kiosk::new();
        let crowd = NewClass { expected: Some(10_000), ..class("x") };
        for wrong in [class(" = "), NewClass { place: String::new(), ..class("x") }, crowd] {
            let refused = kiosk.store.open_class(&wrong, &site(), minute(1));
            assert!(matches!(refused, Err(StoreError::Invalid { .. })), "{wrong:?}");
        }
        assert!(matches!(kiosk.store.close_class("x", None, minute(1)), Err(StoreError::UnknownClass(_))));
        let opened = kiosk.store.open_class(&class("x"), &site(), minute(1)).unwrap();
        let crowd = kiosk.store.close_class(&opened.id, Some(10_000), minute(2));
        assert!(matches!(crowd, Err(StoreError::Invalid { .. })));
        let left = kiosk.begin(minute(3));
        kiosk.store.end_attempt(&left, &end(AttemptOutcome::Left, minute(4)), minute(4)).unwrap();
        assert_eq!(in_class(&kiosk, &opened.id), 1);
    }

    #[test]
    fn only_the_open_class_and_its_attempts_are_read() {
        let kiosk = Kiosk::new();
        for (sql, start) in [
            (NOW_OPEN, "SCAN classes USING INDEX classes_open"),
            (BEGUN, "SEARCH attempts USING INTEGER PRIMARY KEY (rowid>?)"),
            (LEFT, "SCAN CONSTANT ROW"),
        ] {
            let plan = kiosk.plan(sql);
            assert!(plan.iter().any(|line| line.starts_with(start)), "{plan:?}");
            assert!(!plan.iter().any(|line| line.starts_with("SCAN a")), "{plan:?}");
        }
    }
}
