//! What makes an address, or what is nearest to it.

use crate::address::UrlPath;
use crate::address::reference::{Reference, trim};
use crate::command::serve::missing::likely;
use crate::site::DocumentId;
use crate::site::route::{RouteId, RouteKind};

use super::file::described;
use super::{Answer, Known};

impl Known<'_> {
    /// What is served at `written`: an address with or without host, base path and ending, in any case; or the name of a
    /// file that is not there.
    pub(super) fn address(&self, written: &str) -> Answer {
        let trimmed = trim(written);
        let reference = Reference::parse(&trimmed);
        let mut answer = Answer::default();
        if let Some(scheme) = reference.scheme.filter(|scheme| !matches!(*scheme, "http" | "https")) {
            answer.say("is", format!("no page: `{scheme}:` leads to none"));
            return answer;
        }
        if let Some(authority) = reference.authority.filter(|authority| !self.is_own_host(authority)) {
            let what = match authority {
                "" => "no address: it names no host".to_owned(),
                host => format!("an address of another host: `{host}` is none of this site's"),
            };
            answer.say("is", what);
            if !self.site.config.url.is_empty() {
                answer.say("own host", self.site.config.url.clone());
            }
            return answer;
        }
        let full = UrlPath::new("/").join(if reference.path.is_empty() { "/" } else { &reference.path });
        let paths = self.without_base(&full);
        if let Some(id) = paths.iter().find_map(|path| self.site.routes.served(path)) {
            return self.served(id, &paths);
        }
        self.nothing(&full, &paths)
    }

    fn is_own_host(&self, authority: &str) -> bool {
        let own = Reference::parse(&self.site.config.url).authority.map(str::to_lowercase);
        let asked = authority.to_lowercase();
        let is_local = asked.starts_with("localhost") || asked.starts_with("127.0.0.1");
        own.as_deref() == Some(asked.as_str()) || is_local
    }

    /// The path as it is meant within the site: below the base path, and as it is.
    fn without_base(&self, full: &UrlPath) -> Vec<UrlPath> {
        let base = UrlPath::from_encoded(&self.site.config.base_path);
        let base = base.as_str().trim_end_matches('/');
        let below = full.as_str().strip_prefix(base).filter(|rest| rest.is_empty() || rest.starts_with('/'));
        let mut paths: Vec<UrlPath> = below.map(UrlPath::new).into_iter().collect();
        if !paths.contains(full) {
            paths.push(full.clone());
        }
        paths
    }

    fn served(&self, id: RouteId, asked: &[UrlPath]) -> Answer {
        let route = self.site.routes.get(id);
        let document = match &route.kind {
            RouteKind::Document(document) | RouteKind::Home { index: Some(document), number: 1 } => Some(*document),
            _ => None,
        };
        let mut head = Answer::there();
        head.say("is", described(self, route));
        if !asked.contains(&route.url) {
            let how = if route.output.as_str().ends_with("/index.html") {
                "the host leads on to"
            } else {
                "the host finds the file of"
            };
            head.say("host", format!("{how} {}", self.site.href(&route.url)));
        }
        if let RouteKind::Redirect(_) | RouteKind::Forward(_) = route.kind {
            let to = self.renderer.moved().into_iter().find(|moved| moved.route == route).map(|moved| moved.to);
            head.say("leads to", to.unwrap_or_default());
        }
        match document.map(|id| self.document(id)) {
            // Its first line says again what it is.
            Some(answer) => head.lines.extend(answer.lines.into_iter().skip(1)),
            None => head.say("file", format!("{} in the output", route.output)),
        }
        head
    }

    fn nothing(&self, full: &UrlPath, paths: &[UrlPath]) -> Answer {
        let mut answer = Answer::default();
        answer.say("is", "nothing: there is no such file, and nothing is served there");
        if let Some(id) = paths.iter().find_map(|path| self.whole.routes.served(path)) {
            let kind = &self.whole.routes.get(id).kind;
            if let RouteKind::Document(DocumentId(at)) = kind
                && let Some(document) = self.whole.documents.get(*at)
            {
                answer.say("would be", format!("{}, which is left out: `blogsite why {0}`", document.source));
            }
        }
        let mut nearest: Vec<String> = paths.iter().flat_map(|path| likely(self.site, path)).collect();
        nearest.dedup();
        let names = self.near_names(full);
        for (about, near) in [("nearest", nearest), ("files", names)] {
            if !near.is_empty() {
                answer.say(about, near.join(" "));
            }
        }
        answer
    }

    /// Files whose names are like the last word of what was asked.
    fn near_names(&self, full: &UrlPath) -> Vec<String> {
        let name = full.as_str().rsplit('/').next().unwrap_or_default().to_lowercase();
        if name.is_empty() {
            return Vec::new();
        }
        let left_out = self.site.left_out.iter().map(|left_out| &left_out.source);
        let mut sources: Vec<_> = self.site.routes.sources().chain(left_out).collect();
        sources.sort();
        sources.dedup();
        let allowed = (name.chars().count() / 4).clamp(1, 3);
        let mut near: Vec<(usize, &str)> = sources
            .into_iter()
            .filter(|source| source.file_name().len().abs_diff(name.len()) <= allowed)
            .map(|source| (strsim::damerau_levenshtein(&source.file_name().to_lowercase(), &name), source.as_str()))
            .filter(|(slips, _)| *slips <= allowed)
            .collect();
        near.sort_unstable();
        near.into_iter().take(3).map(|(_, source)| source.to_owned()).collect()
    }
}
