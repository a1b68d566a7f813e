//! Which commune: a list that is searched by typing, with marks or without, or by the code.

use crate::app::event::Key;
use crate::app::list::List;
use crate::communes::{self, Commune};
use crate::text;
use crate::typing::{self, Composer, Method, Style};

/// The longest text that is searched for, in letters.
const LONGEST: usize = 24;

/// Lines that one page key goes past.
const PAGE: usize = 8;

/// The page.
pub struct CommunePage {
    /// What is searched for.
    pub line: Composer,
    /// The keys as they were pressed: somebody may type by the other method.
    keys: String,
    style: Style,
    /// Every commune, by name; the practice commune last.
    all: Vec<Commune>,
    /// The places of those that the search lets through.
    found: Vec<usize>,
    /// Which of them is bright, once something was searched for or moved to.
    list: List,
    /// None is bright yet: who presses Enter too soon has chosen nothing, rather than the first.
    fresh: bool,
    /// Something is to be done before one can be taken.
    pub asks: bool,
}

impl CommunePage {
    /// The page, with this one bright.
    pub(super) fn new(chosen: Option<Commune>, method: Method, style: Style) -> CommunePage {
        let mut all: Vec<Commune> = communes::all().collect();
        all.sort_by_cached_key(|commune| (text::fold(commune.name), commune.code));
        all.extend(communes::find(communes::PRACTICE));
        let at = all.iter().position(|commune| Some(*commune) == chosen).unwrap_or(0);
        let (found, list) = ((0..all.len()).collect(), List::new(all.len()).at(at));
        let line = Composer::new(LONGEST, Some(method), style);
        CommunePage { line, keys: String::new(), style, all, found, list, fresh: chosen.is_none(), asks: false }
    }

    /// Those that are shown.
    pub fn found(&self) -> impl Iterator<Item = Commune> + '_ {
        self.found.iter().filter_map(|at| self.all.get(*at)).copied()
    }

    /// The place of the bright one.
    pub fn chosen(&self) -> Option<usize> {
        (!self.fresh).then_some(self.list.chosen)
    }

    /// The bright one.
    pub fn bright(&self) -> Option<Commune> {
        self.found().nth(self.chosen()?)
    }

    /// One was clicked.
    pub(super) fn go_to(&mut self, at: usize) {
        (self.list, self.fresh) = (self.list.at(at), false);
    }

    /// The bright one is taken; `None`: there is none, and what to do is said.
    pub(super) fn take(&mut self) -> Option<Commune> {
        let bright = self.bright();
        self.asks = bright.is_none();
        bright
    }

    /// Whether another one has the same name but for its marks.
    pub fn has_twin(&self, commune: Commune) -> bool {
        let name = text::fold(commune.name);
        self.all.iter().any(|other| other.code != commune.code && text::fold(other.name) == name)
    }

    /// A key that neither takes nor leaves.
    pub(super) fn key(&mut self, key: Key) {
        let before = (self.list, std::mem::take(&mut self.fresh));
        self.asks = false;
        match key {
            Key::Char(c) => {
                if self.line.insert(c) {
                    self.keys.push(c);
                }
                self.search();
            }
            Key::Backspace => {
                // A letter may have taken several keys. What is left is searched for as it stands there.
                self.line.backspace();
                self.line.text().clone_into(&mut self.keys);
                self.search();
            }
            Key::PageDown => self.list = self.list.at(self.list.chosen.saturating_add(PAGE)),
            Key::PageUp => self.list = self.list.at(self.list.chosen.saturating_sub(PAGE)),
            // The first that is moved to is the first.
            Key::Down | Key::Right | Key::Tab if before.1 => {}
            _ => {
                if !self.list.key(key) {
                    (self.list, self.fresh) = before;
                }
            }
        }
    }

    /// What is searched for has changed: the list begins anew.
    fn search(&mut self) {
        let by = |method| typing::compose(&self.keys, method, self.style);
        let readings = [self.line.text().to_owned(), self.keys.clone(), by(Method::Telex), by(Method::Vni)];
        let found = readings.iter().map(|wanted| self.matching(wanted)).find(|found| !found.is_empty());
        self.found = found.unwrap_or_default();
        self.list = List::new(self.found.len());
    }

    /// Names that begin so, marks and all, come first; then those that do without marks; then those of which a later
    /// word does.
    fn matching(&self, reading: &str) -> Vec<usize> {
        let (wanted, marked) = (squeezed(reading), spaceless(&reading.to_lowercase()));
        let rank = |commune: &Commune| {
            let (name, kind) = (squeezed(commune.name), squeezed(commune.kind));
            let with_kind = wanted.len() >= kind.len() && format!("{kind}{name}").starts_with(&wanted);
            if spaceless(&commune.name.to_lowercase()).starts_with(&marked) {
                Some(0)
            } else if name.starts_with(&wanted) || commune.code.starts_with(&wanted) || with_kind {
                Some(1)
            } else {
                later_word(commune.name, &wanted).then_some(2)
            }
        };
        let mut ranked: Vec<(usize, usize)> =
            self.all.iter().enumerate().filter_map(|(at, commune)| Some((rank(commune)?, at))).collect();
        ranked.sort_unstable();
        ranked.into_iter().map(|(_, at)| at).collect()
    }
}

