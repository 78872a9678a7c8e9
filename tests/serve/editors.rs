//! How editors and version control change files: one save is one change, and what is served is what was saved.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::support::server::{Server, until};
use crate::{site, write};

const POST: &str = "content/posts/2020-01-01-a.md";
const URL: &str = "/2020/01/01/a.html";

/// A server over one post, and the folder.
fn serve(arguments: &[&str]) -> (tempfile::TempDir, Server) {
    let dir = site(&[
        (POST, "---\ntitle: First title\n---\nfirst text"),
        ("content/index.md", "---\ntitle: Home\n---\nhome"),
    ]);
    let server = Server::start(dir.path(), arguments);
    assert!(server.get(URL).text().contains("first text"));
    (dir, server)
}

/// Waits until a page holds a text.
#[track_caller]
fn shows(server: &Server, url: &str, text: &str) {
    until(
        &format!("{url} shows {text}"),
        || server.get(url).text().contains(text),
        || format!("{:?}\n{}", server.said(), server.get(url).text()),
    );
}

/// Waits until a page has a status.
#[track_caller]
fn answers(server: &Server, url: &str, status: u16) {
    until(
        &format!("{url} has status {status}"),
        || server.get(url).status == status,
        || format!("{:?}", server.said()),
    );
}

/// What was done once a change of a file in a folder of its own was taken in: everything before it was, too.
fn changes_until_now(dir: &Path, server: &Server, mark: &str) -> Vec<String> {
    write(dir, &format!("content/{mark}.md"), "mark");
    until(
        "the mark is taken in",
        || server.changes().iter().any(|line| line.contains(mark)),
        || format!("{:?}", server.said()),
    );
    server.changes()
}

/// Saves as one editor does.
type Save = fn(&Path, &str);

fn in_place(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
}

/// VS Code: cut short, then written.
fn cut_and_written(path: &Path, text: &str) {
    let mut file = OpenOptions::new().write(true).open(path).unwrap();
    file.set_len(0).unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file.sync_all().unwrap();
}

