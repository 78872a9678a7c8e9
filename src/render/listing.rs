//! Pages that list posts, or what posts are grouped by: home, an author's, a tag's, a month's, the archive.
//!
//! 1. [`Renderer::shown`] are the posts on one page of a list, each with its beginning where the list shows beginnings.
//! 2. Of the templates that may show a list the first that exists is taken: `tag.html`, else `list.html`.

use std::sync::Arc;

use crate::address::UrlPath;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::markdown::furnish;
use crate::site::route::{Route, RouteKind};
use crate::site::taxonomy::{Taxonomy, Term, TermId};
use crate::site::{DocumentId, lists, page_url};
use crate::source::SourceError;
use crate::template::views::{ListPage, Pager};

use super::body::Purpose;
use super::page::finish;
use super::{Checks, Rendered, Renderer};

/// The template of the list of all posts.
const HOME: &str = "home";
/// The template of posts with their beginnings.
const LIST: &str = "list";
/// The template of posts with their titles alone.
const ARCHIVE: &str = "archive";
/// The template of terms.
const TERMS: &str = "terms";

/// Whether a list shows how each post begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Beginnings {
    Shown,
    LeftOut,
}

/// The posts of one page of a list as its template sees them, and the texts among them.
type Shown = (tera::Value, Vec<String>);

