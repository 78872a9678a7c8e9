//! What a link that leads nowhere may have meant: only ever suggested, never followed.

use std::cmp::Reverse;

use jiff::civil::Date;

use crate::address::UrlPath;
use crate::content::Kind;
use crate::content::post_name::PostName;
use crate::markdown::LinkKind;
use crate::site::route::{FeedOf, RouteId, RouteKind};
use crate::site::{DocumentId, LeftOut, Site};

use super::Asked;
use super::rules::inside;

/// How many there are at most.
const MOST: usize = 3;

/// Names shorter than this are near to too many.
const SHORTEST: usize = 3;
/// Names longer than this are no names.
const LONGEST: usize = 100;

/// The likeliest targets, best first: `several`, which a rule hit; then what has the same last name, by how near its day
/// is to the one the link speaks of; then what has nearly the same name.
pub(super) fn nearest(asked: &Asked<'_>, several: &[RouteId]) -> Vec<RouteId> {
    let wanted = Wanted::of(asked);
    let mut found = Vec::new();
    wanted.take(&mut found, several.iter().map(|id| (0, *id)));
    if found.len() < MOST {
        let namesakes = wanted.asked.site.routes.namesakes(&wanted.path);
        wanted.take(&mut found, namesakes.iter().map(|id| (0, *id)));
    }
    if found.len() < MOST {
        wanted.take(&mut found, wanted.nearly_named().into_iter());
    }
    found
}

/// The document the link means, if it exists and is only not published: by its file, or by the address it will have.
pub(super) fn left_out<'a>(asked: &'a Asked<'_>) -> Option<&'a LeftOut> {
    let wanted = Wanted::of(asked);
    let name = wanted.name();
    let sources = asked.source_paths();
    asked.site.left_out.iter().find(|left_out| {
        let source = &left_out.source;
        if sources.contains(source) {
            return true;
        }
        match PostName::parse(source.file_name()) {
            Some(post) => post.slug.to_lowercase() == name && post.date.is_some() && post.date == day_in(&wanted.path),
            None => source.stem().to_lowercase() == name,
        }
    })
}

/// Whether words like "last time" carry a link: `[last time](../12/PhilConnell.html)`.
pub(super) fn mentions_the_past(words: &str) -> bool {
    words.split(|c: char| !c.is_alphanumeric()).any(|word| {
        ["last", "previous", "previously", "earlier", "before", "prior"].iter().any(|w| word.eq_ignore_ascii_case(w))
    })
}

/// The latest post of the same author before this one. Of a post without author the name of its file decides.
pub(super) fn previous_post(site: &Site, from: DocumentId) -> Option<RouteId> {
    let own = site.document(from);
    let day = own.date.as_ref().filter(|_| own.kind == Kind::Post)?.date();
    let is_earlier = |id: &DocumentId| {
        let other = site.document(*id);
        let same_author = if own.authors.is_empty() {
            other.slug == own.slug
        } else {
            other.authors.iter().any(|author| own.authors.contains(author))
        };
        same_author && other.kind == Kind::Post && other.date.as_ref().is_some_and(|date| date.date() < day)
    };
    let id = site.post_ids().filter(is_earlier).max_by_key(|id| {
        let date = site.document(*id).date.as_ref().map(jiff::Zoned::date);
        (date, Reverse(*id))
    })?;
    site.routes.of_document(id)
}

/// What the link spoke of.
struct Wanted<'a> {
    asked: &'a Asked<'a>,
    /// Its path, with the name of a post where it is that of a post's file: `/2019/10/27/LewisGaul`.
    path: UrlPath,
    day: Option<Date>,
}

impl<'a> Wanted<'a> {
    fn of(asked: &'a Asked<'a>) -> Self {
        let there = asked.goes_to();
        let path = inside(asked.site, &there).unwrap_or(there);
        let name = path.as_str().trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        // A picture may well be named like a post; its own name then counts, day and all.
        let may_be_post = asked.link.kind == LinkKind::Link && asked.site.routes.namesakes(&path).is_empty();
        let post = PostName::parse(name).filter(|post| may_be_post && !post.slug.is_empty());
        let own_day = asked.site.document(asked.from).date.as_ref().map(jiff::Zoned::date);
        let day = post.as_ref().and_then(|post| post.date).or_else(|| day_in(&path)).or(own_day);
        let path = match post {
            Some(post) => UrlPath::new(&format!("{}{}", path.folder(), post.slug)),
            None => path,
        };
        Self { asked, path, day }
    }

