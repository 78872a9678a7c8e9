//! Searching, as a visitor does.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};

use serde_json::{Value, json};

use crate::driver::{View, browser_or_return, open};
use crate::serve::start;
use crate::stage::Stage;
use crate::support::program;

/// File, front matter, body.
const DOCUMENTS: &[(&str, &str, &str)] = &[
    (
        "posts/2024-01-01-AdaByron.md",
        "title: Compilers at dawn\nauthor: AdaByron\ntags: [parsing, C++]",
        "A naïve parser, first seen in Zürich by Mr Müller.\n\n## Tokens and trees\n\nIt reads `token_stream` twice. The error was mine, not its own.\n",
    ),
    (
        "posts/2024-01-02-Berta.md",
        "title: Größere Straßen\nauthor: Berta\nlang: de",
        "Die Fehlersuche begann mit einer Suche nach einem Fehler, und alle Häuser standen still.\n",
    ),
    ("posts/2024-01-03-Chloe.md", "title: Cœur d’été\nauthor: Chloé\nlang: fr", "L’œuvre était achevée, enfin !\n"),
    (
        "posts/2024-01-04-Dmitri.md",
        "title: Ёлка\nauthor: Дмитрий\nlang: ru",
        "Я читал старую книгу о программировании.\n",
    ),
    ("posts/2024-01-05-Fang.md", "title: 搜索引擎入门\nauthor: 芳\nlang: zh", "我们用Rust写一个小程序，很快。\n"),
    (
        "posts/2024-01-06-Hana.md",
        "title: 東京タワーのはなし\nauthor: 花\nlang: ja",
        "ばばと一緒にコンピューターを見た。\n",
    ),
    ("posts/2024-01-07-Errors.md", "title: Errors", "Nothing but an errors page about Rust and trees.\n"),
    ("about.md", "title: About", "A page, with <b>&lt;script&gt;alert(1)&lt;/script&gt;</b> in it.\n"),
    ("hidden.md", "title: Hidden\nsearch: false", "A xylophone.\n"),
    ("moved.md", "title: Given up\nredirect_to: /about.html", "A zither.\n"),
];

/// A blog with a document in each language, and the server that serves it.
struct Blog {
    folder: tempfile::TempDir,
    /// `http://127.0.0.1:4000/blog/`
    address: String,
    server: Child,
}

impl Blog {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("_config.yml"), "title: Found\nbaseurl: /blog\n").unwrap();
        for (path, front, body) in DOCUMENTS {
            write(folder.path(), path, front, body);
        }
        let (server, address) = start(folder.path(), 0);
        Self { folder, address, server }
    }
}

impl Drop for Blog {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

pub(crate) fn write(folder: &Path, path: &str, front: &str, body: &str) {
    let path = folder.join("content").join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, format!("---\n{front}\n---\n{body}")).unwrap();
}

/// Puts a query into the field at once, and waits for what is found.
pub(crate) fn ask(view: &View, query: &str) {
    let query = Value::from(query);
    view.wait("document.querySelector('.search input') !== null");
    view.run(&format!(
        "const field = document.querySelector('.search input'); field.value = {query}; field.dispatchEvent(new Event('input'))"
    ));
    view.wait(&format!("document.querySelector('.search-results').dataset.query === {query}"));
}

/// The titles found.
pub(crate) fn titles(view: &View) -> Value {
    view.eval("[...document.querySelectorAll('.search-results a')].map(a => a.textContent)")
}

