//! `kiosk clips`: every sentence of the lessons that is read aloud as it is written, with the name of its recorded clip.
//! (What is put together on the screen, as a field with what stands in it, is always spoken.)

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::run::{configured, voice};
use super::{Exit, Failure, languages, print};
use crate::config::Config;
use crate::i18n::{Address, Lang};
use crate::lesson::Library;
use crate::lesson::model::Text;
use crate::tui::clip_name;
use crate::ui::sentences;

/// Prints the list, once each: file name without its ending, language, sentence, separated by tabs. A sentence that
/// speaks to the learner is there once for each form of address.
pub fn run(config: &Config, lang: Option<&str>, missing: bool) -> Result<Exit, Failure> {
    let loaded = configured(config)?;
    let languages = languages(config.lessons());
    let only = lang.map(|code| super::lang(&languages, code, "--lang")).transpose()?;
    let langs = languages.known.iter().copied().filter(|lang| only.is_none_or(|only| only == *lang));
    let voice = voice(config);
    let mut list = String::new();
    for lang in langs {
        let mut seen = BTreeSet::new();
        for text in texts(&loaded.library) {
            for sentence in spoken(text.get(lang), lang) {
                let wanted = !missing || voice.clip(&sentence).is_none();
                if wanted && seen.insert(sentence.clone()) {
                    let _ = writeln!(list, "{}\t{}\t{sentence}", clip_name(&sentence), lang.code());
                }
            }
        }
    }
    print(&list)?;
    Ok(Exit::Done)
}

/// The sentences of a text, in every form of address.
fn spoken(text: &str, lang: Lang) -> Vec<String> {
    let forms = [Address::Elder, Address::Adult, Address::Young, Address::Group];
    let filled = forms.iter().map(|form| form.fill(lang, text));
    filled.flat_map(|text| sentences(lang.strings(), &text)).collect()
}

/// The texts of lessons that are said as they stand.
fn texts(library: &Library) -> Vec<&Text> {
    let mut all: Vec<&Text> = library.courses.iter().map(|course| &course.title).collect();
    for lesson in &library.lessons {
        all.extend([&lesson.title, &lesson.task]);
        for step in &lesson.steps {
            all.push(&step.say);
            all.extend(&step.hints);
            all.extend(&step.why);
            all.extend(step.reacts.iter().filter_map(|react| react.say.as_ref()));
        }
    }
    all
}
