//! Every key of front matter as a reader of the reference learns of it: an example, its default, what it does.
//!
//! The one list of what is a key: front matter is read by these names alone, and what is one slip away from one of them is
//! reported.

use crate::config::Key;

/// All of them, by name. Where it is not said otherwise, Jekyll's are those of `jekyll/document.rb` and `jekyll/utils.rb`.
pub const KEYS: &[Key] = &[
    Key {
        name: "author",
        example: "author: Ada Example",
        default: "",
        says: "Who wrote it: a name, a key of `data/authors.yml`, a mapping with `name` and `email`, or a list of these. The \
               site's `author` if nothing is written.",
        origin: "jekyll-seo-tag and jekyll-feed. A name is never split at a comma.",
    },
    Key {
        name: "authors",
        example: "authors: [Ada Example, Bert Sample]",
        default: "[]",
        says: "The same; with both, `author` comes first.",
        origin: "jekyll-seo-tag.",
    },
    Key {
        name: "canonical_url",
        example: "canonical_url: https://other.example/first.html",
        default: "",
        says: "The one address of this text, for search engines, if it is not this page's.",
        origin: "jekyll-seo-tag.",
    },
    Key {
        name: "categories",
        example: "categories: [travel, by train]",
        default: "[]",
        says: "What it is filed under: a list, or words with blanks between them. The folders above `posts/` come first.",
        origin: "Jekyll.",
    },
    Key {
        name: "category",
        example: "category: by train",
        default: "",
        says: "One more of them, blanks and all.",
        origin: "Jekyll.",
    },
    Key {
        name: "date",
        example: "date: 2024-05-06 07:08:09 +0200",
        default: "",
        says: "Its day and time; in the zone of the site if it names none. A post's file name says its day, and this has the \
               last word.",
        origin: "Jekyll. A day that does not exist is an error.",
    },
    Key {
        name: "description",
        example: "description: How the lamp got its second wire.",
        default: "",
        says: "A line about it, for search engines and feeds; else `excerpt`, else its beginning.",
        origin: "jekyll-seo-tag and jekyll-feed.",
    },
    Key {
        name: "draft",
        example: "draft: true",
        default: "false",
        says: "Keeps a post out of feeds. A draft that is not published lies in `drafts/`.",
        origin: "jekyll-feed.",
    },
    Key {
        name: "email",
        example: "email: ada@example.org",
        default: "",
        says: "The author's, shown if the site says `show_email: true`.",
        origin: "blogsite.",
    },
    Key {
        name: "excerpt",
        example: "excerpt: A lamp, a wire, and a bus that did not come.",
        default: "",
        says: "Plain text that lists show in the place of its beginning.",
        origin: "Jekyll.",
    },
    Key {
        name: "excerpt_separator",
        example: "excerpt_separator: \"<!--more-->\"",
        default: "",
        says: "Where its beginning ends; the site's `excerpt_separator` if nothing is written.",
        origin: "Jekyll.",
    },
    Key {
        name: "feed",
        example: "feed: {excerpt_only: true}",
        default: "",
        says: "`excerpt_only: true` gives feeds its beginning instead of all of it, `false` all of it where the site gives \
               beginnings.",
        origin: "jekyll-feed.",
    },
    Key {
        name: "image",
        example: "image: {path: /images/lamp.jpg, alt: The lamp at night}",
        default: "false",
        says: "A picture for those who show a link to it: an address, or a mapping with `path`, `alt`, `width` and `height`.",
        origin: "jekyll-seo-tag.",
    },
    Key {
        name: "lang",
        example: "lang: de",
        default: "",
        says: "Its language; the site's if nothing is written.",
        origin: "jekyll-seo-tag.",
    },
    Key {
        name: "last_modified_at",
        example: "last_modified_at: 2024-06-01",
        default: "",
        says: "When it was changed: shown below the title, and said in the site map and in feeds.",
        origin: "jekyll-sitemap and jekyll-feed. The file's own time is never asked.",
    },
    Key {
        name: "layout",
        example: "layout: wide",
        default: "",
        says: "The template it is shown with: `templates/wide.html`. `post` for posts and `page` for pages if nothing is \
               written; `none` for none.",
        origin: "Jekyll, where nothing written means none.",
    },
    Key {
        name: "permalink",
        example: "permalink: /lamp/:title/",
        default: "",
        says: "Its address, with [placeholders](permalinks.md) if it pleases; the names of styles mean nothing here.",
        origin: "Jekyll.",
    },
    Key {
        name: "published",
        example: "published: false",
        default: "true",
        says: "`false` leaves it out, unless `--unpublished` is given.",
        origin: "Jekyll.",
    },
    Key {
        name: "redirect_from",
        example: "redirect_from: [/old.html, /older/]",
        default: "[]",
        says: "Former addresses that lead here.",
        origin: "jekyll-redirect-from.",
    },
    Key {
        name: "redirect_to",
        example: "redirect_to: https://elsewhere.example/new.html",
        default: "",
        says: "Where it has gone; its own text is not shown any more.",
        origin: "jekyll-redirect-from.",
    },
    Key {
        name: "render_with_liquid",
        example: "render_with_liquid: false",
        default: "true",
        says: "`false` leaves [tags](tags.md) in its body as they are written.",
        origin: "Jekyll, since version 4.",
    },
    Key {
        name: "search",
        example: "search: false",
        default: "true",
        says: "`false` keeps it out of the search index.",
        origin: "blogsite.",
    },
    Key {
        name: "seo",
        example: "seo: {type: Review, name: The lamp}",
        default: "",
        says: "`type`, `name` and `links` of what it is about, in the words of schema.org.",
        origin: "jekyll-seo-tag.",
    },
    Key {
        name: "sitemap",
        example: "sitemap: false",
        default: "true",
        says: "`false` keeps it out of the site map.",
        origin: "jekyll-sitemap.",
    },
    Key {
        name: "slug",
        example: "slug: the-lamp",
        default: "",
        says: "Its short name, in its address: `:title` and `:slug`. The file's name without day and ending if nothing is \
               written.",
        origin: "Jekyll.",
    },
    Key {
        name: "tag",
        example: "tag: soldering iron",
        default: "",
        says: "One more tag, blanks and all.",
        origin: "Jekyll.",
    },
    Key {
        name: "tags",
        example: "tags: [lamps, soldering iron]",
        default: "[]",
        says: "What it is about: a list, or words with blanks between them.",
        origin: "Jekyll.",
    },
    Key {
        name: "title",
        example: "title: \"The lamp: a review\"",
        default: "",
        says: "Its title; else the first heading of its text, else its slug made readable. One with a colon stands in quotes.",
        origin: "Jekyll, which does not ask the heading.",
    },
    Key {
        name: "toc",
        example: "toc: true",
        default: "",
        says: "Whether the theme shows a table of contents; in long posts with several headings if nothing is written.",
        origin: "themes for Jekyll.",
    },
    Key {
        name: "twitter",
        example: "twitter: {card: summary}",
        default: "",
        says: "`card` for the head of its page.",
        origin: "jekyll-seo-tag.",
    },
    Key {
        name: "updated",
        example: "updated: 2024-06-01",
        default: "",
        says: "The same as `last_modified_at`, which has the last word.",
        origin: "blogsite; known from other generators.",
    },
];

/// Whether the program reads a key of that name.
pub(super) fn is_known(name: &str) -> bool {
    KEYS.iter().any(|key| key.name == name)
}
