//! blogsite: a static site generator for a blog written by many hands.
//!
//! > A site is a pure function from URL to bytes.
//!
//! [`site::Site`] knows *what exists and where it is served*, from front matter
//! alone; [`render::Renderer`] knows *how one route looks*. Each command is one way
//! to walk that function: `build` renders every route and commits the result; `serve` renders
//! the one that is asked for.
//!
//! The rooms, from the floor up; imports only ever point downwards
//! (`tests/architecture.rs` holds them to it):
//!
//! | floor | rooms |
//! | --- | --- |
//! | 6 | [`command`] |
//! | 5 | [`render`], [`verify`] |
//! | 4 | [`template`] |
//! | 3 | [`site`] |
//! | 2 | [`content`], [`config`], [`markdown`], [`highlight`] |
//! | 1 | [`source`], [`output`], [`server`], [`yaml`], [`search`], [`explanation`] |
//! | 0 | [`diagnostic`], [`address`], [`compress`] |

pub mod address;
pub mod command;
pub mod compress;
pub mod config;
pub mod content;
pub mod diagnostic;
pub mod explanation;
pub mod highlight;
pub mod markdown;
pub mod output;
pub mod render;
pub mod search;
pub mod server;
pub mod site;
pub mod source;
pub mod template;
pub mod verify;
pub mod yaml;
