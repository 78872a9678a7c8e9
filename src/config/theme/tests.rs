//! What the mapping becomes, and what is said of it.

use proptest::prelude::*;

use super::*;
use crate::address::SourcePath;
use crate::config::Config;

fn read(yaml: &str) -> (Theme, Vec<String>) {
    let (config, problems) = Config::parse(&SourcePath::new("_config.yml"), yaml);
    let said = problems.iter().map(|problem| {
        let range = problem.span.as_ref().map_or(0..0, |span| span.range.clone());
        let line = yaml[..range.start].matches('\n').count() + 1;
        format!("{line}: {} [{}] {}; {}", problem.code, &yaml[range], problem.message, problem.hints.join("; "))
    });
    (config.theme, said.collect())
}

/// The variables as they are written, dark ones behind a bar.
fn check(yaml: &str, expected: &str) {
    let (theme, said) = read(yaml);
    assert_eq!(said, [] as [String; 0], "{yaml}");
    let shown = theme.variables.iter().map(|variable| {
        let dark = variable.dark.as_ref().map(|dark| format!(" | {dark}")).unwrap_or_default();
        format!("{}: {}{dark}", variable.name, variable.value)
    });
    assert_eq!(shown.collect::<Vec<_>>().join("; "), expected, "{yaml}");
}

fn refused(yaml: &str, expected: &[&str]) {
    let (theme, said) = read(yaml);
    assert_eq!(said, expected, "{yaml}");
    assert!(theme.variables.is_empty() && theme.menu.unwrap_or_default().is_empty(), "{yaml}");
}

#[test]
fn variables() {
    for (yaml, expected) in [
        ("", ""),
        ("theme:\n", ""),
        ("theme: minima\n", ""),
        ("theme: {}\n", ""),
        ("theme: {accent: \"#a03b1f\"}\n", "accent: #a03b1f | #d1a093"),
        ("theme:\n  accent: indigo\n", "accent: #4b0082 | #bea3d2"),
        ("theme: {accent: {light: darkred, dark: \"#fa8\"}}\n", "accent: #8b0000 | #ffaa88"),
        ("theme: {accent: {dark: \"#fa8\"}}\n", "accent: #0b5c7d | #ffaa88"),
        ("theme: {paper: white}\n", "paper: #ffffff | #15171a"),
        ("theme: {paper: {dark: black}, ink: {light: black}}\n", "paper: #fcfcfa | #000000; ink: #000000 | #d9dadb"),
        (
            "theme: {text_font: sans, code_font: Fira Code}\n",
            "text: system-ui, -apple-system, \"Segoe UI\", Roboto, \"Noto Sans\", \"Liberation Sans\", \"Helvetica Neue\", Arial, sans-serif; code: \"Fira Code\", monospace",
        ),
        (
            "theme:\n  text_font: \"'Iowan Old Style', Georgia, serif\"\n",
            "text: \"Iowan Old Style\", \"Georgia\", serif",
        ),
        ("theme: {heading_font: Größe 9}\n", "heading: \"Größe 9\", serif"),
        ("theme: {size: 18px, measure: 66}\n", "size: 18px; measure: calc(66 * .5 * var(--size))"),
        ("theme: {size: 1.25rem, measure: 40rem}\n", "size: 1.25rem; measure: 40rem"),
    ] {
        check(yaml, expected);
    }
}

#[test]
fn the_rest() {
    let (theme, said) = read(
        "theme:\n  scheme: dark\n  logo: /images/logo.svg\n  favicon: https://cdn.example/f.ico\n  footer: By *us*\n  menu:\n    - about.md\n    - Archive: /archive/\n    - {title: Code, url: \"https://code.example\"}\n  social: [{Mail: \"mailto:a@b.example\"}]\n",
    );
    assert_eq!(said, [] as [String; 0]);
    assert_eq!((theme.scheme, theme.footer.as_deref()), (Some(Scheme::Dark), Some("By *us*")));
    assert_eq!(theme.logo.as_deref(), Some("/images/logo.svg"));
    assert_eq!(theme.favicon.as_deref(), Some("https://cdn.example/f.ico"));
    let shown = |items: &[MenuItem]| -> Vec<String> {
        items.iter().map(|item| format!("{}>{}", item.title.as_deref().unwrap_or_default(), item.address)).collect()
    };
    assert_eq!(shown(&theme.menu.unwrap_or_default()), [">about.md", "Archive>/archive/", "Code>https://code.example"]);
    assert_eq!(shown(&theme.social), ["Mail>mailto:a@b.example"]);
    assert_eq!(read("theme: {menu: []}\n").0.menu, Some(Vec::new()));
    assert_eq!(read("theme: {scheme: auto}\n").0, Theme::default());
}

