//! The templates' vocabulary as a text to read: `blogsite theme --reference`.
//!
//! Nothing is described here that is not described where it is made: views say of themselves what they are ([`views`]), filters and
//! functions hold their examples ([`super::filters`], [`super::functions`]), templates begin with what they are for, and the configuration lists
//! its keys. Here stand only examples of views, which need a page to be seen on.

use std::fmt::Write as _;

use super::filters::{FILTERS, OF_TERA};
use super::functions::FUNCTIONS;
use super::references::{self, Kind};
use super::{gaps, theme, views};
use crate::config::theme::KEYS;
use crate::config::theme::words::{languages, names};

/// A view, as a user reads about it.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Its name: `DocumentView`.
    pub name: &'static str,
    /// What it is, and where templates find it.
    pub says: &'static str,
    /// Its fields and what is said about each.
    pub fields: &'static [(&'static str, &'static str)],
    /// A template that uses it.
    pub example: &'static str,
    /// What that template gives on the page of a post.
    pub gives: &'static str,
}

macro_rules! entries {
    ($($view:ident: $example:literal gives $gives:literal;)*) => {
        &[$(Entry {
            name: stringify!($view),
            says: views::$view::SAYS,
            fields: views::$view::FIELDS,
            example: $example,
            gives: $gives,
        },)*]
    };
}

/// All views, in the order of the reference.
pub const VIEWS: &[Entry] = entries! {
    SiteView: "{{ site.title }}: {{ site.posts | size }} posts" gives "The Example: 3 posts";
    DocumentView: "<a href=\"{{ page.href }}\">{{ page.title }}</a>" gives "<a href=\"/repo/2019/11/12/Ben.html\">Second &amp; last</a>";
    HeadingView: "{% for heading in headings %}#{{ heading.id }}{% endfor %}" gives "#parts";
    PaginatorView: "{% if paginator %}Page {{ paginator.page }} of {{ paginator.total_pages }}{% endif %}" gives "Page 2 of 3";
    MetaView: "{{ meta.description }}" gives "What six engineers build";
    ImageView: "{% if meta.image %}{{ meta.image.width }}{% endif %}" gives "640";
    AlternateView: "{% for feed in meta.alternates %}{{ feed.kind }}{% endfor %}" gives "application/atom+xml";
    PropertyView: "{% for tag in meta.properties %}{{ tag.name }}={{ tag.content }}{% endfor %}" gives "og:type=article";
    RedirectView: "{% if redirect is defined %}{{ redirect.from }} → {{ redirect.href }}{% endif %}" gives "/repo/old.html → /repo/new.html";
    DayView: "{% for day in paginator.days %}{{ day.date | date(format='%-d %B') }}: {{ day.count }}{% endfor %}" gives "12 November: 1";
    MonthView: "{% for month in paginator.months %}{{ month.date | date(format='%B %Y') }}: {{ month.count }}{% endfor %}" gives "November 2019: 3";
    ByAuthorView: "{% for item in page.by_authors %}{% if item.previous %}Last time: {{ item.previous.title }} {% endif %}{% endfor %}" gives "Last time: First Last time: First ";
    LinkView: "{% for link in page.author_terms[0].links %}<a href=\"{{ link.url }}\">{{ link.label }}</a>{% endfor %}" gives "<a href=\"https://github.com/ada\">GitHub</a>";
    TermView: "{% for tag in page.tag_terms %}{{ tag.name }} ({{ tag.count }}) {% endfor %}" gives "Rust &amp; C (3) linking (3) ";
    ThemeView: "{{ site.theme.scheme or \"as the system has it\" }}" gives "as the system has it";
    GeneratorView: "{{ generator.name }}" gives "blogsite";
};

/// The whole reference, as Markdown.
pub fn reference() -> String {
    let mut text = String::from(
        "# What templates see, and what they can do with it\n\n\
         Templates are Tera's (keats.github.io/tera). A file in `templates/` takes the place of the theme's of the same name.\n",
    );
    write_views(&mut text);
    write_functions(&mut text);
    write_filters(&mut text);
    write_templates(&mut text);
    text.push_str("\n## `theme` in `_config.yml`\n\n");
    for (key, says) in KEYS {
        let _ = writeln!(text, "- `{key}`: {says}");
    }
    write_words(&mut text);
    text
}

