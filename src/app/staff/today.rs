//! *Hôm nay*: who was here, and where they stumble.

use super::{Load, Step};
use crate::app::event::Key;
use crate::app::list::List;
use crate::tutor::record::{DayFigures, LessonFigures, StepFigures};

/// The most places at which somebody stumbled that are shown.
const MOST: usize = 20;

/// The page: figures and groups, then, with the arrow keys, where they stumble.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Today {
    /// The figures.
    pub figures: Load<Box<DayFigures>>,
    /// The place in the list of stumbles; `None`: the figures are shown.
    pub stumbles: Option<List>,
}

/// A step at which some stumbled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stumble<'f> {
    /// Its lesson.
    pub lesson: &'f LessonFigures,
    /// The step.
    pub step: &'f StepFigures,
}

/// How much trouble a step made: whoever was shown it or ended in it could not do it; help, mistakes and detours weigh less.
fn weight(step: &StepFigures) -> u32 {
    3 * (step.shown + step.ended_here) + 2 * step.helped + step.mistakes + step.detours
}

/// The steps at which they stumbled, those with most trouble first.
pub fn stumbles(figures: &DayFigures) -> Vec<Stumble<'_>> {
    let steps = figures.lessons.iter().flat_map(|lesson| lesson.steps.iter().map(move |step| Stumble { lesson, step }));
    let mut all: Vec<Stumble<'_>> = steps.filter(|stumble| weight(stumble.step) > 0).collect();
    all.sort_by_key(|stumble| std::cmp::Reverse(weight(stumble.step)));
    all.truncate(MOST);
    all
}

impl Today {
    pub(super) fn key(&mut self, key: Key) -> Step {
        match (key, &mut self.stumbles) {
            (Key::Escape, None) => return Step::Menu,
            (Key::Escape, shown) => *shown = None,
            (Key::Enter | Key::Right, None) => {
                self.stumbles = self.figures.get().map(|figures| List::new(stumbles(figures).len()));
            }
            (Key::Enter | Key::Left, shown) => *shown = None,
            (_, Some(list)) => drop(list.key(key)),
            _ => {}
        }
        Step::Stay
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_not_be_done_alone_comes_first() {
        let step = |id: &str, helped, shown, ended_here, detours| StepFigures {
            step_id: id.into(),
            helped,
            shown,
            ended_here,
            detours,
            ..StepFigures::default()
        };
        let lesson = |steps: Vec<StepFigures>| LessonFigures { steps, ..LessonFigures::default() };
        let figures = DayFigures {
            lessons: vec![
                lesson(vec![step("easy", 0, 0, 0, 0), step("detours", 0, 0, 0, 3)]),
                lesson(vec![step("shown", 0, 2, 0, 0), step("left", 0, 0, 3, 0), step("helped", 2, 0, 0, 0)]),
            ],
            ..DayFigures::default()
        };
        let order: Vec<&str> = stumbles(&figures).iter().map(|s| s.step.step_id.as_str()).collect();
        assert_eq!(order, ["left", "shown", "helped", "detours"]);
    }
}
