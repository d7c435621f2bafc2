//! The browser's scripts and engine, driven by Node on a small site. Without Node the test says so and passes:
//! kb itself needs no Node.

#![allow(clippy::disallowed_methods)] // reads files itself
#![allow(clippy::unwrap_used)]

use kb_search::{Record, Section, assets, write};
use std::path::Path;
use std::process::Command;

fn page(id: &str, lang: &str, title: &str, text: &str) -> Record {
    Record {
        id: id.into(),
        lang: lang.into(),
        url: format!("{lang}/{id}/"),
        title: title.into(),
        summary: title.into(),
        sections: vec![Section {
            anchor: "a".into(),
            heading: title.into(),
            text: text.into(),
        }],
        ..Record::default()
    }
}

#[test]
#[allow(clippy::print_stderr)]
fn the_client_searches_a_site() {
    if Command::new("node").arg("--version").output().is_err() {
        eprintln!("there is no Node here: the browser's scripts were not tested");
        return;
    }
    let mut records = vec![
        page(
            "a/refund",
            "zh-CN",
            "退款流程",
            "怎样申请退款，退款多久到账。消费者权益保护。",
        ),
        page(
            "a/refund",
            "en",
            "How refunds work",
            "Ask for a refund in writing. A complaint comes second.",
        ),
    ];
    records.extend((0..30).map(|n| {
        page(
            &format!("b/{n}"),
            "zh-CN",
            &format!("指南{n}"),
            "宽带网速不达标，可以退款。",
        )
    }));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("client/search");
    let files = assets::files().map(|(name, bytes)| (name.to_owned(), bytes.into()));
    for (name, bytes) in write(&records, &[]).unwrap().into_iter().chain(files) {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/client.mjs");
    let run = Command::new("node")
        .arg(script)
        .arg(&folder)
        .output()
        .unwrap();
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
}
