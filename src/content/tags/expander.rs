//! From tag to tag through one body.

use std::ops::Range;

use super::expression::{self, Outcome};
use super::logic::{LOGIC, LOGIC_PARTS};
use super::{Expanded, IncludeFault, Piece, PieceKind, Surroundings, blocks, without_marks};
use crate::diagnostic::{Code, Finding, nearest};
use crate::markdown::{self, INSERT_END, INSERT_START, Insert};

/// Tags that are understood, for the nearest to one that is not.
pub(super) const KNOWN: [&str; 10] = [
    "raw",
    "endraw",
    "comment",
    "endcomment",
    "highlight",
    "endhighlight",
    "post_url",
    "link",
    "include",
    "include_cached",
];

/// How much Markdown is read again, in all, to find code behind blocks that hold half of a fence.
const REREAD: usize = 64 * 1024 * 1024;

/// Byte of the next `{{` or `{%` from `from` on.
pub(super) fn next_tag(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let rest = bytes.get(from..)?;
    let mut braces = memchr::memchr_iter(b'{', rest);
    braces.find(|at| matches!(rest.get(at + 1), Some(b'{' | b'%'))).map(|at| from + at)
}

/// A tag as it stands in the body.
#[derive(Clone, Debug)]
struct Tag {
    /// All of it, braces included.
    range: Range<usize>,
    /// What is between the braces, without dashes and blanks.
    inner: Range<usize>,
    is_output: bool,
    trims_before: bool,
    trims_after: bool,
}

impl Tag {
    /// The tag that starts at `at`; nothing if it does not end before another begins or a paragraph ends.
    fn at(body: &str, at: usize) -> Option<Self> {
        let is_output = body[at..].starts_with("{{");
        let close = if is_output { "}}" } else { "%}" };
        let rest = &body[at + 2..];
        let rest = next_tag(rest, 0).map_or(rest, |another| &rest[..another]);
        let end = rest.find(close)?;
        if ["\n\n", "\n\r\n"].iter().any(|gap| rest[..end].contains(gap)) {
            return None;
        }
        let written = &rest[..end];
        let trims_before = written.starts_with('-');
        let trims_after = written.len() > 1 && written.ends_with('-');
        let dashed = &written[usize::from(trims_before)..written.len() - usize::from(trims_after)];
        let inner = dashed.trim();
        let start = at + 2 + usize::from(trims_before) + (dashed.len() - dashed.trim_start().len());
        Some(Self {
            range: at..at + 2 + end + 2,
            inner: start..start + inner.len(),
            is_output,
            trims_before,
            trims_after,
        })
    }
}

/// Finds the parts of a text that are code.
pub(super) type FindCode = fn(&str) -> Vec<Range<usize>>;

/// See [`super::expand`].
pub(super) fn expand<'a>(
    body: &'a str,
    surroundings: &dyn Surroundings,
    find_code: FindCode,
) -> (Expanded<'a>, Vec<Finding>) {
    let mut expander = Expander {
        body,
        surroundings,
        find_code,
        text: String::with_capacity(body.len() + body.len() / 8),
        pieces: Vec::new(),
        inserts: Vec::new(),
        findings: Vec::new(),
        written: 0,
        code: find_code(body),
        next_code: 0,
        masked: None,
        reread: 0,
        base_path: None,
        logic: 0,
        never_closed: Vec::new(),
    };
    expander.run();
    let Expander { text, pieces, inserts, findings, .. } = expander;
    (Expanded { text: text.into(), inserts, pieces, length: body.len() }, findings)
}

struct Expander<'a, 's> {
    body: &'a str,
    surroundings: &'s dyn Surroundings,
    find_code: FindCode,
    text: String,
    pieces: Vec<Piece>,
    inserts: Vec<Insert>,
    findings: Vec<Finding>,
    /// Byte of the body up to which everything is in `text`.
    written: usize,
    /// Where code stands in the body, and the first of those not yet passed.
    code: Vec<Range<usize>>,
    next_code: usize,
    /// The body with blocks blotted out whose contents must not be taken for Markdown.
    masked: Option<String>,
    reread: usize,
    /// If all that was written last is `{{ site.baseurl }}`: where it starts in the text and ends in the body.
    base_path: Option<(usize, usize)>,
    /// Logic tags that were reported and not yet closed.
    logic: usize,
    /// Blocks that nothing closes from here on.
    never_closed: Vec<&'static str>,
}

impl Expander<'_, '_> {
    fn run(&mut self) {
        let mut at = 0;
        while let Some(start) = next_tag(self.body, at) {
            if let Some(end) = self.end_of_code_at(start) {
                at = end.max(start + 1);
                continue;
            }
            at = match Tag::at(self.body, start) {
                Some(tag) if tag.is_output => self.output(&tag),
                Some(tag) => self.tag(&tag),
                None => self.unclosed(start),
            };
        }
        self.keep_to(self.body.len());
    }

