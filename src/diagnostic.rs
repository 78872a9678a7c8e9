//! What is wrong in the user's files, and where.
//!
//! A [`Diagnostic`] is data: rooms collect as many as there are beside their value
//! and never print. `command::report` prints them; [`Levels`] decides which of them
//! count. What is wrong with the *machine* (disk full, no permission) is an error
//! value instead, and never comes here.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use crate::address::SourcePath;

/// How much a problem weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing, and nothing wrong: said by `check` alone.
    Note,
    /// Said, and the site is still published.
    Warning,
    /// Nothing is published.
    Error,
}

/// What a user makes of a [`Code`], as with rustc's lints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Not even said.
    Allow,
    /// Said by `check` alone.
    Note,
    /// A warning.
    Warn,
    /// An error.
    Deny,
}

impl Level {
    /// How much a problem of that level weighs; nothing if it is not even said.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Allow => None,
            Self::Note => Some(Severity::Note),
            Self::Warn => Some(Severity::Warning),
            Self::Deny => Some(Severity::Error),
        }
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal, $level:ident;)*) => {
        /// The stable name of a kind of problem, kebab-case: `broken-link`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $doc])+ $name,)*
        }

        impl Code {
            /// Every code, in the order of their names' declaration.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The name as users read and write it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// How much it weighs unless the user says otherwise.
            pub fn default_level(self) -> Level {
                match self { $(Self::$name => Level::$level,)* }
            }
        }
    };
}

