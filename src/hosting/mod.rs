//! What hosts need besides the site: files of settings that some of them read, configurations for
//! servers of one's own, and compressed copies.
//!
//! | host | how | where the text is made |
//! |---|---|---|
//! | Netlify, Cloudflare Pages | `_headers`, `_redirects` in the site | `netlify` |
//! | Apache and shared hosts | `.htaccess` in the site | `apache` |
//! | GitHub Pages | `.nojekyll` in the site; the headers stay GitHub's | here |
//! | nginx, Caddy | `kb export nginx`, `kb export caddy` | `nginx`, `caddy` |
//! | S3 and what speaks like it | `kb export s3`: a script for the `aws` command | `s3` |
//!
//! All say the same, which stands here once: content types, how long what may be kept, which policy
//! holds, which former address leads where. Every page carries its policy itself, too, so that a host
//! that sends no headers is no hole; the headers add what a page cannot say of itself.

mod apache;
mod caddy;
mod compress;
mod netlify;
mod nginx;
mod s3;

use std::sync::Arc;

use crate::config::{Config, Host};
use crate::plan::{CSP, Plan};
use crate::site::{OutPath, Shelf};

/// A server for which `kb export` writes a configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Server {
    /// nginx.
    Nginx,
    /// Caddy.
    Caddy,
    /// A bucket that speaks S3.
    S3,
}

/// Names of assets carry a hash of their content, so a browser may keep them for a year.
const HASHED: &str = "public, max-age=31536000, immutable";

/// Everything else is asked for again, and answered with 304 while it is the same. Kept without
/// asking, a page could say an old number after it was corrected.
const UNHASHED: &str = "no-cache";

/// What all configurations are made from.
#[derive(Debug)]
pub struct Facts {
    /// Path of the site on its host, with a slash at both ends: `/` or `/help/`.
    base: String,
    /// Name of the host; `example.org` if it is not known.
    host: String,
    /// Prefixes of the languages that have a 404 page of their own: `en/`.
    prefixes: Vec<String>,
    /// Former paths and the paths to which they lead, both without `index.html`, escaped.
    redirects: Vec<(String, String)>,
    /// Headers of every answer.
    headers: Vec<(&'static str, String)>,
}

impl Facts {
    /// The facts of a site.
    pub fn new(config: &Config, plan: &Plan) -> Self {
        let rest = config.base_url.split_once("://").map_or("example.org", |(_, rest)| rest);
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let base = if path.is_empty() { "/".to_owned() } else { format!("/{}/", path.trim_matches('/')) };
        let prefixes = config.languages.iter().map(|l| config.prefix(l)).filter(|p| !p.is_empty()).collect();
        let address = |path: &OutPath| path.absolute("").trim_start_matches('/').to_owned();
        let redirects = plan.redirects().map(|(from, to)| (address(from), address(&to))).collect();
        Self { base, host: host.to_owned(), prefixes, redirects, headers: headers() }
    }

    /// Every redirect as whole paths on the host.
    fn moves(&self) -> impl Iterator<Item = (String, String)> {
        self.redirects.iter().map(|(from, to)| (format!("{}{from}", self.base), format!("{}{to}", self.base)))
    }

    /// Prefixes of languages with the path of their 404 page, the default language last.
    fn not_found(&self) -> impl Iterator<Item = (String, String)> {
        let base = &self.base;
        let rest = self.prefixes.iter().map(move |p| (format!("{base}{p}"), format!("{base}{p}404.html")));
        rest.chain([(base.clone(), format!("{base}404.html"))])
    }
}

/// Headers of every answer. A page's own policy is stricter on some pages (letters may connect to
/// nothing) and holds beside this one.
fn headers() -> Vec<(&'static str, String)> {
    vec![
        ("Content-Security-Policy", format!("{CSP}; frame-ancestors 'none'")),
        ("X-Content-Type-Options", "nosniff".to_owned()),
        ("Referrer-Policy", "no-referrer".to_owned()),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=()".to_owned()),
        ("Cross-Origin-Opener-Policy", "same-origin".to_owned()),
    ]
}

/// The configuration of a server.
pub fn server(server: Server, config: &Config, plan: &Plan) -> String {
    let facts = Facts::new(config, plan);
    match server {
        Server::Nginx => nginx::config(&facts),
        Server::Caddy => caddy::config(&facts),
        Server::S3 => s3::script(&facts),
    }
}

/// Whether compressed copies of the files are made, if the site asks for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packed {
    /// They are.
    Made,
    /// They are not: whoever serves the site compresses it, such as the preview.
    Left,
}

/// Adds the files that the site's hosts read, and compressed copies, to a finished site. It comes
/// last: none of them is part of an offline copy.
pub fn add(site: &mut Shelf<'_>, config: &Config, plan: &Plan, packed: Packed) {
    let facts = Facts::new(config, plan);
    if packed == Packed::Made {
        compress::add_copies(site, &config.hosting.compressed);
    }
    for host in &config.hosting.hosts {
        let files = match host {
            Host::Netlify => netlify::files(&facts),
            Host::Apache => vec![(".htaccess", apache::htaccess(&facts))],
            // Without it, GitHub leaves out files whose name begins with an underscore.
            Host::GithubPages => vec![(".nojekyll", String::new())],
        };
        for (name, text) in files {
            site.insert(OutPath::new(name), Arc::from(text.into_bytes()));
        }
    }
}

#[cfg(test)]
mod tests;
