//! The names of languages, as people write them after three back-ticks, and the grammar of each.
//!
//! A name is, in this order: an alias of ours, the name of a grammar, an extension a grammar claims. Aliases cover the names
//! that Rouge (rouge-ruby.github.io/docs/Rouge/Lexers), Pygments and GitHub know and two-face's grammars do not.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use super::Known;
use super::grammar::{self, Flat, SYNTAXES};
use super::session::Prompts;
use crate::diagnostic;

/// A language: a grammar, or a session that shows commands in one.
pub(super) struct Speech {
    /// Name of the grammar, `Bourne Again Shell (bash)`.
    pub(super) name: &'static str,
    /// How commands are told from output, if it is a session.
    pub(super) prompts: Option<Prompts>,
    start: OnceLock<Option<&'static Flat>>,
}

impl Speech {
    /// The context its documents start in.
    pub(super) fn start(&self) -> Option<&'static Flat> {
        *self.start.get_or_init(|| grammar::start(SYNTAXES.find_syntax_by_name(self.name)?))
    }
}

struct Languages {
    all: Vec<Speech>,
    /// By name in small letters; none is plain text.
    by_name: HashMap<String, Option<usize>>,
}

static LANGUAGES: LazyLock<Languages> = LazyLock::new(Languages::new);

/// The language of that number.
pub(super) fn get(number: usize) -> Option<&'static Speech> {
    LANGUAGES.all.get(number)
}

/// What that name means.
pub(super) fn find(name: &str) -> Known {
    let name = name.trim();
    let languages = &*LANGUAGES;
    let lower = name.to_lowercase();
    let found = languages.by_name.get(&lower).or_else(|| {
        // Rouge takes `common_lisp`, people write `common-lisp`.
        let other = lower.replace('_', "-");
        languages.by_name.get(other.trim_start_matches('.'))
    });
    match found {
        Some(Some(number)) => Known::Language(super::Language(*number)),
        Some(None) => Known::Plain,
        None => Known::Unknown(nearest(&lower, languages)),
    }
}

/// The name that most likely was meant.
fn nearest(name: &str, languages: &Languages) -> Option<String> {
    if name.chars().count() < 2 {
        return None;
    }
    let known = languages.by_name.keys().map(String::as_str);
    let mut known: Vec<&str> = known.filter(|known| known.len() > 1 && !known.starts_with('.')).collect();
    known.sort_unstable();
    diagnostic::nearest(name, known).map(str::to_owned)
}

impl Languages {
    fn new() -> Self {
        let mut all = Vec::new();
        let mut by_name = HashMap::new();
        let mut by_grammar = HashMap::new();
        let shown = || SYNTAXES.syntaxes().iter().filter(|syntax| !syntax.hidden);
        for syntax in shown() {
            by_grammar.insert(syntax.name.as_str(), all.len());
            all.push(Speech { name: &syntax.name, prompts: None, start: OnceLock::new() });
        }
        // Later grammars take over the extensions of earlier ones, as in syntect; names come above extensions.
        for syntax in shown() {
            let number = by_grammar.get(syntax.name.as_str()).copied();
            by_name.extend(syntax.file_extensions.iter().map(|extension| (extension.to_lowercase(), number)));
        }
        for syntax in shown() {
            by_name.insert(syntax.name.to_lowercase(), by_grammar.get(syntax.name.as_str()).copied());
        }
        for (grammar, aliases) in ALIASES {
            if let Some(number) = by_grammar.get(grammar) {
                by_name.extend(aliases.split_ascii_whitespace().map(|alias| (alias.to_owned(), Some(*number))));
            }
        }
        for (prompts, grammar, names) in SESSIONS {
            all.push(Speech { name: grammar, prompts: Some(*prompts), start: OnceLock::new() });
            let number = Some(all.len() - 1);
            by_name.extend(names.split_ascii_whitespace().map(|name| (name.to_owned(), number)));
        }
        by_name.extend(PLAIN.split_ascii_whitespace().map(|name| (name.to_owned(), None)));
        by_name.extend([(String::new(), None), ("plain text".to_owned(), None)]);
        Self { all, by_name }
    }
}

