//! What becomes of a file, and why.

use crate::address::{SourcePath, UrlPath};
use crate::command::report::plural;
use crate::config::CONFIG_FILE;
use crate::content::{Document, Kind};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::output::STATE_FOLDER;
use crate::render::TEMPLATES;
use crate::site::inventory::{CONTENT, PassedOver, STATIC, is_data, passed_over};
use crate::site::lock::LOCK_FILE;
use crate::site::permalink::{self, Origin};
use crate::site::route::{Route, RouteKind, SearchPart};
use crate::site::{DocumentId, LeftOut, Reason};

use super::{Answer, Known};

impl Known<'_> {
    /// Whether there is such a file or folder, or a link of that name.
    pub(super) fn exists(&self, path: &SourcePath) -> bool {
        self.tree.disk_path(path).symlink_metadata().is_ok()
    }

    /// What becomes of the file at `path`.
    pub(super) fn file(&self, path: &SourcePath) -> Answer {
        if self.tree.disk_path(path).is_dir() {
            return self.folder(path);
        }
        if let Some(id) = self.document_at(path) {
            return self.document(id);
        }
        if let Some(left_out) = self.site.left_out.iter().find(|left_out| left_out.source == *path) {
            return self.left_out(left_out);
        }
        if let Some(route) = self.site.routes.by_source(path) {
            let route = self.site.routes.get(route);
            let mut answer = Answer::there();
            answer.say("is", format!("copied as it is to {}", self.site.href(&route.url)));
            return answer;
        }
        self.not_published(path)
    }

    fn document_at(&self, path: &SourcePath) -> Option<DocumentId> {
        let at = self.site.documents.iter().position(|document| document.source == *path)?;
        Some(DocumentId(at))
    }

    fn folder(&self, path: &SourcePath) -> Answer {
        let mut answer = Answer::default();
        let below = |source: &SourcePath| source.under(path.as_str()).is_some();
        let published = self.site.routes.sources().filter(|source| below(source)).count();
        let left_out = self.site.left_out.iter().filter(|left_out| below(&left_out.source)).count();
        answer.is_there = published > 0;
        answer.say("is", format!("a folder; {published} of its files are published, {left_out} are left out"));
        if published == 0 {
            self.reason_of_name(path, &mut answer);
        }
        answer
    }

    /// A document that is published, or would be if its address were free.
    pub(super) fn document(&self, id: DocumentId) -> Answer {
        let document = self.site.document(id);
        let kind = noun(document);
        let Some(route) = self.site.route_of(id) else {
            let mut answer = Answer::default();
            answer.say("is", format!("a {kind} that is not published: something else is served at its address"));
            self.say_rule(document, &mut answer);
            self.say_problems(&document.source, &mut answer);
            return answer;
        };
        let mut answer = Answer::there();
        answer.say("is", format!("a {kind}, published at {}", self.site.href(&route.url)));
        if let Some(to) = &document.redirect_to {
            answer.say("moved", format!("its `redirect_to` leads on to {to}, and its own text is not shown"));
        }
        self.say_rule(document, &mut answer);
        answer.say("file", format!("{} in the output", route.output));
        say_date(document, &mut answer);
        self.say_templates(id, &mut answer);
        self.say_appearances(id, &mut answer);
        self.say_problems(&document.source, &mut answer);
        answer
    }

    fn say_rule(&self, document: &Document, answer: &mut Answer) {
        let Some((pattern, origin)) = permalink::rule(document, &self.site.config.permalink) else { return };
        let whose = match origin {
            Origin::FrontMatter if document.keys.contains_key("permalink") => {
                "`permalink` in its front matter".to_owned()
            }
            Origin::FrontMatter => format!("`permalink` in `defaults` of {CONFIG_FILE}"),
            Origin::Config if self.site.config.places.contains_key("permalink") => {
                format!("`permalink: {}` in {CONFIG_FILE}", self.site.config.permalink)
            }
            Origin::Config => format!("the default, `permalink: {}`", self.site.config.permalink),
        };
        answer.say("address", format!("{pattern}, by {whose}"));
    }

    fn say_templates(&self, id: DocumentId, answer: &mut Answer) {
        let chain = self.renderer.templates_of(id);
        let shown: Vec<String> = chain.iter().map(|(name, is_own)| template(name, *is_own)).collect();
        answer.say("template", if shown.is_empty() { "none".to_owned() } else { shown.join(", which extends ") });
    }

    fn say_appearances(&self, id: DocumentId, answer: &mut Answer) {
        let appearances = self.renderer.appearances(id);
        let those = |is_one: fn(&RouteKind) -> bool| -> Vec<String> {
            let routes = appearances.iter().filter(|route| is_one(&route.kind));
            routes.map(|route| self.site.href(&route.url)).collect()
        };
        let lists = those(|kind| matches!(kind, RouteKind::Home { .. } | RouteKind::Term { .. } | RouteKind::Archive));
        let feeds = those(|kind| matches!(kind, RouteKind::Feed(_) | RouteKind::JsonFeed));
        let maps = those(|kind| matches!(kind, RouteKind::Sitemap | RouteKind::SitemapPart(_)));
        let search = those(|kind| matches!(kind, RouteKind::Search(SearchPart::Page)));
        let former = those(|kind| matches!(kind, RouteKind::Redirect(_)));
        let is_post = id.0 < self.site.posts;
        for (about, places, is_expected) in
            [("lists", lists, is_post), ("feeds", feeds, is_post), ("site map", maps, true), ("search", search, true)]
        {
            if !places.is_empty() || is_expected {
                answer.say(about, if places.is_empty() { "none".to_owned() } else { places.join(" ") });
            }
        }
        if !former.is_empty() {
            answer.say("formerly", former.join(" "));
        }
    }

    fn say_problems(&self, path: &SourcePath, answer: &mut Answer) {
        for problem in self.problems.iter().filter(|problem| is_at(problem, path)) {
            let weight = match problem.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "note",
            };
            answer.say(weight, format!("[{}] {}", problem.code, problem.message));
            for hint in &problem.hints {
                answer.say("", hint.clone());
            }
        }
    }

    fn left_out(&self, left_out: &LeftOut) -> Answer {
        let mut answer = Answer::default();
        let document = self.whole.documents.iter().find(|document| document.source == left_out.source);
        let (why, flag) = match left_out.reason {
            Reason::Draft => ("a draft".to_owned(), "--drafts"),
            Reason::Future => {
                let date = document.and_then(|document| document.date.as_ref());
                let date = date.map(|date| format!(" ({})", date.strftime("%Y-%m-%d %H:%M %:z"))).unwrap_or_default();
                (format!("a post with a date to come{date}"), "--future")
            }
            Reason::Unpublished => ("a document that says `published: false`".to_owned(), "--unpublished"),
        };
        answer.say("is", format!("left out: it is {why}; `{flag}` brings it in"));
        if let Some(document) = document {
            // The address of a draft without a day is another tomorrow.
            let is_settled = document.kind != Kind::Draft || document.keys.contains_key("date");
            let id = self.whole.documents.iter().position(|other| std::sync::Arc::ptr_eq(other, document));
            if let Some(route) = id.filter(|_| is_settled).and_then(|id| self.whole.route_of(DocumentId(id))) {
                answer.say("would be", self.whole.href(&route.url));
            }
            self.say_rule(document, &mut answer);
            if is_settled {
                say_date(document, &mut answer);
            }
        }
        answer
    }

    /// A file that is there and makes nothing by itself.
    fn not_published(&self, path: &SourcePath) -> Answer {
        let mut answer = Answer::default();
        if path.as_str() == CONFIG_FILE {
            answer.say("is", "the configuration of the site");
            answer.is_there = true;
        } else if path.as_str() == LOCK_FILE {
            answer.say("is", "the URL lock: every address that was published");
            answer.is_there = true;
        } else if is_data(path) && passed_over(path, &self.site.config).is_none() {
            let keys = path.as_str().rsplit_once("data/").map_or(path.as_str(), |(_, rest)| rest);
            let keys = keys.rsplit_once('.').map_or(keys, |(stem, _)| stem).replace('/', ".");
            answer.say("is", format!("data: templates see it as `site.data.{keys}`"));
            answer.is_there = true;
        } else if let Some(name) = path.under(TEMPLATES) {
            self.say_template(name, &mut answer);
        } else if path.under(STATE_FOLDER).is_some() {
            answer.say("is", "what the program remembers; it can be deleted");
        } else if self.problems.iter().any(|problem| is_at(problem, path) && problem.severity == Severity::Error) {
            answer.say("is", "not published: it cannot be read");
        } else if self.problems.iter().any(|problem| is_at(problem, path) && problem.code == Code::NotAPost) {
            answer.say("is", "not published");
        } else {
            self.reason_of_name(path, &mut answer);
        }
        self.say_problems(path, &mut answer);
        answer
    }

    fn say_template(&self, name: &str, answer: &mut Answer) {
        match self.renderer.is_own_template(name) {
            Some(true) => {
                let is_of_theme = crate::template::theme::templates().any(|(theme, _)| theme == name);
                let place = if is_of_theme { ", in place of the theme's" } else { "" };
                let ids = self.site.post_ids().chain(self.site.page_ids());
                let users =
                    ids.filter(|id| self.renderer.templates_of(*id).iter().any(|(used, _)| used == name)).count();
                answer.say("is", format!("a template of the site's own{place}"));
                answer.say("used by", format!("the pages of {}, as itself or extended", plural(users, "document")));
                answer.is_there = true;
            }
            Some(false) => answer.say("is", "a template that cannot be read; the theme's stands in for it"),
            None => answer.say("is", "no template: its name or place is none that is read"),
        }
    }

    fn reason_of_name(&self, path: &SourcePath, answer: &mut Answer) {
        let is_read = [CONTENT, STATIC].iter().any(|folder| path.as_str() == *folder || path.under(folder).is_some())
            || is_data(path);
        match passed_over(path, &self.site.config).filter(|_| is_read) {
            Some(PassedOver::Name(name)) => {
                answer.say(
                    "is",
                    format!("left out: names like `{name}` are passed over; `include: [{name}]` takes it in"),
                );
            }
            Some(PassedOver::Excluded(entry)) => {
                answer.say("is", format!("left out: `{entry}` in `exclude` of {CONFIG_FILE} matches it"));
            }
            None if !is_read => {
                answer.say("is", "outside of what is read: content/, static/, templates/, data/ and the configuration");
            }
            None if path.file_name().is_empty() => {}
            None => answer.say("is", "not published"),
        }
    }
}

