//! What a blog is wont to do: where its posts lie, how their files are named, which keys they begin with. New posts follow.
//!
//! 1. The newest ten posts are asked; what more than half of them do is the custom.
//! 2. The newest one says where the next lies: days, months and years among its folders become those of the day at hand.

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::{Date, Time};

use crate::content::post_name::PostName;
use crate::content::{Document, Kind};
use crate::site::{Options, Site};
use crate::source::{DiskTree, SourceTree};

use super::moment::Moment;
use super::naming::{self, PersonStyle};
use super::{CommandError, walk};

/// Where posts lie in a blog that has none yet.
const POSTS: &str = "content/posts";
/// How many posts are asked.
const ASKED: usize = 10;

/// A site with everything in it that is not published, too.
pub(super) fn whole_site(tree: &dyn SourceTree, now: Timestamp) -> Result<Site, CommandError> {
    let options = Options { drafts: true, future: true, unpublished: true, ..Options::at(now) };
    // What is wrong with other documents is for `check` to say; it keeps nobody from writing.
    Ok(Site::load(tree, &options)?.0)
}

/// Opens the site at `source`, if there is one.
pub(super) fn open(source: &Path, now: Timestamp) -> Result<(DiskTree, Site), CommandError> {
    let tree = walk::open(source)?;
    let site = whole_site(&tree, now)?;
    Ok((tree, site))
}

/// How the files of posts are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Naming {
    /// By their titles: `2026-03-12-a-light.md`
    Title,
    /// By who wrote them: `2026-03-12-AdaExample.md`
    Person(PersonStyle),
    /// By the key of who wrote them: `2026-03-12-ada.md`
    Key,
}

/// What the posts of a site have in common.
#[derive(Debug)]
pub(super) struct Custom<'a> {
    site: &'a Site,
    /// The newest posts, newest first.
    asked: Vec<&'a Document>,
    naming: Naming,
}

impl<'a> Custom<'a> {
    /// Asks the posts of `site`.
    pub(super) fn of(site: &'a Site) -> Self {
        let posts = site.post_ids().map(|id| site.document(id)).filter(|post| post.kind == Kind::Post);
        let asked: Vec<&Document> = posts.take(ASKED).collect();
        let naming = naming_of(site, &asked);
        Self { site, asked, naming }
    }

    /// The folder for a post of that day: `content/posts/2026-03`.
    pub(super) fn folder(&self, day: Date) -> String {
        let Some(newest) = self.asked.first() else { return POSTS.to_owned() };
        let parent = newest.source.parent();
        let Some(its_day) = PostName::parse(newest.source.file_name()).and_then(|name| name.date) else {
            return parent.to_owned();
        };
        let shifted = |segment: &str| {
            let forms = ["%Y-%m-%d", "%Y-%m", "%Y", "%m", "%d", "%B", "%b"];
            let form = forms.iter().find(|form| its_day.strftime(form).to_string() == segment);
            form.map_or_else(|| segment.to_owned(), |form| day.strftime(form).to_string())
        };
        parent.split('/').map(shifted).collect::<Vec<_>>().join("/")
    }

    /// The folder of drafts: beside the posts, under the name that goes with theirs, unless drafts lie elsewhere.
    pub(super) fn drafts_folder(&self) -> String {
        let drafts = self.site.documents.iter().find(|document| document.kind == Kind::Draft);
        if let Some(draft) = drafts {
            return up_to(draft.source.parent(), &["drafts", "_drafts"]);
        }
        let posts = self
            .asked
            .first()
            .map_or_else(|| POSTS.to_owned(), |newest| up_to(newest.source.parent(), &["posts", "_posts"]));
        match posts.rsplit_once('/') {
            Some((above, "_posts")) => format!("{above}/_drafts"),
            Some((above, _)) => format!("{above}/drafts"),
            None => "content/drafts".to_owned(),
        }
    }

    /// The posts' folder for a draft that lies in `folder`: the one beside it, where there are several.
    pub(super) fn folder_beside(&self, folder: &str, day: Date) -> String {
        let usual = self.folder(day);
        let drafts = up_to(folder, &["drafts", "_drafts"]);
        let Some((above, name)) = drafts.rsplit_once('/') else { return usual };
        let beside = [format!("{above}/posts"), format!("{above}/_posts")];
        if beside.iter().any(|beside| is_below(&usual, beside)) {
            return usual;
        }
        let used = beside
            .iter()
            .find(|beside| self.site.post_ids().any(|id| is_below(self.site.document(id).source.parent(), beside)));
        match used {
            Some(used) => used.clone(),
            None if self.asked.is_empty() && name.starts_with('_') => format!("{above}/_posts"),
            None => usual,
        }
    }

