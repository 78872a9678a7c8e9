//! What was published stays whole, whatever happens to a build: killed, out of space, or kept from writing.
//!
//! Nothing here depends on timing for its truth: a build may be killed at any moment, and what must hold holds at all of them.
//! Three tests need a Unix system, and to be root, or `sudo` without a password, to mount a small file system; without that
//! they say that they were skipped, and under `CI=true` they fail.

#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test may fail, and say why it was skipped"
)]

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use support::folder::{self, Files};
use support::generator::{self, Edition};
use support::program::{BINARY, Ran, blogsite, plain, run};

const DAYS: usize = 20;
const STATE: &str = ".blogsite-cache";
const JOURNAL: &str = ".blogsite-cache/_site.journal";

/// One site in two editions, built, and what each build leaves.
struct Editions {
    dir: tempfile::TempDir,
    first: Files,
    second: Files,
    /// What remembers the first build.
    state: Files,
    /// How long the second build takes when nothing stops it.
    time: Duration,
}

impl Editions {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let built = |edition: Edition| {
            write_site(dir.path(), DAYS, edition);
            let begun = Instant::now();
            run(dir.path(), ["build", "--quiet"]).expect_code(0);
            (folder::read(&dir.path().join("_site")), begun.elapsed())
        };
        let (first, _) = built(Edition::First);
        let state = folder::read(&dir.path().join(STATE));
        let (second, time) = built(Edition::Second);
        assert!(first != second && first.keys().ne(second.keys()));
        Self { dir, first, second, state, time }
    }

    fn root(&self) -> &Path {
        self.dir.path()
    }

    fn output(&self) -> Files {
        folder::read(&self.root().join("_site"))
    }

    /// As it was after the first build, with the second edition's sources.
    fn rewind(&self) {
        folder::replace(&self.root().join("_site"), &self.first);
        folder::replace(&self.root().join(STATE), &self.state);
    }

    /// As it was before any build.
    fn forget(&self) {
        for folder in ["_site", STATE] {
            let _ = fs::remove_dir_all(self.root().join(folder));
        }
    }

    fn spawn(&self) -> Child {
        let mut command = blogsite(self.root(), ["build", "--quiet"]);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// The next build completes whatever a killed one left.
    fn recovers(&self) {
        run(self.root(), ["build", "--quiet"]).expect_code(0);
        assert_eq!(folder::differences(&self.second, &self.output()), [""; 0], "the build after a killed one");
        let state = folder::read(&self.root().join(STATE));
        assert!(!state.keys().any(|path| path.contains("staging") || path.contains("journal")), "{:?}", state.keys());
    }
}

/// Puts that edition in the place of whatever stood there.
fn write_site(folder: &Path, days: usize, edition: Edition) {
    folder::replace(&folder.join("content"), &Files::new());
    folder::write(folder, &generator::site(days, edition));
}

/// When a build is killed: after a share of its usual time, or as soon as its commit has begun and a little later.
#[derive(Clone, Copy, Debug)]
enum Moment {
    Share(u32),
    IntoCommit(Duration),
}

const SHARES: u32 = 12;

fn moments() -> impl Iterator<Item = Moment> {
    let in_commit = [0, 50, 100, 200, 400, 700, 1000, 2000].into_iter().map(Duration::from_micros);
    (0..=SHARES).map(Moment::Share).chain(in_commit.map(Moment::IntoCommit))
}

/// Starts a build and kills it at that moment, or lets it end if it is faster.
fn kill_at(editions: &Editions, moment: Moment) {
    let mut child = editions.spawn();
    match moment {
        Moment::Share(share) => std::thread::sleep(editions.time * share / SHARES),
        Moment::IntoCommit(later) => {
            let journal = editions.root().join(JOURNAL);
            while !journal.exists() && child.try_wait().unwrap().is_none() {
                std::hint::spin_loop();
            }
            let begun = Instant::now();
            while begun.elapsed() < later {
                std::hint::spin_loop();
            }
        }
    }
    let _ = child.kill();
    child.wait().unwrap();
}

