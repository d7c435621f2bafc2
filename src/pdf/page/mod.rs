//! Pages: marks on paper, their order, and the file that holds them.

mod paginate;
mod shapes;
mod tags;
mod write;

use std::rc::Rc;

pub(crate) use paginate::{Footer, Section, count};
pub(crate) use tags::{Kind, Node, Slot, Tags};
pub(crate) use write::{About, document};

use super::link::Target;
use super::text::Run;

/// Something on paper. Lengths are in points, y grows downwards.
#[derive(Debug, Clone)]
pub(crate) enum Mark {
    /// Text; without a slot it is furniture that nobody reads aloud.
    Text(Run, Option<Slot>),
    /// A line from a point to another, of a width.
    Line { from: (f32, f32), to: (f32, f32), width: f32, dashed: bool },
    /// A frame with round corners.
    Frame { x: f32, y: f32, width: f32, height: f32, radius: f32, stroke: f32 },
    /// A filled rectangle; 0 is black.
    Fill { x: f32, y: f32, width: f32, height: f32, grey: u8 },
    /// A box to tick.
    Tick { x: f32, y: f32, side: f32, ticked: bool, slot: Slot },
    /// The dot before an item of a list.
    Dot { x: f32, y: f32, slot: Slot },
    /// A QR code: dark runs of modules (column, row, length) on a square of `size` modules.
    Code { x: f32, y: f32, side: f32, runs: Rc<[(u32, u32, u32)]>, size: u32, slot: Slot },
    /// An empty cell of a table.
    Nothing(Slot),
    /// An area that leads somewhere, with its description.
    Link { x: f32, y: f32, width: f32, height: f32, target: Target, alt: String, slot: Slot },
}

impl Mark {
    /// The mark at another place.
    pub(crate) fn moved(mut self, dx: f32, dy: f32) -> Mark {
        match &mut self {
            Mark::Text(run, _) => {
                run.x += dx;
                run.baseline += dy;
            }
            Mark::Line { from, to, .. } => {
                *from = (from.0 + dx, from.1 + dy);
                *to = (to.0 + dx, to.1 + dy);
            }
            Mark::Frame { x, y, .. }
            | Mark::Fill { x, y, .. }
            | Mark::Tick { x, y, .. }
            | Mark::Dot { x, y, .. }
            | Mark::Code { x, y, .. }
            | Mark::Link { x, y, .. } => {
                *x += dx;
                *y += dy;
            }
            Mark::Nothing(_) => {}
        }
        self
    }
}

/// A piece of a column that no page break divides.
#[derive(Debug, Clone, Default)]
pub(crate) struct Slab {
    /// What is on it, relative to its top left corner.
    pub(crate) marks: Vec<Mark>,
    pub(crate) height: f32,
    /// Space above it; none at the top of a page.
    pub(crate) before: f32,
    /// Whether the next slab must stand on the same page.
    pub(crate) keep: bool,
    /// Whether it starts a page.
    pub(crate) new_page: bool,
    /// What is repeated above it at the top of a page: the head of its table, and its height.
    pub(crate) head: Option<Rc<(Vec<Mark>, f32)>>,
    /// Entry of the outline: level from 1, and its text.
    pub(crate) outline: Option<(u16, String)>,
    /// Name that links of the document use.
    pub(crate) place: Option<String>,
}

/// Paper and margins, in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Sheet {
    pub(crate) width: f32,
    pub(crate) height: f32,
    pub(crate) top: f32,
    pub(crate) side: f32,
    pub(crate) bottom: f32,
}

impl Sheet {
    /// Width of the column.
    pub(crate) fn column(&self) -> f32 {
        self.width - 2.0 * self.side
    }

    /// Height of the column.
    pub(crate) fn room(&self) -> f32 {
        self.height - self.top - self.bottom
    }
}

/// Millimetres in points.
pub(crate) const fn mm(n: f32) -> f32 {
    n * 72.0 / 25.4
}
