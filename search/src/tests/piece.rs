//! A piece cut out of a text anywhere is found although many pages have all its pairs.

use crate::engine::Query;
use crate::record::{Kind, Record, Section};
use crate::searcher::Searcher;
use crate::write::write;

fn page(id: &str, text: String) -> Record {
    let section = Section {
        anchor: "how".into(),
        heading: "说明".into(),
        text,
    };
    Record {
        id: id.into(),
        lang: "zh-CN".into(),
        kind: Kind::Guide,
        url: format!("{id}/"),
        title: "说明".into(),
        sections: vec![section],
        ..Record::default()
    }
}

#[test]
fn a_piece_of_text_is_found_among_pages_with_all_its_pairs() {
    // Twelve pages say 失败的 and 的具体 often; only one, and only once, says 失败的具体.
    let often = |n: usize| "失败的一次。写下的具体日期。".repeat(n + 2);
    let mut records: Vec<Record> = (0..12)
        .map(|n| page(&format!("often{n}"), often(n)))
        .collect();
    let once = "付款失败的具体原因要写清楚。".to_owned() + &"其他的事情另外说。".repeat(40);
    records.push(page("once", once));
    let pack = write(&records, &[]).unwrap();
    let query = Query {
        text: "败的具体".into(),
        lang: "zh-CN".into(),
        limit: 10,
        ..Query::default()
    };
    let found = Searcher::open(&pack).unwrap().search(&query).unwrap();
    assert_eq!(found.hits.len(), 10);
    assert_eq!(found.hits[0].id, "once");
    let marked = found.hits[0].snippet.iter().find(|part| part.marked);
    assert_eq!(marked.map(|part| part.text.as_str()), Some("败的具体"));
}
