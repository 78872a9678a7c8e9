//! Links that name a scheme or a host, and links that should have.

use std::net::Ipv4Addr;

use crate::address::UrlPath;
use crate::address::reference::{Reference, trim};
use crate::site::Site;

use super::Asked;
use super::rules::{base_path, below, inside};

/// Whom a link names.
pub(super) enum Host {
    /// Nobody: it is a path of this site.
    None,
    /// Another site, or no site at all (`mailto:`).
    Other,
    /// This site: a path of it, without the base path.
    Own(UrlPath),
    /// This host, on which other sites may live: a path of this site, or else none of its business.
    MaybeOwn(UrlPath),
    /// A disk of the author's: `c:\x.jpg`.
    Disk,
    /// Somebody whose scheme is missing; the address with it.
    Forgotten(String),
}

/// Top-level domains that no file name ends in.
const DOMAINS: &str = "\
    academy aero app ar art at au be bg biz blog br ca cat ch cl cloud club cn co codes com community coop cz de \
    design dev dk edu ee email es eu fi fm foundation fr games gg gl gov gr guide hk hr hu ie il info int io is \
    it jobs jp kr land li link live lt lu lv ly me media mil mobi museum mx net network news nl no nu nz online \
    org page pro pt ro ru science se sg shop si site sk social software space store studio systems team tech tk \
    to tools tr tv tw ua uk university us website wiki work works world xyz za";

/// Top-level domains that are endings of files as well: `main.rs`, `docs.rs`.
const DOMAINS_OR_FILES: &str = "\
    ai cc gz id im in la md ml mov name ph pl pm ps py rs sh so st ws zip";

impl Asked<'_> {
    /// Whom the link names, by its scheme and its authority.
    pub(super) fn host(&self) -> Host {
        let Reference { scheme, authority, path, .. } = &self.reference;
        let is_web = scheme.is_none_or(|s| s.eq_ignore_ascii_case("http") || s.eq_ignore_ascii_case("https"));
        match (scheme, authority) {
            (None, None) => Host::None,
            (_, Some(authority)) if is_web => self.own_host(authority).unwrap_or(Host::Other),
            // A browser on a page of the same scheme takes `https:/python.org/x` for a path.
            (Some(scheme), None) if is_web && is_host(first_segment(path.trim_start_matches('/'))) => Host::Forgotten(
                format!("{scheme}://{}", self.written[scheme.len() + 1..].trim_start_matches(['/', '\\'])),
            ),
            // `python.org:8080/x` has the form of a scheme.
            (Some(scheme), None) if is_port(first_segment(path)) && (is_host(scheme) || is_local(scheme)) => {
                Host::Forgotten(format!("{}://{}", if is_local(scheme) { "http" } else { "https" }, self.written))
            }
            _ if is_disk(&self.reference) => Host::Disk,
            _ => Host::Other,
        }
    }

    fn own_host(&self, authority: &str) -> Option<Host> {
        let config = &self.site.config;
        let url = trim(&config.url);
        let own = Reference::parse(&url);
        if host_name(own.authority?) != host_name(authority) {
            return None;
        }
        let full = UrlPath::new("/").join(if self.reference.path.is_empty() { "/" } else { &self.reference.path });
        // Some write the base path into `url` as well.
        let base =
            format!("{}{}", UrlPath::from_encoded(&own.path).as_str().trim_end_matches('/'), base_path(self.site));
        let path = match below(&base, &full).or_else(|| inside(self.site, &full)) {
            Some(path) if !base.is_empty() => return Some(Host::Own(path)),
            path => path.unwrap_or(full),
        };
        // Under a base path the root belongs to someone else; what lies beside the base path mostly does.
        if !base.is_empty() {
            return Some(if path.as_str() == "/" { Host::Other } else { Host::MaybeOwn(path) });
        }
        Some(if may_be_anothers(self.site, &path) { Host::MaybeOwn(path) } else { Host::Own(path) })
    }

    /// The address with its scheme, if the link is one without: `https://bugs.python.org/issue38314`.
    pub(super) fn forgotten_scheme(&self) -> Option<String> {
        if self.reference.scheme.is_some() || self.reference.authority.is_some() {
            return None;
        }
        let path: &str = &self.reference.path;
        let (first, rest) = path.split_once('/').map_or((path, None), |(first, rest)| (first, Some(rest)));
        if rest.is_none() && is_mail_address(first) {
            return Some(format!("mailto:{}", self.written));
        }
        if let (true, Some(rest)) = (matches!(first, "http" | "https"), rest) {
            return is_host(first_segment(rest.trim_start_matches('/')))
                .then(|| format!("{first}://{}", self.written[first.len()..].trim_start_matches(['/', '\\'])));
        }
        let is_clear = is_host(first) || (rest.is_some() && is_host_or_file(first));
        (is_clear && !self.is_folder_here(first)).then(|| format!("{}://{}", scheme_for(first), self.written))
    }

    /// The same where the link may as well be a file: `lib.rs`.
    pub(super) fn possible_host(&self) -> Option<String> {
        let path: &str = &self.reference.path;
        let is_possible =
            self.reference.scheme.is_none() && self.reference.authority.is_none() && is_host_or_file(path);
        // A Markdown file is never a site, whatever Moldova does.
        let is_markdown = path.to_lowercase().strip_suffix(".md").is_some();
        (is_possible && !is_markdown).then(|| format!("https://{}", self.written))
    }

    fn is_folder_here(&self, first: &str) -> bool {
        let beside = format!("{}{first}", self.page.folder().trim_start_matches('/'));
        self.site.routes.has_folder(&beside) || self.site.routes.has_folder(first)
    }
}

