//! Judgement of an action by the way left, and of an entry by what was wanted.

use super::{Note, Session};
use crate::lesson::Lesson;
use crate::lesson::model::{Fact, Field, FieldFact, Literal, Rule};
use crate::lesson::table::{CodeId, FieldId, ScreenId};
use crate::sim::{self, Action, content};
use crate::text;
use crate::tutor::record::{Mode, VerdictClass};
use crate::typing::{self, Comparison, Detail, Kind, Marks, Method, Verdict};

impl Session {
    /// Longer way left than before: a detour, unless the step allows the screen or may be passed by. Whether it was one.
    pub(super) fn judge_way(
        &mut self,
        lesson: &Lesson,
        action: Action,
        before: Option<ScreenId>,
        left: Option<usize>,
    ) -> bool {
        let top = sim::top(&self.state);
        let allowed = |screen| self.step().is_some_and(|s| s.free.contains(&screen));
        let optional = self.step().is_some_and(|s| s.optional);
        let reading = |screen: ScreenId| lesson.world.screens[screen].inbox;
        let free = top.is_some_and(|screen| allowed(screen) || reading(screen));
        let new_screen = top.filter(|_| top != before);
        let detour = !free && !optional && matches!((left, self.left()), (Some(was), Some(is)) if is > was);
        let closer = matches!((left, self.left()), (Some(was), Some(is)) if is < was);
        let place = detour.then(|| place(lesson, action, before));
        self.progress.way(place, closer, new_screen);
        detour
    }

    pub(super) fn class_of(&self, field: FieldId, text: &str) -> u32 {
        content::class(&self.lesson.world.fields[field], text, self)
    }

    /// Whether the lesson asks for a certain content of a field, so that an entry can be right or wrong.
    pub(super) fn is_asked(&self, field: FieldId) -> bool {
        self.lesson.world.fields[field].facts.len() > 2
    }

    /// Keeps the verdict on an entry, and says what is to be looked at again. In `solo` only what concerns typing is
    /// said: whether the content is right, she finds out herself. Elsewhere a secret that is wrong is emptied, since
    /// nobody can see what is to be mended in it; whether this one is.
    pub(super) fn remark(&mut self, field: FieldId, text: &str, class: u32, notes: &mut Vec<Note>) -> bool {
        let (verdict, remark) = self.judge_entry(field, text, class);
        if let Some(verdict) = verdict {
            self.progress.verdict(verdict);
        }
        let solo = self.mode == Mode::Solo;
        let Some(remark) = remark.filter(|remark| !(solo && matches!(remark, Remark::Number | Remark::Other))) else {
            return false;
        };
        let secret = content::is_secret(self.lesson.world.fields[field].rule) && self.wanted(field).is_some() && !solo;
        self.progress.almost += u32::from(remark.is_almost() || secret);
        let offer = (remark.is_almost() || secret) && self.offers_to_mend();
        let counted = matches!(remark, Remark::Unfit(_) | Remark::Number | Remark::Code);
        let count = counted.then(|| self.miscounted(field, text)).flatten();
        let emptied = secret && count.is_none();
        let caps_lock = secret && self.wanted(field).is_some_and(|wanted| typing::is_caps_lock(text, &wanted));
        let remark = count.unwrap_or(match secret {
            true if caps_lock => Remark::CapsLock,
            true => Remark::Secret,
            false => remark,
        });
        notes.push(Note::Entered { remark, offer });
        emptied
    }

