//! Compressed copies beside the files of a site: `a.html.gz`, `a.html.br`.
//!
//! 1. [`Output::texts`] lists what was put and is text, the largest first.
//! 2. [`Output::compress`] leaves a copy alone that unpacks to what the file holds, and puts a new one in the place of any other.
//!    So a build that changes nothing packs nothing.
//!
//! A copy is a file like any other: it is committed with the one it is of, and what no build puts again is removed.
//! A file of the site's own at such a place stays there, and has no copy beside it.

use std::collections::{BTreeSet, HashSet};
use std::fs;

use crate::address::OutputPath;
use crate::compress::{self, Coding};

use super::{Output, OutputError, failed};

/// A file that is text, and where copies of it may lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    path: OutputPath,
    length: u64,
    /// What a file or folder of the site has no need of.
    free: Vec<Coding>,
}

impl Output {
    /// What was put so far and may have compressed copies, the largest first: one that begins last would be waited for.
    pub fn texts(&self) -> Vec<Text> {
        let put = self.lock_put();
        let all = || put.staged.iter().chain(&put.unchanged);
        let taken = taken(all());
        let mut texts: Vec<Text> = all()
            .filter(|path| compress::pays(path))
            .map(|path| Text {
                path: path.clone(),
                length: fs::metadata(self.present(path)).map_or(0, |about| about.len()),
                free: Coding::ALL
                    .into_iter()
                    .filter(|coding| !taken.contains(&coding.copy_of(path).as_str().to_lowercase()))
                    .collect(),
            })
            .collect();
        texts.sort_by(|a, b| b.length.cmp(&a.length).then_with(|| a.path.cmp(&b.path)));
        texts
    }

    /// Puts copies of a file beside it, where that is worth it. May be called from many threads.
    pub fn compress(&self, text: &Text, codings: &[Coding]) -> Result<(), OutputError> {
        let file = self.present(&text.path);
        let bytes = fs::read(&file).map_err(failed("read", &file))?;
        for coding in codings.iter().filter(|coding| text.free.contains(coding)) {
            let copy = coding.copy_of(&text.path);
            let is_right = fs::read(self.destination.join(copy.as_str())).is_ok_and(|copy| coding.holds(&copy, &bytes));
            if is_right {
                self.lock_put().unchanged.push(copy.clone());
            } else if let Some(packed) = coding.pack(&bytes) {
                self.put(&copy, &packed)?;
            } else {
                continue;
            }
            self.lock_put().copies.insert(copy);
        }
        Ok(())
    }

    /// Where a file that was put lies until the commit.
    fn present(&self, path: &OutputPath) -> std::path::PathBuf {
        let staged = self.state.staging.join(path.as_str());
        if staged.is_file() { staged } else { self.destination.join(path.as_str()) }
    }
}

/// The names of files and folders at which no copy can be, in lower case: on some systems `A.html.gz` would be `a.html.gz`.
fn taken<'a>(paths: impl Iterator<Item = &'a OutputPath>) -> HashSet<String> {
    let mut taken = HashSet::new();
    for path in paths {
        let path = path.as_str();
        let folders = path.match_indices('/').filter_map(|(at, _)| path.get(..at));
        let could_be_a_copy = folders.chain([path]).filter(|path| compress::original(path).is_some());
        taken.extend(could_be_a_copy.map(str::to_lowercase));
    }
    taken
}