const PLAIN: &str = "text plain plaintext plain-text plain_text txt text/plain none no nohighlight no-highlight raw ascii \
    escape output";

const SESSIONS: &[(Prompts, &str, &str)] = &[
    (
        Prompts::Shell,
        "Bourne Again Shell (bash)",
        "console terminal shell-session shell_session shellsession sh-session bash-session zsh-session terminal-session \
         session prompt",
    ),
    (Prompts::Python, "Python", "pycon python-console python-repl pyrepl ipython-session ipythonconsole"),
    (Prompts::Ruby, "Ruby", "irb rbcon pry"),
    (Prompts::PowerShell, "PowerShell", "ps1con pwsh-session powershell-session doscon"),
];

/// Grammars and the names they also go by.
const ALIASES: &[(&str, &str)] = &[
    ("ARM Assembly", "armasm arm gas-arm aarch64"),
    ("AWK", "awk gawk mawk nawk"),
    ("ActionScript", "actionscript as as3 actionscript3"),
    ("Ada", "ada ada95 ada2005"),
    ("Apache Conf", "apache apacheconf apache-conf aconf htaccess vhost"),
    ("AppleScript", "applescript osascript"),
    ("AsciiDoc (Asciidoctor)", "asciidoc adoc asciidoctor"),
    ("Batch File", "batchfile batch bat cmd dosbatch winbatch dos"),
    ("BibTeX", "bibtex bib"),
    (
        "Bourne Again Shell (bash)",
        "shell sh bash zsh ksh ash dash shell-script shellscript bash-script posix-sh openrc",
    ),
    ("C", "c bpf"),
    ("C#", "csharp c# cs dotnet c-sharp"),
    ("C++", "cpp c++ cplusplus cxx hpp cuda cu arduino ino"),
    ("CFML", "cfml cfm cfscript"),
    ("CMake", "cmake"),
    ("CSS", "css postcss"),
    ("Clojure", "clojure clj cljs clojurescript edn"),
    ("CoffeeScript", "coffeescript coffee coffee-script cson literate-coffeescript litcoffee"),
    ("Crontab", "cron crontab"),
    ("Crystal", "crystal cr"),
    ("D", "d dlang"),
    ("Dart", "dart flutter"),
    ("Diff", "diff patch udiff"),
    ("Dockerfile", "docker dockerfile containerfile podman"),
    ("DotENV", "dotenv env envrc"),
    ("Elixir", "elixir ex exs"),
    ("Elm", "elm"),
    ("Email", "email eml"),
    ("Erlang", "erlang erl"),
    ("F#", "fsharp f# fs fsi fsx f-sharp"),
    ("Fish", "fish fishshell"),
    ("Fortran (Modern)", "fortran f90 f95 f03 f08"),
    ("GDScript (Godot Engine)", "gdscript gd godot"),
    ("GLSL", "glsl hlsl shader metal"),
    ("Git Config", "gitconfig git-config"),
    ("Git Ignore", "gitignore git-ignore dockerignore ignore"),
    ("Git Attributes", "gitattributes codeowners"),
    ("Go", "go golang"),
    ("Gomod", "gomod go-mod go.mod"),
    ("GraphQL", "graphql gql"),
    ("Graphviz (DOT)", "dot graphviz gv"),
    ("Groff/troff", "groff troff nroff roff"),
    ("Groovy", "groovy gradle jenkinsfile nextflow"),
    ("HTML", "html html5 htm xhtml vue-html"),
    ("HTML (EEx)", "eex leex heex html-eex"),
    ("HTML (Jinja2)", "liquid django html-jinja html+jinja html+django jinja-html nunjucks njk tera askama"),
    ("HTML (Rails)", "erb eruby rhtml html+erb ejs"),
    ("HTML (Twig)", "twig html+twig"),
    ("HTTP Request and Response", "http https"),
    ("Haskell", "haskell hs ghc-core ghc-cmm purescript-hs"),
    ("INI", "ini dosini cfg conf config systemd desktop reg editorconfig"),
    ("Idris", "idris idr"),
    ("JSON", "json jsonc json-with-comments geojson jsonl ndjson jsonld json-ld webmanifest json-doc avro"),
    ("Java", "java apex"),
    ("Java Properties", "properties jproperties java-properties"),
    ("Java Server Page (JSP)", "jsp"),
    ("JavaScript", "javascript js json5 hjson node nodejs ecmascript cjs mjs es6 gjs"),
    ("JavaScript (Babel)", "jsx react babel javascriptreact"),
    ("Jinja2", "jinja jinja2 j2"),
    ("JQ", "jq"),
    ("Julia", "julia jl"),
    ("Kotlin", "kotlin kt kts"),
    ("LLVM", "llvm llvm-ir"),
    ("LaTeX", "latex tex katex"),
    ("Lean 4", "lean lean4"),
    ("Less", "less"),
    ("Lisp", "lisp common-lisp commonlisp cl elisp emacs-lisp emacs scheme scm guile sbcl"),
    ("Literate Haskell", "literate-haskell lhaskell lhs"),
    ("LiveScript", "livescript live-script"),
    ("Lua", "lua luau moonscript-lua"),
    ("MATLAB", "matlab octave m-file"),
    ("Makefile", "make makefile mf gnumake gnumakefile bsdmake"),
    ("Markdown", "markdown md mkd gfm commonmark kramdown mdx rmd rmarkdown qmd quarto apiblueprint"),
    ("MediaWiki", "mediawiki wikitext wiki"),
    ("NSIS", "nsis nsi"),
    ("Nim", "nim nimrod"),
    ("Nix", "nix nixos"),
    ("OCaml", "ocaml ml"),
    ("Objective-C", "objc obj-c objectivec objective-c objective_c"),
    ("Objective-C++", "objcpp objc++ obj-c++ objectivecpp objective-cpp objective_cpp objective-c++"),
    ("PHP", "php php3 php4 php5 php7 php8 hack"),
    ("Pascal", "pascal delphi objectpascal freepascal"),
    ("Perl", "perl pl raku-perl perl5"),
    ("PowerShell", "powershell posh pwsh ps1 psm1"),
    ("Protocol Buffer", "protobuf proto proto3"),
    ("Puppet", "puppet pp"),
    ("PureScript", "purescript purs"),
    ("Python", "python py python3 py3 python2 py2 ipython cython pyx starlark bazel sage mojo gyp numpy"),
    ("QML", "qml qbs"),
    ("R", "r rlang splus"),
    ("Racket", "racket rkt"),
    ("Regular Expression", "regex regexp"),
    ("Rego", "rego opa"),
    ("Requirements.txt", "requirements requirements.txt pip-requirements"),
    ("Robot Framework", "robot robotframework robot-framework robot_framework"),
    ("Ruby", "ruby rb jruby rake gemfile gemspec vagrantfile podfile fastlane"),
    ("Ruby Haml", "haml"),
    ("Ruby Slim", "slim"),
    ("Rust", "rust rs"),
    ("SCSS", "scss"),
    ("SML", "sml standard-ml"),
    (
        "SQL",
        "sql mysql postgresql postgres psql pgsql plpgsql plsql tsql t-sql sqlite sqlite3 mariadb hql cql bigquery datastudio",
    ),
    ("SSH Config", "ssh ssh-config sshconfig"),
    ("Sass", "sass"),
    ("Scala", "scala sbt"),
    ("Separated Values", "csv tsv"),
    ("Solidity", "solidity sol"),
    ("Stylus", "stylus styl"),
    ("Svelte", "svelte"),
    ("Swift", "swift swiftui"),
    ("SystemVerilog", "systemverilog sv svh"),
    ("TOML", "toml cargo.lock"),
    ("Tcl", "tcl tk"),
    ("Terraform", "terraform tf hcl tfvars opentofu"),
    ("Textile", "textile"),
    ("TypeScript", "typescript ts mts cts gts deno"),
    ("TypeScriptReact", "tsx typescriptreact"),
    ("Typst", "typst typ"),
    ("VHDL", "vhdl vhd"),
    ("Verilog", "verilog v-hdl"),
    ("VimL", "viml vim vimscript vim-script nvim"),
    ("VimHelp", "vimhelp"),
    ("Vue Component", "vue"),
    ("Vyper", "vyper"),
    ("WGSL", "wgsl"),
    ("XML", "xml xsd xsl xslt svg rss atom plist mxml biml xaml opml wsdl"),
    ("YAML", "yaml yml digdag openapi docker-compose"),
    ("Zig", "zig"),
    ("jsonnet", "jsonnet libsonnet"),
    ("log", "log syslog-log"),
    ("nginx", "nginx nginxconf nginx-conf"),
    ("orgmode", "org orgmode org-mode"),
    ("reStructuredText", "rst rest restructuredtext"),
    ("x86_64 Assembly", "nasm asm assembly x86asm gas yasm masm fasm assembler"),
];

