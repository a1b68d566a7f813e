use super::*;
use crate::app::event::Event;
use crate::app::staff::{Change, Helped, Machine, Unsaved};
use crate::communes;
use crate::time::{Day, Moment, RELEASED};

/// Somebody who sets a kiosk up, and what was asked of the edge.
struct Walk {
    kiosk: Kiosk,
    now: Moment,
    asked: Vec<Ask>,
    quit: bool,
    question: u32,
}

fn facts() -> Facts {
    Facts { first: true, locked: true, file: "/etc/kiosk/kiosk.toml".to_owned(), ..Facts::default() }
}

fn begun() -> Answers {
    Answers { commune: None, number: 1, pin: None, exports: String::new(), letters: 16, method: Method::Telex }
}

impl Walk {
    fn new(facts: Facts, begun: Answers) -> Walk {
        let kiosk = Kiosk::set_up(Settings::default(), facts, begun);
        let now = Moment { wall: RELEASED.plus_ms(30_000), mono: 0 };
        Walk { kiosk, now, asked: Vec::new(), quit: false, question: 0 }
    }

    fn happen(&mut self, event: Event) {
        for effect in self.kiosk.update(event, self.now) {
            match effect {
                Effect::Staff { number, ask } => {
                    self.question = number;
                    self.asked.push(ask);
                }
                Effect::Quit => self.quit = true,
                _ => {}
            }
        }
    }

    fn keys(mut self, keys: &[Key]) -> Walk {
        keys.iter().for_each(|key| self.happen(Event::Key(*key)));
        self
    }

    fn writes(mut self, text: &str) -> Walk {
        text.chars().for_each(|c| self.happen(Event::Key(Key::Char(c))));
        self
    }

    fn answered(mut self, answer: Answer) -> Walk {
        let number = self.question;
        self.happen(Event::Staff { number, answer });
        self
    }

    fn set_up(&self) -> &SetUp {
        match &self.kiosk.screen {
            Screen::SetUp(set_up) => set_up,
            _ => panic!("it is being set up no more"),
        }
    }

    fn at(&self) -> Option<Step> {
        self.set_up().step()
    }

    /// To the page of a step, with an answer to each before it.
    fn to(self, step: Step) -> Walk {
        let mut walk = self.keys(&[Key::Enter]);
        for before in Step::ALL.iter().take(step.place()) {
            walk = match before {
                Step::Commune => walk.writes("phan dinh").keys(&[Key::Enter]),
                Step::Pin => walk.writes("274915").keys(&[Key::Enter]).writes("274915").keys(&[Key::Enter]),
                _ => walk.keys(&[Key::Enter]),
            };
        }
        assert_eq!(walk.at(), Some(step));
        walk
    }

    fn to_summary(self) -> Walk {
        let walk = self.to(Step::Typing).keys(&[Key::Enter]);
        assert!(matches!(walk.set_up().page, Page::Summary(list) if list.chosen == 7));
        walk
    }
}

fn pin() -> Pin {
    Pin::typed("274915".to_owned())
}

#[test]
fn one_question_after_the_other_and_nothing_is_asked_of_the_machine_before_the_end() {
    let walk = Walk::new(facts(), begun()).to_summary();
    assert_eq!(walk.asked, []);
    let walk = walk.keys(&[Key::Enter]);
    let changes = vec![
        Change::Commune("05443".to_owned()),
        Change::Number(1),
        Change::ExportTo(String::new()),
        Change::Letters(16),
        Change::Typing(Method::Telex),
    ];
    assert_eq!(walk.asked, [Ask::Save(changes)]);
    // The settings first, then the PIN: without one, the next start asks again.
    let walk = walk.answered(Answer::Saved(Ok(())));
    assert_eq!(walk.asked.last(), Some(&Ask::SetPin(pin())));
    let walk = walk.answered(Answer::PinSet(true));
    assert!(matches!(walk.set_up().page, Page::Done) && walk.set_up().answers.pin.is_none() && !walk.quit);
    assert!(walk.keys(&[Key::Enter]).quit);
}

#[test]
fn escape_goes_back_page_by_page() {
    let mut walk = Walk::new(facts(), begun()).to_summary();
    for step in Step::ALL.iter().rev() {
        walk = walk.keys(&[Key::Escape]);
        assert_eq!(walk.at(), Some(*step));
    }
    walk = walk.keys(&[Key::Escape]);
    assert!(matches!(walk.set_up().page, Page::Welcome));
    // What was answered stays: Enter alone goes the same way again.
    walk = walk.keys(&[Key::Enter]);
    let Page::Commune(page) = &walk.set_up().page else { panic!() };
    assert_eq!(page.bright(), communes::find("05443"));
    // On the first start there is nothing to leave for.
    let walk = walk.keys(&[Key::Escape, Key::Escape, Key::Escape]);
    assert!(matches!(walk.set_up().page, Page::Welcome) && walk.set_up().leaving.is_none() && !walk.quit);
}

