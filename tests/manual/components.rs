//! The page of components: each as it is drawn, below the Markdown that makes it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use kb::document::PARTS;
use kb::library::{BuildOptions, Drafts};
use kb::site::OutPath;

/// The components as one guide.
const SPECIMEN: &str = include_str!("components.md");

/// The page: after each heading of the guide the Markdown of its part, then the part.
pub(crate) fn page() -> String {
    let mut out = String::new();
    for (i, part) in SPECIMEN.split("\n## ").enumerate() {
        if i == 0 {
            let _ = writeln!(out, "{}", part.trim_end());
            continue;
        }
        let (heading, body) = part.split_once('\n').unwrap_or((part, ""));
        let body = body.trim();
        let _ = write!(out, "\n## {heading}\n\n```markdown\n## {heading}\n\n{body}\n```\n\n{body}\n");
    }
    out
}

/// Classes that need what the page cannot have at the same time, each with its reason.
const ABSENT: [(&str, &str); 5] = [
    ("jump", "a line to one's own country, on pages with ladders of several"),
    ("ladder-name", "the same"),
    ("nb", "made by the text itself"),
    ("notice", "comes with time, a missing translation or a lost network"),
    ("back", "above the part that is looked at"),
];

/// Class names that a template writes whatever its view holds: what stands before the first `{`.
fn classes(template: &str) -> impl Iterator<Item = &str> {
    template
        .split("class=\"")
        .skip(1)
        .filter_map(|rest| rest.split(['"', '{']).next())
        .flat_map(str::split_ascii_whitespace)
        .filter(|name| !name.ends_with('-'))
}

#[test]
fn the_page_of_components_shows_each() {
    let (snapshot, _) = kb::io::read(&crate::docs());
    let options =
        BuildOptions { today: jiff::civil::date(2026, 11, 27), base_url: None, drafts: Drafts::Hidden };
    let site = kb::pipeline::build(&snapshot, &options).site.expect("the manual builds");
    let bytes = site.get(&OutPath::new("reference/components/index.html")).expect("the page of components");
    let html = String::from_utf8_lossy(bytes);
    let drawn: BTreeSet<&str> = html
        .split("class=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .flat_map(str::split_ascii_whitespace)
        .collect();
    let mut missing = Vec::new();
    for part in &PARTS {
        // What is urgent has a component of its own; every other part says its key in a class.
        let class = if part.key == "urgent" { part.key.to_owned() } else { format!("part-{}", part.key) };
        if !drawn.contains(class.as_str()) {
            missing.push(format!("the part {}", part.key));
        }
    }
    // What draws a guide: blocks of every kind, and what stands around its parts.
    let around = ["part", "urgent", "guide_top", "ticks", "review_card", "side_case"];
    let mut seen = 0;
    for (path, bytes) in kb::theme::default_files() {
        let Some(name) = path.strip_prefix("components/").and_then(|n| n.strip_suffix(".html")) else {
            continue;
        };
        if !name.starts_with("block_") && !around.contains(&name) {
            continue;
        }
        for class in classes(std::str::from_utf8(bytes).expect("UTF-8")) {
            seen += 1;
            if !drawn.contains(class) && !ABSENT.iter().any(|(absent, _)| *absent == class) {
                missing.push(format!("class {class} of components/{name}.html"));
            }
        }
    }
    assert!(seen > 60, "only {seen} classes were found in the templates");
    assert!(missing.is_empty(), "add to tests/manual/components.md what draws: {missing:#?}");
}
