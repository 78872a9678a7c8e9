//! Hosts of our own: some made up, with a clock that does not wait, and one on the loopback.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::web::{Answer, Method, Silence};
use super::*;
use crate::address::SourcePath;
use crate::diagnostic::Span;

/// A web in which every address has its answers, one after the other; the last one stays.
#[derive(Default)]
struct MadeUp {
    answers: Mutex<BTreeMap<String, Vec<Result<Answer, Silence>>>>,
    asked: Mutex<Vec<String>>,
}

impl MadeUp {
    /// `HEAD https://a/ 405`, `GET https://a/ 301 /b`, `GET https://a/ 503 after=7`, `https://a/ refused`: both methods.
    fn of(lines: &str) -> Self {
        let web = Self::default();
        for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let words: Vec<&str> = line.splitn(4, ' ').collect();
            let (methods, rest) = match words.as_slice() {
                ["HEAD" | "GET", rest @ ..] => (vec![words[0]], rest.to_vec()),
                _ => (vec!["HEAD", "GET"], line.splitn(3, ' ').collect()),
            };
            let argument = rest.get(2).map(|text| (*text).to_owned());
            let after = argument.as_deref().and_then(|text| text.strip_prefix("after=")).map(str::to_owned);
            let answer = match rest[1] {
                "refused" => Err(Silence::Refused),
                "nobody" => Err(Silence::NoSuchHost),
                "slow" => Err(Silence::TimedOut),
                status => Ok(Answer {
                    status: status.parse().unwrap(),
                    location: argument.filter(|_| after.is_none()),
                    retry_after: after,
                }),
            };
            for method in methods {
                let mut answers = web.answers.lock().unwrap();
                answers.entry(format!("{method} {}", rest[0])).or_default().push(answer.clone());
            }
        }
        web
    }
}

impl Web for MadeUp {
    fn ask(&self, method: Method, url: &str) -> Result<Answer, Silence> {
        let question = format!("{} {url}", if method == Method::Head { "HEAD" } else { "GET" });
        self.asked.lock().unwrap().push(question.clone());
        let mut answers = self.answers.lock().unwrap();
        let Some(answers) = answers.get_mut(&question) else { return Ok(Answer { status: 200, ..Answer::default() }) };
        if answers.len() > 1 { answers.remove(0) } else { answers[0].clone() }
    }
}

/// Noon of a day; sleeping takes no time but is taken down.
#[derive(Default)]
struct Still {
    slept: Mutex<Vec<u64>>,
    days: i64,
}

impl Clock for Still {
    fn now(&self) -> Timestamp {
        let noon: Timestamp = "2026-03-12T12:00:00Z".parse().unwrap();
        noon + jiff::SignedDuration::from_hours(24 * self.days)
    }

    fn sleep(&self, time: Duration) {
        self.slept.lock().unwrap().push(time.as_secs());
    }
}

/// What comes of `https://a/` in a web: the verdict, the seconds slept, how often it was asked.
fn check_visit(web: &str, expected: &Verdict, slept: &[u64], asked: usize) {
    let (made_up, clock) = (MadeUp::of(web), Still::default());
    assert_eq!(visit("https://a/", &made_up, &clock), *expected, "{web}");
    assert_eq!(*clock.slept.lock().unwrap(), slept, "{web}");
    assert_eq!(made_up.asked.lock().unwrap().len(), asked, "{web}");
}

