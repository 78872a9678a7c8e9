//! A runner of GitHub Actions, as far as the action can tell: its folders, files and variables, `action.yml` carried out
//! step by step, and actions of others by what they promise.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use serde_yaml::{Mapping, Value};

use super::expression::{expand, holds};
use super::release::{executable, sum_of};

/// What a bare runner has, besides what a test gives it. Nothing else is found: no cargo of this machine.
const PROGRAMS: &[&str] = &[
    "awk",
    "bash",
    "cat",
    "chmod",
    "curl",
    "cut",
    "dirname",
    "find",
    "grep",
    "gzip",
    "head",
    "mkdir",
    "mv",
    "rm",
    "sed",
    "sha256sum",
    "sleep",
    "sort",
    "tar",
    "tee",
    "tr",
    "unzip",
    "wc",
    "xargs",
];

/// The version that the simulated action belongs to.
pub(crate) const VERSION: &str = "1.2.3";

/// One machine that jobs run on, one after the other.
pub(crate) struct Runner {
    home: tempfile::TempDir,
    /// `RUNNER_OS` and `RUNNER_ARCH`
    pub(crate) platform: (&'static str, &'static str),
    /// The base path that Pages knows; nothing if Pages is not in use.
    pub(crate) pages: Option<&'static str>,
    /// Further variables of the job.
    pub(crate) variables: BTreeMap<String, String>,
}

/// How a job went.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) succeeded: bool,
    /// Everything that was said.
    pub(crate) log: String,
    /// The names of the steps that were not left out.
    pub(crate) steps: Vec<String>,
    /// The action's outputs.
    pub(crate) outputs: BTreeMap<String, String>,
    /// What was added to the path of later steps.
    pub(crate) path: String,
}

/// What a job knows at a step.
struct State {
    inputs: BTreeMap<String, String>,
    /// `steps.build.outputs.path` …
    known: BTreeMap<String, String>,
    job: Job,
    /// What is kept under which key if the job succeeds.
    to_keep: Vec<(String, Vec<PathBuf>)>,
}

impl Runner {
    /// A machine with the action checked out, whose releases lie at `releases`.
    pub(crate) fn new(releases: &str) -> Self {
        let runner = Self {
            home: tempfile::tempdir().unwrap(),
            platform: ("Linux", "X64"),
            pages: None,
            variables: BTreeMap::from([
                ("BLOGSITE_RELEASES".to_owned(), releases.to_owned()),
                ("BLOGSITE_RETRY_DELAY".to_owned(), "0".to_owned()),
            ]),
        };
        for folder in ["bin", "temp", "tools", "kept", "work", "action/.github/action"] {
            fs::create_dir_all(runner.folder(folder)).unwrap();
        }
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let own = Path::new(".github/action");
        for script in fs::read_dir(root.join(own)).unwrap().map(|entry| entry.unwrap()) {
            fs::copy(script.path(), runner.folder("action").join(own).join(script.file_name())).unwrap();
        }
        let manifest = format!(
            "[package]\nname = \"blogsite\"\nversion = \"{VERSION}\"\n\n[dependencies.x]\nversion = \"9.9.9\"\n"
        );
        fs::write(runner.folder("action/Cargo.toml"), manifest).unwrap();
        fs::write(runner.folder("action/Cargo.lock"), "").unwrap();
        for folder in ["src", "templates", "static", "content"] {
            fs::create_dir(runner.folder("action").join(folder)).unwrap();
            fs::write(runner.folder("action").join(folder).join("a file"), folder).unwrap();
        }
        runner
    }

