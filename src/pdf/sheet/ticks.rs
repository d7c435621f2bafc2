//! Boxes to tick, in one or two columns.

use super::super::compose::Composer;
use super::super::page::{Kind, Mark, Node};
use super::super::text::{Inline, Style, from_html};
use crate::view::ChecklistItem;

/// How ticks are set. Lengths are in points.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    pub(super) size: f32,
    pub(super) leading: f32,
    /// Side of a box.
    pub(super) side: f32,
    /// Space between items.
    pub(super) gap: f32,
    pub(super) columns: usize,
}

/// Draws the items below each other from `y` on, as a list. Returns the y of their end.
pub(super) fn draw(
    c: &mut Composer<'_>,
    parent: Node,
    items: &[ChecklistItem],
    form: Form,
    y: f32,
    marks: &mut Vec<Mark>,
) -> f32 {
    let list = c.tags.node(parent, Kind::List);
    let columns = form.columns.clamp(1, items.len().max(1));
    let gutter = if columns > 1 { 14.0 } else { 0.0 };
    let width = (c.column - gutter * (columns - 1) as f32) / columns as f32;
    let text = form.side + 9.0;
    let rows = items.len().div_ceil(columns);
    let style = Style { justify: false, ..Style::new(form.size, form.leading) };
    let laid: Vec<_> = items.iter().map(|i| c.lay(&pieces(c, i), style, width - text)).collect();
    let mut end = y;
    for column in 0..columns {
        let mut at = y;
        let x = column as f32 * (width + gutter);
        for i in (column * rows)..((column + 1) * rows).min(items.len()) {
            let item = c.tags.node(list, Kind::Item);
            let label = c.tags.node(item, Kind::Label);
            let slot = c.tags.slot(label);
            let top = at + (form.leading - form.side) / 2.0;
            marks.push(Mark::Tick { x, y: top, side: form.side, ticked: items[i].checked, slot });
            let body = c.tags.node(item, Kind::Body);
            let height = c.put(&laid[i], body, (x + text, at), marks);
            at += height.max(form.side) + form.gap;
        }
        end = end.max(at);
    }
    end
}

/// Name in bold, tags, and the hint behind it.
fn pieces(c: &Composer<'_>, item: &ChecklistItem) -> Vec<Inline> {
    let mut out = from_html(&item.lead_html, &c.base, true);
    // A record's page is no help on paper, and a link under each name is noise.
    out.iter_mut().for_each(|p| p.link = None);
    for tag in item.tags.iter().filter(|t| t.kind != "redact") {
        out.push(Inline::new(" "));
        out.push(Inline::pill(&tag.text));
    }
    // Only the steps' "when" is worth its room.
    if !item.hint_html.is_empty() && item.id.starts_with("step-") {
        out.push(Inline::new("  "));
        let hint = from_html(&item.hint_html, &c.base, false);
        out.extend(hint.into_iter().map(|p| p.scaled(0.9)));
    }
    out
}
