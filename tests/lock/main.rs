//! The URL lock: whatever happens to a blog from build to build, every address it ever published answers, in the output
//! and in `serve`.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

#[path = "../support/mod.rs"]
mod support;

mod blog;
mod feeds;
mod git;
mod import;
mod moves;
mod quiet;
