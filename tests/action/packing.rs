//! How a release is packed, tagged and drafted, and that the action takes what was packed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::release::{Server, executable};
use super::runner::{Runner, VERSION};

const PROGRAM: &str = r#"#!/bin/sh
case $1 in
completions) echo "complete in $2" ;;
man) echo page >"$3/blogsite.1" ;;
*) echo blogsite ;;
esac
"#;

/// A checkout of `build/v1.2.3` with its programs built, and the repository it came from.
struct Checkout {
    home: tempfile::TempDir,
}

impl Checkout {
    fn new() -> Self {
        let checkout = Self { home: tempfile::tempdir().unwrap() };
        let work = checkout.path("work");
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for folder in ["action", "release"] {
            let folder = Path::new(".github").join(folder);
            fs::create_dir_all(work.join(&folder)).unwrap();
            for script in fs::read_dir(root.join(&folder)).unwrap().map(|entry| entry.unwrap()) {
                fs::copy(script.path(), work.join(&folder).join(script.file_name())).unwrap();
            }
        }
        let manifest = format!(
            "[package]\nname = \"blogsite\"\nversion = \"{VERSION}\"\nrepository = \"https://code.example/maker/blogsite\"\n"
        );
        let changes = "# Changelog\n\n## Unreleased\n\n## 1.2.3 (2026-11-23)\n\n- New.\n\n### Mended\n\n- All.\n\n## 1.2.30\n\n- Other.\n";
        for (name, text) in
            [("Cargo.toml", manifest.as_str()), ("CHANGELOG.md", changes), ("README.md", "r"), ("LICENSE", "l")]
        {
            fs::write(work.join(name), text).unwrap();
        }
        for target in ["x86_64-unknown-linux-musl", "x86_64-pc-windows-msvc"] {
            let folder = work.join("binaries").join(target);
            fs::create_dir_all(&folder).unwrap();
            let suffix = if target.contains("windows") { ".exe" } else { "" };
            executable(&folder.join(format!("blogsite{suffix}")), PROGRAM);
        }
        fs::write(work.join(".gitignore"), "/binaries\n/archives*\n").unwrap();
        let git = "git init -q --bare ../origin && git init -q && git remote add origin ../origin && git add . &&
            git -c user.name=a -c user.email=a@b.example commit -q -m a && git tag build/v1.2.3";
        checkout.expect(git);
        checkout
    }

    fn path(&self, name: &str) -> PathBuf {
        let path = self.home.path().join(name);
        fs::create_dir_all(&path).unwrap();
        path
    }

    fn run(&self, command: &str) -> Output {
        let programs = std::env::join_paths(
            std::iter::once(self.path("bin")).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
        );
        Command::new("bash")
            .args(["-euo", "pipefail", "-c", command])
            .current_dir(self.path("work"))
            .env("PATH", programs.unwrap())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .env("GITHUB_REF_NAME", "build/v1.2.3")
            .env("GITHUB_SERVER_URL", "https://code.example")
            .env("GITHUB_REPOSITORY", "maker/blogsite")
            .output()
            .unwrap()
    }

    /// What was said by a command that must succeed.
    #[track_caller]
    fn expect(&self, command: &str) -> String {
        let ran = self.run(command);
        assert!(ran.status.success(), "{command}: {}", String::from_utf8_lossy(&ran.stderr));
        String::from_utf8(ran.stdout).unwrap()
    }
}

const PACK: &str = "echo licences >../licences.txt; bash .github/release/pack.sh binaries";

