//! *Sửa số liệu*: an attempt that is not to be counted, a wrong group, the heads of a class. Nothing is changed: a line is
//! added that says how to read what is there, with a reason.

use super::ask::{Answer, Ask};
use super::form::{Did, Form, Number};
use super::{Load, Step};
use crate::app::event::Key;
use crate::app::list::List;
use crate::i18n::Lang;
use crate::tutor::record::{Audience, Correction, DayAttempt, DayClass};

/// How many reasons there are to choose from.
pub const REASONS: usize = 4;

/// The page: one question after the other.
pub struct Correct {
    /// Attempts and classes of the day.
    pub day: Load<(Vec<DayAttempt>, Vec<DayClass>)>,
    /// The question that is asked.
    pub stage: Stage,
    /// An attempt, a class.
    pub what: List,
    /// Which attempt.
    pub attempt: List,
    /// Which class.
    pub class: List,
    /// Not counted, another group.
    pub act: List,
    /// Which group.
    pub group: List,
    /// How many heads.
    pub heads: Form,
    /// Why.
    pub reason: List,
    /// Is it meant?
    pub sure: List,
}

/// A question, or what came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "as the lists of the page")]
pub enum Stage {
    What,
    Attempt,
    Act,
    Group,
    Class,
    Heads,
    Reason,
    Sure,
    Saving,
    Done,
    Failed,
}

impl Default for Correct {
    fn default() -> Correct {
        Correct {
            day: Load::Coming,
            stage: Stage::What,
            what: List::new(2),
            attempt: List::new(0),
            class: List::new(0),
            act: List::new(2),
            group: List::new(Audience::ALL.len()),
            heads: Form::new([Form::people()]),
            reason: List::new(REASONS),
            sure: List::new(2).at(1),
        }
    }
}

impl Correct {
    /// Attempts and classes of the day are known now.
    pub(super) fn known(&mut self, day: Option<(Vec<DayAttempt>, Vec<DayClass>)>) {
        self.day = day.map_or(Load::Failed, Load::There);
        if let Some((attempts, classes)) = self.day.get() {
            (self.attempt, self.class) = (List::new(attempts.len()), List::new(classes.len()));
        }
    }

    /// The attempt that is chosen.
    pub fn attempt(&self) -> Option<&DayAttempt> {
        self.day.get()?.0.get(self.attempt.chosen)
    }

    /// The class that is chosen.
    pub fn class(&self) -> Option<&DayClass> {
        self.day.get()?.1.get(self.class.chosen)
    }

    /// Whether it is about a class.
    pub fn is_about_class(&self) -> bool {
        self.what.chosen == 1
    }

    /// The correction that is meant.
    pub fn correction(&self) -> Option<Correction> {
        if self.is_about_class() {
            let headcount = self.heads.number(0).and_then(Number::value)?;
            return Some(Correction::SetHeadcount { class_id: self.class()?.id.clone(), headcount });
        }
        let attempt_id = self.attempt()?.attempt_id.clone();
        Some(match self.act.chosen {
            0 => Correction::Void { attempt_id },
            _ => Correction::SetAudience { attempt_id, audience: *Audience::ALL.get(self.group.chosen)? },
        })
    }

    /// The list of the question that is asked.
    pub fn list(&self) -> Option<List> {
        Some(match self.stage {
            Stage::What => self.what,
            Stage::Attempt => self.attempt,
            Stage::Act => self.act,
            Stage::Group => self.group,
            Stage::Class => self.class,
            Stage::Reason => self.reason,
            Stage::Sure => self.sure,
            Stage::Heads | Stage::Saving | Stage::Done | Stage::Failed => return None,
        })
    }

    pub(super) fn list_mut(&mut self) -> Option<&mut List> {
        Some(match self.stage {
            Stage::What => &mut self.what,
            Stage::Attempt => &mut self.attempt,
            Stage::Act => &mut self.act,
            Stage::Group => &mut self.group,
            Stage::Class => &mut self.class,
            Stage::Reason => &mut self.reason,
            Stage::Sure => &mut self.sure,
            Stage::Heads | Stage::Saving | Stage::Done | Stage::Failed => return None,
        })
    }

    pub(super) fn key(&mut self, key: Key) -> Step {
        if self.stage == Stage::Heads {
            match self.heads.key(key) {
                Did::Submitted => {
                    if self.correction().is_some() {
                        self.stage = Stage::Reason;
                    }
                    return Step::Stay;
                }
                Did::Something => return Step::Stay,
                Did::Nothing => {}
            }
        }
        if let Some(list) = self.list_mut()
            && list.key(key)
        {
            return Step::Stay;
        }
        match key {
            Key::Escape => self.back(),
            Key::Enter => self.on(),
            _ => Step::Stay,
        }
    }

    /// The question before.
    fn back(&mut self) -> Step {
        self.stage = match self.stage {
            Stage::What | Stage::Saving | Stage::Done | Stage::Failed => return Step::Menu,
            Stage::Attempt | Stage::Class => Stage::What,
            Stage::Act => Stage::Attempt,
            Stage::Group => Stage::Act,
            Stage::Heads => Stage::Class,
            Stage::Reason if self.is_about_class() => Stage::Heads,
            Stage::Reason if self.act.chosen == 0 => Stage::Act,
            Stage::Reason => Stage::Group,
            Stage::Sure => Stage::Reason,
        };
        Step::Stay
    }

