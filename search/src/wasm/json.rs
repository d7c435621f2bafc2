//! Answers as JSON. Writing these few shapes takes a fraction of a general library's bytes.

use crate::codec::Error;
use crate::engine::{Engine, Hit, Part, Results};
use crate::prelude::*;

/// A JSON text in the making.
#[derive(Default)]
struct Json(String);

impl Json {
    fn raw(&mut self, text: &str) -> &mut Json {
        self.0.push_str(text);
        self
    }

    fn string(&mut self, text: &str) -> &mut Json {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        self.0.push('"');
        for c in text.chars() {
            match c {
                '"' | '\\' => {
                    self.0.push('\\');
                    self.0.push(c);
                }
                '\0'..='\u{1f}' => {
                    self.0.push_str("\\u00");
                    self.0.push(char::from(HEX[c as usize >> 4]));
                    self.0.push(char::from(HEX[c as usize & 15]));
                }
                _ => self.0.push(c),
            }
        }
        self.0.push('"');
        self
    }

    fn number(&mut self, mut value: usize) -> &mut Json {
        let mut digits = [0_u8; 20];
        let mut at = digits.len();
        loop {
            at -= 1;
            digits[at] = b'0' + (value % 10) as u8;
            value /= 10;
            if value == 0 {
                break;
            }
        }
        digits[at..]
            .iter()
            .for_each(|digit| self.0.push(char::from(*digit)));
        self
    }

    fn bool(&mut self, value: bool) -> &mut Json {
        self.raw(if value { "true" } else { "false" })
    }

    fn list<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut item: impl FnMut(&mut Json, T),
    ) -> &mut Json {
        self.0.push('[');
        for (number, value) in items.into_iter().enumerate() {
            if number > 0 {
                self.0.push(',');
            }
            item(self, value);
        }
        self.0.push(']');
        self
    }

    fn strings<'a>(&mut self, items: impl IntoIterator<Item = &'a String>) -> &mut Json {
        self.list(items, |json, text| {
            json.string(text);
        })
    }

    fn parts(&mut self, parts: &[Part]) -> &mut Json {
        self.list(parts, |json, part| {
            json.raw("{\"text\":")
                .string(&part.text)
                .raw(",\"mark\":")
                .bool(part.marked)
                .raw("}");
        })
    }

    fn hit(&mut self, hit: &Hit) {
        let mut name = "{\"";
        for (key, value) in [
            ("id", hit.id.as_str()),
            ("lang", &hit.lang),
            ("kind", hit.kind),
            ("url", &hit.url),
            ("heading", &hit.heading),
            ("summary", &hit.summary),
            ("sector", &hit.sector),
            ("sectorTitle", &hit.sector_title),
            ("today", &hit.today),
            ("deadline", &hit.deadline),
        ] {
            self.raw(name).raw(key).raw("\":").string(value);
            name = ",\"";
        }
        self.raw(",\"other\":").bool(hit.other);
        self.raw(",\"score\":")
            .number((hit.score * 1000.0) as usize);
        self.raw(",\"jurisdictions\":").strings(&hit.jurisdictions);
        self.raw(",\"title\":").parts(&hit.title);
        self.raw(",\"snippet\":").parts(&hit.snippet);
        self.raw(",\"sub\":").list(&hit.sub_results, |json, sub| {
            json.raw("{\"url\":")
                .string(&sub.url)
                .raw(",\"heading\":")
                .string(&sub.heading);
            json.raw(",\"snippet\":").parts(&sub.snippet).raw("}");
        });
        self.raw("}");
    }
}

pub(super) fn results(results: &Results) -> String {
    let mut json = Json::default();
    json.raw("{\"total\":")
        .number(results.total)
        .raw(",\"relaxed\":")
        .bool(results.relaxed);
    json.raw(",\"suggestions\":").strings(&results.suggestions);
    json.raw(",\"hits\":")
        .list(&results.hits, Json::hit)
        .raw("}");
    json.0
}

pub(super) fn names(files: &[String]) -> String {
    let mut json = Json::default();
    json.strings(files);
    json.0
}

pub(super) fn error(error: &Error) -> String {
    let mut json = Json::default();
    json.raw("{\"code\":")
        .string(error.code())
        .raw(",\"file\":")
        .string(error.file())
        .raw("}");
    json.0
}

pub(super) fn info(engine: &Engine, lang: &str) -> String {
    let mut json = Json::default();
    let entry = |json: &mut Json, id: &str, title: Option<&str>, pages: u32| {
        json.raw("{\"id\":").string(id);
        if let Some(title) = title {
            json.raw(",\"title\":").string(title);
        }
        json.raw(",\"pages\":").number(pages as usize).raw("}");
    };
    json.raw("{\"languages\":")
        .list(engine.languages(), |json, tag| {
            json.string(tag);
        });
    json.raw(",\"sectors\":")
        .list(engine.sectors(lang), |json, (id, title, pages)| {
            entry(json, id, Some(title), pages);
        });
    json.raw(",\"kinds\":")
        .list(engine.kinds(), |json, (kind, pages)| {
            entry(json, kind.as_str(), None, pages)
        });
    json.raw(",\"jurisdictions\":");
    json.list(engine.jurisdictions(), |json, (id, pages)| {
        entry(json, id, None, pages)
    })
    .raw("}");
    json.0
}