    /// Digits that are too few or too many, which is easier to mend than a number that is somehow wrong.
    fn miscounted(&self, id: FieldId, typed: &str) -> Option<Remark> {
        let rule = self.lesson.world.fields[id].rule;
        let digits = |text: &str| {
            let number = text.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '.' | '-'));
            number.then(|| text.chars().filter(char::is_ascii_digit).count())
        };
        let wanted = match (self.wanted(id), rule) {
            (_, Rule::Text | Rule::Name | Rule::Password | Rule::Email | Rule::Date | Rule::Money) => None,
            (Some(wanted), _) => digits(&wanted),
            (None, Rule::Otp) => self.lesson.world.fields[id].facts.iter().find_map(|fact| match fact {
                FieldFact::Code(code) => digits(self.memory.digits(*code)).filter(|count| *count > 0),
                _ => None,
            }),
            (None, Rule::CitizenId) => Some(12),
            (None, Rule::Phone) => Some(10),
            (None, _) => None,
        }?;
        let typed = digits(typed)?;
        (typed != wanted).then_some(Remark::Count { typed, wanted })
    }

    /// What is to be said once more of a text that stands in a field and was almost right; nothing if it is not.
    pub fn look_again(&mut self, field: FieldId) -> Option<Note> {
        let content = self.memory.content(field).to_owned();
        let class = self.class_of(field, &content);
        let (_, remark) = self.judge_entry(field, &content, class);
        text::wipe(content);
        let remark = remark.filter(Remark::is_almost)?;
        self.progress.almost += 1;
        Some(Note::Entered { offer: self.offers_to_mend(), remark })
    }

    /// Whether the kiosk offers to put right what is almost right; lessons about typing insist.
    fn offers_to_mend(&self) -> bool {
        self.progress.almost >= OFFER_AFTER && !self.lesson.insist
    }

    /// How near an entry is to what was wanted, and what is to be said of it; nothing where anything goes.
    fn judge_entry(&self, id: FieldId, text: &str, class: u32) -> (Option<VerdictClass>, Option<Remark>) {
        let field = &self.lesson.world.fields[id];
        if text.trim().is_empty() {
            return (None, None);
        }
        let unfit = (class & VALID == 0).then(|| Self::unfit(field, text));
        if !self.is_asked(id) {
            return (None, unfit);
        }
        let asked = field.facts.iter().enumerate().skip(2);
        let fits = |wanted: bool| asked.clone().any(|(bit, fact)| class & (1 << bit) != 0 && is_text(fact) == wanted);
        let contains_or_code = fits(false);
        if contains_or_code {
            return (Some(VerdictClass::Exact), None);
        }
        let wanted = self.wanted(id);
        if !field.options.is_empty() {
            let right = wanted.is_some_and(|w| w.as_ref() == text);
            let remark = (!right && self.is_named(id)).then_some(Remark::Other);
            return (Some(if right { VerdictClass::Exact } else { VerdictClass::Wrong }), remark);
        }
        let Some(wanted) = wanted else { return (Some(VerdictClass::Wrong), unfit.or(Some(Remark::Code))) };
        let spellings = std::iter::once(&wanted).chain(&field.accept);
        let compared = spellings.map(|w| (typing::compare_as(content::kind(field.rule), text, w), w));
        let Some((best, wanted)) = compared.min_by_key(|(found, _)| found.verdict) else { return (None, None) };
        match class_of_verdict(best.verdict) {
            // Right without its marks, where they may be left out.
            VerdictClass::Diacritics if field.unmarked => (Some(VerdictClass::Same), None),
            class => {
                (Some(class), remark_on(field, text, wanted, best).or(unfit.filter(|_| class == VerdictClass::Wrong)))
            }
        }
    }

    /// Why a content does not fit: it breaks the rule of the field, or is not the same as in the field before.
    fn unfit(field: &Field, text: &str) -> Remark {
        if field.repeats.is_some() && content::valid(field, text) { Remark::Repeat } else { Remark::Unfit(field.rule) }
    }

    /// Whether this or a later step asks for a content of a field.
    fn is_named(&self, field: FieldId) -> bool {
        let names = |l: &Literal| {
            !l.negated && matches!(l.fact, Fact::Field { field: named, bit } if named == field && bit > 1)
        };
        self.lesson.steps.iter().skip(self.step).any(|step| step.goal.literals().any(names))
    }
}

