//! Records as cards, in the language of the page's content.

use super::page::PageCx;
use crate::library::Library;
use crate::record::{
    Common, Confidence, Deadline, Field, FieldKind, Letter, Perishable, Piece, RecordKind, Unit, pieces,
};
use crate::table::{I18n, Spanned};
use crate::text::keep_units_together;
use crate::view::{
    AuthorityCard, DeadlineCard, EvidenceCard, FieldView, LadderView, LetterSegment, LetterView, Link,
    RungView, SourceCard, TermCard,
};

fn text(page: &PageCx<'_>, words: &I18n) -> String {
    keep_units_together(page.library().config().text(words, &page.content_lang))
}

fn href(page: &PageCx<'_>, kind: RecordKind, id: &str) -> String {
    page.href(&page.cx.record_path(kind, id, &page.lang))
}

/// Name of a country in the language of the page's content.
pub(super) fn jurisdiction(page: &PageCx<'_>, code: &str) -> String {
    if code.is_empty() { String::new() } else { page.content_t(&format!("jurisdiction_{code}")).to_owned() }
}

/// What a reference without words of its own says: a name, a title, or a deadline's length.
pub(crate) fn name(page: &PageCx<'_>, kind: RecordKind, id: &str) -> String {
    let records = page.library().records();
    let found = match kind {
        RecordKind::Authority => records.authorities.get(id).map(|r| text(page, &r.name)),
        RecordKind::Deadline => records.deadlines.get(id).map(|r| length(page, r)),
        RecordKind::Evidence => records.evidence.get(id).map(|r| text(page, &r.name)),
        RecordKind::Letter => records.letters.get(id).map(|r| text(page, &r.name)),
        RecordKind::Ladder => records.ladders.get(id).map(|r| text(page, &r.name)),
        RecordKind::Term => records.terms.get(id).map(|r| text(page, &r.name)),
        RecordKind::Source => records.sources.get(id).map(|r| text(page, &r.title)),
    };
    found.unwrap_or_default()
}

/// Language in which a record is shown where this one is wanted: that of its name, title or act; of a letter, that of
/// its text.
pub(super) fn written_in(library: &Library, kind: RecordKind, id: &str, lang: &str) -> String {
    let records = library.records();
    let own = match kind {
        RecordKind::Authority => records.authorities.get(id).map(|r| &r.name),
        RecordKind::Deadline => records.deadlines.get(id).map(|r| &r.act),
        RecordKind::Evidence => records.evidence.get(id).map(|r| &r.name),
        RecordKind::Letter => records.letters.get(id).map(|r| &r.body),
        RecordKind::Ladder => records.ladders.get(id).map(|r| &r.name),
        RecordKind::Term => records.terms.get(id).map(|r| &r.name),
        RecordKind::Source => records.sources.get(id).map(|r| &r.title),
    };
    own.map_or(lang, |text| text.lang(lang, &library.config().default_language)).to_owned()
}

/// Length of a deadline in words, number and unit kept together.
pub(crate) fn length(page: &PageCx<'_>, deadline: &Deadline) -> String {
    let unit = deadline.unit.unwrap_or(Unit::CalendarDays).as_str().replace('-', "_");
    let key = if deadline.n == 1 { format!("unit_{unit}_one") } else { format!("unit_{unit}") };
    let words = page.content_texts().fill(&key, &[("n", &deadline.n.to_string())]);
    // The words of a unit of two, calendar days, may part: all on one line is too wide for a narrow cell.
    words.replacen(' ', "\u{a0}", 1)
}

/// `tel:` address of a phone number as written.
pub(super) fn tel(phone: &str) -> String {
    let digits: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    format!("tel:{digits}")
}

fn date(value: Option<&Spanned<jiff::civil::Date>>) -> String {
    value.map(|d| d.value.to_string()).unwrap_or_default()
}

fn checked(common: &Common) -> String {
    date(common.checked_on.as_ref())
}

/// An authority's card.
pub(super) fn authority(page: &PageCx<'_>, id: &str) -> Option<AuthorityCard> {
    let a = page.library().records().authorities.get(id)?;
    let phone = a.phone.as_ref().map(|p| p.value.clone()).unwrap_or_default();
    let kind = a
        .kind
        .map(|k| page.content_t(&format!("authority_kind_{}", k.as_str().replace('-', "_"))).to_owned());
    Some(AuthorityCard {
        id: id.to_owned(),
        name: text(page, &a.name),
        aka: a.aka.iter().map(|n| keep_units_together(n)).collect(),
        kind: kind.unwrap_or_default(),
        jurisdiction: jurisdiction(page, &a.common.jurisdiction),
        href: href(page, RecordKind::Authority, id),
        tel: if phone.is_empty() { String::new() } else { tel(&phone) },
        phone_unverified: !phone.is_empty() && !a.phone_sourced,
        phone,
        url: web(a.url.as_ref()),
        handles: text(page, &a.handles),
        not_handles: text(page, &a.not_handles),
        precondition: text(page, &a.precondition),
        can_order: text(page, &a.can_order),
        cost: if a.cost.is_empty() {
            String::new()
        } else {
            page.content_t(&format!("cost_{}", a.cost)).to_owned()
        },
        checked_on: checked(&a.common),
        unverified: a.confidence == Confidence::Unverified,
        active: a.active.as_str().to_owned(),
    })
}

