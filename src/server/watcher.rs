//! Looks after the folders of a site, and says once what one save changed.
//!
//! 1. Folders are watched, never files: after an editor has put a new file in the place of the old one, a watch of the file
//!    would look at what is gone. Links within the site are followed ([`super::places`]).
//! 2. What editors leave beside a file, and what is only read, is passed over.
//! 3. The first change begins a [`Pending`] batch. It is handed out as soon as it is quiet: after few milliseconds where
//!    files were written and closed, later where one is still being written, is gone and may come back (as when an editor
//!    moves the old file away first), or where many change at once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind};
use notify::{Config, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::address::SourcePath;

use super::barrier::Barrier;
use super::places::{Depth, Places};
use super::poller::Poller;

/// How long nothing must happen before a batch of few files is handed out.
const QUIET: Duration = Duration::from_millis(2);
/// The same where the system does not tell that a file was closed.
const QUIET_UNSURE: Duration = Duration::from_millis(15);
/// The same for a batch of many files: whatever writes them is not done after a breath.
const QUIET_MANY: Duration = Duration::from_millis(60);
/// The same where a file is still open, or gone.
const QUIET_UNFINISHED: Duration = Duration::from_millis(100);
/// How many files are many.
const MANY: usize = 3;
/// When a batch is handed out although it never gets quiet.
const LONGEST: Duration = Duration::from_secs(1);

/// How changes are noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// The system tells.
    System,
    /// The folders are looked through every half second: network drives, folders shared with a virtual machine.
    Poll,
}

/// What to look after.
#[derive(Clone, Debug)]
pub struct Watched {
    /// The folder of the site, with all links resolved.
    pub root: PathBuf,
    /// Folders in it that are watched with all they hold: `content`.
    pub folders: Vec<String>,
    /// Files in it that are watched: `_config.yml`.
    pub files: Vec<String>,
    /// What is passed over with all it holds: the output folder.
    pub ignored: Option<PathBuf>,
}

/// Looks after folders.
pub struct Watcher {
    watched: Watched,
    source: Source,
    notices: Receiver<Notice>,
    tells_of_closing: bool,
}

/// Who tells.
enum Source {
    System {
        system: RecommendedWatcher,
        places: Arc<RwLock<Places>>,
        /// What is watched.
        folders: BTreeMap<PathBuf, Depth>,
    },
    Poller {
        _poller: Poller,
    },
}

/// Something happened to a path.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Notice {
    path: SourcePath,
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    /// It was made, and is being written.
    Made,
    /// It is being written.
    Written,
    /// It was written and closed, moved, removed, or is a folder.
    Settled,
}

/// A batch of changes, and how many notices made it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// Files and folders that may have changed; the empty path is everything.
    pub paths: BTreeSet<SourcePath>,
    /// How many times `seen` was called for it.
    pub notices: u64,
}

impl Watcher {
    /// Begins to watch. `seen` is called at each notice, long before it is handed out; after all that happened before it,
    /// `barrier` is told of what happens in its folder.
    pub fn start(
        watched: Watched,
        means: Means,
        barrier: &Arc<Barrier>,
        seen: impl Fn() + Send + 'static,
    ) -> Result<Self, notify::Error> {
        let (sender, notices) = channel();
        let filter = watched.clone();
        let source = match means {
            Means::System => {
                let places = Arc::new(RwLock::new(Places::default()));
                let named = Arc::clone(&places);
                let told = Arc::clone(barrier);
                let receive = move |event: Result<notify::Event, notify::Error>| {
                    let places = named.read().unwrap_or_else(PoisonError::into_inner);
                    for notice in filter.notices(&event, &places) {
                        seen();
                        let _ = sender.send(notice);
                    }
                    event.iter().flat_map(|event| &event.paths).for_each(|path| told.notice(path));
                };
                // A link that leads out may lead to everything there is.
                let config = Config::default().with_follow_symlinks(false);
                let mut system = RecommendedWatcher::new(receive, config)?;
                if system.watch(barrier.folder(), RecursiveMode::NonRecursive).is_ok() {
                    barrier.arm();
                }
                Source::System { system, places, folders: BTreeMap::new() }
            }
            Means::Poll => {
                let places =
                    watched.folders.iter().chain(&watched.files).map(|place| watched.root.join(place)).collect();
                let tell = move |path: &Path| {
                    let name = path.strip_prefix(&filter.root).ok().and_then(Path::to_str).map(SourcePath::new);
                    if let Some(path) = name.filter(|name| filter.concerns(name, path)) {
                        seen();
                        let _ = sender.send(Notice { path, what: What::Settled });
                    }
                };
                Source::Poller { _poller: Poller::start(watched.root.clone(), places, tell)? }
            }
        };
        let tells_of_closing = means == Means::System && cfg!(any(target_os = "linux", target_os = "android"));
        let mut new = Self { watched, source, notices, tells_of_closing };
        new.look_around()?;
        Ok(new)
    }

