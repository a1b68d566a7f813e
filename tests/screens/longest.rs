//! The longest that can stand in a place, in each place: titles, names and tasks as long as `kiosk check` lets them be, the
//! longest words of a return code, the longest group, the longest name in a list of communes.

use kiosk::lesson::courses;
use kiosk::lesson::model::Text;
use kiosk::return_code::LISTS;

use super::*;

/// The most columns of a title or a name.
const TITLE: usize = 48;

/// The most columns of a task.
const TASK: usize = 240;

/// The most columns of an instruction, a hint or a reason.
const SAY: usize = 150;

/// The lesson to be played: it is advised to do another before, and has papers and a field for text.
const PLAYED: &str = RESIDENCE;

/// Syllables by their length, up to the longest that there is.
const SYLLABLES: [&str; 7] = ["ở", "đã", "mẫu", "giấy", "trước", "chuyển", "nghiêng"];

/// A text of exactly so many columns, of the longest syllables.
fn text_of(columns: usize) -> Text {
    let mut content = String::new();
    let mut left = columns;
    while left > 0 {
        // No space at the end.
        let length = if left == SYLLABLES.len() + 1 { left - 2 } else { left.min(SYLLABLES.len()) };
        content += SYLLABLES[length - 1];
        left -= length;
        if left > 0 {
            content.push(' ');
            left -= 1;
        }
    }
    assert_eq!(text::width(&content), columns);
    Text::new(content.as_str(), content.as_str())
}

/// The shipped lessons, with every text that is not of the device as long as it may be.
fn library() -> Arc<Library> {
    static LIBRARY: OnceLock<Arc<Library>> = OnceLock::new();
    let library = LIBRARY.get_or_init(|| {
        let mut library = Library::built_in().library;
        for lesson in &mut library.lessons {
            let lesson = Arc::make_mut(lesson);
            (lesson.title, lesson.persona, lesson.task) = (text_of(TITLE), text_of(TITLE), text_of(TASK));
            for step in &mut lesson.steps {
                step.say = text_of(SAY);
                step.why = Some(text_of(SAY));
            }
        }
        for course in &mut library.courses {
            course.title = text_of(TITLE);
            for entry in &mut course.entries {
                if let courses::Entry::Coming { title, .. } = entry {
                    *title = text_of(TITLE);
                }
            }
        }
        Arc::new(library)
    });
    library.clone()
}

/// The code whose words take the most columns.
fn code() -> ReturnCode {
    let longest = |list: usize| (0..LISTS[list].len()).max_by_key(|at| text::width(LISTS[list][*at])).unwrap();
    ReturnCode::of_places([0, 1, 2].map(longest)).unwrap()
}

fn start(lang: Lang) -> Walk {
    let walk = Walk::with(lang, library());
    Walk { entry: Entry { code: code(), ..walk.entry }, ..walk }
}

fn begins(lang: Lang, mode: Mode) -> Walk {
    start(lang).signs_in().begins(PLAYED, mode)
}

/// Somebody of the group with the longest name, who left the lesson in the middle and was advised to do another first.
fn returns(lang: Lang) -> Walk {
    let Past { learner, attempts, .. } = past();
    let unfinished = |attempt: &PastAttempt| attempt.outcome == AttemptOutcome::Left;
    let left = attempts.into_iter().filter(unfinished);
    let left = left.map(|past| PastAttempt { lesson_id: PLAYED.to_owned(), last_step_id: "person".to_owned(), ..past });
    let learner = Learner { audience: Audience::Worker, age_band: Some(AgeBand::From18), ..learner };
    start(lang).recalled(Some(Past { learner, code: code(), attempts: left.collect() }))
}

fn many_sessions() -> Vec<PastSession> {
    let sessions = sessions().into_iter().cycle().take(12);
    let longest = |session| PastSession {
        audience: Audience::Worker,
        age_band: Some(AgeBand::From18),
        lesson_id: PLAYED.to_owned(),
        unfinished: true,
        ..session
    };
    sessions.map(longest).collect()
}

/// To a field for a name, in which something is not quite right.
fn almost(lang: Lang) -> Walk {
    begins(lang, Mode::Practice).to("vneid.person").writes("Nguyen Thi Tap").keys(&[Key::Enter, Key::Enter])
}