#[test]
fn a_line_of_the_summary_leads_to_its_page_and_back() {
    for (at, step) in Step::ALL.iter().enumerate() {
        let walk = Walk::new(facts(), begun()).to_summary().keys(&[Key::Home]);
        let walk = walk.keys(&vec![Key::Down; at]).keys(&[Key::Enter]);
        assert_eq!(walk.at(), Some(*step));
        // Escape changes nothing and leads back to the same line.
        let before = walk.set_up().answers.clone();
        let walk = walk.keys(&[Key::Escape]);
        assert!(matches!(walk.set_up().page, Page::Summary(list) if list.chosen == at), "{step:?}");
        assert_eq!(walk.set_up().answers, before);
    }
    let walk = Walk::new(facts(), begun()).to_summary().keys(&[Key::Home, Key::Down, Key::Enter]);
    let walk = walk.writes("3").keys(&[Key::Enter]);
    assert!(matches!(walk.set_up().page, Page::Summary(list) if list.chosen == 7));
    assert_eq!(walk.set_up().answers.number, 3);
}

#[test]
fn a_number_is_typed_over_the_one_that_stands_there() {
    let number = |keys: &[Key], text: &str| {
        let walk = Walk::new(facts(), begun()).to(Step::Number).keys(keys).writes(text).keys(&[Key::Enter]);
        (walk.at(), walk.set_up().answers.number)
    };
    assert_eq!(number(&[], ""), (Some(Step::Pin), 1));
    assert_eq!(number(&[], "2"), (Some(Step::Pin), 2));
    assert_eq!(number(&[], "12x"), (Some(Step::Pin), 12));
    assert_eq!(number(&[], "123"), (Some(Step::Pin), 12));
    assert_eq!(number(&[Key::Up, Key::Up], ""), (Some(Step::Pin), 3));
    assert_eq!(number(&[Key::Down], ""), (Some(Step::Pin), 1));
    assert_eq!(number(&[Key::Up, Key::Backspace], "7"), (Some(Step::Pin), 7));
    for wrong in ["0", "00"] {
        assert_eq!(number(&[], wrong), (Some(Step::Number), 1));
    }
    let walk = Walk::new(facts(), begun()).to(Step::Number).keys(&[Key::Backspace, Key::Enter]);
    assert!(matches!(&walk.set_up().page, Page::Number(page) if page.wrong));
}

#[test]
fn a_locked_kiosk_has_a_pin_and_another_may_have_one() {
    let choice = |facts: Facts, keys: &[Key]| {
        let begun = Answers { commune: communes::find("05443"), ..begun() };
        let walk = Walk::new(facts, begun).to(Step::Pin).keys(keys);
        (walk.at(), matches!(walk.set_up().page, Page::Pin(PinPage::New(_))))
    };
    let again = Facts { first: false, ..facts() };
    assert_eq!(choice(again.clone(), &[]), (Some(Step::Pin), true));
    let has_pin = Facts { has_pin: true, ..again.clone() };
    assert_eq!(choice(has_pin.clone(), &[Key::Enter]), (Some(Step::Clock), false), "it is kept");
    assert_eq!(choice(has_pin, &[Key::Down, Key::Enter]), (Some(Step::Pin), true));
    let open = Facts { locked: false, ..again };
    assert_eq!(choice(open, &[Key::Enter]), (Some(Step::Clock), false), "later");
    // One that differs, or is guessed at once, is not taken.
    let walk = Walk::new(facts(), begun()).to(Step::Pin).writes("123456").keys(&[Key::Enter]);
    let walk = walk.writes("274915").keys(&[Key::Enter]).writes("274916").keys(&[Key::Enter]);
    assert_eq!((walk.at(), walk.set_up().answers.pin.clone()), (Some(Step::Pin), None));
    // Who comes back may keep what was typed.
    let walk = Walk::new(facts(), begun()).to(Step::Clock).keys(&[Key::Escape, Key::Enter]);
    assert_eq!((walk.at(), walk.set_up().answers.pin.clone()), (Some(Step::Clock), Some(pin())));
}