    /// The end of the code that byte `at` stands in.
    fn end_of_code_at(&mut self, at: usize) -> Option<usize> {
        while self.code.get(self.next_code).is_some_and(|code| code.end <= at) {
            self.next_code += 1;
        }
        self.code.get(self.next_code).filter(|code| code.contains(&at)).map(|code| code.end)
    }

    /// Finds code anew where `block`, which is not Markdown, holds the start of code that seems to end behind it.
    fn blot_out(&mut self, block: Range<usize>) {
        let crosses = |code: &Range<usize>| block.contains(&code.start) && code.end > block.end;
        // A handful of blocks in real posts; the limit is for texts made to be slow.
        if !self.code.iter().skip(self.next_code).take_while(|code| code.start < block.end).any(crosses) {
            return;
        }
        self.reread += self.body.len();
        if self.reread > REREAD {
            return self.code.retain(|code| !crosses(code));
        }
        let mut masked = self.masked.take().unwrap_or_else(|| self.body.to_owned());
        let filler = "x".repeat(block.len());
        masked.replace_range(block, &filler);
        self.code = (self.find_code)(&masked);
        self.next_code = 0;
        self.masked = Some(masked);
    }

    fn report(&mut self, code: Code, range: Range<usize>, message: impl Into<String>, hint: impl Into<String>) {
        self.findings.push(Finding::new(code, range, message).hint(hint));
    }

    /// Writes the body as it stands up to byte `end`.
    fn keep_to(&mut self, end: usize) {
        if self.written < end {
            let kept = self.written..end;
            self.piece(kept.clone(), PieceKind::AsWritten);
            self.text.push_str(&without_marks(&self.body[kept]));
            self.written = end;
            self.base_path = None;
        }
    }

    fn piece(&mut self, body: Range<usize>, kind: PieceKind) {
        self.pieces.push(Piece { text: self.text.len(), body, kind });
    }

    /// Writes what stands before a tag.
    fn keep_before(&mut self, tag: &Tag) {
        let before = &self.body[self.written..tag.range.start];
        let kept = if tag.trims_before { before.trim_end().len() } else { before.len() };
        self.keep_to(self.written + kept);
    }

    /// Writes `text` in place of `range`; returns where to go on.
    fn put(&mut self, range: Range<usize>, text: &str, trims_after: bool) -> usize {
        self.piece(range.clone(), PieceKind::FromTag);
        self.text.push_str(text);
        self.base_path = None;
        self.skip_to(range.end, trims_after)
    }

    /// Goes on behind byte `end` of the body, or behind the blanks there.
    fn skip_to(&mut self, end: usize, trims_after: bool) -> usize {
        let rest = &self.body[end..];
        self.written = if trims_after { end + (rest.len() - rest.trim_start().len()) } else { end };
        self.written
    }

    /// `{{ … }}`.
    fn output(&mut self, tag: &Tag) -> usize {
        let inner = &self.body[tag.inner.clone()];
        match expression::output(inner, tag.inner.start, self.surroundings) {
            Outcome::Text(value) => {
                self.keep_before(tag);
                let start = self.text.len();
                let end = self.put(tag.range.clone(), &without_marks(&value), tag.trims_after);
                if inner == "site.baseurl" {
                    self.base_path = Some((start, end));
                }
                end
            }
            Outcome::Faults(faults) => {
                self.findings.extend(faults);
                tag.range.end
            }
        }
    }

    /// `{% … %}`.
    fn tag(&mut self, tag: &Tag) -> usize {
        let body = self.body;
        let inner = &body[tag.inner.clone()];
        let (name, rest) = inner.split_at(inner.find(|c: char| c.is_whitespace()).unwrap_or(inner.len()));
        let argument = rest.trim();
        let start = tag.inner.end - argument.len();
        let place = if argument.is_empty() { tag.range.clone() } else { start..tag.inner.end };
        match name {
            "raw" => self.raw(tag),
            "comment" => self.comment(tag),
            _ if name.starts_with('#') => {
                self.keep_before(tag);
                self.put(tag.range.clone(), "", tag.trims_after)
            }
            "highlight" => self.highlight(tag, argument, place),
            "post_url" | "link" => self.address(tag, name, argument, place),
            "include" | "include_cached" => self.include(tag, argument, start),
            _ => {
                let name_range = tag.inner.start..tag.inner.start + name.len();
                self.unknown(name, if name.is_empty() { tag.range.clone() } else { name_range });
                tag.range.end
            }
        }
    }