fn write_views(text: &mut String) {
    text.push_str("\n## Views\n\nEvery field is always there; what is not set is `null`, prints as nothing, and counts as false.\n");
    for view in VIEWS {
        let _ = writeln!(text, "\n### {}\n\n{}\n", view.name, plain(view.says));
        for (field, says) in view.fields {
            let _ = writeln!(text, "- `{field}`: {}", plain(says));
        }
        write_example(text, view.example, view.gives);
    }
}

fn write_functions(text: &mut String) {
    text.push_str("\n## Functions\n\nTera's own are `range`, `super` and `throw`.\n");
    for function in FUNCTIONS {
        let _ = writeln!(text, "\n### {}\n\nTakes {}. Gives {}.", function.name, function.takes, function.says);
        write_example(text, function.example, function.gives);
    }
}

fn write_filters(text: &mut String) {
    let own: Vec<String> = OF_TERA.iter().map(|name| format!("`{name}`")).collect();
    let _ = writeln!(text, "\n## Filters\n\nTera's own are {}.", own.join(", "));
    for filter in FILTERS.iter().copied().flatten() {
        let _ = writeln!(text, "\n### {}\n\nGives {}.", filter.name, filter.says);
        write_example(text, filter.example, filter.gives);
    }
}

fn write_templates(text: &mut String) {
    text.push_str("\n## Templates\n\n`blogsite theme NAME` copies one into `templates/`, to be changed.\n\n");
    for (name, template) in theme::templates() {
        let _ = write!(text, "- `{name}`: {}", gaps::heading(template).says);
        let blocks: Vec<String> = references::blocks(template).iter().map(|block| format!("`{block}`")).collect();
        if !blocks.is_empty() {
            let _ = write!(text, "; blocks {}", blocks.join(", "));
        }
        let others = references::of(template);
        for (kind, word) in [(Kind::Extends, "extends"), (Kind::Includes, "includes")] {
            let names = others.iter().filter(|other| other.kind == kind).map(|other| format!("`{}`", other.name));
            let names: Vec<String> = names.collect();
            if !names.is_empty() {
                let _ = write!(text, "; {word} {}", names.join(", "));
            }
        }
        text.push('\n');
    }
}

fn write_words(text: &mut String) {
    let languages: Vec<String> = languages().iter().map(|language| format!("`{language}`")).collect();
    let _ = writeln!(
        text,
        "\n## Words\n\nWhat the theme says, by name: `words.older` in a template, `theme: {{words: {{older: Earlier}}}}` in `_config.yml`. It has \
         them in {}; any other language gets the English ones, unless the site has its own: `words: {{sv: {{older: Äldre}}}}`.\n",
        languages.join(", ")
    );
    for (name, english) in names() {
        let _ = writeln!(text, "- `{name}`: {english}");
    }
}

/// An example as a block of code, and what it gives as another.
fn write_example(text: &mut String, example: &str, gives: &str) {
    let _ = writeln!(text, "\n```jinja\n{example}\n```\n\n```text\n{}\n```", gives.trim_end_matches('\n'));
}

