//! The `kb` binary (temporary).
#![allow(clippy::disallowed_methods, clippy::print_stdout)]
use kb::diag::{UiLang, Wording, emit};
use kb::snapshot::Snapshot;
use kb::text::SourcePath;
fn main() {
    let t = std::time::Instant::now();
    let dir = std::path::PathBuf::from(std::env::args().nth(1).unwrap_or(".".into()));
    let mut snapshot = Snapshot::default();
    for top in ["kb.toml", "content", "static", "themes"] {
        for e in walkdir::WalkDir::new(dir.join(top)).into_iter().flatten() {
            if e.file_type().is_file() {
                let rel = e.path().strip_prefix(&dir).unwrap().to_string_lossy().to_string();
                snapshot.insert(SourcePath::new(rel), std::fs::read(e.path()).unwrap());
            }
        }
    }
    let options = kb::library::BuildOptions { today: jiff::civil::date(2026, 11, 22), base_url: None, drafts: Default::default() };
    let build = kb::pipeline::build(&snapshot, &options);
    println!("{}", emit::human(&build.diagnostics, &snapshot, Wording::new(UiLang::En), emit::Colour::Plain));
    println!("pages {} errors {} in {:?}", build.pages, build.diagnostics.len(), t.elapsed());
    if let Some(site) = build.site {
        let out = dir.join("public");
        let _ = std::fs::remove_dir_all(&out);
        for (p, b) in site.iter() {
            let f = out.join(p.as_str());
            std::fs::create_dir_all(f.parent().unwrap()).unwrap();
            std::fs::write(f, b).unwrap();
        }
        println!("written {} files {} bytes {:?}", site.len(), site.bytes(), t.elapsed());
    }
}
