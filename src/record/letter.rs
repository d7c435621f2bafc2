//! Letters: texts with blanks to fill in.

use std::collections::{BTreeMap, BTreeSet};

use super::{Common, Context};
use crate::diag::Code;
use crate::table::{I18n, Reader, Spanned, Table};
use crate::text::nearest;

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// A few words.
    Text,
    /// A day.
    Date,
    /// A sum.
    Money,
    /// A phone number.
    Phone,
    /// Several lines.
    LongText,
    /// One of a few.
    Choice,
}

const FIELD_KINDS: [(&str, FieldKind); 6] = [
    ("text", FieldKind::Text),
    ("date", FieldKind::Date),
    ("money", FieldKind::Money),
    ("phone", FieldKind::Phone),
    ("longtext", FieldKind::LongText),
    ("choice", FieldKind::Choice),
];

impl FieldKind {
    /// Its word in records.
    pub fn as_str(self) -> &'static str {
        FIELD_KINDS.iter().find(|(_, k)| *k == self).map_or("", |(name, _)| name)
    }
}

/// A blank of a letter.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its key in the body.
    pub key: Spanned<String>,
    /// Its label.
    pub label: I18n,
    /// What it takes.
    pub kind: FieldKind,
    /// Whether the letter makes no sense without it.
    pub required: bool,
    /// An example.
    pub example: I18n,
    /// Whether it holds something that should not go to everybody.
    pub sensitive: bool,
    /// What to mind with it.
    pub hint: I18n,
    /// What can be chosen.
    pub choices: Vec<I18n>,
}

/// A piece of a letter's line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Words.
    Text(String),
    /// A blank, by its key.
    Blank(String),
}

/// A letter.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Id, place, check, sources, country.
    pub common: Common,
    /// Languages in which it is written.
    pub languages: Vec<String>,
    /// Its name.
    pub name: I18n,
    /// What it is for.
    pub purpose: String,
    /// To whom.
    pub to: I18n,
    /// How it is sent: `post`, `email`, `portal`.
    pub channels: Vec<&'static str>,
    /// Its blanks.
    pub fields: Vec<Field>,
    /// Its text, by language.
    pub body: I18n,
    /// Evidence to attach.
    pub attachments: Vec<Spanned<String>>,
    /// What to mind when sending.
    pub send_note: I18n,
}

const PURPOSES: [&str; 7] =
    ["dispute", "complaint", "cancel", "takedown", "data-request", "final-demand", "police-statement"];

pub(super) fn read(common: Common, t: &mut Table<'_>, r: &mut Reader<'_>, cx: &Context) -> Letter {
    let channels = ["post", "email", "portal"].map(|c| (c, c));
    let fields: Vec<Field> = t
        .tables(r, "fields", "[[letter.fields]]")
        .into_iter()
        .filter_map(|mut f| {
            let field = field(&mut f, r, cx);
            f.finish(r);
            field
        })
        .collect();
    let letter = Letter {
        languages: cx.languages.clone(),
        name: cx.required(t, r, "name"),
        purpose: t
            .required_choice(r, "purpose", &PURPOSES.map(|p| (p, p)))
            .map(|p| p.value.to_owned())
            .unwrap_or_default(),
        to: cx.required(t, r, "to"),
        channels: super::words(t, r, "channel", &channels),
        fields,
        body: cx.required(t, r, "body"),
        attachments: t.strings(r, "attachments"),
        send_note: cx.text(t, r, "send_note"),
        common,
    };
    check(&letter, r);
    letter
}

fn field(t: &mut Table<'_>, r: &mut Reader<'_>, cx: &Context) -> Option<Field> {
    let key = t.required_string(r, "key");
    let sensitive = t.boolean(r, "sensitive").unwrap_or(false);
    let hint = cx.text(t, r, "hint");
    if let Some(key) = key.as_ref().filter(|_| sensitive && hint.texts.is_empty()) {
        let name = key.value.clone();
        r.report_at(Code::SensitiveWithoutHint, key.span.clone(), |d| d.arg("key", name));
    }
    let choices = t
        .tables(r, "choices", "choices")
        .into_iter()
        .map(|table| {
            let span = table.span();
            let texts = table.into_strings(r).into_iter().map(|(k, v)| (k, v.value)).collect();
            I18n { texts, span }
        })
        .collect();
    let field = Field {
        label: cx.required(t, r, "label"),
        kind: t.required_choice(r, "type", &FIELD_KINDS).map_or(FieldKind::Text, |k| k.value),
        required: t.boolean(r, "required").unwrap_or(false),
        example: cx.text(t, r, "example"),
        sensitive,
        hint,
        choices,
        key: key?,
    };
    Some(field)
}

/// Every blank has a field, every field is used, and all languages have the same blanks.
fn check(letter: &Letter, r: &mut Reader<'_>) {
    let known: BTreeSet<&str> = letter.fields.iter().map(|f| f.key.value.as_str()).collect();
    let mut blanks: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (lang, body) in &letter.body.texts {
        let keys = pieces(body).into_iter().flatten().filter_map(|p| match p {
            Piece::Blank(key) => Some(key),
            Piece::Text(_) => None,
        });
        blanks.insert(lang, keys.collect());
    }
    let used: BTreeSet<&String> = blanks.values().flatten().collect();
    for key in &used {
        if !known.contains(key.as_str()) {
            let near = nearest(key, known.iter().copied());
            r.report_at(Code::LetterFieldMissing, letter.body.span.clone(), |d| {
                d.arg("key", key.as_str()).maybe_arg("nearest", near)
            });
        }
        let with: Vec<&&str> = blanks.iter().filter(|(_, b)| b.contains(*key)).map(|(l, _)| l).collect();
        if with.len() == 1 && blanks.len() > 1 {
            r.report_at(Code::LetterLanguagesDiffer, letter.body.span.clone(), |d| {
                d.arg("key", key.as_str()).arg("lang", (*with[0]).to_owned())
            });
        }
    }
    for field in &letter.fields {
        if !used.iter().any(|k| **k == field.key.value) {
            r.report_at(Code::LetterFieldUnused, field.key.span.clone(), |d| {
                d.arg("key", field.key.value.clone()).arg("lang", letter.languages.join(", "))
            });
        }
    }
}

/// A letter's body as paragraphs (separated by blank lines) of pieces; a single line end stays in
/// the text as `\n`.
pub fn pieces(body: &str) -> Vec<Vec<Piece>> {
    let body = body.replace("\r\n", "\n");
    body.trim().split("\n\n").map(|p| paragraph(p.trim_matches('\n'))).filter(|p| !p.is_empty()).collect()
}

fn paragraph(text: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((key, tail)) = after.split_once("}}") else { break };
        if !before.is_empty() {
            out.push(Piece::Text(before.to_owned()));
        }
        out.push(Piece::Blank(key.trim().to_owned()));
        rest = tail;
    }
    if !rest.is_empty() {
        out.push(Piece::Text(rest.to_owned()));
    }
    out
}
