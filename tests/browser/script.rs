//! The live-reload script alone.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::driver::{View, browser_or_return, open, open_tabs};
use crate::stage::Stage;

fn page(head: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>T</title>\n{head}</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
}

fn paragraphs(count: usize) -> String {
    (1..=count).fold(String::new(), |mut text, number| {
        let _ = writeln!(text, "<p>Paragraph {number}.</p>");
        text
    })
}

/// Waits until the page is connected and has read its source again, so that what follows is a change to it.
fn settled(stage: &Stage, view: &View) {
    view.wait("document.readyState === 'complete' && performance.getEntriesByName(location.href.split('#')[0], 'resource').length > 0");
    let deadline = Instant::now() + Duration::from_secs(30);
    while stage.connections() == 0 {
        assert!(Instant::now() < deadline, "no page is connected");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_change_is_patched_into_the_page() {
    let browser = browser_or_return!("a_change_is_patched_into_the_page");
    let body = |word: &str, extra: &str| {
        format!(
            "<h1>Title</h1><p id=\"first\">The {word} text.</p>{extra}
             <form><input name=\"q\"><textarea name=\"t\"></textarea><input type=\"checkbox\" name=\"c\"></form>
             <details><summary>More</summary><p>Inside {word}.</p></details>
             <div id=\"box\" style=\"height: 100px; overflow: auto\">{}</div>{}",
            paragraphs(30),
            paragraphs(60)
        )
    };
    let stage = Stage::new(&[("/a.html", &page("", &body("old", "")))]);
    let view = open(&browser, &stage.url("/a.html"));
    settled(&stage, &view);
    view.run(
        "window.marker = 1; document.querySelector('details').open = true; document.querySelector('[name=c]').click();
         document.querySelector('#box').scrollTop = 77; document.querySelector('[name=t]').focus({ preventScroll: true });",
    );
    view.type_text("half a thought");
    view.run("scrollTo(0, 400); document.querySelector('[name=t]').setSelectionRange(2, 5)");
    view.wait("scrollY === 400");
    stage.change_page("/a.html", &page("", &body("new", "")));
    view.wait_for_text("The new text.");
    view.wait("document.querySelector('details p').textContent === 'Inside new.'");
    let kept = view.eval(
        "[window.marker, scrollY, document.activeElement.name, document.activeElement.value, document.activeElement.selectionStart,
          document.activeElement.selectionEnd, document.querySelector('details').open, document.querySelector('[name=c]').checked,
          document.querySelector('#box').scrollTop]",
    );
    assert_eq!(kept, json!([1, 400, "t", "half a thought", 2, 5, true, true, 77]));

    // What comes before does not replace what comes after.
    stage.change_page("/a.html", &page("", &body("new", "<p>One more.</p><div><p>And more.</p></div>")));
    view.wait_for_text("And more.");
    let kept = view.eval("[window.marker, document.activeElement.value, document.querySelector('#box').scrollTop]");
    assert_eq!(kept, json!([1, "half a thought", 77]));
    stage.change_page("/a.html", &page("", &body("last", "")));
    view.wait_for_text("The last text.");
    assert!(!view.text("document.body.innerText").contains("more."));
    view.assert_quiet();
}

/// Whatever the two pages are, the second stands there afterwards, and the page was not loaded anew.
#[test]
fn the_patched_page_is_the_page_that_is_served() {
    let browser = browser_or_return!("the_patched_page_is_the_page_that_is_served");
    let bodies = [
        "<p>one</p>",
        "",
        "text only",
        "<p>a</p><p>b</p><p>c</p>",
        "<p>c</p><p>a</p><p>b</p>",
        "<p>b</p>",
        "<ul><li id=x>x<li id=y>y<li id=z>z</ul>",
        "<ul><li id=z>z<li id=x>x2<li id=y>y</ul>",
        "<div><ul><li id=y>y<li>new<li id=x>x</ul></div><p id=z>z</p>",
        "<div id=a><div id=b>b</div></div>",
        "<div id=b><div id=a>a</div>b</div>",
        "<p id=same>1</p><p id=same>2</p>",
        "<p id=same>2</p><p>between</p><p id=same>3</p>",
        "<table><tr><td>1<td>2<tr><td>3</table><!-- a comment -->",
        "<table><tr><td>1<tr><td>3<td>4<tr><td>5</table><!-- another -->",
        "<svg viewBox='0 0 9 9'><use xlink:href='#s'/><circle r='3'/></svg><math><mi>x</mi></math>",
        "<svg viewBox='0 0 8 8'><g id='s'><circle r='4'/></g></svg><math><mi>y</mi></math>",
        "<p @click=\"x\" a\"b='1' class='k'>odd names</p>",
        "<p a\"c='2'>odd names</p>",
        "<template><p>in</p></template><noscript><p>no</p></noscript>",
        "<template><p>out</p></template><noscript><p>yes</p></noscript>",
        "<pre>\n\n  a\n</pre><textarea>\n\nb</textarea>",
        "<pre>\n  a\n\n</pre><textarea>c</textarea>",
        "<select><option>1<option selected>2</select><input value=1 checked type=checkbox>",
        "<select><option selected>1<option>3</select><input value=2 type=radio disabled>",
        "<p>\u{e4}\u{1f980}\u{1f3f4}\u{200d}</p>",
        "<p>\u{e4}\u{1f981}\u{1f3f4}</p>",
        "<details open><summary>s</summary>t</details>",
        "<details><summary>s</summary>u</details>",
    ];
    let long = |from: usize| (from..from + 700).fold(String::new(), |text, n| format!("{text}<p>{}</p>", n * 7));
    let stage = Stage::new(&[("/a.html", &page("", "start"))]);
    let view = open(&browser, &stage.url("/a.html"));
    settled(&stage, &view);
    view.run("window.marker = 1");
    let mut all: Vec<String> = bodies.iter().map(|body| (*body).to_owned()).collect();
    all.extend([long(0), long(350), long(1)]);
    // There and back again: each is also the one before its neighbour.
    let back: Vec<String> = all.iter().rev().cloned().collect();
    for (number, body) in all.iter().chain(&back).enumerate() {
        let text = page(
            &format!("<meta name=\"number\" content=\"{number}\">"),
            &format!("<main class=\"m{number}\">{body}</main>"),
        );
        stage.change_page("/a.html", &text);
        view.wait(&format!("document.querySelector('main')?.className === 'm{number}'"));
        let expected = Value::from(text);
        let same = view.eval(&format!(
            "(() => {{
                const wanted = new DOMParser().parseFromString({expected}, 'text/html');
                const [now, then] = [document, wanted].map((page) => page.body.cloneNode(true));
                // Where scripts run it is parsed as text.
                for (const body of [now, then]) body.querySelectorAll('noscript').forEach((element) => element.replaceChildren());
                now.normalize(), then.normalize();
                const metas = [...document.querySelectorAll('meta[name=number]')].map((meta) => meta.content).join();
                return now.isEqualNode(then) && metas === '{number}' ? null : [metas, now.innerHTML, then.innerHTML];
            }})()"
        ));
        assert_eq!(same, Value::Null, "instead of {body}");
    }
    assert_eq!(view.eval("window.marker"), 1, "the page was loaded anew");
    view.assert_quiet();
}

