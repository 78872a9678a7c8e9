//! `blogsite new page`

use crate::address::SourcePath;
use crate::site::Site;
use crate::site::inventory::CONTENT;

use super::head::Head;
use super::wanted_editor;
use crate::command::cli::NewPage;
use crate::command::custom::{self, Custom};
use crate::command::place::{self, Place};
use crate::command::{CommandError, clock, naming, report};

/// Writes a page, and says where it is.
pub(super) fn run(arguments: &NewPage) -> Result<(), CommandError> {
    let now = clock::now();
    let (tree, site) = custom::open(&arguments.source, now)?;
    let editor = wanted_editor(arguments.open)?;
    let name = match &arguments.name {
        Some(name) => below_content(name)?,
        None => naming::of_title(&arguments.title, "page"),
    };
    let place = Place { folder: CONTENT.to_owned(), day: None, extension: "md" };
    let path = place.free(&site, &arguments.source, &name, None)?;
    let mut head = Head::default();
    if let Some(layout) = layout(&site) {
        head.text("layout", layout);
    }
    head.text("title", &arguments.title);
    place::write_new(&arguments.source, &path, &head.document(Custom::of(&site).line_end(&tree)))?;
    report::say(&format!("wrote {}", place::in_site(&arguments.source, &path)));
    let site = custom::whole_site(&tree, now)?;
    place::say_address(&site, &SourcePath::new(&path));
    if let Some(editor) = editor {
        editor.open(&arguments.source.join(&path))?;
    }
    Ok(())
}

/// `parts/wiring` out of `/parts/wiring.md`, each segment fit to be a name. Folders that make posts of files make no pages.
fn below_content(name: &str) -> Result<String, CommandError> {
    let name = name.strip_suffix(".md").unwrap_or(name).replace('\\', "/");
    let name = name.strip_prefix("content/").unwrap_or(&name);
    let segments = name.split('/').filter(|segment| !naming::given(segment).is_empty());
    let segments: Vec<String> = segments.map(place::given_name).collect::<Result<_, _>>()?;
    let is_special = |segment: &&String| matches!(segment.as_str(), "posts" | "_posts" | "drafts" | "_drafts");
    match segments.iter().find(is_special) {
        Some(_) => Err(CommandError::impossible(
            format!("`{name}` would be no page but a post or a draft"),
            "write `blogsite new post TITLE`",
        )),
        None if segments.is_empty() => place::given_name(name),
        None => Ok(segments.join("/")),
    }
}

/// The `layout` that most pages write.
fn layout(site: &Site) -> Option<&str> {
    let pages: Vec<_> = site.page_ids().map(|id| site.document(id)).collect();
    let written = pages.iter().filter(|page| page.keys.contains_key("layout"));
    let layouts: Vec<&str> = written.filter_map(|page| page.layout.as_deref()).collect();
    let first = layouts.first().copied()?;
    (layouts.iter().filter(|layout| **layout == first).count() * 2 > pages.len()).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (name, expected) in [
            ("about", Some("about")),
            ("parts/wiring.md", Some("parts/wiring")),
            ("/content/a", Some("content/a")),
            ("content/a b/c", Some("a-b/c")),
            ("../../x", Some("x")),
            ("a\\b", Some("a/b")),
            ("a/aux/b", None),
            ("posts/a", None),
            ("a/_drafts/b", None),
            ("..", None),
            ("", None),
        ] {
            assert_eq!(below_content(name).ok().as_deref(), expected, "{name}");
        }
    }
}
