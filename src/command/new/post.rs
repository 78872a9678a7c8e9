//! `blogsite new post`

use jiff::Zoned;

use crate::address::SourcePath;
use crate::content::{Document, Kind};
use crate::site::Site;

use super::head::Head;
use super::wanted_editor;
use crate::command::cli::NewPost;
use crate::command::custom::{self, Custom};
use crate::command::moment::Moment;
use crate::command::place::{self, Place};
use crate::command::{CommandError, clock, git, naming, report};

/// How many posts of the same day are suggested.
const SUGGESTED: usize = 10;

/// Writes a post or a draft, and says where it is and what else there is of its day.
pub(super) fn run(arguments: &NewPost) -> Result<(), CommandError> {
    let now = clock::now();
    let (tree, site) = custom::open(&arguments.source, now)?;
    let editor = wanted_editor(arguments.open)?;
    let zone = &site.config.time_zone;
    let custom = Custom::of(&site);
    let given = arguments.date.as_deref().map(|text| Moment::read(text, now, zone)).transpose()?;
    let moment = given.clone().unwrap_or_else(|| custom.moment(now));
    let authors = authors(arguments, &site, &custom);
    let first = authors.first().or(site.config.author.as_ref()).map(String::as_str);
    if first.is_none() && custom.names_by_author() && arguments.name.is_none() && !arguments.draft {
        return Err(CommandError::impossible(
            "posts of this blog are named by their author, and nobody says who that is",
            "write `--author \"Ada Example\"`, or tell git: `git config user.name \"Ada Example\"`",
        ));
    }

    let slug = match &arguments.name {
        Some(name) => place::given_name(name)?,
        None if arguments.draft => naming::of_title(&arguments.title, "draft"),
        None => custom.slug(&arguments.title, first),
    };
    let (folder, day) = if arguments.draft {
        (custom.drafts_folder(), None)
    } else {
        (custom.folder(moment.day()), Some(moment.day()))
    };
    let place = Place { folder, day, extension: custom.extension() };
    let other = custom.with_title(&slug, &arguments.title).filter(|_| !arguments.draft);
    let path = place.free(&site, &arguments.source, &slug, other)?;

    let dated = if arguments.draft { given.is_some() } else { custom.writes_date() == Some(true) || moment.has_time() };
    let tags = tags(arguments);
    let head = head(custom.layout(), &arguments.title, dated.then_some(&moment), &authors, &tags);
    place::write_new(&arguments.source, &path, &head.document(custom.line_end(&tree)))?;
    report::say(&format!("wrote {}", place::in_site(&arguments.source, &path)));
    say_about(&custom::whole_site(&tree, now)?, &path, arguments, &moment, &now.to_zoned(zone.clone()));
    for line in unlike(&site, &authors, &tags).into_iter().chain(draft_of_that_name(&site, arguments)) {
        report::say(&line);
    }
    if let Some(editor) = editor {
        editor.open(&arguments.source.join(&path))?;
    }
    Ok(())
}

/// The front matter.
fn head(layout: Option<&str>, title: &str, date: Option<&Moment>, authors: &[String], tags: &[String]) -> Head {
    let mut head = Head::default();
    if let Some(layout) = layout {
        head.text("layout", layout);
    }
    head.text("title", title);
    if let Some(date) = date {
        head.plain("date", &date.front_matter());
    }
    match authors {
        [] => {}
        [author] => head.text("author", author),
        several => head.list("authors", several),
    }
    if !tags.is_empty() {
        head.list("tags", tags);
    }
    head
}

/// Who is to be named in front matter, as the blog names people: nobody, if the configuration says it for all.
fn authors(arguments: &NewPost, site: &Site, custom: &Custom<'_>) -> Vec<String> {
    if !arguments.author.is_empty() {
        return arguments.author.iter().map(|word| custom.author(word)).collect();
    }
    let Some(name) = git::user_name(&arguments.source) else { return Vec::new() };
    let is_of_all = site.config.author.as_deref().is_some_and(|author| naming::bare(author) == naming::bare(&name));
    if is_of_all && !custom.writes_author() { Vec::new() } else { vec![custom.author(&name)] }
}