#[test]
fn what_scripts_made_of_the_rest_stays() {
    let browser = browser_or_return!("what_scripts_made_of_the_rest_stays");
    let head = "<script>document.documentElement.dataset.theme = 'dark'</script>";
    let body = |word: &str| {
        format!(
            "<p>{word}</p><div class=\"maths\">x^2</div><nav><a href=\"#\">a</a></nav>
        <script>document.querySelector('.maths').innerHTML = '<b>squared</b>';
        document.querySelector('nav').className = 'ready';
        document.body.append(Object.assign(document.createElement('aside'), {{ textContent: 'widget' }}));
        document.head.append(document.createElement('style'));</script>"
        )
    };
    let stage = Stage::new(&[("/a.html", &page(head, &body("one")))]);
    let view = open(&browser, &stage.url("/a.html"));
    settled(&stage, &view);
    view.run("window.marker = 1");
    for word in ["two", "three"] {
        stage.change_page("/a.html", &page(head, &body(word)));
        view.wait_for_text(word);
        let kept = view.eval(
            "[window.marker, document.documentElement.dataset.theme, document.querySelector('.maths').innerText,
              document.querySelector('nav').className, document.querySelector('aside')?.textContent]",
        );
        assert_eq!(kept, json!([1, "dark", "squared", "ready", "widget"]));
    }
    view.assert_quiet();
}

