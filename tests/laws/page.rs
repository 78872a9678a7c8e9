//! What a browser finds in a page: its links and its anchors, read with a parser that knows all of HTML.

use std::cell::RefCell;
use std::collections::BTreeSet;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

/// The links and anchors of one page.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// Every address a browser would follow or fetch.
    pub(crate) links: Vec<String>,
    /// Every id and every name of an `<a>`.
    pub(crate) anchors: BTreeSet<String>,
    /// What the page says its relative links start from.
    pub(crate) has_base: bool,
}

impl Page {
    /// Reads a page.
    pub(crate) fn read(html: &str) -> Self {
        let queue = BufferQueue::default();
        queue.push_back(StrTendril::from_slice(html));
        let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
        let _ = tokenizer.feed(&queue);
        tokenizer.end();
        tokenizer.sink.0.into_inner()
    }

    fn take(&mut self, tag: &Tag) {
        let element: &str = &tag.name;
        for attribute in &tag.attrs {
            let (name, value): (&str, &str) = (&attribute.name.local, &attribute.value);
            match name {
                "id" => drop(self.anchors.insert(value.to_owned())),
                "name" if element == "a" => drop(self.anchors.insert(value.to_owned())),
                "href" if element == "base" => self.has_base = true,
                "href" if element == "link" && is_canonical(tag) => {}
                "href" | "src" | "poster" => self.links.push(value.to_owned()),
                "srcset" => self.links.extend(candidates(value)),
                _ => {}
            }
        }
    }
}

/// The canonical address is a name, not a way.
fn is_canonical(tag: &Tag) -> bool {
    tag.attrs.iter().any(|attribute| &*attribute.name.local == "rel" && &*attribute.value == "canonical")
}

fn candidates(srcset: &str) -> Vec<String> {
    srcset.split(", ").filter_map(|candidate| candidate.split_whitespace().next()).map(str::to_owned).collect()
}

#[derive(Default)]
struct Sink(RefCell<Page>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let Token::TagToken(tag) = token else { return TokenSinkResult::Continue };
        if tag.kind != TagKind::StartTag {
            return TokenSinkResult::Continue;
        }
        self.0.borrow_mut().take(&tag);
        match &*tag.name {
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "style" => TokenSinkResult::RawData(RawKind::Rawtext),
            "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
            _ => TokenSinkResult::Continue,
        }
    }
}

#[test]
fn a_page_is_read_as_a_browser_reads_it() {
    let page = Page::read(
        "<!doctype html><title><a href=no></title><script>'<a href=\"no\">'</script><!-- <a href=no> -->\
         <a href=/a&amp;b id=x>1</a><img SRC='/c' srcset=\"/d 1x, /e 2x\"><a name=y><p id=\"z&quot;\"><link rel=canonical href=/no>",
    );
    assert_eq!(page.links, ["/a&b", "/c", "/d", "/e"]);
    assert_eq!(page.anchors.iter().map(String::as_str).collect::<Vec<_>>(), ["x", "y", "z\""]);
}
