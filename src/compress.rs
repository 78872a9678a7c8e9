//! What a host may send in place of a text file: the same file compressed, ready beside it as `a.html.gz` or `a.html.br`.
//!
//! 1. [`pays`] says by its name whether a file is text, which compresses well; pictures and archives are compressed already.
//! 2. [`Coding::pack`] compresses it as far as can be, or not at all where that saves nothing.
//! 3. [`Coding::holds`] says whether a copy is that of a file by unpacking it, which takes no time beside packing it.
//!    So no memory of former builds is needed that could become untrue.
//!
//! The same bytes are packed alike on every machine: no time stands in them, and nothing is measured that a processor
//! calculates in its own way.

use std::io::{self, Read, Write as _};

use flate2::bufread::GzDecoder;
use flate2::{Compression, GzBuilder};

use crate::address::OutputPath;

/// A content coding of HTTP (RFC 9110, section 8.4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Coding {
    /// `gzip` (RFC 1952), in `a.html.gz`.
    Gzip,
    /// `br` (RFC 7932), in `a.html.br`.
    Brotli,
}

/// Smaller files are left alone: with the answer's head around it, such a file takes one packet over the network either way.
const SMALLEST: usize = 1024;

/// How hard brotli tries, of 11. Its last step takes more than twice the time for 3 % less; the one below this, as much time for
/// 10 % more.
const QUALITY: i32 = 10;

/// What brotli looks back at, as a power of two: more than browsers take by default may not be sent (RFC 7932, section 9.1
/// has 24 at most; 22 is what encoders use).
const WINDOW: i32 = 22;

/// Endings of files that are text, or bytes that compress as well: HTML, style, script, data, feeds, drawings, fonts that are
/// not packed, and the pieces of the search index (`bin`, a third smaller).
const TEXTS: &[&str] = &[
    "atom",
    "bin",
    "bmp",
    "cjs",
    "css",
    "csv",
    "eot",
    "geojson",
    "htm",
    "html",
    "ico",
    "ics",
    "js",
    "json",
    "jsonld",
    "map",
    "md",
    "mjs",
    "otf",
    "rss",
    "srt",
    "svg",
    "tex",
    "toml",
    "tsv",
    "ttf",
    "txt",
    "vtt",
    "wasm",
    "webmanifest",
    "xhtml",
    "xml",
    "xsl",
    "yaml",
    "yml",
];

/// Whether a compressed copy of the file is worth having, by its name.
pub fn pays(path: &OutputPath) -> bool {
    let extension = path.extension().to_ascii_lowercase();
    TEXTS.binary_search(&extension.as_str()).is_ok()
}

/// The file of which this would be a copy: `a.html` for `a.html.gz`.
pub fn original(path: &str) -> Option<(&str, Coding)> {
    let (original, ending) = path.rsplit_once('.')?;
    let coding = Coding::ALL.into_iter().find(|coding| coding.ending() == ending)?;
    Some((original, coding)).filter(|_| !original.is_empty() && !original.ends_with('/'))
}

impl Coding {
    /// Every coding there is.
    pub const ALL: [Self; 2] = [Self::Gzip, Self::Brotli];

    /// What a copy's name ends with, as hosts look for it (nginx's `gzip_static`, Caddy's `precompressed`): `gz`, `br`.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Gzip => "gz",
            Self::Brotli => "br",
        }
    }

    /// Where the copy of a file lies: `a.html.gz`.
    pub fn copy_of(self, path: &OutputPath) -> OutputPath {
        OutputPath::new(&format!("{}.{}", path.as_str(), self.ending()))
    }

    /// The file compressed; nothing if that is not worth it.
    pub fn pack(self, bytes: &[u8]) -> Option<Vec<u8>> {
        if bytes.len() < SMALLEST {
            return None;
        }
        let packed = match self {
            Self::Gzip => gzip(bytes),
            Self::Brotli => brotli(bytes),
        };
        // Packing into memory has no reason to fail; without a copy, a host sends the file itself.
        packed.ok().filter(|packed| packed.len() < bytes.len())
    }

    /// Whether `packed` is a copy of the file that holds `bytes`. Never unpacks more than that.
    pub fn holds(self, packed: &[u8], bytes: &[u8]) -> bool {
        match self {
            Self::Gzip => {
                let mut decoder = GzDecoder::new(packed);
                gives(&mut decoder, bytes) && decoder.into_inner().is_empty()
            }
            Self::Brotli => gives(&mut brotli::Decompressor::new(packed, BUFFER), bytes),
        }
    }
}

/// How many bytes are unpacked at a time.
const BUFFER: usize = 16 * 1024;

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    // Without a time and with "unknown" for the system, as the builder has it by itself.
    let mut encoder = GzBuilder::new().write(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn brotli(mut bytes: &[u8]) -> io::Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: QUALITY,
        lgwin: WINDOW,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut bytes, &mut packed, &parameters)?;
    Ok(packed)
}

