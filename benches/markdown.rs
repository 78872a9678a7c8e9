//! Markdown: 10,000 posts of about 6 kB, in the plain words most are written in and with kramdown's own syntax.
//!
//! Code stands in the posts without a language, so that what is measured is not the highlighter.

use std::fmt::Write;

use blogsite::highlight::Highlighter;
use blogsite::markdown::{self, AsWritten, Options};
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

/// How many posts one pass renders.
const COUNT: usize = 10_000;

/// A post of about 6 kB.
fn post(kind: &str) -> String {
    let mut text = String::from("# What we learnt on the third day\n\n");
    let prose =
        "The morning went by with reading, and with asking those who had been there before what they would do first; \
                 nobody agreed, which was the best thing that could happen to us. "
            .repeat(6);
    let mut number = 0;
    while text.len() < 6_000 {
        number += 1;
        write!(
            text,
            "## Part {number}: it's \"done\"\n\nWe looked at *the parser* and its **tests** -- see [the notes](../notes-{number}.html#top \"Notes\") \
             and `cargo test`...\nIt's what [others][ref] said, at 10:30 :smile: & later, with <kbd>Ctrl</kbd> held down for a while longer.\n\n\
             - first thing, with `code`\n- second thing\n  - nested thing with [a link](https://example.org/{number}?a=b&c=d)\n\n\
             {prose}\n\n\
             ```\nfn main() {{\n    println!(\"{{}}\", 1 < 2);\n}}\n```\n\n> Somebody said so, and nobody knew better than they did.\n\n\
             | a | b |\n|---|--:|\n| 1 | 2 |\n\n![a picture](/images/{number}.png)\n\nA note[^{number}] closes the part, as notes do.\n\n[^{number}]: Written later.\n\n"
        )
        .unwrap_or_default();
        if kind == "kramdown" {
            write!(
                text,
                "{{: .lead}}\nWords with $$x^{number}$$ in them, and [out](https://example.org){{:target=\"_blank\"}}.\n\n$$\na_{number} < b\n$$\n\n\
                 <div markdown=\"1\">\n*inside*\n</div>\n\n"
            )
            .unwrap_or_default();
        }
    }
    text.push_str("[ref]: https://example.org/ref\n");
    text
}

#[divan::bench(args = ["plain", "kramdown"])]
fn render(bencher: Bencher<'_, '_>, kind: &str) {
    let text = post(kind);
    let highlighter = Highlighter::new();
    bencher.bench(|| {
        for _ in 0..COUNT {
            black_box(markdown::render(black_box(&text), &[], Options::default(), &AsWritten, &highlighter));
        }
    });
}

#[divan::bench]
fn code_ranges(bencher: Bencher<'_, '_>) {
    let text = post("plain");
    bencher.bench(|| {
        for _ in 0..COUNT {
            black_box(markdown::code_ranges(black_box(&text)));
        }
    });
}

#[divan::bench]
fn excerpts(bencher: Bencher<'_, '_>) {
    let text = post("plain");
    bencher.bench(|| {
        for _ in 0..COUNT {
            black_box(markdown::excerpt_source(black_box(&text), "\n\n"));
        }
    });
}
