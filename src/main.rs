//! Parses arguments, runs one command, returns the exit code.

use std::process::ExitCode;

/// The allocator of static programs: musl's own takes one lock for all threads, and pages are rendered by many at once.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    blogsite::command::run(std::env::args_os())
}
