use super::*;
use crate::config;
use crate::snapshot::Snapshot;

fn facts(base_url: &str) -> Facts {
    let toml = format!("title = \"t\"\nbase_url = \"{base_url}\"\nlanguages = [\"zh-CN\", \"en\"]\n");
    let snapshot: Snapshot = [("kb.toml", toml.as_str())].into_iter().collect();
    let (config, _) = config::parse(&snapshot);
    let mut facts = Facts::new(&config, &Plan::default());
    facts.redirects = vec![
        ("old/%E9%80%80%E6%AC%BE/".to_owned(), "telecom/x/".to_owned()),
        ("old.html".to_owned(), "telecom/x/".to_owned()),
    ];
    facts
}

#[test]
fn every_configuration_says_the_same() {
    for base_url in ["https://help.example.org", "https://example.org/help"] {
        let facts = facts(base_url);
        let netlify: String = netlify::files(&facts).into_iter().map(|(_, text)| text).collect();
        let all = [
            ("netlify", netlify, true),
            ("apache", apache::htaccess(&facts), true),
            ("nginx", nginx::config(&facts), true),
            ("caddy", caddy::config(&facts), true),
            ("s3", s3::script(&facts), false),
        ];
        for (name, text, sends_policy) in all {
            assert!(text.contains(HASHED) && text.contains(UNHASHED), "{name}: how long to keep\n{text}");
            assert!(text.contains("application/manifest+json"), "{name}: content types\n{text}");
            assert!(text.contains(&format!("{}telecom/x/", facts.base)), "{name}: redirects\n{text}");
            assert!(text.contains("404.html"), "{name}: the page that is not there\n{text}");
            assert_eq!(text.contains("frame-ancestors 'none'"), sends_policy, "{name}: policy\n{text}");
        }
    }
}

#[test]
fn a_port_is_no_part_of_a_server_name() {
    for (base_url, name) in [
        ("http://127.0.0.1:8080", "server_name 127.0.0.1;"),
        ("http://[::1]:8080/help", "server_name [::1];"),
        ("https://help.example.org", "server_name help.example.org;"),
    ] {
        let text = nginx::config(&facts(base_url));
        assert!(text.contains(name), "{name}\n{text}");
    }
}

#[test]
fn redirects_are_compared_as_each_server_compares() {
    let facts = facts("https://help.example.org");
    let netlify: String = netlify::files(&facts).into_iter().map(|(_, text)| text).collect();
    assert!(netlify.contains("/old/%E9%80%80%E6%AC%BE/ /telecom/x/ 301"), "{netlify}");
    assert!(apache::htaccess(&facts).contains("\"^old/退款/?(index\\.html)?$\" \"/telecom/x/\""));
    assert!(apache::htaccess(&facts).contains("\"^old\\.html$\""));
    assert!(nginx::config(&facts).contains("location = \"/old/退款/\" { return 301 \"/telecom/x/\"; }"));
    assert!(caddy::config(&facts).contains("redir \"/old/退款\" \"/telecom/x/\" permanent"));
}
