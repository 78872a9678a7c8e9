//! Branches that both publish something merge.

use std::fs;
use std::process::{Command, Output};

use super::blog::Blog;

fn git(blog: &Blog, arguments: &[&str]) -> Output {
    let mut command = Command::new("git");
    command.current_dir(blog.root()).args(["-c", "user.name=A", "-c", "user.email=a@blog.example"]).args(arguments);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    command.output().unwrap()
}

fn commit(blog: &Blog, message: &str) {
    assert!(git(blog, &["add", "-A"]).status.success());
    let done = git(blog, &["commit", "-qm", message]);
    assert!(done.status.success(), "{done:?}");
}

fn repository(blog: &Blog) {
    fs::write(blog.root().join(".gitignore"), "_site\n.blogsite-cache\n").unwrap();
    assert!(git(blog, &["init", "-q", "-b", "main"]).status.success());
    commit(blog, "begin");
}

#[test]
fn two_branches_that_add_posts_merge() {
    let mut blog = Blog::new();
    repository(&blog);
    let post = |blog: &Blog, day: u32, name: &str, author: &str| {
        blog.write(
            &format!("content/posts/2026-02-{day:02}-{name}.md"),
            &format!("---\ntitle: {name}\nauthor: {author}\n---\n{name}\n"),
        );
    };
    assert!(git(&blog, &["checkout", "-qb", "theirs"]).status.success());
    post(&blog, 3, "parsers", "Blaise");
    blog.say(&["build"]).expect_code(0);
    commit(&blog, "theirs");
    assert!(git(&blog, &["checkout", "-q", "main"]).status.success());
    post(&blog, 2, "engines", "Ada Example");
    blog.say(&["build"]).expect_code(0);
    commit(&blog, "ours");
    let merged = git(&blog, &["merge", "-q", "theirs"]);
    assert!(merged.status.success(), "{merged:?}");
    assert!(blog.line("/2026/02/02/engines.html").is_some() && blog.line("/2026/02/03/parsers.html").is_some());
    let lock = blog.read("urls.lock");
    blog.publish();
    assert_eq!(blog.read("urls.lock"), lock, "the merged lock is that of the merged site");
}

#[test]
fn with_the_union_driver_even_neighbours_merge() {
    let mut blog = Blog::new();
    blog.write(".gitattributes", "urls.lock merge=union\n");
    repository(&blog);
    for (branch, name) in [("theirs", "same-a"), ("main", "same-b")] {
        if branch == "theirs" {
            assert!(git(&blog, &["checkout", "-qb", branch]).status.success());
        } else {
            assert!(git(&blog, &["checkout", "-q", branch]).status.success());
        }
        blog.write(&format!("content/{name}.md"), name);
        blog.say(&["build"]).expect_code(0);
        commit(&blog, branch);
    }
    let merged = git(&blog, &["merge", "-q", "theirs"]);
    assert!(merged.status.success(), "{merged:?}");
    blog.publish();
    assert!(blog.line("/same-a.html").is_some() && blog.line("/same-b.html").is_some());
}

#[test]
fn a_conflict_is_told_with_its_line_and_solved_by_keeping_both_sides() {
    let mut blog = Blog::new();
    repository(&blog);
    assert!(git(&blog, &["checkout", "-qb", "theirs"]).status.success());
    blog.write("content/same-a.md", "a\n");
    blog.say(&["build"]).expect_code(0);
    commit(&blog, "theirs");
    assert!(git(&blog, &["checkout", "-q", "main"]).status.success());
    blog.write("content/same-b.md", "b\n");
    blog.say(&["build"]).expect_code(0);
    commit(&blog, "ours");
    assert!(!git(&blog, &["merge", "-q", "theirs"]).status.success(), "they stand beside each other");
    let ran = blog.say(&["build"]).expect_code(1);
    let lock = blog.read("urls.lock");
    let line = lock.lines().position(|line| line.starts_with("<<<<<<<")).unwrap() + 1;
    assert!(ran.stderr.contains("error[bad-lock]: git left a conflict here"), "{}", ran.stderr);
    assert!(ran.stderr.contains(&format!("urls.lock:{line}:1")), "{}", ran.stderr);
    // Both sides, in the order in which they came.
    let both: Vec<&str> =
        lock.lines().filter(|line| !["<<<", "===", ">>>"].iter().any(|m| line.starts_with(m))).collect();
    blog.write("urls.lock", &(both.join("\n") + "\n"));
    blog.publish();
    assert!(blog.line("/same-a.html").is_some() && blog.line("/same-b.html").is_some());
}