/// What is to be said of a text that was entered. It holds no text of hers: words are those of the papers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// Right but for capital letters.
    Case,
    /// Almost right: capital letters differ, where they matter.
    Capitals {
        /// The first such word as it should be; empty if that cannot be told.
        word: String,
    },
    /// Almost right: capital letters differ as they do while Caps Lock is on.
    CapsLock,
    /// Almost right: marks differ.
    Marks {
        /// The first such word as it should be; empty if that cannot be told.
        word: String,
        /// What is different about them.
        marks: Marks,
    },
    /// Almost right: one letter differs.
    Letter {
        /// The word as it should be; empty if that cannot be told.
        word: String,
    },
    /// Almost right: these are the keys of an input method that is switched off, or of the other one.
    Keys(Method),
    /// Almost right: the letters are right, the spaces are not.
    Spaces,
    /// A number differs: never almost right.
    Number,
    /// It is not the code in the message.
    Code,
    /// It is not the same as in the field that it repeats.
    Repeat,
    /// A number with too few or too many digits.
    Count {
        /// How many there are.
        typed: usize,
        /// How many there should be.
        wanted: usize,
    },
    /// It is not what a field of this rule accepts.
    Unfit(Rule),
    /// A password or PIN that is not the one of the papers: it was emptied.
    Secret,
    /// Something else.
    Other,
}

impl Remark {
    /// Whether it can be put right without changing what was meant.
    pub fn is_almost(&self) -> bool {
        matches!(
            self,
            Remark::Capitals { .. }
                | Remark::CapsLock
                | Remark::Marks { .. }
                | Remark::Letter { .. }
                | Remark::Keys(_)
                | Remark::Spaces
        )
    }
}

/// After so many almost right entries in a step the kiosk offers to put the text right.
const OFFER_AFTER: u32 = 2;

/// The bit of a class that says that the content fits the rule.
const VALID: u32 = 2;

/// What is to be said of a typed text, compared with what is wanted; nothing if it passes without a word.
fn remark_on(field: &Field, typed: &str, wanted: &str, found: Comparison) -> Option<Remark> {
    let kind = content::kind(field.rule);
    let word = |same: fn(&str, &str) -> bool| differing_word(typed, wanted, same);
    let composed = || typing::would_match_if_composed(typed, wanted).filter(|_| kind.composes());
    match (found.verdict, found.detail) {
        (Verdict::Exact | Verdict::Same, _) | (_, Detail::Empty) => None,
        (Verdict::Case, _) if field.capitals && typing::is_caps_lock(typed, wanted) => Some(Remark::CapsLock),
        (Verdict::Case, _) if field.capitals => {
            Some(Remark::Capitals { word: word(|a, b| typing::compare(a, b).verdict <= Verdict::Same) })
        }
        (Verdict::Case, _) => (kind == Kind::Text).then_some(Remark::Case),
        (Verdict::Diacritics, Detail::Marks { marks, .. }) => {
            let same = |a: &str, b: &str| typing::compare(a, b).verdict <= Verdict::Case;
            Some(Remark::Marks { word: word(same), marks })
        }
        (Verdict::Diacritics, _) => Some(Remark::Marks { word: String::new(), marks: Marks::Different }),
        (Verdict::Wrong, detail) => match (composed(), detail) {
            (Some(method), _) => Some(Remark::Keys(method)),
            (None, Detail::Near) => Some(Remark::Letter { word: word(|a, b| text::fold(a) == text::fold(b)) }),
            (None, Detail::Spacing) => Some(Remark::Spaces),
            (None, _) if !content::valid(field, typed) => Some(Remark::Unfit(field.rule)),
            (None, Detail::Number) => Some(Remark::Number),
            (None, _) => Some(Remark::Other),
        },
    }
}

/// The first word of the wanted text that is not the same; empty if the words cannot be set side by side.
fn differing_word(typed: &str, wanted: &str, same: fn(&str, &str) -> bool) -> String {
    let (typed, words): (Vec<&str>, Vec<&str>) =
        (typed.split_whitespace().collect(), wanted.split_whitespace().collect());
    if typed.len() != words.len() {
        return String::new();
    }
    let found = typed.into_iter().zip(words).find(|(typed, word)| !same(typed, word));
    found.map(|(_, word)| word.trim_matches([',', '.']).to_owned()).unwrap_or_default()
}

fn is_text(fact: &FieldFact) -> bool {
    matches!(fact, FieldFact::Equals(_))
}

fn class_of_verdict(verdict: Verdict) -> VerdictClass {
    match verdict {
        Verdict::Exact => VerdictClass::Exact,
        Verdict::Same => VerdictClass::Same,
        Verdict::Case => VerdictClass::Case,
        Verdict::Diacritics => VerdictClass::Diacritics,
        Verdict::Wrong => VerdictClass::Wrong,
    }
}

