//! What README says of other hosts, read from there and tried as far as that goes without them.
//!
//! A release server of ours stands in for GitHub, and a folder for the machine that rsync writes to. That nginx and Caddy take
//! what is written for them was seen by hand; here it is held to what the build lays there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_yaml::Value;

use super::own_site;
use super::support::folder;
use super::support::program::{BINARY, plain, run};

/// The section of README.
fn section() -> String {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let (_, rest) = readme.split_once("\n### Other hosts\n").unwrap();
    let end = ["\n## ", "\n### "].iter().filter_map(|next| rest.find(next)).min().unwrap();
    rest[..end].to_owned()
}

/// The one block of code in a language.
fn block(language: &str) -> String {
    let section = section();
    let blocks: Vec<&str> = section.split(&format!("\n```{language}\n")).skip(1).collect();
    let [block] = blocks.as_slice() else { panic!("{} blocks in `{language}`", blocks.len()) };
    block.split_once("\n```").unwrap().0.to_owned()
}

/// `[table]` and `key = "text"`, which is all of TOML that is needed: `table.key` and the text.
fn toml(text: &str) -> Vec<(String, String)> {
    let mut table = String::new();
    let mut found = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            table = format!("{name}.");
            continue;
        }
        let (key, value) = line.split_once(" = ").unwrap();
        let value = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap();
        assert!(!value.contains(['"', '\\']) && key.chars().all(char::is_alphanumeric), "{line}");
        found.push((format!("{table}{key}"), value.to_owned()));
    }
    found
}

/// What the instructions say of the version that is built here.
const VERSION: &str = concat!("v", env!("CARGO_PKG_VERSION"));

#[test]
fn what_a_host_reads_itself_is_published() {
    let dir = tempfile::tempdir().unwrap();
    let mut files = own_site("");
    let names = ["_headers", "_redirects", ".htaccess"];
    for name in names {
        assert!(section().contains(&format!("`{name}`")));
        files.insert(format!("static/{name}"), b"for the host".to_vec());
    }
    folder::write(dir.path(), &files);
    run(dir.path(), ["build"]).expect_code(0);
    for name in names.iter().chain(&["index.html", "tags/index.html", "404.html"]) {
        assert!(dir.path().join("_site").join(name).is_file(), "{name}");
    }
}

#[test]
fn servers_send_the_copies_that_are_made() {
    let nginx = block("nginx");
    let caddy = block("caddyfile");
    for (of_nginx, of_caddy, ending) in [("gzip_static on;", "gzip", "gz"), ("brotli_static on;", "br", "br")] {
        let line = caddy.lines().find_map(|line| line.trim().strip_prefix("precompressed ")).unwrap();
        assert!(line.split(' ').any(|coding| coding == of_caddy), "{line}");
        assert!(nginx.lines().any(|line| line.trim() == of_nginx));
        assert!(section().contains(&format!("`page.html.{ending}`")));
        assert!(blogsite::compress::Coding::ALL.iter().any(|coding| coding.ending() == ending));
    }
    for (text, missing) in [(&nginx, "error_page 403 404 /404.html;"), (&caddy, "rewrite * /404.html")] {
        assert!(text.lines().any(|line| line.trim() == missing));
        assert_eq!(text.matches('{').count(), text.matches('}').count());
        assert!(text.contains("/var/www/blog"), "where rsync writes to");
    }
}

#[cfg(target_os = "linux")]
mod on_linux {
    use super::super::release::{Server, archive};
    use super::*;

    /// Where a tool is that `.ci/run` installs; it may be absent elsewhere.
    #[expect(clippy::print_stderr, reason = "a test that is left out says so")]
    fn tool(path: PathBuf, test: &str) -> Option<PathBuf> {
        if Command::new(&path).arg("--version").output().is_ok_and(|output| output.status.success()) {
            return Some(path);
        }
        let is_required = std::env::var_os("CI").is_some_and(|value| value == "true");
        assert!(!is_required, "`{test}` needs `{}`: `.ci/run` installs it", path.display());
        eprintln!("left out `{test}`: there is no `{}`", path.display());
        None
    }

    /// A site in a folder, and a server that has the program's release; what the instructions keep in `/tmp` goes beside it.
    struct Host {
        dir: tempfile::TempDir,
        server: Server,
    }

    impl Host {
        fn new() -> Self {
            let host = Self { dir: tempfile::tempdir().unwrap(), server: Server::start() };
            folder::write(&host.path("site"), &own_site(""));
            fs::create_dir(host.path("tmp")).unwrap();
            let name = format!("blogsite-{VERSION}-x86_64-unknown-linux-musl");
            let packed = archive(&name, &format!("#!/bin/sh\nexec '{BINARY}' \"$@\"\n"), "tar.gz");
            host.server.put(&format!("/OWNER/blogsite/releases/download/{VERSION}/{name}.tar.gz"), packed);
            host
        }

        fn path(&self, name: &str) -> PathBuf {
            self.dir.path().join(name)
        }

