//! The workflow by which a blog is published at GitHub: the text of it is `init/pages.yml`, and stands nowhere else.

use crate::yaml::scalar;

/// Where it stands in the repository.
pub(super) const PLACE: &str = ".github/workflows/pages.yml";
/// The folder of workflows.
pub(super) const FOLDER: &str = ".github/workflows";
/// What every workflow that calls ours has in it, and nothing else has.
pub(super) const CALL: &str = "/.github/workflows/pages.yml@";
/// The version of this program.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

const TEXT: &str = include_str!("init/pages.yml");
/// Stands for the repository of this program in one that was built before it had one.
const UNKNOWN: &str = "OWNER/blogsite";

/// The repository of this program at GitHub, `owner/blogsite`, if it is known.
pub(super) fn repository() -> Option<&'static str> {
    let repository = env!("CARGO_PKG_REPOSITORY").strip_prefix("https://github.com/")?.trim_end_matches('/');
    (!repository.is_empty()).then_some(repository)
}

/// The workflow for a blog whose default branch that is, and which lies in `folder` of its repository, if not at its root.
pub(super) fn text(branch: &str, folder: &str) -> String {
    let text = TEXT
        .replace("{branch}", &scalar(branch))
        .replace("{repository}", repository().unwrap_or(UNKNOWN))
        .replace("{version}", VERSION);
    let folder = folder.trim_end_matches('/');
    if folder.is_empty() { text } else { format!("{text}    with: {{ source: {} }}\n", scalar(folder)) }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use serde_yaml::Value;

    use super::*;

    #[test]
    fn the_text_is_a_workflow() {
        for (branch, folder) in [("main", ""), ("feature/#1: x", "blogs/a b/"), ("2026", "x")] {
            let text = text(branch, folder);
            let value: Value = serde_yaml::from_str(&text).unwrap();
            assert_eq!(value["on"]["push"]["branches"][0].as_str(), Some(branch));
            let job = &value["jobs"]["pages"];
            assert_eq!(job["permissions"]["pages"].as_str(), Some("write"));
            assert!(job["uses"].as_str().unwrap().ends_with(&format!("{CALL}v{VERSION}")), "{text}");
            let source = job.get("with").map(|with| with["source"].as_str().unwrap());
            assert_eq!(source, Some(folder.trim_end_matches('/')).filter(|folder| !folder.is_empty()));
            assert!(text.lines().count() <= 13 && !text.contains("{b") && !text.contains("{r") && !text.contains("{v"));
        }
    }
}