#[test]
fn playing_media_and_moved_elements_stay_what_they_are() {
    let browser = browser_or_return!("playing_media_and_moved_elements_stay_what_they_are");
    let body = |before: &str, after: &str| format!("{before}<audio src=\"/long.wav\" loop></audio>{after}");
    let stage = Stage::new(&[("/a.html", &page("", &body("<p>one</p>", "")))]);
    stage.put("/long.wav", wav());
    let view = open(&browser, &stage.url("/a.html"));
    settled(&stage, &view);
    view.run("window.audio = document.querySelector('audio'); await audio.play()");
    view.wait("audio.currentTime > 0 && !audio.paused");
    view.run("window.pauses = 0; audio.onpause = audio.onemptied = () => pauses++");
    stage.change_page("/a.html", &page("", &body("<h1>zero</h1><p>two</p><p>three</p>", "<p>four</p>")));
    view.wait_for_text("four");
    assert_eq!(view.eval("[audio === document.querySelector('audio'), audio.paused, pauses]"), json!([true, false, 0]));

    // An element with a name keeps its text wherever it goes.
    stage.change_page("/a.html", &page("", "<p>five</p><input id=\"i\"><section></section>"));
    view.wait_for_text("five");
    view.run("document.querySelector('#i').focus()");
    view.type_text("typed");
    stage.change_page("/a.html", &page("", "<section><p>six</p><input id=\"i\"></section>"));
    view.wait_for_text("six");
    assert_eq!(
        view.eval("[document.querySelector('section > #i').value, document.activeElement.id]"),
        json!(["typed", "i"])
    );
    view.assert_quiet();
}

/// Two seconds of a low hum.
fn wav() -> Vec<u8> {
    let samples: Vec<u8> = (0..16000u32).map(|n| if n % 80 < 40 { 120 } else { 136 }).collect();
    let length = u32::try_from(samples.len()).unwrap();
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((36 + length).to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data");
    bytes.extend(length.to_le_bytes());
    bytes.extend(samples);
    bytes
}

#[test]
fn style_sheets_and_images_are_swapped() {
    let browser = browser_or_return!("style_sheets_and_images_are_swapped");
    let svg = |width: u8| format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"9\"/>");
    let head = "<link rel=\"stylesheet\" href=\"/theme.css\"><link rel=\"stylesheet\" href=\"/imports.css\">";
    let body = "<p>text</p><img src=\"/a%20b.svg\"><picture><source srcset=\"/c.svg 1x, /d.svg 2x\"><img src=\"/d.svg\"></picture><h1>x</h1>";
    let stage = Stage::new(&[
        ("/a.html", &page(head, body)),
        ("/theme.css", "p { color: rgb(1, 1, 1) } @media all { h1 { background: url(c.svg) } }"),
        ("/imports.css", "@import url('deep.css');"),
        ("/deep.css", "h1 { color: rgb(1, 1, 1) }"),
        ("/a%20b.svg", &svg(10)),
        ("/c.svg", &svg(20)),
        ("/d.svg", &svg(30)),
    ]);
    let view = open(&browser, &stage.url("/a.html"));
    settled(&stage, &view);
    // A page that is ever without style would show it: its colour is looked at in every frame.
    view.run(
        "window.colours = new Set(); const look = () => { colours.add(getComputedStyle(document.querySelector('p')).color); requestAnimationFrame(look); };
         look(); window.marker = 1;",
    );
    stage.put("/theme.css", "p { color: rgb(2, 2, 2) } @media all { h1 { background: url(c.svg) } }");
    stage.announce(&["/theme.css"], &[], &[], false);
    view.wait("getComputedStyle(document.querySelector('p')).color === 'rgb(2, 2, 2)'");
    view.wait("document.querySelectorAll('link').length === 2");
    view.wait("[...colours].join() === 'rgb(1, 1, 1),rgb(2, 2, 2)'");
    stage.put("/deep.css", "h1 { color: rgb(3, 3, 3) }");
    stage.announce(&["/deep.css"], &[], &[], false);
    view.wait("getComputedStyle(document.querySelector('h1')).color === 'rgb(3, 3, 3)'");

    stage.put("/a%20b.svg", svg(11));
    stage.put("/c.svg", svg(22));
    stage.announce(&[], &["/a%20b.svg", "/c.svg"], &[], false);
    view.wait("document.querySelector('img').naturalWidth === 11");
    view.wait("document.querySelectorAll('img')[1].naturalWidth === 22");
    view.wait("getComputedStyle(document.querySelector('h1')).backgroundImage.includes('/c.svg?')");

    // The next change of the page does not bring the old ones back, and is no reason to load it anew.
    stage.change_page("/a.html", &page(head, &body.replace("text", "changed")));
    view.wait_for_text("changed");
    let now = view.eval(
        "[window.marker, document.querySelector('img').naturalWidth, getComputedStyle(document.querySelector('p')).color,
          document.querySelectorAll('link').length]",
    );
    assert_eq!(now, json!([1, 11, "rgb(2, 2, 2)", 2]));
    view.assert_quiet();
}

