//! A compiled lesson: every name resolved to an index, every text ready, nothing left to go wrong while somebody learns.

use std::ops::Range;
use std::sync::Arc;

use super::table::{AppId, CodeId, CounterId, FieldId, FlagId, MessageId, ScreenId, Table, TimerId, WidgetId};
use crate::i18n::Lang;

/// Where something stands in the lesson files, for findings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// The file, as in its [`super::diagnostic::Source`]; empty for what is built in.
    pub file: Arc<str>,
    /// The bytes in it.
    pub span: Range<usize>,
}

/// A text in every language of the kiosk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Vietnamese.
    pub vi: Arc<str>,
    /// English; the same as `vi` for a plain string.
    pub en: Arc<str>,
    /// Codes of other languages with their translations.
    pub more: Arc<[(Arc<str>, Arc<str>)]>,
}

impl Text {
    /// A text in the languages that are built in.
    pub fn new(vi: &str, en: &str) -> Text {
        Text { vi: vi.into(), en: en.into(), more: Arc::default() }
    }

    /// The text in a language; in Vietnamese where nobody has translated it.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Vi => &self.vi,
            Lang::En => &self.en,
            Lang::Added(_) => {
                let translated = self.more.iter().find(|(code, _)| code.as_ref() == lang.code());
                translated.map_or(&self.vi, |(_, text)| text)
            }
        }
    }
}

/// A piece of a text that the world fills in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Fixed text (persona values and parameters are already filled in).
    Literal(Arc<str>),
    /// What stands in a field.
    Field(FieldId),
    /// The digits of a code.
    Code(CodeId),
}

/// A text with places that the world fills in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Template(pub Vec<Piece>);

/// A fact that can be asked of the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fact {
    /// A flag is on.
    Flag(FlagId),
    /// This screen is what is on top.
    At(ScreenId),
    /// What is on top belongs to this app.
    On(AppId),
    /// The home screen is on top.
    Home,
    /// Bit `bit` of a field's class is set (see [`FieldFact`]).
    Field {
        /// Field.
        field: FieldId,
        /// Position in [`Field::facts`].
        bit: u8,
    },
    /// A counter has reached a number.
    Counter {
        /// Counter.
        counter: CounterId,
        /// The number.
        at_least: u8,
    },
    /// Never holds: it speaks of an app that the lesson does not use.
    Never,
}

/// A fact or its opposite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Literal {
    /// The fact.
    pub fact: Fact,
    /// Whether the opposite is asked.
    pub negated: bool,
}

/// A list of clauses that must all hold; a clause holds if one of its literals does.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cond(pub Vec<Vec<Literal>>);

impl Cond {
    /// All literals.
    pub fn literals(&self) -> impl Iterator<Item = &Literal> {
        self.0.iter().flatten()
    }
}

/// What the world does, one thing at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Stops a background timer.
    Stop(TimerId),
    /// Ends a code.
    Spend(CodeId),
    /// Empties a field.
    Clear(FieldId),
    /// Puts a text into a field.
    Put(FieldId, Arc<str>),
    /// Turns a flag off.
    Unset(FlagId),
    /// Turns a flag on.
    Set(FlagId),
    /// Counts up by one, up to the counter's limit.
    Add(CounterId),
    /// Sets a counter to zero.
    Reset(CounterId),
    /// Puts an app on the home screen.
    Install(AppId),
    /// Takes an app away with all that it knew.
    Uninstall(AppId),
    /// Makes a code coming, cancels any older one.
    Send(CodeId),
    /// Starts a background timer.
    Start(TimerId),
    /// Brings a message.
    Message(MessageId),
    /// Shows a line that vanishes; not part of the state.
    Notify(Template),
    /// Takes the topmost layer away.
    Close,
    /// Puts a dialog or call on top.
    Show(ScreenId),
}

/// The one movement of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// To a screen of the same app.
    Go(ScreenId),
    /// To the parent of the screen shown.
    Back,
    /// To the home screen.
    Home,
    /// To an app, where it stands.
    Open(AppId),
}

/// One possible answer of the world.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Case {
    /// When it applies.
    pub when: Cond,
    /// What happens, in the fixed order of the language.
    pub effects: Vec<Effect>,
    /// Where it leads.
    pub moves: Option<Move>,
    /// It leads to something that this lesson does not use: only that is said, nothing happens.
    pub closed: bool,
}

