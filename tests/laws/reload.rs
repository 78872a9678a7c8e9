//! Law 3: after any edits, additions, renames and removals, a reloaded site is the one that is loaded anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use blogsite::address::SourcePath;
use blogsite::highlight::Highlighter;
use blogsite::render::{Renderer, load_templates};
use blogsite::site::lock::Print;
use blogsite::site::route::RouteId;
use blogsite::site::{Loaded, Options, Site};
use blogsite::source::{MemoryTree, SourceTree as _};
use blogsite::template::views::Views;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;

static HIGHLIGHTER: LazyLock<Arc<Highlighter>> = LazyLock::new(|| Arc::new(Highlighter::with_memory(None)));

const PATHS: &[&str] = &[
    "content/posts/2020-01-01-a.md",
    "content/posts/2020-01-02-b.md",
    "content/posts/2020/2020-01-03-c.md",
    "content/posts/2030-01-01-future.md",
    "content/posts/not a post.md",
    "content/posts/2020-01-01-picture.png",
    "content/drafts/idea.md",
    "content/index.md",
    "content/about.md",
    "content/a/b/deep.md",
    "content/style.css",
    "content/data.json",
    "static/theme/theme.css",
    "static/x.txt",
    "static/about.html",
];
const TEXTS: &[&str] = &[
    "text",
    "other text",
    "# A heading\n\ntext",
    "---\ntitle: One\n---\ntext",
    "---\ntitle: One\n---\nother text, [a](/2020/01/01/a.html)",
    "---\n# a comment\ntitle: One\n---\ntext",
    "---\ntitle: Two\ntags: [x, y]\ncategories: c\n---\ntext",
    "---\npermalink: /taken/\n---\ntext",
    "---\npermalink: /taken/\ntags: [y]\n---\ntext",
    "---\npublished: false\n---\ntext",
    "---\nredirect_from: [/old/, /taken/]\n---\ntext",
    "---\ndate: 2020-02-30\n---\ntext",
    "---\ntitle: \"broken\n---\ntext",
    "---\nlayout: own\nsitemap: false\n---\ntext",
    "",
];
const CONFIGS: &[&str] = &[
    "",
    "title: A\n",
    "title: A\nurl: https://blog.example\n",
    "paginate: 2\n",
    "permalink: pretty\n",
    "exclude: [posts/2020]\n",
    "title: [\n",
    "defaults:\n- {scope: {path: posts}, values: {tags: [d], author: D}}\n",
];
/// A page that shows what templates see of every other, and posts that want one address.
const ALL: &str = "=== content/posts/2020-01-01-a.md\n---\npermalink: /taken/\n---\n
=== content/posts/2020-01-02-b.md\n---\npermalink: /taken/\n---\n
=== content/all.md\n---\nlayout: all\n---\n=== templates/all.html
{% for page in site.posts %}{{ page }}\n{% endfor %}{% for page in site.pages %}{{ page }}\n{% endfor %}
{{ site.tags }} {{ site.categories }} {{ site.static_files }} {{ site.navigation }}\n";
const DATA: &[&str] = &["a: 1\n", "a: 2\n", "a: [\n", "- x\n"];

/// What was published before: as it is, moved, by its text, by its front matter, let go, contradictory.
const LOCKS: &[&str] = &[
    "",
    "/2020/01/01/a.html content/posts/2020-01-01-a.md body=BODY id=urn:x:a #a-heading\n/x.txt static/x.txt body=BODY\n",
    "/old/ content/posts/2020-01-02-b.md front=FRONT\n/2020/01/03/c.html -> content/posts/2020-01-01-a.md\n/gone gone\n",
    "/was.html content/was.md front=FRONT body=BODY\n/was.txt static/was.txt body=BODY\n/about.html content/about.md body=BODY\n",
    "/tags/z/ tag:z\n/authors/d/ author:d\n/feed2.xml feed\n/home.html home\n/A/B/deep.html content/a/b/deep.md\n",
    "<<<<<<< ours\n/taken/ gone\n/taken/ unknown\n",
];

/// One of [`LOCKS`] with the digests of what is in [`TEXTS`].
static LOCKED: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let print = Print::of(b"---\ntitle: One\n---\ntext", 19);
    let [front, body] = [print.front_matter, print.body].map(|digest| digest.unwrap().to_string());
    let lock = |text: &&str| &*text.replace("FRONT", &front).replace("BODY", &body).leak();
    LOCKS.iter().map(lock).collect()
});

