//! How long blogsite takes for a blog of many hands beside what others take, as whole processes, for anybody to repeat:
//!
//! ```console
//! $ cargo bench --bench peers                                   # 1,000 posts, three rounds
//! $ cargo bench --bench peers -- --posts 10000 --no-code
//! $ cargo bench --bench peers -- --only hugo --hugo ~/bin/hugo --keep blogs
//! ```
//!
//! 1. Posts are drawn, the same every time: `peers/blog.rs`, `peers/code.rs`.
//! 2. Programs are looked for on PATH; one that is not there is named as absent: `peers/entrants.rs`.
//! 3. Each gets a folder with the same files as posts and its own configuration and templates: `peers/NAME/`.
//! 4. Each builds once unmeasured, which also shows how much memory and processor time it takes (where GNU time is installed).
//! 5. In each round everyone takes turns: output and caches removed, built (*cold*), built *again* with nothing changed. So what
//!    else the machine does meets all alike, and a ratio is the median of the ratios within rounds.
//! 6. A table in Markdown goes to stdout, everything else to stderr.
//!
//! **The same work:** every post a page at `/2019/11/04/AdaExample.html` with its authors, tags and neighbours; lists of all
//! posts, of each author and of each tag, ten to a page, with the beginning of each post; Atom feeds of the ten newest posts in
//! full, for all and for each author and tag; a site map; code highlighted with classes; the same minimal HTML around it all.
//!
//! **Not the same work:**
//! - blogsite looks at every link and every anchor, and would not publish a dead one; the others look at none. A link
//!   relative to a post still works in lists and feeds, where it is dead in the HTML of the others. Each file is compared with
//!   what is there, so that a second build writes nothing.
//! - "blogsite as it comes" has the built-in theme (contents, related posts, social cards), an index for search, a JSON feed, and
//!   pages for years, months and days besides.
//! - Jekyll and Eleventy read each post as a Liquid template too. Their lists and feeds are made by a few lines of
//!   `peers/jekyll/_plugins/` and `peers/eleventy/eleventy.config.cjs` in the place of several plugins.
//! - Highlighters differ in how fine they split: Chroma (Hugo), Rouge (Jekyll), Prism (Eleventy, to be installed beside it as
//!   `@11ty/eleventy-plugin-syntaxhighlight`), syntect (blogsite).
//! - Hugo (0.146 or newer, for the names of its templates) has a site map built in, as blogsite has; Jekyll's and Eleventy's is
//!   a template.
//! - Jekyll and Eleventy run in an interpreter, whose start is part of the time, as it is for who waits.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark says what it found")]

#[path = "peers/blog.rs"]
mod blog;
#[path = "peers/code.rs"]
mod code;
#[path = "peers/entrants.rs"]
mod entrants;
#[path = "peers/run.rs"]
mod run;
#[path = "peers/table.rs"]
mod table;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use blog::{Code, Post};
use clap::Parser;
use entrants::{ENTRANTS, Entrant, Program};
use run::{Taken, Times};
use table::{Conditions, Row};

/// blogsite beside other generators: whole builds of one blog, in turn.
#[derive(Parser)]
#[command(name = "cargo bench --bench peers --", no_binary_name = false)]
struct Options {
    /// How many posts the blog has [default: 1000]
    #[arg(long, value_name = "N")]
    posts: Option<usize>,
    /// How many rounds are measured [default: 3]
    #[arg(long, value_name = "K")]
    runs: Option<usize>,
    /// Posts show code: the default
    #[arg(long, overrides_with = "no_code")]
    code: bool,
    /// Posts are prose only
    #[arg(long)]
    no_code: bool,
    /// Write the sites below this folder, and leave them there
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// Leave out whoever is not named: `hugo,jekyll`
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    only: Vec<String>,
    /// Where Hugo is, if not on PATH
    #[arg(long, value_name = "PATH")]
    hugo: Option<PathBuf>,
    /// Where Eleventy is, if not on PATH
    #[arg(long, value_name = "PATH")]
    eleventy: Option<PathBuf>,
    /// Where Jekyll is, if not on PATH
    #[arg(long, value_name = "PATH")]
    jekyll: Option<PathBuf>,
    /// Said by `cargo bench`; without it, a single round of a few posts shows that all of this works
    #[arg(long, hide = true)]
    bench: bool,
    /// What `cargo bench NAME` is to run
    #[arg(hide = true)]
    filter: Option<String>,
}