fn say_date(document: &Document, answer: &mut Answer) {
    let Some(date) = &document.date else { return };
    let from = match (document.keys.contains_key("date"), document.kind) {
        (true, _) => "its front matter",
        (false, _) if document.values.contains_key("date") => "`defaults`",
        (false, Kind::Draft) => "today: it is a draft without a day",
        (false, _) => "its file name",
    };
    answer.say("date", format!("{}, from {from}", date.strftime("%Y-%m-%d %H:%M %:z")));
}

fn is_at(problem: &Diagnostic, path: &SourcePath) -> bool {
    let places = problem.span.iter().chain(problem.related.iter().map(|(span, _)| span));
    places.into_iter().any(|span| span.path == *path)
}

fn noun(document: &Document) -> &'static str {
    match document.kind {
        Kind::Post => "post",
        Kind::Draft => "draft",
        Kind::Page => "page",
    }
}

fn template(name: &str, is_own: bool) -> String {
    if is_own { format!("{TEMPLATES}/{name}") } else { format!("{name} of the theme") }
}

/// What a route is, in words.
pub(super) fn described(known: &Known<'_>, route: &Route) -> String {
    use crate::site::route::FeedOf;
    let site = known.site;
    let posts_of = |term: &crate::site::taxonomy::TermId| {
        let term = site.taxonomies.get(*term);
        format!("the {} {}", term.taxonomy.singular(), term.name)
    };
    match &route.kind {
        RouteKind::Document(id) | RouteKind::Home { index: Some(id), number: 1 } => {
            format!("the page of {}", site.document(*id).source)
        }
        RouteKind::Home { number, .. } => format!("page {number} of the list of all posts"),
        RouteKind::Term { term, number } => format!("page {number} of the list of posts of {}", posts_of(term)),
        RouteKind::Terms(taxonomy) => format!("the list of all {}", taxonomy.plural()),
        RouteKind::Archive => "the list of all posts on one page".to_owned(),
        RouteKind::NotFound => "what is served for what does not exist".to_owned(),
        RouteKind::Feed(FeedOf::Site) | RouteKind::JsonFeed => "the feed of all posts".to_owned(),
        RouteKind::Feed(FeedOf::Term(term)) => format!("the feed of {}", posts_of(term)),
        RouteKind::Sitemap | RouteKind::SitemapPart(_) => "the site map".to_owned(),
        RouteKind::Robots => "the file that says where the site map is".to_owned(),
        RouteKind::Host(_) => "a file that only the host reads".to_owned(),
        RouteKind::RedirectList => "the list of all former addresses".to_owned(),
        RouteKind::Search(SearchPart::Page) => "the page to search with".to_owned(),
        RouteKind::Search(_) => "a piece of the search index".to_owned(),
        RouteKind::Redirect(id) => {
            let document = site.document(*id);
            let is_written =
                document.redirect_from.iter().any(|from| UrlPath::new(from).as_str() == route.url.as_str());
            let by = if is_written { "its `redirect_from`".to_owned() } else { LOCK_FILE.to_owned() };
            format!("a former address of {}, by {by}", document.source)
        }
        RouteKind::Forward(to) => format!("a former address, by {LOCK_FILE}, of {to}"),
        RouteKind::Copy(output) => format!("a former address, by {LOCK_FILE}, with what is at {}", output.url()),
        RouteKind::Static(source) => format!("the file {source} as it is"),
        RouteKind::Theme(_) => "a file of the theme".to_owned(),
    }
}
