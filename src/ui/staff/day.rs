//! *Hôm nay*: the figures, the groups as bars, and where they stumble.

use super::absent;
use super::view::{Part, View};
use crate::app::Kiosk;
use crate::app::staff::{Stumble, Today, stumbles};
use crate::text;
use crate::tutor::record::{Audience, DayFigures};
use crate::ui::canvas::Said;
use crate::ui::theme::Role;

/// The page.
pub fn today(kiosk: &Kiosk, today: &Today) -> View {
    let t = &kiosk.strings().staff;
    let Some(figures) = today.figures.get() else {
        return View::titled(t.today(&kiosk.now.wall.day().vietnamese())).answer(absent(kiosk, &today.figures));
    };
    match today.stumbles {
        None => self::figures(kiosk, figures),
        Some(list) => {
            let view = View::titled(t.stumbles);
            let all = stumbles(figures);
            if all.is_empty() {
                return view.answer(Said::plain(t.stumbles_none, Role::Good));
            }
            view.items(list, all.iter().map(|stumble| self::stumble(kiosk, *stumble)))
        }
    }
}

fn figures(kiosk: &Kiosk, figures: &DayFigures) -> View {
    let t = &kiosk.strings().staff;
    let view = View::titled(t.today(&kiosk.now.wall.day().vietnamese()));
    if figures.attempts == 0 {
        return view.answer(Said::plain(t.today_none, Role::Page));
    }
    let pairs = [
        [t.today_learners(figures.learners), t.today_people(figures.people)],
        [t.today_attempts(figures.attempts), t.today_minutes(figures.minutes)],
        [t.today_completed(figures.completed), t.today_passed(figures.passed)],
    ];
    let widest = pairs.iter().map(|[left, _]| text::width(left)).max().unwrap_or(0);
    let lines = pairs.iter().map(|[left, right]| {
        let gap = " ".repeat(widest.saturating_sub(text::width(left)) + 3);
        Part::Pair(left.clone(), gap, right.clone())
    });
    let mut view = view;
    view.parts.extend(lines);
    let bars = figures.audiences.iter().map(|group| (group_name(kiosk, group.audience).to_owned(), group.learners));
    let groups = Part::Spare(Said::plain(t.today_groups, Role::PageStrong));
    let view = view.gap().and(groups).and(Part::Bars(bars.collect()));
    view.gap().and(Part::Spare(Said::of(t.today_more, Role::Page, Role::Keys)))
}

/// What a group is called.
pub fn group_name(kiosk: &Kiosk, audience: Audience) -> &'static str {
    let at = Audience::ALL.iter().position(|group| *group == audience);
    at.and_then(|at| kiosk.strings().audiences.get(at)).copied().unwrap_or_default()
}

/// What a lesson is called: as it is now, or as it was recorded.
pub fn lesson_title<'t>(kiosk: &'t Kiosk, id: &str, recorded: &'t str) -> &'t str {
    let lesson = kiosk.library.as_ref().and_then(|library| library.lesson(id));
    lesson.map_or(recorded, |lesson| lesson.title.get(kiosk.lang))
}

/// A step in its own words, and what happened there.
fn stumble(kiosk: &Kiosk, stumble: Stumble<'_>) -> (String, String, Vec<String>) {
    let t = &kiosk.strings().staff;
    let (lesson, step) = (stumble.lesson, stumble.step);
    let known = kiosk.library.as_ref().and_then(|library| library.lesson(&lesson.lesson_id));
    let now = known.and_then(|known| known.steps.iter().find(|known| known.id.as_ref() == step.step_id));
    let said = now.map_or(step.say_vi.as_str(), |now| now.say.get(kiosk.lang));
    let place = t.stumble_where(step.position, lesson_title(kiosk, &lesson.lesson_id, &lesson.title_vi));
    let counts = t.stumble(step.reached, step.alone, step.helped, step.shown, step.ended_here, step.detours);
    (text::plain(said), String::new(), vec![place, counts])
}
