//! Where everything stands in a settings file: read from the same parser as the values, so that a line that is named, or
//! changed, is the one that counts.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A settings file with its places.
pub(super) struct Layout<'c> {
    content: &'c str,
    root: Spanned<DeTable<'c>>,
}

/// How a section is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Written {
    /// Not at all.
    Missing,
    /// `[site]` on a line of its own, at these bytes.
    Header(Range<usize>),
    /// `site = { … }`, at these bytes.
    Inline(Range<usize>),
    /// `site.number = 1`, each on a line of its own.
    Dotted,
}

/// Whatever a file holds before its first letter: some editors mark UTF-8 so.
const BYTE_ORDER_MARK: char = '\u{feff}';

impl<'c> Layout<'c> {
    /// The places of a file; `None`: it is not TOML.
    pub fn of(content: &'c str) -> Option<Layout<'c>> {
        Some(Layout { content, root: DeTable::parse(content).ok()? })
    }

    fn section(&self, section: &str) -> Option<&Spanned<DeValue<'c>>> {
        self.root.get_ref().iter().find(|(name, _)| *name.get_ref() == section).map(|(_, value)| value)
    }

    fn entries(&self, section: &str) -> Option<&DeTable<'c>> {
        self.section(section)?.get_ref().as_table()
    }

    /// The bytes of a value.
    pub fn value(&self, section: &str, key: &str) -> Option<Range<usize>> {
        self.entries(section)?.iter().find(|(name, _)| *name.get_ref() == key).map(|(_, value)| value.span())
    }

    /// The line of a setting, from 1.
    pub fn line(&self, section: &str, key: &str) -> Option<usize> {
        let entry = self.entries(section)?.iter().find(|(name, _)| *name.get_ref() == key);
        entry.map(|(name, _)| place(self.content, name.span().start).0)
    }

    /// How a section is written.
    pub fn written(&self, section: &str) -> Written {
        let Some(span) = self.section(section).map(Spanned::span) else { return Written::Missing };
        match self.content.get(span.clone()).and_then(|written| written.chars().next()) {
            Some('[') => Written::Header(span),
            Some('{') => Written::Inline(span),
            _ => Written::Dotted,
        }
    }

    /// The byte after the last value of a section.
    pub fn end_of_values(&self, section: &str) -> Option<usize> {
        self.entries(section)?.values().map(|value| value.span().end).max()
    }

    /// The lines of comment directly above a setting, as they stand there.
    pub fn comment(&self, section: &str, key: &str) -> Vec<&'c str> {
        let Some(line) = self.line(section, key) else { return Vec::new() };
        let above: Vec<&str> = self.content.lines().take(line - 1).collect();
        let from = above.iter().rposition(|line| !line.trim_start().starts_with('#')).map_or(0, |at| at + 1);
        above.get(from..).map(<[&str]>::to_vec).unwrap_or_default()
    }

    /// Every setting, in the order of the file.
    pub fn settings(&self) -> Vec<(&str, &str)> {
        let mut all: Vec<(usize, &str, &str)> = Vec::new();
        for (section, value) in self.root.get_ref() {
            let entries = value.get_ref().as_table().into_iter().flatten();
            all.extend(entries.map(|(key, _)| (key.span().start, &**section.get_ref(), &**key.get_ref())));
        }
        all.sort_unstable();
        all.into_iter().map(|(_, section, key)| (section, key)).collect()
    }
}

/// Line and column of a byte, both from 1.
pub(super) fn place(content: &str, at: usize) -> (usize, usize) {
    let before = content.get(..at).unwrap_or(content);
    let line = before.rsplit('\n').next().unwrap_or("").trim_start_matches(BYTE_ORDER_MARK);
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\u{feff}site.number = 2 # two\nhelp = { pause = 0, 'detours' = 4 }\n\n[idle]\n\
                        # How long\n#  it takes.\n seconds = 60\n\n[ 'speech' ]\nplayer = [\n  \"a\",\n  \"{file}\"]\n";

    #[test]
    fn everything_is_found_however_it_is_written() {
        let layout = Layout::of(FILE).unwrap();
        for (section, key, line, value) in [
            ("site", "number", 1, "2"),
            ("help", "pause", 2, "0"),
            ("help", "detours", 2, "4"),
            ("idle", "seconds", 7, "60"),
            ("speech", "player", 10, "[\n  \"a\",\n  \"{file}\"]"),
        ] {
            assert_eq!(layout.line(section, key), Some(line));
            assert_eq!(FILE.get(layout.value(section, key).unwrap()), Some(value));
        }
        assert_eq!(layout.value("site", "commune"), None);
        assert_eq!(layout.written("site"), Written::Dotted);
        assert!(matches!(layout.written("help"), Written::Inline(_)));
        assert!(matches!(layout.written("idle"), Written::Header(_)));
        assert!(matches!(layout.written("speech"), Written::Header(_)));
        assert_eq!(layout.written("kiosk"), Written::Missing);
        assert_eq!(layout.comment("idle", "seconds"), ["# How long", "#  it takes."]);
        assert!(layout.comment("help", "pause").is_empty() && layout.comment("site", "number").is_empty());
        let names = ["site number", "help pause", "help detours", "idle seconds", "speech player"];
        assert_eq!(layout.settings().iter().map(|(s, k)| format!("{s} {k}")).collect::<Vec<_>>(), names);
        assert!(Layout::of("a = = 1").is_none());
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        assert_eq!(place("\u{feff}ab", 4), (1, 2));
        assert_eq!(place("a\nộb", 5), (2, 2));
    }
}