/// Whether all that can be read is `expected`, and the reader can say so.
fn gives(reader: &mut impl Read, mut expected: &[u8]) -> bool {
    let mut buffer = [0; BUFFER];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return expected.is_empty(),
            Ok(count) => match buffer.get(..count).and_then(|read| expected.strip_prefix(read)) {
                Some(rest) => expected = rest,
                None => return false,
            },
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return false,
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PAGE: &str = "<p>Many words, and the same words again: ünï 日本語.</p>\n";

    #[test]
    fn what_pays() {
        let check = |path: &str, expected: bool| assert_eq!(pays(&OutputPath::new(path)), expected, "{path}");
        for path in ["index.html", "a/b.HTML", "feed.xml", "x.tar.json", "é.svg", "theme/search.js", "a.wasm", ".x.txt"]
        {
            check(path, true);
        }
        for path in ["", "CNAME", ".nojekyll", "html", ".html", "a.png", "a.html.gz", "a.br", "a.woff2", "a.", "x.zip"]
        {
            check(path, false);
        }
        assert!(TEXTS.is_sorted(), "they are searched as if they were");
    }

    #[test]
    fn names_of_copies() {
        let check = |path: &str, expected: Option<(&str, Coding)>| assert_eq!(original(path), expected, "{path}");
        check("a/b.html.gz", Some(("a/b.html", Coding::Gzip)));
        check("b.br", Some(("b", Coding::Brotli)));
        check("a.tar.gz", Some(("a.tar", Coding::Gzip)));
        for path in ["", "gz", ".gz", "a/.br", "a.gzip", "a.GZ", "a.gz/b", "a.html"] {
            check(path, None);
        }
        for coding in Coding::ALL {
            let copy = coding.copy_of(&OutputPath::new("a/ü b.html"));
            assert_eq!(original(copy.as_str()), Some(("a/ü b.html", coding)));
        }
    }

    #[test]
    fn copies_are_smaller_and_hold_the_file() {
        for coding in Coding::ALL {
            let check = |bytes: &[u8], is_worth_it: bool| {
                let packed = coding.pack(bytes);
                assert_eq!(packed.is_some(), is_worth_it, "{coding:?} {}", bytes.len());
                assert!(packed.is_none_or(|packed| packed.len() < bytes.len() && coding.holds(&packed, bytes)));
            };
            check(b"", false);
            check(&[b'a'; SMALLEST - 1], false);
            check(&[b'a'; SMALLEST], true);
            check(PAGE.repeat(100).as_bytes(), true);
            // More than the window.
            check(&vec![0; (1 << WINDOW) * 2], true);
            let mut state = 1_u32;
            let noise = std::iter::repeat_with(|| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                state.to_be_bytes()[0]
            });
            let noise: Vec<u8> = noise.take(5_000).collect();
            check(&noise, false);
        }
    }

    #[test]
    fn another_file_is_no_copy() {
        let text = PAGE.repeat(100);
        for coding in Coding::ALL {
            let packed = coding.pack(text.as_bytes()).unwrap();
            let longer = format!("{text}x");
            for other in ["", &text[1..], &text[..text.len() - 1], &longer] {
                assert!(!coding.holds(&packed, other.as_bytes()));
            }
            for end in 0..packed.len() {
                assert!(!coding.holds(&packed[..end], text.as_bytes()), "{coding:?}: cut off after {end} bytes");
            }
            let of_other = if coding == Coding::Gzip { Coding::Brotli } else { Coding::Gzip };
            assert!(!of_other.holds(&packed, text.as_bytes()));
            // It says much of nothing: only as much is unpacked as could be right.
            let huge = coding.pack(&vec![b' '; 50_000_000]).unwrap();
            assert!(!coding.holds(&huge, b"x"));
        }
        let twice = [Coding::Gzip.pack(text.as_bytes()).unwrap(), vec![0]].concat();
        assert!(!Coding::Gzip.holds(&twice, text.as_bytes()), "something follows");
    }

    #[test]
    fn the_same_bytes_everywhere() {
        let packed = Coding::Gzip.pack(PAGE.repeat(100).as_bytes()).unwrap();
        // No flags, no time, best compression, no system (RFC 1952, section 2.3).
        assert_eq!(packed[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
        // A newer version of a compressor may pack otherwise; another machine may not.
        let lines: Vec<String> =
            (0..5_000_u32).map(|n| format!("{PAGE}<b>{}</b>", n.wrapping_mul(2_654_435_761))).collect();
        let text = lines.concat();
        let check = |coding: Coding, expected: &str| {
            let packed = coding.pack(text.as_bytes()).unwrap();
            assert_eq!(blake3::hash(&packed).to_hex()[..16], *expected, "{coding:?}: {} bytes", packed.len());
        };
        check(Coding::Gzip, "a7928e062048f47f");
        check(Coding::Brotli, "f6baae100a1eb5f3");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn any_bytes(piece in proptest::collection::vec(any::<u8>(), 0..300), times in 1_usize..40, packed in proptest::collection::vec(any::<u8>(), 0..60)) {
            let bytes = piece.repeat(times);
            for coding in Coding::ALL {
                if let Some(packed) = coding.pack(&bytes) {
                    prop_assert!(coding.holds(&packed, &bytes));
                }
                let _ = coding.holds(&packed, &bytes);
            }
        }
    }
}