/// vim with its defaults: tries whether a file can be made, moves the old one away, writes a new one, removes the old.
fn vim(path: &Path, text: &str) {
    let beside = |name: &str| path.with_file_name(name);
    File::create(beside("4913")).unwrap();
    fs::remove_file(beside("4913")).unwrap();
    let backup = PathBuf::from(format!("{}~", path.display()));
    fs::rename(path, &backup).unwrap();
    let mut file = File::create(path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file.sync_all().unwrap();
    drop(file);
    fs::remove_file(backup).unwrap();
}

/// Many others: a new file beside it takes its name.
fn renamed_over(path: &Path, text: &str) {
    let new = path.with_file_name(".a.md.tmp-1234");
    fs::write(&new, text).unwrap();
    fs::rename(new, path).unwrap();
}

/// With a copy of what was there, as emacs and nano can.
fn backed_up(path: &Path, text: &str) {
    fs::copy(path, format!("{}~", path.display())).unwrap();
    fs::write(path.with_file_name(".#a.md"), "").unwrap();
    fs::write(path, text).unwrap();
    fs::remove_file(path.with_file_name(".#a.md")).unwrap();
}

#[test]
fn one_save_is_one_change() {
    let saves: &[(&str, Save)] = &[
        ("in place", in_place),
        ("cut and written", cut_and_written),
        ("vim", vim),
        ("renamed over", renamed_over),
        ("backed up", backed_up),
    ];
    let (dir, server) = serve(&[]);
    for (number, (name, save)) in saves.iter().enumerate() {
        let before = changes_until_now(dir.path(), &server, &format!("before{number}")).len();
        save(&dir.path().join(POST), &format!("---\ntitle: First title\n---\nsaved {number}"));
        shows(&server, URL, &format!("saved {number}"));
        let changes = changes_until_now(dir.path(), &server, &format!("after{number}"));
        let of_post: Vec<&String> = changes[before..].iter().filter(|line| line.contains(POST)).collect();
        assert_eq!(of_post.len(), 1, "{name}: {changes:?}");
        assert!(of_post[0].contains("served anew"), "{name}: {of_post:?}");
    }
}

#[test]
fn swap_files_are_nothing() {
    let (dir, server) = serve(&[]);
    for name in [".2020-01-01-a.md.swp", "4913", "2020-01-01-a.md~", "#2020-01-01-a.md#"] {
        write(dir.path(), &format!("content/posts/{name}"), "nothing");
        fs::remove_file(dir.path().join("content/posts").join(name)).unwrap();
    }
    let changes = changes_until_now(dir.path(), &server, "mark");
    assert_eq!(changes.len(), 1, "{changes:?}");
}

#[test]
fn front_matter_shows_everywhere() {
    let (dir, server) = serve(&[]);
    write(dir.path(), POST, "---\ntitle: Second title\ntags: [x]\n---\nfirst text");
    for url in ["/", "/feed.xml", URL] {
        shows(&server, url, "Second title");
        assert!(!server.get(url).text().contains("First title"), "{url}");
    }
    assert!(server.changes()[0].contains("site indexed again"), "{:?}", server.changes());
}

/// However quick it comes. Elsewhere the system tells of changes when it sees fit.
#[cfg(target_os = "linux")]
#[test]
fn the_very_next_request_is_right() {
    let (dir, server) = serve(&[]);
    for number in 0..30 {
        write(dir.path(), POST, &format!("---\ntitle: First title\n---\nbody {number}"));
        let page = server.get(URL).text();
        assert!(page.contains(&format!("body {number}")), "{page}");
        write(dir.path(), POST, &format!("---\ntitle: Title {number}\n---\nbody"));
        for url in ["/", "/feed.xml"] {
            let page = server.get(url).text();
            assert!(page.contains(&format!("Title {number}")), "{url}: {page}");
        }
        let new = format!("content/posts/2022-02-02-n{number}.md");
        write(dir.path(), &new, "new");
        assert_eq!(server.get(&format!("/2022/02/02/n{number}.html")).status, 200);
        fs::remove_file(dir.path().join(new)).unwrap();
        assert_eq!(server.get(&format!("/2022/02/02/n{number}.html")).status, 404);
    }
}

#[test]
fn files_come_go_and_move() {
    let (dir, server) = serve(&[]);
    let root = dir.path();
    write(root, "content/posts/2020/02/2020-02-02-b.md", "a new folder");
    shows(&server, "/2020/02/02/b.html", "a new folder");
    write(root, "content/posts/2020/02/2020-02-02-b.md", "edited in it");
    shows(&server, "/2020/02/02/b.html", "edited in it");
    write(root, "static/deep/er/x.txt", "a folder that was not there at all");
    shows(&server, "/deep/er/x.txt", "not there at all");
    write(root, "static/deep/er/x.txt", "edited");
    shows(&server, "/deep/er/x.txt", "edited");

    fs::rename(root.join(POST), root.join("content/posts/2020-01-01-renamed.md")).unwrap();
    shows(&server, "/2020/01/01/renamed.html", "first text");
    answers(&server, URL, 404);
    let to = server.get("/__blogsite/where?path=/2020/01/01/a.html").text();
    assert_eq!(to, "{\"path\":\"/2020/01/01/renamed.html\"}");
    assert_eq!(server.get("/__blogsite/where?path=/never.html").text(), "{\"path\":null}");

    write(root, "content/posts/2020-01-01-renamed.md", "---\npermalink: /moved/\n---\nfirst text");
    shows(&server, "/moved/", "first text");
    let to = server.get("/__blogsite/where?path=/2020/01/01/renamed.html").text();
    assert_eq!(to, "{\"path\":\"/moved/\"}");

    fs::rename(root.join("content/posts"), root.join("content/_posts")).unwrap();
    shows(&server, "/2020/02/02/b.html", "edited in it");
    write(root, "content/_posts/2020/02/2020-02-02-b.md", "after the move");
    shows(&server, "/2020/02/02/b.html", "after the move");
    fs::remove_dir_all(root.join("content/_posts/2020")).unwrap();
    answers(&server, "/2020/02/02/b.html", 404);
    fs::remove_dir_all(root.join("static")).unwrap();
    answers(&server, "/deep/er/x.txt", 404);
    write(root, "static/deep/er/x.txt", "back again");
    shows(&server, "/deep/er/x.txt", "back again");
}

#[test]
fn many_files_at_once_are_one_change() {
    let (dir, server) = serve(&[]);
    let many = |folder: &Path, round: usize| {
        for number in 0..200 {
            let text = format!("---\ntitle: N{number}\n---\nround {round}");
            write(folder, &format!("2021-01-01-n{number}.md"), &text);
        }
    };
    // Written one by one. A machine that is busy elsewhere may pause in the middle, but not every time.
    let changes_of = |round: usize| {
        let before = changes_until_now(dir.path(), &server, &format!("before{round}")).len();
        many(&dir.path().join("content/posts"), round);
        shows(&server, "/2021/01/01/n199.html", &format!("round {round}"));
        changes_until_now(dir.path(), &server, &format!("after{round}")).len() - before - 1
    };
    let counts: Vec<usize> = (0..5).map(changes_of).collect();
    assert!(counts.contains(&1) && counts.iter().all(|count| *count < 20), "{counts:?}");

    // Moved in as a whole.
    many(&dir.path().join("elsewhere"), 9);
    let before = server.changes().len();
    fs::rename(dir.path().join("elsewhere"), dir.path().join("content/posts/burst")).unwrap();
    answers(&server, "/2021/01/01/n1.html", 200);
    let changes = changes_until_now(dir.path(), &server, "mark");
    assert_eq!(changes.len() - before, 2, "{changes:?}");
    assert!(changes[before].contains("199 more"), "{changes:?}");
}

#[cfg(unix)]
#[test]
fn links_within_the_site_are_followed() {
    use std::os::unix::fs::symlink;
    for arguments in [&[][..], &["--poll"]] {
        let dir = site(&[
            ("archive/posts/2020-01-01-a.md", "first text"),
            ("archive/deep/2020-01-02-b.md", "deep text"),
            ("elsewhere/about.md", "about text"),
            ("elsewhere/config.yml", "title: First name\n"),
            ("content/index.md", "home"),
        ]);
        let root = dir.path();
        symlink("../archive/posts", root.join("content/posts")).unwrap();
        symlink("../deep", root.join("archive/posts/deep")).unwrap();
        symlink("../elsewhere/about.md", root.join("content/about.md")).unwrap();
        symlink("elsewhere/config.yml", root.join("_config.yml")).unwrap();
        let server = Server::start(root, arguments);
        shows(&server, URL, "first text");
        shows(&server, "/2020/01/02/b.html", "deep text");
        shows(&server, "/about.html", "about text");

        write(root, "archive/posts/2020-01-01-a.md", "edited behind a link");
        shows(&server, URL, "edited behind a link");
        write(root, "archive/deep/2020-01-02-b.md", "edited behind two links");
        shows(&server, "/2020/01/02/b.html", "edited behind two links");
        vim(&root.join("elsewhere/about.md"), "edited as one file");
        shows(&server, "/about.html", "edited as one file");
        write(root, "elsewhere/config.yml", "title: Second name\n");
        shows(&server, "/", "Second name");
        write(root, "archive/posts/new/2020-01-03-c.md", "new behind a link");
        shows(&server, "/2020/01/03/c.html", "new behind a link");

        // Another target, as when a version is switched.
        write(root, "archive/other/2020-01-01-a.md", "from elsewhere");
        fs::remove_file(root.join("content/posts")).unwrap();
        symlink("../archive/other", root.join("content/posts")).unwrap();
        shows(&server, URL, "from elsewhere");
        write(root, "archive/other/2020-01-01-a.md", "edited elsewhere");
        shows(&server, URL, "edited elsewhere");
        // The folder behind the link goes and comes back.
        fs::remove_dir_all(root.join("archive/other")).unwrap();
        answers(&server, URL, 404);
        write(root, "archive/other/2020-01-01-a.md", "back again");
        shows(&server, URL, "back again");
        write(root, "archive/other/2020-01-01-a.md", "edited again");
        shows(&server, URL, "edited again");
    }
}

#[test]
fn everything_is_watched() {
    let (dir, server) = serve(&[]);
    let root = dir.path();
    write(root, "_config.yml", "title: A configured name\n");
    shows(&server, "/", "A configured name");
    write(root, "data/who.yml", "name: Ada\n");
    write(root, "templates/post.html", "own template {{ page.title }} {{ site.data.who.name }}");
    shows(&server, URL, "own template First title Ada");
    write(root, "data/who.yml", "name: Grace\n");
    shows(&server, URL, "own template First title Grace");
    write(root, "templates/post.html", "other template");
    shows(&server, URL, "other template");
    fs::remove_file(root.join("templates/post.html")).unwrap();
    shows(&server, URL, "first text");
    write(root, "static/theme/theme.css", "own style");
    shows(&server, "/theme/theme.css", "own style");
    fs::remove_dir_all(root.join("static")).unwrap();
    until(
        "the theme's own style is back",
        || !server.get("/theme/theme.css").text().contains("own style"),
        String::new,
    );
}

#[test]
fn another_branch_under_its_feet() {
    let (dir, server) = serve(&[]);
    let root = dir.path();
    // As `git checkout` does it: removed and made anew, file by file, folders too.
    for round in 0..3 {
        fs::remove_file(root.join(POST)).ok();
        fs::remove_dir_all(root.join("content/posts")).ok();
        for number in 0..30 {
            write(root, &format!("content/posts/2020-03-03-r{round}n{number}.md"), &format!("round {round}"));
        }
        write(root, "content/index.md", &format!("---\ntitle: Home\n---\nround {round}"));
    }
    shows(&server, "/2020/03/03/r2n29.html", "round 2");
    shows(&server, "/", "round 2");
    answers(&server, "/2020/03/03/r1n29.html", 404);
    answers(&server, URL, 404);
}

#[test]
fn looking_twice_a_second() {
    let (dir, server) = serve(&["--poll"]);
    write(dir.path(), POST, "---\ntitle: A title by looking\n---\nx");
    shows(&server, "/", "A title by looking");
    write(dir.path(), "content/posts/new/2020-05-05-c.md", "found by looking");
    shows(&server, "/2020/05/05/c.html", "found by looking");
    fs::remove_file(dir.path().join(POST)).unwrap();
    answers(&server, URL, 404);
}
