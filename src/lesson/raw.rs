//! The lesson files as TOML types: strict, flat (so that every error has its exact place), nothing resolved yet.

mod shapes;

use serde::Deserialize;

pub use shapes::{Names, Ordered, RawEntry, RawFill, RawOption, RawOptions, RawText, RawWith, RawWrong};

pub use super::spanned::Spanned;

/// A string with its place in the file.
pub type Name = Spanned<String>;

/// A simulated app: `lessons/apps/ID.toml`.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RawApp {
    /// Name under its tile.
    pub name: Spanned<RawText>,
    /// What it is: an app on the `phone`, a site in the `browser`, or a `place` round them.
    #[cfg_attr(test, schemars(extend("enum" = super::words::DEVICES)))]
    pub device: Spanned<String>,
    /// What stands in the address bar of a site.
    pub address: Option<Spanned<String>>,
    /// Its tile on the home screen; without it there is none.
    pub tile: Option<RawTile>,
    /// Values that a lesson may replace, under `[with.APP]`.
    #[serde(default)]
    pub params: Ordered<Spanned<String>>,
    /// Counters with their highest number.
    #[serde(default)]
    pub counters: Ordered<Spanned<u8>>,
    /// One-time codes, and numbers for reading.
    #[serde(default)]
    pub codes: Ordered<Spanned<RawCode>>,
    /// What runs on in the background.
    #[serde(default)]
    pub timers: Ordered<RawTimer>,
    /// The screens; the first in the file is where the app starts.
    pub screens: Ordered<RawScreen>,
}

/// The tile of an app on the home screen.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RawTile {
    /// One to four columns of text.
    pub text: Spanned<String>,
    /// Colour of the tile.
    #[cfg_attr(test, schemars(extend("enum" = super::words::COLORS)))]
    pub color: Spanned<String>,
}

/// A one-time code, or a number for reading.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RawCode {
    /// How many digits, or a pattern in which every `%` is a digit.
    pub digits: Spanned<RawDigits>,
    /// Seconds until it arrives; 0: at once.
    #[serde(default)]
    pub after: u32,
    /// Seconds until it dies, at least 180. Leave it out, unless the lesson teaches just that.
    pub lives: Option<Spanned<u32>>,
    /// The message that brings it.
    pub message: Option<RawMessage>,
}

/// How many digits, or a pattern in which every `%` is a digit.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum RawDigits {
    /// How many digits.
    Count(u8),
    /// A pattern.
    Pattern(String),
}

/// A text message.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RawMessage {
    /// Who sends it.
    pub from: Spanned<String>,
    /// What it says; `{code}` is filled in.
    pub text: Spanned<String>,
}

/// Something that happens after a while, whatever is on the screen.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RawTimer {
    /// How long it runs after `start`.
    pub seconds: u32,
    /// What happens then: the first case whose `when` holds.
    #[serde(rename = "do")]
    pub cases: Vec<RawCase>,
}

/// A screen of an app.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RawScreen {
    /// The line at its top.
    pub title: Option<Spanned<String>>,
    /// A page (`screen`, the default), or a layer above the pages.
    #[cfg_attr(test, schemars(extend("enum" = super::words::SCREEN_KINDS)))]
    pub kind: Option<Spanned<String>>,
    /// Back leads from here to the home screen.
    #[serde(default)]
    pub root: bool,
    /// Where Back leads; `none` on a layer: it must be answered.
    pub back: Option<Name>,
    /// What stands in the address bar, if not the address of the site.
    pub address: Option<Spanned<String>>,
    /// Done whenever the screen comes up.
    #[serde(default)]
    pub enter: Vec<RawCase>,
    /// Known to be reached by no lesson.
    #[serde(default)]
    pub spare: bool,
    /// What stands on it, in reading order.
    #[serde(default)]
    pub widgets: Vec<Spanned<RawWidget>>,

    /// A ready-made screen; `widgets` follow those of the template.
    #[cfg_attr(test, schemars(extend("enum" = super::words::TEMPLATES)))]
    pub like: Option<Name>,
    /// `permission`: the question.
    pub ask: Option<Spanned<String>>,
    /// `permission`: the flag that says it was asked; FLAG-granted says it was allowed.
    pub flag: Option<Name>,
    /// `login`: the field of the user.
    pub user: Option<Name>,
    /// `login`: the field of the password.
    pub password: Option<Name>,
    /// `otp`, `passcode`: the field to type in.
    pub field: Option<Name>,
    /// `otp`: the code that is asked for.
    pub code: Option<Name>,
    /// `login`: the rule of the field of the user.
    #[cfg_attr(test, schemars(extend("enum" = super::words::RULES)))]
    pub rule: Option<Name>,
    /// Label of the first field, or of the button of a receipt.
    pub label: Option<Spanned<String>>,
    /// `receipt`: its lines.
    #[serde(default)]
    pub lines: Vec<Spanned<String>>,
    /// What must hold to go on.
    #[serde(default)]
    pub right: Vec<Name>,
    /// What follows when it is right.
    pub then: Option<RawCase>,
    /// What is answered when it is not: a line, or a case.
    pub wrong: Option<RawWrong>,
}

