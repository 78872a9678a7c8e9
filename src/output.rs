//! The only door out: what a build made is staged beside the output folder, and committed whole.
//!
//! 1. [`Output::begin`] takes the folder's lock, finishes a commit that was killed half-way, and empties the staging place.
//! 2. [`Output::put`] writes a file to the staging place, unless the output folder already holds the same bytes.
//! 3. [`Output::compress`] puts a file's compressed copies beside it, if the site wants them.
//! 4. [`Output::commit`] notes down what it is about to do, moves the staged files into place one rename each, and removes
//!    what a former build wrote and this one did not.
//!
//! A build that fails, or is killed before the commit, leaves the output folder as it was: dropping an [`Output`] only
//! removes its staging place. One that is killed within the commit leaves every file whole, old or new, and the next
//! build finishes the move from the note (the *journal*) before it does anything else.
//!
//! Which files are ours is remembered in a manifest in the state folder, `.blogsite-cache/` beside the output folder, never
//! inside it: it would be published. Other files of the output folder are never touched.

mod compressed;

use std::collections::{BTreeSet, HashSet};
use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use walkdir::WalkDir;

use crate::address::OutputPath;

/// The folder beside the output folder that holds its manifest, lock and staging place; safe to delete.
pub const STATE_FOLDER: &str = ".blogsite-cache";

/// The machine refused, or the output folder is not ours to write.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// No permission, no space, a failing disk.
    #[error("cannot {verb} `{}`: {cause}", path.display())]
    Io {
        /// What was tried: `write`, `create` …
        verb: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// A file stands where this build wants to write, nothing says that we wrote it, and the folder is not the default one.
    #[error("`{}` was not written by blogsite; empty the folder, or choose another destination", path.display())]
    NotOurs {
        /// The file.
        path: PathBuf,
    },
    /// A folder with files of others stands where this build wants to write a file.
    #[error("`{}` is a folder that holds files blogsite did not write; move them away", path.display())]
    FolderInTheWay {
        /// The folder.
        path: PathBuf,
    },
}

fn failed(verb: &'static str, path: &Path) -> impl FnOnce(io::Error) -> OutputError {
    let path = path.to_owned();
    move |cause| OutputError::Io { verb, path, cause }
}

/// Whether a folder without a manifest may be written over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ownership {
    /// The default output folder: generators own it, whichever wrote it last.
    Ours,
    /// A folder someone named: files of others in it are kept from harm.
    Unknown,
}

/// What a commit did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Committed {
    /// Files written, new or changed.
    pub written: usize,
    /// Files that already held the same bytes.
    pub unchanged: usize,
    /// Files of a former build that this one did not make.
    pub removed: usize,
    /// Files in the output folder that this program did not write, sorted.
    pub foreign: Vec<OutputPath>,
    /// What is otherwise than after the former build, if anything remembers that; compressed copies go with their file.
    pub changes: Option<Changes>,
}

/// What a build did to the files of the build before it, each list sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Not made by the former build.
    pub added: Vec<OutputPath>,
    /// Made by both, with other bytes.
    pub changed: Vec<OutputPath>,
    /// Made by the former build alone.
    pub lost: Vec<OutputPath>,
}

/// A build's way out. Files may be put from many threads.
#[derive(Debug)]
pub struct Output {
    destination: PathBuf,
    state: State,
    ownership: Ownership,
    /// What a former build wrote; nothing if no manifest was found.
    former: Option<BTreeSet<OutputPath>>,
    put: Mutex<Put>,
    /// Held until the end: one build at a time for one output folder.
    #[cfg_attr(not(test), expect(dead_code, reason = "held, and let go of when it is dropped"))]
    lock: File,
}

#[derive(Debug, Default)]
struct Put {
    staged: Vec<OutputPath>,
    unchanged: Vec<OutputPath>,
    /// Those of them that are compressed copies of others.
    copies: HashSet<OutputPath>,
    folders: HashSet<PathBuf>,
}