/// A deadline's card.
pub(super) fn deadline(page: &PageCx<'_>, id: &str) -> Option<DeadlineCard> {
    let library = page.library();
    let d = library.records().deadlines.get(id)?;
    let whose = d.whose.map_or("company", |w| w.as_str());
    let own = text(page, &d.who);
    let unit = d.unit.unwrap_or(Unit::CalendarDays);
    let sources = d.common.sources.iter().map(|s| Link {
        title: name(page, RecordKind::Source, &s.value),
        href: href(page, RecordKind::Source, &s.value),
        lang: String::new(),
    });
    let holidays = library.holidays(&d.common.jurisdiction).filter(|_| unit.needs_holidays());
    Some(DeadlineCard {
        id: id.to_owned(),
        who: if own.is_empty() { page.content_t(&format!("whose_{whose}")).to_owned() } else { own },
        whose: whose.to_owned(),
        act: text(page, &d.act),
        n: d.n,
        unit: unit.as_str().to_owned(),
        length: length(page, d),
        from: text(page, &d.from),
        missed: text(page, &d.missed),
        extendable: text(page, &d.extendable),
        article: text(page, &d.article),
        jurisdiction: d.common.jurisdiction.clone(),
        jurisdiction_name: jurisdiction(page, &d.common.jurisdiction),
        href: href(page, RecordKind::Deadline, id),
        sources: sources.collect(),
        computable: !unit.needs_holidays() || holidays.is_some(),
        holidays: holidays.map(|h| h.holidays.clone()).unwrap_or_default(),
        workdays: holidays.map(|h| h.workdays.clone()).unwrap_or_default(),
        years: holidays.map(|h| h.years.clone()).unwrap_or_default(),
    })
}

/// An evidence item's card.
pub(super) fn evidence(page: &PageCx<'_>, id: &str) -> Option<EvidenceCard> {
    let e = page.library().records().evidence.get(id)?;
    let perishable = match e.perishable {
        Perishable::No => String::new(),
        other => {
            let own = text(page, &e.tag);
            if own.is_empty() {
                page.content_t(&format!("perishable_{}", other.as_str())).to_owned()
            } else {
                own
            }
        }
    };
    Some(EvidenceCard {
        id: id.to_owned(),
        name: text(page, &e.name),
        href: href(page, RecordKind::Evidence, id),
        why: text(page, &e.why),
        how: text(page, &e.how),
        keep: text(page, &e.keep),
        perishable,
        sensitive: e.sensitive,
        legal_note: text(page, &e.legal_note),
    })
}

fn web(url: Option<&Spanned<String>>) -> String {
    url.map(|u| u.value.clone()).unwrap_or_default()
}

/// A source's card; `n` is its number on the page, 0 in lists.
pub(super) fn source(page: &PageCx<'_>, id: &str, n: usize) -> Option<SourceCard> {
    let s = page.library().records().sources.get(id)?;
    let kind =
        s.kind.map(|k| page.content_t(&format!("source_kind_{}", k.as_str().replace('-', "_"))).to_owned());
    Some(SourceCard {
        n,
        id: id.to_owned(),
        title: text(page, &s.title),
        publisher: text(page, &s.publisher),
        url: web(s.url.as_ref()),
        archived: web(s.archived.as_ref()),
        kind: kind.unwrap_or_default(),
        jurisdiction: jurisdiction(page, &s.common.jurisdiction),
        confidence: s.confidence.as_str().to_owned(),
        retrieved_on: date(s.retrieved_on.as_ref()),
        in_force_from: date(s.in_force_from.as_ref()),
        in_force_to: date(s.in_force_to.as_ref()),
        note: text(page, &s.note),
        href: href(page, RecordKind::Source, id),
    })
}

/// A term's card.
pub(super) fn term(page: &PageCx<'_>, id: &str) -> Option<TermCard> {
    let t = page.library().records().terms.get(id)?;
    Some(TermCard {
        id: id.to_owned(),
        name: text(page, &t.name),
        aliases: t.aliases.iter().map(|n| keep_units_together(n)).collect(),
        definition: text(page, &t.definition),
        href: href(page, RecordKind::Term, id),
    })
}

