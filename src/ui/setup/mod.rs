//! The first set-up: what each page shows is described once, and drawn and told from that.

mod pages;

use ratatui::layout::Rect;

use super::canvas::{Line, Said};
use super::methods;
use super::staff::{Part, View, lines};
use super::theme::{GLYPHS, Role};
use crate::app::setup::{Failed, Page, SetUp, Step};
use crate::app::staff::Unsaved;
use crate::app::{Kiosk, List};

/// The lines of the page that is shown.
pub fn page(kiosk: &Kiosk, page: Rect, set_up: &SetUp) -> Vec<Line> {
    match &set_up.page {
        Page::Typing(typing) if set_up.leaving.is_none() => {
            let (title, help) = typing_texts(kiosk);
            methods::lines(kiosk, page, typing, (&title, help))
        }
        _ => lines(kiosk, &view(kiosk, set_up), page),
    }
}

/// Title and help of the page on which is chosen how Vietnamese is typed.
pub(super) fn typing_texts(kiosk: &Kiosk) -> (String, &'static str) {
    (title(kiosk, Step::Typing), kiosk.strings().setup.typing_help)
}

/// `Bước 2/7 · Đây là máy số mấy của xã?`
fn title(kiosk: &Kiosk, step: Step) -> String {
    let t = kiosk.strings();
    let question = t.setup.questions.get(step.place()).copied().unwrap_or_default();
    format!("{}{}{question}", t.step_of(step.place() + 1, Step::ALL.len()), GLYPHS.between)
}

/// What the page shows; the one on which is chosen how Vietnamese is typed is described where that always is.
pub(super) fn view(kiosk: &Kiosk, set_up: &SetUp) -> View {
    let t = &kiosk.strings().setup;
    if let Some(list) = set_up.leaving {
        let leave = if set_up.facts.first { t.stop_anew } else { t.stop_out };
        let about = if set_up.is_written { t.stop_written } else { t.stop_text };
        return View::titled(t.stop).say(about).gap().list(list, [t.stop_no, leave]);
    }
    match &set_up.page {
        Page::Welcome => welcome(kiosk, set_up),
        Page::Commune(page) => pages::commune(kiosk, step(kiosk, Step::Commune), page),
        Page::Number(page) => pages::number(kiosk, step(kiosk, Step::Number), page),
        Page::Pin(page) => pages::pin(kiosk, step(kiosk, Step::Pin), set_up, page),
        Page::Clock(page) => pages::clock(kiosk, step(kiosk, Step::Clock), page),
        Page::Exports(page) => pages::exports(kiosk, step(kiosk, Step::Exports), page),
        Page::Letters(page) => pages::letters(kiosk, step(kiosk, Step::Letters), set_up, page),
        Page::Typing(_) => step(kiosk, Step::Typing),
        Page::Summary(list) => summary(kiosk, set_up, *list),
        Page::Saving(_) => View::titled(t.title).gap().say(t.saving),
        Page::Failed(failed, list) => self::failed(kiosk, set_up, *failed, *list),
        Page::Done => done(kiosk, set_up),
        Page::Closing => View::titled(t.title).gap().say(t.closing),
    }
}

fn step(kiosk: &Kiosk, step: Step) -> View {
    View::titled(title(kiosk, step))
}

fn welcome(kiosk: &Kiosk, set_up: &SetUp) -> View {
    let t = &kiosk.strings().setup;
    let about = if set_up.facts.first { t.first } else { t.again };
    let view = View::titled(t.title).said(Said::plain(about, Role::PageStrong)).gap().say(t.asks);
    view.say(t.nothing_yet).gap().list(List::new(1), [t.start]).gap().say(t.keys)
}

/// Everything that was answered, and the item that writes it.
fn summary(kiosk: &Kiosk, set_up: &SetUp, list: List) -> View {
    let t = &kiosk.strings().setup;
    let steps = Step::ALL.iter().zip(t.steps);
    let items = steps.map(|(step, name)| (name.to_owned(), pages::answer(kiosk, set_up, *step), Vec::new()));
    let save = (t.save.to_owned(), String::new(), Vec::new());
    View::titled(t.summary).say(t.summary_help).gap().items(list, items.chain([save]))
}

fn failed(kiosk: &Kiosk, set_up: &SetUp, failed: Failed, list: List) -> View {
    let t = &kiosk.strings().setup;
    let view = View::titled(t.failed);
    let view = match failed {
        Failed::Settings(why) => {
            let [denied, full, read_only, faulty, other] = t.unsaved;
            let why = match why {
                Unsaved::Denied => denied,
                Unsaved::Full => full,
                Unsaved::ReadOnly => read_only,
                Unsaved::Faulty => faulty,
                Unsaved::Other => other,
            };
            view.said(Said::plain(why, Role::Attention)).gap().say(t.unsaved_file(&set_up.facts.file))
        }
        Failed::Pin => view.said(Said::plain(t.unsaved_pin, Role::Attention)),
    };
    view.gap().list(list, [t.try_again, t.to_summary])
}

fn done(kiosk: &Kiosk, set_up: &SetUp) -> View {
    let t = &kiosk.strings().setup;
    let (about, go) = if set_up.facts.first { (t.done_first, t.open_kiosk) } else { (t.done_again, t.close) };
    let done = Said::plain(format!("{} {}", GLYPHS.done, t.done), Role::Good);
    let view = View::titled(t.title).said(done).gap().say(about);
    view.and(Part::Said(Said::of(t.done_staff, Role::Page, Role::Keys))).gap().list(List::new(1), [go])
}
