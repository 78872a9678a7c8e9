//! Tests of the room as a whole: what becomes of code, that nothing remembered changes it, and that our parser is syntect's.

use std::fmt::Write as _;

use proptest::prelude::*;
use syntect::parsing::{ParseState, ScopeStackOp};

use super::grammar::{self, SYNTAXES};
use super::parser::{Op, State};
use super::search::Searches;
use super::*;

/// Code and the HTML expected, a sample or two a language.
const SAMPLES: &str = include_str!("samples.txt");

/// `(language, code, expected)` of each sample.
fn samples() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    SAMPLES.split("\n=== ").skip(1).map(|sample| {
        let (name, rest) = sample.split_once('\n').unwrap();
        let (code, expected) = rest.split_once("\n~~~\n").unwrap();
        (name, code, expected.trim_end_matches('\n'))
    })
}

fn known(highlighter: &Highlighter, name: &str) -> Language {
    match highlighter.language(name) {
        Known::Language(language) => language,
        other => unreachable!("{name}: {other:?}"),
    }
}

fn speech(name: &str) -> &'static Speech {
    language::get(known(&Highlighter::new(), name).0).unwrap()
}

/// HTML with spans as `⟨k fn⟩`, and without entities.
fn short(html: &str) -> String {
    let html = html.replace("<span class=\"", "⟨").replace("\">", " ").replace("</span>", "⟩");
    html.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// The text of HTML.
fn text_of(html: &str) -> String {
    let mut text = String::new();
    for (index, part) in html.split('<').enumerate() {
        text.push_str(if index == 0 { part } else { part.split_once('>').unwrap().1 });
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// Well-formed spans, none nested, none across a line end, each with a class we know.
fn check_shape(html: &str, code: &str) {
    assert_eq!(text_of(html), code);
    for line in html.split('\n') {
        let mut rest = line;
        while let Some((_, behind)) = rest.split_once('<') {
            let (name, behind) = behind.strip_prefix("span class=\"").unwrap().split_once("\">").unwrap();
            assert!(Class::ALL.iter().any(|class| !name.is_empty() && class.name() == name), "{name}");
            let (inside, behind) = behind.split_once("</span>").unwrap();
            assert!(!inside.is_empty() && !inside.contains('<'), "{line}");
            rest = behind;
        }
    }
}

#[test]
fn samples_are_as_expected() {
    let highlighter = Highlighter::new();
    let mut wrong = String::new();
    for (name, code, expected) in samples() {
        let html = highlighter.highlight(known(&highlighter, name), code);
        check_shape(&html, code);
        let found = short(&html);
        if found != expected {
            write!(wrong, "\n=== {name}\n{code}\n---\n{found}\n").unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn html_is_escaped_and_short() {
    let highlighter = Highlighter::new();
    let html = highlighter.highlight(known(&highlighter, "c"), "if (a<b && c>d) \"<&>\";");
    assert_eq!(
        html,
        "<span class=\"k\">if</span> (a<span class=\"o\">&lt;</span>b <span class=\"o\">&amp;&amp;</span> \
         c<span class=\"o\">&gt;</span>d) <span class=\"s2\">\"&lt;&amp;&gt;\"</span>;"
    );
}

#[test]
fn monstrous_code_stays_plain() {
    let highlighter = Highlighter::new();
    let rust = known(&highlighter, "rust");
    let long_line = format!("fn a() {{}}\nlet x = \"{}\";\n", "<".repeat(MAX_LINE));
    assert_eq!(highlighter.highlight(rust, &long_line), long_line.replace('<', "&lt;"));
    let long_block = "fn a() {}\n".repeat(MAX_BLOCK / 10 + 1);
    assert_eq!(highlighter.highlight(rust, &long_block), long_block);
    let wide = format!("// {}\n", "ä".repeat(MAX_LINE - 4));
    assert!(highlighter.highlight(rust, &wide).starts_with("<span"), "characters count, not bytes");
}

/// Our parser must find in `code` what syntect's finds.
fn check_like_syntect(speech: &Speech, code: &str) {
    let syntax = SYNTAXES.find_syntax_by_name(speech.name).unwrap();
    let mut theirs = ParseState::new(syntax);
    let mut ours = State::start(speech.start().unwrap());
    let (mut searches, mut ops) = (Searches::default(), Vec::new());
    for line in code.split_inclusive('\n') {
        let expected = theirs.parse_line(line, &SYNTAXES).unwrap();
        ours.parse_line(line, &mut searches, &mut ops).unwrap();
        let scopes = grammar::scopes_from(0);
        let theirs_as = |op: Op| match op {
            Op::Push(scope) => ScopeStackOp::Push(scopes[usize::from(scope)]),
            Op::Pop(count) => ScopeStackOp::Pop(count),
            Op::Clear(amount) => ScopeStackOp::Clear(amount),
            Op::Restore => ScopeStackOp::Restore,
        };
        let found: Vec<_> = ops.iter().map(|(at, op)| (*at, theirs_as(*op))).collect();
        assert_eq!(found, expected, "{} in {line:?}", speech.name);
    }
}

#[test]
fn samples_like_syntect() {
    for (name, code, _) in samples() {
        check_like_syntect(speech(name), code);
    }
    // Each sample in a language it is not written in: what errors lead to must agree as well.
    let all: Vec<_> = samples().collect();
    for ((name, ..), (_, code, _)) in all.iter().zip(all.iter().cycle().skip(1)) {
        check_like_syntect(speech(name), code);
    }
}

#[test]
fn our_own_files_like_syntect() {
    check_like_syntect(speech("rust"), include_str!("parser.rs"));
    check_like_syntect(speech("rust"), include_str!("session.rs"));
    check_like_syntect(speech("toml"), include_str!("../../Cargo.toml"));
    check_like_syntect(speech("css"), include_str!("../../static/theme/code.css"));
}

/// All samples, each cut and shifted in a few ways: much alike, as code in a blog is.
fn many_blocks() -> Vec<(&'static str, String)> {
    let mut blocks = Vec::new();
    for (name, code, _) in samples() {
        blocks.push((name, code.to_owned()));
        blocks.push((name, code.lines().rev().collect::<Vec<_>>().join("\n")));
        blocks.push((name, code.replace('\n', "\r\n")));
        let middle = (0..=code.len() / 2).rev().find(|at| code.is_char_boundary(*at)).unwrap();
        blocks.push((name, format!("{}\n{code}\n", &code[..middle])));
        blocks.push((name, code.to_owned()));
    }
    blocks
}

#[test]
fn remembering_changes_nothing() {
    let remembering = Highlighter::new();
    let mut painter = Painter::default();
    for (name, code) in many_blocks() {
        let without = paint(&mut painter, speech(name), &code, Remember::Nothing).unwrap();
        for _ in 0..2 {
            let html = remembering.highlight(known(&remembering, name), &code);
            assert_eq!(html, runs::html(&code, &without), "{name}");
            check_shape(&html, &code);
        }
    }
}

#[test]
fn threads_change_nothing() {
    let blocks = many_blocks();
    let alone = Highlighter::new();
    let expected: Vec<_> = blocks.iter().map(|(name, code)| alone.highlight(known(&alone, name), code)).collect();
    let shared = Highlighter::with_memory(None);
    std::thread::scope(|scope| {
        for first in 0..4 {
            let (shared, blocks, expected) = (&shared, &blocks, &expected);
            scope.spawn(move || {
                for step in 0..blocks.len() {
                    let at = (first * 7 + step) % blocks.len();
                    let (name, code) = &blocks[at];
                    assert_eq!(shared.highlight(known(shared, name), code), expected[at], "{name}");
                }
            });
        }
    });
}

/// Highlights all blocks, and gives the HTML and the file for the next build.
fn build(memory: Option<Vec<u8>>, blocks: &[(&str, String)]) -> (Vec<String>, Option<Vec<u8>>) {
    let highlighter = Highlighter::with_memory(memory);
    let html = blocks.iter().map(|(name, code)| highlighter.highlight(known(&highlighter, name), code)).collect();
    (html, highlighter.memory_to_write())
}

#[test]
fn memory_round_trip() {
    let blocks = many_blocks();
    let (html, first) = build(None, &blocks);
    let first = first.unwrap();
    assert!(build(None, &blocks).1.unwrap() == first, "same blocks, same bytes");
    let (again, second) = build(Some(first.clone()), &blocks);
    assert_eq!(again, html);
    assert!(second.is_none(), "nothing changed");
    assert!(Highlighter::with_memory(Some(first)).memory_to_write().is_none(), "nothing asked");
    assert!(Highlighter::new().memory_to_write().is_none());
}

#[test]
fn useless_entries_are_dropped() {
    let one = vec![("rust", "fn a() {}\n".to_owned())];
    let two = vec![one[0].clone(), ("rust", "fn b() {}\n".to_owned())];
    let full = build(None, &two).1.unwrap();
    let alone = build(None, &one).1.unwrap();
    let mut file = full.clone();
    for _ in 0..8 {
        file = build(Some(file), &one).1.unwrap();
        assert_eq!(file.len(), full.len());
    }
    let again = build(Some(file.clone()), &two).1.unwrap();
    assert_eq!(build(Some(again), &one).1.unwrap().len(), full.len(), "used once, it counts from the beginning");
    assert!(build(Some(file), &one).1.unwrap() == alone);
}

#[test]
fn damaged_memory_is_ignored() {
    let blocks: Vec<_> = many_blocks().into_iter().take(12).collect();
    let (html, file) = build(None, &blocks);
    let file = file.unwrap();
    for length in (0..file.len()).step_by(37).chain(file.len() - 60..file.len()) {
        assert_eq!(build(Some(file[..length].to_vec()), &blocks).0, html, "cut at {length}");
    }
    for at in (0..file.len()).step_by(13).chain(file.len() - 60..file.len()) {
        let mut flipped = file.clone();
        flipped[at] ^= 1 << (at % 8);
        assert_eq!(build(Some(flipped), &blocks).0, html, "bit at {at}");
    }
    for foreign in [b"blogruns".to_vec(), vec![0; 4096], vec![0xff; 4096], [file.clone(), file.clone()].concat()] {
        assert_eq!(build(Some(foreign), &blocks).0, html);
    }
}

#[test]
fn damaged_entries_are_mended() {
    let blocks = vec![("rust", "fn a() {}\n".to_owned())];
    let (html, file) = build(None, &blocks);
    let good = file.unwrap();
    let mut damaged = good.clone();
    damaged[0] ^= 4;
    let (again, mended) = build(Some(damaged), &blocks);
    assert_eq!(again, html);
    assert_eq!(mended.unwrap(), good);
}

#[test]
fn is_shared_between_threads() {
    fn check<T: Send + Sync>() {}
    check::<Highlighter>();
}

/// A line of text that grammars find something in, or anything at all.
fn any_code() -> impl Strategy<Value = String> {
    let fragments: Vec<String> = SAMPLES.split_whitespace().map(str::to_owned).collect();
    let piece = prop_oneof![
        4 => prop::sample::select(fragments),
        1 => any::<String>(),
        2 => prop::sample::select(vec!["\n", "\r\n", " ", "\t", "\"", "'", "`", "<<EOF\n", "/*", "{", "}", "\\", "\u{feff}", "$", "ä"])
            .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_in_any_language(number in 0usize..300, code in any_code()) {
        let highlighter = Highlighter::new();
        check_shape(&highlighter.highlight(Language(number), &code), &code);
    }

    #[test]
    fn any_bytes_as_memory(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let highlighter = Highlighter::with_memory(Some(bytes));
        let rust = known(&highlighter, "rust");
        prop_assert_eq!(short(&highlighter.highlight(rust, "fn")), "⟨kd fn⟩");
    }

    #[test]
    fn any_text_like_syntect(number in 0usize..200, code in any_code()) {
        if let Some(speech) = language::get(number) {
            check_like_syntect(speech, &format!("{code}\n"));
        }
    }
}
