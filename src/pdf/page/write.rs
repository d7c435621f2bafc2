//! Pages into a PDF file: tagged, PDF/UA-1, with outline and links, the same bytes each time.

use std::collections::{BTreeMap, BTreeSet};

use krilla::SerializeSettings;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target as PdfTarget};
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::{Destination, XyzDestination};
use krilla::geom::{Point, Rect};
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::{Page as PdfPage, PageSettings};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, SpanTag, TagTree};
use krilla::text::{GlyphId, KrillaGlyph};

use super::paginate::{self, Page};
use super::shapes::{fill, frame, line, rectangles};
use super::tags::Drawn;
use super::{Mark, Section, Sheet, Slot, mm};
use crate::pdf::Trouble;
use crate::pdf::link::Target;
use crate::pdf::text::{self, Align, Fonts, Inline, Part, Run, Style, Weight};

/// What a document says of itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct About {
    pub(crate) title: String,
    /// Author: the organisation, or the site.
    pub(crate) author: String,
    pub(crate) description: String,
    /// BCP 47 tag.
    pub(crate) lang: String,
    /// Name of the site, at the head of each page.
    pub(crate) site: String,
    /// Text of the page's number, with `{n}` and `{m}`.
    pub(crate) page_label: String,
    /// Whether the language is written in Han characters.
    pub(crate) han: bool,
}

/// A page, ready to be drawn.
struct Ready<'a> {
    section: usize,
    page: Page<'a>,
    furniture: Vec<Mark>,
}

/// Makes the file.
pub(crate) fn document(
    sections: &[Section],
    about: &About,
    sheet: &Sheet,
    fonts: &Fonts,
    missing: &mut BTreeSet<(Weight, char)>,
) -> Result<Vec<u8>, Trouble> {
    let mut ready: Vec<Ready<'_>> = Vec::new();
    for (section, s) in sections.iter().enumerate() {
        let pages = paginate::pages(&s.slabs, sheet);
        ready.extend(pages.into_iter().map(|page| Ready { section, page, furniture: Vec::new() }));
    }
    let total = ready.len();
    for n in 0..total {
        let first = n == 0 || ready[n - 1].section != ready[n].section;
        let section = &sections[ready[n].section];
        ready[n].furniture = furniture(section, about, sheet, fonts, (n + 1, total, first), missing);
    }
    if !missing.is_empty() {
        return Err(Trouble::Missing(std::mem::take(missing)));
    }
    draw(sections, about, sheet, fonts, &ready)
}

/// Head and foot of a page: `n` of `total`, and whether it is the first of its section.
fn furniture(
    section: &Section,
    about: &About,
    sheet: &Sheet,
    fonts: &Fonts,
    (n, total, first): (usize, usize, bool),
    missing: &mut BTreeSet<(Weight, char)>,
) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut put = |pieces: &[Inline], style: Style, x: f32, bottom: f32, width: f32| {
        let p = text::paragraph(pieces, style, width, fonts, about.han, missing);
        let top = bottom - p.height();
        for (i, line) in p.lines.into_iter().enumerate() {
            for part in line {
                if let Part::Run(run) = part {
                    marks.push(Mark::Text(run, None).moved(x, top + i as f32 * p.leading));
                }
            }
        }
        p.widest
    };
    let column = sheet.column();
    let right = Style::new(8.5, 11.0).aligned(Align::Right);
    let head = sheet.top - mm(2.2);
    put(&[Inline::bold(&about.site)], Style::title(9.0, 12.0), sheet.side, head, column * 0.45);
    if !first {
        let style = Style { size: 8.0, ..right }.grey(70);
        put(&[Inline::new(&section.title)], style, sheet.side + column * 0.45, head, column * 0.55);
    }
    let label = about.page_label.replace("{n}", &n.to_string()).replace("{m}", &total.to_string());
    let foot = sheet.height - mm(8.0);
    let wide = put(&[Inline::new(label)], right, sheet.side, foot, column);
    let style = Style { justify: false, ..Style::new(7.5, 10.0) }.grey(50);
    put(&[Inline::new(&section.footer.text)], style, sheet.side, foot, column - wide - mm(6.0));
    let y = head + mm(0.8);
    let rule = if first { 1.5 } else { 0.5 };
    marks.push(Mark::Line {
        from: (sheet.side, y),
        to: (sheet.side + column, y),
        width: rule,
        dashed: false,
    });
    marks
}

