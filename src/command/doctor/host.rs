//! Where the site will be served: `url`, `baseurl`, `CNAME` and the repository at GitHub must say the same.
//!
//! GitHub Pages serves `ada/ada.github.io` at `https://ada.github.io/` and every other repository below its name; with a domain of
//! one's own, either at the root (docs.github.com, "About GitHub Pages").

use std::fs;

use super::{Finding, Patient};
use crate::command::git::{GitHub, Repository};

/// Where a `CNAME` is published from.
const PUBLISHED: [&str; 2] = ["static/CNAME", "content/CNAME"];

/// Looks at everything that says where the site is.
pub(super) fn look(patient: &Patient) -> Vec<Finding> {
    let config = &patient.site.config;
    let (url, base_path) = (config.url.as_str(), config.base_path.as_str());
    let mut findings = Vec::new();
    let domain = domain(patient, &mut findings);
    let github = patient.repository.as_ref().and_then(Repository::github);
    let host = host_of(url);
    if is_own_machine(&host) {
        let right = domain.clone().or_else(|| github.as_ref().map(GitHub::pages_host));
        let right = right.unwrap_or_else(|| "blog.example".to_owned());
        findings.push(Finding::cure(
            format!("`url` is this machine: feeds and the site map would say `{url}`"),
            format!("write `url: https://{right}`; `serve` needs none"),
        ));
    } else if let Some(domain) = &domain {
        let said_by = if config.domain.is_some() { "`cname`" } else { "`CNAME`" };
        findings.extend(at_domain(said_by, domain, &host, base_path));
    } else if let Some(github) = &github {
        findings.extend(at_github(github, &host, base_path));
    } else if url.is_empty() {
        findings.push(Finding::note(
            "nothing says where it will be served: feeds and the site map want to know",
            "write `url: https://blog.example` into `_config.yml`",
        ));
    }
    if url.starts_with("http://") && !is_own_machine(&host) {
        findings.push(Finding::note(format!("`url` is without TLS: `{url}`"), format!("write `url: https://{host}`")));
    }
    if findings.is_empty() {
        findings.push(Finding::well(format!("{url}{base_path}/")));
    }
    findings
}

/// The domain that `cname` of the configuration or a file `CNAME` names.
fn domain(patient: &Patient, findings: &mut Vec<Finding>) -> Option<String> {
    if let Some(domain) = &patient.site.config.domain {
        return Some(domain.to_ascii_lowercase());
    }
    let read = |path: &str| fs::read_to_string(patient.source.join(path)).ok();
    let published = PUBLISHED.iter().find_map(|path| Some((*path, read(path)?)));
    let (path, text) = if let Some(found) = published {
        found
    } else {
        let text = read("CNAME")?;
        findings.push(Finding::cure(
            "`CNAME` is not published: it is read neither from `content/` nor from `static/`",
            format!("write `cname: {}` into `_config.yml`, and remove the file", host_of(text.trim())),
        ));
        ("CNAME", text)
    };
    let lines: Vec<&str> =
        text.trim_start_matches('\u{feff}').lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let first = lines.first().copied().unwrap_or_default();
    let name = host_of(first);
    if name.is_empty() || !name.contains('.') {
        findings.push(Finding::cure(format!("`{path}` names no domain"), "write one into it: `blog.example`"));
        return None;
    }
    if lines.len() > 1 || name != first.to_ascii_lowercase() {
        findings.push(Finding::cure(
            format!("`{path}` holds more than a domain: `{}`", lines.join(" ")),
            format!("write nothing but `{name}` into it"),
        ));
    }
    Some(name)
}

/// At a domain of its own a site is at the root.
fn at_domain(said_by: &str, domain: &str, host: &str, base_path: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    if host.is_empty() {
        findings.push(Finding::cure(
            format!("{said_by} says `{domain}`, and there is no `url`"),
            format!("write `url: https://{domain}` into `_config.yml`"),
        ));
    } else if host != domain {
        findings.push(Finding::cure(
            format!("{said_by} says `{domain}`, and `url` says `{host}`"),
            format!("write `url: https://{domain}`, or `{host}` for {said_by}"),
        ));
    }
    if !base_path.is_empty() {
        findings.push(Finding::cure(
            format!("with a domain of its own the site is at the root, and `baseurl` is `{base_path}`"),
            "write `baseurl: \"\"`",
        ));
    }
    findings
}