/// Where the memory of one output folder lies: files of one name in the state folder.
#[derive(Debug)]
struct State {
    manifest: PathBuf,
    journal: PathBuf,
    staging: PathBuf,
}

impl Output {
    /// Prepares for writing to `destination`; if another build holds it, calls `waiting` once and waits for that to end.
    pub fn begin(destination: &Path, ownership: Ownership, waiting: impl FnOnce()) -> Result<Self, OutputError> {
        let parent = match destination.parent() {
            Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
            Some(parent) => parent,
            None => destination,
        };
        fs::create_dir_all(parent).map_err(failed("create", parent))?;
        let parent = parent.canonicalize().map_err(failed("read", parent))?;
        let name = destination.file_name().map_or_else(|| "root".into(), |name| name.to_string_lossy().into_owned());
        let destination = parent.join(&name);
        let folder = parent.join(STATE_FOLDER);
        fs::create_dir_all(&folder).map_err(failed("create", &folder))?;
        let file = |kind: &str| folder.join(format!("{name}.{kind}"));
        let lock = lock(&file("lock"), waiting)?;
        let state = State { manifest: file("manifest"), journal: file("journal"), staging: file("staging") };
        state.finish_killed_commit(&destination)?;
        remove_tree(&state.staging)?;
        fs::create_dir(&state.staging).map_err(failed("create", &state.staging))?;
        let former = state.read_manifest();
        Ok(Self { destination, state, ownership, former, put: Mutex::default(), lock })
    }

    /// What former builds wrote, as far as anything remembers it.
    pub fn former(&self) -> impl Iterator<Item = &OutputPath> {
        self.former.iter().flatten()
    }

    /// Stages one file, or notes that the output folder already has it as it should be.
    pub fn put(&self, path: &OutputPath, bytes: &[u8]) -> Result<(), OutputError> {
        let target = self.destination.join(path.as_str());
        match fs::read(&target) {
            Ok(present) if present == bytes => {
                self.lock_put().unchanged.push(path.clone());
                return Ok(());
            }
            Ok(_) if self.former.is_none() && self.ownership == Ownership::Unknown => {
                return Err(OutputError::NotOurs { path: target });
            }
            _ => {}
        }
        let staged = self.state.staging.join(path.as_str());
        if let Some(folder) = staged.parent() {
            let is_new = !self.lock_put().folders.contains(folder);
            if is_new {
                fs::create_dir_all(folder).map_err(failed("create", folder))?;
                self.lock_put().folders.insert(folder.to_owned());
            }
        }
        File::create(&staged).and_then(|mut file| file.write_all(bytes)).map_err(failed("write", &staged))?;
        self.lock_put().staged.push(path.clone());
        Ok(())
    }

    /// Publishes what was put.
    pub fn commit(self) -> Result<Committed, OutputError> {
        let mut put = std::mem::take(&mut *self.lock_put());
        put.staged.sort();
        let now: BTreeSet<OutputPath> = put.staged.iter().chain(&put.unchanged).cloned().collect();
        let is_gone = |path: &&OutputPath| self.destination.join(path.as_str()).symlink_metadata().is_err();
        let former = self.former.iter().flatten().filter(|path| !now.contains(*path));
        let removed: Vec<OutputPath> = former.filter(|path| !is_gone(path)).cloned().collect();
        let foreign = self.foreign(&now)?;
        let is_own = |path: &&OutputPath| !put.copies.contains(*path);
        let changes = self.former.as_ref().map(|former| Changes {
            added: now.difference(former).filter(is_own).cloned().collect(),
            changed: put.staged.iter().filter(|path| former.contains(*path)).filter(is_own).cloned().collect(),
            lost: former
                .difference(&now)
                .filter(|path| !compressed::goes_with_another(path, former))
                .cloned()
                .collect(),
        });
        let (written, unchanged) = (put.staged.len(), put.unchanged.len());
        let mut committed = Committed { written, unchanged, removed: removed.len(), foreign, changes };
        if committed.written > 0 || committed.removed > 0 {
            let journal = Journal { moved: put.staged, removed };
            write_whole(&self.state.journal, &journal.to_text())?;
            if self.destination_is_free() && fs::rename(&self.state.staging, &self.destination).is_ok() {
                // All at once; the journal tells the next build so if this one is killed before it writes the manifest.
            } else {
                journal.carry_out(
                    &self.state.staging,
                    &self.destination,
                    OnFailure::UndoIfUntouched(&self.state.journal),
                )?;
            }
        }
        if self.former.as_ref() != Some(&now) {
            self.state.write_manifest(&now)?;
        }
        remove_file(&self.state.journal)?;
        committed.foreign.sort();
        Ok(committed)
    }

