//! Where an address in a finished page leads, under the rules of the host alone: no author stands behind it any more, so
//! it is only followed, never understood.

use crate::address::UrlPath;
use crate::address::reference::{Reference, decode, trim};
use crate::diagnostic::{Code, Fault, nearest};
use crate::markdown::LinkKind;

use super::Site;
use super::detour::Detour;
use super::resolve::{host_name, may_be_anothers};
use super::route::RouteId;

/// Where an address leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Led {
    /// To another host, or to nothing that is ours to check.
    Away,
    /// To a route.
    To {
        /// Which.
        target: RouteId,
        /// What the host has to do for it.
        detour: Option<Detour>,
        /// The decoded part after `#`, if there is one that a page must have: `whats-new`.
        anchor: Option<String>,
    },
    /// To this path under the base path, where nothing is served.
    Nowhere(UrlPath),
    /// To this path of the host, outside the base path.
    OutsideBase(String),
}

/// Where `address`, as a browser reads it on `page` (`/2019/11/04/a.html`, without the base path), leads.
pub fn follow(site: &Site, page: &UrlPath, address: &str) -> Led {
    let address = trim(address);
    let reference = Reference::parse(&address);
    let is_written_out = is_own_host(site, &reference);
    if !is_written_out && (reference.scheme.is_some() || reference.authority.is_some() || address.is_empty()) {
        return Led::Away;
    }
    let path = if reference.path.is_empty() && !is_written_out {
        page.clone()
    } else if is_written_out || reference.path.starts_with('/') {
        let absolute = if reference.path.is_empty() { "/" } else { reference.path.as_ref() };
        match below_base(site, absolute) {
            Some(below) => below,
            None if is_written_out => return Led::Away,
            None => return Led::OutsideBase(absolute.to_owned()),
        }
    } else {
        page.join(&reference.path)
    };
    match site.routes.answer(&path) {
        Some((target, answer)) => {
            let detour = Detour::of(&site.routes, &path, target, answer);
            Led::To { target, detour, anchor: reference.fragment.and_then(anchor) }
        }
        // A page that is no route of its own leads to itself.
        None if path == *page => Led::Away,
        None if is_written_out && site.config.base_path.is_empty() && may_be_anothers(site, &path) => Led::Away,
        None => Led::Nowhere(path),
    }
}

/// The page that relative addresses are counted from where a page says `<base href>`; nothing if that is another site's.
pub fn base_of(site: &Site, page: &UrlPath, address: &str) -> Option<UrlPath> {
    let address = trim(address);
    let reference = Reference::parse(&address);
    let is_written_out = is_own_host(site, &reference);
    if !is_written_out && (reference.scheme.is_some() || reference.authority.is_some()) {
        return None;
    }
    if is_written_out || reference.path.starts_with('/') {
        return below_base(site, if reference.path.is_empty() { "/" } else { &reference.path });
    }
    Some(page.join(&reference.path))
}

/// The own host written out: `https://blog.example/about.html`, in either scheme of the web.
fn is_own_host(site: &Site, reference: &Reference<'_>) -> bool {
    let Some(authority) = reference.authority else { return false };
    let is_web = reference.scheme.is_none_or(|s| s.eq_ignore_ascii_case("http") || s.eq_ignore_ascii_case("https"));
    let url = trim(&site.config.url);
    let own = Reference::parse(&url).authority.map(host_name);
    is_web && own.is_some_and(|own| own == host_name(authority))
}

/// `/repo/about.html` is `/about.html` under `/repo`.
fn below_base(site: &Site, absolute: &str) -> Option<UrlPath> {
    let below = absolute.strip_prefix(site.config.base_path.as_str())?;
    (below.is_empty() || below.starts_with('/')).then(|| UrlPath::from_encoded("/").join(below))
}

/// The part of a page that stands behind `#`; `#` and `#top` lead to the top of every page, what follows `:~:` is for the
/// browser alone, and `#!…` and `#/…` are for scripts.
fn anchor(fragment: &str) -> Option<String> {
    let fragment = fragment.split_once(":~:").map_or(fragment, |(before, _)| before);
    let is_none = fragment.is_empty() || fragment.eq_ignore_ascii_case("top") || fragment.starts_with(['!', '/']);
    (!is_none).then(|| decode(fragment).into_owned())
}

