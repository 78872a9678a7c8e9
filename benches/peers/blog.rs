//! The blog that every generator builds: several authors a day, prose, links between posts, code, tags.
//!
//! It is drawn from a small generator of numbers with a fixed seed, so that the same number of posts is the same blog on every
//! machine. Its posts are the same files for everyone: what is spelt differently elsewhere (footnotes, tags of templates, links
//! to source files) is not in them.

use jiff::civil::{Date, date};

use super::code;

/// Who writes.
const AUTHORS: &[&str] = &[
    "Ada Example",
    "Bert Sample",
    "Cleo Placeholder",
    "Dora Fictive",
    "Emil Pretend",
    "Fay Invented",
    "Gus Imaginary",
    "Hana Madeup",
    "Ivo Supposed",
    "Jule Notional",
    "Karl Dummy",
    "Lena Assumed",
];

/// What about.
const TAGS: &[&str] = &[
    "asking",
    "batteries",
    "bugs",
    "c",
    "cables",
    "compilers",
    "databases",
    "drawing",
    "failures",
    "fonts",
    "games",
    "garden",
    "hardware",
    "lamps",
    "maps",
    "music",
    "networks",
    "paper",
    "python",
    "radio",
    "reading",
    "rust",
    "science",
    "shell",
    "sorting",
    "teaching",
    "testing",
    "tools",
    "type-theory",
    "weather",
];

const NOUNS: &[&str] = &[
    "antenna", "argument", "battery", "bench", "branch", "bridge", "bucket", "cable", "cache", "clock", "column",
    "compiler", "counter", "drawer", "engine", "filter", "folder", "garden", "graph", "hinge", "index", "kettle",
    "ladder", "lamp", "letter", "line", "list", "machine", "map", "meter", "mirror", "needle", "number", "packet",
    "page", "parser", "pencil", "queue", "radio", "record", "river", "screen", "sensor", "sheet", "signal", "stack",
    "switch", "table", "test", "ticket", "token", "tree", "valve", "vector", "window", "wire",
];

const ADJECTIVES: &[&str] = &[
    "blue", "broken", "careful", "cheap", "crooked", "early", "empty", "familiar", "former", "green", "heavy",
    "hidden", "large", "late", "loose", "narrow", "odd", "old", "patient", "quick", "quiet", "second", "simple",
    "slow", "small", "strange", "warm", "wrong",
];

const VERBS: &[&str] = &[
    "answers", "breaks", "carries", "changes", "counts", "draws", "empties", "explains", "fills", "finds", "follows",
    "forgets", "holds", "keeps", "loses", "measures", "moves", "names", "needs", "opens", "orders", "prints", "reads",
    "replaces", "shows", "sorts", "stops", "turns", "warms", "writes",
];

const PREPOSITIONS: &[&str] =
    &["above", "after", "before", "behind", "below", "beside", "for", "near", "under", "with"];

const CONJUNCTIONS: &[&str] = &[", and", ", but", ", so", ", while", ", because", ";", ", as if", ", until"];

/// One post: `2019-11-04-AdaExample.md`.
pub(crate) struct Post {
    /// The day that its name and its address begin with.
    pub(crate) date: Date,
    /// Who wrote it: `Ada Example`.
    pub(crate) author: &'static str,
    title: String,
    tags: Vec<&'static str>,
    /// The heading of its first section, for links to it.
    heading: String,
    body: String,
}

impl Post {
    /// The name of its file, which blogsite, Hugo, Jekyll and Eleventy all take a date from: `2019-11-04-AdaExample.md`.
    pub(crate) fn file(&self) -> String {
        format!("{}-{}.md", self.date, self.slug())
    }

    /// Its text with its front matter.
    pub(crate) fn text(&self) -> String {
        let Self { title, author, tags, body, .. } = self;
        format!("---\ntitle: \"{title}\"\nauthors: [{author}]\ntags: [{}]\n---\n{body}", tags.join(", "))
    }

    fn slug(&self) -> String {
        self.author.replace(' ', "")
    }
}

/// Whether posts hold code, most of them one to three blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// They do: highlighting is a good part of the work.
    Fenced,
    /// Prose only.
    Absent,
}

/// That many posts, the oldest first, the same every time.
pub(crate) fn posts(count: usize, code: Code) -> Vec<Post> {
    let mut dice = Dice(0x0b10_9517_e000_0001);
    let mut posts: Vec<Post> = Vec::with_capacity(count);
    let (mut heads, mut day) = (Vec::new(), date(2025, 6, 30));
    while heads.len() < count {
        let mut authors = AUTHORS.to_vec();
        for _ in 0..(2 + dice.roll(4)).min(count - heads.len()) {
            heads.push((day, authors.swap_remove(dice.roll(authors.len()))));
        }
        day = day.saturating_sub(jiff::Span::new().days(i64::from(1 + u8::from(dice.is_one_in(2)))));
    }
    heads.reverse();
    for (date, author) in heads {
        let title = dice.title();
        let tags = dice.tags();
        let heading = dice.heading();
        let body = Writer { dice: &mut dice, date, before: &posts, code, text: String::new() }.body(&heading);
        posts.push(Post { date, author, title, tags, heading, body });
    }
    posts
}