#[test]
fn everything_is_found_in_every_language() {
    let browser = browser_or_return!("everything_is_found_in_every_language");
    let blog = Blog::new();
    let view = open(&browser, &format!("{}search/", blog.address));
    view.wait("document.activeElement === document.querySelector('.search input')");
    let (ada, berta, chloe, dmitri, fang, hana) =
        ("Compilers at dawn", "Größere Straßen", "Cœur d’été", "Ёлка", "搜索引擎入门", "東京タワーのはなし");
    for (query, expected) in [
        // Title, author, tag, heading, text.
        ("compilers", vec![ada]),
        ("adabyron", vec![ada]),
        ("byron", vec![ada]),
        ("parsing", vec![ada]),
        ("c++", vec![ada]),
        ("tokens", vec![ada]),
        ("token_stream", vec![ada]),
        // Beginnings, case, accents.
        ("compi", vec![ada]),
        ("COMPILERS DAWN", vec![ada]),
        ("naive", vec![ada]),
        ("naïve", vec![ada]),
        ("ZURICH", vec![ada]),
        ("Zuerich", vec![ada]),
        ("Mueller", vec![ada]),
        // Order: a title before a text, a whole word before the beginning of another.
        ("errors", vec!["Errors"]),
        ("error", vec!["Errors", ada]),
        ("trees", vec![ada, "Errors"]),
        ("rust trees", vec!["Errors"]),
        // German
        ("strasse", vec![berta]),
        ("GRÖSSERE", vec![berta]),
        ("suche", vec![berta]),
        ("fehlersuche", vec![berta]),
        // No such word: tried without its ending.
        ("Haus", vec![berta]),
        ("haeuser", vec![berta]),
        // French
        ("coeur", vec![chloe]),
        ("ete", vec![chloe]),
        ("d'été", vec![chloe]),
        ("l’œuvre achevee", vec![chloe]),
        ("chloe", vec![chloe]),
        // Russian
        ("елка", vec![dmitri]),
        ("ЁЛКА", vec![dmitri]),
        ("книга", vec![dmitri]),
        ("програм", vec![dmitri]),
        ("дмитрий", vec![dmitri]),
        // Chinese
        ("搜索", vec![fang]),
        ("引擎", vec![fang]),
        ("我们", vec![fang]),
        ("快", vec![fang]),
        ("rust 程序", vec![fang]),
        // Japanese
        ("東京", vec![hana]),
        ("タワー", vec![hana]),
        ("ﾀﾜｰ", vec![hana]),
        ("コンピュータ", vec![hana]),
        ("ばば", vec![hana]),
        ("はは", vec![]),
        // Nowhere, or not to be found.
        ("xylophone", vec![]),
        ("hidden", vec![]),
        ("zither", vec![]),
        ("given up", vec![]),
        ("zzzz", vec![]),
        ("?!", vec![]),
    ] {
        ask(&view, query);
        assert_eq!(titles(&view), json!(expected), "{query}");
    }
    // Where not all words are, those with the most of them.
    ask(&view, "compilers zzzz");
    assert_eq!(titles(&view), json!([ada]));
    view.wait_for_text("No page has all of these words");
    view.assert_quiet();
}

#[test]
fn words_are_marked_where_they_stand() {
    let browser = browser_or_return!("words_are_marked_where_they_stand");
    let blog = Blog::new();
    let view = open(&browser, &format!("{}search/?q=naive%20zurich", blog.address));
    let marks = |query: &str, expected: &[&str]| {
        if !query.is_empty() {
            ask(&view, query);
        }
        let found = "[...document.querySelectorAll('.search-results mark')].map(mark => mark.textContent)";
        view.wait(&format!("JSON.stringify({found}) === {}", Value::from(json!(expected).to_string())));
    };
    // The address holds the query, so that it can be passed on.
    marks("", &["naïve", "Zürich"]);
    view.wait_for_text("A naïve parser, first seen in Zürich");
    marks("compil", &["Compilers"]);
    marks("byron", &["Byron", "Byron"]);
    marks("strasse", &["Straßen"]);
    marks("suche", &["Suche"]);
    marks("cœur oeuvre", &["Cœur", "œuvre"]);
    marks("книга", &["книгу"]);
    marks("程序", &["程序"]);
    marks("コンピュータ", &["コンピュータ"]);
    marks("script", &["script", "script"]);
    view.wait_for_text("A page, with <script>alert(1)</script> in it.");
    assert_eq!(view.text("location.search"), "?q=script");
    view.assert_quiet();
}

#[test]
fn the_keyboard_is_enough() {
    let browser = browser_or_return!("the_keyboard_is_enough");
    let blog = Blog::new();
    let view = open(&browser, &format!("{}about.html", blog.address));
    view.wait("document.querySelector('[data-search]')?.checkVisibility({ visibilityProperty: true })");
    let loaded = "performance.getEntriesByType('resource').filter(entry => entry.name.includes('search')).length";
    assert_eq!(view.eval(loaded), 0, "nothing is loaded before it is asked for");
    view.press("/");
    view.wait("document.activeElement.matches('dialog .search input, dialog.search input')");
    view.type_text("tre");
    view.wait("document.querySelectorAll('.search-results a').length === 2");
    view.wait("document.querySelector('[role=status]').textContent === '2 pages'");
    view.press("ArrowDown");
    view.wait("document.activeElement.textContent === 'Compilers at dawn'");
    view.press("ArrowDown");
    view.wait("document.activeElement.textContent === 'Errors'");
    view.press("ArrowUp");
    view.press("ArrowUp");
    view.wait("document.activeElement.matches('input')");
    view.type_text("es");
    view.press("Enter");
    view.wait("document.activeElement.textContent === 'Compilers at dawn'");
    view.press("Escape");
    view.wait("document.activeElement.matches('input') && document.activeElement.closest('dialog').open");
    view.picture("search-dialog.png");
    view.press("Escape");
    view.wait("!document.querySelector('dialog').open");
    view.press("/");
    view.wait("document.querySelector('dialog').open && document.activeElement.value === 'trees'");
    view.press("ArrowDown");
    view.press("Enter");
    view.wait("location.pathname === '/blog/2024/01/01/AdaByron.html'");
    view.assert_quiet();
}

