//! Who reads the feed is told of nothing twice.

use std::collections::BTreeSet;

use super::blog::Blog;

fn ids(feed: &str) -> BTreeSet<String> {
    feed.split("<id>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
}

#[test]
fn ids_stay_wherever_posts_go() {
    let mut blog = Blog::new();
    let before = ids(&blog.read("_site/feed.xml"));
    assert_eq!(before.len(), 4);
    blog.rename("content/posts/2020-01-01-one.md", "content/posts/2020-01-01-uno.md");
    blog.replace("content/posts/2020-01-02-two.md", "title: Two", "title: Two\nslug: zwei");
    blog.write("_config.yml", "title: Blog\nurl: https://elsewhere.example\npermalink: pretty\n");
    // Before it is recorded, and after.
    for _ in 0..2 {
        blog.publish();
        assert_eq!(ids(&blog.read("_site/feed.xml")), before);
        let json = blog.read("_site/feed.json");
        assert!(json.contains("\"id\":\"https://blog.example/2020/01/01/one\""), "{json}");
    }
    blog.write("content/posts/2020-01-04-four.md", "---\ntitle: Four\nauthor: Ada Example\n---\nThe fourth.\n");
    blog.publish();
    let now = ids(&blog.read("_site/feed.xml"));
    let new: Vec<&String> = now.difference(&before).collect();
    assert_eq!(new, ["https://elsewhere.example/2020/01/04/four"]);
}

#[test]
fn a_feed_that_moves_is_the_same_feed() {
    let mut blog = Blog::new();
    let before = ids(&blog.read("_site/feed.xml"));
    blog.write("_config.yml", "title: Blog\nurl: https://blog.example\nfeed: {path: /atom.xml}\n");
    blog.publish();
    assert_eq!(ids(&blog.read("_site/atom.xml")), before);
    assert_eq!(blog.read("_site/feed.xml"), blog.read("_site/atom.xml"));
    assert!(blog.read("_site/feed.xml").contains("href=\"https://blog.example/atom.xml\""));
    blog.crawl_served();
}