    /// Watches what there is to watch now.
    fn look_around(&mut self) -> Result<(), notify::Error> {
        let Source::System { system, places, folders } = &mut self.source else { return Ok(()) };
        let found = Places::of(&self.watched.root, &self.watched.files, &self.watched.folders);
        let wanted = found.folders();
        // First the names, so that no notice is without one.
        *places.write().unwrap_or_else(PoisonError::into_inner) = found;
        for path in folders.keys().filter(|path| !wanted.contains_key(*path)) {
            let _ = system.unwatch(path); // it may be gone
        }
        *folders = wanted;
        for (path, depth) in folders {
            let mode = match depth {
                Depth::Folder => RecursiveMode::NonRecursive,
                Depth::Tree => RecursiveMode::Recursive,
            };
            match system.watch(path, mode) {
                // Removed since it was found, which is noticed where it lay.
                Err(_) if !path.is_dir() => {}
                watched => watched?,
            }
        }
        Ok(())
    }

    /// Whether there may be other places now: a folder or a link is new, gone or another.
    fn has_moved(&self, paths: &BTreeMap<SourcePath, What>) -> bool {
        let Source::System { places, .. } = &self.source else { return false };
        let places = places.read().unwrap_or_else(PoisonError::into_inner);
        let is_link_or_folder = |name: &SourcePath| {
            let path = self.watched.root.join(name.as_str());
            path.is_symlink() || path.is_dir() || name.as_str().is_empty()
        };
        paths.keys().any(|name| {
            let is_named_file = self.watched.files.iter().any(|file| file == name.as_str());
            (!is_named_file && places.hold(name)) || is_link_or_folder(name)
        })
    }

