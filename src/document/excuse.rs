//! Excuses: `<!-- kb-allow CODE: reason -->` silences one check on the next block.

use std::ops::Range;

use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::text::SourcePath;

/// An excuse that an author gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excuse {
    /// The code that it silences.
    pub code: Code,
    /// Where it stands.
    pub span: Range<usize>,
    /// Index of the text block that follows it.
    pub block: usize,
}

/// Reads an HTML comment. Other comments are nothing; an incomplete excuse is reported.
pub(super) fn parse(
    path: &SourcePath,
    comment: &str,
    span: Range<usize>,
    block: usize,
    diagnostics: &mut Diagnostics,
) -> Option<Excuse> {
    let inner = comment.trim().strip_prefix("<!--")?.strip_suffix("-->")?.trim();
    let rest = inner.strip_prefix("kb-allow")?;
    let parsed = rest.split_once([':', '：']).and_then(|(code, reason)| {
        let code = Code::from_name(code.trim())?;
        (!reason.trim().is_empty()).then_some(code)
    });
    if parsed.is_none() {
        let d = Diagnostic::new(Code::InvalidExcuse, Location::new(path, span.clone()));
        diagnostics.push(d.arg("text", inner));
    }
    parsed.map(|code| Excuse { code, span, block })
}
