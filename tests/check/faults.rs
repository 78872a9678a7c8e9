//! The faults that are planted, one at a time.

use super::site::{self, MARK, POSTS};
use super::support::folder::Files;

/// A site in which one thing is wrong.
pub(crate) struct Planted {
    /// What it is.
    pub(crate) kind: String,
    pub(crate) files: Files,
    pub(crate) base_path: Option<&'static str>,
    /// What must be told, and where.
    pub(crate) code: &'static str,
    pub(crate) path: String,
    pub(crate) line: usize,
}

/// How many times each fault of a text is planted, each time in another post and in other surroundings.
const TIMES: usize = 9;

/// What is written into a post: name, code, text. `«` stands before the line that is to be told where there are several.
const IN_POSTS: &[(&str, &str, &str)] = &[
    ("address, relative", "broken-link", "A [link](Nobody.html)."),
    ("address, rooted", "broken-link", "A [link](/2020/01/01/Nobody.html)."),
    ("address, own host", "broken-link", "A [link](https://blog.test/nothing.html)."),
    ("address, raw", "broken-link", "A <a href=\"/nothing.html\">link</a>."),
    ("address, angle brackets", "broken-link", "A <https://blog.test/nothing.html>."),
    ("address, of a reference", "broken-link", "A [link][there].\n\n«[there]: /nothing.html"),
    ("address, of a reference, relative", "broken-link", "A [link][there].\n\n«[there]: ../nothing.html"),
    ("address, of a reference by its own words", "broken-link", "A [there].\n\n«[there]: ./nothing.html \"A title\""),
    ("anchor, of a reference", "broken-anchor", "A [link][there].\n\n«[there]: #nothing"),
    ("image, of a reference", "broken-image", "![A][there]\n\n«[there]: nothing.png"),
    ("scheme, of a reference", "missing-scheme", "A [link][there].\n\n«[there]: bugs.python.org/issue38314"),
    ("case, of a reference", "link-repaired", "A [link][there].\n\n«[there]: /About.html"),
    ("address, in code that is none", "broken-link", "A <code><a href=\"/nothing.html\">link</a></code>."),
    ("address, of a picture", "broken-link", "[![A dot](/images/dot.svg)](/nothing.html)"),
    ("address, of a quotation", "broken-link", "<q cite=\"/nothing.html\">Words</q>"),
    ("anchor, own page", "broken-anchor", "A [link](#nothing)."),
    ("anchor, other page", "broken-anchor", "A [link](/about.html#nothing)."),
    ("anchor, copied file", "broken-anchor", "A [link](/slides/#nothing)."),
    ("image", "broken-image", "![A](/images/nothing.png)"),
    ("image, beside", "broken-image", "![A](nothing.png)"),
    ("image, raw", "broken-image", "<img src=\"/images/nothing.png\" alt=\"A\">"),
    ("image, by an include", "broken-image", "{% include badge.html src=\"/images/nothing.png\" %}"),
    ("image name, case", "link-repaired", "![A](/images/Dot.svg)"),
    ("case", "link-repaired", "A [link](/About.html)."),
    ("page as folder", "link-repaired", "A [link](../../../../about.html)."),
    ("scheme", "missing-scheme", "A [link](bugs.python.org/issue38314)."),
    ("scheme, raw", "missing-scheme", "A <a href='www.python.org'>link</a>."),
    ("ending", "indirect-link", "A [link](/about)."),
    ("redirect", "indirect-link", "A [link](/old.html)."),
    ("slash", "indirect-link", "A [link](/folder)."),
    ("id", "duplicate-id", "<span id=\"what-i-did\">Again.</span>"),
    ("id, given", "duplicate-id", "<span id=\"twice\">Once.</span>\n\n«<span id=\"twice\">Again.</span>"),
    ("alt", "missing-alt", "An <img src=\"/images/dot.svg\"> image."),
    ("alt, in a link", "missing-alt", "<a href=\"/about.html\"><img src=\"/images/dot.svg\"></a>"),
    ("heading level", "heading-jump", "##### Deep"),
    ("heading level, raw", "heading-jump", "<h5>Deep</h5>"),
    ("empty link", "empty-link", "An [](/about.html) one."),
    ("empty link, image", "empty-link", "[![](/images/dot.svg)](/about.html)"),
    ("empty link, raw", "empty-link", "<a href=\"/about.html\"><i class=\"icon\"></i></a>"),
    ("empty address", "empty-link", "An [empty one]()."),
    ("mixed content, image", "mixed-content", "![A](http://pictures.org/a.png)"),
    ("mixed content, script", "mixed-content", "<script src=\"http://pictures.org/a.js\"></script>"),
    ("mixed content, frame", "mixed-content", "<iframe src=\"http://pictures.org/\"></iframe>"),
    ("css url, attribute", "broken-image", "<span style=\"background: url(/images/nothing.png)\">A</span>"),
    (
        "css url, element",
        "broken-image",
        "<style>\np { margin: 0 }\n«b { background: url('/images/nothing.png') }\n</style>",
    ),
    (
        "srcset",
        "broken-image",
        "<img src=\"/images/dot.svg\" srcset=\"/images/dot.svg 1x, /images/nothing.svg 2x\" alt=\"\">",
    ),
    ("poster", "broken-image", "<video src=\"/film.mp4\" poster=\"/images/nothing.png\"></video>"),
    ("video", "broken-image", "<video src=\"/nothing.mp4\"></video>"),
    ("object", "broken-image", "<object data=\"/nothing.pdf\"></object>"),
    ("form", "broken-link", "<form action=\"/nothing.php\"></form>"),
    ("bare e-mail", "bare-email", "Write to ada@blog-of-many-hands.org, please."),
];