/// One thing that happens to a tree.
#[derive(Clone, Debug)]
pub(crate) enum Edit {
    Write(&'static str, &'static str),
    Remove(&'static str),
    Rename(&'static str, &'static str),
}

impl Edit {
    /// Does it, and says which paths changed.
    fn apply(&self, tree: &mut MemoryTree) -> Vec<&'static str> {
        match *self {
            Self::Write(path, text) => {
                tree.insert(path, text);
                vec![path]
            }
            Self::Remove(path) => {
                tree.remove(path);
                vec![path]
            }
            Self::Rename(from, to) => {
                if let Some(bytes) = tree.read(&SourcePath::new(from)).unwrap() {
                    tree.remove(from);
                    tree.insert(to, bytes);
                }
                vec![from, to]
            }
        }
    }

    /// The same to a folder.
    pub(crate) fn on_disk(&self, root: &Path) {
        let make_room = |path: &str| fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
        match self {
            Self::Write(path, text) => {
                make_room(path);
                fs::write(root.join(path), text).unwrap();
            }
            Self::Remove(path) => drop(fs::remove_file(root.join(path))),
            Self::Rename(from, to) => {
                make_room(to);
                drop(fs::rename(root.join(from), root.join(to)));
            }
        }
    }
}

fn edit() -> impl Strategy<Value = Edit> {
    let path = || prop::sample::select(PATHS);
    prop_oneof![
        8 => (path(), prop::sample::select(TEXTS)).prop_map(|(path, text)| Edit::Write(path, text)),
        2 => path().prop_map(Edit::Remove),
        2 => (path(), path()).prop_map(|(from, to)| Edit::Rename(from, to)),
        1 => prop::sample::select(CONFIGS).prop_map(|text| Edit::Write("_config.yml", text)),
        2 => prop::sample::select(LOCKED.as_slice()).prop_map(|text| Edit::Write("urls.lock", text)),
        1 => Just(Edit::Remove("urls.lock")),
        1 => prop::sample::select(DATA).prop_map(|text| Edit::Write("data/d.yml", text)),
        1 => Just(Edit::Remove("data/d.yml")),
        1 => Just(Edit::Write("templates/own.html", "own {{ page.title }} {{ site.data.d.a }} {{ content }}")),
    ]
}

/// Edits that are the same every time; of configuration and data only whole ones, for a server keeps what was good.
pub(crate) fn edits(count: usize, seed: u64) -> Vec<Edit> {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let random = proptest::test_runner::TestRng::from_seed(proptest::test_runner::RngAlgorithm::ChaCha, &bytes);
    let mut runner = proptest::test_runner::TestRunner::new_with_rng(ProptestConfig::default(), random);
    let is_whole = |edit: &Edit| !matches!(edit, Edit::Write(_, text) if text.contains(": [\n"));
    std::iter::from_fn(|| Some(edit().new_tree(&mut runner).unwrap().current())).filter(is_whole).take(count).collect()
}

/// How exactly a change is told.
#[derive(Clone, Copy, Debug)]
enum Told {
    Files,
    Folders,
    Everything,
}

fn told(paths: &[&str], told: Told) -> BTreeSet<SourcePath> {
    let folder = |path: &str| SourcePath::new(path.rsplit_once('/').map_or(path, |(folder, _)| folder));
    match told {
        Told::Files => paths.iter().map(|path| SourcePath::new(path)).collect(),
        Told::Folders => paths.iter().map(|path| folder(path)).collect(),
        Told::Everything => BTreeSet::from([SourcePath::new("")]),
    }
}

/// Where every source file is served.
fn sources(site: &Site) -> Vec<(SourcePath, Option<RouteId>)> {
    site.routes.sources().map(|source| (source.clone(), site.routes.by_source(source))).collect()
}

