//! Following addresses.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use url::{Host, Url};

use super::host::Hosts;
use super::places::host;
use super::{Answer, Why};

/// How to follow links.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What the requests say that they are.
    pub user_agent: String,
    /// How long one request may take, from looking up the name to the last header.
    pub timeout: Duration,
    /// Pause between two requests to one host.
    pub pause: Duration,
    /// How often a request is made again that failed in a way that may pass.
    pub retries: u32,
    /// Pause before the first time; it doubles each time.
    pub back_off: Duration,
    /// The longest that is waited because a server asks for it.
    pub longest_wait: Duration,
    /// How many hosts are asked at the same time.
    pub at_once: usize,
}

impl Settings {
    /// Settings that burden nobody, for a site that is published at `base_url` (may be empty).
    pub fn polite(base_url: &str) -> Self {
        let version = env!("CARGO_PKG_VERSION");
        let site = if base_url.is_empty() { String::new() } else { format!("; +{base_url}") };
        Self {
            user_agent: format!("kb/{version} (link check{site})"),
            timeout: Duration::from_secs(20),
            pause: Duration::from_secs(1),
            retries: 2,
            back_off: Duration::from_secs(2),
            longest_wait: Duration::from_secs(60),
            at_once: 8,
        }
    }
}

/// More redirects than this are a circle; browsers stop at 20.
const MOST_REDIRECTS: usize = 10;

/// What one request brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reply {
    /// An answer.
    Status { code: u16, location: Option<String>, retry_after: Option<Duration> },
    /// None.
    Failed(Why),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    Head,
    Get,
}

/// Follows addresses and says what came of each. `blocked` names hosts that must not be asked, also not
/// when a redirect leads there; `done` is told how many are finished.
pub fn visit<'a>(
    addresses: impl IntoIterator<Item = &'a str>,
    settings: &Settings,
    blocked: &(dyn Fn(&str) -> bool + Sync),
    done: &(dyn Fn(usize) + Sync),
) -> BTreeMap<String, Answer> {
    let visitor = Visitor { agent: agent(settings), hosts: Hosts::new(settings.pause), settings, blocked };
    let queue = Mutex::new(interleaved(addresses));
    let answers = Mutex::new(BTreeMap::new());
    thread::scope(|scope| {
        for _ in 0..settings.at_once.max(1) {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                    let Some(address) = next else { break };
                    let answer = visitor.follow(address);
                    let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
                    answers.insert(address.to_owned(), answer);
                    done(answers.len());
                }
            });
        }
    });
    answers.into_inner().unwrap_or_else(PoisonError::into_inner)
}

pub(super) fn agent(settings: &Settings) -> ureq::Agent {
    let tls = ureq::tls::TlsConfig::builder()
        .root_certs(ureq::tls::RootCerts::PlatformVerifier)
        .unversioned_rustls_crypto_provider(std::sync::Arc::new(rustls::crypto::ring::default_provider()))
        .build();
    ureq::Agent::config_builder()
        .tls_config(tls)
        .user_agent(settings.user_agent.as_str())
        .timeout_global(Some(settings.timeout))
        // Redirects are followed here: whether they are for good is what we want to know.
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        // A connection that the server has closed meanwhile would look like a dead link.
        .max_idle_connections(0)
        .build()
        .new_agent()
}

/// One address of each host after the other, so that the threads do not queue for one host.
fn interleaved<'a>(addresses: impl IntoIterator<Item = &'a str>) -> VecDeque<&'a str> {
    let mut hosts: BTreeMap<String, VecDeque<&str>> = BTreeMap::new();
    for address in addresses {
        hosts.entry(host(address).unwrap_or_default()).or_default().push_back(address);
    }
    let mut out = VecDeque::new();
    while !hosts.is_empty() {
        hosts.retain(|_, queue| {
            out.extend(queue.pop_front());
            !queue.is_empty()
        });
    }
    out
}

