//! Events → HTML: blocks and spans of code.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event};

use super::attributes::Attributes;
use super::code::{Frame, Info};
use super::write::Writer;
use super::{CodeBlock, code, escape};
use crate::diagnostic::{Code, Finding};
use crate::highlight::Known;

impl Writer<'_> {
    pub(super) fn code_block(&mut self, kind: &CodeBlockKind<'_>, index: usize) -> usize {
        let end = self.end(index);
        let document = self.document;
        let mut text = String::new();
        for (event, _) in document.events.get(index + 1..end).unwrap_or_default() {
            if let Event::Text(line) = event {
                text.push_str(line);
            }
        }
        if let Cow::Owned(clean) = escape::without_noncharacters(&text) {
            text = clean;
        }
        if text.contains('\r') {
            text = text.replace("\r\n", "\n");
        }
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        let info = match kind {
            CodeBlockKind::Fenced(info) => Info::parse(info),
            CodeBlockKind::Indented => Info::default(),
        };
        let place = document.events.get(index).map_or(0..0, |(_, range)| language_place(document.text, range, &info));
        self.fresh();
        self.framed_code(info, text, document.attached.get(&index), place);
        end + 1
    }

    fn framed_code(&mut self, mut info: Info, text: String, list: Option<&Attributes>, place: Range<usize>) {
        let mut classes = String::new();
        let mut attributes = Attributes::default();
        attributes.classes.append(&mut info.classes);
        if let Some(list) = list {
            attributes.merge(list);
        }
        for class in &attributes.classes {
            match class.strip_prefix("language-") {
                Some(language) if info.language.is_empty() => language.clone_into(&mut info.language),
                _ => {
                    classes.push(' ');
                    escape::attribute(&mut classes, class);
                }
            }
        }
        let tag_start = self.fragment.html.len();
        self.id_and_pairs(&attributes);
        let tag = self.fragment.html.split_off(tag_start);
        let block = CodeBlock { language: info.language, text, line_numbers: info.line_numbers, marked: info.marked };
        let frame = Frame::Block { classes: &classes, attributes: &tag, title: info.title.as_deref() };
        self.write_code(&block, frame, place);
    }

    /// Writes a block of code; an unknown language is said at `place`.
    pub(super) fn write_code(&mut self, block: &CodeBlock, frame: Frame<'_>, place: Range<usize>) {
        let problem = code::write(&mut self.fragment.html, block, frame, self.with.highlighter);
        if let Some(unknown) = problem {
            let message = format!("no grammar knows the language `{}`", block.language);
            let finding = Finding::new(Code::UnknownLanguage, place, message);
            self.fragment.findings.push(match unknown.nearest {
                Some(name) => finding.hint(format!("write `{name}`")),
                None => finding.hint("write `text` to show it without colours"),
            });
        }
    }

    pub(super) fn code_span(&mut self, code: &str, index: usize) {
        let document = self.document;
        let list = document.attached.get(&index);
        let language = list.and_then(|list| list.classes.iter().find_map(|class| class.strip_prefix("language-")));
        let mut class = format!("language-{}", language.unwrap_or("plaintext"));
        for own in list.map(|list| list.classes.as_slice()).unwrap_or_default() {
            if !own.starts_with("language-") {
                class.push(' ');
                class.push_str(own);
            }
        }
        class.push_str(" highlighter-rouge");
        self.push("<code");
        self.attributes(None, &class);
        if let Some(list) = list {
            self.id_and_pairs(list);
        }
        self.push(">");
        match language.map(|language| self.with.highlighter.language(language)) {
            Some(Known::Language(language)) => {
                let html = self.with.highlighter.highlight(language, &escape::without_noncharacters(code));
                self.push(html.trim_end_matches('\n'));
            }
            _ => escape::text(self.out(), code),
        }
        self.push("</code>");
    }
}

/// The bytes of the language behind a fence; of the fence if it stands elsewhere.
fn language_place(text: &str, block: &Range<usize>, info: &Info) -> Range<usize> {
    let line = super::cover::rest_of_line(text, block.start);
    let fence = line.trim_start().trim_start_matches(['`', '~']);
    let words = fence.trim_start();
    let start = block.start + line.len() - words.len();
    let place = start + info.place.start..start + info.place.end;
    if text.get(place.clone()) == Some(info.language.as_str()) && !place.is_empty() {
        place
    } else {
        block.start..block.start + line.trim_end().len()
    }
}