    /// Waits for the next batch, an empty one if there is none for as long as `patience`; nothing once there can be no more.
    /// `clock` counts from whenever.
    pub fn next(&mut self, clock: &dyn Fn() -> Duration, patience: Option<Duration>) -> Option<Batch> {
        let root = self.watched.root.clone();
        let exists = |path: &SourcePath| root.join(path.as_str()).symlink_metadata().is_ok();
        let first = match patience.map(|patience| self.notices.recv_timeout(patience)) {
            None => self.notices.recv().ok()?,
            Some(Ok(notice)) => notice,
            Some(Err(RecvTimeoutError::Timeout)) => return Some(Batch::default()),
            Some(Err(RecvTimeoutError::Disconnected)) => return None,
        };
        let mut pending = Pending::new(first, clock(), self.tells_of_closing);
        while let Some(wait) = pending.wait(clock(), &exists) {
            match self.notices.recv_timeout(wait) {
                Ok(notice) => pending.add(notice, clock()),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        if self.has_moved(&pending.paths) {
            // What came into a new folder before it was watched is found by listing it. Where nothing more can be watched,
            // what is watched goes on being.
            let _ = self.look_around();
        }
        Some(Batch { paths: pending.paths.into_keys().collect(), notices: pending.notices })
    }
}

/// A batch that is not handed out yet.
#[derive(Debug)]
struct Pending {
    paths: BTreeMap<SourcePath, What>,
    /// Those that were not there before.
    made: BTreeSet<SourcePath>,
    notices: u64,
    first: Duration,
    last: Duration,
    tells_of_closing: bool,
}

impl Pending {
    fn new(notice: Notice, now: Duration, tells_of_closing: bool) -> Self {
        let (paths, made) = (BTreeMap::new(), BTreeSet::new());
        let mut new = Self { paths, made, notices: 0, first: now, last: now, tells_of_closing };
        new.add(notice, now);
        new
    }

    fn add(&mut self, notice: Notice, now: Duration) {
        if notice.what == What::Made && !self.paths.contains_key(&notice.path) {
            self.made.insert(notice.path.clone());
        }
        self.paths.insert(notice.path, notice.what);
        self.notices += 1;
        self.last = now;
    }

    /// How long to wait on; nothing if it is time.
    fn wait(&self, now: Duration, exists: &dyn Fn(&SourcePath) -> bool) -> Option<Duration> {
        let quiet = if self.paths.len() > MANY {
            QUIET_MANY
        } else if self.paths.iter().any(|(path, what)| self.is_unfinished(path, *what, exists)) {
            QUIET_UNFINISHED
        } else if self.tells_of_closing {
            QUIET
        } else {
            QUIET_UNSURE
        };
        let due = (self.last + quiet).min(self.first + LONGEST);
        due.checked_sub(now).filter(|wait| !wait.is_zero())
    }

    fn is_unfinished(&self, path: &SourcePath, what: What, exists: &dyn Fn(&SourcePath) -> bool) -> bool {
        if exists(path) {
            self.tells_of_closing && what != What::Settled
        } else {
            // What came and went was moved into the place of another: it need not come back.
            !self.made.contains(path)
        }
    }
}

impl Watched {
    fn notices(&self, event: &Result<notify::Event, notify::Error>, places: &Places) -> Vec<Notice> {
        let everything = || vec![Notice { path: SourcePath::new(""), what: What::Settled }];
        let Ok(event) = event else { return everything() };
        if event.need_rescan() {
            return everything();
        }
        let what = match event.kind {
            EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write) => return Vec::new(),
            EventKind::Create(kind) if kind != CreateKind::Folder => What::Made,
            EventKind::Modify(ModifyKind::Any | ModifyKind::Data(_) | ModifyKind::Other) => What::Written,
            _ => What::Settled,
        };
        let notices = |path: &PathBuf| {
            let names = places.names_of(path).into_iter().filter(|name| self.concerns(name, path));
            names.map(|path| Notice { path, what }).collect::<Vec<_>>()
        };
        event.paths.iter().flat_map(notices).collect()
    }

    /// Whether a name in the site, and where it leads, are any of the site's.
    fn concerns(&self, name: &SourcePath, path: &Path) -> bool {
        !self.ignored.as_ref().is_some_and(|ignored| path.starts_with(ignored)) && !is_editors(name.file_name())
    }
}

/// Files that editors make beside the one they save.
fn is_editors(name: &str) -> bool {
    let is_swap = |name: &str| {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        name.starts_with('.') && extension.len() == 3 && extension.starts_with("sw")
    };
    name == "4913" // vim: may a file be made here?
        || name.ends_with('~') // vim, emacs, gedit: what was there before
        || name.starts_with(".#") // emacs: who edits this
        || name.starts_with('#') && name.ends_with('#') // emacs: saved by itself
        || is_swap(name) // vim
        || name.starts_with(".goutputstream-") // gedit and others of GNOME
        || name.ends_with(".kate-swp")
        || name.ends_with("___jb_tmp___") // JetBrains
        || name.ends_with("___jb_old___")
        || name == ".DS_Store"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watched() -> Watched {
        Watched {
            root: "/blog".into(),
            folders: vec!["content".to_owned(), "templates".to_owned()],
            files: vec!["_config.yml".to_owned()],
            ignored: Some("/blog/content/out".into()),
        }
    }

    #[test]
    fn what_concerns_the_site() {
        for (path, expected) in [
            ("/blog/content/a.md", &["content/a.md"][..]),
            ("/blog/content", &["content"]),
            ("/blog/_config.yml", &["_config.yml"]),
            ("/blog/templates/new/a.html", &["templates/new/a.html"]),
            ("/blog/README.md", &[]),
            ("/blog/.git/index", &[]),
            ("/blog/contents/a.md", &[]),
            ("/blog/content/out/index.html", &[]),
            ("/elsewhere/content/a.md", &[]),
            ("/blog/content/4913", &[]),
            ("/blog/content/a.md~", &[]),
            ("/blog/content/.#a.md", &[]),
            ("/blog/content/#a.md#", &[]),
            ("/blog/content/.a.md.swp", &[]),
            ("/blog/content/.a.md.swx", &[]),
            ("/blog/content/a.swf", &["content/a.swf"]),
            ("/blog/content/a.md___jb_tmp___", &[]),
        ] {
            let watched = watched();
            let places = Places::of(&watched.root, &watched.files, &watched.folders);
            let event = notify::Event::new(EventKind::Any).add_path(path.into());
            let notices = watched.notices(&Ok(event), &places);
            let names: Vec<&str> = notices.iter().map(|notice| notice.path.as_str()).collect();
            assert_eq!(names, expected, "{path}");
        }
    }

    /// Notices as `moment path what`, what: `m`ade, `w`ritten, `s`ettled; the moment at which the batch is due in milliseconds.
    fn due(notices: &[(u64, &str, char)], missing: &[&str], tells_of_closing: bool) -> u64 {
        let at = Duration::from_millis;
        let exists = |path: &SourcePath| !missing.contains(&path.as_str());
        let mut pending: Option<Pending> = None;
        for (moment, path, what) in notices {
            let what = match what {
                'm' => What::Made,
                'w' => What::Written,
                _ => What::Settled,
            };
            let notice = Notice { path: SourcePath::new(path), what };
            match &mut pending {
                None => pending = Some(Pending::new(notice, at(*moment), tells_of_closing)),
                Some(pending) => {
                    let is_due = pending.wait(at(*moment), &exists).is_none();
                    assert!(!is_due, "handed out before {moment}");
                    pending.add(notice, at(*moment));
                }
            }
        }
        let last = notices.last().map_or(0, |(moment, ..)| *moment);
        let wait = pending.and_then(|pending| pending.wait(at(last), &exists)).unwrap_or_default();
        last + u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)
    }