    /// `{% raw %}…{% endraw %}`: all that is between stays as it is.
    fn raw(&mut self, tag: &Tag) -> usize {
        let Some(close) = self.closing(tag, "raw") else { return tag.range.end };
        self.keep_before(tag);
        self.put(tag.range.clone(), "", tag.trims_after);
        self.written = self.written.min(close.range.start);
        self.keep_before(&close);
        self.blot_out(tag.range.start..close.range.end);
        self.put(close.range.clone(), "", close.trims_after)
    }

    /// `{% comment %}…{% endcomment %}`: nothing of it is seen.
    fn comment(&mut self, tag: &Tag) -> usize {
        let Some(close) = self.closing(tag, "comment") else { return tag.range.end };
        self.keep_before(tag);
        let block = tag.range.start..close.range.end;
        self.blot_out(block.clone());
        self.put(block, "", close.trims_after)
    }

    /// `{% highlight LANG linenos mark_lines="1 3" %}…{% endhighlight %}`: a block of code.
    fn highlight(&mut self, tag: &Tag, head: &str, place: Range<usize>) -> usize {
        let Some(close) = self.closing(tag, "highlight") else { return tag.range.end };
        let code = match blocks::head(head) {
            Ok(code) => code,
            Err((message, hint)) => {
                self.report(Code::BadTag, place, message, hint);
                return tag.range.end;
            }
        };
        self.keep_before(tag);
        let before = &self.body[..tag.range.start];
        let prefix = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
        let inner = &self.body[tag.range.end..close.range.start];
        let insert = Insert::Code(markdown::CodeBlock { text: blocks::contents(inner, prefix), ..code });
        let block = tag.range.start..close.range.end;
        let mark = self.mark_alone(insert, prefix, block.end);
        self.blot_out(block.clone());
        self.put(block, &mark, close.trims_after)
    }

    /// Keeps `insert`; its mark comes back as a paragraph of its own in the containers that `prefix` shows.
    fn mark_alone(&mut self, insert: Insert, prefix: &str, end: usize) -> String {
        let mark = self.mark(insert);
        let Some(inside) = blocks::continuation(prefix) else { return mark };
        let line_start = self.text.rfind('\n').map_or(0, |at| at + 1);
        let line = &self.text[line_start..];
        let above = self.text[..line_start].trim_end_matches(['\n', '\r']);
        let last = above.rsplit('\n').next().unwrap_or_default();
        let gap = self.text[above.len()..line_start].matches('\n').count() > 1;
        let before = if !line.is_empty() && line != prefix {
            format!("\n{}\n{inside}", inside.trim_end())
        } else if inside == prefix && !gap && !blocks::is_blank(last) {
            format!("\n{inside}")
        } else {
            String::new()
        };
        let (rest, more) = self.body[end..].split_once('\n').unwrap_or((&self.body[end..], ""));
        let next = more.split('\n').next().unwrap_or_default();
        let after = if !rest.trim().is_empty() {
            format!("\n{}\n{inside}", inside.trim_end())
        } else if !blocks::is_blank(next) {
            format!("\n{}", inside.trim_end())
        } else {
            String::new()
        };
        format!("{before}{mark}{after}")
    }

    fn mark(&mut self, insert: Insert) -> String {
        self.inserts.push(insert);
        format!("{INSERT_START}{}{INSERT_END}", self.inserts.len() - 1)
    }

    /// `{% post_url NAME %}`, `{% link PATH %}`.
    fn address(&mut self, tag: &Tag, kind: &str, written: &str, place: Range<usize>) -> usize {
        let name = expression::unquoted(written);
        if name.is_empty() {
            let (what, example) =
                if kind == "link" { ("a file", "content/about.md") } else { ("a post", "2019-11-04-LewisGaul") };
            self.report(
                Code::BadTag,
                place,
                format!("`{kind}` names {what}"),
                format!("write `{{% {kind} {example} %}}`"),
            );
            return tag.range.end;
        }
        let found = if kind == "link" { self.surroundings.link(name) } else { self.surroundings.post_url(name) };
        match found {
            Ok(address) => {
                self.keep_before(tag);
                // Jekyll 3 left the base path to `{{ site.baseurl }}` before the tag; it must not come twice.
                if let Some((start, end)) = self.base_path
                    && end == tag.range.start
                {
                    self.text.truncate(start);
                }
                self.put(tag.range.clone(), &without_marks(&address), tag.trims_after)
            }
            Err(near) => {
                let what = if kind == "link" { "file" } else { "post" };
                let hint = match near {
                    Some(near) => format!("write `{{% {kind} {near} %}}`"),
                    None if kind == "link" => {
                        "write the path of a file of this site, as in `content/about.md`".to_owned()
                    }
                    None => "write the file name of a post without its extension".to_owned(),
                };
                self.report(Code::UnknownTarget, place, format!("there is no {what} `{name}`"), hint);
                tag.range.end
            }
        }
    }