struct Visitor<'a> {
    agent: ureq::Agent,
    hosts: Hosts,
    settings: &'a Settings,
    blocked: &'a (dyn Fn(&str) -> bool + Sync),
}

impl Visitor<'_> {
    /// Follows an address and its redirects.
    fn follow(&self, address: &str) -> Answer {
        let Some(start) = web(address) else { return Answer::Dead(Why::Address) };
        let mut at = start.clone();
        // Where the page has moved for good: only redirects before the first temporary one tell.
        let (mut moved, mut for_good) = (None, true);
        let mut seen = BTreeSet::new();
        loop {
            if !seen.insert(at.clone()) || seen.len() > MOST_REDIRECTS {
                return Answer::Dead(Why::Circle);
            }
            let (code, location) = match self.ask(&at) {
                Reply::Failed(why) => return Answer::Dead(why),
                Reply::Status { code, location, .. } => (code, location),
            };
            match (code, location) {
                (301 | 302 | 303 | 307 | 308, Some(location)) => {
                    let next = match self.next(&at, &location) {
                        Ok(next) => next,
                        Err(why) => return Answer::Dead(why),
                    };
                    for_good &= matches!(code, 301 | 308);
                    if for_good {
                        moved = Some(next.clone());
                    }
                    at = next;
                }
                (200..=299 | 304, _) => {
                    return moved
                        .filter(|to| *to != start)
                        .map_or(Answer::Fine, |to| Answer::Moved { to: to.into() });
                }
                (code, _) if refuses_programs(code) => return Answer::Unsure(Why::Status(code)),
                (code, _) => return Answer::Dead(Why::Status(code)),
            }
        }
    }

    /// Where a redirect leads.
    fn next(&self, from: &Url, location: &str) -> Result<Url, Why> {
        let joined = from.join(location).ok().and_then(|u| web(u.as_str()));
        let Some(next) = joined else { return Err(Why::Redirect(location.to_owned())) };
        if (self.blocked)(next.as_str()) {
            return Err(Why::Blocked(next.host_str().unwrap_or_default().to_owned()));
        }
        // A page of the web has no business in the network of whoever checks it.
        if is_private(&next) && !is_private(from) {
            return Err(Why::Redirect(next.into()));
        }
        Ok(next)
    }

    /// Asks for one address: by HEAD, by GET where HEAD brings nothing, again after a while where the
    /// failure may pass.
    fn ask(&self, url: &Url) -> Reply {
        let mut method = Method::Head;
        let mut tries = 0;
        loop {
            let reply = self.hosts.ask(url, || self.send(method, url));
            if method == Method::Head && wants_get(&reply) {
                method = Method::Get;
                continue;
            }
            let pause = self.pause(&reply, tries).filter(|_| tries < self.settings.retries);
            let Some(pause) = pause else { return reply };
            tries += 1;
            self.hosts.rest(url, pause);
        }
    }

    fn send(&self, method: Method, url: &Url) -> Reply {
        let request = match method {
            Method::Head => self.agent.head(url.as_str()),
            Method::Get => self.agent.get(url.as_str()),
        };
        match request.call() {
            // The body is not read: the headers say all that is asked.
            Ok(response) => {
                let header = |name| response.headers().get(name).and_then(|v| v.to_str().ok());
                Reply::Status {
                    code: response.status().as_u16(),
                    location: header("location").map(str::to_owned),
                    retry_after: header("retry-after").and_then(|v| retry_after(v, Timestamp::now())),
                }
            }
            Err(error) => Reply::Failed(why(&error)),
        }
    }

    /// How long to wait before the next try; nothing if there is no use in one.
    fn pause(&self, reply: &Reply, tries: u32) -> Option<Duration> {
        let back_off = self.settings.back_off.saturating_mul(2_u32.saturating_pow(tries));
        match reply {
            Reply::Status { code: 429 | 503, retry_after, .. } => {
                Some(retry_after.unwrap_or(back_off)).filter(|w| *w <= self.settings.longest_wait)
            }
            Reply::Status { code, .. } => (*code >= 500 && !refuses_programs(*code)).then_some(back_off),
            Reply::Failed(why) => why.is_silence().then_some(back_off),
        }
    }
}

