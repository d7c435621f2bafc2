//! From the library's records to the exported ones.

use std::collections::BTreeSet;

use super::model::{address, date, some, texts, values};
use super::record::{
    AuthorityRecord, Common, DeadlineRecord, EvidenceRecord, FieldRecord, LadderRecord, LetterRecord,
    RecordSet, RungRecord, SourceRecord, TermRecord,
};
use crate::document::PageKind;
use crate::plan::Cx;
use crate::record::{self, Confidence, RecordKind};
use crate::table::Spanned;

/// All records, by kind, in order of id.
pub(super) fn all(cx: &Cx<'_>) -> RecordSet {
    let all = cx.library.records();
    RecordSet {
        authorities: all.authorities.values().map(|r| authority(cx, r)).collect(),
        deadlines: all.deadlines.values().map(|r| deadline(cx, r)).collect(),
        evidence: all.evidence.values().map(|r| evidence(cx, r)).collect(),
        letters: all.letters.values().map(|r| letter(cx, r)).collect(),
        ladders: all.ladders.values().map(|r| ladder(cx, r)).collect(),
        terms: all.terms.values().map(|r| term(cx, r)).collect(),
        sources: all.sources.values().map(|r| source(cx, r)).collect(),
    }
}

fn common(cx: &Cx<'_>, kind: RecordKind, record: &record::Common) -> Common {
    let languages = &cx.library.config().languages;
    let page = |lang: &String| (lang.clone(), address(cx, &cx.record_path(kind, &record.id, lang)));
    let mentions = cx.library.mentions(kind, &record.id).iter().map(|m| cx.library.document(m.document));
    let guides: BTreeSet<String> =
        mentions.filter(|d| d.kind == PageKind::Guide).map(|d| d.id.to_string()).collect();
    Common {
        id: record.id.clone(),
        urls: if kind.has_pages() { languages.iter().map(page).collect() } else { Default::default() },
        jurisdiction: some(&record.jurisdiction),
        sectors: record.sectors.clone(),
        sources: values(&record.sources),
        checked_on: date(record.checked_on.as_ref()),
        guides: guides.into_iter().collect(),
    }
}

fn id(reference: Option<&Spanned<String>>) -> Option<String> {
    reference.map(|r| r.value.clone())
}

fn authority(cx: &Cx<'_>, r: &record::Authority) -> AuthorityRecord {
    AuthorityRecord {
        common: common(cx, RecordKind::Authority, &r.common),
        name: texts(&r.name),
        aka: r.aka.clone(),
        kind: r.kind.map(|k| k.as_str().to_owned()).unwrap_or_default(),
        phone: id(r.phone.as_ref()),
        phone_sourced: r.phone.is_some() && r.phone_sourced,
        website: id(r.url.as_ref()),
        handles: texts(&r.handles),
        not_handles: texts(&r.not_handles),
        precondition: texts(&r.precondition),
        cost: some(&r.cost),
        can_order: texts(&r.can_order),
        deadlines: values(&r.deadlines),
        local_offices: r.local_offices,
        active: r.active.as_str().to_owned(),
        replaced_by: id(r.replaced_by.as_ref()),
        sourced: r.confidence == Confidence::Primary,
    }
}

fn deadline(cx: &Cx<'_>, r: &record::Deadline) -> DeadlineRecord {
    DeadlineRecord {
        common: common(cx, RecordKind::Deadline, &r.common),
        whose: r.whose.map(|w| w.as_str().to_owned()).unwrap_or_default(),
        who: texts(&r.who),
        act: texts(&r.act),
        n: r.n,
        unit: r.unit.map(|u| u.as_str().to_owned()).unwrap_or_default(),
        from: texts(&r.from),
        counts_from: some(&r.counts_from),
        missed: texts(&r.missed),
        extendable: texts(&r.extendable),
        authority: id(r.authority.as_ref()),
        article: texts(&r.article),
        sourced: r.confidence == Confidence::Primary,
    }
}

fn evidence(cx: &Cx<'_>, r: &record::Evidence) -> EvidenceRecord {
    EvidenceRecord {
        common: common(cx, RecordKind::Evidence, &r.common),
        name: texts(&r.name),
        why: texts(&r.why),
        how: texts(&r.how),
        keep: texts(&r.keep),
        perishable: r.perishable.as_str().to_owned(),
        sensitive: r.sensitive,
        hint: texts(&r.hint),
        legal_note: texts(&r.legal_note),
    }
}

fn letter(cx: &Cx<'_>, r: &record::Letter) -> LetterRecord {
    let field = |f: &record::Field| FieldRecord {
        key: f.key.value.clone(),
        label: texts(&f.label),
        kind: f.kind.as_str().to_owned(),
        required: f.required,
        sensitive: f.sensitive,
        hint: texts(&f.hint),
        choices: f.choices.iter().map(texts).collect(),
    };
    LetterRecord {
        common: common(cx, RecordKind::Letter, &r.common),
        name: texts(&r.name),
        purpose: r.purpose.clone(),
        to: texts(&r.to),
        channels: r.channels.iter().map(|c| (*c).to_owned()).collect(),
        body: texts(&r.body),
        fields: r.fields.iter().map(field).collect(),
        attachments: values(&r.attachments),
        send_note: texts(&r.send_note),
    }
}

fn ladder(cx: &Cx<'_>, r: &record::Ladder) -> LadderRecord {
    let rung = |rung: &record::Rung| RungRecord {
        actor: texts(&rung.actor),
        authority: id(rung.authority.as_ref()),
        enter_when: texts(&rung.enter_when),
        you_do: texts(&rung.you_do),
        they_have: id(rung.they_have.as_ref()),
        outcome: texts(&rung.outcome),
        next_if: texts(&rung.next_if),
        stop_if: texts(&rung.stop_if),
        mandatory_before_next: rung.mandatory,
        exclusive_with: values(&rung.exclusive_with),
        exclusive_note: texts(&rung.exclusive_note),
    };
    LadderRecord {
        common: common(cx, RecordKind::Ladder, &r.common),
        name: texts(&r.name),
        rungs: r.rungs.iter().map(rung).collect(),
    }
}

fn term(cx: &Cx<'_>, r: &record::Term) -> TermRecord {
    TermRecord {
        common: common(cx, RecordKind::Term, &r.common),
        name: texts(&r.name),
        aliases: r.aliases.clone(),
        definition: texts(&r.definition),
        not_to_confuse_with: values(&r.not_to_confuse_with),
        jurisdictions: r.jurisdictions.clone(),
    }
}

fn source(cx: &Cx<'_>, r: &record::Source) -> SourceRecord {
    SourceRecord {
        common: common(cx, RecordKind::Source, &r.common),
        title: texts(&r.title),
        publisher: texts(&r.publisher),
        website: id(r.url.as_ref()),
        kind: r.kind.map(|k| k.as_str().to_owned()).unwrap_or_default(),
        published: date(r.published.as_ref()),
        in_force_from: date(r.in_force_from.as_ref()),
        in_force_to: date(r.in_force_to.as_ref()),
        superseded_by: id(r.superseded_by.as_ref()),
        archived: id(r.archived.as_ref()),
        retrieved_on: date(r.retrieved_on.as_ref()),
        confidence: r.confidence.as_str().to_owned(),
        note: texts(&r.note),
    }
}
