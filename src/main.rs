//! The `kb` binary: hands the command line to the library.

#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    kb::cli::run(std::env::args_os(), kb::cli::Environment::read()).into()
}
