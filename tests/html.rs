//! Every page is HTML as the standard has it: the Nu HTML checker (<https://validator.github.io/validator/>) finds nothing.
//!
//! It is a Java program from npm, `vnu-jar`, which `.ci/run` puts below the target folder. It is needed under `CI=true`;
//! elsewhere these tests are left out, by name.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use support::folder::{self, Files};
use support::generator::{self, Edition};
use support::{fail_with, program, tests_folder};

/// Where the checker is, if it is anywhere: at `$VNU_JAR`, or where `.ci/run` puts it.
fn checker() -> Option<PathBuf> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let installed = target.join("npm/node_modules/vnu-jar/build/dist/vnu.jar");
    let jar = std::env::var_os("VNU_JAR").map_or(installed, PathBuf::from);
    let has_java = Command::new("java").arg("-version").output().is_ok_and(|output| output.status.success());
    Some(jar).filter(|jar| has_java && jar.exists())
}

/// Builds a site and has all its pages looked at.
#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
fn check(test: &str, files: &Files, arguments: &[&str]) {
    let Some(jar) = checker() else {
        let is_required = std::env::var_os("CI").is_some_and(|value| value == "true");
        assert!(!is_required, "`{test}` needs Java and `vnu-jar`: `.ci/run` installs both");
        eprintln!("left out `{test}`: no Java, or no vnu-jar (npm) below the target folder or at $VNU_JAR");
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    folder::write(dir.path(), files);
    let arguments = ["build", "--no-cache"].into_iter().chain(arguments.iter().copied());
    program::run(dir.path(), arguments).expect_code(0);
    let faults = faults(&jar, &dir.path().join("_site"));
    fail_with(&faults);
}

/// What the checker says of the pages in a folder: `path:line: message`.
fn faults(jar: &Path, pages: &Path) -> Vec<String> {
    let output = Command::new("java")
        .args(["-Xss4m", "-jar"])
        .arg(jar)
        .args(["--skip-non-html", "--exit-zero-always", "--format", "json"])
        .arg(pages)
        .output()
        .unwrap();
    let said: Value = serde_json::from_slice(&output.stderr)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    let messages = said["messages"].as_array().unwrap();
    // What is neither an error nor a warning is advice.
    let counts = |message: &&Value| message["type"] != "info" || message["subType"] == "warning";
    messages
        .iter()
        .filter(counts)
        .map(|message| {
            let text = |key: &str| message[key].as_str().unwrap_or_default().to_owned();
            let page = text("url");
            let page = page.split_once("_site/").map_or(page.as_str(), |(_, page)| page);
            format!("{page}:{}: {}\n    {}", message["lastLine"], text("message"), text("extract").replace('\n', " "))
        })
        .collect()
}

fn files(text: &str) -> Files {
    let file = |file: &str| {
        let (path, body) = file.split_once('\n').unwrap();
        (path.to_owned(), body.as_bytes().to_vec())
    };
    text.split("== ").skip(1).map(file).collect()
}

#[test]
fn the_example_blog() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Files::from([("_config.yml".to_owned(), std::fs::read(root.join("_config.yml")).unwrap())]);
    for folder in ["content", "data", "static"] {
        let files = folder::read(&root.join(folder)).into_iter();
        all.extend(files.map(|(path, bytes)| (format!("{folder}/{path}"), bytes)));
    }
    check("the_example_blog", &all, &[]);
}

#[test]
fn a_blog_of_many_posts_below_a_path() {
    check("a_blog_of_many_posts_below_a_path", &generator::site(3, Edition::First), &["--baseurl", "/repo"]);
}

#[test]
fn the_golden_site_of_the_theme() {
    let mut all = folder::read(&tests_folder().join("sites/theme"));
    all.retain(|path, _| !path.starts_with("expected/") && path != "report.txt");
    check("the_golden_site_of_the_theme", &all, &[]);
}

/// What authors write without a thought for the standard.
#[test]
fn what_authors_write() {
    check(
        "what_authors_write",
        &files(
            "== _config.yml\ntitle: <A> & \"b\"\ndescription: \"c' <d>\"\nlang: de-AT\npaginate: 2\n\
             == content/posts/2024-01-01-first.md\n---\ntitle: Erster <Tag> & mehr\nauthors: [Ada, \"B <b>\"]\ntags: [a b, \"c&d\"]\n---\n## Anfang\n\nWarten auf <maintainer> in Vec<T>[^1].\n\n#### Zwei tiefer\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n\n- [ ] x\n- [x] y\n\n[^1]: Note.\n\
             == content/posts/2024-01-02-second.md\n---\ntitle: Zweiter\n---\n## Anfang\n\nText[^1] mit `code`.\n\n```rust\nfn main() {}\n```\n\n[^1]: Noch eine.\n\
             == content/posts/2024-01-03-third.md\n### Gleich drei\n\n> [!NOTE]\n> Ein Hinweis\n\nBegriff\n: Erklärung\n\n* toc\n{:toc}\n\n### Anfang\n\n$$a<b$$ und $$c$$\n\n{% highlight python linenos %}\nx = 1\n{% endhighlight %}\n\
             == content/about.md\n---\ntitle: Über\nredirect_from: [/alt/, /\"x\".html]\n---\n![Bild](/i.svg \"Titel\")\n\n<img src=\"/i.svg\" alt=\"\">\n\
             == content/gone.md\n---\ntitle: Weg\nredirect_to: https://other.example/?a=1&b=2\n---\n\
             == static/i.svg\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"10\"/>\n",
        ),
        &[],
    );
}