/// A page on which letters wait longer before they are looked for, and what is fetched after `hold()` until `release()`.
const SLOW: &str = "
    const wait = setTimeout;
    window.setTimeout = (then, after) => wait(then, after === 20 ? 400 : after);
    const ask = fetch;
    let gate;
    window.hold = () => { gate = new Promise((open) => { window.release = open; }); };
    window.fetch = async (...asked) => {
        await gate;
        return ask(...asked);
    };";

/// Keys pressed faster than the index answers mean what was typed, not what is still shown.
#[test]
fn keys_wait_for_the_answer() {
    let browser = browser_or_return!("keys_wait_for_the_answer");
    let blog = Blog::new();
    let view = open(&browser, &format!("{}about.html", blog.address));
    view.run_first(SLOW);
    view.go(&format!("{}about.html", blog.address));
    let field = "document.querySelector('dialog.search input')";
    let in_field = format!("document.activeElement === {field}");
    let focused = |title: &str| view.wait(&format!("document.activeElement.textContent === '{title}'"));
    let answered = |query: &str| {
        view.wait(&format!("document.querySelector('dialog.search .search-results').dataset.query === '{query}'"));
    };
    let clear = || {
        view.run(&format!("{field}.select()"));
        view.press("Backspace");
        answered("");
    };
    // Before the index is there.
    view.run("hold()");
    view.press("/");
    view.wait(&in_field);
    view.type_text("compilers");
    view.press("Enter");
    view.run("release()");
    focused("Compilers at dawn");
    // What is typed after Enter is typed, and nothing is chosen any more.
    view.go(&format!("{}about.html", blog.address));
    view.run("hold()");
    view.press("/");
    view.wait(&in_field);
    view.type_text("naive");
    view.press("Enter");
    view.type_text(" zurich");
    view.run("release()");
    answered("naive zurich");
    view.run("await new Promise((done) => setTimeout(done, 100))");
    assert_eq!(view.eval(&in_field), true);
    clear();
    // Before the letters were looked for, while other results are shown.
    for key in ["Enter", "ArrowDown"] {
        view.type_text("tre");
        view.wait("document.querySelectorAll('dialog.search .search-results a').length === 2");
        view.type_text("es nothing");
        view.press(key);
        focused("Errors");
        answered("trees nothing");
        view.press("ArrowUp");
        view.wait(&in_field);
        clear();
    }
    // Whoever is among the results already stays there when the next come.
    view.type_text("trees");
    view.press("ArrowDown");
    focused("Compilers at dawn");
    view.run(&format!("{field}.value = 'trees rust'; {field}.dispatchEvent(new Event('input'))"));
    focused("Errors");
    view.press("ArrowUp");
    clear();
    // Nothing to choose.
    view.type_text("zzzz");
    view.press("Enter");
    view.wait_for_text("Nothing found");
    assert_eq!(view.eval(&in_field), true);
    view.assert_quiet();
}

#[test]
fn what_is_not_there_is_searched_for() {
    let browser = browser_or_return!("what_is_not_there_is_searched_for");
    let blog = Blog::new();
    let view = open(&browser, &format!("{}2024/compilers-at_dawn.html", blog.address));
    view.wait("document.querySelector('.search-results a')?.textContent === 'Compilers at dawn'");
    assert_eq!(view.text("document.querySelector('.search input').value"), "compilers at dawn");
    assert_eq!(view.text("location.search"), "");
}

