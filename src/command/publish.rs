//! `blogsite publish`: a draft becomes a post.
//!
//! 1. The draft is found by its path or its name, and the post's name made as the blog names its posts.
//! 2. Its `date` is set, by changing only those bytes; the post is written where nothing is, then the draft removed.
//! 3. The documents that speak of the draft are rendered before and after: what is wrong with them only now is reported, and of
//!    a link to the draft's file what to write.

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use crate::address::SourcePath;
use crate::content::post_name::PostName;
use crate::content::{Document, FrontMatter, Kind};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::highlight::Highlighter;
use crate::render::Renderer;
use crate::site::{DocumentId, Site};
use crate::source::{DiskTree, SourceTree as _};

use super::cli::Publish;
use super::custom::{self, Custom};
use super::moment::Moment;
use super::place::{self, Place};
use super::report::{self, Count};
use super::{CommandError, Outcome, clock, naming};

/// Runs the command.
pub fn run(arguments: &Publish) -> Result<Outcome, CommandError> {
    let source = arguments.source.as_path();
    let now = clock::now();
    let (tree, site) = custom::open(source, now)?;
    let zone = &site.config.time_zone;
    let custom = Custom::of(&site);
    let moment = match &arguments.date {
        Some(text) => Moment::read(text, now, zone)?,
        None => custom.moment(now),
    };
    let id = find(&site, &arguments.draft, source)?;
    let draft = site.document(id);
    let slug = match &arguments.name {
        Some(name) => place::given_name(name)?,
        None => slug(&custom, draft),
    };
    let folder = custom.folder_beside(draft.source.parent(), moment.day());
    let place = Place { folder, day: Some(moment.day()), extension: draft.source.extension() };
    let path = place.free(&site, source, &slug, custom.with_title(&slug, &draft.title))?;
    let text = text_of(&tree, &draft.source)?;
    let add = if custom.writes_date() == Some(false) && !moment.has_time() { Add::No } else { Add::Yes };
    let dated = with_date(&text, &moment.front_matter(), add).ok_or_else(|| {
        CommandError::impossible(
            format!("the front matter of `{}` cannot be given a date without changing more of it", draft.source),
            format!("write `date: {}` into it, and try again", moment.front_matter()),
        )
    })?;

    let before = problems_of_mentions(&tree, &site, id, None)?;
    carry_over(source, &draft.source, &path, &dated)?;
    report::say(&format!(
        "moved {} to {}",
        place::in_site(source, draft.source.as_str()),
        place::in_site(source, &path)
    ));
    let after = custom::whole_site(&tree, now)?;
    let post = SourcePath::new(&path);
    say_about(&after, &post, &moment, &now.to_zoned(zone.clone()));

    let known: BTreeSet<Spot> = before.iter().filter_map(spot).collect();
    let mut problems = problems_of_mentions(&tree, &after, id, Some((&site, &post)))?;
    problems.retain(|problem| spot(problem).is_none_or(|spot| !known.contains(&spot)));
    let problems = problems.into_iter().map(|problem| with_new_address(problem, &tree, &after, &draft.source, &post));
    let problems = problems.collect();
    let problems = after.config.levels.clone().without_notes().apply(problems);
    report::print(&problems, source, &|path| {
        tree.read(path).ok().flatten().and_then(|bytes| String::from_utf8(bytes).ok())
    });
    Ok(if Count::of(&problems).errors > 0 { Outcome::SiteHasErrors } else { Outcome::Done })
}

/// The draft that `word` names: by its path from here or from the site's root, or by its name with or without ending.
fn find(site: &Site, word: &str, source: &Path) -> Result<DocumentId, CommandError> {
    let drafts: Vec<DocumentId> = site.post_ids().filter(|id| site.document(*id).kind == Kind::Draft).collect();
    let in_site = Path::new(word).strip_prefix(source).ok().map(|path| SourcePath::new(&path.to_string_lossy()));
    let as_path = SourcePath::new(word);
    let is_path = |id: &DocumentId| {
        let path = &site.document(*id).source;
        *path == as_path || Some(path) == in_site.as_ref() || path.under("content") == Some(as_path.as_str())
    };
    let is_name = |id: &DocumentId| {
        let path = &site.document(*id).source;
        path.stem() == word || path.file_name() == word || as_path.file_name() == path.file_name()
    };
    if let Some(id) = drafts.iter().find(|id| is_path(id)) {
        return Ok(*id);
    }
    let named: Vec<&DocumentId> = drafts.iter().filter(|id| is_name(id)).collect();
    match named.as_slice() {
        [one] => Ok(**one),
        [] => Err(unknown(site, word, &drafts)),
        several => {
            let paths: Vec<String> = several.iter().map(|id| format!("`{}`", site.document(**id).source)).collect();
            Err(CommandError::impossible(format!("`{word}` may be {}", paths.join(" or ")), "write the whole path"))
        }
    }
}

