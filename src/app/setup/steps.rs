//! From page to page: what keys, clicks and answers do.

use super::{
    Answers, ClockPage, CommunePage, ExportsPage, Facts, LettersPage, NumberPage, Page, PinPage, Saving, SetUp, Step,
    Wants, Went,
};
use crate::app::bar::Slot;
use crate::app::event::Key;
use crate::app::list::List;
use crate::app::methods::Methods;
use crate::app::staff::{Answer, Ask, Helped, Machine};
use crate::i18n::{Names, Strings};
use crate::time::Moment;
use crate::typing::{Composer, Style};

impl SetUp {
    pub(super) fn new(facts: Facts, begun: Answers, style: Style) -> SetUp {
        let (answers, shown_letters) = (begun.clone(), begun.letters);
        SetUp {
            facts,
            answers,
            begun,
            page: Page::Welcome,
            leaving: None,
            is_written: false,
            from_summary: false,
            shown_letters,
            style,
            waits_for: None,
        }
    }

    /// The step whose page is shown.
    pub fn step(&self) -> Option<Step> {
        match self.page {
            Page::Commune(_) => Some(Step::Commune),
            Page::Number(_) => Some(Step::Number),
            Page::Pin(_) => Some(Step::Pin),
            Page::Clock(_) => Some(Step::Clock),
            Page::Exports(_) => Some(Step::Exports),
            Page::Letters(_) => Some(Step::Letters),
            Page::Typing(_) => Some(Step::Typing),
            Page::Welcome | Page::Summary(_) | Page::Saving(_) | Page::Failed(..) | Page::Done | Page::Closing => None,
        }
    }

    /// What is asked for as a line of text, where the kiosk is used by plain lines; whether it is secret.
    pub fn asks_line(&self) -> Option<bool> {
        if self.leaving.is_some() {
            return None;
        }
        match &self.page {
            Page::Number(_) => Some(false),
            Page::Pin(PinPage::New(_)) => Some(true),
            Page::Exports(page) => page.line.as_ref().map(|_| false),
            Page::Clock(page) => page.asks_line().then_some(false),
            _ => None,
        }
    }

    /// How many letters or digits stand in what is asked for as a line.
    pub fn stands(&self) -> usize {
        match &self.page {
            Page::Number(page) => page.digits.len(),
            Page::Pin(PinPage::New(page)) => page.digits.len(),
            Page::Exports(page) => page.line.as_ref().map_or(0, Composer::len),
            Page::Clock(page) => page.stands(),
            _ => 0,
        }
    }

    /// The field in which is searched or tried by typing letters, besides the numbers of a list.
    pub fn search(&self) -> Option<&Composer> {
        match &self.page {
            _ if self.leaving.is_some() => None,
            Page::Commune(page) => Some(&page.line),
            Page::Typing(page) => Some(&page.line),
            _ => None,
        }
    }

    /// Whether something was asked of the machine that is not answered yet, and nothing else can be done meanwhile.
    pub fn is_waiting(&self) -> bool {
        self.waits_for.is_some() && !matches!(self.page, Page::Letters(_))
    }

    fn open(&mut self, step: Step, now: Moment) {
        self.waits_for = None; // an answer that is still to come is for the page before
        let answers = &self.answers;
        self.page = match step {
            Step::Commune => Page::Commune(Box::new(CommunePage::new(answers.commune, answers.method, self.style))),
            Step::Number => Page::Number(NumberPage::new(answers.number)),
            Step::Pin => Page::Pin(PinPage::new(&self.facts, answers)),
            Step::Clock => Page::Clock(ClockPage::new(&self.facts, now)),
            Step::Exports => Page::Exports(ExportsPage::new(&self.facts, answers)),
            Step::Letters => Page::Letters(LettersPage::new(answers)),
            Step::Typing => Page::Typing(Box::new(Methods::of_kiosk(answers.method, self.style))),
        };
    }

    /// The page of everything; the item is bright that is likely to be wanted.
    pub(super) fn sum_up(&mut self, at: usize) {
        (self.from_summary, self.waits_for) = (false, None);
        self.page = Page::Summary(List::new(Step::ALL.len() + 1).at(at));
    }

    /// The question of a page is answered: on to the next, or back to where it was opened from.
    fn on(&mut self, step: Step, now: Moment) {
        match Step::ALL.get(step.place() + 1) {
            Some(next) if !self.from_summary => self.open(*next, now),
            _ => self.sum_up(Step::ALL.len()),
        }
    }

