//! Names that are one name elsewhere: Windows and macOS do not tell capitals from small letters.

use std::collections::BTreeMap;

use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::snapshot::Snapshot;
use crate::text::SourcePath;

/// Reports each file or folder whose name differs from another's only in capitals, once a name.
pub(super) fn check(snapshot: &Snapshot, diagnostics: &mut Diagnostics) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for (path, _, _) in ["content", "static", "themes"].into_iter().flat_map(|f| snapshot.folder(f)) {
        let path: &SourcePath = path;
        let whole = path.as_str();
        let ends = whole.match_indices('/').map(|(at, _)| at).chain([whole.len()]);
        for name in ends.map(|end| &whole[..end]) {
            match seen.insert(name.to_lowercase(), name) {
                Some(other) if other != name => {
                    let d = Diagnostic::new(Code::CaseClash, Location::file(path));
                    diagnostics.push(d.arg("path", name).arg("other", other));
                    break;
                }
                _ => {}
            }
        }
    }
}
