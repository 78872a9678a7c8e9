//! Who takes part: for each generator the program, the folder of files it needs beside the posts, and how it is asked to build.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io, path};

use include_dir::{Dir, include_dir};

use super::blog::Post;

/// One generator. Another is another entry in [`ENTRANTS`], and a folder of its files.
pub(crate) struct Entrant {
    /// As the table names it: `Hugo`.
    pub(crate) name: &'static str,
    /// The program, as it is looked for on PATH: `hugo`.
    pub(crate) program: &'static str,
    /// The argument that makes it say its version.
    pub(crate) version: &'static str,
    /// The arguments that make it build the site in the folder it is run in, and say nothing.
    pub(crate) build: &'static [&'static str],
    /// Configuration, templates, styles.
    pub(crate) files: Dir<'static>,
    /// Where the posts belong: `content/posts`.
    pub(crate) posts: &'static str,
    /// Where the site is written: `public`.
    pub(crate) output: &'static str,
    /// What else it leaves behind to be quicker the next time.
    pub(crate) caches: &'static [&'static str],
}

/// All of them, in the order in which they take turns. Everyone is compared with the first.
pub(crate) const ENTRANTS: &[Entrant] = &[
    Entrant {
        name: "blogsite",
        program: "blogsite",
        version: "--version",
        build: &["build", "--quiet"],
        files: include_dir!("$CARGO_MANIFEST_DIR/benches/peers/plain"),
        posts: "content/posts",
        output: "_site",
        caches: &[".blogsite-cache"],
    },
    Entrant {
        name: "blogsite as it comes",
        program: "blogsite",
        version: "--version",
        build: &["build", "--quiet"],
        files: include_dir!("$CARGO_MANIFEST_DIR/benches/peers/usual"),
        posts: "content/posts",
        output: "_site",
        caches: &[".blogsite-cache"],
    },
    Entrant {
        name: "Hugo",
        program: "hugo",
        version: "version",
        // `--quiet` would also keep back why it fails.
        build: &["build"],
        files: include_dir!("$CARGO_MANIFEST_DIR/benches/peers/hugo"),
        posts: "content/posts",
        output: "public",
        caches: &["resources", ".hugo_build.lock"],
    },
    Entrant {
        name: "Eleventy",
        program: "eleventy",
        version: "--version",
        build: &["--quiet"],
        files: include_dir!("$CARGO_MANIFEST_DIR/benches/peers/eleventy"),
        posts: "posts",
        output: "_site",
        caches: &[".cache"],
    },
    Entrant {
        name: "Jekyll",
        program: "jekyll",
        version: "--version",
        build: &["build", "--quiet"],
        files: include_dir!("$CARGO_MANIFEST_DIR/benches/peers/jekyll"),
        posts: "_posts",
        output: "_site",
        caches: &[".jekyll-cache"],
    },
];

impl Entrant {
    /// Writes its site into a folder.
    pub(crate) fn write(&self, site: &Path, posts: &[Post]) -> io::Result<()> {
        let folder = site.join(self.posts);
        fs::create_dir_all(&folder)?;
        self.files.extract(site)?;
        posts.iter().try_for_each(|post| fs::write(folder.join(post.file()), post.text()))
    }

    /// Removes what building left in the folder of its site.
    pub(crate) fn clear(&self, site: &Path) -> io::Result<()> {
        for name in self.caches.iter().chain([&self.output]) {
            let path = site.join(name);
            let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
            match removed {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }
}

/// A program that is there to be run.
pub(crate) struct Program {
    path: PathBuf,
    /// The folder `node_modules` it lies in, where its plugins are.
    modules: Option<PathBuf>,
    /// What it says of itself: `0.168.0`.
    pub(crate) version: String,
}

impl Program {
    /// The program at `given`, or else the one of that name on PATH; otherwise why there is none.
    pub(crate) fn find(entrant: &Entrant, given: Option<&Path>) -> Result<Self, String> {
        let path = match given {
            Some(path) => path.to_owned(),
            None => on_path(entrant.program).ok_or_else(|| format!("absent: no `{}` on PATH", entrant.program))?,
        };
        let path = path::absolute(&path).unwrap_or(path);
        let real = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        let modules = real.ancestors().find(|folder| folder.ends_with("node_modules")).map(Path::to_owned);
        let mut program = Self { path, modules, version: String::new() };
        let output = program.command(Path::new(".")).arg(entrant.version).output();
        let output = output.map_err(|error| format!("`{}` cannot be run: {error}", program.path.display()))?;
        let said = String::from_utf8_lossy(&output.stdout);
        program.version = version(&said).ok_or_else(|| format!("`{}` names no version", program.path.display()))?;
        Ok(program)
    }

    /// It, to be run in `folder`.
    pub(crate) fn command(&self, folder: &Path) -> Command {
        self.wrapped(Command::new(&self.path), folder)
    }

    /// It, run in `folder` by a program that watches it.
    pub(crate) fn watched(&self, mut watcher: Command, folder: &Path) -> Command {
        watcher.arg(&self.path);
        self.wrapped(watcher, folder)
    }

    fn wrapped(&self, mut command: Command, folder: &Path) -> Command {
        command.current_dir(folder);
        if let Some(modules) = &self.modules {
            command.env("NODE_PATH", modules);
        }
        command
    }
}

fn on_path(name: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    let names = [name.to_owned(), format!("{name}.exe"), format!("{name}.cmd"), format!("{name}.bat")];
    // Where only Windows looks for endings, a bare name is what is meant.
    let names = if cfg!(windows) { &names[1..] } else { &names[..1] };
    env::split_paths(&folders)
        .flat_map(|folder| names.iter().map(move |name| folder.join(name)))
        .find(|path| path.is_file())
}

/// The first word with a digit and a dot in what a program says of itself: `hugo v0.168.0-e27a676+extended` → `0.168.0`.
fn version(said: &str) -> Option<String> {
    let word =
        said.split_whitespace().find(|word| word.contains('.') && word.contains(|c: char| c.is_ascii_digit()))?;
    let numbers = |c: char| c.is_ascii_digit() || c == '.';
    Some(word.trim_start_matches(|c: char| !numbers(c)).chars().take_while(|c| numbers(*c)).collect())
}