/// Every output of a site and what is wrong with it, as text.
fn everything(tree: &MemoryTree, site: &Site, views: Arc<Views>) -> Vec<String> {
    let (templates, _) = load_templates(tree, site, &HIGHLIGHTER).unwrap();
    let renderer = Renderer::with(tree, site, &HIGHLIGHTER, Arc::new(templates), views, Arc::default());
    let render = |route: &blogsite::site::route::Route| {
        let page = renderer.render(route).unwrap();
        format!("{route:?}\n{}\n{:?}", String::from_utf8_lossy(&page.body), page.problems)
    };
    site.routes.iter().map(render).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_reloaded_site_is_the_one_loaded_anew(
        steps in prop::collection::vec(
            (prop::collection::vec(edit(), 1..4), prop::sample::select(&[Told::Files, Told::Files, Told::Folders, Told::Everything][..])),
            1..12,
        ),
        drafts: bool,
    ) {
        let mut tree = MemoryTree::parse(ALL);
        let options = Options { drafts, ..Options::at("2025-01-01T00:00:00Z".parse().unwrap()) };
        let mut loaded = Loaded::load(&tree, &options).unwrap();
        let mut views = Arc::new(Views::new(&loaded.site));
        for (edits, how) in steps {
            let former = Arc::clone(&loaded.site);
            let paths: Vec<&str> = edits.iter().flat_map(|edit| edit.apply(&mut tree)).collect();
            let change = loaded.reload(&tree, &told(&paths, how), &options).unwrap();
            let (fresh, problems) = Site::load(&tree, &options).unwrap();
            prop_assert_eq!(&loaded.problems, &problems, "after {:?}", edits);
            prop_assert_eq!(&loaded.site.left_out, &fresh.left_out, "after {:?}", edits);
            prop_assert_eq!(&loaded.site.documents, &fresh.documents, "after {:?}", edits);
            prop_assert_eq!(&loaded.site.data, &fresh.data, "after {:?}", edits);
            prop_assert_eq!(loaded.site.kept(), fresh.kept(), "after {:?}", edits);
            prop_assert_eq!(sources(&loaded.site), sources(&fresh), "after {:?}", edits);
            prop_assert_eq!(change.is_indexed, !Arc::ptr_eq(&former, &loaded.site));
            if change.is_configured {
                views = Arc::new(Views::new(&loaded.site));
            } else if change.is_indexed {
                views = Arc::new(views.again(&former, &loaded.site));
            }
            let again = everything(&tree, &loaded.site, Arc::clone(&views));
            prop_assert_eq!(again, everything(&tree, &fresh, Arc::new(Views::new(&fresh))), "after {:?}", edits);
        }
    }
}

/// What an edit of a body costs is one file, and no site.
#[test]
fn an_edited_body_leaves_the_site_as_it_is() {
    let mut tree =
        MemoryTree::parse("=== content/posts/2020-01-01-a.md\n---\ntitle: A\n---\ntext\n=== static/x.txt\nx\n");
    let options = Options::at("2025-01-01T00:00:00Z".parse().unwrap());
    let mut loaded = Loaded::load(&tree, &options).unwrap();
    let mut after = |path: &'static str, text: &'static str| {
        let changed = told(&Edit::Write(path, text).apply(&mut tree), Told::Files);
        let change = loaded.reload(&tree, &changed, &options).unwrap();
        (change.is_indexed, change.edited.len(), change.added.len())
    };
    let post = "content/posts/2020-01-01-a.md";
    assert_eq!(after(post, "---\ntitle: A\n---\nother text"), (false, 1, 0));
    assert_eq!(after(post, "---\ntitle: A\n---\nother text"), (false, 0, 0));
    assert_eq!(after(post, "---\ntitle: B\n---\nother text"), (true, 1, 0));
    // The body begins elsewhere.
    assert_eq!(after(post, "---\n# c\ntitle: B\n---\nother text"), (true, 1, 0));
    assert_eq!(after("static/x.txt", "y"), (false, 1, 0));
    assert_eq!(after("static/y.txt", "y"), (true, 0, 1));
    assert_eq!(after("README.md", "y"), (false, 0, 0));
    // Nor does it with a lock, as long as no file is looked for by what is in it.
    assert_eq!(after("urls.lock", "/2020/01/01/a.html content/posts/2020-01-01-a.md\n"), (true, 1, 0));
    assert_eq!(after("urls.lock", "/2020/01/01/a.html content/posts/2020-01-01-a.md\n"), (false, 0, 0));
    assert_eq!(after(post, "---\n# c\ntitle: B\n---\nanother text"), (false, 1, 0));
    assert_eq!(after("urls.lock", "/was.html content/was.md body=0123456789ab\n"), (true, 1, 0));
    assert_eq!(after(post, "---\n# c\ntitle: B\n---\nsome other text"), (true, 1, 0));
}

#[test]
fn what_was_renamed_is_followed() {
    let post = |n: usize| format!("content/posts/2020-01-0{n}-a.md");
    let mut tree = MemoryTree::default();
    for n in 1..4 {
        tree.insert(&post(n), format!("post {n}"));
    }
    let options = Options::at("2025-01-01T00:00:00Z".parse().unwrap());
    let mut loaded = Loaded::load(&tree, &options).unwrap();
    for n in 1..4 {
        tree.remove(&post(n));
        tree.insert(&format!("content/posts/moved/2020-01-0{n}-b.md"), format!("post {n}"));
    }
    let change = loaded.reload(&tree, &BTreeSet::from([SourcePath::new("content/posts")]), &options).unwrap();
    let renamed: Vec<(&str, &str)> = change.renamed.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
    assert_eq!(
        renamed,
        [
            ("content/posts/2020-01-01-a.md", "content/posts/moved/2020-01-01-b.md"),
            ("content/posts/2020-01-02-a.md", "content/posts/moved/2020-01-02-b.md"),
            ("content/posts/2020-01-03-a.md", "content/posts/moved/2020-01-03-b.md"),
        ]
    );
}
