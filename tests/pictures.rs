//! Pictures for shared links: drawn with the title, named by the pages, the same bytes each time.
#![cfg(feature = "pictures")]

mod support;

use kb::pipeline::Build;
use kb::site::OutPath;

const SETTINGS: &str = "title = { zh-CN = \"测试\", en = \"Test\" }\nbase_url = \"https://example.org/help\"\n\
                        languages = [\"zh-CN\", \"en\"]\n[outputs]\npictures = true\nepub = true\n";

fn build(title: &str) -> Build {
    let guide = format!("+++\ntitle = \"{title}\"\njurisdictions = [\"CN\"]\n+++\n\n## 退款\n\n文字。\n");
    let (snapshot, build) = support::build(&[("kb.toml", SETTINGS), ("content/s/a.md", &guide)]);
    assert!(build.site.is_some(), "{}", support::list(&snapshot, &build.diagnostics));
    build
}

fn file(build: &Build, path: &str) -> Vec<u8> {
    let site = build.site.as_ref().expect("a site");
    site.get(&OutPath::new(path)).unwrap_or_else(|| panic!("no {path}")).to_vec()
}

/// Width, height, bits a pixel and kind of colour of a PNG.
fn header(png: &[u8]) -> (u32, u32, u8, u8) {
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
    (number(16), number(20), png[24], png[25])
}

#[test]
fn each_page_names_a_picture_that_is_there() {
    let build = build("退款迟迟未到账怎么办");
    for (page, picture) in [
        ("s/a/index.html", "s/a/share.png"),
        ("en/s/a/index.html", "en/s/a/share.png"),
        ("s/index.html", "s/share.png"),
        ("index.html", "share.png"),
        ("en/search/index.html", "en/share.png"),
    ] {
        let html = String::from_utf8(file(&build, page)).expect("UTF-8");
        let meta = format!("<meta property=\"og:image\" content=\"https://example.org/help/{picture}\">");
        assert!(html.contains(&meta), "{page}: {html}");
        let png = file(&build, picture);
        assert_eq!(header(&png), (1200, 630, 4, 3), "{picture}");
        assert!(png.len() < 40_000, "{} bytes", png.len());
    }
    let listed = String::from_utf8(file(&build, "offline/files.json")).expect("UTF-8");
    assert!(!listed.contains("share.png"), "no reader needs pictures offline");
}

#[test]
fn the_title_is_in_the_picture_and_the_bytes_repeat() {
    let picture = |title: &str| file(&build(title), "s/a/share.png");
    assert_eq!(picture("退款未到账"), picture("退款未到账"));
    assert_ne!(picture("退款未到账"), picture("退款末到账"));
    // A title without end, and one without a place to break, still make pictures.
    for title in ["很长的标题没有尽头".repeat(40), "Donaudampfschifffahrtsgesellschaft".repeat(9)] {
        assert_eq!(header(&picture(&title)), (1200, 630, 4, 3));
    }
}

#[test]
fn a_character_without_a_glyph_takes_the_title_away_and_is_reported() {
    let (one, two) = (build("𠮷野家的退款"), build("𠮷祥的退款"));
    assert_eq!(file(&one, "s/a/share.png"), file(&two, "s/a/share.png"), "no title, no empty box");
    assert!(one.diagnostics.iter().any(|d| d.code.as_str() == "picture-glyph"));
}

#[test]
fn a_site_without_them_has_none() {
    let site = support::build(&[]).1.site.expect("a site");
    assert!(site.iter().all(|(path, _)| !path.as_str().ends_with("share.png")));
}
