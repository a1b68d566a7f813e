//! Coming back without an account, and what belongs to it: groups, calls for the staff, results, the practice slip.
//! Driven by keys, clicks and answers of a database that is asked and answers whenever it likes.

use std::sync::Arc;

use kiosk::app::player::Notice;
use kiosk::app::{After, Call, Comeback, Effect, Event, Key, Kiosk, List, Modes, Outcome, Saving, Screen, Target};
use kiosk::i18n::{Lang, Strings};
use kiosk::lesson::model::Text;
use kiosk::lesson::{Lesson, Library};
use kiosk::return_code::{LISTS, ReturnCode, WORDS};
use kiosk::text;
use kiosk::time::{Day, RELEASED, Timestamp};
use kiosk::tutor::record::{
    AgeBand, AttemptOutcome, Audience, Learner, Mode, Past, PastAttempt, PastSession, StepOutcome, Tally,
};
use kiosk::ui::{self, theme::GLYPHS};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Color;

use crate::harness::keys::{Driver, SLIP, entry};
use crate::harness::library::built_in;

const INSTALL: &str = "vneid-install";
const ACTIVATE: &str = "vneid-activate";
const RESIDENCE: &str = "temp-residence";

/// The sizes that the kiosk is made for.
const SIZES: [(u16, u16); 4] = [(80, 24), (64, 24), (50, 18), (120, 40)];

/// The smallest of them.
const LEAST: (u16, u16) = (50, 18);

const DAY_MS: u64 = 86_400_000;

fn vi() -> &'static Strings {
    Lang::Vi.strings()
}

fn code(places: [usize; 3]) -> ReturnCode {
    ReturnCode::of_places(places).unwrap()
}

/// The code with the longest words.
fn longest_code() -> ReturnCode {
    let longest = |list: usize| (0..WORDS).max_by_key(|at| text::width(LISTS[list][*at])).unwrap();
    code([longest(0), longest(1), longest(2)])
}

/// The day on which a driver begins.
fn first_day() -> Day {
    RELEASED.day()
}

fn attempt(lesson: &str, mode: Mode, outcome: AttemptOutcome, day: Day, last_step: &str) -> PastAttempt {
    let left = if outcome.is_unfinished() { 4 } else { 0 };
    PastAttempt {
        attempt_id: format!("old-{lesson}"),
        lesson_id: lesson.to_owned(),
        mode,
        outcome,
        day,
        tally: Tally { total: 8, alone: 8 - left, unfinished: left, ..Tally::default() },
        last_step_id: last_step.to_owned(),
        counted: Vec::new(),
    }
}

fn past(attempts: Vec<PastAttempt>) -> Past {
    let learner = Learner { id: "k7q2mabcdefg".into(), audience: Audience::Trader, age_band: Some(AgeBand::Under18) };
    Past { learner, code: code([7, 8, 9]), attempts }
}

fn back(attempts: Vec<PastAttempt>) -> Driver {
    let mut driver = Driver::new(Lang::Vi);
    driver.come_back(past(attempts));
    driver
}

fn session(code: ReturnCode, minute: i64, lesson: &str) -> PastSession {
    PastSession {
        code,
        audience: Audience::Worker,
        age_band: Some(AgeBand::From41),
        started_at: RELEASED.plus_ms(minute * 60_000),
        title_vi: "Bài không còn nữa".to_owned(),
        lesson_id: lesson.to_owned(),
        lessons: 1,
        unfinished: true,
    }
}

fn modes(driver: &Driver) -> &Modes {
    match &driver.kiosk.screen {
        Screen::Modes(modes) => modes,
        _ => panic!("not at the modes:\n{}", driver.frame(80, 24).text()),
    }
}

/// At the lessons, opens one (not its review).
fn open(driver: &mut Driver, lesson: &str) {
    let Screen::Lessons(lessons) = &driver.kiosk.screen else { panic!("not at the lessons") };
    let at = lessons.choices().position(|(l, review)| l.id.as_ref() == lesson && !review).unwrap();
    driver.key(Key::Home);
    driver.times(Key::Down, at);
    driver.key(Key::Enter);
}

/// Which lessons are offered, each with whether it is a review; the chosen one.
fn offered(driver: &Driver) -> (Vec<(String, bool)>, usize) {
    let Screen::Lessons(lessons) = &driver.kiosk.screen else { panic!("not at the lessons") };
    (lessons.choices().map(|(lesson, review)| (lesson.id.to_string(), review)).collect(), lessons.list.chosen)
}

fn reviews(driver: &Driver) -> Vec<String> {
    offered(driver).0.into_iter().filter(|(_, review)| *review).map(|(id, _)| id).collect()
}

/// The word in which the list stands, and of which list.
fn place(driver: &Driver) -> (usize, usize) {
    match &driver.kiosk.screen {
        Screen::Comeback(Comeback::Words { places, at, .. }) => (*at, places[*at]),
        _ => panic!("no words are picked:\n{}", driver.frame(80, 24).text()),
    }
}

fn frames(driver: &Driver) -> Vec<String> {
    SIZES.iter().map(|(columns, rows)| driver.frame(*columns, *rows).text()).collect()
}

fn recalls(effects: &[Effect]) -> Vec<ReturnCode> {
    let asked = |effect: &Effect| if let Effect::Recall(code) = effect { Some(*code) } else { None };
    effects.iter().filter_map(asked).collect()
}

/// What is cut off at a size, in both languages.
fn cut_at(driver: &mut Driver, (columns, rows): (u16, u16)) -> Vec<String> {
    let (lang, size) = (driver.kiosk.lang, driver.kiosk.size);
    let mut cut = Vec::new();
    for other in Lang::BUILT_IN {
        (driver.kiosk.lang, driver.kiosk.size) = (*other, (columns, rows));
        let told = ui::cut(&driver.kiosk);
        cut.extend(told.into_iter().map(|text| format!("{} {columns}x{rows}: {text}", other.code())));
    }
    (driver.kiosk.lang, driver.kiosk.size) = (lang, size);
    cut
}

fn whole(driver: &mut Driver, what: &str) {
    for size in SIZES {
        let cut = cut_at(driver, size);
        assert!(cut.is_empty(), "{what}: {cut:#?}\n{}", driver.frame(size.0, size.1).text());
    }
}

// ------------------------------------------------------------------------------------------------- three words

#[test]
fn keys_move_in_the_list_of_words_and_never_out_of_it() {
    use Key::{BackTab, Char, Down, End, Home, Left, PageDown, PageUp, Right, Tab, Up};
    let at = |word: &str| LISTS[0].iter().position(|known| *known == word).unwrap();
    for (keys, place_wanted) in [
        (&[][..], 0),
        (&[Right], 1),
        (&[Tab, Tab], 2),
        (&[Right, Left], 0),
        (&[Tab, BackTab], 0),
        (&[Left], 0),
        (&[BackTab], 0),
        (&[Up], 0),
        (&[Down], 5),
        (&[Right, Up], 1),
        (&[Down, Down, Up], 5),
        (&[End], 47),
        (&[PageDown], 47),
        (&[End, Right], 47),
        (&[End, Tab], 47),
        (&[End, Down], 47),
        (&[End, Up], 42),
        (&[End, Home], 0),
        (&[End, PageUp], 0),
        (&[Char('t')], at("tằm")),
        (&[Char('T')], at("tằm")),
        (&[Char('t'), Char('t')], at("tép")),
        (&[Char('t'); 5], at("trâu")),
        (&[Char('t'); 6], at("tằm")),
        (&[End, Char('b')], at("báo")),
        (&[Char('b')], at("báo")),
        (&[Char('b'), Char('o')], at("bò")),
        (&[Char('b'), Char('o'), Char('n')], at("bống")),
        (&[Char('b'), Char('b')], at("bê")),
        (&[Char('đ')], at("dế")),
        (&[Char('Đ')], at("dế")),
        (&[Char('ê')], at("ếch")),
        (&[Char('Ế')], at("ếch")),
        (&[Char('Ô')], at("ốc")),
        (&[Char('y'), Char('y')], at("yến")),
        (&[Right, Char('z')], 1),
        (&[Right, Char(' ')], 1),
        (&[Right, Char('7')], 1),
        (&[Right, Char('\u{301}')], 1),
    ] {
        let mut driver = Driver::new(Lang::Vi);
        driver.key(Key::F(5));
        driver.keys(keys);
        assert_eq!(place(&driver), (0, place_wanted), "{keys:?}");
        assert!(driver.effects.is_empty(), "nothing is asked yet");
    }
}

/// Every word is reached by its first letter, however often that has to be pressed, from wherever the list stands.
#[test]
fn the_first_letter_goes_round_all_words_that_begin_with_it() {
    for (list, words) in LISTS.iter().enumerate() {
        let mut driver = Driver::new(Lang::Vi);
        driver.key(Key::F(5));
        driver.times(Key::Enter, list);
        for (at, word) in words.iter().enumerate() {
            let letter = word.chars().next().unwrap();
            let initial = |word: &str| text::fold(word).chars().next();
            let same = words.iter().filter(|other| initial(other) == initial(word)).count();
            // Once more where the letter also goes on a word that was begun, as `h` after `g`.
            let found = (0..=same).any(|_| {
                driver.key(Key::Char(letter));
                place(&driver) == (list, at)
            });
            assert!(found, "{word}");
        }
    }
}