/// Whether a word after the first begins so.
fn later_word(name: &str, wanted: &str) -> bool {
    let words: Vec<&str> = name.split(' ').collect();
    (1..words.len()).any(|at| squeezed(&words.iter().skip(at).copied().collect::<String>()).starts_with(wanted))
}

/// Without marks, case and spaces.
fn squeezed(content: &str) -> String {
    spaceless(&text::fold(content))
}

fn spaceless(content: &str) -> String {
    content.split_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn searched(method: Method, keys: &str) -> Vec<&'static str> {
        let mut page = CommunePage::new(None, method, Style::Old);
        keys.chars().for_each(|c| page.key(Key::Char(c)));
        page.found().map(|commune| commune.name).collect()
    }

    #[test]
    fn a_commune_is_found_with_and_without_marks_by_every_method() {
        for (keys, first) in [
            ("van lang", "Văn Lang"),
            ("vawn lawng", "Văn Lăng"), // marks that are typed count
            ("va8n la8ng", "Văn Lăng"),
            ("VAN LANG", "Văn Lang"),
            ("vanlang", "Văn Lang"),
            ("dai tu", "Đại Từ"),
            ("dd", "Đại Phúc"),
            ("05443", "Phan Đình Phùng"),
            ("phan dinh", "Phan Đình Phùng"),
            ("dinh phung", "Phan Đình Phùng"),
            ("phuong phan", "Phan Đình Phùng"),
            ("xa van la", "Văn Lang"),
            ("tap huan", "Tập Huấn"),
        ] {
            for method in [Method::Telex, Method::Vni] {
                assert_eq!(searched(method, keys).first(), Some(&first), "{keys} by {method:?}");
            }
        }
        assert_eq!(searched(Method::Telex, "van lan"), ["Văn Lang", "Văn Lăng"]);
        assert_eq!(searched(Method::Telex, "vawn lawn"), ["Văn Lăng", "Văn Lang"]);
        assert_eq!(searched(Method::Telex, "ha noi"), Vec::<&str>::new());
    }

    #[test]
    fn every_commune_is_found_by_its_name_typed_in_any_way() {
        for commune in communes::all() {
            for method in [Method::Telex, Method::Vni] {
                let plain = text::fold(commune.name);
                for keys in [plain.clone(), typing::keys(commune.name, method), commune.code.to_owned()] {
                    for typed_by in [Method::Telex, Method::Vni] {
                        let found = searched(typed_by, &keys);
                        assert!(found.contains(&commune.name), "{keys} by {typed_by:?}: {found:?}");
                        assert!(found.len() < 12, "{keys} lets {} through", found.len());
                    }
                }
            }
        }
    }

    #[test]
    fn the_list_is_moved_in_and_begins_anew_with_each_search() {
        let mut page = CommunePage::new(None, Method::Telex, Style::Old);
        for key in [Key::F(1), Key::Down] {
            assert_eq!((page.take(), page.asks), (None, true), "nobody has chosen anything");
            page.key(key);
        }
        assert_eq!((page.list.chosen, page.bright().map(|commune| commune.name)), (0, Some("An Khánh")));
        let mut page = CommunePage::new(communes::find("05443"), Method::Telex, Style::Old);
        assert_eq!(page.bright(), communes::find("05443"));
        page.key(Key::End);
        assert_eq!(page.bright(), communes::find(communes::PRACTICE));
        page.key(Key::PageUp);
        assert_eq!(page.list.chosen, 92 - PAGE);
        "zzz".chars().for_each(|c| page.key(Key::Char(c)));
        assert_eq!((page.bright(), page.list.len), (None, 0));
        (0..3).for_each(|_| page.key(Key::Backspace));
        assert_eq!((page.list.chosen, page.list.len), (0, 93));
        let has_twin = |code| page.has_twin(communes::find(code).unwrap());
        assert!(has_twin("02143") && has_twin("05665") && !has_twin("05443"));
    }
}
