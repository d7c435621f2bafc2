//! `[hosting]`: what hosts need besides the site.

use crate::table::{Reader, Table, choose};

/// A host whose settings `kb` knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    /// Netlify and Cloudflare Pages: `_headers` and `_redirects`.
    Netlify,
    /// Apache and hosts that read its `.htaccess`.
    Apache,
    /// GitHub Pages: `.nojekyll`.
    GithubPages,
}

impl Host {
    /// All hosts by their names in `kb.toml`.
    pub const ALL: [(&'static str, Host); 3] =
        [("netlify", Host::Netlify), ("apache", Host::Apache), ("github-pages", Host::GithubPages)];

    /// The names alone.
    pub const NAMES: [&'static str; 3] = [Self::ALL[0].0, Self::ALL[1].0, Self::ALL[2].0];
}

/// How a copy of a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// gzip, `.gz`.
    Gzip,
    /// Brotli, `.br`.
    Brotli,
}

/// What is put beside the pages for hosts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hosting {
    /// Hosts whose files of settings are part of the site.
    pub hosts: Vec<Host>,
    /// Compressed copies beside text files.
    pub compressed: Vec<Compression>,
}

/// Reads `[hosting]`.
pub(super) fn parse(mut table: Table<'_>, r: &mut Reader<'_>) -> Hosting {
    let mut hosting = Hosting::default();
    for name in table.strings(r, "files") {
        if let Some(host) = choose(r, "files", &name, &Host::ALL)
            && !hosting.hosts.contains(&host)
        {
            hosting.hosts.push(host);
        }
    }
    let ways = [("gz", Compression::Gzip), ("br", Compression::Brotli)];
    for name in table.strings(r, "compressed") {
        if let Some(way) = choose(r, "compressed", &name, &ways)
            && !hosting.compressed.contains(&way)
        {
            hosting.compressed.push(way);
        }
    }
    table.finish(r);
    hosting
}
