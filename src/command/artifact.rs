//! What the output folder must be for a host to take it, as `blogsite build --verify-artifact` looks at it.
//!
//! GitHub Pages takes an archive of the folder (actions/upload-pages-artifact, its README: files and folders only, no links;
//! files readable by everyone, folders open to everyone; `.git` and `.github` left out) that takes at most 1 GiB
//! (actions/deploy-pages, `src/internal/deployment.js`).
//!
//! 1. the folder is walked, without its own `.git`, and no link followed;
//! 2. what cannot be taken is told by kind, each with the first few names;
//! 3. if it all takes more than the host's limit, the largest files are named.

use std::fs::Metadata;
use std::path::Path;

use walkdir::WalkDir;

use crate::diagnostic::{Code, Diagnostic};
use crate::output::OutputError;

use super::CommandError;

/// How much the files of a site take: `1 GB`, counted as hosts count, in steps of 1024.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size(pub u64);

const UNITS: &[(&str, u64)] = &[("GB", 1 << 30), ("MB", 1 << 20), ("kB", 1 << 10), ("B", 1)];

impl std::str::FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "this is no size: write `1GB`, `500MB` or `20000`".to_owned();
        let text = text.trim();
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at(digits);
        let number: u64 = number.parse().map_err(|_| wrong())?;
        let unit = unit.trim();
        let (_, bytes) = UNITS
            .iter()
            .find(|(name, _)| unit.is_empty() && *name == "B" || unit.eq_ignore_ascii_case(name))
            .ok_or_else(wrong)?;
        number.checked_mul(*bytes).map(Self).ok_or_else(wrong)
    }
}

impl std::fmt::Display for Size {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (name, unit) = UNITS.iter().find(|(_, bytes)| self.0 >= *bytes).copied().unwrap_or(("B", 1));
        let (whole, tenth) = (self.0 / unit, self.0 % unit * 10 / unit);
        if tenth == 0 { write!(f, "{whole} {name}") } else { write!(f, "{whole}.{tenth} {name}") }
    }
}

/// What is in the way of a file or folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Obstacle {
    Link,
    HardLink,
    Special,
    Unreadable,
    LeftOut,
}

impl Obstacle {
    const ALL: [Self; 5] = [Self::Link, Self::HardLink, Self::Special, Self::Unreadable, Self::LeftOut];

    /// What is said of the names, and what to do.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Link => ("a host takes no links", "put the file itself there"),
            Self::HardLink => ("a host takes no file that has two names", "copy the file in place of linking it"),
            Self::Special => ("a host takes files and folders only", "remove it"),
            Self::Unreadable => ("not everyone may read it, so a host cannot", "chmod -R a+rX"),
            Self::LeftOut => ("what lies below `.git` or `.github` is not uploaded", "give the folder another name"),
        }
    }
}

/// What a host cannot take of the folder, and what it takes too much of.
pub(super) fn verify(folder: &Path, limit: Size) -> Result<Vec<Diagnostic>, CommandError> {
    let mut obstacles: Vec<(Obstacle, String)> = Vec::new();
    let mut files: Vec<(u64, String)> = Vec::new();
    let walk = WalkDir::new(folder).sort_by_file_name().into_iter();
    for entry in walk.filter_entry(|entry| entry.depth() != 1 || entry.file_name() != ".git") {
        let entry = entry.map_err(|error| unreadable(folder, error))?;
        let relative = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let name = relative.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        let about = entry.metadata().map_err(|error| unreadable(folder, error))?;
        if about.is_file() {
            files.push((about.len(), name.clone()));
        }
        let name = if name.is_empty() { ".".to_owned() } else { name };
        obstacles.extend(obstacle(&about, &name).map(|obstacle| (obstacle, name)));
    }
    let mut problems: Vec<Diagnostic> = Obstacle::ALL.into_iter().filter_map(|kind| told(kind, &obstacles)).collect();
    problems.extend(too_large(files, limit));
    Ok(problems)
}