#[test]
fn what_cannot_be_patched_reloads_at_the_same_place() {
    let browser = browser_or_return!("what_cannot_be_patched_reloads_at_the_same_place");
    let body = paragraphs(200);
    let stage = Stage::new(&[("/a.html", &page("", &body)), ("/s.js", "window.script = 1")]);
    let view = open(&browser, &stage.url("/a.html"));
    settled(&stage, &view);
    view.run("window.marker = 1; scrollTo(0, 1234)");
    // Words for machines are patched.
    stage.change_page(
        "/a.html",
        &page("<meta name=\"description\" content=\"d\"><link rel=\"canonical\" href=\"/a.html\">", &body),
    );
    view.wait("document.querySelector('meta[name=description]')?.content === 'd'");
    stage.change_page("/a.html", &page("", &body).replace("<title>T", "<title>New"));
    view.wait("document.title === 'New' && !document.querySelector('meta[name=description]')");
    assert_eq!(view.eval("window.marker"), 1);

    stage.change_page("/a.html", &page("<style>p { color: rgb(1, 2, 3) }</style>", &body));
    view.wait("getComputedStyle(document.querySelector('p')).color === 'rgb(1, 2, 3)' && !window.marker");
    view.wait("scrollY === 1234");
    settled(&stage, &view);
    view.run("window.marker = 2");
    stage.change_page(
        "/a.html",
        &page("<style>p { color: rgb(1, 2, 3) }</style>", &format!("{body}<script src=\"/s.js\"></script>")),
    );
    view.wait("window.script === 1 && !window.marker && scrollY === 1234");
    settled(&stage, &view);
    stage.put("/s.js", "window.script = 2");
    stage.announce(&[], &[], &["/s.js"], false);
    view.wait("window.script === 2 && scrollY === 1234");
    view.assert_quiet();
}

#[test]
fn a_page_that_moved_is_followed() {
    let browser = browser_or_return!("a_page_that_moved_is_followed");
    let stage = Stage::new(&[("/old.html", &page("", "<p>words</p><input>"))]);
    let view = open(&browser, &stage.url("/old.html#part"));
    settled(&stage, &view);
    view.run("window.marker = 1; document.querySelector('input').focus()");
    view.type_text("typed");
    stage.rename("/old.html", "/new.html");
    stage.change_page("/new.html", &page("", "<p>other words</p><input>"));
    view.wait("location.pathname === '/new.html' && location.hash === '#part'");
    view.wait_for_text("other words");
    assert_eq!(view.eval("[window.marker, document.activeElement.value]"), json!([1, "typed"]));
    // It is told of changes where it is now.
    settled(&stage, &view);
    stage.change_page("/new.html", &page("", "<p>third words</p><input>"));
    view.wait_for_text("third words");
    // One that went nowhere is missing, until it is there again.
    stage.remove("/new.html");
    stage.announce(&[], &[], &[], true);
    view.wait_for_text("404: nothing here");
    stage.change_page("/new.html", &page("", "<p>back again</p>"));
    view.wait_for_text("back again");
    view.assert_quiet();
}

