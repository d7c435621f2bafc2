//! Commands that write files of a site: `kb init`, `kb new`, `kb theme`, `kb export`, `kb import`.

use std::path::Path;

use super::args::{Common, Export, ExportKind, Init, Inputs, New, Theme};
use super::{Environment, Outcome, Terminal, in_site, options};
use crate::config::{self, Config};
use crate::data_export::{self, Bulk};
use crate::diag::{Severity, UiLang};
use crate::extend;
use crate::hosting::{self, Server};
use crate::io;
use crate::pipeline;
use crate::plan::Cx;
use crate::record::RecordKind;
use crate::scaffold::{self, Contents, Draft, Hints, Language};
use crate::schema;
use crate::snapshot::Snapshot;
use crate::text::{SourcePath, nearest};
use crate::theme;

/// How a CI run gets the program.
const INSTALL: &str = "cargo install --locked kb";

/// Makes a site that builds at once. Files that are there already stay as they are.
pub(super) fn init(common: &Common, args: &Init, terminal: &mut Terminal) -> Outcome {
    let dir = args.path.as_ref().map_or_else(|| common.dir.clone(), |p| in_site(common, p));
    if dir.join(config::CONFIG_PATH).exists() {
        return terminal.fail_with("already_a_site", &[("dir", &dir.display().to_string())]);
    }
    if dir.is_file() {
        return terminal.fail_with("init_file", &[("dir", &dir.display().to_string())]);
    }
    let written = |l: &&String| !Language::ALL.iter().any(|known| known.tag() == l.as_str());
    if let Some(lang) = args.lang.iter().find(written) {
        return terminal.fail_with("init_language", &[("lang", lang)]);
    }
    let own = if terminal.lang == UiLang::ZhCn { Language::ZhCn } else { Language::En };
    let mut languages: Vec<Language> = args.lang.iter().map(|l| Language::of(l)).collect();
    if languages.is_empty() {
        languages = vec![own];
        languages.extend(Language::ALL.into_iter().filter(|l| *l != own));
    }
    let guessed =
        std::path::absolute(&dir).ok().and_then(|d| d.file_name().map(|n| n.to_string_lossy().into_owned()));
    let extends = match base_of(args, &dir) {
        Ok(extends) => extends,
        Err(path) => return terminal.fail_with("no_base", &[("path", &path)]),
    };
    let options = scaffold::Options {
        name: args.name.clone().or(guessed).unwrap_or_else(|| "kb".to_owned()),
        languages,
        contents: match (&extends, args.bare) {
            (Some(_), _) => Contents::Extending,
            (None, true) => Contents::Bare,
            (None, false) => Contents::Full,
        },
        extends,
        install: INSTALL.to_owned(),
    };
    let files = scaffold::site(&options);
    let count = files.len().to_string();
    for (path, text) in files {
        if !dir.join(&path).exists() && create_quietly(&dir.join(&path), text.as_bytes()).is_err() {
            return terminal.fail_with("cannot_create", &[("path", &dir.join(&path).display().to_string())]);
        }
    }
    let shown = dir.display().to_string();
    terminal.note("created_site", &[("dir", &shown), ("count", &count)]);
    terminal.note("next_steps", &[("dir", &shown)]);
    Outcome::Fine
}

/// The base for kb.toml of a new site: relative to its folder, as it is named relative to the working
/// folder. Fails with the name if it leads nowhere.
fn base_of(args: &Init, dir: &Path) -> Result<Option<String>, String> {
    let Some(base) = args.extends.as_deref().filter(|b| *b != config::LIBRARY) else {
        let library = args.library || args.extends.is_some();
        return Ok(library.then(|| config::LIBRARY.to_owned()));
    };
    let target = Path::new(base).canonicalize().ok().filter(|t| t.is_dir()).ok_or(base)?;
    // The site's folder may not be there yet: the part that is decides where links lead.
    let dir = std::path::absolute(dir).map_err(|_| base.to_owned())?;
    let there = dir.ancestors().find(|a| a.exists()).unwrap_or(&dir);
    let rest = dir.strip_prefix(there).unwrap_or(Path::new(""));
    let dir = there.canonicalize().map_err(|_| base.to_owned())?.join(rest);
    let common = target.components().zip(dir.components()).take_while(|(a, b)| a == b).count();
    if common == 0 {
        return Ok(Some(target.display().to_string()));
    }
    let ups = dir.components().skip(common).map(|_| "..".to_owned());
    let downs = target.components().skip(common).map(|c| c.as_os_str().to_string_lossy().into_owned());
    Ok(Some(ups.chain(downs).collect::<Vec<_>>().join("/")))
}