#[test]
fn an_address_is_asked_for_gently() {
    let dead = |why: &str| Verdict::Dead(why.to_owned());
    let unknown = |why: &str| Verdict::Unknown(why.to_owned());
    let moved = |to: &str| Verdict::Moved(to.to_owned());
    check_visit("", &Verdict::Alive, &[], 1);
    for status in [400, 403, 404, 405, 501] {
        check_visit(&format!("HEAD https://a/ {status}"), &Verdict::Alive, &[], 2);
    }
    check_visit("https://a/ 404", &dead("the host answers 404"), &[], 2);
    check_visit("https://a/ 410", &dead("the host answers 410"), &[], 2);
    check_visit("https://a/ 403", &unknown("the host answers 403"), &[], 2);
    check_visit("https://a/ 999", &unknown("the host answers 999"), &[], 2);
    check_visit("https://a/ nobody", &dead("there is no such host"), &[], 1);
    check_visit("https://a/ refused", &dead("the host cannot be reached"), &[], 1);
    // What is only for now is asked again, longer and longer.
    check_visit("https://a/ 503", &unknown("the host answers 503"), &[1, 2], 4);
    check_visit("https://a/ slow", &unknown("the host does not answer in time"), &[1, 2], 4);
    check_visit("https://a/ slow\nGET https://a/ slow\nGET https://a/ 200", &Verdict::Alive, &[1, 2], 4);
    check_visit("HEAD https://a/ 503\nGET https://a/ 503\nGET https://a/ 200", &Verdict::Alive, &[1], 3);
    // As long as the host says, in seconds or by date, within reason.
    check_visit("https://a/ 503 after=7", &unknown("the host answers 503"), &[7, 7], 4);
    check_visit("HEAD https://a/ 429 after=9", &Verdict::Alive, &[9], 2);
    check_visit("https://a/ 429 after=3600", &unknown("the host answers 429"), &[], 1);
    let date = "after=Thu, 12 Mar 2026 12:00:30 GMT";
    check_visit(
        &format!("HEAD https://a/ 500\nGET https://a/ 503 {date}\nGET https://a/ 200"),
        &Verdict::Alive,
        &[30],
        3,
    );
    let past = "after=Thu, 12 Mar 2020 12:00:30 GMT";
    check_visit(
        &format!("HEAD https://a/ 500\nGET https://a/ 503 {past}\nGET https://a/ 200"),
        &Verdict::Alive,
        &[0],
        3,
    );
    check_visit("HEAD https://a/ 500\nGET https://a/ 503 after=soon\nGET https://a/ 200", &Verdict::Alive, &[1], 3);
    // Redirects are followed, and only those for good are told.
    check_visit("https://a/ 301 https://b/x", &moved("https://b/x"), &[], 2);
    check_visit("https://a/ 308 /x", &moved("https://a/x"), &[], 2);
    check_visit("https://a/ 301 //b/x\nhttps://b/x 301 y", &moved("https://b/y"), &[], 3);
    check_visit("https://a/ 302 /x", &Verdict::Alive, &[], 2);
    check_visit("https://a/ 301 /x\nhttps://a/x 302 /y", &moved("https://a/x"), &[], 3);
    check_visit("https://a/ 302 /x\nhttps://a/x 301 /y", &Verdict::Alive, &[], 3);
    check_visit(
        "https://a/ 301 /x\nhttps://a/x 404",
        &dead("it leads to `https://a/x`, and the host answers 404"),
        &[],
        3,
    );
    check_visit("https://a/ 301 https://a/", &dead("it leads on and on"), &[], 11);
    check_visit("https://a/ 301", &dead("the host answers 301 and leads nowhere"), &[], 1);
    check_visit("https://a/ 302 app:open", &Verdict::Alive, &[], 1);
}

fn link(url: &str, at: usize) -> AwayLink {
    let span = Span { path: SourcePath::new("content/a.md"), range: at..at + url.len() };
    AwayLink { url: url.to_owned(), span, is_written: true }
}

/// What is said of some links, a line each.
fn said(links: &[AwayLink], ignore: &str, web: &dyn Web, clock: &Still, memory: Option<&Path>) -> Vec<String> {
    let mut globs = globset::GlobSetBuilder::new();
    if !ignore.is_empty() {
        globs.add(globset::Glob::new(ignore).unwrap());
    }
    let problems = check(links, &globs.build().unwrap(), web, clock, memory, Bar::Hidden);
    let line = |problem: Diagnostic| {
        let at = problem.span.unwrap().range.start;
        let replacement = problem.replacement.map(|text| format!(" → {text}")).unwrap_or_default();
        format!("{at} {}: {}{replacement}", problem.code, problem.message)
    };
    problems.into_iter().map(line).collect()
}

#[test]
fn every_place_is_told_and_every_page_asked_for_once() {
    let web = MadeUp::of("https://a/gone 404\nhttps://a/old 301 /new(1)\nhttps://a/shy 403");
    let links = [
        link("https://a/gone", 0),
        link("https://a/gone#part", 100),
        link("https://a/old#part", 200),
        link("https://a/shy", 300),
        link("https://a/fine", 400),
        link("https://intranet/x/y", 500),
    ];
    let expected = [
        "0 dead-link: `https://a/gone` is dead: the host answers 404",
        "100 dead-link: `https://a/gone#part` is dead: the host answers 404",
        "200 moved-link: `https://a/old#part` has moved for good → https://a/new%281%29#part",
        "300 unchecked-link: `https://a/shy` cannot be checked: the host answers 403",
    ];
    assert_eq!(said(&links, "https://intranet/*", &web, &Still::default(), None), expected);
    let asked = web.asked.lock().unwrap();
    assert_eq!(asked.iter().filter(|asked| asked.ends_with("/gone")).count(), 2, "{asked:?}");
    assert!(!asked.iter().any(|asked| asked.contains("intranet") || asked.contains('#')), "{asked:?}");
}