    /// A folder of this machine: `bin`, `temp`, `tools`, `work`, `action`.
    pub(crate) fn folder(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Lets the action know the sum of an archive.
    pub(crate) fn pin(&self, archive: &str, bytes: &[u8]) {
        let sums = self.folder("action/.github/action/sums.txt");
        let text = fs::read_to_string(&sums).unwrap();
        fs::write(sums, format!("{text}{}  {archive}\n", sum_of(bytes))).unwrap();
    }

    /// Puts a program into the runner's path.
    pub(crate) fn program(&self, name: &str, text: &str) {
        executable(&self.folder("bin").join(name), text);
    }

    /// The same caches on a machine that nothing was installed on.
    pub(crate) fn forget_tools(&self) {
        fs::remove_dir_all(self.folder("tools")).unwrap();
        fs::create_dir(self.folder("tools")).unwrap();
    }

    /// Carries out the action.
    pub(crate) fn run(&self, inputs: &[(&str, &str)]) -> Job {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("action.yml")).unwrap();
        let action: Value = serde_yaml::from_str(&text).unwrap();
        let declared = action["inputs"].as_mapping().unwrap();
        let mut all: BTreeMap<String, String> =
            declared.iter().map(|(name, input)| (text_of(name), text_of(&input["default"]))).collect();
        for (name, value) in inputs {
            assert!(all.insert((*name).to_owned(), (*value).to_owned()).is_some(), "`{name}` is no input");
        }
        let job = Job {
            succeeded: true,
            log: String::new(),
            steps: Vec::new(),
            outputs: BTreeMap::new(),
            path: String::new(),
        };
        let mut state = State { inputs: all, known: BTreeMap::new(), job, to_keep: Vec::new() };
        for step in action["runs"]["steps"].as_sequence().unwrap() {
            if state.job.succeeded {
                self.step(step.as_mapping().unwrap(), &mut state);
            }
        }
        if state.job.succeeded {
            self.keep(&state.to_keep);
        }
        for (name, output) in action["outputs"].as_mapping().unwrap() {
            let value = expand(&text_of(&output["value"]), &|name| self.value_of(name, &state));
            state.job.outputs.insert(text_of(name), value);
        }
        state.job
    }

    fn step(&self, step: &Mapping, state: &mut State) {
        let field = |name: &str| step.get(name).map(text_of);
        if field("if").is_some_and(|condition| !holds(&condition, &|name| self.value_of(name, state))) {
            return;
        }
        let name = field("name").unwrap();
        let id = field("id").unwrap_or_else(|| name.clone());
        state.job.steps.push(name.clone());
        state.job.log += &["== ", &name, "\n"].concat();
        let (is_well, outputs) = match field("uses") {
            Some(uses) => {
                let with = self.expanded(step.get("with"), state);
                self.act(uses.split('@').next().unwrap(), &with, state)
            }
            None => self.script(&field("run").unwrap(), self.expanded(step.get("env"), state), state),
        };
        for (output, value) in outputs {
            state.known.insert(format!("steps.{id}.outputs.{output}"), value);
        }
        let outcome = if is_well { "success" } else { "failure" };
        state.known.insert(format!("steps.{id}.outcome"), outcome.to_owned());
        let goes_on =
            field("continue-on-error").is_some_and(|text| expand(&text, &|name| self.value_of(name, state)) == "true");
        state.job.succeeded = is_well || goes_on;
    }

    fn expanded(&self, mapping: Option<&Value>, state: &State) -> BTreeMap<String, String> {
        let entries = mapping.and_then(Value::as_mapping).into_iter().flatten();
        entries
            .map(|(key, value)| (text_of(key), expand(&text_of(value), &|name| self.value_of(name, state))))
            .collect()
    }

    fn value_of(&self, name: &str, state: &State) -> String {
        let value = match name.split_once('.') {
            Some(("inputs", input)) => state.inputs.get(input).cloned(),
            Some(("env", variable)) => self.variables.get(variable).cloned(),
            Some(("steps", _)) => state.known.get(name).cloned(),
            Some(("github", "action_repository")) => Some("maker/blogsite".to_owned()),
            Some(("github", "repository")) => Some("writers/blog".to_owned()),
            _ => panic!("`{name}` is not known here"),
        };
        value.unwrap_or_default()
    }

