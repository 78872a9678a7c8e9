//! Parses arguments, runs one command, returns the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    blogsite::command::run(std::env::args_os())
}