fn unreadable(folder: &Path, error: walkdir::Error) -> CommandError {
    let path = error.path().unwrap_or(folder).to_owned();
    let cause = error.into_io_error().unwrap_or_else(|| std::io::ErrorKind::Other.into());
    OutputError::Io { verb: "read", path, cause }.into()
}

fn obstacle(about: &Metadata, name: &str) -> Option<Obstacle> {
    let kind = about.file_type();
    if kind.is_symlink() {
        return Some(Obstacle::Link);
    }
    if !kind.is_file() && !kind.is_dir() {
        return Some(Obstacle::Special);
    }
    let is_left_out = name.split('/').any(|part| part == ".git" || part == ".github");
    permissions(about).or_else(|| is_left_out.then_some(Obstacle::LeftOut))
}

#[cfg(unix)]
fn permissions(about: &Metadata) -> Option<Obstacle> {
    use std::os::unix::fs::MetadataExt as _;
    let wanted = if about.is_dir() { 0o555 } else { 0o444 };
    if about.mode() & wanted != wanted {
        return Some(Obstacle::Unreadable);
    }
    (about.is_file() && about.nlink() > 1).then_some(Obstacle::HardLink)
}

/// Elsewhere the archive is given its modes by whoever packs it.
#[cfg(not(unix))]
fn permissions(_: &Metadata) -> Option<Obstacle> {
    None
}

/// How many names of a kind are said before they are only counted.
const NAMED: usize = 5;

fn told(kind: Obstacle, obstacles: &[(Obstacle, String)]) -> Option<Diagnostic> {
    let of_kind = obstacles.iter().filter(|(of, _)| *of == kind);
    let names: Vec<String> = of_kind.map(|(_, name)| format!("`{name}`")).collect();
    let (what, cure) = kind.words();
    let first = names.get(..NAMED).unwrap_or(&names).join(", ");
    let more = names.len().checked_sub(NAMED).filter(|more| *more > 0);
    let more = more.map(|more| format!(" and {more} more")).unwrap_or_default();
    (!names.is_empty())
        .then(|| Diagnostic::new(Code::BadArtifact, format!("in the output folder: {first}{more}: {what}")).hint(cure))
}

