//! A ladder: whom to go to, when one may climb, how long they have.

use super::super::compose::Composer;
use super::super::page::{Kind, Mark, Node, Slab};
use super::super::text::{Inline, Style};
use crate::view::{LadderView, RungView};

/// Space inside of a card.
const PAD: f32 = 10.0;

/// Width of the labels in a card.
const LABELS: f32 = 62.0;

/// The ladder's rungs as cards with what lies between them; its heading has `level` and names the country
/// if there are ladders of several.
pub(super) fn slabs(
    c: &mut Composer<'_>,
    ladder: &LadderView,
    level: u16,
    of_many: Option<&str>,
) -> Vec<Slab> {
    let title = match of_many {
        Some(country) => format!("{}{}{country}", c.t("contacts"), c.t("colon")),
        None => c.t("contacts"),
    };
    let (_, marks, height) = c.heading(c.root, level, &title, &[]);
    let outline = Some((level, title));
    let place = Some(format!("ladder-{}", ladder.id));
    let mut slabs = vec![Slab {
        marks,
        height: height + 4.0,
        before: 14.0,
        keep: true,
        outline,
        place,
        ..Slab::default()
    }];
    let list = c.tags.node(c.root, Kind::List);
    for (i, rung) in ladder.rungs.iter().enumerate() {
        let last = i + 1 == ladder.rungs.len();
        let item = c.tags.node(list, Kind::Item);
        let body = c.tags.node(item, Kind::Body);
        slabs.push(card(c, body, rung, last));
        if !rung.exclusive_note.is_empty() {
            if let Some(card) = slabs.last_mut() {
                card.keep = true;
            }
            slabs.push(either(c, body, rung));
        }
        if !last {
            slabs.push(climb(c, body, rung));
        }
    }
    slabs
}

fn card(c: &mut Composer<'_>, body: Node, rung: &RungView, last: bool) -> Slab {
    let mut marks = Vec::new();
    let width = c.column - 2.0 * PAD;
    let small = Style { justify: false, ..Style::new(9.0, 13.0) };
    let mut y = 7.0;
    let mut head = c.fill("rung", "n", &rung.n.to_string());
    if !rung.enter_when.is_empty() {
        head.push_str(&format!(" · {}", rung.enter_when));
    }
    let node = c.tags.node(body, Kind::Paragraph);
    y += c.text(node, &[Inline::new(head)], small, (PAD, y, width), &mut marks) + 1.0;
    let href = rung.authority.as_ref().and_then(|a| c.base.resolve(&a.href));
    let mut name = vec![Inline::bold(&rung.name).linked(href)];
    if rung.authority.as_ref().is_some_and(|a| a.unverified) {
        name.push(Inline::new("\u{a0}"));
        name.push(Inline::pill(c.t("unverified")));
    }
    let node = c.tags.node(body, Kind::Paragraph);
    y += c.text(node, &name, Style::title(11.5, 16.5), (PAD, y, width), &mut marks) + 2.0;
    if let Some(a) = rung.authority.as_ref().filter(|a| !a.phone.is_empty()) {
        let link = c.base.resolve(&a.tel);
        let mut phone = vec![Inline::bold(&a.phone).linked(link)];
        if a.phone_unverified {
            phone.push(Inline::new("\u{a0}"));
            phone.push(Inline::pill(c.t("unverified")).scaled(0.6));
        }
        let node = c.tags.node(body, Kind::Paragraph);
        y += c.text(node, &phone, Style::title(13.0, 19.0), (PAD, y, width), &mut marks) + 2.0;
    }
    for (label, words) in facts(c, rung, last) {
        let node = c.tags.node(body, Kind::Paragraph);
        let left = c.lay(&[Inline::new(&label)], small.grey(50), LABELS - 6.0);
        let right = c.lay(&[Inline::new(words)], Style::new(9.5, 13.5), width - LABELS);
        c.put(&left, node, (PAD, y), &mut marks);
        c.put(&right, node, (PAD + LABELS, y), &mut marks);
        y += left.height().max(right.height()) + 1.5;
    }
    y += 6.0;
    marks.push(Mark::Frame { x: 0.0, y: 0.0, width: c.column, height: y, radius: 5.0, stroke: 0.8 });
    Slab { marks, height: y, before: 6.0, ..Slab::default() }
}

