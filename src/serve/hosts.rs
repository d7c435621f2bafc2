//! Under which names the preview answers.
//!
//! A page of a stranger can let its own name lead to 127.0.0.1 (DNS rebinding); the browser would
//! then let its scripts read the preview. The request still carries that name, so it is refused.

use std::net::IpAddr;

use axum::http::HeaderMap;
use axum::http::header::HOST;
use axum::http::uri::{Authority, Uri};

/// Names that are answered to.
#[derive(Debug, Clone, Default)]
pub struct Hosts {
    names: Vec<String>,
    address: Option<IpAddr>,
}

impl Hosts {
    /// `localhost`, loopback addresses, the address that is listened on, and more names. Where all
    /// addresses are listened on, every address is fine: only names can be rebound.
    pub fn new(address: IpAddr, names: &[String]) -> Self {
        Self { names: names.iter().map(|n| n.to_ascii_lowercase()).collect(), address: Some(address) }
    }

    /// Whether a request may be answered.
    ///
    /// # Errors
    /// The name that the request was for, if it names one at all.
    pub fn check(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), Option<String>> {
        let mut named = headers.get_all(HOST).iter();
        let (Some(host), None) = (named.next(), named.next()) else { return Err(None) };
        let host = host.to_str().map_err(|_| None)?;
        for authority in [Some(host), uri.authority().map(Authority::as_str)].into_iter().flatten() {
            if !self.allows(authority) {
                return Err(Some(authority.to_owned()));
            }
        }
        Ok(())
    }

    /// Whether `host` or `host:port` is one of the names.
    fn allows(&self, text: &str) -> bool {
        let Ok(authority) = text.parse::<Authority>() else { return false };
        if text.contains('@') {
            return false;
        }
        let host = authority.host().to_ascii_lowercase();
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        if let Ok(ip) = bare.parse::<IpAddr>() {
            return ip.is_loopback() || self.address.is_some_and(|own| own == ip || own.is_unspecified());
        }
        let name = host.strip_suffix('.').unwrap_or(&host);
        name == "localhost" || name.ends_with(".localhost") || self.names.iter().any(|n| n == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_answered_to() {
        let names = ["preview.example.org".to_owned()];
        let loopback = Hosts::new(IpAddr::from([127, 0, 0, 1]), &names);
        let lan = Hosts::new(IpAddr::from([192, 168, 1, 5]), &[]);
        let all = Hosts::new(IpAddr::from([0, 0, 0, 0]), &[]);
        for (host, want) in [
            ("localhost", [true, true, true]),
            ("LocalHost:4040", [true, true, true]),
            ("localhost.:4040", [true, true, true]),
            ("kb.localhost", [true, true, true]),
            ("127.0.0.1:4040", [true, true, true]),
            ("[::1]:4040", [true, true, true]),
            ("preview.example.org", [true, false, false]),
            ("192.168.1.5:4040", [false, true, true]),
            ("192.168.1.6", [false, false, true]),
            ("[fe80::1]", [false, false, true]),
            ("evil.example", [false, false, false]),
            ("localhost.evil.example", [false, false, false]),
            ("127.0.0.1.evil.example", [false, false, false]),
            ("evil.example@localhost", [false, false, false]),
            ("localhost@evil.example", [false, false, false]),
            ("evil.example:80:localhost", [false, false, false]),
            ("0x7f000001", [false, false, false]),
            ("2130706433", [false, false, false]),
            ("", [false, false, false]),
            ("localhost/evil", [false, false, false]),
            ("[::1", [false, false, false]),
        ] {
            assert_eq!([&loopback, &lan, &all].map(|h| h.allows(host)), want, "{host:?}");
        }
    }
}
