//! Highlighting: megabytes a second, with nothing known, with lines known, and with all blocks known.
//!
//! The blocks are made from templates with names that change, as code in a blog does: some lines recur, most do not.

use blogsite::highlight::{Highlighter, Known};
use divan::{Bencher, counter::BytesCount};

fn main() {
    divan::main();
}

const LANGUAGES: [&str; 5] = ["rust", "python", "c", "bash", "json"];

/// A block of about twenty lines, the `seed`-th of its language.
fn block(language: &str, seed: usize) -> String {
    let nouns =
        ["packet", "frame", "sensor", "token", "buffer", "record", "widget", "queue", "cache", "motor", "badge"];
    let verbs = ["read", "write", "parse", "scan", "load", "merge", "split", "count", "check", "fetch"];
    let noun = nouns[seed % nouns.len()];
    let other = nouns[(seed / nouns.len() + 3) % nouns.len()];
    let verb = verbs[seed % verbs.len()];
    let template = match language {
        "rust" => {
            "use std::collections::HashMap;\n\n#[derive(Debug, Clone)]\npub struct NOUN<'a> {\n    OTHER: &'a str,\n    \
             sizes: HashMap<String, u32>,\n}\n\nimpl<'a> NOUN<'a> {\n    /// What the OTHER was, SEED times.\n    pub fn \
             VERB(&mut self, key: &str) -> Option<u32> {\n        let n = self.sizes.entry(key.to_owned()).or_insert(SEED);\n\
             \x20       *n += 1;\n        if *n > 64 { None } else { Some(*n) }\n    }\n}\n"
        }
        "python" => {
            "import sys\nfrom collections import defaultdict\n\nLIMIT = SEED  # of the NOUN\n\ndef VERB_NOUN(path, step=3):\n    \
             \"\"\"Reads OTHER.\"\"\"\n    found = defaultdict(list)\n    with open(path, encoding='utf-8') as src:\n        for \
             i, line in enumerate(src):\n            if i % step or not line.strip():\n                continue\n            \
             OTHER, _, rest = line.partition(':')\n            found[OTHER].append(rest.rstrip())\n    return {k: v for k, v \
             in found.items() if len(v) > SEED}\n"
        }
        "c" => {
            "#include <stdint.h>\n\n#define NOUN_MAX SEED\n\nstruct OTHER {\n    uint16_t NOUN; /* the OTHER */\n    char \
             name[NOUN_MAX];\n};\n\nstatic int VERB_OTHER(struct OTHER *p, size_t len)\n{\n    for (size_t i = 0; i < len; \
             i++) {\n        if (p[i].NOUN == 0xSEED)\n            return -1;\n        printf(\"%d: NOUN\\n\", SEED);\n    }\n    \
             return 0;\n}\n"
        }
        "bash" => {
            "#!/usr/bin/env bash\nset -euo pipefail\n\nNOUN=\"${1:-OTHER}\"\ncount=0\n\nVERB_NOUN() {\n  local name=$1\n  \
             echo \"OTHER: $name SEED\" >&2\n}\n\nfor f in \"$NOUN\"/*.txt; do\n  [ -e \"$f\" ] || continue\n  if grep -q \
             'OTHER' \"$f\"; then\n    count=$((count + SEED))\n    VERB_NOUN \"$f\" | sort -u > /tmp/OTHER.out\n  fi\ndone\n"
        }
        _ => {
            "{\n  \"NOUN\": {\n    \"VERB\": [\n      SEED,\n      \"OTHER\",\n      true\n    ],\n    \"size\": SEED.5\n  },\n  \
             \"OTHER\": null\n}\n"
        }
    };
    template.replace("NOUN", noun).replace("OTHER", other).replace("VERB", verb).replace("SEED", &seed.to_string())
}

fn blocks(language: &str) -> Vec<String> {
    (0..50).map(|seed| block(language, seed)).collect()
}

fn highlight_all(highlighter: &Highlighter, language: &str, blocks: &[String]) -> usize {
    match highlighter.language(language) {
        Known::Language(language) => blocks.iter().map(|block| highlighter.highlight(language, block).len()).sum(),
        _ => 0,
    }
}

fn bytes(blocks: &[String]) -> BytesCount {
    BytesCount::new(blocks.iter().map(String::len).sum::<usize>())
}

/// Fifty blocks, nothing known but the compiled grammar.
#[divan::bench(args = LANGUAGES)]
fn nothing_known(bencher: Bencher<'_, '_>, language: &str) {
    let blocks = blocks(language);
    bencher
        .counter(bytes(&blocks))
        .with_inputs(Highlighter::new)
        .bench_values(|highlighter| highlight_all(&highlighter, language, &blocks));
}

/// The same blocks again: every line is known.
#[divan::bench(args = LANGUAGES)]
fn lines_known(bencher: Bencher<'_, '_>, language: &str) {
    let blocks = blocks(language);
    let highlighter = Highlighter::new();
    highlight_all(&highlighter, language, &blocks);
    bencher.counter(bytes(&blocks)).bench(|| highlight_all(&highlighter, language, &blocks));
}

/// The same blocks in a second build: every block is known.
#[divan::bench(args = LANGUAGES)]
fn blocks_known(bencher: Bencher<'_, '_>, language: &str) {
    let blocks = blocks(language);
    let first = Highlighter::with_memory(None);
    highlight_all(&first, language, &blocks);
    let second = Highlighter::with_memory(first.memory_to_write());
    bencher.counter(bytes(&blocks)).bench(|| highlight_all(&second, language, &blocks));
}