/// The tags as given, without blanks around them and each once.
fn tags(arguments: &NewPost) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in &arguments.tags {
        let tag = tag.split_whitespace().collect::<Vec<_>>().join(" ");
        if !tag.is_empty() && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

/// The address of what was written, when it will be seen, and what else there is of its day.
fn say_about(site: &Site, path: &str, arguments: &NewPost, moment: &Moment, now: &Zoned) {
    let source = SourcePath::new(path);
    if arguments.draft {
        let name = source.stem();
        report::say(&format!("a draft: `blogsite serve --drafts` shows it, `blogsite publish {name}` publishes it"));
        return;
    }
    let Some(route) = place::say_address(site, &source) else { return };
    if moment.at() > now {
        report::say(&format!(
            "it is dated in the future: it is published by the first build after {}; `--future` shows it before",
            moment.front_matter()
        ));
    }
    let others: Vec<String> = site
        .post_ids()
        .filter(|id| {
            let other = site.document(*id);
            let is_of_day = other.date.as_ref().is_some_and(|date| date.date() == moment.day());
            is_of_day && other.kind == Kind::Post && other.source != source && other.published
        })
        .filter_map(|id| Some((site.document(id), site.route_of(id)?)))
        .map(|(other, other_route)| link(&other.title, &other_route.url.relative_to(&route.url)))
        .collect();
    if !others.is_empty() {
        report::say("\nOf the same day, to link to:");
        for link in others.iter().take(SUGGESTED) {
            report::say(&format!("  {link}"));
        }
        let more = others.len().saturating_sub(SUGGESTED);
        if more > 0 {
            report::say(&format!("  and {more} more: `blogsite list posts` names them"));
        }
    }
}

/// A Markdown link whose text is `title`, whatever is in it.
fn link(title: &str, address: &str) -> String {
    let text = naming::markdown_text(title);
    if address.contains(['(', ')']) { format!("[{text}](<{address}>)") } else { format!("[{text}]({address})") }
}

/// A draft that may be what is meant.
fn draft_of_that_name(site: &Site, arguments: &NewPost) -> Option<String> {
    let name = naming::of_title(&arguments.title, "draft");
    let is_it = |draft: &Document| draft.kind == Kind::Draft && draft.source.stem() == name;
    let draft = site.documents.iter().find(|document| is_it(document)).filter(|_| !arguments.draft)?;
    let shown = place::in_site(&arguments.source, draft.source.as_str());
    Some(format!("\nthere is a draft of that name, `{shown}`: `blogsite publish {name}` publishes it"))
}

/// Where the words given differ from those of the blog in case alone, or name nobody it knows.
fn unlike(site: &Site, authors: &[String], tags: &[String]) -> Vec<String> {
    let mut lines = Vec::new();
    for tag in tags {
        let mut known = site.post_ids().flat_map(|id| &site.document(id).tags);
        let other = known.find(|known| known.to_lowercase() == tag.to_lowercase()).filter(|known| *known != tag);
        if let Some(other) = other {
            lines.push(format!("\nother posts write the tag `{tag}` as `{other}`"));
        }
    }
    let has_people = site.data.get("authors").is_some_and(|authors| !authors.is_null());
    for author in authors.iter().filter(|author| has_people && site.people.find(author).is_none()) {
        let quoted = author.replace('"', "");
        lines.push(format!("\n`{author}` has no details yet: `blogsite new author \"{quoted}\"`"));
    }
    lines
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use jiff::Timestamp;
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    use super::*;
    use crate::site::Options;
    use crate::source::MemoryTree;

    /// What `words` of the command line makes of any text that is not blank.
    fn text() -> impl Strategy<Value = String> {
        let any = prop_oneof![
            any::<String>(),
            "[a-z:#'\"\\\\{}\\[\\]&*!|>%@,?. -]{1,20}",
            "(---|\\.\\.\\.|~|null|yes|1984|2024-01-02|0x1F|1e3|=|<<|- a|\u{feff}|\u{85}x)",
        ];
        any.prop_map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
            .prop_filter("it is empty", |text| !text.is_empty())
    }

    fn texts() -> impl Strategy<Value = Vec<String>> {
        prop::collection::vec(text(), 0..4).prop_map(|texts| {
            let mut each: Vec<String> = Vec::new();
            for text in texts {
                if !each.contains(&text) {
                    each.push(text);
                }
            }
            each
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            title in text(),
            authors in texts(),
            tags in texts(),
            seconds in -60_000_000_000_i64..200_000_000_000,
            line_end in prop_oneof![Just("\n"), Just("\r\n")],
        ) {
            let date = Moment::minute(Timestamp::from_second(seconds).unwrap(), &TimeZone::UTC);
            let text = head(Some("post"), &title, Some(&date), &authors, &tags).document(line_end);
            let tree = MemoryTree::parse(&format!("=== content/posts/{}-x.md\n{text}", date.day()));
            let options = Options { future: true, ..Options::at(Timestamp::UNIX_EPOCH) };
            let (site, problems) = Site::load(&tree, &options).unwrap();
            let read = site.documents.first().unwrap();
            prop_assert_eq!(
                (&read.title, &read.authors, &read.tags, read.date.as_ref().unwrap(), problems.len()),
                (&title, &authors, &tags, date.at(), 0),
                "{}\n{:?}", text, problems
            );
        }
    }

    #[test]
    fn links() {
        for (title, address, expected) in [
            ("A light", "AdaExample.html", "[A light](AdaExample.html)"),
            ("[x] *y* `z`", "a.html", "[\\[x\\] \\*y\\* \\`z\\`](a.html)"),
            ("x", "a(b).html", "[x](<a(b).html>)"),
        ] {
            assert_eq!(link(title, address), expected);
        }
    }
}
