//! Lists of posts as templates see them: one page of a list, and its posts by day and by month.

use tera::{Context, Value};

use super::{Views, conversion, view};
use crate::address::UrlPath;
use crate::site::DocumentId;
use crate::site::route::Route;
use crate::site::taxonomy::{Taxonomy, TermId};

view! {
    /// One page of a list: `paginator`, with Jekyll's names (`jekyll-paginate/pager.rb`).
    PaginatorView {
        /// Its number, from 1.
        page: usize,
        /// Posts on one page.
        per_page: usize,
        /// The posts on it; their `excerpt` is HTML, or `null` in the archive, a year and a month.
        posts: Vec<Value>,
        /// The same by day: a list of [`DayView`].
        days: Vec<Value>,
        /// The same by month: a list of [`MonthView`].
        months: Vec<Value>,
        /// Posts on all pages.
        total_posts: usize,
        /// Pages.
        total_pages: usize,
        /// Number of the page with newer posts.
        previous_page: Option<usize>,
        /// Its address without the base path: `/page2/`.
        previous_page_path: Option<String>,
        /// Its address to link to: `/repo/page2/`.
        previous_page_href: Option<String>,
        /// Number of the page with older posts.
        next_page: Option<usize>,
        /// Its address without the base path: `/page4/`.
        next_page_path: Option<String>,
        /// Its address to link to: `/repo/page4/`.
        next_page_href: Option<String>,
    }
}

view! {
    /// A day of the blog: each item of `paginator.days`.
    DayView {
        /// Like a document's `date`, at the day's beginning; `null` for posts without a date.
        date: Value,
        /// Where its posts are listed, to link to: `/repo/2019/11/04/`; `null` where days are switched off.
        href: Value,
        /// How many posts were written on it in all.
        count: usize,
        /// Who wrote on it: a list of [`TermView`](super::TermView), by name.
        authors: Vec<Value>,
        /// Its posts on this page of the list.
        posts: Vec<Value>,
    }
}

view! {
    /// A month of the blog: each item of `paginator.months`.
    MonthView {
        /// Like a document's `date`, at the month's beginning; `null` for posts without a date.
        date: Value,
        /// Where its posts are listed, to link to: `/repo/2019/11/`; `null` where months are switched off.
        href: Value,
        /// How many posts were written in it in all.
        count: usize,
        /// Its posts on this page of the list.
        posts: Vec<Value>,
    }
}

/// Which page of a list is meant, and what is on it.
#[derive(Debug)]
pub struct Pager<'a> {
    /// From 1.
    pub number: usize,
    /// Posts on one page.
    pub per_page: usize,
    /// Posts on all pages.
    pub total_posts: usize,
    /// Pages.
    pub total_pages: usize,
    /// The posts on it, from [`Views::listed`] or [`Views::document`].
    pub posts: Vec<(DocumentId, Value)>,
    /// Where the page with newer posts is served.
    pub previous: Option<&'a UrlPath>,
    /// Where the page with older posts is served.
    pub next: Option<&'a UrlPath>,
}

/// The page of a list that no document stands behind.
#[derive(Debug)]
pub struct ListPage<'a> {
    /// `page.title`.
    pub title: &'a str,
    /// `page.kind`.
    pub kind: &'a str,
    /// Whose posts are listed.
    pub term: Option<TermId>,
    /// What is listed.
    pub terms: Option<Taxonomy>,
    /// Which posts are listed.
    pub paginator: Option<Value>,
}

