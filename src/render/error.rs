//! Errors of the template engine as diagnostics.

use tera::ErrorKind;

use crate::diag::{Code, Diagnostic, Location};
use crate::text::SourcePath;
use crate::theme::{DEFAULT_PREFIX, Theme};

/// A template error at the place that the engine names, or at the template as a whole.
pub(super) fn diagnostic(error: &tera::Error, theme: &Theme, template: &str) -> Diagnostic {
    let (name, detail, span) = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            (report.filename().to_owned(), report.message().to_owned(), Some(report.span().range.clone()))
        }
        other => (template.to_owned(), other.to_string(), None),
    };
    let file = theme.templates.iter().rev().find(|t| t.name == name);
    let path = match file.and_then(|t| t.path.clone()) {
        Some(path) => path,
        None => SourcePath::new(format!("themes/default/{}", name.trim_start_matches(DEFAULT_PREFIX))),
    };
    let location = match span {
        Some(span) => Location::new(&path, span),
        None => Location::file(&path),
    };
    let shown = name.trim_start_matches(DEFAULT_PREFIX).to_owned();
    Diagnostic::new(Code::TemplateError, location).arg("template", shown).arg("detail", detail)
}