    /// Adds the best of `more` to `found`, by slips in the name, folder, day and place in the site.
    fn take(&self, found: &mut Vec<RouteId>, more: impl Iterator<Item = (usize, RouteId)>) {
        let routes = &self.asked.site.routes;
        let own = routes.of_document(self.asked.from);
        let mut best: Vec<(Rank, RouteId)> = Vec::with_capacity(MOST + 1);
        for (slips, id) in more {
            let id = routes.destination(id);
            if Some(id) == own || found.contains(&id) || !self.is_fit(id) {
                continue;
            }
            let rank = self.rank(slips, id);
            if best.iter().any(|(_, other)| *other == id) {
                continue;
            }
            let place = best.partition_point(|(other, _)| *other <= rank);
            if place < MOST {
                best.insert(place, (rank, id));
                best.truncate(MOST);
            }
        }
        found.extend(best.into_iter().map(|(_, id)| id));
        found.truncate(MOST);
    }

    /// A picture is no page, and a page no picture. Nobody who writes of a post means the list of its author's posts: a list
    /// is meant only by an address that begins like its own.
    fn is_fit(&self, id: RouteId) -> bool {
        let route = self.asked.site.routes.get(id);
        let is_listing =
            matches!(route.kind, RouteKind::Term { .. } | RouteKind::Terms(_) | RouteKind::Feed(FeedOf::Term(_)));
        let first = |path: &UrlPath| path.as_str().split('/').nth(1).map(str::to_lowercase);
        if is_listing && first(&route.url) != first(&self.path) {
            return false;
        }
        let is_file = matches!(route.kind, RouteKind::Static(_) | RouteKind::Theme(_));
        is_file || self.asked.link.kind == LinkKind::Link
    }

    fn rank(&self, slips: usize, id: RouteId) -> Rank {
        let site = self.asked.site;
        let route = site.routes.get(id);
        let day = match &route.kind {
            RouteKind::Document(document) => site.document(*document).date.as_ref().map(jiff::Zoned::date),
            _ => None,
        };
        let apart = match (self.day, day) {
            (Some(wanted), Some(day)) => (day.duration_since(wanted).as_hours() / 24).unsigned_abs(),
            _ => u64::MAX,
        };
        let is_elsewhere = slips > 0 && route.url.folder() != self.path.folder();
        (slips, is_elsewhere, apart, id)
    }

    /// The last word of the path, lower-cased, without `.html`.
    fn name(&self) -> String {
        let path = self.path.as_str().trim_end_matches('/').to_lowercase();
        let bare = path.strip_suffix(".html").or_else(|| path.strip_suffix(".htm")).unwrap_or(&path);
        bare.rsplit('/').next().unwrap_or_default().to_owned()
    }

    /// Every route whose name is a few slips away, and how many; another extension is one.
    fn nearly_named(&self) -> Vec<(usize, RouteId)> {
        let name = self.name();
        let (stem, extension) = split(&name);
        let length = stem.chars().count();
        if !(SHORTEST..=LONGEST).contains(&length) {
            return Vec::new();
        }
        let allowed = (length / 3).clamp(1, 3);
        let letters = Letters::of(stem);
        let mut near = Vec::new();
        for (other, ids) in self.asked.site.routes.names() {
            let (other_stem, other_extension) = split(other);
            // Counting letters is a hundred times cheaper than counting slips, and settles it for nearly all.
            if other == name
                || other_stem.len().abs_diff(stem.len()) > 4 * allowed
                || letters.apart(other_stem) > 2 * allowed
            {
                continue;
            }
            let slips = strsim::damerau_levenshtein(stem, other_stem) + usize::from(extension != other_extension);
            if slips <= allowed {
                near.extend(ids.iter().map(|id| (slips, *id)));
            }
        }
        near
    }
}

/// A name and its extension.
fn split(name: &str) -> (&str, &str) {
    name.rsplit_once('.').unwrap_or((name, ""))
}

/// The day in an address: 27 October 2019 in `/python/2019/10/27/LewisGaul.html`.
fn day_in(path: &UrlPath) -> Option<Date> {
    let segments: Vec<&str> = path.as_str().split('/').collect();
    segments.windows(3).find_map(|window| match window {
        [year, month, day] if year.len() == 4 => {
            Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
        }
        _ => None,
    })
}

/// Slips, another folder, days between, place in the site: the smaller the better. Of two days equally near the earlier
/// one mostly comes first in the site too.
type Rank = (usize, bool, u64, RouteId);

/// How often each letter occurs in a name, letters being taken together by their last bits.
struct Letters([i32; 32]);

impl Letters {
    fn of(name: &str) -> Self {
        let mut counts = [0; 32];
        for c in name.chars() {
            counts[c as usize % 32] += 1;
        }
        Self(counts)
    }

    /// At most twice the slips between the names: each slip changes two counts at most.
    fn apart(&self, other: &str) -> usize {
        let mut counts = self.0;
        for c in other.chars() {
            counts[c as usize % 32] -= 1;
        }
        counts.iter().map(|count| count.unsigned_abs() as usize).sum()
    }
}
