//! What keys switch, whatever page is shown: told when it has changed, since nothing of it stands on a page.

use crate::app::{Call, Kiosk, Screen, Typing};

/// How they stand.
#[derive(Clone, Copy)]
pub struct Switches {
    /// The language, by its code.
    pub lang: &'static str,
    call: Call,
    /// How Vietnamese is typed; nobody types on the first page.
    typing: Option<Typing>,
}

impl Switches {
    /// As they are now.
    pub fn of(kiosk: &Kiosk) -> Switches {
        let typing = (!matches!(kiosk.screen, Screen::Welcome { .. })).then(|| kiosk.typing_now());
        Switches { lang: kiosk.lang.code(), call: kiosk.call, typing }
    }

    /// What is said of those that have changed since.
    pub fn told(self, kiosk: &Kiosk) -> Vec<String> {
        let (now, t) = (Switches::of(kiosk), kiosk.strings());
        let lang = (now.lang != self.lang).then(|| t.language.first().copied().unwrap_or_default().to_owned());
        let call = match now.call {
            call if call == self.call => None,
            Call::Page => None,
            Call::Waiting => Some(kiosk.say(t.lines.called)),
            Call::No => Some(t.lines.call_off.to_owned()),
        };
        let typing = now.typing.filter(|now| self.typing.is_some_and(|before| before != *now));
        let typing = typing.map(|typing| match typing.composes() {
            Some(method) => t.lines.marks_on(method.name()),
            None => t.lines.marks_off.to_owned(),
        });
        [lang, call, typing].into_iter().flatten().collect()
    }
}
