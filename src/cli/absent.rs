//! What stands in for commands in a program that was built without their feature: each says that this
//! program cannot do it, and what to do.

/// `kb check --external` without the feature `links`.
#[cfg(not(feature = "links"))]
pub(super) mod external {
    use super::super::args::{Check, Common};
    use super::super::{Environment, Outcome, Terminal};
    use crate::diag::Diagnostics;
    use crate::snapshot::Snapshot;

    pub(in super::super) fn follow(
        _: &Common,
        _: &Check,
        terminal: &mut Terminal,
        _: &Environment,
        _: &Snapshot,
    ) -> Result<Diagnostics, Outcome> {
        Err(terminal.fail_with("no_links", &[]))
    }
}

/// `kb import` without the feature `import`.
#[cfg(not(feature = "import"))]
pub(super) mod import {
    use super::super::args::{Common, Import};
    use super::super::{Environment, Outcome, Terminal};

    pub(in super::super) fn run(_: &Common, _: &Import, terminal: &mut Terminal, _: &Environment) -> Outcome {
        terminal.fail_with("no_import", &[])
    }
}

/// `kb serve` without the feature `serve`.
#[cfg(not(feature = "serve"))]
pub(super) mod serve {
    use super::super::args::{Common, Serve};
    use super::super::{Environment, Outcome, Terminal};

    pub(in super::super) fn run(_: &Common, _: &Serve, terminal: &mut Terminal, _: &Environment) -> Outcome {
        terminal.fail_with("no_serve", &[])
    }
}