#[test]
fn what_was_picked_is_exactly_what_is_asked() {
    let mut driver = Driver::new(Lang::Vi);
    let numbers = (0..ReturnCode::COUNT).step_by(1777).chain([ReturnCode::COUNT - 1]);
    for code in numbers.map(|number| ReturnCode::new(number).unwrap()) {
        driver.effects.clear();
        driver.pick(code);
        assert_eq!(recalls(&driver.effects), [code]);
        assert!(matches!(driver.kiosk.screen, Screen::Comeback(Comeback::Looking(Some(asked))) if asked == code));
        driver.keys(&[Key::Escape, Key::Escape]);
    }
    for code in [code([0, 47, 5]), code([47, 0, 23]), longest_code()] {
        driver.effects.clear();
        driver.key(Key::F(5));
        for place in code.places() {
            driver.click(Target::Item(place));
        }
        assert_eq!(recalls(&driver.effects), [code], "by clicks");
        driver.keys(&[Key::Escape, Key::Escape]);
    }
}

/// At every size a click on a word picks that word, and every word can be clicked.
#[test]
fn each_word_is_where_its_click_is() {
    for (columns, rows) in SIZES {
        let mut driver = Driver::new(Lang::Vi);
        driver.resize(columns, rows);
        driver.key(Key::F(5));
        for list in &LISTS {
            let frame = driver.frame(columns, rows);
            for (place, word) in list.iter().enumerate() {
                let hit = |x: u16, y: u16| ui::hit(&driver.kiosk, Rect::new(0, 0, columns, rows), x, y);
                let cells: String = (0..rows)
                    .flat_map(|y| (0..columns).map(move |x| (x, y)))
                    .filter(|(x, y)| hit(*x, *y) == Some(Target::Item(place)))
                    .map(|(x, y)| frame.cells[usize::from(y)][usize::from(x)].as_str())
                    .collect();
                assert_eq!(cells.trim_matches([' ', '►']), *word, "{columns}x{rows}");
            }
            driver.key(Key::Enter);
        }
    }
}

#[test]
fn escape_goes_one_list_back_and_keeps_what_was_picked() {
    let mut driver = Driver::new(Lang::Vi);
    let fresh = driver.frame(80, 24);
    driver.keys(&[Key::F(5), Key::Right, Key::Enter, Key::Down, Key::Enter, Key::End]);
    assert_eq!(place(&driver), (2, 47));
    assert!(driver.frame(80, 24).words().contains(&format!("{} – {} – …", LISTS[0][1], LISTS[1][5])));
    driver.key(Key::Escape);
    assert_eq!(place(&driver), (1, 5));
    driver.key(Key::Escape);
    assert_eq!(place(&driver), (0, 1));
    driver.keys(&[Key::Enter, Key::Enter, Key::Enter]);
    assert_eq!(recalls(&driver.effects), [code([1, 5, 47])]);
    driver.keys(&[Key::Escape, Key::Escape]);
    assert_eq!(driver.frame(80, 24), fresh);
}

// ----------------------------------------------------------------------------------------------------- answers

#[test]
fn whoever_is_found_says_whether_it_is_she() {
    let mut driver = Driver::new(Lang::Vi);
    let hers = past(vec![attempt(INSTALL, Mode::Watch, AttemptOutcome::Completed, first_day(), "activate")]);
    driver.pick(hers.code);
    driver.event(Event::Recalled(hers.code, Some(Box::new(hers.clone()))));
    let asked = driver.frame(80, 24).words();
    for said in ["Tiểu thương, hộ kinh doanh · Dưới 18", "Cài đặt ứng dụng VNeID", "01/11/2026", "Đúng, học tiếp"]
    {
        assert!(asked.contains(said), "{said}: {asked}");
    }
    assert!(driver.kiosk.person.is_none(), "not before she says so");
    driver.keys(&[Key::Down, Key::Enter]);
    assert_eq!(place(&driver), (0, 0));
    assert!(driver.kiosk.person.is_none());
    driver.key(Key::Escape);
    driver.come_back(hers.clone());
    let person = driver.kiosk.person.as_ref().unwrap();
    assert_eq!((&person.learner, person.code, &person.history), (&hers.learner, Some(hers.code), &hers.attempts));
    assert!(person.warmed_up && person.people == 1);
}

#[test]
fn a_code_that_nobody_has_leads_on_in_three_ways() {
    let nobody = || {
        let mut driver = Driver::new(Lang::Vi);
        driver.pick(code([1, 2, 3]));
        driver.event(Event::Recalled(code([1, 2, 3]), None));
        assert!(driver.frame(50, 18).words().contains(vi().come_back_nobody));
        driver.effects.clear();
        driver
    };
    let mut driver = nobody();
    driver.key(Key::Enter);
    assert_eq!(place(&driver), (0, 0));
    let mut driver = nobody();
    driver.keys(&[Key::Down, Key::Enter]);
    assert_eq!(driver.effects, [Effect::Sessions(first_day())]);
    let mut driver = nobody();
    driver.keys(&[Key::Down, Key::Down, Key::Enter]);
    assert!(driver.frame(80, 24).words().contains(vi().who) && driver.effects.is_empty());
    let mut driver = nobody();
    driver.click(Target::Item(2));
    assert!(driver.frame(80, 24).words().contains(vi().who));
}

#[test]
fn a_database_that_fails_is_asked_again_or_left_alone() {
    for asked in [None, Some(code([1, 2, 3]))] {
        let failed = || {
            let mut driver = Driver::new(Lang::Vi);
            match asked {
                Some(code) => driver.pick(code),
                None => driver.keys(&[Key::F(5), Key::F(5)]),
            }
            driver.event(Event::NoAnswer(asked));
            assert!(driver.frame(50, 18).words().contains(vi().come_back_failed));
            driver
        };
        let mut driver = failed();
        driver.key(Key::Enter);
        assert_eq!(place(&driver), (0, 0));
        let mut driver = failed();
        driver.keys(&[Key::Down, Key::Enter]);
        assert!(driver.frame(80, 24).words().contains(vi().who));
    }
}

#[test]
fn nobody_was_here_today() {
    let mut driver = Driver::new(Lang::Vi);
    driver.keys(&[Key::F(5), Key::F(5)]);
    driver.event(Event::Sessions(Vec::new()));
    assert!(driver.frame(50, 18).words().contains(vi().sessions_none));
    driver.effects.clear();
    driver.keys(&[Key::Enter, Key::Down, Key::Up, Key::End, Key::Enter]);
    driver.click(Target::Item(0));
    assert!(driver.effects.is_empty(), "there is nobody to be asked for");
    driver.key(Key::Escape);
    assert_eq!(place(&driver), (0, 0));
}

/// Two hundred people in a day: each can be chosen, and on the smallest screen what tells her from the others is
/// there whole.
#[test]
fn each_of_very_many_sessions_can_be_reached_and_read() {
    let all: Vec<PastSession> = (0_u8..200)
        .map(|n| {
            let (at, minute) = (usize::from(n), i64::from(n));
            let lesson = [RESIDENCE, "gone", "electricity-bill"][at % 3];
            let audience = Audience::ALL[at % Audience::ALL.len()];
            PastSession { audience, ..session(ReturnCode::new(u32::from(n) * 501).unwrap(), minute, lesson) }
        })
        .collect();
    let mut driver = Driver::new(Lang::Vi);
    driver.keys(&[Key::F(5), Key::F(5)]);
    driver.event(Event::Sessions(all.clone()));
    let library = Library::built_in().library;
    for (at, session) in all.iter().enumerate() {
        for lang in [Lang::Vi, Lang::En] {
            driver.kiosk.lang = lang;
            let frame = driver.frame(50, 18).words();
            let group = lang.strings().audiences[at % Audience::ALL.len()];
            let lesson = library.lesson(&session.lesson_id).map(|lesson| lesson.title.get(lang).to_owned());
            let lesson = lesson.unwrap_or_else(|| session.title_vi.clone());
            let said = format!(
                "► {} {group} · {} {lesson} ({})",
                session.started_at.local_clock(),
                lang.strings().ages[2],
                lang.strings().session_unfinished
            );
            assert!(frame.contains(&said), "{said}\n{}", driver.frame(50, 18).text());
            assert!(cut_at(&mut driver, LEAST).is_empty());
        }
        driver.kiosk.lang = Lang::Vi;
        driver.key(Key::Down);
    }
    driver.effects.clear();
    driver.key(Key::Up);
    driver.key(Key::Enter);
    assert_eq!(recalls(&driver.effects), [all[198].code]);
    // By a click too, in the middle of the list.
    driver.keys(&[Key::Escape, Key::F(5)]);
    driver.event(Event::Sessions(all.clone()));
    driver.times(Key::Down, 100);
    let at = driver.place_of(Target::Item(99)).expect("the one above is seen");
    assert_eq!(ui::hit(&driver.kiosk, Rect::new(0, 0, 80, 24), at.0, at.1), Some(Target::Item(99)));
    driver.effects.clear();
    driver.click(Target::Item(99));
    assert_eq!(recalls(&driver.effects), [all[99].code]);
}

type GoesOn = fn(&mut Driver);

/// She asked for somebody else meanwhile, left, or is in the middle of something.
const GONE_ON: &[(&str, GoesOn)] = &[
    ("words", |driver| drop(driver.key(Key::Escape))),
    ("welcome", |driver| driver.keys(&[Key::Escape, Key::Escape])),
    ("finished", |driver| drop(driver.key(Key::F(10)))),
    ("signing in", |driver| driver.keys(&[Key::F(10), Key::Enter])),
    ("signed in", |driver| {
        driver.key(Key::F(10));
        driver.sign_in();
        driver.warm_up();
    }),
    ("in a lesson", |driver| {
        driver.key(Key::F(10));
        driver.sign_in();
        driver.warm_up();
        driver.begin(INSTALL, Mode::Guided);
    }),
    ("at a result", |driver| {
        driver.key(Key::F(10));
        driver.sign_in();
        driver.warm_up();
        driver.begin(INSTALL, Mode::Guided);
        driver.finish();
    }),
    ("another found", |driver| {
        driver.keys(&[Key::Escape, Key::Escape]);
        let other = past(Vec::new());
        driver.pick(other.code);
        driver.event(Event::Recalled(other.code, Some(Box::new(other))));
    }),
];