/// Whether an address is that of a file on the author's own computer: `c:\x.jpg`.
pub(super) fn is_disk(reference: &Reference<'_>) -> bool {
    reference.scheme.is_some_and(|scheme| scheme.len() == 1) && reference.path.starts_with(['/', '\\'])
}

/// Whether a path of the own host, where this site has no base path, may be that of a site beside it: a project of the same
/// user is served in a folder beside a user's site.
pub(in crate::site) fn may_be_anothers(site: &Site, path: &UrlPath) -> bool {
    let below_root = path.as_str().trim_start_matches('/');
    match below_root.split_once('/') {
        Some((first, _)) => !site.routes.has_folder(first),
        None => !below_root.is_empty() && !below_root.contains('.'),
    }
}

fn first_segment(path: &str) -> &str {
    path.split('/').next().unwrap_or(path)
}

/// The host without what does not tell one from another: user, case, a port that goes without saying, a final dot.
pub(in crate::site) fn host_name(authority: &str) -> String {
    let host = authority.rsplit('@').next().unwrap_or(authority).to_lowercase();
    let host = host.strip_suffix(":443").or_else(|| host.strip_suffix(":80")).unwrap_or(&host);
    host.strip_suffix('.').unwrap_or(host).to_owned()
}

fn is_port(text: &str) -> bool {
    !text.is_empty() && text.len() <= 5 && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_local(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
}

fn without_port(host: &str) -> &str {
    host.rsplit_once(':').filter(|(_, port)| is_port(port)).map_or(host, |(host, _)| host)
}

fn scheme_for(host: &str) -> &'static str {
    if without_port(host).parse::<Ipv4Addr>().is_ok() { "http" } else { "https" }
}

fn is_in(words: &str, word: &str) -> bool {
    words.split_ascii_whitespace().any(|known| known == word)
}

/// `bugs.python.org`, `www.x.org`, `python.org:8080`, `127.0.0.1:4000`.
fn is_host(text: &str) -> bool {
    let host = without_port(text);
    if host.parse::<Ipv4Addr>().is_ok() {
        return true;
    }
    last_label(host).is_some_and(|last| {
        let is_www = host.len() > 4 && host.get(..4).is_some_and(|first| first.eq_ignore_ascii_case("www."));
        is_in(DOMAINS, &last) || (is_www && last.len() >= 2 && last.bytes().all(|b| b.is_ascii_alphabetic()))
    })
}

fn is_host_or_file(text: &str) -> bool {
    last_label(without_port(text)).is_some_and(|last| is_in(DOMAINS_OR_FILES, &last))
}

/// The lower-cased top-level domain of what has the form of a host name, at least `a.b`.
fn last_label(host: &str) -> Option<String> {
    let labels: Vec<&str> = host.split('.').collect();
    let is_label = |label: &&str| {
        !label.is_empty()
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let is_name = host.len() <= 253 && labels.len() >= 2 && labels.iter().all(is_label);
    labels.last().filter(|_| is_name).map(|last| last.to_lowercase())
}

/// `lewis@example.org`.
fn is_mail_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, host)| {
        !local.is_empty()
            && local.bytes().all(|b| b.is_ascii_alphanumeric() || b".+-_".contains(&b))
            && last_label(host).is_some_and(|last| last.len() >= 2 && last.bytes().all(|b| b.is_ascii_alphabetic()))
    })
}
