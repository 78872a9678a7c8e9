//! A site that another generator published loses no address by moving here.

use super::blog::{Blog, POSTS};

/// A blog that was never locked.
fn blog() -> Blog {
    Blog::without_lock(POSTS)
}

const SITE_MAP: &str = "<?xml version=\"1.0\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\
    <url><loc>https://old.example/2020/01/01/one.html</loc></url><url><loc>https://old.example/about</loc></url>\
    <url><loc>https://old.example/c%20&amp;%20d/</loc></url><url><loc>https://old.example/?p=1</loc></url></urlset>";

#[test]
fn a_site_map() {
    let mut blog = blog();
    blog.write("old/sitemap.xml", SITE_MAP);
    let ran = blog.say(&["lock", "--import", "old/sitemap.xml"]).expect_code(0);
    assert!(ran.stdout.contains("1 address with a query"), "{}", ran.stdout);
    assert!(ran.stdout.contains("1 address would be gone"), "{}", ran.stdout);
    assert_eq!(blog.refused(), ["/c & d/"]);
    blog.replace("content/about.md", "title: About", "title: About\nredirect_from: /c%20&%20d/");
    blog.publish();
    assert_eq!(blog.ends_at("/c & d/").as_deref(), Some("about.html"));
    assert!(blog.line("/2020/01/01/one.html").unwrap().contains(" content/posts/2020-01-01-one.md "));
}

#[test]
fn an_index_of_site_maps() {
    let blog = blog();
    blog.write(
        "old/index.xml",
        "<sitemapindex><sitemap><loc>https://old.example/x/part-1.xml</loc></sitemap></sitemapindex>",
    );
    let ran = blog.say(&["lock", "--import", "old/index.xml"]).expect_code(2);
    assert!(ran.stderr.contains("part-1.xml"), "{}", ran.stderr);
    blog.write("old/part-1.xml", SITE_MAP);
    blog.say(&["lock", "--import", "old/index.xml"]).expect_code(0);
    assert!(blog.line("/c%20&%20d/").is_some());
}

#[test]
fn a_folder() {
    let mut blog = blog();
    for (path, text) in [
        ("old/index.html", "<a href='/2020/01/02/two.html#a-part'>x</a><a href='2020/01/02/two.html#none'>y</a>"),
        ("old/2020/01/02/two.html", "<h2 id='a-part'>A part</h2><a href='#own'>x</a>"),
        ("old/2020/01/01/one.html", "<p>x"),
        ("old/us/index.html", "<meta http-equiv='x'><meta http-equiv=\"refresh\" content=\"0; url=/about.html\">"),
        ("old/img/dot.svg", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/>\n"),
        ("old/style.css", "p {}"),
        ("old/404.html", "<p>no"),
        ("old/sitemap.xml", SITE_MAP),
        (
            "old/atom.xml",
            "<feed xmlns='http://www.w3.org/2005/Atom'><id>x</id><entry><id>tag:old.example,2020:one</id>\
             <link href='https://old.example/2020/01/01/one.html'/></entry></feed>",
        ),
    ] {
        blog.write(path, text);
    }
    let ran = blog.say(&["lock", "--import", "old", "--dry-run"]).expect_code(0);
    assert!(ran.stdout.contains("+ /us/ -> content/about.md"), "{}", ran.stdout);
    assert!(!blog.root().join("urls.lock").exists());
    let ran = blog.say(&["lock", "--import", "old"]).expect_code(0);
    assert!(ran.stdout.contains("every one of them is served, or leads on"), "{}", ran.stdout);
    blog.publish();
    assert_eq!(blog.ends_at("/us/").as_deref(), Some("about.html"));
    assert_eq!(blog.read("_site/img/dot.svg"), blog.read("_site/images/dot.svg"));
    assert_eq!(blog.read("_site/atom.xml"), blog.read("_site/feed.xml"));
    assert!(blog.read("_site/feed.xml").contains("<id>tag:old.example,2020:one</id>"));
    let line = blog.line("/2020/01/02/two.html").unwrap();
    assert!(line.ends_with(" #a-part"), "{line}");
    blog.crawl_served();
    // What is known stays as it is.
    let lock = blog.read("urls.lock");
    blog.say(&["lock", "--import", "old"]).expect_code(0);
    assert_eq!(blog.read("urls.lock"), lock);
}

#[test]
fn another_lock() {
    let mut blog = blog();
    blog.write("old.lock", "/2020/one/ content/posts/2020-01-01-one.md id=urn:x:1\n/gone.html gone\n");
    blog.say(&["lock", "--import", "old.lock"]).expect_code(0);
    blog.publish();
    assert_eq!(blog.ends_at("/2020/one/").as_deref(), Some("2020/01/01/one.html"));
    assert!(blog.read("_site/feed.xml").contains("<id>urn:x:1</id>"));
    assert!(blog.read("_site/404.html").contains("<li>/gone.html</li>"));
}

#[test]
fn what_holds_no_addresses_is_refused() {
    let blog = blog();
    for (path, text, why) in [
        ("a.txt", "hello\n", "line 1: `hello` is no address"),
        ("a.xml", "<html><p>x</p></html>", "its root is `html`"),
        ("b.xml", "<urlset><url>", "is no XML"),
        ("c.xml", "<urlset/>", "no address that could be kept"),
        ("d.lock", "", "no address that could be kept"),
        ("e/style.css", "", ""),
    ] {
        blog.write(path, text);
        let path = path.split('/').next().unwrap();
        let ran = blog.say(&["lock", "--import", path]).expect_code(2);
        assert!(ran.stderr.contains(why), "{path}: {}", ran.stderr);
    }
    blog.say(&["lock", "--import", "nothing"]).expect_code(2);
    assert!(!blog.root().join("urls.lock").exists());
}
