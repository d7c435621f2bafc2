//! `kb serve`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use super::args::{Common, Serve};
use super::meter::Meter;
use super::{Environment, Outcome, Terminal, options};
use crate::diag::{Severity, emit};
use crate::io;
use crate::library::BuildOptions;
use crate::pipeline;
use crate::progress::{Progress, Stage};
use crate::serve::{self, BuildOutcome, Event, Later};

/// Port of the preview if none is asked for; the next ones are tried when it is taken.
const PORT: u16 = 4040;

/// Previews the site until Ctrl-C.
pub(super) fn run(
    common: &Common,
    args: &Serve,
    terminal: &mut Terminal,
    environment: &Environment,
) -> Outcome {
    if !common.dir.join(crate::config::CONFIG_PATH).is_file() {
        return terminal.fail_with("no_site", &[("dir", &common.dir.display().to_string())]);
    }
    let ports = args.port.map_or(PORT..=PORT + 20, |p| p..=p);
    let addresses = ports.map(|p| SocketAddr::new(args.address, p)).collect();
    let mut preview = serve::Options::new(&common.dir, addresses);
    preview.ignored.push(PathBuf::from("public"));
    // A preview may be left open over midnight.
    let (inputs, start) = (args.inputs.clone(), environment.clone());
    let options = move || options(&inputs, start.today_now());
    let build = rebuild(common.dir.clone(), options, *terminal, preview.early.clone());
    let (mut speaker, open) = (*terminal, args.open);
    let served = serve::serve(&preview, build, move |event| report(&mut speaker, event, open));
    match served {
        Ok(()) => Outcome::Fine,
        Err(serve::ServeError::Address { address: Some(address), source })
            if source.kind() == std::io::ErrorKind::AddrInUse =>
        {
            terminal.fail_with("port_in_use", &[("port", &address.port().to_string())])
        }
        Err(serve::ServeError::Address { address, source }) => {
            let address = address.map(|a| a.to_string()).unwrap_or_default();
            let detail = terminal.reason(&source);
            terminal.fail_with("cannot_listen", &[("address", &address), ("detail", &detail)])
        }
        Err(serve::ServeError::Watch(e)) => {
            let detail = terminal.reason(&e);
            terminal.fail_with("cannot_watch", &[("detail", &detail)])
        }
        Err(serve::ServeError::Threads(e)) => {
            let detail = terminal.reason(&e);
            terminal.fail_with("cannot_start", &[("detail", &detail)])
        }
    }
}

/// What is done at the start and after each change.
fn rebuild(
    dir: PathBuf,
    options: impl Fn() -> BuildOptions + Send + 'static,
    mut terminal: Terminal,
    early: serve::Early,
) -> impl FnMut() -> BuildOutcome + Send + 'static {
    let mut memo = pipeline::Memo::default();
    let mut known = io::Known::default();
    let mut day = None;
    let turns = Arc::new(Mutex::new(()));
    move || {
        let options = options();
        if day.replace(options.today) != Some(options.today) {
            // Every page may say something else on another day.
            memo = pipeline::Memo::default();
        }
        let meter = Meter::new(terminal);
        meter.begin(Stage::Read);
        let (snapshot, read) = io::read_again(&dir, &mut known);
        let snapshot = Arc::new(snapshot);
        // What could not be read is not on these pages, and what is shown is the last good site.
        let mut pages = |site| {
            if !read.has_errors() {
                early.show(site)
            }
        };
        let copies = pipeline::Copies::Left;
        let run = pipeline::Run { copies, memo: Some(&mut memo), progress: &meter, pages: &mut pages };
        let mut build = pipeline::build_again(&snapshot, &options, run);
        meter.finish();
        build.diagnostics.extend(read);
        build.diagnostics.sort();
        let (errors, warnings) = build.diagnostics.counts();
        if errors > 0 {
            let mut shown = build.diagnostics.clone();
            shown.retain(|d| d.severity == Severity::Error);
            terminal.diagnostics(&shown, &*snapshot);
        }
        let site = build.site.filter(|_| errors == 0).map(Arc::new);
        let (inputs, wording, found) = (Arc::clone(&snapshot), terminal.wording, build.diagnostics);
        let diagnostics = serve::Report::new(move || emit::json(&found, &*inputs, wording));
        let (inputs, options) = (Arc::clone(&snapshot), options.clone());
        let (files, settings) = (Arc::clone(&snapshot), options.clone());
        // Whole sites are made one after the other, also when copies are asked for after each of many edits.
        let turns = Arc::clone(&turns);
        let make = move || {
            let _turn = turns.lock().unwrap_or_else(PoisonError::into_inner);
            pipeline::build(&inputs, &options).site
        };
        let later =
            Later::new(build.left, make).with_pages(move |path| pipeline::late_page(&files, &settings, path));
        BuildOutcome {
            site,
            later: Arc::new(later),
            diagnostics,
            errors,
            warnings,
            spent: Some(Arc::new(build.spent)),
        }
    }
}

fn report(terminal: &mut Terminal, event: Event, open: super::args::Open) {
    match event {
        Event::Listening { url } => {
            terminal.note("serving", &[("url", &url)]);
            if open == super::args::Open::Browser {
                open_browser(&url);
            }
        }
        Event::Rebuilt { time, errors: 0, .. } => {
            terminal.note("rebuilt", &[("time", &format!("{:.2} s", time.as_secs_f64()))]);
        }
        Event::Rebuilt { errors, .. } => terminal.note("kept_last", &[("errors", &errors.to_string())]),
        Event::Crashed { message } => {
            terminal.fail_with("build_crashed", &[("message", &message)]);
        }
        Event::Polling => terminal.note("polling", &[]),
    }
}

/// Asks the system to open an address; if it cannot, the address is on the screen anyway.
fn open_browser(url: &str) {
    let command = if cfg!(target_os = "macos") {
        ("open", vec![url])
    } else if cfg!(windows) {
        ("cmd", vec!["/C", "start", "", url])
    } else {
        ("xdg-open", vec![url])
    };
    let quiet = || std::process::Stdio::null();
    let _ = std::process::Command::new(command.0)
        .args(command.1)
        .stdin(quiet())
        .stdout(quiet())
        .stderr(quiet())
        .spawn();
}
