//! What people do to their posts, and where the old addresses lead then.

use super::blog::Blog;

#[track_caller]
fn check(blog: &Blog, url: &str, end: &str) {
    assert_eq!(blog.ends_at(url).as_deref(), Some(end), "{url}\n{}", blog.read("urls.lock"));
}

#[test]
fn a_file_is_renamed() {
    let mut blog = Blog::new();
    blog.rename("content/posts/2020-01-01-one.md", "content/posts/2020-01-01-uno.md");
    blog.publish();
    check(&blog, "/2020/01/01/one.html", "2020/01/01/uno.html");
    blog.crawl_served();
    // With its text written anew as well, it is known by its front matter.
    blog.rename("content/posts/2020-01-01-uno.md", "content/posts/2020-01-01-eins.md");
    blog.replace("content/posts/2020-01-01-eins.md", "The first.", "Quite another text.");
    blog.publish();
    check(&blog, "/2020/01/01/one.html", "2020/01/01/eins.html");
    // And with its title changed, by its text.
    blog.rename("content/posts/2020-01-01-eins.md", "content/posts/2020-01-01-odin.md");
    blog.replace("content/posts/2020-01-01-odin.md", "title: One", "title: The first one");
    blog.publish();
    check(&blog, "/2020/01/01/one.html", "2020/01/01/odin.html");
    check(&blog, "/2020/01/01/uno.html", "2020/01/01/odin.html");
    check(&blog, "/2020/01/01/eins.html", "2020/01/01/odin.html");
    blog.crawl_served();
}

#[test]
fn a_renamed_file_is_served_before_it_is_built() {
    let blog = Blog::new();
    blog.rename("content/posts/2020-01-01-one.md", "content/posts/2020-01-01-uno.md");
    let lock = blog.read("urls.lock");
    blog.crawl_served();
    blog.say(&["check"]).expect_code(0);
    assert_eq!(blog.read("urls.lock"), lock, "neither serve nor check writes");
}

#[test]
fn a_slug_and_a_date_change() {
    let mut blog = Blog::new();
    blog.replace("content/posts/2020-01-01-one.md", "title: One", "title: One\nslug: uno");
    blog.replace("content/posts/2020-01-02-two.md", "title: Two", "title: Two\ndate: 2021-06-07");
    blog.publish();
    check(&blog, "/2020/01/01/one.html", "2020/01/01/uno.html");
    check(&blog, "/2020/01/02/two.html", "2021/06/07/two.html");
    blog.crawl_served();
}

#[test]
fn the_permalink_style_changes_and_changes_back() {
    let mut blog = Blog::new();
    let styles = ["pretty", "none", "/blog/:title/", "/:year/:title", "date", "pretty", "/posts/:title.html"];
    for style in styles {
        blog.write("_config.yml", &format!("title: Blog\nurl: https://blog.example\npermalink: {style}\n"));
        blog.publish();
    }
    check(&blog, "/2020/01/01/one.html", "posts/one.html");
    check(&blog, "/2020/01/01/one/", "posts/one.html");
    check(&blog, "/2020/one", "posts/one.html");
    check(&blog, "/blog/one/", "posts/one.html");
    check(&blog, "/one.html", "posts/one.html");
    blog.crawl_served();
}

#[test]
fn two_authors_are_one() {
    let mut blog = Blog::new();
    blog.replace("content/posts/2020-01-03-three.md", "A. Example", "Ada Example");
    blog.publish();
    check(&blog, "/authors/a-example/", "authors/ada-example/index.html");
    let old = blog.read("_site/authors/a-example/feed.xml");
    assert_eq!(old, blog.read("_site/authors/ada-example/feed.xml"));
    assert!(old.contains("rel=\"self\"") && old.contains("href=\"https://blog.example/authors/ada-example/feed.xml\""));
    blog.crawl_served();

    // By the data file, and with the pages of authors somewhere else.
    blog.write("data/authors.yml", "ada-example: {name: Ada Byron}\nblaise: {name: Blaise Sample}\n");
    blog.publish();
    check(&blog, "/authors/a-example/", "authors/ada-byron/index.html");
    check(&blog, "/authors/blaise/", "authors/blaise-sample/index.html");
    blog.write("_config.yml", "title: Blog\nurl: https://blog.example\nauthor_pages: /who/:name.html\n");
    blog.publish();
    check(&blog, "/authors/a-example/", "who/ada-byron.html");
    check(&blog, "/authors/", "who/index.html");
    blog.crawl_served();
}

