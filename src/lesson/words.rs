//! The words that a key can have as its value: one list serves the loader's messages and the schema for editors.

/// `device` of an app.
pub const DEVICES: [&str; 3] = ["phone", "browser", "place"];

/// `device` of a lesson: whose home screen it is.
pub const LESSON_DEVICES: [&str; 2] = ["phone", "browser"];

/// `color` of a tile.
pub const COLORS: [&str; 6] = ["green", "blue", "red", "yellow", "white", "cyan"];

/// `kind` of a screen.
pub const SCREEN_KINDS: [&str; 3] = ["screen", "dialog", "call"];

/// `like` of a screen.
pub const TEMPLATES: [&str; 5] = ["login", "otp", "passcode", "receipt", "permission"];

/// `look` of a choice.
pub const LOOKS: [&str; 2] = ["radio", "list"];

/// `mode` of a camera.
pub const LENSES: [&str; 3] = ["qr", "card", "face"];

/// `typing` of a field.
pub const TYPINGS: [&str; 1] = ["plain"];

/// `marks` of a field.
pub const MARKS: [&str; 1] = ["optional"];

/// `capitals` of a field.
pub const CAPITALS: [&str; 1] = ["required"];

/// `options` that are built in.
pub const OPTION_LISTS: [&str; 1] = ["communes"];

/// `audience` of a course: the codes by which the kiosk records who learns.
pub const AUDIENCES: [&str; 11] = [
    "citizen",
    "farmer",
    "trader",
    "teacher",
    "village-official",
    "official",
    "youth-union",
    "digital-group",
    "student",
    "worker",
    "other",
];

/// `rule` of a field.
pub const RULES: [&str; 13] = [
    "text",
    "name",
    "digits",
    "citizen-id",
    "phone",
    "otp",
    "pin",
    "password",
    "email",
    "date",
    "money",
    "account",
    "customer-code",
];