/// What to say of an address that leads to `path`, where nothing is.
pub fn nowhere(site: &Site, kind: LinkKind, address: &str, path: &UrlPath) -> Fault {
    let message = if address == path.as_str() {
        format!("`{address}` does not exist")
    } else {
        format!("`{address}` leads to `{path}`, which does not exist")
    };
    let near = nearest(path.as_str(), site.routes.iter().map(|route| route.url.as_str()));
    let fault = Fault::new(code(kind), message);
    match near {
        Some(near) => fault.hint(format!("write `{near}`")),
        None => fault,
    }
}

/// What to say of an address that leads to `path`, outside the base path.
pub fn outside(site: &Site, kind: LinkKind, address: &str, path: &str) -> Fault {
    let base_path = &site.config.base_path;
    let message = format!("`{address}` leads out of the site, which is served below `{base_path}`");
    Fault::new(code(kind), message).hint(format!("write `{{{{ \"{path}\" | relative_url }}}}`"))
}

fn code(kind: LinkKind) -> Code {
    match kind {
        LinkKind::Link => Code::BrokenLink,
        LinkKind::Image | LinkKind::Asset => Code::BrokenImage,
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::site::fixture::{document, site};

    use super::*;

    /// Page, address, where it leads.
    fn check(base_path: &str, address: &str, expected: &str) {
        let config = Config { url: "https://blog.example".into(), base_path: base_path.into(), ..Config::default() };
        let mut about = document("content/about.md");
        about.redirect_from = vec!["/old.html".into()];
        let pretty = {
            let mut page = document("content/me.md");
            page.permalink = Some("/me/".into());
            page
        };
        let site = site(config, vec![about, pretty, document("content/index.md")], &["static/a b.png"]);
        let led = match follow(&site, &UrlPath::new("/about.html"), address) {
            Led::Away => "away".to_owned(),
            Led::To { target, detour, anchor } => {
                let anchor = anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default();
                let detour = detour.map(|detour| format!(" {detour:?}")).unwrap_or_default();
                format!("{}{anchor}{detour}", site.routes.get(target).output)
            }
            Led::Nowhere(path) => format!("nowhere {path}"),
            Led::OutsideBase(path) => format!("outside {path}"),
        };
        assert_eq!(led, expected, "{address:?} below {base_path:?}");
    }

    #[test]
    fn as_the_host_answers() {
        for (address, expected) in [
            ("", "away"),
            ("#", "about.html"),
            ("#a%20b", "about.html#a b"),
            ("#top", "about.html"),
            ("#a:~:text=b", "about.html#a"),
            ("about", "about.html Ending"),
            ("/about.html", "about.html"),
            ("about/", "nowhere /about/"),
            ("/ABOUT.html", "nowhere /ABOUT.html"),
            ("/me/", "me/index.html"),
            ("/me", "me/index.html Slash"),
            ("/me/index.html", "me/index.html"),
            ("/old.html#x", "old.html#x Redirect"),
            ("a%20b.png?v=1", "a b.png"),
            ("a b.png", "a b.png"),
            ("mailto:a@b.example", "away"),
            ("//blog.example/about", "about.html Ending"),
            ("http://blog.example", "index.html"),
            ("https://BLOG.example:443/nothing.html", "nowhere /nothing.html"),
            ("https://blog.example/project/", "away"),
            ("https://other.example/about.html", "away"),
            (" /about.html\n", "about.html"),
        ] {
            check("", address, expected);
        }
        for (address, expected) in [
            ("/repo/about.html", "about.html"),
            ("/repo", "index.html"),
            ("/about.html", "outside /about.html"),
            ("/repository/", "outside /repository/"),
            ("https://blog.example/", "away"),
            ("https://blog.example/repo/nothing", "nowhere /nothing"),
            ("me/", "me/index.html"),
        ] {
            check("/repo", address, expected);
        }
    }
}
