//! What is asked of the installed program, and what the action says of its answer.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use super::release::{Server, archive};
use super::runner::{Job, Runner, VERSION};

/// Takes down what it was asked, finds two problems, and builds a site. `fail` in the source folder is an error.
const PROGRAM: &str = r#"#!/bin/sh
[ "$1" != --version ] || exit 0
for each; do printf '<%s>' "$each"; done >>"$RUNNER_TEMP/calls"
echo >>"$RUNNER_TEMP/calls"
case $1 in
check)
  echo '::warning file=content/posts/a.md,line=3,col=4,title=link-repaired::told' >&2
  echo 'checked 2 posts, 1 page: 2 problems'
  echo '::error title=url-taken::told' >&2
  [ ! -e fail ] || exit 1 ;;
build)
  site=_site
  while [ $# -gt 0 ]; do case $1 in --destination) site=$2 ;; esac; shift; done
  mkdir -p "$site/2024/05" "$site/.well-known" "$site/.git"
  for page in index 404 2024/05/a '2024/05/b c' 2024/05/index; do echo page >"$site/$page.html"; done
  : >"$site/.nojekyll"; : >"$site/.well-known/x"; : >"$site/.git/secret"; : >"$site/a.css" ;;
esac
"#;

struct Setting {
    runner: Runner,
    /// Where the program's archive comes from.
    _server: Server,
}

impl Setting {
    fn new() -> Self {
        Self::with(PROGRAM)
    }

    /// The same with another program.
    fn with(program: &str) -> Self {
        let server = Server::start();
        let mut runner = Runner::new(&server.url);
        runner.pages = Some("/repo");
        let name = format!("blogsite-v{VERSION}-x86_64-unknown-linux-musl");
        let bytes = archive(&name, program, "tar.gz");
        runner.pin(&format!("{name}.tar.gz"), &bytes);
        server.put(&format!("/v{VERSION}/{name}.tar.gz"), bytes);
        Self { runner, _server: server }
    }

    /// What the program was asked, a line for each time.
    fn calls(&self) -> Vec<String> {
        let calls = fs::read_to_string(self.runner.folder("temp/calls")).unwrap_or_default();
        calls.lines().map(str::to_owned).collect()
    }

    #[track_caller]
    fn run(&self, inputs: &[(&str, &str)]) -> Job {
        let job = self.runner.run(inputs);
        assert!(job.succeeded, "{}", job.log);
        job
    }
}

#[test]
fn checked_then_built() {
    let setting = Setting::new();
    let job = setting.run(&[]);
    assert_eq!(
        setting.calls(),
        [
            "<check><--format><github><--source><.><--baseurl></repo>",
            "<build><--verify-artifact><--source><.><--baseurl></repo>"
        ]
    );
    assert_eq!((job.outputs["pages"].as_str(), job.outputs["problems"].as_str()), ("5", "2"));
    assert_eq!(job.outputs["path"], "./_site");
    assert_eq!(job.outputs["sample"], "/\n/2024/05/a.html\n/2024/05/");
    assert!(
        job.log.contains("::warning file=content/posts/a.md,line=3,col=4,title=link-repaired::told"),
        "{}",
        job.log
    );
}

#[test]
fn only_checked() {
    let setting = Setting::new();
    let job = setting.run(&[("command", "check"), ("upload", "true")]);
    assert_eq!(setting.calls().len(), 1);
    assert_eq!((job.outputs["problems"].as_str(), job.outputs["path"].as_str()), ("2", ""));
    assert!(!job.steps.contains(&"Upload for GitHub Pages".to_owned()));
}

#[test]
fn errors_end_the_job() {
    let setting = Setting::new();
    fs::write(setting.runner.folder("work/fail"), "").unwrap();
    let job = setting.runner.run(&[("upload", "true")]);
    assert!(!job.succeeded);
    assert_eq!(setting.calls().len(), 1, "nothing is built");
    assert_eq!(job.outputs["problems"], "2");
    assert!(!job.steps.contains(&"Upload for GitHub Pages".to_owned()));
}

#[test]
fn inputs_arrive_as_they_were_written() {
    let setting = Setting::new();
    fs::write(setting.runner.folder("work/link-a"), "").unwrap();
    let source = "a folder; touch x $(touch x) `touch x`";
    setting.run(&[
        ("source", source),
        ("destination", "out put"),
        ("baseurl", "/a b"),
        ("deny", "link-repaired, self-link\nlink-*"),
        ("warn", "broken-link"),
        ("allow", "$(touch x)"),
    ]);
    let levels = "<--allow><$(touch><--allow><x)><--warn><broken-link>\
                  <--deny><link-repaired><--deny><self-link><--deny><link-*>";
    let given = format!("<--source><{source}><--baseurl></a b>{levels}");
    let calls = setting.calls();
    assert_eq!(calls[0], format!("<check><--format><github>{given}"));
    assert_eq!(calls[1], format!("<build><--verify-artifact>{given}<--destination><out put>"));
    assert!(!setting.runner.folder("work/x").exists());
}

/// The base path: as it is given, or as Pages says, or as the site says.
#[test]
fn base_path() {
    let check = |pages: Option<&'static str>, inputs: &[(&str, &str)], expected: Option<&str>| {
        let mut setting = Setting::new();
        setting.runner.pages = pages;
        let job = setting.runner.run(inputs);
        let said = setting.calls().first().map(|call| call.replace("<check><--format><github><--source><.>", ""));
        assert_eq!(said.as_deref(), expected, "{pages:?} {inputs:?}: {}", job.log);
        assert_eq!(job.succeeded, expected.is_some());
    };
    check(Some("/repo"), &[], Some("<--baseurl></repo>"));
    check(Some(""), &[], Some("<--baseurl><>"));
    check(Some("/repo"), &[("baseurl", "/")], Some("<--baseurl></>"));
    check(None, &[], Some(""));
    check(None, &[("upload", "true"), ("baseurl", "/x")], Some("<--baseurl></x>"));
    // Uploaded for Pages, and Pages is not in use: what would be published would lead astray.
    check(None, &[("upload", "true")], None);
}

