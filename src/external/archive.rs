//! Archived copies of dead pages: asked for only with `--find-archived`.

use std::thread;

use jiff::civil::Date;
use serde::Deserialize;
use url::Url;

use super::Settings;
use super::visit::agent;

/// The Wayback Machine's availability interface.
pub const WAYBACK: &str = "https://archive.org/wayback/available";

/// More than its answer ever has, in bytes.
const MOST_BYTES: u64 = 64 * 1024;

#[derive(Deserialize)]
struct Available {
    archived_snapshots: Snapshots,
}

#[derive(Deserialize)]
struct Snapshots {
    closest: Option<Closest>,
}

#[derive(Deserialize)]
struct Closest {
    available: bool,
    url: String,
    #[serde(default)]
    status: String,
}

/// Asks `service` for the copy of each address that is nearest to a date, one after the other with the
/// pause of the settings. What cannot be found out is left out.
pub fn find_archived<'a>(
    service: &str,
    dead: impl IntoIterator<Item = (&'a str, Option<Date>)>,
    settings: &Settings,
) -> Vec<(String, String)> {
    let agent = agent(settings);
    let mut out = Vec::new();
    for (i, (address, date)) in dead.into_iter().enumerate() {
        if i > 0 {
            thread::sleep(settings.pause);
        }
        if let Some(copy) = newest(&agent, service, address, date) {
            out.push((address.to_owned(), copy));
        }
    }
    out
}

fn newest(agent: &ureq::Agent, service: &str, address: &str, date: Option<Date>) -> Option<String> {
    let mut url = Url::parse(service).ok()?;
    url.query_pairs_mut().append_pair("url", address);
    if let Some(date) = date {
        url.query_pairs_mut().append_pair("timestamp", &date.strftime("%Y%m%d").to_string());
    }
    let mut response = agent.get(url.as_str()).call().ok().filter(|r| r.status().is_success())?;
    let text = response.body_mut().with_config().limit(MOST_BYTES).read_to_string().ok()?;
    let found: Available = serde_json::from_str(&text).ok()?;
    let closest = found.archived_snapshots.closest?;
    let good = closest.available && (closest.status.is_empty() || closest.status.starts_with('2'));
    // It answers with http addresses of a site that has https.
    good.then(|| closest.url.replacen("http://", "https://", 1))
}
