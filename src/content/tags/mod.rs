//! Tags in bodies: `{{ "/a.jpg" | relative_url }}`, `{% post_url 2019-11-04-LewisGaul %}`, `{% highlight c %}` …
//!
//! The text comes out expanded, with a map back to the file as it was written, so that every problem found later in
//! the expanded text is reported where its author can mend it. Inside code, braces are text.
//!
//! 1. A body without `{{` and `{%` is handed back as it is.
//! 2. [`expander`] goes from tag to tag, past code, and writes text and map.
//! 3. [`expression`] reads and works out what stands between `{{` and `}}`; [`mod@filters`] is the list of what may follow a `|`.
//! 4. [`blocks`] takes `{% highlight %}` out of the list items and quotes around it.
//!
//! Tags are those of Liquid and Jekyll that make sense without logic (shopify.github.io/liquid, jekyll/tags/*.rb). One that
//! cannot be read stays in the text as it was written, and is reported.

mod blocks;
mod expander;
mod expression;
mod filters;
mod logic;

pub use logic::has_logic;

use std::borrow::Cow;
use std::ops::Range;

use jiff::tz::TimeZone;

use crate::diagnostic::Finding;
use crate::markdown::{self, INSERT_END, INSERT_START, Insert};

/// A body with its tags expanded.
#[derive(Clone, Debug, Default)]
pub struct Expanded<'a> {
    /// What Markdown reads. Where an [`Insert`] belongs stands its number between two marks.
    pub text: Cow<'a, str>,
    /// Finished pieces that Markdown must not touch.
    pub inserts: Vec<Insert>,
    /// Where the text came from: one piece from every place where it and the body drift apart. None where they never do.
    pieces: Vec<Piece>,
    /// Length of the body as written.
    length: usize,
}

/// A stretch of the expanded text, up to the next piece.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    /// Byte of the expanded text at which it starts.
    text: usize,
    /// Bytes of the body it came from; of a stretch kept as written, only where it starts matters.
    body: Range<usize>,
    kind: PieceKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PieceKind {
    AsWritten,
    FromTag,
}

impl Expanded<'_> {
    /// The same, with a text of its own.
    pub fn into_owned(self) -> Expanded<'static> {
        let Self { text, inserts, pieces, length } = self;
        Expanded { text: Cow::Owned(text.into_owned()), inserts, pieces, length }
    }

    /// Bytes of the body as written that `range` of the expanded text came from. What came from a tag came from all of it.
    pub fn origin(&self, range: Range<usize>) -> Range<usize> {
        let start = range.start.min(self.text.len());
        let end = range.end.clamp(start, self.text.len());
        if self.pieces.is_empty() {
            return start..end;
        }
        let from = match self.piece(start) {
            Some(piece) if piece.kind == PieceKind::FromTag => piece.body.start,
            Some(piece) => piece.body.start + (start - piece.text),
            None => start,
        };
        let last = if end > start { end - 1 } else { end };
        let to = match self.piece(last) {
            Some(piece) if piece.kind == PieceKind::FromTag => piece.body.end,
            Some(piece) => piece.body.start + (end - piece.text),
            None => end,
        };
        let from = from.min(self.length);
        from..to.clamp(from, self.length)
    }

    /// The piece that byte `at` of the text lies in.
    fn piece(&self, at: usize) -> Option<&Piece> {
        let after = self.pieces.partition_point(|piece| piece.text <= at);
        self.pieces.get(after.checked_sub(1)?)
    }

    /// The text with every insert in its place as `show` writes it, for bodies that are not Markdown.
    pub fn with_inserts(&self, mut show: impl FnMut(&Insert) -> String) -> String {
        let mut whole = String::with_capacity(self.text.len());
        let mut rest = self.text.as_ref();
        while let Some((before, after)) = rest.split_once(INSERT_START) {
            whole.push_str(before);
            let Some((number, after)) = after.split_once(INSERT_END) else {
                rest = after;
                continue;
            };
            if let Some(insert) = number.parse::<usize>().ok().and_then(|number| self.inserts.get(number)) {
                whole.push_str(&show(insert));
            }
            rest = after;
        }
        whole.push_str(rest);
        whole
    }
}