/// All that a database can answer to whoever asked for this learner, or for those of today.
fn answers(code: ReturnCode) -> [Event; 6] {
    let hers = Past { code, ..past(Vec::new()) };
    [
        Event::Recalled(code, Some(Box::new(hers))),
        Event::Recalled(code, None),
        Event::NoAnswer(Some(code)),
        Event::Sessions(vec![session(code, 5, INSTALL)]),
        Event::Sessions(Vec::new()),
        Event::NoAnswer(None),
    ]
}

/// What comes too late, or was asked by somebody else, changes nothing that is seen and brings nobody back.
#[test]
fn late_and_foreign_answers_change_nothing() {
    let asked = code([1, 1, 1]);
    for (name, way) in GONE_ON {
        let mut driver = Driver::new(Lang::Vi);
        driver.pick(asked);
        way(&mut driver);
        let (before, person) = (frames(&driver), driver.kiosk.person.clone());
        for answer in answers(asked) {
            let told = format!("{name}: {answer:?}");
            assert!(driver.event(answer).is_empty());
            assert_eq!(frames(&driver), before, "{told}");
            assert_eq!(driver.kiosk.person, person, "{told}");
        }
    }
}

#[test]
fn an_answer_to_an_older_question_is_none() {
    let (first, second) = (code([1, 1, 1]), code([2, 2, 2]));
    let mut driver = Driver::new(Lang::Vi);
    driver.pick(first);
    driver.keys(&[Key::Escape, Key::Escape]);
    driver.pick(second);
    let before = frames(&driver);
    for answer in answers(first) {
        let told = format!("{answer:?}");
        driver.event(answer);
        assert_eq!(frames(&driver), before, "{told}");
    }
    driver.event(Event::Recalled(second, None));
    assert!(driver.frame(80, 24).words().contains(vi().come_back_nobody));
    let mut driver = Driver::new(Lang::Vi);
    driver.pick(first);
    driver.keys(&[Key::Escape, Key::F(5)]);
    let before = frames(&driver);
    for answer in answers(first).into_iter().take(3) {
        driver.event(answer);
        assert_eq!(frames(&driver), before, "who was here today was asked");
    }
    driver.event(Event::Sessions(vec![session(first, 5, INSTALL)]));
    assert_ne!(frames(&driver), before);
}

/// The code of the person before, which a slow disk brings late, is never the next person's.
#[test]
fn a_late_code_is_never_given_to_the_next_person() {
    let shows = |driver: &Driver, code: ReturnCode| {
        frames(driver).iter().any(|frame| frame.contains(&code.to_string())) || {
            let code = driver.kiosk.person.as_ref().and_then(|person| person.code);
            code.is_some()
        }
    };
    let late =
        |attempt: u32, code: ReturnCode| Event::Begun { attempt, entry: kiosk::app::Entry { code, ..entry(attempt) } };
    let (hers, his) = (code([3, 3, 3]), code([4, 4, 4]));
    let mut driver = Driver::new(Lang::Vi);
    driver.saves = false;
    driver.sign_in();
    driver.warm_up();
    driver.begin(INSTALL, Mode::Guided);
    driver.follow();
    driver.keys(&[Key::F(10), Key::End, Key::Enter]);
    for page in 0..3 {
        match page {
            0 => driver.sign_in(),
            1 => driver.warm_up(),
            _ => driver.begin(INSTALL, Mode::Guided),
        }
        driver.event(late(1, hers));
        driver.event(Event::StepSaved { attempt: 1, position: 1 });
        driver.event(Event::EndSaved { attempt: 1 });
        assert!(!shows(&driver, hers), "page {page}");
    }
    driver.follow();
    driver.event(late(2, his));
    driver.event(Event::StepSaved { attempt: 2, position: 1 });
    assert!(driver.frame(80, 24).words().contains(&his.to_string()));
    driver.event(late(1, hers));
    assert_eq!(driver.kiosk.person.as_ref().and_then(|person| person.code), Some(his));
    // Whoever comes back has a code of her own.
    driver.keys(&[Key::F(10), Key::End, Key::Enter]);
    let third = past(Vec::new());
    driver.come_back(third.clone());
    driver.event(late(2, his));
    assert_eq!(driver.kiosk.person.as_ref().and_then(|person| person.code), Some(third.code));
}

/// She left a lesson before the slow disk had begun it: when she goes on, the new attempt names the old one all the same.
#[test]
fn a_lesson_that_was_saved_late_is_resumed_by_its_id() {
    for late_at_modes in [false, true] {
        let mut driver = Driver::new(Lang::Vi);
        driver.saves = false;
        driver.sign_in();
        driver.warm_up();
        driver.begin(INSTALL, Mode::Guided);
        driver.follow_to_step(3);
        driver.keys(&[Key::F(10), Key::Down, Key::Enter]);
        if late_at_modes {
            open(&mut driver, INSTALL);
        }
        driver.event(Event::Begun { attempt: 1, entry: entry(1) });
        if !late_at_modes {
            open(&mut driver, INSTALL);
        }
        driver.key(Key::Enter);
        assert_eq!(driver.begun()[1].resumes.as_deref(), Some(entry(1).id.as_str()), "{late_at_modes}");
    }
}

// ---------------------------------------------------------------------------------------------- after coming back

#[test]
fn whoever_came_back_is_known() {
    let day = first_day();
    let mut driver = back(vec![
        attempt(INSTALL, Mode::Guided, AttemptOutcome::Completed, day, "activate"),
        attempt(ACTIVATE, Mode::Solo, AttemptOutcome::Passed, day, "x"),
        attempt("qr-shop", Mode::Practice, AttemptOutcome::Left, day, "x"),
    ]);
    assert_eq!(driver.kiosk.say("{you}"), "bạn", "as her age band says");
    let row =
        |driver: &Driver, title: &str| driver.frame(80, 24).rows().into_iter().find(|row| row.contains(title)).unwrap();
    for (title, note) in [
        ("Cài đặt ứng dụng VNeID", "✓ đã học"),
        ("Kích hoạt VNeID mức 2", "✓ đạt"),
        ("Quét mã QR trả tiền ở quán", "còn dở"),
    ] {
        assert!(row(&driver, title).contains(note), "{}", row(&driver, title));
    }
    let residence = row(&driver, "Đăng ký tạm trú trên VNeID");
    assert!(["đạt", "đã học", "còn dở"].iter().all(|note| !residence.contains(note)), "{residence}");
    open(&mut driver, INSTALL);
    driver.key(Key::Enter);
    let start = driver.begun()[0].clone();
    assert_eq!(start.learner, past(Vec::new()).learner);
    assert_eq!((start.mode, start.resumes), (Mode::Practice, None));
}

/// As the table of the history says, the recommended way is chosen and named as such.
#[test]
fn the_recommended_way_is_that_of_the_history() {
    use AttemptOutcome::{Completed, Passed};
    let counts = |alone, helped, shown, mistakes| Tally {
        total: alone + helped + shown,
        alone,
        helped,
        shown,
        mistakes,
        ..Tally::default()
    };
    for (history, recommended) in [
        (None, Mode::Watch),
        (Some((Mode::Watch, Completed, counts(0, 0, 8, 0))), Mode::Guided),
        (Some((Mode::Guided, Completed, counts(8, 0, 0, 0))), Mode::Practice),
        (Some((Mode::Guided, Completed, counts(4, 4, 0, 0))), Mode::Guided),
        (Some((Mode::Practice, Completed, counts(8, 0, 0, 1))), Mode::Solo),
        (Some((Mode::Practice, Completed, counts(4, 4, 0, 0))), Mode::Practice),
        (Some((Mode::Practice, Completed, counts(2, 0, 6, 0))), Mode::Guided),
        (Some((Mode::Solo, Completed, counts(8, 0, 0, 1))), Mode::Practice),
        (Some((Mode::Solo, Passed, counts(8, 0, 0, 0))), Mode::Solo),
    ] {
        let attempts = history.map(|(mode, outcome, tally)| PastAttempt {
            tally,
            ..attempt(INSTALL, mode, outcome, first_day(), "activate")
        });
        let mut driver = back(attempts.into_iter().collect());
        open(&mut driver, INSTALL);
        assert_eq!(modes(&driver).recommended, recommended, "{history:?}");
        assert_eq!(modes(&driver).mode(modes(&driver).list.chosen), Some(recommended));
        let at = Mode::ALL.iter().position(|mode| *mode == recommended).unwrap();
        let rows = driver.frame(80, 24).rows();
        let named: Vec<&String> = rows.iter().filter(|row| row.contains(vi().recommended)).collect();
        assert!(named.len() == 1 && named[0].contains(vi().mode_names[at]), "{named:?}");
        driver.key(Key::Enter);
        assert_eq!(driver.player().session.mode(), recommended);
    }
}

fn passed_on(day: Day) -> Vec<PastAttempt> {
    vec![
        attempt(INSTALL, Mode::Solo, AttemptOutcome::Passed, day, "activate"),
        attempt(ACTIVATE, Mode::Guided, AttemptOutcome::Left, day, "otp"),
    ]
}