    #[test]
    fn a_batch_is_due() {
        // Written in place, as VS Code does it.
        assert_eq!(due(&[(0, "a", 'w'), (0, "a", 'w'), (1, "a", 's')], &[], true), 3);
        // Still open: it may be empty yet.
        assert_eq!(due(&[(0, "a", 'w')], &[], true), 100);
        // Moved away, written anew and synced to the disk, closed: vim.
        assert_eq!(due(&[(0, "a", 's'), (1, "a", 'w'), (30, "a", 's')], &[], true), 32);
        // Moved away and nothing else yet: it may come back.
        assert_eq!(due(&[(0, "a", 's')], &["a"], true), 100);
        // Put in its place whole.
        assert_eq!(due(&[(0, "a", 's')], &[], true), 2);
        // Made beside it, and put in its place whole.
        let beside = [(0, "t", 'm'), (0, "t", 'w'), (1, "t", 's'), (1, "t", 's'), (1, "a", 's')];
        assert_eq!(due(&beside, &["t"], true), 3);
        assert_eq!(due(&beside, &["t", "a"], true), 101);
        assert_eq!(due(&[(0, "t", 'm'), (1, "t", 'w')], &[], true), 101);
        // There before: it was known under that name.
        assert_eq!(due(&[(0, "t", 'w'), (1, "t", 's'), (1, "a", 's')], &["t"], true), 101);
        // Many at once wait for more.
        assert_eq!(due(&[(0, "a", 's'), (1, "b", 's'), (2, "c", 's'), (3, "d", 's')], &[], true), 63);
        let many: Vec<(u64, String)> = (0..200).map(|n| (if n < 4 { n } else { n * 4 }, format!("{n}"))).collect();
        let many: Vec<(u64, &str, char)> = many.iter().map(|(at, name)| (*at, name.as_str(), 's')).collect();
        assert_eq!(due(&many, &[], true), 199 * 4 + 60);
        // Where nobody says that a file was closed.
        assert_eq!(due(&[(0, "a", 'w')], &[], false), 15);
        // Never quiet: handed out all the same.
        let busy: Vec<(u64, &str, char)> = (0..20).map(|n| (n * 50, "a", 'w')).collect();
        assert_eq!(due(&busy, &[], true), 1000);
    }
}
