//! Writes first inputs into `corpus/`, from the shipped content and from the cases of the tests:
//! `cargo run --example seeds` in this folder.
#![allow(missing_docs, clippy::unwrap_used)]

use std::fs;
use std::io::Read;
use std::path::Path;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let put = |target: &str, name: &str, bytes: &[u8]| {
        let folder = root.join("corpus").join(target);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(name), bytes).unwrap();
    };
    for sector in ["telecom", "lotteries", "card-disputes"] {
        for (i, entry) in fs::read_dir(root.join("../content").join(sector)).unwrap().enumerate().take(6) {
            let text = fs::read_to_string(entry.unwrap().path()).unwrap();
            let mut pieces = text.splitn(3, "+++");
            let (front, body) = (pieces.nth(1).unwrap_or_default(), pieces.next().unwrap_or_default());
            put("front_matter", &format!("{sector}-{i}"), front.trim().as_bytes());
            for (j, part) in body.split("\n## ").enumerate().skip(1).take(6) {
                put("markdown", &format!("{sector}-{i}-{j}"), format!("## {part}").as_bytes());
            }
        }
    }
    put(
        "front_matter",
        "config",
        &[b"# a whole kb.toml\n", fs::read(root.join("../kb.toml")).unwrap().as_slice()].concat(),
    );
    let cases = fs::read_to_string(root.join("../tests/cases/markdown.tsv")).unwrap();
    for (i, line) in cases.lines().filter(|l| !l.starts_with('#')).enumerate() {
        let text = line.split('\t').next().unwrap_or_default().replace('⏎', "\n");
        put("markdown", &format!("case-{i}"), text.as_bytes());
    }
    for (i, kind) in
        ["authorities", "deadlines", "evidence", "letters", "ladders", "terms", "sources"].iter().enumerate()
    {
        let text = fs::read_to_string(root.join("../content/_data").join(kind).join("telecom.toml")).unwrap();
        let name =
            format!("[[{}]]", ["authority", "deadline", "evidence", "letter", "ladder", "term", "source"][i]);
        for (j, record) in text.split(&name).skip(1).enumerate().take(4) {
            put(
                "records",
                &format!("{kind}-{j}"),
                &[&[i as u8], name.as_bytes(), record.as_bytes()].concat(),
            );
        }
    }
    let links = [
        "other.md#steps\n../s/other.en.md\n/s/p.png\np.png?x#y\n#h\nauthority:a\ndeadline:d\nnothing:x",
        "https://example.org/a?b=c#d\nmailto:a@example.org\ntel:12315\n//evil.example\nJaVaScRiPt:alert(1)\njava&#10;script:1",
        "s/other\n其他\nother#steps\n../../../etc/passwd\n%2e%2e/%2e%2e\ndata:text/html,x\nvbscript:x\n\\\\evil\\x",
    ];
    for (i, text) in links.iter().enumerate() {
        put("links", &format!("{i}"), text.as_bytes());
    }
    for (i, text) in [
        "退款",
        "\"不明扣费\" 话费",
        "refund fee",
        "tuifei",
        "cqyh",
        "“a refund” ch",
        "扣 费 12315",
        "a*b\"c",
    ]
    .iter()
    .enumerate()
    {
        put("query", &format!("{i}"), &[&[0xa0 | i as u8], text.as_bytes()].concat());
    }
    for (i, text) in [
        "/en/a/\nlocalhost:4040\nbytes=0-3\n\"e\"",
        "/%E9%80%80%E6%AC%BE\n127.0.0.1\nbytes=-3\nW/\"e\", *",
        "/en/%2e%2e/index.html\n[::1]:4040\nbytes=4-\n*",
        "//evil\nevil.example\nbytes=0-1,3-4\n\"x\"",
    ]
    .iter()
    .enumerate()
    {
        put("serve_path", &format!("{i}"), text.as_bytes());
    }
    packs(&put);
}

/// The files of a real index, taken out of their clothes.
fn packs(put: &impl Fn(&str, &str, &[u8])) {
    let content = |name: &str, skip: usize| -> Vec<u8> {
        let file = &kb_fuzz::pack::index()[name];
        let start = file.windows(3).position(|w| w == b"\",\"").unwrap() + 3;
        let mut out = Vec::new();
        let mut bytes = file[start..file.len() - 3].iter().copied();
        while let Some(byte) = bytes.next() {
            out.push(match byte {
                b'\\' => match bytes.next().unwrap() {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b'0' => 0,
                    b'x' => {
                        bytes.nth(1);
                        0
                    }
                    other => other,
                },
                other => other,
            });
        }
        out.split_off(8 + skip)
    };
    let inflated = |bytes: Vec<u8>| {
        let mut out = Vec::new();
        flate2::read::DeflateDecoder::new(bytes.as_slice()).read_to_end(&mut out).unwrap();
        out
    };
    let names: Vec<&String> = kb_fuzz::pack::index().keys().collect();
    println!("{names:?}");
    let first = |folder: &str| names.iter().find(|n| n.starts_with(folder)).unwrap().as_str();
    let head = inflated(content("index.js", 11));
    let norms = inflated(content("n/zh-CN.js", 0));
    let (shard, positions) = (content(first("t/"), 0), content(first("p/"), 0));
    let page = inflated(content(first("d/"), 0));
    for query in 0..5 {
        let mut bytes = vec![query];
        for piece in [&head, &norms, &shard, &positions, &page] {
            bytes.extend(u16::try_from(piece.len()).unwrap().to_le_bytes());
            bytes.extend(piece);
        }
        put("pack", &format!("{query}"), &bytes);
    }
}
