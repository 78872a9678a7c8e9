//! What a site would publish now, to be set against what was published.

use std::sync::Arc;

use crate::address::{OutputPath, SourcePath};
use crate::config::Config;
use crate::content::Document;
use crate::site::LeftOut;
use crate::site::people::People;
use crate::site::route::Route;
use crate::site::taxonomy::Taxonomies;

use super::Print;

/// What a site would publish now.
pub(in crate::site) struct Present<'a> {
    pub(in crate::site) config: &'a Config,
    pub(in crate::site) documents: &'a [Arc<Document>],
    pub(in crate::site) taxonomies: &'a Taxonomies,
    pub(in crate::site) people: &'a People,
    pub(in crate::site) statics: &'a [(SourcePath, OutputPath)],
    pub(in crate::site) left_out: &'a [LeftOut],
    pub(in crate::site) routes: &'a [Route],
    /// What a file holds now.
    pub(in crate::site) prints: &'a dyn Fn(&SourcePath) -> Print,
}