#[test]
fn what_cannot_be_used() {
    let colour = "write `accent: \"#0b5c7d\"`, or `accent: {light: \"…\", dark: \"…\"}`";
    for value in ["blau", "\"red; } body { display: none\"", "url(x)", "\"</style>\"", "transparent"] {
        let written = value.trim_matches('"');
        refused(
            &format!("theme:\n  accent: {value}\n"),
            &[&format!("2: bad-value [accent] `theme.accent` is `{written}` and must be a colour; {colour}")],
        );
    }
    for value in ["[red]", "{light: blau}", "{bright: red}", "{}", "{light: red, dark: blau}"] {
        refused(
            &format!("theme:\n  accent: {value}\n"),
            &[&format!("2: bad-value [accent] `theme.accent` must be a colour; {colour}")],
        );
    }
    refused(
        "theme:\n  text_font: \"a; b\"\n",
        &[
            "2: bad-value [text_font] `theme.text_font` must be names of fonts; write `text_font: Iowan Old Style, Georgia`",
        ],
    );
    refused(
        "theme:\n  text_font: a,,b\n",
        &[
            "2: bad-value [text_font] `theme.text_font` must be names of fonts; write `text_font: Iowan Old Style, Georgia`",
        ],
    );
    for value in ["9px", "1000px", "18", "1e3px", "calc(1px)", "18px}", "-18px"] {
        refused(
            &format!("theme:\n  size: {value}\n"),
            &["2: bad-value [size] `theme.size` must be between 12px and 32px; write `size: 18px`"],
        );
    }
    for value in ["9", "40em", "9rem", "1..5"] {
        refused(
            &format!("theme:\n  measure: {value}\n"),
            &[
                "2: bad-value [measure] `theme.measure` must be between 30 and 120 characters, or a length; write `measure: 70`",
            ],
        );
    }
    refused("theme: [a]\n", &["1: bad-value [theme] `theme` must be a mapping; write `theme: {accent: indigo}`"]);
    refused(
        "theme:\n  acent: teal\n",
        &["2: bad-value [acent] `theme.acent` is nothing that the theme knows; write `accent`"],
    );
    refused(
        "theme:\n  scheme: drak\n",
        &["2: bad-value [scheme] `theme.scheme` must be `auto`, `light` or `dark`; write `scheme: dark`"],
    );
    refused(
        "theme:\n  accent: #0b5c7d\n",
        &["2: bad-value [accent] `theme.accent` is empty, because `#` begins a comment; write `accent: \"#0b5c7d\"`"],
    );
    refused(
        "theme:\n  logo: images/logo.svg\n",
        &[
            "2: bad-value [logo] `theme.logo` must be an address that begins with `/` or `https://`; write `logo: /images/logo.svg`",
        ],
    );
    refused(
        "theme:\n  menu: about.md\n",
        &["2: bad-value [menu] `theme.menu` must be a list of links; write `menu: [{About: /about.html}]`"],
    );
    refused(
        "theme:\n  menu: [/about/, {X: \"javascript:alert(1)\"}, {A: 1, B: 2}]\n",
        &[
            "2: bad-value [menu] entry 1 of `theme.menu` has no words for `/about/`; write `Title: /about/`",
            "2: bad-value [menu] entry 2 of `theme.menu` leads to `javascript:alert(1)`, which is no address; write a page's file (`about.md`), or `Title: /address/`",
            "2: bad-value [menu] entry 3 of `theme.menu` has no address; write a page's file (`about.md`), or `Title: /address/`",
        ],
    );
}

#[test]
fn what_is_hard_to_read() {
    let (_, said) = read("theme:\n  accent: {light: \"#7cc1dd\", dark: \"#7cc1dd\"}\n");
    assert_eq!(said.len(), 1, "{said:#?}");
    assert_eq!(
        said[0],
        "2: low-contrast [accent] `accent` on `mark` has a contrast of 1.7:1 in light, and text needs 4.5:1; write `accent: {light: \"#497182\", dark: \"#7cc1dd\"}`"
    );
    assert_eq!(read("theme:\n  ink: \"#777777\"\n  paper: \"#777777\"\n").1.len(), 3);
}

proptest! {
    #[test]
    fn nothing_breaks_out(key in 0..KEYS.len(), value in "[#a-z0-9(), .%;{}<>/'\"*-]{0,24}|\\PC{0,16}") {
        let yaml = format!("theme:\n  {}: '{}'\n", KEYS[key].0, value.replace('\'', "''"));
        let (theme, _) = read(&yaml);
        for variable in theme.variables {
            let text = format!("{}{}", variable.value, variable.dark.unwrap_or_default());
            prop_assert!(!text.contains([';', '{', '}', '<', '>', '\\', '\n', '@', '!']), "{text}");
            prop_assert_eq!(text.matches('"').count() % 2, 0);
        }
    }
}
