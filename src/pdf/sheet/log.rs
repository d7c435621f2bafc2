//! Tables with empty rows to write in.

use super::super::compose::Composer;
use super::super::page::{Kind, Mark, Node};
use super::super::text::{Inline, Style};
use crate::view::LogTable;

/// Height of the head row in points.
const HEAD: f32 = 17.0;

/// Least height of a row to write in: 9 mm (look.md).
pub(super) const LEAST: f32 = 9.0 * 72.0 / 25.4;

/// Greatest height of a row.
const MOST: f32 = 13.0 * 72.0 / 25.4;

/// Shares of the columns' widths: what was said takes most.
const SHARES: [f32; 4] = [0.2, 0.2, 0.4, 0.2];

/// How many rows of a table fit into a height, at most those that it asks for.
pub(super) fn fitting(log: &LogTable, room: f32) -> usize {
    (((room - HEAD) / LEAST).floor().max(0.0) as usize).min(log.rows)
}

/// Draws a table of `rows` rows that fill `room` points. Returns its height.
pub(super) fn draw(
    c: &mut Composer<'_>,
    parent: Node,
    log: &LogTable,
    rows: usize,
    (y, room): (f32, f32),
    marks: &mut Vec<Mark>,
) -> f32 {
    let table = c.tags.node(parent, Kind::Table);
    let head = c.tags.node(table, Kind::Head);
    let head = c.tags.node(head, Kind::Row);
    let edges = edges(c.column, log.columns.len());
    let style = Style::title(8.5, 11.0);
    let laid: Vec<_> = log
        .columns
        .iter()
        .zip(edges.windows(2))
        .map(|(name, edge)| c.lay(&[Inline::bold(name)], style, edge[1] - edge[0] - 8.0))
        .collect();
    let head_height = laid.iter().map(|p| p.height() + 6.0).fold(HEAD, f32::max);
    for (p, edge) in laid.iter().zip(&edges) {
        let cell = c.tags.node(head, Kind::ColumnHead);
        c.put(p, cell, (edge + 4.0, y + (head_height - p.height()) / 2.0), marks);
    }
    let body = c.tags.node(table, Kind::Rows);
    for _ in 0..rows {
        let row = c.tags.node(body, Kind::Row);
        for _ in 0..log.columns.len() {
            let cell = c.tags.node(row, Kind::Cell);
            marks.push(Mark::Nothing(c.tags.slot(cell)));
        }
    }
    let each = ((room - head_height) / rows.max(1) as f32).clamp(LEAST, MOST);
    let height = head_height + each * rows as f32;
    let line = |from, to| Mark::Line { from, to, width: 0.7, dashed: false };
    marks.push(line((0.0, y), (c.column, y)));
    for row in 0..=rows {
        let at = y + head_height + each * row as f32;
        marks.push(line((0.0, at), (c.column, at)));
    }
    for edge in edges {
        marks.push(line((edge, y), (edge, y + height)));
    }
    height
}

/// Left edges of the columns, and the right edge of the last.
fn edges(width: f32, columns: usize) -> Vec<f32> {
    let share = |i: usize| if columns == SHARES.len() { SHARES[i] } else { 1.0 / columns.max(1) as f32 };
    let mut edges = vec![0.0];
    let mut at = 0.0;
    for i in 0..columns {
        at += share(i) * width;
        edges.push(at);
    }
    edges
}