    /// Whether the whole staging folder may simply become the output folder.
    fn destination_is_free(&self) -> bool {
        match fs::symlink_metadata(&self.destination) {
            Err(error) => error.kind() == io::ErrorKind::NotFound,
            // An empty folder gives way, unless something holds it (a mount point).
            Ok(found) => found.is_dir() && fs::remove_dir(&self.destination).is_ok(),
        }
    }

    /// Files of the output folder that are neither made now nor by a former build.
    fn foreign(&self, now: &BTreeSet<OutputPath>) -> Result<Vec<OutputPath>, OutputError> {
        let mut foreign = Vec::new();
        if self.destination.symlink_metadata().is_err() {
            return Ok(foreign);
        }
        let is_repository = |name: &str| name == ".git" || name == ".svn";
        let walk = WalkDir::new(&self.destination).into_iter();
        for entry in
            walk.filter_entry(|entry| entry.depth() != 1 || !is_repository(&entry.file_name().to_string_lossy()))
        {
            let entry = entry.map_err(|error| {
                let path = error.path().unwrap_or(&self.destination).to_owned();
                OutputError::Io {
                    verb: "read",
                    path,
                    cause: error.into_io_error().unwrap_or_else(|| io::ErrorKind::Other.into()),
                }
            })?;
            if entry.file_type().is_dir() {
                continue;
            }
            let relative = entry.path().strip_prefix(&self.destination).unwrap_or(entry.path());
            let path = OutputPath::new(&relative.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"));
            if !now.contains(&path) && !self.former.as_ref().is_some_and(|former| former.contains(&path)) {
                foreign.push(path);
            }
        }
        Ok(foreign)
    }

    fn lock_put(&self) -> std::sync::MutexGuard<'_, Put> {
        // A thread that panicked while noting a path leaves the lists whole.
        self.put.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        // Nothing can be done about a failure here; the next build removes the staging place.
        let _ = remove_tree(&self.state.staging);
    }
}

impl State {
    /// The files that former builds wrote, if anything remembers them.
    fn read_manifest(&self) -> Option<BTreeSet<OutputPath>> {
        let text = fs::read_to_string(&self.manifest).ok()?;
        let mut lines = text.lines();
        (lines.next() == Some(MANIFEST_HEAD)).then(|| lines.map(OutputPath::new).collect())
    }

    fn write_manifest(&self, paths: &BTreeSet<OutputPath>) -> Result<(), OutputError> {
        let mut text = format!("{MANIFEST_HEAD}\n");
        for path in paths {
            text.push_str(path.as_str());
            text.push('\n');
        }
        write_whole(&self.manifest, &text)
    }

    /// A journal without a finished commit means that the build was killed between two renames: go on from there.
    fn finish_killed_commit(&self, destination: &Path) -> Result<(), OutputError> {
        let Some(journal) = fs::read_to_string(&self.journal).ok().and_then(|text| Journal::from_text(&text)) else {
            return remove_file(&self.journal);
        };
        journal.carry_out(&self.staging, destination, OnFailure::Leave)?;
        let mut ours = self.read_manifest().unwrap_or_default();
        ours.extend(journal.moved);
        for path in &journal.removed {
            ours.remove(path);
        }
        self.write_manifest(&ours)?;
        remove_file(&self.journal)
    }
}

