//! Front matter: 10,000 blocks of about 300 bytes, and what is made of them.

use blogsite::address::SourcePath;
use blogsite::config::Config;
use blogsite::content::{Document, FrontMatter, Kind};
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

/// How many documents one pass reads.
const COUNT: usize = 10_000;

/// Lines as most posts have them.
fn plain(number: usize) -> String {
    format!(
        "---\nlayout: post\ntitle:  \"Day {number} - what we learnt: a list\"\ndate:   2019-11-{:02} 10:30:00 +0100\nauthor: Ada Lovelace\n\
         email:  ada@blog.example\ncategories: [python, notes]\ntags:\n  - cpython\n  - first contribution\n  - day {number}\n\
         description: What one of us did on day number {number} of the hackathon, in some words\n---\n\nBody.\n",
        number % 28 + 1
    )
}

/// Lines that need the YAML parser.
fn rich(number: usize) -> String {
    format!(
        "---\nlayout: post\ntitle:  \"Day {number} \\u2013 what we learnt\" # draft\ndate:   2019-11-{:02} 10:30:00 +0100\nauthor: {{name: Ada, email: a@blog.example}}\n\
         image:\n  path: /images/{number}.png\n  alt: what one saw\ntags: [cpython, \"first, contribution\"]\nversion: 1.10\n\
         description: >\n  What one of us did on day number {number} of the hackathon,\n  in some words\n---\n\nBody.\n",
        number % 28 + 1
    )
}

#[divan::bench(args = ["plain", "rich"])]
fn split(bencher: Bencher<'_, '_>, kind: &str) {
    let texts: Vec<String> = (0..COUNT).map(if kind == "plain" { plain } else { rich }).collect();
    bencher.bench(|| {
        for text in &texts {
            black_box(FrontMatter::split(black_box(text)));
        }
    });
}

#[divan::bench(args = ["plain", "rich"])]
fn documents(bencher: Bencher<'_, '_>, kind: &str) {
    let texts: Vec<String> = (0..COUNT).map(if kind == "plain" { plain } else { rich }).collect();
    let config = Config::default();
    let source = SourcePath::new("content/posts/2019-11-04-Ada.md");
    bencher.bench(|| {
        for text in &texts {
            black_box(Document::parse(&source, black_box(text), Kind::Post, &config));
        }
    });
}
