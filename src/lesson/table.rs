//! Lists addressed by typed indexes, so that a screen's number can never be taken for a field's.

use std::marker::PhantomData;
use std::ops::Index;

/// A typed position in a [`Table`].
pub trait Id: Copy {
    /// From a position.
    fn from_usize(at: usize) -> Self;
    /// To a position.
    fn usize(self) -> usize;
}

/// A list that only its own kind of [`Id`] can address. Ids are given out by [`Table::push`] alone, so indexing cannot fail.
#[derive(Debug, Clone)]
pub struct Table<I, T> {
    items: Vec<T>,
    id: PhantomData<fn(I)>,
}

impl<I: Id, T> Table<I, T> {
    /// An empty list.
    pub const fn new() -> Self {
        Table { items: Vec::new(), id: PhantomData }
    }

    /// Adds an item and gives out its id.
    pub fn push(&mut self, item: T) -> I {
        self.items.push(item);
        I::from_usize(self.items.len() - 1)
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// All ids, in order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = I> + use<I, T> {
        (0..self.items.len()).map(I::from_usize)
    }

    /// All items, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }

    /// Ids with items, in order.
    pub fn pairs(&self) -> impl DoubleEndedIterator<Item = (I, &T)> {
        self.items.iter().enumerate().map(|(at, item)| (I::from_usize(at), item))
    }

    /// An item to change.
    pub fn get_mut(&mut self, id: I) -> Option<&mut T> {
        self.items.get_mut(id.usize())
    }

    /// The id of the first item that fits.
    pub fn position(&self, fits: impl FnMut(&T) -> bool) -> Option<I> {
        self.items.iter().position(fits).map(I::from_usize)
    }
}

impl<'t, I: Id, T> IntoIterator for &'t Table<I, T> {
    type Item = &'t T;
    type IntoIter = std::slice::Iter<'t, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<I: Id, T> Default for Table<I, T> {
    fn default() -> Self {
        Table::new()
    }
}

impl<I: Id, T> Index<I> for Table<I, T> {
    type Output = T;

    #[expect(clippy::indexing_slicing, reason = "ids come from push of this table and items are never removed")]
    fn index(&self, id: I) -> &T {
        &self.items[id.usize()]
    }
}

/// Declares the id types of a world.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(u16);

        impl Id for $name {
            fn from_usize(at: usize) -> Self {
                $name(u16::try_from(at).unwrap_or(u16::MAX))
            }
            fn usize(self) -> usize {
                usize::from(self.0)
            }
        }
    )+};
}

ids! {
    /// A simulated app or site.
    AppId,
    /// A screen of an app.
    ScreenId,
    /// A widget of a screen.
    WidgetId,
    /// A named fact of the world.
    FlagId,
    /// A field, choice, upload or hidden field.
    FieldId,
    /// A one-time code or a number for reading.
    CodeId,
    /// A counter.
    CounterId,
    /// A background timer.
    TimerId,
    /// A message that an effect or a code brings.
    MessageId,
}