    /// Back by one page.
    fn back(&mut self, step: Step, now: Moment) {
        let before = step.place().checked_sub(1).and_then(|at| Step::ALL.get(at));
        match before {
            _ if self.from_summary => self.sum_up(step.place()),
            Some(before) => self.open(*before, now),
            None => self.page = Page::Welcome,
        }
    }

    pub(super) fn key(&mut self, key: Key, now: Moment) -> Wants {
        if let Some(list) = &mut self.leaving {
            match key {
                Key::Enter if list.chosen == 1 => return self.leave(),
                Key::Enter | Key::Escape | Key::F(10) => self.leaving = None,
                key => drop(list.key(key)),
            }
            return Wants::Nothing;
        }
        match (&mut self.page, key) {
            (Page::Saving(_) | Page::Closing, _) => Wants::Nothing,
            (Page::Done, Key::Enter | Key::F(10)) => self.close(),
            (Page::Done, _) => Wants::Nothing,
            (_, Key::F(10)) => self.ask_to_leave(),
            (Page::Welcome, Key::Enter) => {
                self.open(Step::Commune, now);
                Wants::Nothing
            }
            (Page::Welcome, Key::Escape) if !self.facts.first => self.ask_to_leave(),
            (Page::Welcome, _) => Wants::Nothing,
            (Page::Summary(_), key) => self.summary_key(key, now),
            (Page::Failed(..), key) => self.failed_key(key),
            _ => self.step_key(key, now),
        }
    }

    /// A key on the page of a step.
    fn step_key(&mut self, key: Key, now: Moment) -> Wants {
        let Some(step) = self.step() else { return Wants::Nothing };
        let (facts, answers) = (&self.facts, &mut self.answers);
        let went = match (&mut self.page, key) {
            (Page::Commune(_) | Page::Typing(_), Key::Escape) => Went::Back,
            (Page::Commune(page), Key::Enter) => match page.take() {
                Some(commune) => {
                    answers.commune = Some(commune);
                    Went::On
                }
                None => Went::Nowhere,
            },
            (Page::Commune(page), key) => {
                page.key(key);
                Went::Nowhere
            }
            (Page::Typing(page), Key::Enter) => {
                answers.method = page.method().unwrap_or(answers.method);
                Went::On
            }
            (Page::Typing(page), key) => {
                page.key(key);
                Went::Nowhere
            }
            (Page::Number(page), key) => page.key(key, answers),
            (Page::Pin(page), key) => page.key(key, answers),
            (Page::Clock(page), key) => page.key(key),
            (Page::Exports(page), key) => page.key(key, answers),
            (Page::Letters(page), key) => page.key(key, facts, answers),
            _ => Went::Nowhere,
        };
        if let Went::Ask(Ask::Machine(Machine::Letters(size))) = went {
            self.shown_letters = size;
        }
        match went {
            Went::Nowhere => {}
            Went::On => self.on(step, now),
            Went::Back => self.back(step, now),
            Went::Ask(ask) => return Wants::Ask(ask),
        }
        Wants::Nothing
    }

    fn summary_key(&mut self, key: Key, now: Moment) -> Wants {
        let Page::Summary(list) = &mut self.page else { return Wants::Nothing };
        if list.key(key) {
            return Wants::Nothing;
        }
        let chosen = Step::ALL.get(list.chosen).copied();
        match (key, chosen) {
            (Key::Escape, _) => self.open(Step::Typing, now),
            (Key::Enter, Some(step)) => {
                self.from_summary = true;
                self.open(step, now);
            }
            (Key::Enter, None) => return self.save(),
            _ => {}
        }
        Wants::Nothing
    }

    pub(super) fn close(&mut self) -> Wants {
        self.page = Page::Closing;
        Wants::Quit
    }

    fn ask_to_leave(&mut self) -> Wants {
        self.leaving = Some(List::new(2));
        Wants::Nothing
    }

    /// Everything that was answered is forgotten. On the first start, somebody else may begin anew.
    fn leave(&mut self) -> Wants {
        self.leaving = None;
        if !self.facts.first {
            if self.shown_letters == self.begun.letters {
                return self.close();
            }
            self.page = Page::Saving(Saving::only_letters());
            return Wants::Ask(Ask::Machine(Machine::Letters(self.begun.letters)));
        }
        let shown = self.shown_letters;
        *self = SetUp::new(std::mem::take(&mut self.facts), self.begun.clone(), self.style);
        if shown == self.begun.letters {
            return Wants::Nothing;
        }
        Wants::Ask(Ask::Machine(Machine::Letters(self.begun.letters)))
    }