impl Options {
    fn posts(&self) -> usize {
        self.posts.unwrap_or(if self.bench { 1000 } else { 20 })
    }

    fn runs(&self) -> usize {
        self.runs.unwrap_or(if self.bench { 3 } else { 1 }).max(1)
    }

    fn code(&self) -> Code {
        if self.no_code { Code::Absent } else { Code::Fenced }
    }

    /// The program of an entrant, or why it has none.
    fn program(&self, entrant: &Entrant) -> Result<Program, String> {
        let given = match entrant.program {
            "blogsite" => Some(Path::new(env!("CARGO_BIN_EXE_blogsite"))),
            "hugo" => self.hugo.as_deref(),
            "eleventy" => self.eleventy.as_deref(),
            "jekyll" => self.jekyll.as_deref(),
            _ => None,
        };
        let is_asked = self.only.is_empty() || self.only.iter().any(|name| name == entrant.program);
        if entrant.program == "blogsite" || is_asked {
            Program::find(entrant, given)
        } else {
            Err("left out".to_owned())
        }
    }
}

/// Someone who takes part, with a site and a program to build it.
struct Contestant<'a> {
    entrant: &'a Entrant,
    program: Program,
    site: PathBuf,
    taken: Option<Taken>,
    times: Times,
}

fn main() -> ExitCode {
    let options = Options::parse();
    if options.filter.as_ref().is_some_and(|filter| !"peers".contains(filter.as_str())) {
        return ExitCode::SUCCESS;
    }
    match measure(&options) {
        Ok(table) => println!("{table}"),
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn measure(options: &Options) -> Result<String, String> {
    let temporary = tempfile::tempdir().map_err(|error| error.to_string())?;
    let root = options.keep.as_deref().unwrap_or(temporary.path());
    let posts = blog::posts(options.posts(), options.code());
    let conditions = Conditions::now(&posts, options.code(), options.runs());
    let mut absent = Vec::new();
    let mut contestants = Vec::new();
    for entrant in ENTRANTS {
        match options.program(entrant) {
            Ok(program) => contestants.push(Contestant::new(entrant, program, root, &posts)?),
            Err(why) => absent.push((entrant.name, why)),
        }
    }
    for round in 1..=options.runs() {
        for contestant in &mut contestants {
            contestant.build(round)?;
        }
    }
    Ok(table::table(&conditions, &contestants.iter().map(Contestant::row).collect::<Vec<_>>(), &absent))
}

impl<'a> Contestant<'a> {
    /// Writes the site and builds it once.
    fn new(entrant: &'a Entrant, program: Program, root: &Path, posts: &[Post]) -> Result<Self, String> {
        let site = root.join(entrant.name.to_lowercase().replace(' ', "-"));
        let said = |error: io::Error| format!("`{}`: {error}", site.display());
        if site.exists() {
            // Never what somebody has there for another reason.
            return Err(format!("`{}` is there already: name a folder that has none", site.display()));
        }
        fs::create_dir_all(&site).map_err(said)?;
        entrant.write(&site, posts).map_err(said)?;
        eprintln!("{} {}: builds once, unmeasured", entrant.name, program.version);
        let taken = run::first(entrant, &program, &site)?;
        Ok(Self { entrant, program, site, taken, times: Times::default() })
    }

    /// Its turn in a round.
    fn build(&mut self, round: usize) -> Result<(), String> {
        self.entrant.clear(&self.site).map_err(|error| format!("`{}`: {error}", self.site.display()))?;
        let cold = run::time(self.entrant, &self.program, &self.site)?;
        let again = run::time(self.entrant, &self.program, &self.site)?;
        eprintln!("{}, round {round}: {cold:.2?}, again {again:.2?}", self.entrant.name);
        self.times.cold.push(cold);
        self.times.again.push(again);
        Ok(())
    }

    fn row(&self) -> Row<'_> {
        let (files, bytes) = run::size(&self.site.join(self.entrant.output));
        Row {
            name: self.entrant.name,
            version: &self.program.version,
            times: &self.times,
            taken: self.taken,
            files,
            bytes,
        }
    }
}
