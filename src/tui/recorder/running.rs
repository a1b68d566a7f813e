//! How one record gets into the database, and the attempts that run, which are kept here too.

use std::collections::BTreeMap;

use super::Record;
use crate::app::{Entry, Event};
use crate::export::Site;
use crate::return_code::ReturnCode;
use crate::store::{AttemptId, Store, StoreError};
use crate::time::Moment;
use crate::tutor::record::{AttemptStart, StepResult};

/// An attempt that has begun and not ended. It is kept here too, because the file that it is recorded in may vanish.
#[derive(Debug)]
pub(super) struct Running {
    pub id: AttemptId,
    start: Box<AttemptStart>,
    at: Moment,
    steps: Vec<(StepResult, Moment)>,
    /// Once its beginning is in the database.
    pub code: Option<ReturnCode>,
    /// The clock on the wall was set meanwhile.
    stepped: bool,
}

/// The attempt that a record is of.
pub(super) fn attempt_of(record: &Record) -> Option<u32> {
    match record {
        Record::Begin { attempt, .. } | Record::Step { attempt, .. } | Record::End { attempt, .. } => Some(*attempt),
        Record::ClockStepped => None,
    }
}

/// Does one job; what is told of it is told only after its commit returned.
pub(super) fn save(
    store: &mut Store,
    running: &mut BTreeMap<u32, Running>,
    site: &Site,
    record: &Record,
    at: Moment,
) -> Result<Option<Event>, StoreError> {
    let unknown = |attempt: u32| StoreError::UnknownAttempt(attempt.to_string());
    match record {
        Record::Begin { attempt, start } => {
            let known = running.get(attempt).map(|known| known.id.clone());
            // The same id however often it is tried: a commit may have gone through that was told to have failed.
            let id = known.map_or_else(|| AttemptId::new(at), Ok)?;
            let new = || Running { id, start: start.clone(), at, steps: Vec::new(), code: None, stepped: false };
            let running = running.entry(*attempt).or_insert_with(new);
            let begun = store.begin_attempt_as(&running.id, start, site, at)?;
            running.code = Some(begun.code);
            Ok(Some(Event::Begun { attempt: *attempt, entry: entry(&begun.id, begun.code) }))
        }
        Record::Step { attempt, result } => {
            let running = running.get_mut(attempt).ok_or_else(|| unknown(*attempt))?;
            store.save_step(&running.id, result, at)?;
            running.steps.push((result.clone(), at));
            Ok(Some(Event::StepSaved { attempt: *attempt, position: result.position }))
        }
        Record::End { attempt, end } => {
            let id = &running.get(attempt).ok_or_else(|| unknown(*attempt))?.id;
            store.end_attempt(id, end, at)?;
            running.remove(attempt);
            Ok(Some(Event::EndSaved { attempt: *attempt }))
        }
        Record::ClockStepped => {
            for running in running.values_mut() {
                store.distrust(&running.id)?;
                running.stepped = true;
            }
            Ok(None)
        }
    }
}

/// Records a running attempt as far as it has come.
pub(super) fn record_again(store: &mut Store, running: &Running, site: &Site) -> Result<ReturnCode, StoreError> {
    let begun = store.begin_attempt_as(&running.id, &running.start, site, running.at)?;
    for (step, at) in &running.steps {
        store.save_step(&running.id, step, *at)?;
    }
    if running.stepped {
        store.distrust(&running.id)?;
    }
    Ok(begun.code)
}

/// Under which names an attempt is in the database. Its short number is the end of its id, which is random.
pub(super) fn entry(id: &AttemptId, code: ReturnCode) -> Entry {
    let tail: Vec<char> = id.as_str().chars().rev().take(6).collect();
    let slip = tail.into_iter().rev().collect::<String>().to_uppercase();
    Entry { id: id.to_string(), slip, code }
}
