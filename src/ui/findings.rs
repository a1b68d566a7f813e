//! What is wrong in the file that an author has just saved, over the lower part of the page.

use std::path::Path;

use ratatui::layout::Rect;

use super::canvas::{Canvas, Said, lines_of, wrapped};
use super::theme::Role;
use crate::app::Kiosk;
use crate::lesson::Finding;
use crate::text;

/// The longest text of a finding, in letters.
const LONGEST: usize = 200;

/// Draws the panel, if there is anything to say.
pub fn draw(canvas: &mut Canvas<'_>, kiosk: &Kiosk, area: Rect) {
    if kiosk.findings.is_empty() {
        return;
    }
    let t = kiosk.strings();
    let room = usize::from(area.height) * 2 / 3;
    let width = area.width.saturating_sub(2);
    let mut lines = wrapped(t.reload_fault, width, Role::Attention, Role::Attention);
    for (at, finding) in kiosk.findings.iter().enumerate() {
        let said = lines_of(&said(finding), width);
        let last = at + 1 == kiosk.findings.len();
        // A line is kept for how many more there are; the first finding is always told as far as it goes.
        if at > 0 && lines.len() + said.len() + usize::from(!last) > room {
            let more = t.reload_more(kiosk.findings.len() - at);
            lines.truncate(room.saturating_sub(1));
            lines.extend(wrapped(&more, width, Role::PageStrong, Role::PageStrong));
            break;
        }
        lines.extend(said);
    }
    lines.truncate(room);
    let height = u16::try_from(lines.len()).unwrap_or(area.height).min(area.height);
    let panel = Rect { y: area.bottom() - height, height, ..area };
    canvas.fill(panel, Role::Page);
    canvas.lines(Rect { x: panel.x + 1, width, ..panel }, &lines);
}

/// A finding: place and message, then what to do.
pub(super) fn said(finding: &Finding) -> Vec<Said> {
    let file = Path::new(finding.file.as_ref());
    let in_apps = file.parent().is_some_and(|folder| folder.ends_with("apps"));
    let name = file.file_name().map_or_else(|| finding.file.to_string(), |name| name.display().to_string());
    let name = text::escape(&if in_apps { format!("apps/{name}") } else { name }, LONGEST);
    let place = if finding.line == 0 { name } else { format!("{name}:{}:{}", finding.line, finding.column) };
    let message = text::escape(&finding.message, LONGEST);
    let help = finding.help.as_ref().map(|help| format!("= {}", text::escape(help, LONGEST)));
    let all = std::iter::once(format!("**{place}** {message}")).chain(help);
    all.map(|text| Said::of(text, Role::Page, Role::PageStrong)).collect()
}
