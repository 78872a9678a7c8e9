//! How the example blog looks and feels in the built-in theme: what axe-core says of every kind of page, that nothing is wider than
//! the window, the keyboard, the switch for light and dark, pages without script, on paper and from right to left, and their weights.
//!
//! axe-core is a tool of these tests alone; `.ci/run` puts it below the target folder. It is needed under `CI=true`; elsewhere the
//! test without it is left out, by name.

use std::fs;
use std::path::Path;
use std::process::Child;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::driver::{View, browser_or_return, open};
use crate::serve::start_with;
use crate::support::{folder, tests_folder};

/// One page of each kind, and those with the most in them: a post by two with its contents at its head, the long post with an
/// updated one, an author with a picture and one without.
const PAGES: &[&str] = &[
    "",
    "page2/",
    "about.html",
    "writing/cheat-sheet/",
    "parts/",
    "reference/",
    "reference/configuration.html",
    "reference/front-matter.html",
    "reference/permalinks.html",
    "reference/links.html",
    "reference/lock.html",
    "reference/search.html",
    "reference/tags.html",
    "reference/templates.html",
    "reference/problems.html",
    "reference/formats.html",
    "reference/command-line.html",
    "2026/03/12/AdaExample.html",
    "2026/06/18/BertSample.html",
    CO_AUTHORED,
    "2026/09/24/CleoPlaceholder.html",
    "authors/",
    AUTHOR,
    "authors/dora-fictive/",
    "tags/",
    "tags/rust/",
    "categories/",
    "categories/review/",
    "archive/",
    "archive/2026/",
    "archive/2026/03/",
    "archive/2026/03/12/",
    "search/",
    "404.html",
];
/// A page that leads on at once.
const REDIRECT: &str = "who-we-are.html";
const WIDTHS: [u32; 3] = [320, 768, 1440];
pub(crate) const POST: &str = "2026/03/12/AdaExample.html";
pub(crate) const CO_AUTHORED: &str = "2026/09/24/DoraFictive.html";
pub(crate) const AUTHOR: &str = "authors/ada-example/";

/// So that a page looks the same on every machine that has these fonts.
const FONTS: &str =
    "<style>:root { --text: \"DejaVu Serif\"; --interface: \"DejaVu Sans\"; --code: \"DejaVu Sans Mono\"; }</style>\n";

/// The example blog in a folder of its own, served as it is built.
pub(crate) struct Blog {
    folder: TempDir,
    address: String,
    server: Child,
}

impl Blog {
    pub(crate) fn new() -> Self {
        Self::with(&[])
    }

    /// With other files beside, or in the place of, those of the example.
    fn with(files: &[(&str, &str)]) -> Self {
        Self::start(files, &["--port", "0", "--no-livereload"])
    }

    /// As its authors see it while they write.
    pub(crate) fn live() -> Self {
        Self::start(&[], &["--port", "0"])
    }

    fn start(files: &[(&str, &str)], arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = tests_folder().join("..");
        for part in ["content", "static"] {
            folder::write(&folder.path().join(part), &folder::read(&root.join(part)));
        }
        fs::copy(root.join("_config.yml"), folder.path().join("_config.yml")).unwrap();
        let fonts = [("templates/includes/head-end.html", FONTS)];
        for (path, text) in fonts.iter().chain(files) {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let (server, address) = start_with(folder.path(), arguments);
        Self { folder, address, server }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }
}

impl Drop for Blog {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
        let _ = self.folder.path();
    }
}

