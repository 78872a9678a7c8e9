//! The action, step by step as `action.yml` lists them, on a simulated runner and with releases from a server on the
//! loopback: what is installed, from where, and what is refused. Nothing waits: the delay between attempts is an input.

#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod building;
mod expression;
mod installing;
mod packing;
mod release;
mod runner;
mod smoke;