#[test]
fn uploaded_with_hidden_files_and_without_the_repository() {
    let setting = Setting::new();
    setting.run(&[("upload", "true")]);
    let artifact = setting.runner.folder("temp/artifact.tar");
    let listed = Command::new("tar").arg("-tf").arg(artifact).output().unwrap().stdout;
    let mut listed: Vec<String> = String::from_utf8(listed).unwrap().lines().map(str::to_owned).collect();
    listed.retain(|path| !path.ends_with('/'));
    listed.sort();
    assert_eq!(
        listed,
        [
            "./.nojekyll",
            "./.well-known/x",
            "./2024/05/a.html",
            "./2024/05/b c.html",
            "./2024/05/index.html",
            "./404.html",
            "./a.css",
            "./index.html"
        ]
    );
}

#[test]
fn a_sample_of_many_pages_is_short() {
    let setting = Setting::new();
    let posts = setting.runner.folder("work/_site/posts");
    fs::create_dir_all(&posts).unwrap();
    for number in 0..1_000 {
        fs::write(posts.join(format!("{number:04}.html")), "").unwrap();
    }
    let job = setting.run(&[]);
    let sample: Vec<&str> = job.outputs["sample"].lines().collect();
    assert_eq!(job.outputs["pages"], "1005");
    assert!((15..=25).contains(&sample.len()), "{sample:?}");
    let parts: BTreeMap<&str, usize> = sample.iter().fold(BTreeMap::new(), |mut parts, path| {
        *parts.entry(path.get(7..8).unwrap_or("")).or_default() += 1;
        parts
    });
    assert!(parts.len() > 1, "from everywhere: {sample:?}");
}

/// The program itself, on a blog with a fault, in a folder of the repository.
#[test]
fn the_program_itself() {
    let setting = Setting::with(&format!("#!/bin/sh\nexec '{}' \"$@\"\n", env!("CARGO_BIN_EXE_blogsite")));
    let posts = setting.runner.folder("work/blog/content/posts");
    fs::create_dir_all(&posts).unwrap();
    fs::write(posts.join("2024-05-06-Ada.md"), "One.\n\n[here](2024-05-06-Ada.md) and [Bert](/bert/)\n").unwrap();
    let job = setting.runner.run(&[("source", "blog"), ("upload", "true")]);
    assert!(!job.succeeded, "{}", job.log);
    assert!(job.log.contains("::error file=blog/content/posts/2024-05-06-Ada.md,line=3,"), "{}", job.log);
    assert!(!setting.runner.folder("work/blog/_site").exists());

    fs::create_dir_all(setting.runner.folder("work/blog/content/bert")).unwrap();
    fs::write(setting.runner.folder("work/blog/content/bert/index.md"), "Bert.\n").unwrap();
    let job = setting.run(&[("source", "blog"), ("upload", "true"), ("allow", "self-link")]);
    assert_eq!((job.outputs["problems"].as_str(), job.outputs["path"].as_str()), ("0", "blog/_site"), "{}", job.log);
    assert!(job.outputs["sample"].contains("/2024/05/06/Ada.html\n"), "{job:?}");
    let post = fs::read_to_string(setting.runner.folder("work/blog/_site/2024/05/06/Ada.html")).unwrap();
    assert!(post.contains("href=\"/repo/bert/\""), "the base path is the one Pages says: {post}");
}
