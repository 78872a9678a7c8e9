//! What git knows of a folder. git is asked, not its files: it knows about worktrees, included configurations and formats of
//! its index. Where it is absent, or the folder is in no repository, nothing is known, and every command does without.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Who works here: `GIT_AUTHOR_NAME`, else `user.name` of git's configuration.
pub(super) fn user_name(folder: &Path) -> Option<String> {
    let of_environment = env::var("GIT_AUTHOR_NAME").ok();
    let name = of_environment.or_else(|| ask(folder, &["config", "--get", "user.name"]))?;
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    (!name.is_empty()).then_some(name)
}

/// A folder in a repository.
#[derive(Debug)]
pub(super) struct Repository {
    folder: PathBuf,
    /// The repository's topmost folder.
    pub(super) root: PathBuf,
    /// Where the folder lies in it: `blog/`, or nothing at the root.
    pub(super) prefix: String,
}

/// A repository at GitHub: `ada/blog`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct GitHub {
    /// `ada`
    pub(super) owner: String,
    /// `blog`
    pub(super) name: String,
}

impl Repository {
    /// The repository that holds `folder`, which exists.
    pub(super) fn of(folder: &Path) -> Option<Self> {
        let said = ask(folder, &["rev-parse", "--show-toplevel", "--show-prefix"])?;
        let (root, prefix) = said.split_once('\n').unwrap_or((&said, ""));
        Some(Self { folder: folder.to_owned(), root: PathBuf::from(root), prefix: prefix.trim().to_owned() })
    }

    /// The branch that is checked out, were it without a commit.
    pub(super) fn branch(&self) -> Option<String> {
        ask(&self.folder, &["symbolic-ref", "--short", "HEAD"])
    }

    /// The branch that others see first, as far as the last fetch tells.
    pub(super) fn published_branch(&self) -> Option<String> {
        let name = ask(&self.folder, &["symbolic-ref", "--short", "refs/remotes/origin/HEAD"])?;
        name.strip_prefix("origin/").map(str::to_owned)
    }

    /// The repository at GitHub that `origin` is, else the only remote.
    pub(super) fn github(&self) -> Option<GitHub> {
        let remotes = ask(&self.folder, &["remote"])?;
        let names: Vec<&str> = remotes.lines().collect();
        let remote = names.iter().find(|name| **name == "origin").or(names.first().filter(|_| names.len() == 1))?;
        GitHub::parse(&ask(&self.folder, &["remote", "get-url", remote])?)
    }

    /// Whether git keeps that file of the folder.
    pub(super) fn is_tracked(&self, path: &str) -> bool {
        is_so(&self.folder, &["ls-files", "--error-unmatch", "--", path])
    }

    /// Whether git is told to pass over that path of the folder: a file, or what lies in a folder, `_site/`.
    pub(super) fn is_ignored(&self, path: &str) -> bool {
        // A pattern `/_site/` means folders alone, and there may be none yet: what would be in it is asked for.
        let path = if path.ends_with('/') { format!("{path}file") } else { path.to_owned() };
        is_so(&self.folder, &["check-ignore", "--quiet", "--no-index", "--", &path])
    }
}

impl GitHub {
    /// Reads a remote's address: `git@github.com:ada/blog.git`, `https://github.com/ada/blog`, `ssh://git@github.com/ada/blog`.
    fn parse(url: &str) -> Option<Self> {
        let url = url.trim();
        let rest = match url.split_once("://") {
            Some((_, rest)) => rest.split_once('@').map_or(rest, |(_, rest)| rest),
            None => url.split_once('@').map_or(url, |(_, rest)| rest),
        };
        let host = rest.get(..10)?;
        if !host.eq_ignore_ascii_case("github.com") {
            return None;
        }
        let path = rest.get(10..)?.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit()).trim_start_matches('/');
        let path = path.trim_end_matches('/');
        let (owner, name) = path.strip_suffix(".git").unwrap_or(path).split_once('/')?;
        let is_name = |text: &str| {
            !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
        };
        (is_name(owner) && is_name(name)).then(|| Self { owner: owner.to_owned(), name: name.to_owned() })
    }

    /// The host on which its pages are published: `ada.github.io`.
    pub(super) fn pages_host(&self) -> String {
        format!("{}.github.io", self.owner.to_ascii_lowercase())
    }

    /// The path below which they are: `/blog`; empty for the repository that is named like the host.
    pub(super) fn base_path(&self) -> String {
        if self.name.eq_ignore_ascii_case(&self.pages_host()) { String::new() } else { format!("/{}", self.name) }
    }
}

/// git, in that folder, where nothing that the repository's own configuration names is started.
fn git(folder: &Path, arguments: &[&str]) -> Command {
    let mut git = Command::new("git");
    git.arg("-C").arg(folder).args(["-c", "core.fsmonitor=false"]).args(arguments);
    git.stdin(Stdio::null()).stderr(Stdio::null());
    git
}

/// What git answers, without the last line end; nothing if it refuses, or answers nothing.
fn ask(folder: &Path, arguments: &[&str]) -> Option<String> {
    let output = git(folder, arguments).output().ok().filter(|output| output.status.success())?;
    let text = String::from_utf8(output.stdout).ok()?;
    let text = text.trim_end_matches(['\r', '\n']);
    (!text.is_empty()).then(|| text.to_owned())
}

/// Whether git says yes by its exit code.
fn is_so(folder: &Path, arguments: &[&str]) -> bool {
    git(folder, arguments).stdout(Stdio::null()).status().is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remotes() {
        for (url, expected) in [
            ("git@github.com:ada/blog.git", Some(("ada.github.io", "/blog"))),
            ("https://github.com/Ada/Blog.git", Some(("ada.github.io", "/Blog"))),
            ("https://github.com/ada/blog", Some(("ada.github.io", "/blog"))),
            ("https://token@github.com/ada/blog/", Some(("ada.github.io", "/blog"))),
            ("ssh://git@github.com/ada/blog.git", Some(("ada.github.io", "/blog"))),
            ("ssh://git@github.com:22/ada/blog.git", Some(("ada.github.io", "/blog"))),
            ("git://GitHub.com/ada/blog.js", Some(("ada.github.io", "/blog.js"))),
            ("git@github.com:ada/ada.github.io.git", Some(("ada.github.io", ""))),
            ("git@github.com:Ada/ada.GitHub.io", Some(("ada.github.io", ""))),
            ("github.com:ada/blog", Some(("ada.github.io", "/blog"))),
            ("https://gitlab.com/ada/blog.git", None),
            ("https://github.com.example/ada/blog", None),
            ("git@github.com:blog", None),
            ("git@github.com:a/b/c", None),
            ("../blog", None),
            ("", None),
            ("éééééé", None),
        ] {
            let read = GitHub::parse(url).map(|at| (at.pages_host(), at.base_path()));
            let expected = expected.map(|(host, path)| (host.to_owned(), path.to_owned()));
            assert_eq!(read, expected, "{url}");
        }
    }
}