#[test]
fn a_killed_build_leaves_every_file_whole() {
    let editions = Editions::new();
    let (mut before, mut within) = (0, 0);
    for moment in moments() {
        editions.rewind();
        kill_at(&editions, moment);
        let output = editions.output();
        for (path, bytes) in &output {
            let is_whole = [editions.first.get(path), editions.second.get(path)].contains(&Some(bytes));
            assert!(is_whole, "{path} is neither old nor new, killed at {moment:?}");
        }
        let is_old = output == editions.first;
        let is_new = output == editions.second;
        if editions.root().join(JOURNAL).exists() {
            within += 1;
        } else {
            assert!(is_old || is_new, "without a commit under way all is old or all is new, killed at {moment:?}");
            before += usize::from(is_old);
        }
        editions.recovers();
    }
    eprintln!("killed {before} times before the commit, {within} times within");
}

#[test]
fn a_killed_first_build_publishes_all_or_nothing() {
    let editions = Editions::new();
    for moment in moments() {
        editions.forget();
        kill_at(&editions, moment);
        let output = editions.output();
        assert!(output.is_empty() || output == editions.second, "half a site, killed at {moment:?}");
        editions.recovers();
    }
}

#[test]
fn a_build_that_is_told_to_stop_leaves_what_was_published() {
    let editions = Editions::new();
    for share in 0..4 {
        editions.rewind();
        let mut child = editions.spawn();
        std::thread::sleep(editions.time * share / 5);
        let _ = Command::new("kill").args(["-INT", &child.id().to_string()]).stderr(Stdio::null()).status();
        let _ = child.wait().unwrap();
        let output = editions.output();
        let is_known = output == editions.first || output == editions.second || editions.root().join(JOURNAL).exists();
        assert!(is_known, "interrupted after {share} fifths");
        editions.recovers();
    }
}

/// A command as root, if there is a way to be.
fn as_root(program: &str) -> Option<Command> {
    let is_root = String::from_utf8_lossy(&Command::new("id").arg("-u").output().unwrap().stdout).trim() == "0";
    if is_root {
        return Some(Command::new(program));
    }
    let may =
        Command::new("sudo").args(["-n", "true"]).stderr(Stdio::null()).status().is_ok_and(|status| status.success());
    may.then(|| {
        let mut command = Command::new("sudo");
        command.args(["-n", program]);
        command
    })
}

/// A small file system in memory, unmounted when dropped.
struct Mount(PathBuf);

impl Mount {
    /// Nothing if this machine does not let us; that is said, and under `CI=true` it is a failure.
    fn new(test: &str, at: &Path, options: &str) -> Option<Self> {
        fs::create_dir_all(at).unwrap();
        let done = as_root("mount").is_some_and(|mut mount| {
            mount
                .args(["-t", "tmpfs", "-o", options, "blogsite-test"])
                .arg(at)
                .status()
                .is_ok_and(|status| status.success())
        });
        if !done {
            let is_ci = std::env::var_os("CI").is_some_and(|ci| ci == "true");
            assert!(!is_ci, "{test}: cannot mount a file system, which CI must be able to");
            eprintln!("SKIPPED {test}: cannot mount a file system here (needs root, or sudo without a password)");
        }
        done.then(|| Self(at.to_owned()))
    }

    fn remount(&self, options: &str) {
        let status =
            as_root("mount").unwrap().args(["-o", &format!("remount,{options}")]).arg(&self.0).status().unwrap();
        assert!(status.success(), "cannot remount with {options}");
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = as_root("umount").map(|mut umount| umount.arg(&self.0).status());
    }
}

/// A message of the machine: exit code 2, the path, and not a word about the site.
fn assert_refused(ran: &Ran, path: &Path, cause: &str) {
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(
        ran.stderr.contains(&path.display().to_string()),
        "the path {} is missing in {}",
        path.display(),
        ran.stderr
    );
    assert!(ran.stderr.contains(cause), "`{cause}` is missing in {}", ran.stderr);
    assert_eq!(ran.stdout, "");
}