    /// Runs a script as `shell: bash` does.
    fn script(
        &self,
        script: &str,
        variables: BTreeMap<String, String>,
        state: &mut State,
    ) -> (bool, BTreeMap<String, String>) {
        let [output, path] = ["output", "path"].map(|name| self.folder("temp").join(name));
        fs::write(&output, "").unwrap();
        fs::write(&path, "").unwrap();
        assert!(!script.contains("${{"), "an input in a script is run by whoever wrote it: {script}");
        let path_of_programs = std::env::join_paths([self.folder("bin").as_path(), bare()]).unwrap();
        let ran = Command::new(bare().join("bash"))
            .args(["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script])
            .current_dir(self.folder("work"))
            .env_clear()
            .env("PATH", path_of_programs)
            .env("HOME", self.folder("temp"))
            .env("GITHUB_ACTION_PATH", self.folder("action"))
            .env("GITHUB_OUTPUT", &output)
            .env("GITHUB_PATH", &path)
            .env("GITHUB_SERVER_URL", "https://code.example")
            .env("RUNNER_OS", self.platform.0)
            .env("RUNNER_ARCH", self.platform.1)
            .env("RUNNER_TEMP", self.folder("temp"))
            .env("RUNNER_TOOL_CACHE", self.folder("tools"))
            .envs(&self.variables)
            .envs(variables)
            .output()
            .unwrap();
        for said in [&ran.stdout, &ran.stderr] {
            state.job.log.push_str(&String::from_utf8_lossy(said));
        }
        state.job.path.push_str(&fs::read_to_string(path).unwrap());
        (ran.status.success(), outputs_in(&fs::read_to_string(output).unwrap()))
    }

    /// What an action of others does.
    fn act(
        &self,
        action: &str,
        with: &BTreeMap<String, String>,
        state: &mut State,
    ) -> (bool, BTreeMap<String, String>) {
        match action {
            "actions/cache" => {
                let kept = self.folder("kept").join(&with["key"]);
                let paths: Vec<PathBuf> = with["path"].lines().map(PathBuf::from).collect();
                if kept.is_dir() {
                    restore(&kept, &paths);
                } else {
                    state.to_keep.push((with["key"].clone(), paths));
                }
                (true, BTreeMap::from([("cache-hit".to_owned(), kept.is_dir().to_string())]))
            }
            "actions/configure-pages" => match self.pages {
                Some(path) => (true, BTreeMap::from([("base_path".to_owned(), path.to_owned())])),
                None => (false, BTreeMap::new()),
            },
            // By the rules of its step `Archive artifact` on Linux.
            "actions/upload-pages-artifact" => {
                let mut tar = Command::new("tar");
                tar.current_dir(self.folder("work")).args(["--dereference", "--hard-dereference", "--directory"]);
                tar.arg(&with["path"]).arg("-cf").arg(self.folder("temp").join("artifact.tar"));
                tar.args(["--exclude=.git", "--exclude=.github"]);
                tar.args((with["include-hidden-files"] != "true").then_some("--exclude=.[^/]*"));
                (tar.arg(".").status().unwrap().success(), BTreeMap::new())
            }
            _ => panic!("`{action}` is not known here"),
        }
    }

    fn keep(&self, entries: &[(String, Vec<PathBuf>)]) {
        for (key, paths) in entries {
            let kept = self.folder("kept").join(key);
            fs::create_dir(&kept).unwrap();
            for (number, path) in paths.iter().enumerate() {
                copy(path, &kept.join(number.to_string()));
            }
        }
    }
}

fn restore(kept: &Path, paths: &[PathBuf]) {
    for (number, path) in paths.iter().enumerate() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        copy(&kept.join(number.to_string()), path);
    }
}

fn copy(from: &Path, to: &Path) {
    assert!(Command::new("cp").arg("-a").args([from, to]).status().unwrap().success());
}

/// A folder with [`PROGRAMS`] that no test writes to: links lead out of it.
fn bare() -> &'static Path {
    static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bare-runner");
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        for program in PROGRAMS {
            std::os::unix::fs::symlink(found(program), folder.join(program)).unwrap();
        }
        folder
    });
    &FOLDER
}

/// Where a program of this machine is.
fn found(program: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap();
    let place = std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file());
    place.unwrap_or_else(|| panic!("`{program}` is not installed here"))
}

/// A value of YAML as Actions reads it: everything is text.
fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.to_string(),
        _ => panic!("{value:?} is no text"),
    }
}

/// The lines `name=value`, and those from `name<<END` to `END`.
fn outputs_in(text: &str) -> BTreeMap<String, String> {
    let mut outputs = BTreeMap::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let (name, value) = match (line.split_once("<<"), line.split_once('=')) {
            (Some((name, end)), _) => {
                (name, lines.by_ref().take_while(|line| *line != end).collect::<Vec<_>>().join("\n"))
            }
            (None, Some((name, value))) => (name, value.to_owned()),
            (None, None) => panic!("`{line}` is no output"),
        };
        outputs.insert(name.to_owned(), value);
    }
    outputs
}