#[test]
fn a_wrong_date_is_set_through_the_helper() {
    let with_helper = || Facts { has_helper: true, ..facts() };
    let walk = Walk::new(with_helper(), begun()).to(Step::Clock);
    assert_eq!(walk.kiosk.deadline(), Some(30_000), "the minute that is shown changes");
    let walk = walk.keys(&[Key::Down, Key::Enter]).writes("25112026").keys(&[Key::Down]).writes("0830");
    let walk = walk.keys(&[Key::Down, Key::Enter]);
    let day = Day::from_date(2026, 11, 25).unwrap();
    assert_eq!(walk.asked, [Ask::Machine(Machine::Date { day, hour: 8, minute: 30 })]);
    assert_eq!((walk.at(), walk.kiosk.deadline()), (Some(Step::Clock), None));
    let failed = walk.answered(Answer::Machine(Helped::Failed));
    assert!(matches!(&failed.set_up().page, Page::Clock(page) if page.form.is_some()));
    let walk = failed.keys(&[Key::Enter]).answered(Answer::Machine(Helped::Done));
    assert!(matches!(&walk.set_up().page, Page::Clock(page) if page.form.is_none() && page.said == ClockSaid::Set));
    assert_eq!(walk.keys(&[Key::Enter]).at(), Some(Step::Exports));
    // Without a helper there is only on.
    let walk = Walk::new(facts(), begun()).to(Step::Clock).keys(&[Key::Down, Key::Enter]);
    assert_eq!(walk.at(), Some(Step::Exports));
    // A date that cannot be is not taken for right by pressing Enter.
    let mut walk = Walk::new(with_helper(), begun());
    walk.now.wall = RELEASED.plus_ms(-1);
    let walk = walk.to(Step::Clock).keys(&[Key::Enter]);
    assert!(matches!(&walk.set_up().page, Page::Clock(page) if page.form.is_some()));
}

#[test]
fn results_go_to_a_stick_or_a_folder_that_is_typed_or_stay() {
    let places = Facts { places: vec!["/media/usb".to_owned()], ..facts() };
    let exports = |keys: &[Key], text: &str| {
        let walk = Walk::new(places.clone(), begun()).to(Step::Exports).keys(keys).writes(text);
        let walk = if text.is_empty() { walk } else { walk.keys(&[Key::Enter]) };
        (walk.at(), walk.set_up().answers.exports.clone())
    };
    assert_eq!(exports(&[Key::Enter], ""), (Some(Step::Letters), String::new()));
    assert_eq!(exports(&[Key::Down, Key::Enter], ""), (Some(Step::Letters), "/media/usb".to_owned()));
    let other = [Key::End, Key::Enter];
    assert_eq!(exports(&other, "srv/xa"), (Some(Step::Letters), "/srv/xa".to_owned()));
    let wrong = [Key::End, Key::Enter, Key::Backspace];
    assert_eq!(exports(&wrong, "srv"), (Some(Step::Exports), String::new()));
    // What is in force stands in the list, and is bright.
    let begun = Answers { exports: "/srv/xa".to_owned(), ..begun() };
    let walk = Walk::new(places, begun).to(Step::Exports).keys(&[Key::Enter]);
    assert_eq!(walk.set_up().answers.exports, "/srv/xa");
}

#[test]
fn letters_that_leave_no_room_are_not_taken() {
    let console = Facts { pixels: Some((1024, 768)), has_helper: true, ..facts() };
    let letters = |keys: &[Key]| {
        let walk = Walk::new(console.clone(), begun()).to(Step::Letters).keys(keys);
        (walk.at(), walk.set_up().answers.letters)
    };
    assert_eq!(letters(&[Key::Down, Key::Down, Key::Enter]), (Some(Step::Typing), 32));
    assert_eq!(letters(&[Key::End, Key::Enter]), (Some(Step::Letters), 16));
    assert_eq!((columns_and_rows((1024, 768), 48), columns_and_rows((1024, 768), 16)), ((42, 16), (128, 48)));
    // In a window nobody knows; the service takes the next smaller one where it must.
    let walk = Walk::new(facts(), begun()).to(Step::Letters).keys(&[Key::End, Key::Enter]);
    assert_eq!(walk.set_up().answers.letters, 48);
}

#[test]
fn letters_are_tried_before_they_are_taken_and_the_old_ones_come_back() {
    let console = |first| Facts { first, pixels: Some((1280, 1024)), has_helper: true, ..facts() };
    let tried = |first| {
        let walk = Walk::new(console(first), begun()).to(Step::Letters).keys(&[Key::Down, Key::Down, Key::F(5)]);
        assert_eq!(walk.asked, [Ask::Machine(Machine::Letters(32))]);
        walk.answered(Answer::Machine(Helped::Done))
    };
    // Dropped: the screen is as it was.
    let walk = tried(true).keys(&[Key::F(10), Key::Down, Key::Enter]);
    assert!(matches!(walk.set_up().page, Page::Welcome) && walk.set_up().answers == begun());
    assert_eq!(walk.asked.last(), Some(&Ask::Machine(Machine::Letters(16))));
    let walk = tried(false).keys(&[Key::F(10), Key::Down, Key::Enter]);
    assert_eq!((walk.asked.last(), walk.quit), (Some(&Ask::Machine(Machine::Letters(16))), false));
    assert!(walk.answered(Answer::Machine(Helped::Silent)).quit);
    // Taken: they are there already when it is written, and are not asked for again.
    let walk = tried(true).keys(&[Key::Enter, Key::Enter, Key::Enter]);
    let walk = walk.answered(Answer::Saved(Ok(()))).answered(Answer::PinSet(true));
    assert!(matches!(walk.set_up().page, Page::Done), "{:?}", walk.asked);
    // Taken without a try: shown once it is written.
    let walk =
        Walk::new(console(true), begun()).to(Step::Letters).keys(&[Key::Down, Key::Enter, Key::Enter, Key::Enter]);
    let walk = walk.answered(Answer::Saved(Ok(()))).answered(Answer::PinSet(true));
    assert_eq!(walk.asked.last(), Some(&Ask::Machine(Machine::Letters(24))));
    let walk = walk.answered(Answer::Machine(Helped::Failed));
    assert!(matches!(walk.set_up().page, Page::Done));
}

