//! x
pub mod text;
pub mod time;
pub mod tutor;
