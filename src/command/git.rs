//! What git knows of a folder. git is asked, not its files: it knows about worktrees, included configurations and formats of
//! its index. Where it is absent, or the folder is in no repository, nothing is known, and every command does without.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Branches that are published if nobody says otherwise.
const USUAL: [&str; 3] = ["main", "master", "trunk"];

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

    /// The branch that is published, as far as one can tell: that which others see first, by the last fetch; else the one that
    /// is checked out, or another, if it has a usual name.
    pub(super) fn published_branch(&self) -> Option<String> {
        let named = ask(&self.folder, &["symbolic-ref", "--short", "refs/remotes/origin/HEAD"]);
        if let Some(name) = named.as_deref().and_then(|name| name.strip_prefix("origin/")) {
            return Some(name.to_owned());
        }
        let current = self.branch();
        let is_there =
            |name: &&str| is_so(&self.folder, &["show-ref", "--verify", "--quiet", &format!("refs/heads/{name}")]);
        let usual = USUAL
            .into_iter()
            .find(|name| current.as_deref() == Some(name))
            .or_else(|| USUAL.into_iter().find(is_there));
        usual.map(str::to_owned)
    }

    /// Whether there is a remote of that name.
    pub(super) fn has_remote(&self, name: &str) -> bool {
        is_so(&self.folder, &["remote", "get-url", name])
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
        let (scheme, rest) = url.split_once("://").map_or((None, url), |(scheme, rest)| (Some(scheme), rest));
        let rest = rest.split_once('@').map_or(rest, |(_, rest)| rest);
        let (host, path) = rest.split_at_checked(rest.find([':', '/'])?)?;
        let host = host.to_ascii_lowercase();
        // `github.com-work` is what people call GitHub in the configuration of ssh who have two accounts there.
        let is_alias = scheme.is_none_or(|scheme| scheme == "ssh") && host.starts_with("github.com-");
        if !is_alias && !matches!(host.as_str(), "github.com" | "www.github.com" | "ssh.github.com") {
            return None;
        }
        let path =
            if scheme.is_some() { path.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit()) } else { path };
        let path = path.trim_start_matches([':', '/']);
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
            ("git@github.com:42/blog.git", Some(("42.github.io", "/blog"))),
            ("ssh://git@ssh.github.com:443/ada/blog.git", Some(("ada.github.io", "/blog"))),
            ("https://www.github.com/ada/blog", Some(("ada.github.io", "/blog"))),
            ("git@github.com-work:ada/blog.git", Some(("ada.github.io", "/blog"))),
            ("https://github.com-work/ada/blog", None),
            ("github.com", None),
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