#[test]
fn a_post_moves_to_another_folder() {
    let mut blog = Blog::new();
    blog.rename("content/posts/2020-01-01-one.md", "content/news/_posts/2020-01-01-one.md");
    blog.rename("content/about.md", "content/team/index.md");
    blog.publish();
    check(&blog, "/2020/01/01/one.html", "news/2020/01/01/one.html");
    check(&blog, "/about.html", "team/index.html");
    blog.crawl_served();
}

#[test]
fn a_deleted_post_is_refused_until_it_is_dropped() {
    let mut blog = Blog::new();
    let before = blog.read("_site/2020/01/01/one.html");
    blog.remove("content/posts/2020-01-01-one.md");
    let lost = blog.refused();
    assert!(lost.contains(&"/2020/01/01/one.html".to_owned()), "{lost:?}");
    assert_eq!(blog.read("_site/2020/01/01/one.html"), before, "what was published stays");
    assert_eq!(blog.say(&["check"]).code, Some(1));

    let ran = blog.say(&["lock", "--drop", "https://blog.example/2020/01/01/one.html"]).expect_code(0);
    assert!(ran.stdout.contains("1 address let go"), "{}", ran.stdout);
    for url in [
        "/2020/01/01/one.html",
        "/authors/ada-example/",
        "/authors/ada-example/feed.xml",
        "/tags/code/",
        "/tags/code/feed.xml",
    ] {
        blog.forget(url);
        assert_eq!(blog.line(url), Some(format!("{url} gone")));
    }
    // No post has a tag any more.
    assert_eq!(blog.refused(), ["/tags/"]);
    blog.say(&["lock", "--drop", "/tags/"]).expect_code(0);
    blog.forget("/tags/");
    blog.publish();
    assert_eq!(blog.ends_at("/2020/01/01/one.html"), None);
    let page = blog.read("_site/404.html");
    assert!(page.contains("<li>/2020/01/01/one.html</li>"), "{page}");

    // It stays gone, until something is published there again.
    blog.publish();
    blog.write("content/posts/2020-01-01-one.md", "---\ntitle: One\nauthor: Blaise\n---\nAgain.\n");
    blog.publish();
    check(&blog, "/2020/01/01/one.html", "2020/01/01/one.html");
    assert!(!blog.read("_site/404.html").contains("one.html</li>"));
    blog.remove("content/posts/2020-01-01-one.md");
    assert_eq!(blog.refused(), ["/2020/01/01/one.html"]);
}

#[test]
fn what_is_published_cannot_be_dropped() {
    let blog = Blog::new();
    let lock = blog.read("urls.lock");
    for (url, why) in [
        ("/about.html", "published still by `content/about.md`"),
        ("/nothing.html", "never published"),
        ("/abuot.html", "did you mean `/about.html`?"),
        ("/2020/01/02/two.html#no", "no id `no`"),
        ("/nowhere/*", "nothing was published below"),
    ] {
        let ran = blog.say(&["lock", "--drop", url]).expect_code(2);
        assert!(ran.stderr.contains(why), "{url}: {}", ran.stderr);
    }
    assert_eq!(blog.read("urls.lock"), lock);
}

#[test]
fn two_posts_change_addresses() {
    let mut blog = Blog::new();
    blog.replace("content/posts/2020-01-01-one.md", "title: One", "title: One\npermalink: /2020/01/02/two.html");
    blog.replace("content/posts/2020-01-02-two.md", "title: Two", "title: Two\npermalink: /2020/01/01/one.html");
    blog.publish();
    blog.crawl_served();
    assert!(blog.line("/2020/01/02/two.html").unwrap().contains(" content/posts/2020-01-01-one.md "));
    let feed = blog.read("_site/feed.xml");
    // Each is still the post it was to whoever reads feeds.
    let entry = |title: &str| {
        let (before, _) = feed.split_once(&format!("<title type=\"text\">{title}</title>")).unwrap();
        before.rsplit_once("<id>").unwrap().1.split('<').next().unwrap().to_owned()
    };
    assert_eq!(entry("One"), "https://blog.example/2020/01/01/one");
    assert_eq!(entry("Two"), "https://blog.example/2020/01/02/two");
}

