//! Every file of the source tree, and what becomes of it by its name alone.
//!
//! | where | becomes |
//! | --- | --- |
//! | `content/…/posts/…` (or `_posts`) | a post, or a warning if its name is no post's |
//! | `content/…/drafts/…` (or `_drafts`) | a draft |
//! | Markdown elsewhere in `content/` | a page |
//! | other text in `content/` | a page if it begins with front matter, else a static file |
//! | the rest of `content/`, and `static/` | a static file |
//! | `data/` | `site.data` |

use crate::address::{OutputPath, SourcePath};
use crate::config::Config;
use crate::content::post_name::PostName;
use crate::content::{Format, Kind};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Listing, Refusal, SourceError, SourceTree};

/// The folder of posts and pages.
pub const CONTENT: &str = "content";
/// The folder of files copied as they are.
pub const STATIC: &str = "static";
/// The folders of data files: our own, and Jekyll's in both places where it may have been moved to. Of two files with the
/// same keys the one in the later folder wins.
pub const DATA_FOLDERS: [&str; 3] = ["_data", "content/_data", "data"];

/// Whether the path is one of those folders or lies in one.
pub fn is_data(path: &SourcePath) -> bool {
    DATA_FOLDERS.iter().any(|folder| path.as_str() == *folder || path.under(folder).is_some())
}

/// Why a file of `content/`, `static/` or `data/` is not even looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PassedOver {
    /// It, or a folder it lies in, has a name that is passed over: `_notes`, `a~`.
    Name(String),
    /// `exclude` in the configuration names it, or a folder it lies in, with this entry.
    Excluded(String),
}

/// Whether a file of those folders is passed over for its name, and why. A folder that is passed over is not entered.
pub fn passed_over(path: &SourcePath, config: &Config) -> Option<PassedOver> {
    let folder = path.as_str().split('/').next()?;
    let ends = path.as_str().char_indices().filter(|(_, c)| *c == '/').map(|(at, _)| at).chain([path.as_str().len()]);
    ends.skip(1).find_map(|end| {
        let part = SourcePath::new(path.as_str().get(..end)?);
        let name = part.file_name();
        let below = part.under(folder).unwrap_or_default();
        let is_own_folder = is_data(&part) && folder != CONTENT || DATA_FOLDERS.contains(&part.as_str());
        let include = &config.include;
        let is_included =
            include.matches(part.as_str()) || include.matches(below) || (folder == CONTENT && include.matches(name));
        let is_passed = if folder == STATIC { is_litter(name) } else { is_hidden(name) };
        if is_included && !is_own_folder || DATA_FOLDERS.contains(&part.as_str()) {
            None
        } else if is_passed {
            Some(PassedOver::Name(name.to_owned()))
        } else {
            let entry = config.exclude.entry_for(part.as_str()).or_else(|| config.exclude.entry_for(below));
            entry.filter(|_| !is_own_folder).map(|entry| PassedOver::Excluded(entry.to_owned()))
        }
    })
}

/// What becomes of a file by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A document of that kind.
    Document(Kind),
    /// A page if it begins with front matter, else a static file.
    PageOrStatic(OutputPath),
    /// A file copied as it is.
    Static(OutputPath),
}

/// The tree taken stock of.
#[derive(Debug, Default)]
pub(super) struct Inventory {
    /// Files of `content/` and `static/`, in the order of their paths.
    pub(super) files: Vec<(SourcePath, Role)>,
    /// Files of the folders of data.
    pub(super) data: Vec<SourcePath>,
    /// What is wrong with names and links.
    pub(super) problems: Vec<Diagnostic>,
}

impl Inventory {
    /// Lists the tree.
    pub(super) fn take(tree: &dyn SourceTree, config: &Config) -> Result<Self, SourceError> {
        let mut inventory = Self::default();
        let is_excluded = |path: &SourcePath, folder: &str| {
            config.exclude.matches(path.as_str()) || path.under(folder).is_some_and(|rest| config.exclude.matches(rest))
        };
        let is_included = |path: &SourcePath, folder: &str| {
            config.include.matches(path.as_str())
                || config.include.matches(path.file_name())
                || path.under(folder).is_some_and(|rest| config.include.matches(rest))
        };

        let keep = |path: &SourcePath| {
            is_included(path, CONTENT) || !(is_hidden(path.file_name()) || is_excluded(path, CONTENT))
        };
        for path in inventory.accept(tree.list(CONTENT, &keep)?) {
            inventory.sort_content(path);
        }
        let keep = |path: &SourcePath| {
            is_included(path, STATIC) || !(is_litter(path.file_name()) || is_excluded(path, STATIC))
        };
        for path in inventory.accept(tree.list(STATIC, &keep)?) {
            if let Some(output) = path.under(STATIC).map(OutputPath::new) {
                inventory.files.push((path, Role::Static(output)));
            }
        }
        for folder in DATA_FOLDERS {
            let found = inventory.accept(tree.list(folder, &|path| !is_hidden(path.file_name()))?);
            inventory.data.extend(found);
        }
        Ok(inventory)
    }