/// A widget: exactly one key names its kind and holds its id (or, for plain text, the text).
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RawWidget {
    /// A paragraph: the text itself.
    pub text: Option<Name>,
    /// A bold line: the text itself.
    pub heading: Option<Name>,
    /// A button: its id on this screen.
    pub button: Option<Name>,
    /// An underlined line that leads on: its id.
    pub link: Option<Name>,
    /// A large entry of a menu: its id.
    pub tile: Option<Name>,
    /// A row of a list, with a second line: its id.
    pub row: Option<Name>,
    /// A box to type in: the id of the field in the app.
    pub field: Option<Name>,
    /// One of several options: the id of the field in the app.
    pub choice: Option<Name>,
    /// A tick: the flag of the app that it sets.
    pub checkbox: Option<Name>,
    /// Something that takes time, then does `do`: its id.
    pub progress: Option<Name>,
    /// A photo to choose: the id of the field in the app.
    pub upload: Option<Name>,
    /// A card or receipt: its id.
    pub card: Option<Name>,
    /// A switch: the flag of the app that it sets.
    pub toggle: Option<Name>,
    /// A field with digit keys below it: the id of the field in the app.
    pub keypad: Option<Name>,
    /// A picture drawn with characters: its id.
    pub image: Option<Name>,
    /// A QR code: its id.
    pub qr: Option<Name>,
    /// A camera that is aimed at one of `sees`: its id.
    pub camera: Option<Name>,
    /// A table: its id.
    pub table: Option<Name>,
    /// A bar of tabs: its id.
    pub tabs: Option<Name>,

    /// What stands on it.
    pub label: Option<Spanned<String>>,
    /// A second line.
    pub detail: Option<Spanned<String>>,
    /// A sign before the label.
    pub symbol: Option<Spanned<String>>,
    /// It is there only while all this holds.
    #[serde(default)]
    pub when: Vec<Name>,
    /// While this does not hold the button is dimmed, and a tap says what is missing.
    #[serde(default)]
    pub needs: Vec<Name>,
    /// What a tap does: the first case whose `when` holds.
    #[serde(default, rename = "do")]
    pub cases: Vec<RawCase>,
    /// The last case of `do`.
    #[serde(rename = "else")]
    pub otherwise: Option<RawCase>,
    /// Short form of `do`: what must hold for `then`.
    #[serde(default)]
    pub right: Vec<Name>,
    /// Short form of `do`: what happens when `right` holds.
    pub then: Option<RawCase>,
    /// Short form of `do`: what happens when it does not: a line, or a case.
    pub wrong: Option<RawWrong>,
    /// What fits into the field, and how it is compared.
    #[cfg_attr(test, schemars(extend("enum" = super::words::RULES)))]
    pub rule: Option<Name>,
    /// `plain`: no Vietnamese letters in this field.
    #[cfg_attr(test, schemars(extend("enum" = super::words::TYPINGS)))]
    pub typing: Option<Name>,
    /// `optional`: right without marks, too.
    #[cfg_attr(test, schemars(extend("enum" = super::words::MARKS)))]
    pub marks: Option<Name>,
    /// `required`: right only with the same capital and small letters.
    #[cfg_attr(test, schemars(extend("enum" = super::words::CAPITALS)))]
    pub capitals: Option<Name>,
    /// The field that this one must repeat.
    pub repeats: Option<Name>,
    /// Other spellings that count as equal.
    #[serde(default)]
    pub accept: Vec<Name>,
    /// All options shown (`radio`) or a drop-down (`list`, the default).
    #[cfg_attr(test, schemars(extend("enum" = super::words::LOOKS)))]
    pub look: Option<Name>,
    /// The options of a choice or an upload.
    pub options: Option<RawOptions>,
    /// How long a progress takes (4).
    pub seconds: Option<u32>,
    /// Title of a card or table.
    pub title: Option<Spanned<String>>,
    /// Lines of a card or an image.
    #[serde(default)]
    pub lines: Vec<Spanned<String>>,
    /// The image is a keyboard: the key that is to be pressed next stands in brackets.
    #[serde(default)]
    pub keys: bool,
    /// What a real QR code holds, at most 32 bytes.
    pub content: Option<Spanned<String>>,
    /// What a camera looks for (`qr` by default).
    #[cfg_attr(test, schemars(extend("enum" = super::words::LENSES)))]
    pub mode: Option<Name>,
    /// What a camera can be aimed at.
    #[serde(default)]
    pub sees: Vec<Spanned<RawItem>>,
    /// The tabs of a bar.
    #[serde(default)]
    pub items: Vec<Spanned<RawItem>>,
    /// The head of a table.
    #[serde(default)]
    pub head: Vec<Spanned<String>>,
    /// The rows of a table, each with as many cells as the head.
    #[serde(default)]
    pub rows: Vec<Spanned<Vec<String>>>,
    /// Known to be reached by no lesson.
    #[serde(default)]
    pub spare: bool,
}