#[test]
fn a_review_that_is_due_is_offered_first_and_played_alone() {
    let mut driver = Driver::new(Lang::Vi);
    driver.pass(DAY_MS);
    driver.come_back(past(passed_on(first_day())));
    assert_eq!(reviews(&driver), [INSTALL]);
    let (lessons, chosen) = offered(&driver);
    assert_eq!(lessons[chosen], (INSTALL.to_owned(), true), "before what was left");
    driver.key(Key::Enter);
    let page = modes(&driver);
    assert_eq!((page.mode(page.list.chosen), page.resume.is_none()), (Some(Mode::Solo), true));
    driver.key(Key::Enter);
    assert_eq!(driver.player().session.mode(), Mode::Solo);
    driver.finish();
    assert_eq!(driver.outcome().outcome, AttemptOutcome::Passed);
    assert_eq!(driver.outcome().review, Some(Day(driver.today().0 + 7)));
    assert!(driver.frame(50, 18).words().contains("Từ ngày 09/11/2026, mời quay lại ôn một lần."));
    driver.key(Key::Enter);
    assert_eq!(reviews(&driver), [""; 0], "the next one is moved on");
}

#[test]
fn a_slip_in_a_review_brings_the_lesson_back_to_practice() {
    let mut driver = Driver::new(Lang::Vi);
    driver.pass(DAY_MS);
    driver.come_back(past(passed_on(first_day())));
    driver.keys(&[Key::Enter, Key::Enter]);
    driver.follow_to_step(3);
    driver.tap("pick-fake");
    driver.finish();
    let outcome = driver.outcome();
    assert_eq!((outcome.outcome, outcome.next, outcome.review), (AttemptOutcome::Completed, Mode::Practice, None));
    driver.keys(&[Key::Down, Key::Enter]);
    driver.pass(40 * DAY_MS);
    driver.keys(&[Key::Home]);
    assert_eq!(reviews(&driver), [""; 0]);
    open(&mut driver, INSTALL);
    assert_eq!(modes(&driver).recommended, Mode::Practice);
}

/// Esc leads back to the lesson that was opened, not to the one that is offered first.
#[test]
fn the_ways_to_learn_lead_back_to_their_lesson() {
    let mut driver = Driver::new(Lang::Vi);
    driver.sign_in();
    driver.warm_up();
    let (all, _) = offered(&driver);
    for (at, (lesson, _)) in all.iter().enumerate() {
        open(&mut driver, lesson);
        driver.key(Key::Escape);
        assert_eq!(offered(&driver).1, at, "{lesson}");
    }
}

/// Who has only watched has not done the lesson.
#[test]
fn a_lesson_that_was_only_watched_is_marked_as_such() {
    let (watched, done) = (vi().lesson_watched, vi().lesson_done);
    for (modes, marked) in [(&[Mode::Watch][..], watched), (&[Mode::Watch, Mode::Guided], done)] {
        let attempts = modes.iter().map(|mode| attempt(INSTALL, *mode, AttemptOutcome::Completed, first_day(), "x"));
        let mut driver = Driver::new(Lang::Vi);
        driver.come_back(past(attempts.collect()));
        let frame = driver.frame(80, 24).words();
        assert_eq!((frame.contains(watched), frame.contains(done)), (marked == watched, marked == done), "{frame}");
    }
}

#[test]
fn nothing_is_due_before_its_day_whatever_the_clock_says() {
    for (days, due) in [(0, false), (1, true), (5, true)] {
        let mut driver = Driver::new(Lang::Vi);
        driver.pass(days * DAY_MS);
        driver.come_back(past(passed_on(first_day())));
        assert_eq!(!reviews(&driver).is_empty(), due, "after {days} days");
    }
    // The battery is dead: nothing is due, and what was left goes on.
    let mut driver = Driver::new(Lang::Vi);
    driver.set_clock(Timestamp(3_600_000));
    driver.come_back(past(passed_on(first_day())));
    assert_eq!(reviews(&driver), [""; 0]);
    let (lessons, chosen) = offered(&driver);
    assert_eq!(lessons[chosen].0, ACTIVATE);
    open(&mut driver, INSTALL);
    driver.key(Key::Enter);
    driver.finish();
    assert_eq!(driver.outcome().outcome, AttemptOutcome::Passed);
    assert_eq!(driver.outcome().review, Some(Day(first_day().0 + 1)), "practice before the day moves nothing");
}

#[test]
fn a_lesson_goes_on_at_the_step_that_was_left() {
    let steps = &built_in(INSTALL).steps;
    for (at, step) in steps.iter().enumerate().skip(1) {
        let mut left = attempt(INSTALL, Mode::Guided, AttemptOutcome::Interrupted, first_day(), &step.id);
        left.counted = steps.iter().take(at).map(|step| step.id.to_string()).collect();
        let mut driver = back(vec![left]);
        let (lessons, chosen) = offered(&driver);
        assert_eq!(lessons[chosen].0, INSTALL);
        driver.key(Key::Enter);
        assert!(driver.frame(80, 24).words().contains(&vi().go_on(at + 1, steps.len(), vi().mode_names[1])));
        driver.key(Key::Enter);
        assert_eq!((driver.player().session.step_index(), driver.player().session.mode()), (at, Mode::Guided));
        assert_eq!(driver.begun()[0].resumes.as_deref(), Some("old-vneid-install"));
        assert_eq!(driver.steps().len(), at);
        assert!(driver.steps().iter().all(|row| row.outcome == StepOutcome::Skipped));
        assert_eq!(driver.player().notice, Some(Notice::Resumed));
        driver.finish();
        assert_eq!(driver.outcome().outcome, AttemptOutcome::Completed);
        let counted = steps.len() - at;
        assert!(driver.frame(80, 24).words().contains(&format!("đã làm theo được {counted}/{counted} bước")));
    }
}

#[test]
fn where_the_step_is_gone_nothing_goes_on() {
    for step in ["gone-in-a-newer-version", "", "open-store"] {
        let mut driver = back(vec![attempt(INSTALL, Mode::Practice, AttemptOutcome::Left, first_day(), step)]);
        open(&mut driver, INSTALL);
        assert!(modes(&driver).resume.is_none(), "{step}");
        assert_eq!(modes(&driver).mode(0), Some(Mode::Watch));
        driver.key(Key::Enter);
        assert_eq!((driver.begun()[0].resumes.clone(), driver.player().session.step_index()), (None, 0));
    }
}

#[test]
fn a_lesson_that_is_there_no_more_is_left_out() {
    let day = first_day();
    let attempts = vec![
        attempt(INSTALL, Mode::Watch, AttemptOutcome::Completed, day, "activate"),
        attempt("old-name", Mode::Solo, AttemptOutcome::Passed, day, "a"),
        attempt("older-name", Mode::Guided, AttemptOutcome::Left, day, "b"),
    ];
    let mut driver = Driver::new(Lang::Vi);
    driver.pass(2 * DAY_MS);
    driver.keys(&[Key::F(5), Key::F(5)]);
    driver.event(Event::Sessions(vec![session(past(Vec::new()).code, 5, "older-name")]));
    let seen = driver.frame(80, 24).words();
    assert!(!seen.contains("older-name") && seen.contains("Bài không còn nữa"), "{seen}");
    driver.key(Key::Enter);
    driver.event(Event::Recalled(past(Vec::new()).code, Some(Box::new(past(attempts)))));
    let found = driver.frame(80, 24).words();
    assert!(!found.contains("old") && found.contains("Bài gần nhất: Cài đặt ứng dụng VNeID"), "{found}");
    driver.key(Key::Enter);
    assert_eq!(reviews(&driver), [""; 0]);
    let mut fresh = Driver::new(Lang::Vi);
    fresh.sign_in();
    fresh.warm_up();
    let ids = |driver: &Driver| {
        let mut ids: Vec<String> = offered(driver).0.into_iter().map(|(id, _)| id).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids(&driver), ids(&fresh));
    // Of nothing that is known, nothing is said.
    let mut driver = Driver::new(Lang::Vi);
    let code = past(Vec::new()).code;
    driver.pick(code);
    let gone = past(vec![attempt("old-name", Mode::Solo, AttemptOutcome::Passed, day, "a")]);
    driver.event(Event::Recalled(code, Some(Box::new(gone))));
    let found = driver.frame(80, 24).words();
    assert!(!found.contains("old-name") && !found.contains("Bài gần nhất"), "{found}");
}

// ------------------------------------------------------------------------------------------------------ no trace

type Way = fn() -> Driver;

/// Every page of the kiosk on which somebody can say that she is done.
const PAGES: &[(&str, Way)] = &[
    ("words", || pressed(&[Key::F(5), Key::Down, Key::Enter, Key::End])),
    ("looking", || pressed(&[Key::F(5), Key::Enter, Key::Enter, Key::Enter])),
    ("found", || {
        let mut driver = Driver::new(Lang::Vi);
        driver.pick(past(Vec::new()).code);
        driver.event(Event::Recalled(past(Vec::new()).code, Some(Box::new(past(passed_on(first_day()))))));
        driver
    }),
    ("nobody", || {
        let mut driver = Driver::new(Lang::Vi);
        driver.pick(code([1, 2, 3]));
        driver.event(Event::Recalled(code([1, 2, 3]), None));
        driver
    }),
    ("failed", || {
        let mut driver = pressed(&[Key::F(5), Key::F(5)]);
        driver.event(Event::NoAnswer(None));
        driver
    }),
    ("sessions", || {
        let mut driver = pressed(&[Key::F(5), Key::F(5)]);
        driver.event(Event::Sessions(vec![session(code([1, 2, 3]), 5, INSTALL)]));
        driver
    }),
    ("groups", || pressed(&[Key::Enter])),
    ("ages", || pressed(&[Key::Enter, Key::Down, Key::Enter])),
    ("warm-up", || pressed(&[Key::Enter, Key::Enter, Key::Enter, Key::Down])),
    ("lessons", || back(passed_on(first_day()))),
    ("modes", || {
        let mut driver = back(passed_on(first_day()));
        driver.keys(&[Key::Enter, Key::Right, Key::Right]);
        driver
    }),
    ("lesson", || {
        let mut driver = back(passed_on(first_day()));
        open(&mut driver, INSTALL);
        driver.keys(&[Key::Right, Key::Enter]);
        driver.follow_to_step(2);
        driver
    }),
    ("typing", || {
        let mut driver = Driver::in_lesson(Lang::Vi, RESIDENCE, Mode::Guided);
        driver.follow_to_field("vneid.login-id");
        driver.key(Key::Char('1'));
        driver
    }),
    ("papers", || {
        let mut driver = Driver::in_lesson(Lang::Vi, RESIDENCE, Mode::Guided);
        driver.key(Key::F(4));
        driver
    }),
    ("demonstration", || Driver::in_lesson(Lang::Vi, INSTALL, Mode::Watch)),
    ("question", || {
        let mut driver = Driver::in_lesson(Lang::Vi, INSTALL, Mode::Guided);
        driver.key(Key::F(10));
        driver
    }),
    ("result", finished),
    ("slip", || {
        let mut driver = finished();
        driver.keys(&[Key::Down, Key::Enter]);
        assert!(driver.outcome().slip);
        driver
    }),
];

