//! How far a build is: times of the stages with `-v`, a bar on a terminal for what takes longer than a
//! second, and nothing in a pipe.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Terminal;
use crate::progress::{Progress, Stage};

/// Work that is done sooner shows nothing: a bar that flashes up tells nobody anything.
const PATIENCE: Duration = Duration::from_secs(1);

/// Watches one build.
pub(super) struct Meter {
    terminal: Terminal,
    start: Instant,
    /// Each stage with its beginning.
    stages: Mutex<Vec<(Stage, Instant)>>,
    bar: ProgressBar,
    /// Whether anybody could see the bar.
    seen: bool,
    shown: AtomicBool,
}

impl Meter {
    /// Begins to watch.
    pub(super) fn new(terminal: Terminal) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        let seen = !terminal.is_quiet() && std::io::stderr().is_terminal();
        Self {
            terminal,
            start: Instant::now(),
            stages: Mutex::default(),
            bar,
            seen,
            shown: AtomicBool::new(false),
        }
    }

    /// Takes the bar away, and with `-v` says what took how long.
    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
        let end = Instant::now();
        let stages = self.stages.lock().unwrap_or_else(PoisonError::into_inner);
        let ends = stages.iter().skip(1).map(|(_, at)| *at).chain([end]);
        let mut terminal = self.terminal;
        for ((stage, start), end) in stages.iter().zip(ends) {
            let time = format!("{:.0} ms", (end - *start).as_secs_f64() * 1e3);
            terminal.detail("stage_time", &[("stage", &self.name(*stage)), ("time", &time)]);
        }
    }

    fn name(&self, stage: Stage) -> String {
        self.terminal.wording.phrase(&format!("stage_{}", stage.as_str()), &[])
    }

    fn show(&self) {
        if self.seen && self.start.elapsed() > PATIENCE && !self.shown.swap(true, Ordering::Relaxed) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}

impl Progress for Meter {
    fn begin(&self, stage: Stage) {
        self.stages.lock().unwrap_or_else(PoisonError::into_inner).push((stage, Instant::now()));
        self.bar.set_message(self.name(stage));
        self.show();
    }

    fn total(&self, pieces: usize) {
        self.bar.set_length(pieces as u64);
        self.bar.set_position(0);
    }

    fn advance(&self) {
        self.bar.inc(1);
        self.show();
    }
}