impl Renderer<'_> {
    /// One page of the list of all posts.
    pub(super) fn home_page(
        &self,
        route: &Route,
        number: usize,
        index: Option<DocumentId>,
        checks: Checks,
    ) -> Result<Rendered, SourceError> {
        let posts: Vec<DocumentId> = self.site.post_ids().collect();
        let address = |number: usize| match number {
            1 => UrlPath::new("/"),
            _ => page_url(&self.site.config, number),
        };
        let size = home_size(&self.site.config);
        let (paginator, mut texts) = self.shown(&posts, size, number, Beginnings::Shown, address)?;
        let paginator = Some(paginator);
        let Some(id) = index else {
            let mut problems = Vec::new();
            let view = self.views.listing(route, &self.site.config.title, String::new(), &[], paginator);
            let html = self.dress(route, &self.template(HOME), &view, &texts, checks, &mut problems);
            return Ok(Rendered { body: html.into_bytes(), problems });
        };
        // The text of `index.md` stands on every page of the list, and answers for itself on the first.
        let of_text = if number == 1 { checks } else { Checks::Off };
        let document = self.site.document(id);
        let mut body = self.body(id, Purpose::Page(of_text))?;
        if number > 1 {
            body.problems.clear();
        }
        let content = std::mem::take(&mut body.fragment.html);
        let html = match self.layout_of(document, HOME, &mut body.problems) {
            None => content,
            Some(template) => {
                texts.splice(0..0, [furnish(&content), content.clone()]);
                let view = self.views.listing(route, "", content, &body.fragment.headings, paginator);
                self.dress(route, &template, &view, &texts, checks, &mut body.problems)
            }
        };
        if of_text == Checks::On {
            body.problems.extend(self.lost_anchors(id, &html));
        }
        Ok(finish(document, body, html, of_text))
    }

    /// One page of the list of a term's posts.
    pub(super) fn term_page(
        &self,
        route: &Route,
        id: TermId,
        number: usize,
        checks: Checks,
    ) -> Result<Rendered, SourceError> {
        let config = &self.site.config;
        let term = self.site.taxonomies.get(id);
        let beginnings = beginnings_on(term.taxonomy);
        let address = |number: usize| lists::address(config, term, number).unwrap_or_else(|| UrlPath::new("/"));
        let size = lists::page_size(config, term.taxonomy);
        let (paginator, texts) = self.shown(&term.posts, size, number, beginnings, address)?;
        let kind = term.taxonomy.singular();
        let title = self.title(term);
        let page = ListPage { title: &title, kind, term: Some(id), terms: None, paginator: Some(paginator) };
        Ok(self.list_page(route, page, &texts, checks))
    }

    /// The list of all terms of a kind.
    pub(super) fn terms_page(&self, route: &Route, taxonomy: Taxonomy, checks: Checks) -> Rendered {
        let kind = taxonomy.plural();
        let title = match taxonomy {
            Taxonomy::Author | Taxonomy::Tag | Taxonomy::Category => self.word(kind),
            // There is one list of them all.
            Taxonomy::Year | Taxonomy::Month | Taxonomy::Day => self.word("archive"),
        };
        let page = ListPage { title, kind, term: None, terms: Some(taxonomy), paginator: None };
        self.list_page(route, page, &[], checks)
    }

    /// All posts on one page.
    pub(super) fn archive_page(&self, route: &Route, checks: Checks) -> Result<Rendered, SourceError> {
        let posts: Vec<DocumentId> = self.site.post_ids().collect();
        let (paginator, texts) = self.shown(&posts, None, 1, Beginnings::LeftOut, |_| route.url.clone())?;
        let page = ListPage {
            title: self.word("archive"),
            kind: ARCHIVE,
            term: None,
            terms: Some(Taxonomy::Year),
            paginator: Some(paginator),
        };
        Ok(self.list_page(route, page, &texts, checks))
    }

    /// The first template that exists of those that may show a list: `tag.html`, else `list.html`.
    pub(super) fn list_template(&self, kind: &RouteKind) -> String {
        let names = match kind {
            RouteKind::Term { term, .. } => {
                let taxonomy = self.site.taxonomies.get(*term).taxonomy;
                let fallback = if beginnings_on(taxonomy) == Beginnings::Shown { LIST } else { ARCHIVE };
                [taxonomy.singular(), fallback]
            }
            RouteKind::Terms(taxonomy) => [taxonomy.plural(), TERMS],
            RouteKind::Archive => [ARCHIVE, ARCHIVE],
            _ => [HOME, HOME],
        };
        let known = names.iter().find_map(|name| self.templates.layout(name).ok());
        known.unwrap_or_else(|| self.template(LIST))
    }

    /// The posts whose beginnings stand on a page.
    pub(super) fn beginnings_on(&self, kind: &RouteKind) -> Vec<DocumentId> {
        let config = &self.site.config;
        match kind {
            RouteKind::Home { number, .. } => {
                let posts: Vec<DocumentId> = self.site.post_ids().collect();
                on_page(&posts, home_size(config), *number).collect()
            }
            RouteKind::Term { term, number } => {
                let term = self.site.taxonomies.get(*term);
                let posts = on_page(&term.posts, lists::page_size(config, term.taxonomy), *number);
                posts.filter(|_| beginnings_on(term.taxonomy) == Beginnings::Shown).collect()
            }
            _ => Vec::new(),
        }
    }

    /// A list in the template that may show it.
    fn list_page(&self, route: &Route, page: ListPage<'_>, texts: &[String], checks: Checks) -> Rendered {
        let template = self.list_template(&route.kind);
        let view = self.views.list(route, page);
        let mut problems: Vec<Diagnostic> = Vec::new();
        let html = self.dress(route, &template, &view, texts, checks, &mut problems);
        Rendered { body: html.into_bytes(), problems }
    }

    /// The posts on one page of a list of `posts`, of which `size` stand on one page; the first page is `address(1)`.
    fn shown(
        &self,
        posts: &[DocumentId],
        size: Option<usize>,
        number: usize,
        beginnings: Beginnings,
        address: impl Fn(usize) -> UrlPath,
    ) -> Result<Shown, SourceError> {
        let total_posts = posts.len();
        let per_page = size.unwrap_or(total_posts).max(1);
        let mut shown = Vec::new();
        let mut texts = Vec::new();
        for id in on_page(posts, size, number) {
            if beginnings == Beginnings::LeftOut {
                shown.push((id, self.views.listed(id, None)));
                continue;
            }
            let beginning = self.beginning(id)?;
            shown.push((id, self.views.listed(id, Some(&beginning))));
            texts.push(beginning.as_ref().to_owned());
        }
        let total_pages = total_posts.div_ceil(per_page).max(1);
        let previous = (number > 1).then(|| address(number - 1));
        let next = (number < total_pages).then(|| address(number + 1));
        let pager = Pager {
            number,
            per_page,
            total_posts,
            total_pages,
            posts: shown,
            previous: previous.as_ref(),
            next: next.as_ref(),
        };
        Ok((self.views.paginator(pager), texts))
    }

    /// How a post begins, as HTML: found out once, for it stands in many lists.
    fn beginning(&self, id: DocumentId) -> Result<Arc<str>, SourceError> {
        let cell = self.beginnings.get(id.0);
        if let Some(known) = cell.and_then(|cell| cell.get()) {
            return Ok(Arc::clone(known));
        }
        let html: Arc<str> = match &self.site.document(id).excerpt {
            Some(excerpt) => format!("<p>{}</p>\n", quick_xml::escape::escape(excerpt.as_str())).into(),
            None => self.body(id, Purpose::Excerpt)?.fragment.html.into(),
        };
        // Two threads may both find out; they find the same.
        Ok(cell.map_or_else(|| Arc::clone(&html), |cell| Arc::clone(cell.get_or_init(|| Arc::clone(&html)))))
    }

    /// What a list of a term's posts is called: `Ada Example`, `November 2019`, `4 November 2019`.
    fn title(&self, term: &Term) -> String {
        let form = match term.taxonomy {
            Taxonomy::Month => "month",
            Taxonomy::Day => "day",
            Taxonomy::Author | Taxonomy::Tag | Taxonomy::Category | Taxonomy::Year => return term.name.clone(),
        };
        let config = &self.site.config;
        let written = term.date.and_then(|date| {
            let format = config.theme.words.date_format(&config.lang, form, date);
            jiff::fmt::strtime::format(&format, date).ok()
        });
        written.unwrap_or_else(|| term.name.clone())
    }
}

/// How many posts stand on one page of the list of all of them.
fn home_size(config: &Config) -> Option<usize> {
    config.paginate.filter(|size| *size > 0)
}

/// Whether lists of that kind show how posts begin.
fn beginnings_on(taxonomy: Taxonomy) -> Beginnings {
    match taxonomy {
        Taxonomy::Author | Taxonomy::Tag | Taxonomy::Category | Taxonomy::Day => Beginnings::Shown,
        Taxonomy::Year | Taxonomy::Month => Beginnings::LeftOut,
    }
}

/// The posts on one page of a list of `posts`, of which `size` stand on one page.
fn on_page(posts: &[DocumentId], size: Option<usize>, number: usize) -> impl Iterator<Item = DocumentId> {
    let per_page = size.unwrap_or(posts.len()).max(1);
    posts.iter().copied().skip(number.saturating_sub(1) * per_page).take(per_page)
}