    /// `{% include NAME key="value" key=page.x %}`.
    fn include(&mut self, tag: &Tag, written: &str, start: usize) -> usize {
        let call = match expression::call(written, start, self.surroundings) {
            Ok(call) => call,
            Err(faults) => {
                self.findings.extend(faults);
                return tag.range.end;
            }
        };
        if call.name.is_empty() {
            let hint = "write `{% include name.html %}`";
            self.report(Code::BadTag, tag.range.clone(), "`include` names a template", hint);
            return tag.range.end;
        }
        match self.surroundings.include(call.name, &call.arguments) {
            Ok(html) => {
                self.keep_before(tag);
                let text = self.included(&html, &tag.range);
                self.put(tag.range.clone(), &text, tag.trims_after)
            }
            Err(IncludeFault::Failed(_)) => tag.range.end,
            Err(IncludeFault::Missing(near)) => {
                let hint = match near {
                    Some(near) => format!("write `{{% include {near} %}}`"),
                    None => format!("write the template `templates/includes/{}`", call.name),
                };
                let range = start..start + call.name.len();
                self.report(Code::UnknownTarget, range, format!("there is no include `{}`", call.name), hint);
                tag.range.end
            }
        }
    }

    /// What an include gave: words as text, so that they may stand in an address or a sentence; HTML as an insert, in a
    /// paragraph of its own if the tag has its line for itself.
    fn included(&mut self, html: &str, range: &Range<usize>) -> String {
        let html = html.trim_end_matches(['\n', '\r']);
        if !html.contains(['<', '\n']) {
            return without_marks(html).into_owned();
        }
        let before = &self.body[..range.start];
        let prefix = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
        let alone = self.body[range.end..].split('\n').next().unwrap_or_default().trim().is_empty();
        let insert = Insert::Html(html.to_owned());
        if alone { self.mark_alone(insert, prefix, range.end) } else { self.mark(insert) }
    }

    /// The `{% endNAME %}` that closes `tag`, which is reported if there is none.
    fn closing(&mut self, tag: &Tag, name: &'static str) -> Option<Tag> {
        let mut at = if self.never_closed.contains(&name) { self.body.len() } else { tag.range.end };
        while let Some(start) = memchr::memmem::find(&self.body.as_bytes()[at..], b"{%").map(|step| at + step) {
            at = start + 2;
            let close = Tag::at(self.body, start);
            if let Some(close) = close
                && self.body[close.inner.clone()].strip_prefix("end") == Some(name)
            {
                return Some(close);
            }
        }
        self.never_closed.push(name);
        let hint = format!("write `{{% end{name} %}}` where it ends");
        self.report(Code::BadTag, tag.range.clone(), format!("`{name}` is never closed"), hint);
        None
    }

    /// `{{` or `{%` without its end.
    fn unclosed(&mut self, start: usize) -> usize {
        let (open, close) = if self.body[start..].starts_with("{{") { ("{{", "}}") } else { ("{%", "%}") };
        let message = format!("`{open}` is never closed");
        let hint = format!("write `{close}` where it ends, or `{{% raw %}}{open}{{% endraw %}}` if it is text");
        self.report(Code::BadTag, start..start + 2, message, hint);
        start + 2
    }

    /// A tag that is none of ours.
    fn unknown(&mut self, name: &str, range: Range<usize>) {
        let as_text = "write it between `{% raw %}` and `{% endraw %}` if it is text";
        if name.is_empty() {
            return self.report(Code::BadTag, range, "an empty tag", as_text);
        }
        if LOGIC.contains(&name) {
            self.logic += usize::from(!matches!(name, "assign" | "increment" | "decrement" | "cycle"));
            let message = format!("`{name}`: bodies have no logic of their own here");
            let hint = "put it into a template, `templates/includes/name.html`, and write `{% include name.html %}`";
            return self.report(Code::UnknownTag, range, message, hint);
        }
        if LOGIC_PARTS.contains(&name) && self.logic > 0 {
            self.logic -= usize::from(name.starts_with("end"));
            return;
        }
        if let Some(opened) = name.strip_prefix("end").filter(|opened| KNOWN.contains(opened)) {
            let message = format!("`{name}` closes a `{opened}` that was not opened");
            return self.report(Code::BadTag, range, message, format!("write `{{% {opened} %}}` where it begins"));
        }
        let hint = match nearest(name, KNOWN) {
            Some(near) => format!("write `{near}`"),
            None => as_text.to_owned(),
        };
        self.report(Code::UnknownTag, range, format!("there is no tag `{name}`"), hint);
    }
}