fn draw(
    sections: &[Section],
    about: &About,
    sheet: &Sheet,
    fonts: &Fonts,
    ready: &[Ready<'_>],
) -> Result<Vec<u8>, Trouble> {
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|e| Trouble::Writer(format!("{e:?}")))?;
    let mut pdf =
        krilla::Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let places = places(ready);
    let mut drawn: Vec<Drawn> = sections.iter().map(|s| Drawn::new(&s.tags)).collect();
    for page in ready {
        let settings = PageSettings::from_wh(sheet.width, sheet.height)
            .ok_or_else(|| Trouble::Writer("the paper has no size".to_owned()))?;
        let mut pdf_page = pdf.start_page_with(settings);
        let mut pen = Pen { drawn: &mut drawn[page.section], fonts, open: None };
        let mut links = Vec::new();
        let mut surface = pdf_page.surface();
        for (y, slab) in &page.page.slabs {
            for mark in &slab.marks {
                let mark = mark.clone().moved(sheet.side, *y);
                if matches!(mark, Mark::Link { .. }) {
                    links.push(mark)
                } else {
                    pen.mark(&mut surface, mark)
                }
            }
        }
        for (y, head) in &page.page.heads {
            for mark in *head {
                pen.furniture(&mut surface, mark.clone().moved(sheet.side, *y));
            }
        }
        for mark in &page.furniture {
            pen.furniture(&mut surface, mark.clone());
        }
        pen.close(&mut surface);
        surface.finish();
        for link in links {
            annotate(&mut pdf_page, link, &places, pen.drawn);
        }
    }
    let mut tree = TagTree::new().with_lang(Some(about.lang.clone()));
    for (section, drawn) in sections.iter().zip(&drawn) {
        drawn.push_to(&mut tree, &section.tags);
    }
    pdf.set_tag_tree(tree);
    pdf.set_outline(outline(ready, sheet));
    pdf.set_metadata(
        Metadata::new()
            .title(about.title.clone())
            .description(about.description.clone())
            .language(about.lang.clone())
            .authors(vec![about.author.clone()])
            .creator("kb".to_owned()),
    );
    pdf.finish().map_err(|e| Trouble::Writer(format!("{e:?}")))
}

type Places<'a> = BTreeMap<&'a str, (usize, f32)>;

fn places<'a>(ready: &[Ready<'a>]) -> Places<'a> {
    let mut places = BTreeMap::new();
    for (n, page) in ready.iter().enumerate() {
        for (y, slab) in &page.page.slabs {
            if let Some(name) = &slab.place {
                places.insert(name.as_str(), (n, *y));
            }
        }
    }
    places
}

/// The outline: entries of level 2 and deeper below the last one of level 1.
fn outline(ready: &[Ready<'_>], sheet: &Sheet) -> Outline {
    let mut tops: Vec<(OutlineNode, u16)> = Vec::new();
    for (n, page) in ready.iter().enumerate() {
        for (y, slab) in &page.page.slabs {
            let Some((level, text)) = &slab.outline else { continue };
            let at = XyzDestination::new(n, Point::from_xy(sheet.side, (*y - 6.0).max(0.0)));
            let node = OutlineNode::new(text.clone(), at);
            match tops.last_mut().filter(|(_, top)| *level > *top) {
                Some((top, _)) => top.push_child(node),
                None => tops.push((node, *level)),
            }
        }
    }
    let mut outline = Outline::new();
    tops.into_iter().for_each(|(node, _)| outline.push_child(node.with_open(true)));
    outline
}

fn annotate(page: &mut PdfPage<'_>, mark: Mark, places: &Places<'_>, drawn: &mut Drawn) {
    let Mark::Link { x, y, width, height, target, alt, slot } = mark else { return };
    let Some(area) = Rect::from_xywh(x, y, width.max(1.0), height) else { return };
    let target = match target {
        Target::Web(address) => PdfTarget::Action(Action::from(LinkAction::new(address))),
        Target::Place(name) => {
            let Some((n, y)) = places.get(name.as_str()) else { return };
            let at = XyzDestination::new(*n, Point::from_xy(0.0, (*y - 12.0).max(0.0)));
            PdfTarget::Destination(Destination::from(at))
        }
    };
    let annotation = Annotation::new_link(LinkAnnotation::new(area, target), Some(alt));
    drawn.add(slot, page.add_tagged_annotation(annotation));
}

/// Draws marks, each in the marked content of its slot.
struct Pen<'a> {
    drawn: &'a mut Drawn,
    fonts: &'a Fonts,
    /// The open marked content: a slot, or nothing for furniture.
    open: Option<Option<Slot>>,
}