codes! {
    /// An id in a page that other pages linked to is there no more.
    AnchorLost = "anchor-lost", Warn;
    /// Two spellings of one author's name: `Lewis gaul`, `LewisGaul`.
    AuthorVariant = "author-variant", Warn;
    /// In the output folder is what no host takes: a link, a file that not everyone may read.
    BadArtifact = "bad-artifact", Deny;
    /// `_config.yml` or a data file cannot be read as what it should be.
    BadConfig = "bad-config", Deny;
    /// A data file (`data/*.yml`, `.json`, `.csv`, `.tsv`) cannot be parsed.
    BadData = "bad-data", Deny;
    /// A date that is no date: `2020-02-30`, `next week`.
    BadDate = "bad-date", Deny;
    /// A file that should be text is not UTF-8.
    BadEncoding = "bad-encoding", Deny;
    /// Front matter that is not a YAML mapping.
    BadFrontMatter = "bad-front-matter", Deny;
    /// `urls.lock` cannot be read: a conflict that git left in it, a line that says nothing.
    BadLock = "bad-lock", Deny;
    /// A permalink that cannot be an address: unknown placeholder, empty, outside the site.
    BadPermalink = "bad-permalink", Deny;
    /// A tag in a body, `{% … %}` or `{{ … }}`, that cannot be read.
    BadTag = "bad-tag", Deny;
    /// A template that Tera refuses, or that fails while rendering.
    BadTemplate = "bad-template", Deny;
    /// A known key holds a value of the wrong kind: `tags: {a: 1}`.
    BadValue = "bad-value", Deny;
    /// An e-mail address in plain letters on a site that hides those of its authors.
    BareEmail = "bare-email", Note;
    /// The target exists, the `#anchor` in it does not.
    BrokenAnchor = "broken-anchor", Deny;
    /// An image, script or style sheet that does not exist.
    BrokenImage = "broken-image", Deny;
    /// A link that leads nowhere, or to more than one thing.
    BrokenLink = "broken-link", Deny;
    /// A link to another host that leads nowhere; looked for by `check --external` alone.
    DeadLink = "dead-link", Warn;
    /// One id for two elements of a page.
    DuplicateId = "duplicate-id", Warn;
    /// A key written twice in one mapping.
    DuplicateKey = "duplicate-key", Deny;
    /// A link without words or without an address.
    EmptyLink = "empty-link", Warn;
    /// A file in the output folder that this program did not write.
    ForeignFile = "foreign-file", Warn;
    /// A heading two levels or more below the one before it.
    HeadingJump = "heading-jump", Note;
    /// A link that leads somewhere only because the host adds an ending or sends visitors on.
    IndirectLink = "indirect-link", Note;
    /// The output folder takes more than the host does: 1 GB on GitHub Pages.
    LargeArtifact = "large-artifact", Warn;
    /// A link led somewhere only after it was understood in the author's sense.
    LinkRepaired = "link-repaired", Warn;
    /// Colours of `theme` that are hard to read on each other.
    LowContrast = "low-contrast", Warn;
    /// An image without a text for those who do not see it.
    MissingAlt = "missing-alt", Warn;
    /// A link whose first segment is a host: `bugs.python.org/issue1`.
    MissingScheme = "missing-scheme", Deny;
    /// `layout:` names a template that does not exist.
    MissingLayout = "missing-layout", Deny;
    /// A link to another host that has another address now, for good.
    MovedLink = "moved-link", Note;
    /// A file among the posts whose name is no post name.
    NotAPost = "not-a-post", Warn;
    /// A symbolic link that leads out of the source folder.
    OutsideSource = "outside-source", Deny;
    /// A page served over `https:` that fetches something over `http:`.
    MixedContent = "mixed-content", Warn;
    /// A key one slip away from a known one: `athor`.
    MisspeltKey = "misspelt-key", Warn;
    /// A `redirect_to` that leads to a page with a `redirect_to` of its own.
    RedirectChain = "redirect-chain", Warn;
    /// A `redirect_to` that leads back to where it began.
    RedirectCircle = "redirect-circle", Deny;
    /// A link from a page to itself, without an anchor.
    SelfLink = "self-link", Warn;
    /// A template of the site's own lacks what the theme's of the same name has by now.
    TemplateGap = "template-gap", Warn;
    /// A link to another host that does not let itself be asked.
    UncheckedLink = "unchecked-link", Note;
    /// A code block in a language no grammar knows.
    UnknownLanguage = "unknown-language", Warn;
    /// `{% post_url %}`, `{% link %}` or `{% include %}` of something that does not exist.
    UnknownTarget = "unknown-target", Deny;
    /// A tag or filter in a body that does not exist.
    UnknownTag = "unknown-tag", Deny;
    /// An address that was published, is recorded in `urls.lock`, and would be gone.
    UrlLost = "url-lost", Deny;
    /// Two sources for one URL, or two that differ only in case.
    UrlTaken = "url-taken", Deny;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is no code; holds the nearest one, if one is near.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSuchCode(pub Option<Code>);

impl fmt::Display for NoSuchCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(code) => write!(f, "no such code; did you mean `{code}`?"),
            None => write!(f, "no such code"),
        }
    }
}

impl std::error::Error for NoSuchCode {}

impl FromStr for Code {
    type Err = NoSuchCode;

    fn from_str(text: &str) -> Result<Self, NoSuchCode> {
        Self::ALL.iter().copied().find(|code| code.as_str() == text).ok_or_else(|| {
            let nearest = nearest(text, Self::ALL.iter().map(|code| code.as_str()));
            NoSuchCode(Self::ALL.iter().copied().find(|code| Some(code.as_str()) == nearest))
        })
    }
}

/// A place in a file of the site: bytes of the file as it is written on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The file.
    pub path: SourcePath,
    /// First byte and the one after the last.
    pub range: Range<usize>,
}

/// One thing that is wrong, where, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How much it weighs; [`Levels::apply`] has the last word.
    pub severity: Severity,
    /// What kind of problem it is.
    pub code: Code,
    /// One line, lower case, no full stop, names in backticks.
    pub message: String,
    /// Where; a problem of the site as a whole has no place.
    pub span: Option<Span>,
    /// Other places that matter, each with a word about it: "also served here".
    pub related: Vec<(Span, String)>,
    /// What to do, each a line that can be typed in: "write `../JacksonRiley.html`".
    pub hints: Vec<String>,
    /// What to write in place of [`Diagnostic::span`], to the letter, if it is certain: `../JacksonRiley.html`.
    pub replacement: Option<Box<str>>,
    /// What may have been meant in place of it, best first, where nothing is certain; each as fit to be written there.
    pub guesses: Vec<Box<str>>,
}

