//! Law 2: the same input gives the same bytes and the same report.

use blogsite::diagnostic::Code;

use super::support::folder::{self, Files};
use super::support::program::{Ran, blogsite};

/// How one build differs from another in what must not matter.
struct Surroundings {
    folder: &'static str,
    jobs: &'static str,
    variables: &'static [(&'static str, &'static str)],
}

const SURROUNDINGS: &[Surroundings] = &[
    Surroundings { folder: "a", jobs: "1", variables: &[("TZ", "UTC"), ("LANG", "C"), ("LC_ALL", "C")] },
    Surroundings {
        folder: "a longer/checkout path, ünï",
        jobs: "8",
        variables: &[("TZ", "Pacific/Kiritimati"), ("LANG", "de_DE.UTF-8"), ("LC_ALL", "tr_TR.UTF-8"), ("HOME", "/")],
    },
];

/// Builds with every code turned down to a warning, so that broken sites are published too, as far as they can be.
fn build(site: &Files, surroundings: &Surroundings, extra: &[&str]) -> (Vec<Ran>, Files) {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join(surroundings.folder);
    folder::write(&root, site);
    std::fs::create_dir_all(root.join("content")).unwrap();
    let levels = Code::ALL.iter().flat_map(|code| ["--warn", code.as_str()]);
    let arguments: Vec<&str> =
        ["build", "--jobs", surroundings.jobs].into_iter().chain(levels).chain(extra.iter().copied()).collect();
    let run = || {
        let mut command = blogsite(&root, arguments.iter().copied());
        command.envs(surroundings.variables.iter().copied());
        Ran::of(&command.output().unwrap())
    };
    let first = run();
    let output = folder::read(&root.join("_site"));
    let second = run();
    let again = folder::read(&root.join("_site"));
    assert_eq!(folder::differences(&output, &again), [""; 0], "a second build changed what was published");
    let is_at_rest = second.stdout.contains(": 0 files written,") && second.stdout.contains(" 0 removed;");
    assert!(is_at_rest, "a second build wrote something: {}", second.stdout);
    (vec![first], output)
}

#[test]
fn same_input_same_bytes() {
    for (name, site) in super::sites() {
        for extra in [&[][..], &["--drafts", "--unpublished", "--future"]] {
            // A draft without a date is one of today's: the one input that is not in the folder.
            if name == "own" && !extra.is_empty() {
                continue;
            }
            let [one, eight] = SURROUNDINGS else { panic!("two surroundings") };
            let (one, eight) = (build(&site, one, extra), build(&site, eight, extra));
            assert_eq!(one.0, eight.0, "{name}: the reports differ");
            assert_eq!(folder::differences(&one.1, &eight.1), [""; 0], "{name}: the trees differ");
            assert!(!one.1.is_empty(), "{name}: nothing was published: {:?}", one.0);
        }
    }
}
