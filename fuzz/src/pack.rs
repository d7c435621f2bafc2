//! The search engine: hostile queries, and an index whose files are damaged.

use std::io::Write;
use std::sync::OnceLock;

use kb_search::{Engine, Filters, Kind, Pack, Query, Record, Searcher, Section, Step};

/// A small index in two languages.
pub fn index() -> &'static Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    PACK.get_or_init(|| {
        let record = |id: &str, lang: &str, title: &str, text: &str| Record {
            id: id.to_owned(),
            lang: lang.to_owned(),
            url: format!("{id}/index.html"),
            title: title.to_owned(),
            kind: Kind::Guide,
            sector: "s".to_owned(),
            jurisdictions: vec!["CN".to_owned()],
            sections: vec![Section {
                anchor: "a".to_owned(),
                heading: title.to_owned(),
                text: text.to_owned(),
            }],
            ..Record::default()
        };
        let records = [
            record("a", "zh-CN", "话费里有不明扣费", "没订过的增值业务可以要求退订并退费。重庆银行。"),
            record("b", "zh-CN", "快递丢了", "先打 12315 热线，再投诉。退款多久到账？"),
            record(
                "a",
                "en",
                "Charges you did not ask for",
                "You can cancel it and get a refund of the fee.",
            ),
        ];
        kb_search::write(&records, &[vec!["退款".to_owned(), "退费".to_owned()]]).expect("a small index")
    })
}

/// A query: filters in its first byte, the rest is what a reader typed.
pub fn query(data: &[u8]) {
    let Some((flags, text)) = data.split_first() else { return };
    let text = String::from_utf8_lossy(text).into_owned();
    let chosen = |bit: u8, value: &str| (flags & bit != 0).then(|| value.to_owned());
    let query = Query {
        lang: if flags & 1 != 0 { "en" } else { "zh-CN" }.to_owned(),
        filters: Filters { sector: chosen(2, "s"), kind: chosen(4, "guide"), jurisdiction: chosen(8, &text) },
        limit: usize::from(flags >> 4),
        text,
    };
    let mut searcher = Searcher::open(index()).expect("the index is whole");
    let results = searcher.search(&query).expect("the index is whole");
    assert!(results.hits.len() <= query.limit && results.hits.len() <= results.total);
    for hit in &results.hits {
        let shown = |parts: &[kb_search::Part]| parts.iter().map(|p| p.text.len()).sum::<usize>();
        assert!(shown(&hit.title) > 0 && shown(&hit.snippet) < 4096);
        assert!(hit.score.is_finite());
    }
}

/// The five files that a query needs, each with two bytes of length before it; the first byte chooses the
/// query. What is fuzzed is the content: checksum, compression and clothes are put around it here.
pub fn pack(data: &[u8]) {
    let Some((first, mut rest)) = data.split_first() else { return };
    let mut next = || {
        let (length, tail) = rest.split_at_checked(2).unwrap_or((&[], &[]));
        let length = length.try_into().map_or(0, |b: [u8; 2]| usize::from(u16::from_le_bytes(b)));
        let (piece, tail) = tail.split_at(length.min(tail.len()));
        rest = tail;
        piece.to_vec()
    };
    let [head, norms, shard, positions, page] = [(); 5].map(|()| next());
    let Ok(mut engine) = Engine::open(&Engine::dressed_head(&head)) else { return };
    let text =
        ["退费", "\"不明扣费\"", "refund", "\"a refund\" fee", "扣费 ch tuifei"][usize::from(*first) % 5];
    let query = Query { text: text.to_owned(), lang: "en".to_owned(), limit: 10, ..Query::default() };
    let _ = (engine.sectors("en"), engine.kinds().count(), engine.jurisdictions().count());
    for _ in 0..12 {
        let Ok(Step::Need(files)) = engine.step(&query) else { return };
        for name in files.iter().take(64) {
            let content = match name.as_bytes()[0] {
                b'n' => deflate(&norms),
                b't' => shard.clone(),
                b'p' => positions.clone(),
                _ => deflate(&page),
            };
            let file = engine.dressed(name, &content);
            if engine.provide(name, &file).is_err() {
                return;
            }
        }
    }
}

/// A raw deflate stream, stored: quick, and what is fuzzed is what comes out.
fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::none());
    encoder.write_all(bytes).expect("a vector takes all");
    encoder.finish().expect("a vector takes all")
}