/// What tags may ask of the site they stand in.
pub trait Surroundings {
    /// `{{ site.KEY }}`, `{{ page.KEY }}`, dotted: the value as text, or nothing if there is no such key.
    fn variable(&self, path: &str) -> Option<String>;
    /// `relative_url`: an address of this site under its base path.
    fn relative_url(&self, url: &str) -> String;
    /// `absolute_url`: the same with scheme and host, if the site has them.
    fn absolute_url(&self, url: &str) -> String;
    /// `{% post_url NAME %}`: the address of the post, base path included; the nearest name otherwise.
    fn post_url(&self, name: &str) -> Result<String, Option<String>>;
    /// `{% link PATH %}`: the address of the source file, base path included; the nearest path otherwise.
    fn link(&self, path: &str) -> Result<String, Option<String>>;
    /// `{% include NAME key="value" %}`: the rendered template.
    fn include(&self, name: &str, arguments: &[(String, String)]) -> Result<String, IncludeFault>;

    /// Paths that [`Surroundings::variable`] knows (`site.title`, `page.author`), to name the nearest to one it does not.
    fn variables(&self) -> Vec<String> {
        Vec::new()
    }

    /// The zone of the site, for the filter `date`.
    fn time_zone(&self) -> TimeZone {
        TimeZone::UTC
    }
}

/// Why an include gave nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IncludeFault {
    /// No such template; the nearest name.
    Missing(Option<String>),
    /// The template failed, and its own problems were reported elsewhere.
    Failed(String),
}

/// Every filter with an example of it: `("upcase", "\"lamp\" | upcase")`.
pub fn filters() -> impl Iterator<Item = (&'static str, &'static str)> {
    filters::examples()
}

/// The tags that are understood, those that end a block among them: `post_url`, `endraw`.
pub fn names() -> &'static [&'static str] {
    &expander::KNOWN
}

/// Expands every tag of `body` outside code. Findings count bytes of `body`.
pub fn expand<'a>(body: &'a str, surroundings: &dyn Surroundings) -> (Expanded<'a>, Vec<Finding>) {
    if expander::next_tag(body, 0).is_some() {
        return expander::expand(body, surroundings, markdown::code_ranges);
    }
    (kept(body), Vec::new())
}

/// A body whose braces mean nothing.
pub fn kept(body: &str) -> Expanded<'_> {
    Expanded { text: without_marks(body), length: body.len(), ..Expanded::default() }
}

