//! `blogsite theme`: what the built-in theme is made of, and a copy of one of its parts to be changed.
//!
//! 1. without a name, every template and file is listed with what it is for, those of the site's own marked;
//! 2. with names, each is copied to where it takes the place of the theme's; nothing that is there is overwritten;
//! 3. `--print` writes the text out instead, `--reference` the vocabulary of templates.

use std::path::{Path, PathBuf};

use crate::diagnostic::nearest;
use crate::source::DiskTree;
use crate::template::{FOLDER, reference, theme};

use super::cli::Theme;
use super::{CommandError, Outcome, place, report};

/// Where a site's own files of the theme stand.
const STATIC: &str = "static";

/// A template or file of the theme.
struct Part {
    /// `post.html`, `theme/theme.css`
    name: &'static str,
    bytes: &'static [u8],
    says: &'static str,
    /// Where it would take the place of the theme's: `templates/post.html`.
    place: PathBuf,
}

/// Runs `blogsite theme`.
pub fn run(arguments: &Theme) -> Result<Outcome, CommandError> {
    if arguments.reference {
        report::say(reference::reference().trim_end());
        return Ok(Outcome::Done);
    }
    DiskTree::open(&arguments.source)?;
    let parts = parts(&arguments.source);
    if arguments.names.is_empty() {
        list(&parts, &arguments.source);
        return Ok(Outcome::Done);
    }
    // All names are looked at before anything is written.
    let chosen: Vec<&Part> = arguments.names.iter().map(|name| find(&parts, name)).collect::<Result<_, _>>()?;
    if arguments.print {
        for part in chosen {
            report::say(String::from_utf8_lossy(part.bytes).trim_end_matches('\n'));
        }
        return Ok(Outcome::Done);
    }
    if let Some(part) = chosen.iter().find(|part| part.place.exists()) {
        return Err(CommandError::InTheWay(shown(&part.place, &arguments.source)));
    }
    for part in chosen {
        place::create(&part.place, part.bytes)
            .map_err(|error| CommandError::Write(shown(&part.place, &arguments.source), error))?;
        report::say(&format!("wrote {}", shown(&part.place, &arguments.source)));
    }
    Ok(Outcome::Done)
}

fn parts(source: &Path) -> Vec<Part> {
    let templates = theme::templates().map(|(name, text)| Part {
        name,
        bytes: text.as_bytes(),
        says: theme::says(text),
        place: source.join(FOLDER).join(name),
    });
    let files =
        theme::files().map(|(name, bytes)| Part { name, bytes, says: "", place: source.join(STATIC).join(name) });
    templates.chain(files).collect()
}

/// The part of that name: whole, without its ending, or without its folder.
fn find<'a>(parts: &'a [Part], name: &str) -> Result<&'a Part, CommandError> {
    let name = name.strip_prefix("templates/").or_else(|| name.strip_prefix("static/")).unwrap_or(name);
    let with_ending = format!("{name}.html");
    let is_it = |part: &&Part| part.name == name || part.name == with_ending;
    let last = |part: &&Part| part.name.rsplit('/').next().is_some_and(|last| last == name || last == with_ending);
    parts.iter().find(is_it).or_else(|| parts.iter().find(last)).ok_or_else(|| {
        let names = parts.iter().flat_map(|part| [part.name, part.name.trim_end_matches(".html")]);
        let near = nearest(name, names)
            .map_or_else(|| "`blogsite theme` lists them".to_owned(), |near| format!("did you mean `{near}`?"));
        CommandError::NoSuchTemplate(name.to_owned(), near)
    })
}

fn list(parts: &[Part], source: &Path) {
    let width = parts.iter().map(|part| part.name.len()).max().unwrap_or(0);
    report::say("The theme; * where the site has its own:\n");
    for part in parts {
        let mark = if part.place.exists() { '*' } else { ' ' };
        report::say(format!("{mark} {:width$}  {}", part.name, part.says).trim_end());
    }
    let example = shown(&source.join(FOLDER).join("post.html"), source);
    report::say(&format!("\n`blogsite theme post` copies one to {example}, to be changed."));
}

/// A path below the source folder, with `/`.
fn shown(path: &Path, source: &Path) -> String {
    path.strip_prefix(source).unwrap_or(path).display().to_string().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let parts = parts(Path::new("blog"));
        for (name, expected) in [
            ("post.html", "post.html"),
            ("post", "post.html"),
            ("templates/post.html", "post.html"),
            ("includes/figure.html", "includes/figure.html"),
            ("figure", "includes/figure.html"),
            ("theme/theme.css", "theme/theme.css"),
            ("theme.css", "theme/theme.css"),
        ] {
            assert_eq!(find(&parts, name).ok().map(|part| part.name), Some(expected), "{name}");
        }
        for (name, hint) in [
            ("psot", "did you mean `post`?"),
            ("nothing at all", "`blogsite theme` lists them"),
            ("", "`blogsite theme` lists them"),
        ] {
            let said = find(&parts, name).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(said.ends_with(hint), "{name}: {said}");
        }
    }
}
