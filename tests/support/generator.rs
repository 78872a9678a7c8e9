//! Sites of any size, the same every time: several authors a day, links in every style.

use super::folder::Files;

const AUTHORS: &[&str] = &["AdaByron", "BlaiseP", "CarlaGauss", "DanKnuth", "EmmyNoether"];

/// Which of two states of the generated site: so that a second build has something to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edition {
    /// As first written.
    First,
    /// Every body changed, the first tenth of the days gone, and as many new ones.
    Second,
}

/// A site with `days` times five posts, all of it right but for links that are repaired.
pub(crate) fn site(days: usize, edition: Edition) -> Files {
    let mut files = Files::new();
    let mut add = |path: String, text: String| {
        files.insert(path, text.into_bytes());
    };
    add("_config.yml".into(), "title: A generated blog\nurl: https://blog.example\ntimezone: Europe/London\n".into());
    add("content/about.md".into(), "---\ntitle: About\n---\n## Who\n\nUs. [Home](/), [feed](/feed.xml).\n".into());
    add(
        "static/images/dot.svg".into(),
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>\n".into(),
    );
    let gone = if edition == Edition::First { 0 } else { days.div_ceil(10) };
    let (first, posts) = (gone * AUTHORS.len(), days * AUTHORS.len());
    for number in first..first + posts {
        let post = Post::of(number);
        let text = format!(
            "---\ntitle: \"{} on day {}\"\ntags: [t{}, shared]\n---\n{}",
            post.author,
            number / AUTHORS.len(),
            number % 7,
            body(&post, first, edition)
        );
        add(format!("content/posts/{}.md", post.stem()), text);
    }
    files
}

/// Post by running number: five a day, a day every week.
struct Post {
    number: usize,
    author: &'static str,
    year: usize,
    month: usize,
    day: usize,
}

impl Post {
    fn of(number: usize) -> Self {
        let date = number / AUTHORS.len();
        let (year, in_year) = (2001 + date / 48, date % 48);
        Self { number, author: AUTHORS[number % AUTHORS.len()], year, month: 1 + in_year / 4, day: 1 + in_year % 4 * 7 }
    }

    fn stem(&self) -> String {
        format!("{:04}-{:02}-{:02}-{}", self.year, self.month, self.day, self.author)
    }

    fn path(&self) -> String {
        format!("{:04}/{:02}/{:02}/{}", self.year, self.month, self.day, self.author)
    }
}

fn body(post: &Post, first: usize, edition: Edition) -> String {
    let before = post.number.checked_sub(AUTHORS.len()).filter(|number| *number >= first).map(Post::of);
    // Of the same day, so always there.
    let beside = Post::of(post.number / AUTHORS.len() * AUTHORS.len() + (post.number + 1) % AUTHORS.len()).author;
    let language = ["python", "rust", "c", "sh", ""][post.number % 5];
    let links = before.map(|before| links_to(&before, post)).unwrap_or_default();
    format!(
        r#"Post number {number} ({edition:?}), by *{author}*.

## What I did

- [a name]({beside}.html), [without ending](./{beside}), [an anchor]({beside}.html#what-i-did)
{links}
- [about]({{{{ "/about.html" | relative_url }}}}), [who](../about.md#who), [mail](mailto:a@blog.example)

![A dot](/images/dot.svg) and <img src="/images/dot.svg" srcset="/images/dot.svg 2x" alt="">

```{language}
let number = {number}; // {edition:?}
```

A note[^1], a table and "quotes" -- all of it.

| a | b |
|---|---|
| 1 | 2 |

[^1]: The note.
"#,
        number = post.number,
        author = post.author,
    )
}

/// Links to the author's previous post, in every style that is right, and in one that is repaired.
fn links_to(before: &Post, post: &Post) -> String {
    let (path, stem) = (before.path(), before.stem());
    // The page taken for a folder, as rule 4 has it; not across the turn of a year, to keep this simple.
    let end = path
        .split_once('/')
        .filter(|_| before.year == post.year)
        .map_or_else(|| format!("../../../{path}"), |(_, end)| format!("../../../{end}"));
    format!(
        r#"- [from the root](/{path}.html), [own host](https://blog.example/{path}.html)
- [source]({stem}.md), [source from the root](/content/posts/{stem}.md)
- [up](../../../{path}.html), [a tag]({{% post_url {stem} %}}), [another]({{% link posts/{stem}.md %}})
- [by reference][before], <a href="/{path}.html#what-i-did">raw</a>
- [understood]({end}.html)

[before]: /{path}.html
"#
    )
}
