//! Pictures of the example blog in the built-in theme, against those that are kept beside this file.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::driver::{View, browser_or_return, open};
use crate::look::{AUTHOR, Blog, CO_AUTHORED, POST};
use crate::support::{is_updating, tests_folder};

/// One page, as it looks in one window.
struct Shot {
    name: &'static str,
    page: &'static str,
    width: u32,
    height: u32,
    scheme: &'static str,
    scale: f64,
}

/// At half its size: a small file, and less of how a machine smooths its letters.
const fn half(name: &'static str, page: &'static str, width: u32, height: u32, scheme: &'static str) -> Shot {
    Shot { name, page, width, height, scheme, scale: 0.5 }
}

/// As it is, for README.md.
const fn whole(name: &'static str, page: &'static str, scheme: &'static str) -> Shot {
    Shot { name, page, width: 960, height: 800, scheme, scale: 1.0 }
}

const SHOTS: &[Shot] = &[
    half("home-light", "", 1440, 1000, "light"),
    half("home-dark", "", 768, 1000, "dark"),
    half("home-narrow", "", 320, 800, "light"),
    half("post-light", POST, 1440, 1800, "light"),
    half("post-dark", POST, 1440, 1800, "dark"),
    half("post-narrow", POST, 320, 1600, "light"),
    // With its contents at its head and what stands around it at its foot.
    half("around-light", CO_AUTHORED, 1440, 3300, "light"),
    half("around-narrow", CO_AUTHORED, 320, 3600, "dark"),
    half("author-light", AUTHOR, 1440, 1200, "light"),
    half("author-narrow", AUTHOR, 320, 1400, "dark"),
    half("authors", "authors/", 768, 1000, "light"),
    half("archive", "archive/", 768, 1200, "dark"),
    half("everything", "writing/cheat-sheet/", 768, 3000, "light"),
    half("not-found", "404.html", 768, 600, "dark"),
    whole("front-light", "", "light"),
    whole("front-dark", "", "dark"),
];
const REPORT: Shot = whole("report", "2026/06/18/BertSample.html", "light");
/// So much of a picture may differ visibly before it counts as another.
const TOLERANCE: f64 = 0.02;

#[test]
fn pages_look_as_they_did() {
    let browser = browser_or_return!("pages_look_as_they_did");
    let blog = Blog::new();
    let view = open(&browser, &blog.url(""));
    if has_fonts(&view, "pages_look_as_they_did") {
        fail_with(&SHOTS.iter().filter_map(|shot| compare(&view, &blog, shot, "")).collect::<Vec<_>>());
    }
}

/// What an author sees of two links that are one level off: README.md shows it.
#[test]
fn a_report_looks_as_it_did() {
    let browser = browser_or_return!("a_report_looks_as_it_did");
    let blog = Blog::live();
    let view = open(&browser, &blog.url(""));
    if !has_fonts(&view, "a_report_looks_as_it_did") {
        return;
    }
    // Fonts that every machine of the tests has, in a sheet that stays when the overlay is drawn anew.
    let open_it = "
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(`.panel, .panel * { font-family: 'DejaVu Sans' !important }
            .panel :is(pre, pre *, code, kbd, .where) { font-family: 'DejaVu Sans Mono' !important }`);
        window.overlayForTests.adoptedStyleSheets.push(sheet);
        window.overlayForTests.querySelector('.badge').click();";
    fail_with(compare(&view, &blog, &REPORT, open_it).as_slice());
}

fn fail_with(faults: &[String]) {
    assert!(faults.is_empty(), "{faults:#?}\n(BLOGSITE_UPDATE=1 takes new pictures)");
}

/// Says how a page differs from the picture of it, once `script` has run in it.
fn compare(view: &View, blog: &Blog, shot: &Shot, script: &str) -> Option<String> {
    let Shot { name, page, width, height, scheme, scale } = *shot;
    view.set_size(width, height);
    view.set_scheme(scheme);
    view.go(&blog.url(page));
    if !script.is_empty() {
        view.wait_overlay("overlay.querySelector('.badge')");
    }
    view.run(script);
    view.run(
        "await document.fonts.ready; await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 250)))",
    );
    let picture = view.shot(width, height, scale);
    let path = tests_folder().join(format!("browser/shots/{name}.png"));
    if is_updating() {
        write(&path, &picture);
        return None;
    }
    let Ok(before) = fs::read(&path) else {
        return Some(format!("{name}: no picture of it; BLOGSITE_UPDATE=1 takes one"));
    };
    let difference = difference(view, &before, &picture);
    (difference > TOLERANCE).then(|| {
        write(&tests_folder().join(format!("../target/shots/{name}.png")), &picture);
        format!("{name}: {:.1} % differ; see target/shots/{name}.png", difference * 100.0)
    })
}

/// Whether letters are those of the pictures; under `CI=true` they must be.
#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
fn has_fonts(view: &View, test: &str) -> bool {
    // A font that is not there gives way to the next one, whose letters are as wide as its own.
    let missing = view.eval(
        "(() => {
            const pen = new OffscreenCanvas(1, 1).getContext('2d');
            const width = (font) => { pen.font = `40px ${font}`; return pen.measureText('Quiet mornings, 0123').width; };
            return ['DejaVu Serif', 'DejaVu Sans', 'DejaVu Sans Mono'].filter((name) => width(`'${name}', serif`) === width('serif') &&
                width(`'${name}', monospace`) === width('monospace'));
        })()",
    );
    let is_required = std::env::var_os("CI").is_some_and(|value| value == "true");
    let has_all = missing == Value::Array(Vec::new());
    assert!(has_all || !is_required, "`{test}` needs the fonts {missing}: install `fonts-dejavu`");
    if !has_all {
        eprintln!("left out `{test}`: no fonts {missing}");
    }
    has_all
}

fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// Which part of two pictures differs visibly, from 0 to 1; the browser itself reads them.
fn difference(view: &View, before: &[u8], after: &[u8]) -> f64 {
    let [before, after] = [before, after].map(base64);
    let found = view.eval(&format!(
        "(async () => {{
            const pixels = async (data) => {{
                const image = await createImageBitmap(await (await fetch('data:image/png;base64,' + data)).blob());
                const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
                context.drawImage(image, 0, 0);
                return context.getImageData(0, 0, image.width, image.height);
            }};
            const [a, b] = [await pixels('{before}'), await pixels('{after}')];
            if (a.width !== b.width || a.height !== b.height) return 1;
            let different = 0;
            for (let at = 0; at < a.data.length; at += 4) {{
                const apart = [0, 1, 2].map((part) => Math.abs(a.data[at + part] - b.data[at + part]));
                if (Math.max(...apart) > 40) different++;
            }}
            return different / (a.width * a.height);
        }})()"
    ));
    found.as_f64().unwrap_or(1.0)
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let word = three.iter().chain([0, 0].iter()).take(3).fold(0, |word, byte| word << 8 | usize::from(*byte));
        for at in 0..4 {
            let letter = LETTERS[word >> (18 - 6 * at) & 63];
            text.push(if at > three.len() { '=' } else { char::from(letter) });
        }
    }
    text
}