fn unknown(site: &Site, word: &str, drafts: &[DocumentId]) -> CommandError {
    let stems: Vec<&str> = drafts.iter().map(|id| site.document(*id).source.stem()).collect();
    let is_post = site.documents.iter().any(|document| {
        document.kind == Kind::Post && (document.source.as_str() == word || document.source.stem() == word)
    });
    let hint = match nearest(word, stems.iter().copied()) {
        _ if is_post => "it is a post already".to_owned(),
        Some(near) => format!("did you mean `{near}`?"),
        None if stems.is_empty() => "there are no drafts: `blogsite new post TITLE --draft` begins one".to_owned(),
        None => {
            format!("the drafts are {}", stems.iter().map(|stem| format!("`{stem}`")).collect::<Vec<_>>().join(", "))
        }
    };
    CommandError::impossible(format!("there is no draft `{word}`"), hint)
}

/// What follows the day: the author where posts are named by theirs, else the draft's own name.
fn slug(custom: &Custom<'_>, draft: &Document) -> String {
    if custom.names_by_author()
        && let Some(author) = draft.authors.first()
    {
        return custom.slug(&draft.title, Some(author));
    }
    let own =
        PostName::parse(draft.source.file_name()).map_or_else(|| draft.source.stem().to_owned(), |name| name.slug);
    let fit = naming::given(&own);
    if fit.is_empty() { naming::of_title(&draft.title, "post") } else { fit }
}

fn text_of(tree: &DiskTree, path: &SourcePath) -> Result<String, CommandError> {
    let bytes = tree.read(path)?.unwrap_or_default();
    String::from_utf8(bytes)
        .map_err(|_| CommandError::impossible(format!("`{path}` is no UTF-8 text"), "save it as UTF-8, and try again"))
}

/// Whether a date is added where there is none; one that is there is always changed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Add {
    Yes,
    No,
}

/// `text` with `date: DATE` in its front matter, every other byte as it was; nothing if that cannot be done.
fn with_date(text: &str, date: &str, add: Add) -> Option<String> {
    let (split, findings) = FrontMatter::split(text);
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let Some(front_matter) = split.front_matter else {
        if add == Add::No || !findings.is_empty() {
            return (findings.is_empty()).then(|| text.to_owned());
        }
        let (mark, body) = text.split_at(split.body);
        return Some(format!("{mark}---{line_end}date: {date}{line_end}---{line_end}{body}"));
    };
    let new = match front_matter.places.get("date") {
        Some(place) => {
            // `date:` without a value wants its blank.
            let gap = if text.get(..place.value.start)?.ends_with(':') { " " } else { "" };
            replaced(text, place.value.clone(), &format!("{gap}{date}"))?
        }
        None if add == Add::No => return Some(text.to_owned()),
        None => {
            let title = front_matter
                .places
                .get("title")
                .filter(|place| !text.get(place.value.clone()).is_some_and(|value| value.contains('\n')));
            let from = title.map_or(0, |place| place.value.end);
            let at = from + text.get(from..)?.find('\n')? + 1;
            replaced(text, at..at, &format!("date: {date}{line_end}"))?
        }
    };
    // Whatever stood there (an anchor, a mapping in brackets), what is read now must be what was, and the date.
    let read = FrontMatter::split(&new).0.front_matter?;
    let mut wanted = front_matter.values;
    let is_date = read.values.get("date").is_some_and(|value| value.as_str() == Some(date));
    wanted.insert("date".to_owned(), read.values.get("date")?.clone());
    let is_same =
        wanted.len() == read.values.len() && wanted.iter().all(|(key, value)| read.values.get(key) == Some(value));
    (is_date && is_same).then_some(new)
}

fn replaced(text: &str, range: Range<usize>, with: &str) -> Option<String> {
    Some(format!("{}{with}{}", text.get(..range.start)?, text.get(range.end..)?))
}

/// Writes the post with the draft's permissions, then removes the draft.
fn carry_over(source: &Path, draft: &SourcePath, path: &str, text: &str) -> Result<(), CommandError> {
    let (from, to) = (source.join(draft.as_str()), source.join(path));
    place::write_new(source, path, text)?;
    if let Ok(found) = from.metadata() {
        let _ = fs::set_permissions(&to, found.permissions());
    }
    fs::remove_file(&from).map_err(|error| CommandError::Remove(place::in_site(source, draft.as_str()), error))
}

fn say_about(site: &Site, post: &SourcePath, moment: &Moment, now: &jiff::Zoned) {
    place::say_address(site, post);
    if moment.at() > now {
        report::say(&format!(
            "it is dated in the future: it is published by the first build after {}",
            moment.front_matter()
        ));
    }
    let hidden =
        site.documents.iter().find(|document| document.source == *post).is_some_and(|document| !document.published);
    if hidden {
        report::say("it says `published: false`: take that out to have it published");
    }
}