/// What is written into a template: name, code, text, whether it can stand in a head.
const IN_TEMPLATES: &[(&str, &str, &str)] = &[
    ("address", "broken-link", "<a href=\"{{ site.baseurl }}/nothing.html\">A</a>"),
    ("anchor", "broken-anchor", "<a href=\"#nothing\">A</a>"),
    ("image", "broken-image", "<img src=\"{{ site.baseurl }}/images/nothing.png\" alt=\"\">"),
    ("case", "broken-link", "<a href=\"{{ site.baseurl }}/About.html\">A</a>"),
    ("ending", "indirect-link", "<a href=\"{{ site.baseurl }}/about\">A</a>"),
    ("redirect", "indirect-link", "<a href=\"{{ site.baseurl }}/old.html\">A</a>"),
    ("id", "duplicate-id", "<p id=\"main-content\">A</p>"),
    ("alt", "missing-alt", "<img src=\"{{ site.baseurl }}/images/dot.svg\">"),
    ("empty link", "empty-link", "<a href=\"{{ site.baseurl }}/about.html\"> </a>"),
    ("mixed content", "mixed-content", "<script src=\"http://pictures.org/a.js\"></script>"),
    ("css url", "broken-image", "<style>b { background: url({{ site.baseurl }}/images/nothing.png) }</style>"),
    ("srcset", "broken-image", "<img srcset=\"{{ site.baseurl }}/images/nothing.svg 2x\" alt=\"\">"),
    ("form", "broken-link", "<form action=\"{{ site.baseurl }}/nothing.php\"></form>"),
    (
        "feed link",
        "broken-link",
        "<link rel=\"alternate\" type=\"application/atom+xml\" href=\"{{ site.baseurl }}/nothing.xml\">",
    ),
    ("canonical", "broken-link", "<link rel=\"canonical\" href=\"{{ site.url }}{{ site.baseurl }}/nothing.html\">"),
    ("style sheet", "broken-image", "<link rel=\"stylesheet\" href=\"{{ site.baseurl }}/nothing.css\">"),
    (
        "og:image",
        "broken-image",
        "<meta property=\"og:image\" content=\"{{ site.url }}{{ site.baseurl }}/images/nothing.png\">",
    ),
    ("refresh", "broken-link", "<meta http-equiv=\"refresh\" content=\"9; url={{ site.baseurl }}/nothing.html\">"),
];

