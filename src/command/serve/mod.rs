//! `blogsite serve`: the site as it is being written, at the address of every page.
//!
//! 1. A port is found ([`port`]), the folders are watched, the site is loaded; nothing is rendered and nothing written.
//! 2. Each request is answered from the current [`version`] of the site, by rendering the one route it asks for.
//! 3. A change makes the next version ([`blog`]): what changed is read again, and if front matter did, the site is indexed
//!    anew. Requests wait for changes that were noticed ([`freshness`]), so that what is served is what was saved.
//! 4. The browsers are told, and a line is printed ([`say`]).
//! 5. Nothing the user writes ends it: a broken configuration, data file or template leaves the last good one in place
//!    ([`held`], [`version::Looks`]), and what is wrong is shown over the page ([`shown`], [`missing`]).

mod blog;
mod freshness;
mod held;
pub(super) mod missing;
mod port;
mod say;
mod shown;
mod version;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::command::build::{self, DEFAULT_DESTINATION};
use crate::config::CONFIG_FILE;
use crate::render::TEMPLATES;
use crate::server::barrier::Barrier;
use crate::server::connection;
use crate::server::gate::Hosts;
use crate::server::http::Service;
use crate::server::live::{Change, Live};
use crate::server::watcher::{Means, Watched, Watcher};
use crate::site::inventory::{CONTENT, DATA_FOLDERS, STATIC};
use crate::site::lock::LOCK_FILE;

use super::cli::Serve;
use super::{CommandError, Outcome, report, walk};

use blog::Blog;
use freshness::Freshness;
use held::HeldTree;

/// Runs the command until Ctrl-C.
pub fn run(arguments: &Serve) -> Result<Outcome, CommandError> {
    let started = Instant::now();
    if let Some(jobs) = arguments.site.jobs {
        let threads = rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global();
        threads.map_err(|error| CommandError::Threads(error.to_string()))?;
    }
    let (stop, stopped) = channel();
    // Where it cannot be asked for, the system ends the program by itself.
    let _ = ctrlc::set_handler(move || {
        let _ = stop.send(());
    });
    let source = &arguments.site.source;
    let disk = walk::open(source)?;
    let (listener, taken) = port::listen(&arguments.host, arguments.port)?;

    // Watched before it is read, so that nothing changes unnoticed in between.
    let aside = tempfile::tempdir();
    let barrier = Arc::new(Barrier::new(aside.as_ref().map_or(Path::new(""), |folder| folder.path())));
    let freshness = Arc::new(Freshness::new(Arc::clone(&barrier)));
    let noticing = Arc::clone(&freshness);
    let watcher = watch(&watched(arguments)?, arguments.poll, &barrier, move || noticing.notice())?;
    let blog = Arc::new(Blog::open(HeldTree::new(disk), arguments.site.clone(), freshness)?);

    let live = (!arguments.no_livereload).then(|| Arc::new(Live::new(identity())));
    let address = say::start(arguments, &blog, &listener, taken, started.elapsed());
    let service =
        Service { answers: Arc::clone(&blog) as Arc<_>, live: live.clone(), hosts: Hosts::with(&arguments.host) };
    spawn("server", move || connection::serve(&listener, service))?;
    if arguments.open_url {
        open(&address);
    }
    let quiet = arguments.quiet;
    spawn("changes", move || follow(&blog, watcher, live.as_deref(), quiet))?;
    // Every other thread ends with the program.
    let _ = stopped.recv();
    Ok(Outcome::Done)
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), CommandError> {
    let thread = thread::Builder::new().name(name.to_owned()).spawn(work);
    thread.map(drop).map_err(|error| CommandError::Threads(error.to_string()))
}

/// How long to wait before what the machine refused is tried again, if nothing changes meanwhile.
const REST: Duration = Duration::from_secs(1);

/// Takes in what changes, for as long as anything can.
fn follow(blog: &Blog, mut watcher: Watcher, live: Option<&Live>, quiet: bool) {
    let origin = Instant::now();
    let clock = || origin.elapsed();
    let announce = |change: &Change| {
        if let Some(live) = live {
            live.announce(change);
        }
    };
    let mut said = say::Said::default();
    // What the machine refused to give is tried again.
    let mut changed = BTreeSet::new();
    let mut refused: Option<String> = None;
    while let Some(batch) = watcher.next(&clock, refused.as_ref().map(|_| REST)) {
        changed.extend(batch.paths);
        let started = Instant::now();
        let result = blog.reload(&changed);
        blog.freshness.take_in(batch.notices);
        let elapsed = started.elapsed();
        let same = Change { version: blog.current().number, ..Change::default() };
        match result {
            Ok(effect) => {
                changed.clear();
                let was_refused = refused.take().is_some();
                if let Some(effect) = effect {
                    // A page that could not be read may be another one now, whatever changed.
                    announce(&Change { pages: effect.told.pages || was_refused, ..effect.told.clone() });
                    said.change(blog, &effect, elapsed, quiet);
                } else if was_refused {
                    announce(&Change { pages: true, ..same });
                }
            }
            Err(error) => {
                let why = error.to_string();
                if refused.as_ref() != Some(&why) {
                    announce(&same);
                    report::refusal(&CommandError::Source(error));
                }
                refused = Some(why);
            }
        }
    }
}

fn watched(arguments: &Serve) -> Result<Watched, CommandError> {
    let source = &arguments.site.source;
    let refused = |error: std::io::Error| CommandError::Watch(source.display().to_string(), error.to_string());
    let root = source.canonicalize().map_err(refused)?;
    let destination = arguments.destination.clone().unwrap_or_else(|| source.join(DEFAULT_DESTINATION));
    Ok(Watched {
        root,
        folders: [CONTENT, STATIC, TEMPLATES].into_iter().chain(DATA_FOLDERS).map(str::to_owned).collect(),
        files: vec![CONFIG_FILE.to_owned(), LOCK_FILE.to_owned()],
        ignored: build::absolute(&destination).ok(),
    })
}

/// Watches as the system offers it; where it has no more watches to give, by looking.
fn watch(
    watched: &Watched,
    poll: bool,
    barrier: &Arc<Barrier>,
    seen: impl Fn() + Clone + Send + 'static,
) -> Result<Watcher, CommandError> {
    let refused = |error: &notify::Error| CommandError::Watch(watched.root.display().to_string(), error.to_string());
    if !poll {
        match Watcher::start(watched.clone(), Means::System, barrier, seen.clone()) {
            Ok(by_system) => return Ok(by_system),
            Err(error) if matches!(error.kind, notify::ErrorKind::MaxFilesWatch) => report::note(
                "the system has no more watches to give, so changes are looked for twice a second \
                 (on Linux: sysctl fs.inotify.max_user_watches=524288)",
            ),
            Err(error) => return Err(refused(&error)),
        }
    }
    Watcher::start(watched.clone(), Means::Poll, barrier, seen).map_err(|error| refused(&error))
}

/// Another word for every run of the program.
fn identity() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let text = format!("{}-{}", std::process::id(), now.as_nanos());
    blake3::hash(text.as_bytes()).to_hex().chars().take(16).collect()
}

/// Opens an address in the browser, if there is one.
fn open(address: &str) {
    let (program, before): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    if let Err(error) = Command::new(program).args(before).arg(address).spawn() {
        report::note(&format!("cannot open the browser with `{program}`: {error}"));
    }
}