impl Diagnostic {
    /// A problem of the site as a whole, at the code's default level.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        let severity = code.default_level().severity().unwrap_or(Severity::Warning);
        let message = on_one_line(message.into());
        Self {
            severity,
            code,
            message,
            span: None,
            related: Vec::new(),
            hints: Vec::new(),
            replacement: None,
            guesses: Vec::new(),
        }
    }

    /// The same, at a place.
    #[must_use]
    pub fn at(mut self, path: &SourcePath, range: Range<usize>) -> Self {
        self.span = Some(Span { path: path.clone(), range });
        self
    }

    /// The same, with one more thing to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(on_one_line(hint.into()));
        self
    }

    /// The same, with what is certainly meant in place of what stands there.
    #[must_use]
    pub fn replace_with(mut self, text: impl Into<Box<str>>) -> Self {
        self.replacement = Some(text.into());
        self
    }
}

/// What a user wrote may hold line ends and other control characters, and is quoted in messages: those are shown as escapes.
fn on_one_line(text: String) -> String {
    if !text.contains(char::is_control) {
        return text;
    }
    text.chars().flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] }).collect()
}

/// A [`Diagnostic`] found in one text, not yet placed in its file: `range` counts from the
/// start of whatever text the finder was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What kind of problem it is.
    pub code: Code,
    /// Where in the text that was looked at.
    pub range: Range<usize>,
    /// One line, lower case, no full stop, names in backticks.
    pub message: String,
    /// What to do, each a line that can be typed in.
    pub hints: Vec<String>,
    /// What to write in place of [`Finding::range`], if it is certain.
    pub replacement: Option<Box<str>>,
    /// What may have been meant, best first, where nothing is certain.
    pub guesses: Vec<Box<str>>,
}

impl Finding {
    /// A finding without hints.
    pub fn new(code: Code, range: Range<usize>, message: impl Into<String>) -> Self {
        Fault::new(code, message).found_at(range)
    }

    /// The same, with one more thing to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The same, with what is certainly meant in place of what stands there.
    #[must_use]
    pub fn replace_with(mut self, text: impl Into<Box<str>>) -> Self {
        self.replacement = Some(text.into());
        self
    }

    /// The same where nothing else can be written in its place.
    #[must_use]
    pub fn without_cure(mut self) -> Self {
        self.replacement = None;
        self.guesses.clear();
        self
    }

    /// The finding in its file; `place` turns the range into bytes of that file.
    pub fn place(self, path: &SourcePath, place: impl FnOnce(Range<usize>) -> Range<usize>) -> Diagnostic {
        let Self { code, range, message, hints, replacement, guesses } = self;
        Fault { code, message, hints, replacement, guesses }.diagnostic().at(path, place(range))
    }
}

/// What is wrong with one thing, whose place only the caller knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What kind of problem it is.
    pub code: Code,
    /// One line, lower case, no full stop, names in backticks.
    pub message: String,
    /// What to do, each a line that can be typed in.
    pub hints: Vec<String>,
    /// What to write in place of the thing, if it is certain.
    pub replacement: Option<Box<str>>,
    /// What may have been meant, best first, where nothing is certain.
    pub guesses: Vec<Box<str>>,
}

impl Fault {
    /// The same as a diagnostic, whose place is still to be said.
    pub fn diagnostic(self) -> Diagnostic {
        let mut diagnostic = Diagnostic::new(self.code, self.message);
        diagnostic.hints = self.hints.into_iter().map(on_one_line).collect();
        diagnostic.replacement = self.replacement;
        diagnostic.guesses = self.guesses;
        diagnostic
    }

    /// A fault without hints.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), hints: Vec::new(), replacement: None, guesses: Vec::new() }
    }

    /// The same, with one more thing to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The same, with what is certainly meant in place of what stands there.
    #[must_use]
    pub fn replace_with(mut self, text: impl Into<Box<str>>) -> Self {
        self.replacement = Some(text.into());
        self
    }

    /// The fault at its place in a text.
    pub fn found_at(self, range: Range<usize>) -> Finding {
        let Self { code, message, hints, replacement, guesses } = self;
        Finding { code, range, message, hints, replacement, guesses }
    }
}