#[test]
fn ten_tabs_are_alive() {
    let browser = browser_or_return!("ten_tabs_are_alive");
    let stage = Stage::new(&[("/a.html", &page("", "<p>one</p>"))]);
    let views = open_tabs(&browser, &stage.url("/a.html"), 10);
    for view in &views {
        settled(&stage, view);
        view.run("window.marker = 1");
    }
    for word in ["two", "three"] {
        stage.change_page("/a.html", &page("", &format!("<p>{word}</p>")));
        for view in &views {
            // Those behind catch up when they are shown.
            view.show();
            view.wait_for_text(word);
            assert_eq!(view.eval("window.marker"), 1);
        }
    }
    views.iter().for_each(View::assert_quiet);
}

#[test]
fn what_was_missed_is_caught_up() {
    let browser = browser_or_return!("what_was_missed_is_caught_up");
    let head = "<link rel=\"stylesheet\" href=\"/theme.css\">";
    let stage = Stage::new(&[("/a.html", &page(head, "<p>one</p>")), ("/theme.css", "p { color: rgb(1, 1, 1) }")]);
    let view = open(&browser, &stage.url("/a.html"));
    settled(&stage, &view);
    view.run("window.marker = 1");

    // While hidden nothing is fetched; then once, however often it changed.
    view.set_hidden(true);
    let before = stage.count("/a.html");
    for word in ["two", "three", "four"] {
        stage.change_page("/a.html", &page(head, &format!("<p>{word}</p>")));
    }
    view.wait("new Promise(resolve => setTimeout(() => resolve(true), 200))");
    assert_eq!(stage.count("/a.html"), before);
    assert_eq!(view.text("document.querySelector('p').textContent"), "one");
    view.set_hidden(false);
    view.wait_for_text("four");
    assert_eq!(stage.count("/a.html"), before + 1);

    // A connection that broke, and changes nobody could tell of.
    stage.put("/a.html", page(head, "<p>five</p>"));
    stage.put("/theme.css", "p { color: rgb(5, 5, 5) }");
    stage.announce_to_nobody();
    view.wait_for_text("five");
    view.wait("getComputedStyle(document.querySelector('p')).color === 'rgb(5, 5, 5)'");

    // Another server, whose versions begin again.
    stage.put("/a.html", page(head, "<p>six</p>"));
    stage.restart();
    view.wait_for_text("six");
    // The same server, and nothing happened: nothing is fetched.
    settled(&stage, &view);
    let before = stage.count("/a.html");
    stage.disconnect();
    settled(&stage, &view);
    assert_eq!(stage.count("/a.html"), before);
    assert_eq!(view.eval("window.marker"), 1);
    view.assert_quiet();
}

fn problem(severity: &str, code: &str, message: &str, line: u32) -> Value {
    json!({
        "severity": severity, "code": code, "message": message, "path": "content/posts/2019-11-04-LewisGaul.md", "line": line, "column": 14,
        "lines": format!("  |\n{line} | See [the week](../../10/27/BenCooper.html) for what came before it.\n  |      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^"),
        "help": ["write `../../10/28/BenCooper.html`"], "page": true,
    })
}

