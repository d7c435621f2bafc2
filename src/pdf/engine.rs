//! The PDF writer behind the feature `pdf`.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::page::{About, Section, Sheet, document, mm};
use super::sheet;
use super::text::{Face, Fonts, Weight};
use super::{Trouble, compose};
use crate::config::{Config, Paper};
use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::fonts;
use crate::snapshot::Snapshot;
use crate::text::SourcePath;
use crate::view::{PaperView, Shell};

/// Fonts and paper, ready to print.
#[derive(Debug)]
pub struct Press {
    fonts: Fonts,
    sheet: Sheet,
}

/// Prepares the fonts and the paper that the settings ask for. Nothing if a font cannot be used.
pub fn press(snapshot: &Snapshot, config: &Config) -> (Option<Press>, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let mut face = |i: usize, built_in: &'static [u8], name: &str| {
        let Some(path) = config.print.fonts.get(i) else {
            return Face::new(format!("{} {name}", fonts::FAMILY), Arc::from(built_in));
        };
        let bytes = snapshot.get(&SourcePath::new(path));
        let face = bytes.and_then(|b| Face::new(path.clone(), Arc::clone(b)));
        if face.is_none() {
            let code = if bytes.is_some() { Code::FontUnusable } else { Code::FontMissing };
            let location = Location::file(&SourcePath::new(crate::config::CONFIG_PATH));
            diagnostics.push(Diagnostic::new(code, location).arg("font", path));
        }
        face
    };
    let regular = face(0, fonts::REGULAR, "Regular");
    let bold = face(1, fonts::BOLD, "Bold");
    let press = regular
        .zip(bold)
        .map(|(regular, bold)| Press { fonts: Fonts { regular, bold }, sheet: sheet_of(config.print.paper) });
    (press, diagnostics)
}

/// Paper with the margins of the printed pages (look.md): 16 mm above, 17 mm at the sides, 18 mm below.
fn sheet_of(paper: Paper) -> Sheet {
    let (width, height) = match paper {
        Paper::A4 => (mm(210.0), mm(297.0)),
        Paper::Letter => (8.5 * 72.0, 11.0 * 72.0),
    };
    Sheet { width, height, top: mm(18.0), side: mm(17.0), bottom: mm(16.0) }
}

/// Prints one file.
///
/// # Errors
/// The characters that the fonts lack, or what the PDF writer refuses.
pub fn print(view: &PaperView, press: &Press) -> Result<Vec<u8>, Trouble> {
    let Press { fonts, sheet } = press;
    let shell = view.shell();
    let lang = &shell.page.content_lang;
    let (sections, mut missing): (Vec<Section>, BTreeSet<(Weight, char)>) = match view {
        PaperView::Checklist(v) => {
            let (section, missing) = sheet::checklist(v, fonts, sheet, lang, 1);
            (vec![section], missing)
        }
        PaperView::Pack(v) => sheet::pack(v, fonts, sheet, lang),
        PaperView::Sector(v) => sheet::sector(v, fonts, sheet, lang),
    };
    document(&sections, &about(shell), sheet, fonts, &mut missing)
}

impl Press {
    /// Name of the font of a weight, for a diagnostic.
    pub fn font_name(&self, weight: Weight) -> &str {
        &self.fonts.face(weight).name
    }
}

fn about(shell: &Shell) -> About {
    let site = &shell.site;
    let author = if site.organisation.is_empty() { &site.title } else { &site.organisation };
    About {
        title: shell.page.title.clone(),
        author: author.clone(),
        description: shell.page.description.clone(),
        lang: shell.page.content_lang.clone(),
        site: site.title.clone(),
        page_label: site.t.get("page_of").cloned().unwrap_or_else(|| "{n} / {m}".to_owned()),
        han: compose::is_han(&shell.page.content_lang),
    }
}