#[test]
fn a_post_moves_again_and_again() {
    let mut blog = Blog::new();
    let mut name = "content/posts/2020-01-01-one.md".to_owned();
    for next in ["b", "c", "d"] {
        let to = format!("content/posts/2020-01-01-{next}.md");
        blog.rename(&name, &to);
        name = to;
        blog.publish();
    }
    for former in ["one", "b", "c"] {
        check(&blog, &format!("/2020/01/01/{former}.html"), "2020/01/01/d.html");
    }
    // And back to where it began.
    blog.rename(&name, "content/posts/2020-01-01-one.md");
    blog.publish();
    check(&blog, "/2020/01/01/d.html", "2020/01/01/one.html");
    blog.crawl_served();
}

#[test]
fn a_former_address_is_taken_again() {
    let mut blog = Blog::new();
    blog.rename("content/posts/2020-01-01-one.md", "content/posts/2020-01-05-one.md");
    blog.publish();
    blog.write("content/posts/2020-01-01-one.md", "---\ntitle: Another\nauthor: Blaise\n---\nA new one.\n");
    blog.publish();
    check(&blog, "/2020/01/01/one.html", "2020/01/01/one.html");
    check(&blog, "/2020/01/05/one.html", "2020/01/05/one.html");
    blog.crawl_served();
    let feed = blog.read("_site/feed.xml");
    assert_eq!(feed.matches("<id>https://blog.example/2020/01/01/one</id>").count(), 1, "{feed}");
}

#[test]
fn a_redirect_from_that_is_removed_stays() {
    let mut blog = Blog::new();
    blog.replace("content/about.md", "title: About", "title: About\nredirect_from: [/us/, /info]");
    blog.publish();
    blog.replace("content/about.md", "\nredirect_from: [/us/, /info]", "");
    blog.publish();
    check(&blog, "/us/", "about.html");
    check(&blog, "/info", "about.html");
    blog.crawl_served();
    // Until it is dropped.
    blog.say(&["lock", "--drop", "/us/"]).expect_code(0);
    blog.forget("/us/");
    blog.publish();
    assert_eq!(blog.ends_at("/us/"), None);
}

#[test]
fn the_base_path_changes() {
    let mut blog = Blog::new();
    let lock = blog.read("urls.lock");
    blog.write("_config.yml", "title: Blog\nurl: https://other.example\nbaseurl: /repo\n");
    blog.base = "/repo";
    blog.publish();
    assert_eq!(blog.read("urls.lock"), lock);
    // Who read the feed before has read these posts.
    assert!(blog.read("_site/feed.xml").contains("<id>https://blog.example/2020/01/01/one</id>"));
    blog.rename("content/posts/2020-01-01-one.md", "content/posts/2020-01-01-uno.md");
    blog.publish();
    check(&blog, "/2020/01/01/one.html", "2020/01/01/uno.html");
    blog.crawl_served();
}

#[test]
fn only_the_case_of_a_name_changes() {
    let mut blog = Blog::new();
    blog.rename("content/about.md", "content/About.md");
    assert_eq!(blog.refused(), ["/about.html"]);
    let ran = blog.say(&["build"]);
    assert!(
        ran.stderr.contains("= help: keep the address: write `permalink: /about.html` in `content/About.md`"),
        "{}",
        ran.stderr
    );
    blog.replace("content/About.md", "title: About", "title: About\npermalink: /about.html");
    blog.publish();
    check(&blog, "/about.html", "about.html");
}

#[test]
fn what_is_not_public_is_not_locked() {
    let mut blog = Blog::new();
    blog.write("content/drafts/idea.md", "---\ntitle: Idea\n---\nA draft.\n");
    blog.write("content/posts/2999-01-01-later.md", "---\ntitle: Later\n---\nNot yet.\n");
    let lock = blog.read("urls.lock");
    blog.say(&["build", "--drafts", "--future"]).expect_code(0);
    assert_eq!(blog.read("urls.lock"), lock);
    blog.publish();
    assert_eq!(blog.read("urls.lock"), lock);
    // What was public and is to be hidden is refused.
    blog.replace("content/about.md", "title: About", "title: About\npublished: false");
    assert_eq!(blog.refused(), ["/about.html"]);
    blog.replace("content/about.md", "published: false", "published: true");
    blog.rename("content/posts/2020-01-01-one.md", "content/drafts/one.md");
    assert!(blog.refused().contains(&"/2020/01/01/one.html".to_owned()));
}