/// One body while it is written.
struct Writer<'a> {
    dice: &'a mut Dice,
    date: Date,
    before: &'a [Post],
    code: Code,
    text: String,
}

impl Writer<'_> {
    fn body(mut self, heading: &str) -> String {
        self.paragraph();
        for number in 0..2 + self.dice.roll(3) {
            let heading = if number == 0 { heading.to_owned() } else { self.dice.heading() };
            self.add(&format!("\n## {heading}\n"));
            for _ in 0..=self.dice.roll(3) {
                self.paragraph();
            }
            if self.dice.is_one_in(2) {
                self.list();
            }
            if self.dice.is_one_in(6) {
                self.table();
            }
            if self.dice.is_one_in(6) {
                let sentence = self.dice.sentence();
                self.add(&format!("\n> {sentence}\n"));
            }
            // Drawn in both blogs, so that the prose is the same with and without.
            let (block, has_code) = (code::block(self.dice), !self.dice.is_one_in(3));
            if self.code == Code::Fenced && has_code {
                self.add(&block);
            }
        }
        self.text
    }

    fn add(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Three to six sentences, some words marked, and one link in most of them.
    fn paragraph(&mut self) {
        let mut sentences: Vec<String> = (0..3 + self.dice.roll(4)).map(|_| self.dice.sentence()).collect();
        if !self.dice.is_one_in(3) {
            sentences.insert(1, self.link());
        }
        self.add(&format!("\n{}\n", sentences.join(" ")));
    }

    fn list(&mut self) {
        self.text.push('\n');
        for _ in 0..3 + self.dice.roll(3) {
            let clause = self.dice.clause();
            self.add(&format!("- {clause}\n"));
        }
    }

    fn table(&mut self) {
        let mut row = || format!("| {} | {} | {} |\n", self.dice.noun(), self.dice.clause(), self.dice.roll(1000));
        let (head, rows) = (row(), (0..4).map(|_| row()).collect::<String>());
        self.add(&format!("\n{head}|---|---|--:|\n{rows}"));
    }

    /// A sentence with a link: to a post of the same day, to an earlier one, or to its first section, as a browser resolves it;
    /// now and then to another host.
    fn link(&mut self) -> String {
        let back = 1 + self.dice.roll(300);
        let same_day = self.before.last().filter(|post| post.date == self.date && self.dice.is_one_in(3));
        let noun = self.dice.noun();
        let Some(post) = same_day.or_else(|| self.before.iter().rev().nth(back)) else {
            return format!("The [manual](https://docs.example/{noun}/) of the {noun} says more.");
        };
        let folder =
            if post.date == self.date { String::new() } else { post.date.strftime("../../../%Y/%m/%d/").to_string() };
        let anchor = if self.dice.is_one_in(3) {
            format!("#{}", post.heading.to_lowercase().replace(' ', "-"))
        } else {
            String::new()
        };
        format!("[{}]({folder}{}.html{anchor}) had a {noun} too.", post.author, post.slug())
    }
}

/// Numbers that look like chance, by Steele, Lea and Flood's `SplitMix64` (Fast Splittable Pseudorandom Number Generators, 2014).
pub(crate) struct Dice(u64);

impl Dice {
    /// A number below `sides`; zero if there are none.
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        // The upper half, which every machine's `usize` holds.
        usize::try_from((mixed ^ (mixed >> 31)) >> 32).unwrap_or_default().checked_rem(sides).unwrap_or_default()
    }

    /// One of `choices`.
    pub(crate) fn pick(&mut self, choices: &[&'static str]) -> &'static str {
        choices.get(self.roll(choices.len())).copied().unwrap_or_default()
    }

    /// A thing.
    pub(crate) fn noun(&mut self) -> &'static str {
        self.pick(NOUNS)
    }

    fn is_one_in(&mut self, times: usize) -> bool {
        self.roll(times) == 0
    }

    fn title(&mut self) -> String {
        let (adjective, noun, other) = (self.pick(ADJECTIVES), self.noun(), self.noun());
        format!("The {adjective} {noun} and the {other}")
    }

    fn heading(&mut self) -> String {
        format!("What the {} {}", self.noun(), self.pick(VERBS))
    }

    fn tags(&mut self) -> Vec<&'static str> {
        let mut left = TAGS.to_vec();
        (0..=self.roll(4)).map(|_| left.swap_remove(self.roll(left.len()))).collect()
    }

    fn clause(&mut self) -> String {
        let object = match self.roll(16) {
            0 => format!("*{}*", self.noun()),
            1 => format!("`{}_{}`", self.noun(), self.noun()),
            2 => format!("**{}**", self.noun()),
            _ => self.noun().to_owned(),
        };
        let (adjective, subject, verb) = (self.pick(ADJECTIVES), self.noun(), self.pick(VERBS));
        format!("the {adjective} {subject} {verb} a {object} {} the {}", self.pick(PREPOSITIONS), self.noun())
    }

    fn sentence(&mut self) -> String {
        let mut sentence = self.clause().replacen('t', "T", 1);
        if !self.is_one_in(3) {
            sentence.push_str(self.pick(CONJUNCTIONS));
            sentence.push(' ');
            sentence.push_str(&self.clause());
        }
        sentence.push('.');
        sentence
    }
}