impl Pen<'_> {
    fn open(&mut self, surface: &mut Surface<'_>, slot: Option<Slot>, tag: ContentTag<'_>) {
        if self.open == Some(slot) {
            return;
        }
        self.close(surface);
        let id: Identifier = surface.start_tagged(tag);
        if let Some(slot) = slot {
            self.drawn.add(slot, id);
        }
        self.open = Some(slot);
    }

    fn close(&mut self, surface: &mut Surface<'_>) {
        if self.open.take().is_some() {
            surface.end_tagged();
        }
    }

    fn aside(&mut self, surface: &mut Surface<'_>) {
        self.open(surface, None, ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
    }

    fn furniture(&mut self, surface: &mut Surface<'_>, mark: Mark) {
        self.aside(surface);
        match mark {
            Mark::Text(run, _) => self.text(surface, &run),
            Mark::Tick { .. }
            | Mark::Dot { .. }
            | Mark::Code { .. }
            | Mark::Nothing(_)
            | Mark::Link { .. } => {}
            mark => self.mark(surface, mark),
        }
    }

    fn mark(&mut self, surface: &mut Surface<'_>, mark: Mark) {
        match mark {
            Mark::Text(run, Some(slot)) => {
                self.open(surface, Some(slot), ContentTag::Other);
                self.text(surface, &run);
            }
            Mark::Text(run, None) => {
                self.aside(surface);
                self.text(surface, &run);
            }
            Mark::Line { from, to, width, dashed } => {
                self.aside(surface);
                line(surface, from, to, width, dashed);
            }
            Mark::Frame { x, y, width, height, radius, stroke } => {
                self.aside(surface);
                frame(surface, (x, y, width, height), radius, stroke);
            }
            Mark::Fill { x, y, width, height, grey } => {
                self.aside(surface);
                rectangles(surface, &[(x, y, width, height)], grey);
            }
            Mark::Tick { x, y, side, ticked, slot } => {
                let words = if ticked { "☑" } else { "☐" };
                self.close(surface);
                let tag = SpanTag::empty().with_actual_text(Some(words));
                self.open(surface, Some(slot), ContentTag::Span(tag));
                frame(surface, (x, y, side, side), 0.8, 1.0);
                if ticked {
                    line(
                        surface,
                        (x + side * 0.2, y + side * 0.55),
                        (x + side * 0.42, y + side * 0.78),
                        1.4,
                        false,
                    );
                    line(
                        surface,
                        (x + side * 0.42, y + side * 0.78),
                        (x + side * 0.82, y + side * 0.24),
                        1.4,
                        false,
                    );
                }
                self.close(surface);
            }
            Mark::Dot { x, y, slot } => {
                self.close(surface);
                let tag = SpanTag::empty().with_actual_text(Some("•"));
                self.open(surface, Some(slot), ContentTag::Span(tag));
                frame(surface, (x - 0.6, y - 0.6, 1.2, 1.2), 0.6, 1.4);
                self.close(surface);
            }
            Mark::Code { x, y, side, runs, size, slot } => {
                self.open(surface, Some(slot), ContentTag::Other);
                let unit = side / size as f32;
                let boxes: Vec<_> = runs
                    .iter()
                    .map(|(c, r, n)| {
                        (x + *c as f32 * unit, y + *r as f32 * unit, *n as f32 * unit, unit * 1.02)
                    })
                    .collect();
                rectangles(surface, &boxes, 0);
            }
            Mark::Nothing(slot) => {
                self.open(surface, Some(slot), ContentTag::Other);
                self.close(surface);
            }
            Mark::Link { .. } => {}
        }
    }

    fn text(&self, surface: &mut Surface<'_>, run: &Run) {
        if run.glyphs.is_empty() {
            return;
        }
        surface.set_fill(fill(run.grey));
        surface.set_stroke(None);
        let glyphs: Vec<KrillaGlyph> = run
            .glyphs
            .iter()
            .map(|(g, end)| {
                KrillaGlyph::new(GlyphId::new(g.id), g.advance, g.dx, g.dy, 0.0, g.at..*end, None)
            })
            .collect();
        let font = self.fonts.face(run.weight).font.clone();
        surface.draw_glyphs(Point::from_xy(run.x, run.baseline), &glyphs, font, &run.text, run.size, false);
    }
}