fn pressed(keys: &[Key]) -> Driver {
    let mut driver = Driver::new(Lang::Vi);
    driver.keys(keys);
    driver
}

fn finished() -> Driver {
    let mut driver = Driver::in_lesson(Lang::Vi, INSTALL, Mode::Solo);
    driver.finish();
    driver
}

/// After *Xong / người khác học* the kiosk looks as if nobody had ever been there, on the first page and on those after it.
#[test]
fn whoever_is_done_leaves_no_trace() {
    let fresh = Driver::new(Lang::Vi);
    for (name, way) in PAGES {
        // As she was; with the other language; with the call for staff above the page, and below it.
        for before in [&[][..], &[Key::F(2)], &[Key::F(8)], &[Key::F(8), Key::Enter]] {
            let mut driver = way();
            driver.keys(before);
            driver.key(Key::F(10));
            if driver.plays() {
                driver.keys(&[Key::End, Key::Enter]);
            }
            assert!(driver.kiosk.person.is_none() && driver.kiosk.call == Call::No, "{name} {before:?}");
            let mut next = Driver::new(Lang::Vi);
            assert_eq!(frames(&driver), frames(&fresh), "{name} {before:?}");
            for keys in [
                &[Key::F(5)][..],
                &[Key::Escape, Key::Enter],
                &[Key::Enter],
                &[Key::End, Key::Enter],
                &[Key::F(5)],
                &[Key::Enter],
            ] {
                driver.keys(keys);
                next.keys(keys);
                assert_eq!(frames(&driver), frames(&next), "{name} {before:?} then {keys:?}");
            }
            assert!(matches!(driver.kiosk.screen, Screen::Modes(_)));
        }
    }
}

// -------------------------------------------------------------------------------------------------------- groups

#[test]
fn several_people_take_turns_and_are_counted() {
    let mut driver = Driver::new(Lang::Vi);
    driver.sign_in();
    driver.warm_up();
    driver.key(Key::Enter);
    let shown = |driver: &Driver, n: u32| assert!(driver.frame(50, 18).words().contains(&vi().people(n)), "{n}");
    driver.times(Key::Left, 3);
    shown(&driver, 1);
    driver.times(Key::Right, 60);
    shown(&driver, 40);
    driver.times(Key::Left, 37);
    shown(&driver, 3);
    // Kept for the next lesson, whichever way that is reached.
    driver.key(Key::Escape);
    open(&mut driver, INSTALL);
    shown(&driver, 3);
    driver.keys(&[Key::Home, Key::Down, Key::Enter]);
    assert_eq!((driver.player().session.mode(), driver.begun()[0].people), (Mode::Guided, 3));
    for step in 0..8 {
        driver.follow_to_step(step + 1);
        let turn = u32::try_from(step).unwrap() % 3 + 1;
        assert_eq!(driver.player().turn(), Some(turn));
        for (columns, rows) in SIZES {
            let frame = driver.frame(columns, rows).words();
            assert!(frame.contains(&format!("Đến lượt người số {turn} ")), "{columns}x{rows}: {frame}");
        }
        assert!(!driver.frame(80, 24).words().to_lowercase().contains("cả nhóm"));
    }
    driver.finish();
    let result = driver.frame(80, 24).words();
    assert!(result.contains("Cả nhóm đã làm theo được 8/8 bước."), "{result}");
    assert!(!result.contains("Bác"), "{result}");
    driver.keys(&[Key::Down, Key::Enter]);
    open(&mut driver, "otp-caller");
    assert_eq!(modes(&driver).people, 3);
    // Nobody takes turns where all only watch.
    driver.keys(&[Key::Home, Key::Enter]);
    assert_eq!(
        (driver.player().session.mode(), driver.player().turn(), driver.begun()[1].people),
        (Mode::Watch, None, 3)
    );
    assert!(!driver.frame(80, 24).words().contains("Lượt"));
    // The next person is alone.
    driver.keys(&[Key::F(10), Key::End, Key::Enter]);
    driver.sign_in();
    driver.warm_up();
    driver.begin(INSTALL, Mode::Guided);
    assert_eq!((driver.begun()[2].people, driver.player().turn()), (1, None));
}

// --------------------------------------------------------------------------------------------- calls for the staff

/// The cells of a frame, for their colours.
fn drawn(kiosk: &Kiosk, (columns, rows): (u16, u16)) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
    ui::draw(kiosk, buffer.area, &mut buffer);
    buffer
}

/// Whether the row at the top and those of the bar are red from edge to edge.
fn red_edges(kiosk: &Kiosk, size: (u16, u16)) -> bool {
    let buffer = drawn(kiosk, size);
    [0, size.1 - 2, size.1 - 1].iter().all(|y| (0..size.0).all(|x| buffer[(x, *y)].bg == Color::Red))
}

fn welcome() -> Driver {
    Driver::new(Lang::Vi)
}

#[test]
fn staff_can_be_called_from_every_page_but_one() {
    let all = PAGES.iter().map(|(name, way)| (*name, *way)).chain([("welcome", welcome as Way)]);
    for (name, way) in all {
        let mut driver = way();
        let before = frames(&driver);
        driver.key(Key::F(8));
        assert_eq!(driver.kiosk.call, Call::Page, "{name}");
        for (columns, rows) in SIZES {
            let frame = driver.frame(columns, rows);
            assert!(frame.words().contains("Màn hình này đang gọi cán bộ."), "{name}");
            assert!(frame.rows()[0].contains(vi().practice) && frame.cursor.is_none(), "{name}");
        }
        // The papers below can be longer than the screen: they are scrolled.
        if name != "papers" {
            whole(&mut driver, name);
        }
        driver.key(Key::Escape);
        assert_eq!((driver.kiosk.call, frames(&driver)), (Call::No, before.clone()), "{name}");
        driver.keys(&[Key::F(8), Key::Char('x'), Key::Down, Key::F(1), Key::F(3), Key::F(5), Key::F(7), Key::Enter]);
        assert_eq!(driver.kiosk.call, Call::Waiting, "{name}");
        for size in SIZES {
            let frame = driver.frame(size.0, size.1);
            assert!(red_edges(&driver.kiosk, size), "{name} {size:?}");
            let signs = vi().call_waiting.iter().any(|sign| frame.rows()[0].contains(sign));
            assert!(signs && frame.rows()[0].contains(vi().practice), "{name} {size:?}");
            let at = SIZES.iter().position(|other| *other == size).unwrap();
            // The first line has the sign, the last the key.
            let inside = |text: &str| text.lines().skip(1).take(usize::from(size.1) - 2).collect::<Vec<_>>().join("\n");
            assert_eq!(inside(&frame.text()), inside(&before[at]), "{name}");
            let keys = &frame.rows()[usize::from(size.1) - 1];
            assert!(vi().bar.call_on.iter().any(|name| keys.contains(name)), "{name} {size:?}: {keys}");
            assert!(!keys.contains("F8 Gọi"), "{name} {size:?}: it is on already");
        }
        // Once more, and it can still be taken back.
        driver.keys(&[Key::F(8), Key::Escape]);
        assert_eq!(frames(&driver), before, "{name}");
    }
    let mut driver = pressed(&[Key::Escape]);
    let before = frames(&driver);
    driver.key(Key::F(8));
    assert_eq!((driver.kiosk.call, frames(&driver)), (Call::No, before));
    // On the first page there is no session to be ended.
    let mut driver = pressed(&[Key::F(8)]);
    assert!(!driver.frame(80, 24).text().contains("F10"));
    let before = frames(&driver);
    driver.key(Key::F(10));
    assert_eq!(frames(&driver), before);
}

/// Nothing that lies behind the page of the call can be clicked.
#[test]
fn a_click_reaches_nothing_behind_the_call() {
    let all = PAGES.iter().map(|(name, way)| (*name, *way)).chain([
        ("welcome", welcome as Way),
        ("list", || {
            let mut driver = Driver::in_lesson(Lang::Vi, RESIDENCE, Mode::Guided);
            while driver.at() != "vneid.stay" {
                driver.follow();
            }
            driver.key(Key::Enter);
            assert!(driver.player().open.is_some());
            driver
        }),
    ]);
    for (name, way) in all {
        let mut driver = way();
        driver.resize(80, 24);
        let reached: Vec<Target> = (0..24_u16)
            .flat_map(|y| (0..80_u16).map(move |x| (x, y)))
            .filter_map(|(x, y)| ui::hit(&driver.kiosk, Rect::new(0, 0, 80, 24), x, y))
            .filter(|target| !matches!(target, Target::Key(_)))
            .collect();
        driver.key(Key::F(8));
        let seen = |x, y| ui::hit(&driver.kiosk, Rect::new(0, 0, 80, 24), x, y);
        let hits = (0..22_u16).flat_map(|y| (0..80_u16).map(move |x| (x, y))).filter_map(|(x, y)| seen(x, y)).count();
        assert_eq!(hits, 0, "{name}");
        let before = frames(&driver);
        for target in reached.into_iter().chain((0..4).map(Target::Item)) {
            assert!(driver.click(target).is_empty(), "{name}: {target:?}");
            assert_eq!((driver.kiosk.call, frames(&driver)), (Call::Page, before.clone()), "{name}: {target:?}");
        }
        driver.key(Key::Escape);
        let mut other = way();
        other.resize(80, 24);
        assert_eq!(frames(&driver), frames(&other), "{name}");
    }
}