/// What the user makes of each code; the default where nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels(BTreeMap<Code, Level>);

impl Levels {
    /// Sets one code; a later call wins.
    pub fn set(&mut self, code: Code, level: Level) {
        self.0.insert(code, level);
    }

    /// The level of one code.
    pub fn of(&self, code: Code) -> Level {
        self.0.get(&code).copied().unwrap_or_else(|| code.default_level())
    }

    /// The same where nobody asked what is only worth knowing.
    #[must_use]
    pub fn without_notes(mut self) -> Self {
        let notes: Vec<Code> = Code::ALL.iter().copied().filter(|code| self.of(*code) == Level::Note).collect();
        self.0.extend(notes.into_iter().map(|code| (code, Level::Allow)));
        self
    }

    /// Drops what is allowed, weighs the rest, and puts it in reading order: by file, place, code, message.
    /// Twice the same thing is said once.
    pub fn apply(&self, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let mut kept: Vec<Diagnostic> = diagnostics
            .into_iter()
            .filter_map(|mut diagnostic| {
                diagnostic.severity = self.of(diagnostic.code).severity()?;
                Some(diagnostic)
            })
            .collect();
        kept.sort_by(|a, b| {
            let place = |d: &Diagnostic| d.span.as_ref().map(|s| (s.path.clone(), s.range.start, s.range.end));
            place(a).cmp(&place(b)).then_with(|| a.code.cmp(&b.code)).then_with(|| a.message.cmp(&b.message))
        });
        // The hints may be those of different pages.
        kept.dedup_by(|b, a| (a.code, &a.message, &a.span) == (b.code, &b.message, &b.span) && a.span.is_some());
        kept.dedup();
        kept
    }
}

/// The candidate that `word` most likely meant: fewest slips (a swapped pair is one), at most one per three
/// letters and never more than three. The first of several equally near wins.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = (word.chars().count() / 3).clamp(1, 3);
    candidates
        .into_iter()
        .map(|candidate| (slips(word, candidate), candidate))
        .filter(|(slips, _)| *slips <= allowed)
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, candidate)| candidate)
}

/// Whether `word` is exactly one slip away from `known`, and is worth saying: very short words are not.
pub fn one_slip_away(word: &str, known: &str) -> bool {
    known.chars().count() >= 4 && word != known && may_be_one_slip(word, known) && slips(word, known) == 1
}

/// The one of `known` that is one slip away from `word`, if only one is.
pub fn only_one_slip_away<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut near = known.into_iter().filter(|known| one_slip_away(word, known));
    near.next().filter(|_| near.next().is_none())
}

/// Cheap to ask, and true wherever one slip is all: it touches two neighbouring letters at most.
fn may_be_one_slip(a: &str, b: &str) -> bool {
    let same = |(a, b): &(char, char)| a.to_lowercase().eq(b.to_lowercase());
    let before = a.chars().zip(b.chars()).take_while(same).count();
    let after = a.chars().rev().zip(b.chars().rev()).take_while(same).count();
    before + after + 2 >= a.chars().count().max(b.chars().count())
}

fn slips(a: &str, b: &str) -> usize {
    strsim::damerau_levenshtein(&a.to_lowercase(), &b.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_said_in_one_line() {
        let path = SourcePath::new("a.md");
        let placed = Finding::new(Code::BadDate, 0..1, "`a\nb`").hint("write `\u{1b}[1m`").place(&path, |range| range);
        let said = Diagnostic::new(Code::BadDate, "`a\nb`").at(&path, 0..1).hint("write `\u{1b}[1m`");
        assert_eq!(placed, said);
        assert_eq!((said.message.as_str(), said.hints[0].as_str()), ("`a\\nb`", "write `\\u{1b}[1m`"));
    }
}