/// What kind of device an app runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Device {
    /// A phone.
    Phone,
    /// A web browser on a computer.
    Browser,
    /// What stands round the device: a shop, a counter, people.
    Place,
}

/// The look of an app's tile on the home screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// One to four columns of text.
    pub text: Arc<str>,
    /// Colour role.
    pub color: TileColor,
}

/// Colour roles of tiles; the theme gives each a readable pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum TileColor {
    Green,
    Blue,
    Red,
    Yellow,
    White,
    Cyan,
}

/// A simulated app.
#[derive(Debug, Clone)]
pub struct App {
    /// Id, as in the file name.
    pub id: Arc<str>,
    /// Name under the tile.
    pub name: Arc<str>,
    /// Its device.
    pub device: Device,
    /// For a site: what stands in the address bar, where a screen says nothing else.
    pub address: Option<Arc<str>>,
    /// Its tile.
    pub tile: Option<Tile>,
    /// The screen it starts on.
    pub first: ScreenId,
    /// The flag `app.installed`.
    pub installed: FlagId,
    /// What `uninstall` forgets.
    pub flags: Vec<FlagId>,
    /// What `uninstall` empties.
    pub fields: Vec<FieldId>,
}

/// Screen, or a layer above the screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScreenKind {
    /// An ordinary page.
    Page,
    /// A dialog above the page; Back closes it unless it must be answered.
    Dialog,
    /// An incoming call; Back and Home do nothing.
    Call,
}

/// One page of an app.
#[derive(Debug, Clone)]
pub struct Screen {
    /// Full name, `store.front`.
    pub name: Arc<str>,
    /// Its app.
    pub app: AppId,
    /// Title line.
    pub title: Template,
    /// Page or layer.
    pub kind: ScreenKind,
    /// Where Back leads; `None` leads home.
    pub parent: Option<ScreenId>,
    /// A dialog that Back does not close.
    pub must_answer: bool,
    /// Performed whenever the screen comes up.
    pub enter: Vec<Case>,
    /// In reading order.
    pub widgets: Vec<WidgetId>,
    /// Fields that are emptied whenever the screen is left (password, PIN, OTP).
    pub secrets: Vec<FieldId>,
    /// The lesson does not use it.
    pub closed: bool,
    /// It is the inbox, which the device draws.
    pub inbox: bool,
    /// For a site: what stands in the address bar.
    pub address: Option<Arc<str>>,
    /// The author knows that no lesson leads to it.
    pub spare: bool,
    /// Where it stands.
    pub place: Place,
}

/// How something that can be tapped looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// A button.
    Button,
    /// An underlined line.
    Link,
    /// A large tile.
    Tile,
    /// A row of a list, with a second line.
    Row,
    /// One of a bar of tabs; tabs that follow each other stand on one line.
    Tab {
        /// It leads to the screen on which it stands.
        current: bool,
    },
    /// Something that a camera can be aimed at.
    Aim,
}

/// What a camera is for: how its viewfinder looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the language")]
pub enum Lens {
    Qr,
    Card,
    Face,
}

/// What a widget is.
#[derive(Debug, Clone)]
pub enum WidgetKind {
    /// Plain text.
    Text,
    /// A heading.
    Heading,
    /// Something to tap.
    Press {
        /// Its look.
        look: Look,
        /// A sign before the label.
        symbol: Option<Arc<str>>,
        /// What must hold; otherwise it is dimmed and says what is missing.
        needs: Cond,
        /// What happens.
        cases: Vec<Case>,
    },
    /// A field to type in.
    Field(FieldId),
    /// A field with its own keys for digits on the screen.
    Keypad(FieldId),
    /// One of several options, in a list that opens.
    Choice(FieldId),
    /// One of several options, all shown.
    Radio(FieldId),
    /// A photo to choose.
    Upload(FieldId),
    /// A flag that a tap turns on and off.
    Checkbox(FlagId),
    /// The same, as a switch of a settings page.
    Toggle(FlagId),
    /// Something that takes time.
    Progress {
        /// How long.
        seconds: u32,
        /// What happens then.
        cases: Vec<Case>,
    },
    /// A card or receipt.
    Card {
        /// Its lines.
        lines: Vec<Template>,
    },
    /// A picture drawn with characters; the label says in words what it shows.
    Image {
        /// Its lines, all of the same width.
        lines: Vec<Arc<str>>,
        /// It is a keyboard: the key that is to be pressed next stands in brackets.
        keys: bool,
    },
    /// A QR code.
    Qr {
        /// What it says, for a real code; else a box that says that it is one.
        content: Option<Arc<str>>,
    },
    /// The viewfinder of a camera; what it can be aimed at follows it.
    Camera(Lens),
    /// Rows and columns.
    Table {
        /// Names of the columns.
        head: Vec<Template>,
        /// Rows, each as long as the head.
        rows: Vec<Vec<Template>>,
    },
}