/// What is written into a file that is copied as it is.
const IN_COPIES: &[(&str, &str, &str)] = &[
    ("address", "broken-link", "<a href=\"../nothing.html\">A</a>"),
    ("anchor", "broken-anchor", "<a href=\"../about.html#nothing\">A</a>"),
    ("own anchor", "broken-anchor", "<a href=\"#nothing\">A</a>"),
    ("image", "broken-image", "<img src=\"../images/nothing.png\" alt=\"\">"),
    ("case", "broken-link", "<a href=\"../About.html\">A</a>"),
    ("ending", "indirect-link", "<a href=\"../about\">A</a>"),
    ("redirect", "indirect-link", "<a href=\"../old.html\">A</a>"),
    ("id", "duplicate-id", "<p id=\"first\">A</p>"),
    ("alt", "missing-alt", "<img src=\"../images/dot.svg\">"),
    ("heading level", "heading-jump", "<h4>A</h4>"),
    ("empty link", "empty-link", "<a href=\"../about.html\"></a>"),
    ("mixed content", "mixed-content", "<img src=\"http://pictures.org/a.png\" alt=\"\">"),
    ("css url", "broken-image", "<p style=\"background: url('nothing.png')\">A</p>"),
    ("bare e-mail", "bare-email", "<p>Write to ada@blog-of-many-hands.org.</p>"),
];

/// Lines of `_config.yml`, data files, style sheets and front matter that are exchanged: path, name, code, what, by what.
const EXCHANGED: &[(&str, &str, &str, &str, &str)] = &[
    ("_config.yml", "config menu link", "broken-link", "- About: /about.html", "- About: /nothing.html"),
    ("_config.yml", "config menu link, ending", "indirect-link", "- Folder: /folder/", "- Folder: /folder"),
    ("_config.yml", "config foot", "broken-link", "[by us](/about.html)", "[by us](/nothing.html)"),
    ("data/authors.yml", "data image", "broken-image", "avatar: /images/dot.svg", "avatar: /images/nothing.png"),
    ("data/authors.yml", "data link", "broken-link", "website: /about.html", "website: /nothing.html"),
    ("static/slides/paper.css", "css url", "broken-image", "../images/dot.svg", "../images/nothing.svg"),
    ("static/slides/paper.css", "css import", "broken-image", "more.css", "nothing.css"),
    (
        "static/slides/paper.css",
        "mixed content, css",
        "mixed-content",
        "../images/dot.svg",
        "http://pictures.org/a.png",
    ),
    ("content/moved.md", "redirect target", "broken-link", "redirect_to: /about.html", "redirect_to: /nothing.html"),
];

/// The line of `text` that begins at byte `at`, counted from 1.
fn line_of(text: &str, at: usize) -> usize {
    1 + text[..at].matches('\n').count()
}

struct Planter {
    clean: Files,
    all: Vec<Planted>,
}

impl Planter {
    fn text(&self, path: &str) -> String {
        String::from_utf8(self.clean[path].clone()).unwrap()
    }

