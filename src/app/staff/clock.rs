//! *Ngày giờ*: sets the clock of the machine, through its helper.

use super::Step;
use super::ask::{Ask, Helped, Machine};
use super::form::{Did, Form};
use crate::app::event::Key;
use crate::time::{Day, RELEASED};

/// The last year that is believed.
const LAST_YEAR: u32 = 2099;

/// The page.
pub struct Clock {
    /// Date, time, button.
    pub form: Form,
    /// What is said of it.
    pub said: Said,
}

/// What is said of what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// Nothing.
    Nothing,
    /// There is no such date or time.
    NoSuch,
    /// The date is before this program was made.
    TooEarly,
    /// The machine's helper was asked.
    Waiting,
    /// It answered.
    Answered(Helped),
}

impl Default for Clock {
    fn default() -> Clock {
        Clock { form: Form::new([Form::date(), Form::time()]), said: Said::Nothing }
    }
}

impl Clock {
    pub(super) fn key(&mut self, key: Key) -> Step {
        if self.said == Said::Waiting {
            return if key == Key::Escape { Step::Menu } else { Step::Stay };
        }
        match self.form.key(key) {
            Did::Submitted => self.submit(),
            Did::Something => {
                self.said = Said::Nothing;
                Step::Stay
            }
            Did::Nothing if key == Key::Escape => Step::Menu,
            Did::Nothing => Step::Stay,
        }
    }

    /// A key where nothing but the date is asked for; `Some`: this is to be asked of the machine.
    pub(in crate::app) fn asks(&mut self, key: Key) -> Option<Ask> {
        match self.key(key) {
            Step::Ask(ask) => Some(ask),
            _ => None,
        }
    }

    /// The same for a click on a row.
    pub(in crate::app) fn clicked(&mut self, at: usize) -> Option<Ask> {
        match self.form.click(at) {
            Did::Submitted => self.asks(Key::Enter),
            _ => None,
        }
    }

    pub(super) fn submit(&mut self) -> Step {
        match self.machine() {
            Ok(machine) => {
                self.said = Said::Waiting;
                Step::Ask(Ask::Machine(machine))
            }
            Err(said) => {
                self.said = said;
                Step::Stay
            }
        }
    }

    fn machine(&self) -> Result<Machine, Said> {
        let numbers = |at: usize| self.form.number(at).and_then(super::form::Number::values).ok_or(Said::NoSuch);
        let (date, time) = (numbers(0)?, numbers(1)?);
        let ([day, month, year], [hour, minute]) = (&date[..], &time[..]) else { return Err(Said::NoSuch) };
        let small = |number: u32| u8::try_from(number).map_err(|_| Said::NoSuch);
        let whole = u16::try_from(*year).map_err(|_| Said::NoSuch)?;
        let day = Day::from_date(whole, small(*month)?, small(*day)?).ok_or(Said::NoSuch)?;
        if *hour > 23 || *minute > 59 || *year > LAST_YEAR {
            return Err(Said::NoSuch);
        }
        if day < RELEASED.day() {
            return Err(Said::TooEarly);
        }
        Ok(Machine::Date { day, hour: small(*hour)?, minute: small(*minute)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_date_that_can_be_is_asked_for() {
        for (date, time, said) in [
            ("25112026", "0830", None),
            ("29022028", "2359", None),
            ("29022027", "0830", Some(Said::NoSuch)),
            ("31112026", "0830", Some(Said::NoSuch)),
            ("25132026", "0830", Some(Said::NoSuch)),
            ("25112026", "2400", Some(Said::NoSuch)),
            ("25112026", "0860", Some(Said::NoSuch)),
            ("2511202", "0830", Some(Said::NoSuch)),
            ("25112026", "083", Some(Said::NoSuch)),
            ("25112026", "08", Some(Said::NoSuch)),
            ("25112100", "0830", Some(Said::NoSuch)),
            ("31102026", "0830", Some(Said::TooEarly)),
            ("01011970", "0830", Some(Said::TooEarly)),
        ] {
            let mut page = Clock::default();
            date.chars().for_each(|c| drop(page.key(Key::Char(c))));
            page.key(Key::Down);
            time.chars().for_each(|c| drop(page.key(Key::Char(c))));
            page.key(Key::Down);
            let asked = matches!(page.key(Key::Enter), Step::Ask(Ask::Machine(Machine::Date { .. })));
            assert_eq!((asked, page.said), (said.is_none(), said.unwrap_or(Said::Waiting)), "{date} {time}");
        }
    }
}
