//! x
pub mod app;
pub mod i18n;
pub mod lesson;
pub mod sim;
pub mod text;
pub mod time;
pub mod tutor;
pub mod typing;
pub mod ui;