    /// Plants `fault` before byte `at` of the file.
    fn plant(&mut self, place: &str, path: &str, at: usize, (name, code, fault): (&str, &'static str, &str)) {
        let text = self.text(path);
        let inside = fault.find('«').unwrap_or_default();
        let planted = format!("{}{}{}", &text[..at], fault.replace('«', ""), &text[at..]);
        let line = line_of(&planted, at + inside);
        self.add(format!("{name} in {place}"), code, path, line, planted);
    }

    fn add(&mut self, kind: String, code: &'static str, path: &str, line: usize, text: String) {
        // The own host outside the base path is another site, and from a page below the root `../` cannot lead too far.
        let base_path = match kind.as_str() {
            "address, own host in a post" | "address, angle brackets in a post" => None,
            "page as folder in a post" => Some("/repo"),
            _ => [None, Some("/repo")][self.all.len() % 2],
        };
        let mut files = self.clean.clone();
        if path.starts_with("data/") {
            // What is said of authors stands on their pages.
            let config = self.text("_config.yml").replace("archives: false\n", "");
            files.insert("_config.yml".to_owned(), config.into_bytes());
        }
        files.insert(path.to_owned(), text.into_bytes());
        self.all.push(Planted { kind, files, base_path, code, path: path.to_owned(), line });
    }

    fn in_posts(&mut self) {
        for (index, fault) in IN_POSTS.iter().enumerate() {
            for time in 0..TIMES {
                let path = site::source((index * 7 + time * 11) % POSTS);
                let text = self.text(&path);
                let after_mark = text.find(MARK).unwrap() + MARK.len() + 2;
                let is_block = fault.2.contains('«') || fault.2.starts_with(['#', '<', '{']);
                // In the beginning of a post it stands on lists and in feeds too.
                let beginning = text.find("The beginning").unwrap();
                let needs_heading = matches!(fault.1, "heading-jump" | "duplicate-id");
                let (place, before, behind) = match time % 6 {
                    1 if !needs_heading => (beginning, "", "\n\n"),
                    2 if !is_block => (after_mark, "- An item.\n- ", "\n\n"),
                    3 if !is_block => (after_mark, "> Quoted.\n> ", "\n\n"),
                    4 => (text.len(), "\n", "\n"),
                    5 if !is_block => (after_mark, "Some words before it, and *then*: ", " And some behind.\n\n"),
                    _ => (after_mark, "", "\n\n"),
                };
                let inside = fault.2.find('«').map_or_else(String::new, |_| "\n".to_owned());
                let mark = if fault.2.contains('«') { "" } else { "«" };
                let planted = format!("{before}{mark}{}{behind}{inside}", fault.2);
                self.plant("a post", &path, place, (fault.0, fault.1, &planted));
            }
        }
        for time in 0..TIMES {
            let path = site::source(time * 3);
            let at = self.text(&path).find("tags:").unwrap();
            let fault = ("front matter image", "broken-image", "image: /images/nothing.png\n");
            self.plant("front matter", &path, at, fault);
        }
    }

    fn in_templates(&mut self) {
        for name in ["head-end", "post-footer", "body-end"] {
            let path = format!("templates/includes/{name}.html");
            for fault in IN_TEMPLATES {
                let is_of_head = ["<link", "<meta", "<style", "<script"].iter().any(|tag| fault.2.starts_with(tag));
                if is_of_head || name != "head-end" {
                    let at = self.text(&path).find('\n').unwrap() + 1;
                    self.plant(name, &path, at, (fault.0, fault.1, &format!("{}\n", fault.2)));
                }
            }
        }
        let path = "templates/includes/badge.html";
        let fault = "<img src=\"{{ include.src | relative_url }}\">";
        let text = self.text(path).replace("<img src=\"{{ include.src | relative_url }}\" alt=\"\">", fault);
        self.add("alt in an include".to_owned(), "missing-alt", path, 2, text);
        let post = site::source(4);
        let text = self.text(&post).replace(MARK, "{% include badge.html src=\"/images/dot.svg\" %}");
        self.all.last_mut().unwrap().files.insert(post, text.into_bytes());
    }

    fn in_copies(&mut self) {
        let path = "static/slides/index.html";
        for fault in IN_COPIES {
            for behind in ["<h1 id", "<a href=\"#first\""] {
                let at = self.text(path).find(behind).unwrap();
                let at =
                    if behind.starts_with("<h1") { at + self.text(path)[at..].find('\n').unwrap() + 1 } else { at };
                self.plant("a copied page", path, at, (fault.0, fault.1, &format!("{}\n", fault.2)));
            }
        }
    }

    fn exchanged(&mut self) {
        for (path, kind, code, what, by) in EXCHANGED {
            for _ in 0..2 {
                let text = self.text(path);
                let line = line_of(&text, text.find(what).unwrap());
                self.add((*kind).to_owned(), code, path, line, text.replace(what, by));
            }
        }
    }
}

/// Every fault, each in a site of its own.
pub(crate) fn all() -> Vec<Planted> {
    let mut planter = Planter { clean: site::clean(), all: Vec::new() };
    planter.in_posts();
    planter.in_templates();
    planter.in_copies();
    planter.exchanged();
    planter.all
}
