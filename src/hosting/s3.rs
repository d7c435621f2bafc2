//! A script that copies the site into a bucket with the right headers.

use std::fmt::Write as _;

use super::{Facts, HASHED, UNHASHED};
use crate::site::TYPES;

/// The file that `kb export s3` writes. A bucket sends no headers but those that were stored with a
/// file, so each group of files is copied with its own. New assets go first and old pages last, so
/// that no page ever names a file that is not there.
pub(super) fn script(facts: &Facts) -> String {
    let mut out = "#!/bin/sh\n\
        # Made by `kb export s3`. Copies the site into a bucket: sh publish.sh public s3://BUCKET\n\
        # Endpoint and keys come from the environment of the `aws` command. The index document of the\n\
        # bucket's website is index.html, its error document 404.html. Buckets send no policy of their\n\
        # own: the one in each page holds.\n\
        set -eu\n\
        site=${1:?folder of the site}\n\
        bucket=${2:?s3://BUCKET}\n"
        .to_owned();
    let _ = writeln!(
        out,
        "aws s3 sync \"$site/assets\" \"$bucket{}assets\" --cache-control \"{HASHED}\"",
        facts.base
    );
    for (ending, kind, _) in TYPES {
        let _ = writeln!(
            out,
            "aws s3 sync \"$site\" \"$bucket{}\" --exclude \"*\" --include \"*.{ending}\" --exclude \"assets/*\" \
             --content-type \"{kind}\" --cache-control \"{UNHASHED}\"",
            facts.base.trim_end_matches('/'),
        );
    }
    let _ = writeln!(
        out,
        "aws s3 sync \"$site\" \"$bucket{}\" --delete --cache-control \"{UNHASHED}\"",
        facts.base.trim_end_matches('/')
    );
    for (from, to) in facts.moves() {
        let key = from.trim_start_matches('/');
        let key =
            if key.ends_with('/') || key.is_empty() { format!("{key}index.html") } else { key.to_owned() };
        let _ = writeln!(
            out,
            "aws s3 cp \"$site/{key}\" \"$bucket/{key}\" --content-type \"text/html; charset=utf-8\" \
             --cache-control \"{UNHASHED}\" --website-redirect \"{to}\""
        );
    }
    out
}