#[cfg(test)]
#[expect(clippy::panic, reason = "a test may fail")]
mod tests {
    use super::*;

    fn check(name: &str, expected: &str) {
        let found = match find(name) {
            Known::Plain => "plain".to_owned(),
            Known::Unknown(nearest) => format!("? {}", nearest.unwrap_or_default()),
            Known::Language(language) => {
                let speech = get(language.0).unwrap_or_else(|| panic!("{name}"));
                format!("{}{}", speech.name, if speech.prompts.is_some() { " session" } else { "" })
            }
        };
        assert_eq!(found, expected, "{name}");
    }

    #[test]
    fn names() {
        for (name, expected) in [
            ("rust", "Rust"),
            ("RUST", "Rust"),
            (" rs ", "Rust"),
            ("Shell", "Bourne Again Shell (bash)"),
            ("sh", "Bourne Again Shell (bash)"),
            ("golang", "Go"),
            ("csharp", "C#"),
            ("c#", "C#"),
            ("c", "C"),
            ("C++", "C++"),
            ("h", "Objective-C"),
            ("fsharp", "F#"),
            ("fs", "F#"),
            ("objc", "Objective-C"),
            ("objective_c", "Objective-C"),
            ("js", "JavaScript"),
            ("jsx", "JavaScript (Babel)"),
            ("json5", "JavaScript"),
            ("jsonc", "JSON"),
            ("ts", "TypeScript"),
            ("dosbatch", "Batch File"),
            ("apache", "Apache Conf"),
            ("docker", "Dockerfile"),
            ("Dockerfile", "Dockerfile"),
            ("yml", "YAML"),
            ("ps1", "PowerShell"),
            ("viml", "VimL"),
            ("tex", "LaTeX"),
            ("console", "Bourne Again Shell (bash) session"),
            ("shell_session", "Bourne Again Shell (bash) session"),
            ("pycon", "Python session"),
            ("irb", "Ruby session"),
            ("common_lisp", "Lisp"),
            (".gitignore", "Git Ignore"),
            ("text", "plain"),
            ("none", "plain"),
            ("Plain", "plain"),
            ("txt", "plain"),
            ("", "plain"),
            ("pyhton", "? python"),
            ("rusty", "? rust"),
            ("javascrpt", "? javascript"),
            ("brainfuck", "? "),
            ("日本語", "? "),
            ("x", "? "),
        ] {
            check(name, expected);
        }
    }

    #[test]
    fn every_alias_names_a_grammar() {
        for (grammar, aliases) in ALIASES {
            for alias in aliases.split_ascii_whitespace() {
                check(alias, grammar);
            }
        }
        for (_, grammar, names) in SESSIONS {
            for name in names.split_ascii_whitespace() {
                check(name, &format!("{grammar} session"));
            }
        }
    }
}
