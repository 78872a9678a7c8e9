//! When the file is written, and when it is not.

use std::fs;

use super::blog::{Blog, POSTS};
use crate::support::program::run;

#[test]
fn nothing_is_locked_before_it_is_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in POSTS {
        fs::create_dir_all(dir.path().join(path).parent().unwrap()).unwrap();
        fs::write(dir.path().join(path), text).unwrap();
    }
    for verb in ["build", "check"] {
        run(dir.path(), [verb]).expect_code(0);
    }
    run(dir.path(), ["lock", "--dry-run"]).expect_code(0);
    run(dir.path(), ["lock", "--check"]).expect_code(1);
    assert!(!dir.path().join("urls.lock").exists());
}

#[test]
fn the_same_site_has_the_same_lock() {
    let mut blog = Blog::new();
    let lock = blog.read("urls.lock");
    let age = || fs::metadata(blog.root().join("urls.lock")).unwrap().modified().unwrap();
    let before = age();
    for arguments in [&["build"][..], &["build", "--jobs", "1"], &["lock"], &["lock", "--check"], &["check"]] {
        blog.say(arguments).expect_code(0);
        assert_eq!((blog.read("urls.lock"), age()), (lock.clone(), before), "{arguments:?}");
    }
    // An edited text does not change it, as long as the post can be told by its title.
    blog.replace("content/posts/2020-01-01-one.md", "The first.", "The very first.");
    blog.publish();
    assert_eq!(blog.read("urls.lock"), lock);
    blog.replace("content/posts/2020-01-01-one.md", "title: One", "title: Number one");
    blog.publish();
    assert_ne!(blog.read("urls.lock"), lock);
}

#[test]
fn a_build_that_fails_records_nothing() {
    let blog = Blog::new();
    let lock = blog.read("urls.lock");
    blog.write("content/new.md", "[nowhere](/nowhere.html)\n");
    blog.say(&["build"]).expect_code(1);
    blog.say(&["lock"]).expect_code(1);
    assert_eq!(blog.read("urls.lock"), lock);
    blog.say(&["build", "--warn", "broken-link"]).expect_code(0);
    assert!(blog.line("/new.html").is_some());
}

#[test]
fn a_lost_address_that_is_only_warned_of_stays_known() {
    let blog = Blog::new();
    blog.remove("content/about.md");
    blog.say(&["build", "--warn", "url-lost"]).expect_code(0);
    assert!(blog.line("/about.html").unwrap().contains(" content/about.md "));
    assert_eq!(blog.refused(), ["/about.html"]);
}

#[test]
fn a_lock_that_cannot_be_read_is_left_alone() {
    let blog = Blog::new();
    let broken = format!("{}<<<<<<< ours\n", blog.read("urls.lock"));
    blog.write("urls.lock", &broken);
    blog.say(&["build"]).expect_code(1);
    blog.say(&["build", "--warn", "bad-lock"]).expect_code(0);
    blog.say(&["lock", "--warn", "bad-lock"]).expect_code(1);
    blog.say(&["lock", "--drop", "/about.html"]).expect_code(1);
    assert_eq!(blog.read("urls.lock"), broken);
}

#[test]
fn line_ends_stay() {
    let mut blog = Blog::new();
    let lock = blog.read("urls.lock").replace('\n', "\r\n");
    blog.write("urls.lock", &lock);
    blog.publish();
    assert_eq!(blog.read("urls.lock"), lock);
    blog.write("content/new.md", "Hello.\n");
    blog.publish();
    let now = blog.read("urls.lock");
    assert_eq!(now.matches('\n').count(), now.matches("\r\n").count());
    assert_eq!(now.lines().count(), lock.lines().count() + 1);
}

#[cfg(unix)]
#[test]
fn it_is_a_file_that_others_can_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let mut blog = Blog::new();
    let path = blog.root().join("urls.lock");
    let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    let plain = blog.root().join("plain");
    fs::write(&plain, "").unwrap();
    assert_eq!(mode(), fs::metadata(&plain).unwrap().permissions().mode() & 0o777);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o660)).unwrap();
    blog.write("content/new.md", "Hello.\n");
    blog.say(&["build"]).expect_code(0);
    assert_eq!(mode(), 0o660);
    let left: Vec<_> = fs::read_dir(blog.root()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(
        !left.iter().any(|name| name.to_string_lossy().starts_with(".blogsite-") && name != ".blogsite-cache"),
        "{left:?}"
    );
    drop(blog.publish());
}