/// Whether a file that a former build wrote is most likely a copy of another one among them.
pub(super) fn goes_with_another(path: &OutputPath, former: &BTreeSet<OutputPath>) -> bool {
    compress::original(path.as_str()).is_some_and(|(original, _)| {
        let original = OutputPath::new(original);
        compress::pays(&original) && former.contains(&original)
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::output::{Changes, Committed, Ownership};

    /// Builds files given as `name` or `name=word`, each of them a text of that word, and compresses them.
    fn build(folder: &Path, files: &str, codings: &[Coding]) -> Committed {
        let output = Output::begin(folder, Ownership::Ours, || ()).unwrap();
        for file in files.split_whitespace() {
            let (name, word) = file.split_once('=').unwrap_or((file, file));
            output.put(&OutputPath::new(name), text(word).as_bytes()).unwrap();
        }
        for text in &output.texts() {
            output.compress(text, codings).unwrap();
        }
        output.commit().unwrap()
    }

    fn text(word: &str) -> String {
        format!("{word} ").repeat(2_000)
    }

    /// What lies in the folder; of a copy, which word it holds.
    fn present(folder: &Path, word: &str) -> String {
        let mut names: Vec<String> = Vec::new();
        for entry in walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap) {
            if entry.file_type().is_dir() {
                continue;
            }
            let name = entry.path().strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
            let bytes = fs::read(entry.path()).unwrap();
            let holds =
                compress::original(&name).is_some_and(|(_, coding)| coding.holds(&bytes, text(word).as_bytes()));
            names.push(format!("{name}{}", if holds { "!" } else { "" }));
        }
        names.sort();
        names.join(" ")
    }

    fn counts(committed: &Committed) -> [usize; 3] {
        [committed.written, committed.unchanged, committed.removed]
    }

    #[test]
    fn copies_follow_their_file() {
        let dir = tempfile::tempdir().unwrap();
        let site = dir.path().join("_site");
        let both = &Coding::ALL;
        let check = |files: &str, codings: &[Coding], expected: [usize; 3], found: &str| {
            let committed = build(&site, files, codings);
            assert_eq!((counts(&committed), present(&site, "x").as_str()), (expected, found), "{files}");
            assert_eq!(counts(&build(&site, files, codings)), [0, expected[0] + expected[1], 0], "{files}: at rest");
        };
        check("a.html=x b.png=x", both, [4, 0, 0], "a.html a.html.br! a.html.gz! b.png");
        check("a.html=y b.png=x", both, [3, 1, 0], "a.html a.html.br a.html.gz b.png");
        check("a.html=x", &[Coding::Brotli], [2, 0, 2], "a.html a.html.br!");
        check("a.html=x", &[], [0, 1, 1], "a.html");
        check("a.html=x c/d.css=x", &[Coding::Gzip], [3, 1, 0], "a.html a.html.gz! c/d.css c/d.css.gz!");
        check("c/d.css=x", &[Coding::Gzip], [0, 2, 2], "c/d.css c/d.css.gz!");
    }

    #[test]
    fn a_copy_that_is_not_right_is_made_anew() {
        let dir = tempfile::tempdir().unwrap();
        let site = dir.path().join("_site");
        build(&site, "a.html=x", &Coding::ALL);
        fs::write(site.join("a.html.gz"), "broken").unwrap();
        fs::remove_file(site.join("a.html.br")).unwrap();
        assert_eq!(counts(&build(&site, "a.html=x", &Coding::ALL)), [2, 1, 0]);
        assert_eq!(present(&site, "x"), "a.html a.html.br! a.html.gz!");
        // Somebody wrote the page that is to come, beside the copies of the one that was.
        fs::write(site.join("a.html"), text("z")).unwrap();
        assert_eq!(counts(&build(&site, "a.html=z", &Coding::ALL)), [2, 1, 0]);
        assert_eq!(present(&site, "z"), "a.html a.html.br! a.html.gz!");
    }

    #[test]
    fn a_copy_that_is_right_is_not_made_anew() {
        let dir = tempfile::tempdir().unwrap();
        let site = dir.path().join("_site");
        build(&site, "a.html=x", &[Coding::Gzip]);
        // Packed otherwise, by whatever it was.
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut encoder, text("x").as_bytes()).unwrap();
        let packed = encoder.finish().unwrap();
        assert_ne!(fs::read(site.join("a.html.gz")).unwrap(), packed);
        fs::write(site.join("a.html.gz"), &packed).unwrap();
        assert_eq!(counts(&build(&site, "a.html=x", &[Coding::Gzip])), [0, 2, 0]);
        assert_eq!(fs::read(site.join("a.html.gz")).unwrap(), packed);
    }

    #[test]
    fn what_the_site_has_itself_stays() {
        let dir = tempfile::tempdir().unwrap();
        let site = dir.path().join("_site");
        let files = "a.html=x a.html.gz=own B.HTML.br=own b.html=x c.html=x c.html.gz/index.html=x";
        build(&site, files, &Coding::ALL);
        let found = "B.HTML.br a.html a.html.br! a.html.gz b.html b.html.gz! c.html c.html.br! \
                     c.html.gz/index.html c.html.gz/index.html.br! c.html.gz/index.html.gz!";
        assert_eq!(present(&site, "x"), found);
        assert_eq!(fs::read_to_string(site.join("a.html.gz")).unwrap(), text("own"));
        build(&site, files, &[]);
        assert_eq!(present(&site, "x"), "B.HTML.br a.html a.html.gz b.html c.html c.html.gz/index.html");
    }

    #[test]
    fn copies_are_no_changes_of_the_site() {
        let dir = tempfile::tempdir().unwrap();
        let site = dir.path().join("_site");
        let changes = |files: &str, codings: &[Coding]| {
            let Changes { added, changed, lost } = build(&site, files, codings).changes.unwrap_or_default();
            let names = |paths: &[OutputPath]| paths.iter().map(OutputPath::as_str).collect::<Vec<_>>().join(" ");
            format!("+{} ~{} -{}", names(&added), names(&changed), names(&lost))
        };
        assert_eq!(changes("a.html=x b.tar.gz=x", &Coding::ALL), "+ ~ -");
        assert_eq!(changes("a.html=y b.tar.gz=x c.html=x", &Coding::ALL), "+c.html ~a.html -");
        assert_eq!(changes("a.html=y", &Coding::ALL), "+ ~ -b.tar.gz c.html");
        assert_eq!(changes("a.html=y", &[]), "+ ~ -");
    }

    #[test]
    fn small_files_have_no_copies() {
        let dir = tempfile::tempdir().unwrap();
        let site = dir.path().join("_site");
        let output = Output::begin(&site, Ownership::Ours, || ()).unwrap();
        output.put(&OutputPath::new("a.html"), b"<p>A redirect.</p>").unwrap();
        output.compress(&output.texts()[0], &Coding::ALL).unwrap();
        assert_eq!(counts(&output.commit().unwrap()), [1, 0, 0]);
    }
}
