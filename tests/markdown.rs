//! Chinese done right in Markdown: a table of lines and what they become.

mod support;

/// One case a line: Markdown, a tab, the HTML that the page must contain. `⏎` is a line break.
const CASES: &str = include_str!("cases/markdown.tsv");

#[test]
fn lines_become_html() {
    let cases: Vec<(&str, &str)> = CASES
        .lines()
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
        .map(|l| l.split_once('\t').expect("a tab"))
        .collect();
    assert!(cases.len() > 30);
    // One page holds all cases, each under its own heading, so that the site is built once.
    let body: String =
        cases.iter().map(|(text, _)| format!("## c\n\n{}\n\n", text.replace('⏎', "\n"))).collect();
    let guide = format!("+++\ntitle = \"案例\"\n+++\n\n{body}");
    let (snapshot, build) = support::build(&[("content/s/c.md", &guide)]);
    let html = support::page(&snapshot, &build, "s/c/index.html");
    let sections: Vec<&str> = html.split("<h2 id=\"c").skip(1).collect();
    let mut wrong = String::new();
    for ((text, want), section) in cases.iter().zip(sections) {
        let want = want.replace('⏎', "\n");
        if !section.contains(&want) {
            let got = section.split("</h2>").nth(1).unwrap_or("").split("</section>").next().unwrap_or("");
            wrong.push_str(&format!("{text}\n  wanted {want}\n  got    {}\n", got.trim()));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