impl WidgetKind {
    /// The field whose content it shows and changes.
    pub fn field(&self) -> Option<FieldId> {
        match self {
            WidgetKind::Field(field)
            | WidgetKind::Keypad(field)
            | WidgetKind::Choice(field)
            | WidgetKind::Radio(field)
            | WidgetKind::Upload(field) => Some(*field),
            _ => None,
        }
    }

    /// The field that is typed into.
    pub fn typed(&self) -> Option<FieldId> {
        match self {
            WidgetKind::Field(field) | WidgetKind::Keypad(field) => Some(*field),
            _ => None,
        }
    }

    /// The flag that a tap turns on and off.
    pub fn flag(&self) -> Option<FlagId> {
        match self {
            WidgetKind::Checkbox(flag) | WidgetKind::Toggle(flag) => Some(*flag),
            _ => None,
        }
    }

    /// Whether a learner can do something with it.
    pub fn acts(&self) -> bool {
        self.field().is_some() || self.flag().is_some() || matches!(self, WidgetKind::Press { .. })
    }
}

/// One thing on a screen.
#[derive(Debug, Clone)]
pub struct Widget {
    /// Id, local to its screen; empty for text.
    pub id: Arc<str>,
    /// Its screen.
    pub screen: ScreenId,
    /// What is written on it.
    pub label: Template,
    /// A second line.
    pub detail: Option<Template>,
    /// When it is there.
    pub when: Cond,
    /// The author knows that no lesson shows it.
    pub spare: bool,
    /// Where it stands.
    pub place: Place,
    /// What it is.
    pub kind: WidgetKind,
}

/// What a field accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the language")]
pub enum Rule {
    Text,
    Name,
    Digits,
    CitizenId,
    Phone,
    Otp,
    Pin,
    Password,
    Email,
    Date,
    Money,
    Account,
    CustomerCode,
}

/// A truth about a field's content. The set of those that hold is its class; the state knows nothing else of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldFact {
    /// Not empty.
    Filled,
    /// Fits the rule.
    Valid,
    /// Equal to a text, or to one of its accepted spellings.
    Equals(Arc<str>),
    /// Contains a text; case, marks and spaces do not matter.
    Contains(Arc<str>),
    /// Equal to the code that is here now.
    Code(CodeId),
}

/// Something that holds a content: a typed field, a choice, an upload, or a hidden field that only `put` fills.
#[derive(Debug, Clone)]
pub struct Field {
    /// Full name, `vneid.name`.
    pub name: Arc<str>,
    /// What it accepts.
    pub rule: Rule,
    /// No Vietnamese typing here although the rule would allow it.
    pub plain: bool,
    /// Other spellings that count as equal.
    pub accept: Vec<Arc<str>>,
    /// Marks may be left out.
    pub unmarked: bool,
    /// Capital and small letters must be the same, too.
    pub capitals: bool,
    /// It must say the same as this field, and is emptied when that one changes.
    pub repeats: Option<FieldId>,
    /// What can be chosen; empty for a typed field.
    pub options: Vec<Choice>,
    /// All that conditions ask about it; bit 0 is always `Filled`, bit 1 `Valid`.
    pub facts: Vec<FieldFact>,
}

/// An option of a choice or a photo of an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Id, by which conditions compare.
    pub id: Arc<str>,
    /// What is shown.
    pub label: Arc<str>,
}

