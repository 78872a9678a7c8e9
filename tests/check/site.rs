//! A site of fifty posts in which everything is right.

use super::support::folder::Files;

pub(crate) const AUTHORS: &[&str] = &["AdaByron", "BlaiseP", "CarlaGauss", "DanKnuth", "EmmyNoether"];
pub(crate) const POSTS: usize = 50;

/// The line of [`post`] after which a fault is planted, in ever other surroundings.
pub(crate) const MARK: &str = "Here is room.";

/// Where a post is written.
pub(crate) fn source(number: usize) -> String {
    format!("content/posts/2024-01-{:02}-{}.md", 1 + number / 5, AUTHORS[number % 5])
}

/// Where it is served.
pub(crate) fn url(number: usize) -> String {
    format!("/2024/01/{:02}/{}.html", 1 + number / 5, AUTHORS[number % 5])
}

fn post(number: usize) -> String {
    let author = AUTHORS[number % 5];
    let beside = AUTHORS[(number + 1) % 5];
    let before = number.checked_sub(5).map(|before| format!("Before: [that]({}).\n\n", url(before)));
    format!(
        "---\ntitle: Post {number}\nauthor: {author}\ntags: [t{}]\n---\nThe beginning of it.\n\n## What I did\n\nMore words, [a name]({beside}.html), \
         [its part]({beside}.html#what-i-did).\n\n{}{MARK}\n\n![A dot](/images/dot.svg), *[about](../../../about.html)*, `a@b.dev`.\n\n\
         ### In detail\n\n| a | b |\n|---|---|\n| [who](/about.html#who) | 2 |\n\n> Quoted.[^1]\n\n[^1]: A note.\n",
        number % 4,
        before.unwrap_or_default(),
    )
}

/// The whole site.
pub(crate) fn clean() -> Files {
    let mut files = Files::new();
    let mut add = |path: &str, text: &str| drop(files.insert(path.to_owned(), text.as_bytes().to_vec()));
    add(
        "_config.yml",
        "title: Fifty posts\nurl: https://blog.test\nsearch: false\narchives: [years]\ntheme:\n  menu:\n    - About: /about.html\n    \
         - Folder: /folder/\n  footer: \"Written [by us](/about.html).\"\n",
    );
    add(
        "data/authors.yml",
        "AdaByron:\n  name: Ada Byron\n  avatar: /images/dot.svg\n  website: /about.html\n  bio: Writes.\n",
    );
    add("content/about.md", "---\nredirect_from: /old.html\n---\n## Who\n\nUs. [Home](/), [feed](/feed.xml).\n");
    add("content/moved.md", "---\nredirect_to: /about.html\n---\n");
    add("content/folder.md", "---\npermalink: /folder/\n---\nA folder.\n");
    add("static/images/dot.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>\n");
    add("static/film.mp4", "");
    add("static/slides/paper.css", "@import \"more.css\";\nbody { background: url(\"../images/dot.svg\") }\n");
    add("static/slides/more.css", "p { margin: 0 }\n");
    add(
        "static/slides/index.html",
        "<!doctype html>\n<title>Slides</title>\n<link rel=\"stylesheet\" href=\"paper.css\">\n<h1 id=\"first\">Slides</h1>\n\
         <a href=\"../about.html#who\">About</a>\n<a href=\"#first\">First</a>\n",
    );
    add(
        "templates/includes/badge.html",
        "<p class=\"badge\">\n<img src=\"{{ include.src | relative_url }}\" alt=\"\">\n</p>\n",
    );
    add("templates/includes/post-footer.html", "<p>\n<a href=\"{{ site.baseurl }}/about.html\">About</a>\n</p>\n");
    add("templates/includes/head-end.html", "<meta name=\"x\" content=\"y\">\n");
    add("templates/includes/body-end.html", "<p>\nThe end.\n</p>\n");
    for number in 0..POSTS {
        add(&source(number), &post(number));
    }
    files
}
