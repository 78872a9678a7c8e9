//! What is installed, and from where.

use std::fs;
use std::path::Path;

use super::release::{Fault, Server, archive};
use super::runner::{Job, Runner, VERSION};

const LINUX: &str = "x86_64-unknown-linux-musl";

/// A program that leaves a trace when it is run.
fn program(version: &str) -> String {
    format!("#!/bin/sh\n: >\"$RUNNER_TEMP/was-run\"\necho 'blogsite {version}'\n")
}

/// What installs by `cargo` leave behind: each call, a line of its own.
const CARGO: &str = r#"#!/bin/sh
echo "cargo $*" >>"$RUNNER_TEMP/cargo-calls"
[ "$1" = install ] || exit 101
while [ $# -gt 0 ]; do case $1 in --root) root=$2 ;; esac; shift; done
mkdir -p "$root/bin"
printf '#!/bin/sh\necho "blogsite, compiled"\n' >"$root/bin/blogsite"
chmod +x "$root/bin/blogsite"
"#;

struct Setting {
    server: Server,
    runner: Runner,
}

impl Setting {
    fn new() -> Self {
        let server = Server::start();
        let runner = Runner::new(&server.url);
        Self { server, runner }
    }

    /// Releases `version` for `target`; gives back the path where it lies.
    fn release(&self, version: &str, target: &str) -> String {
        let name = format!("blogsite-v{version}-{target}");
        let ending = if target.contains("windows") { "zip" } else { "tar.gz" };
        let bytes = archive(&name, &program(version), ending);
        self.runner.pin(&format!("{name}.{ending}"), &bytes);
        let path = format!("/v{version}/{name}.{ending}");
        self.server.put(&path, bytes);
        path
    }

    fn install(&self) -> Job {
        self.runner.run(&[("command", "install")])
    }

    fn cargo_calls(&self) -> String {
        let home = self.runner.folder("");
        let calls = fs::read_to_string(self.runner.folder("temp/cargo-calls")).unwrap_or_default();
        calls.replace(home.to_string_lossy().trim_end_matches('/'), "")
    }

    fn was_run(&self) -> bool {
        self.runner.folder("temp/was-run").exists()
    }
}

#[track_caller]
fn succeeded(job: &Job, words: &str) {
    assert!(job.succeeded && job.log.contains(words), "{}", job.log);
}

#[test]
fn fresh() {
    let setting = Setting::new();
    let path = setting.release(VERSION, LINUX);
    let job = setting.install();
    succeeded(&job, "downloaded: ");
    assert_eq!(job.steps, ["Install blogsite", "Check and build"]);
    assert_eq!(job.outputs["version"], VERSION);
    assert_eq!(setting.server.asked(), [path]);
    let folder = job.path.trim_end();
    assert_eq!(Path::new(folder), setting.runner.folder("tools/blogsite/1.2.3/x64"));
    assert!(Path::new(folder).join("blogsite").is_file());
}

#[test]
fn cached() {
    let setting = Setting::new();
    setting.release(VERSION, LINUX);
    let fresh = setting.install();
    let cached = setting.install();
    succeeded(&cached, "taken from the tool cache");
    assert_eq!(cached.path, fresh.path);
    assert_eq!(setting.server.asked().len(), 1, "the second time nothing is asked for");
}

/// A download that was broken off leaves no tool that looks whole.
#[test]
fn half_a_cache_is_none() {
    let setting = Setting::new();
    setting.release(VERSION, LINUX);
    setting.install();
    fs::remove_file(setting.runner.folder("tools/blogsite/1.2.3/x64.complete")).unwrap();
    succeeded(&setting.install(), "downloaded: ");
}

#[test]
fn wrong_checksum() {
    let setting = Setting::new();
    let path = setting.release(VERSION, LINUX);
    let other = archive(&format!("blogsite-v{VERSION}-{LINUX}"), &(program(VERSION) + "# and more\n"), "tar.gz");
    setting.server.put(&path, other);
    setting.runner.program("cargo", CARGO);
    let job = setting.install();
    assert!(!job.succeeded && job.log.contains("is not what was released: its SHA-256 is "), "{}", job.log);
    assert!(!setting.was_run(), "nothing of it is run");
    assert_eq!(setting.cargo_calls(), "", "and nothing else is tried");
    assert_eq!(fs::read_dir(setting.runner.folder("tools")).unwrap().count(), 0);
    assert_eq!(job.path, "");
}

#[test]
fn failing_twice_then_well() {
    for faults in [[Fault::Status(503), Fault::Silence], [Fault::Half, Fault::Status(429)]] {
        let setting = Setting::new();
        let path = setting.release(VERSION, LINUX);
        setting.server.fail(&faults);
        succeeded(&setting.install(), "downloaded: ");
        assert_eq!(setting.server.asked(), vec![path; 3], "{faults:?}");
    }
}

#[test]
fn failing_for_good_falls_back_to_cargo() {
    let setting = Setting::new();
    setting.release(VERSION, LINUX);
    setting.server.fail(&[Fault::Status(500); 9]);
    setting.runner.program("cargo", CARGO);
    succeeded(&setting.install(), "compiled: ");
    assert_eq!(setting.server.asked().len(), 5);
    assert_eq!(
        setting.cargo_calls(),
        "cargo binstall -V\ncargo install --locked --no-track --force --root /temp/blogsite-root --path /action\n"
    );
}

#[test]
fn what_is_not_there_is_asked_for_once() {
    let setting = Setting::new();
    setting.release(VERSION, LINUX);
    setting.server.fail(&[Fault::Status(404)]);
    setting.runner.program("cargo", CARGO);
    succeeded(&setting.install(), "compiled: ");
    assert_eq!(setting.server.asked().len(), 1);
}

#[test]
fn unknown_platform() {
    let mut setting = Setting::new();
    setting.release(VERSION, LINUX);
    setting.runner.platform = ("Plan9", "MIPS");
    let job = setting.install();
    assert!(!job.succeeded && job.log.contains("no cargo to compile it; add a step that installs Rust"), "{}", job.log);
    assert!(job.log.contains("there is no release for Plan9 on MIPS"), "{}", job.log);
    assert_eq!(setting.server.asked().len(), 0);

    setting.runner.program("cargo", CARGO);
    let job = setting.install();
    succeeded(&job, "compiled: ");
    assert_eq!(job.steps, ["Install blogsite", "Look for one compiled before", "Compile blogsite", "Check and build"]);
}

/// What was compiled once is found again on the next machine, until the sources change.
#[test]
fn compiled_once() {
    let setting = Setting::new();
    setting.runner.program("cargo", CARGO);
    succeeded(&setting.install(), "this action knows no sum of blogsite-v1.2.3-x86_64-unknown-linux-musl.tar.gz");
    succeeded(&setting.install(), "taken from the tool cache");
    setting.runner.forget_tools();
    let job = setting.install();
    assert_eq!(job.steps, ["Install blogsite", "Look for one compiled before", "Check and build"]);
    assert!(Path::new(job.path.trim_end()).join("blogsite").is_file());
    assert_eq!(setting.cargo_calls().matches("cargo install").count(), 1);

    fs::write(setting.runner.folder("action/src/a file"), "changed").unwrap();
    succeeded(&setting.install(), "compiled: ");
    assert_eq!(setting.cargo_calls().matches("cargo install").count(), 2);
}

#[test]
fn binstall_comes_before_compiling() {
    let setting = Setting::new();
    let binstall = r#"#!/bin/sh
echo "cargo $*" >>"$RUNNER_TEMP/cargo-calls"
while [ $# -gt 0 ]; do case $1 in --install-path) folder=$2 ;; esac; shift; done
[ -z "$folder" ] || { printf '#!/bin/sh\n' >"$folder/blogsite"; chmod +x "$folder/blogsite"; }
"#;
    setting.runner.program("cargo", binstall);
    succeeded(&setting.install(), "installed by cargo binstall: ");
    let calls = setting.cargo_calls();
    assert!(calls.contains("--manifest-path /action/Cargo.toml") && calls.contains("blogsite@1.2.3"), "{calls}");
    assert!(!calls.contains("cargo install"), "{calls}");
}

#[test]
fn other_versions() {
    let setting = Setting::new();
    let path = setting.release("1.1.0", LINUX);
    setting.runner.program("cargo", CARGO);
    let job = setting.runner.run(&[("command", "install"), ("version", "v1.1.0")]);
    succeeded(&job, "downloaded: ");
    assert_eq!(setting.server.asked(), [path]);

    let job = setting.runner.run(&[("command", "install"), ("version", "1.0.0")]);
    succeeded(&job, "compiled: ");
    let calls = setting.cargo_calls();
    assert!(calls.ends_with("--git https://code.example/maker/blogsite --tag v1.0.0 blogsite\n"), "{calls}");
}

#[test]
fn no_input_is_run() {
    for version in ["latest", "1", "1.2.3; touch x", "$(touch x)", "`touch x`", "1.2.3/../..", "1.2.3\n1.2.3"] {
        let setting = Setting::new();
        let job = setting.runner.run(&[("command", "install"), ("version", version)]);
        assert!(!job.succeeded && job.log.contains("is no version; write one like `version: 1.2.3`"), "{}", job.log);
        assert_eq!(fs::read_dir(setting.runner.folder("work")).unwrap().count(), 0, "{version}");
    }
}

#[test]
fn each_platform_has_its_archive() {
    let platforms = [
        (("Linux", "X64"), "x86_64-unknown-linux-musl"),
        (("Linux", "ARM64"), "aarch64-unknown-linux-musl"),
        (("macOS", "X64"), "x86_64-apple-darwin"),
        (("macOS", "ARM64"), "aarch64-apple-darwin"),
        (("Windows", "X64"), "x86_64-pc-windows-msvc"),
        (("Windows", "ARM64"), "x86_64-pc-windows-msvc"),
    ];
    for (platform, target) in platforms {
        let mut setting = Setting::new();
        let path = setting.release(VERSION, target);
        setting.runner.platform = platform;
        if platform.0 == "Windows" {
            setting.runner.program("cygpath", "#!/bin/sh\necho \"$2\"\n");
        }
        let job = setting.install();
        succeeded(&job, "downloaded: ");
        assert_eq!(setting.server.asked(), [path]);
        let suffix = if platform.0 == "Windows" { ".exe" } else { "" };
        assert!(Path::new(job.path.trim_end()).join(format!("blogsite{suffix}")).is_file());
    }
}

/// A mirror of the releases changes where the action asks, not whose archives it takes.
#[test]
fn releases_of_the_actions_own_repository() {
    let mut setting = Setting::new();
    setting.release(VERSION, LINUX);
    setting.runner.variables.remove("BLOGSITE_RELEASES");
    setting.runner.variables.insert("BLOGSITE_ATTEMPTS".to_owned(), "1".to_owned());
    setting.runner.program("curl", "#!/bin/sh\necho \"curl $*\" >&2\nprintf 404\nexit 22\n");
    setting.runner.program("cargo", CARGO);
    let archive = "blogsite-v1.2.3-x86_64-unknown-linux-musl.tar.gz";
    let job = setting.install();
    succeeded(&job, &format!("https://code.example/maker/blogsite/releases/download/v1.2.3/{archive}"));
    assert!(job.log.contains("--proto =https "), "{}", job.log);

    setting.runner.forget_tools();
    let job = setting.runner.run(&[("command", "install"), ("repository", "fork/blogsite")]);
    succeeded(&job, &format!("https://code.example/fork/blogsite/releases/download/v1.2.3/{archive}"));
}