/// How long until the kiosk wants to be woken.
fn left(driver: &Driver, clock: u64) -> Option<u64> {
    driver.kiosk.deadline().map(|due| due.saturating_sub(clock))
}

/// While the call is shown, nothing goes on; afterwards everything has exactly as much time left as it had.
#[test]
fn clocks_stand_still_behind_the_call() {
    let ways: &[(&str, Way)] = &[
        ("download", || {
            let mut driver = Driver::in_lesson(Lang::Vi, INSTALL, Mode::Guided);
            while driver.at() != "store.downloading" {
                driver.follow();
            }
            driver
        }),
        ("message", || {
            let mut driver = Driver::in_lesson(Lang::Vi, RESIDENCE, Mode::Guided);
            while driver.at() != "vneid.otp" {
                driver.follow();
            }
            driver
        }),
        ("demonstration", || {
            let mut driver = Driver::in_lesson(Lang::Vi, INSTALL, Mode::Watch);
            driver.tick();
            driver
        }),
        ("help", || {
            let mut driver = Driver::in_lesson(Lang::Vi, INSTALL, Mode::Practice);
            driver.times(Key::F(1), 4);
            driver
        }),
        ("silence", || Driver::in_lesson(Lang::Vi, INSTALL, Mode::Practice)),
    ];
    for (name, way) in ways {
        // What holds it: the call alone; papers or the question below it, opened before.
        for (open, shut) in [(None, None), (Some(Key::F(4)), Some(Key::F(4))), (Some(Key::F(10)), Some(Key::Escape))] {
            if open == Some(Key::F(4)) && *name != "message" && way().player().session.lesson().papers.is_empty() {
                continue;
            }
            let mut plain = way();
            let clock = plain.clock();
            let due = left(&plain, clock).expect("something is to come");
            let mut driver = way();
            open.map(|key| driver.event(Event::Key(key)));
            driver.event(Event::Key(Key::F(8)));
            assert_eq!(driver.kiosk.deadline(), None, "{name} {open:?}");
            let before = frames(&driver);
            driver.pass(3_600_000);
            driver.event(Event::Tick);
            assert_eq!(frames(&driver), before, "{name} {open:?}");
            driver.event(Event::Key(Key::Escape));
            if let Some(shut) = shut {
                assert_eq!(driver.kiosk.deadline(), None, "{name}: still held");
                driver.pass(1_000_000);
                driver.event(Event::Tick);
                driver.event(Event::Key(shut));
            }
            assert_eq!(frames(&driver), frames(&plain), "{name} {open:?}");
            // A key in the lesson itself puts off the offer of help, so only the call alone keeps it to the millisecond.
            if open.is_none() || *name != "silence" {
                let now = driver.clock();
                assert_eq!(left(&driver, now), Some(due), "{name} {open:?}");
            }
            plain.tick();
            driver.tick();
            assert_eq!(frames(&driver), frames(&plain), "{name} {open:?}: what comes then");
        }
    }
}

#[test]
fn a_pause_goes_on_behind_the_call_and_after_it() {
    let mut driver = Driver::in_lesson(Lang::Vi, INSTALL, Mode::Watch);
    driver.tick();
    driver.key(Key::F(5));
    let paused = frames(&driver);
    driver.keys(&[Key::F(8), Key::F(5), Key::F(5), Key::F(5)]);
    driver.pass(3_600_000);
    driver.event(Event::Tick);
    driver.key(Key::Enter);
    driver.keys(&[Key::F(8), Key::Escape]);
    assert_eq!((driver.kiosk.deadline(), frames(&driver)), (None, paused.clone()), "still paused");
    driver.pass(3_600_000);
    driver.event(Event::Tick);
    assert_eq!(frames(&driver), paused);
    driver.key(Key::F(5));
    assert!(driver.tick() && frames(&driver) != paused);
    // And in the other order: a call, then a pause.
    driver.keys(&[Key::F(8), Key::Escape, Key::F(5)]);
    assert_eq!(driver.kiosk.deadline(), None);
    driver.key(Key::F(5));
    while driver.plays() {
        assert!(driver.tick());
    }
    assert_eq!(driver.outcome().outcome, AttemptOutcome::Completed);
}

#[test]
fn the_question_whether_to_leave_comes_from_the_call_too() {
    let mut driver = Driver::in_lesson(Lang::Vi, INSTALL, Mode::Guided);
    driver.keys(&[Key::F(8), Key::F(10)]);
    assert_eq!(driver.kiosk.call, Call::Waiting, "she is still waited for");
    assert!(driver.frame(80, 24).words().contains(vi().leave_title));
    driver.key(Key::Escape);
    assert!(driver.plays() && driver.ends().is_empty());
    driver.keys(&[Key::F(8), Key::F(10), Key::End, Key::Enter]);
    assert_eq!((driver.kiosk.call, driver.ends().len()), (Call::No, 1));
}

/// A lesson that begins while staff are called stands still behind the call.
#[test]
fn a_lesson_that_begins_behind_the_call_waits() {
    let mut driver = Driver::preview(INSTALL, Mode::Watch);
    driver.key(Key::F(8));
    driver.event(Event::Library(Arc::new(Library::built_in().library), 0));
    assert_eq!(driver.kiosk.deadline(), None);
    driver.key(Key::Escape);
    assert!(driver.kiosk.deadline().is_some());
}

// ------------------------------------------------------------------------------------------------------- results

/// A result that is as wanted, on a kiosk whose learner has this code.
struct Shown {
    mode: Mode,
    outcome: AttemptOutcome,
    /// Alone, helped, shown, skipped, unfinished; slips.
    counts: [u32; 6],
    praise: Option<usize>,
    practise: Option<usize>,
    next: Mode,
    review: Option<Day>,
    people: u32,
}

/// What can be done on a result page.
const CHOICES: &[After] = &[After::Again, After::Other, After::Slip, After::Finish];

impl Shown {
    fn show(&self, lang: Lang) -> Driver {
        let mut driver = Driver::new(lang);
        driver.sign_in();
        driver.warm_up();
        let [alone, helped, shown, skipped, unfinished, mistakes] = self.counts;
        let total = alone + helped + shown + skipped + unfinished;
        let tally = Tally { total, alone, helped, shown, skipped, unfinished, mistakes, detours: 0 };
        driver.kiosk.person.as_mut().unwrap().code = Some(entry(1).code);
        driver.kiosk.screen = Screen::Result(Box::new(Outcome {
            lesson: built_in(INSTALL),
            mode: self.mode,
            outcome: self.outcome,
            tally,
            day: first_day(),
            people: self.people,
            praise: self.praise,
            practise: self.practise,
            next: self.next,
            review: self.review,
            attempt: 1,
            saving: Saving { entry: Some(entry(1)), step: Some(total), handed: total, ended: true, failed: false },
            slip: false,
            choices: CHOICES,
            list: List::new(CHOICES.len()).at(1),
        }));
        driver
    }
}

/// Never a score, never "wrong", never a certificate, on any size.
fn is_kind(driver: &Driver, what: &str) {
    for (columns, rows) in SIZES {
        let cells = driver.frame(columns, rows).text().replace(['█', '▀', '▄'], " ").to_lowercase();
        let frame = cells.split_whitespace().collect::<Vec<_>>().join(" ");
        let words: Vec<&str> = frame.split(|c: char| !c.is_alphanumeric()).collect();
        for unkind in ["sai", "điểm", "score", "points", "wrong", "failed", "trượt"] {
            assert!(!words.contains(&unkind), "{what}: {unkind}\n{frame}");
        }
        assert!(!frame.contains('%'), "{what}\n{frame}");
        let none = [vi().slip_note, Lang::En.strings().slip_note].map(str::to_lowercase);
        let rest = none.iter().fold(frame, |frame, note| frame.replace(note.as_str(), ""));
        assert!(
            !rest.contains("chứng chỉ") && !rest.contains("chứng nhận") && !rest.contains("certificate"),
            "{what}\n{rest}"
        );
    }
}

/// Where it is said that the lesson is not over, going on with it is there to be chosen, and chosen already.
#[test]
fn what_was_interrupted_can_be_gone_on_with() {
    let mut driver = Driver::in_lesson(Lang::Vi, INSTALL, Mode::Practice);
    driver.follow_to_step(4);
    driver.event(Event::Shutdown);
    let words = driver.frame(80, 24).words();
    assert!(words.contains(&format!("{} {}", GLYPHS.focus, vi().result_go_on)), "{words}");
    driver.keys(&[Key::Enter, Key::Enter]);
    assert_eq!((driver.plays(), driver.player().session.step_index()), (true, 3));
}

/// A result; what is said of it in Vietnamese, in English, and what is not.
type Row = (Shown, Vec<String>, Vec<String>, &'static [&'static str]);