/// An edit is found at once, in a page that searched before it.
#[test]
fn an_edit_is_found() {
    let browser = browser_or_return!("an_edit_is_found");
    let blog = Blog::new();
    let view = open(&browser, &format!("{}search/", blog.address));
    ask(&view, "quokka");
    assert_eq!(titles(&view), json!([]));
    write(blog.folder.path(), "about.md", "title: About", "A quokka.\n");
    write(blog.folder.path(), "posts/2024-02-01-New.md", "title: New", "Another quokka.\n");
    view.wait(
        "(async () => {
             const field = document.querySelector('.search input');
             field.blur();
             field.focus();
             field.value = field.value === 'quokka' ? 'quokka ' : 'quokka';
             field.dispatchEvent(new Event('input'));
             await new Promise(done => setTimeout(done, 300));
             return document.querySelectorAll('.search-results a').length === 2;
         })()",
    );
    assert_eq!(titles(&view), json!(["New", "About"]));
    view.assert_quiet();
}

/// Texts that are cut and folded the same in the index and in the query.
fn samples() -> Vec<String> {
    let mut samples: Vec<String> = DOCUMENTS
        .iter()
        .flat_map(|(path, front, body)| [(*path).to_owned(), (*front).to_owned(), (*body).to_owned()])
        .collect();
    samples.extend(
        [
            "C++ and C#, F#; i++ + 1 c#a #x ##",
            "用C++写 第3章 「C#」",
            "ﬁle №5 ½ Ⅷ x² ™ ẞ İstanbul ısı Łódź Þór ǅ",
            "Ελλάς ΕΛΛΑΣ ΣΑΣ",
            "שָׁלוֹם־עולם مُحَمَّد हिन्दी ไทย ភាសាខ្មែរ မြန်မာ",
            "한국어 검색 ｶﾞﾗｽ か\u{3099}く 時々・゠ー",
            "и\u{306}од Й й Ї ґ u\u{308}ber soft\u{ad}ly a\u{200d}b a\u{200b}b",
            "𠮷野家 🦀crab e\u{301}\u{327}x a_b-c.d'e’f",
            "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ",
        ]
        .map(str::to_owned),
    );
    // Letters, marks and signs in any order.
    let alphabet: Vec<char> =
        "aBz09 -_.'’+#ßÄœİıſﬁйЁи\u{306}\u{301}\u{308}ςΣ日本々ー・かが\u{3099}ﾊﾞ\u{ad}\u{200d}한½™ไท".chars().collect();
    let mut state = 1_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(state >> 33).unwrap() % below
    };
    samples.extend((0..400).map(|_| (0..12).map(|_| alphabet[next(alphabet.len())]).collect()));
    samples
}

#[test]
fn a_query_is_cut_into_words_as_the_index_is() {
    let browser = browser_or_return!("a_query_is_cut_into_words_as_the_index_is");
    let script = fs::read("static/theme/search.js").unwrap();
    let stage = Stage::new(&[("/a.html", "<!doctype html><title>T</title><body></body>")]);
    stage.put("/search.js", script);
    stage.put("/search.css", "");
    let view = open(&browser, &stage.url("/a.html"));
    let samples = samples();
    let asked = view.eval(&format!(
        "import('/search.js').then(search => {}.map(text => search.words(text).map(word => word.keys[0])))",
        json!(samples)
    ));
    // A last character alone is for queries of one character, which say so themselves.
    let is_long = |word: &&str| word.chars().count() > 1 || word.is_ascii();
    for (text, asked) in samples.iter().zip(asked.as_array().unwrap()) {
        let mut words = BTreeSet::new();
        blogsite::search::each_word(text, &mut |word| {
            words.insert(word.to_owned());
        });
        let asked: BTreeSet<&str> = asked.as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
        let indexed: BTreeSet<&str> = words.iter().map(String::as_str).collect();
        assert!(asked.is_subset(&indexed), "{text:?}: {asked:?} of {indexed:?}");
        let [asked, indexed] =
            [&asked, &indexed].map(|words| words.iter().copied().filter(is_long).collect::<Vec<_>>());
        assert_eq!(asked, indexed, "{text:?}");
    }
    view.assert_quiet();
}

/// Without script there is no field that does nothing.
#[test]
fn without_script_nothing_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "about.md", "title: About", "Text.\n");
    let built = program::blogsite(folder.path(), ["build", "--quiet"]).stdout(Stdio::null()).status().unwrap();
    assert!(built.success());
    for file in ["about.html", "404.html", "search/index.html"] {
        let page = fs::read_to_string(folder.path().join("_site").join(file)).unwrap();
        assert!(!page.contains("<input") && !page.contains("<form"), "{file}");
        assert!(page.contains("data-search=\"/theme/search.js\" style=\"visibility: hidden\">"), "{file}");
    }
}