impl content::Texts for Session {
    fn code(&self, code: CodeId) -> Option<String> {
        (self.state.code(code) == sim::CodeState::Here).then(|| self.memory.digits(code).to_owned())
    }

    fn other(&self, field: FieldId) -> String {
        self.memory.content(field).to_owned()
    }
}

/// Screen and widget id of an action, never what was typed: `store.results/pick-fake`.
fn place(lesson: &Lesson, action: Action, before: Option<ScreenId>) -> String {
    let world = &lesson.world;
    let screen = before.map_or("home", |s| &world.screens[s].name);
    let widget = match action {
        Action::Tap(widget) => world.widgets[widget].id.as_ref(),
        Action::Enter { field, .. } => world.fields[field].name.split_once('.').map_or("", |(_, name)| name),
        Action::Back => "back",
        Action::Home => "home",
        Action::Open(app) => world.apps[app].id.as_ref(),
        Action::Banner => "banner",
        Action::Wait(_) => "wait",
    };
    format!("{screen}/{widget}")
}

/// Whether a text has the shape of real personal data: a 12-digit number outside the fictional range `000…`, a phone
/// number with a prefix in use in Viet Nam (also written with `84` or `+84`), the number of a payment card, or an
/// address at one of the large mail hosts.
pub(super) fn looks_real(field: &Field, text: &str) -> bool {
    if !field.options.is_empty() {
        return false;
    }
    let lower = text.to_lowercase();
    if MAIL_HOSTS.iter().any(|host| lower.contains(host)) {
        return true;
    }
    // A sum may have any number of digits, but does not begin with 0.
    let sum = |number: &str| field.rule == Rule::Money && !number.starts_with('0');
    numbers(text).iter().any(|number| is_real(number) && !sum(number))
}

const MAIL_HOSTS: [&str; 5] = ["@gmail.com", "@yahoo.com", "@outlook.com", "@hotmail.com", "@icloud.com"];

/// The digits of each number in a text; spaces, dots and hyphens group digits.
fn numbers(text: &str) -> Vec<String> {
    let other = |c: char| !(c.is_ascii_digit() || matches!(c, ' ' | '.' | '-' | '+'));
    let digits = |part: &str| part.chars().filter(char::is_ascii_digit).collect::<String>();
    text.split(other).map(digits).filter(|number| !number.is_empty()).collect()
}

fn is_real(number: &str) -> bool {
    let mobile = |rest: &str| rest.len() == 9 && rest.starts_with(['3', '5', '7', '8', '9']);
    match number.len() {
        12 => !number.starts_with("000"),
        10 => number.strip_prefix('0').is_some_and(mobile),
        11 => number.strip_prefix("84").is_some_and(mobile),
        16 => !number.starts_with("0000") && is_card(number),
        _ => false,
    }
}