/// Names the fewest files without which it would fit, the largest first.
fn too_large(mut files: Vec<(u64, String)>, limit: Size) -> Option<Diagnostic> {
    let total: u64 = files.iter().map(|(size, _)| size).sum();
    let mut above = total.checked_sub(limit.0).filter(|above| *above > 0)?;
    files.sort_by(|(size, name), (other_size, other)| other_size.cmp(size).then_with(|| name.cmp(other)));
    let mut largest = Vec::new();
    for (size, name) in files.iter().take(NAMED) {
        largest.push(format!("`{name}` ({})", Size(*size)));
        above = above.saturating_sub(*size);
        if above == 0 {
            break;
        }
    }
    let message = format!("the site takes more than {limit}; its largest files: {}", largest.join(", "));
    Some(Diagnostic::new(Code::LargeArtifact, message).hint("serve large files from elsewhere, or make them smaller"))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;
    use std::fs;

    const LIMIT: Size = Size(1 << 30);

    fn said(problems: &[Diagnostic]) -> Vec<&str> {
        problems.iter().map(|problem| problem.message.as_str()).collect()
    }

    #[test]
    fn sizes() {
        let check = |text: &str, bytes: Option<u64>| assert_eq!(text.parse::<Size>().ok(), bytes.map(Size), "{text}");
        check("1GB", Some(1 << 30));
        check(" 25 mb ", Some(25 << 20));
        check("3kB", Some(3072));
        check("17", Some(17));
        check("17B", Some(17));
        check("0", Some(0));
        for wrong in ["", "GB", "-1", "1.5GB", "1 TB", "99999999999999999999", "99999999999GB", "1GB1", "ä"] {
            check(wrong, None);
        }
        let shown = |bytes: u64| Size(bytes).to_string();
        assert_eq!(shown(0), "0 B");
        assert_eq!(shown(1023), "1023 B");
        assert_eq!(shown(1536), "1.5 kB");
        assert_eq!(shown(1 << 30), "1 GB");
        assert_eq!(shown(u64::MAX), "17179869183.9 GB");
    }

    #[test]
    fn the_largest_files_are_named() {
        let files =
            |sizes: &[u64]| sizes.iter().enumerate().map(|(n, size)| (*size, format!("{n}"))).collect::<Vec<_>>();
        let check = |sizes: &[u64], limit: u64, message: Option<&str>| {
            let problem = too_large(files(sizes), Size(limit));
            assert_eq!(problem.as_ref().map(|problem| problem.message.as_str()), message);
        };
        check(&[], 0, None);
        check(&[1, 2, 3], 6, None);
        check(&[1, 2, 3], 5, Some("the site takes more than 5 B; its largest files: `2` (3 B)"));
        check(&[1, 2, 3], 1, Some("the site takes more than 1 B; its largest files: `2` (3 B), `1` (2 B)"));
        check(
            &[1; 9],
            1,
            Some(
                "the site takes more than 1 B; its largest files: `0` (1 B), `1` (1 B), `2` (1 B), `3` (1 B), `4` (1 B)",
            ),
        );
        // A gibibyte exactly fits.
        check(&[1 << 29, 1 << 29], 1 << 30, None);
        check(&[1 << 29, 1 << 29, 1], 1 << 30, Some("the site takes more than 1 GB; its largest files: `0` (512 MB)"));
    }

    #[test]
    fn what_is_built_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        #[cfg(unix)]
        mode(folder.path(), 0o755);
        for file in [".nojekyll", "CNAME", "a/ü b.html", ".well-known/x", "b.git/x", ".gitignore"] {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file).unwrap();
        }
        // A repository to push from is nobody's to publish.
        fs::create_dir_all(folder.path().join(".git/refs")).unwrap();
        fs::write(folder.path().join(".git/HEAD"), "x").unwrap();
        assert_eq!(verify(folder.path(), LIMIT).unwrap(), []);
        assert_eq!(said(&verify(folder.path(), Size(1)).unwrap()).len(), 1);
    }

    #[cfg(unix)]
    fn mode(path: &Path, mode: u32) {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn obstacles_are_told_by_kind() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        mode(dir.path(), 0o755);
        for folder in ["a/.github", "shut"] {
            fs::create_dir_all(path(folder)).unwrap();
        }
        for file in ["a/.github/x", "secret", "twice", "well"] {
            fs::write(path(file), file).unwrap();
        }
        for number in 0..7 {
            std::os::unix::fs::symlink("nowhere", path(&format!("link{number}"))).unwrap();
        }
        fs::hard_link(path("twice"), path("two")).unwrap();
        mode(&path("secret"), 0o640);
        mode(&path("shut"), 0o750);
        let _socket = std::os::unix::net::UnixListener::bind(path("socket")).unwrap();
        let problems = verify(dir.path(), LIMIT).unwrap();
        assert_eq!(
            said(&problems),
            [
                "in the output folder: `link0`, `link1`, `link2`, `link3`, `link4` and 2 more: a host takes no links",
                "in the output folder: `twice`, `two`: a host takes no file that has two names",
                "in the output folder: `socket`: a host takes files and folders only",
                "in the output folder: `secret`, `shut`: not everyone may read it, so a host cannot",
                "in the output folder: `a/.github`, `a/.github/x`: what lies below `.git` or `.github` is not uploaded",
            ]
        );
        assert!(problems.iter().all(|problem| problem.code == Code::BadArtifact));
    }

    #[test]
    fn no_folder_is_the_machines_fault() {
        assert!(verify(Path::new("no such folder"), LIMIT).is_err());
    }
}