#[test]
fn a_file_that_is_copied_is_renamed() {
    let mut blog = Blog::new();
    blog.write("static/old/page.html", "<!doctype html><title>x</title><p>Hello.\n");
    blog.write("static/empty.txt", "");
    blog.publish();
    blog.rename("static/images/dot.svg", "static/pictures/point.svg");
    blog.rename("static/old/page.html", "static/new/page.html");
    blog.publish();
    // A picture is no page: it is served at both addresses.
    check(&blog, "/images/dot.svg", "images/dot.svg");
    assert_eq!(blog.read("_site/images/dot.svg"), blog.read("_site/pictures/point.svg"));
    check(&blog, "/old/page.html", "new/page.html");
    blog.write("static/pictures/point.svg", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 2 2'/>\n");
    blog.publish();
    assert_eq!(blog.read("_site/images/dot.svg"), blog.read("_site/pictures/point.svg"));
    blog.crawl_served();
    // What is empty cannot be told from anything.
    blog.rename("static/empty.txt", "static/void.txt");
    assert_eq!(blog.refused(), ["/empty.txt"]);
}

#[test]
fn an_id_that_was_linked_to_goes() {
    let mut blog = Blog::new();
    assert!(blog.line("/2020/01/02/two.html").unwrap().ends_with(" #a-part"));
    blog.replace("content/posts/2020-01-02-two.md", "## A part", "## The other part");
    blog.replace("content/posts/2020-01-03-three.md", "#a-part", "#the-other-part");
    let ran = blog.publish();
    assert!(ran.stderr.contains("warning[anchor-lost]: `/2020/01/02/two.html#a-part` was linked to"), "{}", ran.stderr);
    // It is said until it is seen to, wherever the page goes.
    blog.rename("content/posts/2020-01-02-two.md", "content/posts/2020-01-02-zwei.md");
    blog.replace("content/posts/2020-01-03-three.md", "2020-01-02-two.md", "2020-01-02-zwei.md");
    blog.publish();
    let ran = blog.publish();
    assert!(ran.stderr.contains("warning[anchor-lost]: `/2020/01/02/zwei.html#a-part`"), "{}", ran.stderr);
    blog.say(&["lock", "--drop", "/2020/01/02/zwei.html#a-part"]).expect_code(0);
    assert!(!blog.publish().stderr.contains("anchor-lost"));
    blog.replace("content/posts/2020-01-02-zwei.md", "## The other part", "## A third {#the-other-part}");
    assert!(!blog.publish().stderr.contains("anchor-lost"));
}

#[test]
fn a_file_that_may_be_two_is_asked_for() {
    let mut blog = Blog::new();
    blog.remove("content/about.md");
    blog.write("content/a.md", "---\ntitle: A\n---\nAbout us.\n");
    blog.write("content/b.md", "---\ntitle: B\n---\nAbout us.\n");
    assert_eq!(blog.refused(), ["/about.html"]);
    blog.replace("content/b.md", "title: B", "title: B\nredirect_from: /about.html");
    blog.publish();
    check(&blog, "/about.html", "b.html");
}

#[test]
fn another_post_with_a_front_matter_like_it_is_not_taken_for_it() {
    let mut blog = Blog::with(&[
        ("_config.yml", "title: Blog\n"),
        ("content/index.md", "Hello.\n"),
        ("content/posts/2020-01-01-one.md", "---\nauthor: Ada\n---\nThe first.\n"),
        ("content/posts/2020-01-02-two.md", "---\nauthor: Ada\n---\nThe second.\n"),
    ]);
    blog.remove("content/posts/2020-01-01-one.md");
    blog.write("content/posts/2020-01-03-three.md", "---\nauthor: Ada\n---\nThe third.\n");
    assert_eq!(blog.refused(), ["/2020/01/01/one.html"]);
    blog.rename("content/posts/2020-01-02-two.md", "content/posts/2020-01-01-one.md");
    blog.publish();
    check(&blog, "/2020/01/02/two.html", "2020/01/01/one.html");
}
