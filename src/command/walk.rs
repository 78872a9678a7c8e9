//! What every command does that walks a site: open it as the command line asks, render every route, weigh what is wrong.

use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::address::SourcePath;
use crate::config::CONFIG_FILE;
use crate::content::post_name::PostName;
use crate::diagnostic::{Diagnostic, Levels};
use crate::highlight::Highlighter;
use crate::output::{STATE_FOLDER, write_bytes_whole};
use crate::render::{Rendered, Renderer};
use crate::site::inventory::CONTENT;
use crate::site::route::{Route, RouteKind};
use crate::site::{Options, Site};
use crate::source::{DiskTree, SourceTree};

use super::place::shown;
use super::progress::{self, Bar};
use super::{CommandError, cli};

/// What highlighting learned, in the state folder of the source.
const HIGHLIGHT_MEMORY: &str = "highlight.bin";
/// Where Jekyll's posts are, and ours never.
const POSTS_OF_JEKYLL: &str = "_posts";

/// Does `work` with as many threads as the command line asks for.
pub(super) fn with_threads<T: Send>(
    arguments: &cli::Site,
    work: impl FnOnce() -> Result<T, CommandError> + Send,
) -> Result<T, CommandError> {
    let mut threads = rayon::ThreadPoolBuilder::new();
    if let Some(jobs) = arguments.jobs {
        threads = threads.num_threads(jobs);
    }
    let threads = threads.build().map_err(|error| CommandError::Threads(error.to_string()))?;
    threads.install(work)
}

/// The tree of a folder that holds a site whose posts are read: in `_posts/` beside `content/` none is, and none is lost silently.
pub(super) fn open(source: &Path) -> Result<DiskTree, CommandError> {
    let tree = open_unmoved(source)?;
    let posts = fs::read_dir(source.join(POSTS_OF_JEKYLL)).into_iter().flatten().flatten();
    if posts.filter_map(|entry| entry.file_name().into_string().ok()).any(|name| PostName::parse(&name).is_some()) {
        return Err(CommandError::impossible(
            format!("posts are read from `{CONTENT}/`, and here they are in `{POSTS_OF_JEKYLL}/`"),
            "`blogsite init` says what has to be moved",
        ));
    }
    Ok(tree)
}

/// The tree of a folder that holds a site, or a blog of Jekyll's from which nothing was moved yet.
pub(super) fn open_unmoved(source: &Path) -> Result<DiskTree, CommandError> {
    let tree = DiskTree::open(source)?;
    let is_one = [CONTENT, POSTS_OF_JEKYLL].iter().any(|folder| source.join(folder).is_dir())
        || source.join(CONFIG_FILE).is_file();
    if is_one {
        return Ok(tree);
    }
    let hint = match site_above(source) {
        Some(above) => format!("there is one in `{above}`: write `--source {above}`"),
        None => format!(
            "`blogsite init` begins one; write `{CONTENT}/posts/2026-01-01-hello.md`, or name a folder: `--source DIR`"
        ),
    };
    Err(CommandError::impossible(
        format!("there is no site in `{}`: it has neither `{CONTENT}/` nor `{CONFIG_FILE}`", source.display()),
        hint,
    ))
}

/// The folder of the site that holds this one, as seen from here: `../..`.
fn site_above(source: &Path) -> Option<String> {
    let whole = source.canonicalize().ok()?;
    let levels = whole.ancestors().skip(1).position(|folder| folder.join(CONFIG_FILE).is_file())? + 1;
    let mut above: PathBuf = source.components().filter(|part| *part != Component::CurDir).collect();
    for _ in 0..levels {
        if above.file_name().is_none() || !above.pop() {
            above.push("..");
        }
    }
    Some(shown(&above))
}

/// What the command line decides, and the clock of this moment.
pub(super) fn options(arguments: &cli::Site) -> Options {
    Options {
        now: jiff::Timestamp::now(),
        drafts: arguments.drafts,
        future: arguments.future,
        unpublished: arguments.unpublished,
        base_path: arguments.baseurl.clone(),
    }
}