/// At GitHub without a `CNAME`: at the owner's host, below the repository's name; or at a domain that only its settings know.
fn at_github(github: &GitHub, host: &str, base_path: &str) -> Vec<Finding> {
    let (pages, below) = (github.pages_host(), github.base_path());
    let place = format!("{}/{}", github.owner, github.name);
    let mut findings = Vec::new();
    if host.is_empty() {
        findings.push(Finding::cure(
            format!(
                "there is no `url`: feeds and the site map want to know that `{place}` is served at `https://{pages}`"
            ),
            format!("write `url: https://{pages}` into `_config.yml`"),
        ));
    } else if host != pages && host.ends_with(".github.io") {
        findings.push(Finding::cure(
            format!("`url` says `{host}`, and `{place}` is served at `{pages}`"),
            format!("write `url: https://{pages}`"),
        ));
    } else if host != pages {
        findings.push(Finding::note(
            format!("`{host}` is no host of GitHub's: it must be known to the repository as its domain"),
            format!("enter it at https://github.com/{place}/settings/pages, or write it into `static/CNAME`"),
        ));
        // Below a domain of its owner's a project page keeps its path.
        if !base_path.is_empty() && base_path != below {
            findings.push(Finding::cure(
                format!("with a domain of its own the site is at the root, and `baseurl` is `{base_path}`"),
                "write `baseurl: \"\"`",
            ));
        }
        return findings;
    }
    if base_path != below && !base_path.is_empty() {
        let right = if below.is_empty() { "\"\"" } else { &below };
        findings.push(Finding::cure(
            format!("`baseurl` is `{base_path}`, and `{place}` is served at `https://{pages}{below}/`"),
            format!("write `baseurl: {right}`, or leave it out"),
        ));
    } else if base_path != below {
        findings.push(Finding::note(
            format!("a project page: it is served below `{below}`, which the workflow knows by itself"),
            format!("for other builds write `baseurl: {below}`, or `blogsite build --baseurl {below}`"),
        ));
    }
    findings
}

/// `https://Blog.example:80/x` → `blog.example`
fn host_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ' ']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or(host);
    if host.starts_with('[') {
        return host.to_ascii_lowercase();
    }
    host.split(':').next().unwrap_or(host).trim_end_matches('.').to_ascii_lowercase()
}

fn is_own_machine(host: &str) -> bool {
    matches!(host, "localhost" | "0.0.0.0" | "[::1]") || host.starts_with("127.") || host.starts_with("[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cures(findings: &[Finding]) -> String {
        findings.iter().map(|finding| format!("{:?} {}", finding.weight, finding.cure)).collect::<Vec<_>>().join("\n")
    }

    fn github(name: &str) -> GitHub {
        GitHub { owner: "Ada".to_owned(), name: name.to_owned() }
    }

    #[test]
    fn hosts() {
        for (url, expected) in [
            ("https://Blog.example/x", "blog.example"),
            ("https://u@blog.example:8080", "blog.example"),
            ("blog.example.", "blog.example"),
            ("http://[::1]:4000/", "[::1]:4000"),
            ("", ""),
        ] {
            assert_eq!(host_of(url), expected, "{url}");
        }
        assert!(is_own_machine(&host_of("http://localhost:4000")) && is_own_machine(&host_of("http://[::1]:4000/")));
        assert!(!is_own_machine("localhost.example"));
    }

    #[test]
    fn what_does_not_agree() {
        for (name, host, base_path, expected) in [
            ("blog", "ada.github.io", "/blog", ""),
            ("blog", "ada.github.io", "/Blog", "Cure write `baseurl: /blog`, or leave it out"),
            (
                "blog",
                "ada.github.io",
                "",
                "Note for other builds write `baseurl: /blog`, or `blogsite build --baseurl /blog`",
            ),
            ("ada.github.io", "ada.github.io", "", ""),
            ("ada.github.io", "ada.github.io", "/blog", "Cure write `baseurl: \"\"`, or leave it out"),
            ("ada.github.io", "", "", "Cure write `url: https://ada.github.io` into `_config.yml`"),
            ("ada.github.io", "bert.github.io", "", "Cure write `url: https://ada.github.io`"),
            (
                "blog",
                "blog.example",
                "",
                "Note enter it at https://github.com/Ada/blog/settings/pages, or write it into `static/CNAME`",
            ),
        ] {
            assert_eq!(cures(&at_github(&github(name), host, base_path)), expected, "{name} {host} {base_path}");
        }
        for (host, base_path, expected) in [
            ("blog.example", "", ""),
            ("", "", "Cure write `url: https://blog.example` into `_config.yml`"),
            ("www.blog.example", "", "Cure write `url: https://blog.example`, or `www.blog.example` for `CNAME`"),
            ("blog.example", "/x", "Cure write `baseurl: \"\"`"),
        ] {
            assert_eq!(cures(&at_domain("`CNAME`", "blog.example", host, base_path)), expected, "{host} {base_path}");
        }
    }
}