/// A doc comment as words: without its first blank and the brackets of its links.
fn plain(says: &str) -> String {
    says.trim().replace("[`", "`").replace("`]", "`")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use std::collections::BTreeSet;

    use tera::{Context, Value};

    use super::*;
    use crate::markdown::Heading;
    use crate::site::DocumentId;
    use crate::template::samples::{blog, services};
    use crate::template::views::{AlternateView, ImageView, MetaView, Pager, PropertyView, Views};
    use crate::template::{SourcePath, Templates};

    /// The page of a post, as each example sees it.
    fn context() -> (Context, crate::site::Site) {
        let site = blog();
        let views = Views::new(&site);
        let posts = vec![(DocumentId(1), views.listed(DocumentId(1), None))];
        let pager = Pager { number: 2, per_page: 1, total_posts: 3, total_pages: 3, posts, previous: None, next: None };
        let paginator: Value = views.paginator(pager);
        let meta = MetaView {
            title: "Second & last".to_owned(),
            description: Some("What six engineers build".to_owned()),
            canonical: None,
            noindex: false,
            image: Some(ImageView {
                url: "/repo/a.png".to_owned(),
                alt: None,
                width: Some("640".to_owned()),
                height: Some("480".to_owned()),
            }),
            previous: None,
            next: None,
            alternates: vec![AlternateView {
                href: "/repo/feed.xml".to_owned(),
                kind: "application/atom+xml".to_owned(),
                title: "All".to_owned(),
            }],
            properties: vec![PropertyView {
                attribute: "property".to_owned(),
                name: "og:type".to_owned(),
                content: "article".to_owned(),
            }],
            json_ld: Value::none(),
        };
        let heading = Heading { level: 2, id: "parts".to_owned(), text: "Parts".to_owned() };
        let mut context = views.page_context(DocumentId(1), "<p>x</p>".to_owned(), &[heading], Some(paginator));
        context.insert_value("meta", views.meta(&meta, None));
        let redirect =
            views.redirect(DocumentId(1), "/repo/old.html", "/repo/new.html", "https://blog.example/repo/new.html");
        context.insert_value("redirect", redirect.get("redirect").cloned().unwrap());
        (context, site)
    }

    fn render(template: &str) -> String {
        let (context, site) = context();
        let own = vec![(SourcePath::new("templates/example.html"), template.to_owned())];
        let (templates, problems) = Templates::load(own, services(&site));
        assert_eq!(problems, [], "{template}");
        templates.render("example.html", &context).unwrap()
    }

    #[test]
    fn every_example_gives_what_it_says() {
        for view in VIEWS {
            assert_eq!(render(view.example), view.gives, "{}", view.name);
        }
    }

    #[test]
    fn every_field_can_be_written() {
        let paths = [
            ("SiteView", "site"),
            ("DocumentView", "page"),
            ("HeadingView", "headings[0]"),
            ("PaginatorView", "paginator"),
            ("MetaView", "meta"),
            ("ImageView", "meta.image"),
            ("AlternateView", "meta.alternates[0]"),
            ("PropertyView", "meta.properties[0]"),
            ("RedirectView", "redirect"),
            ("DayView", "paginator.days[0]"),
            ("MonthView", "paginator.months[0]"),
            ("ByAuthorView", "page.by_authors[0]"),
            ("LinkView", "page.author_terms[0].links[0]"),
            ("TermView", "page.author_terms[0]"),
            ("ThemeView", "site.theme"),
            ("GeneratorView", "generator"),
        ];
        assert_eq!(paths.len(), VIEWS.len());
        for (view, path) in paths {
            let view = VIEWS.iter().find(|entry| entry.name == view).unwrap();
            for (field, _) in view.fields {
                render(&format!("{{% if {path}.{field} %}}{{% endif %}}"));
            }
        }
    }

    #[test]
    fn every_view_is_listed() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/template");
        let mut declared = BTreeSet::new();
        for entry in walkdir::WalkDir::new(folder) {
            let entry = entry.unwrap();
            if entry.path().extension().is_none_or(|ending| ending != "rs") || entry.path().ends_with("reference.rs") {
                continue;
            }
            let text = std::fs::read_to_string(entry.path()).unwrap();
            for declaration in text.split("\nview! {").skip(1) {
                let line = declaration.lines().find(|line| !line.trim().is_empty() && !line.trim().starts_with("///"));
                let name = line.unwrap().trim().split(|c: char| !c.is_alphanumeric()).next().unwrap();
                declared.insert(name.to_owned());
            }
        }
        let listed: BTreeSet<String> = VIEWS.iter().map(|entry| entry.name.to_owned()).collect();
        assert_eq!(declared, listed, "each `view!` has an entry in VIEWS, with an example");
    }

    #[test]
    fn the_text_names_everything() {
        let text = reference();
        for view in VIEWS {
            assert!(text.contains(&format!("### {}\n", view.name)) && !view.says.is_empty(), "{}", view.name);
        }
        for filter in FILTERS.iter().copied().flatten() {
            assert!(text.contains(&format!("### {}\n", filter.name)), "{}", filter.name);
        }
        for (name, _) in theme::templates() {
            assert!(text.contains(&format!("- `{name}`: ")), "{name}");
        }
        assert!(text.contains("`base.html`: The frame of every page"), "{text}");
    }
}