/// Luhn's check digit (ISO/IEC 7812-1), which every payment card has.
fn is_card(number: &str) -> bool {
    let sum: u32 = number.chars().rev().filter_map(|c| c.to_digit(10)).enumerate().fold(0, |sum, (at, digit)| {
        let doubled = if at % 2 == 1 { digit * 2 } else { digit };
        sum + doubled / 10 + doubled % 10
    });
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(rule: Rule) -> Field {
        Field {
            name: "a.b".into(),
            rule,
            plain: false,
            accept: Vec::new(),
            unmarked: false,
            capitals: false,
            repeats: None,
            options: Vec::new(),
            facts: Vec::new(),
        }
    }

    #[test]
    fn real_looking_data_is_told_from_practice_data() {
        for (text, real) in [
            ("000160000101", false),
            ("019160000101", true),
            ("019 160 000 101", true),
            ("Số của tôi là 019160000101", true),
            ("0000123456", false),
            ("0912345678", true),
            ("0912 345 678", true),
            ("+84 912 345 678", true),
            ("84912345678", true),
            ("0112345678", false),
            ("4111 1111 1111 1111", true),
            ("4111 1111 1111 1112", false),
            ("0000 0000 0000 0000", false),
            ("ba.tap@gmail.com", true),
            ("Thư: ba.tap@Yahoo.com.vn, xóm 2", true),
            ("tap@mau.example", false),
            ("Xóm Mẫu 2", false),
            ("123456", false),
            ("", false),
        ] {
            assert_eq!(looks_real(&field(Rule::Text), text), real, "{text}");
        }
        for (rule, text, real) in [
            (Rule::Money, "0912345678", true),
            (Rule::Money, "019160000101", true),
            (Rule::Money, "150.000", false),
            (Rule::Money, "84.912.345.678", false),
            (Rule::Money, "000.160.000.101", false),
            (Rule::Date, "019160000101", true),
            (Rule::Date, "0912 345 678", true),
            (Rule::Date, "01-12-2026", false),
            (Rule::Date, "01/12/2026", false),
        ] {
            assert_eq!(looks_real(&field(rule), text), real, "{text}");
        }
    }

    /// Every verdict of typing.md §7 with what is said of it, by the kind of field.
    #[test]
    fn every_verdict_has_its_remark() {
        let marks = |word: &str, marks| Some(Remark::Marks { word: word.into(), marks });
        let letter = |word: &str| Some(Remark::Letter { word: word.into() });
        for (rule, typed, wanted, remark) in [
            (Rule::Name, "Nguyễn Thị Tập", "Nguyễn Thị Tập", None),
            (Rule::Name, "  Nguyễn Thị  Tập", "Nguyễn Thị Tập", None),
            (Rule::Name, "NGUYỄN THỊ TẬP", "Nguyễn Thị Tập", Some(Remark::Case)),
            (Rule::Name, "Nguyen Thi Tap", "Nguyễn Thị Tập", marks("Nguyễn", Marks::Missing)),
            (Rule::Name, "nguyễn thi tập", "Nguyễn Thị Tập", marks("Thị", Marks::Missing)),
            (Rule::Name, "Nguyễn Thí Tập", "Nguyễn Thị Tập", marks("Thị", Marks::Different)),
            (Rule::Name, "Hòa", "Hoa", marks("Hoa", Marks::Extra)),
            (Rule::Name, "Nguyễn Thị Tâm", "Nguyễn Thị Tập", letter("Tập")),
            (Rule::Name, "Nguyễn ThịTập", "Nguyễn Thị Tập", Some(Remark::Spaces)),
            (Rule::Name, "Nguyeenx Thij Taapj", "Nguyễn Thị Tập", Some(Remark::Keys(Method::Telex))),
            (Rule::Name, "Nguye6n4 Thi5 Ta6p5", "Nguyễn Thị Tập", Some(Remark::Keys(Method::Vni))),
            (Rule::Name, "Trần Văn Mẫu", "Nguyễn Thị Tập", Some(Remark::Other)),
            (Rule::Text, "Xóm Mẫu 3", "Xóm Mẫu 2", Some(Remark::Number)),
            (Rule::Text, "Xom Mau 2", "Xóm Mẫu 2", marks("Xóm", Marks::Missing)),
            (Rule::CitizenId, "000 160 000 101", "000160000101", None),
            (Rule::CitizenId, "000160000110", "000160000101", Some(Remark::Number)),
            (Rule::CitizenId, "00016000010", "000160000101", Some(Remark::Unfit(Rule::CitizenId))),
            (Rule::Date, "1/12/2026", "01/12/2026", None),
            (Rule::Date, "hôm nay", "01/12/2026", Some(Remark::Unfit(Rule::Date))),
            (Rule::Date, "02/12/2026", "01/12/2026", Some(Remark::Number)),
            (Rule::Password, "taphuan@2026", "TapHuan@2026", Some(Remark::Unfit(Rule::Password))),
            (Rule::Password, "TapHuan@2027", "TapHuan@2026", Some(Remark::Other)),
            (Rule::Email, "tap@mau.exampel", "tap@mau.example", letter("tap@mau.example")),
            (Rule::Email, "TAP@mau.example", "tap@mau.example", None),
            (Rule::Money, "150000", "150.000", None),
            (Rule::Money, "15000", "150.000", Some(Remark::Number)),
            (Rule::CustomerCode, "pa00000000123", "PA00000000123", None),
        ] {
            let found = typing::compare_as(content::kind(rule), typed, wanted);
            assert_eq!(remark_on(&field(rule), typed, wanted, found), remark, "{typed} for {wanted}");
        }
    }
}