/// `text` in which the marks around the numbers of inserts became U+FFFD, which is as long: no text may forge an insert.
fn without_marks(text: &str) -> Cow<'_, str> {
    // Both marks begin with the same two bytes.
    if memchr::memmem::find(text.as_bytes(), &[0xEF, 0xB7]).is_none() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace([INSERT_START, INSERT_END], "\u{FFFD}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Parser, Tag};

    use super::*;

    struct Site;

    impl Surroundings for Site {
        fn variable(&self, path: &str) -> Option<String> {
            let value = match path {
                "site.title" => "EnHackathon",
                "site.baseurl" => "/repo",
                "site.url" => "https://blog.example",
                "site.team.lead" => "Lewis",
                "page.title" => "A & B",
                "page.date" => "2019-11-04 10:00",
                "page.mark" => "\u{FDD0}0\u{FDD1}",
                _ => return None,
            };
            Some(value.to_owned())
        }
        fn relative_url(&self, url: &str) -> String {
            format!("/repo/{}", url.trim_start_matches('/'))
        }
        fn absolute_url(&self, url: &str) -> String {
            format!("https://blog.example{}", self.relative_url(url))
        }
        fn post_url(&self, name: &str) -> Result<String, Option<String>> {
            let known = "2019-11-04-LewisGaul";
            if name == known {
                Ok("/repo/2019/11/04/LewisGaul.html".to_owned())
            } else {
                Err(name.starts_with("2019").then(|| known.to_owned()))
            }
        }
        fn link(&self, path: &str) -> Result<String, Option<String>> {
            if path == "about.md" { Ok("/repo/about.html".to_owned()) } else { Err(None) }
        }
        fn include(&self, name: &str, arguments: &[(String, String)]) -> Result<String, IncludeFault> {
            match name {
                "word" => Ok("word\n".to_owned()),
                "box.html" => Ok(format!("<div>{arguments:?}</div>\n")),
                "broken.html" => Err(IncludeFault::Failed("broken".to_owned())),
                _ => Err(IncludeFault::Missing(Some("box.html".to_owned()))),
            }
        }
        fn variables(&self) -> Vec<String> {
            ["site.title", "site.baseurl", "page.title"].map(str::to_owned).to_vec()
        }
    }

    fn code(text: &str) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        for (event, range) in Parser::new(text).into_offset_iter() {
            if matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_)))
                && found.last().is_none_or(|f| f.end <= range.start)
            {
                found.push(range);
            }
        }
        found
    }

    fn expanded(body: &str) -> (Expanded<'_>, Vec<Finding>) {
        expander::expand(body, &Site, code)
    }

    /// Inserts are shown as `<number>`.
    fn check(body: &str, expected: &str) {
        let (text, findings) = expanded(body);
        let shown = text.text.replace(INSERT_START, "<").replace(INSERT_END, ">");
        assert_eq!((shown.as_str(), findings), (expected, Vec::new()), "{body:?}");
    }

    /// Each fault as `code [what it marks] message; hint`; the text must stay as it was.
    fn refused(body: &str, expected: &[&str]) {
        let (text, findings) = expanded(body);
        let found: Vec<String> = findings
            .iter()
            .map(|f| format!("{} [{}] {}; {}", f.code, &body[f.range.clone()], f.message, f.hints.join("; ")))
            .collect();
        assert_eq!(found, expected, "{body:?}");
        assert_eq!(text.text, body, "stays as written");
    }

    #[test]
    fn values() {
        check("a {{ site.title }} b", "a EnHackathon b");
        check("{{site.title}}{{ site[\"title\"] }}{{ site.team['lead'] }}", "EnHackathonEnHackathonLewis");
        check("![x]({{ \"/images/x.jpg\" | relative_url }} \"t\")", "![x](/repo/images/x.jpg \"t\")");
        check("{{ '/a' | absolute_url }}", "https://blog.example/repo/a");
        check("{{ page.title | escape | upcase }}", "A &AMP; B");
        check("{{ page.none | default: \"x\" | append: 'y' }}", "xy");
        check("{{ page.date | date: \"%b %-d, %Y\" }}", "Nov 4, 2019");
        check("{{ page.date | date_to_xmlschema }}", "2019-11-04T10:00:00+00:00");
        check("{{ \"a-b\" | replace: \"-\", \"+\" | append: site.baseurl }}", "a+b/repo");
        check("{{ 3 | plus: 4 }}, {{ nil }}{{ true }}", "7, true");
        check("{{ \"|:,\" }}", "|:,");
        check("{{\r\n site.title\r\n}}\r\nx", "EnHackathon\r\nx");
        check("äö {{ site.title }} 你", "äö EnHackathon 你");
        check("{{ page.mark }}", "\u{FFFD}0\u{FFFD}");
        check("\u{FDD0}7\u{FDD1}{{ nil }}", "\u{FFFD}7\u{FFFD}");
    }

    #[test]
    fn blanks_around_tags() {
        check("a  {{- site.title -}}  b", "aEnHackathonb");
        check("a {%- raw -%} {{ x }} {%- endraw -%} b", "a{{ x }}b");
        check("a {%- comment -%} x {%- endcomment -%} b", "ab");
        check("a\n\n{%- comment %}x{% endcomment -%}\n\nb", "ab");
    }

    #[test]
    fn code_is_text() {
        for body in [
            "`{{ x }}` and `` {% y ``",
            "```\n{{ x }}\n{% if %}\n```\n",
            "~~~ liquid\n{% raw %}\n~~~",
            "a\n\n    {{ x }}\n\nb",
            "- a\n\n  ```\n  {% endraw %}\n  ```\n",
            "> ```\n> {{ x }}\n> ```\n",
        ] {
            check(body, body);
        }
        check("`{{ x }}` {{ site.title }}", "`{{ x }}` EnHackathon");
        check("{% raw %}{{ x }} {% if %}{% endraw %}", "{{ x }} {% if %}");
        check("{% raw %}```\n{% endraw %}\n\n{{ site.title }}\n", "```\n\n\nEnHackathon\n");
        check("{% comment %}\n```\n{% endcomment %}\n{{ site.title }}", "\nEnHackathon");
        check("{% highlight md %}\n```\n{% endhighlight %}\n\n{{ site.title }}", "<0>\n\nEnHackathon");
        check("{% raw %}`{% endraw %} {{ site.title }} {% raw %}`{% endraw %}", "` EnHackathon `");
        check("{% raw %}\n```\n{{ x }}\n```\n{% endraw %} {{ site.title }}", "\n```\n{{ x }}\n```\n EnHackathon");
    }

    #[test]
    fn addresses() {
        let post = "/repo/2019/11/04/LewisGaul.html";
        check("[a]({% post_url 2019-11-04-LewisGaul %}#x)", &format!("[a]({post}#x)"));
        check("[a]({% link about.md %})", "[a](/repo/about.html)");
        check("{% link 'about.md' %}", "/repo/about.html");
        check("[a]({{ site.baseurl }}{% link about.md %})", "[a](/repo/about.html)");
        check(
            "[a]({{ site.url }}{{ site.baseurl }}{% post_url 2019-11-04-LewisGaul %})",
            &format!("[a](https://blog.example{post})"),
        );
        check("{{ site.baseurl }} {% link about.md %}", "/repo /repo/about.html");
        check("{{ site.baseurl }}/x.jpg", "/repo/x.jpg");
        refused(
            "x {% post_url 2019-11-04-LewisGual %}",
            &[
                "unknown-target [2019-11-04-LewisGual] there is no post `2019-11-04-LewisGual`; write `{% post_url 2019-11-04-LewisGaul %}`",
            ],
        );
        refused(
            "{% link x.md %}",
            &[
                "unknown-target [x.md] there is no file `x.md`; write the path of a file of this site, as in `content/about.md`",
            ],
        );
        refused("{% link %}", &["bad-tag [{% link %}] `link` names a file; write `{% link content/about.md %}`"]);
    }

    #[test]
    fn includes() {
        check("a {% include word %} b", "a word b");
        check("a {% include box.html %} b", "a <0> b");
        check("a\n{% include box.html x=\"1\" y=page.title z=3 %}\nb", "a\n\n<0>\n\nb");
        let (text, _) = expanded("{% include box.html x=\"a, b\", y=page.title z=3 %}");
        assert_eq!(
            text.inserts,
            [Insert::Html("<div>[(\"x\", \"a, b\"), (\"y\", \"A & B\"), (\"z\", \"3\")]</div>".to_owned())]
        );
        refused("{% include broken.html %}", &[]);
        refused(
            "{% include bax.html %}",
            &["unknown-target [bax.html] there is no include `bax.html`; write `{% include box.html %}`"],
        );
        refused(
            "{% include box.html x %}",
            &[
                "bad-tag [x] the arguments of `include` have the form `key=\"value\"`; write `{% include name.html key=\"value\" %}`",
            ],
        );
        refused(
            "{% include box.html x=page.titel %}",
            &["unknown-target [page.titel] there is no `page.titel`; write `page.title`"],
        );
    }

    #[test]
    fn blocks_of_code() {
        check("{% highlight c %}\nint x;\n{% endhighlight %}", "<0>");
        check("a\n{% highlight c %}\nx\n{% endhighlight %}\nb\n", "a\n\n<0>\n\nb\n");
        check("a\n\n{% highlight c %}\nx\n{% endhighlight %}\n\nb\n", "a\n\n<0>\n\nb\n");
        check("- a\n\n  {% highlight c %}\n  x\n  {% endhighlight %}\n- b\n", "- a\n\n  <0>\n\n- b\n");
        check("- a\n  {% highlight c %}\n  x\n  {% endhighlight %}\n", "- a\n  \n  <0>\n");
        check("> a\n> {% highlight c %}\n> x\n> {% endhighlight %}\n> b\n", "> a\n> \n> <0>\n>\n> b\n");
        check("- {% highlight c %}\n  x\n  {% endhighlight %}\n", "- <0>\n");
        check("text {% highlight c %}x{% endhighlight %} more", "text <0> more");
        let (text, _) =
            expanded("{% highlight c linenos mark_lines=\"1 3\" %}\r\n  a\r\n\r\nb\r\n{% endhighlight %}\r\n");
        let block = markdown::CodeBlock {
            language: "c".to_owned(),
            text: "  a\n\nb\n".to_owned(),
            line_numbers: true,
            marked: vec![1..2, 3..4],
        };
        assert_eq!(text.inserts, [Insert::Code(block)]);
        assert_eq!(text.with_inserts(|_| "CODE".to_owned()), "CODE\r\n");
        refused(
            "{% highlight %}x{% endhighlight %}",
            &[
                "bad-tag [{% highlight %}] `highlight` names a language; write `{% highlight python %}`, or `text` for none",
                "bad-tag [endhighlight] `endhighlight` closes a `highlight` that was not opened; write `{% highlight %}` where it begins",
            ],
        );
        refused(
            "{% highlight c %}x",
            &["bad-tag [{% highlight c %}] `highlight` is never closed; write `{% endhighlight %}` where it ends"],
        );
    }

    #[test]
    fn what_cannot_be_read() {
        let as_text = "write it between `{% raw %}` and `{% endraw %}` if it is text";
        let include = "put it into a template, `templates/includes/name.html`, and write `{% include name.html %}`";
        refused("{{ site.titel }}", &["unknown-target [site.titel] there is no `site.titel`; write `site.title`"]);
        refused("{{ foo }}", &["unknown-target [foo] there is no `foo`; write `site.KEY` or `page.KEY`"]);
        refused("{{ site.title | upcas }}", &["unknown-tag [upcas] there is no filter `upcas`; write `upcase`"]);
        refused(
            "{{ page.nope | foobar }}",
            &[
                "unknown-target [page.nope] there is no `page.nope`; write `{{ page.nope | default: \"\" }}` if it may be missing",
                "unknown-tag [foobar] there is no filter `foobar`; do it in a template, `templates/includes/name.html`, and write `{% include name.html %}`",
            ],
        );
        refused(
            "{{ \"x\" | append }}",
            &["bad-tag [append] `append` takes one argument, not 0; write `append: \"a\"`"],
        );
        refused(
            "{{ \"x | upcase }}",
            &["bad-tag [\"] the quote `\"` that opens here is never closed; write `\"` where the text ends"],
        );
        refused(
            "a {{ b",
            &[
                "bad-tag [{{] `{{` is never closed; write `}}` where it ends, or `{% raw %}{{{% endraw %}` if it is text",
            ],
        );
        refused(
            "$$ {{a}^2} $$\n\nb }}",
            &[
                "bad-tag [{{] `{{` is never closed; write `}}` where it ends, or `{% raw %}{{{% endraw %}` if it is text",
            ],
        );
        refused("{% raw %}x", &["bad-tag [{% raw %}] `raw` is never closed; write `{% endraw %}` where it ends"]);
        refused("{% hilight c %}", &["unknown-tag [hilight] there is no tag `hilight`; write `highlight`"]);
        refused("{% gist 1 %}", &[&format!("unknown-tag [gist] there is no tag `gist`; {as_text}")]);
        refused(
            "{% if x %}a{% else %}b{% endif %}",
            &[&format!("unknown-tag [if] `if`: bodies have no logic of their own here; {include}")],
        );
        refused("{% endif %}", &[&format!("unknown-tag [endif] there is no tag `endif`; {as_text}")]);
        refused("{%%}", &[&format!("bad-tag [{{%%}}] an empty tag; {as_text}")]);
        refused(
            "{{ \"now\" | date: \"%Y\" }}",
            &[
                "bad-tag [date] `now` would change what is built with every day; write the day itself, as in `\"2020-05-06\" | date: \"%Y\"`",
            ],
        );
        refused("{{ a b }}", &["bad-tag [b] a `|` is missing here; write `{{ value | filter: \"argument\" }}`"]);
    }

    #[test]
    fn places_in_the_body() {
        let body = "aä {{ site.title }} b\r\n{% comment %}c{% endcomment %}d {% raw %}e{% endraw %} f";
        let (text, _) = expanded(body);
        assert_eq!(text.text, "aä EnHackathon b\r\nd e f");
        let check = |part: &str, expected: &str| {
            let at = text.text.find(part).unwrap_or(usize::MAX);
            assert_eq!(&body[text.origin(at..at + part.len())], expected, "{part}");
        };
        check("aä", "aä");
        check("ä EnH", "ä {{ site.title }}");
        check("Hack", "{{ site.title }}");
        check("thon b", "{{ site.title }} b");
        check("b\r\n", "b\r\n");
        check("d", "d");
        check("e", "e");
        check("f", "f");
        check("n b\r\nd e f", &body[4..]);
        assert_eq!(text.origin(0..usize::MAX), 0..body.len());
    }

    #[test]
    fn nothing_to_expand_is_not_copied() {
        let (text, _) = expand("a { b } % c", &Site);
        assert!(matches!(text.text, Cow::Borrowed(_)));
        assert_eq!(text.origin(2..5), 2..5);
        assert_eq!(expand("\u{FDD0}", &Site).0.text, "\u{FFFD}");
    }

    #[test]
    fn many_blocks_with_half_a_fence_are_told_apart_in_time() {
        let one = "{% raw %}`{% endraw %}\n{% comment %}\n```\n{% endcomment %}\n{{ site.title }}\n\n";
        check(&one.repeat(150), &"`\n\nEnHackathon\n\n".repeat(150));
        let start = std::time::Instant::now();
        let body = one.repeat(4000);
        let (text, _) = expanded(&body);
        assert!(!text.text.is_empty());
        assert!(start.elapsed().as_secs() < 30);
    }

    fn pieces() -> impl Strategy<Value = String> {
        let words = prop::sample::select(vec![
            "{{",
            "}}",
            "{%",
            "%}",
            "-",
            "raw",
            "endraw",
            "comment",
            "endcomment",
            "highlight c",
            "endhighlight",
            "include box.html",
            "link about.md",
            "site.title",
            "|",
            "upcase",
            "\"",
            "'",
            "`",
            "```",
            "~~~",
            "\n",
            "\r\n",
            "    ",
            "> ",
            "- ",
            "ä",
            "你",
            " ",
            "x",
            "{{ site.title }}",
            "{% raw %}",
            "{% endraw %}",
            "{% highlight c %}",
            "{% endhighlight %}",
            "{%- comment -%}",
            "{%- endcomment -%}",
            ":",
            ",",
            "=",
            "[",
            "]",
            "site.baseurl",
            "\u{FDD0}",
            "\u{FDD1}",
            "default: 1",
            "slice: -1, 2",
        ]);
        prop::collection::vec(words, 0..40).prop_map(|words| words.concat())
    }

    proptest! {
        #[test]
        fn any_body_is_expanded_and_every_place_is_true(body in prop_oneof![pieces(), "\\PC{0,60}"]) {
            let (text, findings) = expanded(&body);
            for finding in findings {
                prop_assert!(body.get(finding.range.clone()).is_some(), "{:?}", finding);
            }
            let mut last = (0, 0);
            let boundaries: Vec<usize> = text.text.char_indices().map(|(at, _)| at).chain([text.text.len()]).collect();
            for at in &boundaries {
                let origin = text.origin(*at..*at);
                prop_assert!(body.get(origin.clone()).is_some(), "{:?}", origin);
                prop_assert!(origin.start >= last.0 && origin.end >= last.1, "{:?} after {:?}", origin, last);
                last = (origin.start, origin.end);
            }
            for pair in boundaries.windows(2) {
                let origin = text.origin(pair[0]..pair[1]);
                prop_assert!(!body[origin].is_empty());
            }
        }
    }
}