/// One of the things that a camera can be aimed at, or one of the tabs of a bar.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RawItem {
    /// Id on this screen.
    pub id: Option<Name>,
    /// What stands on it.
    pub label: Option<Spanned<String>>,
    /// It is there only while all this holds.
    #[serde(default)]
    pub when: Vec<Name>,
    /// What a tap does: the first case whose `when` holds.
    #[serde(default, rename = "do")]
    pub cases: Vec<RawCase>,
    /// Known to be reached by no lesson.
    #[serde(default)]
    pub spare: bool,
}

/// A case: what happens, if its `when` holds.
#[derive(Debug, Default, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RawCase {
    /// When this case applies; without it: always.
    #[serde(default)]
    pub when: Vec<Name>,
    /// To this screen of the app.
    pub go: Option<Name>,
    /// As the key Back: to the parent of this screen.
    pub back: Option<Spanned<bool>>,
    /// To the home screen.
    pub home: Option<Spanned<bool>>,
    /// To this app, where it was left.
    pub open: Option<Name>,
    /// This dialog or call comes above everything.
    pub show: Option<Name>,
    /// The topmost layer goes.
    pub close: Option<Spanned<bool>>,
    /// Flags switched on.
    #[serde(default)]
    pub set: Names,
    /// Flags switched off.
    #[serde(default)]
    pub unset: Names,
    /// Texts put into fields; a field that nothing else mentions is made by it, unseen.
    #[serde(default)]
    pub put: Ordered<Spanned<String>>,
    /// Fields emptied; `screen`: all fields of this screen.
    #[serde(default)]
    pub clear: Names,
    /// Apps put on the home screen.
    #[serde(default)]
    pub install: Names,
    /// Apps taken away, with flags, fields and place.
    #[serde(default)]
    pub uninstall: Names,
    /// Codes sent on their way.
    #[serde(default)]
    pub send: Names,
    /// Codes used up.
    #[serde(default)]
    pub spend: Names,
    /// Timers started.
    #[serde(default)]
    pub start: Names,
    /// Timers stopped.
    #[serde(default)]
    pub stop: Names,
    /// Counters that go up by one.
    #[serde(default)]
    pub add: Names,
    /// Counters set back to 0.
    #[serde(default)]
    pub reset: Names,
    /// A message that comes with a banner.
    pub message: Option<RawMessage>,
    /// A line at the foot of the screen, until the next action.
    pub notify: Option<Spanned<String>>,
}

/// A lesson: `lessons/ID.toml`.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RawLesson {
    /// As listed.
    pub title: Spanned<RawText>,
    /// What is to be done: all that the mode solo says.
    pub task: Spanned<RawText>,
    /// A word that groups lessons in the export.
    pub topic: Name,
    /// How long it takes.
    pub minutes: Spanned<u32>,
    /// Whose home screen it is.
    #[cfg_attr(test, schemars(extend("enum" = super::words::LESSON_DEVICES)))]
    pub device: Spanned<String>,
    /// Who the learner plays: an id of personas.toml.
    pub persona: Name,
    /// Which papers of the persona lie beside the device.
    #[serde(default)]
    pub papers: Vec<Name>,
    /// The apps that take part.
    pub apps: Vec<Name>,
    /// The apps that are on the device when it begins.
    #[serde(default)]
    pub installed: Vec<Name>,
    /// Flags that are on when it begins.
    #[serde(default)]
    pub start: Vec<Name>,
    /// Screens that this lesson does not use.
    #[serde(default)]
    pub closed: Vec<Name>,
    /// Against what it was checked, and when that must be done again.
    pub checked: Option<RawChecked>,
    /// By app: values of its parameters, and under `right` the right contents of its fields.
    #[serde(default)]
    pub with: Ordered<RawWith>,
    /// The kiosk does not offer to put the marks in: for lessons about typing.
    #[serde(default)]
    pub insist: bool,
    /// The steps, in order.
    #[serde(default)]
    pub steps: Vec<Spanned<RawStep>>,
}