/// Shows a page; the one that leads on is held still.
fn visit(view: &View, blog: &Blog, page: &str) {
    if page == REDIRECT {
        view.go(&blog.url("404.html"));
        view.run(&format!(
            "const html = await (await fetch('/{page}')).text();
             document.open(); document.write(html.replace(/<meta http-equiv=\"refresh\".*/, '')); document.close();"
        ));
        assert!(view.text("document.title").starts_with("Moved"));
    } else {
        view.go(&blog.url(page));
    }
}

/// axe-core's script, if it is there.
#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
pub(crate) fn axe(test: &str) -> Option<String> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let script = fs::read_to_string(target.join("npm/node_modules/axe-core/axe.min.js")).ok();
    if script.is_none() {
        let is_required = std::env::var_os("CI").is_some_and(|value| value == "true");
        assert!(!is_required, "`{test}` needs axe-core: `.ci/run` installs it");
        eprintln!("left out `{test}`: no axe-core (npm) below the target folder");
    }
    script
}

/// What axe-core finds on the page: `rule: element`, one for each.
pub(crate) fn violations(view: &View) -> Vec<String> {
    let found = view.eval(
        "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
            nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary.slice(0, 200)}`)))",
    );
    found.as_array().unwrap().iter().map(|line| line.as_str().unwrap().to_owned()).collect()
}

/// What sticks out of the window to the side, if anything does.
fn too_wide(view: &View) -> Value {
    view.eval(
        "document.documentElement.scrollWidth > innerWidth ? [...document.body.querySelectorAll('*')]
            .filter((element) => { const box = element.getBoundingClientRect(); return box.right > innerWidth + 1 || box.left < -1; })
            .slice(0, 5).map((element) => element.outerHTML.slice(0, 120)) : []",
    )
}

/// What is cut off because its box neither grows nor scrolls.
fn cut_off(view: &View) -> Value {
    view.eval(
        "[...document.body.querySelectorAll('*')].filter((element) => element.checkVisibility() && !element.closest('svg') &&
            /hidden|clip/.test(getComputedStyle(element).overflowX) && element.scrollWidth > element.clientWidth + 1)
            .slice(0, 5).map((element) => element.outerHTML.slice(0, 120))",
    )
}

#[test]
fn axe_finds_nothing_on_any_kind_of_page() {
    let browser = browser_or_return!("axe_finds_nothing_on_any_kind_of_page");
    let Some(axe) = axe("axe_finds_nothing_on_any_kind_of_page") else { return };
    let blog = Blog::new();
    let view = open(&browser, &blog.url(""));
    let mut faults = Vec::new();
    for page in PAGES.iter().copied().chain([REDIRECT]) {
        visit(&view, &blog, page);
        view.run_script(&axe);
        for scheme in ["light", "dark"] {
            view.set_scheme(scheme);
            for width in WIDTHS {
                view.set_size(width, 900);
                view.run("await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 200)))");
                let found = violations(&view);
                faults.extend(found.into_iter().map(|fault| format!("/{page} {scheme} {width}: {fault}")));
            }
        }
    }
    // A page that is not there is the one page whose answer the browser itself complains about.
    view.assert_quiet();
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn nothing_is_wider_than_the_window() {
    let browser = browser_or_return!("nothing_is_wider_than_the_window");
    let blog = Blog::new();
    let view = open(&browser, &blog.url(""));
    for page in PAGES.iter().copied().chain([REDIRECT]) {
        visit(&view, &blog, page);
        for width in WIDTHS {
            view.set_size(width, 900);
            assert_eq!(too_wide(&view), json!([]), "/{page} at {width}");
        }
        for width in [640, 1280] {
            // A browser's zoom, and letters alone of twice the size, as a reader may set them.
            view.set_size_zoomed(width, 900);
            assert_eq!(view.eval("[innerWidth, devicePixelRatio]"), json!([width / 2, 2]));
            assert_eq!(too_wide(&view), json!([]), "/{page} at {width}, zoomed to 200 %");
            assert_eq!(cut_off(&view), json!([]), "/{page} at {width}, zoomed to 200 %");
            view.set_size(width, 900);
            view.run("document.documentElement.style.fontSize = '200%'");
            assert_eq!(too_wide(&view), json!([]), "/{page} at {width}, letters of 200 %");
            assert_eq!(cut_off(&view), json!([]), "/{page} at {width}, letters of 200 %");
            view.run("document.documentElement.style.fontSize = ''");
        }
    }
    view.assert_quiet();
}

#[test]
fn a_page_loads_in_peace() {
    let browser = browser_or_return!("a_page_loads_in_peace");
    let blog = Blog::new();
    let view = open(&browser, &blog.url(""));
    view.run_first(
        "window.shifts = [];
         new PerformanceObserver((list) => {
             for (const { value, sources } of list.getEntries()) shifts.push([value, ...sources.map(({ node }) => node?.outerHTML?.slice(0, 80))]);
         }).observe({ type: 'layout-shift', buffered: true });",
    );
    for page in PAGES {
        view.go(&blog.url(page));
        view.run("await new Promise((done) => setTimeout(done, 100))");
        assert_eq!(view.eval("shifts"), json!([]), "/{page} moves while it loads");
        let asked = view.eval("performance.getEntriesByType('resource').map((entry) => entry.name)");
        for url in asked.as_array().unwrap() {
            assert!(url.as_str().unwrap().starts_with(&blog.address), "/{page} asks for {url}");
        }
        assert_eq!(view.text("document.cookie"), "");
        let images = view
            .eval("[...document.querySelectorAll('main img')].filter((image) => !image.hasAttribute('width') || !image.hasAttribute('height')).length");
        assert_eq!(images, 0, "/{page}");
    }
    view.assert_quiet();
}

#[test]
fn everything_can_be_reached_with_the_keyboard() {
    let browser = browser_or_return!("everything_can_be_reached_with_the_keyboard");
    let blog = Blog::new();
    let view = open(&browser, &blog.url(""));
    view.set_size(1000, 700);
    let focused = "document.activeElement";
    // The first stop is the link past the masthead; it is seen as soon as it has the focus.
    view.press("Tab");
    assert_eq!(view.text(&format!("{focused}.className")), "skip");
    assert!(view.eval(&format!("{focused}.getBoundingClientRect().top")).as_f64().unwrap() >= 0.0);
    view.press("Enter");
    view.wait("location.hash === '#main-content'");
    // From there to the title of the first post, each stop with a mark around it.
    tab_to(&view, "document.activeElement.matches('.posts h2 a, .posts h3 a')");
    let title = view.text(&format!("{focused}.innerText"));
    view.press("Enter");
    view.wait(&format!("document.querySelector('h1')?.innerText === {}", Value::from(title)));
    // Through the whole post, over code that is wider than its frame.
    view.go(&blog.url(POST));
    view.set_size(320, 700);
    tab_to(&view, "document.activeElement.matches('pre[tabindex]')");
    view.press("ArrowRight");
    view.wait("document.activeElement.scrollLeft > 0");
    tab_to(&view, "document.activeElement.matches('.copy')");
    tab_to(&view, "document.activeElement.matches('.neighbours a')");
    tab_to(&view, "document.activeElement.matches('.colophon a')");
    view.assert_quiet();
}

/// Presses Tab until an expression is true; every stop on the way must be seen.
#[track_caller]
pub(crate) fn tab_to(view: &View, condition: &str) {
    for _ in 0..80 {
        view.press("Tab");
        let mark = view.eval(
            "((element) => element === document.body || getComputedStyle(element).outlineStyle !== 'none' &&
                parseFloat(getComputedStyle(element).outlineWidth) >= 2 && element.getClientRects().length > 0)(document.activeElement)",
        );
        assert_eq!(mark, true, "no mark around {}", view.text("document.activeElement.outerHTML"));
        if view.eval(condition) == Value::Bool(true) {
            return;
        }
    }
    panic!("never reached with the keyboard: {condition}");
}

const BACKGROUND: &str = "getComputedStyle(document.body).backgroundColor";

#[test]
fn light_and_dark_are_remembered_and_never_flash() {
    let browser = browser_or_return!("light_and_dark_are_remembered_and_never_flash");
    let blog = Blog::new();
    let view = open(&browser, &blog.url(""));
    view.set_scheme("light");
    let light = view.text(BACKGROUND);
    view.set_scheme("dark");
    let dark = view.text(BACKGROUND);
    assert_ne!(light, dark);
    // Automatic, then light, then dark, then automatic again.
    let press = || {
        view.run("document.querySelector('.scheme').focus()");
        view.press("Enter");
    };
    let name = || view.text("document.querySelector('.scheme').getAttribute('aria-label')");
    let automatic = name();
    press();
    assert_eq!(view.text(BACKGROUND), light);
    assert_ne!(name(), automatic);
    // At the first sight of a body the choice is there already.
    view.run_first(
        "new MutationObserver((_, observer) => {
            if (!document.body) return;
            window.first = document.documentElement.dataset.theme ?? 'none';
            observer.disconnect();
        }).observe(document, { childList: true, subtree: true });",
    );
    view.go(&blog.url("about.html"));
    assert_eq!(view.text(BACKGROUND), light);
    assert_eq!(view.text("window.first"), "light");
    view.set_scheme("light");
    press();
    assert_eq!(view.text(BACKGROUND), dark);
    view.go(&blog.url(POST));
    assert_eq!((view.text("window.first").as_str(), view.text(BACKGROUND)), ("dark", dark));
    press();
    assert_eq!(view.text(BACKGROUND), light);
    assert_eq!(name(), automatic);
    view.go(&blog.url(""));
    assert_eq!(view.text("window.first"), "none");
    view.assert_quiet();
}

#[test]
fn code_is_copied_as_it_was_typed() {
    let browser = browser_or_return!("code_is_copied_as_it_was_typed");
    let blog = Blog::new();
    let view = open(&browser, &blog.url("writing/cheat-sheet/"));
    view.run(
        "Object.defineProperty(navigator.clipboard, 'writeText', { value: async (text) => { window.copied = text; } })",
    );
    let copy = |language: &str| {
        view.run(&format!("document.querySelector('[data-lang={language}] .copy').click()"));
        view.text("window.copied")
    };
    assert!(copy("rust").starts_with("fn main() {\n    let name"), "without line numbers");
    assert_eq!(
        copy("console"),
        "cargo run --quiet -- Thursday\ncargo run --quiet",
        "what was typed, not what came back"
    );
    view.wait("document.querySelector('[data-lang=console] .copy').innerText === 'Copied'");
    view.wait("document.querySelector('[data-lang=console] .copy').innerText === 'Copy'");
    view.assert_quiet();
}

#[test]
fn without_script_everything_is_there() {
    let browser = browser_or_return!("without_script_everything_is_there");
    let blog = Blog::new();
    let view = open(&browser, &blog.url(POST));
    view.forbid_scripts();
    view.go(&blog.url(POST));
    assert_eq!(view.eval("document.querySelector('.scheme').checkVisibility({ visibilityProperty: true })"), false);
    assert_eq!(view.eval("document.querySelectorAll('.copy').length"), 0);
    let label = view.text("getComputedStyle(document.querySelector('[data-lang]'), '::before').content");
    assert_eq!(label, "\"python\"");
    view.set_scheme("dark");
    let dark = view.text(BACKGROUND);
    view.set_scheme("light");
    assert_ne!(view.text(BACKGROUND), dark);
}

#[test]
fn on_paper_there_is_only_the_text() {
    let browser = browser_or_return!("on_paper_there_is_only_the_text");
    let blog = Blog::new();
    let view = open(&browser, &blog.url(POST));
    view.set_scheme("dark");
    view.set_print();
    let seen =
        |selector: &str| view.eval(&format!("document.querySelector({}).checkVisibility()", Value::from(selector)));
    for hidden in [".masthead nav", ".search-link", ".scheme", ".copy", ".neighbours", ".more", ".colophon"] {
        assert_eq!(seen(hidden), false, "{hidden}");
    }
    assert_eq!(seen("article"), true);
    assert_eq!(view.text(BACKGROUND), "rgb(255, 255, 255)");
    assert_eq!(view.text("getComputedStyle(document.querySelector('main pre')).whiteSpace"), "pre-wrap");
    // Nor is code dark there for those who chose dark themselves.
    let block = "getComputedStyle(document.querySelector('main .highlight')).backgroundColor";
    view.run("document.documentElement.dataset.theme = 'dark'");
    assert_eq!(
        (view.text(BACKGROUND).as_str(), view.text(block).as_str()),
        ("rgb(255, 255, 255)", "rgb(245, 245, 241)")
    );
}

#[test]
fn a_language_from_right_to_left_turns_the_page() {
    let browser = browser_or_return!("a_language_from_right_to_left_turns_the_page");
    let post = "---\ntitle: يوم على الطاولة\nlang: ar\n---\n\nنص قصير.\n\n- واحد\n\n> قول\n\n```python\nprint(1)\n```\n\n| أ | ب |\n|---|---|\n| ١ | ٢ |\n";
    let blog = Blog::with(&[("content/posts/2026-10-01-Arabic.md", post)]);
    let view = open(&browser, &blog.url("2026/10/01/Arabic.html"));
    for width in WIDTHS {
        view.set_size(width, 900);
        assert_eq!(too_wide(&view), json!([]), "at {width}");
        let sides = view.eval(
            "[document.documentElement.dir, ...['h1', 'th'].map((name) => getComputedStyle(document.querySelector(`main ${name}`)).direction),
              getComputedStyle(document.querySelector('blockquote')).borderRightWidth, getComputedStyle(document.querySelector('pre')).direction]",
        );
        assert_eq!(sides, json!(["rtl", "rtl", "rtl", "3px", "ltr"]));
    }
    view.go(&blog.url(""));
    assert_eq!(view.eval("document.documentElement.dir + document.querySelector('.posts article').dir"), "rtl");
    view.assert_quiet();
}

#[test]
fn what_the_configuration_says_is_seen() {
    let browser = browser_or_return!("what_the_configuration_says_is_seen");
    let config = "title: Own\ntheme:\n  scheme: dark\n  accent: indigo\n  text_font: DejaVu Sans Mono\n  measure: 50\n  size: 20px\n  \
                  logo: /images/robot.svg\n  favicon: /images/robot.svg\n  menu: [about.md, {Elsewhere: \"https://a.example/\"}]\n  \
                  social: [{Mail: \"mailto:a@b.example\"}]\n  footer: By *us*.\n";
    let blog = Blog::with(&[("_config.yml", config), ("templates/includes/head-end.html", "")]);
    let view = open(&browser, &blog.url("about.html"));
    view.set_scheme("light");
    let colour = "getComputedStyle(document.querySelector('main p a')).color";
    // Dark for who has not chosen, with an accent that can be read there; whoever wants it as the system has it can say so.
    assert_eq!(view.text(colour), "rgb(190, 163, 210)");
    view.run("document.querySelector('.scheme').click()");
    assert_eq!(view.text(colour), "rgb(75, 0, 130)");
    view.go(&blog.url("about.html"));
    assert_eq!(view.text(colour), "rgb(75, 0, 130)");
    view.run("localStorage.setItem('scheme', 'light')");
    view.go(&blog.url("about.html"));
    assert_eq!(view.text(colour), "rgb(75, 0, 130)");
    let main = "getComputedStyle(document.querySelector('main'))";
    assert_eq!(view.text(&format!("{main}.fontFamily")), "\"DejaVu Sans Mono\", serif");
    assert_eq!(view.text(&format!("{main}.fontSize + ' ' + {main}.width")), "20px 500px");
    assert_eq!(view.eval("document.querySelector('.site-title img').naturalWidth > 0"), true);
    assert_eq!(
        view.eval("[...document.querySelectorAll('.masthead nav a')].map((a) => a.innerText)"),
        json!(["About", "Elsewhere"])
    );
    let foot = view.text("document.querySelector('.colophon').innerText.replace(/\\s+/g, ' ')");
    assert!(foot.starts_with("By us. ") && foot.ends_with("Mail Atom feed"), "{foot}");
    assert!(view.text("document.querySelector('link[rel=icon]').href").ends_with("/images/robot.svg"));
    view.assert_quiet();
}

/// What a page costs beside its own text: the budget of the theme.
#[test]
#[expect(clippy::print_stdout, reason = "a table for `--nocapture`")]
fn a_page_costs_no_more_than_it_may() {
    let browser = browser_or_return!("a_page_costs_no_more_than_it_may");
    let blog = Blog::new();
    let view = open(&browser, &blog.url(""));
    println!(
        "| page | HTML | of it text | styles | scripts | beside its text |\n| --- | ---: | ---: | ---: | ---: | ---: |"
    );
    for page in PAGES {
        view.go(&blog.url(page));
        let sizes = view.eval(
            "(async () => {
                const size = async (url) => (await (await fetch(url)).arrayBuffer()).byteLength;
                const sum = async (urls) => { let all = 0; for (const url of urls) all += await size(url); return all; };
                const text = new TextEncoder().encode(document.querySelector('article.post, article.page, main').innerHTML).length;
                return [await size(location.href), text, await sum([...document.querySelectorAll('link[rel=stylesheet]')].map((link) => link.href)),
                    await sum([...document.scripts].filter((script) => script.src).map((script) => script.src))];
            })()",
        );
        let [html, text, styles, scripts] = [0, 1, 2, 3].map(|at| sizes[at].as_u64().unwrap());
        let beside = html.saturating_sub(text) + styles + scripts;
        println!("| /{page} | {html} | {text} | {styles} | {scripts} | {beside} |");
        assert!(styles <= 20_000 && scripts <= 6_000 && beside <= 30_000, "/{page}: {styles} {scripts} {beside}");
    }
}
