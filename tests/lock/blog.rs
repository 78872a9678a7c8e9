//! A blog in a folder that is edited and published again and again, and what visitors find there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::support::folder;
use crate::support::program::{Ran, run};
use crate::support::server::Server;

/// A blog, and every address that was published so far.
pub(crate) struct Blog {
    pub(crate) dir: tempfile::TempDir,
    pub(crate) base: &'static str,
    ever: BTreeSet<String>,
}

/// Who wrote the posts of [`Blog::new`], two names of one person among them.
pub(crate) const POSTS: &[(&str, &str)] = &[
    ("content/posts/2020-01-01-one.md", "---\ntitle: One\nauthor: Ada Example\ntags: [code]\n---\nThe first.\n"),
    ("content/posts/2020-01-02-two.md", "---\ntitle: Two\nauthor: Blaise\n---\n## A part\n\nThe second.\n"),
    (
        "content/posts/2020-01-03-three.md",
        "---\ntitle: Three\nauthor: A. Example\n---\nThe third, after [two](2020-01-02-two.md#a-part).\n",
    ),
    ("content/about.md", "---\ntitle: About\n---\nAbout us.\n"),
    ("static/images/dot.svg", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/>\n"),
    ("_config.yml", "title: Blog\nurl: https://blog.example\n"),
];

impl Blog {
    /// Published once, and locked.
    pub(crate) fn new() -> Self {
        Self::with(POSTS)
    }

    /// Neither published nor locked.
    pub(crate) fn without_lock(files: &[(&str, &str)]) -> Self {
        let blog = Self { dir: tempfile::tempdir().unwrap(), base: "", ever: BTreeSet::new() };
        for (path, text) in files {
            blog.write(path, text);
        }
        blog
    }

    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let mut blog = Self::without_lock(files);
        blog.say(&["lock"]).expect_code(0);
        blog.publish();
        blog
    }

    pub(crate) fn root(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn rename(&self, from: &str, to: &str) {
        let to = self.root().join(to);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::rename(self.root().join(from), to).unwrap();
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.root().join(path)).unwrap();
    }

    pub(crate) fn replace(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from:?}");
        self.write(path, &text.replace(from, to));
    }

    pub(crate) fn say(&self, arguments: &[&str]) -> Ran {
        run(self.root(), arguments.iter().copied())
    }

    /// Builds, which must succeed, and then crawls every address that was ever published.
    #[track_caller]
    pub(crate) fn publish(&mut self) -> Ran {
        let ran = self.say(&["build"]).expect_code(0);
        self.crawl();
        ran
    }

    /// A build that must be refused for lost addresses: those.
    #[track_caller]
    pub(crate) fn refused(&self) -> Vec<String> {
        let ran = self.say(&["build"]).expect_code(1);
        let lost = ran.stderr.lines().filter_map(|line| line.strip_prefix("error[url-lost]: `"));
        let lost: Vec<String> = lost.map(|line| line.split('`').next().unwrap().to_owned()).collect();
        assert!(!lost.is_empty(), "{}", ran.stderr);
        lost
    }

    /// The file of the output that a visitor of an address ends at, by way of a redirect or not.
    pub(crate) fn ends_at(&self, url: &str) -> Option<String> {
        let files = folder::read(&self.root().join("_site"));
        let find = |url: &str| {
            let path = url.trim_start_matches('/');
            let forms = if path.is_empty() || path.ends_with('/') {
                vec![format!("{path}index.html")]
            } else {
                vec![path.to_owned(), format!("{path}.html"), format!("{path}/index.html")]
            };
            forms.into_iter().find(|form| files.contains_key(form))
        };
        let first = find(url)?;
        let Some(next) = refreshed_to(&String::from_utf8_lossy(&files[&first])) else { return Some(first) };
        let below = next.strip_prefix(self.base).unwrap_or_else(|| panic!("{url} leads out of the site: {next}"));
        let end = find(&percent_decode(below)).unwrap_or_else(|| panic!("{url} leads to {next}, where nothing is"));
        let page = String::from_utf8_lossy(&files[&end]).into_owned();
        assert_eq!(refreshed_to(&page), None, "{url} leads to {next}, which leads on");
        Some(end)
    }

    /// Every address that was ever published answers in the output.
    #[track_caller]
    pub(crate) fn crawl(&mut self) {
        let output = folder::read(&self.root().join("_site"));
        self.ever.extend(output.keys().filter(|file| is_kept(file)).map(|file| url_of(file)));
        let lost: Vec<&String> = self.ever.iter().filter(|url| self.ends_at(url).is_none()).collect();
        assert!(lost.is_empty(), "nothing answers at {lost:?}");
    }

    /// And in `serve`, each with what is built.
    #[track_caller]
    pub(crate) fn crawl_served(&self) {
        let server = Server::start(self.root(), &["--no-livereload"]);
        for url in &self.ever {
            let encoded: String = url.replace(' ', "%20");
            let reply = server.get(&format!("{}{encoded}", self.base));
            let reply = match reply.header("location").map(str::to_owned) {
                Some(location) => server.get(&location),
                None => reply,
            };
            assert_eq!(reply.status, 200, "{url}");
            if let Some(next) = refreshed_to(&reply.text()) {
                let reply = server.get(&next);
                assert_eq!(reply.status, 200, "{url} leads to {next}");
                assert_eq!(refreshed_to(&reply.text()), None, "{url} leads to {next}, which leads on");
            }
        }
    }

    /// An address is given up on purpose: nobody expects it to answer any more.
    pub(crate) fn forget(&mut self, url: &str) {
        assert!(self.ever.remove(url), "{url} was never published: {:?}", self.ever);
    }

    /// The line of the lock that begins with an address.
    pub(crate) fn line(&self, url: &str) -> Option<String> {
        let lock = self.read("urls.lock");
        lock.lines().find(|line| line.split(' ').next() == Some(url)).map(str::to_owned)
    }
}

/// Whether the lock is to keep a file of the output.
fn is_kept(file: &str) -> bool {
    let of_the_program = ["404.html", "redirects.json", "robots.txt", "sitemap.xml"];
    let is_of_day = file.strip_prefix("archive/").is_some_and(|rest| rest.starts_with("20"));
    let is_later_page = file.split('/').any(|part| part.starts_with("page"));
    !(of_the_program.contains(&file)
        || file.starts_with("theme/")
        || file.starts_with("search/")
        || is_of_day
        || is_later_page)
}

fn url_of(file: &str) -> String {
    let path = format!("/{file}");
    path.strip_suffix("index.html").map_or_else(|| path.clone(), str::to_owned)
}

/// Where a page sends its visitor on to.
pub(crate) fn refreshed_to(page: &str) -> Option<String> {
    let (_, rest) = page.split_once("http-equiv=\"refresh\" content=\"0; url=")?;
    Some(rest.split('"').next().unwrap().to_owned())
}

fn percent_decode(text: &str) -> String {
    text.replace("%20", " ")
}
