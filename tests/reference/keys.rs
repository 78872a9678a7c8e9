//! Keys of `_config.yml` and of front matter, held to what reads them.

use std::collections::BTreeSet;
use std::fmt::Debug;

use blogsite::address::SourcePath;
use blogsite::config::{CONFIG_FILE, Config, KEYS, Key, feeds};
use blogsite::content::{Document, Kind, document};
use blogsite::site::people::People;

use crate::page::Page;

/// The configuration of a text that has no problem, as it is understood.
fn config(text: &str) -> Config {
    let (config, problems) = Config::parse(&SourcePath::new(CONFIG_FILE), text);
    assert_eq!(problems, [], "{text}");
    // What every key leaves behind, whether it is heard or not.
    Config { values: indexmap::IndexMap::new(), places: indexmap::IndexMap::new(), ..config }
}

/// The post of a front matter that has no problem, as it is understood.
fn post(front: &str) -> Document {
    let source = SourcePath::new("content/posts/2024-05-06-AdaExample.md");
    let text = format!("---\n{front}\n---\n");
    let (post, problems) = Document::parse(&source, &text, Kind::Post, &Config::default());
    assert_eq!(problems, [], "{front}");
    Document { body: 0, values: indexmap::IndexMap::new(), keys: indexmap::IndexMap::new(), ..post.unwrap() }
}

/// Keys that are read where they are used, in the form in which the code asks for them there.
fn read_elsewhere(asked: &[&str]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in walkdir::WalkDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")) {
        let entry = entry.unwrap();
        // `init` reads the configurations of Jekyll, to say what they need.
        let is_of_another = entry.path().to_string_lossy().replace('\\', "/").contains("/command/init/");
        if is_of_another || entry.path().extension().is_none_or(|ending| ending != "rs") {
            continue;
        }
        let text = std::fs::read_to_string(entry.path()).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        for form in asked {
            found.extend(code.split(form).skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
        }
    }
    found
}

/// Every key is heard, at its default it changes nothing, and all that is asked for is a key.
fn check<T: Debug>(keys: &[Key], elsewhere: &BTreeSet<String>, read: impl Fn(&str) -> T) {
    assert!(keys.is_sorted_by_key(|key| key.name));
    let shown = |text: &str| format!("{:?}", read(text));
    let plain = shown("");
    for key in keys {
        let starts = format!("{}:", key.name);
        assert!(key.example.starts_with(&starts), "{}", key.example);
        assert!(key.says.ends_with('.') && key.origin.ends_with('.'), "{}", key.name);
        let is_heard = shown(key.example) != plain || elsewhere.contains(key.name);
        assert!(is_heard, "nothing reads `{}`", key.example);
        if !key.default.is_empty() {
            let default = format!("{}: {}", key.name, key.default);
            assert_eq!(shown(&default), plain, "`{default}` is not what is without it");
        }
    }
    for name in elsewhere {
        assert!(keys.iter().any(|key| key.name == name), "`{name}` is read, and is no key");
    }
}

#[test]
fn keys_of_the_configuration_are_heard() {
    let asked = ["config.values.get(\"", "setting(&[\"", "site(&[\"", "settings::of(&config.values, &[\""];
    check(KEYS, &read_elsewhere(&asked), config);
}

#[test]
fn keys_of_front_matter_are_heard() {
    let asked =
        ["document.values.get(\"", "document(id).values.get(\"", "own(&[\"", "settings::of(&document.values, &[\""];
    let mut elsewhere = read_elsewhere(&asked);
    // Of the page as templates see it.
    let views = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/template/views.rs")).unwrap();
    assert!(views.contains("fields.get(&Key::Str(\"toc\"))"));
    elsewhere.insert("toc".to_owned());
    check(document::KEYS, &elsewhere, post);
}

#[test]
fn keys_of_feeds_are_heard() {
    for (key, default, _) in feeds::KEYS {
        let other = match key {
            "json" | "authors" | "tags" | "categories" => "false",
            "posts_limit" => "3",
            "excerpt_only" => "true",
            _ => "/other",
        };
        assert_ne!(format!("{:?}", config(&format!("feed: {{{key}: {other}}}"))), format!("{:?}", config("")), "{key}");
        if !default.is_empty() {
            let written = config(&format!("feed: {{{key}: {default}}}"));
            assert_eq!(format!("{written:?}"), format!("{:?}", config("")), "{key}");
        }
    }
}

#[test]
fn every_key_stands_on_its_page() {
    for (name, part, keys) in
        [("configuration.md", "config-keys", KEYS), ("front-matter.md", "front-matter-keys", document::KEYS)]
    {
        let page = Page::read(name);
        let named: Vec<&str> =
            page.parts().into_iter().filter(|(found, _)| *found == part).flat_map(|(_, words)| words).collect();
        let mut sorted = named.clone();
        sorted.sort_unstable();
        let all: Vec<&str> = keys.iter().map(|key| key.name).collect();
        assert_eq!(sorted, all, "{name}: its marks name every key once");
    }
}

/// What is in a block of YAML is read without a problem; what begins with the name of a data file, as that.
#[test]
fn every_example_in_yaml_is_read() {
    for name in ["configuration.md", "front-matter.md", "permalinks.md", "tags.md", "templates.md", "index.md"] {
        let blocks = Page::read(name).blocks();
        for block in blocks.iter().filter(|block| block.language == "yaml") {
            if block.text.starts_with("# data/authors.yml\n") {
                let value = serde_yaml::from_str(&format!("authors:\n{}", indented(&block.text))).unwrap();
                let problems = People::read(&value, &Config::default(), std::iter::empty()).1;
                assert_eq!(problems, [], "{name}: {}", block.text);
            } else if name == "front-matter.md" {
                post(&block.text);
            } else {
                config(&block.text);
            }
        }
    }
}

fn indented(text: &str) -> String {
    format!("  {}\n", text.trim_end().replace('\n', "\n  "))
}

/// Keys that Jekyll knows and this program passes over: none of them is taken for a slip, and nothing hears them.
#[test]
fn keys_of_jekyll_that_mean_nothing_here() {
    let page = Page::read("configuration.md");
    let list = page.text.split_once("<!-- not heard -->").unwrap().1.split_once("\n\n").unwrap().1;
    let list = list.split("\n\n").next().unwrap();
    let names: Vec<&str> = list.split('`').skip(1).step_by(2).collect();
    assert!(names.len() > 10, "{list}");
    for name in names {
        assert_eq!(format!("{:?}", config(&format!("{name}: {{}}"))), format!("{:?}", config("")), "{name}");
        assert!(!KEYS.iter().any(|key| key.name == name), "{name}");
    }
}