/// Against what a lesson was checked.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RawChecked {
    /// Version of the real app.
    pub app_version: Option<String>,
    /// Day of the check.
    #[cfg_attr(test, schemars(with = "String", extend("format" = "date")))]
    pub on: toml::value::Datetime,
    /// Day by which it must be checked again.
    #[cfg_attr(test, schemars(with = "String", extend("format" = "date")))]
    pub review_by: Spanned<toml::value::Datetime>,
}

/// One thing to achieve.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RawStep {
    /// Id, as recorded.
    pub id: Name,
    /// What the learner is asked to do; `**bold**` marks what is to be tapped.
    pub say: Spanned<RawText>,
    /// The step ends when all this holds.
    #[serde(default)]
    pub goal: Vec<Name>,
    /// What must stand in fields: field by field, or `app.form`, `app.screen` as `[with.app.right]` says.
    pub fill: Option<RawFill>,
    /// What it achieved must not be undone later.
    #[serde(default)]
    pub stays: bool,
    /// Passed by when the next step that is not optional holds.
    #[serde(default)]
    pub optional: bool,
    /// Hints, one after another.
    #[serde(default)]
    pub hints: Vec<Spanned<RawText>>,
    /// Why it matters: said when the step ends.
    pub why: Option<Spanned<RawText>>,
    /// A safety step: needed to pass. Its danger stands in a `react`.
    #[serde(default)]
    pub must: bool,
    /// Screens where looking around is no detour.
    #[serde(default)]
    pub free: Vec<Name>,
    /// A dialog or call that comes up when the step begins.
    pub comes: Option<Name>,
    /// What is said when something happens meanwhile.
    #[serde(default)]
    pub react: Vec<RawReact>,
}

/// An answer to something that happens during a step.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RawReact {
    /// It fires when all this turns true.
    pub on: Vec<Name>,
    /// It counts as a slip.
    #[serde(default)]
    pub mistake: bool,
    /// Puts the world where the demonstration has it when this step begins.
    pub rewind: Option<Spanned<bool>>,
    /// What is said.
    pub say: Option<Spanned<RawText>>,
}

/// One person of `lessons/personas.toml`.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RawPersona {
    /// How she is called.
    pub title: Spanned<RawText>,
    /// Her data, by name: `{persona.NAME}` in lessons and apps. All invented.
    pub values: Ordered<Spanned<String>>,
    /// Her papers.
    #[serde(default)]
    pub papers: Vec<Spanned<RawPaper>>,
}

/// A paper that lies beside the device.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RawPaper {
    /// Id, by which lessons name it.
    pub id: Name,
    /// Its title.
    pub title: Spanned<RawText>,
    /// Its lines.
    pub lines: Vec<RawPaperLine>,
}

/// A line of a paper.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RawPaperLine {
    /// What the line is.
    pub label: Spanned<RawText>,
    /// Which of the `values` stands there.
    pub value: Name,
    /// Lengths of the groups in which digits are shown.
    #[serde(default)]
    pub group: Vec<usize>,
}

/// The order of the lessons: `lessons/courses.toml`.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RawCourses {
    /// The courses, in order.
    #[serde(default)]
    pub courses: Vec<RawCourse>,
}

/// Lessons in order.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RawCourse {
    /// Id.
    pub id: Name,
    /// As listed.
    pub title: Spanned<RawText>,
    /// Who it is for; empty or left out: everybody.
    #[serde(default)]
    #[cfg_attr(test, schemars(extend("items" = super::schema::one_of(&super::words::AUDIENCES))))]
    pub audience: Vec<Name>,
    /// Ids of the lessons, or tables where there is more to say.
    pub lessons: Vec<RawEntry>,
}

/// A lesson of a course.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RawPlanned {
    /// Id of the lesson.
    pub lesson: Name,
    /// Lessons that are better done before. That is advice: nothing is locked.
    #[serde(default)]
    pub after: Vec<Name>,
    /// It is still to come, with this title.
    pub coming: Option<Spanned<RawText>>,
}