    /// Reports what a listing refused, and gives back its files.
    fn accept(&mut self, listing: Listing) -> Vec<SourcePath> {
        for (path, refusal) in listing.refused {
            let (message, hint) = match refusal {
                Refusal::Outside => ("is a link that leads out of the site", "copy what it leads to into the site"),
                Refusal::Loop => ("is a link that leads back to a folder it stands in", "remove the link"),
                Refusal::Dangling => ("is a link that leads nowhere", "remove the link, or mend what it leads to"),
                Refusal::NotUnicode => ("has a name that is not Unicode, which no address can carry", "rename it"),
            };
            let problem =
                Diagnostic::new(Code::OutsideSource, format!("`{path}` {message}")).at(&path, 0..0).hint(hint);
            self.problems.push(problem);
        }
        listing.files
    }

    fn sort_content(&mut self, path: SourcePath) {
        let Some(below) = path.under(CONTENT) else { return };
        let output = OutputPath::new(below);
        let role = match folder_kind(&path, below) {
            Some(kind) if !is_text(&path) => {
                let folder = if kind == Kind::Post { "posts" } else { "drafts" };
                self.problems.push(
                    Diagnostic::new(Code::NotAPost, format!("`{path}` is among the {folder}, but it is no text"))
                        .at(&path, 0..0)
                        .hint(format!("move it to `static/{}`, where files are copied as they are", path.file_name())),
                );
                return;
            }
            Some(Kind::Post) if PostName::parse(path.file_name()).is_none() => {
                self.problems.push(
                    Diagnostic::new(Code::NotAPost, format!("`{path}` is not published: its name is no post name"))
                        .at(&path, 0..0)
                        .hint(format!("name it `YYYY-MM-DD-{}`, or move it out of `posts/`", path.file_name())),
                );
                return;
            }
            Some(kind) => Role::Document(kind),
            None if Format::of(&path) == Format::Markdown => Role::Document(Kind::Page),
            None if is_text(&path) => Role::PageOrStatic(output),
            None => Role::Static(output),
        };
        self.files.push((path, role));
    }
}

/// Whether a folder on the way makes it a post or a draft; the outermost decides. Further down, `posts` may be any folder
/// (`images/posts/x.png`, `css/posts/x.scss`): there it takes a post's name, or a draft's text, to be one.
fn folder_kind(path: &SourcePath, below: &str) -> Option<Kind> {
    let (folders, name) = below.rsplit_once('/')?;
    folders.split('/').enumerate().find_map(|(depth, folder)| match folder {
        "_posts" => Some(Kind::Post),
        "_drafts" => Some(Kind::Draft),
        "posts" if depth == 0 || (is_text(path) && PostName::parse(name).is_some()) => Some(Kind::Post),
        "drafts" if depth == 0 || is_text(path) => Some(Kind::Draft),
        _ => None,
    })
}

/// Names that Jekyll passes over (`jekyll/entry_filter.rb`).
fn is_hidden(name: &str) -> bool {
    (name.starts_with(['.', '_', '#', '~']) || name.ends_with('~')) && name != "_posts" && name != "_drafts"
}

/// What editors, file browsers and version control leave in a folder that is otherwise copied as it is.
fn is_litter(name: &str) -> bool {
    name.ends_with('~') || matches!(name, ".DS_Store" | "Thumbs.db" | "desktop.ini" | ".git" | ".svn" | ".hg" | "4913")
}

/// Extensions of files that may carry front matter.
fn is_text(path: &SourcePath) -> bool {
    const TEXT: &[&str] = &[
        "atom",
        "css",
        "csv",
        "htm",
        "html",
        "js",
        "json",
        "rss",
        "svg",
        "tex",
        "text",
        "txt",
        "webmanifest",
        "xhtml",
        "xml",
        "yaml",
        "yml",
    ];
    Format::of(path) == Format::Markdown || TEXT.contains(&path.extension().to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_by_folder() {
        for (below, expected) in [
            ("about.md", None),
            ("posts/2020-01-02-a.md", Some(Kind::Post)),
            ("posts/a.png", Some(Kind::Post)),
            ("posts/2020/a.md", Some(Kind::Post)),
            ("news/_posts/a.png", Some(Kind::Post)),
            ("news/posts/2020-01-02-a.md", Some(Kind::Post)),
            ("images/posts/a.png", None),
            ("images/posts/2020-01-02-a.png", None),
            ("css/posts/a.css", None),
            ("drafts/a.md", Some(Kind::Draft)),
            ("x/drafts/a.md", Some(Kind::Draft)),
            ("x/drafts/a.png", None),
        ] {
            assert_eq!(folder_kind(&SourcePath::new(&format!("content/{below}")), below), expected, "{below}");
        }
    }
}
