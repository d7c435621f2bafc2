//! `kb check --external`: the cache on the disk, progress, and what to say when there is no network.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::args::{Check, Common};
use super::{Environment, Outcome, Terminal, options};
use crate::check::BlockList;
use crate::diag::Diagnostics;
use crate::external::{self, Answer, Cache, Links, Settings};
use crate::library::Library;
use crate::pipeline;
use crate::snapshot::Snapshot;

/// The cache, in the site's folder.
const CACHE: &str = ".kb-cache/links.json";

/// If at least so many hosts are asked and none answers, it is the network that is missing.
const HOSTS_OF_A_NETWORK: usize = 3;

/// Follows the outside links of a site. An outcome instead of diagnostics ends the command.
pub(super) fn follow(
    common: &Common,
    args: &Check,
    terminal: &mut Terminal,
    environment: &Environment,
    snapshot: &Snapshot,
) -> Result<Diagnostics, Outcome> {
    let library = pipeline::analyse(snapshot, &options(&args.inputs, environment.today)).library;
    let links = external::links(&library, snapshot);
    let path = common.dir.join(CACHE);
    let mut cache = read(&path, terminal);
    let max_age = library.config().links.max_age;
    // The age of an answer is a matter of the clock, not of `--today`.
    let known = |address: &str| cache.answer(address, environment.today, max_age).filter(|_| !args.fresh);
    let mut answers: BTreeMap<String, Answer> =
        links.keys().filter_map(|a| Some((a.clone(), known(a)?))).collect();
    let wanted: Vec<&str> = links.keys().filter(|a| !answers.contains_key(*a)).map(String::as_str).collect();
    let settings = settings(&library);
    let blocked = BlockList::read(snapshot, &mut Diagnostics::default());
    let speaker = *terminal;
    let fresh = external::visit(wanted.iter().copied(), &settings, &|url| blocked.names(url), &|done| {
        speaker.progress("following", done, wanted.len());
    });
    if let Some(hosts) = unreachable(&fresh) {
        return Err(terminal.fail_with("no_network", &[("hosts", &hosts.to_string())]));
    }
    for (address, answer) in &fresh {
        cache.remember(address, answer, environment.today);
    }
    cache.keep(|address| links.contains_key(address));
    write(&path, &cache, terminal);
    answers.extend(fresh);
    let archived = if args.find_archived { archived(&links, &answers, &settings) } else { BTreeMap::new() };
    let mut found = external::report(&library, &links, &answers, &archived);
    found.apply_levels(|code| library.config().checks.level(code));
    Ok(found)
}

fn settings(library: &Library) -> Settings {
    let links = &library.config().links;
    Settings {
        timeout: Duration::from_secs(links.timeout.into()),
        pause: Duration::from_secs(links.pause.into()),
        ..Settings::polite(&library.config().base_url)
    }
}

/// How many hosts were asked, if there were several and not one answered.
fn unreachable(answers: &BTreeMap<String, Answer>) -> Option<usize> {
    let silent = |a: &Answer| matches!(a, Answer::Dead(why) if why.is_silence());
    let hosts: BTreeSet<String> = answers.keys().filter_map(|a| external::host(a)).collect();
    (hosts.len() >= HOSTS_OF_A_NETWORK && answers.values().all(silent)).then_some(hosts.len())
}

/// Archived copies of dead links whose records name none.
fn archived(
    links: &Links,
    answers: &BTreeMap<String, Answer>,
    settings: &Settings,
) -> BTreeMap<String, String> {
    let dead = links.iter().filter(|(address, places)| {
        matches!(answers.get(*address), Some(Answer::Dead(_))) && places.iter().any(|p| p.archived.is_none())
    });
    let dated = dead.map(|(address, places)| (address.as_str(), places.iter().find_map(|p| p.read_on)));
    external::find_archived(external::WAYBACK, dated, settings).into_iter().collect()
}

fn read(path: &Path, terminal: &mut Terminal) -> Cache {
    let Ok(bytes) = fs::read(path) else { return Cache::default() };
    Cache::read(&bytes).unwrap_or_else(|| {
        terminal.note("cache_ignored", &[("path", &path.display().to_string())]);
        Cache::default()
    })
}

/// Writes beside the old cache and replaces it, so that a stopped run leaves a whole one.
fn write(path: &Path, cache: &Cache, terminal: &mut Terminal) {
    let beside: PathBuf = path.with_extension(format!("{}.tmp", std::process::id()));
    let written = fs::create_dir_all(path.parent().unwrap_or(path))
        .and_then(|()| fs::write(&beside, cache.write()))
        .and_then(|()| fs::rename(&beside, path));
    if let Err(e) = written {
        let words = [("path", &*path.display().to_string()), ("detail", &*e.to_string())];
        terminal.note("cache_not_written", &words);
    }
}