#[test]
fn packed_twice_the_same() {
    let checkout = Checkout::new();
    let sums = checkout.expect(&format!("{PACK} archives ../licences.txt"));
    let later = "find binaries README.md -exec touch -d 2001-02-03 {} +; umask 077";
    assert_eq!(checkout.expect(&format!("{later}; {PACK} archives2 ../licences.txt")), sums);
    let names: Vec<&str> = sums.lines().map(|line| line.split_once("  ").unwrap().1).collect();
    assert_eq!(
        names,
        ["blogsite-v1.2.3-x86_64-unknown-linux-musl.tar.gz", "blogsite-v1.2.3-x86_64-pc-windows-msvc.zip"]
    );
    let folder = "blogsite-v1.2.3-x86_64-unknown-linux-musl";
    let listed = checkout.expect(&format!("tar -tvf archives/{folder}.tar.gz | awk '{{ print $1, $2, $6 }}'"));
    let file = |name: &str| format!("-rw-r--r-- 0/0 {folder}/{name}\n");
    let folders = |name: &str| format!("drwxr-xr-x 0/0 {folder}/{name}\n");
    let expected = [
        folders(""),
        file("CHANGELOG.md"),
        file("LICENCES-OF-OTHERS.txt"),
        file("LICENSE"),
        file("README.md"),
        format!("-rwxr-xr-x 0/0 {folder}/blogsite\n"),
        folders("completions/"),
        file("completions/_blogsite"),
        file("completions/_blogsite.ps1"),
        file("completions/blogsite.bash"),
        file("completions/blogsite.fish"),
        folders("man/"),
        file("man/blogsite.1"),
    ];
    assert_eq!(listed, expected.concat());
}

/// From the packed archive through the tag to a runner that uses the action at that tag.
#[test]
fn the_tag_holds_the_sums_of_its_own_archives() {
    let checkout = Checkout::new();
    executable(&checkout.path("bin").join("gh"), "#!/bin/sh\necho \"$*\" >../gh-calls\n");
    checkout.expect(&format!("bash .github/release/version.sh; {PACK} archives ../licences.txt"));
    checkout.expect("bash .github/release/draft.sh archives");

    let changed = checkout.expect("git --git-dir ../origin show --format=%s --name-only v1.2.3");
    assert_eq!(changed, "Note the sums of v1.2.3\n\n.github/action/sums.txt\n");
    assert_eq!(checkout.expect("git rev-parse v1.2.3^ build/v1.2.3 | uniq | wc -l").trim(), "1");
    assert_eq!(checkout.expect("cat archives/notes.md"), "\n- New.\n\n### Mended\n\n- All.\n\n");
    let call = checkout.expect("cat ../gh-calls");
    assert!(call.starts_with("release create v1.2.3 --draft --verify-tag"), "{call}");
    assert!(
        call.contains("archives/blogsite-v1.2.3-x86_64-unknown-linux-musl.tar.gz archives/blogsite-v1.2.3-"),
        "{call}"
    );

    let server = Server::start();
    let runner = Runner::new(&server.url);
    let archive = "blogsite-v1.2.3-x86_64-unknown-linux-musl.tar.gz";
    server.put(&format!("/v1.2.3/{archive}"), fs::read(checkout.path("work/archives").join(archive)).unwrap());
    let sums = checkout.expect("git --git-dir ../origin show v1.2.3:.github/action/sums.txt");
    fs::write(runner.folder("action/.github/action/sums.txt"), sums).unwrap();
    let job = runner.run(&[("command", "install")]);
    assert!(job.succeeded && job.log.contains("downloaded: "), "{}", job.log);
}

#[test]
fn what_does_not_fit_together_is_not_released() {
    for (change, words) in [
        ("sed -i s/1.2.3/1.2.4/ Cargo.toml", "the tag is build/v1.2.3, and Cargo.toml says 1.2.4"),
        ("sed -i s/1.2.3/1.2.4/ CHANGELOG.md", "CHANGELOG.md has no heading `## 1.2.3`"),
        (
            "sed -i /repository/d Cargo.toml",
            "Cargo.toml does not say `repository = \"https://code.example/maker/blogsite\"`",
        ),
    ] {
        let ran = Checkout::new().run(&format!("{change}; bash .github/release/version.sh"));
        let said = String::from_utf8(ran.stdout).unwrap();
        assert!(!ran.status.success() && said.contains(words), "{said}");
    }
}