/// The config's levels with the command line's over them.
pub(super) fn levels(site: &Site, arguments: &cli::Site) -> Levels {
    let mut levels = site.config.levels.clone();
    for (code, level) in &arguments.levels {
        levels.set(*code, *level);
    }
    levels
}

/// A highlighter with what former builds remembered.
pub(super) fn highlighter(arguments: &cli::Site) -> Arc<Highlighter> {
    Arc::new(Highlighter::with_memory(remembered(arguments)))
}

/// What former builds remembered of highlighted code.
pub(super) fn remembered(arguments: &cli::Site) -> Option<Vec<u8>> {
    let memory = arguments.source.join(STATE_FOLDER).join(HIGHLIGHT_MEMORY);
    if arguments.no_cache { None } else { fs::read(memory).ok() }
}

/// Writes what highlighting learned. A source folder that cannot be written to costs time, not the build.
pub(super) fn remember(highlighter: &Highlighter, arguments: &cli::Site) {
    if let Some(bytes) = highlighter.memory_to_write().filter(|_| !arguments.no_cache) {
        let _ = write_bytes_whole(&arguments.source.join(STATE_FOLDER).join(HIGHLIGHT_MEMORY), &bytes);
    }
}

/// Renders every route and gives each page to `take`, from many threads; gives back what is wrong with them.
pub(super) fn render_all(
    site: &Site,
    renderer: &Renderer<'_>,
    bar: Bar,
    take: impl Fn(&Route, &Rendered) -> Result<(), CommandError> + Sync,
) -> Result<Vec<Diagnostic>, CommandError> {
    let routes = site.routes.as_slice();
    let problems: Vec<Vec<Diagnostic>> = progress::watch("rendering", routes.len(), bar, |steps| {
        let one = |route| {
            let page = renderer.render(route)?;
            take(route, &page)?;
            steps.step();
            Ok(page.problems)
        };
        // What is searched is known when every page is rendered.
        let is_piece = |route: &&Route| matches!(route.kind, RouteKind::Search(_));
        let (pieces, pages): (Vec<&Route>, Vec<&Route>) = routes.iter().partition(is_piece);
        let mut found = pages.into_par_iter().map(one).collect::<Result<Vec<_>, CommandError>>()?;
        renderer.prepare_search()?;
        found.extend(pieces.into_par_iter().map(one).collect::<Result<Vec<_>, CommandError>>()?);
        Ok::<_, CommandError>(found)
    })?;
    Ok(problems.into_iter().flatten().collect())
}

/// The text of a file of the site, for reports. None shows a line of what lies outside the site.
pub(super) fn text_of_file(tree: &dyn SourceTree, disk: &DiskTree, path: &SourcePath) -> Option<String> {
    as_text(tree.read(path).ok().flatten().filter(|_| disk.is_inside(path))?)
}

/// The same, of the theme's files too.
pub(super) fn text_of(
    tree: &dyn SourceTree,
    disk: &DiskTree,
    renderer: &Renderer<'_>,
    path: &SourcePath,
) -> Option<String> {
    text_of_file(tree, disk, path).or_else(|| renderer.template_source(path).map(str::to_owned))
}

/// What has lines to show: text, and text with a fault in it. UTF-16 and pictures have none.
fn as_text(bytes: Vec<u8>) -> Option<String> {
    match String::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) if error.as_bytes().contains(&0) => None,
        Err(error) => Some(String::from_utf8_lossy(error.as_bytes()).into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_shows_lines_of_what_is_text() {
        let cases: &[(&[u8], Option<&str>)] = &[
            (b"", Some("")),
            (b"a\r\nb", Some("a\r\nb")),
            ("\u{feff}é 日 🙂".as_bytes(), Some("\u{feff}é 日 🙂")),
            (b"a\0b", Some("a\0b")),
            (b"caf\xe9", Some("caf\u{fffd}")),
            (b"\xff\xfea\0b\0", None),
            (b"\x89PNG\r\n\x1a\n\0\0", None),
        ];
        for (bytes, expected) in cases {
            assert_eq!(as_text(bytes.to_vec()).as_deref(), *expected, "{bytes:?}");
        }
    }
}
