//! Ids: how new ones are made, and which ones are let into the tables.
//!
//! Ids end up in file names, CSV cells and other people's databases. So the store refuses, at its door, any that
//! could be a path, a formula or a sentence.

use std::fmt;

use rustix::io::Errno;
use rustix::rand::{GetRandomFlags, getrandom};
use uuid::{Builder, Uuid};

use super::error::StoreError;
use crate::return_code::ReturnCode;
use crate::time::Moment;
use crate::tutor::record::{AttemptStart, StepResult};

use super::schema::STEPS_LIMIT;

/// The id of an attempt: a `UUIDv7`, made once, on the kiosk.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AttemptId(String);

impl AttemptId {
    /// A new id. Random bits make it unique even when the clock repeats a day.
    pub fn new(now: Moment) -> Result<AttemptId, StoreError> {
        let random: [u8; 10] = random_bytes()?;
        let millis = u64::try_from(now.wall.0).unwrap_or(0);
        Ok(AttemptId(Builder::from_unix_timestamp_millis(millis, &random).into_uuid().to_string()))
    }

    /// An id read from elsewhere; `None` if it is not written as a `UUIDv7` in lower case.
    pub fn parse(text: &str) -> Option<AttemptId> {
        let uuid = Uuid::try_parse(text).ok()?;
        (uuid.get_version_num() == 7 && uuid.to_string() == text).then(|| AttemptId(text.to_owned()))
    }

    /// The short number on the practice slip: its last six characters, which are random.
    pub fn slip(&self) -> String {
        let tail: Vec<char> = self.0.chars().rev().take(6).collect();
        tail.into_iter().rev().collect::<String>().to_uppercase()
    }

    /// An id from a row: it was one when it was written.
    pub(super) fn recorded(text: String) -> AttemptId {
        AttemptId(text)
    }

    /// `0199…`, 36 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AttemptId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A number from the system, different at every start.
pub fn random_seed() -> Result<u64, StoreError> {
    random_bytes().map(u64::from_le_bytes)
}

/// Random bytes, straight from the kernel. Early in the start of a PC it gathers them while it is asked in this way;
/// whoever only waits for `/dev/random` to be ready can wait for ever.
pub(super) fn random_bytes<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    let mut filled = 0;
    while let Some(rest) = bytes.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match getrandom(rest, GetRandomFlags::empty()) {
            Ok(more) => filled += more,
            Err(Errno::INTR) => {}
            Err(error) => return Err(StoreError::NoRandom(error.into())),
        }
    }
    Ok(bytes)
}

/// A random `UUIDv4`.
pub(super) fn random_uuid() -> Result<String, StoreError> {
    let random: [u8; 16] = random_bytes()?;
    Ok(Builder::from_random_bytes(random).into_uuid().to_string())
}

/// A random return code. That the number of codes is no power of two favours some of them by less than can matter.
pub(super) fn random_code() -> Result<ReturnCode, StoreError> {
    let random: [u8; 4] = random_bytes()?;
    let number = u32::from_le_bytes(random) % ReturnCode::COUNT;
    ReturnCode::new(number).ok_or_else(|| StoreError::Invalid { what: "a return code", value: number.to_string() })
}

/// Whether it is written as a UUID is, in lower case.
pub(super) fn is_uuid(text: &str) -> bool {
    Uuid::try_parse(text).is_ok_and(|uuid| uuid.to_string() == text)
}

/// An id as lessons have it: `[a-z0-9-]{1,64}`, and no leading `-`, which spreadsheets take for a formula.
pub(super) fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && !text.starts_with('-')
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// A random code of a learner.
pub(super) fn is_code(text: &str) -> bool {
    is_name(&text.to_ascii_lowercase())
}

pub(super) fn is_hash(text: &str) -> bool {
    (8..=128).contains(&text.len()) && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// A screen and a widget: printable ASCII without spaces, quotes and separators. A sentence does not fit.
pub(super) fn is_place(text: &str) -> bool {
    (1..=200).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.bytes().all(|b| b.is_ascii_graphic() && !b"\"',;=\\".contains(&b))
}

fn allow(fits: bool, what: &'static str, value: &str) -> Result<(), StoreError> {
    if fits { Ok(()) } else { Err(StoreError::Invalid { what, value: value.to_owned() }) }
}

/// Refuses an attempt whose ids or numbers no row may hold.
pub(super) fn check_start(start: &AttemptStart) -> Result<(), StoreError> {
    let lesson = &start.lesson;
    allow(is_name(&lesson.id), "a lesson id", &lesson.id)?;
    allow(is_hash(&lesson.hash), "a lesson hash", &lesson.hash)?;
    allow(is_name(&lesson.topic), "a topic", &lesson.topic)?;
    for (step_id, _) in &lesson.steps {
        allow(is_name(step_id), "a step id", step_id)?;
    }
    let count = lesson.steps.len();
    let fits = count > 0 && u32::try_from(count).is_ok_and(|n| n < STEPS_LIMIT);
    allow(fits, "the number of steps of a lesson", &count.to_string())?;
    allow(is_code(&start.learner.id), "a learner id", &start.learner.id)?;
    if let Some(resumes) = &start.resumes {
        allow(AttemptId::parse(resumes).is_some(), "the attempt resumed", resumes)?;
    }
    allow(start.people > 0, "the number of people", &start.people.to_string())
}

/// Refuses a step that no row may hold.
pub(super) fn check_step(step: &StepResult) -> Result<(), StoreError> {
    allow(is_name(&step.step_id), "a step id", &step.step_id)?;
    allow((1..STEPS_LIMIT).contains(&step.position), "the position of a step", &step.position.to_string())?;
    allow(step.help_rung <= 4, "the rung of help", &step.help_rung.to_string())?;
    match &step.first_detour {
        Some(detour) => allow(is_place(detour), "the place of a detour", detour),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    fn at(wall: i64) -> Moment {
        Moment { wall: Timestamp(wall), mono: 0 }
    }

    #[test]
    fn attempt_ids_are_uuids_of_version_7_under_any_clock() {
        for wall in [1_795_000_000_000, 0, -5, i64::MAX] {
            let id = AttemptId::new(at(wall)).unwrap();
            assert_eq!(AttemptId::parse(id.as_str()), Some(id.clone()), "{wall}");
            assert_ne!(AttemptId::new(at(wall)).unwrap(), id);
        }
        assert!(AttemptId::new(at(1_795_000_000_000)).unwrap().as_str().starts_with("01a1ee56-5e00-7"));
    }

    #[test]
    fn other_texts_are_no_attempt_ids() {
        let v4 = random_uuid().unwrap();
        for text in ["", "../x", &v4, "01A1EE4D-DE00-7000-8000-000000000000", "01a1ee4dde0070008000000000000000"] {
            assert_eq!(AttemptId::parse(text), None, "{text}");
        }
    }

    #[test]
    fn only_ids_are_let_in() {
        for (text, name, place) in [
            ("vneid-install", true, true),
            ("store.results/fake", false, true),
            ("-x", false, false),
            ("=1+1", false, false),
            ("@x", false, false),
            ("../etc", false, false),
            ("a/../b", false, true),
            ("bà Tập", false, false),
            ("so 0912345678", false, false),
            ("a\tb", false, false),
            ("a,b", false, false),
            ("", false, false),
        ] {
            assert_eq!((is_name(text), is_place(text)), (name, place), "{text:?}");
        }
        assert!(!is_name(&"a".repeat(65)));
        assert!(is_code("K7Q2M") && !is_code("K7 Q2"));
        assert!(is_hash("00ffab12") && !is_hash("00FFAB12") && !is_hash("00ff"));
    }
}
