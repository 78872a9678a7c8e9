//! The blog that `benches/peers.rs` measures with: the same every time, and nothing wrong with it, so that no time is spent on
//! problems that a real blog would have mended.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

#[path = "../benches/peers/blog.rs"]
mod blog;
#[path = "../benches/peers/code.rs"]
mod code;
mod support;

use std::collections::BTreeSet;

use blog::{Code, Post};
use support::folder::{self, Files};
use support::program::run;

const POSTS: usize = 400;

fn files(posts: &[Post]) -> Files {
    posts.iter().map(|post| (format!("content/posts/{}", post.file()), post.text().into_bytes())).collect()
}

#[test]
fn the_same_every_time() {
    for code in [Code::Fenced, Code::Absent] {
        assert!(files(&blog::posts(POSTS, code)) == files(&blog::posts(POSTS, code)));
    }
    let text = blog::posts(POSTS, Code::Fenced).iter().map(Post::text).collect::<String>();
    assert_eq!(
        blake3::hash(text.as_bytes()).to_hex().as_str(),
        "210af9a2df641754d203339a4d5f2235ef4c2ed19e946e9fd0be95c4a8eecd08"
    );
}

#[test]
fn as_many_as_asked_for() {
    for count in [0, 1, 2, 7, 100] {
        let posts = blog::posts(count, Code::Fenced);
        assert_eq!((posts.len(), files(&posts).len()), (count, count));
    }
}

#[test]
fn several_authors_a_day_and_no_two_blocks_alike() {
    let posts = blog::posts(POSTS, Code::Fenced);
    let days: BTreeSet<_> = posts.iter().map(|post| post.date).collect();
    let authors: BTreeSet<_> = posts.iter().map(|post| post.author).collect();
    assert!(days.len() * 2 < POSTS && authors.len() == 12);
    let texts: Vec<String> = posts.iter().map(Post::text).collect();
    let blocks: Vec<&str> = texts.iter().flat_map(|text| text.split("\n```").skip(1).step_by(2)).collect();
    assert!(blocks.len() > POSTS && blocks.iter().collect::<BTreeSet<_>>().len() == blocks.len());
    assert!(!blog::posts(POSTS, Code::Absent).iter().any(|post| post.text().contains("```")));
}

/// Both of blogsite's sites, with what each of them has beside the posts.
#[test]
fn nothing_is_wrong_with_it() {
    let benches = support::tests_folder().with_file_name("benches").join("peers");
    for site in ["plain", "usual"] {
        let dir = tempfile::tempdir().unwrap();
        folder::write(dir.path(), &folder::read(&benches.join(site)));
        folder::write(dir.path(), &files(&blog::posts(100, Code::Fenced)));
        let ran = run(dir.path(), ["check", "--format", "short"]).expect_code(0);
        assert_eq!(ran.stdout, "", "{site}");
    }
}