/// Labels and words of a rung's card.
fn facts(c: &Composer<'_>, rung: &RungView, last: bool) -> Vec<(String, String)> {
    let authority = |get: fn(&crate::view::AuthorityCard) -> &String| {
        rung.authority.as_ref().map(|a| get(a).clone()).unwrap_or_default()
    };
    let can = if rung.outcome.is_empty() { authority(|a| &a.can_order) } else { rung.outcome.clone() };
    let time = match &rung.they_have {
        Some(d) if d.whose == "you" => {
            (c.t("strip_you"), format!("{}{}{}", d.length, c.t("comma"), c.fill("from", "from", &d.from)))
        }
        Some(d) if last => (c.t("rung_time"), d.length.clone()),
        _ => (String::new(), String::new()),
    };
    let mut facts = vec![
        (c.t("rung_first"), authority(|a| &a.precondition)),
        (c.t("rung_do"), rung.you_do.clone()),
        (c.t("rung_can"), can),
        (c.t("rung_cannot"), authority(|a| &a.not_handles)),
        time,
        (c.t("rung_stop"), rung.stop_if.clone()),
    ];
    facts.retain(|(_, words)| !words.is_empty());
    facts
}

/// The other doors that this rung shuts.
fn either(c: &mut Composer<'_>, body: Node, rung: &RungView) -> Slab {
    let mut marks = Vec::new();
    let width = c.column - 2.0 * PAD;
    let node = c.tags.node(body, Kind::Paragraph);
    let words = [Inline::bold(c.label("either_or")), Inline::new(&rung.exclusive_note)];
    let mut y = 6.0 + c.text(node, &words, Style::new(9.5, 13.5), (PAD, 6.0, width), &mut marks);
    if !rung.exclusive_with.is_empty() {
        let node = c.tags.node(body, Kind::Paragraph);
        let mut pieces = vec![Inline::new("→ ")];
        for (i, other) in rung.exclusive_with.iter().enumerate() {
            if i > 0 {
                pieces.push(Inline::new(c.t("comma")));
            }
            pieces.push(Inline::new(&other.title).linked(c.base.resolve(&other.href)));
        }
        y += c.text(
            node,
            &pieces,
            Style { justify: false, ..Style::new(9.0, 13.0) },
            (PAD, y, width),
            &mut marks,
        );
    }
    y += 6.0;
    marks.push(Mark::Frame { x: 0.0, y: 0.0, width: c.column, height: y, radius: 5.0, stroke: 1.4 });
    Slab { marks, height: y, before: 6.0, ..Slab::default() }
}

/// The way to the next rung: how long to wait, and what lets one climb.
fn climb(c: &mut Composer<'_>, body: Node, rung: &RungView) -> Slab {
    let mut marks = Vec::new();
    let mut y = 0.0;
    let (x, width) = (28.0, c.column - 28.0);
    if let Some(d) = rung.they_have.as_ref().filter(|d| d.whose != "you") {
        let node = c.tags.node(body, Kind::Paragraph);
        let words = c.fill("wait_for", "length", &d.length);
        y += c.text(node, &[Inline::bold(words)], Style::title(10.0, 14.0), (x, y, width), &mut marks);
    }
    let mut words = rung.next_if.clone();
    if !words.is_empty() {
        words.push(' ');
    }
    words.push_str(&format!("→ {}", c.t("climb")));
    let node = c.tags.node(body, Kind::Paragraph);
    let style = Style { justify: false, ..Style::new(9.0, 13.0) };
    y += c.text(node, &[Inline::new(words)], style, (x, y, width), &mut marks);
    let height = y.max(20.0);
    let tip = height + 1.0;
    marks.push(Mark::Line { from: (14.0, 0.0), to: (14.0, tip), width: 1.2, dashed: true });
    for side in [10.0, 18.0] {
        marks.push(Mark::Line { from: (side, tip - 4.5), to: (14.0, tip), width: 1.2, dashed: false });
    }
    Slab { marks, height, before: 5.0, keep: true, ..Slab::default() }
}