const MANIFEST_HEAD: &str = "blogsite manifest 1";
const JOURNAL_HEAD: &str = "blogsite journal 1";
const JOURNAL_END: &str = "end\n";

/// What a commit is about to do; written before the first rename, deleted after the last.
#[derive(Debug, Default)]
struct Journal {
    moved: Vec<OutputPath>,
    removed: Vec<OutputPath>,
}

/// What to do when a step of a commit fails.
#[derive(Clone, Copy)]
enum OnFailure<'a> {
    /// If nothing was moved yet, forget the journal: the output folder is as it was.
    UndoIfUntouched(&'a Path),
    /// Keep the journal for the next build.
    Leave,
}

impl Journal {
    fn to_text(&self) -> String {
        let mut text = format!("{JOURNAL_HEAD}\n");
        for (mark, paths) in [('+', &self.moved), ('-', &self.removed)] {
            for path in paths {
                text.push(mark);
                text.push_str(path.as_str());
                text.push('\n');
            }
        }
        text.push_str(JOURNAL_END);
        text
    }

    /// Nothing if the text is no whole journal: then no rename had begun.
    fn from_text(text: &str) -> Option<Self> {
        let body = text.strip_prefix(JOURNAL_HEAD)?.strip_suffix(JOURNAL_END)?;
        let mut journal = Self::default();
        for line in body.lines().filter(|line| !line.is_empty()) {
            let (mark, path) = line.split_at_checked(1)?;
            match mark {
                "+" => journal.moved.push(OutputPath::new(path)),
                "-" => journal.removed.push(OutputPath::new(path)),
                _ => return None,
            }
        }
        Some(journal)
    }

    /// Moves, then removes. A file that is no longer staged was moved before a kill.
    fn carry_out(&self, staging: &Path, destination: &Path, on_failure: OnFailure<'_>) -> Result<(), OutputError> {
        let mut is_touched = false;
        let result = self.steps(staging, destination, &mut is_touched);
        if let (Err(_), OnFailure::UndoIfUntouched(journal), false) = (&result, on_failure, is_touched) {
            remove_file(journal)?;
        }
        result
    }

    /// The folders that hold `paths`, sorted.
    fn folders<'a>(destination: &Path, paths: impl IntoIterator<Item = &'a OutputPath>) -> BTreeSet<PathBuf> {
        paths.into_iter().filter_map(|path| destination.join(path.as_str()).parent().map(Path::to_owned)).collect()
    }

    fn steps(&self, staging: &Path, destination: &Path, is_touched: &mut bool) -> Result<(), OutputError> {
        let moved: HashSet<&str> = self.moved.iter().map(OutputPath::as_str).collect();
        let (in_the_way, rest): (Vec<_>, Vec<_>) =
            self.removed.iter().partition(|path| conflicts(path.as_str(), &moved));
        // One folder that cannot be written to would leave the others changed: they are all asked before any is touched.
        for folder in Self::folders(destination, self.moved.iter().chain(&self.removed)) {
            ask_to_write(&folder)?;
        }
        for path in in_the_way {
            *is_touched = true;
            remove_with_empty_folders(destination, path)?;
        }
        for folder in Self::folders(destination, &self.moved) {
            fs::create_dir_all(&folder).map_err(failed("create", &folder))?;
        }
        for path in &self.moved {
            move_file(&staging.join(path.as_str()), &destination.join(path.as_str()))?;
            *is_touched = true;
        }
        for path in rest {
            *is_touched = true;
            remove_with_empty_folders(destination, path)?;
        }
        Ok(())
    }
}

/// Whether a removed file stands where a folder is needed, or in a folder where a file is needed.
fn conflicts(removed: &str, moved: &HashSet<&str>) -> bool {
    let folder_is_wanted_as_file = removed.match_indices('/').any(|(at, _)| moved.contains(&removed[..at]));
    let file_is_wanted_as_folder =
        || moved.iter().any(|path| path.strip_prefix(removed).is_some_and(|rest| rest.starts_with('/')));
    folder_is_wanted_as_file || file_is_wanted_as_folder()
}

