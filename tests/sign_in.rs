//! Who somebody is takes at most four keys from the first page, the choice of a language among them; and the plain notice
//! of what is recorded is read on the way.

use kiosk::app::{Key, Screen, item_letter};
use kiosk::i18n::Lang;
use kiosk::tutor::record::{AgeBand, Audience};

use crate::harness::keys::Driver;

/// The keys of a group and an age (`None`: left out) in a language that is not the one at the start.
fn keys(group: usize, age: Option<usize>) -> Vec<Key> {
    let age = age.map_or(Key::Enter, |age| Key::Char(item_letter(age).to_ascii_lowercase()));
    vec![Key::F(2), Key::Enter, Key::Char(item_letter(group).to_ascii_lowercase()), age]
}

#[test]
fn four_keys_say_who_somebody_is() {
    for (group, audience) in Audience::ALL.iter().enumerate() {
        for age in (0..AgeBand::ALL.len()).map(Some).chain([None]) {
            let mut driver = Driver::new(Lang::Vi);
            driver.keys(&keys(group, age));
            assert!(driver.pressed.len() <= 4);
            let person = driver.kiosk.person.as_ref().expect("she is known");
            let band = age.and_then(|at| AgeBand::ALL.get(at).copied());
            assert_eq!((person.learner.audience, person.learner.age_band), (*audience, band));
            assert_eq!(driver.kiosk.lang, Lang::En);
            assert!(matches!(driver.kiosk.screen, Screen::Warmup(_)));
        }
    }
}

/// What is recorded and what never is, stands whole on the first page at every size; and again where it is asked.
#[test]
fn what_is_recorded_is_said_before_it_is_asked() {
    for lang in Lang::BUILT_IN {
        for size in [(50, 18), (64, 24), (80, 24), (120, 40)] {
            let mut driver = Driver::new(*lang);
            driver.resize(size.0, size.1);
            let said = driver.kiosk.strings().welcome_privacy;
            assert!(driver.frame(size.0, size.1).words().contains(said), "{size:?}");
            driver.keys(&[Key::Enter, Key::Enter]);
            assert!(driver.frame(size.0, size.1).words().contains(said), "{size:?}: beside the ages");
        }
    }
}