const LONGEST: &[(&str, Way)] = &[
    ("lessons", |lang| start(lang).signs_in()),
    ("lessons-below", |lang| start(lang).signs_in().keys(&[Key::Down, Key::Down, Key::Down, Key::Down])),
    ("lessons-last", |lang| start(lang).signs_in().keys(&[Key::End])),
    ("modes", |lang| start(lang).signs_in().opens(PLAYED)),
    ("modes-last", |lang| start(lang).signs_in().opens(PLAYED).keys(&[Key::End])),
    ("home", |lang| begins(lang, Mode::Guided)),
    ("typed", |lang| begins(lang, Mode::Guided).to("vneid.person")),
    ("board", |lang| begins(lang, Mode::Practice).to("vneid.person").keys(&[Key::F(6)])),
    ("board-guided", |lang| begins(lang, Mode::Guided).to("vneid.person").keys(&[Key::F(6)])),
    ("board-almost", |lang| almost(lang).keys(&[Key::F(6)])),
    ("board-help", |lang| almost(lang).keys(&[Key::F(6), Key::F(1)])),
    ("board-help-first", |lang| begins(lang, Mode::Practice).to("vneid.person").keys(&[Key::F(6), Key::F(1)])),
    ("almost", almost),
    ("almost-help", |lang| almost(lang).keys(&[Key::F(1)])),
    ("call", |lang| begins(lang, Mode::Guided).to("vneid.person").keys(&[Key::F(8), Key::Enter])),
    ("papers", |lang| begins(lang, Mode::Guided).to("vneid.person").keys(&[Key::F(4)])),
    ("leaving", |lang| begins(lang, Mode::Guided).to("vneid.person").keys(&[Key::F(10)])),
    ("result-watched", |lang| begins(lang, Mode::Watch).watched()),
    ("result-completed", |lang| begins(lang, Mode::Guided).into_result()),
    ("result-practise", |lang| {
        begins(lang, Mode::Practice).to("vneid.stay").keys(&[Key::F(1), Key::F(1)]).into_result()
    }),
    ("result-solo", |lang| begins(lang, Mode::Solo).to("vneid.stay").keys(&[Key::F(1), Key::F(1)]).into_result()),
    ("result-passed", |lang| begins(lang, Mode::Solo).into_result()),
    ("slip", |lang| begins(lang, Mode::Solo).into_result().keys(&[Key::Down, Key::Enter])),
    ("back-words", |lang| start(lang).keys(&[Key::F(5), Key::Enter, Key::Enter])),
    ("back-found", returns),
    ("back-lessons", |lang| returns(lang).keys(&[Key::Enter])),
    ("back-modes", |lang| returns(lang).keys(&[Key::Enter]).opens(PLAYED)),
    ("back-resumed", |lang| returns(lang).keys(&[Key::Enter]).opens(PLAYED).keys(&[Key::Enter])),
    ("back-sessions", |lang| start(lang).looked_at_today(many_sessions())),
    ("back-sessions-last", |lang| start(lang).looked_at_today(many_sessions()).keys(&[Key::End])),
    ("commune", |lang| {
        let walk = Walk::demo(lang, PHONE_LESSON, Mode::Practice).to("wallet.where").keys(&[Key::Enter]);
        let names =
            |field| walk.player().options(field).iter().map(|option| option.label.to_string()).collect::<Vec<_>>();
        let names = names(walk.player().open.unwrap().field);
        let longest = (0..names.len()).max_by_key(|at| text::width(&names[*at])).unwrap();
        let mut walk = walk;
        walk.times(Key::Down, longest);
        walk
    }),
];

#[test]
fn the_longest_is_not_cut() {
    let mut cuts: Vec<String> = Vec::new();
    for (lang, (name, way)) in every_language(LONGEST) {
        cuts.extend(cuts_of(name, lang, &mut way(lang)));
    }
    assert!(cuts.is_empty(), "{} texts are cut:\n{}", cuts.len(), cuts.join("\n"));
}

#[test]
fn every_word_of_the_longest_is_told() {
    let mut silent: Vec<String> = Vec::new();
    for (lang, (name, way)) in every_language(LONGEST) {
        silent.extend(silent_of(name, lang, &mut way(lang)));
    }
    assert!(silent.is_empty(), "{} words are only seen:\n{}", silent.len(), silent.join("\n"));
}
