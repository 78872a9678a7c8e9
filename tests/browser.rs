//! What a person sees who writes with a browser open, in real headless Chromium.
//!
//! 1. The live-reload script alone, on a [`stage`] that serves what a test says, when it says so.
//! 2. `blogsite serve` and a folder that is edited.
//! 3. The example blog in the built-in theme, as its readers meet it.
//! 4. The search field of a visitor, and what it must find among many posts.
//! 5. The way through it all without a mouse.
//!
//! Chromium is needed under `CI=true`; elsewhere a test without it is left out, by name.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

#[path = "browser/answers.rs"]
mod answers;
#[path = "browser/driver.rs"]
mod driver;
#[path = "browser/look.rs"]
mod look;
#[path = "browser/script.rs"]
mod script;
#[path = "browser/search.rs"]
mod search;
#[path = "browser/serve.rs"]
mod serve;
#[path = "browser/shots.rs"]
mod shots;
#[path = "browser/stage.rs"]
mod stage;
mod support;
#[path = "browser/walk.rs"]
mod walk;
