//! Slabs onto pages: what belongs together stays together, and tables repeat their heads.

use super::{Mark, Sheet, Slab, Tags};

/// What stands at the foot of each page of a section, except the page's number.
#[derive(Debug, Clone, Default)]
pub(crate) struct Footer {
    /// Text at the left.
    pub(crate) text: String,
}

/// Slabs that share a footer. A section starts a page.
#[derive(Debug)]
pub(crate) struct Section {
    pub(crate) slabs: Vec<Slab>,
    pub(crate) tags: Tags,
    pub(crate) footer: Footer,
    /// Title at the head of its pages after the first.
    pub(crate) title: String,
}

/// A page: slabs with the y of their tops.
#[derive(Debug, Default)]
pub(super) struct Page<'a> {
    pub(super) slabs: Vec<(f32, &'a Slab)>,
    /// Repeated heads of tables.
    pub(super) heads: Vec<(f32, &'a [Mark])>,
}

/// How many pages a section takes.
pub(crate) fn count(section: &Section, sheet: &Sheet) -> usize {
    pages(&section.slabs, sheet).len()
}

/// Distributes the slabs of a section. A chain that is higher than a page is broken where the page ends.
pub(super) fn pages<'a>(slabs: &'a [Slab], sheet: &Sheet) -> Vec<Page<'a>> {
    let bottom = sheet.height - sheet.bottom;
    let mut pages = vec![Page::default()];
    let mut y = sheet.top;
    let mut fresh = true;
    let mut start = 0;
    while start < slabs.len() {
        let mut end = start + 1;
        while end < slabs.len() && slabs[end - 1].keep && !slabs[end].new_page {
            end += 1;
        }
        let chain = &slabs[start..end];
        let height: f32 = chain.iter().map(|s| s.before + s.height).sum::<f32>() - chain[0].before;
        let gap = if fresh { 0.0 } else { chain[0].before };
        if !fresh && (chain[0].new_page || y + gap + height > bottom + 0.05) {
            pages.push(Page::default());
            y = sheet.top;
            fresh = true;
        }
        for slab in chain {
            let gap = if fresh { 0.0 } else { slab.before };
            if !fresh && y + gap + slab.height > bottom + 0.05 {
                pages.push(Page::default());
                y = sheet.top;
                fresh = true;
            }
            let page = pages.last_mut().expect("there is always a page");
            if fresh && let Some(head) = &slab.head {
                page.heads.push((y, &head.0));
                y += head.1;
            } else if !fresh {
                y += slab.before;
            }
            page.slabs.push((y, slab));
            y += slab.height;
            fresh = false;
        }
        start = end;
    }
    pages
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;

    const SHEET: Sheet = Sheet { width: 100.0, height: 120.0, top: 10.0, side: 10.0, bottom: 10.0 };

    fn slab(height: f32) -> Slab {
        Slab { height, before: 5.0, ..Slab::default() }
    }

    fn tops(slabs: &[Slab]) -> Vec<Vec<f32>> {
        pages(slabs, &SHEET).iter().map(|p| p.slabs.iter().map(|s| s.0).collect()).collect()
    }

    #[test]
    fn slabs_fill_pages_without_space_at_the_top() {
        assert_eq!(tops(&[slab(40.0), slab(40.0), slab(40.0)]), [vec![10.0, 55.0], vec![10.0]]);
    }

    #[test]
    fn a_heading_goes_with_what_follows() {
        let heading = Slab { keep: true, ..slab(10.0) };
        assert_eq!(tops(&[slab(70.0), heading, slab(30.0)]), [vec![10.0], vec![10.0, 25.0]]);
    }

    #[test]
    fn a_chain_that_is_too_high_is_broken_and_loses_nothing() {
        let link = Slab { keep: true, ..slab(45.0) };
        let chain = [link.clone(), link.clone(), link, slab(10.0)];
        assert_eq!(tops(&chain), [vec![10.0, 60.0], vec![10.0, 60.0]]);
    }

    #[test]
    fn a_table_repeats_its_head() {
        let row = Slab { head: Some(Rc::new((Vec::new(), 12.0))), before: 0.0, ..slab(60.0) };
        let made = [Slab { keep: true, ..slab(12.0) }, row.clone(), row];
        let found = pages(&made, &SHEET);
        assert_eq!(found.len(), 2);
        assert!(found[0].heads.is_empty());
        assert_eq!((found[1].heads[0].0, found[1].slabs[0].0), (10.0, 22.0));
    }
}