    /// The file name's part behind the day: `AdaExample`, `a-light`.
    pub(super) fn slug(&self, title: &str, author: Option<&str>) -> String {
        let of_title = || naming::of_title(title, "post");
        let Some(author) = author else { return of_title() };
        let person = self.site.people.find(author);
        let name = person.map_or(author, |person| person.name.as_str());
        let slug = match self.naming {
            Naming::Title => return of_title(),
            Naming::Key => person
                .map_or_else(|| naming::of_person(name, PersonStyle::Hyphens), |person| naming::given(&person.key)),
            Naming::Person(style) => {
                // As the author has it already: `LéoMartin`, though we would write it without the accent.
                let posts =
                    self.site.post_ids().map(|id| self.site.document(id)).filter(|post| post.kind == Kind::Post);
                let mut own = posts.map(|post| &post.slug).filter(|slug| naming::bare(slug) == naming::bare(name));
                own.next().cloned().unwrap_or_else(|| naming::of_person(name, style))
            }
        };
        if slug.is_empty() { of_title() } else { slug }
    }

    /// Another name where somebody has written on that day already: `AdaExample-a-light`.
    pub(super) fn with_title(&self, slug: &str, title: &str) -> Option<String> {
        let of_title = naming::of_title(title, "post");
        (self.names_by_author() && slug != of_title).then(|| format!("{slug}-{of_title}"))
    }

    /// Whether posts are named by who wrote them.
    pub(super) fn names_by_author(&self) -> bool {
        self.naming != Naming::Title
    }

    /// `md`, or what the posts have.
    pub(super) fn extension(&self) -> &str {
        let newest = self.asked.first().filter(|post| post.format == crate::content::Format::Markdown);
        newest.map_or("md", |post| post.source.extension())
    }

    /// The `layout` that most posts write themselves.
    pub(super) fn layout(&self) -> Option<&str> {
        let written: Vec<&str> = self.writing("layout").filter_map(|post| post.layout.as_deref()).collect();
        let first = written.first().copied()?;
        let same = written.iter().filter(|layout| **layout == first).count();
        self.most(same).then_some(first)
    }

    /// Whether posts write their `date`; nothing if there are none to ask.
    pub(super) fn writes_date(&self) -> Option<bool> {
        (!self.asked.is_empty()).then(|| self.most(self.writing("date").count()))
    }

    /// When a post is written: today, or at this minute where posts say the time of day.
    pub(super) fn moment(&self, now: Timestamp) -> Moment {
        let is_timed = |post: &&Document| post.date.as_ref().is_some_and(|date| date.time() != Time::midnight());
        let zone = &self.site.config.time_zone;
        let says_time = !self.asked.is_empty() && self.most(self.writing("date").filter(is_timed).count());
        if says_time { Moment::minute(now, zone) } else { Moment::today(now, zone) }
    }

    /// How the lines of the newest post end.
    pub(super) fn line_end(&self, tree: &dyn SourceTree) -> &'static str {
        let text = self.asked.first().and_then(|newest| tree.read(&newest.source).ok().flatten());
        if text.is_some_and(|text| memchr::memmem::find(&text, b"\r\n").is_some()) { "\r\n" } else { "\n" }
    }

    /// Whether posts say themselves who wrote them.
    pub(super) fn writes_author(&self) -> bool {
        self.most(self.writing("author").chain(self.writing("authors")).count())
    }

    /// The author as posts write it: by key if they do, or if there is none and people have keys; else by name.
    pub(super) fn author(&self, word: &str) -> String {
        let Some(person) = self.site.people.find(word) else { return word.to_owned() };
        let written = self.asked.iter().flat_map(|post| &post.authors);
        let known: Vec<bool> = written
            .filter_map(|word| {
                self.site.people.exact(word).map(|person| *word == person.key && person.key != person.name)
            })
            .collect();
        let by_key = known.iter().filter(|by_key| **by_key).count();
        if by_key * 2 > known.len() || known.is_empty() { person.key.clone() } else { person.name.clone() }
    }

    fn writing(&self, key: &'static str) -> impl Iterator<Item = &'a Document> + '_ {
        self.asked.iter().copied().filter(move |post| post.keys.contains_key(key))
    }

    fn most(&self, count: usize) -> bool {
        count * 2 > self.asked.len()
    }
}

/// How most of the posts are named.
fn naming_of(site: &Site, asked: &[&Document]) -> Naming {
    let of_one = |post: &&&Document| {
        let slug = PostName::parse(post.source.file_name()).map(|name| name.slug)?;
        let author = post.authors.first()?;
        let person = site.people.find(author);
        if person.is_some_and(|person| person.key == slug && person.key != person.name) {
            return Some(Naming::Key);
        }
        let bare = naming::bare(person.map_or(author, |person| person.name.as_str()));
        // `AdaExample2` is hers too.
        let is_hers = !bare.is_empty() && naming::bare(&slug).trim_end_matches(|c: char| c.is_ascii_digit()) == bare;
        let style = if slug.contains('-') { PersonStyle::Hyphens } else { PersonStyle::Joined };
        is_hers.then_some(Naming::Person(style))
    };
    let found: Vec<Naming> = asked.iter().filter_map(|post| of_one(&post)).collect();
    match found.first() {
        Some(first) if found.len() * 2 > asked.len() => *first,
        _ => Naming::Title,
    }
}