/// Makes a guide or a record with every part in place.
pub(super) fn new(
    common: &Common,
    args: &New,
    terminal: &mut Terminal,
    environment: &Environment,
) -> Outcome {
    let (snapshot, _) = io::read(&common.dir);
    let inputs = Inputs { base_url: None, drafts: true, today: None };
    let analysis = pipeline::analyse(&snapshot, &options(&inputs, environment.today));
    let site = analysis.library.config();
    if snapshot.get(&SourcePath::new(config::CONFIG_PATH)).is_none() {
        return terminal.fail_with("no_site", &[("dir", &common.dir.display().to_string())]);
    }
    let (kind, id) = match args.what.as_slice() {
        [kind, id] => (kind.as_str(), id.as_str()),
        [id] => ("guide", id.as_str()),
        _ => return Outcome::Failed,
    };
    let lang = args.lang.clone().unwrap_or_else(|| site.default_language.clone());
    if !site.languages.contains(&lang) {
        let known = site.languages.join(", ");
        return terminal.fail_with("unknown_language", &[("lang", &lang), ("known", &known)]);
    }
    if let Some(outcome) = from_base(common, terminal, &snapshot, site, (kind, id, &lang)) {
        return outcome;
    }
    let section = id.rsplit_once('/').map_or("", |(section, _)| section);
    let mut draft = Draft {
        id,
        title: "",
        lang: Language::of(&lang),
        languages: &site.languages,
        today: environment.today,
        hints: &Hints::default(),
    };
    let hints = Hints::of(&analysis.library, section, draft.jurisdiction());
    draft.hints = &hints;
    let (path, text) = match (kind, RecordKind::from_name(kind)) {
        ("guide", _) if !good_id(id, '/') => return terminal.fail_with("bad_guide_id", &[("id", id)]),
        ("guide", _) => (scaffold::guide_path(id, &lang, site), scaffold::guide(&draft)),
        (_, Some(_)) if !good_id(id, '-') => return terminal.fail_with("bad_record_id", &[("id", id)]),
        (_, Some(record)) => (scaffold::record_path(record, id), scaffold::record(record, &draft)),
        (_, None) => {
            let kinds = RecordKind::ALL.map(RecordKind::as_str);
            let near = nearest(kind, kinds.into_iter().chain(["guide"])).unwrap_or("guide");
            return terminal.fail_with("unknown_kind", &[("kind", kind), ("nearest", near)]);
        }
    };
    let outcome = create(terminal, &common.dir.join(path), text.as_bytes());
    if kind == "guide" && outcome == Outcome::Fine {
        terminal.note("created_draft", &[]);
    }
    outcome
}

/// Copies a guide or record of the base into the site, where it replaces the base's; nothing if the
/// base does not have it, or it is replaced already.
fn from_base(
    common: &Common,
    terminal: &mut Terminal,
    snapshot: &Snapshot,
    config: &Config,
    (kind, id, lang): (&str, &str, &str),
) -> Option<Outcome> {
    let record = RecordKind::from_name(kind);
    let path = match record {
        Some(record) => scaffold::record_path(record, id),
        None => {
            let file = scaffold::guide_path(id, lang, config);
            let folder = scaffold::guide_path(&format!("{id}/index"), lang, config);
            if snapshot.is_inherited(&SourcePath::new(&file)) { file } else { folder }
        }
    };
    let path = SourcePath::new(path);
    let (bytes, base) = extend::take(snapshot, &path, record.map(|r| (r, id)))?;
    let taken = record.is_some_and(|r| snapshot.base().records.contains_key(&format!("{r}:{id}")));
    if taken {
        return None;
    }
    let target = common.dir.join(path.as_str());
    let outcome = if target.exists() { return None } else { create(terminal, &target, &bytes) };
    if outcome != Outcome::Fine {
        return Some(outcome);
    }
    let (snapshot, _) = io::read(&common.dir);
    let mut lock = extend::Lock::read(&snapshot);
    extend::accept(&mut lock, &snapshot, config, &path);
    if let Err(e) = std::fs::write(common.dir.join(extend::LOCK_PATH), lock.text()) {
        return Some(terminal.fail_to_write(extend::LOCK_PATH, &e));
    }
    terminal.note("from_base", &[("path", path.as_str()), ("base", &base)]);
    Some(Outcome::Fine)
}

