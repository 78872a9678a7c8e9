//! Pictures of the example blog in the built-in theme, against those that are kept beside this file.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::driver::{View, browser_or_return, open};
use crate::look::{AUTHOR, Blog, CO_AUTHORED, POST};
use crate::support::{is_updating, tests_folder};

/// Name, page, width, height, scheme.
const SHOTS: &[(&str, &str, u32, u32, &str)] = &[
    ("home-light", "", 1440, 1000, "light"),
    ("home-dark", "", 768, 1000, "dark"),
    ("home-narrow", "", 320, 800, "light"),
    ("post-light", POST, 1440, 1800, "light"),
    ("post-dark", POST, 1440, 1800, "dark"),
    ("post-narrow", POST, 320, 1600, "light"),
    // With its contents at its head and what stands around it at its foot.
    ("around-light", CO_AUTHORED, 1440, 3300, "light"),
    ("around-narrow", CO_AUTHORED, 320, 3600, "dark"),
    ("author-light", AUTHOR, 1440, 1200, "light"),
    ("author-narrow", AUTHOR, 320, 1400, "dark"),
    ("authors", "authors/", 768, 1000, "light"),
    ("archive", "archive/", 768, 1200, "dark"),
    ("everything", "writing/cheat-sheet/", 768, 3000, "light"),
    ("not-found", "404.html", 768, 600, "dark"),
];
/// Pictures are kept at half their size: small files, and less of how a machine smooths its letters.
const SCALE: f64 = 0.5;
/// So much of a picture may differ visibly before it counts as another.
const TOLERANCE: f64 = 0.02;

#[test]
fn pages_look_as_they_did() {
    let browser = browser_or_return!("pages_look_as_they_did");
    let blog = Blog::new();
    let view = open(&browser, &blog.url(""));
    if !has_fonts(&view) {
        return;
    }
    let stored = tests_folder().join("browser/shots");
    let mut faults = Vec::new();
    for (name, page, width, height, scheme) in SHOTS {
        view.set_size(*width, *height);
        view.set_scheme(scheme);
        view.go(&blog.url(page));
        view.run("await document.fonts.ready; await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 250)))");
        let shot = view.shot(*width, *height, SCALE);
        let path = stored.join(format!("{name}.png"));
        if is_updating() {
            write(&path, &shot);
            continue;
        }
        let Ok(before) = fs::read(&path) else {
            faults.push(format!("{name}: no picture of it; BLOGSITE_UPDATE=1 takes one"));
            continue;
        };
        let difference = difference(&view, &before, &shot);
        if difference > TOLERANCE {
            let new = tests_folder().join(format!("../target/shots/{name}.png"));
            write(&new, &shot);
            faults.push(format!("{name}: {:.1} % differ; see target/shots/{name}.png", difference * 100.0));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}\n(BLOGSITE_UPDATE=1 takes new pictures)");
}

/// Whether letters are those of the pictures; under `CI=true` they must be.
#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
fn has_fonts(view: &View) -> bool {
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
    assert!(has_all || !is_required, "`pages_look_as_they_did` needs the fonts {missing}: install `fonts-dejavu`");
    if !has_all {
        eprintln!("left out `pages_look_as_they_did`: no fonts {missing}");
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
