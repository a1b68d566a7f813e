//! What was told, and what is news to somebody who has heard it.

use crate::ui::{Part, Twin};

/// What was told last of each part.
#[derive(Debug, Default)]
pub struct Told {
    parts: [Vec<Line>; Part::ALL.len()],
    /// After so many actions: what is said answers the last one, so after another it is said anew.
    acts: u32,
    /// What lay above the page has gone.
    back: bool,
}

/// A line as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// With its number, if it can be chosen.
    bare: String,
    /// And with what is told beside it as long as it is meant.
    whole: String,
}

/// A part of a frame as lines; what can be chosen has its number.
pub fn lines_of(twin: &Twin, part: Part) -> Vec<Line> {
    let mut number = 0;
    let mut lines = Vec::new();
    for item in &twin.items {
        number += usize::from(item.target.is_some());
        if item.part == part {
            let bare = if item.target.is_some() { format!("{number}. {}", item.text) } else { item.text.clone() };
            let whole = item.with_note(&bare);
            lines.push(Line { bare, whole });
        }
    }
    lines
}

/// Lines as they are printed.
pub fn printed(lines: &[Line]) -> Vec<String> {
    lines.iter().map(|line| line.whole.clone()).collect()
}

impl Told {
    /// This part is to be told again.
    pub fn forget(&mut self, part: Part) {
        self.put(part, Vec::new());
    }

    /// So many actions are done now.
    pub fn after(&mut self, acts: u32) {
        if std::mem::replace(&mut self.acts, acts) != acts {
            self.forget(Part::Said);
        }
    }

    /// What is to be told of a part that says this now. Of a message and a hint, what was not told yet; of a page that
    /// is the same still, what has changed; of the rest all of it, if anything has changed.
    pub fn news(&mut self, part: Part, lines: Vec<Line>) -> Vec<String> {
        let told = self.parts.get(part as usize).map_or(&[][..], Vec::as_slice);
        let back = part == Part::Page && std::mem::take(&mut self.back);
        let news = match part {
            Part::Page if back && !lines.is_empty() => of_page_again(told, &lines),
            _ if told == lines => Vec::new(),
            Part::Said | Part::Hint => lines.iter().filter(|line| !told.contains(line)).cloned().collect(),
            Part::Above | Part::Page => of_page(told, &lines),
            Part::Task | Part::Saved | Part::More => lines.clone(),
        };
        self.back |= part == Part::Above && lines.is_empty() && !told.is_empty();
        // While something lies above a page or is being saved, nothing is said of it; what was told still holds.
        if !lines.is_empty() || !matches!(part, Part::Page | Part::Saved) {
            self.put(part, lines);
        }
        printed(&news)
    }

    fn put(&mut self, part: Part, lines: Vec<Line>) {
        if let Some(told) = self.parts.get_mut(part as usize) {
            *told = lines;
        }
    }
}

/// Back on a page: its first line says where she is, then comes what has changed.
fn of_page_again(told: &[Line], lines: &[Line]) -> Vec<Line> {
    let news = of_page(told, lines);
    let first = lines.first().filter(|first| news.first() != Some(first));
    first.cloned().into_iter().chain(news).collect()
}

/// A page is known by its first line. Of another one everything is news, else what has changed; if that is only that
/// something is gone, everything again.
fn of_page(told: &[Line], lines: &[Line]) -> Vec<Line> {
    let bare = |lines: &[Line]| lines.iter().map(|line| line.bare.clone()).collect::<Vec<_>>();
    if bare(told).first() != bare(lines).first() {
        return lines.to_vec();
    }
    // That a line is no longer meant is heard from the one that is.
    let known = |line: &Line| told.iter().any(|t| t == line || t.bare == line.bare && line.bare == line.whole);
    let news: Vec<Line> = lines.iter().filter(|line| !known(line)).cloned().collect();
    if news.is_empty() && bare(told) != bare(lines) { lines.to_vec() } else { news }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(all: &[&str]) -> Vec<Line> {
        let line = |text: &&str| Line { bare: text.replace(" *", ""), whole: (*text).to_owned() };
        all.iter().map(line).collect()
    }

    #[test]
    fn of_a_known_page_only_what_has_changed_is_told() {
        let mut told = Told::default();
        for (page, news) in [
            (&["Đăng nhập", "1. ô Số: trống *", "2. ô Mật khẩu: trống"][..], &[0, 1, 2][..]),
            (&["Đăng nhập", "1. ô Số: 12", "2. ô Mật khẩu: trống *"], &[1, 2]),
            (&["Đăng nhập", "1. ô Số: 12", "2. ô Mật khẩu: trống"], &[]),
            (&["Đăng nhập", "1. ô Số: 12", "2. ô Mật khẩu: trống *"], &[2]),
            (&["Đăng nhập", "1. ô Số: 12"], &[0, 1]),
            (&["Trang chính", "1. ô Số: 12"], &[0, 1]),
        ] {
            let expected: Vec<String> = news.iter().map(|at| page[*at].to_owned()).collect();
            assert_eq!(told.news(Part::Page, lines(page)), expected, "{page:?}");
        }
        told.forget(Part::Page);
        assert_eq!(told.news(Part::Page, lines(&["Trang chính"])), ["Trang chính"]);
    }

    #[test]
    fn what_lay_above_a_page_leaves_it_known() {
        let mut told = Told::default();
        let mut tell = |above: &[&str], page: &[&str]| {
            let above = told.news(Part::Above, lines(above));
            [above, told.news(Part::Page, lines(page))].concat()
        };
        assert_eq!(tell(&[], &["Khai báo", "1. Xã: trống", "2. Tỉnh: trống"]).len(), 3);
        assert_eq!(tell(&["Xã", "1. Mẫu"], &[]), ["Xã", "1. Mẫu"]);
        assert_eq!(tell(&[], &["Khai báo", "1. Xã: Mẫu", "2. Tỉnh: trống"]), ["Khai báo", "1. Xã: Mẫu"]);
        assert_eq!(tell(&["Giấy tờ"], &[]), ["Giấy tờ"]);
        assert_eq!(tell(&[], &["Khai báo", "1. Xã: Mẫu", "2. Tỉnh: trống"]), ["Khai báo"]);
        assert_eq!(tell(&["Giấy tờ"], &[]), ["Giấy tờ"]);
        assert_eq!(tell(&[], &["Trang chính", "1. Xã"]), ["Trang chính", "1. Xã"]);
    }

    #[test]
    fn a_message_is_told_once_for_an_action() {
        let mut told = Told::default();
        assert_eq!(told.news(Part::Said, lines(&["Còn thiếu: Số."])), ["Còn thiếu: Số."]);
        told.after(0);
        assert!(told.news(Part::Said, lines(&["Còn thiếu: Số."])).is_empty());
        told.after(1);
        assert_eq!(told.news(Part::Said, lines(&["Còn thiếu: Số."])), ["Còn thiếu: Số."]);
        // A hint stands, whatever is done.
        assert_eq!(told.news(Part::Hint, lines(&["Gợi ý"])), ["Gợi ý"]);
        told.after(2);
        assert_eq!(told.news(Part::Hint, lines(&["Gợi ý", "Tin nhắn"])), ["Tin nhắn"]);
    }

    #[test]
    fn what_is_saved_is_told_once() {
        let mut told = Told::default();
        assert_eq!(told.news(Part::Saved, lines(&["Đã lưu"])), ["Đã lưu"]);
        assert!(told.news(Part::Saved, Vec::new()).is_empty());
        assert!(told.news(Part::Saved, lines(&["Đã lưu"])).is_empty());
    }
}
