//! What will not be as it was with Jekyll, and what to do about it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::source::{DiskTree, SourceTree as _};

use super::{CONTENT, logic, names_at};
use crate::command::workflow;

/// What will not be as it was.
pub(super) fn of(folder: &Path, names: &[String], moves: &[String], config: &Config) -> Vec<String> {
    let has = |name: &str| names.iter().any(|known| known == name);
    let mut notes = Vec::new();
    if has("_layouts") {
        notes.push(
            "`_layouts/` is not read: the theme takes its place; `blogsite theme` says how to change it".to_owned(),
        );
    }
    if has("_includes") {
        notes.push("`{% include a.html %}` in a post takes `templates/includes/a.html`, not `_includes/`".to_owned());
    }
    let (made_of_logic, is_sass) = below(folder, moves);
    if has("_sass") || is_sass || config.values.contains_key("sass") {
        notes.push("Sass is not compiled: colours and fonts stand under `theme:` in `_config.yml`".to_owned());
    }
    if has("_plugins") {
        notes.push("`_plugins/` is not run; feed, site map, redirects, archives and meta tags are built in".to_owned());
    }
    if let Some(collections) = config.values.get("collections") {
        let of_mapping = collections.as_mapping().into_iter().flat_map(|map| map.keys()).filter_map(|key| key.as_str());
        let of_list = collections.as_sequence().into_iter().flatten().filter_map(|name| name.as_str());
        for name in of_mapping.chain(of_list).filter(|name| has(&format!("_{name}"))) {
            notes.push(format!("the collection `_{name}/` is not read; as `content/{name}/` it is a folder of pages"));
        }
    }
    if config.values.get("theme").is_some_and(serde_yaml::Value::is_string) {
        notes.push("`theme:` in `_config.yml` names a Jekyll theme: delete that line".to_owned());
    }
    notes.extend(
        workflows(folder)
            .into_iter()
            .map(|path| format!("`{path}` builds with Jekyll, and would publish that: `git rm {path}`")),
    );
    notes.extend(made_of_logic.iter().map(|path| {
        format!("`{path}` is made of Liquid's logic, which pages have not here: take it out of `{CONTENT}/`")
    }));
    notes.extend(has("Gemfile").then(|| "`Gemfile` and `Gemfile.lock` are not needed any more".to_owned()));
    notes
}

/// The workflows that build with Jekyll.
fn workflows(folder: &Path) -> Vec<String> {
    let place: PathBuf = folder.join(workflow::FOLDER);
    let text = |name: &String| fs::read_to_string(place.join(name)).unwrap_or_default();
    let mut names = names_at(&place);
    names.retain(|name| text(name).contains("jekyll"));
    names.into_iter().map(|name| format!("{}/{name}", workflow::FOLDER)).collect()
}

/// Among what is moved with its folder: pages made of logic, by their paths afterwards; and whether there are sheets of Sass.
fn below(folder: &Path, moves: &[String]) -> (Vec<String>, bool) {
    let Ok(tree) = DiskTree::open(folder) else { return (Vec::new(), false) };
    let (mut made_of_logic, mut is_sass) = (Vec::new(), false);
    for name in moves.iter().filter(|name| !name.starts_with('_')) {
        // Posts say themselves what is wrong with them.
        let files = tree.list(name, &|path| path.file_name() != "_posts").map(|listing| listing.files);
        for path in files.unwrap_or_default() {
            is_sass |= matches!(path.extension(), "scss" | "sass");
            if logic::is_in(&folder.join(path.as_str())) {
                made_of_logic.push(format!("{CONTENT}/{path}"));
            }
        }
    }
    (made_of_logic, is_sass)
}