        /// Runs what a host would, from the folder of the site.
        fn carry_out(&self, command: &str, variables: &[(&str, &str)]) {
            let command = command.replace("https://github.com", &self.server.url);
            let command = command.replace("/tmp", self.path("tmp").to_str().unwrap());
            let mut shell = Command::new("bash");
            shell.args(["-e", "-c", &command]).current_dir(self.path("site")).envs(variables.iter().copied());
            plain(&mut shell);
            let ran = shell.output().unwrap();
            assert!(ran.status.success(), "{command}: {}", String::from_utf8_lossy(&ran.stderr));
        }

        fn page(&self, name: &str) -> String {
            fs::read_to_string(self.path("site").join(name)).unwrap()
        }
    }

    #[test]
    fn netlify_and_cloudflare() {
        let host = Host::new();
        let values = toml(&block("toml"));
        let names: Vec<&str> = values.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["build.command", "build.publish", "build.environment.BLOGSITE"]);
        let [(_, command), (_, publish), (_, version)] = values.as_slice() else { panic!("three values") };
        assert_eq!(version, VERSION);
        host.carry_out(command, &[("BLOGSITE", version)]);
        for name in ["index.html", "404.html"] {
            assert!(host.page(&format!("{publish}/{name}")).contains("</html>"), "{name}");
        }
        assert!(section().contains(&format!("`{publish}` as *build output directory*")));
    }

    #[test]
    fn gitlab() {
        let job: Value = serde_yaml::from_str(&block("yaml")).unwrap();
        let job = &job["pages"];
        let texts = |value: &Value| -> Vec<String> {
            value.as_sequence().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
        };
        let version = job["variables"]["BLOGSITE"].as_str().unwrap();
        assert_eq!(version, VERSION);
        assert_eq!(texts(&job["artifacts"]["paths"]), ["public"]);
        for (pages, base) in [
            ("https://group.gitlab.io/team/blog", "/team/blog"),
            ("https://group.gitlab.io/blog/", "/blog"),
            ("https://blog-1a2b3c.gitlab.io", ""),
            ("https://blog.example.org/", ""),
        ] {
            let host = Host::new();
            host.carry_out(&texts(&job["script"]).join("\n"), &[("BLOGSITE", version), ("CI_PAGES_URL", pages)]);
            let page = host.page("public/index.html");
            assert!(page.contains(&format!("href=\"{base}/about.html\"")), "{pages}: {page}");
        }
    }

    #[test]
    fn gitlab_takes_the_job() {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
        let checker = target.join("venv/bin/check-jsonschema");
        let Some(checker) = tool(checker, "gitlab_takes_the_job") else { return };
        let dir = tempfile::tempdir().unwrap();
        let check = |job: &str| {
            let file = dir.path().join(".gitlab-ci.yml");
            fs::write(&file, job).unwrap();
            let schema = ["--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"];
            Command::new(&checker).args(schema).arg(&file).output().unwrap()
        };
        let ran = check(&block("yaml"));
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stdout));
        assert!(
            !check(&block("yaml").replace("paths: [public]", "paths: 7")).status.success(),
            "the schema looks at it"
        );
    }

    #[test]
    fn rsync_carries_only_what_changed() {
        let Some(rsync) = tool(PathBuf::from("rsync"), "rsync_carries_only_what_changed") else { return };
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        folder::write(root, &own_site("compress: true"));
        let there = root.join("there");
        let command = block("console");
        let words: Vec<&str> = command.strip_prefix("$ rsync ").unwrap().split(' ').collect();
        let [flags @ .., from, to] = words.as_slice() else { panic!("{command}") };
        assert!(to.ends_with(":/var/www/blog/"));
        let carry = |flags: &[&str]| {
            let mut command = Command::new(&rsync);
            command.args(flags).args(["--out-format", "%o %n", from]).arg(format!("{}/", there.display()));
            let ran = command.current_dir(root).output().unwrap();
            assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
            let said = String::from_utf8(ran.stdout).unwrap();
            said.lines().filter(|line| !line.ends_with('/')).map(str::to_owned).collect::<Vec<String>>()
        };
        run(root, ["build"]).expect_code(0);
        let all = carry(flags).len();
        assert_eq!((all, carry(flags)), (folder::read(&there).len(), Vec::new()));

        // As on another machine: every file has another time, and holds what it held.
        let site = folder::read(&root.join("_site"));
        for (name, seconds) in site.keys().zip(1_000_000..) {
            let time = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
            let file = fs::File::options().write(true).open(root.join("_site").join(name)).unwrap();
            file.set_modified(time).unwrap();
        }
        let by_time: Vec<&str> = flags.iter().copied().chain(["--no-checksum", "--dry-run"]).collect();
        assert_eq!(carry(&by_time).len(), all, "times alone say that all is new");
        assert_eq!(carry(flags), [""; 0]);

        fs::remove_file(root.join("static/images/clock-patience.png")).unwrap();
        fs::write(root.join("static/new.txt"), "new").unwrap();
        run(root, ["build", "--warn", "broken-link", "--warn", "broken-image"]).expect_code(0);
        let said = carry(flags);
        assert!(said.contains(&"send new.txt".to_owned()), "{said:?}");
        assert!(said.contains(&"del. images/clock-patience.png".to_owned()), "{said:?}");
        assert_eq!(folder::differences(&folder::read(&root.join("_site")), &folder::read(&there)), [""; 0]);
    }
}