/// Fails if nothing can be written into the folder, or into the nearest one above it that exists: by trying, since
/// permissions are not all that can forbid it. A build that is killed meanwhile leaves an empty folder, which is no file.
fn ask_to_write(folder: &Path) -> Result<(), OutputError> {
    let Some(existing) = folder.ancestors().find(|folder| folder.is_dir()) else { return Ok(()) };
    let probe = existing.join(".blogsite-probe");
    match fs::create_dir(&probe) {
        Err(cause) if cause.kind() != io::ErrorKind::AlreadyExists => Err(failed("write to", existing)(cause)),
        _ => fs::remove_dir(&probe).map_err(failed("write to", existing)),
    }
}

fn move_file(staged: &Path, target: &Path) -> Result<(), OutputError> {
    match fs::rename(staged, target) {
        Ok(()) => Ok(()),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound && staged.symlink_metadata().is_err() => Ok(()),
        Err(cause) if cause.kind() == io::ErrorKind::CrossesDevices => {
            // The output folder is a mount point of its own: copy beside the target first, so that it is never half.
            let beside = target.with_extension("blogsite-new");
            fs::copy(staged, &beside).map_err(failed("write", &beside))?;
            fs::rename(&beside, target).map_err(failed("write", target))
        }
        Err(_) if target.is_dir() => {
            // Folders that former builds left empty may go; anything else is somebody's.
            if fs::remove_dir(target).is_ok() {
                return fs::rename(staged, target).map_err(failed("write", target));
            }
            Err(OutputError::FolderInTheWay { path: target.to_owned() })
        }
        Err(cause) => Err(OutputError::Io { verb: "write", path: target.to_owned(), cause }),
    }
}

fn remove_with_empty_folders(destination: &Path, path: &OutputPath) -> Result<(), OutputError> {
    let target = destination.join(path.as_str());
    remove_file(&target)?;
    let mut folder = target.parent();
    while let Some(current) = folder.filter(|folder| *folder != destination) {
        if fs::remove_dir(current).is_err() {
            break;
        }
        folder = current.parent();
    }
    Ok(())
}

fn remove_file(path: &Path) -> Result<(), OutputError> {
    match fs::remove_file(path) {
        Err(cause) if !matches!(cause.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Err(OutputError::Io { verb: "remove", path: path.to_owned(), cause })
        }
        _ => Ok(()),
    }
}

fn remove_tree(path: &Path) -> Result<(), OutputError> {
    match fs::remove_dir_all(path) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
            Err(OutputError::Io { verb: "remove", path: path.to_owned(), cause })
        }
        _ => Ok(()),
    }
}

/// Writes a file so that it is either whole or not there: beside it first, then renamed.
fn write_whole(path: &Path, text: &str) -> Result<(), OutputError> {
    write_bytes_whole(path, text.as_bytes())
}

/// The same for bytes; for the state and cache files of other rooms too.
pub fn write_bytes_whole(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(failed("create", folder))?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed("write", path))?;
    file.write_all(bytes).map_err(failed("write", path))?;
    file.persist(path).map_err(|error| failed("write", path)(error.error))?;
    Ok(())
}

/// The same for a file among the sources, which others read too: it keeps its permissions, and a link stays one.
pub fn write_source_whole(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.prefix(".blogsite-").tempfile_in(folder).map_err(failed("write", &path))?;
    file.write_all(bytes).map_err(failed("write", &path))?;
    if let Ok(known) = fs::metadata(&path) {
        file.as_file().set_permissions(known.permissions()).map_err(failed("write", &path))?;
    }
    file.persist(&path).map_err(|error| failed("write", &path)(error.error))?;
    Ok(())
}