#[test]
fn what_was_there_is_believed_for_a_week() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join(".blogsite-cache/links.json");
    let links = [link("https://a/fine", 0), link("https://a/old", 20), link("https://a/gone", 40)];
    let answers = "https://a/old 301 /new\nhttps://a/gone 404";
    let asked_on = |days: i64| {
        let web = MadeUp::of(answers);
        let said = said(&links, "", &web, &Still { days, ..Still::default() }, Some(&file));
        assert_eq!(said.len(), 2, "{said:?}");
        let mut asked: Vec<String> = web
            .asked
            .lock()
            .unwrap()
            .iter()
            .filter_map(|asked| asked.strip_prefix("HEAD ").map(str::to_owned))
            .collect();
        asked.sort();
        asked.join(" ")
    };
    let all = "https://a/fine https://a/gone https://a/new https://a/old";
    assert_eq!(asked_on(0), all);
    assert_eq!(asked_on(7), "https://a/gone", "a dead one may live again");
    assert_eq!(asked_on(8), all);
    assert_eq!(asked_on(2), all, "what is from the future is not believed");
    std::fs::write(&file, "no memory").unwrap();
    assert_eq!(asked_on(2), all);
}

#[test]
fn a_real_host_is_asked() {
    let server = tiny_http::Server::http("127.0.0.1:0").unwrap();
    let port = server.server_addr().to_ip().unwrap().port();
    let asked = Mutex::new(Vec::new());
    thread::scope(|scope| {
        scope.spawn(|| {
            for request in server.incoming_requests() {
                let agent = request.headers().iter().find(|header| header.field.equiv("User-Agent"));
                let agent = agent.map(|header| header.value.to_string()).unwrap_or_default();
                asked.lock().unwrap().push(format!("{} {} {agent}", request.method(), request.url()));
                let is_head = *request.method() == tiny_http::Method::Head;
                let header = |text: &str| text.parse::<tiny_http::Header>().unwrap();
                let answer = tiny_http::Response::from_string("words");
                let answer = match request.url() {
                    "/gone" => answer.with_status_code(404),
                    "/old" => answer.with_status_code(301).with_header(header("Location: /caf%C3%A9")),
                    "/get-only" if is_head => answer.with_status_code(405),
                    "/later" if is_head => answer.with_status_code(503).with_header(header("Retry-After: 1")),
                    _ => answer,
                };
                let _ = request.respond(answer);
            }
        });
        let here = |path: &str| format!("http://127.0.0.1:{port}{path}");
        let paths = ["/fine", "/gone", "/old", "/get-only", "/later", "/a b/é?q=ü"];
        let links: Vec<AwayLink> = (0..).zip(paths).map(|(at, path)| link(&here(path), 100 * at)).collect();
        let expected = [
            format!("100 dead-link: `{0}` is dead: the host answers 404", here("/gone")),
            format!("200 moved-link: `{}` has moved for good → {}", here("/old"), here("/caf%C3%A9")),
        ];
        assert_eq!(said(&links, "", &Http::new(), &Still::default(), None), expected);
        server.unblock();
    });
    let asked = asked.into_inner().unwrap();
    let agent = concat!("blogsite/", env!("CARGO_PKG_VERSION"), " (looks for dead links)");
    assert!(asked.contains(&format!("GET /get-only {agent}")), "{asked:?}");
    assert!(asked.contains(&format!("HEAD /a%20b/%C3%A9?q=%C3%BC {agent}")), "{asked:?}");
}

#[test]
fn who_is_not_there_is_told() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let links = [link(&format!("http://127.0.0.1:{port}/"), 0), link("http://[no address/", 50)];
    let said = said(&links, "", &Http::new(), &Still::default(), None);
    assert!(said[0].ends_with("is dead: the host cannot be reached"), "{said:?}");
    assert!(said[1].ends_with("is dead: that is no address"), "{said:?}");
}
