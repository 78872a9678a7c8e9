//! What a host has to do for an address that is no page's own: not every host does it, and no visitor needs it.

use crate::address::UrlPath;

use super::route::{Answer, RouteId, RouteKind, Routes};

/// What a host has to do for an address that is no page's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detour {
    /// `/about`, of which there is only `about.html`: to add the ending, which not every host does.
    Ending,
    /// `/about`, of which there is only `about/index.html`: to send the visitor to `/about/`.
    Slash,
    /// An address that was given up: to send the visitor on from there.
    Redirect,
}

impl Detour {
    /// What is done for `path`, at which `found` is served by that answer; nothing if it is simply there.
    pub fn of(routes: &Routes, path: &UrlPath, found: RouteId, answer: Answer) -> Option<Self> {
        let route = routes.get(found);
        let is_redirect = matches!(route.kind, RouteKind::Redirect(_) | RouteKind::Forward(_));
        match answer {
            _ if is_redirect => Some(Self::Redirect),
            // `permalink: /:title` asks for that.
            _ if route.url == *path => None,
            Answer::AsAsked => None,
            Answer::WithEnding => Some(Self::Ending),
            Answer::WithSlash => Some(Self::Slash),
        }
    }

    /// What to say of `address`, which leads to `target` in the end.
    pub fn message(self, routes: &Routes, address: &str, target: RouteId) -> String {
        let target = &routes.get(target).url;
        match self {
            Self::Ending => format!("`{address}` leads to `{target}` only where the host adds the ending"),
            Self::Slash => format!("`{address}` leads to `{target}` only by a redirect"),
            Self::Redirect => format!("`{address}` is a redirect to `{target}`"),
        }
    }
}
