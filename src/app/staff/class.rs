//! *Lớp học*: opens a class or a conference point, and closes it with the heads that were counted.

use super::Step;
use super::ask::{Answer, Ask};
use super::form::{Did, Form, Number};
use super::page::Around;
use crate::app::event::Key;
use crate::app::list::List;
use crate::tutor::record::{ClassKind, NewClass, OpenClass};

/// The rows of the form of a new class.
pub const KIND: usize = 0;
/// Its title.
pub const TITLE: usize = 1;
/// Where it is.
pub const PLACE: usize = 2;
/// How many are expected.
pub const EXPECTED: usize = 3;

/// The page.
#[derive(Default)]
pub enum Class {
    /// It is being looked up whether one is open.
    #[default]
    Looking,
    /// None is: what is to be opened.
    New(New),
    /// One is.
    Open {
        /// Which.
        class: Box<OpenClass>,
        /// Close it; leave it open.
        list: List,
    },
    /// How many came?
    Counting {
        /// Of this class.
        class: Box<OpenClass>,
        /// The number, and the button.
        form: Form,
    },
    /// It is being opened.
    Opening,
    /// It is being closed.
    Closing {
        /// With so many people, if they were counted.
        headcount: Option<u32>,
    },
    /// It is closed.
    Closed {
        /// With so many people, if they were counted.
        headcount: Option<u32>,
    },
    /// It could not be done.
    Failed,
}

/// The form of a new class.
pub struct New {
    /// Kind, title, place, expected, button.
    pub form: Form,
    /// Title or place was missing when the button was pressed.
    pub missing: bool,
}

impl Class {
    /// What was found: the class that is open, or an empty form.
    pub(super) fn found(open: Option<OpenClass>, line: impl Fn() -> super::form::Field) -> Class {
        if let Some(class) = open {
            return Class::Open { class: Box::new(class), list: List::new(2).at(1) };
        }
        let kinds = Form::choice(ClassKind::ALL.len());
        Class::New(New { form: Form::new([kinds, line(), line(), Form::people()]), missing: false })
    }

    /// The form that is shown, if one is.
    pub fn form(&self) -> Option<&Form> {
        match self {
            Class::New(new) => Some(&new.form),
            Class::Counting { form, .. } => Some(form),
            _ => None,
        }
    }

    pub(super) fn form_mut(&mut self) -> Option<&mut Form> {
        match self {
            Class::New(new) => Some(&mut new.form),
            Class::Counting { form, .. } => Some(form),
            _ => None,
        }
    }

    pub(super) fn key(&mut self, key: Key) -> Step {
        if let Some(form) = self.form_mut() {
            match form.key(key) {
                Did::Submitted => return self.submit(),
                Did::Something => return Step::Stay,
                Did::Nothing => {}
            }
        }
        match (&mut *self, key) {
            (Class::Counting { .. }, Key::Escape) => {
                if let Class::Counting { class, .. } = std::mem::take(self) {
                    *self = Class::Open { class, list: List::new(2) };
                }
            }
            (_, Key::Escape) => return Step::Menu,
            (Class::Open { list: List { chosen: 1, .. }, .. }, Key::Enter) => return Step::Menu,
            (Class::Open { .. }, Key::Enter) => {
                if let Class::Open { class, .. } = std::mem::take(self) {
                    *self = Class::Counting { class, form: Form::new([Form::people()]) };
                }
            }
            (Class::Open { list, .. }, key) => drop(list.key(key)),
            (Class::Closed { .. } | Class::Failed, Key::Enter) => return Step::Menu,
            _ => {}
        }
        Step::Stay
    }

    /// The form is filled in.
    pub(super) fn submit(&mut self) -> Step {
        match self {
            Class::New(new) => {
                let Some(class) = new.class() else {
                    new.missing = true;
                    return Step::Stay;
                };
                *self = Class::Opening;
                Step::Ask(Ask::OpenClass(class))
            }
            Class::Counting { class, form } => {
                let (id, headcount) = (class.id.clone(), form.number(0).and_then(Number::value));
                *self = Class::Closing { headcount };
                Step::Ask(Ask::CloseClass { id, headcount })
            }
            _ => Step::Stay,
        }
    }
}

impl New {
    /// What is written; `None`: title or place is still missing.
    fn class(&self) -> Option<NewClass> {
        let form = &self.form;
        let (title, place) = (form.written(TITLE).to_owned(), form.written(PLACE).to_owned());
        let kind = ClassKind::ALL.get(form.chosen(KIND)).copied().unwrap_or(ClassKind::Other);
        let expected = form.number(EXPECTED).and_then(Number::value);
        let whole = [&title, &place].iter().all(|text| text.chars().any(char::is_alphanumeric));
        whole.then_some(NewClass { kind, title, place, expected })
    }
}

impl Class {
    /// An answer to its question.
    pub(super) fn answered(&mut self, answer: Answer, around: Around) {
        *self = match (std::mem::take(self), answer) {
            (Class::Opening, Answer::Class(None)) => Class::Failed,
            (Class::Closing { headcount }, Answer::Class(None)) => Class::Closed { headcount },
            (_, Answer::Class(open)) => Class::found(open, || Form::line(around.method, around.style)),
            _ => Class::Failed,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;
    use crate::typing::{Method, Style};

    fn line() -> super::super::form::Field {
        Form::line(Some(Method::Telex), Style::Old)
    }

    fn types(page: &mut Class, content: &str) {
        content.chars().for_each(|c| drop(page.key(Key::Char(c))));
        page.key(Key::Enter);
    }

    fn open() -> OpenClass {
        OpenClass {
            id: "c".into(),
            kind: ClassKind::Class,
            title: "Lớp tối".into(),
            place: "Nhà văn hóa".into(),
            expected: None,
            opened_at: Timestamp(0),
            attempts: 3,
            learners: 2,
        }
    }

    #[test]
    fn a_class_is_opened_once_it_has_a_title_and_a_place() {
        let mut page = Class::found(None, line);
        page.key(Key::Right); // a conference
        page.key(Key::Enter);
        types(&mut page, "Lowsp toosi");
        types(&mut page, " -");
        types(&mut page, "25");
        assert!(matches!(page.key(Key::Enter), Step::Stay));
        assert!(matches!(&page, Class::New(New { missing: true, .. })));
        page.key(Key::Up);
        page.key(Key::Up);
        types(&mut page, " Xosm 3");
        page.key(Key::Down);
        let Step::Ask(Ask::OpenClass(class)) = page.key(Key::Enter) else { panic!() };
        assert_eq!((class.kind, class.title.as_str(), class.expected), (ClassKind::Conference, "Lớp tối", Some(25)));
        assert_eq!(class.place, "- Xóm 3");
        assert!(matches!(page, Class::Opening));
    }

    #[test]
    fn a_class_is_closed_with_the_heads_that_were_counted_or_without() {
        for (typed, headcount) in [("17", Some(17)), ("", None)] {
            let mut page = Class::found(Some(open()), line);
            assert!(matches!(page.key(Key::Enter), Step::Menu), "it stays open unless they say otherwise");
            page.key(Key::Up);
            page.key(Key::Enter);
            types(&mut page, typed);
            let Step::Ask(Ask::CloseClass { id, headcount: asked }) = page.key(Key::Enter) else { panic!() };
            assert_eq!((id.as_str(), asked), ("c", headcount));
        }
        let mut page = Class::found(Some(open()), line);
        page.key(Key::Up);
        page.key(Key::Enter);
        page.key(Key::Escape);
        assert!(matches!(page, Class::Open { .. }), "Escape goes one step back");
    }
}
