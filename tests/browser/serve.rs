//! `blogsite serve`, a folder that is edited, and a browser beside it.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::json;
use tempfile::TempDir;

use crate::driver::{View, browser_or_return, open, open_tabs};
use crate::support::program;

const POST: &str = "content/posts/2026-03-12-AdaExample.md";
const POST_URL: &str = "2026/03/12/AdaExample.html";
const HEAD: &str = "templates/includes/head-end.html";

/// A blog in a folder, and the server that serves it.
struct Blog {
    folder: TempDir,
    /// `http://127.0.0.1:4000/blog/`
    address: String,
    server: Child,
}

impl Blog {
    /// With one post, whose text begins with `text`.
    fn new(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| write(folder.path(), path, text);
        write("_config.yml", "title: Workbench\nbaseurl: /blog\n");
        write("content/index.md", "# Home\n\nWelcome.\n");
        write("static/own.css", "p { color: rgb(1, 1, 1) }\n");
        write(HEAD, "<link rel=\"stylesheet\" href=\"{{ site.baseurl }}/own.css\">\n");
        write(POST, &post(text));
        let (server, address) = start(folder.path(), 0);
        Self { folder, address, server }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    fn write(&self, path: &str, text: &str) {
        write(self.folder.path(), path, text);
    }

    /// Ends the server without giving it time for a word.
    fn kill(&mut self) {
        self.server.kill().unwrap();
        self.server.wait().unwrap();
    }

    /// Starts it again at the same address.
    fn start_again(&mut self) {
        let port = self.address.split(':').nth(2).unwrap().split('/').next().unwrap().parse().unwrap();
        let (server, address) = start(self.folder.path(), port);
        self.server = server;
        assert_eq!(address, self.address);
    }
}

impl Drop for Blog {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// A long post with things to do in it.
fn post(text: &str) -> String {
    let mut post = format!("---\ntitle: A week\n---\n\n{text}\n\n<input id=\"field\">\n\n");
    for number in 1..200 {
        let _ = writeln!(post, "Line {number}.\n");
    }
    post
}

/// Port 0 is any free one.
pub(crate) fn start(folder: &Path, port: u16) -> (Child, String) {
    start_with(folder, &["--port", &port.to_string()])
}

/// The server with its arguments, and the address it names.
pub(crate) fn start_with(folder: &Path, arguments: &[&str]) -> (Child, String) {
    let mut command = program::blogsite(folder, ["serve"].iter().chain(arguments).copied());
    let mut server = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (sender, receiver) = std::sync::mpsc::channel();
    // Both are read to their ends, so that neither fills up.
    for stream in [
        Box::new(server.stdout.take().unwrap()) as Box<dyn std::io::Read + Send>,
        Box::new(server.stderr.take().unwrap()),
    ] {
        let sender = sender.clone();
        std::thread::spawn(move || {
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
    }
    drop(sender);
    let mut said = Vec::new();
    while let Ok(line) = receiver.recv_timeout(Duration::from_mins(1)) {
        let address = line.split_whitespace().find(|word| word.starts_with("http://")).map(str::to_owned);
        said.push(line);
        if let Some(address) = address {
            return (server, address);
        }
    }
    let _ = server.kill();
    let _ = server.wait();
    panic!("the server named no address: {said:#?}")
}

/// Waits until the page is connected and has read its source again, and marks it: a page that is loaded anew has no mark.
fn settle(view: &View) {
    view.wait(
        "document.readyState === 'complete' && performance.getEntriesByName(location.href, 'resource').length > 0",
    );
    view.run("window.marker = 1");
}

#[track_caller]
fn assert_not_reloaded(view: &View) {
    assert_eq!(view.eval("window.marker"), 1, "the page was loaded anew");
}

#[test]
fn an_edit_shows_at_the_same_place() {
    let browser = browser_or_return!("an_edit_shows_at_the_same_place");
    let blog = Blog::new("One.");
    let view = open(&browser, &blog.url(POST_URL));
    settle(&view);
    view.run("document.querySelector('#field').focus()");
    view.type_text("half a thought");
    view.run("scrollTo(0, 2000)");
    for word in ["Two.", "Three.", "Four."] {
        blog.write(POST, &post(word));
        view.wait_for_text(word);
        let kept = view.eval("[scrollY, document.activeElement.id, document.activeElement.value]");
        assert_eq!(kept, json!([2000, "field", "half a thought"]));
    }
    // What is said to machines changes with the words for people.
    blog.write(POST, &post("Five.").replace("A week", "Another week"));
    view.wait_for_text("Another week");
    view.wait("document.title.startsWith('Another week')");
    assert_not_reloaded(&view);
    view.assert_quiet();
}

#[test]
fn a_style_sheet_is_swapped() {
    let browser = browser_or_return!("a_style_sheet_is_swapped");
    let blog = Blog::new("One.");
    let view = open(&browser, &blog.url(POST_URL));
    settle(&view);
    for colour in ["rgb(2, 2, 2)", "rgb(3, 3, 3)"] {
        blog.write("static/own.css", &format!("p {{ color: {colour} }}\n"));
        view.wait(&format!("getComputedStyle(document.querySelector('article > p')).color === '{colour}'"));
    }
    assert_not_reloaded(&view);
    view.assert_quiet();
}

#[test]
fn an_image_is_swapped() {
    let browser = browser_or_return!("an_image_is_swapped");
    let svg = |width: u8| format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"9\"/>");
    let blog = Blog::new("One.");
    blog.write("static/a drawing.svg", &svg(10));
    blog.write(POST, &post("![A drawing](</blog/a drawing.svg>)"));
    let view = open(&browser, &blog.url(POST_URL));
    settle(&view);
    view.wait("document.querySelector('main img').naturalWidth === 10");
    blog.write("static/a drawing.svg", &svg(20));
    view.wait("document.querySelector('main img').naturalWidth === 20");
    assert_not_reloaded(&view);
    view.assert_quiet();
}

#[test]
fn a_change_of_the_head_reloads_at_the_same_place() {
    let browser = browser_or_return!("a_change_of_the_head_reloads_at_the_same_place");
    let blog = Blog::new("One.");
    let view = open(&browser, &blog.url(POST_URL));
    settle(&view);
    view.run("scrollTo(0, 1500)");
    blog.write(HEAD, "<style>article > p { color: rgb(4, 4, 4) }</style>\n");
    view.wait("getComputedStyle(document.querySelector('article > p')).color === 'rgb(4, 4, 4)'");
    view.wait("scrollY === 1500 && !window.marker");
    view.assert_quiet();
}

#[test]
fn an_error_stands_over_the_page_until_it_is_mended() {
    let browser = browser_or_return!("an_error_stands_over_the_page_until_it_is_mended");
    let blog = Blog::new("One.");
    let view = open(&browser, &blog.url(POST_URL));
    settle(&view);
    blog.write(POST, &post("Two, see [there](nowhere.md)."));
    view.wait_overlay("overlay.querySelector('[role=alertdialog]')");
    let shown = view.overlay();
    for part in [
        "1 error",
        "broken-link",
        "nowhere.md",
        &format!("{POST}:5:18"),
        "5 | Two, see [there](nowhere.md).",
        "^^^^^^^^^^",
    ] {
        assert!(shown.contains(part), "`{part}` is not in {shown}");
    }
    view.wait_for_text("Two, see there.");
    blog.write(POST, &post("Three."));
    view.wait_overlay("!overlay.querySelector('.panel, .badge')");
    view.wait_for_text("Three.");

    // A warning is a badge.
    blog.write(POST, &post(&format!("Four, [myself](/blog/{POST_URL}).")));
    view.wait_overlay("overlay.querySelector('.badge.warning')");
    blog.write(POST, &post("Five."));
    view.wait_overlay("!overlay.querySelector('.panel, .badge')");
    assert_not_reloaded(&view);
    view.assert_quiet();
}

#[test]
fn the_last_good_page_stays_under_a_broken_template() {
    let browser = browser_or_return!("the_last_good_page_stays_under_a_broken_template");
    let blog = Blog::new("One.");
    let view = open(&browser, &blog.url(POST_URL));
    settle(&view);
    for (path, broken, good) in [
        (
            "templates/post.html",
            "{% extends \"default.html\" %}{% block main %}{{ page.",
            "{% extends \"default.html\" %}{% block main %}{{ content | safe }}<p>own template</p>{% endblock %}",
        ),
        ("_config.yml", "title: [\n", "title: Mended\nbaseurl: /blog\n"),
    ] {
        blog.write(path, broken);
        view.wait_overlay("overlay.querySelector('[role=alertdialog]')");
        assert!(view.overlay().contains(path), "{}", view.overlay());
        view.wait_for_text("One.");
        blog.write(path, good);
        view.wait_overlay("!overlay.querySelector('.panel, .badge')");
    }
    view.wait_for_text("own template");
    view.wait_for_text("Mended");
    assert_not_reloaded(&view);
    view.assert_quiet();
}

#[test]
fn a_renamed_post_is_followed() {
    let browser = browser_or_return!("a_renamed_post_is_followed");
    let blog = Blog::new("One.");
    let view = open(&browser, &blog.url(POST_URL));
    settle(&view);
    let renamed = "content/posts/2026-03-19-AdaExample.md";
    fs::rename(blog.folder.path().join(POST), blog.folder.path().join(renamed)).unwrap();
    view.wait("location.pathname === '/blog/2026/03/19/AdaExample.html'");
    view.wait_for_text("19 March 2026");
    blog.write(renamed, &post("Two."));
    view.wait_for_text("Two.");
    assert_not_reloaded(&view);
    view.assert_quiet();
}

#[test]
fn a_page_that_is_gone_comes_back() {
    let browser = browser_or_return!("a_page_that_is_gone_comes_back");
    let blog = Blog::new("One.");
    let view = open(&browser, &blog.url(POST_URL));
    settle(&view);
    fs::remove_file(blog.folder.path().join(POST)).unwrap();
    view.wait("!document.body.innerText.includes('One.')");
    blog.write(POST, &post("Again."));
    view.wait_for_text("Again.");
    view.assert_quiet();
}

#[test]
fn ten_tabs_are_updated_and_survive_the_server() {
    let browser = browser_or_return!("ten_tabs_are_updated_and_survive_the_server");
    let mut blog = Blog::new("One.");
    let views = open_tabs(&browser, &blog.url(POST_URL), 10);
    let all_show = |word: &str| {
        for view in &views {
            // Those behind catch up when they are shown.
            view.show();
            view.wait_for_text(word);
        }
    };
    for view in &views {
        view.show();
        settle(view);
    }
    blog.write(POST, &post("Two."));
    all_show("Two.");
    blog.kill();
    blog.write(POST, &post("Three."));
    blog.start_again();
    all_show("Three.");
    blog.write(POST, &post("Four."));
    all_show("Four.");
    for view in &views {
        assert_not_reloaded(view);
        view.assert_quiet();
    }
}

/// Prints how long it takes from a save to the changed page.
#[test]
#[ignore = "a measurement: `cargo test --release --test browser -- --ignored --nocapture save`"]
#[expect(clippy::print_stdout, reason = "a measurement")]
fn save_to_changed_page() {
    let browser = browser_or_return!("save_to_changed_page");
    let blog = Blog::new("Edit 0.");
    let view = open(&browser, &blog.url(POST_URL));
    settle(&view);
    view.run(
        "window.times = {}; new MutationObserver(() => {
            const edit = /Edit (\\d+)[.]/.exec(document.querySelector('main').textContent)[1];
            times[edit] ??= performance.timeOrigin + performance.now();
        }).observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true })",
    );
    let mut times: Vec<f64> = (1..=21)
        .map(|edit| {
            let text = post(&format!("Edit {edit}."));
            let saved = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64() * 1000.0;
            blog.write(POST, &text);
            view.wait(&format!("times[{edit}]"));
            std::thread::sleep(Duration::from_millis(300));
            view.eval(&format!("times[{edit}]")).as_f64().unwrap() - saved
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("save to changed page: median {:.1} ms, p95 {:.1} ms, all {times:.1?}", times[10], times[19]);
}