/// The path up to the first folder of such a name: `content/posts/2026` up to `posts` is `content/posts`.
fn up_to(path: &str, names: &[&str]) -> String {
    let segments: Vec<&str> = path.split('/').collect();
    let end = segments.iter().position(|segment| names.contains(segment)).map_or(segments.len(), |at| at + 1);
    segments.get(..end).unwrap_or_default().join("/")
}

fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;
    use crate::source::MemoryTree;

    fn day() -> Date {
        "2026-05-06".parse().unwrap()
    }

    /// Files → the file of a new post by Ada Example about a light.
    fn check(files: &str, expected: &str) {
        let tree = MemoryTree::parse(files);
        let site = whole_site(&tree, "2026-05-06T12:00:00Z".parse().unwrap()).unwrap();
        let custom = Custom::of(&site);
        let slug = custom.slug("A light", Some("Ada Example"));
        assert_eq!(format!("{}/{slug}.{}", custom.folder(day()), custom.extension()), expected, "{files}");
    }

    fn post(path: &str, author: &str) -> String {
        format!("=== content/{path}\n---\nauthor: {author}\n---\ntext\n")
    }

    #[test]
    fn where_a_post_goes_and_what_it_is_called() {
        check("", "content/posts/a-light.md");
        check(&post("posts/2026-01-02-rain.md", "Ada Example"), "content/posts/a-light.md");
        check(&post("_posts/2026-01-02-AdaExample.markdown", "Ada Example"), "content/_posts/AdaExample.markdown");
        check(&post("posts/2026/2026-01-02-BertSample.md", "Bert Sample"), "content/posts/2026/AdaExample.md");
        check(&post("posts/2025-12/2025-12-31-bert-sample.md", "Bert Sample"), "content/posts/2026-05/ada-example.md");
        check(&post("posts/2025/12/31/2025-12-31-x.md", "Bert Sample"), "content/posts/2026/05/06/a-light.md");
        check(&post("news/_posts/2025-12-31-x.md", "Bert Sample"), "content/news/_posts/a-light.md");
        check(&post("posts/2026-01-02-AdaEXAMPLE.md", "Ada Example"), "content/posts/AdaEXAMPLE.md");
        let two =
            post("posts/2026-01-02-AdaExample.md", "Ada Example") + &post("posts/2026-01-03-rain.md", "Ada Example");
        check(&two, "content/posts/a-light.md");
        check(&(two + &post("posts/2026-01-04-AdaExample2.md", "Ada Example")), "content/posts/AdaExample.md");
        let people = "=== data/authors.yml\nada: {name: Ada Example}\nbert: {name: Bert Sample}\n";
        check(&(post("posts/2026-01-02-bert.md", "bert") + people), "content/posts/ada.md");
        check(&(post("posts/2026-01-02-BertSample.md", "bert") + people), "content/posts/AdaExample.md");
    }

    #[test]
    fn what_posts_begin_with() {
        let with = "=== content/posts/2026-01-02-a.md\n---\nlayout: essay\ndate: 2026-01-02\nauthor: x\n---\n";
        let without = "=== content/posts/2026-01-03-b.md\n---\ntitle: b\n---\n=== content/posts/2026-01-04-c.md\nc\n";
        for (files, layout, date, author) in [
            (String::new(), None, None, false),
            (with.to_owned(), Some("essay"), Some(true), true),
            (format!("{with}{without}"), None, Some(false), false),
        ] {
            let tree = MemoryTree::parse(&files);
            let site = whole_site(&tree, "2026-05-06T12:00:00Z".parse().unwrap()).unwrap();
            let custom = Custom::of(&site);
            assert_eq!(
                (custom.layout(), custom.writes_date(), custom.writes_author()),
                (layout, date, author),
                "{files}"
            );
        }
    }

    #[test]
    fn drafts_and_posts_lie_beside_each_other() {
        for (files, drafts, of_news) in [
            (String::new(), "content/drafts", "content/posts"),
            (post("_posts/2026-01-02-a.md", "x"), "content/_drafts", "content/_posts"),
            (post("posts/2026/2026-01-02-a.md", "x"), "content/drafts", "content/posts/2026"),
            (
                post("posts/2026-01-02-a.md", "x") + &post("news/_posts/2025-01-02-a.md", "x"),
                "content/drafts",
                "content/news/_posts",
            ),
            (post("_drafts/a.md", "x"), "content/_drafts", "content/posts"),
        ] {
            let tree = MemoryTree::parse(&files);
            let site = whole_site(&tree, "2026-05-06T12:00:00Z".parse().unwrap()).unwrap();
            let custom = Custom::of(&site);
            assert_eq!(custom.drafts_folder(), drafts, "{files}");
            assert_eq!(
                custom.folder_beside("content/news/_drafts", day()).replace("content/news/_posts", of_news),
                of_news,
                "{files}"
            );
        }
    }
}
