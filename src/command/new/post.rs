//! `blogsite new post`

use jiff::Zoned;
use jiff::civil::Date;

use crate::address::SourcePath;
use crate::content::{Document, Kind};
use crate::site::Site;

use super::head::Head;
use super::{shown, wanted_editor, write_new};
use crate::command::cli::NewPost;
use crate::command::custom::{self, Custom};
use crate::command::moment::Moment;
use crate::command::{CommandError, clock, git, naming, report};

/// Writes a post or a draft, and says where it is and what else there is of its day.
pub(super) fn run(arguments: &NewPost) -> Result<(), CommandError> {
    let now = clock::now();
    let (tree, site) = custom::open(&arguments.source, now)?;
    let editor = wanted_editor(arguments.open)?;
    let zone = &site.config.time_zone;
    let given = arguments.date.as_deref().map(|text| Moment::read(text, zone)).transpose()?;
    let moment = given.clone().unwrap_or_else(|| Moment::today(now, zone));
    let custom = Custom::of(&site);
    let authors = authors(arguments, &site, &custom);
    let first = authors.first().or(site.config.author.as_ref()).map(String::as_str);
    if first.is_none() && custom.names_by_author() && arguments.name.is_none() && !arguments.draft {
        return Err(CommandError::impossible(
            "posts of this blog are named by their author, and nobody says who that is",
            "write `--author \"Ada Example\"`, or tell git: `git config user.name \"Ada Example\"`",
        ));
    }

    let slug = match &arguments.name {
        Some(name) => given_name(name)?,
        None if arguments.draft => naming::of_title(&arguments.title, "draft"),
        None => custom.slug(&arguments.title, first),
    };
    let path = if arguments.draft {
        format!("{}/{slug}.{}", custom.drafts_folder(), custom.extension())
    } else {
        format!("{}/{}-{slug}.{}", custom.folder(moment.day()), moment.day(), custom.extension())
    };
    if let Some(other) = in_the_way(&site, &path, (!arguments.draft).then_some((moment.day(), slug.as_str()))) {
        let base = naming::of_title(&arguments.title, "post");
        let another = free_name(&site, &custom, arguments, &moment, &slug, &base);
        return Err(CommandError::impossible(
            format!("`{}` is there already", shown(&arguments.source, other.as_str())),
            format!("write `--name {another}` for another name"),
        ));
    }

    let mut head = Head::default();
    if let Some(layout) = custom.layout() {
        head.text("layout", layout);
    }
    head.text("title", &arguments.title);
    let dated = if arguments.draft { given.is_some() } else { custom.writes_date() == Some(true) || moment.has_time() };
    if dated {
        head.plain("date", &moment.front_matter());
    }
    match authors.as_slice() {
        [] => {}
        [author] => head.text("author", author),
        several => head.list("authors", several),
    }
    let tags = tags(arguments);
    if !tags.is_empty() {
        head.list("tags", &tags);
    }
    write_new(&arguments.source, &path, &head.document())?;
    report::say(&format!("wrote {}", shown(&arguments.source, &path)));
    say_about(&custom::whole_site(&tree, now)?, &path, arguments, &moment, &now.to_zoned(zone.clone()));
    for line in unlike(&site, &authors, &tags) {
        report::say(&line);
    }
    if let Some(editor) = editor {
        editor.open(&arguments.source.join(&path))?;
    }
    Ok(())
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

/// `--name`, fit to be one.
pub(in crate::command) fn given_name(name: &str) -> Result<String, CommandError> {
    let fit = naming::given(name.strip_suffix(".md").unwrap_or(name));
    if fit.is_empty() {
        return Err(CommandError::impossible(
            format!("`{name}` cannot be the name of a file"),
            "write `--name a-word`",
        ));
    }
    Ok(fit)
}

/// The document that is in the way of a file at `path`: by its name in any case, or, of posts, by its day and slug.
pub(in crate::command) fn in_the_way<'a>(
    site: &'a Site,
    path: &str,
    post: Option<(Date, &str)>,
) -> Option<&'a SourcePath> {
    let stem = |path: &str| path.rsplit_once('.').map_or(path, |(stem, _)| stem).to_lowercase();
    let is_it = |document: &&Document| {
        let same_day = |(day, slug): (Date, &str)| {
            document.kind == Kind::Post
                && document.slug.to_lowercase() == slug.to_lowercase()
                && document.date.as_ref().is_some_and(|date| date.date() == day)
                // Of two folders with categories each may have its own.
                && document.source.parent() == path.rsplit_once('/').map_or("", |(parent, _)| parent)
        };
        stem(document.source.as_str()) == stem(path) || post.is_some_and(same_day)
    };
    site.documents.iter().map(AsRef::as_ref).find(is_it).map(|document: &Document| &document.source)
}

/// A name that is free: with the title behind it, else a number.
fn free_name(site: &Site, custom: &Custom<'_>, arguments: &NewPost, moment: &Moment, slug: &str, base: &str) -> String {
    let day = moment.day();
    let is_free = |name: &String| {
        let (folder, before) = if arguments.draft {
            (custom.drafts_folder(), String::new())
        } else {
            (custom.folder(day), format!("{day}-"))
        };
        let path = format!("{folder}/{before}{name}.{}", custom.extension());
        in_the_way(site, &path, (!arguments.draft).then_some((day, name.as_str()))).is_none()
    };
    let with_title = (custom.names_by_author() && !arguments.draft && slug != base).then(|| format!("{slug}-{base}"));
    let numbered = (2..).map(|number| format!("{slug}-{number}"));
    with_title.into_iter().chain(numbered).find(is_free).unwrap_or_default()
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
    let Some(route) = site.routes.by_source(&source).map(|id| site.routes.get(id)) else { return };
    if arguments.draft {
        let name = source.stem();
        report::say(&format!("a draft: `blogsite serve --drafts` shows it, `blogsite publish {name}` publishes it"));
        return;
    }
    report::say(&format!("its address: {}", site.href(&route.url)));
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
        for link in others {
            report::say(&format!("  {link}"));
        }
    }
}

/// A Markdown link whose text is `title`, whatever is in it.
fn link(title: &str, address: &str) -> String {
    let text = naming::markdown_text(title);
    if address.contains(['(', ')']) { format!("[{text}](<{address}>)") } else { format!("[{text}]({address})") }
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
mod tests {
    use super::*;

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