/// Whether an id is made of lower-case letters, digits and hyphens (and, for pages, slashes between
/// parts): anything else would be another address on another file system.
fn good_id(id: &str, separator: char) -> bool {
    let part = |p: &str| {
        !p.is_empty() && p.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    id.split(separator).all(part) && (separator == '-' || id.contains(separator))
}

/// Writes guides, records or schemas for other systems.
pub(super) fn export(
    common: &Common,
    args: &Export,
    terminal: &mut Terminal,
    environment: &Environment,
) -> Outcome {
    let (snapshot, _) = io::read(&common.dir);
    if args.kind == ExportKind::Schema {
        let (site, _) = config::parse(&snapshot);
        return schemas(common, args, terminal, &site.languages);
    }
    let analysis = pipeline::analyse(&snapshot, &options(&args.inputs, environment.today));
    if analysis.diagnostics.has_errors() {
        // Half a library would be taken for the whole.
        let mut errors = analysis.diagnostics;
        errors.retain(|d| d.severity == Severity::Error);
        terminal.diagnostics(&errors, &snapshot);
        return Outcome::Errors;
    }
    let cx = Cx::new(&analysis.library, &analysis.theme);
    let configuration = |server| hosting::server(server, analysis.library.config(), &analysis.plan);
    let text = match args.kind {
        ExportKind::Json => data_export::pretty(&data_export::export(&cx)),
        ExportKind::Ndjson => data_export::ndjson(data_export::rows(&cx), &Bulk::Documents),
        ExportKind::Csv => data_export::guides_csv(&cx),
        ExportKind::RecordsCsv => data_export::records_csv(&cx),
        ExportKind::Opensearch => data_export::pretty(&data_export::opensearch_mapping()),
        ExportKind::Quickwit => data_export::quickwit_index("kb"),
        ExportKind::Nginx => configuration(Server::Nginx),
        ExportKind::Caddy => configuration(Server::Caddy),
        ExportKind::S3 => configuration(Server::S3),
        ExportKind::Schema => String::new(),
    };
    let Some(out) = &args.out else { return terminal.bytes(text.as_bytes()) };
    let path = in_site(common, out);
    match std::fs::write(&path, text) {
        Ok(()) => {
            terminal.note("created", &[("path", &path.display().to_string())]);
            Outcome::Fine
        }
        Err(e) => terminal.fail_to_write(&path.display().to_string(), &e),
    }
}

fn schemas(common: &Common, args: &Export, terminal: &mut Terminal, languages: &[String]) -> Outcome {
    let out = in_site(common, args.out.as_deref().unwrap_or(Path::new("schema")));
    for (name, text) in schema::files(languages) {
        let path = out.join(&name);
        let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        if let Err(e) = made.and_then(|()| std::fs::write(&path, text)) {
            return terminal.fail_to_write(&path.display().to_string(), &e);
        }
        terminal.note("created", &[("path", &path.display().to_string())]);
    }
    Outcome::Fine
}

/// Writes a file whose folders may be missing.
pub(super) fn create_quietly(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
    let mut file = std::fs::File::create_new(path)?;
    std::io::Write::write_all(&mut file, bytes)
}

/// Writes a file that must not be there yet; its folders are made.
pub(super) fn create(terminal: &mut Terminal, path: &Path, bytes: &[u8]) -> Outcome {
    let shown = path.display().to_string();
    if path.exists() {
        return terminal.fail_with("exists", &[("path", &shown)]);
    }
    let written = path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| {
        // Created only if new: a file that appeared meanwhile is not overwritten.
        let mut file = std::fs::File::create_new(path)?;
        std::io::Write::write_all(&mut file, bytes)
    });
    match written {
        Ok(()) => {
            terminal.note("created", &[("path", &shown)]);
            Outcome::Fine
        }
        Err(e) => terminal.fail_to_write(&shown, &e),
    }
}

/// Lists or copies files of the default theme.
pub(super) fn theme(common: &Common, args: &Theme, terminal: &mut Terminal) -> Outcome {
    let files = theme::default_files();
    match args {
        Theme::List => {
            let list: String = files.iter().map(|(name, _)| format!("{name}\n")).collect();
            terminal.bytes(list.as_bytes())
        }
        Theme::Eject { file } => {
            let Some((name, bytes)) = files.iter().find(|(name, _)| name == file) else {
                let near = nearest(file, files.iter().map(|(n, _)| n.as_str())).unwrap_or("kb theme list");
                return terminal.fail_with("unknown_theme_file", &[("file", file), ("nearest", near)]);
            };
            let (snapshot, _) = io::read(&common.dir);
            let (config, found) = config::parse(&snapshot);
            if found.has_errors() {
                terminal.diagnostics(&found, &snapshot);
                return Outcome::Failed;
            }
            let path = common.dir.join("themes").join(&config.theme).join(name);
            let outcome = create(terminal, &path, bytes);
            if outcome == Outcome::Fine {
                terminal.note("edit_it", &[]);
            }
            outcome
        }
    }
}