    /// The next question.
    fn on(&mut self) -> Step {
        self.stage = match self.stage {
            Stage::What if self.day.get().is_none() => return Step::Stay,
            Stage::What => {
                self.sure = self.sure.at(1);
                if self.is_about_class() { Stage::Class } else { Stage::Attempt }
            }
            // One that is not counted any more has nothing left to put right.
            Stage::Attempt if self.attempt().is_none_or(|attempt| attempt.void) => return Step::Stay,
            Stage::Attempt => {
                let audience = self.attempt().map(|attempt| attempt.audience);
                let at = Audience::ALL.iter().position(|group| Some(*group) == audience);
                self.group = self.group.at(at.unwrap_or(0));
                Stage::Act
            }
            Stage::Act if self.act.chosen == 1 => Stage::Group,
            Stage::Act => Stage::Reason,
            Stage::Group => Stage::Reason,
            Stage::Class if self.class().is_none() => return Step::Stay,
            Stage::Class => {
                self.heads = Form::new([Form::people()]);
                Stage::Heads
            }
            Stage::Heads | Stage::Saving => return Step::Stay,
            Stage::Reason => Stage::Sure,
            Stage::Sure if self.sure.chosen == 1 => return Step::Menu,
            Stage::Sure => return self.save(),
            Stage::Done | Stage::Failed => return Step::Menu,
        };
        Step::Stay
    }

    fn save(&mut self) -> Step {
        // It is read in the province: in Vietnamese, whatever the kiosk speaks now.
        let reason = Lang::Vi.strings().staff.reasons.get(self.reason.chosen).copied().unwrap_or_default();
        let Some(correction) = self.correction() else { return Step::Stay };
        self.stage = Stage::Saving;
        Step::Ask(Ask::Correct(correction, reason))
    }
}

impl Correct {
    /// An answer to its question.
    pub(super) fn answered(&mut self, answer: Answer) {
        match (self.stage, answer) {
            (Stage::Saving, Answer::Corrected) => self.stage = Stage::Done,
            (Stage::Saving, _) => self.stage = Stage::Failed,
            (_, Answer::Day(attempts, classes)) => self.known(Some((attempts, classes))),
            _ => self.known(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;
    use crate::tutor::record::{AttemptOutcome, ClassKind};

    fn page() -> Correct {
        let attempt = |n: u32, void| DayAttempt {
            attempt_id: format!("a{n}"),
            slip: "K7Q2AB".into(),
            started_at: Timestamp(0),
            lesson_id: "l".into(),
            title_vi: "Bài".into(),
            audience: Audience::Trader,
            outcome: AttemptOutcome::Left,
            void,
        };
        let class = DayClass {
            id: "c".into(),
            kind: ClassKind::Class,
            title: "Lớp".into(),
            place: "Xóm".into(),
            expected: None,
            headcount: None,
            opened_at: Timestamp(0),
            closed_at: None,
        };
        let mut page = Correct::default();
        page.known(Some((vec![attempt(1, false), attempt(2, true)], vec![class])));
        page
    }

    fn keys(page: &mut Correct, keys: &[Key]) -> Option<(Correction, &'static str)> {
        let mut asked = None;
        for key in keys {
            if let Step::Ask(Ask::Correct(correction, reason)) = page.key(*key) {
                asked = Some((correction, reason));
            }
        }
        asked
    }

    #[test]
    fn every_correction_asks_for_a_reason_and_whether_it_is_meant() {
        use Key::{Down, Enter, Up};
        let void = keys(&mut page(), &[Enter, Enter, Enter, Down, Enter, Up, Enter]);
        let reasons = Lang::Vi.strings().staff.reasons;
        assert_eq!(void, Some((Correction::Void { attempt_id: "a1".into() }, reasons[1])));
        // The group that is known is chosen first.
        let group = keys(&mut page(), &[Enter, Enter, Down, Enter, Down, Enter, Enter, Up, Enter]);
        let teacher = Correction::SetAudience { attempt_id: "a1".into(), audience: Audience::Teacher };
        assert_eq!(group, Some((teacher, reasons[0])));
        let heads = [Down, Enter, Enter, Key::Char('1'), Key::Char('7'), Down, Enter, Enter, Up, Enter];
        let headcount = Correction::SetHeadcount { class_id: "c".into(), headcount: 17 };
        assert_eq!(keys(&mut page(), &heads), Some((headcount, reasons[0])));
    }

    #[test]
    fn without_a_yes_nothing_is_asked_and_escape_goes_back_question_by_question() {
        use Key::{Down, Enter, Escape};
        let mut page = page();
        assert_eq!(keys(&mut page, &[Enter, Enter, Down, Enter, Enter, Enter]), None);
        assert_eq!(page.stage, Stage::Sure);
        let mut back = vec![page.stage];
        while matches!(page.key(Escape), Step::Stay) {
            back.push(page.stage);
        }
        assert_eq!(back, [Stage::Sure, Stage::Reason, Stage::Group, Stage::Act, Stage::Attempt, Stage::What]);
    }

    #[test]
    fn what_is_not_counted_any_more_is_not_put_right() {
        let mut page = page();
        keys(&mut page, &[Key::Enter, Key::Down, Key::Enter]);
        assert_eq!(page.stage, Stage::Attempt);
    }
}