#[test]
fn problems_stand_over_the_page_until_they_are_mended() {
    let browser = browser_or_return!("problems_stand_over_the_page_until_they_are_mended");
    let error = problem("error", "broken-link", "no page at `../../10/27/BenCooper.html`", 3);
    let other = problem("error", "broken-image", "no image `x.png`", 9);
    let warning = problem("warning", "self-link", "the page links to itself", 7);
    let stage =
        Stage::new(&[("/a.html", &page("<style>p { display: none } * { color: red !important }</style>", "<input>"))]);
    let view = open(&browser, &stage.url("/a.html"));
    settled(&stage, &view);
    assert_eq!(view.overlay(), "");
    view.run("document.querySelector('input').focus()");

    // A warning is a badge; it opens and closes.
    stage.set_problems(std::slice::from_ref(&warning));
    view.wait_overlay("overlay.querySelector('.badge')?.textContent === '1 warning'");
    assert_eq!(view.overlay(), "1 warning");
    view.run("overlayForTests.querySelector('.badge').click()");
    view.wait_overlay("overlay.querySelector('[role=dialog]')");
    assert!(view.overlay().contains("the page links to itself"), "{}", view.overlay());
    view.press("Escape");
    view.wait_overlay("overlay.querySelector('.badge')");

    // An error is large, and takes nothing away from the page.
    stage.set_problems(&[warning.clone(), error.clone()]);
    view.wait_overlay("overlay.querySelector('[role=alertdialog]')");
    let shown = view.overlay();
    for part in [
        "1 error, 1 warning",
        "broken-link",
        "no page at ../../10/27/BenCooper.html",
        "content/posts/2019-11-04-LewisGaul.md:3:14",
        "^^^^",
        "write ../../10/28",
    ] {
        assert!(shown.contains(part), "{part} is not in {shown}");
    }
    assert!(shown.find("broken-link") < shown.find("self-link"), "errors come first: {shown}");
    assert_eq!(
        view.text("overlayForTests.querySelector('[role=status]').textContent"),
        "1 error, 1 warning: no page at `../../10/27/BenCooper.html`"
    );
    assert_eq!(view.text("document.activeElement.localName"), "input");
    assert_eq!(
        view.text("getComputedStyle(overlayForTests.querySelector('h2').parentNode.firstChild).display"),
        "block"
    );
    assert_eq!(view.eval("document.querySelector('blogsite-problems').shadowRoot"), Value::Null);

    // Closed it stays closed, until there is another one.
    view.press("Escape");
    view.wait_overlay("overlay.querySelector('.badge.error')?.textContent === '1 error, 1 warning'");
    stage.set_problems(&[error.clone(), warning.clone()]);
    stage.change_page(
        "/a.html",
        &page("<style>p { display: none } * { color: red !important }</style>", "<input><b>more</b>"),
    );
    view.wait_for_text("more");
    assert_eq!(view.overlay(), "1 error, 1 warning");
    stage.set_problems(&[error.clone(), other, warning.clone()]);
    view.wait_overlay("overlay.querySelectorAll('[role=alertdialog] section').length === 3");

    // Mended, it goes by itself: the warning stays in its corner.
    stage.set_problems(&[warning]);
    view.wait_overlay("overlay.querySelector('.badge')?.textContent === '1 warning'");
    stage.set_problems(&[]);
    view.wait_overlay("overlay.querySelector('[role=status]').textContent === 'No problems'");
    assert_eq!(view.overlay(), "");
    stage.set_problems(&[error]);
    view.wait_overlay("overlay.querySelector('[role=alertdialog]')");
    view.assert_quiet();
}

#[test]
#[ignore = "for people: `BLOGSITE_SCREENSHOTS=folder cargo test --test browser -- --ignored`"]
fn pictures_of_the_overlay() {
    let browser = browser_or_return!("pictures_of_the_overlay");
    let theme = include_str!("../../static/theme/theme.css");
    let body = format!("<main id=\"main-content\"><h1>A week at the workbench</h1>{}</main>", paragraphs(12));
    let stage = Stage::new(&[
        (
            "/a.html",
            &page(
                "<meta name=\"color-scheme\" content=\"light dark\"><link rel=\"stylesheet\" href=\"/theme.css\">",
                &body,
            ),
        ),
        ("/theme.css", theme),
    ]);
    let view = open(&browser, &stage.url("/a.html"));
    settled(&stage, &view);
    let error = problem("error", "broken-link", "no page at `../../10/27/BenCooper.html`", 3);
    let mut template = problem("error", "bad-template", "variable `page.titel` is not defined", 12);
    template["page"] = json!(false);
    let warning = problem("warning", "self-link", "the page links to itself", 7);
    for scheme in ["light", "dark"] {
        view.set_scheme(scheme);
        stage.set_problems(std::slice::from_ref(&warning));
        view.wait_overlay("overlay.querySelector('.badge')");
        view.picture(&format!("badge-{scheme}.png"));
        view.run("overlayForTests.querySelector('.badge').click()");
        view.picture(&format!("warning-{scheme}.png"));
        stage.set_problems(&[error.clone(), template.clone(), warning.clone()]);
        view.wait_overlay("overlay.querySelector('[role=alertdialog]')");
        view.picture(&format!("error-{scheme}.png"));
        stage.set_problems(&[]);
        view.wait_overlay("!overlay.querySelector('.panel')");
    }
    view.assert_quiet();
}
