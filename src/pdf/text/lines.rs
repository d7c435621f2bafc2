//! Clusters into lines: where each ends, and how Chinese lines are made flush.

use std::ops::Range;

use super::cluster::{Cluster, End};
use super::spacing::{Class, HALF};

/// How much a line of Chinese may be stretched at each place, in em. Readers that guess spaces from
/// gaps start at a tenth of an em.
const MOST_STRETCH: f32 = 0.085;

/// How many characters of Chinese are too few for a line.
const FEW: usize = 2;

/// Rounding of sums of widths, in points.
const EPSILON: f32 = 0.01;

/// A line: its clusters, and where it starts and ends.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) clusters: Range<usize>,
    /// Shift of the first cluster: what an opening mark loses at the left edge, negative.
    pub(super) shift: f32,
    /// Space added after each cluster that may be stretched.
    pub(super) stretch: f32,
    /// Width without the blank part at the end.
    pub(super) width: f32,
}

/// How lines are made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measure {
    /// Width of the lines in points.
    pub(super) width: f32,
    /// Indent of the first line in points.
    pub(super) indent: f32,
    /// Whether full lines of Chinese are stretched to the width.
    pub(super) justify: bool,
}

/// Breaks clusters into lines. There is always one line.
pub(super) fn lines(clusters: &[Cluster], measure: Measure) -> Vec<Line> {
    let mut found = greedy(clusters, measure);
    company(clusters, &mut found);
    if measure.justify {
        justify(clusters, &mut found, measure);
    }
    found
}

/// One or two characters on the last line look like a slip: gives them company from the line before.
fn company(clusters: &[Cluster], found: &mut Vec<Line>) {
    let [.., before, last] = found.as_slice() else { return };
    let letters = |l: &Line| clusters[l.clusters.clone()].iter().filter(|c| c.class.is_letter()).count();
    let forced = clusters[before.clusters.end - 1].end == End::Must;
    if forced || letters(last) > FEW || letters(last) == 0 {
        return;
    }
    let mut at = before.clusters.end;
    let (start, end) = (before.clusters.start, last.clusters.end);
    let half = start + before.clusters.len() / 2;
    let mut moved = 0;
    while at > half && (moved + letters(last) <= FEW || clusters[at - 1].end != End::May) {
        at -= 1;
        moved += usize::from(clusters[at].class.is_letter());
    }
    if at > half {
        found.truncate(found.len() - 2);
        found.push(line(clusters, start..at));
        found.push(line(clusters, at..end));
    }
}

fn greedy(clusters: &[Cluster], measure: Measure) -> Vec<Line> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut place = None;
    let mut at = 0;
    while at < clusters.len() {
        let room = measure.width - if found.is_empty() { measure.indent } else { 0.0 };
        let fits = line(clusters, start..at + 1).width <= room + EPSILON;
        if !fits && at > start {
            let end = place.or_else(|| at_space(clusters, start, at)).unwrap_or(at); // nowhere to break: anywhere
            found.push(line(clusters, start..end));
            start = end;
            place = None;
            at = start;
            continue;
        }
        at += 1;
        match clusters[at - 1].end {
            End::Must => {
                found.push(line(clusters, start..at));
                start = at;
                place = None;
            }
            End::May => place = Some(at),
            End::No => {}
        }
    }
    if start < clusters.len() || found.is_empty() {
        found.push(line(clusters, start..clusters.len()));
    }
    found
}

/// The last place after a space that should not break: better than inside of a word.
fn at_space(clusters: &[Cluster], start: usize, at: usize) -> Option<usize> {
    (start + 1..=at).rev().find(|i| clusters[i - 1].class == Class::Space && i - 1 > start)
}

/// A line with its edges trimmed: no space at its end, half of a mark at both.
fn line(clusters: &[Cluster], range: Range<usize>) -> Line {
    let within = &clusters[range.clone()];
    let solid = within.iter().rposition(|c| c.class != Class::Space && c.width > 0.0).map_or(0, |i| i + 1);
    let mut width: f32 = within[..solid].iter().map(|c| c.width + c.gap).sum();
    let mut shift = 0.0;
    if let Some(last) = within[..solid].last() {
        width -= last.gap;
        if last.class == Class::Close {
            width -= HALF * last.size;
        }
    }
    if let Some(first) = within.first()
        && first.class == Class::Open
    {
        shift = -HALF * first.size;
        width += shift;
    }
    Line { clusters: range, shift, stretch: 0.0, width }
}

/// Stretches all lines but the last of each run to the width, if little is enough.
fn justify(clusters: &[Cluster], lines: &mut [Line], measure: Measure) {
    let count = lines.len();
    for (i, line) in lines.iter_mut().enumerate() {
        let within = &clusters[line.clusters.clone()];
        if i + 1 == count || within.last().is_some_and(|c| c.end == End::Must) {
            continue;
        }
        let room = measure.width - if i == 0 { measure.indent } else { 0.0 };
        let places = places(within);
        let size = within.first().map_or(0.0, |c| c.size);
        let each = (room - line.width) / places as f32;
        if places > 0 && each > 0.0 && each <= MOST_STRETCH * size {
            line.stretch = each;
            line.width = room;
        }
    }
}

fn places(within: &[Cluster]) -> usize {
    within.windows(2).filter(|w| may_stretch(&w[0], &w[1])).count()
}

/// Whether space may be added between two clusters: in the grid of Chinese, and at spaces; not where
/// the gap between Han and Latin is.
pub(super) fn may_stretch(a: &Cluster, b: &Cluster) -> bool {
    let latin = a.class == Class::Latin || b.class == Class::Latin;
    (a.class.is_grid() && b.class.is_grid())
        || (!latin && a.class == Class::Space)
        || (a.class == Class::Space && b.class.is_grid())
}