#[expect(clippy::too_many_lines, reason = "a table")]
fn results() -> Vec<Row> {
    use AttemptOutcome::{Completed, Interrupted, Passed};
    use Mode::{Guided, Practice, Solo, Watch};
    let named = |step: usize, lang: Lang| text::plain(built_in(INSTALL).steps[step].say.get(lang));
    let shown = |mode, outcome, counts, praise, practise, next| Shown {
        mode,
        outcome,
        counts,
        praise,
        practise,
        next,
        review: None,
        people: 1,
    };
    vec![
        (
            shown(Watch, Completed, [0, 0, 8, 0, 0, 0], None, Some(0), Guided),
            vec!["Bác đã xem hết 8 bước.".into(), "Lần tới nên thử: Làm theo.".into()],
            vec!["You watched all 8 steps.".into(), "Next time try: Follow along.".into()],
            &["Nên tập thêm", "Làm tốt", "0/8"],
        ),
        (
            shown(Watch, Completed, [0, 0, 3, 5, 0, 0], None, None, Guided),
            vec!["Bác đã xem hết 3 bước.".into()],
            vec!["You watched all 3 steps.".into()],
            &["8 bước"],
        ),
        (
            shown(Guided, Completed, [8, 0, 0, 0, 0, 0], Some(2), None, Practice),
            vec!["Bác đã làm theo được 8/8 bước. Bác làm rất tốt.".into(), "Lần tới nên thử: Làm có gợi ý.".into()],
            vec!["You followed 8 of 8 steps. You did very well.".into(), "Next time try: With hints.".into()],
            &["Nên tập thêm"],
        ),
        (
            shown(Guided, Completed, [4, 1, 0, 3, 0, 0], Some(4), Some(5), Guided),
            vec![
                "Bác đã đi hết 5 bước, trong đó 4 bước không cần giúp.".into(),
                format!("Làm tốt: {}", named(4, Lang::Vi)),
                format!("Nên tập thêm: {}", named(5, Lang::Vi)),
                "Lần tới nên tập thêm một lần: Làm theo.".into(),
            ],
            vec![
                "You went through all 5 steps, 4 of them without help.".into(),
                format!("Well done: {}", named(4, Lang::En)),
                format!("Worth practising: {}", named(5, Lang::En)),
                "Next time once more: Follow along.".into(),
            ],
            &["/8"],
        ),
        (
            shown(Practice, Completed, [7, 0, 1, 0, 0, 2], Some(2), Some(3), Practice),
            vec![
                "Bác đã đi hết 8 bước, trong đó 7 bước không cần giúp.".into(),
                format!("Nên tập thêm: {}", named(3, Lang::Vi)),
            ],
            vec![
                "You went through all 8 steps, 7 of them without help.".into(),
                format!("Worth practising: {}", named(3, Lang::En)),
            ],
            &["Đạt"],
        ),
        (
            shown(Solo, Completed, [8, 0, 0, 0, 0, 1], Some(7), Some(2), Practice),
            vec![
                "Bác đã tự làm 8/8 bước.".into(),
                "Bước giữ an toàn cần tự làm đúng ngay lần đầu. Mời bác tập lại một lần.".into(),
                format!("Nên tập thêm: {}", named(2, Lang::Vi)),
                "Lần tới nên thử: Làm có gợi ý.".into(),
            ],
            vec!["A safety step has to be right at the first try. Please practise it once more.".into()],
            &["Đạt:", "rất tốt"],
        ),
        (
            Shown {
                review: Some(Day(first_day().0 + 1)),
                ..shown(Solo, Passed, [6, 0, 0, 2, 0, 0], Some(2), None, Solo)
            },
            vec![
                "Bác đã tự làm 6/6 bước. Đạt: bác đã tự làm được cả bài.".into(),
                "Từ ngày 02/11/2026, mời quay lại ôn một lần.".into(),
            ],
            vec![
                "You did 6 of 6 steps on your own. Passed: you did the whole lesson on your own.".into(),
                "From 02/11/2026 on, please come back for one review.".into(),
            ],
            &["Lần tới", "Nên tập thêm"],
        ),
        (
            Shown { people: 4, ..shown(Solo, Passed, [8, 0, 0, 0, 0, 0], Some(2), None, Solo) },
            vec!["Cả nhóm đã tự làm 8/8 bước. Đạt: cả nhóm đã tự làm được cả bài.".into()],
            vec!["You did 8 of 8 steps on your own.".into()],
            &["Bác", "bác"],
        ),
        (
            shown(Practice, Interrupted, [2, 0, 0, 3, 3, 0], Some(4), None, Watch),
            vec!["Bác đã qua 2/5 bước.".into(), format!("Làm tốt: {}", named(4, Lang::Vi))],
            vec!["You did 2 of 5 steps.".into()],
            &["Lần tới", "/8"],
        ),
    ]
}

#[test]
fn results_name_what_went_well_one_thing_to_practise_and_what_is_next() {
    for (at, (shown, in_vi, in_en, never)) in results().iter().enumerate() {
        for (lang, said) in [(Lang::Vi, in_vi), (Lang::En, in_en)] {
            let mut driver = shown.show(lang);
            let frame = driver.frame(120, 40).words();
            for sentence in said {
                assert!(frame.contains(sentence.as_str()), "row {at}: {sentence}\n{frame}");
            }
            if lang == Lang::Vi {
                never.iter().for_each(|never| assert!(!frame.contains(never), "row {at}: {never}\n{frame}"));
            }
            is_kind(&driver, &format!("row {at}"));
            whole(&mut driver, &format!("row {at}"));
            driver.keys(&[Key::Home, Key::Down, Key::Down, Key::Enter]);
            assert!(driver.outcome().slip);
            is_kind(&driver, &format!("slip of row {at}"));
            whole(&mut driver, &format!("slip of row {at}"));
        }
    }
}

/// The step that is praised is never the one to be practised.
#[test]
fn a_step_is_praised_or_to_be_practised_never_both() {
    let mut driver = Driver::in_lesson(Lang::Vi, INSTALL, Mode::Guided);
    driver.follow_to_step(3);
    driver.keys(&[Key::Escape]); // a detour in the safety step
    driver.finish();
    assert_eq!(driver.steps()[2].detours, 1, "{:?}", driver.steps()[2]);
    let outcome = driver.outcome();
    assert_eq!(outcome.practise, Some(2));
    assert!(outcome.praise.is_some() && outcome.praise != Some(2), "{:?}", outcome.praise);
}

/// A safety step is what is to be practised, also where something else was helped more.
#[test]
fn a_safety_step_that_does_not_count_is_to_be_practised_first() {
    let mut driver = Driver::in_lesson(Lang::Vi, INSTALL, Mode::Solo);
    driver.times(Key::F(1), 2);
    driver.follow_to_step(3);
    driver.tap("pick-fake");
    driver.finish();
    let outcome = driver.outcome();
    assert_eq!((outcome.outcome, outcome.practise), (AttemptOutcome::Completed, Some(2)));
    assert!(driver.frame(80, 24).words().contains("Bước giữ an toàn"));
    // Also when the slip was made before the lesson was left.
    let left = attempt(INSTALL, Mode::Solo, AttemptOutcome::Left, first_day(), "open");
    let mut driver = back(vec![left]);
    driver.keys(&[Key::Enter, Key::Enter]);
    driver.finish();
    let outcome = driver.outcome();
    assert_eq!((outcome.outcome, outcome.practise), (AttemptOutcome::Completed, Some(2)));
    let counted = attempt(INSTALL, Mode::Solo, AttemptOutcome::Left, first_day(), "open");
    let mut driver = back(vec![PastAttempt { counted: vec!["right-app".to_owned()], ..counted }]);
    driver.keys(&[Key::Enter, Key::Enter]);
    driver.finish();
    assert_eq!((driver.outcome().outcome, driver.outcome().practise), (AttemptOutcome::Passed, None));
}

// -------------------------------------------------------------------------------------------------- practice slip

#[test]
fn the_slip_has_its_number_only_once_it_is_saved() {
    let mut driver = Driver::new(Lang::Vi);
    driver.saves = false;
    driver.sign_in();
    driver.warm_up();
    driver.begin(INSTALL, Mode::Guided);
    driver.finish();
    driver.keys(&[Key::Down, Key::Down, Key::Enter]);
    for event in [
        None,
        Some(Event::Begun { attempt: 1, entry: entry(1) }),
        Some(Event::StepSaved { attempt: 1, position: 8 }),
        Some(Event::NotSaved { attempt: 1 }),
        Some(Event::EndSaved { attempt: 2 }),
    ] {
        let told = format!("{event:?}");
        event.map(|event| driver.event(event));
        for (columns, rows) in SIZES {
            let frame = driver.frame(columns, rows).words();
            assert!(!frame.contains(SLIP) && !frame.contains('█'), "{told}\n{frame}");
        }
        assert!(driver.frame(120, 40).words().contains(vi().slip_unsaved), "{told}");
    }
    driver.event(Event::EndSaved { attempt: 1 });
    for (columns, rows) in SIZES {
        assert!(driver.frame(columns, rows).text().contains(SLIP), "{columns}x{rows}");
    }
}

/// The code on a screen, read from its cells as a camera would see them: two modules in a cell, one above the other.
fn scanned(kiosk: &Kiosk, size: (u16, u16)) -> Option<String> {
    const MODULE: usize = 4;
    let buffer = drawn(kiosk, size);
    let light = |x: u16, y: u16, lower: bool| match buffer[(x, y)].symbol() {
        "█" => true,
        "▀" => !lower,
        "▄" => lower,
        _ => false,
    };
    let (width, height) = (usize::from(size.0) * MODULE, usize::from(size.1) * 2 * MODULE);
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        let (column, half) = (u16::try_from(x / MODULE).unwrap(), u16::try_from(y / MODULE).unwrap());
        if light(column, half / 2, half % 2 == 1) { 255 } else { 0 }
    });
    let grids = image.detect_grids();
    assert!(grids.len() <= 1);
    grids.first().map(|grid| grid.decode().expect("a phone can read it").1)
}