/// A web address with a host.
fn web(address: &str) -> Option<Url> {
    let url = Url::parse(address).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

/// Statuses of servers that are there and do not want to talk to programs. 412 and 521 are what the two
/// common shields of Chinese authorities' sites answer to anything that runs no script.
fn refuses_programs(code: u16) -> bool {
    matches!(code, 401 | 403 | 407 | 412 | 429 | 451 | 521 | 999)
}

/// Whether HEAD has told nothing: many servers know only GET.
fn wants_get(reply: &Reply) -> bool {
    match reply {
        Reply::Status { code: 429, .. } => false,
        Reply::Status { code: 300..=399, location, .. } => location.is_none(),
        Reply::Status { code, .. } => !(200..=299).contains(code),
        Reply::Failed(why) => matches!(why, Why::Timeout | Why::Broken | Why::Protocol),
    }
}

/// `Retry-After`: seconds, or an HTTP date (RFC 9110, section 10.2.3).
fn retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = value.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let at = rfc2822::DateTimeParser::new().parse_timestamp(value.trim()).ok()?;
    Some(Duration::try_from(at.duration_since(now)).unwrap_or(Duration::ZERO))
}

/// Whether an address names this machine or a private network.
fn is_private(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => private_ip(ip.into()),
        Some(Host::Ipv6(ip)) => private_ip(ip.into()),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

fn private_ip(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private() || ip.is_link_local() || ip.is_unspecified(),
        IpAddr::V6(ip) => match ip.to_ipv4_mapped() {
            Some(v4) => private_ip(v4.into()),
            None => {
                ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local() || ip.is_unspecified()
            }
        },
    }
}

fn why(error: &ureq::Error) -> Why {
    use std::io::ErrorKind;
    match error {
        ureq::Error::HostNotFound => Why::NoHost,
        ureq::Error::Timeout(_) => Why::Timeout,
        ureq::Error::ConnectionFailed => Why::Refused,
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => Why::Insecure,
        ureq::Error::Http(_) | ureq::Error::BadUri(_) => Why::Address,
        ureq::Error::Protocol(_) | ureq::Error::LargeResponseHeader(..) => Why::Protocol,
        ureq::Error::Io(e) => match e.kind() {
            _ if e.get_ref().is_some_and(|inner| inner.is::<rustls::Error>()) => Why::Insecure,
            ErrorKind::ConnectionRefused => Why::Refused,
            ErrorKind::TimedOut => Why::Timeout,
            _ => Why::Broken,
        },
        _ => Why::Broken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_as_the_server_asks() {
        let now: Timestamp = "2026-11-27T10:00:00Z".parse().expect("a time");
        for (value, want) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("Fri, 27 Nov 2026 10:00:30 GMT", Some(30)),
            ("Fri, 27 Nov 2026 09:00:00 GMT", Some(0)),
            ("soon", None),
            ("-5", None),
        ] {
            assert_eq!(retry_after(value, now).map(|d| d.as_secs()), want, "{value}");
        }
    }

    #[test]
    fn private_addresses() {
        for (url, want) in [
            ("http://127.0.0.1/", true),
            ("http://localhost:4040/", true),
            ("http://192.168.1.1/", true),
            ("http://169.254.169.254/latest", true),
            ("http://[::1]/", true),
            ("http://[::ffff:10.0.0.1]/", true),
            ("https://example.org/", false),
            ("https://93.184.216.34/", false),
        ] {
            assert_eq!(is_private(&Url::parse(url).expect("an address")), want, "{url}");
        }
    }

    #[test]
    fn hosts_take_turns() {
        let all = ["https://a.example/1", "https://a.example/2", "https://b.example/1", "nonsense"];
        let order: Vec<&str> = interleaved(all).into();
        assert_eq!(order, ["nonsense", "https://a.example/1", "https://b.example/1", "https://a.example/2"]);
    }
}
