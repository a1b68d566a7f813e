//! The kiosk's own pages in sentences.

use super::{Part, Teller};
use crate::app::{
    Comeback, Key, Lessons, Line as Entry, List, Modes, Outcome, Person, Player, Screen, Stage, Target, Warmup, Who,
    item_letter,
};
use crate::app::{EXAMPLES, METHODS, Methods};
use crate::i18n::Lang;
use crate::return_code::LISTS;
use crate::text;
use crate::tutor::record::Mode;
use crate::typing::{self, Method};
use crate::ui::methods;
use crate::ui::pages::asked_in;
use crate::ui::result::{self, Detail};
use crate::ui::{comeback, findings, lessons};

impl Teller<'_> {
    /// A page that is no lesson.
    pub(super) fn page(&mut self) {
        let kiosk = self.kiosk;
        match &kiosk.screen {
            Screen::Welcome { quitting: None } => self.welcome(),
            Screen::Welcome { quitting: Some(list) } => {
                self.asked(self.t.quit_text, &[self.t.quit_yes, self.t.quit_no], *list);
            }
            Screen::Who(who) => self.sign_in(who),
            Screen::Warmup(warmup) => self.warm_up(warmup),
            Screen::Comeback(page) => self.comeback(page),
            Screen::Lessons(lessons) => self.lessons(lessons),
            Screen::Modes(modes) => self.modes(modes),
            Screen::Result(outcome) => self.result(outcome),
            Screen::Player(_) => {}
        }
    }

    /// The page of somebody who calls for the staff.
    pub(super) fn call(&mut self) {
        self.say(Part::Page, self.t.call_text);
        if self.kiosk.by_lines() {
            self.key(self.t.bar.enter_on, Key::Enter);
            self.key(self.t.bar.escape_no_call, Key::Escape);
        } else {
            self.say(Part::Page, self.t.call_keys);
        }
    }

    /// The kiosk asks whether somebody is still there. By lines it says once how long it waits.
    pub(super) fn idle(&mut self, seconds: u64) {
        let (t, lines) = (self.t, self.kiosk.by_lines());
        let seconds = if lines { self.kiosk.warning_time() } else { seconds };
        self.say(Part::Page, t.idle_title);
        self.say(Part::Page, if lines { t.lines.idle_keep } else { t.idle_keep });
        self.say(Part::Page, &t.idle_left(seconds));
        if self.kiosk.person.as_ref().is_some_and(Person::has_begun) {
            self.say(Part::Page, result::leaving(self.kiosk));
        }
    }

    /// The page on which is chosen how Vietnamese is typed.
    pub(super) fn methods(&mut self, methods: &Methods) {
        let (t, lines) = (self.t, self.kiosk.by_lines());
        self.paragraphs(Part::Said, [&methods::said(self.kiosk, methods)]);
        self.say(Part::Page, t.typing_title);
        for (at, choice) in METHODS.iter().enumerate() {
            let now = if at == methods.now { format!(", {}", t.typing_now) } else { String::new() };
            let bright = if at == methods.list.chosen { format!(", {}", t.twin.chosen) } else { String::new() };
            let name = choice.map_or(t.typing_none, Method::name);
            self.choice(&format!("{name}{now}{bright}"), Target::Item(at));
        }
        match methods.method() {
            Some(method) => {
                let keys = |word: &str| {
                    let keys: Vec<String> = typing::keys(word, method).chars().map(String::from).collect();
                    t.spell_keys(word, &keys.join(" "))
                };
                let letters = methods::TABLE.iter().flat_map(|letters| text::graphemes(letters));
                self.say(Part::Page, &letters.map(keys).collect::<Vec<_>>().join(", "));
                self.say(Part::Page, &format!("{} {}", t.typing_example, EXAMPLES.map(keys).join(", ")));
            }
            None => self.say(Part::Page, t.typing_none_about),
        }
        self.say(Part::Page, &format!("{} {}", t.typing_try, methods.line.text()));
        self.say(Part::Page, if lines { t.lines.typing_help } else { t.typing_help });
        if lines {
            self.choice(t.lines.typing_take, Target::Key(Key::Enter));
            self.key(t.typing_bar_close, Key::Escape);
        }
    }

    /// What is wrong in the file that an author has just saved.
    pub(super) fn findings(&mut self) {
        if self.kiosk.findings.is_empty() {
            return;
        }
        self.say(Part::Page, self.t.reload_fault);
        for finding in &self.kiosk.findings {
            for said in findings::said(finding) {
                self.say(Part::Page, &said.text);
            }
        }
    }

    /// A key of the bar as something to be chosen: by its name, without the key.
    fn key(&mut self, names: &[&str], key: Key) {
        let name = names.first().and_then(|name| name.split_once(' ')).map_or("", |(_, name)| name);
        self.choice(name, Target::Key(key));
    }

    fn item(&mut self, at: usize, list: List, text: &str) {
        // Numbers say which it is; elsewhere the chosen one is marked.
        let chosen = at == list.chosen && !self.kiosk.by_lines();
        let text = if chosen { format!("{text}, {}", self.t.twin.chosen) } else { text.to_owned() };
        self.choice(&text, Target::Item(at));
    }

    fn asked(&mut self, question: &str, answers: &[&str], list: List) {
        self.say(Part::Page, question);
        for (at, answer) in answers.iter().enumerate() {
            self.item(at, list, answer);
        }
    }

    /// A question whose answers can be chosen by a letter, where there is a keyboard for it.
    fn lettered(&mut self, question: &str, answers: &[&str], list: List) {
        let letter = |at: usize| if self.kiosk.by_lines() { String::new() } else { format!("{}, ", item_letter(at)) };
        let answers: Vec<String> =
            answers.iter().enumerate().map(|(at, answer)| format!("{}{answer}", letter(at))).collect();
        self.asked(question, &answers.iter().map(String::as_str).collect::<Vec<_>>(), list);
    }

    fn welcome(&mut self) {
        let t = self.t;
        for text in [t.product, t.welcome, t.welcome_text] {
            self.say(Part::Page, text);
        }
        if self.kiosk.by_lines() {
            self.say(Part::Page, t.lines.how);
            self.key(t.bar.enter_start, Key::Enter);
            self.key(t.bar.come_back, Key::F(5));
            self.key(self.kiosk.next_lang().key(), Key::F(2));
            if self.kiosk.can_quit() {
                self.key(t.bar.escape_quit, Key::Escape);
            }
        } else {
            self.choice(t.welcome_start, Target::Key(Key::Enter));
            self.choice(t.welcome_back, Target::Key(Key::F(5)));
            self.languages();
        }
        self.say(Part::Page, t.welcome_privacy);
        let notices = self.kiosk.notices.len();
        if notices > 0 {
            self.say(Part::Page, &t.staff_notices(notices));
        }
    }

    /// The languages, and the key that leads from one to the next.
    fn languages(&mut self) {
        let chosen = self.t.twin.chosen;
        let name = |lang: &Lang| {
            if *lang == self.kiosk.lang { format!("{}, {chosen}", lang.name()) } else { lang.name().to_owned() }
        };
        let names: Vec<String> = self.kiosk.languages().iter().map(name).collect();
        if names.len() > 1 {
            self.choice(&format!("F2: {}", names.join("; ")), Target::Key(Key::F(2)));
        }
    }

    fn sign_in(&mut self, who: &Who) {
        let t = self.t;
        match who {
            Who::Audience(list) => self.lettered(t.who, &t.audiences, *list),
            Who::Age(_, list) => {
                let ages: Vec<&str> = t.ages.iter().copied().chain([t.age_skip]).collect();
                self.lettered(t.age, &ages, *list);
            }
        }
        self.say(Part::Page, if self.kiosk.by_lines() { t.lines.who } else { t.who_help });
        self.say(Part::Page, t.welcome_privacy);
    }

    fn warm_up(&mut self, warmup: &Warmup) {
        let (t, lines) = (self.t, self.kiosk.by_lines());
        if warmup.wrong {
            self.say(Part::Said, if lines { t.lines.warmup_wrong } else { t.warmup_wrong });
        }
        self.say(Part::Page, if lines { t.lines.warmup } else { t.warmup });
        if !lines || warmup.stage == Stage::Enter {
            self.say(Part::Page, t.warmup_intro);
        }
        if warmup.stage == Stage::Done {
            self.say(Part::Page, t.warmup_helped);
        }
        let asked = match warmup.stage {
            Stage::Enter if lines => t.lines.warmup_choose,
            Stage::Escape if lines => t.lines.warmup_escape,
            Stage::Help if lines => t.lines.warmup_help,
            Stage::Done if lines => t.lines.warmup_done,
            stage => asked_in(t, stage),
        };
        match warmup.stage {
            Stage::Escape => self.say(Part::Page, t.warmup_opened),
            Stage::Erase => self.say(Part::Page, t.warmup_erased[0]),
            Stage::Help if !lines => self.say(Part::Page, t.warmup_erased[1]),
            _ => {}
        }
        self.say(Part::Page, asked);
        match warmup.stage {
            Stage::Enter if lines => {
                // The first is what is asked for; the others answer kindly.
                for (at, name) in t.warmup_rows.iter().enumerate() {
                    self.choice(name, Target::Key(if at == 0 { Key::Enter } else { Key::End }));
                }
            }
            Stage::Down | Stage::Up | Stage::Enter => {
                for (at, name) in t.warmup_rows.iter().enumerate() {
                    let chosen =
                        if at == warmup.row { format!("{name}, {}", t.twin.chosen) } else { (*name).to_owned() };
                    self.say(Part::Page, &chosen);
                }
            }
            Stage::Done if lines => self.key(t.bar.enter_on, Key::Enter),
            _ => {}
        }
        if lines && warmup.stage != Stage::Done {
            self.key(t.bar.skip, Key::F(5));
        }
    }

    fn comeback(&mut self, page: &Comeback) {
        let t = self.t;
        match page {
            Comeback::Words { places, at, .. } => self.words(*places, *at),
            Comeback::Looking(_) => {
                self.say(Part::Page, t.come_back);
                self.say(Part::Page, t.come_back_looking);
            }
            Comeback::Found(past, list) => {
                self.say(Part::Page, t.come_back_found);
                for said in comeback::known(self.kiosk, past) {
                    self.say(Part::Page, &said.text);
                }
                for (at, name) in [t.come_back_yes, t.come_back_no].iter().enumerate() {
                    self.item(at, *list, name);
                }
            }
            Comeback::Nobody(list) => {
                self.asked(t.come_back_nobody, &[t.come_back_again, t.come_back_today, t.come_back_new], *list);
            }
            Comeback::Failed(list) => self.asked(t.come_back_failed, &[t.come_back_again, t.come_back_new], *list),
            Comeback::Sessions(sessions, list) => {
                self.say(Part::Page, t.sessions);
                self.say(Part::Page, if sessions.is_empty() { t.sessions_none } else { t.sessions_help });
                for (at, session) in sessions.iter().enumerate() {
                    let (clock, who, what) = comeback::session(self.kiosk, session);
                    self.item(at, *list, &format!("{clock}  {who}, {what}"));
                }
            }
        }
        if self.kiosk.by_lines() && !matches!(page, Comeback::Looking(_)) {
            if matches!(page, Comeback::Words { .. }) {
                self.key(t.bar.forgotten, Key::F(5));
            }
            self.key(t.bar.escape_back, Key::Escape);
        }
    }

    /// One list of words. By lines, the word is typed.
    fn words(&mut self, places: [usize; 3], at: usize) {
        let (t, lines) = (self.t, self.kiosk.by_lines());
        self.say(Part::Page, t.come_back);
        let word = |list: usize| places.get(list).and_then(|place| LISTS.get(list)?.get(*place)).copied();
        let picked: Vec<&str> = (0..at).filter_map(word).collect();
        if !picked.is_empty() {
            self.say(Part::Page, &picked.join(", "));
        }
        self.say(Part::Page, &t.come_back_word(at + 1));
        let words = LISTS.get(at).map_or(&[][..], |words| words.as_slice());
        self.say(Part::Page, if lines { t.lines.words } else { t.come_back_help });
        self.say(Part::Page, &words.join(", "));
        if let Some(word) = word(at).filter(|_| !lines) {
            self.say(Part::Page, &format!("{word}, {}", t.twin.chosen));
        }
    }

    fn lessons(&mut self, page: &Lessons) {
        let (kiosk, t) = (self.kiosk, self.t);
        self.say(Part::Page, t.lessons);
        if kiosk.library.is_none() {
            return self.say(Part::Page, t.loading);
        }
        if page.list.len == 0 {
            self.say(Part::Page, t.no_lessons);
        }
        let mut at = 0;
        for entry in &page.lines {
            match entry {
                Entry::Reviews => self.say(Part::Page, t.reviews),
                Entry::Course(title) => self.say(Part::Page, title.get(kiosk.lang)),
                Entry::Others => self.say(Part::Page, t.other_lessons),
                Entry::Coming(title) => self.say(Part::Page, &format!("{}: {}", title.get(kiosk.lang), t.coming)),
                Entry::Review(lesson) | Entry::Lesson(lesson) => {
                    let note = lessons::note(kiosk, lesson, matches!(entry, Entry::Review(_)));
                    self.item(at, page.list, &format!("{}, {note}", lesson.title.get(kiosk.lang)));
                    at += 1;
                }
            }
        }
        if let Some((lesson, _)) = page.chosen().filter(|_| !kiosk.by_lines()) {
            self.say(Part::Page, lesson.task.get(kiosk.lang));
        }
        self.way_out();
    }

    fn modes(&mut self, modes: &Modes) {
        let (kiosk, t) = (self.kiosk, self.t);
        self.say(Part::Page, modes.lesson.title.get(kiosk.lang));
        if kiosk.by_lines() {
            self.say(Part::Page, modes.lesson.task.get(kiosk.lang));
        }
        let advised: Vec<&str> = modes.advised.iter().map(|title| title.get(kiosk.lang)).collect();
        if !advised.is_empty() {
            self.say(Part::Page, &t.advised(&advised.join(", ")));
        }
        self.say(Part::Page, t.modes);
        if let Some(resume) = &modes.resume {
            let (at, all) = (resume.step + 1, modes.lesson.steps.len());
            let name = t.go_on(at, all, lessons::mode_name(kiosk, resume.mode));
            self.item(0, modes.list, &format!("{name}, {}", t.recommended));
        }
        for (mode, about) in Mode::ALL.iter().zip(t.mode_texts) {
            let about = lessons::address(kiosk, modes).fill(kiosk.lang, about);
            let advised = *mode == modes.recommended && modes.resume.is_none();
            let advice = if advised { format!(" ({})", t.recommended) } else { String::new() };
            let name = format!("{}: {about}{advice}", lessons::mode_name(kiosk, *mode));
            self.item(modes.item(*mode), modes.list, &name);
        }
        if kiosk.by_lines() {
            self.say(Part::Page, &t.lines.people(modes.people));
            self.choice(t.lines.more_people, Target::Key(Key::Right));
            if modes.people > 1 {
                self.choice(t.lines.fewer_people, Target::Key(Key::Left));
            }
        } else {
            self.say(Part::Page, &t.people(modes.people));
        }
        self.way_out();
    }

    /// By lines, Back and the end of the visit have numbers too.
    fn way_out(&mut self) {
        if !self.kiosk.by_lines() {
            return;
        }
        let bar = &self.t.bar;
        if !self.kiosk.person.as_ref().is_some_and(crate::app::Person::has_begun)
            || matches!(self.kiosk.screen, Screen::Modes(_))
        {
            self.key(bar.escape_back, Key::Escape);
        }
        self.key(bar.finish, Key::F(10));
    }

    fn result(&mut self, outcome: &Outcome) {
        let (kiosk, t) = (self.kiosk, self.t);
        if outcome.slip {
            self.paragraphs(Part::Page, &result::slip(kiosk, outcome));
            self.paragraphs(Part::Page, &result::scan(kiosk, outcome));
            return self.key(t.bar.escape_close, Key::Escape);
        }
        self.say(Part::Page, t.result);
        self.say(Part::Page, outcome.lesson.title.get(kiosk.lang));
        self.paragraphs(Part::Page, &result::sentences(kiosk, outcome, Detail::Whole));
        self.paragraphs(Part::Saved, [&result::receipt(kiosk, outcome)]);
        self.paragraphs(Part::Page, &result::code(kiosk));
        for (at, choice) in outcome.choices.iter().enumerate() {
            self.item(at, outcome.list, &result::choice_name(kiosk, outcome, *choice));
        }
    }

    /// The question whether to stop.
    pub(super) fn leaving(&mut self, list: List) {
        let t = self.t;
        self.say(Part::Page, t.leave_title);
        self.say(Part::Page, result::leaving(self.kiosk));
        self.paragraphs(Part::Page, &result::code(self.kiosk));
        for (at, name) in [t.leave_stay, t.leave_lesson, t.leave_session].into_iter().enumerate() {
            self.item(at, list, name);
        }
    }

    /// The papers of the lesson, in full.
    pub(super) fn papers(&mut self, player: &Player) {
        let (kiosk, lesson) = (self.kiosk, player.session.lesson());
        self.say(Part::Page, &self.t.papers_of(lesson.persona.get(kiosk.lang)));
        for paper in &lesson.papers {
            self.say(Part::Page, paper.title.get(kiosk.lang));
            for line in &paper.lines {
                self.say(Part::Page, &format!("{}: {}", line.label.get(kiosk.lang), line.shown));
            }
        }
        self.key(self.t.bar.papers_close, Key::Escape);
    }
}
