//! What the staff area asks of the database: looked up or done at once, and not tried again; whoever asked, waits.

use super::{Health, LogLine, Work, chain};
use crate::app::Event;
use crate::app::staff::{Answer, Ask};
use crate::export::Site;
use crate::store::{Store, StoreError};
use crate::time::Moment;
use crate::tutor::record::Correction;

/// Why a learner's data is deleted; read in the province, in Vietnamese.
const ASKED_FOR: &str = "người học yêu cầu";

impl Work {
    /// Answers a question of the staff area.
    pub(super) fn answer_staff(&mut self, number: u32, ask: &Ask) {
        if self.health != Health::Working && self.may_try() {
            self.try_now();
        }
        let now = (self.now)();
        let answer = match &mut self.store {
            None => Ok(Answer::Failed),
            Some(store) => answer(store, ask, &self.site, now),
        };
        let answer = match answer {
            Ok(answer) => {
                if let Some(line) = line(ask, &answer) {
                    self.journal.log(line);
                }
                answer
            }
            Err(error) => {
                self.journal.log(LogLine::of("staff-failed").and("why", chain(&error)));
                if !error.is_hopeless() {
                    let fault = self.fault(&error);
                    self.failed(fault);
                }
                Answer::Failed
            }
        };
        self.tell(Event::Staff { number, answer });
    }

    /// The class that is open, once the database is.
    pub(super) fn tell_class(&mut self) {
        let Some(store) = &self.store else { return };
        if let Ok(open) = store.class_open() {
            self.tell(Event::Class(open));
        }
    }
}

fn answer(store: &mut Store, ask: &Ask, site: &Site, now: Moment) -> Result<Answer, StoreError> {
    Ok(match ask {
        Ask::Figures(day) => Answer::Figures(Box::new(store.figures_of(*day, now)?)),
        Ask::Class => Answer::Class(store.class_open()?),
        Ask::OpenClass(class) => Answer::Class(Some(store.open_class(class, site, now)?)),
        Ask::CloseClass { id, headcount } => {
            store.close_class(id, *headcount, now)?;
            Answer::Class(None)
        }
        Ask::Day(day) => Answer::Day(store.attempts_of(*day, now)?, store.classes_of(*day)?),
        Ask::Correct(correction, reason) => {
            store.correct(correction, reason, now)?;
            Answer::Corrected
        }
        Ask::Find(code) => Answer::Found(store.recall(*code, now)?.map(Box::new)),
        Ask::Erase(code) => {
            let deleted = store.delete_learner(*code, ASKED_FOR, now)?;
            Answer::Erased(deleted.map_or(0, |deleted| deleted.attempts))
        }
        Ask::Pin
        | Ask::Try(_)
        | Ask::SetPin(_)
        | Ask::Exports
        | Ask::Export
        | Ask::Calls
        | Ask::Helped(_)
        | Ask::Log
        | Ask::Machine(_)
        | Ask::Settings
        | Ask::Save(_) => Answer::Failed,
    })
}

/// What is logged of what staff did: ids and numbers, no titles, and not who was deleted.
fn line(ask: &Ask, answer: &Answer) -> Option<LogLine> {
    Some(match (ask, answer) {
        (Ask::OpenClass(class), Answer::Class(Some(open))) => {
            LogLine::of("class-opened").and("class", &open.id).and("kind", class.kind.code())
        }
        (Ask::CloseClass { id, headcount }, _) => {
            let line = LogLine::of("class-closed").and("class", id);
            headcount.map_or(line.clone(), |heads| line.and("heads", heads))
        }
        (Ask::Correct(correction, _), _) => {
            let (what, id) = match correction {
                Correction::Void { attempt_id } => ("void", attempt_id),
                Correction::SetAudience { attempt_id, .. } => ("set-audience", attempt_id),
                Correction::SetHeadcount { class_id, .. } => ("set-headcount", class_id),
            };
            LogLine::of("correction").and("what", what).and("of", id)
        }
        (Ask::Erase(_), Answer::Erased(attempts)) => LogLine::of("learner-deleted").and("attempts", attempts),
        _ => return None,
    })
}