#[test]
fn what_cannot_be_written_is_told_and_tried_again() {
    let walk = Walk::new(facts(), begun()).to_summary().keys(&[Key::Enter]);
    let walk = walk.answered(Answer::Saved(Err(Unsaved::Full)));
    assert!(matches!(walk.set_up().page, Page::Failed(Failed::Settings(Unsaved::Full), _)));
    let walk = walk.keys(&[Key::Enter]);
    assert_eq!(walk.asked.len(), 2);
    let walk = walk.answered(Answer::Saved(Ok(()))).answered(Answer::PinSet(false));
    assert!(matches!(walk.set_up().page, Page::Failed(Failed::Pin, _)));
    // Nothing of what was answered is lost.
    let walk = walk.keys(&[Key::Down, Key::Enter]);
    assert!(matches!(walk.set_up().page, Page::Summary(_)));
    assert_eq!(walk.set_up().answers.pin, Some(pin()));
}

#[test]
fn nobody_leaves_the_first_set_up_and_a_later_one_only_when_it_is_meant() {
    let walk = Walk::new(facts(), begun()).to(Step::Clock).keys(&[Key::F(10), Key::Enter]);
    assert_eq!((walk.at(), walk.quit), (Some(Step::Clock), false));
    let walk = walk.keys(&[Key::F(10), Key::Escape, Key::F(10), Key::Down, Key::Enter]);
    assert!(matches!(walk.set_up().page, Page::Welcome) && walk.set_up().answers == begun() && !walk.quit);
    let again = Facts { first: false, ..facts() };
    let walk = Walk::new(again.clone(), begun()).keys(&[Key::Escape, Key::Enter]);
    assert!(!walk.quit);
    assert!(walk.keys(&[Key::Escape, Key::Down, Key::Enter]).quit);
    // While it is being written, no key stops it; other keys of the kiosk mean nothing here.
    let walk = Walk::new(again, begun()).to_summary().keys(&[Key::Enter, Key::F(10), Key::Escape, Key::Enter]);
    assert!(matches!(walk.set_up().page, Page::Saving(_)) && walk.asked.len() == 1);
    let walk = Walk::new(facts(), begun()).keys(&[Key::F(11), Key::F(9), Key::F(8), Key::F(5), Key::F(3), Key::F(1)]);
    assert!(matches!(walk.set_up().page, Page::Welcome) && walk.kiosk.methods.is_none());
    assert_eq!(walk.kiosk.call, crate::app::Call::No);
}

#[test]
fn an_answer_to_somebody_who_has_gone_on_is_none() {
    let machine = Facts { has_helper: true, pixels: Some((1280, 1024)), ..facts() };
    let walk = Walk::new(machine.clone(), begun()).to(Step::Clock).keys(&[Key::Down, Key::Enter]);
    let walk = walk.writes("25112026").keys(&[Key::Down]).writes("0830").keys(&[Key::Down, Key::Enter]);
    let walk = walk.keys(&[Key::Escape, Key::Up, Key::Enter]).answered(Answer::Machine(Helped::Failed));
    assert_eq!(walk.at(), Some(Step::Exports));
    // Letters that were shown late are no date that was set.
    let walk = Walk::new(machine, begun()).to(Step::Letters).keys(&[Key::Down, Key::F(5), Key::Escape, Key::Escape]);
    let mut walk = walk.answered(Answer::Machine(Helped::Done));
    assert!(matches!(&walk.set_up().page, Page::Clock(page) if page.said == ClockSaid::Nothing));
    // And they are taken back all the same when all is dropped.
    walk = walk.keys(&[Key::F(10), Key::Down, Key::Enter]);
    assert_eq!(walk.asked.last(), Some(&Ask::Machine(Machine::Letters(16))));
    let mut walk = walk.to_summary().keys(&[Key::Enter]);
    walk.happen(Event::Staff { number: walk.question - 1, answer: Answer::Saved(Ok(())) });
    assert!(matches!(walk.set_up().page, Page::Saving(_)));
}
