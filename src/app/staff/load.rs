//! What a page shows once it is there.

/// Something that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Load<T> {
    /// It is on its way.
    #[default]
    Coming,
    /// It is there.
    There(T),
    /// It cannot be had now.
    Failed,
}

impl<T> Load<T> {
    /// What there is.
    pub fn get(&self) -> Option<&T> {
        match self {
            Load::There(value) => Some(value),
            Load::Coming | Load::Failed => None,
        }
    }
}