/// A ladder.
pub(super) fn ladder(page: &PageCx<'_>, id: &str) -> Option<LadderView> {
    let l = page.library().records().ladders.get(id)?;
    let rungs = l.rungs.iter().enumerate().map(|(i, rung)| {
        let authority = rung.authority.as_ref().and_then(|a| authority(page, &a.value));
        let actor = text(page, &rung.actor);
        RungView {
            n: i + 1,
            name: if actor.is_empty() {
                authority.as_ref().map(|a| a.name.clone()).unwrap_or_default()
            } else {
                actor
            },
            authority,
            enter_when: text(page, &rung.enter_when),
            you_do: text(page, &rung.you_do),
            outcome: text(page, &rung.outcome),
            they_have: rung.they_have.as_ref().and_then(|d| deadline(page, &d.value)),
            next_if: text(page, &rung.next_if),
            stop_if: text(page, &rung.stop_if),
            mandatory: rung.mandatory,
            exclusive_with: rung
                .exclusive_with
                .iter()
                .map(|a| Link {
                    title: name(page, RecordKind::Authority, &a.value),
                    href: href(page, RecordKind::Authority, &a.value),
                    lang: String::new(),
                })
                .collect(),
            exclusive_note: text(page, &rung.exclusive_note),
        }
    });
    Some(LadderView {
        id: id.to_owned(),
        name: text(page, &l.name),
        jurisdiction: jurisdiction(page, &l.common.jurisdiction),
        rungs: rungs.collect(),
    })
}

/// Language in which a letter is shown on a page: the page's, if it is written in it.
pub(super) fn letter_lang(page: &PageCx<'_>, letter: &Letter) -> String {
    letter.body.lang(&page.content_lang, &page.library().config().default_language).to_owned()
}

/// A letter.
pub(super) fn letter(page: &PageCx<'_>, id: &str) -> Option<LetterView> {
    let l = page.library().records().letters.get(id)?;
    let lang = letter_lang(page, l);
    let default = page.library().config().default_language.as_str();
    let fields: Vec<FieldView> = l.fields.iter().map(|f| field(f, &lang, default)).collect();
    let say = |t: &I18n| t.get(&lang, default).to_owned();
    let paragraphs = pieces(&say(&l.body))
        .into_iter()
        .map(|paragraph| {
            let mut out: Vec<LetterSegment> = Vec::with_capacity(paragraph.len());
            for piece in paragraph {
                match piece {
                    Piece::Text(text) => push_text(&mut out, text),
                    Piece::Blank(key) => out.push(LetterSegment {
                        text: String::new(),
                        field: fields.iter().find(|f| f.key == key).cloned(),
                        stop: false,
                    }),
                }
            }
            out
        })
        .collect();
    let channels = l.channels.iter().map(|c| page.content_t(&format!("channel_{c}")).to_owned());
    Some(LetterView {
        id: id.to_owned(),
        name: say(&l.name),
        href: href(page, RecordKind::Letter, id),
        to: say(&l.to),
        channels: channels.collect(),
        jurisdiction: jurisdiction(page, &l.common.jurisdiction),
        paragraphs,
        fields,
        attachments: l.attachments.iter().filter_map(|e| evidence(page, &e.value)).collect(),
        send_note: say(&l.send_note),
        lang,
    })
}

/// Text of a letter after what stands before it. The marks that close a long blank are a piece of their own.
fn push_text(out: &mut Vec<LetterSegment>, text: String) {
    let long = out.last().and_then(|s| s.field.as_ref()).is_some_and(|f| f.kind == "longtext");
    let rest = if long { text.trim_start_matches(['。', '，', '；', '.', ',', ';']) } else { &text };
    let mark = &text[..text.len() - rest.len()];
    for (piece, stop) in [(mark, true), (rest, false)] {
        if !piece.is_empty() {
            out.push(LetterSegment { text: piece.to_owned(), field: None, stop });
        }
    }
}

fn field(f: &Field, lang: &str, default: &str) -> FieldView {
    let say = |t: &I18n| keep_units_together(t.get(lang, default));
    let label = say(&f.label);
    let example = say(&f.example);
    // Wide enough for the example or the label; a Han character is two columns wide.
    let columns = |t: &str| t.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    let least = match f.kind {
        FieldKind::Date => 12,
        FieldKind::Money => 10,
        FieldKind::Phone => 14,
        FieldKind::LongText => 40,
        FieldKind::Text | FieldKind::Choice => 8,
    };
    FieldView {
        key: f.key.value.clone(),
        kind: f.kind.as_str().to_owned(),
        required: f.required,
        hint: say(&f.hint),
        choices: f.choices.iter().map(say).collect(),
        size: columns(&label).max(columns(&example)).clamp(least, 40),
        label,
        example,
    }
}