#[test]
fn the_slip_can_be_scanned_and_holds_what_it_says() {
    for lesson in Library::built_in().library.lessons {
        for (mode, outcome) in [
            (Mode::Solo, AttemptOutcome::Passed),
            (Mode::Practice, AttemptOutcome::Completed),
            (Mode::Watch, AttemptOutcome::Completed),
        ] {
            for code in [entry(1).code, longest_code()] {
                for lang in [Lang::Vi, Lang::En] {
                    let steps = u32::try_from(lesson.steps.len()).unwrap();
                    let counts = match mode {
                        Mode::Watch => [0, 0, steps, 0, 0, 0],
                        Mode::Practice => [steps - 3, 1, 0, 2, 0, 0],
                        _ => [steps, 0, 0, 0, 0, 0],
                    };
                    let shown = Shown {
                        mode,
                        outcome,
                        counts,
                        praise: None,
                        practise: None,
                        next: mode,
                        review: None,
                        people: 1,
                    };
                    let mut driver = shown.show(lang);
                    driver.knows_code(code);
                    let Screen::Result(result) = &mut driver.kiosk.screen else { panic!() };
                    result.lesson = lesson.clone();
                    result.slip = true;
                    let counted = match mode {
                        Mode::Practice => format!("{}/{}", steps - 3, steps - 2),
                        _ => format!("{steps}/{steps}"),
                    };
                    for size in [(80, 24), (64, 24), (120, 40)] {
                        let what = format!("{} {} {size:?} {code}", lesson.id, lang.code());
                        let content = scanned(&driver.kiosk, size).unwrap_or_else(|| panic!("no code: {what}"));
                        let plain = text::fold(&content);
                        let words = code.words().map(text::fold);
                        for held in [SLIP.to_lowercase(), counted.clone(), "01/11/2026".to_owned()].iter().chain(&words)
                        {
                            assert!(plain.contains(held.as_str()), "{what}: {held} is not in {content:?}");
                        }
                    }
                    assert!(!driver.frame(50, 18).text().contains(['█', '▀', '▄']), "no room for a code");
                    assert_eq!(scanned(&driver.kiosk, LEAST), None);
                    whole(&mut driver, &format!("{} {}", lesson.id, lang.code()));
                }
            }
        }
    }
}

// ------------------------------------------------------------------------------------------------ the reading rule

/// The built-in lessons with texts as long as `kiosk check` lets them be.
fn long_library() -> Library {
    let filled = |columns: usize| {
        let words = "Đăng ký tạm trú trên cổng dịch vụ công quốc gia mức ba ".repeat(8);
        let cut: String = text::graphemes(&words).take(columns).collect();
        assert_eq!(text::width(&cut), columns);
        let cut = format!("{}g", cut.trim_end_matches(' ')).chars().take(columns).collect::<String>();
        Text::new(&cut, &cut)
    };
    let mut library = Library::built_in().library;
    for lesson in &mut library.lessons {
        let long: &mut Lesson = Arc::make_mut(lesson);
        long.title = filled(48);
        long.task = filled(240);
        for step in &mut long.steps {
            step.say = filled(150);
        }
    }
    library
}

fn in_long_library() -> Driver {
    let mut driver = Driver::without_lessons(Lang::Vi);
    driver.event(Event::Library(Arc::new(long_library()), 0));
    driver
}

fn left_in(mode: Mode) -> Vec<PastAttempt> {
    let lessons = Library::built_in().library.lessons;
    let last = |lesson: &Lesson| lesson.steps.last().unwrap().id.to_string();
    lessons.iter().map(|lesson| attempt(&lesson.id, mode, AttemptOutcome::Left, first_day(), &last(lesson))).collect()
}

fn with_longest_code(mut past: Past) -> Past {
    past.code = longest_code();
    past.learner.audience = Audience::Worker;
    past.learner.age_band = Some(AgeBand::From41);
    past
}

/// Every page of coming back, of lessons and of results, at its longest, is whole on the smallest screen.
#[test]
fn no_page_is_cut_with_the_longest_texts() {
    for new in [in_long_library as Way, welcome] {
        for mode in Mode::ALL {
            let mut driver = new();
            let hers = with_longest_code(past(left_in(*mode)));
            driver.key(Key::F(5));
            for place in hers.code.places() {
                driver.key(Key::Home);
                driver.times(Key::Right, place);
                whole(&mut driver, "words");
                driver.key(Key::Enter);
            }
            whole(&mut driver, "looking");
            driver.event(Event::Recalled(hers.code, Some(Box::new(hers))));
            whole(&mut driver, "found");
            driver.key(Key::Enter);
            for at in 0..6 {
                driver.key(Key::Home);
                driver.times(Key::Down, at);
                whole(&mut driver, "lessons");
                driver.key(Key::Enter);
                assert!(modes(&driver).resume.is_some());
                driver.times(Key::Right, 40);
                for _ in 0..5 {
                    whole(&mut driver, "modes");
                    driver.key(Key::Down);
                }
                driver.key(Key::Escape);
            }
        }
    }
    for answer in [Event::Recalled(code([0, 0, 0]), None), Event::NoAnswer(Some(code([0, 0, 0])))] {
        let mut driver = welcome();
        driver.pick(code([0, 0, 0]));
        driver.event(answer);
        whole(&mut driver, "no answer");
    }
}

#[test]
fn no_list_of_lessons_is_cut() {
    let day = first_day();
    for outcome in [AttemptOutcome::Passed, AttemptOutcome::Completed, AttemptOutcome::Left] {
        let lessons = Library::built_in().library.lessons;
        let attempts: Vec<PastAttempt> =
            lessons.iter().map(|lesson| attempt(&lesson.id, Mode::Solo, outcome, day, "x")).collect();
        for new in [in_long_library as Way, welcome] {
            let mut driver = new();
            driver.pass(DAY_MS); // reviews are due
            driver.come_back(past(attempts.clone()));
            driver.key(Key::Home);
            for at in 0..14 {
                whole(&mut driver, "lessons");
                let Screen::Lessons(list) = &driver.kiosk.screen else { panic!() };
                let title = list.chosen().unwrap().0.title.get(Lang::Vi).to_owned();
                let frame = driver.frame(50, 18).words();
                assert!(frame.contains(&format!("► {title}")), "{outcome:?} {at}: {title}\n{frame}");
                driver.key(Key::Down);
            }
        }
    }
}

/// The first page too, in both languages, also while lessons are left out.
#[test]
fn the_first_page_is_whole() {
    for faults in [0, 12] {
        let mut driver = Driver::without_lessons(Lang::Vi);
        driver.event(Event::Library(Arc::new(Library::built_in().library), faults));
        whole(&mut driver, "the first page");
        driver.key(Key::Escape);
        whole(&mut driver, "the question whether to quit");
    }
}

/// Advice to do many lessons before.
#[test]
fn long_advice_is_shortened_to_its_first() {
    let mut driver = in_long_library();
    driver.come_back(with_longest_code(past(left_in(Mode::Practice))));
    open(&mut driver, RESIDENCE);
    let title = modes(&driver).lesson.title.clone();
    let Screen::Modes(page) = &mut driver.kiosk.screen else { panic!() };
    page.advised = vec![title; 5];
    page.people = 40;
    whole(&mut driver, "modes");
    let words = driver.frame(120, 40).words();
    assert_eq!(words.matches("Đăng ký tạm trú trên cổng").count(), 6, "all of it where there is room: {words}");
    assert!(driver.frame(50, 18).words().contains("Nên học trước"));
}

#[test]
fn no_result_slip_or_question_is_cut_with_the_longest_texts() {
    use AttemptOutcome::{Completed, Interrupted, Passed};
    let long = long_library();
    for (mode, outcome) in [
        (Mode::Watch, Completed),
        (Mode::Guided, Completed),
        (Mode::Practice, Completed),
        (Mode::Practice, Interrupted),
        (Mode::Solo, Completed),
        (Mode::Solo, Passed),
    ] {
        for failed in [false, true] {
            for lang in [Lang::Vi, Lang::En] {
                let counts = [10, 10, 0, 0, 0, 3];
                let shown = Shown {
                    mode,
                    outcome,
                    counts,
                    praise: Some(0),
                    practise: Some(1),
                    next: mode,
                    review: None,
                    people: 2,
                };
                let mut driver = shown.show(lang);
                driver.knows_code(longest_code());
                let Screen::Result(result) = &mut driver.kiosk.screen else { panic!() };
                result.lesson = long.lessons[0].clone();
                result.saving.failed = failed;
                whole(&mut driver, &format!("result {mode:?} {outcome:?} {failed}"));
                let least = driver.frame(50, 18).words();
                for said in [lang.strings().result_other, &longest_code().to_string()] {
                    assert!(least.contains(said), "{said}\n{least}");
                }
                if outcome == Completed && mode != Mode::Watch {
                    assert!(least.contains(
                        &lang.strings().result_practise(&lang.strings().step_of(2, long.lessons[0].steps.len()))
                    ));
                }
                driver.keys(&[Key::Home, Key::Down, Key::Down, Key::Enter]);
                whole(&mut driver, &format!("slip {mode:?} {outcome:?} {failed}"));
            }
        }
    }
    let mut driver = Driver::in_lesson(Lang::Vi, RESIDENCE, Mode::Guided);
    driver.follow_to_step(2);
    driver.knows_code(longest_code());
    driver.key(Key::F(10));
    whole(&mut driver, "the question whether to leave");
    assert!(driver.frame(50, 18).words().contains(&longest_code().to_string()));
}