/// A one-time code, or a number for reading.
#[derive(Debug, Clone)]
pub struct Code {
    /// Full name.
    pub name: Arc<str>,
    /// Every `%` is a digit.
    pub pattern: Arc<str>,
    /// Seconds from `send` until it is here.
    pub after: u32,
    /// Seconds that it lives, if it dies by itself.
    pub lives: Option<u32>,
    /// The message that brings it.
    pub message: Option<MessageId>,
}

/// A short message.
#[derive(Debug, Clone)]
pub struct Message {
    /// Sender.
    pub from: Template,
    /// Text.
    pub text: Template,
    /// The code that it carries.
    pub code: Option<CodeId>,
}

/// A background timer.
#[derive(Debug, Clone)]
pub struct Timer {
    /// Full name.
    pub name: Arc<str>,
    /// Seconds.
    pub seconds: u32,
    /// What happens then.
    pub cases: Vec<Case>,
}

/// Everything that can exist in the simulated world of one lesson.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "one table per kind of thing")]
pub struct World {
    pub apps: Table<AppId, App>,
    pub screens: Table<ScreenId, Screen>,
    pub widgets: Table<WidgetId, Widget>,
    /// Full names.
    pub flags: Table<FlagId, Arc<str>>,
    pub fields: Table<FieldId, Field>,
    pub codes: Table<CodeId, Code>,
    /// Full names with limits.
    pub counters: Table<CounterId, (Arc<str>, u8)>,
    pub timers: Table<TimerId, Timer>,
    pub messages: Table<MessageId, Message>,
    /// Flags that are on at the start.
    pub start: Vec<FlagId>,
    /// The SMS app that every phone has.
    pub inbox: Option<AppId>,
}

/// What happens when something turns true in a step.
#[derive(Debug, Clone)]
pub struct React {
    /// The trigger.
    pub on: Cond,
    /// It counts as a slip.
    pub mistake: bool,
    /// It puts the world where the demonstration has it when the step begins.
    pub rewind: bool,
    /// What is said.
    pub say: Option<Text>,
}

/// One thing to achieve.
#[derive(Debug, Clone)]
pub struct Step {
    /// Id.
    pub id: Arc<str>,
    /// The instruction.
    pub say: Text,
    /// When it is achieved: `goal` and `fill` together.
    pub goal: Cond,
    /// What of its goal must stay true in later steps.
    pub stay: Cond,
    /// Hints, the first said first.
    pub hints: Vec<Text>,
    /// Why it matters.
    pub why: Option<Text>,
    /// A safety step.
    pub must: bool,
    /// It may be passed by: it ends as `skipped` when the next step that is not optional holds.
    pub optional: bool,
    /// Screens whose visit is no detour.
    pub free: Vec<ScreenId>,
    /// A layer that comes when the step begins.
    pub comes: Option<ScreenId>,
    /// Reactions.
    pub reacts: Vec<React>,
    /// Where it stands.
    pub place: Place,
}

/// A line of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperLine {
    /// What it is.
    pub label: Text,
    /// The value as it must be typed.
    pub value: Arc<str>,
    /// The value grouped for reading.
    pub shown: Arc<str>,
}

/// A paper of the persona: ID card, notebook, contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Title.
    pub title: Text,
    /// Lines.
    pub lines: Vec<PaperLine>,
}

/// A lesson, ready to be played.
#[derive(Debug, Clone)]
pub struct Lesson {
    /// Id, as in the file name.
    pub id: Arc<str>,
    /// SHA-256 over the lesson, its apps and its persona; lower-case hex.
    pub hash: Arc<str>,
    /// SHA-256 over the translations that lie beside it; lower-case hex. The record knows nothing of them.
    pub translations: Arc<str>,
    /// Title.
    pub title: Text,
    /// What is to be achieved; all that `solo` says.
    pub task: Text,
    /// Topic id.
    pub topic: Arc<str>,
    /// Expected minutes.
    pub minutes: u32,
    /// Who the learner plays.
    pub persona: Text,
    /// Papers that lie beside the device.
    pub papers: Vec<Paper>,
    /// The world.
    pub world: World,
    /// The device whose home screen is shown: the desk phone, or the start page of the browser.
    pub device: Device,
    /// The kiosk does not offer to put the marks in: it is a lesson about typing.
    pub insist: bool,
    /// The steps; at least one.
    pub steps: Vec<Step>,
}