/// The problem, with the post's address if it is that of a link to the draft's file.
fn with_new_address(
    problem: Diagnostic,
    tree: &DiskTree,
    after: &Site,
    draft: &SourcePath,
    post: &SourcePath,
) -> Diagnostic {
    let route_of = |path: &SourcePath| {
        let mut ids = (0..after.documents.len()).map(DocumentId);
        ids.find(|id| after.document(*id).source == *path).and_then(|id| after.route_of(id))
    };
    let address = problem.span.as_ref().filter(|_| problem.code == Code::BrokenLink).and_then(|span| {
        let text = text_of(tree, &span.path).ok()?;
        let written = text.get(span.range.clone())?;
        let path = written.split('#').next()?;
        let is_of_draft = path.rsplit('/').next() == Some(draft.file_name());
        let address = route_of(post)?.url.relative_to(&route_of(&span.path)?.url);
        is_of_draft.then(|| address + written.get(path.len()..).unwrap_or_default())
    });
    match address {
        // It is certain, so what might be meant need not be said.
        Some(address) => Diagnostic { hints: Vec::new(), guesses: Vec::new(), ..problem }
            .hint(format!("write `{address}`"))
            .replace_with(address),
        None => problem,
    }
}

/// What tells a problem from others.
type Spot = (SourcePath, usize, usize, Code);

fn spot(problem: &Diagnostic) -> Option<Spot> {
    let span = problem.span.as_ref()?;
    Some((span.path.clone(), span.range.start, span.range.end, problem.code))
}

/// What is wrong with the documents in whose text the draft's name or address turns up, and, once it is a post, with itself.
fn problems_of_mentions(
    tree: &DiskTree,
    site: &Site,
    draft: DocumentId,
    moved: Option<(&Site, &SourcePath)>,
) -> Result<Vec<Diagnostic>, CommandError> {
    let of_draft = moved.map_or(site, |(before, _)| before);
    let mut words = vec![of_draft.document(draft).source.stem().to_owned()];
    words.extend(of_draft.route_of(draft).and_then(|route| {
        let last = route.url.as_str().trim_end_matches('/').rsplit('/').next()?;
        Some(last.strip_suffix(".html").unwrap_or(last).to_owned())
    }));
    words.retain(|word| !word.is_empty());
    let mut ids = Vec::new();
    for id in (0..site.documents.len()).map(DocumentId) {
        let path = &site.document(id).source;
        let is_itself = moved.is_some_and(|(_, post)| path == post);
        if is_itself || (moved.is_some() || id != draft) && mentions(&tree.read(path)?.unwrap_or_default(), &words) {
            ids.push(id);
        }
    }
    let highlighter = Arc::new(Highlighter::off());
    let (renderer, _) = Renderer::new(tree, site, &highlighter)?;
    let mut problems = Vec::new();
    for route in ids.into_iter().filter_map(|id| site.route_of(id)) {
        problems.extend(renderer.render(route)?.problems);
    }
    Ok(problems)
}

fn mentions(bytes: &[u8], words: &[String]) -> bool {
    words.iter().any(|word| memchr::memmem::find(bytes, word.as_bytes()).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, add: Add, expected: Option<&str>) {
        assert_eq!(with_date(text, "2026-03-12", add).as_deref(), expected, "{text:?}");
    }

    #[test]
    fn a_date_is_set_and_nothing_else_changes() {
        for (text, expected) in [
            ("---\ntitle: A\n---\nb\n", "---\ntitle: A\ndate: 2026-03-12\n---\nb\n"),
            ("---\ntitle: A\nx: 1\n---\nb\n", "---\ntitle: A\ndate: 2026-03-12\nx: 1\n---\nb\n"),
            ("---\ndate: 2020-01-02 10:00 # c\ntitle: A\n---\n", "---\ndate: 2026-03-12 # c\ntitle: A\n---\n"),
            ("---\n\"date\":   '2020-01-02'\n---\n", "---\n\"date\":   2026-03-12\n---\n"),
            ("---\ndate:\ntitle: A\n---\n", "---\ndate: 2026-03-12\ntitle: A\n---\n"),
            ("---\r\ntitle: A\r\n---\r\nb\r\n", "---\r\ntitle: A\r\ndate: 2026-03-12\r\n---\r\nb\r\n"),
            ("\u{feff}---\ntitle: A\n---\n", "\u{feff}---\ntitle: A\ndate: 2026-03-12\n---\n"),
            ("---\ntitle: |\n  A\n  B\n---\n", "---\ndate: 2026-03-12\ntitle: |\n  A\n  B\n---\n"),
            ("---\n---\nb", "---\ndate: 2026-03-12\n---\nb"),
            ("b\n", "---\ndate: 2026-03-12\n---\nb\n"),
            ("\u{feff}b\r\n", "\u{feff}---\r\ndate: 2026-03-12\r\n---\r\nb\r\n"),
            ("", "---\ndate: 2026-03-12\n---\n"),
        ] {
            check(text, Add::Yes, Some(expected));
        }
        check("---\ntitle: A\n---\nb\n", Add::No, Some("---\ntitle: A\n---\nb\n"));
        check("---\ndate: 2020-01-02\n---\n", Add::No, Some("---\ndate: 2026-03-12\n---\n"));
        check("b\n", Add::No, Some("b\n"));
    }

    #[test]
    fn where_a_date_does_not_fit_nothing_is_done() {
        check("---\n{title: A}\n---\n", Add::Yes, None);
        check("---\ndate: &d 2020-01-02\nx: *d\n---\n", Add::Yes, None);
        check("---\ntitle: A\nb\n", Add::Yes, None);
    }
}