impl Views {
    /// `paginator`.
    pub fn paginator(&self, pager: Pager<'_>) -> Value {
        let path = |url: Option<&UrlPath>| url.map(UrlPath::encoded);
        let href = |url: Option<&UrlPath>| url.map(|url| self.addresses.href(url));
        conversion::serialized(&PaginatorView {
            page: pager.number,
            per_page: pager.per_page,
            days: self.days(&pager.posts),
            months: self.months(&pager.posts),
            posts: pager.posts.into_iter().map(|(_, post)| post).collect(),
            total_posts: pager.total_posts,
            total_pages: pager.total_pages,
            previous_page: pager.previous.map(|_| pager.number.saturating_sub(1)),
            previous_page_path: path(pager.previous),
            previous_page_href: href(pager.previous),
            next_page: pager.next.map(|_| pager.number + 1),
            next_page_path: path(pager.next),
            next_page_href: href(pager.next),
        })
    }

    /// What the template of a list sees that no document stands behind.
    pub fn list(&self, route: &Route, list: ListPage<'_>) -> Context {
        let page = self.generated(route, list.title, list.kind);
        let mut names = self.context(page, String::new(), &[], list.paginator);
        if let Some(id) = list.term {
            names.insert_value("term", self.term(id));
        }
        if let Some(taxonomy) = list.terms {
            let ids = self.taxonomies.of(taxonomy).map(|(id, _)| id);
            names.insert_value("terms", Value::from(ids.map(|id| self.term(id)).collect::<Vec<_>>()));
        }
        names
    }

    /// The term as templates see it.
    pub fn term(&self, id: TermId) -> Value {
        self.terms.get(id.0).cloned().unwrap_or_else(Value::none)
    }

    fn days(&self, posts: &[(DocumentId, Value)]) -> Vec<Value> {
        let of_day = |posts: &[(DocumentId, Value)]| {
            let (term, [date, href]) = self.period(posts, Taxonomy::Day);
            let written = term.map_or(&[][..], |id| &self.taxonomies.get(id).posts);
            let mut authors: Vec<TermId> = written
                .iter()
                .flat_map(|post| self.taxonomies.of_post_in(*post, Taxonomy::Author).map(|(id, _)| id))
                .collect();
            // Their order is that of their names.
            authors.sort_unstable();
            authors.dedup();
            conversion::serialized(&DayView {
                date,
                href,
                count: written.len(),
                authors: authors.into_iter().map(|id| self.term(id)).collect(),
                posts: posts.iter().map(|(_, post)| post.clone()).collect(),
            })
        };
        self.chunks(posts, Taxonomy::Day).map(of_day).collect()
    }

    fn months(&self, posts: &[(DocumentId, Value)]) -> Vec<Value> {
        let of_month = |posts: &[(DocumentId, Value)]| {
            let (term, [date, href]) = self.period(posts, Taxonomy::Month);
            conversion::serialized(&MonthView {
                date,
                href,
                count: term.map_or(0, |id| self.taxonomies.get(id).posts.len()),
                posts: posts.iter().map(|(_, post)| post.clone()).collect(),
            })
        };
        self.chunks(posts, Taxonomy::Month).map(of_month).collect()
    }

    /// The day or month that the first of those posts was written in; its date, and where it is listed.
    fn period(&self, posts: &[(DocumentId, Value)], taxonomy: Taxonomy) -> (Option<TermId>, [Value; 2]) {
        let id = posts.first().and_then(|(post, _)| self.date_of(*post, taxonomy));
        let term = id.map_or_else(Value::none, |id| self.term(id));
        let field = |name: &str| term.get_from_path(name).cloned().unwrap_or_else(Value::none);
        (id, [field("date"), field("href")])
    }

    fn date_of(&self, post: DocumentId, taxonomy: Taxonomy) -> Option<TermId> {
        self.taxonomies.of_post_in(post, taxonomy).map(|(id, _)| id).next()
    }

    /// Posts that stand together and were written on one day, in one month.
    fn chunks<'a>(
        &self,
        posts: &'a [(DocumentId, Value)],
        taxonomy: Taxonomy,
    ) -> impl Iterator<Item = &'a [(DocumentId, Value)]> {
        posts.chunk_by(move |(a, _), (b, _)| self.date_of(*a, taxonomy) == self.date_of(*b, taxonomy))
    }
}
