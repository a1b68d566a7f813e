//! x
/// Language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// Vietnamese
    #[default]
    Vi,
    /// English
    En,
}