fn lock(path: &Path, waiting: impl FnOnce()) -> Result<File, OutputError> {
    let file = File::create(path).map_err(failed("write", path))?;
    // Some network file systems know no locks; two builds at once are then the user's to avoid.
    if let Err(TryLockError::WouldBlock) = file.try_lock() {
        waiting();
        file.lock().map_err(failed("lock", path))?;
    }
    Ok(file)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    /// Builds `files` (`"path=bytes path=bytes"`) into `folder`.
    fn build(folder: &Path, files: &str) -> Result<Committed, OutputError> {
        let output = Output::begin(folder, Ownership::Ours, || ())?;
        put_all(&output, files)?;
        output.commit()
    }

    fn put_all(output: &Output, files: &str) -> Result<(), OutputError> {
        for (path, bytes) in files.split_whitespace().filter_map(|file| file.split_once('=')) {
            output.put(&OutputPath::new(path), bytes.as_bytes())?;
        }
        Ok(())
    }

    /// Everything in `folder`, in the form [`build`] reads.
    fn present(folder: &Path) -> String {
        let mut files: Vec<String> = WalkDir::new(folder)
            .into_iter()
            .filter_map(Result::ok)
            .filter(|entry| !entry.file_type().is_dir())
            .map(|entry| {
                let path = entry.path().strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
                format!("{path}={}", fs::read_to_string(entry.path()).unwrap())
            })
            .collect();
        files.sort();
        files.join(" ")
    }

    fn counts(committed: &Committed) -> [usize; 3] {
        [committed.written, committed.unchanged, committed.removed]
    }

    #[test]
    fn a_second_build_changes_only_what_changed() {
        let dir = tempfile::tempdir().unwrap();
        let site = dir.path().join("_site");
        let steps = [
            ("a.html=1 b/c.html=2 b/d.html=3", [3, 0, 0]),
            ("a.html=1 b/c.html=2 b/d.html=3", [0, 3, 0]),
            ("a.html=1 b/c.html=X b/d.html=3", [1, 2, 0]),
            ("a.html=1", [0, 1, 2]),
            // A file where a folder was, and a folder where a file was.
            ("a.html/x=1 b=2", [2, 0, 1]),
            ("a.html=1 b/c.html=2", [2, 0, 2]),
        ];
        for (files, wanted) in steps {
            assert_eq!(counts(&build(&site, files).unwrap()), wanted, "{files}");
            assert_eq!(present(&site), files);
        }
        fs::write(site.join("a.html"), "changed by hand").unwrap();
        fs::remove_file(site.join("b/c.html")).unwrap();
        assert_eq!(counts(&build(&site, "a.html=1").unwrap()), [1, 0, 0], "what is gone cannot be removed");
        build(&site, "a.html=1 b/c.html=2").unwrap();
        fs::write(site.join("a.html"), "changed by hand").unwrap();
        assert_eq!(counts(&build(&site, "a.html=1 b/c.html=2").unwrap()), [1, 1, 0]);
    }

    #[test]
    fn an_unchanged_file_keeps_its_time() {
        let dir = tempfile::tempdir().unwrap();
        let site = dir.path().join("_site");
        build(&site, "a=1 b=2").unwrap();
        let old = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000);
        for name in ["a", "b"] {
            File::options().write(true).open(site.join(name)).unwrap().set_modified(old).unwrap();
        }
        build(&site, "a=1 b=3").unwrap();
        assert_eq!(site.join("a").metadata().unwrap().modified().unwrap(), old);
        assert_ne!(site.join("b").metadata().unwrap().modified().unwrap(), old);
    }

    #[test]
    fn a_build_that_is_given_up_leaves_everything() {
        let dir = tempfile::tempdir().unwrap();
        let site = dir.path().join("_site");
        build(&site, "a=1 b=2").unwrap();
        let output = Output::begin(&site, Ownership::Ours, || ()).unwrap();
        put_all(&output, "a=9 c=9").unwrap();
        drop(output);
        assert_eq!(present(&site), "a=1 b=2");
        assert!(!dir.path().join(STATE_FOLDER).join("_site.staging").exists());
    }

    #[test]
    fn files_of_others_are_kept_and_named() {
        let dir = tempfile::tempdir().unwrap();
        let site = dir.path().join("_site");
        build(&site, "a=1 old/b=2").unwrap();
        fs::create_dir_all(site.join(".git")).unwrap();
        for path in ["mine.txt", "old/mine.txt", ".git/HEAD"] {
            fs::write(site.join(path), "mine").unwrap();
        }
        let committed = build(&site, "a=1").unwrap();
        let foreign: Vec<&str> = committed.foreign.iter().map(OutputPath::as_str).collect();
        assert_eq!(foreign, ["mine.txt", "old/mine.txt"]);
        assert_eq!(present(&site), ".git/HEAD=mine a=1 mine.txt=mine old/mine.txt=mine");
        let error = build(&site, "a=1 old=2").unwrap_err();
        assert!(matches!(error, OutputError::FolderInTheWay { .. }), "{error}");
        assert_eq!(present(&site), ".git/HEAD=mine a=1 mine.txt=mine old/mine.txt=mine");
    }

    #[test]
    fn a_named_folder_of_others_is_not_written_over() {
        let dir = tempfile::tempdir().unwrap();
        let site = dir.path().join("documents");
        fs::create_dir_all(&site).unwrap();
        fs::write(site.join("index.html"), "precious").unwrap();
        let output = Output::begin(&site, Ownership::Unknown, || ()).unwrap();
        let error = put_all(&output, "index.html=1").unwrap_err();
        assert!(matches!(error, OutputError::NotOurs { .. }), "{error}");
        drop(output);
        // The default folder is a generator's own: another one's output there gives way.
        build(&site, "index.html=1").unwrap();
        assert_eq!(present(&site), "index.html=1");
    }

    #[test]
    fn a_commit_killed_anywhere_is_finished_by_the_next_build() {
        let dir = tempfile::tempdir().unwrap();
        let site = dir.path().join("_site");
        // However many renames and removals were done before the kill, what follows is the same.
        for done in 0..=4 {
            let _ = fs::remove_dir_all(&site);
            build(&site, "a=1 b=2 gone/x=3 gone/y=4").unwrap();
            let output = Output::begin(&site, Ownership::Ours, || ()).unwrap();
            put_all(&output, "a=5 c/d=6 b=2").unwrap();
            let paths = |list: &str| list.split(' ').map(OutputPath::new).collect::<Vec<_>>();
            let journal = Journal { moved: paths("a c/d"), removed: paths("gone/x gone/y") };
            write_whole(&output.state.journal, &journal.to_text()).unwrap();
            let part = Journal {
                moved: journal.moved.iter().take(done).cloned().collect(),
                removed: journal.removed.iter().take(done.saturating_sub(2)).cloned().collect(),
            };
            part.carry_out(&output.state.staging, &site, OnFailure::Leave).unwrap();
            // A kill runs no destructor; the system lets go of the lock.
            output.lock.unlock().unwrap();
            std::mem::forget(output);
            let next = Output::begin(&site, Ownership::Ours, || ()).unwrap();
            assert_eq!(present(&site), "a=5 b=2 c/d=6", "killed after {done} steps");
            put_all(&next, "a=5 b=2 c/d=6").unwrap();
            let committed = next.commit().unwrap();
            assert_eq!((counts(&committed), committed.foreign.len()), ([0, 3, 0], 0));
        }
    }

    #[test]
    fn a_torn_journal_is_no_journal() {
        let whole = Journal { moved: vec![OutputPath::new("a")], removed: vec![OutputPath::new("b")] }.to_text();
        assert!(Journal::from_text(&whole).is_some());
        for end in 0..whole.len() {
            assert!(Journal::from_text(&whole[..end]).is_none(), "{}", &whole[..end]);
        }
    }
}