    /// An answer of the edge.
    pub(super) fn answered(&mut self, answer: Answer) -> Wants {
        match (&mut self.page, answer) {
            (Page::Clock(page), Answer::Machine(helped)) => page.answered(helped),
            (Page::Letters(page), Answer::Machine(helped)) => {
                if helped != Helped::Done {
                    self.shown_letters = self.begun.letters;
                }
                page.answered(helped);
            }
            (Page::Saving(_), answer) => return self.saved(&answer),
            _ => {}
        }
        Wants::Nothing
    }

    /// A click on an item of a list.
    pub(super) fn item(&mut self, at: usize, now: Moment) -> Wants {
        let list = match (&mut self.leaving, &mut self.page) {
            (Some(list), _) | (None, Page::Summary(list) | Page::Failed(_, list)) => list,
            (None, Page::Commune(page)) => {
                page.go_to(at);
                return self.key(Key::Enter, now);
            }
            (None, Page::Pin(PinPage::Choice(list))) => list,
            (None, Page::Clock(page)) => match page.list_mut() {
                Some(list) => list,
                None => return page.click(at).map_or(Wants::Nothing, Wants::Ask),
            },
            (None, Page::Exports(page)) if page.line.is_none() => &mut page.list,
            (None, Page::Letters(page)) => &mut page.list,
            (None, Page::Welcome | Page::Done) => return self.key(Key::Enter, now),
            // A click makes a choice bright, so that it can be tried; on the bright one it takes it.
            (None, Page::Typing(page)) if page.list.chosen != at => {
                page.go_to(at);
                return Wants::Nothing;
            }
            (None, Page::Typing(_)) => return self.key(Key::Enter, now),
            _ => return Wants::Nothing,
        };
        *list = list.at(at);
        self.key(Key::Enter, now)
    }

    /// When something changes without a key: the minutes of the clock.
    pub(super) fn deadline(&self, now: Moment) -> Option<u64> {
        let Page::Clock(page) = &self.page else { return None };
        let left = 60_000 - now.wall.0.rem_euclid(60_000);
        page.list_is_shown().then(|| now.mono.saturating_add(u64::try_from(left).unwrap_or(60_000)))
    }

    /// The keys that work.
    pub(in crate::app) fn bar(&self, t: &Strings) -> Vec<(Slot, Names)> {
        let mut places = self.page_bar(t);
        if !matches!(self.page, Page::Saving(_) | Page::Done | Page::Closing) {
            places.push((Slot::Finish, t.setup.bar_stop));
        }
        places
    }

    fn page_bar(&self, t: &Strings) -> Vec<(Slot, Names)> {
        let b = &t.bar;
        let list = [(Slot::Arrows, b.arrows), (Slot::Enter, b.enter_choose)];
        let back = (Slot::Escape, b.escape_back);
        if self.leaving.is_some() {
            return list.into_iter().chain([(Slot::Escape, b.escape_close)]).collect();
        }
        let entry = vec![(Slot::Enter, b.enter_on), back];
        let chosen: Vec<(Slot, Names)> = list.into_iter().chain([back]).collect();
        match &self.page {
            Page::Welcome if self.facts.first => vec![(Slot::Enter, b.enter_start)],
            Page::Welcome => vec![(Slot::Enter, b.enter_start), (Slot::Escape, b.escape_quit)],
            Page::Number(_) => entry.into_iter().chain([(Slot::Arrows, b.arrows)]).collect(),
            Page::Pin(PinPage::New(_)) => entry,
            Page::Exports(page) if page.line.is_some() => entry,
            Page::Clock(page) => page.bar(b),
            Page::Letters(_) if self.facts.can_try_letters() => {
                chosen.into_iter().chain([(Slot::Extra, t.setup.letters_try)]).collect()
            }
            Page::Saving(_) | Page::Closing => Vec::new(),
            Page::Done => vec![(Slot::Enter, b.enter_on)],
            Page::Commune(_)
            | Page::Pin(PinPage::Choice(_))
            | Page::Exports(_)
            | Page::Letters(_)
            | Page::Typing(_)
            | Page::Summary(_)
            | Page::Failed(..) => chosen,
        }
    }
}