#[test]
fn a_full_disk_leaves_what_was_published() {
    let dir = tempfile::tempdir().unwrap();
    let disk = dir.path().join("disk");
    let Some(_mount) = Mount::new("a_full_disk_leaves_what_was_published", &disk, "size=1m,mode=777") else { return };
    let site = dir.path().join("site");
    let public = disk.join("public");
    let build = || run(&site, ["build", "--quiet", "--destination", public.to_str().unwrap()]);
    write_site(&site, 2, Edition::First);
    build().expect_code(0);
    let published = folder::read(&public);

    write_site(&site, 80, Edition::Second);
    assert_refused(&build(), &disk, "No space left on device");
    assert_eq!(folder::differences(&published, &folder::read(&public)), [""; 0]);

    // With a few bytes left even the notes of a commit may not fit.
    write_site(&site, 2, Edition::Second);
    for left in [0, 4096, 8192, 16384, 32768, 65536] {
        let stuffing = disk.join("stuffing");
        let _ = fs::write(&stuffing, vec![b'x'; 1 << 20]);
        let full = fs::metadata(&stuffing).map_or(0, |stuffing| stuffing.len());
        fs::File::options().write(true).open(&stuffing).unwrap().set_len(full.saturating_sub(left)).unwrap();
        let ran = build();
        let output = folder::read(&public);
        if ran.code == Some(0) {
            write_site(&site, 2, Edition::First);
            fs::remove_file(&stuffing).unwrap();
            break;
        }
        assert_refused(&ran, &disk, "No space left on device");
        assert_eq!(folder::differences(&published, &output), [""; 0], "with {left} bytes left");
    }
    let _ = fs::remove_file(disk.join("stuffing"));
    build().expect_code(0);
}

#[test]
fn a_disk_that_cannot_be_written_leaves_what_was_published() {
    let dir = tempfile::tempdir().unwrap();
    let disk = dir.path().join("disk");
    let Some(mount) = Mount::new("a_disk_that_cannot_be_written_leaves_what_was_published", &disk, "size=8m,mode=777")
    else {
        return;
    };
    let site = dir.path().join("site");
    let public = disk.join("public");
    let build = || run(&site, ["build", "--quiet", "--destination", public.to_str().unwrap()]);
    write_site(&site, 2, Edition::First);
    build().expect_code(0);
    let published = folder::read(&public);

    mount.remount("ro");
    write_site(&site, 2, Edition::Second);
    assert_refused(&build(), &disk, "Read-only file system");
    assert_eq!(folder::differences(&published, &folder::read(&public)), [""; 0]);

    mount.remount("rw");
    build().expect_code(0);
    assert_ne!(published, folder::read(&public));
}

/// The program as a user to whom permissions apply; root is nobody here.
fn as_nobody(folder: &Path) -> Command {
    let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    let mut command = if is_root {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(folder.join("blogsite"));
        command
    } else {
        Command::new(folder.join("blogsite"))
    };
    plain(&mut command);
    command
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn open_to_all(root: &Path) {
    for entry in walkdir::WalkDir::new(root) {
        let entry = entry.unwrap();
        let mode = if entry.file_type().is_dir() || entry.file_name() == "blogsite" { 0o777 } else { 0o666 };
        set_mode(entry.path(), mode);
    }
}

#[test]
fn a_folder_that_must_not_be_written_leaves_what_was_published() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    fs::copy(BINARY, root.join("blogsite")).unwrap();
    let site = root.join("site");
    write_site(&site, 2, Edition::First);
    open_to_all(root);
    let build = || Ran::of(&as_nobody(root).current_dir(&site).args(["build", "--quiet"]).output().unwrap());
    build().expect_code(0);
    let published = folder::read(&site.join("_site"));
    write_site(&site, 2, Edition::Second);

    for (locked, named) in [("_site", "_site"), (STATE, STATE), ("_site/2001/01", "_site/2001/01")] {
        open_to_all(root);
        set_mode(&site.join(locked), 0o555);
        let ran = build();
        assert_refused(&ran, Path::new(named), "Permission denied");
        assert_eq!(folder::differences(&published, &folder::read(&site.join("_site"))), [""; 0], "{locked} was locked");
    }
    open_to_all(root);
    set_mode(&site.join("content/posts/2001-01-08-CarlaGauss.md"), 0o000);
    assert_refused(&build(), Path::new("content/posts/2001-01-08-CarlaGauss.md"), "Permission denied");
    open_to_all(root);
    build().expect_code(0);
    assert_ne!(published, folder::read(&site.join("_site")));
}

#[test]
fn two_builds_at_once_wait_for_each_other() {
    let editions = Editions::new();
    editions.rewind();
    let mut children: Vec<Child> = (0..4).map(|_| editions.spawn()).collect();
    for child in &mut children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(folder::differences(&editions.second, &editions.output()), [""; 0]);
    editions.recovers();
}
