//! What is answered to a line that cannot be taken.

use crate::app::{Kiosk, Screen, Target};
use crate::ui::Twin;

/// A larger number is not repeated when there is no such choice.
const MOST_SAID: usize = 999;

/// To a line that is no choice; if it was a number, it is said. A long one was meant for a field, perhaps a secret: it is
/// not said again.
pub fn not_taken(kiosk: &Kiosk, twin: &Twin, number: Option<usize>) -> String {
    let (t, count) = (kiosk.strings(), twin.choices().count());
    match number.filter(|number| *number <= MOST_SAID && count > 0) {
        Some(number) => t.lines.no_such(number, &numbers(kiosk, count)),
        None => not_understood(kiosk, twin),
    }
}

/// Where a field would take the line, that this comes first.
fn not_understood(kiosk: &Kiosk, twin: &Twin) -> String {
    let t = kiosk.strings();
    let is_field = |target| match (target, &kiosk.screen) {
        (Some(Target::Widget(id)), Screen::Player(player)) => {
            player.session.lesson().world.widgets[id].kind.typed().is_some()
        }
        (Some(Target::Item(_)), Screen::Warmup(_)) => true,
        _ => false,
    };
    let mut fields = twin.choices().zip(1..).filter(|(item, _)| is_field(item.target)).map(|(_, number)| number);
    match (fields.next(), fields.next(), twin.choices().count()) {
        (Some(number), None, _) => t.lines.field_first(number),
        (Some(_), Some(_), _) => t.lines.field_first_many.to_owned(),
        (None, _, 0) => t.lines.idle.to_owned(),
        (None, _, count) => t.lines.not_understood(&numbers(kiosk, count)),
    }
}

/// The numbers of so many choices.
pub fn numbers(kiosk: &Kiosk, count: usize) -> String {
    if count == 1 { "1".to_owned() } else { kiosk.strings().lines.numbers(count) }
}
